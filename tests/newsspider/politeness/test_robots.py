"""An unreachable robots.txt: its host's pages wait for it, and none of them is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.newsspider.conftest import Run
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Site, faults, running
from tests.site.faults import Fault

ROBOTS = r"/robots\.txt$"
QUICK = {"ROBOTSTXT_RETRY_SECONDS": 0.3, "RETRY_TIMES": 0, "FRONTIER_POLL_SECONDS": 0.1}
UNREACHABLE: list[tuple[Callable[..., Fault], dict[str, object]]] = [
    (faults.unavailable, {}),
    (faults.status, {"code": 500}),
    (faults.too_many, {"retry_after": None}),
    (faults.reset, {}),
    (faults.delayed, {"seconds": 20}),
]


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Iterator[Crawl]:
    with running(Site(seed=9, articles_per_outlet=8, outlets=[OUTLET])) as server:
        yield Crawl(crawl, server, tmp_path)


@pytest.mark.parametrize(("fault", "how"), UNREACHABLE, ids=["503", "500", "429", "reset", "no answer"])
def test_one_that_fails_once_costs_no_article(
    site: Crawl, fault: Callable[..., Fault], how: dict[str, object]
) -> None:
    site.server.add(fault(ROBOTS, times=1, **how))
    run, report, items = site.run(**QUICK, DOWNLOAD_TIMEOUT=2)
    assert run.code == 0, run.err
    site.check(items, site.urls)
    assert "its pages wait" in run.err
    assert not report["failed"] and not report["robots"], report
    first = next(index for index, one in enumerate(site.server.log) if one.url.endswith("robots.txt"))
    assert not [one.url for one in site.server.log[:first] if one.url in site.urls]


def test_one_that_never_answers_fails_its_pages_and_they_are_asked_for_again(site: Crawl) -> None:
    site.server.add(faults.unavailable(ROBOTS))
    run, report, items = site.run(**QUICK, ROBOTSTXT_RETRY_TIMES=2)
    assert run.code == 1, run.err
    assert not items
    assert report["failed"] == {"robots.txt unreachable": 8}
    assert not [one for one in site.server.log if one.url in site.urls], "nothing is allowed without it"
    assert len(site.server.requests(ROBOTS)) == 3
    site.server.clear()
    run, _, items = site.run(**QUICK)
    assert run.code == 0, run.err
    site.check(items, site.urls)


def test_what_waits_for_it_longer_than_the_crawl_does_waits_for_the_next_one(site: Crawl) -> None:
    site.server.add(faults.unavailable(ROBOTS))
    run, report, items = site.run(**{**QUICK, "ROBOTSTXT_RETRY_SECONDS": 40, "FRONTIER_MAX_WAIT": 1})
    assert run.code == 5, run.err
    assert not items
    assert report["left"]["later"] == 8


def test_without_a_frontier_the_pages_fail(site: Crawl) -> None:
    site.server.add(faults.unavailable(ROBOTS))
    run, report, _ = site.run(**QUICK, DATA_DIR="")
    assert run.code == 1, run.err
    assert report["failed"] == {"robots.txt unreachable": 8}


def test_a_walk_whose_pages_failed_is_walked_again(site: Crawl) -> None:
    window = ("since=2024-01-01", "until=2024-01-31")
    site.server.add(faults.status(r"beritautama\.net/[a-z0-9-]{20,}$", code=500, share=0.5))
    run, report, items = site.run(*window, **QUICK)
    assert run.code == 1, run.err
    missing = sum(report["failed"].values())
    assert missing
    site.server.clear()
    run, _, later = site.run(*window, **QUICK, FRONTIER_RESUME=0)
    assert run.code == 0, run.err
    assert len(set(later) - set(items)) == missing
