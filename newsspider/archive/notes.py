"""The notes of a re-extraction: what became of every response, in the archive's order, in a temporary SQLite file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsspider.archive.judge import JudgedResponse
from newsspider.runtime.sqlite import connect

__all__ = ["NOT_HERE", "Lost", "Noted", "Notes", "Revisit"]

NOT_HERE = "repeats a record that is not here"

_NOTED = "SELECT rowid, file, offset, length, url, time, kind, detail, next, key, layout, line FROM found"


class Noted(NamedTuple):
    """A response as it was noted; ``number`` counts them, ``file`` counts the files."""

    number: int
    file: int
    offset: int
    length: int
    url: str
    time: float
    kind: str
    detail: str
    further: str | None
    key: str
    layout: str
    line: bytes

    @property
    def next(self) -> list[str]:
        """The further pages that the article names."""
        return json.loads(self.further) if self.further else []


class Revisit(NamedTuple):
    """A response whose body is in another record."""

    number: int
    file: int
    offset: int
    url: str
    time: float
    record: str
    original_url: str


class Lost(NamedTuple):
    """Pages that are not had whole: what is wrong, of how many, one of them, and more about that one."""

    detail: str
    pages: int
    example: str
    reason: str


class Notes:
    """What became of every response. Raises BackendError where it cannot be written."""

    def __init__(self, path: Path) -> None:
        self.db = connect(path)
        self.db.executescript(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE found(
                file INTEGER, offset INTEGER, length INTEGER, record TEXT, url TEXT, time REAL, kind TEXT,
                detail TEXT, reason TEXT, next TEXT, key TEXT, layout TEXT, line BLOB, revisit INTEGER DEFAULT 0);
            CREATE TABLE last(key TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
            """
        )
        self._indexed: set[str] = set()

    def add(self, file: int, found: Iterable[JudgedResponse]) -> None:
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                (file, *one._replace(next=json.dumps(one.next) if one.next else None)[:-1])  # type: ignore[arg-type]
                for one in found  # what was observed is for the ledger of drift
            ),
        )
        self.db.execute("COMMIT")

    def replace(self, number: int, found: JudgedResponse) -> None:
        self.db.execute(
            "UPDATE found SET kind = ?, detail = ?, reason = ?, next = ?, key = ?, layout = ?, line = ?, revisit = 1"
            " WHERE rowid = ?",
            (
                found.kind,
                found.detail,
                found.reason,
                json.dumps(found.next) if found.next else None,
                found.key,
                found.layout,
                found.line,
                number,
            ),
        )

    def has(self, kind: str) -> bool:
        return self.db.execute("SELECT 1 FROM found WHERE kind = ? LIMIT 1", (kind,)).fetchone() is not None

    def index(self, column: str) -> None:
        if column not in self._indexed:
            self.db.execute(f"CREATE INDEX found_{column} ON found({column})")
            self._indexed.add(column)

    def is_news(self, key: str, line: bytes) -> bool:
        """Note an article; whether it differs from what it said last."""
        digest = hashlib.blake2b(line, digest_size=16).digest()
        row = self.db.execute("SELECT digest FROM last WHERE key = ?", (key,)).fetchone()
        if row is not None and row[0] == digest:
            return False
        self.db.execute("INSERT OR REPLACE INTO last VALUES (?, ?)", (key, digest))
        return True

    def came_out(self, key: str) -> bool:
        return self.db.execute("SELECT 1 FROM last WHERE key = ?", (key,)).fetchone() is not None

    def close(self) -> None:
        self.db.close()

    def begin(self) -> None:
        self.db.execute("BEGIN")

    def commit(self) -> None:
        self.db.execute("COMMIT")

    def all(self) -> Iterator[Noted]:
        """Every response, in the archive's order."""
        return map(Noted._make, self.db.execute(f"{_NOTED} ORDER BY rowid"))

    def of_address(self, url: str) -> list[Noted]:
        """The responses of an address, by time."""
        rows = self.db.execute(f"{_NOTED} WHERE url = ? ORDER BY time, rowid", (url,)).fetchall()
        return [Noted._make(row) for row in rows]

    def has_article(self, url: str) -> bool:
        """Whether an article lies under an address."""
        row = self.db.execute(
            "SELECT 1 FROM found WHERE url = ? AND kind = 'article' LIMIT 1", (url,)
        ).fetchone()
        return row is not None

    def fate(self, file: int, offset: int) -> tuple[str, str, str] | None:
        """Kind, detail and reason of the response in a place; None where there is none."""
        row: tuple[str, str, str] | None = self.db.execute(
            "SELECT kind, detail, reason FROM found WHERE file = ? AND offset = ?", (file, offset)
        ).fetchone()
        return row

    def revisits(self, after: int, limit: int) -> list[Revisit]:
        """The next revisits after a number."""
        rows = self.db.execute(
            "SELECT rowid, file, offset, url, time, detail, reason FROM found"
            " WHERE kind = 'revisit' AND rowid > ? ORDER BY rowid LIMIT ?",
            (after, limit),
        ).fetchall()
        return [Revisit._make(row) for row in rows]

    def give_up_revisits(self) -> None:
        """The revisits that are left refer to nothing that is here."""
        self.db.execute(
            "UPDATE found SET kind = 'lost', detail = ?, reason = '' WHERE kind = 'revisit'", (NOT_HERE,)
        )

    def lost(self) -> list[Lost]:
        """The pages that are not had whole, whenever they were fetched, by what is wrong with them."""
        rows = self.db.execute(
            "SELECT detail, count(DISTINCT url), min(url), reason FROM found f WHERE kind = 'lost' AND NOT EXISTS"
            " (SELECT 1 FROM found o WHERE o.url = f.url AND o.kind NOT IN ('lost', 'status', 'failed'))"
            " GROUP BY detail ORDER BY detail"
        ).fetchall()
        return [Lost._make(row) for row in rows]

    def original(self, record: str, url: str, time: float) -> tuple[int, int] | None:
        """Where (file, offset) the record lies that a revisit refers to."""
        holds = "NOT revisit AND kind NOT IN ('revisit', 'redirect', 'status', 'lost')"
        row: tuple[int, int] | None
        if record:
            row = self.db.execute(
                f"SELECT file, offset FROM found WHERE record = ? AND {holds} LIMIT 1", (record,)
            ).fetchone()
        else:  # some crawlers name address and date only
            self.index("url")
            row = self.db.execute(
                f"SELECT file, offset FROM found WHERE url = ? AND time <= ? AND {holds}"
                " ORDER BY time DESC, rowid LIMIT 1",
                (url, time),
            ).fetchone()
        return row
