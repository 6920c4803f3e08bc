"""The table of visits, and which lists have been walked, in SQLite or in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsspider.crawl.revisit import ARTICLE, Visit
from newsspider.politeness.outcomes import RequestOutcome
from newsspider.runtime.backend import SqlConnection
from newsspider.runtime.database import Place
from newsspider.runtime.databases import connect as connect_database
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
MIGRATIONS = (
    """
CREATE TABLE visits (
    identity text COLLATE "C" PRIMARY KEY, url text NOT NULL, outlet text COLLATE "C" NOT NULL, outcome text NOT NULL,
    asked double precision NOT NULL, first double precision NOT NULL, published double precision,
    lastmod double precision, etag text, last_modified text, canonical text
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX visits_age ON visits (outlet, published);
CREATE INDEX visits_missed ON visits (outlet, first) WHERE outcome <> 'article';
CREATE TABLE walks (
    outlet text NOT NULL, scope text NOT NULL, since double precision, before double precision,
    began double precision NOT NULL, ended double precision
);
CREATE INDEX walks_outlet ON walks (outlet, scope);
CREATE TABLE marks (name text PRIMARY KEY, id text NOT NULL, count bigint NOT NULL)
""",
)
"""The tables in PostgreSQL: what each version adds to the one before it; never changed once it was released."""

_COLUMNS = "identity, url, outlet, outcome, asked, first, published, lastmod, etag, last_modified, canonical"
_UPSERT = f"""
INSERT INTO visits({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(identity) DO UPDATE SET
    url = excluded.url, asked = excluded.asked, outcome = excluded.outcome, etag = excluded.etag,
    last_modified = excluded.last_modified, published = coalesce(excluded.published, visits.published),
    lastmod = coalesce(excluded.lastmod, visits.lastmod), canonical = excluded.canonical
"""
_AT_ONCE = 10_000  # addresses that the store is asked about
_CONFIRM = "UPDATE visits SET asked = ?, lastmod = coalesce(?, lastmod) WHERE identity = ?"


def _open(path: Path) -> SqlConnection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = connect(path, timeout=30, holds="visits", subject=path.name)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.executescript(_SCHEMA)
    if not db.execute("SELECT 1 FROM pragma_table_info('visits') WHERE name = 'canonical'").fetchone():
        db.execute("ALTER TABLE visits ADD COLUMN canonical TEXT")  # a file of an earlier release
    return db


class VisitsDB:
    """The table of visits, and which lists have been walked; a SQLite file, or a database, that processes may share.

    Raises BackendError where it cannot be opened, read or written.
    """

    def __init__(self, path: str | Place) -> None:
        self.path: Place = Path(path) if isinstance(path, str) else path
        self.db: SqlConnection
        self._is = "IS"  # compares two values of which either may be missing
        if isinstance(self.path, Path):
            self.db = _open(self.path)
        else:
            self.db = connect_database(self.path, MIGRATIONS, "visits")
            self._is = "IS NOT DISTINCT FROM"

    def close(self) -> None:
        self.db.close()

    def get(self, name: str) -> Visit | None:
        """The last visit to what has this identity."""
        row = self.db.execute(f"SELECT {_COLUMNS} FROM visits WHERE identity = ?", (name,)).fetchone()
        return _visit(row) if row else None

    def get_all(self, names: Iterable[str]) -> dict[str, Visit | None]:
        """The last visits to what has these identities; None for what was never asked for."""
        found: dict[str, Visit | None] = dict.fromkeys(names)
        rows = self.db.execute(
            f"SELECT {_COLUMNS} FROM visits WHERE identity IN (SELECT value FROM json_each(?))",
            (json.dumps([*found]),),
        ).fetchall()
        return found | {row[0]: _visit(row) for row in rows}

    def put(self, visits: Iterable[Visit], store: Mark | None = None) -> None:
        """Write visits, and how far the store is that has their articles.

        One that was ``not modified`` only confirms what is known.
        """
        with self.db.transaction():
            # in one order, so that two processes do not wait for each other
            for each in sorted(visits, key=lambda visit: visit.identity):
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
        for row in self.db.stream(
            f"SELECT {_COLUMNS} FROM visits WHERE outlet = ? AND outcome = ?"
            " AND (published > ? OR (published IS NULL AND first > ?)) ORDER BY published DESC NULLS LAST",
            (outlet, ARTICLE, _stamp(since), _stamp(since)),
        ):
            yield _visit(row)

    def missed(self, outlet: str, since: datetime) -> Iterator[Visit]:
        """What was first asked for after a moment and was not an article, of whatever kind; the oldest first."""
        for row in self.db.stream(
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
        self.db.execute(
            "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET id = excluded.id, count = excluded.count",
            (name, *mark),
        )

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
        at = _stamp(now)
        same = f"outlet = ? AND scope = ? AND since {self._is} ? AND before {self._is} ? AND ended IS NULL"
        if not self.db.execute(f"SELECT 1 FROM walks WHERE {same}", row).fetchone():
            self.db.execute(
                "INSERT INTO walks(outlet, scope, since, before, began) VALUES (?, ?, ?, ?, ?)", (*row, at)
            )
        # what began in the future began before the clock was set back, and no one knows when
        self.db.execute(f"UPDATE walks SET began = ? WHERE {same} AND began > ?", (at, *row, at))
        # a walk with no beginning reads the first pages alone: it covers no other than its like
        found = self.db.execute(
            "SELECT max(began) FROM walks WHERE outlet = ? AND scope = ? AND ended IS NOT NULL"
            f" AND (since {self._is} ? OR since <= ?) AND (before IS NULL OR before >= ? OR before >= began)"
            " AND began <= ?",
            (outlet, scope, row[2], row[2], row[3], at),
        ).fetchone()[0]
        return _moment(found)

    def end_walk(
        self, outlet: str, scope: str, since: datetime | None, before: datetime | None, now: datetime
    ) -> None:
        """The walk came to its end and nothing of it is left to do."""
        self.db.execute(
            f"UPDATE walks SET ended = ? WHERE outlet = ? AND scope = ? AND since {self._is} ? AND before {self._is} ?"
            " AND ended IS NULL",
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
