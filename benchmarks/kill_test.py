"""The kill test: a crawl that dies again and again must lose nothing.

``python benchmarks/kill_test.py [--pages 3000] [--kills 20] [--seed 1]``

A site of pages found by links alone, on loopback. The crawl is killed (SIGKILL) at random moments and
started again each time, until it reports that it is done; once with one process, once with two that share
the frontier, of which the one that holds most is killed. Ends with an error if a page was lost, an item
doubled, or more was fetched again than was leased when the kills came.

Then the same with all that a crawl of an outlet is: ``--articles`` of a local outlet, whose responses are cut again
and again (gzip in mid stream, a body without a length, a page without its end), into the store and into a feed for
each process (``-o``). Every article has to be in the store whole, and in one of the feeds once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsspider.store import ArticleStore
from newsspider.store.model import StoreError
from tests.newsspider.frontier.harness import ROOT, Crawl, Verdict, kill_and_restart, site
from tests.site import Server, Site, faults, running
from tests.site.faults import Fault

OUTLET = "beritautama"
# The first answer of an article is cut in one of three ways, by the last letter of its address.
CUTS: dict[str, Callable[..., Fault]] = {
    r"beritautama\.net/[a-z0-9-]{20,}[a-h]$": faults.cut_coding,
    r"beritautama\.net/[a-z0-9-]{20,}[i-p]$": faults.until_closed,
    r"beritautama\.net/[a-z0-9-]{20,}[q-z]$": faults.cut_page,
}


def trial(pages: int, kills: int, workers: int, seed: int) -> tuple[Verdict, dict[str, int]]:
    with tempfile.TemporaryDirectory() as folder, site(pages) as place:
        crawl = Crawl(Path(folder), (place.url(),))
        verdict = kill_and_restart(
            place,
            crawl,
            kills=kills,
            workers=workers,
            seed=seed,
            told=True,
            deadline=60 + pages * 0.1 + kills * 20,
        )
        return verdict, crawl.states()


@dataclass
class FeedVerdict:
    """What became of the articles of an outlet whose crawl was killed."""

    kills: int
    stored: int
    lost: int
    doubled: int
    cut: int
    seconds: float


def feed_trial(articles: int, kills: int, workers: int, seed: int) -> FeedVerdict:
    """Crawl an outlet into a store and feeds, killing a process at random moments."""
    dice = random.Random(seed)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Site(seed=seed, articles_per_outlet=articles, outlets=[OUTLET])) as server,
    ):
        for pattern, cut in CUTS.items():
            server.add(cut(pattern, keep=0.5, times=1, by_address=True))
        place = Path(folder)
        (place / "urls.txt").write_text("\n".join(entry.url for entry in server.site.articles(OUTLET)))
        done = 0
        processes = [_outlet_crawl(server, place, number) for number in range(workers)]
        while done < kills and any(process.poll() is None for process in processes):
            time.sleep(dice.uniform(0.8, 3.0))
            number = dice.randrange(workers)
            if processes[number].poll() is None:
                processes[number].send_signal(signal.SIGKILL)
                processes[number].wait()
                done += 1
                processes[number] = _outlet_crawl(server, place, number)
        for process in processes:
            process.wait()
        return FeedVerdict(done, *_judged(server, place, workers), time.monotonic() - began)


def _outlet_crawl(server: Server, folder: Path, number: int) -> subprocess.Popen[bytes]:
    settings = {
        **server.settings(),
        "CONTACT": "test@example.org",
        "DATA_DIR": folder / "data",
        "DOWNLOAD_DELAY": 0.05,
        "AUTOTHROTTLE_ENABLED": 0,
        "FRONTIER_RETRY_SECONDS": 0.1,
        "REPORT_FILE": folder / f"report-{number}.json",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", OUTLET, "-a", f"urls={folder / 'urls.txt'}", *options]
    return subprocess.Popen(
        [*command, "-o", str(folder / f"articles-{number}.jsonl")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **server.environment()},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _judged(server: Server, folder: Path, workers: int) -> tuple[int, int, int, int]:
    """How many articles are stored, lost, doubled, cut."""
    found = Counter[str]()
    for number in range(workers):
        path = folder / f"articles-{number}.jsonl"
        if path.exists():
            found.update(json.loads(line)["url"] for line in path.read_text("utf-8").splitlines())
    urls = [entry.url for entry in server.site.articles(OUTLET)]
    stored = cut = 0
    try:
        with ArticleStore(folder / "data" / "articles.sqlite", read_only=True) as store:
            for url in urls:
                golden = server.site.golden(url)
                if (article := store.get(url)) is not None:
                    stored += 1
                    cut += article.record["body"] != golden["body"]
    except StoreError:
        pass
    lost = sum(found[url] == 0 for url in urls)
    return stored, max(lost, len(urls) - stored), sum(count - 1 for count in found.values()), cut


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=400, help="of the outlet whose feeds are looked at")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    args = parser.parse_args()
    table = Table(
        title=f"{args.pages} pages, seed {args.seed}",
        caption="again: pages fetched once more; leased: held at the kills",
    )
    columns = ("procs", "kills", "stored", "lost", "doubled", "again", "leased", "seconds", "")
    for column in columns:
        table.add_column(column, justify="right")
    good = True
    for workers in (1, 2):
        verdict, states = trial(args.pages, args.kills, workers, args.seed + workers)
        passed = (
            verdict.lost == verdict.double == 0
            and verdict.kills == args.kills
            and verdict.refetched <= verdict.leases_at_kills
            and states == {"done": args.pages}
        )
        good = good and passed
        cells = (
            workers,
            verdict.kills,
            verdict.stored,
            verdict.lost,
            verdict.double,
            verdict.refetched,
            verdict.leases_at_kills,
            f"{verdict.seconds:.0f}",
            "passed" if passed else "FAILED",
        )
        table.add_row(*map(str, cells))
    Console().print(table)
    feeds = Table(title=f"{args.articles} articles into a store and feeds, responses cut, seed {args.seed}")
    for column in ("procs", "kills", "stored", "lost", "doubled", "cut", "seconds", ""):
        feeds.add_column(column, justify="right")
    for workers in (1, 2):
        one = feed_trial(args.articles, args.kills, workers, args.seed + workers)
        passed = one.lost == one.doubled == one.cut == 0 and one.kills == args.kills
        good = good and passed
        figures = (workers, one.kills, one.stored, one.lost, one.doubled, one.cut, f"{one.seconds:.0f}")
        feeds.add_row(*map(str, figures), "passed" if passed else "FAILED")
    Console().print(feeds)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
