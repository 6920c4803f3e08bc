"""What one archived response is today: an article, or the name of what it is instead.

This is what the processes of a re-extraction do; nothing here needs more than the response itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from extractors import Article, NotAnArticle, extract, outlet_for
from extractors.reading.decode import parse
from extractors.reading.page_json import fits
from extractors.rules.model import Outlet
from extractors.rules.selectors import TreeIndex
from newsspider.archive.parts import Captured, Damage, NoWarc, Others, Readable, responses
from newsspider.discovery import sniff
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.drift.observed import observations
from newsspider.politeness.outcomes import RequestOutcome, extractor_failed, status_name
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.remote import file_at
from newsspider.runtime.site_profiles import load_profile, site_of

__all__ = [
    "JudgedPart",
    "JudgedResponse",
    "PartTask",
    "RevisitTask",
    "as_line",
    "judge",
    "judge_part",
    "layout_name",
    "read_part",
    "read_revisits",
]


class JudgedResponse(NamedTuple):
    """What became of one archived response."""

    offset: int
    length: int
    record: str
    url: str
    time: float
    kind: str  # article, refused, failed, lost (not had whole), redirect, status, revisit, passed
    detail: str = ""  # the name to count it by; where a redirect leads; the record a revisit refers to
    reason: str = ""
    next: tuple[str, ...] = ()  # the further pages that the article names
    key: str = ""  # the article's canonical address
    layout: str = ""
    line: bytes = b""  # the article as a line of JSON
    observed: tuple[str, ...] = ()  # what the ledger of drift counts of it


class PartTask(NamedTuple):
    """A part of a file: from one offset to another, and the only outlet that counts, if one is named.

    ``sites`` is the folder of what crawls have learned of sites without layouts, "" for none.
    """

    path: str
    start: int
    end: int
    outlet: str | None
    sites: str = ""


class JudgedPart(NamedTuple):
    """What lies between two offsets: from the first record on, up to the end of the last one."""

    found: list[JudgedResponse]
    damages: list[Damage]
    others: Others
    begin: int | None
    end: int | None


class RevisitTask(NamedTuple):
    """Records without a body, and where each one's body is: (path, offset, path, offset)."""

    numbers: list[int]
    places: list[tuple[str, int, str, int]]
    outlet: str | None
    sites: str = ""


