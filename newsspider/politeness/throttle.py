"""How fast a host is asked: Scrapy's AutoThrottle with three additions.

``Crawl-delay`` is a floor. ``Retry-After`` is waited for. A host in trouble (429, 503, no answer in time) is
asked half as often each time, and recovers its pace slowly.

Settings::

    EXTENSIONS = {"scrapy.extensions.throttle.AutoThrottle": None, "newsspider.politeness.throttle.PoliteThrottle": 0}
    DOWNLOADER_MIDDLEWARES = {"newsspider.politeness.throttle.RetrySignals": 560}   # sees what RetryMiddleware tries again
    AUTOTHROTTLE_ENABLED = True     # False: no delay from latency; Crawl-delay, back-off and Retry-After stay
    BACKOFF_ENABLED = True          # False, and AUTOTHROTTLE_ENABLED too: no delay of any kind but DOWNLOAD_DELAY
    BACKOFF_START = 1               # seconds; the delay of a host that the first doubling starts from
    BACKOFF_MAX = 600               # seconds; the longest delay that doubling leads to
    RETRY_AFTER_MAX = 86400         # seconds; a longer Retry-After counts as this

Where the crawl has a frontier, all of it is kept in the frontier's table of hosts: other processes keep to
it, and so does the next start. The frontier also adds the jitter (``FRONTIER_JITTER``); without one
``DOWNLOAD_DELAY_JITTER`` does.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotConfigured,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from newsspider.frontier import LeaseScheduler
from newsspider.runtime.counts import counts_of

__all__ = ["HostPace", "PoliteThrottle", "RetrySignals", "frontier_of", "retry_after", "wait_asked"]

MAX_WAIT = 600.0  # seconds between two requests that are kept within one process, without a frontier
BUSY = (429, 503)
TROUBLE = (DownloadTimeoutError, DownloadConnectionRefusedError, DownloadFailedError)
_RECOVERY = 0.9  # each good answer multiplies the extra delay by this
_REPORTED = 1.2  # the frontier gets a delay when it has changed by this factor


@dataclass
class HostPace:
    """How far apart the requests to a host are to be kept.

    >>> pace = HostPace()
    >>> pace.trouble(100.0, start=1, most=600), pace.trouble(103.0, start=1, most=600)
    (2, 4)
    >>> pace.good(start=1) < 4
    True
    """

    floor: float = 0.0  # its Crawl-delay
    extra: float = 0.0  # what trouble added to it
    since: float = -1e9  # when it was last doubled
    reported: float = 0.0  # what the frontier has

    @property
    def delay(self) -> float:
        return max(self.floor, self.extra)

    def trouble(self, now: float, *, start: float, most: float) -> float:
        """Double the delay; not again for answers to what was asked before the delay took effect."""
        if now >= self.since + self.extra:
            self.extra = min(2 * max(self.extra, start), most)
            self.since = now
        return self.delay

    def good(self, *, start: float) -> float:
        """A good answer: a little faster again."""
        if self.extra:
            self.extra *= _RECOVERY
            if self.extra <= start:
                self.extra = 0.0
        return self.delay


class PoliteThrottle(AutoThrottle):
    """Never asks a host more often than its robots.txt allows, and waits when it asks for that."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.adapts = settings.getbool("AUTOTHROTTLE_ENABLED")
        if self.adapts:
            super().__init__(crawler)
        elif settings.getbool("BACKOFF_ENABLED", True):
            self.crawler = crawler
            self.debug = False
            crawler.signals.connect(self._spider_opened, signal=signals.spider_opened)
            crawler.signals.connect(self._response_downloaded, signal=signals.response_downloaded)
        else:
            raise NotConfigured
        self.start = max(settings.getfloat("BACKOFF_START", 1.0), settings.getfloat("DOWNLOAD_DELAY"))
        self.most = settings.getfloat("BACKOFF_MAX", 600.0)
        self.longest = settings.getfloat("RETRY_AFTER_MAX", 86_400.0)
        self.paces: dict[str, HostPace] = {}
        self.agent: str = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _spider_opened(self, spider: Spider) -> None:
        if self.adapts:
            super()._spider_opened(spider)
        frontier = frontier_of(self.crawler)
        if frontier is not None and not frontier.stopped:
            # what an earlier run, or another process, had to learn
            for host, delay in frontier.db.delays().items():
                self.paces[host] = HostPace(extra=delay, reported=delay)

    def pace(self, host: str) -> HostPace:
        return self.paces.setdefault(host, HostPace())

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        wanted = robotparser.crawl_delay(self.agent)
        host = urlparse_cached(request).hostname or ""
        if wanted:
            self.pace(host).floor = min(float(wanted), MAX_WAIT)
            slot = self.crawler.engine.downloader.slots.get(host)
            if slot is not None:
                slot.delay = max(slot.delay, self.pace(host).delay)
            self._report(host)
        elif host in self.paces:
            self.paces[host].floor = 0.0

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        host = urlparse_cached(response).hostname or ""
        if self.adapts:
            super()._adjust_delay(slot, latency, response)
        if response.status in BUSY:
            self.trouble(host, slot)
            if wait := retry_after(response, most=self.longest):
                self._pause(host, slot, wait)
        elif host in self.paces:
            pace = self.paces[host]
            if response.status < 400:
                pace.good(start=self.start)
            # without latency to go by, it comes back to what the settings say
            base = slot.delay if self.adapts else self.crawler.settings.getfloat("DOWNLOAD_DELAY")
            slot.delay = max(base, pace.delay)
            self._report(host)

    def trouble(self, host: str, slot: Slot | None = None) -> None:
        """A host is in trouble: half as often from now on."""
        pace = self.pace(host)
        slot = slot or self.crawler.engine.downloader.slots.get(host)
        usual = max(self.start, pace.floor, slot.delay if slot is not None else 0.0)
        pace.trouble(time.monotonic(), start=usual, most=self.most)
        if slot is not None:
            slot.delay = max(slot.delay, pace.delay)
        self._report(host)

    def _pause(self, host: str, slot: Slot, seconds: float) -> None:
        frontier = frontier_of(self.crawler)
        if frontier is None:
            slot.delay = max(slot.delay, min(seconds, MAX_WAIT))
            return
        until = time.time() + seconds
        if frontier.db.paused().get(host, (0.0, ""))[0] < until:
            reason = f"it asked us to wait {seconds:.0f} s"
            frontier.pause_host(host, until, reason)
            counts_of(self.crawler).rest(host, until, reason)

    def _report(self, host: str) -> None:
        frontier, pace = frontier_of(self.crawler), self.paces[host]
        if frontier is None or frontier.stopped:
            return
        low, high = sorted((pace.reported, pace.delay))
        if high and (not low or high / low >= _REPORTED):
            frontier.slow_host(host, pace.delay)
            pace.reported = pace.delay


