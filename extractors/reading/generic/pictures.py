"""Captions and credits of the article's pictures: what a box shows besides its picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from extractors.reading.blocks import Raw, Role, clean, text_lines
from extractors.reading.generic.people import is_name
from extractors.reading.generic.survey import Survey
from extractors.vocabulary import bylines, furniture, picture_credits
from extractors.vocabulary.dates import parse_date

_PICTURES = ("img", "amp-img", "picture")
_BOXES = frozenset(("figure", "figcaption", "div", "span", "table", "center", "section", "a", "li"))
_CAPTION = 320  # characters; a longer text beside a picture is a paragraph, unless it is named otherwise
_LONGEST = 500
_CREDIT = 60
_LEVELS = 5
_ELEMENTS = 60  # of a picture's box
_BETWEEN = 600  # elements above the text
_MOST = 3  # pictures above a text
_ABOVE = 40  # elements above the headline


def is_picture(survey: Survey, place: int) -> bool:
    """Whether an element is a picture."""
    return survey.tags[place] in _PICTURES


def find_caption(survey: Survey, place: int, low: int, high: int) -> int | None:
    """The place of the element that holds the caption of a picture, between two places; None without one."""
    box = place
    for _ in range(_LEVELS):
        box = survey.parents[box]
        if box < low or box < 0 or survey.ends[box] > high or survey.ends[box] - box > _ELEMENTS:
            return None
        tag = survey.tags[box]
        if tag == "p":
            return _in_paragraph(survey, box, place)
        if survey.kinds[box] in (
            "byline",
            "editor",
            "chrome",
            "ad",
            "keyword",
            "read_also",
        ) or tag in ("a", "button"):
            if tag != "a":
                return None
            continue
        held = [
            x for x in range(box, survey.ends[box]) if survey.seen[x] and survey.texts[x] and _says(survey, x)
        ]
        if not held:
            continue
        if survey.size(held[0]) > _CAPTION and not (survey.kinds[held[0]] == "caption" or tag == "figure"):
            return None
        if len(held) == 1:
            return held[0]
        if len(held) == 2 and any(survey.kinds[x] in ("credit", "caption", "byline") for x in held):
            return box
        if len(held) == 2 and survey.size(box) <= _CAPTION and _are_a_pair(survey, box, held):
            return box
        named = [x for x in held if survey.kinds[x] == "caption"]
        return named[0] if named else None
    return None


def _are_a_pair(survey: Survey, box: int, held: Sequence[int]) -> bool:
    """Whether two texts of a picture's box are a caption and its credit."""
    titles = {clean(x.get("alt") or "") for x in survey.elements[box].iter("img", "amp-img")}
    one, other = (survey.text(x) for x in held)
    if min(len(one), len(other)) > _CREDIT or parse_date(one) or parse_date(other):
        return False
    return (
        one in titles or other in titles or "/" in min(one, other, key=len) or one.lower().startswith("photo")
    )


def _in_paragraph(survey: Survey, box: int, place: int) -> int | None:
    """The caption of a picture that a paragraph holds: a short text that is no sentence, or has a credit."""
    size = survey.texts[box]
    if not size or survey.links[box] or size > _CAPTION:
        return None
    if size <= 160 and not survey.closed[box]:
        return box
    return box if picture_credits.is_caption(survey.text(box)) else None


def _says(survey: Survey, place: int) -> bool:
    """Whether a text may say something of a picture: it is no label, no name and no date."""
    if survey.links[place] > survey.texts[place] or survey.kinds[place] in (
        "chrome",
        "ad",
        "keyword",
        "date",
    ):
        return False
    if survey.size(place) > _LONGEST:
        return True
    text = survey.text(place)
    if len(text) < 3 or is_label(text) or bylines.is_byline(text):
        return False
    if survey.kinds[place] in ("byline", "editor"):
        return "/" in text or not is_name(text)
    date = parse_date(text) if len(text) < 60 else None
    return date is None or len(text) > 45


_LABEL = re.compile(
    r"(?:lihat|view|perbesar|zoom|enlarge|buka)(?:\s+(?:foto|photo|gambar|image))?|(?:reporter|editor|penulis|author|fotografer)|\d+\s*(?:/|dari)\s*\d+",
    re.I,
)


def is_label(text: str) -> bool:
    """Whether a text beside a picture is a button or a label of the page."""
    if not text or text.startswith("©"):  # of a picture it is the credit
        return False
    return bool(furniture.classify(text)) or bool(_LABEL.fullmatch(text))


def claim_captions(survey: Survey, body: int, roles: dict[etree._Element, Role]) -> None:
    """Claim the captions of the pictures in the text."""
    for place in survey.tagged(_PICTURES, body + 1, survey.ends[body]):
        caption = find_caption(survey, place, body + 1, survey.ends[body])
        if caption is not None:
            element = survey.elements[caption]
            if element.tag != "figcaption" and not any(up in roles for up in element.iterancestors()):
                roles.setdefault(element, ("caption", "what stands below a picture"))


