"""CSV that a spreadsheet opens as text.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a formula, and runs
it; a headline is other people's text. As OWASP advises, such a cell gets an apostrophe in front, which spreadsheets
read as "this is text". It can be taken off again: ``restored(defused(cell)) == cell`` for any cell. JSON Lines and
Parquet hold every text as it is.

``CsvExporter`` does it for the feeds and for ``scrapy articles export``. Plain CSV, for programs:

    $ scrapy crawl kontan -O articles.csv -s 'FEED_EXPORTERS={"csv": "scrapy.exporters.CsvItemExporter"}'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scrapy.exporters import CsvItemExporter
from scrapy.item import Field

__all__ = ["CsvExporter", "defused", "restored"]

# the wide forms are what Japanese and Chinese keyboards write; apostrophes before count, so that it can be undone
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def defused(cell: str) -> str:
    """A cell as a spreadsheet may open it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The reverse of ``defused``."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


class CsvExporter(CsvItemExporter):
    """Scrapy's CSV, with every cell defused."""

    def serialize_field(self, field: Mapping[str, Any] | Field, name: str, value: Any) -> Any:
        value = super().serialize_field(field, name, value)
        return defused(value) if isinstance(value, str) else value
