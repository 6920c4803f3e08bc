"""Servers that mean harm, over real sockets: the crawl ends by itself, names what came, and keeps all the rest."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from newsspider.discovery.walk import CUT, LONG, MAX_PAGES
from newsspider.politeness.outcomes import RequestOutcome
from newsspider.safety.address_policy import NOT_WEB, TOO_LARGE
from tests.newsspider.conftest import Run, crawling
from tests.newsspider.forkserver import Commands
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Site, faults, lists, running
from tests.site.faults import Delivery, Fault
from tests.site.lists import Answer, Request

PEAK = 350_000_000  # bytes that the crawl may hold at most, with what it has imported; a bomb has twice that
TIMEOUT = "not fetched (DownloadTimeoutError)"
LOST = "cut off"
FAILED = "not fetched (DownloadFailedError)"


def _raw(text: str) -> Callable[..., Fault]:
    return lambda url: faults.streamed(url, lambda: iter([text.encode("latin-1")]))


PAGES: dict[str, tuple[Callable[..., Fault], dict[str, Any], str]] = {
    "gzip bomb": (faults.bomb, {"encoding": "gzip", "size": 2 * PEAK}, TOO_LARGE),
    "deflate bomb": (faults.bomb, {"encoding": "deflate", "size": 2 * PEAK}, TOO_LARGE),
    "brotli bomb": (faults.bomb, {"encoding": "br", "size": 2 * PEAK}, TOO_LARGE),
    "zstd bomb": (faults.bomb, {"encoding": "zstd", "size": 2 * PEAK}, TOO_LARGE),
    "body without an end": (faults.endless_body, {}, TOO_LARGE),
    "headers without an end": (faults.endless_headers, {}, TOO_LARGE),
    "one header of 5 MB": (faults.huge_header, {}, TOO_LARGE),
    "100 Continue without an end": (faults.endless_continue, {}, TOO_LARGE),
    "a byte now and then": (faults.drip, {}, TIMEOUT),
    "redirect loop": (faults.redirect_loop, {}, RequestOutcome.LOOP),
    "redirects without an end": (faults.redirect_loop, {"length": 1_000_000}, RequestOutcome.TOO_OFTEN),
    "redirect to a file": (faults.redirect_to, {"target": "file:///etc/passwd"}, NOT_WEB),
    "redirect to ftp": (faults.redirect_to, {"target": "ftp://beritautama.net/x"}, NOT_WEB),
    "redirect to data": (faults.redirect_to, {"target": "data:text/html,<h1>x</h1>"}, NOT_WEB),
    "redirect to javascript": (faults.redirect_to, {"target": "javascript:alert(document.cookie)"}, NOT_WEB),
    "two lengths": (
        _raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 7\r\n\r\nabcdefg"),
        {},
        FAILED,
    ),
    "a length below zero": (_raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc"), {}, FAILED),
    "a chunk without a size": (
        _raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc"),
        {},
        LOST,
    ),
    "no HTTP at all": (_raw("\x00\x01\x02\x16\x03\x01\r\n\r\n"), {}, FAILED),
}
HARMLESS: dict[str, tuple[Callable[..., Fault], dict[str, Any]]] = {
    "cookie flood": (faults.cookie_flood, {}),
    "an unknown charset": (faults.mislabelled, {"charset": "x-tidak-ada"}),
    "another charset": (faults.mislabelled, {"charset": "iso-8859-1"}),
}


class Seen(NamedTuple):
    run: Run
    report: dict[str, Any]
    items: dict[str, dict[str, Any]]
    site: Crawl
    urls: dict[str, str]
    """The address of each fault."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, commands: Commands) -> Iterator[Seen]:
    """One crawl of a site on which every third page means harm."""
    folder = tmp_path_factory.mktemp("hostile")
    count = len(PAGES) + len(HARMLESS) + 10
    with running(Site(seed=9, articles_per_outlet=count, outlets=[OUTLET])) as server:
        site = Crawl(crawling(folder, commands), server, folder)
        urls = {}
        for index, (name, (make, options, *_)) in enumerate([*PAGES.items(), *HARMLESS.items()]):
            urls[name] = site.add(index, make, **options)
        run, report, items = site.run(RETRY_TIMES=1)
        yield Seen(run, report, items, site, urls)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_means_harm_is_named(seen: Seen, name: str) -> None:
    kind = PAGES[name][2]
    assert f"Refused: {seen.urls[name].partition('?')[0]}" in seen.run.err
    line = next(one for one in seen.run.complaints if one.startswith(f"WARNING Refused: {seen.urls[name]}"))
    assert f": {kind}" in line, line
    assert seen.urls[name] not in seen.items


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_harmful_costs_no_article(seen: Seen, name: str) -> None:
    assert seen.urls[name] in seen.items


