"""A page's own JSON, from which a script draws what readers see: Next.js, Nuxt and the like.

A layout may search this data instead of the page's elements (``Layout.data``). For that, the data becomes
elements: each member a ``div`` whose class is its key, each item of a list one under the list's key, HTML in a
string what it says. The selectors of the layout, and everything behind them, are then those of every other page.

    {"title": "Panen", "tags": [{"name": "garam"}, {"name": "laut"}], "content": "<p>…</p>"}

    <div class="title">Panen</div>
    <div class="tags"><div class="name">garam</div></div> <div class="tags"><div class="name">laut</div></div>
    <div class="content"><p>…</p></div>
"""

from __future__ import annotations

import json
import re
from html import escape
from itertools import islice
from typing import Any

from lxml import etree

from extractors.reading.decode import parse, settable
from extractors.results import NotAnArticle
from extractors.rules.model import Layout, PageJSON
from extractors.rules.selectors import TreeIndex, select

__all__ = ["Flat", "Plain", "as_tree", "fits", "loaded", "reader_of", "searched"]

MAX_JSON = 3_000_000  # characters of a page's scripts that are looked through
MAX_VALUES = 20_000  # of the data that become elements
MAX_TEXT = 400_000  # characters of one text
_DEEPEST = 40
_ASSIGNED = re.compile(r"\s*(?:window\s*\.\s*)?[\w$.]{1,60}\s*=\s*(?=[{\[])")
_NO_CLASS = re.compile(r"[^\w-]+")
_MARKUP = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|strong|em|b|i|a|figure|img|table|section|span)\b[^>]{0,500}>",
    re.I,
)


def fits(layout: Layout, index: TreeIndex) -> bool:
    """Whether a page is of this layout, by its ``when``."""
    there = searched(layout, index)
    return there is not None and select(layout.when).first(there.tree, there) is not None


def searched(layout: Layout, index: TreeIndex) -> TreeIndex | None:
    """What the selectors of a layout search: the page, or its data; None if the page has no such data."""
    rule = layout.data
    if rule is None:
        return index
    if rule not in index.data:
        index.data[rule] = _index_of(rule, index)
    return index.data[rule]


def _index_of(rule: PageJSON, index: TreeIndex) -> TreeIndex | None:
    for script in select(rule.script).all(index.tree, index):
        source = script.text or ""
        if len(source) > MAX_JSON or (data := loaded(source)) is None:
            continue
        reader = reader_of(data)
        if (here := reader.follow(rule.path, reader.root)) is not None:
            return TreeIndex(_elements(here, reader, rule.path[-1] if rule.path else "page"))
    return None


def loaded(source: str) -> Any:
    """The value that a script holds: as JSON, or assigned to a variable; None if neither."""
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        pass
    begun = _ASSIGNED.match(source)
    try:
        return json.JSONDecoder(strict=False).raw_decode(source[begun.end() :])[0] if begun else None
    except (ValueError, RecursionError):
        return None


# -- two ways to write data -----------------------------------------------------------------------------


class Plain:
    """Data as JSON writes it."""

    def __init__(self, data: Any) -> None:
        self.root = data

    def follow(self, path: tuple[str, ...], value: Any) -> Any:
        """What lies at the end of a path of keys from a value on; None if it leads nowhere."""
        for key in path:
            value = self.item(value, key)
        return value

    def item(self, value: Any, key: str) -> Any:
        """The member of an object with that key; None without one."""
        return value.get(key) if isinstance(value, dict) else None

    def items(self, value: Any, most: int) -> list[Any] | None:
        """The first items of a list; None for anything else."""
        return value[:most] if isinstance(value, list) else None


# ``["Reactive", 7]`` stands for what lies at position 7
_WRAPPERS = frozenset(
    ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "Object", "Date", "Island", "NuxtError")
)


class Flat(Plain):
    """Data as Nuxt writes it (the library devalue): one array, in which values are positions of others."""

    def __init__(self, data: list[Any]) -> None:
        self.data = data
        super().__init__(self._at(0))

    def _at(self, position: Any) -> Any:
        for _ in range(_DEEPEST):
            if (
                not isinstance(position, int)
                or isinstance(position, bool)
                or not 0 <= position < len(self.data)
            ):
                return None  # -1 and below stand for undefined, NaN …
            value = self.data[position]
            if not (
                isinstance(value, list) and value and isinstance(value[0], str) and value[0] in _WRAPPERS
            ):
                return value
            if value[0] == "Date":
                return value[1] if len(value) > 1 else None
            position = value[1] if len(value) > 1 else None
        return None

    def item(self, value: Any, key: str) -> Any:
        return self._at(value[key]) if isinstance(value, dict) and key in value else None

    def items(self, value: Any, most: int) -> list[Any] | None:
        return [self._at(position) for position in value[:most]] if isinstance(value, list) else None


def reader_of(data: Any) -> Plain:
    """The way to read data, by how it is written."""
    return Flat(data) if _is_flat(data) else Plain(data)


def _is_flat(data: Any) -> bool:
    if not isinstance(data, list) or not data:
        return False
    first = data[0]
    if isinstance(first, list):
        return bool(first) and isinstance(first[0], str)
    return isinstance(first, dict) and all(isinstance(value, int) for value in first.values())


# -- data as elements -----------------------------------------------------------------------------------


def _elements(value: Any, reader: Plain, name: str) -> etree._Element:
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    todo: list[tuple[etree._Element, str, Any, int]] = [(body, name, value, 0)]
    left, text = MAX_VALUES, MAX_JSON
    while todo:
        parent, name, value, depth = todo.pop()
        if depth > _DEEPEST:
            continue
        if (items := reader.items(value, left)) is not None:
            left -= len(items)
            todo += [(parent, name, item, depth + 1) for item in reversed(items)]
        elif value is not None and value is not False:
            element = etree.SubElement(parent, "div", {"class": _NO_CLASS.sub("-", settable(name))})
            if isinstance(value, dict):
                keys = list(islice(value, left))
                left -= len(keys)
                todo += [(element, key, reader.item(value, key), depth + 1) for key in reversed(keys)]
            elif value is not True:  # the element says that
                shown = str(value)[: min(MAX_TEXT, text)]
                text -= len(shown)
                _fill(element, shown)
    return root


def _fill(element: etree._Element, text: str) -> None:
    if not _MARKUP.search(text) and "\n" not in text:
        element.text = settable(text)
        return
    try:
        shown = as_tree(text, "")
    except NotAnArticle:
        return
    if len(shown) == 1 and not shown.text and not shown[0].tail:
        shown = shown[0]  # the container that ``as_tree`` has put around it
    element.text = shown.text
    element.extend(list(shown))


def as_tree(text: str, url: str) -> etree._Element:
    """A text of the data as an element: HTML as it is, each line of plain text as a paragraph."""
    if not _MARKUP.search(text):
        lines = [line for line in text.splitlines() if line.strip()]
        text = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    elif "<p" not in text.lower() and "\n" in text:
        text = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    tree = parse(f"<html><body><div>{text}", url)  # what follows the text might be taken for some of it
    body = tree.find(".//body")
    return tree if body is None else body
