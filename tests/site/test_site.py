"""The local outlets over real sockets: pages equal their goldens, lists list the window, faults behave."""

from __future__ import annotations

import gzip
import http.client
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from extractors import extract, join_pages, outlet_for
from extractors.reading.decode import parse
from extractors.results import ChallengePage, ErrorPage, LoginWall
from extractors.score import diff, score
from tests.site import Entry, Server, Site, faults, running
from tests.site.client import Client
from tests.site.outlets import PLANS
from tests.site.process import process
from tests.site.words import Story

SM = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LAYOUTS = [(plan.name, layout) for plan in PLANS.values() for layout in plan.looks]


def article(client: Client, site: Site, url: str) -> dict[str, Any]:
    pages = []
    for address in site.pages(url):
        reply = client.get(address)
        assert reply.status == 200, address
        pages.append(extract(reply.body, address))
    return join_pages(pages).to_dict()


def standing(site: Site, outlet: str, layout: str) -> list[tuple[Entry, str]]:
    return [(e, e.addresses[layout]) for e in site.articles(outlet) if layout in e.addresses]


# -- articles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outlet", "layout"), LAYOUTS, ids=["/".join(pair) for pair in LAYOUTS])
def test_articles_in_every_layout_equal_their_goldens(
    client: Client, server: Server, outlet: str, layout: str
) -> None:
    chosen = standing(server.site, outlet, layout)
    assert chosen, "the site has no article in this layout"
    for entry, url in chosen[:25]:
        found, golden = article(client, server.site, url), server.site.golden(url)
        assert score(found, golden).exact, f"{url}\n{diff(found, golden)}"
        assert found["layout"] == layout, url
        assert found["canonicalUrl"] == entry.url or layout in entry.plan.twins, url


def test_articles_of_every_layout_are_split_in_pages(server: Server) -> None:
    split = {layout for e in server.site.articles() for layout in e.addresses if len(e.pages(layout)) > 1}
    assert split >= {"isi", "detail-konten", "desk", "setup", "2020", "2016", "mobile", "amp"}


@pytest.mark.parametrize(
    ("outlet", "layout", "seed", "number"), [("kontan", "setup", 3, 3302), ("jpnn", "2020", 2, 1694)]
)
def test_a_text_that_leaves_nothing_for_a_last_page_has_fewer(
    outlet: str, layout: str, seed: int, number: int
) -> None:
    story = Story(outlet, number, seed, datetime(2024, 1, 5, tzinfo=UTC), (("nasional", "Nasional"),))
    look = PLANS[outlet].looks[layout]
    assert len(look.split(story, 3)) == 2  # three were wanted
    assert look.pages(story) == 2
    assert all(any(item.kind == "paragraph" for item in part) for part in look.split(story, 2))


def test_whole_text_on_one_page_where_the_outlet_offers_it(client: Client, server: Server) -> None:
    url = next(e.url for e in server.site.articles("kontan", layout="setup") if len(e.pages()) > 1)
    whole = extract(client.get(f"{url}?page=all").body, f"{url}?page=all").to_dict()
    assert score(whole, server.site.golden(url)).exact
    assert client.get(f"{url}?page=9").status == 404


def test_no_two_paragraphs_of_a_site_are_equal() -> None:
    site = Site(articles_per_outlet=300)
    paragraphs = Counter(p for entry in site.articles() for p in entry.story.paragraphs)
    assert len(paragraphs) > 10_000
    assert [p for p, count in paragraphs.items() if count > 1] == []


def test_equal_arguments_make_equal_sites() -> None:
    one, two, other = (Site(seed=seed, articles_per_outlet=20) for seed in (1, 1, 2))
    assert [e.url for e in one.articles()] == [e.url for e in two.articles()]
    url = one.articles("tempo")[3].url
    assert one.golden(url) == two.golden(url)
    assert {e.url for e in one.articles()}.isdisjoint(e.url for e in other.articles())


def test_every_address_belongs_to_its_outlet_and_to_one_article(server: Server) -> None:
    addresses = [url for e in server.site.articles() for url in e.addresses.values()]
    assert len(addresses) == len(set(addresses))
    for entry in server.site.articles():
        for url in entry.addresses.values():
            outlet = outlet_for(url)
            assert outlet is not None and outlet.name == entry.outlet and outlet.is_article(url), url


