"""What is in the container of the text but not part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import NamedTuple

from lxml import etree

from extractors.article import Article
from extractors.authoring.induce.boxes import foreign_top, is_sound, is_text, only_children, unclaimed, up_to
from extractors.authoring.induce.search import (
    TRIED,
    Lesson,
    Search,
    Trial,
    bodies_of,
    options_for,
    shortened,
)
from extractors.authoring.page_view import PageView, squeeze
from extractors.rules.model import Layout

_DROPS = 14
_QUICK = 4  # drops that are tried to compare containers
_DEAR = 6.4  # the highest cost of a box's selector


class _Foreign(NamedTuple):
    """A box that should not be read, and whether it comes after the last block of the golden."""

    view: PageView
    box: etree._Element
    behind: bool


def drop_foreign(search: Search, base: Trial, quick: bool = False) -> Trial:
    """Drop what is in the body but not in the golden, box by box; ``quick`` to compare containers."""
    trial = base
    failed: dict[etree._Element, None] = {}  # in the order they failed
    for _ in range(_QUICK if quick else _DROPS):
        if search.is_right(trial, "body") or search.spent:
            break
        foreign = list(_foreign(search, trial))
        first = next((one for one in foreign if one.box not in failed), None)
        if first is None:
            break
        improved = _ended(search, trial, foreign, failed, quick)
        if improved is trial:
            improved = _dropped(search, trial, first, quick)
        if improved is trial:
            failed[first.box] = None
        trial = improved
    if not quick and not search.is_right(trial, "body"):
        _say_why_not(search, trial, failed)
    return trial


def _ended(
    search: Search,
    trial: Trial,
    foreign: Iterable[_Foreign],
    failed: dict[etree._Element, None],
    quick: bool,
) -> Trial:
    """End the text if several boxes come after its last block: at one of the first two that are left."""
    tails = dict.fromkeys(one.box for one in foreign if one.behind)
    if len(tails) < 2 or trial.layout.until is not None:
        return trial
    first = [box for box in tails if box not in failed][:2]
    ended = search.better(trial, "until", options_for("until", first, most=_DEAR), most=_most(quick))
    if ended is trial and quick:
        failed.update(dict.fromkeys(first))
    return ended


def _dropped(search: Search, trial: Trial, one: _Foreign, quick: bool) -> Trial:
    options = options_for("drop", [one.box, *only_children(one.view, one.box)], most=_DEAR)
    return search.better(trial, "drop", options, fits=partial(is_sound, search), most=_most(quick))


def _most(quick: bool) -> int:
    return 6 if quick else TRIED


def _foreign(search: Search, trial: Trial) -> Iterator[_Foreign]:
    for lesson, article in zip(search.lessons, trial.articles, strict=True):
        extras, behind = _extras(lesson, article)
        for place, extra in enumerate(extras):
            for view, box in _boxes(lesson, trial.layout, extra):
                yield _Foreign(view, box, place >= len(extras) - behind)


def _extras(lesson: Lesson, article: Article | None) -> tuple[list[str], int]:
    """Blocks that are not in the golden, and how many of them follow its last block."""
    if article is None:
        return [], 0
    want = Counter(lesson.blocks)
    extras, behind = [], 0
    for block in article.body:
        text = squeeze(block.text)
        if want[text] > 0:
            want[text] -= 1
            behind = 0
        else:
            extras.append(block.text)
            behind += 1
    return extras, behind


def _boxes(lesson: Lesson, layout: Layout, extra: str) -> Iterator[tuple[PageView, etree._Element]]:
    """Where an unwanted block comes from: the largest box with none of the text."""
    for piece in _pieces(lesson, extra):
        for view in lesson.views:
            bodies = bodies_of(view, layout)
            element = view.smallest_with(piece, bodies)
            if element is not None and element not in bodies and not is_text(lesson, view, element):
                yield view, foreign_top(lesson, view, element, bodies)
                break


def _pieces(lesson: Lesson, extra: str) -> list[str]:
    """A block, or what it has before and after a block of the golden that it contains."""
    plain = squeeze(extra)
    for block in lesson.blocks:
        if len(block) > 20 and block in plain:
            before, _, behind = plain.partition(block)
            return [piece for piece in (before, behind) if len(piece) > 1]
    return [extra]


def _say_why_not(search: Search, trial: Trial, failed: Mapping[etree._Element, None]) -> None:
    reasons = []
    for lesson, article in zip(search.lessons, trial.articles, strict=True):
        extras, _ = _extras(lesson, article)
        got = {squeeze(block.text) for block in article.body} if article else set()
        missing = [block for block in lesson.blocks if block not in got]
        if extras:
            reasons.append(f"{lesson.name}: too much: {shortened(extras[0])!r}")
        elif missing:
            reasons.append(f"{lesson.name}: missing: {shortened(missing[0])!r}")
    if failed:
        box = next(iter(failed))
        reasons.append(f"no robust selector for <{box.tag} class={box.get('class')!r}>")
    if reasons:
        search.why["body"] = "; ".join(reasons[:3])


# -- read-also lines, and boxes that the vocabulary already takes out ----------------------------------------


def find_read_also(search: Search, base: Trial) -> Trial:
    """Boxes with the titles of other articles."""
    if search.is_right(base, "readAlso"):
        return base
    targets: list[etree._Element] = []
    for lesson, view in search.pages:
        bodies = bodies_of(view, base.layout)
        for title in lesson.texts("readAlso"):
            element = view.smallest_with(title, bodies)
            if element is not None and not is_text(lesson, view, element):
                top = foreign_top(lesson, view, element, bodies)
                targets += [element, top, *up_to(element, top)]
    if not targets and any(lesson.texts("readAlso") for lesson in search.lessons):
        search.why["readAlso"] = "no element in the text shows these titles alone"
    options = options_for("read_also", targets)
    return search.better(base, "read_also", options, add=True, fits=partial(is_sound, search))


def add_precautions(search: Search, base: Trial) -> Trial:
    """Drop by name the boxes that the vocabulary already takes out by their words.

    Only boxes with a name of their own; on other pages they may contain other words.
    """
    trial = base
    for lesson, view in search.pages:
        bodies = bodies_of(view, trial.layout)
        for box in list(islice(unclaimed(lesson, view, trial.layout, bodies), 8)):
            if len(trial.layout.drop) >= _DROPS or search.spent:
                return trial
            name = _purpose(lesson, view, box)
            options = options_for(name, [box], most=2.6)
            trial = search.better(trial, name, options, add=True, least=0.0, fits=partial(is_sound, search))
    return trial


def _purpose(lesson: Lesson, view: PageView, box: etree._Element) -> str:
    text = view.squeezed(box)
    named = any(squeeze(title) in text for title in lesson.texts("readAlso"))
    return "read_also" if named else "drop"
