"""Today's rules over every response ever archived, on a cluster: ``archive.reextract`` by Spark.

>>> with opened("spark://master:7077") as session:                                      # doctest: +SKIP
...     run = SparkReextraction(session, [("s3://bucket/warc/a.warc.gz", 1_000_000_000)])
...     run.write(Folder("s3://bucket/articles"))
>>> run.counts["articles"], run.refused                                                  # doctest: +SKIP

First each task reads a span of a file, and what ``judge`` says of its responses stays on the disks of the executors. Then
what is decided by several responses is done in SQL: bodies that lie in other records, pages of one article, articles
that were archived again. The articles, the counts and the faults are those of the single machine.
"""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as f

from newsspider.archive.index import INDEX, place_beside
from newsspider.archive.notes import Lost
from newsspider.archive.parts import Damage, Others
from newsspider.archive.reextract import NAMED_DAMAGES, damaged, without_pages
from newsspider.archive.warc_file import OPEN
from newsspider.runtime.console import shown
from newsspider.runtime.database import Database, is_there
from newsspider.runtime.own_outlets import loaded_entries
from newsspider.runtime.processes import Bar
from newsspider.runtime.remote import RemoteFolder, file_at, is_remote
from newsspider.spark.folder import Folder
from newsspider.spark.output import write
from newsspider.spark.spans import COLUMNS, REVISITS, Files, Reading, read_revisits_again, read_spans
from newsspider.spark.split import belonging, joined

__all__ = ["SparkReextraction"]

_NO_BODY = ("revisit", "redirect", "status", "lost")  # what a revisit cannot refer to
_HAD = ("lost", "status", "failed")  # what is no page that was had
_REFUSED = ("refused", "status", "failed", "lost")
_OF_ARTICLE = ("file", "offset", "key", "layout", "line", "digest")


