"""The steps of an induction in order; if there are many samples, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from extractors.authoring.induce.body import find_container, find_headline
from extractors.authoring.induce.captions import find_captions
from extractors.authoring.induce.fields import (
    find_dates,
    find_deck,
    find_keywords,
    find_paywall,
    find_section,
)
from extractors.authoring.induce.finish import find_pager, find_when, leave_out, notes
from extractors.authoring.induce.foreign import add_precautions, drop_foreign, find_read_also
from extractors.authoring.induce.model import Proposal, Sample
from extractors.authoring.induce.openings import find_dateline, find_ends
from extractors.authoring.induce.people import find_people
from extractors.authoring.induce.search import Search, Trial, bodies_of
from extractors.rules.model import Layout, Outlet

_FEW = 5  # the most samples to learn from at once
_ROUNDS = 3

STEPS: tuple[Callable[[Search, Trial], Trial], ...] = (
    find_captions,
    find_deck,
    find_dates,
    find_section,
    find_keywords,
    find_people,
    find_dateline,
    find_read_also,
    drop_foreign,
    find_ends,
    find_people,  # once more, like read-also lines: the text has changed
    find_read_also,
    find_paywall,
    add_precautions,
)
"""The steps after headline and container; each improves a layout."""


def induce(
    samples: Sequence[Sample],
    outlet: Outlet,
    *,
    name: str = "article",
    years: str = "",
    others: Sequence[etree._Element] = (),
) -> Proposal:
    """The layout of these samples.

    ``outlet`` gives what all its layouts share (names, time zone, dateline); its own layouts are not used.
    ``others`` are pages that the layout must not match. Raises ValueError without samples.
    """
    if not samples:
        raise ValueError("induction needs at least one sample")
    if len(samples) <= _FEW:
        return _learned(Search(samples, outlet, others), name, years)
    # learn from a few, see where that fails, learn from those too
    whole = Search(samples, outlet, others)
    chosen = [number * len(samples) // _FEW for number in range(_FEW)]
    best: Proposal | None = None
    for _ in range(_ROUNDS):
        beside = [lesson for number, lesson in enumerate(whole.lessons) if number not in chosen]
        part = Search([samples[number] for number in sorted(chosen)], outlet, others, beside)
        proposal = _judged(whole, _learned(part, name, years), part.why)
        if best is None or proposal.worth > best.worth:
            best = proposal
        worst = [number for number in _worst_first(proposal) if number not in chosen][:2]
        if not worst:
            break
        chosen += worst
    assert best is not None
    return best


def _start(search: Search, name: str, years: str) -> Layout:
    return Layout(name, years=years, when="body", headline=find_headline(search), body="body")


def _learned(search: Search, name: str, years: str) -> Proposal:
    """A proposal from the samples of a search."""
    best = find_container(search, _start(search, name, years))
    for _, view in search.pages:
        view.inside = set(bodies_of(view, best.layout))
    for step in STEPS:
        best = step(search, best)
    best = leave_out(search, best)
    layout = replace(best.layout, when=find_when(search, best.layout), pages=find_pager(search))
    return Proposal(layout, notes(search, best), best.scores)


def _judged(search: Search, proposal: Proposal, why: Mapping[str, str]) -> Proposal:
    """A proposal made from some of the samples, scored on all of them."""
    search.why = dict(why)
    trial = search.run(replace(proposal.layout, when="body"))
    return Proposal(proposal.layout, notes(search, trial), trial.scores)


def _worst_first(proposal: Proposal) -> list[int]:
    """The samples that are not exact, the worst first."""
    scores = proposal.scores
    order = sorted(range(len(scores)), key=lambda n: (scores[n].block_f1, -len(scores[n].differing)))
    return [number for number in order if not scores[number].exact]
