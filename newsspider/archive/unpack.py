"""Unpacks WARC files that cannot be read in parts as they are: zstd, a whole file in one gzip stream, WACZ.

Each is unpacked into a temporary folder, where it stays until the reading is over. That takes the space of the
unpacked file; in return several processes can read it, like any other.
"""

from __future__ import annotations

import gzip
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

from newsspider.archive.parts import is_one_stream
from newsspider.archive.warc import reason
from newsspider.archive.warc_file import OPEN
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.gzips import GZIP_ERRORS, GzipFile
from newsspider.runtime.packing import zstd
from newsspider.runtime.remote import (
    File,
    Folder,
    RemoteFile,
    RemoteFolder,
    Unreachable,
    files_matching,
    is_remote,
)

__all__ = ["Unpacked", "archives_in", "is_archive", "warc_files"]

ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".wacz")
_DICTIONARY = b"\x5d\x2a\x4d\x18"  # the first frame of a .warc.zst may hold the dictionary of the others
_ZSTD = b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 20
_DAMAGE = (*GZIP_ERRORS, gzip.BadGzipFile, zstd.ZstdError, zipfile.BadZipFile)


def is_archive(path: File) -> bool:
    """Whether a file is a WARC or WACZ file by its name."""
    return path.name.removesuffix(OPEN).lower().endswith(ENDINGS)


def archives_in(folder: Folder) -> list[File]:
    """The WARC and WACZ files in a folder, none where there is no such folder. Raises Fault where it cannot be listed."""
    if isinstance(folder, RemoteFolder):
        found: list[File] = [folder / name for name in folder.sizes()]
    else:
        found = list(folder.iterdir()) if folder.is_dir() else []
    return sorted(filter(is_archive, found), key=str)


def warc_files(names: Iterable[str | Path]) -> Iterator[File | Fault]:
    """The WARC and WACZ files that are named, or lie in a folder that is named, each once; addresses may have ``*`` in them.

    Of an unzipped WACZ file they lie in its folder ``archive``.
    """
    seen: set[File] = set()
    for name in names:
        if is_remote(str(name)):
            try:
                matching = [RemoteFile(address) for address, _ in files_matching(str(name))]
            except Fault as fault:
                yield fault
                continue
            archives = [one for one in matching if is_archive(one)]
            if not archives:
                yield Fault(
                    f"{name}: {'there is no WARC file among these' if matching else 'no such file or folder'}"
                )
            yield from (one for one in archives if one not in seen)
            seen.update(archives)
            continue
        path = Path(name)
        if path.is_dir():
            inside = (path, path / "archive") if (path / "archive").is_dir() else (path,)
            files = sorted(file for folder in inside for file in folder.iterdir() if is_archive(file))
            if not files:
                yield Fault(f"{shown(path)}: there is no WARC file in this folder")
        elif path.exists():
            files = [path]
        else:
            files = []
            yield Fault(f"{shown(path)}: no such file or folder")
        for file in files:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


class Unpacked:
    """The folder of unpacked files, below ``folder``; removed at the end of the ``with`` block."""

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix=".unpacked-", dir=folder)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def files(self, path: File) -> Iterator[File | Fault]:
        """What to read in place of a file: the file itself, or its contents, unpacked."""
        try:
            if path.name.lower().endswith(".wacz"):
                yield from self._wacz(path)
                return
            with path.open("rb") as file:
                head = file.read(4)
                if head.startswith((_ZSTD, _DICTIONARY)):
                    yield from self._copy(path, _unzstd(file))
                elif is_one_stream(file):
                    file.seek(0)
                    yield from self._copy(path, GzipFile(fileobj=file))
                else:
                    yield path
        except _DAMAGE as error:
            yield _damaged(path, error)
        except Unreachable as error:
            yield Fault(str(error))
        except OSError as error:
            yield Fault(f"{shown(path)}: it cannot be unpacked: {reason(error)}")

    def all(self, paths: Iterable[File], faults: Callable[[object], None]) -> Iterator[File]:
        """What to read in place of these files; ``faults`` gets what cannot be unpacked."""
        for path in paths:
            for one in self.files(path):
                if isinstance(one, Fault):
                    faults(one)
                else:
                    yield one

    def _copy(self, path: File, source: Any) -> Iterator[Path | Fault]:
        """What can be unpacked of a source, under its own name, and a Fault where that is not all."""
        self._count += 1
        target = Path(self._temporary.name) / str(self._count) / path.name
        target.parent.mkdir()
        with target.open("wb") as out:
            try:
                shutil.copyfileobj(source, out, _BLOCK)
            except _DAMAGE as error:
                yield _damaged(path, error)
        if target.stat().st_size:
            yield target

    def _wacz(self, path: File) -> Iterator[File | Fault]:
        with path.open("rb") as file, zipfile.ZipFile(file) as wacz:
            members = [
                name
                for name in wacz.namelist()
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz", ".warc.zst"))
            ]
            if not members:
                yield Fault(
                    f"{shown(path)}: there is no WARC file in its folder archive/, so it is not a WACZ file"
                )
            for name in members:
                with wacz.open(name) as source:
                    for inner in self._copy(Path(name), source):
                        if isinstance(inner, Fault):
                            yield Fault(f"{shown(path)}: {inner}")
                        else:
                            yield from self.files(inner)


def _damaged(path: File, error: Exception) -> Fault:
    return Fault(f"{shown(path)}: damaged or cut off ({error}); what comes before that is read")


def _unzstd(file: BinaryIO) -> Any:
    """An opened .warc.zst, with the dictionary that it may begin with."""
    file.seek(0)
    head = file.read(8)
    words = None
    if head.startswith(_DICTIONARY):
        data = file.read(struct.unpack("<I", head[4:])[0])
        if data.startswith(_ZSTD):
            data = zstd.decompress(data)
        words = zstd.ZstdDict(data)
    else:
        file.seek(0)
    return zstd.open(file, "rb", zstd_dict=words)
