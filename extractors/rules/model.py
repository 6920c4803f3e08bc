"""What a rule file is written with: ``Outlet``, ``Layout`` and ``Pages``.

Rules are data. They are checked when they are built: a misspelt field, a selector that is no CSS or
a pattern that is no regular expression raises ``RuleError``, which names file, outlet, layout and field.
Where the registry holds a hundred outlets or more, what takes time (``uncompiled``) is checked when an outlet is
first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import timezone
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import urlsplit

from extractors.results import RESULTS
from extractors.rules.addresses import article_pattern, id_pattern
from extractors.rules.fields import RuleError
from extractors.rules.fields import css as _css
from extractors.rules.fields import lenient as _lenient
from extractors.rules.fields import regex as _regex
from extractors.rules.fields import several as _list
from extractors.rules.fields import value as _value
from extractors.rules.selectors import select
from extractors.rules.sources import KINDS, Source
from extractors.vocabulary.dates import WIB

# What nearly every outlet has: addresses that are no articles, unless it says otherwise of the same kind.
COMMON: Mapping[str, str] = {"search page": r"^https?://[^/]+/search\b", "tag page": r"^https?://[^/]+/tag/"}
_HOME = re.compile(r"^https?://[^/]+/?(?:[?#]|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLAIN_HTTP = re.compile(r"^http://")


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
    Whatever a selector claims inside the body is taken out of the running text. Only ``name``, ``headline`` and
    ``body`` are required.
    """

    name: str = _value("the layout's name; its fixtures lie in `fixtures/OUTLET/NAME/`", "")
    when: str = _css(
        "what only pages of this layout hold, its headline unless said; the first layout that matches is taken"
    )
    headline: str = _css("the displayed title")
    body: str = _css(
        "what holds the text, hidden or not; several matches follow one another, one inside another counts once"
    )
    years: str = _value(
        "when the outlet used it, for the support table; unless said its name, if that is a year", ""
    )
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
    desk_code: str | None = _regex(
        "a code at the very end that the shared vocabulary does not know; its group `editor`, if it has one, is an editor"
    )
    caption_prefix: str | None = _regex("what every caption begins with and is no part of it")
    signature: bool = _value(
        "names in capitals that close the text are its authors (bold, or more than one word)", False
    )
    local_dates: bool = _value("offsets in the page's metadata are false, the wall clock is right", False)
    byline_meta: bool = _value("where no author is displayed, the page's metadata name them", False)
    section_meta: bool = _value("where no breadcrumb is displayed, JSON-LD's BreadcrumbList is it", False)
    pages: Pages | None = _value("how the article is split over several addresses")

    def _built(self, file: str) -> None:
        if not self.when and isinstance(self.headline, str):
            object.__setattr__(self, "when", self.headline)
        if not self.years and isinstance(self.name, str) and _YEAR.fullmatch(self.name):
            object.__setattr__(self, "years", self.name)

    def over(self, common: Layout) -> Layout:
        """This layout, with what it does not say taken from ``common``; what both drop is dropped."""
        filled = copy(self)  # not built anew: what is wrong with it stays known
        for f in fields(self):
            said, theirs = getattr(self, f.name), getattr(common, f.name)
            if f.name == "drop" and isinstance(said, tuple) and isinstance(theirs, tuple):
                object.__setattr__(filled, "drop", tuple(dict.fromkeys((*theirs, *said))))
            elif said == f.default and f.name not in ("name", "when", "years"):
                object.__setattr__(filled, f.name, theirs)
        filled._built("")
        return filled


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
    articles: str | tuple[str, ...] = _value(
        "addresses of articles: templates (`/read/{id}/{slug}`), or a pattern", ""
    )
    examples: tuple[str, ...] = _value(
        "addresses of articles, as the outlet writes them, that prove `articles`", ()
    )
    no_articles_on: tuple[str, ...] = _value(
        "subdomains to which the templates of `articles` do not apply", ()
    )
    layouts: tuple[Layout, ...] = _value("its layouts, in the order in which they are tried", ())
    common: Layout | None = _value(
        "what its layouts say unless they say otherwise; what it drops is dropped in all of them"
    )
    not_articles: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "doc": "name of a result → pattern of addresses that are one; `/search` and `/tag/` unless said, and the home page"
        },
    )
    gives_away: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"doc": "name of a result → CSS of what only such pages hold, whatever their address"},
    )
    names: tuple[str, ...] = _value("names of the outlet that may stand where a person is expected", ())
    canonical: tuple[tuple[str, str], ...] = _value(
        "pairs of pattern and replacement, in order, that fold addresses of one article to one, http to https before all",
        (),
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
        "in a canonical address, what names the article for good: what its groups match, joined; `{host}`, `{id}` and "
        "`{code}` of the templates unless said"
    )

    def _built(self, file: str) -> None:
        if isinstance(self.common, Layout) and self.layouts:
            object.__setattr__(self, "layouts", tuple(x.over(self.common) for x in self.layouts))
        _check(self, file)
        object.__setattr__(self, "_file", file)
        if not _postponed.get():
            self.compiled()

    def compiled(self) -> Outlet:
        """This outlet, its selectors and patterns compiled. Raises RuleError where one is broken."""
        if file := vars(self).get("_file"):
            _compile(self, file)
            object.__setattr__(self, "_file", "")
        return self

    @cached_property
    def article_pattern(self) -> re.Pattern[str]:
        return re.compile(article_pattern(self.articles, self.domains, self.no_articles_on))

    @cached_property
    def id_pattern(self) -> re.Pattern[str] | None:
        pattern = self.id or id_pattern(self.articles, self.domains)
        return re.compile(pattern) if pattern else None

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """What the outlet is called where a person may be expected."""
        return (*self.names, self.title, self.name)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Its names and domains, casefolded: a line of nothing else says nothing of the article."""
        return frozenset(name.casefold() for name in (*self.own_names, *self.domains))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of its channels, over all sources."""
        return tuple(dict.fromkeys(name for source in self.discover for name in source.names))

    @cached_property
    def result_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        kinds = (
            *self.not_articles.items(),
            *((k, v) for k, v in COMMON.items() if k not in self.not_articles),
        )
        return (*((kind, re.compile(pattern)) for kind, pattern in kinds), ("index page", _HOME))

    @cached_property
    def canonical_patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return ((_PLAIN_HTTP, "https://"), *((re.compile(pattern), to) for pattern, to in self.canonical))

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

    def id_of(self, canonical: str) -> tuple[str, ...]:
        """What names the article in its canonical address, () where nothing does but the address as a whole."""
        found = self.id_pattern.search(canonical) if self.id_pattern else None
        return tuple(group for group in found.groups() if group) if found else ()

    def layout(self, name: str) -> Layout:
        """The layout of that name. Raises LookupError naming those that exist."""
        for layout in self.layouts:
            if layout.name == name:
                return layout
        raise LookupError(
            f"outlet {self.name} has no layout {name!r}; it has {', '.join(x.name for x in self.layouts)}"
        )


