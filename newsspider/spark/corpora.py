"""Corpora of Parquet files on Spark: each file is a task, read as on one machine.

What a file teaches about its sites (the lines that captures share, what pages have in common) is learned from its
beginning, so its articles are the same wherever and beside whatever it is read.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark import StorageLevel, TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from newsspider.archive.joined import first_of
from newsspider.corpora import Options, corpus_of
from newsspider.corpora.base import cleaned, counted, learn_lines
from newsspider.corpora.extraction import Extraction, Fates, Held
from newsspider.corpora.pages import Columns, rows_of
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import load_outlets, loaded_entries
from newsspider.runtime.processes import Bar, Pool
from newsspider.runtime.remote import RemoteFile, is_remote, new_file
from newsspider.spark.folder import Folder
from newsspider.spark.output import write
from newsspider.spark.spans import batches_of
from newsspider.spark.split import belonging

__all__ = ["clean_files", "extract_files"]

_CLEANED = "path string, counts string, faults array<string>"
# kind "article", "held" (a page of several) or ".done" (what became of the pages of a file, as JSON in `line`)
_READ = (
    "file int, offset long, kind string, url string, layout string, line binary, next array<string>, links array<string>,"
    " faults array<string>"
)
_NAMED_FAULTS = 20  # of rows of one file; more are counted


# -- texts ------------------------------------------------------------------------------------------------


def clean_files(
    session: SparkSession,
    files: Sequence[str],
    options: Options,
    folder: Folder,
    faults: Callable[[object], None],
) -> Counter[str]:
    """Each file with its articles into a folder, under its own name: what became of the rows."""
    clean = partial(_clean, files=list(files), options=options, folder=folder.draft, entries=loaded_entries())
    counts: Counter[str] = Counter()
    written = []
    for row in _tasks(session, files).mapInArrow(clean, _CLEANED).collect():
        counts.update(json.loads(row.counts))
        for fault in row.faults:
            faults(fault)
        if row.path:
            written.append(row.path)
    folder.close(written)
    return counts


def _clean(
    batches: Iterator[pa.RecordBatch],
    files: Sequence[str],
    options: Options,
    folder: str,
    entries: Sequence[str],
) -> Iterator[pa.RecordBatch]:
    load_outlets(entries, Path())
    cleaned_files = (_clean_file(files[number], options, folder) for number in _numbers(batches))
    yield from batches_of(cleaned_files, _CLEANED)


def _clean_file(name: str, options: Options, folder: str) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    faults: list[str] = []
    written = ""
    with _here(name) as (path, room):
        draft = room / "cleaned.parquet"
        try:
            corpus = corpus_of(path, options)
            with Pool(1) as pool:
                if (first := corpus.again()) is not None:
                    learn_lines(first, pool, room / "sites")
                for rest, results in cleaned(corpus, pool, room / "sites"):
                    if not written:
                        corpus.create(draft, "")
                        written = f"{folder}/{Path(name).name}"
                    corpus.named(results, counts["rows"] + 1, rest)
                    corpus.write(rest, results)
                    counted(counts, results)
            if not written:
                raise Fault(f"{shown(path)}: there is no row in it")
        except Fault as fault:
            faults.append(str(fault))
        else:
            faults += [
                f"{shown(path)}, row {one.number}: {one.reason}" for one in corpus.faults[:_NAMED_FAULTS]
            ]
            if len(corpus.faults) > _NAMED_FAULTS:
                faults.append(
                    f"{shown(path)}: {len(corpus.faults) - _NAMED_FAULTS:,} more rows are like these"
                )
        if written:
            corpus.close()
            _publish(draft, written)
        faults = [fault.replace(shown(path), name) for fault in faults]
    return {"path": written, "counts": json.dumps(counts), "faults": faults}


def _publish(draft: Path, path: str) -> None:
    """A file under its name, whole or not at all."""
    if is_remote(path):
        with draft.open("rb") as source, new_file(path) as target:
            shutil.copyfileobj(source, target)
        return
    beside = Path(path).with_name(f".part-{os.getpid()}-{Path(path).name}")
    shutil.copyfile(draft, beside)
    os.replace(beside, path)


@contextmanager
def _here(name: str) -> Iterator[tuple[Path, Path]]:
    """A file on this machine's disk, and a folder for what is made of it."""
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        path = Path(name)
        if is_remote(name):
            path = Path(folder) / Path(name).name
            with RemoteFile(name).open() as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        yield path, Path(folder)


