"""Layouts from the cases of an outlet: from reviewed goldens, and from drafts where nobody has reviewed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractors import OUTLETS
from extractors.authoring.draft import read_drafts
from extractors.authoring.induce import Proposal, Sample, induce
from extractors.authoring.outlet_of import SamplePage, outlet_of
from extractors.authoring.rulefile import outlet_source
from extractors.rules.model import Outlet
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.new_outlet import is_robots, parsed
from newsspider.recording.fixtures import (
    CASSETTE,
    GOLDEN,
    INDEX,
    Case,
    FixtureError,
    fixture_folder,
    project_cases,
    read_case,
    read_pages,
)
from newsspider.runtime.console import Fault

__all__ = ["Induced", "Taught", "induced", "induced_source", "taught"]


@dataclass(frozen=True)
class Taught:
    """A case to learn from and what it says; ``draft`` where no person has said it."""

    case: Case
    article: Mapping[str, Any]
    draft: bool

    def sample(self) -> Sample:
        name = f"{self.case.id} (draft)" if self.draft else self.case.id
        return Sample(name, tuple((parsed(page), page.url) for page in self.case.pages), self.article)


@dataclass(frozen=True)
class Induced:
    """A proposal, the cases in the order of its scores, and drafts left out because they spoiled reviewed goldens."""

    proposal: Proposal
    cases: tuple[Taught, ...]
    left_out: tuple[Taught, ...] = ()

    def exact(self, *, draft: bool) -> int:
        """On how many goldens, or drafts, every key is right."""
        scores = zip(self.cases, self.proposal.scores, strict=True)
        return sum(one.exact for case, one in scores if case.draft is draft)

    def count(self, *, draft: bool) -> int:
        return sum(case.draft is draft for case in self.cases)

    def worth(self) -> tuple[int, float]:
        """How right it is on the reviewed goldens: keys, then blocks."""
        scores = [one for case, one in zip(self.cases, self.proposal.scores, strict=True) if not case.draft]
        keys = sum(len(GOLDEN_KEYS) - len(one.differing) for one in scores)
        return keys, sum(one.block_f1 for one in scores)


# -- what there is to learn from ------------------------------------------------------------------------------


def taught(project: Path, name: str, *, written: bool = False) -> list[Taught]:
    """The cases of an outlet. Where a golden is not there or is a draft, the generic reader's reading stands for it.

    With ``written``, drafts count as they are written. Raises Fault where there is nothing to learn from.
    """
    cases = [_case(folder) for folder in project_cases(project, name)]
    unread = [case for case in cases if _is_unread(case) and not (written and case.golden)]
    read = _readings(name, cases, unread) if unread else {}
    found = []
    for case in cases:
        article = read[case.id] if case.id in read else case.golden.get("article")
        if article:
            found.append(Taught(case, article, _is_unread(case)))
    if not found:
        why = f"no text was found on the pages of its {len(cases)} cases" if cases else "record pages first"
        raise Fault(f"{name}: there is nothing to learn from; {why}")
    return found


def _case(folder: Path) -> Case:
    """A case, also one that has no golden yet."""
    try:
        if (folder / GOLDEN).is_file():
            return read_case(folder)
        pages = tuple(page for page in read_pages(folder / CASSETTE) if page.status == 200)
    except FixtureError as error:
        raise Fault(str(error)) from None
    return Case(folder, pages, {}, {})


def _is_unread(case: Case) -> bool:
    return not case.golden or bool(case.golden.get("draft"))


def _readings(name: str, cases: Sequence[Case], unread: Sequence[Case]) -> dict[str, dict[str, Any] | None]:
    """What the generic reader reads on the pages of these cases, with what all cases show of the site."""
    pages = {case.id: [SamplePage(parsed(page), page.url) for page in case.pages] for case in cases}
    wanted = [case.id for case in unread]
    beside = [page for case, own in pages.items() if case not in wanted for page in own]
    read = read_drafts([pages[case] for case in wanted], _outlet(name, cases), beside)
    return dict(zip(wanted, read, strict=True))


def _outlet(name: str, cases: Sequence[Case]) -> Outlet:
    return OUTLETS.get(name) or outlet_of(name, [case.pages[0].url for case in cases])


# -- layouts --------------------------------------------------------------------------------------------------


def induced(cases: Sequence[Taught], *, only: str | None = None) -> Iterator[Induced]:
    """A proposal for every layout of an outlet, from its cases. Raises Fault for a layout without any."""
    name = cases[0].case.outlet
    layouts = list(dict.fromkeys(one.case.layout for one in cases))
    if only is not None and only not in layouts:
        raise Fault(f"{name}: no layout {only!r} with cases; there are {', '.join(layouts)}")
    outlet = replace(_outlet(name, [one.case for one in cases]), dateline=None)
    samples = {one.case.id: one.sample() for one in cases}
    for layout in layouts:
        if only is None or layout == only:
            others = [samples[one.case.id].pages[0][0] for one in cases if one.case.layout != layout]
            own = [one for one in cases if one.case.layout == layout]
            yield _best(outlet, layout, own, samples, others)


def _best(
    outlet: Outlet, layout: str, cases: Sequence[Taught], samples: Mapping[str, Sample], others: Sequence[Any]
) -> Induced:
    """From all cases; without the drafts if the reviewed goldens are read better so."""
    years = next((x.years for x in outlet.layouts if x.name == layout), "")

    def learned(part: Sequence[Taught], left_out: Sequence[Taught] = ()) -> Induced:
        chosen = [samples[one.case.id] for one in part]
        proposal = induce(chosen, outlet, name=layout, years=years, others=others)
        return Induced(proposal, tuple(part), tuple(left_out))

    best = learned(cases)
    reviewed = [one for one in cases if not one.draft]
    if not reviewed or len(reviewed) == len(cases) or best.exact(draft=False) == len(reviewed):
        return best
    alone = learned(reviewed, [one for one in cases if one.draft])
    return alone if alone.worth() > best.worth() else best


def induced_source(project: Path, cases: Sequence[Taught], found: Sequence[Induced]) -> str:
    """A whole rule file for an outlet that has none."""
    name = cases[0].case.outlet
    index = fixture_folder(project, name) / INDEX
    robots = "\n".join(
        page.body.decode("utf-8", "replace")
        for page in (read_pages(index) if index.is_file() else ())
        if is_robots(page)
    )
    firsts = [one.case.pages[0] for one in cases]
    pages = [SamplePage(parsed(page), page.url) for page in firsts]
    outlet = outlet_of(name, [page.url for page in pages], robots=robots, pages=pages)
    outlet = replace(outlet, layouts=tuple(one.proposal.layout for one in found))
    return outlet_source(outlet, f"{outlet.title}, {', '.join(outlet.domains)}.")
