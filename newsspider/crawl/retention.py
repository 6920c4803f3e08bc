"""What is older, or more, than is to be kept: files of the archive, articles and revisions of the store."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from newsspider.archive.index import RecordIndex
from newsspider.crawl.doctor import Places
from newsspider.crawl.visits_db import VisitsDB
from newsspider.runtime.database import is_there
from newsspider.runtime.remote import File
from newsspider.store import ArticleStore

__all__ = ["Excess", "Limits", "excess", "remove"]

_GROUP = 500  # articles in one transaction


@dataclass(frozen=True)
class Limits:
    """How long, and how much, is kept; None: all of it. Sizes are in bytes.

    The age of a file is that of its youngest response; the age of an article is that of its publication, or of its being
    first seen where it has no date. ``revisions`` is about texts that are not the current ones.
    """

    archive_age: timedelta | None = None
    archive_size: int | None = None
    store_age: timedelta | None = None
    store_size: int | None = None
    revisions: timedelta | None = None


@dataclass(frozen=True)
class Excess:
    """What is beyond the limits: files with their sizes, the addresses of articles, the moment that revisions are older than."""

    files: tuple[tuple[File, int], ...] = ()
    articles: tuple[str, ...] = ()
    revisions: int = 0
    before: datetime | None = None

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self.files)

    def __bool__(self) -> bool:
        return bool(self.files or self.articles or self.revisions)


def excess(places: Places, limits: Limits, now: datetime) -> Excess:
    """What ``remove`` would remove; nothing is changed."""
    files = tuple(_files(places, limits, now))
    if not is_there(places.at(places.store)):
        return Excess(files)
    with ArticleStore(places.at(places.store), read_only=True) as store:
        before = now - limits.revisions if limits.revisions is not None else None
        revisions = store.count_revisions(before) if before else 0
        return Excess(files, tuple(_articles(store, limits, now)), revisions, before)


def remove(places: Places, what: Excess) -> None:
    """Remove it, the oldest first, and give back the room.

    The index forgets the files, so that what comes again is written whole; the visits forget the articles. Raises OSError
    or BackendError where something cannot be removed; the rest is there still.
    """
    if what.files:
        at = places.at(places.index)
        index = RecordIndex(at) if is_there(at) else None
        try:
            for path, _ in what.files:
                if index is not None:  # before the file: no record may refer to what is gone
                    index.drop(path.name)
                path.unlink(missing_ok=True)
        finally:
            if index is not None:
                index.close()
    if what.articles or what.revisions:
        with ArticleStore(places.at(places.store)) as store:
            if what.before is not None:
                store.remove_revisions(what.before)
            urls = iter(what.articles)
            while group := [*itertools.islice(urls, _GROUP)]:
                store.remove(group)
            store.give_back_room()
            if what.articles and is_there(places.at(places.visits)):
                visits = VisitsDB(places.at(places.visits))
                try:
                    visits.forget_lacking(store.lacking)
                finally:
                    visits.close()


def _files(places: Places, limits: Limits, now: datetime) -> Iterator[tuple[File, int]]:
    if limits.archive_age is None and limits.archive_size is None:
        return
    times = _times(places)
    files: list[tuple[datetime, str, File, int]] = []
    for path in places.warc.glob("*.warc.gz"):
        told = path.stat()
        youngest = times.get(path.name) or datetime.fromtimestamp(told.st_mtime, UTC)
        files.append((youngest, path.name, path, told.st_size))
    if places.upload is not None:
        for name, size in places.upload.sizes().items():
            if name in times:  # others are not known to be of these crawls
                files.append((times[name], name, places.upload / name, size))
    left = sum(size for *_, size in files)
    for youngest, _, file, size in sorted(files, key=itemgetter(0, 1)):
        old = limits.archive_age is not None and now - youngest > limits.archive_age
        if not old and (limits.archive_size is None or left <= limits.archive_size):
            break
        left -= size
        yield file, size


def _times(places: Places) -> dict[str, datetime]:
    at = places.at(places.index)
    if not is_there(at):
        return {}
    index = RecordIndex(at, read_only=True)
    try:
        return index.youngest()
    finally:
        index.close()


def _articles(store: ArticleStore, limits: Limits, now: datetime) -> Iterator[str]:
    count, old = len(store), 0
    if limits.store_age is not None:
        old = sum(1 for _ in store.articles(until=now - limits.store_age))
    if limits.store_size is not None and count:
        size = store.size()
        if size > limits.store_size:  # all articles taken to be alike
            old = max(old, min(count, math.ceil((size - limits.store_size) / (size / count))))
    if old:
        newest_first = [one.canonical_url for one in itertools.islice(store.articles(), count - old, None)]
        yield from reversed(newest_first)
