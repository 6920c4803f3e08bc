"""The soak at its smallest: a day of a service; and how a month is judged."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.soak import DAY, HOUR, KINDS, Break, Outcome, Published, Told, fault_of, soak
from tests.newsspider.conftest import commands
from tests.newsspider.forkserver import Commands
from tests.site.faults import FAULTS

__all__ = ["commands"]  # a fixture


@pytest.mark.slow
def test_a_day_of_a_service_loses_and_doubles_nothing(tmp_path: Path, commands: Commands) -> None:
    outcome = soak(1, ("beritautama",), tmp_path, commands)
    assert (outcome.lost, outcome.doubled, outcome.stale) == ([], [], [])
    assert outcome.due > 20 and outcome.outcomes["done"] > 5
    assert outcome.told["service restarted"] == 1 and outcome.told["down: unavailable"] == 1
    assert outcome.outcomes["killed"] + outcome.outcomes["failed"] >= 1
    assert outcome.growth < 1.25, "a day is too short to say more"


NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
BREAK = Break("jpnn", "keywords", NOON, NOON + 3 * DAY)


@pytest.mark.parametrize(
    ("outlet", "kind", "when", "right"),
    [
        ("jpnn", "key", NOON + 2 * HOUR, True),
        ("jpnn", "key", NOON - HOUR, False),  # its hour ended when nothing had changed yet
        ("jpnn", "lists", NOON + 2 * HOUR, False),
        ("kontan", "key", NOON + 2 * HOUR, False),
        ("jpnn", "key", NOON + 5 * DAY, False),
    ],
)
def test_an_alert_is_right_only_of_what_broke_then(
    outlet: str, kind: str, when: datetime, right: bool
) -> None:
    alert = Told(when, outlet, kind, "", closed=False)
    outcome = Outcome(30, 1, Counter(), Counter(), 1, [], [], [], [100.0], 1.0, [BREAK], [alert])
    assert bool(outcome.alerts_of(BREAK)) is right
    assert outcome.false_alerts == ([] if right else [alert])
    assert outcome.good is right


def test_a_break_that_nobody_is_told_of_is_not_good() -> None:
    outcome = Outcome(30, 1, Counter(), Counter(), 1, [], [], [], [100.0], 1.0, [BREAK], [])
    assert not outcome.good
    assert "jpnn, keywords: not noticed." in outcome.sentences()


def test_only_texts_that_may_have_been_read_without_a_layout_are_not_compared() -> None:
    template = Break("jpnn", "template", NOON, NOON + 3 * DAY)
    article = Published("https://www.jpnn.com/news/a", "jpnn", NOON + HOUR)
    assert template.harms(article) and not BREAK.harms(article)
    assert not template.harms(Published("https://www.jpnn.com/news/b", "jpnn", NOON + 4 * DAY))


def test_what_breaks_is_asked_of_the_site_as_it_can_do_it() -> None:
    assert fault_of("lists", "jpnn", NOON) == {"name": "stale_lists", "newest": NOON.isoformat()}
    assert json.loads(fault_of("keywords", "jpnn", NOON)["names"])["tags"] == "x-tags"
    assert all(fault_of(what, "jpnn", NOON)["name"] in FAULTS for what in KINDS)
