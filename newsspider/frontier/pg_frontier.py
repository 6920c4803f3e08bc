"""The frontier in PostgreSQL, which any number of processes on any number of machines share.

The states and the runs are those of ``frontier.db``. What is acknowledged is on the server's disk: ``synchronous_commit``
is left as the server has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from newsspider.frontier.pg_leases import PgLeases
from newsspider.frontier.pg_runs import PgRuns
from newsspider.runtime.database import Database

__all__ = ["PgFrontier"]


class PgFrontier(PgLeases, PgRuns):
    """One connection to a frontier in a database; ``frontier.protocol.Frontier`` says what each method does.

    *clock* is for tests, which stop the time.
    """

    def __init__(
        self,
        place: Database,
        *,
        clock: Callable[[], float] | None = None,
        longest_wait: float = 86_400.0,
        longest_gap: float = 3_600.0,
        seed: int | None = None,
    ) -> None:
        super().__init__(place, clock=clock, longest_wait=longest_wait, longest_gap=longest_gap, seed=seed)
        self._queues = {}
        self._missing = {}

    # -- hosts

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """No process takes a request of *host* before *until*."""
        self._db.execute(
            f"INSERT INTO hosts (host, paused_until, reason) VALUES (?, {self._now} + ?, ?) ON CONFLICT (host)"
            " DO UPDATE SET paused_until = excluded.paused_until, reason = excluded.reason",
            (host, self._ahead(until), reason),
        )

    def slow_host(self, host: str, delay: float) -> None:
        """At least *delay* seconds between two requests to *host*, whoever makes them."""
        self._db.execute(
            "INSERT INTO hosts (host, delay) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET delay = excluded.delay"
            " WHERE hosts.delay <> excluded.delay",
            (host, float(delay)),
        )

    def book(self, host: str, until: float) -> None:
        """A request goes out later than it was taken, or past the frontier: no other to *host* before *until*."""
        self._db.execute(
            f"INSERT INTO hosts (host, next_slot) VALUES (?, {self._now} + ?) ON CONFLICT (host)"
            " DO UPDATE SET next_slot = excluded.next_slot WHERE hosts.next_slot < excluded.next_slot",
            (host, self._ahead(until)),
        )

    def let_go(self, hosts: Iterable[str], owner: int) -> None:
        """The answer has come: others may take a request of these hosts, when its delay is over."""
        self._db.execute(
            "UPDATE hosts SET holder = NULL WHERE host = ANY(?::text[]) AND holder = ?",
            (sorted(hosts), owner),
        )

    def paused(self) -> dict[str, tuple[float, str]]:
        """The hosts at rest: until when and why."""
        rows = self._db.execute(
            f"SELECT host, paused_until, reason, now FROM hosts, (SELECT {self._now} AS now) AS clock"
            " WHERE paused_until > now AND paused_until <= now + ?",
            (self.longest_wait,),
        ).fetchall()
        return {host: (self._local(until, now), reason or "") for host, until, reason, now in rows}

    def delays(self) -> dict[str, float]:
        """The hosts that are to be asked less often than usual, and how many seconds apart."""
        rows = self._db.execute("SELECT host, delay FROM hosts WHERE delay > 0").fetchall()
        return {host: min(delay, self.longest_gap) for host, delay in rows}
