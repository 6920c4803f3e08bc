"""The requests that this process has leased, and those of them that the engine has not asked for yet."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import NamedTuple

from scrapy import Request

__all__ = ["Held", "Ready", "ReadyQueue"]


class Held:
    """A leased request on its way through this process."""

    __slots__ = (
        "answered",
        "fingerprint",
        "finished",
        "holds",
        "host",
        "id",
        "open",
        "outcome",
        "reason",
        "round",
        "tries",
        "waits_for",
    )

    def __init__(self, number: int, fingerprint: bytes, host: str) -> None:
        self.id = number  # 0: a request that cannot be kept and lives in memory alone
        self.fingerprint = fingerprint
        self.host = host
        self.tries = 0  # request objects of it that are ready or in the engine
        self.round = 0  # counts up at each new fetch, so that late reports of earlier ones are recognized
        self.open = False  # no answer yet
        self.answered = False  # a response reached its callback
        self.reason: str | None = None  # why it failed
        self.outcome: str | None = None  # why it is done without a page
        self.finished = False
        self.waits_for = 0  # requests in memory alone that it may have asked for
        self.holds: list[Held] = []


class Ready(NamedTuple):
    """A request that the engine may have; the smallest is the next."""

    rank: int  # the priority, negated
    place: int
    order: int  # no two are the same, so that requests are never compared
    request: Request
    held: Held


class ReadyQueue:
    """Requests that are leased and not begun, the highest priority first."""

    def __init__(self) -> None:
        self._heap: list[Ready] = []
        self._order = itertools.count()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def push(self, request: Request, held: Held, place: int) -> None:
        held.tries += 1
        held.open = True
        heapq.heappush(self._heap, Ready(-request.priority, place, next(self._order), request, held))

    def pop(self) -> Ready:
        return heapq.heappop(self._heap)

    def which(self, wanted: Callable[[Held], bool]) -> list[Held]:
        """Those that meet a condition: each as often as a request of it is ready."""
        return [entry.held for entry in self._heap if wanted(entry.held)]

    def drop(self, unwanted: Callable[[Held], bool]) -> None:
        """Take out those that meet a condition."""
        self._heap = [entry for entry in self._heap if not unwanted(entry.held)]
        heapq.heapify(self._heap)

    def hosts(self) -> set[str]:
        return {entry.held.host for entry in self._heap}
