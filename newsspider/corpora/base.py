"""What all corpora have in common: rows, batches of them, and what becomes of each."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, NamedTuple

from extractors import NotAnArticle, SiteLines, clean_capture, outlet_for
from extractors.article import DERIVED, RECORD_FIELDS
from extractors.captures.news import reads_as_news
from newsspider.archive.judge import as_line
from newsspider.corpora.files import format_of
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.packing import open_packed
from newsspider.runtime.processes import Pool
from newsspider.runtime.site_profiles import load_lines, save_profile, site_of

__all__ = [
    "KEYS",
    "Batch",
    "Cleaned",
    "Corpus",
    "Gathering",
    "Options",
    "Row",
    "RowFault",
    "Work",
    "address",
    "clean_batch",
    "cleaned",
    "counted",
    "learn_lines",
    "unfit",
    "value_at",
]

TEXTS = "text content raw_content page_content body article_text fulltext full_text isi teks konten".split()
URLS = "url link source_url page_url uri href permalink canonical_url metadata.url meta.url alamat tautan".split()
KEYS = (*RECORD_FIELDS, *DERIVED)
BATCH = 200  # rows
_CHARACTERS = 500_000  # in one batch
_FIRST_BATCHES = 100  # of a corpus, from which the lines that sites share are learned: up to 50 MB
_LEAST = 3  # captures of a site that say something about the others
_MOST_SITES = 20_000


class Options(NamedTuple):
    """How rows are read: the outlet of rows without an address, the columns, the article's key."""

    outlet: str | None = None
    text: str | None = None
    url: str | None = None
    key: str = "article"
    everything: bool = False  # also what does not read as Indonesian news


class RowFault(NamedTuple):
    """What is wrong with one row; it stays as it is."""

    number: int
    reason: str


class Row(NamedTuple):
    """A text to clean; None where there is none, with the label to count it by."""

    text: str | None
    url: str | None
    label: str = ""


class Batch(NamedTuple):
    rows: list[Row]
    outlet: str | None


class Work(NamedTuple):
    """What one process does at a time. ``sites`` is the folder of the lines that captures of a site share."""

    batch: Batch
    sites: Path
    everything: bool


class Cleaned(NamedTuple):
    """An article (its record as JSON), or why there is none. ``failed``: the extractor is at fault."""

    article: bytes | None
    label: str
    failed: bool = False


def learn_batch(batch: Batch) -> dict[str, SiteLines]:
    """What the captures of each site in a batch have in common."""
    found: dict[str, SiteLines] = {}
    for row in batch.rows:
        if row.text is not None and (site := _site(row, batch.outlet)):
            found.setdefault(site, SiteLines()).learn(row.text)
    return found


def clean_batch(work: Work) -> list[Cleaned]:
    """The rows of a batch, cleaned: what the processes do."""
    return [_clean(row, work) for row in work.batch.rows]


def _clean(row: Row, work: Work) -> Cleaned:
    if row.text is None:
        return Cleaned(None, row.label)
    outlet = work.batch.outlet
    if row.url:
        known = outlet_for(row.url)
        if known and (kind := known.result_for(row.url)):
            return Cleaned(None, kind)
        outlet = known.name if known else None
    elif outlet is None and not work.everything:
        return Cleaned(None, "no address, and no --outlet")
    try:
        article = clean_capture(row.text, outlet, lines=load_lines(work.sites, _site(row, outlet)))
        if outlet is None and not (work.everything or reads_as_news(article)):
            return Cleaned(None, "unknown outlet")
    except NotAnArticle as result:
        return Cleaned(None, result.kind)
    except (Exception, RecursionError) as error:
        reason = f"the extractor failed ({type(error).__name__}: {error}); please report it"
        return Cleaned(None, reason, failed=True)
    return Cleaned(as_line(article.to_dict()), article.outlet or "sites without rules")


def _site(row: Row, outlet: str | None) -> str:
    """The site of a row: that of its address, else the outlet that stands for all of them."""
    return site_of(row.url) if row.url else outlet or ""


def address(value: object) -> str | None:
    """A row's address as others are written, with its scheme; None for what is none."""
    if not isinstance(value, str) or not (value := value.strip()):
        return None
    return value if "://" in value or not _HOST_FIRST.match(value) else f"https://{value.removeprefix('//')}"


_HOST_FIRST = re.compile(r"(?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")


