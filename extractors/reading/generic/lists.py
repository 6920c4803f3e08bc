"""The breadcrumb above the text and the tags behind it."""

from __future__ import annotations

import re

from extractors.reading.blocks import HEADINGS
from extractors.reading.generic.letters import key
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata, text_of
from extractors.vocabulary.dates import parse_date

_NO_SECTION = re.compile(r"(?:home|beranda|depan|index|indeks)", re.I)
_NO_KEYWORD = re.compile(
    r"(?:tags?|topi[kc]s?(?:\s+(?:terkait|pilihan))?|terkait|topik\s+hangat|kata\s+kunci|keywords?|more\s+tags?|(?:lihat\s+)?selengkapnya|lainnya|lihat\s+semua|semua\s+tag)\s*:?|#",
    re.I,
)
_ELEMENTS = 200  # of a breadcrumb, or a list of tags
_BEHIND = 250  # elements behind the text in which its tags are looked for


def find_section(
    survey: Survey,
    metadata: Metadata,
    headline: str,
    place_of_headline: int | None,
    body: int,
    names: frozenset[str],
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
        if place > body or survey.ends[place] - place > _ELEMENTS or not survey.seen[place]:
            continue
        if survey.size(place) > 400:
            continue
        items = _items(survey, place)
        if kept := _kept(items, titles, names):
            return kept
    if kept := _kept(_trail(survey, place_of_headline, body), titles, names):
        return kept
    if kept := _kept(list(metadata.breadcrumb), titles, names):
        return kept
    return _channel(survey, place_of_headline, body, titles, names)


def _trail(survey: Survey, headline: int | None, body: int) -> list[str]:
    """A short list of links above the headline that begins at home: a breadcrumb, whatever it is called."""
    end = min(headline if headline is not None else body, len(survey.elements))
    for place in range(end - 1, max(0, end - _ABOVE) - 1, -1):
        if survey.tags[place] != "a" or not survey.seen[place] or survey.size(place) > _HOME_LENGTH:
            continue
        if not _HOME.fullmatch(survey.text(place)):
            continue
        box = place
        while box > 0 and survey.size(box) == survey.size(place):
            box = survey.parents[box]
        links = survey.tagged(("a",), box, min(survey.ends[box], end))
        if 2 <= len(links) <= _STEPS and links[0] == place:
            return _items(survey, box)
    return []


_HOME = re.compile(r"\W*(?:home|beranda|depan)\W*", re.I)
_HOME_LENGTH = 14
_ABOVE = 40  # elements above the headline
_STEPS = 5  # links of a breadcrumb; a menu has more
_CHANNEL = re.compile(r"^(?:https?://[^/]+)?/(?:[a-z][a-z-]{2,24}/?){0,2}$")


def _channel(
    survey: Survey, headline: int | None, body: int, titles: set[str], names: frozenset[str]
) -> list[str]:
    """The one link beside the headline or the date that leads to a channel of the outlet."""
    start = headline if headline is not None else max(0, body - 30)
    for place in range(max(0, start - 8), min(body + 1, start + 40, len(survey.elements))):
        if survey.tags[place] != "a" or not survey.seen[place] or not 3 <= survey.size(place) <= 24:
            continue
        if not _CHANNEL.match(survey.elements[place].get("href") or "") or _in_menu(survey, place):
            continue
        if kept := _kept([survey.text(place)], titles, names):
            return kept
    return []


def _in_menu(survey: Survey, place: int) -> bool:
    """Whether an element stands in a list of many."""
    up = place
    for _ in range(3):
        up = survey.parents[up]
        if up < 0:
            return False
        if (
            survey.tags[up] in ("ul", "nav", "footer", "header")
            or sum(1 for _ in survey.elements[up].iterchildren("a")) > 4
        ):
            return True
    return False


def _items(survey: Survey, place: int) -> list[str]:
    """The items of a list of links: each link's text, or each list item's where those hold more."""
    links = [x for x in survey.tagged(("a",), place, survey.ends[place]) if survey.seen[x]]
    items = [x for x in survey.tagged(("li",), place, survey.ends[place]) if survey.seen[x]]
    chosen = items if len(items) >= len(links) and items else links
    return [text for x in chosen if (text := survey.text(x))]


def _kept(items: list[str], titles: set[str], names: frozenset[str]) -> list[str]:
    kept: list[str] = []
    for item in items:
        item = item.strip(" /»›>|").strip()
        mine = key(item)
        if not mine or mine in titles or mine in names or _NO_SECTION.fullmatch(item) or len(item) > 40:
            continue
        if any(ch.isdigit() for ch in item) and parse_date(item):
            continue
        if item not in kept:
            kept.append(item)
    return kept[:5]


_TAG_ADDRESS = re.compile(
    r"/(?:tags?|topi[ck]s?|topik-[\w-]+|label|keyword|tagar)/|[?&](?:tag|topic|keyword)=", re.I
)
_NEAR = 120  # ... in which a link is a tag by its address alone
_GAP = 14  # elements between two tags of one list
_WORDS = 7  # of a tag; what has more is a title


def find_keywords(survey: Survey, first: int, end: int, text: str) -> list[str]:
    """The tags that the page displays behind its text: the first list of links that are named or addressed as tags.

    The text runs from the place ``first`` to the one before ``end``. ``text`` is what the article says, title and
    metadata included: tags of which it mentions none are those of other articles.
    """
    mentioned = key(text)
    last = min(len(survey.elements), end + _BEHIND)
    named = [
        place
        for place in survey.by_kind.get("keyword", ())
        if first < place < last and (place >= end or (survey.alone(place) and not _in_text(survey, place)))
    ]
    inside = _covered(survey, named)
    groups: list[list[int]] = []
    for place in survey.tagged(("a",), first, last):
        if not survey.seen[place]:
            continue
        if place not in inside and (
            not end <= place < end + _NEAR
            or not _TAG_ADDRESS.search(survey.elements[place].get("href") or "")
        ):
            continue
        if groups and place - groups[-1][-1] <= _GAP:
            groups[-1].append(place)
        else:
            groups.append([place])
    # list items that are no links
    for place in named:
        if survey.ends[place] - place <= _ELEMENTS and not any(
            place <= x < survey.ends[place] for g in groups for x in g
        ):
            items = [x for x in survey.tagged(("li",), place, survey.ends[place]) if survey.seen[x]]
            if items:
                groups.append(items)
    for group in groups:
        texts = [survey.text(x).lstrip("#").strip(" ,") for x in group[:60]]
        texts = [text for text in texts if text and not _NO_KEYWORD.fullmatch(text)]
        titles = sum(len(text.split()) > _WORDS for text in texts)
        about = any((mine := key(text)) and mine in mentioned for text in texts)
        if about and titles * 2 <= len(texts) and max(len(text.split()) for text in texts) <= _WORDS + 3:
            return list(dict.fromkeys(texts))
    return []


def _in_text(survey: Survey, place: int) -> bool:
    """Whether an element is a link that a paragraph or a heading of the text consists of."""
    tag = survey.tags[survey.holders[place]]
    return survey.tags[place] == "a" and (tag == "p" or tag in HEADINGS)


def _covered(survey: Survey, outer: list[int]) -> set[int]:
    """The places of all elements in some others, those of large ones left out."""
    found: set[int] = set()
    reached = -1
    for place in outer:
        if place >= reached and survey.ends[place] - place <= _ELEMENTS and survey.seen[place]:
            found.update(range(place, survey.ends[place]))
            reached = survey.ends[place]
    return found
