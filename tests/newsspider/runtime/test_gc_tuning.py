"""What a crawl changes of the process it runs in, and that it puts it back."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from newsspider.runtime.gc_tuning import LOGGERS, GcTuning


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    before = gc.get_threshold(), [logging.getLogger(name).level for name in LOGGERS]
    yield
    assert (gc.get_threshold(), [logging.getLogger(name).level for name in LOGGERS]) == before
    assert gc.get_freeze_count() == 0


def pace(**settings: Any) -> GcTuning:
    crawler: Any = SimpleNamespace(settings=Settings(settings), signals=SignalManager())
    return GcTuning.from_crawler(crawler)


def test_the_collector_leaves_alone_what_was_there_until_the_last_crawl_is_over() -> None:
    one, two = pace(GC_THRESHOLD="20000, 20, 100"), pace(GC_THRESHOLD="500, 5, 5")
    one.opened()
    two.opened()
    assert gc.get_threshold() == (20_000, 20, 100)
    assert gc.get_freeze_count() > 10_000
    one.closed()
    assert gc.get_threshold() == (20_000, 20, 100)
    two.closed()


def test_circles_that_a_crawl_leaves_behind_are_collected() -> None:
    class Circle:
        alive = 0

        def __init__(self) -> None:
            self.me = self
            Circle.alive += 1

        def __del__(self) -> None:
            Circle.alive -= 1

    crawl = pace(GC_THRESHOLD="20000, 20, 100")
    crawl.opened()
    for _ in range(200_000):
        Circle()
    crawl.closed()
    assert Circle.alive < 50_000


def test_no_record_is_made_of_what_nobody_reads() -> None:
    crawl = pace(LOG_LEVEL="WARNING", GC_THRESHOLD="")
    before = gc.get_threshold()
    crawl.opened()
    assert gc.get_threshold() == before
    assert not logging.getLogger("scrapy.core.engine").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("scrapy.core.engine").isEnabledFor(logging.WARNING)
    crawl.closed()


def test_who_asks_for_all_gets_all() -> None:
    crawl = pace(LOG_LEVEL="DEBUG", GC_THRESHOLD="")
    levels = [logging.getLogger(name).level for name in LOGGERS]
    crawl.opened()
    assert [logging.getLogger(name).level for name in LOGGERS] == [
        max(level, logging.DEBUG) for level in levels
    ]
    crawl.closed()


def test_all_objects_are_looked_through_once_however_many_crawls_follow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(GcTuning, "_collected", False)
    collected = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(True))
    for _ in range(3):
        crawl = pace(GC_THRESHOLD="20000, 20, 100")
        crawl.opened()
        crawl.closed()
    assert collected == [True]
