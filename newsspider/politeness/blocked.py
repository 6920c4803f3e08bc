"""What to do when an outlet lets nothing through.

The spider reports every outcome (signal ``outcome``). ``BlockWatch`` counts those that mean *blocked* by outlet and
host, keeps an example of each, and after so many in a row gives the host a rest: its requests, those of the row too,
stay in the frontier, and a later crawl goes on with them. Everything else goes on.

Settings::

    EXTENSIONS = {"newsspider.politeness.blocked.BlockWatch": 300}
    DOWNLOADER_MIDDLEWARES = {
        "newsspider.politeness.blocked.HostRest": 50,       # for requests that do not come out of a frontier
    }
    BLOCKED_IN_A_ROW = 10       # blocked answers after which a host is given a rest; 0: never
    BLOCKED_REST = True         # False: blocked answers are counted, and no host is given a rest
    BLOCKED_PAUSE = 21600       # seconds that a host which blocks us is left alone
    BLOCKED_RETRY_TIMES = 2     # how often a blocked request of such a row is put back to be tried again
    RETRY_FAILED = True         # what failed in an earlier crawl is tried once more at the start

When the row spans several hosts of an outlet, the whole outlet rests: each of its other hosts at its first
blocked answer. A page that a paywall cuts is served as intended; it is counted and does not end the row.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from newsspider.politeness.again import fresh
from newsspider.politeness.outcomes import Ending, Group, RequestOutcome, outcome, unanswered
from newsspider.politeness.throttle import frontier_of
from newsspider.runtime.counts import counts_of
from newsspider.safety.address_policy import Refusal

__all__ = ["BlockWatch", "HostRest"]

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds that a request past the frontier waits for its host


@dataclass
class _Streak:
    """Blocked answers with no other answer between them."""

    requests: list[Request] = field(default_factory=list)
    count: int = 0
    hosts: set[str] = field(default_factory=set)

    def add(self, host: str, request: Request | None) -> None:
        self.count += 1
        self.hosts.add(host)
        if request is not None:
            self.requests.append(request)

    def clear(self) -> None:
        self.requests.clear()
        self.hosts.clear()
        self.count = 0


class BlockWatch:
    """Scrapy extension: counts who blocks, and gives a host that only blocks a rest. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.most = settings.getint("BLOCKED_IN_A_ROW", 10) if settings.getbool("BLOCKED_REST", True) else 0
        self.pause = settings.getfloat("BLOCKED_PAUSE", 6 * 3600)
        self.retries = settings.getint("BLOCKED_RETRY_TIMES", 2)
        self.resting: dict[str, float] = {}  # hosts, and until when
        self.outlet_rests = False
        self._rows: dict[str, _Streak] = {}
        self._row = _Streak()  # of all hosts together
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.ended, signal=outcome)
        connect(self.scraped, signal=signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        frontier = frontier_of(self.crawler)
        if frontier is not None and not frontier.stopped:
            if self.crawler.settings.getbool("RETRY_FAILED", True):
                frontier.db.requeue_failed(frontier.name)
            for host, (until, reason) in frontier.db.paused().items():
                counts_of(self.crawler).rest(host, until, reason)

    def ended(self, what: Ending) -> None:
        host = _host(what)
        if what.outcome == RequestOutcome.LIST_FORBIDDEN:
            counts_of(self.crawler).forbid(what.url)
        if what.group is Group.BLOCKED:
            counts_of(self.crawler).block(host, what.outcome, what.url)
            if what.outcome == RequestOutcome.STUB:
                return
            self._settle(what)
            if self.most and what.outcome not in (RequestOutcome.EMPTY_LIST, RequestOutcome.RESTING):
                self._blocked(what, host)
            return
        self._settle(what)
        if what.group in (Group.NOT_AN_ARTICLE, Group.UNWANTED, Group.UNCHANGED):
            self._let_through(host)

    def scraped(self, response: Response) -> None:
        if response.request is not None:
            self._let_through(urlparse_cached(response).hostname or "")

    def _let_through(self, host: str) -> None:
        if host in self._rows:
            self._rows[host].clear()
        self._row.clear()

    def _settle(self, what: Ending) -> None:
        """Report to the frontier why this request is done, or that it failed and may be tried again."""
        frontier = frontier_of(self.crawler)
        group = what.group
        if frontier is None or what.request is None or group is Group.WAITING:
            return
        if group in (Group.FAILED, Group.BLOCKED) and not what.settled:
            frontier.went_wrong(what.request, what.outcome)
        elif group is not Group.UNCHANGED:
            frontier.not_wanted(what.request, what.outcome)

    # -- rows

    def _blocked(self, what: Ending, host: str) -> None:
        row = self._rows.setdefault(host, _Streak())
        row.add(host, what.request)
        self._row.add(host, what.request)
        if host in self.resting:  # one that was under way
            self._again([what.request] if what.request else [], self.resting[host])
            row.clear()
        elif self._row.count >= self.most and len(self._row.hosts) > 1:
            self.outlet_rests = True
            requests = list(self._row.requests)
            hosts = set(self._row.hosts)
            self._row.clear()
            until = max(self._rest(one, what.outcome) for one in sorted(hosts))
            self._again(requests, until)
        elif row.count >= self.most or self.outlet_rests:
            requests = list(row.requests)
            row.clear()
            self._again(requests, self._rest(host, what.outcome))

    def _rest(self, host: str, kind: str) -> float:
        """Give a host a rest; returns its end."""
        if host in self.resting:
            return self.resting[host]
        until = self.resting[host] = time.time() + self.pause
        frontier = frontier_of(self.crawler)
        reason = f"{kind}, again and again"
        if frontier is not None:
            frontier.pause_host(host, until, reason)
        counts_of(self.crawler).rest(host, until, reason)
        later = (
            "the rest of its pages waits for a crawl after that"
            if frontier is not None
            else "its other pages are skipped"
        )
        logger.warning(
            "Blocked: %s answered with nothing but %s. It rests until %s, and %s",
            host,
            kind,
            datetime.fromtimestamp(until).strftime("%Y-%m-%d %H:%M"),
            later,
        )
        return until

    def _again(self, requests: Iterable[Request], until: float) -> None:
        """Put what was blocked back into the frontier, to be asked for after the rest."""
        frontier = frontier_of(self.crawler)
        if frontier is None:
            return
        for request in requests:
            self.crawler.signals.send_catch_log(unanswered, requests=[request])
            times = request.meta.get("blocked_times", 0)
            if times < self.retries:
                frontier.enqueue_request(fresh(request, until, blocked_times=times + 1))


class HostRest:
    """Downloader middleware: requests that do not come from the frontier keep to a host's pauses too.

    A further page of an article waits until a short pause is over; for a long one its article is put back.
    Without a frontier, requests to a host that blocks us are dropped.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        if (frontier := frontier_of(self.crawler)) is None:
            guard = self.crawler.get_extension(BlockWatch)
            if guard is not None and host in guard.resting:
                raise Refusal(RequestOutcome.RESTING)
        elif not frontier.holds(request) and (until := frontier.paused_until(host)):
            seconds = until - time.time()
            if seconds > PATIENCE:
                raise Refusal(
                    RequestOutcome.HOST_RESTS, f"{host} may be asked again in {seconds:.0f} seconds"
                )
            await asyncio.sleep(seconds)


def _host(what: Ending) -> str:
    """The host that was asked: the first address's, where it redirected us."""
    if what.request is not None:
        return urlsplit(what.request.meta.get("redirect_urls", [what.request.url])[0]).hostname or ""
    try:
        return urlsplit(what.url).hostname or ""
    except ValueError:
        return ""
