"""A crawl of the small site, to be run (and killed) as a process: ``crawl.py '{"paths": [...], ...}'``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.exceptions import DontCloseSpider

from newsspider.runtime.durable import when_durable
from newsspider.store import ArticleStore
from tests.newsspider.store.site import article

SETTINGS = {
    "EXTENSIONS": {"newsspider.archive.extension.WarcArchive": 100},
    "ITEM_PIPELINES": {"newsspider.store.StorePipeline": 900},
    "SPIDER_MIDDLEWARES": {"newsspider.store.Provenance": 10},
    "FEED_EXPORTERS": {"parquet": "newsspider.store.parquet.ParquetItemExporter"},
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_TIMES": 1,
    "LOG_LEVEL": "WARNING",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
}


class Waits:
    """Keeps the crawl open until what was scraped is said to be durable, as the frontier does."""

    def __init__(self, crawler):
        self.crawler, self.open, self.patience = crawler, 0, 0
        crawler.signals.connect(self.scraped, signal=signals.item_scraped)
        crawler.signals.connect(self.idle, signal=signals.spider_idle)

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    def scraped(self):
        self.open += 1
        self.patience = 60
        when_durable(self.crawler, self.durable)

    def durable(self):
        self.open -= 1
        self.crawler.stats.inc_value("waits/called")

    def idle(self):
        """Scrapy asks every few seconds: after so many times the crawl closes and the test fails."""
        if not self.open:
            return
        self.patience -= 1
        if self.patience:
            raise DontCloseSpider
        self.crawler.stats.inc_value("waits/given up")


class SmallSpider(scrapy.Spider):
    name = "kecil"

    async def start(self):
        known = set()
        path = self.settings.get("STORE_PATH")
        if self.task.get("skip_known") and Path(path).exists():
            with ArticleStore(path) as store:
                known = {summary.canonical_url for summary in store.articles()}
        for path in self.task["paths"]:
            url = self.task["url"] + path
            if url not in known:
                meta = {"proxy": self.task["proxy"]} if "proxy" in self.task else {}
                yield scrapy.Request(url, meta=meta, headers=self.task.get("headers"), dont_filter=True)

    def parse(self, response):
        if "/a/" in response.url and self.task.get("further"):
            # as a spider does that joins the pages of a split article
            response.meta["warc_pages"] = [response.meta["warc_record"]]
        found = article(response.body, response.url)
        if response.url.endswith(self.task.get("nameless", "?")):
            found = replace(found, url=None, canonicalUrl=None)
        yield found


def main(task: dict) -> None:
    SmallSpider.task = task
    if "patch" in task:
        exec(task["patch"], {})
    settings = SETTINGS | task["settings"]
    if task.get("waits"):
        settings["EXTENSIONS"] = settings["EXTENSIONS"] | {Waits: 1}
    kind = CrawlerProcess if settings.get("TWISTED_REACTOR_ENABLED", True) else AsyncCrawlerProcess
    process = kind(settings)
    crawler = process.create_crawler(SmallSpider)
    process.crawl(crawler)
    process.start()
    stats = {
        name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, (int, str))
    }
    print(json.dumps(stats))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
