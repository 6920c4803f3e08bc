"""Ctrl-C, once and twice, SIGTERM and SIGHUP: each command ends with exit code 5, in order, and leaves nobody behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsspider.recording.fixtures import read_case
from newsspider.store import ArticleStore
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.commands.warcs import archive, exchanges
from tests.site import Server, Site, faults, running

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")

SIGNALS = [
    pytest.param([signal.SIGINT], id="Ctrl-C"),
    pytest.param([signal.SIGINT, signal.SIGINT], id="Ctrl-C twice"),
    pytest.param([signal.SIGTERM], id="SIGTERM"),
    pytest.param([signal.SIGHUP], id="SIGHUP"),
]
NUMBER = 12
ARTICLES = r"beritautama\.net/[a-z0-9-]{20,}$"


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


def _hear_signals() -> None:
    """Undo what tests that run in the background, or under nohup, would hand down."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


class Command:
    """A command in a process group of its own, as a terminal starts it."""

    def __init__(self, folder: Path, *args: str, **environment: str) -> None:
        self.err = folder / "err.txt"
        with self.err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scrapy", *args],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **environment},
                stdout=subprocess.DEVNULL,
                stderr=err,
                start_new_session=True,
                preexec_fn=_hear_signals,
            )

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
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # all threads say where they are
            self.process.wait(10)
            raise AssertionError(self.err.read_text()) from None
        finally:
            self.process.kill()
        said = self.err.read_text()
        assert "Traceback" not in said, said
        assert code == 5, said
        end = time.monotonic() + 20
        while (left := [pid for pid in others if lives(pid)]) and time.monotonic() < end:
            time.sleep(0.05)
        assert not left, "nobody is left behind"
        return said


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Site(seed=5, articles_per_outlet=NUMBER, outlets=["beritautama"])) as server:
        server.add(faults.slow(ARTICLES, seconds=0.4))
        yield server


@pytest.mark.parametrize("signals", SIGNALS)
def test_a_crawl_can_be_stopped_and_goes_on(server: Server, tmp_path: Path, signals: list[Any]) -> None:
    data = tmp_path / "data dengan spasi é"
    given = {**server.settings(), "CONTACT": "test@example.org", "DATA_DIR": data, "DOWNLOAD_DELAY": 0}
    given |= {"AUTOTHROTTLE_ENABLED": 0, "REPORT_FILE": data / "laporan ü.json"}
    options = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    window = ("-a", "since=2024-01-01", "-a", "until=2024-01-31", "-O", str(data / "artikel ñ.jsonl"))
    for first in (True, False):
        crawl = Command(tmp_path, "crawl", "beritautama", *options, *window, **server.environment())
        if first:
            crawl.wait_for(lambda: len(server.requests(ARTICLES)) >= 4)
            said = crawl.stop(signals)
            assert json.loads((data / "laporan ü.json").read_text())["exit_code"] == 5, said
        else:
            assert crawl.process.wait(120) == 0, crawl.err.read_text()
    with ArticleStore(data / "articles.sqlite", read_only=True) as store:
        assert len(store) == NUMBER
    lines = (data / "artikel ñ.jsonl").read_text("utf-8").splitlines()
    assert len({json.loads(line)["url"] for line in lines}) == len(lines) == NUMBER


def test_no_other_crawl_begins_after_one_that_was_stopped(tmp_path: Path) -> None:
    with running(Site(seed=5, articles_per_outlet=NUMBER, outlets=["beritautama", "kontan"])) as server:
        server.add(faults.slow(ARTICLES, seconds=0.4))
        given = {**server.settings(), "CONTACT": "test@example.org", "DATA_DIR": tmp_path / "data"}
        given |= {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "REPORT_FILE": tmp_path / "all.json"}
        options = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        window = ("-a", "since=2024-01-01", "-a", "until=2024-01-31")
        crawl = Command(
            tmp_path, "crawlall", "beritautama", "kontan", *options, *window, **server.environment()
        )
        crawl.wait_for(lambda: len(server.requests(ARTICLES)) >= 3)
        crawl.stop([signal.SIGINT])
        assert not server.requests("kontan")
    report = json.loads((tmp_path / "all.json").read_text())
    assert {name: one["exit_code"] for name, one in report["crawls"].items()} == {
        "beritautama": 5,
        "kontan": 5,
    }


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough to be at work for a while."""
    folder = tmp_path_factory.mktemp("masukan dengan spasi é")
    page = read_case(FIXTURES / "kontan" / "desk" / "several-reporters").pages[0]
    pages = [replace(page, url=f"{page.url}?utm_source={number}") for number in range(3_000)]
    archive(folder / "warc", exchanges(pages))
    text = "JAKARTA, KOMPAS.com - " + "Harga beras di pasar induk turun pada Senin pagi. " * 60
    with (folder / "teks ü.jsonl").open("w", encoding="utf-8") as file:
        for number in range(20_000):
            file.write(json.dumps({"url": f"https://www.kompas.com/read/{number}", "text": text}) + "\n")
    return folder


@pytest.mark.parametrize("signals", SIGNALS)
@pytest.mark.parametrize("name", ["reextract", "extract", "clean"])
def test_a_command_can_be_stopped_and_leaves_nothing(
    inputs: Path, tmp_path: Path, name: str, signals: list[Any]
) -> None:
    source = inputs / ("teks ü.jsonl" if name == "clean" else "warc")
    out = tmp_path / "keluaran é"
    out.mkdir()
    command = Command(tmp_path, name, str(source), "-o", str(out / "hasil.jsonl"), "--jobs", "2")
    # two that work, their server and its tracker
    command.wait_for(lambda: len(descendants(command.process.pid)) >= 4 and bool(list(out.iterdir())))
    said = command.stop(signals, again=0.1)
    assert said.startswith(f"{name}: stopped") and said.count("\n") == 1, said
    assert list(out.iterdir()) == [], "nothing half is left"
