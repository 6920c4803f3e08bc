"""Articles as Parquet: ``scrapy crawl kontan -O articles.parquet``.

The columns are ``SCHEMA``, made from the ``Article`` class: the same names, order and types in every file,
whatever the articles in it lack. Dates are instants (UTC); ``datePublishedRaw`` has them as displayed.
Needs the extra ``parquet`` (pyarrow).

    $ scrapy crawl kontan -O 'articles-%(batch_id)05d.parquet' -s FEED_EXPORT_BATCH_ITEM_COUNT=50000

rolls the file every 50,000 articles. A Parquet file is whole only once it is closed: roll where a crawl may
be killed, or export from the store, which loses nothing.
"""

from __future__ import annotations

import io
import logging
import types
import typing
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, BinaryIO, Literal, get_args, get_origin

from itemadapter import ItemAdapter
from scrapy.exporters import BaseItemExporter

from extractors import Article
from extractors.article import DERIVED, RECORD_FIELDS, Block, Image

__all__ = ["ParquetItemExporter", "article_of", "schema"]

logger = logging.getLogger(__name__)

_DERIVED_TYPES = {"text": str, "wordCount": int, "textHash": str}


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ModuleNotFoundError(
            "Parquet needs pyarrow: install newsspider with its extra, newsspider[parquet]"
        ) from None
    return pyarrow


@cache
def schema() -> Any:
    """The columns of every file, as an Arrow schema."""
    hints = typing.get_type_hints(Article) | _DERIVED_TYPES
    pyarrow = _pyarrow()
    return pyarrow.schema([_field(pyarrow, name, hints[name]) for name in (*RECORD_FIELDS, *DERIVED)])


def _field(pyarrow: Any, name: str, hint: Any) -> Any:
    nullable = get_origin(hint) in (typing.Union, types.UnionType)
    if nullable:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return pyarrow.field(name, _type(pyarrow, hint), nullable=nullable)


def _type(pyarrow: Any, hint: Any) -> Any:
    if hint in (Block, Image):
        inner = typing.get_type_hints(hint)
        return pyarrow.struct([_field(pyarrow, name, inner[name]) for name in inner])
    if get_origin(hint) is tuple:
        return pyarrow.list_(pyarrow.field("item", _type(pyarrow, get_args(hint)[0]), nullable=False))
    if get_origin(hint) is Literal:
        return pyarrow.string()
    plain = {str: pyarrow.string, bool: pyarrow.bool_, int: pyarrow.int32, float: pyarrow.float64}
    return pyarrow.timestamp("us", tz="UTC") if hint is datetime else plain[hint]()


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of a row read back (``table.to_pylist()``)."""
    return Article.from_dict(
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
    )


class ParquetItemExporter(BaseItemExporter):
    """Writes articles in row groups of ``rows`` or ``group_bytes`` of text, zstd-compressed, ``without`` some columns.

    Memory holds one row group. Any other item is left out with a warning.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        rows: int = 5_000,
        group_bytes: int = 32 * 1024 * 1024,
        compression: str = "zstd",
        without: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(dont_fail=True, **kwargs)
        self.pyarrow = _pyarrow()
        if _size(file):
            raise ValueError(
                f"{getattr(file, 'name', 'the file')}: a Parquet file cannot be appended to; overwrite it (-O) or "
                "write another"
            )
        self.file = file
        self.rows, self.group_bytes, self.compression = rows, group_bytes, compression
        self.schema = self.pyarrow.schema([column for column in schema() if column.name not in without])
        self.left_out = 0
        self._group: list[dict[str, Any]] = []
        self._bytes = 0
        self._writer: Any = None

    def start_exporting(self) -> None:
        self._writer = self.pyarrow.parquet.ParquetWriter(
            self.file, self.schema, compression=self.compression, version="2.6"
        )

    def export_item(self, item: Any) -> None:
        record = item.to_dict() if isinstance(item, Article) else ItemAdapter(item)
        if "headline" not in record or "textHash" not in record:
            self.left_out += 1
            if self.left_out == 1:
                logger.warning("An item that is not an article is left out of the Parquet file: %r", item)
            return
        row = {name: record.get(name) for name in self.schema.names}
        for name in ("datePublished", "dateModified"):
            date = row[name]
            if isinstance(date, str):
                row[name] = datetime.fromisoformat(date).astimezone(UTC)
        self._group.append(row)
        self._bytes += len(row["text"] or "")
        if len(self._group) >= self.rows or self._bytes >= self.group_bytes:
            self._flush()

    def finish_exporting(self) -> None:
        if self._writer is not None:
            self._flush()
            try:
                self._writer.close()
            except OSError:
                self.drop()
                raise
            self._writer = None

    def drop(self) -> None:
        """Write no more: nothing of it is wanted. A writer that is left to itself would try so when it is deleted."""
        if self._writer is not None:
            self._writer.is_open = False
            self._writer = None

    def _flush(self) -> None:
        if self._group:
            try:
                self._writer.write_table(self.pyarrow.Table.from_pylist(self._group, schema=self.schema))
            except OSError:
                self.drop()
                raise
            self._group, self._bytes = [], 0


def _size(file: BinaryIO) -> int:
    """How much a file holds already; what has no size counts as empty."""
    try:
        return file.seek(0, io.SEEK_END)
    except (OSError, AttributeError):
        return 0
