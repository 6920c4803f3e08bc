"""How sure the reader is that the body it gives is exactly the page's text: a number from 0 to 1.

The number is that of a logistic model over a few facts about the page; ``python -m benchmarks.confidence`` learns its
weights and shows how far it can be relied on, on outlets that it was not learned from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from extractors.reading.generic.flow import Flow
from extractors.reading.generic.letters import key
from extractors.reading.generic.survey import Survey
from extractors.reading.judge import Judged
from extractors.vocabulary.picture_credits import is_caption
from extractors.vocabulary.sentences import ends_sentence

FACTS = (
    "the container is declared or named as one",
    "the text stands in one box",
    "a heading displays the headline",
    "the description begins the text",
    "paragraphs that do not end as sentences",
    "blocks dropped above or behind the text",
    "running text outside the body, beside it",
    "words, logarithm",
    "a paywall, or a page that says it is not free",
    "short blocks that are neither headings nor sentences",
    "a table or a list in the text",
    "texts beside pictures that may be captions, left in the text",
    "the text begins with a dateline",
)
_CAPTION = 220  # characters
_SHORT, _MOST = 4, 2_000  # words of a block; elements that are looked at
# Learned; the first is the constant.
WEIGHTS = (2.27, -0.06, 0.41, -1.64, 0.25, -1.55, 0.02, -0.22, 0.36, -1.33, -0.43, 0.08, -2.58, 1.37)


def facts_of(
    survey: Survey,
    body: int,
    flow: Flow | None,
    headline: int | None,
    judged: Judged,
    told: str,
    free: bool | None,
    dropped: int,
) -> tuple[float, ...]:
    """What the confidence of a page rests on, in the order of ``FACTS``.

    ``dropped`` is how many blocks were left out above and behind the text, of those that no role claims.
    """
    paragraphs = [block.text for block in judged.body if block.type == "paragraph"]
    open_ = sum(not ends_sentence(text) for text in paragraphs)
    short = sum(len(text.split()) < _SHORT and not ends_sentence(text) for text in paragraphs)
    listed = any(block.type == "list_item" for block in judged.body) or bool(
        survey.tagged(("table",), body, min(survey.ends[body], body + _MOST))
    )
    captions = sum(len(text) <= _CAPTION and is_caption(text) for text in paragraphs)
    size = sum(len(block.text) for block in judged.body)
    beside = max(survey.values[0], 0.0) and max(0.0, 1 - size / max(survey.values[body], 1.0))
    opening = key(told)[:40]
    declared = (
        survey.kinds[body] == "body" or "articlebody" in (survey.elements[body].get("itemprop") or "").lower()
    )
    return (
        float(declared),
        float(flow is not None and len(flow.boxes) == 1),
        float(headline is not None),
        float(len(opening) > 20 and bool(judged.body) and opening in key(" ".join(paragraphs[:2]))),
        min(open_, 5) / 5,
        min(dropped, 10) / 10,
        min(beside, 1.0),
        math.log1p(size) / 10,
        float(judged.paywalled or free is False),
        min(short, 3) / 3,
        float(listed),
        min(captions, 3) / 3,
        float(judged.dateline is not None),
    )


def confidence_of(facts: Sequence[float], weights: Sequence[float] = WEIGHTS) -> float:
    """The confidence that facts give, to two digits."""
    return round(1 / (1 + math.exp(-_sum(facts, weights))), 2)


def _sum(facts: Sequence[float], weights: Sequence[float]) -> float:
    return weights[0] + sum(weight * fact for weight, fact in zip(weights[1:], facts, strict=True))
