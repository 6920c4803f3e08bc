"""Hosts: when each may be asked again, by whom, and which of them rest."""

from __future__ import annotations

from collections.abc import Iterable

from newsspider.frontier.tables import Tables

__all__ = ["Hosts"]


class Hosts(Tables):
    """The hosts of a frontier file, the same for all spiders."""

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """No process takes a request of *host* before *until*."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO hosts (host, paused_until, reason) VALUES (?, ?, ?) ON CONFLICT (host)"
                " DO UPDATE SET paused_until = excluded.paused_until, reason = excluded.reason",
                (host, until, reason),
            )

    def slow_host(self, host: str, delay: float) -> None:
        """At least *delay* seconds between two requests to *host*, whoever makes them."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO hosts (host, delay) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET delay = excluded.delay",
                (host, delay),
            )

    def book(self, host: str, until: float) -> None:
        """A request goes out later than it was taken, or past the frontier: no other to *host* before *until*."""
        with self.transaction():
            self._db.execute(
                "INSERT INTO hosts (host, next_slot) VALUES (?, ?) ON CONFLICT (host)"
                " DO UPDATE SET next_slot = max(next_slot, excluded.next_slot)",
                (host, until),
            )

    def let_go(self, hosts: Iterable[str], owner: int) -> None:
        """The answer has come: others may take a request of these hosts, when its delay is over."""
        with self.transaction():
            self._db.executemany(
                "UPDATE hosts SET holder = NULL WHERE host = ? AND holder = ?",
                [(host, owner) for host in hosts],
            )

    def paused(self) -> dict[str, tuple[float, str]]:
        """The hosts at rest: until when and why."""
        now = self.clock()
        rows = self._db.execute("SELECT host, paused_until, reason FROM hosts WHERE paused_until > ?", (now,))
        return {host: (until, reason or "") for host, until, reason in rows if self._waits(until, now)}

    def delays(self) -> dict[str, float]:
        """The hosts that are to be asked less often than usual, and how many seconds apart."""
        rows = self._db.execute("SELECT host, delay FROM hosts WHERE delay > 0")
        return {host: min(delay, self.longest_gap) for host, delay in rows}
