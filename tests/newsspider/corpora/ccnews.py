"""A web server on loopback that plays Common Crawl's news archive, and the files that it has."""

from __future__ import annotations

import gzip
import re
import ssl
import sys
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MONTH = "crawl-data/CC-NEWS/2026/10"
LISTING = f"{MONTH}/warc.paths.gz"


def path_of(number: int) -> str:
    return f"{MONTH}/CC-NEWS-202610{number:02}000000-{number:05}.warc.gz"


def member(data: bytes) -> bytes:
    return zlib.compress(data, 6, wbits=zlib.MAX_WBITS | 16)


def warcinfo() -> bytes:
    block = b"software: somebody else's\r\nformat: WARC File Format 1.0\r\n"
    fields = b"WARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2026-10-01T00:00:00Z\r\n"
    fields += b"Content-Type: application/warc-fields\r\n"
    return member(b"WARC/1.0\r\n" + fields + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n")


def record(
    url: str,
    body: bytes,
    *,
    content_type: str = "text/html; charset=utf-8",
    truncated: str = "",
    closing: bytes = b"\r\n\r\n",
    more: int = 0,
    extra: Sequence[str] = (),
) -> bytes:
    """A response as CC-NEWS has it; ``more`` is by how much its length is wrong."""
    http = [
        *("HTTP/1.1 200 OK", f"Content-Type: {content_type}", "Date: Fri, 01 Jan 2027 05:00:00 GMT"),
        *("X-Crawler-Content-Encoding: gzip", f"X-Crawler-Content-Length: {len(body) // 3}"),
        f"Content-Length: {len(body)}",
    ]
    block = "\r\n".join(http).encode() + b"\r\n\r\n" + body
    fields = [
        *("WARC/1.0", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:{zlib.crc32(url.encode()):x}>"),
        *("WARC-Date: 2027-01-01T05:00:00Z", "WARC-IP-Address: 192.0.2.7", f"WARC-Target-URI: {url}"),
        *([f"WARC-Truncated: {truncated}"] if truncated else []),
        *("WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", *extra),
        *("Content-Type: application/http; msgtype=response", f"Content-Length: {len(block) + more}"),
    ]
    return member("\r\n".join(fields).encode() + b"\r\n\r\n" + block + closing)


@dataclass
class Refusal:
    """An answer without the file."""

    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    reason: str = "Slow Down"


@dataclass
class Part:
    """The first bytes that are asked for; then the connection is cut, or nothing more comes (``silent``)."""

    size: int
    silent: bool = False


@dataclass
class Other:
    """The file, but with other bytes in some place: what a bad connection makes of it."""

    offset: int
    data: bytes = b"\xff" * 40


@dataclass
class NoRanges:
    """The whole file, whatever part is asked for."""


@dataclass
class Meanwhile:
    """The file, after something has been done."""

    do: Callable[[], None]


Behavior = Refusal | Part | Other | NoRanges | Meanwhile


@dataclass
class Asked:
    path: str
    offset: int
    headers: dict[str, str]
    at_once: int
    """Requests that were being answered then, with this one."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # who asked is gone, or trusts no certificate of ours
            super().handle_error(request, client_address)


class CommonCrawl:
    """``files`` by their paths. ``behaves`` is what happens instead to the first requests of a path, one after the other."""

    def __init__(
        self,
        files: dict[str, bytes],
        listed: Sequence[str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        lines = "".join(f"{path}\n" for path in (files if listed is None else listed))
        self.files = {LISTING: gzip.compress(lines.encode(), mtime=0), **files}
        self.behaves: defaultdict[str, list[Behavior]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.changing = False  # whether every answer is said to be of another file
        self.over = threading.Event()
        self._busy = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def offsets(self, path: str) -> list[int]:
        """From where on a file was asked for, request by request."""
        return [one.offset for one in self.asked if one.path == path]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        crawl = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with crawl._lock:
                    crawl._busy += 1
                    at_once = crawl._busy
                try:
                    crawl._answer(self, at_once)
                except OSError:  # whoever asked is gone
                    pass
                finally:
                    with crawl._lock:
                        crawl._busy -= 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, at_once: int) -> None:
        path = handler.path.lstrip("/")
        found = re.fullmatch(r"bytes=(\d+)-", handler.headers["Range"] or "")
        offset = int(found[1]) if found else 0
        with self._lock:
            self.asked.append(Asked(path, offset, dict(handler.headers.items()), at_once))
            script = self.behaves[path]
            behavior = script.pop(0) if script else None
        if isinstance(behavior, Meanwhile):
            behavior.do()
        data = self.files.get(path)
        if isinstance(behavior, Refusal) or data is None or (offset and offset >= len(data)):
            refusal = (
                behavior
                if isinstance(behavior, Refusal)
                else Refusal(404 if data is None else 416, reason="No")
            )
            handler.send_response(refusal.status, refusal.reason)
            for name, value in refusal.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        tag = f'"{zlib.crc32(data):x}{len(self.asked) * self.changing}"'
        size = len(data)
        if isinstance(behavior, Other):
            data = data[: behavior.offset] + behavior.data + data[behavior.offset + len(behavior.data) :]
        if isinstance(behavior, NoRanges) or not found:
            offset = 0
            handler.send_response(200)
        else:
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {offset}-{size - 1}/{size}")
        handler.send_header("ETag", tag)
        handler.send_header("Content-Length", str(size - offset))
        handler.end_headers()
        body = data[offset:]
        handler.wfile.write(body[: behavior.size] if isinstance(behavior, Part) else body)
        handler.wfile.flush()
        if isinstance(behavior, Part) and behavior.silent:
            self.over.wait(60)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
