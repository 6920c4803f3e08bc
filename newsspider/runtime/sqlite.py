"""SQLite connections that raise ``BackendError``, so that ``sqlite3.Error`` is known here alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newsspider.runtime.backend import BackendError

__all__ = ["Connection", "Row", "backend_error", "connect"]

Row = sqlite3.Row
_FATAL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY")


def backend_error(error: BaseException | None) -> BackendError | None:
    """What an exception means for a backend; None where it is not a database's."""
    if isinstance(error, BackendError):
        return error
    return _meaning(error) if isinstance(error, sqlite3.Error) else None


def _meaning(error: sqlite3.Error) -> BackendError:
    name = getattr(error, "sqlite_errorname", "") or ""
    full = name == "SQLITE_FULL" or (not name and "full" in str(error))
    fatal = full or name.startswith(_FATAL)
    retry = isinstance(error, sqlite3.OperationalError) and not fatal
    return BackendError(str(error), retry=retry, fatal=fatal, full=full)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(error) from error


class Cursor(sqlite3.Cursor):
    """A cursor that raises ``BackendError``."""

    def execute(self, *args: Any) -> Self:
        try:
            return super().execute(*args)
        except sqlite3.Error as error:
            raise _meaning(error) from error

    def executemany(self, *args: Any) -> Self:
        with _translated():
            return super().executemany(*args)

    def executescript(self, *args: Any) -> Self:
        with _translated():
            super().executescript(*args)
            return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            raise _meaning(error) from error

    def fetchall(self) -> list[Any]:
        with _translated():
            return super().fetchall()

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise _meaning(error) from error


class Connection(sqlite3.Connection):
    """A connection in autocommit mode whose statements and rows raise ``BackendError``."""

    def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]
        with _translated():
            return super().cursor(Cursor)

    def execute(self, *args: Any) -> Cursor:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Cursor:
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> Cursor:
        return self.cursor().executescript(*args)

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
) -> Connection:
    """Open a file; ``timeout`` is in seconds. Raises BackendError where it cannot be opened.

    With ``any_thread`` the caller sees to it that one thread at a time uses the connection.
    """
    with _translated():
        return sqlite3.connect(
            f"{Path(path).absolute().as_uri()}?mode=ro" if read_only else path,
            uri=read_only,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=not any_thread,
            cached_statements=cached_statements,
            factory=Connection,
        )