class Corpus:
    """One file of rows, read once from its beginning to its end, and its cleaned copy.

    ``batches`` yields what is to be cleaned; ``write`` takes the results in the same order. ``faults`` holds
    what was found wrong with rows so far; ``position`` is how far the file has been read, of ``size``.
    """

    form: ClassVar[str]

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.options = options
        self.packed = format_of(path)[1]
        self.size = path.stat().st_size
        self.position = 0
        self.rows = 0
        self.faults: list[RowFault] = []
        self._out: BinaryIO | None = None

    def again(self) -> Corpus | None:
        """The same corpus, to be read a second time; None if it can only be read once."""
        return type(self)(self.path, self.options) if self.path.is_file() else None

    def batches(self) -> Iterator[tuple[Batch, Any]]:
        """What is to be cleaned, and with it what the copy needs besides.

        Raises Fault where it cannot be read on, after what could.
        """
        gathering = Gathering(self)
        fault: Fault | None = None
        try:
            yield from self._gather(gathering)
        except Fault as error:
            fault = error
        except OSError as error:
            fault = Fault(f"{shown(self.path)}: {error.strerror or error}")
        if gathering.rows:
            yield gathering.take()
        if fault is not None:
            raise fault

    def _gather(self, gathering: Gathering) -> Iterator[tuple[Batch, Any]]:
        """The same; what is left in ``gathering`` at the end is taken by ``batches``."""
        raise NotImplementedError

    def create(self, path: Path, packed: str) -> None:
        """Begin the copy."""
        self._out = open_packed(path, packed)
        self._own = True

    def join(self, stream: BinaryIO) -> None:
        """Write the copy to a shared stream."""
        self._out = stream
        self._own = False

    def write(self, rest: Any, cleaned: Sequence[Cleaned]) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """End the copy."""
        if self._out is not None and self._own:
            self._out.close()
        self._out = None

    def out(self) -> BinaryIO:
        assert self._out is not None
        return self._out

    def named(self, faulty: Sequence[Cleaned], first: int, rest: Any) -> None:
        """Note what failed in a batch that began with row ``first``."""
        self.faults += [RowFault(first + place, one.label) for place, one in enumerate(faulty) if one.failed]

    def _went(self, position: int) -> None:
        self.position = position

    def _columns(self, names: Sequence[str]) -> tuple[str, str | None]:
        """The columns of text and address. Raises Fault where they cannot be found."""
        text, url = self.options.text, self.options.url
        for wanted in (text, url):
            if wanted and wanted not in names:
                raise Fault(f"{shown(self.path)}: no column {wanted!r}; there are {', '.join(names)}")
        text = text or next((name for name in TEXTS if name in names), None)
        url = url or next((name for name in URLS if name in names), None)
        if text is None:
            raise Fault(
                f"{shown(self.path)}: none of its columns is known to hold texts; name one with --text:"
                f" {', '.join(names)}"
            )
        if url is None and not self.options.outlet:
            raise Fault(
                f"{shown(self.path)}: none of its columns is known to hold addresses; name one with --url"
                f" ({', '.join(names)}), or the outlet with --outlet"
            )
        return text, url

    def _refuse_key(self, names: Sequence[str]) -> None:
        key = self.options.key
        if any(name == key or name.startswith(f"{key}.") for name in names):
            raise Fault(
                f"{shown(self.path)}: it already has a column {key!r}; name another one for the article with --key"
            )


class Gathering:
    """Puts rows into batches limited in rows and in text."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.rows: list[Row] = []
        self.rest: list[Any] = []
        self._characters = 0

    def add(self, row: Row, rest: Any) -> bool:
        """Whether the batch is full now."""
        self.rows.append(row)
        self.rest.append(rest)
        self._characters += len(row.text or "")
        return len(self.rows) >= BATCH or self._characters >= _CHARACTERS

    def take(self) -> tuple[Batch, list[Any]]:
        batch = Batch(self.rows, self.corpus.options.outlet), self.rest
        self.rows, self.rest, self._characters = [], [], 0
        return batch


def unfit(value: Any) -> Row | None:
    """The row for what is not a text; None for a text."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return Row(None, None, "no text")
    if not isinstance(value, str):
        return Row(None, None, "text that is not a string")
    return Row(None, None, "text too large for a page") if len(value) > MAX_BYTES else None


def learn_lines(corpus: Corpus, pool: Pool, sites: Path) -> None:
    """Let the first rows of each site teach which lines its captures share; ``sites`` is where that is kept."""
    found: dict[str, SiteLines] = {}
    with suppress(Fault):  # reported when the corpus is cleaned
        first = (_unlearned(batch, found) for batch, _ in islice(corpus.batches(), _FIRST_BATCHES))
        for _, learned in pool.in_order(learn_batch, first):
            for site, lines in learned.items():
                if site in found or len(found) < _MOST_SITES:
                    found.setdefault(site, SiteLines()).add(lines)
    for site, lines in found.items():
        if lines.captures >= _LEAST:
            save_profile(sites, site, lines)


def _unlearned(batch: Batch, found: dict[str, SiteLines]) -> Batch:
    """The rows of a batch that could still teach something."""
    full = {site for site, lines in found.items() if lines.is_full}
    return batch._replace(rows=[row for row in batch.rows if _site(row, batch.outlet) not in full])


def cleaned(corpus: Corpus, pool: Pool, sites: Path) -> Iterator[tuple[Any, list[Cleaned]]]:
    """The batches of a corpus with what has become of their rows; ``sites`` is where ``learn_lines`` keeps what it learned.

    Raises Fault where it cannot be read on, after the last batch that could.
    """
    rests: deque[Any] = deque()
    ends: list[Fault] = []

    def tasks() -> Iterator[Work]:
        try:
            for batch, rest in corpus.batches():
                rests.append(rest)
                yield Work(batch, sites, corpus.options.everything)
        except Fault as fault:
            ends.append(fault)

    for _, results in pool.in_order(clean_batch, tasks()):
        yield rests.popleft(), results
    if ends:
        raise ends[0]


def counted(counts: Counter[str], results: Iterable[Cleaned]) -> None:
    """Count what became of rows: articles by their outlet, behind a ``+``, the others by why there is none."""
    for one in results:
        counts["rows"] += 1
        if one.article is not None:
            counts[f"+{one.label}"] += 1
        else:
            counts["extractor failed" if one.failed else one.label] += 1


def value_at(record: dict[str, Any], name: str | None) -> Any:
    """A row's value in a column; ``a.b`` is the value of ``b`` in the record ``a``."""
    if name is None:
        return None
    if name in record:
        return record[name]
    first, _, rest = name.partition(".")
    inner = record.get(first)
    return inner.get(rest) if rest and isinstance(inner, dict) else None
