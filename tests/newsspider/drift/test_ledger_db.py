"""The ledger in a file and in a database: counts add up over processes, what is read again counts once, damage says so."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import STORED, Alert, Count
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database, Place
from tests.newsspider.postgres import Server

DESK = Count("kontan", "desk", "articles", 100)
EDITORS = DESK._replace(key="filled/editors")
ALERT = Alert(
    "kontan", "key", "desk", "editors", 100, 101, 38, 0, 0.97, False, "kontan desk: …", examples=("u",)
)


@pytest.fixture
def place(backend: Database | None, tmp_path: Path) -> Place:
    return backend or tmp_path / "deeper" / "drift.sqlite"


@pytest.fixture
def ledger(place: Place) -> Iterator[LedgerDB]:
    ledger = LedgerDB(place)
    yield ledger
    ledger.close()


def counts_of(ledger: LedgerDB, outlet: str = "kontan") -> dict[tuple[int, str, str], int]:
    return {
        (hour.hour, layout, key): n
        for hour in ledger.hours(outlet)
        for (layout, key), n in hour.counts.items()
    }


def add_often(place: Place) -> None:
    ledger = LedgerDB(place)
    for _ in range(50):
        ledger.add({DESK: 2, EDITORS: 1})
    ledger.close()


def test_counts_of_several_processes_add_up(ledger: LedgerDB) -> None:
    context = multiprocessing.get_context("forkserver")
    processes = [context.Process(target=add_often, args=(ledger.path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert counts_of(ledger) == {(100, "desk", "articles"): 300, (100, "desk", "filled/editors"): 150}
    assert ledger.outlets() == ["kontan"]


def test_what_is_read_again_counts_once_and_in_place_of_what_the_crawl_said(ledger: LedgerDB) -> None:
    ledger.add({DESK: 3})
    ledger.add({DESK._replace(layout="", key="lists"): 5})
    for _ in range(2):
        ledger.replace("a.warc.gz", {DESK: 2, EDITORS: 2})
        ledger.replace("b.warc.gz", {DESK: 1, EDITORS: 1})
    read = {(100, "desk", "articles"): 3, (100, "desk", "filled/editors"): 3, (100, "", "lists"): 5}
    assert counts_of(ledger) == read
    # half of the hour is not all of it
    ledger.replace("b.warc.gz", {})
    assert counts_of(ledger) == {(100, "desk", "articles"): 3, (100, "", "lists"): 5}
    # the store knows fewer pages
    ledger.replace(STORED, {DESK: 2, DESK._replace(hour=99): 2})
    assert counts_of(ledger)[100, "desk", "articles"] == 3
    assert counts_of(ledger)[99, "desk", "articles"] == 2


def test_only_one_outlet_of_a_file_is_read_again(ledger: LedgerDB) -> None:
    other = DESK._replace(outlet="tempo")
    ledger.replace("a.warc.gz", {DESK: 2, other: 7})
    ledger.replace("a.warc.gz", {DESK: 1}, "kontan")
    assert counts_of(ledger) == {(100, "desk", "articles"): 1}
    assert counts_of(ledger, "tempo") == {(100, "desk", "articles"): 7}


def test_counts_that_are_replaced_are_judged_anew(ledger: LedgerDB) -> None:
    ledger.set_state("kontan", "{}")
    ledger.set_state("tempo", "{}")
    ledger.replace("a.warc.gz", {DESK: 1})
    assert (ledger.state("kontan"), ledger.state("tempo")) == (None, "{}")


def test_old_hours_become_days(ledger: LedgerDB) -> None:
    ledger.add({DESK._replace(hour=hour): 1 for hour in range(72)})
    assert ledger.thin_out(50) == 46
    assert [(hour.hour, hour.counts["desk", "articles"]) for hour in ledger.hours("kontan")][:3] == [
        (0, 24),
        (24, 24),
        (48, 1),
    ]
    assert ledger.thin_out(50) == 0
    # what comes late is added to its hour, and to its day a day later
    ledger.add({DESK._replace(hour=30): 1})
    assert (ledger.thin_out(60), ledger.thin_out(75)) == (0, 24)


def test_alerts_are_kept_changed_and_closed(ledger: LedgerDB) -> None:
    (alert,) = ledger.put_alerts([ALERT])
    assert alert.id == 1 and ledger.alerts() == [alert] == ledger.alerts("kontan")
    assert ledger.alerts("tempo") == []
    ledger.put_alerts([replace(alert, closed=120, told=("mail",))])
    assert ledger.alerts() == []
    (closed,) = ledger.alerts(closed=True)
    assert closed.closed == 120 and closed.told == ("mail",)
    # numbers are never given twice, and what two crawls notice at once is one alert
    assert ledger.put_alerts([ALERT])[0].id == 2
    assert ledger.put_alerts([replace(ALERT, pages=40)])[0].id == 2
    assert [alert.pages for alert in ledger.alerts()] == [40]


def test_what_several_crawls_notice_at_once_is_one_alert(place: Place) -> None:
    def notice(_: int) -> int:
        ledger = LedgerDB(place)
        (alert,) = ledger.put_alerts([ALERT])
        ledger.close()
        return alert.id

    LedgerDB(place).close()
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(notice, range(8)))
    ledger = LedgerDB(place)
    assert {alert.id for alert in ledger.alerts(closed=True)} == numbers and len(numbers) == 1
    ledger.close()


def test_counts_come_in_when_the_database_is_back(postgres: Server, database: Database) -> None:
    ledger = LedgerDB(database)
    ledger.add({DESK: 1})
    postgres.stop()
    with pytest.raises(BackendError) as gone:
        ledger.add({DESK: 1})
    assert gone.value.lost and gone.value.retry
    postgres.start()
    end = time.monotonic() + 30
    while True:
        try:
            ledger.add({DESK: 1})
            break
        except BackendError as error:
            assert error.lost and time.monotonic() < end
            time.sleep(0.05)
    assert counts_of(ledger) == {(100, "desk", "articles"): 2}
    ledger.close()


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    path = tmp_path / "drift.sqlite"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(BackendError, match=r"drift\.sqlite is damaged"):
        LedgerDB(path)
