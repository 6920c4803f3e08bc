"""One process of the fuzzer."""

from __future__ import annotations

import resource
import signal
from collections import Counter
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from tests.fuzz.bases import load
from tests.fuzz.mutations import case
from tests.fuzz.properties import MEGABYTES, Violation, check

REPORT = 500  # cases between two reports

Report = tuple[int, Counter[str], list[tuple[int, str, str]]]  # cases, results, violations


def work(seed: int, mine: range, at: Any, reports: Queue[Report]) -> None:
    """Read the cases ``mine``; ``at`` always holds the number of the case that is being read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    load()
    check(case(seed, 0).subject)  # what is loaded late is no page's fault
    begun = _megabytes()
    enough = (_address_space() + 4 * MEGABYTES) << 20
    resource.setrlimit(resource.RLIMIT_AS, (enough, enough))
    kinds: Counter[str] = Counter()
    broken: list[tuple[int, str, str]] = []
    count = 0
    for number in mine:
        at.value = number
        try:
            outcome = check(case(seed, number).subject, number)
            kinds[getattr(outcome, "kind", "an article")] += 1
            if (grown := _megabytes() - begun) > MEGABYTES:
                begun += grown
                raise Violation("in bounds", f"memory grew by {grown} MB")
        except Violation as violation:
            broken.append((number, violation.name, str(violation)))
        count += 1
        if count == REPORT or broken:
            reports.put((count, kinds, broken))
            kinds, broken, count = Counter(), [], 0
    reports.put((count, kinds, broken))
    at.value = -1


def _megabytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize() >> 20
