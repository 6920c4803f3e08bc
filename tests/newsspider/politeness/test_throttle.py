"""Waiting as long as a site asks, and longer where it is in trouble."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader import Slot
from scrapy.exceptions import DownloadTimeoutError, NotConfigured
from scrapy.http import Request, Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from newsspider.frontier import FrontierDB, LeaseScheduler
from newsspider.frontier.held import ReadyQueue
from newsspider.frontier.shutdown import Shutdown
from newsspider.politeness.throttle import (
    MAX_WAIT,
    HostPace,
    PoliteThrottle,
    RetrySignals,
    frontier_of,
    retry_after,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://a.example/x"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", 0),
        ("30", 30),
        ("999999", MAX_WAIT),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("soon", 0),
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(Response(URL, headers={"Retry-After": value}), NOW) == seconds


def make(adapts: bool = True, scheduler: Any = None, **settings: Any) -> PoliteThrottle:
    crawler = get_crawler(
        settings_dict={
            "AUTOTHROTTLE_ENABLED": adapts,
            "DOWNLOAD_DELAY": 2,
            "ROBOTSTXT_USER_AGENT": "newsspider",
            **settings,
        }
    )
    throttle = PoliteThrottle.from_crawler(crawler)
    throttle.mindelay, throttle.maxdelay = 1.0, 60.0
    downloader = SimpleNamespace(slots={"a.example": Slot(1, 2.0)}, _delay=2.0)
    crawler.engine = SimpleNamespace(downloader=downloader, scheduler=scheduler)  # type: ignore[assignment]
    return throttle


def slot_of(throttle: PoliteThrottle) -> Slot:
    slot: Slot = throttle.crawler.engine.downloader.slots["a.example"]
    return slot


@pytest.fixture
def frontier(tmp_path: Any) -> LeaseScheduler:
    scheduler = LeaseScheduler.__new__(LeaseScheduler)
    scheduler._shutdown = Shutdown(get_crawler(), "")
    scheduler._ready = ReadyQueue()
    scheduler.owner = 0
    scheduler._closed = False
    scheduler.db = FrontierDB(tmp_path / "frontier.sqlite")
    return scheduler


def test_crawl_delay_is_a_floor() -> None:
    throttle = make()
    robots = ProtegoRobotParser(b"User-agent: *\nCrawl-delay: 7\n", None)
    throttle._robots_parsed(robots, Request("https://a.example/robots.txt"))
    slot = slot_of(throttle)
    assert slot.delay == 7
    throttle._adjust_delay(slot, 0.1, Response(URL))
    assert slot.delay == 7
    other = Slot(1, 2.0)
    throttle._adjust_delay(other, 0.1, Response("https://b.example/x"))
    assert other.delay < 2


def test_a_busy_answer_slows_down_and_later_ones_speed_up_again() -> None:
    throttle = make()
    slot = slot_of(throttle)
    throttle._adjust_delay(slot, 0.1, Response(URL, status=429, headers={"Retry-After": "40"}))
    assert slot.delay == 40
    throttle._adjust_delay(slot, 0.1, Response(URL))
    assert 2 < slot.delay < 40


def test_trouble_doubles_the_delay_up_to_a_most_and_good_answers_take_it_back_slowly() -> None:
    pace, now, delays = HostPace(), 1000.0, []
    for _ in range(8):
        delays.append(pace.trouble(now, start=1, most=60))
        now += 61
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60]
    answers = 0
    while pace.good(start=1):
        answers += 1
    assert answers > 20


def test_answers_to_what_was_asked_at_once_double_it_once() -> None:
    pace = HostPace()
    assert [pace.trouble(10.0 + n / 10, start=1, most=60) for n in range(8)] == [2] * 8


def test_a_crawl_delay_is_doubled_and_never_undercut() -> None:
    pace = HostPace(floor=10)
    assert pace.trouble(0, start=10, most=600) == 20
    for _ in range(50):
        pace.good(start=10)
    assert pace.delay == 10


def test_it_backs_off_without_delays_too_and_comes_back_to_none() -> None:
    throttle = make(adapts=False, DOWNLOAD_DELAY=0)
    slot = slot_of(throttle)
    slot.delay = 0
    throttle._adjust_delay(slot, 0.1, Response(URL, status=503))
    assert slot.delay == 2
    for _ in range(50):
        throttle._adjust_delay(slot, 0.1, Response(URL))
    assert slot.delay == 0
    with pytest.raises(NotConfigured):
        make(adapts=False, BACKOFF_ENABLED=False)


def test_no_answer_in_time_is_trouble() -> None:
    throttle = make()
    troubles = RetrySignals.from_crawler(throttle.crawler)
    troubles._throttle = throttle
    troubles.process_exception(Request(URL), DownloadTimeoutError())
    assert slot_of(throttle).delay == 4
    troubles.process_exception(Request(URL), ValueError())
    assert slot_of(throttle).delay == 4


def test_the_frontier_keeps_it_for_others_and_for_the_next_start(frontier: LeaseScheduler) -> None:
    throttle = make(scheduler=frontier)
    assert frontier_of(throttle.crawler) is frontier
    throttle._adjust_delay(slot_of(throttle), 0.1, Response(URL, status=429, headers={"Retry-After": "4000"}))
    assert frontier.db.delays() == {"a.example": 4}
    until, reason = frontier.db.paused()["a.example"]
    assert 3900 < until - frontier.db.clock() <= 4000 and "wait" in reason
    assert slot_of(throttle).delay < 40  # the pause is the frontier's
    # a shorter wish does not shorten it
    throttle._adjust_delay(slot_of(throttle), 0.1, Response(URL, status=429, headers={"Retry-After": "2"}))
    assert frontier.db.paused()["a.example"][0] == until

    later = make(scheduler=frontier)
    later._spider_opened(None)  # type: ignore[arg-type]
    assert later.pace("a.example").delay == 4
    for _ in range(50):
        later._adjust_delay(slot_of(later), 0.1, Response(URL))
    assert frontier.db.delays() == {}


def test_a_scheduler_that_is_no_frontier() -> None:
    throttle = make()
    assert frontier_of(throttle.crawler) is None
