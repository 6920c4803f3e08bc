"""``scrapy reextract``: what it reads is what the crawl read, whatever the archive is like."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import io
import json
import os
import sqlite3
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from scrapy.http import Request, Response
from warcio.warcwriter import WARCWriter

from extractors import Article, extract, join_pages
from newsspider.archive.extension import exchange_of
from newsspider.archive.reextract import Reextraction, Reread
from newsspider.archive.warc import members
from newsspider.recording.fixtures import RecordedPage, find_cases, read_case
from newsspider.runtime.console import Fault
from newsspider.runtime.packing import zstd
from newsspider.runtime.processes import WorkerDied, in_order
from newsspider.store import ArticleStore, StoreEntry
from newsspider.store.comparison import RereadComparison
from newsspider.store.parquet import article_of
from tests.conftest import FIXTURES
from tests.newsspider.commands.warcs import archive, by_others, exchange, exchanges, moved
from tests.newsspider.conftest import Run, crawling, read_items
from tests.newsspider.forkserver import Commands
from tests.site import Site, running

Command = Callable[..., Run]
SPLIT = read_case(FIXTURES / "jpnn" / "2020" / "tiga-halaman").pages
SINGLE = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
OTHER = read_case(FIXTURES / "kontan" / "desk" / "several-reporters").pages[0]


def said(*pages: RecordedPage) -> dict[str, Any]:
    return join_pages([extract(page.body, page.url) for page in pages]).to_dict()


def table(run: Run) -> dict[str, int]:
    """The report: name → number."""
    rows = (line.split("\t") for line in run.out.splitlines() if line.count("\t") == 2)
    return {what or which: int(count.replace(",", "")) for what, which, count in rows}


def by_url(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A crawl yields a split article after its last page; the archive has it where its first page is."""
    return sorted(records, key=lambda record: str(record["url"]))


def reread(paths: Sequence[Path], **options: Any) -> tuple[list[Reread], Reextraction, list[str]]:
    faults: list[str] = []
    with Reextraction(paths, faults=faults.append, **options) as run:
        return list(run.articles()), run, faults


# -- the crawl's own archive ------------------------------------------------------------------------------


