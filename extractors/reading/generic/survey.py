"""One walk over a page: its elements in order, what their names make of them, where running text stands.

All that the reader's other modules ask of a page is answered from here, so that a page costs one walk, whatever it
holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from extractors.reading.blocks import (
    AMP_SHOWN,
    BLOCK,
    INVISIBLE,
    MAX_DEPTH,
    Raw,
    Roles,
    clean,
    hidden,
    read_blocks,
    text_content,
)
from extractors.reading.generic.names import kind_of
from extractors.reading.native.document import END as _END
from extractors.reading.native.document import Document, Nodes, read_document
from extractors.reading.native.program import WORDS
from extractors.reading.refuse import SHELLS
from extractors.rules.model import Layout
from extractors.vocabulary import bylines

Element = etree._Element

RUNNING = 80  # characters outside of links from which on what an element holds itself counts as running text
SENTENCE = 25  # ... where it ends as a sentence does
_CLOSES = frozenset('.!?…”"’)')
_ROOM = 512  # elements for which a walk makes room at a time
_UNNAMED, _NO, _NONE = [""] * _ROOM, [False] * _ROOM, [0] * _ROOM
_PENALTY = 5  # what an element without running text takes from those around it, and a part of each character
_MOST = 120
# What the text of a part is worth to those around it, by what the part is.
_WORTH = {
    "comment": 0.0,
    "chrome": 0.2,
    "ad": 0.0,
    "read_also": 0.0,
    "caption": 0.0,
    "crumb": 0.0,
    "keyword": 0.0,
    "deck": 0.4,
}
_WORTH_OF_TAG = {
    "aside": 0.2,
    "nav": 0.0,
    "footer": 0.1,
    "form": 0.5,
    "figure": 0.0,
    "figcaption": 0.0,
    "h2": 0.0,
    "h3": 0.0,
    "h4": 0.0,
    "h5": 0.0,
    "h6": 0.0,
    "address": 0.0,
}
_PAGE_WORDS = ("page", "paging", "halaman", "paragraph", "body", "content")
_PAGE_OF_TEXT = re.compile("|".join(_PAGE_WORDS), re.I)
_PAGES = ("div", "section", "article")
_NAMED = frozenset(("class", "id", "itemprop", "data-testid"))
_HIDING = frozenset(("style", "hidden", "fallback", "placeholder"))
_CRUMB = frozenset(("itemtype", "aria-label"))
_TELLING = (_NAMED | _HIDING | _CRUMB) - {"class"}
_CRUMB_MARK, _CRUMB_NAME = "readcrumb", "breadcrumb"
_READERS = ("sr-only", "hidden", "screen-reader")
_FOR_READERS = re.compile("|".join(_READERS))
_NAMES = 120  # characters of an attribute that are looked at
_DIGIT = re.compile(r"\d")
# What the library is told for its survey, a line for each.
_NOTES = "\n".join(
    (
        WORDS,
        *map(" ".join, (sorted(_NAMED), sorted(_HIDING), sorted(_CRUMB))),
        _CRUMB_MARK,
        _CRUMB_NAME,
        *map(" ".join, (_READERS, _PAGES, _PAGE_WORDS, sorted(_CLOSES), SHELLS)),
        str(_NAMES),
    )
).encode()


@lru_cache(maxsize=8192)
def _is_for_readers(names: str) -> bool:
    """Whether a class may hide a text from all but screen readers."""
    return _FOR_READERS.search(names) is not None


def _said(attributes: Iterable[tuple[str, str]]) -> tuple[str, bool]:
    """What the attributes of an element make of it, and whether they may hide it."""
    names, told = "", False
    for name, value in attributes:
        if name in _NAMED:
            names = f"{names} {value[:_NAMES]}"
            told = told or (name == "class" and _is_for_readers(value[:_NAMES]))
        elif name in _HIDING:
            told = True
        elif name in _CRUMB and _CRUMB_MARK in value:
            names += f" {_CRUMB_NAME}"
    return kind_of(names) if names else "", told


class _Tag(NamedTuple):
    """What a tag says of its elements."""

    block: bool
    gone: bool  # no browser shows what is in it
    shows: bool  # it may show text of its own


@lru_cache(maxsize=512)
def _tag(tag: str) -> _Tag:
    gone = tag in INVISIBLE or (tag[:4] == "amp-" and tag not in AMP_SHOWN and tag != "amp-img")
    return _Tag(tag in BLOCK, gone, not gone and tag != "amp-img")


_HEADLINE = -60.0  # an h1 stands above the text


def _is_later_page(element: Element, tag: str) -> bool:
    """Whether an element is hidden until a script turns to its page of the text: it holds paragraphs."""
    if tag not in _PAGES or element.get("style") is None:
        return False
    names = f"{element.get('class') or ''} {element.get('data-page') or ''}"
    return bool(_PAGE_OF_TEXT.search(names)) and sum(1 for _ in element.iterchildren("p")) >= 2


class Survey:
    """A page's elements by their place in document order.

    ``elements`` are all elements, ``tags`` their tags, ``parents`` the place of each one's parent (-1 for the root), ``ends`` the place
    behind the last element in each, ``kinds`` what their names make of them ("" of most), ``seen`` whether they are
    shown, ``texts`` and ``links`` how many characters outside of and in links each holds itself: its own and those
    of its inline elements. ``values`` say how much running text stands in each, less what is none.
    """

    def __init__(self, tree: Element) -> None:
        self.tree = tree
        self.elements: Sequence[Element]
        self.tags: list[str]
        self.parents: list[int]
        self.ends: Sequence[int]
        self.kinds: list[str]
        self.seen: Sequence[int]
        self.texts: list[int]
        self.links: list[int]
        self.closed: Sequence[int]
        self.holders: list[int]
        self.by_kind: dict[str, list[int]] = {}  # the places of each kind
        self.telling: list[int]  # places that are shown and hold text themselves
        self.dead: Sequence[int]  # what no browser shows, whatever a script does
        self.later: set[Element] = set()  # hidden until a script turns to them
        self.spoken: Sequence[int]  # whether words may stand in an element before the first one in it
        self.followed: Sequence[int]  # ... or behind it
        self._sums: list[int]  # of the characters between the tags of elements, those in others left out
        self._order: Sequence[int]  # places that hold text or may do so, the last one first
        self._shown: dict[int, str] = {}
        self._known_digits: dict[int, bool] = {}
        self._discounted: frozenset[int] = frozenset()
        self._document: Document | None = getattr(tree, "document", None)
        if self._document is not None:
            self._adopt(self._document)
        else:
            self._walk(next(tree.iter("body"), tree))
        self.values = self._values()

    def _adopt(self, found: Document) -> None:
        """Take over what the library has noted."""
        kinds = [kind_of(names) if names else "" for names in found.said]
        self.elements, self.tags = Nodes(found), found.tags
        self.parents, self.ends, self.holders = found.outer, found.behind, found.holders
        self.kinds = [""] * len(self.tags)
        for place, number in zip(found.named, found.names, strict=True):
            if kind := kinds[number]:
                self.kinds[place] = kind
                self.by_kind.setdefault(kind, []).append(place)
        self.telling = found.telling
        self.spoken, self.followed = found.spoken, found.followed
        self.seen, self.dead, self.closed = found.seen, found.dead, found.closed
        self.texts, self.links = found.texts, found.links
        self._sums, self._order = found.sums, found.order
        if 1 in found.later:
            self.later = {self.elements[place] for place, later in enumerate(found.later) if later}

    def _walk(self, root: Element) -> None:
        elements: list[Element] = []
        tags, kinds = list[str](), list[str]()
        parents, ends, holders = list[int](), list[int](), list[int]()
        texts, links, own = list[int](), list[int](), list[int]()
        seen, dead, closed = list[bool](), list[bool](), list[bool]()
        flags, counts = (seen, dead, closed), (texts, links, own)
        known: dict[str, _Tag] = {}
        classes: dict[str, tuple[str, bool]] = {}
        room = 0

        def take(element: Element, tag: str, parent: int, shown: bool, linked: bool, depth: int) -> None:
            nonlocal room
            place = len(parents)
            if place == room:  # most elements have neither a name nor text: nothing is written for them
                kinds.extend(_UNNAMED)
                for row in flags:
                    row.extend(_NO)
                for numbers in counts:
                    numbers.extend(_NONE)
                room += _ROOM
            elements.append(element)
            tags.append(tag)
            parents.append(parent)
            ends.append(place + 1)
            block, gone, shows = known.get(tag) or known.setdefault(tag, _tag(tag))
            holder = place if block or parent < 0 else holders[parent]
            holders.append(holder)
            if gone:  # of what nobody sees, no name matters
                dead[place] = True
                return
            # one question asks for all attributes
            attributes: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
            if attributes:
                names = more = None
                for name, value in attributes:
                    if name == "class":
                        names = value
                    elif name in _TELLING:
                        more = attributes
                if more is not None or names is None:
                    kind, told = _said(more) if more else ("", False)
                elif (said := classes.get(names)) is not None:  # many elements have theirs in common
                    kind, told = said
                else:
                    kind, told = classes[names] = _said(attributes)
                if kind:
                    kinds[place] = kind
                    self.by_kind.setdefault(kind, []).append(place)
                if told and shown and hidden(element):
                    shown = _is_later_page(element, tag)
                    if shown:
                        self.later.add(element)
            shown = seen[place] = shown and shows
            if depth > MAX_DEPTH:
                return
            linked = linked or tag == "a"
            size = links if linked else texts
            if shown and (text := element.text) and (text := text.strip()):
                own[place] += len(text)
                size[holder] += len(text)
                closed[holder] = text[-1] in _CLOSES
            for child in element:
                name = child.tag
                if type(name) is str:
                    take(child, name, place, shown, linked, depth + 1)
                if shown and (text := child.tail) and (text := text.strip()):
                    own[place] += len(text)
                    size[holder] += len(text)
                    closed[holder] = text[-1] in _CLOSES
            ends[place] = len(parents)

        take(root, str(root.tag), -1, True, False, 0)
        for row in (kinds, *flags, *counts):
            del row[len(parents) :]
        self.elements, self.tags, self.kinds = elements, tags, kinds
        self.parents, self.ends, self.holders = parents, ends, holders
        self.texts, self.links, self._sums = texts, links, [0, *accumulate(own)]
        self.seen, self.dead, self.closed = seen, dead, closed
        self._order = range(len(parents) - 1, -1, -1)
        self.spoken = self.followed = b"\1" * len(parents)
        self.telling = [
            place
            for place, (text, link) in enumerate(zip(texts, links, strict=True))
            if (text or link) and seen[place]
        ]

    def _values(self) -> list[float]:
        values = [0.0] * len(self.parents)
        tags, kinds, parents, texts, links = self.tags, self.kinds, self.parents, self.texts, self.links
        for place in self._order:
            text, link = texts[place], links[place]
            value = values[place]
            tag = tags[place]
            if text or link:
                if self.runs(place):
                    value += text
                else:
                    value -= _PENALTY + min(text + link, _MOST) / 4
                if text > 15 and tag == "h1":
                    value = _HEADLINE
                values[place] = value
            if value and (parent := parents[place]) >= 0:
                if value > 0:
                    kind = kinds[place]
                    if kind in _WORTH or tag in _WORTH_OF_TAG:
                        value *= self.worth(place)
                values[parent] += value
        return values

    @cached_property
    def _places(self) -> dict[Element, int]:
        return {element: place for place, element in enumerate(self.elements)}

    def place_of(self, element: Element) -> int | None:
        """The place of an element, None for one that is not among them."""
        return self._places.get(element) if self._document is None else self._document.place_of(element)

    def tagged(self, tags: Sequence[str], first: int = 0, last: int | None = None) -> Sequence[int]:
        """The places of some tags, from one place up to another."""
        last = len(self.tags) if last is None else last
        if self._document is not None:
            return self._document.places_of(tags, first, last)
        return [place for place in range(first, last) if self.tags[place] in tags]

    def has_digits(self, place: int) -> bool:
        """Whether a digit stands in an element, hidden or not; asked before its text is put together."""
        end = self.ends[place]
        if self._document is not None:
            digits = self._document.digits
            if digits.find(1, place, end) >= 0:
                return True
            return any(digits[x] and self._digits(x) for x in range(place, end))
        return any(map(self._digits, range(place, end)))

    def _digits(self, place: int) -> bool:
        """Whether a digit stands in an element, those in it left out."""
        known = self._known_digits
        if place not in known:
            element = self.elements[place]
            known[place] = bool(element.text and _DIGIT.search(element.text)) or any(
                child.tail and _DIGIT.search(child.tail) for child in element
            )
        return known[place]

    def discount(self, places: Iterable[int]) -> None:
        """Count the text of some elements as none of the article's."""
        self._discounted = frozenset(places)
        if self._discounted:
            self.values = self._values()

    def worth(self, place: int) -> float:
        """What the running text of an element is worth to those around it, from 0 to 1."""
        return min(_WORTH.get(self.kinds[place], 1.0), _WORTH_OF_TAG.get(self.tags[place], 1.0))

    def runs(self, place: int) -> bool:
        """Whether what an element holds itself is running text."""
        text = self.texts[place]
        if place in self._discounted:
            return False
        return self.links[place] <= text and (
            text >= RUNNING or (text >= SENTENCE and bool(self.closed[place]))
        )

    def is_mark(self, place: int) -> bool:
        """Whether an element closes a text: a code in brackets, an agency or a name in capitals, a credit."""
        if self.size(place) > 120 or self.links[place]:
            return False
        text = self.text(place)
        return text[:1] == "(" or text.isupper() or bool(bylines.source_line(text)) or bylines.is_byline(text)

    def alone(self, place: int) -> bool:
        """Whether an element is a block, or all that its block shows."""
        holder = self.holders[place]
        if holder == place:
            return True
        shown = self.texts[holder] + self.links[holder]
        return shown <= self.size(place) + 3

    def within(self, place: int, outer: int) -> bool:
        """Whether an element is another or stands in it."""
        return outer <= place < self.ends[outer]

    def size(self, place: int) -> int:
        """Characters that are shown in an element, in links and outside of them."""
        return self._sums[self.ends[place]] - self._sums[place]

    def own_text(self, place: int) -> str:
        """The text that an element begins with, before the first element in it."""
        if (document := self._document) is not None:
            return clean(document.text(document.ids[place]) or "") if document.spoken[place] else ""
        return clean(text) if (text := self.elements[place].text) else ""

    def text_behind(self, place: int) -> str:
        """The text behind an element, up to the next one."""
        if (document := self._document) is not None:
            return clean(document.tail(document.ids[place]) or "") if document.followed[place] else ""
        return clean(text) if (text := self.elements[place].tail) else ""

    def holding(self) -> list[int]:
        """The places in which running text is shown."""
        values, seen = self.values, self.seen
        found = [place for place in self._order if values[place] > 0 and seen[place]]
        found.reverse()
        return found

    def blocks(self, place: int, roles: Roles, shown: Collection[Element], layout: Layout) -> list[Raw]:
        """The blocks in an element; of the native reader's, captions have their credits already."""
        container = self.elements[place]
        if self._document is not None:
            found = self._document.blocks_in(container, roles, shown, layout)
            if found is not None:
                return found
        return read_blocks(container, roles, shown=shown)

    def text(self, place: int) -> str:
        """What an element shows, on one line."""
        text = self._shown.get(place)
        if text is None:
            text = self._shown[place] = self._text(place)
        return text

    def _text(self, place: int) -> str:
        document, end = self._document, self.ends[place]
        if document is None or self.dead[place]:
            return clean(text_content(self.elements[place], {}))
        if end == place + 1:
            return clean(document.text(document.ids[place]) or "")
        lines = document.lines(place)
        if _END not in lines:
            return clean(lines)
        return " ".join(x for line in lines.split(_END) if line and (x := clean(line)))


def document_of(page: bytes) -> Document | None:
    """A page (UTF-8) as the library surveys it; None where lxml is to read it. Its ``root`` is what a survey is made of."""
    return read_document(page, _NOTES)
