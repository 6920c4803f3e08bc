"""The workbench as a user runs it: ``scrapy workbench`` in a copy of the project, a real browser before it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extractors.registry import SOURCES
from tests.conftest import ROOT

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
    for name in ("extractors", "newsspider"):
        shutil.copytree(ROOT / name, folder / name)  # with what is compiled: each start would compile it anew
    files = {Path(SOURCES[name]).name for name in outlets}
    for path in (folder / "extractors" / "outlets").glob("[!_]*.py"):
        if path.name not in files:
            path.unlink()
    for name in outlets:
        shutil.copytree(ROOT / "fixtures" / name, folder / "fixtures" / name)
    shutil.copy(ROOT / "scrapy.cfg", folder)
    shutil.copy(ROOT / "fixtures" / "real.json", folder / "fixtures")
    return folder


def environment(project: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def scrapy(project: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """A command of that project."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *args],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def serving(project: Path, *args: str) -> Iterator[str]:
    """``scrapy workbench`` running there; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "workbench", *args],
        cwd=project,
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout and process.stderr
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.stderr.read()
        yield address
    finally:
        process.terminate()
        process.wait(10)
        process.communicate()


@contextmanager
def browsing(*, proxy: int | None = None, **options: Any) -> Iterator[Any]:
    """A page of a fresh Chromium, as large as a laptop's screen.

    ``proxy`` is a port on loopback that gets every request to anywhere else.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        server = {"server": f"http://127.0.0.1:{proxy}", "bypass": "127.0.0.1"} if proxy else None
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), proxy=server)
        page = browser.new_page(viewport={"width": 1366, "height": 768}, **options)
        page.set_default_timeout(15_000)
        try:
            yield page
        finally:
            browser.close()
