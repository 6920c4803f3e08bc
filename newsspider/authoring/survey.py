"""What is wrong over many pages of an outlet that nobody has read: rates, what comes back, what is left lying.

Pages are read in parts, by several processes, as ``scrapy reextract`` reads them. A process gives a small
record of each page (``Seen``); they are counted here, in counters of fixed size, so memory stays flat however
many pages there are. Nothing here is a verdict: a finding says on how many pages a thing was seen, where to
look at it, and which rule it touches.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, outlet_for
from extractors.article import Line
from extractors.authoring.induce import HINTS, KEY_FIELDS
from extractors.authoring.naming import NAMED, own_names
from extractors.authoring.rulefile import line_of
from extractors.reading import refuse as detect
from extractors.reading.blocks import clean, text_content
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.reading.metadata import Metadata, names_of, read_metadata, text_of
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import Index, outermost, select, within
from extractors.score import GOLDEN_KEYS
from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also, sentences
from extractors.vocabulary.dates import parse_date
from newsspider.archive.parts import Captured, Damage, NoWarc, check, responses, spans
from newsspider.archive.warc import reason
from newsspider.authoring.check import place_of
from newsspider.discovery import sniff
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.recording.fixtures import (
    GOLDEN,
    INDEX,
    FixtureError,
    Page,
    fixture_folder,
    read_json,
    read_pages,
)
from newsspider.recording.saved_pages import CASSETTES, MAX_BYTES, PAGES, declared_address, read_bytes
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import rule_file
from newsspider.runtime.processes import Bar, WorkerDied, in_order, processors

__all__ = ["Bounded", "Finding", "Seen", "Survey", "examine", "files_of", "read_survey", "survey"]

KEYS = tuple(key for key in GOLDEN_KEYS if key not in ("headline", "body", "isAccessibleForFree"))
EXAMPLES = 3  # addresses that are kept of anything
RECURS = 3  # pages on which a block comes back before it is said
SHORTFALL = 0.2  # of the pages: a key filled less than in the goldens by this is a finding
SHORT = 160  # letters of a text that are kept
_MOST_BLOCKS = 400  # of one page
_MOST_BOXES = 20
_MOST_TEXTS = 50_000  # blocks counted at once
_MOST_GROUPS = 2_000  # of anything else
_ADDRESSES = 1 << 20  # addresses that are remembered, to count each page once
_LOOKED_AT_WHOLE = (
    20 * 1024 * 1024
)  # bytes of pages that are all looked at for boxes; of more every second, third ...
_LEAST_LOOKED_AT = 8  # ... up to every eighth: to explain a page takes twice as long as to read it
_FILES = 40  # saved pages in one part
_DIFFERENT = 12  # texts of one box that are told apart
_WEAK = 4.0  # a name that costs more says how a thing looks; one further out is preferred
_NAMED_FAULTS = 5  # of one part; more are counted
_WORTH = 2 * 1024 * 1024  # bytes that take as long as starting a process
_AROUND = 3  # lines of the page beside the text that count as near
_WARC = (".warc", ".warc.gz", ".warc.zst", ".warc.open", ".warc.gz.open")
_PROMPT = re.compile(
    r"(?:ikuti|simak|klik|dapatkan|download|unduh|gabung|follow|saksikan|tonton|jangan\s+lewatkan|"
    r"berlangganan|subscribe|bagikan)\b",
    re.I,
)
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_NO_BOX = frozenset(("nav", "footer", "script", "style", "noscript", "form", "button", "select"))

# What a block of the text may be instead, and the field that would take it.
LOOKS: dict[str, str] = {
    "caption": "caption",
    "byline": "byline",
    "share bar": "drop",
    "read-also": "read_also",
    "desk code": "desk_code",
    "prompt": "drop",
}


# -- What one page shows ------------------------------------------------------------------------------


class Mark(NamedTuple):
    """Something seen on a page: of what kind, by what name it is counted, and the words that show it."""

    kind: str  # looks, box, metadata
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One page, in short. ``kind`` is read, unread (no layout fits), refused, failed or passed.

    ``detail`` is the layout of a page that was read, the marks of one that is unread, the name of the
    refusal otherwise.
    """

    url: str
    kind: str
    detail: str
    reason: str = ""
    key: str = ""  # what the article's address is at all its addresses
    filled: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    looked: bool = True  # whether its unread boxes were looked for
    offset: int = -1


