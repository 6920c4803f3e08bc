"""Where a command writes articles: a file in one of the feeds' formats, whole or not at all; and tables."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.exporters import BaseItemExporter
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newsspider.corpora.dataset import Dataset
from newsspider.drift.ledger_db import ledger_place
from newsspider.runtime.console import Fault, NotKept, complain, shown
from newsspider.runtime.database import DatabaseError, Place, database_of, database_url
from newsspider.runtime.packing import named, open_packed

__all__ = ["Articles", "plain", "print_table", "store_place", "whole_file"]

_LINES = ("jsonl", "jsonlines", "jl")
_KNOWN = {
    "parquet": "newsspider.store.parquet.ParquetItemExporter",
    "jsonld": "newsspider.corpora.exporters.JsonLdExporter",
    "txt": "newsspider.corpora.exporters.TextExporter",
}
_LEFT_OUT = ("pickle", "marshal")  # formats that only Python reads


class Articles:
    """Where articles go: a file in one of the feeds' formats, by its ending (``.gz`` and ``.zst`` behind it compress
    it); a folder, named with a slash at its end, for Hugging Face's datasets; ``-``, which is JSON Lines on stdout.

    It is written under another name and gets its own when it is complete. Raises Fault, before any work is
    done, for a target that exists (unless it may be overwritten; ``hint`` says how), an unknown format, a
    missing folder. Without ``may_be_empty`` nothing is written where no article comes, and an old file stays.
    """

    def __init__(
        self,
        target: str,
        settings: BaseSettings,
        *,
        overwrite: bool = False,
        may_be_empty: bool = True,
        hint: str = "-O overwrites it",
    ) -> None:
        self.path = None if target == "-" else Path(target)
        self.count = 0
        self._may_be_empty = may_be_empty
        self.file: BinaryIO = sys.stdout.buffer
        self._exporter: BaseItemExporter | None = None
        self._dataset: Dataset | None = None
        if self.path is None:
            return
        is_folder = target.endswith(("/", os.sep))
        form, packed = ("", "") if is_folder else self._format(self.path, settings)
        if not overwrite and self.path.exists():
            raise Fault(f"{shown(self.path)}: exists already; {hint}")
        self._draft = self.path.with_name(self.path.name + ".part")
        try:
            if is_folder:
                self._begin_dataset()
            else:
                self.file = open_packed(self._draft, packed)
                if form not in _LINES:
                    self._exporter = load_object(_exporters(settings)[form])(self.file, encoding="utf-8")
                    self._exporter.start_exporting()
        except ModuleNotFoundError as error:
            self._drop()
            raise Fault(f"{target}: {error}") from None
        except OSError as error:
            self._drop()
            raise self._unwritable(error) from None

    def _begin_dataset(self) -> None:
        assert self.path is not None
        if self.path.exists() and not (self.path / "README.md").is_file():
            raise Fault(
                f"{shown(self.path)}: this folder holds something other than a dataset; name another one"
            )
        if not self.path.parent.is_dir():
            raise Fault(f"{shown(self.path)}: cannot be written: there is no folder {self.path.parent}")
        self._dataset = Dataset(self.path)

    @staticmethod
    def _format(path: Path, settings: BaseSettings) -> tuple[str, str]:
        """The format that a name says, and what it is packed with. Raises Fault where there is no such format."""
        form, packed = named(path)
        exporters = _exporters(settings)
        if form not in exporters:
            known = ", ".join(f".{name}" for name in exporters if name not in _LINES[1:])
            raise Fault(
                f"{path}: its ending is not a format that can be written; there are {known}, each but .parquet"
                " also with .gz or .zst behind it, and NAME/ for a folder of Hugging Face's datasets"
            )
        if packed and form == "parquet":
            raise Fault(f"{path}: a Parquet file has its own compression; leave out {path.suffix}")
        return form, packed

    def write(self, line: bytes, record: Mapping[str, Any] | None = None) -> None:
        """One article, as a line of JSON, and as a dict where that is at hand. Raises Fault."""
        self.count += 1
        try:
            if self._dataset is not None:
                self._dataset.write(json.loads(line) if record is None else record)
            elif self._exporter is None:
                self.file.write(line + b"\n")
            else:
                self._exporter.export_item(json.loads(line) if record is None else record)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> NotKept:
        return NotKept(
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
        if self.path is not None and not self.count and not self._may_be_empty:
            self._drop()
            stays = "stays as it was" if self.path.exists() else "is not written"
            complain(f"{shown(self.path)}: {stays}, since no article came")
            return
        try:
            if self._dataset is not None:
                self._dataset.close()
                return
            if self._exporter is not None:
                self._exporter.finish_exporting()
            self.file.flush()
            if self.path is not None:
                self.file.close()
                with self._draft.open("rb") as written:  # a packed file has no descriptor of its own
                    os.fsync(written.fileno())
                os.replace(self._draft, self.path)
        except BrokenPipeError:
            raise
        except OSError as problem:
            self._drop()
            raise self._unwritable(problem) from None

    def _drop(self) -> None:
        if self._dataset is not None:
            self._dataset.drop()
        elif self.path is not None:
            if drop := getattr(self._exporter, "drop", None):
                drop()
            with contextlib.suppress(OSError):  # what it still holds cannot be written either
                if self.file is not sys.stdout.buffer:
                    self.file.close()
            self._draft.unlink(missing_ok=True)


def _exporters(settings: BaseSettings) -> dict[str, Any]:
    known = _KNOWN | dict(settings.getwithbase("FEED_EXPORTERS"))
    return {form: exporter for form, exporter in known.items() if exporter and form not in _LEFT_OUT}


@contextlib.contextmanager
def whole_file(target: str, *, overwrite: bool) -> Iterator[BinaryIO]:
    """A file that has its name once it is whole and on disk; ``-`` is stdout.

    Raises Fault where it is there already, NotKept where it cannot be written.
    """
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    path = Path(target)
    if path.exists() and not overwrite:
        raise Fault(f"{shown(path)}: exists already; --overwrite replaces it")
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NotKept(f"{shown(path)}: cannot be written: {error.strerror or error}") from None
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def store_place(settings: BaseSettings, given: str | None = None) -> Place | None:
    """Where live crawls keep their articles, or what a user named; None where the settings turn that off. Raises Fault."""
    try:
        if given:
            return database_url(given) if "://" in given else Path(given)
        path = settings.get("STORE_PATH")
        if path is None and settings.get("DATA_DIR"):
            path = Path(settings["DATA_DIR"]) / "articles.sqlite"
        return (database_of(settings) or Path(path)) if path else None
    except DatabaseError as error:
        raise Fault(str(error)) from None


def counts_place(settings: BaseSettings) -> Place:
    """Where live crawls count what comes back, for drift. Raises Fault."""
    try:
        return ledger_place(settings)
    except DatabaseError as error:
        raise Fault(str(error)) from None


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
