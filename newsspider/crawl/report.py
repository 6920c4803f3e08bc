"""What a crawl shows the person who runs it: a progress bar on a terminal, a table and a file at its end.

Settings::

    REPORT_TABLE = True    # whether the closing table is printed
    REPORT_FILE = ""       # the file for the report as JSON
    REPORT_DIR = ""        # folder for report-SPIDER-TIME.json if REPORT_FILE is not set; in a live crawl its DATA_DIR

``CrawlTally`` holds the counts, and what they mean for the exit code; ``docs/crawling.md`` names the keys.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from extractors import __version__
from newsspider.discovery.walk import PASSED
from newsspider.drift.recorder import alerts_in
from newsspider.drift.wording import as_record
from newsspider.politeness.outcomes import Group, RequestOutcome, group_of
from newsspider.recording.cassettes import Replay, tape_for
from newsspider.runtime.console import visible
from newsspider.runtime.counts import CrawlCounts, counts_of
from newsspider.runtime.credentials import redact

__all__ = ["CrawlReport", "CrawlTally", "Exit", "print_tally", "write_report"]

logger = logging.getLogger(__name__)


class Exit(IntEnum):
    """Exit codes. The worst of what happened counts, in the order KEPT, FAILED, BLOCKED, CHANGED, STOPPED."""

    DONE = 0  # what was asked for was fetched, or is known not to be an article
    FAILED = 1  # pages or lists could not be fetched or read, or are missing from a cassette
    USAGE = 2  # an argument or a setting cannot be followed; nothing was begun
    BLOCKED = 3  # the outlet refused us something
    KEPT = 4  # results could not be kept: the disk is full, a file cannot be written, the database is away
    STOPPED = 5  # interrupted, or the rest has to wait; the same command goes on with it
    CHANGED = 6  # too many articles have no layout, or no date, or less of something than they used to have


_NOT_KEPT = ("disk_full", "not_kept", "frontier_error", "store_stuck")
_NUMBERS = {
    "pages": "pages",
    "lists": "lists",
    "articles": "articles",
    "fallback": "fallback",
    "undated": "undated",
    "other canonical": "other_canonical",
    "partial": "partial",
    "misses": "misses",
    "faults": "faults",
    "known": "known",
    RequestOutcome.NOT_MODIFIED: "not_modified",
    RequestOutcome.OUT_OF_WINDOW: "out_of_window",
    RequestOutcome.OTHER_SECTION: "other_section",
    PASSED: "passed_over",
}
_FOREIGN = {
    "downloader/response_count": "responses",
    "downloader/response_bytes": "bytes",
    "store/new": "new",
    "store/changed": "changed",
    "store/corrected": "corrected",
    "store/unchanged": "unchanged",
    "frontier/left/queued": "left_queued",
    "frontier/left/later": "left_later",
    "frontier/left/failed": "left_failed",
}
_KEEPING = ("new", "changed", "corrected", "unchanged", "not_modified")


@dataclass
class CrawlTally:
    """The counts of one crawl, or of several added up."""

    responses: int = 0
    bytes: int = 0
    lists: int = 0
    pages: int = 0
    articles: int = 0
    layouts: dict[str, int] = field(default_factory=dict)
    fallback: int = 0
    undated: int = 0
    other_canonical: int = 0
    partial: int = 0
    new: int = 0
    changed: int = 0
    corrected: int = 0
    unchanged: int = 0
    not_modified: int = 0
    known: int = 0
    out_of_window: int = 0
    other_section: int = 0
    passed_over: int = 0
    blocked: dict[str, dict[str, int]] = field(default_factory=dict)
    """Kind of block → host → how often."""
    examples: dict[str, dict[str, str]] = field(default_factory=dict)
    """Kind of block → host → an address."""
    forbidden: dict[str, bool] = field(default_factory=dict)
    """Lists that robots.txt does not allow, so that they were not used."""
    resting: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Hosts that are not asked at the moment: until when (UTC), and why."""
    refused: dict[str, int] = field(default_factory=dict)
    """Everything that was asked for and gave no article, by its name; blocked, failed, gone and the rest."""
    changes: dict[str, list[str]] = field(default_factory=dict)
    """Outlet → what too many of its articles lack."""
    drift: list[dict[str, Any]] = field(default_factory=list)
    """What has changed by the counts of many crawls, as alerts that nobody has acknowledged."""
    misses: int = 0
    faults: int = 0
    left_queued: int = 0
    left_later: int = 0
    left_failed: int = 0
    seconds: float = 0.0
    kept: bool = False
    """Whether there was a store."""
    reasons: list[str] = field(default_factory=list)
    """How the crawls ended, in Scrapy's words."""

    @classmethod
    def of_crawl(cls, crawler: Crawler) -> Self:
        """What a crawl counted, judged by its settings."""
        tally = cls.of(counts_of(crawler), crawler.stats.get_stats())
        share = crawler.settings.getfloat
        shares = {"without a layout": (tally.fallback, share("WITHOUT_LAYOUT_MAX", 0.1))}
        if not isinstance(tape_for(crawler), Replay):  # recordings are of chosen pages, odd ones among them
            shares["without a date"] = (tally.undated, share("WITHOUT_DATE_MAX", 0.1))
        lacking = [
            f"{count} of {tally.articles} articles {what}"
            for what, (count, most) in shares.items()
            if count > most * tally.articles
        ]
        # of an outlet without layouts, none is expected
        if lacking and (outlet := getattr(crawler.spidercls, "outlet", None)) is not None and outlet.layouts:
            tally.changes[crawler.spidercls.name] = lacking
        tally.drift = [as_record(alert) for alert in alerts_in(crawler)]
        return tally

    @classmethod
    def of(cls, counts: CrawlCounts, stats: Mapping[str, Any]) -> Self:
        """What was counted, and what Scrapy, the store and the frontier say in the stats."""
        tally = cls()
        for name, field_name in _NUMBERS.items():
            setattr(tally, field_name, counts.numbers[name])
        for name, field_name in _FOREIGN.items():
            setattr(tally, field_name, stats.get(name, 0))
        tally.layouts = {f"{outlet}/{layout}": count for (outlet, layout), count in counts.layouts.items()}
        tally.forbidden = dict(counts.forbidden)
        tally.refused = dict(counts.refused)
        for kind, hosts in counts.blocked.items():
            tally.blocked[kind] = {host: blocks.count for host, blocks in hosts.items()}
            tally.examples[kind] = {host: blocks.example for host, blocks in hosts.items()}
        end = stats.get("finish_time")
        for host, rest in counts.resting.items():
            if end is None or rest.until > end.timestamp():
                tally.resting[host] = (_iso(rest.until), rest.reason)
        tally.kept = any(name.startswith(("store/", "archive/")) for name in stats)
        if reason := counts.not_kept or stats.get("finish_reason"):
            tally.reasons.append(reason)
        tally.seconds = float(stats.get("elapsed_time_seconds") or 0.0)
        return tally

    def add(self, other: CrawlTally) -> None:
        for one in fields(self):
            own, more = getattr(self, one.name), getattr(other, one.name)
            if isinstance(own, bool):
                setattr(self, one.name, own or more)
            elif isinstance(own, dict):
                setattr(self, one.name, _merged(own, more))
            else:
                setattr(self, one.name, own + more)

    # -- what it means

    def group(self, group: Group) -> dict[str, int]:
        """What was refused for reasons of a group."""
        return {kind: count for kind, count in self.refused.items() if group_of(kind) is group}

    @property
    def blocks(self) -> dict[str, int]:
        """How often we were blocked, by kind."""
        return {kind: sum(hosts.values()) for kind, hosts in self.blocked.items()} or self.group(
            Group.BLOCKED
        )

    @property
    def exit_code(self) -> Exit:
        if any(reason in _NOT_KEPT for reason in self.reasons):
            return Exit.KEPT
        if self.misses or self.faults or self.group(Group.FAILED):
            return Exit.FAILED
        # a page cut by the paywall is what the outlet gives to everybody
        if self.blocks.keys() - {RequestOutcome.STUB} or (self.resting and self.left):
            return Exit.BLOCKED
        if self.changes or self.drift:
            return Exit.CHANGED
        if self.left or any(reason != "finished" for reason in self.reasons):
            return Exit.STOPPED
        return Exit.DONE

    @property
    def failed(self) -> bool:
        """Whether the crawl is to end with an exit code that is not 0."""
        return self.exit_code is not Exit.DONE

    @property
    def left(self) -> int:
        """Requests that wait for another crawl."""
        return self.left_queued + self.left_later

    def verdict(self) -> str:
        """What keeps the crawl from having done what was asked, in one or two sentences; "" for nothing."""
        lost = [reason for reason in self.reasons if reason in _NOT_KEPT]
        failed = sum(self.group(Group.FAILED).values())
        blocked = sum(count for kind, count in self.blocks.items() if kind != RequestOutcome.STUB)
        reasons = []
        if lost:
            reasons.append("the disk is full" if "disk_full" in lost else "results could not be kept")
        if self.misses:
            reasons.append(f"{self.misses} page{'s' * (self.misses > 1)} missing from the cassette")
        if failed:
            reasons.append(f"{failed} page{'s' * (failed > 1)} or list{'s' * (failed > 1)} failed")
        if self.faults:
            reasons.append(f"{self.faults} fault{'s' * (self.faults > 1)} (see the log)")
        sentences = [f"The crawl failed: {', '.join(reasons)}."] if reasons else []
        if blocked:
            sentences.append(f"Blocked {blocked} time{'s' * (blocked > 1)}: {', '.join(self._blockers())}.")
        for host, (until, reason) in sorted(self.resting.items()):
            sentences.append(f"{host} rests until {until} ({reason}).")
        for outlet, lacking in sorted(self.changes.items()):
            sentences.append(f"{outlet} may have changed: {', '.join(lacking)}.")
        sentences += [f"{alert['message']}." for alert in self.drift]
        if self.left:
            sentences.append(f"{self.left} request{'s' * (self.left > 1)} left for the next crawl.")
        elif not reasons and self.exit_code is Exit.STOPPED:
            sentences.append(f"The crawl was interrupted ({', '.join(sorted(set(self.reasons)))}).")
        return " ".join(sentences)

    def _blockers(self) -> list[str]:
        hosts = Counter[str]()
        for kind, counts in self.blocked.items():
            if kind != RequestOutcome.STUB:
                hosts.update(counts)
        if not hosts:
            return sorted(self.blocks)
        named = [f"{host} {count}" for host, count in hosts.most_common(5)]
        return [*named, f"{len(hosts) - 5} hosts more"] if len(hosts) > 5 else named

    def rows(self) -> list[tuple[str, str, int]]:
        """The table: what, which, how many. ``which`` is empty for a total."""
        rows: list[tuple[str, str, int]] = []

        def some(what: str, counts: Mapping[str, int], *, always: bool = False) -> None:
            if counts or always:
                rows.append((what, "", sum(counts.values())))
                rows.extend(("", name, count) for name, count in _most_first(counts))

        if self.kept:
            rows.append(("responses", "", self.responses))
        if self.lists:
            rows.append(("lists", "", self.lists))
        rows += [("pages", "", self.pages), ("articles", "", self.articles)]
        rows += [("", name.replace("/", " "), count) for name, count in sorted(self.layouts.items())]
        if self.undated:
            rows.append(("", "without a date", self.undated))
        if self.fallback:
            rows.append(("", "no layout fits (fallback)", self.fallback))
        if self.other_canonical:
            rows.append(("", "of them with another's canonical address", self.other_canonical))
        if self.partial:
            rows.append(("", "of them cut: further pages unknown", self.partial))
        if self.kept:
            rows += [
                ("to the store", "", self.new + self.changed + self.corrected + self.unchanged),
                *(("", name, getattr(self, name)) for name in _KEEPING[:4]),
            ]
        for name in ("not_modified", "known", "out_of_window", "other_section"):
            if count := getattr(self, name):
                rows.append((_LONG.get(name, name.replace("_", " ")), "", count))
        if self.blocked:
            rows.append(("blocked", "", sum(self.blocks.values())))
            for kind, count in _most_first(self.blocks):
                hosts = Counter(self.blocked[kind])
                rows.append(("", f"{kind} ({_named(hosts)})", count))
        else:
            some("blocked", self.group(Group.BLOCKED))
        some("failed", self.group(Group.FAILED))
        some("not allowed by robots.txt", self.group(Group.ROBOTS))
        some("gone", self.group(Group.GONE))
        some("refused", self.group(Group.NOT_AN_ARTICLE), always=not rows)
        if self.misses:
            rows.append(("not recorded", "", self.misses))
        for name, what in (
            ("left_queued", "left to do"),
            ("left_later", "left for later"),
            ("left_failed", "kept as failed"),
        ):
            if count := getattr(self, name):
                rows.append((what, "", count))
        return rows

    def to_dict(self) -> dict[str, Any]:
        """The report's counts, JSON-ready."""
        return {
            "responses": self.responses,
            "bytes": self.bytes,
            "lists": self.lists,
            "pages": self.pages,
            "articles": self.articles,
            "layouts": dict(sorted(self.layouts.items())),
            "fallback": self.fallback,
            "undated": self.undated,
            "changes": self.changes,
            "drift": self.drift,
            "other_canonical": self.other_canonical,
            "partial": self.partial,
            "new": self.new,
            "changed": self.changed,
            "corrected": self.corrected,
            "unchanged": self.unchanged + self.not_modified,
            "not_modified": self.not_modified,
            "known": self.known,
            "out_of_window": self.out_of_window,
            "other_section": self.other_section,
            "passed_over": self.passed_over,
            "blocked": [
                {"kind": kind, "host": host, "count": count, "example": self.examples.get(kind, {}).get(host)}
                for kind, hosts in sorted(self.blocked.items())
                for host, count in sorted(hosts.items())
            ],
            "resting": [
                {"host": host, "until": until, "reason": reason}
                for host, (until, reason) in sorted(self.resting.items())
            ],
            "failed": self.group(Group.FAILED),
            "robots": self.group(Group.ROBOTS),
            "robots_lists": sorted(self.forbidden),
            "gone": self.group(Group.GONE),
            "not_an_article": self.group(Group.NOT_AN_ARTICLE),
            "not_recorded": self.misses,
            "faults": self.faults,
            "left": {"queued": self.left_queued, "later": self.left_later, "failed": self.left_failed},
            "seconds": round(self.seconds, 3),
        }


