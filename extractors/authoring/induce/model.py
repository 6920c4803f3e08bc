"""The input and output of an induction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from extractors.authoring.rulefile import layout_source
from extractors.rules.model import Layout
from extractors.score import GOLDEN_KEYS, Score


@dataclass(frozen=True)
class Sample:
    """A page, or the pages of a split article in order, and the golden's ``article``."""

    name: str
    pages: tuple[tuple[etree._Element, str], ...]
    golden: Mapping[str, Any]


@dataclass(frozen=True)
class KeyNote:
    """The result for one key: on how many samples it is right, by which rules, and why not on the others.

    ``wanted`` says whether a golden has the key.
    """

    key: str
    right: int
    of: int
    rules: tuple[str, ...] = ()
    why: str = ""
    wanted: bool = False

    @property
    def found(self) -> str:
        """The rules, or what it means that there are none."""
        if self.rules:
            return "; ".join(self.rules)
        if self.right == self.of:
            return "nothing needed"
        return "nothing found" if self.wanted else "no rule"

    def __str__(self) -> str:
        rules = self.found
        text = f"{self.key}: {self.right} of {self.of}: {rules}"
        return f"{text}. {self.why}" if self.why else text


@dataclass(frozen=True)
class Proposal:
    """A layout, its result for every key, and its scores on the samples, in their order."""

    layout: Layout
    notes: tuple[KeyNote, ...]
    scores: tuple[Score, ...]

    @property
    def exact(self) -> int:
        """On how many samples every key is right."""
        return sum(one.exact for one in self.scores)

    @property
    def worth(self) -> tuple[int, float]:
        """A number to compare proposals for the same samples: right keys, then blocks."""
        keys = sum(len(GOLDEN_KEYS) - len(one.differing) for one in self.scores)
        return keys, sum(one.block_f1 for one in self.scores)

    def to_source(self) -> str:
        """The layout as written in a rule file."""
        return layout_source(self.layout)
