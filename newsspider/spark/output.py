"""Articles as Parquet, in a folder for each outlet and month; written by the tasks themselves, where pyarrow or fsspec can write.

folder/outlet=kompas/month=2026-10/part-00000.parquet    the columns of every file of ours, but for `outlet`
folder/_SUCCESS                                          empty: everything that was to be written is there

A file has the same name and the same articles in the same order whoever writes it, and is there whole or not at all: a
task that is done twice changes nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from newsspider.runtime.console import Fault, NotKept, shown
from newsspider.runtime.remote import files_matching, is_remote, new_file, remove_all
from newsspider.spark.spans import batches_of
from newsspider.store.parquet import ParquetItemExporter

__all__ = ["Folder", "write"]

SUCCESS = "_SUCCESS"
_WRITTEN = "path string, articles long, layouts string"
_NOTHING = "__HIVE_DEFAULT_PARTITION__"  # as Spark and Hive call a column that is null
_GROUP = 8 * 1024 * 1024  # of text at once: an executor has little room beside its JVM


class Folder:
    """Where articles go: a new folder, or what lies below an address. On a disk it gets its name when it is complete.

    Raises Fault where there is something already, unless it may be overwritten.
    """

    def __init__(self, name: str, *, overwrite: bool = False) -> None:
        self.name = name.rstrip("/")
        self.remote = is_remote(name)
        if self.remote:
            if files_matching(f"{self.name}/**"):
                raise Fault(f"{name}: there is something already; name another -o")
            self.draft = self.name
            return
        self.path = Path(name)
        if self.path.exists() and not overwrite:
            raise Fault(f"{shown(self.path)}: exists already; -O overwrites it")
        if self.path.exists() and not self.path.is_dir():
            raise Fault(f"{shown(self.path)}: this is a file; Spark writes a folder of Parquet files")
        if self.path.exists() and any(self.path.iterdir()) and not (self.path / SUCCESS).exists():
            raise Fault(
                f"{shown(self.path)}: this folder holds something other than articles; name another one"
            )
        self.draft = str(self.path.absolute().with_name(self.path.name + ".part"))
        try:
            shutil.rmtree(self.draft, ignore_errors=True)
            Path(self.draft).mkdir()
        except OSError as error:
            raise NotKept(f"{shown(self.path)}: cannot be written: {error.strerror}") from None

    def close(self, written: list[str]) -> None:
        """Give the folder its name, if the files are there that tasks say they have written. Raises Fault."""
        if not self.remote and (gone := [path for path in written if not Path(path).is_file()]):
            raise Fault(
                f"{self.name}: {len(gone):,} files that executors have written are not here; name a folder that all machines"
                " share, or an address (s3://…)"
            )
        try:
            if not self.remote:
                for left in Path(self.draft).rglob(".part-*"):  # of tasks that were killed
                    left.unlink()
            with new_file(f"{self.draft}/{SUCCESS}"):
                pass
            if not self.remote:
                if self.path.exists():
                    shutil.rmtree(self.path)
                os.replace(self.draft, self.path)
        except OSError as error:
            raise NotKept(f"{self.name}: cannot be written: {error.strerror or error}") from None

    def drop(self) -> None:
        """Remove what is there."""
        if self.remote:
            remove_all(self.draft)
        else:
            shutil.rmtree(self.draft, ignore_errors=True)


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
