"""What a crawl tells the person who runs it: a progress bar on a terminal, and a table at its end."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

PREFIX = "newsspider/"


@dataclass
class Tally:
    """The counts of one crawl, or of several added up."""

    pages: int = 0
    articles: int = 0
    layouts: dict[str, int] = field(default_factory=dict)
    fallback: int = 0
    partial: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    misses: int = 0
    faults: int = 0

    @classmethod
    def from_stats(cls, stats: Mapping[str, Any]) -> Self:
        tally = cls()
        for name, value in stats.items():
            if not name.startswith(PREFIX):
                continue
            name = name[len(PREFIX) :]
            group, _, rest = name.partition("/")
            if group == "layout":
                tally.layouts[rest] = value
            elif group == "refused":
                tally.refused[rest] = value
            elif name in ("pages", "articles", "fallback", "partial", "misses", "faults"):
                setattr(tally, name, value)
        return tally

    def add(self, other: Tally) -> None:
        self.pages += other.pages
        self.articles += other.articles
        self.fallback += other.fallback
        self.partial += other.partial
        self.misses += other.misses
        self.faults += other.faults
        for own, more in ((self.layouts, other.layouts), (self.refused, other.refused)):
            for name, value in more.items():
                own[name] = own.get(name, 0) + value

    @property
    def failed(self) -> bool:
        """Whether the crawl is to end with an exit code that is not 0."""
        return bool(self.misses or self.faults)

    def rows(self) -> list[tuple[str, str, int]]:
        """The table: what, which, how many. ``which`` is empty for a total."""
        refused = sum(self.refused.values())
        return [
            ("pages", "", self.pages),
            ("articles", "", self.articles),
            *(("", name.replace("/", " "), count) for name, count in sorted(self.layouts.items())),
            *((("", "no layout fits (fallback)", self.fallback),) if self.fallback else ()),
            *((("", "of them cut: further pages unknown", self.partial),) if self.partial else ()),
            ("refused", "", refused),
            *(("", name, count) for name, count in sorted(self.refused.items(), key=lambda x: (-x[1], x[0]))),
            ("not recorded", "", self.misses),
        ]

    def verdict(self) -> str:
        """One sentence where the crawl failed, else nothing."""
        reasons = []
        if self.misses:
            reasons.append(f"{self.misses} page{'s' * (self.misses > 1)} missing from the cassette")
        if self.faults:
            reasons.append(f"{self.faults} fault{'s' * (self.faults > 1)} (see above)")
        return f"The crawl failed: {', '.join(reasons)}." if reasons else ""


def print_tally(tally: Tally, title: str, stream: TextIO | None = None) -> None:
    """The closing table: coloured on a terminal, plain text elsewhere."""
    stream = stream or sys.stderr
    if stream.isatty():
        console = Console(file=stream)
        table = Table(title=title, title_justify="left", show_header=False)
        table.add_column(style="bold")
        table.add_column()
        table.add_column(justify="right")
        for what, which, count in tally.rows():
            bad = (what == "not recorded" and count) or (what == "refused" and count)
            table.add_row(what, which, str(count), style="yellow" if bad else None)
        console.print(table)
        if tally.verdict():
            console.print(tally.verdict(), style="bold red", highlight=False)
        return
    rows = [(f"  {which}" if which else what, count) for what, which, count in tally.rows()]
    width = max(len(name) for name, _ in rows)
    lines = [title, *(f"  {name:<{width}}  {count:>6}" for name, count in rows)]
    if tally.verdict():
        lines.append(tally.verdict())
    print("\n".join(lines), file=stream)


class Report:
    """Scrapy extension: the bar while it runs, the table when it is over.

    ``REPORT_TABLE`` false leaves the table out (a command that runs several crawls prints one for all).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.progress: Progress | None = None
        self.streams: list[tuple[logging.StreamHandler[Any], TextIO]] = []
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        if not sys.stderr.isatty():
            return
        connect = self.crawler.signals.connect
        connect(self.more, signal=signals.request_scheduled)
        connect(self.fewer, signal=signals.request_dropped)
        connect(self.answered, signal=signals.response_received)
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[articles]} articles"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        stderr = sys.stderr
        name = self.crawler.spider.name if self.crawler.spider else ""
        self.task = self.progress.add_task(name, total=0, articles=0)
        self.progress.start()
        # log lines go above the bar instead of through it
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is stderr:
                self.streams.append((handler, stderr))
                handler.setStream(sys.stderr)

    def more(self) -> None:
        self._step(1, 0)

    def fewer(self) -> None:
        self._step(-1, 0)

    def answered(self, response: Response) -> None:
        if urlparse_cached(response).path != "/robots.txt":
            self._step(0, 1)

    def _step(self, total: int, done: int) -> None:
        if self.progress is not None:
            task = self.progress.tasks[0]
            articles = self.crawler.stats.get_value(f"{PREFIX}articles", 0)
            self.progress.update(
                self.task,
                total=max((task.total or 0) + total, task.completed + done),
                advance=done,
                articles=articles,
            )

    def closed(self) -> None:
        if self.progress is not None:
            for handler, stream in self.streams:
                handler.setStream(stream)
            self.progress.stop()
            self.progress = None
        if self.crawler.settings.getbool("REPORT_TABLE", True):
            name = self.crawler.spider.name if self.crawler.spider else ""
            print_tally(Tally.from_stats(self.crawler.stats.get_stats()), name)
