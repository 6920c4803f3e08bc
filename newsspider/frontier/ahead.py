"""A frontier behind a network, for a crawl that never waits for it: written behind, leased ahead.

Scrapy asks its scheduler synchronously, and an answer from a database takes milliseconds, or minutes where the database
is being restarted. So a thread has the connection. It writes what the crawl has handed over, in the same order and the
same transactions; it leases before the crawl asks, and wakes it when there is something. While the database is gone the
thread keeps what is to be written and tries again; the crawl goes on with what it has in hand.

Requests are leased ahead from hosts without a delay alone: what is taken from another is to go out at once.
"""

from __future__ import annotations

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeVar

from newsspider.frontier.model import Failed, Lease, NewRequest
from newsspider.frontier.owners import Process
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.runtime.backend import BackendError
from newsspider.runtime.durable import Mark

__all__ = ["FrontierAhead"]

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")
_REAP_SECONDS = 0.25
_GROUPS = 64  # groups of changes written in one transaction
_PATIENCE = 15.0  # seconds that a question of the crawl's own waits for the connection


class _Change(NamedTuple):
    """Something to be written, and the leases that it ends."""

    write: Callable[[PgFrontier], object]
    ends: Collection[int] = ()


class _Wanted(NamedTuple):
    """What the crawl asked for when it asked last."""

    n: int
    delay: Callable[[str], float] | None
    jitter: float
    busy: Collection[str]
    alone: Callable[[str], bool] | None


