"""Lists with the markup of today, mirrored: what the outlets' own sources find in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors import OUTLETS
from extractors.rules.sources import PayloadJSON, Source
from newsspider.discovery.link import Link
from newsspider.discovery.payload import read_payload
from newsspider.discovery.walk import Step, Walk
from tests.extractors.test_mirrors import MIRRORS

NOW = datetime(2026, 7, 24, 12, tzinfo=UTC)

# file, the beginning of the source's address, the articles that the list names, and how many of them it dates
LISTS = [
    ("beritasatu/indeks.html", "https://www.beritasatu.com/terkini/indeks", 6, 6),
    ("beritasatu/sitemap-news.xml", "https://www.beritasatu.com/sitemap/", 2, 2),
    ("jawa_pos/indeks.html", "https://www.jawapos.com/indeks", 3, 3),
    ("merdeka/listing-peristiwa.html", "https://www.merdeka.com/{channel}", 5, 0),
    ("merdeka/sitemap-peristiwa.xml", "https://www.merdeka.com/sitemap.xml", 4, 4),
    ("republika/indeks.html", "https://republika.co.id/index/", 3, 3),
    ("sindonews/indeks.html", "https://www.sindonews.com/indeks/", 5, 5),
    ("tirto/channel-indeks.html", "https://tirto.id/indeks", 3, 3),
    ("tribunnews/index-news.html", "https://www.tribunnews.com/index-news", 8, 8),
    ("tribunnews/sitemap-news.xml", "https://www.tribunnews.com/{channel}/sitemap-news.xml", 6, 6),
]
FOLDERS = {"jawa_pos": "jawapos"}


def source_at(outlet: str, begins: str) -> Source:
    return next(one for one in OUTLETS[outlet].discover if one.url.startswith(begins))


@pytest.mark.parametrize(("name", "begins", "count", "dated"), LISTS, ids=[one[0] for one in LISTS])
def test_a_list_names_its_articles(name: str, begins: str, count: int, dated: int) -> None:
    if not MIRRORS.is_dir():
        pytest.skip(f"the mirrors are not here ({MIRRORS}); set NEWSSPIDER_MIRRORS to their folder")
    folder = name.partition("/")[0]
    outlet = OUTLETS[FOLDERS.get(folder, folder)]
    source = source_at(outlet.name, begins)
    walk = Walk(replace(outlet, discover=(source,)), now=NOW)
    (step, *_) = [one for one in walk.begin() if isinstance(one, Step)]
    found = list(walk.read(step, (MIRRORS / name).read_bytes(), step.url))
    links = {one.identity: one for one in found if isinstance(one, Link)}
    assert len(links) == count
    assert sum(link.published is not None for link in links.values()) == dated
    assert all(outlet.is_article(link.url) for link in links.values())


# interfaces that are asked with POST are nobody's source; what they answer can be read nevertheless
ANSWERS = [
    ("jawa_pos/graphql-articles-page2.json", ("data", "articles", "data"), "/{category.slug}/{article_id}/{slug}", "published_at", 2),
    ("kumparan/channel-feed.json", ("data", "findContentFeed", "edges"), "node.url", "node.publishedAt", 6),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "link", "date", "count"), ANSWERS, ids=[one[0] for one in ANSWERS])
def test_the_answer_of_an_interface_is_a_list(
    name: str, path: tuple[str, ...], link: str, date: str, count: int
) -> None:
    if not MIRRORS.is_dir():
        pytest.skip(f"the mirrors are not here ({MIRRORS}); set NEWSSPIDER_MIRRORS to their folder")
    folder = name.partition("/")[0]
    outlet = OUTLETS[FOLDERS.get(folder, folder)]
    home = f"https://{outlet.known_hosts[0]}/"
    source = PayloadJSON(home, path=path, link=link, date=date)
    entries = list(read_payload((MIRRORS / name).read_bytes(), home, source))
    assert len(entries) == count
    assert all(outlet.is_article(entry.url) and entry.published for entry in entries)
