"""What each address was the last time it was asked for, so that a second crawl asks for little.

A crawl fetches what is new, what a sitemap says has changed since, and what its age says may still change;
the rest is left alone. ``decide`` is that decision. What is asked for again is asked with the validators
(ETag, Last-Modified) that came with it, and a server that knows them answers 304 without a page.

Settings::

    EXTENSIONS = {"newsspider.crawl.visits.Visits": 200}
    VISITS_PATH = "data/visits.sqlite"   # the SQLite file that remembers what was fetched; without it every crawl is the first
    REVISIT = "2d: 6h, 14d: 1d"          # when known articles are asked for again, by age: here until 2 days old every 6 hours, until 14 days once a day

A visit is written when the article is on disk (``frontier.durable``), never before: a crash costs a request,
not an article. The file may be deleted; everything is then fetched once more.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from itemadapter import ItemAdapter
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.asyncio import create_looping_call

from extractors import outlet_for
from newsspider.discovery import Asked, Link, Window, identity
from newsspider.politeness.outcomes import NOT_MODIFIED, Outcome, group_of, outcome, unanswered
from newsspider.runtime.durable import when_durable

__all__ = ["JUST_NOW", "Decision", "Rule", "RuleError", "Visit", "Visits", "VisitsDB", "decide", "read_rule"]

logger = logging.getLogger(__name__)

ARTICLE = "article"
UNWANTED = ("out of window", "other section")
SLACK = timedelta(minutes=10)  # a page may be served from a cache for so long after it was changed
_FLUSH_SECONDS = 1.0
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(?i)^\s*([0-9]+(?:\.[0-9]+)?)\s*(m|h|d|w)[a-z]*\s*$")


class RuleError(ValueError):
    """``REVISIT`` cannot be understood; the message is one sentence."""


Rule = Sequence[tuple[timedelta, timedelta]]  # (younger than, ask again after), the youngest first


def read_rule(text: str | Iterable[Sequence[str]] | None) -> Rule:
    """The rule that a setting names, as text or as pairs; empty for never. Raises RuleError.

    >>> read_rule("2d: 6h")
    ((datetime.timedelta(days=2), datetime.timedelta(seconds=21600)),)
    """
    if isinstance(text, str):
        pairs: list[Sequence[str]] = [part.split(":") for part in text.split(",") if part.strip()]
    else:
        pairs = list(text or ())
    rule = []
    for pair in pairs:
        spans = [_SPAN.match(str(span)) for span in pair]
        if len(spans) != 2 or not all(spans):
            raise RuleError(
                f'REVISIT: {":".join(map(str, pair)).strip()!r} is no age and interval; say "2d: 6h, 14d: 1d"'
            )
        age, every = (
            timedelta(**{_UNITS[span[2].lower()]: float(span[1])}) for span in spans if span is not None
        )
        rule.append((age, every))
    return tuple(sorted(rule))


@dataclass(frozen=True, slots=True)
class Visit:
    """The last time an address was asked for. ``outcome`` is ``article`` or the name of what it was."""

    identity: str
    url: str
    outlet: str
    outcome: str
    asked: datetime
    first: datetime
    published: datetime | None = None
    lastmod: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What to ask again with."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


class Decision(NamedTuple):
    """What to do about an address: ``fetch`` it, ``ask`` whether it has changed, or ``skip`` it; and why."""

    action: Literal["fetch", "ask", "skip"]
    why: str


JUST_NOW = Decision("skip", "asked for in this crawl")


def decide(
    visit: Visit | None,
    *,
    now: datetime,
    rule: Rule,
    lastmod: datetime | None = None,
    window: Window | None = None,
) -> Decision:
    """Whether to ask for an article (again).

    ``lastmod`` is what a list says now, ``window`` what is wanted. One that was not wanted is fetched when
    it would be now.
    """
    if visit is None:
        return Decision("fetch", "new")
    if visit.outcome in UNWANTED:
        if visit.published is not None and window is not None and not window.holds(visit.published):
            return Decision("skip", "not wanted")
        return Decision("fetch", "was not wanted before")
    # a list that knows only the day says the same until the day is over
    if lastmod is not None and lastmod > visit.asked - SLACK and lastmod != visit.lastmod:
        return Decision("ask", "its list says that it has changed")
    age = now - (visit.published or visit.first)
    for limit, every in rule:
        if age < limit:
            if now - visit.asked >= every:
                return Decision("ask", "young enough to change")
            return Decision("skip", "asked for a short while ago")
    return Decision("skip", "too old to change")


_SCHEMA = """
CREATE TABLE IF NOT EXISTS visits(
    identity TEXT PRIMARY KEY, url TEXT NOT NULL, outlet TEXT NOT NULL, outcome TEXT NOT NULL,
    asked REAL NOT NULL, first REAL NOT NULL, published REAL, lastmod REAL, etag TEXT, last_modified TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS visits_age ON visits(outlet, published);
CREATE TABLE IF NOT EXISTS walks(
    outlet TEXT NOT NULL, scope TEXT NOT NULL, since REAL, before REAL, began REAL NOT NULL, ended REAL
);
CREATE INDEX IF NOT EXISTS walks_outlet ON walks(outlet, scope);
"""
_COLUMNS = "identity, url, outlet, outcome, asked, first, published, lastmod, etag, last_modified"
_UPSERT = f"""
INSERT INTO visits({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(identity) DO UPDATE SET
    url = excluded.url, asked = excluded.asked, outcome = excluded.outcome, etag = excluded.etag,
    last_modified = excluded.last_modified, published = coalesce(excluded.published, published),
    lastmod = coalesce(excluded.lastmod, lastmod)
"""
_CONFIRM = "UPDATE visits SET asked = ?, lastmod = coalesce(?, lastmod) WHERE identity = ?"


class VisitsDB:
    """The table of visits, and which lists have been walked; one SQLite file that processes may share."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_SCHEMA)

    def close(self) -> None:
        self.db.close()

    def get(self, name: str) -> Visit | None:
        """The last visit to what has this identity."""
        row = self.db.execute(f"SELECT {_COLUMNS} FROM visits WHERE identity = ?", (name,)).fetchone()
        return _visit(row) if row else None

    def put(self, visits: Iterable[Visit]) -> None:
        """Write visits. One that was ``not modified`` only confirms what is known."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for each in visits:
                if each.outcome == NOT_MODIFIED:
                    self.db.execute(_CONFIRM, (_stamp(each.asked), _stamp(each.lastmod), each.identity))
                else:
                    self.db.execute(_UPSERT, _row(each))
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def forget(self, names: Iterable[str]) -> None:
        """Take visits back: what was served was not what was asked for."""
        self.db.execute(
            "DELETE FROM visits WHERE identity IN (SELECT value FROM json_each(?))", (json.dumps([*names]),)
        )

    def young(self, outlet: str, since: datetime) -> Iterator[Visit]:
        """The articles that were published after a moment, or seen first, where they name no date; newest first."""
        for row in self.db.execute(
            f"SELECT {_COLUMNS} FROM visits WHERE outlet = ?1 AND outcome = ?3"
            " AND (published > ?2 OR (published IS NULL AND first > ?2)) ORDER BY published DESC",
            (outlet, _stamp(since), ARTICLE),
        ):
            yield _visit(row)

    def newest(self, outlet: str, before: datetime) -> datetime | None:
        """When the newest article that is known was published, of those before a moment."""
        row = self.db.execute(
            "SELECT max(published) FROM visits WHERE outlet = ? AND published < ?", (outlet, _stamp(before))
        ).fetchone()
        return _moment(row[0])

    # -- which lists were walked, for which days

    def begin_walk(
        self, outlet: str, scope: str, since: datetime | None, before: datetime | None, now: datetime
    ) -> datetime | None:
        """Note that a walk begins; up to when one that came to its end has covered it, None where none has.

        ``scope`` says which lists. A walk that was broken off begins when it first began.
        """
        row = (outlet, scope, _stamp(since), _stamp(before))
        same = "outlet = ? AND scope = ? AND since IS ? AND before IS ?"
        if not self.db.execute(f"SELECT 1 FROM walks WHERE {same} AND ended IS NULL", row).fetchone():
            self.db.execute(
                "INSERT INTO walks(outlet, scope, since, before, began) VALUES (?, ?, ?, ?, ?)",
                (*row, _stamp(now)),
            )
        # a walk with no beginning reads the first pages alone: it covers no other than its like
        found = self.db.execute(
            "SELECT max(began) FROM walks WHERE outlet = ?1 AND scope = ?2 AND ended IS NOT NULL"
            " AND (since IS ?3 OR since <= ?3) AND (before IS NULL OR before >= ?4 OR before >= began)",
            row,
        ).fetchone()[0]
        return _moment(found)

    def end_walk(
        self, outlet: str, scope: str, since: datetime | None, before: datetime | None, now: datetime
    ) -> None:
        """The walk came to its end and nothing of it is left to do."""
        self.db.execute(
            "UPDATE walks SET ended = ? WHERE outlet = ? AND scope = ? AND since IS ? AND before IS ? AND ended IS NULL",
            (_stamp(now), outlet, scope, _stamp(since), _stamp(before)),
        )


class Visits:
    """Scrapy extension: remembers what came of each address, and says what to ask for. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.get("VISITS_PATH"):
            raise NotConfigured
        self.crawler = crawler
        self.path = Path(settings["VISITS_PATH"])
        self.rule = read_rule(settings.get("REVISIT"))
        self.db: VisitsDB | None = None
        self.began = datetime.now(UTC)
        self._waiting: list[Visit] = []
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.scraped, signal=signals.item_scraped)
        connect(self.told, signal=outcome)
        connect(self.forget, signal=unanswered)
        connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        try:
            self.db = VisitsDB(self.path)
        except (sqlite3.Error, OSError) as error:
            logger.error("%s, which remembers what was fetched, cannot be opened: %s", self.path, error)
            raise CloseSpider("not_kept") from error
        self._ticker = create_looping_call(self.flush)
        self._ticker.start(_FLUSH_SECONDS, now=False)

    # -- saying what to ask for

    def decide(self, link: Link, window: Window | None = None) -> tuple[Decision, dict[str, str]]:
        """What to do about a link, and the headers to ask with."""
        visit = self.db.get(link.identity) if self.db is not None and link.identity else None
        if visit is not None and visit.asked >= self.began:
            return JUST_NOW, {}
        verdict = decide(visit, now=datetime.now(UTC), rule=self.rule, lastmod=link.lastmod, window=window)
        same = visit is not None and visit.url == link.url  # validators are of one address
        return verdict, visit.headers if visit and same and verdict.action == "ask" else {}

    def due(self, outlet: str, window: Window | None = None) -> Iterator[Link]:
        """The articles that may have changed by their age, and are to be asked for."""
        if self.db is None or not self.rule:
            return
        now = datetime.now(UTC)
        for visit in list(self.db.young(outlet, now - self.rule[-1][0])):
            if window is not None and visit.published is not None and not window.holds(visit.published):
                continue
            if decide(visit, now=now, rule=self.rule).action == "ask":
                yield Link(visit.url, source="revisit", published=visit.published, identity=visit.identity)

    def knows(self, link: Link) -> bool:
        """Whether what is behind a link has been asked for before."""
        return self.db is not None and self.db.get(link.identity) is not None

    def newest(self, outlet: str, before: datetime) -> datetime | None:
        """When the newest article of an outlet that is known was published, of those before a moment."""
        return self.db.newest(outlet, before) if self.db is not None else None

    def begin_walk(self, outlet: str, asked: Asked, now: datetime) -> datetime | None:
        """A walk over an outlet's lists begins; up to when earlier ones have covered it."""
        if self.db is None:
            return None
        return self.db.begin_walk(outlet, asked.scope, asked.window.since, asked.window.before, now)

    def end_walk(self, outlet: str, asked: Asked) -> None:
        """A walk over an outlet's lists came to its end, and everything it found was fetched."""
        if self.db is not None:
            window = asked.window
            self.db.end_walk(outlet, asked.scope, window.since, window.before, datetime.now(UTC))

    # -- remembering

    def scraped(self, item: Any, response: Response) -> None:
        fields = ItemAdapter(item) if ItemAdapter.is_item(item) else {}
        if response.request is not None and "headline" in fields:
            published = fields.get("datePublished")
            if isinstance(published, str):
                published = datetime.fromisoformat(published)
            self._remember(response.request, response, ARTICLE, published)

    def told(self, what: Outcome) -> None:
        if what.request is None or "link" not in what.request.meta:
            return
        kept = group_of(what.kind) in ("not an article", "gone", "unwanted", "unchanged")
        if kept or what.settled:
            self._remember(what.request, what.response, what.kind, what.published)

    def forget(self, requests: Iterable[Request]) -> None:
        """What these requests were answered with was no answer."""
        names = {_name(request) for request in requests}
        self._waiting = [visit for visit in self._waiting if visit.identity not in names]
        if self.db is not None:
            self.db.forget(names)

    def _remember(
        self, request: Request, response: Response | None, kind: str, published: datetime | None
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
        try:
            self.db.put(visits)
        except sqlite3.Error as error:
            logger.warning("%s cannot be written, so more will be asked for again: %s", self.path, error)

    def closed(self) -> None:
        if self.db is not None:
            self._ticker.stop()
            self.flush()
            self.db.close()
            self.db = None


def _name(request: Request) -> str:
    link = Link.of(request.meta)
    url = request.meta.get("redirect_urls", [request.url])[0]
    return (link.identity if link else "") or identity(url, outlet_for(url))


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None


def _stamp(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment is not None else None


def _moment(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp is not None else None


def _row(visit: Visit) -> tuple[Any, ...]:
    return (
        visit.identity,
        visit.url,
        visit.outlet,
        visit.outcome,
        _stamp(visit.asked),
        _stamp(visit.first),
        _stamp(visit.published),
        _stamp(visit.lastmod),
        visit.etag,
        visit.last_modified,
    )


def _visit(row: tuple[Any, ...]) -> Visit:
    name, url, outlet, kind, asked, first, published, lastmod, etag, modified = row
    when = (_moment(asked), _moment(first))
    assert when[0] is not None and when[1] is not None
    return Visit(
        name, url, outlet, kind, when[0], when[1], _moment(published), _moment(lastmod), etag, modified
    )
