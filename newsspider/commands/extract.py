"""``scrapy extract``: what is the article on this page?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from extractors import Article, Line
from newsspider.archive.reextract import MISSING
from newsspider.commands.crawl import prepare, tally_of
from newsspider.commands.reextract import add_incomplete
from newsspider.corpora.renderings import as_markdown, as_text
from newsspider.crawl.spiders.outlet import OutletSpider
from newsspider.recording.saved_pages import Reader
from newsspider.runtime.console import Fault, FaultCommand, outlet_called, visible, visible_json

FORMATS = ("json", "text", "markdown")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False  # only a URL needs one

    def syntax(self) -> str:
        return "[options] FILE|URL ..."

    def short_desc(self) -> str:
        return "Print the article on a page, saved or fetched"

    def long_desc(self) -> str:
        return (
            "Print the article on each page: an .html file, a cassette, a fixture folder, a plain-text capture "
            "(.txt, with --outlet), a folder of these, or an address to fetch."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--url", metavar="URL", help="address of a saved page that does not state its own"
        )
        parser.add_argument("--outlet", metavar="NAME", help="outlet of a plain-text capture")
        parser.add_argument(
            "--format", choices=FORMATS, default="json", help="default: json, one a line in a pipe"
        )
        parser.add_argument(
            "--explain",
            action="store_true",
            help="every block of the page: kept as what, or dropped by which rule",
        )
        add_incomplete(parser)
        parser.add_argument("--cassette", metavar="PATH", help="answer addresses from this recording")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise Fault("extract: name a file, a folder or an address")
        if opts.outlet:
            outlet_called(opts.outlet)
        reader = Reader(opts.url, opts.outlet, opts.explain)
        urls = [arg for arg in args if arg.startswith(("http://", "https://"))]
        for arg in args:
            if arg not in urls:
                for result in reader.read(Path(arg)):
                    if isinstance(result, Fault):
                        self.fault(result)
                    elif self._is_wanted(result, opts):
                        show(result, opts.format, opts.explain)
        if urls:
            self._fetch(urls, opts)

    def _is_wanted(self, article: Article, opts: argparse.Namespace) -> bool:
        """Whether an article is to be printed: it is whole, or its parts are asked for."""
        if not article.missingPages or opts.explain or opts.incomplete == "keep":
            return True
        if opts.incomplete is None:
            self.fault(
                f"{article.url}: {MISSING}: {article.missingPages[0]} is not here; --incomplete keep prints"
                " what is, with the addresses in missingPages"
            )
        return False

    def _fetch(self, urls: list[str], opts: argparse.Namespace) -> None:
        command = self

        class Extract(OutletSpider):
            name = "extract"
            explain = opts.explain

            def item(self, article: Article) -> Any:
                if command._is_wanted(article, opts):
                    show(article, opts.format, opts.explain)
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


def show(article: Article, form: str, explain: bool) -> None:
    """Print an article to stdout."""
    if explain:
        print_explanation(article.explanation)
    elif form == "json":
        # one line each where a program reads, indented where a person does
        indent = 2 if sys.stdout.isatty() else None
        print(visible_json(json.dumps(article.to_dict(), ensure_ascii=False, indent=indent)))
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
