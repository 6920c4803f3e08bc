"""The lines above a capture's text: deck, kicker, date, people, captions."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.article import Label
from extractors.captures.body import BodyReader
from extractors.captures.kinds import CaptureRules, are_names, is_path_of_names, is_summary_heading
from extractors.captures.lines import NEAR, TextLine, below, is_statement
from extractors.captures.opening import (
    DECK,
    Opening,
    behind_title,
    is_alt,
    is_beside_a_date,
    is_dated,
    is_doubled,
    is_kicker,
    is_short_label,
    summary_end,
)
from extractors.captures.readout import MOST_OF_NAMES, Readout
from extractors.vocabulary import picture_credits

_DECK_WORDS = 3
CAPTION_WORDS = 4  # what is shorter is a label, unless it has a credit


def find_deck(lines: Sequence[TextLine], rules: CaptureRules, opening: Opening) -> int | None:
    """The line that is the deck: the first below the headline that can be nothing else."""
    if opening.headline is None:
        return None
    for index in range(opening.headline + 1, opening.start):
        text = lines[index].text
        if (
            lines[index].kind == "text"
            and not _is_named(lines, index, opening.headline)
            and behind_title(text, opening.title, rules) is None
            and _by_itself(lines, index, opening, rules) is None
            and _may_be_deck(lines, index, opening.headline, opening.start)
        ):
            return index
    return None


def read_above(readout: Readout, body: BodyReader) -> None:
    """Read the lines from the first that matters to the beginning of the text."""
    opening = readout.opening
    summary = opening.first  # where one that was met ends
    for index in range(opening.first, opening.start):
        line = readout.lines[index]
        if is_summary_heading(line.text):
            summary = summary_end(readout.lines, index)
        if index == opening.alone:
            readout.note(line, "paragraph", "dateline", kept=True)
        elif index < summary:
            readout.note(line, "chrome", "a summary above the text")
        elif opening.headline is None or index > opening.headline:
            _below_headline(readout, body, index)
        elif index < opening.headline:
            _before_headline(readout, body, index)


def _before_headline(readout: Readout, body: BodyReader, index: int) -> None:
    """A line above the headline: chrome, unless it has the date or people that no line below has."""
    line = readout.lines[index]
    if line.kind == "date" and not _is_dated_below(readout, index):
        readout.take_date(line)
    elif line.kind in ("ad", "byline"):
        body.read_line(line)
    else:
        readout.note(line, "chrome", "above the headline")


def _is_dated_below(readout: Readout, index: int) -> bool:
    """Whether another date is nearer to the text: soon below a line, or below the headline."""
    opening = readout.opening
    first = opening.headline if opening.headline is not None else index
    near = (*below(readout.lines, index), *readout.lines[first : opening.start + 1])
    return any(line.kind == "date" for line in near)


def _below_headline(readout: Readout, body: BodyReader, index: int) -> None:
    """A line between the headline and the text."""
    line = readout.lines[index]
    if line.ruling is not None:
        return
    if line.kind == "bullet" and is_short_label(line.text) and is_beside_a_date(readout.lines, index):
        readout.note(line, "byline", "a name beside the date", kept=True)
        readout.take_name(line.text)
    elif line.kind == "bullet":
        readout.note(line, "chrome", "a list above the text")
    elif line.kind != "text":
        body.read_line(line, index)
    elif readout.is_headline_again(line):
        pass
    elif known := _by_itself(readout.lines, index, readout.opening, readout.rules):
        readout.note(line, *known, kept=known[0] == "byline")
        if known[0] == "byline":
            readout.take_name(line.text.rstrip(" ,"))
    elif index == readout.deck:
        readout.note(line, "deck", "the line below the headline", kept=True)
    elif readout.opening.headline is None and is_statement(line.text):
        readout.note(line, "chrome", "a sentence above the text, without a headline")
    elif len(line.text.split()) < CAPTION_WORDS and not picture_credits.in_brackets(line.text):
        readout.note(line, "chrome", "a label")
    else:
        readout.take_caption(line, line.text, "between headline and text")


def _by_itself(
    lines: Sequence[TextLine], index: int, opening: Opening, rules: CaptureRules
) -> tuple[Label, str] | None:
    """What a line is, if neither deck nor caption, and the rule that says so."""
    text = lines[index].text
    if is_kicker(lines, index, opening.title):
        return "kicker", "a block of two lines that repeats the headline's words"
    if rules.is_own(text) or rules.is_own(text.rpartition(" | ")[2]):  # "abc | Kabar Desa": who put it there
        return "chrome", "the outlet's own name"
    if is_doubled(lines, index) and "/" not in text:
        return "chrome", "a strip that repeats"
    if is_alt(lines, index):
        return "chrome", "alt text above the caption of a picture"
    if not is_short_label(text):
        return None
    if is_beside_a_date(lines, index) and not rules.is_edition(text):
        return "byline", "a name beside the date"
    return "chrome", "a label"


def _may_be_deck(lines: Sequence[TextLine], index: int, headline: int, start: int) -> bool:
    """Whether a line is right below the headline, or below the date if the picture has its own caption."""
    captioned = any(line.kind == "caption" for line in lines[index + 1 : min(start, index + NEAR)])
    text = lines[index].text
    if len(text.split()) < _DECK_WORDS or text[-1] in "-–—" or is_path_of_names(text):
        return False
    return len(text) <= DECK and (captioned or not is_dated(lines, headline, index))


def _is_named(lines: Sequence[TextLine], index: int, headline: int) -> bool:
    """Whether a line is the name that belongs to the role word above it."""
    text = lines[index].text
    roled = index - 1 > headline and lines[index - 1].kind == "role"
    return roled and len(text) <= MOST_OF_NAMES and are_names(text)
