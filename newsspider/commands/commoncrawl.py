"""``newsspider commoncrawl``: the articles of outlets that Common Crawl's news archive has."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from extractors import OUTLETS
from newsspider.archive.reextract import MISSING, Reextraction
from newsspider.archive.warc_file import path_of
from newsspider.commands.engine import add_engine, engine_of, folder_name
from newsspider.commands.reextract import (
    add_incomplete,
    fate_rows,
    left_out,
    not_had,
    nothing_came,
    read_jobs,
)
from newsspider.corpora.commoncrawl.selection import AGAIN, NotHad, Patience, Selected, Selection, Work
from newsspider.corpora.commoncrawl.sources import Bucket, Folder, Server, Source
from newsspider.corpora.output import Articles, plain, print_table
from newsspider.crawl.live import LiveError, user_agent
from newsspider.crawl.sites import load_sites
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, NotKept, Stopped, outlet_called, shown
from newsspider.runtime.processes import processors
from newsspider.runtime.site_profiles import sites_in
from newsspider.safety.address_policy import Reach, ReachError
from newsspider.spark.folder import Folder as SparkFolder
from newsspider.spark.session import opened

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from newsspider.spark.reextract import SparkReextraction

COMMON_CRAWL = "https://data.commoncrawl.org"
_TRIES = 7  # failures in a row, which take four minutes with a DOWNLOAD_DELAY of 2 seconds
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NAMED = 5  # flaws; more are counted
_WORTH = 1 << 26  # bytes of a file that are worth a process


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "--news YYYY-MM [options]"

    def short_desc(self) -> str:
        return "Extract the articles of outlets from Common Crawl's news archive"

    def long_desc(self) -> str:
        return (
            "Read the files of Common Crawl's news archive (CC-NEWS) of a month, keep the records of outlets as WARC "
            "files, and write their articles (-o). The files pass by once, over one connection, and are not kept. The "
            "same command goes on where it was left."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--news", metavar="YYYY-MM", help="the month, or several with commas")
        add("--outlet", metavar="NAME", help="only this outlet, or several with commas (default: all)")
        add(
            "-o",
            "--output",
            metavar="FILE",
            help="articles into a new .jsonl, .parquet, .csv … (- for stdout)",
        )
        add("-O", "--overwrite-output", metavar="FILE", help="the same, overwriting an old file")
        add(
            "--warc",
            metavar="FOLDER",
            help="where the records are kept, and how far it is (default: DATA_DIR/commoncrawl)",
        )
        add(
            "--from",
            dest="source",
            metavar="PLACE",
            default=COMMON_CRAWL,
            help=f"a server, a folder or a bucket (s3://commoncrawl) that has crawl-data/CC-NEWS/ (default: {COMMON_CRAWL})",
        )
        add(
            "--jobs", metavar="N", help="processes (default: one per processor); a server gets one connection"
        )
        add_incomplete(parser)
        add_engine(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        settings = self.settings
        if args:
            raise Fault(
                f"commoncrawl: {args[0]!r}: it takes options only; the month goes with --news YYYY-MM"
            )
        months = list(_months(opts.news))
        load_sites(settings["DATA_DIR"])
        names = _outlets(opts.outlet)
        jobs = read_jobs(opts.jobs)
        if opts.output and opts.overwrite_output:
            raise Fault("commoncrawl: -o and -O name two outputs; give one")
        if not (opts.warc or settings["DATA_DIR"]):
            raise Fault("commoncrawl: there is no DATA_DIR to keep the records in; name a folder with --warc")
        folder = Path(opts.warc or Path(settings["DATA_DIR"]) / "commoncrawl").absolute()
        source = self._source(opts.source, folder)
        target = opts.output or opts.overwrite_output
        spark = engine_of("commoncrawl", opts) == "spark"
        if spark and jobs:
            raise Fault("commoncrawl: --jobs is for one machine; leave it out with --engine spark")
        if spark and target:
            folder_name("commoncrawl", target)
        report = sys.stderr if target == "-" else sys.stdout
        patience = Patience(_TRIES, settings.getfloat("DOWNLOAD_DELAY"), settings.getfloat("BACKOFF_MAX"))
        workers = jobs or processors(sys.maxsize, _WORTH)
        try:
            with ExitStack() as stack:
                overwrite = bool(opts.overwrite_output)
                out: Articles | SparkFolder | None = None
                if target and spark:
                    out = stack.enter_context(SparkFolder(target, overwrite=overwrite))
                elif target:
                    out = stack.enter_context(Articles(target, settings, overwrite=overwrite))
                session = stack.enter_context(opened(opts.master, opts.conf)) if spark else None
                selection = stack.enter_context(
                    Selection(source, folder, names, patience=patience, jobs=workers, work=_work(session))
                )
                selected = selection.run(months)
                print_table(("", "", ""), list(_rows(selected)), right=(2,), stream=report)
                self._flaws(selected)
                if selected.left:
                    raise NotHad(_not_had(selected))
                paths = [path_of(folder, state.name) for state in selected.states if state.written]
                if isinstance(out, SparkFolder):
                    self._articles_by_spark(session, paths, opts.incomplete, out, report)
                elif out is not None:
                    self._articles(paths, jobs, opts.incomplete, out, report)
                elif cut := sum(state.truncated for state in selected.states):
                    self.fault(_cut(cut))
        except BackendError as error:
            raise NotKept(f"{shown(folder)}: how far it is cannot be noted: {error}") from None
        except KeyboardInterrupt:
            raise Stopped(f"commoncrawl: stopped; {AGAIN}") from None

    def _source(self, name: str, folder: Path) -> Source:
        assert self.settings is not None
        settings = self.settings
        if "://" not in name:
            root = Path(name)
            if not root.is_dir():
                raise Fault(f"--from: {shown(root)}: there is no such folder")
            if folder.resolve().is_relative_to(root.resolve()):
                raise Fault(
                    f"{shown(folder)}: the records cannot be kept inside the folder that they come from;"
                    " name another one with --warc"
                )
            return Folder(root.absolute())
        if name.startswith("s3://"):
            return Bucket(name)
        try:
            agent = user_agent(settings)
        except LiveError as error:
            asked = "Common Crawl asks for an address to write to: give -s CONTACT=you@your-domain"
            raise Fault(f"commoncrawl: {error if settings['CONTACT'] else asked}") from None
        try:
            reach = Reach.from_settings(settings)
        except ReachError as error:
            raise Fault(str(error)) from None
        return Server(
            name,
            agent,
            reach,
            delay=settings.getfloat("DOWNLOAD_DELAY"),
            timeout=settings.getfloat("DOWNLOAD_TIMEOUT"),
            most=settings.getfloat("RETRY_AFTER_MAX"),
        )

    def _flaws(self, selected: Selected) -> None:
        for flaw in selected.flaws[:_NAMED]:
            self.fault(f"{flaw.path}: byte {flaw.offset}: {flaw.reason}; the records behind it are read")
        if (more := len(selected.flaws) - _NAMED) > 0:
            self.fault(f"commoncrawl: {more:,} more places like these cannot be read")

    def _articles(
        self,
        paths: Sequence[Path],
        jobs: int | None,
        incomplete: str | None,
        out: Articles,
        report: TextIO,
    ) -> None:
        """Read what was kept as ``reextract`` reads it."""
        assert self.settings is not None
        with Reextraction(
            paths,
            incomplete=incomplete == "keep",
            jobs=jobs,
            faults=self.fault,
            sites=sites_in(self.settings["DATA_DIR"]),
            folder=out.path.parent if out.path else None,
        ) as run:
            for article in run.articles():
                out.write(article.line)
            self._say(run, incomplete, report)

    def _articles_by_spark(
        self, session: Any, paths: Sequence[Path], incomplete: str | None, out: SparkFolder, report: TextIO
    ) -> None:
        from newsspider.spark.reextract import SparkReextraction

        assert self.settings is not None
        sites = Path(sites_in(self.settings["DATA_DIR"]) or "").absolute()
        run = SparkReextraction(
            session,
            [(str(path), path.stat().st_size) for path in paths],
            incomplete=incomplete == "keep",
            faults=self.fault,
            sites=str(sites) if self.settings["DATA_DIR"] else "",
        )
        run.write(out)
        self._say(run, incomplete, report)

    def _say(self, run: Reextraction | SparkReextraction, incomplete: str | None, report: TextIO) -> None:
        """What became of the responses that were kept."""
        print_table(
            ("", "", ""),
            [(what, which, f"{count:,}") for what, which, count in fate_rows(run, "responses")],
            right=(2,),
            stream=report,
        )
        for lost in run.lost:
            self.fault(not_had("commoncrawl", lost))
        if run.refused[MISSING] and not incomplete:
            self.fault(left_out("commoncrawl", run.refused[MISSING]))
        elif not run.counts["articles"] and not self.exitcode:
            self.fault(nothing_came("commoncrawl", run))


def _work(session: SparkSession | None) -> Work | None:
    if session is None:
        return None
    from newsspider.spark.commoncrawl import selecting

    return selecting(session)


def _months(value: str | None) -> Iterator[datetime]:
    """The months that are named, each once. Raises Fault."""
    if not value:
        raise Fault("commoncrawl: name a month with --news YYYY-MM")
    for name in dict.fromkeys(value.split(",")):
        if not _MONTH.fullmatch(name.strip()):
            raise Fault(f"--news: {name!r} is not a month (2026-10, or several with commas)")
        yield datetime.strptime(name.strip(), "%Y-%m")


def _outlets(value: str | None) -> list[str]:
    """The outlets that are named, or all of them. Raises Fault."""
    if value is None:
        return list(OUTLETS)
    return [outlet_called(name.strip()).name for name in dict.fromkeys(value.split(","))]


def _rows(selected: Selected) -> Iterator[tuple[str, str, str]]:
    """What was read, and what was kept of it."""
    states = selected.states
    rows = [
        ("files of CC-NEWS", "", len(states)),
        ("", "read", len(states) - len(selected.left)),
        ("records", "", sum(state.records for state in states)),
        ("", "kept", sum(state.kept for state in states)),
        ("", "of them truncated (WARC-Truncated)", sum(state.truncated for state in states)),
        ("", "of them mended", sum(state.mended for state in states)),
        ("places that cannot be read", "", len(selected.flaws)),
    ]
    for what, which, count in rows:
        if count or what in ("files of CC-NEWS", "records") or which in ("read", "kept"):
            yield what, which, f"{count:,}"


def _not_had(selected: Selected) -> str:
    """The sentence about files that have not been read."""
    left, count = selected.left, len(selected.states)
    why = Counter(state.why for state in left if state.why)
    reasons = [f"{reason} ({number:,})" for reason, number in why.most_common(3)]
    if selected.trouble:
        reasons = [selected.trouble]
    return (
        f"commoncrawl: {len(left):,} of {count:,} files {'has' if len(left) == 1 else 'have'} not been read to the end"
        f" ({plain(', '.join(reasons))}); {AGAIN}"
    )


def _cut(count: int) -> str:
    return (
        f"commoncrawl: {count:,} of the records {'was' if count == 1 else 'were'} cut when they were collected"
        " (WARC-Truncated), and will give no article"
    )
