"""What an alert says, in one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from newsspider.drift.model import Alert

__all__ = ["as_record", "clock", "message", "sentence"]


def clock(hour: int, now: int) -> str:
    """An hour on this machine's clock: ``Tue 14:00``, with the date where it is a week ago."""
    moment = datetime.fromtimestamp(hour * 3600).astimezone()
    return f"{moment:%a %H:%M}" if now - hour < 6 * 24 else f"{moment:%a %Y-%m-%d %H:%M}"


def _share(share: float) -> str:
    digits = 0 if 0.005 <= share < 0.995 or share in (0, 1) else 1
    return f"{100 * share:.{digits}f} %"


_SAID = {
    "key": "{key} {how} {since} ({filled})",
    "selector": "the selector of `{key}` finds {found} {since} ({filled})",
    "metadata told": "JSON-LD and meta tags no longer state {name} {since} ({filled})",
    "metadata agrees": "JSON-LD and meta tags no longer agree with the page on {name} {since} ({filled})",
    "text not short": "texts are shorter than they were {since} ({lost})",
    "text not long": "texts are longer than they were {since} ({lost})",
    "template": "the template changed {since} ({filled})",
    "mix": "the layout is used less {since} ({filled})",
    "outlet": "all layouts at once, relaunched or blocked, {since} ({filled})",
    "unread": "pages that no layout reads {since} ({lost})",
    "blocked": "blocked {since}: {key} ({lost})",
    "refused": "refused as {key} {since} ({lost})",
    "lists lists": "lists without links to articles {since} ({lists})",
    "lists fresh": "no list has news {since}: the sitemap or feed seems to have died",
}
"""What an alert of a kind says; some kinds say something else for each of their keys."""


def message(alert: Alert, beside: str = "") -> str:
    """The alert without its nearest element: where, what, since when, how many, and what is to be known besides."""
    where = f"{alert.outlet} {alert.layout}" if alert.layout else alert.outlet
    witness, _, name = alert.key.partition("/")
    said = _SAID.get(alert.kind) or _SAID[f"{alert.kind} {witness}"]
    pages, lacking, rare = f"{alert.pages:,}", f"{alert.pages - alert.filled:,}", _share(1 - alert.usual)
    text = said.format(
        key=alert.key,
        name=name,
        how="empty" if alert.filled == 0 else "rarer",
        found="nothing" if alert.filled == 0 else "less",
        since=f"since {clock(alert.since, alert.raised)}",
        filled=f"{alert.filled:,} of {pages} pages, {_share(alert.usual)} before",
        lost=f"{lacking} of {pages} pages, {rare} before",
        lists=f"{lacking} of {pages} lists, {rare} before",
    )
    return f"{where}: {text}" + (f"; {beside}" if beside else "")


def sentence(alert: Alert) -> str:
    """The whole alert, as it is shown and sent."""
    nearest = f"; nearest element now `{alert.nearest}`" if alert.nearest else ""
    provisional = " [provisional: less than 240 hours of history]" if alert.provisional else ""
    return f"{alert.message}{nearest}{provisional}"


def as_record(alert: Alert) -> dict[str, Any]:
    """An alert, JSON-ready: ``message`` is the whole sentence, moments are ISO 8601 in UTC."""
    return {
        "id": alert.id,
        "outlet": alert.outlet,
        "kind": alert.kind,
        "layout": alert.layout or None,
        "key": alert.key or None,
        "since": _iso(alert.since),
        "raised": _iso(alert.raised),
        "closed": None if alert.closed is None else _iso(alert.closed),
        "pages": alert.pages,
        "filled": alert.filled,
        "usual": round(alert.usual, 4),
        "provisional": alert.provisional,
        "acknowledged": alert.acknowledged,
        "message": sentence(alert),
        "nearest": alert.nearest or None,
        "examples": list(alert.examples),
    }


def _iso(hour: int) -> str:
    return f"{datetime.fromtimestamp(hour * 3600, UTC):%Y-%m-%dT%H:%MZ}"