@dataclasses.dataclass
class Crawled:
    items: list[dict[str, Any]]
    data: Path

    @property
    def store(self) -> Path:
        return self.data / "articles.sqlite"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, commands: Commands) -> Crawled:
    """All five outlets crawled from loopback, with archive and store."""
    folder = tmp_path_factory.mktemp("crawled")
    site = Site(seed=11, articles_per_outlet=16, since="2024-01-01", until="2024-01-10")
    outlets = ("tempo", "kontan", "jpnn", "idntimes", "beritautama")
    with running(site) as server:
        given = {**server.settings(), "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0}
        crawling(folder, commands)(
            *("crawlall", *outlets, "-o", str(folder / "items.jsonl")),
            *("-a", "since=2024-01-01", "-a", "until=2024-01-10"),
            *(part for name, value in given.items() for part in ("-s", f"{name}={value}")),
            **server.environment(),
        )
    items = read_items(folder / "items.jsonl")
    assert len(items) == 80 and any(item["pageCount"] > 1 for item in items)
    return Crawled(items, folder / "data")


@pytest.mark.parametrize("jobs", [1, 2])
def test_articles_equal_to_the_crawls(crawled: Crawled, command: Command, tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "again.jsonl"
    store = ("-s", f"STORE_PATH={crawled.store}")
    run = command("reextract", str(crawled.data / "warc"), "-o", str(out), "--jobs", str(jobs), *store)
    assert (run.code, run.err) == (0, "")
    again = read_items(out)
    assert by_url(again) == by_url(crawled.items)
    assert {tuple(item) for item in again} == {tuple(item) for item in crawled.items}  # their keys, in order
    report = table(run)
    assert (report["articles"], report["unchanged"]) == (80, 80)
    assert (report["new"], report["changed"], report["corrected"], report["vanished"]) == (0, 0, 0, 0)


def test_an_own_archive_changes_nothing_in_the_store(crawled: Crawled, command: Command) -> None:
    def dump() -> list[Any]:
        with sqlite3.connect(crawled.store) as db:
            return db.execute("SELECT * FROM revisions ORDER BY article, revision").fetchall()

    before = dump()
    run = command("reextract", str(crawled.data / "warc"), "--store", str(crawled.store))
    assert run.code == 0 and table(run)["written to the store"] == 0
    assert dump() == before


def test_a_new_store_is_the_crawls_store(crawled: Crawled, command: Command, tmp_path: Path) -> None:
    """With the places of all pages in the archive."""
    made = tmp_path / "made.sqlite"
    run = command("reextract", str(crawled.data / "warc"), "--store", str(made))
    assert run.code == 0 and table(run)["new"] == 80
    with ArticleStore(made) as new, ArticleStore(crawled.store) as old:
        urls = {summary.canonical_url for summary in old.articles()}
        assert {summary.canonical_url for summary in new.articles()} == urls
        for url in urls:
            a, b = new.get(url), old.get(url)
            assert a and b and (a.record, a.location, a.pages) == (b.record, b.location, b.pages)
            assert abs((a.fetched - b.fetched).total_seconds()) < 0.01
            assert len(a.pages) == a.record["pageCount"] - 1


def test_one_outlet(crawled: Crawled, command: Command, tmp_path: Path) -> None:
    out = tmp_path / "jpnn.jsonl"
    store = ("-s", f"STORE_PATH={crawled.store}")
    run = command("reextract", str(crawled.data / "warc"), "--outlet", "jpnn", "-o", str(out), *store)
    assert by_url(read_items(out)) == by_url([item for item in crawled.items if item["outlet"] == "jpnn"])
    assert table(run)["vanished"] == 0 and table(run)["another outlet"] > 0


def test_parquet(crawled: Crawled, command: Command, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "again.parquet"
    run = command("reextract", str(crawled.data / "warc"), "-o", str(out))
    assert run.code == 0
    rows = parquet.read_table(out).to_pylist()
    assert [article_of(row) for row in by_url(rows)] == [
        Article.from_dict(item) for item in by_url(crawled.items)
    ]


def test_in_a_pipe(crawled: Crawled, crawl: Command) -> None:
    run = crawl("reextract", str(crawled.data / "warc"), "-o", "-", "--jobs", "2")
    assert by_url([json.loads(line) for line in run.out.splitlines()]) == by_url(crawled.items)
    assert "articles\t\t80" in run.err and "━" not in run.err


# -- every fixture -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded() -> list[tuple[tuple[RecordedPage, ...], dict[str, Any]]]:
    """The pages of every case with all of its pages, and what ``extract`` says of them."""
    cases = [read_case(folder).pages for folder in find_cases(FIXTURES)]
    whole = [pages for pages in cases if len(pages) == 1 or extract(pages[0].body, pages[0].url).pageUrls]
    return [(pages, said(*pages)) for pages in whole]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_recorded_page(
    recorded: list[tuple[tuple[RecordedPage, ...], dict[str, Any]]], tmp_path: Path, jobs: int
) -> None:
    """What ``extract`` says of it, in the archive's order, pages joined; any number of files."""
    everything = exchanges([page for pages, _ in recorded for page in pages])
    paths = archive(tmp_path, everything, roll_bytes=100_000)
    assert len(paths) > 2
    found, run, faults = reread(paths, jobs=jobs)
    assert not faults
    expected = [record for _, record in recorded]
    got = {article.record["url"]: article.record for article in found}
    missing = [record["url"] for record in expected if record["url"] not in got]
    assert len(missing) == run.refused["split article without all its pages"]
    assert [article.record for article in found] == [
        record for record in expected if record["url"] not in missing
    ]


# -- split articles ----------------------------------------------------------------------------------------


def test_pages_are_joined_wherever_they_lie(tmp_path: Path) -> None:
    first, *further = exchanges(SPLIT)
    between = exchanges([SINGLE], 10)
    for number, order in enumerate(
        [[first, *between, *further], [first, *reversed(further)], [*further, *between, first]]
    ):
        paths = archive(tmp_path / str(number), order, roll_bytes=1)  # a file each
        found, run, _ = reread(paths)
        records = {article.url: article for article in found}
        assert records[SPLIT[0].url].record == said(*SPLIT)
        assert len(records[SPLIT[0].url].pages) == 2 and run.counts["further pages"] == 2
        assert set(records) <= {SPLIT[0].url, SINGLE.url}


def test_a_split_article_without_all_its_pages_is_none(tmp_path: Path) -> None:
    found, run, faults = reread(archive(tmp_path, exchanges(SPLIT[:2])))
    assert (found, faults) == ([], [])
    assert run.refused == {"split article without all its pages": 1}


@pytest.mark.parametrize("missing", [1, 2])
def test_a_split_article_without_all_its_pages_is_marked_where_it_is_kept(
    tmp_path: Path, missing: int
) -> None:
    there = [page for number, page in enumerate(SPLIT) if number != missing]
    (article,), run, _ = reread(archive(tmp_path, exchanges(there)), incomplete=True)
    assert article.record == said(*there)
    assert article.record["missingPages"] == [SPLIT[missing].url] and article.record["pageCount"] == 2
    assert len(article.pages) == 1 and run.counts["incomplete"] == 1


def test_what_lacks_pages_is_said_unless_it_was_decided(command: Command, tmp_path: Path) -> None:
    (path,) = archive(tmp_path, exchanges([SINGLE, *SPLIT[:2]]))
    run = command("reextract", str(path), "-o", "-")
    assert run.code == 1 and len(run.out.splitlines()) == 1
    assert run.complaints[-1].startswith(
        "reextract: 1 split article is left out, because pages of it are not"
    )
    run = command("reextract", str(path), "-o", "-", "--incomplete", "drop")
    assert run.code == 0 and len(run.out.splitlines()) == 1
    run = command("reextract", str(path), "-o", "-", "--incomplete", "keep")
    assert run.code == 0
    assert [bool(json.loads(line)["missingPages"]) for line in run.out.splitlines()] == [False, True]


def test_a_further_page_that_was_named_by_hand(tmp_path: Path) -> None:
    """As ``-a urls=…?page=3`` crawls it: its first page is not there."""
    paths = archive(tmp_path, exchanges(SPLIT[2:]))
    ((article,), _, _) = reread(paths, incomplete=True)
    assert article.record["body"] == said(SPLIT[2])["body"]
    assert article.record["missingPages"] == [page.url for page in SPLIT[:2]]
    assert reread(paths)[0] == []


def test_a_page_that_was_asked_again_and_one_that_moved(tmp_path: Path) -> None:
    first, second, third = exchanges(SPLIT)
    moved = exchange(SPLIT[1].url, b"", 1, status=301, location="https://www.jpnn.com/pindah?page=2")
    second.url = "https://www.jpnn.com/pindah?page=2"
    busy = exchange(SPLIT[2].url, b"busy", 1, status=503)
    (article,), run, _ = reread(archive(tmp_path, [first, moved, second, busy, third]))
    assert article.record["body"] == said(*SPLIT)["body"] and article.record["pageCount"] == 3
    assert run.refused == {"HTTP 503": 1}


def test_each_crawl_joins_its_own_pages(tmp_path: Path) -> None:
    def later(page: RecordedPage) -> RecordedPage:
        return dataclasses.replace(page, body=page.body.replace(b"<p>", b"<p>Diperbarui. "))

    new = [later(page) for page in SPLIT]
    found, _, _ = reread(archive(tmp_path, [*exchanges(SPLIT), *exchanges(new, 3_600)]))
    assert [article.record for article in found] == [said(*SPLIT), said(*new)]


# -- what else lies in archives ------------------------------------------------------------------------------


def test_repeated_bodies_are_found_where_they_are(tmp_path: Path) -> None:
    """``revisit`` records: of a page fetched again, and of the same page under another address."""
    twin = dataclasses.replace(SINGLE, url=SINGLE.url + "?utm_source=x")  # the same article
    pages = [SINGLE, OTHER, twin, SINGLE]
    paths = archive(tmp_path, exchanges(pages), roll_bytes=1)
    assert len(paths) == 4
    for jobs in (1, 2):
        found, run, faults = reread(paths, jobs=jobs)
        assert not faults
        assert [article.url for article in found] == [page.url for page in pages]
        assert found[3].record == found[0].record and found[2].record["body"] == found[0].record["body"]
    # the file with the body itself is not named: it lies beside the others
    found, _, _ = reread(paths[2:])
    assert [article.url for article in found] == [twin.url, SINGLE.url]
    (tmp_path / "index.sqlite").unlink()
    found, run, _ = reread(paths[2:])
    assert found == [] and run.refused == {"repeats a record that is not here": 2}
    assert [(lost.pages, lost.example) for lost in run.lost] == [(2, SINGLE.url)]


def test_a_repeated_body_that_is_not_here_is_a_fault_unless_the_page_was_had(
    command: Command, tmp_path: Path
) -> None:
    pages = exchanges([SINGLE, OTHER]) + exchanges([SINGLE, OTHER], 3_600)
    first, second, *later = archive(tmp_path / "warc", pages, roll_bytes=1)
    first.rename(tmp_path / first.name)
    run = command("reextract", *map(str, (second, *later)))
    assert run.code == 1 and table(run)["articles"] == 1
    assert f"1 page is not had ({SINGLE.url}; repeats a record that is not here)" in run.err
    cold = command("reextract", *map(str, (second, *later)), "-s", f"ARCHIVE_COLD={tmp_path}")
    assert (cold.code, cold.err, table(cold)["articles"]) == (0, "", 2)
    assert command("reextract", str(tmp_path / "warc"), str(first.parent.parent / first.name)).code == 0


def test_a_crawl_that_found_everything_unchanged(tmp_path: Path) -> None:
    pages = [SINGLE, OTHER, *SPLIT]
    found, run, _ = reread(archive(tmp_path, [*exchanges(pages), *exchanges(pages, 3_600)]))
    assert [article.url for article in found] == [SINGLE.url, OTHER.url, SPLIT[0].url]
    assert run.counts["repeated"] == 3


def test_encodings_and_charsets(tmp_path: Path) -> None:
    page = read_case(FIXTURES / "kontan" / "setup" / "windows-1252").pages[0]
    body = gzip.compress(page.body)
    (path,) = archive(
        tmp_path, [exchange(page.url, body, content_type=page.content_type, content_encoding="gzip")]
    )
    (article,), _, _ = reread([path])
    from tests.newsspider.test_crawl import expected

    assert article.record == expected((page,))


def test_archives_of_others(tmp_path: Path) -> None:
    chunked = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (SINGLE.body[:5_000], SINGLE.body[5_000:])
    )
    path = by_others(
        tmp_path / "other.warc.gz",
        [
            (
                SINGLE.url,
                chunked + b"0\r\n\r\n",
                {"Content-Type": "text/html", "Transfer-Encoding": "chunked"},
            ),
            ("https://example.org/berita", SINGLE.body, {"Content-Type": "text/html"}),
            ("https://www.jpnn.com/robots.txt", b"User-agent: *", {"Content-Type": "text/plain"}),
            ("https://www.jpnn.com/sitemap.xml", b"<urlset></urlset>", {"Content-Type": "text/xml"}),
            ("https://www.jpnn.com/indeks", b"<html><body><h1>Indeks</h1>", {"Content-Type": "text/html"}),
            (OTHER.url, b"\x1f\x8bxx", {"Content-Type": "text/html", "Content-Encoding": "gzip"}),
        ],
    )
    (article,), run, faults = reread([path])
    assert article.record == said(SINGLE) and not faults
    assert run.passed == {
        "host of no outlet": 1,
        "robots.txt": 1,
        "feed or sitemap": 1,
        "not an article's address": 1,
    }
    assert run.refused == {"cut off": 1}


def test_relative_dates_count_from_the_fetch(tmp_path: Path) -> None:
    """By the server's clock as in the crawl, by the record's where the server names no time."""
    text = SINGLE.body.decode()
    assert "WIB" in text
    page = exchange(SINGLE.url, SINGLE.body)
    (before,), _, _ = reread(archive(tmp_path / "a", [page]))
    page.headers = [pair for pair in page.headers if pair[0] != b"Date"]
    (after,), _, _ = reread(archive(tmp_path / "b", [page]))
    # the page is younger than the fetch it is said to come from: no date of it can be true
    assert before.record["datePublished"] == after.record["datePublished"]
    assert before.fetched == after.fetched == datetime(2027, 1, 1, 5, tzinfo=UTC)


def cut(*ways: str) -> list[tuple[str, bytes, dict[str, str]]]:
    """One page, cut in so many ways, and as it is where the way is ``whole``."""
    pack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }
    records = []
    for number, way in enumerate(ways):
        body, headers = SINGLE.body, {"Content-Type": "text/html; charset=utf-8"}
        if way in pack:
            body = pack[way](body)
            headers["Content-Encoding"] = way
        elif way == "chunked":
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            headers["Transfer-Encoding"] = "chunked"
        elif way == "length":
            headers["Content-Length"] = str(len(body))
        if way != "whole":
            body = body[: len(body) * 3 // 4]
        records.append((f"{SINGLE.url}?utm_source={number}", body, headers))
    return records


@pytest.mark.parametrize("way", ["gzip", "deflate", "br", "zstd", "chunked", "length", "WARC-Truncated"])
def test_what_was_cut_is_never_stored_and_is_a_fault(command: Command, tmp_path: Path, way: str) -> None:
    if way == "WARC-Truncated":
        page = exchange(SINGLE.url, SINGLE.body)
        page.truncated = "disconnect"
        (path,) = archive(tmp_path / "warc", [page, exchange(OTHER.url, OTHER.body, 1)])
    else:
        path = by_others(tmp_path / "a.warc.gz", [*cut(way), (OTHER.url, OTHER.body, {})])
    run = command("reextract", str(path), "-o", str(tmp_path / "a.jsonl"))
    assert run.code == 1
    assert [item["url"] for item in read_items(tmp_path / "a.jsonl")] == [OTHER.url]
    assert table(run)["cut off"] == 1 and "reextract: 1 page is not had (" in run.err


def test_what_was_cut_and_then_had_whole_is_no_fault(tmp_path: Path) -> None:
    first, second = cut("gzip", "whole")
    path = by_others(tmp_path / "a.warc.gz", [first, (first[0], *second[1:])])
    found, run, faults = reread([path])
    assert len(found) == 1 and run.refused == {"cut off": 1} and not run.lost and not faults


def test_a_whole_body_of_which_nobody_said_how_long_it_is_is_kept_as_whole() -> None:
    response = Response("https://a/", flags=["partial"], body=b"isi")
    assert exchange_of(Request("https://a/"), response).truncated is None


def members_of(path: Path) -> list[bytes]:
    """The records of an archive, each as it was before it was compressed."""
    with path.open("rb") as file:
        return [
            gzip.decompress(path.read_bytes()[start : start + length]) for start, length, _ in members(file)
        ]


@pytest.mark.parametrize("kind", ["records", "whole", "dictionary", "gzip"])
def test_other_compressions(command: Command, tmp_path: Path, kind: str) -> None:
    """Zstandard by record or by file, with a dictionary too; one gzip stream for all."""
    (path,) = archive(tmp_path / "warc", exchanges([SINGLE, OTHER, SINGLE]))
    records = members_of(path)
    if kind == "gzip":
        data = gzip.compress(b"".join(records))
    elif kind == "whole":
        data = zstd.compress(b"".join(records))
    elif kind == "records":
        data = b"".join(map(zstd.compress, records))
    else:
        words = zstd.train_dict([record[:400] for record in records] * 20, 2_000)
        frame = zstd.compress(words.dict_content)
        data = b"\x5d\x2a\x4d\x18" + len(frame).to_bytes(4, "little") + frame
        data += b"".join(zstd.compress(record, zstd_dict=words) for record in records)
    other = tmp_path / f"other.warc.{'gz' if kind == 'gzip' else 'zst'}"
    other.write_bytes(data)
    before = set(tmp_path.iterdir())
    run = command("reextract", str(other), "-o", str(tmp_path / "a.jsonl"))
    assert (run.code, run.err) == (0, "")
    assert [item["url"] for item in read_items(tmp_path / "a.jsonl")] == [SINGLE.url, OTHER.url]
    assert set(tmp_path.iterdir()) - before == {tmp_path / "a.jsonl"}  # nothing unpacked is left


def test_a_wacz_file_zipped_and_unzipped(command: Command, tmp_path: Path) -> None:
    paths = archive(tmp_path / "warc", exchanges([SINGLE, OTHER]), roll_bytes=1)
    wacz = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(wacz, "w") as file:
        file.writestr("datapackage.json", "{}")
        for path in paths:
            file.write(path, f"archive/{path.name}")
    with zipfile.ZipFile(wacz) as file:
        file.extractall(tmp_path / "unzipped")
    for path in (wacz, tmp_path / "unzipped"):
        run = command("reextract", str(path), "-o", "-")
        assert run.code == 0 and len(run.out.splitlines()) == 2
    with zipfile.ZipFile(tmp_path / "other.wacz", "w") as file:
        file.writestr("satu.html", SINGLE.body)
    (tmp_path / "none.wacz").write_bytes(SINGLE.body)
    run = command("reextract", str(tmp_path / "other.wacz"), str(tmp_path / "none.wacz"))
    assert run.code == 1 and "so it is not a WACZ file" in run.err and "none.wacz: damaged" in run.err


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "br", "deflate", "zstd", "gzip, br"])
def test_bodies_kept_unpacked_under_the_headers_of_packed_ones(tmp_path: Path, coding: str) -> None:
    """As CC-NEWS has them of before May 2019, chunked by their headers too."""
    headers = {"Content-Type": "text/html", "Content-Encoding": coding, "Transfer-Encoding": "chunked"}
    pages = [SINGLE, OTHER]
    path = by_others(tmp_path / "a.warc.gz", [(page.url, page.body, headers) for page in pages])
    found, run, faults = reread([path])
    assert [article.record for article in found] == [said(page) for page in pages]
    assert not faults and not run.refused


