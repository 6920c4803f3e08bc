"""How much of a bare spider's pace is left with everything on: frontier, archive, extraction, store, report.

``python benchmarks/crawl_throughput.py [--pages 1000] [--rounds 5] [--outlet kontan] [--page-bytes 0]``

All crawls fetch the same pages from the local outlets, played by another process, with the same number of
requests at a time and no delay. The bare one is a Scrapy spider that yields ``{"url": …}``, with Scrapy's defaults;
beside it runs the same with the settings that make this project's crawl quick (no cookies, CONCURRENT_ITEMS 1). They
take turns, in changing order; the ratio is of pages per second between opening and closing (1 = no cost). Other
programs on the machine only make a round slower, so the best rounds say most; the crawl reads pages on the second
core, and other work there slows it alone.

``--memory 20000`` crawls that many pages once with everything on and prints how the process grew.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from newsspider.settings import CONCURRENT_ITEMS, EXTENSIONS  # noqa: E402
from tests.site.process import Remote, process  # noqa: E402

CONCURRENCY = 16
BARE = """
import scrapy

class Bare(scrapy.Spider):
    name = "bare"

    async def start(self):
        for url in open(self.urls).read().split():
            yield scrapy.Request(url)

    def parse(self, response):
        yield {"url": response.url}
"""
# Both crawls are measured by the same extension: from opening to closing, what start-up costs left out.
METER = """
import json, resource, time
from scrapy import signals

class Meter:
    def __init__(self, crawler):
        self.crawler, self.path, self.sizes = crawler, crawler.settings["METER_FILE"], {}
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.page, signals.response_received)
        crawler.signals.connect(self.closed, signals.spider_closed)
        self.pages = 0

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    def opened(self):
        self.started, self.cpu = time.monotonic(), time.process_time()

    def page(self):
        self.pages += 1
        if self.pages % 1000 == 0:
            with open("/proc/self/statm") as file:
                self.sizes[self.pages] = int(file.read().split()[1]) * resource.getpagesize() / 1e6

    def closed(self):
        with open(self.path, "w") as file:
            json.dump({"seconds": time.monotonic() - self.started, "cpu": time.process_time() - self.cpu,
                       "pages": self.pages, "sizes": self.sizes,
                       "items": self.crawler.stats.get_value("item_scraped_count", 0)}, file)
"""
FAST: dict[str, Any] = {
    "CONCURRENT_REQUESTS": CONCURRENCY,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
}


def article_urls(site: Remote, outlet: str, count: int) -> list[tuple[str, list[str]]]:
    """Addresses of articles, each with all of its pages, as many as give ``count`` pages."""
    found, pages = [], 0
    for entry in site.ask("articles", outlet=outlet):
        if pages >= count:
            break
        addresses = entry["pages"] if isinstance(entry["pages"], list) else [entry["url"]]
        found.append((entry["url"], addresses))
        pages += len(addresses)
    return found


def run(command: list[str], settings: Mapping[str, Any], site: Remote, folder: Path) -> dict[str, Any]:
    """Run a crawl and read its meter."""
    folder.mkdir(parents=True, exist_ok=True)
    meter = folder / "meter.json"
    (folder / "meter.py").write_text(METER)
    for name, value in {
        **FAST,
        **site.settings(),
        "METER_FILE": str(meter),
        **settings,
    }.items():
        command = [*command, "-s", f"{name}={json.dumps(value) if isinstance(value, dict) else value}"]
    environment = {**os.environ, **site.environment(), "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
    if not meter.exists():
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(meter.read_text())
    return found


def bare(site: Remote, folder: Path, urls: Path, *, tuned: bool = False) -> dict[str, Any]:
    """A spider that only fetches; ``tuned``: with what makes the project's own crawl quick."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bare.py").write_text(BARE)
    plain: dict[str, Any] = {"EXTENSIONS": {"meter.Meter": 1}}
    if tuned:  # Scrapy's 100 items at a time cost a third of the pace
        plain |= {"COOKIES_ENABLED": False, "CONCURRENT_ITEMS": CONCURRENT_ITEMS}
    command = [sys.executable, "-m", "scrapy", "runspider", str(folder / "bare.py"), "-a", f"urls={urls}"]
    os.environ["SCRAPY_SETTINGS_MODULE"] = "bare_settings"
    (folder / "bare_settings.py").write_text(
        "TELNETCONSOLE_ENABLED = False\nREMOTE_CONTROL_ENABLED = False\n"
    )
    try:
        return run([*command, "-O", str(folder / "items.jsonl")], plain, site, folder)
    finally:
        del os.environ["SCRAPY_SETTINGS_MODULE"]


