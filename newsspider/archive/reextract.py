"""Today's rules over every response ever archived.

>>> with Reextraction(paths, jobs=2) as run:            # doctest: +SKIP
...     for article in run.articles():
...         out.write(article.line + b"\\n")
>>> run.counts["articles"], run.refused                  # doctest: +SKIP

It is done in two steps. First the files are read in parts, by several processes, and what ``extract`` says
of each response is set down in a temporary file, in the archive's order. Then that file is read from its
beginning: the pages of split articles are looked up in it and joined as the crawl joins them, and every
article comes out where its first page lies. No step holds more than a few parts in memory; the temporary file
needs about as much room as the articles will.

What a crawl would have done decides what is an article here:

- the date that relative dates count from is the server's (header ``Date``), else the record's;
- responses other than 2xx, robots.txt, feeds, sitemaps and lists, hosts of no outlet are passed over;
- a page whose address is not one of its outlet's articles counts where a layout fits: the generic
  fallback is not asked about lists;
- a split article without all its pages is none; a further page without its first page is one, as it is
  for ``-a urls=``, and is left out where the first page is there;
- an article that was archived again and says the same comes out once.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from w3lib.url import safe_url_string

from extractors import Article, NotAnArticle, extract, outlet_for
from extractors.reading.decode import parse
from extractors.rules.model import Outlet
from extractors.rules.selectors import Index, select
from newsspider.archive.parts import Captured, Damage, NoWarc, check, responses, spans
from newsspider.archive.warc import Location, reason
from newsspider.archive.writer import INDEX, OPEN
from newsspider.discovery import first_page, sniff
from newsspider.discovery.split_article import Chain, charset_of, sent_at
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.processes import Bar, WorkerDied, in_order, processors

__all__ = ["Reextraction", "Reread", "as_line", "warc_files"]

logger = logging.getLogger(__name__)

MISSING = "split article without all its pages"  # as the spider calls it
_REDIRECTS = 5
_NAMED_DAMAGES = 5  # in one file; more are counted
_REVISITS = 200  # read at once
_WORTH = 2 * 1024 * 1024  # bytes that take as long as starting a process


class Found(NamedTuple):
    """What became of one archived response."""

    offset: int
    length: int
    record: str
    url: str
    time: float
    kind: str  # article, refused, failed, redirect, status, revisit, passed
    detail: str = ""  # the name to count it by; where a redirect leads; the record a revisit refers to
    reason: str = ""
    next: tuple[str, ...] = ()  # the further pages that the article names
    key: str = ""  # the article's canonical address
    layout: str = ""
    line: bytes = b""  # the article as a line of JSON


class Task(NamedTuple):
    path: str
    start: int
    end: int
    outlet: str | None


class Part(NamedTuple):
    """What lies between two offsets: from the first record on, up to the end of the last one."""

    found: list[Found]
    damages: list[Damage]
    begin: int | None
    end: int | None


class Revisits(NamedTuple):
    """Records without a body, and where each one's body is: (path, offset, path, offset)."""

    numbers: list[int]
    places: list[tuple[str, int, str, int]]
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Reread:
    """An article as it is read today."""

    line: bytes
    url: str
    canonical: str
    layout: str
    fetched: datetime
    location: Location
    pages: tuple[Location, ...] = ()

    @property
    def record(self) -> dict[str, Any]:
        """``Article.to_dict()``."""
        record: dict[str, Any] = json.loads(self.line)
        return record


def as_line(record: dict[str, Any]) -> bytes:
    """A record as JSON, as Scrapy's feeds write it, without the line end."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(record).encode()


def warc_files(paths: Iterable[Path]) -> Iterator[Path | Fault]:
    """The WARC files that are named, or lie in a folder that is named, each once."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            files = sorted(
                file
                for file in path.iterdir()
                if file.name.removesuffix(OPEN).endswith((".warc", ".warc.gz", ".warc.zst"))
            )
            if not files:
                yield Fault(f"{shown(path)}: there is no WARC file in this folder")
        elif path.exists():
            files = [path]
        else:
            files = []
            yield Fault(f"{shown(path)}: no such file or folder")
        for file in files:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


# -- What the processes do ----------------------------------------------------------------------------


def read_part(task: Task) -> Part:
    """Every response that begins in a part of a file, judged."""
    found: list[Found] = []
    damages: list[Damage] = []
    ends: list[int] = []
    for one in responses(Path(task.path), task.start, task.end):
        if isinstance(one, Captured):
            found.append(judge(one, task.outlet))
        elif isinstance(one, Damage):
            damages.append(one)
        else:
            ends.append(one)
    return Part(found, damages, ends[0] if ends else None, ends[-1] if ends else None)


