"""Scrapy's way into the store: articles go there in groups, each after its page is on disk.

Settings::

    ITEM_PIPELINES = {"newsspider.store.StorePipeline": 900}
    SPIDER_MIDDLEWARES = {"newsspider.store.Provenance": 10}
    STORE_PATH = "data/articles.sqlite"   # the SQLite file of articles; without it there is no store
    STORE_COMMIT_SECONDS = 0.4            # seconds that articles are gathered for one commit

An item is an article when it is an ``Article`` or holds what ``Article.to_dict`` gives; others pass through.
The order is kept by a thread of the store's own: it waits for the archive's fsync of every page handed over
so far, commits the group, and only then calls back who waits (``after_commit``, which the frontier uses).

A spider that joins several pages to one article appends ``response.meta["warc_record"]`` of each further
page to the list ``response.meta["warc_pages"]`` of the first, and the article's revision names them all.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from extractors import Article
from newsspider.archive.extension import PAGES, RECORD, archive_of, stop
from newsspider.archive.warc import ArchiveError, out_of_space
from newsspider.archive.writer import Archive
from newsspider.politeness.throttle import frontier_of
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import place_of
from newsspider.runtime.durable import Mark, register
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.patience import patiently
from newsspider.store.database import ArticleStore
from newsspider.store.feed_keys import feed_keys
from newsspider.store.model import Change, Prepared, StoreEntry, StoreError, prepare
from newsspider.store.protocol import Store

__all__ = ["Provenance", "StorePipeline"]

logger = logging.getLogger(__name__)

# Items that never reach the store's pipeline (another one made a new item of them) must not pile up.
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Origin:
    """The records in the archive of the response that an item came from."""

    page: str | None
    pages: tuple[str, ...]


class Provenance(BaseSpiderMiddleware):
    """Remembers which response an item came from until the store asks: Scrapy does not pass it to pipelines."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.get("STORE_PATH"):
            raise NotConfigured
        super().__init__(crawler)
        self._origins: OrderedDict[int, tuple[Any, Origin]] = OrderedDict()
        for signal in (signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._forget, signal=signal)

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        if response is not None and item is not None:
            # the item is kept with it: its id is its own only for as long as it lives
            self._origins[id(item)] = (item, _origin(response))
            if len(self._origins) > _REMEMBERED:
                self._origins.popitem(last=False)
        return item

    def take(self, item: Any) -> Origin | None:
        """Where an item came from; it can be asked once."""
        _, origin = self._origins.pop(id(item), (None, None))
        return origin

    def _forget(self, item: Any) -> None:
        self._origins.pop(id(item), None)


@dataclass(slots=True)
class _Waiting:
    """An article on its way into the store."""

    record: Prepared
    origin: Origin
    archived: int
    seen: datetime


@dataclass(slots=True)
class _Commit:
    """What a commit was of, and what it came to."""

    count: int
    callbacks: list[Callable[[], None]]
    changes: list[Change] = field(default_factory=list)
    mark: Mark | None = None
    elsewhere: set[str] = field(default_factory=set)


_UNKNOWN = Origin(None, ())


