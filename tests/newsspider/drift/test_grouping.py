"""One alert says one thing: what a change looks like in the counts, and the sentence that it becomes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS
from newsspider.drift.ledger_db import LedgerDB
from newsspider.drift.model import Alert
from newsspider.drift.observed import step_of
from newsspider.drift.review import review
from newsspider.drift.watch import watched
from newsspider.drift.wording import sentence
from tests.newsspider.drift.traffic import BEGIN, USUAL, Traffic

NOW = BEGIN + 320
KEYS = [key for key in USUAL if key not in ("headline", "body")]
Change = Callable[..., list[Alert]]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with 320 ordinary hours, judged."""
    ledger = LedgerDB(tmp_path_factory.mktemp("drift") / "drift.sqlite")
    Traffic().fill(ledger, BEGIN, 320)
    assert not watched(ledger, "kontan", NOW - 1, {}).alarms
    ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.close()
    return ledger.path


@pytest.fixture
def ledger(history: Path, tmp_path: Path) -> Iterator[LedgerDB]:
    path = tmp_path / "drift.sqlite"
    shutil.copy(history, path)
    ledger = LedgerDB(path)
    yield ledger
    ledger.close()


@pytest.fixture
def change(ledger: LedgerDB, tmp_path: Path) -> Change:
    """The alerts after some hours with a change."""

    def after(hours: int = 2, first: int = NOW, **changes: Any) -> list[Alert]:
        Traffic(seed=first).fill(ledger, first, hours, **changes)
        return review(ledger, OUTLETS["kontan"], first + hours - 1, tmp_path, goldens={})

    return after


def test_hours_as_they_were_say_nothing(change: Change) -> None:
    assert change(hours=30) == []


def test_a_key_of_a_layout(change: Change) -> None:
    (alert,) = change(lacking=[("desk", "editors")])
    assert (alert.kind, alert.layout, alert.key) == ("key", "desk", "editors")
    assert (alert.pages, alert.filled, alert.since) == (24, 0, NOW)
    assert alert.message.startswith("kontan desk: editors empty since ")
    assert alert.message.endswith("(0 of 24 pages, 97 % before); other layouts fine")


def test_two_keys_are_two_alerts_and_most_keys_one(change: Change, ledger: LedgerDB) -> None:
    found = change(lacking=[("desk", "editors"), ("desk", "keywords")])
    assert sorted(alert.key for alert in found) == ["editors", "keywords"]
    (alert,) = change(first=NOW + 2, lacking=[("desk", key) for key in KEYS])
    assert (alert.kind, alert.layout) == ("template", "desk")
    assert "the template changed" in alert.message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unread": 12}, "24 read without a layout"),
        ({"refused": {"no article text": 12}}, "24 refused: no article text"),
    ],
)
def test_a_layout_that_fits_no_longer(change: Change, changes: dict[str, Any], said: str) -> None:
    (alert,) = change(desk=0, **changes)
    assert (alert.kind, alert.layout) == ("template", "desk")
    assert alert.message.endswith(f"(0 of 36 pages, 67 % before); {said}")


@pytest.mark.parametrize("changes", [{"unread": 18}, {"refused": {"no article text": 18}}])
def test_all_layouts_at_once(change: Change, changes: dict[str, Any]) -> None:
    (alert,) = change(desk=0, mobile=0, **changes)
    assert alert.kind == "outlet"
    assert "all layouts at once, relaunched or blocked" in alert.message


@pytest.mark.parametrize(
    ("kind", "said", "changes"),
    [
        ("blocked", "challenge page (30 of 36 pages, 0 % before)", {"desk": 2, "mobile": 1, "refused": {"challenge page": 15}}),
        ("mix", "54 of layout mobile", {"hours": 3, "desk": 0, "mobile": 18}),
        ("template", "(18 of 54 pages, 67 % before); 18 read without a layout", {"hours": 3, "desk": 6, "unread": 6}),
        ("unread", "(54 of 108 pages, 0 % before)", {"hours": 3, "unread": 18}),
        ("lists", "(9 of 9 lists, 0 % before)", {"hours": 3, "lists": (3, 0)}),
        ("lists", "the sitemap or feed seems to have died", {"hours": 5, "newest": 20}),
    ],
)  # fmt: skip
def test_what_else_may_have_happened(change: Change, kind: str, said: str, changes: dict[str, Any]) -> None:
    (alert,) = change(**changes)
    assert alert.kind == kind
    assert said in alert.message


