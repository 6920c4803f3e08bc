"""The frontier's tables in PostgreSQL, and its clock.

A request of state 0 is in the index ``requests_queued`` alone of those that leases read. Each lease and each
acknowledgement leaves a dead row behind, which an open snapshot (a backup, a long report) keeps: room on each page and
an eager autovacuum keep them few.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from newsspider.frontier.common import Common
from newsspider.runtime.database import Database
from newsspider.runtime.databases import connect

__all__ = ["MIGRATIONS", "PgTables"]

_BUSY = (
    "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,"
    " autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1"
)
_SMALL = "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 200"

MIGRATIONS = (
    f"""
CREATE TABLE requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    spider text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    run bigint NOT NULL,
    state smallint NOT NULL,
    host text COLLATE "C" NOT NULL,
    rank integer NOT NULL,
    place bigint NOT NULL,
    url text NOT NULL,
    depth integer NOT NULL DEFAULT 0,
    payload text,
    attempts integer NOT NULL DEFAULT 0,
    next_try double precision NOT NULL DEFAULT 0,
    owner bigint,
    reason text,
    added double precision NOT NULL,
    finished double precision,
    UNIQUE (spider, fingerprint)
) WITH ({_BUSY});
COMMENT ON COLUMN requests.rank IS 'the priority, negated: the smallest is the first';
COMMENT ON COLUMN requests.state IS '0 queued, 1 later (not before next_try), 2 leased, 3 failed, 4 done';
CREATE INDEX requests_queued ON requests (spider, host, rank, place) WHERE state = 0;
CREATE INDEX requests_later ON requests (spider, next_try) WHERE state = 1;
CREATE INDEX requests_leased ON requests (owner) WHERE state = 2;
CREATE INDEX requests_failed ON requests (spider) WHERE state = 3;
CREATE TABLE hosts (
    host text COLLATE "C" PRIMARY KEY,
    next_slot double precision NOT NULL DEFAULT 0,
    delay double precision NOT NULL DEFAULT 0,
    paused_until double precision NOT NULL DEFAULT 0,
    reason text,
    holder bigint
) WITH ({_SMALL});
CREATE TABLE owners (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    spider text COLLATE "C" NOT NULL,
    node text NOT NULL, boot text NOT NULL, space text NOT NULL, pid bigint NOT NULL, started text NOT NULL,
    lease_until double precision NOT NULL,
    server double precision NOT NULL,
    idle boolean NOT NULL DEFAULT false
) WITH ({_SMALL});
COMMENT ON COLUMN owners.server IS 'when the server was started in which this owner has its advisory lock';
CREATE TABLE runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    spider text COLLATE "C" NOT NULL,
    began double precision NOT NULL,
    ended double precision,
    store text,
    puts bigint
);
CREATE TABLE frontier_mark (id text NOT NULL);
INSERT INTO frontier_mark VALUES (replace(gen_random_uuid()::text, '-', ''))
""",
)
"""What each version of the tables adds to the one before it; never changed once it was released."""


class PgTables(Common):
    """One connection to a frontier in PostgreSQL."""

    def __init__(
        self,
        place: Database,
        *,
        clock: Callable[[], float] | None = None,
        longest_wait: float = 86_400.0,
        longest_gap: float = 3_600.0,
        seed: int | None = None,
    ) -> None:
        self.path = place
        self.longest_wait = longest_wait
        self.longest_gap = longest_gap
        self._fixed = clock
        self.clock = clock or time.time
        self._random = random.Random(seed)
        self._depth = 0
        self._db = connect(place, MIGRATIONS, "frontier")
        # how far the database's clock is ahead
        self._offset = float(self._db.execute(f"SELECT {self._now}").fetchone()[0]) - self.clock()

    @property
    def _now(self) -> str:
        """The time in SQL: the database's, never this machine's."""
        if self._fixed is not None:
            return f"{self._fixed()!r}::float8"
        return "extract(epoch FROM clock_timestamp())::float8"

    def _ahead(self, until: float) -> float:
        """How many seconds a moment of this machine's clock is ahead."""
        return until - self.clock()

    def _local(self, moment: float, now: float) -> float:
        """A moment of the database's clock in this machine's."""
        return moment if self._fixed is not None else moment - now + self.clock()

    def on_connect(self, call: Callable[[], None]) -> None:
        """Listen to what other processes notify this one of, and have a call made after each new connection."""

        def listen() -> None:
            self._db.execute("LISTEN newsspider")
            call()

        self._db.execute("LISTEN newsspider")
        self._db.on_connect = listen

    @property
    def fileno(self) -> int | None:
        """The connection's socket; None while the connection is lost."""
        return None if (fileno := self._db.fileno) is None else int(fileno)

    @property
    def retry_in(self) -> float:
        """Seconds until a lost connection may be made again."""
        return float(self._db.retry_in)

    def heard(self) -> bool:
        """Whether another process has notified this one since this was asked last."""
        return bool(self._db.heard())
