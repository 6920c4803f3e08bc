"""The headline, and the container of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from extractors.authoring.induce.boxes import is_text
from extractors.authoring.induce.foreign import drop_foreign
from extractors.authoring.induce.keys import HINTS
from extractors.authoring.induce.openings import find_dateline
from extractors.authoring.induce.search import Lesson, Match, Search, Trial
from extractors.authoring.naming import candidates
from extractors.reading.parts import text_values
from extractors.rules.model import Layout

_TITLE, _TITLE_COST = 'meta[property="og:title"]', 3.0
_ORDERED = 0.1  # what an order of two selectors costs more than the two beside each other
_CONTAINERS = 4  # possible bodies that are tried to the end
_DISTINCT = 80  # possible bodies that are considered

# -- headline ----------------------------------------------------------------------------------------------


def find_headline(search: Search) -> str:
    """The selector of the headline; of two elements if the samples do not share one."""
    options = _headline_options(search)
    if not options:
        search.why["headline"] = "no element shows it as the golden has it"
        options = {_TITLE: _TITLE_COST, "h1": 1.6}
    usable = {css: cost for css, cost in options.items() if search.matches(css)}
    if not usable:
        return "h1"

    def right(css: str) -> int:
        return sum(_shows_headline(lesson, css) for lesson in search.lessons)

    def worth(css: str, cost: float) -> tuple[int, float]:
        others = sum(len(lesson.first.all(css)) - 1 for lesson in search.lessons)
        return -right(css), cost + 0.3 * min(max(others, 0), 9)

    chosen = min(usable, key=lambda css: worth(css, usable[css]))
    for _ in range(2):  # pages of one layout may show it in different elements
        both = _joined(chosen, usable)
        if right(chosen) == len(search.lessons) or not both:
            break
        best = min(both, key=lambda css: worth(css, both[css]))
        if right(best) <= right(chosen):
            break
        chosen = best
    return chosen


def _joined(chosen: str, usable: Mapping[str, float]) -> dict[str, float]:
    """A selector beside each of the others, or one of the two only where the other shows nothing.

    The metadata has the headline on pages of which no element shows it.
    """
    found: dict[str, float] = {}
    for css, cost in {**usable, _TITLE: _TITLE_COST}.items():
        if css == chosen:
            continue
        if css != _TITLE:
            found[f"{chosen}, {css}"] = cost
            found[f"{css} || {chosen}"] = cost + _ORDERED
        found[f"{chosen} || {css}"] = cost + _ORDERED
    return found


def _headline_options(search: Search) -> dict[str, float]:
    """Selectors of elements that show only the golden's headline, each with its cost."""
    options: dict[str, float] = {}
    for lesson in search.lessons:
        golden, view = str(lesson.golden.get("headline") or ""), lesson.first
        targets = view.with_text(golden) if golden else []
        targets.sort(key=lambda e: (e.tag not in ("h1", "h2"), -view.place[e]))
        for target in targets[:5]:
            _put(options, target, "headline")
    return options


def _put(options: dict[str, float], element: etree._Element, field: str, extra: float = 0.0) -> None:
    for one in candidates(element, HINTS[field]):
        options[one.css] = min(one.cost + extra, options.get(one.css, 99))


def _shows_headline(lesson: Lesson, css: str) -> bool:
    shown = (text for element in lesson.first.all(css) for text in text_values(element))
    return next(shown, None) == lesson.golden.get("headline")


# -- body --------------------------------------------------------------------------------------------------


def find_container(search: Search, start: Layout) -> Trial:
    """The container of the text: of those that contain all of it, the one with the least else in it."""
    ranked = _ranked(search, start, _with_all_headings(search, _distinct(search)))
    if not ranked:
        search.why["body"] = "no element around its blocks could be named"
        return search.run(start)
    finals = [(_worth(search, cost, trial), trial) for cost, trial in ranked[:_CONTAINERS]]
    return max(finals, key=lambda item: item[0])[1]


def _distinct(search: Search) -> dict[str, float]:
    """Selectors of possible containers, each for different elements, with a penalty."""
    options: dict[str, float] = {}
    for lesson in search.lessons:
        for element, extra in _containers(lesson):
            _put(options, element, "body", extra)
    distinct: dict[Match, tuple[str, float]] = {}
    for css, cost in sorted(options.items(), key=lambda item: (item[1], item[0])):
        found = search.matches(css)
        if found and found not in distinct and len(distinct) < _DISTINCT:
            distinct[found] = css, cost
    both = _two_containers(search, [css for css, cost in distinct.values() if cost < 5])
    if both:
        distinct.setdefault(search.matches(both), (both, 3.5))
    return dict(distinct.values())


