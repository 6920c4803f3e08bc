"""``scrapy outlets``: what is supported, and on what evidence."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractors.registry import BROKEN
from newsspider.authoring import support
from newsspider.authoring.support import Support
from newsspider.authoring.verify import EVIDENCE
from newsspider.recording.fixtures import fixture_roots
from newsspider.runtime.console import Fault, FaultCommand, project_folder, shown

# what a file may hold between two markers: the layouts that are proved best, or all
TEXTS: Mapping[str, Callable[[Sequence[Support]], str]] = {
    "support": support.short,
    "supported": support.full,
}
FILES = ("README.md", "docs/supported-outlets.md")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show the supported outlets and layouts with their evidence"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--json", action="store_true", help="print outlets, hosts, layouts and lists as JSON"
        )
        parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
        marked = " or ".join(f"<!-- {name} -->" for name in TEXTS)
        both = f"without FILE, {' and '.join(FILES)}"
        parser.add_argument(
            "--check",
            metavar="FILE",
            nargs="*",
            help=f"is what FILE holds between markers ({marked}) up to date? {both}",
        )
        parser.add_argument("--write", metavar="FILE", nargs="*", help=f"renew it; {both}")
        parser.add_argument(
            "--measure",
            metavar="FOLDER",
            help=f"count the real pages of FOLDER anew, into fixtures/{support.REAL}",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise Fault(f"outlets: takes no names, so leave out {args[0]!r}")
        project = project_folder()
        fixtures = project / "fixtures"
        if opts.measure:
            self._measure(Path(opts.measure), fixtures / support.REAL)
        roots = [root for root in fixture_roots(project) if root.is_dir()]
        lines, faults = support.gather(roots, fixtures / support.REAL, fixtures / EVIDENCE)
        for fault in faults:
            self.fault(fault)
        if BROKEN:  # which have been named with a warning
            self.exitcode = 1
        usual = [str(project / name) for name in FILES if (project / name).is_file()] or FILES[:1]
        if opts.check is not None:
            for path in opts.check or usual:
                self._check(Path(path), lines)
        elif opts.write is not None:
            for path in opts.write or usual:
                self._write(Path(path), lines)
        elif opts.markdown:
            print(support.full(lines))
        elif opts.json:
            print(support.as_json(lines))
        else:
            print_table(lines)
            print(support.counted())

    def _measure(self, folder: Path, target: Path) -> None:
        counts = support.measure(folder)
        if not counts:
            raise Fault(f"{shown(folder)}: there is no page of a supported outlet with a golden")
        target.write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _check(self, path: Path, lines: Sequence[Support]) -> None:
        _, name, inside, _ = between_markers(path)
        new = TEXTS[name](lines)
        if inside.strip() != new.strip():
            change = difflib.unified_diff(
                inside.strip().splitlines(),
                new.splitlines(),
                shown(path),
                "scrapy outlets",
                lineterm="",
                n=0,
            )
            print("\n".join(change))
            self.fault(f"{shown(path)}: the table is out of date; scrapy outlets --write renews it")

    def _write(self, path: Path, lines: Sequence[Support]) -> None:
        before, name, _, after = between_markers(path)
        text = f"{before}<!-- {name} -->\n{TEXTS[name](lines)}\n<!-- /{name} -->{after}"
        path.write_text(text, encoding="utf-8")


def between_markers(path: Path) -> tuple[str, str, str, str]:
    """A file before the markers, their name, what is between them, and the rest. Raises Fault where there are none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"{shown(path)}: cannot be read ({error})") from None
    for name in TEXTS:
        before, begin, rest = text.partition(f"<!-- {name} -->")
        inside, end, after = rest.partition(f"<!-- /{name} -->")
        if begin and end:
            return before, name, inside, after
    names = " or ".join(f"<!-- {name} --> and <!-- /{name} -->" for name in TEXTS)
    raise Fault(f"{shown(path)}: it lacks the lines {names} for the table to stand between")


def print_table(lines: Sequence[Support]) -> None:
    if not sys.stdout.isatty():
        print("\n".join("\t".join(cells) for cells in (support.HEADER, *map(support.row, lines))))
        return
    table = Table(*support.HEADER)
    for line in lines:
        table.add_row(*support.row(line))
    Console().print(table)
