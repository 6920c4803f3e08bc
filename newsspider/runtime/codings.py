"""Decodes content codings and checks that they are complete.

Scrapy's own decoders return what they could read of a body that was cut, and half a text then passes for a whole one.
These look for the end.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

import brotli  # a requirement of Scrapy, as zstd below is

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from newsspider.runtime.gzips import GZIP_ERRORS, decompressobj

__all__ = ["Undone", "undo", "undo_all"]

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_DAMAGED = "is damaged"
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?$")


class Undone(NamedTuple):
    """What a body holds: ``data``, and what is wrong with its coding, ``""`` where it is complete."""

    data: bytes
    fault: str = ""


def undo_all(body: bytes, codings: Iterable[bytes], most: int = 0) -> Undone:
    """Undo the codings of ``Content-Encoding`` headers, the last one first.

    ``most`` is how many bytes are unpacked at most (0: all); what is larger is returned without a fault, cut to
    about that. A coding that is not known, or that the body plainly does not have, is left alone.
    """
    names = [name.strip().lower() for value in codings for name in value.split(b",")]
    for name in reversed(names):
        undone = undo(body, name, most)
        if undone.fault:
            return undone
        body = undone.data
    return Undone(body)


def undo(body: bytes, coding: bytes, most: int = 0) -> Undone:
    """Undo one coding: ``gzip``, ``x-gzip``, ``deflate``, ``br`` or ``zstd``; or the transfer coding ``chunked``.

    >>> import zlib
    >>> packed = zlib.compress(b"Jakarta " * 50)
    >>> undo(packed, b"deflate").fault, undo(packed[:-9], b"deflate").fault
    ('', 'its deflate coding ends early')
    """
    if not body:
        return Undone(body)
    if coding in (b"gzip", b"x-gzip"):
        return _members(body, most) if body.startswith(_GZIP) else Undone(body)
    if coding == b"deflate":
        return _deflate(body, most)
    if coding == b"br":
        return _brotli(body, most)
    if coding == b"zstd":
        return _zstd(body, most) if body.startswith(_ZSTD) else Undone(body)
    if coding == b"chunked":
        return _chunked(body)
    return Undone(body)


def _chunked(body: bytes) -> Undone:
    """The transfer coding, which archives of some crawlers keep; others name it and have undone it."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        size = _CHUNK_SIZE.match(body[at:end]) if end >= 0 else None
        if size is None:
            return Undone(b"".join(parts), "its chunked coding ends early") if parts else Undone(body)
        length = int(size[1], 16)
        if not length:
            return Undone(b"".join(parts))
        part = body[end + 2 : end + 2 + length]
        parts.append(part)
        if len(part) < length:
            return Undone(b"".join(parts), "its chunked coding ends early")
        at = end + 2 + length + 2


def _members(body: bytes, most: int) -> Undone:
    """gzip: one member after another; what follows the last one is ignored, as browsers do."""
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(_GZIP):
        data, fault, rest = _inflate(rest, zlib.MAX_WBITS | 16, most - size if most else 0)
        parts.append(data)
        size += len(data)
        if fault or (most and size >= most):
            return Undone(b"".join(parts), fault and f"its gzip coding {fault}")
    return Undone(b"".join(parts))


def _deflate(body: bytes, most: int) -> Undone:
    """zlib's form, or the bare one that some servers send."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        data, fault, _ = _inflate(body, window, most)
        if data or fault != _DAMAGED:
            return Undone(data, fault and f"its deflate coding {fault}")
    return Undone(body)


def _inflate(body: bytes, window: int, most: int) -> tuple[bytes, str, bytes]:
    """The data, what is wrong, and what follows."""
    unpacker = decompressobj(window)
    parts: list[bytes] = []
    size, feed = 0, body
    while not unpacker.eof:
        try:
            part = unpacker.decompress(feed, _CHUNK)
        except GZIP_ERRORS:
            return b"".join(parts), _DAMAGED, b""
        parts.append(part)
        size += len(part)
        feed = unpacker.unconsumed_tail
        if most and size > most:
            return b"".join(parts), "", b""
        if not part and not feed and not unpacker.eof:
            return b"".join(parts), "ends early", b""
    return b"".join(parts), "", unpacker.unused_data


def _brotli(body: bytes, most: int) -> Undone:
    unpacker: Any = brotli.Decompressor()
    parts: list[bytes] = []
    size, feed = 0, body
    while not unpacker.is_finished():
        try:
            part = unpacker.process(feed, output_buffer_limit=_CHUNK)
        except brotli.error:
            # brotli has no magic number: a body that it cannot read at all was not packed
            return Undone(b"".join(parts), "its br coding is damaged") if parts else Undone(body)
        feed = b""
        if part:
            parts.append(part)
            size += len(part)
        elif not unpacker.is_finished():
            return Undone(b"".join(parts), "its br coding ends early")
        if most and size > most:
            break
    return Undone(b"".join(parts))


def _zstd(body: bytes, most: int) -> Undone:
    """zstd: one frame after another."""
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(_ZSTD):
        unpacker = zstd.ZstdDecompressor()
        feed = rest
        while not unpacker.eof:
            try:
                part = unpacker.decompress(feed, _CHUNK)
            except zstd.ZstdError:
                return Undone(b"".join(parts), "its zstd coding is damaged")
            feed = b""
            parts.append(part)
            size += len(part)
            if most and size > most:
                return Undone(b"".join(parts))
            if unpacker.needs_input and not unpacker.eof:
                return Undone(b"".join(parts), "its zstd coding ends early")
        rest = unpacker.unused_data
    return Undone(b"".join(parts))
