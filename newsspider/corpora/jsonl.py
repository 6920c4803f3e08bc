"""JSON Lines: the article becomes one more key, at the end of the line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from newsspider.corpora.base import (
    Batch,
    Cleaned,
    Corpus,
    Gathering,
    Row,
    RowFault,
    address,
    unfit,
    value_at,
)
from newsspider.corpora.files import reading
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import Fault, shown

__all__ = ["Jsonl", "added"]


class Jsonl(Corpus):
    form = "jsonl"

    def _gather(self, gathering: Gathering) -> Iterator[tuple[Batch, Any]]:
        columns: tuple[str, str | None] | None = None
        with reading(self.path, self.packed, self._went) as file:
            while line := file.readline(MAX_BYTES):
                self.rows += 1
                if len(line) == MAX_BYTES and not line.endswith(b"\n"):
                    self._fault(f"longer than {MAX_BYTES // 2**20} MB")
                    if gathering.rows:
                        yield gathering.take()
                    yield Batch([Row(None, None, "row too long")], None), [line]
                    while line and not line.endswith(b"\n"):  # the rest of it, in pieces
                        line = file.readline(MAX_BYTES)
                        yield Batch([], None), line
                    continue
                if not line.strip():
                    if gathering.add(Row(None, None, "empty line"), line):
                        yield gathering.take()
                    continue
                record = self._record(line)
                row = Row(None, None, "broken row")
                if record is not None:
                    if columns is None:
                        names = _names(record)
                        self._refuse_key(names)
                        columns = self._columns(names)
                    row = self._row(record, *columns)
                if gathering.add(row, line):
                    yield gathering.take()

    def _record(self, line: bytes) -> dict[str, Any] | None:
        """The object in a line; None where there is none, which is noted as a fault."""
        if self.rows == 1 and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
            raise Fault(
                f"{shown(self.path)}: one JSON array instead of one line per record; `jq -c '.[]'` makes lines of it"
            )
        try:
            record = json.loads(line.decode("utf-8-sig"))
            if isinstance(record, dict):
                return record
            problem = "not a JSON object"
        except UnicodeDecodeError:
            problem = "not UTF-8 text"
        except (ValueError, RecursionError) as error:
            problem = f"not JSON ({error})"
        self._fault(problem)
        return None

    def _row(self, record: dict[str, Any], text: str, url: str | None) -> Row:
        if self.options.key in record:
            self._fault(f"it already has a key {self.options.key!r}")
            return Row(None, None, "broken row")
        value, link = value_at(record, text), value_at(record, url)
        return unfit(value) or Row(value, address(link))

    def _fault(self, reason: str) -> None:
        self.faults.append(RowFault(self.rows, reason))

    def write(self, rest: Any, cleaned: Sequence[Cleaned]) -> None:
        out = self.out()
        if isinstance(rest, bytes):
            out.write(rest)
            return
        for line, one in zip(rest, cleaned, strict=True):
            if one.article is None:
                out.write(line)
                continue
            body = line.rstrip()
            out.write(added(body, self.options.key, one.article) + (line[len(body) :] or b"\n"))


def added(row: bytes, key: str, article: bytes) -> bytes:
    """A JSON object with one more key, otherwise byte for byte as it was."""
    return b"%s, %s: %s}" % (row[:-1].rstrip(), json.dumps(key, ensure_ascii=False).encode(), article)


def _names(record: dict[str, Any]) -> list[str]:
    """Its keys, and those of the records in it, behind a dot."""
    inner = (f"{name}.{key}" for name, value in record.items() if isinstance(value, dict) for key in value)
    return [*record, *inner]
