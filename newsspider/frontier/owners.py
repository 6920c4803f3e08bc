"""Who holds leases, and whether that process is still alive."""

from __future__ import annotations

import os
import platform
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Process", "this_process"]

_WINDOWS = os.name == "nt"


class Process(NamedTuple):
    """A process, distinct from another one that later got the same PID."""

    node: str
    boot: str  # changes when the machine starts again
    space: str  # PIDs of one container mean nothing in another
    pid: int
    started: str

    def is_gone(self) -> bool:
        """True when the process has surely ended; False when it lives or cannot be seen from here."""
        here = this_process()
        if self.node != here.node:
            return False
        if self.boot != here.boot:
            return True
        if self.space != here.space:
            return False
        return not self.started or _start_time(self.pid) != self.started

    def lives(self) -> bool:
        """True when the process surely lives; False when it has ended or cannot be seen from here."""
        return self[:3] == this_process()[:3] and bool(self.started) and _start_time(self.pid) == self.started


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def _start_time(pid: int) -> str:
    """When process *pid* started, as the system words it; "" when it has ended."""
    if Path("/proc/self/stat").exists():
        # the second field is a file name in brackets that may itself hold blanks
        fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
        return "" if len(fields) < 20 or fields[0] in "ZX" else fields[19]
    if _WINDOWS:  # which takes 0 for Ctrl-C, and would send it: the lease runs out by itself
        return "alive"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except (PermissionError, OSError):
        pass
    return "alive"


def this_process() -> Process:
    """The process that asks."""
    return _this(os.getpid())


@cache
def _this(pid: int) -> Process:
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    boot = _read("/proc/sys/kernel/random/boot_id")
    return Process(platform.node(), boot, space, pid, _start_time(pid))
