"""Being blocked is counted by host, and ends in a rest."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from newsspider.frontier import NOT_BEFORE, LeaseScheduler
from newsspider.frontier.shutdown import Shutdown
from newsspider.politeness.blocked import BlockWatch, HostRest
from newsspider.politeness.outcomes import (
    Ending,
    RequestOutcome,
)

NEWS = "https://www.contoh.example/news"


class Frontier(LeaseScheduler):
    """Writes down what is reported to it."""

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
        guard.ended(Ending(kind, request.url, request))


def test_a_row_ends_in_a_rest_and_nothing_of_it_is_lost(
    crawler: Crawler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.politeness.blocked.time", SimpleNamespace(time=lambda: 1_000.0))
    guard, frontier = BlockWatch(crawler), crawler.engine.scheduler
    link = {"url": "x", "identity": "contoh:1"}
    block(guard, "a.example", 1, 2, link=link, retry_times=2, download_latency=0.1)
    assert not frontier.paused and not frontier.back
    block(guard, "a.example", 3, link=link)
    until = frontier.paused["a.example"]
    assert until == 1_600
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
    guard.ended(Ending("video page", "https://a.example/v", page("a.example", 8)))
    block(guard, "a.example", 5, 6)
    assert not frontier.paused
    # neither the paywall nor a page that is gone says anything about being blocked
    block(guard, "a.example", 7, 8, 9, kind=RequestOutcome.STUB)
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
    asyncio.run(rest.process_request(page("b.example", 1)))
    with pytest.raises(IgnoreRequest, match=RequestOutcome.RESTING):
        asyncio.run(rest.process_request(page("a.example", 5)))
