"""Where a crawl's tables are: in SQLite files, or in the PostgreSQL database that ``DATABASE_URL`` names.

Settings::

    DATABASE_URL = ""    # postgresql://user@host/name: frontier, visits, store, counts of drift and the archive's index are kept there instead of in files, for any number of crawls on any number of machines

The password belongs into ``~/.pgpass`` or ``PGPASSWORD``; one in the address is kept out of whatever is said or written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.settings import BaseSettings

__all__ = ["Database", "DatabaseError", "Place", "database_of", "database_url", "is_there", "place_of"]

_SCHEMES = ("postgresql", "postgres")
_USER = re.compile(r"(?i)([a-z]+://)[^\s/?#\"'<>]*@")


class DatabaseError(ValueError):
    """DATABASE_URL cannot be followed; the message is one sentence, without the password."""


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database; as text it is its address without user and password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2] or dict(parse_qsl(parts.query)).get("host", "")
        return f"postgresql://{host}/{parts.path.lstrip('/')}"

    __repr__ = __str__

    @property
    def name(self) -> str:
        """What a message calls it."""
        return str(self)

    def clean(self, text: str) -> str:
        """A text of others without the password."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, "***")
        return _USER.sub(r"\1***@", text)

    def _secrets(self) -> set[str]:
        parts = urlsplit(self.url)
        raw = parts.netloc.rpartition("@")[0].partition(":")[2]
        found = {self.url, raw, unquote(raw)}
        for pair in parts.query.split("&"):
            name, _, value = pair.partition("=")
            if name in ("password", "sslpassword"):
                found |= {value, unquote(value)}
        return {one for one in found if one}


Place = Path | Database
"""Where tables are."""


def database_url(text: str) -> Database:
    """The database that an address names. Raises DatabaseError."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in _SCHEMES and bool(parts.path.lstrip("/") or parts.query)
        _ = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise DatabaseError(
            "DATABASE_URL is no address of a PostgreSQL database; say postgresql://user@host/name"
        )
    return Database(text)


def is_there(place: Place) -> bool:
    """Whether there may be tables: a file is looked for, a database has to be asked."""
    return place.is_file() if isinstance(place, Path) else True


def database_of(settings: BaseSettings) -> Database | None:
    """The database that a crawl's tables are kept in, None for SQLite files. Raises DatabaseError."""
    text = str(settings.get("DATABASE_URL") or "").strip()
    return database_url(text) if text else None


def place_of(settings: BaseSettings, name: str) -> Place | None:
    """Where the tables are that the setting ``name`` names a file for; None where none are kept."""
    if not (path := settings.get(name)):
        return None
    return database_of(settings) or Path(path)
