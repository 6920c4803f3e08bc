"""Starting, killing and reading the crawls of these tests."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsspider.runtime.database import Database
from tests.newsspider.forkserver import Forked, shared

ROOT = Path(__file__).parents[3]
started: list[Forked] = []  # all crawls, so that a failing test leaves none behind


@dataclass
class Site:
    """The site of site.py, in a process of its own."""

    port: int
    pages: int

    def url(self, path: str = "/p/0") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url(path), timeout=30) as answer:
            return json.load(answer)

    def hits(self) -> list[tuple[float, str]]:
        return [(when, path) for when, path in self._ask("/_hits")["hits"]]

    def most_open(self) -> int:
        return int(self._ask("/_hits")["most_open"])

    def busy(self) -> int:
        return int(self._ask("/_busy"))


@contextmanager
def site(pages: int, *options: str) -> Iterator[Site]:
    command = [sys.executable, "-m", "tests.newsspider.frontier.site", str(pages), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Site(int(process.stdout.readline()), pages)
    finally:
        process.terminate()
        process.wait()


@dataclass
class Crawl:
    """Crawls of one frontier and one store, one process after the other or side by side."""

    folder: Path
    urls: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    started: int = 0
    database: Database | None = None  # where the frontier is, unless it is in a file

    def start(self, **settings: Any) -> Forked:
        self.started += 1
        args = [str(self.folder), *self.urls]
        given = {"DATABASE_URL": self.database.url} if self.database else {}
        for name, value in (given | self.settings | settings).items():
            args += ["-s", f"{name}={value}"]
        args += ["--stats", str(self.folder / f"stats-{self.started}.json")]
        log = self.folder / f"log-{self.started}.txt"
        program = str(Path(__file__).with_name("crawl.py"))
        process = shared().start(args, ROOT, dict(os.environ), program, out=log, err=log)
        started.append(process)
        return process

    def end(self, process: Forked, timeout: float = 240) -> int:
        """Wait for *process*; its exit code. A crawl that does not end is an error with what it said."""
        try:
            return process.wait(timeout)
        except TimeoutError:
            logs = "\n".join(
                f"-- {number}\n{self.log(number)[-3000:]}" for number in range(1, self.started + 1)
            )
            raise AssertionError(f"the crawl did not end: {self.states()}\n{logs}") from None

    def run(self, timeout: float = 240, **settings: Any) -> dict[str, Any]:
        """Crawl to the end; the closing statistics."""
        process = self.start(**settings)
        number = self.started
        self.end(process, timeout)
        return self.stats(number)

    def stats(self, number: int | None = None) -> dict[str, Any]:
        path = self.folder / f"stats-{number or self.started}.json"
        assert path.exists(), f"no statistics, the crawl said:\n{self.log(number)}"
        stats: dict[str, Any] = json.loads(path.read_text())
        return stats

    def log(self, number: int | None = None) -> str:
        return (self.folder / f"log-{number or self.started}.txt").read_text()

    def query(self, sql: str, *args: Any, file: str = "") -> list[tuple[Any, ...]]:
        """The rows of a statement, about the frontier or another file."""
        if self.database is not None and not file:
            return self._ask_database(sql, args)
        file = file or "frontier.sqlite"
        with closing(sqlite3.connect(self.folder / file, timeout=60)) as db:
            return db.execute(sql, args).fetchall()

    def _ask_database(self, sql: str, args: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        import psycopg  # only where there is a server

        assert self.database is not None
        end = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.database.url, options="-csearch_path=newsspider") as db:
                    return db.execute(sql.replace("?", "%s"), args).fetchall()
            except psycopg.errors.UndefinedTable:
                return []
            except psycopg.OperationalError:  # the server is being restarted
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def writable(self) -> bool:
        """True when nobody is in the midst of writing to a file of the crawl, its frontier or its store."""
        files = ["items.sqlite"] if self.database else ["frontier.sqlite", "items.sqlite"]
        return all(_writable(self.folder / file) for file in files)

    def states(self) -> dict[str, int]:
        names = ("queued", "later", "leased", "failed", "done")
        if self.database is None and not self.query("SELECT 1 FROM sqlite_master WHERE name = 'requests'"):
            return {}
        rows = self.query("SELECT state, count(*) FROM requests GROUP BY state")
        return {names[state]: count for state, count in rows}

    def items(self) -> list[str]:
        """The URLs in the store."""
        return [url for (url,) in self.query("SELECT url FROM items", file="items.sqlite")]


def _writable(file: Path) -> bool:
    with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        db.execute("ROLLBACK")
        return True


def kill(process: Forked) -> None:
    process.kill()
    process.wait()


def kill_counting(crawl: Crawl, process: Forked) -> int:
    """Kill *process*; how many leases it held. Another one may take them up the moment it is gone."""
    process.send_signal(signal.SIGSTOP)
    held = crawl.query("SELECT count(*) FROM requests WHERE state = 2 AND owner = ?", owner(crawl, process))
    kill(process)
    return int(held[0][0])


@dataclass
class Verdict:
    """What became of a crawl that was killed again and again."""

    pages: int
    stored: int
    double: int  # rows
    again: int  # rows written once more, by a page fetched again
    kills: int
    hits: int
    leases_at_kills: int
    seconds: float

    @property
    def lost(self) -> int:
        return self.pages - self.stored

    @property
    def refetched(self) -> int:
        return self.hits - self.pages


def kill_and_restart(
    place: Site,
    crawl: Crawl,
    *,
    kills: int,
    workers: int = 1,
    seed: int = 0,
    told: bool = False,
    deadline: float = 600,
) -> Verdict:
    """Kill the crawl (of several, the one that holds most) at *kills* moments; restart it until it is done.

    The moments are spread over the pages at random, and each comes a random while after its page.
    """
    chance = random.Random(seed)
    marks = sorted(chance.sample(range(1, place.pages - place.pages // 20), kills))
    began = time.monotonic()
    before = place.busy()
    leases = killed = 0
    running = [crawl.start() for _ in range(workers)]
    while True:
        time.sleep(0.02)
        seconds = time.monotonic() - began
        assert seconds < deadline, f"not at its end after {seconds:.0f} s: {crawl.states()}\n{crawl.log()}"
        if killed < kills and place.busy() - before >= marks[killed]:
            time.sleep(chance.random() * 0.5)
            victim = busier(crawl, running)
            if victim is not None:
                leases += kill_counting(crawl, victim)
                running.remove(victim)
                killed += 1
                running.append(crawl.start())
        running = [one for one in running if one.poll() is None]
        if told:
            states = crawl.states()
            print(
                f"\r{workers} worker(s): {killed}/{kills} kills, {states.get('done', 0)}/{place.pages} done,"
                f" {seconds:.0f} s   ",
                end="",
                file=sys.stderr,
                flush=True,
            )
        if not running:
            if killed < kills and crawl.states().get("done", 0) < place.pages:
                running.append(crawl.start())
                continue
            break
    if told:
        print(file=sys.stderr)
    items = Counter(crawl.items())
    again = crawl.query("SELECT sum(times - 1) FROM items", file="items.sqlite")[0][0]
    return Verdict(
        pages=place.pages,
        stored=len(items),
        double=sum(items.values()) - len(items),
        again=again,
        kills=killed,
        hits=place.busy() - before,
        leases_at_kills=leases,
        seconds=time.monotonic() - began,
    )


def owner(crawl: Crawl, process: Forked) -> int:
    rows = crawl.query("SELECT id FROM owners WHERE pid = ?", process.pid)
    return int(rows[0][0]) if rows else 0


def busier(crawl: Crawl, running: list[Forked]) -> Forked | None:
    """The process that holds most leases; None while none holds any."""
    living = [one for one in running if one.poll() is None]
    if not living or not crawl.states():
        return None
    counts = dict(crawl.query("SELECT owner, count(*) FROM requests WHERE state = 2 GROUP BY owner"))
    held = {one.pid: counts.get(owner(crawl, one), 0) for one in living}
    best = max(living, key=lambda one: held[one.pid])
    return best if held[best.pid] else None
