"""The workbench as a user runs it: ``scrapy workbench`` in a copy of the project, a real browser before it."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from extractors.registry import SOURCES
from tests.conftest import ROOT
from tests.linked import linked
from tests.newsspider.conftest import Run, in_copy
from tests.newsspider.forkserver import shared

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# nothing that a browser does by itself may look like something that a page did
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
)


def copy_project(folder: Path, outlets: tuple[str, ...]) -> Path:
    """A project of its own: the rules and fixtures of some outlets, to be changed at will."""
    files = {"__init__.py", *(Path(SOURCES[name]).name for name in outlets)}
    linked("newsspider", folder)
    linked("extractors", folder, (f"outlets/{file}" for file in files))
    for name in outlets:
        shutil.copytree(ROOT / "fixtures" / name, folder / "fixtures" / name)
    shutil.copy(ROOT / "scrapy.cfg", folder)
    shutil.copy(ROOT / "fixtures" / "real.json", folder / "fixtures")
    return folder


def environment(project: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def scrapy(project: Path, *args: str) -> Run:
    """A command of that project."""
    return in_copy(project, *args, **environment(project))


@contextmanager
def serving(project: Path, *args: str) -> Iterator[str]:
    """``scrapy workbench`` running there; its address."""
    process = shared().start(["workbench", *args], project, environment(project), copy=True)
    try:
        while not (said := process.out.read_text("utf-8")).endswith("\n"):
            assert process.poll() is None, process.err.read_text("utf-8")
            time.sleep(0.02)
        assert said.startswith("http://127.0.0.1:"), said
        yield said.split()[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@contextmanager
def browser() -> Iterator[Callable[..., AbstractContextManager[Any]]]:
    """A Chromium; what it gives opens pages in it, each of which knows nothing of the others.

    Pages are as large as a laptop's screen. ``proxy`` is a port on loopback that gets every request of theirs to
    anywhere else.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))

        @contextmanager
        def browsing(*, proxy: int | None = None, **options: Any) -> Iterator[Any]:
            server = {"server": f"http://127.0.0.1:{proxy}", "bypass": "127.0.0.1"} if proxy else None
            context = chromium.new_context(viewport={"width": 1366, "height": 768}, proxy=server, **options)
            context.set_default_timeout(15_000)
            try:
                yield context.new_page()
            finally:
                context.close()

        try:
            yield browsing
        finally:
            chromium.close()