def claim_credits(
    survey: Survey, captions: list[etree._Element], roles: dict[etree._Element, Role]
) -> list[etree._Element]:
    """Claim what names a picture's source inside its caption; the answer is those elements."""
    found = []
    for caption in captions:
        outer = survey.place_of(caption)
        if outer is None or survey.ends[outer] - outer > _ELEMENTS:
            continue
        size = survey.size(outer)
        for place in range(outer + 1, survey.ends[outer]):
            said = survey.kinds[place] in ("credit", "byline") or survey.tags[place] in ("small", "cite")
            if not said and not _looks_credited(survey, place, outer):
                continue
            text = survey.text(place)
            if (
                text
                and len(text) < size - 2
                and len(text) < 100
                and roles.setdefault(survey.elements[place], ("credit", "credit"))[0] == "credit"
            ):
                found.append(survey.elements[place])
                break
    return found


def _looks_credited(survey: Survey, place: int, outer: int) -> bool:
    """Whether a block beside the caption in its box is a credit: short, no sentence, and not the picture's own title."""
    if (
        survey.holders[place] != place
        or not survey.texts[place]
        or survey.size(place) > _CREDIT
        or survey.closed[place]
    ):
        return False
    held = [x for x in range(outer, survey.ends[outer]) if survey.texts[x] and _says(survey, x)]
    if len(held) != 2 or place not in held:
        return False
    other = held[1] if held[0] == place else held[0]
    titles = {clean(x.get("alt") or "") for x in survey.elements[outer].iter("img", "amp-img")}
    mine, theirs = survey.text(place), survey.text(other)
    return mine not in titles and (
        theirs in titles or len(mine) < len(theirs) or bool(picture_credits.is_caption(mine))
    )


def lead_captions(
    survey: Survey, headline: int | None, first: int, roles: Mapping[etree._Element, Role]
) -> list[etree._Element]:
    """The captions of the pictures between headline and text, or above the headline where the picture stands there."""
    start = headline if headline is not None and headline < first else first
    low = max(0, start - _ABOVE, first - _BETWEEN)
    found: list[etree._Element] = []
    reached = low
    for place in range(low, first):
        if place < reached or survey.dead[place]:
            continue
        caption: int | None = None
        named = survey.tags[place] == "figcaption" or survey.kinds[place] == "caption"
        if (
            named
            and survey.seen[place]
            and survey.ends[place] <= min(first, place + _ELEMENTS)
            and 2 < survey.size(place) <= _LONGEST
        ):
            if not any(is_picture(survey, x) for x in range(place, survey.ends[place])):
                caption = place
        elif is_picture(survey, place):
            caption = find_caption(survey, place, low, first)
            if caption is not None and place < start and not _is_marked(survey, caption):
                caption = None
        if caption is None:
            continue
        if len(found) >= _MOST:
            break
        element = survey.elements[caption]
        if headline is not None and survey.within(headline, caption):
            continue
        text = survey.text(caption)
        if (
            len(text) > 2
            and not is_label(text)
            and not any(up in found for up in (element, *element.iterancestors()))
        ):
            found.append(element)
            reached = max(reached, survey.ends[caption])
    return found


def _is_marked(survey: Survey, place: int) -> bool:
    return survey.kinds[place] == "caption" or picture_credits.is_caption(survey.text(place))


def raw_caption(element: etree._Element, roles: Mapping[etree._Element, Role]) -> Raw:
    """A caption as the judge takes it, its credit left to be looked up."""
    inner = {x: role for x, role in roles.items() if role[0] == "credit"}
    lines = text_lines(element, inner)
    return Raw(clean(" ".join(lines)), kind="caption", lines=lines, element=element)


_PHOTO = re.compile(r"^(?:photo|foto)\s+:\s*", re.I)


def raw_captions(elements: Sequence[etree._Element], roles: Mapping[etree._Element, Role]) -> list[Raw]:
    """Captions as the judge takes them; a credit that stands in a box of its own before its caption is one."""
    found = [raw_caption(element, roles) for element in elements]
    for number, raw in enumerate(found[:-1]):
        shown = clean(" ".join(text_lines(elements[number], {})))
        if _PHOTO.match(shown) and len(shown) <= _CREDIT + 20:
            found[number] = replace(raw, kind="credit", text=_PHOTO.sub("", shown))
            continue
        image = picture_credits.caption(raw.text)
        if (
            len(raw.text) <= _CREDIT
            and image is not None
            and (image.text is None or ("/" in raw.text and not image.credit))
        ):
            found[number] = replace(raw, kind="credit", text=_PHOTO.sub("", raw.text))
    return found
