"""Corpora of pages: rows of address and HTML, folders of saved pages, HAR files; and what each page is.

A source yields tasks, which are what one process reads at a time; ``read_pages`` reads a task and says of each page in
it what it is. Rows are JSON Lines, CSV, TSV or Parquet, packed or not; HTML in a row is text or bytes, which may be
compressed by themselves (gzip, zstd).
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from extractors import NotAnArticle, SiteProfile, extract, learn_page, outlet_for
from newsspider.archive.judge import as_line, judge
from newsspider.archive.parts import Captured, spans
from newsspider.corpora.base import URLS, value_at
from newsspider.corpora.files import format_of, reading
from newsspider.recording.saved_pages import MAX_BYTES, saved_page
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.gzips import GZIP_ERRORS, GzipFile
from newsspider.runtime.packing import zstd
from newsspider.runtime.site_profiles import ENOUGH, load_profile, site_of

__all__ = ["Columns", "Files", "Har", "Read", "Rows", "Source", "learn_pages", "read_pages", "rows_of"]

HTML = (
    "html raw_html html_raw page_html html_content content_html htmlcontent page_source source_html markup "
    "response.html response.body response_body body raw content raw_content text"
).split()
MAX_LINE = 2 * MAX_BYTES  # a row: its page, escaped, and what stands beside it
_TASK = 2 * 1024 * 1024  # characters that are sent to a process at a time
_SCHEME = re.compile(r"(?i)https?://|file:")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Columns(NamedTuple):
    """Where rows have their page and its address; None for one that has to be found."""

    html: str | None = None
    url: str | None = None


class Read(NamedTuple):
    """What one page is. ``place`` is the number of its row, or its file.

    ``kind`` is "article", "refused", "passed" (over), "failed" (by our fault) or "broken" (no page at all), ``label``
    the name to count it by: for an article its layout, "" where none fits.
    """

    place: int | str
    url: str
    kind: str
    label: str = ""
    reason: str = ""
    line: bytes = b""
    further: tuple[str, ...] = ()


class Task(NamedTuple):
    """What one process reads at a time; ``what`` is of the kind that ``how`` names.

    ``size`` is how much of the source it is. A page of a host without rules is read by what its site's profile, in the
    folder ``sites``, says of it, or passed over where ``known`` says so.
    """

    how: (
        str  # span: (path, start, end); lines: [bytes]; rows: [(number, html, url)]; files: [path]; har: path
    )
    what: Any
    size: int
    columns: Columns = Columns()
    below: str = ""
    known: bool = False
    sites: str = ""


class Broken(NamedTuple):
    """In place of the page of a row: why it has none."""

    reason: str


class Done(NamedTuple):
    """What became of a task: its pages, and how many rows it held."""

    pages: list[Read]
    rows: int


# -- What the processes do ----------------------------------------------------------------------------


class _Found(NamedTuple):
    """A page and its address, both of which are there; ``read_as`` says what it is."""

    read_as: partial[Read]
    html: str | bytes
    url: str
    content_type: str
    encoding: str | None
    fetched: datetime | None


_Read = Callable[[_Found], Read]


def read_pages(task: Task) -> Done:
    """Every page of a task, read."""
    return _each(task, partial(_by_rules, known=task.known, sites=task.sites))


def learn_pages(task: Task) -> dict[str, SiteProfile]:
    """What the pages of a task teach about the sites without rules that they belong to."""
    profiles: dict[str, SiteProfile] = {}
    if not task.known:
        _each(task, partial(_learn, profiles=profiles))
    return profiles


def _learn(page: _Found, profiles: dict[str, SiteProfile]) -> Read:
    if outlet_for(page.url) is None and (site := site_of(page.url)):
        profile = profiles.setdefault(site, SiteProfile())
        if profile.pages < ENOUGH:
            with suppress(Exception):  # reported when the page is read
                learn_page(page.html, page.url, profile, encoding=page.encoding)
    return page.read_as("passed")


def _each(task: Task, read: _Read) -> Done:
    if task.how == "span":
        return _of_lines(_lines(*task.what), task, read)
    if task.how == "lines":
        return _of_lines(task.what, task, read)
    if task.how == "rows":
        return Done([_page(read, number, html, url) for number, html, url in task.what], len(task.what))
    if task.how == "files":
        pages = [_file(read, Path(name), Path(task.below)) for name in task.what]
        return Done(pages, len(pages))
    pages = list(_har(read, task.what))
    return Done(pages, len(pages))


def _lines(path: str, start: int, end: int) -> Iterator[bytes]:
    """The lines that begin within [start, end)."""
    with Path(path).open("rb") as file:
        if start:
            file.seek(start - 1)
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
        while file.tell() < end and (line := file.readline(MAX_LINE)):
            yield line
            while line and not line.endswith(b"\n") and len(line) == MAX_LINE:  # one line nevertheless
                line = file.readline(MAX_LINE)


def _of_lines(lines: Iterable[bytes], task: Task, read: _Read) -> Done:
    pages, number = [], 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) >= MAX_LINE:
            pages.append(Read(number, "", "broken", "broken row", f"longer than {MAX_LINE // 2**20} MB"))
            continue
        try:
            record = json.loads(line.decode("utf-8-sig"))
            if not isinstance(record, dict):
                raise ValueError("no object")
        except UnicodeDecodeError:
            pages.append(Read(number, "", "broken", "broken row", "not UTF-8 text"))
        except (ValueError, RecursionError) as error:
            pages.append(Read(number, "", "broken", "broken row", f"not JSON ({error})"))
        else:
            html, url = value_at(record, task.columns.html), value_at(record, task.columns.url)
            pages.append(_page(read, number, html, url))
    return Done(pages, number)


def _file(read: _Read, path: Path, below: Path) -> Read:
    try:
        page = saved_page(path, below)
    except Fault as fault:
        return Read(str(path), "", "broken", "broken file", str(fault).removeprefix(f"{shown(path)}: "))
    except OSError as error:
        return Read(str(path), "", "broken", "broken file", error.strerror or str(error))
    except Exception as error:  # whatever an MHTML parser can raise
        return Read(
            str(path), "", "broken", "broken file", f"it cannot be read ({type(error).__name__}: {error})"
        )
    return _page(
        read,
        str(path),
        page.body,
        page.url or f"file:{path.name}",
        encoding=page.encoding,
        fetched=page.fetched,
    )


def _har(read: _Read, path: str) -> Iterator[Read]:
    """The pages of a HAR file. Raises Fault where it is not one."""
    try:
        entries = json.loads(Path(path).read_bytes().decode("utf-8-sig"))["log"]["entries"]
        assert isinstance(entries, list)
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError):
        yield Read(0, "", "broken", "broken file", "not a HAR file")
        return
    for number, entry in enumerate(entries, 1):
        try:
            response, url = entry["response"], entry["request"]["url"]
            content = response["content"]
            kind = str(content.get("mimeType") or "")
            status, text = int(response["status"]), content.get("text")
            if "html" not in kind.lower():
                continue
            if not 200 <= status < 300:
                yield Read(number, url, "refused", f"HTTP {status}")
                continue
            if not text:
                yield Read(number, url, "refused", "recorded without its body")
                continue
            html = base64.b64decode(text) if content.get("encoding") == "base64" else str(text)
            fetched = _moment(entry.get("startedDateTime"))
        except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as error:
            yield Read(number, "", "broken", "broken entry", f"{type(error).__name__}: {error}")
            continue
        yield _page(read, number, html, url, content_type=kind, fetched=fetched)


def _moment(value: Any) -> datetime | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    return moment if moment is not None and moment.tzinfo is not None else None


def _page(
    read: _Read,
    place: int | str,
    html: Any,
    url: Any,
    *,
    content_type: str = "",
    encoding: str | None = None,
    fetched: datetime | None = None,
) -> Read:
    """What a page is, or why it is none."""
    read_as = partial(Read, place, url if isinstance(url, str) else "")
    if html is None or (isinstance(html, str | bytes) and not html):
        return read_as("refused", "no page")
    if isinstance(html, Broken):
        return read_as("broken", "broken row", html.reason)
    if not isinstance(html, str | bytes):
        return read_as("broken", "broken row", f"its page is neither text nor bytes ({type(html).__name__})")
    if not isinstance(url, str) or not url.strip():
        return read_as("refused", "no address")
    url = url.strip()
    if not _SCHEME.match(url):  # as people write addresses
        url = f"https://{url}"
    read_as = partial(Read, place, url)
    if isinstance(html, bytes) and html.startswith((_GZIP, _ZSTD)):
        try:
            html = _unpacked(html)
        except (OSError, *GZIP_ERRORS, zstd.ZstdError) as error:
            return read_as("broken", "broken row", f"its page cannot be unpacked ({error})")
    if len(html) > MAX_BYTES:
        return read_as("refused", "too large for a page")
    return read(_Found(read_as, html, url, content_type, encoding, fetched))


def _by_rules(page: _Found, known: bool, sites: str) -> Read:
    """What a page is, as the archive of a crawl would say it."""
    read_as, html, url, content_type, encoding, fetched = page
    if outlet_for(url) is None:
        if known:
            return read_as("passed", "host of no outlet")
        return _without_rules(page, load_profile(Path(sites), site_of(url)) if sites else None)
    if isinstance(html, str):
        html, encoding = html.encode("utf-8", "replace"), "utf-8"
    kind = content_type or "text/html"
    if encoding and "charset" not in kind:
        kind = f"{kind}; charset={encoding}"
    captured = Captured(
        *(0, 0, "", url, fetched or datetime.fromtimestamp(0, UTC), 200),
        headers=[(b"Content-Type", kind.encode("latin-1", "replace"))],
        body=html,
    )
    try:
        found = judge(captured, None)
    except ValueError as error:  # "https://[@www.jpnn.com/"
        return read_as("refused", "no address", str(error))
    if found.kind == "article":
        return read_as("article", found.layout, line=found.line, further=found.next)
    return read_as(found.kind, found.detail, found.reason)


def _without_rules(page: _Found, site: SiteProfile | None) -> Read:
    read_as = page.read_as
    try:
        article = extract(page.html, page.url, encoding=page.encoding, fetched=page.fetched, site=site)
    except NotAnArticle as result:
        return read_as("refused", result.kind, result.reason)
    except (Exception, RecursionError) as error:
        return read_as("failed", f"extractor failed ({type(error).__name__})", str(error))
    return read_as("article", line=as_line(article.to_dict()), further=article.pageUrls)


def _unpacked(data: bytes) -> bytes:
    """Unpacked bytes, only enough of them to see that they are too many."""
    file: Any = (
        GzipFile(fileobj=io.BytesIO(data)) if data.startswith(_GZIP) else zstd.ZstdFile(io.BytesIO(data))
    )
    unpacked: bytes = file.read(MAX_BYTES + 1)
    return unpacked


# -- Sources ------------------------------------------------------------------------------------------


class Source:
    """Something that holds pages: ``tasks`` yields them for the processes, in order.

    Raises Fault for what it is not, and where it cannot be read on. ``row`` is what its pages are numbered by.
    """

    row: ClassVar[str] = "row"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size

    @property
    def again(self) -> bool:
        """Whether it can be read twice; a pipe cannot."""
        return self.path.is_file() or self.path.is_dir()

    def tasks(self, jobs: int) -> Iterator[Task]:
        raise NotImplementedError


class Files(Source):
    """Saved pages, a file each, below one folder."""

    row = ""

    def __init__(self, path: Path, files: Sequence[Path]) -> None:
        self.path, self.files = path, files
        self.size = sum(file.stat().st_size for file in files)

    def tasks(self, jobs: int) -> Iterator[Task]:
        names: list[str] = []
        size = 0
        for file in self.files:
            names.append(str(file))
            size += file.stat().st_size
            if size >= _TASK:
                yield Task("files", names, size, below=str(self.path))
                names, size = [], 0
        if names:
            yield Task("files", names, size, below=str(self.path))


class Har(Source):
    """What a browser's developer tools save: a JSON file of requests and responses."""

    row = "entry"

    def tasks(self, jobs: int) -> Iterator[Task]:
        yield Task("har", str(self.path), self.size, known=True)


