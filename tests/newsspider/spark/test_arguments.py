"""What is said, without a traceback, where Spark cannot be had: one sentence, before any work is done."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsspider.runtime.console import Fault, NotKept
from newsspider.spark.session import opened, spark_faults
from newsspider.spark.spans import Files
from tests.newsspider.commands.test_reextract import SINGLE
from tests.newsspider.commands.warcs import archive, exchanges
from tests.newsspider.conftest import Run

Command = Callable[..., Run]
SPARK = ("--engine", "spark", "--master", "local[1]")


@pytest.fixture
def good(tmp_path: Path) -> str:
    return str(archive(tmp_path / "warc", exchanges([SINGLE]))[0])


def one_sentence(run: Run, *texts: str) -> None:
    assert run.code == 2 and run.out == ""
    (line,) = run.complaints
    for text in texts:
        assert text in line


def test_without_pyspark(
    command: Command, good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    one_sentence(command("reextract", good, *SPARK, "-o", f"{tmp_path}/a/"), "newsspider[spark]")
    assert not list(tmp_path.glob("a*"))
    import newsspider.spark

    monkeypatch.delitem(sys.modules, "newsspider.spark.frames", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"newsspider\[spark\]"):
        _ = newsspider.spark.articles


@pytest.mark.parametrize("version", ["none", "1.8.0_392", "11.0.2"])
def test_without_a_java_that_is_new_enough(
    command: Command, good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not here")
    home = tmp_path / "java"
    (home / "bin").mkdir(parents=True)
    if version != "none":
        java = home / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(home))
    run = command("reextract", good, *SPARK, "-o", f"{tmp_path}/a/")
    one_sentence(run, "Spark needs Java 17 or newer", "JAVA_HOME")
    assert not list(tmp_path.glob("a*"))


def test_a_master_that_does_not_answer(command: Command, good: str, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not here")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    master = ("--engine", "spark", "--master", f"spark://127.0.0.1:{port}")
    run = command("reextract", good, *master, "-o", f"{tmp_path}/a/")
    one_sentence(run, f"spark://127.0.0.1:{port} does not answer (Connection refused)")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--engine", "spark", "-o", "NEW/"), "name Spark's master"),
        (("--master", "local[1]", "-o", "NEW/"), "--master and --conf are for Spark; add --engine spark"),
        ((*SPARK, "-o", "NEW.parquet"), "Spark writes a folder of Parquet files"),
        ((*SPARK,), "Spark writes a folder of Parquet files"),
        ((*SPARK, "-o", "NEW/", "--store", "a.sqlite"), "--store is for one machine"),
        ((*SPARK, "-o", "NEW/", "--jobs", "2"), "--jobs is for one machine"),
        ((*SPARK, "-o", "OLD/"), "exists already; -O overwrites it"),
        ((*SPARK, "-O", "OLD/"), "this folder holds something other than articles"),
        ((*SPARK, "-o", "nowhere/NEW/"), "cannot be written: No such file or directory"),
        ((*SPARK[:3], "mesos://x", "-o", "NEW/"), "'mesos://x' is not a master of Spark"),
        ((*SPARK[:3], "spark://x", "-o", "NEW/"), "'x' is not HOST:PORT"),
        ((*SPARK, "-o", "NEW/", "--conf", "memory=1g"), "'memory=1g' is not a setting of Spark"),
    ],
)
def test_bad_arguments_are_one_sentence(
    command: Command, good: str, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not here")
    (tmp_path / "OLD").mkdir()
    (tmp_path / "OLD" / "kept").write_text("kept")
    words = [
        f"{tmp_path}/{word}" if word.startswith(("NEW", "OLD", "nowhere")) else word for word in arguments
    ]
    run = command("reextract", good, *words)
    assert run.code in (2, 4) and run.out == ""
    (line,) = run.complaints
    assert message in line
    assert (tmp_path / "OLD" / "kept").is_file() and not list(tmp_path.glob("NEW*"))


def test_files_that_are_not_there_or_not_for_spark(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(b"PK")
    run = command(
        "reextract", f"{tmp_path}/none.warc.gz", f"{tmp_path}/a.wacz", *SPARK, "-o", f"{tmp_path}/a/"
    )
    assert run.code == 1 and len(run.complaints) == 2
    assert "no such file or folder" in run.complaints[0] and "does not read WACZ" in run.complaints[1]
    (tmp_path / "a.jsonl").write_text("{}")
    run = command("clean", f"{tmp_path}/a.jsonl", *SPARK, "-o", f"{tmp_path}/b/")
    assert run.code == 1 and "Spark reads corpora of Parquet files only" in run.err
    run = command("extract", f"{tmp_path}/none/", *SPARK, "-o", f"{tmp_path}/b/")
    assert run.code == 1 and "no such file or folder" in run.err


@pytest.mark.parametrize(
    ("said", "message", "kind"),
    [
        (
            "An error\nPythonException\n  File x\nOSError: [Errno 28] No space left on device\n",
            "No space left",
            NotKept,
        ),
        (
            "Traceback\nModuleNotFoundError: No module named 'newsspider'\n",
            "No module named 'newsspider'; the executors need the same packages",
            Fault,
        ),
        (
            "ExecutorLostFailure (executor 3 exited caused by one of the running tasks)",
            "executors ended",
            Fault,
        ),
        (
            "x\nCaused by: java.net.BindException: Cannot assign requested address\n\tat y",
            "Cannot assign",
            Fault,
        ),
        (
            "Traceback\nnewsspider.runtime.remote.Unreachable: s3://a/b: it cannot be read on: Timeout\n",
            "s3://a/b: it cannot be read on",
            Fault,
        ),
    ],
)
def test_what_spark_says_is_one_sentence(said: str, message: str, kind: type[Fault]) -> None:
    errors = pytest.importorskip("pyspark.errors", reason="pyspark is not here")
    with pytest.raises(Fault) as caught, spark_faults():
        raise errors.PySparkException(said)
    assert type(caught.value) is kind
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_java_that_dies_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Java itself says, not how we found out."""
    pytest.importorskip("pyspark", reason="pyspark is not here")
    with pytest.raises(Fault) as caught, opened("local[1]", ["spark.driver.extraJavaOptions=-Xmx1z"]):
        pass
    assert str(caught.value).startswith("Spark: ") and "\n" not in str(caught.value)


def test_spans_cover_every_file_once() -> None:
    sizes = [0, 1, 10_000_000, 64 * 2**20, 700_000_000]
    files = Files.in_spans([(f"{size}.warc.gz", size) for size in sizes], cores=4)
    found: dict[int, list[tuple[int, int]]] = {}
    for number in range(len(files)):
        file, start, end = files.task(number)
        found.setdefault(file, []).append((start, end))
        assert end - start <= 64 * 2**20
    for file, size in enumerate(sizes):
        ends = [0, *(end for _, end in found[file])]
        assert [start for start, _ in found[file]] == ends[:-1] and ends[-1] == size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*SPARK, "--jobs", "2"), "--jobs is for one machine"),
        ((*SPARK, "-o", "NEW.parquet"), "Spark writes a folder of Parquet files"),
        (("--master", "local[1]"), "--master and --conf are for Spark; add --engine spark"),
    ],
)
def test_bad_arguments_of_common_crawls_news_are_one_sentence(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    given = [one.replace("NEW", f"{tmp_path}/NEW") for one in arguments]
    place = ("--from", str(tmp_path), "--warc", str(tmp_path.with_name("kept")))
    one_sentence(command("commoncrawl", "--news", "2026-10", *place, *given), message)
