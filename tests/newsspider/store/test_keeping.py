"""Real crawls of a small site on loopback: what is kept, in what order, and what a kill leaves."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from newsspider.archive.reader import ArchiveReader
from newsspider.archive.warc_file import OPEN
from newsspider.store import ArticleStore
from tests.newsspider.forkserver import Forked
from tests.newsspider.sites import stored
from tests.newsspider.store.conftest import Crawled
from tests.newsspider.store.site import Site, article, page

KILLS = 8


def records(folder: Path) -> list[tuple[str, str, str]]:
    """Type, address and status line of every response, in order, each read to its end with its digests."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type in ("response", "revisit"):
                    url = record.rec_headers.get_header("WARC-Target-URI").partition("127.0.0.1:")[2]
                    found.append(
                        (record.rec_type, url.partition("/")[2], record.http_headers.get_statuscode())
                    )
                record.content_stream().read()
    return found


def test_everything_that_was_answered_is_kept(crawl: Callable[..., Crawled], tmp_path: Path) -> None:
    done = crawl("/a/1", "/gzip/2", "/alir/3", "/pindah/4", "/rusak/5", "/hilang", "/ulang/1")
    kept = records(tmp_path / "warc")
    assert (
        sorted(kept)
        == sorted(
            [
                ("response", "robots.txt", "200"),
                ("response", "a/1", "200"),
                ("response", "gzip/2", "200"),
                ("response", "alir/3", "200"),
                ("response", "pindah/4", "302"),
                ("response", "a/4", "200"),
                ("response", "rusak/5", "503"),
                ("revisit", "rusak/5", "503"),
                ("response", "hilang", "404"),
                ("revisit", "ulang/1", "200"),
            ]
        )
        or ("revisit", "a/1", "200") in kept
    )  # whichever of the two came first
    assert done.stats["archive/responses"] == 10
    assert done.stats["archive/revisits"] == 2
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False):
            assert record.verify_block_digest()
    with path.open("rb") as file:
        for record in FastIterator(file, record_types=WarcRecordType.response):
            assert record.verify_payload_digest()
    # a compressed page is kept as it came, and read as it was meant
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response" and "/gzip/" in record.rec_headers.get_header("WARC-Target-URI"):
                assert gzip.decompress(record.raw_stream.read()) == page(2, kilobytes=10)


