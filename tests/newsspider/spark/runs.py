"""Everything that the tests run on Spark, one after the other in one session: ``python -m tests.newsspider.spark.runs FOLDER``.

A session takes as long to start as all of it takes to run. The results are ``FOLDER/results.json``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import importlib.util
import io
import json
import os
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from newsspider.corpora.commoncrawl.ledger import BEGUN, LEDGER
from newsspider.recording.fixtures import RecordedPage, find_cases, read_case
from newsspider.spark import articles, captures
from newsspider.spark.session import opened
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.buckets import Buckets
from tests.newsspider.commands.warcs import archive, by_others, exchange, exchanges
from tests.newsspider.corpora.ccnews import CommonCrawl, Meanwhile, Part, Refusal, path_of, record, warcinfo

MASTER = "local-cluster[2,1,1024]"
CONF = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "512m",
    # for so few rows nothing need be compiled or planned anew
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
SPLIT = read_case(FIXTURES / "jpnn" / "2020" / "tiga-halaman").pages
SINGLE = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]


def run(*args: str) -> dict[str, Any]:
    """A command in this process."""
    out, err, code = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO(), None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            execute(["scrapy", *args], get_project_settings())
        except SystemExit as end:
            code = end.code
    out.flush()
    return {"code": code or 0, "out": out.buffer.getvalue().decode(), "err": err.getvalue()}


def spark_run(*args: str) -> dict[str, Any]:
    return run(*args, "--engine", "spark", "--master", MASTER)


# -- what is read ---------------------------------------------------------------------------------------------


def crawled_twice(folder: Path) -> list[Path]:
    """Every fixture, much of it twice: bodies that are repeated, split articles that changed, lack pages or moved."""
    everything = [page for case in find_cases(FIXTURES) for page in read_case(case).pages]

    def later(page: RecordedPage) -> RecordedPage:
        return dataclasses.replace(page, body=page.body.replace(b"<p>", b"<p>Diperbarui. "))

    first, second, third = exchanges(SPLIT, 90_000)
    moved = exchange(SPLIT[1].url, b"", 90_001, status=301, location="https://www.jpnn.com/pindah?page=2")
    second.url = "https://www.jpnn.com/pindah?page=2"
    busy = exchange(SPLIT[2].url, b"busy", 90_001, status=503)
    twin = dataclasses.replace(SINGLE, url=f"{SINGLE.url}?utm_source=x")
    return archive(
        folder,
        [
            *exchanges(everything),
            *exchanges([later(page) for page in SPLIT], 3_600),
            *exchanges(everything[:60], 7_200),
            *exchanges([twin], 8_000),
            *(first, moved, second, busy, third),
        ],
        roll_bytes=400_000,
    )


def broken(folder: Path) -> list[Path]:
    """Files that are torn, empty, no archives, compressed as a whole, without a page."""
    (torn,) = archive(folder / "torn", exchanges([SINGLE, *SPLIT[:2]], 100_000))
    torn.write_bytes(torn.read_bytes()[:-2_000])
    hurt = by_others(
        folder / "hurt.warc.gz", [(SINGLE.url, SINGLE.body, {}), (f"{SINGLE.url}?b", SINGLE.body, {})]
    )
    data = bytearray(hurt.read_bytes())
    data[len(data) // 3] ^= 0xFF
    hurt.write_bytes(data)
    cut = by_others(
        folder / "cut.warc.gz",
        [(f"{SINGLE.url}?c", SINGLE.body[:5_000], {"Content-Length": str(len(SINGLE.body))})],
    )
    (folder / "page.warc.gz").write_bytes(SINGLE.body)
    (folder / "empty.warc.gz").write_bytes(b"")
    (folder / "being-written.warc.gz.open").write_bytes(b"")
    foreign = by_others(folder / "foreign.warc.gz", [])
    return [
        torn,
        hurt,
        cut,
        folder / "page.warc.gz",
        folder / "empty.warc.gz",
        foreign,
        folder / "none.warc.gz",
    ]


# -- what is done to Spark while it runs ----------------------------------------------------------------------


@contextlib.contextmanager
def one_executor_killed(session: Any) -> Iterator[list[int]]:
    """Kill -9 an executor as soon as a few tasks are done."""
    killed: list[int] = []
    over = threading.Event()
    tracker, application = session.sparkContext.statusTracker(), session.sparkContext.applicationId

    def watch() -> None:
        while not over.wait(0.05):
            stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
            if any(
                stage and stage.numTasks > 4 and 2 <= stage.numCompletedTasks < stage.numTasks
                for stage in stages
            ):
                pid = executors(application)[0]
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield killed
    over.set()
    thread.join()


def executors(application: str) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if b"CoarseGrainedExecutorBackend" in words and application.encode() in words:
                found.append(int(process.name))
    return sorted(found)


def own_spark_home(folder: Path) -> None:
    """Spark writes its executors' logs below its own folder: one that goes with the test."""
    folder.mkdir()
    for path in Path(pyspark.__file__).parent.iterdir():
        (folder / path.name).symlink_to(path)
    with contextlib.suppress(OSError):
        (folder / "work").unlink()
    os.environ["SPARK_HOME"] = str(folder)


