"""One process of the fuzzer."""

from __future__ import annotations

import resource
import signal
import sys
from collections import Counter
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from tests.fuzz.bases import load
from tests.fuzz.mutations import case
from tests.fuzz.properties import MEGABYTES, Page, Violation, check
from tests.fuzz.readers import same

REPORT = 500  # cases between two reports

STATUS = Path("/proc/self/status")

Report = tuple[int, Counter[str], list[tuple[int, str, str]]]  # cases, results, violations


def work(seed: int, mine: range, at: Any, reports: Queue[Report], readers: bool = False) -> None:
    """Read the cases ``mine``; ``at`` always holds the number of the case that is being read.

    With ``readers``, only pages are read, by both readers, and nothing is asked but whether they give the same.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    load()
    check(case(seed, 0).subject)  # what is loaded late is no page's fault
    begun = most_memory()
    _limit_memory()
    kinds: Counter[str] = Counter()
    broken: list[tuple[int, str, str]] = []
    count = 0
    for number in mine:
        at.value = number
        try:
            subject = case(seed, number).subject
            if not readers:
                outcome = check(subject, number, timed=True)
            elif isinstance(subject, Page):
                outcome = same(subject)
            else:
                continue
            kinds[getattr(outcome, "kind", "an article")] += 1
        except Violation as violation:
            broken.append((number, violation.name, str(violation)))
        if (grown := most_memory() - begun) > MEGABYTES:
            begun += grown
            violation = Violation("in bounds", f"memory grew by {grown} MB")
            broken.append((number, violation.name, str(violation)))
        count += 1
        if count == REPORT or broken:
            reports.put((count, kinds, broken))
            kinds, broken, count = Counter(), [], 0
    reports.put((count, kinds, broken))
    at.value = -1


def most_memory() -> int:
    """The most memory that this process has had so far, in MB."""
    if STATUS.exists():  # elsewhere the parent's memory counts too
        return int(STATUS.read_text().partition("VmHWM:")[2].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1024 if sys.platform != "darwin" else 1024**2
    )


def _limit_memory() -> None:
    """Let a case that asks for far too much fail by itself rather than take the machine along."""
    if STATUS.exists():
        now = int(STATUS.read_text().partition("VmSize:")[2].split()[0]) * 1024
        enough = now + (4 * MEGABYTES << 20)
        resource.setrlimit(resource.RLIMIT_AS, (enough, enough))
