"""Feeds of a crawl in every format, packed and not, and the cells of a CSV file."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors import Article
from newsspider.commands.crawl import ARGUMENTS
from newsspider.crawl.spiders.outlet import ARGUMENTS as TAKEN
from newsspider.runtime.packing import named, zstd
from newsspider.safety.cells import cell
from newsspider.store.parquet import article_of
from tests.conftest import FIXTURES
from tests.newsspider.conftest import Run, crawling, read_items
from tests.newsspider.forkserver import Commands

Crawl = Callable[..., Run]
CASES = FIXTURES / "jpnn" / "2016"


@pytest.fixture(scope="module")
def fed(
    tmp_path_factory: pytest.TempPathFactory, commands: Commands
) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """One crawl with a feed of each kind."""
    folder = tmp_path_factory.mktemp("fed")
    names = ("a.jsonl", "a.parquet", "a.csv", "a.csv.gz", "a.jsonl.zst", "a.jsonld", "a.txt.gz")
    targets = [word for name in names for word in ("-O", str(folder / name))]
    run = crawling(folder, commands)("crawl", "jpnn", "-a", f"cassette={CASES}", *targets)
    assert run.code == 0, run.err
    yield folder, read_items(folder / "a.jsonl")


def test_every_feed_holds_the_same(fed: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, items = fed
    assert items
    packed = zstd.decompress((folder / "a.jsonl.zst").read_bytes())
    assert [json.loads(line) for line in packed.splitlines()] == items
    plain = (folder / "a.csv").read_bytes()
    assert gzip.decompress((folder / "a.csv.gz").read_bytes()) == plain
    rows = list(csv.DictReader(plain.decode().splitlines(keepends=True)))
    assert [{key: cell(value) for key, value in item.items()} for item in items] == rows
    nodes = json.loads((folder / "a.jsonld").read_bytes())["@graph"]
    assert [node["headline"] for node in nodes] == [item["headline"] for item in items]
    texts = gzip.decompress((folder / "a.txt.gz").read_bytes()).decode().split("\n%%\n")
    assert [text.partition("\n")[0] for text in texts] == [f"Headline: {item['headline']}" for item in items]


def test_a_feed_in_parquet(fed: tuple[Path, list[dict[str, Any]]]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder, items = fed
    rows = parquet.read_table(folder / "a.parquet").to_pylist()
    assert [article_of(row) for row in rows] == [Article.from_dict(item) for item in items]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("old.parquet", "a .parquet file cannot be appended to; -O overwrites it"),
        ("old.json", "a .json file cannot be appended to"),
        ("new.parquet.gz", "a Parquet file has its own compression"),
        ("new.docx.gz", "Unrecognized output format 'docx' of"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_crawl(
    crawl: Crawl, tmp_path: Path, target: str, message: str
) -> None:
    for name in ("old.parquet", "old.json"):
        (tmp_path / name).write_text("kept")
    run = crawl("crawl", "jpnn", "-a", f"cassette={CASES}", "-o", str(tmp_path / target))
    assert run.code == 2 and message in run.out + run.err
    assert (tmp_path / "old.json").read_text() == "kept"


def test_the_help_lists_what_a_takes(command: Crawl) -> None:
    assert set(ARGUMENTS) == set(TAKEN)
    run = command("crawl", "-h")
    for name, meaning in ARGUMENTS.items():
        assert f"{name}=" in run.out and meaning in run.out


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        ("=1+1", "'=1+1"),
        ([], "[]"),
        (("A, B", 'C "D"'), '["A, B", "C \\"D\\""]'),
        ([{"type": "paragraph", "text": "é\n"}], '[{"type": "paragraph", "text": "é\\n"}]'),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_what_a_name_says() -> None:
    assert named(Path("a/b.csv.GZ")) == ("csv", "gzip")
    assert named(Path("b.zst")) == ("", "zstd")
    assert named(Path("b.d/c")) == ("", "")
