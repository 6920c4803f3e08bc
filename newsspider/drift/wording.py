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


def message(alert: Alert, beside: str = "") -> str:
    """The alert without its nearest element: where, what, since when, how many, and what is to be known besides."""
    where = f"{alert.outlet} {alert.layout}" if alert.layout else alert.outlet
    since = f"since {clock(alert.since, alert.raised)}"
    counts = f"{alert.filled:,} of {alert.pages:,} pages, {_share(alert.usual)} before"
    lost = f"{alert.pages - alert.filled:,} of {alert.pages:,} pages, {_share(1 - alert.usual)} before"
    how = "empty" if alert.filled == 0 else "rarer"
    key = alert.key
    if alert.kind == "key":
        said = f"{key} {how} {since} ({counts})"
    elif alert.kind == "selector":
        said = (
            f"the selector of `{key}` finds {'nothing' if alert.filled == 0 else 'less'} {since} ({counts})"
        )
    elif alert.kind == "metadata":
        witness, _, name = key.partition("/")
        verb = "no longer state" if witness == "told" else "no longer agree with the page on"
        said = f"JSON-LD and meta tags {verb} {name} {since} ({counts})"
    elif alert.kind == "text":
        said = f"texts are {key.removeprefix('not ')}er than they were {since} ({lost})"
    elif alert.kind == "template":
        said = f"the template changed {since} ({counts})"
    elif alert.kind == "mix":
        said = f"the layout is used less {since} ({counts})"
    elif alert.kind == "outlet":
        said = f"all layouts at once, relaunched or blocked, {since} ({counts})"
    elif alert.kind == "unread":
        said = f"pages that no layout reads {since} ({lost})"
    elif alert.kind == "blocked":
        said = f"blocked {since}: {key} ({lost})"
    elif alert.kind == "refused":
        said = f"refused as {key} {since} ({lost})"
    elif key == "lists":
        said = f"lists without links to articles {since} ({lost.replace('pages', 'lists')})"
    else:
        said = f"no list has news {since}: the sitemap or feed seems to have died"
    return f"{where}: {said}" + (f"; {beside}" if beside else "")


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
