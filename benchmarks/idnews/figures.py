"""What the predictions are worth: means over outlets, so that no outlet with many pages outweighs the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.idnews.dataset import Item
from benchmarks.idnews.runs import Run
from extractors.score import Score, score

NOTHING: Mapping[str, Any] = {"body": []}


class Figures(NamedTuple):
    """Fractions from 0 to 1, but for ``read``, the number of pages that gave any text, ``of`` all that were asked for.

    Precision, recall and F1 count blocks of the body that are equal to the letter; ``word_f1`` counts words; ``bodies`` is
    the share of bodies that are right in every block's text, ``articles`` that of pages right in all fourteen keys.
    """

    read: int
    of: int
    precision: float
    recall: float
    f1: float
    word_f1: float
    bodies: float
    articles: float


def compare(items: Iterable[Item], run: Run) -> Figures:
    """How the articles of a run compare with the goldens. A page without a prediction counts as an empty body.

    An extractor that has parsers for some outlets is compared on their pages.
    """
    said = {prediction.id: prediction.article for prediction in run.predictions}
    outlets: dict[str, list[tuple[Score, bool]]] = defaultdict(list)
    read = asked = 0
    for item in items:
        if run.outlets is not None and item.outlet not in run.outlets:
            continue
        asked += 1
        article = said.get(item.id, NOTHING)
        read += bool(article.get("body"))
        same = _texts(article) == _texts(item.golden)
        outlets[item.outlet].append((score(article, item.golden), same))

    def mean(figure: Callable[[Score, bool], float]) -> float:
        each = [sum(figure(*one) for one in found) / len(found) for found in outlets.values()]
        return sum(each) / (len(each) or 1)

    return Figures(
        read,
        asked,
        mean(lambda one, _: one.block_precision),
        mean(lambda one, _: one.block_recall),
        mean(lambda one, _: one.block_f1),
        mean(lambda one, _: one.word_f1),
        mean(lambda _, same: same),
        mean(lambda one, _: one.exact),
    )


def _texts(article: Mapping[str, Any]) -> list[str]:
    return [" ".join(block["text"].split()) for block in article["body"]]


def table(rows: Sequence[tuple[Run, Figures]]) -> str:
    """The figures as a table in Markdown, the best F1 first."""
    lines = [
        "| extractor | version | pages read | block P | block R | block F1 | word F1 | bodies exact | all keys |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for run, told in sorted(rows, key=lambda row: (-row[1].f1, row[0].extractor)):
        shares = " | ".join(f"{value:.3f}" for value in told[2:])
        lines.append(f"| {run.extractor} | {run.version} | {told.read} of {told.of} | {shares} |")
    return "\n".join(lines)
