"""``scrapy articles``: asking the store."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors import Article
from extractors.article import Block
from newsspider.archive.warc import Location
from newsspider.corpora.renderings import as_markdown, as_text
from newsspider.store import ArticleStore, StoreEntry
from newsspider.store.parquet import article_of
from tests.conftest import ROOT
from tests.newsspider.conftest import Run

Command = Callable[..., Run]
DAY = datetime(2024, 1, 10, 5, tzinfo=UTC)
URL = "https://www.jpnn.com/news/harga-beras-turun"


def article(url: str, headline: str, day: int, text: str = "Isi berita.", outlet: str = "jpnn") -> Article:
    return Article(
        headline=headline,
        datePublished=DAY + timedelta(days=day),
        authors=("Wati",),
        body=(Block("paragraph", text), Block("paragraph", "Kalimat kedua tetap sama.")),
        url=url,
        canonicalUrl=url,
        outlet=outlet,
        layout="2020",
    )


NEW = article(URL, "Harga Beras Turun", 0, "Harga beras turun lagi menjadi Rp 9.000.")
OLD = article(URL, "Harga Beras Turun", 0, "Harga beras turun menjadi Rp 10.000.")
GULA = article("https://www.jpnn.com/news/gula", "Panen Tebu di \x1b[31mLampung", 2, "Petani gula panen.")
KOPI = article("https://nasional.kontan.co.id/news/kopi", "Ekspor Kopi", 1, "Kopi dan impor gula.", "kontan")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "articles.sqlite"
    with ArticleStore(path) as store:
        for number, one in enumerate((OLD, GULA, KOPI, NEW)):
            store.put(
                [
                    StoreEntry(
                        one.to_dict(), DAY + timedelta(days=3, hours=number), Location("a.warc.gz", number, 9)
                    )
                ]
            )
    return path


@pytest.fixture
def ask(command: Command, store: Path) -> Command:
    return lambda *args: command("articles", *args, "--store", str(store))


def urls(run: Run) -> list[str]:
    assert run.code == 0, run.err
    return [line.split("\t")[-1] for line in run.out.splitlines()[1:]]


def test_list_in_a_pipe(ask: Command) -> None:
    for run in (ask(), ask("list")):
        assert run.out.splitlines()[0] == "published\toutlet\trevisions\theadline\turl"
        assert urls(run) == [GULA.url, KOPI.url, URL]
    assert run.out.splitlines()[3] == f"2024-01-10 12:00\tjpnn\t2\tHarga Beras Turun\t{URL}"
    assert "\x1b" not in run.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--outlet", "kontan"), [KOPI]),
        (("--text", "gula"), [GULA, KOPI]),
        (("--text", "gula NOT impor"), [GULA]),
        (("--text", '"harga beras"'), [NEW]),
        (("--text", "pan*"), [GULA]),
        (("--since", "2024-01-11"), [GULA, KOPI]),
        (("--until", "2024-01-11"), [KOPI, NEW]),
        (("--since", "2024-01-11", "--until", "11 Januari 2024"), [KOPI]),
        (("--changed",), [NEW]),
        (("--limit", "1"), [GULA]),
        (("--outlet", "jpnn", "--text", "kopi"), []),
    ],
)
def test_conditions(
    ask: Command, tmp_path: Path, arguments: tuple[str, ...], expected: list[Article]
) -> None:
    assert urls(ask("list", *arguments)) == [one.url for one in expected]
    out = tmp_path / "out.jsonl"
    run = ask("export", str(out), *arguments)
    assert run.code == 0 and run.err == f"{len(expected)} articles\n"
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        one.to_dict() for one in expected
    ]


def test_list_as_json(ask: Command) -> None:
    rows = [json.loads(line) for line in ask("list", "--json").out.splitlines()]
    assert [row["canonical_url"] for row in rows] == [GULA.url, KOPI.url, URL]
    assert rows[2]["published"] == "2024-01-10T05:00:00+00:00" and rows[2]["revisions"] == 2


@pytest.mark.parametrize(
    "address", [URL, f"{URL}?utm_source=x#y", URL.replace("www", "m"), "www.jpnn.com/news/harga-beras-turun"]
)
def test_show(ask: Command, address: str) -> None:
    assert ask("show", address).out == as_text(NEW) + "\n"


def test_show_in_other_forms(ask: Command) -> None:
    assert json.loads(ask("show", URL, "--format", "json").out) == NEW.to_dict()
    assert ask("show", URL, "--format", "markdown").out == as_markdown(NEW) + "\n"
    assert json.loads(ask("show", URL, "--revision", "1", "--format", "json").out) == OLD.to_dict()


def test_revisions(ask: Command) -> None:
    lines = ask("revisions", URL).out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["revision", "1", "2 *"]
    assert lines[1].split("\t")[-1] == "a.warc.gz:0" and lines[2].split("\t")[-1] == "a.warc.gz:3"
    rows = [json.loads(line) for line in ask("revisions", URL, "--json").out.splitlines()]
    assert [row["textHash"] for row in rows] == [OLD.textHash, NEW.textHash]
    assert rows[1]["current"] and rows[1]["page"] == {"file": "a.warc.gz", "offset": 3, "length": 9}


def test_diff(ask: Command) -> None:
    out = ask("diff", URL).out
    assert "{+lagi+}" in out and "[-10.000.-]" in out and "kedua" not in out
    assert ask("diff", URL, "1", "2").out == out
    assert "[-lagi-]" in ask("diff", URL, "2", "1").out
    assert ask("diff", URL, "1", "1").out == "No difference.\n"
    assert ask("diff", str(GULA.url)).out == "There is one revision only.\n"


def test_corrections_become_a_feed(ask: Command, tmp_path: Path) -> None:
    said = ask("corrections", "-")
    assert said.err.strip() == "1 corrections" and said.out.count("<entry>") == 1
    assert "&lt;ins&gt;lagi" in said.out
    file = tmp_path / "koreksi.xml"
    assert ask("corrections", str(file), "--outlet", "kontan").err.strip() == "0 corrections"
    assert "exists already" in ask("corrections", str(file)).err
    assert (
        ask("corrections", str(file), "--overwrite", "--since", "2024-01-01").err.strip() == "1 corrections"
    )
    assert "no folder" in ask("corrections", str(tmp_path / "a" / "b.xml")).err.lower().replace(
        "such file or directory", "no folder"
    )


def test_export_in_other_formats(ask: Command, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    ask("export", str(tmp_path / "a.parquet"))
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert [article_of(row) for row in rows] == [GULA, KOPI, NEW]
    ask("export", str(tmp_path / "a.csv"))
    table = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    assert [row["url"] for row in table] == [GULA.url, KOPI.url, URL]
    ask("export", str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))[2] == NEW.to_dict()
    assert len(ask("export", "-").out.splitlines()) == 3


def test_the_crawls_own_store(command: Command, store: Path) -> None:
    assert len(urls(command("articles", "-s", f"STORE_PATH={store}"))) == 3
    assert len(urls(command("articles", "-s", f"DATA_DIR={store.parent}"))) == 3
    run = command("articles", "-s", "DATA_DIR=")
    assert run.code == 2 and "no store is kept here" in run.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("lis",),
            "'lis' is not one of its actions; there are list, show, export, revisions, diff, copies, clusters, corrections",
        ),
        (("list", "x"), "articles list: nothing has to follow"),
        (("show",), "articles show: one address has to follow"),
        (("show", "https://www.jpnn.com/news/lain"), "lain: there is no such article in"),
        (("show", "http://["), "there is no such article in"),
        (("show", URL, "--revision", "7"), "there is no revision 7; it has 2"),
        (("diff", URL, "1", "9"), "there is no revision 9; it has 1, 2"),
        (("diff", URL, "x"), "diff: 'x' is not a number of 1 or more"),
        (("list", "--since", "dulu"), "--since: 'dulu' is not a date"),
        (("list", "--since", "2024-01-11", "--until", "2024-01-01"), "nothing lies between them"),
        (("list", "--text", '"a'), "is not a query"),
        (("export", "NEW.jsonl", "--text", '"a'), "not a query"),
        (("list", "--outlet", "x"), "no outlet is called 'x'"),
        (("list", "--limit", "0"), "--limit: '0' is not a number of 1 or more"),
        (("export",), "articles export: one file has to follow"),
        (("export", "a.doc"), "its ending is not a format"),
        (("export", "OLD"), "exists already"),
        (("list", "--store", "OLD"), "file is not a database"),
        (("list", "--store", "nowhere.sqlite"), "there is no store of articles"),
    ],
)
def test_bad_arguments_are_one_sentence(
    command: Command, store: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    old = tmp_path / "old.jsonl"
    old.write_text("kept\n" * 1_000)
    words = {"OLD": str(old), "NEW.jsonl": str(tmp_path / "new.jsonl")}
    args = [words.get(word, word) for word in arguments]
    run = command("articles", *args, *(() if "--store" in args else ("--store", str(store))))
    assert run.code != 0 and run.out == ""
    (line,) = run.complaints
    assert message in line
    assert old.read_text().startswith("kept") and not (tmp_path / "new.jsonl").exists()


def test_on_a_terminal(store: Path) -> None:
    """A table; nothing of a headline reaches the terminal as a command."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "articles", "--store", str(store)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "150", "NO_COLOR": "1"},
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    out = b""
    while True:
        try:
            data = os.read(ours, 65_536)
        except OSError:
            break
        if not data:
            break
        out += data
    assert done.wait(30) == 0
    text = out.decode()
    assert "┃" in text and "Harga Beras Turun" in text and "\x1b[31m" not in text


