"""The words of articles, to be searched: SQLite's FTS5, or a ``tsvector`` in PostgreSQL, with one language for queries.

A query has words, "phrases in quotes", prefix*, AND (or nothing), OR, NOT, and parentheses. Upper and lower case and
accents make no difference, and what is neither a letter nor a digit separates words, in both alike. PostgreSQL's
configuration is ``simple``: its stemmer for Indonesian takes different words for one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Protocol

from newsspider.store.model import Prepared, StoreError

__all__ = ["Fts5", "TextSearch", "Words"]

_SEPARATORS = re.compile(r"[\W_]+")
_TOKEN = re.compile(r'\s*(?:(headline|text)\s*:|"((?:[^"]|"")*)"\s*(\*)?|([()])|(\w+)(\*)?)')
_COLUMNS = {"headline": "A", "text": "B"}  # the weights of their words


class TextSearch(Protocol):
    """How a store finds articles by their words."""

    def text(self, row: Prepared) -> str:
        """What of an article is handed to the table."""

    def replace(self, article: int, row: Prepared) -> None:
        """Put the words of an article in the place of its old ones."""

    def condition(self, query: str) -> tuple[str, list[str]]:
        """A condition about ``id``, and its values. Raises StoreError for what is not a query."""


class Fts5:
    """SQLite's."""

    def __init__(self, db: Any) -> None:
        self.db = db

    def text(self, row: Prepared) -> str:
        return row.text

    def replace(self, article: int, row: Prepared) -> None:
        self.db.execute("DELETE FROM search WHERE rowid = ?", (article,))
        self.db.execute(
            "INSERT INTO search(rowid, headline, text) VALUES (?, ?, ?)", (article, row.headline, row.text)
        )

    def condition(self, query: str) -> tuple[str, list[str]]:
        return "id IN (SELECT rowid FROM search WHERE search MATCH ?)", [query]


class Words:
    """PostgreSQL's."""

    def __init__(self, db: Any) -> None:
        self.db = db

    def text(self, row: Prepared) -> str:
        return f"{folded(row.headline)}\n{folded(row.text)}"

    def replace(self, article: int, row: Prepared) -> None:
        self.db.execute(
            "INSERT INTO search (rowid, words) VALUES (?, words(?))"
            " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words",
            (article, self.text(row)),
        )

    def condition(self, query: str) -> tuple[str, list[str]]:
        return "id IN (SELECT rowid FROM search WHERE words @@ to_tsquery('simple', ?))", [as_tsquery(query)]


def folded(text: str) -> str:
    """A text as its words: without case, accents and whatever separates words."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _SEPARATORS.sub(" ", bare.casefold()).strip()


def as_tsquery(query: str) -> str:
    """A query in PostgreSQL's language. Raises StoreError for what is none.

    >>> as_tsquery('beras "harga gula" OR panen* NOT impor')
    '((beras & (harga <-> gula)) | (panen:* & !impor))'
    """
    return _Query(query).read()


class _Query:
    """Reads a query: OR binds least, then AND, then NOT."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens: list[tuple[str, str]] = []  # (kind, text)
        place, end = 0, len(query.rstrip())
        while place < end:
            found = _TOKEN.match(query, place)
            if found is None:
                raise self._fault(f"{query[place:].split()[0]!r} is no word")
            column, phrase, many, bracket, word, prefix = found.groups()
            if column:
                self.tokens.append((":", column))
            elif bracket or word in ("AND", "OR", "NOT"):
                self.tokens.append((bracket or word, ""))
            else:
                self.tokens.append(("prefix" if many or prefix else "words", phrase or word or ""))
            place = found.end()

    def read(self) -> str:
        if not self.tokens:
            raise self._fault("it has no words")
        expression = self._either("")
        if self.tokens:
            raise self._fault("a parenthesis is closed that was not opened")
        return expression

    def _fault(self, why: str) -> StoreError:
        return StoreError(f"{self.query!r} is not a query: {why}")

    def _next(self) -> str:
        return self.tokens[0][0] if self.tokens else ""

    def _either(self, weight: str) -> str:
        expression = self._all(weight)
        while self._next() == "OR":
            self.tokens.pop(0)
            expression = f"({expression} | {self._all(weight)})"
        return expression

    def _all(self, weight: str) -> str:
        expression = self._without(weight)
        while self._next() in ("AND", "words", "prefix", "(", ":"):
            if self._next() == "AND":
                self.tokens.pop(0)
            expression = f"({expression} & {self._without(weight)})"
        return expression

    def _without(self, weight: str) -> str:
        expression = self._term(weight)
        while self._next() == "NOT":
            self.tokens.pop(0)
            expression = f"({expression} & !{self._term(weight)})"
        return expression

    def _term(self, weight: str) -> str:
        if not self.tokens:
            raise self._fault("a word is missing at its end")
        kind, text = self.tokens.pop(0)
        if kind == ":":
            return self._term(_COLUMNS[text])
        if kind == "(":
            expression = self._either(weight)
            if self._next() != ")":
                raise self._fault("a parenthesis is not closed")
            self.tokens.pop(0)
            return expression
        if kind not in ("words", "prefix"):
            raise self._fault(f"a word is missing before {kind}")
        words = folded(text).split()
        if not words:
            raise self._fault(f"{text!r} has no letters or digits")
        marked = [f"{word}:{weight}" if weight else word for word in words]
        if kind == "prefix":
            marked[-1] = f"{words[-1]}:*{weight}"
        return marked[0] if len(marked) == 1 else f"({' <-> '.join(marked)})"
