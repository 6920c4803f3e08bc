"""Both readers of pages, the native one and lxml's, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from extractors.article import Article
from extractors.reading import engine, native
from extractors.reading.decode import parse_prepared, prepared
from extractors.reading.engine import extract_tree
from extractors.reading.native import library
from extractors.results import NotAnArticle, NoText
from tests.fuzz.properties import Outcome, Page, Violation, read

NAME = "both readers"
UNKNOWN = "www.kabar-contoh.id"  # a host without rules

Row = tuple[str, int, str, str, list[str]]  # of an element: name, children, text, tail, attributes


def native_tree(page: bytes) -> list[Row] | str:
    """The elements of a page as the native reader sees them, or why it declines the page."""
    assert library.library is not None
    rows: list[tuple[str, int, str, str, list[str]]] | str = json.loads(library.library.tree(page))
    if isinstance(rows, str):
        return rows
    children = [0] * len(rows)
    open_: list[int] = []  # the element at each depth
    for place, (_, depth, *_) in enumerate(rows):
        del open_[depth:]
        if open_:
            children[open_[-1]] += 1
        open_.append(place)
    return [
        (name, count, *more)
        for (name, _, *more), count in zip(rows, children, strict=True)  # type: ignore[misc]
    ]


def lxml_tree(page: bytes) -> list[Row] | None:
    """The same by lxml; None for a page without an element."""
    try:
        root = parse_prepared(page, "")
    except NotAnArticle:
        return None
    rows = [
        (str(one.tag), len(one), one.text or "", one.tail or "", list(chain.from_iterable(one.items())))
        for one in root.iter()
    ]
    rows[0] = *rows[0][:3], "", rows[0][4]  # what follows the page is in no tree
    return rows


def tree_difference(page: bytes) -> str:
    """What is not the same in the two trees of a prepared page; "" where all is, or where the page is declined."""
    mine = native_tree(page)
    if isinstance(mine, str):
        return ""
    other = lxml_tree(page)
    if other is None:
        return "lxml finds no element"
    if mine == other:
        return ""
    for number, (one, two) in enumerate(zip(mine, other, strict=False)):
        if one != two:
            return f"element {number}: {one!r}, by lxml {two!r}"
    return f"{len(mine)} elements, by lxml {len(other)}"


def same(page: Page) -> Outcome:
    """What both readers make of a page. Raises ``Violation`` where they differ, in the tree or in what comes of it.

    It is read under its own address, and under one that no rule knows.
    """
    outcome = _same(page)
    _same(replace(page, url=urlsplit(page.url)._replace(netloc=UNKNOWN).geturl()))
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


def _same(page: Page) -> Outcome:
    asked: list[str] = []

    def by_lxml(tree: etree._Element, url: str, *rest: Any, **more: Any) -> Article:
        asked.append(url)
        return extract_tree(tree, url, *rest, **more)

    # the last resort takes most of the time, and has lxml's tree in any case
    with _replaced("extract_generic", _left):
        with native.switched("native"), _replaced("extract_tree", by_lxml):
            outcome = other = read(page)
        if not asked:  # which reads it the same way again
            with native.switched("lxml"):
                other = read(page)
    if outcome is not other and (mine := said(outcome)) != (theirs := said(other)):
        raise Violation(NAME, _first_difference(mine, theirs))
    return outcome


@contextmanager
def _replaced(name: str, function: Callable[..., Article]) -> Iterator[None]:
    """``extract`` with another function of that name; ``unittest.mock`` takes as long as a page."""
    before = getattr(engine, name)
    setattr(engine, name, function)
    try:
        yield
    finally:
        setattr(engine, name, before)


def _left(tree: etree._Element, url: str, *_: object, **__: object) -> Article:
    raise NoText(url, "left to the fallback")


def said(outcome: Outcome) -> dict[str, Any]:
    """All that an outcome says."""
    if isinstance(outcome, NotAnArticle):
        return {"result": outcome.kind, "reason": outcome.reason}
    return outcome.to_dict()


def _first_difference(mine: dict[str, Any], other: dict[str, Any]) -> str:
    key = next(key for key in (*mine, *other) if mine.get(key) != other.get(key))
    return f"{key} is {mine.get(key)!r}"[:300] + f", by lxml {other.get(key)!r}"[:300]
