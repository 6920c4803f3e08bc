"""What can be read of a damaged store, put into a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from extractors import Article
from newsspider.archive.warc import Location
from newsspider.runtime.backend import BackendError
from newsspider.runtime.sqlite import readable_rows
from newsspider.store.model import StoreEntry, StoreError
from newsspider.store.protocol import Store

__all__ = ["salvage"]

_GROUP = 500  # revisions in one transaction


def salvage(damaged: Path, store: Store) -> int:
    """Put every revision that a damaged store still has whole into another one; returns how many there were.

    A revision is whole where its record can be read and its text is the one that its hash was made of. Records name
    their own addresses, so that the table of articles is not needed. That an article was found unchanged after its last
    revision is lost: it counts as last seen when that revision was fetched.
    """
    count = 0
    group: list[StoreEntry] = []
    # every revision becomes the current one in turn: the table has them in order of arrival
    for entry in _entries(damaged):
        group.append(entry)
        count += 1
        if len(group) >= _GROUP:
            store.put(group)
            group = []
    if group:
        store.put(group)
    return count


def _entries(damaged: Path) -> Iterator[StoreEntry]:
    try:
        for row in readable_rows(damaged, "revisions"):
            if (entry := _entry(row)) is not None:
                yield entry
    except BackendError:
        return


def _entry(row: dict[str, Any]) -> StoreEntry | None:
    """A revision, if it is whole."""
    try:
        record = Article.from_dict(json.loads(row["record"])).to_dict()
        if record["textHash"] != row["text_hash"] or not (record["canonicalUrl"] or record["url"]):
            return None
        place = (row["warc_file"], row["warc_offset"], row["warc_length"])
        pages = tuple(Location(*page) for page in json.loads(row["pages"] or "[]"))
        fetched = datetime.fromisoformat(row["fetched"])
        return StoreEntry(record, fetched, Location(*place) if place[0] else None, pages)
    except (KeyError, TypeError, ValueError, RecursionError, StoreError):
        return None
