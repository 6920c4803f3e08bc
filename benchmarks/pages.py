"""The pages that all engines read: real ones if they are here, otherwise the fixtures; and the same pages, grown."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from extractors import outlet_for
from extractors.reading.decode import parse
from newsspider.recording.fixtures import find_cases, read_case

ROOT = Path(__file__).parents[1]
REAL = Path(os.environ.get("NEWSSPIDER_PAGES", ROOT.parent / "shared" / "pages"))
SIZES = (50, 100, 300, 1000)
"""Sizes in kB (1,000 bytes) that pages are grown to."""
FRAGMENT = 30_000
"""Bytes: a saved page of less is the article without the page around it."""


@dataclass(frozen=True)
class Sample:
    """One page with the truth about it. ``golden`` is the ``article`` of its golden."""

    name: str
    outlet: str
    url: str
    html: bytes
    golden: Mapping[str, Any]

    @property
    def texts(self) -> list[str]:
        return [block["text"] for block in self.golden["body"]]


def real(folder: Path = REAL) -> list[Sample]:
    """Saved pages with their goldens; none where the folder is absent."""
    found = []
    for path in sorted(folder.glob("*/*.golden.json")):
        page = path.with_name(path.name.replace(".golden.json", ".html"))
        golden = json.loads(path.read_text("utf-8"))
        if page.is_file() and (outlet := outlet_for(golden["url"])):
            name = f"{path.parent.name}/{page.stem}"
            found.append(Sample(name, outlet.name, golden["url"], page.read_bytes(), golden["article"]))
    return found


def fixtures(root: Path = ROOT / "fixtures") -> list[Sample]:
    """The fixtures whose article is on one page: no other engine joins pages."""
    found = []
    for folder in find_cases(root):
        case = read_case(folder)
        if len(case.pages) == 1 and "article" in case.golden:
            page = case.pages[0]
            found.append(Sample(case.id, case.outlet, page.url, page.body, case.golden["article"]))
    return found


def spread(samples: Iterable[Sample], count: int) -> list[Sample]:
    """So many of them, from as many outlets as there are, always the same."""
    by_outlet: dict[str, list[Sample]] = {}
    for sample in samples:
        by_outlet.setdefault(sample.outlet, []).append(sample)
    rows = list(by_outlet.values())
    turns = max(map(len, rows), default=0)
    return [row[turn] for turn in range(turns) for row in rows if turn < len(row)][:count]


def grown(html: bytes, url: str, texts: Sequence[str], size: int) -> bytes:
    """The page with its article's own markup repeated, up to about ``size`` bytes (to one repeat).

    ``texts`` are the blocks of the article, which show where in the page it is. A page that is as large
    already comes back as it is. Raises ValueError where the article is not found in the page.
    """
    if len(html) >= size:
        return html
    tree = parse(html, url)
    first, last = _article(tree, texts)
    container = first.getparent()
    assert container is not None
    begin, end = container.index(first), container.index(last) + 1
    markup = [container[place] for place in range(begin, end)]
    unit = sum(len(etree.tostring(element, encoding="utf-8", method="html")) for element in markup)
    repeats = max(0, round((size - len(_html(tree))) / unit))
    place = end
    for _ in range(repeats):
        for element in markup:
            container.insert(place, copy.deepcopy(element))
            place += 1
    return _html(tree)


def _html(tree: etree._Element) -> bytes:
    return etree.tostring(tree.getroottree(), encoding="utf-8", method="html")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _article(tree: etree._Element, texts: Sequence[str]) -> tuple[etree._Element, etree._Element]:
    """The first and the last child, of the smallest element that holds most of the text, with any of it."""
    wanted = [_squeezed(text) for text in texts if len(text) > 20]
    holder = tree
    while True:
        inner = [child for child in holder if isinstance(child.tag, str) and _share(child, wanted) >= 0.6]
        if not inner:
            break
        holder = inner[0]
    if holder is tree or not wanted:
        raise ValueError("the article was not found in the page")
    # a text may lie behind an element (<br>) rather than in one
    bearing = [child for child in holder if isinstance(child.tag, str) and _bears(child, wanted)]
    if not bearing:  # the whole text in one line of one element
        return holder, holder
    return bearing[0], bearing[-1]


def _content(element: etree._Element) -> str:
    return _squeezed("".join(map(str, element.itertext("*"))))


def _share(element: etree._Element, wanted: Sequence[str]) -> float:
    content = _content(element)
    return sum(text in content for text in wanted) / (len(wanted) or 1)


def _bears(element: etree._Element, wanted: Sequence[str]) -> bool:
    content = _content(element) + _squeezed(element.tail or "")
    return len(content) > 20 and any(text in content or content in text for text in wanted)
