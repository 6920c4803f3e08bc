"""Commands in processes of their own that are stopped, and what they leave behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT
from tests.newsspider.forkserver import shared


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that these have."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] not in "ZX":
                parents[int(entry.name)] = int(fields[1])
    found, new = set[int](), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def left_of(pids: set[int]) -> list[int]:
    """Those of some processes that do not end."""
    end = time.monotonic() + 20
    while (left := [pid for pid in pids if lives(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


class Command:
    """A command in a process group of its own, as a terminal starts it."""

    def __init__(self, *args: str, **environment: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **environment}
        self.process = shared().start([*args], ROOT, env)
        self.err = self.process.err

    def wait_for(self, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + 120
        while not ready():
            assert self.process.poll() is None and time.monotonic() < end, self.err.read_text()
            time.sleep(0.02)

    def stop(self, signals: list[signal.Signals], *, again: float = 0.3) -> str:
        """Send signals to all of the group, as a terminal does; what the command said."""
        others = descendants(self.process.pid)
        assert others, "it works in several processes"
        for number, one in enumerate(signals):
            if number:
                time.sleep(again)
            try:
                os.killpg(self.process.pid, one)
            except ProcessLookupError:
                break
        try:
            code = self.process.wait(60, signal.SIGABRT)  # at which all threads say where they are
        except TimeoutError:
            raise AssertionError(self.err.read_text()) from None
        said = self.err.read_text()
        assert "Traceback" not in said, said
        assert code == 5, said
        assert not left_of(others), "nobody is left behind"
        return said
