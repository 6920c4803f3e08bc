"""``scrapy prune``: what is older, or more, than is to be kept."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta

from newsspider.archive.warc import out_of_space, reason
from newsspider.commands.backup import places_of
from newsspider.crawl.doctor import running
from newsspider.crawl.retention import Limits, excess, remove
from newsspider.crawl.revisit import read_span
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, NotKept, shown
from newsspider.store import StoreError

_SIZE = re.compile(r"(?i)^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)i?b?\s*$")
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Remove what is older, or more, than is to be kept; shows it only, without --yes"

    def long_desc(self) -> str:
        return (
            "Show what of archive and store is beyond some limits: the oldest WARC files, articles, and texts that articles "
            "had before. With --yes it is removed. No crawl may run then. An article that is removed and still listed by "
            "its outlet is fetched again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--archive-age", metavar="AGE", help="keep WARC files so long (90d, 52w)")
        add("--archive-size", metavar="SIZE", help="keep so much of them (200G)")
        add("--store-age", metavar="AGE", help="keep articles so long after their publication")
        add(
            "--store-size",
            metavar="SIZE",
            help="keep so many articles as fit into a file of this size (in PostgreSQL: as take so much, without indexes)",
        )
        add("--revisions", metavar="AGE", help="keep texts that are not the current ones so long")
        add("--yes", action="store_true", help="remove it")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise Fault("prune: it takes options only")
        limits = Limits(
            _age(opts.archive_age, "--archive-age"),
            _size(opts.archive_size, "--archive-size"),
            _age(opts.store_age, "--store-age"),
            _size(opts.store_size, "--store-size"),
            _age(opts.revisions, "--revisions"),
        )
        if limits == Limits():
            raise Fault(
                "prune: say what is to be kept: --archive-age 52w, --archive-size 200G, --revisions 90d …"
            )
        assert self.settings is not None
        places = places_of(self.settings)
        try:
            if opts.yes and running(places):
                raise Fault("prune: a crawl is running; remove things when it has ended")
            what = excess(places, limits, datetime.now(UTC))
            for path, size in what.files:
                print(f"{shown(path)}\t{size:,} bytes")
            for url in what.articles:
                print(url)
            told = (
                f"{len(what.files):,} WARC files ({what.bytes:,} bytes), {len(what.articles):,} articles,"
                f" {what.revisions:,} earlier texts"
            )
            if not what:
                print("Nothing is beyond these limits.")
            elif not opts.yes:
                print(f"{told}: --yes removes them")
            else:
                remove(places, what)
                print(f"{told}: removed")
        except StoreError as error:
            raise Fault(str(error)) from None
        except (OSError, BackendError) as error:
            full = "; make room first" if out_of_space(error) else ""
            raise NotKept(f"prune: {shown(places.store.parent)}: {reason(error)}{full}") from None


def _age(text: str | None, option: str) -> timedelta | None:
    if text is None:
        return None
    span = read_span(text)
    if span is None:
        raise Fault(f"{option}: {text!r} is no age; say 90d or 52w")
    return span


def _size(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    found = _SIZE.match(text)
    if found is None:
        raise Fault(f"{option}: {text!r} is no size; say 500M or 200G")
    return int(float(found[1]) * 1024 ** _UNITS[found[2].lower()])
