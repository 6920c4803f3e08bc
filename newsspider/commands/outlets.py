"""``scrapy outlets``: what is supported, and on what evidence."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extractors import OUTLETS
from extractors.registry import BROKEN
from newsspider.authoring.goldens import KINDS, exhibits, judge
from newsspider.recording.fixtures import FixtureError, fixture_roots, read_json
from newsspider.runtime.console import Fault, FaultCommand, project_folder, shown

BEGIN, END = "<!-- support -->", "<!-- /support -->"
REAL = "real.json"  # counts only: the real pages are other people's text and stay outside of the project
HEADER = ("outlet", "layout", "years", *KINDS, "exact")


@dataclass
class Support:
    """One layout: pages by kind of evidence, and how many of them are exact."""

    outlet: str
    layout: str
    years: str
    pages: Counter[str] = field(default_factory=Counter)
    exact: int = 0

    def row(self) -> tuple[str, ...]:
        total = sum(self.pages.values())
        counts = (str(self.pages[kind] or "–") for kind in KINDS)
        return (
            self.outlet,
            self.layout,
            self.years or "–",
            *counts,
            f"{self.exact} of {total}" if total else "–",
        )


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
        parser.add_argument(
            "--check", metavar="FILE", help=f"does FILE hold this table between {BEGIN} and {END}?"
        )
        parser.add_argument("--write", metavar="FILE", help="put the table there")
        parser.add_argument(
            "--measure", metavar="FOLDER", help=f"count the real pages of FOLDER anew, into fixtures/{REAL}"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise Fault(f"outlets: takes no names, so leave out {args[0]!r}")
        fixtures = project_folder() / "fixtures"
        if opts.measure:
            self._measure(Path(opts.measure), fixtures / REAL)
        lines = self._support(
            [root for root in fixture_roots(project_folder()) if root.is_dir()], fixtures / REAL
        )
        if BROKEN:  # which have been named with a warning
            self.exitcode = 1
        markdown = as_markdown(lines)
        if opts.check:
            self._check(Path(opts.check), markdown)
        elif opts.write:
            self._write(Path(opts.write), markdown)
        elif opts.markdown:
            print(markdown)
        elif opts.json:
            print(json.dumps(as_json(lines), ensure_ascii=False, indent=2))
        else:
            print_table(lines)
            print(summary())

    def _support(self, roots: list[Path], real: Path) -> list[Support]:
        lines = {
            (outlet.name, layout.name): Support(outlet.name, layout.name, layout.years)
            for outlet in OUTLETS.values()
            for layout in outlet.layouts
        }
        for exhibit in chain.from_iterable(map(exhibits, roots)):
            if isinstance(exhibit, Fault):
                self.fault(exhibit)
                continue
            key = (exhibit.outlet, exhibit.layout or "–")
            if key[0] not in OUTLETS:
                self.fault(f"{shown(exhibit.path)}: no outlet is called {key[0]!r}")
                continue
            line = lines.setdefault(key, Support(*key, ""))
            line.pages[exhibit.kind if exhibit.kind in KINDS else "synthetic"] += 1
            result = judge(exhibit)
            if isinstance(result, Fault):
                self.fault(result)
            else:
                line.exact += result.score.exact
        for outlet, layouts in read_real(real).items():
            for layout, (pages, exact) in layouts.items():
                line = lines.setdefault((outlet, layout), Support(outlet, layout, ""))
                line.pages["real"] += pages
                line.exact += exact
        return list(lines.values())

    def _measure(self, folder: Path, target: Path) -> None:
        counts = measure(folder)
        if not counts:
            raise Fault(f"{shown(folder)}: there is no page of a supported outlet with a golden")
        text = json.dumps(counts, ensure_ascii=False, indent=2)
        target.write_text(text + "\n", encoding="utf-8")

    def _check(self, path: Path, markdown: str) -> None:
        _, inside, _ = between_markers(path)
        if inside.strip() != markdown.strip():
            change = difflib.unified_diff(
                inside.strip().splitlines(),
                markdown.splitlines(),
                shown(path),
                "scrapy outlets",
                lineterm="",
                n=0,
            )
            print("\n".join(change))
            self.fault(
                f"{shown(path)}: the table is out of date; scrapy outlets --write {shown(path)} renews it"
            )

    def _write(self, path: Path, markdown: str) -> None:
        before, _, after = between_markers(path)
        path.write_text(f"{before}{BEGIN}\n{markdown}\n{END}{after}", encoding="utf-8")


def measure(folder: Path) -> dict[str, dict[str, list[int]]]:
    """Pages and exact pages below a folder, by outlet and layout, of the outlets that have rules."""
    counts: dict[str, dict[str, list[int]]] = {}
    for exhibit in exhibits(folder):
        if isinstance(exhibit, Fault) or exhibit.outlet not in OUTLETS:
            continue
        result = judge(exhibit)
        layout = "–" if isinstance(result, Fault) else result.article.layout or "–"
        count = counts.setdefault(exhibit.outlet, {}).setdefault(layout, [0, 0])
        count[0] += 1
        count[1] += not isinstance(result, Fault) and result.score.exact
    return {outlet: dict(sorted(layouts.items())) for outlet, layouts in sorted(counts.items())}


def read_real(path: Path) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """The counts of real pages, none where they were never taken. Raises Fault for a broken file."""
    if not path.is_file():
        return {}
    try:
        data = read_json(path)
        return {
            outlet: {layout: (int(pages), int(exact)) for layout, (pages, exact) in layouts.items()}
            for outlet, layouts in data.items()
        }
    except (FixtureError, AttributeError, TypeError, ValueError) as error:
        raise Fault(f"{shown(path)}: not as --measure writes it ({error})") from None


def between_markers(path: Path) -> tuple[str, str, str]:
    """A file before, between and after the markers. Raises Fault where they are not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"{shown(path)}: cannot be read ({error})") from None
    before, begin, rest = text.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if not begin or not end:
        raise Fault(f"{shown(path)}: it lacks the lines {BEGIN} and {END} for the table to stand between")
    return before, inside, after


def summary() -> str:
    """How many outlets there are, and on how many hosts."""
    hosts = sum(len(outlet.known_hosts) for outlet in OUTLETS.values())
    return f"{len(OUTLETS)} outlets on {hosts} hosts"


def as_json(lines: list[Support]) -> dict[str, Any]:
    """Every outlet with its hosts, its lists and its layouts, and how many there are."""
    outlets = [
        {
            "outlet": name,
            "title": outlet.title,
            "family": outlet.family.name if outlet.family else None,
            "hosts": list(outlet.known_hosts),
            "lists": list(dict.fromkeys(source.kind for source in outlet.discover)),
            "layouts": [
                {"layout": x.layout, "years": x.years, "pages": dict(x.pages), "exact": x.exact}
                for x in lines
                if x.outlet == name
            ],
        }
        for name, outlet in OUTLETS.items()
    ]
    hosts = sum(len(outlet.known_hosts) for outlet in OUTLETS.values())
    return {"outlets": len(outlets), "hosts": hosts, "supported": outlets}


def as_markdown(lines: list[Support]) -> str:
    rows = [HEADER, tuple("---" for _ in HEADER), *(line.row() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def print_table(lines: list[Support]) -> None:
    if not sys.stdout.isatty():
        print("\n".join("\t".join(row) for row in (HEADER, *(line.row() for line in lines))))
        return
    table = Table(*HEADER)
    for line in lines:
        table.add_row(*line.row())
    Console().print(table)
