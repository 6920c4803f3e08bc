"""The targets, as ratios within one run, and whether a run meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from benchmarks.peers import BY_LXML, EXPLAIN, FUNDUS, OURS, TRAFILATURA

Results = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """``limit`` is the most (or the least) that ``figure`` of the results may be; ``unit`` is only shown."""

    what: str
    limit: float
    figure: Callable[[Results], float | None]
    unit: str = "×"
    least: bool = False

    @property
    def bound(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:,g} {self.unit}"


@dataclass(frozen=True)
class Verdict:
    """``figure`` and ``met`` are None where it was not measured."""

    target: Target
    figure: float | None

    @property
    def met(self) -> bool | None:
        if self.figure is None:
            return None
        return self.figure >= self.target.limit if self.target.least else self.figure <= self.target.limit

    @property
    def word(self) -> str:
        return {None: "not measured", True: "met", False: "not met"}[self.met]


def at(*path: str) -> Callable[[Results], float | None]:
    """The number at a place in the results; None where there is none."""

    def figure(results: Results) -> float | None:
        value: Any = results
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return float(value) if isinstance(value, int | float) else None

    return figure


def _product(results: Results, *places: tuple[str, ...]) -> float | None:
    figures = [at(*place)(results) for place in places]
    return None if None in figures else prod(figure for figure in figures if figure is not None)


def _ratio(results: Results, first: tuple[str, ...], second: tuple[str, ...]) -> float | None:
    above, below = at(*first)(results), at(*second)(results)
    return above / below if above is not None and below else None


def growth_of_memory(results: Results) -> float | None:
    """How the largest process of ``reextract`` grows from a quarter of the file to all of it."""
    memory = (results.get("reextract") or {}).get("memory_mb")
    if not memory:
        return None
    small, large = (max(memory[pages].values()) for pages in sorted(memory, key=int))
    return float(large / small)


def _wrong(precision: float | None) -> float | None:
    return None if precision is None else 1 - precision


def worst(change: str, figure: str) -> Callable[[Results], float | None]:
    """The longest time until a change was noticed, over the overdispersions that were tried."""

    def longest(results: Results) -> float | None:
        cases = (results.get("drift") or {}).get("detection") or ()
        return max((float(one["hours"][figure]) for one in cases if one["change"] == change), default=None)

    return longest


def alarms_a_year(results: Results) -> float | None:
    """False alarms a year, for 420 series."""
    told = (results.get("drift") or {}).get("quiet")
    return None if told is None else 420 * (told["alarms"] + told["provisional"]) / told["series"]


ENGINES = ("extract", "engines")
TARGETS = (
    Target(
        "`extract`, all keys, beside a bare lxml parse, whole pages",
        0.5,
        at(*ENGINES, OURS, "whole_times_parse"),
    ),
    Target("the same read by lxml", 1.8, at(*ENGINES, BY_LXML, "whole_times_parse")),
    Target(
        "faster than trafilatura with metadata", 30, at(*ENGINES, TRAFILATURA, "times_extract"), least=True
    ),
    Target("faster than fundus, on pages it knows", 3, at(*ENGINES, FUNDUS, "times_extract"), least=True),
    Target(
        "`extract` without rules, beside a bare lxml parse",
        1,
        lambda results: _product(results, (*ENGINES, OURS, "times_parse"), ("generic", "times_ruled")),
    ),
    Target("a 1 MB page beside a 100 kB page, per 100 kB", 1.3, at(*ENGINES, OURS, "growth", "times")),
    Target(
        "`explain=True` beside plain `extract`, both read by lxml",
        3,
        lambda results: _ratio(
            results, (*ENGINES, EXPLAIN, "times_parse"), (*ENGINES, BY_LXML, "times_parse")
        ),
    ),
    Target(
        "`reextract` faster than trafilatura in a process pool, 1 process",
        20,
        at("reextract", "engines", "trafilatura, metadata", "1", "times"),
        least=True,
    ),
    Target(
        "`reextract` faster than trafilatura in a process pool, 2 processes",
        20,
        at("reextract", "engines", "trafilatura, metadata", "2", "times"),
        least=True,
    ),
    Target(
        "`reextract` in 2 processes",
        1_500,
        at("reextract", "engines", "reextract", "2", "pages_per_second"),
        "pages/s",
        least=True,
    ),
    Target("`clean_capture`", 10, at("captures", "mb_per_second"), "MB/s", least=True),
    Target("a crawl beside a bare spider", 0.95, at("crawl", "ratio"), least=True),
    Target("a crawl beside a bare spider with its settings", 0.75, at("crawl", "ratio_to_tuned"), least=True),
    Target("memory of `reextract`, four times the file", 1.2, growth_of_memory),
    Target("copies found, the kind that is found least", 0.98, at("copies", "least_recall"), "", least=True),
    Target("copies that are none", 0.01, lambda results: _wrong(at("copies", "precision")(results)), ""),
    Target("question for copies, a million articles", 1, at("copies", "query", "mean_ms"), "ms"),
    Target("outlet of an address, 500 outlets", 5, at("lookup", "us_per_url"), "µs"),
    Target("import of 500 outlets", 0.5, at("lookup", "import_s"), "s"),
    Target("drift: a key that vanishes is noticed, 95 of 100", 2, worst("vanishes", "p95"), "h"),
    Target("drift: a key that halves is noticed, median", 5, worst("halves", "median"), "h"),
    Target("drift: 98 to 90 % is noticed, median", 48, worst("98 to 90 %", "median"), "h"),
    Target("drift: false alarms, 420 series", 2, alarms_a_year, "a year"),
    Target("drift: counting a page, of the time to read it", 1, at("drift", "cost", "percent"), "%"),
)


def verdicts(results: Results) -> list[Verdict]:
    return [Verdict(target, target.figure(results)) for target in TARGETS]