def others_record(kind: str, url: str, body: bytes, content_type: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_warc_record(url, kind, payload=io.BytesIO(body), warc_content_type=content_type)
    )
    return out.getvalue()


def test_resource_records_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    log = others_record("resource", "metadata://gnu.org/wget/log.txt", b"log", "text/plain")
    path.write_bytes(others_record("resource", SINGLE.url, SINGLE.body, "text/html; charset=utf-8") + log)
    (article,), _, faults = reread([path])
    assert article.record == said(SINGLE) and not faults


def test_files_that_give_nothing_say_what_they_hold(command: Command, tmp_path: Path) -> None:
    texts = tmp_path / "a.warc.wet.gz"
    texts.write_bytes(others_record("conversion", SINGLE.url, b"Judul", "text/plain") * 3)
    asked = tmp_path / "b.warc.gz"
    asked.write_bytes(others_record("request", SINGLE.url, b"GET / HTTP/1.1\r\n\r\n", "application/http"))
    foreign = by_others(tmp_path / "c.warc.gz", [("https://example.org/", SINGLE.body, {})])
    run = command("reextract", str(texts))
    assert run.code == 1 and "a.warc.wet.gz: it holds 3 texts of pages (WET" in run.err
    run = command("reextract", str(asked))
    assert run.code == 1 and "b.warc.gz: there is no response in it" in run.err
    run = command("reextract", str(foreign))
    assert run.code == 1 and run.complaints == ["reextract: no article was found: host of no outlet 1"]