def read_revisits(task: Revisits) -> list[Found | None]:
    """Responses whose bodies lie in other records; None for one whose body is not where it should be."""
    return [_read_revisit(*place, task.outlet) for place in task.places]


def _read_revisit(path: str, offset: int, other: str, place: int, outlet: str | None) -> Found | None:
    try:
        revisit, original = _at(path, offset), _at(other, place)
    except (OSError, NoWarc):
        return None
    if revisit is None or original is None or original.original is not None:
        return None
    revisit.body, revisit.original = original.body, None
    for name in (b"content-encoding", b"transfer-encoding"):  # they tell how the body was kept
        revisit.headers = [pair for pair in revisit.headers if pair[0].lower() != name]
        revisit.headers += [pair for pair in original.headers if pair[0].lower() == name]
    return judge(revisit, outlet)


def _at(path: str, offset: int) -> Captured | None:
    found = responses(Path(path), offset, offset + 1)
    return next((one for one in found if isinstance(one, Captured)), None)


def judge(captured: Captured, only: str | None) -> Found:
    """What one response is, as the spider would see it."""
    url = captured.url
    told = partial(
        Found, captured.offset, captured.length, captured.record, url, captured.fetched.timestamp()
    )
    outlet = outlet_for(url)
    if outlet is None:
        return told("passed", "host of no outlet")
    if only is not None and outlet.name != only:
        return told("passed", "another outlet")
    if captured.status in (301, 302, 303, 307, 308) and (target := captured.header(b"location")):
        try:
            return told("redirect", urljoin(url, target.decode("utf-8", "replace")))
        except ValueError:  # "http://[…"
            pass
    if not 200 <= captured.status < 300:
        return told("status", f"HTTP {captured.status}")
    if urlsplit(url).path == "/robots.txt":
        return told("passed", "robots.txt")
    if captured.truncated:  # half a text must not pass for a whole one
        return told("refused", "cut off as it was fetched", captured.truncated)
    if captured.original is not None:
        return told("revisit", captured.original, captured.original_url or "")
    try:
        body = captured.page()
    except Exception as error:  # each encoding has errors of its own
        return told("refused", "body that cannot be decoded", f"{type(error).__name__}: {error}")
    if len(body) > MAX_BYTES:
        return told("refused", "too large for a page")
    if sniff(body):
        return told("passed", "feed or sitemap")
    try:
        return _read(captured, body, outlet, told)
    except NotAnArticle as result:
        return told("refused", result.kind, result.reason)
    except (Exception, RecursionError) as error:
        return told("failed", f"extractor failed ({type(error).__name__})", str(error))


def _read(captured: Captured, body: bytes, outlet: Outlet, told: partial[Found]) -> Found:
    kind = captured.header(b"content-type")
    charset = charset_of(kind)
    listed = outlet.is_article(captured.url)
    if not listed and not _fits(captured.url, body, charset, kind, outlet):
        return told("passed", "not an article's address")
    recorded = captured.fetched if captured.fetched.timestamp() > 0 else None
    article = extract(
        body, captured.url, encoding=charset, fetched=sent_at(captured.header(b"date")) or recorded
    )
    if not listed and article.layout is None:
        return told("passed", "not an article's address")
    return told(
        "article",
        next=article.pageUrls,
        key=article.canonicalUrl or captured.url,
        layout=_layout(article),
        line=as_line(article.to_dict()),
    )


def _fits(url: str, body: bytes, charset: str | None, kind: bytes | None, outlet: Outlet) -> bool:
    """Whether a page under an address that promises no article looks like one of the outlet's."""
    if outlet.result_for(url) or (kind and b"html" not in kind.lower()):
        return False
    tree = parse(body, url, charset)
    index = Index(tree)
    return any(select(layout.when).first(tree, index) is not None for layout in outlet.layouts)


def _layout(article: Article) -> str:
    return f"{article.outlet} {article.layout}" if article.layout else ""


# -- What was found, on disk --------------------------------------------------------------------------


