"""What the ledger counts of an article, and under which names.

Of each layout: ``articles``; ``filled/KEY`` for the keys of the record that have a value; ``found/FIELD``, ``told/KEY``
and ``agrees/KEY`` as in ``Article.observed``; ``words/N``, the length of the text in steps of half a power of two.
Of the outlet (layout ""): ``refused/NAME`` for pages that gave no article, ``lists`` and ``lists/full`` (with links),
``links``, ``newest/N``, the age of the newest link in the same steps of hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from extractors import Article
from extractors.score import GOLDEN_KEYS
from newsspider.politeness.outcomes import Group, group_of

__all__ = ["GENERIC", "STEPS", "hour_of", "is_counted", "observations", "step_of"]

GENERIC = "(none)"  # stands for the layout of articles that no layout reads
FRESH = timedelta(days=14)  # articles older than this say nothing about the outlet of today
STEPS = 2  # steps of a length or an age for each power of two
_FILLED = [f"filled/{key}" for key in GOLDEN_KEYS]
_values = attrgetter(*GOLDEN_KEYS)


def hour_of(moment: datetime) -> int:
    """The hour of a moment, counted from 1970 in UTC."""
    return int(moment.timestamp() // 3600)


def step_of(size: float) -> int:
    """The step of a length (words) or an age (hours): 0 up to 1, then two for each power of two."""
    return 0 if size <= 1 else round(STEPS * math.log2(size))


def is_counted(outcome: str) -> bool:
    """Whether an outcome says something about the outlet, rather than about the network or what was asked for."""
    return group_of(outcome) in (Group.NOT_AN_ARTICLE, Group.BLOCKED, Group.GONE)


def observations(article: Article, fetched: datetime | None) -> list[str]:
    """What is counted of an article; nothing of one that was old when it was fetched."""
    published = article.datePublished
    if published is not None and fetched is not None and fetched - published > FRESH:
        return []
    words = " ".join([block.text for block in article.body]).count(" ") + 1  # quicker than wordCount
    return ["articles", f"words/{step_of(words)}", *_filled(article), *article.observed]


def _filled(article: Article) -> Iterator[str]:
    for name, value in zip(_FILLED, _values(article), strict=True):
        if value is not None and value != ():
            yield name
