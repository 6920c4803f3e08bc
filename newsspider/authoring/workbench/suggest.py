"""From a click on the page to selectors that match it, each with its effect on every fixture of the outlet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from extractors.authoring.induce import HINTS
from extractors.authoring.naming import candidates
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import select
from newsspider.authoring.workbench.cases import CaseReading, Sheet
from newsspider.authoring.workbench.edits import edited, kind_of
from newsspider.authoring.workbench.rulefile import Value
from newsspider.authoring.workbench.session import Bench

__all__ = ["ROLES", "Effect", "Offer", "effect", "offers"]

# What a click can say, in the order of the menu: the field, and what a person calls it.
ROLES = {
    "headline": "the headline",
    "body": "the body",
    "caption": "a caption",
    "byline": "the byline",
    "published": "the date",
    "deck": "the deck (subtitle)",
    "read_also": "a read-also link",
    "drop": "not part of the article: drop it",
    "section": "the section (breadcrumb)",
    "keywords": "a tag",
    "credit": "a credit",
    "editors": "an editor",
    "sources": "a source",
    "modified": "the date of change",
    "until": "after the end: stop here",
    "paywall": "the paywall",
    "when": "what identifies this layout",
}
TRIED = 14  # candidates that are looked at
SHOWN = 6
_RUNNING = frozenset(
    "p span b strong i em u a br li ul ol blockquote h2 h3 h4 h5 h6 td tr small font".split()
)


@dataclass(frozen=True)
class Effect:
    """What a change does to the cases of an outlet."""

    exact: int
    cases: int
    f1: float
    better: tuple[str, ...]
    worse: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A selector, what the field would hold with it, and what follows."""

    css: str
    value: Value
    how: str  # "set", "instead", "besides"
    here: int  # elements that it matches on this page
    pages: int  # pages of the layout on which it matches
    effect: Effect


def effect(before: Sequence[CaseReading], after: Sequence[CaseReading]) -> Effect:
    """Cases that became better or worse, and where all stand now."""
    better: list[str] = []
    worse: list[str] = []
    for old, new in zip(before, after, strict=True):
        if (a := _rank(old)) != (b := _rank(new)):
            (better if b > a else worse).append(new.case.id)
    total = sum(outcome.score.block_f1 if outcome.score else 0.0 for outcome in after)
    exact = sum(outcome.exact for outcome in after)
    return Effect(exact, len(after), total / (len(after) or 1), tuple(better), tuple(worse))


def _rank(outcome: CaseReading) -> tuple[bool, int, float, float]:
    if outcome.score is None:
        return False, -99, 0.0, 0.0
    return outcome.exact, -len(outcome.score.differing), outcome.score.block_f1, outcome.score.word_f1


def target_of(element: etree._Element, role: str) -> etree._Element:
    """The element that a click means: for the body not the paragraph, but what holds the paragraphs."""
    if role in ("body", "when"):
        while element.tag in _RUNNING and (parent := element.getparent()) is not None:
            element = parent
    elif role not in ("byline", "credit", "keywords", "section"):
        while element.tag in ("b", "strong", "i", "em", "span", "font", "u"):
            parent = element.getparent()
            if parent is None or parent.tag in ("body", "html"):
                break
            element = parent
    return element


def offers(
    bench: Bench, outlet: Outlet, layout: Layout, sheet: Sheet, element: etree._Element, role: str
) -> list[Offer]:
    """The best selectors for an element in a role, the best first, each tried on every case."""
    before = bench.run(outlet)
    sheets = [sheet for case in bench.cases(outlet.name) for sheet in case.sheets]
    same = [other for other in sheets if other is sheet or other.layout(outlet) is layout]
    seen: set[Value] = set()
    found: list[tuple[tuple[float, ...], Offer]] = []
    old: Value = getattr(layout, role)
    for place, (cost, css) in enumerate(_selectors(sheet, layout, element, role)):
        for how, value in _values(old, css, kind_of(role)):
            if value in seen or value == old:
                continue
            seen.add(value)
            tried, problems = edited(outlet, {layout.name: {role: value}})
            if problems:
                continue
            after = bench.run(tried)
            result = effect(before, after)
            here = len(sheet.matches(layout, css))
            pages = sum(bool(other.matches(layout, css)) for other in same)
            offer = Offer(css, value, how, here, pages, result)
            weight = cost + (0.3 if how == "besides" else 0.0) + place * 0.01
            found.append(((-result.exact, len(result.worse), -round(result.f1, 3), weight), offer))
    found.sort(key=lambda item: item[0])
    best: dict[str, Offer] = {}
    for _, offer in found:
        best.setdefault(offer.css, offer)
    return list(best.values())[:SHOWN]


def _selectors(
    sheet: Sheet, layout: Layout, element: etree._Element, role: str
) -> Iterable[tuple[float, str]]:
    """Selectors that match the element on this page; few, and first those that match little else."""
    usable = []
    for candidate in candidates(element, HINTS.get(role, ())):
        matched = sheet.matches(layout, candidate.css)
        if element in matched:
            extra = 0.0 if role in ("drop", "caption", "keywords", "read_also", "section") else 0.4
            usable.append((candidate.cost + extra * min(len(matched) - 1, 5), candidate.css))
    usable.sort()
    return usable[:TRIED]


def _values(old: Value, css: str, kind: str) -> Iterable[tuple[str, Value]]:
    """What the field would hold: the selector alone, or besides what stands there."""
    if kind.endswith("list"):
        held = old if isinstance(old, tuple) else ()
        yield "besides" if held else "set", (*held, css)
    elif isinstance(old, str) and old:
        yield "instead", css
        if css not in [part.strip() for part in old.split(",")]:
            yield "besides", f"{old}, {css}"
    else:
        yield "set", css


def matched(sheet: Sheet, layout: Layout, name: str) -> list[etree._Element]:
    """What a field of a layout matches on a page; nothing where it holds no selector."""
    if not kind_of(name).startswith("css"):
        return []
    value = getattr(layout, name)
    selectors = value if isinstance(value, tuple) else (value,) if value else ()
    if name in ("when", "scope"):
        found = [] if sheet.tree is None else [select(css).all(sheet.tree, sheet.index) for css in selectors]
    else:
        found = [sheet.matches(layout, css) for css in selectors]
    return [element for elements in found for element in elements]
