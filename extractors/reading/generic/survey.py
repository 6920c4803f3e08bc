"""One walk over a page: its elements in order, what their names make of them, where running text stands.

All that the reader's other modules ask of a page is answered from here, so that a page costs one walk, whatever it
holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from extractors.reading.blocks import AMP_SHOWN, BLOCK, INVISIBLE, MAX_DEPTH, clean, hidden, text_content
from extractors.reading.generic.names import kind_of
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
_PAGE_OF_TEXT = re.compile(r"pag(?:e|ing)|halaman|paragraph|body|content", re.I)
_NAMED = frozenset(("class", "id", "itemprop", "data-testid"))
_HIDING = frozenset(("style", "hidden", "fallback", "placeholder"))
_CRUMB = frozenset(("itemtype", "aria-label"))
_TELLING = (_NAMED | _HIDING | _CRUMB) - {"class"}
_FOR_READERS = re.compile(r"sr-only|hidden|screen-reader")
_NAMES = 120  # characters of an attribute that are looked at


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
        elif name in _CRUMB and "readcrumb" in value:
            names += " breadcrumb"
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
    if tag not in ("div", "section", "article") or element.get("style") is None:
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
        root = next(tree.iter("body"), tree)
        self.elements: list[Element] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.seen: list[bool] = []
        self.texts: list[int] = []
        self.links: list[int] = []
        self.closed: list[bool] = []
        # characters of text between an element's tags, those in its children left out
        self._own: list[int] = []
        self.holders: list[int] = []
        self.dead: list[bool] = []  # what no browser shows, whatever a script does
        self.later: set[Element] = set()  # hidden until a script turns to them
        self._shown: dict[int, str] = {}
        self._discounted: frozenset[int] = frozenset()
        self.by_kind: dict[str, list[int]] = {}
        self._walk(root)
        self.values = self._values()
        self._sums = [0, *accumulate(self._own)]

    def _walk(self, root: Element) -> None:
        elements, tags, parents, ends = self.elements, self.tags, self.parents, self.ends
        kinds, seen, dead, holders, closed = self.kinds, self.seen, self.dead, self.holders, self.closed
        texts, links, own = self.texts, self.links, self._own
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

    def _values(self) -> list[float]:
        values = [0.0] * len(self.parents)
        tags, parents, texts, links = self.tags, self.parents, self.texts, self.links
        for place in range(len(values) - 1, -1, -1):
            text, link = texts[place], links[place]
            value = values[place]
            if text or link:
                if self.runs(place):
                    value += text
                else:
                    value -= _PENALTY + min(text + link, _MOST) / 4
                if text > 15 and tags[place] == "h1":
                    value = _HEADLINE
                values[place] = value
            if value and (parent := parents[place]) >= 0:
                values[parent] += value * self.worth(place) if value > 0 else value
        return values

    @cached_property
    def places(self) -> dict[Element, int]:
        """The place of each element."""
        return {element: place for place, element in enumerate(self.elements)}

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
        return self.links[place] <= text and (text >= RUNNING or (text >= SENTENCE and self.closed[place]))

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

    def text(self, place: int) -> str:
        """What an element shows, on one line."""
        text = self._shown.get(place)
        if text is None:
            text = self._shown[place] = clean(text_content(self.elements[place], {}))
        return text
