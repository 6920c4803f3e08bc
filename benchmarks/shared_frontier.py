"""A frontier in PostgreSQL that many crawls share: how fast, how exact, and what kills, freezes and restarts do to it.

``python -m benchmarks.shared_frontier [--quick] [--only speed,loop]`` starts a server of its own (with fsync) and prints one table.

Workers are processes. Leases come back to a crawl that looks as crawls do; whoever held them says that he is on another
machine, so that the end of his session alone tells that he has ended. The loop's longest standstill is that of an event
loop whose frontier is in use; what the machine adds by itself is measured with the same loop without a frontier.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import multiprocessing
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from scrapy.utils.test import get_crawler

from newsspider.crawl.revisit import ARTICLE, Visit
from newsspider.crawl.visits import Visits
from newsspider.crawl.visits_db import VisitsDB
from newsspider.discovery import Asked
from newsspider.frontier import NewRequest
from newsspider.frontier.ahead import FrontierAhead
from newsspider.frontier.owners import this_process
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.runtime.database import Database
from tests.newsspider.frontier.harness import Crawl, kill_and_restart, site
from tests.newsspider.postgres import Server, binaries

S = "bench"
NAMES = ("speed", "polite", "killed", "frozen", "loop", "walk", "snapshot", "kills")
LEASE = 3.0  # seconds, of the crawl that is frozen
# forked from one that has imported all this, where a system can
_processes: Any = multiprocessing.get_context(
    "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
)
_processes.set_forkserver_preload(["benchmarks.shared_frontier"])


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    requests: int = 60_000
    seconds: float = 10.0
    done: int = 50_000
    pages: int = 1_000
    kills: int = 20


QUICK = Size(requests=12_000, seconds=4.0, done=10_000, pages=400, kills=4)


def requests(first: int, last: int, hosts: int) -> Iterator[NewRequest]:
    for number in range(first, last):
        host = f"h{number % hosts}"
        yield NewRequest(number.to_bytes(8, "big"), f"https://{host}.example/{number}", host)


def fill(place: Database, count: int, hosts: int) -> int:
    """An empty frontier gets so many requests; its run."""
    db = PgFrontier(place)
    run, _ = db.begin_run(S)
    for start in range(0, count, 5_000):
        db.enqueue(S, run, requests(start, min(start + 5_000, count), hosts))
    db.close()
    return run


@contextlib.contextmanager
def workers(count: int, work: Callable[..., None], *args: Any) -> Iterator[tuple[list[Any], Any]]:
    """Processes that do ``work(queue, start, *args)``, begun together; and what they put into the queue."""
    told, begin = _processes.Queue(), _processes.Barrier(count + 1)
    running = [_processes.Process(target=work, args=(told, begin, *args), daemon=True) for _ in range(count)]
    for one in running:
        one.start()
    begin.wait()
    try:
        yield running, told
    finally:
        for one in running:
            if one.is_alive():
                one.kill()
            one.join()


def _cycles(told: Any, begin: Any, place: Database, batch: int) -> None:
    db = PgFrontier(place)
    me = db.join(S)
    begin.wait()
    ids: list[int] = []
    empty = 0
    while empty < 20:
        leases = db.lease(S, me, batch)
        if leases:
            empty = 0
            db.acknowledge([one.id for one in leases], me)
            ids += [one.id for one in leases]
        else:
            empty += 1
            time.sleep(0.01)
    told.put((ids, time.time()))
    db.close()


def throughput(place: Database, size: Size, count: int = 4, batch: int = 32) -> tuple[float, int]:
    """Requests leased and acknowledged in a second; how many were leased twice."""
    fill(place, size.requests, 100)
    with workers(count, _cycles, place, batch) as (running, told):
        began = time.time()
        answers = [told.get(timeout=600) for _ in running]
    ids = Counter(one for found, _ in answers for one in found)
    ended = max(when for _, when in answers) - 0.2  # the last empty looks
    return len(ids) / (ended - began), sum(ids.values()) - len(ids)


def _politely(told: Any, begin: Any, place: Database, delay: float, seconds: float) -> None:
    db = PgFrontier(place)
    me = db.join(S)
    begin.wait()
    ids = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        leases = db.lease(S, me, 32, delay=lambda _: delay)
        ids += [one.id for one in leases]
        if not leases:
            time.sleep(0.005)
    told.put(ids)
    db.close()


def politeness(
    place: Database, size: Size, count: int = 16, hosts: int = 20, delay: float = 0.1
) -> dict[str, Any]:
    """Leases a second of those that the delay allows, double ones, and gaps shorter than it."""
    fill(place, int(size.seconds / delay * hosts * 1.5), hosts)
    with psycopg.connect(place.url, options="-csearch_path=newsspider") as db:
        db.execute("CREATE TABLE taken (host text, at float8)")
        db.execute(
            "CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO newsspider.taken"
            f" VALUES (NEW.host, NEW.next_slot - {delay}); RETURN NULL; END $$"
        )
        db.execute(
            "CREATE TRIGGER taken AFTER UPDATE OF next_slot ON hosts FOR EACH ROW EXECUTE FUNCTION write_down()"
        )
    with workers(count, _politely, place, delay, size.seconds) as (running, told):
        ids = Counter(one for _ in running for one in told.get(timeout=600))
    taken = defaultdict(list)
    with psycopg.connect(place.url, options="-csearch_path=newsspider") as db:
        for host, at in db.execute("SELECT host, at FROM taken ORDER BY at"):
            taken[host].append(at)
    gaps = [later - earlier for times in taken.values() for earlier, later in itertools.pairwise(times)]
    return {
        "per_second": len(ids) / size.seconds,
        "possible": hosts / delay,
        "double": sum(ids.values()) - len(ids),
        "gaps": len(gaps),
        "short": sum(gap < delay - 1e-6 for gap in gaps),
    }


def _hold(told: Any, begin: Any, place: Database, lease_seconds: float) -> None:
    """A crawl on another machine that takes what it can and renews its lease."""
    db = PgFrontier(place)
    ahead = FrontierAhead(db, poll_seconds=0.5, longest_lease=3_600)
    me = db.join(S, lease_seconds, this_process()._replace(node="elsewhere"))
    ahead.begin(S, me, lease_seconds, lambda: None)
    begin.wait()
    held = 0
    while held < 32:
        held += len(ahead.lease(S, me, 32 - held))
        time.sleep(0.01)
    told.put(held)
    time.sleep(3_600)


def back_after(place: Database, how: signal.Signals, lease_seconds: float) -> float:
    """Seconds until another crawl has the leases of one that got a signal."""
    fill(place, 32, 4)
    with workers(1, _hold, place, lease_seconds) as ((victim,), told):
        told.get(timeout=60)
        db = PgFrontier(place)
        ahead = FrontierAhead(db, poll_seconds=0.5, longest_lease=3_600)
        me = db.join(S)
        ahead.begin(S, me, 120, lambda: None)
        assert not ahead.lease(S, me, 32)
        time.sleep(1.3)
        os.kill(victim.pid, how)
        began = time.monotonic()
        while not ahead.lease(S, me, 32):
            time.sleep(0.005)
        seconds = time.monotonic() - began
        ahead.close()
        return seconds


async def _lag(seconds: float, use: Callable[[], None]) -> list[float]:
    """How much later than after a millisecond each turn of the loop came, in milliseconds."""
    late = []
    end = time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        use()
        await asyncio.sleep(0.001)
        late.append(1000 * (time.monotonic() - began) - 1)
    return late


def standstill(place: Database, size: Size) -> dict[str, float]:
    """The longest that the loop stood still (ms): with a frontier in use, without one, and within a call of it."""
    fill(place, size.requests, 100)
    db = PgFrontier(place)
    run, _ = db.begin_run(S)
    ahead = FrontierAhead(db, poll_seconds=0.5, longest_lease=3_600)
    me = db.join(S)
    ahead.begin(S, me, 120, lambda: None)
    calls: list[float] = []
    new = requests(size.requests, 10**9, 100)
    leased = 0

    def use() -> None:
        nonlocal leased
        began = time.thread_time()
        with ahead.transaction():
            leases = ahead.lease(S, me, 32)
            if leases:
                leased += len(leases)
                ahead.acknowledge([one.id for one in leases], me)
                ahead.enqueue(S, run, [next(new) for _ in range(4)])
        calls.append(1000 * (time.thread_time() - began))

    late = asyncio.run(_lag(size.seconds, use))
    ahead.close()
    alone = asyncio.run(_lag(size.seconds, lambda: None))
    return {
        "longest_ms": max(late),
        "p999_ms": statistics.quantiles(late, n=1000)[-1],
        "without_ms": max(alone),
        "call_ms": max(calls),
        "per_second": leased / size.seconds,
    }


def beginning(place: Database, count: int = 20_000) -> dict[str, float]:
    """The longest that the loop stood still (ms) while a crawl learned what it knows of an outlet, and without that."""
    now = datetime.now(UTC)
    db = VisitsDB(place)
    for start in range(0, count, 2_000):
        moments = [(number, now - timedelta(minutes=number)) for number in range(start, start + 2_000)]
        urls = [(f"https://h.example/{number}", moment) for number, moment in moments]
        db.put(Visit(url, url, S, ARTICLE, moment, moment, moment, canonical=url) for url, moment in urls)
    db.close()
    settings = {"VISITS_PATH": "visits", "DATABASE_URL": place.url, "REVISIT": "14d: 6h"}
    visits = Visits(get_crawler(settings_dict=settings))
    visits.db = VisitsDB(place)

    async def measured() -> tuple[float, int]:
        known = asyncio.ensure_future(visits.begin_walk(S, Asked(), now, due=True))
        late: list[float] = []
        while not known.done():
            late += await _lag(0.01, lambda: None)
        return max(late), len((await known).due)

    (longest, due), alone = asyncio.run(measured()), asyncio.run(_lag(1.0, lambda: None))
    visits.db.close()
    return {"longest_ms": longest, "without_ms": max(alone), "known": count, "due": due}


def under_a_snapshot(place: Database, size: Size) -> dict[str, float]:
    """Milliseconds of a lease of 32 (p50, p95) after so many were done while a snapshot was open."""
    fill(place, size.done + 10_000, 100)
    with psycopg.connect(place.url, options="-csearch_path=newsspider") as other:
        other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT count(*) FROM requests")
        db = PgFrontier(place)
        me = db.join(S)
        done = 0
        while done < size.done:
            leases = db.lease(S, me, 256)
            done += len(leases)
            db.acknowledge([one.id for one in leases], me)
        times = []
        for _ in range(200):
            began = time.monotonic()
            leases = db.lease(S, me, 32)
            times.append(1000 * (time.monotonic() - began))
            db.acknowledge([one.id for one in leases], me)
        db.close()
    cuts = statistics.quantiles(times, n=20)
    return {"done": size.done, "p50_ms": statistics.median(times), "p95_ms": cuts[-1]}


def kill_test(server: Server, size: Size, *, told: bool) -> dict[str, Any]:
    """Four crawls of one site, killed and restarted, while the server crashes twice."""
    with site(size.pages, "--wait", "0.02") as place, tempfile.TemporaryDirectory() as folder:
        crawl = Crawl(Path(folder), (place.url(),), database=server.database())
        over = threading.Event()
        restarts = 0

        def restart() -> None:
            nonlocal restarts
            for share in (0.3, 0.6):
                while place.busy() < share * size.pages:
                    if over.wait(0.1):
                        return
                server.stop("immediate")
                over.wait(1.5)
                server.start()
                restarts += 1

        restarting = threading.Thread(target=restart)
        restarting.start()
        try:
            verdict = kill_and_restart(
                place, crawl, kills=size.kills, workers=4, seed=1, told=told, deadline=3_600
            )
        finally:
            over.set()
            restarting.join()
        states = crawl.states()
    return {
        "pages": verdict.pages,
        "kills": verdict.kills,
        "restarts": restarts,
        "lost": verdict.lost,
        "double": verdict.double,
        "refetched": verdict.refetched,
        "done": states.get("done", 0),
        "seconds": verdict.seconds,
    }


def parts(server: Server, size: Size, *, told: bool) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is measured, by its name."""

    def speed() -> dict[str, Any]:
        per_second, double = throughput(server.database(), size)
        return {"per_second": per_second, "double": double}

    return {
        "speed": speed,
        "polite": lambda: politeness(server.database(), size),
        "killed": lambda: {"seconds": back_after(server.database(), signal.SIGKILL, 120)},
        "frozen": lambda: {"seconds": back_after(server.database(), signal.SIGSTOP, LEASE), "lease": LEASE},
        "loop": lambda: standstill(server.database(), size),
        "walk": lambda: beginning(server.database()),
        "snapshot": lambda: under_a_snapshot(server.database(), size),
        "kills": lambda: kill_test(server, size, told=told),
    }


