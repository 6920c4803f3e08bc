"""The store: revisions, queries, versions of its tables."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from extractors import Article
from extractors.article import Block, Image
from newsspider.archive.warc import Location
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database, Place
from newsspider.store import ArticleStore, StoreEntry, StoreError
from newsspider.store.schema import VERSION

DAY = timedelta(days=1)
NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
URL = "https://contoh.example/berita/beras"

FULL = Article(
    headline="Harga Beras “Turun” – Café di Jl. Sudirman",
    alternativeHeadline="Petani cemas",
    datePublished=datetime(2024, 2, 29, 23, 30, tzinfo=WIB),
    dateModified=datetime(2024, 3, 1, 1, tzinfo=WIB),
    authors=("Wati", "Budi"),
    editors=("Sari",),
    sources=("Kantor Berita",),
    dateline="CONTOH, Jakarta",
    articleSection=("Ekonomi", "Pangan"),
    keywords=("beras",),
    isAccessibleForFree=True,
    images=(Image("Pasar beras.", "Wati", True), Image(None, "Budi", False)),
    body=(
        Block("paragraph", "Harga beras turun di pasar induk."),
        Block("heading", "Panen raya"),
        Block("list_item", "Karawang"),
        Block("quote", "Kami menunggu harga naik."),
        Block("paragraph", "Pedagang berkata lain."),
    ),
    readAlso=("Panen Raya Dimulai",),
    url=URL + "?page=all",
    canonicalUrl=URL,
    outlet="kontan",
    layout="desk",
    extractor="rules/0.1.0",
    inLanguage="id",
    pageCount=2,
    datePublishedRaw="Kamis, 29 Februari 2024 23:30 WIB",
)


def entry(article: Article = FULL, day: int = 0, **more: Any) -> StoreEntry:
    return StoreEntry(article.to_dict(), NOW + day * DAY, **more)


def said(text: str, **more: Any) -> Article:
    return replace(FULL, body=(*FULL.body[:-1], Block("paragraph", text)), **more)


@pytest.fixture
def place(backend: Database | None, tmp_path: Path) -> Place:
    return backend or tmp_path / "data" / "articles.sqlite"


@pytest.fixture
def store(place: Place) -> Iterator[ArticleStore]:
    with ArticleStore(place) as store:
        yield store


def test_an_article_comes_back_as_it_was(store: ArticleStore) -> None:
    location, page = Location("a.warc.gz", 100, 50), Location("a.warc.gz", 150, 60)
    assert store.put([entry(location=location, pages=(page,))]) == ["new"]
    kept = store.get(URL)
    assert kept is not None
    assert kept.article == FULL
    assert kept.record == FULL.to_dict()
    assert (kept.location, kept.pages, kept.fetched, kept.revision) == (location, (page,), NOW, 1)
    assert (kept.layout, kept.extractor) == ("desk", "rules/0.1.0")
    assert URL in store
    assert len(store) == 1
    assert store.get("https://contoh.example/lain") is None


def test_a_changed_text_is_a_revision(store: ArticleStore) -> None:
    location = Location("b.warc.gz", 7, 9)
    outcomes = [
        store.put([entry()]),
        store.put([entry(day=1)]),
        store.put([entry(said("Pedagang setuju."), 2, location=location)]),
        store.put([entry(day=3)]),
    ]
    assert outcomes == [["new"], ["unchanged"], ["changed"], ["changed"]]
    revisions = store.revisions(URL)
    assert [each.revision for each in revisions] == [1, 2, 3]
    assert [each.article.body[-1].text for each in revisions] == [
        "Pedagang berkata lain.",
        "Pedagang setuju.",
        "Pedagang berkata lain.",
    ]
    assert [each.location for each in revisions] == [None, location, None]
    summary = store.summary(URL)
    assert summary is not None
    assert (summary.revision, summary.revisions) == (3, 3)
    assert (summary.first_seen, summary.fetched, summary.last_seen) == (NOW, NOW + 3 * DAY, NOW + 3 * DAY)


def test_seeing_the_same_again_moves_last_seen_only(store: ArticleStore) -> None:
    location = Location("a.warc.gz", 1, 2)
    store.put([entry(location=location)])
    before = store.get(URL)
    assert store.put([entry(day=5, location=Location("z.warc.gz", 3, 4))]) == ["unchanged"]
    assert store.get(URL) == before
    summary = store.summary(URL)
    assert summary is not None
    assert (summary.fetched, summary.last_seen) == (NOW, NOW + 5 * DAY)


def test_other_words_around_the_same_text_correct_the_revision(store: ArticleStore) -> None:
    store.put([entry()])
    location = Location("z.warc.gz", 3, 4)
    assert store.put([entry(replace(FULL, authors=("Wati",)), 1, location=location)]) == ["corrected"]
    kept = store.get(URL)
    assert kept is not None
    assert (kept.article.authors, kept.revision, kept.location) == (("Wati",), 1, location)


def test_reading_a_page_anew_takes_its_revisions_place(store: ArticleStore) -> None:
    first, second = Location("a.warc.gz", 1, 2), Location("b.warc.gz", 1, 2)
    store.put([entry(said("Iklan. Lama."), location=first)])
    store.put([entry(said("Iklan. Baru."), 1, location=second)])
    # a newer rule drops the advertisement from both
    assert store.put([entry(said("Lama."), 0, location=first)]) == ["changed"]
    assert store.put([entry(said("Baru."), 1, location=second)]) == ["changed"]
    assert store.put([entry(said("Baru."), 1, location=second)]) == ["unchanged"]
    assert [each.article.body[-1].text for each in store.revisions(URL)] == ["Lama.", "Baru."]
    assert [each.headline for each in store.articles(text="baru")] == [FULL.headline]
    assert list(store.articles(text="iklan OR lama")) == []


def test_an_older_page_that_comes_late_is_not_the_current_one(store: ArticleStore) -> None:
    store.put([entry(day=10)])
    assert store.put([entry(said("Yang lama."), day=2)]) == ["changed"]
    current, summary = store.get(URL), store.summary(URL)
    assert current is not None
    assert summary is not None
    assert current.article == FULL
    assert (summary.revision, summary.revisions) == (1, 2)
    assert [each.revision for each in store.revisions(URL)] == [2, 1]
    assert "lama" in store.diff(URL)


def test_a_page_fetched_after_the_clock_was_set_back_is_the_current_one(store: ArticleStore) -> None:
    now = datetime.now(UTC)
    store.put([StoreEntry(said("Satu.").to_dict(), now + 2 * DAY)])
    assert store.put([StoreEntry(said("Dua.").to_dict(), now)]) == ["changed"]
    kept = store.get(said("Dua.").canonicalUrl)
    assert kept is not None and kept.article.text.endswith("Dua.")


def test_the_same_address_twice_in_a_group(store: ArticleStore) -> None:
    outcomes = store.put([entry(), entry(day=1), entry(said("Lain."), 2)])
    assert outcomes == ["new", "unchanged", "changed"]


def test_the_diff_shows_what_changed(store: ArticleStore) -> None:
    store.put([entry()])
    store.put([entry(said("Pedagang pasar berkata lain.", headline="Harga Beras Naik"), 1)])
    shown = store.diff(URL)
    assert "{+pasar+}" in shown
    assert "Naik" in shown
    assert "Panen raya" not in shown
    assert store.diff(URL, 1, 1) == ""
    assert "[-pasar-]" in store.diff(URL, 2, 1)
    with pytest.raises(StoreError, match="there is no revision 3; it has 1, 2"):
        store.diff(URL, 1, 3)
    with pytest.raises(StoreError, match="no such article"):
        store.diff("https://contoh.example/lain")


def test_queries(store: ArticleStore) -> None:
    def add(number: int, outlet: str, text: str, published: datetime | None) -> None:
        article = said(
            text,
            outlet=outlet,
            canonicalUrl=f"{URL}/{number}",
            headline=f"Berita {number}",
            datePublished=published,
        )
        store.put([entry(article, number)])

    add(1, "kontan", "Kapal nelayan tiba di pelabuhan", datetime(2024, 1, 1, 6, tzinfo=WIB))
    add(2, "kontan", "Bupati bertemu nelayan", datetime(2024, 1, 2, 6, tzinfo=WIB))
    add(3, "tempo", "Jembatan desa dibuka", datetime(2024, 1, 3, 6, tzinfo=WIB))
    add(4, "tempo", "Gempa mengguncang désa", None)  # first seen in March

    def found(**conditions: Any) -> list[str]:
        listed = [each.headline for each in store.articles(**conditions)]
        assert [each.record["headline"] for each in store.records(**conditions)] == listed
        return [headline.split()[-1] for headline in listed]

    assert found() == ["4", "3", "2", "1"]
    assert found(limit=2) == ["4", "3"]
    assert found(outlet="kontan") == ["2", "1"]
    assert found(text="nelayan") == ["2", "1"]
    assert found(text='"nelayan tiba"') == ["1"]
    assert found(text="nelayan NOT bupati") == ["1"]
    assert found(text="desa") == ["4", "3"]
    assert found(text="headline: berita", outlet="tempo") == ["4", "3"]
    assert found(text="headline: nelayan") == []
    assert found(text="(jembatan OR gempa) AND nel*") == []
    assert found(text='jemb* OR "bertemu nelayan"') == ["3", "2"]
    assert found(text="BUPATI text: nela*") == ["2"]
    assert found(text='"mengguncang des" *') == ["4"]
    # the day of an Indonesian reader: 2 January 06:00 WIB is still the 1st in UTC
    assert found(since=datetime(2024, 1, 2, tzinfo=WIB), until=datetime(2024, 1, 3, tzinfo=WIB)) == ["2"]
    assert found(since=datetime(2024, 2, 1, tzinfo=WIB)) == ["4"]
    assert found(changed=True) == []
    for wrong in ('"', "(gempa", "gempa OR", "gempa)", "OR gempa", "NOT gempa", "gempa; desa", "gempa ''"):
        with pytest.raises(StoreError, match="is not a query"):
            found(text=wrong)
    with pytest.raises(ValueError, match="no time zone"):
        found(since=datetime(2024, 1, 1))


def test_the_search_follows_the_current_text(store: ArticleStore) -> None:
    store.put([entry()])
    store.put([entry(said("Harga cabai."), 1)])
    assert list(store.articles(text="pedagang")) == []
    assert len(list(store.articles(text="cabai"))) == 1
    assert len(list(store.articles(changed=True))) == 1


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_store_of_an_older_version_is_read_as_it_is_and_brought_up_to_date_to_be_written(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "articles.sqlite"
    with ArticleStore(path) as store:
        store.put([entry()])
        for table in ("texts", "shingle", "alike", "copies", *(["feeds"] if version < 3 else [])):
            store.db.execute(f"DROP TABLE {table}")
        if version == 1:  # kept validators, by way of the same view
            store.db.execute("CREATE TABLE validators(url TEXT PRIMARY KEY, etag TEXT) WITHOUT ROWID")
        store.db.execute(f"PRAGMA user_version={version}")
    with ArticleStore(path, read_only=True) as store:
        assert store.get(URL) is not None
    with ArticleStore(path) as store:
        assert store.put([entry(replace(FULL, canonicalUrl=f"{URL}/2")), entry(day=1)]) == [
            "new",
            "unchanged",
        ]
        assert store.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'validators'").fetchone() is None
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert list(store.feed_addresses("a")) == []
        assert len(list(store.articles(text="pedagang"))) == 2


def test_a_feed_is_known_until_its_crawl_is_at_its_end(store: ArticleStore) -> None:
    other = replace(FULL, canonicalUrl=f"{URL}/2")
    store.put([entry(feeds=("a",)), entry(other, feeds=("a", "b"))])
    store.put([entry(replace(FULL, headline="Harga Beras Naik"), day=1, feeds=("a",))])
    assert sorted(store.feed_addresses("a")) == [URL, f"{URL}/2"]
    assert [record["headline"] for record in store.feed_records("a")] == ["Harga Beras Naik", FULL.headline]
    assert store.in_feed("b", [URL, f"{URL}/2"]) == {f"{URL}/2"}
    third = replace(FULL, canonicalUrl=f"{URL}/3")
    store.put([entry(third, feeds=("mine",), crawl="kontan #1")])
    store.put([entry(third, feeds=("another's", "and its second"), crawl="kontan #1")])
    assert list(store.feed_addresses("another's")) == [], "one process of a crawl has it"
    store.put([entry(third, feeds=("another's",), crawl="kontan #2")])
    assert list(store.feed_addresses("another's")) == [f"{URL}/3"]
    store.forget_feeds(["a"])
    assert list(store.feed_records("a")) == []
    assert list(store.feed_addresses("b")) == [f"{URL}/2"]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"headline": "A", "text": "", "textHash": "x"}, "without an address"),
        ({"headline": "A", "url": "https://a/"}, "lacks a headline, a text or a textHash"),
        (FULL.to_dict() | {"datePublished": "kemarin"}, "not an article's record"),
        (FULL.to_dict() | {"datePublished": "2024-01-01T00:00:00"}, "no time zone"),
    ],
)
def test_what_is_no_article_is_refused_and_nothing_is_written(
    store: ArticleStore, record: dict[str, Any], words: str
) -> None:
    with pytest.raises(StoreError, match=words):
        store.put([entry(), StoreEntry(record, NOW)])
    assert len(store) == 0


def test_keys_that_are_not_the_articles_own_are_left_out(store: ArticleStore) -> None:
    store.put([StoreEntry(FULL.to_dict() | {"warna": "biru"}, NOW)])
    kept = store.get(URL)
    assert kept is not None
    assert kept.article == FULL


def test_half_a_surrogate_pair_does_no_harm(store: ArticleStore) -> None:
    assert store.put([entry(said("Aneh \ud83d sekali"))]) == ["new"]


def test_two_processes_may_write(place: Place) -> None:
    path = place

    def write(part: int) -> None:
        with ArticleStore(path) as store:
            for number in range(50):
                article = replace(FULL, canonicalUrl=f"{URL}/{part}/{number}")
                store.put([entry(article)])

    threads = [threading.Thread(target=write, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ArticleStore(path, read_only=True) as store:
        assert len(store) == 200


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "articles.sqlite"
    with ArticleStore(path) as store:
        store.put([entry()])
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count={pages + 5}")
        with pytest.raises(BackendError, match="full") as full:
            store.put([entry(replace(FULL, canonicalUrl=f"{URL}/{number}")) for number in range(500)])
        assert full.value.full and full.value.fatal and not full.value.retry
        assert len(store) == 1
        assert store.get(URL) is not None


def test_commits_survive_a_power_cut(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "a.sqlite") as store:
        assert store.db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL: an fsync a commit
        assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_what_is_no_store_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        ArticleStore(tmp_path / "none.sqlite", read_only=True)
    (tmp_path / "text.sqlite").write_text("bukan basis data " * 100)
    with pytest.raises(StoreError, match="not a database"):
        ArticleStore(tmp_path / "text.sqlite")
    newer = tmp_path / "newer.sqlite"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(StoreError, match="another version"):
        ArticleStore(newer)
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(StoreError):
            ArticleStore(tmp_path / "below" / "a.sqlite")
