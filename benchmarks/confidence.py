"""Learn the weights of the generic reader's confidence, and show how far it can be relied on.

    python -m benchmarks.confidence

A logistic model over the facts of ``extractors.reading.generic.confidence``, on the pages of ``benchmarks.generic``:
does the body equal the golden's? Every outlet weighs the same. The table is made with weights that were learned
without the outlet of each page; the weights that are printed were learned with all of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import pages
from benchmarks.generic import disguised, real
from extractors import NotAnArticle, extract
from extractors.reading.generic.confidence import FACTS, confidence_of
from extractors.score import score

STEPS, RATE, DECAY = 2_000, 1.0, 0.004
BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


@dataclass(frozen=True)
class Example:
    """One page: what its confidence rests on, and whether its body was exact."""

    outlet: str
    facts: tuple[float, ...]
    exact: bool


def examples() -> list[Example]:
    """The pages that the generic reader reads."""
    found = []
    for sample in (*real(), *pages.fixtures()):
        try:
            article = extract(sample.html, disguised(sample.url))
        except NotAnArticle:
            continue
        if article.evidence:
            exact = "body" not in score(article.to_dict(), sample.golden).differing
            found.append(Example(sample.outlet, article.evidence, exact))
    return found


def learned(found: Sequence[Example]) -> tuple[float, ...]:
    """The weights that fit the examples best, by gradient descent; large ones are held down."""
    counts = Counter(one.outlet for one in found)
    weights = [0.0] * (len(FACTS) + 1)
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


def main() -> None:
    found = examples()
    told = []
    for outlet in sorted({one.outlet for one in found}):
        weights = learned([one for one in found if one.outlet != outlet])
        told += [(confidence_of(one.facts, weights), one.exact) for one in found if one.outlet == outlet]
    print(f"{len(told)} pages, weights learned without the outlet of each")
    print("confidence   pages   mean   exact")
    for low, high in BANDS:
        band = [(sure, exact) for sure, exact in told if low <= sure < high]
        if band:
            mean = sum(sure for sure, _ in band) / len(band)
            print(
                f"{low:.1f} – {min(high, 1):.1f}  {len(band):7}   {mean:.2f}    {sum(x for _, x in band) / len(band):.2f}"
            )
    print("WEIGHTS =", learned(found))


if __name__ == "__main__":
    main()
