"""``python -m benchmarks.idnews``: run extractors over the pages, score what they say, fetch real pages, export."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.idnews import coordinates, dataset, figures, runs
from benchmarks.idnews.dataset import Item
from benchmarks.peers import ROOT, Unavailable

_PARTS = (
    "__init__.py",
    "generic.py",
    "measuring.py",
    "pages.py",
    "peers.py",
    "worker.py",
    "requirements",
    "idnews",
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        code: int = options.work(options)
    except (ValueError, OSError) as error:
        print(f"idnews: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.idnews", description="Extraction of Indonesian news articles, measured."
    )
    does = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, work: object, what: str) -> argparse.ArgumentParser:
        one = does.add_parser(name, help=what, description=what)
        one.set_defaults(work=work)
        return one

    run = command("run", _run, "Let extractors read the pages, and print the table.")
    run.add_argument("extractors", nargs="*", metavar="NAME", help="built-in ones (default: all)")
    run.add_argument(
        "--command", metavar="CMD", help="an extractor of your own: JSON lines in, JSON lines out"
    )
    run.add_argument("-o", "--output", metavar="DIR", help="keep what each of them said")
    score = command("score", _score, "Score a file of JSON lines of id and article, or text.")
    score.add_argument("predictions", metavar="FILE")
    for one in (run, score):
        one.add_argument(
            "--pages", metavar="DIR", help="other pages than the project's (see `export`, `fetch`)"
        )
    command("list", _list, "List the built-in extractors.")
    export = command("export", _export, "Write the benchmark as a folder of its own, ready to publish.")
    export.add_argument("folder", metavar="DIR")
    locate = command("locate", _locate, "List where articles lie in WARC files that are at hand.")
    locate.add_argument("files", nargs="+", metavar="WARC")
    locate.add_argument(
        "--below", default="", metavar="PATH", help="the folder of the files where others have them"
    )
    fetch = command("fetch", _fetch, "Fetch the pages of a list of coordinates.")
    fetch.add_argument("list", metavar="FILE")
    fetch.add_argument("folder", metavar="DIR")
    fetch.add_argument(
        "--from", dest="root", default=coordinates.COMMON_CRAWL, metavar="ROOT", help="a folder or an address"
    )
    fetch.add_argument("--contact", default="", metavar="MAIL", help="whom the server can write to")
    return parser


def _items(options: argparse.Namespace) -> list[Item]:
    return dataset.of_folder(Path(options.pages)) if options.pages else dataset.of_project()


def _run(options: argparse.Namespace) -> int:
    items, known, code, rows = _items(options), runs.adapters(), 0, []
    if unknown := [name for name in options.extractors if name not in known]:
        raise ValueError(f"no extractor is called {unknown[0]!r}; there are {', '.join(known)}")
    names = options.extractors or ([] if options.command else list(known))
    for name in (*names, *([options.command] if options.command else [])):
        try:
            run = runs.by_adapter(name, items) if name in known else runs.by_command(name, items)
        except Unavailable as error:
            print(f"idnews: {name} is left out: {error}", file=sys.stderr)
            code = 1
            continue
        if options.output:
            _keep(run, Path(options.output))
        rows.append((run, figures.compare(items, run)))
        print(f"{name}: {rows[-1][1].f1:.3f}", file=sys.stderr)
    print(figures.table(rows))
    return code


def _keep(run: runs.Run, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in run.extractor)
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
        for prediction in run.predictions:
            print(json.dumps(prediction._asdict(), ensure_ascii=False, default=str), file=out)


def _score(options: argparse.Namespace) -> int:
    items = _items(options)
    with open(options.predictions, encoding="utf-8") as file:
        run = runs.Run(options.predictions, "", list(runs.read_predictions(file)))
    print(figures.table([(run, figures.compare(items, run))]))
    return 0


def _list(_: argparse.Namespace) -> int:
    for name, engine in runs.adapters().items():
        print(f"{name}\t{engine.package}")
    return 0


def _export(options: argparse.Namespace) -> int:
    folder = Path(options.folder)
    if folder.exists():
        raise ValueError(f"{folder}: exists already")
    dataset.write(dataset.of_project(), folder / "pages")
    for name in _PARTS:
        source, target = ROOT / "benchmarks" / name, folder / "benchmarks" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "pyproject.toml"))
        else:
            shutil.copy(source, target)
    here = ROOT / "benchmarks" / "idnews"
    shutil.copy(here / "pyproject.toml", folder)
    shutil.copy(here / "README.md", folder)
    shutil.copy(ROOT / "LICENSE", folder)
    print(f"{folder}: {len(list((folder / 'pages').glob('*.html')))} pages")
    return 0


def _locate(options: argparse.Namespace) -> int:
    for name in options.files:
        path = Path(name)
        coordinates.write_list(coordinates.locate(path, options.below + path.name), sys.stdout)
    return 0


def _fetch(options: argparse.Namespace) -> int:
    folder, missed = Path(options.folder), 0
    folder.mkdir(parents=True, exist_ok=True)
    with open(options.list, encoding="utf-8", newline="") as file:
        wanted = list(coordinates.read_list(file))
    for number, where in enumerate(wanted, 1):
        page = folder / f"{where.outlet}--{where.digest.partition(':')[2].lower()}.html"
        if page.exists():
            continue
        try:
            data = coordinates.fetch(where, options.root, contact=options.contact)
        except coordinates.NotHad as error:
            print(f"idnews: {error}", file=sys.stderr)
            missed += 1
            continue
        part = page.with_suffix(".part")
        part.write_bytes(data)
        part.replace(page)
        if sys.stderr.isatty():
            print(f"\r{number} of {len(wanted)}", end="", file=sys.stderr)
    print(f"{folder}: {len(wanted) - missed} of {len(wanted)} pages")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
