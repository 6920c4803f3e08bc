"""``newsspider commoncrawl``: from a server that plays CC-NEWS come the articles that its records hold, each once."""

from __future__ import annotations

import errno
import gzip
import os
import random
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import OUTLETS, extract, join_pages
from newsspider.archive.parts import Captured, responses
from newsspider.archive.stream import Members
from newsspider.corpora.commoncrawl import selection
from newsspider.corpora.commoncrawl.ledger import Ledger
from newsspider.corpora.commoncrawl.selection import Patience, Selection
from newsspider.corpora.commoncrawl.sources import Bucket, Folder, NotThere
from newsspider.recording.fixtures import RecordedPage, read_case
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.conftest import Run, read_items
from tests.newsspider.corpora.ccnews import (
    LISTING,
    CommonCrawl,
    NoRanges,
    Other,
    Part,
    Refusal,
    member,
    path_of,
    record,
    warcinfo,
)
from tests.newsspider.forkserver import hear_signals

Command = Callable[..., Run]
Get = Callable[..., Run]
JPNN = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
KONTAN = read_case(FIXTURES / "kontan" / "desk" / "several-reporters").pages[0]
SPLIT = read_case(FIXTURES / "jpnn" / "2020" / "tiga-halaman").pages
RANDOM = random.Random(5)


def of(page: RecordedPage, **options: Any) -> bytes:
    return record(page.url, page.body, **options)


def foreign(number: int = 0, size: int = 2_000) -> bytes:
    """Somebody else's record, which does not compress."""
    return record(f"https://news-{number}.example/kontan.co.id/{number}", RANDOM.randbytes(size))


def said(*pages: RecordedPage) -> dict[str, Any]:
    return join_pages([extract(page.body, page.url) for page in pages]).to_dict()


def sorted_by_url(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: str(record["url"]))


def table(run: Run) -> dict[str, int]:
    rows = (line.split("\t") for line in run.out.splitlines() if line.count("\t") == 2)
    return {what or which: int(count.replace(",", "")) for what, which, count in rows}


FILES = {
    path_of(1): warcinfo() + foreign(1) + of(JPNN) + foreign(2) + of(SPLIT[1]) + foreign(3),
    path_of(2): warcinfo() + foreign(4) + foreign(5),
    path_of(3): warcinfo() + of(KONTAN) + of(SPLIT[0]) + foreign(6) + of(SPLIT[2]),
}


@pytest.fixture
def crawl() -> Iterator[CommonCrawl]:
    with CommonCrawl(dict(FILES)) as server:
        yield server


def arguments(source: str, folder: Path, **given: object) -> list[str]:
    values = {"CONTACT": "test@example.org", "ALLOWED_NETWORKS": "127.0.0.1", "DOWNLOAD_DELAY": 0, **given}
    return [
        *("commoncrawl", "--news", "2026-10", "--from", source, "--warc", str(folder / "kept")),
        *(part for name, value in values.items() for part in ("-s", f"{name}={value}")),
    ]


@pytest.fixture
def get(command: Command, tmp_path: Path) -> Get:
    """``newsspider commoncrawl`` for that month, with further arguments; settings by keyword."""

    def run(source: CommonCrawl | Path, *args: str, **given: object) -> Run:
        url = source.url if isinstance(source, CommonCrawl) else str(source)
        return command(*arguments(url, tmp_path, **given), *args)

    return run


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "kept").glob("*.warc.gz*"))}


def packed(data: bytes, hosts: tuple[str, ...] = ("jpnn.com", "kontan.co.id")) -> bytes:
    """What has to be kept of a file, put together another way: the first record, and those of the hosts."""
    parts = iter([data])
    found = list(Members(lambda size: next(parts, b""), wanted=lambda url: True))
    ours = [one for one in found[1:] if one.url.split("/")[2].endswith(hosts)]
    return b"".join(one.packed for one in (found[0], *ours)) if ours else b""


# -- What comes out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_articles_of_outlets_come_out_and_nothing_else(
    crawl: CommonCrawl, get: Get, tmp_path: Path, jobs: str
) -> None:
    out = tmp_path / "articles.jsonl"
    run = get(crawl, "-o", str(out), "--jobs", jobs)
    assert (run.code, run.err) == (0, "")
    assert sorted_by_url(read_items(out)) == sorted_by_url([said(JPNN), said(KONTAN), said(*SPLIT)])
    report = table(run)
    assert (report["files of CC-NEWS"], report["read"], report["records"], report["kept"]) == (3, 3, 11, 5)
    assert (report["articles"], report["of several pages"]) == (3, 1)


