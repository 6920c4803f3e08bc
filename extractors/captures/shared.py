"""Lines that captures of one site share: whatever they say, they are no part of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Self

from extractors.captures.lines import is_paragraph, read_lines
from extractors.reading.generic.letters import key

__all__ = ["SiteLines"]

ENOUGH = 50  # captures of a site: those that follow add little
_LEAST = 3  # captures that show a line before it counts
_PART = 16  # ... and at least one in so many
_SHORTEST, _LONGEST = 3, 600  # characters of a line that captures may share
_RECURRING = 100  # characters of a line whose answer is remembered
_MOST = 2_000  # lines of one capture: a longer one is no page
_KEPT = 3_000  # lines that are kept when the profile is saved


class SiteLines:
    """Which lines come back in captures of one site. ``clean_capture`` takes it as ``lines``.

    ``captures`` is the number of those that it was learned from; with fewer than three it says nothing, and from 50 on it
    learns no more. The same captures in the same order always teach the same.
    """

    def __init__(self) -> None:
        self.captures = 0
        self._texts: set[str] = set()
        self._lines: Counter[str] = Counter()
        self._known: dict[str, bool] = {}  # of short lines, until more is learned

    @property
    def is_full(self) -> bool:
        """Whether more captures would teach it nothing."""
        return self.captures >= ENOUGH

    def learn(self, text: str) -> None:
        """Learn from a capture; a text that is known, or another version of it, teaches nothing."""
        if self.is_full:
            return
        shown, told = set[str](), set[str]()
        for line in read_lines(text)[:_MOST]:
            name = _hash(key(line.text))
            if is_paragraph(line.text):
                told.add(name)
            if _SHORTEST <= len(line.text) <= _LONGEST:
                shown.add(name)
        if not told or 2 * len(told & self._texts) >= len(told):
            return
        self._known.clear()
        self._texts |= told
        self.captures += 1
        self._lines.update(shown)

    def add(self, other: SiteLines) -> None:
        """Take in what was learned from other captures of the site."""
        if self.is_full or 2 * len(self._texts & other._texts) > len(other._texts):
            return
        self._known.clear()
        self.captures += other.captures
        self._texts |= other._texts
        self._lines.update(other._lines)

    def shares(self, text: str) -> bool:
        """Whether several captures of the site have this line."""
        if self.captures < _LEAST or not _SHORTEST <= len(text) <= _LONGEST:
            return False
        known = self._known.get(text)
        if known is None:
            known = self._lines[_hash(key(text))] >= max(_LEAST, self.captures // _PART)
            if len(text) <= _RECURRING and len(self._known) < _KEPT:
                self._known[text] = known
        return known

    def to_dict(self) -> dict[str, Any]:
        """As JSON types: what ``shares`` needs. What is read from it again learns nothing new."""
        often = {line: count for line, count in self._lines.most_common(_KEPT) if count >= _LEAST}
        return {"version": 1, "captures": self.captures, "lines": often}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What ``to_dict`` gave. Raises ValueError for anything else."""
        lines = cls()
        try:
            if data["version"] != 1:
                raise ValueError(f"lines of a site of version {data['version']!r}, not 1")
            lines.captures = int(data["captures"])
            lines._lines = Counter({str(x): int(n) for x, n in data["lines"].items()})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not the lines of a site ({error!r})") from error
        return lines


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
