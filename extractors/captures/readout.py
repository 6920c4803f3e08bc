"""A capture on its way to an article: what each stage reads and adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.article import Label
from extractors.captures.kinds import (
    CaptureRules,
    are_names,
    date_of,
    is_two_roles,
    with_colon,
    without_more,
)
from extractors.captures.lines import TextLine
from extractors.captures.opening import Opening, behind_title
from extractors.reading.blocks import Raw
from extractors.reading.judge import Judge, Ruling
from extractors.vocabulary import bylines, picture_credits
from extractors.vocabulary.dates import ParsedDate

MOST_OF_NAMES = 90  # characters: a longer line is not just names

_SOURCE_OR_EDITOR = re.compile(r"\W*(sumber|editor|redaktur(?!\s*(?:&|dan|/)))", re.I)
_RULINGS: dict[Label, Ruling] = {}
_EDITOR = re.compile(r"editor|redaktur|penyunting", re.I)


@dataclass
class Readout:
    """The lines of a capture, where it opens, and what was taken from it so far.

    ``deck`` is the index of the deck's line; ``explains`` says that every line gets its ruling, those that nothing
    follows from, too; ``texts`` are the lines that began blocks of the text,
    ``beside`` the names that stand beside the date without a role.
    """

    lines: Sequence[TextLine]
    rules: CaptureRules
    opening: Opening
    deck: int | None
    judge: Judge
    explains: bool = True
    published: ParsedDate | None = None
    modified: ParsedDate | None = None
    keywords: list[str] = field(default_factory=list)
    texts: list[TextLine] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)
    _caption: tuple[str, int] = ("", 0)  # the last one, and how many blocks were above it

    @property
    def deck_text(self) -> str | None:
        return None if self.deck is None else self.lines[self.deck].text

    def note(self, line: TextLine, label: Label, rule: str, kept: bool = False) -> None:
        """Note what a line is."""
        if self.explains:
            line.ruling = self.judge.note(line.text, label, rule, kept)
        else:  # its label is all that is asked about
            line.ruling = _RULINGS.get(label) or _RULINGS.setdefault(label, Ruling("", label, False, ""))

    def is_headline_again(self, line: TextLine) -> bool:
        """Whether a line repeats the headline; if so, note it and take the caption after it."""
        rest = behind_title(line.text, self.opening.title, self.rules)
        if rest is None:
            return False
        if rest:
            self.take_caption(line, rest, "caption after the picture's alt text")
        else:
            self.note(line, "headline_repeat", "the headline again")
        return True

    def take_date(self, line: TextLine) -> None:
        """Take a line that is a date, and the people next to it."""
        found = date_of(line.text, self.rules.outlet)
        if found is None:
            return
        what, date, people = found
        if people:
            self.judge.take_people((people,))
        if what == "modified" and self.modified is None:
            self.modified = date
        elif what == "published" and not self.judge.blocks and self._is_better(date):
            self.published = date
        else:
            self.note(line, "chrome", "another date")
            return
        self.note(line, "published", what, kept=True)

    def _is_better(self, date: ParsedDate) -> bool:
        """Whether a date is better than the one known: it adds a time of day to the same day."""
        known = self.published
        if known is None:
            return True
        return date.has_time and not known.has_time and date.value.date() == known.value.date()

    def take_name(self, text: str) -> None:
        """Take a name beside the date. Pages list there who wrote the text, and sometimes who edited it, too."""
        self.beside |= set(self.judge.take_people((text,)).authors)

    def take_byline(self, line: TextLine) -> None:
        """Take a line of people or sources."""
        authors: Sequence[str] = ()
        if line.signed:
            authors = [line.signed]
            self.judge.add_people(authors=authors)
        elif text := with_colon(line.text):
            authors = self.judge.take_people((text,)).authors
        elif bylines.is_byline(line.text) or is_two_roles(line.text):
            authors = self.judge.take_people((line.text,)).authors
        elif name := self.rules.reporter_in(line.text):
            authors = [name]
            self.judge.add_people(authors=authors)
        else:
            named = bylines.source_line(line.text)
            self.judge.add_people(sources=[x for x in named if not self.rules.is_own(x)])
        first = _SOURCE_OR_EDITOR.match(line.text)
        label: Label = "byline"
        if first and first[1].lower() == "sumber":
            label = "source"
        elif first and not authors:
            label = "editor"
        self.note(line, label, "byline", kept=True)

    def take_role(self, index: int) -> None:
        """Take role words on lines of their own; a name below several of them belongs to each."""
        stop = index
        while stop < len(self.lines) and self.lines[stop].kind == "role":
            stop += 1
        roles = self.lines[index:stop]
        name = self.lines[stop] if stop < len(self.lines) else None
        label: Label = "byline"
        if (
            name is not None
            and name.kind == "text"
            and len(name.text) <= MOST_OF_NAMES
            and are_names(name.text)
        ):
            for role in roles:
                self.judge.take_people((role.text.rstrip(" :") + ":", name.text))
            label = "editor" if all(_EDITOR.match(role.text) for role in roles) else "byline"
            self.note(name, label, "name below a role", kept=True)
        for role in roles:
            if role.ruling is None:
                self.note(role, label, "role of the name below")

    def take_credit(self, line: TextLine) -> None:
        """Take a line that says who took the picture whose caption is below it."""
        self.judge.take_caption(Raw(line.text, kind="credit"), lead=not self.judge.blocks)
        self.note(line, "caption", "credit above a caption", kept=True)

    def take_caption(self, line: TextLine, text: str, rule: str) -> None:
        """Take ``text`` of a line as a caption; if it repeats the one before, skip it."""
        text = without_more(text)
        if twice := picture_credits.said_twice(text):
            shown, credit = twice
            text = f"{shown} ({credit})" if credit else shown
        above = len(self.judge.blocks)
        if self._caption == (text, above):
            self.note(line, "caption", "the caption again")
            return
        self._caption = text, above
        self.judge.take_caption(Raw(text, kind="caption"), lead=not above)
        self.note(line, "caption", rule, kept=True)
