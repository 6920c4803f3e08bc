"""``scrapy doctor``: the files of live crawls examined and repaired."""

from __future__ import annotations

import argparse

from newsspider.archive.warc import out_of_space, reason
from newsspider.crawl.doctor import Places, examine, repair, running
from newsspider.crawl.report import Exit
from newsspider.crawl.sites import load_sites
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, shown, visible
from newsspider.runtime.database import DatabaseError


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Examine the files of live crawls, and repair them"

    def long_desc(self) -> str:
        return (
            "Look through the frontier, the store, the visits and the archive's index below DATA_DIR, one by one and "
            "against each other, and report what is wrong. With --repair it is fixed: the index is rebuilt from "
            "the WARC files, the store from what can be read of it and from the archive, the visits and the counts of drift from the store; "
            "the frontier starts over. A file that is replaced is kept beside it. Exit code 0: nothing is wrong, or "
            "all of it was repaired; 1: something is wrong; 2: there is nothing to examine, or a crawl is running; "
            "4: the repair cannot be written."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--repair", action="store_true", help="repair what is wrong (default: only report it)"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise Fault("doctor: it takes no arguments; give -s DATA_DIR=FOLDER for another folder")
        load_sites(self.settings["DATA_DIR"])
        try:
            places = Places.of(self.settings)
        except DatabaseError as error:
            raise Fault(f"doctor: {error}") from None
        if (
            not any(path.exists() for path in places.databases)
            and not places.archived()
            and not places.database
        ):
            raise Fault(f"doctor: there is nothing of a crawl in {shown(places.home)}")
        try:
            if opts.repair and running(places):
                raise Fault("doctor: a crawl is running; repair its files when it has ended")
            found = examine(places)
            for finding in found:
                cure = f" (--repair {finding.cure})" if finding.cure and not opts.repair else ""
                print(visible(f"{shown(finding.file)}: {finding.what}{cure}"))
            if not found:
                print("Nothing is wrong.")
            elif not opts.repair:
                self.exitcode = Exit.FAILED
            else:
                repair(places, found, lambda text: print(visible(text)))
                for finding in examine(places):
                    self.fault(f"{shown(finding.file)}: still {finding.what}")
        except (BackendError, OSError) as error:
            full = "; make room first" if out_of_space(error) else ""
            self.fault(f"doctor: {shown(places.home)}: {reason(error)}{full}")
            self.exitcode = Exit.KEPT
