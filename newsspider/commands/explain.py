"""``scrapy explain``: why each line of a page was kept or dropped."""

from __future__ import annotations

import argparse

from newsspider.commands import extract
from newsspider.runtime.console import FaultCommand


class Command(extract.Command):
    def short_desc(self) -> str:
        return "Show why each line of a page was kept or dropped, and by which rule"

    def long_desc(self) -> str:
        return (
            "Print every visible block of a page in order: + kept, - dropped, as what, and the rule that decided. "
            "A page is an .html or .mhtml file, a cassette, a fixture folder, a plain-text capture (.txt, with "
            "--outlet) or an address to fetch."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        FaultCommand.add_options(self, parser)
        extract.add_page_options(parser)
        parser.set_defaults(
            explain=True,
            engine="local",
            master=None,
            conf=[],
            **dict.fromkeys(("output", "overwrite_output", "format", "html", "jobs", "incomplete")),
        )
