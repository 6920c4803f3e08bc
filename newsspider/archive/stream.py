"""The records of a WARC file that passes by once, gzip member by gzip member; those that are wanted are kept as they are.

>>> for member in Members(read, wanted=is_ours):            # doctest: +SKIP
...     if member.wanted:
...         out.write(member.packed)

A member is unpacked to its end whoever it is of: where the next one begins shows nowhere else that the author of a page
could not write himself. What is not wanted costs nothing more; its record is neither put together nor read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from newsspider.archive.parts import MAX_BLOCK
from newsspider.runtime.gzips import GZIP_ERRORS, LEVEL, compress, decompressobj

__all__ = ["BadRecord", "BrokenMember", "Member", "Members", "as_record"]

_GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 18
_HEAD = 1 << 11  # packed bytes in which a record's headers nearly always end
_SLICE = 1 << 14  # packed bytes unpacked at once; what lies behind a member's end is copied each time
_MAX_HEADERS = 1 << 16
_KEPT = (b"response", b"revisit", b"resource")
_BEGIN = re.compile(rb"WARC/[01]\.\d+\r?\n")
_FIELD = re.compile(rb"(?im)^(warc-type|warc-target-uri|warc-truncated|content-length):[ \t]*([^\r\n]*)")
_LENGTH_LINE = re.compile(rb"(?im)^content-length:[^\r\n]*")


class BrokenMember(Exception):
    """Bytes from ``offset`` on that are not a whole gzip member."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset, self.reason = offset, reason


class BadRecord(Exception):
    """A member that is not one whole record; the message says what is wrong."""


class Member(NamedTuple):
    """One gzip member. ``packed`` and ``data``, what it holds, are empty where it is not wanted.

    ``kind`` is empty where it does not hold a record.
    """

    offset: int
    length: int
    kind: str = ""
    url: str = ""
    wanted: bool = False
    truncated: str = ""
    packed: bytes = b""
    data: bytes = b""
    too_large: bool = False

    @property
    def behind(self) -> int:
        return self.offset + self.length


class Members:
    """The members of a stream, of which ``read(size)`` gives the next bytes, and none at its end.

    ``wanted`` is asked about the address of every response. The first member of a file is wanted in any case: it says who
    wrote the file. With ``search`` the first member is the next one that holds a record. Raises BrokenMember.
    """

    def __init__(
        self,
        read: Callable[[int], bytes],
        *,
        wanted: Callable[[str], bool],
        offset: int = 0,
        search: bool = False,
    ) -> None:
        self._read, self._wanted = read, wanted
        self._offset = offset  # of what comes next
        self._buffer, self._at = b"", 0
        self._search = search

    def __iter__(self) -> Iterator[Member]:
        if self._search and not self._found():
            return
        while self._at < len(self._buffer) or self._more():
            yield self._member()

    def _more(self) -> bool:
        """Take the next bytes in; false at the end. What was there is gone by then."""
        self._buffer, self._at = self._read(_CHUNK), 0
        return bool(self._buffer)

    def _found(self) -> bool:
        """Go to the next bytes that begin a member with a record; false where there are none."""
        while True:
            at = self._buffer.find(_GZIP, self._at)
            if at < 0:
                at = max(len(self._buffer) - len(_GZIP) + 1, self._at)
            self._offset += at - self._at
            self._at = at
            if len(self._buffer) - at < _HEAD:
                rest, more = self._buffer[at:], self._read(_CHUNK)
                self._buffer, self._at = rest + more, 0
                if more:
                    continue
                if len(rest) < len(_GZIP):
                    return False
            if _begins(self._buffer[self._at : self._at + _HEAD]):
                return True
            self._at += 1
            self._offset += 1

    def _member(self) -> Member:
        start = self._offset
        unpacker, packed, parts = decompressobj(zlib.MAX_WBITS | 16), [], []
        head = b""
        try:
            while not unpacker.eof and b"\r\n\r\n" not in head and len(head) < _MAX_HEADERS:
                piece = self._piece(_HEAD)
                head += unpacker.decompress(piece)
                packed.append(piece)
            headers = head.partition(b"\r\n\r\n")[0] if _BEGIN.match(head) else b""
            fields = {name.lower(): value.strip() for name, value in _FIELD.findall(headers)}
            url = fields.get(b"warc-target-uri", b"").strip(b"<> ").decode("utf-8", "replace")
            kind = fields.get(b"warc-type", b"").lower()
            wanted = start == 0 or (kind in _KEPT and self._wanted(url))
            size = len(head)
            parts.append(head)
            while not unpacker.eof:
                piece = self._piece(_SLICE)
                data = unpacker.decompress(piece)
                if wanted and size <= MAX_BLOCK:
                    size += len(data)
                    parts.append(data)
                    packed.append(piece)
        except GZIP_ERRORS as error:
            raise BrokenMember(start, str(error)) from None
        behind = len(unpacker.unused_data)
        self._at -= behind
        self._offset -= behind
        length = self._offset - start
        if not wanted:
            return Member(start, length, kind.decode("latin-1"), url)
        return Member(
            start,
            length,
            kind.decode("latin-1"),
            url,
            True,
            fields.get(b"warc-truncated", b"").decode("latin-1"),
            b"".join(packed)[:length],
            b"".join(parts),
            size > MAX_BLOCK,
        )

    def _piece(self, size: int) -> bytes:
        """The next bytes, ``size`` at most. Raises EOFError."""
        if self._at >= len(self._buffer) and not self._more():
            raise EOFError("the file ends within a record")
        piece = self._buffer[self._at : self._at + size]
        self._at += len(piece)
        self._offset += len(piece)
        return piece


def _begins(data: bytes) -> bool:
    """Whether bytes are the beginning of a member with a record."""
    try:
        return bool(_BEGIN.match(decompressobj(zlib.MAX_WBITS | 16).decompress(data)))
    except GZIP_ERRORS:
        return False


def as_record(member: Member) -> tuple[bytes, bool]:
    """A member as any reader can read it, and whether it had to be mended for that.

    In files of 2016 some records lack the line ends that close them, or say a wrong length. One member is one record, so its
    end is known; the length that it said is kept as ``X-Archive-Orig-Content-Length``. Raises BadRecord for a record that is
    shorter than it says, and for a member with several.
    """
    headers, gap, rest = member.data.partition(b"\r\n\r\n")
    said = next((value for name, value in _FIELD.findall(headers) if name.lower() == b"content-length"), b"")
    length = int(said) if said.isdigit() and len(said) < 16 else -1
    if gap and rest[length:] == b"\r\n\r\n" and length >= 0:
        return member.packed, False
    if length >= 0 and _BEGIN.match(rest[length:].lstrip(b"\r\n")[:_HEAD]):
        raise BadRecord("it is compressed as a whole instead of record by record")
    block = (
        rest[:length]
        if length >= 0 and rest[length:].strip(b"\r\n") == b""
        else rest.removesuffix(b"\r\n\r\n")
    )
    if len(block) < length:
        raise BadRecord(f"{length:,} bytes were announced, and {len(block):,} are there")
    if len(block) != length:
        true = b"X-Archive-Orig-Content-Length: " + said + b"\r\nContent-Length: %d" % len(block)
        headers = _LENGTH_LINE.sub(lambda _: true, headers, count=1)
    return compress(
        b"".join((headers, b"\r\n\r\n", block, b"\r\n\r\n")), LEVEL, wbits=zlib.MAX_WBITS | 16
    ), True
