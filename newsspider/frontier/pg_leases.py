"""The way of a request in PostgreSQL: enqueued, leased, and done, failed or given back.

A host's row is its lock: a lease locks the rows of the hosts that it takes from (``SKIP LOCKED``: those that another
process is just taking from are left to it), reads the first requests of each, and moves the host's next slot.

Where a queue begins is remembered by each connection and looked up again every second: the index begins with the dead
rows of what was leased before, and an open snapshot keeps them.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from newsspider.frontier.common import QUEUE, SLACK
from newsspider.frontier.model import Failed, Lease, NewRequest
from newsspider.frontier.pg_tables import PgTables

__all__ = ["PgLeases"]

_LOOK_SECONDS = 1.0
_MOST_READ = 4_096  # requests that one lease may read, of all hosts together
_MOST_HOSTS = 8  # without a delay, that one lease takes from
_START = (-(2**31), -1)  # before any (rank, place)

_INSERT = """
INSERT INTO requests (spider, fingerprint, run, state, host, rank, place, url, depth, payload, next_try, added)
SELECT %(spider)s, fingerprint, %(run)s, CASE WHEN wait > 0 THEN 1 ELSE 0 END, host, rank, place, url, depth, payload,
    CASE WHEN wait > 0 THEN {now} + wait ELSE 0 END, {now}
FROM unnest(%(fingerprints)s::bytea[], %(hosts)s::text[], %(ranks)s::integer[], %(places)s::bigint[], %(urls)s::text[],
    %(depths)s::integer[], %(payloads)s::text[], %(waits)s::float8[])
    AS given (fingerprint, host, rank, place, url, depth, payload, wait)
ORDER BY fingerprint
ON CONFLICT (spider, fingerprint) DO UPDATE SET
    run = excluded.run, state = excluded.state, host = excluded.host, rank = excluded.rank,
    place = excluded.place, url = excluded.url, depth = excluded.depth, payload = excluded.payload,
    attempts = 0, next_try = excluded.next_try, owner = NULL, reason = NULL, added = excluded.added,
    finished = NULL
