"""CSV and TSV: the article becomes a column for each of its keys, no cell of it a formula.

The columns that were there stay as they are, byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from newsspider.corpora.base import KEYS, Batch, Cleaned, Corpus, Gathering, Row, RowFault, address, unfit
from newsspider.corpora.files import reading
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import Fault, shown
from newsspider.safety.cells import cell

__all__ = ["Csv", "Tsv"]


class Csv(Corpus):
    form = "csv"
    _dialect: Any = csv.excel
    _end = "\r\n"
    _writer: Any = None

    def _gather(self, gathering: Gathering) -> Iterator[tuple[Batch, Any]]:
        csv.field_size_limit(MAX_BYTES)
        with reading(self.path, self.packed, self._went) as file:
            self._learn(file.peek(1 << 16))
            # bytes that are not UTF-8 come back as they were
            text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
            reader = csv.reader(text, self._dialect)
            try:
                header = next(reader, None)
            except csv.Error as error:
                raise Fault(f"{shown(self.path)}: its first line is not a header ({error})") from None
            if not header:
                raise Fault(f"{shown(self.path)}: the file is empty")
            self._refuse_key(header)
            names = self._columns(header)
            place, link = header.index(names[0]), header.index(names[1]) if names[1] else None
            yield Batch([], None), [header]
            while True:
                self.rows += 1
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    self.faults.append(RowFault(self.rows, f"{error}; it is left out"))
                    continue
                if cells is None:
                    self.rows -= 1
                    break
                if gathering.add(self._row(cells, len(header), place, link), cells):
                    yield gathering.take()
            text.detach()

    def _learn(self, head: bytes) -> None:
        """How the file is written, by its first lines."""
        if self.form == "tsv":
            self._dialect = csv.excel_tab
        else:
            line = head.partition(b"\n")[0].decode("utf-8", "replace")
            mark = max(",;|\t", key=line.count)

            class Found(csv.excel):
                delimiter = mark if mark in line else ","

            self._dialect = Found
        self._end = "\r\n" if b"\r\n" in head else "\n"

    def _row(self, cells: list[str], width: int, place: int, link: int | None) -> Row:
        if len(cells) != width:
            if cells:  # an empty line is not a fault
                self.faults.append(RowFault(self.rows, f"{len(cells)} cells where the header has {width}"))
            return Row(None, None, "broken row" if cells else "empty line")
        value, url = cells[place], cells[link] if link is not None else None
        if not value.isascii() and any("\udc80" <= char <= "\udcff" for char in value):
            self.faults.append(RowFault(self.rows, "not UTF-8 text"))
            return Row(None, None, "broken row")
        return unfit(value) or Row(value, address(url))

    def write(self, rest: Any, cleaned: Sequence[Cleaned]) -> None:
        if self._writer is None:
            self._buffer = io.StringIO(newline="")
            self._writer = csv.writer(self._buffer, self._dialect, lineterminator=self._end)
            (header,) = rest
            self._writer.writerow([*header, *(f"{self.options.key}.{key}" for key in KEYS)])
            rest = []
        empty = [""] * len(KEYS)
        for cells, one in zip(rest, cleaned, strict=True):
            self._writer.writerow([*cells, *(_cells(one.article) if one.article else empty if cells else [])])
        self.out().write(self._buffer.getvalue().encode("utf-8", "surrogateescape"))
        self._buffer.seek(0)
        self._buffer.truncate()


class Tsv(Csv):
    form = "tsv"


def _cells(line: bytes) -> list[str]:
    record = json.loads(line)
    return [cell(record[key]) for key in KEYS]
