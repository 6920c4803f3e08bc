"""What is at the two ends of the text: the dateline, a desk code, a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.authoring.datelines import dateline_patterns
from extractors.authoring.induce.search import LEAST, Search, Trial


def find_dateline(search: Search, base: Trial) -> Trial:
    """Find the pattern of the goldens' datelines."""
    if search.is_right(base, "dateline"):
        return base
    openings = list(_openings(search, base))
    if not openings:
        if any(lesson.golden.get("dateline") for lesson in search.lessons):
            search.why["dateline"] = "the text does not open with it"
        return base
    best = base
    for pattern in dateline_patterns(openings, search.outlet):
        try:
            trial = search.run(replace(base.layout, dateline=pattern))
        except re.error:
            continue
        if trial.value > best.value + LEAST:
            best = trial
    return best


def _openings(search: Search, base: Trial) -> Iterator[tuple[str, str]]:
    """The datelines that open the texts, and the few characters after each."""
    for lesson, article in zip(search.lessons, base.articles, strict=True):
        golden = str(lesson.golden.get("dateline") or "")
        if golden and article is not None:
            joined = " ".join(block.text for block in article.body[:3])
            at = joined.find(golden)
            if at >= 0:
                yield golden, joined[at + len(golden) :][:12]


def find_ends(search: Search, base: Trial) -> Trial:
    """Find a desk code that the vocabulary does not know, or a signature."""
    if search.is_right(base, "body"):
        return base
    trial = search.toggled(base, signature=True)
    for code in sorted(set(_codes(search, trial))):
        trial = search.toggled(trial, desk_code=code)
    return trial


def _codes(search: Search, trial: Trial) -> Iterator[str]:
    """Patterns of what follows the last block of a golden."""
    for lesson, article in zip(search.lessons, trial.articles, strict=True):
        blocks = lesson.golden.get("body") or ()
        if article and blocks and article.body:
            got, want = article.body[-1].text, str(blocks[-1].get("text"))
            if got != want and got.startswith(want) and len(got) - len(want) < 40:
                yield _shape(got[len(want) :].strip())
            elif len(got) < 40 and len(article.body) > 1 and article.body[-2].text == want:
                yield _shape(got)


def _shape(code: str) -> str:
    """A pattern for texts built like this one, with other letters and digits."""
    pattern = re.escape(code)
    pattern = re.sub(r"[a-z]+", "[a-z]+", pattern)
    pattern = re.sub(r"[A-Z]+", "[A-Z]+", pattern)
    return rf"\s*{re.sub(r'[0-9]+', '[0-9]+', pattern) if '[0-9]' not in pattern else pattern}$"