def examine(
    body: bytes,
    url: str,
    outlet: Outlet,
    *,
    encoding: str | None = None,
    fetched: datetime | None = None,
    every: int = 1,
) -> Seen:
    """What there is to say of one page. Raises nothing: what cannot be read is refused or failed.

    Boxes that nobody reads are looked for on one page of ``every``, picked by its address.
    """
    looked = every == 1 or _number(url) % every == 0
    listed = outlet.is_article(url)
    try:
        detect.refuse_address(url, outlet)
        tree = parse(body, url, encoding)
        if not listed and not any(
            select(x.when).first(tree, Index(tree)) is not None for x in outlet.layouts
        ):
            return Seen(url, "passed", "not an article's address")
        marks = _marks_of(tree)  # before the fallback has been at it
        article = extract_tree(tree, url, outlet, fetched=fetched, explain=looked)
    except NotAnArticle as result:
        return Seen(url, "refused" if listed else "passed", result.kind, result.reason)
    except (Exception, RecursionError) as error:
        return Seen(url, "failed", f"extractor failed ({type(error).__name__})", str(error))
    key = article.canonicalUrl or url
    layout = next((x for x in outlet.layouts if x.name == article.layout), None)
    if layout is None:
        return Seen(url, "unread" if listed else "passed", marks, article.headline or "", key)
    record, metadata = article.to_dict(), read_metadata(tree)
    return Seen(
        url,
        "read",
        layout.name,
        key=key,
        filled=tuple(name for name in KEYS if record.get(name)),
        blocks=tuple(block.text[:SHORT] for block in article.body[:_MOST_BLOCKS]),
        marks=(
            *_looks(article, layout),
            *_disagreements(article, metadata, outlet, layout),
            *(_boxes(article, tree, layout, metadata) if looked else ()),
        ),
        looked=looked,
    )


def _looks(article: Article, layout: Layout) -> Iterator[Mark]:
    """Blocks of the text that give themselves away as something else, one of a kind."""
    said: set[str] = set()
    code = re.compile(layout.desk_code) if layout.desk_code else None
    for number, block in enumerate(article.body):
        name = ""
        text = block.text
        if bylines.is_byline(text):
            name = "byline"
        elif furniture.is_share_bar(text):
            name = "share bar"
        elif read_also.split_read_also(text)[1]:
            name = "read-also"
        elif block.type == "paragraph" and len(text) < 300 and picture_credits.is_caption(text):
            name = "caption"
        elif number == len(article.body) - 1 and endings.desk_code_start(text, code) is not None:
            name = "desk code"
        elif len(text) <= SHORT and _PROMPT.match(text) and "“" not in text and '"' not in text:
            name = "prompt"
        if name and name not in said:
            said.add(name)
            yield Mark("looks", name, text[:SHORT])


