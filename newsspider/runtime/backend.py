"""Errors of the databases that keep a crawl's data, the same for every kind of database.

The frontier, the store and the archive's index stand on a backend: SQLite (``runtime.sqlite``) or PostgreSQL
(``runtime.postgres``). Their users catch ``BackendError`` and ask it what to do; only the backend's own module knows
its exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

__all__ = ["BackendError", "SqlConnection"]


class BackendError(Exception):
    """A backend cannot be opened, read or written; the message is its reason.

    ``retry``: something else is using it, and the same again may work a moment later. ``lost``: the connection is
    gone, or cannot be had (which is ``fatal`` for the first one), and may be had when the server is back. ``fatal``: trying again
    does not help, since the disk is full or broken or the file is not a database. ``full``: there is no room left.
    ``damaged``: the file is not a database, or not one of ours, or not whole; it has to be repaired. A mistake of
    our own (a statement that is wrong) is neither ``retry`` nor ``fatal``.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry: bool = False,
        lost: bool = False,
        fatal: bool = False,
        full: bool = False,
        damaged: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry = retry or (lost and not fatal)
        self.lost = lost
        self.fatal = fatal
        self.full = full
        self.damaged = damaged


class SqlConnection(Protocol):
    """A connection of either kind, with ``?`` for values; its rows are asked by number and by name."""

    def execute(self, statement: str, values: Iterable[Any] = (), /) -> Any:
        """Run a statement; what it gives can be fetched from the result."""

    def executemany(self, statement: str, values: Iterable[Iterable[Any]], /) -> Any:
        """Run a statement for each of several rows of values."""

    def stream(self, statement: str, values: Iterable[Any] = (), /) -> Iterator[Any]:
        """The rows of a statement, however many, while others are run."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on any exception."""

    def close(self) -> None: ...
