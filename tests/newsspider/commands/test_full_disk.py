"""Every command that writes, on a disk that is full: one sentence, exit code 4, and nothing half written."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import extract
from newsspider.recording.fixtures import read_case
from newsspider.store import ArticleStore, StoreEntry
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.conftest import Run
from tests.newsspider.forkserver import shared

pytestmark = pytest.mark.slow
CASE = FIXTURES / "jpnn" / "2020" / "daftar-abc"
FORMATS = ("jsonl", "csv", "json", "jsonld", "txt", "parquet", "jsonl.gz", "jsonl.zst")


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 4 kB."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here (that takes root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a hundred pages, the texts of them, and a store of their articles."""
    folder = tmp_path_factory.mktemp("held")
    page = read_case(CASE).pages[0]
    article = extract(page.body, page.url).to_dict()
    rows = []
    with ArticleStore(folder / "articles.sqlite") as store:
        for number in range(100):
            url = f"{page.url}-{number}"
            noise = random.Random(number).randbytes(300).hex()  # that no packing makes small
            html = page.body.decode("utf-8", "replace").replace("</p>", f" {noise}</p>")
            rows.append({"url": url, "html": html, "text": f"{article['text']} {noise}"})
            record = {**article, "headline": noise, "url": url, "canonicalUrl": url}
            store.put([StoreEntry(record, datetime(2024, 1, 1, tzinfo=UTC))])
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


def scrapy(*arguments: str, out: Path | None = None) -> Run:
    process = shared().start([*arguments], ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}, out=out)
    run = Run(process.wait(), "", process.err.read_text("utf-8"))
    assert "Traceback" not in run.err, run.err
    return run


def commands(held: Path) -> dict[str, list[str]]:
    return {
        "extract": ["extract", str(held / "rows.jsonl")],
        "articles export": ["articles", "--store", str(held / "articles.sqlite"), "export"],
    }


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", ["extract", "articles export"])
def test_a_full_disk_is_said_and_leaves_nothing(
    command: str, format: str, held: Path, small_disk: Path
) -> None:
    option = ["-o"] if command == "extract" else []
    done = scrapy(*commands(held)[command], *option, str(small_disk / f"articles.{format}"))
    assert done.code == 4, done.err
    assert re.search(r"(No space left on device|disk is full)$", done.err.strip())
    assert not list(small_disk.iterdir())


def test_a_folder_of_datasets_is_not_left_in_halves(held: Path, small_disk: Path) -> None:
    done = scrapy(*commands(held)["extract"], "-o", f"{small_disk / 'dataset'}/")
    assert done.code == 4, done.err
    assert not list(small_disk.iterdir())


def test_clean_says_it_too(held: Path, small_disk: Path) -> None:
    done = scrapy("clean", str(held / "rows.jsonl"), "-o", str(small_disk / "clean.jsonl"))
    assert done.code == 4, done.err
    assert not list(small_disk.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["extract", "articles export", "outlets", "list"])
def test_standard_output_on_a_full_disk(command: str, held: Path) -> None:
    dash = ["-"] if command == "articles export" else []
    done = scrapy(*commands(held).get(command, [command]), *dash, out=Path("/dev/full"))
    assert done.code == 4, done.err
    assert "cannot be written: No space left on device" in done.err
