"""What has changed at the outlets, for a page of the workbench: alerts, history, repairs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors import OUTLETS
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.repair.evidence import FOLDER, read_repairs
from newsspider.authoring.workbench.desk import Refused
from newsspider.authoring.workbench.plots import Plot
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert, Hour
from newsspider.drift.wording import sentence
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place, is_there

__all__ = ["AlertRow", "Drift", "LayoutRow", "read_drift"]

_DAYS = 28
_ALERT_HOURS, _STEP = 10 * 24, 6  # what the plot of an alert shows, in steps of so many hours
_LEAST = 0.05  # a key that fewer articles have is not drawn


@dataclass(frozen=True)
class AlertRow:
    """An alert with its sentence and, where a share shows it, its plot."""

    alert: Alert
    text: str
    plot: Plot | None


@dataclass(frozen=True)
class LayoutRow:
    """A layout, its articles in the last four weeks, and a plot for each key, by the day."""

    outlet: str
    layout: str
    articles: int
    plots: tuple[Plot, ...]


@dataclass(frozen=True)
class Drift:
    alerts: tuple[AlertRow, ...]
    layouts: tuple[LayoutRow, ...]
    repairs: tuple[Mapping[str, Any], ...]


def read_drift(place: Place | None, repairs: Path | None = None) -> Drift:
    """The ledger as it is now, and the repairs in a folder. Raises Refused where there is none, or it cannot be read."""
    if place is None or not is_there(place):
        raise Refused("no crawl has counted anything here yet; a live crawl does")
    now = int(time.time() // 3600)
    try:
        ledger = LedgerDB(place, read_only=True, wait=2)
        try:
            alerts = ledger.alerts()
            hours = {name: list(ledger.hours(name, now - 24 * _DAYS)) for name in ledger.outlets()}
        finally:
            ledger.close()
    except BackendError as error:
        raise Refused(f"the counts cannot be read: {error}") from None
    shown = [
        AlertRow(alert, sentence(alert), _of_alert(alert, hours.get(alert.outlet, ()), now))
        for alert in alerts
    ]
    rows = [row for name in hours for row in _layouts(name, hours[name], now, alerts)]
    if repairs is None and isinstance(place, Path):
        repairs = place.parent / FOLDER
    proposed = read_repairs(repairs) if repairs is not None else []
    return Drift(tuple(reversed(shown)), tuple(rows), tuple(reversed(proposed)))


def _of_alert(alert: Alert, hours: Sequence[Hour], now: int) -> Plot | None:
    """The share that fell, over ten days."""
    kinds = {"key": f"filled/{alert.key}", "selector": f"found/{alert.key}", "metadata": alert.key}
    what = kinds.get(alert.kind) or (
        "articles" if alert.kind in ("template", "mix", "outlet", "unread") else ""
    )
    if not what:
        return None
    first = now - _ALERT_HOURS + 1
    steps: list[tuple[int, int] | None] = [None] * (_ALERT_HOURS // _STEP)
    for hour in hours:
        if hour.hour < first or hour.hour > now:
            continue
        n, k = _share(alert, what, hour.counts)
        if n:
            step = (hour.hour - first) // _STEP
            before = steps[step] or (0, 0)
            steps[step] = (before[0] + n, before[1] + k)
    since = max(0, (alert.since - first) // _STEP)
    title = alert.key or alert.layout or alert.outlet
    usual = 1.0 if alert.kind == "unread" else alert.usual
    return Plot(title, steps, usual, since, 320, 64)


def _share(alert: Alert, what: str, counts: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    if what != "articles":
        told = what.replace("agrees/", "told/") if what.startswith("agrees/") else "articles"
        return counts.get((alert.layout, told), 0), counts.get((alert.layout, what), 0)
    rules = {layout for layout, key in counts if key == "articles" and not layout.startswith("(")}
    pages = sum(n for (_, key), n in counts.items() if key == "articles" or key.startswith("refused/"))
    read = rules if alert.kind in ("outlet", "unread") else rules & {alert.layout}
    return pages, sum(counts.get((layout, "articles"), 0) for layout in read)


def _layouts(outlet: str, hours: Sequence[Hour], now: int, alerts: Sequence[Alert]) -> list[LayoutRow]:
    """The layouts of an outlet with articles, the busiest first."""
    days: list[Counter[tuple[str, str]]] = [Counter() for _ in range(_DAYS)]
    for hour in hours:
        if 0 <= (ago := (now - hour.hour) // 24) < _DAYS:
            days[_DAYS - 1 - ago].update(hour.counts)
    total: Counter[tuple[str, str]] = Counter()
    for day in days:
        total.update(day)
    if outlet not in OUTLETS and not total:
        return []
    since = {
        (alert.layout, alert.key): _DAYS - 1 - min(_DAYS - 1, (now - alert.since) // 24)
        for alert in alerts
        if alert.outlet == outlet and alert.kind == "key"
    }
    rows = []
    for layout in sorted(
        {one for one, key in total if key == "articles"}, key=lambda one: -total[one, "articles"]
    ):
        articles = total[layout, "articles"]
        plots = [
            Plot(
                key,
                [
                    (day[layout, "articles"], day[layout, f"filled/{key}"])
                    if day[layout, "articles"]
                    else None
                    for day in days
                ],
                total[layout, f"filled/{key}"] / articles,
                since.get((layout, key)),
            )
            for key in GOLDEN_KEYS
            if total[layout, f"filled/{key}"] >= _LEAST * articles
        ]
        rows.append(LayoutRow(outlet, layout, articles, tuple(plots)))
    return rows