def test_every_article_names_its_page(crawl: Callable[..., Crawled], site: Site, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    done = crawl("/a/1", "/gzip/2", "/alir/3", "/pindah/4", further=True)
    assert done.stats["store/new"] == 4
    with ArticleStore(tmp_path / "articles.sqlite") as store, ArchiveReader(tmp_path / "warc") as reader:
        assert len(store) == 4
        for number, path in enumerate(("/a/1", "/gzip/2", "/alir/3", "/a/4"), start=1):
            kept = store.get(site.url + path)
            assert kept is not None
            assert kept.location is not None
            archived = reader.read(kept.location)
            assert archived.response.url == site.url + path
            assert archived.response.body == page(number, kilobytes=10)
            assert kept.article == article(archived.response.body, archived.response.url)
            assert kept.fetched == archived.fetched
            assert before - timedelta(seconds=1) <= kept.fetched <= datetime.now(UTC)
            assert kept.pages == ((kept.location,) if "/a/" in path else ())


def test_a_second_crawl_adds_revisions_only_where_the_text_changed(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    crawl("/a/1", "/a/2")
    again = crawl("/a/1", "/a/2")
    assert (again.stats["store/unchanged"], again.stats["archive/revisits"]) == (2, 2)
    site.version = 1
    try:
        changed = crawl("/a/1", "/a/2", "/a/3")
    finally:
        site.version = 0
    assert (changed.stats["store/changed"], changed.stats["store/new"]) == (2, 1)
    with ArticleStore(tmp_path / "articles.sqlite") as store:
        assert [each.revision for each in store.revisions(site.url + "/a/1")] == [1, 2]
        assert "Diperbarui" in store.diff(site.url + "/a/1")
        assert {each.canonical_url[-1] for each in store.articles(changed=True)} == {"1", "2"}
    assert "revisit" in {kind for kind, _, _ in records(tmp_path / "warc")}


def test_files_roll(crawl: Callable[..., Crawled], site: Site, tmp_path: Path) -> None:
    crawl(*[f"/a/{number}" for number in range(60)], settings={"ARCHIVE_ROLL_BYTES": 60_000})
    paths = list((tmp_path / "warc").glob("*.warc.gz"))
    assert len(paths) > 3
    assert not list((tmp_path / "warc").glob("*" + OPEN))
    with ArticleStore(tmp_path / "articles.sqlite") as store, ArchiveReader(tmp_path / "warc") as reader:
        for number in range(60):
            kept = store.get(f"{site.url}/a/{number}")
            assert kept is not None
            assert kept.location is not None
            assert reader.read(kept.location).response.body == page(number, kilobytes=10)


def test_credentials_of_a_proxy_get_nowhere(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    proxy = site.url.replace("http://", "http://pengguna:rahasia@")
    done = crawl("/a/1", proxy=proxy, headers={"Cookie": "s=rahasia"}, settings={"LOG_LEVEL": "DEBUG"})
    assert done.stats["store/new"] == 1
    assert site.requests[-1][1]["Proxy-Authorization"]
    for secret in ("rahasia", site.requests[-1][1]["Proxy-Authorization"].split()[-1]):
        assert secret not in done.said
        for path in (*(tmp_path / "warc").iterdir(), tmp_path / "articles.sqlite"):
            data = path.read_bytes()
            assert secret.encode() not in (gzip.decompress(data) if path.suffix == ".gz" else data)


def test_parquet_files_roll_as_scrapys_batches_do(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    feed = {str(tmp_path / "articles-%(batch_id)03d.parquet"): {"format": "parquet", "batch_item_count": 10}}
    crawl(*[f"/a/{number}" for number in range(25)], settings={"FEEDS": feed})
    tables = [parquet.read_table(path) for path in sorted(tmp_path.glob("articles-*.parquet"))]
    assert [table.num_rows for table in tables] == [10, 10, 5]
    assert tables[0].schema.equals(tables[2].schema, check_metadata=True)
    texts = {row["textHash"] for table in tables for row in table.to_pylist()}
    assert texts == {article(page(number), f"{site.url}/a/{number}").textHash for number in range(25)}


@pytest.mark.parametrize("reactor", [True, False], ids=["reactor", "asyncio alone"])
@pytest.mark.parametrize("kept", ["both", "archive", "store"])
def test_who_waits_for_the_disk_is_called_while_the_crawl_is_open(
    crawl: Callable[..., Crawled], kept: str, reactor: bool
) -> None:
    settings: dict[str, Any] = {"TWISTED_REACTOR_ENABLED": reactor, "LOG_LEVEL": "ERROR"}
    if kept != "both":
        settings["STORE_PATH" if kept == "archive" else "ARCHIVE_DIR"] = None
    done = crawl(*[f"/a/{number}" for number in range(30)], waits=True, settings=settings)
    assert done.stats["waits/called"] == 30
    assert "waits/given up" not in done.stats
    assert not done.said


# -- kills --------------------------------------------------------------------------------------------


def check(folder: Path, site: Site) -> set[str]:
    """Everything stored has its page on disk, whole and saying just that; what is stored."""
    path = folder / "articles.sqlite"
    if not path.exists():
        return set()
    stored = set()
    with ArticleStore(path) as store, ArchiveReader(folder / "warc") as reader:
        assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for summary in store.articles():
            for kept in store.revisions(summary.canonical_url):
                assert kept.location is not None
                archived = reader.read(kept.location)  # raises where it is not whole or its digest is wrong
                assert kept.article == article(archived.response.body, archived.response.url)
            assert summary.revisions == 1
            stored.add(summary.canonical_url)
    return stored


def test_no_kill_takes_a_page_that_is_stored(
    start: Callable[..., Forked], crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    paths = [f"/a/{number}" for number in range(700)]
    settings = {"ARCHIVE_ROLL_BYTES": 700_000, "ARCHIVE_SYNC_SECONDS": 0.05, "STORE_COMMIT_SECONDS": 0.05}
    settings["CONCURRENT_REQUESTS_PER_DOMAIN"] = 8
    dice = random.Random(11)
    counts, torn = [], 0
    for number in range(KILLS):
        asked = len(site.requests)
        process = start(*paths, skip_known=True, settings=settings)
        until = time.monotonic() + 30
        while len(site.requests) < asked + 3 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.5))
        while number == KILLS - 1 and process.poll() is None and not stored(tmp_path / "articles.sqlite"):
            time.sleep(0.05)  # a slow machine has stored nothing yet
        process.kill()
        process.wait()
        counts.append(len(check(tmp_path, site)))
        torn += len(list((tmp_path / "warc").glob("*" + OPEN)))
    print("stored after each kill:", counts, "files left open:", torn)
    assert counts == sorted(counts)
    assert counts[-1] > 0
    done = crawl(*paths, skip_known=True, settings=settings)
    assert done.stats["finish_reason"] == "finished"
    assert check(tmp_path, site) == {site.url + path for path in paths}
    assert not list((tmp_path / "warc").glob("*" + OPEN))
    records(tmp_path / "warc")


# -- a full disk --------------------------------------------------------------------------------------

FULL_ARCHIVE = """
import errno, newsspider.archive.warc_file as archive
real, left = archive._write, [1_500_000]
def write(fd, data):
    left[0] -= len(data)
    if left[0] < 0:
        import os
        os.write(fd, data[:len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")
    real(fd, data)
archive._write = write
"""
FULL_STORE = """
import newsspider.store.database as database
opened = database._open
def limited(*args):
    db, version = opened(*args)
    db.execute("PRAGMA max_page_count=300")
    return db, version
database._open = limited
"""


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        (FULL_ARCHIVE, "The archive in {folder}/warc could not be written: the disk is full."),
        (FULL_STORE, "The store {folder}/articles.sqlite could not be written: the disk is full."),
    ],
    ids=["archive", "store"],
)
def test_a_full_disk_stops_the_crawl_and_nothing_counts_that_is_not_there(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path, patch: str, sentence: str
) -> None:
    settings: dict[str, Any] = {"ARCHIVE_SYNC_SECONDS": 0.05, "STORE_COMMIT_SECONDS": 0.05}
    done = crawl(*[f"/a/{number}" for number in range(2000)], patch=patch, settings=settings)
    assert done.stats["finish_reason"] == "disk_full"
    assert done.stats["newsspider/faults"] == 1
    lines = [line for line in done.said.splitlines() if "ERROR" in line]
    assert len(lines) == 1, done.said
    assert lines[0].endswith(
        sentence.format(folder=tmp_path) + " The crawl stops; what is not on disk does not count as done."
    )
    assert "Traceback" not in done.said
    assert done.stats["response_received_count"] < 1900
    stored = check(tmp_path, site)
    assert 0 < len(stored) < 1000
    assert not list((tmp_path / "warc").glob("*" + OPEN))
    records(tmp_path / "warc")


@pytest.mark.parametrize("which", ["ARCHIVE_DIR", "STORE_PATH"])
def test_a_place_that_cannot_be_written_stops_the_crawl(
    crawl: Callable[..., Crawled], tmp_path: Path, which: str
) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    done = crawl("/a/1", "/a/2", settings={which: str(tmp_path / "berkas" / "x")})
    assert done.stats["finish_reason"] == "not_kept"
    assert done.said.count("ERROR") == 1
    assert "Traceback" not in done.said
    assert "berkas/x" in done.said


def test_an_article_that_cannot_be_kept_is_an_error_of_its_own(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    done = crawl("/a/1", "/a/2", nameless="/a/1")
    assert (done.stats["store/new"], done.stats["finish_reason"]) == (1, "finished")
    assert "an article without an address cannot be kept: 'Berita 1'" in done.said


def test_without_settings_nothing_is_kept(crawl: Callable[..., Crawled], tmp_path: Path) -> None:
    done = crawl("/a/1", settings={"ARCHIVE_DIR": None, "STORE_PATH": None})
    assert done.stats["item_scraped_count"] == 1
    assert not (tmp_path / "warc").exists()
    assert not (tmp_path / "articles.sqlite").exists()


def test_the_store_works_without_the_archive(
    crawl: Callable[..., Crawled], site: Site, tmp_path: Path
) -> None:
    done = crawl("/a/1", settings={"ARCHIVE_DIR": None})
    assert done.stats["store/new"] == 1
    with ArticleStore(tmp_path / "articles.sqlite") as store:
        kept = store.get(site.url + "/a/1")
        assert kept is not None
        assert kept.location is None
