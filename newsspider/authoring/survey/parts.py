"""The pages of WARC files, cassettes and saved pages, examined part by part in several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from extractors import outlet_for
from extractors.rules.model import Outlet
from newsspider.archive.parts import Captured, Damage, NoWarc, responses, spans
from newsspider.archive.warc import reason
from newsspider.authoring.survey.examine import Seen, examine
from newsspider.discovery import sniff
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.recording.fixtures import INDEX, FixtureError, RecordedPage, read_pages
from newsspider.recording.saved_pages import CASSETTES, MAX_BYTES, PAGES, declared_address, read_bytes
from newsspider.runtime.console import Fault, shown

_FILES = 40  # saved pages in one part
_WARC = (".warc", ".warc.gz", ".warc.zst", ".warc.open", ".warc.gz.open")


class SurveyTask(NamedTuple):
    """A part of a WARC file, or some saved pages (then ``end`` is -1)."""

    outlet: Outlet
    paths: tuple[str, ...]
    start: int
    end: int
    size: int
    every: int = 1  # of so many pages one is looked at for boxes


class SurveyPart(NamedTuple):
    seen: list[Seen]
    faults: list[str]
    end: int | None = None


def survey_part(task: SurveyTask) -> SurveyPart:
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
            elif isinstance(one, int):
                ends.append(one)
    except (NoWarc, OSError) as error:
        faults.append(f"{shown(path)}: {reason(error) if isinstance(error, OSError) else error}")
    return SurveyPart(seen, faults, ends[-1] if ends else None)


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
    body, fault = one.page(MAX_BYTES)
    if fault:
        return passed("cut off as it was fetched")
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


def _saved(task: SurveyTask) -> SurveyPart:
    part = SurveyPart([], [])
    for name in task.paths:
        path = Path(name)
        try:
            pages: Sequence[RecordedPage]
            if path.suffix in CASSETTES:
                pages = read_pages(path)
            else:
                body = read_bytes(path)
                address = declared_address(body)
                if address is None:
                    part.seen.append(Seen(shown(path), "passed", "page that does not say its address"))
                    continue
                pages = (RecordedPage(address, body, content_type="text/html"),)
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

    Raises Fault for a path that is not there, and for one that holds no pages.
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


def tasks(
    outlet: Outlet,
    warcs: Sequence[tuple[Path, int]],
    saved: Sequence[tuple[Path, int]],
    jobs: int,
    every: int,
) -> Iterator[SurveyTask]:
    """The parts of WARC files, so many of each as there are processes, then saved pages by the dozen."""
    for path, size in warcs:
        for start, end in spans(size, jobs):
            yield SurveyTask(outlet, (str(path),), start, end, end - start, every)
    places = [*range(0, len(saved), _FILES), len(saved)]
    for start, end in pairwise(places):
        if some := saved[start:end]:
            yield SurveyTask(
                outlet, tuple(str(path) for path, _ in some), 0, -1, sum(size for _, size in some), every
            )
