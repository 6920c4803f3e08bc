"""When an outlet is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from extractors.vocabulary.dates import WIB
from newsspider.crawl.report import Exit
from newsspider.service.pace import LEAST, MOST, UNKNOWN, Pace, retry_after

NOW = datetime(2026, 3, 30, 12, tzinfo=WIB)
HOUR = timedelta(hours=1)


def published(per_hour: int, hours: range, days: int = 28) -> list[datetime]:
    return [
        NOW.replace(hour=hour, minute=0) - timedelta(days=day) + HOUR * number / per_hour
        for day in range(1, days + 1)
        for hour in hours
        for number in range(per_hour)
    ]


def test_a_busy_outlet_is_due_sooner_than_a_quiet_one() -> None:
    busy = Pace.learned(published(20, range(24)), NOW)
    quiet = Pace.learned(published(1, range(24)), NOW)
    assert busy.per_day == pytest.approx(480, rel=0.05) and quiet.per_day == pytest.approx(24, rel=0.05)
    assert timedelta(minutes=15) <= busy.after(NOW) - NOW <= timedelta(minutes=20)
    assert timedelta(hours=5) <= quiet.after(NOW) - NOW <= timedelta(hours=5, minutes=15)


def test_the_night_is_quiet() -> None:
    pace = Pace.learned(published(10, range(6, 22)), NOW)
    day, night = NOW.replace(hour=10), NOW.replace(hour=23)
    assert pace.after(day) - day <= timedelta(minutes=40)
    assert pace.after(night) - night >= timedelta(hours=3)
    assert pace.after(night.astimezone(UTC)) == pace.after(night), "whatever zone the machine is in"


def test_there_is_a_least_and_a_most() -> None:
    assert Pace.learned(published(600, range(24), 2), NOW).after(NOW) - NOW == LEAST
    assert Pace.learned([NOW - timedelta(days=20)], NOW).after(NOW) - NOW == MOST


def test_nothing_known_and_what_somebody_chose() -> None:
    far = [NOW - timedelta(days=400), NOW + timedelta(days=1)]
    assert Pace.learned([], NOW) == Pace.learned(far, NOW) == Pace()
    assert Pace().after(NOW) - NOW == UNKNOWN
    assert Pace(every=timedelta(minutes=3)).after(NOW) - NOW == timedelta(minutes=3)


def test_a_crawl_that_failed_is_tried_again_later_and_later() -> None:
    assert retry_after(Exit.USAGE, 1) is None
    assert {retry_after(code, 1) for code in (Exit.DONE, Exit.CHANGED, Exit.STOPPED)} == {timedelta()}
    waits = [retry_after(Exit.FAILED, number) for number in (1, 2, 3, 40)]
    assert waits == [LEAST, 2 * LEAST, 4 * LEAST, MOST]
    assert retry_after(Exit.BLOCKED, 1) == HOUR and retry_after(-9, 1) == LEAST
