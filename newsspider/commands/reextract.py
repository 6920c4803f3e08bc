"""``scrapy reextract``: today's rules over everything ever fetched."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from extractors import outlet_for
from newsspider.archive.drift_counts import DriftCounts
from newsspider.archive.extension import cold_folders
from newsspider.archive.notes import NOT_HERE, Lost
from newsspider.archive.reextract import MISSING, Reextraction
from newsspider.archive.unpack import Unpacked, warc_files
from newsspider.archive.warc_file import OPEN
from newsspider.commands.engine import add_engine, engine, engine_of, folder_name, spark_files
from newsspider.corpora.extraction import Fates
from newsspider.corpora.output import Articles, counts_place, plain, print_table, store_place
from newsspider.crawl.sites import load_sites
from newsspider.drift.ledger_db import LedgerDB
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, NotKept, Stopped, outlet_called, shown, visible
from newsspider.runtime.database import database_of, is_there
from newsspider.runtime.remote import File, RemoteFolder
from newsspider.runtime.site_profiles import sites_in
from newsspider.spark.folder import Folder
from newsspider.store import ArticleStore, StoreError
from newsspider.store.comparison import RereadComparison

if TYPE_CHECKING:
    from newsspider.spark.reextract import SparkReextraction


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] WARC ..."

    def short_desc(self) -> str:
        return "Extract the articles of archived pages anew, with today's rules"

    def long_desc(self) -> str:
        return (
            "Read every response of WARC files (or folders of them) with today's rules, join the pages of split "
            "articles as the crawl does, and say what differs from the store: new, changed (another text), corrected "
            "(the same text, but another headline, name, date …), unchanged, vanished. Without -o nothing is "
            "written, without --store nothing is changed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            help="articles into a new .jsonl, .parquet, .csv … (- for stdout)",
        )
        parser.add_argument(
            "-O", "--overwrite-output", metavar="FILE", help="the same, overwriting an old file"
        )
        parser.add_argument("--outlet", metavar="NAME", help="only this outlet's pages")
        parser.add_argument(
            "--jobs",
            metavar="N",
            help="processes (default: one per processor, where the files are large enough)",
        )
        parser.add_argument(
            "--store",
            metavar="PATH",
            help="compare with this store and write the differences into it, as revisions; "
            "without it, the crawls' own store is compared with and left as it is",
        )
        add_incomplete(parser)
        add_engine(parser)
        parser.add_argument(
            "--sample", metavar="N", default="3", help="how many differences to show (default: 3)"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args:
            raise Fault("reextract: name a WARC file or a folder of them")
        load_sites(self.settings["DATA_DIR"])
        check_outlet(opts.outlet)
        jobs, sample = read_jobs(opts.jobs), read_number(opts.sample, "--sample", least=0)
        if opts.output and opts.overwrite_output:
            raise Fault("reextract: -o and -O name two outputs; give one")
        if engine_of("reextract", opts) == "spark":
            self._by_spark(args, opts)
            return
        found: list[File] = []
        for path in warc_files(args):
            if isinstance(path, Fault):
                self.fault(path)
            else:
                found.append(path)
        if not found:
            return
        target = opts.output or opts.overwrite_output
        store = self._store(opts.store)
        out = (
            Articles(target, self.settings, overwrite=bool(opts.overwrite_output), may_be_empty=False)
            if target
            else None
        )
        comparison = (
            RereadComparison(store, write=bool(opts.store), sample=sample) if store is not None else None
        )
        folder = out.path.parent if out and out.path else None
        counts = DriftCounts()
        report = sys.stderr if target == "-" else sys.stdout
        try:
            with (
                Unpacked(folder) as unpacked,
                Reextraction(
                    list(unpacked.all(found, self.fault)),
                    outlet=opts.outlet,
                    sites=sites_in(self.settings["DATA_DIR"]),
                    incomplete=opts.incomplete == "keep",
                    jobs=jobs,
                    faults=self.fault,
                    folder=folder,
                    cold=cold_folders(self.settings),
                    index=database_of(self.settings),
                    judged=counts.see,
                ) as run,
            ):
                if out is None:
                    _go(run, None, comparison)
                else:
                    with out:
                        _go(run, out, comparison)
                if opts.store:
                    self._count(counts, found, opts.outlet)
                print_report(run, comparison, report)
            self._say_losses(run, opts)
        except StoreError as error:
            raise Fault(str(error)) from None
        except BackendError as error:
            raise NotKept(f"{store.path if store else 'store'}: cannot be written: {error}") from None
        except KeyboardInterrupt:
            kept = " but what the store has by now" if opts.store else ""
            raise Stopped(f"reextract: stopped; nothing was written{kept}") from None
        finally:
            if store is not None:
                store.close()

    def _count(self, counts: DriftCounts, files: Sequence[File], outlet: str | None) -> None:
        """Tell the ledger of drift how the crawls' own files are read now, so that what was repaired is no alert."""
        assert self.settings is not None
        folder = Path(self.settings["DATA_DIR"] or "data")
        place = counts_place(self.settings)
        own = (Path(self.settings["ARCHIVE_DIR"] or folder / "warc"), *cold_folders(self.settings))
        archives = {_resolved(one) for one in own}
        counts.keep_only(
            {file.name.removesuffix(OPEN) for file in files if _resolved(file.parent) in archives}
        )
        if not is_there(place):
            return
        try:
            ledger = LedgerDB(place)
            try:
                counts.write(ledger, outlet)
            finally:
                ledger.close()
        except BackendError as error:
            raise NotKept(f"{shown(place)}: the counts cannot be written: {error}") from None

    def _say_losses(self, run: Reextraction | SparkReextraction, opts: argparse.Namespace) -> None:
        """What was not had and what was left out."""
        for lost in run.lost:
            self.fault(not_had("reextract", lost))
        if run.refused[MISSING] and not opts.incomplete:
            self.fault(left_out("reextract", run.refused[MISSING]))
        elif not run.counts["articles"] and not self.exitcode:
            self.fault(nothing_came("reextract", run))

    def _by_spark(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        for name in ("store", "jobs"):
            if getattr(opts, name):
                raise Fault(f"reextract: --{name} is for one machine; leave it out with --engine spark")
        target = folder_name("reextract", opts.output or opts.overwrite_output)
        files = list(spark_files(args, self.fault))
        if not files:
            return
        sites = Path(sites_in(self.settings["DATA_DIR"]) or "").absolute()
        with (
            Folder(target, overwrite=bool(opts.overwrite_output)) as folder,
            engine("reextract", opts) as session,
        ):
            from newsspider.spark.reextract import SparkReextraction

            run = SparkReextraction(
                session,
                files,
                outlet=opts.outlet,
                sites=str(sites) if self.settings["DATA_DIR"] else "",
                incomplete=opts.incomplete == "keep",
                faults=self.fault,
                cold=[_resolved(folder) for folder in cold_folders(self.settings)],
                index=database_of(self.settings),
            )
            run.write(folder)
        rows = [(what, which, f"{count:,}") for what, which, count in fate_rows(run, "responses")]
        print_table(("", "", ""), rows, right=(2,))
        self._say_losses(run, opts)

    def _store(self, path: str | None) -> ArticleStore | None:
        assert self.settings is not None
        place = store_place(self.settings, path)
        try:
            if path and place is not None:
                return ArticleStore(place)
            if place is not None and is_there(place):
                return ArticleStore(place, read_only=True)
        except StoreError as error:
            raise Fault(str(error)) from None
        return None


def _resolved(folder: Path | RemoteFolder) -> Path | RemoteFolder:
    return folder.resolve() if isinstance(folder, Path) else folder


def _go(run: Reextraction, out: Articles | None, comparison: RereadComparison | None) -> None:
    for article in run.articles():
        if comparison is not None:
            comparison.see(article)
        if out is not None:
            out.write(article.line)
    if comparison is not None:
        comparison.flush()


def print_report(run: Reextraction, comparison: RereadComparison | None, stream: TextIO) -> None:
    """What was read, and what it changes."""
    rows = list(fate_rows(run, "responses"))
    vanished: list[tuple[str, str]] = []
    if comparison is not None:
        gone = 0
        for url, place in comparison.vanished(run.files, run.came_out):
            if run.outlet and not _is_of(url, run.outlet):
                continue
            gone += 1
            if len(vanished) < 3:
                vanished.append((url, run.fate(place)))
        for name in ("new", "changed", "corrected", "unchanged"):
            rows.append((name, "", comparison.verdicts[name]))
        rows.append(("vanished", "", gone))
        if comparison.write:
            rows.append(("written to the store", "", comparison.written))
    shown_rows = [(what, which, f"{count:,}") for what, which, count in rows]
    print_table(("", "", ""), shown_rows, right=(2,), stream=stream)
    if comparison is not None:
        for url, verdict, text in comparison.sample():
            print(f"\n{plain(url)}: {verdict} (+ now, - in {shown(comparison.store.path)})", file=stream)
            print(visible(text) or "  only what readers do not see differs", file=stream)
        for url, why in vanished:
            print(f"\n{plain(url)}: vanished: {plain(why)}", file=stream)


def _is_of(url: str, outlet: str) -> bool:
    found = outlet_for(url)
    return found is not None and found.name == outlet


def add_incomplete(parser: argparse.ArgumentParser) -> None:
    """The option that says what becomes of split articles some of whose pages are not there."""
    parser.add_argument(
        "--incomplete",
        choices=("keep", "drop"),
        help="split articles some of whose pages are not here: keep them (missingPages names what they lack), or "
        "drop them; default: drop them, say so and end with exit code 1",
    )


def left_out(command: str, count: int) -> str:
    """The sentence about split articles that were left out without being asked to."""
    one = count == 1
    return (
        f"{command}: {count:,} split {'article is' if one else 'articles are'} left out, because pages of"
        f" {'it' if one else 'them'} are not here; --incomplete keep takes {'it' if one else 'them'},"
        " with the addresses in missingPages, --incomplete drop accepts that"
    )


def not_had(command: str, lost: Lost) -> str:
    """The sentence about pages of the archive that are not had whole."""
    pages = f"{lost.pages:,} page{' is' if lost.pages == 1 else 's are'} not had"
    why = f"{lost.detail}: {lost.reason}" if lost.reason else lost.detail
    one = lost.example if lost.pages == 1 else f"{lost.example} and others"
    what = (
        "name the file that has it as well, or the folder that it was moved to (ARCHIVE_COLD)"
        if lost.detail == NOT_HERE
        else "crawl them again"
    )
    return f"{command}: {pages} ({plain(one)}; {plain(why)}); {what}"


def fate_rows(run: Reextraction | SparkReextraction | Fates, what: str) -> Iterator[tuple[str, str, int]]:
    """The rows of a report: what became of all pages, by names of two columns, and how many of each."""
    counts = run.counts
    rows = [
        (what, "", counts[what]),
        ("articles", "", counts["articles"]),
        *(("", name, count) for name, count in sorted(run.layouts.items())),
        ("", "no layout fits (fallback)", counts["fallback"]),
        ("", "of several pages", counts["split"]),
        ("", "that lack pages (missingPages)", counts["incomplete"]),
        ("further pages", "", counts["further pages"]),
        ("archived again, the same", "", counts["repeated"]),
        ("refused", "", run.refused.total()),
        *(("", name, count) for name, count in _by_number(run.refused)),
        ("passed over", "", run.passed.total()),
        *(("", name, count) for name, count in _by_number(run.passed)),
    ]
    for name, which, count in rows:
        if count or (name and name not in ("further pages", "archived again, the same")):
            yield name, which, count


def _by_number(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def nothing_came(command: str, run: Reextraction | SparkReextraction | Fates) -> str:
    """The sentence about files without a single article."""
    counts = [f"{name} {count:,}" for name, count in (*run.refused.most_common(), *run.passed.most_common())]
    why = ", ".join(counts[:5]) or "there is no page in these files"
    texts = "; `clean` reads plain texts" if set(run.refused) == {"not HTML"} else ""
    return f"{command}: no article was found: {why}{texts}"


def check_outlet(name: str | None) -> None:
    """Raises Fault for a name that no outlet has."""
    if name:
        outlet_called(name)


def read_jobs(value: str | None) -> int | None:
    return None if value is None else read_number(value, "--jobs", least=1)


def read_number(value: str, option: str, *, least: int) -> int:
    """Raises Fault for what is not a number, or too small."""
    if not value.isdecimal() or int(value) < least:
        raise Fault(f"{option}: {value!r} is not a number of {least} or more")
    return int(value)
