"""Whole crawls of the five local outlets: what a window, a section, a source or a limit asks for, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS
from newsspider.discovery import identity
from tests.newsspider.conftest import Run, read_items
from tests.site import Server, Site, running
from tests.site.outlets import PLANS

SINCE, UNTIL = "2024-01-08", "2024-01-10"
WINDOW = ("-a", f"since={SINCE}", "-a", f"until={UNTIL}")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(Site(seed=7, articles_per_outlet=60, since="2024-01-01", until="2024-01-20")) as server:
        yield server


@pytest.fixture
def live(crawl: Callable[..., Run], server: Server, tmp_path: Path) -> Callable[..., Any]:
    """``scrapy crawl OUTLET`` against the local outlets; the run and its items."""

    def run(outlet: str, *arguments: str) -> tuple[Run, list[dict[str, Any]]]:
        server.clear()
        server.log.clear()
        out = tmp_path / "articles.jsonl"
        settings = {
            **server.settings(),
            "USER_AGENT": "newsspider-test (+mailto:test@example.org)",
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "FRONTIER_PATH": tmp_path / "frontier.sqlite",
            "ARCHIVE_DIR": tmp_path / "warc",
            "STORE_PATH": tmp_path / "store.sqlite",
        }
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        done = crawl("crawl", outlet, "-O", str(out), *options, *arguments, **server.environment())
        return done, read_items(out) if out.exists() else []

    return run


def names(outlet: str, urls: list[str]) -> list[str]:
    return sorted(identity(url, OUTLETS[outlet]) for url in urls)


@pytest.mark.parametrize("outlet", list(PLANS))
def test_exactly_the_articles_of_the_window(outlet: str, live: Callable[..., Any], server: Server) -> None:
    run, items = live(outlet, *WINDOW)
    wanted = server.site.articles(outlet, since=SINCE, until=UNTIL)
    assert run.code == 0, run.err
    assert wanted
    assert names(outlet, [item["url"] for item in items]) == names(outlet, [entry.url for entry in wanted])
    for item in items:
        golden = server.site.golden(item["url"])
        assert (item["headline"], item["body"]) == (golden["headline"], golden["body"])
    # no article twice, by whatever address
    fetched = [r.url for r in server.requests() if OUTLETS[outlet].is_article(r.url) and "page" not in r.url]
    assert len(set(names(outlet, fetched))) == len(fetched)


def test_what_robots_txt_forbids_is_not_used_and_that_is_said(
    live: Callable[..., Any], server: Server
) -> None:
    run, items = live("kontan", *WINDOW)
    assert not server.requests("/search/")
    assert "list forbidden by robots.txt" in run.err
    assert items


def test_an_outlet_whose_lists_are_all_forbidden_is_a_fault(
    crawl: Callable[..., Run], tmp_path: Path
) -> None:
    robots = {"beritautama": "User-agent: *\nDisallow: /\n"}
    with running(Site(articles_per_outlet=3, outlets=["beritautama"], robots=robots)) as server:
        options = [part for name, value in server.settings().items() for part in ("-s", f"{name}={value}")]
        options += [
            "-s",
            "USER_AGENT=newsspider-test (+mailto:t@example.org)",
            "-s",
            f"FRONTIER_PATH={tmp_path}/f",
        ]
        run = crawl("crawl", "beritautama", *options, **server.environment())
        assert run.code == 1, run.err
        assert "no list of the outlet could be read" in run.err
        assert {r.path for r in server.requests()} == {"/robots.txt"}


def test_a_section(live: Callable[..., Any], server: Server) -> None:
    run, items = live("kontan", *WINDOW, "-a", "section=Nasional,industri")
    wanted = [
        e
        for s in ("nasional", "industri")
        for e in server.site.articles("kontan", since=SINCE, until=UNTIL, section=s)
    ]
    assert run.code == 0
    assert names("kontan", [item["url"] for item in items]) == names("kontan", [e.url for e in wanted])
    assert not server.requests(r"investasi\.kontan\.co\.id/news/")


def test_a_section_that_addresses_do_not_show(live: Callable[..., Any], server: Server) -> None:
    run, items = live("jpnn", *WINDOW, "-a", "section=politik", "-a", "source=sitemap,index")
    wanted = server.site.articles("jpnn", since=SINCE, until=UNTIL, section="politik")
    assert run.code == 0
    assert names("jpnn", [item["url"] for item in items]) == names("jpnn", [e.url for e in wanted])


def test_one_source(live: Callable[..., Any], server: Server) -> None:
    run, items = live("jpnn", *WINDOW, "-a", "source=index")
    wanted = server.site.articles("jpnn", since=SINCE, until=UNTIL)
    own = [e.url for e in wanted if e.layout != "regional"]  # regional hosts have no index
    assert run.code == 0
    assert names("jpnn", [item["url"] for item in items]) == names("jpnn", own)
    assert not server.requests("sitemap|rss")
    days = {m[1] for r in server.requests("/indeks") if (m := re.search(r"[?&]d=(\d+)", r.url))}
    assert days == {"08", "09", "10"}


def test_a_tag(live: Callable[..., Any], server: Server) -> None:
    entry = server.site.articles("jpnn")[0]
    tag = entry.story.tags[0]
    run, items = live("jpnn", "-a", f"tag={tag}", "-a", "since=2024-01-01")
    wanted = [e.url for e in server.site.articles("jpnn") if tag in e.story.tags]
    assert run.code == 0
    assert names("jpnn", [item["url"] for item in items]) == names("jpnn", wanted)


def test_with_a_limit_lists_are_asked_one_at_a_time(live: Callable[..., Any], server: Server) -> None:
    run, items = live("kontan", "-a", "limit=2")
    assert run.code == 0
    assert len(items) == 2
    lists = [r.url for r in server.requests() if "/news/" not in r.url or "sitemap" in r.url]
    lists = [url for url in lists if "robots.txt" not in url]
    assert len(lists) == 2  # the sitemap and the first that it names
    everything, items = live("beritautama", "-a", "limit=5000")
    assert everything.code == 0
    assert len(items) == 60
