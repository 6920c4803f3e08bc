"""``newsspider serve`` for a month, in minutes: ``python -m benchmarks.soak [--days 30] [--outlets beritautama,jpnn,idntimes]``.

The service, its scheduler and its crawls are the real ones; only the clock is not. Where nothing happens it jumps to the next
thing that is due; a crawl is a process that believes in the time at which it began. The outlets are played on this machine.
They publish by day more than by night, correct some articles, remove some, fail for hours and come back; crawls are killed,
and the service is stopped and started again. From the twelfth day on, outlets break for three days each: one gets other class
names, one loses its keywords, the lists of one name nothing new.

At the end every article that was there long enough has to be in the store, once, with its last text; the service's
memory must not have grown; and there has to be an alert for each break, and none besides.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import random
import re
import selectors
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import time_machine

from benchmarks.pages import ROOT
from extractors import OUTLETS
from extractors.vocabulary.dates import WIB
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.wording import sentence
from newsspider.service.crawls import Commands
from newsspider.service.plan import OutletPlan, Plan
from newsspider.service.service import Service
from newsspider.store import ArticleStore
from tests.newsspider.forkserver import Commands as ForkServer
from tests.newsspider.forkserver import Forked
from tests.site.process import Remote, process

START = datetime(2026, 3, 2, 0, tzinfo=WIB)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLED = 9 * HOUR  # after which an article has been crawled: six hours at most between crawls, and failures
SETTINGS = {
    "CONTACT": "bench@example.org",
    "AUTOTHROTTLE_ENABLED": 0,
    "BACKOFF_MAX": 0.1,
    "BLOCKED_RETRY_TIMES": 0,
    "DOWNLOAD_DELAY": 0,
    "EXTRACT_PROCESSES": 0,
    "FRONTIER_JITTER": 0,
    "LOG_LEVEL": "ERROR",
    "RETRY_TIMES": 0,
    "ROBOTSTXT_RETRY_SECONDS": 1,
    "ROBOTSTXT_RETRY_TIMES": 1,
}


class Clock(selectors.DefaultSelector):
    """Waits for real events while something runs; where nothing does, the time that would be waited has passed at once."""

    def __init__(self, begin: datetime) -> None:
        super().__init__()
        self.busy: Callable[[], bool] = lambda: False
        self.jumped = 0.0
        self._travel = time_machine.travel(begin, tick=True)

    def __enter__(self) -> Clock:
        self._traveller = self._travel.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._travel.stop()

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if found or timeout is None or timeout <= 0:
            return found if found or timeout is not None else super().select(0.02)
        if self.busy():
            return super().select(min(timeout, 0.02))
        step = max(timeout, 0.001)  # less may be lost in rounding
        self.jumped += step
        self._traveller.shift(step)
        return []


class Loop(asyncio.SelectorEventLoop):
    """An event loop by that clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.in_threads = clock, 0
        super().__init__(clock)

    def time(self) -> float:
        return time.monotonic() + self.clock.jumped

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._back)
        return future

    def _back(self, future: object) -> None:
        self.in_threads -= 1


class Crawl:
    """A crawl in a forked process."""

    def __init__(self, forked: Forked) -> None:
        self.forked = forked

    async def wait(self) -> int:
        while (code := self.forked.poll()) is None:
            await asyncio.sleep(0.02)
        return code

    def terminate(self) -> None:
        os.kill(self.forked.pid, signal.SIGTERM)

    def kill(self) -> None:
        self.forked.kill()


class Forks:
    """Crawls as the service begins them, forked from a process that has imported everything."""

    def __init__(self, server: ForkServer, site: Remote, data: Path) -> None:
        self.server, self.site = server, site
        settings = {**SETTINGS, **site.settings(), "DATA_DIR": data}
        self.commands = Commands(
            {
                name: json.dumps(value) if isinstance(value, dict | list) else str(value)
                for name, value in settings.items()
            }
        )
        self.count = 0
        self.kill_next = 0

    async def start(self, plan: OutletPlan, report: Path) -> Crawl:
        environment = {**os.environ, **self.site.environment(), "PYTHONPATH": str(ROOT)}
        arguments = list(self.commands.arguments(plan, report))
        forked = self.server.start(arguments, ROOT, environment, "newsspider", now=datetime.now(UTC))
        self.count += 1
        if self.kill_next:
            self.kill_next -= 1
            asyncio.get_running_loop().call_later(0.7, _kill, forked)
        return Crawl(forked)


def _kill(forked: Forked) -> None:
    with contextlib.suppress(ProcessLookupError):
        forked.kill()


