"""What a new reading changes: articles against those that the store holds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from extractors.article import RECORD_FIELDS
from extractors.score import diff
from newsspider.archive.reextract import Reread
from newsspider.archive.warc import Location
from newsspider.store.model import Change, Revision, StoreEntry
from newsspider.store.protocol import Store

__all__ = ["RereadComparison"]

_TOLD = tuple(name for name in RECORD_FIELDS if name not in ("extractor", "confidence"))
_GROUP = 500  # articles in one transaction


class Difference(NamedTuple):
    url: str
    verdict: Change
    diff: str


class RereadComparison:
    """Compares articles with the store, and writes them there where asked to.

    An article is compared with the revision that was read from the same page, otherwise with the one
    that was current when its page was fetched. ``verdicts`` counts them: their text differs ("changed"), or anything
    else that they say ("corrected"); that they were read by a newer version of the rules is no difference.
    ``sample`` is an even selection of the changed and corrected ones, the same every time.
    """

    def __init__(self, store: Store, *, write: bool, sample: int = 3) -> None:
        self.store = store
        self.write = write
        self.verdicts: Counter[str] = Counter()
        self.written = 0
        self._size = sample
        self._sample: list[tuple[int, Reread, Change, Mapping[str, Any]]] = []
        self._met = 0
        self._dice = random.Random(0)
        self._group: list[StoreEntry] = []
        self._pending: set[str] = set()

    def see(self, article: Reread) -> Change:
        """Take the next article."""
        if article.canonical in self._pending:
            self.flush()
        record = article.record
        old = self._old(article)
        verdict = _verdict(record, old)
        self.verdicts[verdict] += 1
        if old is not None and verdict in ("changed", "corrected"):
            self._choose(article, verdict, old.record)
        if self.write and (old is None or not _same(record, old.record, RECORD_FIELDS)):
            self._group.append(StoreEntry(record, article.fetched, article.location, article.pages))
            self._pending.add(article.canonical)
            if len(self._group) >= _GROUP:
                self.flush()
        return verdict

    def flush(self) -> None:
        """Write what waits."""
        if self._group:
            self.store.put(self._group)
            self.written += len(self._group)
            self._group, self._pending = [], set()

    def sample(self) -> Iterator[Difference]:
        """Some of the differences, in the order of the archive."""
        for _, article, verdict, old in sorted(self._sample, key=lambda one: one[0]):
            yield Difference(article.canonical, verdict, diff(article.record, old))

    def vanished(
        self, files: Iterable[str], came_out: Callable[[str], bool]
    ) -> Iterator[tuple[str, Location]]:
        """Articles of the store whose page lies in one of these files, and which did not come out of it."""
        for file in files:
            for url, place in self.store.current_in(file):
                if not came_out(url):
                    yield url, place

    def _old(self, article: Reread) -> Revision | None:
        """The revision that an article is another reading of."""
        current = self.store.get(article.canonical)
        if current is None or current.location == article.location:
            return current
        revisions = self.store.revisions(article.canonical)
        for revision in revisions:
            if revision.location == article.location:
                return revision
        earlier = [revision for revision in revisions if revision.fetched <= article.fetched]
        return earlier[-1] if earlier else revisions[0]

    def _choose(self, article: Reread, verdict: Change, old: Mapping[str, Any]) -> None:
        self._met += 1
        place = len(self._sample) if len(self._sample) < self._size else self._dice.randrange(self._met)
        if place < self._size:
            self._sample[place : place + 1] = [(self._met, article, verdict, old)]


def _same(record: Mapping[str, Any], old: Mapping[str, Any], keys: Iterable[str]) -> bool:
    return all(record.get(key) == old.get(key) for key in keys)


def _verdict(record: Mapping[str, Any], old: Revision | None) -> Change:
    if old is None:
        return "new"
    if old.text_hash != record["textHash"]:
        return "changed"
    return "unchanged" if _same(record, old.record, _TOLD) else "corrected"
