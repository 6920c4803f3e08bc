"""``scrapy extract`` over whole corpora: whatever holds the pages, the articles are the same, and each page is counted."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import Article, extract, join_pages
from newsspider.corpora.pages import Columns, Rows, Task, read_pages
from newsspider.recording.fixtures import RecordedPage, read_case
from newsspider.recording.saved_pages import MAX_BYTES, saved_page
from newsspider.runtime.packing import zstd
from newsspider.store.parquet import article_of
from tests.conftest import FIXTURES
from tests.newsspider.commands.warcs import archive, exchanges
from tests.newsspider.conftest import Run, read_items

Command = Callable[..., Run]
SPLIT = read_case(FIXTURES / "jpnn" / "2020" / "tiga-halaman").pages
SINGLE = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
OTHER = read_case(FIXTURES / "kontan" / "desk" / "several-reporters").pages[0]
INDEX = RecordedPage("https://www.jpnn.com/indeks", b"<html><body><h1>Indeks</h1><p>Satu.</p></body></html>")
# the second page of a split article lies before its first
PAGES = (SINGLE, SPLIT[1], INDEX, SPLIT[0], OTHER, SPLIT[2])
ROWS: list[dict[str, Any]] = [
    {"id": number, "url": page.url, "html": page.body.decode()} for number, page in enumerate(PAGES)
]


def said(*pages: RecordedPage) -> dict[str, Any]:
    return join_pages([extract(page.body, page.url) for page in pages]).to_dict()


EXPECTED = [said(SINGLE), said(OTHER), said(*SPLIT)]  # those of several pages come last


def table(run: Run) -> dict[str, int]:
    rows = (line.split("\t") for line in (run.out + run.err).splitlines() if line.count("\t") == 2)
    return {what or which: int(count.replace(",", "")) for what, which, count in rows}


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), out)
    data: bytes = out.getvalue().to_pybytes()
    return data


def as_bytes(pack: Callable[[bytes], bytes]) -> list[dict[str, Any]]:
    return [{"url": row["url"], "content": pack(row["html"].encode())} for row in ROWS]


CORPORA: dict[str, Callable[[], bytes]] = {
    "a.jsonl": lambda: lines(ROWS),
    "b.ndjson.gz": lambda: gzip.compress(lines(ROWS)),
    "c.jl.zst": lambda: zstd.compress(lines(ROWS)),
    "d.csv": lambda: as_csv(ROWS),
    "e.csv.zst": lambda: zstd.compress(as_csv(ROWS, ";")),
    "f.tsv.gz": lambda: gzip.compress(as_csv(ROWS, "\t")),
    "text.parquet": lambda: as_parquet(ROWS),
    "bytes.parquet": lambda: as_parquet(as_bytes(bytes)),
    "gzip.parquet": lambda: as_parquet(as_bytes(gzip.compress)),
    "zstd.parquet": lambda: as_parquet(as_bytes(zstd.compress)),
    "nested.jsonl": lambda: lines(
        [{"meta": {"url": row["url"]}, "response": {"body": row["html"]}} for row in ROWS]
    ),
}


@pytest.mark.parametrize("name", CORPORA)
def test_rows(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(CORPORA[name]())
    out = tmp_path / "out.jsonl"
    run = command("extract", str(tmp_path / name), "-o", str(out))
    assert (run.code, run.err) == (0, "")
    assert read_items(out) == EXPECTED
    report = table(run)
    assert (report["pages"], report["articles"], report["further pages"]) == (6, 3, 2)
    assert (report["of several pages"], report["passed over"], report["jpnn 2020"]) == (1, 1, 2)


def test_several_processes_give_the_same(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS * 40))
    outs = []
    for jobs in ("1", "2"):
        run = command("extract", str(tmp_path / "a.jsonl"), "-O", str(tmp_path / "o.jsonl"), "--jobs", jobs)
        assert run.code == 0 and table(run)["pages"] == 240
        outs.append((tmp_path / "o.jsonl").read_bytes())
    assert outs[0] == outs[1]


@pytest.mark.parametrize("length", [1, 50, 997, 100_000])
def test_lines_cut_anywhere_are_read_once(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"url": "", "html": "x" * (number % 7)} for number in range(40)]
    path.write_bytes(lines(rows).rstrip(b"\n"))
    size = path.stat().st_size
    columns = Columns("html", "url")
    parts = [
        read_pages(Task("span", (str(path), start, min(start + length, size)), 0, columns))
        for start in range(0, size, length)
    ]
    assert sum(part.rows for part in parts) == 40
    assert [page.label for part in parts for page in part.pages] == [
        "no address" if row["html"] else "no page" for row in rows
    ]


# -- pages that somebody saved ------------------------------------------------------------------------------


def har(pages: tuple[RecordedPage, ...]) -> bytes:
    def entry(page: RecordedPage, **content: Any) -> dict[str, Any]:
        return {
            "startedDateTime": "2027-01-01T05:00:00.000Z",
            "request": {"url": page.url},
            "response": {"status": page.status, "content": {"mimeType": page.content_type, **content}},
        }

    entries = [entry(page, text=page.body.decode()) for page in pages[:2]]
    entries += [
        entry(page, text=base64.b64encode(page.body).decode(), encoding="base64") for page in pages[2:]
    ]
    entries.append(entry(RecordedPage("https://www.jpnn.com/a.css", b"", "text/css"), text="p {}"))
    entries.append(
        entry(
            RecordedPage("https://iklan.example/frame", b"", "text/html"), text="<html><p>Iklan.</p></html>"
        )
    )
    entries.append(entry(RecordedPage("https://www.jpnn.com/news/b", b"", "text/html", 404), text="<html>"))
    entries.append(entry(RecordedPage("https://www.jpnn.com/news/c", b"", "text/html")))
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def test_a_har_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(har(PAGES))
    run = command("extract", str(tmp_path / "a.har"), "-o", str(tmp_path / "out.jsonl"))
    assert (run.code, run.err) == (0, "")
    assert read_items(tmp_path / "out.jsonl") == EXPECTED
    report = table(run)
    assert (report["HTTP 404"], report["recorded without its body"], report["host of no outlet"]) == (1, 1, 1)
    (tmp_path / "b.har").write_text('{"log": []}')
    run = command("extract", str(tmp_path / "b.har"))
    assert run.code == 1 and "b.har: not a HAR file" in run.err


def mhtml(page: RecordedPage) -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = page.url
    message["Date"] = "Fri, 01 Jan 2027 05:00:00 -0000"
    message.make_related()
    part = EmailMessage()
    part.set_content(page.body.decode(), subtype="html", cte="quoted-printable")
    part["Content-Location"] = page.url
    message.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", "image", "png")
    message.attach(picture)
    return message.as_bytes()


def test_an_mhtml_file(command: Command, tmp_path: Path) -> None:
    bare = RecordedPage(SINGLE.url, SINGLE.body.replace(b"canonical", b"x"))
    (tmp_path / "a.mhtml").write_bytes(mhtml(bare))
    run = command("extract", str(tmp_path / "a.mhtml"))
    assert run.code == 0 and json.loads(run.out)["text"] == said(SINGLE)["text"]
    assert json.loads(run.out)["url"] == SINGLE.url
    (tmp_path / "b.mht").write_bytes(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nkata\n")
    run = command("extract", str(tmp_path / "b.mht"))
    assert run.code == 1 and "there is no page in this MHTML file" in run.err


def tree(folder: Path, pages: tuple[RecordedPage, ...], ending: str = "") -> Path:
    """What ``wget -r`` leaves, with ``-E`` where an ending is given."""
    for page in pages:
        path = folder / (page.url.partition("://")[2] + ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.body.replace(b"canonical", b"x").replace(b"og:url", b"x"))
    (folder / "www.jpnn.com" / "gaya.css").write_text("p {}")
    return folder


@pytest.mark.parametrize("ending", ["", ".html"])
def test_a_tree_of_wget(command: Command, tmp_path: Path, ending: str) -> None:
    folder = tree(tmp_path / "tree", PAGES, ending)
    for place in (folder, folder / "www.jpnn.com"):
        run = command("extract", str(place), "-O", str(tmp_path / "out.jsonl"))
        assert (run.code, run.err) == (0, "")
        records = read_items(tmp_path / "out.jsonl")
        expected = [record for record in EXPECTED if place is folder or record["outlet"] == "jpnn"]
        assert sorted(record["text"] for record in records) == sorted(record["text"] for record in expected)
        assert {record["url"].removesuffix(".html") for record in records} == {one["url"] for one in expected}


@pytest.mark.parametrize(
    "comment",
    [
        "<!--\n Page saved with SingleFile \n url: {url} \n saved date: Fri Jan 01 2027 12:00:00 GMT+0700 (WIB)\n-->",
        "<!-- saved from url=(0042){url} -->",
    ],
)
def test_pages_saved_by_a_browser(command: Command, tmp_path: Path, comment: str) -> None:
    (tmp_path / "in").mkdir()
    for number, page in enumerate(SPLIT):
        text = comment.format(url=page.url).encode()
        (tmp_path / "in" / f"Judul ({number}).html").write_bytes(b"<!DOCTYPE html>" + text + page.body)
    run = command("extract", str(tmp_path / "in"), "-o", str(tmp_path / "out.jsonl"))
    assert run.code == 0 and read_items(tmp_path / "out.jsonl") == [said(*SPLIT)]
    page = saved_page(tmp_path / "in" / "Judul (0).html")
    assert page.url == SPLIT[0].url and bool(page.fetched) == ("date" in comment)


def test_archives_and_wacz(command: Command, tmp_path: Path) -> None:
    (path,) = archive(tmp_path / "warc", exchanges(list(PAGES)))
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as file:
        file.write(path, f"archive/{path.name}")
        file.writestr("datapackage.json", "{}")
        file.writestr("pages/pages.jsonl", '{"url": "https://www.jpnn.com/", "text": "x"}\n')
    with zipfile.ZipFile(tmp_path / "a.wacz") as file:
        file.extractall(tmp_path / "unzipped")
    for place in (path, tmp_path / "a.wacz", tmp_path / "unzipped"):
        run = command("extract", str(place), "-O", str(tmp_path / "out.jsonl"))
        assert (run.code, run.err) == (0, "")
        records = sorted(read_items(tmp_path / "out.jsonl"), key=lambda record: str(record["url"]))
        assert [record["text"] for record in records] == [
            record["text"] for record in sorted(EXPECTED, key=lambda record: str(record["url"]))
        ]


def test_everything_in_one_folder(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(ROWS[:1]))
    (folder / "b.html").write_bytes(OTHER.body)
    shutil.copytree(FIXTURES / "jpnn" / "2020" / "tiga-halaman", folder / "case")
    archive(folder / "warc", exchanges([SINGLE]))
    run = command("extract", str(folder), "-o", str(tmp_path / "out.jsonl"))
    assert run.code == 0
    assert sorted(item["url"] for item in read_items(tmp_path / "out.jsonl")) == sorted(
        [SINGLE.url, SINGLE.url, OTHER.url, SPLIT[0].url]
    )


# -- what is not whole, or no page at all -------------------------------------------------------------------


def test_each_page_has_its_fate(command: Command, tmp_path: Path) -> None:
    rows: list[Any] = [
        {"url": SINGLE.url, "html": SINGLE.body.decode()},
        {"url": SINGLE.url, "html": None},
        {"url": None, "html": "<html>"},
        {"url": SINGLE.url, "html": 5},
        {"url": "https://www.jpnn.com/sitemap.xml", "html": "<urlset></urlset>"},
        {"url": SINGLE.url, "html": "x" * (MAX_BYTES + 1)},
        {"url": SINGLE.url, "html": "<html><title>Just a moment...</title><body><p>x</p>"},
    ]
    data = lines(rows) + b'{"url": \n[1]\n{"url": "\xff"}\n\n'
    (tmp_path / "a.jsonl").write_bytes(data)
    run = command("extract", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out.jsonl"))
    assert run.code == 1 and len(read_items(tmp_path / "out.jsonl")) == 1
    report = table(run)
    names = (
        "pages",
        "articles",
        "no page",
        "no address",
        "broken row",
        "too large for a page",
        "challenge page",
    )
    assert [report[name] for name in names] == [10, 1, 1, 1, 4, 1, 1] and report["feed or sitemap"] == 1
    for number, message in (
        (4, "its page is neither text nor bytes (int)"),
        (8, "not JSON ("),
        (10, "not UTF-8"),
    ):
        assert any(f"a.jsonl, row {number}: {message}" in line for line in run.complaints)
    assert len(run.complaints) == 4


def test_broken_tables_and_files(command: Command, tmp_path: Path) -> None:
    good = as_csv(ROWS[:1])
    (tmp_path / "a.csv").write_bytes(good + b"too,few\r\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(ROWS * 9))[:-3_000])
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    (tmp_path / "d.jsonl").write_bytes(b"[" + lines(ROWS[:1]) + b"]")
    run = command(
        "extract", *(str(tmp_path / name) for name in ("a.csv", "b.jsonl.gz", "c.parquet", "d.jsonl"))
    )
    assert run.code == 1 and len(run.out.splitlines()) > 1
    for text in (
        "a.csv, row 2: 2 cells where the header has 3",
        "damaged or cut off",
        "not a Parquet file",
        "jq -c",
    ):
        assert text in run.err


def test_columns_have_to_be_known(command: Command, tmp_path: Path) -> None:
    odd = tmp_path / "a.jsonl"
    odd.write_bytes(lines([{"laman": SINGLE.body.decode(), "asal": SINGLE.url}]))
    run = command("extract", str(odd))
    assert run.code == 1 and "is known to hold pages; name one with --html: laman, asal" in run.err
    run = command("extract", str(odd), "--html", "laman")
    assert run.code == 1 and "is known to hold addresses; name one with --url: laman, asal" in run.err
    run = command("extract", str(odd), "--html", "laman", "--url", "asal")
    assert run.code == 0 and json.loads(run.out) == EXPECTED[0]
    run = command("extract", str(odd), "--html", "kata", "--url", "asal")
    assert run.code == 1 and "no column 'kata'; there are laman, asal" in run.err


def test_incomplete_articles_of_rows(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines([ROWS[3], ROWS[5], ROWS[0]]))  # pages 1 and 3
    run = command("extract", str(path), "-o", "-")
    assert run.code == 1 and len(run.out.splitlines()) == 1
    assert run.complaints[-1].startswith("extract: 1 split article is left out")
    run = command("extract", str(path), "-o", "-", "--incomplete", "keep")
    records = [json.loads(line) for line in run.out.splitlines()]
    assert run.code == 0 and [record["missingPages"] for record in records] == [[], [SPLIT[1].url]]
    path.write_bytes(lines([ROWS[1], ROWS[0]]))  # page 2 alone
    run = command("extract", str(path), "-o", "-", "--incomplete", "keep")
    assert json.loads(run.out.splitlines()[1])["missingPages"] == [SPLIT[0].url, SPLIT[2].url]


@pytest.mark.parametrize("name", ["extract", "reextract"])
def test_an_old_file_stays_where_no_article_comes(name: str, command: Command, tmp_path: Path) -> None:
    nothing, old, new = tmp_path / "none.warc.gz", tmp_path / "old.jsonl", tmp_path / "new"
    nothing.touch()
    old.write_text("an earlier article\n", "utf-8")
    run = command(name, str(nothing), "-O", str(old))
    assert run.code == 1 and "old.jsonl: stays as it was, since no article came" in run.err
    assert old.read_text("utf-8") == "an earlier article\n"
    run = command(name, str(nothing), "-o", f"{new}/")
    assert run.code == 1 and "new: is not written, since no article came" in run.err
    assert sorted(tmp_path.iterdir()) == [nothing, old]


def test_what_gives_nothing_ends_with_a_fault(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"url": SINGLE.url, "text": "Hanya kata-kata."}]))
    run = command("extract", str(tmp_path / "a.jsonl"))
    assert run.code == 1
    assert run.complaints[-1] == "extract: no article was found: not HTML 1; `clean` reads plain texts"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(SINGLE.body)
    run = command("clean", str(tmp_path / "in"))
    assert run.code == 1 and "there are pages and no texts (`extract` reads pages) in this folder" in run.err
    run = command("clean", str(tmp_path / "in" / "a.html"))
    assert run.code == 1 and "a.html: pages and no texts; `extract` reads pages" in run.err


def test_pages_of_unknown_outlets_are_read_by_the_fallback(command: Command, tmp_path: Path) -> None:
    body = "".join(
        f"<p>Kalimat nomor {number} dari kabar ini ditulis untuk dibaca orang.</p>" for number in range(30)
    )
    html = f"<html><body><article><h1>Judul Kabar</h1>{body}</article></body></html>"
    (tmp_path / "a.jsonl").write_bytes(lines([{"url": "https://kabar.example/berita/1", "html": html}]))
    run = command("extract", str(tmp_path / "a.jsonl"))
    assert run.code == 0 and json.loads(run.out)["extractor"].startswith("generic/")
    assert table(run)["no layout fits (fallback)"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("A", "-o", "x.jsonl", "--format", "text"), "the file's ending gives the format"),
        (("A", "-o", "x.jsonl", "-O", "y.jsonl"), "give one"),
        (("A", "--explain"), "a corpus is not explained; name one page"),
        (("A", "-o", "x.docx"), "its ending is not a format"),
        (("A", "-o", "x.parquet.gz"), "a Parquet file has its own compression"),
        (("A", "-o", "A"), "exists already; -O overwrites it"),
        (("A", "--jobs", "0"), "--jobs: '0' is not a number of 1 or more"),
        (("P", "--html", "isi"), "there are no rows of pages"),
        (("P", "--url", "alamat"), "'alamat' is not an address, and there are no rows"),
        (("A", "--url", "https://www.jpnn.com/news/a"), "--url gives one saved page its address"),
        (("A", "--cassette", "A"), "--cassette answers addresses, and none is named"),
    ],
)
def test_bad_arguments(command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    (tmp_path / "p.html").write_bytes(SINGLE.body)
    names = {"A": str(tmp_path / "a.jsonl"), "P": str(tmp_path / "p.html")}
    run = command("extract", *(names.get(word, word) for word in arguments))
    assert run.code == 2 and message in run.err and run.out == ""


def test_explain_has_no_option_that_does_nothing(command: Command) -> None:
    run = command("explain", "-h")
    assert "--cassette" in run.out
    for option in ("--explain", "--format", "--output", "--jobs", "--html", "--incomplete"):
        assert option not in run.out


@settings(max_examples=60, deadline=None)
@given(
    st.none() | st.integers() | st.binary(max_size=200) | st.text(max_size=200) | st.just(SINGLE.body),
    st.none()
    | st.integers()
    | st.text(max_size=60)
    | st.sampled_from([SINGLE.url, "https://[@www.jpnn.com/"]),
)
def test_no_row_raises_anything(html: Any, url: Any) -> None:
    done = read_pages(Task("rows", [(1, html, url)], 0))
    assert done.rows == len(done.pages) == 1
    line = json.dumps({"html": html if isinstance(html, str) else None, "url": url}).encode()
    assert read_pages(Task("lines", [line], 0, Columns("html", "url"))).rows == 1


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".mhtml", ".html"]))
def test_no_file_raises_anything(data: bytes, ending: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        for content in (data, mhtml(SINGLE)[: len(data) * 9] + data):
            path.write_bytes(content)
            assert len(read_pages(Task("files", [str(path)], 0, below=folder)).pages) == 1
        path = path.with_suffix(".har")
        path.write_bytes(har(PAGES)[: len(data) * 99] + data)
        read_pages(Task("har", str(path), 0))


def test_addresses_without_a_scheme(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{**ROWS[0], "url": SINGLE.url.partition("://")[2]}]))
    run = command("extract", str(tmp_path / "a.jsonl"))
    assert run.code == 0 and json.loads(run.out) == EXPECTED[0]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """A task holds a few megabytes, whatever the file: no more of it is read ahead than the processes take."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines(ROWS * 200)))
    source = Rows(path, Columns())
    for task in source.tasks(2):
        assert sum(map(len, task.what)) < 4 * 1024 * 1024
    assert source.position == source.size