def _disagreements(article: Article, metadata: Metadata, outlet: Outlet, layout: Layout) -> Iterator[Mark]:
    told = text_of(metadata.article.get("headline")) or text_of(metadata.meta.get("og:title"))
    if told and article.headline:
        one, other = _letters(told), _letters(article.headline)
        if not (one.startswith(other) or other.startswith(one)):
            yield Mark("metadata", "headline", f"{article.headline[:70]!r} is read, {told[:70]!r} told")
    told = metadata.published
    if told and article.datePublished:
        try:
            date = parse_date(told, local=layout.local_dates, zone=outlet.zone)
        except (ValueError, OverflowError):
            date = None
        if date and abs(date.value - article.datePublished) > timedelta(hours=25):
            yield Mark(
                "metadata", "datePublished", f"{article.datePublished.isoformat()} is read, {told[:40]} told"
            )
    own = {_letters(name) for name in (*outlet.names, outlet.title, outlet.name, *outlet.domains)}
    names = [name for name in metadata.authors if _letters(name) not in own and not name.startswith("http")]
    people = {_letters(name) for name in (*article.authors, *article.editors, *article.sources)}
    if names and not any(_letters(name) in people for name in names):
        read = ", ".join(article.authors) or "nobody"
        yield Mark("metadata", "authors", f"{read[:60]} read, {', '.join(names)[:60]} told")
    sections = names_of(metadata.article.get("articleSection"))
    if not sections and (told := text_of(metadata.meta.get("article:section"))):
        sections = [told]
    if sections and article.articleSection:
        read_sections = {_letters(name) for name in article.articleSection}
        if not any(_letters(name) in read_sections for name in sections):
            yield Mark(
                "metadata",
                "articleSection",
                f"{' / '.join(article.articleSection)[:60]} read, {', '.join(sections)[:60]} told",
            )


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _boxes(article: Article, tree: etree._Element, layout: Layout, metadata: Metadata) -> Iterator[Mark]:
    """Text near the article that no rule takes and no rule drops, by the smallest element with a name.

    What repeats the page's description or a block of the text is none.
    """
    known = {_letters(block.text) for block in article.body}
    known |= {_letters(text) for text in (metadata.description, article.alternativeHeadline) if text}
    index = Index(tree)
    scope = tree if layout.scope is None else select(layout.scope).first(tree, index)
    if scope is None:
        return
    bodies = outermost(select(layout.body).all(scope, index))
    heads = select(layout.headline).all(scope, index)[:1]
    container = _common([*heads, *bodies])
    lines = article.explanation
    first, last = _span(lines)
    elements: list[etree._Element] | None = None
    said: dict[str, str] = {}
    for line in lines:
        if line.rule != "outside the body" or not line.nodes or not _is_told(line.text):
            continue
        if _letters(line.text) in known:
            continue
        if elements is None:
            elements = list(tree.iter())
        number, tail = line.nodes[0]
        if number >= len(elements):
            continue
        element = elements[number]
        holder = element.getparent() if tail else element
        if holder is None:
            continue
        around = [holder, *holder.iterancestors()]
        near = first - _AROUND <= line.number <= last + _AROUND
        if not near and (container is None or container not in around):
            continue
        if any(one.tag in _NO_BOX for one in around) or _is_linked(holder):
            continue
        name = _name(holder, container, bodies)
        if name and name not in said:
            said[name] = line.text[:SHORT]
            if len(said) >= _MOST_BOXES:
                break
    for name, text in said.items():
        yield Mark("box", name, text)


def _span(lines: Sequence[Line]) -> tuple[int, int]:
    """The numbers of the first and last line that went into the article's text or headline."""
    kept = [
        line.number
        for line in lines
        if line.kept and line.label in ("headline", "paragraph", "subheading", "list_item", "quote")
    ]
    return (kept[0], kept[-1]) if kept else (0, -_AROUND - 1)


def _is_told(text: str) -> bool:
    """Whether a text holds a sentence, or is a picture's caption."""
    words = len(text.split())
    return (words >= 5 and (sentences.ends_sentence(text) or picture_credits.is_caption(text))) or words >= 25


def _is_linked(element: etree._Element) -> bool:
    """Whether what an element shows is a link to elsewhere, or mostly links."""
    if any(one.tag == "a" for one in (element, *element.iterancestors())):
        return True
    whole = len(clean(text_content(element, {})))
    return sum(len(clean(text_content(a, {}))) for a in element.iter("a")) * 2 > whole


def _common(elements: Sequence[etree._Element]) -> etree._Element | None:
    """The smallest element around all of these, None where that is the whole page."""
    if not elements:
        return None
    for one in elements[0].iterancestors():
        if all(within(other, {one}) for other in elements):
            return None if one.tag in ("body", "html") else one
    return None


