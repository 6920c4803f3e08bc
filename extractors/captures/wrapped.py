"""Captures whose paragraphs are broken into lines of one width, as mail and old archives have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.captures.lines import TextLine
from extractors.vocabulary import sentences
from extractors.vocabulary.datelines import CAPITALS

__all__ = ["unwrapped"]

_LINES = 10  # a capture of fewer lines shows no width
_NARROW, _WIDE = 40, 90  # characters of most lines of a wrapped text
_FULL = 0.6  # of the lines of text: what is shorter ends a paragraph
_BARE = 0.5  # ... and as many end no sentence
_WORD = re.compile(r"\S+")
_DATELINED = re.compile(rf"{CAPITALS}\s[-–—]{{1,2}}\s")  # "SLEMAN – Warga …"


def unwrapped(lines: list[TextLine]) -> list[TextLine]:
    """The lines of a capture with those joined that a width has parted; the same list if none has.

    A line of one width goes on below if the first word of the next one would not have fit on it, or if it ends no
    sentence and the next one begins in lower case.
    """
    width = _width(lines)
    if not width:
        return lines
    joined: list[TextLine] = []
    last = ""  # the line that ends what was joined so far
    for line in lines:
        if joined and _goes_on(joined[-1], last, line, width):
            joined[-1].take(line)
        else:
            line.index = len(joined)
            joined.append(line)
        last = line.text
    return joined


def _width(lines: Sequence[TextLine]) -> int:
    """How many characters a line of the text has at most; 0 if its paragraphs are lines of their own."""
    if len(lines) < _LINES or any(len(line.text) > 2 * _WIDE for line in lines):
        return 0
    full = [line.text for line in lines if _NARROW <= len(line.text) <= _WIDE]
    bare = sum(not sentences.ends_sentence(text) for text in full)
    low = sum(
        under.text[:1].islower() and not sentences.ends_sentence(above.text)
        for above, under in pairwise(lines)
    )
    if len(full) < _FULL * len(lines) or bare < _BARE * len(full) or 3 * low < len(full):
        return 0
    return max(len(text) for text in full)


def _goes_on(begun: TextLine, above: str, line: TextLine, width: int) -> bool:
    """Whether a line continues the paragraph whose last line is ``above``."""
    if begun.block != line.block or begun.mark or line.mark or _DATELINED.match(line.text):
        return False
    if len(above) < _NARROW and not _DATELINED.match(above):
        return False
    if not sentences.ends_sentence(above):
        return above[-1] != ":" or line.text[:1].islower()
    first = _WORD.match(line.text)
    return first is not None and len(above) + 1 + len(first[0]) > width
