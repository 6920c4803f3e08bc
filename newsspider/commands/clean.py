"""``scrapy clean``: articles from plain-text corpora."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self, TextIO

from newsspider.archive.unpack import is_archive
from newsspider.commands.engine import add_engine, engine, engine_of, folder_name, parquet_files
from newsspider.commands.reextract import check_outlet, read_jobs
from newsspider.corpora import (
    FORMATS,
    Corpus,
    Options,
    Texts,
    cleaned,
    corpus_of,
    format_of,
    learn_lines,
)
from newsspider.corpora.base import counted
from newsspider.corpora.output import plain, print_table
from newsspider.recording.saved_pages import PAGES
from newsspider.runtime.console import Fault, FaultCommand, NotKept, Stopped, shown
from newsspider.runtime.packing import PACKED, open_packed
from newsspider.runtime.processes import Bar, Pool, WorkerDied, processors
from newsspider.spark.folder import Folder

MARK = ".clean"
_WORTH = 512 * 1024  # bytes that take as long as starting a process
_NAMED_FAULTS = 20  # of rows of one file; more are counted


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] FILE ..."

    def short_desc(self) -> str:
        return "Clean plain-text corpora: the article of every row"

    def long_desc(self) -> str:
        return (
            f"Clean the texts of corpora ({', '.join(FORMATS)}, also .gz and .zst; folders of them). Each is written "
            "again in its own format, NAME.jsonl as NAME.clean.jsonl beside it, with the article added: a key "
            "`article` in JSON Lines and Parquet, columns `article.headline` and so on in CSV; a text file becomes "
            "the cleaned text. Rows of sites without rules are cleaned if they read as Indonesian news (--all: all of "
            "them); rows without an article stay as they are."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("-o", "--output", metavar="OUT", help="a new file, a folder (NAME/) for several, or - for stdout")
        add("--overwrite", action="store_true", help="replace the files of an earlier run")
        add("--outlet", metavar="NAME", help="outlet of texts without an address")
        add(
            "--all",
            dest="everything",
            action="store_true",
            help="clean all rows of sites without rules, not only what reads as Indonesian news",
        )
        add(
            "--text",
            metavar="COLUMN",
            help="the column of the texts, if it is not called text, content, …",
        )
        add("--url", metavar="COLUMN", help="the column of the addresses, if it is not called url, link, …")
        add("--key", metavar="NAME", default="article", help="the name of the added key or columns")
        add_engine(parser)
        add(
            "--jobs",
            metavar="N",
            help="processes (default: one per processor, where the files are large enough)",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise Fault("clean: name a corpus: a file or a folder of files")
        check_outlet(opts.outlet)
        jobs = read_jobs(opts.jobs)
        options = Options(opts.outlet, opts.text, opts.url, opts.key, opts.everything)
        if engine_of("clean", opts) == "spark":
            self._by_spark(args, options, opts)
            return
        found = list(self._found(args))
        if not found:
            return
        output = _Output(opts.output, found, overwrite=opts.overwrite)
        todo = list(self._corpora(found, options, output))
        counts: Counter[str] = Counter()
        report = sys.stderr if opts.output == "-" else sys.stdout
        try:
            size = sum(corpus.size for corpus, _ in todo)
            with (
                output,
                Pool(jobs or processors(size, _WORTH)) as pool,
                Bar("articles", size) as bar,
                tempfile.TemporaryDirectory(prefix="clean-") as folder,
            ):
                for number, (corpus, target) in enumerate(todo):
                    sites = Path(folder, str(number))
                    if (first := corpus.again()) is not None:
                        learn_lines(first, pool, sites)
                    self._one(corpus, target, output, pool, bar, counts, sites)
        except WorkerDied as death:
            raise Fault(f"clean: {death}; fewer --jobs need less memory") from None
        except KeyboardInterrupt:
            raise Stopped("clean: stopped; the file that was being written is not there") from None
        if todo:
            _print_report(counts, report)

    def _by_spark(self, args: list[str], options: Options, opts: argparse.Namespace) -> None:
        name = folder_name("clean", opts.output)
        files = list(parquet_files(args, self.fault, marked=MARK))
        if not files:
            return
        folder = Folder(name, overwrite=opts.overwrite, hint="--overwrite replaces it")
        with folder, engine("clean", opts) as session:
            from newsspider.spark.corpora import clean_files

            counts = clean_files(session, files, options, folder, self.fault)
        _print_report(counts, sys.stdout)

    def _found(self, args: list[str]) -> Iterator[tuple[Path, Path]]:
        """Files, with the names that they have below what was named."""
        for arg in args:
            path = Path(arg)
            if path.is_dir():
                files = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_corpus(file)]
                if not files:
                    pages = any(_is_page(file) for file in path.rglob("*"))
                    what = "pages and no texts (`extract` reads pages)" if pages else "no corpus"
                    self.fault(f"{shown(path)}: there {'are' if pages else 'is'} {what} in this folder")
                for file in files:
                    yield file, file.relative_to(path)
            elif path.exists():
                yield path, Path(path.name)
            else:
                self.fault(f"{shown(path)}: no such file or folder")

    def _corpora(
        self, found: list[tuple[Path, Path]], options: Options, output: _Output
    ) -> Iterator[tuple[Corpus, Path | None]]:
        """What is to be cleaned, and where each goes; all text files are one."""
        texts: list[tuple[Path, Path | None]] = []
        asked = False
        for path, name in found:
            try:
                if _is_page(path):
                    raise Fault(f"{shown(path)}: pages and no texts; `extract` reads pages")
                form, _ = format_of(path)
                if form == "text" and not options.outlet:
                    if not asked:
                        self.fault(f"{shown(path)}: a text does not say its outlet; name it with --outlet")
                    asked = True
                    continue
                target = output.target(path, name)
                if form == "text":
                    texts.append((path, target))
                else:
                    yield corpus_of(path, options), target
            except Fault as fault:
                self.fault(fault)
        if texts:
            yield Texts(texts, options), None

    def _one(
        self,
        corpus: Corpus,
        target: Path | None,
        output: _Output,
        pool: Pool,
        bar: Bar,
        counts: Counter[str],
        sites: Path,
    ) -> None:
        """Clean one corpus; what is wrong with it is reported, and the others go on."""
        draft = target.with_name(target.name + ".part") if target else None
        done = place = reported = 0
        begun = False
        try:
            try:
                for rest, results in cleaned(corpus, pool, sites):
                    if not begun:
                        output.begin(corpus, target, draft)
                        begun = True
                    corpus.named(results, done + 1, rest)
                    corpus.write(rest, results)
                    done += len(results)
                    counted(counts, results)
                    reported = self._report(corpus, reported)
                    articles = sum(one.article is not None for one in results)
                    bar.advance(corpus.position - place, articles, plain(corpus.path.name))
                    place = corpus.position
                if not done and not isinstance(corpus, Texts):
                    self.fault(f"{shown(corpus.path)}: there is no row in it")
            except Fault as fault:  # what could be read is written
                self.fault(fault)
            if begun:
                corpus.close()
                if draft is not None and target is not None:
                    os.replace(draft, target)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = shown(target) if target else output.name or shown(corpus.path)
            self.fault(NotKept(f"{where}: cannot be written: {error.strerror or error}"))
            output.broken |= target is None
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)
            self._report(corpus, reported, last=True)

    def _report(self, corpus: Corpus, reported: int, *, last: bool = False) -> int:
        """Report what is wrong with rows, up to a number of them."""
        for row in corpus.faults[reported:_NAMED_FAULTS]:
            self.fault(f"{shown(corpus.path)}, row {row.number}: {row.reason}" if row.number else row.reason)
        if last and len(corpus.faults) > _NAMED_FAULTS:
            self.fault(
                f"{shown(corpus.path)}: {len(corpus.faults) - _NAMED_FAULTS:,} more rows are like these"
            )
        return max(reported, min(len(corpus.faults), _NAMED_FAULTS))


class _Output:
    """Where cleaned corpora go: each beside its own, into a folder, or all into one stream of rows."""

    def __init__(self, name: str | None, found: list[tuple[Path, Path]], *, overwrite: bool) -> None:
        self.name = name
        self.overwrite = overwrite
        self.stream: BinaryIO | None = None
        self._taken: dict[Path, Path] = {}
        self._draft: Path | None = None
        self.broken = False  # the stream has not taken all that it was given
        self.folder = None
        if name and name != "-" and (name.endswith(("/", os.sep)) or Path(name).is_dir()):
            self.folder = Path(name)
        forms = {_form(path) for path, _ in found}
        self._one = name is not None and self.folder is None
        if not self._one or name is None:
            return
        if name == "-":
            if "parquet" in forms:
                raise Fault("-o -: a Parquet file cannot be written to stdout; name a file or a folder")
            if len(found) > 1 and not forms <= {"jsonl", "text"}:
                raise Fault("-o -: only files of JSON Lines or text can follow one another; use -o FOLDER/")
            self.stream = sys.stdout.buffer
            return
        path = Path(name)
        form, packed = format_of(path)
        if form == "jsonl" and forms <= {"jsonl", "text"}:
            self._draft = path.with_name(path.name + ".part")
            self._free(path, *(source for source, _ in found))
            try:
                self.stream = open_packed(self._draft, packed)
            except OSError as error:
                raise Fault(f"{shown(path)}: cannot be written: {error.strerror}") from None
        elif len(found) > 1:
            raise Fault(f"{name}: several corpora cannot go into one file; use -o FOLDER/")
        elif form not in forms:
            raise Fault(f"{name}: {shown(found[0][0])} can only be written in its own format")

    def target(self, path: Path, name: Path) -> Path | None:
        """Where a file's copy goes, None for the stream. Raises Fault where that is taken."""
        if self.stream is not None:
            return None
        if self._one and self.name:
            target = Path(self.name)
        elif self.folder is not None:
            target = self.folder / name
        else:
            target = _marked(path)
        if other := self._taken.get(target):
            raise Fault(
                f"{shown(path)}: {shown(target)} is where {shown(other)} goes; use -o with a folder for each"
            )
        self._taken[target] = path
        self._free(target, path)
        return target

    def _free(self, target: Path, *sources: Path) -> None:
        if target.exists() and any(target.samefile(source) for source in sources):
            raise Fault(f"{shown(target)}: a corpus cannot be written over itself; name another -o")
        if target.exists() and not self.overwrite:
            raise Fault(f"{shown(target)}: exists already; --overwrite replaces it")

    def begin(self, corpus: Corpus, target: Path | None, draft: Path | None) -> None:
        """Open what a corpus is written to."""
        if draft is not None and target is not None:
            draft.parent.mkdir(parents=True, exist_ok=True)
            corpus.create(draft, format_of(target)[1])
        elif self.stream is not None:
            corpus.join(self.stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.stream is None or self.name is None:
            return
        try:
            self.stream.flush()
            if self._draft is not None:
                self.stream.close()
                if kind is None and not self.broken:
                    os.replace(self._draft, self.name)
        except BrokenPipeError:
            raise
        except OSError as error:
            if kind is None and not self.broken:
                raise NotKept(f"{self.name}: cannot be written: {error.strerror or error}") from None
        finally:
            if self._draft is not None:
                with suppress(OSError):  # said already
                    self.stream.close()
                self._draft.unlink(missing_ok=True)


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in (*PAGES, ".har") or is_archive(path)


def _form(path: Path) -> str:
    try:
        return format_of(path)[0]
    except Fault:
        return "unknown"


def _is_corpus(path: Path) -> bool:
    return _form(path) != "unknown" and f"{MARK}." not in path.name


def _marked(path: Path) -> Path:
    """``a/b.jsonl.gz`` → ``a/b.clean.jsonl.gz``."""
    packed = path.suffix if path.suffix.lower() in PACKED else ""
    plain_path = Path(path.stem if packed else path.name)
    return path.with_name(f"{plain_path.stem}{MARK}{plain_path.suffix}{packed}")


def _print_report(counts: Counter[str], stream: TextIO) -> None:
    rows = [(what, which, f"{count:,}") for what, which, count in _rows(counts)]
    print_table(("", "", ""), rows, right=(2,), stream=stream)


def _rows(counts: Counter[str]) -> Iterator[tuple[str, str, int]]:
    """The closing table."""
    articles = {name[1:]: count for name, count in counts.items() if name.startswith("+")}
    left = {name: count for name, count in counts.items() if name != "rows" and not name.startswith("+")}
    yield "rows", "", counts["rows"]
    yield "articles", "", sum(articles.values())
    for name, count in sorted(articles.items()):
        yield "", name, count
    yield "left as they are", "", sum(left.values())
    for name, count in sorted(left.items(), key=lambda one: (-one[1], one[0])):
        yield "", name, count
