"""What a page says about itself to machines: meta tags and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from extractors.reading.blocks import clean
from extractors.reading.decode import whole

# In order of trust. The outlets' own names: OUTLETS notes for kontan (content_PublishedDate) and jpnn
# (jpnncom_news_pubdate since 2020, pubdate in 2016).
PUBLISHED = (
    "article:published_time",
    "datepublished",
    "content_publisheddate",
    "jpnncom_news_pubdate",
    "pubdate",
    "publishdate",
    "dc.date.issued",
)
MODIFIED = ("article:modified_time", "datemodified", "og:updated_time")
AUTHOR = ("author", "content_author", "jpnncom_news_author", "article:author", "dable:author")
TIER = ("article:content_tier", "subscription")  # the second says whether one is needed
_TIERS = {"free": True, "false": True, "locked": False, "true": False}
ARTICLE_TYPES = frozenset(
    {
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "BlogPosting",
        "Report",
        "AdvertiserContentArticle",
    }
)

_JSON = json.JSONDecoder(strict=False)
MAX_NODES = 2_000  # nodes of JSON-LD that are looked at; a page with more is lying about itself


@dataclass
class Metadata:
    """``meta`` maps lower-case names to the first value, ``canonical`` is what the page calls its address,
    ``article`` the JSON-LD node that describes the article ({} without one), ``breadcrumb`` the names of a
    JSON-LD BreadcrumbList in order, ``types`` all @type values seen."""

    meta: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None
    article: dict[str, Any] = field(default_factory=dict)
    breadcrumb: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()

    def first(self, names: tuple[str, ...]) -> str | None:
        """The first of these meta tags that the page carries."""
        for name in names:
            if value := self.meta.get(name):
                return value
        return None

    @property
    def published(self) -> str | None:
        return text_of(self.article.get("datePublished")) or self.first(PUBLISHED)

    @property
    def modified(self) -> str | None:
        return text_of(self.article.get("dateModified")) or self.first(MODIFIED)

    @property
    def description(self) -> str | None:
        return self.meta.get("og:description") or self.meta.get("description")

    @property
    def free(self) -> bool | None:
        """``isAccessibleForFree`` as the page states it, None where it does not."""
        value = self.article.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
        # "metered" says nothing of this page: its readers see it until their number is used up
        return _TIERS.get((self.first(TIER) or "").lower())

    @property
    def authors(self) -> list[str]:
        """Names of JSON-LD's author, else the last author meta tag (the first may name the outlet)."""
        found = names_of(self.article.get("author"))
        if not found and (value := text_of(self.first(AUTHOR))):
            found = [value]
        return list(dict.fromkeys(found))


def read_metadata(tree: etree._Element) -> Metadata:
    """Collect a page's metadata. Broken JSON-LD is passed over."""
    data = Metadata()
    types: set[str] = set()
    # one walk: a third of what an XPath for each takes
    for element in tree.iter("meta", "link", "script"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if name and (value := (element.get("content") or "").strip()):
                data.meta.setdefault(name.lower(), value)
        elif element.tag == "link":
            if data.canonical is None and (element.get("rel") or "").lower() == "canonical":
                data.canonical = (element.get("href") or "").strip() or None
        elif element.get("type") == "application/ld+json":
            for node in _nodes(_parse(element.text or "")):
                kinds = _types(node)
                types.update(kinds)
                if not data.article and not ARTICLE_TYPES.isdisjoint(kinds):
                    data.article = node
                if not data.breadcrumb and "BreadcrumbList" in kinds:
                    data.breadcrumb = _breadcrumb(node)
    data.types = frozenset(types)
    return data


def _parse(text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError):
        return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Top-level nodes of a JSON-LD document, those of ``@graph`` and a page's main entity included."""
    queue, seen = [data], 0
    while queue and seen < MAX_NODES:
        seen += 1
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item[:MAX_NODES])
        elif isinstance(item, dict):
            yield item
            for key in ("@graph", "mainEntity"):
                if isinstance(item.get(key), (list, dict)):
                    queue.append(item[key])


def _breadcrumb(node: dict[str, Any]) -> tuple[str, ...]:
    """Names of a BreadcrumbList; an item carries its name itself or inside ``item``."""
    items = node.get("itemListElement")
    found = []
    for item in items[:20] if isinstance(items, list) else ():
        if isinstance(item, dict):
            inner = item.get("item")
            nested = inner.get("name") if isinstance(inner, dict) else None
            if name := text_of(item.get("name")) or text_of(nested):
                found.append(name)
    return tuple(found)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {kind for kind in kinds if isinstance(kind, str)}


def text_of(value: Any) -> str | None:
    """A metadata value as text: entities resolved, blanks collapsed, NFC; None for anything but text."""
    if not isinstance(value, str):
        return None
    return clean(whole(unescape(value))) or None


def names_of(value: Any) -> list[str]:
    """Names in a JSON-LD person, a list of persons, or plain text."""
    if isinstance(value, list):
        return [name for item in value[:50] for name in names_of(item)]
    if isinstance(value, dict):
        value = value.get("name")
        if isinstance(value, list):
            return [name for item in value[:50] if (name := text_of(item))]
    name = text_of(value)
    return [name] if name else []
