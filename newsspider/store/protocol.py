"""What the crawl and the commands need from a store of articles, whatever keeps it.

``ArticleStore`` keeps it in SQLite or in PostgreSQL. Another backend has these methods, and raises ``BackendError`` where it
cannot be read or written (``StoreError``, a sentence for the user, where it cannot do what was asked).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from newsspider.archive.warc import Location
from newsspider.runtime.database import Place
from newsspider.runtime.durable import Mark
from newsspider.store.model import Alike, Change, CopyOf, Revision, StoreEntry, Summary

__all__ = ["Store"]


class Store(Protocol):
    """Articles by their canonical addresses, with every revision of their text."""

    @property
    def path(self) -> Place:
        """Where it is, to name it to the user."""

    def put(self, entries: Iterable[StoreEntry]) -> list[Change]:
        """Keep articles, all of them or none, on disk when it returns; returns what each of them was to the store."""

    def mark(self) -> Mark:
        """Which store this is, and how often something was put there."""

    def lacking(self, urls: Iterable[str]) -> set[str]:
        """Those of these canonical addresses that it has no article of."""

    def get(self, url: str, revision: int | None = None) -> Revision | None:
        """An article by its canonical address: its current revision or a numbered one."""

    def revisions(self, url: str) -> list[Revision]:
        """Every revision of an article, by the time it was fetched."""

    def summary(self, url: str) -> Summary | None:
        """An article as a list of articles names it."""

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        changed: bool = False,
        copies: bool = True,
        limit: int | None = None,
    ) -> Iterator[Summary]:
        """Articles, the newest first, that meet all conditions."""

    def records(
        self,
        *,
        outlet: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        changed: bool = False,
        copies: bool = True,
        limit: int | None = None,
    ) -> Iterator[Revision]:
        """The current revisions of what ``articles`` lists."""

    def compare_texts(self, most: int = 500) -> int:
        """Look for copies of articles that were kept without; returns how many it looked at, 0 at the end."""

    def uncompared(self) -> int:
        """How many of those there are."""

    def copy_of(self, url: str) -> CopyOf | None:
        """Which article the text of this one comes from; None where it is no copy."""

    def alike(self, url: str) -> list[Alike]:
        """The articles that share their text with this one, the most alike first."""

    def copies(self) -> Iterator[CopyOf]:
        """Every article that is a copy."""

    def remove(self, urls: Iterable[str]) -> int:
        """Forget articles, with all that they ever said; returns how many there were."""

    def remove_revisions(self, before: datetime) -> int:
        """Forget the texts that are not the current ones and were fetched before a moment; returns how many."""

    def current_in(self, file: str) -> Iterator[tuple[str, Location]]:
        """The articles whose current revision was read from a file of the archive: address and page."""

    def outlets(self) -> dict[str, tuple[datetime, int]]:
        """By outlet: when one of its articles was last seen, and how many articles there are."""

    def feed_addresses(self, key: str) -> Iterator[str]:
        """The canonical addresses of the articles that an unfinished crawl has put into a feed."""

    def feeds(self, begin: str) -> list[str]:
        """The feeds into which unfinished crawls have put articles, those whose key begins like this."""

    def in_feed(self, key: str, urls: Iterable[str]) -> set[str]:
        """Those of the addresses whose articles an unfinished crawl has put into a feed."""

    def feed_records(self, key: str) -> Iterator[Mapping[str, Any]]:
        """The current records of those articles."""

    def move_feeds(self, keys: Iterable[str], to: Iterable[str]) -> None:
        """Note what went to some feeds as having gone to others, to each of them."""

    def forget_feeds(self, keys: Iterable[str]) -> None:
        """Forget what went to these feeds: their crawl has finished."""

    def diff(self, url: str, a: int | None = None, b: int | None = None) -> str:
        """How revision ``b`` differs from ``a``, for reading."""

    def __len__(self) -> int: ...

    def __contains__(self, url: object) -> bool: ...

    def close(self) -> None: ...
