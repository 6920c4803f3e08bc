"""Articles of several pages on Spark: which responses belong together, and the articles that they make."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from newsspider.archive.joined import Joined
from newsspider.archive.judge import JudgedResponse
from newsspider.archive.notes import Notes
from newsspider.spark.spans import batches_of

__all__ = ["ARTICLES", "belonging", "joined"]

# articles; the last row of a partition (kind ".counts") says what became of its responses, as JSON in `line`
ARTICLES = "file int, offset long, kind string, key string, layout string, line binary, digest binary"


def belonging(pages: DataFrame, redirects: DataFrame | None = None) -> DataFrame | None:
    """The addresses of split articles (`hash`) by pages (`url`) and their `links`, each with a number (`group`) that it shares with all it is joined with.

    None where there are none. Addresses are told apart by a hash of 64 bits; two that have the same hash come into one
    group, which changes nothing. The pairs of addresses, 16 bytes each, are brought here.
    """
    edges = _pairs(pages)
    if not edges:
        return None
    group: dict[int, int] = {}

    def first(one: int) -> int:
        while (other := group.setdefault(one, one)) != one:
            group[one] = one = group[other]
        return one

    for one, other in edges:
        group[first(one)] = first(other)
    leads = dict(_pairs(redirects)) if redirects is not None else {}
    for one in list(group):
        while one in leads:  # from a further page, and on
            other = leads.pop(one)
            group[first(one)] = first(other)
            one = other
    table = pa.table({"hash": list(group), "group": [first(one) for one in group]})
    return pages.sparkSession.createDataFrame(table)


def _pairs(rows: DataFrame) -> list[tuple[int, int]]:
    """The addresses of rows with those that they are joined with, as hashes."""
    pairs = rows.select(f.col("url"), f.explode("links").alias("to")).distinct()
    table = pairs.select(f.xxhash64("url").alias("one"), f.xxhash64("to").alias("other")).toArrow()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def joined(found: DataFrame, groups: DataFrame, *, incomplete: bool, partitions: int) -> DataFrame:
    """The articles of the responses that belong together, each joined as on one machine."""
    together = found.join(groups, f.xxhash64("url") == f.col("hash")).select(
        *("group", "file", "offset", "length", "record", "url", "time", "kind", "detail", "reason", "next"),
        *("key", "layout", "line"),
    )
    together = together.repartition(partitions, "group").sortWithinPartitions("file", "offset")
    return together.mapInArrow(partial(_join, incomplete=incomplete), ARTICLES)


def _join(batches: Iterator[pa.RecordBatch], incomplete: bool) -> Iterator[pa.RecordBatch]:
    """The articles of whole groups of responses, which come in the order of the archive."""
    yield from batches_of(_articles(batches, incomplete), ARTICLES)


def _articles(batches: Iterator[pa.RecordBatch], incomplete: bool) -> Iterator[dict[str, Any]]:
    responses = 0
    with tempfile.TemporaryDirectory(prefix="split-") as folder:
        notes = Notes(Path(folder) / "found.sqlite")
        try:
            for batch in batches:
                responses += batch.num_rows
                for file, rows in groupby(batch.to_pylist(), key=lambda row: int(row["file"])):
                    notes.add(file, map(_judged, rows))
            notes.index("url")
            reading = Joined(notes, _Numbers(), incomplete=incomplete)
            for article in reading.with_repeats():
                yield {
                    "file": int(article.location.file),
                    "offset": article.location.offset,
                    "kind": "article",
                    "key": article.canonical,
                    "layout": article.layout,
                    "line": article.line,
                    "digest": hashlib.blake2b(article.line, digest_size=16).digest(),
                }
            reading.counts["responses"] = responses
            counts = [dict(one) for one in (reading.counts, reading.refused, reading.passed)]
            yield {"kind": ".counts", "line": json.dumps(counts).encode()}
        finally:
            notes.close()


class _Numbers(Sequence[str]):
    """In place of the names of files, their numbers."""

    def __getitem__(self, number: Any) -> Any:
        return str(number)

    def __len__(self) -> int:
        return 0


def _judged(row: dict[str, Any]) -> JudgedResponse:
    values = {name: row[name] for name in JudgedResponse._fields if name not in ("next", "observed")}
    values["line"] = values["line"] or b""
    return JudgedResponse(**values, next=tuple(row["next"] or ()))
