"""What a file of articles already holds, for a crawl that appends to it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["APPENDABLE", "FeedError", "addresses_in"]

APPENDABLE = ("jsonlines", "jsonl", "jl", "csv")  # formats of files that can be appended to


class FeedError(Exception):
    """A feed cannot be written; the message is one sentence."""


def addresses_in(path: Path, format: str, *, cut: bool = True) -> set[str]:  # Scrapy's word
    """The canonical addresses of the articles in a JSON Lines or CSV file; none where there is no file.

    A last line that a killed crawl left unfinished does not count; with ``cut`` it is cut off. Raises FeedError for
    another format.
    """
    if not path.is_file():
        return set()
    if format not in APPENDABLE:
        raise FeedError(f"a {format} file cannot be appended to; use -O to overwrite it")
    with path.open("r+b" if cut else "rb") as file:
        whole, found = _csv(file) if format == "csv" else _json_lines(file)
        if cut:
            file.truncate(whole)
    return found


def _json_lines(file: BinaryIO) -> tuple[int, set[str]]:
    """Where the last whole line ends, and the addresses."""
    whole, found = 0, set()
    for line in file:
        if not line.endswith(b"\n"):
            break
        whole += len(line)
        try:
            record = json.loads(line)
        except ValueError:
            continue  # somebody else's line
        if isinstance(record, dict):
            found.add(str(record.get("canonicalUrl") or record.get("url") or ""))
    return whole, found


def _csv(file: BinaryIO) -> tuple[int, set[str]]:
    """The same for CSV, whose records may span lines."""
    whole = read = 0
    found: set[str] = set()

    def lines() -> Iterator[str]:
        nonlocal read
        for line in file:
            if not line.endswith(b"\n"):
                return
            read += len(line)
            yield line.decode("utf-8", "replace")

    csv.field_size_limit(1 << 30)
    rows = csv.reader(lines(), strict=True)
    names: list[str] = []
    try:
        for row in rows:
            whole = read
            names = names or row
            record = dict(zip(names, row, strict=False))
            found.add(record.get("canonicalUrl") or record.get("url") or "")
    except csv.Error:
        pass  # the file ends within quotes
    return whole, found
