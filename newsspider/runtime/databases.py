"""Connections to a database that ``DATABASE_URL`` names. The driver is imported by the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database

__all__ = ["ask", "connect"]


def connect(place: Database, migrations: Sequence[str], part: str, **more: Any) -> Any:
    """A connection to a database, whose tables of a part are brought up to date. Raises BackendError."""
    try:
        from newsspider.runtime import postgres
    except ImportError:
        raise BackendError(
            "PostgreSQL needs psycopg: install newsspider with its extra, newsspider[postgres]", fatal=True
        ) from None
    return postgres.connect(place, migrations, part, **more)


def ask(place: Database) -> None:
    """Raise BackendError where a database cannot be reached, or not be used, by this release or with these rights."""
    connect(place, ("SELECT 1",), "schema").close()
