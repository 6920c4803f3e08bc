"""Whether two articles share their text, as wire copy does, and which of them had it first.

A text is known by a quarter of its shingles (four words in a row), chosen by their hashes, so that the choice is the
same in every text. What two texts share of them, beside what the shorter one has, is the *containment*: it stays high
where a copy was cut, which Jaccard's measure does not.

>>> a = "Harga beras di pasar induk turun sejak pekan lalu karena panen raya dimulai lebih awal di enam kabupaten " * 2
>>> containment(shingles(a), shingles(a + "dan pedagang menyambutnya")) == 1.0
True
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

from extractors.registry import OUTLETS, outlet_credited, outlet_in_dateline

__all__ = [
    "COMMON",
    "CONTAINED",
    "Evidence",
    "Version",
    "alike",
    "candidates",
    "containment",
    "credited",
    "original",
    "shingles",
]

WORDS = 4  # in a shingle
ONE_IN = 4  # shingles: how many there are to each that is kept; a power of two
SHARED = 3  # shingles that two texts share at least
CONTAINED = 0.4  # containment from which on one text is a copy of the other
COMMON = 50  # texts that have a shingle, from which on it says nothing: a disclaimer, a closing line
MOST = 100  # texts that one text is compared with, those with the most shared shingles

Evidence = Literal["credit", "published", "first seen"]
"""Why an article counts as the original: others credit its outlet, or it was published, or seen, before them."""

_WORD = re.compile(r"\w+")
_WIRE_END = re.compile(r"\bpewarta\s*:|©\s*(?:lkbn\s+)?antara\b|\(antara\)\s*$", re.I)
_END = 300  # characters of a text in which its wire's closing lines are looked for


def shingles(text: str) -> frozenset[int]:
    """A quarter of the shingles of a text, as numbers of 30 bits, the same on every machine.

    Case, punctuation and the breaks of paragraphs do not count.
    """
    words = _WORD.findall(text.casefold())
    if len(words) < WORDS:
        return frozenset()
    data = " ".join(words).encode("utf-8", "surrogatepass")
    starts = [0]
    for word in words:
        starts.append(starts[-1] + (len(word) if word.isascii() else _bytes(word)) + 1)
    found = (crc32(data[start : end - 1]) for start, end in zip(starts, starts[WORDS:], strict=False))
    return frozenset(number // ONE_IN for number in found if not number % ONE_IN)


def _bytes(word: str) -> int:
    return len(word.encode("utf-8", "surrogatepass"))


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """What two texts share of their shingles, as a share of the shorter one's; 0 where one has none."""
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def candidates(found: Mapping[int, Sequence[int]]) -> list[int]:
    """The texts worth comparing with one: by the number of shingles that they share with it, the most first.

    ``found`` has, for each shingle of the text, up to ``COMMON`` other texts that have it. A shingle of that many is
    left out, unless most of the text's are of that kind: then it is the copy of what everybody has.
    """
    rare = [texts for texts in found.values() if len(texts) < COMMON]
    chosen = rare if 2 * len(rare) >= len(found) else found.values()
    counts = Counter(text for texts in chosen for text in texts)
    return [text for text, count in counts.most_common(MOST) if count >= SHARED]


def alike(own: frozenset[int], others: Mapping[int, frozenset[int]]) -> dict[int, float]:
    """Those of some texts that are copies of one, or it of them, each with the containment."""
    return {
        text: share
        for text, other in others.items()
        if len(own & other) >= SHARED and (share := containment(own, other)) >= CONTAINED
    }


@dataclass(frozen=True, slots=True)
class Version:
    """One of several articles with the same text.

    ``credits`` are the outlets that it says the text is from; ``published`` (None where it does not say) and ``seen``
    are in UTC, ISO 8601.
    """

    outlet: str | None
    credits: tuple[str, ...]
    published: str | None
    seen: str


def original(own: Version, others: Sequence[Version]) -> tuple[int, Evidence] | None:
    """Which of the other versions of a text the own one comes from, and by which evidence; None if from none.

    A version whose outlet another one credits comes first, then the one that was published earliest (seen, where it
    has no date), then the one seen earliest.
    """
    versions = (own, *others)
    named = {name for one in versions for name in one.credits if name != one.outlet}

    def rank(number: int) -> tuple[bool, str, str, int]:
        one = versions[number]
        return one.outlet not in named, one.published or one.seen, one.seen, number

    first = min(range(len(versions)), key=rank)
    if first == 0:
        return None
    found = versions[first]
    if found.outlet in named and own.outlet not in named:
        return first - 1, "credit"
    return first - 1, "published" if (found.published or "") != (own.published or "") else "first seen"


def credited(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The outlets that an article (``Article.to_dict()``) says its text is from.

    By its sources ("Sumber: Antara"), its dateline ("Jakarta (ANTARA)"), or the closing lines of the national wire
    ("Pewarta: …"), which copies carry along.
    """
    found = [outlet.name for source in record.get("sources") or () if (outlet := outlet_credited(source))]
    if (dateline := record.get("dateline")) and (outlet := outlet_in_dateline(dateline)):
        found.append(outlet.name)
    body = record.get("body") or ()
    if body and "antara" in OUTLETS and _WIRE_END.search(str(body[-1]["text"])[-_END:]):
        found.append("antara")
    return tuple(dict.fromkeys(found))
