"""``scrapy crawl``: Scrapy's own, with user mistakes reported in one sentence and failures in the exit code."""

from __future__ import annotations

import argparse
import difflib
from typing import Any

from scrapy.commands import ScrapyHelpFormatter, crawl
from scrapy.crawler import Crawler, CrawlerProcessBase

from extractors.registry import BROKEN
from newsspider.corpora.feeds import FeedOptions
from newsspider.crawl.live import LiveError, check_live
from newsspider.crawl.report import CrawlReport, CrawlTally, Exit
from newsspider.crawl.spiders.outlet import ArgumentError, OutletSpider
from newsspider.recording.cassettes import CassetteError, tape_for
from newsspider.runtime.console import Fault, FaultCommand
from newsspider.safety.address_policy import Reach, ReachError


def spider_name(process: CrawlerProcessBase, name: str) -> str:
    """The name, if a spider has it. Raises Fault naming the nearest or all."""
    names = process.spider_loader.list()
    if name not in names:
        if name in BROKEN:
            raise Fault(BROKEN[name])
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"outlets are {', '.join(sorted(names))}"
        raise Fault(f"no outlet is called {name!r}; {hint}")
    return name


def prepare(crawler: Crawler, arguments: dict[str, Any]) -> None:
    """Check the arguments of a crawl and open its tape. Raises Fault."""
    try:
        if issubclass(crawler.spidercls, OutletSpider):
            crawler.spidercls.check_arguments(arguments)
        tape_for(crawler, arguments)
        Reach.from_settings(crawler.settings)
        check_live(crawler, arguments)
    except (ArgumentError, CassetteError, LiveError, ReachError) as error:
        raise Fault(str(error)) from None


def tally_of(crawler: Crawler) -> CrawlTally:
    """The counts of a crawl that is over; one fault for a crawl that never started.

    One that was told to stop twice did not come to its end. Its report is written here.
    """
    try:
        stats = crawler.stats
        if crawler.spider is not None and not stats.get_value("finish_reason"):
            stats.set_value("finish_reason", "killed")
            if (report := crawler.get_extension(CrawlReport)) is not None:
                report.closed()
        return CrawlTally.of_crawl(crawler)
    except RuntimeError:
        return CrawlTally(faults=1)


# What -a takes, and what it means; the spiders' own list is in newsspider.crawl.spiders.outlet.
ARGUMENTS = {
    "since": 'published since then: 2024-01-31, "3 days", kemarin',
    "until": "published up to then, that day included",
    "section": "only these sections, comma-separated",
    "source": "where to look: sitemap, feed, index, … comma-separated",
    "tag": "articles with these tags, comma-separated",
    "urls": "addresses, comma-separated, or a file with one per line",
    "limit": "at most this many articles",
    "cassette": "answer from recorded pages (a file or folder), without network",
    "record": "record every page into this cassette",
    "overwrite": "1: record over an old cassette",
}


class _Help(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's help, with the lines of the list of arguments left as they are."""


class Command(FaultCommand, FeedOptions, crawl.Command):
    def syntax(self) -> str:
        return "[options] <outlet>"

    def short_desc(self) -> str:
        return "Crawl an outlet (`scrapy list` names them)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = _Help
        lines = [f"  {name + '=':<12}{meaning}" for name, meaning in ARGUMENTS.items()]
        parser.epilog = "\n".join(["Spider arguments, each as -a NAME=VALUE:", *lines])

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("crawl: name one outlet; `scrapy list` names them, crawlall takes several")
        assert self.crawler_process is not None
        crawler = self._create_crawler(spider_name(self.crawler_process, args[0]))
        prepare(crawler, opts.spargs)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = tally_of(crawler).exit_code
        if self.crawler_process.bootstrap_failed and not self.exitcode:
            self.exitcode = Exit.FAILED
