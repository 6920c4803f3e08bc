"""The archive: whole, readable by others, repaired after a crash, and first on disk."""

from __future__ import annotations

import errno
import gzip
import io
import os
import random
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from scrapy.http import Headers, Request, Response
from warcio.archiveiterator import ArchiveIterator

import newsspider.archive.warc_file
import newsspider.archive.writer
from newsspider.archive.extension import exchange_of
from newsspider.archive.index import INDEX
from newsspider.archive.reader import ArchiveReader
from newsspider.archive.warc import (
    ArchiveError,
    Exchange,
    Location,
    digest_of,
    members,
    pack,
    true_headers,
)
from newsspider.archive.warc_file import OPEN
from newsspider.archive.writer import Archive
from newsspider.runtime.database import Database
from newsspider.runtime.gzips import LEVEL
from newsspider.runtime.packing import zstd


def exchange(number: int, body: bytes | None = None, **more: Any) -> Exchange:
    if body is None:
        body = random.Random(number).randbytes(3000) + b"<h1>Berita %d</h1>" % number
    headers = [(b"Content-Type", b"text/html"), (b"Content-Length", str(len(body)).encode())]
    return Exchange(f"https://contoh.example/berita/{number}", 200, headers, body, **more)


def filled(folder: Path, *exchanges: Exchange, **options: Any) -> list[Path]:
    """An archive of these, closed; its files."""
    archive = Archive(folder, sync_seconds=0.01, **options)
    for each in exchanges:
        archive.put(each)
    archive.close()
    assert archive.failure is None
    return files(folder)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def bodies(folder: Path) -> list[bytes]:
    with ArchiveReader(folder) as reader:
        return [each.response.body for path in files(folder) for each in reader.responses(path)]


# -- records ------------------------------------------------------------------------------------------


def test_other_tools_read_every_record_and_its_digests(tmp_path: Path) -> None:
    body = b"<p>sama</p>" * 100
    (path,) = filled(tmp_path, exchange(1), exchange(2, body), exchange(3, body), exchange(4, b""))

    kinds = []
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False, verify_digests=True):
            assert record.verify_block_digest()
            kinds.append(record.record_type)
    with path.open("rb") as file:
        for record in FastIterator(file, record_types=WarcRecordType.response):
            assert record.verify_payload_digest()
    assert kinds[0] == WarcRecordType.warcinfo
    assert [kind for kind in kinds if kind in (WarcRecordType.response, WarcRecordType.revisit)] == [
        WarcRecordType.response,
        WarcRecordType.response,
        WarcRecordType.revisit,
        WarcRecordType.response,
    ]
    assert kinds.count(WarcRecordType.request) == 4

    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            assert record.rec_headers.protocol == "WARC/1.1"
            record.content_stream().read()
            assert record.digest_checker.passed is not False
    with path.open("rb") as file:  # every record is a gzip member of its own, to the last byte
        found = list(members(file))
    assert sum(length for _, length, _ in found) == path.stat().st_size
    assert len(found) == 9


def test_a_revisit_has_the_body_it_refers_to(tmp_path: Path, backend: Database | None) -> None:
    body = b"<p>sama</p>" * 100
    filled(tmp_path, exchange(1, body), index=backend)
    filled(tmp_path, exchange(2, body), exchange(3, body), index=backend)  # another crawl, another file
    _, second = files(tmp_path)
    with ArchiveReader(tmp_path, index=backend) as reader:
        archived = list(reader.responses(second))
        assert [each.response.body for each in archived] == [body, body]
        assert all(each.revisit_of for each in archived)
        assert reader.read(archived[0].location).response.body == body
        assert list(reader.responses(second, revisits=False)) == []
        urls = [each.response.url for each in archived]
        found = reader.responses(second, wanted=lambda url: url == urls[1])
        assert [each.response.url for each in found] == urls[1:]
    assert second.stat().st_size < 3500


def test_short_bodies_are_written_out(tmp_path: Path) -> None:
    (path,) = filled(tmp_path, exchange(1, b"x"), exchange(2, b"x"))
    with ArchiveReader(tmp_path) as reader:
        assert [each.revisit_of for each in reader.responses(path)] == [None, None]


