"""Files behind addresses that fsspec knows (``s3://bucket/name``, with the extra ``s3``), read and written as files on a disk are."""

from __future__ import annotations

import io
import math
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from newsspider.runtime.console import Fault

__all__ = [
    "File",
    "Folder",
    "RemoteFile",
    "RemoteFolder",
    "Unreachable",
    "changed_at",
    "file_at",
    "files_matching",
    "folder_at",
    "is_remote",
    "new_file",
    "remove_all",
    "size_of",
    "unusable",
    "upload",
]

_BLOCK = 1 << 22  # of a file, for which one request is made


class Unreachable(Exception):
    """A file cannot be read on, by no fault of its own: a connection broke off; the message is one sentence."""


class RemoteFile:
    """A file behind an address. ``failure`` says why it could not be read on, "" where it could."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.failure = ""

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemoteFile) and other.address == self.address

    def __hash__(self) -> int:
        return hash(self.address)

    @property
    def name(self) -> str:
        return self.address.rpartition("/")[2]

    @property
    def parent(self) -> RemoteFolder:
        return RemoteFolder(self.address.rpartition("/")[0])

    def exists(self) -> bool:
        """Whether it is there; False where that cannot be asked."""
        try:
            files, path = _files(self.address)
            return bool(files.exists(path))
        except Exception:  # of the libraries below fsspec: who opens it hears why
            return False

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove it. Raises OSError."""
        try:
            files, path = _files(self.address)
            files.rm_file(path)
        except FileNotFoundError:
            if not missing_ok:
                raise FileNotFoundError(2, "no such file", self.address) from None
        except Exception as error:
            raise OSError(said(error)) from None

    def size(self) -> int:
        """Its length in bytes. Raises OSError."""
        try:
            files, path = _files(self.address)
            return int(files.size(path))
        except FileNotFoundError:
            raise FileNotFoundError(2, "no such file", self.address) from None
        except Exception as error:
            raise OSError(said(error)) from None

    def changed(self) -> float:
        """When it was written, in seconds since 1970; infinity where that cannot be told. Raises OSError."""
        try:
            files, path = _files(self.address)
            return float(files.modified(path).timestamp())
        except NotImplementedError:
            return math.inf
        except FileNotFoundError:
            raise FileNotFoundError(2, "no such file", self.address) from None
        except Exception as error:
            raise OSError(said(error)) from None

    def open(self, mode: Literal["rb"] = "rb") -> BinaryIO:
        """Its bytes. Raises OSError; reading raises Unreachable."""
        try:
            files, path = _files(self.address)
            raw = files.open(path, mode, block_size=_BLOCK, cache_type="readahead")
        except FileNotFoundError:
            raise FileNotFoundError(2, "no such file", self.address) from None
        except Exception as error:  # what keys and rights that are not there raise
            raise OSError(said(error)) from None
        return cast(BinaryIO, io.BufferedReader(_Reading(raw, self), 1 << 16))


