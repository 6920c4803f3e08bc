"""Where the time of ``extract`` goes: each step beside lxml's parse of the same page.

The steps are timed where they are called; work that a step passes to another is counted there. Each page is read
several times, and the fastest reading is reported, so that the steps of a page add up to it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import lxml.html

from benchmarks.pages import FRAGMENT, fixtures, real
from benchmarks.parts import Figures, Scale, Watch
from extractors import extract
from extractors.reading import assemble, engine, native, parts
from extractors.reading.judge import Judge
from extractors.rules.selectors import Selector
from extractors.vocabulary import bylines

# A step, and the functions that are it.
_PAGE = engine._LayoutReading
_FINDER = parts._Finder
STEPS: dict[str, tuple[tuple[object, str], ...]] = {
    "decode": ((native, "is_plain"), (engine, "prepared")),
    "tree, selectors, walk": (
        (native, "read"),
        # the same by lxml
        (engine, "parse_prepared"),
        (Selector, "all"),
        (parts, "read_blocks"),
    ),
    "meta tags and JSON-LD": ((engine, "metadata_of"), (engine, "read_metadata")),
    "judge its blocks": ((Judge, "read"), (Judge, "finish")),
    "captions, bylines": (
        (Judge, "take_caption"),
        (bylines, "parse_people"),
        (_FINDER, "_lead_captions"),
        (_FINDER, "_people"),
        (_PAGE, "_people"),
    ),
    "dates": ((engine, "settle_dates"),),
    "single values, addresses": (
        (parts, "text_values"),
        (assemble, "canonical_url"),
        (_PAGE, "_section"),
        (_PAGE, "_keywords"),
        (_PAGE, "_pages"),
    ),
}
REST = "all else, and giving the page's memory back"


class Clock:
    """Time by step; a step that another one calls is not counted twice."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = dict.fromkeys((*STEPS, REST), 0)
        self.inner = [0]

    def of(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.inner.append(0)
            begun = time.perf_counter_ns()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter_ns() - begun
                self.spent[step] += took - self.inner.pop()
                self.inner[-1] += took

        return timed


@contextmanager
def timing(clock: Clock) -> Iterator[None]:
    """Time every step of what is extracted meanwhile."""
    patches = [
        patch.object(owner, name, clock.of(step, getattr(owner, name)))
        for step, functions in STEPS.items()
        for owner, name in functions
    ]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def measure(scale: Scale, watch: Watch) -> Figures:
    samples = real() or fixtures()
    calls = 5 if scale.quick else 30
    watch.steps(len(samples))
    found: list[dict[str, float]] = []
    whole: list[dict[str, float]] = []
    for sample in samples:
        watch.step(sample.name)
        parse, best = float("inf"), Clock()
        for _ in range(calls):
            begun = time.perf_counter_ns()
            lxml.html.document_fromstring(sample.html)
            parse = min(parse, time.perf_counter_ns() - begun)
        least = float("inf")
        for _ in range(calls):
            clock = Clock()
            with timing(clock):
                begun = time.perf_counter_ns()
                extract(sample.html, sample.url)
                took = time.perf_counter_ns() - begun
            clock.spent[REST] = took - clock.inner[0]
            if took < least:
                least, best = took, clock
        found.append({step: spent / parse for step, spent in best.spent.items()})
        if len(sample.html) >= FRAGMENT:
            whole.append(found[-1])
    return {
        "pages": len(found),
        "whole": len(whole),
        "times_parse": {
            step: [statistics.median(one[step] for one in some) for some in (found, whole) if some]
            for step in (*STEPS, REST)
        },
    }