def test_all_other_pages_are_kept_and_the_memory_stays_low(seen: Seen) -> None:
    seen.site.check(seen.items, [url for url in seen.site.urls if url not in map(seen.urls.get, PAGES)])
    assert sum(seen.report["failed"].values()) == len(PAGES), seen.report["failed"]
    assert seen.run.code == 1
    assert seen.run.peak < PEAK


def test_no_cookie_is_ever_sent_back(seen: Seen) -> None:
    assert not [one for one in seen.site.server.requests() if "cookie" in one.headers]


# -- lists --------------------------------------------------------------------------------------------


@pytest.fixture
def site(crawl: Callable[..., Run], tmp_path: Path) -> Iterator[Crawl]:
    with running(Site(seed=9, articles_per_outlet=6, outlets=[OUTLET])) as server:
        yield Crawl(crawl, server, tmp_path)


def xml(text: str, kind: str = "application/xml") -> Answer:
    return Answer(text.encode(), type=f"{kind}; charset=utf-8")


def place(name: str) -> str:
    return f"https://beritautama.net/wp-sitemap-posts-post-{name}.xml"


def by_request(url: str, answer: Callable[[Request], Answer]) -> Fault:
    """Answers that depend on what was asked."""
    return Fault("by request", url, lambda site, request, normal: Delivery(answer(request)))


def test_sitemaps_that_name_themselves_and_each_other_are_read_once(site: Crawl) -> None:
    loop = [place("a"), place("b"), "https://beritautama.net/wp-sitemap.xml", place("1"), place("a") + "#x"]
    for name in ("wp-sitemap", "post-a", "post-b"):
        site.server.add(faults.answered(rf"{name}\.xml", lists.sitemap_index(loop)))
    run, _, items = site.run("source=sitemap")
    site.check(items, site.urls)
    assert run.code == 0, run.err
    asked = [one.url for one in site.server.requests("sitemap")]
    assert len(asked) == len(set(asked)) <= 5


def test_a_tree_of_sitemaps_without_an_end_is_cut(site: Crawl) -> None:
    def branch(request: Request) -> Answer:
        here = request.path.removesuffix(".xml")
        return lists.sitemap_index([f"https://beritautama.net{here}{letter}.xml" for letter in "xy"])

    site.server.add(by_request(r"wp-sitemap-posts-post-t", branch))
    index = lists.sitemap_index([place("t"), place("1")])
    site.server.add(faults.answered(r"wp-sitemap\.xml", index))
    run, report, items = site.run("source=sitemap")
    site.check(items, site.urls)
    assert "nested more than" in run.err and report["failed"][CUT]
    assert len(site.server.requests("post-t")) < 100


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in itertools.pairwise("abcdefgh")
)


@pytest.mark.parametrize("source", ["sitemap", "feed"])
def test_entities_are_neither_expanded_nor_fetched_nor_read(site: Crawl, tmp_path: Path, source: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("rahasia-di-berkas")
    with socket.create_server(("127.0.0.2", site.server.http)) as canary:
        outside = (
            f'<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY net SYSTEM "http://127.0.0.2:{site.server.http}/x">'
            f'<!ENTITY % dtd SYSTEM "http://127.0.0.2:{site.server.http}/x.dtd"> %dtd;]>'
        )
        head = f'<?xml version="1.0"?>{ENTITIES}{outside}'
        if source == "sitemap":
            rows = "".join(f"<url><loc>{url}</loc></url>" for url in site.urls)
            bad = "".join(
                f"<url><loc>https://beritautama.net/&{name};</loc></url>" for name in ("h", "file", "net")
            )
            answer = xml(f"{head}<urlset>{bad}{rows}</urlset>")
        else:
            rows = "".join(f"<item><title>&h;&file;</title><link>{url}</link></item>" for url in site.urls)
            bad = "".join(
                f"<item><link>https://beritautama.net/&{name};</link></item>" for name in ("h", "file")
            )
            answer = xml(f"{head}<rss><channel>{bad}{rows}</channel></rss>", "application/rss+xml")
        site.server.add(faults.answered(r"wp-sitemap\.xml|/feed/", answer))
        run, _, items = site.run(f"source={source}")
        canary.settimeout(0.2)
        with pytest.raises(TimeoutError):
            canary.accept()
    assert items, run.err
    site.check(items, site.urls)
    assert run.peak < PEAK
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != secret)
    assert b"rahasia-di-berkas" not in written and "rahasia" not in run.err
    assert not site.server.requests("rahasia")


