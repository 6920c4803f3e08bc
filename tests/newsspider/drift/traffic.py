"""Hours of an outlet, made up: a ledger as hourly crawls would fill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from newsspider.drift.model import Count, Ledger
from newsspider.drift.observed import GENERIC

BEGIN = 490_000  # an hour in November 2025
USUAL = {
    "headline": 1.0,
    "datePublished": 1.0,
    "authors": 0.9,
    "editors": 0.97,
    "articleSection": 1.0,
    "keywords": 0.95,
    "images": 0.9,
    "body": 1.0,
    "readAlso": 0.5,
}


class Traffic:
    """One outlet with two layouts, desk and mobile; ``shares`` says which share of their articles has a key."""

    def __init__(self, outlet: str = "kontan", seed: int = 1) -> None:
        self.outlet, self.random = outlet, Random(seed)

    def hour(
        self,
        hour: int,
        *,
        desk: int = 12,
        mobile: int = 6,
        unread: int = 0,
        refused: Mapping[str, int] | None = None,
        lacking: Iterable[tuple[str, str]] = (),
        lists: tuple[int, int] = (3, 3),
        newest: int | None = 2,
        words: int = 18,
    ) -> dict[Count, int]:
        """The counts of one hour; ``lacking`` are (layout, key) that no article has."""
        counts: Counter[tuple[str, str]] = Counter()
        missing = set(lacking)
        for layout, articles in (("desk", desk), ("mobile", mobile), (GENERIC, unread)):
            for _ in range(articles):
                counts[layout, "articles"] += 1
                counts[layout, f"words/{words + self.random.choice((-1, 0, 0, 1))}"] += 1
                for key, share in USUAL.items():
                    if (layout, key) not in missing and self.random.random() < share:
                        counts[layout, f"filled/{key}"] += 1
                        if layout != GENERIC and key == "editors":
                            counts[layout, "found/editors"] += 1
        for name, number in (refused or {}).items():
            counts["", f"refused/{name}"] += number
        counts["", "lists"], counts["", "lists/full"] = lists
        if newest is not None:
            counts["", f"newest/{newest}"] += 1
        return {Count(self.outlet, layout, key, hour): n for (layout, key), n in counts.items() if n}

    def fill(self, ledger: Ledger, first: int, hours: int, **changes: object) -> None:
        """Add hours to a ledger, all with the same changes."""
        counts: dict[Count, int] = {}
        for hour in range(first, first + hours):
            counts |= self.hour(hour, **changes)  # type: ignore[arg-type]
        ledger.add(counts)