class Rows(Source):
    """A file of rows."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path)
        self.form, self.packed = format_of(path)
        self.columns = columns
        self.position = 0

    def tasks(self, jobs: int) -> Iterator[Task]:
        self.position = 0
        try:
            yield from {
                "jsonl": self._jsonl,
                "csv": self._table,
                "tsv": self._table,
                "parquet": self._parquet,
            }[self.form](jobs)
        except OSError as error:
            raise Fault(f"{shown(self.path)}: {error.strerror or error}") from None

    def _went(self, position: int) -> None:
        self.position = position

    def _advanced(self, before: int) -> int:
        return max(self.position - before, 0)

    def _found(self, names: Sequence[str]) -> Columns:
        """The columns, of those there are. Raises Fault where they cannot be found."""
        html, url = self.columns
        for wanted in (html, url):
            if wanted and wanted not in names:
                raise Fault(f"{shown(self.path)}: no column {wanted!r}; there are {', '.join(names)}")
        lower = {name.lower(): name for name in reversed(names)}
        html = html or next((lower[name] for name in HTML if name in lower), None)
        url = url or next((lower[name] for name in URLS if name in lower), None)
        if html is None or url is None:
            what, option = ("pages", "--html") if html is None else ("addresses", "--url")
            raise Fault(
                f"{shown(self.path)}: none of its columns is known to hold {what}; name one with {option}:"
                f" {', '.join(names)}"
            )
        return Columns(html, url)

    def _jsonl(self, jobs: int) -> Iterator[Task]:
        with reading(self.path, self.packed, self._went) as file:
            columns = self._columns_of_lines(file)
        if not self.packed:
            for start, end in spans(self.size, jobs):
                yield Task("span", (str(self.path), start, end), end - start, columns)
            return
        self.position = 0
        fault: Fault | None = None
        lines: list[bytes] = []
        size = before = 0
        try:
            with reading(self.path, self.packed, self._went) as file:
                while line := file.readline(MAX_LINE):
                    lines.append(line)
                    size += len(line)
                    while len(line) == MAX_LINE and not line.endswith(b"\n"):
                        line = file.readline(MAX_LINE)
                    if size >= _TASK:
                        yield Task("lines", lines, self._advanced(before), columns)
                        lines, size, before = [], 0, self.position
        except Fault as error:  # the lines before the damage are whole
            fault = error
        if lines:
            yield Task("lines", lines, self._advanced(before), columns)
        if fault is not None:
            raise fault

    def _columns_of_lines(self, file: io.BufferedReader) -> Columns:
        """The columns by the first line that is a record."""
        first = True
        while line := file.readline(MAX_LINE):
            if first and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
                raise Fault(
                    f"{shown(self.path)}: one JSON array instead of one line per record; `jq -c '.[]'` makes lines of it"
                )
            first = False
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                inner = (
                    f"{name}.{key}"
                    for name, value in record.items()
                    if isinstance(value, dict)
                    for key in value
                )
                return self._found([*record, *inner])
        raise Fault(f"{shown(self.path)}: there is no row in it")

    def _table(self, jobs: int) -> Iterator[Task]:
        csv.field_size_limit(MAX_BYTES)
        fault: Fault | None = None
        rows: list[tuple[int, Any, Any]] = []
        size = before = 0
        try:
            with reading(self.path, self.packed, self._went) as file:
                for number, html, url in self._cells(file):
                    rows.append((number, html, url))
                    size += len(html) if isinstance(html, str) else 0
                    if size >= _TASK:
                        yield Task("rows", rows, self._advanced(before))
                        rows, size, before = [], 0, self.position
        except Fault as error:  # the rows before the damage are whole
            fault = error
        if rows:
            yield Task("rows", rows, self._advanced(before))
        if fault is not None:
            raise fault

    def _cells(self, file: io.BufferedReader) -> Iterator[tuple[int, Any, Any]]:
        """The number, page and address of every row of a table."""
        head = file.peek(1 << 16).partition(b"\n")[0].decode("utf-8", "replace")
        mark = "\t" if self.form == "tsv" else max(",;|\t", key=head.count)
        text = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
        reader = csv.reader(text, delimiter=mark if mark in head else ",")
        header = next(reader, None)
        if not header:
            raise Fault(f"{shown(self.path)}: the file is empty")
        columns = self._found(header)
        assert columns.html and columns.url
        html, url = header.index(columns.html), header.index(columns.url)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield number, Broken(str(error)), ""
                continue
            if cells is None:
                break
            if len(cells) == len(header):
                yield number, cells[html], cells[url]
            elif cells:  # an empty line is not a fault
                yield number, Broken(f"{len(cells)} cells where the header has {len(header)}"), ""
        text.detach()

    def _parquet(self, jobs: int) -> Iterator[Task]:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise Fault(
                f"{shown(self.path)}: Parquet needs pyarrow: install newsspider with its extra, newsspider[parquet]"
            ) from None
        number = 0
        try:
            # otherwise whole column chunks are held in memory
            file = pyarrow.parquet.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20)
            names = []
            for field in file.schema_arrow:
                names.append(field.name)
                if pyarrow.types.is_struct(field.type):
                    names += [f"{field.name}.{inner.name}" for inner in field.type]
            columns = self._found(names)
            total = max(file.metadata.num_rows, 1)
            for batch in file.iter_batches(
                batch_size=32, columns=[columns.html, columns.url], use_threads=False
            ):
                records = batch.to_pylist()
                rows = [
                    (number + place, value_at(record, columns.html), value_at(record, columns.url))
                    for place, record in enumerate(records, 1)
                ]
                yield Task("rows", rows, self.size * len(rows) // total)
                number += len(rows)
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0]
            where = f"damaged after row {number}" if number else "not a Parquet file"
            raise Fault(f"{shown(self.path)}: {where} ({reason})") from None


def rows_of(path: Path, columns: Columns) -> Rows:
    """A file of rows as a source. Raises Fault for anything else."""
    source = Rows(path, columns)
    if source.form == "text":
        raise Fault(f"{shown(path)}: a plain text, not rows of pages; `clean` reads texts")
    return source
