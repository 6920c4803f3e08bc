"""Waiting as long as a site asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.core.downloader import Slot
from scrapy.http import Request, Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from newsspider.throttle import MAX_WAIT, PoliteThrottle, retry_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


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
    assert retry_after(Response("https://a.example/", headers={"Retry-After": value}), NOW) == seconds


@pytest.fixture
def throttle() -> PoliteThrottle:
    crawler = get_crawler(settings_dict={"AUTOTHROTTLE_ENABLED": True, "ROBOTSTXT_USER_AGENT": "newsspider"})
    throttle = PoliteThrottle.from_crawler(crawler)
    throttle.mindelay, throttle.maxdelay = 1.0, 60.0

    class Engine:
        class downloader:  # noqa: N801
            slots: dict[str, Slot] = {"a.example": Slot(1, 2.0)}  # noqa: RUF012

    crawler.engine = Engine()  # type: ignore[assignment]
    return throttle


def test_crawl_delay_is_a_floor(throttle: PoliteThrottle) -> None:
    robots = ProtegoRobotParser(b"User-agent: *\nCrawl-delay: 7\n", None)
    throttle._robots_parsed(robots, Request("https://a.example/robots.txt"))
    slot = throttle.crawler.engine.downloader.slots["a.example"]
    assert slot.delay == 7
    throttle._adjust_delay(slot, 0.1, Response("https://a.example/x"))
    assert slot.delay == 7
    other = Slot(1, 2.0)
    throttle._adjust_delay(other, 0.1, Response("https://b.example/x"))
    assert other.delay < 2


def test_a_busy_answer_slows_down_and_later_ones_speed_up_again(throttle: PoliteThrottle) -> None:
    slot = Slot(1, 2.0)
    throttle._adjust_delay(
        slot, 0.1, Response("https://a.example/x", status=429, headers={"Retry-After": "40"})
    )
    assert slot.delay == 40
    throttle._adjust_delay(slot, 0.1, Response("https://a.example/x"))
    assert 2 < slot.delay < 40
