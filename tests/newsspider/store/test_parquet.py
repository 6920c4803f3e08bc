"""Articles as Parquet: the same columns always, the same articles back."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from extractors import Article
from extractors.article import DERIVED, RECORD_FIELDS
from newsspider.store.parquet import ParquetItemExporter, article_of, schema
from tests.conftest import FIXTURES
from tests.newsspider.store.test_database import FULL

parquet = pytest.importorskip("pyarrow.parquet")

BARE = Article(headline="Judul")


def exported(*items: object, **options: int) -> io.BytesIO:
    file = io.BytesIO()
    file.close = lambda: None  # type: ignore[method-assign]
    exporter = ParquetItemExporter(file, **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    file.seek(0)
    return file


def test_the_columns_are_the_keys_of_an_article() -> None:
    assert schema().names == [*RECORD_FIELDS, *DERIVED] == list(FULL.to_dict())


def test_articles_come_back_as_they_were() -> None:
    articles = [FULL, BARE, replace(FULL, isAccessibleForFree=None, datePublished=None, images=())]
    table = parquet.read_table(exported(*[each.to_dict() for each in articles]))
    rows = table.to_pylist()
    assert [article_of(row) for row in rows] == articles
    assert [article_of(row) for row in rows] == [Article.from_dict(each.to_dict()) for each in articles]
    assert [row["text"] for row in rows] == [each.text for each in articles]
    assert [row["textHash"] for row in rows] == [each.textHash for each in articles]
    assert rows[0]["datePublished"].utcoffset().total_seconds() == 0
    assert rows[0]["datePublished"] == FULL.datePublished
    assert rows[1]["datePublished"] is None


def test_an_article_object_is_an_item_too() -> None:
    assert article_of(parquet.read_table(exported(FULL)).to_pylist()[0]) == FULL


def test_the_goldens_come_back_as_they_were() -> None:
    import json

    articles = []
    for path in sorted(FIXTURES.rglob("golden.json")):
        golden = json.loads(path.read_text("utf-8"))["article"]
        articles.append(Article.from_dict(golden | {"url": f"https://contoh.example/{len(articles)}"}))
    assert articles
    rows = parquet.read_table(exported(*articles)).to_pylist()
    assert [article_of(row) for row in rows] == articles


def test_the_schema_does_not_depend_on_what_is_in_the_file() -> None:
    files = [exported(), exported(BARE), exported(FULL)]
    schemas = [parquet.read_schema(file) for file in files]
    assert schemas[0].equals(schemas[1], check_metadata=True)
    assert schemas[0].equals(schemas[2], check_metadata=True)
    assert [
        str(schemas[0].field(name).type) for name in ("datePublished", "wordCount", "isAccessibleForFree")
    ] == [
        f"timestamp[us, tz={UTC}]",
        "int32",
        "bool",
    ]


def test_memory_holds_one_row_group() -> None:
    file = exported(*[FULL] * 25, rows=10)
    read = parquet.ParquetFile(file)
    assert [read.metadata.row_group(number).num_rows for number in range(3)] == [10, 10, 5]
    assert read.metadata.row_group(0).column(0).compression == "ZSTD"
    assert read.metadata.num_rows == 25


def test_what_is_no_article_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    table = parquet.read_table(exported({"warna": "biru"}, FULL, {"warna": "merah"}))
    assert table.num_rows == 1
    assert [record.message for record in caplog.records] == [
        "An item that is not an article is left out of the Parquet file: {'warna': 'biru'}"
    ]


def test_a_parquet_file_cannot_be_added_to() -> None:
    with pytest.raises(ValueError, match="cannot be appended to"):
        ParquetItemExporter(io.BytesIO(b"PAR1"))


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from newsspider.store.parquet import ParquetItemExporter\n"
        "import io\n"
        "ParquetItemExporter(io.BytesIO())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith("newsspider[parquet]")
