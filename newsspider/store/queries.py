"""Questions to the store: what an article says and said, which articles there are, how revisions differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from extractors import Article
from extractors.score import diff as score_diff
from newsspider.archive.warc import Location
from newsspider.runtime.backend import BackendError, SqlConnection
from newsspider.runtime.database import Place
from newsspider.store.model import Alike, CopyOf, Revision, StoreError, Summary, as_utc
from newsspider.store.pairs import revision_pair
from newsspider.store.search import TextSearch

__all__ = ["Queries"]


class Queries:
    """The asking side of ``ArticleStore``."""

    path: Place
    db: SqlConnection
    search: TextSearch
    knows_copies: bool

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
        copies: bool = True,
        limit: int | None = None,
    ) -> Iterator[Summary]:
        """Articles, the newest first.

        ``since`` and ``until`` (inclusive) are about the date of publication, or the day an article without
        one was first seen. ``text`` is a query in SQLite's FTS5 language over headline and text: words,
        "phrases in quotes", OR, NOT, prefix*. ``changed`` leaves out those with one revision, ``copies=False``
        those whose text is another article's.
        Raises StoreError for an invalid query.
        """
        where, values = self._conditions(outlet, since, until, text, changed, copies)
        try:
            rows = self.db.stream(
                f"SELECT * FROM articles{where} ORDER BY coalesce(published, first_seen) DESC, id DESC{_limit(limit)}",
                values,
            )
            for row in rows:
                yield _summary(row)
        except BackendError as error:
            if error.fatal:
                raise
            raise StoreError(
                f"{text!r} is not a query: {error}" if text else f"{self.path}: {error}"
            ) from None

    def records(
        self,
        *,
        outlet: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        changed: bool = False,
        copies: bool = True,
        limit: int | None = None,
    ) -> Iterator[Revision]:
        """The current revisions of what ``articles`` lists, for an export."""
        where, values = self._conditions(outlet, since, until, text, changed, copies)
        try:
            rows = self.db.stream(
                "SELECT canonical_url, r.* FROM (SELECT * FROM articles"
                f"{where} ORDER BY coalesce(published, first_seen) DESC, id DESC{_limit(limit)}) a"
                " JOIN revisions r ON r.article = a.id AND r.revision = a.revision"
                " ORDER BY coalesce(a.published, a.first_seen) DESC, a.id DESC",
                values,
            )
            for row in rows:
                yield _revision(row)
        except BackendError as error:
            if error.fatal:
                raise
            raise StoreError(f"not a query: {error}") from None

    def lacking(self, urls: Iterable[str]) -> set[str]:
        """Those of these canonical addresses that it has no article of."""
        rows = self.db.execute(
            "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM articles WHERE canonical_url = value)",
            (json.dumps(list(urls)),),
        )
        return {url for (url,) in rows}

    def current_in(self, file: str) -> Iterator[tuple[str, Location]]:
        """The articles whose current revision was read from a file of the archive: address and page."""
        rows = self.db.stream(
            "SELECT canonical_url, warc_file, warc_offset, warc_length FROM revisions r"
            " JOIN articles a ON a.id = r.article AND a.revision = r.revision WHERE warc_file = ?",
            (file,),
        )
        for url, *place in rows:
            yield url, Location(*place)

    def feed_addresses(self, key: str) -> Iterator[str]:
        """The canonical addresses of the articles that an unfinished crawl has put into a feed."""
        for (url,) in self.db.stream("SELECT canonical_url FROM feeds WHERE feed = ?", (key,)):
            yield url

    def feeds(self, begin: str) -> list[str]:
        """The feeds into which unfinished crawls have put articles, those whose key begins like this."""
        rows = self.db.execute(
            "SELECT DISTINCT feed FROM feeds WHERE substr(feed, 1, ?) = ?", (len(begin), begin)
        )
        return [feed for (feed,) in rows]

    def in_feed(self, key: str, urls: Iterable[str]) -> set[str]:
        """Those of the addresses whose articles an unfinished crawl has put into a feed."""
        return {
            url
            for (url,) in self.db.execute(
                "SELECT canonical_url FROM feeds WHERE feed = ? AND canonical_url IN (SELECT value FROM json_each(?))",
                (key, json.dumps([*urls])),
            )
        }

    def feed_records(self, key: str) -> Iterator[Mapping[str, Any]]:
        """The current records of those articles."""
        rows = self.db.stream(
            "SELECT canonical_url, r.* FROM feeds JOIN articles a USING (canonical_url)"
            " JOIN revisions r ON r.article = a.id AND r.revision = a.revision WHERE feed = ? ORDER BY a.id",
            (key,),
        )
        for row in rows:
            yield _revision(row).record

    def outlets(self) -> dict[str, tuple[datetime, int]]:
        """By outlet: when one of its articles was last seen, and how many articles there are."""
        rows = self.db.execute(
            "SELECT outlet, max(last_seen), count(*) FROM articles WHERE outlet IS NOT NULL GROUP BY outlet"
        )
        return {outlet: (datetime.fromisoformat(seen), count) for outlet, seen, count in rows}

    def uncompared(self) -> int:
        """How many articles are there that ``compare_texts`` has to look at; all in a store of an older version."""
        if not self.knows_copies:
            return len(self)
        return int(
            self.db.execute(
                "SELECT count(*) FROM articles WHERE NOT EXISTS (SELECT 1 FROM texts WHERE article = id)"
            ).fetchone()[0]
        )

    def copy_of(self, url: str) -> CopyOf | None:
        """Which article the text of this one comes from; None where it is no copy."""
        self._check_copies()
        row = self.db.execute(f"{_COPY_OF} WHERE a.canonical_url = ?", (url,)).fetchone()
        return _copy(row) if row else None

    def alike(self, url: str) -> list[Alike]:
        """The articles that share their text with this one, the most alike first."""
        self._check_copies()
        rows = self.db.execute(
            "SELECT o.*, containment FROM articles a JOIN alike ON alike.article = a.id JOIN articles o ON o.id = other"
            " WHERE a.canonical_url = ? ORDER BY containment DESC, o.id",
            (url,),
        ).fetchall()
        return [Alike(_summary(row), row["containment"], self.copy_of(row["canonical_url"])) for row in rows]

    def copies(self) -> Iterator[CopyOf]:
        """Every article that is a copy, in the order in which the articles came."""
        self._check_copies()
        for row in self.db.stream(f"{_COPY_OF} ORDER BY c.article"):
            yield _copy(row)

    def _check_copies(self) -> None:
        if not self.knows_copies:
            raise StoreError(
                f"{self.path}: its articles were never compared; `newsspider articles copies` does that"
            )

    def _conditions(
        self,
        outlet: str | None,
        since: datetime | None,
        until: datetime | None,
        text: str | None,
        changed: bool,
        copies: bool,
    ) -> tuple[str, list[Any]]:
        terms: list[str] = []
        values: list[Any] = []
        if outlet:
            terms.append("outlet = ?")
            values.append(outlet)
        if since:
            terms.append("coalesce(published, first_seen) >= ?")
            values.append(as_utc(since))
        if until:
            terms.append("coalesce(published, first_seen) <= ?")
            values.append(as_utc(until))
        if text:
            term, words = self.search.condition(text)
            terms.append(term)
            values += words
        if changed:
            terms.append("revisions > 1")
        if not copies:
            self._check_copies()
            terms.append("NOT EXISTS (SELECT 1 FROM copies WHERE article = id)")
        return (f" WHERE {' AND '.join(terms)}" if terms else ""), values

    def __len__(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def __contains__(self, url: object) -> bool:
        return (
            self.db.execute("SELECT 1 FROM articles WHERE canonical_url = ?", (url,)).fetchone() is not None
        )

    def diff(self, url: str, a: int | None = None, b: int | None = None) -> str:
        """How revision ``b`` (the current one) differs from ``a`` (the one before it), for reading.

        Empty where there is no difference. Raises StoreError where there is no such revision.
        """
        old, new = revision_pair(self, url, a, b)
        return score_diff(new.record, old.record)


_COPY_OF = (
    "SELECT a.canonical_url, o.canonical_url, c.containment, c.evidence FROM copies c"
    " JOIN articles a ON a.id = c.article JOIN articles o ON o.id = c.original"
)


def _limit(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {limit:d}"


def _copy(row: Any) -> CopyOf:
    return CopyOf(*row)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _summary(row: Any) -> Summary:
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


def _revision(row: Any) -> Revision:
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
