"""Crawls: of recordings, and of a server on loopback that is recorded and played back."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from w3lib.encoding import http_content_type_encoding

from extractors import OUTLETS, extract, join_pages
from newsspider.crawl.spider_loader import OutletSpiderLoader
from newsspider.crawl.spiders.outlet import ArgumentError, OutletSpider, read_limit, read_urls
from newsspider.recording.fixtures import (
    CASSETTE,
    RecordedPage,
    find_cases,
    read_case,
    read_pages,
    write_cassette,
)
from tests.conftest import FIXTURES
from tests.newsspider.conftest import Run, read_items
from tests.newsspider.server import Answer, Server

Crawl = Callable[..., Run]
CASES = list(find_cases(FIXTURES))
SPLIT = FIXTURES / "jpnn" / "2020" / "tiga-halaman"
SINGLE = FIXTURES / "jpnn" / "2020" / "daftar-abc"
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "ROBOTSTXT_RETRY_TIMES=0")


def expected(pages: tuple[RecordedPage, ...]) -> dict[str, Any]:
    """What the extraction package says of these pages, without any crawl."""
    return join_pages(
        [
            extract(page.body, page.url, encoding=http_content_type_encoding(page.content_type))
            for page in pages
            if page.status == 200
        ]
    ).to_dict()


# -- every fixture --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fixture_items(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All fixtures crawled through their indexes, in one command."""
    import os
    import subprocess
    import sys

    from tests.conftest import ROOT

    feed = tmp_path_factory.mktemp("crawl") / "articles.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawlall", "--cassettes", str(FIXTURES), "-O", str(feed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    items = read_items(feed)
    assert len({item["url"] for item in items}) == len(items)
    return {item["url"]: item for item in items}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: "/".join(folder.parts[-3:]))
def test_the_crawl_says_what_extract_says(folder: Path, fixture_items: dict[str, dict[str, Any]]) -> None:
    pages = read_case(folder).pages
    item = fixture_items[pages[0].url]
    assert item == expected(pages)
    assert list(item) == list(expected(pages))  # in declaration order


def test_the_indexes_lead_to_every_case_and_to_nothing_else(fixture_items: dict[str, Any]) -> None:
    assert set(fixture_items) == {read_case(folder).pages[0].url for folder in CASES}


# -- spiders --------------------------------------------------------------------------------------------


def test_every_outlet_is_a_spider() -> None:
    loader = OutletSpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["newsspider.crawl.spiders"]}))
    assert loader.list() == list(OUTLETS)
    for name in OUTLETS:
        spider = loader.load(name)
        assert issubclass(spider, OutletSpider) and spider.outlet is OUTLETS[name]


def test_one_outlet_one_case(crawl: Crawl, tmp_path: Path) -> None:
    feed = tmp_path / "articles.jsonl"
    run = crawl("crawl", "jpnn", "-O", str(feed), "-a", f"cassette={SPLIT}")
    assert run.code == 0
    assert read_items(feed) == [expected(read_case(SPLIT).pages)]
    assert "Putin" not in run.err and run.out == ""
    table = [line.split() for line in run.complaints]
    assert ["pages", "3"] in table and ["articles", "1"] in table and ["jpnn", "2020", "1"] in table


def test_limit(crawl: Crawl, tmp_path: Path) -> None:
    feed = tmp_path / "articles.jsonl"
    assert (
        crawl(
            "crawl", "kontan", "-O", str(feed), "-a", f"cassette={FIXTURES / 'kontan'}", "-a", "limit=2"
        ).code
        == 0
    )
    assert len(read_items(feed)) == 2


