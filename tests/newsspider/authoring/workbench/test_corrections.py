"""Texts that outlets changed, in the workbench."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from extractors import Article
from extractors.article import Block
from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.session import Bench
from newsspider.store import ArticleStore, StoreEntry
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
URL = "https://kontan.example/a?x=1&y=2"


def test_what_changed_is_shown_word_by_word(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "articles.sqlite"
    client = Client(make_app(bench, TOKEN, path))
    assert client.get("/corrections").status_code == 404, "there is no store yet"
    assert ">Corrections<" not in client.get("/").text
    first = Article(
        headline="Judul <script>",
        body=(Block("paragraph", "Harga naik 10 persen."),),
        url=URL,
        canonicalUrl=URL,
    )
    second = replace(first, body=(Block("paragraph", "Harga naik <12> persen."),))
    third = replace(first, body=(*second.body, Block("paragraph", "Tambahan.")))
    with ArticleStore(path) as store:
        assert "No article in the store" in client.get("/corrections").text
        for hours, one in enumerate((first, second, third)):
            store.put([StoreEntry(one.to_dict(), NOW + timedelta(hours=hours))])
    assert ">Corrections<" in client.get("/").text
    listed = client.get("/corrections").text
    assert f"revisions?url={quote(URL, safe='/')}" in listed and "Judul &lt;script&gt;" in listed
    page = client.get(f"/revisions?url={quote(URL)}").text
    assert "<ins>Tambahan.</ins>" in page and "revision 3" in page
    page = client.get(f"/revisions?url={quote(URL)}&b=2").text
    assert "<del>10</del><ins>&lt;12&gt;</ins>" in page
    assert client.get(f"/revisions?url={quote(URL)}&b=9").status_code == 404
    assert "there is no such article" in client.get("/revisions?url=lain").text
