"""What the tasks of a re-extraction on Spark do: they read spans of WARC files themselves and say what each response is.

Nothing of a file passes through Spark but the number of its span: a file of 1 GB in one row would not fit into an executor.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from newsspider.archive.joined import MissingPage, first_of, on_the_wire
from newsspider.archive.judge import JudgedResponse, PartTask, RevisitTask, judge_part, read_revisits
from newsspider.archive.notes import NOT_HERE
from newsspider.archive.parts import Damage, NoWarc, Others, check
from newsspider.archive.warc import reason
from newsspider.runtime.own_outlets import load_outlets
from newsspider.runtime.remote import RemoteFile, Unreachable, file_at

__all__ = [
    "COLUMNS",
    "REVISITS",
    "Files",
    "Reading",
    "batches_of",
    "links_of",
    "read_revisits_again",
    "read_spans",
]

# One table holds the responses, the damages between them (kind ".damage"), why a file cannot be read (".error") and, after
# the rows of each span, what there is in it (".span"): from `offset` up to `end`, counts as JSON in `detail`.
COLUMNS = (
    "file int, start long, offset long, length long, record string, url string, time double, kind string, detail string,"
    " reason string, next array<string>, key string, layout string, line binary, links array<string>, digest binary, end long"
)
REVISITS = "file int, offset long, length long, record string, url string, time double, other int, path string, place long"
_TYPES: dict[str, Any] = {
    "int": pa.int32(),
    "long": pa.int64(),
    "string": pa.string(),
    "double": pa.float64(),
    "binary": pa.binary(),
    "array<string>": pa.list_(pa.string()),
}
_ROWS = 256  # that leave a task at a time
_SPAN = 64 * 1024 * 1024
_LEAST_SPAN = 1024 * 1024


@dataclass(frozen=True)
class Files:
    """Files in spans: one for each task."""

    names: Sequence[str]
    sizes: Sequence[int]
    span: int

    @classmethod
    def in_spans(cls, files: Sequence[tuple[str, int]], cores: int, longest: int = _SPAN) -> Files:
        """Spans that keep all cores busy, and of which none is so long that it is a pity to read it twice."""
        size = sum(size for _, size in files)
        span = min(longest, max(_LEAST_SPAN, size // (cores * 4) + 1))
        return cls([name for name, _ in files], [size for _, size in files], span)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(max(1, -(-size // self.span)) for size in self.sizes))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def task(self, number: int) -> tuple[int, int, int]:
        """The file, the beginning and the end of a span."""
        file = bisect_right(self._ends, number)
        start = (number - (self._ends[file - 1] if file else 0)) * self.span
        return file, start, min(start + self.span, self.sizes[file])


class Reading(NamedTuple):
    """How responses are read. ``files`` gives the files, ``entries`` are outlets that did not come with the package."""

    files: Callable[[], Files]
    outlet: str | None
    sites: str
    entries: Sequence[str]


def batches_of(rows: Iterator[dict[str, Any]], columns: str) -> Iterator[pa.RecordBatch]:
    """Rows as Arrow, some at a time; ``columns`` as Spark writes them."""
    pairs = [column.split() for column in columns.split(", ")]
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in pairs])
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS:
            yield pa.RecordBatch.from_pylist(some, schema=schema)
            some = []
    if some:
        yield pa.RecordBatch.from_pylist(some, schema=schema)


def links_of(one: JudgedResponse) -> list[str]:
    """The addresses that a response is joined with: further pages, the first one, where a redirect leads."""
    first = first_of(one.url) if one.kind == "article" else None
    named = [one.detail] if one.kind == "redirect" else [*one.next, *filter(None, [first])]
    found = [first] if first else []
    for url in named:
        with suppress(MissingPage):  # no page can lie behind what is no address
            found.append(on_the_wire(url))
    return list(dict.fromkeys(found))


def _row(file: int, start: int, one: JudgedResponse) -> dict[str, Any]:
    digest = hashlib.blake2b(one.line, digest_size=16).digest() if one.kind == "article" else None
    return {**one._asdict(), "file": file, "start": start, "links": links_of(one), "digest": digest}


# -- Step one ---------------------------------------------------------------------------------------------


def read_spans(batches: Iterator[pa.RecordBatch], reading: Reading) -> Iterator[pa.RecordBatch]:
    """The responses of spans, of which the numbers come in."""
    load_outlets(reading.entries, Path())
    files = reading.files()
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from batches_of(_read_span(files, number, reading), COLUMNS)


@dataclass
class _Seen:
    """What there is in a span."""

    ends: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    others: Others = field(default_factory=Others)


def _read_span(files: Files, number: int, reading: Reading) -> Iterator[dict[str, Any]]:
    file, start, end = files.task(number)
    name = files.names[file]
    source = file_at(name)
    seen = _Seen()
    try:
        if start == 0:
            check(source)
        for one in judge_part(PartTask(name, start, end, reading.outlet, reading.sites), source):
            _go_on(source)
            if isinstance(one, JudgedResponse):
                row = _row(file, start, one)
                seen.kinds[one.kind] += 1
                seen.kinds["linked"] += one.kind == "article" and bool(row["links"])
                yield row
            elif isinstance(one, Damage):
                yield {
                    "file": file,
                    "start": start,
                    "offset": one.offset,
                    "kind": ".damage",
                    "reason": one.reason,
                }
            elif isinstance(one, Others):
                seen.others = one
            else:
                seen.ends.append(one)
        _go_on(source)
    except NoWarc as error:
        yield {"file": file, "start": start, "kind": ".error", "reason": str(error)}
        return
    except OSError as error:
        if isinstance(source, RemoteFile) and not isinstance(error, FileNotFoundError | PermissionError):
            raise Unreachable(f"{name}: {reason(error)}") from None  # another try may succeed
        yield {"file": file, "start": start, "kind": ".error", "reason": reason(error)}
        return
    yield {
        "file": file,
        "start": start,
        "kind": ".span",
        "offset": seen.ends[0] if seen.ends else None,
        "end": seen.ends[-1] if seen.ends else None,
        "detail": json.dumps({"kinds": seen.kinds, "others": seen.others}),
    }


def _go_on(source: object) -> None:
    """What cannot be read for the moment must not pass for damaged: the task is tried again."""
    if isinstance(source, RemoteFile) and source.failure:
        raise Unreachable(source.failure)


# -- Between: bodies that lie elsewhere -------------------------------------------------------------------


def read_revisits_again(batches: Iterator[pa.RecordBatch], reading: Reading) -> Iterator[pa.RecordBatch]:
    """Responses whose bodies lie in other records; what has no place is lost."""
    load_outlets(reading.entries, Path())
    files = reading.files()
    for batch in batches:
        yield from batches_of((_revisit(files, row, reading) for row in batch.to_pylist()), COLUMNS)


def _revisit(files: Files, row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    found = None
    if row["place"] is not None:
        other = row["path"] or files.names[row["other"]]
        place = (files.names[row["file"]], row["offset"], other, row["place"])
        (found,) = read_revisits(RevisitTask([0], [place], reading.outlet, reading.sites))
    if found is None:
        known = (row["offset"], row["length"], row["record"], row["url"], row["time"])
        found = JudgedResponse(*known, "lost", NOT_HERE)
    return _row(row["file"], 0, found)
