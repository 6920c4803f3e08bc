"""Scrapy's feeds, complete: every article of a crawl once, however often it was interrupted, or a fault.

``Feeds`` stands in for Scrapy's ``FeedExporter``. What is different:

- Where a feed goes is tried before the first request.
- A feed that cannot be written ends the crawl with one sentence and exit code 4; the missing articles stay
  in the frontier.
- Of several processes that share a crawl, each with a feed of its own, one has an article.
- What a feed that could not be written was to hold goes into the next one, wherever that is.
- The store notes which articles went to which feed. A crawl that resumes an interrupted one writes
  those first (``-O``), or those of them that the file lacks (``-o``; half a line at its end is cut off), and no
  article twice.

Settings::

    EXTENSIONS = {"scrapy.extensions.feedexport.FeedExporter": None, "newsspider.store.feeds.Feeds": 0}
    FEED_CRAWL = ""    # name of the crawl whose articles the feeds hold; by default the frontier's queue

An option ``continued`` of a feed says that it goes on in a file that an earlier crawl of the same process wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter, FeedSlot, FileFeedStorage, ItemFilter
from scrapy.utils.defer import ensure_awaitable

from newsspider.archive.extension import stop
from newsspider.archive.warc import reason
from newsspider.runtime.credentials import redact
from newsspider.runtime.database import is_there, place_of
from newsspider.runtime.durable import register
from newsspider.store.database import ArticleStore
from newsspider.store.feed_keys import feed_key, feed_keys, forget_feeds, unwritten_key
from newsspider.store.pipeline import StorePipeline
from newsspider.store.written import APPENDABLE, FeedError, addresses_in

__all__ = ["Feeds"]

logger = logging.getLogger(__name__)


class _Once(ItemFilter):
    """Lets each article pass once, and none that a feed holds already."""

    def __init__(self, behind: ItemFilter, written: set[str]) -> None:
        super().__init__({})
        self.behind, self.written = behind, written

    def accepts(self, item: Any) -> bool:
        url = _address(item)
        if not self.behind.accepts(item) or url in self.written:
            return False
        if url:
            self.written.add(url)
        return True


class Feeds(FeedExporter):
    """The extension; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.failure: Exception | None = None
        self._store: StorePipeline | None = None
        self._waiting = 0  # items that the store has not committed yet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        self = super().from_crawler(crawler)
        register(crawler, self)
        return self

    def open_spider(self, spider: Spider) -> None:
        super().open_spider(spider)
        self._store = self.crawler.get_item_pipeline(StorePipeline)
        for slot in self.slots:
            with self._failing(slot):
                _try_out(slot)
        place = place_of(self.settings, "STORE_PATH")
        if self._store is not None and self._store.failure is not None:  # said by the store
            return
        if self.failure is not None or place is None or not is_there(place):
            return
        with ArticleStore(place) as store:
            keys, unwritten = feed_keys(self.settings), unwritten_key(self.settings)
            if not self.settings.getbool("FRONTIER_RESUME", True):
                store.forget_feeds((*keys, unwritten))
            store.move_feeds([unwritten], keys)
            for key in store.feeds(unwritten):
                if key not in keys:
                    self._see(key, key.removeprefix(unwritten), store)
            for slot in self.slots:
                with self._failing(slot):
                    self._complete(slot, store)

    def _see(self, key: str, place: str, store: ArticleStore) -> None:
        """Say what is in a feed of another process, or of an earlier start under another name.

        What was noted for it and is not in its file comes again if the frontier still has it: a kill came between.
        """
        noted = set(store.feed_addresses(key))
        there: set[str] = set()
        with suppress(FeedError, OSError):  # a broken document, or a place elsewhere: it holds nothing yet
            there = noted & addresses_in(Path(place), Path(place).suffix.removeprefix("."), cut=False)
        if self._store is not None:
            self._store.unwritten |= noted - there
        if there:
            logger.warning(
                "%d articles of this crawl are in %s and do not come again.", len(there), redact(place)
            )

    def _complete(self, slot: FeedSlot, store: ArticleStore) -> None:
        """Begin a feed with what earlier parts of the same crawl have found."""
        key = feed_key(self.settings, slot.uri_template)
        found = set(store.feed_addresses(key))
        if not found or self.feeds[slot.uri_template]["batch_item_count"]:
            return
        there: set[str] = set()
        if slot.feed_options.get("continued"):
            there = found
        elif not slot.feed_options.get("overwrite") and isinstance(slot.storage, FileFeedStorage):
            if slot.feed_options.get("postprocessing"):
                raise FeedError(
                    "an interrupted compressed file cannot be appended to; use -O to overwrite it"
                )
            there = found & addresses_in(Path(slot.storage.path), slot.format)
        slot.filter = self.filters[slot.uri_template] = _Once(slot.filter, there)
        for record in store.feed_records(key):
            if slot.filter.accepts(record):
                slot.start_exporting()
                assert slot.exporter
                slot.exporter.export_item(record)
                slot.itemcount += 1

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Write an item, once the store has it: what a feed holds is known after a kill."""

        def write() -> None:
            self._waiting -= 1
            if self.failure is None and not (self._store and _address(item) in self._store.elsewhere):
                with self._failing(self.slots[0]):
                    super(Feeds, self).item_scraped(item, spider)

        self._waiting += 1
        self._when_stored(write)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """See ``runtime.durable.Durable``: what was written has left this process, which a kill ends."""

        def flush() -> None:
            for slot in self.slots:
                if self.failure is None:
                    with self._failing(slot):
                        _flush(slot)
            if self.failure is None:
                callback()

        if self._waiting:
            self._when_stored(flush)
        else:
            flush()

    def _when_stored(self, callback: Callable[[], None]) -> None:
        if self._store is None:
            callback()
        else:
            self._store.after_commit(callback)

    async def close_spider(self, spider: Spider, reason: str = "") -> None:
        await super().close_spider(spider)
        place = place_of(self.settings, "STORE_PATH")
        if self.failure is not None and place and self._store is not None and self._store.failure is None:
            with ArticleStore(place) as store:
                store.move_feeds(feed_keys(self.settings), [unwritten_key(self.settings)])
        elif reason == "finished" and self.failure is None and not self.settings["FEED_CRAWL"]:
            forget_feeds(self.settings)

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        kind = type(slot.storage).__name__
        if self.failure is None and (slot.itemcount or (slot.store_empty and slot.batch_id == 1)):
            with self._failing(slot):
                slot.start_exporting()
                slot.finish_exporting()
                _flush(slot)
                await ensure_awaitable(slot.storage.store(self._get_file(slot)))
                self.crawler.stats.inc_value(f"feedexport/success_count/{kind}")
        if self.failure is not None:
            self.crawler.stats.inc_value(f"feedexport/failed_count/{kind}")
            if slot.file is not None:
                with suppress(OSError, ValueError):  # reported already
                    slot.file.close()
        await self.crawler.signals.send_catch_log_async(signals.feed_slot_closed, slot=slot)

    @contextmanager
    def _failing(self, slot: FeedSlot) -> Iterator[None]:
        """Name the feed that cannot be written, once, and end the crawl."""
        try:
            yield
        except Exception as error:  # of a file, the store, a storage that somebody else wrote
            self.failure = FeedError(f"{redact(slot.uri)} cannot be written: {reason(error)}")
            self.failure.__cause__ = error
            stop(self.crawler, self.failure)


def _address(item: Any) -> str:
    """The canonical address of an article; "" for any other item."""
    if not ItemAdapter.is_item(item):
        return ""
    fields = ItemAdapter(item)
    return str(fields.get("canonicalUrl") or fields.get("url") or "") if "textHash" in fields else ""


def _try_out(slot: FeedSlot) -> None:
    """Raise OSError where a file cannot be written; FeedError where it cannot be appended to."""
    if not isinstance(slot.storage, FileFeedStorage):
        return
    path = Path(slot.storage.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.exists()
    path.open("ab").close()
    if not there:
        path.unlink()
    elif path.stat().st_size and not slot.feed_options.get("overwrite") and slot.format not in APPENDABLE:
        raise FeedError(f"a {slot.format} file cannot be appended to; use -O to overwrite it")


def _flush(slot: FeedSlot) -> None:
    if slot.file is not None and not slot.file.closed:
        slot.file.flush()