def measure(
    size: Size, say: Callable[[str], None], *, only: Sequence[str] = NAMES, told: bool = False
) -> dict[str, Any]:
    """The figures. Raises RuntimeError where there is no server to be started."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("there is no PostgreSQL server here (Debian: apt-get install postgresql)")
    server = Server(programs, fsync=True, shared_buffers="256MB", max_connections=60)
    figures: dict[str, Any] = {"postgres": server.sql("SHOW server_version")[0].split()[0]}
    try:
        for name, part in parts(server, size, told=told).items():
            if name in only:
                say(name)
                figures[name] = part()
    finally:
        server.close()
    return figures


def rows(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Figure, goal, measured."""
    found = []
    for name, row in (
        ("speed", _speed),
        ("polite", _polite),
        ("killed", lambda told: ("leases back after kill -9", "≤ 1 s", f"{told['seconds']:.2f} s")),
        ("frozen", _frozen),
        ("loop", _loop),
        ("walk", _walk),
        ("kills", _kills),
        ("snapshot", _snapshot),
    ):
        if name in figures:
            found.append(row(figures[name]))
    return found


def _speed(told: dict[str, Any]) -> tuple[str, str, str]:
    measured = f"{told['per_second']:,.0f}/s, {told['double']} leased twice"
    return "leases and acknowledgments, 4 workers, batch 32", "≥ 5,000/s", measured


