"""Runs and owners in PostgreSQL. An owner that lives has an advisory lock of its session.

The server drops the lock with the session, at once where a process ends, after the keepalives where a machine does.
A lost connection alone is no end: the owner is waited for a moment, and after a restart of the server, which drops
all locks, until its lease has run out.
"""

from __future__ import annotations

import time

from newsspider.frontier.model import LEASED
from newsspider.frontier.owners import Process, this_process
from newsspider.frontier.pg_tables import PgTables
from newsspider.runtime.durable import Mark

__all__ = ["PgRuns"]

_LOCKS = 0x6E657774  # the first number of the owners' advisory locks
_GRACE = 0.4  # seconds that an owner has to come back after its session has ended
_SERVER = "extract(epoch FROM pg_postmaster_start_time())::float8"


class PgRuns(PgTables):
    """The runs and owners of a frontier."""

    def begin_run(self, spider: str, *, fresh: bool = False) -> tuple[int, bool]:
        """(run, resumed): the unfinished run, or a new one; see ``Runs.begin_run``."""
        with self.transaction():
            # two that start at once do not begin two runs
            self._db.execute("SELECT pg_advisory_xact_lock(?, hashtext(?))", (_LOCKS + 1, spider))
            row = self._db.execute(
                "SELECT id FROM runs WHERE spider = ? AND ended IS NULL ORDER BY id DESC LIMIT 1", (spider,)
            ).fetchone()
            if (
                row
                and fresh
                and not self._db.execute("SELECT 1 FROM owners WHERE spider = ?", (spider,)).fetchone()
            ):
                self._db.execute("DELETE FROM requests WHERE spider = ? AND state IN (0, 1, 2)", (spider,))
                self._db.execute(f"UPDATE runs SET ended = {self._now} WHERE spider = ?", (spider,))
                row = None
            if row:
                return int(row[0]), True
            made = self._db.execute(
                f"INSERT INTO runs (spider, began) VALUES (?, {self._now}) RETURNING id", (spider,)
            ).fetchone()
            return int(made[0]), False

    def end_run(self, spider: str, run: int) -> bool:
        """Close *run* if nothing of it is left to do; return whether it was closed."""
        with self.transaction():
            if self.pending(spider):
                return False
            self._db.execute(f"UPDATE runs SET ended = {self._now} WHERE id = ? AND ended IS NULL", (run,))
            return True

    def mark(self) -> Mark:
        """Which frontier this is, and how many owners it has had."""
        row = self._db.execute(
            "SELECT id, coalesce(pg_sequence_last_value(pg_get_serial_sequence('owners', 'id')::regclass), 0)"
            " FROM frontier_mark"
        ).fetchone()
        return Mark(row[0], int(row[1]))

    def note_store(self, run: int, store: Mark) -> None:
        """The store that has the results of *run*, and how far it is."""
        self._db.execute(
            "UPDATE runs SET store = ?, puts = greatest(CASE WHEN store = ? THEN puts END, ?) WHERE id = ?"
            " AND (store IS DISTINCT FROM ? OR puts < ?)",
            (store.id, store.id, store.writes, run, store.id, store.writes),
        )

    # -- owners

    def join(self, spider: str, lease_seconds: float = 120.0, process: Process | None = None) -> int:
        """Become an owner of leases; return its number."""
        with self.transaction():
            made = self._db.execute(
                "INSERT INTO owners (spider, node, boot, space, pid, started, lease_until, server)"
                f" VALUES (?, ?, ?, ?, ?, ?, {self._now} + ?, {_SERVER}) RETURNING id",
                (spider, *(process or this_process()), lease_seconds),
            ).fetchone()
            self._db.execute("SELECT pg_advisory_lock(?, ?::integer)", (_LOCKS, made[0]))
            return int(made[0])

    def hold(self, owner: int) -> bool:
        """Take an owner's lock again in a new session; False: the owner is no more."""
        with self.transaction():
            held = self._db.execute(
                f"UPDATE owners SET server = {_SERVER} WHERE id = ? RETURNING id", (owner,)
            ).fetchone()
            if held is not None:
                self._db.execute("SELECT pg_try_advisory_lock(?, ?::integer)", (_LOCKS, owner))
            return held is not None

    def renew(self, owner: int, lease_seconds: float = 120.0) -> bool:
        """Keep all leases of *owner* for another while. False: they ran out and were given to others."""
        return bool(
            self._db.execute(
                f"UPDATE owners SET lease_until = {self._now} + ? WHERE id = ?", (lease_seconds, owner)
            ).rowcount
        )

    def set_idle(self, owner: int, idle: bool) -> bool:
        """Say whether an owner is to be notified of new requests. False: there is no such owner any more."""
        return bool(self._db.execute("UPDATE owners SET idle = ? WHERE id = ?", (idle, owner)).rowcount)

    def release(self, owner: int) -> int:
        """Return what *owner* holds to the queue, and forget the owner; return the number of leases."""
        with self.transaction():
            # first, so that a lease that it is just taking is over, and there is no other
            self._db.execute("DELETE FROM owners WHERE id = ?", (owner,))
            back = int(
                self._db.execute(
                    "UPDATE requests SET state = 0, owner = NULL WHERE state = 2 AND owner = ?", (owner,)
                ).rowcount
            )
            # only a lock of this very session can be given back
            self._db.execute(
                "SELECT pg_advisory_unlock(?, ?::integer) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                " AND classid = ? AND objid::bigint = ? LIMIT 1",
                (_LOCKS, owner, _LOCKS, owner),
            )
            self._changed()
            return back

    _missing: dict[int, float]  # owners without a session, and since when

    def reap(self, *, but: int = 0, longest: float = 3_600.0) -> int:
        """Give back the leases of owners that ended or fell silent; return how many leases.

        None lasts longer than *longest* seconds.
        """
        rows = self._db.execute(
            f"SELECT o.id, node, boot, space, pid, started, lease_until, server, {self._now}, {_SERVER},"
            " EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND objid::bigint = o.id AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) FROM owners o",
            (_LOCKS,),
        ).fetchall()
        back = 0
        missing: dict[int, float] = {}
        for number, *process, until, server, now, started, locked in rows:
            if number == but:
                continue
            owner = Process(*process)
            gone = until < now or owner.is_gone() or (until > now + longest and not owner.lives())
            if not gone and not locked and server == started and not owner.lives():
                missing[number] = self._missing.get(number, time.monotonic())
                gone = time.monotonic() - missing[number] >= _GRACE
            if gone:
                back += self.release(number)
        self._missing = missing
        return back

    def living(self) -> int:
        """How many owners have a session."""
        row = self._db.execute(
            "SELECT count(*) FROM owners o WHERE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = ?"
            " AND objid::bigint = o.id AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            (_LOCKS,),
        ).fetchone()
        return int(row[0])

    def others(self, spider: str, owner: int) -> bool:
        """True while another owner holds leases of *spider*: its pages may still bring requests."""
        return (
            self._db.execute(
                "SELECT 1 FROM requests r JOIN owners o ON o.id = r.owner AND o.spider = ? AND o.id <> ?"
                " WHERE r.state = 2 AND r.spider = ? LIMIT 1",
                (spider, owner, spider),
            ).fetchone()
            is not None
        )

    def pending(self, spider: str) -> bool:
        """True while a request of *spider* waits or is leased, by whomever."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT FROM requests WHERE state = 0 AND spider = ?)"
            " OR EXISTS (SELECT FROM requests WHERE state = 1 AND spider = ?)"
            " OR EXISTS (SELECT FROM requests r JOIN owners o ON o.id = r.owner WHERE r.state = ? AND r.spider = ?)",
            (spider, spider, LEASED, spider),
        ).fetchone()
        return bool(row[0])

    def _changed(self) -> None:
        """What waits is no longer what was known of it."""
        raise NotImplementedError
