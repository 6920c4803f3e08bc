"""Where the files of CC-NEWS are: a web server, a bucket, or a folder with a copy of it.

A server is asked one thing at a time, over one connection, with a pause between two requests and under one's own name.
Common Crawl answers 503 ("Slow Down") or 403 to those who ask too much. Whoever goes on then is shut out for longer, so
``Trouble`` says how long the server wants to be left alone.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
import zlib
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self
from urllib.parse import quote, urlsplit

from newsspider.archive.warc import reason
from newsspider.politeness.throttle import wait_asked
from newsspider.runtime.console import Fault, shown
from newsspider.safety.address_policy import Reach

__all__ = ["Bucket", "Folder", "NotThere", "Opened", "Server", "Source", "Trouble"]

_LISTING = "crawl-data/CC-NEWS/{:%Y/%m}/warc.paths.gz"
_NAME = re.compile(r"crawl-data/CC-NEWS/\d{4}/\d{2}/CC-NEWS-\d{14}-\d{5}\.warc\.gz")
_MAX_LISTING = 1 << 24  # bytes, packed and unpacked; a month has some 500 files of 70 bytes
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BLOCK = 1 << 23  # of a bucket's file, for which one request is made
_NO_FILE = "there is no such file"
_GONE = (404, 410)
_LATER = (403, 408, 425, 429)  # and every 5xx


class NotThere(Exception):
    """A file cannot be had, and asking again at once gives nothing else; the message says why."""


class Trouble(Exception):
    """The server does not answer, breaks off, or asks to be left alone for ``wait`` seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Opened:
    """A file from some offset on. ``tag`` is another one where the file is another one; ``size`` is that of all of it.

    ``read`` gives nothing at the file's end only. It raises Trouble where the rest does not come.
    """

    def __init__(
        self, size: int, tag: str, offset: int, read: Callable[[int], bytes], close: Callable[[], None]
    ) -> None:
        self.size, self.tag = size, tag
        self._at, self._read, self._close = offset, read, close

    def read(self, size: int) -> bytes:
        try:
            data = self._read(min(size, self.size - self._at)) if self._at < self.size else b""
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"the connection broke off ({_said(error)})") from None
        if not data and self._at < self.size:
            raise Trouble("the connection broke off")
        self._at += len(data)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


class Source(Protocol):
    """Files by their paths below a server, or a folder. ``jobs``: how many may be read at once, None for any number."""

    jobs: int | None

    def paths(self, month: datetime) -> list[str]:
        """The files of a month. Raises Fault, NotThere or Trouble."""

    def open(self, path: str, offset: int = 0) -> Opened:
        """A file from an offset on. Raises Fault, NotThere or Trouble."""


class Folder:
    """A folder that holds what a server has below its root: ``crawl-data/CC-NEWS/2026/10/CC-NEWS-….warc.gz``.

    Without a ``warc.paths.gz``, a month is the files that are there.
    """

    jobs: int | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paths(self, month: datetime) -> list[str]:
        listing = self.folder / _LISTING.format(month)
        if listing.is_file():
            return _paths(listing.read_bytes(), str(listing))
        found = sorted(listing.parent.glob("CC-NEWS-*.warc.gz"))
        if not found:
            raise Fault(f"{shown(listing.parent)}: there are no files of CC-NEWS in this folder")
        return [path.relative_to(self.folder).as_posix() for path in found]

    def open(self, path: str, offset: int = 0) -> Opened:
        try:
            file: BinaryIO = (self.folder / path).open("rb")
            state = (self.folder / path).stat()
            file.seek(offset)
        except OSError as error:
            raise NotThere(reason(error)) from None
        return Opened(state.st_size, str(state.st_mtime_ns), offset, file.read, file.close)


class Bucket:
    """What an address leads to by fsspec, ``s3://commoncrawl`` with the extra ``s3``. Who asks is known by his key there.

    The bytes come a block at a time. fsspec itself tries again what fails for the moment.
    """

    jobs: int | None = None

    def __init__(self, root: str) -> None:
        self.root = root
        try:
            fsspec = import_module("fsspec")
            fsspec.core.url_to_fs(root)
        except (ImportError, ValueError) as error:
            raise Fault(
                f"--from: {root}: {error}; `pip install newsspider[s3]` brings what S3 needs"
            ) from None

    def paths(self, month: datetime) -> list[str]:
        path = _LISTING.format(month)
        return _paths(_listing(self.open(path)), f"{self.root}/{path}")

    def open(self, path: str, offset: int = 0) -> Opened:
        try:
            files, folder = import_module("fsspec").core.url_to_fs(self.root)
            file = files.open(f"{folder.rstrip('/')}/{path}", "rb", block_size=_BLOCK, cache_type="readahead")
            about = files.info(file.path)
            file.seek(offset)
        except FileNotFoundError:
            raise NotThere(_NO_FILE) from None
        except (TimeoutError, ConnectionError) as error:
            raise Trouble(_said(error)) from None
        except Exception as error:  # whatever keys and rights that are not there raise
            raise NotThere(_said(error)) from None
        tag = next((str(about[name]) for name in ("ETag", "LastModified", "created") if about.get(name)), "")

        def read(size: int) -> bytes:
            try:
                return bytes(file.read(size))
            except Exception as error:  # of the libraries below fsspec
                raise ConnectionError(_said(error)) from None

        return Opened(file.size, tag, offset, read, file.close)


