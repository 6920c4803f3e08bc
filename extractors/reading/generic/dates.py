"""The displayed date of publication: the one near the headline, before any other on the page."""

from __future__ import annotations

from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata
from extractors.vocabulary.dates import ParsedDate, parse_date

_ELEMENTS = 15
_LONGEST = 160  # characters of a line with a date in it
_NEAR = 60  # elements above the headline
_BEHIND = 40


def find_dates(survey: Survey, headline: int | None, body: int, metadata: Metadata) -> list[str]:
    """The lines with the displayed date, the likeliest first; [] where the page shows none near its headline."""
    start = headline if headline is not None else body
    told = parse_date(metadata.published or "")
    found: list[tuple[float, int, str]] = []
    dates: dict[str, ParsedDate | None] = {}  # an element in another one often has all of its text
    first = max(0, start - _NEAR)
    last = min(len(survey.elements), survey.ends[body] + _BEHIND)
    inside = min(survey.ends[body], body + 30)
    for place in range(first, last):
        if inside < place < survey.ends[body] and survey.kinds[place] != "date":
            continue
        if (
            not survey.seen[place]
            or survey.ends[place] - place > _ELEMENTS
            or not 5 < survey.size(place) <= _LONGEST
            or not survey.has_digits(place)
        ):
            continue
        text = survey.text(place)
        if text not in dates:
            dates[text] = parse_date(text) if 5 < len(text) <= _LONGEST else None
        date = dates[text]
        if date is None:
            continue
        rank = 0.0
        if told is not None:
            days = abs((date.value.replace(tzinfo=None) - told.value.replace(tzinfo=None)).days)
            rank += 3 if days == 0 else 1 if days == 1 else -4
        rank += 1.5 if date.has_time else 0
        rank += 1.0 if survey.kinds[place] == "date" or survey.tags[place] == "time" else 0
        # below the headline and above the text is where a date is shown
        rank += 2.0 if start <= place <= inside else 0.5 if place < start else -1.0
        rank -= min(abs(place - start) / 50, 1.5)
        if len(text) > 80:
            rank -= 1.0
        found.append((-rank, place, text))
    found.sort()
    return [text for rank, _, text in found[:1] if rank < -1]
