"""One page: what the rules read, beside what else says it: the generic reader, the page's metadata, the list it was in.

Each key of an article has its witnesses. Where none of those that know the key agrees with the rules, it differs; where
nobody else knows it, nothing is said. The witnesses err too (metadata name the wrong person, lists shorten titles), so
one that agrees is enough, and keys that they often err in are not compared at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lxml import etree

from extractors import Article, NotAnArticle, extract, outlet_for
from extractors.authoring.induce import KEY_FIELDS
from extractors.authoring.page_view import PageView
from extractors.reading.decode import parse
from extractors.reading.generic.reader import read_generic, told_keywords
from extractors.reading.metadata import Metadata, names_of, read_metadata, text_of
from extractors.reading.page_json import searched
from extractors.results import NoText
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex
from extractors.score import score
from extractors.urls import host_of, resolve
from extractors.vocabulary.dates import parse_date
from newsspider.authoring.checked import css_rules, quoted
from newsspider.authoring.renames import names_in

__all__ = ["Compared", "PageToCompare", "compare"]

KEYS = ("headline", "datePublished", "authors", "articleSection", "keywords", "body")
SLACK = timedelta(hours=25)  # a list that gives only a day, a page that writes its zone wrongly
SAME_WORDS = 0.5  # of the shorter of two titles: the same title, shortened or for search engines
SAME_TEXT = 0.75  # word F1 of two bodies from which on they are one text
SAID = 60  # words of a text; what is shorter is a summary, or what a paywall shows
_TOLD = ("articleSection", "keywords")  # what the generic reader may take something else for
_LAST = ("authors", "keywords")  # what a split article may show on its last page
FOUND = 1 / 3  # of a layout's selectors, from which on a page that no layout reads is likely one of its pages
_WORDS = re.compile(r"\w+")


class _Witness(NamedTuple):
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """What there is to say of one page."""

    url: str
    layout: str = ""
    """The layout that reads it, "" where none does."""
    likely: tuple[str, ...] = ()
    """Where none does: the layouts whose selectors find something, the likeliest first."""
    differs: Mapping[str, str] = field(default_factory=dict)
    """Key → what the rules read and what the others say, for each key that differs."""
    wanted: Mapping[str, Any] = field(default_factory=dict)
    """The article as the rules read it, and as the others have it where it differs, in the keys of a golden."""
    missing: tuple[str, ...] = ()
    """The fields of its layout whose selectors find nothing."""
    known: frozenset[str] = frozenset()
    """The keys that the generic reader fills."""
    refused: str = ""
    """The name of what it is instead of an article."""
    reason: str = ""
    twins: tuple[str, ...] = ()
    """Further addresses of the article that the page names: for phones, as AMP."""

    @property
    def counts(self) -> bool:
        """Whether it is an article, or an article's page of which nobody finds the text."""
        return self.refused in ("", NoText.kind)

    @property
    def best(self) -> str:
        """The layout that reads it or most likely should, "" for none."""
        return self.layout or next(iter(self.likely), "")


@dataclass(frozen=True, slots=True)
class PageToCompare:
    """A response, and what its list said: the arguments of ``compare``, for a process that reads pages."""

    body: bytes
    url: str
    encoding: str | None = None
    fetched: datetime | None = None
    title: str | None = None
    published: datetime | None = None

    def read(self) -> Compared:
        return compare(
            self.body,
            self.url,
            encoding=self.encoding,
            fetched=self.fetched,
            title=self.title,
            published=self.published,
        )


