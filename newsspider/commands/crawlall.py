"""``scrapy crawlall``: several outlets one after the other, one feed, one closing table."""

from __future__ import annotations

import argparse
import asyncio
import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES

from extractors.registry import BROKEN
from newsspider.commands.crawl import prepare, spider_name, tally_of
from newsspider.corpora.feeds import ONE_DOCUMENT, FeedOptions
from newsspider.crawl.live import LiveError, queue_name, user_agent
from newsspider.crawl.report import CrawlTally, Exit, print_tally, write_report
from newsspider.runtime.console import Fault, FaultCommand
from newsspider.store.feed_keys import forget_feeds

OVER_CMDLINE = SETTINGS_PRIORITIES["cmdline"] + 1


class Command(FaultCommand, FeedOptions):
    requires_project = True

    def syntax(self) -> str:
        return "[options] [outlet ...]"

    def short_desc(self) -> str:
        return "Crawl several outlets (all if none is named) into one feed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--cassettes", metavar="FOLDER", help="recorded pages: a folder with one folder per outlet"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None and self.settings is not None
        if opts.cassettes and not Path(opts.cassettes).is_dir():
            raise Fault(f"{opts.cassettes}: no such folder of cassettes")
        feeds = self.settings.getdict("FEEDS")
        for target, options in feeds.items():
            if options.get("format") in ONE_DOCUMENT:
                raise Fault(f"{target}: several crawls cannot share one {options['format']} file; say .jsonl")
        if not opts.cassettes and not opts.spargs.get("cassette"):
            try:
                user_agent(self.settings)  # once, not for each outlet
            except LiveError as error:
                raise Fault(str(error)) from None
        self.settings.set("REPORT_TABLE", False, priority="command")
        report, began = self.settings["REPORT_FILE"], datetime.now(UTC)
        self.settings.set("REPORT_FILE", "", priority=OVER_CMDLINE)  # one for all
        whose = queue_name(" ".join(["crawlall", *args]), opts.spargs)
        self.settings.set("FEED_CRAWL", whose, priority=OVER_CMDLINE)
        names = args or self.crawler_process.spider_loader.list()
        if BROKEN and not args:  # named with a warning; all outlets were asked for
            self.exitcode = 1
        jobs: list[tuple[Crawler, dict[str, Any]]] = []
        for name in dict.fromkeys(names):
            arguments = dict(opts.spargs)
            if opts.cassettes:
                arguments["cassette"] = str(Path(opts.cassettes) / name)
            try:
                crawler = self._create_crawler(spider_name(self.crawler_process, name))
                prepare(crawler, arguments)
            except Fault as fault:
                self.fault(fault)
                continue
            if jobs:  # what the first crawl overwrites the others add to
                later = copy.deepcopy(feeds)
                for options in later.values():
                    options |= {"overwrite": False, "continued": True}
                crawler.settings.set("FEEDS", later, priority=OVER_CMDLINE)
            jobs.append((crawler, arguments))
        if not jobs:
            return
        begun = self._run(list(jobs))
        total = CrawlTally()
        tallies = {
            crawler.spidercls.name: tally_of(crawler)
            if crawler in begun
            else CrawlTally(reasons=["shutdown"])
            for crawler, _ in jobs
        }
        for tally in tallies.values():
            total.add(tally)
        if all(reason == "finished" for reason in total.reasons):
            forget_feeds(jobs[0][0].settings)
        title = ", ".join(tallies)
        print_tally(total, title)
        if report:
            crawls = {
                name: {"exit_code": int(one.exit_code), **one.to_dict()} for name, one in tallies.items()
            }
            try:
                head = {"outlet": title, "arguments": opts.spargs}
                write_report(Path(report), head, total, began, crawls=crawls)
            except OSError as error:
                self.fault(f"{report}: the report cannot be written: {error.strerror or error}")
        # an outlet that does not exist has set it already
        failed = self.exitcode or self.crawler_process.bootstrap_failed
        self.exitcode = Exit.FAILED if failed and total.exit_code is not Exit.KEPT else total.exit_code

    def _run(self, jobs: list[tuple[Crawler, dict[str, Any]]]) -> set[Crawler]:
        """One crawl after the other: they share a feed. Those that were begun: none after one that was stopped."""
        process = self.crawler_process
        assert process is not None
        begun: list[Crawler] = []

        def start_next(_: Any = None) -> None:
            stopped = begun and begun[-1].stats.get_value("finish_reason") == "shutdown"
            if jobs and not stopped:
                crawler, arguments = jobs.pop(0)
                begun.append(crawler)
                task = process.crawl(crawler, **arguments)
                assert isinstance(task, asyncio.Task)
                task.add_done_callback(start_next)

        start_next()
        process.start()
        return set(begun)
