"""The visits of several outlets, some of them at the same time: each host is asked by one visit only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from extractors import OUTLETS
from newsspider.archive.extension import WarcArchive
from newsspider.authoring.verify.evidence import Kind, Verdict
from newsspider.authoring.verify.judge import Bench, is_past, judge
from newsspider.authoring.verify.spider import VisitSpider
from newsspider.authoring.verify.visit import Budget, Visit
from newsspider.runtime.processes import Bar

__all__ = ["prepare", "verify"]

_OVER_CMDLINE = SETTINGS_PRIORITIES["cmdline"] + 1
# who refuses or asks for time is not asked again: there is another visit tomorrow
IMPATIENT = {
    "BLOCKED_IN_A_ROW": 3,
    "RETRY_TIMES": 1,
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],  # not 429 and 503
}
REPORT = "newsspider.crawl.report.CrawlReport"


def prepare(settings: BaseSettings, archive: Path | None = None) -> None:
    """Make the settings of a crawl those of visits: nothing is remembered, and archived only in ``archive``."""
    settings.set("DATA_DIR", "", priority=_OVER_CMDLINE)
    for name, value in IMPATIENT.items():
        settings.set(name, value, priority="spider")
    extensions = settings["EXTENSIONS"]
    extensions.set(REPORT, None, priority="spider")
    if archive is not None:
        settings.set("ARCHIVE_DIR", str(archive), priority=_OVER_CMDLINE)
        settings.setdefault_in_component_priority_dict("EXTENSIONS", WarcArchive, 100)


def verify(
    process: AsyncCrawlerProcess,
    asked: Mapping[str, Sequence[str]],
    project: Path,
    before: Mapping[tuple[str, str], Verdict],
    *,
    budget: Budget,
    jobs: int,
    by: str,
) -> list[Verdict]:
    """Visit outlets, by name, and judge the layouts that are named; without names all that the outlet still uses.

    There are verdicts, too, on layouts that were seen without being asked for. An outlet that was not finished when the
    process was stopped has none.
    """
    bench, day = Bench(project), date.today()
    verdicts: list[Verdict] = []
    visits = []
    for outlet, names in ((OUTLETS[name], names) for name, names in asked.items()):
        wanted = tuple(names) or tuple(one.name for one in outlet.layouts if not is_past(outlet, one))
        if outlet.discover:
            visits.append(Visit(outlet, wanted, budget))
        else:
            reason = "no list of it is known, so there is nothing to find its articles by"
            verdicts += (Verdict(outlet.name, name, Kind.NO_LIST, day, reason=reason) for name in wanted)
    with Bar("outlets", len(visits)) as bar:
        _run(process, visits, jobs, lambda visit: bar.advance(1, 1, visit.outlet.name))
    for visit in visits:
        if visit.finished:
            verdicts += judge(visit, day, bench, before)
    return sorted((_signed(one, by, before) for one in verdicts), key=lambda one: one.outlet)


def _run(
    process: AsyncCrawlerProcess, visits: Sequence[Visit], jobs: int, finished: Callable[[Visit], None]
) -> None:
    waiting = list(visits)
    if not waiting:
        return

    def start_next() -> None:
        visit = waiting.pop(0)
        crawler = process.create_crawler(VisitSpider.of(visit))
        task = process.crawl(crawler)
        assert isinstance(task, asyncio.Task)

        def end(_: asyncio.Task[None]) -> None:
            finished(visit)
            stopped = crawler.stats is not None and crawler.stats.get_value("finish_reason") == "shutdown"
            if stopped:
                waiting.clear()
            elif waiting:
                start_next()

        task.add_done_callback(end)

    for _ in range(min(jobs, len(waiting))):
        start_next()
    process.start()


def _signed(verdict: Verdict, by: str, before: Mapping[tuple[str, str], Verdict]) -> Verdict:
    """The verdict with who signs it, and with the last good one where it is not."""
    old = before.get((verdict.outlet, verdict.layout))
    last = "" if verdict.good or old is None else str(old) if old.good else old.before
    return replace(verdict, by=by, before=last)
