"""How the parts that store results report to the frontier what is on disk.

A request may leave the frontier only when everything it led to is on disk. The archive and the store
write in groups, so they alone know when that is. Each of them registers itself once for the crawl and
has one method::

    class ArticleStorePipeline:
        @classmethod
        def from_crawler(cls, crawler):
            self = cls(...)
            register(crawler, self)
            return self

        def after_commit(self, callback):
            if self.nothing_waits():
                callback()
            else:
                self.callbacks.append(callback)   # called after the commit that covers what waits now

The frontier asks once for a whole batch of finished requests, not once per page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

__all__ = ["Durable", "Mark", "durables", "mark_of", "register", "when_durable"]


class Mark(NamedTuple):
    """The state of a file that keeps results: which file it is, and how often it was written to.

    Two files that must match note each other's marks. A file that was replaced, or taken from an older
    backup, shows by that.
    """

    id: str
    writes: int

    def follows(self, noted: Mark) -> bool:
        """Whether this is the file that was noted, with all that it held then."""
        return self.id == noted.id and self.writes >= noted.writes


@runtime_checkable
class Durable(Protocol):
    """Something that stores what a crawl yields, and knows when it is safely on disk."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call *callback* once, when all that was handed over before this call survives a power cut.

        - Nothing waits to be written: call it at once, before returning. This holds after closing too.
        - Something waits: call it after the commit (and fsync) that covers it, on the reactor's thread,
          in the order the callbacks came. That commit must come by itself, within about a second and
          without further pages: the crawl stays open until it has been called.
        - The commit fails: never call it. The requests behind it then stay in the frontier.
        """


_registered: WeakKeyDictionary[Crawler, list[Durable]] = WeakKeyDictionary()


def register(crawler: Crawler, durable: Durable) -> None:
    """Make the frontier of *crawler* wait for *durable* before it lets go of a request."""
    known = _registered.setdefault(crawler, [])
    if not any(one is durable for one in known):
        known.append(durable)


def durables(crawler: Crawler) -> tuple[Durable, ...]:
    """What was registered for *crawler*."""
    return tuple(_registered.get(crawler, ()))


def mark_of(crawler: Crawler) -> Mark | None:
    """The mark of the store's state on disk; None where nothing that has a mark was registered.

    A part has one in its attribute ``mark``.
    """
    return next(
        (mark for part in durables(crawler) if (mark := getattr(part, "mark", None)) is not None), None
    )


def when_durable(crawler: Crawler, callback: Callable[[], None]) -> None:
    """Call *callback* once every registered part has everything it was given on disk."""
    parts = durables(crawler)
    left = len(parts)
    if not left:
        callback()
        return

    def one_done() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            callback()

    for part in parts:
        part.after_commit(one_done)
