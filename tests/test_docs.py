"""The documents hold together: no dead link, no page that nothing leads to, no example that does not run."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from extractors import extract
from extractors.results import RESULTS
from extractors.vocabulary.bylines import parse_people
from newsspider.recording.fixtures import read_case
from newsspider.store import ArticleStore, StoreEntry
from tests.conftest import FIXTURES, ROOT

DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.glob("*.md"), *ROOT.glob("*.md"), ROOT / "tests/site/README.md"], key=lambda path: path.name
)
_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\((?!\w+:)([^)\s]+)\)")


@functools.cache
def prose(path: Path) -> str:
    """A page without its blocks of code and its `code`."""
    return re.sub(r"`[^`\n]+`", "code", _FENCED.sub("", path.read_text("utf-8")))


@functools.cache
def anchors(path: Path) -> frozenset[str]:
    """What the headings of a page are called in its address."""
    text = _FENCED.sub("", path.read_text("utf-8"))
    titles = (
        re.sub(r"[^\w\s-]", "", title.lower()).strip() for title in re.findall(r"^#+ (.+)$", text, re.M)
    )
    return frozenset(re.sub(r"[\s-]+", "-", title) for title in titles)


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """The files that a page leads to, with the anchor in each."""
    for target in _LINK.findall(prose(path)):
        name, _, anchor = target.partition("#")
        yield (path.parent / name).resolve() if name else path, anchor


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_is_dead(path: Path) -> None:
    for file, anchor in links(path):
        assert file.is_file(), f"{path.name}: there is no {file.relative_to(ROOT)}"
        assert not anchor or anchor in anchors(file), f"{path.name}: {file.name} has no heading #{anchor}"


def test_every_page_can_be_reached_from_the_first_one_and_is_in_the_menu() -> None:
    reached, todo = set(), [DOCS / "index.md"]
    while todo:
        path = todo.pop()
        if path not in reached:
            reached.add(path)
            todo += [file for file, _ in links(path) if file.suffix == ".md"]
    assert set(DOCS.glob("*.md")) <= reached
    menu = re.findall(r"^\s+- (?:\w+: )?([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    assert len(menu) == len(set(menu)) and {path.name for path in DOCS.glob("*.md")} <= set(menu)


def test_every_picture_is_shown_somewhere() -> None:
    shown = {file for path in PAGES for file, _ in links(path)}
    assert set((DOCS / "images").iterdir()) <= shown


@pytest.mark.skipif(importlib.util.find_spec("material") is None, reason="the extra docs is not installed")
@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_asks_no_other_host(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for page in tmp_path.rglob("*.html"):
        assert not re.search(r'(?:src|rel="stylesheet" href)="https?:', page.read_text("utf-8")), page.name


# -- examples -------------------------------------------------------------------------------------------


def blocks(language: str) -> list[Any]:
    return [
        pytest.param(text, id=f"{path.name}-{number}")
        for path in PAGES
        for number, text in enumerate(
            re.findall(rf"^```{language}\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S), 1
        )
    ]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the store of a crawl in it, with a corpus that has been cleaned, and one from Spark."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    with ArticleStore(tmp_path / "data" / "articles.sqlite") as store:
        cases = sorted((FIXTURES / "kontan" / "setup").iterdir())
        pages = [read_case(case).pages[0] for case in cases]
        records = [extract(page.body, page.url).to_dict() for page in pages]
        store.put([StoreEntry(record, datetime.now(UTC)) for record in records])
    rows = pa.table({"url": [page.url for page in pages], "article": records[:1] * len(pages)})
    pq.write_table(rows, tmp_path / "part-00000.clean.parquet")
    folder = tmp_path / "articles" / "outlet=kontan" / "month=2026-10"  # as Spark writes them
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"headline": ["Harga cabai turun"]}), folder / "part-00000.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", blocks("python"))
def test_python_in_the_documents_runs(text: str, kept: Path) -> None:
    page, *further = read_case(FIXTURES / "jpnn" / "2020" / "tiga-halaman").pages
    names = {
        "html_bytes": page.body,
        "url": page.url,
        "plain_text": "Harga Cabai Turun\n\nTEMPO.CO, Jakarta - Harga cabai turun sepekan ini, kata pedagang.\n",
        "texts_of_one_site": [
            "KOMPAS.com - Harga cabai turun sepekan ini di semua pasar, kata para pedagang."
        ]
        * 3,
        "fetch": {each.url: each.body for each in further}.__getitem__,
        "response": SimpleNamespace(url=page.url, body=page.body),
    }
    text = text.replace("https://www.jpnn.com/news/…", page.url)
    if text.startswith("yield"):
        text = "def parse(response):\n    " + text.replace("\n", "\n    ") + "\nassert list(parse(response))"
    with contextlib.redirect_stdout(None):
        exec(compile(text, "document", "exec"), names)


@pytest.mark.parametrize("text", blocks("sql"))
def test_sql_in_the_documents_runs(text: str, kept: Path) -> None:
    with contextlib.closing(sqlite3.connect(kept / "data" / "articles.sqlite")) as store:
        for statement in filter(str.strip, text.split(";\n")):
            store.execute(statement).fetchall()


def test_role_words_are_those_of_the_vocabulary() -> None:
    rows = re.findall(r"^\| (`.+?) \| (an? .+?) \|$", (DOCS / "write-rules.md").read_text("utf-8"), re.M)
    wanted = {
        "an author": ["authors"],
        "an editor": ["editors"],
        "an author and an editor": ["authors", "editors"],
        "a source": ["sources"],
    }
    assert [meaning for _, meaning in rows] == [*wanted]
    for words, meaning in rows:
        for word in re.findall(r"`(.+?)`", words):
            for written in (word, word.replace("&", "dan"), word.replace("&", "/")):
                people = parse_people([f"{written}: Raka Wibisana"])
                found = [role for role in ("authors", "editors", "sources") if getattr(people, role)]
                assert found == wanted[meaning], written


def test_every_result_is_explained_under_its_name() -> None:
    rows = re.findall(
        r"^\| (`.+?) \| ([^`|]+) \|", (DOCS / "use-in-your-own-project.md").read_text("utf-8"), re.M
    )
    named = {
        kind: name
        for names, kinds in rows
        for name, kind in zip(re.findall(r"`(\w+)`", names), kinds.split(", "), strict=True)
    }
    assert named == {kind: result.__name__ for kind, result in RESULTS.items()}
