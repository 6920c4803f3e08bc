"""The element that seems to hold a key now, where the rule's selector finds nothing any more.

The generic reader, which knows no rules, says what the key's value is on recent pages; the element that shows it is
named as a rule would name it. Where it finds no value, the class or id that most resembles the old one is told.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from extractors.article import Article
from extractors.authoring.induce import HINTS, KEY_FIELDS
from extractors.authoring.naming import NAMED, candidates, word_cost
from extractors.authoring.page_view import PageView
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.results import NotAnArticle
from extractors.rules.model import Layout, Outlet

__all__ = ["RecentPage", "nearest"]

_NAMES = re.compile(r"[.#]([\w-]+)")
_ALIKE = 0.6
_WIDER = 3  # an element that shows this many times the value's characters is not its own
_REMARK = re.compile(r"\s*\((?:page shows|.*refused).*$")


class RecentPage(NamedTuple):
    """A page as it was served."""

    url: str
    body: bytes
    encoding: str | None = None


def nearest(outlet: Outlet, layout: Layout, key: str, pages: Sequence[RecentPage]) -> str:
    """A selector for the element that holds a key on most of these pages; "" where none does."""
    field = KEY_FIELDS.get(key, (key,))[0]
    votes: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    for page in pages:
        try:
            tree = parse(page.body, page.url, page.encoding)
            article = extract_tree(tree, page.url, None)
        except (NotAnArticle, RecursionError):
            continue
        view = PageView(tree, page.url)
        votes.update(set(_holders(view, article, key, HINTS.get(field, ()))))
        old = getattr(layout, field, None)
        if isinstance(old, str):
            alike.update(set(_resembling(view, _NAMES.findall(old))))
    found = votes.most_common(1) or alike.most_common(1)
    return found[0][0] if found else ""


def _holders(view: PageView, article: Article, key: str, hints: tuple[str, ...]) -> Iterator[str]:
    """Names of the elements that show the values of a key."""
    for value in _values(article, key)[:3]:
        element = view.smallest_with(value)
        for around in (element, *(element.iterancestors() if element is not None else ())):
            if around is None or around.tag == "body" or len(view.text(around)) > _WIDER * len(value) + 30:
                break
            own = [one for one in candidates(around, hints) if one.cost <= NAMED and " " not in one.css]
            if own:
                yield own[0].css
                return


def _values(article: Article, key: str) -> list[str]:
    if key == "datePublished":
        return [_REMARK.sub("", article.datePublishedRaw)] if article.datePublishedRaw else []
    value = getattr(article, key, None)
    if key == "images":
        return [image.text for image in article.images if image.text]
    if isinstance(value, tuple):
        return [one for one in value if isinstance(one, str)]
    return [value] if isinstance(value, str) else []


def _resembling(view: PageView, old: Sequence[str]) -> Iterator[str]:
    """The names on a page that most resemble one of the old ones, which are not there."""
    names = {name: f".{name}" for element in view.elements for name in _classes(element)}
    names |= {name: f"#{name}" for element in view.elements if (name := element.get("id"))}
    for was in old:
        if was in names:
            continue
        close = difflib.get_close_matches(was, [name for name in names if word_cost(name)], 1, _ALIKE)
        yield from (names[name] for name in close)


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()