# -- the runs -------------------------------------------------------------------------------------------------


def reextract(folder: Path, session: Any) -> dict[str, Any]:
    warcs = [*map(str, crawled_twice(folder / "warc")), *map(str, broken(folder))]
    with one_executor_killed(session) as killed:
        spark = spark_run("reextract", *warcs, "-o", f"{folder}/spark/")
    local = run("reextract", *warcs, "-o", f"{folder}/local.parquet", "--jobs", "1")
    return {"spark": spark, "local": local, "killed": killed}


def addresses(folder: Path, session: Any) -> dict[str, Any]:
    """What lies behind addresses of fsspec; here those of a folder."""
    archive(folder / "warc", exchanges([SINGLE, *SPLIT]) + exchanges([SINGLE], 3_600), roll_bytes=20_000)
    (folder / "warc" / "index.sqlite").unlink()
    spark = spark_run("reextract", f"file://{folder}/warc/*.warc.gz", "-o", f"file://{folder}/spark/")
    local = run("reextract", f"{folder}/warc", "-o", f"{folder}/local.parquet")
    wrong = spark_run("reextract", f"file://{folder}/wrac/*.gz", "-o", f"file://{folder}/none/")
    again = spark_run("reextract", f"file://{folder}/warc/", "-o", f"file://{folder}/spark/")
    return {"spark": spark, "local": local, "wrong": wrong, "again": again}


def corpora(folder: Path, session: Any) -> dict[str, Any]:
    """Pages and texts in Parquet files, by the commands and by the functions for jobs of one's own."""
    cases = [[page for page in read_case(case).pages if page.status == 200] for case in find_cases(FIXTURES)][
        ::4
    ]
    pages = [page for case in cases for page in case] + list(SPLIT)
    table = pa.table(
        {"id": range(len(pages)), "html": [page.body for page in pages], "url": [page.url for page in pages]}
    )
    (folder / "pages").mkdir()
    half = len(pages) - 2  # a split article in two files
    pq.write_table(table.slice(0, half), folder / "pages" / "one.parquet")
    pq.write_table(table.slice(half), folder / "pages" / "two.parquet")
    results = {
        "extract": run(
            "extract", f"{folder}/pages", "-o", f"{folder}/extract.parquet", "--incomplete", "keep"
        ),
        "spark extract": spark_run(
            "extract", f"{folder}/pages", "-o", f"{folder}/extract/", "--incomplete", "keep"
        ),
    }
    texts = [
        (row["url"], f"Menu\nBeranda\n{row['headline']}\n\n{row['text']}\n\nBaca Juga: yang lain")
        for row in pq.read_table(folder / "extract.parquet").to_pylist()
    ]
    (folder / "texts").mkdir()
    for name, some in (("satu", texts[::2]), ("dua", [*texts[1::2], ("https://example.org/x", None)])):
        columns = {"url": [url for url, _ in some], "text": [text for _, text in some]}
        pq.write_table(pa.table(columns), folder / "texts" / f"{name}.parquet")
    results["clean"] = run("clean", f"{folder}/texts", "-o", f"{folder}/clean-local/")
    results["spark clean"] = spark_run("clean", f"{folder}/texts", "-o", f"{folder}/clean-spark/")
    single = pa.table(
        {"id": [7, 8, 9], "page": [SINGLE.body, gzip.compress(SINGLE.body), b""], "at": [SINGLE.url] * 3}
    )
    frame = articles(session.createDataFrame(single), html="page", url="at", keep=["id"])
    pq.write_table(frame.toArrow(), folder / "articles.parquet")
    frame = captures(session.createDataFrame(pq.read_table(folder / "texts" / "dua.parquet")))
    pq.write_table(frame.toArrow(), folder / "captures.parquet")
    return results


