"""Tables that earlier versions made: brought up to date with all that is in them, and written on.

``earlier/NAME-VERSION.sql`` is what the code of that version left of a small crawl: two articles, one of them with two texts,
four requests, three visits, two records of an archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsspider.archive.index import IndexRow, RecordIndex
from newsspider.crawl.revisit import Visit
from newsspider.crawl.visits_db import STORE, VisitsDB
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Count
from newsspider.frontier import Frontier, NewRequest, open_frontier
from newsspider.runtime.database import Database, Place
from newsspider.store import ArticleStore, StoreEntry
from tests.newsspider.postgres import Server

EARLIER = Path(__file__).with_name("earlier")
VERSIONS = sorted(path.stem for path in EARLIER.glob("*.sql"))
WHEN = datetime(2026, 11, 28, 3, 4, 5, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"https://www.kontan.co.id/berita/{number}" for number in (1, 2, 3))


def article(number: int) -> dict[str, Any]:
    """The second article as it was put there, under a number."""
    url, text = f"https://www.kontan.co.id/berita/{number}", "Petani padi memanen lebih awal."
    about = {"url": url, "canonicalUrl": url, "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}
    body = {"body": [{"type": "paragraph", "text": text}], "text": text, "textHash": "hash-2-31"}
    return {**about, "headline": "Panen Padi", "datePublished": "2026-11-28T09:00:00+07:00", **body}


def of(name: str) -> list[str]:
    return [one for one in VERSIONS if one.startswith(name)]


@pytest.fixture
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file as an earlier version left it; whole, when the test is over."""
    path = tmp_path / "earlier.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript((EARLIER / f"{request.param}.sql").read_text("utf-8"))
    yield path
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def check_store(place: Place) -> None:
    with ArticleStore(place) as store:
        assert {one.canonical_url: one.revisions for one in store.articles()} == {FIRST: 2, SECOND: 1}
        assert [one.record["text"] for one in store.revisions(FIRST)] == [
            "Pedagang beras di pasar mengeluh.",
            "Pedagang beras di pasar tersenyum lebar.",
        ]
        assert [one.canonical_url for one in store.articles(text="tersenyum")] == [FIRST]
        while store.compare_texts():
            pass
        later = WHEN + timedelta(days=2)
        known, third = article(2), article(3)
        assert store.put([StoreEntry(known, later), StoreEntry(third, later)]) == ["unchanged", "new"]
        assert [one.canonical_url for one in store.articles(text="petani")] == [THIRD, SECOND]
        assert store.mark().writes >= 1
    with ArticleStore(place, read_only=True) as store:
        assert len(store) == 3


def check_frontier(db: Frontier) -> None:
    assert db.counts("kontan") == {"queued": 2, "later": 0, "leased": 0, "failed": 1, "done": 1}
    run, resumed = db.begin_run("kontan")
    me = db.join("kontan")
    assert resumed and db.enqueue("kontan", run, [NewRequest(b"1", FIRST, "www.kontan.co.id")]) == 0
    leased = db.lease("kontan", me, 5)
    assert [one.url[-1] for one in leased] == ["3", "4"]
    db.acknowledge([one.id for one in leased], me)
    assert [one.reason for one in db.failed("kontan")] == ["HTTP 500"]
    assert db.end_run("kontan", run) and db.mark().id


def check_visits(place: Place) -> None:
    with closing(VisitsDB(place)) as visits:
        kept = {one.url: one for one in visits.young("kontan", WHEN - timedelta(days=1))}
        assert kept.keys() == {FIRST, SECOND} and kept[FIRST].asked == WHEN == kept[FIRST].published
        assert [one.url for one in visits.missed("kontan", WHEN - timedelta(days=1))] == [THIRD]
        assert visits.articles() == [FIRST, SECOND] and visits.noted(STORE) is None
        again = Visit("kontan:3", THIRD, "kontan", "article", WHEN, WHEN, WHEN, canonical=THIRD)
        visits.put([again])
        assert visits.forget_lacking(lambda urls: {*urls} - {FIRST, THIRD}) == 1
        assert sorted(visits.articles()) == [FIRST, THIRD]


def check_index(place: Place) -> None:
    with closing(RecordIndex(place)) as index:
        (file,) = index.indexed()
        assert (file.name, file.size, file.closed, file.missing) == ("a.warc.gz", 900, True, False)
        assert index.originals(["sha1:A"])["sha1:A"].url == FIRST
        placed = index.locate("id-2")
        assert placed is not None and tuple(placed.location) == ("a.warc.gz", 400, 500)
        index.add("b.warc.gz", 100, [IndexRow("id-3", 0, 100, THIRD, WHEN.timestamp(), "sha1:B")])
        index.miss("a.warc.gz")
        assert index.originals(["sha1:A", "sha1:B"]).keys() == {"sha1:B"}


@pytest.mark.parametrize("file", of("articles"), indirect=True)
def test_a_store_in_a_file(file: Path) -> None:
    with ArticleStore(file, read_only=True) as store:  # as it is
        assert {one.canonical_url for one in store.articles()} == {FIRST, SECOND}
    check_store(file)


@pytest.mark.parametrize("file", of("frontier"), indirect=True)
def test_a_frontier_in_a_file(file: Path) -> None:
    with closing(open_frontier(file)) as db:
        check_frontier(db)


@pytest.mark.parametrize("file", of("visits"), indirect=True)
def test_visits_in_a_file(file: Path) -> None:
    check_visits(file)


@pytest.mark.parametrize("file", of("index"), indirect=True)
def test_an_index_in_a_file(file: Path) -> None:
    check_index(file)


@pytest.mark.parametrize("version", of("postgres"))
def test_all_tables_in_a_database(postgres: Server, database: Database, version: str) -> None:
    postgres.script((EARLIER / f"{version}.sql").read_text("utf-8"))
    check_store(database)
    with closing(open_frontier(database)) as db:
        check_frontier(db)
    check_visits(database)
    check_index(database)
    with closing(LedgerDB(database)) as ledger:
        assert [dict(hour.counts) for hour in ledger.hours("kontan")] == [{("desk", "articles"): 3}]
        ledger.add({Count("kontan", "desk", "articles", 490_000): 1})
        assert [dict(hour.counts) for hour in ledger.hours("kontan")] == [{("desk", "articles"): 4}]
        assert [alert.message for alert in ledger.alerts()] == ["kontan desk: editors empty"]
