"""The arithmetic of side-by-side figures, and the line to a worker.

Times are processor time in milliseconds. All engines read a page before any reads the next; of several
readings the best counts, since other work on the machine can only make one slower. A ratio is made page by page,
and the median over pages is reported: it does not matter how large the pages are.
"""

from __future__ import annotations

import json
import os
import platform
import select
import statistics
import subprocess
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.peers import ROOT, Engine, Unavailable, python

WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 120.0
"""Seconds that an engine may take for one page before it is ended."""

Figures = dict[str, Any]


def per_100_kb(milliseconds: float, size: float) -> float:
    """Milliseconds per 100,000 bytes."""
    return milliseconds / size * 100_000


def ratio(
    own: Mapping[str, float], others: Mapping[str, float], pages: Container[str] | None = None
) -> float | None:
    """How many times as long ``own`` took as ``others``: the median of the ratios of the pages both read.

    Of ``pages`` alone where they are given.
    """
    shared = [own[page] / others[page] for page in own if page in others and (pages is None or page in pages)]
    return statistics.median(shared) if shared else None


@dataclass
class Readings:
    """What one engine made of the pages: best time by page, and the pages it made nothing of."""

    times: dict[str, float] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def add(self, page: str, told: Mapping[str, Any], *, needs_text: bool = True) -> None:
        """Take an answer of a worker. A page without text does not count, however quick."""
        if "error" in told:
            self.unread[page] = told["error"]
        elif needs_text and not told["blocks"]:
            self.unread[page] = "no text"
        else:
            self.times[page] = min(told["ms"], self.times.get(page, float("inf")))

    def speed(self, sizes: Mapping[str, int]) -> Figures:
        """``ms_per_100_kb`` and ``pages_per_second``, over the pages that were read."""
        if not self.times:
            return {}
        spent = sum(self.times.values())
        return {
            "ms_per_100_kb": per_100_kb(spent, sum(sizes[page] for page in self.times)),
            "pages_per_second": len(self.times) / spent * 1000,
        }


@dataclass
class Growth:
    """What one engine took for one page at several sizes."""

    points: dict[int, tuple[int, float]] = field(default_factory=dict)

    def add(self, size: int, length: int, milliseconds: float) -> None:
        """``size`` is the one asked for, in kB, ``length`` what the page came to, in bytes."""
        self.points[size] = length, milliseconds

    def times(self, small: int = 100, large: int = 1000) -> float | None:
        """Milliseconds per 100 kB of the large page beside those of the small one."""
        if small not in self.points or large not in self.points:
            return None
        (less, least), (more, most) = self.points[small], self.points[large]
        return per_100_kb(most, more) / per_100_kb(least, less)

    def slope(self, small: int = 100, middle: int = 300, large: int = 1000) -> float | None:
        """What one more byte costs a large page, beside what it costs a small one; 1 is linear.

        Page and article differ in what a byte costs, so the first bytes say nothing about the growth.
        """
        if not {small, middle, large} <= self.points.keys():
            return None
        (a, first), (b, second), (c, third) = (self.points[size] for size in (small, middle, large))
        early = (second - first) / (b - a)
        return (third - second) / (c - b) / early if early > 0 else None


def median_of(values: Iterable[float | None]) -> float | None:
    """The median of those that are there."""
    found = [value for value in values if value is not None]
    return statistics.median(found) if found else None


def turns(names: Sequence[str], number: int) -> list[str]:
    """The order of a turn: each time another one begins."""
    start = number % len(names) if names else 0
    return [*names[start:], *names[:start]]


class Worker:
    """An engine in a process of its own. Raises Unavailable where it cannot be started."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._python = python(engine.environment)
        self._start()

    def _start(self) -> None:
        command = [str(self._python), "-P", str(WORKER), self.engine.name, self.engine.package]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.hello = self._answer()
        if "error" in self.hello:
            self.close()
            raise Unavailable(f"{self.engine.name}: {self.hello['error']}")
        self.memory: float = self.hello["memory"]

    def ask(self, page: Path, url: str, *, calls: int, seconds: float, text: bool = False) -> Figures:
        """Let it read a page up to ``calls`` times, no longer than ``seconds``; its answer or an ``error``."""
        if self._process.poll() is not None:
            memory = self.memory
            self._start()
            self.memory = max(memory, self.memory)
        asked = {"page": str(page), "url": url, "calls": calls, "seconds": seconds, "text": text}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        told = self._answer()
        self.memory = max(self.memory, told.get("memory", 0.0))
        return told

    def _answer(self) -> Figures:
        out = self._process.stdout
        assert out is not None
        ready, _, _ = select.select([out], [], [], PATIENCE)
        line = out.readline() if ready else b""
        if not line:
            self.close()
            return {"error": "it ended" if ready else f"it took longer than {PATIENCE:.0f} s"}
        answer: Figures = json.loads(line)
        return answer

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def machine() -> Figures:
    """Where and when the figures were made."""
    try:
        cpus = Path("/proc/cpuinfo").read_text()
        model = next(
            line.partition(":")[2].strip() for line in cpus.splitlines() if line.startswith("model name")
        )
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return {
        "cpu": model,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "date": datetime.now(UTC).date().isoformat(),
    }
