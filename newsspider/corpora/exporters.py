"""Articles as schema.org and as plain text, for the feeds and for every command that writes articles.

``.jsonld`` is one JSON-LD document, a ``@graph`` of NewsArticle nodes. ``.txt`` holds each article below a header of
lines ``Name: value``, with a line ``%%`` between two of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from itemadapter import ItemAdapter
from scrapy.exporters import BaseItemExporter

from extractors import Article
from newsspider.corpora.renderings import as_headed_text, as_json_ld

__all__ = ["JsonLdExporter", "TextExporter", "article_in"]


def article_in(item: Any) -> Article:
    """The article of an item. Raises ValueError for any other item."""
    if isinstance(item, Article):
        return item
    record: Mapping[str, Any] = item if isinstance(item, dict) else ItemAdapter(item).asdict()
    return Article.from_dict(record)


class _Exporter(BaseItemExporter):
    def __init__(self, file: BinaryIO, **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self.file = file
        self._first = True


class JsonLdExporter(_Exporter):
    """One document: ``{"@context": …, "@graph": [articles]}``."""

    def start_exporting(self) -> None:
        self.file.write(b'{"@context": "https://schema.org", "@graph": [')

    def export_item(self, item: Any) -> None:
        node = as_json_ld(article_in(item))
        del node["@context"]  # the document's
        self.file.write(b"\n" if self._first else b",\n")
        self.file.write(json.dumps(node, ensure_ascii=False).encode("utf-8", "replace"))
        self._first = False

    def finish_exporting(self) -> None:
        self.file.write(b"\n]}\n")


class TextExporter(_Exporter):
    """Articles as texts, each below its header."""

    def export_item(self, item: Any) -> None:
        text = as_headed_text(article_in(item))
        self.file.write((text if self._first else f"\n%%\n{text}").encode("utf-8", "replace"))
        self._first = False
