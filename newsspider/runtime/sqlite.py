"""SQLite connections that raise ``BackendError``, so that ``sqlite3.Error`` is known here alone."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newsspider.runtime.backend import BackendError

__all__ = ["Connection", "Row", "backend_error", "connect", "problems", "readable_rows"]

logger = logging.getLogger(__name__)

Row = sqlite3.Row
_FATAL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
# no statement of ours is wrong, and no text of ours
_FOREIGN = ("no such table", "no such column", "has no column named", "not UTF-8", "decode to UTF-8")
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
_CHECKED = 64 * 1024 * 1024  # bytes of a file that is looked through when it is opened, which takes 0.1 s
_DOCTOR = "`newsspider doctor` says what of it can be saved"


def backend_error(error: BaseException | None) -> BackendError | None:
    """What an exception means for a backend; None where it is not a database's."""
    if isinstance(error, BackendError):
        return error
    return _meaning(error) if isinstance(error, sqlite3.Error) else None


def _meaning(error: Exception, subject: str = "it") -> BackendError:
    name, said = getattr(error, "sqlite_errorname", "") or "", str(error)
    if isinstance(error, UnicodeDecodeError):
        said = "a text is not UTF-8"
    full = name == "SQLITE_FULL" or (not name and "full" in said)
    damaged = name.startswith(_DAMAGED) or any(words in said for words in _FOREIGN)
    if damaged:
        said = f"{subject} is damaged ({said}); {_DOCTOR}"
    fatal = full or damaged or name.startswith(_FATAL)
    retry = isinstance(error, sqlite3.OperationalError) and (name.startswith(_BUSY) if name else not fatal)
    return BackendError(said, retry=retry, fatal=fatal, full=full, damaged=damaged)


@contextmanager
def _translated(subject: str = "it") -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        raise _meaning(error, subject) from error


class Cursor(sqlite3.Cursor):
    """A cursor that raises ``BackendError``."""

    connection: Connection

    @property
    def subject(self) -> str:
        return self.connection.subject

    def execute(self, *args: Any) -> Self:
        try:
            return super().execute(*args)
        except _ERRORS as error:
            raise _meaning(error, self.subject) from error

    def executemany(self, *args: Any) -> Self:
        with _translated(self.subject):
            return super().executemany(*args)

    def executescript(self, *args: Any) -> Self:
        with _translated(self.subject):
            super().executescript(*args)
            return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _ERRORS as error:
            raise _meaning(error, self.subject) from error

    def fetchall(self) -> list[Any]:
        with _translated(self.subject):
            return super().fetchall()

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except _ERRORS as error:
            raise _meaning(error, self.subject) from error


class Connection(sqlite3.Connection):
    """A connection in autocommit mode whose statements and rows raise ``BackendError``.

    ``subject`` is what errors call a file that is damaged.
    """

    subject = "it"

    def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]
        with _translated(self.subject):
            return super().cursor(Cursor)

    def execute(self, *args: Any) -> Cursor:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Cursor:
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> Cursor:
        return self.cursor().executescript(*args)

    def stream(self, *args: Any) -> Iterator[Any]:
        """The rows of a statement, one at a time, as ``execute`` gives them too."""
        return self.execute(*args)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back on any exception."""
        # IMMEDIATE: a reader that becomes a writer halfway would be refused without waiting its turn
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:  # SQLite itself rolls back after some errors
                self.execute("ROLLBACK")
            raise


def connect(
    path: str | Path,
    *,
    read_only: bool = False,
    timeout: float = 5.0,
    any_thread: bool = False,
    cached_statements: int = 128,
    holds: str = "",
    subject: str = "it",
) -> Connection:
    """Open a file; ``timeout`` is in seconds. Raises BackendError where it cannot be opened.

    ``holds`` is a table of ours: a file that has others and not that one is somebody else's, and a file that is
    not whole is not opened, as far as that shows quickly. ``subject`` is what errors call a damaged file. With ``any_thread`` the caller sees to it that one thread at a time uses the connection.
    """
    path = Path(path)
    if holds and not read_only and _is_empty(path):
        logger.warning("%s is empty, which it never is by itself: it is begun anew", path)
    with _translated(subject):
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro" if read_only else path,
            uri=read_only,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=not any_thread,
            cached_statements=cached_statements,
            factory=Connection,
        )
    db.subject = subject
    if holds:
        try:
            _check(db, path, holds)
        except BackendError:
            db.close()
            raise
    return db


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists()
    except OSError:
        return False


def _check(db: Connection, path: Path, holds: str) -> None:
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith("sqlite_")
    ]
    if tables and holds not in tables:
        raise BackendError(
            f"{db.subject} is a database of something else (it has tables {', '.join(tables[:3])}, and no {holds});"
            " move it away, or name another file",
            fatal=True,
            damaged=True,
        )
    if path.stat().st_size <= _CHECKED and (faults := problems(db, most=1)):
        raise BackendError(f"{db.subject} is damaged ({faults[0]}); {_DOCTOR}", fatal=True, damaged=True)


def problems(db: Connection, *, most: int = 3, thorough: bool = False) -> list[str]:
    """What is wrong with a file, in SQLite's words; ``thorough`` compares its indexes and reads every row too."""
    check = "integrity_check" if thorough else "quick_check"
    try:
        rows = db.execute(f"PRAGMA {check}({most})").fetchall()
        found = [" ".join(str(row[0]).split()) for row in rows if row[0] != "ok"]
        if thorough and not found:
            for (table,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            ).fetchall():
                for _ in db.execute(f'SELECT * FROM "{table}"'):
                    pass
    except BackendError as error:
        if error.retry:
            raise
        return [str(error.__cause__ or error)]
    return found


def readable_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table with row ids that can still be read, whatever has become of the file around them.

    Raises BackendError where nothing at all can be read of it.
    """
    db = connect(path, read_only=True)
    db.row_factory = Row
    try:
        ranges = [(1, _last_row(db, path, table))]
        while ranges:
            first, last = ranges.pop()
            if last - first >= _AT_ONCE:
                middle = (first + last) // 2
                ranges += ((middle + 1, last), (first, middle))
                continue
            try:
                rows = db.execute(
                    f"SELECT * FROM {table} WHERE rowid BETWEEN ? AND ?", (first, last)
                ).fetchall()
            except BackendError:
                if last > first:
                    middle = (first + last) // 2
                    ranges += ((middle + 1, last), (first, middle))
                continue
            yield from map(dict, rows)
    finally:
        db.close()


def _last_row(db: Connection, path: Path, table: str) -> int:
    try:
        return int(db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0)
    except BackendError:
        db.execute(f"SELECT 1 FROM {table} WHERE rowid = 0")  # where that is no use either, nothing is
        return path.stat().st_size // _LEAST_ROW


_AT_ONCE = 256
_LEAST_ROW = 16  # bytes that a row takes at least
