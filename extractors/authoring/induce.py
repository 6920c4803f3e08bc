"""Pages and their goldens → a layout: the shortest robust selectors that give the goldens.

    >>> proposal = induce([Sample("case", ((tree, url),), golden)], outlet, name="detail")   # doctest: +SKIP
    >>> print(proposal.to_source())                                                       # doctest: +SKIP

What an element says of itself is compared with what the golden says; the selectors that could name it
(``naming``) are tried on all samples at once, with the engine that will use them. What cannot be had is said
key by key, with the reason.

The order: headline, the container of the body, captions, people, dates and lists, dateline, then what is in
the container and not in the golden, and at last what only pages of this layout hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lxml import etree

from extractors.article import Article
from extractors.authoring.datelines import dateline_patterns
from extractors.authoring.naming import NAMED, Candidate, candidates
from extractors.authoring.page_view import PageView, squeeze
from extractors.authoring.rulefile import layout_source
from extractors.reading.engine import read_with, text_values
from extractors.reading.join import join_pages
from extractors.reading.judge import CLAIMS
from extractors.rules.model import Layout, Outlet, Pages
from extractors.rules.selectors import Index, select, within
from extractors.score import GOLDEN_KEYS, Score, score
from extractors.urls import query_value, resolve
from extractors.vocabulary.dates import parse_date

__all__ = ["KEY_FIELDS", "Note", "Proposal", "Sample", "find_body", "induce"]

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline",),
    "alternativeHeadline": ("deck",),
    "datePublished": ("published", "local_dates"),
    "dateModified": ("modified", "local_dates"),
    "authors": ("byline", "signature", "byline_meta"),
    "editors": ("editors", "byline"),
    "sources": ("sources", "byline"),
    "dateline": ("dateline",),
    "articleSection": ("section", "section_meta"),
    "keywords": ("keywords",),
    "isAccessibleForFree": ("paywall",),
    "images": ("caption", "credit", "caption_prefix"),
    "body": ("body", "drop", "until", "scope", "dateline", "desk_code", "read_also"),
    "readAlso": ("read_also",),
}
"""Which fields of a layout decide a key of the golden, the likeliest first."""

HINTS: Mapping[str, tuple[str, ...]] = {
    "headline": ("title", "judul", "headline", "heading"),
    "deck": ("sub", "deck", "lead", "summary", "sinopsis", "excerpt", "synopsis"),
    "body": (
        "body",
        "isi",
        "content",
        "article",
        "artikel",
        "detail",
        "text",
        "entry",
        "paragraph",
        "konten",
    ),
    "published": ("date", "tanggal", "time", "waktu", "publish", "tgl"),
    "modified": ("modif", "update"),
    "byline": ("author", "byline", "reporter", "penulis", "writer", "jurnalis", "editor"),
    "section": ("crumb", "kanal", "rubrik", "category", "channel", "section"),
    "keywords": ("tag", "topi", "keyword"),
    "caption": ("caption", "foto", "photo", "img", "image", "pict"),
    "credit": ("credit", "copyright", "source"),
    "read_also": ("baca", "also", "related", "terkait"),
    "drop": ("ads", "iklan", "share", "related", "baner", "banner", "promo", "widget"),
    "until": ("share", "tag", "related", "terkait", "comment", "komentar", "author", "social"),
    "paywall": ("pay", "wall", "langgan", "premi", "subscri", "plus"),
}
_WEIGHTS = {"body": 4.0, "headline": 2.0}
_RUNS = 1_500  # of the engine on a page, for one proposal
_TRIED = 40  # distinct selectors of one field that the engine tries
_SHORT = 400  # letters: what is longer is no byline, no caption label, no date
_CONTAINERS = 4  # possible bodies that are followed to the end
_DROPS = 14
_FEW = 5  # samples that are learnt from at once, of many
_ROUNDS = 3
_BODY_LISTS = ("images", "readAlso")
_LEAST = 1e-6


@dataclass(frozen=True)
class Sample:
    """A page, or the pages of a split article in order, and the golden's ``article``."""

    name: str
    pages: tuple[tuple[etree._Element, str], ...]
    golden: Mapping[str, Any]


@dataclass(frozen=True)
class Note:
    """What became of one key: on how many samples it is right, by which rules, and why not on the others."""

    key: str
    right: int
    of: int
    rules: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        rules = "; ".join(self.rules) or "nothing needed"
        text = f"{self.key}: {self.right} of {self.of}: {rules}"
        return f"{text}. {self.why}" if self.why else text


@dataclass(frozen=True)
class Proposal:
    """A layout, what it gives of every key, and its scores on the samples, in their order."""

    layout: Layout
    notes: tuple[Note, ...]
    scores: tuple[Score, ...]

    @property
    def exact(self) -> int:
        """On how many samples every key is right."""
        return sum(one.exact for one in self.scores)

    def to_source(self) -> str:
        """The layout as it stands in a rule file."""
        return layout_source(self.layout)


