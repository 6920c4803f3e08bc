"""PostgreSQL connections that raise ``BackendError``, come back by themselves, and bring tables up to date.

Only this module imports psycopg. All tables are in the schema ``newsspider``. A connection takes the statements that
SQLite's takes, with ``?`` for values, and gives the same rows.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from psycopg.adapt import Loader

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database

__all__ = ["Connection", "Row", "connect"]

OLDEST = 130000  # PostgreSQL 13
SCHEMA = "newsspider"
_MIGRATING = 0x6E657773  # the advisory lock of whoever changes tables
_SESSION = {
    "search_path": SCHEMA,
    "timezone": "UTC",
    "application_name": "newsspider",
    "lock_timeout": "10s",
    "statement_timeout": "120s",
    # what is frozen in the midst of a transaction holds up nobody for longer
    "idle_in_transaction_session_timeout": "5s",
}
_BASE = """
CREATE TABLE IF NOT EXISTS versions (part text PRIMARY KEY, version integer NOT NULL);
-- for a list of texts, what SQLite's function of this name gives
CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE AS
    $$ SELECT pg_catalog.json_array_elements_text(list::json) $$
"""
_KEEPALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_LOST = ("08", "57P")  # connection exceptions; the server stops, or is starting
_RETRY = ("55P03", "40P01", "40001", "57014")  # locks, deadlocks and timeouts
_FULL = ("53100",)
_BUSY = ("53300",)  # too many connections
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0  # seconds between two attempts to connect again


class Row(tuple[Any, ...]):
    """A row that is asked by number and by name, like SQLite's."""

    names: tuple[str, ...] = ()

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.names.index(key) if isinstance(key, str) else key)

    def keys(self) -> tuple[str, ...]:
        return self.names


@cache
def _row_class(names: tuple[str, ...]) -> type[Row]:
    return type("Row", (Row,), {"names": names})


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    return _row_class(tuple(column.name for column in cursor.description or ()))