def test_a_truncated_body_is_marked_and_stands_for_no_other(tmp_path: Path) -> None:
    body = b"<p>potong</p>" * 100
    (path,) = filled(tmp_path, exchange(1, body, truncated="disconnect"), exchange(2, body))
    with path.open("rb") as file:
        records = [record.rec_headers for record in ArchiveIterator(file)]
    assert [each.get_header("WARC-Truncated") for each in records].count("disconnect") == 1
    assert "revisit" not in [each.get_header("WARC-Type") for each in records]


def test_a_record_is_read_by_its_location(tmp_path: Path) -> None:
    archive = Archive(tmp_path, sync_seconds=0.01)
    asked = [exchange(number) for number in range(5)]
    for each in asked:
        archive.put(each)
    archive.wait(5)
    with ArchiveReader(tmp_path) as reader:
        for each in asked:  # the file is still being written
            placed = archive.locate(each.id)
            assert placed is not None
            archived = reader.read(placed.location)
            assert archived.response.body == each.body
            assert archived.response.url == each.url
            assert archived.record == each.id
            assert abs(archived.fetched.timestamp() - each.time) < 0.001
    archive.close()


def test_reading_what_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (path,) = filled(tmp_path, exchange(1))
    with ArchiveReader(tmp_path) as reader:
        with pytest.raises(ArchiveError, match="No such file"):
            reader.read(Location("tidak-ada.warc.gz", 0, 10))
        with pytest.raises(ArchiveError, match="no whole response at 7"):
            reader.read(Location(path.name, 7, 100))
        with pytest.raises(ArchiveError):
            list(reader.responses(tmp_path / INDEX))


def test_a_damaged_record_is_noticed(tmp_path: Path) -> None:
    one = exchange(1, b"<p>utuh</p>" * 50)
    response, _ = pack(one, digest_of(b"another"), None, warcinfo="x", level=LEVEL)
    (tmp_path / "a.warc.gz").write_bytes(response)
    with ArchiveReader(tmp_path) as reader, pytest.raises(ArchiveError):
        reader.read(Location("a.warc.gz", 0, len(response)))


