"""Crawls with files that are damaged or somebody else's: one sentence, exit code 4, a report; and the doctor."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.newsspider.conftest import Run
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Site, running

WINDOW = ("since=2024-01-01", "until=2024-01-31")


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Any:
    with running(Site(seed=9, articles_per_outlet=4, outlets=[OUTLET])) as server:
        yield Crawl(crawl, server, tmp_path)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE moz_places(url)")


def half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def not_utf8(path: Path) -> None:
    """Found only when it is read, in the middle of the crawl."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE visits SET url = CAST(x'ff' AS TEXT)")
        db.commit()


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("frontier.sqlite", half),
        ("articles.sqlite", foreign),
        ("visits.sqlite", not_utf8),
        ("warc/index.sqlite", noise),
    ],
)
def test_it_is_said_in_one_sentence_and_the_doctor_helps(
    site: Crawl, crawl: Callable[..., Run], name: str, spoil: Callable[[Path], None]
) -> None:
    data = site.folder / "data"
    run, report, items = site.run(*WINDOW)
    assert (run.code, len(items)) == (0, 4), run.err
    for path in (data / name).parent.glob((data / name).name + "-*"):
        with closing(sqlite3.connect(data / name)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path.unlink(missing_ok=True)
    spoil(data / name)
    run, report, _ = site.run(*WINDOW, REVISIT="9999d: 0h")
    assert (run.code, report["exit_code"]) == (4, 4), run.err
    said = [line for line in run.err.splitlines() if line.startswith("ERROR")]
    assert len(said) == 1 and Path(name).name in said[0] and "disk is full" not in run.err, run.err
    assert "doctor" in said[0] or "move it away" in said[0]

    settings = ("-s", f"DATA_DIR={data}")
    assert crawl("doctor", *settings).code == 1
    run = crawl("doctor", "--repair", *settings)
    assert (run.code, run.err) == (0, ""), run.out
    run, report, _ = site.run(*WINDOW)
    assert run.code == 0, run.err
    assert json.loads((site.folder / "3.json").read_text())["exit_code"] == 0
    with closing(sqlite3.connect(data / "articles.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (4,)
