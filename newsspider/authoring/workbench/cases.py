"""Recorded articles with their goldens: pages that are parsed once, and what rules make of them.

What a layout makes of a page is remembered, so that a keystroke costs only the pages that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle
from extractors.reading import refuse as detect
from extractors.reading.decode import parse
from extractors.reading.engine import read_with
from extractors.reading.metadata import Metadata, read_metadata
from extractors.reading.page_json import fits
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex, select
from extractors.score import Score
from newsspider.authoring.workbench.files import Stamp, digest_of
from newsspider.recording.fixtures import CASSETTE, FixtureError, RecordedPage, read_json, read_pages

NO_LAYOUT = "no layout of the outlet fits this page; a crawl would give it to the generic fallback"
REMEMBERED = 40  # layouts whose reading of one page is kept


class Sheet:
    """One page, parsed: its tree, what is read off it once, and what layouts made of it."""

    def __init__(self, page: RecordedPage) -> None:
        self.page = page
        self.url = page.url
        self.fault = ""
        self._made: dict[Layout, Article | None] = {}
        try:
            self.tree: etree._Element | None = self._parse()
            self.index, self.metadata = TreeIndex(self.tree), read_metadata(self.tree)
        except NotAnArticle as result:
            self.tree, self.fault = None, f"{result.kind}: {result.reason}"
            self.index, self.metadata = TreeIndex(etree.Element("html")), Metadata()

    def _parse(self) -> etree._Element:
        return parse(self.page.body, self.url, http_content_type_encoding(self.page.content_type))

    def layout(self, outlet: Outlet) -> Layout | None:
        """The layout that is taken: the first whose ``when`` matches and that yields an article."""
        return next((x for x in self._fitting(outlet) if self._read(x, outlet) is not None), None)

    def _fitting(self, outlet: Outlet) -> Iterator[Layout]:
        if self.tree is not None:
            for layout in outlet.layouts:
                if fits(layout, self.index):
                    yield layout

    def _read(self, layout: Layout, outlet: Outlet) -> Article | None:
        if layout not in self._made:
            while len(self._made) >= REMEMBERED:
                del self._made[next(iter(self._made))]
            self._made[layout] = read_with(layout, outlet, self.index, self.url, self.metadata)
        return self._made[layout]

    def article(self, outlet: Outlet) -> Article | str:
        """What the rules make of the page, or why it is no article."""
        if self.tree is None:
            return self.fault
        try:
            detect.refuse_address(self.url, outlet)
            detect.refuse_live(self.metadata, self.url)
        except NotAnArticle as result:
            return f"{result.kind}: {result.reason}"
        for layout in self._fitting(outlet):
            if article := self._read(layout, outlet):
                return article
        try:
            detect.refuse_wall(self.tree, self.url)
            detect.refuse_shell(self.tree, self.url)
            detect.refuse_type(self.metadata, self.url)
        except NotAnArticle as result:
            return f"{result.kind}: {result.reason}"
        # The fallback is not a rule, and takes a hundred times as long as one.
        return NO_LAYOUT

    def explained(self, outlet: Outlet) -> Article | None:
        """The article with its explanation; None where no layout fits."""
        layout = self.layout(outlet)
        if layout is None:
            return None
        return read_with(layout, outlet, self.index, self.url, self.metadata, explain=True)

    def matches(self, layout: Layout, css: str) -> list[etree._Element]:
        """The elements of the page that a selector of a layout finds, below its scope."""
        if self.tree is None or layout.data is not None:
            return []
        scope = self.tree if layout.scope is None else select(layout.scope).first(self.tree, self.index)
        return [] if scope is None else select(css).all(scope, self.index)


@dataclass
class BenchCase:
    """A recorded article with its golden. ``digest`` names the golden's text on disk."""

    id: str
    folder: str  # the layout that it is a fixture of, "" for a page from outside of the fixtures
    golden_path: Path
    sheets: list[Sheet]
    golden: dict[str, Any]
    digest: str
    stamp: Stamp
    fault: str = ""

    @property
    def truth(self) -> dict[str, Any]:
        article = self.golden.get("article")
        return article if isinstance(article, dict) else {}

    @property
    def draft(self) -> bool:
        return bool(self.golden.get("draft"))


@dataclass(frozen=True)
class CaseReading:
    """A case as the rules read it; ``fault`` where they find no article in it."""

    case: BenchCase
    article: Article | None
    score: Score | None
    layout: str | None
    fault: str = ""

    @property
    def exact(self) -> bool:
        right = not self.case.folder or self.layout == self.case.folder
        return self.score is not None and self.score.exact and right


def read_case(path: Path, golden: Path, name: str, folder: str, stamp: Stamp) -> BenchCase:
    """A case; ``fault`` says what is wrong with it."""
    case = BenchCase(name, folder, golden, [], {}, digest_of(golden), stamp)
    try:
        case.golden = read_json(golden)
        if not case.truth:
            raise FixtureError(f"{golden.name}: there is no `article` in it")
        if path.name == CASSETTE:
            pages: Sequence[RecordedPage] = [page for page in read_pages(path) if page.status == 200]
        else:
            url = case.golden.get("url")
            if not isinstance(url, str):
                raise FixtureError(f"{golden.name}: it lacks `url`, the address of the page")
            pages = [RecordedPage(url, path.read_bytes(), "text/html")]
        case.sheets = [Sheet(page) for page in pages]
    except (FixtureError, OSError) as error:
        case.fault = str(error).replace(str(path.parent), path.parent.name)
    return case
