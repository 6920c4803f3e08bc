"""The service with crawls that do what a test says: when they begin, how they end, what is remembered."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsspider.crawl.report import Exit
from newsspider.drift.ledger_db import LedgerDB, ledger_path
from newsspider.drift.model import Alert, Count
from newsspider.runtime.database import Database
from newsspider.service.crawls import Commands
from newsspider.service.metrics import Metrics
from newsspider.service.plan import OutletPlan, Plan
from newsspider.service.service import Service
from newsspider.service.state import FILE, OutletState, load, save
from newsspider.service.web import status_of
from tests.newsspider.conftest import Run

REPORT: dict[str, Any] = {
    "articles": 7,
    "new": 5,
    "changed": 1,
    "layouts": {"kontan/desk": 4, "kontan/lama": 1},
    "fallback": 2,
    "undated": 1,
    "failed": {"server error": 2},
    "not_an_article": {"video page": 3},
    "blocked": [
        {"kind": "forbidden", "host": "www.kontan.co.id", "count": 4, "example": "https://rahasia.example/x"}
    ],
    "responses": 20,
    "bytes": 1000,
    "left": {"queued": 1, "later": 2, "failed": 0},
    "verdict": "2 pages failed.",
}
HOUR = timedelta(hours=1)


class Crawl:
    """A process that ends when it is told to, or when a test lets it."""

    def __init__(self, report: Path, code: int | None, deaf: bool) -> None:
        self.report, self.ended, self.deaf = report, asyncio.get_running_loop().create_future(), deaf
        if code is not None:
            self.end(code)

    def end(self, code: int, report: dict[str, Any] | None = REPORT) -> None:
        if not self.ended.done():
            if report is not None:
                self.report.write_text(json.dumps(report), "utf-8")
            self.ended.set_result(code)

    async def wait(self) -> int:
        return await asyncio.shield(self.ended)

    def terminate(self) -> None:
        if not self.deaf:
            self.end(Exit.STOPPED)

    def kill(self) -> None:
        self.end(-9, None)


class Launcher:
    def __init__(self, *codes: int, deaf: bool = False) -> None:
        self.codes, self.deaf = list(codes), deaf
        self.began: list[str] = []
        self.crawls: list[Crawl] = []

    async def start(self, plan: OutletPlan, report: Path) -> Crawl:
        self.began.append(plan.name)
        crawl = Crawl(report, self.codes.pop(0) if self.codes else None, self.deaf)
        self.crawls.append(crawl)
        return crawl


def run(
    folder: Path,
    launcher: Launcher,
    story: Callable[[Service], Awaitable[None]],
    plan: Plan | None = None,
    grace: float = 5,
    counts: Database | None = None,
) -> Service:
    async def all_of_it() -> Service:
        chosen = plan or Plan.of(["kontan"], {}, HOUR)
        service = Service(
            chosen,
            launcher,
            folder,
            folder / "articles.sqlite",
            counts=counts,
            grace=timedelta(seconds=grace),
        )
        task = asyncio.ensure_future(service.run())
        try:
            await asyncio.wait_for(story(service), 20)
        finally:
            service.stop()
            await asyncio.wait_for(task, 20)
        return service

    return asyncio.run(all_of_it())


async def until(condition: Callable[[], Any]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def test_a_crawl_is_counted_and_the_next_one_is_due(tmp_path: Path) -> None:
    async def story(service: Service) -> None:
        await until(
            lambda: (
                service.states["kontan"].ended
                and service.states["kontan"].due > service.states["kontan"].ended
            )
        )
        one = status_of(service)["outlets"][0]
        assert (one["outcome"], one["new"], one["verdict"]) == ("failed", 5, "2 pages failed.")

    service = run(tmp_path, Launcher(Exit.FAILED), story)
    text = service.metrics.text().decode()
    for line in (
        'newsspider_crawls_total{outcome="failed",outlet="kontan"} 1.0',
        'newsspider_articles_total{layout="desk",outlet="kontan"} 4.0',
        'newsspider_articles_total{layout="fallback",outlet="kontan"} 2.0',
        'newsspider_stored_total{outcome="new",outlet="kontan"} 5.0',
        'newsspider_refused_total{outcome="server error",outlet="kontan"} 2.0',
        'newsspider_refused_total{outcome="forbidden",outlet="kontan"} 4.0',
        'newsspider_left{outlet="kontan"} 3.0',
        'newsspider_failures_in_a_row{outlet="kontan"} 1.0',
    ):
        assert line in text, line
    assert "example" not in text and "co.id" not in text, "no address and no host is a label"
    state = load(tmp_path)["kontan"]
    assert state.ended and state.due and state.due - state.ended == HOUR
    assert not list(tmp_path.glob("*.report.json"))


def test_only_so_many_crawl_at_once_and_a_failure_does_not_end_the_others(tmp_path: Path) -> None:
    launcher = Launcher()

    async def story(service: Service) -> None:
        for name in ("tempo", "jpnn"):  # APART would keep the test waiting
            service._set_due(name, datetime.now(UTC))
        await until(lambda: len(launcher.began) == 2)
        await asyncio.sleep(0.1)
        assert len(launcher.began) == 2 and len(service.running) == 2
        launcher.crawls[0].end(-11, None)
        await until(lambda: len(launcher.began) == 3)

    service = run(tmp_path, launcher, story, Plan.of(["kontan", "tempo", "jpnn"], {}, HOUR, jobs=2))
    assert sorted(launcher.began) == ["jpnn", "kontan", "tempo"]
    assert service.states[launcher.began[0]].failures == 1
    assert 'outcome="killed"' in service.metrics.text().decode()


def test_a_stop_ends_crawls_in_order_and_the_next_start_goes_on_with_them(tmp_path: Path) -> None:
    launcher = Launcher()

    async def story(service: Service) -> None:
        await until(lambda: service.running)

    run(tmp_path, launcher, story)
    state = load(tmp_path)["kontan"]
    assert (state.code, state.failures) == (Exit.STOPPED, 0)
    assert state.due == state.ended, "the rest is due at once"


def test_a_crawl_that_does_not_hear_is_killed(tmp_path: Path) -> None:
    launcher = Launcher(deaf=True)

    async def story(service: Service) -> None:
        await until(lambda: service.running)

    service = run(tmp_path, launcher, story, grace=0.2)
    assert service.states["kontan"].code == -9 and not service.running


def test_a_service_that_was_killed_begins_the_crawl_again_and_leaves_the_others_their_time(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC)
    later = now + timedelta(minutes=50)
    save(
        tmp_path,
        {
            "kontan": OutletState(began=now - HOUR, ended=now - 2 * HOUR, due=later),
            "tempo": OutletState(began=now - HOUR, ended=now - HOUR / 2, due=later - HOUR / 3, code=0),
        },
    )
    launcher = Launcher(0)

    async def story(service: Service) -> None:
        await until(lambda: launcher.began)
        await asyncio.sleep(0.2)
        assert launcher.began == ["kontan"]
        assert service.states["tempo"].due == later - HOUR / 3

    run(tmp_path, launcher, story, Plan.of(["kontan", "tempo"], {}, HOUR))


def test_a_mistake_in_the_arguments_is_not_tried_again_before_the_plan_is_read_anew(tmp_path: Path) -> None:
    launcher = Launcher(Exit.USAGE, 0)

    async def story(service: Service) -> None:
        await until(lambda: service.states["kontan"].ended and service.states["kontan"].due is None)
        assert status_of(service)["outlets"][0]["outcome"] == "usage"
        service.reload(Plan.of(["kontan"], {"since": "1 day"}, HOUR))
        await until(lambda: len(launcher.began) == 2)

    run(tmp_path, launcher, story)


def test_another_plan_leaves_out_and_adds(tmp_path: Path) -> None:
    launcher = Launcher(0, 0)

    async def story(service: Service) -> None:
        await until(
            lambda: service.states["kontan"].due and not service.running and launcher.began == ["kontan"]
        )
        service.reload(Plan.of(["tempo"], {}, HOUR, jobs=1))
        await until(lambda: launcher.began == ["kontan", "tempo"])
        assert [one["outlet"] for one in status_of(service)["outlets"]] == ["tempo"]

    service = run(tmp_path, launcher, story)
    assert 'newsspider_next_crawl_timestamp_seconds{outlet="kontan"}' not in service.metrics.text().decode()


def test_a_shorter_interval_holds_at_once(tmp_path: Path) -> None:
    launcher = Launcher(0)

    async def story(service: Service) -> None:
        await until(lambda: (due := service.states["kontan"].due) and due > datetime.now(UTC) + HOUR / 2)
        service.reload(Plan.of(["kontan"], {}, timedelta(minutes=1)))
        await until(lambda: service.states["kontan"].due < datetime.now(UTC) + timedelta(minutes=2))

    run(tmp_path, launcher, story)


def test_what_was_remembered_in_another_form_is_forgotten(tmp_path: Path) -> None:
    for text in (
        "",
        "{",
        "[]",
        '{"outlets": {"kontan": {"moon": 1}}}',
        '{"outlets": {"kontan": {"due": "gestern"}}}',
    ):
        (tmp_path / FILE).write_text(text)
        assert load(tmp_path) == {}


def test_a_crawl_is_a_command() -> None:
    plan = OutletPlan("kontan", {"since": "2 days"})
    assert Commands({"CONTACT": "a@b.id"}).arguments(plan, Path("/x/r.json")) == [
        *("crawl", "kontan", "-a", "since=2 days", "-s", "CONTACT=a@b.id"),
        *("-s", "REPORT_FILE=/x/r.json", "-s", "REPORT_TABLE=0"),
    ]


def test_open_alerts_about_drift_are_counted_until_somebody_has_seen_them(
    tmp_path: Path, backend: Database | None, command: Callable[..., Run]
) -> None:
    where = ("-s", f"DATABASE_URL={backend.url}") if backend else ()
    ledger = LedgerDB(backend or ledger_path(tmp_path))
    hour = 500_000
    ledger.put_alerts(
        Alert("kontan", "key", "desk", key, hour, hour, 40, 0, 0.97, False, f"{key} is gone")
        for key in ("editors", "subjects")
    )
    now = int(time.time() // 3600)
    ledger.add({Count("kontan", "desk", key, now): n for key, n in (("articles", 4), ("filled/authors", 3))})
    ledger.close()

    async def story(service: Service) -> None:
        await until(lambda: "alerts_open{" in service.metrics.text().decode())

    acknowledged = command("drift", "ack", "2", "-s", f"DATA_DIR={tmp_path}", *where)
    assert acknowledged.out == "#2  acknowledged: subjects is gone\n", acknowledged
    text = run(tmp_path, Launcher(), story, counts=backend).metrics.text().decode()
    assert 'newsspider_alerts_open{key="editors",layout="desk",outcome="key",outlet="kontan"} 1.0' in text
    assert "subjects" not in text
    assert 'newsspider_filled_share{key="authors",layout="desk",outlet="kontan"} 0.75' in text
    assert 'newsspider_filled_share{key="editors",layout="desk",outlet="kontan"} 0.0' in text


def test_the_shares_of_an_outlet_go_with_the_outlet() -> None:
    metrics = Metrics()
    metrics.fill("kontan", {("desk", "authors"): 0.5, ("amp", "authors"): 1.0})
    metrics.fill("tempo", {("2024", "authors"): 1.0})
    metrics.fill("kontan", {("desk", "authors"): 0.25})
    text = metrics.text().decode()
    assert text.count("filled_share{") == 2 and 'layout="desk",outlet="kontan"} 0.25' in text
    metrics.fill("kontan", {})
    assert 'outlet="kontan"' not in metrics.text().decode()


@pytest.mark.parametrize("size", [0, 3])
def test_sizes_are_those_of_the_files(tmp_path: Path, size: int) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "a.warc.gz").write_bytes(b"x" * size)
    (tmp_path / "articles.sqlite-wal").write_bytes(b"x" * 2 * size)

    async def story(service: Service) -> None:
        assert service.sizes() | {"other": 0} == {"archive": size, "store": 2 * size, "other": 0}

    run(tmp_path, Launcher(), story)
