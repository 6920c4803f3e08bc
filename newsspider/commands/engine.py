"""The options that give the work of a command to Apache Spark, and what the commands that have them share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.archive.unpack import warc_files
from newsspider.archive.warc_file import OPEN
from newsspider.runtime.console import Fault, Stopped, shown
from newsspider.runtime.remote import RemoteFile, files_matching, is_remote
from newsspider.spark.session import opened

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["add_engine", "engine", "engine_of", "folder_name", "parquet_files", "spark_files"]


def add_engine(parser: argparse.ArgumentParser) -> None:
    """The options that give the work to Spark."""
    add = parser.add_argument
    add(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="where the work is done: in processes of this machine, or on Apache Spark (extra spark)",
    )
    add("--master", metavar="URL", help="with --engine spark: spark://HOST:PORT, yarn, k8s://…, local[*]")
    add(
        "--conf",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="with --engine spark: a setting of Spark, as spark.executor.memory=1g; may be repeated",
    )


def engine_of(command: str, opts: argparse.Namespace) -> str:
    """The engine that is asked for. Raises Fault for options of the other one."""
    if opts.engine != "spark" and (opts.master or opts.conf):
        raise Fault(f"{command}: --master and --conf are for Spark; add --engine spark")
    if opts.engine == "spark" and not opts.master:
        raise Fault(f"{command}: name Spark's master: --master spark://HOST:PORT, yarn, k8s://…, local[*]")
    return str(opts.engine)


def folder_name(command: str, target: str | None) -> str:
    """The output. Raises Fault for what is no folder: Spark writes many files."""
    if not target or not target.endswith("/"):
        raise Fault(
            f"{command}: Spark writes a folder of Parquet files; name a new one: -o NAME/ or s3://BUCKET/NAME/"
        )
    return target


def spark_files(args: Sequence[str], fault: Callable[[object], None]) -> Iterator[tuple[str, int]]:
    """The WARC files that paths, folders, addresses and patterns lead to, by names that hold on every machine; their sizes."""
    found: list[tuple[str, int]] = []
    for file in warc_files(args):
        if isinstance(file, Fault):
            fault(file)
        elif isinstance(file, RemoteFile):
            found.append((file.address, file.size()))
        elif file.stat().st_size or not file.name.endswith(OPEN):
            found.append((str(file.absolute()), file.stat().st_size))
    for name, size in dict.fromkeys(found):
        if name.endswith(".wacz"):
            fault(f"{shown(name)}: Spark does not read WACZ files; unzip it and name its folder")
        else:
            yield name, size


@contextmanager
def engine(command: str, opts: argparse.Namespace) -> Iterator[SparkSession]:
    """A session of Spark as the options say. Raises Fault."""
    try:
        with opened(opts.master, opts.conf) as session:
            yield session
    except KeyboardInterrupt:
        raise Stopped(f"{command}: stopped; nothing was written") from None


def parquet_files(args: Sequence[str], fault: Callable[[object], None], *, marked: str = "") -> Iterator[str]:
    """The Parquet files that paths, folders, addresses and patterns lead to, by names that hold on every machine.

    ``marked`` ends the names of files that a command has written itself, before the format.
    """
    taken: dict[str, str] = {}
    for arg in args:
        try:
            found = list(_parquet(arg))
        except Fault as error:
            fault(error)
            continue
        names = [name for name in found if not (marked and name.endswith(f"{marked}.parquet"))]
        if not names:
            fault(
                f"{arg}: {'there is no Parquet file here' if Path(arg).exists() else 'no such file or folder'}"
            )
        for name in names:
            other = taken.setdefault(Path(name).name, name)
            if other == name:
                yield name
            else:
                fault(f"{shown(name)}: {shown(other)} has the same name; they cannot go into one folder")


def _parquet(arg: str) -> Iterator[str]:
    if is_remote(arg):
        yield from (name for name, _ in files_matching(arg) if name.endswith(".parquet"))
        return
    path = Path(arg)
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path] if path.exists() else []
    for file in files:
        if file.suffix.lower() != ".parquet":
            raise Fault(f"{shown(file)}: Spark reads corpora of Parquet files only")
        yield str(file.absolute())
