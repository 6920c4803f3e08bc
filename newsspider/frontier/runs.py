"""Runs of a spider, the owners of leases, and what comes back when an owner has gone."""

from __future__ import annotations

from newsspider.frontier.model import LATER, LEASED, QUEUED
from newsspider.frontier.owners import Process, this_process
from newsspider.frontier.tables import Tables
from newsspider.runtime.durable import Mark

__all__ = ["Runs"]


class Runs(Tables):
    """The runs and owners of a frontier file."""

    def begin_run(self, spider: str, *, fresh: bool = False) -> tuple[int, bool]:
        """(run, resumed): the unfinished run, or a new one.

        *fresh* drops what an unfinished run left, unless another process is at work on it.
        """
        with self.transaction():
            row = self._db.execute(
                "SELECT id FROM runs WHERE spider = ? AND ended IS NULL ORDER BY id DESC LIMIT 1", (spider,)
            ).fetchone()
            if (
                row
                and fresh
                and not self._db.execute("SELECT 1 FROM owners WHERE spider = ?", (spider,)).fetchone()
            ):
                self._db.execute("DELETE FROM requests WHERE spider = ? AND state IN (0, 1, 2)", (spider,))
                self._db.execute("UPDATE runs SET ended = ? WHERE spider = ?", (self.clock(), spider))
                row = None
            if row:
                return int(row[0]), True
            cursor = self._db.execute(
                "INSERT INTO runs (spider, began) VALUES (?, ?)", (spider, self.clock())
            )
            return int(cursor.lastrowid or 0), False

    def end_run(self, spider: str, run: int) -> bool:
        """Close *run* if nothing of it is left to do; return whether it was closed."""
        with self.transaction():
            if self.pending(spider):
                return False
            self._db.execute("UPDATE runs SET ended = ? WHERE id = ? AND ended IS NULL", (self.clock(), run))
            return True

    def mark(self) -> Mark:
        """Which frontier this is, and how many owners it has had: each crawl that begins is one more."""
        (id,) = self._db.execute("SELECT id FROM mark").fetchone()
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'owners'").fetchone()
        return Mark(id, row[0] if row else 0)

    def note_store(self, run: int, store: Mark) -> None:
        """The store that has the results of *run*, and how far it is."""
        with self.transaction():
            self._db.execute("UPDATE runs SET store = ?, puts = ? WHERE id = ?", (*store, run))

    def join(self, spider: str, lease_seconds: float = 120.0, process: Process | None = None) -> int:
        """Become an owner of leases; return its number."""
        with self.transaction():
            cursor = self._db.execute(
                "INSERT INTO owners (spider, node, boot, space, pid, started, lease_until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (spider, *(process or this_process()), self.clock() + lease_seconds),
            )
            return int(cursor.lastrowid or 0)

    def renew(self, owner: int, lease_seconds: float = 120.0) -> bool:
        """Keep all leases of *owner* for another while. False: they ran out and were given to others."""
        with self.transaction():
            until = self.clock() + lease_seconds
            return (
                self._db.execute("UPDATE owners SET lease_until = ? WHERE id = ?", (until, owner)).rowcount
                > 0
            )

    def release(self, owner: int) -> int:
        """Return what *owner* holds to the queue, and forget the owner; return the number of leases."""
        with self.transaction():
            back = self._db.execute(
                "UPDATE requests SET state = 0, owner = NULL WHERE state = 2 AND owner = ?", (owner,)
            ).rowcount
            self._db.execute("DELETE FROM owners WHERE id = ?", (owner,))
            return back

    def reap(self, *, but: int = 0, longest: float = 3_600.0) -> int:
        """Give back the leases of owners that ended or fell silent; return how many leases.

        None lasts longer than *longest* seconds: what says so was written before the clock was set back.
        """
        rows = self._db.execute(
            "SELECT id, node, boot, space, pid, started, lease_until FROM owners"
        ).fetchall()
        now = self.clock()
        back = 0
        for number, *process, until in rows:
            if number == but:
                continue
            owner = Process(*process)
            if until < now or owner.is_gone() or (until > now + longest and not owner.lives()):
                back += self.release(number)
        # an earlier release let owners lease that had been taken for dead
        lost = "state = 2 AND owner NOT IN (SELECT id FROM owners)"
        if self._db.execute(f"SELECT 1 FROM requests WHERE {lost} LIMIT 1").fetchone():
            with self.transaction():
                back += self._db.execute(f"UPDATE requests SET state = 0, owner = NULL WHERE {lost}").rowcount
        return back

    def others(self, spider: str, owner: int) -> bool:
        """True while another owner holds leases of *spider*: its pages may still bring requests."""
        return (
            self._db.execute(
                "SELECT 1 FROM requests WHERE state = 2 AND spider = ? AND owner != ? LIMIT 1",
                (spider, owner),
            ).fetchone()
            is not None
        )

    def pending(self, spider: str) -> bool:
        """True while a request of *spider* waits or is leased, by whomever."""
        return any(
            self._db.execute(
                f"SELECT 1 FROM requests WHERE state = {state} AND spider = ? LIMIT 1", (spider,)
            ).fetchone()
            for state in (QUEUED, LATER, LEASED)
        )
