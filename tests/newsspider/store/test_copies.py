"""Copies in the store: found when articles are put, forgotten when texts change, and written as clusters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from extractors import Article
from extractors.article import Block
from newsspider.corpora.clusters import COLUMNS, clusters, roots, write_clusters
from newsspider.runtime.console import Fault
from newsspider.runtime.database import Database
from newsspider.store import ArticleStore, StoreEntry, StoreError
from newsspider.store.copies import packed, unpacked

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = [f"kata{number}" for number in range(4000)]
TABLES = ("texts", "shingle", "alike", "copies")


def prose(seed: int, length: int = 200) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def entry(name: str, text: str, hours: float = 0, outlet: str = "tempo", **more: object) -> StoreEntry:
    url = f"https://{outlet}.example/{name}"
    article = Article(
        headline=name,
        datePublished=NOW + hours * HOUR,
        body=(Block("paragraph", text),),
        url=url,
        canonicalUrl=url,
        outlet=outlet,
    )
    return StoreEntry(replace(article, **more).to_dict(), NOW + hours * HOUR)  # type: ignore[arg-type]


WIRE, CUT, CREDITED = (
    "https://antara.example/kawat",
    "https://tempo.example/potong",
    "https://kontan.example/kutip",
)
STORY = prose(1)


@pytest.fixture
def store(backend: Database | None, tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(backend or tmp_path / "articles.sqlite") as store:
        yield store


def fill(store: ArticleStore) -> None:
    """The copies come before the original, as a crawl may find them."""
    store.put([entry("potong", " ".join(STORY.split()[:80]), 2), entry("lain", prose(2), 1)])
    store.put([entry("kutip", f"Kabar. {STORY}", -1, "kontan", sources=("ANTARA",))])
    store.put([entry("kawat", STORY, 0, "antara")])


def test_copies_are_known_whatever_comes_first(store: ArticleStore) -> None:
    fill(store)
    copy = store.copy_of(CUT)
    assert copy is not None and (copy.copy_of, copy.evidence, copy.containment) == (WIRE, "credit", 1.0)
    copy = store.copy_of(CREDITED)
    assert copy is not None and (copy.copy_of, copy.evidence) == (WIRE, "credit"), (
        "though published before it"
    )
    assert store.copy_of(WIRE) is None and store.copy_of("https://tempo.example/lain") is None
    assert {one.url for one in store.copies()} == {CUT, CREDITED}
    assert [one.summary.canonical_url for one in store.alike(WIRE)] == [CUT, CREDITED]
    assert {one.canonical_url for one in store.articles(copies=False)} == {WIRE, "https://tempo.example/lain"}
    assert {one.canonical_url for one in store.records(copies=False, outlet="tempo")} == {
        "https://tempo.example/lain"
    }


def test_a_text_that_is_rewritten_is_no_copy_any_more(store: ArticleStore) -> None:
    fill(store)
    store.put([entry("kawat", prose(3), 5, "antara")])
    assert store.alike(WIRE) == []
    copy = store.copy_of(CUT)
    assert copy is not None and (copy.copy_of, copy.evidence) == (CREDITED, "published")
    store.put([entry("potong", prose(4), 6)])
    assert list(store.copies()) == []
    counts = store.db.execute(
        "SELECT (SELECT count(*) FROM shingle), (SELECT sum(length(hashes)) / 4 FROM texts)"
    ).fetchone()
    assert counts[0] == counts[1], "no shingle is left behind"


def test_a_corrected_date_changes_what_is_the_original(store: ArticleStore) -> None:
    store.put([entry("a", STORY, 1), entry("b", STORY, 2, "kontan")])
    assert [one.copy_of for one in store.copies()] == ["https://tempo.example/a"]
    late = entry("a", STORY, 9)
    store.put([StoreEntry(late.record, NOW + 2 * HOUR)])
    assert [one.copy_of for one in store.copies()] == ["https://kontan.example/b"]


def test_the_store_of_the_version_before_is_compared_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "articles.sqlite"
    with ArticleStore(path) as store:
        fill(store)
        expected = set(store.copies())
        for table in TABLES:
            store.db.execute(f"DROP TABLE {table}")
        store.db.execute("PRAGMA user_version=3")
    with ArticleStore(path, read_only=True) as store:
        assert store.uncompared() == len(store) == 4
        assert len(list(store.articles())) == 4
        for ask in (lambda: store.copy_of(WIRE), lambda: list(store.articles(copies=False))):
            with pytest.raises(StoreError, match=r"articles copies"):
                ask()
    with ArticleStore(path) as store:
        store.put([entry("baru", STORY, 7, "jpnn")])
        assert store.uncompared() == 4, "what is new is known at once"
        done = [store.compare_texts(3), store.compare_texts(3), store.compare_texts(3)]
        assert (done, store.uncompared()) == ([3, 1, 0], 0)
        assert {one for one in store.copies() if "jpnn" not in one.url} == expected


def test_a_text_of_fifty_outlets_is_still_a_copy_and_its_rows_are_few(store: ArticleStore) -> None:
    store.put([entry(f"k{number}", STORY, number, f"o{number}") for number in range(60)])
    assert len(list(store.copies())) == 59
    most = store.db.execute(
        "SELECT max(n) FROM (SELECT count(*) n FROM shingle GROUP BY hash) AS each"
    ).fetchone()[0]
    assert most == 50


def test_a_closing_line_that_all_have_makes_no_copy(store: ArticleStore) -> None:
    end = " " + prose(99, 60)
    store.put([entry(f"n{number}", prose(200 + number, 60) + end, number) for number in range(80)])
    late = entry("akhir", prose(500, 60) + end, 100)
    store.put([late])
    assert store.alike("https://tempo.example/akhir") == []


def test_shingles_fit_into_the_tables() -> None:
    assert unpacked(packed({0, 1, (1 << 30) - 1})) == {0, 1, (1 << 30) - 1}


def test_clusters_have_their_original_first(store: ArticleStore, tmp_path: Path) -> None:
    fill(store)
    rows = list(clusters(store))
    assert [row["url"] for row in rows] == [WIRE, CUT, CREDITED]
    assert {(row["cluster"], row["size"]) for row in rows} == {(WIRE, 3)}
    assert [row["evidence"] for row in rows] == [None, "credit", "credit"]
    file = tmp_path / "kelompok.parquet"
    assert write_clusters(store, str(file)) == 3
    table = parquet.read_table(file)
    assert table.column_names == list(COLUMNS) and table.to_pylist() == rows
    with pytest.raises(Fault, match="exists already"):
        write_clusters(store, str(file))
    with pytest.raises(Fault, match=r"\.parquet or \.jsonl"):
        write_clusters(store, str(tmp_path / "kelompok.xml"))


def test_a_circle_of_originals_has_one_cluster() -> None:
    assert roots({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert len(set(roots({"a": "b", "b": "a", "c": "a"}).values())) == 1
