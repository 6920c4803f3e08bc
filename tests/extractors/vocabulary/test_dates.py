"""Dates as outlets write them, and the weighing of a displayed date against metadata."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reading.metadata import Metadata
from extractors.reading.settle import settle_dates
from extractors.vocabulary import dates
from extractors.vocabulary.dates import WIB, WIT, WITA, ParsedDate, parse_date, reconcile
from tests.extractors.steps import counted_patterns

NOW = datetime(2024, 5, 5, 14, 30, 20, tzinfo=WIB)
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
ENGLISH = "January February March April May June July August September October November December".split()
WEEKDAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()

FORMS = {
    # tempo
    "Minggu, 18 Juli 2021 15:00 WIB": "2021-07-18T15:00:00+07:00",
    "27 Januari 2015 | 13:12 WIB": "2015-01-27T13:12:00+07:00",
    "24 Juli 2026 | 09.00 WIB": "2026-07-24T09:00:00+07:00",
    # kontan
    "Kamis, 30 Desember 2021 / 22:46 WIB": "2021-12-30T22:46:00+07:00",
    "Senin, 02 Februari 2015 | 10:15 WIB": "2015-02-02T10:15:00+07:00",
    "2026-03-26 12:14:10": "2026-03-26T12:14:10+07:00",
    # jpnn
    "Kamis, 19 April 2018 – 14:16 WIB": "2018-04-19T14:16:00+07:00",
    "Kamis, 29 Desember 2016 — 10:45 WIB": "2016-12-29T10:45:00+07:00",
    "24 April 2026 20:05": "2026-04-24T20:05:00+07:00",
    "24 May 2026 20:05": "2026-05-24T20:05:00+07:00",
    "2016-12-28T14-10-00Z": "2016-12-28T14:10:00+00:00",
    # IDN Times
    "09 Aug 21 | 07:44": "2021-08-09T07:44:00+07:00",
    "24 Jul 2026, 11:00 WIB": "2026-07-24T11:00:00+07:00",
    # others
    "Kompas.com - 03/02/2022, 10:01 WIB": "2022-02-03T10:01:00+07:00",
    "Jumat, 02 Januari 2015 15:02 WIB": "2015-01-02T15:02:00+07:00",
    "Jum'at, 02 Januari 2015 15:02 WITA": "2015-01-02T15:02:00+08:00",
    "Jum’at 02 Januari 2015 15:02 WIT": "2015-01-02T15:02:00+09:00",
    "Ahad , 18 Jul 2021, 15:00 WIB": "2021-07-18T15:00:00+07:00",
    "Diterbitkan pada 18 Juli 2021, pukul 15.00 WIB": "2021-07-18T15:00:00+07:00",
    "Published at 18 Juli 2021 15:00": "2021-07-18T15:00:00+07:00",
    "10:15 WIB, Senin, 24 Jan 2022": "2022-01-24T10:15:00+07:00",
    "18 Juli 2021, 09:00 WIBPenulis": "2021-07-18T09:00:00+07:00",
    "Senin, 5 Peb 2018 - 9.00 WIB": "2018-02-05T09:00:00+07:00",
    "18 Juli 2021 10:00-12:00 WITA": "2021-07-18T10:00:00+08:00",
    "18\u00a0Juli\u00a02021  |\n\t 15:00\u00a0WIB": "2021-07-18T15:00:00+07:00",
    "\u200bMinggu,\u200b 18 Juli\u200e 2021 15:00 WIB": "2021-07-18T15:00:00+07:00",
    "MINGGU, 18 JULI 2021 15:00 wib": "2021-07-18T15:00:00+07:00",
    "03/02/2022 10:01": "2022-02-03T10:01:00+07:00",
    "3/2/2022 10:01:59": "2022-02-03T10:01:59+07:00",
    "03-02-2022 10.01": "2022-02-03T10:01:00+07:00",
    "2022/02/03 10:01": "2022-02-03T10:01:00+07:00",
    "July 18, 2021 3:05 PM": "2021-07-18T15:05:00+07:00",
    "July 18th, 2021 at 12:05 a.m.": "2021-07-18T00:05:00+07:00",
    # ISO 8601 and feeds
    "2021-12-20T09:59:55+07:00": "2021-12-20T09:59:55+07:00",
    "2021-12-20T09:59:55.123456+0700": "2021-12-20T09:59:55+07:00",
    "2021-12-20T09:59:55.123456789012Z": "2021-12-20T09:59:55+00:00",
    "2021-12-20T09:59+07": "2021-12-20T09:59:00+07:00",
    "2021-12-20T09:59:55-07:00": "2021-12-20T09:59:55-07:00",
    "2021-12-20T09:59-07:00": "2021-12-20T09:59:00-07:00",
    "2021-12-20t09:59:55": "2021-12-20T09:59:55+07:00",
    "Thu, 21 Nov 2024 10:00:00 +0700": "2024-11-21T10:00:00+07:00",
    "Thu, 21 Nov 2024 10:00:00 -0430": "2024-11-21T10:00:00-04:30",
    "Wed, 16 Jun 2021 13:00:00 GMT": "2021-06-16T13:00:00+00:00",
    "18 Juli 2021 15:00 GMT+7": "2021-07-18T15:00:00+07:00",
    "18 Juli 2021 15:00 (UTC+08:00)": "2021-07-18T15:00:00+08:00",
    "Sun Jul 18 2021 15:00:00 GMT+0700 (Western Indonesia Time)": "2021-07-18T15:00:00+07:00",
    "24/Apr/2026:10:00:00 +0700": "2026-04-24T10:00:00+07:00",
}

DAYS = {
    "Minggu, 18 Juli 2021": "2021-07-18",
    "09 Aug 21": "2021-08-09",
    "1 Mei '98": "1998-05-01",
    "2021-12-20": "2021-12-20",
    "03/02/2022": "2022-02-03",
    "29 Februari 2020": "2020-02-29",
    "Edisi 18 Juli 2021, 2.50 persen": "2021-07-18",
    "18 Juli 2021 pukul 25:61": "2021-07-18",
    "18 Juli 2021 dan 19 Juli 2021 10:00": "2021-07-18",
    "31 Februari 2021, diperbaiki 1 Maret 2021": "2021-03-01",
}

NONE = [
    "",
    "   ",
    "WIB",
    "15:00 WIB",
    "31 Februari 2021",
    "31 Februari 2021 10:00 WIB",
    "29 Feb 2021",
    "2021-13-01",
    "00/00/0000",
    "32/01/2021",
    "0 Juli 2021",
    "Juli 2021",
    "Selasa (31/8) sesuai kesepakatan",
    "kata 3 Mei 20 orang datang",
    "12.345.678",
    "118 Juli 20211",
    "10 jam lalu",
    "Kemarin, 14:05",
    "baru saja",
]

RELATIVE = {
    # text: (value, to the minute)
    "10 jam lalu": ("2024-05-05T04:30:20+07:00", False),
    "sejam yang lalu": ("2024-05-05T13:30:20+07:00", False),
    "2 menit lalu": ("2024-05-05T14:28:20+07:00", True),
    "30 detik yang lalu": ("2024-05-05T14:29:50+07:00", True),
    "1 hari yang lalu": ("2024-05-04T00:00:00+07:00", False),
    "seminggu lalu": ("2024-04-28T00:00:00+07:00", False),
    "2 pekan silam": ("2024-04-21T00:00:00+07:00", False),
    "3 bulan lalu": ("2024-02-05T00:00:00+07:00", False),
    "setahun lalu": ("2023-05-05T00:00:00+07:00", False),
    "Kemarin, 14:05": ("2024-05-04T14:05:00+07:00", True),
    "Kemarin": ("2024-05-04T00:00:00+07:00", False),
    "kemarin lusa": ("2024-05-03T00:00:00+07:00", False),
    "Hari ini 09.00": ("2024-05-05T09:00:00+07:00", True),
    "Hari ini, 09.00 WITA": ("2024-05-05T09:00:00+08:00", True),
    "baru saja": ("2024-05-05T14:30:20+07:00", True),
    "2 hours ago": ("2024-05-05T12:30:20+07:00", False),
}


@pytest.mark.parametrize("text", FORMS)
def test_form(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value.isoformat() == FORMS[text]
    assert parsed.has_time


@pytest.mark.parametrize("text", FORMS)
def test_form_among_words(text: str) -> None:
    parsed = parse_date(f"Warta Pagi - {text} | dibaca 12 kali")
    assert parsed is not None
    assert parsed.value.isoformat() == FORMS[text]


@pytest.mark.parametrize("text", DAYS)
def test_day_without_time(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value.isoformat() == f"{DAYS[text]}T00:00:00+07:00"
    assert not parsed.has_time
    assert not parsed.zone_stated


@pytest.mark.parametrize("text", NONE)
def test_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", RELATIVE)
def test_relative(text: str) -> None:
    parsed = parse_date(f"Warta Pagi - {text}", now=NOW)
    assert parsed is not None
    assert (parsed.value.isoformat(), parsed.has_time) == RELATIVE[text]
    assert parse_date(text) is None, "without a clock nothing is relative"


def test_relative_months_end_on_a_day_that_exists() -> None:
    parsed = parse_date("1 bulan lalu", now=datetime(2024, 3, 31, 8, 0, tzinfo=WIB))
    assert parsed is not None
    assert parsed.value == datetime(2024, 2, 29, tzinfo=WIB)


def test_relative_counts_in_the_zone() -> None:
    parsed = parse_date("Kemarin", now=datetime(2024, 5, 5, 20, 0, tzinfo=UTC))
    assert parsed is not None
    assert parsed.value == datetime(2024, 5, 5, tzinfo=WIB), "20:00 UTC is already the 6th in Jakarta"


def test_before_the_calendar() -> None:
    assert parse_date("9999 tahun lalu", now=NOW) is None


def test_first_date_wins() -> None:
    parsed = parse_date("Selasa, 16 Februari 2016 | 13:01 WIB. Diperbarui 17 Februari 2016 09:00 WIB")
    assert parsed is not None
    assert parsed.value == datetime(2016, 2, 16, 13, 1, tzinfo=WIB)


def test_zone() -> None:
    assert parse_date("18 Juli 2021 15:00", zone=WIT) == ParsedDate(
        datetime(2021, 7, 18, 15, tzinfo=WIT), True, False, "18 Juli 2021 15:00"
    )
    stated = parse_date("18 Juli 2021 15:00 WITA", zone=WIT)
    assert stated is not None
    assert stated.zone_stated
    assert stated.value.utcoffset() == timedelta(hours=8)


def test_local_keeps_the_wall_clock() -> None:
    for text in ("2016-12-28T14-10-00Z", "2016-12-28T14:10:00+00:00", "2016-12-28T14:10:00-07:00"):
        parsed = parse_date(text, local=True)
        assert parsed is not None
        assert parsed.value.isoformat() == "2016-12-28T14:10:00+07:00"
        assert not parsed.zone_stated
    named = parse_date("28 Desember 2016 14:10 WITA", local=True)
    assert named is not None
    assert named.value.utcoffset() == timedelta(hours=8)


def test_raw_is_what_was_read() -> None:
    for text, raw in {
        "jpnn.com - Kamis, 19 April 2018 – 14:16 WIB | 3 komentar": "Kamis, 19 April 2018 – 14:16 WIB",
        "Terbit 18  Juli\u00a02021": "18 Juli 2021",
        "(Jum’at, 2 Januari 2015)": "Jum’at, 2 Januari 2015",
        "Ditulis 10:15 WIB, Senin, 24 Jan 2022 oleh": "10:15 WIB, Senin, 24 Jan 2022",
    }.items():
        parsed = parse_date(text)
        assert parsed is not None
        assert parsed.raw == raw


moments = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31, 23, 59, 59)).map(
    lambda value: value.replace(microsecond=0)
)
zones = st.sampled_from([WIB, WITA, WIT])


@given(
    moments,
    zones,
    st.sampled_from([MONTHS, ENGLISH, [m[:3] for m in MONTHS], [m[:3] for m in ENGLISH]]),
    st.sampled_from(["", "Senin, ", "weekday"]),
    st.sampled_from([" ", ", ", " | ", " / ", " - ", " – ", " — ", ", pukul ", "\u00a0"]),
    st.sampled_from([":", "."]),
    st.sampled_from(["{}", "{:02}"]),
)
def test_round_trip_written(
    moment: datetime, zone: timezone, months: list[str], lead: str, between: str, colon: str, day: str
) -> None:
    lead = f"{WEEKDAYS[moment.weekday()]}, " if lead == "weekday" else lead
    text = f"{lead}{day.format(moment.day)} {months[moment.month - 1]} {moment.year}{between}"
    text += f"{moment.hour:02}{colon}{moment.minute:02} {zone.tzname(None)}"
    parsed = parse_date(text)
    assert parsed == ParsedDate(moment.replace(second=0, tzinfo=zone), True, True, " ".join(text.split()))


@given(moments, st.integers(-12 * 4, 14 * 4), st.sampled_from(["T", " "]))
def test_round_trip_iso(moment: datetime, quarters: int, between: str) -> None:
    value = moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    parsed = parse_date(value.isoformat(between))
    assert parsed is not None
    assert parsed.value == value
    assert parsed.value.utcoffset() == value.utcoffset()


@given(moments)
def test_round_trip_figures(moment: datetime) -> None:
    for form in (
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y, %H:%M:%S WIB",
        "%Y-%m-%dT%H-%M-%SZ",
        "%a, %d %b %Y %H:%M:%S +0700",
    ):
        parsed = parse_date(moment.strftime(form), local=True)
        assert parsed is not None
        assert parsed.value == moment.replace(tzinfo=WIB)


PIECES = (
    "31 Februari 2021 0 99 20 Mei may 10:00 24:60 T Z +07:00 -9999 +14:99 WIB WIT GMT UTC+99 / - . : , |",
    "– lalu yang jam se hari ini kemarin PM Senin, ² ٣ ſep İ \ud800 \x00 \u200b 0001-01-01 2099-12-31",
)
pieces = st.sampled_from([piece for line in PIECES for piece in line.split(" ")])


@given(
    st.one_of(
        st.text(), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=12).map("".join)
    )
)
def test_never_raises(text: str) -> None:
    for local in (False, True):
        for now in (None, NOW, datetime(1, 1, 1), datetime(9999, 12, 31, 23, tzinfo=UTC)):
            parsed = parse_date(text, now=now, local=local)
            assert parsed is None or parsed.value.tzinfo is not None


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        " ",
        "1/1/",
        "31/02/2021 ",
        "31 Februari 2021 10:",
        "a",
        "jan",
        "jan. ",
        "1 jan ",
        "10:00 ",
        "se",
        "9 jam ",
        "hari ini ",
        "2021-",
        "| ",
        "1st ",
        "\u200b",
    ],
)
def test_hostile_text_costs_its_length(unit: str) -> None:
    def cost(size: int) -> int:
        return steps((unit * (size // len(unit) + 1))[:size])

    # bounded repetitions are full by then: a linear pattern takes four times as many steps, a quadratic one sixteen
    assert cost(1_000) <= 6 * cost(250)


@pytest.mark.parametrize("prefix", ["18 Juli 2021 ", "2021-07-18T10:00:00.", "18 Juli 2021 10:00 ", "10:"])
@pytest.mark.parametrize("tail", ["1", " ", "| ", ":00"])
def test_long_tails_are_cheap(prefix: str, tail: str) -> None:
    few, many = (steps(prefix + tail * count) for count in (125, 1_000))
    assert many <= 12 * few


def steps(text: str) -> int:
    """What the patterns of the module do to read a date in a text."""
    with counted_patterns(dates) as so_far:
        parse_date(text, now=NOW)
        return so_far()


def test_a_pattern_that_is_not_linear_is_seen_by_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "_RELATIVE", re.compile(r"\d*x"))
    assert steps("1" * 1_000) > 12 * steps("1" * 125)


def date(text: str | None) -> ParsedDate | None:
    return parse_date(text) if text else None


@pytest.mark.parametrize(
    ("shown", "told", "value"),
    [
        (None, None, None),
        ("18 Juli 2021 15:00 WIB", None, "2021-07-18T15:00:00+07:00"),
        ("18 Juli 2021", None, "2021-07-18T00:00:00+07:00"),
        # metadata add seconds
        ("18 Juli 2021 15:00 WIB", "2021-07-18T15:00:42+07:00", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021 15:00 WIB", "2021-07-18T08:00:42Z", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021 16:00 WITA", "2021-07-18T15:00:42+07:00", "2021-07-18T16:00:42+08:00"),
        # a false zone on a local time
        ("18 Juli 2021 15:00 WIB", "2021-07-18T15:00:42Z", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021 15:00 WIB", "2021-07-18T15:00:42-07:00", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021 15:00 WITA", "2021-07-18 15:00:42", "2021-07-18T15:00:42+08:00"),
        # seconds of the page's own stay
        ("18 Juli 2021 15:00:07 WIB", "2021-07-18T15:00:42+07:00", "2021-07-18T15:00:07+07:00"),
        # no time of day on the page
        ("18 Juli 2021", "2021-07-18T15:00:42+07:00", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021", "2021-07-18T08:00:42Z", "2021-07-18T15:00:42+07:00"),
        ("18 Juli 2021", "2021-07-18T20:00:42Z", "2021-07-18T20:00:42+07:00"),
        ("18 Juli 2021 15:00 WIB", "2021-07-18", "2021-07-18T15:00:00+07:00"),
        # metadata alone
        (None, "2021-07-18T15:00:42+07:00", "2021-07-18T15:00:42+07:00"),
        (None, "2021-07-18T15:00:42+08:00", "2021-07-18T15:00:42+08:00"),
        (None, "2021-07-18T08:00:42Z", "2021-07-18T15:00:42+07:00"),
        (None, "2021-07-18", "2021-07-18T00:00:00+07:00"),
    ],
)
def test_reconcile_agreeing(shown: str | None, told: str | None, value: str | None) -> None:
    got, remark = reconcile(date(shown), date(told))
    assert (got.isoformat() if got else None) == value
    assert remark is None


@pytest.mark.parametrize(
    ("shown", "told", "value", "remark"),
    [
        (
            "18 Juli 2021 15:00 WIB",
            "2021-07-18T14:58:42+07:00",
            "2021-07-18T15:00:00+07:00",
            "page shows 2021-07-18 15:00 +07:00, metadata say 2021-07-18 14:58:42 +07:00; "
            "the page's time is used",
        ),
        (
            "18 Juli 2021 15:00 WIB",
            "2021-07-19",
            "2021-07-18T15:00:00+07:00",
            "page shows 2021-07-18 15:00 +07:00, metadata say 2021-07-19; the page's date is used",
        ),
        (
            "18 Juli 2021",
            "2021-07-16T22:10:00+07:00",
            "2021-07-16T22:10:00+07:00",
            "page shows 2021-07-18, metadata say 2021-07-16 22:10 +07:00; the metadata's time is used",
        ),
        (
            None,
            "2021-07-18T15:00:00-07:00",
            "2021-07-18T15:00:00+07:00",
            "metadata say 2021-07-18 15:00 -07:00; the offset is foreign, the time is read as local",
        ),
    ],
)
def test_reconcile_remarks(shown: str | None, told: str, value: str, remark: str) -> None:
    got, said = reconcile(date(shown), date(told))
    assert got is not None
    assert got.isoformat() == value
    assert said == remark


def test_reconcile_relative_time_is_only_near() -> None:
    shown = parse_date("10 jam lalu", now=NOW)
    got, remark = reconcile(shown, date("2024-05-05T04:02:00+07:00"))
    assert got == datetime(2024, 5, 5, 4, 2, tzinfo=WIB)
    assert remark is None


@given(
    moments,
    st.sampled_from(["T", " "]),
    st.sampled_from(["", ":%S"]),
    st.sampled_from(["", "Z", "+07:00", "-07:00", "+0700", "-0730", "+14:00", "+00:00"]),
    st.booleans(),
)
def test_iso_dates_are_read_at_once_as_any_text_is(
    moment: datetime, between: str, seconds: str, offset: str, local: bool
) -> None:
    text = moment.strftime(f"%Y-%m-%d{between}%H:%M{seconds}") + offset
    assert parse_date(text, local=local) == dates._read(text, WIB, None, local)


@pytest.mark.parametrize(
    "text", ["2021-02-30T10:00:00+07:00", "2021-02-30 10:00", "1899-01-01T00:00", "2100-01-01T00:00"]
)
def test_iso_dates_that_do_not_exist_are_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("05/03/24, 10:15 WIB", "2024-03-05T10:15:00+07:00"),
        ("5-3-24 10.15 WIB", "2024-03-05T10:15:00+07:00"),
        ("Selasa, 05/03/24 | 10:15", "2024-03-05T10:15:00+07:00"),
        ("Selasa, 05.03.24, 10:15 WIB", "2024-03-05T10:15:00+07:00"),
        ("05/03/24 pukul 10.15", "2024-03-05T10:15:00+07:00"),
        ("05/03/24", "2024-03-05T00:00:00+07:00"),
        ("05/03/98", "1998-03-05T00:00:00+07:00"),
        ("10:15 WIB, 05/03/24", "2024-03-05T10:15:00+07:00"),
        ("5 Mar '24, 10:15 WIB", "2024-03-05T10:15:00+07:00"),
        ("5 Mar ’24 - 10:15 WIB", "2024-03-05T10:15:00+07:00"),
        ("nomor 12-03-21-44", None),
        ("12/13/24", None),
        ("skor 1/2/24 orang", None),
        ("pukul 05.03.24", None),
        ("1/05/03/24", None),
    ],
)
def test_a_year_of_two_figures(text: str, date: str | None) -> None:
    found = parse_date(text)
    assert (found and found.value.isoformat()) == date


MODIFIED, PUBLISHED = "Rabu, 6 Maret 2024 08:00 WIB", "Selasa, 5 Maret 2024 10:15 WIB"


@pytest.mark.parametrize("changed", ["Diperbarui", "Diperbarui:", "Diperbaharui pada", "Terakhir diperbarui", "Update:", "Updated at", "Last updated:", "Diubah", "Disunting", "Pembaruan terakhir:"])  # fmt: skip
@pytest.mark.parametrize("first", ["Terbit", "Diterbitkan:", "Dipublikasikan pada", "Tayang:", "Published", "Dirilis", "Diunggah", ""])  # fmt: skip
@pytest.mark.parametrize("between", [" | ", " - ", ", ", " "])
def test_a_line_of_two_dates_says_which_is_which(changed: str, first: str, between: str) -> None:
    published, modified = f"{first} {PUBLISHED}".strip(), f"{changed} {MODIFIED}"
    lines = [f"{published}{between}{modified}"] + ([f"{modified}{between}{published}"] if first else [])
    for line in lines:
        dates = settle_dates([line], [], Metadata(), None)
        assert dates.published and dates.published.isoformat() == "2024-03-05T10:15:00+07:00"
        assert dates.modified and dates.modified.isoformat() == "2024-03-06T08:00:00+07:00"


def test_a_date_of_change_is_none_of_publication() -> None:
    dates = settle_dates(
        [f"Diperbarui {MODIFIED}"], [], Metadata(meta={"pubdate": "2024-03-05T10:15:42+07:00"}), None
    )
    assert dates.published and dates.published.isoformat() == "2024-03-05T10:15:42+07:00"
    assert settle_dates([f"Diperbarui {MODIFIED}"], [], Metadata(), None).published is None
