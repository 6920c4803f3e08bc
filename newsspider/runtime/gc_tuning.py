"""Less work for the one thread of a crawl.

Python's garbage collector looks again and again through everything that start-up has made (half a million objects
that never become garbage), and Scrapy writes a log record of each page and item that no one reads unless
``LOG_LEVEL`` asks for it. Without these two a page costs the crawl about a seventh less.

Settings::

    EXTENSIONS = {"newsspider.runtime.gc_tuning.GcTuning": 50}
    GC_THRESHOLD = "20000, 20, 100"    # the arguments of gc.set_threshold; "" leaves the collector alone

Reference cycles that a crawl leaves behind are still collected, only later: about every 20,000 objects. Both are
undone when the last crawl of the process is over.
"""

from __future__ import annotations

import gc
import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

__all__ = ["GcTuning"]

LOGGERS = ("scrapy", "twisted")  # what writes a record of every page, item and connection


class GcTuning:
    """Scrapy extension; see the module."""

    _open = 0  # crawls of this process that are under way
    _collected = False  # whether what start-up left has been collected
    _before: tuple[int, int, int] | None = None
    _levels: tuple[int, ...] = ()

    def __init__(self, threshold: tuple[int, ...], level: int) -> None:
        self.threshold = threshold
        self.level = level

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        threshold = tuple(int(number) for number in settings.getlist("GC_THRESHOLD"))
        level = logging.getLevelName(str(settings.get("LOG_LEVEL", "DEBUG")))
        self = cls(threshold, level if isinstance(level, int) else logging.NOTSET)
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)
        return self

    def opened(self) -> None:
        GcTuning._open += 1
        if GcTuning._open > 1:
            return
        GcTuning._levels = tuple(logging.getLogger(name).level for name in LOGGERS)
        for name, level in zip(LOGGERS, GcTuning._levels, strict=True):
            logging.getLogger(name).setLevel(max(level, self.level))
        if self.threshold:
            GcTuning._before = gc.get_threshold()
            if (
                not GcTuning._collected
            ):  # what a crawl leaves for the next is little, and a look at all takes long
                gc.collect()
                GcTuning._collected = True
            gc.freeze()
            gc.set_threshold(*self.threshold)

    def closed(self) -> None:
        GcTuning._open -= 1
        if GcTuning._open:
            return
        for name, level in zip(LOGGERS, GcTuning._levels, strict=True):
            logging.getLogger(name).setLevel(level)
        if GcTuning._before is not None:
            gc.set_threshold(*GcTuning._before)
            gc.unfreeze()
            GcTuning._before = None