def _name(
    element: etree._Element, container: etree._Element | None, bodies: Sequence[etree._Element]
) -> str | None:
    """The selector of the smallest element around a text that has a name; None where only the container has."""
    weak: str | None = None
    for one in (element, *element.iterancestors()):
        if one is container or one in bodies or one.tag in ("body", "html"):
            break
        names = own_names(one)
        if names and names[0].cost <= _WEAK:
            return names[0].css
        if one.tag in ("figcaption", "blockquote"):
            return str(one.tag)
        if names and names[0].cost <= NAMED:
            weak = weak or names[0].css
    return weak


def _marks_of(tree: etree._Element) -> str:
    """What a template may be known by: its h1 and what holds most of its paragraphs."""
    head = next(tree.iter("h1"), None)
    sizes: Counter[etree._Element] = Counter()
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            sizes[parent] += len(clean(text_content(paragraph, {})))
    parts = ["no h1" if head is None else _called(head)]
    if sizes:
        holder = sizes.most_common(1)[0][0]
        named = next(
            (x for x in (holder, *holder.iterancestors()) if own_names(x) or x.tag == "body"), holder
        )
        parts.append(f"text in {_called(named)}")
    return ", ".join(parts)


def _called(element: etree._Element) -> str:
    names = [one.css for one in own_names(element) if one.css[0] in ".#" and one.css.count(".") < 2]
    return f"{element.tag}{names[0]}" if names else str(element.tag)


# -- Parts --------------------------------------------------------------------------------------------


class Task(NamedTuple):
    """A part of a WARC file, or some saved pages (then ``end`` is -1)."""

    outlet: Outlet
    paths: tuple[str, ...]
    start: int
    end: int
    size: int
    every: int = 1  # of so many pages one is looked at for boxes


class Part(NamedTuple):
    seen: list[Seen]
    faults: list[str]
    end: int | None = None


def survey_part(task: Task) -> Part:
    """Every page of a part, examined."""
    if task.end < 0:
        return _saved(task)
    seen: list[Seen] = []
    ends: list[int] = []
    path = Path(task.paths[0])
    faults: list[str] = []
    try:
        for one in responses(path, task.start, task.end):
            if isinstance(one, Captured):
                seen.append(_captured(one, task.outlet, task.every))
            elif isinstance(one, Damage):
                if not path.name.endswith(".open"):
                    faults.append(f"{shown(path)}: damaged at byte {one.offset} ({one.reason})")
            else:
                ends.append(one)
    except (NoWarc, OSError) as error:
        faults.append(f"{shown(path)}: {reason(error) if isinstance(error, OSError) else error}")
    return Part(seen, faults, ends[-1] if ends else None)


def _captured(one: Captured, outlet: Outlet, every: int) -> Seen:
    def passed(detail: str) -> Seen:
        return Seen(one.url, "passed", detail, offset=one.offset)

    if outlet_name(one.url) != outlet.name:
        return passed("another outlet")
    if not 200 <= one.status < 300:
        return passed(f"HTTP {one.status}")
    if urlsplit(one.url).path == "/robots.txt":
        return passed("robots.txt")
    if one.original is not None:
        return passed("repeats another record")
    if one.truncated:
        return passed("cut off as it was fetched")
    kind = one.header(b"content-type")
    if kind and b"html" not in kind.lower():
        return passed("no page")
    try:
        body = one.page()
    except Exception as error:  # each encoding has errors of its own
        return Seen(one.url, "refused", "body that cannot be decoded", str(error), offset=one.offset)
    recorded = one.fetched if one.fetched.timestamp() > 0 else None
    seen = _page(body, one.url, outlet, charset_of(kind), sent_at(one.header(b"date")) or recorded, every)
    return replace(seen, offset=one.offset)


def _page(
    body: bytes, url: str, outlet: Outlet, encoding: str | None, fetched: datetime | None, every: int
) -> Seen:
    if len(body) > MAX_BYTES:
        return Seen(url, "refused", "too large for a page")
    if sniff(body):
        return Seen(url, "passed", "feed or sitemap")
    return examine(body, url, outlet, encoding=encoding, fetched=fetched, every=every)


