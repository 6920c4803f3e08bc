"""How far every file of CC-NEWS has been read, and what was in it: one SQLite file beside the WARC files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import NamedTuple, Protocol

from newsspider.runtime.console import Fault, shown
from newsspider.runtime.sqlite import connect

__all__ = ["BEGUN", "LEDGER", "Flaw", "Ledger", "Noted", "State"]

LEDGER = "commoncrawl.sqlite"
BEGUN = "its task did not end"  # why a file is not done that a machine other than the ledger's has begun


@dataclass(slots=True)
class State:
    """How far a file has been read: up to ``offset``, when ``written`` bytes were in the WARC file made of it."""

    path: str
    tag: str = ""
    size: int = 0
    offset: int = 0
    written: int = 0
    head: bytes = b""  # the record that the file begins with, until the first one is kept
    done: bool = False
    why: str = ""  # why it is not done, as of the last time
    records: int = 0
    kept: int = 0
    truncated: int = 0  # of those
    mended: int = 0  # of those

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Flaw(NamedTuple):
    """What could not be read of a file: from where on, and why."""

    path: str
    offset: int
    reason: str


_COLUMNS = [field.name for field in fields(State)]
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS hosts(hosts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files({", ".join(_COLUMNS)}, PRIMARY KEY (path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS flaws(path TEXT, offset INTEGER, reason TEXT, PRIMARY KEY (path, offset)) WITHOUT ROWID;
"""


class Noted(Protocol):
    """How far files have been read, for whoever reads them; see ``Ledger``."""

    def state(self, path: str) -> State: ...

    def save(self, state: State, flaws: Sequence[Flaw] = ()) -> None: ...

    def forget(self, path: str) -> State: ...

    def flaws(self, path: str) -> list[Flaw]: ...


class Ledger:
    """The ledger of a folder. Raises BackendError where it cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = connect(folder / LEDGER, timeout=30, holds="files", subject=LEDGER)
        self.db.executescript(_SCHEMA)

    def close(self) -> None:
        self.db.close()

    def is_of(self, hosts: Iterable[str]) -> None:
        """Note whose records are kept here. Raises Fault where they were somebody else's so far."""
        now = sorted(set(hosts))
        row = self.db.execute("SELECT hosts FROM hosts").fetchone()
        if row is None:
            self.db.execute("INSERT INTO hosts VALUES (?)", (json.dumps(now),))
        elif (before := json.loads(row[0])) != now:
            missing, new = sorted({*before} - {*now}), sorted({*now} - {*before})
            differs = [
                f"{word} {names[0]}{' …' * (len(names) > 1)}"
                for word, names in (("with", missing), ("without", new))
                if names
            ]
            raise Fault(
                f"{shown(self.folder)}: this folder was begun for other hosts ({', '.join(differs)});"
                " name another folder with --warc, or the outlets that it was begun for"
            )

    def state(self, path: str) -> State:
        """How far a file has been read."""
        row = self.db.execute(f"SELECT {', '.join(_COLUMNS)} FROM files WHERE path = ?", (path,)).fetchone()
        return State(*row) if row else State(path)

    def save(self, state: State, flaws: Sequence[Flaw] = ()) -> None:
        """Note how far a file has been read by now, and what could not be read."""
        marks = ", ".join("?" * len(_COLUMNS))
        with self.db.transaction():
            self.db.execute(f"INSERT OR REPLACE INTO files VALUES ({marks})", astuple(state))
            self.db.executemany("INSERT OR REPLACE INTO flaws VALUES (?, ?, ?)", flaws)

    def forget(self, path: str) -> State:
        """Begin a file anew."""
        with self.db.transaction():
            for table in ("files", "flaws"):
                self.db.execute(f"DELETE FROM {table} WHERE path = ?", (path,))
        return State(path)

    def flaws(self, path: str) -> list[Flaw]:
        rows = self.db.execute(
            "SELECT path, offset, reason FROM flaws WHERE path = ? ORDER BY offset", (path,)
        )
        return [Flaw._make(row) for row in rows]
