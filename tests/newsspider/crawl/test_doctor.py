"""Damaged, missing and foreign files of a crawl: what is said of them, and what is made of them."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors import extract, outlet_for
from newsspider.archive.index import RecordIndex
from newsspider.archive.repair import repair as index_files
from newsspider.archive.warc import Location
from newsspider.crawl.doctor import Places, examine, repair, running
from newsspider.crawl.revisit import ARTICLE, Visit
from newsspider.crawl.visits_db import FRONTIER, STORE, VisitsDB
from newsspider.discovery import identity
from newsspider.frontier import FrontierDB, NewRequest, open_frontier
from newsspider.frontier.owners import this_process
from newsspider.recording.fixtures import find_cases, read_case
from newsspider.runtime.database import Database
from newsspider.store import ArticleStore, StoreEntry
from newsspider.store.salvage import salvage
from tests.conftest import FIXTURES
from tests.newsspider.commands.warcs import TIME, archive, exchanges
from tests.newsspider.conftest import Run

NAMES = ("frontier.sqlite", "articles.sqlite", "visits.sqlite", "warc/index.sqlite")
CASES = [case for case in find_cases(FIXTURES) if "kontan/desk" in str(case) or "kontan/setup" in str(case)]
PAGES = [page for case in CASES if len(pages := read_case(case).pages) == 1 for page in pages]
COPIES = 12  # of each, under addresses of their own, so that files have many pages


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a crawl leaves it."""
    data = tmp_path_factory.mktemp("sound") / "data"
    archive(data / "warc", exchanges(PAGES))
    with closing(RecordIndex(data / "warc" / "index.sqlite")) as index:
        places = {
            row[0]: Location(*row[1:])
            for row in index.db.execute(
                "SELECT url, name, offset, length FROM records JOIN files ON file = files.id"
            )
        }
    db, visits = FrontierDB(data / "frontier.sqlite"), VisitsDB(data / "visits.sqlite")
    run, _ = db.begin_run("kontan")
    db.enqueue("kontan", run, [NewRequest(page.url.encode(), page.url, "kontan.co.id") for page in PAGES])
    when = datetime.fromtimestamp(TIME, UTC)
    with ArticleStore(data / "articles.sqlite") as store:
        for number, page in enumerate(PAGES):
            record = extract(page.body, page.url).to_dict()
            moment = when + timedelta(seconds=number)
            store.put([StoreEntry(record, moment, places[page.url])])
            url = record["canonicalUrl"]
            visits.put([Visit(url, page.url, "kontan", ARTICLE, moment, moment, canonical=url)], store.mark())
        for number in range(200):  # no page of these is in the archive
            text = record | {"canonicalUrl": f"{url}-{number}", "url": f"{url}-{number}"}
            store.put([StoreEntry(text, when)])
        visits.note(STORE, store.mark())
    visits.note(FRONTIER, db.mark())
    for one in (db, visits):
        one.close()
    for name in NAMES:
        with closing(sqlite3.connect(data / name)) as file:
            file.execute("PRAGMA journal_mode = DELETE")
    return data


@pytest.fixture
def places(sound: Path, tmp_path: Path) -> Places:
    data = tmp_path / "data dengan spasi é"
    shutil.copytree(sound, data)
    return Places(data / "frontier.sqlite", data / "articles.sqlite", data / "visits.sqlite", data / "warc")


@pytest.fixture
def shared(places: Places, database: Database) -> Places:
    """The same, with some of its articles, in a database."""
    frontier, index = open_frontier(database), RecordIndex(database)
    run, _ = frontier.begin_run("kontan")
    frontier.enqueue(
        "kontan", run, [NewRequest(page.url.encode(), page.url, "kontan.co.id") for page in PAGES]
    )
    index_files(places.warc, index)
    with (
        ArticleStore(places.store, read_only=True) as old,
        ArticleStore(database) as new,
        closing(VisitsDB(database)) as visits,
    ):
        new.put(StoreEntry(dict(one.record), one.fetched, one.location) for one in old.records(limit=40))
        when = datetime.fromtimestamp(TIME, UTC)
        urls = [one.canonical_url for one in new.articles()]
        visits.put(
            [Visit(url, url, "kontan", ARTICLE, when, when, canonical=url) for url in urls], new.mark()
        )
    for one in (frontier, index):
        one.close()
    return replace(places, database=database)


