"""The site over real sockets: HTTP/1.1 and TLS on loopback, with faults, conditional requests and a log.

A protocol of its own rather than a framework: it has to send wrong lengths and resets, and it has to be
cheap, for it shares the machine with the crawl that is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import re
import ssl
import struct
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

import trustme

from tests.site import control
from tests.site.faults import Delivery, Fault
from tests.site.lists import Answer, Request, redirect
from tests.site.site import Site

MEMORY = 300_000_000
"""Bytes of written pages that are kept."""
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_TEXT = ("text/", "application/xml", "application/json", "application/rss", "application/atom")


@dataclass(slots=True)
class Logged:
    """One request as it was answered."""

    time: float
    """Seconds, by the clock that intervals are measured with."""
    method: str
    url: str
    status: int
    head: bytes
    fault: str | None
    size: int

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers, their names in lower case."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        return {name.strip().lower(): value.strip() for name, value in pairs}

    @property
    def host(self) -> str:
        return self.url.split("/")[2]

    @property
    def path(self) -> str:
        """Path and query."""
        return "/" + self.url.split("/", 3)[3]


@dataclass(slots=True)
class _Written:
    """An answer as bytes."""

    status: int
    head: bytes
    body: bytes
    etag: str
    modified: float


class Server:
    """A running site. ``add`` and ``clear`` switch faults, ``log`` holds every request in order.

    http, https: the ports; ca_file: the certificate authority that clients have to trust. ``certificate``
    is "good", "expired", "of an unknown authority" or "of another host".
    """

    def __init__(self, site: Site, *, compress: bool = True, certificate: str = "good") -> None:
        self.site = site
        self.certificate = certificate
        self.compress = compress
        self.log: list[Logged] = []
        self.faults: list[Fault] = []
        self.http = self.https = 0
        self.started = time.monotonic()
        self._written: OrderedDict[tuple[str, str, bool], _Written] = OrderedDict()
        self._size = 0
        self._version = site.version
        self._folder = tempfile.TemporaryDirectory(prefix="site-")

    # -- for tests -----------------------------------------------------------------------------------

    def add(self, *faults: Fault) -> Fault:
        """Switch faults on; gives back the first one, whose ``hits`` can be read."""
        self.faults = [*self.faults, *faults]
        return faults[0]

    def clear(self) -> None:
        """Switch all faults off."""
        self.faults = []

    def requests(self, url: str = "", status: int | None = None) -> list[Logged]:
        """The logged requests whose address a pattern matches."""
        pattern = re.compile(url)
        return [r for r in self.log if pattern.search(r.url) and status in (None, r.status)]

    def settings(self) -> dict[str, Any]:
        """The settings that Scrapy needs to crawl this site."""
        return scrapy_settings(self.http, self.https)

    def environment(self) -> dict[str, str]:
        """What a process has to find in its environment to trust this site."""
        return {"SSL_CERT_FILE": str(self.ca_file)}

    # -- TLS -----------------------------------------------------------------------------------------

    @cached_property
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @cached_property
    def ca_file(self) -> Path:
        path = Path(self._folder.name) / "ca.pem"
        self.authority.cert_pem.write_to_path(path)
        return path

    @cached_property
    def tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        authority, names, more = self.authority, [*self.site.hosts(), "localhost", "127.0.0.1"], {}
        if self.certificate == "expired":
            more["not_after"] = datetime(2020, 1, 31, tzinfo=UTC)
            more["not_before"] = datetime(2019, 1, 31, tzinfo=UTC)
        elif self.certificate == "of an unknown authority":
            authority = trustme.CA()
        elif self.certificate == "of another host":
            names = ["www.example.org"]
        elif self.certificate != "good":
            raise ValueError(f"no such certificate: {self.certificate}")
        authority.issue_cert(*names, **more).configure_cert(context)
        return context

    def client_context(self) -> ssl.SSLContext:
        """A context for clients that trusts this site and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def close(self) -> None:
        self._folder.cleanup()

    # -- answering -----------------------------------------------------------------------------------

    def respond(self, request: Request, head: bytes, scheme: str) -> tuple[bytes, Delivery | None]:
        """The bytes of a response, and how to send them where that is not simply all at once."""
        url = f"{scheme}://{request.host}{request.target}"
        for fault in self.faults:
            if fault.strikes(url):
                delivery = fault.act(self.site, request, self.site.answer)
                if delivery.stream is not None:
                    self._note(request, url, 0, head, fault.name, 0)
                    return b"", delivery
                written = self._write(delivery.answer, False)
                self._note(request, url, written.status, head, fault.name, len(written.body))
                length = len(written.body)
                start = self._head(written, length + delivery.declared)
                if request.method == "HEAD":
                    return start, None
                return start + written.body, delivery
        written = self._answer(request, scheme)
        if self._unchanged(request, written):
            self._note(request, url, 304, head, None, 0)
            return self._head(_Written(304, written.head, b"", written.etag, written.modified), None), None
        self._note(request, url, written.status, head, None, len(written.body))
        start = self._head(written, len(written.body))
        return (start if request.method == "HEAD" else start + written.body), None

    def _answer(self, request: Request, scheme: str) -> _Written:
        if control.wanted(request):
            return self._write(control.answer(self, request), False)
        if scheme != self.site.scheme:
            return self._write(redirect(f"{self.site.scheme}://{request.host}{request.target}"), False)
        if request.method not in ("GET", "HEAD"):
            return self._write(Answer(b"", 405, headers=(("Allow", "GET, HEAD"),)), False)
        if self._version != self.site.version:
            self._version = self.site.version
            self._written.clear()
            self._size = 0
        zipped = self.compress and "gzip" in request.headers.get("accept-encoding", "")
        key = (request.host, request.target, zipped)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write(self.site.answer(request), zipped)
            self._size += len(written.body)
            while self._size > MEMORY:
                self._size -= len(self._written.popitem(last=False)[1].body)
        return written

    def _write(self, answer: Answer, zipped: bool) -> _Written:
        lines = [f"Content-Type: {answer.type}"] if answer.body or answer.status == 200 else []
        lines += [f"{name}: {value}" for name, value in answer.headers]
        body, etag, modified = answer.body, "", 0.0
        if answer.status == 200:
            etag = f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'
            lines.append(f"ETag: {etag}")
            if answer.modified:
                modified = answer.modified.timestamp()
                lines.append(
                    f"Last-Modified: {format_datetime(answer.modified.astimezone(UTC), usegmt=True)}"
                )
        if zipped and answer.type.startswith(_TEXT) and len(body) > 500:
            body = gzip.compress(body, 1, mtime=0)
            lines += ["Content-Encoding: gzip", "Vary: Accept-Encoding"]
        return _Written(answer.status, "\r\n".join(lines).encode("latin-1"), body, etag, modified)

    @staticmethod
    def _head(written: _Written, length: int | None) -> bytes:
        start = f"HTTP/1.1 {written.status} {_REASONS.get(written.status, '')}\r\nServer: local-outlets\r\n".encode()
        size = b"" if length is None else b"Content-Length: %d\r\n" % length
        return start + (written.head + b"\r\n" if written.head else b"") + size + b"\r\n"

    @staticmethod
    def _unchanged(request: Request, written: _Written) -> bool:
        if written.status != 200:
            return False
        if known := request.headers.get("if-none-match"):
            return written.etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
        if (since := request.headers.get("if-modified-since")) and written.modified:
            with contextlib.suppress(ValueError):
                return parsedate_to_datetime(since).timestamp() >= int(written.modified)
        return False

    def _note(
        self, request: Request, url: str, status: int, head: bytes, fault: str | None, size: int
    ) -> None:
        if not control.wanted(request):
            self.log.append(Logged(time.monotonic(), request.method, url, status, head, fault, size))