@dataclass(frozen=True)
class Break:
    """Something that an outlet changes, as no outage is."""

    outlet: str
    what: str
    begun: datetime
    ended: datetime

    def harms(self, article: Published) -> bool:
        """Whether the article may have been read without its layout, so that its text may be another one."""
        asked_again = 4 * DAY
        return (
            self.what == "template"
            and article.outlet == self.outlet
            and self.begun - asked_again < (article.changed or article.when) < self.ended
        )

    def is_told_by(self, outlet: str, kind: str, when: datetime) -> bool:
        """Whether an alert is about it."""
        return (
            outlet == self.outlet
            and kind in KINDS[self.what]
            and self.begun < when + HOUR
            and when < self.ended + DAY
        )


FIRST_BREAK, BROKEN = 12, 3  # the day, and the days that each lasts
KINDS = {
    "template": ("template", "outlet", "unread"),
    "keywords": ("key", "selector"),
    "lists": ("lists",),
}
"""What breaks, one after the other, each at another outlet; and the kinds of alert that are right for it."""


def fault_of(what: str, outlet: str, now: datetime) -> dict[str, str]:
    """How the played site does that."""
    if what == "lists":
        return {"name": "stale_lists", "newest": now.isoformat()}
    if what == "template":
        return {"name": "renamed"}
    selectors = [str(layout.keywords) for layout in OUTLETS[outlet].layouts]
    classes = re.findall(r"\.([a-z][\w-]*)", " ".join(selectors))
    return {"name": "renamed", "names": json.dumps({name: f"x-{name}" for name in classes})}


@dataclass
class Published:
    """An article as the outlet has it."""

    url: str
    outlet: str
    when: datetime
    revisions: int = 1
    changed: datetime | None = None
    removed: datetime | None = None


