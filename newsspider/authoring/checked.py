"""What a check records: a case that was checked, a rule that broke, the report of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from w3lib.encoding import http_content_type_encoding

from extractors import Article
from extractors.authoring.page_view import PageView
from extractors.reading.decode import parse
from extractors.reading.page_json import searched
from extractors.rules.model import Layout
from extractors.rules.selectors import TreeIndex
from extractors.score import Score
from newsspider.recording.fixtures import Case

# A field's selector, by its name; each of the drops by itself.
Rule = tuple[str, str]


@dataclass(frozen=True)
class Break:
    """A rule that does not give what a golden says."""

    outlet: str
    layout: str
    key: str
    field: str
    selector: str
    place: str
    text: str
    case: str = ""

    def __str__(self) -> str:
        rule = f"{self.field}={self.selector!r}" if self.selector else self.field
        where = f" on {self.case}" if self.case else ""
        return f"{self.outlet}/{self.layout} {self.key}: {rule} ({self.place}) {self.text}{where}"


@dataclass(frozen=True)
class Checked:
    """One case: what the rules made of it."""

    case: Case
    article: Article | None
    score: Score | None
    problem: str = ""
    missing: tuple[Rule, ...] = ()
    difference: str = ""

    @property
    def exact(self) -> bool:
        """Whether every key is right, by the layout that the folder names."""
        return bool(
            self.score and self.score.exact and self.article and self.article.layout == self.case.layout
        )

    @property
    def golden(self) -> dict[str, Any]:
        """What a person wrote down."""
        return self.case.golden.get("article") or {}


@dataclass
class CheckReport:
    """Everything that a check found."""

    breaks: list[Break] = field(default_factory=list)
    lost: list[Break] = field(default_factory=list)  # selectors that found more before
    cases: list[Checked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # of goldens and folders
    idle: list[str] = field(default_factory=list)  # rules that no fixture needs
    fallen: list[str] = field(default_factory=list)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.breaks or self.problems or self.fallen)


def css_rules(layout: Layout) -> Iterator[Rule]:
    """The selectors of a layout that look for something on a page."""
    for f in fields(layout):
        kind, value = f.metadata.get("kind", ""), getattr(layout, f.name)
        if kind == "css" and value:
            yield f.name, value
        elif kind == "css list":
            yield from ((f.name, one) for one in value)


def page_views(case: Case, layout: Layout | None) -> list[PageView]:
    """The pages of a case, as the layout's selectors see them. Raises NotAnArticle where one is not a page."""
    views = []
    for page in case.pages:
        tree = parse(page.body, page.url, http_content_type_encoding(page.content_type))
        there = searched(layout, TreeIndex(tree)) if layout is not None else None
        views.append(PageView(there.tree if there is not None else tree, page.url))
    return views


def quoted(value: Any) -> str:
    """A value in one short line, as JSON writes it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 90 else f"{text[:86]}…{text[-1]}"