def test_a_feed_without_an_end_is_named_and_given_up(site: Crawl) -> None:
    start = "<rss><channel><item><link>https://beritautama.net/awal</link></item>"
    block = "<item><link>https://beritautama.net/lain</link></item>"
    site.server.add(faults.endless_body("/feed/", type="application/rss+xml", start=start, block=block))
    run, _, items = site.run("source=feed,sitemap", DOWNLOAD_TIMEOUT=60)
    site.check(items, site.urls)
    assert TOO_LARGE in run.err
    assert run.code == 1 and run.peak < 2 * PEAK  # a list may have 128 MB


def test_a_list_without_an_end_is_read_for_so_many_pages(site: Crawl) -> None:
    def feed(request: Request) -> Answer:
        number = request.number("paged", 1)
        item = f"<item><link>https://beritautama.net/berita-tanpa-akhir-{number}</link></item>"
        return xml(f"<rss><channel>{item}</channel></rss>", "application/rss+xml")

    site.server.add(by_request("/feed/", feed))
    run, _, _ = site.run("source=feed", "since=2000-01-01", CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert len(site.server.requests("/feed/")) == MAX_PAGES
    assert LONG in run.err


def sitemap_of(count: int) -> Answer:
    """A packed sitemap of so many addresses, all long before any window that is asked for."""
    row = "<url><loc>https://beritautama.net/arsip-{}-tentang-sebuah-kabar</loc><lastmod>2001-01-01</lastmod></url>\n"

    def rows() -> Iterator[bytes]:
        yield b"<urlset>"
        for start in range(0, count, 1_000):
            yield "".join(row.format(number) for number in range(start, start + 1_000)).encode()
        yield b"</urlset>"

    return Answer(faults.packed("gzip", rows()), type="application/x-gzip")


def test_a_sitemap_of_300_000_addresses_takes_no_more_memory_than_one_of_3_000(
    site: Crawl, tmp_path: Path
) -> None:
    site.server.add(faults.answered(r"wp-sitemap\.xml", lists.sitemap_index([place("9")])))
    peaks = []
    for count in (3_000, 300_000):
        site.server.add(faults.answered(r"post-9\.xml", sitemap_of(count), times=1))
        run, report, _ = site.run("source=sitemap", "since=2024-01-01", DATA_DIR=tmp_path / f"{count}")
        assert report["passed_over"] == count, run.err
        peaks.append(run.peak)
    assert peaks[1] - peaks[0] < 25_000_000, peaks


# -- names --------------------------------------------------------------------------------------------


def test_no_address_leads_out_of_the_folder_that_everything_is_kept_in(site: Crawl, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    before = set(tmp_path.rglob("*"))
    ways = [
        "../../../../x",
        "..%2f..%2f..%2fx",
        "%2e%2e/%2e%2e/x",
        "..\\..\\x",
        "a%00b",
        "a%0d%0ab",
        "C:/x",
        "~/x",
    ]
    urls = [f"https://beritautama.net/{way}" for way in ways]
    tape = tmp_path / "data" / "tape.yaml"
    site.server.add(faults.status("beritautama.net/(?!robots)", 200, body="<h1>x</h1>"))
    run, report, _ = site.run(f"urls={','.join(urls)}")
    assert report["pages"] >= 5, run.err  # some are the same address in two spellings
    recorded = site.run(f"urls={','.join(urls)}", f"record={tape}")[0]
    assert recorded.code in (0, 1)
    new = set(tmp_path.rglob("*")) - before
    roots = {path.relative_to(tmp_path).parts[0] for path in new}
    assert roots <= {"data", "urls.txt", "1.jsonl", "1.json", "2.jsonl", "2.json"}
    assert not list(outside.iterdir())
    names = {part for path in new for part in path.relative_to(tmp_path).parts}
    assert all(name.replace("-", "").replace("_", "").replace(".", "").isalnum() for name in names), names
    assert json.dumps(sorted(names)).isascii()
