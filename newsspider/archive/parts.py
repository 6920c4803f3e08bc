"""WARC files in parts: which responses begin between two offsets, whoever wrote the file.

A gzip file of WARC records can be cut anywhere: the next record is found by looking for what every record
begins with. So each process reads a part of its own and no process has to read the file to the end first.

A place that only looks like a record's beginning (an archive within an archived page) costs some work and
nothing else: it lies before the end of the last record of the part before, and is left out for that
(``Part.begin`` and ``Part.end``).

Files that cannot be cut so (zstd, one gzip stream, WACZ) are unpacked first: ``archive.unpack``.

Records are read by fastwarc where it is installed (it has wheels for Linux and macOS), by warcio otherwise; either gives
the record's headers and its block, and the rest is done here.
"""

from __future__ import annotations

import logging
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol

from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.exceptions import ArchiveLoadFailed

from newsspider.archive.warc import address_of, members, moment_of, short_id
from newsspider.runtime.codings import Undone, undo, undo_all

FastIterator: Any = None
try:
    import fastwarc.warc

    FastIterator = fastwarc.warc.ArchiveIterator
except ImportError:
    pass

__all__ = [
    "ENGINES",
    "MAX_BLOCK",
    "Captured",
    "Damage",
    "NoWarc",
    "Others",
    "Readable",
    "check",
    "is_one_stream",
    "responses",
    "spans",
]

logger = logging.getLogger(__name__)

ENGINES = ("fastwarc", "warcio") if FastIterator is not None else ("warcio",)
MAX_BLOCK = 64 * 1024 * 1024  # a larger record is not a page; it is skipped without being read
SPAN = 4 * 1024 * 1024
_LEAST_SPAN = 256 * 1024

_GZIP, _ZSTD = b"\x1f\x8b\x08", (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
_NEVER_PAGES = ("request", "warcinfo", "metadata")
_FIRST_LINE = re.compile(rb"WARC/[01]\.\d+\r?\n[A-Za-z-]+:")
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})")
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CHUNK = 1 << 16
_KINDS = ("response", "revisit", "resource")
_WEB = ("http://", "https://")
# what readers raise for bytes that are not a record
_UNREADABLE = (OSError, ValueError, EOFError, zlib.error, ArchiveLoadFailed)


class Readable(Protocol):
    """A file wherever it is: a Path, or a ``RemoteFile``."""

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """Its bytes, which can be read from any offset. Raises OSError."""


class NoWarc(ValueError):
    """A file that is not a WARC file, or cannot be read here; the message is one sentence without its name."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes from ``offset`` on that are not a record."""

    offset: int
    reason: str


class Others(Counter[str]):
    """How many records there are of each kind but responses and those that are never pages."""


