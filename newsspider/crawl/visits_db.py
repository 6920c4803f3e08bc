"""The table of visits, and which lists have been walked, in SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsspider.crawl.revisit import ARTICLE, Visit
from newsspider.politeness.outcomes import RequestOutcome
from newsspider.runtime.durable import Mark
from newsspider.runtime.sqlite import connect

__all__ = ["FRONTIER", "STORE", "VisitsDB"]

STORE, FRONTIER = "store", "frontier"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS visits(
    identity TEXT PRIMARY KEY, url TEXT NOT NULL, outlet TEXT NOT NULL, outcome TEXT NOT NULL,
    asked REAL NOT NULL, first REAL NOT NULL, published REAL, lastmod REAL, etag TEXT, last_modified TEXT,
    canonical TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS visits_age ON visits(outlet, published);
CREATE INDEX IF NOT EXISTS visits_missed ON visits(outlet, first) WHERE outcome <> 'article';
CREATE TABLE IF NOT EXISTS walks(
    outlet TEXT NOT NULL, scope TEXT NOT NULL, since REAL, before REAL, began REAL NOT NULL, ended REAL
);
CREATE INDEX IF NOT EXISTS walks_outlet ON walks(outlet, scope);
CREATE TABLE IF NOT EXISTS marks(name TEXT PRIMARY KEY, id TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = "identity, url, outlet, outcome, asked, first, published, lastmod, etag, last_modified, canonical"
_UPSERT = f"""
INSERT INTO visits({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(identity) DO UPDATE SET
    url = excluded.url, asked = excluded.asked, outcome = excluded.outcome, etag = excluded.etag,
    last_modified = excluded.last_modified, published = coalesce(excluded.published, published),
    lastmod = coalesce(excluded.lastmod, lastmod), canonical = excluded.canonical
"""
_AT_ONCE = 10_000  # addresses that the store is asked about
_CONFIRM = "UPDATE visits SET asked = ?, lastmod = coalesce(?, lastmod) WHERE identity = ?"


class VisitsDB:
    """The table of visits, and which lists have been walked; one SQLite file that processes may share.

    Raises BackendError where it cannot be opened, read or written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.db = connect(self.path, timeout=30, holds="visits", subject=self.path.name)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_SCHEMA)
        if not self.db.execute(
            "SELECT 1 FROM pragma_table_info('visits') WHERE name = 'canonical'"
        ).fetchone():
            self.db.execute("ALTER TABLE visits ADD COLUMN canonical TEXT")  # a file of an earlier release

    def close(self) -> None:
        self.db.close()

    def get(self, name: str) -> Visit | None:
        """The last visit to what has this identity."""
        row = self.db.execute(f"SELECT {_COLUMNS} FROM visits WHERE identity = ?", (name,)).fetchone()
        return _visit(row) if row else None

    def put(self, visits: Iterable[Visit], store: Mark | None = None) -> None:
        """Write visits, and how far the store is that has their articles.

        One that was ``not modified`` only confirms what is known.
        """
        with self.db.transaction():
            for each in visits:
                if each.outcome == RequestOutcome.NOT_MODIFIED:
                    self.db.execute(_CONFIRM, (_stamp(each.asked), _stamp(each.lastmod), each.identity))
                else:
                    self.db.execute(_UPSERT, _row(each))
            if store is not None:
                self.note(STORE, store)

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

    def missed(self, outlet: str, since: datetime) -> Iterator[Visit]:
        """What was first asked for after a moment and was not an article, of whatever kind; the oldest first."""
        for row in self.db.execute(
            f"SELECT {_COLUMNS} FROM visits WHERE outlet = ? AND first > ? AND outcome <> 'article' ORDER BY first",
            (outlet, _stamp(since)),
        ):
            yield _visit(row)

    def newest(self, outlet: str, before: datetime) -> datetime | None:
        """When the newest article that is known was published, of those before a moment."""
        row = self.db.execute(
            "SELECT max(published) FROM visits WHERE outlet = ? AND published < ?", (outlet, _stamp(before))
        ).fetchone()
        return _moment(row[0])

    # -- the files that it has to match

    def note(self, name: str, mark: Mark) -> None:
        """Note how far another file (``STORE``, ``FRONTIER``) is."""
        self.db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", (name, *mark))

    def noted(self, name: str) -> Mark | None:
        """How far another file was when it was last noted."""
        row = self.db.execute("SELECT id, count FROM marks WHERE name = ?", (name,)).fetchone()
        return Mark(*row) if row else None

    def articles(self) -> list[str]:
        """The articles that are known, by what the store knows them by."""
        rows = self.db.execute("SELECT coalesce(canonical, url) FROM visits WHERE outcome = ?", (ARTICLE,))
        return [url for (url,) in rows]

    def forget_lacking(self, lacking: Callable[[list[str]], set[str]]) -> int:
        """Forget the articles that the store lacks, and that the lists of their outlets were read; how many.

        ``lacking`` says which of these canonical addresses it lacks.
        """
        gone = 0
        outlets: set[str] = set()
        rows = self.db.execute(
            "SELECT identity, outlet, coalesce(canonical, url) FROM visits WHERE outcome = ?", (ARTICLE,)
        ).fetchall()
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            missing = lacking([url for _, _, url in part])
            self.forget(name for name, _, url in part if url in missing)
            outlets |= {outlet for _, outlet, url in part if url in missing}
            gone += sum(url in missing for _, _, url in part)
        self.db.executemany("DELETE FROM walks WHERE outlet = ?", [(outlet,) for outlet in outlets])
        return gone

    def forget_walks(self) -> None:
        """Forget that lists were read: the next crawls read them to their ends again."""
        self.db.execute("DELETE FROM walks WHERE ended IS NOT NULL")

    # -- which lists were walked, for which days

    def begin_walk(
        self, outlet: str, scope: str, since: datetime | None, before: datetime | None, now: datetime
    ) -> datetime | None:
        """Note that a walk begins; up to when one that came to its end has covered it, None where none has.

        ``scope`` says which lists. An interrupted walk keeps the time at which it first began.
        """
        row = (outlet, scope, _stamp(since), _stamp(before))
        same = "outlet = ?1 AND scope = ?2 AND since IS ?3 AND before IS ?4"
        if not self.db.execute(f"SELECT 1 FROM walks WHERE {same} AND ended IS NULL", row).fetchone():
            self.db.execute(
                "INSERT INTO walks(outlet, scope, since, before, began) VALUES (?, ?, ?, ?, ?)",
                (*row, _stamp(now)),
            )
        # what began in the future began before the clock was set back, and no one knows when
        self.db.execute(
            f"UPDATE walks SET began = ?5 WHERE {same} AND ended IS NULL AND began > ?5", (*row, _stamp(now))
        )
        # a walk with no beginning reads the first pages alone: it covers no other than its like
        found = self.db.execute(
            "SELECT max(began) FROM walks WHERE outlet = ?1 AND scope = ?2 AND ended IS NOT NULL"
            " AND (since IS ?3 OR since <= ?3) AND (before IS NULL OR before >= ?4 OR before >= began)"
            " AND began <= ?5",
            (*row, _stamp(now)),
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
        visit.canonical,
    )


def _visit(row: tuple[Any, ...]) -> Visit:
    name, url, outlet, kind, asked, first, published, lastmod, etag, modified, canonical = row
    when = (_moment(asked), _moment(first))
    assert when[0] is not None and when[1] is not None
    return Visit(
        name,
        url,
        outlet,
        kind,
        when[0],
        when[1],
        _moment(published),
        _moment(lastmod),
        etag,
        modified,
        canonical,
    )
