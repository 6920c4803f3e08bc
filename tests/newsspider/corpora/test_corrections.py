"""What outlets changed, as people read it and as a feed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from extractors import Article
from extractors.article import Block
from newsspider.corpora.corrections import as_html, as_lines, corrections, write_atom
from newsspider.discovery.xmllists import XMLList
from newsspider.store import ArticleStore, StoreEntry

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def article(name: str, *texts: str, outlet: str = "kontan") -> Article:
    url = f"https://{outlet}.example/{name}"
    blocks = tuple(Block("paragraph", text) for text in texts)
    return Article(
        headline=f"Judul {name} & <b>",
        datePublished=NOW,
        body=blocks,
        url=url,
        canonicalUrl=url,
        outlet=outlet,
    )


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    store = ArticleStore(tmp_path / "articles.sqlite")
    first = article("a", "Harga beras naik 10 persen.", "Tetap sama.", "Akan dihapus.")
    second = replace(
        first,
        headline="Judul baru",
        body=(Block("paragraph", "Harga beras naik <12> persen."), first.body[1]),
    )
    store.put([StoreEntry(first.to_dict(), NOW), StoreEntry(article("tetap", "Isi.").to_dict(), NOW)])
    store.put([StoreEntry(second.to_dict(), NOW + timedelta(hours=1))])
    for hour, text in ((0, "Satu."), (3, "Satu \x1b[31mdua.")):
        store.put([StoreEntry(article("b", text, outlet="jpnn").to_dict(), NOW + timedelta(hours=hour))])
    return store


def test_the_latest_corrections_come_first(store: ArticleStore) -> None:
    assert [one.new.canonical_url[-1] for one in corrections(store)] == ["b", "a"]
    assert [one.new.canonical_url[-1] for one in corrections(store, limit=1)] == ["b"]
    assert [one.new.canonical_url[-1] for one in corrections(store, outlet="kontan")] == ["a"]
    assert list(corrections(store, since=NOW + timedelta(hours=4))) == []


def test_words_that_changed_are_marked_and_the_rest_is_counted(store: ArticleStore) -> None:
    b, a = corrections(store)
    lines = list(as_lines(a.changes))
    assert [line.plain for line in lines] == [
        "headline",
        "  Judul a & <b>baru",
        "body",
        "  Harga beras naik 10<12> persen.",
        "  … 1 unchanged",
        "  Akan dihapus.",
    ]
    marked = {line.plain[span.start : span.end]: span.style for line in lines for span in line.spans}
    assert (
        marked["10"] == "strike red"
        and marked["<12>"] == "bold green"
        and marked["Akan dihapus."] == "strike red"
    )
    assert "\x1b" not in "".join(line.plain for line in as_lines(b.changes))
    html = as_html(a.changes)
    assert "<del>10</del><ins>&lt;12&gt;</ins>" in html and "<del>Akan dihapus.</del>" in html
    assert "Tetap sama" not in html


def test_the_feed_is_read_by_others(store: ArticleStore) -> None:
    file = io.BytesIO()
    assert write_atom(corrections(store), file, outlet=None, now=NOW) == 2
    root = etree.fromstring(file.getvalue())
    # what RFC 4287 asks of a feed and of each entry
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert all(len(root.findall(f"a:{name}", ATOM)) == 1 for name in ("id", "title", "updated"))
    entries = root.findall("a:entry", ATOM)
    for entry in entries:
        assert all(len(entry.findall(f"a:{name}", ATOM)) == 1 for name in ("id", "title", "updated"))
        assert entry.findtext("a:author/a:name", namespaces=ATOM)
        assert entry.find("a:link", ATOM).get("rel") == "alternate"
        fragment = etree.fromstring(f"<div>{entry.findtext('a:content', namespaces=ATOM)}</div>")
        assert fragment.findall(".//ins")
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == 2
    assert root.findtext("a:updated", namespaces=ATOM) == "2024-03-01T11:00:00+00:00"
    links = [entry.url for entry in XMLList(file.getvalue())]
    assert links == ["https://jpnn.example/b", "https://kontan.example/a"]


def test_an_empty_feed_is_a_feed(tmp_path: Path) -> None:
    file = io.BytesIO()
    with ArticleStore(tmp_path / "leer.sqlite") as store:
        assert write_atom(corrections(store), file, outlet="kontan", now=NOW) == 0
    root = etree.fromstring(file.getvalue())
    assert root.findtext("a:id", namespaces=ATOM) == "urn:newsspider:corrections:kontan"
    assert root.findtext("a:updated", namespaces=ATOM) == "2024-03-01T08:00:00+00:00"
