"""The search for selectors: try layouts on all samples and keep the best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lxml import etree

from extractors.article import Article
from extractors.authoring.induce.keys import HINTS
from extractors.authoring.induce.model import Sample
from extractors.authoring.naming import Candidate, candidates
from extractors.authoring.page_view import PageView, squeeze
from extractors.reading.engine import read_with
from extractors.reading.join import join_pages
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex
from extractors.score import GOLDEN_KEYS, Score, score

TRIED = 40  # the most distinct selectors to try for one field
LEAST = 1e-6  # the smallest gain that counts

_BESIDE = 12  # the most samples whose headings are looked for without learning from them
_RUNS = 1_500  # the most engine runs on pages for one proposal
_WEIGHTS = {"body": 4.0, "headline": 2.0}
_FAR = 99.0  # a cost above all others
_EMPTY: Mapping[str, Any] = dict.fromkeys(GOLDEN_KEYS) | {
    key: []
    for key in ("authors", "editors", "sources", "articleSection", "keywords", "images", "body", "readAlso")
}

Match = frozenset[tuple[int, etree._Element]]


class Lesson:
    """A sample being learned from: its pages as views, its golden with the texts squeezed."""

    def __init__(self, sample: Sample) -> None:
        texts = [squeeze(str(block.get("text") or "")) for block in sample.golden.get("body") or ()]
        self.name, self.golden = sample.name, sample.golden
        self.views = [PageView(tree, url) for tree, url in sample.pages]
        self.blocks = [text for text in texts if text]
        self.joined = "\n".join(texts)
        self.dateline = squeeze(str(sample.golden.get("dateline") or ""))

    @property
    def first(self) -> PageView:
        return self.views[0]

    @property
    def images(self) -> Sequence[Mapping[str, Any]]:
        """The golden's pictures."""
        return self.golden.get("images") or ()

    def texts(self, key: str) -> list[str]:
        """The golden's texts of a key, as a list."""
        value = self.golden.get(key)
        if isinstance(value, str):
            return [value]
        return [str(item) for item in value or () if isinstance(item, str)]

    @cached_property
    def headings(self) -> list[str]:
        """The golden's headings, squeezed."""
        blocks = self.golden.get("body") or ()
        return [squeeze(str(block.get("text") or "")) for block in blocks if block.get("type") == "heading"]

    @cached_property
    def shown(self) -> str:
        """Everything in the golden except its body, squeezed."""
        return squeeze(" ".join(_texts_beside_body(self.golden)))


@dataclass(frozen=True)
class Trial:
    """What a layout gives: articles, records and scores by sample, and one number for everything."""

    layout: Layout
    articles: tuple[Article | None, ...]
    records: tuple[Mapping[str, Any], ...]
    scores: tuple[Score, ...]
    value: float

    def right(self, key: str) -> int:
        """On how many samples a key is right."""
        return sum(key not in one.differing for one in self.scores)


