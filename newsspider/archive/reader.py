"""Responses read back from an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from newsspider.archive.index import INDEX, RecordIndex
from newsspider.archive.warc import (
    Archived,
    ArchiveError,
    Location,
    Slice,
    address_of,
    moment_of,
    payload_of,
    reason,
    response_of,
    short_id,
)
from newsspider.archive.warc_file import OPEN, path_of
from newsspider.runtime.database import Place, is_there
from newsspider.runtime.remote import Folder, Unreachable

__all__ = ["ArchiveReader"]


class ArchiveReader:
    """Reads WARC files of a folder; a revisit's body comes from the record it refers to.

    ``cold`` are folders that files were moved to. That record is looked up in the archive's index (``index``, if it is
    not in the folder) and, by ``responses``, among those read before.
    """

    def __init__(self, folder: Path, cold: Sequence[Folder] = (), index: Place | None = None) -> None:
        self.index = index or folder / INDEX
        self.folder = folder
        self.cold = tuple(cold)
        self._index: RecordIndex | None = None
        self._seen: dict[str, Location] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def read(self, location: Location) -> Archived:
        """The response at a location. Raises ArchiveError where it is not there whole, as its digest says."""
        path = path_of(self.folder, location.file, self.cold)
        try:
            with path.open("rb") as file:
                file.seek(location.offset)
                record = next(iter(ArchiveIterator(Slice(file, location.length), check_digests="raise")))
                return self._archived(record, location)
        except (OSError, Unreachable) as error:
            raise ArchiveError(f"{path}: {reason(error)}") from None
        except ArchiveError:
            raise
        except Exception as error:  # whatever warcio raises for bytes that are not a record
            raise ArchiveError(f"{path}: there is no whole response at {location.offset}: {error}") from None

    def responses(
        self, path: Path, *, revisits: bool = True, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[Archived]:
        """Every response in a file, in its order; ``revisits`` false leaves out what only refers to another.

        ``wanted`` is asked about the address of each before its body is read.

        Raises ArchiveError where the file cannot be read on.
        """
        name = path.name.removesuffix(OPEN)
        kinds = ("response", "revisit") if revisits else ("response",)
        try:
            with path.open("rb") as file:
                records = ArchiveIterator(file)
                for record in records:
                    if record.rec_type not in kinds or record.http_headers is None:
                        continue
                    if wanted is not None and not wanted(address_of(record.rec_headers.get_header)):
                        continue
                    archived = self._archived(record, Location(name, -1, 0))
                    # asking for the place reads on to the record's end
                    location = Location(name, records.get_record_offset(), records.get_record_length())
                    if archived.revisit_of is None:
                        self._seen[archived.record] = location
                    yield replace(archived, location=location)
        except (OSError, Unreachable) as error:
            raise ArchiveError(f"{path}: {reason(error)}") from None
        except ArchiveError:
            raise
        except Exception as error:
            raise ArchiveError(f"{path}: {error}") from None

    def _archived(self, record: ArcWarcRecord, location: Location) -> Archived:
        fields = record.rec_headers
        original = None
        if record.rec_type == "revisit":
            original = short_id(fields.get_header("WARC-Refers-To"))
            body = self._body_of(original, location)
        else:
            body = payload_of(record)
        return Archived(
            response_of(record, address_of(fields.get_header), body),
            moment_of(fields.get_header("WARC-Date")),
            location,
            short_id(fields.get_header("WARC-Record-ID")),
            original,
        )

    def _body_of(self, record: str, asked: Location) -> bytes:
        location = self._seen.get(record) or self._find(record)
        if location is None:
            raise ArchiveError(
                f"{asked.file}: the record {record} that one refers to is not in {self.folder}"
            )
        path = path_of(self.folder, location.file, self.cold)
        with path.open("rb") as file:
            file.seek(location.offset)
            return payload_of(
                next(iter(ArchiveIterator(Slice(file, location.length), check_digests="raise")))
            )

    def _find(self, record: str) -> Location | None:
        if self._index is None:
            if not is_there(self.index):
                return None
            self._index = RecordIndex(self.index, read_only=True)
        placed = self._index.locate(record)
        return placed.location if placed else None
