"""``scrapy settings``: Scrapy's command, without the passwords in addresses."""

from __future__ import annotations

import argparse
import contextlib
import io

from scrapy.commands.settings import Command as ScrapysCommand

from newsspider.runtime.credentials import learn_address, redact


class Command(ScrapysCommand):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        for name in self.settings:
            if "://" in (value := str(self.settings[name])):
                learn_address(value)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            super().run(args, opts)
        print(redact(said.getvalue()), end="")
