"""The ledger in a SQLite file below DATA_DIR, or in PostgreSQL; crawls of any number of processes share it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from scrapy.settings import BaseSettings

from newsspider.drift.model import CRAWLED, STORED, Alert, Count, Counts, Hour
from newsspider.runtime.backend import SqlConnection
from newsspider.runtime.database import Place, database_of
from newsspider.runtime.databases import connect as connect_database
from newsspider.runtime.sqlite import connect

__all__ = ["LedgerDB", "ledger_path", "ledger_place"]

_VERSION = 1
# A series is named once, so that a count is a few bytes: a year of sixty outlets is some hundred megabytes less.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS series(
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, outlet TEXT NOT NULL, layout TEXT NOT NULL, key TEXT NOT NULL,
    UNIQUE (outlet, source, layout, key));
CREATE INDEX IF NOT EXISTS series_source ON series(source);
CREATE TABLE IF NOT EXISTS counts(
    series INTEGER NOT NULL, hour INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (series, hour)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states(outlet TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alerts(
    id INTEGER PRIMARY KEY AUTOINCREMENT, outlet TEXT NOT NULL, closed INTEGER, alert TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS alerts_open ON alerts(outlet) WHERE closed IS NULL;
CREATE TABLE IF NOT EXISTS thinned(before INTEGER NOT NULL);
"""
MIGRATIONS = (
    """
CREATE TABLE series (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL, layout text NOT NULL, key text NOT NULL,
    UNIQUE (outlet, source, layout, key)
);
CREATE INDEX series_source ON series (source);
CREATE TABLE counts (
    series bigint NOT NULL REFERENCES series (id), hour integer NOT NULL, count bigint NOT NULL,
    PRIMARY KEY (series, hour)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
CREATE TABLE states (outlet text PRIMARY KEY, state text NOT NULL);
CREATE TABLE alerts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, outlet text NOT NULL, closed integer, alert text NOT NULL
);
CREATE INDEX alerts_open ON alerts (outlet) WHERE closed IS NULL;
CREATE TABLE thinned (before integer NOT NULL)
""",
)
"""The tables in PostgreSQL: what each version adds to the one before it; never changed once it was released."""
# A file has one writer at a time, and so have these tables: what a writer has read is still so when it writes.
_ONE_WRITER = f"SELECT pg_advisory_xact_lock({0x6E657772})"

_SERIES = "INSERT INTO series(outlet, source, layout, key) VALUES (?, ?, ?, ?)"
_IDS = "SELECT layout, key, id FROM series WHERE outlet = ? AND source = ?"
_ADD = (
    "INSERT INTO counts(series, hour, count) VALUES (?, ?, ?)"
    " ON CONFLICT(series, hour) DO UPDATE SET count = counts.count + excluded.count"
)


def ledger_path(folder: str | Path) -> Path:
    """The file of the ledger below DATA_DIR."""
    return Path(folder) / "drift.sqlite"


def ledger_place(settings: BaseSettings) -> Place:
    """Where the ledger of crawls with these settings is. Raises DatabaseError."""
    return database_of(settings) or Path(
        settings["DRIFT_PATH"] or ledger_path(settings["DATA_DIR"] or "data")
    )


