"""Articles as Parquet, in a folder for each outlet and month; written by the tasks themselves, where pyarrow or fsspec can write.

folder/outlet=kompas/month=2026-10/part-00000.parquet    the columns of every file of ours, but for `outlet`
folder/_SUCCESS                                          empty: everything that was to be written is there

A file has the same name and the same articles in the same order whoever writes it, and is there whole or not at all: a
task that is done twice changes nothing.
"""

from __future__ import annotations

import json
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from newsspider.runtime.remote import is_remote, new_file
from newsspider.spark.folder import Folder
from newsspider.spark.spans import batches_of
from newsspider.store.parquet import ParquetItemExporter

__all__ = ["write"]

_WRITTEN = "path string, articles long, layouts string"
_NOTHING = "__HIVE_DEFAULT_PARTITION__"  # as Spark and Hive call a column that is null
_GROUP = 8 * 1024 * 1024  # of text at once: an executor has little room beside its JVM


def write(articles: DataFrame, folder: Folder) -> tuple[int, Counter[str]]:
    """Articles (`file`, `offset`, `layout`, `line`) into a folder: how many there are, and of which layouts."""
    text = f.col("line").cast("string")
    rows = articles.select(
        f.get_json_object(text, "$.outlet").alias("outlet"),
        f.substring(f.get_json_object(text, "$.datePublished"), 1, 7).alias("month"),
        *("file", "offset", "layout", "line"),
    )
    rows = rows.repartition("outlet", "month").sortWithinPartitions("outlet", "month", "file", "offset")
    written = rows.mapInArrow(partial(_write, folder=folder.draft), _WRITTEN).collect()
    layouts: Counter[str] = Counter()
    for one in written:
        layouts.update(json.loads(one.layouts))
    folder.close([one.path for one in written])
    return sum(one.articles for one in written), layouts


def _write(batches: Iterator[pa.RecordBatch], folder: str) -> Iterator[pa.RecordBatch]:
    rows = chain.from_iterable(batch.to_pylist() for batch in batches)
    files = (
        _write_file(f"{folder}/outlet={outlet or _NOTHING}/month={month or _NOTHING}", some)
        for (outlet, month), some in groupby(rows, key=lambda row: (row["outlet"], row["month"]))
    )
    yield from batches_of(files, _WRITTEN)


def _write_file(folder: str, rows: Iterator[dict[str, Any]]) -> dict[str, Any]:
    path = f"{folder}/part-00000.parquet"
    draft = path if is_remote(path) else f"{folder}/.part-{uuid.uuid4().hex}"
    layouts: Counter[str] = Counter()
    with new_file(draft) as file:
        exporter = ParquetItemExporter(file, group_bytes=_GROUP, without=("outlet",))
        exporter.start_exporting()
        for row in rows:
            exporter.export_item(json.loads(row["line"]))
            layouts[row["layout"]] += 1
        exporter.finish_exporting()
    if draft != path:
        os.replace(draft, path)
    return {"path": path, "articles": layouts.total(), "layouts": json.dumps(layouts)}
