"""The frontier's tables in SQLite: made, opened, and changed in transactions."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from newsspider.frontier.common import Common
from newsspider.runtime.backend import BackendError
from newsspider.runtime.sqlite import Connection, connect

__all__ = ["Tables"]

_VERSION = 2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    run INTEGER NOT NULL,
    state INTEGER NOT NULL,
    host TEXT NOT NULL,
    priority INTEGER NOT NULL,
    place INTEGER NOT NULL,
    url TEXT NOT NULL,
    depth INTEGER NOT NULL DEFAULT 0,
    payload TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try REAL NOT NULL DEFAULT 0,
    owner INTEGER,
    reason TEXT,
    added REAL NOT NULL,
    finished REAL,
    UNIQUE (spider, fingerprint)
);
CREATE INDEX IF NOT EXISTS requests_queued ON requests (spider, host, priority DESC, place) WHERE state = 0;
CREATE INDEX IF NOT EXISTS requests_later ON requests (spider, next_try) WHERE state = 1;
CREATE INDEX IF NOT EXISTS requests_leased ON requests (owner) WHERE state = 2;
CREATE INDEX IF NOT EXISTS requests_failed ON requests (spider) WHERE state = 3;
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY,
    next_slot REAL NOT NULL DEFAULT 0,
    delay REAL NOT NULL DEFAULT 0,
    paused_until REAL NOT NULL DEFAULT 0,
    reason TEXT,
    holder INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS owners (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    spider TEXT NOT NULL,
    node TEXT NOT NULL, boot TEXT NOT NULL, space TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL,
    lease_until REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    spider TEXT NOT NULL,
    began REAL NOT NULL,
    ended REAL
);
"""


# the store that has the results of a run, as far as it was when some of it was marked done last
_FROM_1 = """
ALTER TABLE runs ADD COLUMN store TEXT;
ALTER TABLE runs ADD COLUMN puts INTEGER;
CREATE TABLE mark (id TEXT NOT NULL);
INSERT INTO mark VALUES (lower(hex(randomblob(16))))
"""


class Tables(Common):
    """One connection to a frontier file."""

    _db: Connection

    def __init__(
        self,
        path: str | Path,
        *,
        synchronous: str = "NORMAL",
        busy_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
        longest_wait: float = 86_400.0,
        longest_gap: float = 3_600.0,
        seed: int | None = None,
    ) -> None:
        if synchronous.upper() not in ("OFF", "NORMAL", "FULL", "EXTRA"):
            raise ValueError(f"synchronous is OFF, NORMAL, FULL or EXTRA, not {synchronous!r}")
        self.path = Path(path)
        self.clock = clock
        self.longest_wait = longest_wait
        self.longest_gap = longest_gap
        self._random = random.Random(seed)
        self._depth = 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._db = connect(
            self.path, timeout=busy_seconds, cached_statements=64, holds="requests", subject=self.path.name
        )
        self._use_wal(time.monotonic() + busy_seconds)
        self._db.execute(f"PRAGMA synchronous = {synchronous}")
        with self.transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise BackendError(
                    f"it was written by a newer release (format {version}, known: {_VERSION})", fatal=True
                )
            if version < _VERSION:
                for statement in (*(() if version else _SCHEMA.split(";")), *_FROM_1.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _use_wal(self, until: float) -> None:
        # SQLite does not wait its turn here by itself when several processes open a new file at once
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except BackendError as error:
                if not error.retry or time.monotonic() > until:
                    raise
                time.sleep(0.01)
