"""Split articles in crawls of a web that misbehaves: whole and of one text, or not had."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.newsspider.conftest import Run
from tests.newsspider.sites import Crawl
from tests.site import Site, faults, running
from tests.site.client import Client

WALK = ("since=2024-01-01", "until=2024-01-31", "source=sitemap")


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Iterator[Crawl]:
    with running(Site(seed=4, articles_per_outlet=24, outlets=["jpnn"])) as server:
        yield Crawl(crawl, server, tmp_path, "jpnn")


@pytest.fixture
def split(site: Crawl) -> str:
    """The address of an article of several pages that say when they were changed."""
    pages = (entry.url for entry in site.server.site.articles("jpnn") if len(entry.pages()) > 1)
    return next(url for url in pages if site.server.site.golden(url)["dateModified"])


def second_page(url: str) -> str:
    return re.escape(url.split("://", 1)[1]) + r".*page=2"


def test_one_whose_second_page_is_gone_is_asked_for_on_later_days(site: Crawl, split: str) -> None:
    site.server.add(faults.vanished(second_page(split)))
    run, report, items = site.run(*WALK)
    assert run.code == 1, run.err
    assert report["failed"] == {"split article with a page that is gone": 1}
    assert set(items) == set(site.urls) - {split}

    site.server.log.clear()
    run, _, _ = site.run(*WALK)
    assert run.code == 0, run.err
    assert not [one for one in site.server.log if one.url.startswith(split)], "the same day"

    site.server.clear()
    with sqlite3.connect(site.folder / "data" / "visits.sqlite") as db:
        db.execute("UPDATE visits SET asked = asked - 2 * 86400, first = first - 2 * 86400")
    run, _, later = site.run(*WALK[:2])
    assert run.code == 0, run.err
    assert split in later
    site.check({**items, **later}, site.urls)


def test_a_further_page_keeps_to_the_pause_of_its_host(site: Crawl, split: str) -> None:
    site.server.add(faults.too_many(second_page(split), retry_after=2, times=1))
    run, _, items = site.run(*WALK)
    assert run.code == 0, run.err
    site.check(items, site.urls)
    asked = [one.time for one in site.server.requests(second_page(split))]
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 2, "as its server asked"


def test_an_article_whose_host_rests_for_long_waits_with_its_further_pages(site: Crawl, split: str) -> None:
    site.server.add(faults.too_many(second_page(split), retry_after=40, times=1))
    run, report, items = site.run(*WALK, FRONTIER_MAX_WAIT=1)
    assert run.code == 3, run.err
    assert split not in items
    assert report["left"]["later"] >= 1
    assert len(site.server.requests(second_page(split))) == 1

    with sqlite3.connect(site.folder / "data" / "frontier.sqlite") as db:
        db.execute("UPDATE hosts SET paused_until = 0")
        db.execute("UPDATE requests SET next_try = 0")
    run, _, later = site.run(*WALK)
    assert run.code == 0, run.err
    site.check({**items, **later}, site.urls)


def test_one_that_is_revised_between_its_pages_is_fetched_anew(site: Crawl, split: str) -> None:
    site.server.add(faults.changed(second_page(split), fetches=0))
    run, _, items = site.run(*WALK)
    assert run.code == 0, run.err
    site.check(items, site.urls)
    assert len(site.server.requests(second_page(split))) == 2


def test_one_that_is_revised_again_and_again_is_not_stored_in_halves(site: Crawl, split: str) -> None:
    site.server.add(*(faults.changed(second_page(split), fetches=0) for _ in range(9)))
    run, report, items = site.run(*WALK)
    assert run.code == 1, run.err
    assert report["failed"] == {"split article revised while it was fetched": 1}
    assert split not in items


def test_a_correction_on_a_later_page_is_seen_though_the_first_page_stays(site: Crawl) -> None:
    played = site.server.site
    with Client(site.server) as client:

        def stays(url: str) -> bool:
            before, gold = client.get(url).body, played.golden(url)["body"]
            played.revise(url)
            return bool(client.get(url).body == before and played.golden(url)["body"] != gold)

        assert site.run(*WALK[:2])[0].code == 0
        several = [entry.url for entry in played.articles("jpnn") if len(entry.pages()) > 1]
        later = [url for url in several if stays(url)]
    assert later
    run, report, items = site.run(*WALK[:2], REVISIT="9999d: 0h")
    assert run.code == 0, run.err
    assert report["changed"] == len(several)
    for url in later:
        assert items[url]["body"] == played.golden(url)["body"]