def spoil(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    dice = random.Random(3)
    if how == "missing":
        path.unlink()
        return
    if how == "foreign":
        path.unlink()
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE moz_places(url)")
        return
    if how == "flipped":
        for place in range(4_096, len(data), 512):
            data[place] ^= 0xFF
    elif how == "random":
        data[:] = dice.randbytes(len(data))
    elif how == "cut":
        del data[len(data) * 2 // 3 :]
    elif how == "empty":
        data.clear()
    path.write_bytes(data)


def urls(path: Path) -> set[str]:
    with ArticleStore(path, read_only=True) as store:
        return {one.canonical_url for one in store.articles()}


def test_sound_files_are_sound(places: Places) -> None:
    assert examine(places) == []


@pytest.mark.parametrize("how", ["flipped", "random", "cut", "empty", "foreign", "missing"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_found_and_repaired(places: Places, name: str, how: str) -> None:
    path = places.store.parent / name
    archived = (
        urls(places.store)
        if name != "articles.sqlite"
        else {str(extract(page.body, page.url).canonicalUrl) for page in PAGES}
    )
    spoil(path, how)
    found = examine(places)
    if (name, how) == ("frontier.sqlite", "missing"):
        assert found == []  # the next crawl makes it
        return
    assert [finding.file for finding in found] == [path]
    said: list[str] = []
    repair(places, found, said.append)
    assert examine(places) == [] and said, "repaired"
    assert archived <= urls(places.store)
    aside = path.with_name(path.name + ".damaged")
    assert aside.exists() == (how != "missing")


def test_a_store_keeps_what_can_be_read_and_the_archive_gives_the_rest(places: Places) -> None:
    before = urls(places.store)
    data = bytearray(places.store.read_bytes())
    middle = len(data) // 2 // 4_096 * 4_096
    data[middle : middle + 3 * 4_096] = bytes(3 * 4_096)
    places.store.write_bytes(data)
    found = examine(places)
    assert found and "is damaged" in found[0].what
    repair(places, found, lambda _: None)
    after = urls(places.store)
    assert after <= before and len(before) - 30 <= len(after)
    with closing(VisitsDB(places.visits)) as visits:
        assert set(visits.articles()) <= after, "what is lost is fetched again"


def test_a_text_that_is_not_what_its_hash_says_is_not_taken_over(places: Places, tmp_path: Path) -> None:
    before = urls(places.store)
    with closing(sqlite3.connect(places.store)) as db:
        db.execute("UPDATE revisions SET record = replace(record, 'a', 'o') WHERE article = 10")
        db.execute("UPDATE revisions SET record = x'ff' WHERE article = 11")
        db.execute("DELETE FROM articles WHERE id > 100")  # not needed: records name their addresses
        db.commit()
    with ArticleStore(tmp_path / "new.sqlite") as store:
        assert salvage(places.store, store) == len(before) - 2
    assert urls(tmp_path / "new.sqlite") < before


def test_a_text_that_is_none_is_found(places: Places) -> None:
    with closing(sqlite3.connect(places.visits)) as db:
        db.execute("UPDATE visits SET etag = CAST(x'ff' AS TEXT)")
        db.commit()
    (found,) = examine(places)
    assert found.file == places.visits and "decode to UTF-8" in found.what
    repair(places, [found], lambda _: None)
    assert examine(places) == []


def test_visits_are_made_from_the_store(places: Places) -> None:
    spoil(places.visits, "random")
    repair(places, examine(places), lambda _: None)
    with closing(VisitsDB(places.visits)) as visits, ArticleStore(places.store, read_only=True) as store:
        assert set(visits.articles()) == urls(places.store)
        one = next(store.articles())
        known = visits.get(identity(one.canonical_url, outlet_for(one.canonical_url)))
        assert known is not None and (known.outcome, known.asked) == (ARTICLE, one.last_seen)
        assert visits.noted(STORE) == ArticleStore(places.store).mark()


def test_visits_and_store_and_index_and_files_are_compared(places: Places) -> None:
    with closing(sqlite3.connect(places.store)) as db:
        db.execute("DELETE FROM articles WHERE canonical_url NOT GLOB '*-[0-9]*'")
        db.commit()
    (file,) = places.archived()
    file.rename(places.store.parent / file.name)
    found = examine(places)
    assert [(one.file, one.what.split(" ")[0]) for one in found][1:] == [(places.index, "has")]
    assert "that articles.sqlite lacks" in found[0].what
    cold = Places(places.frontier, places.store, places.visits, places.warc, (places.store.parent,))
    assert [one.file for one in examine(cold)] == [places.visits]


def test_a_crawl_that_is_running_is_noticed(places: Places) -> None:
    assert not running(places)
    with closing(FrontierDB(places.frontier)) as db:
        db.join("kontan", process=this_process()._replace(pid=2**22 + 1))
        assert not running(places)
        db.join("kontan")
        assert running(places)


def test_what_is_in_a_database_is_compared_and_repaired(places: Places, database: Database) -> None:
    shared = replace(places, database=database)
    when, url = datetime.fromtimestamp(TIME, UTC), "https://www.kontan.co.id/tak-ada"
    frontier = open_frontier(database)
    with (
        ArticleStore(database),
        closing(VisitsDB(database)) as visits,
        closing(RecordIndex(database)) as index,
    ):
        visits.put([Visit(url, url, "kontan", ARTICLE, when, when, canonical=url)])
        index.add("gone.warc.gz", 100, [])
    assert [(str(one.file), one.what) for one in examine(shared)] == [
        (str(database), "knows 1 article that the store lacks"),
        (str(database), f"lacks {places.archived()[0].name}"),
        (str(database), "has records of gone.warc.gz, which is nowhere (see ARCHIVE_COLD)"),
    ]
    assert not running(shared)
    owner = frontier.join("kontan")
    assert running(shared)
    frontier.release(owner)
    said: list[str] = []
    repair(shared, examine(shared), said.append)
    assert said == [
        f"{database}: its index was made from 1 WARC file",
        f"{database}: 1 article forgotten that the store lacks",
    ]
    assert examine(shared) == []
    frontier.close()


def test_counts_that_are_damaged_are_made_from_the_store(places: Places) -> None:
    drift = places.store.with_name("drift.sqlite")
    drift.write_bytes(b"no database" * 100)
    places = replace(places, drift=drift)
    (finding,) = examine(places)
    assert finding.file == drift and finding.cure == "counts the store anew"
    said: list[str] = []
    repair(places, [finding], said.append)
    with ArticleStore(places.store, read_only=True) as store:
        assert said == [f"{drift}: counted the {len(store):,} articles of the store"]
    assert examine(places) == []


def test_the_command_says_it_and_does_it(places: Places, command: Callable[..., Run]) -> None:
    data = ("-s", f"DATA_DIR={places.store.parent}")
    assert command("doctor", *data).out == "Nothing is wrong.\n"
    spoil(places.index, "cut")
    spoil(places.frontier, "random")
    run = command("doctor", *data)
    assert run.code == 1 and run.out.count("\n") == 2 and run.err == ""
    assert (
        "index.sqlite: cannot be read (database disk image is malformed)" in run.out
        and "(--repair rebuilds it from the WARC files)" in run.out
    )
    assert "frontier.sqlite: cannot be read (file is not a database)" in run.out
    run = command("doctor", "--repair", *data)
    assert (run.code, run.err) == (0, "") and "made from 1 WARC file" in run.out
    assert command("doctor", *data).code == 0
    with closing(FrontierDB(places.frontier)) as db:
        db.join("kontan")
        run = command("doctor", "--repair", *data)
    assert run.code == 2 and "a crawl is running" in run.err
    run = command("doctor", "-s", f"DATA_DIR={places.warc / 'nothing'}")
    assert run.code == 2 and "there is nothing of a crawl in" in run.err


def test_a_disk_that_is_nearly_full_is_named(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(places.warc)
    monkeypatch.setattr(
        "newsspider.crawl.doctor.shutil.disk_usage", lambda path: usage._replace(free=250_000_000)
    )
    (finding,) = examine(places)
    assert finding.file == places.store.parent and "room for 250 MB more" in finding.what and not finding.cure
