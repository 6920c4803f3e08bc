"""Scrapy's AutoThrottle with two more manners: ``Crawl-delay`` and ``Retry-After``."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

MAX_WAIT = 600.0  # seconds; whoever wants a longer pause is left alone for this run by hand
BUSY = (429, 503)


class PoliteThrottle(AutoThrottle):
    """Never asks a host more often than its robots.txt allows, and waits when it is told to.

    Off, like AutoThrottle, where ``AUTOTHROTTLE_ENABLED`` is false.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.floors: dict[str, float] = {}
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        wanted = robotparser.crawl_delay(self.agent)
        host = urlparse_cached(request).hostname or ""
        if wanted:
            self.floors[host] = min(float(wanted), MAX_WAIT)
            slot = self.crawler.engine.downloader.slots.get(host)
            if slot is not None:
                slot.delay = max(slot.delay, self.floors[host])

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        floor = self.floors.get(urlparse_cached(response).hostname or "", 0.0)
        if response.status in BUSY:
            floor = max(floor, retry_after(response))
        slot.delay = max(slot.delay, floor)


def retry_after(response: Response, now: datetime | None = None) -> float:
    """Seconds that a response asks to wait, 0 where it asks for nothing, ``MAX_WAIT`` at most."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return min(float(value), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0), MAX_WAIT)
