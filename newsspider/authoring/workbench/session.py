"""Outlets and their fixtures in memory: an edited rule is tried on all of them, and saved."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from extractors import Article, RuleError, join_pages
from extractors.rules.model import Outlet
from extractors.score import score
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.cases import BenchCase, CaseReading, read_case
from newsspider.authoring.workbench.edits import reason_of, with_value
from newsspider.authoring.workbench.files import digest_of, stamp_of
from newsspider.authoring.workbench.history import History
from newsspider.authoring.workbench.rulefile import CannotSave, Value
from newsspider.authoring.workbench.ruleset import RuleSet, read_rules
from newsspider.recording.fixtures import CASSETTE, GOLDEN

__all__ = ["Bench"]


class Bench:
    """Everything that the pages of the workbench show.

    ``fixtures`` is the folder of fixtures, ``extra`` are folders of ``OUTLET/NAME.html`` beside
    ``NAME.golden.json``, ``rules`` is the folder of rule files, ``own`` are fixture folders elsewhere with the rule file
    of each. What changed on disk is read again.
    """

    def __init__(
        self,
        fixtures: Path,
        rules: Path,
        extra: Sequence[Path] = (),
        own: Mapping[Path, Path] | None = None,
    ) -> None:
        self.fixtures, self.rules, self.extra = fixtures, rules, tuple(extra)
        self.own = dict(own or {})
        self.lock = threading.RLock()
        self.history = History()
        self._rules: dict[Path, list[RuleSet]] = {}
        self._cases: dict[Path, BenchCase] = {}
        self._outcomes: dict[str, tuple[tuple[object, ...], CaseReading]] = {}

    # -- what is on disk --------------------------------------------------------------------------

    def rule_sets(self) -> list[RuleSet]:
        """The rules of every outlet, by name."""
        paths = [path for path in sorted(self.rules.glob("*.py")) if not path.name.startswith("_")]
        paths += dict.fromkeys(self.own.values())
        return sorted((rules for path in paths for rules in self._read(path)), key=lambda x: x.name)

    def _read(self, path: Path) -> list[RuleSet]:
        stamp = stamp_of(path)
        known = self._rules.get(path)
        if known is None or known[0].stamp != stamp:
            known = self._rules[path] = read_rules(path, stamp)
        return known

    def rule_set(self, name: str) -> RuleSet | None:
        """The rules of an outlet."""
        return next((x for x in self.rule_sets() if x.name == name), None)

    def cases(self, outlet: str) -> list[BenchCase]:
        """The cases of an outlet: its fixtures, then its pages in the extra folders."""
        found = []
        elsewhere = (fixtures for fixtures in self.own if fixtures.name == outlet)
        for path in sorted(next(elsewhere, self.fixtures / outlet).glob(f"*/*/{CASSETTE}")):
            golden = path.with_name(GOLDEN)
            name = f"{path.parent.parent.name}/{path.parent.name}"
            found.append(self._case(path, golden, name, path.parent.parent.name))
        for folder in self.extra:
            for path in sorted((folder / outlet).glob("*.html")):
                golden = path.with_name(f"{path.stem}.golden.json")
                if golden.is_file():
                    found.append(self._case(path, golden, f"{folder.name}/{path.stem}", ""))
        return found

    def case(self, outlet: str, name: str) -> BenchCase | None:
        return next((case for case in self.cases(outlet) if case.id == name), None)

    def _case(self, path: Path, golden: Path, name: str, folder: str) -> BenchCase:
        stamp = (*stamp_of(path), *stamp_of(golden))
        known = self._cases.get(path)
        if known is None or known.stamp != stamp:
            known = self._cases[path] = read_case(path, golden, name, folder, stamp)
        return known

    # -- trying rules -----------------------------------------------------------------------------

    def run(self, outlet: Outlet) -> list[CaseReading]:
        """Every case of an outlet by these rules."""
        return [self.outcome(case, outlet) for case in self.cases(outlet.name)]

    def outcome(self, case: BenchCase, outlet: Outlet) -> CaseReading:
        if case.fault:
            return CaseReading(case, None, None, None, case.fault)
        made = [sheet.article(outlet) for sheet in case.sheets]
        # a memory by identity: the same articles of the same golden compare as they did
        key = (case.digest, *made)
        slot = f"{outlet.name}/{case.id}"
        known = self._outcomes.get(slot)
        if known and len(known[0]) == len(key) and all(a is b for a, b in zip(known[0], key, strict=True)):
            return known[1]
        faults = [x for x in made if isinstance(x, str)]
        articles = [x for x in made if isinstance(x, Article)]
        if faults or not articles:
            outcome = CaseReading(case, None, None, None, faults[0] if faults else "there is no page in it")
        else:
            article = join_pages(articles)
            outcome = CaseReading(case, article, score(article.to_dict(), case.truth), article.layout)
        self._outcomes[slot] = key, outcome
        return outcome

    def timed(self, outlet: Outlet) -> tuple[list[CaseReading], float]:
        """``run``, and the milliseconds that it took."""
        start = perf_counter()
        return self.run(outlet), (perf_counter() - start) * 1000

    # -- saving -----------------------------------------------------------------------------------

    def save(
        self, rules: RuleSet, layout: str, key: str, value: Value, *, own: bool = False
    ) -> tuple[RuleSet, str]:
        """Write one value into the rule file; the rules as they are now and what changed, as a diff.

        Raises CannotSave where that is not possible, and then nothing is written.
        """
        if rules.outlet is None:
            raise CannotSave(rules.problem.message if rules.problem else "there are no rules")
        if stamp_of(rules.path) != rules.stamp:
            raise CannotSave(f"{rules.path.name} was changed meanwhile; load this page again")
        try:
            wanted = with_value(rules.outlet, layout, key, value)
        except (RuleError, LookupError, TypeError) as error:
            raise CannotSave(reason_of(error, key)) from None
        text = rulefile.change(rules.text, layout, key, value, rules.path.name, rules.names, own=own)
        try:
            outlets, _ = rulefile.load(text, rules.path)
        except Exception as error:
            raise CannotSave(f"{rules.path.name} would no longer load: {error}") from None
        got = next((x for x in outlets if x.name == rules.name), None)
        if got is None or got.layouts != wanted.layouts:
            raise CannotSave(f"{rules.path.name}: the change could not be made safely; make it in an editor")
        if text != rules.text:
            rulefile.write(rules.path, text)
        fresh = next(x for x in self._read(rules.path) if x.name == rules.name)
        return fresh, rulefile.difference(rules.text, text, rules.path.name)

    def save_golden(self, case: BenchCase, golden: dict[str, Any], digest: str, what: str) -> None:
        """Replace a golden; ``what`` was done to it, for whoever wants to undo it.

        Raises CannotSave where it is no longer the one that was looked at.
        """
        if case.digest != digest or digest_of(case.golden_path) != digest:
            raise CannotSave(f"{case.id}: its golden was changed meanwhile; load this page again")
        text = json.dumps(golden, ensure_ascii=False, indent=2) + "\n"
        with self.history.step(case.golden_path, what):
            rulefile.write(case.golden_path, text)
