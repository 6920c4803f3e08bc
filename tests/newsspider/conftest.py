"""Running the project's commands, inside this process or in one of their own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from newsspider.runtime.database import Database
from tests.conftest import ROOT
from tests.newsspider.forkserver import Commands, Forked, shared
from tests.newsspider.postgres import Server, binaries
from tests.site.process import peak_of


@dataclass
class Run:
    code: int
    out: str
    err: str
    peak: int = 0
    """The most memory that it held, in bytes; 0 where the system does not tell."""

    @classmethod
    def of(cls, process: Forked) -> Run:
        """What a command did, at its end."""
        return cls(process.wait(), process.out.read_text("utf-8"), process.err.read_text("utf-8"))

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


def crawling(folder: Path, commands: Commands) -> Callable[..., Run]:
    """``scrapy ARGS`` in a process of its own (a reactor runs once in a process).

    A live crawl has a contact, reads its pages itself, and keeps what it keeps in ``folder / "data"``, unless ARGS say
    otherwise.
    """

    def run(*args: str, **environment: str) -> Run:
        if args[:1] in (("crawl",), ("crawlall",)):
            given = {"CONTACT": "test@example.org", "DATA_DIR": folder / "data", "EXTRACT_PROCESSES": 0}
            args = (
                args[0],
                *(part for name, value in given.items() for part in ("-s", f"{name}={value}")),
                *args[1:],
            )
        clean = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        env = {**clean, "PYTHONPATH": str(ROOT), **environment}
        process = commands.start(list(args), ROOT, env)
        peak, end, pause = 0, time.monotonic() + 120, 0.01
        while (code := process.poll()) is None:
            peak = max(peak, peak_of(process.pid))
            if time.monotonic() > end:
                process.kill()
                raise TimeoutError(f"scrapy {' '.join(args)}")
            time.sleep(pause)
            pause = min(0.1, 2 * pause)
        out, err = process.out.read_text("utf-8"), process.err.read_text("utf-8")
        assert "Traceback" not in err, err
        return Run(code, out, err, peak)

    return run


def in_copy(project: Path, *args: str, **environment: str) -> Run:
    """``scrapy ARGS`` in a copy of the project, whose modules it imports."""
    process = shared().start([*args], project, {**os.environ, **environment}, copy=True)
    return Run.of(process)


@pytest.fixture(scope="session")
def commands() -> Commands:
    """The process that runs commands."""
    return shared()


@pytest.fixture
def crawl(tmp_path: Path, commands: Commands) -> Callable[..., Run]:
    """``scrapy ARGS``; see ``crawling``."""
    return crawling(tmp_path, commands)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for these tests alone."""
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL server here (Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="psycopg is not installed: newsspider[postgres]")
    server = Server(programs)
    yield server
    server.close()


@pytest.fixture
def database(postgres: Server) -> Database:
    """An empty database on it."""
    return postgres.database()


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> Database | None:
    """What a test of both backends runs on: an empty database, or None for SQLite files."""
    return request.getfixturevalue("database") if request.param == "postgres" else None


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
