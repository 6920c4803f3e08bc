"""``scrapy clean``: corpora of every kind, whole and broken, in and out."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import Article, clean_capture
from newsspider.commands.extract import as_text
from newsspider.corpora import Options, cleaned, corpus_of
from newsspider.corpora import base as corpora_base
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.packing import zstd
from newsspider.runtime.processes import Pool
from newsspider.store.parquet import article_of
from tests.conftest import SEEDS
from tests.newsspider.conftest import Run

Command = Callable[..., Run]
PLACES = {
    "tempo": "https://nasional.tempo.co/read/1/a",
    "kontan": "https://nasional.kontan.co.id/news/a",
    "jpnn": "https://www.jpnn.com/news/a",
    "idntimes": "https://www.idntimes.com/news/world/rani/kabar-a",
    "beritautama": "https://beritautama.net/a/",
}
OUTLETS = ("tempo", "beritautama", "idntimes", "jpnn", "kontan")  # of the seeds, in their order
TEXTS = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
ROWS: list[dict[str, Any]] = [
    *(
        {"id": number, "url": PLACES[outlet], "text": text, "tags": "a;b"}
        for number, (outlet, text) in enumerate(zip(OUTLETS, TEXTS, strict=True))
    ),
    {"id": 5, "url": "https://example.org/", "text": "Kabar dari tempat lain.", "tags": ""},
    {"id": 6, "url": PLACES["jpnn"], "text": " ", "tags": ""},
]
ARTICLES = [clean_capture(text, outlet).to_dict() for outlet, text in zip(OUTLETS, TEXTS, strict=True)]


def table(run: Run) -> dict[str, int]:
    rows = (line.split("\t") for line in (run.out + run.err).splitlines() if line.count("\t") == 2)
    return {what or which: int(count.replace(",", "")) for what, which, count in rows}


def packed(path: Path, data: bytes) -> Path:
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        data = zstd.compress(data)
    path.write_bytes(data)
    return path


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstd.decompress(data) if path.suffix == ".zst" else data


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


# -- JSON Lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz", "a.jl.zst"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_json_lines(command: Command, tmp_path: Path, name: str, jobs: str) -> None:
    path = packed(tmp_path / name, lines(ROWS * 3))
    run = command("clean", str(path), "--jobs", jobs)
    assert (run.code, run.err) == (0, "")
    stem, _, rest = name.partition(".")
    got = unpacked(tmp_path / f"{stem}.clean.{rest}").splitlines()
    expected = lines(ROWS * 3).splitlines()
    for number, (line, old) in enumerate(zip(got, expected, strict=True)):
        place = number % len(ROWS)
        if place < 5:
            row = json.loads(line)
            assert row.pop("article") == ARTICLES[place] and row == ROWS[place]
            assert line.startswith(old[:-1])  # what was there is there, byte for byte
        else:
            assert line == old
    report = table(run)
    assert (report["rows"], report["articles"], report["left as they are"]) == (21, 15, 6)
    assert (report["unknown outlet"], report["no text"], report["tempo"]) == (3, 3, 3)


def test_rows_are_found_by_the_names_that_people_use(command: Command, tmp_path: Path) -> None:
    nested = [{"content": TEXTS[0], "metadata": {"url": PLACES["tempo"], "dump": "x"}}]
    path = packed(tmp_path / "a.jsonl", lines(nested))
    assert table(command("clean", str(path), "-o", "-"))["tempo"] == 1
    odd = packed(tmp_path / "b.jsonl", lines([{"kata": TEXTS[0], "asal": PLACES["tempo"]}]))
    run = command("clean", str(odd))
    assert run.code == 1 and "name one with --text: kata, asal" in run.err
    run = command("clean", str(odd), "--text", "kata")
    assert run.code == 1 and "name one with --url (kata, asal), or the outlet with --outlet" in run.err
    run = command("clean", str(odd), "--text", "kata", "--url", "asal", "-o", "-")
    assert json.loads(run.out)["article"] == ARTICLES[0]
    run = command("clean", str(odd), "--text", "isi", "--url", "asal")
    assert run.code == 1 and "no column 'isi'; there are kata, asal" in run.err


def test_the_outlet_is_the_addresss_and_only_without_one_the_options(
    command: Command, tmp_path: Path
) -> None:
    rows = [{"text": TEXTS[0], "url": None}, {"text": TEXTS[3], "url": PLACES["jpnn"]}, ROWS[5]]
    path = packed(tmp_path / "a.jsonl", lines(rows))
    report = table(command("clean", str(path), "--outlet", "tempo", "-o", "-"))
    assert (report["tempo"], report["jpnn"], report["unknown outlet"]) == (1, 1, 1)
    report = table(command("clean", str(path), "-o", "-"))
    assert report["no address, and no --outlet"] == 1 and report["jpnn"] == 1


def test_broken_rows_are_named_and_stay(command: Command, tmp_path: Path) -> None:
    bad = [
        b'{"text": "x", "url"\n',
        b"[1, 2]\n",
        b'{"text": "\xff\xfe", "url": ""}\n',
        b"\n",
        json.dumps({**ROWS[0], "article": 1}).encode() + b"\n",
        b'{"text": 5, "url": "https://www.jpnn.com/news/a"}\n',
        b"[" * 100_000 + b"\n",
    ]
    good = lines(ROWS[:1])
    path = packed(tmp_path / "a.jsonl", good + b"".join(bad) + good.rstrip())
    run = command("clean", str(path))
    assert run.code == 1
    for number, message in (
        (2, "not JSON ("),
        (3, "not a JSON object"),
        (4, "not UTF-8 text"),
        (6, "it already has a key 'article'"),
        (8, "not JSON ("),
    ):
        assert any(f"a.jsonl, row {number}: {message}" in line for line in run.complaints)
    assert len(run.complaints) == 5
    got = (tmp_path / "a.clean.jsonl").read_bytes().splitlines(keepends=True)
    assert got[1:-1] == bad
    assert json.loads(got[0])["article"] == json.loads(got[-1])["article"] == ARTICLES[0]
    assert table(run)["text that is not a string"] == 1


def test_many_broken_rows_are_counted(command: Command, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.jsonl", lines(ROWS) + b"{\n" * 1_000)
    run = command("clean", str(path))
    assert len(run.complaints) == 21 and run.complaints[-1].endswith("980 more rows are like these")


def test_a_row_without_end(command: Command, tmp_path: Path) -> None:
    huge = b'{"text": "' + b"x" * (2 * MAX_BYTES) + b'"}\n'
    path = packed(tmp_path / "a.jsonl", lines(ROWS[:1]) + huge + lines(ROWS[:1]))
    run = command("clean", str(path))
    assert run.code == 1 and "row 2: longer than 20 MB" in run.err
    got = (tmp_path / "a.clean.jsonl").read_bytes()
    assert huge in got and got.count(b'"article"') == 2
    assert table(run)["rows"] == 3


# -- CSV ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "delimiter", "end"),
    [
        ("a.csv", ",", "\r\n"),
        ("a.csv.gz", ";", "\n"),
        ("a.tsv.zst", "\t", "\n"),
    ],
)
def test_csv(command: Command, tmp_path: Path, name: str, delimiter: str, end: str) -> None:
    path = packed(tmp_path / name, b"\xef\xbb\xbf" + as_csv(ROWS, delimiter, end))
    run = command("clean", str(path))
    assert (run.code, run.err) == (0, "")
    data = unpacked(tmp_path / name.replace("a.", "a.clean.", 1)).decode()
    rows = list(csv.DictReader(io.StringIO(data, newline=""), delimiter=delimiter))
    for row, old in zip(rows, ROWS, strict=True):
        assert {key: row[key] for key in old} == {key: str(value) for key, value in old.items()}
    for row, article in zip(rows, ARTICLES, strict=False):
        assert row["article.headline"] == (article["headline"] or "")
        assert json.loads(row["article.body"]) == article["body"]
        assert row["article.text"] == article["text"] and row["article.wordCount"] == str(
            article["wordCount"]
        )
    assert all(row[key] == "" for row in rows[5:] for key in row if key.startswith("article."))
    assert ("\r\n" in data) == (end == "\r\n")


def test_broken_csv_rows_stay(command: Command, tmp_path: Path) -> None:
    data = (
        as_csv(ROWS[:1])
        + b"too,few\r\n\r\n1,https://www.jpnn.com/news/a,Judul \xe9,x\r\n"
        + as_csv(ROWS[1:2])[18:]
    )
    path = packed(tmp_path / "a.csv", data)
    run = command("clean", str(path))
    assert run.code == 1
    assert "row 2: 2 cells where the header has 4" in run.err and "row 4: not UTF-8 text" in run.err
    got = (tmp_path / "a.clean.csv").read_bytes()
    assert b"too,few," in got and b"Judul \xe9" in got
    assert table(run)["articles"] == 2


# -- Parquet ---------------------------------------------------------------------------------------------------


def test_parquet(command: Command, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    old = pa.Table.from_pylist(ROWS * 50)
    pq.write_table(old, tmp_path / "a.parquet")
    run = command("clean", str(tmp_path / "a.parquet"), "--jobs", "2")
    assert (run.code, run.err) == (0, "")
    new = pq.read_table(tmp_path / "a.clean.parquet")
    assert new.drop_columns(["article"]).equals(old)
    for number, article in enumerate(new["article"].to_pylist()):
        place = number % len(ROWS)
        assert article is None if place >= 5 else article_of(article) == Article.from_dict(ARTICLES[place])


def test_nested_columns_of_parquet(command: Command, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    rows = [{"text": TEXTS[0], "metadata": {"url": PLACES["tempo"]}}, {"text": "x", "metadata": None}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    assert table(command("clean", str(tmp_path / "a.parquet")))["tempo"] == 1


def test_without_pyarrow(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    (tmp_path / "b.jsonl").write_bytes(lines(ROWS))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    run = command("clean", str(tmp_path))
    assert run.code == 1 and "Parquet needs pyarrow" in run.err and "newsspider[parquet]" in run.err
    assert table(run)["articles"] == 5


# -- text -------------------------------------------------------------------------------------------------------


def test_texts(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXTS[0], "utf-8")
    packed(folder / "more" / "b.txt.gz", TEXTS[0].encode())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes(b"Judul \xe9\n")
    run = command("clean", str(folder), "--outlet", "tempo", "-o", f"{tmp_path / 'out'}/")
    assert run.code == 1 and run.complaints == [run.err.strip()] and "latin.txt: not UTF-8 text" in run.err
    text = as_text(Article.from_dict(ARTICLES[0])).encode()
    assert (tmp_path / "out" / "a.txt").read_bytes() == text
    assert unpacked(tmp_path / "out" / "more" / "b.txt.gz") == text
    assert (tmp_path / "out" / "empty.txt").read_bytes() == b""
    assert (tmp_path / "out" / "latin.txt").read_bytes() == b"Judul \xe9\n"
    # beside their own, and not cleaned again by the next run
    for _ in range(2):
        command("clean", str(folder), "--outlet", "tempo", "--overwrite")
    assert sorted(path.name for path in folder.rglob("*.clean.*")) == [
        "a.clean.txt",
        "b.clean.txt.gz",
        "empty.clean.txt",
        "latin.clean.txt",
    ]


def test_texts_as_rows(command: Command, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(TEXTS[0], "utf-8")
    out = tmp_path / "all.jsonl.zst"
    run = command("clean", str(tmp_path), "--outlet", "tempo", "-o", str(out))
    assert run.code == 0
    rows = [json.loads(line) for line in unpacked(out).splitlines()]
    assert [Path(row["file"]).name for row in rows] == ["0.txt", "1.txt", "2.txt"]
    assert all(row["article"] == ARTICLES[0] and row["text"] == TEXTS[0] for row in rows)


def test_a_text_does_not_say_its_outlet(command: Command, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(TEXTS[0], "utf-8")
    run = command("clean", str(tmp_path))
    assert run.code == 1 and len(run.complaints) == 1 and "name it with --outlet" in run.err


# -- where it goes ------------------------------------------------------------------------------------------------


def test_several_into_one_stream(command: Command, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl.gz"):
        packed(tmp_path / name, lines(ROWS))
    run = command("clean", str(tmp_path), "-o", "-")
    assert [json.loads(line).get("article") for line in run.out.splitlines()] == [*ARTICLES, None, None] * 2
    run = command("clean", str(tmp_path), "-o", str(tmp_path / "out.jsonl.gz"))
    assert len(unpacked(tmp_path / "out.jsonl.gz").splitlines()) == 14


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a corpus"),
        (("NONE",), "none.jsonl: no such file or folder"),
        (("EMPTYFOLDER",), "there is no corpus in this folder"),
        (("A", "--outlet", "temp"), "no outlet is called 'temp'"),
        (("A", "--jobs", "x"), "--jobs: 'x' is not a number"),
        (("OLD",), "old.clean.jsonl: exists already; --overwrite replaces it"),
        (("A", "-o", "A"), "a corpus cannot be written over itself"),
        (("A", "-o", "x.csv"), "can only be written in its own format"),
        (("A", "B", "-o", "x.csv"), "several corpora cannot go into one file; use -o FOLDER/"),
        (("B", "B2", "-o", "-"), "use -o FOLDER/"),
        (("A", "-o", "x.doc"), "its name does not say what it holds"),
        (("DOC",), "page.docx: its name does not say what it holds"),
        (("ARRAY",), "one JSON array instead of one line per record"),
        (("EMPTY",), "there is no row in it"),
        (("KEY",), "it already has a column 'article'; name another one for the article with --key"),
        (("NOGZIP",), "not a gzip file"),
    ],
)
def test_bad_input_is_one_sentence(
    command: Command,
    tmp_path: Path,
    arguments: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "A": ("a.jsonl", lines(ROWS)),
        "B": ("b.csv", as_csv(ROWS)),
        "B2": ("b2.csv", as_csv(ROWS)),
        "OLD": ("old.jsonl", lines(ROWS)),
        "DOC": ("page.docx", b"PK"),
        "ARRAY": ("array.jsonl", b"[\n{}\n]\n"),
        "EMPTY": ("empty.jsonl", b""),
        "KEY": ("key.jsonl", lines([{**ROWS[0], "article": {}}])),
        "NOGZIP": ("broken.jsonl.gz", b"no gzip"),
        "OTHER": ("old.clean.jsonl", b"kept"),
    }
    words = {word: str(tmp_path / name) for word, (name, _) in files.items()}
    for name, data in files.values():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    words |= {"NONE": str(tmp_path / "none.jsonl"), "EMPTYFOLDER": str(tmp_path / "folder")}
    before = {path.name for path in tmp_path.iterdir()}
    run = command("clean", *(words.get(word, word) for word in arguments))
    assert run.code != 0
    (line,) = run.complaints
    assert message in line
    assert {path.name for path in tmp_path.iterdir()} == before
    assert (tmp_path / "old.clean.jsonl").read_bytes() == b"kept"


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.csv.gz"])
def test_a_file_that_is_cut_off_gives_what_it_has(command: Command, tmp_path: Path, name: str) -> None:
    rows = [{**row, "id": number} for number, row in enumerate(ROWS * 100)]
    path = packed(tmp_path / name, as_csv(rows) if "csv" in name else lines(rows))
    path.write_bytes(path.read_bytes()[:-200])
    packed(tmp_path / "b.jsonl", lines(ROWS))
    run = command("clean", str(path), str(tmp_path / "b.jsonl"))
    assert run.code == 1 and f"{name}: damaged or cut off" in run.err
    assert 300 < table(run)["rows"] <= 707
    assert (tmp_path / "b.clean.jsonl").exists()
    got = unpacked(tmp_path / name.replace("a.", "a.clean.", 1))
    assert got.count(b"\n") > 300


def test_two_inputs_for_one_output(command: Command, tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        packed(tmp_path / name / "a.jsonl", lines(ROWS))
    run = command("clean", str(tmp_path / "x"), str(tmp_path / "y"), "-o", f"{tmp_path / 'out'}/")
    assert run.code == 1 and "is where" in run.err and table(run)["rows"] == 7


def test_an_extractor_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(corpora_base, "clean_capture", fails)
    path = packed(tmp_path / "a.jsonl", lines(ROWS[:1]))
    with Pool(1) as pool:
        ((_, (one,)),) = cleaned(corpus_of(path, Options()), pool, tmp_path)
    assert one.failed and "RuntimeError: no" in one.label and one.article is None


def test_memory_stays_flat(tmp_path: Path) -> None:
    """No more than a few batches are read ahead of what has been written."""
    path = packed(tmp_path / "a.jsonl", lines([ROWS[5]] * 20_000))
    corpus = corpus_of(path, Options())
    done = 0
    with Pool(2) as pool:
        for _, results in cleaned(corpus, pool, tmp_path):
            done += len(results)
            assert corpus.rows - done <= 5 * corpora_base.BATCH
    assert done == 20_000


# -- what rows of one site share, and sites without rules ----------------------------------------------------------

NEWS = [
    "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani.",
    "Hujan yang turun teratur membuat kopi masak serempak, sehingga pemetik harus bekerja sejak pagi sampai petang.",
    "Hasil panen kopi itu disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh.",
]
STRIP = "Jangan Ketinggalan Kabar Terhangat dari Lembah Utara Setiap Pagi"


def capture(number: int, opening: str = "LEMBAH UTARA - ") -> str:
    first, second, third = (text.replace("kopi", f"kopi petak {number}") for text in NEWS)
    return "\n\n".join(
        (
            *(STRIP, f"Panen Kopi Petak {number} Lebih Awal", f"{number} Mei 2024 10:00 WIB"),
            *(opening + first, STRIP, second, third, STRIP),
        )
    )


def rows_of(url: str, count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"url": url.format(number), "text": capture(number, **more)} for number in range(1, count + 1)]


def articles_of(path: Path) -> list[dict[str, Any] | None]:
    return [json.loads(line).get("article") for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_lines_that_rows_of_a_site_share_are_no_text(tmp_path: Path, command: Command, jobs: str) -> None:
    rows = rows_of("https://www.jpnn.com/news/panen-kopi-petak-{}", 6)
    path = packed(tmp_path / "a.jsonl", lines(rows))
    assert command("clean", str(path), "--jobs", jobs).code == 0
    for number, article in enumerate(articles_of(tmp_path / "a.clean.jsonl"), 1):
        assert article is not None and article["headline"] == f"Panen Kopi Petak {number} Lebih Awal"
        assert [block["text"] for block in article["body"]] == [
            text.replace("kopi", f"kopi petak {number}") for text in NEWS
        ]


def test_news_of_a_site_without_rules_is_cleaned_and_says_so(tmp_path: Path, command: Command) -> None:
    rows = [
        *rows_of("https://kabarlembah.example/berita/{}", 4),
        {"url": "https://resep.example/1", "text": "Campur tepung dan gula.\n\nPanggang selama satu jam."},
    ]
    run = command("clean", str(packed(tmp_path / "a.jsonl", lines(rows))))
    found = articles_of(tmp_path / "a.clean.jsonl")
    assert (table(run)["sites without rules"], table(run)["unknown outlet"]) == (4, 1)
    assert found[-1] is None
    for article in found[:-1]:
        assert article is not None and (article["outlet"], len(article["body"])) == (None, 3)
        assert article["dateline"] == "LEMBAH UTARA"


def test_all_rows_of_sites_without_rules_are_cleaned_on_request(tmp_path: Path, command: Command) -> None:
    row = {"url": "https://resep.example/1", "text": "Campur tepung dan gula.\n\nPanggang selama satu jam."}
    run = command("clean", str(packed(tmp_path / "a.jsonl", lines([row]))), "--all")
    assert table(run)["sites without rules"] == 1


def test_a_copy_names_its_outlet_in_the_dateline(tmp_path: Path, command: Command) -> None:
    rows = rows_of("https://portal.example/{}", 1, opening="Jakarta (ANTARA) - ")
    command("clean", str(packed(tmp_path / "a.jsonl", lines(rows))))
    (article,) = articles_of(tmp_path / "a.clean.jsonl")
    assert article is not None and (article["outlet"], article["dateline"]) == ("antara", "Jakarta (ANTARA)")


@pytest.mark.parametrize(
    "url",
    [
        "www.jpnn.com/news/panen-{}",
        "HTTPS://WWW.JPNN.COM/news/panen-{}",
        "https://www.jpnn.com:443/news/p-{}",
    ],
)
def test_addresses_need_neither_scheme_nor_lower_case(tmp_path: Path, command: Command, url: str) -> None:
    command("clean", str(packed(tmp_path / "a.jsonl", lines(rows_of(url, 1)))))
    (article,) = articles_of(tmp_path / "a.clean.jsonl")
    assert article is not None and article["outlet"] == "jpnn"


def test_an_address_that_leads_to_no_article_is_counted_by_its_name(tmp_path: Path, command: Command) -> None:
    rows = rows_of("https://video.kompas.com/watch/{}/panen-kopi", 1)
    run = command("clean", str(packed(tmp_path / "a.jsonl", lines(rows))))
    assert table(run)["video page"] == 1
    assert articles_of(tmp_path / "a.clean.jsonl") == [None]
