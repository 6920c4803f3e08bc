"""What crashed crawls left behind: closed, cut after the last whole record, and indexed."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import BinaryIO

from newsspider.archive.index import IndexRow, RecordIndex
from newsspider.archive.warc import members, moment_of, short_id, warc_fields
from newsspider.archive.warc_file import OPEN, is_at, lock, sync_folder

__all__ = ["repair"]

logger = logging.getLogger(__name__)


def repair(folder: Path, index: RecordIndex) -> int:
    """Close what crashed crawls left open, cut after the last whole record, and index what is not indexed.

    Files that a living process is writing are left alone. Returns how many files were left open.
    """
    repaired = 0
    for path in sorted(folder.glob("*.warc.gz" + OPEN)):
        try:
            file = path.open("r+b")
        except FileNotFoundError:
            continue  # closed, or repaired, by another process just now
        with file:
            if not (lock(file.fileno()) and is_at(file.fileno(), path)):
                continue
            name = path.name.removesuffix(OPEN)
            end = _index_rest(file, name, index)
            torn = os.fstat(file.fileno()).st_size - end
            file.truncate(end)
            os.fsync(file.fileno())
            index.cut(name, end)
            if end:
                os.replace(path, path.with_name(name))
                index.close_file(name)
            else:
                path.unlink()
        repaired += 1
        logger.info(
            "Closed %s, left open by a crawl that died%s", name, f"; cut {torn} torn bytes" if torn else ""
        )
    for path in sorted(folder.glob("*.warc.gz")):
        if not index.known(path.name)[1]:
            with path.open("rb") as closed:
                _index_rest(closed, path.name, index)
            index.close_file(path.name)
    sync_folder(folder)
    return repaired


def _index_rest(file: BinaryIO, name: str, index: RecordIndex) -> int:
    """Index the records behind the last indexed one; the end of the last whole record."""
    end, _ = index.known(name)
    if end > os.fstat(file.fileno()).st_size:
        end = 0  # not what was indexed: begin anew
    rows: list[IndexRow] = []
    for offset, length, head in members(file, end):
        end = offset + length
        fields = warc_fields(head)
        kind = fields.get("warc-type")
        if kind in ("response", "revisit") and fields.get("warc-record-id"):
            digest = fields.get("warc-payload-digest") if kind == "response" else None
            if "warc-truncated" in fields:
                digest = None
            rows.append(
                IndexRow(
                    short_id(fields["warc-record-id"]),
                    offset,
                    length,
                    fields.get("warc-target-uri", ""),
                    moment_of(fields.get("warc-date")).timestamp(),
                    digest,
                )
            )
    index.add(name, end, rows)
    return end