# -- against the store ---------------------------------------------------------------------------------------


def kept(path: Path, records: Sequence[tuple[dict[str, Any], Reread]]) -> Path:
    with ArticleStore(path) as store:
        store.put(
            [
                StoreEntry(record, article.fetched, article.location, article.pages)
                for record, article in records
            ]
        )
    return path


def altered(article: Reread, **changes: Any) -> dict[str, Any]:
    return Article.from_dict({**article.record, **changes}).to_dict()


@pytest.fixture
def known(tmp_path: Path) -> tuple[Path, Path]:
    """An archive of five pages, and a store that says otherwise about four."""
    more = moved(SINGLE, "satu-lagi")
    gone = exchange("https://www.jpnn.com/news/yang-hilang", b"<html><title>Just a moment...</title>", 9)
    (path,) = archive(tmp_path / "warc", [*exchanges([SINGLE, OTHER, *SPLIT]), *exchanges([more], 8), gone])
    single, other, split, _ = reread([path])[0]
    body = [{"type": "paragraph", "text": "Kalimat lama."}, *single.record["body"][1:]]
    lost = altered(single, url=gone.url, canonicalUrl=gone.url)
    offset = next(o for o in _offsets(path, gone.url))
    place = dataclasses.replace(single, location=single.location._replace(offset=offset))
    store = kept(
        tmp_path / "articles.sqlite",
        [
            (altered(single, body=body), single),
            (altered(other, headline="Judul lama", extractor="rules/0.1"), other),
            (altered(split, extractor="rules/0.1"), split),
            (lost, place),
        ],
    )
    return path, store