class LedgerDB:
    """See ``model.Ledger``. Raises BackendError where file or database cannot be opened, read or written."""

    def __init__(self, path: str | Place, *, read_only: bool = False, wait: float = 30) -> None:
        self.path: Place = Path(path) if isinstance(path, str) else path
        self.db: SqlConnection
        if isinstance(self.path, Path):
            self.db = _open(self.path, read_only, wait)
        else:
            self.db = connect_database(self.path, MIGRATIONS, "drift", read_only=read_only)

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self.db.transaction():
            if not isinstance(self.path, Path):
                self.db.execute(_ONE_WRITER)
            yield

    def add(self, counts: Counts, source: str = CRAWLED) -> None:
        if counts:
            with self._writing():
                self._add(counts, source)

    def _add(self, counts: Counts, source: str) -> None:
        by_outlet: dict[str, list[Count]] = defaultdict(list)
        for one, number in counts.items():
            if number:
                by_outlet[one.outlet].append(one)
        for outlet, some in by_outlet.items():
            series = self._series(outlet, source, {(one.layout, one.key) for one in some})
            self.db.executemany(_ADD, [(series[one.layout, one.key], one.hour, counts[one]) for one in some])

    def _series(self, outlet: str, source: str, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The ids of an outlet's series, by layout and key; those that are wanted and not there are made."""

        def ids() -> dict[tuple[str, str], int]:
            rows = self.db.execute(_IDS, (outlet, source))
            return {(layout, key): number for layout, key, number in rows}

        found = ids()
        if new := sorted(wanted - found.keys()):
            self.db.executemany(_SERIES, [(outlet, source, *one) for one in new])
            found = ids()
        return found

    def replace(self, source: str, counts: Counts, outlet: str | None = None) -> None:
        where, which = "source = ?", [source]
        if outlet is not None:
            where, which = f"{where} AND outlet = ?", [source, outlet]
        with self._writing():
            rows = self.db.execute(f"SELECT DISTINCT outlet FROM series WHERE {where}", which).fetchall()
            self.db.execute(
                f"DELETE FROM counts WHERE series IN (SELECT id FROM series WHERE {where})", which
            )
            self.db.execute(f"DELETE FROM series WHERE {where}", which)
            self._add(counts, source)
            # what was judged by the old counts is judged anew
            for name in {row[0] for row in rows} | {one.outlet for one in counts}:
                self.db.execute("DELETE FROM states WHERE outlet = ?", (name,))

    def hours(self, outlet: str, since: int = 0) -> Iterator[Hour]:
        rows = self.db.execute(
            "SELECT hour, source, layout, key, count FROM series JOIN counts ON series = id"
            " WHERE outlet = ? AND hour >= ? ORDER BY hour",
            (outlet, since),
        )
        for hour, group in groupby(rows, key=itemgetter(0)):
            sources: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
            for _, source, layout, key, count in group:
                # all files of the archive are one source: each has its own part of the hour
                kind = source if source in (CRAWLED, STORED) else "warc"
                sources[kind][layout, key] += count
            yield Hour(hour, _fullest(sources))

    def outlets(self) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT DISTINCT outlet FROM series ORDER BY outlet")]

    def thin_out(self, before: int) -> int:
        before -= before % 24
        (done,) = self.db.execute("SELECT coalesce(max(before), 0) FROM thinned").fetchone()
        if before <= done:  # it looks at every row: once a day is enough
            return 0
        with self._writing():
            self.db.execute("DELETE FROM thinned")
            self.db.execute("INSERT INTO thinned VALUES (?)", (before,))
            rows = self.db.execute(
                "SELECT series, hour - hour % 24, CAST(sum(count) AS BIGINT), count(*) FROM counts WHERE hour < ?"
                " GROUP BY 1, 2 HAVING count(*) > 1",
                (before,),
            ).fetchall()
            for series, day, total, _ in rows:
                self.db.execute(
                    "DELETE FROM counts WHERE series = ? AND hour BETWEEN ? AND ?", (series, day, day + 23)
                )
                self.db.execute("INSERT INTO counts VALUES (?, ?, ?)", (series, day, total))
        return sum(row[3] - 1 for row in rows)

    def state(self, outlet: str) -> str | None:
        row = self.db.execute("SELECT state FROM states WHERE outlet = ?", (outlet,)).fetchone()
        return None if row is None else str(row[0])

    def set_state(self, outlet: str, state: str | None) -> None:
        if state is None:
            self.db.execute("DELETE FROM states WHERE outlet = ?", (outlet,))
        else:
            self.db.execute(
                "INSERT INTO states VALUES (?, ?) ON CONFLICT (outlet) DO UPDATE SET state = excluded.state",
                (outlet, state),
            )

    def alerts(self, outlet: str | None = None, *, closed: bool = False) -> list[Alert]:
        where = [] if closed else ["closed IS NULL"]
        where += ["outlet = ?"] if outlet else []
        rows = self.db.execute(
            f"SELECT id, alert FROM alerts{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY id",
            (outlet,) if outlet else (),
        )
        return [_alert(number, text) for number, text in rows]

    def put_alerts(self, alerts: Iterable[Alert]) -> list[Alert]:
        done = []
        with self._writing():
            for alert in alerts:
                if not alert.id:  # another crawl may have written it since this one looked
                    same = next((one for one in self.alerts(alert.outlet) if one.about == alert.about), None)
                    alert = alert if same is None else replace(alert, id=same.id, told=same.told)
                row = (alert.outlet, alert.closed, _text(alert))
                if alert.id:
                    self.db.execute(
                        "UPDATE alerts SET outlet = ?, closed = ?, alert = ? WHERE id = ?", (*row, alert.id)
                    )
                    done.append(alert)
                else:
                    made = self.db.execute(
                        "INSERT INTO alerts(outlet, closed, alert) VALUES (?, ?, ?) RETURNING id", row
                    ).fetchone()
                    done.append(replace(alert, id=int(made[0])))
        return done


def _open(path: Path, read_only: bool, wait: float) -> SqlConnection:
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = connect(path, read_only=read_only, timeout=wait, holds="counts", subject=path.name)
    if not read_only:
        db.execute("PRAGMA journal_mode=WAL")
        # a power cut may cost the counts of some minutes, never the file
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version={_VERSION}")
    return db


def _fullest(sources: dict[str, dict[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    """The counts of the source that saw the most articles; of equals, what was read last with the newest rules.

    What lists gave is known to the crawl alone.
    """
    pages = {
        kind: sum(
            count for (_, key), count in counts.items() if key == "articles" or key.startswith("refused/")
        )
        for kind, counts in sources.items()
    }
    order = ("warc", CRAWLED, STORED)
    best = max(sources, key=lambda kind: (pages[kind], -order.index(kind)))
    chosen = dict(sources[best])
    for (layout, key), count in sources.get(CRAWLED, {}).items():
        if key in ("lists", "lists/full", "links") or key.startswith("newest/"):
            chosen[layout, key] = count
    return chosen


_FIELDS = tuple(one.name for one in fields(Alert) if one.name not in ("id", "closed", "outlet"))


def _text(alert: Alert) -> str:
    values = {name: getattr(alert, name) for name in _FIELDS}
    return json.dumps({**values, "outlet": alert.outlet, "closed": alert.closed}, ensure_ascii=False)


def _alert(number: int, text: str) -> Alert:
    values = json.loads(text)
    for name in ("examples", "told"):
        values[name] = tuple(values[name])
    return Alert(**values, id=number)
