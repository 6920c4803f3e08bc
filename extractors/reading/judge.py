"""What of a container's blocks is text: block by block, then at the two ends.

Whatever leaves the text leaves it here, with the name of the rule that decided. Layouts, the fallback and
plain-text captures are judged alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from lxml import etree

from extractors.article import Block, Image, Label
from extractors.reading.blocks import HEADINGS, SILENT, Raw, clean, text_content, text_lines
from extractors.rules.model import Layout, Outlet
from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also, sentences

MOST_QUOTES = 100  # a text of more has no pull quotes: each is looked for in all of the text
MOST_IMAGES = 500  # of one article; a page with more shows no article's pictures

# The fields whose matches are claimed, and what a block of each is called.
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
# ... of which these are read wherever they stand, behind the end of the text too.
TAKEN_ANYWHERE = SILENT - {"drop"}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


@dataclass
class Decision:
    """What the judge made of one block; ``at`` is its place in the body while it is kept."""

    text: str
    label: Label
    kept: bool
    rule: str


LABELS: dict[str, Label] = {
    "paragraph": "paragraph",
    "heading": "subheading",
    "list_item": "list_item",
    "quote": "quote",
}


@dataclass
class Judge:
    """Decides, block by block, what is text; then mends the two ends of it.

    It serves the layouts' bodies and the fallback's alike: one vocabulary, one way to decide.
    """

    outlet: Outlet | None
    dateline_pattern: str | None
    headline: str
    deck: str | None
    layout: Layout | None = None
    out: list[Block] = field(default_factory=list)
    kept: list[tuple[Raw, Decision]] = field(default_factory=list)  # beside ``out``, place by place
    lines: list[Decision] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    read_also: list[str] = field(default_factory=list)
    people: bylines.People = field(default_factory=lambda: bylines.People([], [], []))
    dateline: str | None = None
    paywalled: bool = False
    wall: int | None = None  # how many blocks stand above the words of a paywall
    barren: int = 0  # how many blocks are known to hold no sentence behind a paywall's words
    republished: bool = False
    found: dict[str, list[etree._Element]] = field(default_factory=dict)
    credit: str | None = None  # displayed before the caption it belongs to
    credits: dict[etree._Element, list[etree._Element]] | None = None  # by what they stand in, once asked
    contents: bool = False  # inside a table of contents: its label has been seen, its links follow
    box: bool = False  # inside a read-also box: its label has been seen, its links follow

    # -- one block at a time --------------------------------------------------------------------------

    def read(self, blocks: Sequence[Raw]) -> None:
        """Judge the blocks of one body container."""
        stopped = ""
        for raw in blocks:
            if stopped and raw.kind not in TAKEN_ANYWHERE:
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "until":
                stopped = f"until: {raw.rule}"
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "text":
                self.text(raw)
            else:
                self.claimed(raw)
        self.box = False

    def note(self, text: str, label: Label, rule: str, kept: bool = False) -> Decision:
        decision = Decision(text, label, kept, rule)
        self.lines.append(decision)
        return decision

    def claimed(self, raw: Raw) -> None:
        rule = f"{raw.kind}: {raw.rule}"
        kept = raw.kind not in ("drop", "paywall")
        self.note(raw.text, CLAIMS.get(raw.kind, "chrome"), rule, kept)
        if raw.kind in ("caption", "credit"):
            self.take_caption(raw, lead=not self.out)
        elif raw.kind == "read_also":
            titles = read_also.titles_of(raw.links) or (read_also.strip_label(raw.text),)
            self.read_also += [title for title in titles if title]
        elif raw.kind in ("byline", "editors", "sources"):
            default = "authors" if raw.kind == "byline" else raw.kind
            self.take_people(raw.lines or (raw.text,), default)
        elif raw.kind == "paywall":
            self.paywalled = True

    def take_people(self, lines: Sequence[str], default: str = "authors") -> None:
        own = (*self.outlet.names, self.outlet.title, self.outlet.name) if self.outlet else ()
        people = bylines.parse_people(lines, default=default, own_names=own)
        self.people.authors += people.authors
        self.people.editors += people.editors
        self.people.sources += people.sources

    def take_caption(self, raw: Raw, *, lead: bool) -> None:
        text = raw.text
        if len(self.images) >= MOST_IMAGES:
            return
        if raw.kind == "credit":
            if self.images and self.images[-1].credit is None:
                self.images[-1] = replace(self.images[-1], credit=text.strip(" ()[]") or None)
            else:
                self.credit = text
            return
        if self.layout and self.layout.caption_prefix:
            text = _pattern(self.layout.caption_prefix).sub("", text, count=1)
        credit = self.credit
        if raw.element is not None and (inner := self._credits_in(raw.element)):
            credit = clean(" ".join(text_content(e, {}) for e in inner))
        self.credit = None
        if image := picture_credits.caption(text, credit=credit, lead=lead):
            self.images.append(image)

    def _credits_in(self, caption: etree._Element) -> Sequence[etree._Element]:
        if self.credits is None:
            self.credits = {}
            for credit in self.found.get("credit", ()):
                for element in (credit, *credit.iterancestors()):
                    self.credits.setdefault(element, []).append(credit)
        return self.credits.get(caption, ())

    def text(self, raw: Raw) -> None:
        text = raw.text
        if self.box:
            if raw.links and (raw.linked or not raw.plain):
                self.read_also += read_also.titles_of(raw.links)
                self.note(text, "read_also", "link in a read-also box", kept=True)
                return
            self.box = False
        if self.contents and raw.linked and raw.type == "list_item":
            self.note(text, "chrome", "entry of a table of contents")
            return
        self.contents = furniture.is_contents_label(text)
        if self.contents:
            self.note(text, "chrome", "table of contents")
            return
        if raw.plain is not None and picture_credits.is_credit_line(text):
            self.note(text, "caption", "caption by its credit", kept=True)
            self.take_caption(raw, lead=not self.out)
            return
        if not self.out and text == self.headline:
            self.note(text, "headline_repeat", "the headline again")
            return
        if not self.out and self.deck is not None and text == self.deck:
            self.note(text, "deck", "the deck again", kept=True)
            return
        heading = raw.type == "heading"
        verdict = furniture.classify(
            text, links=raw.links, plain=raw.plain, linked=raw.linked, heading=heading
        )
        if verdict:
            if verdict.label == "read_also":
                self.read_also += verdict.titles
                self.box = verdict.opens_box
            elif verdict.label == "source":
                self.people.sources += verdict.titles
                self.republished = True
            elif verdict.label == "paywall":
                self.paywalled = True
                if self.wall is None or self._goes_on():
                    self.wall = len(self.out)
            self.note(text, verdict.label, verdict.rule, kept=bool(verdict.titles))
            return
        if bylines.is_byline(text, raw.lines):
            self.take_people(raw.lines or (text,))
            self.note(text, "byline", "byline", kept=True)
            return
        kind = raw.type
        if kind == "paragraph" and raw.bold and is_title(text):
            kind = "heading"
        decision = self.note(text, LABELS[kind], "body", kept=True)
        self.out.append(Block(kind, text))  # type: ignore[arg-type]
        self.kept.append((raw, decision))

    # -- the ends -------------------------------------------------------------------------------------

    def finish(self, synopses: Sequence[str] = ()) -> None:
        """Take off what stands at the ends of the text: dateline, codes, credits, repeated synopsis."""
        self._dateline()
        self._offers()
        while self.out and self._tail(synopses):
            pass
        self._pull_quotes()

    def remove(self, index: int, label: Label, rule: str, kept: bool = False) -> None:
        decision = self.kept[index][1]
        decision.label, decision.rule, decision.kept = label, rule, kept
        del self.out[index], self.kept[index]

    def retype(self, index: int, text: str, rule: str, kind: str | None = None) -> None:
        """Put a trimmed text in the place of a block."""
        block = self.out[index]
        self.out[index] = Block(kind or block.type, text)  # type: ignore[arg-type]
        decision = self.kept[index][1]
        decision.label, decision.rule = LABELS[self.out[index].type], f"{decision.rule}; {rule}"

    def _dateline(self) -> None:
        if not self.dateline_pattern:
            return
        pattern = _pattern(self.dateline_pattern)
        for index in range(min(3, len(self.out))):
            text = self.out[index].text
            if match := self._set_apart(index, text, pattern):
                self._take_dateline(index, text, match)
                return
            match = pattern.match(text)
            if index + 1 < len(self.out) and len(text) <= 60 and (match is None or match.end() >= len(text)):
                joined = f"{text} {self.out[index + 1].text}"
                longer = pattern.match(joined)
                if longer and longer.end() > len(text):
                    self._take_dateline(index + 1, joined, longer)
                    self.remove(index, "paragraph", "dateline", kept=True)
                    return
            if match:
                self._take_dateline(index, text, match)
                return

    def _set_apart(self, index: int, text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The dateline where bold type alone, and no dash, sets it apart from the text that follows."""
        opening = self.kept[index][0].opening
        rest = text[len(opening) :].lstrip()
        if not ("." in opening or "," in opening):  # a place alone may be the first word of a sentence
            return None
        if not rest or not (rest[0].isalnum() or rest[0] in "\"“‘'"):
            return None
        return pattern.fullmatch(f"{opening} - ")

    def _take_dateline(self, index: int, text: str, match: re.Match[str]) -> None:
        """Leave of a block what stands behind its dateline."""
        self.dateline = _shown_dateline(match)
        # a dateline that was set apart by its type was matched with a dash that the page does not show
        end = match.end() if text.startswith(match[0]) else len(self.kept[index][0].opening)
        rest = text[end:].strip()
        if not rest:
            self.remove(index, "paragraph", "dateline", kept=True)
        else:
            kind = "paragraph" if self.out[index].type == "heading" else None
            self._leave(index, rest, f"dateline {self.dateline!r} taken off", kind)

    def _leave(self, index: int, rest: str, rule: str, kind: str | None = None) -> None:
        """Leave of a block what it is without its opening or its end: a text, or a line of the vocabulary."""
        if verdict := furniture.classify(rest, plain=rest):
            self.remove(index, verdict.label, verdict.rule)
        else:
            self.retype(index, rest, rule, kind)

    def _tail(self, synopses: Sequence[str]) -> bool:
        """Take one thing off the end; False when nothing is left to take."""
        index = len(self.out) - 1
        text = self.out[index].text
        raw = self.kept[index][0]
        code = _pattern(self.layout.desk_code) if self.layout and self.layout.desk_code else None
        start = endings.desk_code_start(text, code)
        if start is not None:
            editor = code.search(text, start) if code and "editor" in code.groupindex else None
            if editor and editor["editor"]:
                self.people.editors += bylines.split_names(editor["editor"])
            rest = text[:start].rstrip()
            if rest:
                self._leave(index, rest, f"desk code {text[start:].strip()!r} taken off")
            else:
                self.remove(index, "byline", "desk code")
            return True
        if names := bylines.agencies(text) or bylines.source_line(text):
            self.people.sources[:0] = [name for name in names if name not in self.people.sources]
            self.remove(index, "source", "credit line", kept=True)
            return True
        marked = raw.bold or raw.tag in HEADINGS or " " in text  # plain type signs with a whole name
        signed = self.layout and self.layout.signature and marked
        if signed and (names := bylines.signature(text)):
            self._sign(names)
            self.remove(index, "byline", "signature", kept=True)
            return True
        if self.republished and (named := endings.name_in_brackets(text)):
            self.people.authors.append(named[1])
            self._leave(index, named[0], f"writer {named[1]!r} taken off")
            return True
        if index > 0 and text in synopses:
            self.remove(index, "deck", "synopsis repeated behind the text")
            return True
        return False

    def _goes_on(self) -> bool:
        """Whether sentences follow the words of a paywall: then the text is not cut there."""
        start = max(self.wall or 0, self.barren)  # what held no sentence before holds none now
        if any(sentences.ends_sentence(x.text) or len(x.text) > 120 for x in self.out[start:]):
            return True
        self.barren = len(self.out)
        return False

    def _offers(self) -> None:
        """Behind the words of a paywall nothing but its offers: packages, prices, terms."""
        self.barren = 0  # a dateline may have moved the blocks
        while self.wall and len(self.out) > self.wall and not self._goes_on():
            self.remove(len(self.out) - 1, "paywall", "offer of a paywall")

    def _sign(self, names: Sequence[str]) -> None:
        """Sign the text, minding that a byline may have named the same person in other letters."""
        known = {name.casefold() for name in self.people.authors}
        for element in self.found.get("byline", ()):
            known |= {line.casefold() for line in text_lines(element, {})}
        for name in names:
            if bylines.agencies(name):
                self.people.sources.append(name)
            elif name.casefold() not in known:
                self.people.authors.append(name)

    def _pull_quotes(self) -> None:
        """A pull quote repeats a sentence of the body; it is left out."""
        quotes = [i for i, block in enumerate(self.out) if block.type == "quote"]
        if len(quotes) > MOST_QUOTES:
            return
        for index in reversed(quotes):
            words = self.out[index].text.strip(" \"“”'‘’").rstrip(".")
            if len(words) > 20 and any(words in b.text for i, b in enumerate(self.out) if i != index):
                self.remove(index, "chrome", "pull quote: a sentence of the body again")


def _shown_dateline(match: re.Match[str]) -> str | None:
    return clean(match[1] or "").strip(" ") or None


_NUMBERED = re.compile(r"(?:\d{1,3}|[A-Za-z])[.)]\s")


def is_title(text: str) -> bool:
    """Whether a text that is bold from end to end stands as a section title."""
    if len(text) > 160 or text[0] in '"“‘(':
        return False
    if _NUMBERED.match(text):
        return True
    return text[-1] not in ".,;-–—"