def scrapy_settings(http: int, https: int) -> dict[str, Any]:
    """The settings that point Scrapy at a site on these ports, certificates verified."""
    return {
        "TWISTED_DNS_RESOLVER": "tests.site.resolver.LoopbackResolver",
        "SITE_HTTP_PORT": http,
        "SITE_HTTPS_PORT": https,
        "ALLOWED_NETWORKS": "127.0.0.1",
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
    }


class _Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, server: Server, scheme: str) -> None:
        self.server, self.scheme = server, scheme
        self.buffer = b""
        self.busy: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if self.busy:
            self.busy.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.work()

    def work(self) -> None:
        """Answer every whole request that has come."""
        while self.busy is None and not self.transport.is_closing():
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end]
            request = _parse(head)
            if request is None:
                self.transport.write(
                    b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                self.transport.close()
                return
            length = int(request.headers.get("content-length", "0") or 0)
            if len(self.buffer) < end + 4 + length:
                return
            if length:
                request = replace(request, body=self.buffer[end + 4 : end + 4 + length])
            self.buffer = self.buffer[end + 4 + length :]
            data, delivery = self.server.respond(request, head, self.scheme)
            last = request.headers.get("connection", "").lower() == "close"
            if delivery is None:
                self.transport.write(data)
                if last:
                    self.transport.close()
            else:
                self.busy = asyncio.get_running_loop().create_task(self.deliver(data, delivery, last))

    async def deliver(self, data: bytes, how: Delivery, last: bool) -> None:
        """Send a response the way a fault wants it."""
        if how.stream is not None:
            await self.pour(how.stream, how.pause)
            return
        start = data.index(b"\r\n\r\n") + 4
        if how.wait:
            await asyncio.sleep(how.wait)
        if how.reset is not None:
            self.transport.write(data[: how.reset])
            await asyncio.sleep(0.01 if how.reset else 0)
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))  # close() then sends RST
            self.transport.abort()
            return
        if how.keep is not None:
            self.transport.write(data[: start + int((len(data) - start) * how.keep)])
            self.transport.close()
            return
        if how.chunk:
            self.transport.write(data[:start])
            for at in range(start, len(data), how.chunk):
                self.transport.write(data[at : at + how.chunk])
                await asyncio.sleep(how.pause)
        else:
            self.transport.write(data)
        self.busy = None
        if last:
            self.transport.close()
        else:
            self.work()

    async def pour(self, stream: Iterator[bytes], pause: float) -> None:
        """Send bytes as fast as they are taken."""
        for data in stream:
            if self.transport.is_closing():
                return
            self.transport.write(data)
            await asyncio.sleep(pause)
            while self.transport.get_write_buffer_size() > 1_000_000 and not self.transport.is_closing():
                await asyncio.sleep(0.002)
        self.transport.close()


