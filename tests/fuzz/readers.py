"""Both readers of pages, the native one and lxml's, side by side."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from extractors.reading import native
from extractors.reading.decode import parse_prepared, prepared
from extractors.reading.native import library
from extractors.results import NotAnArticle
from tests.fuzz.properties import Outcome, Page, Violation, read

NAME = "both readers"

Row = list[Any]  # of an element: name, depth, text, tail, attributes


def native_tree(page: bytes) -> list[Row] | str:
    """The elements of a page as the native reader sees them, or why it declines the page."""
    assert library.library is not None
    rows: list[Row] | str = json.loads(library.library.tree(page))
    return rows


def lxml_tree(page: bytes) -> list[Row] | None:
    """The same by lxml; None for a page without an element."""
    try:
        root = parse_prepared(page, "")
    except NotAnArticle:
        return None
    rows: list[Row] = []
    todo: list[tuple[etree._Element, int]] = [(root, 0)]
    while todo:
        element, depth = todo.pop()
        attributes = [text for pair in element.attrib.items() for text in pair]
        tail = (element.tail or "") if depth else ""
        rows.append([element.tag, depth, element.text or "", tail, attributes])
        todo += [(child, depth + 1) for child in reversed(element)]
    return rows


def tree_difference(page: bytes) -> str:
    """What is not the same in the two trees of a prepared page; "" where all is, or where the page is declined."""
    mine = native_tree(page)
    if isinstance(mine, str):
        return ""
    other = lxml_tree(page)
    if other is None:
        return "lxml finds no element"
    for number, (one, two) in enumerate(zip(mine, other, strict=False)):
        if one != two:
            return f"element {number}: {one!r}, by lxml {two!r}"
    return "" if len(mine) == len(other) else f"{len(mine)} elements, by lxml {len(other)}"


def same(page: Page) -> Outcome:
    """What both readers make of a page. Raises ``Violation`` where they differ, in the tree or in what comes of it."""
    with native.switched("native"):
        outcome = read(page)
    with native.switched("lxml"):
        other = read(page)
    if said(outcome) != said(other):
        raise Violation(NAME, _first_difference(said(outcome), said(other)))
    try:
        data = prepared(page.content, page.url, page.encoding)
    except NotAnArticle:
        data = b""
    if native.is_plain(page.content, page.encoding) and data != prepared(page.content, page.url, plain=True):
        raise Violation(NAME, "a page that is to be changed before it is read is taken for plain")
    if not data:
        return outcome
    if different := tree_difference(data):
        raise Violation(NAME, different[:500])
    return outcome


def said(outcome: Outcome) -> dict[str, Any]:
    """All that an outcome says."""
    if isinstance(outcome, NotAnArticle):
        return {"result": outcome.kind, "reason": outcome.reason}
    return outcome.to_dict()


def _first_difference(mine: dict[str, Any], other: dict[str, Any]) -> str:
    key = next(key for key in (*mine, *other) if mine.get(key) != other.get(key))
    return f"{key} is {mine.get(key)!r}"[:300] + f", by lxml {other.get(key)!r}"[:300]
