"""``make bench``: measure everything side by side, compare it with the targets, renew the tables and the picture.

make bench                                   all of it (about half an hour), written to docs/ and README.md
make bench ARGS=--quick                      about two minutes, only printed
make bench ARGS="--only extract,lookup"      these parts anew, the others as they were
make bench ARGS=--tables                     the tables and the picture from docs/benchmarks.json
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from benchmarks import table
from benchmarks.measuring import machine
from benchmarks.parts import Scale, parts
from benchmarks.peers import ROOT, Unavailable, python
from extractors import __version__

RESULTS = ROOT / "docs" / "benchmarks.json"
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "images" / "benchmarks.svg"
README = ROOT / "README.md"
PLOT = Path(__file__).with_name("plot.py")


class Bar:
    """Progress on a terminal; elsewhere only warnings."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=self.console, disable=not self.console.is_terminal)
        self.part, self.task = "", TaskID(0)

    def begin(self, part: str) -> None:
        self.part = part
        self.task = self.progress.add_task(part, total=None)

    def steps(self, total: int) -> None:
        self.progress.update(self.task, total=total)

    def step(self, what: str) -> None:
        self.progress.update(self.task, advance=1, description=f"{self.part}: {what[:50]}")

    def end(self) -> None:
        self.progress.update(self.task, description=self.part)

    def say(self, sentence: str) -> None:
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def measure(names: Sequence[str], scale: Scale) -> dict[str, Any]:
    """The figures of some parts, each with the machine and the day."""
    found: dict[str, Any] = {}
    bar = Bar()
    with bar.progress:
        for name, part in parts().items():
            if name in names:
                bar.begin(name)
                figures = part(scale, bar)
                found[name] = {
                    **figures,
                    "measured": {**machine(), "extractors": __version__, "quick": scale.quick},
                }
                bar.end()
    return found


def write(results: dict[str, Any]) -> None:
    """Renew the page, the README's section and the picture."""
    PAGE.write_text(table.put(PAGE.read_text("utf-8"), "benchmarks", table.page(results)), "utf-8")
    if "extract" in results:
        README.write_text(table.put(README.read_text("utf-8"), "speed", table.readme(results)), "utf-8")
        try:
            subprocess.run([python("matplotlib"), "-P", PLOT, RESULTS, PICTURE], check=True)
        except Unavailable as error:
            print(f"The picture is as it was: {error}", file=sys.stderr)


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    names = list(parts())

    def several(text: str) -> list[str]:
        chosen = text.split(",")
        if unknown := [name for name in chosen if name not in names]:
            raise argparse.ArgumentTypeError(f"there is no part {unknown[0]!r}; parts are {', '.join(names)}")
        return chosen

    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few pages, one round; only printed")
    parser.add_argument(
        "--only", type=several, default=names, metavar="PARTS", help=f"some of {','.join(names)}"
    )
    parser.add_argument("--tables", action="store_true", help="measure nothing, write the tables again")
    parser.add_argument("--rounds", type=int, default=Scale.rounds)
    parser.add_argument(
        "--warc-pages",
        type=int,
        default=Scale.warc_pages,
        help="pages that all read; reextract reads four times as many too",
    )
    parser.add_argument("--crawl-pages", type=int, default=Scale.crawl_pages)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures of this run into a file too")
    return parser.parse_args(arguments)


def main() -> None:
    opts = options()
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
    if opts.tables:
        write(kept)
        return
    scale = Scale(opts.quick, opts.rounds, opts.warc_pages, opts.crawl_pages)
    found = measure(opts.only, scale)
    print(table.page(found, every=False))
    if opts.json:
        opts.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if not opts.quick:
        results = {name: (kept | found)[name] for name in parts() if name in kept | found}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        write(results)


if __name__ == "__main__":
    main()
