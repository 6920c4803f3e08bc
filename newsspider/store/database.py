"""The store: which articles there are, what they said when, and which page said so.

>>> store = ArticleStore("data/articles.sqlite")
>>> store.put([StoreEntry(article.to_dict(), fetched)])
['new']
>>> [summary.headline for summary in store.articles(outlet="kontan", text="suku bunga")]
['...']
>>> print(store.diff(url))
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Self

from newsspider.runtime.backend import BackendError, SqlConnection
from newsspider.runtime.database import Place
from newsspider.runtime.databases import connect as connect_database
from newsspider.runtime.durable import Mark
from newsspider.runtime.sqlite import Connection, Row, connect
from newsspider.store.copies import Copies, Text
from newsspider.store.intake import Intake
from newsspider.store.model import Change, Prepared, StoreEntry, StoreError, as_utc, prepare
from newsspider.store.pg_schema import MIGRATIONS
from newsspider.store.queries import Queries
from newsspider.store.schema import READABLE, VERSION, WITH_COPIES, prepare_tables, version_of
from newsspider.store.search import Fts5, TextSearch, Words

__all__ = ["ArticleStore"]

_TABLES = ("articles", "revisions", "search", "texts", "shingle", "alike", "copies")
_OLD = "FROM revisions WHERE fetched < ? AND revision <> (SELECT a.revision FROM articles a WHERE a.id = article)"


class ArticleStore(Queries):
    """Articles with their revisions in a SQLite file, which several processes may share.

    ``put`` is one transaction, on disk when it returns. A connection belongs to whoever made it: one thread
    at a time. Raises StoreError where the file cannot be opened or is of another version; later, BackendError
    where it cannot be read or written.
    """

    def __init__(self, path: str | Place, *, read_only: bool = False, wait: float = 30) -> None:
        self.path: Place = Path(path) if isinstance(path, str) else path
        self.db: SqlConnection
        self.search: TextSearch
        try:
            if isinstance(self.path, Path):
                self.db, version = _open(self.path, read_only, wait)
                self.search, self.knows_copies = Fts5(self.db), version >= WITH_COPIES
            else:
                self.db = connect_database(self.path, MIGRATIONS, "store", read_only=read_only)
                self.search, self.knows_copies = Words(self.db), True
        except StoreError:
            raise
        except (BackendError, OSError) as error:
            raise StoreError(f"{self.path}: {getattr(error, 'strerror', None) or error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    def put(self, entries: Iterable[StoreEntry]) -> list[Change]:
        """Keep articles, all of them or none; what each of them was to the store.

        - ``new``: no article of that address was known.
        - ``changed``: its text differs from the current revision's: one more revision.
        - ``corrected``: the same text, but other words around it (a headline, a name, a newer rule's
          reading): the current revision is updated.
        - ``unchanged``: all the same; only ``last_seen`` moves.

        A record read anew from the very page of a known revision (same file, same offset) takes that
        revision's place. Raises StoreError for a record without an address, before anything is written.
        """
        prepared = [
            (entry, entry.record if isinstance(entry.record, Prepared) else prepare(entry.record))
            for entry in entries
        ]
        with self.db.transaction():
            self.db.execute("UPDATE mark SET puts = puts + 1")
            return Intake(self.db, self.search).put(prepared)

    def compare_texts(self, most: int = 500) -> int:
        """Look for copies of articles that a version before this one kept; returns how many it looked at, 0 at the end.

        Those that ``put`` keeps are compared there.
        """
        with self.db.transaction():
            rows = self.db.execute(
                "SELECT a.id, r.record FROM articles a JOIN revisions r ON r.article = a.id AND r.revision = a.revision"
                " WHERE NOT EXISTS (SELECT 1 FROM texts WHERE article = a.id) ORDER BY a.id LIMIT ?",
                (most,),
            ).fetchall()
            Copies(self.db).renew([Text.of(id_, json.loads(record)) for id_, record in rows])
        return len(rows)

    def remove(self, urls: Iterable[str]) -> int:
        """Forget articles, with all that they ever said; returns how many there were."""
        with self.db.transaction():
            rows = self.db.execute(
                "SELECT id FROM articles WHERE canonical_url IN (SELECT value FROM json_each(?))",
                (json.dumps([*urls]),),
            ).fetchall()
            ids = [id_ for (id_,) in rows]
            Copies(self.db).forget(ids)
            for id_ in ids:
                self.db.execute(
                    "DELETE FROM feeds WHERE canonical_url = (SELECT canonical_url FROM articles WHERE id = ?)",
                    (id_,),
                )
                self.db.execute("DELETE FROM revisions WHERE article = ?", (id_,))
                self.db.execute("DELETE FROM search WHERE rowid = ?", (id_,))
                self.db.execute("DELETE FROM articles WHERE id = ?", (id_,))
        return len(ids)

    def remove_revisions(self, before: datetime) -> int:
        """Forget the texts that are not the current ones and were fetched before a moment; returns how many."""
        with self.db.transaction():
            touched = self.db.execute(f"SELECT DISTINCT article {_OLD}", (as_utc(before),)).fetchall()
            count = self.count_revisions(before)
            self.db.execute(f"DELETE {_OLD}", (as_utc(before),))
            # numbers go on from the highest: those of revisions that were removed do not come again
            self.db.executemany(
                "UPDATE articles SET revisions = (SELECT max(revision) FROM revisions WHERE article = id) WHERE id = ?",
                [(article,) for (article,) in touched],
            )
        return count

    def count_revisions(self, before: datetime) -> int:
        """How many ``remove_revisions`` would remove."""
        return int(self.db.execute(f"SELECT count(*) {_OLD}", (as_utc(before),)).fetchone()[0])

    def size(self) -> int:
        """Bytes of the file; of a database, of what is in its tables: what is removed there leaves room, not less."""
        if isinstance(self.path, Path):
            return self.path.stat().st_size
        parts = (f"(SELECT coalesce(sum(pg_column_size(t.*)), 0) FROM {table} t)" for table in _TABLES)
        return int(self.db.execute(f"SELECT {' + '.join(parts)}").fetchone()[0])

    def give_back_room(self) -> None:
        """Make the file as small as what is in it, with as much room beside it meanwhile; a server does so by itself."""
        if isinstance(self.path, Path):
            self.db.execute("VACUUM")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_feeds(self, keys: Iterable[str]) -> None:
        """Forget what went to these feeds: their crawl has finished."""
        with self.db.transaction():
            self.db.executemany("DELETE FROM feeds WHERE feed = ?", [(key,) for key in keys])

    def move_feeds(self, keys: Iterable[str], to: Iterable[str]) -> None:
        """Note what went to some feeds as having gone to others, to each of them."""
        moved, to = [*keys], [*to]
        with self.db.transaction():
            for key in to:
                self.db.executemany(
                    "INSERT INTO feeds SELECT ?, canonical_url, crawl FROM feeds WHERE feed = ? ON CONFLICT DO NOTHING",
                    [(key, one) for one in moved],
                )
            self.db.executemany(
                "DELETE FROM feeds WHERE feed = ?", [(one,) for one in moved if one not in to]
            )

    def mark(self) -> Mark:
        """Which store this is, and how often something was put there."""
        return Mark(*self.db.execute("SELECT id, puts FROM mark").fetchone())


def _open(path: Path, read_only: bool, wait: float) -> tuple[Connection, int]:
    """A file with the store's tables, and their version. Raises StoreError and BackendError."""
    if read_only:
        if not path.is_file():
            raise StoreError(f"{path}: there is no store of articles")
        db = connect(path, read_only=True, timeout=wait, any_thread=True, holds="articles", subject=path.name)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = connect(path, timeout=wait, any_thread=True, holds="articles", subject=path.name)
        db.execute("PRAGMA journal_mode=WAL")
        # One fsync a group: what put() returned from outlives a power cut.
        db.execute("PRAGMA synchronous=FULL")
        prepare_tables(db)
    version = version_of(db)
    if not version:
        db.close()
        raise StoreError(f"{path}: it is empty; `newsspider doctor` says what is to be done")
    if version not in READABLE:
        db.close()
        raise StoreError(f"{path}: made by another version (schema {version}, this one reads {VERSION})")
    db.row_factory = Row
    return db, version
