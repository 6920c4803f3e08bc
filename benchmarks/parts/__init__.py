"""The questions, one module each: ``measure(scale, watch)`` gives the figures, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Figures = dict[str, Any]


class Watch(Protocol):
    """Where a part reports its progress."""

    def steps(self, total: int) -> None: ...

    def step(self, what: str) -> None: ...

    def say(self, sentence: str) -> None: ...


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    quick: bool = False
    rounds: int = 2
    warc_pages: int = 5_000
    crawl_pages: int = 1_000
    outlets: int = 500
    stored_articles: int = 1_000_000


def parts() -> Mapping[str, Callable[[Scale, Watch], Figures]]:
    """All parts by name, in the order in which they are measured."""
    from benchmarks import drift
    from benchmarks.parts import (
        archive,
        captures,
        copies,
        crawl,
        extraction,
        generic,
        lookup,
        shared,
        stages,
        start,
    )

    return {
        "extract": extraction.measure,
        "stages": stages.measure,
        "generic": generic.measure,
        "captures": captures.measure,
        "lookup": lookup.measure,
        "start": start.measure,
        "copies": copies.measure,
        "crawl": crawl.measure,
        "reextract": archive.measure,
        "drift": drift.measure,
        "shared": shared.measure,
    }
