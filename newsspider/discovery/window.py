"""The days whose articles are wanted: ``-a since=… -a until=…``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from extractors.vocabulary.dates import parse_date

_RELATIVE = re.compile(
    r"(?i)^(?:[0-9]{1,4}\s*(?P<unit>[a-z]+)|today|hari ini|yesterday|kemarin(?: lusa)?)(?:\s+(?:ago|lalu|yang lalu))?$"
)
_LAST = re.compile(r"(?i)^last (day|week|month|year)$")
_SHORT = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_TO_THE_MINUTE = re.compile(r"(?i)^(?:h|hours?|jam|min|mnt|menit|minutes?)$")
_CLOCK = re.compile(r"[0-9][:.][0-9]{2}")
_FORMS = 'a date (2024-01-31, "31 Januari 2024") or how long ago ("3 days", "3 hari")'

# Dates in lists are off by some hours where they leave out the time zone.
SLACK = timedelta(hours=12)


class WindowError(ValueError):
    """``since`` or ``until`` cannot be understood; the message is one sentence."""


@dataclass(frozen=True)
class Window:
    """From ``since`` on, and before ``before``. None leaves that side open."""

    since: datetime | None = None
    before: datetime | None = None
    zone: tzinfo = UTC

    def __bool__(self) -> bool:
        return self.since is not None or self.before is not None

    def holds(self, moment: datetime) -> bool:
        """Whether an article of that moment is wanted."""
        return not self.is_old(moment) and (self.before is None or moment < self.before)

    def is_old(self, moment: datetime) -> bool:
        """Whether a moment lies before the window."""
        return self.since is not None and moment < self.since

    def may_hold(self, published: datetime | None, changed: datetime | None) -> bool:
        """Whether an article can be wanted by what a list says of it.

        One that last changed before the window appeared before it. One that changed after it may have
        appeared at any time.
        """
        if changed is not None and self.is_old(changed):
            return False
        if published is None:
            return True
        return not self.is_old(published + SLACK) and (self.before is None or published - SLACK < self.before)

    def is_over(self, now: datetime, days: float = 2) -> bool:
        """Whether the window ended some days ago, so that lists of what is new no longer hold it."""
        return self.before is not None and self.before < now - timedelta(days=days)

    def first_day(self) -> date | None:
        return self.since.astimezone(self.zone).date() if self.since else None

    def last_day(self, now: datetime) -> date:
        end = now if self.before is None else min(now, self.before - timedelta(microseconds=1))
        return end.astimezone(self.zone).date()


def read_window(since: str | None, until: str | None, zone: tzinfo, now: datetime) -> Window:
    """The window that two arguments name. A day given as ``until`` is included. Raises WindowError."""
    start, _ = _read("since", since, zone, now) if since else (None, False)
    end, is_day = _read("until", until, zone, now) if until else (None, False)
    if end is not None:
        end += timedelta(days=1) if is_day else timedelta(minutes=1)
    if start is not None and start > now:
        raise WindowError(f"since: {since!r} is in the future")
    if start is not None and end is not None and end <= start:
        raise WindowError(f"until: {until!r} comes before since={since!r}; nothing lies between them")
    return Window(start, end, zone)


def _read(name: str, text: str, zone: tzinfo, now: datetime) -> tuple[datetime, bool]:
    """The moment, and whether it stands for its whole day."""
    words = _LAST.sub(r"1 \1", " ".join(text.split()))
    relative = _RELATIVE.match(words)
    if relative:
        unit = relative["unit"] or ""
        if unit.lower() in _SHORT:
            words = words.replace(unit, _SHORT[unit.lower()])
        words = re.sub(r"^([0-9]+)(?=[a-z])", r"\1 ", words, flags=re.I)
        if unit and not re.search(r"(?i)\b(?:ago|lalu)$", words):
            words += " ago"
    found = parse_date(words, zone=zone, now=now)
    if found is None or not (relative or len(found.raw) >= len(words.rstrip(" .")) - 1):
        raise WindowError(f"{name}: {text!r} is not a date; give {_FORMS}")
    if relative and _TO_THE_MINUTE.match(relative["unit"] or ""):
        return found.value, False
    if not relative and found.has_time and _CLOCK.search(words):
        return found.value, False
    day = found.value.astimezone(zone).date()
    return datetime.combine(day, time(), zone), True
