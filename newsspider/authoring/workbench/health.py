"""How an outlet stands: its fixtures, the real pages it was tried on, its last crawl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.rules.model import Layout
from newsspider.authoring.workbench.cases import CaseReading
from newsspider.authoring.workbench.ruleset import RuleSet
from newsspider.authoring.workbench.session import Bench
from newsspider.recording.fixtures import FixtureError, read_json
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place, is_there
from newsspider.store import ArticleStore


@dataclass(frozen=True)
class Health:
    """An outlet in one line."""

    rules: RuleSet
    outcomes: tuple[CaseReading, ...]
    layouts: tuple[tuple[Layout, int, int], ...]  # with its fixtures, and how many of them are exact
    real: tuple[int, int]
    crawl: tuple[str, int] | None

    @property
    def exact(self) -> int:
        return sum(outcome.exact for outcome in self.outcomes)

    @property
    def drafts(self) -> int:
        return sum(outcome.case.draft for outcome in self.outcomes)

    @property
    def uncovered(self) -> tuple[str, ...]:
        return tuple(layout.name for layout, cases, _ in self.layouts if not cases)


class Healths:
    """The health of outlets, as the fixtures and a store of articles show it now."""

    def __init__(self, bench: Bench, store: Place | None) -> None:
        self._bench = bench
        self._real = _real(bench.fixtures / "real.json")
        self._crawls = _crawls(store)

    def of(self, rules: RuleSet) -> Health:
        """The health of one outlet."""
        outlet = rules.outlet
        outcomes = tuple(self._bench.run(outlet)) if outlet else ()
        layouts = []
        for layout in outlet.layouts if outlet else ():
            of_it = [x for x in outcomes if x.case.folder == layout.name]
            layouts.append((layout, len(of_it), sum(x.exact for x in of_it)))
        counts = list(self._real.get(rules.name, {}).values())
        real = sum(int(c[0]) for c in counts), sum(int(c[1]) for c in counts)
        return Health(rules, outcomes, tuple(layouts), real, self._crawls.get(rules.name))


def _real(path: Path) -> Mapping[str, Any]:
    """By outlet and layout: how many real pages there are, and how many of them are exact."""
    try:
        return read_json(path)
    except FixtureError:
        return {}


def _crawls(path: Place | None) -> dict[str, tuple[str, int]]:
    """By outlet: when a crawl last saw one of its articles, and how many articles there are."""
    if path is None or not is_there(path):
        return {}
    try:
        with ArticleStore(path, read_only=True, wait=2) as store:
            seen = store.outlets()
    except BackendError:
        return {}
    return {outlet: (f"{when:%Y-%m-%d %H:%M}", count) for outlet, (when, count) in seen.items()}
