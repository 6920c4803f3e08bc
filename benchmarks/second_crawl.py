"""What a second crawl asks for where nothing has changed: ``python benchmarks/second_crawl.py [--articles 1000]``.

Each outlet is played on this machine with articles of the last weeks and crawled twice with a window that is still
running (``-a since="30 days"``), at once. Printed are the requests of both crawls, robots.txt and redirects included,
and their ratio; what the second one asked for is listed below it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.crawl_throughput import FAST  # noqa: E402
from tests.site import Server, Site, running  # noqa: E402
from tests.site.outlets import PLANS  # noqa: E402

DAYS = 30


def crawl(server: Server, outlet: str, data: Path) -> list[str]:
    """Crawl an outlet; the addresses that were asked for."""
    before = len(server.log)
    settings = {**FAST, **server.settings(), "CONTACT": "bench@example.org", "DATA_DIR": data}
    command = [sys.executable, "-m", "scrapy", "crawl", outlet, "-a", f"since={DAYS} days"]
    for name, value in settings.items():
        command += ["-s", f"{name}={json.dumps(value) if isinstance(value, dict | list) else value}"]
    environment = {**os.environ, **server.environment()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    return [request.url for request in server.log[before:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("outlets", nargs="*", default=list(PLANS))
    parser.add_argument("--articles", type=int, default=1000)
    options = parser.parse_args()
    now = datetime.now(UTC)
    first, last = now - timedelta(days=DAYS - 1), now - timedelta(days=1)
    for outlet in options.outlets:
        site = Site(
            seed=5,
            articles_per_outlet=options.articles,
            outlets=[outlet],
            since=first.date(),
            until=last.date(),
        )
        with running(site) as server, tempfile.TemporaryDirectory() as folder:
            asked, again = (crawl(server, outlet, Path(folder) / "data") for _ in range(2))
        print(f"{outlet:<12} {len(asked):>6,} then {len(again):>4,} requests: {len(again) / len(asked):.2%}")
        for url in sorted(again):
            print(f"    {url}")


if __name__ == "__main__":
    main()
