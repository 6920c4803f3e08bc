"""The archive's index: which record is where, and which body is in which record."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsspider.archive.warc import Location, Original, short_id
from newsspider.archive.warc_file import path_of
from newsspider.runtime.backend import BackendError, SqlConnection
from newsspider.runtime.database import Database, Place, is_there
from newsspider.runtime.databases import connect as connect_database
from newsspider.runtime.remote import File, Folder
from newsspider.runtime.sqlite import connect

__all__ = ["INDEX", "IndexRow", "IndexedFile", "Placed", "RecordIndex", "place_beside"]

INDEX = "index.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0, missing INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS records(
    id TEXT PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    url TEXT NOT NULL, time REAL NOT NULL, digest TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_digest ON records(digest) WHERE digest IS NOT NULL;
"""
MIGRATIONS = (
    """
CREATE TABLE files (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    size bigint NOT NULL DEFAULT 0, closed integer NOT NULL DEFAULT 0, missing integer NOT NULL DEFAULT 0
);
CREATE TABLE records (
    id text COLLATE "C" PRIMARY KEY, file bigint NOT NULL REFERENCES files (id), "offset" bigint NOT NULL,
    length bigint NOT NULL, url text NOT NULL, time double precision NOT NULL, digest text COLLATE "C"
);
CREATE INDEX records_digest ON records (digest) WHERE digest IS NOT NULL
""",
)
"""The tables in PostgreSQL: what each version adds to the one before it; never changed once it was released."""

_INTO = 'INSERT INTO records(file, id, "offset", length, url, time, digest)'
_ADD = (
    f"{_INTO} SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5"
    " FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"
)
_ADD_TO_DATABASE = (
    f"{_INTO} SELECT ?, value ->> 0, (value ->> 1)::bigint, (value ->> 2)::bigint, value ->> 3,"
    " (value ->> 4)::double precision, value ->> 5 FROM json_array_elements(?::json) AS each (value)"
    " ON CONFLICT DO NOTHING"
)


class Placed(NamedTuple):
    """A record's place and the time its response came."""

    location: Location
    fetched: datetime


class IndexRow(NamedTuple):
    """A response's record for the index; ``digest`` only where other records may refer to it."""

    id: str
    offset: int
    length: int
    url: str
    time: float
    digest: str | None


class IndexedFile(NamedTuple):
    """A file of the archive, as far as it is indexed; ``missing`` where it was not there when it was looked for."""

    name: str
    size: int
    closed: bool
    missing: bool


def _open(path: Path, read_only: bool) -> SqlConnection:
    db = connect(path, read_only=read_only, timeout=30, any_thread=True, holds="records", subject=path.name)
    if not read_only:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
        if not db.execute("SELECT 1 FROM pragma_table_info('files') WHERE name = 'missing'").fetchone():
            # an index of an earlier release
            db.execute("ALTER TABLE files ADD COLUMN missing INTEGER NOT NULL DEFAULT 0")
    return db


