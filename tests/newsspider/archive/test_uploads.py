"""WARC files in a bucket: each moved there whole, nothing lost to a kill or a server that does not answer, read back from there."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsspider.archive.index import INDEX, RecordIndex
from newsspider.archive.reader import ArchiveReader
from newsspider.archive.uploads import Uploads
from newsspider.archive.warc import Exchange
from newsspider.archive.writer import Archive
from newsspider.crawl.doctor import Places
from newsspider.crawl.retention import Limits, excess, remove
from newsspider.runtime.database import Database
from newsspider.runtime.remote import RemoteFile, RemoteFolder
from newsspider.store import ArticleStore
from tests.conftest import ROOT
from tests.newsspider.archive.test_writer import exchange, files
from tests.newsspider.buckets import Buckets
from tests.newsspider.conftest import Run, crawling
from tests.newsspider.forkserver import Commands
from tests.site import Site, running

for name in ("moto.server", "s3fs"):
    pytest.importorskip(name, reason="moto and s3fs are not here: nothing was moved to a bucket")


@pytest.fixture(scope="module")
def server() -> Iterator[Buckets]:
    with Buckets() as server:
        yield server


@pytest.fixture
def bucket(server: Buckets, request: pytest.FixtureRequest) -> RemoteFolder:
    """An empty bucket's folder."""
    import s3fs

    name = f"b{abs(hash(request.node.nodeid))}"
    s3fs.S3FileSystem().mkdir(name)
    return RemoteFolder(f"s3://{name}/warc")


def archive(folder: Path, bucket: RemoteFolder, index: Database | None = None, **more: int) -> Archive:
    return Archive(folder, sync_seconds=0.01, cold=[bucket], upload=bucket, index=index, **more)


def written(
    folder: Path, bucket: RemoteFolder, *exchanges: Exchange, index: Database | None = None
) -> Archive:
    """An archive of these, closed."""
    made = archive(folder, bucket, index)
    for one in exchanges:
        made.put(one)
    made.close()
    assert made.failure is None
    return made


def bodies(folder: Path, bucket: RemoteFolder, index: Database | None = None) -> list[bytes]:
    with ArchiveReader(folder, [bucket], index) as reader:
        return [
            one.response.body for name in sorted(bucket.sizes()) for one in reader.responses(bucket / name)
        ]


def test_files_are_moved_when_they_are_full_and_when_the_crawl_ends(
    tmp_path: Path, bucket: RemoteFolder
) -> None:
    made = archive(tmp_path, bucket, roll_bytes=5_000)
    asked = [exchange(number) for number in range(5)]
    for one in asked:
        made.wait(made.put(one))
    end = time.monotonic() + 30
    while len(bucket.sizes()) < 2:  # while it goes on
        assert time.monotonic() < end
        time.sleep(0.02)
    made.close()
    assert files(tmp_path) == [] and [path.name for path in tmp_path.iterdir()] == [INDEX]
    assert sorted(bodies(tmp_path, bucket)) == sorted(one.body for one in asked)
    index = RecordIndex(tmp_path / INDEX, read_only=True)
    assert {(one.name, one.size, one.closed, one.missing) for one in index.indexed()} == {
        (name, size, True, False) for name, size in bucket.sizes().items()
    }
    with ArchiveReader(tmp_path, [bucket]) as reader:  # one record, without the rest of its file
        placed = index.locate(asked[3].id)
        assert placed is not None and reader.read(placed.location).response.body == asked[3].body
    index.close()


def test_machines_with_disks_of_their_own_archive_nothing_twice(
    tmp_path: Path, bucket: RemoteFolder, database: Database
) -> None:
    body = b"<p>sama</p>" * 100
    one, two = tmp_path / "satu", tmp_path / "dua"
    first = archive(one, bucket, database)
    first.wait(first.put(exchange(1, body)))
    # it is on the disk of the first machine alone, and the second one begins
    written(two, bucket, exchange(2, body), index=database)
    index = RecordIndex(database)
    assert not any(file.missing for file in index.indexed())
    first.close()
    written(two, bucket, exchange(3, body), exchange(4), index=database)
    assert bodies(two, bucket, database).count(body) == 3
    kinds = []
    for name in bucket.sizes():
        with (bucket / name).open() as file:
            kinds += [record.rec_type for record in ArchiveIterator(file)]
    assert kinds.count("revisit") == 2 and kinds.count("response") == 2
    # what is gone from the bucket is written again
    import s3fs

    s3fs.S3FileSystem().rm(bucket.address, recursive=True)
    written(one, bucket, exchange(5, body), index=database)
    assert bodies(one, bucket, database) == [body]
    index.close()


def test_a_server_that_does_not_answer_costs_nothing_and_is_named(
    tmp_path: Path, server: Buckets, bucket: RemoteFolder, caplog: pytest.LogCaptureFixture
) -> None:
    first = archive(tmp_path, bucket, roll_bytes=1_000)
    assert first.uploads is not None
    first.uploads._first = 0.05
    server.overloaded.set()
    asked = [exchange(number) for number in range(3)]
    for one in asked:
        first.wait(first.put(one), 30)  # what is on the disk is safe
    end = time.monotonic() + 60
    while "cannot be moved" not in caplog.text:
        assert time.monotonic() < end
        time.sleep(0.05)
    server.overloaded.clear()
    while len(bucket.sizes()) < 3:
        assert time.monotonic() < end
        time.sleep(0.05)
    first.close()
    assert "It stays in" in caplog.text and "takes files again" in caplog.text
    assert sorted(bodies(tmp_path, bucket)) == sorted(one.body for one in asked)
    assert files(tmp_path) == []