def _with_all_headings(search: Search, options: dict[str, float]) -> dict[str, float]:
    """The containers that lose no heading another one has: paragraphs alone may look right on pages without headings."""
    lost = {css: search.lost_headings(css) for css in options}
    least = min(lost.values(), default=0)
    losing = sorted((css for css in options if lost[css] > least), key=lambda css: options[css])[:_CONTAINERS]
    added: dict[str, float] = {}
    headings = _heading_selectors(search) if losing else []
    for css in losing:
        joined = (f"{css}, {heading}" for heading in headings)
        if both := next((one for one in joined if search.lost_headings(one) <= least), None):
            added[both] = options[css] + 1.0
    return {css: cost for css, cost in options.items() if lost[css] == least} | added


def _heading_selectors(search: Search) -> list[str]:
    """Selectors that find headings of the goldens and nothing that is not in a golden's text."""
    options: dict[str, float] = {}
    for lesson in (*search.lessons, *search.beside):
        for heading in lesson.headings[:2]:
            for element in lesson.first.with_text(heading)[-1:]:
                _put(options, element, "body")
    cheapest = sorted(options, key=lambda css: (options[css], css))[:_DISTINCT]
    return [css for css in cheapest if _finds_only_text(search, css)]


def _finds_only_text(search: Search, css: str) -> bool:
    return all(
        is_text(lesson, view, element)
        for lesson in (*search.lessons, *search.beside)
        for view in lesson.views
        for element in view.all(css)
    )


def _ranked(search: Search, start: Layout, options: dict[str, float]) -> list[tuple[float, Trial]]:
    """Cost and trial of each container with most of the text, the most likely first."""
    held = {css: _held(search, css) for css in options}
    most = max(held.values(), default=0.0)
    ranked: list[tuple[float, float, Trial]] = []
    for css, cost in options.items():
        if held[css] < 0.6 * most:
            continue
        trial = search.run(replace(start, body=css))
        recall = sum(one.word_recall for one in trial.scores) / len(search.lessons)
        precision = sum(one.word_precision for one in trial.scores) / len(search.lessons)
        ranked.append((4 * held[css] + recall + 0.3 * precision - 0.12 * cost, cost, trial))
    ranked.sort(key=lambda item: -item[0])
    return [(cost, trial) for _, cost, trial in ranked]


def _worth(search: Search, cost: float, trial: Trial) -> float:
    """How good a container is once everything else is taken out of it.

    Only the body counts here: a larger box may include people and captions by accident.
    """
    full = drop_foreign(search, find_dateline(search, trial), quick=True)
    rules = len(full.layout.drop) + bool(full.layout.until)
    got = sum(
        1.0 if "body" not in one.differing else 0.6 * one.block_f1 + 0.3 * one.word_f1 for one in full.scores
    )
    return got / len(search.lessons) - 0.03 * (cost + 0.5 * rules)


def _two_containers(search: Search, options: Sequence[str]) -> str | None:
    """Two selectors for the container if the samples do not share one: the tightest of each sample."""
    chosen: dict[str, None] = {}
    for lesson in search.lessons:
        tightest = _tightest(lesson, options)
        if tightest is None:
            return None
        chosen[tightest] = None
    return ", ".join(chosen) if 1 < len(chosen) < 4 else None


def _tightest(lesson: Lesson, options: Sequence[str]) -> str | None:
    total = sum(map(len, lesson.blocks))
    best, size = None, 10**9
    for css in options:
        texts = [view.squeezed(element) for view in lesson.views for element in view.all(css)]
        text = "\n".join(texts)
        held = sum(len(block) for block in lesson.blocks if block in text)
        if texts and held >= 0.97 * total and len(text) < 0.97 * size:
            best, size = css, len(text)
    return best


def _held(search: Search, css: str) -> float:
    """How much of the goldens' text the matches contain; dropped elements may have cut a paragraph."""
    total = held = 0
    for lesson in search.lessons:
        text = "\n".join(view.squeezed(element) for view in lesson.views for element in view.all(css))
        total += sum(map(len, lesson.blocks))
        held += sum(len(block) for block in lesson.blocks if block in text)
    return held / (total or 1)


def _containers(lesson: Lesson) -> list[tuple[etree._Element, float]]:
    """Elements that may be the body, each with a penalty."""
    view = lesson.first
    blocks = [block for block in lesson.blocks if len(block) > 3]

    def held(element: etree._Element) -> int:
        text = view.squeezed(element)
        return sum(len(block) for block in blocks if block in text)

    element, total = view.root, held(view.root)
    if not total:
        return []
    chain = [element]
    while True:
        inner = [
            (held(child), child) for child in element if isinstance(child.tag, str) and child in view.place
        ]
        size, child = max(inner, key=lambda item: item[0], default=(0, element))
        if size < 0.8 * total or child is element:
            break
        element = child
        chain.append(element)
    found = [(element, 0.35 * steps) for steps, element in enumerate(reversed(chain[-5:]))]
    members = [child for size, child in inner if size]
    return [*found, *((child, 1.0) for child in members[:6])]