class RetrySignals:
    """Downloader middleware: reports a host that gave no answer at all to the throttle."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._throttle: PoliteThrottle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, TROUBLE):
            self._throttle = self._throttle or self.crawler.get_extension(PoliteThrottle)
            if self._throttle is not None:
                self._throttle.trouble(urlparse_cached(request).hostname or "")


def frontier_of(crawler: Crawler) -> LeaseScheduler | None:
    """The crawl's frontier, None where it has another scheduler."""
    scheduler = getattr(crawler.engine, "scheduler", None)
    # for isinstance() every scheduler is one that has the same methods
    return cast(LeaseScheduler, scheduler) if LeaseScheduler in type(scheduler).__mro__ else None


def retry_after(response: Response, now: datetime | None = None, *, most: float = MAX_WAIT) -> float:
    """Seconds that a response asks to wait, 0 where it asks for nothing, ``most`` at most."""
    return wait_asked((response.headers.get("Retry-After") or b"").decode("latin-1"), now, most=most)


def wait_asked(value: str, now: datetime | None = None, *, most: float = MAX_WAIT) -> float:
    """What a header ``Retry-After`` asks for, in seconds; 0 for what cannot be read, ``most`` at most."""
    value = value.strip()
    if value.isdecimal():
        return min(float(value), most)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0), most)
