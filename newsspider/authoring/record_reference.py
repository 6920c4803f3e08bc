"""The tables of docs/record.md, generated from the record's JSON Schema, its Parquet schema and the store.

``python -m newsspider.authoring.record_reference docs/record.md`` renews the parts between the page's markers; a test
compares them. What a key or a column means is written here, and one without a meaning is an error.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from extractors import Article
from extractors.article import Block, Image, json_schema
from extractors.vocabulary.dates import WIB
from newsspider.store import ArticleStore
from newsspider.store.parquet import schema

__all__ = ["Key", "example", "keys_table", "record_reference", "store_tables"]


class Key(NamedTuple):
    """What a key of the record says, and when there is nothing in it ("" where there always is)."""

    meaning: str
    empty: str


KEYS: Mapping[str, Key] = {
    "headline": Key("the displayed title", "a plain-text capture does not show it; a page always has one"),
    "alternativeHeadline": Key("the displayed subtitle or deck", "the page shows none"),
    "datePublished": Key(
        "when it was published; the displayed time, with seconds from the metadata",
        "neither the page nor its metadata state a date that can be read, or it lies in the future",
    ),
    "dateModified": Key("when it was last changed", "neither the page nor its metadata state it"),
    "authors": Key("the people who wrote it, in the page's order", "no person is named"),
    "editors": Key("the people named as editors", "none is named"),
    "sources": Key("agencies or media that are credited for the whole text", "none is credited"),
    "dateline": Key(
        "the opening, such as `TEMPO.CO, Jakarta`, without the dash that closes it; it is not in `body`",
        "the text has none",
    ),
    "articleSection": Key("the breadcrumb, from general to specific", "the page shows none"),
    "keywords": Key("the displayed tags", "the page shows none"),
    "isAccessibleForFree": Key(
        "`false`: the text is cut by a paywall, or the page says that it is not free; `true`: the page says that it is free",
        "the page does not say",
    ),
    "images": Key(
        "the captions of the article's pictures: `text`, `credit` (each may be null), `lead` (above the text)",
        "no picture of the article has a caption or credit",
    ),
    "body": Key(
        "the text in blocks of a `type` (`paragraph`, `heading`, `list_item`, `quote`) and a `text`",
        "",
    ),
    "readAlso": Key(
        "the titles of links to other articles inside the text, repeats included", "there are none"
    ),
    "url": Key("the address that was fetched", "a text without an address was cleaned"),
    "canonicalUrl": Key(
        "the one address of the article: no tracking, the desktop page, the first page of several",
        "a text without an address was cleaned",
    ),
    "outlet": Key("the outlet's name, as in `scrapy list`", "the address belongs to no known outlet"),
    "layout": Key("the layout whose rules read the page", "no layout fits: the generic reader read it"),
    "extractor": Key("`rules`, `generic` or `trafilatura`, and the version after a slash", ""),
    "confidence": Key(
        "how likely the body is exact, from 0 to 1, where the generic reader read the page",
        "a layout read the page, or nothing was measured",
    ),
    "inLanguage": Key("the language as a BCP 47 tag", "the outlet is unknown and the page does not say"),
    "pageCount": Key("the number of pages that were joined into this text", ""),
    "missingPages": Key(
        "the further pages that the pager names and that are not in this text: it is not whole",
        "the text is whole",
    ),
    "datePublishedRaw": Key(
        "the date of publication as displayed; where the metadata disagree, they follow in parentheses",
        "no date is stated",
    ),
    "text": Key("the blocks of `body`, joined by blank lines", ""),
    "wordCount": Key("the number of words in `text`, separated by white space", ""),
    "textHash": Key("SHA-256 of `text` in UTF-8, in hexadecimal: equal exactly if the texts are equal", ""),
}

STORE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "articles": (
        "One row per article: what is current.",
        {
            "id": "the number of the article in this file",
            "canonical_url": "its one address",
            "outlet": "the outlet's name; null for an unknown outlet",
            "headline": "the current headline",
            "published": "the moment of publication, UTC, ISO 8601; null where unknown",
            "modified": "the moment of the last change, UTC; null where unknown",
            "layout": "the layout that read it; null for the fallback",
            "extractor": "what read it, with its version",
            "text_hash": "`textHash` of the current text",
            "revision": "the number of the current revision",
            "revisions": "how many revisions there are",
            "fetched": "when the current revision was first fetched, UTC",
            "first_seen": "when the article was first fetched, UTC",
            "last_seen": "when the current revision was last found unchanged, UTC",
        },
    ),
    "revisions": (
        "One row per text that an article had.",
        {
            "article": "`id` of the article",
            "revision": "its number, from 1",
            "text_hash": "`textHash` of this text",
            "record": "the record as JSON, without `text`, `wordCount` and `textHash`, which follow from `body`",
            "fetched": "when its page was first fetched, UTC",
            "warc_file": "the archive file with its page; null where no archive was kept",
            "warc_offset": "where its record begins in that file, in bytes",
            "warc_length": "how long that record is, in bytes",
            "pages": "file, offset and length for each further page of a split article, as JSON; null for one page",
            "layout": "the layout that read it",
            "extractor": "what read it, with its version",
        },
    ),
    "search": (
        "The full-text index (SQLite's FTS5): `rowid` is `id` of the article.",
        {"headline": "the current headline", "text": "the current text"},
    ),
}


def example() -> str:
    """A record as it stands in a JSON Lines file, on several lines."""
    article = Article(
        headline="Pasar Pagi Pindah ke Lapangan Timur",
        datePublished=datetime(2025, 11, 12, 7, 30, tzinfo=WIB),
        authors=("Raka Wibisana",),
        dateline="KABARLEMBAH.EXAMPLE, Lembah",
        articleSection=("Ekonomi",),
        images=(Image("Pedagang menata sayur", "Dokumentasi Warga", True),),
        body=(
            Block("paragraph", "Pasar pagi pindah mulai Senin."),
            Block("heading", "Lapak Gratis"),
            Block("paragraph", "Pedagang tidak membayar lapak selama sebulan."),
        ),
        readAlso=("Harga Cabai Turun",),
        url="https://www.kabarlembah.example/ekonomi/88340/pasar-pagi?page=all",
        canonicalUrl="https://www.kabarlembah.example/ekonomi/88340/pasar-pagi",
        outlet="lembah",
        layout="article",
        extractor="rules/0.1.0",
        inLanguage="id",
        datePublishedRaw="Rabu, 12 November 2025 | 07:30 WIB",
    )
    return json.dumps(article.to_dict(), ensure_ascii=False, indent=2)


def keys_table() -> str:
    """The record key by key, as a Markdown table. Raises KeyError for a key that has no meaning here."""
    properties = json_schema()["properties"]
    parquet = schema()
    rows = ["| key | JSON | Parquet | meaning | empty when |", "| --- | --- | --- | --- | --- |"]
    for name, kind in properties.items():
        key = KEYS[name]
        empty = f"{_emptiness(kind)}: {key.empty}" if key.empty else "never"
        rows.append(f"| `{name}` | {_json(kind)} | {_arrow(parquet.field(name))} | {key.meaning} | {empty} |")
    return "\n".join(rows)


def store_tables() -> str:
    """The tables of the store that are meant to be read. Raises KeyError for a column that has no meaning here."""
    parts = []
    with tempfile.TemporaryDirectory() as folder, ArticleStore(Path(folder) / "articles.sqlite") as store:
        for table, (purpose, columns) in STORE.items():
            with closing(store.db.execute(f"PRAGMA table_info({table})")) as found:
                rows = [(row["name"], row["type"].lower() or "text") for row in found]
            lines = [f"| `{name}` | {kind} | {columns[name]} |" for name, kind in rows]
            head = ["| column | type | meaning |", "| --- | --- | --- |"]
            parts.append("\n".join([f"**`{table}`**. {purpose}", "", *head, *lines]))
    return "\n\n".join(parts)


def record_reference(page: str) -> str:
    """The page with its generated parts renewed. Raises ValueError where a marker is missing."""
    parts = {"keys": keys_table(), "example": f"```json\n{example()}\n```", "store": store_tables()}
    for name, content in parts.items():
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->\n")
        if not begin or not end:
            raise ValueError(f"the page lacks the lines <!-- {name} --> and <!-- /{name} -->")
        page = f"{before}{begin}{content}\n{end}{after}"
    return page


def _json(kind: Mapping[str, Any]) -> str:
    types = kind["type"] if isinstance(kind["type"], list) else [kind["type"]]
    first = types[0]
    if kind.get("format") == "date-time":
        return "date-time"
    if first == "array":
        return f"list of {kind['items']['type']}s"
    return str(first)


def _emptiness(kind: Mapping[str, Any]) -> str:
    return "`[]`" if kind["type"] == "array" else "`null`"


def _arrow(field: Any) -> str:
    kind = str(field.type)
    if kind.startswith("list<"):
        return "list of structs" if "struct" in kind else "list of strings"
    return "timestamp, UTC" if kind.startswith("timestamp") else kind


def main(paths: Iterable[str]) -> None:
    """Renew pages in place."""
    for path in map(Path, paths):
        path.write_text(record_reference(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