class SparkReextraction:
    """Reads WARC files again; its ``counts`` and so on are those of ``Reextraction``, complete when it has written.

    ``files`` are paths or addresses that every executor can read, with their sizes in bytes.
    """

    def __init__(
        self,
        session: SparkSession,
        files: Sequence[tuple[str, int]],
        *,
        outlet: str | None = None,
        sites: str = "",
        incomplete: bool = False,
        faults: Callable[[object], None],
        cold: Sequence[Path | RemoteFolder] = (),
        index: Database | None = None,
        span: int | None = None,
    ) -> None:
        self.session = session
        self.outlet = outlet
        self.incomplete = incomplete
        self.faults = faults
        self.cold = tuple(cold)
        self.index = index
        self.counts: Counter[str] = Counter()
        self.layouts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.lost: list[Lost] = []
        cores = session.sparkContext.defaultParallelism
        longest = {} if span is None else {"longest": span}
        self.files = Files.in_spans(files, cores, **longest)
        self._cores = cores
        shared = session.sparkContext.broadcast(self.files)
        self._reading = Reading(partial(_value, shared), outlet, sites, loaded_entries())
        self._kept: list[DataFrame] = []

    def write(self, folder: Folder) -> None:
        """The articles into a folder. Raises Fault."""
        try:
            found, kinds = self._read()
            if kinds["revisit"]:
                found = self._with_bodies(found)
            articles = self._articles(found, kinds)
            if kinds["revisit"] or kinds["lost"]:
                self.lost = list(_lost(found))
            with self._progress("writing"):
                self.counts["articles"], layouts = write(self._once(articles), folder)
            self.counts["fallback"] = layouts.pop("", 0)
            self.layouts = layouts
        finally:
            for frame in self._kept:
                frame.unpersist()

    def _keep(self, frame: DataFrame) -> DataFrame:
        frame = frame.persist(StorageLevel.DISK_ONLY)
        self._kept.append(frame)
        return frame

    # -- step one

    def _read(self) -> tuple[DataFrame, Counter[str]]:
        """The responses, and how many there are of each kind."""
        spans = self.session.range(len(self.files), numPartitions=max(len(self.files), 1))
        rows = self._keep(spans.mapInArrow(partial(read_spans, reading=self._reading), COLUMNS))
        with self._progress("reading"):
            told = rows.where("kind IN ('.span', '.error')").select(
                *("file", "start", "offset", "end", "kind", "detail", "reason")
            )
            ends = sorted(told.collect(), key=lambda row: (row.file, row.start))
        self._say_errors(ends)
        found = rows.where("kind NOT LIKE '.%'")
        damages = rows.where("kind = '.damage'")
        # what lies before the end of the span before only looked like records
        if overlaps := list(_overlaps(ends)):
            before = f.broadcast(self.session.createDataFrame(overlaps, "file int, start long, before long"))
            true = "before IS NULL OR offset >= before"
            found, damages = (
                frame.join(before, ["file", "start"], "left").where(true).drop("before")
                for frame in (found, damages)
            )
        self._say_damages(damages)
        kinds, others, responding = Counter[str](), defaultdict[int, Others](Others), Counter[int]()
        for row in ends:
            if row.kind == ".span":
                told_of = json.loads(row.detail)
                kinds.update(told_of["kinds"])
                others[row.file].update(told_of["others"])
                responding[row.file] += sum(told_of["kinds"].values()) - told_of["kinds"].get("linked", 0)
        for file in sorted(others):
            if not responding[file] and not self.files.names[file].endswith(OPEN):
                self.faults(f"{shown(self.files.names[file])}: {without_pages(others[file])}")
        if kinds["failed"]:
            for row in found.where("kind = 'failed'").orderBy("file", "offset").toLocalIterator():
                self.faults(
                    f"{shown(self.files.names[row.file])}: {row.url}: {row.detail}: {row.reason}; please report it"
                )
        return found, kinds

    def _say_errors(self, ends: Sequence[Row]) -> None:
        for file, why in dict.fromkeys((row.file, row.reason) for row in ends if row.kind == ".error"):
            self.faults(f"{shown(self.files.names[file])}: {why}")

    def _say_damages(self, damages: DataFrame) -> None:
        order = Window.partitionBy("file").orderBy("offset")
        numbered = damages.select(
            *("file", "offset", "reason"),
            f.row_number().over(order).alias("number"),
            f.count("*").over(Window.partitionBy("file")).alias("all"),
        )
        rows = numbered.where(f"number <= {NAMED_DAMAGES}").orderBy("file", "offset").collect()
        rows = [row for row in rows if not self.files.names[row.file].endswith(OPEN)]
        for row in rows:
            self.faults(damaged(self.files.names[row.file], Damage(row.offset, row.reason)))
        for file, count in {row.file: row["all"] for row in rows}.items():
            if count > NAMED_DAMAGES:
                self.faults(
                    f"{shown(self.files.names[file])}: damaged in {count - NAMED_DAMAGES} more places"
                )

    # -- between: bodies that lie elsewhere

    def _with_bodies(self, found: DataFrame) -> DataFrame:
        """The responses, those without a body read with that of the record that has it."""
        columns = ("file", "offset", "length", "record", "url", "time")
        asked = found.where("kind = 'revisit'").select(
            *columns,
            f.col("detail").alias("refers"),
            f.when(f.col("reason") != "", f.col("reason")).otherwise(f.col("url")).alias("of"),
        )
        holding = found.where(~f.col("kind").isin(*_NO_BODY)).select(
            f.col("record").alias("refers"),
            *(f.col(name).alias(f"other_{name}") for name in ("url", "time", "file", "offset")),
        )
        by_record = asked.where("refers != ''").join(holding, "refers")
        # some crawlers name address and date only: the body that was there last
        by_address = asked.where("refers = ''").join(
            holding.drop("refers"),
            (f.col("of") == f.col("other_url")) & (f.col("other_time") <= f.col("time")),
        )
        place = f.struct("other_file", "other_offset")
        last = f.struct((-f.col("other_time")).alias("back"), "other_file", "other_offset")
        places = (
            by_record.groupBy("file", "offset")
            .agg(f.min(place).alias("at"))
            .unionByName(
                by_address.groupBy("file", "offset")
                .agg(f.min(last).alias("at"))
                .withColumn("at", f.struct("at.other_file", "at.other_offset"))
            )
        )
        placed = self._keep(asked.join(places, ["file", "offset"], "left"))
        beside = self.session.createDataFrame(
            list(self._beside(placed.where("at IS NULL"))), "file int, offset long, path string, beside long"
        )
        rows = placed.join(beside, ["file", "offset"], "left").select(
            *columns,
            f.col("at.other_file").alias("other"),
            "path",
            f.coalesce("at.other_offset", "beside").alias("place"),
        )
        assert [field.name for field in rows.schema] == [one.split()[0] for one in REVISITS.split(", ")]
        rows = rows.repartition(self._cores * 4)
        read = self._keep(rows.mapInArrow(partial(read_revisits_again, reading=self._reading), COLUMNS))
        return found.where("kind != 'revisit'").unionByName(read, allowMissingColumns=True)

    def _beside(self, missing: DataFrame) -> Iterator[tuple[int, int, str, int]]:
        """Places of records in other files of the archives that the files belong to, by their indexes."""
        parents = {Path(name).parent for name in self.files.names if not is_remote(name)}
        folders = parents | {one for one in self.cold if isinstance(one, Path)}
        if self.index is None and not any(is_there(folder / INDEX) for folder in folders):
            return
        for row in missing.select("file", "offset", "refers").toLocalIterator():
            name = self.files.names[row.file]
            if place := place_beside(file_at(name), row.refers, self.cold, self.index):
                yield row.file, row.offset, *place

    # -- step two

    def _articles(self, found: DataFrame, kinds: Counter[str]) -> DataFrame:
        """Every article as often as it is in the archive; what is none is counted."""
        single, articles, groups = found, None, None
        if kinds["linked"] or kinds["revisit"]:
            pages = found.where("kind = 'article' AND size(links) > 0")
            groups = belonging(pages, found.where("kind = 'redirect'") if kinds["redirect"] else None)
        if groups is not None:
            together = self._keep(
                joined(found, groups, incomplete=self.incomplete, partitions=self._cores * 4)
            )
            single = found.join(groups, f.xxhash64("url") == f.col("hash"), "left_anti")
            self._count_joined(together.where("kind = '.counts'"))
            articles = together.where("kind = 'article'").select(*_OF_ARTICLE)
        for row in single.groupBy("kind", "detail").count().collect():
            self.counts["responses"] += row["count"]
            if row.kind in _REFUSED:
                self.refused[row.detail] += row["count"]
            elif row.kind in ("passed", "redirect"):
                self.passed["redirect" if row.kind == "redirect" else row.detail] += row["count"]
        ordinary = single.where("kind = 'article'").select(*_OF_ARTICLE)
        return ordinary if articles is None else ordinary.unionByName(articles)

    def _count_joined(self, rows: DataFrame) -> None:
        for row in rows.collect():
            for counter, found in zip(
                (self.counts, self.refused, self.passed), json.loads(bytes(row.line)), strict=True
            ):
                counter.update(found)

    def _once(self, articles: DataFrame) -> DataFrame:
        """The articles without those that say what the one before of their address says."""
        before = f.lag("digest").over(Window.partitionBy("key").orderBy("file", "offset"))
        repeated = self._keep(
            articles.select("key", "file", "offset", "digest")
            .withColumn("before", before)
            .where("before = digest")
            .select("file", "offset")
        )
        self.counts["repeated"] = count = repeated.count()
        return articles.join(repeated, ["file", "offset"], "left_anti") if count else articles

    @contextmanager
    def _progress(self, what: str) -> Iterator[None]:
        """A bar of the tasks that are done, on a terminal."""
        over = threading.Event()
        with Bar("tasks", 100) as bar:

            def watch() -> None:
                tracker = self.session.sparkContext.statusTracker()
                at = 0.0
                while not over.wait(0.5):
                    stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
                    known = [stage for stage in stages if stage is not None]
                    done, total = (
                        sum(one.numCompletedTasks for one in known),
                        sum(one.numTasks for one in known),
                    )
                    if total:
                        share = 100 * done / total
                        bar.advance(int(share) - int(at), max(0, done - bar.found), what)
                        at = share

            watcher = threading.Thread(target=watch, daemon=True)
            watcher.start()
            try:
                yield
            finally:
                over.set()
                watcher.join()


def _value(shared: object) -> Files:
    return shared.value  # type: ignore[attr-defined, no-any-return]


def _overlaps(ends: Sequence[Row]) -> Iterator[tuple[int, int, int]]:
    """The spans in which something begins before the last record of those before ends: (file, start, that end)."""
    before: Counter[int] = Counter()
    for row in ends:
        if row.kind == ".span" and row.offset is not None:
            if row.offset < before[row.file]:
                yield row.file, row.start, before[row.file]
            before[row.file] = max(before[row.file], row.end or 0)


def _lost(found: DataFrame) -> Iterator[Lost]:
    """The pages that are not had whole, by what is wrong with them."""
    had = found.where(~f.col("kind").isin(*_HAD)).select("url")
    lost = found.where("kind = 'lost'").join(had, "url", "left_anti")
    least = f.min(f.struct("url", "file", "offset", "reason")).alias("one")
    for row in (
        lost.groupBy("detail").agg(f.countDistinct("url").alias("pages"), least).orderBy("detail").collect()
    ):
        yield Lost(row.detail, row.pages, row.one.url, row.one.reason)
