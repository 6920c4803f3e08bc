"""What is mutated: real pages where they are there, fixture pages, and the seeds' captures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from extractors import OUTLETS, NotAnArticle, extract
from extractors.reading.blocks import clean
from tests.cases import read_pages
from tests.conftest import FIXTURES, PAGES, ROOT, SEEDS

SMALL = 40_000  # bytes: most cases are made of pages up to this size, so that a million take an hour
LEAN = 15_000  # bytes: larger ones lose what no extractor looks at

# Scripts and styles are most of a real page and nothing that an extractor looks at; JSON-LD stays.
_UNSEEN = re.compile(
    rb"<(script|style|svg|noscript)\b(?![^>]*ld\+json)[^>]*>.*?</\1\s*>|<!--.*?-->", re.S | re.I
)


@dataclass(frozen=True)
class Base:
    """A page or a capture before anything happened to it. ``key`` is its address, or its outlet.

    ``inner`` is where the text of a page stands: mostly something happens there, so that the page is still
    recognised and the rules are tried rather than the fallback, which takes ten times as long.
    """

    name: str
    content: bytes
    key: str
    inner: tuple[int, int] = (0, 0)

    def with_inner(self) -> Base:
        try:
            body = extract(self.content, self.key).body
        except NotAnArticle:
            return self
        first, last = (self.content.find(block.text[:20].encode()) for block in (body[0], body[-1]))
        start, end = max(0, first - 20), min(len(self.content), last + 1_000)
        return replace(self, inner=(start, end)) if 0 < first <= last else self


@dataclass(frozen=True)
class Truth:
    """A clean article, as a person wrote it down. ``blocks`` are type and text."""

    outlet: str
    headline: str | None
    blocks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bases:
    small: tuple[Base, ...]
    big: tuple[Base, ...]  # as served, whatever their size
    captures: tuple[Base, ...]
    articles: tuple[Truth, ...]  # the goldens of all of them

    @property
    def pages(self) -> tuple[Base, ...]:
        return self.small + self.big


@cache
def load() -> Bases:
    """All bases, in an order that does not depend on the machine."""
    small, big = [], []
    for base in (*_fixture_pages(), *_real_pages()):
        lean = base
        if len(base.content) > LEAN:
            lean = Base(base.name, re.sub(rb"\s*\n\s*", b"\n", _UNSEEN.sub(b"", base.content)), base.key)
        if len(lean.content) <= SMALL:
            small.append(lean.with_inner())
        if len(base.content) > SMALL:
            big.append(base)
    return Bases(tuple(small), tuple(big), tuple(_captures()), tuple(_articles()))


def _fixture_pages() -> Iterator[Base]:
    for path in sorted(FIXTURES.rglob("cassette.yaml")):
        for page in read_pages(path):
            if page.content_type.startswith("text/html"):
                yield Base(str(path.parent.relative_to(ROOT)), page.body, page.url)


def _real_pages() -> Iterator[Base]:
    for golden in sorted(PAGES.glob("*/*.golden.json")):
        html = golden.with_name(golden.name.replace(".golden.json", ".html"))
        if html.is_file():
            yield Base(f"{html.parent.name}/{html.name}", html.read_bytes(), _golden(golden)["url"])


def _captures() -> Iterator[Base]:
    for text in sorted(SEEDS.glob("*.txt")):
        yield Base(text.name, text.read_bytes(), _golden(text.with_suffix(".golden.json"))["outlet"])


def _articles() -> Iterator[Truth]:
    for path in (
        *sorted(FIXTURES.rglob("golden.json")),
        *sorted(SEEDS.glob("*.golden.json")),
        *sorted(PAGES.glob("*/*.golden.json")),
    ):
        outlet = path.parent.name if path.name != "golden.json" else path.parts[-4]
        article: dict[str, Any] = json.loads(path.read_text("utf-8"))
        outlet = article.get("outlet", outlet)
        # a golden may have been copied off a page with what has no width
        body = tuple((block["type"], clean(block["text"])) for block in article["article"]["body"])
        if outlet in OUTLETS and body:
            yield Truth(outlet, article["article"]["headline"], body)


def _golden(path: Path) -> dict[str, str]:
    golden: dict[str, str] = json.loads(path.read_text("utf-8"))
    return golden
