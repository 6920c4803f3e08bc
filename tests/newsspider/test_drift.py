"""The story of an outlet that changes: counted by crawls, noticed, told, acknowledged, over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.session import Bench
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.observed import hour_of
from newsspider.store import ArticleStore
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client
from tests.newsspider.conftest import Run
from tests.newsspider.drift.harian import Daily, project, season
from tests.newsspider.own import newsspider
from tests.newsspider.server import Server

pytestmark = pytest.mark.slow

WIB = timezone(timedelta(hours=7))
QUICK = {
    "CONTACT": "test@example.org",
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "ALLOWED_NETWORKS": "127.0.0.1",
    "EXTRACT_PROCESSES": 0,
    "REPORT_FILE": "report.json",
    "DRIFT_FILE": "alerts.jsonl",
}


class Monitor:
    """Crawls of the daily, one after the other, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = project(folder)
        self.daily = Daily(datetime.now(WIB))
        self.server = Server(self.daily.answers)

    def crawl(self, **settings: Any) -> tuple[Run, dict[str, Any]]:
        options = [
            part for name, value in {**QUICK, **settings}.items() for part in ("-s", f"{name}={value}")
        ]
        run = self.run("crawl", "harian", *options, http_proxy=self.server.proxy)
        return run, json.loads((self.folder / "report.json").read_text())

    def run(self, *args: str, **environment: str) -> Run:
        return newsspider(self.folder, *args, **environment)

    def ledger(self) -> LedgerDB:
        return LedgerDB(self.folder / "data" / "drift.sqlite")

    def told(self) -> list[dict[str, Any]]:
        path = self.folder / "alerts.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def monitor(tmp_path: Path) -> Iterator[Monitor]:
    monitor = Monitor(tmp_path)
    with monitor.server:
        yield monitor


def hour_before(hours: int = 1) -> int:
    return hour_of(datetime.now(UTC)) - hours


def test_a_key_that_vanishes_is_counted_noticed_told_once_acknowledged_and_over(monitor: Monitor) -> None:
    monitor.daily.publish(12)
    run, report = monitor.crawl()
    assert (run.code, report["drift"]) == (0, []), run.err
    ledger = monitor.ledger()
    (hour,) = ledger.hours("harian")
    counts = hour.counts
    assert (
        counts["baca", "articles"]
        == counts["baca", "filled/editors"]
        == counts["baca", "found/editors"]
        == 12
    )
    assert counts["baca", "told/headline"] == counts["baca", "agrees/headline"] == 12
    assert counts["baca", "agrees/datePublished"] == 12
    assert counts["", "lists"] == counts["", "lists/full"] == 1 and counts["", "links"] == 12
    assert [key for _, key in counts if key.startswith("newest/")] == ["newest/0"]
    season(ledger, 300, hour.hour)
    ledger.close()

    monitor.daily.publish(30, editor=False)
    run, report = monitor.crawl()
    assert run.code == report["exit_code"] == 6, run.err
    (alert,) = report["drift"]
    assert (alert["kind"], alert["layout"], alert["key"]) == ("key", "baca", "editors")
    assert alert["pages"] - alert["filled"] == 30 and not alert["provisional"]
    assert alert["message"].endswith("nearest element now `.nama-editor`")
    assert "harian baca: editors " in report["verdict"] and "harian baca: editors " in run.err
    assert all(url.startswith("http://www.harian.example/berita/") for url in alert["examples"])
    assert [one["id"] for one in monitor.told()] == [alert["id"]]

    # it is said again by every crawl until somebody acknowledges it, and sent once
    run, report = monitor.crawl()
    assert run.code == 6 and len(monitor.told()) == 1
    shown = monitor.run("drift")
    assert shown.code == 6 and shown.out.startswith(f"#{alert['id']}  harian baca: editors ")
    assert "rarest now" in shown.out
    assert monitor.run("drift", "ack", "99").code == 2
    assert monitor.run("drift", "ack", str(alert["id"])).code == 0
    assert monitor.crawl()[0].code == 0
    quiet = monitor.run("drift", "--json", "--since", "1 day")
    record = json.loads(quiet.out)
    assert quiet.code == 0 and record["alerts"][0]["acknowledged"]
    assert record["layouts"][0]["layout"] == "baca"

    # the field gets a second selector, and what was stored gets its editors
    done = monitor.run("outlet", "repair", "harian", "--alert", str(alert["id"]), "--yes")
    assert done.code == 0, done.out + done.err
    assert ".nama-editor" in (monitor.folder / "outlets" / "harian.py").read_text()
    assert monitor.run("reextract", "data/warc", "--store", "data/articles.sqlite").code == 0
    with ArticleStore(monitor.folder / "data" / "articles.sqlite", read_only=True) as store:
        for story in monitor.daily.stories:
            revision = store.get(story.url.replace("http:", "https:"))
            assert revision is not None and revision.layout == "baca"
            assert revision.record["editors"] == [story.editor]


