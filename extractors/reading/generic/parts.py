"""What stands in the container and is no running text: boxes, captions, names and dates that the markup tells apart."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from extractors.reading.blocks import Role
from extractors.reading.generic.pictures import is_label
from extractors.reading.generic.survey import Survey

# What an element of a kind is claimed as, and how many characters it may hold at most.
_CLAIMS: Mapping[str, tuple[str, int]] = {
    "read_also": ("read_also", 700),
    "caption": ("caption", 500),
    "date": ("published", 120),
    "keyword": ("drop", 600),
    "crumb": ("drop", 300),
    "ad": ("drop", 10_000),
    "comment": ("drop", 100_000),
    "chrome": ("drop", 10_000),
    "byline": ("byline", 160),
    "editor": ("editors", 120),
}
_SHARE = 0.3  # of the container's running text, from which on an element is text whatever it is called
_TEXT = frozenset("p h2 h3 h4 h5 h6 li blockquote".split())
_TITLED = re.compile(r"title|judul|heading", re.I)
_NO_TEXT = frozenset(("nav", "footer", "aside", "form", "button"))


def claim_parts(survey: Survey, body: int, headline: int | None) -> dict[etree._Element, Role]:
    """Claims on elements in the container, as the fields of a layout would make them."""
    roles: dict[etree._Element, Role] = {}
    most = _SHARE * max(survey.values[body], 1)
    place, end = body + 1, survey.ends[body]
    while place < end:
        tag, kind = survey.tags[place], survey.kinds[place]
        claim: tuple[str, str] | None = None
        if survey.later and survey.elements[place] in survey.later:
            place += 1
            continue
        if place == headline:
            claim = "headline", "the headline"
        elif kind in _CLAIMS and survey.seen[place]:
            name, longest = _CLAIMS[kind]
            size = survey.size(place)
            if (
                size <= longest
                and survey.alone(place)
                and _running(survey, place) <= most
                and not _inline_text(survey, place, kind)
            ):
                if name == "caption" and is_label(survey.text(place)):
                    name = "drop"
                claim = name, f"named as {kind.replace('_', ' ')}: {_names(survey.elements[place])}"
        if (
            claim is None
            and tag == "cite"
            and any(x.tag == "blockquote" for x in survey.elements[place].iterancestors())
        ):
            claim = "drop", "who is quoted"
        if claim is None and tag in _NO_TEXT and _running(survey, place) <= most:
            claim = "drop", f"a <{tag}>"
        if claim is not None:
            roles[survey.elements[place]] = claim
            if claim[0] not in ("caption",):
                place = survey.ends[place]
                continue
        place += 1
    return roles


def _running(survey: Survey, place: int) -> float:
    """Running text in an element, whatever it is worth to others."""
    return max(survey.values[place], 0.0)


def _inline_text(survey: Survey, place: int, kind: str) -> bool:
    """A paragraph that carries a class which only looks like a name of the kind."""
    tag = survey.tags[place]
    if kind == "keyword" and tag == "a":  # a word of the text that leads to its tag
        return survey.tags[survey.holders[place]] in _TEXT
    if kind == "chrome" and not survey.links[place] and _TITLED.search(_names(survey.elements[place])):
        return True
    if kind in ("ad", "chrome", "comment"):
        return tag in ("p", "h2", "h3") and survey.texts[place] > 60
    if kind in ("byline", "editor", "date"):
        return survey.texts[place] > 120
    return False


def _names(element: etree._Element) -> str:
    return (
        element.get("class")
        or element.get("id")
        or element.get("itemprop")
        or element.get("data-testid")
        or ""
    )[:60]
