"""The watch over one outlet: its series, made of the ledger's hours and judged one by one (``statistic``).

A series is a share: ``filled/editors`` of a layout is how many of its articles have editors. These are watched, each
of them against a fall:

- of a layout: ``share`` (of the outlet's articles), ``filled/KEY``, ``found/FIELD``, ``told/KEY``, ``agrees/KEY`` (of those that
  are told), ``not short`` and ``not long`` (texts within the steps in which nine of ten were);
- of the outlet: ``layouts`` (articles that a layout reads), ``refused/NAME`` (pages that are not refused so), ``lists`` (that have
  links), ``fresh`` (hours in which the newest link was as young as it used to be).
"""

from __future__ import annotations

import copy
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

from extractors.score import GOLDEN_KEYS
from newsspider.drift.model import Hour, Ledger
from newsspider.drift.observed import GENERIC, step_of
from newsspider.drift.statistic import WARM_UP, Alarm, SeriesWatch

__all__ = ["Goldens", "OutletWatch", "Series", "Share", "watched"]

Series = tuple[str, str]  # layout ("" for the outlet), and what of it
Goldens = Mapping[tuple[str, str], tuple[int, int]]
"""(layout, key) → how many goldens the layout has, and how many of them have the key."""

SETTLED = 2  # hours until the counts of an hour are taken to be complete
_OLDER = 3  # steps by which the newest link may be older than it ever was (nearly three times)
_YOUNG = step_of(12)  # hours: a younger newest link is never a sign of silence
_SILENT = 3  # what an hour without news counts: two are enough, where a page says little by itself
_LISTED = 24  # hours with lists, at least, that show how old the newest link may be
_FORM = 2  # of the watch as JSON
_OUTSIDE = 0.05  # of the texts may be shorter, and as many longer, than what counts as usual


class Share(NamedTuple):
    """``k`` of ``n`` of a series in one hour."""

    series: Series
    n: int
    k: int


