"""What is beyond the limits is shown, and removed if somebody says so; the rest fits together afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsspider.archive.index import IndexRow, RecordIndex
from newsspider.crawl.doctor import Places, examine
from newsspider.crawl.retention import Excess, Limits, excess, remove
from newsspider.runtime.database import Database
from newsspider.store import ArticleStore, StoreEntry
from tests.newsspider.commands.warcs import TIME
from tests.newsspider.conftest import Run
from tests.newsspider.crawl.test_doctor import places, shared, sound
from tests.newsspider.postgres import Server

__all__ = ["places", "shared", "sound"]  # fixtures
DAY = timedelta(days=1)
THEN = datetime.fromtimestamp(TIME, UTC)


def grow(places: Places) -> list[Path]:
    """Two more files, a day and two days younger than the first."""
    (first,) = places.archived()
    with closing(RecordIndex(places.index)) as index:
        for day in (1, 2):
            path = places.warc / f"hari-{day}.warc.gz"
            shutil.copy(first, path)
            row = IndexRow(f"id-{day}", 0, 10, "https://x.example/", TIME + day * 86_400, None)
            index.add(path.name, path.stat().st_size, [row])
            os.utime(path, (0, 0))  # the index knows better
    return [first, places.warc / "hari-1.warc.gz", places.warc / "hari-2.warc.gz"]


def test_the_oldest_files_go_by_age_or_by_size(places: Places) -> None:
    files = grow(places)
    size = files[0].stat().st_size

    def beyond(**limits: object) -> list[Path]:
        found = excess(places, Limits(**limits), THEN + 2.5 * DAY)  # type: ignore[arg-type]
        assert found.bytes == size * len(found.files)
        return [path for path, _ in found.files]

    assert beyond(archive_age=10 * DAY) == [] == beyond(archive_size=3 * size)
    assert beyond(archive_age=2 * DAY) == files[:1]
    assert beyond(archive_size=3 * size - 1) == files[:1]
    assert beyond(archive_size=0) == files
    assert beyond(archive_age=2 * DAY, archive_size=size) == files[:2]


def test_the_index_forgets_the_files_that_were_removed(places: Places) -> None:
    files = grow(places)
    found = excess(places, Limits(archive_age=DAY), THEN + 2.5 * DAY)
    assert all(path.exists() for path in files), "looking removes nothing"
    remove(places, found)
    assert [path.exists() for path in files] == [False, False, True]
    with closing(RecordIndex(places.index)) as index:
        assert [one.name for one in index.indexed()] == ["hari-2.warc.gz"]
        assert index.db.execute("SELECT count(*) FROM records").fetchone()[0] == 1
    assert examine(places) == []


def test_articles_go_by_age_and_the_visits_forget_them(places: Places) -> None:
    with ArticleStore(places.store) as store:
        count = len(store)
        young = next(iter(store.records(limit=1))).record
        late = {
            **young,
            "canonicalUrl": "https://x.example/muda",
            "datePublished": (THEN + 9 * DAY).isoformat(),
        }
        store.put([StoreEntry(late, THEN + 9 * DAY)])
    found = excess(places, Limits(store_age=DAY), THEN + 9.5 * DAY)
    assert len(found.articles) == count
    remove(places, found)
    with ArticleStore(places.store) as store:
        assert [one.canonical_url for one in store.articles()] == ["https://x.example/muda"]
        for table in ("revisions", "texts"):
            assert store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 1
        assert list(store.articles(text="kontan OR dan OR yang"))[1:] == []
        assert list(store.copies()) == []
    assert examine(places) == []


def test_a_store_is_made_to_fit(places: Places) -> None:
    with ArticleStore(places.store) as store:
        count = len(store)
        store.give_back_room()
    size = places.store.stat().st_size
    found = excess(places, Limits(store_size=size // 2), THEN)
    assert 0.4 * count < len(found.articles) < 0.6 * count
    remove(places, found)
    assert places.store.stat().st_size < 0.65 * size
    with ArticleStore(places.store) as store:
        kept = {one.published for one in store.articles()}
        assert len(store) == count - len(found.articles) and kept
    assert excess(places, Limits(store_size=size * 9), THEN) == Excess()


def test_a_store_in_a_database_is_made_to_fit_once(
    shared: Places, command: Callable[..., Run], postgres: Server
) -> None:
    assert shared.database is not None
    given = ("-s", f"DATA_DIR={shared.store.parent}", "-s", f"DATABASE_URL={shared.database.url}")
    with ArticleStore(shared.database) as store:
        count, size = len(store), store.size()
        assert size > sum(len(str(one.record)) for one in store.records()) / 10
    done = command("prune", "--store-size", f"{size // 2}", "--yes", *given)
    assert done.code == 0 and "removed" in done.out, done
    with ArticleStore(shared.database) as store:
        assert 0.4 * count < len(store) < 0.6 * count
        assert store.size() < 0.6 * size
    # the room that a server keeps is no reason to remove more
    again = command("prune", "--store-size", f"{size * 6 // 10}", "--yes", *given)
    assert again.out == "Nothing is beyond these limits.\n"
    assert examine(shared) == []
    aged = command("prune", "--store-age", "1d", "--store-size", "1", "--archive-size", "1k", "--yes", *given)
    assert "1 WARC files" in aged.out and "removed" in aged.out, aged
    with ArticleStore(shared.database) as store:
        assert len(store) == 0 == store.size()
    for table in ("records", "files", "visits", "search", "texts"):
        assert postgres.sql(f"SELECT count(*) FROM newsspider.{table}") == ["0"], table
    assert examine(shared) == []


def test_earlier_texts_go_and_the_current_ones_stay(tmp_path: Path, backend: Database | None) -> None:
    store = ArticleStore(backend or tmp_path / "articles.sqlite")
    record = {
        "headline": "J",
        "url": "https://x.example/a",
        "outlet": "kontan",
        "layout": None,
        "extractor": "rules/1",
    }
    for day, text in enumerate(("satu", "dua", "tiga")):
        one = {**record, "body": [{"type": "paragraph", "text": text}], "text": text, "textHash": text}
        store.put([StoreEntry(one, THEN + day * DAY)])
    assert store.count_revisions(THEN + 0.5 * DAY) == 1
    assert store.remove_revisions(THEN + 9 * DAY) == 2
    assert [one.revision for one in store.revisions("https://x.example/a")] == [3]
    one = {**record, "body": [{"type": "paragraph", "text": "empat"}], "text": "empat", "textHash": "empat"}
    assert store.put([StoreEntry(one, THEN + 9 * DAY)]) == ["changed"]
    assert [one.revision for one in store.revisions("https://x.example/a")] == [3, 4]


def test_the_command_shows_first_and_removes_with_yes(command: Callable[..., Run], places: Places) -> None:
    files = grow(places)
    data = f"DATA_DIR={places.store.parent}"
    shown = command("prune", "--archive-size", "1k", "-s", data)
    assert shown.code == 0 and "3 WARC files" in shown.out and "--yes removes them" in shown.out
    assert all(path.exists() for path in files)
    done = command("prune", "--archive-size", "1k", "--yes", "-s", data)
    assert "removed" in done.out and not any(path.exists() for path in files)
    assert command("prune", "--archive-size", "1k", "-s", data).out == "Nothing is beyond these limits.\n"
    for args, sentence in (
        ((), "say what is to be kept"),
        (("--archive-age", "old"), "--archive-age: 'old' is no age"),
        (("--store-size", "much"), "--store-size: 'much' is no size"),
        (("x", "--revisions", "1d"), "it takes options only"),
    ):
        said = command("prune", *args, "-s", data)
        assert said.code == 2 and sentence in said.err


def test_nothing_is_removed_while_a_crawl_runs(command: Callable[..., Run], places: Places) -> None:
    import fcntl

    being_written = places.warc / "tulis.warc.gz.open"
    being_written.write_bytes(b"x")
    with being_written.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        said = command("prune", "--archive-size", "0", "--yes", "-s", f"DATA_DIR={places.store.parent}")
    assert said.code == 2 and "a crawl is running" in said.err and places.archived()