def test_lists_that_fall_silent_are_noticed_by_the_second_crawl_after_thrice_their_longest_silence(
    tmp_path: Path,
) -> None:
    ledger = LedgerDB(tmp_path / "drift.sqlite")
    traffic = Traffic()
    ages = (0, 1, 2, 4, 5, 6, 3, 1)  # of the newest link, by day and by night; 6 is eight hours
    for turn in range(80):  # ten days, every three hours
        traffic.fill(ledger, NOW - 240 + 3 * turn, 1, newest=ages[turn % 8], lists=(3, 3))
    silent = [review(ledger, OUTLETS["kontan"], NOW, tmp_path, goldens={})]
    for hours in range(3, 40, 3):
        traffic.fill(ledger, NOW + hours, 1, newest=step_of(hours), lists=(3, 3))
        silent.append(review(ledger, OUTLETS["kontan"], NOW + hours, tmp_path, goldens={}))
    first = next(3 * turn for turn, found in enumerate(silent) if found)
    assert first == 30  # 8 hours were the longest; at 27 and 30 it crawls
    (alert,) = silent[first // 3]
    assert "no list has news since" in alert.message
    traffic.fill(ledger, NOW + 42, 6, newest=0)
    assert review(ledger, OUTLETS["kontan"], NOW + 47, tmp_path, goldens={}) == []
    ledger.close()


def test_what_was_kept_in_another_form_is_counted_anew(ledger: LedgerDB) -> None:
    watched(ledger, "kontan", NOW + 9)
    ledger.set_state("kontan", json.dumps({"until": NOW, "newest": [3, 240]}))
    assert watched(ledger, "kontan", NOW + 9).until == NOW - 1


def test_texts_that_become_shorter(change: Change) -> None:
    found = change(hours=4, words=10)
    assert {(alert.kind, alert.layout, alert.key) for alert in found} == {
        ("text", "desk", "not short"),
        ("text", "mobile", "not short"),
    }
    assert "texts are shorter than they were" in found[0].message
    assert sentence(found[0]).endswith("[provisional: less than 240 hours of history]")


def test_an_alert_grows_stays_one_and_closes_by_itself(change: Change, ledger: LedgerDB) -> None:
    (first,) = change(lacking=[("desk", "editors")])
    (second,) = change(first=NOW + 2, lacking=[("desk", "editors")])
    assert second.id == first.id and second.pages == 48 and second.raised == first.raised
    assert change(hours=4, first=NOW + 4) == []
    (closed,) = ledger.alerts(closed=True)
    assert closed.id == first.id and closed.closed == NOW + 7
    # settled hours are judged once: the same again is the same
    assert review(ledger, OUTLETS["kontan"], NOW + 30, Path(), goldens={}) == []


def test_a_hole_of_a_week_is_no_change(change: Change) -> None:
    assert change(first=NOW + 170, hours=3) == []


def test_a_new_kind_of_refusal_is_held_against_the_hours_without_it(change: Change) -> None:
    assert change(hours=3, refused={"video page": 1}) == []
    (alert,) = change(first=NOW + 3, hours=5, refused={"video page": 7})
    assert (alert.kind, alert.key) == ("refused", "video page")


def test_a_layout_that_a_new_one_replaces_is_no_alert(change: Change, ledger: LedgerDB) -> None:
    for hour in range(NOW, NOW + 100):
        counts = Traffic(seed=hour).hour(hour, desk=12, mobile=0)
        ledger.add(
            {one._replace(layout="2026") if one.layout == "desk" else one: n for one, n in counts.items()}
        )
    found = review(ledger, OUTLETS["kontan"], NOW + 99, Path(), goldens={})
    assert [(alert.kind, alert.layout) for alert in found] == []
