"""The kill test: a crawl that dies again and again must lose nothing.

``python benchmarks/kill_test.py [--pages 3000] [--kills 20] [--seed 1]``

A site of pages found by links alone, on loopback. The crawl is killed (SIGKILL) at random moments and
started again each time, until it says that it is done; once with one process, once with two that share
the frontier, of which the one that holds most is killed. Ends with an error if a page was lost, an item
doubled, or more was fetched again than was leased when the kills came.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.newsspider.frontier.harness import Crawl, Verdict, kill_and_restart, site


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=20)
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
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