def test_records_are_kept_byte_for_byte_behind_the_one_that_says_who_collected_them(
    crawl: CommonCrawl, get: Get, tmp_path: Path
) -> None:
    assert get(crawl).code == 0
    assert kept(tmp_path) == {
        path.rpartition("/")[2]: packed(data) for path, data in FILES.items() if path != path_of(2)
    }


def test_one_outlet_or_several(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    out = tmp_path / "articles.jsonl"
    assert get(crawl, "--outlet", "kontan,tempo", "-o", str(out)).code == 0
    assert read_items(out) == [said(KONTAN)]
    assert kept(tmp_path) == {path_of(3).rpartition("/")[2]: packed(FILES[path_of(3)], ("kontan.co.id",))}


def test_a_copy_in_a_folder_gives_the_same_with_or_without_its_list(
    crawl: CommonCrawl, get: Get, tmp_path: Path, command: Command
) -> None:
    mirror = tmp_path / "mirror"
    for path, data in crawl.files.items():
        (mirror / path).parent.mkdir(parents=True, exist_ok=True)
        (mirror / path).write_bytes(data)
    assert get(crawl).code == 0
    for number, listed in enumerate((True, False)):
        if not listed:
            (mirror / LISTING).unlink()
        there = tmp_path / f"mirrored-{number}"
        run = command(*arguments(str(mirror), there, CONTACT=""), "--jobs", str(number + 1))
        assert (run.code, run.err) == (0, "")
        assert kept(there) == kept(tmp_path)


def test_a_bucket_gives_the_same(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    """By a file system of fsspec's that needs no network."""
    fsspec = pytest.importorskip("fsspec")
    assert get(crawl).code == 0
    bucket = Bucket("memory://bucket")
    for path, data in crawl.files.items():
        fsspec.filesystem("memory").pipe(f"/bucket/{path}", data)
    month, patience = datetime(2026, 10, 1), Patience(1, 0, 0)
    with Selection(bucket, tmp_path / "again" / "kept", list(OUTLETS), patience=patience) as again:
        assert not again.run([month]).left
    assert kept(tmp_path / "again") == kept(tmp_path)
    with bucket.open(path_of(1), 70) as opened:
        assert opened.read(1_000) == FILES[path_of(1)][70:1_070]
    with pytest.raises(NotThere, match="no such file"):
        bucket.open(path_of(9))


def test_a_bucket_needs_its_extra(get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    run = get(tmp_path, "--from", "s3://commoncrawl")
    assert (run.code, len(run.complaints)) == (2, 1) and "pip install newsspider[s3]" in run.err


def test_pages_in_three_charsets_are_read_alike(get: Get, tmp_path: Path) -> None:
    text = JPNN.body.decode("utf-8")
    bodies = {name: text.encode(name, "xmlcharrefreplace") for name in ("utf-8", "windows-1252", "utf-16")}
    out = tmp_path / "articles.jsonl"
    files = {
        path_of(number): warcinfo() + record(JPNN.url, body, content_type=f"text/html; charset={name}")
        for number, (name, body) in enumerate(bodies.items())
    }
    with CommonCrawl(files) as server:
        run = get(server, "-o", str(out))
    assert (run.code, table(run)["archived again, the same"]) == (0, 2)
    assert read_items(out) == [said(JPNN)]


# -- Records that are not whole, and files that are not in order ----------------------------------------


def test_a_truncated_record_keeps_its_mark_and_gives_no_article(get: Get, tmp_path: Path) -> None:
    out = tmp_path / "articles.jsonl"
    cut = record(JPNN.url, JPNN.body[: len(JPNN.body) * 2 // 3], truncated="length")
    with CommonCrawl({path_of(1): warcinfo() + cut + of(KONTAN)}) as server:
        run = get(server)
        assert run.code == 1
        assert run.complaints == [
            "commoncrawl: 1 of the records was cut when they were collected (WARC-Truncated), and will give no article"
        ]
        run = get(server, "-o", str(out))
    assert run.code == 1 and table(run)["of them truncated (WARC-Truncated)"] == 1
    (complaint,) = run.complaints
    assert (
        "1 page is not had" in complaint and JPNN.url in complaint and "WARC-Truncated: length" in complaint
    )
    assert read_items(out) == [said(KONTAN)]


def test_a_truncated_record_does_no_harm_where_the_page_was_had_whole_some_other_time(
    get: Get, tmp_path: Path
) -> None:
    out = tmp_path / "articles.jsonl"
    cut = record(JPNN.url, JPNN.body[:9_000], truncated="time")
    with CommonCrawl({path_of(1): warcinfo() + cut, path_of(2): warcinfo() + of(JPNN)}) as server:
        run = get(server, "-o", str(out))
    assert (run.code, run.err) == (0, "")
    assert read_items(out) == [said(JPNN)]


@pytest.mark.parametrize(
    "faults",
    [
        {"closing": b""},
        {"closing": b"\r\n"},
        {"more": -7},
        {"more": -7, "closing": b""},
        {"more": -100_000_000},
        {"extra": ["WARC-Payload-Digest: http://news.example/"]},
    ],
    ids=str,
)
def test_records_with_the_faults_of_2016_are_mended(get: Get, tmp_path: Path, faults: dict[str, Any]) -> None:
    """Missing line ends, a length that is too small or none at all, a digest that is none."""
    out = tmp_path / "articles.jsonl"
    data = warcinfo() + of(JPNN, **faults) + record("https://a.example/", b"x", **faults) + of(KONTAN)
    with CommonCrawl({path_of(1): data}) as server:
        run = get(server, "-o", str(out))
    assert (run.code, run.err) == (0, "")
    assert sorted_by_url(read_items(out)) == sorted_by_url([said(JPNN), said(KONTAN)])
    assert table(run).get("of them mended", 0) == ("extra" not in faults)


def test_a_record_that_is_shorter_than_it_says_is_named_and_not_kept(get: Get, tmp_path: Path) -> None:
    first = warcinfo()
    with CommonCrawl({path_of(1): first + of(JPNN, more=4_000) + of(KONTAN)}) as server:
        run = get(server)
        again = get(server)
    assert (run.code, again.code) == (1, 1)
    assert run.complaints == again.complaints
    (complaint,) = run.complaints
    assert complaint.startswith(f"{path_of(1)}: byte {len(first)}: ") and "bytes were announced" in complaint
    assert table(run)["kept"] == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_member_is_read_once_more_and_then_passed_over(get: Get, tmp_path: Path, jobs: str) -> None:
    out = tmp_path / "articles.jsonl"
    before = warcinfo() + of(JPNN)
    broken = bytearray(foreign(1, 400_000))
    broken[200_000:200_040] = b"\xff" * 40
    with CommonCrawl({path_of(1): before + broken + of(KONTAN) + foreign(2)}) as server:
        run = get(server, "-o", str(out), "--jobs", jobs)
        assert server.offsets(path_of(1)) == [0, len(before), len(before) + 1]
    assert run.code == 1
    (complaint,) = run.complaints
    assert complaint.startswith(f"{path_of(1)}: byte {len(before)}: ")
    assert sorted_by_url(read_items(out)) == sorted_by_url([said(JPNN), said(KONTAN)])


def test_a_file_that_is_damaged_all_over_is_given_up(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each damaged place costs the server two requests."""
    monkeypatch.setattr("newsspider.corpora.commoncrawl.selection._MOST_FLAWS", 3)
    broken = bytearray(of(KONTAN))
    broken[-8] ^= 0x55
    with CommonCrawl(
        {path_of(1): warcinfo() + bytes(broken) * 6, path_of(2): warcinfo() + of(JPNN)}
    ) as server:
        run = get(server)
        assert len(server.offsets(path_of(1))) == 8
    assert run.code == 1 and table(run)["kept"] == 1
    assert "damaged in more than 3 places (1)" in run.complaints[-1]


def test_what_only_the_connection_broke_is_had_whole(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    crawl.behaves[path_of(1)] = [Other(len(FILES[path_of(1)]) // 2)]
    assert get(crawl).code == 0
    assert len(crawl.offsets(path_of(1))) == 2
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(FILES[path_of(1)])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"<html>this is no WARC file</html>" * 100, "byte 0"),
        (member(b"<html>this is no WARC file</html>"), "not a record"),
        (member(gzip.decompress(warcinfo()) + gzip.decompress(of(JPNN))), "as a whole"),
        (warcinfo() + of(JPNN)[:-9], "ends within a record"),
        (warcinfo() + of(JPNN) + b"\x1f", f"byte {len(warcinfo() + of(JPNN))}"),
    ],
    ids=["HTML", "packed HTML", "one stream", "cut", "one byte more"],
)
def test_a_file_that_is_not_in_order_is_named_with_its_place(get: Get, data: bytes, word: str) -> None:
    with CommonCrawl({path_of(1): data, path_of(2): warcinfo() + of(KONTAN)}) as server:
        run = get(server)
    report = table(run)
    assert (run.code, report["read"], report["kept"]) == (1, 2, 1 + (word == "byte " + str(len(data) - 1)))
    assert len(run.complaints) == 1 and word in run.complaints[0] and path_of(1) in run.complaints[0]


# -- Manners ------------------------------------------------------------------------------------------


def test_the_server_is_asked_one_thing_at_a_time_by_somebody_with_a_name(
    crawl: CommonCrawl, get: Get
) -> None:
    assert get(crawl, "--jobs", "2").code == 0
    assert [one.path for one in crawl.asked] == [LISTING, path_of(1), path_of(2), path_of(3)]
    assert {one.at_once for one in crawl.asked} == {1}
    for one in crawl.asked:
        assert one.headers["User-Agent"].startswith("newsspider/")
        assert one.headers["User-Agent"].endswith("(+test@example.org)")
    assert get(crawl).code == 0
    assert len(crawl.asked) == 5  # the list alone


def test_nothing_is_asked_without_a_contact(crawl: CommonCrawl, get: Get) -> None:
    run = get(crawl, CONTACT="")
    assert (run.code, len(run.complaints)) == (2, 1) and "CONTACT" in run.err
    assert crawl.asked == []


def test_an_address_of_this_machine_is_not_asked(crawl: CommonCrawl, get: Get) -> None:
    run = get(crawl, ALLOWED_NETWORKS="")
    assert (run.code, len(run.complaints)) == (2, 1) and "loopback" in run.err
    assert crawl.asked == []


@pytest.mark.parametrize("known", [True, False])
def test_a_server_must_prove_who_it_is(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    authority, other = trustme.CA(), trustme.CA()
    (authority if known else other).cert_pem.write_to_path(tmp_path / "known.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "known.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with CommonCrawl(dict(FILES), tls=tls) as server:
        run = get(server)
    if known:
        assert (run.code, len(kept(tmp_path))) == (0, 2)
    else:
        assert (run.code, len(run.complaints)) == (2, 1) and "certificate cannot be trusted" in run.err
        assert server.asked == []


def test_slow_down_is_obeyed_as_the_server_says(
    crawl: CommonCrawl, get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    crawl.behaves[LISTING] = [Refusal(503)]
    crawl.behaves[path_of(1)] = [
        Refusal(503, {"Retry-After": "120"}),
        Refusal(403),
        Refusal(503, {"Retry-After": "9999999"}),
    ]
    assert get(crawl, DOWNLOAD_DELAY=2, RETRY_AFTER_MAX=3600, BACKOFF_MAX=6).code == 0
    waits = [wait for wait in slept if wait > 2]
    assert waits == [4, 120, 6, 3600]
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(FILES[path_of(1)])


def test_who_is_told_to_slow_down_again_and_again_stops_and_can_go_on_later(
    crawl: CommonCrawl, get: Get, tmp_path: Path
) -> None:
    out = tmp_path / "articles.jsonl"
    crawl.behaves[path_of(2)] = [Refusal(503)] * 7
    run = get(crawl, "-o", str(out))
    assert run.code == 1 and not out.exists()
    assert run.complaints == [
        f"commoncrawl: 2 of 3 files have not been read to the end ({path_of(2)}: 503 Slow Down);"
        " the same command goes on from there"
    ]
    assert crawl.offsets(path_of(3)) == []
    run = get(crawl, "-o", str(out))
    assert (run.code, run.err) == (0, "")
    assert sorted_by_url(read_items(out)) == sorted_by_url([said(JPNN), said(KONTAN), said(*SPLIT)])
    assert crawl.offsets(path_of(1)) == [0]


def test_a_file_that_is_not_there_does_not_keep_the_others(
    get: Get, crawl: CommonCrawl, tmp_path: Path
) -> None:
    data = crawl.files.pop(path_of(1))
    run = get(crawl)
    assert run.code == 1
    assert run.complaints == [
        "commoncrawl: 1 of 3 files has not been read to the end (there is no such file (1)); the same command goes on from there"
    ]
    crawl.files[path_of(1)] = data
    assert get(crawl).code == 0
    assert len(kept(tmp_path)) == 2


# -- Left and taken up again ------------------------------------------------------------------------------


def test_a_connection_that_breaks_off_is_taken_up_behind_the_last_whole_record(
    crawl: CommonCrawl, get: Get, tmp_path: Path
) -> None:
    whole = FILES[path_of(1)]
    crawl.behaves[path_of(1)] = [Part(100), Part(len(whole) // 2), Part(len(whole) // 3)]
    assert get(crawl).code == 0
    offsets = crawl.offsets(path_of(1))
    assert len(offsets) == 4 and offsets == sorted(offsets) and offsets[-1] > 0
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(whole)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 12_000), max_size=5))
def test_wherever_it_breaks_off_nothing_is_lost_and_nothing_comes_twice(
    cuts: list[int], tmp_path_factory: pytest.TempPathFactory, command: Command
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    pages = [(f"https://www.jpnn.com/news/{number}", b"<p>isi</p>" * number) for number in range(8)]
    data = warcinfo() + b"".join(record(url, body) + foreign(3, 700) for url, body in pages)
    with CommonCrawl({path_of(1): data}) as server:
        server.behaves[path_of(1)] = [Part(size) for size in cuts]
        run = command(*arguments(server.url, folder))
    assert (run.code, run.err) == (0, "")
    assert list(kept(folder).values()) == [packed(data)]


def test_a_server_that_falls_silent_is_asked_again(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    crawl.behaves[path_of(1)] = [Part(len(FILES[path_of(1)]) // 2, silent=True)]
    assert get(crawl, DOWNLOAD_TIMEOUT=0.3).code == 0
    assert len(crawl.offsets(path_of(1))) == 2
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(FILES[path_of(1)])


def test_a_server_without_ranges_is_said_to_be_one(crawl: CommonCrawl, get: Get) -> None:
    crawl.behaves[path_of(1)] = [Part(len(FILES[path_of(1)]) // 2), NoRanges()]
    run = get(crawl)
    assert run.code == 1 and "does not give parts of it" in run.err
    assert get(crawl).code == 0


def test_a_file_that_became_another_one_is_begun_anew(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    crawl.behaves[path_of(1)] = [Part(len(FILES[path_of(1)]) // 2), *[Refusal(503)] * 6]
    assert get(crawl).code == 1
    crawl.files[path_of(1)] = other = warcinfo() + foreign(9) + of(KONTAN) + foreign(8, 9_000)
    assert get(crawl).code == 0
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(other)


def test_a_file_that_is_another_one_each_time_is_given_up(crawl: CommonCrawl, get: Get) -> None:
    crawl.changing = True
    crawl.behaves[path_of(1)] = [Part(len(FILES[path_of(1)]) // 2)] * 100
    run = get(crawl)
    assert run.code == 1 and "it is another file each time (1)" in run.err
    assert table(run)["read"] == 2


def test_what_was_kept_and_is_gone_is_read_again(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    assert get(crawl).code == 0
    before = kept(tmp_path)
    (tmp_path / "kept" / path_of(1).rpartition("/")[2]).unlink()
    assert get(crawl).code == 0
    assert kept(tmp_path) == before
    assert crawl.offsets(path_of(3)) == [0]


def test_two_runs_give_the_same_bytes(crawl: CommonCrawl, command: Command, tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        out = folder / "articles.jsonl"
        assert command(*arguments(crawl.url, folder), "-o", str(out)).code == 0
        found.append((out.read_bytes(), kept(folder)))
    assert found[0] == found[1]


def big() -> bytes:
    """A file of 48 MB with pages of ours all over it."""
    parts = [warcinfo()]
    filler = [foreign(number, 500_000) for number in range(4)]
    for number in range(96):
        parts.append(
            record(f"https://www.jpnn.com/news/{number}", b"<p>isi</p>" * 40 + RANDOM.randbytes(30_000))
        )
        parts.append(filler[number % 4])
    return b"".join(parts)


def test_killed_in_the_middle_it_goes_on_from_there(get: Get, tmp_path: Path) -> None:
    """Killed three times, each time when some of a file is on disk and the rest does not come."""
    data = big()
    with CommonCrawl({path_of(1): data}) as server:
        for size, least in ((20_000_000, 16_000_000), (1_000, 16_000_000), (18_000_000, 32_000_000)):
            server.behaves[path_of(1)] = [Part(size, silent=True)]
            kill(server, tmp_path, least)
        # whatever a kill leaves behind the last note is cut off
        (left,) = (tmp_path / "kept").glob("*.open")
        with left.open("ab") as file:
            file.write(RANDOM.randbytes(5_000_000))
        run = get(server)
        offsets = server.offsets(path_of(1))
    assert (run.code, run.err) == (0, "")
    assert len(offsets) == 4 and 16_000_000 <= offsets[1] == offsets[2] < offsets[3]
    assert list(kept(tmp_path).values()) == [packed(data)]


@pytest.mark.parametrize("group", [1, 1 << 20], ids=["noted at every record", "noted at the end"])
def test_stopped_at_any_line_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int
) -> None:
    monkeypatch.setattr(selection, "_GROUP", group)
    mirror = tmp_path / "mirror"
    for path, data in FILES.items():
        (mirror / path).parent.mkdir(parents=True, exist_ok=True)
        (mirror / path).write_bytes(data)

    def lines(folder: Path, most: float) -> int:
        """Keep records, and stop after so many lines of the class that reads a file; how many there were."""
        count = 0

        def trace(frame: FrameType, event: str, argument: object) -> Any:
            nonlocal count
            if frame.f_code.co_filename != selection.__file__ or frame.f_locals.get("self") is None:
                return None
            if not isinstance(frame.f_locals["self"], selection.FileSelection):
                return None
            if event == "line":
                count += 1
                if count > most:
                    raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        patience = Patience(1, 0, 0)
        with Selection(Folder(mirror), folder / "kept", ["jpnn", "kontan"], patience=patience) as selected:
            sys.settrace(trace)
            try:
                selected.run([datetime(2026, 10, 1)])
            finally:
                sys.settrace(before)
        return count

    total = lines(tmp_path / "whole", float("inf"))
    whole = kept(tmp_path / "whole")
    assert total > 100 and len(whole) == 2
    for most in range(0, total, 5):
        folder = tmp_path / str(most)
        with pytest.raises(KeyboardInterrupt):
            lines(folder, most)
        lines(folder, float("inf"))
        assert kept(folder) == whole, most


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_so_and_goes_on_later(get: Get, tmp_path: Path, number: signal.Signals) -> None:
    data = big()
    with CommonCrawl({path_of(1): data}) as server:
        server.behaves[path_of(1)] = [Part(20_000_000, silent=True)]
        code, err = kill(server, tmp_path, 16_000_000, number)
        assert (code, err) == (5, "commoncrawl: stopped; the same command goes on from there\n")
        assert 16_000_000 <= noted(tmp_path) <= 20_000_000
        assert get(server).code == 0
        assert server.offsets(path_of(1))[1] >= 16_000_000
    assert list(kept(tmp_path).values()) == [packed(data)]


@pytest.mark.parametrize("broken", ["_write", "_fsync"])
def test_a_full_disk_is_said_to_be_one_and_nothing_is_lost(
    crawl: CommonCrawl, get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"newsspider.archive.warc_file.{broken}", fail)
        run = get(crawl)
    assert (run.code, len(run.complaints)) == (4, 1) and "the disk is full" in run.err
    assert get(crawl).code == 0
    assert kept(tmp_path)[path_of(1).rpartition("/")[2]] == packed(FILES[path_of(1)])


def kill(
    server: CommonCrawl, folder: Path, least: int, number: signal.Signals = signal.SIGKILL
) -> tuple[int, str]:
    """Begin, and send a signal when the file has been asked for and it is noted that ``least`` of its bytes have been read."""
    asked = len(server.offsets(path_of(1)))
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments(server.url, folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,
    )
    try:
        end = time.monotonic() + 60
        while len(server.offsets(path_of(1))) == asked or noted(folder) < least:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    return process.returncode, err


def noted(folder: Path) -> int:
    if not (folder / "kept" / "commoncrawl.sqlite").exists():
        return 0
    ledger = Ledger(folder / "kept")
    try:
        return ledger.state(path_of(1)).offset
    finally:
        ledger.close()


# -- What is asked for ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--news", "2026-13"], "'2026-13' is not a month"),
        (["--news", ""], "name a month"),
        (["2026-10"], "--news YYYY-MM"),
        (["--outlet", "kontan,nobody"], "nobody"),
        (["--from", "nowhere"], "nowhere: there is no such folder"),
        (["--from", "ftp://data.example/"], "ftp:"),
        (["--jobs", "none"], "--jobs"),
        (["-o", "articles.xyz"], "articles.xyz"),
        (["-o", "a.jsonl", "-O", "b.jsonl"], "give one"),
        (["-s", "ALLOWED_NETWORKS=a b"], "ALLOWED_NETWORKS"),
    ],
)
def test_a_mistake_gets_one_sentence_before_anything_is_asked(
    crawl: CommonCrawl, get: Get, args: list[str], word: str
) -> None:
    run = get(crawl, *args)
    assert (run.code, len(run.complaints)) == (2, 1)
    assert word in run.err
    assert crawl.asked == []


def test_a_month_that_is_not_there_gets_one_sentence(crawl: CommonCrawl, get: Get) -> None:
    run = get(crawl, "--news", "2026-11")
    assert run.complaints == ["commoncrawl: the list of 2026-11 is not to be had: there is no such file"]
    assert run.code == 2


@pytest.mark.parametrize(
    "listed",
    [["../../etc/passwd"], ["https://evil.example/x.warc.gz"], []],
    ids=["outside", "elsewhere", "empty"],
)
def test_a_list_of_something_else_is_not_followed(get: Get, listed: list[str]) -> None:
    with CommonCrawl({}, listed) as server:
        run = get(server)
        assert (run.code, len(run.complaints)) == (2, 1) and "not a list of files of CC-NEWS" in run.err
        assert len(server.asked) == 1


def test_a_folder_is_for_the_outlets_that_it_was_begun_for(crawl: CommonCrawl, get: Get) -> None:
    assert get(crawl, "--outlet", "kontan").code == 0
    run = get(crawl, "--outlet", "kontan,jpnn")
    assert (run.code, len(run.complaints)) == (2, 1)
    assert "begun for other hosts (without jpnn.com" in run.err
    assert get(crawl, "--outlet", "kontan").code == 0


def test_the_files_of_others_are_not_touched(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    """Neither one that lies where ours would, nor those of the copy that is read."""
    name = path_of(1).rpartition("/")[2]
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / name).write_bytes(b"somebody's")
    run = get(crawl)
    assert (run.code, len(run.complaints)) == (2, 1) and "exists already" in run.err
    assert (tmp_path / "kept" / name).read_bytes() == b"somebody's"
    run = get(tmp_path)
    assert (run.code, len(run.complaints)) == (2, 1) and "inside the folder that they come from" in run.err


def test_two_runs_do_not_work_in_one_folder(crawl: CommonCrawl, get: Get, tmp_path: Path) -> None:
    with Selection(Folder(tmp_path), tmp_path / "kept", ["jpnn"], patience=Patience(1, 0, 0)):
        run = get(crawl, "--outlet", "jpnn")
    assert (run.code, len(run.complaints)) == (2, 1) and "another run is at work" in run.err
    assert get(crawl, "--outlet", "jpnn").code == 0


def test_what_is_kept_is_an_archive_for_other_commands_too(
    crawl: CommonCrawl, get: Get, command: Command, tmp_path: Path
) -> None:
    out, again = tmp_path / "articles.jsonl", tmp_path / "again.jsonl"
    assert get(crawl, "-o", str(out)).code == 0
    assert command("reextract", str(tmp_path / "kept"), "-o", str(again)).code == 0
    assert out.read_bytes() == again.read_bytes()
    for path in (tmp_path / "kept").glob("*.warc.gz"):
        found = [one for one in responses(path) if isinstance(one, Captured)]
        assert found