@dataclass
class World:
    """What happens to the outlets, hour by hour, and what is true of them."""

    site: Remote
    forks: Forks
    outlets: tuple[str, ...]
    days: int
    dice: random.Random
    kinds: Sequence[str] = tuple(KINDS)
    articles: dict[str, Published] = field(default_factory=dict)
    down: dict[str, datetime] = field(default_factory=dict)
    breaks: list[Break] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def hour(self, now: datetime, number: int) -> None:
        """The hour that begins now."""
        for outlet in self.outlets:
            mean = 2.0 if 6 <= now.astimezone(WIB).hour < 22 else 0.3
            count = _poisson(self.dice, mean)
            for _ in range(count):
                self.publish(outlet, now)
            if self.dice.random() < 0.12:
                self.revise(outlet, now)
            if self.dice.random() < 0.03:
                self.remove(outlet, now)
        self._faults(now, number)

    def publish(self, outlet: str, now: datetime) -> None:
        (url,) = self.site.ask("publish", outlet=outlet, when=now.isoformat())
        self.articles[url] = Published(url, outlet, now)
        self.told["published"] += 1

    def revise(self, outlet: str, now: datetime) -> None:
        """Correct an article of the last day: it is asked for again within six hours."""
        young = [
            one
            for one in self.articles.values()
            if one.outlet == outlet
            and DAY > now - one.when > SETTLED
            and not one.removed
            # two corrections between two visits are one revision
            and (one.changed is None or now - one.changed > SETTLED + 6 * HOUR)
        ]
        if young:
            one = self.dice.choice(young)
            self.site.ask("revise", url=one.url, when=now.isoformat())
            one.revisions, one.changed = one.revisions + 1, now
            self.told["revised"] += 1

    def remove(self, outlet: str, now: datetime) -> None:
        old = [
            one
            for one in self.articles.values()
            if one.outlet == outlet
            and not one.removed
            and now - (one.changed or one.when) > SETTLED + 6 * HOUR
        ]
        if old:
            one = self.dice.choice(old)
            self.site.ask("fault", name="vanished", url=f"{re.escape(one.url)}$")
            one.removed = now
            self.told["removed"] += 1

    def _faults(self, now: datetime, number: int) -> None:
        """Every third day an outlet is down for three hours; every second one, crawls are killed."""
        for outlet, until in [*self.down.items()]:
            if now >= until:
                self.site.ask("repair", url=domain_of(outlet))
                del self.down[outlet]
        if number % 72 == 10:
            outlet = self.outlets[number // 72 % len(self.outlets)]
            kind = ("unavailable", "reset", "truncated")[number // 72 % 3]
            self.site.ask("fault", name=kind, url=domain_of(outlet))
            self.down[outlet] = now + 3 * HOUR
            self.told[f"down: {kind}"] += 1
        self._breaks(now, number)
        if number % 48 == 16:
            self.forks.kill_next = 2
            self.told["crawls killed"] += 2

    def _breaks(self, now: datetime, number: int) -> None:
        """Each kind of break at an outlet of its own, as far as there are outlets and days."""
        for turn, (outlet, what) in enumerate(zip(self.outlets, self.kinds, strict=False)):
            begin = 24 * (FIRST_BREAK + BROKEN * turn) + 8  # by day, when there is news
            end = begin + 24 * BROKEN
            pattern = (
                f"(?s){domain_of(outlet)}"  # another than that of an outage, which is repaired by itself
            )
            if number == begin and self.days * 24 > end:
                self.site.ask("fault", url=pattern, **fault_of(what, outlet, now))
                self.breaks.append(Break(outlet, what, now, now + BROKEN * DAY))
                self.told[f"broken: {what}"] += 1
            elif number == end:
                self.site.ask("repair", url=pattern)


def domain_of(outlet: str) -> str:
    """A pattern of the outlet's addresses."""
    return rf"^https?://([^/]*\.)?{re.escape(OUTLETS[outlet].domains[0])}/"


def _poisson(dice: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


class Told(NamedTuple):
    """An alert of the service: the hour in which it was raised, and whether it has been closed."""

    when: datetime
    outlet: str
    kind: str
    text: str
    closed: bool


@dataclass
class Outcome:
    """What came of it."""

    days: int
    crawls: int
    told: Counter[str]
    outcomes: Counter[str]
    due: int
    """Articles that were there long enough to be fetched."""
    lost: list[str]
    doubled: list[str]
    stale: list[str]
    """Articles whose last correction is not in the store."""
    memory_mb: list[float]
    seconds: float
    breaks: list[Break] = field(default_factory=list)
    alerts: list[Told] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Memory at the end beside that after the first quarter."""
        quarter = self.memory_mb[len(self.memory_mb) // 4]
        return max(self.memory_mb[-3:]) / quarter if quarter else 1.0

    def sentences(self) -> Iterator[str]:
        happened = ", ".join(f"{count} {what}" for what, count in sorted(self.told.items()))
        yield f"{self.days} days in {self.seconds / 60:.1f} minutes: {happened}."
        ends = ", ".join(f"{count} {what}" for what, count in sorted(self.outcomes.items()))
        yield f"{self.crawls} crawls: {ends}."
        yield (
            f"{self.due} articles were due: {len(self.lost)} lost, {len(self.doubled)} doubled,"
            f" {len(self.stale)} without their last correction."
        )
        for one in self.breaks:
            found = self.alerts_of(one)
            said = (
                f"noticed after {(found[0].when + HOUR - one.begun) / HOUR:.0f} hours, by {len(found)} alert"
                f"{'s' * (len(found) > 1)}, {sum(alert.closed for alert in found)} over by now"
                if found
                else "not noticed"
            )
            yield f"{one.outlet}, {one.what}: {said}."
        yield f"{len(self.false_alerts)} of {len(self.alerts)} alerts were about nothing that broke."
        yield (
            f"Memory of the service: {self.memory_mb[0]:.0f} MB at the start, {self.memory_mb[len(self.memory_mb) // 4]:.0f}"
            f" after a quarter, {self.memory_mb[-1]:.0f} at the end ({self.growth:.2f} times the quarter's)."
        )

    def alerts_of(self, one: Break) -> list[Told]:
        """The alerts about a break, the first one first."""
        return [alert for alert in self.alerts if one.is_told_by(alert.outlet, alert.kind, alert.when)]

    @property
    def false_alerts(self) -> list[Told]:
        """Those about nothing that was changed: outages and killed crawls are none."""
        return [
            alert
            for alert in self.alerts
            if not any(one.is_told_by(alert.outlet, alert.kind, alert.when) for one in self.breaks)
        ]

    @property
    def good(self) -> bool:
        wrong = self.lost or self.doubled or self.stale or self.false_alerts
        return not wrong and self.growth < 1.1 and all(map(self.alerts_of, self.breaks))


class Saying(Protocol):
    def __call__(self, day: int, total: int) -> object: ...


def soak(
    days: int,
    outlets: tuple[str, ...],
    folder: Path,
    server: ForkServer,
    *,
    seed: int = 1,
    kinds: Sequence[str] = tuple(KINDS),
    say: Saying = lambda day, total: None,
) -> Outcome:
    """Run a service for so many days of its own."""
    begun = time.monotonic()
    options = {
        "articles": 12,
        "since": (START - 2 * DAY).date(),
        "until": (START - DAY).date(),
        "seed": seed,
    }
    with process(**options) as site:
        data = folder / "data"
        forks = Forks(server, site, data)
        world = World(site, forks, outlets, days, random.Random(seed), kinds)
        outcomes, memory = Counter[str](), list[float]()
        with Clock(START) as clock:
            loop = Loop(clock)
            try:
                loop.run_until_complete(_month(loop, clock, world, data, outcomes, memory, say))
            finally:
                loop.close()
            end = datetime.now(UTC)
        due, lost, doubled, stale = _judge(world, data, end)
    return Outcome(
        days,
        forks.count,
        world.told,
        outcomes,
        due,
        lost,
        doubled,
        stale,
        memory,
        time.monotonic() - begun,
        world.breaks,
        # when the month is over nothing is published any more, which is one more reason for an alert
        [one for one in _alerts(data) if one.when < START + days * DAY],
    )


async def _month(
    loop: Loop,
    clock: Clock,
    world: World,
    data: Path,
    outcomes: Counter[str],
    memory: list[float],
    say: Saying,
) -> None:
    plan = Plan.of(world.outlets, {"since": "3 days"})

    def begin() -> tuple[Service, asyncio.Task[None]]:
        service = Service(plan, world.forks, data, data / "articles.sqlite")

        def count(name: str) -> None:
            from newsspider.service.metrics import outcome_of

            outcomes[outcome_of(service.states[name].code or 0)] += 1

        service.after_crawl = count
        clock.busy = lambda: bool(service.running or loop.in_threads)
        return service, asyncio.ensure_future(service.run())

    service, task = begin()
    for number in range(world.days * 24):
        world.hour(datetime.now(UTC), number)
        if number % 6 == 0:
            memory.append(_memory())
        if number % (24 * 7) == 20:  # in the middle of whatever it does
            service.stop()
            await task
            world.told["service restarted"] += 1
            service, task = begin()
        if number % 24 == 0:
            say(number // 24, world.days)
        await asyncio.sleep(HOUR.total_seconds())
    for outlet in [*world.down]:
        world.site.ask("repair", url=domain_of(outlet))
    await asyncio.sleep((SETTLED + 12 * HOUR).total_seconds())
    memory.append(_memory())
    service.stop()
    await task


def _judge(world: World, data: Path, end: datetime) -> tuple[int, list[str], list[str], list[str]]:
    """Compare the store with what is true."""
    lost, doubled, stale = list[str](), list[str](), list[str]()
    with ArticleStore(data / "articles.sqlite", read_only=True) as store:
        for one in world.articles.values():
            summary = store.summary(one.url)
            if summary is None:
                lost.append(one.url)
                continue
            if any(broken.harms(one) for broken in world.breaks):
                continue
            if summary.revisions > one.revisions:
                doubled.append(f"{one.url}: {summary.revisions} texts of {one.revisions}")
            kept = store.get(one.url)
            true = world.site.ask("golden", url=one.url)["body"]
            if kept is None or [*kept.record["body"]] != true:
                stale.append(
                    f"{one.url}: published {one.when:%d %H:%M}, changed {one.changed or one.when:%d %H:%M},"
                    f" last seen {summary.last_seen:%d %H:%M}"
                )
        before = {row["url"] for outlet in world.outlets for row in world.site.ask("articles", outlet=outlet)}
        known = {one.canonical_url for one in store.articles()}
        doubled += sorted(known - before)
    return len(world.articles), lost, doubled, stale


def _alerts(data: Path) -> list[Told]:
    """The alerts about drift, closed ones too, by the time at which they were raised."""
    path = data / "drift.sqlite"
    if not path.is_file():
        return []
    ledger = LedgerDB(path, read_only=True)
    try:
        found = ledger.alerts(closed=True)
    finally:
        ledger.close()
    return sorted(
        Told(
            datetime.fromtimestamp(one.raised * 3600, UTC),
            one.outlet,
            one.kind,
            sentence(one),
            one.closed is not None,
        )
        for one in found
    )


def _memory() -> float:
    """Megabytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--outlets", default="beritautama,jpnn,idntimes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--breaks", default=",".join(KINDS), help="what breaks, outlet by outlet")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the crawls' files there, to be looked at")
    options = parser.parse_args()
    with contextlib.nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        server = ForkServer(Path(folder))
        try:

            def say(day: int, total: int) -> None:
                if sys.stderr.isatty():
                    print(f"day {day} of {total}", end="\r", file=sys.stderr)

            outcome = soak(
                options.days,
                tuple(options.outlets.split(",")),
                Path(folder),
                server,
                seed=options.seed,
                kinds=options.breaks.split(","),
                say=say,
            )
        finally:
            server.close()
    print("\n".join(outcome.sentences()))
    for alert in outcome.alerts:
        print(f"{alert.kind} alert of {alert.when:%d %H:%M}: {alert.text}")
    for name in ("lost", "doubled", "stale"):
        for url in getattr(outcome, name)[:20]:
            print(f"{name}: {url}")
    sys.exit(not outcome.good)


if __name__ == "__main__":
    main()
