"""A page that no rule describes, read by the library: its elements as columns of numbers, of which few become objects.

``Node`` does what the generic reader asks of an element of lxml's tree, and is made when it is asked for. Texts stay in
the page's bytes until then.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import cast
from unicodedata import is_normalized

from lxml import etree

from extractors.reading.blocks import Raw, Roles, hidden
from extractors.reading.metadata import Told
from extractors.reading.native import library
from extractors.reading.native.reading import KINDS, blocks_of, told_of
from extractors.rules.model import Layout

Element = etree._Element

_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_BEGINS = b"[\0\0\0"
_NONE = 0xFFFFFFFF  # the parent of what has none
_OTHER = 0xFF  # in a row of bytes: a tag whose number is too large for one
END = "\0"  # of a line, in no text of a page


class Node:
    """An element of a page that the library has read. There is one object for each element that was asked for."""

    __slots__ = ("document", "id", "tag")

    def __init__(self, document: Document, number: int, tag: str) -> None:
        self.document, self.id, self.tag = document, number, tag

    @property
    def text(self) -> str | None:
        return self.document.text(self.id)

    @property
    def tail(self) -> str | None:
        return self.document.tail(self.id)

    @property
    def hiding(self) -> Callable[[Element], bool]:
        """What says whether an element of the same page is marked as hidden."""
        return self.document.hidden

    def items(self) -> list[tuple[str, str]]:
        return self.document.items(self.id)

    def keys(self) -> list[str]:
        return [name for name, _ in self.items()]

    def get(self, name: str) -> str | None:
        return self.document.value(self.id, name)

    def getparent(self) -> Node | None:
        parent = self.document.parents[self.id]
        return None if parent == _NONE else self.document.node(parent)

    def __len__(self) -> int:
        return sum(1 for _ in self.document.children(self.id))

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Node]:
        return iter(self.document.nodes_in(self.id))

    def iterchildren(self, tag: str) -> Iterator[Node]:
        return (child for child in self if child.tag == tag)

    def findall(self, tag: str) -> list[Node]:
        return list(self.iterchildren(tag))

    def iterancestors(self) -> Iterator[Node]:
        up = self.getparent()
        while up is not None:
            yield up
            up = up.getparent()

    def iter(self, *tags: str) -> Iterator[Node]:
        return map(self.document.node, self.document.tagged(tags, self.id, self.document.ends[self.id]))

    def itertext(self) -> Iterator[str]:
        if text := self.text:
            yield text
        for child in self:
            yield from child.itertext()
            if tail := child.tail:
                yield tail


class Document:
    """A page's elements by their number, and what the library has noted of those that are surveyed, by their place.

    Of the survey, ``ids`` are the numbers, ``outer`` the parents (a place, or ``NONE``), ``behind`` the ends,
    ``named`` those with names in their markup, ``names`` which of ``said`` these are, ``telling`` those shown that hold text
    themselves; ``shell`` is the first of the words for elements which a script fills that the page has, or -1. ``order`` are the places that hold text, the last one first; ``unseen`` show no text,
    ``blocks`` break a line, ``spoken`` and ``followed`` have words in them or behind them, ``digits`` have digits (1), or
    what may be some (2), among their own text.
    """

    def __init__(self, page: bytes, answer: bytearray) -> None:
        self._page, self._base = page, len(page)
        view = memoryview(answer)
        numbers = view[len(_BEGINS) : len(answer) & ~3].cast("I")
        count, places, attributes, kinds, named, telling, shell, holding, links, extra, names, serial = (
            numbers[:12]
        )
        at = 12

        def row(size: int) -> memoryview:
            nonlocal at
            at += size
            return numbers[at - size : at]

        begins = row(kinds + 1)
        self.parents, self.ends = row(count), row(count)
        self._texts, self._sizes = row(count), row(count)
        self._tails, self._tail_sizes = row(count), row(count)
        self._first, self._counts = row(count), row(count)
        self._names = row(count)
        self._attributes, self._values, self._value_sizes = (row(attributes) for _ in range(3))
        self.ids = row(places)
        outer, self.behind, self.holders, self.texts, self.links = (row(places).tolist() for _ in range(5))
        self.named, self.names, self.telling = row(named), row(named), row(telling).tolist()
        outer[0] = -1
        self.outer: list[int] = outer
        self.sums: list[int] = row(places + 1).tolist()
        self.order: list[int] = row(holding).tolist()
        self._addresses, self._address_sizes = row(links), row(links)
        byte = len(_BEGINS) + 4 * at
        tags_of_places = view[byte : byte + 2 * places].cast("H")
        byte += 2 * places

        def flags(size: int) -> bytes:
            nonlocal byte
            byte += size
            return bytes(view[byte - size : byte])

        self.seen, self.dead, self.closed, self.later = (flags(places) for _ in range(4))
        self.unseen, self.blocks = flags(places), flags(places)
        self.spoken, self.followed, self.digits = (flags(places) for _ in range(3))
        self._tags_of_places, self._tags_of_all, self._hidden = flags(places), flags(count), flags(count)
        self._extra = flags(extra)
        self._tags = flags(names).decode().split("\n")
        self._numbers = {name: number for number, name in enumerate(self._tags)}
        self.tags = [self._tags[x] for x in tags_of_places]
        self.shell, self._serial = shell - 1, serial
        self.said = [self._text(one, other - one) for one, other in pairwise(begins)]
        self._told = flags(len(view) - byte).decode()
        self._nodes: dict[int, Node] = {}

    @property
    def root(self) -> Element:
        """The page's outermost element, as one of lxml's."""
        return cast("Element", self.node(0))

    @property
    def told(self) -> Told | None:
        """What the page says about itself; None where the library has not composed its characters."""
        if not self._told.isascii() and not is_normalized("NFC", self._told):
            return None
        return told_of(*json.loads(self._told))

    # -- elements by their number ---------------------------------------------------------------------------

    def node(self, number: int) -> Node:
        """An element; the same object whenever it is asked for."""
        node = self._nodes.get(number)
        if node is None:
            node = self._nodes[number] = Node(self, number, self._tags[self._names[number]])
        return node

    def _text(self, start: int, size: int) -> str:
        return self._bytes(start, size).decode()

    def _bytes(self, start: int, size: int) -> bytes:
        base = self._base
        if start < base:
            return self._page[start : start + size]
        return self._extra[start - base : start - base + size]

    def text(self, number: int) -> str | None:
        """The text before an element's first child, None without one."""
        if not (size := self._sizes[number]):
            return None
        if (start := self._texts[number]) < self._base:  # as most do
            return self._page[start : start + size].decode()
        return self._text(start, size)

    def tail(self, number: int) -> str | None:
        """The text behind an element, None without one."""
        if not (size := self._tail_sizes[number]):
            return None
        if (start := self._tails[number]) < self._base:
            return self._page[start : start + size].decode()
        return self._text(start, size)

    def children(self, number: int) -> Iterator[int]:
        """The elements in an element, those in them left out."""
        child, end, ends = number + 1, self.ends[number], self.ends
        while child < end:
            yield child
            child = ends[child]

    def nodes_in(self, number: int) -> list[Node]:
        """The elements in an element, those in them left out."""
        child, end, ends, nodes = number + 1, self.ends[number], self.ends, self._nodes
        found = []
        while child < end:
            node = nodes.get(child)
            found.append(self.node(child) if node is None else node)
            child = ends[child]
        return found

    def items(self, number: int) -> list[tuple[str, str]]:
        """Names and values of an element's attributes."""
        first = self._first[number]
        return [
            (self._tags[self._attributes[x]], self._text(self._values[x], self._value_sizes[x]))
            for x in range(first, first + self._counts[number])
        ]

    def value(self, number: int, name: str) -> str | None:
        """The value of an attribute, None without it."""
        known = self._numbers.get(name)
        first = self._first[number]
        for x in range(first, first + self._counts[number]):
            if self._attributes[x] == known:
                return self._text(self._values[x], self._value_sizes[x])
        return None

    def tagged(self, tags: Sequence[str], first: int, last: int) -> Iterable[int]:
        """The elements of some tags from one number up to another; all without tags."""
        return self._found(tags, self._tags_of_all, first, last) if tags else range(first, last)

    def _found(self, tags: Sequence[str], row: bytes, first: int, last: int) -> list[int]:
        """Where in a row of tags some stand."""
        found: list[int] = []
        for tag in tags:
            number = self._numbers.get(tag)
            if number is None:
                continue
            wanted = min(number, _OTHER)
            at = row.find(wanted, first, last)
            while at >= 0:
                if number < _OTHER or self._names[at if row is self._tags_of_all else self.ids[at]] == number:
                    found.append(at)
                at = row.find(wanted, at + 1, last)
        return found if len(tags) == 1 else sorted(found)

    def addresses(self, name: str, most: int) -> list[str]:
        """The addresses of the page's first ``most`` links, those that hold a name or begin as a query does."""
        mark, page, base = name.encode("utf-8", "surrogatepass"), self._page, self._base
        found = []
        for start, size in zip(self._addresses[:most], self._address_sizes[:most], strict=True):
            address = page[start : start + size] if start < base else self._bytes(start, size)
            if mark in address or address[:1] == b"?":
                found.append(address.decode())
        return found

    def blocks_in(
        self, body: Element, roles: Roles, shown: Iterable[Element], layout: Layout
    ) -> list[Raw] | None:
        """The blocks below an element, as ``blocks.read_blocks`` finds them for a reading that nobody wants explained.

        Captions have their credits. None where Python is to read them.
        """
        if library.library is None:
            return None
        claims = sorted((cast("Node", one).id, _NUMBERS[role[0]]) for one, role in roles.items())
        numbers = [len(claims), *chain.from_iterable(claims), *sorted(cast("Node", one).id for one in shown)]
        answer = library.library.blocks(self._serial, cast("Node", body).id, array("I", numbers).tobytes())
        text = answer.decode()
        if text[0] != "[" or not (text.isascii() or is_normalized("NFC", text)):
            return None
        return blocks_of(json.loads(text), layout)

    # -- places ---------------------------------------------------------------------------------------------

    def places_of(self, tags: Sequence[str], first: int, last: int) -> list[int]:
        """The places of some tags, from one place up to another."""
        return self._found(tags, self._tags_of_places, first, last)

    def place_of(self, element: Element) -> int | None:
        """The place of an element, None for one that is not surveyed."""
        number = cast("Node", element).id
        place = bisect_left(self.ids, number)
        return place if place < len(self.ids) and self.ids[place] == number else None

    def hidden(self, element: Element) -> bool:
        """Whether an element is marked as hidden, as ``blocks.hidden`` says."""
        known = self._hidden[cast("Node", element).id]
        return known == 1 if known else hidden(element)

    def lines(self, place: int) -> str:
        """The text of what stands in a place, its lines as ``blocks.text_lines`` ends them."""
        parts: list[str] = []
        self._collect(place, parts)
        return "".join(parts)

    def _collect(self, place: int, parts: list[str]) -> None:
        ids, behind = self.ids, self.behind
        if text := self.text(ids[place]):
            parts.append(text)
        child, end = place + 1, behind[place]
        while child < end:
            if not self.unseen[child]:
                tag = self.tags[child]
                if tag == "br":
                    parts.append(END)
                if self.blocks[child]:
                    parts.append(END)
                    self._collect(child, parts)
                    parts.append(END)
                else:
                    if tag == "td" or tag == "th":
                        parts.append(" ")
                    self._collect(child, parts)
            if text := self.tail(ids[child]):
                parts.append(text)
            child = behind[child]


class Nodes(Sequence[Element]):
    """The elements of a document that are surveyed, by their place."""

    __slots__ = ("_ids", "_node")

    def __init__(self, document: Document) -> None:
        self._node, self._ids = document.node, document.ids

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: int) -> Element:  # type: ignore[override]
        return cast("Element", self._node(self._ids[place]))


def read_document(page: bytes, notes: bytes) -> Document | None:
    """A page (UTF-8) that no rule describes; None where lxml is to read it. ``notes`` are words by line (``survey.rs``)."""
    if library.library is None:
        return None
    answer = library.library.survey(notes, page)
    return Document(page, answer) if answer.startswith(_BEGINS) else None