@dataclass(slots=True)
class Captured:
    """One archived response, as it lies in the file; a ``resource`` counts as one with status 200.

    ``body`` is as it came over the wire; ``page`` decodes it. For a ``revisit`` it is empty, and
    ``original`` is the id of the record that has it, ``original_url`` the address it was fetched from. Of a record
    that is not ``wanted`` (see ``responses``) nothing is read but its own headers: its status is 0.
    """

    offset: int
    length: int
    record: str
    url: str
    fetched: datetime
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = field(repr=False)
    original: str | None = None
    original_url: str | None = None
    truncated: str | None = None  # why the body is not all that was sent

    def header(self, name: bytes) -> bytes | None:
        """The first header of that name (in lower case)."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def _announced(self) -> int:
        value = self.header(b"content-length") or b""
        return int(value) if value.isdigit() and len(value) < 16 else 0

    def page(self, most: int = 0) -> Undone:
        """The body without its transfer and content codings, and what shows that it was cut; ``most`` as ``undo_all``.

        Some archives (CC-NEWS of before May 2019) keep bodies unpacked under headers that say otherwise.
        """
        codings = [value for name, value in self.headers if name.lower() == b"content-encoding"]
        body = self.body
        if b"chunked" in (self.header(b"transfer-encoding") or b"").lower():
            undone = undo(body, b"chunked")
            if undone.fault:
                return undone
            body = undone.data
        elif not codings and len(body) < (length := self._announced()):
            return Undone(body, f"{length:,} bytes were announced, and {len(body):,} came")
        undone = undo_all(body, codings, most)
        return Undone(body) if undone.fault and _is_text(body) else undone


class _Raw(NamedTuple):
    """A record as an engine gives it; ``block`` is None where we do not need it, of a record that is not wanted too."""

    offset: int
    get: Callable[[str], str | None]
    block: bytes | None
    size: int
    wanted: bool


Wanted = Callable[[str], bool]


# -- Where parts begin --------------------------------------------------------------------------------


def spans(size: int, jobs: int) -> list[tuple[int, int]]:
    """Offsets that cut a file into parts of equal size, small enough to keep every process busy."""
    length = min(SPAN, max(_LEAST_SPAN, size // (jobs * 4) + 1))
    return [(start, min(start + length, size)) for start in range(0, size, length)]


def check(path: Readable) -> None:
    """Raises NoWarc for a file that is not WARC, or cannot be read in parts; OSError where it cannot be read."""
    with path.open("rb") as file:
        if _kind(file) == "gzip" and is_one_stream(file):
            raise NoWarc(
                "it is compressed as a whole instead of record by record; `warcio recompress` fixes that"
            )


def _kind(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(256)
    if not head:
        raise NoWarc("the file is empty")
    if head.startswith(_ZSTD):
        raise NoWarc("it is compressed with zstd; `zstd -d` unpacks it")
    if head.startswith(_GZIP):
        if not _unpacks_to_record(file, 0):
            raise NoWarc("what is compressed in it is not a WARC file")
        return "gzip"
    if not _FIRST_LINE.match(head):
        raise NoWarc("not a WARC file")
    return "plain"


def is_one_stream(file: BinaryIO) -> bool:
    """Whether a WARC file's first gzip member goes on after the first record."""
    file.seek(0)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(file.read(_CHUNK), _CHUNK)
        headers, gap, rest = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(headers)
        if not gap or not length:
            return False
        left = int(length[1]) + 4 - len(rest)  # two line ends close a record
        while left >= 0 and not unpacker.eof:
            chunk = unpacker.unconsumed_tail or file.read(_CHUNK)
            if not chunk:
                return False
            left -= len(unpacker.decompress(chunk, _CHUNK))
    except zlib.error:
        return False
    return left < 0


def _unpacks_to_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(4_096), 256)
    except zlib.error:
        return False
    return bool(_FIRST_LINE.match(head))


def _begins(file: BinaryIO, offset: int, kind: str) -> bool:
    if kind == "gzip":
        return _unpacks_to_record(file, offset)
    file.seek(offset)
    return bool(_FIRST_LINE.match(file.read(256)))


def _next_begin(file: BinaryIO, start: int, end: int, kind: str) -> int | None:
    """The first offset in a part at which a record begins, as far as it shows from there."""
    if start == 0 and _begins(file, 0, kind):
        return 0
    mark = _GZIP if kind == "gzip" else b"WARC/"
    at = start
    while at < end:
        file.seek(at)
        chunk = file.read(_CHUNK)
        if len(chunk) < len(mark):
            return None
        place = chunk.find(mark)
        while place >= 0 and at + place < end:
            if _begins(file, at + place, kind):
                return at + place
            place = chunk.find(mark, place + 1)
        at += len(chunk) - len(mark) + 1
    return None


# -- Records ------------------------------------------------------------------------------------------


def _by_fastwarc(file: BinaryIO, wanted: Wanted | None) -> Iterator[_Raw]:
    for record in FastIterator(file, parse_http=False):
        get, size = record.headers.get, record.content_length
        ours = wanted is None or wanted(address_of(get))
        block = record.reader.read() if ours and get("WARC-Type") in _KINDS and size <= MAX_BLOCK else None
        yield _Raw(record.stream_pos, get, block, size, ours)


def _by_warcio(file: BinaryIO, wanted: Wanted | None) -> Iterator[_Raw]:
    records = WarcioIterator(file, no_record_parse=True)
    for record in records:
        get, size, block = record.rec_headers.get_header, record.length, None
        if size is None:
            raise ValueError("a record without a length")
        ours = wanted is None or wanted(address_of(get))
        if ours and record.rec_type in _KINDS and size <= MAX_BLOCK:
            block = b"".join(iter(partial(record.raw_stream.read, _CHUNK), b""))
        # asking for the place reads on to the record's end
        yield _Raw(records.get_record_offset(), get, block, size, ours)


_READERS = {"fastwarc": _by_fastwarc, "warcio": _by_warcio}


