"""The ways a request can go besides the plain one, each in a crawl of its own process."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from newsspider.frontier import FrontierDB, open_frontier
from newsspider.runtime.database import Database, Place
from tests.newsspider.frontier.harness import Crawl, site


def write_down_slots(place: Place) -> None:
    """Let a frontier write down, at each request that is taken, from when the host might be asked and may be again.

    A request is taken when ``earlier`` has come, and ``later`` is then plus the delay: what a busy machine adds
    on the way to the server is in neither.
    """
    open_frontier(place).close()
    if isinstance(place, Database):
        import psycopg  # only where there is a server

        with psycopg.connect(place.url, options="-csearch_path=newsspider") as db:
            db.execute("CREATE TABLE slots (earlier float8, later float8)")
            db.execute(
                "CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " INSERT INTO newsspider.slots VALUES (OLD.next_slot, NEW.next_slot); RETURN NULL; END $$"
            )
            db.execute(
                "CREATE TRIGGER taken AFTER UPDATE OF holder ON hosts FOR EACH ROW"
                " WHEN (NEW.next_slot > OLD.next_slot AND OLD.next_slot > 0) EXECUTE FUNCTION write_down()"
            )
        return
    with closing(sqlite3.connect(place)) as db:
        db.executescript("""
            CREATE TABLE slots (earlier REAL, later REAL);
            CREATE TRIGGER taken AFTER UPDATE OF holder ON hosts WHEN NEW.next_slot > OLD.next_slot
            BEGIN INSERT INTO slots VALUES (OLD.next_slot, NEW.next_slot); END;
        """)


def test_two_processes_together_keep_the_distance_to_a_host(tmp_path: Path, backend: Database | None) -> None:
    with site(14, "--wait", "0.05") as place:
        crawl = Crawl(
            tmp_path,
            (place.url(),),
            {"DOWNLOAD_DELAY": 0.4, "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
            database=backend,
        )
        write_down_slots(backend or tmp_path / "frontier.sqlite")
        running = [crawl.start(), crawl.start()]
        assert [crawl.end(one) for one in running] == [0, 0]
        asked, most = place.busy(), place.most_open()
    assert (asked, most) == (14, 1)
    done = [crawl.stats(number).get("frontier/done", 0) for number in (1, 2)]
    assert min(done) > 0, "one process did it all"
    gaps = [later - earlier for earlier, later in crawl.query("SELECT earlier, later FROM slots")]
    assert len(gaps) == 13  # the first request had none before it
    assert min(gaps) > 0.4 - 1e-6


def test_one_request_at_a_time_holds_for_both_when_answers_are_slow(
    tmp_path: Path, backend: Database | None
) -> None:
    with site(8, "--wait", "0.6") as place:
        crawl = Crawl(
            tmp_path,
            (place.url(),),
            {"DOWNLOAD_DELAY": 0.1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
            database=backend,
        )
        running = [crawl.start(), crawl.start()]
        assert [crawl.end(one) for one in running] == [0, 0]
        assert place.most_open() == 1
        assert place.busy() == 8


def test_a_failed_fetch_is_tried_again_later(tmp_path: Path) -> None:
    with site(1) as place:
        crawl = Crawl(tmp_path, (place.url("/flaky/2"),), {"FRONTIER_RETRY_SECONDS": 0.5})
        assert crawl.run()["finish_reason"] == "finished"
        times = [when for when, _ in place.hits()]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.5
    assert times[2] - times[1] >= 1.0
    assert crawl.states() == {"done": 1}


def test_a_retry_waits_over_a_restart_too(tmp_path: Path, backend: Database | None) -> None:
    with site(1) as place:
        crawl = Crawl(tmp_path, (place.url("/flaky/1"),), {"FRONTIER_RETRY_SECONDS": 3}, database=backend)
        process = crawl.start()
        while "later" not in crawl.states():
            time.sleep(0.05)
        process.kill()
        process.wait()
        assert crawl.run()["finish_reason"] == "finished"
        times = [when for when, _ in place.hits()]
    assert len(times) == 2
    assert times[1] - times[0] >= 3


def test_what_fails_is_kept_with_its_reason(tmp_path: Path) -> None:
    with site(3) as place:
        urls = tuple(map(place.url, ("/p/0", "/nothing", "/reset", "/flaky/99")))
        crawl = Crawl(tmp_path, urls, {"FRONTIER_RETRY_SECONDS": 0.1})
        stats = crawl.run()
    assert stats["finish_reason"] == "finished"
    assert stats["frontier/failed"] == 3
    assert crawl.states() == {"done": 3, "failed": 3}
    db = FrontierDB(tmp_path / "frontier.sqlite")
    reasons = {one.url.rpartition("127.0.0.1")[2].partition("/")[2]: one for one in db.failed("tree")}
    assert reasons["nothing"].reason == "HTTP 404"
    assert reasons["flaky/99"].reason == "HTTP 503"
    assert reasons["flaky/99"].attempts == 3
    assert "Download" in reasons["reset"].reason or "Connection" in reasons["reset"].reason
    db.close()


def outcomes(crawl: Crawl) -> dict[str, tuple[str, str | None]]:
    """Each request by its last path segment: how it ended."""
    names = ("queued", "later", "leased", "failed", "done")
    rows = crawl.query("SELECT url, state, reason FROM requests")
    return {url.rpartition("/")[2]: (names[state], reason) for url, state, reason in rows}


def test_how_requests_end(tmp_path: Path) -> None:
    with site(1) as place:
        words = ("plain", "broken", "secret", "drop", "again", "lambda", "caught")
        crawl = Crawl(tmp_path, tuple(place.url(f"/say/{word}") for word in words))
        # one by one: in Scrapy 2.19 only the first of several that wait for robots.txt is held to it
        crawl.settings = {"ROBOTSTXT_OBEY": 1, "CONCURRENT_REQUESTS": 1}
        assert crawl.run()["finish_reason"] == "finished"
        hits = [path.rpartition("/")[2] for _, path in place.hits()]
    assert outcomes(crawl) == {
        "plain": ("done", None),
        "broken": ("failed", "ValueError in the callback: no headline"),
        "secret": ("done", "Forbidden by robots.txt"),
        "drop": ("done", None),
        "again": ("done", None),
        "lambda": ("done", None),
        "caught": ("done", None),
        "nothing": ("failed", "it did not reach its callback"),
    }
    assert sorted(hits) == [
        "again",
        "again",
        "broken",
        "caught",
        "drop",
        "inner",
        "lambda",
        "nothing",
        "plain",
    ]
    assert "cannot be kept on disk: its callback" in crawl.log()
    assert sorted(url.rpartition("/")[2] for url in crawl.items()) == [
        "again", "caught", "caught", "inner", "lambda", "plain"
    ]  # fmt: skip


def test_a_page_is_not_done_before_what_it_asked_for_in_memory(tmp_path: Path) -> None:
    """A callback that is not a method cannot be kept: killed while it waits, its page is fetched again."""
    with site(1, "--wait", "1") as place:
        crawl = Crawl(tmp_path, (place.url("/say/lambda"),), {"INNER": "/p/0"})
        process = crawl.start()
        while not any(path == "/p/0" for _, path in place.hits()):
            time.sleep(0.02)
        process.kill()
        process.wait()
        assert crawl.states() == {"leased": 1}
        assert crawl.run()["finish_reason"] == "finished"
    assert crawl.states() == {"done": 1}
    assert len(crawl.items()) == 2


def test_a_closed_crawl_is_taken_up_where_it_was(tmp_path: Path) -> None:
    with site(1) as place:
        crawl = Crawl(
            tmp_path, tuple(map(place.url, ("/say/close", "/say/plain"))), {"CONCURRENT_REQUESTS": 1}
        )
        assert crawl.run()["finish_reason"] == "enough"
        assert crawl.states().get("leased", 0) == 0
        assert crawl.run()["finish_reason"] == "finished"
        assert crawl.states() == {"done": 2}


def test_without_its_middleware_the_scheduler_says_what_is_missing(tmp_path: Path) -> None:
    with site(1) as place:
        crawl = Crawl(tmp_path, (place.url(),), {"SPIDER_MIDDLEWARES": "{}"})
        process = crawl.start()
        crawl.end(process)
        assert "LeaseScheduler needs newsspider.frontier.Acknowledge in SPIDER_MIDDLEWARES" in crawl.log()
        assert place.busy() == 0


def test_failed_requests_can_be_tried_once_more(tmp_path: Path) -> None:
    with site(1) as place:
        crawl = Crawl(tmp_path, (place.url("/flaky/3"),), {"FRONTIER_RETRY_SECONDS": 0.1})
        crawl.run()
        assert crawl.states() == {"failed": 1}
        db = FrontierDB(tmp_path / "frontier.sqlite")
        assert db.requeue_failed("tree") == 1
        db.close()
        crawl.run()
        assert crawl.states() == {"done": 1}
        assert place.busy() == 4


def test_a_redirect_is_done_with_its_target(tmp_path: Path) -> None:
    with site(2) as place:
        crawl = Crawl(tmp_path, (place.url("/old"),))
        assert crawl.run()["finish_reason"] == "finished"
        assert sorted(crawl.items()) == [place.url("/p/0"), place.url("/p/1")]
    assert crawl.states() == {"done": 3}


def test_a_host_at_rest_for_long_ends_the_crawl_and_is_kept(tmp_path: Path) -> None:
    with site(5) as place:
        crawl = Crawl(tmp_path, (place.url(),), {"FRONTIER_MAX_WAIT": 60})
        db = open_frontier(tmp_path / "frontier.sqlite")
        db.pause_host("127.0.0.1", time.time() + 3600, "HTTP 429")
        stats = crawl.run()
        assert stats["finish_reason"] == "frontier_waiting"
        assert "Nothing is due for 60 minutes; paused: 127.0.0.1 (HTTP 429)" in crawl.log()
        assert crawl.states() == {"queued": 1}
        db.pause_host("127.0.0.1", time.time() + 2)
        began = time.time()
        assert crawl.run()["finish_reason"] == "finished"
        assert place.hits()[0][0] >= began + 1
    db.close()
    assert crawl.states() == {"done": 5}


def test_waiting_asks_the_frontier_a_few_times_a_second(tmp_path: Path, backend: Database | None) -> None:
    with site(1) as place:
        crawl = Crawl(tmp_path, (place.url(),), {"FRONTIER_REST_COUNTED": 4}, database=backend)
        stats = crawl.run()
    assert stats["finish_reason"] == "finished"
    assert stats["asked"] < 200  # a loop that does not sleep asks ten thousand times


def test_a_full_disk_in_the_frontier_stops_the_crawl_in_a_sentence(tmp_path: Path) -> None:
    with site(600) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        stats = crawl.run(FRONTIER_FULL_AFTER=40, FRONTIER_BATCH=8)
        assert stats["finish_reason"] == "disk_full"
        said = [line for line in crawl.log().splitlines() if "] ERROR:" in line]
        assert len(said) == 1
        assert "the disk is full. The crawl stops; nothing is marked done that is not on disk" in said[0]
        assert "Traceback" not in crawl.log()
        kept = set(crawl.items())
        done = {url for (url,) in crawl.query("SELECT url FROM requests WHERE state = 4")}
        assert done <= kept
        assert crawl.states().get("leased", 0) <= 200
        # room again: the next start finishes
        assert crawl.run()["finish_reason"] == "finished"
    assert len(crawl.items()) == 600
    assert crawl.states() == {"done": 600}


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (
            {"FRONTIER_FULL_AFTER": 40, "FRONTIER_BATCH": 8},
            "cannot be written: the disk is full. The crawl stops",
        ),
        ({"ITEMS_FULL_AFTER": 8}, "An item cannot be stored: database or disk is full. The crawl stops"),
        ({}, "could not be closed in order: database or disk is full"),
    ],
    ids=["frontier", "store", "closing"],
)
def test_a_full_disk_is_said_once_by_whoever_meets_it_first(
    tmp_path: Path, first: dict[str, int], sentence: str
) -> None:
    with site(600) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        crawl.run(FRONTIER_FULL_AT_THE_END=1, **first)
        # Scrapy itself reports the pipeline's exception
        said = [line for line in crawl.log().splitlines() if "] ERROR:" in line and "[scrapy." not in line]
        assert len(said) == 1
        assert sentence in said[0]
        assert crawl.run()["finish_reason"] == "finished"
    assert crawl.states() == {"done": 600}


def test_a_full_disk_in_the_store_marks_nothing_done(tmp_path: Path) -> None:
    with site(600) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        stats = crawl.run(ITEMS_FULL_AFTER=8)
        assert stats["finish_reason"] == "disk_full"
        assert crawl.log().count("An item cannot be stored: database or disk is full. The crawl stops;") == 1
        done = {url for (url,) in crawl.query("SELECT url FROM requests WHERE state = 4")}
        assert done <= set(crawl.items())
        assert len(done) < 600
        assert "failed" not in crawl.states()
        assert crawl.run()["finish_reason"] == "finished"
    assert len(crawl.items()) == 600
    assert crawl.states() == {"done": 600}


def test_a_store_that_never_commits_stops_the_crawl(tmp_path: Path) -> None:
    with site(20, "--wait", "0.5") as place:
        crawl = Crawl(tmp_path, (place.url(),), {"CONCURRENT_REQUESTS": 1})
        stats = crawl.run(ITEMS_MUTE=1, FRONTIER_COMMIT_TIMEOUT=2)
        assert stats["finish_reason"] == "store_stuck"
        assert "is still not on disk: the crawl stops" in crawl.log()
        assert "done" not in crawl.states()
        assert crawl.states()["queued"] > 3


def test_a_store_that_fails_at_the_end_leaves_the_pages_for_the_next_start(tmp_path: Path) -> None:
    with site(20) as place:
        crawl = Crawl(tmp_path, (place.url(),))
        stats = crawl.run(ITEMS_MUTE=1, FRONTIER_COMMIT_TIMEOUT=1)
        assert stats["frontier/unstored"] == stats["frontier/left/queued"] == 20
        assert "20 fetched pages are not on disk; they are fetched again at the next start" in crawl.log()
        assert crawl.run()["frontier/done"] == 20
    assert crawl.states() == {"done": 20}
