"""A frontier in PostgreSQL behind a thread: written behind, leased ahead, and what a lost connection does to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psycopg
import pytest

from newsspider.frontier import NewRequest
from newsspider.frontier.ahead import FrontierAhead
from newsspider.frontier.model import Lease
from newsspider.frontier.owners import this_process
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database
from tests.newsspider.postgres import Server

S = "tempo"
ELSEWHERE = this_process()._replace(node="elsewhere")


def new(number: int, host: str = "www.tempo.co") -> NewRequest:
    url = f"https://{host}/{number}"
    return NewRequest(url.encode(), url, host)


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


class Crawl:
    """A frontier as a crawl has it."""

    def __init__(self, place: Database, lease_seconds: float = 120.0) -> None:
        self.woken = threading.Event()
        self.ahead = FrontierAhead(PgFrontier(place), poll_seconds=0.5, longest_lease=3_600)
        self.run, _ = self.ahead.begin_run(S)
        self.me = self.ahead.join(S, lease_seconds)
        self.ahead.begin(S, self.me, lease_seconds, self.woken.set)

    def take(self, n: int = 32, seconds: float = 30) -> list[Lease]:
        """Up to n leases, as soon as there are any."""
        taken: list[Lease] = []
        until(lambda: taken.extend(self.ahead.lease(S, self.me, n)) or taken, seconds)
        return taken


@pytest.fixture
def crawl(database: Database) -> Iterator[Crawl]:
    crawl = Crawl(database)
    yield crawl
    crawl.ahead.close()


@pytest.fixture
def other(database: Database) -> Iterator[PgFrontier]:
    """Another process's connection."""
    db = PgFrontier(database)
    yield db
    db.close()


def test_nothing_waits_and_all_is_written_in_its_order(crawl: Crawl, other: PgFrontier) -> None:
    with crawl.ahead.transaction():
        crawl.ahead.enqueue(S, crawl.run, [new(number) for number in range(40)])
    assert crawl.ahead.others(S, crawl.me), "nothing is denied before it was looked at"
    taken = crawl.take()
    assert len(taken) == 32
    until(lambda: other.counts(S)["leased"] == 40)  # the others were leased ahead
    with crawl.ahead.transaction():
        crawl.ahead.acknowledge([one.id for one in taken[:30]], crawl.me)
        crawl.ahead.fail({taken[30].id: "HTTP 404"}, crawl.me)
        crawl.ahead.retry_later(taken[31].id, crawl.me, time.time() + 3_600, "HTTP 503")
    until(lambda: crawl.ahead.flushed)
    assert other.counts(S) == {"queued": 0, "later": 1, "leased": 8, "failed": 1, "done": 30}
    assert len(crawl.take()) == 8
    crawl.ahead.lease(S, crawl.me, 32)
    until(lambda: not crawl.ahead.others(S, crawl.me))
    due = crawl.ahead.next_due(S)
    assert due is not None and 3_500 < due - time.time() < 3_700
    assert crawl.ahead.release(crawl.me) == 8


def test_an_idle_crawl_is_woken_by_what_another_enqueues(crawl: Crawl, other: PgFrontier) -> None:
    assert crawl.ahead.lease(S, crawl.me, 5) == []
    until(lambda: other._db.execute("SELECT 1 FROM owners WHERE idle").fetchone())
    time.sleep(0.05)
    crawl.woken.clear()
    crawl.ahead._try_at = time.monotonic() + 3_600  # the poll alone would not find it
    crawl.ahead.poll_seconds = 3_600
    other.enqueue(S, crawl.run, [new(1)])
    assert crawl.woken.wait(20)
    assert len(crawl.ahead.lease(S, crawl.me, 5)) == 1


def test_hosts_with_a_delay_are_not_leased_ahead(crawl: Crawl, other: PgFrontier) -> None:
    crawl.ahead.enqueue(S, crawl.run, [new(number, f"h{number}") for number in range(10)])
    taken: list[Lease] = []
    until(lambda: taken.extend(crawl.ahead.lease(S, crawl.me, 3, delay=lambda _: 60.0)) or taken)
    time.sleep(0.2)
    assert len(taken) == 3
    assert other.counts(S)["leased"] == 3


def test_a_host_that_rests_is_leased_ahead_no_more(crawl: Crawl, other: PgFrontier) -> None:
    crawl.ahead.enqueue(S, crawl.run, [new(number, f"h{number % 2}") for number in range(64)])
    crawl.take()
    until(lambda: other.counts(S)["leased"] == 64)
    crawl.ahead.pause_host("h1", time.time() + 60, "HTTP 429")
    assert {one.host for one in crawl.take()} == {"h0"}
    until(lambda: crawl.ahead.flushed)
    assert other.counts(S)["queued"] == 16
    assert crawl.ahead.paused()["h1"][1] == "HTTP 429"


def test_a_host_is_not_let_go_while_a_request_of_it_was_leased_ahead(crawl: Crawl, other: PgFrontier) -> None:
    crawl.ahead.enqueue(S, crawl.run, [new(1), new(2)])
    taken: list[Lease] = []

    def lease() -> list[Lease]:
        return crawl.ahead.lease(S, crawl.me, 5, delay=lambda _: 0.05, alone=lambda _: True)

    until(lambda: taken.extend(lease()) or taken)
    lease()  # asks for the next, which comes when the delay is over
    until(lambda: other.counts(S)["leased"] == 2)
    crawl.ahead.let_go(["www.tempo.co"], crawl.me)
    until(lambda: crawl.ahead.flushed)
    assert other._db.execute("SELECT holder FROM hosts").fetchone()[0] == crawl.me
    assert len(lease()) == 1
    crawl.ahead.let_go(["www.tempo.co"], crawl.me)
    until(lambda: other._db.execute("SELECT holder FROM hosts").fetchone()[0] is None)


