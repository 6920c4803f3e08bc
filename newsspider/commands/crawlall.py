"""``scrapy crawlall``: several outlets one after the other, one feed, one closing table."""

from __future__ import annotations

import argparse
import asyncio
import copy
from pathlib import Path
from typing import Any

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES

from newsspider.commands.crawl import prepare, spider_name, tally_of
from newsspider.console import Fault, FaultCommand
from newsspider.report import Exit, Tally, print_tally

OVER_CMDLINE = SETTINGS_PRIORITIES["cmdline"] + 1
ONE_DOCUMENT = ("json", "xml")  # a second crawl cannot go on where the first one closed the document


class Command(FaultCommand, BaseRunSpiderCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] [outlet ...]"

    def short_desc(self) -> str:
        return "Crawl several outlets (all without a name) into one feed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--cassettes", metavar="FOLDER", help="recorded pages: a folder with one folder an outlet"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None and self.settings is not None
        if opts.cassettes and not Path(opts.cassettes).is_dir():
            raise Fault(f"{opts.cassettes}: no such folder of cassettes")
        feeds = self.settings.getdict("FEEDS")
        for target, options in feeds.items():
            if options.get("format") in ONE_DOCUMENT:
                raise Fault(f"{target}: several crawls cannot share one {options['format']} file; say .jsonl")
        self.settings.set("REPORT_TABLE", False, priority="command")
        names = args or self.crawler_process.spider_loader.list()
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
                    options["overwrite"] = False
                crawler.settings.set("FEEDS", later, priority=OVER_CMDLINE)
            jobs.append((crawler, arguments))
        if not jobs:
            return
        self._run(list(jobs))
        total = Tally()
        for crawler, _ in jobs:
            total.add(tally_of(crawler))
        print_tally(total, ", ".join(crawler.spidercls.name for crawler, _ in jobs))
        # an outlet that does not exist has set it already
        self.exitcode = total.exit_code or self.exitcode or Exit(self.crawler_process.bootstrap_failed)

    def _run(self, jobs: list[tuple[Crawler, dict[str, Any]]]) -> None:
        """One crawl after the other: they share a feed."""
        process = self.crawler_process
        assert process is not None

        def start_next(_: Any = None) -> None:
            if jobs:
                crawler, arguments = jobs.pop(0)
                task = process.crawl(crawler, **arguments)
                assert isinstance(task, asyncio.Task)
                task.add_done_callback(start_next)

        start_next()
        process.start()
