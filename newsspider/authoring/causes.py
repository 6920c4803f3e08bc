"""One cause, one finding: what follows from a layout that does not fit a page any more is not told again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from newsspider.authoring.checked import Break, Checked, Rule
from newsspider.authoring.renames import Renames

__all__ = ["explains_figures", "follows", "once", "when_lost"]

_NAMED = 3  # cases that are named; more are counted


def when_lost(one: Checked) -> str:
    """The ``when`` of a case's layout if it finds nothing on its page, otherwise nothing."""
    return next((css for name, css in one.missing if name == "when"), "")


def follows(one: Checked, rule: Rule, renames: Renames) -> bool:
    """Whether a selector finds nothing because of the name that ``when`` misses too."""
    when = when_lost(one)
    if not when or rule[0] == "when":
        return False
    return when in rule[1] or bool(renames.lost(one, when) & renames.lost(one, rule[1]))


def explains_figures(cases: Iterable[Checked]) -> bool:
    """Whether all that is not exact has a layout that does not fit."""
    wrong = [one for one in cases if not one.exact]
    return bool(wrong) and all(map(when_lost, wrong))


def once(breaks: Sequence[Break]) -> list[Break]:
    """The findings with each ``when`` that finds nothing once, with all of its cases."""
    cases: dict[tuple[str, str, str], list[str]] = {}
    for one in breaks:
        if one.field == "when":
            cases.setdefault((one.outlet, one.layout, one.selector), []).append(one.case)
    found = []
    for one in breaks:
        if one.field != "when":
            found.append(one)
        elif (key := (one.outlet, one.layout, one.selector)) in cases:
            found.append(replace(one, case=_told(cases.pop(key))))
    return found


def _told(cases: Sequence[str]) -> str:
    more = len(cases) - _NAMED
    return ", ".join(cases[:_NAMED]) + (f" and {more} more" if more > 0 else "")
