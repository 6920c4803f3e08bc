"""The store: which articles there are, what they said when, and which page said so.

>>> store = ArticleStore("data/articles.sqlite")
>>> store.put([Entry(article.to_dict(), fetched)])
['new']
>>> [summary.headline for summary in store.articles(outlet="kontan", text="suku bunga")]
['...']
>>> print(store.diff(url))
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from extractors import Article
from extractors.article import RECORD_FIELDS
from extractors.score import diff as score_diff
from newsspider.archive.writer import Location

__all__ = [
    "ArticleStore",
    "Entry",
    "Outcome",
    "Prepared",
    "Revision",
    "StoreError",
    "Summary",
    "Validators",
    "prepare",
]

Outcome = Literal["new", "changed", "corrected", "unchanged"]

VERSION = 1

_SCHEMA = """
CREATE TABLE articles(
    id INTEGER PRIMARY KEY,
    canonical_url TEXT NOT NULL UNIQUE,
    outlet TEXT,
    headline TEXT NOT NULL,
    published TEXT,                 -- these moments are UTC, ISO 8601, so that they sort as text
    modified TEXT,
    layout TEXT,
    extractor TEXT,
    text_hash TEXT NOT NULL,
    revision INTEGER NOT NULL,      -- the current one: the one fetched last
    revisions INTEGER NOT NULL,     -- how many there are
    fetched TEXT NOT NULL,          -- when the current revision was first fetched
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL         -- when the current revision was last found unchanged
);
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX articles_published ON articles(coalesce(published, first_seen));
CREATE TABLE revisions(
    article INTEGER NOT NULL REFERENCES articles(id),
    revision INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    record TEXT NOT NULL,           -- Article.to_dict() as JSON, without what is derived from its text
    fetched TEXT NOT NULL,
    warc_file TEXT, warc_offset INTEGER, warc_length INTEGER,
    pages TEXT,                     -- the same three for the further pages of a split article, as JSON
    layout TEXT,
    extractor TEXT,
    PRIMARY KEY (article, revision)
);
CREATE INDEX revisions_warc ON revisions(warc_file, warc_offset);
CREATE TABLE validators(
    url TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    fetched TEXT NOT NULL,
    text_hash TEXT
) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(headline, text, tokenize = 'unicode61 remove_diacritics 2');
-- A new article in one statement: between any two the crawl's thread and the store's take turns.
CREATE VIEW intake AS SELECT
    canonical_url, outlet, headline, published, modified, layout, extractor, text_hash, '' AS text, '' AS record,
    fetched, '' AS warc_file, 0 AS warc_offset, 0 AS warc_length, '' AS pages,
    '' AS validated, '' AS etag, '' AS last_modified, '' AS asked FROM articles;
CREATE TRIGGER intake_insert INSTEAD OF INSERT ON intake BEGIN
    INSERT INTO articles(canonical_url, outlet, headline, published, modified, layout, extractor, text_hash,
            revision, revisions, fetched, first_seen, last_seen)
        VALUES (new.canonical_url, new.outlet, new.headline, new.published, new.modified, new.layout,
            new.extractor, new.text_hash, 1, 1, new.fetched, new.fetched, new.fetched);
    INSERT INTO revisions(article, revision, text_hash, record, fetched, warc_file, warc_offset, warc_length,
            pages, layout, extractor)
        SELECT id, 1, text_hash, new.record, fetched, new.warc_file, new.warc_offset, new.warc_length,
            new.pages, layout, extractor FROM articles WHERE canonical_url = new.canonical_url;
    INSERT INTO search(rowid, headline, text)
        SELECT id, headline, new.text FROM articles WHERE canonical_url = new.canonical_url;
    INSERT OR REPLACE INTO validators(url, etag, last_modified, fetched, text_hash)
        SELECT new.validated, new.etag, new.last_modified, new.asked, new.text_hash
        WHERE new.validated IS NOT NULL;
