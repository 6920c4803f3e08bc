"""Files as they were when they were read: by their marks one sees whether they have changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

Stamp = tuple[int, ...]


def stamp_of(path: Path) -> Stamp:
    """A cheap mark that changes when a file does."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return status.st_mtime_ns, status.st_size, status.st_ino


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; \"\" where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