def _offsets(path: Path, url: str) -> Iterator[int]:
    with sqlite3.connect(path.parent / "index.sqlite") as db:
        for (offset,) in db.execute("SELECT offset FROM records WHERE url = ?", (url,)):
            yield offset


def test_what_differs_from_the_store(command: Command, known: tuple[Path, Path]) -> None:
    path, store = known
    before = store.read_bytes()
    run = command("reextract", str(path), "-s", f"STORE_PATH={store}")
    assert (run.code, run.err) == (0, "")
    report = table(run)
    assert [report[name] for name in ("new", "changed", "corrected", "unchanged", "vanished")] == [
        *(1, 1, 1, 1, 1)
    ]
    assert store.read_bytes() == before
    assert f"{SINGLE.url}: changed" in run.out and "  - paragraph: Kalimat lama." in run.out
    assert "corrected" in run.out and 'want "Judul lama"' in run.out
    assert "yang-hilang: vanished: challenge page" in run.out


def test_the_differences_are_written(command: Command, known: tuple[Path, Path]) -> None:
    path, store = known
    run = command("reextract", str(path), "--store", str(store), "--sample", "0")
    assert run.code == 0 and table(run)["changed"] == 1 and "Kalimat lama" not in run.out
    with ArticleStore(store) as articles:
        assert len(articles) == 5
        found = articles.get(SINGLE.url)
        assert found is not None and found.record == said(SINGLE)
    again = table(command("reextract", str(path), "--store", str(store)))
    assert (again["unchanged"], again["vanished"], again["written to the store"]) == (4, 1, 0)


