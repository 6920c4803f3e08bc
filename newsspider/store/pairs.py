"""Two revisions of an article that are to be compared."""

from __future__ import annotations

from typing import Protocol

from newsspider.store.model import Revision, StoreError, Summary

__all__ = ["revision_pair"]


class _Revisions(Protocol):
    """What is needed of a store."""

    def revisions(self, url: str) -> list[Revision]: ...

    def summary(self, url: str) -> Summary | None: ...


def revision_pair(
    store: _Revisions, url: str, a: int | None = None, b: int | None = None
) -> tuple[Revision, Revision]:
    """Revision ``a`` of an article (the one before ``b``) and revision ``b`` (the current one).

    Raises StoreError where there is no such article or revision.
    """
    everything = store.revisions(url)
    if not everything:
        raise StoreError(f"{url}: there is no such article")
    by_number = {revision.revision: revision for revision in everything}
    order = [revision.revision for revision in everything]
    if b is None:
        current = store.summary(url)
        b = current.revision if current else order[-1]
    if a is None and b in by_number:
        a = order[max(order.index(b) - 1, 0)]
    for number in (a, b):
        if number not in by_number:
            raise StoreError(
                f"{url}: there is no revision {number}; it has {', '.join(map(str, sorted(order)))}"
            )
    assert a is not None
    return by_number[a], by_number[b]
