"""Learn the weights of the generic reader's confidence, and show how far it can be relied on.

    python -m benchmarks.confidence
    python -m benchmarks.confidence --second-opinion   # would trafilatura's text make it surer?

A logistic model over the facts of ``extractors.reading.generic.confidence``, on the pages of ``benchmarks.generic``:
does the body equal the golden's? Every outlet weighs the same. The table is made with weights that were learned
without the outlet of each page; the weights that are printed were learned with all of them.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks import pages
from benchmarks.generic import disguised, real
from extractors import NotAnArticle, extract
from extractors.reading.decode import parse
from extractors.reading.fallback import extract_generic
from extractors.reading.generic.confidence import confidence_of
from extractors.reading.metadata import read_metadata
from extractors.score import score

STEPS, RATE, DECAY = 2_000, 1.0, 0.004
FOLDS = 20  # groups of outlets, each judged by weights that were learned from the others
APART = ((0.0, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 1.01))
BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Example:
    """One page: what its confidence rests on, and whether its body was exact."""

    outlet: str
    facts: tuple[float, ...]
    exact: bool


def examples(further: Callable[[bytes, str, str], tuple[float, ...]] | None = None) -> list[Example]:
    """The pages that the generic reader reads; ``further`` gives more facts of a page, its address and its text."""
    found = []
    for sample in (*real(), *pages.fixtures()):
        url = disguised(sample.url)
        try:
            article = extract(sample.html, url)
        except NotAnArticle:
            continue
        if article.evidence:
            exact = "body" not in score(article.to_dict(), sample.golden).differing
            more = further(sample.html, url, article.text) if further else ()
            found.append(Example(sample.outlet, (*article.evidence, *more), exact))
    return found


def apart(html: bytes, url: str, text: str) -> tuple[float, ...]:
    """How far trafilatura's text differs from the reader's: 0 if it has the same words, 1 if it shares none."""
    tree = parse(html, url)
    try:
        other = extract_generic(tree, url, None, read_metadata(tree, url)).text
    except NotAnArticle:
        other = ""
    mine, its = (Counter(_WORD.findall(one.casefold())) for one in (text, other))
    return (1 - 2 * (mine & its).total() / ((mine + its).total() or 1),)


def learned(found: Sequence[Example]) -> tuple[float, ...]:
    """The weights that fit the examples best, by gradient descent; large ones are held down."""
    counts = Counter(one.outlet for one in found)
    weights = [0.0] * (len(found[0].facts) + 1)
    total = len(counts)
    for _ in range(STEPS):
        slope = [0.0] * len(weights)
        for one in found:
            facts = (1.0, *one.facts)
            guess = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, facts, strict=True))))
            error = (guess - one.exact) / counts[one.outlet] / total
            for number, fact in enumerate(facts):
                slope[number] += error * fact
        for number, change in enumerate(slope):
            weights[number] -= RATE * (change + (DECAY * weights[number] if number else 0))
    return tuple(round(weight, 2) for weight in weights)


def judged(found: Sequence[Example]) -> list[tuple[float, Example]]:
    """Each page with the confidence by weights that were learned without its outlet."""
    outlets = sorted({one.outlet for one in found})
    told = []
    for number in range(FOLDS):
        out = set(outlets[number::FOLDS])
        weights = learned([one for one in found if one.outlet not in out])
        told += [(confidence_of(one.facts, weights), one) for one in found if one.outlet in out]
    return told


def show(told: Sequence[tuple[float, Example]]) -> None:
    """Print how many pages of each confidence are exact."""
    print("confidence   pages   mean   exact")
    for low, high in BANDS:
        band = [(sure, one.exact) for sure, one in told if low <= sure < high]
        if band:
            mean, exact = (sum(x) / len(band) for x in zip(*band, strict=True))
            print(f"{low:.1f} – {min(high, 1):.1f}  {len(band):7}   {mean:.2f}    {exact:.2f}")
    print(f"log loss {surprise(told):.3f}")


def surprise(told: Sequence[tuple[float, Example]]) -> float:
    """The mean of minus the logarithm of what a confidence gave to what was so: less is better."""
    sure = [min(max(each, 0.01), 0.99) for each, _ in told]
    return -sum(math.log(p if one.exact else 1 - p) for p, (_, one) in zip(sure, told, strict=True)) / len(
        told
    )


def second_opinion() -> None:
    """Whether trafilatura's text tells which of the reader's bodies are exact."""
    found = examples(apart)
    alone = judged([Example(one.outlet, one.facts[:-1], one.exact) for one in found])
    both = judged(found)
    print(f"{len(found)} pages; apart: the share of words that only one of the two has")
    print("apart        pages   confidence   exact")
    for low, high in APART:
        band = [(sure, one) for sure, one in both if low <= one.facts[-1] < high]
        if band:
            mean, exact = sum(x for x, _ in band) / len(band), sum(x.exact for _, x in band) / len(band)
            print(f"{low:.2f} – {min(high, 1):.2f}  {len(band):5}   {mean:10.2f}    {exact:.2f}")
    print(
        f"log loss: {surprise(alone):.3f} by the reader's own facts, {surprise(both):.3f} with the second opinion"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.confidence", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "--second-opinion", action="store_true", help="whether trafilatura's text would make it surer"
    )
    if parser.parse_args(arguments).second_opinion:
        second_opinion()
        return
    found = examples()
    print(f"{len(found)} pages, by weights learned without the outlet of each")
    show(judged(found))
    print("by the weights in use")
    show([(confidence_of(one.facts), one) for one in found])
    print("WEIGHTS =", learned(found))


if __name__ == "__main__":
    main()
