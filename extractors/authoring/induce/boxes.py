"""Which elements of a page contain the golden's text, and which something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extractors.authoring.induce.search import Lesson, Search
from extractors.authoring.naming import Candidate
from extractors.authoring.page_view import PageView
from extractors.reading.judge import CLAIMS
from extractors.rules.model import Layout
from extractors.rules.selectors import within

SHORT = 400  # characters: what is longer is not a byline, caption label or date
BOXES = frozenset(
    "div p section aside ul ol li table tr figure nav header footer blockquote article form h1 h2 h3 h4 h5 h6 center".split()
)


def is_text(lesson: Lesson, view: PageView, element: etree._Element) -> bool:
    """Whether an element contains a block of the golden, or is part of one."""
    text = view.squeezed(element)
    if not text:
        return False
    if any(block in text for block in lesson.blocks if len(block) > 3):
        return True
    if lesson.dateline and text.startswith(lesson.dateline) and len(text) < len(lesson.dateline) + 5:
        return True
    whole = len(text) > 24 or text in lesson.blocks or element.tag not in BOXES
    return whole and text in lesson.joined


def foreign_top(
    lesson: Lesson, view: PageView, element: etree._Element, bodies: Sequence[etree._Element]
) -> etree._Element:
    """The largest box around an element that contains none of the golden's text."""
    top, limit = element, set(bodies)
    for ancestor in element.iterancestors():
        if ancestor in limit or ancestor not in view.place or is_text(lesson, view, ancestor):
            break
        top = ancestor
    return top


def up_to(element: etree._Element, top: etree._Element) -> list[etree._Element]:
    """The elements around an element, below ``top``."""
    if element is top:
        return []
    found = []
    for ancestor in element.iterancestors():
        if ancestor is top:
            break
        found.append(ancestor)
    return found


def only_children(view: PageView, box: etree._Element) -> list[etree._Element]:
    """What a box without a name consists of: the only element in it, and so on."""
    found: list[etree._Element] = []
    while True:
        inner = [
            child for child in box if isinstance(child.tag, str) and child in view.place and view.text(child)
        ]
        if len(inner) != 1:
            return found
        box = inner[0]
        found.append(box)


def unclaimed(
    lesson: Lesson, view: PageView, layout: Layout, bodies: Sequence[etree._Element]
) -> Iterator[etree._Element]:
    """The largest boxes in the body that no field claims and that contain nothing of the golden."""
    claimed = _claimed(view, layout)
    ends = [view.place[e] for e in view.all(layout.until) if e in view.place] if layout.until else []
    end = min(ends, default=len(view.place))
    done: set[etree._Element] = set()
    for body in bodies:
        for element in body.iterdescendants():
            if element not in view.place or within(element, done):
                continue
            if view.place[element] >= end:
                break
            text = view.squeezed(element)
            if not text or text in lesson.shown:
                continue
            if element in claimed:
                done.add(element)
            elif (
                element.tag in BOXES
                and claimed.isdisjoint(element.iterdescendants())
                and not is_text(lesson, view, element)
            ):
                done.add(element)
                yield element


def _claimed(view: PageView, layout: Layout) -> set[etree._Element]:
    selectors = [*layout.drop, *(getattr(layout, name) for name in CLAIMS if name != "drop")]
    return {element for css in selectors if css for element in view.all(css)}


# -- whether a selector is safe ----------------------------------------------------------------------------


def is_sound(search: Search, option: Candidate) -> bool:
    """Whether a selector finds nothing that belongs to a golden's text."""
    return not any(
        element in view.place and is_text(lesson, view, element)
        for lesson, view in search.pages
        for element in view.all(option.css)
    )


def is_label(search: Search, option: Candidate) -> bool:
    """Whether a selector finds only short texts, none of them a golden's.

    Inside the text, a bare tag is not a label: other pages use it for other things.
    """
    bare = re.split(r"[\s>+~]+", option.css)[-1].isalnum()
    return is_sound(search, option) and not any(
        len(view.text(element)) > SHORT or (bare and within(element, view.inside))
        for _, view in search.pages
        for element in view.all(option.css)
    )