def induce(
    samples: Sequence[Sample],
    outlet: Outlet,
    *,
    name: str = "article",
    years: str = "",
    others: Sequence[etree._Element] = (),
) -> Proposal:
    """The layout of these samples.

    ``outlet`` says what all its layouts share (names, zone, its dateline); its own layouts are not looked
    at. ``others`` are pages that the layout must not take for its own. Raises ValueError without samples.
    """
    if not samples:
        raise ValueError("there is nothing to learn from: no sample")
    whole = _Induction(samples, outlet, name, years, others)
    if len(samples) <= _FEW:
        return whole.proposal()
    # learn from a few, look where that fails, learn from those too
    chosen = [number * len(samples) // _FEW for number in range(_FEW)]
    best: Proposal | None = None
    for _ in range(_ROUNDS):
        part = _Induction([samples[number] for number in sorted(chosen)], outlet, name, years, others)
        proposal = whole.judged(part.proposal(), part.why)
        if best is None or _worth(proposal) > _worth(best):
            best = proposal
        order = sorted(
            range(len(samples)),
            key=lambda n: (proposal.scores[n].block_f1, -len(proposal.scores[n].differing)),
        )
        worst = [n for n in order if not proposal.scores[n].exact and n not in chosen][:2]
        if not worst:
            break
        chosen += worst
    assert best is not None
    return best


def find_body(samples: Sequence[Sample], outlet: Outlet) -> Layout:
    """Only the headline and the container of the text: for goldens that are not to be trusted yet."""
    induction = _Induction(samples, outlet, "body", "", ())
    start = Layout("body", when="body", headline=induction._headline(), body="body")
    return induction._body(start).layout


def _worth(proposal: Proposal) -> tuple[int, float]:
    return (
        sum(len(GOLDEN_KEYS) - len(one.differing) for one in proposal.scores),
        sum(one.block_f1 for one in proposal.scores),
    )


# -- samples ----------------------------------------------------------------------------------------------


@dataclass
class _Case:
    """A sample being worked on."""

    name: str
    views: list[PageView]
    golden: Mapping[str, Any]
    blocks: list[str] = field(default_factory=list)  # of the golden, squeezed
    dateline: str = ""  # squeezed
    joined: str = ""

    @property
    def first(self) -> PageView:
        return self.views[0]

    def texts(self, key: str) -> list[str]:
        value = self.golden.get(key)
        if isinstance(value, str):
            return [value]
        return [str(item) for item in value or () if isinstance(item, str)]


@dataclass(frozen=True)
class _Result:
    """What a layout gives: articles and scores by sample, and one number for all of it."""

    layout: Layout
    articles: tuple[Article | None, ...]
    records: tuple[Mapping[str, Any], ...]
    scores: tuple[Score, ...]
    value: float

    def right(self, key: str) -> int:
        return sum(key not in one.differing for one in self.scores)


_EMPTY: Mapping[str, Any] = dict.fromkeys(GOLDEN_KEYS) | {
    key: []
    for key in ("authors", "editors", "sources", "articleSection", "keywords", "images", "body", "readAlso")
}


class _Induction:
    def __init__(
        self,
        samples: Sequence[Sample],
        outlet: Outlet,
        name: str,
        years: str,
        others: Sequence[etree._Element],
    ) -> None:
        self.outlet, self.name, self.years = outlet, name, years
        self.others = [(tree, Index(tree)) for tree in others]
        self.cases = [self._case(sample) for sample in samples]
        self.why: dict[str, str] = {}
        self.left = _RUNS
        self._results: dict[Layout, _Result] = {}

    @staticmethod
    def _case(sample: Sample) -> _Case:
        blocks = [squeeze(str(block.get("text") or "")) for block in sample.golden.get("body") or ()]
        views = [PageView(tree, url) for tree, url in sample.pages]
        return _Case(
            sample.name,
            views,
            sample.golden,
            [b for b in blocks if b],
            squeeze(str(sample.golden.get("dateline") or "")),
            "\n".join(blocks),
        )

    # -- trying ---------------------------------------------------------------------------------------

    def run(self, layout: Layout) -> _Result:
        """What a layout makes of all samples."""
        if (known := self._results.get(layout)) is not None:
            return known
        articles: list[Article | None] = []
        for case in self.cases:
            pages = []
            for view in case.views:
                self.left -= 1
                page = read_with(layout, self.outlet, view.index, view.url, view.metadata)
                if page is not None:
                    pages.append(page)
            articles.append(join_pages(pages) if pages else None)
        records = tuple(article.to_dict() if article else _EMPTY for article in articles)
        scores = tuple(score(record, case.golden) for record, case in zip(records, self.cases, strict=True))
        value = sum(
            self._value(record, case.golden, one)
            for record, case, one in zip(records, self.cases, scores, strict=True)
        )
        result = _Result(layout, tuple(articles), records, scores, value)
        self._results[layout] = result
        return result

    @staticmethod
    def _value(record: Mapping[str, Any], golden: Mapping[str, Any], one: Score) -> float:
        """How much of a golden is right; a list or a body that is half right counts half, nearly."""
        total = 0.0
        for key in GOLDEN_KEYS:
            weight = _WEIGHTS.get(key, 1.0)
            if key not in one.differing:
                total += weight
            elif key == "body":
                total += weight * (0.6 * one.block_f1 + 0.3 * one.word_f1)
            elif isinstance(golden.get(key), list):
                got = [_plain(item) for item in record.get(key) or ()]
                want = [_plain(item) for item in golden.get(key) or ()]
                common = (Counter(got) & Counter(want)).total()
                total += 0.8 * weight * 2 * common / ((len(got) + len(want)) or 1)
                total -= 0.05 * max(0, len(got) - len(want))
        return total

    def better(
        self,
        base: _Result,
        name: str,
        options: Iterable[Candidate],
        *,
        add: bool = False,
        least: float = _LEAST,
        single: bool = False,
        most: int = _TRIED,
        fits: Callable[[Candidate], bool] | None = None,
    ) -> _Result:
        """The best that one field's selectors make of a layout; ``base`` where none is worth its while.

        ``add`` puts a selector beside those the field has. Selectors that find the same elements on all
        samples are tried once, by the cheapest of them. With ``least`` zero a selector that changes
        nothing is taken too. A field of a ``single`` element is better off without further matches.
        """
        pages = sum(len(case.views) for case in self.cases)
        each = 0.5 if single else 0.02
        best, best_cost = base, 0.0
        seen: set[frozenset[tuple[int, etree._Element]]] = set()
        tried = 0
        for option in sorted(options):
            if tried >= most or self.left <= 0:
                break
            found = self.matches(option.css)
            if not found or found in seen:
                continue
            seen.add(found)
            if option.css in base.layout.drop or (fits is not None and not fits(option)):
                continue
            cost = option.cost + each * max(0, len(found) - pages) / pages
            if single and len(found) > 4 * pages:
                continue
            tried += 1
            result = self.run(self._with(base.layout, name, option.css, add))
            gain = result.value - best.value
            if best is base:
                if gain >= least:
                    best, best_cost = result, cost
            elif gain > 0.02 * max(0.0, cost - best_cost) + _LEAST:
                best, best_cost = result, cost
            if best is not base and best_cost < option.cost and all(one.exact for one in best.scores):
                break
        return best

    @staticmethod
    def _with(layout: Layout, name: str, css: str, add: bool = False) -> Layout:
        if name == "drop":
            return replace(layout, drop=(*layout.drop, css))
        before = getattr(layout, name)
        return replace(layout, **{name: f"{before}, {css}" if add and before else css})  # type: ignore[arg-type]

    def matches(self, css: str) -> frozenset[tuple[int, etree._Element]]:
        """The elements that a selector finds, over all pages of all samples."""
        try:
            return frozenset(
                (number, element)
                for number, case in enumerate(self.cases)
                for view in case.views
                for element in view.all(css)
            )
        except ValueError:  # no CSS that we understand
            return frozenset()

    def toggled(self, base: _Result, **values: Any) -> _Result:
        """The layout with other values, where that is better."""
        result = self.run(replace(base.layout, **values))
        return result if result.value > base.value + _LEAST else base

    # -- the whole ------------------------------------------------------------------------------------

    def proposal(self) -> Proposal:
        headline = self._headline()
        start = Layout(self.name, years=self.years, when="body", headline=headline, body="body")
        best = self._body(start)
        for case in self.cases:
            for view in case.views:
                view.inside = set(self.bodies(view, best.layout))
        for step in (
            self._captions,
            self._deck,
            self._dates,
            self._section,
            self._keywords,
            self._people,
            self._dateline,
            self._read_also,
            self._foreign,
            self._ends,
            self._people,
            self._read_also,
            self._paywall,
            self._precautions,
        ):
            best = step(best)
        best = self._shorter(best)
        layout = replace(best.layout, when=self._when(best.layout), pages=self._pager())
        return Proposal(layout, self._notes(best), best.scores)

    def judged(self, proposal: Proposal, why: Mapping[str, str]) -> Proposal:
        """A proposal made from some of the samples, judged on all of them."""
        self.why = dict(why)
        result = self.run(replace(proposal.layout, when="body"))
        return Proposal(proposal.layout, self._notes(result), result.scores)

    # -- headline -------------------------------------------------------------------------------------

    def _headline(self) -> str:
        options: dict[str, float] = {}
        for case in self.cases:
            golden = str(case.golden.get("headline") or "")
            targets = case.first.with_text(golden) if golden else []
            targets.sort(key=lambda e: (e.tag not in ("h1", "h2"), -case.first.place[e]))
            for target in targets[:5]:
                for one in candidates(target, HINTS["headline"]):
                    options[one.css] = min(one.cost, options.get(one.css, 99))
        if not options:
            self.why["headline"] = "no element shows it as the golden has it"
            options = {'meta[property="og:title"]': 3.0, "h1": 1.6}

        def right(case: _Case, css: str) -> bool:
            shown = (x for e in case.first.all(css) for x in text_values(e))
            return next(shown, None) == case.golden.get("headline")

        def worth(item: tuple[str, float]) -> tuple[int, float]:
            css, cost = item
            others = sum(len(case.first.all(css)) - 1 for case in self.cases)
            return -sum(right(case, css) for case in self.cases), cost + 0.3 * min(max(others, 0), 9)

        usable = [item for item in options.items() if self.matches(item[0])]
        if not usable:
            return "h1"
        chosen = min(usable, key=worth)[0]
        for _ in range(2):  # pages of one layout may still show it in another element
            wrong = [case for case in self.cases if not right(case, chosen)]
            both = {f"{chosen}, {css}": cost for css, cost in usable if css != chosen}
            if not wrong or not both:
                break
            best = min(both.items(), key=worth)[0]
            if sum(right(case, best) for case in self.cases) <= len(self.cases) - len(wrong):
                break
            chosen = best
        return chosen

    # -- body -----------------------------------------------------------------------------------------

    def _body(self, start: Layout) -> _Result:
        """The container of the text: of those that hold all of it the one that needs the least besides."""
        options: dict[str, float] = {}
        for case in self.cases:
            for element, extra in self._containers(case):
                for one in candidates(element, HINTS["body"]):
                    options[one.css] = min(one.cost + extra, options.get(one.css, 99))
        distinct: dict[frozenset[tuple[int, etree._Element]], tuple[str, float, float]] = {}
        for css, cost in sorted(options.items(), key=lambda item: (item[1], item[0])):
            found = self.matches(css)
            if found and found not in distinct and len(distinct) < 80:
                distinct[found] = (css, cost, self._held(css))
        both = self._two_containers([css for css, cost, _ in distinct.values() if cost < 5])
        if both and (found := self.matches(both)) not in distinct:
            distinct[found] = (both, 3.5, self._held(both))
        most = max((held for _, _, held in distinct.values()), default=0.0)
        ranked: list[tuple[float, float, _Result]] = []
        for css, cost, held in distinct.values():
            if held < 0.6 * most:
                continue
            result = self.run(replace(start, body=css))
            recall = sum(one.word_recall for one in result.scores) / len(self.cases)
            precision = sum(one.word_precision for one in result.scores) / len(self.cases)
            ranked.append((4 * held + recall + 0.3 * precision - 0.12 * cost, cost, result))
        if not ranked:
            self.why["body"] = "its blocks are in no element that could be named"
            return self.run(start)
        ranked.sort(key=lambda item: -item[0])
        finals = []
        for _, cost, result in ranked[:_CONTAINERS]:
            full = self._foreign(self._dateline(result), quick=True)
            rules = len(full.layout.drop) + bool(full.layout.until)
            # only the body counts here: a larger box may show people and captions, by accident
            got = sum(
                1.0 if "body" not in one.differing else 0.6 * one.block_f1 + 0.3 * one.word_f1
                for one in full.scores
            )
            finals.append((got / len(self.cases) - 0.03 * (cost + 0.5 * rules), result))
        return max(finals, key=lambda item: item[0])[1]

    def _two_containers(self, options: Sequence[str]) -> str | None:
        """Two names for the container where the samples do not share one: the tightest of each sample."""
        chosen: dict[str, None] = {}
        for case in self.cases:
            total = sum(map(len, case.blocks))
            best, size = None, 10**9
            for css in options:
                elements = [e for view in case.views for e in view.all(css)]
                text = "\n".join(view.squeezed(e) for view in case.views for e in view.all(css))
                held = sum(len(block) for block in case.blocks if block in text)
                if elements and held >= 0.97 * total and len(text) < 0.97 * size:
                    best, size = css, len(text)
            if best is None:
                return None
            chosen[best] = None
        return ", ".join(chosen) if 1 < len(chosen) < 4 else None

    def _held(self, css: str) -> float:
        """How much of the goldens' text the matches hold: a paragraph may be cut by what is dropped."""
        total = held = 0
        for case in self.cases:
            text = "\n".join(view.squeezed(e) for view in case.views for e in view.all(css))
            for block in case.blocks:
                total += len(block)
                held += len(block) if block in text else 0
        return held / (total or 1)

    def _containers(self, case: _Case) -> list[tuple[etree._Element, float]]:
        """Elements that may be the body, with what speaks against each."""
        view = case.first
        blocks = [block for block in case.blocks if len(block) > 3]

        def held(element: etree._Element) -> int:
            text = view.squeezed(element)
            return sum(len(block) for block in blocks if block in text)

        element, total = view.root, held(view.root)
        if not total:
            return []
        chain = [element]
        while True:
            inner = [
                (held(child), child)
                for child in element
                if isinstance(child.tag, str) and child in view.place
            ]
            size, child = max(inner, key=lambda item: item[0], default=(0, element))
            if size < 0.8 * total or child is element:
                break
            element = child
            chain.append(element)
        found = [(e, 0.35 * steps) for steps, e in enumerate(reversed(chain[-5:]))]
        members = [child for size, child in inner if size]
        found += [(child, 1.0) for child in members[:6]]
        return found

    # -- what stands inside and beside the body ---------------------------------------------------------

    def bodies(self, view: PageView, layout: Layout) -> list[etree._Element]:
        return [e for e in view.all(layout.body) if e in view.place]

    def _options(
        self, name: str, targets: Iterable[etree._Element], *, extra: float = 0.0, most: float = 99.0
    ) -> dict[str, Candidate]:
        found: dict[str, Candidate] = {}
        for target in dict.fromkeys(targets):
            for one in candidates(target, HINTS.get(name, ())):
                cost = one.cost + extra
                if cost < most and (one.css not in found or cost < found[one.css].cost):
                    found[one.css] = Candidate(cost, one.css)
        return found

    def _captions(self, base: _Result) -> _Result:
        targets: list[etree._Element] = []
        prefixes: Counter[str] = Counter()
        credits: list[etree._Element] = []
        for case in self.cases:
            for image in case.golden.get("images") or ():
                for view in case.views:
                    wanted = squeeze(str(image.get("text") or image.get("credit") or ""))
                    if not wanted:
                        continue
                    for element in view.elements:
                        text = view.text(element)
                        if len(text) < len(wanted) * 2 + 160 and wanted in squeeze(text) and text:
                            targets.append(element)
                            before = text.partition(str(image.get("text") or "\0"))[0].strip()
                            if before and len(before) < 30 and before != text:
                                prefixes[before] += 1
                    credit = image.get("credit")
                    if credit and image.get("text"):
                        credits += view.with_text(str(credit))[-3:] + view.with_text(f"({credit})")[-3:]
        if not targets:
            return base
        wanted_images = [case.golden.get("images") for case in self.cases]
        result = base
        for _ in range(2):
            if result.right("images") == len(wanted_images):
                break
            prefix = None
            if prefixes and (common := prefixes.most_common(1)[0])[1]:
                prefix = re.escape(common[0]) + r"\s*"
            tries = [result]
            options = self._options("caption", targets).values()
            tries.append(self.better(result, "caption", options, add=True, fits=self._sound))
            if prefix:
                with_prefix = self.run(replace(result.layout, caption_prefix=prefix))
                tries.append(self.better(with_prefix, "caption", options, add=True, fits=self._sound))
            for one in self._bare_captions(prefixes):
                for begun in (None, prefix) if prefix else (None,):
                    alone = replace(result.layout, caption_prefix=begun or result.layout.caption_prefix)
                    shown = self.run(self._with(alone, "caption", one, add=True))
                    own = self._options("credit", credits).values()
                    tries.append(self.better(shown, "credit", own, fits=self._sound))
            for rest in self._caption_rests():
                without = self.run(self._with(result.layout, "drop", rest))
                tries.append(self.better(without, "caption", options, add=True, fits=self._sound))
            best = max(tries, key=lambda one: one.value)
            if best.value <= result.value + _LEAST:
                break
            result = best
            if result.right("images") < len(wanted_images) and credits:
                result = self.better(
                    result, "credit", self._options("credit", credits).values(), fits=self._sound
                )
            result = self._credits_alone(result)
        return result

    def _credits_alone(self, base: _Result) -> _Result:
        """A picture that shows nothing but its credit."""
        alone = [
            element
            for case in self.cases
            for image in case.golden.get("images") or ()
            if image.get("credit") and not image.get("text")
            for view in case.views
            for element in view.with_text(str(image["credit"]))[-3:]
        ]
        if not alone or base.right("images") == len(self.cases):
            return base
        return self.better(
            base, "credit", self._options("credit", alone).values(), add=True, fits=self._sound
        )

    def _bare_captions(self, prefixes: Iterable[str]) -> list[str]:
        """The best selectors for elements that show a caption and not its credit."""
        shown = [
            element
            for case in self.cases
            for image in case.golden.get("images") or ()
            if image.get("text") and image.get("credit")
            for view in case.views
            for begun in ("", *prefixes)
            for element in view.with_text(f"{begun}{image['text']}")[-2:]
        ]
        options = sorted(self._options("caption", shown, most=6.4).values())
        return [one.css for one in options if self._sound(one)][:3]

    def _caption_rests(self) -> list[str]:
        """What stands inside a caption's element and is no part of it: the best selectors for it."""
        rests = []
        for case in self.cases:
            shown = squeeze(" ".join(_texts_of(case.golden)))
            for image in case.golden.get("images") or ():
                wanted = squeeze(str(image.get("text") or ""))
                for view in case.views:
                    element = view.smallest_with(wanted) if wanted else None
                    if element is not None and len(view.squeezed(element)) > len(wanted):
                        rests += [
                            inner
                            for inner in element.iterdescendants()
                            if inner in view.place and view.text(inner) and view.squeezed(inner) not in shown
                        ]
        options = sorted(self._options("drop", rests[:8], most=6).values())
        return [one.css for one in options if self._sound(one)][:2]

    def _deck(self, base: _Result) -> _Result:
        targets = [
            element
            for case in self.cases
            if (golden := case.golden.get("alternativeHeadline"))
            for element in case.first.with_text(str(golden))[-4:]
        ]
        if any(case.golden.get("alternativeHeadline") for case in self.cases) and not targets:
            self.why["alternativeHeadline"] = "no element shows it as the golden has it"
        return self._covered(base, "alternativeHeadline", "deck", self._options("deck", targets).values())

    def _covered(
        self, base: _Result, key: str, name: str, options: Iterable[Candidate], least: float = _LEAST
    ) -> _Result:
        """A field of single elements; a second selector where the first one does not do for all samples."""
        options = list(options)
        result = self.better(base, name, options, least=least, single=True, fits=self._sound)
        for _ in range(2):
            if result is base or result.right(key) == len(self.cases):
                break
            more = self.better(result, name, options, add=True, single=True, fits=self._sound)
            if more is result:
                break
            result = more
        return result

    def _dates(self, base: _Result) -> _Result:
        result = base
        for key, name in (("datePublished", "published"), ("dateModified", "modified")):
            moments = [_moment(case.golden.get(key)) for case in self.cases]
            targets: list[etree._Element] = []
            for case, moment in zip(self.cases, moments, strict=True):
                if moment is not None:
                    targets += self._showing(case.first, moment)
            options = self._options(name, targets)

            def shows(option: Candidate, moments: list[datetime | None] = moments) -> bool:
                """The first date that it finds is the golden's, on every sample that it matches."""
                for case, moment in zip(self.cases, moments, strict=True):
                    shown = (
                        date
                        for element in case.first.all(option.css)
                        for value in text_values(element)
                        if (date := parse_date(value, zone=self.outlet.zone))
                    )
                    first = next(shown, None)
                    if first is not None and (
                        moment is None or not _same(first.value, first.has_time, moment)
                    ):
                        return False
                return True

            sound = [one for one in options.values() if shows(one)]
            # modified is displayed seldom: where the metadata are right already, nothing is needed
            if name == "published" or result.right(key) < len(self.cases):
                everywhere = [one for one in sound if self._everywhere(one.css, moments)]
                result = self._covered(result, key, name, everywhere or sound, 0.0)
            if result.right(key) < len(self.cases):
                result = self._covered(result, key, name, options.values())
            if result.right(key) < len(self.cases):
                result = self.toggled(result, local_dates=True)
            if result.right(key) < len(self.cases) and not targets:
                self.why[key] = "no element shows this date, and the metadata differ"
        return result

    def _everywhere(self, css: str, wanted: Sequence[Any]) -> bool:
        return all(
            case.first.all(css) for case, want in zip(self.cases, wanted, strict=True) if want is not None
        )

    def _showing(self, view: PageView, moment: datetime) -> list[etree._Element]:
        found = []
        day = str(moment.day)
        for element in view.elements:
            text = view.text(element)
            if not 5 < len(text) < 180 or day not in text or not any(ch.isdigit() for ch in text):
                continue
            date = parse_date(text, zone=self.outlet.zone)
            if date and _same(date.value, date.has_time, moment):
                found.append(element)
        return found[-12:]

    def _section(self, base: _Result) -> _Result:
        return self._listed(base, "articleSection", "section", "section_meta")

    def _keywords(self, base: _Result) -> _Result:
        return self._listed(base, "keywords", "keywords", None)

    def _listed(self, base: _Result, key: str, name: str, meta: str | None) -> _Result:
        """A list whose items are elements of their own: a breadcrumb, tags."""
        result = base
        targets: list[etree._Element] = []
        for case in self.cases:
            items = case.texts(key)
            if items:
                targets += self._items(case.first, items)
        if targets:
            result = self.better(result, name, self._options(name, targets).values())
        if meta and result.right(key) < len(self.cases):
            # beside the displayed list where some pages lack it, else instead of it
            beside = self.toggled(result, **{meta: True})
            instead = self.toggled(base, **{meta: True})
            result = max((result, beside, instead), key=lambda one: one.value)
        if result.right(key) < len(self.cases) and not targets and any(c.texts(key) for c in self.cases):
            self.why[key] = "no elements show these items"
        return result

    def _items(self, view: PageView, items: Sequence[str]) -> list[etree._Element]:
        """Elements that show one item each, of those sets that stand closest together."""
        shown: dict[str, list[etree._Element]] = {}
        wanted = {squeeze(item).casefold(): item for item in items}
        for element in view.elements:
            text = view.text(element)
            if len(text) < 120:
                plain = squeeze(text.lstrip("#").strip(" /»›>|,")).casefold()
                if plain in wanted:
                    shown.setdefault(plain, []).append(element)
        if not shown:
            return []
        best: list[etree._Element] = []
        smallest = 10**9
        # the group around the rarest item: the smallest box that shows as many items as can be
        rarest = min(shown.values(), key=len)
        for element in rarest[:12]:
            box = element
            count = 0
            for ancestor in (element, *element.iterancestors()):
                inside = sum(
                    any(e is ancestor or within(e, {ancestor}) for e in group) for group in shown.values()
                )
                if inside > count:
                    box, count = ancestor, inside
                if count == len(shown) or ancestor is view.root:
                    break
            size = len(view.text(box)) - 1000 * count
            if size < smallest:
                smallest = size
                best = [e for group in shown.values() for e in group if e is box or within(e, {box})]
        return [*best, *rarest[-3:]][:24]

    def _people(self, base: _Result) -> _Result:
        keys = ("authors", "editors", "sources")
        full = len(self.cases)
        result = base
        if all(result.right(key) == full for key in keys) and self._people_shown(result):
            return result
        names = [[name for key in keys for name in case.texts(key)] for case in self.cases]
        together: list[etree._Element] = []
        single: dict[str, list[etree._Element]] = {key: [] for key in keys}
        for case, everybody in zip(self.cases, names, strict=True):
            for view in case.views[:1] + case.views[-1:]:
                together += self._naming(view, everybody)
                for key in keys:
                    single[key] += self._naming(view, case.texts(key))

        def named(base: _Result, name: str, targets: list[etree._Element], **how: Any) -> _Result:
            options = self._options("byline", targets, most=8.0).values()
            return self.better(base, name, options, single=True, fits=self._is_label, **how)

        tries = [named(result, "byline", together, least=0.0)]
        apart = named(result, "byline", single["authors"])
        for key in ("editors", "sources"):
            if apart.right(key) < full:
                apart = named(apart, key, single[key])
        for key in keys:
            if apart.right(key) < full:
                apart = named(apart, "byline", single[key], add=True)
        tries.append(apart)
        result = max(tries, key=lambda one: one.value)
        if any(result.right(key) < full for key in keys):
            result = named(result, "byline", together, add=True)
        for toggle in ("signature", "byline_meta"):
            if any(result.right(key) < full for key in keys):
                result = self.toggled(result, **{toggle: True})
        for key in keys:
            missing = {
                name
                for case in self.cases
                for name in case.texts(key)
                if not any(name.casefold() in view.text(view.root).casefold() for view in case.views)
            }
            if missing and result.right(key) < full:
                self.why[key] = f"{', '.join(sorted(missing))}: shown nowhere in these letters"
        return result

    @staticmethod
    def _people_shown(result: _Result) -> bool:
        return result.layout.byline is not None or not any(
            article and (article.authors or article.editors) for article in result.articles
        )

    def _naming(self, view: PageView, names: Sequence[str]) -> list[etree._Element]:
        """Small elements that show all these names, the smallest first; their boxes behind them."""
        wanted = [squeeze(name).casefold() for name in names]
        if not wanted:
            return []
        found = []
        for element in view.elements:
            text = view.text(element)
            if not text or len(text) > _SHORT:
                continue
            plain = squeeze(text).casefold()
            if all(name in plain for name in wanted):
                found.append(element)
        found.sort(key=lambda e: len(view.text(e)))
        return found[:14]

    # -- dateline and the ends --------------------------------------------------------------------------

    def _dateline(self, base: _Result) -> _Result:
        if base.right("dateline") == len(self.cases):
            return base
        openings: list[tuple[str, str]] = []
        for case, article in zip(self.cases, base.articles, strict=True):
            golden = case.golden.get("dateline")
            if golden and article is not None:
                joined = " ".join(block.text for block in article.body[:3])
                at = joined.find(str(golden))
                if at >= 0:
                    openings.append((str(golden), joined[at + len(str(golden)) :][:12]))
        if not openings:
            if any(case.golden.get("dateline") for case in self.cases):
                self.why["dateline"] = "the text does not open with it"
            return base
        best = base
        for pattern in dateline_patterns(openings, self.outlet):
            try:
                result = self.run(replace(base.layout, dateline=pattern))
            except re.error:
                continue
            if result.value > best.value + _LEAST:
                best = result
        return best

    def _ends(self, base: _Result) -> _Result:
        """A desk code that the vocabulary does not know, a signature."""
        if base.right("body") == len(self.cases):
            return base
        result = self.toggled(base, signature=True)
        codes = set()
        for case, article in zip(self.cases, result.articles, strict=True):
            blocks = case.golden.get("body") or ()
            if article and blocks and article.body:
                got, want = article.body[-1].text, str(blocks[-1].get("text"))
                if got != want and got.startswith(want) and len(got) - len(want) < 40:
                    codes.add(_shape(got[len(want) :].strip()))
                elif len(got) < 40 and len(article.body) > 1 and article.body[-2].text == want:
                    codes.add(_shape(got))
        for code in sorted(codes):
            result = self.toggled(result, desk_code=code)
        return result

    # -- what is no part of the text --------------------------------------------------------------------

    def _read_also(self, base: _Result) -> _Result:
        if base.right("readAlso") == len(self.cases):
            return base
        targets = []
        for case in self.cases:
            for title in case.texts("readAlso"):
                for view in case.views:
                    bodies = self.bodies(view, base.layout)
                    element = view.smallest_with(title, bodies)
                    if element is not None and not self._is_text(case, view, element):
                        top = self._foreign_top(case, view, element, bodies)
                        targets += [element, top, *_between(element, top)]
        return self.better(
            base, "read_also", self._options("read_also", targets).values(), add=True, fits=self._sound
        )

    def _is_text(self, case: _Case, view: PageView, element: etree._Element) -> bool:
        """Whether an element holds a block of the golden, or is a part of one."""
        text = view.squeezed(element)
        if not text:
            return False
        if any(block in text for block in case.blocks if len(block) > 3):
            return True
        if case.dateline and text.startswith(case.dateline) and len(text) < len(case.dateline) + 5:
            return True
        return text in case.joined and (len(text) > 24 or text in case.blocks or element.tag not in _BOXES)

    def _foreign_top(
        self, case: _Case, view: PageView, element: etree._Element, bodies: Sequence[etree._Element]
    ) -> etree._Element:
        """The largest box around an element that holds nothing of the golden's text."""
        top, limit = element, set(bodies)
        for ancestor in element.iterancestors():
            if ancestor in limit or ancestor not in view.place or self._is_text(case, view, ancestor):
                break
            top = ancestor
        return top

    def _extras(self, case: _Case, article: Article | None) -> tuple[list[str], int]:
        """Blocks that are not in the golden, and how many of them follow its last block."""
        if article is None:
            return [], 0
        want = Counter(case.blocks)
        extras, tail = [], 0
        for block in article.body:
            text = squeeze(block.text)
            if want[text] > 0:
                want[text] -= 1
                tail = 0
            else:
                extras.append(block.text)
                tail += 1
        return extras, tail

    def _foreign(self, base: _Result, quick: bool = False) -> _Result:
        """Drop what is in the body and not in the golden, box by box."""
        result = base
        failed: dict[etree._Element, None] = {}  # in the order they failed
        most = 6 if quick else _TRIED
        for _ in range(4 if quick else _DROPS):
            if result.right("body") == len(self.cases) or self.left <= 0:
                break
            boxes: list[tuple[int, PageView, etree._Element]] = []
            tails: list[etree._Element] = []
            for number, (case, article) in enumerate(zip(self.cases, result.articles, strict=True)):
                extras, tail = self._extras(case, article)
                for place, extra in enumerate(extras):
                    for view, box in self._boxes(case, result.layout, extra):
                        boxes.append((number, view, box))
                        if place >= len(extras) - tail:
                            tails.append(box)
            boxes = [item for item in boxes if item[2] not in failed]
            if not boxes:
                break
            improved = result
            if len(dict.fromkeys(tails)) > 1 and result.layout.until is None:
                first = [box for box in dict.fromkeys(tails) if box not in failed][:2]
                options = self._options("until", first, most=6.4)
                improved = self.better(result, "until", options.values(), most=most)
                failed_tail = improved is result
                if failed_tail and quick:
                    failed.update(dict.fromkeys(first))
            if improved is result:
                _, view, box = boxes[0]
                options = self._options("drop", [box, *_boxes_inside(view, box)], most=6.4)
                improved = self.better(result, "drop", options.values(), fits=self._sound, most=most)
                if improved is result:
                    failed[box] = None
                    continue
            result = improved
        if result.right("body") < len(self.cases) and not quick:
            self._say_why_not(result, failed)
        return result

    def _boxes(self, case: _Case, layout: Layout, extra: str) -> list[tuple[PageView, etree._Element]]:
        """Where a block comes from that ought not to be there: the largest box with none of the text."""
        found = []
        pieces = [extra]
        plain = squeeze(extra)
        for block in case.blocks:  # a block of the golden with something before or behind it
            if len(block) > 20 and block in plain:
                before, _, behind = plain.partition(block)
                pieces = [piece for piece in (before, behind) if len(piece) > 1]
                break
        for piece in pieces:
            for view in case.views:
                bodies = self.bodies(view, layout)
                element = view.smallest_with(piece, bodies)
                if element is None or element in bodies or self._is_text(case, view, element):
                    continue
                found.append((view, self._foreign_top(case, view, element, bodies)))
                break
        return found

    def _say_why_not(self, result: _Result, failed: Mapping[etree._Element, None]) -> None:
        reasons = []
        for case, article in zip(self.cases, result.articles, strict=True):
            extras, _ = self._extras(case, article)
            got = {squeeze(block.text) for block in article.body} if article else set()
            missing = [block for block in case.blocks if block not in got]
            if extras:
                reasons.append(f"{case.name}: too much: {_short(extras[0])!r}")
            elif missing:
                reasons.append(f"{case.name}: missing: {_short(missing[0])!r}")
        if failed:
            box = next(iter(failed))
            reasons.append(f"no sound name for <{box.tag} class={box.get('class')!r}>")
        if reasons:
            self.why["body"] = "; ".join(reasons[:3])

    def _paywall(self, base: _Result) -> _Result:
        if base.right("isAccessibleForFree") == len(self.cases):
            return base
        if not any(case.golden.get("isAccessibleForFree") is False for case in self.cases):
            return base
        words = HINTS["paywall"]
        targets = [
            element
            for case in self.cases
            if case.golden.get("isAccessibleForFree") is False
            for element in case.first.tree.iter()
            if isinstance(element.tag, str)
            and any(
                word in f"{element.get('class') or ''} {element.get('id') or ''}".casefold() for word in words
            )
        ]
        options = self._options("paywall", targets[:20], most=5)
        result = self.better(base, "paywall", options.values())
        if result is base:
            self.why["isAccessibleForFree"] = (
                "neither the metadata nor a named element says that the text is cut"
            )
        return result

    def _precautions(self, base: _Result) -> _Result:
        """Boxes that the vocabulary takes out by their words today, by their names too.

        Only boxes with a name of their own; other pages fill them with other words.
        """
        result = base
        for case in self.cases:
            for view in case.views:
                bodies = self.bodies(view, result.layout)
                for box in self._unclaimed(case, view, result.layout, bodies)[:8]:
                    if len(result.layout.drop) >= _DROPS or self.left <= 0:
                        return result
                    name = self._purpose(case, view, box)
                    options = self._options(name, [box], most=2.6)
                    kept = self.better(
                        result,
                        name,
                        options.values(),
                        add=True,
                        least=0.0,
                        fits=self._sound,
                    )
                    result = kept
        return result

    def _purpose(self, case: _Case, view: PageView, box: etree._Element) -> str:
        text = view.squeezed(box)
        if any(squeeze(title) in text for title in case.texts("readAlso")):
            return "read_also"
        return "drop"

    def _unclaimed(
        self, case: _Case, view: PageView, layout: Layout, bodies: Sequence[etree._Element]
    ) -> list[etree._Element]:
        claimed: set[etree._Element] = set()
        for name in CLAIMS:
            values = layout.drop if name == "drop" else (getattr(layout, name),)
            for css in values:
                if css:
                    claimed.update(view.all(css))
        ended = (
            min((view.place[e] for e in view.all(layout.until) if e in view.place), default=10**9)
            if layout.until
            else 10**9
        )
        found: list[etree._Element] = []
        skip: set[etree._Element] = set()
        shown = squeeze(" ".join(_texts_of(case.golden)))
        for body in bodies:
            for element in body.iterdescendants():
                if element not in view.place or within(element, skip):
                    continue
                if view.place[element] >= ended:
                    break
                text = view.squeezed(element)
                if not text or text in shown:
                    continue
                if element in claimed or any(inner in claimed for inner in element.iterdescendants()):
                    if element in claimed:
                        skip.add(element)
                    continue
                if element.tag in _BOXES and not self._is_text(case, view, element):
                    skip.add(element)
                    found.append(element)
        return found

    def _is_label(self, option: Candidate) -> bool:
        """Whether a selector finds short texts only, none of them a golden's.

        Inside the text a bare tag is no label: other pages use it for other things.
        """
        bare = re.split(r"[\s>+~]+", option.css)[-1].isalnum()
        return self._sound(option) and not any(
            len(view.text(element)) > _SHORT or (bare and within(element, view.inside))
            for case in self.cases
            for view in case.views
            for element in view.all(option.css)
        )

    def _sound(self, option: Candidate) -> bool:
        """Whether a selector finds nothing that belongs to a golden's text."""
        for case in self.cases:
            for view in case.views:
                for element in view.all(option.css):
                    if element in view.place and self._is_text(case, view, element):
                        return False
        return True

    # -- at last ------------------------------------------------------------------------------------------

    def _shorter(self, base: _Result) -> _Result:
        """Leave out what has become needless: a drop behind ``until``, a field that finds nothing more."""
        result = base
        for css in base.layout.drop:
            if self.left <= 0:
                break
            shorter = tuple(one for one in result.layout.drop if one != css)
            matched = {e for _, e in self.matches(css)}
            inside_others = all(
                any(
                    within(e, set(view.all(other)), itself=True)
                    for other in shorter
                    for case in self.cases
                    for view in case.views
                )
                for e in matched
            )
            if inside_others and shorter:
                tried = self.run(replace(result.layout, drop=shorter))
                if tried.value >= result.value - _LEAST:
                    result = tried
        for name in ("credit", "caption_prefix", "sources", "editors", "modified", "desk_code"):
            if getattr(result.layout, name) is not None and self.left > 0:
                tried = self.run(replace(result.layout, **{name: None}))  # type: ignore[arg-type]
                if tried.value >= result.value - _LEAST:
                    result = tried
        for name in ("signature", "byline_meta", "section_meta", "local_dates"):
            if getattr(result.layout, name) and self.left > 0:
                tried = self.run(replace(result.layout, **{name: False}))  # type: ignore[arg-type]
                if tried.value >= result.value - _LEAST:
                    result = tried
        return result

    def _when(self, layout: Layout) -> str:
        """What all samples hold and no other page does."""
        if all(case.first.all("style[amp-boilerplate]") for case in self.cases) and not any(
            select("style[amp-boilerplate]").first(tree, index) is not None for tree, index in self.others
        ):
            return "style[amp-boilerplate]"
        options: dict[str, float] = {}
        for weight, css in ((0.0, layout.body), (0.1, layout.headline)):
            if not css.startswith("meta"):
                options[css] = min(options.get(css, 99), weight + (0 if _is_named(css) else 3))
        for case in self.cases[:2]:
            for css in (layout.body, layout.headline):
                for element in case.first.all(css)[:1]:
                    for steps, around in enumerate((element, *element.iterancestors())):
                        if around.tag in ("html",) or steps > 6:
                            break
                        for one in candidates(around, HINTS["body"])[:8]:
                            if one.cost < NAMED:
                                cost = one.cost + 0.4 * steps
                                options[one.css] = min(options.get(one.css, 99), cost)
        for css in list(options):
            if not all(case.first.all(css) for case in self.cases) or any(
                select(css).first(tree, index) is not None for tree, index in self.others
            ):
                del options[css]
        if options:
            return min(options, key=lambda css: (options[css], css))
        for inner in (layout.body, layout.headline):
            if inner.startswith("meta"):
                continue
        self.why["layout"] = "nothing tells these pages from the others; `when` holds for both"
        return layout.body

    def _pager(self) -> Pages | None:
        """How a split article's pages are addressed, as its samples show it."""
        for case in self.cases:
            if len(case.views) < 2:
                continue
            first, second = case.views[0], case.views[1]
            names = re.findall(r"[?&]([\w-]+)=", second.url)
            for query in names:
                number = query_value(second.url, query)
                links = [
                    link
                    for link in first.tree.iter("a")
                    if query_value(resolve(first.url, link.get("href") or ""), query) == number
                ]
                if not links:
                    continue
                whole = number if not number.isdecimal() else None
                for one in candidates(links[-1], ("pag", "halaman")):
                    found = first.all(one.css)
                    if found and all(
                        query_value(resolve(first.url, link.get("href") or ""), query)
                        or link.get("href", "#") in ("#", first.url)
                        for link in found
                    ):
                        return Pages(query=query, links=one.css, whole=whole)
        return None

    def _notes(self, result: _Result) -> tuple[Note, ...]:
        notes = []
        for key in GOLDEN_KEYS:
            right = result.right(key)
            rules = []
            for name in KEY_FIELDS[key]:
                value = getattr(result.layout, name)
                if name == "drop":
                    rules += [f"drop={css}" for css in value]
                elif value is not None and value is not False:
                    rules.append(f"{name}={value}")
            why = "" if right == len(self.cases) else self.why.get(key) or self._difference(result, key)
            notes.append(Note(key, right, len(self.cases), tuple(rules), why))
        if "layout" in self.why:
            notes.append(Note("layout", 0, len(self.cases), (), self.why["layout"]))
        return tuple(notes)

    def _difference(self, result: _Result, key: str) -> str:
        for case, record, one in zip(self.cases, result.records, result.scores, strict=True):
            if key in one.differing:
                return f"{case.name}: got {_short(record.get(key))}, want {_short(case.golden.get(key))}"
        return ""


# -- small things -------------------------------------------------------------------------------------------

_BOXES = frozenset(
    "div p section aside ul ol li table tr figure nav header footer blockquote article form h1 h2 h3 h4 h5 h6 center".split()
)


def _plain(value: Any) -> str:
    return squeeze(str(value))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 90 else text[:87] + "…"


def _texts_of(golden: Mapping[str, Any]) -> list[str]:
    """Everything that the golden shows beside its body, as texts."""
    texts: list[str] = []
    for key in ("headline", "alternativeHeadline", "dateline"):
        if golden.get(key):
            texts.append(str(golden[key]))
    for key in ("authors", "editors", "sources", "articleSection", "keywords"):
        texts += [str(item) for item in golden.get(key) or ()]
    for image in golden.get("images") or ():
        texts += [str(image.get("text") or ""), str(image.get("credit") or "")]
    return texts


def _between(element: etree._Element, top: etree._Element) -> list[etree._Element]:
    found = []
    for ancestor in element.iterancestors():
        if element is top or ancestor is top:
            break
        found.append(ancestor)
    return found


def _boxes_inside(view: PageView, box: etree._Element) -> list[etree._Element]:
    """What a box consists of when it has no name itself: the one element in it, and so on."""
    found: list[etree._Element] = []
    while True:
        inner = [
            child for child in box if isinstance(child.tag, str) and child in view.place and view.text(child)
        ]
        if len(inner) != 1:
            return found
        box = inner[0]
        found.append(box)


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _same(value: datetime, has_time: bool, moment: datetime) -> bool:
    """Whether a displayed date is this moment: to the minute, or its day where it shows no time."""
    if value.date() != moment.date():
        return value.replace(second=0) == moment.replace(second=0) if has_time else False
    if not has_time:
        return True
    return (value.hour, value.minute) == (moment.hour, moment.minute)


def _is_named(css: str) -> bool:
    return "." in css or "#" in css or "[" in css


def _shape(code: str) -> str:
    """A pattern of texts built like this one: its letters and digits may be others."""
    pattern = re.escape(code)
    pattern = re.sub(r"[a-z]+", "[a-z]+", pattern)
    pattern = re.sub(r"[A-Z]+", "[A-Z]+", pattern)
    return rf"\s*{re.sub(r'[0-9]+', '[0-9]+', pattern) if '[0-9]' not in pattern else pattern}$"
