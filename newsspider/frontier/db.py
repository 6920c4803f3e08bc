"""The frontier's tables: what is to be fetched, by whom it is being fetched, and what is done.

One SQLite file (WAL) that any number of crawling processes share. A request is never taken out: it is
*leased* to an owner, and marked done only when its result is on disk. What a dead owner held goes back
to the queue.

    state    0 queued   1 later (not before next_try)   2 leased   3 failed   4 done

A *run* is one crawl of a spider from its start requests to the last page, over as many restarts as it
takes. Within a run no request is made twice; a new run begins when the last one had come to its end.

Durability: ``synchronous=NORMAL`` does not wait for the disk at each commit. A killed process loses
nothing; after a power cut the last moments may be missing, always the newest first, so that a page may
be fetched again but none is forgotten. ``synchronous="FULL"`` waits.
"""

from __future__ import annotations

import heapq
import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from newsspider.frontier.owners import Process, this_process

__all__ = [
    "DONE",
    "FAILED",
    "LATER",
    "LEASED",
    "QUEUED",
    "Failed",
    "FrontierDB",
    "Lease",
    "NewRequest",
    "is_fatal",
]

QUEUED, LATER, LEASED, FAILED, DONE = range(5)
_NAMES = ("queued", "later", "leased", "failed", "done")
_VERSION = 1

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

_INSERT = """
INSERT INTO requests (spider, fingerprint, run, state, host, priority, place, url, depth, payload, next_try, added)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (spider, fingerprint) DO UPDATE SET
    run = excluded.run, state = excluded.state, host = excluded.host, priority = excluded.priority,
    place = excluded.place, url = excluded.url, depth = excluded.depth, payload = excluded.payload,
    attempts = 0, next_try = excluded.next_try, owner = NULL, reason = NULL, added = excluded.added,
    finished = NULL
WHERE requests.state >= 3
"""
_INSERT_IF_NEW = _INSERT + " AND requests.run < excluded.run AND {again}"

# one step per host instead of one per request: the index is entered at the next larger host each time
_HOSTS = """
WITH RECURSIVE h (host) AS (
    SELECT min(host) FROM requests WHERE state = 0 AND spider = :spider
    UNION ALL
    SELECT (SELECT min(host) FROM requests WHERE state = 0 AND spider = :spider AND host > h.host)
    FROM h WHERE h.host IS NOT NULL
)
SELECT h.host, coalesce(s.next_slot, 0), coalesce(s.delay, 0), coalesce(s.paused_until, 0), o.id,
    r.id, r.priority, r.place
FROM h LEFT JOIN hosts s ON s.host = h.host LEFT JOIN owners o ON o.id = s.holder
JOIN requests r ON r.id = (
    SELECT id FROM requests WHERE state = 0 AND spider = :spider AND host = h.host
    ORDER BY priority DESC, place LIMIT 1
)
WHERE h.host IS NOT NULL
"""
_NEXT_OF_HOSTS = """
SELECT r.host, r.id, r.priority, r.place FROM json_each(?) j JOIN requests r ON r.id IN (
    SELECT id FROM requests WHERE state = 0 AND spider = ? AND host = j.value ->> 0
    AND priority <= j.value ->> 1 AND NOT (priority = j.value ->> 1 AND place <= j.value ->> 2)
    ORDER BY priority DESC, place LIMIT ?
)
"""
_TAKE = """
UPDATE requests SET state = 2, owner = ?, attempts = attempts + 1 
WHERE id IN (SELECT value FROM json_each(?))
RETURNING id, fingerprint, url, payload, priority, place, host, attempts - 1, depth
"""


# how a request compares: whether its host has no delay, priority, place, id, host
_Ranked = tuple[bool, int, int, int, str]


class NewRequest(NamedTuple):
    """A request to be kept. ``again`` asks for it even if this run had it before (``dont_filter``)."""

    fingerprint: bytes
    url: str
    host: str
    payload: str = "{}"
    priority: int = 0
    depth: int = 0
    not_before: float = 0.0
    again: bool = False


class Lease(NamedTuple):
    """A request as its owner gets it; *attempts* counts the earlier ones."""

    id: int
    fingerprint: bytes
    url: str
    payload: str
    priority: int
    place: int
    host: str
    attempts: int
    depth: int


class Failed(NamedTuple):
    """A request that was given up, with the reason."""

    url: str
    reason: str
    attempts: int
    finished: float