def test_an_old_page_that_was_unchanged_then_adds_no_revision(tmp_path: Path) -> None:
    """Fetched, fetched again, changed: reading the second page anew must not bring the old text back."""
    new = dataclasses.replace(SINGLE, body=SINGLE.body.replace(b"<p>", b"<p>Baru. "))
    again = exchanges([SINGLE], 3_600)
    (path,) = archive(tmp_path, [*exchanges([SINGLE]), *again, *exchanges([new], 7_200)])
    first, last = reread([path])[0]
    store = tmp_path / "articles.sqlite"
    kept(store, [(first.record, first), (last.record, last)])
    (second,) = archive(tmp_path / "second", again)
    with ArticleStore(store) as articles:
        comparison = RereadComparison(articles, write=True)
        verdicts = [comparison.see(article) for article in reread([second])[0]]
        comparison.flush()
        assert verdicts == ["unchanged"] and len(articles.revisions(SINGLE.url)) == 2


def test_the_sample_is_spread_and_the_same_every_time(tmp_path: Path) -> None:
    pages = [moved(SINGLE, f"berita-{number:02}") for number in range(40)]
    paths = archive(tmp_path, exchanges(pages))
    articles = reread(paths)[0]
    store = kept(tmp_path / "a.sqlite", [(altered(one, headline="Judul lama"), one) for one in articles])
    samples = []
    for _ in range(2):
        with ArticleStore(store, read_only=True) as known:
            comparison = RereadComparison(known, write=False, sample=5)
            for one in articles:
                comparison.see(one)
            samples.append(list(comparison.sample()))
    assert samples[0] == samples[1] and len(samples[0]) == 5
    assert samples[0][-1].url > "https://www.jpnn.com/news/berita-20"


