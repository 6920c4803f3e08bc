"""From finished to done: requests whose results are to be on disk before they are marked."""

from __future__ import annotations

import itertools
import time
from typing import NamedTuple

from newsspider.frontier.held import Held

__all__ = ["Settled", "Settling"]


class _Finished(NamedTuple):
    """A request as it finished: a report of it is outdated once it is fetched again (another round)."""

    held: Held
    round: int

    @property
    def stands(self) -> bool:
        return self.held.round == self.round


class _Batch(NamedTuple):
    """Finished requests that the stores were asked about together, and when."""

    asked: float
    finished: list[_Finished]


class Settled(NamedTuple):
    """Requests whose results are on disk, by what is to be written of them."""

    held: list[Held]
    done: list[int]
    outcomes: list[Held]
    failed: dict[int, str]


class Settling:
    """Finished requests on their way: finished, asked about, stored, written."""

    def __init__(self) -> None:
        self.finished: list[Held] = []  # to be put to the stores with the next batch
        self.stored: list[_Finished] = []  # on disk, to be marked done with the next write
        self._asked: dict[int, _Batch] = {}
        self._numbers = itertools.count()

    def finish(self, held: Held) -> None:
        """The engine has let go of a request; nothing more comes of it, unless it waits for others."""
        if not held.finished and not held.waits_for:
            held.finished = True
            self.finished.append(held)

    def ask(self) -> int:
        """The number of a batch of all that has finished, to put to the stores."""
        batch = [_Finished(held, held.round) for held in self.finished]
        self.finished = []
        number = next(self._numbers)
        self._asked[number] = _Batch(time.monotonic(), batch)
        return number

    def on_disk(self, number: int, *, wanted: bool) -> None:
        """The stores have all of a batch; not *wanted*: too late to be marked."""
        batch = self._asked.pop(number)
        if wanted:
            self.stored += [one for one in batch.finished if one.stands]

    @property
    def asking(self) -> bool:
        """True while the stores have not answered."""
        return bool(self._asked)

    @property
    def asked_since(self) -> float:
        """When the oldest batch without an answer was asked about (``time.monotonic()``)."""
        return min(batch.asked for batch in self._asked.values())

    def wait_anew(self) -> None:
        """The stores could not answer as yet: what they were asked counts as asked now."""
        now = time.monotonic()
        self._asked = {number: batch._replace(asked=now) for number, batch in self._asked.items()}

    @property
    def unstored(self) -> int:
        """How many requests the stores have not answered for."""
        return sum(len(batch.finished) for batch in self._asked.values())

    def settled(self) -> Settled:
        """What is on disk, and how each of it ended."""
        held = [one.held for one in self.stored if one.stands]
        settled = Settled(held, [], [], {})
        for one in held:
            if not one.id:
                continue
            if one.reason is not None:
                settled.failed[one.id] = one.reason
            elif one.outcome is not None:
                settled.outcomes.append(one)
            elif one.answered:
                settled.done.append(one.id)
            else:
                settled.failed[one.id] = "it did not reach its callback"
        return settled

    def written(self, settled: Settled) -> None:
        """The marks are in the frontier: what waited for these requests is free."""
        self.stored.clear()
        for held in settled.held:
            for parent in held.holds:
                parent.waits_for -= 1
                if not parent.tries:
                    self.finish(parent)