def is_fatal(error: sqlite3.Error) -> bool:
    """True when trying again is no use: the disk is full or broken, the file is no database."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(
        ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY")
    ) or (not name and "full" in str(error))


class FrontierDB:
    """One connection to a frontier file.

    *clock* and *seed* are for tests. Methods may be grouped into one transaction::

        with db.transaction():
            db.enqueue("tempo", run, children)
            db.acknowledge(parents, owner)
    """

    def __init__(
        self,
        path: str | Path,
        *,
        synchronous: str = "NORMAL",
        busy_seconds: float = 60.0,
        clock: Callable[[], float] = time.time,
        seed: int | None = None,
    ) -> None:
        if synchronous.upper() not in ("OFF", "NORMAL", "FULL", "EXTRA"):
            raise ValueError(f"synchronous is OFF, NORMAL, FULL or EXTRA, not {synchronous!r}")
        self.path = Path(path)
        self.clock = clock
        self._random = random.Random(seed)
        self._place = 0
        self._depth = 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            self.path, isolation_level=None, timeout=busy_seconds, cached_statements=64
        )
        self._use_wal(time.monotonic() + busy_seconds)
        self._db.execute(f"PRAGMA synchronous = {synchronous}")
        with self.transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise ValueError(
                    f"{self.path} was written by a newer release (format {version}, known: {_VERSION})"
                )
            if version < _VERSION:
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _use_wal(self, until: float) -> None:
        # SQLite does not wait its turn here by itself when several processes open a new file at once
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if is_fatal(error) or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, part of it."""
        if self._depth:
            yield
            return
        # IMMEDIATE: a reader that becomes a writer half-way would be refused without waiting its turn
        self._db.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # SQLite has itself rolled back after some errors
                self._db.execute("ROLLBACK")
            raise
        else:
            try:
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        finally:
            self._depth -= 1

    # -- runs ---------------------------------------------------------------------------------------------

    def begin_run(self, spider: str, *, fresh: bool = False) -> tuple[int, bool]:
        """(run, resumed): the run that is not at its end yet, or a new one.

        *fresh* gives up what an unfinished run left, unless another process is at work on it.
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
        """Close *run* if nothing of it is left to do; say whether it was."""
        with self.transaction():
            if self.pending(spider):
                return False
            self._db.execute("UPDATE runs SET ended = ? WHERE id = ? AND ended IS NULL", (self.clock(), run))
            return True

    def forget(self, spider: str, run: int) -> int:
        """Delete what runs before *run* had done; return how many requests that were."""
        with self.transaction():
            return self._db.execute(
                "DELETE FROM requests WHERE spider = ? AND state = 4 AND run < ?", (spider, run)
            ).rowcount

    # -- owners -------------------------------------------------------------------------------------------

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
        """Give back what *owner* holds, and forget the owner; return the number of leases."""
        with self.transaction():
            back = self._db.execute(
                "UPDATE requests SET state = 0, owner = NULL WHERE state = 2 AND owner = ?", (owner,)
            ).rowcount
            self._db.execute("DELETE FROM owners WHERE id = ?", (owner,))
            return back

    def reap(self, *, but: int = 0) -> int:
        """Give back the leases of owners that ended or fell silent; return how many leases."""
        rows = self._db.execute(
            "SELECT id, node, boot, space, pid, started, lease_until FROM owners"
        ).fetchall()
        now = self.clock()
        back = 0
        for number, *process, until in rows:
            if number != but and (until < now or Process(*process).is_gone()):
                back += self.release(number)
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

    # -- the way of a request -----------------------------------------------------------------------------

    def enqueue(self, spider: str, run: int, requests: Iterable[NewRequest], *, ever: bool = False) -> int:
        """Add what is new to this run; return the number added.

        A request that waits or is leased stays as it is. One that is done or failed is added again when
        it asks for that, or when that was in an earlier run (not with *ever*: then once is for all).
        """
        now = self.clock()
        # a clock's tick is too coarse for the order of requests that come together
        self._place = max(self._place + 1, int(now * 1_000_000))
        new: list[tuple[object, ...]] = []
        again: list[tuple[object, ...]] = []
        for one in requests:
            self._place += 1
            (again if one.again else new).append(
                (
                    spider,
                    one.fingerprint,
                    run,
                    LATER if one.not_before > now else QUEUED,
                    one.host,
                    one.priority,
                    self._place,
                    one.url,
                    one.depth,
                    one.payload,
                    one.not_before,
                    now,
                )
            )
        with self.transaction():
            added = 0
            if new:
                added += self._db.executemany(_INSERT_IF_NEW.format(again=int(not ever)), new).rowcount
            if again:
                added += self._db.executemany(_INSERT, again).rowcount
            return added

    def known(self, spider: str, run: int, fingerprint: bytes) -> bool:
        """True when this run has the request already, in whatever state."""
        return (
            self._db.execute(
                "SELECT 1 FROM requests WHERE spider = ? AND fingerprint = ? AND (run >= ? OR state < 3)",
                (spider, fingerprint, run),
            ).fetchone()
            is not None
        )

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
        """Take up to *n* requests, the highest priority first, then the longest waiting.

        *delay* tells the least seconds between two requests to a host; a host with a delay gives one
        request at a time, and no process gets another before the delay (plus up to *jitter* times it) is
        over. Hosts in *busy* give none. Where *alone* is true of a host with a delay, no other owner gets a
        request of it before :meth:`let_go`.
        """
        now = self.clock()
        with self.transaction():
            self._db.execute(
                "UPDATE requests SET state = 0 WHERE state = 1 AND spider = ? AND next_try <= ?",
                (spider, now),
            )
            spaced: dict[str, float] = {}
            # the first request of each host whose turn it is; hosts with a delay before all: their turn is short
            heads: list[_Ranked] = []
            for host, next_slot, host_delay, paused, holder, first, priority, place in self._db.execute(
                _HOSTS, {"spider": spider}
            ):
                if paused > now or next_slot > now or host in busy or holder not in (None, owner):
                    continue
                gap = max(host_delay, delay(host) if delay else 0.0)
                if gap > 0:
                    spaced[host] = gap
                heads.append((gap <= 0, -priority, place, first, host))
            chosen = self._best(spider, heads, spaced, n)
            taken = map(Lease._make, self._db.execute(_TAKE, (owner, json.dumps(chosen))).fetchall())
            by_id = {row.id: row for row in taken}
            picked = [by_id[one] for one in chosen]
            for row in picked:
                if row.host in spaced:
                    gap = spaced[row.host] * (1 + self._random.random() * jitter)
                    holder = owner if alone and alone(row.host) else None
                    self._db.execute(
                        "INSERT INTO hosts (host, next_slot, holder) VALUES (?, ?, ?) ON CONFLICT (host)"
                        " DO UPDATE SET next_slot = excluded.next_slot, holder = excluded.holder",
                        (row.host, now + gap, holder),
                    )
            return picked

    def _best(self, spider: str, heads: list[_Ranked], spaced: Collection[str], n: int) -> list[int]:
        """Up to *n* requests, the best first; of a host that is not spaced, those behind its first one too.

        No more of a host is read than may be taken: as long as all that was read of one is among the best,
        what stands behind it is read too, for all such hosts at once.
        """
        few = max(1, -(-n // max(1, len(heads))))  # a host's share of the batch, more or less
        pool = list(heads)
        # of each host that may have more: how many of its requests were read, and the last of them
        read = {ranked[-1]: (1, ranked) for ranked in heads if ranked[-1] not in spaced}
        while True:
            best = heapq.nsmallest(n, pool)
            used = Counter(ranked[-1] for ranked in best)
            spent = {host: last for host, (count, last) in read.items() if used[host] == count}
            if not spent:
                return [ranked[3] for ranked in best]
            places = [(host, -last[1], last[2]) for host, last in spent.items()]
            rows = self._db.execute(_NEXT_OF_HOSTS, (json.dumps(places), spider, few)).fetchall()
            more: dict[str, list[_Ranked]] = {host: [] for host in spent}
            for host, one, priority, place in rows:
                more[host].append((True, -priority, place, one, host))
            pool = best
            for host, found in more.items():
                pool += found
                count, _ = read.pop(host)
                if len(found) == few:  # a host that gave fewer than were asked for has no others
                    read[host] = count + few, max(found)

    def acknowledge(self, ids: Iterable[int], owner: int, outcome: str | None = None) -> None:
        """The results of these leases are on disk: they are done."""
        now = self.clock()
        with self.transaction():
            # "or nobody's": the lease ran out while the work went on, and nobody has taken it up yet
            self._db.executemany(
                "UPDATE requests SET state = 4, owner = NULL, payload = NULL, reason = ?, finished = ?"
                " WHERE id = ? AND (owner = ? OR (owner IS NULL AND state < 2))",
                [(outcome, now, one, owner) for one in ids],
            )

    def fail(self, reasons: Mapping[int, str], owner: int) -> None:
        """Give these leases up, each for its reason. They are kept, with all that is needed to try again."""
        now = self.clock()
        with self.transaction():
            self._db.executemany(
                "UPDATE requests SET state = 3, owner = NULL, reason = ?, finished = ?"
                " WHERE id = ? AND (owner = ? OR (owner IS NULL AND state < 2))",
                [(reason, now, one, owner) for one, reason in reasons.items()],
            )

    def rewrite(self, changes: Iterable[tuple[int, NewRequest]], owner: int) -> None:
        """What leased requests have become for their next try, in the same hands."""
        with self.transaction():
            self._db.executemany(
                "UPDATE requests SET url = ?, host = ?, payload = ?, priority = ?, attempts = attempts + 1"
                " WHERE id = ? AND owner = ?",
                [(new.url, new.host, new.payload, new.priority, one, owner) for one, new in changes],
            )

    def retry_later(
        self,
        lease: int,
        owner: int,
        when: float,
        reason: str,
        new: NewRequest | None = None,
    ) -> None:
        """Give a lease back to the queue, as what it has become, for nobody to take before *when*."""
        with self.transaction():
            if new is not None:
                # the same article may by now have another address
                self._db.execute(
                    "UPDATE requests SET url = ?, host = ?, payload = ?, priority = ? WHERE id = ? AND owner = ?",
                    (new.url, new.host, new.payload, new.priority, lease, owner),
                )
            self._db.execute(
                "UPDATE requests SET state = 1, owner = NULL, next_try = ?, reason = ? WHERE id = ? AND owner = ?",
                (when, reason, lease, owner),
            )

    def give_back(self, ids: Iterable[int], owner: int) -> None:
        """Put leases that were not begun back in the queue, as if they had not been taken."""
        with self.transaction():
            self._db.executemany(
                "UPDATE requests SET state = 0, owner = NULL, attempts = attempts - 1 WHERE id = ? AND owner = ?",
                [(one, owner) for one in ids],
            )

    def requeue_failed(self, spider: str) -> int:
        """Try what failed once more; return how many requests that are."""
        with self.transaction():
            return self._db.execute(
                "UPDATE requests SET state = 0, attempts = 0, finished = NULL,"
                " run = (SELECT max(id) FROM runs WHERE spider = ?) WHERE state = 3 AND spider = ?",
                (spider, spider),
            ).rowcount

    # -- hosts --------------------------------------------------------------------------------------------

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """Nobody takes a request of *host* before *until*."""
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
        rows = self._db.execute(
            "SELECT host, paused_until, reason FROM hosts WHERE paused_until > ?", (self.clock(),)
        )
        return {host: (until, reason or "") for host, until, reason in rows}

    def delays(self) -> dict[str, float]:
        """The hosts that are to be asked less often than usual, and how many seconds apart."""
        return dict(self._db.execute("SELECT host, delay FROM hosts WHERE delay > 0"))

    # -- questions ----------------------------------------------------------------------------------------

    def next_due(self, spider: str) -> float | None:
        """When the next waiting request may be taken (maybe in the past); None when none waits."""
        due = [max(row[1], row[3]) for row in self._db.execute(_HOSTS, {"spider": spider})]
        later = self._db.execute(
            "SELECT min(next_try) FROM requests WHERE state = 1 AND spider = ?", (spider,)
        ).fetchone()[0]
        if later is not None:
            due.append(later)
        return min(due, default=None)

    def pending(self, spider: str) -> bool:
        """True while a request of *spider* waits or is leased, by whomever."""
        return any(
            self._db.execute(
                f"SELECT 1 FROM requests WHERE state = {state} AND spider = ? LIMIT 1", (spider,)
            ).fetchone()
            for state in (QUEUED, LATER, LEASED)
        )

    def counts(self, spider: str | None = None) -> dict[str, int]:
        """The number of requests in each state."""
        where, args = ("WHERE spider = ?", (spider,)) if spider is not None else ("", ())
        out = dict.fromkeys(_NAMES, 0)
        for state, count in self._db.execute(
            f"SELECT state, count(*) FROM requests {where} GROUP BY state", args
        ):
            out[_NAMES[state]] = count
        return out

    def failed(self, spider: str, limit: int = -1) -> Sequence[Failed]:
        """What was given up, the newest first."""
        rows = self._db.execute(
            "SELECT url, coalesce(reason, ''), attempts, finished FROM requests WHERE state = 3 AND spider = ?"
            " ORDER BY finished DESC, id DESC LIMIT ?",
            (spider, limit),
        )
        return [Failed._make(row) for row in rows]
