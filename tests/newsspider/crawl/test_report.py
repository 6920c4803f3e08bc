"""The closing table."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest
import scrapy
from scrapy.utils.test import get_crawler

from extractors.registry import outlet_named
from newsspider.crawl.report import CrawlTally, Exit, print_tally
from newsspider.recording.cassettes import tape_for
from newsspider.runtime.counts import CrawlCounts, counts_of
from tests.conftest import FIXTURES, ROOT

RECORDED_STATS = {"downloader/request_count": 12, "finish_reason": "finished"}
LIVE_STATS = {
    "downloader/response_count": 60,
    "downloader/response_bytes": 12_345,
    "store/new": 17,
    "store/changed": 1,
    "store/unchanged": 2,
    "frontier/left/later": 10,
    "frontier/left/failed": 1,
    "finish_reason": "frontier_waiting",
    "elapsed_time_seconds": 12.5,
}


def recorded() -> CrawlTally:
    """What a crawl of a cassette counts."""
    crawler = get_crawler()
    counts = counts_of(crawler)
    for name, count in {"pages": 9, "articles": 5, "fallback": 1, "misses": 1}.items():
        counts.add(name, count)
    for layout, count in {"2020": 3, "amp": 1}.items():
        for _ in range(count):
            counts.read_with("jpnn", layout)
    refuse(counts, {"video page": 1, "HTTP 404": 2})
    return CrawlTally.of(counts, RECORDED_STATS)


def live() -> CrawlTally:
    """What a live crawl counts that is blocked now and then."""
    crawler = get_crawler()
    counts = counts_of(crawler)
    numbers = {"lists": 4, "pages": 30, "articles": 20, "known": 7, "not modified": 3, "out of window": 2}
    for name, count in numbers.items():
        counts.add(name, count)
    refuse(counts, {"HTTP 403": 10, "challenge page": 2, "HTTP 500": 1, "forbidden by robots.txt": 4})
    counts.forbid("https://a.example/indeks")
    for host, kind, count in (
        ("a.example", "HTTP 403", 9),
        ("b.example", "HTTP 403", 1),
        ("a.example", "challenge page", 2),
        ("a.example", "paywall stub", 5),
    ):
        for number in range(1, count + 1):
            counts.block(host, kind, f"https://{host}/{number}")
    counts.rest("a.example", 1795237200.0, "HTTP 403, again and again")
    return CrawlTally.of(counts, LIVE_STATS)


def refuse(counts: CrawlCounts, outcomes: dict[str, int]) -> None:
    for outcome, count in outcomes.items():
        for _ in range(count):
            counts.refuse(outcome)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_text_in_a_pipe() -> None:
    out = io.StringIO()
    print_tally(recorded(), "jpnn", out)
    assert out.getvalue().splitlines() == [
        "jpnn",
        "  pages                             9",
        "  articles                          5",
        "    jpnn 2020                       3",
        "    jpnn amp                        1",
        "    no layout fits (fallback)       1",
        "  gone                              2",
        "    HTTP 404                        2",
        "  refused                           1",
        "    video page                      1",
        "  not recorded                      1",
        "The crawl failed: 1 page missing from the cassette.",
    ]


def test_a_live_crawl_says_who_blocked_what_and_what_is_left() -> None:
    out = io.StringIO()
    print_tally(live(), "a", out)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert lines == [
        "a",
        "responses 60",
        "lists 4",
        "pages 30",
        "articles 20",
        "to the store 20",
        "new 17",
        "changed 1",
        "corrected 0",
        "unchanged 2",
        "not modified since (304) 3",
        "known, not asked for again 7",
        "out of window 2",
        "blocked 17",
        "HTTP 403 (a.example, b.example) 10",
        "paywall stub (a.example) 5",
        "challenge page (a.example) 2",
        "failed 1",
        "HTTP 500 1",
        "not allowed by robots.txt 4",
        "forbidden by robots.txt 4",
        "left for later 10",
        "kept as failed 1",
        "The crawl failed: 1 page or list failed. Blocked 12 times: a.example 11, b.example 1."
        " a.example rests until 2026-11-21T05:00:00Z (HTTP 403, again and again)."
        " 10 requests left for the next crawl.",
    ]


def test_the_file_has_it_all_by_name() -> None:
    report = live().to_dict()
    assert report["blocked"][0] == {
        "kind": "HTTP 403", "host": "a.example", "count": 9, "example": "https://a.example/1"
    }  # fmt: skip
    assert report["unchanged"] == 5 and report["not_modified"] == 3 and report["known"] == 7
    assert report["robots_lists"] == ["https://a.example/indeks"]
    assert report["failed"] == {"HTTP 500": 1} and report["left"] == {"queued": 0, "later": 10, "failed": 1}
    assert json.loads(json.dumps(report)) == report


RESTS = {"finish_reason": "frontier_waiting", "frontier/left/queued": 3}


@pytest.mark.parametrize(
    ("done", "stats", "code"),
    [
        ({}, {}, Exit.DONE),
        ({"refuse": {"video page": 3, "HTTP 404": 1}}, {}, Exit.DONE),
        ({"refuse": {"forbidden by robots.txt": 3}}, {}, Exit.DONE),
        ({"block": "paywall stub"}, {}, Exit.DONE),
        ({"block": "HTTP 403"}, {}, Exit.BLOCKED),
        ({"refuse": {"soft 404": 1}}, {}, Exit.BLOCKED),
        ({"refuse": {"HTTP 500": 1, "HTTP 403": 1}}, {}, Exit.FAILED),
        ({"refuse": {"not fetched (TimeoutError)": 1}}, {}, Exit.FAILED),
        ({"refuse": {"list not read": 1}}, {}, Exit.FAILED),
        ({"add": "misses"}, {}, Exit.FAILED),
        ({"add": "faults"}, {"finish_reason": "disk_full"}, Exit.KEPT),
        ({}, {"finish_reason": "store_stuck"}, Exit.KEPT),
        ({}, {"finish_reason": "shutdown"}, Exit.STOPPED),
        ({}, RESTS, Exit.STOPPED),
        ({"rest": "a.example"}, RESTS, Exit.BLOCKED),
    ],
)
def test_exit_codes(done: dict[str, Any], stats: dict[str, Any], code: Exit) -> None:
    crawler = get_crawler()
    counts = counts_of(crawler)
    refuse(counts, done.get("refuse", {}))
    if kind := done.get("block"):
        counts.block("a.example", kind, "https://a.example/1")
    if name := done.get("add"):
        counts.add(name)
    if host := done.get("rest"):
        counts.rest(host, 0.0, "x")
    tally = CrawlTally.of(counts, {"finish_reason": "finished", **stats})
    assert tally.exit_code is code
    assert bool(tally.verdict()) is (code is not Exit.DONE)


@pytest.mark.parametrize(
    ("without", "articles", "settings", "lacking"),
    [
        ({"fallback": 3}, 3, {}, ["3 of 3 articles without a layout"]),
        ({"fallback": 1}, 10, {}, []),
        ({"fallback": 2}, 10, {}, ["2 of 10 articles without a layout"]),
        ({"fallback": 2}, 10, {"WITHOUT_LAYOUT_MAX": 0.2}, []),
        ({"fallback": 10}, 10, {"WITHOUT_LAYOUT_MAX": 1}, []),
        ({"undated": 4}, 10, {}, ["4 of 10 articles without a date"]),
        ({"undated": 4, "fallback": 4}, 10, {"WITHOUT_DATE_MAX": 0.5}, ["4 of 10 articles without a layout"]),
        ({}, 0, {}, []),
    ],
)
def test_an_outlet_whose_articles_lack_too_much_may_have_changed(
    without: dict[str, int], articles: int, settings: dict[str, float], lacking: list[str]
) -> None:
    spider = type("Kontan", (scrapy.Spider,), {"name": "kontan", "outlet": outlet_named("kontan")})
    crawler = get_crawler(spider, settings)
    tape_for(crawler, {})  # a live crawl
    counts = counts_of(crawler)
    for name, count in {**without, "articles": articles}.items():
        counts.add(name, count)
    crawler.stats.set_value("finish_reason", "finished")
    tally = CrawlTally.of_crawl(crawler)
    assert tally.changes == ({"kontan": lacking} if lacking else {})
    assert tally.exit_code is (Exit.CHANGED if lacking else Exit.DONE)
    assert ("kontan may have changed: " in tally.verdict()) is bool(lacking)
    total = CrawlTally()
    total.add(tally)
    assert total.changes == tally.changes


def test_people_see_the_same_counts_in_the_stats() -> None:
    crawler = get_crawler()
    counts = counts_of(crawler)
    assert counts_of(crawler) is counts
    counts.add("pages", 2)
    counts.read_with("jpnn", "2020")
    refuse(counts, {"HTTP 404": 2})
    counts.block("a.example", "HTTP 403", "https://a.example/1")
    counts.block("a.example", "HTTP 403", "https://a.example/2")
    counts.forbid("https://a.example/indeks")
    counts.rest("a.example", 9.0, "x")
    assert crawler.stats.get_stats() == {
        "newsspider/pages": 2,
        "newsspider/layout/jpnn/2020": 1,
        "newsspider/refused/HTTP 404": 2,
        "newsspider/blocked/a.example/HTTP 403": 2,
        "newsspider/example/a.example/HTTP 403": "https://a.example/1",
        "newsspider/forbidden/https://a.example/indeks": True,
        "newsspider/resting/a.example": [9.0, "x"],
    }


def test_colours_on_a_terminal() -> None:
    out = Terminal()
    print_tally(recorded(), "jpnn", out)
    text = out.getvalue()
    assert "video page" in text and "no layout fits" in text and "The crawl failed" in text


def test_several_crawls_add_up() -> None:
    total = CrawlTally()
    for _ in range(2):
        total.add(recorded())
    assert (total.pages, total.articles, total.layouts["jpnn/amp"], total.refused["HTTP 404"]) == (
        18,
        10,
        2,
        4,
    )
    assert total.failed and total.verdict() == "The crawl failed: 2 pages missing from the cassette."
    assert not CrawlTally().failed and CrawlTally().verdict() == ""


def test_a_bar_on_a_terminal_and_log_lines_above_it() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    case = FIXTURES / "jpnn" / "2020" / "tiga-halaman"
    url = "https://www.jpnn.com/news/tidak-ada"
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "jpnn", "-a", f"cassette={case}", "-a", f"urls={url}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    assert process.wait(60) == 1
    text = seen.decode()
    assert "0 articles" in text and "━" in text and "│" in text
    assert "Not recorded: GET https://www.jpnn.com/news/tidak-ada" in text and "Traceback" not in text
