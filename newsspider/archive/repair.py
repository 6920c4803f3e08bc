"""Repairs what crashed crawls left behind: files are closed, cut after the last whole record, and indexed."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from newsspider.archive.index import IndexRow, RecordIndex
from newsspider.archive.warc import members, moment_of, short_id, warc_fields
from newsspider.archive.warc_file import OPEN, is_at, lock, path_of, sizes_in, sync_folder
from newsspider.runtime.console import Fault
from newsspider.runtime.remote import Folder, RemoteFolder

__all__ = ["repair"]

logger = logging.getLogger(__name__)


def repair(
    folder: Path,
    index: RecordIndex,
    cold: Sequence[Folder] = (),
    *,
    upload: RemoteFolder | None = None,
    thorough: bool = False,
) -> int:
    """Close what crashed crawls left open, cut after the last whole record, and index what is not indexed.

    Files that a living process is writing are left alone. What lies in a file that is gone, in the folder and in those
    of ``cold``, or in the part of a file that is gone, is referred to no more. Where closed files are to be moved to
    ``upload``, the index counts a file as closed once it is there: until then it may lie on another machine. Files behind
    addresses that the index knows nothing of are read only if this is to be ``thorough``. Returns how many files were
    left open.
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
                if upload is None:
                    index.close_file(name)
            else:
                path.unlink()
        repaired += 1
        logger.info(
            "Closed %s, left open by a crawl that died%s", name, f"; cut {torn} torn bytes" if torn else ""
        )
    for place in (folder, *cold):
        if isinstance(place, RemoteFolder):
            continue
        for path in sorted(place.glob("*.warc.gz")):
            if not index.known(path.name)[1]:
                try:
                    with path.open("rb") as closed:
                        _index_rest(closed, path.name, index)
                except FileNotFoundError:
                    continue  # moved by another process just now
                if upload is None or place != folder:
                    index.close_file(path.name)
    try:
        for place in cold:
            if isinstance(place, RemoteFolder):
                _index_remote(place, index, thorough)
        _look_for(folder, index, cold, moving=upload is not None)
    except (Fault, OSError) as error:
        logger.warning("%s. Its WARC files are taken to be there.", error)
    sync_folder(folder)
    return repaired


def _index_remote(place: RemoteFolder, index: RecordIndex, thorough: bool) -> None:
    """Index what is not indexed of the files below an address. Raises Fault and OSError."""
    known = {one.name: one for one in index.indexed()}
    for name, size in sorted(place.sizes().items()):
        one = known.get(name)
        if (
            not name.endswith(".warc.gz")
            or (one is None and not thorough)
            or (one is not None and one.closed)
        ):
            continue
        if one is None or one.size < size:
            with (place / name).open() as file:
                _index_rest(file, name, index)
        index.close_file(name)  # moved by a crawl that had no time to say so


def _look_for(folder: Path, index: RecordIndex, cold: Sequence[Folder], *, moving: bool) -> None:
    """Find out which of the indexed files are there, as long as they were.

    While files are ``moving`` from the machines to where all see them, one that is not closed may be on its way.
    """
    missing, short = [], []
    indexed = index.indexed()  # first: what is being written is at least as long as that
    sizes = sizes_in(folder, cold)
    for one in indexed:
        size = sizes.get(one.name, -1)
        if size < 0 and moving and not one.closed:
            continue
        if size < 0 and not one.missing and path_of(folder, one.name, cold).exists():
            continue  # renamed or moved while the folders were listed
        if (size < 0) != one.missing:
            index.miss(one.name, size < 0)
        if size < 0:
            missing.append(one.name)
        elif size < one.size:
            index.cut(one.name, size)
            short.append(one.name)
    for names, what in (
        (missing, "not in %s or a folder of ARCHIVE_COLD"),
        (short, "shorter than it was in %s"),
    ):
        if names:
            logger.warning(
                "%s%s: " + what + "; bodies that only it had are written again when they are fetched.",
                names[0],
                f" and {len(names) - 1} more WARC files" if len(names) > 1 else "",
                folder,
            )


def _index_rest(file: BinaryIO, name: str, index: RecordIndex) -> int:
    """Index the records behind the last indexed one; the end of the last whole record."""
    end, _ = index.known(name)
    if end > file.seek(0, os.SEEK_END):
        end = 0  # not what was indexed: start over
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
