"""Rules against every golden: what breaks, by which rule, and which rules are no longer used.

A break is named by outlet, layout, key, field and selector, with the line of the rule file: those are what one
needs to fix it (``blame``). The floors (``floors``) hold what was reached before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from extractors import OUTLETS, NotAnArticle
from extractors.registry import BROKEN, unknown_outlet
from extractors.rules.model import Family, Layout, Outlet
from extractors.score import diff, score
from newsspider.authoring import floors
from newsspider.authoring.blame import blame
from newsspider.authoring.checked import Checked, CheckReport, Rule, css_rules, page_views
from newsspider.authoring.fixture_problems import golden_problems, orphans
from newsspider.authoring.places import place_of
from newsspider.authoring.renames import Renames
from newsspider.recording.fixtures import (
    CASSETTE,
    GOLDEN,
    Case,
    FixtureError,
    fixture_folder,
    fixture_roots,
    read_case,
)
from newsspider.recording.saved_pages import article_of
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import in_checkout, own_rule_files, rule_file

Found = Mapping[str, Mapping[Rule, int]]


def check(project: Path, names: Sequence[str] = ()) -> CheckReport:
    """Check outlets (all without names). Raises Fault for an unknown name."""
    report = CheckReport()
    here = {path.name for root in fixture_roots(project) for path in root.glob("*") if path.is_dir()}
    here |= set(OUTLETS if in_checkout(project) else own_rule_files()) | set(BROKEN)
    known = here | set(OUTLETS)
    for name in names:
        if name not in known:
            raise Fault(unknown_outlet(name, known))
    if not here and not names:
        raise Fault("outlet check: there is no outlet here; name one, or make one with outlet new")
    needed: dict[str, set[Rule]] = {}  # what the outlets of each family found on their cases
    for name in sorted(names or here):
        _check_outlet(project, name, report, needed)
    if not names:
        report.idle += _idle_in_families(needed)
    floors.compare(project, report)
    return report


def _check_outlet(project: Path, name: str, report: CheckReport, needed: dict[str, set[Rule]]) -> None:
    folder, outlet = fixture_folder(project, name), OUTLETS.get(name)
    report.problems += orphans(folder)
    cases = _read_cases(folder, report)
    if outlet is None:
        path = rule_file(project, name)
        lacks = f"has no outlet of this name; write name={name!r}" if path.exists() else "is missing"
        missing = f"{shown(folder)}: there are no rules for it: {shown(path)} {lacks}"
        report.problems.append(BROKEN.get(name, missing))
        return
    checked = [check_case(case, outlet) for case in cases]
    report.cases += checked
    found, renames = _found(outlet, checked), Renames(checked)
    for one in checked:
        report.breaks += blame(project, one, outlet, found, renames)
    layouts = {layout.name for layout in outlet.layouts}
    for unknown in sorted({case.layout for case in cases} - layouts):
        report.problems.append(f"{shown(folder / unknown)}: outlet {name} has no layout {unknown!r}")
    report.idle += _idle(project, outlet, checked, found)
    if outlet.family:
        rules = needed.setdefault(outlet.family.name, set())
        rules |= {rule for counts in found.values() for rule, count in counts.items() if count}
    report.figures[name] = floors.figures_of(checked, found)


def _read_cases(folder: Path, report: CheckReport) -> list[Case]:
    """The cases of an outlet; what is wrong with their files and goldens goes into the report."""
    cases = []
    for path in sorted(folder.glob(f"*/*/{CASSETTE}")):
        try:
            cases.append(read_case(path.parent))
        except FixtureError as error:
            report.problems.append(str(error))
    for case in cases:
        report.problems += [f"{shown(case.folder / GOLDEN)}: {text}" for text in golden_problems(case)]
    return cases


def _idle(project: Path, outlet: Outlet, checked: Sequence[Checked], found: Found) -> Iterator[str]:
    """Layouts and selectors of an outlet that no case needs; of its family's, other outlets may need them."""
    name = outlet.name
    shared = tuple(css_rules(outlet.common)) if outlet.common else ()
    theirs = set(_rules_of(outlet.family)) if outlet.family else set()
    for layout in outlet.layouts:
        if not any(one.case.layout == layout.name for one in checked):
            place = place_of(project, name, layout.name, None)
            yield f"{name}/{layout.name} ({place}): no fixture covers this layout"
            continue
        for rule in css_rules(layout):
            if rule not in shared and rule not in theirs and not found[layout.name].get(rule):
                yield _unused(project, outlet, layout.name, layout, rule)
    # what all layouts share is idle where none of them needs it
    for rule in shared:
        if not any(rules.get(rule) for rules in found.values()):
            yield _unused(project, outlet, "common", outlet.layouts[0], rule)


def _idle_in_families(needed: Mapping[str, Set[Rule]]) -> Iterator[str]:
    """Selectors of families that no case of any of their outlets needs."""
    families = {outlet.family.name: outlet.family for outlet in OUTLETS.values() if outlet.family}
    for name in sorted(set(needed) & set(families)):
        for rule in dict.fromkeys(_rules_of(families[name])):
            if rule not in needed[name]:
                what = "drops nothing" if rule[0] == "drop" else "finds nothing"
                yield f"family {name} {rule[0]}={rule[1]!r}: {what} on any fixture of its outlets"


def _rules_of(family: Family) -> Iterator[Rule]:
    for layout in family.layouts:
        yield from css_rules(layout)


def _unused(project: Path, outlet: Outlet, where: str, layout: Layout, rule: Rule) -> str:
    place = place_of(project, outlet.name, layout.name, *rule)
    what = "drops nothing" if rule[0] == "drop" else "finds nothing"
    return f"{outlet.name}/{where} {rule[0]}={rule[1]!r} ({place}): {what} on any fixture"


def check_case(case: Case, outlet: Outlet) -> Checked:
    """Extract, compare, and see which selectors of the case's layout find nothing."""
    layout = next((x for x in outlet.layouts if x.name == case.layout), None)
    missing: tuple[Rule, ...] = ()
    try:
        if layout is not None:
            views = page_views(case, layout)
            missing = tuple(
                rule for rule in css_rules(layout) if not any(view.all(rule[1]) for view in views)
            )
        article = article_of(case.pages)
    except NotAnArticle as result:
        return Checked(case, None, None, f"{result.kind}: {result.reason}", missing)
    except Exception as error:  # a rule must not end the check of the others
        return Checked(case, None, None, f"the extractor failed ({type(error).__name__}: {error})", missing)
    record, golden = article.to_dict(), case.golden.get("article") or {}
    return Checked(case, article, score(record, golden), "", missing, diff(record, golden))


def _found(outlet: Outlet, checked: Sequence[Checked]) -> dict[str, dict[Rule, int]]:
    """On how many cases of its layout each selector finds something."""
    counts: dict[str, dict[Rule, int]] = {}
    for layout in outlet.layouts:
        own = [one for one in checked if one.case.layout == layout.name]
        counts[layout.name] = {
            rule: sum(rule not in one.missing for one in own) for rule in css_rules(layout)
        }
    return counts
