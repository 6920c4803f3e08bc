"""Compressed files: ``.gz`` and ``.zst``, written and recognized by their names.

Zstandard is the standard library's from Python 3.14 on and ``backports.zstd``, the same module for older versions,
before that. Scrapy requires it too, so it is always there.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import BinaryIO, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["PACKED", "named", "open_packed", "zstd"]

PACKED = {".gz": "gzip", ".zst": "zstd"}


def named(path: Path) -> tuple[str, str]:
    """A file's format, its ending without the dot, and what it is packed with: ``a.csv.gz`` is ("csv", "gzip").

    Either is "" where the name does not say it.
    """
    packed = PACKED.get(path.suffix.lower(), "")
    plain = Path(path.stem) if packed else path
    return plain.suffix.lower().lstrip("."), packed


def open_packed(path: Path, packed: str) -> BinaryIO:
    """A new file, packed as it is written."""
    if packed == "gzip":
        return cast(BinaryIO, gzip.open(path, "wb", compresslevel=6))
    if packed == "zstd":
        return cast(BinaryIO, zstd.open(path, "wb"))
    return path.open("wb")
