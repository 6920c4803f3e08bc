"""``scrapy extract``: what is the article on this page, and what are the articles in this corpus of pages?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from extractors import Article, Line
from newsspider.archive.judge import as_line
from newsspider.archive.reextract import MISSING, Reextraction
from newsspider.archive.unpack import Unpacked, is_archive, warc_files
from newsspider.commands.crawl import prepare, tally_of
from newsspider.commands.engine import add_engine, engine, engine_of, folder_name, parquet_files
from newsspider.commands.reextract import add_incomplete, fate_rows, left_out, nothing_came, read_jobs
from newsspider.corpora import FORMATS as ROW_FORMATS
from newsspider.corpora.extraction import Extraction, Fates
from newsspider.corpora.output import Articles, print_table
from newsspider.corpora.pages import Columns, Files, Har, Rows, Source, rows_of
from newsspider.corpora.renderings import as_json_ld, as_markdown, as_text
from newsspider.crawl.sites import load_sites
from newsspider.crawl.spiders.outlet import OutletSpider
from newsspider.recording.fixtures import CASSETTE, INDEX
from newsspider.recording.saved_pages import CASSETTES, PAGES, FileReader
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import (
    Fault,
    FaultCommand,
    NotKept,
    Stopped,
    outlet_called,
    shown,
    visible,
    visible_json,
)
from newsspider.runtime.packing import named
from newsspider.runtime.processes import Bar, Pool, WorkerDied, processors
from newsspider.runtime.site_profiles import sites_in
from newsspider.spark.folder import Folder

FORMATS = ("json", "jsonld", "text", "markdown")
_WORTH = 2 * 1024 * 1024  # bytes that take as long as starting a process
_HTML = (b"<!doctype html", b"<html")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False  # only a URL needs one

    def syntax(self) -> str:
        return "[options] FILE|FOLDER|URL ..."

    def short_desc(self) -> str:
        return "Extract the article of a page, or of every page of a corpus"

    def long_desc(self) -> str:
        return (
            "Print the article on each page: a saved page (HTML or MHTML), a cassette, a fixture folder, a plain-text "
            "capture (.txt, with --outlet), an address to fetch. Or extract a whole corpus of pages, into a file "
            f"(-o): rows with a page and its address ({', '.join(ROW_FORMATS[1:])}, also .gz and .zst), WARC, WACZ and HAR "
            "files, folders of saved pages (trees of wget -r and SingleFile too). Every page of a corpus is counted "
            "by what became of it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_page_options(parser)
        add = parser.add_argument
        add("-o", "--output", metavar="OUT", help=OUTPUT)
        add("-O", "--overwrite-output", metavar="OUT", help="the same, overwriting an old file")
        add(
            "--format",
            choices=FORMATS,
            help="what is printed without -o; default: json, one per line in a pipe",
        )
        add(
            "--html",
            metavar="COLUMN",
            help="the column of the pages, if it is not called html, content, …",
        )
        add(
            "--jobs",
            metavar="N",
            help="processes (default: one per processor, where the files are large enough)",
        )
        add_incomplete(parser)
        add_engine(parser)
        add(
            "--explain",
            action="store_true",
            help="every block of the page: kept as what, or dropped by which rule",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise Fault("extract: name a file, a folder or an address")
        assert self.settings is not None
        load_sites(self.settings["DATA_DIR"])
        if opts.outlet:
            outlet_called(opts.outlet)
        target = opts.output or opts.overwrite_output
        if opts.output and opts.overwrite_output:
            raise Fault("extract: -o and -O name two outputs; give one")
        if target and (opts.format or opts.explain):
            raise Fault(
                "extract: with -o the file's ending gives the format; leave out --format and --explain"
            )
        jobs = read_jobs(opts.jobs)
        self.opts = opts
        if engine_of("extract", opts) == "spark":
            self._by_spark(args, target)
            return
        urls = [arg for arg in args if arg.startswith(("http://", "https://"))]
        found = _Found(opts, self.fault)
        for arg in args:
            if arg not in urls:
                found.add(Path(arg))
        found.check(opts, urls)
        if opts.explain and (found.sources or found.archives):
            named_first = (*(source.path for source in found.sources), *found.archives)[0]
            raise Fault(f"{shown(named_first)}: a corpus is not explained; name one page")
        out = (
            Articles(target, self.settings, overwrite=bool(opts.overwrite_output), may_be_empty=False)
            if target
            else None
        )
        try:
            with ExitStack() as stack:
                if out is not None:
                    stack.enter_context(out)
                self._all(found, urls, out, jobs)
        except BackendError as error:
            raise NotKept(f"extract: what was read cannot be written to a temporary file: {error}") from None
        except WorkerDied as death:
            raise Fault(f"extract: {death}; fewer --jobs need less memory") from None
        except KeyboardInterrupt:
            raise Stopped("extract: stopped" + ("; nothing was written" if target else "")) from None

    def _all(self, found: _Found, urls: list[str], out: Articles | None, jobs: int | None) -> None:
        def put(line: bytes) -> None:
            if out is not None:
                out.write(line)
            else:
                show(Article.from_dict(json.loads(line)), self.opts.format)

        for result in found.pages():
            if isinstance(result, Fault):
                self.fault(result)
            elif self._is_wanted(result):
                if self.opts.explain:
                    print_explanation(result.explanation)
                else:
                    put(as_line(result.to_dict()))
        if found.sources or found.archives:
            fates = self._corpora(found, put, out.path.parent if out and out.path else None, jobs)
            self._report(fates, sys.stdout if out is not None and out.path is not None else sys.stderr)
        if urls:
            self._fetch(urls, put)

    def _report(self, fates: Fates, stream: TextIO) -> None:
        rows = [(what, which, f"{count:,}") for what, which, count in fate_rows(fates, "pages")]
        print_table(("", "", ""), rows, right=(2,), stream=stream)
        if fates.refused[MISSING] and not self.opts.incomplete:
            self.fault(left_out("extract", fates.refused[MISSING]))
        elif not fates.counts["articles"] and not self.exitcode:
            self.fault(nothing_came("extract", fates))

    def _by_spark(self, args: list[str], target: str | None) -> None:
        opts = self.opts
        name = folder_name("extract", target)
        files = list(parquet_files(args, self.fault))
        if not files:
            return
        with (
            Folder(name, overwrite=bool(opts.overwrite_output)) as folder,
            engine("extract", opts) as session,
        ):
            from newsspider.spark.corpora import extract_files

            fates = extract_files(
                session,
                files,
                Columns(opts.html, opts.url),
                folder,
                self.fault,
                incomplete=opts.incomplete == "keep",
            )
        self._report(fates, sys.stdout)

    def _corpora(
        self, found: _Found, put: Callable[[bytes], None], folder: Path | None, jobs: int | None
    ) -> Fates:
        """The articles of whole corpora: those of archives first, those of several pages last."""
        keep = self.opts.incomplete == "keep"
        fates = Fates()
        if found.archives:
            with (
                Unpacked(folder) as unpacked,
                Reextraction(
                    list(unpacked.all(found.archives, self.fault)),
                    sites=sites_in(self.settings["DATA_DIR"] if self.settings is not None else None),
                    incomplete=keep,
                    jobs=jobs,
                    faults=self.fault,
                    folder=folder,
                ) as run,
            ):
                for article in run.articles():
                    put(article.line)
                fates.add(run)
            fates.counts["pages"] += fates.counts["responses"]
        if found.sources:
            size = sum(source.size for source in found.sources)
            with (
                Pool(jobs or processors(size, _WORTH)) as pool,
                Bar("articles", size) as bar,
                Extraction(pool, incomplete=keep, faults=self.fault, folder=folder) as extraction,
            ):
                for source in found.sources:
                    for line in extraction.articles(source, bar):
                        put(line)
                for line in extraction.split_articles():
                    put(line)
                fates.add(extraction.fates)
        return fates

    def _is_wanted(self, article: Article) -> bool:
        """Whether an article is to be printed: it is whole, or its parts are asked for."""
        if not article.missingPages or self.opts.explain or self.opts.incomplete == "keep":
            return True
        if self.opts.incomplete is None:
            self.fault(
                f"{article.url}: {MISSING}: {article.missingPages[0]} is not here; --incomplete keep prints"
                " what is, with the addresses in missingPages"
            )
        return False

    def _fetch(self, urls: list[str], put: Callable[[bytes], None]) -> None:
        command, opts = self, self.opts

        class Extract(OutletSpider):
            name = "extract"
            explain = opts.explain

            def item(self, article: Article) -> Any:
                if opts.explain:
                    print_explanation(article.explanation)
                elif command._is_wanted(article):
                    put(as_line(article.to_dict()))
                return article.to_dict()

            def parse_unknown(self, response: Response) -> Any:
                return self.parse(response)

        assert self.settings is not None
        self.settings.set("REPORT_TABLE", False, priority="command")
        process = AsyncCrawlerProcess(self.settings)
        arguments = {"urls": ",".join(urls), **({"cassette": opts.cassette} if opts.cassette else {})}
        crawler = process.create_crawler(Extract)
        prepare(crawler, arguments)
        process.crawl(crawler, **arguments)
        process.start()
        tally = tally_of(crawler)
        if process.bootstrap_failed or tally.failed or tally.refused:
            self.exitcode = 1


OUTPUT = (
    "articles into a new file: .jsonl, .parquet, .csv, .json, .xml, .jsonld, .txt, each but .parquet also .gz and .zst; "
    "NAME/ for a folder of Hugging Face's datasets; - for JSON Lines on stdout"
)


def add_page_options(parser: argparse.ArgumentParser) -> None:
    """The options of single pages, for ``extract`` and ``explain``."""
    add = parser.add_argument
    add(
        "--url",
        metavar="URL",
        help="address of a saved page that does not state its own; of rows, the column of the addresses, where it is not "
        "called url, link, …",
    )
    add("--outlet", metavar="NAME", help="outlet of a plain-text capture")
    add("--cassette", metavar="PATH", help="answer addresses from this recording")


class _Found:
    """What was named: single pages, for ``Reader``; corpora; archives."""

    def __init__(self, opts: argparse.Namespace, fault: Callable[[object], None]) -> None:
        url = opts.url or ""
        is_address = url.startswith(("http://", "https://"))
        self._reader = FileReader(url if is_address else None, opts.outlet, opts.explain)
        self._columns = Columns(opts.html, None if is_address else opts.url)
        self._fault = fault
        self._single: list[Path] = []
        self.sources: list[Source] = []
        self.archives: list[Path] = []

    def check(self, opts: argparse.Namespace, urls: list[str]) -> None:
        """Raises Fault for an option that applies to nothing that was named."""
        rows = any(isinstance(source, Rows) for source in self.sources)
        if self._columns.html and not rows:
            raise Fault("extract: --html names a column, and there are no rows of pages")
        if self._columns.url and not rows:
            raise Fault(
                f"extract: --url: {opts.url!r} is not an address, and there are no rows with such a column"
            )
        if self._reader.url and not self._single:
            raise Fault("extract: --url gives one saved page its address, and there is none")
        if opts.cassette and not urls:
            raise Fault("extract: --cassette answers addresses, and none is named")

    def pages(self) -> Iterator[Article | Fault]:
        """The articles of single pages, and a Fault for each that has none."""
        for path in self._single:
            yield from self._reader.read(path)

    def add(self, path: Path) -> None:
        if not path.is_dir() or (path / CASSETTE).is_file():
            if path.exists():
                self._file(path)
            else:
                self._single.append(path)  # which says that it is not there
            return
        if (path / "archive").is_dir() and (path / "datapackage.json").is_file():  # an unzipped WACZ file
            for one in warc_files([path]):
                if isinstance(one, Path):
                    self.archives.append(one)
                else:
                    self._fault(one)
            return
        pages = []
        files = [file for file in sorted(path.rglob("*")) if file.is_file() and file.name != INDEX]
        before = self._number()
        for file in files:
            if file.suffix.lower() in PAGES or (_kind(file) == "" and _is_html(file)):
                pages.append(file)
            elif file.name == CASSETTE:
                self._single.append(file.parent)
            elif _kind(file):
                self._file(file)
        if pages:
            self.sources.append(Files(path, pages))
        elif self._number() == before:
            self._fault(f"{shown(path)}: there is no page, cassette or capture in this folder")

    def _number(self) -> int:
        return len(self._single) + len(self.sources) + len(self.archives)

    def _file(self, path: Path) -> None:
        try:
            match _kind(path):
                case "archive":
                    self.archives.append(path)
                case "har":
                    self.sources.append(Har(path))
                case "rows":
                    self.sources.append(rows_of(path, self._columns))
                case _:
                    self._single.append(path)
        except (Fault, OSError) as error:
            self._fault(error if isinstance(error, Fault) else f"{shown(path)}: {error.strerror or error}")


def _kind(path: Path) -> str:
    """What a file is by its name; "" where that does not show it."""
    if is_archive(path):
        return "archive"
    form, packed = named(path)
    if form == "har" and not packed:
        return "har"
    if f".{form}" in ROW_FORMATS and (form != "txt" or packed):
        return "rows"
    return "page" if path.suffix in (*CASSETTES, ".txt") or path.is_dir() else ""


def _is_html(path: Path) -> bool:
    """Whether a file without a known ending is a page, as wget names many."""
    try:
        with path.open("rb") as file:
            return file.read(1_024).lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML)
    except OSError:
        return False


def show(article: Article, form: str | None) -> None:
    """Print an article to stdout."""
    if form in (None, "json", "jsonld"):
        # one line each where a program reads, indented where a person does
        indent = 2 if sys.stdout.isatty() else None
        record = as_json_ld(article) if form == "jsonld" else article.to_dict()
        print(visible_json(json.dumps(record, ensure_ascii=False, indent=indent)))
    else:
        print(visible(as_markdown(article) if form == "markdown" else as_text(article)))


def print_explanation(lines: tuple[Line, ...]) -> None:
    """Kept lines with +, dropped ones with -, their label and the rule that decided."""
    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        sign, style = ("+", "green") if line.kept else ("-", "red")
        text = Text(f"{sign} {line.number:>4} {line.label:<15} ", style=style)
        text.append(visible(line.text), style="" if line.kept else "dim")
        text.append(f"  [{visible(line.rule)}]", style="cyan dim")
        console.print(text)