def test_a_feed_is_followed_where_it_is_what_was_recorded(crawl: Crawl, tmp_path: Path) -> None:
    page = read_case(SINGLE).pages[0]
    feed = f"<rss><channel><item><link>{page.url}</link></item></channel></rss>".encode()
    index = RecordedPage("https://www.jpnn.com/index.php?mib=rss", feed, "application/rss+xml")
    write_cassette(tmp_path / "index.yaml", [index])
    write_cassette(tmp_path / "2020" / "a" / CASSETTE, [page])
    out = tmp_path / "articles.jsonl"
    assert crawl("crawl", "jpnn", "-O", str(out), "-a", f"cassette={tmp_path}").code == 0
    assert read_items(out) == [expected((page,))]


# -- split articles -------------------------------------------------------------------------------------


def played(crawl: Crawl, tmp_path: Path, *pages: RecordedPage) -> tuple[Run, list[dict[str, Any]]]:
    path, out = tmp_path / "pages.yaml", tmp_path / "articles.jsonl"
    write_cassette(path, pages)
    run = crawl("crawl", "jpnn", "-O", str(out), "-a", f"cassette={path}", "-a", f"urls={pages[0].url}")
    return run, read_items(out)


def test_a_page_that_answers_with_page_1_again_adds_nothing(crawl: Crawl, tmp_path: Path) -> None:
    one, two, three = read_case(SPLIT).pages
    again = RecordedPage(three.url, one.body)
    run, items = played(crawl, tmp_path, one, two, again)
    assert run.code == 0
    assert items == [expected((one, two, again))]
    assert items[0]["pageCount"] == 2 and items[0]["missingPages"] == []


def test_an_article_that_lacks_a_page_is_refused(crawl: Crawl, tmp_path: Path) -> None:
    one, two, three = read_case(SPLIT).pages
    run, items = played(crawl, tmp_path, one, two, RecordedPage(three.url, b"<h1>404</h1>", status=404))
    assert (run.code, items) == (1, [])
    assert run.complaints[0] == (
        f"WARNING Refused: {one.url}: split article with a page that is gone: {three.url}: HTTP 404"
    )


def test_a_page_that_was_not_recorded_fails_the_crawl(crawl: Crawl, tmp_path: Path) -> None:
    one, two, three = read_case(SPLIT).pages
    run, items = played(crawl, tmp_path, one, two)
    assert (run.code, items) == (1, [])
    assert f"ERROR Not recorded: GET {three.url}: it is not in " in run.err
    assert run.complaints[-1].startswith("The crawl failed: 1 page missing from the cassette")


# -- what is no article ---------------------------------------------------------------------------------


