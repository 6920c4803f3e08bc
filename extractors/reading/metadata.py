"""A page's metadata: meta tags and JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any

from lxml import etree

from extractors.reading.blocks import clean, text_content
from extractors.reading.decode import whole
from extractors.reading.loose_json import documents
from extractors.urls import host_of, path_of, same_page, same_title

# Most trusted first. Names of single outlets: kontan (content_PublishedDate) and jpnn (jpnncom_news_pubdate since
# 2020, pubdate in 2016).
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
TIER = ("article:content_tier", "subscription")  # the second says whether a subscription is needed
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

# "application/ld+json" as templates write it: with parameters, in capitals, in reverse order
_LD_JSON = re.compile(r"\s*(?:application/)?(?:ld[+-]json|json\+ld)\b", re.I)
# "https://schema.org/NewsArticle", "schema:NewsArticle"
_NAMESPACE = re.compile(r"^.*[/#:](?=.)", re.S)
_BY_SMALL = {name.lower(): name for name in ARTICLE_TYPES}
_TRUE, _FALSE = frozenset(("true", "yes", "1")), frozenset(("false", "no", "0"))
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", re.A)  # since 1970, in seconds or milliseconds

MAX_NODES = 2_000  # JSON-LD nodes to read; a page with more is not honest
MAX_TITLES = 9  # titles and main headings by which to know the page's own node
MAX_BROKEN = 400_000  # characters of invalid JSON to read per page


@dataclass
class Metadata:
    """``meta`` maps lower-case names to the first value, ``canonical`` is the declared canonical address,
    ``article`` the JSON-LD node that describes the article ({} without one), ``breadcrumb`` the names of a
    JSON-LD BreadcrumbList in order, ``types`` all @type values seen."""

    meta: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None
    article: dict[str, Any] = field(default_factory=dict)
    breadcrumb: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()

    def first(self, names: tuple[str, ...]) -> str | None:
        """The first of these meta tags that the page has."""
        for name in names:
            if value := self.meta.get(name):
                return value
        return None

    @property
    def declared(self) -> str | None:
        """The address that the page calls its own."""
        return self.canonical or self.meta.get("og:url")

    @property
    def published(self) -> str | None:
        return date_of(self.article.get("datePublished")) or date_of(self.first(PUBLISHED))

    @property
    def modified(self) -> str | None:
        return date_of(self.article.get("dateModified")) or date_of(self.first(MODIFIED))

    @property
    def description(self) -> str | None:
        return self.meta.get("og:description") or self.meta.get("description")

    @property
    def free(self) -> bool | None:
        """``isAccessibleForFree`` as the page states it, None if it does not."""
        if (said := truth_of(self.article.get("isAccessibleForFree"))) is not None:
            return said
        # "metered" says nothing about this page: readers see it until they have used up their quota
        return _TIERS.get((self.first(TIER) or "").lower())

    @property
    def authors(self) -> list[str]:
        """Names of JSON-LD's author, otherwise the last author meta tag (the first may name the outlet)."""
        found = names_of(self.article.get("author"))
        if not found and (value := text_of(self.first(AUTHOR))):
            found = [value]
        return list(dict.fromkeys(found))


@dataclass
class Told:
    """What a page says about itself, as written: names and values of its meta tags, the addresses of its canonical
    links, types and texts of its scripts; and the texts of its first ``MAX_TITLES`` titles and main headings."""

    meta: list[tuple[str, str]] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    titles: Callable[[], Sequence[str]] = tuple