def as_line(record: dict[str, Any]) -> bytes:
    """A record as JSON, as Scrapy's feeds write it, without the line end."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(record).encode()


def judge_part(
    task: PartTask, source: Readable | None = None
) -> Iterator[JudgedResponse | Damage | Others | int]:
    """What ``responses`` says of a part of a file, each response judged as soon as it is read."""
    for one in responses(
        source or file_at(task.path), task.start, task.end, wanted=partial(is_of, task.outlet)
    ):
        yield judge(one, task.outlet, task.sites) if isinstance(one, Captured) else one


def read_part(task: PartTask) -> JudgedPart:
    """Every response that begins in a part of a file, judged."""
    found: list[JudgedResponse] = []
    damages: list[Damage] = []
    ends: list[int] = []
    others = Others()
    for one in judge_part(task):
        if isinstance(one, JudgedResponse):
            found.append(one)
        elif isinstance(one, Damage):
            damages.append(one)
        elif isinstance(one, Others):
            others = one
        else:
            ends.append(one)
    return JudgedPart(found, damages, others, ends[0] if ends else None, ends[-1] if ends else None)


def read_revisits(task: RevisitTask) -> list[JudgedResponse | None]:
    """Responses whose bodies lie in other records; None for one whose body is not where it should be."""
    return [_read_revisit(*place, task.outlet, task.sites) for place in task.places]


def _read_revisit(
    path: str, offset: int, other: str, place: int, outlet: str | None, sites: str
) -> JudgedResponse | None:
    try:
        revisit, original = _at(path, offset), _at(other, place)
    except (OSError, NoWarc):
        return None
    if revisit is None or original is None or original.original is not None:
        return None
    revisit.body, revisit.original = original.body, None
    for name in (b"content-encoding", b"transfer-encoding"):  # they say how the body was kept
        revisit.headers = [pair for pair in revisit.headers if pair[0].lower() != name]
        revisit.headers += [pair for pair in original.headers if pair[0].lower() == name]
    return judge(revisit, outlet, sites)


def _at(path: str, offset: int) -> Captured | None:
    found = responses(file_at(path), offset, offset + 1)
    return next((one for one in found if isinstance(one, Captured)), None)


def is_of(only: str | None, url: str) -> bool:
    """Whether an address belongs to an outlet, and to this one if it is named."""
    outlet = outlet_for(url)
    return outlet is not None and only in (None, outlet.name)


def judge(captured: Captured, only: str | None, sites: str = "") -> JudgedResponse:
    """What one response is, as the spider would see it; ``only`` and ``sites`` as in ``PartTask``."""
    url = captured.url
    judged = partial(
        JudgedResponse, captured.offset, captured.length, captured.record, url, captured.fetched.timestamp()
    )
    outlet = outlet_for(url)
    if outlet is None:
        return judged("passed", "host of no outlet")
    if only is not None and outlet.name != only:
        return judged("passed", "another outlet")
    if captured.status in (301, 302, 303, 307, 308) and (target := captured.header(b"location")):
        try:
            return judged("redirect", urljoin(url, target.decode("utf-8", "replace")))
        except ValueError:  # "http://[…"
            pass
    if not 200 <= captured.status < 300:
        return judged("status", status_name(captured.status))
    if urlsplit(url).path == "/robots.txt":
        return judged("passed", "robots.txt")
    if captured.original is not None and not captured.truncated:
        return judged("revisit", captured.original, captured.original_url or "")
    body, fault = captured.page(MAX_BYTES)
    if captured.truncated:
        fault = f"WARC-Truncated: {captured.truncated}"
    if len(body) > MAX_BYTES:
        return judged("refused", "too large for a page")
    if sniff(body):
        return judged("passed", "feed or sitemap")
    try:
        return _read(captured, body, outlet, judged, fault, sites)
    except NotAnArticle as result:
        return judged("refused", result.kind, result.reason)
    except (Exception, RecursionError) as error:
        return judged("failed", extractor_failed(error), str(error))


def _read(
    captured: Captured,
    body: bytes,
    outlet: Outlet,
    judged: partial[JudgedResponse],
    fault: str,
    sites: str,
) -> JudgedResponse:
    kind = captured.header(b"content-type")
    charset = charset_of(kind)
    listed = outlet.is_article(captured.url)
    if not listed and not _fits(captured.url, body, charset, kind, outlet):
        return judged("passed", "not an article's address")
    if fault:  # half a text must not pass for a whole one
        return judged("lost", RequestOutcome.CUT_OFF, fault)
    recorded = captured.fetched if captured.fetched.timestamp() > 0 else None
    fetched = sent_at(captured.header(b"date")) or recorded
    article = extract(
        body,
        captured.url,
        encoding=charset,
        fetched=fetched,
        site=load_profile(Path(sites), site_of(captured.url)) if sites and not outlet.layouts else None,
    )
    if not listed and article.layout is None:
        return judged("passed", "not an article's address")
    return judged(
        "article",
        next=article.pageUrls,
        key=article.canonicalUrl or captured.url,
        layout=layout_name(article),
        line=as_line(article.to_dict()),
        observed=tuple(observations(article, fetched)),
    )


def _fits(url: str, body: bytes, charset: str | None, kind: bytes | None, outlet: Outlet) -> bool:
    """Whether a page looks like an article of the outlet although its address does not."""
    if outlet.result_for(url) or (kind and b"html" not in kind.lower()):
        return False
    tree = parse(body, url, charset)
    index = TreeIndex(tree)
    return any(fits(layout, index) for layout in outlet.layouts)


def layout_name(article: Article) -> str:
    """The layout by which an article was read, with its outlet; empty for the fallback."""
    return f"{article.outlet} {article.layout}" if article.layout else ""