class OutletWatch:
    """The series of an outlet up to an hour. ``rules``: whether the outlet has layouts of its own."""

    def __init__(self, goldens: Goldens | None = None, *, rules: bool = True) -> None:
        self.goldens = goldens or {}
        self.rules = rules
        self.until = 0
        self.series: dict[Series, SeriesWatch] = {}
        self.refusals = SeriesWatch()  # of a name that was never seen: the start of each series of refusals
        self.lengths: dict[str, Counter[int]] = defaultdict(Counter)
        self.length_hours: Counter[str] = Counter()
        self.usual_lengths: dict[str, tuple[int, int]] = {}
        self.first: dict[str, int] = {}  # the hour in which each layout was first seen
        self.oldest = 0  # the oldest that the newest link of an hour was
        self.listed, self.list_hours = 0, 0  # the first hour with lists, and how many there were

    def see(self, hour: Hour) -> None:
        """Take the counts of the next hour."""
        for (layout, what), n, k in self._shares(hour):
            if (series := self.series.get((layout, what))) is None:
                goldens = self.goldens.get((layout, what.removeprefix("filled/")), (0, 0))
                new = what.startswith("refused/")
                series = copy.deepcopy(self.refusals) if new else SeriesWatch(goldens)
                self.series[layout, what] = series
            series.see(hour.hour, n, k)
        for layout, key in hour.counts:
            if key == "articles":
                self.first.setdefault(layout, hour.hour)
        pages = _pages(hour.counts)
        self.refusals.see(hour.hour, pages, pages)
        self._learn_lengths(hour.counts)
        self.until = hour.hour

    @property
    def alarms(self) -> dict[Series, Alarm]:
        """The series that have fallen and not come back."""
        return {name: series.alarm for name, series in self.series.items() if series.alarm is not None}

    def usual(self, layout: str, what: str) -> float:
        """The share that a series has had; 0 where it is not known yet."""
        series = self.series.get((layout, what))
        return series.expected.usual if series and series.expected else 0.0

    def learn_anew(self, names: set[Series]) -> None:
        """Take what these series are from now on for what is usual."""
        for name in names & self.series.keys():
            self.series[name].learn_anew()

    # -- the shares of an hour

    def _shares(self, hour: Hour) -> Iterator[Share]:
        counts = hour.counts
        articles = {layout: count for (layout, key), count in counts.items() if key == "articles"}
        total, pages = sum(articles.values()), _pages(counts)
        refused = {key for layout, key in counts if not layout and key.startswith("refused/")}
        refused |= {what for layout, what in self.series if not layout and what.startswith("refused/")}
        for key in refused:
            yield Share(("", key), pages, pages - counts.get(("", key), 0))
        if total and self.rules:
            yield Share(("", "layouts"), total, total - articles.get(GENERIC, 0))
        for layout in {*articles, *(name for name, what in self.series if what == "share")}:
            if layout != GENERIC:
                yield Share((layout, "share"), total, articles.get(layout, 0))
        for layout, n in articles.items():
            yield from self._of_layout(layout, n, counts)
        if lists := counts.get(("", "lists"), 0):
            yield Share(("", "lists"), lists, counts.get(("", "lists/full"), 0))
        yield from self._fresh(hour)

    def _of_layout(self, layout: str, n: int, counts: Mapping[tuple[str, str], int]) -> Iterator[Share]:
        for key in GOLDEN_KEYS:
            yield Share((layout, f"filled/{key}"), n, counts.get((layout, f"filled/{key}"), 0))
        fields = {key for one, key in counts if one == layout and key.startswith(("found/", "told/"))}
        fields |= {
            what for one, what in self.series if one == layout and what.startswith(("found/", "told/"))
        }
        for key in fields:
            count = counts.get((layout, key), 0)
            yield Share((layout, key), n, count)
            if count and key.startswith("told/"):
                agrees = key.replace("told/", "agrees/")
                yield Share((layout, agrees), count, min(count, counts.get((layout, agrees), 0)))
        if usual := self.usual_lengths.get(layout):
            steps = _steps(layout, "words/", counts)
            yield Share((layout, "not short"), n, sum(count for step, count in steps if step >= usual[0]))
            yield Share((layout, "not long"), n, sum(count for step, count in steps if step <= usual[1]))

    def _learn_lengths(self, counts: Mapping[tuple[str, str], int]) -> None:
        for layout in {layout for layout, key in counts if key == "articles"} - self.usual_lengths.keys():
            histogram = self.lengths[layout]
            histogram.update(dict(_steps(layout, "words/", counts)))
            self.length_hours[layout] += 1
            if self.length_hours[layout] >= WARM_UP:
                self.usual_lengths[layout] = _middle(histogram)
                del self.lengths[layout], self.length_hours[layout]

    def _fresh(self, hour: Hour) -> Iterator[Share]:
        """Whether there was news, once ten days have shown how long there may be none, at night and at a weekend."""
        ages = [step for step, _ in _steps("", "newest/", hour.counts)]
        if not ages:
            return
        if ("", "fresh") in self.series:
            fresh = min(ages) <= max(self.oldest + _OLDER, _YOUNG)
            yield Share(("", "fresh"), _SILENT, _SILENT * fresh)
            return
        self.listed = self.listed or hour.hour
        self.list_hours += 1
        self.oldest = max(self.oldest, min(ages))
        if self.list_hours >= _LISTED and hour.hour - self.listed >= WARM_UP:
            # all of them were as young as they used to be
            history: dict[tuple[int, int], float] = {(_SILENT, _SILENT): self.list_hours}
            self.series["", "fresh"] = SeriesWatch(history=history, hours=WARM_UP)

    # -- as JSON

    def to_json(self) -> str:
        return json.dumps(
            {
                "form": _FORM,
                "until": self.until,
                "series": [[*name, series.to_dict()] for name, series in self.series.items()],
                "refusals": self.refusals.to_dict(),
                "lengths": {layout: list(steps.items()) for layout, steps in self.lengths.items()},
                "length_hours": self.length_hours,
                "usual_lengths": self.usual_lengths,
                "first": self.first,
                "newest": [self.oldest, self.listed, self.list_hours],
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str, goldens: Goldens | None = None, *, rules: bool = True) -> Self:
        """The watch as it was written; one that has seen nothing where that was in another form."""
        state: dict[str, Any] = json.loads(text)
        self = cls(goldens, rules=rules)
        if state.get("form") != _FORM:
            return self
        self.until = state["until"]
        self.series = {(layout, what): SeriesWatch.from_dict(one) for layout, what, one in state["series"]}
        self.refusals = SeriesWatch.from_dict(state["refusals"])
        for layout, steps in state["lengths"].items():
            self.lengths[layout] = Counter(dict(steps))
        self.length_hours = Counter(state["length_hours"])
        self.usual_lengths = {layout: (low, high) for layout, (low, high) in state["usual_lengths"].items()}
        self.first = state["first"]
        self.oldest, self.listed, self.list_hours = state["newest"]
        return self


def _pages(counts: Mapping[tuple[str, str], int]) -> int:
    """Pages at addresses of articles: those that gave one, and those that were refused."""
    return sum(count for (_, key), count in counts.items() if key == "articles" or key.startswith("refused/"))


def _steps(layout: str, prefix: str, counts: Mapping[tuple[str, str], int]) -> list[tuple[int, int]]:
    return [
        (int(key.removeprefix(prefix)), count)
        for (one, key), count in counts.items()
        if one == layout and key.startswith(prefix)
    ]


def _middle(histogram: Counter[int]) -> tuple[int, int]:
    """The steps between which all but the shortest and the longest texts lie."""
    outside = _OUTSIDE * histogram.total()

    def first(steps: list[int]) -> int:
        passed = 0
        for step in steps:
            passed += histogram[step]
            if passed > outside:
                return step
        return steps[-1]

    return first(sorted(histogram)), first(sorted(histogram, reverse=True))


def watched(
    ledger: Ledger, outlet: str, now: int, goldens: Goldens | None = None, *, rules: bool = True
) -> OutletWatch:
    """The watch over an outlet up to the hour ``now``, that hour included as far as it has been counted.

    What is settled is kept in the ledger, so that it is judged once. Raises BackendError.
    """
    kept = ledger.state(outlet)
    watch = OutletWatch.from_json(kept, goldens, rules=rules) if kept else OutletWatch(goldens, rules=rules)
    later = []
    for hour in ledger.hours(outlet, watch.until + 1):
        if hour.hour > now:  # of a machine whose clock is ahead
            break
        if hour.hour > now - SETTLED:
            later.append(hour)
        else:
            watch.see(hour)
    state = watch.to_json()
    if state != kept:
        ledger.set_state(outlet, state)
    for hour in later:
        watch.see(hour)
    return watch
