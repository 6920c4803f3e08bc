"""A candidate for an outlet's rules: a new layout above the old ones, or a second selector beside one that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from extractors.authoring.induce import KEY_FIELDS, KeyNote, Proposal, induce
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.repair.teach import Lesson

__all__ = ["Candidate", "new_layout", "second_selector"]

ENOUGH = 3  # of the best teachers to learn from them alone
MOST_SAMPLES = 24  # pages to learn from; the proof is made on all of them


@dataclass(frozen=True)
class Candidate:
    """Rules that were learned: the outlet with them, and what of it is new.

    ``layout`` is the new or changed layout; ``field`` the one that was changed, "" for a new layout.
    """

    outlet: Outlet
    layout: Layout
    field: str
    notes: tuple[KeyNote, ...]


def new_layout(
    outlet: Outlet, name: str, years: str, learned: Sequence[Lesson], others: Sequence[etree._Element]
) -> Candidate:
    """A layout for pages that no layout reads; ``others`` are pages that it must leave to the old ones."""

    def learn(part: Sequence[Lesson]) -> Proposal:
        samples = [lesson.sample() for lesson in part]
        return induce(samples, replace(outlet, dateline=None), name=name, years=years, others=others)

    chosen = _chosen(learned)
    best = [lesson for lesson in chosen if lesson.before]
    proposal = learn(chosen)
    if ENOUGH <= len(best) < len(chosen) and (alone := learn(best)).worth > _worth_on_first(
        proposal, len(best)
    ):
        proposal = alone  # drafts have spoiled what the same articles said before the change
    layout = proposal.layout
    changed = replace(outlet, layouts=(layout, *outlet.layouts))
    return Candidate(changed.compiled(), layout, "", proposal.notes)


def _worth_on_first(proposal: Proposal, count: int) -> tuple[int, float]:
    """How right a proposal is on its first samples, as ``Proposal.worth``."""
    return replace(proposal, scores=proposal.scores[:count]).worth


def second_selector(outlet: Outlet, layout: Layout, key: str, learned: Sequence[Lesson]) -> Candidate | None:
    """A layout whose field of a key also finds what is there now; None where no selector was learned for it."""
    proposal = induce(
        [lesson.sample() for lesson in _chosen(learned)], replace(outlet, dateline=None), name=layout.name
    )
    for field in KEY_FIELDS[key]:
        new, old = getattr(proposal.layout, field), getattr(layout, field)
        if not isinstance(new, str) or not new or new == old:
            continue
        known = old.split(", ") if isinstance(old, str) else []
        both = ", ".join([*known, *(css for css in new.split(", ") if css not in known)])
        changed = replace(layout, **{field: both})  # type: ignore[arg-type]
        layouts = tuple(changed if one is layout else one for one in outlet.layouts)
        return Candidate(replace(outlet, layouts=layouts).compiled(), changed, field, proposal.notes)
    return None


def _chosen(learned: Sequence[Lesson]) -> Sequence[Lesson]:
    """Enough pages to learn from, the best teachers first, the others from the whole time."""
    best = [lesson for lesson in learned if lesson.before][:MOST_SAMPLES]
    rest = [lesson for lesson in learned if not lesson.before]
    room = MOST_SAMPLES - len(best)
    step = max(1, len(rest) // room) if room else 1
    return [*best, *(rest[::step][:room] if room else ())]
