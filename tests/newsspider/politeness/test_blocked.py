"""Being blocked has names, is counted by host, and ends in a rest."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from extractors import Article, Block
from extractors.results import ErrorPage, IndexPage, VideoPage
from newsspider.frontier import NOT_BEFORE, LeaseScheduler
from newsspider.frontier.shutdown import Shutdown
from newsspider.politeness.blocked import BlockWatch, HostRest
from newsspider.politeness.outcomes import (
    LOOP,
    RESTING,
    SENT_HOME,
    STUB,
    Outcome,
    group_of,
    is_stub,
    kind_of,
    wall_of,
)
from newsspider.politeness.redirects import RedirectGuard
from newsspider.safety.address_policy import Reach

NEWS = "https://www.contoh.example/news"


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("HTTP 403", "blocked"),
        ("HTTP 429", "blocked"),
        ("challenge page", "blocked"),
        ("empty shell of a JavaScript list", "blocked"),
        ("redirected to the home page", "blocked"),
        ("HTTP 404", "gone"),
        ("HTTP 410", "gone"),
        ("HTTP 500", "failed"),
        ("not fetched (DownloadTimeoutError)", "failed"),
        ("split article without all its pages", "failed"),
        ("list not read", "failed"),
        ("redirected in a circle", "failed"),
        ("forbidden by robots.txt", "robots"),
        ("out of window", "unwanted"),
        ("not modified", "unchanged"),
        ("video page", "not an article"),
        ("list without articles", "not an article"),
    ],
)
def test_every_outcome_belongs_to_a_group(kind: str, group: str) -> None:
    assert group_of(kind) == group


def response(
    url: str, body: str = "<p>x</p>", *, came_from: str | None = None, status: int = 200
) -> Response:
    meta = {"redirect_urls": [came_from]} if came_from else {}
    return HtmlResponse(url, status=status, body=body.encode(), request=Request(url, meta=meta))


def test_a_page_is_named_by_how_it_came_as_well() -> None:
    home = "https://www.contoh.example/"
    assert kind_of(ErrorPage(NEWS, "x"), response(NEWS)) == "soft 404"
    assert kind_of(IndexPage(home, "x"), response(home)) == "index page"
    assert kind_of(IndexPage(home, "x"), response(home, came_from=f"{NEWS}/a")) == SENT_HOME
    assert kind_of(VideoPage(home, "x"), response(NEWS, came_from=f"{NEWS}/a")) == "video page"


@pytest.mark.parametrize(
    ("page", "wall"),
    [
        (response(NEWS, "<title>Just a moment...</title>", status=403), "challenge page"),
        (response(NEWS, "<title>Halaman tidak ditemukan</title><p>x</p>"), "soft 404"),
        (response(NEWS, "<title>404 Not Found</title><p>x</p>", status=403), None),
        (response(NEWS, '<title>Contoh</title><body><div id="__nuxt"></div>'), "empty shell"),
        (response("https://www.contoh.example/masuk", came_from=NEWS), "login wall"),
        (response("https://www.contoh.example/", came_from=NEWS), SENT_HOME),
        (response(NEWS, "<title>Contoh</title><p>Indeks berita</p>"), None),
        (response(NEWS, ""), None),
    ],
)
def test_what_stands_before_a_list(page: Response, wall: str | None) -> None:
    found = wall_of(page)
    assert (found and found[0]) == wall


@pytest.mark.parametrize(
    ("free", "words", "stub"), [(False, 40, True), (False, 400, False), (None, 40, False)]
)
def test_a_text_that_costs_and_is_short_was_cut(free: bool | None, words: int, stub: bool) -> None:
    text = Block("paragraph", " ".join(["kata"] * words))
    assert is_stub(Article(headline="x", isAccessibleForFree=free, body=(text,))) is stub


@pytest.mark.parametrize(
    ("url", "place", "why"),
    [
        (f"{NEWS}/a", "/", SENT_HOME),
        (f"{NEWS}/a", "https://www.lain.example", SENT_HOME),
        (f"{NEWS}/a", "/index.php", SENT_HOME),
        (f"{NEWS}/a", f"{NEWS}/a", LOOP),
        (f"{NEWS}/a", f"{NEWS}/start", LOOP),
        (f"{NEWS}/a", f"{NEWS}/b", None),
        (f"{NEWS}/a", "/?p=17", None),
        ("https://www.contoh.example/robots.txt", "/", None),
        ("http://www.contoh.example/", "https://www.contoh.example/", None),
        (f"{NEWS}/a", "http://[x", None),
    ],
)
def test_redirects_that_lead_astray_are_not_followed(url: str, place: str, why: str | None) -> None:
    request = Request(url, meta={"redirect_urls": [f"{NEWS}/start"]})
    answer = Response(url, status=302, headers={"Location": place})
    if why is None:
        assert RedirectGuard(Reach()).process_response(request, answer) is answer
    else:
        with pytest.raises(IgnoreRequest, match=why):
            RedirectGuard(Reach()).process_response(request, answer)


# -- rows -----------------------------------------------------------------------------------------------


class Frontier(LeaseScheduler):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self._shutdown = Shutdown(get_crawler(), "")
        self.name = "contoh"
        self.paused: dict[str, float] = {}
        self.back: list[Request] = []
        self.ends: list[tuple[str, str, str]] = []
        self.db = SimpleNamespace(paused=dict, requeue_failed=lambda name: 0)  # type: ignore[assignment]

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        self.paused[host] = until

    def enqueue_request(self, request: Request) -> bool:
        self.back.append(request)
        return True

    def went_wrong(self, request: Request | None, reason: str) -> None:
        assert request is not None
        self.ends.append(("failed", request.url, reason))

    def not_wanted(self, request: Request | None, why: str) -> None:
        assert request is not None
        self.ends.append(("done", request.url, why))


@pytest.fixture
def crawler() -> Crawler:
    crawler = get_crawler(settings_dict={"BLOCKED_IN_A_ROW": 3, "BLOCKED_PAUSE": 600})
    crawler.engine = SimpleNamespace(scheduler=Frontier())  # type: ignore[assignment]
    return crawler


def page(host: str, number: int, **meta: Any) -> Request:
    return Request(f"https://{host}/news/{number}", meta=meta)


def block(guard: BlockWatch, host: str, *numbers: int, kind: str = "HTTP 403", **meta: Any) -> None:
    for number in numbers:
        request = page(host, number, **meta)
        guard.told(Outcome(kind, request.url, request))


def test_a_row_ends_in_a_rest_and_nothing_of_it_is_lost(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    link = {"url": "x", "identity": "contoh:1"}
    block(guard, "a.example", 1, 2, link=link, retry_times=2, download_latency=0.1)
    assert not frontier.paused and not frontier.back
    block(guard, "a.example", 3, link=link)
    until = frontier.paused["a.example"]
    assert 590 < until - time.time() <= 600
    assert [r.url[-1] for r in frontier.back] == ["1", "2", "3"]
    assert frontier.back[0].meta == {"link": link, "blocked_times": 1, NOT_BEFORE: until}
    assert all(r.dont_filter for r in frontier.back)
    block(guard, "a.example", 4)  # one that was under way
    assert frontier.back[-1].url[-1] == "4" and frontier.back[-1].meta[NOT_BEFORE] == until
    stats = crawler.stats
    assert stats.get_value("newsspider/blocked/a.example/HTTP 403") == 4
    assert stats.get_value("newsspider/example/a.example/HTTP 403") == "https://a.example/news/1"
    assert stats.get_value("newsspider/resting/a.example") == [until, "HTTP 403, again and again"]


def test_what_is_blocked_time_and_again_is_given_up(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    block(guard, "a.example", 1, 2, 3, blocked_times=2)
    assert frontier.paused and not frontier.back
    assert frontier.ends[0] == ("failed", "https://a.example/news/1", "HTTP 403")


def test_a_page_that_comes_through_breaks_the_row(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    block(guard, "a.example", 1, 2)
    guard.scraped(Response("https://a.example/news/9", request=page("a.example", 9)))
    block(guard, "a.example", 3, 4)
    guard.told(Outcome("video page", "https://a.example/v", page("a.example", 8)))
    block(guard, "a.example", 5, 6)
    assert not frontier.paused
    # neither the paywall nor a page that is gone says anything about being blocked
    block(guard, "a.example", 7, 8, 9, kind=STUB)
    block(guard, "a.example", 10, 11, kind="HTTP 404")
    assert not frontier.paused
    block(guard, "a.example", 12)
    assert set(frontier.paused) == {"a.example"}


def test_other_hosts_go_on(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    for number in range(3):
        block(guard, "a.example", number)
        guard.scraped(Response("https://b.example/news/9", request=page("b.example", 9)))
    assert set(frontier.paused) == {"a.example"}


def test_a_row_over_several_hosts_is_the_outlet_s(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    block(guard, "a.example", 1)
    block(guard, "b.example", 2)
    block(guard, "a.example", 3)
    assert set(frontier.paused) == {"a.example", "b.example"} and len(frontier.back) == 3
    block(guard, "c.example", 4)  # each further host at its first blocked answer
    assert set(frontier.paused) == {"a.example", "b.example", "c.example"} and len(frontier.back) == 4


def test_the_frontier_knows_how_each_request_ended(crawler: Crawler) -> None:
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    for number, kind in enumerate(("challenge page", "soft 404", "HTTP 404", "HTTP 500", "video page")):
        block(guard, "a.example", number, kind=kind)
    assert [end[0] for end in frontier.ends] == ["failed", "done", "done", "failed", "done"]
    block(guard, "a.example", 9, kind="not modified")
    assert len(frontier.ends) == 5  # it was answered, as asked


def test_no_host_rests_where_that_is_off(crawler: Crawler) -> None:
    for name in ("BLOCKED_IN_A_ROW", "BLOCKED_REST"):
        crawler.settings.frozen = False
        crawler.settings.set(name, 0)
        block(BlockWatch(crawler), "a.example", *range(50))
    assert not crawler.engine.scheduler.paused


def test_without_a_frontier_requests_to_a_resting_host_are_let_go(
    crawler: Crawler, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawler.engine = SimpleNamespace(scheduler=None)  # type: ignore[assignment]
    guard = BlockWatch(crawler)
    monkeypatch.setattr(crawler, "get_extension", lambda cls: guard if cls is BlockWatch else None)
    rest = HostRest.from_crawler(crawler)
    block(guard, "a.example", 1, 2, 3)
    rest.process_request(page("b.example", 1))
    with pytest.raises(IgnoreRequest, match=RESTING):
        rest.process_request(page("a.example", 5))
