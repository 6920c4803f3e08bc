"""A link to an article, with what its list says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Any, Self

from extractors.vocabulary.dates import parse_date

META = "link"  # the key of request.meta that holds it


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` as it is to be fetched, and what is known about the article before that.

    ``source`` is the kind of the list it was found in (``sitemap``, ``feed`` …), ``section`` the channel
    that the list is of. ``published`` and ``lastmod`` are aware; where the list gives only a day they are
    its end. ``identity`` distinguishes articles, see ``identity.identity``.
    """

    url: str
    source: str = ""
    section: str | None = None
    lastmod: datetime | None = None
    published: datetime | None = None
    title: str | None = None
    identity: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without what is not known: this is what travels in ``request.meta``."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name in self.__slots__
            if (value := getattr(self, name))
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        dates = {
            name: datetime.fromisoformat(values[name])
            for name in ("lastmod", "published")
            if values.get(name)
        }
        return cls(**{**values, **dates})

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Self | None:
        """The link that a request or response came by (give its ``meta``), None where it has none."""
        return cls.from_dict(meta[META]) if META in meta else None


def moment(text: str | None, zone: tzinfo, now: datetime | None = None) -> datetime | None:
    """What a list writes as a date. A day without a time is its end; without an offset it is of ``zone``."""
    if not text:
        return None
    text = text.strip()
    try:
        value = datetime.fromisoformat(text)  # what nearly all sitemaps write, and quick
    except ValueError:
        found = parse_date(text, zone=zone, now=now)
        if found is None:
            return None
        value, has_time = found.value, found.has_time or found.value.time() != time()
    else:
        has_time = len(text) > 10
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value if has_time else value.replace(hour=23, minute=59, second=59)