class _Notes:
    """The temporary file: what became of every response, in the archive's order."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE found(
                file INTEGER, offset INTEGER, length INTEGER, record TEXT, url TEXT, time REAL, kind TEXT,
                detail TEXT, reason TEXT, next TEXT, key TEXT, layout TEXT, line BLOB);
            CREATE TABLE last(key TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
            """
        )
        self._indexed: set[str] = set()

    def add(self, file: int, found: Iterable[Found]) -> None:
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((file, *one._replace(next=json.dumps(one.next) if one.next else None)) for one in found),  # type: ignore[arg-type]
        )
        self.db.execute("COMMIT")

    def replace(self, number: int, found: Found) -> None:
        self.db.execute(
            "UPDATE found SET kind = ?, detail = ?, reason = ?, next = ?, key = ?, layout = ?, line = ?"
            " WHERE rowid = ?",
            (
                found.kind,
                found.detail,
                found.reason,
                json.dumps(found.next) if found.next else None,
                found.key,
                found.layout,
                found.line,
                number,
            ),
        )

    def has(self, kind: str) -> bool:
        return self.db.execute("SELECT 1 FROM found WHERE kind = ? LIMIT 1", (kind,)).fetchone() is not None

    def index(self, column: str) -> None:
        if column not in self._indexed:
            self.db.execute(f"CREATE INDEX found_{column} ON found({column})")
            self._indexed.add(column)

    def is_news(self, key: str, line: bytes) -> bool:
        """Whether an article differs from what it said last."""
        digest = hashlib.blake2b(line, digest_size=16).digest()
        row = self.db.execute("SELECT digest FROM last WHERE key = ?", (key,)).fetchone()
        if row is not None and row[0] == digest:
            return False
        self.db.execute("INSERT OR REPLACE INTO last VALUES (?, ?)", (key, digest))
        return True

    def came_out(self, key: str) -> bool:
        return self.db.execute("SELECT 1 FROM last WHERE key = ?", (key,)).fetchone() is not None


class _Missing(Exception):
    """A further page is not in the archive; the message says which and why."""


# -- The whole ----------------------------------------------------------------------------------------


