"""The archived pages of an outlet before and after a change, as an alert dates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from extractors import Article, NotAnArticle, outlet_for
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.rules.model import Outlet
from newsspider.archive.parts import Captured, NoWarc, responses
from newsspider.archive.warc import reason
from newsspider.archive.warc_file import OPEN
from newsspider.discovery import sniff
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.recording.fixtures import RecordedPage
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import shown
from newsspider.runtime.remote import File, Unreachable, changed_at

__all__ = ["ArchivedPage", "Gathered", "gather"]

MOST_AFTER = 400  # pages since the change, the newest
MOST_BEFORE = 20  # pages from before it, the newest
_DAY = 86_400  # seconds: a file that was closed this long before the change has no page of the time around it


@dataclass(frozen=True)
class ArchivedPage:
    """An article's page as it was served, and what the rules of today read on it (None where they refuse it)."""

    url: str
    fetched: datetime
    page: RecordedPage
    tree: etree._Element = field(repr=False, compare=False)
    sent: datetime | None = None
    article: Article | None = None
    problem: str = ""

    def read(self, outlet: Outlet) -> Article | None:
        """What other rules read on it; None where they refuse it."""
        try:
            return extract_tree(self.tree, self.url, outlet, fetched=self.sent or self.fetched)
        except NotAnArticle:
            return None


@dataclass(frozen=True)
class Gathered:
    """The newest page of each address since the change, and some from before it.

    ``earlier`` has, by their addresses, the pages that the same addresses gave the time before.
    """

    after: tuple[ArchivedPage, ...]
    before: tuple[ArchivedPage, ...]
    earlier: dict[str, ArchivedPage]


def gather(
    outlet: Outlet, files: Sequence[File], since: datetime, faults: Callable[[object], None]
) -> Gathered:
    """The pages in an archive's files. Files that are not WARC are passed over; of what cannot be read ``faults`` hears."""
    latest: dict[str, Captured] = {}
    previous: dict[str, Captured] = {}
    for path in sorted(files, key=str):
        try:
            if not path.name.endswith(OPEN) and changed_at(path) < since.timestamp() - 14 * _DAY:
                continue
            for one in responses(path, wanted=lambda url: _is_page_of(outlet, url)):
                if isinstance(one, Captured) and one.status == 200 and _is_page_of(outlet, one.url):
                    known = latest.get(one.url)
                    older, newer = (
                        (known, one) if known is None or known.fetched <= one.fetched else (one, known)
                    )
                    latest[one.url] = newer
                    if older is not None:
                        previous[one.url] = older
        except NoWarc:
            continue
        except OSError as error:
            faults(f"{shown(path)}: it cannot be read: {reason(error)}")
        except Unreachable as error:
            faults(error)
    ordered = sorted(latest.values(), key=lambda one: one.fetched)
    newest = [one for one in ordered if one.fetched >= since][-MOST_AFTER:]
    recent = [one for one in ordered if one.fetched < since][-MOST_BEFORE:]
    twice = [previous[one.url] for one in newest if one.url in previous]
    read = {id(one): page for one in (*newest, *twice, *recent) if (page := _read(one, outlet)) is not None}
    return Gathered(
        tuple(read[id(one)] for one in newest if id(one) in read),
        tuple(read[id(one)] for one in recent if id(one) in read),
        {one.url: read[id(one)] for one in twice if id(one) in read},
    )


def _is_page_of(outlet: Outlet, url: str) -> bool:
    return outlet_for(url) is outlet and outlet.is_article(url)


def _read(one: Captured, outlet: Outlet) -> ArchivedPage | None:
    """A page with what is read on it today; None for what is no page or was cut."""
    body, fault = one.page(MAX_BYTES)
    kind = one.header(b"content-type")
    if fault or one.truncated or one.original is not None or len(body) > MAX_BYTES or sniff(body):
        return None
    try:
        tree = parse(body, one.url, charset_of(kind))
    except NotAnArticle:
        return None
    page = RecordedPage(one.url, body, (kind or b"text/html").decode("latin-1"))
    found = ArchivedPage(one.url, one.fetched, page, tree, sent_at(one.header(b"date")))
    try:
        article = extract_tree(tree, one.url, outlet, fetched=found.sent or found.fetched)
    except NotAnArticle as result:
        return ArchivedPage(
            one.url, one.fetched, page, tree, found.sent, None, f"{result.kind}: {result.reason}"
        )
    return ArchivedPage(one.url, one.fetched, page, tree, found.sent, article)
