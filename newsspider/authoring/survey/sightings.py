"""Something seen on a page, and how its words are compared."""

from __future__ import annotations

import re
from typing import NamedTuple

SHORT = 160  # characters of a text that are kept

_WORDS = re.compile(r"\w+")


class Sighting(NamedTuple):
    """Something seen on a page: its kind, the name it is counted by, and the words that show it."""

    kind: str  # looks, box, metadata
    name: str
    text: str


def bare(text: str) -> str:
    """A text's letters and digits, casefolded: what is left to compare where pages differ in the rest."""
    return "".join(_WORDS.findall(text.casefold()))