def outlet_name(url: str) -> str | None:
    """The name of the outlet that an address belongs to."""
    found = outlet_for(url)
    return found.name if found else None


def _saved(task: Task) -> Part:
    part = Part([], [])
    for name in task.paths:
        path = Path(name)
        try:
            pages: Sequence[Page]
            if path.suffix in CASSETTES:
                pages = read_pages(path)
            else:
                body = read_bytes(path)
                address = declared_address(body)
                if address is None:
                    part.seen.append(Seen(shown(path), "passed", "page that does not say its address"))
                    continue
                pages = (Page(address, body, content_type="text/html"),)
        except (Fault, FixtureError, UnicodeDecodeError, OSError) as error:
            part.faults.append(str(error) if shown(path) in str(error) else f"{shown(path)}: {error}")
            continue
        for page in pages:
            if outlet_name(page.url) != task.outlet.name:
                part.seen.append(Seen(page.url, "passed", "another outlet"))
            elif page.status == 200 and urlsplit(page.url).path != "/robots.txt":
                encoding = http_content_type_encoding(page.content_type)
                part.seen.append(_page(page.body, page.url, task.outlet, encoding, None, task.every))
    return part


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """WARC files, saved pages and cassettes that are named or lie below what is named, each once.

    Raises Fault for a path that is not there, and for one that holds none.
    """
    done: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise Fault(f"{shown(path)}: no such file or folder")
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        if path.is_dir():
            files = [file for file in files if file.is_file() and _is_readable(file)]
            if not files:
                raise Fault(f"{shown(path)}: there is no WARC file and no saved page in this folder")
        for file in files:
            if (real := file.resolve()) not in done:
                done.add(real)
                yield file


def _is_readable(path: Path) -> bool:
    return path.name.endswith(_WARC) or (path.suffix in (*PAGES, *CASSETTES) and path.name != INDEX)


# -- Counting -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """How often a thing was seen, with the first addresses and words."""

    text: str
    pages: int = 0
    first: int = 0
    last: int = 0
    texts: set[int] = field(default_factory=set)  # a few of the different ones, by their hashes
    addresses: list[str] = field(default_factory=list)

    def add(self, url: str, text: str = "") -> None:
        self.pages += 1
        if len(self.texts) < _DIFFERENT:
            self.texts.add(hash(text))
        if len(self.addresses) < EXAMPLES:
            self.addresses.append(url)


class Bounded:
    """A counter of at most ``limit`` things: what was seen least is forgotten when there are more.

    ``lost`` is how much less than the truth a count may be.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.lost = limit, 0
        self.counts: dict[tuple[str, ...], Tally] = {}

    def add(self, key: tuple[str, ...], url: str, text: str = "") -> Tally:
        tally = self.counts.get(key)
        if tally is None:
            if len(self.counts) >= self.limit:
                self._forget()
            tally = self.counts[key] = Tally(text)
        tally.add(url, text)
        return tally

    def _forget(self) -> None:
        ranked = sorted(self.counts.items(), key=lambda item: -item[1].pages)  # of equals the oldest stay
        kept = ranked[: max(1, self.limit // 2)]
        self.lost += ranked[len(kept)][1].pages if len(ranked) > len(kept) else 0
        self.counts = dict(kept)


def _number(url: str) -> int:
    """An address as a number of 64 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class _Addresses:
    """Addresses that were seen, in a table of fixed size: of very many the oldest are forgotten."""

    def __init__(self, size: int = _ADDRESSES) -> None:
        self._table = array("Q", bytes(8 * size))

    def is_new(self, url: str) -> bool:
        number = _number(url) or 1
        place = number % len(self._table)
        if self._table[place] == number:
            return False
        self._table[place] = number
        return True


