"""Crawls that die at any moment, and what is left to do afterwards."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from newsspider.runtime.database import Database
from tests.newsspider.frontier.harness import Crawl, kill_and_restart, kill_counting, site


@pytest.mark.parametrize(
    ("backend", "workers", "pages", "kills"),
    [("sqlite", 1, 800, 5), ("sqlite", 2, 800, 5), ("postgres", 2, 400, 3)],
    indirect=["backend"],
)
def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, backend: Database | None, workers: int, pages: int, kills: int
) -> None:
    with site(pages) as place:
        crawl = Crawl(tmp_path, (place.url(),), database=backend)
        verdict = kill_and_restart(place, crawl, kills=kills, workers=workers, seed=workers)
    assert verdict.kills == kills
    assert verdict.lost == 0
    assert verdict.double == 0
    assert verdict.refetched <= verdict.leases_at_kills
    assert verdict.again <= verdict.refetched
    assert crawl.states() == {"done": pages}


def test_the_busier_of_two_is_killed_and_the_other_takes_over_at_once(
    tmp_path: Path, backend: Database | None
) -> None:
    with site(800, "--wait", "0.05") as place:
        crawl = Crawl(tmp_path, (place.url(),), database=backend)
        # a lease of an hour: only the end of the process itself can free it in time
        crawl.settings = {"FRONTIER_LEASE_SECONDS": 3600}
        one = crawl.start()
        while place.busy() < 100:
            time.sleep(0.02)
        two = crawl.start()
        while place.busy() < 300 or two.pid not in [pid for (pid,) in crawl.query("SELECT pid FROM owners")]:
            time.sleep(0.02)
        left = kill_counting(crawl, one)
        assert crawl.end(two) == 0
        hits = Counter(path for _, path in place.hits())
    assert left > 0
    assert len(hits) == len(crawl.items()) == 800
    assert sum(hits.values()) - 800 <= left
    assert crawl.states() == {"done": 800}
    assert crawl.stats(2)["finish_reason"] == "finished"


def test_a_process_that_stood_still_finds_its_leases_given_away(
    tmp_path: Path, backend: Database | None
) -> None:
    with site(300, "--wait", "0.05") as place:
        crawl = Crawl(tmp_path, (place.url(),), {"FRONTIER_LEASE_SECONDS": 2}, database=backend)
        asleep = crawl.start()
        while place.busy() < 50:
            time.sleep(0.02)
        asleep.send_signal(signal.SIGSTOP)
        while not crawl.writable():  # it fell asleep in the midst of writing, which holds up everyone
            asleep.send_signal(signal.SIGCONT)
            time.sleep(0.05)
            asleep.send_signal(signal.SIGSTOP)
        held = crawl.query("SELECT count(*) FROM requests WHERE state = 2")[0][0]
        time.sleep(2.5)
        assert crawl.end(crawl.start()) == 0
        assert len(crawl.items()) == 300
        asleep.send_signal(signal.SIGCONT)
        assert crawl.end(asleep) == 0
        assert place.busy() - 300 <= held
        assert "stood still for over 2 s" in crawl.log(1)
    assert crawl.states() == {"done": 300}


def test_two_share_the_work_and_fetch_nothing_twice(tmp_path: Path) -> None:
    with site(400, "--wait", "0.02") as place:
        crawl = Crawl(tmp_path, (place.url(),))
        running = [crawl.start(), crawl.start()]
        assert [crawl.end(one) for one in running] == [0, 0]
        hits = Counter(path for _, path in place.hits())
    assert set(hits.values()) == {1}
    assert len(hits) == 400
    assert crawl.stats(1)["frontier/done"] + crawl.stats(2)["frontier/done"] == 400


def test_an_orderly_stop_keeps_all_and_the_next_start_goes_on(tmp_path: Path) -> None:
    with site(300) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        first = crawl.start()
        while place.busy() < 100:
            time.sleep(0.02)
        first.send_signal(signal.SIGINT)
        crawl.end(first)
        states = crawl.states()
        assert states.get("leased", 0) == 0
        assert states["done"] == place.busy()
        assert crawl.stats()["finish_reason"] == "shutdown"
        stats = crawl.run()
        assert stats["finish_reason"] == "finished"
        assert "Going on with run 1 of tree" in crawl.log()
        assert Counter(Counter(path for _, path in place.hits()).values()) == {1: 300}


def test_a_crawl_after_the_end_is_a_new_one(tmp_path: Path) -> None:
    with site(30) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        assert crawl.run()["item_scraped_count"] == 30
        assert crawl.run()["item_scraped_count"] == 30
        assert crawl.query("SELECT id FROM runs WHERE ended IS NULL") == []
        assert crawl.run(FRONTIER_SEEN="ever").get("item_scraped_count", 0) == 0
        assert place.busy() == 60
