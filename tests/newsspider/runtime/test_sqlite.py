"""What SQLite raises, in words that fit every backend."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newsspider.runtime.backend import BackendError
from newsspider.runtime.sqlite import backend_error, connect


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
