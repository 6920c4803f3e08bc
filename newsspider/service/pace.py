"""How often an outlet is worth crawling: learned from when it published, and how a crawl ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from extractors.vocabulary.dates import WIB
from newsspider.crawl.report import Exit

__all__ = ["HISTORY", "Pace", "retry_after"]

HISTORY = timedelta(days=28)  # of publications that the pace is learned from
WANTED = 5.0  # new articles that are expected when a crawl is due
LEAST, MOST = timedelta(minutes=10), timedelta(hours=6)  # between two crawls
UNKNOWN = timedelta(hours=1)  # of an outlet that nothing is known of
_EVEN = 3.0  # days at the mean of all hours that each hour's count is mixed with
_STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Pace:
    """When a crawl is due after the last one.

    ``every`` is an interval that somebody chose; without it ``rates`` are the articles that the outlet publishes in each
    hour of the day (WIB); empty where nothing is known.
    """

    rates: tuple[float, ...] = ()
    every: timedelta | None = None

    @classmethod
    def learned(cls, published: Iterable[datetime], now: datetime) -> Pace:
        """From the moments of publication within ``HISTORY``; others are left out."""
        counts, first = [0] * 24, now
        for moment in published:
            if now - HISTORY <= moment <= now:
                counts[moment.astimezone(WIB).hour] += 1
                first = min(first, moment)
        if not any(counts):
            return cls()
        days = max((now - first) / timedelta(days=1), 1.0)
        mean = sum(counts) / 24 / days
        return cls(tuple((count + _EVEN * mean) / (days + _EVEN) for count in counts))

    @property
    def per_day(self) -> float:
        """Articles a day; 0 where it was not learned."""
        return sum(self.rates)

    def after(self, moment: datetime) -> datetime:
        """When the outlet is due after a crawl that ended at this moment."""
        if self.every is not None:
            return moment + self.every
        if not self.rates:
            return moment + UNKNOWN
        expected, due = 0.0, moment
        while expected < WANTED and due - moment < MOST:
            expected += self.rates[due.astimezone(WIB).hour] * (_STEP / timedelta(hours=1))
            due += _STEP
        return max(due, moment + LEAST)


def retry_after(code: int | None, failures: int) -> timedelta | None:
    """The least time until the next crawl after one that ended with this exit code (None: it was killed).

    ``failures`` says how many in a row did so. None: it is of no use until somebody has changed something.
    """
    if code == Exit.USAGE:
        return None
    if code in (Exit.DONE, Exit.CHANGED, Exit.STOPPED):
        return timedelta()
    first = {Exit.BLOCKED: timedelta(hours=1), Exit.KEPT: timedelta(minutes=15)}
    least = first.get(Exit(code), LEAST) if code in set(Exit) else LEAST
    return min(least * float(2 ** min(failures - 1, 10)), MOST)
