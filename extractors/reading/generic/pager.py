"""The pages of a split article of which nobody has said how it is split: links to the same address with another number.

The number is in the query (``?page=2``) or ends the path (``/2``, ``/page/2``); page 1 has none, or its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from lxml import etree
from w3lib.url import url_query_cleaner

from extractors.reading.native.document import Document
from extractors.urls import query_value, resolve, same_page

_QUERY = ("page", "halaman", "hal", "pg", "paged", "laman")
_WHOLE = frozenset(("all", "semua", "full"))
_PATH = re.compile(r"(?<=[^/:])/(?:(?:page|halaman|hal)/)?(\d{1,2})/?(?=$|\?)")
_NAME = re.compile(
    r"-|\d{3}"
)  # in the last part of an article's path, so that "/berita/2" is not a page of "/berita"
_NUMBERED = re.compile(rf"[?&](?:{'|'.join(_QUERY)})=|/\d{{1,2}}/?(?:$|[?#])")
_MOST = 99
_LINKS = 2_000  # of a page that are looked at
_ADDRESSES = etree.XPath("descendant-or-self::a/@href", smart_strings=False)
_COMMENTS = re.compile(r"#|comment|cpage", re.I)


def first_address(url: str) -> str:
    """The address without a page number."""
    url = url_query_cleaner(url, _QUERY, remove=True, unique=False)
    first = _PATH.sub("", url)
    return first if _NAME.search(first.partition("?")[0].rpartition("/")[2]) else url


def number_of(url: str) -> int:
    """The number of the page that an address names; 1 where it names none, 0 for the whole text on one page."""
    for name in _QUERY:
        value = query_value(url, name)
        if value.isdecimal() and len(value) < 4:
            return int(value)
        if value in _WHOLE:
            return 0
    found = _PATH.search(url)
    return int(found[1]) if found and first_address(url) != url else 1


def _addresses(tree: etree._Element, name: str) -> Iterable[str]:
    """The addresses of the page's first links, those that hold a name or begin as a query does."""
    document: Document | None = getattr(tree, "document", None)
    if document is not None:
        return document.addresses(name, _LINKS)
    found = cast("list[str]", _ADDRESSES(tree))[:_LINKS]
    return (href for href in found if name in href or href[:1] == "?")


def find_pages(tree: etree._Element, url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The other pages of the article, as the links of the page name them: those before and those after this one.

    Where a link leads to the whole text on one page, that is the only one.
    """
    first, here = first_address(url), number_of(url)
    if not here:
        return (), ()
    name = first.partition("?")[0].rstrip("/").rpartition("/")[2]
    numbers: dict[int, str] = {}
    # most links are told apart without being resolved
    for href in _addresses(tree, name):
        if not _NUMBERED.search(href):
            continue
        address = resolve(url, href)
        if _COMMENTS.search(href) or not same_page(first_address(address), first):
            continue
        number = number_of(address)
        if not number:
            return (), (address,)
        if number <= _MOST:
            numbers.setdefault(number, address)
    if not any(number > 1 for number in numbers) and here == 1:
        return (), ()
    if here > 1:
        numbers[1] = first
    # a pager may skip pages: "1 2 … 5"
    pages = sorted(numbers.items())
    return tuple(a for n, a in pages if n < here), tuple(a for n, a in pages if n > here)
