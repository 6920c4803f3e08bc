"""Index, rubric and tag pages: the entries that they list, and the page after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from w3lib.html import get_base_url

from extractors.rules.model import Outlet
from extractors.rules.selectors import TreeIndex, select
from extractors.urls import host_of
from newsspider.discovery.xmllists import ListEntry

# What a page that JavaScript fills in the browser holds instead of its list.
_SCRIPTED = re.compile(
    rb"__NUXT__|__NEXT_DATA__|__next_f|id=[\"']?(?:__nuxt|__next|app|root)[\"'\s>]|ng-app|data-reactroot"
)
_FEED = re.compile(r"application/(?:rss|atom)\+xml", re.I)


@dataclass(frozen=True)
class ListPage:
    """What a page lists. ``shell``: nothing, since JavaScript would have to fill it.

    ``astray``: the rule's selectors found no article while the page links to some; those are the entries.
    ``feeds``: the addresses of the feeds that the page names.
    """

    entries: tuple[ListEntry, ...]
    next: str | None = None
    shell: bool = False
    astray: bool = False
    feeds: tuple[str, ...] = ()


def read_page(body: bytes, url: str, outlet: Outlet, source: Any = None) -> ListPage:
    """The articles that a page links to, in its order. ``source`` gives the selectors, if it has any."""
    tree = etree.fromstring(body, etree.HTMLParser(recover=True, huge_tree=True)) if body.strip() else None
    if tree is None:
        return ListPage((), shell=False)
    base = get_base_url(body[:4_096], url)
    index = TreeIndex(tree)
    css = {name: getattr(source, name, None) for name in ("item", "links", "date", "next")}

    def mine(entry: ListEntry) -> bool:
        return outlet.owns(host_of(entry.url)) and outlet.is_article(entry.url)

    found = [entry for entry in _entries(tree, index, base, css) if mine(entry)]
    astray = False
    if not found and (css["item"] or css["links"]):
        found = [entry for entry in _anchors(tree, base) if mine(entry)]
        astray = bool(found)
    following = None
    if css["next"]:
        for element in select(css["next"]).all(tree, index):
            if href := _href(element, base):
                following = href
                break
    return ListPage(
        tuple(found),
        following if following != url else None,
        shell=not found and bool(_SCRIPTED.search(body)),
        astray=astray,
        feeds=tuple(_feeds(tree, base)),
    )


def _feeds(tree: etree._Element, base: str) -> Iterator[str]:
    for link in tree.iter("link"):
        if _FEED.search(link.get("type") or "") and (href := _href(link, base)) and "comment" not in href:
            yield href


def _entries(
    tree: etree._Element, index: TreeIndex, base: str, css: dict[str, str | None]
) -> Iterator[ListEntry]:
    item, links, date = css["item"], css["links"], css["date"]
    if not item:
        for element in select(links).all(tree, index) if links else ():
            if href := _href(element, base):
                yield ListEntry(url=href, title=_text(element))
        if not links:
            yield from _anchors(tree, base)
        return
    wanted = select(links).all(tree, index) if links else list(tree.iter("a"))
    dates = select(date).all(tree, index) if date else []
    items = select(item).all(tree, index)
    owners = set(items)
    texts: dict[etree._Element, str] = {}
    for element in dates:
        if (owner := _owner(element, owners)) is not None and (text := _text(element)):
            texts.setdefault(owner, text)
    for element in wanted:
        owner = _owner(element, owners)
        if owner is not None and (href := _href(element, base)):
            yield ListEntry(url=href, title=_text(element), published=texts.get(owner, ""))


def _owner(element: etree._Element, owners: set[etree._Element]) -> etree._Element | None:
    if element in owners:
        return element
    return next((ancestor for ancestor in element.iterancestors() if ancestor in owners), None)


def _anchors(tree: etree._Element, base: str) -> Iterator[ListEntry]:
    for link in tree.iter("a", "area"):
        if href := _href(link, base):
            yield ListEntry(url=href, title=_text(link))


def _href(element: etree._Element, base: str) -> str | None:
    href = element.get("href")
    if href is None and (inner := element.find(".//a[@href]")) is not None:
        href = inner.get("href")
    try:
        return urljoin(base, href.strip()) if href else None
    except ValueError:  # "http://[": not an address
        return None


def _text(element: etree._Element) -> str:
    stamp = element.get("datetime") if element.tag == "time" else None
    return stamp or " ".join("".join(str(text) for text in element.itertext()).split())
