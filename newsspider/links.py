"""Links to articles on an index page, in a feed or in a sitemap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree
from w3lib.html import get_base_url
from w3lib.url import url_query_cleaner

from extractors import outlet_for
from extractors.rules import Outlet

_LISTS = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|RDF)[\s>]")
_NS = re.compile(r"^\{[^}]*\}")


@dataclass(frozen=True)
class Links:
    """``articles`` are an outlet's articles, ``lists`` further sitemaps that a sitemap index names."""

    articles: tuple[str, ...]
    lists: tuple[str, ...] = ()


def is_list(body: bytes) -> bool:
    """Whether a body is a sitemap or a feed rather than a page."""
    return bool(_LISTS.search(body[:2_000]))


def find_links(body: bytes, url: str, outlet: Outlet) -> Links:
    """The articles of one outlet that a page, feed or sitemap links to, in its order, each once.

    A further page of a split article counts as its first: pages are followed from there.
    """
    kind = _LISTS.search(body[:2_000])
    found = _from_xml(body) if kind else _from_html(body, url)
    addresses = [address for link in found if (address := _absolute(url, link.strip()))]
    if kind and kind[1] == b"sitemapindex":
        return Links((), tuple(dict.fromkeys(addresses)))
    articles: dict[str, str] = {}
    for address in addresses:
        if outlet_for(address) is outlet and outlet.is_article(address):
            articles.setdefault(first_page(address, outlet), address)
    return Links(tuple(articles.values()))


def first_page(url: str, outlet: Outlet | None) -> str:
    """The address without the parameter that counts the pages of a split article, and without fragment."""
    drop = outlet.page_parameters if outlet else ()
    return url_query_cleaner(url, drop, remove=True, unique=False)


def _absolute(base: str, link: str) -> str:
    try:
        return urljoin(base, link) if link else ""
    except ValueError:  # "http://[…": pages hold everything
        return ""


def _from_html(body: bytes, url: str) -> Iterator[str]:
    tree = etree.fromstring(body, etree.HTMLParser(recover=True, huge_tree=True)) if body.strip() else None
    if tree is None:
        return
    base = get_base_url(body[:4_096], url)
    for link in tree.iter("a", "area"):
        if href := link.get("href"):
            yield _absolute(base, href.strip())


def _from_xml(body: bytes) -> Iterator[str]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    tree = etree.fromstring(body.lstrip(), parser)
    if tree is None:
        return
    for element in tree.iter(etree.Element):
        name, parent = _name(element), _name(element.getparent())
        if name == "loc" and parent in ("url", "sitemap"):
            yield element.text or ""
        elif name == "link" and parent in ("item", "entry"):
            if element.get("rel", "alternate") == "alternate":
                yield element.get("href") or element.text or ""
        elif name == "guid" and parent == "item" and element.get("isPermaLink", "true") == "true":
            yield element.text or ""


def _name(element: etree._Element | None) -> str:
    return "" if element is None or not isinstance(element.tag, str) else _NS.sub("", element.tag)