# -- pages ------------------------------------------------------------------------------------------------


def extract_files(
    session: SparkSession,
    files: Sequence[str],
    columns: Columns,
    folder: Folder,
    faults: Callable[[object], None],
    *,
    incomplete: bool = False,
) -> Fates:
    """The articles of the pages in files into a folder, by outlet and month; what became of the pages."""
    read = _tasks(session, files).mapInArrow(
        partial(_extract, files=list(files), columns=columns, entries=loaded_entries()), _READ
    )
    read = read.persist(StorageLevel.DISK_ONLY)
    fates = Fates()
    try:
        for row in read.where("kind = '.done'").orderBy("file").collect():
            fates.add(_revived(row.line))
            for fault in row.faults:
                faults(fault)
        found, held = read.where("kind = 'article'"), read.where("kind = 'held'")
        groups = belonging(held)
        if groups is not None:
            joined = _together(held, groups).mapInArrow(partial(_join, incomplete=incomplete), _READ)
            joined = joined.persist(StorageLevel.DISK_ONLY)
            for row in joined.where("kind = '.done'").collect():
                fates.add(_revived(row.line))
            found = found.unionByName(joined.where("kind = 'article'"))
        write(found.select("file", "offset", "layout", "line"), folder)
    finally:
        read.unpersist()
    return fates


def _tasks(session: SparkSession, files: Sequence[str]) -> DataFrame:
    """A task for each file: its number."""
    return session.range(len(files), numPartitions=len(files))


def _numbers(batches: Iterator[pa.RecordBatch]) -> Iterator[int]:
    for batch in batches:
        yield from batch.column(0).to_pylist()


def _together(held: DataFrame, groups: DataFrame) -> DataFrame:
    rows = held.join(groups, f.xxhash64("url") == f.col("hash"))
    return rows.repartition("group").sortWithinPartitions("file", "offset")


def _extract(
    batches: Iterator[pa.RecordBatch], files: Sequence[str], columns: Columns, entries: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    load_outlets(entries, Path())
    for number in _numbers(batches):
        yield from batches_of(_extract_file(number, files[number], columns), _READ)


def _extract_file(number: int, name: str, columns: Columns) -> Iterator[dict[str, Any]]:
    faults: list[object] = []
    with (
        _here(name) as (path, room),
        Pool(1) as pool,
        Extraction(pool, faults=faults.append, folder=room) as extraction,
    ):
        place = 0
        try:
            source = rows_of(path, columns)
            with Bar("articles", source.size) as bar:
                for line in extraction.articles(source, bar):
                    yield {"file": number, "offset": place, "kind": "article", "layout": "", "line": line}
                    place += 1
        except Fault as fault:
            faults.append(fault)
        for one in extraction.held():
            first = first_of(one.url)
            links = [*one.further, *([first] if first else [])]
            yield {
                "file": number,
                "offset": place,
                "kind": "held",
                "url": one.url,
                "layout": one.layout,
                "line": one.line,
                "next": list(one.further),
                "links": links,
            }
            place += 1
        yield {
            "file": number,
            "kind": ".done",
            "line": _kept(extraction.fates),
            "faults": [str(fault).replace(shown(path), name) for fault in faults],
        }


def _join(batches: Iterator[pa.RecordBatch], incomplete: bool) -> Iterator[pa.RecordBatch]:
    yield from batches_of(_articles(batches, incomplete), _READ)


def _articles(batches: Iterator[pa.RecordBatch], incomplete: bool) -> Iterator[dict[str, Any]]:
    context = TaskContext.get()
    number = -1 - (context.partitionId() if context else 0)  # no file of theirs: they come from several
    with Pool(1) as pool, Extraction(pool, incomplete=incomplete, faults=print) as extraction:
        for batch in batches:
            for row in batch.to_pylist():
                extraction.hold(Held(row["url"], row["layout"], tuple(row["next"]), row["line"]))
        for place, line in enumerate(extraction.split_articles()):
            yield {"file": number, "offset": place, "kind": "article", "layout": "", "line": line}
        yield {"file": number, "kind": ".done", "line": _kept(extraction.fates)}


def _kept(fates: Fates) -> bytes:
    return json.dumps([fates.counts, fates.layouts, fates.refused, fates.passed]).encode()


def _revived(line: bytes) -> Fates:
    return Fates(*(Counter(one) for one in json.loads(bytes(line))))
