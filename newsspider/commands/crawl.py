"""``scrapy crawl``: Scrapy's own, with user mistakes reported in one sentence and failures in the exit code."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyHelpFormatter, crawl
from scrapy.crawler import Crawler, CrawlerProcessBase

from extractors import OUTLETS
from extractors.registry import BROKEN, unknown_outlet
from newsspider.corpora.feeds import FeedOptions
from newsspider.crawl.live import CannotKeep, LiveError, check_live
from newsspider.crawl.report import CrawlReport, CrawlTally, Exit
from newsspider.crawl.sites import is_address, site_outlet
from newsspider.crawl.spiders.outlet import ArgumentError, OutletSpider
from newsspider.recording.cassettes import CassetteError, tape_for
from newsspider.runtime.console import Fault, FaultCommand, NotKept
from newsspider.runtime.database import Place, is_there, place_of
from newsspider.runtime.site_profiles import PROFILES
from newsspider.safety.address_policy import Reach, ReachError
from newsspider.store import ArticleStore

SINCE = "7 days"  # of a site whose sitemaps may go back for years


def spider_name(process: CrawlerProcessBase, name: str) -> str:
    """The name, if a spider has it. Raises Fault naming the nearest."""
    names = process.spider_loader.list()
    if name not in names:
        if name in BROKEN:
            raise Fault(BROKEN[name])
        raise Fault(unknown_outlet(name, names))
    return name


def prepare(crawler: Crawler, arguments: dict[str, Any]) -> None:
    """Check the arguments of a crawl and open its tape. Raises Fault."""
    try:
        if issubclass(crawler.spidercls, OutletSpider):
            crawler.spidercls.check_arguments(arguments)
        tape_for(crawler, arguments)
        Reach.from_settings(crawler.settings)
        check_live(crawler, arguments)
    except CannotKeep as error:
        raise NotKept(str(error)) from None
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
        return "[options] OUTLET|ADDRESS"

    def short_desc(self) -> str:
        return "Crawl an outlet (`scrapy list` names them), or any news site by its address"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = _Help
        lines = [f"  {name + '=':<12}{meaning}" for name, meaning in ARGUMENTS.items()]
        parser.epilog = "\n".join(["Spider arguments, each as -a NAME=VALUE:", *lines])

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("crawl: name one outlet; `scrapy list` names them, crawlall takes several")
        assert self.crawler_process is not None and self.settings is not None
        name = args[0]
        if is_address(name) and name not in self.crawler_process.spider_loader.list():
            name = self._site(name, opts.spargs)
        crawler = self._create_crawler(spider_name(self.crawler_process, name))
        prepare(crawler, opts.spargs)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = tally_of(crawler).exit_code
        if self.crawler_process.bootstrap_failed and not self.exitcode:
            self.exitcode = Exit.FAILED
        outlet = OUTLETS.get(name)
        if not self.exitcode and outlet is not None and not outlet.layouts:
            print(_how_to_write_rules(name, place_of(crawler.settings, "STORE_PATH")), file=sys.stderr)

    def _site(self, address: str, arguments: dict[str, str]) -> str:
        """The outlet of an address; what is asked for of a site without rules, where nothing is said."""
        assert self.settings is not None
        folder = self.settings["DATA_DIR"] or tempfile.mkdtemp(prefix="newsspider-")
        try:
            name = site_outlet(address, Path(folder) / PROFILES)
        except OSError as error:
            raise NotKept(f"crawl: {error.filename}: {error.strerror}") from None
        if not OUTLETS[name].layouts and not arguments.keys() & {"since", "limit", "urls", "cassette"}:
            arguments["since"] = SINCE
            print(
                f"{name}: no rules, so its articles of the last {SINCE} are asked for; -a since= says otherwise",
                file=sys.stderr,
            )
        return name


def _how_to_write_rules(name: str, store: Place | None) -> str:
    """The command that makes an outlet of a site, from some of its articles."""
    pages = ["URL"] * 3
    if store is not None and is_there(store):
        with ArticleStore(store, read_only=True) as articles:
            pages = [one.canonical_url for one in articles.articles(outlet=name, limit=3)] or pages
    lines = [f"{name} was read without rules. To write some, from three articles as different as can be:"]
    return "\n".join([*lines, f"  newsspider outlet new {name} {' '.join(pages)}"])
