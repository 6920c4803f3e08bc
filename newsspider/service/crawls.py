"""Crawls as processes of their own: a crawl that fails, or eats memory, is no concern of the service that began it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from newsspider.service.plan import OutletPlan

__all__ = ["Commands", "CrawlProcess", "Launcher", "read_report"]

_MAIN = "from newsspider.runtime.entry import main; main()"


class CrawlProcess(Protocol):
    """A crawl that runs."""

    async def wait(self) -> int:
        """Its exit code, once it has ended; negative where a signal ended it."""

    def terminate(self) -> None:
        """Ask it to end in order: it gives back what it holds, and its report says that it was stopped."""

    def kill(self) -> None:
        """End it at once; its leases run out, and the next crawl goes on."""


class Launcher(Protocol):
    """Begins crawls."""

    async def start(self, plan: OutletPlan, report: Path) -> CrawlProcess:
        """Begin the crawl of an outlet that writes its report into this file. Raises OSError."""


class Commands:
    """``newsspider crawl OUTLET …``, each in a process group of its own, with some settings."""

    def __init__(self, settings: Mapping[str, str], folder: Path | None = None) -> None:
        self.settings, self.folder = settings, folder

    def arguments(self, plan: OutletPlan, report: Path) -> Sequence[str]:
        """What follows ``newsspider``."""
        found = ["crawl", plan.name]
        for name, value in plan.arguments.items():
            found += ["-a", f"{name}={value}"]
        for name, value in {**self.settings, "REPORT_FILE": str(report), "REPORT_TABLE": "0"}.items():
            found += ["-s", f"{name}={value}"]
        return found

    async def start(self, plan: OutletPlan, report: Path) -> CrawlProcess:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MAIN,
            *self.arguments(plan, report),
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C on the service's terminal is the service's to pass on
        )


def read_report(path: Path) -> dict[str, Any] | None:
    """A crawl's report, which is then removed; None where it left none, or none that can be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    finally:
        path.unlink(missing_ok=True)
    return told if isinstance(told, dict) else None