def test_refused_pages_are_counted_by_their_name_and_the_rest_goes_on(crawl: Crawl, tmp_path: Path) -> None:
    good = read_case(SINGLE).pages[0]
    news = "https://www.jpnn.com/news"
    pages = [
        RecordedPage(f"{news}/kosong-sekali", b""),
        RecordedPage(f"{news}/biner", b"\x89PNG\r\n\x1a\n" + bytes(200), "text/html"),
        RecordedPage(
            f"{news}/tantangan", b"<html><title>Just a moment...</title><p>x</p></html>", status=403
        ),
        RecordedPage(f"{news}/hilang", b"<html><title>404</title></html>", status=404),
        RecordedPage(f"{news}/dalam", b"<div>" * 20_000, "text/html"),
        RecordedPage(f"{news}/terpotong", good.body[: len(good.body) // 8]),
        RecordedPage(
            "https://www.jpnn.com/robots.txt", b"User-agent: *\nDisallow: /news/dilarang\n", "text/plain"
        ),
        good,
    ]
    path, out, urls = tmp_path / "pages.yaml", tmp_path / "articles.jsonl", tmp_path / "urls.txt"
    write_cassette(path, pages)
    wanted = [page.url for page in pages if "robots" not in page.url]
    urls.write_text("\n".join(["# addresses", f"{news}/dilarang", *wanted]), "utf-8")
    run = crawl("crawl", "jpnn", "-O", str(out), "-a", f"cassette={path}", "-a", f"urls={urls}")
    assert run.code == 3  # blocked by the challenge
    assert read_items(out) == [expected((good,))]
    table = {
        line.rsplit(None, 1)[0].strip(): line.rsplit(None, 1)[1] for line in run.complaints if line[:1] == " "
    }
    for kind in (
        "empty page",
        "not HTML",
        "challenge page (www.jpnn.com)",
        "HTTP 404",
        "forbidden by robots.txt",
    ):
        assert table[kind] == "1", run.err
    assert [table[name] for name in ("blocked", "not allowed by robots.txt", "gone", "refused")] == list(
        "1114"
    )
    assert run.complaints[-1] == "Blocked 1 time: www.jpnn.com 1."
    assert sum(line.startswith("WARNING Refused: ") for line in run.complaints) == 7


def test_a_miss_is_one_sentence_not_asked_twice_and_fails_the_crawl(crawl: Crawl, tmp_path: Path) -> None:
    page = read_case(SINGLE).pages[0]
    out = tmp_path / "articles.jsonl"
    near = page.url[:-1]
    run = crawl("crawl", "jpnn", "-O", str(out), "-a", f"cassette={SINGLE}", "-a", f"urls={near},{page.url}")
    assert run.code == 1
    assert len(read_items(out)) == 1  # the rest went on
    misses = [line for line in run.complaints if "Not recorded" in line]
    assert misses == [
        f"ERROR Not recorded: GET {near}: it is not in {SINGLE}; nearest: {page.url}; record it with -a record=PATH"
    ]


# -- recording ------------------------------------------------------------------------------------------

SITE = "http://www.jpnn.com"


@pytest.fixture
def site() -> Iterator[Server]:
    """An outlet on loopback: compressed, moved, busy, in latin-1, split, and what is no page."""
    (page,) = read_case(SINGLE).pages
    split = [RecordedPage(p.url.replace("https:", "http:"), p.body) for p in read_case(SPLIT).pages]
    text = page.body.decode()
    latin = (
        text.replace("utf-8", "iso-8859-1")
        .replace("Victoria", "Orléans\xa0Baru")
        .encode("latin-1", "replace")
    )
    html = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": "session=secret; path=/"}
    answers = {
        f"{SITE}/robots.txt": [Answer(b"User-agent: *\nDisallow: /news/dilarang\n", headers={})],
        f"{SITE}/news/padat": [
            Answer(
                gzip.compress(page.body),
                headers={**html, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"},
            )
        ],
        f"{SITE}/news/lama": [Answer(b"", 301, {"Location": "/news/padat-lagi"})],
        f"{SITE}/news/padat-lagi": [
            Answer(page.body, headers={**html, "Date": "Sat, 21 Nov 2026 01:00:00 GMT"})
        ],
        f"{SITE}/news/sibuk": [Answer(b"busy", 503), Answer(page.body, headers=html)],
        f"{SITE}/news/latin": [Answer(latin, headers={"Content-Type": "text/html; charset=iso-8859-1"})],
        f"{SITE}/news/gambar": [
            Answer(b"\x89PNG\r\n\x1a\n\xff\xfe" + bytes(99), headers={"Content-Type": "image/png"})
        ],
        **{p.url: [Answer(p.body.replace(b"https://www.jpnn.com", SITE.encode()))] for p in split},
    }
    with Server(answers) as server:
        yield server


def test_what_is_recorded_is_played_back_the_same(crawl: Crawl, site: Server, tmp_path: Path) -> None:
    tape, live, again = tmp_path / "jpnn.yaml", tmp_path / "live.jsonl", tmp_path / "again.jsonl"
    names = ("padat", "lama", "sibuk", "latin", "gambar", "dilarang")
    split = read_case(SPLIT).pages[0].url.replace("https:", "http:")
    urls = "urls=" + ",".join([*(f"{SITE}/news/{name}" for name in names), split])
    recording = crawl(
        "crawl", "jpnn", *FAST, "-O", str(live), "-a", urls, "-a", f"record={tape}", http_proxy=site.proxy
    )
    assert recording.code == 0, recording.err
    items = {item["url"]: item for item in read_items(live)}
    assert set(items) == {f"{SITE}/news/{x}" for x in ("padat", "padat-lagi", "sibuk", "latin")} | {split}
    assert items[split]["pageCount"] == 3
    assert "Orléans Baru" in items[f"{SITE}/news/latin"]["text"]
    assert site.asked[f"{SITE}/news/sibuk"] == 2 and site.asked[f"{SITE}/news/dilarang"] == 0

    replay = crawl("crawl", "jpnn", "-O", str(again), "-a", urls, "-a", f"cassette={tape}")
    assert replay.code == 0, replay.err
    assert {item["url"]: item for item in read_items(again)} == items
    table = [line for line in recording.complaints if line.startswith(" ")]
    assert table == [line for line in replay.complaints if line.startswith(" ")]

    text = tape.read_text("utf-8")
    assert "secret" not in text and "gzip" not in text and "Melbourne, Nomor 4" in text
    responses = [page for page in read_pages(tape) if page.url.endswith("/sibuk")]
    assert [page.status for page in responses] == [503, 200]

    before = tape.read_bytes()
    refused = crawl("crawl", "jpnn", "-a", urls, "-a", f"record={tape}", http_proxy=site.proxy)
    assert (refused.code, refused.complaints) == (
        2,
        [f"{tape}: is recorded already; give -a overwrite=1 to record it again"],
    )
    assert tape.read_bytes() == before


def test_a_recording_is_crawled_without_addresses_too(crawl: Crawl, site: Server, tmp_path: Path) -> None:
    tape, out = tmp_path / "jpnn.yaml", tmp_path / "out.jsonl"
    split = read_case(SPLIT).pages[0].url.replace("https:", "http:")
    urls = f"urls={SITE}/news/padat,{split}"
    assert crawl("crawl", "jpnn", *FAST, "-a", urls, "-a", f"record={tape}", http_proxy=site.proxy).code == 0
    assert crawl("crawl", "jpnn", "-O", str(out), "-a", f"cassette={tape}").code == 0
    assert [item["pageCount"] for item in read_items(out)] == [1, 3]


@pytest.mark.parametrize(("status", "fetched"), [(200, 1), (404, 1), (403, 1), (500, 0)])
def test_a_host_whose_rules_cannot_be_had_is_left_alone(
    crawl: Crawl, tmp_path: Path, status: int, fetched: int
) -> None:
    (page,) = read_case(SINGLE).pages
    with Server(
        {
            f"{SITE}/robots.txt": [Answer(b"User-agent: *\nDisallow: /news/x\n", status)],
            f"{SITE}/news/a": [Answer(page.body)],
        }
    ) as server:
        run = crawl("crawl", "jpnn", *FAST, "-a", f"urls={SITE}/news/a", http_proxy=server.proxy)
        assert server.asked[f"{SITE}/news/a"] == fetched
    if not fetched:
        assert "is unreachable (HTTP 500): nothing is fetched from this host" in run.complaints[0]


def test_robots_txt_holds_for_every_request_that_waited_for_it(crawl: Crawl) -> None:
    urls = [f"{SITE}/news/dilarang-{number}" for number in range(6)]
    with Server({f"{SITE}/robots.txt": [Answer(b"User-agent: *\nDisallow: /news/\n")]}) as server:
        crawl("crawl", "jpnn", *FAST, "-a", f"urls={','.join(urls)}", http_proxy=server.proxy)
        assert server.asked == {f"{SITE}/robots.txt": 1}


def test_a_site_that_is_not_there_is_said_without_a_traceback(crawl: Crawl) -> None:
    urls = f"urls={SITE}/news/a"
    run = crawl("crawl", "jpnn", *FAST, "-s", "RETRY_TIMES=0", "-a", urls, http_proxy="http://127.0.0.1:9")
    assert "robots.txt is unreachable (" in run.complaints[0]


# -- arguments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "there is nothing to crawl"),
        ({"cassete": "x"}, "no such argument; did you mean cassette?"),
        ({"xyz": "x"}, "no such argument; there are urls, limit"),
        ({"urls": "no-such-file"}, "neither an address"),
        ({"urls": "ftp://a.example/x"}, "is not an address"),
        ({"urls": "https:///x"}, "is not an address"),
        ({"urls": "https://[x"}, "is not an address"),
        ({"urls": "://,"}, "is not an address"),
        ({"cassette": "x", "limit": "0"}, "is not a number of articles"),
        ({"cassette": "x", "limit": "many"}, "is not a number of articles"),
        ({"cassette": "x", "limit": "-1"}, "is not a number of articles"),
    ],
)
def test_arguments_that_cannot_be_followed(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ArgumentError) as error:
        OutletSpider.check_arguments(arguments)
    assert message in str(error.value) and "\n" not in str(error.value)


def test_addresses_come_from_a_list_or_a_file(tmp_path: Path) -> None:
    assert read_urls("https://a.example/1, https://a.example/2,https://a.example/1") == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    file = tmp_path / "urls.txt"
    file.write_text("# mine\nhttps://a.example/1?x=1,2\n\n", "utf-8")
    assert read_urls(str(file)) == ["https://a.example/1?x=1,2"]
    file.write_text("# none\n", "utf-8")
    with pytest.raises(ArgumentError, match="there is no address in"):
        read_urls(str(file))
    assert read_limit("12") == 12 and read_limit(None) is None


LIVE = ("-s", "CONTACT=a@kabar.example")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("crawl", "jpn", "-a", "cassette=x"), 2, "no outlet is called 'jpn'; did you mean jpnn?"),
        (
            ("crawl", "jpnn", "-a", "cassette=x", "-s", "DOWNLOAD_DELAY=cepat"),
            2,
            "-s DOWNLOAD_DELAY: 'cepat' is",
        ),
        (
            ("crawl", "jpnn", *LIVE, "-s", "DATA_DIR=/dev/null/x"),
            4,
            "DATA_DIR: /dev/null/x cannot be made: Not a",
        ),
        (("crawl",), 2, "crawl: name one outlet; `scrapy list` names them, crawlall takes several"),
        (("crawl", "jpnn", "-a", "cassette=none"), 2, "none: no such cassette file or folder"),
        (("crawl", "jpnn", "-a", "cassette=pyproject.toml"), 2, "pyproject.toml: not a cassette: "),
        (("crawlall", "--cassettes", "none"), 2, "none: no such folder of cassettes"),
        (("crawlall", "xyz", "--cassettes", "fixtures"), 1, "no outlet is called 'xyz'; `newsspider list`"),
        (
            ("crawlall", "--cassettes", "fixtures", "-O", "x.json"),
            2,
            "x.json: several crawls cannot share one",
        ),
    ],
)
def test_user_faults_are_one_sentence_and_an_exit_code(
    crawl: Crawl, args: tuple[str, ...], code: int, message: str
) -> None:
    run = crawl(*args)
    assert run.code == code
    assert len(run.complaints) == 1 and run.complaints[0].startswith(message)


def test_an_address_of_another_outlet_is_refused(crawl: Crawl, tmp_path: Path) -> None:
    out = tmp_path / "articles.jsonl"
    page = read_case(SINGLE).pages[0]
    urls = f"urls=https://www.tempo.co/politik/a-1,https://other.example/b,https://www.jpnn.com:99999/news/c,{page.url}"
    run = crawl("crawl", "jpnn", "-O", str(out), "-a", urls, "-a", f"cassette={SINGLE}")
    assert run.code == 1 and len(read_items(out)) == 1
    assert "https://www.tempo.co/politik/a-1: address of another outlet: it belongs to tempo" in run.err
    assert "https://other.example/b: address of another outlet: jpnn is jpnn.com" in run.err
