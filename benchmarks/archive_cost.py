"""What the archive and the store cost a crawl, per page, in the one thread that matters.

Runs the same crawl of pages from memory (no network, no delay) without and with the archive and the store,
each in a process of its own, several times, and prints the difference of the best runs::

    $ python benchmarks/archive_cost.py --pages 2000 --kilobytes 100

"own calls" is the CPU time of what the archive and the store do in the crawl's thread; "main thread" is all
CPU time of that thread, so it includes what two more threads do to its caches; "wall" includes waiting for
the interpreter, and for the last pages to be compressed, for which a crawl from memory leaves no time before
its end; "all threads" is what the machine spends.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import scrapy
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse, Request, Response

import newsspider.archive.extension
import newsspider.archive.writer
from extractors import Article
from extractors.article import Block
from newsspider.runtime.mailbox import Mailbox
from newsspider.store import Provenance, StorePipeline

WORDS = """warga desa pasar ikan harga beras panen hujan jalan jembatan sekolah guru murid kapal nelayan pelabuhan
petani kebun kopi bupati rapat anggaran rumah sakit dokter kereta stasiun sungai banjir gempa bantuan""".split()

KEPT = {
    "EXTENSIONS": {"newsspider.archive.extension.WarcArchive": 100},
    "ITEM_PIPELINES": {"newsspider.store.StorePipeline": 900},
    "SPIDER_MIDDLEWARES": {"newsspider.store.Provenance": 10},
}
PLAIN = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "MEMUSAGE_ENABLED": False,
}


class Memory(BaseDownloadHandler):
    """Answers at once with one of a few pages, each made different by its number."""

    lazy = False
    pages: tuple[bytes, ...] = ()

    async def download_request(self, request: Request) -> Response:
        number = int(request.url.rpartition("/")[2])
        body = self.pages[number % len(self.pages)] + b"<!-- %d -->" % number
        return HtmlResponse(
            request.url,
            headers={
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                "Server": "nginx",
                "Date": "Mon, 01 Jan 2024 05:00:00 GMT",
                "ETag": f'"{number:x}"',
            },
            body=body,
            request=request,
        )

    async def close(self) -> None:
        pass


class MemorySpider(scrapy.Spider):
    name = "memory"
    count = 0
    text: tuple[Block, ...] = ()

    async def start(self) -> AsyncIterator[Any]:
        for number in range(self.count):
            yield Request(f"https://contoh.example/berita/{number}", dont_filter=True)

    def parse(self, response: Response) -> Any:
        yield Article(
            headline="Harga beras turun " + response.url[-4:],
            datePublished=datetime(2024, 1, 1, 5, tzinfo=UTC),
            authors=("Wati",),
            body=(*self.text, Block("paragraph", response.url)),
            outlet="contoh",
            url=response.url,
            canonicalUrl=response.url,
            layout="uji",
        ).to_dict()


def pages(kilobytes: int) -> tuple[bytes, ...]:
    """As compressible as real pages are: about 4.5 to 1."""
    dice = random.Random(7)
    made = []
    for _ in range(20):
        parts, size = ["<html><body><h1>Berita</h1>"], 0
        while size < kilobytes * 1024:
            words = " ".join(dice.choices(WORDS, k=9))
            parts.append(
                f'<div class="kotak kotak-berita col-xs-12 col-md-6"><a class="judul track" data-id="'
                f'{dice.randrange(10**6)}-{dice.randrange(10**6)}" href="https://contoh.example/berita/baca">{words}</a></div>\n'
            )
            size += len(parts[-1])
        made.append("".join(parts).encode()[: kilobytes * 1024])
    return tuple(made)


def timed(own: list[float], owner: Any, name: str) -> None:
    """Add the CPU time of every call of a class's or module's function to ``own``."""
    method = getattr(owner, name)

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        begun = time.thread_time()
        try:
            return method(*args, **kwargs)
        finally:
            own[0] += time.thread_time() - begun

    setattr(owner, name, call)


def run(count: int, kilobytes: int, kept: bool) -> dict[str, float]:
    """One crawl in this process."""
    Memory.pages = pages(kilobytes)
    dice = random.Random(3)
    MemorySpider.text = tuple(Block("paragraph", " ".join(dice.choices(WORDS, k=45))) for _ in range(14))
    MemorySpider.count = count
    with tempfile.TemporaryDirectory() as folder:
        own = [0.0]
        settings: dict[str, Any] = PLAIN | {"DOWNLOAD_HANDLERS": {"https": Memory}}
        if kept:
            timed(own, newsspider.archive.extension, "exchange_of")
            timed(own, newsspider.archive.writer.Archive, "put")
            timed(own, StorePipeline, "process_item")
            timed(own, Provenance, "get_processed_item")
            timed(own, Mailbox, "drain")
            settings |= KEPT | {"ARCHIVE_DIR": f"{folder}/warc", "STORE_PATH": f"{folder}/articles.sqlite"}
        process = CrawlerProcess(settings)
        crawler = process.create_crawler(MemorySpider)
        process.crawl(crawler)
        wall, main_thread, everything = time.perf_counter(), time.thread_time(), time.process_time()
        process.start()
        spent = {
            "own calls": own[0],
            "main thread": time.thread_time() - main_thread,
            "wall": time.perf_counter() - wall,
            "all threads": time.process_time() - everything,
        }
        assert crawler.stats.get_value("item_scraped_count") == count
        if kept:
            assert crawler.stats.get_value("store/new") == count
            assert crawler.stats.get_value("archive/responses") == count
    return {name: seconds / count * 1000 for name, seconds in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", choices=("plain", "kept"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.pages, options.kilobytes, options.one == "kept")))
        return
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for kind in ("plain", "kept"):
            command = [sys.executable, __file__, "--one", kind, "--pages", str(options.pages)]
            command += ["--kilobytes", str(options.kilobytes)]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            spent = json.loads(out.splitlines()[-1])
            known = best.setdefault(kind, spent)
            best[kind] = {name: min(value, known[name]) for name, value in spent.items()}
    print(f"{options.pages} pages of {options.kilobytes} kB, best of {options.rounds}; ms per page")
    print(f"{'':14}{'without':>10}{'with':>10}{'cost':>10}")
    for name, plain in best["plain"].items():
        kept = best["kept"][name]
        print(f"{name:14}{plain:10.3f}{kept:10.3f}{kept - plain:10.3f}")


if __name__ == "__main__":
    main()