def responses(
    path: Readable,
    start: int = 0,
    end: int | None = None,
    *,
    wanted: Wanted | None = None,
    engine: str = ENGINES[0],
) -> Iterator[Captured | Damage | Others | int]:
    """The responses whose records begin within [start, end), in their order, and the damages between them.

    ``wanted`` is asked about the address of each before its body is read; of the others only the place is told.

    Before anything else comes the offset of the first record, whatever it holds, and after everything else
    the offset behind the last one, as numbers; neither where no record begins there. Before that last one,
    where there are any, come the numbers of records of other kinds (``Others``).
    Raises NoWarc for a file that is not WARC (see ``check`` too), OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        kind = _kind(file)
        size = file.seek(0, os.SEEK_END)
        end = size if end is None else min(end, size)
        at = _next_begin(file, start, end, kind)
        behind: int | None = None
        others = Others()
        if at is not None:
            yield at
        while at is not None:
            last: _Raw | None = None
            damage: Damage | None = None
            try:
                file.seek(at)
                for raw in _READERS[engine](file, wanted):
                    if last is not None:
                        yield from _captured(last, raw.offset, others)
                        last, behind = None, raw.offset
                    if raw.offset >= end:
                        break
                    last = raw
            except _UNREADABLE as error:
                logger.debug("%s: %s", path, error)
                damage = Damage(-1, "the bytes there are not a record")
            if last is not None:
                behind = _end_of(file, last.offset, kind, size)
                if behind is None:
                    damage = Damage(last.offset, "cut off within a record")
                else:
                    yield from _captured(last, behind, others)
            if damage is None:
                break
            torn = damage.offset if damage.offset >= 0 else behind if behind is not None else at
            yield Damage(torn, damage.reason)
            at = _next_begin(file, torn + 1, end, kind)
            behind = at if at is not None else end
        if others:
            yield others
        if behind is not None:
            yield behind


def _end_of(file: BinaryIO, offset: int, kind: str, size: int) -> int | None:
    """Where the record at ``offset`` ends, None where it does not."""
    if kind == "gzip":
        member = next(members(file, offset), None)
        return offset + member[1] if member else None
    file.seek(offset)
    head = file.read(_CHUNK)
    headers, gap, _ = head.partition(b"\r\n\r\n")
    length = _LENGTH.search(headers)
    if not gap or not length:
        return None
    behind = offset + len(headers) + 4 + int(length[1])
    return min(behind + 4, size) if behind <= size else None


def _captured(raw: _Raw, behind: int, others: Others) -> Iterator[Captured | Damage]:
    kind = raw.get("WARC-Type") or ""
    if not raw.wanted and kind in _KINDS and (url := address_of(raw.get)).startswith(_WEB):
        record, fetched = short_id(raw.get("WARC-Record-ID")), moment_of(raw.get("WARC-Date"))
        yield Captured(raw.offset, behind - raw.offset, record, url, fetched, 0, [], b"")
        return
    if raw.block is None:
        if kind not in _NEVER_PAGES:
            others[kind] += 1
        return
    if len(raw.block) < raw.size:
        yield Damage(raw.offset, "cut off within a record")
        return
    url = address_of(raw.get)
    if not url.startswith(_WEB):
        return
    if kind == "resource":
        yield _resource(raw, raw.block, url, behind)
        return
    head, gap, body = raw.block.partition(b"\r\n\r\n")
    if not gap:
        head, _, body = raw.block.partition(b"\n\n")
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    status = _STATUS.match(first)
    if status is None:
        return
    headers: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and headers:  # folded, as they once were
            headers[-1] = (headers[-1][0], headers[-1][1] + b" " + line.strip())
        elif b":" in line:
            name, _, value = line.partition(b":")
            headers.append((name.strip(), value.strip()))
    revisit = kind == "revisit"
    yield Captured(
        raw.offset,
        behind - raw.offset,
        short_id(raw.get("WARC-Record-ID")),
        url,
        moment_of(raw.get("WARC-Date")),
        int(status[1]),
        headers,
        b"" if revisit else body,
        short_id(raw.get("WARC-Refers-To")) if revisit else None,
        (raw.get("WARC-Refers-To-Target-URI") or "").strip("<> ") or None if revisit else None,
        raw.get("WARC-Truncated"),
    )


def _resource(raw: _Raw, block: bytes, url: str, behind: int) -> Captured:
    """A body that was kept without its HTTP headers: the record's own headers say what it is."""
    kind = (raw.get("Content-Type") or "").encode("latin-1", "replace")
    return Captured(
        raw.offset,
        behind - raw.offset,
        short_id(raw.get("WARC-Record-ID")),
        url,
        moment_of(raw.get("WARC-Date")),
        200,
        [(b"Content-Type", kind)] if kind else [],
        block,
        truncated=raw.get("WARC-Truncated"),
    )


def _is_text(body: bytes) -> bool:
    """Whether bytes look like a page: compressed data soon have control characters."""
    return not _CONTROL.search(body[:512])
