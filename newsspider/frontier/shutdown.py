"""When the frontier cannot go on: the reason, logged once, and the crawl closed."""

from __future__ import annotations

import errno
import logging
import time

from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place
from newsspider.runtime.sqlite import backend_error

__all__ = ["Shutdown"]

logger = logging.getLogger(__name__)


class Shutdown:
    """Why a crawl stops, and how far its closing is.

    ``stopped`` is the reason once the frontier cannot go on; ``closing`` is to be called when all is settled.
    """

    def __init__(self, crawler: Crawler, place: Place) -> None:
        self.crawler = crawler
        self.place = place
        self.stopped = ""
        self.closing: Deferred[None] | None = None
        self.reason = ""  # why the engine closes
        self.close_by = 0.0  # time.monotonic() up to when the stores are waited for

    def begin(self, reason: str, timeout: float) -> Deferred[None]:
        """The engine closes; *timeout* is how many seconds the stores are waited for."""
        self.reason = reason
        self.close_by = time.monotonic() + timeout
        self.closing = Deferred()
        return self.closing

    def wait_no_longer_than(self, seconds: float) -> None:
        """What keeps the results has given up: no report that they are on disk will come."""
        self.close_by = min(self.close_by, time.monotonic() + seconds)

    def end(self) -> None:
        """All is settled: the engine may go."""
        closing, self.closing = self.closing, None
        if closing is not None:
            closing.callback(None)

    @property
    def said_full(self) -> bool:
        """Whether it has been said, by this or by what keeps the results, that the disk is full."""
        return "disk_full" in (self.stopped, self.reason)

    def stop(self, reason: str, sentence: str) -> None:
        """Say why, once, and end the crawl."""
        if self.stopped:
            return
        said = reason == "disk_full" and self.said_full
        self.stopped = reason
        logger.log(logging.INFO if said else logging.ERROR, sentence, extra={"spider": self.crawler.spider})
        if self.crawler.engine is not None and self.closing is None:
            closing = deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
            closing.addErrback(lambda _: None)  # the engine is on its way out already

    def broken(self, error: BackendError) -> None:
        """The frontier cannot be written, and trying again does not help."""
        self.stop(
            "disk_full" if error.full else "frontier_error",
            f"The frontier {self.place} cannot be written: {'the disk is full' if error.full else error}. The crawl stops;"
            " nothing is marked done that is not on disk, and the next start goes on from there.",
        )

    def watch_disk(self, error: BaseException | None) -> None:
        """A store that has no room left, or is damaged, fails every page that follows: stop before that."""
        fault = backend_error(error)
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        if full or (fault is not None and fault.fatal):
            self.stop(
                "disk_full" if full or (fault is not None and fault.full) else "not_kept",
                f"An item cannot be stored: {fault or error}. The crawl stops; nothing is marked done that is not on"
                " disk, and the next start goes on from there.",
            )
