"""A backup is made while crawls run, compared with its manifest, and put back; everything is there."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsspider.crawl.backup import MANIFEST, BackupError, back_up, check, read_manifest, restore
from newsspider.crawl.doctor import Places, examine
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Count
from newsspider.runtime.database import Database
from newsspider.store import ArticleStore, StoreEntry
from tests.newsspider.conftest import Run
from tests.newsspider.crawl.test_doctor import places, shared, sound
from tests.newsspider.postgres import Server

__all__ = ["places", "shared", "sound"]  # fixtures
SECRET = "r4h@s/ia?"


def elsewhere(folder: Path) -> Places:
    return Places(
        folder / "frontier.sqlite", folder / "articles.sqlite", folder / "visits.sqlite", folder / "warc"
    )


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of a database."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables}


def test_what_is_restored_is_what_was_backed_up(places: Places, tmp_path: Path) -> None:
    (places.store.parent / "sites").mkdir()
    (places.store.parent / "sites" / "kabar.py").write_text("# aturan\n")
    drift = places.store.with_name("drift.sqlite")
    places = replace(places, sites=str(places.store.parent / "sites"), drift=drift)
    with closing(LedgerDB(drift)) as ledger:
        ledger.add({Count("kontan", "desk", "articles", 490_000): 3})
    copied: list[int] = []
    files = back_up(places, tmp_path / "cadangan", copied.append)
    assert sum(copied) == sum(one.size for one in files)
    assert {one.path for one in files} >= {"articles.sqlite", "warc/index.sqlite", "sites/kabar.py"}
    assert list(check(tmp_path / "cadangan")) == []
    other = replace(elsewhere(tmp_path / "baru"), drift=tmp_path / "baru" / "drift.sqlite")
    assert restore(tmp_path / "cadangan", other) == len(files)
    for a, b in zip((*places.databases,), (*other.databases,), strict=True):
        assert rows(a) == rows(b)
    for path in places.archived():
        assert (other.warc / path.name).read_bytes() == path.read_bytes()
    assert (other.store.parent / "sites" / "kabar.py").read_text() == "# aturan\n"
    assert examine(other) == []


def test_a_backup_of_a_store_that_is_written_is_whole(places: Places, tmp_path: Path) -> None:
    with ArticleStore(places.store, read_only=True) as store:
        record = next(store.records(limit=1)).record
    stop = threading.Event()

    def write() -> None:
        number = 0
        with ArticleStore(places.store) as store:
            while not stop.is_set():
                url = f"https://www.kontan.co.id/tulis/{number}"
                store.put(
                    [
                        StoreEntry(
                            {**record, "canonicalUrl": url, "url": url}, next(iter(store.articles())).fetched
                        )
                    ]
                )
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(places, tmp_path / f"c{number}")
            with closing(sqlite3.connect(tmp_path / f"c{number}" / "articles.sqlite")) as db:
                assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                articles, revisions, texts = (
                    db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("articles", "revisions", "texts")
                )
                assert articles == revisions == texts, "no half of a transaction"
    finally:
        stop.set()
        writer.join()


def test_a_second_backup_copies_of_the_archive_what_is_new(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    back_up(places, folder)
    (old,) = places.archived()
    stamp = (folder / "warc" / old.name).stat().st_mtime_ns
    new = places.warc / "baru.warc.gz"
    new.write_bytes(old.read_bytes())
    being_written = places.warc / "tulis.warc.gz.open"
    being_written.write_bytes(b"satu")
    back_up(places, folder)
    assert (folder / "warc" / old.name).stat().st_mtime_ns == stamp, "it is not copied again"
    assert (folder / "warc" / new.name).read_bytes() == new.read_bytes()
    being_written.write_bytes(b"satu dua")
    back_up(places, folder)
    assert (folder / "warc" / being_written.name).read_bytes() == b"satu dua"
    being_written.rename(being_written.with_suffix(""))
    new.unlink()
    back_up(places, folder)
    assert not (folder / "warc" / being_written.name).exists() and not (folder / "warc" / new.name).exists()
    assert list(check(folder)) == []


def test_damage_is_named_and_nothing_is_restored(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    files = back_up(places, folder)
    (name,) = [one.path for one in files if one.path.endswith(".gz")]
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    (folder / "visits.sqlite").unlink()
    (folder / "frontier.sqlite").write_bytes(b"x")
    faults = list(check(folder))
    assert len(faults) == 3 and all(
        any(end in fault for fault in faults)
        for end in ("is not there", "has 1 bytes", "is not what was backed up")
    )
    with pytest.raises(BackupError, match="nothing was restored"):
        restore(folder, elsewhere(tmp_path / "baru"))
    assert not (tmp_path / "baru").exists()


def test_a_manifest_that_leads_out_of_the_backup_is_refused(places: Places, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    back_up(places, folder)
    told = json.loads((folder / MANIFEST).read_text())
    told["files"].append({"path": "../rahasia", "size": 1, "sha256": "0"})
    (folder / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(BackupError, match="leads out of the backup"):
        restore(folder, elsewhere(tmp_path / "baru"))
    (folder / MANIFEST).write_text("{}")
    with pytest.raises(BackupError, match="no manifest"):
        read_manifest(folder)


def test_a_restore_replaces_nothing_and_leaves_nothing_half(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cadangan"
    back_up(places, folder)
    with pytest.raises(BackupError, match="exists already"):
        restore(folder, places)
    import newsspider.crawl.backup as module

    real, left = module._copy, [2]

    def copy(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(module, "_copy", copy)
    with pytest.raises(OSError, match="No space"):
        restore(folder, elsewhere(tmp_path / "baru"))
    assert [path for path in (tmp_path / "baru").rglob("*") if path.is_file()] == []


def test_the_commands(command: Callable[..., Run], places: Places, tmp_path: Path) -> None:
    folder, data = tmp_path / "cadangan", places.store.parent
    made = command("backup", str(folder), "-s", f"DATA_DIR={data}")
    assert made.code == 0 and "files" in made.out, made
    assert "are as they were" in command("backup", str(folder), "--check").out
    assert command("restore", str(folder), "-s", f"DATA_DIR={tmp_path / 'baru'}").code == 0
    again = command("restore", str(folder), "-s", f"DATA_DIR={tmp_path / 'baru'}")
    assert again.code == 2 and "exists already" in again.err
    (folder / "articles.sqlite").write_bytes(b"")
    assert command("backup", str(folder), "--check").code == 1
    for args, sentence in (
        ((), "name one folder"),
        ((str(data / "x"),), "name a folder outside of"),
        ((str(folder), "-s", f"DATA_DIR={tmp_path / 'leer'}"), "there is nothing of a crawl"),
        ((str(tmp_path / "leer"), "--check"), "this is no backup"),
    ):
        said = command("backup", *args, *(() if "-s" in args else ("-s", f"DATA_DIR={data}")))
        assert said.code == 2 and sentence in said.err, said
    assert "this is no backup" in command("restore", str(tmp_path / "leer")).err


def tables(server: Server) -> dict[str, list[str]]:
    """All rows of all our tables of a database."""
    names = server.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'newsspider'::regnamespace AND relkind = 'r'"
    )
    return {name: sorted(server.sql(f"SELECT t::text FROM newsspider.{name} t")) for name in names}


def test_tables_in_a_database_are_dumped_and_put_back(
    command: Callable[..., Run], postgres: Server, shared: Places, tmp_path: Path
) -> None:
    folder, where = tmp_path / "cadangan", f"DATA_DIR={shared.store.parent}"
    assert shared.database is not None
    with closing(LedgerDB(shared.database)) as ledger:
        ledger.add({Count("kontan", "desk", "articles", 490_000): 3})
    before = tables(postgres)
    assert {"requests", "visits", "articles", "records", "counts"} <= before.keys() and before["articles"]
    postgres.sql(f"DROP ROLE IF EXISTS sandi; CREATE ROLE sandi SUPERUSER LOGIN PASSWORD '{SECRET}'")
    url = f"DATABASE_URL={postgres.place('postgres', 'sandi', SECRET).url}"
    made = command("backup", str(folder), "-s", where, "-s", url)
    assert made.code == 0 and "files" in made.out and SECRET not in made.out + made.err, made
    assert {one.path for one in read_manifest(folder)} == {
        "newsspider.dump",
        *(f"warc/{path.name}" for path in shared.archived()),
    }
    new = tmp_path / "baru"
    there = command("restore", str(folder), "-s", f"DATA_DIR={new}", "-s", url)
    assert there.code == 2 and "has tables of crawls already" in there.err and not new.exists(), there
    other = command("restore", str(folder), "-s", f"DATA_DIR={new}")
    assert other.code == 2 and "it is a backup of tables in PostgreSQL" in other.err, other
    postgres.sql("DROP SCHEMA newsspider CASCADE; CREATE SCHEMA newsspider")  # as an owner may have made it
    wrong = command("restore", str(folder), "-s", f"DATA_DIR={new}", "-s", url.replace("4h", "5h"))
    assert wrong.code and "password authentication failed" in wrong.err and not new.exists(), wrong
    done = command("restore", str(folder), "-s", f"DATA_DIR={new}", "-s", url)
    assert (done.code, done.err) == (0, ""), done
    assert tables(postgres) == before
    with ArticleStore(shared.database) as store:  # numbers go on, searches find
        record = next(store.records(limit=1)).record
        one = {**record, "canonicalUrl": "https://x.example/baru", "url": "https://x.example/baru"}
        assert store.put([StoreEntry(one, next(iter(store.articles())).fetched)]) == ["new"]
        assert len(list(store.articles(text="kontan OR dan OR yang"))) > 1
    postgres.sql("DROP OWNED BY sandi CASCADE; DROP ROLE sandi")


def test_without_the_tools_of_postgresql_one_sentence_says_so(
    command: Callable[..., Run], database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    given = ("-s", f"DATA_DIR={tmp_path / 'data'}", "-s", f"DATABASE_URL={database.url}")
    said = command("backup", str(tmp_path / "cadangan"), *given)
    assert said.code == 4 and "there is no pg_dump here" in said.err and said.err.count("\n") == 1, said
    assert not (tmp_path / "cadangan" / MANIFEST).exists()


def test_a_database_that_is_away_is_named_and_not_the_folder(
    command: Callable[..., Run], tmp_path: Path
) -> None:
    pytest.importorskip("psycopg")
    url = "DATABASE_URL=postgresql://pena:rahasia@127.0.0.1:1/kabar"
    said = command("backup", str(tmp_path / "cadangan"), "-s", url, "-s", f"DATA_DIR={tmp_path / 'data'}")
    assert said.code == 4 and said.complaints[0].startswith("backup: postgresql://127.0.0.1:1/kabar: ")
    assert "rahasia" not in said.err