class FrontierAhead:
    """``frontier.protocol.Frontier`` for the crawl's thread, in front of a ``PgFrontier``.

    What is said of the frontier (``others``, ``next_due``) is as of the last look, and never denies anything as long as
    that was before the last change. ``begin`` starts the thread, for a spider and its owner; before that every method
    asks the database itself. ``wake`` is called in the thread when there is something new.
    """

    def __init__(self, db: PgFrontier, *, poll_seconds: float, longest_lease: float) -> None:
        self.db = db
        self.poll_seconds = poll_seconds
        self.longest_lease = longest_lease
        self.lost = False
        self._spider = ""
        self._owner = 0
        self._lease_seconds = 120.0
        self._wake: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._failure: BackendError | None = None
        self._lock = threading.Lock()  # what both threads read and write
        self._using = threading.RLock()  # the connection
        self._group: list[_Change] | None = None  # a transaction of the crawl's that is not over
        self._groups: deque[list[_Change]] = deque()
        self._posted = 0  # groups that were handed over, and what had been at the last look
        self._looked = -1
        self._stock: deque[Lease] = deque()
        self._known: set[int] = set()  # all leases that this process has
        self._batch = 0  # how many times something was leased, and of each host the latest
        self._latest: dict[str, int] = {}
        self._wanted: _Wanted | None = None
        self._hungry = self._kicked = self._look = False
        self._disowned = False  # the leases ran out, and the crawl does not know yet
        self._back = False  # the connection is a new one
        self._others = True
        self._due: float | None = None
        self._paused: dict[str, tuple[float, str]] = {}
        self._idle = False
        self._lost_since = 0.0
        self._try_at = self._refill_at = self._reap_at = self._renew_at = 0.0
        self._bell, self._ringing = socket.socketpair()
        self._bell.setblocking(False)

    @property
    def flushed(self) -> bool:
        """Whether all that was handed over is written."""
        return not self._groups or self._failure is not None

    def begin(self, spider: str, owner: int, lease_seconds: float, wake: Callable[[], None]) -> None:
        """Start the thread."""
        self._spider, self._owner, self._lease_seconds, self._wake = spider, owner, lease_seconds, wake
        self._renew_at = time.monotonic() + lease_seconds / 4
        self.db.on_connect(self._connected)
        self._thread = threading.Thread(target=self._run, name="frontier", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopping = True
        self._ring()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        self.db.close()
        self._bell.close()
        self._ringing.close()

    # -- handing over

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is handed over within it is written together; inside another transaction, part of it."""
        if self._group is not None:
            yield
            return
        self._group = []
        try:
            yield
            group = self._group
        finally:
            self._group = None
        if group:
            self._hand_over(group)

    def _change(self, write: Callable[[PgFrontier], object], ends: Collection[int] = ()) -> None:
        if self._thread is None:
            write(self.db)
        elif self._group is not None:
            self._group.append(_Change(write, ends))
        else:
            self._hand_over([_Change(write, ends)])

    def _hand_over(self, group: list[_Change]) -> None:
        self._complain()
        with self._lock:
            self._groups.append(group)
            self._posted += 1
        self._ring()

    def _complain(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _ring(self) -> None:
        with suppress(OSError):
            self._ringing.send(b"!")

    def enqueue(self, spider: str, run: int, requests: Iterable[NewRequest], *, ever: bool = False) -> int:
        """Hand new requests over; how many of them were new is not known yet, and all are said to be."""
        if self._thread is None:
            return self.db.enqueue(spider, run, requests, ever=ever)
        these = [*requests]
        self._change(lambda db: db.enqueue(spider, run, these, ever=ever))
        return len(these)

    def acknowledge(self, ids: Iterable[int], owner: int, outcome: str | None = None) -> None:
        these = [*ids]
        self._change(lambda db: db.acknowledge(these, owner, outcome), these)

    def fail(self, reasons: Mapping[int, str], owner: int) -> None:
        these = dict(reasons)
        self._change(lambda db: db.fail(these, owner), these)

    def rewrite(self, changes: Iterable[tuple[int, NewRequest]], owner: int) -> None:
        these = [*changes]
        self._change(lambda db: db.rewrite(these, owner))

    def retry_later(
        self, lease: int, owner: int, when: float, reason: str, new: NewRequest | None = None
    ) -> None:
        self._change(lambda db: db.retry_later(lease, owner, when, reason, new), (lease,))

    def give_back(self, ids: Iterable[int], owner: int) -> None:
        these = [*ids]
        self._change(lambda db: db.give_back(these, owner), these)

    def note_store(self, run: int, store: Mark) -> None:
        self._change(lambda db: db.note_store(run, store))

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        with self._lock:
            back = [lease.id for lease in self._stock if lease.host == host]
            self._stock = deque(lease for lease in self._stock if lease.host != host)
            self._paused[host] = (until, reason)
        with self.transaction():
            self._change(lambda db: db.pause_host(host, until, reason))
            if back:
                self.give_back(back, self._owner)

    def slow_host(self, host: str, delay: float) -> None:
        self._change(lambda db: db.slow_host(host, delay))

    def book(self, host: str, until: float) -> None:
        self._change(lambda db: db.book(host, until))

    def let_go(self, hosts: Iterable[str], owner: int) -> None:
        """Give hosts up, but those that a request has been leased of since the crawl saw them free."""
        with self._lock:
            stock = {lease.host for lease in self._stock}
            these = [host for host in hosts if host not in stock]
            batch = self._batch
        self._change(
            lambda db: db.let_go([host for host in these if self._latest.get(host, 0) <= batch], owner)
        )

    # -- what is known without asking

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
        """Up to *n* requests of those that were leased ahead; none as yet where there are none."""
        self._complain()
        with self._lock:
            self._wanted = _Wanted(n, delay, jitter, frozenset(busy), alone)
            taken = [self._stock.popleft() for _ in range(min(n, len(self._stock)))]
            if not taken:
                self._hungry = True
            self._kicked = True
        self._ring()
        return taken

    def _is_fresh(self) -> bool:
        """Whether the last look still holds; another is had where it does not."""
        self._complain()
        with self._lock:
            fresh = self._looked == self._posted and not self._stock and not self.lost
            if not fresh:
                self._look = True
        if not fresh:
            self._ring()
        return fresh

    def others(self, spider: str, owner: int) -> bool:
        return not self._is_fresh() or self._others

    def next_due(self, spider: str, delay: Callable[[str], float] | None = None) -> float | None:
        return self._due if self._is_fresh() else time.time() + self.poll_seconds

    def paused(self) -> dict[str, tuple[float, str]]:
        if self._thread is None:
            return self.db.paused()
        now = time.time()
        with self._lock:
            return {host: rest for host, rest in self._paused.items() if rest[0] > now}

    def renew(self, owner: int, lease_seconds: float = 120.0) -> bool:
        """False once, when the leases ran out and were given to others; the thread renews them."""
        self._complain()
        return not self._disowned

    def reap(self, *, but: int = 0, longest: float = 3_600.0) -> int:
        """The thread does so by itself."""
        return self.db.reap(but=but, longest=longest) if self._thread is None else 0

    def join(self, spider: str, lease_seconds: float = 120.0, process: Process | None = None) -> int:
        """Become an owner; where the leases ran out the thread has done so."""
        if self._thread is None:
            return self.db.join(spider, lease_seconds, process)
        with self._lock:
            self._disowned = False
        self._ring()
        return self._owner

    # -- questions that wait for their answer: when a crawl begins and ends

    def _ask(self, question: Callable[[PgFrontier], _Answer]) -> _Answer:
        self._complain()
        if not self._using.acquire(timeout=_PATIENCE):
            raise BackendError("the server does not answer", lost=True)
        try:
            self._flush()
            return question(self.db)
        finally:
            self._using.release()

    def begin_run(self, spider: str, *, fresh: bool = False) -> tuple[int, bool]:
        return self._ask(lambda db: db.begin_run(spider, fresh=fresh))

    def end_run(self, spider: str, run: int) -> bool:
        return self._ask(lambda db: db.end_run(spider, run))

    def forget(self, spider: str, run: int) -> int:
        return self._ask(lambda db: db.forget(spider, run))

    def mark(self) -> Mark:
        return self._ask(lambda db: db.mark())

    def noted_store(self, run: int) -> Mark | None:
        return self._ask(lambda db: db.noted_store(run))

    def forget_done(self, spider: str) -> int:
        return self._ask(lambda db: db.forget_done(spider))

    def release(self, owner: int) -> int:
        return self._ask(lambda db: db.release(owner))

    def pending(self, spider: str) -> bool:
        return self._ask(lambda db: db.pending(spider))

    def known(self, spider: str, run: int, fingerprint: bytes) -> bool:
        return self._ask(lambda db: db.known(spider, run, fingerprint))

    def requeue_failed(self, spider: str) -> int:
        return self._ask(lambda db: db.requeue_failed(spider))

    def counts(self, spider: str | None = None) -> dict[str, int]:
        return self._ask(lambda db: db.counts(spider))

    def failed(self, spider: str, limit: int = -1) -> Sequence[Failed]:
        return self._ask(lambda db: db.failed(spider, limit))

    def delays(self) -> dict[str, float]:
        return self._ask(lambda db: db.delays())

    # -- the thread

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            while not self._stopping:
                try:
                    with self._using:
                        self._work()
                    self._found()
                    pause = self._pause()
                except BackendError as error:
                    if not error.retry:
                        self._failure = error
                        self._wake()
                        return
                    self._miss(error)
                    pause = max(0.05, self.db.retry_in)
                self._wait(selector, pause)

    def _wait(self, selector: selectors.BaseSelector, seconds: float) -> None:
        """Until the crawl or the server has something to say."""
        wire = self.db.fileno
        if wire is not None:
            selector.register(wire, selectors.EVENT_READ)
        try:
            selector.select(max(0.0, seconds))
        finally:
            if wire is not None:
                with suppress(KeyError, ValueError):
                    selector.unregister(wire)
        with suppress(OSError):
            while self._bell.recv(4_096):
                pass
        if self.db.heard():
            with self._lock:
                self._kicked = True

    def _pause(self) -> float:
        now = time.monotonic()
        times = [self._reap_at, self._renew_at]
        if self._hungry:
            times.append(self._try_at)
        return min(times) - now

    def _connected(self) -> None:
        """A new connection: its session is to hold the owner's lock, and what was leased unheard goes back."""
        self._back = True
        if self._owner and not self.db.hold(self._owner):
            self._disown()

    def _miss(self, error: BackendError) -> None:
        if error.lost and not self.lost:
            self.lost = True
            self._lost_since = time.monotonic()
            logger.warning(
                "The frontier %s: %s. What is in hand goes on, and is kept until it is back.",
                self.db.path,
                error,
            )

    def _found(self) -> None:
        if self.lost:
            self.lost = False
            logger.warning(
                "The frontier %s is back after %.1f s.", self.db.path, time.monotonic() - self._lost_since
            )

    def _work(self) -> None:
        wrote = self._flush()
        now = time.monotonic()
        if now >= self._renew_at:
            if not self._disowned and not self.db.renew(self._owner, self._lease_seconds):
                self._disown()
            self._renew_at = now + self._lease_seconds / 4
        if self._back:
            self._reconcile()
        back = 0
        if now >= self._reap_at:
            back = self.db.reap(but=self._owner, longest=self.longest_lease)
            self._reap_at = now + _REAP_SECONDS
        with self._lock:
            kicked, self._kicked = self._kicked or wrote or back > 0, False
            wanted, hungry, look = self._wanted, self._hungry, self._look
            stock = len(self._stock)
        if wanted is None or self._disowned or self._stopping:
            return
        if hungry and (kicked or now >= self._try_at):
            if not self._take(wanted, wanted.n, spaced=True):
                self._see(wanted)
        elif not hungry and stock < wanted.n and (kicked or now >= self._refill_at):
            if not self._take(wanted, wanted.n - stock, spaced=False):
                self._refill_at = now + self.poll_seconds
        elif look:
            self._see(wanted)

    def _flush(self) -> bool:
        """Write what was handed over; True where there was something."""
        wrote = False
        while True:
            with self._lock:
                groups = [self._groups[place] for place in range(min(_GROUPS, len(self._groups)))]
            if not groups:
                return wrote
            with self.db.transaction():
                for group in groups:
                    for change in group:
                        change.write(self.db)
            wrote = True
            with self._lock:
                for group in groups:
                    self._groups.popleft()
                    for change in group:
                        self._known.difference_update(change.ends)

    def _take(self, wanted: _Wanted, n: int, *, spaced: bool) -> bool:
        leases = self.db.lease(
            self._spider,
            self._owner,
            n,
            delay=wanted.delay,
            jitter=wanted.jitter,
            busy=wanted.busy,
            alone=wanted.alone,
            spaced=spaced,
        )
        if not leases:
            return False
        if self._idle:
            self._idle = False
            self.db.set_idle(self._owner, False)
        with self._lock:
            self._known.update(lease.id for lease in leases)
            self._batch += 1
            self._latest.update((lease.host, self._batch) for lease in leases)
            self._stock.extend(leases)
            was_hungry, self._hungry = self._hungry, False
        if was_hungry:
            self._wake()
        return True

    def _see(self, wanted: _Wanted) -> None:
        """Look at what others do, and when something is due."""
        with self._lock:
            posted = self._posted if not self._groups else -1
        others = self.db.others(self._spider, self._owner)
        due = self.db.next_due(self._spider, wanted.delay)
        paused = self.db.paused()
        if not self._idle:
            self._idle = self.db.set_idle(self._owner, True)
            if not self._idle:
                self._disown()
                return
        wait = self.poll_seconds
        if due is not None:
            wait = min(max(due - time.time(), 0.01), wait)
        self._try_at = time.monotonic() + wait
        with self._lock:
            changed = (others, due is None) != (self._others, self._due is None) or self._looked != posted
            self._others, self._due, self._looked = others, due, posted
            self._paused = paused
            looked, self._look = self._look, False
        if looked or changed:
            self._wake()

    def _reconcile(self) -> None:
        """Return what was leased in a transaction whose end was not heard; have again what the server forgot in a crash."""
        with self._lock:
            known = set(self._known)
        held = self.db.held(self._owner)
        if unheard := held - known:
            self.db.give_back(unheard, self._owner)
        if forgotten := known - held:
            gone = forgotten - self.db.retake(forgotten, self._owner)
            with self._lock:
                self._stock = deque(lease for lease in self._stock if lease.id not in gone)
        self._back = False
        self._idle = False

    def _disown(self) -> None:
        """The leases ran out and were given to others: go on as another owner, once the crawl knows."""
        self._owner = self.db.join(self._spider, self._lease_seconds)
        with self._lock:
            self._stock.clear()
            self._known.clear()
            self._disowned = True
        self._wake()
