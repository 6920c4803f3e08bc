"""What a second crawl asks for, and what it leaves alone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from newsspider.crawl.revisit import (
    ARTICLE,
    RevisitDecision,
    RevisitError,
    Visit,
    decide,
    read_missed,
    read_rule,
)
from newsspider.crawl.visits import Visits
from newsspider.crawl.visits_db import VisitsDB
from newsspider.discovery import Asked, Window
from newsspider.runtime.database import Database

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULE = read_rule("2d: 6h, 14d: 1d")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def visit(**values: Any) -> Visit:
    usual = {
        "identity": "a:1",
        "url": "https://a.example/1",
        "outlet": "a",
        "outcome": "article",
        "asked": ago(hours=1),
        "first": ago(hours=1),
        "published": ago(hours=2),
    }
    return Visit(**{**usual, **values})


FETCH_NEW = RevisitDecision("fetch", "new")
CHANGED = RevisitDecision("ask", "its list says that it has changed")
YOUNG = RevisitDecision("ask", "young enough to change")
JUST = RevisitDecision("skip", "asked for a short while ago")
OLD = RevisitDecision("skip", "too old to change")
UNWANTED = RevisitDecision("skip", "not wanted")
WANTED_NOW = RevisitDecision("fetch", "was not wanted before")


@pytest.mark.parametrize(
    ("known", "lastmod", "decision"),
    [
        (None, None, FETCH_NEW),
        (None, ago(days=100), FETCH_NEW),
        # by age
        (visit(), None, JUST),
        (visit(asked=ago(hours=6)), None, YOUNG),
        (visit(asked=ago(hours=6), published=ago(days=3)), None, JUST),
        (visit(asked=ago(hours=24), published=ago(days=3)), None, YOUNG),
        (visit(asked=ago(days=13), published=ago(days=14)), None, OLD),
        (visit(asked=ago(days=300), published=ago(days=400)), None, OLD),
        # the time since it was first seen stands in for a date
        (visit(asked=ago(hours=7), published=None, first=ago(hours=7)), None, YOUNG),
        (visit(asked=ago(days=20), published=None, first=ago(days=20)), None, OLD),
        # a date in the future is young
        (visit(asked=ago(hours=7), published=NOW + timedelta(days=1)), None, YOUNG),
        # by what the list says
        (visit(asked=ago(days=30), published=ago(days=60)), ago(days=31), OLD),
        (visit(asked=ago(days=30), published=ago(days=60)), ago(days=29), CHANGED),
        (visit(asked=ago(days=30), published=ago(days=60), lastmod=ago(days=29)), ago(days=29), OLD),
        (visit(), ago(minutes=5), CHANGED),
        (visit(asked=ago(hours=1)), ago(minutes=65), CHANGED),  # a cache may have been that old
        (visit(asked=ago(hours=1)), ago(minutes=75), JUST),
        # a list that knows only the day: once, not at every crawl of that day
        (visit(published=ago(days=60)), NOW + timedelta(hours=11), CHANGED),
        (visit(published=ago(days=60), lastmod=NOW + timedelta(hours=11)), NOW + timedelta(hours=11), OLD),
        # what was no article stays none as long as an article stays as it is
        (visit(outcome="video page", asked=ago(hours=7)), None, YOUNG),
        (visit(outcome="HTTP 404", published=ago(days=30)), None, OLD),
        (visit(outcome="HTTP 404", published=ago(days=30)), ago(minutes=1), CHANGED),
        # what was outside of the window
        (visit(outcome="out of window", published=ago(days=90)), None, UNWANTED),
        (visit(outcome="out of window", published=ago(days=20)), None, WANTED_NOW),
        (visit(outcome="other section", published=ago(days=20)), None, WANTED_NOW),
    ],
)
def test_what_is_done_about_an_address(
    known: Visit | None, lastmod: datetime | None, decision: RevisitDecision
) -> None:
    window = Window(since=ago(days=61))
    assert decide(known, now=NOW, rule=RULE, lastmod=lastmod, window=window) == decision


def test_without_a_rule_only_lists_bring_a_page_back() -> None:
    assert decide(visit(asked=ago(days=1)), now=NOW, rule=()) == OLD
    assert decide(visit(asked=ago(days=1)), now=NOW, rule=(), lastmod=ago(hours=1)) == CHANGED


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", ()),
        (None, ()),
        (
            "14d: 1d, 2d:6h",
            ((timedelta(days=2), timedelta(hours=6)), (timedelta(days=14), timedelta(days=1))),
        ),
        ([("2 weeks", "30 minutes")], ((timedelta(days=14), timedelta(minutes=30)),)),
        ("0.5d: 1h", ((timedelta(hours=12), timedelta(hours=1)),)),
    ],
)
def test_a_rule_is_read(text: Any, rule: Any) -> None:
    assert read_rule(text) == rule


@pytest.mark.parametrize("text", ["2d", "2d: often", "two days: 6h", "2d:6h:1h", "-2d: 6h"])
def test_a_rule_that_is_none(text: str) -> None:
    with pytest.raises(RevisitError, match="is no age and interval"):
        read_rule(text)


@pytest.fixture
def db(backend: Database | None, tmp_path: Path) -> Iterator[VisitsDB]:
    db = VisitsDB(backend or tmp_path / "deeper" / "visits.sqlite")
    yield db
    db.close()


def test_a_later_visit_counts_and_keeps_what_the_first_one_knew(db: VisitsDB) -> None:
    first = visit(asked=ago(days=2), first=ago(days=2), lastmod=ago(days=3), etag='"1"')
    db.put([first])
    db.put([visit(asked=ago(days=1), first=ago(days=1), published=None, etag='"2"')])
    known = db.get("a:1")
    assert known == visit(
        asked=ago(days=1), first=ago(days=2), lastmod=ago(days=3), published=first.published, etag='"2"'
    )
    assert known.headers == {"If-None-Match": '"2"'}
    db.put([visit(outcome="not modified", asked=ago(hours=1), lastmod=ago(hours=3), etag=None)])
    known = db.get("a:1")
    assert known is not None
    assert (known.outcome, known.etag, known.asked, known.lastmod) == (
        "article",
        '"2"',
        ago(hours=1),
        ago(hours=3),
    )
    db.forget(["a:1", "a:2"])
    assert db.get("a:1") is None


def test_young_articles_newest_first(db: VisitsDB) -> None:
    db.put(
        [
            visit(identity="a:1", published=ago(days=1)),
            visit(identity="a:2", published=ago(hours=3)),
            visit(identity="a:3", published=ago(days=20)),
            visit(identity="a:4", published=None, first=ago(hours=1)),
            visit(identity="a:5", outcome="video page"),
            visit(identity="b:1", outlet="b"),
        ]
    )
    assert [one.identity for one in db.young("a", ago(days=14))] == ["a:2", "a:1", "a:4"]


def test_what_a_walk_that_ended_covers(db: VisitsDB) -> None:
    january, february = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    begin, end = db.begin_walk, db.end_walk
    assert begin("a", "", january, None, ago(days=3)) is None
    # broken off: it began when it first began
    assert begin("a", "", january, None, ago(days=2)) is None
    end("a", "", january, None, ago(days=1))
    assert begin("a", "", january, None, NOW) == ago(days=3)
    assert begin("a", "", february, None, NOW) == ago(days=3)
    assert begin("a", "", february, ago(days=5), NOW) == ago(days=3)
    # neither a longer window, nor other lists, nor another outlet, nor lists read at their tops alone
    assert begin("a", "", datetime(2025, 1, 1, tzinfo=UTC), None, NOW) is None
    assert begin("a", "section=bola", february, None, NOW) is None
    assert begin("b", "", february, None, NOW) is None
    assert begin("a", "", None, None, NOW) is None
    # a window with an end covers what lies before it
    begin("c", "", january, february, ago(days=3))
    end("c", "", january, february, ago(days=3))
    assert begin("c", "", january, None, NOW) is None
    assert begin("c", "", january, february - timedelta(days=3), NOW) == ago(days=3)


# -- what could not be had --------------------------------------------------------------------------------

MISSED = read_missed("1d, 30d, 365d")


@pytest.mark.parametrize(
    ("first", "asked", "action"),
    [
        ({"hours": 20}, {"hours": 20}, "skip"),
        ({"hours": 25}, {"hours": 25}, "fetch"),
        ({"days": 3}, {"hours": 47}, "fetch"),  # a day between the first two tries
        ({"days": 10}, {"days": 4}, "skip"),  # six days between them: six more
        ({"days": 13}, {"days": 6.5}, "fetch"),
        ({"days": 200}, {"days": 29}, "skip"),
        ({"days": 200}, {"days": 30}, "fetch"),
        ({"days": 366}, {"days": 60}, "skip"),
    ],
)
@pytest.mark.parametrize("published", [None, ago(days=900)])
def test_what_could_not_be_had_is_asked_for_after_growing_waits(
    first: dict[str, float], asked: dict[str, float], action: str, published: datetime | None
) -> None:
    one = visit(
        outcome="soft 404", first=ago(**first), asked=ago(**asked), published=published or ago(days=900)
    )
    assert decide(one, now=NOW, rule=RULE, missed=MISSED).action == action
    assert decide(one, now=NOW, rule=RULE, missed=None).action == "skip"


@pytest.mark.parametrize("outcome", ["article", "video page", "photo gallery", "live page", "out of window"])
def test_what_is_known_is_not_asked_for_as_if_it_could_not_be_had(outcome: str) -> None:
    one = visit(outcome=outcome, first=ago(days=80), asked=ago(days=70), published=ago(days=90))
    window = Window(since=ago(days=30))
    assert decide(one, now=NOW, rule=RULE, missed=MISSED, window=window).action == "skip"


def test_the_schedule_of_what_could_not_be_had_is_read_or_said_to_be_wrong() -> None:
    assert read_missed("") is None
    for wrong in ("1d", "1d, 2", "one day, two days, three days"):
        with pytest.raises(RevisitError, match="is not three spans of time"):
            read_missed(wrong)


@pytest.mark.parametrize("outcome", ["article", "soft 404", "HTTP 404"])
def test_what_was_asked_for_in_the_future_is_asked_for_again(outcome: str) -> None:
    one = visit(outcome=outcome, asked=NOW + timedelta(days=1), first=NOW + timedelta(days=1))
    assert decide(one, now=NOW, rule=RULE, missed=MISSED).action == "ask"


def test_lists_that_were_read_in_the_future_cover_nothing(db: VisitsDB) -> None:
    since, later = ago(days=3), NOW + timedelta(days=400)
    assert db.begin_walk("a", "all", since, None, later) is None
    db.end_walk("a", "all", since, None, later)
    assert db.begin_walk("a", "all", since, None, NOW) is None
    db.end_walk("a", "all", since, None, NOW)
    assert db.begin_walk("a", "all", since, None, NOW) == NOW


def test_what_is_known_when_a_walk_begins_is_read_beside_the_loop(
    backend: Database | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "VISITS_PATH": str(tmp_path / "visits.sqlite"),
        "REVISIT": "14d: 1d",
        "REVISIT_MISSED": "1d, 30d, 365d",
    }
    visits = Visits(get_crawler(settings_dict=settings | ({"DATABASE_URL": backend.url} if backend else {})))
    now = datetime.now(UTC)
    visits.db = VisitsDB(visits.path)
    visits.db.put(
        Visit(url, url, "a", kind, now - age, now - age, now - age)
        for url, kind, age in (
            ("https://a.example/kemarin", ARTICLE, timedelta(days=2)),
            ("https://a.example/lama", ARTICLE, timedelta(days=40)),
            ("https://a.example/gagal", "server error", timedelta(days=3)),
        )
    )
    threads = set()
    young = VisitsDB.young

    def read(db: VisitsDB, *args: Any) -> Any:
        threads.add(threading.get_ident())
        return young(db, *args)

    monkeypatch.setattr(VisitsDB, "young", read)
    known = asyncio.run(visits.begin_walk("a", Asked(), now, due=True))
    assert known.covered is None and known.newest == now - timedelta(days=2)
    assert {link.url for link in known.due} == {"https://a.example/kemarin", "https://a.example/gagal"}
    assert threads and threading.get_ident() not in threads
    # a part of the outlet, after a walk that came to its end
    visits.end_walk("a", Asked())
    later = asyncio.run(visits.begin_walk("a", Asked(), now + timedelta(hours=1), due=False))
    assert later.due == () and later.covered == now
    visits.db.close()
