"""What a crawl counts, as records: the report reads them, and Scrapy's stats show the same to people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary, proxy

from scrapy.crawler import Crawler

__all__ = ["PREFIX", "Blocks", "CrawlCounts", "Rest", "counts_of"]

PREFIX = "newsspider/"  # of every key in the stats


@dataclass(slots=True)
class Blocks:
    """How often a host blocked us in one way, and the first address it did so at."""

    count: int
    example: str


class Rest(NamedTuple):
    """Until when (as of ``time.time()``) a host is not asked, and why."""

    until: float
    reason: str


class CrawlCounts:
    """The counts of one crawl. Each is written to the stats as well, below ``newsspider/``.

    ``numbers`` are plain counts by their names; ``layouts`` articles by outlet and layout; ``refused`` what
    gave no article, by outcome; ``blocked`` has a record for each outcome and host; ``forbidden`` the lists that
    robots.txt does not allow; ``resting`` the hosts that are left alone; ``not_kept`` is why results could not be
    kept, as a crawl's ``finish_reason``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Crawler = proxy(crawler)  # the counts live as long as the crawler, not longer
        self.numbers: Counter[str] = Counter()
        self.layouts: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self.blocked: dict[str, dict[str, Blocks]] = {}
        self.forbidden: dict[str, bool] = {}
        self.resting: dict[str, Rest] = {}
        self.not_kept = ""

    def add(self, name: str, count: int = 1) -> None:
        """Count something that has a name of its own: pages, lists, faults …"""
        self.numbers[name] += count
        self._crawler.stats.inc_value(PREFIX + name, count)

    def read_with(self, outlet: str, layout: str) -> None:
        """An article was read with a layout."""
        self.layouts[outlet, layout] += 1
        self._crawler.stats.inc_value(f"{PREFIX}layout/{outlet}/{layout}")

    def refuse(self, outcome: str) -> None:
        """A request gave no article."""
        self.refused[outcome] += 1
        self._crawler.stats.inc_value(f"{PREFIX}refused/{outcome}")

    def block(self, host: str, outcome: str, url: str) -> None:
        """A host blocked us."""
        hosts = self.blocked.setdefault(outcome, {})
        if host in hosts:
            hosts[host].count += 1
        else:
            hosts[host] = Blocks(1, url)
            self._crawler.stats.set_value(f"{PREFIX}example/{host}/{outcome}", url)
        self._crawler.stats.inc_value(f"{PREFIX}blocked/{host}/{outcome}")

    def forbid(self, url: str) -> None:
        """A list is not read, since robots.txt does not allow it."""
        self.forbidden[url] = True
        self._crawler.stats.set_value(f"{PREFIX}forbidden/{url}", True)

    def keep_no_more(self, reason: str) -> bool:
        """Results can no longer be kept; whether this is the first report of it."""
        if self.not_kept:
            return False
        self.not_kept = reason
        self._crawler.stats.set_value(f"{PREFIX}not_kept", reason)
        self.add("faults")
        return True

    def rest(self, host: str, until: float, reason: str) -> None:
        """A host is left alone."""
        self.resting[host] = Rest(until, reason)
        self._crawler.stats.set_value(f"{PREFIX}resting/{host}", [until, reason])


_counts: WeakKeyDictionary[Crawler, CrawlCounts] = WeakKeyDictionary()


def counts_of(crawler: Crawler) -> CrawlCounts:
    """The counts of a crawl, made when they are first asked for."""
    counts = _counts.get(crawler)
    if counts is None:
        counts = _counts[crawler] = CrawlCounts(crawler)
    return counts
