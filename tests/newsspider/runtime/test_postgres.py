"""Connections to PostgreSQL: refused in a sentence, lost and had again, their tables brought up to date."""

from __future__ import annotations

import traceback

import pytest
from scrapy.settings import Settings

from newsspider.archive import index
from newsspider.crawl import visits_db
from newsspider.drift import ledger_db
from newsspider.frontier import pg_tables
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database, DatabaseError, database_of, database_url
from newsspider.runtime.databases import connect
from newsspider.store import pg_schema
from tests.newsspider.postgres import Server

PARTS = {
    "frontier": pg_tables.MIGRATIONS,
    "store": pg_schema.MIGRATIONS,
    "visits": visits_db.MIGRATIONS,
    "archive": index.MIGRATIONS,
    "drift": ledger_db.MIGRATIONS,
}
SECRET = "r4h@s/ia?"
ANY = (
    "CREATE TABLE sample (id integer)",
    "ALTER TABLE sample ADD COLUMN word text DEFAULT 'kata'",
    "CREATE INDEX ON sample (id)",
)


@pytest.mark.parametrize(
    "text",
    [
        "postgres",
        "mysql://saya:r4hasia@host/name",
        "postgresql://",
        "postgresql://saya:r4hasia@host:port/name",
        "host=x",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(DatabaseError, match="no address of a PostgreSQL database") as refused:
        database_of(Settings({"DATABASE_URL": text}))
    assert "r4hasia" not in str(refused.value)


def test_an_address_is_shown_without_user_and_password() -> None:
    place = database_url("postgresql://saya:r%34hasia@db.example:5433/berita?password=lagi")
    assert str(place) == repr(place) == f"{place}" == "postgresql://db.example:5433/berita"
    said = place.clean("of postgresql://saya:r%34hasia@db.example, r4hasia, lagi")
    assert said == "of postgresql://***@db.example, ***, ***"
    assert database_of(Settings({"DATABASE_URL": ""})) is None


def test_what_cannot_be_connected_to_is_said_in_a_sentence(postgres: Server, database: Database) -> None:
    postgres.sql(f"DROP ROLE IF EXISTS sandi; CREATE ROLE sandi LOGIN PASSWORD '{SECRET}'")
    for place, words in (
        (postgres.place("nowhere"), 'database "nowhere" does not exist'),
        (postgres.place("postgres", "nobody"), 'role "nobody" does not exist'),
        (postgres.place("postgres", "sandi", SECRET + "!"), "password authentication failed"),
        (Database("postgresql://saya:r4hasia@127.0.0.1:9/name"), "onnection refused"),
        (Database("postgresql://saya:r4hasia@host/name?nosuch=1"), "nosuch"),
    ):
        with pytest.raises(BackendError, match=words) as refused:
            connect(place, ANY, "sample")
        said = "".join(traceback.format_exception(refused.value))
        assert "\n" not in str(refused.value) and refused.value.fatal and not refused.value.retry
        assert refused.value.lost == ("onnection refused" in words)
        assert SECRET not in said and "r4hasia" not in said


def test_a_role_without_rights_is_told_what_it_lacks(postgres: Server, database: Database) -> None:
    postgres.sql(f"DROP ROLE IF EXISTS sandi; CREATE ROLE sandi LOGIN PASSWORD '{SECRET}'")
    place = postgres.place("postgres", "sandi", SECRET)
    with pytest.raises(BackendError, match="permission denied for database postgres; the owner") as refused:
        connect(place, ANY, "sample")
    assert refused.value.fatal and SECRET not in str(refused.value)
    postgres.sql("CREATE SCHEMA newsspider AUTHORIZATION sandi")
    db = connect(place, ANY, "sample")
    assert db.execute("SELECT count(*) FROM sample").fetchone()[0] == 0
    db.close()


def test_an_old_server_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsspider.runtime.postgres.OLDEST", 990_000)
    with pytest.raises(BackendError, match=r"the server is PostgreSQL \d+; 99 or newer is needed"):
        connect(database, ANY, "sample")


@pytest.mark.parametrize("version", range(len(ANY) + 1))
def test_tables_of_every_earlier_version_are_brought_up_to_date(database: Database, version: int) -> None:
    if version:
        old = connect(database, ANY[:version], "sample")
        old.execute("INSERT INTO sample (id) VALUES (7)")
        old.close()
    db = connect(database, ANY, "sample")
    if version:
        assert tuple(db.execute("SELECT id, word FROM sample").fetchone()) == (7, "kata")
    assert db.execute("SELECT version FROM versions WHERE part = 'sample'").fetchone()["version"] == len(ANY)
    db.close()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_made_from_every_version_that_there_was(database: Database, part: str) -> None:
    for version in range(1, len(PARTS[part]) + 1):
        connect(database, PARTS[part][:version], part).close()
    connect(database, PARTS[part], part, read_only=True).close()


def test_tables_of_a_newer_release_are_left_alone(database: Database) -> None:
    connect(database, ANY, "sample").close()
    for read_only in (False, True):
        with pytest.raises(BackendError, match="its sample was written by a newer release") as refused:
            connect(database, ANY[:1], "sample", read_only=read_only)
        assert refused.value.fatal


def test_what_only_reads_makes_no_tables(database: Database) -> None:
    with pytest.raises(BackendError, match="it has no tables of the sample"):
        connect(database, ANY, "sample", read_only=True)
    connect(database, ANY, "sample").close()
    db = connect(database, ANY, "sample", read_only=True)
    with pytest.raises(BackendError, match="read-only"):
        db.execute("INSERT INTO sample (id) VALUES (1)")
    db.close()


def test_a_connection_is_lost_with_its_transaction_and_had_again(
    postgres: Server, database: Database
) -> None:
    db = connect(database, ANY, "sample")
    with pytest.raises(BackendError) as lost, db.transaction():
        db.execute("INSERT INTO sample (id) VALUES (1)")
        postgres.stop()
        db.execute("INSERT INTO sample (id) VALUES (2)")
    assert lost.value.lost and lost.value.retry and not lost.value.fatal
    with pytest.raises(BackendError, match="cannot be reached") as lost:
        db.execute("SELECT 1")
    assert lost.value.lost
    postgres.start()
    while db.retry_in:
        pass
    assert db.execute("SELECT count(*) FROM sample").fetchone()[0] == 0
    db.close()


def test_rows_are_asked_by_number_and_by_name_and_streamed(database: Database) -> None:
    db = connect(database, ANY, "sample")
    db.executemany("INSERT INTO sample VALUES (?, ?)", [(number, f"{number} %") for number in range(1_200)])
    streamed = db.stream("SELECT id, word FROM sample WHERE word LIKE '% %' AND id >= ? ORDER BY id", (100,))
    assert next(streamed)["word"] == "100 %"
    assert db.execute("SELECT count(*) FROM sample").fetchone()[0] == 1_200  # another statement in between
    assert sum(1 for _ in streamed) == 1_099
    db.execute("INSERT INTO sample VALUES (?, ?)", (5_000, "nul\0nul"))
    assert db.execute("SELECT word FROM sample WHERE id = 5000").fetchone()[0] == "nul\ufffdnul"
    db.close()