def test_what_could_not_be_moved_stays_and_the_next_crawl_moves_it(
    tmp_path: Path, server: Buckets, bucket: RemoteFolder, caplog: pytest.LogCaptureFixture
) -> None:
    body = b"<p>tinggal</p>" * 100
    first = archive(tmp_path, bucket)
    assert first.uploads is not None
    first.uploads._at_the_end = 0
    first.put(exchange(1, body))
    server.overloaded.set()
    first.close()
    server.overloaded.clear()
    (left,) = files(tmp_path)
    assert first.uploads.left == [left.name] and bucket.sizes() == {}
    assert f"1 WARC file in {tmp_path} could not be moved to {bucket}" in caplog.text
    written(tmp_path, bucket, exchange(2, body))  # a body that is not written again
    assert files(tmp_path) == [] and len(bucket.sizes()) == 2
    assert bodies(tmp_path, bucket) == [body, body]


def test_a_file_that_had_arrived_when_its_crawl_was_killed_is_not_sent_again(
    tmp_path: Path, server: Buckets, bucket: RemoteFolder
) -> None:
    first = archive(tmp_path, bucket)
    first.put(exchange(1))
    assert first.uploads is not None
    first.uploads.index.close_file = lambda name: (_ for _ in ()).throw(OSError("killed"))  # type: ignore[method-assign]
    first.uploads._at_the_end = 0
    first.close()
    assert len(files(tmp_path)) == 1 == len(bucket.sizes())
    before = len(server.puts)
    index = RecordIndex(tmp_path / INDEX)
    uploads = Uploads(tmp_path, bucket, index)
    uploads.close()
    assert uploads.moved == 1 and files(tmp_path) == [] and len(server.puts) == before
    assert all(one.closed for one in index.indexed())
    index.close()


def test_the_oldest_files_of_a_bucket_go_and_strange_ones_stay(tmp_path: Path, bucket: RemoteFolder) -> None:
    import s3fs

    written(tmp_path / "warc", bucket, exchange(1))
    s3fs.S3FileSystem().pipe(f"{bucket}/of-others.warc.gz", b"of others")
    names = (tmp_path / name for name in ("frontier.sqlite", "articles.sqlite", "visits.sqlite", "warc"))
    places = Places(*names, cold=(bucket,), upload=bucket)
    now = datetime.now(UTC)
    assert not excess(places, Limits(archive_age=timedelta(days=1)), now)
    found = excess(places, Limits(archive_age=timedelta(days=1)), now + timedelta(days=2))
    assert found.bytes == sum(bucket.sizes().values()) - len(b"of others")
    remove(places, found)
    assert bucket.sizes() == {"of-others.warc.gz": 9}
    index = RecordIndex(tmp_path / "warc" / INDEX, read_only=True)
    assert index.indexed() == []
    index.close()


def test_a_crawl_that_is_killed_loses_no_page(
    tmp_path: Path, server: Buckets, bucket: RemoteFolder, commands: Commands
) -> None:
    with running(Site(seed=5, articles_per_outlet=40, outlets=("beritautama",))) as web:
        settings = {
            **web.settings(),
            "CONTACT": "test@example.org",
            "DATA_DIR": tmp_path / "data",
            "EXTRACT_PROCESSES": 0,
            "DOWNLOAD_DELAY": 0.02,
            "AUTOTHROTTLE_ENABLED": 0,
            "ARCHIVE_ROLL_BYTES": 30_000,
            "ARCHIVE_UPLOAD": bucket.address,
        }
        given = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        env = {**os.environ, "PYTHONPATH": str(ROOT), **web.environment()}
        arguments = ["crawl", "beritautama", "-a", "since=2024-01-01", *given]
        process = commands.start(arguments, ROOT, env)
        end = time.monotonic() + 60
        folder = tmp_path / "data" / "warc"
        while len(bucket.sizes()) < 2 or not [*folder.glob("*.warc.gz*")]:
            assert process.poll() is None and time.monotonic() < end, process.err.read_text()
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert [*folder.glob("*.warc.gz*")]
        last = commands.start(arguments, ROOT, env)
        assert last.wait() in (0, 6), last.err.read_text()
    assert files(folder) == []
    with ArticleStore(tmp_path / "data" / "articles.sqlite", read_only=True) as store:
        stored = {one.canonical_url for one in store.articles()}
    run = crawling(tmp_path, commands)
    output = tmp_path / "again.jsonl"
    again: Run = run(
        "reextract", f"{bucket}/*.warc.gz", "-o", str(output), "-s", f"DATA_DIR={tmp_path / 'data'}"
    )
    assert again.code == 0 and len(stored) > 5, again
    records = [json.loads(line) for line in output.read_text().splitlines()]
    assert {one["canonicalUrl"] for one in records} == stored
    examined = run("doctor", "-s", f"DATA_DIR={tmp_path / 'data'}", "-s", f"ARCHIVE_UPLOAD={bucket}")
    assert (examined.code, examined.out) == (0, "Nothing is wrong.\n"), examined


def test_an_address_that_leads_nowhere_is_refused_before_anything_is_fetched(
    tmp_path: Path, commands: Commands
) -> None:
    run = crawling(tmp_path, commands)
    for given, words in (
        ("ARCHIVE_UPLOAD=bucket/warc", "is no address"),
        ("ARCHIVE_UPLOAD=s4://bucket/warc", "Protocol not known"),
        ("ARCHIVE_DIR=s3://bucket/warc", "ARCHIVE_UPLOAD takes an address"),
    ):
        refused = run("crawl", "kontan", "-s", given)
        assert refused.code == 2 and words in refused.err and refused.err.count("\n") == 1, refused
    assert not RemoteFile("s4://bucket/warc").exists()
