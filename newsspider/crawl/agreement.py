"""Whether the files of a crawl match, and what is done where they do not.

The store has the articles; the visits say that they need not be requested again; the frontier says what of an
unfinished crawl is done. Each of them may be missing alone, or come from an older backup. Then the two others would
claim that an article is there, and it would never be fetched again. So visits and frontier note which store they
go with, and how far it was (``runtime.durable.Mark``), and this extension compares::

    EXTENSIONS = {"newsspider.crawl.agreement.Agreement": 210}    # behind Visits

- The visits forget what the store lacks, and that the lists of its outlets were read; it is fetched again.
- What an unfinished run has done is done again, as far as the visits do not know it. This holds, too, where the
  visits are gone with the store.
- What failed earlier is known to the frontier alone. Where it is another one, the lists are read to their ends again.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsspider.archive.extension import stop
from newsspider.crawl.visits import Visits
from newsspider.crawl.visits_db import FRONTIER, STORE, VisitsDB
from newsspider.politeness.throttle import frontier_of
from newsspider.runtime.backend import BackendError
from newsspider.runtime.counts import counts_of
from newsspider.runtime.database import place_of
from newsspider.runtime.durable import Mark, mark_of
from newsspider.store.database import ArticleStore

__all__ = ["Agreement"]

logger = logging.getLogger(__name__)


class Agreement:
    """The extension; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        place = place_of(crawler.settings, "STORE_PATH")
        if place is None:
            raise NotConfigured
        self.crawler = crawler
        self.path = place
        crawler.signals.connect(self.opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        store = mark_of(self.crawler)
        if store is None or counts_of(self.crawler).not_kept:  # a file could not be opened, which was said
            return
        try:
            self._compare(store)
        except BackendError as error:
            failure = BackendError(
                f"{self.path.parent if isinstance(self.path, Path) else self.path}: what is known of earlier crawls cannot be used: {error}"
            )
            failure.__cause__ = error
            stop(self.crawler, failure)

    def _compare(self, store: Mark) -> None:
        extension = self.crawler.get_extension(Visits)
        visits = extension.db if extension is not None else None
        lacking = visits is not None and self._lacking(visits, store)
        frontier = frontier_of(self.crawler)
        if frontier is None or frontier.stopped:
            return
        noted = frontier.db.noted_store(frontier.run)
        other = noted is not None and not store.follows(noted)
        if (lacking or other) and (done := frontier.db.forget_done(frontier.name)):
            logger.warning(
                "%s is another store than the one that this crawl began with, or an older copy of it: what was done"
                " (%d requests) is done again where the store lacks it.",
                self.path,
                done,
            )
        frontier.db.note_store(frontier.run, store)
        if visits is not None:
            mark = frontier.db.mark()
            noted = visits.noted(FRONTIER)
            if noted is not None and not mark.follows(noted):
                visits.forget_walks()
            visits.note(FRONTIER, mark)

    def _lacking(self, visits: VisitsDB, store: Mark) -> bool:
        """Make the visits forget what the store lacks; returns whether there was anything."""
        noted = visits.noted(STORE)
        gone = 0
        if noted is None or not store.follows(noted):
            with ArticleStore(self.path, read_only=True) as kept:
                gone = visits.forget_lacking(kept.lacking)
        if gone:
            logger.warning(
                "%s lacks %d article%s that %s knows: what is asked for of them is fetched again.",
                self.path,
                gone,
                "s" * (gone > 1),
                visits.path,
            )
        visits.note(STORE, store)
        return gone > 0
