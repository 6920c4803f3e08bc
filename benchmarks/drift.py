"""What the watch for drift notices, how soon, and how often it is wrong: a year of made-up traffic.

``python -m benchmarks --only drift`` runs it with the others, ``python -m benchmarks.drift [--quick]`` alone.

Twenty outlets with twenty-one series each, hour by hour for a year. Pages come as they do: few at night, fewer at
weekends, a third during the ten days of Lebaran. Shares vary more than chance alone makes them (a beta distribution anew
each hour), and keys are lacking more often at night, at weekends and at Lebaran. For the times of detection a history of
twenty days is followed by a change. What a page costs is measured beside ``extract`` on the same pages.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.pages import fixtures, real
from benchmarks.pages import spread as spread_pages
from benchmarks.parts import Figures, Scale, Watch
from extractors import extract
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.observed import observations
from newsspider.drift.recorder import Seen, counted
from newsspider.drift.statistic import SeriesWatch

YEAR = 365 * 24
LEBARAN = range(90 * 24, 100 * 24)
SHARES = (0.995, 0.98, 0.97, 0.95, 0.9, 0.8, 0.6, 0.4, 0.2)
RHOS = (0.01, 0.03, 0.05, 0.1, 0.2)
PAGES = (5, 10, 20, 40)  # an hour, on average
OUTLETS, SERIES = 20, 21
HISTORY = 20 * 24
FLUSH = 300  # pages that are written at once
CHANGES = ("vanishes", "halves", "98 to 90 %")


@dataclass(frozen=True)
class Made:
    """A made-up series: its share, its overdispersion, its pages an hour."""

    share: float
    rho: float
    pages: float

    def hours(self, random: Random, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        for hour in range(first, last):
            if n := poisson(random, self.pages * busy(hour)):
                yield hour, n, drawn(random, n, usual(self.share, hour), self.rho)


def busy(hour: int) -> float:
    """How much is published, beside the average: by the hour, the day of the week, and at Lebaran."""
    of_day = hour % 24
    factor = 0.25 if of_day < 5 else 1.3 if 7 <= of_day < 21 else 0.8
    return factor * (0.6 if hour // 24 % 7 >= 5 else 1.0) * (0.35 if hour in LEBARAN else 1.0)


def usual(share: float, hour: int) -> float:
    """The share of an hour: a key is lacking more often when few people work."""
    odds = share / (1 - share)
    odds /= 1.2 if hour % 24 < 5 else 1.0
    odds /= 1.25 if hour // 24 % 7 >= 5 else 1.0
    odds /= 1.5 if hour in LEBARAN else 1.0
    return odds / (1 + odds)


def poisson(random: Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def drawn(random: Random, n: int, share: float, rho: float) -> int:
    """How many of n pages have a key, from a beta-binomial distribution."""
    if share <= 0:
        return 0
    size = (1 - rho) / rho
    now = random.betavariate(share * size, (1 - share) * size)
    return sum(random.random() < now for _ in range(n))


def false_alarms(outlets: int, watch: Watch, seed: int = 1) -> Figures:
    """A year in which nothing changes."""
    random = Random(seed)
    alarms: Counter[str] = Counter()
    for number in range(outlets):
        watch.step(f"outlet {number + 1}")
        pages = PAGES[number % len(PAGES)]
        for _ in range(SERIES):
            series, raised = SeriesWatch(), False
            for hour in Made(random.choice(SHARES), random.choice(RHOS), pages).hours(random, 0, YEAR):
                series.see(*hour)
                if series.alarm is not None and not raised:
                    alarms["provisional" if series.alarm.provisional else "settled"] += 1
                raised = series.alarm is not None
    return {"series": outlets * SERIES, "alarms": alarms["settled"], "provisional": alarms["provisional"]}


def detection(change: str, rho: float, rounds: int, seed: int = 2) -> Figures:
    """Hours and pages until a change of a share of 0.98 is noticed, at 20 pages an hour."""
    random = Random(seed)
    hours: list[int] = []
    pages: list[int] = []
    lower = {"vanishes": 0.0, "halves": 0.49, "98 to 90 %": 0.9}[change]
    while len(hours) < rounds:
        series = SeriesWatch.over(Made(0.98, rho, 20).hours(random, 0, HISTORY))
        hour = begun = HISTORY + random.randrange(7 * 24)
        seen = 0
        while series.alarm is None and hour < begun + 20 * 24:
            n = poisson(random, 20)
            series.see(hour, n, drawn(random, n, lower, rho))
            hour, seen = hour + 1, seen + n
        hours.append(hour - begun)
        pages.append(seen)
    return {"hours": spread(hours), "pages": spread(pages)}


def spread(values: list[int]) -> dict[str, float]:
    """The median and the 95th percentile."""
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "p95": ordered[math.ceil(0.95 * len(ordered)) - 1]}


def cost(rounds: int) -> Figures:
    """Microseconds for counting a page and for its part in writing the counts, beside reading it.

    Counts are written every half minute: at ten pages a second that are three hundred pages, of one outlet, as crawls are.
    """
    found = spread_pages(real() or fixtures(), 30)
    read: list[float] = []
    noted: list[float] = []
    written: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        ledger = LedgerDB(Path(folder) / "drift.sqlite")
        for number in range(rounds):
            began = time.process_time()
            articles = [extract(page.html, page.url) for page in found]
            middle = time.process_time()
            read.append(middle - began)
            noting = writing = 0.0
            for article in articles:
                began = time.process_time()
                seen: Counter[Seen] = Counter()
                for _ in range(FLUSH):
                    keys = tuple(observations(article, None))
                    seen[Seen(article.outlet or "", article.layout or "", keys, number)] += 1
                middle = time.process_time()
                ledger.add(counted(seen))
                noting += middle - began
                writing += time.process_time() - middle
            noted.append(noting / FLUSH)
            written.append(writing / FLUSH)
        ledger.close()
    count = len(found)
    extracting, noting, writing = (1e6 * min(times) / count for times in (read, noted, written))
    return {
        "pages": count,
        "extract_us": extracting,
        "count_us": noting,
        "write_us": writing,
        "percent": 100 * (noting + writing) / extracting,
    }


def measure(scale: Scale, watch: Watch) -> Figures:
    """False alarms, times of detection, and cost."""
    outlets, rounds = (4, 20) if scale.quick else (OUTLETS, 100)
    cases = [(change, rho) for change in CHANGES for rho in (0.02, 0.05, 0.1)]
    watch.steps(outlets + len(cases) + 1)
    found: Figures = {"detection": []}
    for change, rho in cases:
        watch.step(f"{change}, ρ {rho}")
        found["detection"].append({"change": change, "rho": rho, **detection(change, rho, rounds)})
    found["quiet"] = false_alarms(outlets, watch)
    watch.step("cost")
    found["cost"] = cost(3 if scale.quick else 7)
    return found


class _Silent:
    def steps(self, total: int) -> None: ...

    def step(self, what: str) -> None: ...

    def say(self, sentence: str) -> None: ...


def main() -> None:
    from benchmarks.table import drift as table

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="four outlets, twenty rounds")
    print(table(measure(Scale(quick=parser.parse_args().quick), _Silent())))


if __name__ == "__main__":
    main()