class _Moment(Loader):
    """Moments as the tables of SQLite hold them: ISO 8601 in UTC with milliseconds, ending in Z."""

    def load(self, data: Any) -> str:
        moment = datetime.fromisoformat(bytes(data).decode())
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def _translated(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")


def _sound(value: Any) -> Any:
    """A value that PostgreSQL can hold: no text with NUL in it."""
    if isinstance(value, str) and "\0" in value:
        return value.replace("\0", "\ufffd")
    return value


class Connection:
    """A connection in autocommit mode whose statements raise ``BackendError``.

    One that is lost is made anew by the next statement outside of a transaction, but not more often than a growing
    pause allows. One thread at a time uses it.
    """

    def __init__(self, place: Database, migrations: Sequence[str], part: str, read_only: bool) -> None:
        self.place = place
        self.on_connect: Callable[[], None] | None = None
        self._read_only = read_only
        self._depth = 0
        self._pause = 0.0
        self._not_before = 0.0
        self._names = 0
        self._raw: psycopg.Connection[Row] | None = self._connect(first=True)
        try:
            _check(self, migrations, part, read_only)
        except BaseException:
            self.close()
            raise

    @property
    def raw(self) -> psycopg.Connection[Row]:
        """psycopg's own connection, made anew where it was lost. Raises BackendError."""
        if self._raw is None or self._raw.closed:
            if self._depth:
                raise BackendError("the connection was lost", lost=True)
            if time.monotonic() < self._not_before:
                raise BackendError("the server cannot be reached", lost=True)
            self._raw = None
            self._raw = self._connect()
            if self.on_connect is not None:
                self.on_connect()
        return self._raw

    def _connect(self, *, first: bool = False) -> psycopg.Connection[Row]:
        try:
            made = psycopg.connect(self.place.url, autocommit=True, row_factory=_rows, **_options(self.place))
        except psycopg.Error as error:
            self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
            self._not_before = time.monotonic() + self._pause * random.uniform(0.5, 1)
            said = self.place.clean(_said(error))
            # without the error itself: its words may be those of the address
            if first and (isinstance(error, psycopg.ProgrammingError) or _REFUSED.search(said)):
                raise BackendError(f"it cannot be connected to: {said}", fatal=True) from None
            raise BackendError(f"the server cannot be reached: {said}", fatal=first, lost=True) from None
        self._pause = 0.0
        made.adapters.register_loader("timestamptz", _Moment)
        if made.info.server_version < OLDEST:
            version = made.info.server_version // 10_000
            made.close()
            raise BackendError(
                f"the server is PostgreSQL {version}; {OLDEST // 10_000} or newer is needed", fatal=True
            )
        try:
            settings = _SESSION | ({"default_transaction_read_only": "on"} if self._read_only else {})
            made.execute(
                "SELECT "
                + ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
            )
        except psycopg.Error as error:
            raise self._meaning(error) from None
        return made

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise self._meaning(error) from error
        except UnicodeError as error:
            raise BackendError(f"a text is not UTF-8: {error}") from error

    def _meaning(self, error: psycopg.Error) -> BackendError:
        state = error.sqlstate or ""
        said = self.place.clean(_said(error))
        raw = self._raw
        closed = raw is not None and raw.closed  # by the server, whatever it says why
        lost = (
            state.startswith(_LOST) or closed or (isinstance(error, psycopg.OperationalError) and raw is None)
        )
        if lost:
            self._drop()
            return BackendError(f"the connection was lost ({said})", lost=True)
        if state in _FULL:
            return BackendError(said, fatal=True, full=True)
        if state == "42501":
            return BackendError(f"{said}; the owner of the database has to grant that", fatal=True)
        if state in ("42P01", "42703", "3F000"):
            return BackendError(f"it has not the tables of this release ({said})", fatal=True)
        return BackendError(said, retry=state in _RETRY or state in _BUSY)

    def _drop(self) -> None:
        if self._raw is not None:
            with suppress(psycopg.Error):
                self._raw.close()
            self._raw = None

    def execute(self, statement: str, values: Iterable[Any] | dict[str, Any] = ()) -> Any:
        """Run a statement: with ``?`` and a sequence of values, or with ``%(name)s`` and a dictionary."""
        raw = self.raw
        with self._errors():
            if isinstance(values, dict):
                return raw.execute(statement, values)
            given = [_sound(one) for one in values]
            # without values several statements may come at once
            return raw.execute(_translated(statement), given) if given else raw.execute(statement)

    def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> Any:
        raw = self.raw
        with self._errors():
            cursor = raw.cursor()
            cursor.executemany(_translated(statement), [[_sound(one) for one in row] for row in values])
            return cursor

    def stream(self, statement: str, values: Iterable[Any] = ()) -> Iterator[Row]:
        """The rows of a statement, a few at a time, while others are asked for on the same connection."""
        raw = self.raw
        self._names += 1
        with self._errors(), raw.cursor(f"rows_{self._names}", withhold=True) as cursor:
            cursor.itersize = 500
            cursor.execute(_translated(statement), [_sound(one) for one in values])
            yield from cursor

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back on any exception."""
        raw = self.raw
        self._depth += 1
        try:
            with self._errors(), raw.transaction():
                yield
        finally:
            self._depth -= 1

    @property
    def fileno(self) -> int | None:
        """The socket, to wait for what the server says; None while the connection is lost."""
        return self._raw.fileno() if self._raw is not None and not self._raw.closed else None

    @property
    def retry_in(self) -> float:
        """Seconds until it is tried again to connect; 0 where that may be tried now."""
        return max(0.0, self._not_before - time.monotonic()) if self.fileno is None else 0.0

    def heard(self) -> bool:
        """Whether the server has notified this connection of something since this was asked last."""
        raw = self._raw
        if raw is None:
            return False
        try:
            return len(list(raw.notifies(timeout=0))) > 0
        except psycopg.Error as error:
            self._meaning(error)
            self._drop()
            return False

    def close(self) -> None:
        self._drop()


def _options(place: Database) -> dict[str, Any]:
    """What libpq is told besides the address, which may say otherwise."""
    given = psycopg.conninfo.conninfo_to_dict(place.url)
    return {name: value for name, value in _KEEPALIVE.items() if name not in given}


# What a server says to an address that somebody has to correct; of these the error has no code.
_REFUSED = re.compile(r"authentication failed|does not exist|no password supplied|no pg_hba\.conf entry")


def _said(error: psycopg.Error) -> str:
    """An error in one line: what the server or libpq says, without the address that it was tried at."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    for mark in ("FATAL:", "failed:"):
        for line in lines:
            if error.sqlstate is None and mark in line and (text := line.rpartition(mark)[2].strip()):
                return text.rstrip(".")
    return lines[0].rstrip(".")


def _check(db: Connection, migrations: Sequence[str], part: str, read_only: bool) -> None:
    """Bring the tables of a part up to date. Raises BackendError."""
    known = len(migrations)
    if (version := _version(db, part)) == known:
        return
    if read_only:
        if version > known:
            raise _newer(part, version, known)
        raise BackendError(
            f"it has no tables of the {part}, or those of an older release; a crawl makes them", fatal=True
        )
    with db.transaction():
        # one process at a time, also before there is any table to lock
        db.execute(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        if db.execute("SELECT to_regnamespace(?) IS NULL", (SCHEMA,)).fetchone()[0]:
            db.execute(f"CREATE SCHEMA {SCHEMA}")
        db.execute(_BASE)
        version = _version(db, part)
        if version > known:
            raise _newer(part, version, known)
        for migration in migrations[version:]:
            db.execute(migration)
        db.execute(
            "INSERT INTO versions VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET version = excluded.version",
            (part, known),
        )


def _newer(part: str, version: int, known: int) -> BackendError:
    return BackendError(
        f"its {part} was written by a newer release (format {version}, known: {known})",
        fatal=True,
    )


def _version(db: Connection, part: str) -> int:
    if db.execute("SELECT to_regclass(?) IS NULL", (f"{SCHEMA}.versions",)).fetchone()[0]:
        return 0
    row = db.execute("SELECT version FROM versions WHERE part = ?", (part,)).fetchone()
    return int(row[0]) if row else 0


def connect(place: Database, migrations: Sequence[str], part: str, *, read_only: bool = False) -> Connection:
    """A connection whose tables of a part are up to date. Raises BackendError where that cannot be had."""
    return Connection(place, migrations, part, read_only)
