"""What a rule file is written with: ``Outlet``, ``Layout`` and ``Pages``.

Rules are data. They are checked when they are imported: a misspelt field, a selector that is no CSS or
a pattern that is no regular expression raises ``RuleError``, which names file, outlet, layout and field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timezone
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from extractors.dates import WIB
from extractors.fields import RuleError
from extractors.fields import css as _css
from extractors.fields import lenient as _lenient
from extractors.fields import regex as _regex
from extractors.fields import several as _list
from extractors.fields import value as _value
from extractors.results import RESULTS
from extractors.selectors import select
from extractors.sources import KINDS, Source


@_lenient
@dataclass(frozen=True, kw_only=True)
class Pages:
    """How an article is split over several addresses."""

    query: str = _value("the parameter that counts the pages (`?page=2`)", "")
    links: str | None = _css("the links of the pager")
    whole: str | None = _value("the parameter's value that gives the whole text at once, if there is one")


@_lenient
@dataclass(frozen=True)
class Layout:
    """One template of an outlet's article pages.

    Selectors are CSS and are looked up below the first match of ``scope`` (the whole page without it).
    Whatever a selector claims inside the body is taken out of the running text. Only ``name``, ``when``,
    ``headline`` and ``body`` are required.
    """

    name: str = _value("the layout's name; its fixtures lie in `fixtures/OUTLET/NAME/`", "")
    when: str = _css("what only pages of this layout hold; the first layout that matches is taken")
    headline: str = _css("the displayed title")
    body: str = _css(
        "what holds the text, hidden or not; several matches follow one another, one inside another counts once"
    )
    years: str = _value("when the outlet used it, for the support table", "")
    scope: str | None = _css("the part of the page that all other selectors look at (its first match)")
    deck: str | None = _css("the subtitle")
    published: str | None = _css("the displayed date of publication")
    modified: str | None = _css("the displayed date of the last change")
    byline: str | None = _css(
        'people, with role words ("Reporter: A, B | Editor: C") or without (then authors)'
    )
    editors: str | None = _css("people who are editors where no role word says otherwise")
    sources: str | None = _css("agencies or media credited for the whole text")
    section: str | None = _css("the items of the breadcrumb")
    keywords: str | None = _css("the displayed tags, an element each")
    caption: str | None = _css("captions of the article's pictures, above and inside the text")
    credit: str | None = _css("the credit inside or beside a caption, where it has an element of its own")
    read_also: str | None = _css("links and boxes inside the text that lead to other articles")
    paywall: str | None = _css("what stands where the text is cut; the article is then not free")
    until: str | None = _css("from its first match on, nothing belongs to the text")
    drop: tuple[str, ...] = _list(
        "css", "what is inside the text and no part of it; it wins over all other fields"
    )
    dateline: str | None = _regex(
        "the opening of the text; the first group is the dateline, the rest closes it and is dropped"
    )
    desk_code: str | None = _regex("a code at the very end that the shared vocabulary does not know")
    caption_prefix: str | None = _regex("what every caption begins with and is no part of it")
    signature: bool = _value(
        "names in capitals that close the text are its authors (bold, or more than one word)", False
    )
    local_dates: bool = _value("offsets in the page's metadata are false, the wall clock is right", False)
    byline_meta: bool = _value("where no author is displayed, the page's metadata name them", False)
    section_meta: bool = _value("where no breadcrumb is displayed, JSON-LD's BreadcrumbList is it", False)
    pages: Pages | None = _value("how the article is split over several addresses")


@_lenient
@dataclass(frozen=True, kw_only=True)
class Capture:
    """What a plain-text capture of an outlet's pages holds besides the article.

    Each pattern matches a whole line, without regard to case.
    """

    related: tuple[str, ...] = _list("regex", "headings after which nothing belongs to the article")
    chrome: tuple[str, ...] = _list("regex", "lines that never belong to the article")
    synopsis: bool = _value("whether the pages repeat a synopsis, unmarked, behind the text", False)
    bullet_links: bool = _value(
        "whether bulleted titles between paragraphs are links to other articles", False
    )
    editors_last: bool = _value("whether the last bulleted names behind the topics are the editors", False)


@_lenient
@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One news outlet: where it is found and what its pages look like."""

    name: str = _value("the name on the command line, in lower case; also the fixture folder", "")
    title: str = _value("the name as readers know it", "")
    domains: tuple[str, ...] = _value("registered domains; their subdomains belong to them", ())
    articles: str = _regex("addresses of articles")
    layouts: tuple[Layout, ...] = _value("its layouts, in the order in which they are tried", ())
    not_articles: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "name of a result → pattern of addresses that are one"}
    )
    names: tuple[str, ...] = _value("names of the outlet that may stand where a person is expected", ())
    canonical: tuple[tuple[str, str], ...] = _value(
        "pairs of pattern and replacement, in order, that fold addresses of one article to one", ()
    )
    dateline: str | None = _regex("the dateline of layouts that name none of their own")
    capture: Capture = field(default_factory=Capture, metadata={"doc": "rules for plain-text captures"})
    language: str = _value("BCP 47 tag of its language", "id")
    languages: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "hosts whose language differs"}
    )
    zone: timezone = _value("the zone of dates that name none", WIB)
    discover: tuple[Source, ...] = _value("where its articles can be found, the politest source first", ())
    id: str | None = _regex(
        "in a canonical address, what names the article for good: what its groups match, joined"
    )

    def _built(self, file: str) -> None:
        _check(self, file)

    @cached_property
    def article_pattern(self) -> re.Pattern[str]:
        return re.compile(self.articles)

    @cached_property
    def id_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.id) if self.id else None

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of its channels, over all sources."""
        return tuple(dict.fromkeys(name for source in self.discover for name in source.names))

    @cached_property
    def result_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((kind, re.compile(pattern)) for kind, pattern in self.not_articles.items())

    @cached_property
    def canonical_patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern), to) for pattern, to in self.canonical)

    @cached_property
    def page_parameters(self) -> tuple[str, ...]:
        """Query parameters that count the pages of a split article, over all layouts."""
        return tuple({layout.pages.query for layout in self.layouts if layout.pages})

    def owns(self, host: str) -> bool:
        """Whether a host (lower case) belongs to this outlet."""
        return any(host == domain or host.endswith("." + domain) for domain in self.domains)

    def is_article(self, url: str) -> bool:
        """Whether an address looks like one of this outlet's articles."""
        return bool(self.article_pattern.match(url)) and self.result_for(url) is None

    def result_for(self, url: str) -> str | None:
        """The kind of non-article that an address belongs to, or None."""
        for kind, pattern in self.result_patterns:
            if pattern.search(url):
                return kind
        return None

    def layout(self, name: str) -> Layout:
        """The layout of that name. Raises LookupError naming those that exist."""
        for layout in self.layouts:
            if layout.name == name:
                return layout
        raise LookupError(
            f"outlet {self.name} has no layout {name!r}; it has {', '.join(x.name for x in self.layouts)}"
        )


