"""The floors (``fixtures/floors.json``): what was reached before; a check reports what falls below."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.authoring.induce import KEY_FIELDS
from extractors.score import GOLDEN_KEYS, Score, mean
from newsspider.authoring.blame import NO_FIT
from newsspider.authoring.causes import explains_figures, follows, once
from newsspider.authoring.checked import Break, Checked, CheckReport, Rule
from newsspider.authoring.places import place_of
from newsspider.authoring.renames import Renames
from newsspider.recording.fixtures import FixtureError, read_json
from newsspider.runtime.console import Fault, shown

FLOORS = "floors.json"
FIGURES = ("cases", "exact", "block_f1", "word_f1")


def figures_of(checked: Sequence[Checked], found: Mapping[str, Mapping[Rule, int]]) -> dict[str, Any]:
    """The figures of an outlet as its floor holds them; ``found`` is on how many cases each selector finds something."""
    zero = Score(False, GOLDEN_KEYS, 0, 0, 0, 0, 0, 0)
    total = mean(one.score or zero for one in checked)
    return {
        "cases": len(checked),
        "exact": sum(one.exact for one in checked),
        "block_f1": round(total.block_f1, 4),
        "word_f1": round(total.word_f1, 4),
        "found": {
            layout: {"cases": sum(one.case.layout == layout for one in checked)}
            | {_label(rule): count for rule, count in counts.items()}
            for layout, counts in found.items()
        },
    }


def _label(rule: Rule) -> str:
    """How a rule is named in the floors: a field by its name, so that its selector may be improved."""
    return f"drop {rule[1]}" if rule[0] == "drop" else rule[0]


def read_floors(path: Path) -> dict[str, dict[str, Any]]:
    """The floors, none where the file is not there. Raises Fault for a broken file."""
    if not path.is_file():
        return {}
    try:
        data: dict[str, dict[str, Any]] = read_json(path)
    except FixtureError as error:
        raise Fault(str(error)) from None
    if not all(
        isinstance(floor, dict) and isinstance(floor.get("found", {}), dict) for floor in data.values()
    ):
        raise Fault(f"{shown(path)}: not as `scrapy outlet check --floors` writes it")
    return data


def compare(project: Path, report: CheckReport) -> None:
    """Put into a report what has fallen below its floor; a selector that found more before is suspected first."""
    floors, renames = read_floors(project / "fixtures" / FLOORS), Renames(report.cases)
    for name, now in report.figures.items():
        explained = explains_figures(one for one in report.cases if one.case.outlet == name)
        for figure, floor, value in falls(floors.get(name, {}), now):
            layout, _, label = figure.partition(" ")
            if label:
                without = _without(report, name, layout, label)[: floor - value]
                own = [(one, rule) for one, rule in without if not follows(one, rule, renames)]
                report.lost += [_lost(project, renames, one, rule, floor, value) for one, rule in own]
            elif figure == "cases" or not explained:
                report.fallen.append(f"{name}: {figure} is {value}, it was {floor}")
    known = {(one.case, one.field, one.selector) for one in report.lost}
    breaks = [one for one in report.breaks if (one.case, one.field, one.selector) not in known]
    report.lost, report.breaks = once(report.lost), once(breaks)


def _without(report: CheckReport, outlet: str, layout: str, label: str) -> list[tuple[Checked, Rule]]:
    """The cases of a layout on which the selector of this label finds nothing."""
    return [
        (one, rule)
        for one in report.cases
        if (one.case.outlet, one.case.layout) == (outlet, layout)
        for rule in one.missing
        if _label(rule) == label
    ]


def _lost(project: Path, renames: Renames, one: Checked, rule: Rule, floor: int, value: int) -> Break:
    case = one.case
    place = place_of(project, case.outlet, case.layout, *rule)
    fit = NO_FIT if rule[0] == "when" else ""
    text = f"finds nothing{fit}{renames.near(one, rule)}; cases where it finds something: {value}, before: {floor}"
    return Break(case.outlet, case.layout, _key_of(rule[0]), *rule, place, text, case.id)


def _key_of(name: str) -> str:
    """The key that a field decides: the first, where it helps decide several."""
    deciding = [key for key, names in KEY_FIELDS.items() if name in names]
    return min(deciding, key=lambda key: KEY_FIELDS[key].index(name), default="layout")


def falls(floor: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Figures that are lower than they were: name, floor, value. A rule that is gone has not fallen."""
    for figure in FIGURES:
        if now[figure] < floor.get(figure, 0):
            yield figure, floor[figure], now[figure]
    for layout, counts in floor.get("found", {}).items():
        values = now["found"].get(layout, {})
        gone = max(0, counts.get("cases", 0) - values.get("cases", 0))  # what a case that is gone explains
        for label, count in counts.items():
            value = values.get(label)
            if label != "cases" and value is not None and value < count - gone:
                yield f"{layout} {label}", count, value


def write_floors(path: Path, report: CheckReport, *, lower: bool = False) -> list[str]:
    """Raise the floors to what was reached now; lower them only with ``lower``, which the file then records.

    Returns the names of the outlets that changed.
    """
    floors = read_floors(path)
    before = json.dumps(floors, sort_keys=True)
    changed = []
    for name, now in report.figures.items():
        floor = floors.get(name, {})
        fallen = list(falls(floor, now))
        if fallen and not lower:
            continue
        fresh: dict[str, Any] = dict(now)
        if fallen:
            fresh["lowered"] = {figure: [old, new] for figure, old, new in fallen}
        elif "lowered" in floor and {k: v for k, v in floor.items() if k != "lowered"} == now:
            fresh["lowered"] = floor["lowered"]
        if fresh != floor:
            changed.append(name)
            floors[name] = fresh
    if json.dumps(floors, sort_keys=True) != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_floors_text(floors), encoding="utf-8")
    return changed


def _floors_text(floors: Mapping[str, Mapping[str, Any]]) -> str:
    """JSON with a line for each layout, so that a diff shows what moved."""
    parts = []
    for name, floor in sorted(floors.items()):
        lines = [
            f'    "{key}": {json.dumps(floor[key], ensure_ascii=False)}'
            for key in (*FIGURES, "lowered")
            if key in floor
        ]
        found = [
            f"      {json.dumps(layout, ensure_ascii=False)}: {json.dumps(counts, ensure_ascii=False)}"
            for layout, counts in sorted(floor.get("found", {}).items())
        ]
        lines.append('    "found": {\n' + ",\n".join(found) + "\n    }" if found else '    "found": {}')
        parts.append(f'  "{name}": {{\n' + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"
