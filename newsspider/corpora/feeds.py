"""``-o`` and ``-O`` of the crawls: compressed by their names; a file that cannot be appended to is reported before the crawl.

$ scrapy crawl kontan -O articles.jsonl.zst
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, BinaryIO

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from newsspider.runtime.packing import named, zstd

__all__ = ["ONE_DOCUMENT", "FeedOptions", "ZstdPlugin"]

ONE_DOCUMENT = ("json", "jsonld", "parquet", "xml")  # complete once it is closed: it cannot be appended to
_PLUGINS = {
    "gzip": "scrapy.extensions.postprocessing.GzipPlugin",
    "zstd": "newsspider.corpora.feeds.ZstdPlugin",
}


class ZstdPlugin:
    """Compresses a feed with Zstandard, as Scrapy's ``GzipPlugin`` does with gzip."""

    def __init__(self, file: BinaryIO, feed_options: dict[str, Any]) -> None:
        self._file = zstd.ZstdFile(file, "wb")

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def close(self) -> None:
        self._file.close()


class FeedOptions(BaseRunSpiderCommand):
    """A command whose feeds may be compressed: ``.gz`` and ``.zst`` after the format's ending."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        formats = self.settings.getwithbase("FEED_EXPORTERS")
        packed = {}
        for option in ("output", "overwrite_output"):
            targets = getattr(opts, option) or []
            for number, target in enumerate(targets):
                form, packing = named(Path(target))
                if not packing:
                    continue
                if form == "parquet":
                    raise UsageError(f"{target}: a Parquet file has its own compression", print_help=False)
                if form and form not in formats:
                    raise UsageError(f"Unrecognized output format {form!r} of {target}", print_help=False)
                packed[target] = packing
                targets[number] = f"{target}:{form or 'jsonl'}"
        super().process_options(args, opts)
        feeds = self.settings.getdict("FEEDS")
        for target, packing in packed.items():
            feeds[target]["postprocessing"] = [_PLUGINS[packing]]
        if packed:
            self.settings.set("FEEDS", feeds, priority="cmdline")
        for target, options in feeds.items():
            form, path = options.get("format"), Path(target)
            if (
                form in ONE_DOCUMENT
                and not options.get("overwrite")
                and path.is_file()
                and path.stat().st_size
            ):
                raise UsageError(
                    f"{target}: exists already, and a .{form} file cannot be appended to; -O overwrites it",
                    print_help=False,
                )
