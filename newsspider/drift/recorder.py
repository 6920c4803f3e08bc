"""The crawl's side of drift: it counts what comes back, and at the end says what has changed.

Settings::

    EXTENSIONS = {"newsspider.drift.recorder.DriftWatch": 220}
    DRIFT_PATH = "data/drift.sqlite"   # the SQLite file of the counts by the hour; without it nothing is watched
    DRIFT_HOURLY_DAYS = 60             # days for which counts are kept by the hour; older ones are kept by the day

Counts are written every half minute and at the end, to a database (``DATABASE_URL``) by a thread. They are no results:
where they cannot be written, the crawl says so and goes on; where it is not heard whether the database has half a minute of
them, they may count twice, which changes no share.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from extractors import Article, outlet_for
from extractors.rules.model import Outlet
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.drift.delivery import Channels, deliver
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert, Count, Ledger
from newsspider.drift.nearest import RecentPage
from newsspider.drift.observed import GENERIC, hour_of, is_counted, observations, step_of
from newsspider.drift.review import review
from newsspider.drift.signals import article_seen, list_seen
from newsspider.politeness.outcomes import Ending, Group, outcome
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import project_folder
from newsspider.runtime.database import Place, place_of
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.writing import WritingThread

__all__ = ["DriftWatch", "Seen", "alerts_in", "counted"]

logger = logging.getLogger(__name__)

_FLUSH_SECONDS = 30.0
_LATER = "changes are noticed later"
_PAGES = 5  # of each layout whose source is remembered, to look for what has become of a key
_AGELESS = 999  # the step of a list that names no article at all

_alerts: WeakKeyDictionary[Crawler, list[Alert]] = WeakKeyDictionary()


def alerts_in(crawler: Crawler) -> list[Alert]:
    """The open alerts of the crawl's outlets that nobody has acknowledged; there are none before its end."""
    return _alerts.get(crawler, [])


class Seen(NamedTuple):
    """What was seen of a page or a list."""

    outlet: str
    layout: str
    keys: tuple[str, ...]
    hour: int


def counted(seen: Mapping[Seen, int]) -> Counter[Count]:
    """The counts of what was seen, key by key."""
    counts: Counter[Count] = Counter()
    for one, number in seen.items():
        for key in one.keys:
            counts[Count(one.outlet, one.layout, key, one.hour)] += number
    return counts


