"""A first rule file for a new outlet, from two to five of its pages.

The generic reader drafts the goldens, with what the pages show of each other; layouts are induced from the drafts as from
reviewed goldens (``induce``), one for each template. Nothing here is trusted: a person reviews the drafts before they
count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from extractors.article import Article
from extractors.authoring.induce import KeyNote, Proposal, Sample, induce
from extractors.authoring.outlet_of import SamplePage, outlet_of
from extractors.authoring.rulefile import outlet_source
from extractors.families.wordpress import LAYOUT as WORDPRESS
from extractors.reading.engine import read_with
from extractors.reading.fallback import extract_generic
from extractors.reading.generic.reader import read_generic, read_unshown
from extractors.reading.generic.site import Seen, SiteProfile, signature
from extractors.reading.join import join_pages
from extractors.reading.metadata import Metadata, read_metadata
from extractors.results import NotAnArticle
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex, select
from extractors.score import GOLDEN_KEYS, Score, score

__all__ = ["Draft", "draft", "read_drafts"]

_LISTS = ("authors", "editors", "sources", "articleSection", "keywords", "images", "body", "readAlso")
_SAME = 0.95  # block F1 from which on a layout reads the page of another group as well


@dataclass(frozen=True)
class Draft:
    """A proposed outlet, draft goldens for its pages in the same order, and notes on what was found.

    ``layouts`` has the name of each page's layout; ``confidence`` how sure the reader is of each page's text, None where
    it found none.
    """

    outlet: Outlet
    goldens: tuple[dict[str, Any], ...]
    layouts: tuple[str, ...]
    confidence: tuple[float | None, ...]
    notes: tuple[KeyNote, ...]
    remarks: tuple[str, ...]
    family: str | None = None

    def to_source(self) -> str:
        """The rule file."""
        doc = f"{self.outlet.title}, {', '.join(self.outlet.domains)}."
        return outlet_source(self.outlet, doc, family=self.family)


def draft(
    pages: Sequence[SamplePage],
    name: str,
    *,
    title: str | None = None,
    layout: str = "article",
    robots: str = "",
) -> Draft:
    """A rule file and goldens to start from. ``robots`` is the outlet's robots.txt, if known.

    Raises ValueError if there are no pages, or if none of them has text.
    """
    if not pages:
        raise ValueError("there is no page to learn from")
    read = [_Page(page.tree, page.url) for page in pages]
    outlet = outlet_of(
        name, [page.url for page in pages], title=title or _title(read), robots=robots, pages=pages
    )
    site = SiteProfile()
    for one in read:
        one.learn(outlet, site)
    for one in read:
        one.read(outlet, site)
    remarks = [f"{one.url}: {one.problem}" for one in read if one.problem]
    useful = [one for one in read if one.article is not None and not one.unshown]
    if not useful:
        if all(one.unshown for one in read):
            raise ValueError(
                "these pages have their text in their JSON alone and no element shows it (a script writes it in the "
                "browser): save them as a browser shows them, or use another version of them (their AMP pages)"
            )
        raise ValueError("no text was found on any of these pages: " + "; ".join(dict.fromkeys(remarks)))
    groups = _by_template(useful, outlet, layout)
    family = _family(groups, outlet)
    layouts = tuple(group.proposal.layout for group in groups)
    if family:
        layouts = (replace(WORDPRESS, years=_years(useful) or WORDPRESS.years),)
    outlet = replace(outlet, layouts=layouts)
    # all pages of a family have its one layout
    names = {
        id(one): chosen.name for group, chosen in zip(groups, layouts, strict=False) for one in group.pages
    }
    remarks += _remarks(groups, outlet, family)
    return Draft(
        outlet,
        tuple(one.golden for one in read),
        tuple(names.get(id(one), layouts[0].name) for one in read),
        tuple(one.article.confidence if one.article else None for one in read),
        () if family else tuple(note for group in groups for note in group.proposal.notes),
        tuple(remarks),
        family,
    )


def read_drafts(
    cases: Sequence[Sequence[SamplePage]], outlet: Outlet, beside: Sequence[SamplePage] = ()
) -> list[dict[str, Any] | None]:
    """What the generic reader makes of articles, each of one page or several; None where it finds no text.

    The pages, and those ``beside`` them, show each other what belongs to the site.
    """
    read = [[_Page(page.tree, page.url) for page in pages] for pages in cases]
    site = SiteProfile()
    known = [_Page(page.tree, page.url) for page in beside]
    for one in (*known, *(page for pages in read for page in pages)):
        one.learn(outlet, site)
    found: list[dict[str, Any] | None] = []
    for pages in read:
        for one in pages:
            one.read(outlet, site)
        articles = [one.article for one in pages if one.article is not None]
        record = join_pages(articles).to_dict() if articles else None
        found.append({key: record[key] for key in GOLDEN_KEYS} if record else None)
    return found


def _remarks(groups: Sequence[_Group], outlet: Outlet, family: str | None) -> list[str]:
    found = []
    if len(groups) > 1 and not family:
        found.append(f"the pages are of {len(groups)} templates, so there are as many layouts")
    if family:
        found.append("the pages are from WordPress: its family of layouts fits")
    else:
        pages = sum(len(group.pages) for group in groups)
        exact = sum(group.proposal.exact for group in groups)
        found.append(f"the rules give {exact} of {pages} drafts in all keys; nobody has read the drafts yet")
    found += [f"found {type(source).__name__.lower()} {source.url}" for source in outlet.discover]
    return found


def _title(pages: Sequence[_Page]) -> str:
    names = Counter(name for page in pages if (name := page.metadata.meta.get("og:site_name")))
    return names.most_common(1)[0][0] if names else ""


def _years(pages: Sequence[_Page]) -> str:
    dates = [page.golden.get("datePublished") for page in pages]
    years = sorted({date[:4] for date in dates if isinstance(date, str) and date[:4].isdecimal()})
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""


# -- templates ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """Pages of one template, and the layout that was induced from them."""

    pages: list[_Page]
    proposal: Proposal


def _by_template(pages: Sequence[_Page], outlet: Outlet, name: str) -> list[_Group]:
    """The pages by template, the commonest first: where they hold headline and text, unless one layout reads them all."""
    parts: dict[str, list[_Page]] = {}
    for page in pages:
        parts.setdefault(page.template, []).append(page)
    left = sorted(parts.values(), key=len, reverse=True)
    groups: list[_Group] = []
    while left:
        mine = left.pop(0)
        others = [page.tree for group in (*(x.pages for x in groups), *left) for page in group]
        label = name if not groups else f"{name}-{len(groups) + 1}"
        proposal = _induced(mine, outlet, label, others)
        same = [part for part in left if all(page.reads_as_well(proposal.layout, outlet) for page in part)]
        if same:
            left = [part for part in left if part not in same]
            mine = [*mine, *(page for part in same for page in part)]
            others = [page.tree for group in (*(x.pages for x in groups), *left) for page in group]
            proposal = _induced(mine, outlet, label, others)
        groups.append(_Group(mine, proposal))
    return groups


def _induced(pages: Sequence[_Page], outlet: Outlet, name: str, others: Sequence[etree._Element]) -> Proposal:
    samples = [Sample(page.url, ((page.tree, page.url),), page.golden) for page in pages]
    return induce(samples, outlet, name=name, years=_years(pages), others=others)


def _family(groups: Sequence[_Group], outlet: Outlet) -> str | None:
    """The publishing system whose layouts read these pages at least as well as the induced ones."""
    pages = [page for group in groups for page in group.pages]
    told = [page for page in pages if "wordpress" in page.metadata.meta.get("generator", "").lower()]
    fits = [page for page in pages if select(WORDPRESS.when).first(page.tree, page.index) is not None]
    if not told and len(fits) < len(pages):
        return None
    scores = [page.score(WORDPRESS, outlet) for page in pages]
    if any(one is None for one in scores):
        return None
    own = [one.word_f1 for group in groups for one in group.proposal.scores]
    return "WORDPRESS" if sum(one.word_f1 for one in scores if one) >= sum(own) - 0.05 * len(own) else None


# -- one page -------------------------------------------------------------------------------------------------


class _Template:
    """Where a page that is read has its headline and its text."""

    name = ""

    def take(self, page: Seen) -> bool:
        above = signature(page.survey, page.headline) if page.headline is not None else ""
        self.name = f"{above} {signature(page.survey, page.body)}"
        return True


@dataclass
class _Page:
    """A page for which a golden is being drafted."""

    tree: etree._Element
    url: str
    problem: str = ""
    template: str = ""
    unshown: bool = False  # its JSON has a text that its elements do not show
    article: Article | None = None
    golden: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.metadata: Metadata = read_metadata(self.tree, self.url)
        self.index = TreeIndex(self.tree)
        self.golden = dict.fromkeys(GOLDEN_KEYS) | {key: [] for key in _LISTS}

    def learn(self, outlet: Outlet, site: SiteProfile) -> None:
        """Let the other pages know what this one shows."""
        with suppress(NotAnArticle):  # ``read`` says why
            read_generic(self.tree, self.url, outlet, self.metadata, learn=site)

    def read(self, outlet: Outlet, site: SiteProfile) -> None:
        """Draft the golden."""
        template = _Template()
        try:
            article = read_generic(self.tree, self.url, outlet, self.metadata, site=site, learn=template)
            if article is None:
                article = read_unshown(self.tree, self.url, outlet, self.metadata)
                self.unshown = article is not None
            if article is None:
                article = extract_generic(self.tree, self.url, outlet, self.metadata)
        except NotAnArticle as result:
            self.problem = f"{result.kind}: {result.reason}"
            return
        self.article, self.template = article, template.name
        record = article.to_dict()
        self.golden = {key: record[key] for key in GOLDEN_KEYS}

    def score(self, layout: Layout, outlet: Outlet) -> Score | None:
        """How a layout reads the page, compared with the draft; None where it does not."""
        article = read_with(layout, outlet, self.index, self.url, self.metadata)
        return score(article.to_dict(), self.golden) if article else None

    def reads_as_well(self, layout: Layout, outlet: Outlet) -> bool:
        """Whether a layout of other pages finds this one's headline and text."""
        found = self.score(layout, outlet)
        return found is not None and found.block_f1 >= _SAME and "headline" not in found.differing
