"""Ten million addresses in an outlet's sitemaps, over real sockets: the memory that the crawl takes for them.

``python benchmarks/huge_sitemap.py [--urls 10000000]``

The local outlet names as many packed sitemaps of 50,000 addresses as it takes, each made when it is asked for.
All but the last are older than the window that is asked for, so the crawl has to read every one and to keep
none. A crawl of 50,000 addresses is run first; the difference of the peaks is what the others cost.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.site import Site, faults, lists, running
from tests.site.faults import Delivery, Fault
from tests.site.lists import Answer, Request
from tests.site.process import peak_of

ROOT = Path(__file__).parents[1]
EACH = 50_000  # by the sitemap protocol
ROW = "<url><loc>https://beritautama.net/arsip-{}-tentang-sebuah-kabar-lama</loc><lastmod>2001-01-01</lastmod></url>\n"


def sitemap(number: int) -> Answer:
    def rows() -> Iterator[bytes]:
        yield b"<urlset>"
        for start in range(number * EACH, (number + 1) * EACH, 1_000):
            yield "".join(map(ROW.format, range(start, start + 1_000))).encode()
        yield b"</urlset>"

    return Answer(faults.packed("gzip", rows()), type="application/x-gzip")


def crawl(count: int) -> tuple[float, int, int]:
    """(seconds, peak in bytes, addresses that were read)."""

    def answer(request: Request) -> Answer:
        name = request.path.removesuffix(".xml").rpartition("-")[2]
        if request.path == "/wp-sitemap.xml":
            numbers = range(count // EACH)
            return lists.sitemap_index(
                f"https://beritautama.net/wp-sitemap-posts-post-{n}.xml" for n in numbers
            )
        return sitemap(int(name))

    site = Site(seed=1, articles_per_outlet=1, outlets=["beritautama"])
    with tempfile.TemporaryDirectory() as folder, running(site) as server:
        server.add(Fault("huge", "sitemap", lambda site, request, normal: Delivery(answer(request))))
        report = Path(folder) / "report.json"
        settings = {
            **server.settings(),
            "CONTACT": "test@example.org",
            "DATA_DIR": Path(folder) / "data",
            "REPORT_FILE": report,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "beritautama", "-a", "source=sitemap"]
        command += ["-a", "since=2024-01-01"]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        began, most = time.monotonic(), 0
        process = subprocess.Popen(command, cwd=ROOT, env={**server.environment(), "PYTHONPATH": str(ROOT)})
        while process.poll() is None:
            most = max(most, peak_of(process.pid))
            time.sleep(0.05)
        return time.monotonic() - began, most, json.loads(report.read_text())["passed_over"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--urls", type=int, default=10_000_000)
    options = parser.parse_args()
    for count in (EACH, options.urls // EACH * EACH):
        seconds, most, read = crawl(count)
        print(f"{read:>12,} addresses  {seconds:7.1f} s  {most / 1e6:6.1f} MB at most", flush=True)


if __name__ == "__main__":
    main()
