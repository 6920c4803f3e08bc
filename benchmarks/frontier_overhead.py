"""What the frontier costs: the same crawl with Scrapy's own scheduler and with leases, in turns.

``python benchmarks/frontier_overhead.py [--pages 3000] [--rounds 5]``

Both keep their items in the same store. Each round runs both, in changing order, against one server on
loopback; the ratio is of pages per second (1 = no cost). Other programs can only make a round slower, so
on a busy machine the best rounds say most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLAIN = [
    "SCHEDULER=scrapy.core.scheduler.Scheduler",
    "SPIDER_MIDDLEWARES={}",
    "DOWNLOADER_MIDDLEWARES={}",
]


def crawl(folder: Path, port: str, settings: list[str]) -> tuple[float, float, int]:
    """(seconds from open to close, processor seconds, pages)."""
    stats = folder / "stats.json"
    command = [
        sys.executable,
        "-m",
        "tests.newsspider.frontier.crawl",
        str(folder),
        f"http://127.0.0.1:{port}/p/0",
    ]
    for one in ["LOG_LEVEL=ERROR", "CONCURRENT_ITEMS=4", *settings]:
        command += ["-s", one]
    before = os.times()
    subprocess.run([*command, "--stats", str(stats)], cwd=ROOT, check=True)
    after = os.times()
    told = json.loads(stats.read_text())
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return told["elapsed_time_seconds"], spent, told["item_scraped_count"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--size", type=int, default=2000, help="bytes per page")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    command = [
        sys.executable,
        "-m",
        "tests.newsspider.frontier.site",
        str(args.pages),
        "--size",
        str(args.size),
    ]
    site = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert site.stdout is not None
    rates: dict[str, list[float]] = {"scrapy": [], "leases": []}
    costs: dict[str, list[float]] = {"scrapy": [], "leases": []}
    try:
        port = site.stdout.readline().strip()
        print(f"{args.pages} pages of {args.size} bytes; pages/s (processor seconds)")
        for number in range(args.rounds):
            results = {}
            order = [("scrapy", PLAIN), ("leases", [])]
            for name, settings in order if number % 2 == 0 else reversed(order):
                with tempfile.TemporaryDirectory() as folder:
                    seconds, spent, pages = crawl(Path(folder), port, settings)
                    # Scrapy itself fetches a start page again when a page links to it
                    assert pages in (args.pages, args.pages + 1), f"{name}: {pages} of {args.pages} pages"
                    results[name] = (pages / seconds, spent)
            for name, (rate, spent) in results.items():
                rates[name].append(rate)
                costs[name].append(spent)
            told = "  ".join(
                f"{name} {rate:6.0f} ({spent:5.2f})" for name, (rate, spent) in sorted(results.items())
            )
            print(
                f"round {number + 1}: {told}  ratio {rates['leases'][-1] / rates['scrapy'][-1]:.3f}",
                flush=True,
            )
        best = max(rates["leases"]) / max(rates["scrapy"])
        middle = statistics.median(rates["leases"]) / statistics.median(rates["scrapy"])
        cost = min(costs["scrapy"]) / min(costs["leases"])
        print(
            f"ratio of the best rounds {best:.3f}, of the medians {middle:.3f}, of processor time {cost:.3f}"
        )
    finally:
        site.terminate()
        site.wait()


if __name__ == "__main__":
    main()
