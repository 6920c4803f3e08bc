"""Everything that the tests run on Spark, one after the other in one session: ``python -m tests.newsspider.spark.runs FOLDER``.

A session takes as long to start as all of it takes to run. The results are ``FOLDER/results.json``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyspark
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from newsspider.recording.fixtures import RecordedPage, find_cases, read_case
from newsspider.spark.session import opened
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.commands.warcs import archive, by_others, exchange, exchanges

MASTER = "local-cluster[2,1,1024]"
CONF = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "512m",
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


RUNS: tuple[Callable[[Path, Any], dict[str, Any]], ...] = (reextract,)


def main(folder: Path) -> None:
    os.chdir(ROOT)
    own_spark_home(folder / "home")
    results = {}
    began = time.monotonic()
    with opened(MASTER, [f"{name}={value}" for name, value in CONF.items()]) as session:
        print(f"session {time.monotonic() - began:.1f} s", flush=True)
        for one in RUNS:
            began = time.monotonic()
            (folder / one.__name__).mkdir()
            results[one.__name__] = one(folder / one.__name__, session)
            print(f"{one.__name__} {time.monotonic() - began:.1f} s", flush=True)
    (folder / "results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