class Search:
    """The samples, the layouts tried on them, and why a key cannot be read.

    Every step of an induction works with it. ``others`` are pages that the layout must not match; ``beside`` are
    samples that it does not learn from but whose headings it must not lose; ``left`` is how many more times the engine
    may read a page.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        outlet: Outlet,
        others: Sequence[etree._Element],
        beside: Sequence[Lesson] = (),
    ) -> None:
        self.outlet = outlet
        self.lessons = [Lesson(sample) for sample in samples]
        self.beside = [lesson for lesson in beside if lesson.headings][:_BESIDE]
        self.others = [(tree, TreeIndex(tree)) for tree in others]
        self.why: dict[str, str] = {}
        self.left = _RUNS
        self._trials: dict[Layout, Trial] = {}

    @property
    def spent(self) -> bool:
        """Whether the engine has used up its page reads."""
        return self.left <= 0

    @property
    def pages(self) -> Iterator[tuple[Lesson, PageView]]:
        """All pages of all samples."""
        return ((lesson, view) for lesson in self.lessons for view in lesson.views)

    def is_right(self, trial: Trial, key: str) -> bool:
        """Whether a layout gives a key as the goldens have it, on all samples."""
        return trial.right(key) == len(self.lessons)

    def lost_headings(self, css: str) -> int:
        """How many headings of the goldens no element of a selector contains."""
        return sum(
            not any(heading in view.squeezed(element) for view in lesson.views for element in view.all(css))
            for lesson in (*self.lessons, *self.beside)
            for heading in lesson.headings
        )

    # -- trying -----------------------------------------------------------------------------------------

    def run(self, layout: Layout) -> Trial:
        """What a layout gives on all samples."""
        if (known := self._trials.get(layout)) is not None:
            return known
        articles = tuple(self._read(layout, lesson) for lesson in self.lessons)
        records = tuple(article.to_dict() if article else _EMPTY for article in articles)
        goldens = [lesson.golden for lesson in self.lessons]
        scores = tuple(score(record, golden) for record, golden in zip(records, goldens, strict=True))
        value = sum(map(_value, records, goldens, scores))
        trial = self._trials[layout] = Trial(layout, articles, records, scores, value)
        return trial

    def _read(self, layout: Layout, lesson: Lesson) -> Article | None:
        pages = []
        for view in lesson.views:
            self.left -= 1
            page = read_with(layout, self.outlet, view.index, view.url, view.metadata)
            if page is not None:
                pages.append(page)
        return join_pages(pages) if pages else None

    def matches(self, css: str) -> Match:
        """The elements that a selector finds, over all pages of all samples."""
        try:
            return frozenset(
                (number, element)
                for number, lesson in enumerate(self.lessons)
                for view in lesson.views
                for element in view.all(css)
            )
        except ValueError:  # not CSS that we support
            return frozenset()

    def toggled(self, base: Trial, **values: Any) -> Trial:
        """The layout with other values, if that is better."""
        trial = self.run(replace(base.layout, **values))
        return trial if trial.value > base.value + LEAST else base

    def better(
        self,
        base: Trial,
        name: str,
        options: Iterable[Candidate],
        *,
        add: bool = False,
        least: float = LEAST,
        single: bool = False,
        most: int = TRIED,
        fits: Callable[[Candidate], bool] | None = None,
    ) -> Trial:
        """The layout with the best selector for one field; ``base`` if none is worth its cost.

        ``add`` keeps the field's present selectors. Selectors that find the same elements on all samples are
        tried once, with the cheapest of them. With ``least`` zero, a selector that changes nothing is also
        accepted. For a field of a ``single`` element, selectors without further matches are preferred.
        """
        best, best_cost = base, 0.0
        pages = sum(len(lesson.views) for lesson in self.lessons)
        each = 0.5 if single else 0.02
        distinct = self._distinct(options, base.layout, 4 * pages if single else None, fits)
        for tried, (option, found) in enumerate(distinct):
            if tried >= most or self.spent:
                break
            cost = option.cost + each * max(0, found - pages) / pages
            trial = self.run(with_selector(base.layout, name, option.css, add))
            gain = trial.value - best.value
            if gain >= least if best is base else gain > 0.02 * max(0.0, cost - best_cost) + LEAST:
                best, best_cost = trial, cost
            if best is not base and best_cost < option.cost and all(one.exact for one in best.scores):
                break
        return best

    def _distinct(
        self,
        options: Iterable[Candidate],
        layout: Layout,
        most: int | None,
        fits: Callable[[Candidate], bool] | None,
    ) -> Iterator[tuple[Candidate, int]]:
        """Of selectors that find the same elements, the cheapest, with the number of elements."""
        seen: set[Match] = set()
        for option in sorted(options):
            found = self.matches(option.css)
            if not found or found in seen:
                continue
            seen.add(found)
            if option.css in layout.drop or (fits is not None and not fits(option)):
                continue
            if most is None or len(found) <= most:
                yield option, len(found)


def _value(record: Mapping[str, Any], golden: Mapping[str, Any], one: Score) -> float:
    """How much of a golden is right; a half-right list or body counts nearly half."""
    total = 0.0
    for key in GOLDEN_KEYS:
        weight = _WEIGHTS.get(key, 1.0)
        if key not in one.differing:
            total += weight
        elif key == "body":
            total += weight * (0.6 * one.block_f1 + 0.3 * one.word_f1)
        elif isinstance(golden.get(key), list):
            got = [squeeze(str(item)) for item in record.get(key) or ()]
            want = [squeeze(str(item)) for item in golden.get(key) or ()]
            common = (Counter(got) & Counter(want)).total()
            total += 0.8 * weight * 2 * common / ((len(got) + len(want)) or 1)
            total -= 0.05 * max(0, len(got) - len(want))
    return total


def _texts_beside_body(golden: Mapping[str, Any]) -> Iterator[str]:
    for key in ("headline", "alternativeHeadline", "dateline"):
        if golden.get(key):
            yield str(golden[key])
    for key in ("authors", "editors", "sources", "articleSection", "keywords"):
        yield from (str(item) for item in golden.get(key) or ())
    for image in golden.get("images") or ():
        yield from (str(image.get("text") or ""), str(image.get("credit") or ""))


# -- selectors ---------------------------------------------------------------------------------------------


def with_selector(layout: Layout, name: str, css: str, add: bool = False) -> Layout:
    """The layout with a selector in a field; with ``add``, and always for drops, the present ones stay."""
    if name == "drop":
        return replace(layout, drop=(*layout.drop, css))
    before = getattr(layout, name)
    return replace(layout, **{name: f"{before}, {css}" if add and before else css})  # type: ignore[arg-type]


def options_for(name: str, targets: Iterable[etree._Element], *, most: float = _FAR) -> list[Candidate]:
    """The selectors of these elements that cost less than ``most``, each at its lowest cost."""
    found: dict[str, Candidate] = {}
    for target in dict.fromkeys(targets):
        for one in candidates(target, HINTS.get(name, ())):
            if one.cost < most and (one.css not in found or one.cost < found[one.css].cost):
                found[one.css] = one
    return list(found.values())


def bodies_of(view: PageView, layout: Layout) -> list[etree._Element]:
    """The containers of the text on a page."""
    return [element for element in view.all(layout.body) if element in view.place]


def shortened(value: Any) -> str:
    """A value as shown in a note."""
    text = str(value)
    return text if len(text) < 90 else text[:87] + "…"
