"""``scrapy list``: Scrapy's own, of the rule files that load."""

from __future__ import annotations

import argparse

from scrapy.commands import list as scrapy_list
from scrapy.spiderloader import get_spider_loader

from extractors.registry import BROKEN
from newsspider.runtime.console import FaultCommand


class Command(FaultCommand, scrapy_list.Command):
    def short_desc(self) -> str:
        return "List the outlets, by the names of their spiders"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        print("\n".join(get_spider_loader(self.settings).list()))
        if BROKEN:  # which have been named with a warning
            self.exitcode = 1
