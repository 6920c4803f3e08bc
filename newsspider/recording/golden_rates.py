"""How often the reviewed goldens of an outlet have each key."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from extractors.score import GOLDEN_KEYS
from newsspider.recording.fixtures import GOLDEN, FixtureError, fixture_folder, read_json

__all__ = ["golden_rates"]


def golden_rates(project: Path, outlet: str) -> dict[str, tuple[int, Counter[str]]]:
    """For each layout how many goldens were reviewed, and in how many of them each key is filled."""
    rates: dict[str, tuple[int, Counter[str]]] = {}
    for path in sorted(fixture_folder(project, outlet).glob(f"*/*/{GOLDEN}")):
        try:
            golden = read_json(path)
        except FixtureError:
            continue
        article = golden.get("article")
        if golden.get("draft") or not isinstance(article, dict):
            continue
        count, keys = rates.get(path.parent.parent.name, (0, Counter()))
        keys.update(key for key in GOLDEN_KEYS if article.get(key) not in (None, "", []))
        rates[path.parent.parent.name] = (count + 1, keys)
    return rates
