"""Crawls that share a database: together they keep what one keeps in files, and say no password."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsspider.crawl.report import Exit
from newsspider.drift.ledger_db import LedgerDB
from newsspider.runtime.database import Database, Place
from newsspider.store import ArticleStore
from tests.conftest import ROOT
from tests.newsspider.conftest import Run
from tests.newsspider.forkserver import Commands, Forked
from tests.newsspider.postgres import Server as Postgres
from tests.site import Server, Site, running

OUTLETS = ("beritautama", "kontan")
SINCE = ("-a", "since=2024-01-01")
SECRET = "r4h@s/ia?"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(Site(seed=5, articles_per_outlet=25, outlets=OUTLETS)) as server:
        yield server


class Crawls:
    """Crawls of the local outlets in one folder, side by side."""

    def __init__(self, commands: Commands, server: Server, folder: Path) -> None:
        self.commands, self.server, self.folder = commands, server, folder

    def start(self, *arguments: str, **settings: Any) -> Forked:
        given = {
            **self.server.settings(),
            "CONTACT": "test@example.org",
            "DATA_DIR": self.folder / "data",
            "EXTRACT_PROCESSES": 0,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            **settings,
        }
        options = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        env = {**os.environ, "PYTHONPATH": str(ROOT), **self.server.environment()}
        return self.commands.start([*arguments, *options], ROOT, env)

    def end(self, *started: Forked) -> list[Run]:
        end = time.monotonic() + 240
        while any(one.poll() is None for one in started):
            assert time.monotonic() < end, [one.err.read_text() for one in started]
            time.sleep(0.05)
        runs = [Run(one.returncode or 0, one.out.read_text(), one.err.read_text()) for one in started]
        for run in runs:
            assert "Traceback" not in run.err, run.err
        return runs


@pytest.fixture
def crawls(commands: Commands, server: Server, tmp_path: Path) -> Crawls:
    return Crawls(commands, server, tmp_path)


def kept(place: Place) -> dict[str, tuple[Any, ...]]:
    """What a store says of each article."""
    with ArticleStore(place, read_only=True) as store:
        return {
            one.canonical_url: (store.summary(one.canonical_url).revisions, one.text_hash, dict(one.record))  # type: ignore[union-attr]
            for one in store.records()
        }


def lists_counted(place: Place) -> dict[str, int]:
    """How many links lists of each outlet gave, as the ledger of drift counts them; articles of 2024 are too old for it."""
    ledger = LedgerDB(place, read_only=True)
    counts = {
        outlet: sum(hour.counts.get(("", "links"), 0) for hour in ledger.hours(outlet))
        for outlet in ledger.outlets()
    }
    ledger.close()
    return counts


def test_four_processes_on_a_database_keep_what_one_keeps_in_files(
    crawls: Crawls, database: Database, tmp_path: Path
) -> None:
    alone = [crawls.start("crawl", outlet, *SINCE, DATA_DIR=tmp_path / "alone") for outlet in OUTLETS]
    assert [run.code for run in crawls.end(*alone)] == [0, 0]
    together = [crawls.start("crawl", outlet, *SINCE, DATABASE_URL=database.url) for outlet in OUTLETS * 2]
    runs = crawls.end(*together)
    assert [run.code for run in runs] == [0] * 4, [run.err for run in runs]
    expected, found = kept(tmp_path / "alone" / "articles.sqlite"), kept(database)
    assert len(expected) > 20
    assert found.keys() == expected.keys()
    assert found == expected
    reports = [json.loads(path.read_text()) for path in (tmp_path / "data").glob("report-*.json")]
    assert len(reports) == 4 and sum(report["new"] for report in reports) == len(expected)
    # no page was fetched twice, and no body of some size is in the archive twice
    pages, bodies = [], []
    for path in (tmp_path / "data" / "warc").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                url = record.rec_headers.get_header("WARC-Target-URI")
                if record.rec_type in ("response", "revisit") and url in expected:
                    pages.append(url)
                    bodies += [record.rec_headers.get_header("WARC-Payload-Digest")] * (
                        record.rec_type == "response"
                    )
    assert len(pages) == len(set(pages)) and len(bodies) == len(set(bodies))
    # what was counted of them adds up, and can be asked
    counted = lists_counted(tmp_path / "alone" / "drift.sqlite")
    assert lists_counted(database) == counted and counted.keys() == set(OUTLETS)
    (shown,) = crawls.end(crawls.start("drift", DATABASE_URL=database.url))
    assert (shown.code, shown.out) == (0, "Nothing has changed.\n"), shown
    assert not [*(tmp_path / "data").rglob("*.sqlite")]
    # the next crawl knows all of it
    (again,) = crawls.end(
        crawls.start(
            "crawl", "kontan", *SINCE, DATABASE_URL=database.url, REPORT_FILE=tmp_path / "again.json"
        )
    )
    report = json.loads((tmp_path / "again.json").read_text())
    assert again.code == 0 and report["new"] == report["articles"] == 0, report


def test_a_crawl_outlives_a_restart_of_its_database(
    crawls: Crawls, postgres: Postgres, database: Database
) -> None:
    process = crawls.start(
        "crawl",
        "kontan",
        *SINCE,
        DATABASE_URL=database.url,
        DOWNLOAD_DELAY=0.05,
        REPORT_FILE=crawls.folder / "report.json",
    )
    end = time.monotonic() + 120
    while not (
        postgres.sql("SELECT to_regclass('newsspider.requests')") != [""]
        and int(postgres.sql("SELECT count(*) FROM newsspider.requests WHERE state = 4")[0]) > 3
    ):
        assert time.monotonic() < end and process.poll() is None, process.err.read_text()
        time.sleep(0.05)
    postgres.stop()
    time.sleep(1)
    assert process.poll() is None
    postgres.start()
    (run,) = crawls.end(process)
    assert run.code == 0, run.err
    assert "What is in hand goes on" in run.err and "is back after" in run.err
    urls = {entry.url for entry in crawls.server.site.articles("kontan")}
    report = json.loads((crawls.folder / "report.json").read_text())
    assert report["new"] == len(kept(database)) and report["left"] == {
        "queued": 0,
        "later": 0,
        "failed": 0,
    }, report
    assert len(urls) > 5


def test_a_password_is_said_nowhere(
    crawls: Crawls, postgres: Postgres, database: Database, tmp_path: Path
) -> None:
    postgres.sql(f"DROP ROLE IF EXISTS sandi; CREATE ROLE sandi LOGIN PASSWORD '{SECRET}'")
    right, wrong = (postgres.place("postgres", "sandi", word) for word in (SECRET, SECRET + "x"))
    address = f"postgresql://sandi@/postgres?host={postgres.folder}&password={SECRET.replace('?', '%3F').replace('@', '%40')}"
    url = next(entry.url for entry in crawls.server.site.articles("kontan"))
    crawl = ("crawl", "kontan", "-a", f"urls={url}", "-L", "DEBUG")
    refused = crawls.end(
        crawls.start(*crawl, DATABASE_URL=wrong.url),
        crawls.start(*crawl, DATABASE_URL=address),  # the right password, and no right to make a schema
        crawls.start(*crawl, DATABASE_URL="mysql://saya:" + SECRET + "@host/name"),
    )
    assert [run.code for run in refused] == [2, 2, 2]
    for run, words in zip(
        refused, ("password authentication failed", "permission denied", "no address of"), strict=True
    ):
        assert sum(words in line for line in run.err.splitlines()) == 1, run.err
    postgres.sql("CREATE SCHEMA newsspider AUTHORIZATION sandi")
    said = [*refused, *crawls.end(crawls.start(*crawl, "-s", "LOG_LEVEL=DEBUG", DATABASE_URL=address))]
    assert said[-1].code == 0, said[-1].err
    for arguments in (
        ("settings", "--get", "DATABASE_URL"),
        ("articles", "list"),
        ("doctor",),
        ("articles", "show", "https://nothing.example/"),
    ):
        for place in (right.url, address):
            said += crawls.end(crawls.start(*arguments, DATABASE_URL=place))
    postgres.stop()
    said += crawls.end(crawls.start("articles", "list", DATABASE_URL=right.url))
    assert said[-1].code and "cannot be reached" in said[-1].err
    said += crawls.end(crawls.start(*crawl, DATABASE_URL=right.url))
    # not the code of a wrong setting, after which a service leaves the outlet alone
    assert said[-1].code == Exit.KEPT and "cannot be reached" in said[-1].err
    written = [path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()]
    for word in (SECRET, "r4h%40s/ia", "r4h%40s%2Fia%3F", "r4h@s"):
        assert not any(word in run.out + run.err for run in said)
        assert not any(word.encode() in data for data in written)
