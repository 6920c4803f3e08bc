"""What was seen on pages, counted in a memory of fixed size."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field

EXAMPLES = 3  # addresses that are kept of anything
DIFFERENT = 12  # different texts of one box that are kept

_ADDRESSES = 1 << 20  # addresses that are remembered, to count each page once


@dataclass(slots=True)
class Count:
    """How often a thing was seen, with the first addresses and words."""

    text: str
    pages: int = 0
    first: int = 0
    last: int = 0
    texts: set[int] = field(default_factory=set)  # a few of the different ones, by their hashes
    addresses: list[str] = field(default_factory=list)

    def add(self, url: str, text: str = "") -> None:
        self.pages += 1
        if len(self.texts) < DIFFERENT:
            self.texts.add(hash(text))
        if len(self.addresses) < EXAMPLES:
            self.addresses.append(url)


class Bounded:
    """A counter of at most ``limit`` things: what was seen least is forgotten when there are more.

    ``lost`` is by how much a count may be too low.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.lost = limit, 0
        self.counts: dict[tuple[str, ...], Count] = {}

    def add(self, key: tuple[str, ...], url: str, text: str = "") -> Count:
        count = self.counts.get(key)
        if count is None:
            if len(self.counts) >= self.limit:
                self._forget()
            count = self.counts[key] = Count(text)
        count.add(url, text)
        return count

    def _forget(self) -> None:
        ranked = sorted(self.counts.items(), key=lambda item: -item[1].pages)  # of equals the oldest stay
        kept = ranked[: max(1, self.limit // 2)]
        self.lost += ranked[len(kept)][1].pages if len(ranked) > len(kept) else 0
        self.counts = dict(kept)


def number_of(url: str) -> int:
    """An address as a number of 64 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class Addresses:
    """Addresses that were seen, in a table of fixed size: of very many the oldest are forgotten."""

    def __init__(self, size: int = _ADDRESSES) -> None:
        self._table = array("Q", bytes(8 * size))

    def is_new(self, url: str) -> bool:
        number = number_of(url) or 1
        place = number % len(self._table)
        if self._table[place] == number:
            return False
        self._table[place] = number
        return True
