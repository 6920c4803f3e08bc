"""The ledger of drift filled from the store, where its file was lost or the crawls began before it."""

from __future__ import annotations

from collections import Counter

from extractors import Article
from newsspider.drift.model import STORED, Count, Ledger
from newsspider.drift.observed import GENERIC, hour_of, observations
from newsspider.store.protocol import Store

__all__ = ["rebuild"]


def rebuild(ledger: Ledger, store: Store) -> int:
    """Count the current text of every article, in the hour it was fetched; returns how many there are.

    The store knows neither what was refused nor what selectors found: ``reextract --store`` counts these from the
    archive. Where a crawl or a re-extraction has counted an hour more fully, that is what counts. Raises BackendError.
    """
    counts: Counter[Count] = Counter()
    number = 0
    for revision in store.records():
        article = Article.from_dict(revision.record)
        number += 1
        if article.outlet:
            layout, hour = article.layout or GENERIC, hour_of(revision.fetched)
            counts.update(
                Count(article.outlet, layout, key, hour) for key in observations(article, revision.fetched)
            )
    ledger.replace(STORED, counts)
    return number