def read_metadata(tree: etree._Element, url: str = "") -> Metadata:
    """Collect a page's metadata; ``url`` is its address. Unreadable parts of JSON-LD are skipped."""
    told = Told(titles=lambda: _titles(tree))
    # one walk takes a third of the time of an XPath for each
    for element in tree.iter("meta", "link", "script"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if name and (value := element.get("content")):
                told.meta.append((name, value))
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                told.canonical.append(element.get("href") or "")
        elif kind := element.get("type"):
            told.scripts.append((kind, element.text or ""))
    return metadata_of(told, url)


def metadata_of(told: Told, url: str = "") -> Metadata:
    """The metadata of a page at an address, of what it says about itself."""
    data = Metadata()
    types: set[str] = set()
    articles: list[dict[str, Any]] = []
    broken = 0
    for name, value in told.meta:
        if value := value.strip():
            data.meta.setdefault(name.lower(), value)
    data.canonical = next((x for address in told.canonical if (x := address.strip())), None)
    for kind, script in told.scripts:
        if _LD_JSON.match(kind) and broken < MAX_BROKEN:
            found, loose = documents(script)
            broken += loose
            for node in _nodes(found):
                kinds = _types(node)
                types.update(kinds)
                if not ARTICLE_TYPES.isdisjoint(kinds):
                    articles.append(node)
                if not data.breadcrumb and "BreadcrumbList" in kinds:
                    data.breadcrumb = _breadcrumb(node)
    data.types = frozenset(types)
    data.article = _own(articles, told.titles, data, url)
    return data


def _own(
    articles: list[dict[str, Any]], shown: Callable[[], Sequence[str]], data: Metadata, url: str
) -> dict[str, Any]:
    """The node that describes this page, by its address, then by its headline; {} without one.

    A page may also describe the articles that it links to, even before its own.
    """
    if not articles:
        return {}
    told = [x for x in (data.canonical, data.meta.get("og:url")) if x]
    titles: list[str] = []
    best: tuple[int, dict[str, Any]] = (-1, {})
    for node in articles[:MAX_RIVALS]:
        addresses = _addresses(node)
        if any(same_page(address, url) for address in addresses):
            rank = 4
        elif any(same_page(address, x) for address in addresses for x in told):
            rank = 3
        else:
            titles = titles or _keys((*shown(), data.meta.get("og:title", "")))
            titled = _key(text_of(node.get("headline")) or text_of(node.get("name")) or "")
            if titled and any(_same_title(titled, title) for title in titles):
                rank = 2
            elif any(same_title(address, url) for address in addresses):
                rank = 1  # on a host of the staff, or under an old path
            elif addresses and titled and titles and (url or told):
                rank = -1  # both address and title differ: another article
            else:
                rank = 0 if addresses else 1
        if rank > best[0]:
            best = rank, node
        elif rank == best[0] >= 2:  # one article, described twice
            best = rank, {**node, **best[1]}
    return best[1]


MAX_RIVALS = 100  # article nodes to search for that of the page


def _addresses(node: dict[str, Any]) -> list[str]:
    """The addresses that a node gives for its page."""
    found = []
    for key in ("url", "@id", "mainEntityOfPage"):
        values = node.get(key)
        for value in values[:9] if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            # "#article" and "urn:…" name a node, not a page; a home page is no article's
            if (
                isinstance(value, str)
                and host_of(value := value.strip())
                and (path_of(value) or "").strip("/")
            ):
                found.append(value)
    return found


def _titles(tree: etree._Element) -> list[str]:
    heads = zip(tree.iter("h1", "title"), range(MAX_TITLES), strict=False)
    return [text_content(element, {}) for element, _ in heads]


def _keys(titles: Iterable[str]) -> list[str]:
    return [key for title in titles if (key := _key(title))]


def _key(text: str) -> str:
    """The letters and digits of a title: punctuation and spaces differ between copies of it."""
    return "".join(ch for ch in unescape(text[:500]).casefold() if ch.isalnum())


def _same_title(one: str, other: str) -> bool:
    """Whether two titles are equal or one begins with the other, as titles append the outlet's name."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 20 and long.startswith(short))


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Top-level nodes of a JSON-LD document, including those of ``@graph`` and a page's main entity."""
    queue, seen = [data], 0
    while queue and seen < MAX_NODES:
        seen += 1
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item[:MAX_NODES])
        elif isinstance(item, dict):
            yield item
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(item.get(key), (list, dict)):
                    queue.append(item[key])


def _breadcrumb(node: dict[str, Any]) -> tuple[str, ...]:
    """Names of a BreadcrumbList; an item has its name directly or inside ``item``."""
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
    """A node's types, without their namespace."""
    kinds = node.get("@type", node.get("type"))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    names = [_NAMESPACE.sub("", kind.strip().rstrip("/#")) for kind in kinds[:20] if isinstance(kind, str)]
    return {_BY_SMALL.get(name.lower(), name) for name in names}


def date_of(value: Any) -> str | None:
    """A date in metadata as text, even if in a list or an object, or in seconds since 1970."""
    value = _plain(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    text = text_of(value)
    if text and _SECONDS.fullmatch(text):
        seconds = float(text)
        seconds /= 1_000 if seconds > 1e11 else 1
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    return text


def truth_of(value: Any) -> bool | None:
    """A boolean as pages write it: true, "False", "http://schema.org/False"; None for anything else."""
    value = _plain(value)
    if isinstance(value, bool):
        return value
    word = _NAMESPACE.sub("", str(value).strip()).lower() if isinstance(value, (str, int)) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def _plain(value: Any) -> Any:
    """The first value of a list, or the value of an object."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value", value.get("value", value.get("@id")))
        else:
            break
    return value


def text_of(value: Any) -> str | None:
    """A metadata value as text: entities resolved, white space collapsed, NFC; None for anything but text."""
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