def test_a_database_that_is_gone_for_a_while_stops_nothing_in_hand(
    postgres: Server, database: Database
) -> None:
    crawl = Crawl(database)
    crawl.ahead.enqueue(S, crawl.run, [new(number) for number in range(80)])
    taken = crawl.take()
    until(lambda: len(crawl.ahead._stock) == 32)
    postgres.stop()
    # what was leased ahead is had, results and new requests are taken, and it is all written later
    taken += crawl.take()
    began = time.monotonic()
    crawl.ahead.acknowledge([one.id for one in taken], crawl.me)
    crawl.ahead.enqueue(S, crawl.run, [new(number) for number in range(80, 90)])
    assert crawl.ahead.lease(S, crawl.me, 32) == []
    assert crawl.ahead.others(S, crawl.me) and crawl.ahead.next_due(S) is not None, "so the crawl stays open"
    assert time.monotonic() - began < 5
    until(lambda: crawl.ahead.lost)
    assert not crawl.ahead.flushed
    postgres.start()
    rest = []
    while len(rest) < 26:
        rest += crawl.take()
    assert sorted(one.id for one in taken + rest) == sorted({one.id for one in taken + rest})
    crawl.ahead.acknowledge([one.id for one in rest], crawl.me)
    until(lambda: crawl.ahead.flushed)
    assert crawl.ahead.counts(S) == {"queued": 0, "later": 0, "leased": 0, "failed": 0, "done": 90}
    crawl.ahead.close()


def test_what_was_leased_unheard_goes_back(crawl: Crawl, other: PgFrontier) -> None:
    """The connection was lost between a commit and its answer."""
    crawl.ahead.enqueue(S, crawl.run, [new(1)])
    until(lambda: crawl.ahead.flushed)
    assert len(other.lease(S, crawl.me, 1)) == 1
    other._db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ?",
        (crawl.me,),
    )
    assert [one.url for one in crawl.take()] == ["https://www.tempo.co/1"]


def test_what_the_server_forgot_in_a_crash_is_leased_again(crawl: Crawl, other: PgFrontier) -> None:
    crawl.ahead.enqueue(S, crawl.run, [new(number) for number in range(3)])
    one, two, three = sorted(lease.id for lease in crawl.take())
    somebody = other.join(S)
    with crawl.ahead._using:  # its thread waits
        other.give_back([one, two], crawl.me)  # as if they had never been taken
        assert [lease.id for lease in other.lease(S, somebody, 1)] == [one]
        other._db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ?",
            (crawl.me,),
        )
    until(lambda: other.held(crawl.me) == {two, three})
    crawl.ahead.acknowledge([one, two, three], crawl.me)
    until(lambda: other.counts(S)["done"] == 2)
    assert other.held(somebody) == {one}


def test_a_killed_process_elsewhere_is_known_by_its_session(database: Database, other: PgFrontier) -> None:
    gone = PgFrontier(database)
    run, _ = gone.begin_run(S)
    owner = gone.join(S, 3_600, ELSEWHERE)
    gone.enqueue(S, run, [new(1)])
    gone.lease(S, owner, 1)
    assert other.reap() == 0
    gone.close()
    until(lambda: other.reap() == 1, seconds=10)
    assert other.counts(S)["queued"] == 1


def test_a_restart_of_the_server_is_no_end_of_those_who_come_back(
    postgres: Server, database: Database
) -> None:
    far = PgFrontier(database)
    run, _ = far.begin_run(S)
    owner = far.join(S, 3_600, ELSEWHERE)
    far.enqueue(S, run, [new(1)])
    far.lease(S, owner, 1)
    far.renew(owner, 3_600)  # which is on the disk, and what was before it
    postgres.stop()
    postgres.start()
    other = PgFrontier(database)
    for _ in range(3):  # all sessions have ended, and this one is the first that is back
        assert other.reap() == 0
        time.sleep(0.3)

    def comes_back() -> bool:
        with suppress(BackendError):  # the first that is asked of it finds the connection lost
            return far.hold(owner)
        return False

    until(comes_back)
    far.close()
    until(lambda: other.reap() == 1, seconds=10)
    other.close()


def test_leases_that_ran_out_are_said_to_be_lost_once(database: Database, other: PgFrontier) -> None:
    crawl = Crawl(database)
    crawl.ahead.enqueue(S, crawl.run, [new(1)])
    taken = crawl.take()
    assert other.release(crawl.me) == 1
    crawl.ahead._renew_at = 0
    until(lambda: not crawl.ahead.renew(crawl.me))
    me = crawl.ahead.join(S)
    assert me != crawl.me and crawl.ahead.renew(me)
    crawl.me = me
    assert [one.id for one in crawl.take()] == [one.id for one in taken]
    crawl.ahead.close()


def test_nobody_is_held_up_by_a_frozen_transaction_for_long(database: Database, other: PgFrontier) -> None:
    run, _ = other.begin_run(S)
    other.enqueue(S, run, [new(1)])
    with psycopg.connect(
        database.url, options="-csearch_path=newsspider -cidle_in_transaction_session_timeout=500"
    ) as frozen:
        frozen.execute("SELECT * FROM hosts FOR UPDATE")
        me = other.join(S)
        assert other.lease(S, me, 1) == []  # skipped, not waited for
        until(lambda: len(other.lease(S, me, 1)) == 1, seconds=10)
        frozen.close()
