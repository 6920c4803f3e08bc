"""WARC files in parts: the parts give what the whole gives, whatever the file is like."""

from __future__ import annotations

import gzip
import io
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsspider.archive.judge import PartTask, judge, read_part
from newsspider.archive.parts import ENGINES, Captured, Damage, NoWarc, check, responses, spans
from newsspider.archive.warc import Location
from tests.newsspider.commands.warcs import archive, by_others, exchange

BODIES = [f"<h1>Berita {number}</h1>".encode() + b"<p>isi</p>" * number * 50 for number in range(30)]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (path,) = archive(
        tmp_path, [exchange(f"https://www.jpnn.com/news/{n}", body) for n, body in enumerate(BODIES)]
    )
    return path


def captured(path: Path, engine: str, start: int = 0, end: int | None = None) -> list[Captured]:
    return [one for one in responses(path, start, end, engine=engine) if isinstance(one, Captured)]


def in_parts(path: Path, engine: str, length: int) -> list[Captured]:
    """What the parts give, each record counted where the part before has not passed it already."""
    size, before, found = path.stat().st_size, 0, []
    for start in range(0, size, length):
        part = list(responses(path, start, start + length, engine=engine))
        ends = [one for one in part if isinstance(one, int)]
        found += [one for one in part if isinstance(one, Captured) and one.offset >= before]
        before = max(before, *ends) if ends else before
    assert before == size
    return found


@pytest.mark.parametrize("length", [1, 97, 1_000, 5_000, 1_000_000])
def test_parts_give_what_the_whole_gives(path: Path, engine: str, length: int) -> None:
    whole = captured(path, engine)
    assert [one.page().data for one in whole] == BODIES
    if length == 1:  # every cut there is, in a short file
        path.write_bytes(path.read_bytes()[: whole[2].offset])
        whole = whole[:2]
    assert in_parts(path, engine, length) == whole


def test_plain_files_too(tmp_path: Path, engine: str) -> None:
    kind = {"Content-Type": "text/html"}
    words = b"a page about WARC:\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n"
    path = by_others(
        tmp_path / "a.warc",
        [(f"https://a.example/{n}", words + b"x" * n, kind) for n in range(9)],
        gzip=False,
    )
    assert in_parts(path, engine, 300) == captured(path, engine)
    assert len(captured(path, engine)) == 9


def test_offsets_are_those_of_the_archive(path: Path, engine: str) -> None:
    from newsspider.archive.reader import ArchiveReader

    with ArchiveReader(path.parent) as reader:
        for one, body in zip(captured(path, engine), BODIES, strict=True):
            place = Location(path.name, one.offset, one.length)
            assert reader.read(place).response.body == body


def test_an_archive_within_an_archived_page(tmp_path: Path, engine: str) -> None:
    """Its records are visible in the outer file, which does not compress them again; they are not its own."""
    inner = archive(tmp_path / "inner", [exchange("https://a.example/dalam", b"x" * 2_000)])[0].read_bytes()
    outer = tmp_path / "outer.warc.gz"
    with outer.open("wb") as file:
        for number in range(3):
            plain = io.BytesIO()
            writer = WARCWriter(plain, gzip=False)
            http = StatusAndHeaders("200 OK", [("Content-Type", "application/gzip")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"https://a.example/{number}.warc.gz", "response", io.BytesIO(inner * 3), http_headers=http
            )
            writer.write_record(record)
            packer = zlib.compressobj(0, wbits=31)  # stored as it is
            file.write(packer.compress(plain.getvalue()) + packer.flush())
    assert outer.read_bytes().count(inner) == 9
    for length in (500, 1_000, 3_000):
        assert in_parts(outer, engine, length) == captured(outer, engine)
    assert len(captured(outer, engine)) == 3


def test_a_torn_record_is_not_a_page(path: Path, engine: str) -> None:
    path.write_bytes(path.read_bytes()[:-600])
    found = list(responses(path, engine=engine))
    assert [one.page().data for one in found if isinstance(one, Captured)] == BODIES[:-1]
    (damage,) = [one for one in found if isinstance(one, Damage)]
    assert damage.reason == "cut off within a record"


@pytest.mark.parametrize("length", [700, 1_000_000])
def test_whole_records_behind_a_damage_are_read(path: Path, engine: str, length: int) -> None:
    whole = captured(path, engine)
    data = bytearray(path.read_bytes())
    bad = whole[10]
    data[bad.offset + 15 : bad.offset + 90] = b"\x00" * 75
    path.write_bytes(data)
    assert in_parts(path, engine, length) == [one for one in whole if one is not bad]
    assert [one for one in responses(path, engine=engine) if isinstance(one, Damage)]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODIES[3], mtime=0), {"Content-Encoding": "gzip"}),
        (b"4\r\n<h1>\r\n3\r\nabc\r\n0\r\n\r\n", {"Transfer-Encoding": "chunked"}),
    ],
)
def test_encodings_are_undone(tmp_path: Path, engine: str, body: bytes, headers: dict[str, str]) -> None:
    path = by_others(tmp_path / "a.warc.gz", [("https://a.example/", body, headers)])
    (one,) = captured(path, engine)
    assert one.page() == ((BODIES[3] if "Content-Encoding" in headers else b"<h1>abc"), "")
    assert one.fetched.isoformat() == "2027-01-01T05:00:00+00:00"


