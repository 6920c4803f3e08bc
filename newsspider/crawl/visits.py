"""What each address gave the last time it was asked for, so that a second crawl asks for little.

A crawl fetches what is new, what a sitemap says has changed since, and what its age says may still change;
the rest is left alone. ``decide`` is that decision. What is asked for again is asked with the validators
(ETag, Last-Modified) that came with it, and a server that knows them answers 304 without a page;
but for articles of several pages, whose first page says nothing of the others.

Settings::

    EXTENSIONS = {"newsspider.crawl.visits.Visits": 200}
    VISITS_PATH = "data/visits.sqlite"   # the SQLite file that remembers what was fetched; without it every crawl is the first
    REVISIT = "2d: 6h, 14d: 1d"          # when known articles are asked for again, by age: here until 2 days old every 6 hours, until 14 days once a day
    REVISIT_MISSED = "1d, 30d, 365d"     # when what could not be fetched is tried again: after a day, then after twice as long each time, up to 30 days, for a year

A visit is written when the article is on disk (``frontier.durable``), never before: a crash costs a request,
not an article. The file may be deleted; everything is then fetched once more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from itemadapter import ItemAdapter
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.asyncio import create_looping_call

from extractors import outlet_for
from newsspider.archive.extension import stop
from newsspider.archive.warc import reason
from newsspider.crawl.revisit import ARTICLE, JUST_NOW, RevisitDecision, Visit, decide, read_missed, read_rule
from newsspider.crawl.visits_db import VisitsDB
from newsspider.discovery import Asked, Link, Window, identity
from newsspider.politeness.outcomes import Ending, Group, outcome, unanswered
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import place_of
from newsspider.runtime.durable import mark_of, when_durable
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.writing import WritingThread

__all__ = ["Visits"]

logger = logging.getLogger(__name__)

_FLUSH_SECONDS = 1.0
_AT_HAND = 2_000  # visits that are remembered because they are about to be asked for


class VisitsError(Exception):
    """What was fetched cannot be remembered; the message is one sentence."""


class Known(NamedTuple):
    """What is known of an outlet when a walk over its lists begins.

    ``covered``: up to when earlier walks have covered it; ``newest``: when the newest article was published; ``due``: what is
    to be asked for, articles young enough to have changed and those that could not be fetched.
    """

    covered: datetime | None = None
    newest: datetime | None = None
    due: tuple[Link, ...] = ()


class Visits:
    """Scrapy extension: remembers what became of each address, and says what to ask for. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        place = place_of(settings, "VISITS_PATH")
        if place is None:
            raise NotConfigured
        self.crawler = crawler
        self.path = place
        self.rule = read_rule(settings.get("REVISIT"))
        self.missed = read_missed(settings.get("REVISIT_MISSED"))
        self.db: VisitsDB | None = None
        self._thread: WritingThread[VisitsDB] | None = None  # writes, where they are in a database
        self._mailbox = Mailbox()
        self._at_hand: dict[str, Visit | None] = {}  # of the links that are about to be asked about
        self._away = False  # the database cannot be reached: what was fetched is not known for now
        self.began = datetime.now(UTC)
        self._waiting: list[Visit] = []
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.scraped, signal=signals.item_scraped)
        connect(self.ended, signal=outcome)
        connect(self.forget, signal=unanswered)
        connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        try:
            self.db = VisitsDB(self.path)
            if not isinstance(self.path, Path):
                self._mailbox.listen()
                self._writes = VisitsDB(self.path)
                self._thread = WritingThread(
                    "visits",
                    self._writes,
                    self.path,
                    self._mailbox,
                    self._broken,
                    "more will be asked for again",
                )
        except (BackendError, OSError) as error:
            self._broken(error)
            return
        self._ticker = create_looping_call(self.flush)
        self._ticker.start(_FLUSH_SECONDS, now=False)

    def _broken(self, error: Exception) -> None:
        """End the crawl: without its memory it would ask for everything, or for nothing."""
        failure = VisitsError(
            f"{self.path}, which remembers what was fetched, cannot be used: {reason(error)}"
        )
        failure.__cause__ = error
        stop(self.crawler, failure)

    @contextmanager
    def _using(self) -> Iterator[None]:
        """What cannot be read counts as unknown, and ends the crawl; but for a database that is to come back."""
        try:
            yield
        except BackendError as error:
            if error.lost and self._thread is not None:
                self._lose(error)
            else:
                self._broken(error)

    def _lose(self, error: BackendError) -> None:
        if self._away or self._thread is None:
            return
        self._away = True
        logger.warning("%s: %s. What was fetched earlier is not known until it is back.", self.path, error)
        self._thread.post(self._reopen)

    def _reopen(self, _: VisitsDB) -> None:
        """Have a new connection, in the crawl's thread, once the database can be reached."""
        made = VisitsDB(self.path)
        self._mailbox.post(lambda: self._found(made))

    def _found(self, db: VisitsDB) -> None:
        before, self.db, self._away = self.db, db, False
        if before is not None:
            before.close()
        else:  # closed in the meantime
            db.close()
            self.db = None

    # -- saying what to ask for

    def decide(self, link: Link, window: Window | None = None) -> tuple[RevisitDecision, dict[str, str]]:
        """What to do about a link, and the headers to ask with."""
        visit = self._visit(link)
        now = datetime.now(UTC)
        if visit is not None and self.began <= visit.asked <= now:
            return JUST_NOW, {}
        verdict = decide(
            visit,
            now=now,
            rule=self.rule,
            missed=self.missed,
            lastmod=link.lastmod,
            window=window,
        )
        same = visit is not None and visit.url == link.url  # validators are of one address
        return verdict, visit.headers if visit and same and verdict.action == "ask" else {}

    def expect(self, links: Iterable[Link]) -> None:
        """These links are about to be asked about: what is known of them is had in one question of the database."""
        if self._thread is None or self.db is None or self._away:
            return
        names = [link.identity for link in links if link.identity and link.identity not in self._at_hand]
        if len(self._at_hand) > _AT_HAND:
            self._at_hand = {}
        if names:
            with self._using():
                self._at_hand |= self.db.get_all(names)

    @property
    def asks_ahead(self) -> bool:
        """Whether it is worth while to ``expect`` links: where each question goes over a network."""
        return self._thread is not None

    def _visit(self, link: Link) -> Visit | None:
        if link.identity in self._at_hand:
            return self._at_hand[link.identity]
        if self._away:
            return None
        with self._using():
            return self.db.get(link.identity) if self.db is not None and link.identity else None
        return None

    async def begin_walk(self, outlet: str, asked: Asked, now: datetime, *, due: bool) -> Known:
        """A walk over an outlet's lists begins: what is known of it, with what is ``due`` if that is asked for.

        A thread reads it, since that may be thousands of articles.
        """
        if self.db is not None and not self._away:
            with self._using():
                return await asyncio.to_thread(self._begin_walk, outlet, asked, now, due)
        return Known()

    def _begin_walk(self, outlet: str, asked: Asked, now: datetime, due: bool) -> Known:
        window = asked.window
        db = VisitsDB(self.path)
        try:
            covered = db.begin_walk(outlet, asked.scope, window.since, window.before, now)
            found = tuple(self._due(db, outlet, window)) if due else ()
            return Known(covered, db.newest(outlet, now), found)
        finally:
            db.close()

    def _due(self, db: VisitsDB, outlet: str, window: Window | None) -> Iterator[Link]:
        now = datetime.now(UTC)
        visits: list[Visit] = []
        if self.rule:
            visits += db.young(outlet, now - self.rule[-1][0])
        if self.missed is not None:
            visits += (one for one in db.missed(outlet, now - self.missed.until) if one.missed)
        for visit in visits:
            if window is not None and visit.published is not None and not window.holds(visit.published):
                continue
            if decide(visit, now=now, rule=self.rule, missed=self.missed).action != "skip":
                yield Link(visit.url, source="revisit", published=visit.published, identity=visit.identity)

    def knows(self, link: Link) -> bool:
        """Whether what is behind a link has been asked for before."""
        return self._visit(link) is not None

    def newest(self, outlet: str, before: datetime) -> datetime | None:
        """When the newest article of an outlet that is known was published, of those before a moment."""
        with self._using():
            return self.db.newest(outlet, before) if self.db is not None else None
        return None

    def end_walk(self, outlet: str, asked: Asked) -> None:
        """A walk over an outlet's lists came to its end, and everything it found was fetched."""
        window = asked.window
        self._do(lambda db: db.end_walk(outlet, asked.scope, window.since, window.before, datetime.now(UTC)))

    # -- remembering

    def scraped(self, item: Any, response: Response) -> None:
        fields = ItemAdapter(item) if ItemAdapter.is_item(item) else {}
        if response.request is not None and "headline" in fields:
            published = fields.get("datePublished")
            if isinstance(published, str):
                published = datetime.fromisoformat(published)
            canonical = fields.get("canonicalUrl") or fields.get("url")
            # the first page of several may stay as it is while a later one is corrected
            whole = (fields.get("pageCount") or 1) == 1
            self._remember(response.request, response if whole else None, ARTICLE, published, canonical)

    def ended(self, what: Ending) -> None:
        if what.request is None or "link" not in what.request.meta:
            return
        kept = what.group in (Group.NOT_AN_ARTICLE, Group.GONE, Group.UNWANTED, Group.UNCHANGED)
        if kept or what.settled:
            self._remember(what.request, what.response, what.outcome, what.published)

    def forget(self, requests: Iterable[Request]) -> None:
        """The answers to these requests do not count as answers."""
        names = {_name(request) for request in requests}
        self._waiting = [visit for visit in self._waiting if visit.identity not in names]
        self._at_hand = {}
        self._do(lambda db: db.forget(names))

    def _do(self, work: Callable[[VisitsDB], object]) -> None:
        """Write something, in the thread where there is one."""
        if self.db is None:
            return
        if self._thread is not None:
            self._thread.post(work)
            return
        with self._using():
            work(self.db)

    def _remember(
        self,
        request: Request,
        response: Response | None,
        kind: str,
        published: datetime | None,
        canonical: str | None = None,
    ) -> None:
        now = datetime.now(UTC)
        link = Link.of(request.meta)
        headers: Mapping[Any, Any] = response.headers if response is not None else {}
        url = request.meta.get("redirect_urls", [request.url])[0]
        spider = self.crawler.spider
        self._waiting.append(
            Visit(
                _name(request),
                url,
                spider.name if isinstance(spider, Spider) else "",
                kind,
                now,
                now,
                published or (link.published if link else None),
                link.lastmod if link else None,
                _text(headers.get("ETag")),
                _text(headers.get("Last-Modified")),
                canonical,
            )
        )

    def flush(self) -> None:
        """Write what was remembered, once everything it stands for is on disk."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            when_durable(self.crawler, lambda: self._write(waiting))

    def _write(self, visits: list[Visit]) -> None:
        if self.db is None:
            return
        self._at_hand = {}
        mark = mark_of(self.crawler)
        if self._thread is not None:
            self._thread.post(lambda db: db.put(visits, mark))
            return
        try:
            self.db.put(visits, mark)
        except BackendError as error:
            if error.damaged:
                self._broken(error)
                return
            logger.warning("%s cannot be written, so more will be asked for again: %s", self.path, error)

    def closed(self) -> None:
        if self.db is not None:
            self._ticker.stop()
            self.flush()
            if self._thread is not None:
                self._thread.close()
                self._writes.close()
                self._mailbox.drain()
            self.db.close()
            self.db = None


def _name(request: Request) -> str:
    link = Link.of(request.meta)
    url = request.meta.get("redirect_urls", [request.url])[0]
    return (link.identity if link else "") or identity(url, outlet_for(url))


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None
