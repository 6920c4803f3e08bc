"""Which articles of the store share their text: kept with every article that is put there, asked for afterwards.

What makes two texts alike, and which is the original, is in ``extractors.copies``; here are the tables.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from extractors.copies import COMMON, Version, alike, candidates, credited, original, shingles
from newsspider.runtime.backend import SqlConnection

__all__ = ["Copies", "Text", "packed", "unpacked"]

_GIVEN = "SELECT CAST(value AS BIGINT) FROM json_each(?)"


class Text(NamedTuple):
    """The current text of an article, and whom it credits."""

    article: int
    hashes: frozenset[int]
    credits: tuple[str, ...]

    @classmethod
    def of(cls, article: int, record: Mapping[str, Any]) -> Text:
        """From ``Article.to_dict()``, with or without what is derived from its text."""
        text = "\n\n".join(block["text"] for block in record.get("body") or ())
        return cls(article, shingles(text), credited(record))


def packed(hashes: Iterable[int]) -> bytes:
    """Shingles as the tables hold them."""
    ordered = sorted(hashes)
    return struct.pack(f"<{len(ordered)}I", *ordered)


def unpacked(data: bytes) -> frozenset[int]:
    """The reverse of ``packed``."""
    return frozenset(struct.unpack(f"<{len(data) // 4}I", data))


class Copies:
    """The tables of shingles and copies; ``renew`` is called within a transaction."""

    def __init__(self, db: SqlConnection) -> None:
        self.db = db

    def renew(self, texts: Sequence[Text]) -> None:
        """Take in new texts of articles, and say anew which of those that they touch are copies."""
        changed: set[int] = set()
        for text in texts:
            before = self.db.execute(
                "SELECT hashes, credits FROM texts WHERE article = ?", (text.article,)
            ).fetchone()
            credits = json.dumps(text.credits)
            if before is None or unpacked(before["hashes"]) != text.hashes:
                changed |= {text.article, *self._renew(text, credits, before)}
            else:  # its date may be another one, or whom it credits
                if before["credits"] != credits:
                    self.db.execute("UPDATE texts SET credits = ? WHERE article = ?", (credits, text.article))
                others = self._others(text.article)
                changed |= {text.article, *others} if others else set()
        self._judge(changed)

    def forget(self, articles: Sequence[int]) -> None:
        """Articles are to be removed; those that were their copies are judged anew."""
        concerned = set[int]()
        for article in articles:
            concerned |= self._others(article)
            row = self.db.execute("SELECT hashes FROM texts WHERE article = ?", (article,)).fetchone()
            self._take_out(article, unpacked(row["hashes"]) if row else frozenset())
            self.db.execute("DELETE FROM texts WHERE article = ?", (article,))
            self.db.execute("DELETE FROM copies WHERE article = ?", (article,))
        self._judge(concerned.difference(articles))

    def _take_out(self, article: int, hashes: frozenset[int]) -> None:
        self.db.executemany(
            "DELETE FROM shingle WHERE hash = ? AND article = ?", [(one, article) for one in hashes]
        )
        self.db.executemany(
            "DELETE FROM alike WHERE article = ? AND other = ?",
            [pair for other in self._others(article) for pair in ((article, other), (other, article))],
        )

    def like(self, hashes: frozenset[int], article: int = 0) -> dict[int, float]:
        """The articles (but for one) whose texts share these shingles, with the containment."""
        found: dict[int, list[int]] = {one: [] for one in hashes}
        for hash_, other in self.db.execute(
            f"SELECT hash, article FROM shingle WHERE hash IN ({_GIVEN})",
            (json.dumps([*hashes]),),
        ).fetchall():
            if other != article:
                found[hash_].append(other)
        chosen = candidates(found)
        if not chosen:
            return {}
        rows = self.db.execute(
            f"SELECT article, hashes FROM texts WHERE article IN ({_GIVEN})",
            (json.dumps(chosen),),
        )
        return alike(hashes, {other: unpacked(data) for other, data in rows})

    def _renew(self, text: Text, credits: str, before: Any) -> set[int]:
        """Put the shingles of an article in the place of its old ones; the others that this concerns."""
        article, concerned = text.article, set[int]()
        if before is not None:
            concerned = self._others(article)
            self._take_out(article, unpacked(before["hashes"]))
        self.db.execute(
            "INSERT INTO texts(article, hashes, credits) VALUES (?, ?, ?)"
            " ON CONFLICT (article) DO UPDATE SET hashes = excluded.hashes, credits = excluded.credits",
            (article, packed(text.hashes), credits),
        )
        others = self.like(text.hashes, article)
        self.db.executemany(
            "INSERT INTO alike(article, other, containment) VALUES (?, ?, ?)",
            [
                row
                for other, share in others.items()
                for row in ((article, other, share), (other, article, share))
            ],
        )
        self.db.executemany(
            "INSERT INTO shingle(hash, article) SELECT CAST(? AS BIGINT), CAST(? AS BIGINT)"
            f" WHERE (SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = ? LIMIT {COMMON}) AS known) < {COMMON}",
            [(one, article, one) for one in text.hashes],
        )
        return concerned | set(others)

    def _others(self, article: int) -> set[int]:
        rows = self.db.execute("SELECT other FROM alike WHERE article = ?", (article,))
        return {other for (other,) in rows}

    def _judge(self, articles: Set[int]) -> None:
        """Say of each of some articles whether it is a copy, and of which one."""
        if not articles:
            return
        chosen = json.dumps([*articles])
        self.db.execute(f"DELETE FROM copies WHERE article IN ({_GIVEN})", (chosen,))
        like: dict[int, list[tuple[int, float]]] = {}
        for article, other, share in self.db.execute(
            f"SELECT article, other, containment FROM alike WHERE article IN ({_GIVEN}) ORDER BY article, other",
            (chosen,),
        ).fetchall():
            like.setdefault(article, []).append((other, share))
        # a text that hundreds share would be decoded hundreds of times for each of them
        versions = self._versions({*like, *(other for others in like.values() for other, _ in others)})
        for article, others in like.items():
            found = original(versions[article], [versions[other] for other, _ in others])
            if found is not None:
                number, evidence = found
                self.db.execute(
                    "INSERT INTO copies(article, original, containment, evidence) VALUES (?, ?, ?, ?)",
                    (article, *others[number], evidence),
                )

    def _versions(self, articles: Set[int]) -> dict[int, Version]:
        rows = self.db.execute(
            "SELECT id, outlet, credits, published, first_seen FROM articles JOIN texts ON article = id"
            f" WHERE id IN ({_GIVEN})",
            (json.dumps([*articles]),),
        )
        return {
            row["id"]: Version(
                row["outlet"], tuple(json.loads(row["credits"])), row["published"], row["first_seen"]
            )
            for row in rows
        }