def test_pages_link_to_articles_that_exist(client: Client, server: Server) -> None:
    for outlet, layout in LAYOUTS:
        _, url = standing(server.site, outlet, layout)[0]
        tree = parse(client.get(url).body, url)
        links = {urljoin(url, a.get("href")).split("?")[0] for a in tree.iter("a") if a.get("href")}
        named = outlet_for(url)
        assert named
        articles = [link for link in links if outlet_for(link) is named and named.is_article(link)]
        assert len(articles) > 3, url
        for link in articles:
            server.site.find(link.replace("http://", "https://"))


# -- lists ------------------------------------------------------------------------------------------------


def in_sitemaps(client: Client, url: str) -> Iterator[etree._Element]:
    """Every <url> below a sitemap."""
    reply = client.get(url)
    assert reply.status == 200, url
    body = gzip.decompress(reply.body) if reply.body[:2] == b"\x1f\x8b" else reply.body
    root = etree.fromstring(body)
    for child in root:
        if child.tag == f"{SM}sitemap":
            yield from in_sitemaps(client, child.findtext(f"{SM}loc") or "")
        else:
            yield child


@pytest.mark.parametrize("outlet", list(PLANS))
def test_sitemaps_of_robots_txt_list_exactly_the_articles(
    client: Client, server: Server, outlet: str
) -> None:
    host = server.site.articles(outlet)[0].plan.domains[0]
    robots = RobotFileParser()
    robots.parse(client.follow(f"https://{host}/robots.txt").text.splitlines())
    entries = {e.url: e for e in server.site.articles(outlet)}
    found = {}
    for sitemap in robots.site_maps() or []:
        for row in in_sitemaps(client, sitemap):
            url = row.findtext(f"{SM}loc") or ""
            if "/category/" in url:
                continue
            assert robots.can_fetch("newsspider", url)
            found[url] = row
            assert row.findtext(f"{SM}lastmod") == entries[url].changed.isoformat()
            if (news := row.find(f"{NEWS}news")) is not None:
                assert news.findtext(f"{NEWS}publication_date") == entries[url].story.published.isoformat()
                assert news.findtext(f"{NEWS}title") == entries[url].story.headline
    assert set(found) == set(entries)


FEEDS = {
    "tempo": "https://rss.tempo.co/nasional",
    "kontan": "https://nasional.kontan.co.id/rss",
    "jpnn": "https://www.jpnn.com/rss",
    "idntimes": "https://www.idntimes.com/rss",
    "beritautama": "https://beritautama.net/feed/",
}


@pytest.mark.parametrize("outlet", list(FEEDS))
def test_feeds_hold_the_newest(client: Client, server: Server, outlet: str) -> None:
    items = etree.fromstring(client.get(FEEDS[outlet]).body).findall("channel/item")
    dates = [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items]
    assert items and dates == sorted(dates, reverse=True)
    for item, date in zip(items, dates, strict=True):
        entry, _ = server.site.find(item.findtext("link") or "")
        assert entry.outlet == outlet
        assert entry.story.published == date
        assert item.findtext("title") == entry.story.headline


def test_wordpress_pages_its_feed_and_speaks_atom(client: Client, server: Server) -> None:
    found: list[str] = []
    for page in range(1, 30):
        reply = client.get(f"https://beritautama.net/feed/?paged={page}")
        if reply.status == 404:
            break
        found += [
            item.findtext("link") or "" for item in etree.fromstring(reply.body).findall("channel/item")
        ]
    assert found == [e.url for e in server.site.articles("beritautama")]
    atom = etree.fromstring(client.get("https://beritautama.net/feed/atom/").body)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 10


DAY = "2024-01-07"
INDEKS = {
    "tempo 2016": ("tempo", "https://www.tempo.co/indeks/2024/01/07"),
    "tempo 2022": ("tempo", "https://www.tempo.co/indeks/2024-01-07"),
    "tempo": (
        "tempo",
        "https://www.tempo.co/indeks?page=1&category=date&start_date=2024-01-07&end_date=2024-01-07",
    ),
    "kontan": (
        "kontan",
        "https://search.kontan.co.id/indeks?kanal=&tanggal=07&bulan=01&tahun=2024&pos=indeks&per_page=0",
    ),
    "beritautama": ("beritautama", "https://beritautama.net/2024/01/07/"),
}


@pytest.mark.parametrize("name", list(INDEKS))
def test_dated_index_pages_list_exactly_the_day(client: Client, server: Server, name: str) -> None:
    outlet, url = INDEKS[name]
    assert listed(client, server, url) == {e.url for e in server.site.articles(outlet, since=DAY, until=DAY)}


