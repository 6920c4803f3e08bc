"""The files of a cassette: which they are, what is wrong with them, and what a request is looked up by."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urldefrag, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from newsspider.recording.fixtures import INDEX

__all__ = ["CassetteError", "cassette_files", "request_key"]


class CassetteError(ValueError):
    """A cassette that cannot be used as asked; the message is one sentence and names the file."""


def cassette_files(path: Path) -> list[Path]:
    """The file itself, or every cassette below a folder, its index first."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise CassetteError(f"{path}: no such cassette file or folder")
    files = sorted(path.rglob("*.y*ml"), key=lambda file: (file.name != INDEX, file))
    if not files:
        raise CassetteError(f"{path}: there is no cassette in this folder")
    return files


def request_key(method: str, url: str) -> tuple[str, str]:
    """What a request is looked up by: its URL as it goes over the wire. Raises ValueError for what is no URL."""
    url = safe_url_string(urldefrag(url).url)
    parts = urlsplit(url)
    return method, url if parts.path else urlunsplit(parts._replace(path="/"))
