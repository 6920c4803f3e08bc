"""Articles from the pages and the texts of a data frame, for a Spark job of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from newsspider.corpora.base import Batch, Row, Work, address, clean_batch, unfit
from newsspider.corpora.pages import Task, read_pages
from newsspider.corpora.parquet import arrow_row
from newsspider.runtime.own_outlets import load_outlets, loaded_entries
from newsspider.store.parquet import schema

__all__ = ["articles", "captures"]

_ROWS = 64  # that are read at a time
_Read = Callable[[list[object], list[object]], list[bytes | None]]


def articles(df: DataFrame, html: str = "html", url: str = "url", *, keep: Sequence[str] = ()) -> DataFrame:
    """The articles of the pages in a column (text or bytes, which may be gzip or Zstandard), with their addresses in another.

    A row for each page that is an article, with the columns of our Parquet files (``docs/record.md``) behind those of
    ``df`` that are to be kept. Each page stands alone: of a split article, ``missingPages`` names the pages that are not in
    the row.
    """
    return _mapped(df, (html, url), keep, _pages)


def captures(
    df: DataFrame,
    text: str = "text",
    url: str = "url",
    *,
    outlet: str | None = None,
    everything: bool = False,
    keep: Sequence[str] = (),
) -> DataFrame:
    """The articles of the plain texts in a column, as ``newsspider clean`` reads them; columns as in ``articles``.

    ``outlet`` names the outlet of texts without an address; ``everything`` takes what does not read as Indonesian news, too.
    The lines that texts of one site share are not looked for.
    """
    return _mapped(df, (text, url), keep, partial(_texts, outlet=outlet, everything=everything))


def _mapped(df: DataFrame, columns: tuple[str, str], keep: Sequence[str], read: _Read) -> DataFrame:
    kept = df.select(*keep).schema.fields if keep else []
    wanted = df.select(*(f.col(name).alias(f"_{number}") for number, name in enumerate(columns)), *keep)
    there = StructType([*kept, *from_arrow_schema(schema()).fields])
    return wanted.mapInArrow(partial(_read, read=read, entries=loaded_entries()), there)


def _read(batches: Iterator[pa.RecordBatch], read: _Read, entries: Sequence[str]) -> Iterator[pa.RecordBatch]:
    load_outlets(entries, Path())
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            some = batch.slice(start, _ROWS)
            lines = read(some.column(0).to_pylist(), some.column(1).to_pylist())
            found = [(number, arrow_row(line)) for number, line in enumerate(lines) if line is not None]
            kept = some.take(pa.array([number for number, _ in found], pa.int32()))
            records = pa.RecordBatch.from_pylist([record for _, record in found], schema=schema())
            yield pa.RecordBatch.from_arrays(
                [*kept.columns[2:], *records.columns], names=[*kept.schema.names[2:], *records.schema.names]
            )


def _pages(pages: list[object], urls: list[object]) -> list[bytes | None]:
    rows = list(zip(range(len(pages)), pages, urls, strict=True))
    return [page.line if page.kind == "article" else None for page in read_pages(Task("rows", rows, 0)).pages]


def _texts(
    texts: list[object], urls: list[object], outlet: str | None, everything: bool
) -> list[bytes | None]:
    rows = [unfit(text) or Row(str(text), address(url)) for text, url in zip(texts, urls, strict=True)]
    return [one.article for one in clean_batch(Work(Batch(rows, outlet), Path(), everything))]