def test_the_indeks_of_jpnn_lists_a_channel_of_a_day(client: Client, server: Server) -> None:
    found: set[str] = set()
    for number in (210, 212, 213, 214, 215, 247, 248, 275, 278):
        url = f"https://www.jpnn.com/indeks?id={number}&d=07&m=01&y=2024&tab=all&page=1"
        found |= listed(client, server, url)
    day = [e for e in server.site.articles("jpnn", since=DAY, until=DAY) if e.layout != "regional"]
    assert found == {e.url for e in day}


def test_the_mobile_host_lists_mobile_addresses(client: Client, server: Server) -> None:
    found = listed(client, server, "https://m.jpnn.com/indeks?d=07&m=01&y=2024&tab=all&page=1")
    assert any(url.startswith("https://m.jpnn.com/news/") for url in found)


def listed(client: Client, server: Server, url: str) -> set[str]:
    """The articles on a list and on the pages that follow it."""
    found: set[str] = set()
    here: str | None = url
    for _ in range(50):
        if here is None:
            return found
        tree = parse(client.get(here).body, here)
        for link in tree.iter("a"):
            address = urljoin(here, link.get("href") or "")
            try:
                entry, layout = server.site.find(address)
            except LookupError:
                continue
            found.add(entry.addresses[layout])
        following = [
            a.get("href") or ""
            for a in tree.iter("a")
            if a.get("rel") == "next" or "Next »" in (a.text or "")
        ]
        here = urljoin(here, following[0]) if following else None
    raise AssertionError(f"{url}: the list does not end")


@pytest.mark.parametrize(
    "url",
    [
        "https://nasional.tempo.co/",
        "https://nasional.kontan.co.id/",
        "https://www.jpnn.com/nasional",
        "https://www.idntimes.com/news",
        "https://beritautama.net/category/nasional/",
    ],
)
def test_rubric_pages_list_their_articles(client: Client, server: Server, url: str) -> None:
    assert listed(client, server, url)


def test_tag_pages_list_what_carries_the_tag(client: Client, server: Server) -> None:
    pages = {
        "tempo": "https://www.tempo.co/tag/{}",
        "kontan": "https://www.kontan.co.id/tag/{}",
        "jpnn": "https://www.jpnn.com/tag/{}",
        "idntimes": "https://www.idntimes.com/tag/{}",
        "beritautama": "https://beritautama.net/tag/{}/",
    }
    for outlet, page in pages.items():
        entry = server.site.articles(outlet)[5]
        assert listed(client, server, page.format(entry.story.village.lower())) == {entry.url}


def test_rubric_json_of_tempo_is_a_nuxt_payload(client: Client, server: Server) -> None:
    flat = json.loads(client.get("https://www.tempo.co/ekonomi/_payload.json").body)

    def value(at: int) -> Any:
        raw = flat[at]
        if isinstance(raw, dict):
            return {name: value(inner) for name, inner in raw.items()}
        return [value(inner) for inner in raw] if isinstance(raw, list) else raw

    rows = value(0)["data"]["rubric-content"]["latest"]["data"]
    expected = server.site.articles("tempo", layout="nuxt", section="ekonomi")[:20]
    assert ["https://www.tempo.co/" + row["canonical_url"] for row in rows] == [e.url for e in expected]
    assert rows[0]["published_at"] == f"{expected[0].story.published:%Y-%m-%d %H:%M:%S}"
    # the page itself is a shell without links
    assert listed(client, server, "https://www.tempo.co/ekonomi") == set()


def test_wordpress_answers_its_rest_address(client: Client, server: Server) -> None:
    reply = client.get("https://beritautama.net/wp-json/wp/v2/posts?per_page=100&page=2")
    assert [row["link"] for row in json.loads(reply.body)] == [
        e.url for e in server.site.articles("beritautama")[100:]
    ]
    assert reply.headers["x-wp-totalpages"] == "2"


def test_robots_txt_forbids_what_the_outlets_forbid(client: Client) -> None:
    for host, forbidden in {
        "www.tempo.co": "/search?q=x",
        "www.kontan.co.id": "/search/indeks?kanal=nasional",
        "www.jpnn.com": "/ajax/loadmore_indeks",
        "www.idntimes.com": "/ajax/index",
        "beritautama.net": "/wp-admin/",
    }.items():
        robots = RobotFileParser()
        robots.parse(client.get(f"https://{host}/robots.txt").text.splitlines())
        assert not robots.can_fetch("newsspider", f"https://{host}{forbidden}")
        assert robots.can_fetch("newsspider", f"https://{host}/")


