"""The spider and the store that the frontier is tried with, as a process of its own to be killed.

``python -m tests.newsspider.frontier.crawl FOLDER URL... [-s NAME=VALUE]`` crawls from the URLs, keeps
its items in FOLDER/items.sqlite and its frontier in FOLDER/frontier.sqlite.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response, TextResponse
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from newsspider.frontier import LeaseScheduler, register
from newsspider.runtime.backend import BackendError


class TreeSpider(scrapy.Spider):
    name = "tree"
    urls: list[str]

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Any]:
        assert isinstance(response, TextResponse)
        word = response.url.rpartition("/say/")[2]
        if word == "broken":
            raise ValueError("no headline")
        if word == "close":
            raise CloseSpider("enough")
        yield {"url": response.url}
        if word == "lambda":
            yield response.follow(
                self.settings.get("INNER", "/say/inner"), callback=lambda answer: self.parse(answer)
            )
        if word == "again" and not response.meta.get("second"):
            assert response.request is not None
            yield response.request.replace(dont_filter=True, meta={"second": True})
        if word == "caught":
            yield response.follow("/nothing", callback=self.parse, errback=self.caught)
        for href in response.css("a::attr(href)").getall():
            yield response.follow(href, callback=self.parse)

    def caught(self, failure: Failure) -> Iterator[Any]:
        yield {"url": "caught"}


def no_room(*_: object) -> int:
    raise BackendError("database or disk is full", fatal=True, full=True)


def _counted(ask: Callable[[], object], stats: Any) -> Callable[[], object]:
    def counting() -> object:
        stats.inc_value("asked")
        return ask()

    return counting


class ItemStore:
    """Items by URL in SQLite, flushed to the disk in groups; tells the frontier after each flush.

    ``times`` counts how often an item came in a *new* transaction: what a store would hold double if it
    did not know its keys.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.frontier_pages = crawler.settings.getint("FRONTIER_FULL_AFTER")
        self.path = Path(crawler.settings["ITEMS_PATH"])
        self.full_after = crawler.settings.getint("ITEMS_FULL_AFTER")
        self.mute = crawler.settings.getbool("ITEMS_MUTE")
        self.waiting: list[str] = []
        self.callbacks: list[Callable[[], None]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ItemStore:
        self = cls(crawler)
        register(crawler, self)
        return self

    def open_spider(self) -> None:
        self.db = sqlite3.connect(self.path, timeout=60)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS items (url TEXT PRIMARY KEY, times INTEGER DEFAULT 1)")
        self.db.commit()
        if self.full_after:
            self.db.execute(f"PRAGMA max_page_count = {self.full_after}")
        if seconds := self.crawler.settings.getint("FRONTIER_REST_COUNTED"):
            self.count_asked_in_a_rest(seconds)
        if self.frontier_pages:
            scheduler = self.crawler.engine.scheduler if self.crawler.engine else None
            assert isinstance(scheduler, LeaseScheduler)
            scheduler.db._db.execute(f"PRAGMA max_page_count = {self.frontier_pages}")
        if self.crawler.settings.getbool("FRONTIER_FULL_AT_THE_END"):
            scheduler = self.crawler.engine.scheduler if self.crawler.engine else None
            assert isinstance(scheduler, LeaseScheduler)
            scheduler.db.release = no_room  # type: ignore[method-assign]
        self.timer = create_looping_call(self.commit)
        self.timer.start(0.3, now=False)

    def count_asked_in_a_rest(self, seconds: int) -> None:
        """The site rests so long; how often the engine asks the frontier meanwhile stands in the statistics."""
        scheduler, stats = self.crawler.engine.scheduler, self.crawler.stats  # type: ignore[union-attr]
        for name in ("next_request", "has_pending_requests"):
            setattr(scheduler, name, _counted(getattr(scheduler, name), stats))
        scheduler.pause_host("127.0.0.1", time.time() + seconds, "for the test")

    def process_item(self, item: dict[str, str]) -> dict[str, str]:
        if "drop" in item["url"]:
            raise DropItem("not wanted")
        self.waiting.append(item["url"])
        if len(self.waiting) >= 200 or self.full_after:
            self.commit()
        return item

    def after_commit(self, callback: Callable[[], None]) -> None:
        if self.mute:
            return
        if self.waiting:
            self.callbacks.append(callback)
        else:
            callback()

    def commit(self) -> None:
        with self.db:
            self.db.executemany(
                "INSERT INTO items (url) VALUES (?) ON CONFLICT (url) DO UPDATE SET times = times + 1",
                [(url,) for url in self.waiting],
            )
        self.waiting.clear()
        ready, self.callbacks = self.callbacks, []
        for callback in ready:
            callback()

    def close_spider(self) -> None:
        self.timer.stop()
        self.commit()
        self.db.close()


def settings(folder: Path) -> dict[str, Any]:
    return {
        "SCHEDULER": "newsspider.frontier.LeaseScheduler",
        "SPIDER_MIDDLEWARES": {"newsspider.frontier.Acknowledge": 990},
        "DOWNLOADER_MIDDLEWARES": {"newsspider.frontier.Acknowledge": 5},
        "ITEM_PIPELINES": {"tests.newsspider.frontier.crawl.ItemStore": 300},
        "FRONTIER_PATH": str(folder / "frontier.sqlite"),
        "FRONTIER_RETRY_SECONDS": 0.2,
        "ITEMS_PATH": str(folder / "items.sqlite"),
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "LOGSTATS_INTERVAL": 0,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("-s", action="append", default=[], dest="settings")
    parser.add_argument("--stats", type=Path, help="where to write the closing statistics")
    args = parser.parse_args()
    chosen = settings(args.folder) | dict(one.split("=", 1) for one in args.settings)
    process = CrawlerProcess(chosen)
    crawler = process.create_crawler(TreeSpider)
    process.crawl(crawler, urls=args.urls)
    process.start()
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    if args.stats:
        args.stats.write_text(json.dumps(stats, default=str))
    sys.exit(0 if stats.get("finish_reason") == "finished" else 3)


if __name__ == "__main__":
    main()
