"""Where a command writes articles: a file in one of the feeds' formats, whole or not at all; and tables."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.exporters import BaseItemExporter
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newsspider.runtime.console import Fault, shown

__all__ = ["Articles", "plain", "print_table", "store_path"]

_LINES = ("jsonl", "jsonlines", "jl")
_KNOWN = {"parquet": "newsspider.store.parquet.ParquetItemExporter"}
_LEFT_OUT = ("pickle", "marshal")  # formats that only Python reads


class Articles:
    """A file of articles: JSON Lines, or what else the feeds can write, by its ending; ``-`` is stdout.

    It is written under another name and gets its own when it is whole. Raises Fault, before any work is
    done, for a file that exists (unless it may be overwritten), a format there is none of, a missing folder.
    """

    def __init__(self, target: str, settings: BaseSettings, *, overwrite: bool = False) -> None:
        self.path = None if target == "-" else Path(target)
        self.count = 0
        self._exporter: BaseItemExporter | None = None
        form = "jsonl" if self.path is None else self.path.suffix.lstrip(".").lower()
        exporters: dict[str, Any] = _KNOWN | dict(settings.getwithbase("FEED_EXPORTERS"))
        if form not in exporters or form in _LEFT_OUT or exporters[form] is None:
            known = ", ".join(f".{name}" for name in exporters if name not in (*_LEFT_OUT, *_LINES[1:]))
            raise Fault(f"{target}: its ending names no format that can be written; there are {known}")
        if self.path is None:
            self.file: BinaryIO = sys.stdout.buffer
        else:
            if self.path.exists() and not overwrite:
                raise Fault(f"{shown(self.path)}: exists already; -O overwrites it")
            self._draft = self.path.with_name(self.path.name + ".part")
            try:
                self.file = self._draft.open("wb")
            except OSError as error:
                raise Fault(f"{shown(self.path)}: cannot be written: {error.strerror}") from None
        if form not in _LINES:
            try:
                self._exporter = load_object(exporters[form])(self.file, encoding="utf-8")
                self._exporter.start_exporting()
            except ModuleNotFoundError as error:
                self._drop()
                raise Fault(f"{target}: {error}") from None
            except OSError as error:
                self._drop()
                raise self._unwritable(error) from None

    def write(self, line: bytes, record: Mapping[str, Any] | None = None) -> None:
        """One article, as a line of JSON, and as a dict where that is at hand. Raises Fault."""
        self.count += 1
        try:
            if self._exporter is None:
                self.file.write(line + b"\n")
            else:
                self._exporter.export_item(json.loads(line) if record is None else record)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> Fault:
        return Fault(
            f"{shown(self.path) if self.path else '-'}: cannot be written: {error.strerror or error}"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._drop()
            return
        try:
            if self._exporter is not None:
                self._exporter.finish_exporting()
            self.file.flush()
            if self.path is not None:
                os.fsync(self.file.fileno())
                self.file.close()
                os.replace(self._draft, self.path)
        except BrokenPipeError:
            raise
        except OSError as problem:
            self._drop()
            raise self._unwritable(problem) from None

    def _drop(self) -> None:
        if self.path is not None:
            with contextlib.suppress(OSError):  # what it still holds cannot be written either
                self.file.close()
            self._draft.unlink(missing_ok=True)


def store_path(settings: BaseSettings) -> Path | None:
    """Where live crawls keep their articles; None where they are told to keep none."""
    path = settings.get("STORE_PATH")
    if path is None and settings.get("DATA_DIR"):
        return Path(settings["DATA_DIR"]) / "articles.sqlite"
    return Path(path) if path else None


def plain(text: str) -> str:
    """Text of others for a terminal or a line of a table: one line, nothing that a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def print_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    right: Sequence[int] = (),
    stream: TextIO | None = None,
) -> None:
    """A table on a terminal, tab-separated lines in a pipe; the columns ``right`` hold numbers.

    Names that are all empty are not shown.
    """
    stream = stream or sys.stdout
    if not stream.isatty():
        for row in (header, *rows) if any(header) else rows:
            print("\t".join(plain(cell) for cell in row), file=stream)
        return
    table = Table(title=title or None, title_justify="left", show_header=any(header))
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(file=stream).print(table)