class DriftWatch:
    """The extension; see the module."""

    def __init__(self, crawler: Crawler, place: Place) -> None:
        self.crawler = crawler
        self.place = place
        self.ledger: Ledger | None = None
        self._thread: WritingThread[Ledger] | None = None  # writes, where it is in a database
        self._mailbox = Mailbox()
        self.counts: Counter[Seen] = Counter()
        self.outlets: dict[str, Outlet] = {}
        self.pages: dict[tuple[str, str], deque[RecentPage]] = defaultdict(lambda: deque(maxlen=_PAGES))
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.saw_article, signal=article_seen)
        connect(self.saw_list, signal=list_seen)
        connect(self.saw_ending, signal=outcome)
        connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        place = place_of(crawler.settings, "DRIFT_PATH")
        if place is None:
            raise NotConfigured
        return cls(crawler, place)

    def opened(self) -> None:
        try:
            self.ledger = LedgerDB(self.place)
        except (BackendError, OSError) as error:
            why = getattr(error, "strerror", None) or error
            logger.warning("%s cannot be used, so changes of outlets are not noticed: %s", self.place, why)
            return
        if not isinstance(self.place, Path):
            self._mailbox.listen()
            self._thread = WritingThread(
                "drift", self.ledger, self.place, self._mailbox, self._broken, _LATER
            )
        self._ticker = create_looping_call(self.flush)
        self._ticker.start(_FLUSH_SECONDS, now=False)

    # -- counting

    def saw_article(self, article: Article, response: Response) -> None:
        outlet = outlet_for(response.url)
        if outlet is None:
            return
        now = datetime.now(UTC)
        seen = observations(article, sent_at(response.headers.get("Date")) or now)
        layout = article.layout or GENERIC
        self._count(outlet, layout, seen, now)
        if seen:
            self._remember(outlet, layout, response)

    def saw_ending(self, what: Ending) -> None:
        outlet = outlet_for(what.url)
        if outlet is None or not is_counted(what.outcome) or not outlet.is_article(what.url):
            return
        self._count(outlet, "", [f"refused/{what.outcome}"], datetime.now(UTC))
        if what.response is not None and what.group is Group.NOT_AN_ARTICLE:
            self._remember(outlet, GENERIC, what.response)

    def saw_list(self, links: int, lists: int, newest: datetime | None) -> None:
        outlet = getattr(self.crawler.spider, "outlet", None)
        if outlet is None:
            return
        now = datetime.now(UTC)
        keys = ["lists", *(["lists/full"] if links or lists else [])]
        if newest is not None:
            keys.append(f"newest/{step_of(max(0.0, (now - newest).total_seconds() / 3600))}")
        elif not links and not lists:
            keys.append(f"newest/{_AGELESS}")
        self._count(outlet, "", [*keys, *["links"] * links], now)

    def _count(self, outlet: Outlet, layout: str, keys: Sequence[str], now: datetime) -> None:
        self.outlets[outlet.name] = outlet
        # taken apart when they are written: most pages of a layout show the same
        self.counts[Seen(outlet.name, layout, tuple(keys), hour_of(now))] += 1

    def _remember(self, outlet: Outlet, layout: str, response: Response) -> None:
        charset = charset_of(response.headers.get("Content-Type"))
        self.pages[outlet.name, layout].append(RecentPage(response.url, response.body, charset))

    def flush(self) -> None:
        """Write what was counted."""
        if self.ledger is None or not self.counts:
            return
        seen, self.counts = self.counts, Counter()
        if self._thread is not None:
            self._thread.post(lambda ledger: self._add(ledger, seen))
            return
        try:
            self._add(self.ledger, seen)
            self._mailbox.drain()
        except BackendError as error:
            self._broken(error)

    def _add(self, ledger: Ledger, seen: Counter[Seen]) -> None:
        try:
            ledger.add(counted(seen))
        except BackendError as error:
            if not error.retry or error.lost:  # a lost connection is waited for
                raise
            self._mailbox.post(lambda: self.counts.update(seen))

    def _broken(self, error: BackendError) -> None:
        if self.ledger is not None:
            logger.warning("%s cannot be written, so %s: %s", self.place, _LATER, error)
            self.ledger.close()
            self.ledger = None

    # -- the end

    def closed(self) -> None:
        if self.ledger is None:
            return
        self._ticker.stop()
        self.flush()
        if self._thread is not None:
            self._thread.close()
            self._mailbox.drain()
        if self.ledger is None:
            return
        now = hour_of(datetime.now(UTC))
        try:
            found: list[Alert] = []
            if (own := getattr(self.crawler.spider, "outlet", None)) is not None:
                self.outlets.setdefault(own.name, own)  # also where nothing came back of it
            for name, outlet in self.outlets.items():
                found += review(self.ledger, outlet, now, project_folder(), pages=self._pages_of(name))
            found = deliver(self.ledger, found, Channels.of(self.crawler.settings))
            keep = self.crawler.settings.getint("DRIFT_HOURLY_DAYS", 60)
            self.ledger.thin_out(now - 24 * keep)
            _alerts[self.crawler] = [alert for alert in found if not alert.acknowledged]
        except BackendError as error:
            logger.warning("%s cannot be read, so %s: %s", self.place, _LATER, error)
        finally:
            self.ledger.close()

    def _pages_of(self, outlet: str) -> Mapping[str, Sequence[RecentPage]]:
        """The pages of an outlet that this crawl saw last, by their layouts."""
        return {layout: list(pages) for (name, layout), pages in self.pages.items() if name == outlet}
