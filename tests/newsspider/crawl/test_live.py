"""Live crawls of the local outlets: who may begin, who blocks, what a second crawl asks for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newsspider.crawl.live import LiveError, queue_name, user_agent
from newsspider.store import ArticleStore
from tests.newsspider.conftest import Run, read_items
from tests.site import Server, Site, faults, running

WINDOW = ("-a", "since=2024-01-01", "-a", "until=2024-01-31")
ARTICLES = r"beritautama\.net/[a-z0-9-]{20,}$"


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    with running(Site(seed=5, articles_per_outlet=40, outlets=["beritautama", "kontan"])) as server:
        yield server


@pytest.fixture
def live(crawl: Callable[..., Run], tmp_path: Path) -> Callable[..., tuple[Run, dict[str, Any]]]:
    """``scrapy crawl OUTLET`` against a server; the run and its report."""

    def run(server: Server, outlet: str, *arguments: str, **settings: Any) -> tuple[Run, dict[str, Any]]:
        server.log.clear()
        file = tmp_path / f"report-{time.monotonic_ns()}.json"
        quick = {
            **server.settings(),
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            "FRONTIER_RETRY_SECONDS": 0.1,
            "REPORT_FILE": file,
            **settings,
        }
        options = [part for name, value in quick.items() for part in ("-s", f"{name}={value}")]
        done = crawl("crawl", outlet, *options, *arguments, **server.environment())
        return done, json.loads(file.read_text("utf-8")) if file.exists() else {}

    return run


# -- who may begin --------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact", ["", "me", "@x", "CONTACT"])
def test_nothing_is_fetched_under_no_name(crawl: Callable[..., Run], small: Server, contact: str) -> None:
    small.log.clear()
    options = [part for name, value in small.settings().items() for part in ("-s", f"{name}={value}")]
    run = crawl("crawl", "beritautama", *options, "-s", f"CONTACT={contact}", **small.environment())
    assert run.code == 2 and len(run.complaints) == 1
    assert (
        "outlets need a way to write to you" if not contact else f"CONTACT: {contact!r} is neither"
    ) in run.err
    assert not small.log


def test_several_outlets_say_it_once(crawl: Callable[..., Run]) -> None:
    run = crawl("crawlall", "tempo", "kontan", "-s", "CONTACT=")
    assert run.code == 2 and len(run.complaints) == 1


@pytest.mark.parametrize(
    ("agent", "contact", "sent"),
    [
        ("newsspider/1", "me@corpus.example", "newsspider/1 (+me@corpus.example)"),
        ("newsspider/1", "https://corpus.example/bot", "newsspider/1 (+https://corpus.example/bot)"),
        ("mine/2 (+mailto:me@corpus.example)", "", "mine/2 (+mailto:me@corpus.example)"),
        ("mine/2 (me@corpus.example)", "me@corpus.example", "mine/2 (me@corpus.example)"),
        ("mine/2 (http://corpus.example)", "", "mine/2 (http://corpus.example)"),
    ],
)
def test_the_user_agent_says_whom_to_write_to(agent: str, contact: str, sent: str) -> None:
    assert user_agent(Settings({"USER_AGENT": agent, "CONTACT": contact})) == sent


def test_a_user_agent_without_anybody() -> None:
    with pytest.raises(LiveError):
        user_agent(Settings({"USER_AGENT": "Mozilla/5.0 (X11; Linux)", "CONTACT": ""}))


def test_crawls_of_the_same_arguments_go_on_with_each_other_s_requests() -> None:
    assert queue_name("kontan", {}) == "kontan"
    assert queue_name("kontan", {"until": "2 days", "since": "2024"}) == "kontan since=2024 until=2 days"
    long = queue_name("kontan", {"urls": "https://a.example/" + "x" * 500})
    assert len(long) < 40 and long == queue_name("kontan", {"urls": "https://a.example/" + "x" * 500})


def test_a_rule_for_visits_that_is_none(crawl: Callable[..., Run]) -> None:
    run = crawl("crawl", "kontan", "-s", "REVISIT=often")
    assert run.code == 2 and run.err.startswith("REVISIT: 'often' is no age and interval")


# -- what is kept ---------------------------------------------------------------------------------------


def test_a_live_crawl_keeps_everything_below_one_folder(
    live: Callable[..., Any], small: Server, tmp_path: Path, crawl: Callable[..., Run]
) -> None:
    out, data = tmp_path / "articles.jsonl", tmp_path / "data"
    run, report = live(small, "beritautama", *WINDOW, "-O", str(out), "-a", "limit=5", REPORT_FILE="")
    assert run.code == 0, run.err
    kept = {path.name for path in data.iterdir() if not path.name.endswith(("-wal", "-shm"))}
    own = {"frontier.sqlite", "warc", "articles.sqlite", "visits.sqlite", "drift.sqlite"}
    assert own <= kept
    (file,) = kept - own
    assert file.startswith("report-beritautama-") and file.endswith("Z.json")
    report = json.loads((data / file).read_text("utf-8"))
    assert report["outlet"] == "beritautama" and report["arguments"]["limit"] == "5"
    assert (report["exit_code"], report["reason"], report["new"], report["articles"]) == (0, "finished", 5, 5)
    assert report["responses"] == len(small.log) and report["bytes"] > 1000 and report["seconds"] > 0
    assert {"newsspider", "scrapy", "python"} <= set(report["versions"])
    assert all("test@example.org" in logged.headers["user-agent"] for logged in small.log)
    with ArticleStore(data / "articles.sqlite", read_only=True) as store:
        assert {s.canonical_url for s in store.articles()} == {i["canonicalUrl"] for i in read_items(out)}


def test_nothing_is_kept_where_that_is_said(live: Callable[..., Any], small: Server, tmp_path: Path) -> None:
    run, report = live(small, "beritautama", *WINDOW, "-a", "limit=3", DATA_DIR="")
    assert run.code == 0 and report["articles"] == 3
    assert not (tmp_path / "data").exists()


def test_several_outlets_are_one_report_and_the_worst_of_them_counts(
    crawl: Callable[..., Run], small: Server, tmp_path: Path
) -> None:
    small.clear()
    small.add(faults.forbidden(small.site.articles("beritautama")[0].url))
    file = tmp_path / "all.json"
    quick = {**small.settings(), "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "REPORT_FILE": file}
    options = [part for name, value in quick.items() for part in ("-s", f"{name}={value}")]
    run = crawl("crawlall", "beritautama", "kontan", *options, *WINDOW, **small.environment())
    small.clear()
    assert run.code == 3, run.err
    report = json.loads(file.read_text("utf-8"))
    assert (report["outlet"], report["articles"], report["exit_code"]) == ("beritautama, kontan", 79, 3)
    assert {name: one["articles"] for name, one in report["crawls"].items()} == {
        "beritautama": 39,
        "kontan": 40,
    }
    assert len(list((tmp_path / "data").glob("report-*.json"))) == 2


# -- the second crawl -----------------------------------------------------------------------------------


def test_a_second_crawl_of_an_unchanged_site_asks_for_hardly_anything(live: Callable[..., Any]) -> None:
    with running(Site(seed=5, articles_per_outlet=150, outlets=["jpnn"])) as server:
        run, first = live(server, "jpnn", *WINDOW)
        assert run.code == 0 and first["new"] == 150, run.err
        asked = len(server.log)
        run, second = live(server, "jpnn", *WINDOW)
        assert run.code == 0 and second["new"] == second["pages"] == 0, run.err
        assert 0 < len(server.log) <= asked * 0.03


@pytest.mark.parametrize(
    ("outlet", "articles"),
    [
        ("tempo", 60),
        ("kontan", 60),
        ("jpnn", 60),
        ("idntimes", 80),
        ("beritautama", 110),
    ],  # robots.txt and a list or two must be 3 %
)
def test_a_second_crawl_of_a_window_that_goes_on_asks_for_hardly_anything(
    live: Callable[..., Any], outlet: str, articles: int
) -> None:
    now = datetime.now(UTC)
    days = {"since": f"{now - timedelta(days=19):%Y-%m-%d}", "until": f"{now - timedelta(days=2):%Y-%m-%d}"}
    with running(Site(seed=5, articles_per_outlet=articles, outlets=[outlet], **days)) as server:
        run, first = live(server, outlet, "-a", "since=20 days")
        assert run.code == 0 and first["new"] == articles, run.err
        asked = len(server.log)
        run, second = live(server, outlet, "-a", "since=20 days")
        assert run.code == 0 and second["new"] == second["pages"] == 0, run.err
        assert 0 < len(server.log) <= asked * 0.03


def test_what_the_sitemap_says_has_changed_is_asked_for_and_what_is_new(live: Callable[..., Any]) -> None:
    with running(Site(seed=5, articles_per_outlet=40, outlets=["beritautama"])) as server:
        live(server, "beritautama", *WINDOW)
        entry = server.site.articles("beritautama")[3]
        server.site.revise(entry.url, datetime.now(UTC))
        run, report = live(server, "beritautama", *WINDOW)
        assert run.code == 0, run.err
        assert [r.url for r in server.requests(ARTICLES)] == [entry.url]
        assert (report["new"], report["changed"], report["known"] >= 39) == (0, 1, True)


def test_a_window_that_goes_on_brings_what_is_new(live: Callable[..., Any]) -> None:
    since = ("-a", "since=20 days")
    now = datetime.now(UTC)
    days = {"since": f"{now - timedelta(days=19):%Y-%m-%d}", "until": f"{now - timedelta(days=1):%Y-%m-%d}"}
    with running(Site(seed=5, articles_per_outlet=60, outlets=["jpnn"], **days)) as server:
        run, first = live(server, "jpnn", *since)
        assert run.code == 0 and first["new"] == 60, run.err
        lists = first["lists"]
        fresh = server.site.publish("jpnn", 2, when=now - timedelta(minutes=30))
        run, second = live(server, "jpnn", *since)
        assert run.code == 0 and second["new"] == len(fresh) == 2, run.err
        assert second["lists"] < lists and second["known"] > 0
        # young ones are due in six hours, not now
        assert {r.status for r in server.requests(r"/news/")} == {200}


def test_young_articles_are_asked_for_again_and_cost_no_page(live: Callable[..., Any]) -> None:
    with running(Site(seed=5, articles_per_outlet=20, outlets=["beritautama"])) as server:
        live(server, "beritautama", *WINDOW)
        run, report = live(server, "beritautama", *WINDOW, REVISIT="9999d: 0h")
        assert run.code == 0, run.err
        asked = server.requests(ARTICLES)
        assert len(asked) == 20 and {r.status for r in asked} == {304}
        assert (report["not_modified"], report["unchanged"], report["pages"]) == (20, 20, 0)


# -- blocked --------------------------------------------------------------------------------------------


def test_a_host_that_blocks_rests_the_others_go_on_and_a_later_crawl_goes_on_with_it(
    live: Callable[..., Any], tmp_path: Path
) -> None:
    with running(Site(seed=5, articles_per_outlet=60, outlets=["kontan"])) as server:
        host = "nasional.kontan.co.id"
        there = len([e for e in server.site.articles("kontan") if f"//{host}/" in e.url])
        assert there > 3
        server.add(faults.challenge(rf"//{host}/news/(?!sitemap)"))
        settings = {"BLOCKED_IN_A_ROW": 3, "BLOCKED_PAUSE": 12, "FRONTIER_MAX_WAIT": 2}
        run, report = live(server, "kontan", *WINDOW, **settings)
        assert run.code == 3, run.err
        assert report["articles"] == 60 - there
        (blocked,) = [b for b in report["blocked"] if b["kind"] != "paywall stub"]
        assert (blocked["kind"], blocked["host"]) == ("challenge page", host)
        assert f"//{host}/news/" in blocked["example"] and 3 <= blocked["count"] <= 8
        assert [one["host"] for one in report["resting"]] == [host]
        assert report["left"]["queued"] + report["left"]["later"] == there
        assert f"Blocked: {host} answered with nothing but challenge page" in run.err
        server.clear()
        time.sleep(10)
        run, report = live(server, "kontan", *WINDOW, **settings)
        assert run.code == 0, run.err
        assert (report["new"], report["left"]["queued"], report["resting"]) == (there, 0, [])
        with ArticleStore(tmp_path / "data" / "articles.sqlite", read_only=True) as store:
            assert len(store) == 60


@pytest.mark.parametrize(
    ("fault", "code", "group", "kind"),
    [
        (faults.forbidden, 3, "blocked", "HTTP 403"),
        (faults.challenge, 3, "blocked", "challenge page"),
        (faults.login_wall, 3, "blocked", "login wall"),
        (faults.consent_wall, 3, "blocked", "consent wall"),
        (faults.empty_shell, 3, "blocked", "empty shell"),
        (faults.soft_404, 3, "blocked", "soft 404"),
        (faults.redirect_home, 3, "blocked", "redirected to the home page"),
        (faults.redirect_loop, 1, "failed", "redirect loop"),
        (faults.truncated, 1, "failed", "cut off"),
        (faults.vanished, 0, "gone", "HTTP 404"),
    ],
)
def test_a_fault_has_a_name_and_an_exit_code(
    live: Callable[..., Any], small: Server, fault: Callable[..., Any], code: int, group: str, kind: str
) -> None:
    small.clear()
    url = small.site.articles("beritautama")[0].url
    small.add(fault(rf"{url}$" if fault is not faults.redirect_loop else url))
    try:
        run, report = live(small, "beritautama", *WINDOW, RETRY_TIMES=0)
    finally:
        small.clear()
    assert run.code == code, run.err
    assert report["exit_code"] == code and report["articles"] == 39
    if group == "blocked":
        (found,) = report["blocked"]
        assert found == {"kind": kind, "host": "beritautama.net", "count": 1, "example": found["example"]}
    else:
        assert report[group] == {kind: 1}


def test_retry_after_holds_for_the_next_start_too(live: Callable[..., Any], small: Server) -> None:
    small.clear()
    small.add(faults.too_many(ARTICLES, retry_after=4000))
    try:
        run, report = live(small, "beritautama", *WINDOW)
        assert run.code == 3 and report["articles"] == 0, run.err
        assert report["resting"][0]["reason"] == "it asked us to wait 4000 s"
        small.clear()
        run, report = live(small, "beritautama", *WINDOW)
        assert (run.code, len(small.log)) == (3, 0), run.err
        assert report["left"]["queued"] + report["left"]["later"] >= 40
    finally:
        small.clear()
