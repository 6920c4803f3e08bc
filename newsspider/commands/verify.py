"""``newsspider verify``: are the rules still right at the outlets themselves?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.crawler import AsyncCrawlerProcess

from extractors import OUTLETS
from extractors.registry import BROKEN
from newsspider.authoring.verify import (
    EVIDENCE,
    Budget,
    Kind,
    Verdict,
    prepare,
    read_evidence,
    signer,
    verify,
    write_evidence,
)
from newsspider.commands.reextract import read_number
from newsspider.crawl.live import LiveError, user_agent
from newsspider.crawl.report import Exit
from newsspider.recording.fixtures import fixture_roots
from newsspider.runtime.console import (
    Fault,
    FaultCommand,
    complain,
    outlet_called,
    project_folder,
    shown,
    visible,
    visible_json,
)
from newsspider.safety.address_policy import Reach, ReachError

HEADER = ("outlet", "layout", "verdict")
NUMBERS = (
    ("pages", Budget.pages, "pages of each layout"),
    ("most", Budget.most, "pages of an outlet, at most"),
    ("lists", Budget.lists, "lists of an outlet, at most"),
    ("minutes", int(Budget.seconds // 60), "minutes for an outlet, at most"),
    ("jobs", 4, "outlets at the same time"),
)
_EXITS = {Kind.VERIFIED: Exit.DONE, Kind.DIFFERS: Exit.CHANGED, Kind.BLOCKED: Exit.BLOCKED}


class Command(FaultCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] [OUTLET|OUTLET/LAYOUT ...]"

    def short_desc(self) -> str:
        return "Fetch the newest pages of each layout and see whether its rules still read them rightly"

    def long_desc(self) -> str:
        return (
            "Ask the outlets (all if none is named) for the newest pages of each layout, as politely as a crawl, and "
            "compare what the rules read with the generic reader, the page's metadata and the list's own title and date. "
            f"The verdicts go into fixtures/{EVIDENCE}, signed off by --by or Git's user.name; `outlets` shows them. "
            "Exit code: 0 only if every layout that was asked for is verified; 6 if one differs, 3 if an outlet refuses "
            "us, 5 if it was stopped, 1 for anything else. A layout that an outlet no longer uses counts only if it is named."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--by", metavar="'NAME <ADDRESS>'", help="who signs the verdicts off (default: Git's)"
        )
        parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
        parser.add_argument("--dry-run", action="store_true", help="write no verdict down")
        parser.add_argument("--evidence", metavar="FILE", help=f"their file (default: fixtures/{EVIDENCE})")
        parser.add_argument("--archive", metavar="FOLDER", help="keep every response there, as WARC")
        for name, default, what in NUMBERS:
            parser.add_argument(
                f"--{name}", metavar="N", default=str(default), help=f"{what} (default: {default})"
            )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.set("LOG_LEVEL", "ERROR", priority="spider")  # the verdicts say what was refused

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        assert isinstance(self.crawler_process, AsyncCrawlerProcess) and self.settings is not None
        pages, most, lists, minutes, jobs = (
            read_number(getattr(opts, name), f"--{name}", least=1) for name, _, _ in NUMBERS
        )
        budget = Budget(pages, most, lists, 60 * minutes)
        asked = read_names(args)
        project = project_folder()
        path = Path(opts.evidence) if opts.evidence else fixture_roots(project)[0] / EVIDENCE
        by = "" if opts.dry_run else signer(opts.by, project)
        before = read_evidence(path)
        prepare(self.settings, Path(opts.archive) if opts.archive else None)
        try:
            user_agent(self.settings)
            Reach.from_settings(self.settings)
        except (LiveError, ReachError) as error:
            raise Fault(str(error)) from None
        verdicts = verify(self.crawler_process, asked, project, before, budget=budget, jobs=jobs, by=by)
        if not opts.dry_run and verdicts:
            write_evidence(path, verdicts)
        if opts.json:
            print(visible_json(document(verdicts)))
        else:
            print_verdicts(verdicts)
        self.exitcode = max(self.exitcode, exit_code(verdicts, asked))
        if left := [name for name in asked if not any(one.outlet == name for one in verdicts)]:
            complain(f"verify: stopped; there is no verdict on {', '.join(left)}")
            self.exitcode = Exit.STOPPED
        if not opts.dry_run and verdicts:
            complain(f"{shown(path)}: {len(verdicts)} verdicts, signed off by {by}")


def read_names(args: Sequence[str]) -> dict[str, list[str]]:
    """The outlets that are asked for, each with the layouts that were named. Raises Fault for an unknown name."""
    asked: dict[str, list[str]] = {}
    for arg in args or [name for name in OUTLETS if name not in BROKEN]:
        name, _, layout = arg.partition("/")
        outlet = outlet_called(name)
        if layout:
            try:
                outlet.layout(layout)
            except LookupError as error:
                raise Fault(str(error.args[0])) from None
            if asked.get(name) != []:
                asked.setdefault(name, []).append(layout)
        else:
            asked[name] = []
    return asked


def exit_code(verdicts: Sequence[Verdict], asked: dict[str, list[str]]) -> Exit:
    """What the verdicts on those layouts mean that were asked for: the worst of them."""
    codes = {
        _EXITS.get(one.kind, Exit.FAILED)
        for one in verdicts
        if one.layout in asked[one.outlet] or (not asked[one.outlet] and one.kind is not Kind.PAST)
    }
    return next((code for code in (Exit.CHANGED, Exit.BLOCKED, Exit.FAILED) if code in codes), Exit.DONE)


def document(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as one JSON document."""
    told = [{"outlet": one.outlet, "layout": one.layout, **one.to_dict()} for one in verdicts]
    good = sum(one.good for one in verdicts)
    return json.dumps(
        {"layouts": len(told), "verified": good, "verdicts": told}, ensure_ascii=False, indent=2
    )


def print_verdicts(verdicts: Sequence[Verdict]) -> None:
    if not sys.stdout.isatty():
        rows = (HEADER, *((one.outlet, one.layout, str(one)) for one in verdicts))
        print(visible("\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)))
        return
    table = Table(*HEADER)
    for one in verdicts:
        style = "green" if one.good else "bold red" if one.kind is Kind.DIFFERS else "yellow"
        table.add_row(one.outlet, one.layout, Text(visible(str(one)), style=style))
    Console().print(table)
