"""WARC 1.1: from an exchange to records, and back.

The records are put together here rather than by warcio's writer, which holds the interpreter three times as
long for each and compresses at level 9 only. WARC files of any origin are read with warcio.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import io
import re
import struct
import time
import uuid
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from extractors import __version__
from newsspider.runtime.backend import BackendError
from newsspider.runtime.credentials import PRIVATE_HEADERS
from newsspider.runtime.gzips import LEVEL, compress

__all__ = [
    "ArchiveError",
    "Archived",
    "Exchange",
    "Location",
    "Original",
    "Slice",
    "address_of",
    "digest_of",
    "members",
    "moment_of",
    "out_of_space",
    "pack",
    "payload_of",
    "reason",
    "response_of",
    "short_id",
    "true_headers",
    "warc_fields",
    "warcinfo",
    "without_user",
    "worth_referring",
]

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# A revisit record is some 300 bytes longer than a response record: shorter bodies are written out.
_WORTH_REFERRING = 512
_UNPACKED_BYTES = 256 * 1024 * 1024
_MAGIC = {b"gzip": b"\x1f\x8b", b"x-gzip": b"\x1f\x8b", b"zstd": b"\x28\xb5\x2f\xfd"}
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_LINE_BREAKS = re.compile(r"[\r\n]+")


class ArchiveError(Exception):
    """The archive can be written or read no further; the message is one sentence."""


def out_of_space(error: BaseException) -> bool:
    """Whether the disk, or the user's quota, is full."""
    if isinstance(error, BackendError):
        return error.full
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def reason(error: BaseException) -> str:
    if out_of_space(error):
        return "the disk is full"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


class Location(NamedTuple):
    """Where a record is: ``length`` bytes (one gzip member) from ``offset`` of the archive's ``file``."""

    file: str
    offset: int
    length: int


@dataclass(slots=True)
class Exchange:
    """A request and what was answered, with what a WARC record says about them."""

    url: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    method: str = "GET"
    request_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    request_body: bytes = b""
    protocol: str | None = None
    ip: str | None = None
    truncated: str | None = None
    time: float = field(default_factory=time.time)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    number: int = 0


@dataclass(frozen=True, slots=True)
class Archived:
    """One response read back from a WARC file, its content decoded as a crawl's callback gets it.

    ``revisit_of`` is the id of the record that holds the body, where this record only refers to it.
    """

    response: Response
    fetched: datetime
    location: Location
    record: str
    revisit_of: str | None = None


# -- Writing ------------------------------------------------------------------------------------------


def _digest(hashed: Any) -> str:
    return "sha1:" + base64.b32encode(hashed.digest()).decode("ascii")


def _sha1(data: bytes) -> Any:
    return hashlib.sha1(data, usedforsecurity=False)


def _warc_date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _member(fields: Iterable[tuple[str, str]], block: bytes, level: int) -> bytes:
    """One record as one gzip member."""
    # In one call: after each of them this thread waits for the crawl to hand the interpreter back.
    packed: bytes = compress(_record(fields, block), level, wbits=zlib.MAX_WBITS | 16)
    return packed


