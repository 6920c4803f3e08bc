"""What a candidate does: on every fixture of the outlet, and on every page since the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, join_pages
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.rules.model import Outlet
from extractors.score import GOLDEN_KEYS, score
from newsspider.authoring.repair.gather import ArchivedPage
from newsspider.authoring.repair.propose import Candidate
from newsspider.authoring.repair.teach import Lesson
from newsspider.recording.fixtures import Case, FixtureError, project_cases, read_case

__all__ = ["FixtureResult", "KeyResult", "PageResult", "Proof", "prove"]


_SILENT: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class FixtureResult:
    """A fixture under the rules of today and under the candidate: which keys differ from its golden."""

    case: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def worse(self) -> bool:
        return not set(self.after) <= set(self.before)


@dataclass(frozen=True)
class PageResult:
    """A page since the change: by which layout it was read and is read, and what it is taught to say.

    ``exact``: every key is what the teacher says; ``differing`` are the others. The generic reader is no teacher of what
    it did not find: rules may find more.
    """

    url: str
    fetched: str
    before: str
    after: str
    taught: str
    differing: tuple[str, ...]
    exact: bool
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class KeyResult:
    """On how many of the pages a key is filled, before and after, and on how many it is what the teacher says."""

    key: str
    before: int
    after: int
    right: int


@dataclass(frozen=True)
class Proof:
    """``taught`` is how many pages have a teacher at all."""

    fixtures: tuple[FixtureResult, ...]
    pages: tuple[PageResult, ...]
    keys: tuple[KeyResult, ...]
    taught: int

    @property
    def exact(self) -> int:
        return sum(page.exact for page in self.pages)

    @property
    def sound(self) -> bool:
        """No fixture is read worse, and most of the pages are read as their teachers say."""
        return not any(one.worse for one in self.fixtures) and 2 * self.exact > self.taught > 0


def prove(
    candidate: Candidate,
    outlet: Outlet,
    project: Path,
    pages: Sequence[ArchivedPage],
    learned: Sequence[Lesson],
) -> Proof:
    """Everything that the candidate changes, for the better or the worse."""
    says = {lesson.page.url: lesson for lesson in learned}
    results, articles = [], []
    for page in pages:
        article = page.read(candidate.outlet)
        articles.append(article)
        results.append(_of_page(page, article, says.get(page.url)))
    keys = [
        KeyResult(
            key,
            sum(_filled(page.article, key) for page in pages),
            sum(_filled(article, key) for article in articles),
            sum(bool(one.taught) and key not in one.differing for one in results),
        )
        for key in GOLDEN_KEYS
    ]
    fixtures = tuple(_of_fixtures(candidate.outlet, outlet, project))
    return Proof(fixtures, tuple(results), tuple(keys), sum(page.url in says for page in pages))


def _of_page(page: ArchivedPage, after: Article | None, lesson: Lesson | None) -> PageResult:
    record = after.to_dict() if after else dict.fromkeys(GOLDEN_KEYS)
    old = page.article.to_dict() if page.article else dict.fromkeys(GOLDEN_KEYS)
    differing: tuple[str, ...] = GOLDEN_KEYS
    exact = False
    if lesson is not None and after is not None:
        differing = tuple(
            key
            for key in score(record, lesson.says).differing
            if lesson.before or lesson.says[key] not in _SILENT
        )
        exact = not differing and after.layout is not None
    return PageResult(
        page.url,
        page.fetched.isoformat(timespec="seconds"),
        _read_by(page.article, page.problem),
        _read_by(after, ""),
        ""
        if lesson is None
        else "the same article before the change"
        if lesson.before
        else "the generic reader",
        differing,
        exact,
        {key: (old[key], record[key]) for key in GOLDEN_KEYS if old[key] != record[key]},
    )


def _read_by(article: Article | None, problem: str) -> str:
    if article is None:
        return problem or "refused"
    return article.layout or "no layout"


def _filled(article: Article | None, key: str) -> bool:
    return article is not None and getattr(article, key) not in (None, ())


def _of_fixtures(candidate: Outlet, outlet: Outlet, project: Path) -> Iterator[FixtureResult]:
    for folder in project_cases(project, outlet.name):
        try:
            case = read_case(folder)
        except FixtureError:
            continue
        if case.golden.get("article") and not case.golden.get("draft"):
            yield FixtureResult(case.id, _differing(case, outlet), _differing(case, candidate))


def _differing(case: Case, outlet: Outlet) -> tuple[str, ...]:
    """The keys in which a case differs from its golden under these rules; the layout counts as one."""
    try:
        articles = [
            extract_tree(
                parse(page.body, page.url, http_content_type_encoding(page.content_type)), page.url, outlet
            )
            for page in case.pages
        ]
    except NotAnArticle:
        return GOLDEN_KEYS
    article = join_pages(articles)
    layout = () if article.layout == case.layout else ("layout",)
    return (*score(article.to_dict(), case.golden["article"]).differing, *layout)
