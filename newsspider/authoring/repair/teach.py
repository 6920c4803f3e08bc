"""What the changed pages say, so that rules can be learned from them and held against it.

The same article fetched before the change is the best teacher: the rules that worked then have read it. It counts where
its text still stands on the page as it is now. For the other pages the generic reader, which knows no rules, drafts what
they say, with what the pages show each other of the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractors.authoring.draft import read_drafts
from extractors.authoring.induce import Sample
from extractors.authoring.outlet_of import SamplePage
from extractors.authoring.page_view import PageView, squeeze
from extractors.rules.model import Outlet
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.repair.gather import ArchivedPage, Gathered

__all__ = ["Lesson", "lessons"]

_STANDS = 0.9  # of the blocks of the earlier text must be on the page: otherwise the article was revised


@dataclass(frozen=True)
class Lesson:
    """A page and what it says; ``before``: as the rules read the same article before the change."""

    page: ArchivedPage
    says: dict[str, Any]
    before: bool

    def sample(self) -> Sample:
        return Sample(self.page.url, ((self.page.tree, self.page.url),), self.says)


def lessons(
    outlet: Outlet, pages: Sequence[ArchivedPage], gathered: Gathered, key: str | None = None
) -> list[Lesson]:
    """What each page says, those with the best teachers first; pages without a text are left out.

    With a ``key``, the rules of today are right about all others, and pages on which no teacher finds it are left out.
    """
    best: list[Lesson] = []
    others: list[ArchivedPage] = []
    for page in pages:
        earlier = gathered.earlier.get(page.url)
        if earlier is not None and (says := _as_before(page, earlier)) is not None:
            best.append(Lesson(page, says, True))
        else:
            others.append(page)
    drafts = read_drafts(
        [[SamplePage(page.tree, page.url)] for page in others],
        outlet,
        [SamplePage(lesson.page.tree, lesson.page.url) for lesson in best],
    )
    drafted = [
        Lesson(page, says, False)
        for page, says in zip(others, drafts, strict=True)
        if says is not None and says["body"]
    ]
    learned = [*best, *drafted]
    return learned if key is None else [one for lesson in learned if (one := _only(lesson, key)) is not None]


def _only(lesson: Lesson, key: str) -> Lesson | None:
    """A lesson about one key alone."""
    article = lesson.page.article
    if article is None or not lesson.says[key]:
        return None
    record = article.to_dict()
    return replace(lesson, says={one: record[one] for one in GOLDEN_KEYS} | {key: lesson.says[key]})


def _as_before(page: ArchivedPage, earlier: ArchivedPage) -> dict[str, Any] | None:
    """The article as it was read before; None where it was not read by rules, or is another text now."""
    article = earlier.article
    if article is None or article.layout is None or article.pageCount > 1:
        return None
    shown = PageView(page.tree, page.url)
    text = shown.squeezed(shown.root)
    stands = sum(squeeze(block.text) in text for block in article.body)
    if stands < _STANDS * len(article.body) or squeeze(article.headline or "") not in text:
        return None
    record = article.to_dict()
    return {key: record[key] for key in GOLDEN_KEYS}