def _stored_member(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """One short record as a gzip member that is not compressed: it would save little, and cost a turn."""
    data = _record(fields, block)
    if len(data) > 0xFFFF:
        return _member(fields, block, LEVEL)
    size = len(data)
    head = struct.pack("<4sIBBBHH", b"\x1f\x8b\x08\x00", 0, 0, 255, 1, size, size ^ 0xFFFF)
    return head + data + struct.pack("<II", zlib.crc32(data), size)


def _record(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    lines = ["WARC/1.1\r\n"]
    lines += [f"{name}: {_LINE_BREAKS.sub(' ', value)}\r\n" for name, value in fields]
    lines.append(f"Content-Length: {len(block)}\r\n\r\n")
    return b"".join(("".join(lines).encode("utf-8", "surrogateescape"), block, b"\r\n\r\n"))


def _header_block(first: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [first.encode("latin-1", "replace")]
    lines += [name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ") for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def true_headers(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    """The response's headers, with those renamed that do not fit the body as it is kept."""
    kept: list[tuple[bytes, bytes]] = []
    size = str(len(exchange.body)).encode()
    bodiless = exchange.method == "HEAD" or exchange.status in (204, 304)
    for name, value in exchange.headers:
        match name.lower():
            case b"transfer-encoding":
                kept.append((b"X-Archive-Orig-" + name, value))
            case b"content-encoding" if _undone(value, exchange.body):
                kept.append((b"X-Archive-Orig-" + name, value))
            case b"content-length" if value.strip() != size and not bodiless:
                kept.append((b"X-Archive-Orig-" + name, value))
                kept.append((name, size))
            case _:
                kept.append((name, value))
    return kept


def _undone(encoding: bytes, body: bytes) -> bool:
    """Whether a body lacks the encoding that its header names, as far as its first bytes show it."""
    magic = _MAGIC.get(encoding.split(b",")[-1].strip().lower())
    return magic is not None and bool(body) and not body.startswith(magic)


def without_user(url: str) -> str:
    """The address without a fragment, and without a user and password in it."""
    parts = urlsplit(url)
    if "@" in parts.netloc:
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return urlunsplit(parts._replace(fragment=""))


class Original(NamedTuple):
    record: str
    url: str
    time: float


def digest_of(body: bytes) -> str:
    """What a body is recognized by."""
    return _digest(_sha1(body))


def worth_referring(exchange: Exchange) -> bool:
    """Whether a body is one that a revisit record may stand for, or refer to."""
    return len(exchange.body) >= _WORTH_REFERRING and not exchange.truncated


def pack(
    exchange: Exchange, digest: str, original: Original | None, *, warcinfo: str, level: int
) -> tuple[bytes, bytes]:
    """An exchange as two gzip members, response and request.

    ``digest`` is ``digest_of`` its body; ``original`` the record that holds this very body already.
    """
    when, url = _warc_date(exchange.time), without_user(exchange.url)
    phrase = _REASONS.get(exchange.status, "")
    head = _header_block(f"HTTP/1.1 {exchange.status} {phrase}", true_headers(exchange))
    common = [("WARC-Target-URI", url), ("WARC-Date", when), ("WARC-Warcinfo-ID", f"<urn:uuid:{warcinfo}>")]
    fields = [
        ("WARC-Type", "revisit" if original else "response"),
        ("WARC-Record-ID", f"<urn:uuid:{exchange.id}>"),
    ]
    fields += common
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    if exchange.protocol and not exchange.protocol.upper().startswith("HTTP/1"):
        fields.append(("WARC-Protocol", exchange.protocol))
    if original:
        fields += [
            ("WARC-Profile", REVISIT),
            ("WARC-Refers-To", f"<{_urn(original.record)}>"),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", _warc_date(original.time)),
        ]
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    block = head if original else head + exchange.body
    fields += [
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", _digest(_sha1(block))),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    response = _member(fields, block, level)

    request = _request_block(exchange, url) + exchange.request_body
    fields = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"),
        *common,
        ("WARC-Concurrent-To", f"<urn:uuid:{exchange.id}>"),
        ("WARC-Block-Digest", _digest(_sha1(request))),
        ("Content-Type", "application/http;msgtype=request"),
    ]
    return response, _stored_member(fields, request)


def warcinfo(name: str, about: Mapping[str, str], level: int) -> tuple[str, bytes]:
    """The record that a file begins with, and its id."""
    record = str(uuid.uuid4())
    about = {
        "software": f"newsspider/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **about,
    }
    block = "".join(f"{key}: {_LINE_BREAKS.sub(' ', value)}\r\n" for key, value in about.items()).encode()
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{record}>"),
        ("WARC-Date", _warc_date(time.time())),
        ("WARC-Filename", name),
        ("WARC-Block-Digest", _digest(_sha1(block))),
        ("Content-Type", "application/warc-fields"),
    ]
    return record, _member(fields, block, level)


def _request_block(exchange: Exchange, url: str) -> bytes:
    parts = urlsplit(url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = [
        (name, value) for name, value in exchange.request_headers if name.lower() not in PRIVATE_HEADERS
    ]
    if not any(name.lower() == b"host" for name, _ in headers):
        headers.insert(0, (b"Host", parts.netloc.encode("idna" if not parts.netloc.isascii() else "ascii")))
    return _header_block(f"{exchange.method} {target} HTTP/1.1", headers)


def _urn(record: str) -> str:
    return record if ":" in record else f"urn:uuid:{record}"


def short_id(value: str | None) -> str:
    """A record id without what every id of ours has in common."""
    return (value or "").strip("<> ").removeprefix("urn:uuid:")


def members(file: BinaryIO, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and first bytes of every whole gzip member from ``start`` on; ends at a torn one."""
    file.seek(start)
    offset, pending = start, b""
    while True:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        head, used = b"", 0
        try:
            while not unpacker.eof:
                chunk = pending or file.read(1 << 16)
                pending = b""
                if not chunk:
                    return
                used += len(chunk)
                data = unpacker.decompress(chunk)
                if len(head) < 1 << 13:
                    head += data[: 1 << 13]
        except zlib.error:
            return
        pending = unpacker.unused_data
        length = used - len(pending)
        yield offset, length, head
        offset += length


def warc_fields(head: bytes) -> dict[str, str]:
    lines = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def address_of(header: Callable[[str], str | None]) -> str:
    """The address that a record is of, by its headers; WARC 1.0 has it in angle brackets too."""
    return (header("WARC-Target-URI") or "").strip("<> ")


def moment_of(date: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(date or "")
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# -- Reading ------------------------------------------------------------------------------------------


class Slice(io.RawIOBase):
    """``length`` bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file, self.left = file, length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size is None or size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


def payload_of(record: ArcWarcRecord) -> bytes:
    """The body as it came, but for the chunks that another crawler may have kept."""
    stream = record.raw_stream
    if "chunked" in (record.http_headers.get_header("Transfer-Encoding") or "").lower():
        stream = ChunkedDataReader(stream)
    parts = []
    while part := stream.read(1 << 16):
        parts.append(part)
    return b"".join(parts)


def response_of(record: ArcWarcRecord, url: str, body: bytes) -> Response:
    headers = Headers()
    for name, value in record.http_headers.headers:
        headers.appendlist(name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape"))
    status = int(record.http_headers.get_statuscode() or 0)
    request = Request(url, meta={"download_maxsize": _UNPACKED_BYTES})
    response = Response(url, status=status, headers=headers, body=body, request=request)
    decoded = _decoder().process_response(request, response) if body else response
    assert isinstance(decoded, Response)
    if type(decoded) is Response:
        kind = responsetypes.from_args(headers=decoded.headers, url=url, body=decoded.body)
        decoded = decoded.replace(cls=kind)
    return decoded


@cache
def _decoder() -> HttpCompressionMiddleware:
    """What decodes for a crawl decodes here too; it asks for a crawler only to count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return HttpCompressionMiddleware()