class Reextraction:
    """Reads WARC files again. ``counts``, ``layouts``, ``refused`` and ``passed`` are whole at the end.

    ``jobs`` None chooses the number of processes by the size of the files. ``faults`` gets what is wrong with a file, in one sentence each, as soon as it is known.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        outlet: str | None = None,
        jobs: int | None = 1,
        faults: Any = logger.error,
        folder: Path | None = None,
    ) -> None:
        self.paths = list(paths)
        self.outlet = outlet
        self.jobs: int | None = jobs
        self.faults = faults
        self.counts: Counter[str] = Counter()
        self.layouts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self._folder = tempfile.TemporaryDirectory(prefix=".reextract-", dir=folder)
        self._notes = _Notes(Path(self._folder.name) / "found.sqlite")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._notes.db.close()
        self._folder.cleanup()

    @property
    def files(self) -> list[str]:
        """The names of the files, as the archive knows them."""
        return [path.name.removesuffix(OPEN) for path in self.paths]

    def articles(self) -> Iterator[Reread]:
        """Every article, in the order of the archive. Raises Fault where it cannot go on."""
        try:
            self._read()
            self._resolve()
            self._notes.index("url")
            self._notes.db.execute("BEGIN")
            yield from self._articles()
        except sqlite3.Error as error:
            raise Fault(f"{self._folder.name}: what was read cannot be set down: {reason(error)}") from None
        except WorkerDied as death:
            task = death.task
            where = f"{shown(Path(task.path))}, byte {task.start} on: " if isinstance(task, Task) else ""
            raise Fault(f"{where}{death}; fewer --jobs need less memory") from None

    def came_out(self, canonical: str) -> bool:
        """Whether an article of that address has come out."""
        return self._notes.came_out(canonical)

    def fate(self, location: Location) -> str:
        """Why no article came out of a place."""
        for number, name in enumerate(self.files):
            if name == location.file:
                row = self._notes.db.execute(
                    "SELECT kind, detail, reason FROM found WHERE file = ? AND offset = ?",
                    (number, location.offset),
                ).fetchone()
                if row is not None and row[0] != "article":
                    return f"{row[1]}: {row[2]}" if row[2] else str(row[1] or row[0])
                if row is not None:
                    return "it has another canonical address, or lacks pages, now"
        return "its page is not there"

    # -- step one

    def _read(self) -> None:
        sizes: dict[int, int] = {}
        for number, path in enumerate(self.paths):
            try:
                check(path)
                sizes[number] = path.stat().st_size
            except NoWarc as error:
                if not (path.name.endswith(OPEN) and path.stat().st_size == 0):
                    self.faults(f"{shown(path)}: {error}")
            except OSError as error:
                self.faults(f"{shown(path)}: {reason(error)}")
        if self.jobs is None:
            self.jobs = processors(sum(sizes.values()), _WORTH)
        tasks = [
            Task(str(self.paths[number]), start, end, self.outlet)
            for number, size in sizes.items()
            for start, end in spans(size, self.jobs)
        ]
        numbers = {str(path): number for number, path in enumerate(self.paths)}
        ends: dict[str, int] = dict.fromkeys(numbers, 0)
        damages: Counter[str] = Counter()
        with Bar("articles", sum(sizes.values())) as bar:
            for task, part in in_order(_try_part, tasks, self.jobs):
                if isinstance(part, str):
                    self.faults(f"{shown(Path(task.path))}: {part}")
                    continue
                # what lies before the end of the part before only looked like records
                before = ends[task.path]
                found = [one for one in part.found if one.offset >= before]
                self._notes.add(numbers[task.path], found)
                if part.end is not None:
                    ends[task.path] = max(before, part.end)
                for damage in part.damages:
                    if damage.offset >= before and not task.path.endswith(OPEN):
                        damages[task.path] += 1
                        if damages[task.path] <= _NAMED_DAMAGES:
                            self._say_damage(task.path, damage)
                articles = 0
                for one in found:
                    self.counts["responses"] += 1
                    articles += one.kind == "article"
                    if one.kind == "failed":
                        self.faults(
                            f"{shown(Path(task.path))}: {one.url}: {one.detail}: {one.reason}; please report it"
                        )
                bar.advance(task.end - task.start, articles, Path(task.path).name)
        for name, count in damages.items():
            if count > _NAMED_DAMAGES:
                self.faults(f"{shown(Path(name))}: damaged in {count - _NAMED_DAMAGES} more places")

    def _say_damage(self, path: str, damage: Damage) -> None:
        self.faults(
            f"{shown(Path(path))}: damaged at byte {damage.offset} ({damage.reason}); whole records behind it are read"
        )

    # -- between: bodies that lie elsewhere

    def _resolve(self) -> None:
        if not self._notes.has("revisit"):
            return
        self._notes.index("record")
        db = self._notes.db
        for task, found in in_order(read_revisits, self._revisits(), self.jobs or 1):
            db.execute("BEGIN")
            for number, one in zip(task.numbers, found, strict=True):
                if one is not None:
                    self._notes.replace(number, one)
            db.execute("COMMIT")
        db.execute(
            "UPDATE found SET kind = 'refused', detail = 'repeats a record that is not here', reason = ''"
            " WHERE kind = 'revisit'"
        )

    def _revisits(self) -> Iterator[Revisits]:
        last = 0
        while True:
            rows = self._notes.db.execute(
                "SELECT rowid, file, offset, url, time, detail, reason FROM found"
                " WHERE kind = 'revisit' AND rowid > ? ORDER BY rowid LIMIT ?",
                (last, _REVISITS),
            ).fetchall()
            if not rows:
                return
            task = Revisits([], [], self.outlet)
            for last, file, offset, url, time, record, other in rows:
                path = self.paths[file]
                if place := self._original(record, other or url, time) or self._elsewhere(path, record):
                    task.numbers.append(last)
                    task.places.append((str(path), offset, *place))
            yield task

    def _original(self, record: str, url: str, time: float) -> tuple[str, int] | None:
        where = "record = ? AND kind NOT IN ('revisit', 'redirect', 'status')"
        row = self._notes.db.execute(f"SELECT file, offset FROM found WHERE {where}", (record,)).fetchone()
        if row is None and not record:  # some crawlers name address and date only
            self._notes.index("url")
            row = self._notes.db.execute(
                "SELECT file, offset FROM found WHERE url = ? AND time <= ?"
                " AND kind NOT IN ('revisit', 'redirect', 'status') ORDER BY time DESC LIMIT 1",
                (url, time),
            ).fetchone()
        return (str(self.paths[row[0]]), row[1]) if row else None

    def _elsewhere(self, path: Path, record: str) -> tuple[str, int] | None:
        """A record in another file of the archive that a file belongs to."""
        index = path.parent / INDEX
        if not index.is_file():
            return None
        try:
            db = sqlite3.connect(f"{index.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
            try:
                row = db.execute(
                    "SELECT name, offset FROM records JOIN files ON files.id = file WHERE records.id = ?",
                    (record,),
                ).fetchone()
            finally:
                db.close()
        except sqlite3.Error:
            return None
        if row is None:
            return None
        file = path.parent / row[0]
        if not file.exists():
            file = path.parent / (row[0] + OPEN)
        return str(file), row[1]

    # -- step two

    def _articles(self) -> Iterator[Reread]:
        ahead: set[int] = set()  # further pages of what has come out, which lie further on
        rows = self._notes.db.execute(
            "SELECT rowid, file, offset, length, url, time, kind, detail, next, key, layout, line"
            " FROM found ORDER BY rowid"
        )
        for number, file, offset, length, url, time, kind, detail, further, key, layout, line in rows:
            if number in ahead:
                ahead.discard(number)
                self.counts["further pages"] += 1
                continue
            if kind in ("refused", "status", "failed"):
                self.refused[detail] += 1
            elif kind == "passed":
                self.passed[detail] += 1
            elif kind == "redirect":
                self.passed["redirect"] += 1
            if kind != "article":
                continue
            if self._has_first(url):
                self.counts["further pages"] += 1
                continue
            pages: tuple[Location, ...] = ()
            if further:
                try:
                    article, places = self._joined(line, json.loads(further), url, time)
                except _Missing as missing:
                    logger.info("%s: %s: %s", url, MISSING, missing)
                    self.refused[MISSING] += 1
                    continue
                ahead.update(place for place, _ in places if place > number)
                pages = tuple(location for _, location in places)
                record = article.to_dict()
                line, key, layout = as_line(record), record["canonicalUrl"] or url, _layout(article)
                self.counts["split"] += 1
            if not self._notes.is_news(key, line):
                self.counts["repeated"] += 1
                continue
            self.counts["articles"] += 1
            if layout:
                self.layouts[layout] += 1
            else:
                self.counts["fallback"] += 1
            place = Location(self.files[file], offset, length)
            yield Reread(line, url, key, layout, datetime.fromtimestamp(time, UTC), place, pages)

    def _has_first(self, url: str) -> bool:
        """Whether an address is that of a further page, and the first one is there."""
        outlet = outlet_for(url)
        query = urlsplit(url).query
        if outlet is None or not query:
            return False
        if not any(name in outlet.page_parameters for name, _ in parse_qsl(query, keep_blank_values=True)):
            return False
        first = first_page(url, outlet)
        return first != url and bool(
            self._notes.db.execute(
                "SELECT 1 FROM found WHERE url = ? AND kind = 'article' LIMIT 1", (first,)
            ).fetchone()
        )

    def _joined(
        self, line: bytes, further: list[str], url: str, time: float
    ) -> tuple[Article, list[tuple[int, Location]]]:
        first = Article.from_dict(json.loads(line))
        chain = Chain(_with_pages(first, further), url)
        places = []
        while (address := chain.next()) is not None:
            number, location, page = self._page(address, time)
            chain.add(page)
            places.append((number, location))
        return chain.article(), places

    def _page(self, url: str, time: float) -> tuple[int, Location, Article]:
        """The page that was fetched for a further page of an article fetched at ``time``."""
        address = safe_url_string(urldefrag(url).url)
        for _ in range(_REDIRECTS + 1):
            rows = self._notes.db.execute(
                "SELECT rowid, file, offset, length, time, kind, detail FROM found WHERE url = ? ORDER BY time, rowid",
                (address,),
            ).fetchall()
            # an error that was asked again is not what the crawl went on with
            rows = [row for row in rows if row[5] != "status"] or rows
            if not rows:
                raise _Missing(f"{url}: not in the archive")
            row = next((row for row in rows if row[4] >= time), rows[-1])
            number, file, offset, length, _, kind, detail = row
            if kind == "redirect":
                address = safe_url_string(urldefrag(detail).url)
                continue
            if kind != "article":
                raise _Missing(f"{url}: {detail}")
            further, line = self._notes.db.execute(
                "SELECT next, line FROM found WHERE rowid = ?", (number,)
            ).fetchone()
            page = _with_pages(Article.from_dict(json.loads(line)), json.loads(further) if further else [])
            return number, Location(self.files[file], offset, length), page
        raise _Missing(f"{url}: redirected more than {_REDIRECTS} times")


def _with_pages(article: Article, further: Sequence[str]) -> Article:
    return replace(article, pageUrls=tuple(further))


def _try_part(task: Task) -> Part | str:
    """``read_part``, or why the file cannot be read."""
    try:
        return read_part(task)
    except NoWarc as error:
        return str(error)
    except OSError as error:
        return reason(error)
