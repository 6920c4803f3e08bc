"""What the scheduler needs from a frontier, whatever keeps it.

``FrontierDB`` keeps it in SQLite. Another backend has these methods, and raises ``BackendError`` where it
cannot be read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from newsspider.frontier.model import Failed, Lease, NewRequest
from newsspider.frontier.owners import Process
from newsspider.runtime.durable import Mark

__all__ = ["Frontier"]


class Frontier(Protocol):
    """Requests of spiders, leased to owners; hosts, and when they may be asked. Times are as of ``time.time()``."""

    def transaction(self) -> AbstractContextManager[None]:
        """All that is done within it or nothing; inside another transaction, part of it."""

    def close(self) -> None: ...

    # -- runs and owners

    def begin_run(self, spider: str, *, fresh: bool = False) -> tuple[int, bool]:
        """(run, resumed): the unfinished run, or a new one; *fresh* drops what is left of an unfinished one."""

    def end_run(self, spider: str, run: int) -> bool:
        """Close *run* if nothing of it is left to do; return whether it was closed."""

    def forget(self, spider: str, run: int) -> int:
        """Delete what runs before *run* had done; return how many requests that were."""

    def mark(self) -> Mark:
        """Which frontier this is, and how many owners it has had."""

    def note_store(self, run: int, store: Mark) -> None:
        """The store that has the results of *run*, and how far it is."""

    def noted_store(self, run: int) -> Mark | None:
        """The store that has the results of *run*, as far as it was when they were marked done last."""

    def forget_done(self, spider: str) -> int:
        """Delete what is done, so that it may be made again; return how many requests that were."""

    def join(self, spider: str, lease_seconds: float = 120.0, process: Process | None = None) -> int:
        """Become an owner of leases; return its number."""

    def renew(self, owner: int, lease_seconds: float = 120.0) -> bool:
        """Keep all leases of *owner* for another while. False: they ran out and were given to others."""

    def release(self, owner: int) -> int:
        """Return what *owner* holds to the queue, and forget the owner; return the number of leases."""

    def reap(self, *, but: int = 0, longest: float = 3_600.0) -> int:
        """Give back the leases of owners that ended or fell silent; return how many leases. None lasts *longest*."""

    def others(self, spider: str, owner: int) -> bool:
        """True while another owner holds leases of *spider*."""

    def pending(self, spider: str) -> bool:
        """True while a request of *spider* waits or is leased, by whomever."""

    # -- the way of a request

    def enqueue(self, spider: str, run: int, requests: Iterable[NewRequest], *, ever: bool = False) -> int:
        """Add what is new to this run (with *ever*: to all runs); return the number added."""

    def known(self, spider: str, run: int, fingerprint: bytes) -> bool:
        """True when this run has the request already, in whatever state."""

    def lease(
        self,
        spider: str,
        owner: int,
        n: int,
        *,
        delay: Callable[[str], float] | None = None,
        jitter: float = 0.0,
        busy: Collection[str] = (),
        alone: Callable[[str], bool] | None = None,
    ) -> list[Lease]:
        """Take up to *n* requests, the highest priority first, then the longest waiting, as the hosts' delays allow."""

    def acknowledge(self, ids: Iterable[int], owner: int, outcome: str | None = None) -> None:
        """The results of these leases are on disk: they are done."""

    def fail(self, reasons: Mapping[int, str], owner: int) -> None:
        """Give these leases up, each for its reason, and keep them."""

    def rewrite(self, changes: Iterable[tuple[int, NewRequest]], owner: int) -> None:
        """Update leased requests for their next try; their owner keeps them."""

    def retry_later(
        self, lease: int, owner: int, when: float, reason: str, new: NewRequest | None = None
    ) -> None:
        """Return a lease, updated, to the queue; no process takes it before *when*."""

    def give_back(self, ids: Iterable[int], owner: int) -> None:
        """Put leases that were not begun back in the queue, as if they had not been taken."""

    def requeue_failed(self, spider: str) -> int:
        """Try what failed once more; return how many requests that are."""

    def next_due(self, spider: str, delay: Callable[[str], float] | None = None) -> float | None:
        """When the next waiting request may be taken (maybe in the past); None when none waits."""

    def counts(self, spider: str | None = None) -> dict[str, int]:
        """The number of requests in each state, by its name."""

    def failed(self, spider: str, limit: int = -1) -> Sequence[Failed]:
        """What was given up, the newest first."""

    # -- hosts

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """No process takes a request of *host* before *until*."""

    def slow_host(self, host: str, delay: float) -> None:
        """At least *delay* seconds between two requests to *host*, whoever makes them."""

    def book(self, host: str, until: float) -> None:
        """A request goes out later than it was taken, or bypasses the frontier: no other to *host* before *until*."""

    def let_go(self, hosts: Iterable[str], owner: int) -> None:
        """The answer has come: others may take a request of these hosts, when its delay is over."""

    def paused(self) -> dict[str, tuple[float, str]]:
        """The hosts at rest: until when and why."""

    def delays(self) -> dict[str, float]:
        """The hosts that are to be asked less often than usual, and how many seconds apart."""
