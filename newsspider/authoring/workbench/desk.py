"""What the workbench's handlers work with: the bench, and what a request names on it."""

from __future__ import annotations

from typing import NamedTuple

from newsspider.authoring.workbench.cases import BenchCase, Sheet
from newsspider.authoring.workbench.ruleset import RuleSet
from newsspider.authoring.workbench.session import Bench


class Refused(Exception):
    """A request that makes no sense (any more); one sentence for a person."""


class Subject(NamedTuple):
    """What a request is about: rules, a case, the page of it that is looked at, and its number from 1."""

    rules: RuleSet
    case: BenchCase
    sheet: Sheet | None
    number: int


class Desk:
    """The bench, and the things on it by their names."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def rules(self, name: str) -> RuleSet:
        """The rule file of an outlet. Raises Refused where there is none."""
        rules = self.bench.rule_set(name)
        if rules is None:
            raise Refused(f"no outlet is called {name!r}")
        return rules

    def case(self, outlet: str, name: str) -> BenchCase:
        """A case of an outlet. Raises Refused where there is none."""
        case = self.bench.case(outlet, name)
        if case is None:
            raise Refused(f"{outlet} has no fixture {name!r}; load the list of fixtures again")
        return case

    def sheet(self, case: BenchCase, number: object) -> tuple[Sheet | None, int]:
        """A page of a case by its number from 1, the first for anything else."""
        count = len(case.sheets)
        text = str(number or "1")
        place = int(text) if text.isdecimal() and 1 <= int(text) <= count else 1
        return (case.sheets[place - 1] if case.sheets else None), place

    def asked(self, outlet: object, case: object, page: object) -> Subject:
        """What a request names. Raises Refused where it is not there."""
        rules = self.rules(str(outlet))
        found = self.case(rules.name, str(case))
        return Subject(rules, found, *self.sheet(found, page))


def file_stamp(rules: RuleSet) -> str:
    """The mark by which the browser sees that a rule file is still the one that was looked at."""
    return "-".join(map(str, rules.stamp))