_LONG = {"known": "known, not asked for again", "not_modified": "not modified since (304)"}


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _named(hosts: Counter[str]) -> str:
    named = [host for host, _ in hosts.most_common(2)]
    return ", ".join([*named, f"{len(hosts) - 2} more"] if len(hosts) > 2 else named)


def _merged(own: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(own)
    for name, value in more.items():
        known = out.get(name)
        if isinstance(value, dict):
            out[name] = _merged(known or {}, value)
        elif isinstance(value, int) and not isinstance(value, bool) and known is not None:
            out[name] = known + value
        else:
            out[name] = value
    return out


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_BAD = ("blocked", "failed", "refused", "not recorded", "left to do", "left for later")


def print_tally(tally: CrawlTally, title: str, stream: TextIO | None = None) -> None:
    """The closing table: colored on a terminal, plain text elsewhere."""
    stream = stream or sys.stderr
    if stream.isatty():
        console = Console(file=stream)
        table = Table(title=title, title_justify="left", show_header=False)
        table.add_column(style="bold")
        table.add_column()
        table.add_column(justify="right")
        for what, which, count in tally.rows():
            bad = count and what in _BAD
            table.add_row(
                Text(visible(what)), Text(visible(which)), str(count), style="yellow" if bad else None
            )
        console.print(table)
        if tally.verdict():
            console.print(Text(visible(tally.verdict()), style="bold red"))
        return
    rows = [(f"  {which}" if which else what, count) for what, which, count in tally.rows()]
    width = max(len(name) for name, _ in rows)
    lines = [title, *(f"  {name:<{width}}  {count:>6}" for name, count in rows)]
    if tally.verdict():
        lines.append(tally.verdict())
    print(visible("\n".join(lines)), file=stream)


class CrawlReport:
    """Scrapy extension: the bar while it runs, the table and the file when it is over."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.progress: Progress | None = None
        self.began = datetime.now(UTC)
        self.streams: list[tuple[logging.StreamHandler[Any], TextIO]] = []
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        feeds = self.crawler.get_extension(FeedExporter) is not None
        # a feed may fail at its very end, and then the crawl has
        end = signals.feed_exporter_closed if feeds else signals.spider_closed
        self.crawler.signals.connect(self.closed, signal=end)
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
            articles = counts_of(self.crawler).numbers["articles"]
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
        name = self.crawler.spider.name if self.crawler.spider else ""
        tally = CrawlTally.of_crawl(self.crawler)
        if self.crawler.settings.getbool("REPORT_TABLE", True):
            print_tally(tally, name)
        if path := self._path(name):
            self._write(path, name, tally)

    def _path(self, name: str) -> Path | None:
        """Where the JSON goes: where the user says, otherwise into the folder of a live crawl, otherwise nowhere."""
        settings = self.crawler.settings
        if settings["REPORT_FILE"]:
            return Path(settings["REPORT_FILE"])
        if not settings["REPORT_DIR"]:
            return None
        path = Path(settings["REPORT_DIR"]) / f"report-{name}-{self.began:%Y%m%dT%H%M%SZ}.json"
        # two crawls may begin in the same second
        return path if not path.exists() else path.with_name(f"{path.stem}-{os.getpid()}.json")

    def _write(self, path: Path, name: str, tally: CrawlTally) -> None:
        arguments = getattr(self.crawler.spider, "arguments", {})
        try:
            write_report(path, {"outlet": name, "arguments": arguments}, tally, self.began)
        except OSError as error:
            counts_of(self.crawler).add("faults")
            logger.error("%s: the report cannot be written: %s", path, error.strerror or error)


def write_report(
    path: Path, head: Mapping[str, Any], tally: CrawlTally, began: datetime, **more: Any
) -> None:
    """Write a report as JSON, whole or not at all. Raises OSError."""
    report = {
        **head,
        "began": _iso(began.timestamp()),
        "ended": _iso(datetime.now(UTC).timestamp()),
        "reason": ", ".join(sorted(set(tally.reasons))),
        "exit_code": int(tally.exit_code),
        "verdict": tally.verdict(),
        **tally.to_dict(),
        **more,
        "versions": _versions(),
    }
    draft = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(redact(json.dumps(report, indent=1, ensure_ascii=False)) + "\n", encoding="utf-8")
    os.replace(draft, path)


def _versions() -> dict[str, str]:
    """What the numbers were made with."""
    found = {"newsspider": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("scrapy", "lxml", "trafilatura"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # imported from a folder
            continue
    return found