def test_copies_of_a_text_and_a_list_without_them(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "articles.sqlite"
    text = " ".join(f"kata{number}" for number in range(100))
    with ArticleStore(path) as store:
        for number, outlet in enumerate(("jpnn", "kontan")):
            one = article(f"https://{outlet}.example/a", "Kawat", number, text, outlet)
            store.put([StoreEntry(one.to_dict(), DAY + timedelta(days=number))])
        for table in ("texts", "shingle", "alike", "copies"):
            store.db.execute(f"DROP TABLE {table}")
        store.db.execute("PRAGMA user_version=3")
    asked = command("articles", "copies", "kontan.example/a", "--store", str(path))
    assert (asked.code, len(asked.out.splitlines())) == (0, 3), asked
    assert asked.out.splitlines()[1].split("\t")[0::4] == ["copy", "published"]
    rows = [
        json.loads(line)
        for line in command(
            "articles", "copies", "https://jpnn.example/a", "--json", "--store", str(path)
        ).out.splitlines()
    ]
    assert [row["copyOf"] for row in rows] == [None, "https://jpnn.example/a"]
    left = command("articles", "list", "--no-copies", "--store", str(path)).out
    assert "jpnn.example" in left and "kontan.example" not in left
    lines = command("articles", "clusters", "-", "--store", str(path))
    assert [json.loads(line)["size"] for line in lines.out.splitlines()] == [2, 2]
    assert lines.err.strip() == "2 articles"