class StorePipeline:
    """Keeps every article in the ``ArticleStore``; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        place = place_of(crawler.settings, "STORE_PATH")
        if place is None:
            raise NotConfigured
        self.crawler = crawler
        self.path = place
        self.seconds = crawler.settings.getfloat("STORE_COMMIT_SECONDS", 0.4)
        self.feeds = feed_keys(crawler.settings)
        self.run = ""  # what all processes of the crawl share
        self.elsewhere: set[str] = set()  # articles that other processes of it have put into feeds of theirs
        self.unwritten: set[str] = (
            set()
        )  # articles noted for feeds of processes that were killed before they wrote them
        self.mailbox = Mailbox()
        self.provenance: Provenance | None = None
        self.archive: Archive | None = None
        self.failure: Exception | None = None
        self.mark: Mark | None = None  # how far the store is
        self.handed = 0  # articles and callbacks handed over
        self.done = 0  # of them committed
        self._queue: deque[_Waiting | Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._work = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        self = cls(crawler)
        register(crawler, self)
        return self

    def open_spider(self) -> None:
        self.mailbox.listen()
        if (frontier := frontier_of(self.crawler)) is not None and not frontier.stopped:
            self.run = f"{frontier.name} #{frontier.run}"
        self.provenance = self.crawler.get_spider_middleware(Provenance)
        try:
            self.archive = archive_of(self.crawler)
            store = ArticleStore(self.path)
            self.mark = store.mark()
        except ArchiveError as error:
            self.failure = error  # reported by the archive
            return
        except StoreError as error:
            self._failed(StoreError(f"The store cannot be opened: {error}"), error.__cause__)
            return
        if self.archive is not None and self.provenance is None:
            logger.warning(
                "SPIDER_MIDDLEWARES lacks newsspider.store.Provenance: articles are stored without their pages"
            )
        self._thread = threading.Thread(target=self._run, args=(store,), name="store", daemon=True)
        self._thread.start()

    def process_item(self, item: Any) -> Any:
        """Hand an article over. Raises StoreError for one that cannot be kept."""
        origin = self.provenance.take(item) if self.provenance else None
        record = _record(item)
        if record is not None:
            archived = self.archive.handed if self.archive else 0
            self._hand_over(_Waiting(prepare(record), origin or _UNKNOWN, archived, datetime.now(UTC)))
        return item

    def after_commit(self, callback: Callable[[], None]) -> None:
        """See ``frontier.durable.Durable``."""
        if self.failure is not None:
            return
        if self.done == self.handed:
            self.mailbox.after_others(callback)
        else:
            self._hand_over(callback)

    def close_spider(self) -> None:
        """Commit what waits and call back who waits for it."""
        if self._thread is not None:
            self._stop.set()
            self._work.set()
            self._thread.join()
        self.mailbox.drain()

    def _hand_over(self, what: _Waiting | Callable[[], None]) -> None:
        if self.failure is None:
            self.handed += 1
            self._queue.append(what)
            if not self._work.is_set():
                self._work.set()

    # -- the thread's side

    def _run(self, store: Store) -> None:
        try:
            while True:
                self._work.wait()
                self._stop.wait(self.seconds)
                self._work.clear()
                self._commit(store)
                if self._stop.is_set() and not self._queue:
                    break
        except ArchiveError as error:
            self.failure = error  # reported by the archive
        except (BackendError, OSError) as error:
            reason = "the disk is full" if out_of_space(error) else str(error)
            self._fail(StoreError(f"The store {self.path} could not be written: {reason}"), error)
        except Exception as error:
            logger.exception("The store's thread failed")
            self._fail(StoreError(f"The store {self.path} could not be written: {error}"), error)
        finally:
            store.close()

    def _commit(self, store: Store) -> None:
        taken = [self._queue.popleft() for _ in range(len(self._queue))]
        waiting = [each for each in taken if isinstance(each, _Waiting)]
        callbacks = [each for each in taken if not isinstance(each, _Waiting)]
        failure: ArchiveError | None = None
        if self.archive is not None and waiting:
            try:
                self.archive.wait(max(each.archived for each in waiting))
            except ArchiveError as error:
                # what is on disk may still be stored; who waits for all of it is not called
                failure = error
                waiting = [each for each in waiting if each.archived <= self.archive.synced]
        commit = _Commit(len(taken), callbacks)
        if waiting:
            entries = [self._entry(each) for each in waiting]
            patiently(lambda: self._put(store, entries, commit), self.path, self._stop)
        if failure is not None:
            raise failure
        self.mailbox.post(lambda: self._committed(commit))

    def _put(self, store: Store, entries: list[StoreEntry], commit: _Commit) -> None:
        commit.changes = store.put(entries)
        commit.mark = store.mark()
        if self.feeds:
            urls = {entry.record.url for entry in entries if isinstance(entry.record, Prepared)}
            commit.elsewhere = urls - store.in_feed(self.feeds[0], urls)

    def _entry(self, waiting: _Waiting) -> StoreEntry:
        locate = self.archive.locate if self.archive else (lambda _: None)
        page = locate(waiting.origin.page)
        pages = [found.location for record in waiting.origin.pages if (found := locate(record))]
        return StoreEntry(
            waiting.record,
            page.fetched if page else waiting.seen,
            page.location if page else None,
            tuple(pages),
            self.feeds,
            self.run,
            waiting.record.url in self.unwritten,
        )

    def _fail(self, failure: StoreError, cause: BaseException) -> None:
        self.mailbox.post(lambda: self._failed(failure, cause))
        self.failure = failure

    # -- the crawl's side again

    def _committed(self, commit: _Commit) -> None:
        self.done += commit.count
        self.mark = commit.mark or self.mark
        self.elsewhere |= commit.elsewhere
        for change in commit.changes:
            self.crawler.stats.inc_value(f"store/{change}")
        for callback in commit.callbacks:
            callback()

    def _failed(self, failure: StoreError, cause: BaseException | None) -> None:
        failure.__cause__ = cause
        self.failure = failure
        stop(self.crawler, failure)


def _record(item: Any) -> Mapping[str, Any] | None:
    """An item's article as ``to_dict`` gives it; None for any other item."""
    if isinstance(item, Article):
        return item.to_dict()
    if isinstance(item, dict):
        record: Mapping[str, Any] = item
    elif ItemAdapter.is_item(item):
        record = ItemAdapter(item)
    else:
        return None
    return record if "headline" in record and "textHash" in record else None


def _origin(response: Response) -> Origin:
    meta = response.request.meta if response.request is not None else {}
    return Origin(meta.get(RECORD), tuple(meta.get(PAGES) or ()))