class RecordIndex:
    """Which record is where, and which body is in which record, in SQLite or PostgreSQL, shared by processes.

    All of it can be made again from the WARC files, so it takes the faster setting for its own commits:
    what a power cut takes from it is read back from the files at the next start. Raises BackendError where it cannot be opened, read or written.
    """

    def __init__(self, path: Place, *, read_only: bool = False) -> None:
        self.path = path
        self.lock = threading.Lock()  # the writing thread and those who ask where a record is
        self.db: SqlConnection
        if isinstance(path, Path):
            self.db, self._add = _open(path, read_only), _ADD
        else:
            self.db = connect_database(path, MIGRATIONS, "archive", read_only=read_only)
            self._add = _ADD_TO_DATABASE

    def add(self, name: str, size: int, rows: Iterable[IndexRow]) -> None:
        with self.lock, self.db.transaction():
            file = self._file(name)
            # one statement for all: between any two the crawl's thread and this one take turns
            self.db.execute(self._add, (file, json.dumps(list(rows))))
            self.db.execute("UPDATE files SET size = ? WHERE id = ? AND size < ?", (size, file, size))

    def close_file(self, name: str) -> None:
        with self.lock:
            self.db.execute("UPDATE files SET closed = 1 WHERE name = ?", (name,))

    def cut(self, name: str, size: int) -> None:
        """Forget what was thought to lie behind ``size``."""
        with self.lock, self.db.transaction():
            file = self._file(name)
            self.db.execute('DELETE FROM records WHERE file = ? AND "offset" + length > ?', (file, size))
            self.db.execute("UPDATE files SET size = ? WHERE id = ? AND size > ?", (size, file, size))

    def clear(self) -> None:
        """Forget everything: the files are to be read again."""
        with self.lock, self.db.transaction():
            self.db.execute("DELETE FROM records")
            self.db.execute("DELETE FROM files")

    def indexed(self) -> list[IndexedFile]:
        """All files that are indexed."""
        with self.lock:
            rows = self.db.execute("SELECT name, size, closed, missing FROM files ORDER BY name").fetchall()
        return [IndexedFile(name, size, bool(closed), bool(missing)) for name, size, closed, missing in rows]

    def miss(self, name: str, missing: bool = True) -> None:
        """A file is not there for now (or is again): no record may refer to what is in it."""
        with self.lock:
            self.db.execute("UPDATE files SET missing = ? WHERE name = ?", (int(missing), name))

    def drop(self, name: str) -> None:
        """Forget a file and its records: it is gone for good."""
        with self.lock, self.db.transaction():
            self.db.execute("DELETE FROM records WHERE file = (SELECT id FROM files WHERE name = ?)", (name,))
            self.db.execute("DELETE FROM files WHERE name = ?", (name,))

    def youngest(self) -> dict[str, datetime]:
        """When the last response of each file came."""
        with self.lock:
            rows = self.db.execute(
                "SELECT name, max(time) FROM files JOIN records ON file = files.id GROUP BY name"
            ).fetchall()
        return {name: datetime.fromtimestamp(time, UTC) for name, time in rows}

    def known(self, name: str) -> tuple[int, bool]:
        """As far as a file is indexed, and whether it is closed."""
        with self.lock:
            row = self.db.execute("SELECT size, closed FROM files WHERE name = ?", (name,)).fetchone()
        return (row[0], bool(row[1])) if row else (0, False)

    def originals(self, digests: Iterable[str]) -> dict[str, Original]:
        """Which of these bodies are known, in files that are there, and their earliest records."""
        with self.lock:
            rows = self.db.execute(
                "SELECT digest, records.id, url, time FROM records JOIN files ON files.id = file AND missing = 0"
                " WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY time DESC",
                (json.dumps(list(digests)),),
            ).fetchall()
        return {row[0]: Original(*row[1:]) for row in rows}

    def locate(self, record: str) -> Placed | None:
        with self.lock:
            row = self.db.execute(
                'SELECT name, "offset", length, time FROM records JOIN files ON files.id = file'
                " WHERE records.id = ?",
                (short_id(record),),
            ).fetchone()
        return Placed(Location(*row[:3]), datetime.fromtimestamp(row[3], UTC)) if row else None

    def close(self) -> None:
        with self.lock:
            self.db.close()

    def _file(self, name: str) -> int:
        self.db.execute("INSERT INTO files(name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
        return int(self.db.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchone()[0])


def place_beside(
    path: File, record: str, cold: Iterable[Folder] = (), database: Database | None = None
) -> tuple[str, int] | None:
    """Where (path, offset) a record is in another file of the archive that a file belongs to, or of ``cold`` folders.

    The index is ``database``, or the file of each folder.
    """
    cold = tuple(cold)
    for folder in (path.parent, *cold):
        place = database or (folder / INDEX if isinstance(folder, Path) else None)
        if place is None or not is_there(place):
            continue
        try:
            index = RecordIndex(place, read_only=True)
            try:
                placed = index.locate(record)
            finally:
                index.close()
        except BackendError:
            continue
        if placed is not None:
            return str(path_of(folder, placed.location.file, cold)), placed.location.offset
    return None
