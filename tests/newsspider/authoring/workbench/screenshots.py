"""The pictures of docs/workbench.md: ``python -m tests.newsspider.authoring.workbench.screenshots``.

They show fixtures only, whose text is invented.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors import OUTLETS as OUTLETS_BY_NAME
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.observed import hour_of
from newsspider.drift.review import review
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.authoring.workbench.site import browser, copy_project, serving
from tests.newsspider.drift.traffic import Traffic

IMAGES = ROOT / "docs" / "images"
OUTLETS = tuple(sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))
CASE = "o/kontan/setup/list-article"


def settle(page: Any) -> None:
    page.wait_for_timeout(700)


def shoot(page: Any, name: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    page.screenshot(path=IMAGES / f"workbench-{name}.png")


def spoil(project: Path) -> None:
    """A golden with mistakes, to have something to show."""
    path = project / "fixtures" / "kontan" / "setup" / "momsmoney" / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    body = golden["article"]["body"]
    golden["article"]["authors"] = []
    body[0]["text"] = body[0]["text"].replace(" ", " sangat ", 1)
    del body[2]
    body.insert(4, {"type": "paragraph", "text": "Baca Juga: Tips Menyimpan Uang Belanja"})
    path.write_text(json.dumps(golden, ensure_ascii=False, indent=2), encoding="utf-8")


def drift(project: Path) -> None:
    """Four weeks of made-up counts, in which a layout of Kontan loses its editors in the end."""
    ledger = LedgerDB(project / "data" / "drift.sqlite")
    now = hour_of(datetime.now(UTC))
    traffic = Traffic("kontan")
    traffic.fill(ledger, now - 27 * 24, 26 * 24)
    traffic.fill(ledger, now - 23, 24, lacking=[("desk", "editors")])
    found = review(ledger, OUTLETS_BY_NAME["kontan"], now, project, goldens={})
    ledger.put_alerts([replace(alert, nearest="div.ed-name") for alert in found])
    ledger.close()


def shoot_dark_and_small(page: Any, address: str) -> None:
    """A case in the dark theme, and the outlets on a phone."""
    page.emulate_media(color_scheme="dark")
    page.goto(address + CASE)
    settle(page)
    shoot(page, "dark")
    page.emulate_media(color_scheme="light")
    laptop = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(address)
    settle(page)
    shoot(page, "phone")
    page.set_viewport_size(laptop)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder), OUTLETS)
        drift(project)
        with serving(project) as address, browser() as browsing, browsing() as page:
            page.goto(address)
            settle(page)
            shoot(page, "outlets")
            page.goto(address + "drift")
            settle(page)
            shoot(page, "drift")
            shoot_dark_and_small(page, address)
            page.goto(address + CASE)
            settle(page)
            title = page.frame_locator("#page").locator(".t-h1 .n").first
            title.hover()
            settle(page)
            shoot(page, "case")
            page.fill("#f-body", "div.ctn p, .img-dtl")
            page.fill("#f-headline", "h1[")
            settle(page)
            shoot(page, "rule")
            page.click("#revert")
            settle(page)
            page.fill("#f-headline", ".tpt_shr")
            settle(page)
            title.click()
            settle(page)
            page.keyboard.press("Enter")
            settle(page)
            shoot(page, "offer")
            page.keyboard.press("Escape")
            page.click("#revert")
            spoil(project)
            page.goto(address + "o/kontan/setup/momsmoney")
            settle(page)
            page.locator("#compare .take").nth(1).scroll_into_view_if_needed()
            page.keyboard.press("d")
            settle(page)
            shoot(page, "golden")
            page.click("#compare .key[data-key=body] .edit")
            page.locator(".entry[data-key=body] .text").nth(1).fill("Baca Juga: Tips Menyimpan Uang Belanja")
            page.keyboard.press("Control+s")
            settle(page)
            shoot(page, "type")


if __name__ == "__main__":
    main()
