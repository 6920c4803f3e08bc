"""When a known address is asked for again: a rule by age, and the decision about one address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from extractors.results import GalleryPage, LivePage, SearchPage, TagPage, VideoPage
from newsspider.discovery import Window
from newsspider.politeness.outcomes import UNWANTED

__all__ = [
    "ARTICLE",
    "JUST_NOW",
    "RevisitDecision",
    "RevisitError",
    "Rule",
    "Visit",
    "decide",
    "read_missed",
    "read_rule",
    "read_span",
]

ARTICLE = "article"  # the outcome of an address that had one
# Pages of these kinds will be the same tomorrow; anything else that stood in place of an article may pass.
NO_ARTICLE = tuple(result.kind for result in (VideoPage, GalleryPage, LivePage, TagPage, SearchPage))
SLACK = timedelta(minutes=10)  # a page may be served from a cache for so long after it was changed
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(?i)^\s*([0-9]+(?:\.[0-9]+)?)\s*(m|h|d|w)[a-z]*\s*$")


class RevisitError(ValueError):
    """``REVISIT`` cannot be understood; the message is one sentence."""


Rule = Sequence[tuple[timedelta, timedelta]]  # (younger than, ask again after), the youngest first


def read_rule(text: str | Iterable[Sequence[str]] | None) -> Rule:
    """The rule that a setting names, as text or as pairs; empty for never. Raises RevisitError.

    >>> read_rule("2d: 6h")
    ((datetime.timedelta(days=2), datetime.timedelta(seconds=21600)),)
    """
    if isinstance(text, str):
        pairs: list[Sequence[str]] = [part.split(":") for part in text.split(",") if part.strip()]
    else:
        pairs = list(text or ())
    rule = []
    for pair in pairs:
        spans = [read_span(str(span)) for span in pair]
        if len(spans) != 2 or None in spans:
            raise RevisitError(
                f'REVISIT: {":".join(map(str, pair)).strip()!r} is no age and interval; say "2d: 6h, 14d: 1d"'
            )
        age, every = (span for span in spans if span is not None)
        rule.append((age, every))
    return tuple(sorted(rule))


class Missed(NamedTuple):
    """When an article that could not be fetched is asked for again: first and last wait, and how long it is tried."""

    first: timedelta
    longest: timedelta
    until: timedelta

    def due(self, visit: Visit, now: datetime) -> bool:
        """Whether it is time: as long after the last try as that was after the first, within the bounds."""
        wait = min(max(visit.asked - visit.first, self.first), self.longest)
        return now - visit.asked >= wait and now - visit.first < self.until


def read_missed(text: str | None) -> Missed | None:
    """The waits that ``REVISIT_MISSED`` names; None for never. Raises RevisitError.

    >>> read_missed("1d, 30d, 365d").longest.days
    30
    """
    parts = [part for part in str(text or "").split(",") if part.strip()]
    spans = [read_span(part) for part in parts]
    if not spans:
        return None
    if len(spans) != 3 or None in spans:
        raise RevisitError(f'REVISIT_MISSED: {text!r} is not three spans of time; say "1d, 30d, 365d"')
    return Missed(*(span for span in spans if span is not None))


def read_span(text: str) -> timedelta | None:
    """A span of time ("15m", "6h", "2 days"); None for anything else."""
    found = _SPAN.match(text)
    return timedelta(**{_UNITS[found[2].lower()]: float(found[1])}) if found else None


@dataclass(frozen=True, slots=True)
class Visit:
    """The last time an address was asked for. ``outcome`` is ``article`` or the name of what it was."""

    identity: str
    url: str
    outlet: str
    outcome: str
    asked: datetime
    first: datetime
    published: datetime | None = None
    lastmod: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    canonical: str | None = None
    """What the store knows the article by."""

    @property
    def missed(self) -> bool:
        """Whether what stood in place of an article may be gone another day."""
        return self.outcome != ARTICLE and self.outcome not in UNWANTED and self.outcome not in NO_ARTICLE

    @property
    def headers(self) -> dict[str, str]:
        """What to ask again with."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


class RevisitDecision(NamedTuple):
    """What to do about an address: ``fetch`` it, ``ask`` whether it has changed, or ``skip`` it; and why."""

    action: Literal["fetch", "ask", "skip"]
    why: str


JUST_NOW = RevisitDecision("skip", "asked for in this crawl")


def decide(
    visit: Visit | None,
    *,
    now: datetime,
    rule: Rule,
    missed: Missed | None = None,
    lastmod: datetime | None = None,
    window: Window | None = None,
) -> RevisitDecision:
    """Whether to ask for an article (again).

    ``lastmod`` is what a list says now, ``window`` what is wanted. One that was not wanted is fetched when
    it would be now.
    """
    if visit is None:
        return RevisitDecision("fetch", "new")
    if visit.outcome in UNWANTED:
        if visit.published is not None and window is not None and not window.holds(visit.published):
            return RevisitDecision("skip", "not wanted")
        return RevisitDecision("fetch", "was not wanted before")
    if visit.asked > now + SLACK:  # before the clock was set back
        return RevisitDecision("ask", "was asked for at a time that has not come")
    # a list that knows only the day says the same until the day is over
    if lastmod is not None and lastmod > visit.asked - SLACK and lastmod != visit.lastmod:
        return RevisitDecision("ask", "its list says that it has changed")
    if visit.missed and missed is not None and missed.due(visit, now):
        return RevisitDecision("fetch", "could not be fetched before")
    age = now - (visit.published or visit.first)
    for limit, every in rule:
        if age < limit:
            if now - visit.asked >= every:
                return RevisitDecision("ask", "young enough to change")
            return RevisitDecision("skip", "asked for a short while ago")
    return RevisitDecision("skip", "too old to change")