def common_crawl(folder: Path, session: Any) -> dict[str, Any]:
    """Files of CC-NEWS, by Spark from a server, though its executors are killed at the third, and by one machine from a copy.

    And by Spark from the copy what was not heard of.
    """
    files = {
        path_of(1): warcinfo() + record("https://news.example/a", b"x" * 900) + of(SINGLE) + of(SPLIT[1]),
        path_of(2): warcinfo() + record("https://news.example/b", b"y" * 900),
        path_of(3): warcinfo()
        + of(SPLIT[0])
        + b"\xff" * 60
        + of(SPLIT[2])
        + record(f"{SINGLE.url}?z", b"<p>", truncated="length"),
    }
    mirror = folder / "mirror"
    for path, data in files.items():
        (mirror / path).parent.mkdir(parents=True, exist_ok=True)
        (mirror / path).write_bytes(data)
    settings = {"CONTACT": "test@example.org", "ALLOWED_NETWORKS": "127.0.0.1", "DOWNLOAD_DELAY": 0}
    given = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]

    def asked(place: str, kept: str, out: str) -> list[str]:
        return [
            "commoncrawl",
            "--news",
            "2026-10",
            "--from",
            place,
            "--warc",
            f"{folder}/{kept}",
            "-o",
            out,
            *given,
        ]

    killed: list[int] = []

    def kill_executors() -> None:
        killed.extend(executors(session.sparkContext.applicationId))
        for sent in (signal.SIGSTOP, signal.SIGKILL):  # none takes over from one that is killed before it
            for pid in killed:
                os.kill(pid, sent)

    with CommonCrawl(files) as server:
        server.behaves[path_of(2)] = [Refusal(), Part(40)]
        server.behaves[path_of(3)] = [Meanwhile(kill_executors)]
        results: dict[str, Any] = {"spark": spark_run(*asked(server.url, "kept-spark", f"{folder}/spark/"))}
        results["killed"] = killed
        results["at once"] = max(one.at_once for one in server.asked)
    results["local"] = run(*asked(str(mirror), "kept-local", f"{folder}/local.parquet"), "--jobs", "1")
    shutil.copytree(folder / "kept-spark", folder / "kept-first")
    with contextlib.closing(sqlite3.connect(folder / "kept-spark" / LEDGER)) as ledger:
        # as if the driver had died before it heard of a file that was read to its end
        changes = "offset = 0, written = 0, size = 0, tag = '', done = 0, kept = 0, records = 0"
        ledger.execute(f"UPDATE files SET {changes}, why = ? WHERE path = ?", (BEGUN, path_of(1)))
        ledger.commit()
    results["lost word"] = spark_run(*asked(str(mirror), "kept-spark", f"{folder}/again/"))
    return results


def of(page: RecordedPage) -> bytes:
    return record(page.url, page.body)


def buckets(folder: Path, session: Any) -> dict[str, Any]:
    """From a bucket into a bucket, of a server that plays S3."""
    import s3fs

    files = s3fs.S3FileSystem()
    for bucket in ("warc", "articles"):
        files.mkdir(bucket)
    for path in archive(
        folder / "warc", exchanges([SINGLE, *SPLIT]) + exchanges([SINGLE], 3_600), roll_bytes=20_000
    ):
        files.put(str(path), f"warc/2027/{path.name}")
    spark = spark_run("reextract", "s3://warc/2027/*.warc.gz", "-o", "s3://articles/all/")
    files.get("articles/all", str(folder / "spark"), recursive=True)
    local = run("reextract", f"{folder}/warc", "-o", f"{folder}/local.parquet")
    missing = spark_run("reextract", "s3://wrac/2027/*.warc.gz", "-o", "s3://articles/none/")
    again = spark_run("reextract", "s3://warc/2027/*.warc.gz", "-o", "s3://articles/all/")
    return {"spark": spark, "local": local, "missing": missing, "again": again}


@contextlib.contextmanager
def server_of_buckets() -> Iterator[bool]:
    """Whether there is one; the environment leads to it."""
    if not (importlib.util.find_spec("s3fs") and importlib.util.find_spec("moto")):
        yield False
        return
    with Buckets():
        yield True


RUNS: tuple[Callable[[Path, Any], dict[str, Any]], ...] = (reextract, corpora, common_crawl)


def main(folder: Path) -> None:
    os.chdir(ROOT)
    own_spark_home(folder / "home")
    results = {}
    began = time.monotonic()
    conf = [f"{name}={value}" for name, value in CONF.items()]
    with server_of_buckets() as has_buckets, opened(MASTER, conf) as session:
        print(f"session {time.monotonic() - began:.1f} s", flush=True)
        for one in (*RUNS, buckets if has_buckets else addresses):
            began = time.monotonic()
            (folder / one.__name__).mkdir()
            results[one.__name__] = one(folder / one.__name__, session)
            print(f"{one.__name__} {time.monotonic() - began:.1f} s", flush=True)
    (folder / "results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
