"""The deck: a sentence between headline and text that neither begins the text nor belongs to a picture."""

from __future__ import annotations

from collections.abc import Container

from lxml import etree

from extractors.reading.generic.letters import key
from extractors.reading.generic.people import is_name
from extractors.reading.generic.pictures import is_label
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata, text_of
from extractors.vocabulary import bylines, picture_credits
from extractors.vocabulary.dates import parse_date

_SHORTEST, _LONGEST = 15, 400
_REACH = 90  # elements behind the headline
_KINDS = frozenset(
    (
        "chrome",
        "ad",
        "crumb",
        "keyword",
        "caption",
        "credit",
        "byline",
        "editor",
        "date",
        "comment",
        "read_also",
    )
)
_TAGS = frozenset(("h2", "h3", "h4", "p", "div", "blockquote", "section"))


def find_deck(
    survey: Survey, metadata: Metadata, headline: int | None, first: int, claimed: Container[etree._Element]
) -> int | None:
    """The place of the deck, None without one. The text begins at the place ``first``; captions are ``claimed``."""
    if headline is None or first <= headline:
        return None
    told = {key(x) for x in (metadata.description, text_of(metadata.article.get("description"))) if x}
    opening = key(survey.text(first)) if survey.size(first) < 3_000 else ""
    best: tuple[float, int] | None = None
    steps = 0
    for place in range(survey.ends[headline], min(first, headline + _REACH)):
        if survey.within(first, place) or not survey.seen[place] or not survey.texts[place]:
            continue
        if survey.tags[place] not in _TAGS or survey.links[place] > survey.texts[place]:
            continue
        steps += 1
        if not _SHORTEST <= survey.size(place) <= _LONGEST or _belongs_elsewhere(survey, place, claimed):
            continue
        text = survey.text(place)
        if _says_else(text) or (opening and opening.startswith(key(text))):
            continue
        rank = 0.0
        if survey.kinds[place] == "deck" or survey.kinds[survey.parents[place]] == "deck":
            rank += 3
        if key(text) in told:
            rank += 3
        if steps == 1 and survey.tags[place] in ("h2", "h3", "p", "div"):
            rank += 2
        elif survey.parents[place] == survey.parents[headline]:
            rank += 1
        if rank >= 2 and (best is None or rank > best[0]):
            best = rank, place
    return best[1] if best else None


def _belongs_elsewhere(survey: Survey, place: int, claimed: Container[etree._Element]) -> bool:
    up = place
    for _ in range(4):
        if up < 0:
            break
        element = survey.elements[up]
        if element in claimed or survey.tags[up] in (
            "figure",
            "figcaption",
            "nav",
            "ul",
            "ol",
            "footer",
            "aside",
        ):
            return True
        if survey.kinds[up] in _KINDS and survey.ends[up] - up < 60:
            return True
        up = survey.parents[up]
    return False


def _says_else(text: str) -> bool:
    if is_label(text) or bylines.is_byline(text) or picture_credits.is_caption(text):
        return True
    if is_name(text) or (parse_date(text[:60]) is not None and any(x in text for x in (":", "|"))):
        return True
    return len(text.split()) < 3