# -- hosts, TLS, HTTP ---------------------------------------------------------------------------------------


def test_plain_http_and_bare_hosts_send_on(client: Client, server: Server) -> None:
    reply = client.get("http://www.jpnn.com/rss")
    assert (reply.status, reply.headers["location"]) == (301, "https://www.jpnn.com/rss")
    assert client.follow("http://tempo.co/robots.txt").url == "https://www.tempo.co/robots.txt"
    url = server.site.articles("beritautama")[0].url
    assert client.follow(f"{url}/").url == url


def test_a_site_without_tls(tmp_path: Path) -> None:
    site = Site(articles_per_outlet=4, scheme="http")
    with running(site) as server, Client(server) as client:
        url = site.articles("kontan")[0].url
        assert url.startswith("http://")
        assert b"https://" not in client.get(url).body
        found = extract(client.get(url).body, url).to_dict()
        assert score(found, site.golden(url)).exact or len(site.pages(url)) > 1


def test_unknown_addresses_and_images(client: Client) -> None:
    assert client.get("https://www.tempo.co/tidak/ada").status == 404
    image = client.get("https://statik.tempo.co/data/foto.jpg")
    assert image.headers["content-type"] == "image/gif" and len(image.body) < 100


def test_conditional_requests_are_answered_with_304(client: Client, server: Server) -> None:
    url = server.site.articles("jpnn")[0].url
    first = client.get(url)
    again = client.get(url, {"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert client.get(url, {"If-None-Match": '"another"'}).status == 200
    assert client.get(url, {"If-Modified-Since": first.headers["last-modified"]}).status == 304
    assert client.get(url, {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status == 200
    sitemap = client.get("https://www.jpnn.com/sitemap_post_jpnn.xml")
    assert client.get(sitemap.url, {"If-None-Match": sitemap.headers["etag"]}).status == 304


def test_head_and_other_methods(client: Client, server: Server) -> None:
    url = server.site.articles("tempo")[0].url
    head = client.get(url, {"Accept-Encoding": "identity"}, method="HEAD")
    assert head.body == b"" and int(head.headers["content-length"]) > 5_000
    assert client.get(url, method="DELETE").status == 405


def test_the_log_knows_every_request(client: Client, server: Server) -> None:
    before = len(server.log)
    started = time.monotonic()
    client.get("https://www.kontan.co.id/sitemap.xml", {"User-Agent": "tester (+mailto:a@example.org)"})
    client.get("https://www.kontan.co.id/nothing?x=1")
    one, two = server.log[before:]
    assert (one.host, one.path, one.status, two.status) == ("www.kontan.co.id", "/sitemap.xml", 200, 404)
    assert one.headers["user-agent"] == "tester (+mailto:a@example.org)"
    assert two.path == "/nothing?x=1"
    assert started <= one.time <= two.time <= time.monotonic()


# -- what changes -------------------------------------------------------------------------------------------


def test_a_revised_article_changes_with_its_lastmod_and_its_golden() -> None:
    site = Site(articles_per_outlet=12)
    with running(site) as server, Client(server) as client:
        for outlet in PLANS:
            whole = [
                e
                for e in site.articles(outlet)
                if len(e.pages()) == 1 and not e.plan.looks[e.layout].cut_after
            ]
            entry, url = whole[0], whole[0].url
            old = site.golden(url)
            first = client.get(url)
            site.revise(url)
            second = client.get(url, {"If-None-Match": first.headers["etag"]})
            assert second.status == 200 and second.body != first.body
            golden = site.golden(url)
            assert golden["body"] != old["body"]
            found = article(client, site, url)
            assert score(found, golden).exact, f"{url}\n{diff(found, golden)}"
            assert entry.changed - entry.story.published == timedelta(hours=6)


def test_published_articles_appear_and_leave_the_others_as_they_were() -> None:
    site = Site(articles_per_outlet=30)
    with running(site) as server, Client(server) as client:
        old = {e.url: client.get(e.url).headers["etag"] for e in site.articles("jpnn")}
        fresh = site.publish("jpnn", 3)
        assert [e.url for e in site.articles("jpnn")[:3]] == [e.url for e in reversed(fresh)]
        assert {e.url: client.get(e.url).headers["etag"] for e in site.articles("jpnn")[3:]} == old
        assert fresh[0].url in client.get("https://www.jpnn.com/rss").text
        found = article(client, site, fresh[0].url)
        assert score(found, site.golden(fresh[0].url)).exact


def test_lists_that_went_stale_know_nothing_that_happened_since() -> None:
    site = Site(articles_per_outlet=12)
    lists = ("https://www.jpnn.com/rss", "https://www.jpnn.com/sitemap.xml")
    with running(site) as server, Client(server) as client:
        newest = site.articles("jpnn")[0]
        moment = newest.changed + timedelta(minutes=1)
        before = [client.get(url).text for url in lists]
        server.add(faults.stale_lists(r"jpnn\.com/", newest=moment.isoformat()))
        fresh = site.publish("jpnn", when=moment + timedelta(hours=1))[0]
        site.revise(newest.url)
        assert [client.get(url).text for url in lists] == before
        for one in (fresh, newest):
            assert score(article(client, site, one.url), site.golden(one.url)).exact
        server.clear()
        assert fresh.url in client.get(lists[0]).text


def test_an_article_that_changes_behind_its_first_fetch(client: Client, server: Server) -> None:
    url = server.site.articles("idntimes")[7].url
    fault = server.add(faults.changed(url))
    first, second, third = (client.get(url) for _ in range(3))
    assert first.body != second.body == third.body
    assert fault.hits == 1


# -- faults -------------------------------------------------------------------------------------------------


def test_429_with_retry_after_then_the_page(client: Client, server: Server) -> None:
    url = server.site.articles("jpnn", layout="2020")[1].url
    fault = server.add(faults.too_many(r"jpnn\.com/news/", retry_after=2, times=2))
    statuses = [client.get(url).status for _ in range(4)]
    assert statuses == [429, 429, 200, 200]
    assert fault.hits == 2
    assert server.requests(r"jpnn", 429)[-1].fault == "status 429"


def test_503_403_410(client: Client, server: Server) -> None:
    url = server.site.articles("tempo")[2].url
    for fault, code in (
        (faults.unavailable("tempo", retry_after=5), 503),
        (faults.forbidden("tempo"), 403),
        (faults.vanished("tempo", 410), 410),
    ):
        server.clear()
        server.add(fault)
        reply = client.get(url)
        assert reply.status == code
        assert reply.headers.get("retry-after") == ("5" if code == 503 else None)


def test_pages_that_are_no_articles(client: Client, server: Server) -> None:
    url = server.site.articles("tempo", layout="nuxt")[0].url
    for make, status, result in (
        (faults.challenge, 403, ChallengePage),
        (faults.soft_404, 200, ErrorPage),
        (faults.login_wall, 200, LoginWall),
    ):
        server.clear()
        server.add(make(r"tempo"))
        reply = client.get(url)
        assert reply.status == status
        with pytest.raises(result):
            extract(reply.body, url)


def test_redirects_home_and_in_a_circle(client: Client, server: Server) -> None:
    url = server.site.articles("kontan")[3].url
    server.add(faults.redirect_home(url))
    assert client.get(url).headers["location"].rstrip("/") == url.split("/news/")[0].split("/release/")[0]
    server.clear()
    fault = server.add(faults.redirect_loop(url, length=3))
    with pytest.raises(RuntimeError, match="more than 10 redirects"):
        client.follow(url)
    assert fault.hits == 10
    assert len({r.url for r in server.requests("putaran")}) == 3


def test_slow_and_late(client: Client, server: Server) -> None:
    url = server.site.articles("beritautama")[4].url
    whole = client.get(url).body
    for make in (faults.slow, faults.delayed):
        server.clear()
        server.add(make(url, seconds=0.6))
        started = time.monotonic()
        assert client.get(url).body == whole
        assert time.monotonic() - started >= 0.6


def test_resets(client: Client, server: Server) -> None:
    url = server.site.articles("idntimes")[4].url
    server.add(faults.reset(url, times=1), faults.reset(url, sent=3_000, times=1))
    for _ in range(2):
        with pytest.raises((OSError, http.client.HTTPException)):
            client.get(url)
    assert client.get(url).status == 200


def test_bodies_shorter_than_their_length(client: Client, server: Server) -> None:
    url = server.site.articles("idntimes")[5].url
    whole = client.get(url).body
    server.add(faults.truncated(url, keep=0.5))
    with pytest.raises(http.client.IncompleteRead) as caught:
        client.get(url)
    assert caught.value.partial == whole[: len(whole) // 2]
    server.clear()
    server.add(faults.wrong_length(url, by=500))
    with pytest.raises(http.client.IncompleteRead):
        client.get(url)
    server.clear()
    server.add(faults.wrong_length(url, by=-500))
    assert client.get(url).body == whole[:-500]


def test_lists_without_end_and_lists_that_repeat(client: Client, server: Server) -> None:
    url = "https://www.jpnn.com/nasional"
    first = client.get(url).body
    server.add(faults.duplicate_pages(r"jpnn\.com/nasional"))
    assert client.get(f"{url}?page=7").body == first
    server.clear()
    server.add(faults.endless(r"jpnn\.com/nasional"))
    with pytest.raises(AssertionError, match="does not end"):
        listed(client, server, url)


def test_a_share_of_the_addresses_is_struck_and_always_the_same(client: Client, server: Server) -> None:
    urls = [e.url for e in server.site.articles("jpnn", layout="2020")]
    server.add(faults.unavailable("jpnn", share=0.3))
    struck = [url for url in urls if client.get(url).status == 503]
    assert 0.1 * len(urls) < len(struck) < 0.6 * len(urls)
    assert struck == [url for url in urls if client.get(url).status == 503]


def test_a_fault_for_a_while(client: Client, server: Server) -> None:
    url = server.site.articles("kontan")[6].url
    server.add(faults.forbidden(url, until=0.4))
    server.add(faults.unavailable(url, after=0.8))
    assert client.get(url).status == 403
    time.sleep(0.5)
    assert client.get(url).status == 200
    time.sleep(0.5)
    assert client.get(url).status == 503


def test_crawl_delay() -> None:
    with running(Site(articles_per_outlet=1, crawl_delay=0.5)) as server, Client(server) as client:
        for plan in PLANS.values():
            text = client.follow(f"https://{plan.domains[0]}/robots.txt").text
            assert "Crawl-delay: 0.5\n" in text


# -- its own pages, its own process -----------------------------------------------------------------------


def test_control_pages(client: Client, server: Server) -> None:
    rows = json.loads(own(client, server, "articles?outlet=kontan&since=2024-01-07&until=2024-01-07"))
    assert [row["url"] for row in rows] == [
        e.url for e in server.site.articles("kontan", since=DAY, until=DAY)
    ]
    golden = json.loads(own(client, server, f"golden?url={rows[0]['url']}"))
    assert golden == server.site.golden(rows[0]["url"])
    own(client, server, "fault?name=too_many&url=kontan&retry_after=3&times=1")
    assert client.get(rows[0]["url"]).status == 429
    assert "error" in json.loads(own(client, server, "fault?name=earthquake&url=x"))


def own(client: Client, server: Server, page: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.http, timeout=10)
    connection.request("GET", f"/_site/{page}")
    return connection.getresponse().read()


def test_runs_as_a_process_of_its_own() -> None:
    with process(articles=3, outlet="jpnn") as remote:
        rows = remote.ask("articles")
        assert len(rows) == 3
        assert remote.ask("golden", url=rows[0]["url"])["headline"]
        assert remote.ca_file.is_file()
        assert remote.settings()["SITE_HTTPS_PORT"] == remote.https
        with pytest.raises(ValueError, match="earthquake"):
            remote.ask("fault", name="earthquake", url="x")


def test_a_wrong_option_is_one_sentence() -> None:
    command = [sys.executable, "-m", "tests.site", "--since", "kemarin"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 2
    assert done.stderr.startswith("no site: ") and len(done.stderr.splitlines()) == 1


CRAWL = """
import scrapy
from scrapy.crawler import CrawlerProcess
class Three(scrapy.Spider):
    name = "three"
    async def start(self):
        for url in {urls!r}:
            yield scrapy.Request(url)
    def parse(self, response):
        print(response.status, response.url, response.ip_address, flush=True)
crawl = CrawlerProcess({settings!r})
crawl.crawl(Three)
crawl.start()
"""


def test_scrapy_reaches_it_under_the_real_names(server: Server, tmp_path: Path) -> None:
    """No root, no hosts file: the resolver names address and port, and TLS is verified."""
    import os

    urls = [server.site.articles(outlet)[0].url for outlet in PLANS]
    settings = {
        **server.settings(),
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
    }
    script = tmp_path / "crawl.py"
    script.write_text(CRAWL.format(urls=[*urls, "http://tempo.co/robots.txt"], settings=settings))
    root = Path(__file__).parents[2]
    environment = {**os.environ, **server.environment(), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, cwd=root, timeout=60
    )
    lines = {tuple(line.split()) for line in done.stdout.splitlines()}
    assert lines == {("200", url, "127.0.0.1") for url in [*urls, "https://www.tempo.co/robots.txt"]}, (
        done.stderr
    )
