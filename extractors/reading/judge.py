"""Decide which blocks of a container are text: block by block, then at the two ends.

Whatever is taken out of the text is taken out here, with the name of the rule that decided. Layouts, the fallback and
plain-text captures are judged alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.article import Block, Image, Label
from extractors.reading.blocks import HEADINGS, SILENT, Raw, clean
from extractors.rules.fields import compiled
from extractors.rules.model import Layout, Outlet
from extractors.vocabulary import (
    bylines,
    datelines,
    endings,
    furniture,
    picture_credits,
    read_also,
    sentences,
)

MOST_QUOTES = (
    100  # blocks; a longer text is not searched for pull quotes, as each is compared with the whole text
)
MOST_IMAGES = 500  # per article; on a page with more, they are not the article's pictures

# The fields whose matches are claimed, with the label of a block of each.
CLAIMS: dict[str, Label] = {
    "headline": "headline",
    "deck": "deck",
    "published": "published",
    "modified": "published",
    "byline": "byline",
    "editors": "editor",
    "sources": "source",
    "section": "section",
    "keywords": "keyword",
    "caption": "caption",
    "credit": "caption",
    "read_also": "read_also",
    "paywall": "paywall",
    "until": "chrome",
    "drop": "chrome",
}
# ... of which these are read anywhere, even after the end of the text.
TAKEN_ANYWHERE = SILENT - {"drop"}


@dataclass(slots=True, eq=False)
class Ruling:
    """What became of one block. Cleaning the ends of the text may change it until the judge has finished."""

    text: str
    label: Label
    kept: bool
    rule: str
    opens_box: bool = False  # a read-also label: titles follow

    def amend(self, label: Label, rule: str) -> None:
        """Note that the block stays, as something else or without a part of it."""
        self.label, self.rule = label, f"{self.rule}; {rule}"


@dataclass(frozen=True)
class Judged:
    """The result of judging a page's blocks.

    ``rulings`` has one entry per block of the body; ``lines`` has one per block of the page, in order. ``linked`` is
    the number of body blocks that are only links. The people are repeated as often as the page repeats them.
    """

    body: tuple[Block, ...]
    rulings: tuple[Ruling, ...]
    lines: tuple[Ruling, ...]
    images: tuple[Image, ...]
    read_also: tuple[str, ...]
    people: bylines.People
    dateline: str | None
    paywalled: bool
    linked: int


LABELS: dict[str, Label] = {
    "paragraph": "paragraph",
    "heading": "subheading",
    "list_item": "list_item",
    "quote": "quote",
}


class Judge:
    """Decides, block by block, what is text; then cleans its two ends.

    Bodies of layouts, of the fallback and of captures are judged alike: one vocabulary, one way to decide. What is
    known about the page goes into the constructor; ``finish`` returns the result.

    ``dateline`` is the pattern of datelines, ``writers`` the lines of the page's bylines, whose names a signature
    does not repeat. If ``follows_boxes`` is False, only the label of a read-also box is taken, and the caller handles its
    titles.
    """

    def __init__(
        self,
        outlet: Outlet | None,
        headline: str,
        *,
        deck: str | None = None,
        dateline: str | None = None,
        layout: Layout | None = None,
        writers: Sequence[str] = (),
        follows_boxes: bool = True,
    ) -> None:
        self._outlet, self._headline, self._deck, self._layout = outlet, headline, deck, layout
        self._dateline_pattern = dateline
        self._roles = outlet.roles if outlet else bylines.NO_ROLES
        self._writers = writers
        self._follows_boxes = follows_boxes
        self._out: list[Block] = []
        self._kept: list[tuple[Raw, Ruling]] = []  # parallel to ``_out``
        self._lines: list[Ruling] = []
        self._images: list[Image] = []
        self._read_also: list[str] = []
        self._people = bylines.People([], [], [])
        self._dateline: str | None = None
        self._paywalled = False
        self._wall: int | None = None  # how many blocks are above the words of a paywall
        self._barren = 0  # how many blocks are known to have no sentence after a paywall's words
        self._republished = False
        self._credit: str | None = None  # a credit displayed before its caption
        self._contents = False  # inside a table of contents: after its label, before its links end
        self._box = False  # inside a read-also box: after its label, before its links end

    @property
    def blocks(self) -> Sequence[Block]:
        """The text so far."""
        return self._out

    # -- one block at a time --------------------------------------------------------------------------

    def read(self, blocks: Sequence[Raw]) -> Sequence[Ruling]:
        """Judge the blocks of one body container; returns one ruling per block."""
        begun, stopped = len(self._lines), ""
        for raw in blocks:
            if stopped and raw.kind not in TAKEN_ANYWHERE:
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "until":
                stopped = f"until: {raw.rule}"
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "text":
                self.text(raw)
            else:
                self._claimed(raw)
        self._box = False
        return self._lines[begun:]

    def note(self, text: str, label: Label, rule: str, kept: bool = False) -> Ruling:
        """Rule on a block whose kind the caller knows, without looking at it."""
        ruling = Ruling(text, label, kept, rule)
        self._lines.append(ruling)
        return ruling

    def _claimed(self, raw: Raw) -> None:
        rule = f"{raw.kind}: {raw.rule}"
        kept = raw.kind not in ("drop", "paywall")
        self.note(raw.text, CLAIMS.get(raw.kind, "chrome"), rule, kept)
        if raw.kind in ("caption", "credit"):
            self.take_caption(raw, lead=not self._out)
        elif raw.kind == "read_also":
            titles = read_also.titles_of(raw.links) or (read_also.strip_label(raw.text),)
            self._read_also += [title for title in titles if title]
        elif raw.kind in ("byline", "editors", "sources"):
            default = "authors" if raw.kind == "byline" else raw.kind
            self.take_people(raw.lines or (raw.text,), default)
        elif raw.kind == "paywall":
            self._paywalled = True

    def take_people(self, lines: Sequence[str], default: str = "authors") -> bylines.People:
        """Take the people of a byline, those without a role as ``default``; returns them."""
        own = self._outlet.own_names if self._outlet else ()
        people = bylines.parse_people(lines, default=default, own_names=own, roles=self._roles)
        self.add_people(authors=people.authors, editors=people.editors, sources=people.sources)
        return people

    def add_people(
        self, *, authors: Iterable[str] = (), editors: Iterable[str] = (), sources: Iterable[str] = ()
    ) -> None:
        """Take names whose role the caller knows."""
        self._people.authors += authors
        self._people.editors += editors
        self._people.sources += sources

    def add_read_also(self, titles: Iterable[str]) -> None:
        """Take the titles of other articles that the page points to."""
        self._read_also += titles

    def cut(self) -> None:
        """Note that the page shows only part of its text."""
        self._paywalled = True

    def join(self, text: str) -> Ruling:
        """Continue the last block of the text; returns that block's ruling."""
        self._out[-1] = replace(self._out[-1], text=f"{self._out[-1].text} {text}")
        return self._kept[-1][1]

    def take_caption(self, raw: Raw, *, lead: bool) -> None:
        """Take a caption, or (``raw.kind`` "credit") the credit of the caption before or after it."""
        text = raw.text
        if len(self._images) >= MOST_IMAGES:
            return
        if raw.kind == "credit":
            if self._images and self._images[-1].credit is None:
                self._images[-1] = replace(
                    self._images[-1], credit=picture_credits.without_brackets(text) or None
                )
            else:
                self._credit = text
            return
        if self._layout and self._layout.caption_prefix:
            text = compiled(self._layout.caption_prefix).sub("", text, count=1)
        credit = raw.credit or self._credit or None  # an element for a credit may be empty
        self._credit = None
        if image := picture_credits.caption(text, credit=credit, lead=lead):
            self._images.append(image)

    def text(self, raw: Raw) -> Ruling:
        """Judge a block that no field of the layout claims."""
        text = raw.text
        if self._box:
            if read_also.is_linked_title(raw.text, raw.links) and (
                raw.linked or furniture.only_links(raw.plain or "")
            ):
                self._read_also += read_also.titles_of(raw.links)
                return self.note(text, "read_also", "link in a read-also box", kept=True)
            self._box = False
        if self._contents and raw.linked and raw.type == "list_item":
            return self.note(text, "chrome", "entry of a table of contents")
        self._contents = furniture.is_contents_label(text)
        if self._contents:
            return self.note(text, "chrome", "table of contents")
        if raw.plain is not None and picture_credits.is_credit_line(text):
            self.take_caption(raw, lead=not self._out)
            return self.note(text, "caption", "caption by its credit", kept=True)
        if not self._out and text == self._headline:
            return self.note(text, "headline_repeat", "the headline again")
        if not self._out and self._deck is not None and text == self._deck:
            return self.note(text, "deck", "the deck again", kept=True)
        heading = raw.type == "heading"
        if verdict := furniture.classify(
            text, links=raw.links, plain=raw.plain, linked=raw.linked, heading=heading
        ):
            return self._known(text, verdict)
        if bylines.is_byline(text, raw.lines, self._roles):
            self.take_people(raw.lines or (text,))
            return self.note(text, "byline", "byline", kept=True)
        return self.keep(raw)

    def keep(self, raw: Raw) -> Ruling:
        """Take a block that the caller knows to be text."""
        text, kind = raw.text, raw.type
        if kind == "paragraph" and raw.bold and is_title(text):
            kind = "heading"
        ruling = self.note(text, LABELS[kind], "body", kept=True)
        self._out.append(Block(kind, text))  # type: ignore[arg-type]
        self._kept.append((raw, ruling))
        return ruling

    def _known(self, text: str, verdict: read_also.Verdict) -> Ruling:
        """Take a line that the vocabulary knows: not text, and sometimes a hint about what follows."""
        if verdict.label == "read_also":
            self._read_also += verdict.titles
            self._box = verdict.opens_box and self._follows_boxes
        elif verdict.label == "source":
            self._people.sources += verdict.titles
            self._republished = True
        elif verdict.label == "paywall":
            self._paywalled = True
            if self._wall is None or self._goes_on():
                self._wall = len(self._out)
        ruling = self.note(text, verdict.label, verdict.rule, kept=bool(verdict.titles))
        ruling.opens_box = verdict.opens_box and verdict.label == "read_also"
        return ruling

    # -- the ends -------------------------------------------------------------------------------------

    def finish(self, synopses: Sequence[str] = ()) -> Judged:
        """Remove what is at the ends of the text: dateline, codes, credits, repeated synopsis."""
        self._find_dateline()
        self._offers()
        while self._out and self._tail(synopses):
            pass
        self._pull_quotes()
        return Judged(
            body=tuple(self._out),
            rulings=tuple(ruling for _, ruling in self._kept),
            lines=tuple(self._lines),
            images=tuple(self._images),
            read_also=tuple(self._read_also),
            people=self._people,
            dateline=self._dateline,
            paywalled=self._paywalled,
            linked=sum(raw.linked for raw, _ in self._kept),
        )

    def _remove(self, index: int, label: Label, rule: str, kept: bool = False) -> None:
        ruling = self._kept[index][1]
        ruling.label, ruling.rule, ruling.kept = label, rule, kept
        del self._out[index], self._kept[index]

    def _retype(self, index: int, text: str, rule: str, kind: str | None = None) -> None:
        """Replace a block with its trimmed text."""
        block = self._out[index]
        self._out[index] = Block(kind or block.type, text)  # type: ignore[arg-type]
        self._kept[index][1].amend(LABELS[self._out[index].type], rule)

    def _find_dateline(self) -> None:
        if not self._dateline_pattern:
            return
        pattern = compiled(self._dateline_pattern)
        for index in range(min(3, len(self._out))):
            text = self._out[index].text
            if match := self._set_apart(index, text, pattern):
                self._take_dateline(index, text, match)
                return
            match = pattern.match(text)
            if match and self._is_subject(index, match, text[match.end() :]):
                return
            if index + 1 < len(self._out) and len(text) <= 60 and (match is None or match.end() >= len(text)):
                joined = f"{text} {self._out[index + 1].text}"
                longer = pattern.match(joined)
                if longer and longer.end() > len(text):
                    self._take_dateline(index + 1, joined, longer)
                    self._remove(index, "paragraph", "dateline", kept=True)
                    return
            if match:
                self._take_dateline(index, text, match)
                return

    def _is_subject(self, index: int, match: re.Match[str], rest: str) -> bool:
        """Whether an apparent dateline is the subject of a sentence; in bold type it is not."""
        line = _shown_dateline(match)
        return (
            line is not None and self._kept[index][0].opening != line and datelines.opens_an_aside(line, rest)
        )

    def _set_apart(self, index: int, text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """A dateline that is set apart from the text only by bold type, without a dash."""
        opening = self._kept[index][0].opening
        rest = text[len(opening) :].lstrip()
        if not ("." in opening or "," in opening):  # a bare place may be the first word of a sentence
            return None
        if not rest or not (rest[0].isalnum() or rest[0] in "\"“‘'"):
            return None
        return pattern.fullmatch(f"{opening} - ")

    def _take_dateline(self, index: int, text: str, match: re.Match[str]) -> None:
        """Remove the dateline from a block."""
        self._dateline = _shown_dateline(match)
        # a dateline set apart by bold type was matched with a dash that the page does not show
        end = match.end() if text.startswith(match[0]) else len(self._kept[index][0].opening)
        rest = text[end:].strip()
        if not rest:
            self._remove(index, "paragraph", "dateline", kept=True)
        else:
            kind = "paragraph" if self._out[index].type == "heading" else None
            self._leave(index, rest, f"dateline {self._dateline!r} taken off", kind)

    def _leave(self, index: int, rest: str, rule: str, kind: str | None = None) -> None:
        """Judge again what is left of a block without its opening or end: text, or a line the vocabulary knows."""
        if verdict := furniture.classify(rest, plain=rest):
            self._remove(index, verdict.label, verdict.rule)
        else:
            self._retype(index, rest, rule, kind)

    def _tail(self, synopses: Sequence[str]) -> bool:
        """Remove one thing from the end; False if there is nothing to remove."""
        index = len(self._out) - 1
        text = self._out[index].text
        raw = self._kept[index][0]
        code = compiled(self._layout.desk_code) if self._layout and self._layout.desk_code else None
        start = endings.desk_code_start(text, code)
        if start is not None:
            person = code.search(text, start) if code and code.groupindex else None
            for role, names in person.groupdict().items() if person else ():
                people = self._people.editors if role == "editor" else self._people.authors
                people += bylines.split_names(names or "")
            rest = text[:start].rstrip()
            if rest:
                self._leave(index, rest, f"desk code {text[start:].strip()!r} taken off")
            else:
                self._remove(index, "byline", "desk code")
            return True
        if names := bylines.agencies(text) or bylines.source_line(text):
            self._people.sources[:0] = [name for name in names if name not in self._people.sources]
            self._remove(index, "source", "credit line", kept=True)
            return True
        marked = raw.bold or raw.tag in HEADINGS or " " in text  # in plain type, a signature is a full name
        signed = self._layout and self._layout.signature and marked
        named = endings.name_in_brackets(text)
        if signed and (names := (named[1],) if named and not named[0] else bylines.signature(text)):
            self.sign(names)
            self._remove(index, "byline", "signature", kept=True)
            return True
        if self._republished and named:
            self._people.authors.append(named[1])
            self._leave(index, named[0], f"writer {named[1]!r} taken off")
            return True
        if index > 0 and text in synopses:
            self._remove(index, "deck", "synopsis repeated after the text")
            return True
        return False

    def _goes_on(self) -> bool:
        """Whether sentences follow the words of a paywall: then the text is not cut off there."""
        start = max(self._wall or 0, self._barren)  # what had no sentence before has none now
        if any(sentences.ends_sentence(x.text) or len(x.text) > 120 for x in self._out[start:]):
            return True
        self._barren = len(self._out)
        return False

    def _offers(self) -> None:
        """Remove what follows the words of a paywall: packages, prices, terms."""
        self._barren = 0  # a dateline may have moved the blocks
        while self._wall and len(self._out) > self._wall and not self._goes_on():
            self._remove(len(self._out) - 1, "paywall", "offer of a paywall")

    def sign(self, names: Sequence[str]) -> None:
        """Add who has signed the text, unless a byline has the same name in different case."""
        known = {name.casefold() for name in self._people.authors}
        known |= {line.casefold() for line in self._writers}
        for name in names:
            if bylines.agencies(name):
                self._people.sources.append(name)
            elif name.casefold() not in known:
                self._people.authors.append(name)

    def _pull_quotes(self) -> None:
        """Leave out pull quotes, which repeat a sentence of the body."""
        quotes = [i for i, block in enumerate(self._out) if block.type == "quote"]
        if len(quotes) > MOST_QUOTES:
            return
        for index in reversed(quotes):
            words = self._out[index].text.strip(" \"“”'‘’").rstrip(".")
            if len(words) > 20 and any(words in b.text for i, b in enumerate(self._out) if i != index):
                self._remove(index, "chrome", "pull quote: a sentence of the body again")


def _shown_dateline(match: re.Match[str]) -> str | None:
    return clean(match[1] or "").strip(" ") or None


_NUMBERED = re.compile(r"(?:\d{1,3}|[A-Za-z])[.)]\s")


def is_title(text: str) -> bool:
    """Whether an entirely bold text is a section title."""
    if len(text) > 160 or text[0] in '"“‘(':
        return False
    if _NUMBERED.match(text):
        return True
    return text[-1] not in ".,;-–—"
