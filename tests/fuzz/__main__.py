"""``make fuzz``: read cases until told to stop, and say which of them broke a property.

Each process reads the numbers that are its own (the third of three: 2, 5, 8, …), so that a run gives the same
whatever the number of processes. A case that kills or hangs its process is a violation like any other.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import multiprocessing
import os
import queue
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from newsspider.corpora.output import plain
from tests.conftest import ROOT
from tests.fuzz.bases import load
from tests.fuzz.mutations import case
from tests.fuzz.properties import MEGABYTES, SECONDS, Page, Violation, check
from tests.fuzz.readers import NAME as READERS
from tests.fuzz.readers import same
from tests.fuzz.shrink import shrink
from tests.fuzz.worker import Report, work

FOUND = ROOT / ".fuzz"  # git-ignored: the inputs of violations
HANGS = 60  # seconds of one case, after which its process is ended
AT_MOST = 50  # violations, after which a run ends: they are likely one and the same


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="make fuzz", description="Break pages, and see that none breaks us."
    )
    add = parser.add_argument
    add("--count", type=int, help="cases to read (default: until Ctrl-C)")
    add("--seed", type=int, default=None, help="what chance begins with (default: the time)")
    add(
        "--only",
        type=int,
        metavar="NUMBER",
        help="read this one case, and shrink it where it breaks a property",
    )
    add("--processes", type=int, default=os.cpu_count() or 1)
    add("--readers", action="store_true", help="ask of each page only whether both readers give the same")
    options = parser.parse_args(arguments)
    seed = int(time.time()) if options.seed is None else options.seed
    if options.only is not None:
        return _one(seed, options.only, options.readers)
    return _Run(seed, options.count, max(1, options.processes), options.readers).go()


def _one(seed: int, number: int, readers: bool) -> int:
    made = case(seed, number)
    print(f"case {number} of seed {seed}: {made.made}, {len(made.subject.content):,} bytes")
    try:
        if readers and isinstance(made.subject, Page):
            outcome = same(made.subject)
        else:
            outcome = check(made.subject, timed=True)
    except Violation as violation:
        print(plain(str(violation)))
        print(f"kept as {_keep(seed, number, violation.name, str(violation))}")
        return 1
    print(plain(str(outcome))[:200])
    return 0


def _keep(seed: int, number: int, name: str, seen: str) -> Path:
    """Save the input of a violation, and the least of it that still shows the same."""
    FOUND.mkdir(exist_ok=True)
    made = case(seed, number)
    least = shrink(made.subject, name)
    for content, form in ((made.subject.content, "full"), (least.content, "least")):
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (FOUND / f"{seed}-{number}.{form}").write_bytes(data)
    about = {
        "seed": seed,
        "number": number,
        "made": made.made,
        "seen": seen,
        "command": _command(seed, number, name),
    }
    about |= {key: value for key, value in vars(made.subject).items() if key not in ("content", "blocks")}
    path = FOUND / f"{seed}-{number}.json"
    path.write_text(json.dumps(about, indent=1) + "\n")
    return path


def _command(seed: int, number: int, name: str = "") -> str:
    return f'make fuzz ARGS="--seed {seed} --only {number}{" --readers" if name == READERS else ""}"'


# -- all of them ---------------------------------------------------------------------------------------------


class _Run:
    def __init__(self, seed: int, count: int | None, processes: int, readers: bool = False) -> None:
        self.seed, self.count, self.processes, self.readers = seed, count, processes, readers
        self.context = multiprocessing.get_context("spawn")
        self.reports: Queue[Report] = self.context.Queue()
        self.end = count if count is not None else 2**62
        self.kinds: Counter[str] = Counter()
        self.done = 0
        self.broken: list[tuple[int, str]] = []
        self.workers: list[tuple[Any, Any]] = []  # process, the number that it is at
        self.since: list[tuple[int, float]] = []

    def go(self) -> int:
        bases = load()
        print(
            f"seed {self.seed}: {len(bases.pages)} pages, {len(bases.captures)} captures, "
            f"{len(bases.articles)} clean articles; {SECONDS:.0f} s and {MEGABYTES} MB a page"
        )
        begun = time.monotonic()
        for which in range(self.processes):
            self._start(which, which)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        progress = _progress(self.count)
        said = begun
        try:
            with progress:
                task = progress.add_task("", total=self.count, broken="0")
                while any(at.value >= 0 for _, at in self.workers) or not self.reports.empty():
                    self._gather()
                    self._watch()
                    progress.update(task, completed=self.done, broken=f"{len(self.broken)}")
                    if progress.disable and time.monotonic() - said > 60:
                        said = time.monotonic()
                        print(self._line(said - begun), flush=True)
                    if len(self.broken) >= AT_MOST:
                        print(f"{AT_MOST} violations are enough")
                        break
        except KeyboardInterrupt:
            print("stopped")
        finally:
            for process, _ in self.workers:
                process.kill()
        print(self._line(time.monotonic() - begun))
        for kind, number in self.kinds.most_common():
            print(f"  {kind:<20} {number:>10,}")
        print(f"  {'violations':<20} {len(self.broken):>10,}")
        return 1 if self.broken else 0

    def _line(self, seconds: float) -> str:
        pace = self.done / max(seconds, 0.001)
        return (
            f"seed {self.seed}: {self.done:,} extractions, {len(self.broken)} violations, "
            f"{seconds / 60:.1f} min, {pace:,.0f} a second"
        )

    def _start(self, which: int, number: int) -> None:
        at = self.context.Value(ctypes.c_longlong, number)
        mine = range(number, self.end, self.processes)
        process = self.context.Process(
            target=work, args=(self.seed, mine, at, self.reports, self.readers), daemon=True
        )
        process.start()
        self.workers[which : which + 1] = [(process, at)]
        self.since[which : which + 1] = [(number, time.monotonic())]

    def _gather(self) -> None:
        try:
            count, kinds, broken = self.reports.get(timeout=1)
        except queue.Empty:
            return
        self.done += count
        self.kinds += kinds
        for number, name, seen in broken:
            self._broke(number, name, seen)

    def _watch(self) -> None:
        """End a process that hangs, and go on behind the case that it hangs or died on."""
        now = time.monotonic()
        for which, (process, at) in enumerate(self.workers):
            number = at.value
            if number != self.since[which][0]:
                self.since[which] = number, now
            hangs = now - self.since[which][1] > HANGS
            if number < 0 or (process.is_alive() and not hangs):
                continue
            process.kill()
            process.join()
            how = f"no end after {HANGS} s" if hangs else f"the process died ({process.exitcode})"
            self.done += 1
            self._broke(number, "", how)
            self._start(which, number + self.processes)

    def _broke(self, number: int, name: str, seen: str) -> None:
        self.broken.append((number, seen))
        made = case(self.seed, number)
        print(
            f"case {number} ({made.made}): {plain(seen)}\n  again: {_command(self.seed, number, name)}",
            flush=True,
        )
        if name and len(self.broken) <= 10:
            _keep(self.seed, number, name, seen)


def _progress(count: int | None) -> Progress:
    columns = (
        BarColumn(),
        TaskProgressColumn() if count else TextColumn(""),
        TextColumn("{task.completed:,} extractions, {task.fields[broken]} violations"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)


if __name__ == "__main__":
    sys.exit(main())