WHERE requests.state >= 3
"""
_IF_NEW = " AND requests.run < excluded.run AND NOT %(ever)s"
_HOSTS = """
INSERT INTO hosts (host) SELECT host FROM unnest(?::text[]) AS given (host)
WHERE NOT EXISTS (SELECT FROM hosts h WHERE h.host = given.host) ORDER BY host ON CONFLICT DO NOTHING
"""
# one step a host: the index is entered at the next larger host each time
_LOOK = """
WITH RECURSIVE first AS (
    (SELECT host, rank, place FROM requests WHERE state = 0 AND spider = %(spider)s
     ORDER BY host, rank, place LIMIT 1)
    UNION ALL
    SELECT next.* FROM first CROSS JOIN LATERAL (
        SELECT host, rank, place FROM requests WHERE state = 0 AND spider = %(spider)s AND host > first.host
        ORDER BY host, rank, place LIMIT 1) next
)
SELECT host, rank, place FROM first
"""
_DUE_NOW = """
UPDATE requests SET state = 0 WHERE state = 1 AND spider = %(spider)s
AND (next_try <= {now} OR next_try > {now} + %(longest)s) RETURNING host
"""
_LEASE = """
WITH me AS MATERIALIZED (
    -- who was taken for dead leases nothing: nobody would give that back
    -- (and a lease need not wait for the disk: one that a crash of the server takes is had again, see ``retake``)
    SELECT id, set_config('synchronous_commit', 'off', true) FROM owners WHERE id = %(owner)s FOR KEY SHARE
), given AS MATERIALIZED (
    SELECT * FROM unnest(%(hosts)s::text[], %(ranks)s::integer[], %(places)s::bigint[], %(gaps)s::float8[],
        %(alone)s::boolean[]) AS given (host, rank, place, gap, alone)
), due AS MATERIALIZED (
    SELECT h.host, given.rank, given.place, given.alone,
        greatest(least(h.delay, %(longest_gap)s), given.gap) AS gap
    FROM me CROSS JOIN given JOIN hosts h ON h.host = given.host CROSS JOIN LATERAL (
        SELECT r.rank, r.place FROM requests r WHERE r.state = 0 AND r.spider = %(spider)s AND r.host = given.host
        AND (r.rank, r.place) > (given.rank, given.place) ORDER BY r.rank, r.place LIMIT 1) head
    WHERE (h.next_slot <= {now}
        OR h.next_slot > {now} + %(queue)s * greatest(least(h.delay, %(longest_gap)s), given.gap) + %(slack)s)
    AND (h.paused_until <= {now} OR h.paused_until > {now} + %(longest)s)
    AND (h.holder IS NULL OR h.holder = %(owner)s OR NOT EXISTS (SELECT FROM owners o WHERE o.id = h.holder))
    AND (%(spaced)s OR greatest(h.delay, given.gap) <= 0)
    ORDER BY greatest(least(h.delay, %(longest_gap)s), given.gap) <= 0, head.rank, head.place
    LIMIT %(most_hosts)s FOR UPDATE OF h SKIP LOCKED
), found AS MATERIALIZED (
    SELECT r.id, due.gap, due.alone FROM due CROSS JOIN LATERAL (
        SELECT id, rank, place FROM requests r WHERE r.state = 0 AND r.spider = %(spider)s AND r.host = due.host
        AND (r.rank, r.place) > (due.rank, due.place) ORDER BY r.rank, r.place
        LIMIT CASE WHEN due.gap > 0 THEN 1 ELSE %(each)s END) r
    ORDER BY due.gap <= 0, r.rank, r.place LIMIT %(n)s
), free AS MATERIALIZED (
    -- what another took since: a lease waits for nobody, so that nobody waits for it in a circle
    SELECT r.id, found.gap, found.alone FROM found JOIN requests r ON r.id = found.id
    WHERE r.state = 0 FOR UPDATE OF r SKIP LOCKED
), taken AS (
    UPDATE requests r SET state = 2, owner = %(owner)s, attempts = attempts + 1 FROM free
    WHERE r.id = free.id AND r.state = 0
    RETURNING r.id, r.fingerprint, r.url, r.payload, r.rank, r.place, r.host, r.attempts, r.depth,
        free.gap, free.alone
), slots AS (
    UPDATE hosts h SET next_slot = {now} + taken.gap * (1 + random() * %(jitter)s),
        holder = CASE WHEN taken.alone THEN %(owner)s::bigint END
    FROM taken WHERE taken.gap > 0 AND h.host = taken.host
)
SELECT id, fingerprint, url, payload, -rank, place, host, attempts - 1, depth, gap FROM taken
ORDER BY gap <= 0, rank, place
"""
_WAITING = """
SELECT f.host, coalesce(h.next_slot, 0), coalesce(h.delay, 0), coalesce(h.paused_until, 0), {now}
FROM unnest(%(hosts)s::text[]) AS f (host) LEFT JOIN hosts h ON h.host = f.host
"""
_MINE = "(owner = %(owner)s OR (owner IS NULL AND state < 2))"


class _Queues:
    """Where the queue of each host begins, as far as this connection knows."""

    def __init__(self) -> None:
        self.heads: dict[str, tuple[int, int]] = {}  # before the first that waits
        self.looked = 0.0
        self.owners = 1

    def first(
        self, busy: Collection[str], delay: Callable[[str], float] | None, *, wide: bool
    ) -> dict[str, float]:
        """The hosts that a lease may be of, with their delays: those that begin first, or (*wide*) all of them."""
        gaps = {host: delay(host) if delay else 0.0 for host in self.heads if host not in busy}
        if wide or len(gaps) <= 3 * _MOST_HOSTS or any(gaps.values()):
            return gaps
        return {
            host: gaps[host] for host in heapq.nsmallest(3 * _MOST_HOSTS, gaps, key=self.heads.__getitem__)
        }


class PgLeases(PgTables):
    """The requests of a frontier."""

    _queues: dict[str, _Queues]
    _place = 0  # of the latest request that was added

    def _changed(self) -> None:
        for queues in self._queues.values():
            queues.looked = 0.0

    def enqueue(self, spider: str, run: int, requests: Iterable[NewRequest], *, ever: bool = False) -> int:
        """Add what is new to this run; return the number added. See ``Leases.enqueue``."""
        every: dict[bytes, NewRequest] = {}
        for one in requests:
            known = every.get(one.fingerprint)
            if known is None or (known.again and not one.again):
                every[one.fingerprint] = one
        if not every:
            return 0
        # a clock's tick is too coarse for the order of requests that come together
        first = max(self._place + 1, int((self.clock() + self._offset) * 1_000_000))
        places = {fingerprint: place for place, fingerprint in enumerate(every, first)}
        self._place = first + len(every)
        added = 0
        with self.transaction():
            self._db.execute(_HOSTS, (sorted({one.host for one in every.values()}),))
            for again in (False, True):
                these = [one for one in every.values() if one.again is again]
                if these:
                    added += self._insert(spider, run, these, places, "" if again else _IF_NEW, ever)
            # an idle crawl is woken
            self._db.execute(
                "SELECT pg_notify('newsspider', ?) WHERE EXISTS (SELECT FROM owners WHERE spider = ? AND idle)",
                (spider, spider),
            )
        queues = self._queues.get(spider)
        if queues is not None:
            for one in every.values():
                if -one.priority < queues.heads.get(one.host, _START)[0] or one.host not in queues.heads:
                    queues.heads[one.host] = _START
        return added

    def _insert(
        self,
        spider: str,
        run: int,
        requests: Sequence[NewRequest],
        places: Mapping[bytes, int],
        condition: str,
        ever: bool,
    ) -> int:
        now = self.clock()
        values: dict[str, Any] = {
            "spider": spider,
            "run": run,
            "ever": ever,
            "fingerprints": [one.fingerprint for one in requests],
            "hosts": [one.host for one in requests],
            "ranks": [-one.priority for one in requests],
            "places": [places[one.fingerprint] for one in requests],
            "urls": [one.url for one in requests],
            "depths": [one.depth for one in requests],
            "payloads": [one.payload for one in requests],
            "waits": [one.not_before - now if one.not_before else 0.0 for one in requests],
        }
        return int(self._db.execute((_INSERT + condition).format(now=self._now), values).rowcount)

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
        spaced: bool = True,
    ) -> list[Lease]:
        """Take up to *n* requests, the highest priority first, then the longest waiting; see ``Leases.lease``.

        Without *spaced*, hosts with a delay give none. What other processes enqueued in the last second may be taken
        after what has a lower priority. Hosts without a delay give as many as they have: a batch is of the eight of them
        that have what comes first.
        """
        queues = self._queues.setdefault(spider, _Queues())
        found = self._db.execute(
            _DUE_NOW.format(now=self._now), {"spider": spider, "longest": self.longest_wait}
        ).fetchall()
        for (host,) in found:
            queues.heads[host] = _START
        taken: list[Lease] = []
        spent = set(busy)  # and the hosts with a delay that have given their one request
        looked = wide = False
        while len(taken) < n:
            if not looked and time.monotonic() - queues.looked > _LOOK_SECONDS:
                self._look(spider, queues)
                looked = True
            hosts = queues.first(spent, delay, wide=wide)
            more = self._lease(spider, owner, n - len(taken), queues, hosts, jitter, alone, spaced, spent)
            taken += more
            if not more and not wide:
                wide = True
            elif not more:
                if looked:
                    break
                queues.looked = 0.0
        return taken

    def _look(self, spider: str, queues: _Queues) -> None:
        """Find the beginning of each host's queue."""
        queues.heads = {
            host: (rank, place - 1)
            for host, rank, place in self._db.execute(_LOOK, {"spider": spider}).fetchall()
        }
        queues.looked = time.monotonic()
        owners, now = self._db.execute(
            f"SELECT count(*), {self._now} FROM owners WHERE spider = ?", (spider,)
        ).fetchone()
        queues.owners = max(1, int(owners))
        self._offset = now - self.clock()

    def _lease(
        self,
        spider: str,
        owner: int,
        n: int,
        queues: _Queues,
        gaps: Mapping[str, float],
        jitter: float,
        alone: Callable[[str], bool] | None,
        spaced: bool,
        spent: set[str],
    ) -> list[Lease]:
        if not gaps:
            return []
        hosts = [*gaps]
        # whoever locks the rows of all hosts starves the others
        most = min(n, max(1, -(-len(queues.heads) // queues.owners)))
        if not any(gaps.values()):
            most = min(most, _MOST_HOSTS)
        values = {
            "spider": spider,
            "owner": owner,
            "n": n,
            "hosts": hosts,
            "ranks": [queues.heads[host][0] for host in hosts],
            "places": [queues.heads[host][1] for host in hosts],
            "gaps": [*gaps.values()],
            "alone": [bool(alone and alone(host)) for host in hosts],
            "jitter": jitter,
            "spaced": spaced,
            "longest": self.longest_wait,
            "longest_gap": self.longest_gap,
            "queue": QUEUE,
            "slack": SLACK,
            "most_hosts": most,
            "each": n if n * most <= _MOST_READ else max(1, _MOST_READ // most),
        }
        rows = self._db.execute(_LEASE.format(now=self._now), values).fetchall()
        spent.update(row["host"] for row in rows if row["gap"] > 0)
        leases = [Lease._make(row[:9]) for row in rows]
        for lease in leases:
            head = (-lease.priority, lease.place)
            if head > queues.heads.get(lease.host, _START):
                queues.heads[lease.host] = head
        return leases

    def acknowledge(self, ids: Iterable[int], owner: int, outcome: str | None = None) -> None:
        """The results of these leases are on disk: they are done."""
        # without an owner: the lease ran out while the work went on, and no process has taken it since
        self._db.execute(
            f"UPDATE requests SET state = 4, owner = NULL, payload = NULL, reason = %(outcome)s, finished = {self._now}"
            f" WHERE id = ANY(%(ids)s::bigint[]) AND {_MINE}",
            {"ids": [*ids], "owner": owner, "outcome": _text(outcome)},
        )

    def fail(self, reasons: Mapping[int, str], owner: int) -> None:
        """Give these leases up, each for its reason. They are kept, with all that is needed to try again."""
        self._db.execute(
            f"UPDATE requests r SET state = 3, owner = NULL, reason = given.reason, finished = {self._now}"
            " FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS given (id, reason)"
            f" WHERE r.id = given.id AND {_MINE}",
            {"ids": [*reasons], "reasons": [_text(one) for one in reasons.values()], "owner": owner},
        )

    def rewrite(self, changes: Iterable[tuple[int, NewRequest]], owner: int) -> None:
        """Update leased requests for their next try; their owner keeps them."""
        with self.transaction():
            for one, new in changes:
                self._update(one, owner, new, "attempts = attempts + 1")

    def _update(self, lease: int, owner: int, new: NewRequest, more: str) -> None:
        self._db.execute(_HOSTS, ([new.host],))
        self._db.execute(
            f"UPDATE requests SET url = ?, host = ?, payload = ?, rank = ?, {more} WHERE id = ? AND owner = ?",
            (new.url, new.host, new.payload, -new.priority, lease, owner),
        )

    def retry_later(
        self,
        lease: int,
        owner: int,
        when: float,
        reason: str,
        new: NewRequest | None = None,
    ) -> None:
        """Return a lease, updated, to the queue; no process takes it before *when*."""
        with self.transaction():
            if new is not None:
                # the same article may by now have another address
                self._update(lease, owner, new, "depth = depth")
            self._db.execute(
                f"UPDATE requests SET state = 1, owner = NULL, next_try = {self._now} + ?, reason = ?"
                " WHERE id = ? AND owner = ?",
                (self._ahead(when), reason, lease, owner),
            )

    def give_back(self, ids: Iterable[int], owner: int) -> None:
        """Put leases that were not begun back in the queue, as if they had not been taken."""
        self._db.execute(
            "UPDATE requests SET state = 0, owner = NULL, attempts = attempts - 1"
            " WHERE id = ANY(?::bigint[]) AND owner = ?",
            ([*ids], owner),
        )
        self._changed()

    def held(self, owner: int) -> set[int]:
        """The numbers of the leases of an owner."""
        rows = self._db.execute("SELECT id FROM requests WHERE state = 2 AND owner = ?", (owner,))
        return {one for (one,) in rows.fetchall()}

    def retake(self, ids: Iterable[int], owner: int) -> set[int]:
        """Lease again what a crash of the server has forgotten was leased; those that others have by now are not among it."""
        rows = self._db.execute(
            "UPDATE requests SET state = 2, owner = ?, attempts = attempts + 1"
            " WHERE id = ANY(?::bigint[]) AND state < 2 RETURNING id",
            (owner, [*ids]),
        ).fetchall()
        return {one for (one,) in rows}

    def requeue_failed(self, spider: str) -> int:
        """Try what failed once more; return how many requests that are."""
        self._changed()
        return int(
            self._db.execute(
                "UPDATE requests SET state = 0, attempts = 0, finished = NULL,"
                " run = (SELECT max(id) FROM runs WHERE spider = ?) WHERE state = 3 AND spider = ?",
                (spider, spider),
            ).rowcount
        )

    def next_due(self, spider: str, delay: Callable[[str], float] | None = None) -> float | None:
        """When the next waiting request may be taken (maybe in the past); None when none waits."""
        hosts = [row[0] for row in self._db.execute(_LOOK, {"spider": spider}).fetchall()]
        due: list[float] = []
        rows = self._db.execute(_WAITING.format(now=self._now), {"hosts": hosts}).fetchall() if hosts else ()
        for host, next_slot, kept, paused, now in rows:
            until = self._free(next_slot, paused, self._gap(host, kept, delay), now)
            due.append(self._local(until, now) if until else 0.0)
        first, last, now = self._db.execute(
            f"SELECT min(next_try), max(next_try), {self._now} FROM requests WHERE state = 1 AND spider = ?",
            (spider,),
        ).fetchone()
        if first is not None:
            due.append(self._local(now if last > now + self.longest_wait else first, now))
        return min(due, default=None)

    def failed(self, spider: str, limit: int = -1) -> Sequence[Failed]:
        """What was given up, the newest first."""
        rows = self._db.execute(
            "SELECT url, coalesce(reason, ''), attempts, finished FROM requests WHERE state = 3 AND spider = ?"
            " ORDER BY finished DESC, id DESC LIMIT ?",
            (spider, limit if limit >= 0 else None),
        )
        return [Failed._make(row) for row in rows.fetchall()]


def _text(text: str | None) -> str | None:
    return text.replace("\0", "\ufffd") if text else text