END;
"""


class StoreError(Exception):
    """The store cannot do what was asked; the message is one sentence."""


class Prepared(NamedTuple):
    """A record made ready for the tables, which is most of the work of keeping it."""

    url: str
    outlet: str | None
    headline: str
    published: str | None
    modified: str | None
    layout: str | None
    extractor: str | None
    text_hash: str
    text: str
    record: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be kept.

    ``record`` is ``Article.to_dict()``, or what ``prepare`` made of it; ``location`` is where its page lies in the archive and ``pages``
    where the further pages of a split article lie. ``validators`` is kept with it, never before it: to be
    told "not modified" about a page whose article was lost would lose it for good.
    """

    record: Mapping[str, Any] | Prepared
    fetched: datetime
    location: Location | None = None
    pages: tuple[Location, ...] = ()
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said to ask again with, and what its page said then."""

    url: str
    etag: str | None
    last_modified: str | None
    fetched: datetime
    text_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """An article as the store lists it."""

    canonical_url: str
    outlet: str | None
    headline: str
    published: datetime | None
    modified: datetime | None
    layout: str | None
    extractor: str | None
    text_hash: str
    revision: int
    revisions: int
    fetched: datetime
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One text that an article had, with the page it was read from."""

    canonical_url: str
    revision: int
    text_hash: str
    fetched: datetime
    location: Location | None
    pages: tuple[Location, ...]
    layout: str | None
    extractor: str | None
    record: Mapping[str, Any] = field(repr=False)

    @property
    def article(self) -> Article:
        return Article.from_dict(self.record)


