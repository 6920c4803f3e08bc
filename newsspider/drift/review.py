"""An outlet reviewed: its series judged up to now, and the alerts brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extractors.authoring.induce import KEY_FIELDS
from extractors.rules.model import Layout, Outlet
from newsspider.drift.grouping import alerts_of, reconciled
from newsspider.drift.model import Alert, Ledger
from newsspider.drift.nearest import RecentPage, nearest
from newsspider.drift.observed import GENERIC
from newsspider.drift.watch import Goldens, watched
from newsspider.recording.golden_rates import golden_rates

__all__ = ["goldens_of", "review"]

_EXAMPLES = 3


def goldens_of(project: Path, outlet: str) -> dict[tuple[str, str], tuple[int, int]]:
    """How often the goldens of an outlet have each key, by layout and key; empty where there are none."""
    return {
        (layout, key): (count, number)
        for layout, (count, keys) in golden_rates(project, outlet).items()
        for key, number in keys.items()
    }


def review(
    ledger: Ledger,
    outlet: Outlet,
    now: int,
    project: Path,
    *,
    pages: Mapping[str, Sequence[RecentPage]] | None = None,
    goldens: Goldens | None = None,
) -> list[Alert]:
    """The open alerts of an outlet at the hour ``now``, as they are in the ledger then. Raises BackendError.

    ``pages`` are recent pages by layout: new alerts name the nearest element on them, and their addresses.
    """
    if goldens is None:
        goldens = goldens_of(project, outlet.name)
    watch = watched(ledger, outlet.name, now, goldens, rules=bool(outlet.layouts))
    found = alerts_of(outlet.name, watch, lambda since: list(ledger.hours(outlet.name, since)))
    known = ledger.alerts(outlet.name)
    if pages:
        named = {alert.about for alert in known if alert.examples}
        found = [alert if alert.about in named else _shown(alert, outlet, pages) for alert in found]
    written = ledger.put_alerts(reconciled(known, found, now))
    return [alert for alert in written if alert.closed is None]


def _shown(alert: Alert, outlet: Outlet, pages: Mapping[str, Sequence[RecentPage]]) -> Alert:
    """An alert with what recent pages show of it."""
    whole = alert.kind in ("template", "outlet", "unread", "refused", "mix")
    seen = pages.get(alert.layout) or (pages.get(GENERIC, ()) if whole else ())
    if whole and pages.get(GENERIC):
        seen = pages[GENERIC]
    where = ""
    layout = next((one for one in outlet.layouts if one.name == alert.layout), None)
    if layout is not None and alert.kind in ("key", "selector") and seen:
        where = _nearest(outlet, layout, alert, seen)
    addresses = dict.fromkeys(page.url for page in reversed(seen))
    return replace(alert, nearest=where, examples=tuple(addresses)[:_EXAMPLES])


def _nearest(outlet: Outlet, layout: Layout, alert: Alert, pages: Sequence[RecentPage]) -> str:
    key = alert.key
    if alert.kind == "selector":
        key = next((one for one, fields in KEY_FIELDS.items() if fields[0] == key), key)
    return nearest(outlet, layout, key, pages)
