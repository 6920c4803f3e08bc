"""``scrapy score``: extracted articles against their goldens."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.score import Mean, mean
from newsspider.authoring.goldens import Result, exhibits, judge
from newsspider.corpora.output import plain
from newsspider.recording.fixtures import fixture_roots
from newsspider.runtime.console import Fault, FaultCommand, project_folder, visible

HEADER = ("page", "keys that differ", "precision", "recall", "F1", "word F1")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [PATH ...]"

    def short_desc(self) -> str:
        return "Compare extracted articles with their goldens"

    def long_desc(self) -> str:
        return (
            "Extract every page that has a golden and compare: which keys differ, precision, recall and F1 of the "
            "body's blocks, F1 of its words, and the mean. PATH is a folder of fixtures or of NAME.html (NAME.txt) "
            "beside NAME.golden.json; without one, the project's fixtures."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", metavar="NAME", help="only this outlet's pages")
        parser.add_argument("--diff", action="store_true", help="show what differs, paragraph by paragraph")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        results: list[Result] = []
        project, *others = fixture_roots(project_folder())
        own = [project, *others] if project.exists() else others or [project]
        for path in [Path(arg) for arg in args] or own:
            for exhibit in exhibits(path):
                if isinstance(exhibit, Fault):
                    self.fault(exhibit)
                elif not opts.outlet or exhibit.outlet == opts.outlet:
                    result = judge(exhibit)
                    if isinstance(result, Fault):
                        self.fault(result)
                    else:
                        results.append(result)
        if opts.outlet and not results and not self.exitcode:
            raise Fault(f"score: there is no page of outlet {opts.outlet!r} here")
        if results:
            print_scores(results)
            if opts.diff:
                for result in results:
                    if not result.score.exact:
                        print(visible(f"\n{result.exhibit.name}\n{result.diff()}"))


def rows(results: list[Result]) -> list[tuple[str, ...]]:
    return [
        (
            result.exhibit.name,
            ", ".join(result.score.differing) or "-",
            *figures_of(
                result.score.block_precision,
                result.score.block_recall,
                result.score.block_f1,
                result.score.word_f1,
            ),
        )
        for result in results
    ]


def figures_of(*values: float) -> tuple[str, ...]:
    # 0.9996 must not print as 1
    return tuple(f"{int(value * 10_000) / 10_000:.4f}" for value in values)


def summary(total: Mean) -> tuple[str, ...]:
    return (
        f"mean of {total.pages}",
        f"{total.exact} of {total.pages} exact",
        *figures_of(total.block_precision, total.block_recall, total.block_f1, total.word_f1),
    )


def print_scores(results: list[Result]) -> None:
    """A table on a terminal, tab-separated lines in a pipe."""
    lines, last = rows(results), summary(mean(result.score for result in results))
    if not sys.stdout.isatty():
        print("\n".join("\t".join(map(plain, line)) for line in (HEADER, *lines, last)))
        return
    table = Table()
    for number, name in enumerate(HEADER):
        table.add_column(name, justify="right" if number > 1 else "left", overflow="fold")
    for line in lines:
        table.add_row(*map(Text, map(plain, line)), style=None if line[1] == "-" else "yellow")
    table.add_section()
    table.add_row(*last, style="bold")
    Console().print(table)
