"""What since and until mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from extractors.vocabulary.dates import WIB
from newsspider.discovery import Window, WindowError, read_window
from newsspider.discovery.link import Link, moment

NOW = datetime(2024, 2, 10, 15, 30, tzinfo=WIB)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 2) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("since", "start"),
    [
        ("2024-01-01", at(1, month=1)),
        ("1 Januari 2024", at(1, month=1)),
        ("2024-02-01T08:30", at(1, 8, 30)),
        ("2024-02-01 08:30 WITA", at(1, 7, 30)),
        ("3 days", at(7)),
        ("3 hari", at(7)),
        ("3 hari lalu", at(7)),
        ("3 days ago", at(7)),
        ("3d", at(7)),
        ("1 minggu", at(3)),
        ("2 weeks", at(27, month=1)),
        ("1 bulan", at(10, month=1)),
        ("last month", at(10, month=1)),
        ("Last week", at(3)),
        ("12 jam", at(10, 3, 30)),
        ("12h", at(10, 3, 30)),
        ("90 menit", at(10, 14)),
        ("kemarin", at(9)),
        ("today", at(10)),
        ("Hari ini", at(10)),
    ],
)
def test_since(since: str, start: datetime) -> None:
    assert read_window(since, None, WIB, NOW).since == start


def test_a_day_as_until_belongs_to_the_window_whole() -> None:
    window = read_window("2024-01-01", "2024-01-31", WIB, NOW)
    assert window.holds(at(1, month=1))
    assert window.holds(at(31, 23, 59, month=1))
    assert not window.holds(at(1))
    assert not window.holds(at(1, month=1) - timedelta(seconds=1))
    assert window.last_day(NOW).isoformat() == "2024-01-31"
    assert window.first_day() == at(1, month=1).date()


def test_the_zone_is_the_outlets() -> None:
    window = read_window("2024-01-01", "2024-01-01", WIB, NOW)
    assert window.holds(datetime(2023, 12, 31, 17, 0, tzinfo=UTC))
    assert not window.holds(datetime(2024, 1, 1, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("besok", None, "since: 'besok' is not a date; give"),
        ("2024-13-01", None, "since: '2024-13-01' is not a date"),
        (None, "31 Februari 2024", "until: '31 Februari 2024' is not a date"),
        ("2024-01-01 or so", None, "since: '2024-01-01 or so' is not a date"),
        ("2024-02-01", "2024-01-01", "until: '2024-01-01' comes before since='2024-02-01'"),
        ("2025-01-01", None, "since: '2025-01-01' is in the future"),
        ("3", None, "since: '3' is not a date"),
        ("99 tahunan", None, "is not a date"),
    ],
)
def test_what_is_no_window_is_one_sentence(since: str | None, until: str | None, words: str) -> None:
    with pytest.raises(WindowError) as caught:
        read_window(since, until, WIB, NOW)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_a_list_says_is_believed_within_reason() -> None:
    window = read_window("2024-01-10", "2024-01-20", WIB, NOW)
    may = window.may_hold
    assert may(None, None)
    assert not may(None, at(9, 23, month=1))  # last changed before: published before
    assert may(None, at(1))  # changed since; published who knows when
    assert may(at(10, 5, month=1), None)
    assert may(at(9, 20, month=1), None)  # some hours are a forgotten zone
    assert not may(at(9, 8, month=1), None)
    assert not may(at(21, 13, month=1), None)
    assert not Window()
    assert Window().holds(NOW)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-01-31", at(31, 23, 59, month=1).replace(second=59)),
        ("2024-01-31T10:00:00+07:00", at(31, 10, month=1)),
        ("2024-01-31T03:00:00Z", at(31, 10, month=1)),
        ("2024-01-31 10:00:00", at(31, 10, month=1)),
        ("Wed, 31 Jan 2024 03:00:00 GMT", at(31, 10, month=1)),
        ("Rabu, 31 Januari 2024 | 10:00 WIB", at(31, 10, month=1)),
        ("31 Januari 2024", at(31, 23, 59, month=1).replace(second=59)),
        ("2 jam lalu", at(10, 13, 30)),
        ("tidak ada", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_in_lists(text: str | None, value: datetime | None) -> None:
    assert moment(text, WIB, NOW) == value


def test_a_link_travels_as_json() -> None:
    link = Link("https://a.example/1", "feed", published=NOW, title="Satu", identity="a:1")
    assert link.to_dict() == {
        "url": "https://a.example/1",
        "source": "feed",
        "published": "2024-02-10T15:30:00+07:00",
        "title": "Satu",
        "identity": "a:1",
    }
    assert Link.from_dict(link.to_dict()) == link
    assert Link.of({"link": link.to_dict()}) == link
    assert Link.of({}) is None
