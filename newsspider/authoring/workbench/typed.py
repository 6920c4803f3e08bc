"""A golden as somebody types it: what the browser sends for each key, and the golden with it."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Mapping
from typing import Any

from newsspider.authoring.fixture_problems import article_problems
from newsspider.authoring.golden_shape import KINDS
from newsspider.authoring.workbench.rulefile import CannotSave

_FLAGS = {"": None, "yes": True, "no": False}


def with_typed(golden: Mapping[str, Any], given: object) -> dict[str, Any]:
    """The golden with the keys that were typed; the others, and what stands beside ``article``, stay.

    Raises CannotSave with a sentence where ``outlet check`` would find a problem in it.
    """
    if not isinstance(given, Mapping) or not given:
        raise CannotSave("nothing was changed")
    if unknown := [str(key) for key in given if key not in KINDS]:
        raise CannotSave(f"a golden has no key {', '.join(unknown)}")
    old = golden.get("article")
    old = old if isinstance(old, Mapping) else {}
    article = {
        key: as_typed(key, given[key]) if key in given else copy.deepcopy(old.get(key, _nothing(key)))
        for key in KINDS
    }
    article |= {key: value for key, value in old.items() if key not in KINDS}
    refuse_problems(article)
    return {**copy.deepcopy(dict(golden)), "article": article}


def refuse_problems(article: Mapping[str, Any]) -> None:
    """Raise CannotSave where this cannot be the truth about a page."""
    if problems := article_problems(article):
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise CannotSave(f"{problems[0]}{more}")


def as_typed(key: str, given: Any) -> Any:
    """What the browser sent for a key → its value. What makes no sense stays, for the checks to name."""
    kind = KINDS[key]
    if kind == "flag":
        return _FLAGS.get(given, given) if isinstance(given, str) else given
    if kind == "list" and isinstance(given, str):
        return [text for line in given.splitlines() if (text := _spaced(line))]
    if kind in ("images", "body") and isinstance(given, list):
        return [_part(item, empty=None if kind == "images" else "") for item in given]
    return (_spaced(given) or None) if isinstance(given, str) else given


def _nothing(key: str) -> Any:
    return [] if KINDS[key] in ("list", "images", "body") else None


def _part(item: Any, empty: str | None) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {name: (_spaced(one) or empty) if isinstance(one, str) else one for name, one in item.items()}


def _spaced(text: str) -> str:
    """A text as goldens hold it: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