def _parse(head: bytes) -> Request | None:
    lines = head.decode("latin-1").split("\r\n")
    try:
        method, target, _ = lines[0].split(" ")
    except ValueError:
        return None
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    host = headers.get("host", "").lower()
    name = host.partition(":")[0]
    if not target.startswith("/"):
        target = "/" + target.split("/", 3)[3] if target.count("/") >= 3 else "/"
    return Request(name, target, method, headers)


@contextlib.asynccontextmanager
async def serve(
    site: Site,
    *,
    http: int = 0,
    https: int = 0,
    host: str = "127.0.0.1",
    compress: bool = True,
    certificate: str = "good",
) -> AsyncIterator[Server]:
    """Run a site in this event loop: ``async with serve(site) as server:``. Port 0 takes a free one."""
    server = Server(site, compress=compress, certificate=certificate)
    loop = asyncio.get_running_loop()
    plain = await loop.create_server(lambda: _Connection(server, "http"), host, http, backlog=512)
    secure = await loop.create_server(
        lambda: _Connection(server, "https"), host, https, backlog=512, ssl=server.tls
    )
    server.http = plain.sockets[0].getsockname()[1]
    server.https = secure.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        plain.close()
        secure.close()
        server.close()


@contextlib.contextmanager
def running(site: Site, **options: Any) -> Iterator[Server]:
    """Run a site in a thread of its own: ``with running(site) as server:``, for tests that start a crawl."""
    ready = threading.Event()
    found: list[Server] = []
    problems: list[BaseException] = []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        done = asyncio.Event()
        async with serve(site, **options) as server:
            found.append(server)
            stop.append((asyncio.get_running_loop(), done))
            ready.set()
            await done.wait()

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            problems.append(error)
            ready.set()

    thread = threading.Thread(target=run, name="site", daemon=True)
    thread.start()
    ready.wait()
    if problems:
        raise problems[0]
    try:
        yield found[0]
    finally:
        loop, done = stop[0]
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