@dataclass
class Survey:
    """Everything that was counted over the pages of one outlet."""

    outlet: Outlet
    pages: Counter[str] = field(default_factory=Counter)  # by layout
    looked: Counter[str] = field(default_factory=Counter)  # of these, how many were looked at for boxes
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    unfilled: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    repeated: int = 0
    groups: Bounded = field(default_factory=lambda: Bounded(_MOST_GROUPS))
    texts: Bounded = field(default_factory=lambda: Bounded(_MOST_TEXTS))
    seen: _Addresses = field(default_factory=_Addresses)

    @property
    def total(self) -> int:
        """Pages of the outlet that are articles by their address or their looks."""
        return self.pages.total() + self.unread + self.refused.total()

    def add(self, one: Seen) -> None:
        """Count one page."""
        if one.kind == "passed":
            self.passed[one.detail] += 1
            return
        if not self.seen.is_new(one.key or one.url):
            self.repeated += 1
            return
        if one.kind in ("refused", "failed"):
            self.refused[one.detail] += 1
            self.groups.add(("refused", "", one.detail), one.url, one.reason[:SHORT])
        elif one.kind == "unread":
            self.unread += 1
            self.groups.add(("unread", "", one.detail), one.url, one.reason[:SHORT])
        else:
            self._add_read(one)

    def _add_read(self, one: Seen) -> None:
        layout = one.detail
        self.pages[layout] += 1
        self.looked[layout] += one.looked
        for key in KEYS:
            if key in one.filled:
                self.filled[layout, key] += 1
            else:
                examples = self.unfilled.setdefault((layout, key), [])
                if len(examples) < EXAMPLES:
                    examples.append(one.url)
        for mark in one.marks:
            self.groups.add((mark.kind, layout, mark.name), one.url, mark.text)
        texts = [_NUMBER.sub("0", text.casefold()) for text in one.blocks]
        words: dict[str, str] = {}
        for text, block in zip(texts, one.blocks, strict=True):
            words.setdefault(text, block)
        for text, block in words.items():
            tally = self.texts.add((layout, text), one.url, block)
            tally.first += text == texts[0]
            tally.last += text == texts[-1]