class RemoteFolder:
    """What lies right below an address."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def __str__(self) -> str:
        return self.address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemoteFolder) and other.address == self.address

    def __hash__(self) -> int:
        return hash(self.address)

    def __truediv__(self, name: str) -> RemoteFile:
        return RemoteFile(f"{self.address}/{name}")

    def sizes(self) -> dict[str, int]:
        """The names of its files with their lengths in bytes. Raises Fault where they cannot be listed."""
        return {name.rpartition("/")[2]: size for name, size in files_matching(self.address)}


File = Path | RemoteFile
Folder = Path | RemoteFolder


class _Reading(io.RawIOBase):
    """A file of fsspec whose troubles are told from those of a damaged file."""

    def __init__(self, raw: Any, source: RemoteFile) -> None:
        self._raw, self._source = raw, source

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._raw.seek(offset, whence))

    def tell(self) -> int:
        return int(self._raw.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._raw.read(len(buffer))
        except Exception as error:  # of the libraries below fsspec
            self._source.failure = f"{self._source}: it cannot be read on: {said(error)}"
            raise Unreachable(self._source.failure) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def is_remote(name: str) -> bool:
    """Whether a name is an address, not a path."""
    return "://" in name


def file_at(name: str) -> Path | RemoteFile:
    """A file by its path or its address."""
    return RemoteFile(name) if is_remote(name) else Path(name)


def unusable(address: str) -> str:
    """Why nothing can be written below an address, as far as that can be told without asking; "" where it may be."""
    if not is_remote(address):
        return f"{address} is no address; say s3://bucket/folder"
    try:
        _files(address)
    except Fault as fault:
        return str(fault)
    return ""


def folder_at(name: str) -> Folder:
    """A folder by its path or its address."""
    return RemoteFolder(name) if is_remote(name) else Path(name)


def size_of(file: File) -> int:
    """The length of a file in bytes. Raises OSError."""
    return file.stat().st_size if isinstance(file, Path) else file.size()


def changed_at(file: File) -> float:
    """When a file was written, in seconds since 1970; infinity where that cannot be told. Raises OSError."""
    return file.stat().st_mtime if isinstance(file, Path) else file.changed()


def upload(source: Path, target: RemoteFile) -> None:
    """Copy a file to an address, where it is there whole or not at all. Raises OSError."""
    try:
        files, path = _files(target.address)
        if getattr(files, "local_file", False):  # elsewhere an object is there when it is whole
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
            files.put_file(str(source), f"{path}.part")
            files.mv(f"{path}.part", path)
        else:
            files.put_file(str(source), path)
        files.invalidate_cache()
        there = int(files.size(path))
    except Exception as error:
        raise OSError(said(error)) from None
    if there != source.stat().st_size:
        raise OSError(f"{there:,} bytes arrived of {source.stat().st_size:,}")


def files_matching(pattern: str) -> list[tuple[str, int]]:
    """The files that an address with ``*`` in it leads to, or those in a folder, with their sizes. Raises Fault."""
    try:
        files, path = _files(pattern)
        files.invalidate_cache()  # others write there too
        if any(mark in path for mark in "*?["):
            found = files.glob(path, detail=True)
        else:
            about = files.info(path)
            found = (
                {about["name"]: about}
                if about["type"] == "file"
                else files.find(path, maxdepth=1, detail=True)
            )
        infos = sorted((name, info) for name, info in found.items() if info["type"] == "file")
        return [(files.unstrip_protocol(name), int(info["size"])) for name, info in infos]
    except FileNotFoundError:
        return []
    except Fault:
        raise
    except Exception as error:  # whatever keys, rights and servers that are not there raise
        raise Fault(f"{pattern}: {said(error)}") from None


def new_file(address: str) -> BinaryIO:
    """A file to be written, which is there once it is closed. Raises OSError."""
    try:
        files, path = _files(address)
        if getattr(files, "local_file", False):  # elsewhere a folder is there when a file is in it
            files.makedirs(path.rpartition("/")[0], exist_ok=True)
        return cast(BinaryIO, files.open(path, "wb"))
    except OSError:
        raise
    except Exception as error:
        raise OSError(said(error)) from None


def remove_all(address: str) -> None:
    """Remove what lies below an address, as far as that can be done."""
    try:
        files, path = _files(address)
        files.rm(path, recursive=True)
    except Exception:  # a half result that stays is said to be one by its missing _SUCCESS
        return


def _files(address: str) -> tuple[Any, str]:
    """The file system behind an address, and the path in it."""
    try:
        files, path = import_module("fsspec").core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise Fault(f"{address}: {error}; `pip install 'newsspider[s3]'` brings what S3 needs") from None
    return files, path


def said(error: BaseException) -> str:
    """What a library says is wrong, on one line."""
    own = isinstance(error, OSError)
    text = " ".join(str((own and getattr(error, "strerror", None)) or error).split())
    return text if own and text else f"{type(error).__name__}: {text}".rstrip(": ")
