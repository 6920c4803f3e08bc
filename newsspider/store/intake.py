"""What an article is to the store, and what is written for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from newsspider.runtime.backend import SqlConnection
from newsspider.store.copies import Copies, Text
from newsspider.store.model import Change, Prepared, StoreEntry, as_utc
from newsspider.store.search import TextSearch

__all__ = ["Intake"]

_JUST_NOW = timedelta(hours=1)


class Intake:
    """The writing side of ``ArticleStore``; ``put`` is called within a transaction."""

    def __init__(self, db: SqlConnection, search: TextSearch) -> None:
        self.db = db
        self.search = search
        self._current: dict[str, Prepared] = {}  # what is new or other about articles

    def put(self, prepared: Sequence[tuple[StoreEntry, Prepared]]) -> list[Change]:
        """Keep articles; returns what each of them was to the store."""
        urls = json.dumps([row.url for _, row in prepared])
        rows = self.db.execute(
            "SELECT canonical_url FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?))",
            (urls,),
        )
        known = {row["canonical_url"] for row in rows}
        changes: list[Change] = []
        for entry, row in prepared:
            if row.url in known:
                changes.append(self._revise(entry, row))
            else:
                known.add(row.url)
                self._add(entry, row)
                changes.append("new")
        for entry, row in prepared:
            if entry.feeds:
                self._feed(entry, row.url)
        if self._current:
            self._find_copies()
        return changes

    def _find_copies(self) -> None:
        rows = self.db.execute(
            "SELECT id, canonical_url FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?))",
            (json.dumps([*self._current]),),
        ).fetchall()
        Copies(self.db).renew([Text.of(id_, json.loads(self._current[url].record)) for id_, url in rows])

    def _feed(self, entry: StoreEntry, url: str) -> None:
        """Note which feeds an article goes to, where no other process of the crawl was first."""
        if entry.unwritten:
            self.db.execute("DELETE FROM feeds WHERE canonical_url = ?", (url,))
        others = self.db.execute(
            "SELECT feed FROM feeds WHERE crawl = ? AND canonical_url = ?", (entry.crawl, url)
        ).fetchall()
        if all(feed in entry.feeds for (feed,) in others):
            self.db.executemany(
                "INSERT INTO feeds VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(feed, url, entry.crawl) for feed in entry.feeds],
            )

    def _add(self, entry: StoreEntry, row: Prepared) -> None:
        self._current[row.url] = row
        self.db.execute(
            "INSERT INTO intake VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *row._replace(text=self.search.text(row)),
                as_utc(entry.fetched),
                *(entry.location or (None, None, None)),
                json.dumps(entry.pages) if entry.pages else None,
            ),
        )

    def _revise(self, entry: StoreEntry, row: Prepared) -> Change:
        fetched = as_utc(entry.fetched)
        known = self.db.execute(
            "SELECT id, revision, revisions, fetched FROM articles WHERE canonical_url = ?", (row.url,)
        ).fetchone()
        article, current, count = known["id"], known["revision"], known["revisions"]
        reread = None
        if entry.location:
            reread = self.db.execute(
                "SELECT revision FROM revisions WHERE article = ? AND warc_file = ? AND warc_offset = ?",
                (article, entry.location.file, entry.location.offset),
            ).fetchone()
        later = fetched >= known["fetched"] or _clock_was_wrong(known["fetched"], entry.fetched)
        number = reread["revision"] if reread else current
        old = self.db.execute(
            "SELECT text_hash, record FROM revisions WHERE article = ? AND revision = ?", (article, number)
        ).fetchone()
        if reread is None and old["text_hash"] != row.text_hash:
            self._add_revision(article, count + 1, entry, row, fetched)
            if later:
                self._make_current(article, count + 1, count + 1, row, fetched)
                self._seen(article, fetched)
            else:  # an older page that comes late, from another archive
                self.db.execute("UPDATE articles SET revisions = ? WHERE id = ?", (count + 1, article))
            return "changed"
        change: Change = "unchanged"
        if old["record"] != row.record and (reread or later):
            self.db.execute(
                "UPDATE revisions SET record = ?, text_hash = ?, layout = ?, extractor = ?"
                " WHERE article = ? AND revision = ?",
                (row.record, row.text_hash, row.layout, row.extractor, article, number),
            )
            if not reread:  # the record now says what this page says
                self._locate(article, number, entry)
            if number == current:
                self._make_current(article, current, count, row, known["fetched"])
            change = "corrected" if old["text_hash"] == row.text_hash else "changed"
        self._seen(article, fetched)
        return change

    def _add_revision(
        self, article: int, number: int, entry: StoreEntry, row: Prepared, fetched: str
    ) -> None:
        self.db.execute(
            "INSERT INTO revisions(article, revision, text_hash, record, fetched, layout, extractor)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (article, number, row.text_hash, row.record, fetched, row.layout, row.extractor),
        )
        self._locate(article, number, entry)

    def _locate(self, article: int, number: int, entry: StoreEntry) -> None:
        file, offset, length = entry.location or (None, None, None)
        pages = json.dumps(entry.pages) if entry.pages else None
        self.db.execute(
            "UPDATE revisions SET warc_file = ?, warc_offset = ?, warc_length = ?, pages = ?"
            " WHERE article = ? AND revision = ?",
            (file, offset, length, pages, article, number),
        )

    def _make_current(self, article: int, number: int, count: int, row: Prepared, fetched: str) -> None:
        self._current[row.url] = row
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
        self.search.replace(article, row)

    def _seen(self, article: int, fetched: str) -> None:
        self.db.execute(
            "UPDATE articles SET last_seen = CASE WHEN last_seen < ? THEN ? ELSE last_seen END,"
            " first_seen = CASE WHEN first_seen > ? THEN ? ELSE first_seen END WHERE id = ?",
            (fetched, fetched, fetched, fetched, article),
        )


def _clock_was_wrong(known: str, fetched: datetime) -> bool:
    """Whether a page fetched just now follows one that was fetched in the future: the clock has been set back."""
    now = datetime.now(UTC)
    return abs(now - fetched) < _JUST_NOW and known > as_utc(now + _JUST_NOW)