def test_headers(tmp_path: Path, engine: str) -> None:
    path = by_others(tmp_path / "a.warc.gz", [("https://a.example/", b"x", {"X-A": "1", "x-b": "dua"})])
    (one,) = captured(path, engine)
    assert (one.header(b"x-a"), one.header(b"x-b"), one.header(b"x-c")) == (b"1", b"dua", None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"<html>", "not a WARC file"),
        (gzip.compress(b"<html>", mtime=0), "what is compressed in it is not a WARC file"),
        (b"\x1f\x8b\x08 broken", "what is compressed in it is not a WARC file"),
    ],
)
def test_what_is_no_warc_file(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    with pytest.raises(NoWarc, match=message):
        check(path)


def test_a_file_compressed_as_a_whole(path: Path) -> None:
    check(path)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), mtime=0))
    with pytest.raises(NoWarc, match="compressed as a whole"):
        check(path)


def test_spans() -> None:
    assert spans(0, 2) == []
    for size in (1, 1_000, 10_000_000, 10**9 + 7):
        parts = spans(size, 2)
        assert parts[0][0] == 0 and parts[-1][1] == size
        assert all(a[1] == b[0] for a, b in pairwise(parts))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_bytes_raise_anything_else(path: Path, engine: str, data: st.DataObject) -> None:
    """Bytes flipped, cut and put in anywhere: what is read is a part of what was there."""
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    junk = data.draw(st.binary(max_size=60))
    gap = data.draw(st.integers(0, 200))
    bad = path.with_name("bad.warc.gz")
    bad.write_bytes(good[:at] + junk + good[at + gap :])
    try:
        check(bad)
        found = captured(bad, engine)
    except NoWarc:
        return
    assert {one.page().data for one in found} <= set(BODIES)


def test_of_records_that_are_not_wanted_only_the_place_is_told(tmp_path: Path, engine: str) -> None:
    """So a broken body of somebody else's does not matter either."""
    pages = [
        (f"https://{host}/news/1", b"<p>isi</p>" * 500, {})
        for host in ("a.example", "www.jpnn.com", "b.example")
    ]
    path = by_others(tmp_path / "others.warc.gz", pages)
    whole = captured(path, engine)
    asked: list[str] = []

    def wanted(url: str) -> bool:
        asked.append(url)
        return "jpnn" in url

    found = [one for one in responses(path, engine=engine, wanted=wanted) if isinstance(one, Captured)]
    assert [one.url for one in found] == [one.url for one in whole] == [url for url in asked if url]
    assert found[1] == whole[1]
    for one, other in ((found[0], whole[0]), (found[2], whole[2])):
        assert (one.status, one.headers, one.body) == (0, [], b"")
        assert (one.offset, one.length, one.record, one.fetched) == (
            *(other.offset, other.length),
            *(other.record, other.fetched),
        )


def test_what_is_not_wanted_is_judged_as_it_is_without_asking(tmp_path: Path) -> None:
    hosts = ("a.example", "www.jpnn.com", "www.kontan.co.id")
    path = by_others(
        tmp_path / "others.warc.gz", [(f"https://{host}/news/1", b"<p>isi</p>", {}) for host in hosts]
    )
    for only in (None, "kontan"):
        plain = [judge(one, only) for one in responses(path) if isinstance(one, Captured)]
        assert read_part(PartTask(str(path), 0, path.stat().st_size, only)).found == plain