# -- what is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending", ["parquet", "csv", "csv.gz", "jsonl.zst", "json", "jsonld.gz", "txt", "xml"]
)
def test_every_format(command: Command, tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    out = tmp_path / f"out.{ending}"
    run = command("extract", str(tmp_path / "a.jsonl"), "-o", str(out))
    assert (run.code, run.err) == (0, "")
    data = out.read_bytes()
    data = gzip.decompress(data) if ending.endswith("gz") else data
    data = zstd.decompress(data) if ending.endswith("zst") else data
    match ending.split(".")[0]:
        case "parquet":
            rows = pytest.importorskip("pyarrow.parquet").read_table(out).to_pylist()
            assert [article_of(row) for row in rows] == [Article.from_dict(record) for record in EXPECTED]
        case "csv":
            cells = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
            assert [json.loads(row["body"]) for row in cells] == [record["body"] for record in EXPECTED]
            assert [json.loads(row["authors"]) for row in cells] == [record["authors"] for record in EXPECTED]
        case "jsonl":
            assert [json.loads(line) for line in data.splitlines()] == EXPECTED
        case "json":
            assert json.loads(data) == EXPECTED
        case "jsonld":
            nodes = json.loads(data)["@graph"]
            assert [node["articleBody"] for node in nodes] == [record["text"] for record in EXPECTED]
            assert {node["@type"] for node in nodes} == {"NewsArticle"}
        case "txt":
            texts = data.decode().split("\n%%\n")
            assert [text.partition("\n\n")[2].strip("\n") for text in texts] == [
                one["text"] for one in EXPECTED
            ]
            assert texts[0].startswith(f"Headline: {EXPECTED[0]['headline']}\n")
        case _:
            assert data.count(b"<headline>") == 3


def test_json_ld_on_stdout(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(OTHER.body)
    run = command("extract", str(path), "--format", "jsonld")
    node, record = json.loads(run.out), said(OTHER)
    assert node["@context"] == "https://schema.org" and node["headline"] == record["headline"]
    assert [person["name"] for person in node["author"]] == record["authors"]
    assert node["datePublished"] == record["datePublished"] and None not in node.values()


def test_a_folder_for_hugging_face(command: Command, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    folder = tmp_path / "kabar"
    for option in ("-o", "-O"):
        run = command("extract", str(tmp_path / "a.jsonl"), option, f"{folder}/")
        assert (run.code, run.err) == (0, "")
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == [
        "README.md",
        "data/train-00000.parquet",
    ]
    rows = parquet.read_table(folder / "data" / "train-00000.parquet").to_pylist()
    assert [article_of(row) for row in rows] == [Article.from_dict(record) for record in EXPECTED]
    card = (folder / "README.md").read_text("utf-8")
    assert (
        card.startswith("---\nlanguage:") and "path: data/train-*.parquet" in card and "| jpnn | 2 |" in card
    )
    run = command("extract", str(tmp_path / "a.jsonl"), "-o", f"{folder}/")
    assert run.code == 2 and "exists already" in run.err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.odt").write_text("kept")
    run = command("extract", str(tmp_path / "a.jsonl"), "-O", f"{tmp_path / 'mine'}/")
    assert run.code == 2 and "holds something other than a dataset" in run.err
    assert (tmp_path / "mine" / "thesis.odt").exists()


def test_datasets_reads_the_folder(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    assert command("extract", str(tmp_path / "a.jsonl"), "-o", f"{tmp_path / 'kabar'}/").code == 0
    loaded = datasets.load_dataset(str(tmp_path / "kabar"), split="train", cache_dir=str(tmp_path / "cache"))
    assert [article_of(row) for row in loaded.to_list()] == [Article.from_dict(record) for record in EXPECTED]


def test_pandas_reads_the_csv(command: Command, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    assert command("extract", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "a.csv.gz")).code == 0
    frame = pandas.read_csv(tmp_path / "a.csv.gz", keep_default_na=False)
    assert list(frame["text"]) == [record["text"] for record in EXPECTED]
    for name in ("authors", "body", "images", "keywords"):
        assert list(frame[name].map(json.loads)) == [record[name] for record in EXPECTED]
    dates = pandas.to_datetime(frame["datePublished"], utc=True)
    assert [date.isoformat() for date in dates] == [
        pandas.Timestamp(record["datePublished"]).tz_convert("UTC").isoformat() for record in EXPECTED
    ]