def test_a_template_that_changes_overnight_is_noticed_repaired_with_a_yes_and_read_anew(
    monitor: Monitor,
) -> None:
    daily = monitor.daily
    old = daily.publish(12)
    assert monitor.crawl()[0].code == 0
    ledger = monitor.ledger()
    season(ledger, 300, list(ledger.hours("harian"))[-1].hour)
    ledger.close()

    # overnight: new stories come in the new template, and those of yesterday are served in it too
    fresh = daily.publish(36, new=True)
    for story in old[:4]:
        daily.serve(story, story.new())
    run, report = monitor.crawl(REVISIT="2d: 0h")
    assert run.code == 6, run.err
    print("\n".join(one["message"] for one in report["drift"]))
    (alert,) = report["drift"]
    assert (alert["kind"], alert["layout"]) == ("template", "baca"), alert
    assert "the template changed since" in alert["message"]
    assert alert["pages"] - alert["filled"] <= 40

    # nothing is changed without a yes
    rules = monitor.folder / "outlets" / "harian.py"
    before = rules.read_text()
    asked = monitor.run("outlet", "repair", "harian")
    assert asked.code == 1 and "Nothing was changed" in asked.out, asked.out + asked.err
    assert rules.read_text() == before
    evidence = json.loads((monitor.folder / f"data/repairs/harian-{alert['id']}/evidence.json").read_text())
    assert evidence["sound"] and not evidence["applied"]
    assert sum(page["taught"] == "the same article before the change" for page in evidence["pages"]) == 4
    client = Client(
        make_app(
            Bench(monitor.folder, monitor.folder), TOKEN, counts=monitor.folder / "data" / "drift.sqlite"
        )
    )
    assert "36 of 36" in client.get("/drift").text or "40 of 40" in client.get("/drift").text
    page = client.get(f"/repair?name=harian-{alert['id']}").text
    assert ".story-text" in page and "taught by the same article before the change" in page
    patch = (monitor.folder / f"data/repairs/harian-{alert['id']}/repair.patch").read_text()
    assert patch.startswith("--- outlets/harian.py") and ".story-" in patch

    done = monitor.run("outlet", "repair", "harian", "--yes")
    assert done.code == 0, done.out + done.err
    assert "outlets/harian.py: changed" in done.out
    assert before.partition("        Layout(")[0] in rules.read_text()

    # what was stored since is repaired, exactly on at least 95 of 100 of the new pages
    run = monitor.run("reextract", "data/warc", "--store", "data/articles.sqlite")
    assert run.code == 0, run.err
    wrong = []
    with ArticleStore(monitor.folder / "data" / "articles.sqlite", read_only=True) as store:
        for story in (*fresh, *old):
            revision = store.get(story.url.replace("http:", "https:"))
            assert revision is not None
            record = revision.record
            differing = [key for key, value in story.facts().items() if not same(key, record[key], value)]
            if story in fresh and (differing or revision.layout == "baca" or revision.layout is None):
                wrong.append((story.url, differing, revision.layout))
            if story in old[4:]:
                assert revision.layout == "baca" and not differing
    assert len(wrong) <= 0.05 * len(fresh), wrong
    shown = monitor.run("drift", "--since", "1 day")
    assert shown.code == 0 and "(over)" in shown.out, shown.out


def same(key: str, got: Any, want: Any) -> bool:
    """Dates are compared to the minute."""
    return bool(got[:16] == want[:16]) if key.startswith("date") else bool(got == want)


def test_what_is_read_again_counts_once_and_the_store_fills_a_lost_ledger(monitor: Monitor) -> None:
    monitor.daily.publish(8)
    assert monitor.crawl()[0].code == 0
    ledger = monitor.ledger()
    before = list(ledger.hours("harian"))
    for _ in range(2):
        run = monitor.run("reextract", "data/warc", "--store", "data/articles.sqlite")
        assert run.code == 0, run.err
    assert list(ledger.hours("harian")) == before
    ledger.close()
    for path in (monitor.folder / "data").glob("drift.sqlite*"):
        path.unlink()
    (monitor.folder / "data" / "drift.sqlite").write_bytes(b"no database" * 100)
    run, report = monitor.crawl()
    assert (run.code, report["faults"]) == (0, 0) and "drift.sqlite is damaged" in run.err
    (monitor.folder / "data" / "drift.sqlite").unlink()
    assert "no crawl has counted anything here" in monitor.run("drift").err
    run = monitor.run("drift", "rebuild")
    assert run.code == 0 and "8 articles counted" in run.out
    ledger = monitor.ledger()
    (hour,) = ledger.hours("harian")
    kept = {
        name: n
        for name, n in before[0].counts.items()
        if name[1].startswith(("filled/", "articles", "words/"))
    }
    assert hour.counts == kept
    ledger.close()
