"""Each file of a crawl missing alone, or taken from an older backup: what the store lacks is fetched."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsspider.frontier.db import FrontierDB
from newsspider.runtime.durable import Mark
from newsspider.store import ArticleStore
from tests.newsspider.conftest import Run
from tests.site import Server, Site, faults, running

WINDOW = ("-a", "since=2024-01-01", "-a", "until=2024-01-31")
NUMBER = 12
FILES = ("articles.sqlite", "visits.sqlite", "frontier.sqlite")  # the archive's index: tests of the archive


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Site(seed=5, articles_per_outlet=NUMBER, outlets=["beritautama"])) as server:
        yield server


@pytest.fixture
def live(
    crawl: Callable[..., Run], tmp_path: Path, server: Server
) -> Callable[..., tuple[Run, dict[str, Any]]]:
    def run(*arguments: str, **settings: Any) -> tuple[Run, dict[str, Any]]:
        file = tmp_path / f"report-{time.monotonic_ns()}.json"
        quick = {
            **server.settings(),
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "FRONTIER_RETRY_SECONDS": 0.1,
            "REPORT_FILE": file,
            **settings,
        }
        options = [part for name, value in quick.items() for part in ("-s", f"{name}={value}")]
        done = crawl("crawl", "beritautama", *options, *(arguments or WINDOW), **server.environment())
        return done, json.loads(file.read_text("utf-8"))

    return run


def take(data: Path, name: str, to: Path | None = None) -> None:
    """Take a database away, to another folder or for good."""
    for path in (data / name).parent.glob((data / name).name + "*"):
        if to is None:
            path.unlink()
        else:
            to.mkdir(exist_ok=True)
            shutil.copy2(path, to / path.name)


def bring(data: Path, name: str, backup: Path) -> None:
    take(data, name)
    for path in backup.glob(Path(name).name + "*"):
        shutil.copy2(path, (data / name).parent / path.name)


def stored(data: Path) -> int:
    with ArticleStore(data / "articles.sqlite", read_only=True) as store:
        return len(store)


@pytest.mark.parametrize("name", FILES)
def test_each_file_missing_alone_costs_no_article(
    live: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    data = tmp_path / "data"
    assert live()[1]["new"] == NUMBER
    take(data, name)
    run, report = live()
    assert run.code == 0, run.err
    assert stored(data) == NUMBER
    if name == "articles.sqlite":
        assert report["new"] == NUMBER and f"lacks {NUMBER} articles" in run.err
    else:
        assert report["new"] == 0 and run.err.count("\n") == run.err.count("\n  ") + 1  # the table alone
    run, report = live()  # and no more than once
    assert (run.code, report["pages"]) == (0, 0), run.err


@pytest.mark.parametrize("name", ["articles.sqlite", "frontier.sqlite"])
def test_each_file_from_an_older_backup_costs_no_article(
    live: Callable[..., Any], server: Server, tmp_path: Path, name: str
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    assert live(*WINDOW, "-a", "limit=5")[1]["new"] == 5
    take(data, name, backup)
    assert live()[1]["new"] == NUMBER - 5
    bring(data, name, backup)
    run, report = live()
    assert run.code == 0, run.err
    assert stored(data) == NUMBER
    assert report["new"] == (NUMBER - 5 if name == "articles.sqlite" else 0)


def test_an_unfinished_crawl_does_again_what_a_lost_store_had(
    live: Callable[..., Any], server: Server, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run, report = live(*WINDOW, CLOSESPIDER_ITEMCOUNT=2, DOWNLOAD_DELAY=0.5)
    assert run.code == 5 and 2 <= report["new"] < NUMBER, run.err
    for name in ("articles.sqlite", "visits.sqlite"):
        take(data, name)
    run, report = live()
    assert (run.code, report["new"]) == (0, NUMBER), run.err
    assert "is done again where the store lacks it" in run.err


def test_what_failed_is_found_again_without_the_frontier(
    live: Callable[..., Any], server: Server, tmp_path: Path
) -> None:
    bad = server.site.articles("beritautama")[2].url
    server.add(faults.status(bad.split("://")[1] + "$", code=500))
    run, report = live(*WINDOW, RETRY_TIMES=0)
    assert (run.code, report["new"]) == (1, NUMBER - 1), run.err
    server.clear()
    take(tmp_path / "data", "frontier.sqlite")
    run, report = live()
    assert (run.code, report["new"]) == (0, 1), run.err


def test_a_mark_follows_what_was_the_same_file_then() -> None:
    assert Mark("a", 3).follows(Mark("a", 3)) and Mark("a", 4).follows(Mark("a", 3))
    assert not Mark("a", 2).follows(Mark("a", 3)) and not Mark("b", 4).follows(Mark("a", 3))


def test_files_of_an_earlier_release_get_their_marks(tmp_path: Path) -> None:
    FrontierDB(tmp_path / "frontier.sqlite").close()
    with closing(sqlite3.connect(tmp_path / "frontier.sqlite")) as db:  # as it was
        db.executescript(
            "DROP TABLE mark; ALTER TABLE runs DROP COLUMN store; ALTER TABLE runs DROP COLUMN puts; PRAGMA user_version = 1"
        )
    db = FrontierDB(tmp_path / "frontier.sqlite")
    run, _ = db.begin_run("a")
    assert db.noted_store(run) is None and db.mark().id
    db.note_store(run, Mark("x", 2))
    assert db.noted_store(run) == Mark("x", 2)
    before = db.mark()
    db.join("a")
    assert db.mark().writes == before.writes + 1
    db.close()
    assert FrontierDB(tmp_path / "frontier.sqlite").mark().id == before.id