def test_headers_tell_the_truth_about_the_body_that_is_kept() -> None:
    raw = gzip.compress(b"isi")
    gzipped = Exchange("https://a/", 200, [(b"Content-Encoding", b"gzip")], raw)
    assert true_headers(gzipped) == [(b"Content-Encoding", b"gzip")]
    undone = Exchange("https://a/", 200, [(b"Content-Encoding", b"gzip"), (b"Content-Length", b"9")], b"isi")
    assert true_headers(undone) == [
        (b"X-Archive-Orig-Content-Encoding", b"gzip"),
        (b"X-Archive-Orig-Content-Length", b"9"),
        (b"Content-Length", b"3"),
    ]
    chunked = Exchange("https://a/", 200, [(b"Transfer-Encoding", b"chunked")], b"isi")
    assert true_headers(chunked) == [(b"X-Archive-Orig-Transfer-Encoding", b"chunked")]
    head = Exchange("https://a/", 200, [(b"Content-Length", b"9")], b"", method="HEAD")
    assert true_headers(head) == head.headers


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_content_is_decoded_as_a_crawl_decodes_it(tmp_path: Path, encoding: str) -> None:
    body = b"<p>Harga beras turun</p>" * 50
    if encoding == "gzip":
        raw = gzip.compress(body)
    elif encoding == "br":
        raw = pytest.importorskip("brotli").compress(body)
    elif encoding == "zstd":
        raw = zstd.compress(body)
    else:
        import zlib

        raw = zlib.compress(body)
    one = exchange(1, raw)
    one.headers.append((b"Content-Encoding", encoding.encode()))
    (path,) = filled(tmp_path, one)
    with ArchiveReader(tmp_path) as reader:
        (archived,) = reader.responses(path)
    assert archived.response.body == body
    assert "Content-Encoding" not in archived.response.headers
    with path.open("rb") as file:
        kept = [r.raw_stream.read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert kept == [raw]


def test_other_crawlers_chunks_are_put_together(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    headers = StatusAndHeaders("200 OK", [("Transfer-Encoding", "chunked")], protocol="HTTP/1.1")
    path = tmp_path / "lain.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file)
        payload = io.BytesIO(b"4\r\nisi \r\n3\r\nini\r\n0\r\n\r\n")
        record = writer.create_warc_record("https://a/", "response", payload=payload, http_headers=headers)
        writer.write_record(record)
    with ArchiveReader(tmp_path) as reader:
        assert [each.response.body for each in reader.responses(path)] == [b"isi ini"]


def test_no_credentials_are_kept(tmp_path: Path) -> None:
    request = Request(
        "http://pengguna:rahasia@contoh.example/berita?a=1#x",
        headers={"Proxy-Authorization": "Basic rahasia", "Authorization": "rahasia", "Cookie": "s=rahasia"},
        meta={"proxy": "http://u:rahasia@proxy.example:8080"},
    )
    response = Response(request.url, body=b"isi", headers={"Content-Type": "text/html"}, request=request)
    (path,) = filled(tmp_path, exchange_of(request, response))
    text = gzip.decompress(path.read_bytes())
    assert b"rahasia" not in text
    assert b"proxy.example" not in text
    assert b"WARC-Target-URI: http://contoh.example/berita?a=1\r\n" in text
    assert b"GET /berita?a=1 HTTP/1.1\r\nHost: contoh.example\r\n" in text
    assert b"rahasia" not in (tmp_path / INDEX).read_bytes()


def test_a_line_break_cannot_smuggle_a_header_in(tmp_path: Path) -> None:
    one = exchange(1)
    one.headers.append((b"X-A", b"b\r\nX-Injected: c"))
    one.url += "?q=a\r\nWARC-Type: request"
    (path,) = filled(tmp_path, one)
    text = gzip.decompress(path.read_bytes())
    assert b"\nX-Injected" not in text
    assert b"\nWARC-Type: request" not in text.split(b"\r\n\r\n")[2]


def test_what_is_taken_of_a_response() -> None:
    headers = Headers([("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    response = Response("https://a/", status=404, headers=headers, flags=["dataloss"], body=b"isi")
    taken = exchange_of(Request("https://a/", method="POST", body=b"q=1"), response)
    assert taken.headers == [(b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2")]
    assert (taken.status, taken.method, taken.request_body) == (404, "POST", b"q=1")
    assert taken.truncated == "disconnect"


# -- files --------------------------------------------------------------------------------------------


def test_files_roll_and_are_named_by_time_serial_host_and_process(tmp_path: Path) -> None:
    exchanges = [exchange(number) for number in range(40)]
    paths = filled(tmp_path, *exchanges, roll_bytes=20_000, name="uji coba")
    assert len(paths) > 4
    for serial, path in enumerate(paths, start=1):
        name, when, number, _host, process = path.name.removesuffix(".warc.gz").split("-")
        assert (name, int(number), int(process)) == ("uji_coba", serial, os.getpid())
        assert datetime.strptime(when, "%Y%m%d%H%M%S")
        assert 0 < path.stat().st_size < 30_000
        with path.open("rb") as file:
            assert next(iter(ArchiveIterator(file))).rec_type == "warcinfo"
    assert bodies(tmp_path) == [each.body for each in exchanges]


def test_an_archive_of_nothing_leaves_no_file(tmp_path: Path) -> None:
    assert filled(tmp_path) == []


def crashed(folder: Path, *exchanges: Exchange) -> Path:
    """An archive whose process died after these: its open file."""
    (path,) = filled(folder, *exchanges)
    still = path.with_name(path.name + OPEN)
    path.rename(still)
    for name in (INDEX, INDEX + "-wal", INDEX + "-shm"):
        (folder / name).unlink(missing_ok=True)
    return still


@pytest.mark.parametrize("tail", ["cut", "zeros", "half", "nothing"])
def test_a_torn_tail_is_cut_after_the_last_whole_record(tmp_path: Path, tail: str) -> None:
    exchanges = [exchange(number) for number in range(4)]
    still = crashed(tmp_path, *exchanges)
    data = still.read_bytes()
    with still.open("rb") as file:
        places = [(offset, length) for offset, length, _ in members(file)]
    # the warcinfo record and four pairs: the last response is the last but one
    offset, length = places[-2]
    whole = 3
    if tail == "cut":
        still.write_bytes(data[: offset + length // 2])
    elif tail == "zeros":  # what a file system may leave after a power cut
        still.write_bytes(data[:offset] + bytes(5000))
    elif tail == "half":
        still.write_bytes(data + data[:200])
        whole = 4
    else:
        whole = 4
    archive = Archive(tmp_path)
    assert archive.counts["repaired"] == 1
    archive.close()
    assert not list(tmp_path.glob("*" + OPEN))
    assert bodies(tmp_path) == [each.body for each in exchanges[:whole]]
    # what the index lost is back: the same bodies are referred to
    filled(tmp_path, *[exchange(number + 10, each.body) for number, each in enumerate(exchanges[:whole])])
    with ArchiveReader(tmp_path) as reader:
        assert all(each.revisit_of for each in reader.responses(files(tmp_path)[-1]))


def test_every_cut_leaves_whole_records(tmp_path: Path) -> None:
    still = crashed(tmp_path / "a", exchange(1), exchange(2))
    data = still.read_bytes()
    dice = random.Random(5)
    for number in range(25):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / still.name).write_bytes(data[: dice.randrange(len(data))])
        Archive(folder).close()
        for path in files(folder):
            with path.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    record.content_stream().read()


def test_a_file_that_lives_is_left_alone(tmp_path: Path) -> None:
    first = Archive(tmp_path, sync_seconds=0.01)
    first.put(exchange(1))
    first.wait(1)
    second = Archive(tmp_path, sync_seconds=0.01)
    assert second.counts["repaired"] == 0
    second.put(exchange(2))
    second.wait(1)
    first.put(exchange(3))
    first.close()
    second.close()
    assert len(files(tmp_path)) == 2
    assert sorted(bodies(tmp_path)) == sorted(exchange(number).body for number in (1, 2, 3))


def test_the_index_can_be_deleted(tmp_path: Path) -> None:
    body = b"<p>sama</p>" * 100
    filled(tmp_path, exchange(1, body), exchange(2, body))
    for path in tmp_path.glob(INDEX + "*"):
        path.unlink()
    filled(tmp_path, exchange(3, body))
    assert bodies(tmp_path) == [body] * 3


def test_nothing_refers_to_a_body_in_a_file_that_is_gone(tmp_path: Path, backend: Database | None) -> None:
    body, folder = b"<p>sama</p>" * 100, tmp_path / "warc"
    (first,) = filled(folder, exchange(1, body), name="a", index=backend)
    first.rename(tmp_path / first.name)  # to cold storage, or for good
    filled(folder, exchange(2, body), name="b", index=backend)
    with ArchiveReader(folder, index=backend) as reader:
        (found,) = (one for path in files(folder) for one in reader.responses(path))
    assert found.response.body == body and found.revisit_of is None
    filled(folder, exchange(3, body), name="c", cold=[tmp_path], index=backend)
    with ArchiveReader(folder, [tmp_path], index=backend) as reader:
        found = next(iter(reader.responses(files(folder)[-1])))
    assert found.response.body == body and found.revisit_of is not None, "cold storage is referred to"


def test_nothing_refers_to_a_body_in_the_part_of_a_file_that_is_gone(
    tmp_path: Path, backend: Database | None
) -> None:
    one, two = b"<p>satu</p>" * 100, b"<p>dua</p>" * 100
    (path,) = filled(tmp_path, exchange(1, one), exchange(2, two), index=backend)
    with path.open("rb") as file:
        last = [offset for offset, _, head in members(file) if b"WARC-Type: response" in head][-1]
    with path.open("r+b") as file:
        file.truncate(last + 20)
    filled(tmp_path, exchange(3, one), exchange(4, two), index=backend)
    with ArchiveReader(tmp_path, index=backend) as reader:
        (later,) = (other for other in files(tmp_path) if other != path)
        found = list(reader.responses(later))
    assert [each.response.body for each in found] == [one, two]
    assert [each.revisit_of is None for each in found] == [False, True]


def test_a_file_that_comes_back_is_referred_to_again(tmp_path: Path, backend: Database | None) -> None:
    body, folder = b"<p>sama</p>" * 100, tmp_path / "warc"
    (first,) = filled(folder, exchange(1, body), name="a", index=backend)
    first.rename(tmp_path / first.name)
    filled(folder, exchange(2), name="b", index=backend)
    (tmp_path / first.name).rename(first)
    filled(folder, exchange(3, body), name="c", index=backend)
    with ArchiveReader(folder, index=backend) as reader:
        found = [one for path in files(folder) for one in reader.responses(path)]
    assert [one.revisit_of is None for one in found] == [True, True, False]


# -- order and failure --------------------------------------------------------------------------------


def test_who_waits_is_called_after_the_fsync_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    real = newsspider.archive.warc_file._fsync
    monkeypatch.setattr(newsspider.archive.warc_file, "_fsync", lambda fd: (real(fd), events.append("fsync")))
    archive = Archive(tmp_path, sync_seconds=0.2)
    archive.after_commit(lambda: events.append("nothing waits"))
    archive.put(exchange(1))
    archive.after_commit(lambda: events.append("first"))
    archive.put(exchange(2))
    archive.after_commit(lambda: events.append("second"))
    assert events == ["nothing waits"]
    archive.wait(2, timeout=5)
    assert events == ["nothing waits", "fsync"]
    archive.mailbox.drain()
    assert events == ["nothing waits", "fsync", "first", "second"]
    archive.close()
    archive.after_commit(lambda: events.append("closed"))
    assert events[-1] == "closed"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_leaves_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    failures: list[ArchiveError] = []
    called: list[str] = []
    archive = Archive(tmp_path, sync_seconds=0.01, on_failure=failures.append)
    archive.put(exchange(1))
    archive.wait(1)

    def half(fd: int, data: bytes) -> None:
        os.write(fd, data[: len(data) // 2])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(newsspider.archive.warc_file, "_write", half)
    archive.put(exchange(2))
    archive.after_commit(lambda: called.append("lost"))
    with pytest.raises(ArchiveError):
        archive.wait(2, timeout=5)
    archive.close()
    assert called == []
    (failure,) = failures
    words = "the disk is full" if number == errno.ENOSPC else os.strerror(number)
    assert str(failure) == f"The archive in {tmp_path} could not be written: {words}"
    assert bodies(tmp_path) == [exchange(1).body]
    assert archive.put(exchange(3)) == 0


def test_a_slow_disk_holds_the_crawl_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsspider.archive.writer, "_QUEUED_BYTES", 50_000)
    archive = Archive(tmp_path, sync_seconds=0.05)
    most = 0
    for number in range(100):
        archive.put(exchange(number))
        most = max(most, archive._handed_bytes - archive._written_bytes)
    archive.close()
    assert most < 60_000
    assert len(bodies(tmp_path)) == 100


def test_many_threads_of_one_archive_may_ask_where_records_are(
    tmp_path: Path, backend: Database | None
) -> None:
    archive = Archive(tmp_path, sync_seconds=0.01, index=backend)
    asked = [exchange(number) for number in range(200)]
    found: list[Any] = []

    def ask() -> None:
        archive.wait(200, timeout=20)
        found.extend(archive.index.locate(each.id) for each in asked)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for each in asked:
        archive.put(each)
    for thread in threads:
        thread.join()
    archive.close()
    assert len(found) == 800
    assert None not in found


def test_the_index_is_written_after_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def look(fd: int) -> None:
        with sqlite3.connect(tmp_path / INDEX) as db:
            seen.append(db.execute("SELECT count(*) FROM records").fetchone()[0])

    archive = Archive(tmp_path, sync_seconds=0.01)
    monkeypatch.setattr(newsspider.archive.warc_file, "_fsync", look)
    archive.put(exchange(1))
    archive.wait(1)
    time.sleep(0.05)
    archive.put(exchange(2))
    archive.close()
    assert seen == [0, 1]


def test_fetched_is_the_time_of_the_response(tmp_path: Path) -> None:
    then = datetime(2024, 1, 31, 12, 30, 15, 250_000, tzinfo=UTC)
    (path,) = filled(tmp_path, exchange(1, time=then.timestamp()))
    with ArchiveReader(tmp_path) as reader:
        assert [each.fetched for each in reader.responses(path)] == [then]
