"""The record that every page is turned into.

Keys are named as in schema.org's NewsArticle if it has them. What the page does not show is ``None``
(or an empty tuple), never an empty string and never a word such as "Unknown".
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, get_args, get_origin

BlockType = Literal["paragraph", "heading", "list_item", "quote"]

Label = Literal[
    "headline",
    "headline_repeat",
    "kicker",
    "deck",
    "published",
    "byline",
    "editor",
    "source",
    "caption",
    "paragraph",
    "subheading",
    "list_item",
    "quote",
    "read_also",
    "related",
    "keyword",
    "section",
    "ad",
    "author_bio",
    "disclaimer",
    "paywall",
    "chrome",
]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text: NFC, single spaces, trimmed, otherwise word for word as published."""

    type: BlockType
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """The displayed caption and credit of one of the article's own pictures.

    ``lead`` is true for the picture above the text; ``text`` is None if only a credit is displayed.
    """

    text: str | None
    credit: str | None
    lead: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one visible block of a page, or of one line of a capture.

    ``number`` counts from 1 (blocks of the page, or lines of the capture); ``label`` says what it is,
    ``kept`` whether it went into the Article, ``rule`` which rule decided. ``nodes`` are the text nodes
    it was read from: the number of an element in document order, and whether it is the text after
    that element (its tail) rather than inside it.
    """

    number: int
    text: str
    label: Label
    kept: bool
    rule: str
    nodes: tuple[tuple[int, bool], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article.

    ``headline`` is None only for a plain-text capture that does not show it; a page always has one.
    Dates are aware datetimes. ``layout`` is the name of the outlet's layout that was used, None for the
    generic reader and the fallback; ``extractor`` is "rules", "generic" or "trafilatura", a slash and the version.
    ``confidence`` is how likely the generic reader's body is exact, from 0 to 1, None if a layout read the page.
    ``datePublishedRaw`` is the date as displayed, followed by the metadata's date if the two
    disagree. ``pageCount`` is the number of pages joined into this text. ``missingPages`` are the
    addresses of pages that its pager names but that are not in it; if there are any, the text is incomplete.

    ``evidence`` (what the confidence rests on), ``explanation`` (filled on request), ``pageUrls`` (the pages after
    this one, as the pager of a split article names them), ``otherCanonical`` (the address of another article that the
    page wrongly declares as its own) and ``observed`` (``found/FIELD`` for each field of the layout whose selector found
    something; ``told/KEY`` where the metadata state a key that the page shows too, ``agrees/KEY`` where they say the
    same) are not part of the record: ``to_dict`` leaves them out.
    """

    headline: str | None
    alternativeHeadline: str | None = None
    datePublished: datetime | None = None
    dateModified: datetime | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    dateline: str | None = None
    articleSection: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    isAccessibleForFree: bool | None = None
    images: tuple[Image, ...] = ()
    body: tuple[Block, ...] = ()
    readAlso: tuple[str, ...] = ()
    url: str | None = None
    canonicalUrl: str | None = None
    outlet: str | None = None
    layout: str | None = None
    extractor: str = "rules"
    confidence: float | None = None
    inLanguage: str | None = None
    pageCount: int = 1
    missingPages: tuple[str, ...] = ()
    datePublishedRaw: str | None = None
    explanation: tuple[Line, ...] = field(default=(), compare=False, metadata={"record": False})
    evidence: tuple[float, ...] = field(default=(), compare=False, repr=False, metadata={"record": False})
    pageUrls: tuple[str, ...] = field(default=(), compare=False, metadata={"record": False})
    otherCanonical: str | None = field(default=None, compare=False, metadata={"record": False})
    observed: tuple[str, ...] = field(default=(), compare=False, repr=False, metadata={"record": False})

    @property
    def text(self) -> str:
        """The blocks, joined by a blank line."""
        return "\n\n".join([block.text for block in self.body])

    @property
    def wordCount(self) -> int:  # noqa: N802 (schema.org's name)
        """Number of words in the text, separated by white space."""
        return len(self.text.split())

    @property
    def textHash(self) -> str:  # noqa: N802
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The record in JSON types: tuples as lists, dates in ISO 8601 with offset."""
        record: dict[str, Any] = {name: _plain(getattr(self, name)) for name in RECORD_FIELDS}
        text = self.text
        record["text"] = text
        record["wordCount"] = len(text.split())
        record["textHash"] = self.textHash
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The reverse of ``to_dict``; what is derived from the text is computed again.

        Raises ValueError, which names the key that is missing, unknown or of the wrong type.
        """
        unknown = set(record) - set(RECORD_FIELDS) - set(DERIVED)
        if unknown:
            raise ValueError(f"an article has no such key: {', '.join(sorted(unknown))}")
        if not isinstance(record.get("headline", 0), str | None):
            raise ValueError("headline: an article has one, as a string (null in a capture without it)")
        values: dict[str, Any] = {}
        for name, value in record.items():
            if name in RECORD_FIELDS:
                try:
                    values[name] = _revive(name, value)
                except (TypeError, ValueError, AttributeError, KeyError) as error:
                    raise ValueError(f"{name}: {error}") from None
        return cls(**values)


RECORD_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Article) if f.metadata.get("record", True))
DERIVED: tuple[str, ...] = ("text", "wordCount", "textHash")
_DATES = ("datePublished", "dateModified")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Block):
        return {"type": value.type, "text": value.text}
    if isinstance(value, Image):
        return {"text": value.text, "credit": value.credit, "lead": value.lead}
    return value


def _revive(name: str, value: Any) -> Any:
    if name == "body":
        return tuple(Block(item["type"], item["text"]) for item in value)
    if name == "images":
        return tuple(Image(item["text"], item["credit"], item["lead"]) for item in value)
    if name in _DATES and value is not None:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(f"{value!r} has no offset")
        return moment
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise ValueError("a list of strings")
        return tuple(value)
    return value


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``Article.to_dict()``, generated from the class."""
    hints = typing.get_type_hints(Article)
    properties = {name: _schema_of(hints[name]) for name in RECORD_FIELDS}
    for name in _DATES:
        properties[name] = {"type": ["string", "null"], "format": "date-time"}
    properties |= {
        "text": {"type": "string"},
        "wordCount": {"type": "integer", "minimum": 0},
        "textHash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_JSON_TYPES: dict[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime: "string",
}


def _schema_of(hint: Any) -> dict[str, Any]:
    if hint in (Block, Image):
        names = typing.get_type_hints(hint)
        return {
            "type": "object",
            "properties": {name: _schema_of(inner) for name, inner in names.items()},
            "required": list(names),
            "additionalProperties": False,
        }
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(get_args(hint)[0])}
    if origin in (typing.Union, types.UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return {"type": [_JSON_TYPES[inner], "null"]}
    return {"type": _JSON_TYPES[hint]}