def everything(site: Remote, folder: Path, urls: Path, outlet: str) -> dict[str, Any]:
    """The crawl as it is used, in a fresh data folder."""
    command = [sys.executable, "-m", "scrapy", "crawl", outlet, "-a", f"urls={urls}"]
    settings = {
        "DATA_DIR": str(folder / "data"),
        "CONTACT": "bench@example.org",
        "EXTENSIONS": {**EXTENSIONS, "meter.Meter": 1},
    }
    return run([*command, "-O", str(folder / "items.jsonl")], settings, site, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--outlet", default="kontan")
    parser.add_argument("--page-bytes", type=int, default=0)
    parser.add_argument("--memory", type=int, default=0, metavar="PAGES")
    options = parser.parse_args()
    wanted = options.memory or options.pages
    with (
        process(articles=wanted, scheme="http", page_bytes=options.page_bytes) as site,
        tempfile.TemporaryDirectory() as tmp,
    ):
        articles = article_urls(site, options.outlet, wanted)
        first, every = Path(tmp) / "articles.txt", Path(tmp) / "pages.txt"
        first.write_text("\n".join(url for url, _ in articles))
        every.write_text("\n".join(page for _, pages in articles for page in pages))
        if options.memory:
            found = everything(site, Path(tmp) / "memory", first, options.outlet)
            sizes = {int(pages): size for pages, size in found["sizes"].items()}
            for pages, size in sizes.items():
                print(f"{pages:>7,} pages  {size:7.1f} MB")
            late = [size for pages, size in sizes.items() if pages >= 2000]
            print(f"growth after the first 2,000: {late[-1] - late[0]:.1f} MB; {found['items']:,} articles")
            return
        bare(site, Path(tmp) / "warm", every)  # the site writes each page once
        rows = []
        for number in range(options.rounds):
            folder = Path(tmp) / str(number)
            turns = [
                ("bare", lambda folder=folder: bare(site, folder / "bare", every)),
                ("tuned", lambda folder=folder: bare(site, folder / "tuned", every, tuned=True)),
                ("all", lambda folder=folder: everything(site, folder / "all", first, options.outlet)),
            ]
            result = {name: turn() for name, turn in (turns if number % 2 else turns[::-1])}
            pace = {name: found["pages"] / found["seconds"] for name, found in result.items()}
            rows.append(pace)
            cpu = ", ".join(f"{found['cpu'] / found['pages'] * 1e3:.2f}" for found in result.values())
            print(
                f"round {number + 1}: bare {pace['bare']:6.1f} pages/s, tuned {pace['tuned']:6.1f}, "
                f"everything on {pace['all']:6.1f}, ratio {pace['all'] / pace['bare']:.3f} and "
                f"{pace['all'] / pace['tuned']:.3f}  ({result['all']['pages']} pages, {result['all']['items']} articles; "
                f"cpu of {', '.join(result)}: {cpu} ms per page)",
                flush=True,
            )
        for name in ("bare", "tuned"):
            ratios = [row["all"] / row[name] for row in rows]
            best = max(row["all"] for row in rows) / max(row[name] for row in rows)
            print(f"against {name}: median {statistics.median(ratios):.3f}, best against best {best:.3f}")


if __name__ == "__main__":
    main()
