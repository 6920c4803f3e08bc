"""``scrapy version``: Scrapy's own; with ``-v`` also which version of the rules, and which reader reads pages."""

from __future__ import annotations

import argparse

from scrapy.commands import version as scrapy_version

from extractors import __version__
from extractors.reading import native


class Command(scrapy_version.Command):
    def short_desc(self) -> str:
        return "Print the version; -v: of all that matters in a report"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        super().run(args, opts)
        if opts.verbose:
            reader, why = native.state()
            print(f"{'newsspider':<13}: {__version__}")
            print(f"{'reader':<13}: {reader}" + (f" ({why})" if why else ""))
