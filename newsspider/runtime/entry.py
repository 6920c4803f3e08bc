"""The command ``newsspider``: what ``scrapy`` does in this project, from any folder and without a ``scrapy.cfg``."""

from __future__ import annotations

import os
import sys

from scrapy.cmdline import execute

__all__ = ["main"]


def main() -> None:
    """Run a command as ``scrapy`` would with this project's settings. Ends the process with its exit code."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsspider.settings")
    execute(["newsspider", *sys.argv[1:]])
