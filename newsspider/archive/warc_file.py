"""A WARC file that is being written, and its lock.

A file that is being written ends in ``.open`` and is locked. One that no process holds any more is what
a dead crawl left; ``repair`` cuts it after its last whole record and closes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import overload

from newsspider.runtime.remote import File, Folder, RemoteFolder

try:
    import fcntl
except ImportError:  # Windows, where an open file can be neither renamed nor cut by others anyway
    fcntl = None  # type: ignore[assignment]

__all__ = ["OPEN", "WarcFile", "is_at", "lock", "path_of", "sizes_in", "sync_folder"]

OPEN = ".open"


@overload
def path_of(folder: Path, file: str) -> Path: ...
@overload
def path_of(folder: Folder, file: str, cold: Iterable[Folder]) -> File: ...
def path_of(folder: Folder, file: str, cold: Iterable[Folder] = ()) -> File:
    """A file of the archive: one that is still being written, or that was moved to another folder, too."""
    for one in (folder / file, folder / (file + OPEN), *(other / file for other in cold)):
        if one.exists():
            return one
    return folder / file


def sizes_in(folder: Path, cold: Iterable[Folder] = ()) -> dict[str, int]:
    """The files of the archive, as ``path_of`` finds them, with their lengths in bytes.

    Raises OSError, and Fault where what lies below an address cannot be listed.
    """
    found: dict[str, int] = {}
    for one in reversed((folder, *cold)):
        if isinstance(one, RemoteFolder):
            found |= one.sizes()
        elif one.is_dir():
            for path in one.iterdir():
                if path.name.endswith((".warc.gz", OPEN)):
                    with contextlib.suppress(FileNotFoundError):  # closed, or moved, just now
                        found[path.name.removesuffix(OPEN)] = path.stat().st_size
    return found


class WarcFile:
    """The file that is being written: whole groups of records go to its end, or nothing.

    With ``keep`` it is one that was left: its first so many bytes stay, and it is written on behind them.
    """

    def __init__(self, folder: Path, name: str, keep: int | None = None) -> None:
        self.name = name
        self.path = folder / (name + OPEN)
        if keep is not None:
            self._go_on(folder / name, keep)
            return
        self.fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self.size = 0
        # A process that starts at this moment may take the empty file for one that a dead crawl left; and a
        # crawl of this very process and second may have closed a file of this name.
        if not (lock(self.fd) and is_at(self.fd, self.path)) or (folder / name).exists():
            os.close(self.fd)
            if (folder / name).exists():
                self.path.unlink(missing_ok=True)
            raise FileExistsError(errno.EEXIST, "the name is taken", str(self.path))
        sync_folder(folder)

    def _go_on(self, closed: Path, keep: int) -> None:
        if closed.exists():
            os.replace(closed, self.path)
        self.fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        self.size = keep
        if not lock(self.fd):
            os.close(self.fd)
            raise FileExistsError(errno.EEXIST, "another process is writing it", str(self.path))
        os.ftruncate(self.fd, keep)
        os.lseek(self.fd, keep, os.SEEK_SET)
        os.fsync(self.fd)
        sync_folder(self.path.parent)

    def append(self, data: bytes) -> None:
        """Write and fsync; on failure the file is cut back to what it was."""
        try:
            _write(self.fd, data)
            _fsync(self.fd)
        except BaseException:
            with contextlib.suppress(OSError):
                os.ftruncate(self.fd, self.size)
                os.lseek(self.fd, self.size, os.SEEK_SET)
                os.fsync(self.fd)
            raise
        self.size += len(data)

    def leave(self) -> None:
        """Leave the file as it is, to be written on later."""
        os.close(self.fd)

    def close(self) -> None:
        os.close(self.fd)
        if self.size:
            os.replace(self.path, self.path.with_name(self.name))
        else:
            self.path.unlink()
        sync_folder(self.path.parent)


def _write(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _fsync(fd: int) -> None:
    os.fsync(fd)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def is_at(fd: int, path: Path) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        return fcntl is None or os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def lock(fd: int) -> bool:
    """Hold a file for as long as this process has it open; false where another holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