def compare(
    body: bytes,
    url: str,
    *,
    encoding: str | None = None,
    fetched: datetime | None = None,
    title: str | None = None,
    published: datetime | None = None,
) -> Compared:
    """Read a page of an outlet in every way there is. ``title`` and ``published`` are those that its list gave.

    Raises nothing for a page that is no article: it is refused, by name. Raises ValueError where no outlet owns it.
    """
    outlet = outlet_for(url)
    if outlet is None:
        raise ValueError(f"{url}: not of any outlet")
    try:
        article = extract(body, url, encoding=encoding, fetched=fetched)
        tree = parse(body, url, encoding)
        metadata = read_metadata(tree, url)
        generic = _generic(tree, url, outlet, metadata, fetched)
    except NotAnArticle as result:
        likely = _likely(body, url, outlet, encoding) if result.kind == NoText.kind else ()
        return Compared(url, likely=likely, refused=result.kind, reason=result.reason)
    tree = parse(body, url, encoding)  # as it was served: the readers may have changed the other one
    views = _Views(tree, url)
    twins = tuple(_twins(tree, url, outlet))
    layout = next((x for x in outlet.layouts if x.name == article.layout), None)
    if layout is None:
        wanted = (generic or article).to_dict()
        return Compared(url, likely=views.likely(outlet), wanted=wanted, twins=twins)
    others = _Others(outlet, layout, metadata, generic, title, published, fetched)
    read = article.to_dict()
    differs = {
        key: words for key in _compared(article, layout) if (words := others.difference(key, article, read))
    }
    wanted = {**read, **{key: others.wanted(key, read) for key in differs}}
    missing = tuple(
        name for name, css in css_rules(layout) if name != "drop" and not views.finds(layout, css)
    )
    known = frozenset(key for key, value in generic.to_dict().items() if value) if generic else frozenset()
    return Compared(
        url, layout.name, differs=differs, wanted=wanted, missing=missing, known=known, twins=twins
    )


def _compared(article: Article, layout: Layout) -> Iterator[str]:
    """The keys that a layout has rules for; of a split article only those that its first page has to show."""
    split = bool(article.pageUrls)
    for key in KEYS:
        if not (split and key in _LAST) and any(getattr(layout, name) for name in KEY_FIELDS[key]):
            yield key


def _generic(
    tree: etree._Element, url: str, outlet: Outlet, metadata: Metadata, fetched: datetime | None
) -> Article | None:
    """What the generic reader makes of a page; None where it finds no article."""
    try:
        return read_generic(tree, url, outlet, metadata, fetched=fetched)
    except NotAnArticle:
        return None


# -- what is on the page for its rules --------------------------------------------------------------------------


class _Views:
    """A page as the selectors of layouts see it: as served, or its JSON."""

    def __init__(self, tree: etree._Element, url: str) -> None:
        self.index, self.url = TreeIndex(tree), url
        self._views: dict[int, PageView] = {}

    def finds(self, layout: Layout, css: str) -> bool:
        there = searched(layout, self.index)
        if there is None:
            return False
        if id(there) not in self._views:
            self._views[id(there)] = PageView(there.tree, self.url)
        return bool(self._views[id(there)].all(css))

    def likely(self, outlet: Outlet) -> tuple[str, ...]:
        """The layouts that may have been meant for the page, the likeliest first."""
        worth: dict[str, float] = {}
        for layout in outlet.layouts:
            rules = dict(rule for rule in css_rules(layout) if rule[0] != "drop")
            found = {name for name, css in rules.items() if self.finds(layout, css)}
            if len(found) < FOUND * len(rules):
                continue
            worth[layout.name] = len(found) / len(rules)
            if layout.when != layout.headline and "when" not in found:  # which tells it from its siblings
                lost = {one for name in rules.keys() - found - {"when"} for one in names_in(rules[name])}
                worth[layout.name] -= 0.5 * lost.isdisjoint(
                    names_in(layout.when)
                )  # unless one name explains both
        return tuple(sorted(worth, key=lambda name: -worth[name]))


def _likely(body: bytes, url: str, outlet: Outlet, encoding: str | None) -> tuple[str, ...]:
    try:
        return _Views(parse(body, url, encoding), url).likely(outlet)
    except NotAnArticle:
        return ()


def _twins(tree: etree._Element, url: str, outlet: Outlet) -> Iterator[str]:
    for link in tree.iter("link"):
        rel = (link.get("rel") or "").casefold().split()
        if "amphtml" in rel or ("alternate" in rel and "max-width" in (link.get("media") or "")):
            address = resolve(url, link.get("href") or "")
            if address != url and outlet.owns(host_of(address)):
                yield address


