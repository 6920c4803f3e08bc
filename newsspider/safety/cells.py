"""CSV that a spreadsheet opens as text.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a formula, and runs
it; a headline is other people's text. As OWASP advises, such a cell gets an apostrophe in front, which spreadsheets
read as "this is text". It can be taken off again: ``restored(defused(cell)) == cell`` for any cell. JSON Lines and
Parquet hold every text as it is.

``CsvExporter`` does it for the feeds and for every command that writes CSV. Lists are JSON in one cell, true and false
are those words, and None is an empty cell: Python, R and spreadsheets read all three. Scrapy's own CSV, for programs:

    $ scrapy crawl kontan -O articles.csv -s 'FEED_EXPORTERS={"csv": "scrapy.exporters.CsvItemExporter"}'
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from scrapy.exporters import CsvItemExporter
from scrapy.extensions.postprocessing import PostProcessingManager
from scrapy.item import Field

__all__ = ["CsvExporter", "cell", "defused", "restored"]

# the wide forms are what Japanese and Chinese keyboards write; apostrophes before count, so that it can be undone
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def defused(text: str) -> str:
    """A cell as a spreadsheet may open it."""
    return f"'{text}" if _FORMULA.match(text) else text


def cell(value: Any) -> str:
    """A value of a record as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return defused(str(value))


def restored(text: str) -> str:
    """The reverse of ``defused``."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


class CsvExporter(CsvItemExporter):
    """Scrapy's CSV, with cells as ``cell`` makes them, and with one header however often a file is added to."""

    def __init__(self, file: Any, **options: Any) -> None:
        super().__init__(file, **options)
        with suppress(AttributeError, OSError):  # no file that knows where it is
            self.include_headers_line &= isinstance(file, PostProcessingManager) or not file.tell()

    def serialize_field(self, field: Mapping[str, Any] | Field, name: str, value: Any) -> Any:
        serializer = field.get("serializer")
        return cell(serializer(value) if serializer else value)
