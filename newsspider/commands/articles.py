"""``scrapy articles``: what the store holds."""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console

from extractors import OUTLETS, outlet_for
from extractors.urls import canonical_url
from extractors.vocabulary.dates import WIB
from newsspider.archive.judge import as_line
from newsspider.commands.reextract import check_outlet, read_number
from newsspider.corpora.clusters import write_clusters
from newsspider.corpora.corrections import Correction, as_lines, corrections, write_atom
from newsspider.corpora.output import Articles, plain, print_table, store_place, whole_file
from newsspider.corpora.renderings import as_markdown, as_text
from newsspider.discovery import WindowError, read_window
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, visible, visible_json
from newsspider.runtime.database import Place
from newsspider.runtime.processes import Bar
from newsspider.store import Alike, ArticleStore, Revision, StoreError, Summary
from newsspider.store.pairs import revision_pair

SCREEN = 50  # articles that a terminal shows unless --limit says otherwise
LIST = ("published", "outlet", "revisions", "headline", "url")
COPIES = ("what", "published", "outlet", "shared", "evidence", "headline", "url")
REVISIONS = ("revision", "fetched", "words", "text", "layout", "extractor", "page")


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return (
            "[list | show URL | export FILE | revisions URL | diff URL [A [B]] | corrections FILE | copies URL"
            " | clusters FILE] [options]"
        )

    def short_desc(self) -> str:
        return "Query the store: list, show, export articles, their revisions and differences"

    def long_desc(self) -> str:
        return (
            "list: the articles, the newest first; export: the same into a .jsonl, .csv, .parquet … (- for stdout). "
            "Both take --outlet, --since, --until, --text, --changed and --no-copies. show: one article, by any address "
            "of it. revisions: every text it had; diff: what its last change (or revision B against A) was. copies: the "
            "articles that share its text, and which of them is the original; clusters: all such articles, into a "
            ".parquet or .jsonl (- for stdout). corrections: a feed (Atom) of the texts that outlets changed, the newest "
            "first; --since is about the change."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--store", metavar="PATH", help="the store (default: the crawls' own)")
        add("--outlet", metavar="NAME", help="only this outlet's")
        add("--since", metavar="DATE", help='published since then: 2024-01-31, "3 days" …')
        add("--until", metavar="DATE", help="published up to then, that day included")
        add("--text", metavar="QUERY", help='with these words: beras "harga gula" OR panen* NOT impor')
        add("--changed", action="store_true", help="only those with more than one revision")
        add("--no-copies", action="store_true", help="list, export: only originals, no copies of their texts")
        add("--limit", metavar="N", help=f"at most that many (list: {SCREEN} on a terminal, all in a pipe)")
        add("--revision", metavar="N", help="show: this revision rather than the current one")
        add("--format", choices=("text", "markdown", "json"), default="text", help="show: default text")
        add("--json", action="store_true", help="list, revisions, copies: one line of JSON each")
        add("--overwrite", action="store_true", help="export, clusters, corrections: overwrite an old file")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        actions: dict[str, tuple[Callable[[ArticleStore, list[str], argparse.Namespace], None], int, int]] = {
            "list": (self._list, 0, 0),
            "show": (self._show, 1, 1),
            "export": (self._export, 1, 1),
            "revisions": (self._revisions, 1, 1),
            "diff": (self._diff, 1, 3),
            "copies": (self._copies, 1, 1),
            "clusters": (self._clusters, 1, 1),
            "corrections": (self._corrections, 1, 1),
        }
        name, *rest = args or ["list"]
        if name not in actions:
            raise Fault(f"articles: {name!r} is not one of its actions; there are {', '.join(actions)}")
        action, least, most = actions[name]
        if not least <= len(rest) <= most:
            wanted = {"list": "nothing", **dict.fromkeys(("export", "clusters", "corrections"), "one file")}
            wanted |= {"diff": "an address and up to two revisions"}
            raise Fault(f"articles {name}: {wanted.get(name, 'one address')} has to follow")
        check_outlet(opts.outlet)
        assert self.settings is not None
        path = store_place(self.settings, opts.store)
        if path is None:
            raise Fault("articles: no store is kept here (DATA_DIR is empty); name one with --store")
        try:
            if name in ("copies", "clusters") or opts.no_copies:
                _compare_texts(path)
            with ArticleStore(path, read_only=True) as store:
                action(store, rest, opts)
        except StoreError as error:
            raise Fault(str(error)) from None
        except BackendError as error:
            raise Fault(f"{path}: the store cannot be read: {error}") from None

    # -- many

    def _list(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        limit = read_number(opts.limit, "--limit", least=1) if opts.limit else None
        screen = sys.stdout.isatty() and limit is None and not opts.json
        wanted = _conditions(opts)
        found = store.articles(**wanted, limit=SCREEN + 1 if screen else limit)
        if opts.json:
            for summary in found:
                print(visible_json(json.dumps(_plain(summary), ensure_ascii=False)))
        elif not sys.stdout.isatty():
            print_table(LIST, map(_row, found))
        else:
            summaries = list(found)
            print_table(LIST, map(_row, summaries[:SCREEN] if screen else summaries), right=(2,))
            if screen and len(summaries) > SCREEN:
                everything = not any(wanted[name] for name in wanted if name != "copies") and wanted["copies"]
                total = f" of {len(store):,}" if everything else ""
                print(f"The newest {SCREEN}{total}; --limit shows more, export writes all.")

    def _export(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        limit = read_number(opts.limit, "--limit", least=1) if opts.limit else None
        records = store.records(**_conditions(opts), limit=limit)
        first = next(records, None)  # an invalid query is to be reported before a file is made
        with (
            Articles(args[0], self.settings, overwrite=opts.overwrite, hint="--overwrite replaces it") as out,
            Bar("articles", min(len(store), limit or len(store))) as bar,
        ):
            for revision in itertools.chain([first] if first else [], records):
                record = dict(revision.record)
                out.write(as_line(record), record)
                bar.advance(1, 1)
        print(f"{out.count:,} articles", file=sys.stderr)

    # -- one

    def _show(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        url = _known(store, args[0])
        number = read_number(opts.revision, "--revision", least=1) if opts.revision else None
        revision = store.get(url, number)
        if revision is None:
            last = len(store.revisions(url))
            raise Fault(f"{plain(url)}: there is no revision {number}; it has {last}")
        if opts.format == "json":
            indent = 2 if sys.stdout.isatty() else None
            print(visible_json(json.dumps(revision.record, ensure_ascii=False, indent=indent)))
            return
        text = as_markdown(revision.article) if opts.format == "markdown" else as_text(revision.article)
        print(visible(text))

    def _revisions(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        url = _known(store, args[0])
        summary = store.summary(url)
        found = store.revisions(url)
        current = summary.revision if summary else None
        if opts.json:
            for revision in found:
                print(visible_json(json.dumps(_revision(revision, current), ensure_ascii=False)))
            return
        rows = [
            (
                f"{revision.revision}{' *' if revision.revision == current else ''}",
                _moment(revision.fetched),
                str(revision.record["wordCount"]),
                revision.text_hash[:12],
                revision.layout or "(fallback)",
                revision.extractor or "",
                f"{revision.location.file}:{revision.location.offset}" if revision.location else "",
            )
            for revision in found
        ]
        print_table(REVISIONS, rows, right=(0, 2))

    def _diff(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        url = _known(store, args[0])
        numbers = [read_number(number, "diff", least=1) for number in args[1:]]
        a = numbers[0] if numbers else None
        b = numbers[1] if len(numbers) > 1 else None
        text = store.diff(url, a, b)
        if not text:
            only = len(store.revisions(url)) == 1 and a is None
            print("There is one revision only." if only else "No difference.")
        elif sys.stdout.isatty():
            console = Console(highlight=False)
            for line in as_lines(Correction(*revision_pair(store, url, a, b)).changes):
                console.print(line)
        else:
            print(visible(text))

    def _corrections(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        limit = read_number(opts.limit, "--limit", least=1) if opts.limit else SCREEN
        since = _conditions(opts)["since"]
        found = corrections(store, outlet=opts.outlet, since=since, limit=limit)
        with whole_file(args[0], overwrite=opts.overwrite) as file:
            count = write_atom(found, file, outlet=opts.outlet, now=datetime.now(UTC))
        print(f"{count:,} corrections", file=sys.stderr)

    def _copies(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        url = _known(store, args[0])
        others, own = store.alike(url), store.summary(url)
        assert own is not None
        members = [Alike(own, 1.0, store.copy_of(url)), *others]
        if opts.json:
            for one in members:
                print(visible_json(json.dumps(_plain_alike(one), ensure_ascii=False)))
        elif not others:
            print("No other article has its text.")
        else:
            print_table(COPIES, map(_alike_row, members), right=(3,))

    def _clusters(self, store: ArticleStore, args: list[str], opts: argparse.Namespace) -> None:
        count = write_clusters(store, args[0], overwrite=opts.overwrite)
        print(f"{count:,} articles", file=sys.stderr)


def _compare_texts(path: Place) -> None:
    """Look for copies among the articles that an older version kept."""
    with ArticleStore(path, read_only=True) as store:
        left = store.uncompared()
    if left:
        with ArticleStore(path) as store, Bar("articles compared", left) as bar:
            while done := store.compare_texts():
                bar.advance(done, done)


def _conditions(opts: argparse.Namespace) -> dict[str, Any]:
    """The conditions of ``list`` and ``export``. Raises Fault."""
    outlet = OUTLETS.get(opts.outlet or "")
    try:
        window = read_window(opts.since, opts.until, outlet.zone if outlet else WIB, datetime.now(UTC))
    except WindowError as error:
        raise Fault(f"--{error}") from None
    return {
        "outlet": opts.outlet,
        "since": window.since,
        # the store's `until` belongs to it, the window's end does not
        "until": window.before - timedelta(milliseconds=1) if window.before else None,
        "text": opts.text,
        "changed": opts.changed,
        "copies": not opts.no_copies,
    }


def _known(store: ArticleStore, address: str) -> str:
    """The address that the store knows an article by. Raises Fault where it knows none."""
    for url in _addresses(address):
        if url in store:
            return url
    raise Fault(
        f"{plain(address)}: there is no such article in {store.path}; `scrapy articles list` shows them"
    )


def _addresses(address: str) -> Iterator[str]:
    """As it is, and as the store would name it: without tracking, of the desktop's host, with https."""
    yield address
    if "://" not in address:
        address = f"https://{address}"
        yield address
    try:
        url = canonical_url(address, outlet_for(address))
    except ValueError:
        return
    yield url
    other = {"http": "https", "https": "http"}.get(url.partition(":")[0])
    if other:
        yield f"{other}:{url.partition(':')[2]}"


def _row(summary: Summary) -> tuple[str, ...]:
    return (
        _moment(summary.published),
        summary.outlet or "",
        str(summary.revisions),
        summary.headline,
        summary.canonical_url,
    )


def _alike_row(one: Alike) -> tuple[str, ...]:
    summary, copy = one.summary, one.copy
    return (
        "copy" if copy else "original",
        _moment(summary.published),
        summary.outlet or "",
        f"{one.containment:.0%}",
        copy.evidence if copy else "",
        summary.headline,
        summary.canonical_url,
    )


def _plain_alike(one: Alike) -> dict[str, Any]:
    """An article as JSON; its own ``containment`` and ``evidence`` are those of the article that it copies."""
    copy = one.copy
    return {
        "url": one.summary.canonical_url,
        "outlet": one.summary.outlet,
        "headline": one.summary.headline,
        "published": one.summary.published and one.summary.published.isoformat(),
        "shared": round(one.containment, 3),
        "copyOf": copy and copy.copy_of,
        "containment": copy and round(copy.containment, 3),
        "evidence": copy and copy.evidence,
    }


def _moment(moment: datetime | None) -> str:
    """In the outlets' own time."""
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M") if moment else ""


def _plain(summary: Summary) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in dataclasses.asdict(summary).items()
    }


def _revision(revision: Revision, current: int | None) -> dict[str, Any]:
    return {
        "revision": revision.revision,
        "current": revision.revision == current,
        "fetched": revision.fetched.isoformat(),
        "textHash": revision.text_hash,
        "wordCount": revision.record["wordCount"],
        "layout": revision.layout,
        "extractor": revision.extractor,
        "page": revision.location._asdict() if revision.location else None,
        "furtherPages": [page._asdict() for page in revision.pages],
    }