def _polite(told: dict[str, Any]) -> tuple[str, str, str]:
    measured = (
        f"{told['double']}, {told['short']} of {told['gaps']:,}"
        f" (the delay allows {told['possible']:.0f} leases/s, {told['per_second']:.0f} were had)"
    )
    return "double leases, gaps under the delay, 16 workers", "0", measured


def _frozen(told: dict[str, Any]) -> tuple[str, str, str]:
    lease = told["lease"]
    return (
        f"leases back after a freeze, lease of {lease:.0f} s",
        f"≤ {lease + 1:.0f} s",
        f"{told['seconds']:.2f} s",
    )


def _loop(told: dict[str, Any]) -> tuple[str, str, str]:
    measured = (
        f"{told['longest_ms']:.1f} ms at {told['per_second']:,.0f} leases/s"
        f" (without a frontier {told['without_ms']:.1f} ms)"
    )
    return "longest standstill of the crawl's loop", "≤ 10 ms", measured


def _walk(told: dict[str, Any]) -> tuple[str, str, str]:
    measured = f"{told['longest_ms']:.1f} ms, {told['due']:,} of {told['known']:,} due (without {told['without_ms']:.1f} ms)"
    return "longest standstill as a walk begins", "≤ 10 ms", measured


def _kills(told: dict[str, Any]) -> tuple[str, str, str]:
    figure = f"4 processes, {told['kills']} kills, database crashed and restarted {told['restarts']} times"
    measured = f"{told['lost']} lost, {told['double']} doubled of {told['pages']:,} ({told['refetched']} fetched again)"
    return figure, "0 lost, 0 doubled", measured


def _snapshot(told: dict[str, Any]) -> tuple[str, str, str]:
    measured = f"{told['p95_ms']:.1f} ms (p50 {told['p50_ms']:.1f})"
    return f"lease p95 after {told['done']:,} done under an open snapshot", "≤ 50 ms", measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="a fifth of the work")
    parser.add_argument("--only", metavar="PARTS", default=",".join(NAMES), help="some of " + ",".join(NAMES))
    args = parser.parse_args()
    try:
        figures = measure(
            QUICK if args.quick else Size(),
            lambda what: print(what, file=sys.stderr),
            only=args.only.split(","),
            told=sys.stderr.isatty(),
        )
    except RuntimeError as error:
        sys.exit(f"shared_frontier: {error}")
    table = [("figure", "goal", f"PostgreSQL {figures['postgres']}"), *rows(figures)]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
