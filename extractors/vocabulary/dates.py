"""Indonesian news dates: text in, aware datetime out.

    >>> parse_date("Kamis, 30 Desember 2021 / 22:46 WIB").value.isoformat()
    '2021-12-30T22:46:00+07:00'

`parse_date` reads one text, `reconcile` weighs the displayed date against the metadata's.
Nothing here reads a clock: a relative date ("10 jam lalu") needs the `now` it is relative to.

The formats are those of tempo, kontan, jpnn and IDN Times since 2011, those in feeds and metadata of Indonesian
outlets, ISO 8601 and RFC 2822.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

__all__ = ["WIB", "WIT", "WITA", "ParsedDate", "parse_date", "reconcile", "said_dates"]

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesia Time, UTC+7 (Jakarta)."""
WITA = timezone(timedelta(hours=8), "WITA")
"""Central Indonesia Time, UTC+8 (Makassar, Denpasar)."""
WIT = timezone(timedelta(hours=9), "WIT")
"""Eastern Indonesia Time, UTC+9 (Jayapura)."""


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date found in a text.

    `value`: always aware, to the second (fractions are dropped); midnight if the text gives no time.
    `has_time`: the text gives a time of day to the minute. False for "10 jam lalu", which is only approximate.
    `zone_stated`: the offset of `value` is from the text, not the caller's `zone`.
    `raw`: the words that were read, with the weekday before them, white space normalized.
    """

    value: datetime
    has_time: bool
    zone_stated: bool
    raw: str


_MONTH_NAMES = (
    "januari january jan",
    "februari february pebruari feb febr peb",
    "maret march mar mrt",
    "april apr",
    "mei may mey",
    "juni june jun",
    "juli july jul",
    "agustus august agust agst agu ags agt aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Longest first: an alternation takes the first name that matches, and "jan" would leave "uari" over.
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_WEEKDAY_NAMES = (
    "senin selasa rabu kamis jumat jum'at jum’at jum`at jum‘at sabtu minggu ahad",
    "monday tuesday wednesday thursday friday saturday sunday",
    "sen sel rab kam jum sab min mon tue tues wed thu thur thurs fri sat sun",
)
_WEEKDAYS = frozenset(name for names in _WEEKDAY_NAMES for name in names.split())

# Every repetition below is bounded, and white space is collapsed first: a failed attempt takes constant time,
# so any text is read in linear time. ASCII, so that [0-9] and \b mean what they say. Patterns and texts are in lower
# case: without IGNORECASE, an alternation of names takes a third of the time.
_FLAGS = re.ASCII
_YEAR = r"(?:19|20)[0-9]{2}"

_DATE = re.compile(
    rf"""
    (?<![0-9])
    (?: (?P<iy>{_YEAR}) (?P<is>[-/.]) (?P<im>[0-9]{{1,2}}) (?P=is) (?P<id>[0-9]{{1,2}}) (?![0-9])
      | (?P<nd>[0-9]{{1,2}}) (?P<ns>[-/.]) (?P<nm>[0-9]{{1,2}}) (?P=ns) (?P<ny>{_YEAR}) (?![0-9])
      # Two digits are a year only before a time, punctuation or the end, and only if nothing like that precedes.
      | (?<![0-9][-/.]) (?P<sd>[0-9]{{1,2}}) (?P<ss>[-/.]) (?P<sm>[0-9]{{1,2}}) (?P=ss) (?P<sy>[0-9]{{2}})
        (?! [0-9] | [-/:.][0-9]) (?= \s? (?: $ | [|,;)(–—-] | pukul | pkl | jam | [0-9]{{1,2}} [:.] [0-9]{{2}} ) )
      | (?P<td>[0-9]{{1,2}}) (?:st|nd|rd|th)? [\x20.,/-]{{0,3}} (?P<tm>{_MONTH}) [\x20.,/-]{{0,3}}
        (?: (?P<ty>{_YEAR}) (?![0-9])
          # Two digits are a year only where a time, a mark or the end follows: "3 Mei 20 orang" has none.
          | ['’]? (?P<ts>[0-9]{{2}}) (?! [0-9] | [:.][0-9])
            (?= \s? (?: $ | [|,/)(–—-] | [0-9]{{1,2}} [:.] [0-9]{{2}} ) ) ) )
    | \b (?P<mm>{_MONTH}) \.? \x20? (?P<md>[0-9]{{1,2}}) (?:st|nd|rd|th)? ,? \x20 (?P<my>{_YEAR}) (?![0-9])
    """,
    _FLAGS | re.VERBOSE,
)
_DATE_GROUPS = {
    "id": ("iy", "im", "id"),
    "ny": ("ny", "nm", "nd"),
    "ty": ("ty", "tm", "td"),
    "ts": ("ts", "tm", "td"),
    "my": ("my", "mm", "md"),
    "sy": ("sy", "sm", "sd"),
}

# What may separate a date from its time. The T of ISO 8601 counts only before a digit.
_BETWEEN = r"(?:\ ?(?:[|/,:·•;@(–—-]|t(?=[0-9])|pukul|pkl\.?|jam|at\b)){0,3}\ ?"
_HOUR = r"(?P<h>2[0-3]|[01]?[0-9])"
_CLOCK = (
    # A dash separates hours and minutes only after a T ("T14-10-00Z"): elsewhere it is a range or an offset.
    rf"{_HOUR} (?P<s>[:.]|(?<=t[0-9][0-9])-) (?P<m>[0-5][0-9]) "
    r"(?: (?P=s) (?P<sec>[0-5][0-9]) (?:[.,][0-9]++)? )?+ (?![0-9])"
)
_AMPM = r"(?: \ ?(?P<ap>[ap])\.?m\b\.? )?"
_ZONE = r"""
    (?: \ ?[-–]\ ?[0-9]{1,2}[:.][0-9]{2} (?=\ ?wi[bt]) )?  # the end of a range: "10:00-12:00 WITA"
    (?: \ ?[|(]?\ ?
        (?: (?P<z>wib|wita(?![a-z])|wit(?![a-z])|(?:gmt|utc)(?!\ ?[+-])(?![a-z])|z(?![a-z]))
          | (?: (?:gmt|utc)\ ? (?P<g>[+-][0-9]{1,2}) (?: :?(?P<gm>[0-9]{2}) )?
              | (?P<o>[+-][0-9]{2}) (?P<oc>:?) (?P<om>[0-9]{2}) ) (?![0-9:])
          | (?P<p>\+[0-9]{2}) (?![0-9:])
        )
    )?
"""
_TIME = re.compile(_BETWEEN + _CLOCK + _AMPM + _ZONE, _FLAGS | re.VERBOSE)
_TIME_BEFORE = re.compile(
    r"(?<![0-9:.])" + _CLOCK + _AMPM + _ZONE + r"[\ ,|/–—·-]{0,3} (?:[a-z'’]{3,9},?\ ?)?$",
    _FLAGS | re.VERBOSE,
)
_ZONES: dict[str, timezone] = {"wib": WIB, "wita": WITA, "wit": WIT}
_OFFSETS = {timedelta(hours=7): WIB, timedelta(hours=8): WITA, timedelta(hours=9): WIT, timedelta(0): UTC}

_UNITS = {
    "detik": "second", "second": "second", "sec": "second",
    "menit": "minute", "minute": "minute", "min": "minute", "mnt": "minute",
    "jam": "hour", "hour": "hour",
    "hari": "day", "day": "day",
    "minggu": "week", "pekan": "week", "week": "week",
    "bulan": "month", "month": "month",
    "tahun": "year", "year": "year",
}  # fmt: skip
_NUMBERS = {
    "se": 1, "satu": 1, "a": 1, "an": 1, "one": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6,
    "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
_RELATIVE = re.compile(
    rf"""
      (?<![0-9a-z.,]) (?P<n>[0-9]{{1,4}}|{"|".join(sorted(_NUMBERS, key=len, reverse=True))}) \x20?
      (?P<unit>{"|".join(sorted(_UNITS, key=len, reverse=True))}) s? \x20
      (?:yang\x20|yg\x20)? (?:lalu|silam|ago)\b
    | \b (?P<just>baru\x20saja|barusan|just\x20now)\b
    | \b (?P<day>kemarin\x20lusa|kemarin|hari\x20ini|yesterday|today)\b
    """,
    _FLAGS | re.VERBOSE,
)
_DAYS_BACK = {"kemarin lusa": 2, "kemarin": 1, "yesterday": 1, "hari ini": 0, "today": 0}

# Zero-width characters that pages put between the words of a date.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"))
# How far before its date a time or a weekday can begin.
_REACH = 48


def parse_date(
    text: str, *, zone: tzinfo = WIB, now: datetime | None = None, local: bool = False
) -> ParsedDate | None:
    """The first date in a text that exists in the calendar, or None.

    `zone` is used if the text names none; WIB, WITA, WIT, "GMT+7" or an offset in the text override it.
    `now` is what "10 jam lalu" and "Kemarin, 14:05" count from (taken as in `zone` if naive); without it they
    are not read. An absolute date is preferred to a relative one, wherever it is in the text.
    `local=True`: the offset in the text is known to be wrong; the wall-clock time is kept and placed
    in `zone` (the names WIB, WITA and WIT are still trusted).

    Years are 1900 to 2099; numeric dates have the day first unless they begin with the year. No input raises.

        >>> parse_date("jpnn.com - Kamis, 19 April 2018 – 14:16 WIB").raw
        'Kamis, 19 April 2018 – 14:16 WIB'
        >>> parse_date("31 Februari 2021") is None
        True
    """
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        return _iso(found, zone, local) or _read(text, zone, now, local)
    return _read(text, zone, now, local)


# The usual format of metadata: one match instead of a search takes half the time.
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:(Z)|([+-])(0\d|1[0-3]):?([0-5]\d))?",
    re.ASCII,
)


def _iso(found: re.Match[str], zone: tzinfo, local: bool) -> ParsedDate | None:
    day, hour, minute, second, utc, sign, hours, minutes = found.groups()
    if sign == "-" and second is None and " " in found[0]:
        return None  # "2021-07-18 10:00-12:00" is a range of two hours
    if not "1900" <= day < "2100":
        return None
    stated: timezone | None = UTC if utc else None
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        offset = -offset if sign == "-" else offset
        stated = _OFFSETS.get(offset) or timezone(offset)
    if local:
        stated = None
    try:
        value = datetime.fromisoformat(day).replace(
            hour=int(hour), minute=int(minute), second=int(second or 0), tzinfo=stated or zone
        )
    except ValueError:  # such as February 30
        return None
    return ParsedDate(value, True, stated is not None, found[0])


def _read(text: str, zone: tzinfo, now: datetime | None, local: bool) -> ParsedDate | None:
    text = " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())
    low = text.lower()
    if len(low) != len(text):  # "İ" becomes two characters in lower case
        low = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    for found in _DATE.finditer(low):
        if found["ss"] == "." and not _COLON.match(low, found.end()):
            continue  # "10.15.42" is a time of day; "05.03.24, 10:15" is not
        year, month, day = _ymd(found)
        if 1 <= month <= 12 and 1 <= day <= 31 and (day <= 28 or day <= monthrange(year, month)[1]):
            return _with_time(text, found, datetime(year, month, day), zone, local)
    if now is None:
        return None
    try:
        return _relative(text, low, zone, now, local)
    except (OverflowError, ValueError):  # "9999 tahun lalu": before year 1
        return None


_COLON = re.compile(r"[\s,|]{1,3}[0-9]{1,2}:[0-9]{2}", _FLAGS)


def _ymd(found: re.Match[str]) -> tuple[int, int, int]:
    kind = found.lastgroup or ""
    year, month, day = found.group(*_DATE_GROUPS[kind])
    full = int(year)
    if len(year) == 2:  # "09 Aug 21": this century, unless that is decades in the future
        full += 1900 if full >= 70 else 2000
    return full, _MONTHS[month] if month.isalpha() else int(month), int(day)


def _with_time(text: str, found: re.Match[str], day: datetime, zone: tzinfo, local: bool) -> ParsedDate:
    start, end = found.span()
    low = found.string
    clock = _TIME.match(low, end)
    timed = _clock(clock, day, zone, local) if clock else None
    if clock is not None and timed is not None:
        end = clock.end()
    if start:
        before = low[max(0, start - _REACH) : start]
        if timed is None:  # "10:15 WIB, Senin 24 Januari 2022"
            clock = _TIME_BEFORE.search(before)
            timed = _clock(clock, day, zone, local) if clock else None
            if clock is not None and timed is not None:
                start -= len(before) - clock.start()
                before = before[: clock.start()]
        word = before.rstrip(" ,").rpartition(" ")[2].lstrip("(|,-–—/")
        if word in _WEEKDAYS:
            start -= len(before) - before.rindex(word)
    if timed is None:
        return ParsedDate(day.replace(tzinfo=zone), False, False, text[start:end])
    return ParsedDate(timed[1], True, timed[0], text[start:end])


def _clock(found: re.Match[str], day: datetime, zone: tzinfo, local: bool) -> tuple[bool, datetime] | None:
    """(zone stated, value) for a time of day found next to a date; None if the digits are not a time."""
    hour_text, mark, minute, second, half, name = found.group("h", "s", "m", "sec", "ap", "z")
    hour = int(hour_text)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    stated = _zone(found, name)
    if mark == "." and len(hour_text) == 1 and stated is None and not half:
        return None  # "2.50" is a number; "9.00 WIB" is a time
    if local and (name is None or name not in _ZONES):
        stated = None
    value = day.replace(hour=hour, minute=int(minute), second=int(second or 0), tzinfo=stated or zone)
    return stated is not None, value


def _zone(found: re.Match[str], name: str | None) -> timezone | None:
    if name:
        return _ZONES.get(name, UTC)
    hours, minutes = found.group("g", "gm")
    if hours is None:
        hours, minutes = found.group("o", "om")
        after_t = found.string[found.start("h") - 1] == "t"
        if hours and hours[0] == "-" and found["oc"] and not found["sec"] and not after_t:
            return None  # "10:00-12:00" is a range; only ISO 8601 writes such an offset after a time
    if hours is None:
        hours = found["p"]
        if hours is None:
            return None
    size = timedelta(hours=int(hours[1:]), minutes=int(minutes or 0))
    if size > timedelta(hours=14) or (minutes or "") > "59":
        return None  # no time zone on earth; "10:00 -2021" is something else
    offset = -size if hours[0] == "-" else size
    return _OFFSETS.get(offset) or timezone(offset)


def _relative(text: str, low: str, zone: tzinfo, now: datetime, local: bool) -> ParsedDate | None:
    found = _RELATIVE.search(low)
    if found is None:
        return None
    now = (now.replace(tzinfo=zone) if now.tzinfo is None else now.astimezone(zone)).replace(microsecond=0)
    raw = text[found.start() : found.end()]
    if found["just"]:
        return ParsedDate(now, True, False, raw)
    midnight = now.replace(hour=0, minute=0, second=0)
    if found["day"]:
        day = midnight - timedelta(days=_DAYS_BACK[found["day"]])
        clock = _TIME.match(low, found.end())
        timed = _clock(clock, day.replace(tzinfo=None), zone, local) if clock else None
        if clock is None or timed is None:
            return ParsedDate(day, False, False, raw)
        return ParsedDate(timed[1], True, timed[0], text[found.start() : clock.end()])
    number, unit = found["n"], _UNITS[found["unit"]]
    count = int(number) if number.isdigit() else _NUMBERS[number]
    if unit in ("second", "minute"):
        return ParsedDate(now - timedelta(**{unit + "s": count}), True, False, raw)
    if unit == "hour":
        return ParsedDate(now - timedelta(hours=count), False, False, raw)
    if unit in ("day", "week"):
        return ParsedDate(midnight - timedelta(**{unit + "s": count}), False, False, raw)
    months = midnight.year * 12 + midnight.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    day = midnight.replace(year=year, month=month + 1, day=min(midnight.day, monthrange(year, month + 1)[1]))
    return ParsedDate(day, False, False, raw)


# Words before a date that say what it is the date of.
_SAID = re.compile(
    r"\b(?:(?P<modified>(?:terakhir|last)?\s?(?:di(?:per)?(?:barui|baharui|baru)|di(?:ubah|sunting|edit|revisi|mutakhirkan)"
    r"|pembaruan|perubahan|update[sd]?|modified|edited|revised|pemutakhiran)(?:\s(?:terakhir|pada|at|on))?)"
    r"|(?P<published>(?:di)?(?:terbit(?:kan)?|tayang(?:kan)?|rilis|publikasi(?:kan)?|publish(?:ed)?|posting|posted|unggah|buat|tulis|muat)"
    r"|created|uploaded|written))\b",
    re.I,
)


def said_dates(text: str) -> list[tuple[str, str]]:
    """The parts of a line of dates, each with its kind by the words before it: "published", "modified" or "".

    >>> said_dates("Diperbarui 6 Maret 2024 | Terbit 5 Maret 2024")
    [('Diperbarui 6 Maret 2024 | ', 'modified'), ('Terbit 5 Maret 2024', 'published')]
    """
    marks = list(_SAID.finditer(text)) if len(text) <= _DATE_LINE else []
    if not any(mark["modified"] for mark in marks):
        return [(text, "")]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [(text[: marks[0].start()], "")] if marks[0].start() else []
    return parts + [
        (text[mark.start() : end], "modified" if mark["modified"] else "published")
        for mark, end in zip(marks, ends, strict=True)
    ]


_DATE_LINE = 400  # characters: no page shows more than two dates on a line


def reconcile(
    displayed: ParsedDate | None, metadata: ParsedDate | None, *, zone: tzinfo = WIB
) -> tuple[datetime | None, str | None]:
    """The date of a page from its displayed date and its metadata, with a remark if they differ.

    The displayed time wins. Metadata adds the seconds if both agree to the minute, as instants or on the wall
    clock: a wrong zone on a local time (`Z`, −07:00) is common, and then the displayed zone is kept.
    If the page displays no time of day, metadata gives the whole value, even on another day (a print
    edition shows the date of the paper), with a remark. If only metadata has a date, it is used; an offset that
    is neither Indonesian nor UTC is wrong and is replaced by `zone` on the same wall clock (with a remark), and UTC
    is converted to `zone`.

    The remark is None if nothing disagrees, otherwise one short English sentence that names both.
    """
    if metadata is None:
        return (displayed.value, None) if displayed is not None else (None, None)
    if displayed is None:
        return _settled(metadata, zone)
    shown, told = displayed.value, metadata.value
    remark = f"page shows {_show(displayed)}, metadata say {_show(metadata)}; "
    if not metadata.has_time:
        agree = told.date() == shown.date()
        return shown, None if agree else remark + "the page's date is used"
    if not displayed.has_time:
        value, _ = _settled(metadata, zone)
        if value.date() != shown.date() and told.date() == shown.date():
            # A local time marked Z: only read like that is it the day that the page shows.
            value = told.replace(tzinfo=zone)
        agree = value.date() == shown.date()
        return value, None if agree else remark + "the metadata's time is used"
    if abs(told - shown) < timedelta(minutes=1) and _minute(told.astimezone(shown.tzinfo)) == _minute(shown):
        agree = True
    else:
        agree = _minute(told) == _minute(shown)
    if not agree:
        return shown, remark + "the page's time is used"
    return (shown if shown.second else shown.replace(second=told.second)), None


def _settled(metadata: ParsedDate, zone: tzinfo) -> tuple[datetime, str | None]:
    """A metadata value without its wrong zone, and a remark if it had one."""
    value = metadata.value
    offset = value.utcoffset()
    if not metadata.zone_stated or not metadata.has_time:
        return value, None
    if not offset:
        try:
            return value.astimezone(zone), None
        except OverflowError:
            return value, None
    if offset in _OFFSETS or offset == zone.utcoffset(value):
        return value, None
    local = value.replace(tzinfo=zone)
    return local, f"metadata say {_show(metadata)}; the offset is foreign, the time is read as local"


def _minute(value: datetime) -> datetime:
    return value.replace(second=0, microsecond=0, tzinfo=None)


def _show(date: ParsedDate) -> str:
    if not date.has_time:
        return date.value.strftime("%Y-%m-%d")
    text = date.value.isoformat(" ", "seconds" if date.value.second else "minutes")
    return f"{text[:-6]} {text[-6:]}"
