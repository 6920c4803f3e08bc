"""What the workbench's pages ask for while someone works on them: JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractors.changes import compare
from extractors.rules.model import Layout, Outlet
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.cases import BenchCase, CaseReading, Sheet
from newsspider.authoring.workbench.compare import accept
from newsspider.authoring.workbench.desk import Desk, Refused, Subject, file_stamp
from newsspider.authoring.workbench.edits import FIELDS, Problem, edited, edits_of, kind_of, shown
from newsspider.authoring.workbench.render import lines_of, marks_of, path_of
from newsspider.authoring.workbench.rulefile import ORDER, CannotSave
from newsspider.authoring.workbench.ruleset import RuleSet
from newsspider.authoring.workbench.suggest import ROLES, effect, matched, offers, target_of
from newsspider.authoring.workbench.templates import Templates
from newsspider.authoring.workbench.typed import refuse_problems, with_typed


class Actions:
    """The handlers of what pages ask for."""

    def __init__(self, desk: Desk, templates: Templates) -> None:
        self.desk, self.templates = desk, templates

    def attempt(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The edited rules on every case, and on the page that is looked at."""
        rules, case, sheet, _ = self._asked(asked)
        if rules.outlet is None:
            raise Refused(rules.problem.message if rules.problem else "there are no rules")
        edits, problems = edits_of(asked.get("edits"))
        outlet, wrong = edited(rules.outlet, edits)
        before = self.desk.bench.run(rules.outlet)
        outcomes, took = self.desk.bench.timed(outlet)
        problems += wrong
        focus = asked.get("focus") or {}
        here = next((x for x in outcomes if x.case.id == case.id), None)
        article = sheet.explained(outlet) if sheet else None
        return {
            "problems": [self._problem(rules, x) for x in problems],
            "cases": [row_of(old, new) for old, new in zip(before, outcomes, strict=True)],
            "effect": effect(before, outcomes).__dict__,
            "took": round(took, 1),
            "pages": sum(len(x.case.sheets) for x in outcomes),
            "marks": {
                f"{number}{'t' if tail else ''}": [mark.state, mark.line]
                for (number, tail), mark in marks_of(article).items()
            },
            "lines": lines_of(article),
            "matches": self._matches(outlet, sheet, focus),
            "counts": self._counts(outlet, str(asked.get("layout") or "")),
            "layout": article.layout if article else None,
            "compare": self._comparison(rules, case, here),
            "stamp": file_stamp(rules),
        }

    def _problem(self, rules: RuleSet, problem: Problem) -> dict[str, Any]:
        line = problem.line
        if line is None and problem.layout:
            try:
                place = (
                    rulefile.places(rules.text, rules.path.name).get(problem.layout, {}).get(problem.field)
                )
                line = place.line if place else None
            except CannotSave:
                pass
        return {"layout": problem.layout, "field": problem.field, "message": problem.message, "line": line}

    def _matches(self, outlet: Outlet, sheet: Sheet | None, focus: Mapping[str, Any]) -> list[int]:
        """Numbers of the elements that the field under the cursor matches."""
        name = str(focus.get("field") or "")
        try:
            layout = outlet.layout(str(focus.get("layout") or ""))
        except LookupError:
            return []
        if sheet is None or sheet.tree is None or name not in FIELDS:
            return []
        found = set(matched(sheet, layout, name))
        return [number for number, element in enumerate(sheet.tree.iter()) if element in found]

    def _counts(self, outlet: Outlet, name: str) -> dict[str, Any]:
        """On how many of a layout's pages each of its fields matches something."""
        try:
            layout = outlet.layout(name)
        except LookupError:
            return {}
        sheets = [sheet for case in self.desk.bench.cases(outlet.name) for sheet in case.sheets]
        sheets = [sheet for sheet in sheets if (taken := sheet.layout(outlet)) and taken.name == name]
        fields = {}
        for field in ORDER:
            if kind_of(field).startswith("css") and getattr(layout, field):
                fields[field] = sum(bool(matched(sheet, layout, field)) for sheet in sheets)
        return {"pages": len(sheets), "fields": fields}

    def _comparison(self, rules: RuleSet, case: BenchCase, outcome: CaseReading | None) -> str:
        comparison = None
        if outcome and outcome.article:
            comparison = compare(outcome.article.to_dict(), case.truth)
        elif case.truth and not case.fault:  # without an article, the golden alone
            comparison = compare(case.truth, case.truth)
        return self.templates.text(
            "compare.html",
            case=case,
            outcome=outcome,
            comparison=comparison,
            alone=not (outcome and outcome.article),
        )

    def offer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Selectors for a clicked element, each with its effect; and the element's place on the page."""
        rules, _, sheet, _ = self._asked(asked)
        outlet = _edited(rules, asked)
        if outlet is None or sheet is None or sheet.tree is None:
            raise Refused("there is nothing to choose from on this page")
        number = asked.get("element")
        elements = list(sheet.tree.iter())
        if not isinstance(number, int) or not 0 <= number < len(elements):
            raise Refused("this element is not on the page; load it again")
        element = elements[number]
        role = asked.get("role")
        numbers = {element: number for number, element in enumerate(elements)}
        answer: dict[str, Any] = {"offers": []}
        if role is not None:
            if role not in ROLES:
                raise Refused(f"there is no field {role!r}")
            layout = self._layout(outlet, asked, sheet)
            if not asked.get("exactly"):
                element = target_of(element, role)
            found = offers(self.desk.bench, outlet, layout, sheet, element, role)
            answer |= {
                "layout": layout.name,
                "now": shown(getattr(layout, role)),
                "offers": [
                    {
                        "css": offer.css,
                        "value": shown(offer.value),
                        "how": offer.how,
                        "here": offer.here,
                        "pages": offer.pages,
                        "effect": offer.effect.__dict__,
                    }
                    for offer in found
                ],
            }
        path = list(path_of(element))
        answer["path"] = [{"number": numbers[one], "name": name} for one, name in path]
        answer["element"] = numbers[element]
        return answer

    def _layout(self, outlet: Outlet, asked: Mapping[str, Any], sheet: Sheet) -> Layout:
        try:
            return outlet.layout(str(asked.get("layout") or ""))
        except LookupError:
            return sheet.layout(outlet) or outlet.layouts[0]

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write edits into the rule file, one value after the other."""
        rules = self.desk.rules(str(asked.get("outlet")))
        if asked.get("stamp") != file_stamp(rules):
            raise Refused(f"{rules.path.name} was changed meanwhile; load this page again")
        edits, problems = edits_of(asked.get("edits"))
        if problems:
            raise Refused(f"{problems[0].field}: {problems[0].message}")
        own = {str(x) for x in asked.get("own") or ()}
        saved, refused = [], []
        before = rules.text
        names = ", ".join(f"{layout}.{key}" for layout, values in edits.items() for key in values)
        with self.desk.bench.history.step(rules.path, f"{names} saved"):
            for layout, values in edits.items():
                for key, value in values.items():
                    try:
                        rules, _ = self.desk.bench.save(
                            rules, layout, key, value, own=f"{layout}.{key}" in own
                        )
                        saved.append({"layout": layout, "field": key})
                    except CannotSave as error:
                        refused.append({"layout": layout, "field": key, "message": str(error)})
        return {
            "saved": saved,
            "refused": refused,
            "diff": rulefile.difference(before, rules.text, rules.path.name),
            "file": rules.path.name,
        }

    def take(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a key, or a row of it, from the article into the golden."""
        rules, case, _, _ = self._asked(asked)
        outlet = _edited(rules, asked)
        if outlet is None:
            raise Refused("there are no rules to read the page with")
        outcome = self.desk.bench.outcome(case, outlet)
        if outcome.article is None:
            raise Refused(outcome.fault)
        row, key = asked.get("row"), str(asked.get("key"))
        golden = accept(
            case.golden,
            outcome.article.to_dict(),
            key,
            row if isinstance(row, int) else None,
            asked.get("state"),
        )
        self.desk.bench.save_golden(case, golden, str(asked.get("digest")), f"{key} taken from the article")
        return {"done": True}

    def reviewed(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A draft of which someone has ticked every key is a golden; ``seen`` are the keys that were ticked."""
        _, case, _, _ = self._asked(asked)
        seen = asked.get("seen")
        unseen = [key for key in GOLDEN_KEYS if not isinstance(seen, list) or key not in seen]
        if unseen:
            raise Refused(f"{case.id}: tick every key first; nobody has looked at {', '.join(unseen)}")
        refuse_problems(case.truth)
        golden = {key: value for key, value in case.golden.items() if key != "draft"}
        if case.draft and "notes" in golden:
            golden["notes"] = ""  # they say that no one has read it
        self.desk.bench.save_golden(case, golden, str(asked.get("digest")), "draft accepted")
        return {"done": True}

    def write(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Save the keys of a golden that somebody typed."""
        _, case, _, _ = self._asked(asked)
        if case.fault:
            raise Refused(case.fault)
        typed = asked.get("typed")
        golden = with_typed(case.golden, typed)
        names = ", ".join(typed) if isinstance(typed, dict) else ""
        self.desk.bench.save_golden(case, golden, str(asked.get("digest")), f"{names} typed")
        return {"done": True}

    def undo(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Put the golden of a case, or the rule file, back as it was before the workbench changed it last."""
        rules, case, _, _ = self._asked(asked)
        path = {"golden": case.golden_path, "rules": rules.path}.get(str(asked.get("of")))
        if path is None:
            raise Refused("only goldens and rule files are changed here")
        return {"undone": self.desk.bench.history.undo(path, asked.get("step")).what, "file": path.name}

    def _asked(self, asked: Mapping[str, Any]) -> Subject:
        return self.desk.asked(asked.get("outlet"), asked.get("case"), asked.get("page"))


def _edited(rules: RuleSet, asked: Mapping[str, Any]) -> Outlet | None:
    """The outlet with a request's edits, without those that are wrong."""
    edits, _ = edits_of(asked.get("edits"))
    return edited(rules.outlet, edits)[0] if rules.outlet else None


def row_of(before: CaseReading, after: CaseReading) -> dict[str, Any]:
    """A case in the list of fixtures."""
    change = effect([before], [after])
    return {
        "id": after.case.id,
        "exact": after.exact,
        "differing": list(after.score.differing) if after.score else [],
        "f1": after.score.block_f1 if after.score else 0.0,
        "layout": after.layout,
        "fault": after.fault or misplaced(after),
        "change": "better" if change.better else "worse" if change.worse else "",
    }


def misplaced(outcome: CaseReading) -> str:
    """What is wrong where every key is right: the page was read by another layout."""
    if outcome.score and outcome.score.exact and not outcome.exact:
        return f"read by layout {outcome.layout}"
    return ""
