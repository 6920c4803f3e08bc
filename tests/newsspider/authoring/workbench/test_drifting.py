"""The workbench's page of what has changed: alerts with their history, layouts, repairs; and nothing that could run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import OUTLETS
from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.plots import Plot
from newsspider.authoring.workbench.session import Bench
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.observed import hour_of
from newsspider.drift.review import review
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client
from tests.newsspider.drift.traffic import Traffic

EVIDENCE = {
    "alert": {"message": "kontan desk: editors empty"},
    "layout": "desk",
    "sound": True,
    "exact": 0,
    "taught": 0,
    "applied": False,
    "pages": [],
    "keys": [],
    "fixtures": [],
}


def changed(path: Path) -> LedgerDB:
    """A ledger with two weeks of counts and an alert."""
    ledger = LedgerDB(path)
    now = hour_of(datetime.now(UTC))
    Traffic().fill(ledger, now - 330, 328)
    Traffic().fill(ledger, now - 1, 2, lacking=[("desk", "editors")])
    review(ledger, OUTLETS["kontan"], now, path.parent, goldens={})
    return ledger


def test_what_has_changed_is_said_and_drawn(tmp_path: Path) -> None:
    path = tmp_path / "drift.sqlite"
    ledger = changed(path)
    (alert,) = ledger.alerts()
    evil = '"><script>alert(1)</script>'
    ledger.put_alerts(
        [replace(alert, nearest=evil, examples=("javascript:alert(1)", "https://www.kontan.co.id/a"))]
    )
    bench = Bench(tmp_path / "fixtures", tmp_path / "rules")
    client = Client(make_app(bench, TOKEN, counts=path))
    page = client.get("/drift")
    assert page.status_code == 200
    assert "kontan desk: editors empty since" in page.text
    assert "<script" not in page.text and "javascript:" not in page.text
    assert 'href="https://www.kontan.co.id/a"' in page.text
    plots = re.findall(r'<svg class="plot"[^>]*aria-label="([^"]*)"', page.text)
    assert re.fullmatch("editors: [0-9]+% last, 97% before", plots[0]) and len(plots) == 1 + 2 * 9
    assert " style=" not in page.text
    ledger.put_alerts([replace(alert, acknowledged=True)])
    assert "acknowledged" in client.get("/drift").text
    ledger.close()


def test_without_counts_the_page_says_so(tmp_path: Path) -> None:
    client = Client(make_app(Bench(tmp_path, tmp_path), TOKEN, counts=tmp_path / "drift.sqlite"))
    page = client.get("/drift")
    assert page.status_code == 404 and "no crawl has counted anything here yet" in page.text
    (tmp_path / "drift.sqlite").write_bytes(b"no database" * 100)
    page = client.get("/drift")
    assert page.status_code == 404 and "the counts cannot be read" in page.text


@pytest.mark.parametrize(
    "evidence",
    ["{", "[]", '{"name": "x"}', json.dumps(EVIDENCE | {"pages": [{"url": "https://www.kontan.co.id/a"}]})],
)
def test_a_repair_that_cannot_be_read_is_left_out(tmp_path: Path, evidence: str) -> None:
    changed(tmp_path / "drift.sqlite").close()
    broken = tmp_path / "repairs" / "kontan-1"
    broken.mkdir(parents=True)
    (broken / "evidence.json").write_text(evidence)
    (broken / "repair.patch").write_text("")
    client = Client(make_app(Bench(tmp_path, tmp_path), TOKEN, counts=tmp_path / "drift.sqlite"))
    assert "Repairs" not in client.get("/drift").text
    assert client.get("/repair?name=kontan-1").status_code == 404
    assert client.get("/repair?name=../../etc").status_code == 404


def test_a_plot_has_a_line_for_each_stretch_and_words() -> None:
    plot = Plot("editors", [(10, 10), (10, 5), None, (4, 0)], usual=0.9, width=101, height=44)
    assert plot.lines == ["1.0,2.0 33.7,22.0", "99.0,42.0 100.5,42.0"]
    assert plot.label == "editors: 0% last, 90% before"
    assert Plot("editors", [None]).label == "editors: no pages" and Plot("editors", [None]).lines == []