class Server:
    """A web server that has the files. It is asked one thing at a time, ``delay`` seconds after the last one.

    ``timeout`` is how long it may be silent, ``most`` the longest ``Retry-After`` that counts.
    """

    jobs: int | None = 1

    def __init__(
        self, root: str, agent: str, reach: Reach, *, delay: float, timeout: float, most: float
    ) -> None:
        parts = urlsplit(root)
        if wrong := reach.misfit(parts):
            raise Fault(f"{root}: {': '.join(part for part in wrong if part)}")
        self._secure, self._host, self._folder = parts.scheme == "https", parts.netloc, parts.path.rstrip("/")
        self._root, self._agent, self._reach = root.rstrip("/"), agent, reach
        self._delay, self._timeout, self._most = delay, timeout, most
        self._free = 0.0  # when the server may be asked again

    def paths(self, month: datetime) -> list[str]:
        path = _LISTING.format(month)
        return _paths(_listing(self.open(path)), f"{self._root}/{path}")

    def open(self, path: str, offset: int = 0) -> Opened:
        time.sleep(max(0.0, self._free - time.monotonic()))
        connection = self._connection()
        try:
            headers = {"User-Agent": self._agent, "Accept-Encoding": "identity", "Connection": "close"}
            if offset:
                headers["Range"] = f"bytes={offset}-"
            connection.connect()
            self._check(connection)
            connection.request("GET", quote(f"{self._folder}/{path}"), headers=headers)
            return self._opened(connection, offset)
        except BaseException as error:
            self._closed(connection)
            if isinstance(error, ssl.SSLCertVerificationError):
                why = error.verify_message.rstrip(".")
                raise Fault(f"{self._root}: its certificate cannot be trusted ({why})") from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise Trouble(_said(error)) from None
            raise

    def _connection(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(self._host, timeout=self._timeout)

    def _check(self, connection: http.client.HTTPConnection) -> None:
        """Nothing is sent to an address that the host's name should not have led to."""
        if why := self._reach.refusal_of_address(connection.sock.getpeername()[0], connection.host):
            raise Fault(f"{self._root}: {why}")

    def _opened(self, connection: http.client.HTTPConnection, offset: int) -> Opened:
        response = connection.getresponse()
        status, name = response.status, f"{response.status} {response.reason}".strip()
        if status in _LATER or status >= 500:
            raise Trouble(name, wait_asked(response.headers["Retry-After"] or "", most=self._most))
        tag = response.headers["ETag"] or response.headers["Last-Modified"] or ""
        if status == 206 and (found := _RANGE.fullmatch(response.headers["Content-Range"] or "")):
            begin, size = int(found[1]), int(found[2])
        elif status == 200 and response.length is not None:
            begin, size = 0, response.length
        else:
            raise NotThere(_NO_FILE if status in _GONE else f"the server answers {name}")
        if begin != offset:
            raise NotThere("the server does not give parts of it (Range)")
        return Opened(size, tag, offset, response.read, lambda: self._closed(connection))

    def _closed(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        self._free = time.monotonic() + self._delay


def _listing(opened: Opened) -> bytes:
    with opened:
        if opened.size > _MAX_LISTING:
            raise NotThere(f"a list of {opened.size:,} bytes is none")
        return b"".join(iter(lambda: opened.read(_MAX_LISTING), b""))


def _paths(packed: bytes, name: str) -> list[str]:
    """The files that a list names, each once. Raises Fault for what is not a list of CC-NEWS."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(packed, _MAX_LISTING).decode("ascii")
    except (zlib.error, UnicodeDecodeError):
        text = ""
    lines = list(dict.fromkeys(text.split()))
    if not unpacker.eof or not lines or not all(map(_NAME.fullmatch, lines)):
        raise Fault(
            f"{name}: this is not a list of files of CC-NEWS (crawl-data/CC-NEWS/…/CC-NEWS-….warc.gz)"
        )
    return lines


def _said(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return reason(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}".rstrip(": ")
