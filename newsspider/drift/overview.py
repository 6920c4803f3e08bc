"""Each layout at a glance: its articles, the key that fell most, and how long it has been watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extractors.rules.model import Outlet
from extractors.score import GOLDEN_KEYS
from newsspider.drift.model import Hour, Ledger
from newsspider.drift.statistic import WARM_UP
from newsspider.drift.watch import Goldens, OutletWatch, watched

__all__ = ["FilledShares", "LayoutOverview", "filled_shares", "overview"]

_DAY = 24
_BEFORE = 28  # days
_FILLED = "filled/"


@dataclass(frozen=True)
class LayoutOverview:
    """``today`` is the articles of the last 24 hours, ``daily`` those a day in the four weeks before.

    ``rarest`` is the key whose share fell most in the last 24 hours, "" where none fell by a tenth. ``hours`` is how
    many hours with articles are known; ``provisional``: too few to be judged by themselves.
    """

    outlet: str
    layout: str
    today: int
    daily: float
    rarest: str
    rarest_now: float
    rarest_before: float
    hours: int
    provisional: bool

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def overview(
    ledger: Ledger, outlet: Outlet, now: int, goldens: Goldens | None = None
) -> list[LayoutOverview]:
    """The layouts of an outlet that had articles in the last four weeks, the busiest first. Raises BackendError."""
    watch = watched(ledger, outlet.name, now, goldens, rules=bool(outlet.layouts))
    hours = list(ledger.hours(outlet.name, now - _DAY * (_BEFORE + 1)))
    recent = _added([hour for hour in hours if hour.hour > now - _DAY])
    before = _added([hour for hour in hours if hour.hour <= now - _DAY])
    names = {layout for layout, key in (recent | before) if key == "articles"}
    days = max(1.0, (now - _DAY - hours[0].hour) / _DAY) if hours else 1.0
    found = [_of_layout(outlet.name, name, watch, recent, before, min(days, _BEFORE)) for name in names]
    return sorted(found, key=lambda one: (-one.daily - one.today, one.layout))


FilledShares = Mapping[tuple[str, str], float]
"""By layout and key: the share, 0 to 1, of articles that have the key."""


def filled_shares(ledger: Ledger, outlet: str, now: int) -> FilledShares:
    """Those of the last 24 hours. Raises BackendError."""
    recent = _added(list(ledger.hours(outlet, now - _DAY + 1)))
    layouts = {layout: count for (layout, key), count in recent.items() if key == "articles"}
    return {
        (layout, key): recent[layout, f"{_FILLED}{key}"] / articles
        for layout, articles in layouts.items()
        for key in GOLDEN_KEYS
    }


def _added(hours: list[Hour]) -> Counter[tuple[str, str]]:
    total: Counter[tuple[str, str]] = Counter()
    for hour in hours:
        total.update(hour.counts)
    return total


def _of_layout(
    outlet: str,
    layout: str,
    watch: OutletWatch,
    recent: Counter[tuple[str, str]],
    before: Counter[tuple[str, str]],
    days: float,
) -> LayoutOverview:
    today, earlier = recent[layout, "articles"], before[layout, "articles"]
    rarest, now_share, before_share = "", 1.0, 1.0
    if today and earlier:
        for one, key in before:
            if one != layout or not key.startswith(_FILLED):
                continue
            share, was = recent[layout, key] / today, before[layout, key] / earlier
            if was - share > max(0.1, before_share - now_share if rarest else 0.0):
                rarest, now_share, before_share = key.removeprefix(_FILLED), share, was
    series = watch.series.get((layout, "filled/headline"))
    hours = int(series.hours + len(series.waiting)) if series else 0
    return LayoutOverview(
        outlet, layout, today, earlier / days, rarest, now_share, before_share, hours, hours < WARM_UP
    )
