"""A session of Spark, with what these jobs need of it; and Spark's own words as one sentence."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.runtime.console import Fault, NotKept

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["opened", "spark_faults"]

_JAVA = 17
_PATIENCE = 5.0  # seconds for a master to be there
_HERE = ("local", "local-cluster")
_MASTER = re.compile(r"(?:local(?:-cluster)?(?:\[.*\])?|yarn|(?:spark|k8s)://.+)")
_SETTINGS = {
    "spark.app.name": "newsspider",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # rows with a page or a text in them: thousands at once do not fit beside a small JVM
    "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
    "spark.sql.inMemoryColumnarStorage.batchSize": "1000",
}
_LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@contextmanager
def opened(master: str, settings: Sequence[str] = ()) -> Iterator[SparkSession]:
    """A session on a master, of which ``settings`` are ``NAME=VALUE``; the one that there is in this process, if any.

    Its Python is this one unless ``spark.pyspark.python`` or PYSPARK_PYTHON say otherwise. Raises Fault.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError:
        raise Fault(
            "--engine spark needs pyspark: install newsspider with its extra, newsspider[spark]"
        ) from None
    if (session := SparkSession.getActiveSession()) is not None:
        with spark_faults():
            yield session
        return
    _check_master(master)
    _check_java()
    here = _LOOPBACK if master.partition("[")[0] in _HERE else {}
    wanted = {**_SETTINGS, **here, **dict(_setting(one) for one in settings), "spark.master": master}
    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
        os.environ.setdefault(name, sys.executable)
    conf = SparkConf().setAll(list(wanted.items()))
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:
        conf.setIfMissing("spark.sql.warehouse.dir", folder)
        log = Path(folder) / "log"
        try:
            with log.open("wb") as said, spark_faults(log):
                gateway = launch_gateway(conf, {"stdout": said, "stderr": said})  # type: ignore[no-untyped-call]
                session = SparkSession(SparkContext(conf=conf, gateway=gateway))
            with spark_faults(log):
                yield session
        finally:
            if session is not None:
                session.stop()


def _setting(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.startswith("spark."):
        raise Fault(f"--conf: {text!r} is not a setting of Spark; write spark.executor.memory=1g")
    return name, value


def _check_master(master: str) -> None:
    """Raises Fault for what is no master, and for one that does not answer: Spark would try for minutes."""
    if not _MASTER.fullmatch(master):
        raise Fault(
            f"--master: {master!r} is not a master of Spark; masters are local[*], spark://HOST:PORT, yarn, k8s://…"
        )
    if not master.startswith("spark://"):
        return
    problem = ""
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise Fault(f"--master: {master!r}: {place!r} is not HOST:PORT")
        try:
            socket.create_connection((host, int(port)), _PATIENCE).close()
            return
        except OSError as error:
            problem = error.strerror or str(error)
    raise Fault(f"--master: {master} does not answer ({problem})")


def _check_java() -> None:
    """Raises Fault where there is no Java that is new enough."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(os.path.join(home, "bin", "java") if home else "java")
    need = f"Spark needs Java {_JAVA} or newer"
    if java is None:
        where = f"JAVA_HOME ({home})" if home else "PATH"
        raise Fault(
            f"{need}, and there is none in {where}; install it (openjdk-17-jre-headless) or set JAVA_HOME"
        )
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None or int(version[1]) < _JAVA:
        raise Fault(f"{need}, and {java} is {version[1] if version else 'another program'}; set JAVA_HOME")


@contextmanager
def spark_faults(log: Path | None = None) -> Iterator[None]:
    """Raises Fault, one sentence, where Spark cannot go on; ``log`` is where its JVM writes."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        kept = log.read_text("utf-8", "replace") if log is not None and log.is_file() else ""
        sentence, full = _sentence(f"{error}\n{kept}")
        raise (NotKept if full else Fault)(f"Spark: {sentence}") from None


_LINES = re.compile(
    r"(?m)^(?:pyspark\.errors\S*: )?(?:[\w.$]+\.)?"
    r"(Unreachable|OSError|RuleError|MemoryError|ModuleNotFoundError|FileNotFoundError|PermissionError): (.+)$"
)
_DIED = re.compile(r"(ExecutorLostFailure|Python worker exited unexpectedly|OutOfMemoryError|OOM)")
_CAUSED = re.compile(
    r"(?m)(?:Caused by|Exception in thread \"main\"|ERROR SparkContext\S*)[:\s]+(?:[\w.$]+(?:Exception|Error): )?(.+)$"
)


def _sentence(text: str) -> tuple[str, bool]:
    """What is wrong, in one line of what Spark says, and whether a disk is full."""
    full = "No space left on device" in text or "Disk quota exceeded" in text
    if found := _LINES.findall(text):
        kind, what = found[-1]
        if kind == "ModuleNotFoundError":
            what += "; the executors need the same packages as this machine (see the documentation of Spark)"
        return what.strip(), full
    if _DIED.search(text):
        return "executors ended in the middle of their work (killed, or out of memory) again and again", full
    if found := _CAUSED.findall(text):
        return found[-1].strip(), full
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if lines else "it ended without a word"), full
