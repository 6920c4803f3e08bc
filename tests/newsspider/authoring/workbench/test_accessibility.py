"""WCAG 2.2 AA of every page of the workbench and of the service's status page, by axe, in both themes and on a phone."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS, Article
from extractors.article import Block
from newsspider.authoring.repair.evidence import write_evidence
from newsspider.authoring.repair.propose import Candidate
from newsspider.authoring.repair.prove import FixtureResult, KeyResult, PageResult, Proof
from newsspider.authoring.repair.run import Repair
from newsspider.store import ArticleStore, StoreEntry
from tests.conftest import ROOT
from tests.newsspider.authoring.workbench.site import CHROMIUM, browser, copy_project, serving
from tests.newsspider.authoring.workbench.test_drifting import changed

AXE = (
    Path(os.environ.get("NEWSSPIDER_NODE", ROOT / ".cache" / "node"))
    / "node_modules"
    / "axe-core"
    / "axe.min.js"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
URL = "https://www.kontan.co.id/news/a"
PROOF = Proof(
    fixtures=(FixtureResult("kontan/desk/a", (), ("editors",)),),
    pages=tuple(
        PageResult(
            URL,
            "2024-03-01T08:00:00Z",
            "desk",
            "desk",
            "the same page before",
            () if exact else ("editors",),
            exact,
            {"editors": ([], ["Siti Aminah"])},
        )
        for exact in (True, False)
    ),
    keys=(KeyResult("editors", 0, 2, 1),),
    taught=2,
)
SURVEY = {
    "outlet": "kontan",
    "pages": 40,
    "findings": [
        {
            "kind": "recurs",
            "layout": "desk",
            "pages": 12,
            "of": 40,
            "text": "the last paragraph is the same on 12 pages",
            "place": "drop",
            "example": "Ikuti kami",
            "addresses": [URL],
        }
    ],
}
NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
PAGES = {
    "outlets": "",
    "outlet": "o/kontan",
    "broken outlet": "o/tempo",
    "case": "o/kontan/setup/list-article",
    "drift": "drift",
    "repair": "repair?name=kontan-1",
    "survey": "survey",
    "corrections": "corrections",
    "revisions": f"revisions?url={URL}",
    "no such page": "o/tidak-ada",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here; `make services` brings it"),
    pytest.mark.skipif(
        not AXE.is_file(), reason="axe-core is not installed; `make services` brings it from npm"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workbench with something on every page, and a rule file that does not load."""
    project = copy_project(tmp_path_factory.mktemp("akses") / "project", ("kontan", "tempo"))
    rules = project / "extractors" / "outlets" / "tempo.py"
    rules.write_text(rules.read_text("utf-8").replace("layouts=(", "layouts=[(", 1), "utf-8")
    first = Article(
        headline="Harga beras",
        body=(Block("paragraph", "Naik 10 persen."), Block("paragraph", "Tetap.")),
        url=URL,
        canonicalUrl=URL,
        outlet="kontan",
    )
    with ArticleStore(project / "data" / "articles.sqlite") as store:
        for number, text in enumerate(("Naik 10 persen.", "Naik 12 persen.", "Naik 13 persen.")):
            one = replace(first, body=(Block("paragraph", text), first.body[1]))
            store.put([StoreEntry(one.to_dict(), NOW + timedelta(hours=number))])
    ledger = changed(project / "data" / "drift.sqlite")
    candidate = Candidate(OUTLETS["kontan"], OUTLETS["kontan"].layouts[0], "byline", ())
    repair = Repair(ledger.alerts()[0], candidate, PROOF, rules, "byline='.a'\n", "byline='.b'\n")
    ledger.close()
    write_evidence(project / "data" / "repairs" / "kontan-1", repair)
    survey = project / "survey.json"
    survey.write_text(json.dumps(SURVEY))
    with serving(project, "--survey", str(survey)) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browser() as browsing, browsing() as found:
        yield found


def violations(page: Any) -> list[str]:
    """What axe finds, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, iframes: false}).then(result => result.violations)",
        RULES,
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:100]} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_meets_wcag_aa(page: Any, address: str, name: str) -> None:
    page.goto(address + PAGES[name])
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert not violations(page), scheme


def test_an_editor_and_its_help_meet_it_too(page: Any, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(address + PAGES["case"])
    page.click("#compare .key[data-key=body] .edit")
    page.wait_for_selector(".entry[data-key=body] textarea")
    assert not violations(page)


@pytest.mark.parametrize(
    "name", ["outlets", "corrections", "revisions", "outlet", "drift", "repair", "survey"]
)
def test_a_phone_shows_all_without_scrolling_sideways(page: Any, address: str, name: str) -> None:
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 800})
    try:
        page.goto(address + PAGES[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        small = page.evaluate(
            "[...document.querySelectorAll('.outlets td')].filter(td => td.offsetParent && td.getBoundingClientRect().right > 391).length"
        )
        assert small == 0
        assert not violations(page)
    finally:
        page.set_viewport_size(before)


def test_dark_is_dark(page: Any, address: str) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        shades[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert shades == {"light": "rgb(244, 245, 247)", "dark": "rgb(18, 21, 25)"}


def test_all_of_a_list_is_reached_by_keys(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "kontan"
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/kontan")
    page.keyboard.press("ArrowDown")
    assert "/o/kontan/" in page.evaluate("document.activeElement.href")
    page.keyboard.press("Escape")
    page.wait_for_url(address)
    page.goto(address + "corrections")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/revisions?**")
    assert page.locator("del").first.text_content() == "12"


def test_the_status_page_of_a_service_meets_it(page: Any, tmp_path: Path) -> None:
    from newsspider.commands.workbench import listen
    from newsspider.service.plan import Plan
    from newsspider.service.service import Service
    from newsspider.service.state import OutletState, save
    from newsspider.service.web import served, status_app

    token, ready, stop = "t" * 20, threading.Event(), threading.Event()
    save(
        tmp_path,
        {"kontan": OutletState(began=NOW, ended=NOW, due=NOW, code=1, failures=2, verdict="2 pages failed.")},
    )
    listener = listen(0)

    async def answer() -> None:
        service = Service(Plan.of(["kontan", "tempo"], {}), None, tmp_path, tmp_path / "a.sqlite")  # type: ignore[arg-type]
        async with served(status_app(service, token), listener):
            ready.set()
            while not stop.is_set():
                await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(answer()))
    thread.start()
    try:
        assert ready.wait(60)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/{token}/")
            assert "2 in a row." in page.content() and not violations(page)
        told = json.loads(page.evaluate("fetch('status.json').then(answer => answer.text())"))
        assert [one["outlet"] for one in told["outlets"]] == ["kontan", "tempo"]
    finally:
        stop.set()
        thread.join()