# -- witnesses ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Others:
    """What the others say of a page."""

    outlet: Outlet
    layout: Layout
    metadata: Metadata
    generic: Article | None
    title: str | None
    published: datetime | None
    fetched: datetime | None

    def difference(self, key: str, article: Article, read: Mapping[str, Any]) -> str:
        """What the rules read and what the others say, where no other agrees; "" where one does, or nobody knows."""
        got = _value(article, key)
        least = SAID if key == "body" else 0
        witnesses = [
            one for one in self._witnesses(key, read) if one.value and (not least or len(one.value) >= least)
        ]
        if not witnesses or any(_AGREE[key](got, one.value) for one in witnesses):
            return ""
        if key == "body":
            return "; ".join(_lost(got, one) for one in witnesses)
        others = ", ".join(f"{one.name} {_said(one.value)}" for one in witnesses)
        return f"{f'got {_said(got)}' if got else 'nothing is read'}; {others}"

    def wanted(self, key: str, read: Mapping[str, Any]) -> Any:
        """The key as the best of the others has it, as a golden writes it."""
        if self.generic is not None and (value := self.generic.to_dict().get(key)):
            return value
        value = next((one.value for one in self._witnesses(key, read) if one.value), None)
        return value.isoformat() if isinstance(value, datetime) else value

    def _witnesses(self, key: str, read: Mapping[str, Any]) -> Iterator[_Witness]:
        generic, metadata = self.generic, self.metadata
        if generic is not None and (key not in _TOLD or self._is_told(key, _value(generic, key), read)):
            yield _Witness("the generic reader", _value(generic, key))
        if key == "headline":
            yield _Witness("JSON-LD", text_of(metadata.article.get("headline")))
            yield _Witness("og:title", text_of(metadata.meta.get("og:title")))
            yield _Witness("the list", self.title)
        elif key == "datePublished":
            yield _Witness("the metadata", self._date(metadata.published))
            yield _Witness("the list", self.published)
        elif key == "authors" and generic is not None and generic.authors:
            # metadata often name who published the page: they may only agree
            yield _Witness("the metadata", metadata.authors)
        elif key == "body":
            said = text_of(metadata.article.get("articleBody")) or ""
            yield _Witness("JSON-LD", said.split())

    def _is_told(self, key: str, value: Sequence[str], read: Mapping[str, Any]) -> bool:
        """Whether metadata confirm what the generic reader has found in place of nothing."""
        if read[key]:
            return True
        told = [*told_keywords(self.metadata), *self.metadata.breadcrumb]
        told += names_of(self.metadata.article.get("articleSection"))
        told.append(text_of(self.metadata.meta.get("article:section")) or "")
        return any(_bare(one) in _bare(text) for one in value for text in told)

    def _date(self, text: str | None) -> datetime | None:
        try:
            found = (
                parse_date(text, local=self.layout.local_dates, zone=self.outlet.zone, now=self.fetched)
                if text
                else None
            )
        except (ValueError, OverflowError):
            return None
        return found.value if found else None


def _value(article: Article, key: str) -> Any:
    if key == "body":
        return [word for block in article.body for word in block.text.split()]
    if key == "authors":
        return [*article.authors, *article.editors, *article.sources]
    return getattr(article, key)


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else quoted(value)


def _lost(got: Sequence[str], one: _Witness) -> str:
    alike = _alike(got, one.value)
    return (
        f"{len(got)} words are read, {one.name} has {len(one.value)}: {alike.word_recall:.0%} of these are read, "
        f"and {1 - alike.word_precision:.0%} of what is read is not among them"
    )


# -- when they agree ----------------------------------------------------------------------------------------------


def _bare(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _same_title(one: str | None, other: str) -> bool:
    if not one:
        return False
    if (a := _bare(one)) and (b := _bare(other)) and (a in b or b in a):
        return True
    words = [set(_WORDS.findall(text.casefold())) for text in (one, other)]
    return len(words[0] & words[1]) >= SAME_WORDS * min(map(len, words))


def _same_time(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) <= SLACK


def _share_one(one: Sequence[str], other: Sequence[str]) -> bool:
    return not {_bare(x) for x in one}.isdisjoint(_bare(x) for x in other)


def _alike(one: Sequence[str], other: Sequence[str]) -> Any:
    return score({"body": [{"text": " ".join(one)}]}, {"body": [{"text": " ".join(other)}]})


def _same_text(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool(_alike(one, other).word_f1 >= SAME_TEXT)


_AGREE: Mapping[str, Any] = {
    "headline": _same_title,
    "datePublished": _same_time,
    "authors": _share_one,
    "articleSection": _share_one,
    "keywords": _share_one,
    "body": _same_text,
}
