"""Running the project's commands, inside this process or in one of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from tests.conftest import ROOT
from tests.site.process import peak_of


@dataclass
class Run:
    code: int
    out: str
    err: str
    peak: int = 0
    """The most memory that it held, in bytes; 0 where the system does not tell."""

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


def crawling(folder: Path) -> Callable[..., Run]:
    """``scrapy ARGS`` in a process of its own (a reactor runs once in a process).

    A live crawl has a contact, and keeps what it keeps in ``folder / "data"``, unless ARGS say otherwise.
    """

    def run(*args: str, **environment: str) -> Run:
        if args[:1] in (("crawl",), ("crawlall",)):
            given = ("-s", "CONTACT=test@example.org", "-s", f"DATA_DIR={folder / 'data'}")
            args = (args[0], *given, *args[1:])
        clean = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapy", *args],
            cwd=ROOT,
            env={**clean, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        peak, end = 0, time.monotonic() + 120
        while True:
            try:
                out, err = process.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, peak_of(process.pid))
                if time.monotonic() > end:
                    process.kill()
                    raise
        assert "Traceback" not in err, err
        return Run(process.returncode, out, err, peak)

    return run


@pytest.fixture
def crawl(tmp_path: Path) -> Callable[..., Run]:
    """``scrapy ARGS``; see ``crawling``."""
    return crawling(tmp_path)


@pytest.fixture
def project() -> Path:
    """The folder that ``command`` runs in."""
    return ROOT


@pytest.fixture
def command(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """``scrapy ARGS`` within this process, for commands that need no reactor."""

    def run(*args: str) -> Run:
        monkeypatch.chdir(project)
        with pytest.raises(SystemExit) as end:
            execute(["scrapy", *args], get_project_settings())
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err, captured.err
        return Run(int(end.value.code or 0), captured.out, captured.err)

    return run


def read_items(path: Path) -> list[dict[str, Any]]:
    """The items of a JSON Lines feed."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