_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def uncompiled() -> Iterator[None]:
    """Outlets that are built inside keep their selectors and patterns as text until ``compiled`` is called."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


_Fail = Callable[[str | None, str, str], NoReturn]


def _failing(outlet: Outlet, file: str) -> _Fail:
    def fail(layout: str | None, name: str, problem: str) -> NoReturn:
        place = f"{file}: outlet {outlet.name!r}"
        if layout is not None:
            place += f", layout {layout!r}"
        if name:
            place += f", field {name!r}"
        raise RuleError(f"{place}: {problem}")

    return fail


def _rules(outlet: Outlet) -> Iterator[tuple[Any, str | None, str]]:
    """All rules of an outlet, each with its layout and the place that an error names."""
    yield outlet, None, ""
    for layout in outlet.layouts or ():
        yield layout, layout.name, ""
        if layout.pages is not None:
            yield layout.pages, layout.name, ""
    yield outlet.capture, None, ""
    for source in outlet.discover or ():
        yield source, None, f"discover, {type(source).__name__}({source.url!r})"


def _texts(rule: Any) -> Iterator[tuple[str, str, Any]]:
    """The selectors and patterns of a rule: field, kind, text."""
    for f in fields(rule):
        if kind := f.metadata.get("kind", ""):
            value = getattr(rule, f.name)
            for item in (value or ()) if kind.endswith("list") else (value,):
                if item is not None:
                    yield f.name, kind, item


def _check(outlet: Outlet, file: str) -> None:
    """Everything about an outlet that can be seen without compiling anything."""
    fail = _failing(outlet, file)
    for source in outlet.discover or ():
        if not isinstance(source, KINDS):
            kinds = ", ".join(kind.__name__ for kind in KINDS)
            fail(None, "discover", f"{source!r} is no source; there are {kinds}")
    for rule, layout, place in _rules(outlet):
        for name, problem in getattr(rule, "_problems", ()):
            fail(layout, ", ".join(x for x in (place, name) if x), problem)
        for f in fields(rule):
            label = f"{place}, {f.name}" if place else f.name
            value = getattr(rule, f.name)
            if f.metadata.get("kind", "").endswith("list") and isinstance(value, str):
                fail(layout, label, f"a tuple of strings is wanted, ({value!r},) rather than {value!r}")
            if not value and f.name in REQUIRED.get(type(rule), ()):
                fail(layout, label, "this field is required")
        for name, _, item in _texts(rule):
            if not isinstance(item, str):
                fail(layout, f"{place}, {name}" if place else name, f"a string is wanted, not {item!r}")
    if not isinstance(outlet.articles, str) and not all(isinstance(x, str) for x in outlet.articles or ()):
        fail(None, "articles", f"templates or a pattern are wanted, not {outlet.articles!r}")
    for name in ("domains", "examples", "no_articles_on"):
        if isinstance(text := getattr(outlet, name), str):
            fail(None, name, f"a tuple of strings is wanted, ({text!r},) rather than {text!r}")
    for name, problem in getattr(outlet.common, "_problems", ()):
        fail(None, f"common, {name}", problem)
    names = [layout.name for layout in outlet.layouts or ()]
    for name in {name for name in names if names.count(name) > 1}:
        fail(name, "name", "two layouts have this name")
    for name in ("not_articles", "gives_away"):
        for kind in getattr(outlet, name):
            if kind not in RESULTS:
                fail(None, name, f"{kind!r} is not a result; results are {', '.join(RESULTS)}")


def _compile(outlet: Outlet, file: str) -> None:
    """Compile every selector and pattern, which caches them, and check what they make of samples."""
    fail = _failing(outlet, file)

    def pattern(text: str, layout: str | None, label: str) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except re.error as error:
            fail(layout, label, f"{text!r} is no regular expression ({error})")

    for rule, layout, place in _rules(outlet):
        for name, kind, text in _texts(rule):
            label = f"{place}, {name}" if place else name
            if not kind.startswith("css"):
                pattern(text, layout, label)
                continue
            try:
                select(text)
            except ValueError as error:
                fail(layout, label, str(error))
        if isinstance(rule, Layout) and rule.dateline and re.compile(rule.dateline).groups < 1:
            fail(layout, "dateline", "the pattern needs a group: what stands in it is the dateline")
    for text in outlet.not_articles.values():
        pattern(text, None, "not_articles")
    for text in outlet.gives_away.values():
        try:
            select(text)
        except ValueError as error:
            fail(None, "gives_away", str(error))
    for text, _ in outlet.canonical:
        pattern(text, None, "canonical")
    if outlet.id and re.compile(outlet.id).groups < 1:
        fail(None, "id", "the pattern needs a group: what stands in it is the id")
    try:
        pattern(article_pattern(outlet.articles, outlet.domains, outlet.no_articles_on), None, "articles")
    except ValueError as error:
        fail(None, "articles", str(error))
    for url in outlet.examples:
        if result := outlet.result_for(url):
            fail(None, "examples", f"the address {url!r} is one of a {result}, by `not_articles`")
        if not outlet.is_article(url) or not outlet.owns((urlsplit(url).hostname or "").lower()):
            fail(None, "examples", f"{url!r} is no address of an article by `articles`")
    canonical = list(outlet.examples)
    for twin, to in outlet.canonical_patterns:
        canonical = [twin.sub(to, url) for url in canonical]
    if canonical and outlet.id_pattern and not any(map(outlet.id_of, canonical)):
        fail(
            None,
            "examples",
            "none of them holds what `id`, or the templates of `articles`, name an article by",
        )
    for source in outlet.discover or ():
        place = f"discover, {type(source).__name__}({source.url!r})"
        for name, problem in source.problems():
            fail(None, f"{place}, {name}" if name else place, problem)
        if not outlet.owns((urlsplit(source.page(**source.sample())).hostname or "").lower()):
            fail(None, f"{place}, url", f"the host belongs to none of {', '.join(outlet.domains)}")


REQUIRED: dict[type, tuple[str, ...]] = {
    Layout: ("name", "headline", "body"),
    Outlet: ("name", "title", "domains", "articles", "layouts"),
    Pages: ("query",),
    Capture: (),
}
