"""Parquet: the article becomes a column of its own type."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from extractors import Article
from newsspider.corpora.base import BATCH, Batch, Cleaned, Corpus, Gathering, Options, Row, address, unfit
from newsspider.runtime.console import Fault, shown
from newsspider.store.parquet import schema

__all__ = ["Parquet", "arrow_row"]


class Parquet(Corpus):
    form = "parquet"

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path, options)
        try:
            import pyarrow.parquet

            self._record = schema()
        except ModuleNotFoundError:
            raise Fault(
                f"{shown(path)}: Parquet needs pyarrow: install newsspider with its extra, newsspider[parquet]"
            ) from None
        self._arrow = pyarrow
        try:
            self._file = pyarrow.parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        except (pyarrow.ArrowException, OSError) as error:
            raise Fault(f"{shown(path)}: not a Parquet file ({str(error).splitlines()[0]})") from None
        self._rows = max(self._file.metadata.num_rows, 1)

    def _gather(self, gathering: Gathering) -> Iterator[tuple[Batch, Any]]:
        names = []
        for field in self._file.schema_arrow:
            names.append(field.name)
            if self._arrow.types.is_struct(field.type):
                names += [f"{field.name}.{inner.name}" for inner in field.type]
        self._refuse_key(names)
        text, url = self._columns(names)
        try:
            for batch in self._file.iter_batches(batch_size=BATCH):
                texts = _column(batch, text)
                urls = _column(batch, url) if url else [None] * len(texts)
                rows = [unfit(one) or Row(one, address(link)) for one, link in zip(texts, urls, strict=True)]
                self.rows += len(rows)
                self.position = self.size * self.rows // self._rows
                yield Batch(rows, self.options.outlet), batch
        except (self._arrow.ArrowException, OSError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0]
            raise Fault(
                f"{shown(self.path)}: damaged after row {self.rows}; the rows before it are there ({reason})"
            ) from None

    def create(self, path: Path, packed: str) -> None:
        pa = self._arrow
        self._struct = pa.struct(list(self._record))
        field = pa.field(self.options.key, self._struct)
        self._schema = self._file.schema_arrow.append(field)
        self._writer = pa.parquet.ParquetWriter(path, self._schema, compression="zstd", version="2.6")
        self._group: list[Any] = []
        self._bytes = 0

    def write(self, rest: Any, cleaned: Sequence[Cleaned]) -> None:
        pa = self._arrow
        records = [None if one.article is None else arrow_row(one.article) for one in cleaned]
        column = pa.array(records, type=self._struct)
        batch = pa.RecordBatch.from_arrays([*rest.columns, column], schema=self._schema)
        self._group.append(batch)
        self._bytes += batch.nbytes
        if self._bytes > 32 * 2**20:  # a row group
            self._flush()

    def _flush(self) -> None:
        if self._group:
            self._writer.write_table(self._arrow.Table.from_batches(self._group, schema=self._schema))
            self._group, self._bytes = [], 0

    def close(self) -> None:
        self._flush()
        self._writer.close()
        self._file.close()


def _column(batch: Any, name: str) -> list[Any]:
    if name in batch.schema.names:
        return cast(list[Any], batch.column(name).to_pylist())
    first, _, rest = name.partition(".")
    return [inner.get(rest) if inner else None for inner in batch.column(first).to_pylist()]


def arrow_row(line: bytes) -> dict[str, Any]:
    """An article, as a line of JSON, as a row of ``store.parquet.schema()``."""
    record: dict[str, Any] = json.loads(line)
    article = Article.from_dict(record)
    record["datePublished"], record["dateModified"] = article.datePublished, article.dateModified
    return record
