"""What SQLite raises, in words that fit every backend."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newsspider.runtime.backend import BackendError
from newsspider.runtime.sqlite import backend_error, connect, readable_rows


def test_a_busy_file_may_be_tried_again(tmp_path: Path) -> None:
    one, other = connect(tmp_path / "a.sqlite"), connect(tmp_path / "a.sqlite", timeout=0.01)
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(BackendError, match="locked") as busy:
        other.execute("BEGIN IMMEDIATE")
    assert (busy.value.retry, busy.value.fatal, busy.value.full) == (True, False, False)
    one.execute("COMMIT")
    other.execute("BEGIN IMMEDIATE")


def test_a_full_disk_is_fatal(tmp_path: Path) -> None:
    db = connect(tmp_path / "a.sqlite")
    db.executescript("PRAGMA max_page_count = 3; CREATE TABLE t(x)")
    with pytest.raises(BackendError, match="full") as full:
        db.executemany("INSERT INTO t VALUES (?)", (("x" * 1000,) for _ in range(100)))
    assert (full.value.retry, full.value.fatal, full.value.full) == (False, True, True)


def test_what_is_no_database_is_fatal_and_not_full(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("bukan basis data " * 100)
    with pytest.raises(BackendError, match="not a database") as broken:
        connect(tmp_path / "a.sqlite").execute("SELECT 1 FROM t")
    assert (broken.value.retry, broken.value.fatal, broken.value.full) == (False, True, False)


def test_a_mistake_of_ours_is_neither(tmp_path: Path) -> None:
    db = connect(tmp_path / "a.sqlite")
    db.execute("CREATE TABLE t(x UNIQUE)")
    db.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(BackendError, match="UNIQUE") as wrong:
        db.execute("INSERT INTO t VALUES (1)")
    assert (wrong.value.retry, wrong.value.fatal) == (False, False)


def test_read_only_writes_nothing_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="unable to open"):
        connect(tmp_path / "a.sqlite", read_only=True)
    assert not (tmp_path / "a.sqlite").exists()
    connect(tmp_path / "a.sqlite").execute("CREATE TABLE t(x)")
    with pytest.raises(BackendError, match="readonly") as refused:
        connect(tmp_path / "a.sqlite", read_only=True).execute("INSERT INTO t VALUES (1)")
    assert refused.value.fatal


def test_errors_of_other_parts_are_understood_too() -> None:
    full = backend_error(sqlite3.OperationalError("database or disk is full"))
    assert full is not None and full.full and full.fatal
    assert backend_error(full) is full
    assert backend_error(OSError()) is None and backend_error(None) is None


def test_what_is_damaged_is_said_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    db = connect(path, holds="t", subject=path.name)
    db.executescript("CREATE TABLE t(x); CREATE INDEX i ON t(x)")
    db.executemany("INSERT INTO t VALUES (?)", ((str(number) * 50,) for number in range(1_000)))
    db.close()
    connect(path, holds="t").close()
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:50], whole[:8_192] + bytes(len(whole) - 8_192)):
        path.write_bytes(data)
        with pytest.raises(
            BackendError, match=r"a.sqlite is damaged \(.*\); `newsspider doctor` says"
        ) as broken:
            connect(path, holds="t", subject=path.name)
        assert (broken.value.damaged, broken.value.fatal, broken.value.full) == (True, True, False)


def test_somebody_elses_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    connect(path).execute("CREATE TABLE moz_places(url)")
    before = path.read_bytes()
    with pytest.raises(
        BackendError, match="a database of something else \\(it has tables moz_places, and no t\\)"
    ):
        connect(path, holds="t")
    assert path.read_bytes() == before


def test_a_missing_table_or_column_and_a_text_that_is_none_are_damage(tmp_path: Path) -> None:
    db = connect(tmp_path / "a.sqlite")
    db.execute("CREATE TABLE t(x TEXT)")
    db.execute("INSERT INTO t VALUES (CAST(x'ff' AS TEXT))")
    for statement in ("SELECT 1 FROM s", "SELECT y FROM t", "SELECT x FROM t", "INSERT INTO t(y) VALUES (1)"):
        with pytest.raises(BackendError) as broken:
            db.execute(statement).fetchall()
        assert broken.value.damaged and not broken.value.retry, statement


def test_an_empty_file_is_begun_anew_with_a_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.sqlite"
    path.touch()
    connect(path, holds="t").close()
    assert f"{path} is empty" in caplog.text


def test_rows_are_read_around_what_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    db = connect(path)
    db.execute("CREATE TABLE t(number, text)")
    db.executemany("INSERT INTO t VALUES (?, ?)", ((number, "x" * 300) for number in range(2_000)))
    db.close()
    data = bytearray(path.read_bytes())
    for page in (20, 21, 70):
        data[page * 4_096 : (page + 1) * 4_096] = bytes(4_096)
    path.write_bytes(data)
    found = [row["number"] for row in readable_rows(path, "t")]
    assert found == sorted(found) and 1_900 < len(found) < 2_000
