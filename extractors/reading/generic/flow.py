"""Which of the container's parts the text flows through: what stands above and behind it is none of it.

The paragraphs of a text stand beside one another. What runs in another box before the first or behind the last of
them belongs to somebody else: the writer's biography, an offer, a list of other articles.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from extractors.reading.blocks import HEADINGS, Role
from extractors.reading.generic.survey import Survey

# Elements that stand between a paragraph and the box it flows in.
_THROUGH = frozenset(
    "blockquote ul ol li table tbody thead tr td th center b strong em i font span u figure dl dd dt".split()
)
_SHARE = 0.25  # of the text of the largest box, from which on another one is part of the flow
_SAYS = 15  # characters outside of the links of a line of the text
_ALSO = HEADINGS | {"li", "tr", "td", "th"}

_TITLE = 250  # characters of a read-also line
_READ_ALSO = re.compile(
    r"\W{0,3}(?:(?:baca|simak|lihat)\s*(?:juga|selengkapnya|artikel|berita)?\b.{0,3}(?:[:：]|$|\s)|pilihan editor|selanjutnya\s*:|artikel terkait|berita terkait\s*:)",
    re.I,
)
_BYLINE = re.compile(r"(?:pewarta|penulis|reporter|editor|redaktur|penyunting|uploader|oleh)\s*:", re.I)


@dataclass(frozen=True)
class Flow:
    """Where the text begins and ends: places of elements; ``boxes`` are those that its paragraphs stand in."""

    first: int
    end: int
    boxes: frozenset[int]
    tags: frozenset[str]


def find_flow(survey: Survey, body: int, roles: Mapping[etree._Element, Role]) -> Flow | None:
    """The flow of the text through a container; None where it stands in the container itself, unmarked."""
    running = [
        place for place in _free(survey, body, roles) if survey.runs(place) and not _is_byline(survey, place)
    ]
    texts: Counter[int] = Counter()
    boxes = {place: _box_of(survey, place, body) for place in running}
    for place, box in boxes.items():
        texts[box] += survey.texts[place]
    if not texts:
        return None
    main, most = texts.most_common(1)[0]
    same = _signature(survey, main)
    flowing = {
        box
        for box, size in texts.items()
        if box == main or size >= _SHARE * most or (_signature(survey, box) == same and box != body)
    }
    inside = [place for place in running if boxes[place] in flowing]
    # a box between two parts of the flow is part of it
    first, end = inside[0], survey.ends[inside[-1]]
    return Flow(first, end, frozenset(flowing), frozenset(survey.tags[x] for x in inside))


def _is_byline(survey: Survey, place: int) -> bool:
    return survey.size(place) < 200 and bool(_BYLINE.match(survey.text(place)))


def claim_outside(
    survey: Survey, body: int, flow: Flow, roles: dict[etree._Element, Role], *, continues: bool
) -> None:
    """Claim what stands above and behind the flow, but for what flows on: short lines set like the text.

    ``continues``: whether the article has a next page.
    """
    behind: list[int] = []
    box = False  # after a label, whose linked titles follow
    for place in list(_free(survey, body, roles)):
        if place == body or flow.first <= place < flow.end or survey.within(flow.first, place):
            continue
        if survey.within(flow.end - 1, place):
            continue
        element, tag = survey.elements[place], survey.tags[place]
        if place < flow.first:
            if not (_flows(survey, place, body, flow) and (tag in flow.tags or tag in HEADINGS)):
                roles[element] = "drop", "above the text"
            continue
        flows = _flows(survey, place, body, flow)
        if (
            flows
            and survey.links[place]
            and survey.size(place) > _TITLE
            and _READ_ALSO.match(survey.text(place))
        ):
            roles[element] = "read_also", "a box behind the text"
            continue
        if flows and survey.size(place) <= _TITLE and _READ_ALSO.match(survey.text(place)):
            box = not survey.links[place]
            continue
        if (
            box
            and flows
            and survey.links[place]
            and survey.texts[place] <= 2
            and survey.size(place) <= _TITLE
        ):
            continue
        box = False
        if _is_byline(survey, place):
            roles[element] = "drop", "byline behind the text"
        elif flows and _flows_on(survey, place) and (tag in flow.tags or tag in _ALSO):
            behind.append(place)
        elif not survey.is_mark(place):
            roles[element] = "drop", "behind the text"
    # headings with nothing under them announce what has been dropped, unless it is on the next page
    while not continues and behind and survey.tags[behind[-1]] in HEADINGS:
        place = behind.pop()
        if not survey.text(place)[:1].isdigit():
            roles[survey.elements[place]] = "drop", "a heading with nothing under it"


def _flows_on(survey: Survey, place: int) -> bool:
    """Whether a short line may be the text's: it says more than its links do."""
    return not survey.links[place] or (
        survey.texts[place] >= _SAYS and not _READ_ALSO.match(survey.text(place))
    )


def _flows(survey: Survey, place: int, body: int, flow: Flow) -> bool:
    return _box_of(survey, place, body) in flow.boxes


def _free(survey: Survey, body: int, roles: Mapping[etree._Element, Role]) -> list[int]:
    """The places of a container's blocks that hold text themselves and stand in nothing that is claimed."""
    claimed = sorted(place for element in roles if (place := survey.place_of(element)) is not None)
    found: list[int] = []
    telling, place, end = survey.telling, body, survey.ends[body]
    for outer in (*(x for x in claimed if body < x < end), end):
        if outer >= place:
            found += telling[bisect_left(telling, place) : bisect_left(telling, outer)]
            place = survey.ends[outer] if outer < end else end
    return found


def _box_of(survey: Survey, place: int, body: int) -> int:
    box = place
    while box != body:
        box = survey.parents[box]
        if survey.tags[box] not in _THROUGH:
            return box
    return body


def _signature(survey: Survey, place: int) -> tuple[str, str]:
    return survey.tags[place], survey.elements[place].get("class") or ""
