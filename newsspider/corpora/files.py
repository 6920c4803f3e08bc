"""Files of corpora: what their names say, and what they are packed with."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from newsspider.runtime.console import Fault, shown
from newsspider.runtime.gzips import GZIP_ERRORS, GzipFile
from newsspider.runtime.packing import named, zstd

__all__ = ["FORMATS", "format_of", "reading"]

_SUFFIXES = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
FORMATS = tuple(_SUFFIXES)
_DAMAGE = (*GZIP_ERRORS, gzip.BadGzipFile, zstd.ZstdError)


def format_of(path: Path) -> tuple[str, str]:
    """A file's format and what it is packed with, by its name. Raises Fault for a name that says neither."""
    ending, packed = named(path)
    form = _SUFFIXES.get(f".{ending}", "")
    if not form:
        raise Fault(
            f"{shown(path)}: its name does not say what it holds; corpora are {', '.join(FORMATS)}"
            " (also .gz, .zst)"
        )
    if form == "parquet" and packed:
        raise Fault(f"{shown(path)}: a Parquet file has its own compression; unpack it first")
    return form, packed


@contextmanager
def reading(path: Path, packed: str, went: Callable[[int], None]) -> Iterator[io.BufferedReader]:
    """The unpacked file. ``went`` is called with how far the packed one has been read.

    Raises Fault where what is packed cannot be read on.
    """
    unpack: Any = {"gzip": _gunzip, "zstd": zstd.open}.get(packed)
    with path.open("rb") as raw:
        try:
            file = unpack(raw) if unpack else raw
            yield io.BufferedReader(_Counted(file, raw, went), 1 << 18)
        except _DAMAGE:
            raw.seek(0)  # engines differ in what they say of a short file that is none
            what = (
                "not a gzip file" if packed == "gzip" and raw.read(2) != b"\x1f\x8b" else "damaged or cut off"
            )
            raise Fault(f"{shown(path)}: {what}") from None


def _gunzip(raw: BinaryIO) -> Any:
    return GzipFile(fileobj=raw)


class _Counted(io.RawIOBase):
    def __init__(self, file: Any, raw: BinaryIO, went: Callable[[int], None]) -> None:
        self._file, self._raw, self._went = file, raw, went

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: bytes = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._went(self._raw.tell())
        return len(data)
