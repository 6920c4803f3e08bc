"""What a frontier asks in the same words of either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from newsspider.frontier.model import DONE, STATES
from newsspider.runtime.durable import Mark

__all__ = ["QUEUE", "SLACK", "Common"]

QUEUE = 20  # requests to one host that may wait in a downloader at once
SLACK = 60.0  # seconds


class Common:
    """The statements that SQLite and PostgreSQL share, over a connection of either."""

    _db: Any
    _depth: int  # of transactions inside each other
    longest_wait: float  # seconds
    longest_gap: float  # seconds

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, part of it."""
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            with self._db.transaction():
                yield
        finally:
            self._depth -= 1

    def known(self, spider: str, run: int, fingerprint: bytes) -> bool:
        """True when this run has the request already, in whatever state."""
        return (
            self._db.execute(
                "SELECT 1 FROM requests WHERE spider = ? AND fingerprint = ? AND (run >= ? OR state < 3)",
                (spider, fingerprint, run),
            ).fetchone()
            is not None
        )

    def counts(self, spider: str | None = None) -> dict[str, int]:
        """The number of requests in each state."""
        where, args = ("WHERE spider = ?", (spider,)) if spider is not None else ("", ())
        out = dict.fromkeys(STATES, 0)
        rows = self._db.execute(f"SELECT state, count(*) FROM requests {where} GROUP BY state", args)
        for state, count in rows.fetchall():
            out[STATES[state]] = count
        return out

    def noted_store(self, run: int) -> Mark | None:
        """The store that has the results of *run*, as far as it was when they were marked done last."""
        row = self._db.execute("SELECT store, puts FROM runs WHERE id = ?", (run,)).fetchone()
        return Mark(*row) if row and row[0] is not None else None

    def forget(self, spider: str, run: int) -> int:
        """Delete what runs before *run* had done; return how many requests that were."""
        with self.transaction():
            return int(
                self._db.execute(
                    "DELETE FROM requests WHERE spider = ? AND state = 4 AND run < ?", (spider, run)
                ).rowcount
            )

    def forget_done(self, spider: str) -> int:
        """Delete what is done, so that it may be made again; return how many requests that were."""
        with self.transaction():
            return int(
                self._db.execute(
                    "DELETE FROM requests WHERE spider = ? AND state = ?", (spider, DONE)
                ).rowcount
            )

    def _waits(self, until: float, now: float, longest: float | None = None) -> bool:
        """Whether something is to wait until then. No rule makes it wait longer: then a clock was wrong."""
        return now < until <= now + (self.longest_wait if longest is None else longest)

    def _gap(self, host: str, kept: float, delay: Callable[[str], float] | None) -> float:
        """The least seconds between two requests to a host."""
        return max(min(kept, self.longest_gap), delay(host) if delay else 0.0)

    def _free(self, next_slot: float, paused: float, gap: float, now: float) -> float:
        """From when on a host may be asked."""
        until = next_slot if self._waits(next_slot, now, QUEUE * gap + SLACK) else 0.0
        return max(until, paused) if self._waits(paused, now) else until
