"""What each line of a capture is beside its neighbors: found out when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.captures.kinds import (
    SIGNATURE,
    CaptureRules,
    is_credit,
    is_path_of_names,
    may_be_credit,
    opens_picture,
)
from extractors.captures.lines import TextLine
from extractors.captures.shared import SiteLines

# Of these kinds, a line that other captures of the site have is no text; dates, people and headings of lists stay so.
_MAY_BE_SHARED = ("text", "bullet", "caption", "picture", "empty")


_CREDITED = re.compile(r"(?:sumber|photo|foto|kredit)\s?:", re.I)
_FOTO = re.compile(r"Foto\s?:(?:\s[^.!?]{2,40})?")
_TOLD_SOURCE = re.compile(r"\b(?:Sumber|Foto|Dok|Photo)\s?:\s?\w")  # of a caption
_ZOOM = "zoom-in "  # the name of a button's icon, and the alt text behind it
_WHO = 4  # words of who took a picture
_TITLE = 4  # words of a headline
_ALT = 20  # characters of an alt text
_NAMES = 3  # lines of names above a picture's credit, in its block


class LineKinds:
    """The kinds of a capture's lines.

    The rules and the vocabulary say what a line is on its own. Two lines may be who took a picture and, below it, what it
    shows; a name belongs to the date below it; what other captures of the site have (``shared``) is no text.
    """

    def __init__(self, lines: Sequence[TextLine], rules: CaptureRules, shared: SiteLines | None) -> None:
        self._lines, self._rules, self._shared = lines, rules, shared
        self._own: list[str | None] = [None] * len(lines)
        self._blocks = bool(lines) and lines[0].block != lines[-1].block

    def of(self, line: TextLine) -> str:
        """The kind of a line; sets its ``signed``."""
        index = line.index
        kind = self._own_kind(index)
        if kind == "text" or kind == "caption":
            kind = self._of_picture(index, kind)
        if kind == "text" and (self._is_credited_below(index) or self._has_source_below(index)):
            return "caption"
        if kind == "text" and len(line.text) <= SIGNATURE:
            dated = index + 1 < len(self._lines) and self._own_kind(index + 1) == "date"
            if name := self._rules.signed_by(line.text, dated):
                line.signed = name
                return "byline"
        if kind == "bullet" and index and _CREDITED.fullmatch(self._lines[index - 1].text):
            return "caption"  # "Sumber :", and below it, with a bullet, who took the picture
        shared = self._shared
        if (
            shared is not None
            and kind in _MAY_BE_SHARED
            and shared.shares(line.text)
            and not self._rules.may_recur(line.text)
        ):
            return "shared"
        return kind

    def _own_kind(self, index: int) -> str:
        """What a line is on its own."""
        kind = self._own[index]
        if kind is None:
            kind = self._own[index] = self._rules.kind(self._lines[index])
        return kind

    def _of_picture(self, index: int, kind: str) -> str:
        """What a line is as one of the two lines of a picture, or as it was."""
        above = self._lines[index - 1].text if index else ""
        if kind == "text" and opens_picture(above) and _TOLD_SOURCE.search(self._lines[index].text):
            return "caption"
        may = kind == "text" or is_path_of_names(self._lines[index].text)
        if may and (self._is_shown(index) or self._pairs(index)):
            return "credit"
        if index and (self._is_shown(index - 1) or self._pairs(index - 1) or self._is_alt_again(index)):
            return "caption"
        return kind

    def _is_credited_below(self, index: int) -> bool:
        """Whether a line is the caption of a picture, whose credit, if any, is on the line below it: "Foto: Kabar/Rani"."""
        under = self._lines[index + 1 : index + 2]
        return bool(under) and _FOTO.fullmatch(under[0].text) is not None

    def _has_source_below(self, index: int) -> bool:
        """Whether a line is what a picture shows: "Sumber :" is below it, and with a bullet who took it; the headline is above.

        Without a line above it that may be the headline, it is that, and the picture has no caption.
        """
        lines = self._lines
        under = lines[index + 1 : index + 3]
        return (
            len(under) == 2
            and under[1].mark == "bullet"
            and _CREDITED.fullmatch(under[0].text) is not None
            and any(
                len(line.text.split()) >= _TITLE and self._own_kind(line.index) == "text"
                for line in lines[:index]
            )
        )

    def _is_alt_again(self, index: int) -> bool:
        """Whether a line is the line above, the alt text of a picture, with who took it in brackets behind it."""
        alt, text = self._lines[index - 1].text, self._lines[index].text
        return (
            text[-1:] == ")"
            and len(text) > len(alt) > _ALT
            and text.startswith(alt)
            and text[len(alt) :].lstrip()[0] == "("
        )

    def _is_shown(self, index: int) -> bool:
        """Whether a line is the first of the two below the button that opens a picture."""
        lines = self._lines
        if not 0 < index < len(lines) - 1 or self._own_kind(index - 1) != "chrome":
            return False
        return (
            opens_picture(lines[index - 1].text)
            and self._own_kind(index) == self._own_kind(index + 1) == "text"
            and may_be_credit(lines[index].text)
            and not _TOLD_SOURCE.search(lines[index].text)
            and not self._rules.opens_at(lines[index + 1].text)
        )

    def _pairs(self, index: int) -> bool:
        """Whether a line is the first of the two of a block, and says who took a picture."""
        lines = self._lines
        if not self._blocks or index + 1 >= len(lines):
            return False
        block = lines[index].block
        if lines[index + 1].block != block or (index + 2 < len(lines) and lines[index + 2].block == block):
            return False
        above = (
            index - 1
        )  # only names, or the button that opens the picture, may stand above them in their block
        zoomed = index > 0 and lines[above].block == block and lines[above].text.startswith(_ZOOM)
        above -= zoomed
        while above >= 0 and lines[above].block == block:
            if index - above > _NAMES or self._own_kind(above) not in ("byline", "role"):
                return False
            above -= 1
        return (
            (is_credit(lines[index].text) or (zoomed and len(lines[index].text.split()) <= _WHO))
            and (self._own_kind(index) == "text" or is_path_of_names(lines[index].text))
            and not self._is_shown(index)
            and not (index and self._is_shown(index - 1))
            and (self._own_kind(index + 1) in ("text", "caption"))
        )
