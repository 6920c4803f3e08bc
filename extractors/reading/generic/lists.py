"""The breadcrumb above the text and the tags behind it."""

from __future__ import annotations

import re

from extractors.reading.generic.headline import key
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata, text_of

_NO_SECTION = re.compile(r"(?:home|beranda|depan|index|indeks)", re.I)
_NO_KEYWORD = re.compile(
    r"(?:tags?|topi[kc]s?(?:\s+terkait)?|terkait|topik\s+hangat|kata\s+kunci|keywords?)\s*:?|#", re.I
)
_ELEMENTS = 200  # of a breadcrumb, or a list of tags
_BEHIND = 250  # elements behind the text in which its tags are looked for


def find_section(
    survey: Survey, metadata: Metadata, headline: str, body: int, names: frozenset[str]
) -> list[str]:
    """The items of the breadcrumb, without home, the outlet's name and the title."""
    titles = {
        key(headline),
        *(
            key(x)
            for x in (text_of(metadata.article.get("headline")) or "", metadata.meta.get("og:title", ""))
        ),
    }
    for place in survey.by_kind.get("crumb", ()):
        if (
            place > body
            or survey.ends[place] - place > _ELEMENTS
            or not survey.seen[place]
            or survey.size(place) > 400
        ):
            continue
        items = _items(survey, place)
        if kept := _kept(items, titles, names):
            return kept
    return _kept(list(metadata.breadcrumb), titles, names)


def _items(survey: Survey, place: int) -> list[str]:
    """The items of a list of links: each link's text, or each list item's where those hold more."""
    inner = range(place, survey.ends[place])
    links = [x for x in inner if survey.elements[x].tag == "a" and survey.seen[x]]
    items = [x for x in inner if survey.elements[x].tag == "li" and survey.seen[x]]
    chosen = items if len(items) >= len(links) and items else links
    return [text for x in chosen if (text := survey.text(x))]


def _kept(items: list[str], titles: set[str], names: frozenset[str]) -> list[str]:
    kept: list[str] = []
    for item in items:
        item = item.strip(" /»›>|").strip()
        mine = key(item)
        if not mine or mine in titles or mine in names or _NO_SECTION.fullmatch(item) or len(item) > 40:
            continue
        if any(ch.isdigit() for ch in item) and len(item) > 12:
            continue  # a date
        if item not in kept:
            kept.append(item)
    return kept[:5]


def find_keywords(survey: Survey, body: int) -> list[str]:
    """The tags that the page displays behind its text, or at the end of it."""
    end = survey.ends[body]
    for place in survey.by_kind.get("keyword", ()):
        if not body < place < end + _BEHIND or not survey.seen[place]:
            continue
        if survey.ends[place] - place > _ELEMENTS or survey.size(place) > 1_500 or survey.values[place] > 200:
            continue
        if tags := _tags(survey, place):
            return tags
    return []


def _tags(survey: Survey, place: int) -> list[str]:
    texts = []
    for x in range(place, survey.ends[place]):
        if survey.elements[x].tag == "a" and survey.seen[x]:
            text = survey.text(x).lstrip("#").strip(" ,")
            if text and not _NO_KEYWORD.fullmatch(text):
                texts.append(text)
    if any(len(text) > 60 for text in texts):
        return []
    return list(dict.fromkeys(texts))