class ArticleStore:
    """Articles with their revisions in a SQLite file, which several processes may share.

    ``put`` is one transaction, on disk when it returns. A connection belongs to whoever made it: one thread
    at a time.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False, wait: float = 30) -> None:
        self.path = Path(path)
        try:
            self.db = self._connect(read_only, wait)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {getattr(error, 'strerror', None) or error}") from error

    def _connect(self, read_only: bool, wait: float) -> sqlite3.Connection:
        if read_only:
            if not self.path.is_file():
                raise StoreError(f"{self.path}: there is no store of articles")
            uri = f"{self.path.absolute().as_uri()}?mode=ro"
            db = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, timeout=wait, isolation_level=None, check_same_thread=False)
            db.execute("PRAGMA journal_mode=WAL")
            # One fsync a group: what put() returned from outlives a power cut.
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN IMMEDIATE")
            if db.execute("PRAGMA user_version").fetchone()[0] == 0:
                tables, trigger, rest = _SCHEMA.partition("CREATE TRIGGER")
                for statement in (*tables.split(";\n"), trigger + rest):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version={VERSION}")
            db.execute("COMMIT")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            db.close()
            raise StoreError(
                f"{self.path}: made by another version (schema {version}, this one reads {VERSION})"
            )
        db.row_factory = sqlite3.Row
        return db

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    # -- keeping

    def put(self, entries: Iterable[Entry]) -> list[Outcome]:
        """Keep articles, all of them or none; what each of them was to the store.

        - ``new``: no article of that address was known.
        - ``changed``: its text differs from the current revision's: one revision more.
        - ``corrected``: the same text, but other words around it (a headline, a name, a newer rule's
          reading): the current revision says so from now on.
        - ``unchanged``: all the same; only ``last_seen`` moves.

        A record read anew from the very page of a known revision (same file, same offset) takes that
        revision's place. Raises StoreError for a record without an address, before anything is written.
        """
        prepared = [
            (entry, entry.record if isinstance(entry.record, Prepared) else prepare(entry.record))
            for entry in entries
        ]
        with self._transaction():
            urls = json.dumps([row.url for _, row in prepared])
            rows = self.db.execute(
                "SELECT canonical_url FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?))",
                (urls,),
            )
            known = {row["canonical_url"] for row in rows}
            outcomes: list[Outcome] = []
            for entry, row in prepared:
                if row.url in known:
                    outcomes.append(self._revise(entry, row))
                else:
                    known.add(row.url)
                    self._add(entry, row)
                    outcomes.append("new")
        return outcomes

    def _add(self, entry: Entry, row: Prepared) -> None:
        asked = entry.validators
        self.db.execute(
            "INSERT INTO intake VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *row,
                _utc(entry.fetched),
                *(entry.location or (None, None, None)),
                json.dumps(entry.pages) if entry.pages else None,
                *((asked.url, asked.etag, asked.last_modified, _utc(asked.fetched)) if asked else [None] * 4),
            ),
        )

    def _revise(self, entry: Entry, row: Prepared) -> Outcome:
        fetched = _utc(entry.fetched)
        known = self.db.execute(
            "SELECT id, revision, revisions, fetched FROM articles WHERE canonical_url = ?", (row.url,)
        ).fetchone()
        article, current, count = known["id"], known["revision"], known["revisions"]
        if entry.validators:
            self._remember(entry.validators, row.text_hash)
        reread = None
        if entry.location:
            reread = self.db.execute(
                "SELECT revision FROM revisions WHERE article = ? AND warc_file = ? AND warc_offset = ?",
                (article, entry.location.file, entry.location.offset),
            ).fetchone()
        number = reread["revision"] if reread else current
        old = self.db.execute(
            "SELECT text_hash, record FROM revisions WHERE article = ? AND revision = ?", (article, number)
        ).fetchone()
        if reread is None and old["text_hash"] != row.text_hash:
            self._add_revision(article, count + 1, entry, row, fetched)
            if fetched >= known["fetched"]:
                self._make_current(article, count + 1, count + 1, row, fetched)
                self._seen(article, fetched)
            else:  # an older page that comes late, from another archive
                self.db.execute("UPDATE articles SET revisions = ? WHERE id = ?", (count + 1, article))
            return "changed"
        outcome: Outcome = "unchanged"
        if old["record"] != row.record and (reread or fetched >= known["fetched"]):
            self.db.execute(
                "UPDATE revisions SET record = ?, text_hash = ?, layout = ?, extractor = ?"
                " WHERE article = ? AND revision = ?",
                (row.record, row.text_hash, row.layout, row.extractor, article, number),
            )
            if not reread:  # the record now says what this page says
                self._locate(article, number, entry)
            if number == current:
                self._make_current(article, current, count, row, known["fetched"])
            outcome = "corrected" if old["text_hash"] == row.text_hash else "changed"
        self._seen(article, fetched)
        return outcome

    def _add_revision(self, article: int, number: int, entry: Entry, row: Prepared, fetched: str) -> None:
        self.db.execute(
            "INSERT INTO revisions(article, revision, text_hash, record, fetched, layout, extractor)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (article, number, row.text_hash, row.record, fetched, row.layout, row.extractor),
        )
        self._locate(article, number, entry)

    def _locate(self, article: int, number: int, entry: Entry) -> None:
        file, offset, length = entry.location or (None, None, None)
        pages = json.dumps(entry.pages) if entry.pages else None
        self.db.execute(
            "UPDATE revisions SET warc_file = ?, warc_offset = ?, warc_length = ?, pages = ?"
            " WHERE article = ? AND revision = ?",
            (file, offset, length, pages, article, number),
        )

    def _make_current(self, article: int, number: int, count: int, row: Prepared, fetched: str) -> None:
        self.db.execute(
            "UPDATE articles SET outlet = ?, headline = ?, published = ?, modified = ?, layout = ?, extractor = ?,"
            " text_hash = ?, revision = ?, revisions = ?, fetched = ? WHERE id = ?",
            (
                row.outlet,
                row.headline,
                row.published,
                row.modified,
                row.layout,
                row.extractor,
                row.text_hash,
                number,
                count,
                fetched,
                article,
            ),
        )
        self.db.execute("DELETE FROM search WHERE rowid = ?", (article,))
        self.db.execute(
            "INSERT INTO search(rowid, headline, text) VALUES (?, ?, ?)", (article, row.headline, row.text)
        )

    def _seen(self, article: int, fetched: str) -> None:
        self.db.execute(
            "UPDATE articles SET last_seen = max(last_seen, ?), first_seen = min(first_seen, ?) WHERE id = ?",
            (fetched, fetched, article),
        )

    def confirm(self, urls: Iterable[str], when: datetime) -> None:
        """Say that pages were asked about and had not been modified: ``last_seen`` and the validators move."""
        moment = _utc(when)
        with self._transaction():
            for url in urls:
                self.db.execute(
                    "UPDATE articles SET last_seen = max(last_seen, ?) WHERE canonical_url = ?", (moment, url)
                )
                self.db.execute(
                    "UPDATE validators SET fetched = max(fetched, ?) WHERE url = ?", (moment, url)
                )

    def remember(self, validators: Iterable[Validators]) -> None:
        """Keep the validators of pages that are no articles: feeds, sitemaps, index pages."""
        with self._transaction():
            for each in validators:
                self._remember(each, each.text_hash)

    def _remember(self, validators: Validators, text_hash: str | None) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO validators(url, etag, last_modified, fetched, text_hash) VALUES (?, ?, ?, ?, ?)",
            (validators.url, validators.etag, validators.last_modified, _utc(validators.fetched), text_hash),
        )

    # -- asking

    def validators(self, url: str) -> Validators | None:
        """What to ask again with, for an address as it was fetched."""
        row = self.db.execute("SELECT * FROM validators WHERE url = ?", (url,)).fetchone()
        if row is None:
            return None
        return Validators(
            row["url"], row["etag"], row["last_modified"], _time(row["fetched"]), row["text_hash"]
        )

    def get(self, url: str, revision: int | None = None) -> Revision | None:
        """An article by its canonical address: its current revision or a numbered one."""
        row = self.db.execute(
            "SELECT canonical_url, r.* FROM articles a JOIN revisions r ON r.article = a.id"
            " WHERE canonical_url = ? AND r.revision = coalesce(?, a.revision)",
            (url, revision),
        ).fetchone()
        return _revision(row) if row else None

    def revisions(self, url: str) -> list[Revision]:
        """Every revision of an article, by the time it was fetched."""
        rows = self.db.execute(
            "SELECT canonical_url, r.* FROM articles a JOIN revisions r ON r.article = a.id"
            " WHERE canonical_url = ? ORDER BY r.fetched, r.revision",
            (url,),
        )
        return [_revision(row) for row in rows]

    def summary(self, url: str) -> Summary | None:
        row = self.db.execute("SELECT * FROM articles WHERE canonical_url = ?", (url,)).fetchone()
        return _summary(row) if row else None

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        changed: bool = False,
        limit: int | None = None,
    ) -> Iterator[Summary]:
        """Articles, the newest first.

        ``since`` and ``until`` (inclusive) are about the date of publication, or the day an article without
        one was first seen. ``text`` is a query in SQLite's FTS5 language over headline and text: words,
        "phrases in quotes", OR, NOT, prefix*. ``changed`` leaves those with one revision out.
        Raises StoreError for a query that is none.
        """
        where, values = _conditions(outlet, since, until, text, changed)
        try:
            rows = self.db.execute(
                f"SELECT * FROM articles{where} ORDER BY coalesce(published, first_seen) DESC, id DESC LIMIT ?",
                [*values, -1 if limit is None else limit],
            )
            for row in rows:
                yield _summary(row)
        except sqlite3.OperationalError as error:
            raise StoreError(f"{text!r} is no query: {error}" if text else f"{self.path}: {error}") from None

    def records(self, **conditions: Any) -> Iterator[Revision]:
        """The current revisions of what ``articles`` lists, for an export."""
        where, values = _conditions(
            conditions.pop("outlet", None),
            conditions.pop("since", None),
            conditions.pop("until", None),
            conditions.pop("text", None),
            conditions.pop("changed", False),
        )
        limit = conditions.pop("limit", None)
        if conditions:
            raise TypeError(f"no such condition: {', '.join(conditions)}")
        try:
            rows = self.db.execute(
                "SELECT canonical_url, r.* FROM"
                f" (SELECT * FROM articles{where} ORDER BY coalesce(published, first_seen) DESC, id DESC LIMIT ?) a"
                " JOIN revisions r ON r.article = a.id AND r.revision = a.revision"
                " ORDER BY coalesce(a.published, a.first_seen) DESC, a.id DESC",
                [*values, -1 if limit is None else limit],
            )
            for row in rows:
                yield _revision(row)
        except sqlite3.OperationalError as error:
            raise StoreError(f"no such query: {error}") from None

    def __len__(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def __contains__(self, url: object) -> bool:
        return (
            self.db.execute("SELECT 1 FROM articles WHERE canonical_url = ?", (url,)).fetchone() is not None
        )

    def diff(self, url: str, a: int | None = None, b: int | None = None) -> str:
        """What revision ``b`` (the current one) says otherwise than ``a`` (the one before it), for reading.

        Empty where there is no difference. Raises StoreError where there is no such revision.
        """
        everything = self.revisions(url)
        if not everything:
            raise StoreError(f"{url}: there is no such article")
        by_number = {revision.revision: revision for revision in everything}
        order = [revision.revision for revision in everything]
        if b is None:
            current = self.summary(url)
            b = current.revision if current else order[-1]
        if a is None and b in by_number:
            a = order[max(order.index(b) - 1, 0)]
        for number in (a, b):
            if number not in by_number:
                raise StoreError(
                    f"{url}: there is no revision {number}; it has {', '.join(map(str, sorted(order)))}"
                )
        return score_diff(by_number[b].record, by_number[a].record)  # type: ignore[index]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise


def prepare(record: Mapping[str, Any]) -> Prepared:
    """Raises StoreError for what is no record of an article, or has no address."""
    url = record.get("canonicalUrl") or record.get("url")
    if not isinstance(url, str) or not url:
        raise StoreError(f"an article without an address cannot be kept: {record.get('headline')!r}")
    headline, text_hash, text = record.get("headline"), record.get("textHash"), record.get("text")
    if not isinstance(headline, str) or not isinstance(text_hash, str) or not isinstance(text, str):
        raise StoreError(f"{url}: no record of an article: it lacks a headline, a text or a textHash")
    try:
        kept = json.dumps(
            {name: record[name] for name in RECORD_FIELDS if name in record}, ensure_ascii=False
        )
        published, modified = (
            _utc_or_none(record.get("datePublished")),
            _utc_or_none(record.get("dateModified")),
        )
    except (TypeError, ValueError) as error:
        raise StoreError(f"{url}: no record of an article: {error}") from None
    return Prepared(
        url,
        record.get("outlet"),
        _sound(headline),
        published,
        modified,
        record.get("layout"),
        record.get("extractor"),
        text_hash,
        _sound(text),
        _sound(kept),
    )


def _sound(text: str) -> str:
    """Text that SQLite can hold: a lone half of a surrogate pair, which no text should have, is marked."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _conditions(
    outlet: str | None, since: datetime | None, until: datetime | None, text: str | None, changed: bool
) -> tuple[str, list[Any]]:
    terms: list[str] = []
    values: list[Any] = []
    if outlet:
        terms.append("outlet = ?")
        values.append(outlet)
    if since:
        terms.append("coalesce(published, first_seen) >= ?")
        values.append(_utc(since))
    if until:
        terms.append("coalesce(published, first_seen) <= ?")
        values.append(_utc(until))
    if text:
        terms.append("id IN (SELECT rowid FROM search WHERE search MATCH ?)")
        values.append(text)
    if changed:
        terms.append("revisions > 1")
    return (f" WHERE {' AND '.join(terms)}" if terms else ""), values


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _utc_or_none(date: str | datetime | None) -> str | None:
    if date is None:
        return None
    return _utc(datetime.fromisoformat(date) if isinstance(date, str) else date)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _summary(row: sqlite3.Row) -> Summary:
    return Summary(
        row["canonical_url"],
        row["outlet"],
        row["headline"],
        _time(row["published"]) if row["published"] else None,
        _time(row["modified"]) if row["modified"] else None,
        row["layout"],
        row["extractor"],
        row["text_hash"],
        row["revision"],
        row["revisions"],
        _time(row["fetched"]),
        _time(row["first_seen"]),
        _time(row["last_seen"]),
    )


def _revision(row: sqlite3.Row) -> Revision:
    location = (
        Location(row["warc_file"], row["warc_offset"], row["warc_length"]) if row["warc_file"] else None
    )
    pages: Sequence[Sequence[Any]] = json.loads(row["pages"]) if row["pages"] else ()
    return Revision(
        row["canonical_url"],
        row["revision"],
        row["text_hash"],
        _time(row["fetched"]),
        location,
        tuple(Location(*page) for page in pages),
        row["layout"],
        row["extractor"],
        # the text, its count and its hash are made from the blocks again
        Article.from_dict(json.loads(row["record"])).to_dict(),
    )
