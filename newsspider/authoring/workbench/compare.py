"""What of an article is taken over into its golden, one difference at a time."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from extractors.changes import compare
from extractors.score import GOLDEN_KEYS

__all__ = ["Gone", "accept"]


class Gone(Exception):
    """What was to be accepted has changed; look again."""


def accept(
    golden: Mapping[str, Any], article: Mapping[str, Any], key: str, row: int | None, state: str | None = None
) -> dict[str, Any]:
    """The golden with one key, or one row of it, taken over from the article.

    ``state`` is what the row was seen as. Raises Gone where there is no such difference (any more).
    """
    truth = golden.get("article")
    if key not in GOLDEN_KEYS or not isinstance(truth, Mapping):
        raise Gone(f"there is no key {key!r}")
    changed = copy.deepcopy(dict(golden))
    difference = compare(article, truth).key(key)
    if row is None:
        changed["article"][key] = copy.deepcopy(difference.got)
        return changed
    chosen = next((x for x in difference.rows if x.number == row), None)
    if chosen is None or chosen.state != state or chosen.state == "equal":
        raise Gone(f"{key}: this difference is no longer there; look again")
    items = changed["article"].get(key)
    items = items if isinstance(items, list) else []
    if chosen.state == "missing":
        del items[chosen.place]
    elif chosen.state == "extra":
        items.insert(chosen.place, copy.deepcopy(chosen.got))
    else:
        items[chosen.place] = copy.deepcopy(chosen.got)
    changed["article"][key] = items
    return changed
