"""A WARC file as a stream: its members are those of the file, however the bytes come, and whatever they are."""

from __future__ import annotations

import gzip
import io
import itertools
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.archive.parts import ENGINES, Captured, Damage, responses
from newsspider.archive.stream import BadRecord, BrokenMember, Member, Members, as_record
from newsspider.archive.warc import members as members_of
from tests import strategies as any_
from tests.newsspider.commands.warcs import by_others

URLS = [f"https://{host}/news/{number}" for number in range(6) for host in ("a.example", "www.jpnn.com")]
MANY = settings(max_examples=200)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    pages: list[tuple[str, bytes, dict[str, str]]] = [
        (url, b"<p>isi</p>" * 300 * number, {"Content-Type": "text/html"}) for number, url in enumerate(URLS)
    ]
    return by_others(tmp_path_factory.mktemp("warc") / "a.warc.gz", pages).read_bytes()


def ours(url: str) -> bool:
    return "jpnn" in url


def read(data: bytes, sizes: Callable[[], int] = lambda: 1 << 30, **options: bool | int) -> list[Member]:
    file = io.BytesIO(data)
    file.seek(int(options.get("offset", 0)))
    return list(Members(lambda size: file.read(min(size, sizes())), wanted=ours, **options))  # type: ignore[arg-type]


@given(st.data())
def test_members_do_not_depend_on_how_the_bytes_come(data: bytes, any: st.DataObject) -> None:
    steps = any.draw(st.lists(st.integers(1, 5_000), min_size=1, max_size=50))
    turn = itertools.cycle(steps)
    assert read(data, lambda: next(turn)) == read(data)


def test_members_are_those_of_the_file_and_the_wanted_ones_are_there_to_the_last_byte(data: bytes) -> None:
    with io.BytesIO(data) as file:
        places = [(offset, length) for offset, length, _ in members_of(file)]
    found = read(data)
    assert [(one.offset, one.length) for one in found] == places
    assert [one.url for one in found[1:]] == URLS
    for one in found:
        assert one.wanted == (one.offset == 0 or ours(one.url))
        packed = data[one.offset : one.behind]
        assert (one.packed, one.data) == ((packed, gzip.decompress(packed)) if one.wanted else (b"", b""))


@pytest.mark.parametrize("place", [12, -8, -4], ids=["data", "checksum", "length"])
def test_a_broken_member_is_noticed_whoever_it_is_of(data: bytes, place: int) -> None:
    for one in read(data)[1:3]:
        broken = bytearray(data)
        broken[(one.offset if place > 0 else one.behind) + place] ^= 0x55
        with pytest.raises(BrokenMember) as error:
            read(bytes(broken))
        assert error.value.offset == one.offset
        behind = read(bytes(broken), offset=one.offset + 1, search=True)
        assert behind == [other for other in read(data) if other.offset > one.offset]


def test_a_record_within_a_page_is_no_record(data: bytes) -> None:
    """Whoever serves an archive as a page cannot slip records of others into ours."""
    inner = read(data)[2].packed
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: {len(inner)}\r\n\r\n"
    stored = zlib.compressobj(0, wbits=zlib.MAX_WBITS | 16)
    outer = stored.compress(head.encode() + inner + b"\r\n\r\n") + stored.flush()
    assert inner in outer
    (found,) = read(b"".join((data[: read(data)[0].length], outer)))[1:]
    assert (found.url, found.wanted) == ("https://a.example/", False)


@MANY
@given(any_.warcs())
def test_any_bytes_give_members_and_a_named_place_where_they_are_broken(data: bytes) -> None:
    at, search = 0, False
    while True:
        try:
            found = read(data, offset=at, search=search)
        except BrokenMember as error:
            assert at <= error.offset < len(data)
            assert error.reason and "\n" not in error.reason
            at, search = error.offset + 1, True
            continue
        assert not found or found[-1].behind == len(data)
        break


@pytest.mark.parametrize("engine", ENGINES)
@MANY
@given(any_.warcs())
def test_a_record_that_is_kept_can_be_read_by_every_reader(engine: str, data: bytes) -> None:
    try:
        found = read(data)
    except BrokenMember:
        return
    for member in found:
        if not member.wanted or not member.kind:
            continue
        try:
            packed, mended = as_record(member)
        except BadRecord as error:
            assert str(error) and "\n" not in str(error)
            continue
        assert mended or packed == member.packed
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "kept.warc.gz"
            path.write_bytes(packed)
            read_back = list(responses(path, engine=engine))
        assert not [one for one in read_back if isinstance(one, Damage)]
        for one in read_back:
            if isinstance(one, Captured):
                assert one.body in member.data
