"""A web that misbehaves: the crawl ends by itself, says what happened, and keeps all that was served whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsspider.store import ArticleStore
from tests.newsspider.conftest import Run
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Site, faults, running
from tests.site.faults import Fault
from tests.site.lists import Answer


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Any:
    with running(Site(seed=9, articles_per_outlet=16, outlets=[OUTLET])) as server:
        yield Crawl(crawl, server, tmp_path)


def test_what_passes_costs_no_article(site: Crawl) -> None:
    site.add(0, faults.too_many, retry_after=1, times=1)
    site.add(1, faults.unavailable, times=1)
    site.add(2, faults.reset, times=1)
    site.add(3, faults.truncated, times=1)
    site.add(4, faults.wrong_length, by=200, times=1)
    site.add(5, faults.slow, seconds=0.3)
    site.add(6, faults.delayed, seconds=8, times=1)  # longer than the timeout
    site.add(7, faults.status, code=500, times=1)
    run, report, items = site.run()
    assert run.code == 0, run.err
    site.check(items, site.urls)
    assert not report["blocked"] and not report["failed"], report


def test_what_stays_is_named_and_the_rest_is_whole(site: Crawl) -> None:
    bad = [
        site.add(0, faults.forbidden),
        site.add(1, faults.challenge),
        site.add(2, faults.login_wall),
        site.add(3, faults.consent_wall),
        site.add(4, faults.empty_shell),
        site.add(5, faults.soft_404),
        site.add(6, faults.redirect_home),
        site.add(7, faults.redirect_loop),
        site.add(8, faults.vanished),
        site.add(9, faults.reset),
        site.add(10, faults.truncated),
    ]
    run, report, items = site.run()
    assert run.code != 0
    site.check(items, [url for url in site.urls if url not in bad])
    said = run.err
    for url in bad:
        assert url.split("/")[-1] in said, f"{url}: nothing is said of it"
    words = json.dumps([report["blocked"], report["failed"], report.get("refused", {})])
    for kind in ("403", "challenge page", "login wall", "consent wall"):
        assert kind in words, words


def test_a_cut_response_is_asked_for_again_and_never_stored(site: Crawl) -> None:
    codings = ("gzip", "deflate", "br", "zstd")
    for number, coding in enumerate(codings):  # passes
        site.add(number, faults.cut_coding, encoding=coding, times=1)
    site.add(4, faults.until_closed, keep=0.6, times=1)
    site.add(5, faults.cut_page, keep=0.6, times=1)
    site.add(6, faults.until_closed)  # whole, and nobody said how long it is
    bad = [site.add(7 + number, faults.cut_coding, encoding=coding) for number, coding in enumerate(codings)]
    bad += [site.add(11, faults.until_closed, keep=0.6), site.add(12, faults.cut_page, keep=0.6)]
    run, report, items = site.run()
    assert run.code == 1, run.err
    assert report["failed"] == {"cut off": len(bad)}
    site.check(items, [url for url in site.urls if url not in bad])
    assert "its br coding ends early" in run.err
    assert "its </html> is missing" in run.err

    site.server.clear()
    run, report, later = site.run()
    assert run.code == 0, run.err
    assert set(bad) <= set(later), "what was cut is asked for again"
    site.check(items | later, site.urls)


def test_a_changed_article_is_a_revision_and_an_unchanged_one_is_not(site: Crawl) -> None:
    before = site.run()[2]
    changed = site.urls[0]
    site.server.site.revise(changed)
    _, _, after = site.run()
    store = ArticleStore(site.folder / "data" / "articles.sqlite", read_only=True)
    revisions = {url: len(store.revisions(before[url]["canonicalUrl"])) for url in site.urls}
    store.close()
    assert revisions.pop(changed) == 2
    assert set(revisions.values()) == {1}
    assert after[changed]["textHash"] != before[changed]["textHash"]


@pytest.mark.parametrize(
    "fault", [faults.duplicate_pages, faults.endless], ids=["page 1 again", "without end"]
)
def test_split_articles_end(crawl: Callable[..., Run], tmp_path: Path, fault: Callable[..., Fault]) -> None:
    with running(Site(seed=4, articles_per_outlet=30, outlets=["jpnn"])) as server:
        site = Crawl(crawl, server, tmp_path, "jpnn")
        split = [entry.url for entry in server.site.articles("jpnn") if len(entry.pages()) > 1]
        site.urls = split[:3]
        server.add(fault(r"jpnn\.com/"))
        _, _, items = site.run()
        assert len(server.requests(r"jpnn\.com/.*page=")) < 200
        for url, item in items.items():
            texts = [block["text"] for block in item["body"]]
            assert len(texts) == len(set(texts)), url


def test_an_outlet_whose_template_changed_overnight_is_said_to_have_changed(site: Crawl) -> None:
    site.server.add(faults.renamed(r"beritautama\.net/"))
    run, report, items = site.run()
    assert run.code == 6, run.err
    assert len(items) == report["fallback"] == len(site.urls)
    assert report["changes"] == {OUTLET: [f"{len(items)} of {len(items)} articles without a layout"]}
    assert "beritautama may have changed" in run.err
    assert site.run(WITHOUT_LAYOUT_MAX=1, WITHOUT_DATE_MAX=1)[0].code == 0


# Every way in which an old article can be missed: what it is counted under, and whether that is remembered.
MISSES: list[tuple[Callable[..., Fault], dict[str, Any], bool]] = [
    (faults.vanished, {}, True),
    (faults.vanished, {"code": 410}, True),
    (faults.vanished, {"code": 451}, True),
    (faults.status, {"code": 402}, True),
    (faults.status, {"code": 418}, False),
    (faults.status, {"code": 500}, False),
    (faults.forbidden, {}, False),
    (faults.soft_404, {}, True),
    (faults.redirect_home, {}, True),
    (faults.challenge, {"code": 200}, False),
    (faults.login_wall, {}, False),
    (faults.consent_wall, {}, False),
    (faults.empty_shell, {}, False),
    (faults.cut_page, {}, False),
    (faults.answered, {"answer": Answer(b"<html><body><p>Ralat</p></body></html>")}, True),
    (faults.answered, {"answer": Answer(b"%PDF-1.4 ...", type="application/pdf")}, True),
]


def test_what_could_not_be_had_is_asked_for_on_a_later_day_whatever_it_was(
    crawl: Callable[..., Run], tmp_path: Path
) -> None:
    with running(Site(seed=9, articles_per_outlet=len(MISSES) + 4, outlets=[OUTLET])) as server:
        site = Crawl(crawl, server, tmp_path)
        window = ("since=2000-01-01",)
        bad = {site.add(number, make, **how): kept for number, (make, how, kept) in enumerate(MISSES)}
        _, _, items = site.run(*window, RETRY_TIMES=0, BLOCKED_IN_A_ROW=0)
        assert set(items) == set(site.urls) - set(bad)

        server.log.clear()
        site.run(*window, RETRY_TIMES=0, BLOCKED_IN_A_ROW=0)
        asked = {one.url for one in server.log}
        assert {url for url, kept in bad.items() if kept}.isdisjoint(asked), "the same day"
        assert {url for url, kept in bad.items() if not kept} <= asked, "what failed is tried again at once"

        server.clear()
        _let_days_pass(tmp_path / "data" / "visits.sqlite", 2)
        run, _, later = site.run(*window, RETRY_TIMES=0)
        assert run.code == 0, run.err
        assert set(later) >= set(bad)
        site.check({**items, **later}, site.urls)


def _let_days_pass(visits: Path, days: int) -> None:
    """As if everything had been asked for so many days earlier."""
    with sqlite3.connect(visits) as db:
        db.execute("UPDATE visits SET asked = asked - ?1, first = first - ?1", (days * 86_400,))