def _check(outlet: Outlet, file: str) -> None:
    def fail(layout: str | None, name: str, problem: str) -> None:
        place = f"{file}: outlet {outlet.name!r}"
        if layout is not None:
            place += f", layout {layout!r}"
        if name:
            place += f", field {name!r}"
        raise RuleError(f"{place}: {problem}")

    def check(rule: Any, layout: str | None, place: str = "") -> None:
        for name, problem in getattr(rule, "_problems", ()):
            fail(layout, name, problem)
        for f in fields(rule):
            label = f"{place}, {f.name}" if place else f.name
            value, kind = getattr(rule, f.name), f.metadata.get("kind", "")
            if kind.endswith("list") and isinstance(value, str):
                fail(layout, label, f"a tuple of strings is wanted, ({value!r},) rather than {value!r}")
            for item in (value or ()) if kind.endswith("list") else (value,):
                if item is None or not kind:
                    continue
                if not isinstance(item, str):
                    fail(layout, label, f"a string is wanted, not {item!r}")
                try:
                    select(item) if kind.startswith("css") else re.compile(item)
                except ValueError as error:
                    fail(layout, label, str(error))
                except re.error as error:
                    fail(layout, label, f"{item!r} is no regular expression ({error})")
            if not value and f.name in REQUIRED.get(type(rule), ()):
                fail(layout, label, "this field is required")

    check(outlet, None)
    for layout in outlet.layouts or ():
        check(layout, layout.name)
        if layout.pages is not None:
            check(layout.pages, layout.name)
        for name in ("dateline", "desk_code"):
            pattern = getattr(layout, name)
            if name == "dateline" and pattern and re.compile(pattern).groups < 1:
                fail(layout.name, name, "the pattern needs a group: what stands in it is the dateline")
    names = [layout.name for layout in outlet.layouts or ()]
    for name in {name for name in names if names.count(name) > 1}:
        fail(name, "name", "two layouts have this name")
    check(outlet.capture, None)
    for kind, pattern in outlet.not_articles.items():
        if kind not in RESULTS:
            fail(None, "not_articles", f"{kind!r} is no result; results are {', '.join(RESULTS)}")
        try:
            re.compile(pattern)
        except re.error as error:
            fail(None, "not_articles", f"{pattern!r} is no regular expression ({error})")
    for pattern, _ in outlet.canonical:
        try:
            re.compile(pattern)
        except re.error as error:
            fail(None, "canonical", f"{pattern!r} is no regular expression ({error})")
    if outlet.id and re.compile(outlet.id).groups < 1:
        fail(None, "id", "the pattern needs a group: what stands in it is the id")
    for source in outlet.discover or ():
        if not isinstance(source, KINDS):
            kinds = ", ".join(kind.__name__ for kind in KINDS)
            fail(None, "discover", f"{source!r} is no source; there are {kinds}")
        place = f"discover, {type(source).__name__}({source.url!r})"
        for name, problem in source.problems():
            fail(None, f"{place}, {name}" if name else place, problem)
        check(source, None, place)
        if not outlet.owns((urlsplit(source.page(**source.sample())).hostname or "").lower()):
            fail(None, f"{place}, url", f"the host belongs to none of {', '.join(outlet.domains)}")


REQUIRED: dict[type, tuple[str, ...]] = {
    Layout: ("name", "when", "headline", "body"),
    Outlet: ("name", "title", "domains", "articles", "layouts"),
    Pages: ("query",),
    Capture: (),
}
