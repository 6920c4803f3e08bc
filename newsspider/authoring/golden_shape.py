"""What kind of value each key of a golden holds; the contract is in docs/goldens.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args

from extractors.article import BlockType
from newsspider.authoring.checked import quoted

Kind: TypeAlias = Literal["text", "date", "list", "flag", "images", "body"]

KINDS: Mapping[str, Kind] = {
    "headline": "text",
    "alternativeHeadline": "text",
    "datePublished": "date",
    "dateModified": "date",
    "authors": "list",
    "editors": "list",
    "sources": "list",
    "dateline": "text",
    "articleSection": "list",
    "keywords": "list",
    "isAccessibleForFree": "flag",
    "images": "images",
    "body": "body",
    "readAlso": "list",
}
"""The kind of every key, in the contract's order."""

BLOCK_TYPES: tuple[str, ...] = get_args(BlockType)


def misshapen(article: Mapping[str, Any]) -> list[str]:
    """Values of a golden's ``article`` that are of another kind than their key asks for, each in a sentence."""
    return [f"{key}: {reason}" for key, kind in KINDS.items() for reason in _wrong(key, kind, article[key])]


def _wrong(key: str, kind: Kind, value: Any) -> Iterator[str]:
    if kind == "text":
        if not _is_text(value) and (value is not None or key == "headline"):
            yield f"{quoted(value)} is not a text" + (
                "" if key == "headline" else "; null where there is none"
            )
    elif kind == "date":
        if value is not None and not _is_moment(value):
            yield f"{quoted(value)} is not a date as 2024-05-31T16:05:00+07:00, with its offset"
    elif kind == "flag":
        if value is not None and not isinstance(value, bool):
            yield f"{quoted(value)} is not true, false or null"
    elif not isinstance(value, list):
        yield f"{quoted(value)} is not a list"
    else:
        check = {"images": _wrong_image, "body": _wrong_block}.get(kind, _wrong_item)
        for number, item in enumerate(value, 1):
            if reason := check(item):
                yield f"number {number}, {quoted(item)}, {reason}"


def _wrong_item(item: Any) -> str:
    return "" if _is_text(item) else "is not a text"


def _wrong_block(item: Any) -> str:
    if not isinstance(item, Mapping) or set(item) != {"type", "text"}:
        return "is not a block with type and text"
    if item["type"] not in BLOCK_TYPES:
        return f"has a type that is none of {', '.join(BLOCK_TYPES)}"
    return "" if _is_text(item["text"]) else "has no text"


def _wrong_image(item: Any) -> str:
    if not isinstance(item, Mapping) or set(item) != {"text", "credit", "lead"}:
        return "is not a picture with text, credit and lead"
    said = [item["text"], item["credit"]]
    if not all(one is None or _is_text(one) for one in said) or said == [None, None]:
        return "has neither a caption nor a credit"
    return "" if isinstance(item["lead"], bool) else "does not say true or false of lead"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_moment(value: Any) -> bool:
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False
