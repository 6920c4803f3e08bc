"""Pages without rules: every page is read under a made-up address, without its outlet's rules.

    python -m benchmarks.generic                 # ../shared/pages, and the fixtures
    python -m benchmarks.generic --pages         # each page with the keys that differ
    python -m benchmarks.generic --show NAME     # what differs on the pages whose name holds NAME

Means are over outlets, so that no outlet with many pages outweighs the others. What a page is compared with is its
golden. Real pages are other people's text and not part of the project; without them only the fixtures are read.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import pages
from benchmarks.pages import Sample
from extractors import NotAnArticle, extract
from extractors.score import GOLDEN_KEYS, Score, diff, score
from extractors.urls import host_of

DOMAIN = "kabar-contoh.id"
"""The domain of the made-up addresses; no rule file knows it."""
NOTHING: Mapping[str, Any] = {"body": []}


@dataclass(frozen=True)
class Read:
    """What became of one page: its article as a record, and how it compares with the golden."""

    sample: Sample
    article: Mapping[str, Any]
    score: Score
    seconds: float


_REGISTERED = re.compile(r"[^.]+\.(?:(?:co|or|web|go|ac)\.)?[a-z]+$")


def disguised(url: str) -> str:
    """The address with a domain that no one has: channel, path and query stay."""
    host = host_of(url)
    return url.replace(host, _REGISTERED.sub(DOMAIN, host), 1)


def real(folder: Path = pages.REAL) -> list[Sample]:
    """Saved pages with their goldens, those too of outlets without rules; none where the folder is absent."""
    found = []
    for path in sorted(folder.glob("*/*.golden.json")):
        page = path.with_name(path.name.replace(".golden.json", ".html"))
        golden = json.loads(path.read_text("utf-8"))
        if page.is_file():
            outlet = path.parent.name
            name = f"{outlet}/{page.stem}"
            found.append(Sample(name, outlet, golden["url"], page.read_bytes(), golden["article"]))
    return found


def read(sample: Sample) -> Read:
    """One page, read without rules."""
    begun = time.process_time()
    try:
        article: Mapping[str, Any] = extract(sample.html, disguised(sample.url)).to_dict()
    except NotAnArticle as result:
        article = {**NOTHING, "problem": str(result)}
    return Read(sample, article, score(article, sample.golden), time.process_time() - begun)


def over_outlets(found: Iterable[Read]) -> dict[str, float]:
    """Means over the outlets: block and word figures, the share of exact bodies, of each exact key and of all."""
    outlets: dict[str, list[Score]] = defaultdict(list)
    for one in found:
        outlets[one.sample.outlet].append(one.score)

    def mean(figure: Callable[[Score], float]) -> float:
        each = [sum(map(figure, scores)) / len(scores) for scores in outlets.values()]
        return sum(each) / (len(each) or 1)

    figures = {
        "block_precision": mean(lambda one: one.block_precision),
        "block_recall": mean(lambda one: one.block_recall),
        "block_f1": mean(lambda one: one.block_f1),
        "word_f1": mean(lambda one: one.word_f1),
    }
    for key in GOLDEN_KEYS:
        figures[key] = mean(partial(_is_exact, key))
    figures["all keys"] = mean(lambda one: one.exact)
    return figures


def _is_exact(key: str, one: Score) -> bool:
    return key not in one.differing


def table(sets: Mapping[str, Sequence[Read]]) -> str:
    """A row for each figure, a column for each set of pages."""
    figures = {name: over_outlets(found) for name, found in sets.items()}
    lines = ["".join([f"{'':22}", *(f"{name:>18}" for name in sets)])]
    lines.append("".join([f"{'pages':22}", *(f"{len(found):>18}" for found in sets.values())]))
    for key in next(iter(figures.values()), {}):
        lines.append("".join([f"{key:22}", *(f"{figures[name][key]:>18.3f}" for name in sets)]))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.generic", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--pages", action="store_true", help="each page with the keys that differ")
    parser.add_argument("--show", metavar="NAME", help="what differs on the pages whose name holds NAME")
    options = parser.parse_args(arguments)
    sets = {
        name: [read(sample) for sample in samples if options.show is None or options.show in sample.name]
        for name, samples in (("real pages", real()), ("fixtures", pages.fixtures()))
    }
    for one in (one for found in sets.values() for one in found):
        if options.show is not None:
            print(f"== {one.sample.name} {one.article.get('problem', '')}")
            print(diff(one.article, one.sample.golden))
        elif options.pages:
            print(f"{one.sample.name:60} {one.score.block_f1:.3f} {' '.join(one.score.differing)}")
    print(table({name: found for name, found in sets.items() if found}))


if __name__ == "__main__":
    main()
