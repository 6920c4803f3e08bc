"""The tables, in SQLite and in PostgreSQL, with a clock that stands still until a test moves it."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsspider.frontier import Frontier, FrontierDB, NewRequest, open_frontier
from newsspider.frontier.owners import Process, this_process
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database, Place

S = "tempo"
_numbers = itertools.count()


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(backend: Database | None, tmp_path: Path) -> Place:
    return backend or tmp_path / "deep" / "frontier.sqlite"


@pytest.fixture
def db(place: Place, clock: Clock) -> Iterator[Frontier]:
    db = open_frontier(place, clock=clock, seed=1)
    yield db
    db.close()


def new(number: int, host: str = "www.tempo.co", **more: object) -> NewRequest:
    url = f"https://{host}/{number}"
    return NewRequest(url.encode(), url, host, **more)  # type: ignore[arg-type]


def urls(leases: list) -> list[str]:  # type: ignore[type-arg]
    return [one.url.rpartition("/")[2] for one in leases]


def test_a_request_is_leased_once_and_gone_when_acknowledged(db: Frontier) -> None:
    run, resumed = db.begin_run(S)
    me, other = db.join(S), db.join(S)
    assert not resumed
    assert db.enqueue(S, run, [new(1), new(2), new(1)]) == 2
    first = db.lease(S, me, 1)
    assert urls(first) == ["1"]
    assert urls(db.lease(S, other, 5)) == ["2"]
    assert db.lease(S, me, 5) == []
    db.acknowledge([first[0].id], me)
    assert db.counts(S) == {"queued": 0, "later": 0, "leased": 1, "failed": 0, "done": 1}
    assert db.pending(S)
    assert db.enqueue(S, run, [new(1)]) == 0
    assert db.known(S, run, new(1).fingerprint)


def test_higher_priority_first_then_the_longest_waiting(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1), new(2, priority=5), new(3, priority=-1), new(4, priority=5)])
    db.enqueue(S, run, [new(5, "www.kontan.co.id", priority=5)])
    assert urls(db.lease(S, me, 4)) == ["2", "4", "5", "1"]
    assert urls(db.lease(S, me, 4)) == ["3"]


def test_spiders_do_not_see_each_other(db: Frontier) -> None:
    one, two = db.begin_run("tempo")[0], db.begin_run("kontan")[0]
    db.enqueue("tempo", one, [new(1)])
    assert db.enqueue("kontan", two, [new(1)]) == 1
    assert len(db.lease("kontan", db.join("kontan"), 10)) == 1
    assert db.counts("tempo")["queued"] == 1
    assert db.counts()["queued"] == db.counts()["leased"] == 1


def test_dont_filter_asks_again_but_never_doubles_what_waits(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1)])
    assert db.enqueue(S, run, [new(1, again=True)]) == 0
    leases = db.lease(S, me, 1)
    assert db.enqueue(S, run, [new(1, again=True)]) == 0
    db.acknowledge([leases[0].id], me)
    assert db.enqueue(S, run, [new(1)]) == 0
    assert db.enqueue(S, run, [new(1, again=True)]) == 1


def test_a_request_not_to_be_made_yet_waits(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1, not_before=clock.now + 10), new(2)])
    two = db.lease(S, me, 5)
    assert urls(two) == ["2"]
    db.retry_later(two[0].id, me, clock.now + 5, "HTTP 503", new(2, payload="{1}", priority=-1))
    assert db.lease(S, me, 5) == []
    assert db.next_due(S) == clock.now + 5
    assert db.counts(S)["later"] == 2
    clock.now += 5
    again = db.lease(S, me, 5)
    assert [(one.url[-1], one.payload, one.priority, one.attempts) for one in again] == [("2", "{1}", -1, 1)]
    clock.now += 5
    assert urls(db.lease(S, me, 5)) == ["1"]
    assert db.next_due(S) is None


def test_a_lease_may_come_back_under_another_address(db: Frontier, clock: Clock) -> None:
    """Two addresses of one article have one fingerprint; a redirect leads from one to the other."""
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1, "m.tempo.co"), new(2, "m.tempo.co")])
    one, two = (lease.id for lease in db.lease(S, me, 2))
    db.rewrite([(one, new(1, "www.tempo.co"))], me)
    db.retry_later(two, me, clock.now, "HTTP 503", new(2, "bisnis.tempo.co"))
    db.release(me)
    assert sorted(lease.host for lease in db.lease(S, db.join(S), 2)) == ["bisnis.tempo.co", "www.tempo.co"]


def test_what_fails_is_kept_and_can_be_tried_again(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1, payload='{"callback":"parse_article"}')])
    db.fail({db.lease(S, me, 1)[0].id: "HTTP 404"}, me)
    assert [(one.url, one.reason, one.attempts) for one in db.failed(S)] == [
        ("https://www.tempo.co/1", "HTTP 404", 1)
    ]
    assert not db.pending(S)
    assert db.enqueue(S, run, [new(1)]) == 0
    assert db.requeue_failed(S) == 1
    assert db.lease(S, me, 1)[0].payload == '{"callback":"parse_article"}'


# -- owners ---------------------------------------------------------------------------------------------------


def test_leases_come_back_when_they_run_out(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    far = Process("another-machine", "boot", "space", 1, "1")
    slow, me = db.join(S, 120, far), db.join(S, 120)
    db.enqueue(S, run, [new(1), new(2)])
    taken = db.lease(S, slow, 2)
    clock.now += 100
    assert db.renew(me)
    assert db.reap() == 0
    assert db.others(S, me)
    clock.now += 30
    assert db.reap() == 2
    assert not db.renew(slow)
    assert len(db.lease(S, me, 1)) == 1
    # it was slow, not dead: what nobody has taken up yet is done, what another holds is that one's business
    db.acknowledge([one.id for one in taken], slow)
    assert db.counts(S)["done"] == 1
    assert db.counts(S)["leased"] == 1


def test_an_owner_that_was_taken_for_dead_leases_nothing(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    far = Process("another-machine", "boot", "space", 1, "1")
    slow, me = db.join(S, 120, far), db.join(S, 120)
    db.enqueue(S, run, [new(1), new(2), new(3)])
    assert urls(db.lease(S, slow, 1)) == ["1"]
    clock.now += 130
    assert db.renew(me)
    assert db.reap() == 1
    assert db.lease(S, slow, 5) == []
    assert sorted(urls(db.lease(S, me, 5))) == ["1", "2", "3"]
    # it may join again, as whom it is now
    db.enqueue(S, run, [new(4)])
    assert urls(db.lease(S, db.join(S, 120, far), 5)) == ["4"]


def test_leases_that_an_earlier_release_lost_come_back(tmp_path: Path) -> None:
    with contextlib.closing(FrontierDB(tmp_path / "frontier.sqlite")) as db:
        run, _ = db.begin_run(S)
        me = db.join(S)
        db.enqueue(S, run, [new(1), new(2)])
        assert len(db.lease(S, me, 1)) == 1
        with sqlite3.connect(db.path) as file:  # as a lease of one that was taken for dead was written
            file.execute("UPDATE requests SET state = 2, owner = 99 WHERE url LIKE '%/2'")
        assert db.reap() == 1
        assert urls(db.lease(S, me, 5)) == ["2"]


def test_leases_come_back_at_once_when_the_process_is_gone(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    gone = db.join(S, 3600, this_process()._replace(pid=2**22 + 1))
    db.enqueue(S, run, [new(1)])
    db.lease(S, gone, 1)
    assert db.reap() == 1
    assert db.counts(S)["queued"] == 1


def test_who_is_gone() -> None:
    here = this_process()
    assert not here.is_gone()
    assert here._replace(started="1").is_gone()  # the number was given to another process
    assert here._replace(boot="before").is_gone()
    assert not here._replace(node="elsewhere", pid=2**22 + 1).is_gone()
    assert not here._replace(space="another container", pid=2**22 + 1).is_gone()


def test_an_owner_that_leaves_gives_back_what_it_holds(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1), new(2)])
    leases = db.lease(S, me, 2)
    db.give_back([leases[0].id], me)
    assert db.release(me) == 1
    assert [one.attempts for one in db.lease(S, db.join(S), 2)] == [0, 1]


# -- hosts ----------------------------------------------------------------------------------------------------


def test_a_delay_holds_for_all_owners(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    me, other = db.join(S), db.join(S)
    db.enqueue(S, run, [new(1), new(2), new(3, "fast.example"), new(4, "fast.example")])

    def delay(host: str) -> float:
        return 2.0 if host == "www.tempo.co" else 0.0

    assert sorted(urls(db.lease(S, me, 10, delay=delay, jitter=0.5))) == ["1", "3", "4"]
    due = db.next_due(S)
    assert due is not None
    assert 2.0 <= due - clock.now <= 3.0
    clock.now += 1.9
    assert db.lease(S, other, 10, delay=delay) == []
    clock.now += 1.2
    assert urls(db.lease(S, other, 10, delay=delay)) == ["2"]


def test_a_host_with_a_delay_gives_one_however_long_the_leasing_takes(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    me, _ = db.join(S), db.join(S)
    db.enqueue(S, run, [new(number, f"h{number % 3}") for number in range(9)])

    def delay(_: str) -> float:
        clock.now += 1  # as each look at a host takes its time on a busy machine
        return 2.0

    leases = db.lease(S, me, 9, delay=delay)
    assert len({one.host for one in leases}) == len(leases) == 3


def test_a_delay_the_host_asked_for_outlives_the_crawl(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    db.slow_host("www.tempo.co", 10)
    db.enqueue(S, run, [new(1), new(2)])
    me = db.join(S)
    assert len(db.lease(S, me, 5)) == 1
    clock.now += 9
    assert db.lease(S, me, 5) == []
    clock.now += 1
    assert len(db.lease(S, me, 5)) == 1


def test_a_later_start_than_booked_moves_the_next_one(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    db.enqueue(S, run, [new(1)])
    db.book("www.tempo.co", clock.now + 4)
    db.book("www.tempo.co", clock.now + 1)
    assert db.next_due(S) == clock.now + 4


def test_where_one_at_a_time_is_the_rule_others_wait_for_the_answer(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    me, other = db.join(S), db.join(S)
    db.enqueue(S, run, [new(1), new(2), new(3)])
    assert len(db.lease(S, me, 5, delay=lambda host: 1, alone=lambda host: True)) == 1
    clock.now += 5
    assert db.lease(S, other, 5, delay=lambda host: 1, alone=lambda host: True) == []
    db.let_go(["www.tempo.co"], me)
    assert len(db.lease(S, other, 5, delay=lambda host: 1, alone=lambda host: True)) == 1
    clock.now += 5
    assert db.lease(S, me, 5) == []
    db.release(other)  # an owner that ends holds no host
    assert len(db.lease(S, me, 5, delay=lambda host: 1)) == 1


def test_a_paused_host_rests_for_all(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    db.enqueue(S, run, [new(1), new(2, "bisnis.tempo.co")])
    db.pause_host("www.tempo.co", clock.now + 60, "HTTP 429")
    assert db.paused() == {"www.tempo.co": (clock.now + 60, "HTTP 429")}
    me = db.join(S)
    assert urls(db.lease(S, me, 5)) == ["2"]
    assert db.next_due(S) == clock.now + 60
    clock.now += 60
    assert db.paused() == {}
    assert urls(db.lease(S, me, 5)) == ["1"]


# -- runs -----------------------------------------------------------------------------------------------------


def test_a_run_goes_on_until_nothing_is_left(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1)])
    assert db.begin_run(S) == (run, True)
    assert not db.end_run(S, run)
    db.acknowledge([one.id for one in db.lease(S, me, 1)], me)
    assert db.end_run(S, run)
    second, resumed = db.begin_run(S)
    assert second > run
    assert not resumed
    assert db.enqueue(S, second, [new(1)], ever=True) == 0
    assert db.forget(S, second) == 1
    assert db.enqueue(S, second, [new(1)]) == 1


def test_what_is_left_can_be_dropped_unless_another_is_at_work(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    db.enqueue(S, run, [new(1)])
    me = db.join(S)
    assert db.begin_run(S, fresh=True) == (run, True)
    db.release(me)
    assert db.begin_run(S, fresh=True) == (run + 1, False)
    assert not db.pending(S)


# -- the file -------------------------------------------------------------------------------------------------


def test_a_transaction_is_all_or_nothing(db: Frontier) -> None:
    run, _ = db.begin_run(S)
    with pytest.raises(KeyError), db.transaction():
        db.enqueue(S, run, [new(1)])
        raise KeyError
    assert not db.pending(S)


def test_a_full_disk_is_told_from_a_busy_file(tmp_path: Path) -> None:
    db = FrontierDB(tmp_path / "f.sqlite", busy_seconds=0.05)
    run, _ = db.begin_run(S)
    db._db.execute("PRAGMA max_page_count = 20")
    with pytest.raises(BackendError, match="full") as full:
        db.enqueue(S, run, [new(n, payload="x" * 500) for n in range(1000)])
    assert full.value.fatal and full.value.full and not full.value.retry
    assert db.counts(S)["queued"] == 0
    other = FrontierDB(tmp_path / "f.sqlite", busy_seconds=0.05)
    with db.transaction(), pytest.raises(BackendError, match="locked") as busy:
        other.begin_run(S)
    assert busy.value.retry and not busy.value.fatal
    other.close()
    db.close()


def test_a_file_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    FrontierDB(tmp_path / "f.sqlite").close()
    raw = sqlite3.connect(tmp_path / "f.sqlite")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(BackendError, match="newer release"):
        FrontierDB(tmp_path / "f.sqlite")
    with pytest.raises(ValueError, match="OFF, NORMAL, FULL or EXTRA"):
        FrontierDB(tmp_path / "g.sqlite", synchronous="1; DROP TABLE requests")


def test_many_may_open_it_at_once(place: Place) -> None:
    together = threading.Barrier(6)
    opened: list[tuple[int, bool]] = []

    def work() -> None:
        together.wait()
        db = open_frontier(place)
        opened.append(db.begin_run(S))
        db.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(opened) == [(1, False)] + [(1, True)] * 5


def test_many_at_once_never_get_the_same(place: Place) -> None:
    setup = open_frontier(place)
    run, _ = setup.begin_run(S)
    setup.enqueue(S, run, [new(n, f"h{n % 7}.example") for n in range(500)])
    setup.close()
    taken: list[int] = []

    def work() -> None:
        db = open_frontier(place)
        me = db.join(S)
        while leases := db.lease(S, me, 7):
            taken.extend(one.id for one in leases)
            db.acknowledge([one.id for one in leases], me)
        db.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == len(set(taken)) == 500


def test_leasing_stays_quick_behind_a_long_queue(tmp_path: Path) -> None:
    """One host at rest with very many requests must not slow the others down."""
    db = FrontierDB(tmp_path / "frontier.sqlite")
    run, _ = db.begin_run(S)
    db.enqueue(S, run, [new(n) for n in range(20_000)])
    db.enqueue(S, run, [new(1, "b.example", priority=-5)])
    db.pause_host("www.tempo.co", db.clock() + 1000)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    db._db.set_progress_handler(count, 100)
    assert urls(db.lease(S, db.join(S), 10)) == ["1"]
    assert steps < 50  # of 100 machine steps each; a scan of the queue would take thousands
    db.close()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(-2, 2)), max_size=40),
    st.sets(st.integers(0, 5)),
    st.integers(1, 12),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_is_what_sorting_everything_would_give(
    db: Frontier, waiting: list[tuple[int, int]], spaced: set[int], size: int
) -> None:
    spider = f"{S} {next(_numbers)}"
    run, _ = db.begin_run(spider)
    me = db.join(spider)
    # no other example's: what one of them delayed waits in the next one too
    hosts = [f"{spider} h{number}" for number in range(6)]
    db.enqueue(spider, run, [new(n, hosts[host], priority=p) for n, (host, p) in enumerate(waiting)])
    slow = {hosts[host] for host in spaced}
    order = sorted(range(len(waiting)), key=lambda n: (hosts[waiting[n][0]] not in slow, -waiting[n][1], n))
    seen: set[str] = set()
    expected = []
    for n in order:
        host = hosts[waiting[n][0]]
        if host not in slow or host not in seen:
            expected.append(str(n))
        seen.add(host)
    leases = db.lease(spider, me, size, delay=lambda host: 60.0 if host in slow else 0.0)
    assert urls(leases) == expected[:size]
    assert all(one.attempts == 0 for one in leases)


# -- a clock that was set back ------------------------------------------------------------------------


BACK = [3_600.0, 90_000.0, 864_000.0]


@pytest.mark.parametrize("back", BACK)
def test_a_host_is_asked_as_usual_after_the_clock_was_set_back(
    db: Frontier, clock: Clock, back: float
) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1), new(2)])
    assert urls(db.lease(S, me, 9, delay=lambda _: 2.0)) == ["1"]
    clock.now -= back
    assert db.next_due(S, lambda _: 2.0) <= clock.now
    assert urls(db.lease(S, me, 9, delay=lambda _: 2.0)) == ["2"]


@pytest.mark.parametrize("back", BACK[1:])
def test_pauses_and_waits_end_when_no_rule_makes_them_so_long(
    db: Frontier, clock: Clock, back: float
) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1, not_before=clock.now + 3_600), new(2, "m.tempo.co")])
    db.pause_host("m.tempo.co", clock.now + 3_600, "HTTP 403")
    assert db.lease(S, me, 9) == [] and db.paused() and db.next_due(S) == clock.now + 3_600
    clock.now -= back
    assert db.paused() == {} and db.next_due(S) <= clock.now
    assert sorted(urls(db.lease(S, me, 9))) == ["1", "2"]


def test_a_clock_set_forward_and_back_leaves_nothing_waiting(db: Frontier, clock: Clock) -> None:
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(number) for number in range(4)])
    taken = []
    for step in (400 * 86_400.0, -400 * 86_400.0, 2.5, 2.5):
        taken += urls(db.lease(S, me, 1, delay=lambda _: 2.0))
        clock.now += step
    assert taken == ["0", "1", "2", "3"]


def test_a_delay_is_no_longer_than_the_rules_of_today_make_it(place: Place, clock: Clock) -> None:
    db = open_frontier(place, clock=clock, longest_gap=10)
    run, _ = db.begin_run(S)
    me = db.join(S)
    db.enqueue(S, run, [new(1), new(2)])
    db.slow_host("www.tempo.co", 1e9)
    assert db.delays() == {"www.tempo.co": 10}
    db.lease(S, me, 1)
    clock.now += 10
    assert urls(db.lease(S, me, 1)) == ["2"]
    db.close()


@pytest.mark.parametrize(
    ("process", "back"),
    [
        (this_process(), 0),  # it lives, and renews its lease when it comes to that
        (this_process()._replace(node="elsewhere"), 1),
        (this_process()._replace(space="another container"), 1),
    ],
)
def test_a_lease_of_the_old_future_runs_out_where_nobody_can_be_seen_to_hold_it(
    db: Frontier, clock: Clock, process: Process, back: int
) -> None:
    run, _ = db.begin_run(S)
    other = db.join(S, process=process)
    db.enqueue(S, run, [new(1)])
    db.lease(S, other, 1)
    assert db.reap() == 0
    clock.now -= 86_400
    assert db.reap() == back


def test_windows_is_not_asked_whether_a_process_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signal 0, which asks elsewhere, is Ctrl-C there."""
    sent: list[int] = []
    monkeypatch.setattr("newsspider.frontier.owners._WINDOWS", True)
    monkeypatch.setattr("newsspider.frontier.owners.Path.exists", lambda _: False)
    monkeypatch.setattr("os.kill", lambda pid, number: sent.append(number))
    assert not this_process()._replace(pid=2**22 + 1, started="alive").is_gone()
    assert sent == []