# -- bad input ------------------------------------------------------------------------------------------------


def test_each_bad_file_is_one_sentence_and_the_rest_goes_on(command: Command, tmp_path: Path) -> None:
    (good,) = archive(tmp_path, exchanges([SINGLE]))
    (torn,) = archive(tmp_path / "torn", exchanges([OTHER, SINGLE]))
    torn.write_bytes(torn.read_bytes()[:-2_000])
    cut = tmp_path / "cut.warc.zst"
    cut.write_bytes(zstd.compress(gzip.decompress(good.read_bytes()))[:-2_000])
    (tmp_path / "page.warc.gz").write_bytes(SINGLE.body)
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    names = ("none.warc.gz", "empty.warc.gz", "page.warc.gz", "cut.warc.zst", "folder")
    run = command(
        "reextract", str(torn), *(str(tmp_path / name) for name in names), str(good), "-o", "-", "--jobs", "1"
    )
    assert run.code == 1
    assert [json.loads(line)["url"] for line in run.out.splitlines()] == [OTHER.url, SINGLE.url]
    complaints = [line for line in run.complaints if "\t" not in line]
    assert len(complaints) == 6
    for text in (
        "none.warc.gz: no such file or folder",
        "empty.warc.gz: the file is empty",
        "page.warc.gz: not a WARC file",
        "cut.warc.zst: damaged or cut off (",
        "folder: there is no WARC file in this folder",
        "(cut off within a record); whole records after it are read",
    ):
        assert sum(text in line for line in complaints) == 1, text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a WARC file"),
        (("x.warc.gz", "--outlet", "temp"), "no outlet is called 'temp'"),
        (("x.warc.gz", "--jobs", "0"), "--jobs: '0' is not a number of 1 or more"),
        (("x.warc.gz", "--sample", "x"), "--sample: 'x' is not a number of 0 or more"),
        (("GOOD", "-o", "a.docx"), "a.docx: its ending is not a format"),
        (("GOOD", "-o", "GOOD"), "not a format that can be written"),
        (("GOOD", "-o", "OLD"), "exists already; -O overwrites it"),
        (("GOOD", "-o", "nowhere/a.jsonl"), "cannot be written: No such file or directory"),
        (("GOOD", "-o", "a.jsonl", "-O", "b.jsonl"), "give one"),
        (("GOOD", "--store", "GOOD"), "file is not a database"),
    ],
)
def test_bad_arguments_are_one_sentence(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (good,) = archive(tmp_path, exchanges([SINGLE]))
    (tmp_path / "old.jsonl").write_text("kept\n")
    words = {"GOOD": str(good), "OLD": str(tmp_path / "old.jsonl")}
    run = command("reextract", *(words.get(word, word) for word in arguments))
    assert run.code != 0 and run.out == ""
    (line,) = run.complaints
    assert message in line
    assert (tmp_path / "old.jsonl").read_text() == "kept\n"


def test_without_pyarrow(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (good,) = archive(tmp_path, exchanges([SINGLE]))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    run = command("reextract", str(good), "-o", str(tmp_path / "a.parquet"))
    assert run.code == 2 and "newsspider[parquet]" in run.err
    assert not list(tmp_path.glob("a.parquet*"))


def test_a_full_disk_is_said(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    (good,) = archive(tmp_path, exchanges([SINGLE]))
    (tmp_path / "old.jsonl").write_text("kept")
    opened = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, *args, **more: Full() if self.suffix == ".part" else opened(self, *args, **more),
    )
    for ending in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"a.{ending}"
        run = command("reextract", str(good), "-o", str(out), "--jobs", "1")
        assert run.code == 4 and run.complaints[-1].endswith("cannot be written: No space left on device")
        assert not out.exists()
    run = command("reextract", str(good), "-O", str(tmp_path / "old.jsonl"))
    assert run.code == 4 and (tmp_path / "old.jsonl").read_text() == "kept"


def test_a_run_that_ends_early_leaves_nothing_behind(tmp_path: Path) -> None:
    paths = archive(tmp_path / "warc", exchanges([SINGLE, OTHER]))
    before = set(tmp_path.iterdir())
    with Reextraction(paths, folder=tmp_path) as run:
        next(run.articles())
    assert set(tmp_path.iterdir()) == before


# -- processes -------------------------------------------------------------------------------------------------


def _square(number: int) -> int:
    return number * number


def _die(number: int) -> int:
    if number == 3:
        os._exit(9)
    return number


def test_results_come_in_order_and_tasks_are_not_taken_ahead() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(50):
            taken = number + 1
            yield number

    for count, (task, result) in enumerate(in_order(_square, tasks(), 2)):
        assert result == task * task == count * count
        assert taken <= count + 5


def test_a_process_that_dies_is_said() -> None:
    with pytest.raises(WorkerDied):
        list(in_order(_die, range(8), 2))


def test_a_process_that_dies_ends_the_run_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsspider.archive import reextract

    def dies(*_: Any) -> Iterator[Any]:
        raise WorkerDied(reextract.PartTask("a.warc.gz", 4_096, 8_192, None))
        yield

    monkeypatch.setattr(reextract, "in_order", dies)
    with pytest.raises(Fault, match=r"a\.warc\.gz, byte 4096 on: a process ended"):
        reread(archive(tmp_path, exchanges([SINGLE])))
