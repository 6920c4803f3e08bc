"""Ctrl-C, once and twice, SIGTERM and SIGHUP: each command ends with exit code 5, in order, and leaves nobody behind."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsspider.recording.fixtures import read_case
from newsspider.store import ArticleStore
from tests.conftest import FIXTURES
from tests.newsspider.commands.warcs import archive, exchanges
from tests.newsspider.stopping import Command, descendants
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
        crawl = Command("crawl", "beritautama", *options, *window, **server.environment())
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
        crawl = Command("crawlall", "beritautama", "kontan", *options, *window, **server.environment())
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
    command = Command(name, str(source), "-o", str(out / "hasil.jsonl"), "--jobs", "2")
    # two that work, their server and its tracker
    command.wait_for(lambda: len(descendants(command.process.pid)) >= 4 and bool(list(out.iterdir())))
    said = command.stop(signals, again=0.1)
    assert said.startswith(f"{name}: stopped") and said.count("\n") == 1, said
    assert list(out.iterdir()) == [], "nothing half is left"
