"""Leave-one-out: a layout is induced from one real page and its golden, and reads the others of its layout.

    python benchmarks/induction.py [FOLDER]      # default: NEWSSPIDER_PAGES, else ../shared/pages

Printed for every outlet with three or more pages of one layout: mean block F1 over all pairs (learnt from one,
read another), the worst pair, exact pages, and what trafilatura makes of the same pages. Exit code 1 where a
mean is below 0.95. Real pages are other people's text and not part of the project; without them it says so.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from extractors import NotAnArticle, extract
from extractors.authoring.induce import Sample, induce
from extractors.authoring.outlet_of import outlet_of
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.score import Score, mean, score

ROOT = Path(__file__).parents[1]
PAGES = Path(os.environ.get("NEWSSPIDER_PAGES", ROOT.parent / "shared" / "pages"))
LEAST_PAGES, LEAST_F1 = 3, 0.95
NOTHING: Mapping[str, Any] = {"body": []}


@dataclass(frozen=True)
class RealPage:
    name: str
    html: bytes
    url: str
    golden: Mapping[str, Any]

    @property
    def tree(self) -> etree._Element:
        return parse(self.html, self.url)


@dataclass(frozen=True)
class Row:
    """One group: the scores of induced layouts over all pairs, and of trafilatura over its pages."""

    outlet: str
    layout: str
    pages: int
    induced: Sequence[Score]
    generic: Sequence[Score]
    seconds: float

    @property
    def f1(self) -> float:
        return mean(self.induced).block_f1


def groups(folder: Path) -> dict[tuple[str, str], list[RealPage]]:
    """Pages by outlet and layout, as the project's rules distinguish layouts; groups of three and more."""
    found: dict[tuple[str, str], list[RealPage]] = defaultdict(list)
    for path in sorted(folder.glob("*/*.golden.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        html = path.with_name(path.name.replace(".golden.json", ".html")).read_bytes()
        page = RealPage(path.name.removesuffix(".golden.json"), html, data["url"], data["article"])
        try:
            layout = extract(html, data["url"]).layout
        except NotAnArticle:
            continue
        if layout is not None:
            found[path.parent.name, layout].append(page)
    return {key: pages for key, pages in found.items() if len(pages) >= LEAST_PAGES}


def by_trafilatura(page: RealPage) -> Score:
    """What trafilatura makes of a page with its own settings: one line per block."""
    from trafilatura import extract as read

    text = read(page.html.decode("utf-8", "replace"), include_comments=False) or ""
    lines = [line.removeprefix("- ").strip() for line in text.splitlines()]
    return score({"body": [{"type": "paragraph", "text": line} for line in lines if line]}, page.golden)


def leave_one_out(outlet: str, pages: Sequence[RealPage]) -> tuple[list[Score], float]:
    """Scores of all pairs, and the longest time that an induction took."""
    scores, slowest = [], 0.0
    for learnt in pages:
        # only what this page says: neither the registered rules nor the other addresses
        bare = outlet_of(outlet, [learnt.url])
        began = time.perf_counter()
        proposal = induce([Sample(learnt.name, ((learnt.tree, learnt.url),), learnt.golden)], bare)
        slowest = max(slowest, time.perf_counter() - began)
        # the layout of a page is given here; finding it is not part of the question
        rules = replace(bare, layouts=(replace(proposal.layout, when="body"),))
        for other in pages:
            if other is learnt:
                continue
            try:
                record: Mapping[str, Any] = extract_tree(other.tree, other.url, rules).to_dict()
            except NotAnArticle:
                record = NOTHING
            scores.append(score(record, other.golden))
    return scores, slowest


def measure(folder: Path, outlets: Collection[str] = ()) -> list[Row]:
    """The rows of these outlets; of all, if none is named."""
    rows = []
    for (outlet, layout), pages in groups(folder).items():
        if outlets and outlet not in outlets:
            continue
        scores, slowest = leave_one_out(outlet, pages)
        rows.append(
            Row(outlet, layout, len(pages), scores, [by_trafilatura(page) for page in pages], slowest)
        )
    return rows


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else PAGES
    if not folder.is_dir():
        print(f"{folder}: the real pages are not here; set NEWSSPIDER_PAGES to their folder")
        return 0
    rows = measure(folder)
    print(
        f"{'outlet':<16}{'layout':<14}{'pages':>6}{'block F1':>10}{'worst':>8}{'exact':>12}{'trafilatura':>13}{'slowest':>9}"
    )
    for row in rows:
        exact = f"{mean(row.induced).exact} of {len(row.induced)}"
        worst = min(one.block_f1 for one in row.induced)
        print(
            f"{row.outlet:<16}{row.layout:<14}{row.pages:>6}{row.f1:>10.4f}{worst:>8.3f}{exact:>12}"
            f"{mean(row.generic).block_f1:>13.4f}{row.seconds:>8.1f}s"
        )
    return int(any(row.f1 < LEAST_F1 for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
