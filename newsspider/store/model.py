"""What the store takes and gives: articles to be kept, summaries and revisions of those that are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from extractors import Article
from extractors.article import RECORD_FIELDS
from extractors.copies import Evidence
from newsspider.archive.warc import Location
from newsspider.runtime.backend import BackendError

__all__ = [
    "Alike",
    "Change",
    "CopyOf",
    "Prepared",
    "Revision",
    "StoreEntry",
    "StoreError",
    "Summary",
    "as_utc",
    "prepare",
]

Change = Literal["new", "changed", "corrected", "unchanged"]
"""What an article was to the store when it was put there; ``ArticleStore.put`` says what each means."""


class StoreError(BackendError):
    """The store cannot do what was asked; the message is one sentence."""


class Prepared(NamedTuple):
    """A record made ready for the tables, which is most of the work of keeping it."""

    url: str
    outlet: str | None
    headline: str
    published: str | None
    modified: str | None
    layout: str | None
    extractor: str | None
    text_hash: str
    text: str
    record: str


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """An article to be kept.

    ``record`` is ``Article.to_dict()``, or what ``prepare`` made of it; ``location`` is where its page lies in
    the archive and ``pages`` where the further pages of a split article lie. ``feeds`` are the keys of the feeds
    that it goes to, unless another process of the same ``crawl`` has put it into one of its own; ``unwritten`` says
    that it noted so and was killed before it wrote.
    """

    record: Mapping[str, Any] | Prepared
    fetched: datetime
    location: Location | None = None
    pages: tuple[Location, ...] = ()
    feeds: tuple[str, ...] = ()
    crawl: str = ""
    unwritten: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """An article as the store lists it."""

    canonical_url: str
    outlet: str | None
    headline: str
    published: datetime | None
    modified: datetime | None
    layout: str | None
    extractor: str | None
    text_hash: str
    revision: int
    revisions: int
    fetched: datetime
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One text that an article had, with the page it was read from."""

    canonical_url: str
    revision: int
    text_hash: str
    fetched: datetime
    location: Location | None
    pages: tuple[Location, ...]
    layout: str | None
    extractor: str | None
    record: Mapping[str, Any] = field(repr=False)

    @property
    def article(self) -> Article:
        return Article.from_dict(self.record)


@dataclass(frozen=True, slots=True)
class CopyOf:
    """That an article is a copy: of which one, how much of the shorter text they share, and how that is known."""

    url: str
    copy_of: str
    containment: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Alike:
    """An article that shares its text with another one; ``copy`` where it is itself the copy of one."""

    summary: Summary
    containment: float
    copy: CopyOf | None


def prepare(record: Mapping[str, Any]) -> Prepared:
    """Raises StoreError for what is not an article's record, or has no address."""
    url = record.get("canonicalUrl") or record.get("url")
    if not isinstance(url, str) or not url:
        raise StoreError(f"an article without an address cannot be kept: {record.get('headline')!r}")
    headline, text_hash, text = record.get("headline"), record.get("textHash"), record.get("text")
    if not isinstance(headline, str) or not isinstance(text_hash, str) or not isinstance(text, str):
        raise StoreError(f"{url}: not an article's record: it lacks a headline, a text or a textHash")
    try:
        kept = json.dumps(
            {name: record[name] for name in RECORD_FIELDS if name in record}, ensure_ascii=False
        )
        published, modified = (
            _utc_or_none(record.get("datePublished")),
            _utc_or_none(record.get("dateModified")),
        )
    except (TypeError, ValueError) as error:
        raise StoreError(f"{url}: not an article's record: {error}") from None
    return Prepared(
        url,
        record.get("outlet"),
        _sound(headline),
        published,
        modified,
        record.get("layout"),
        record.get("extractor"),
        text_hash,
        _sound(text),
        _sound(kept),
    )


def _sound(text: str) -> str:
    """Text that SQLite can hold: a lone half of a surrogate pair, which no text should have, is marked."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def as_utc(moment: datetime) -> str:
    """A moment as the tables hold it: UTC, ISO 8601 with milliseconds. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _utc_or_none(date: str | datetime | None) -> str | None:
    if date is None:
        return None
    return as_utc(datetime.fromisoformat(date) if isinstance(date, str) else date)