def survey(
    outlet: Outlet,
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    faults: Callable[[str], None],
) -> Survey:
    """Read all pages of an outlet in these files and folders; ``jobs`` None chooses how many processes.

    ``faults`` gets what is wrong with a file, in one sentence each. Raises Fault where there is nothing of
    this outlet, or it cannot go on.
    """
    warcs: list[tuple[Path, int]] = []
    saved: list[tuple[Path, int]] = []
    for path in files_of(paths):
        size = path.stat().st_size
        if path.suffix in (*PAGES, *CASSETTES):
            saved.append((path, size))
            continue
        try:
            check(path)
            warcs.append((path, size))
        except NoWarc as error:
            if size or not path.name.endswith(".open"):
                faults(f"{shown(path)}: {error}")
        except OSError as error:
            faults(f"{shown(path)}: {reason(error)}")
    total = sum(size for _, size in (*warcs, *saved))
    count = processors(total, _WORTH) if jobs is None else jobs
    every = min(_LEAST_LOOKED_AT, 1 + total // _LOOKED_AT_WHOLE)
    result = Survey(outlet)
    ends: dict[str, int] = {}
    try:
        with Bar("pages", total) as bar:
            for task, part in in_order(survey_part, _tasks(outlet, warcs, saved, count, every), count):
                for fault in part.faults[:_NAMED_FAULTS]:
                    faults(fault)
                if (more := len(part.faults) - _NAMED_FAULTS) > 0:
                    faults(f"{shown(Path(task.paths[0]))}: {more} more like these")
                # what lies before the end of the part before only looked like records
                before = ends.get(task.paths[0], 0) if task.end >= 0 else -1
                found = [one for one in part.seen if one.offset >= before]
                if part.end is not None:
                    ends[task.paths[0]] = max(before, part.end)
                for one in found:
                    result.add(one)
                bar.advance(task.size, sum(one.kind == "read" for one in found), Path(task.paths[0]).name)
    except WorkerDied as death:
        raise Fault(f"outlet survey: {death}; fewer --jobs need less memory") from None
    if not result.total:
        where = ", ".join(shown(path) for path in paths)
        raise Fault(f"{where}: there is no article page of {outlet.name} in it")
    return result


def _tasks(
    outlet: Outlet,
    warcs: Sequence[tuple[Path, int]],
    saved: Sequence[tuple[Path, int]],
    jobs: int,
    every: int,
) -> Iterator[Task]:
    for path, size in warcs:
        for start, end in spans(size, jobs):
            yield Task(outlet, (str(path),), start, end, end - start, every)
    places = [*range(0, len(saved), _FILES), len(saved)]
    for start, end in pairwise(places):
        if some := saved[start:end]:
            yield Task(
                outlet, tuple(str(path) for path, _ in some), 0, -1, sum(size for _, size in some), every
            )


# -- Findings -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Something to look at. ``pages`` is how many pages mending it would help, ``of`` how many there are.

    ``kind`` is filled, recurs, looks, box, metadata, refused or unread; ``place`` the rule it touches.
    """

    kind: str
    layout: str
    pages: int
    of: int
    text: str
    place: str
    example: str = ""
    addresses: tuple[str, ...] = ()


_FINDING = frozenset(one.name for one in fields(Finding))


def golden_rates(project: Path, outlet: str) -> dict[str, tuple[int, Counter[str]]]:
    """For each layout how many goldens somebody has read, and in how many of them each key is filled."""
    rates: dict[str, tuple[int, Counter[str]]] = {}
    for path in sorted(fixture_folder(project, outlet).glob(f"*/*/{GOLDEN}")):
        try:
            golden = read_json(path)
        except FixtureError:
            continue
        article = golden.get("article")
        if golden.get("draft") or not isinstance(article, dict):
            continue
        count, keys = rates.get(path.parent.parent.name, (0, Counter()))
        keys.update(key for key in KEYS if article.get(key))
        rates[path.parent.parent.name] = (count + 1, keys)
    return rates


def findings(result: Survey, project: Path) -> list[Finding]:
    """What the counts say, the most pages first."""
    found = [
        *_of_keys(result, project),
        *_of_groups(result, project),
        *_of_texts(result, project),
    ]
    return sorted(found, key=lambda one: (-one.pages, one.kind, one.layout, one.text))


def _place(project: Path, outlet: Outlet, layout: str, name: str) -> str:
    """The line of a field, of its layout where the layout has no such field, of the layouts without one."""
    known = next((x for x in outlet.layouts if x.name == layout), None)
    if known is not None:
        value = getattr(known, name, None)
        return place_of(project, outlet.name, layout, name if value else None)
    path = rule_file(project, outlet.name)
    try:
        line = line_of(path.read_text("utf-8"), None, "layouts")
    except OSError:
        line = None
    return f"{shown(path)}:{line}" if line else shown(path)


def _field(layout: Layout | None, key: str) -> str:
    names = KEY_FIELDS[key]
    return next((name for name in names if layout is not None and getattr(layout, name)), names[0])


def _of_keys(result: Survey, project: Path) -> Iterator[Finding]:
    rates = golden_rates(project, result.outlet.name)
    for layout, pages in result.pages.items():
        rules = next((x for x in result.outlet.layouts if x.name == layout), None)
        count, keys = rates.get(layout, (0, Counter()))
        for key in KEYS:
            filled = result.filled[layout, key]
            wanted = keys[key] / count if count else 0.0
            missing = round(wanted * pages) - filled
            name = _field(rules, key)
            text = f"{key} is filled on {filled} of {pages} pages ({filled / pages:.0%})"
            if count and missing > 0 and wanted - filled / pages >= SHORTFALL:
                text += f", in {keys[key]} of {count} goldens"
            elif not count and not filled and rules is not None and getattr(rules, KEY_FIELDS[key][0]):
                text, missing = f"{text}, though {KEY_FIELDS[key][0]} looks for it", pages
            else:
                continue
            place = _place(project, result.outlet, layout, name)
            examples = tuple(result.unfilled.get((layout, key), ()))
            yield Finding("filled", layout, missing, pages, text, place, "", examples)


def _of_groups(result: Survey, project: Path) -> Iterator[Finding]:
    for (kind, layout, name), tally in result.groups.counts.items():
        of = result.pages[layout] if layout else result.total
        pages = tally.pages
        rules = next((x for x in result.outlet.layouts if x.name == layout), None)
        if kind == "box":
            if tally.pages >= RECURS and len(tally.texts) < min(_DIFFERENT, max(2, tally.pages / 3)):
                continue  # the same on many pages: the site's, not the article's
            text = f"{name} holds sentences beside the text and is neither read nor dropped"
            if (looked := result.looked[layout]) < of:
                text += f" (on {pages} of {looked} pages that were looked at)"
                pages = round(pages * of / looked)
            pictured = picture_credits.is_caption(tally.text) or any(
                hint in name for hint in HINTS["caption"]
            )
            rule = "caption" if pictured else "body"
        elif kind == "looks":
            text, rule = f"the text holds what looks like a {name}", LOOKS[name]
        elif kind == "metadata":
            text, rule = f"{name}: the page's metadata say something else", _field(rules, name)
        elif kind == "refused":
            text, rule = f"refused: {name}", "layouts"
        else:
            text, rule = f"no layout reads pages with {name}", "layouts"
        place = _place(project, result.outlet, layout, rule)
        yield Finding(kind, layout, pages, of, text, place, tally.text, tuple(tally.addresses))


def _of_texts(result: Survey, project: Path) -> Iterator[Finding]:
    """Blocks that come back; those that come back on the same few pages are one text published again."""
    together: dict[tuple[str, int, tuple[str, ...]], list[Tally]] = {}
    for (layout, _), tally in result.texts.counts.items():
        if tally.pages >= RECURS:
            together.setdefault((layout, tally.pages, tuple(tally.addresses)), []).append(tally)
    for (layout, pages, addresses), tallies in together.items():
        one = tallies[0]
        where = (
            "as the first block " if one.first == pages else "as the last block " if one.last == pages else ""
        )
        text = f"a block of the text comes back {where}on {pages} pages"
        if len(tallies) > 1:
            text = f"{len(tallies)} blocks of the text come back together on {pages} pages"
        place = _place(project, result.outlet, layout, "drop")
        yield Finding("recurs", layout, pages, result.pages[layout], text, place, one.text, addresses)


def document(result: Survey, found: Sequence[Finding], project: Path) -> dict[str, Any]:
    """The survey as JSON holds it."""
    rates = golden_rates(project, result.outlet.name)
    layouts = {}
    for layout, pages in sorted(result.pages.items()):
        count, keys = rates.get(layout, (0, Counter()))
        layouts[layout] = {
            "pages": pages,
            "goldens": count,
            "filled": {key: {"pages": result.filled[layout, key], "goldens": keys[key]} for key in KEYS},
        }
    return {
        "outlet": result.outlet.name,
        "pages": result.total,
        "read": result.pages.total(),
        "unread": result.unread,
        "repeated": result.repeated,
        "countsMayLack": max(result.groups.lost, result.texts.lost),
        "layouts": layouts,
        "refused": dict(result.refused.most_common()),
        "passed": dict(result.passed.most_common()),
        "findings": [asdict(one) for one in found],
    }


def read_survey(path: Path) -> dict[str, Any]:
    """A document that ``document`` made, from a file. Raises Fault for a file that is missing or none."""
    try:
        record = json.loads(path.read_text("utf-8"))
        found = [_FINDING.issubset(one) for one in record["findings"]]
        if not all(found) or not isinstance(record["outlet"], str) or not isinstance(record["pages"], int):
            raise ValueError
    except OSError as error:
        raise Fault(f"{shown(path)}: {reason(error)}") from None
    except (ValueError, TypeError, KeyError):
        raise Fault(f"{shown(path)}: this is not what `scrapy outlet survey --json` prints") from None
    return dict(record)
