"""``scrapy crawl``: Scrapy's own, with user faults said in one sentence and misses in the exit code."""

from __future__ import annotations

import argparse
import difflib
from typing import Any

from scrapy.commands import crawl
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import UsageError

from newsspider.cassettes import CassetteError, tape_for
from newsspider.report import Tally
from newsspider.spiders.outlet import ArgumentError, OutletSpider


def outlet_spider(process: CrawlerProcessBase, name: str) -> str:
    """The name, if a spider has it. Raises UsageError naming the nearest or all."""
    names = process.spider_loader.list()
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}"
        raise UsageError(f"no outlet is called {name!r}; {hint}", print_help=False)
    return name


def prepared(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, Any]) -> Crawler:
    """The crawler, once its arguments are known to be good and its tape is open. Raises UsageError."""
    try:
        if issubclass(crawler.spidercls, OutletSpider):
            crawler.spidercls.check_arguments(arguments)
        tape_for(crawler, arguments)
    except (ArgumentError, CassetteError) as error:
        raise UsageError(str(error), print_help=False) from None
    return crawler


class Command(crawl.Command):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("one outlet is wanted; `scrapy list` shows them, crawlall takes several")
        assert self.crawler_process is not None
        name = outlet_spider(self.crawler_process, args[0])
        crawler = prepared(self.crawler_process, self._create_crawler(name), opts.spargs)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or Tally.from_stats(crawler.stats.get_stats()).failed:
            self.exitcode = 1
