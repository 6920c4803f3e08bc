"""Articles from the notes: split ones joined as the crawl joins them, each at the place of its first page."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlsplit

from w3lib.url import safe_url_string

from extractors import Article, outlet_for
from newsspider.archive.judge import as_line, layout_name
from newsspider.archive.notes import Noted, Notes
from newsspider.archive.warc import Location
from newsspider.discovery import first_page
from newsspider.discovery.split_article import Chain
from newsspider.politeness.outcomes import RequestOutcome

__all__ = ["MISSING", "Joined", "Reread", "first_of", "on_the_wire"]

logger = logging.getLogger("newsspider.archive.reextract")

MISSING = RequestOutcome.INCOMPLETE
_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Reread:
    """An article as it is read today."""

    line: bytes
    url: str
    canonical: str
    layout: str
    fetched: datetime
    location: Location
    pages: tuple[Location, ...] = ()

    @property
    def record(self) -> dict[str, Any]:
        """``Article.to_dict()``."""
        record: dict[str, Any] = json.loads(self.line)
        return record


class MissingPage(Exception):
    """A further page is not in the archive; the message says which and why."""


class Joined:
    """The articles of the notes, and their counts, which are complete at the end.

    ``incomplete``: whether split articles that lack pages come out.
    """

    def __init__(self, notes: Notes, files: Sequence[str], *, incomplete: bool = False) -> None:
        self.notes = notes
        self.incomplete = incomplete
        self.files = files
        self.counts: Counter[str] = Counter()
        self.layouts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()

    def articles(self) -> Iterator[Reread]:
        """Every article, in the order of the archive; what was archived again and says the same, once."""
        for article in self.with_repeats():
            if not self.notes.is_news(article.canonical, article.line):
                self.counts["repeated"] += 1
                continue
            self.counts["articles"] += 1
            if article.layout:
                self.layouts[article.layout] += 1
            else:
                self.counts["fallback"] += 1
            yield article

    def with_repeats(self) -> Iterator[Reread]:
        """Every article as often as it is in the archive. Counts all but articles, layouts and what is repeated."""
        ahead: set[int] = set()  # further pages of what has come out, which lie further on
        for one in self.notes.all():
            if one.number in ahead:
                ahead.discard(one.number)
                self.counts["further pages"] += 1
                continue
            self._count(one)
            if one.kind != "article":
                continue
            first = first_of(one.url)
            if first and self.notes.has_article(first):
                self.counts["further pages"] += 1
                continue
            pages: tuple[Location, ...] = ()
            line, key, layout = one.line, one.key, one.layout
            if one.further or first:
                article, places = self._joined(one)
                if article.missingPages and not self.incomplete:
                    self.refused[MISSING] += 1
                    continue
                ahead.update(page.number for page in places if page.number > one.number)
                pages = tuple(map(self._location, places))
                record = article.to_dict()
                line, key, layout = as_line(record), record["canonicalUrl"] or one.url, layout_name(article)
                self.counts["incomplete"] += bool(article.missingPages)
                self.counts["split"] += bool(places)
            fetched = datetime.fromtimestamp(one.time, UTC)
            yield Reread(line, one.url, key, layout, fetched, self._location(one), pages)

    def _count(self, one: Noted) -> None:
        """Count, by its name, what is not an article."""
        if one.kind in ("refused", "status", "failed", "lost"):
            self.refused[one.detail] += 1
        elif one.kind == "passed":
            self.passed[one.detail] += 1
        elif one.kind == "redirect":
            self.passed["redirect"] += 1

    def _location(self, one: Noted) -> Location:
        return Location(self.files[one.file], one.offset, one.length)

    def _joined(self, one: Noted) -> tuple[Article, list[Noted]]:
        """An article with those of its further pages that are there."""
        chain = Chain(_article(one), one.url)
        places = []
        while (address := chain.next()) is not None:
            try:
                page = self._page(address, one.time)
            except MissingPage as missing:
                logger.info("%s: %s: %s", one.url, MISSING, missing)
                continue
            chain.add(_article(page))
            places.append(page)
        return chain.article(), places

    def _page(self, url: str, time: float) -> Noted:
        """The page that was fetched as a further page of an article fetched at ``time``."""
        address = on_the_wire(url)
        for _ in range(_REDIRECTS + 1):
            found = self.notes.of_address(address)
            # the crawl did not go on with an error that it retried
            found = [one for one in found if one.kind not in ("status", "lost")] or found
            if not found:
                raise MissingPage(f"{url}: not in the archive")
            page = next((one for one in found if one.time >= time), found[-1])
            if page.kind == "redirect":
                address = on_the_wire(page.detail)
                continue
            if page.kind != "article":
                raise MissingPage(f"{url}: {page.detail}")
            return page
        raise MissingPage(f"{url}: redirected more than {_REDIRECTS} times")


def on_the_wire(url: str) -> str:
    """An address as it is asked for. Raises MissingPage for what is none."""
    try:
        return safe_url_string(urldefrag(url).url)
    except ValueError as error:
        raise MissingPage(f"{url}: not an address: {error}") from None


def first_of(url: str) -> str | None:
    """The address of an article's first page, where ``url`` is that of a further one."""
    outlet = outlet_for(url)
    if outlet is None:
        return None
    asked = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    if not any(name in outlet.page_parameters for name, _ in asked) and outlet.first_page(url) == url:
        return None
    first = first_page(url, outlet)
    return first if first != url else None


def _article(one: Noted) -> Article:
    return replace(Article.from_dict(json.loads(one.line)), pageUrls=tuple(one.next))
