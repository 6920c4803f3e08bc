"""The way of a request: enqueued, leased to an owner, and done, failed or given back."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from newsspider.frontier.model import LATER, QUEUED, Failed, Lease, NewRequest
from newsspider.frontier.tables import Tables

__all__ = ["Leases"]

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


class _Ranked(NamedTuple):
    """How a request compares: the smallest is leased first."""

    undelayed: bool
    rank: int  # the priority, negated
    place: int
    id: int
    host: str


class Leases(Tables):
    """The requests of a frontier file."""

    _place = 0  # of the latest request that was added

    def enqueue(self, spider: str, run: int, requests: Iterable[NewRequest], *, ever: bool = False) -> int:
        """Add what is new to this run; return the number added.

        A request that waits or is leased stays as it is. One that is done or failed is added again when
        it asks for that, or when it ended in an earlier run (but not with *ever*).
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

        *delay* gives the minimum seconds between two requests to a host; a host with a delay gives one
        request at a time, and no process gets another until the delay (plus up to *jitter* times it) is
        over. Hosts in *busy* give none. Where *alone* is true of a host with a delay, no other owner gets a
        request of it until :meth:`let_go`.
        """
        now = self.clock()
        with self.transaction():
            # who was taken for dead leases nothing: nobody would give that back
            if not self._db.execute("SELECT 1 FROM owners WHERE id = ?", (owner,)).fetchone():
                return []
            self._db.execute(
                "UPDATE requests SET state = 0 WHERE state = 1 AND spider = ? AND (next_try <= ? OR next_try > ?)",
                (spider, now, now + self.longest_wait),
            )
            spaced: dict[str, float] = {}
            # the first request of each host whose turn it is; hosts with a delay come first: their turn is short
            heads: list[_Ranked] = []
            for host, next_slot, host_delay, paused, holder, first, priority, place in self._db.execute(
                _HOSTS, {"spider": spider}
            ).fetchall():
                gap = self._gap(host, host_delay, delay)
                if (
                    self._free(next_slot, paused, gap, now) > now
                    or host in busy
                    or holder not in (None, owner)
                ):
                    continue
                if gap > 0:
                    spaced[host] = gap
                heads.append(_Ranked(gap <= 0, -priority, place, first, host))
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
        read = {ranked.host: (1, ranked) for ranked in heads if ranked.host not in spaced}
        while True:
            best = heapq.nsmallest(n, pool)
            used = Counter(ranked.host for ranked in best)
            spent = {host: last for host, (count, last) in read.items() if used[host] == count}
            if not spent:
                return [ranked.id for ranked in best]
            places = [(host, -last.rank, last.place) for host, last in spent.items()]
            rows = self._db.execute(_NEXT_OF_HOSTS, (json.dumps(places), spider, few)).fetchall()
            more: dict[str, list[_Ranked]] = {host: [] for host in spent}
            for host, one, priority, place in rows:
                more[host].append(_Ranked(True, -priority, place, one, host))
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
            # "owner IS NULL": the lease ran out while the work went on, and no process has taken it since
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
        """Update leased requests for their next try; their owner keeps them."""
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
        """Return a lease, updated, to the queue; no process takes it before *when*."""
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

    def next_due(self, spider: str, delay: Callable[[str], float] | None = None) -> float | None:
        """When the next waiting request may be taken (maybe in the past); None when none waits."""
        now = self.clock()
        due = [
            self._free(next_slot, paused, self._gap(host, kept, delay), now)
            for host, next_slot, kept, paused, *_ in self._db.execute(_HOSTS, {"spider": spider}).fetchall()
        ]
        later = "SELECT {}(next_try) FROM requests WHERE state = 1 AND spider = :spider"
        first, last = self._db.execute(
            f"SELECT ({later.format('min')}), ({later.format('max')})", {"spider": spider}
        ).fetchone()
        if first is not None:
            due.append(now if last > now + self.longest_wait else first)
        return min(due, default=None)

    def failed(self, spider: str, limit: int = -1) -> Sequence[Failed]:
        """What was given up, the newest first."""
        rows = self._db.execute(
            "SELECT url, coalesce(reason, ''), attempts, finished FROM requests WHERE state = 3 AND spider = ?"
            " ORDER BY finished DESC, id DESC LIMIT ?",
            (spider, limit),
        )
        return [Failed._make(row) for row in rows]
