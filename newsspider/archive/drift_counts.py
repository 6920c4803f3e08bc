"""What a re-extraction counts for the ledger of drift: the pages of each file as today's rules read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from extractors import outlet_for
from newsspider.archive.joined import first_of
from newsspider.archive.judge import JudgedResponse
from newsspider.drift.model import Count, Ledger
from newsspider.drift.observed import GENERIC, is_counted

__all__ = ["DriftCounts"]


class DriftCounts:
    """Counts by file; ``see`` is what ``Reextraction`` calls for every response."""

    def __init__(self) -> None:
        self.files: dict[str, Counter[Count]] = {}

    def see(self, file: str, one: JudgedResponse) -> None:
        counts = self.files.setdefault(file, Counter())
        outlet = outlet_for(one.url)
        if outlet is None:
            return
        hour = int(one.time // 3600)
        if one.kind == "article":
            if first_of(one.url) is None:  # a further page belongs to an article that has been counted
                layout = one.layout.partition(" ")[2] or GENERIC
                counts.update(Count(outlet.name, layout, key, hour) for key in one.observed)
        elif one.kind in ("refused", "status") and is_counted(one.detail) and outlet.is_article(one.url):
            counts[Count(outlet.name, "", f"refused/{one.detail}", hour)] += 1

    def keep_only(self, files: Collection[str]) -> None:
        """Forget all other files: they are not of the crawls that the ledger counts."""
        self.files = {file: counts for file, counts in self.files.items() if file in files}

    def write(self, ledger: Ledger, outlet: str | None = None) -> None:
        """Put what was counted in place of what these files had before. Raises BackendError."""
        for file, counts in self.files.items():
            ledger.replace(file, counts, outlet)
