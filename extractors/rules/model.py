"""What a rule file is written with: ``Outlet``, ``Family``, ``Layout``, and what they consist of.

Rules are data. They are checked when they are built: a misspelled field, a selector that is not CSS or
a pattern that is not a regular expression raises ``RuleError``, which names file, outlet, layout and field.
If the registry holds a hundred outlets or more, the slow checks (``uncompiled``) wait until an outlet is first
used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import MISSING, dataclass, field, fields
from datetime import timezone
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import urlsplit

from extractors.results import RESULTS
from extractors.rules.addresses import article_pattern, id_pattern
from extractors.rules.fields import RuleError
from extractors.rules.fields import compiled as _re
from extractors.rules.fields import css as _css
from extractors.rules.fields import lenient as _lenient
from extractors.rules.fields import regex as _regex
from extractors.rules.fields import several as _list
from extractors.rules.fields import value as _value
from extractors.rules.pages import Pages
from extractors.rules.selectors import select
from extractors.rules.sources import KINDS, Source
from extractors.vocabulary.dates import WIB

# What nearly every outlet has: addresses that are not articles. An outlet can override each kind.
COMMON: Mapping[str, str] = {"search page": r"^https?://[^/]+/search\b", "tag page": r"^https?://[^/]+/tag/"}
_HOME = re.compile(r"^https?://[^/]+/?(?:[?#]|$)")
_DOMAIN = re.compile(r"[^/?#:\sA-Z]+(?:/[^/?#\s]+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = ("name", "title", "years", "hosts")  # fields that are neither selectors nor patterns
_PLAIN_HTTP = re.compile(r"^http://")


@_lenient
@dataclass(frozen=True)
class PageJSON:
    """The page's own JSON, which a script draws: each member is an element whose class is its key.

    `{"title": "Panen", "tags": [{"name": "laut"}], "content": "<p>…"}` has the elements `.title`, `.tags > .name`
    and `.content > p`; each item of a list is one under the list's key. The object that `path` leads to is an element
    too, of the path's last key: `.article > .title`. A member that is `true` is empty, one that is `false` or `null` is
    not there.
    """

    script: str = field(
        default="script#__NEXT_DATA__", metadata={"kind": "css", "doc": "the script that holds it"}
    )
    path: tuple[str, ...] = _value("the keys that lead to the article", ())

    def problem(self) -> tuple[str, str] | None:
        """The field that is wrong, and why, as a sentence; None if none is."""
        if not isinstance(self.path, tuple) or not all(isinstance(key, str) for key in self.path):
            return "path", f"this must be a tuple of keys, not {self.path!r}"
        return None


@_lenient
@dataclass(frozen=True)
class Layout:
    """One template of an outlet's article pages.

    Selectors are CSS and search below the first match of ``scope`` (without it, the whole page). Whatever a
    selector claims inside the body is taken out of the running text. Only ``name``, ``headline`` and ``body`` are
    required.
    """

    name: str = _value("the layout's name; its fixtures are in `fixtures/OUTLET/NAME/`", "")
    when: str = _css(
        "an element that only pages of this layout have (default: its headline); the first layout that matches is used"
    )
    headline: str = _css("the displayed title")
    body: str = _css(
        "the container of the text, hidden or not; several matches are read in page order, nested ones once"
    )
    data: PageJSON | None = _value(
        "the page's own JSON, which all selectors of this layout then search instead of the page"
    )
    years: str = _value(
        "when the outlet used it, for the support table (default: its name, if that is a year)", ""
    )
    scope: str | None = _css("the part of the page that all other selectors search (its first match)")
    deck: str | None = _css("the subtitle")
    published: str | None = _css("the displayed date of publication")
    modified: str | None = _css("the displayed date of the last update")
    byline: str | None = _css(
        'people, with role words ("Reporter: A, B | Editor: C") or without (then they are authors); the element may be '
        "that of `published`"
    )
    editors: str | None = _css("people who are editors unless a role word says otherwise")
    sources: str | None = _css("agencies or media outlets credited for the whole text")
    section: str | None = _css("the items of the breadcrumb")
    keywords: str | None = _css("the displayed tags, one element per tag")
    caption: str | None = _css("captions of the article's pictures, above and inside the text")
    credit: str | None = _css("the credit inside or beside a caption, if it has an element of its own")
    read_also: str | None = _css("links and boxes inside the text that lead to other articles")
    paywall: str | None = _css("what appears where the text is cut off; the article is then not free")
    until: str | None = _css("the text ends before its first match")
    drop: tuple[str, ...] = _list(
        "css", "what is inside the text but not part of it; it wins over all other fields"
    )
    dateline: str | None = _regex(
        "the opening of the text; the first group is the dateline, the rest of the match is dropped"
    )
    desk_code: str | None = _regex(
        "a code at the very end that the shared vocabulary does not know; a group named `editor` or `author` in it is "
        "the name of one"
    )
    caption_prefix: str | None = _regex("what every caption begins with but does not belong to it")
    signature: bool = _value(
        "whether names in capitals (bold, or more than one word) or alone in brackets at the end of the text are its "
        "authors",
        False,
    )
    local_dates: bool = _value(
        "whether UTC offsets in the page's metadata are wrong while the clock time is right", False
    )
    byline_meta: bool = _value("whether metadata names the authors if the page displays none", False)
    section_meta: bool = _value(
        "whether JSON-LD's BreadcrumbList replaces a breadcrumb that is not displayed", False
    )
    pages: Pages | None = _value("how the article is split over several pages")
    browser: bool = _value(
        "whether a script fills it: a page without the `body` of any layout is opened in a browser, if there is one",
        False,
    )

    def _built(self, file: str) -> None:
        if not self.when and isinstance(self.headline, str):
            object.__setattr__(self, "when", self.headline)
        if not self.years and isinstance(self.name, str) and _YEAR.fullmatch(self.name):
            object.__setattr__(self, "years", self.name)

    def over(self, common: Layout) -> Layout:
        """This layout, with unset fields taken from ``common``; the ``drop`` selectors of both apply."""
        filled = copy(self)  # a copy keeps the problems found when it was built
        for f in fields(self):
            said, theirs = getattr(self, f.name), getattr(common, f.name)
            if f.name == "drop" and isinstance(said, tuple) and isinstance(theirs, tuple):
                object.__setattr__(filled, "drop", tuple(dict.fromkeys((*theirs, *said))))
            elif said == f.default and f.name not in ("name", "when", "years"):
                object.__setattr__(filled, f.name, theirs)
        filled._built("")
        return filled

    def changed(self, changes: Layout) -> Layout:
        """This layout, with what ``changes`` states in place of its own; the ``drop`` selectors of both apply."""
        made = copy(self)
        for f in fields(self):
            said = getattr(changes, f.name)
            if f.name == "when" and said == changes.headline:  # it follows from the headline
                said = said if self.when == self.headline else f.default
            if f.name == "drop" and isinstance(said, tuple):
                object.__setattr__(made, "drop", tuple(dict.fromkeys((*self.drop, *said))))
            elif said != f.default:
                object.__setattr__(made, f.name, said)
        return made


@_lenient
@dataclass(frozen=True, kw_only=True)
class Capture:
    """What a plain-text capture of an outlet's pages contains besides the article.

    Each pattern matches a whole line, ignoring case.
    """

    related: tuple[str, ...] = _list("regex", "headings after which nothing belongs to the article")
    chrome: tuple[str, ...] = _list("regex", "lines that never belong to the article")
    synopsis: bool = _value("whether the pages repeat a synopsis after the text, without marking it", False)
    bullet_links: bool = _value(
        "whether bulleted titles between paragraphs are links to other articles", False
    )
    editors_last: bool = _value("whether the last bulleted names after the topics are the editors", False)


@_lenient
@dataclass(frozen=True, kw_only=True)
class Family:
    """What outlets of one house or publishing system have in common; each outlet states only what differs."""

    name: str = _value(
        "the name; an outlet's, in lower case, is used on the command line and names its fixture folder", ""
    )
    articles: str | tuple[str, ...] = _value(
        "addresses of articles: templates (`/read/{id}/{slug}`), or a pattern", ""
    )
    no_articles_on: tuple[str, ...] = _value(
        "subdomains to which the templates of `articles` do not apply", ()
    )
    layouts: tuple[Layout, ...] = _value(
        "its layouts, in the order to try them; without any, the generic reader reads its pages", ()
    )
    common: Layout | None = _value(
        "defaults for its layouts; its `drop` selectors apply to all of them. What an outlet says here replaces what "
        "its family's layouts say"
    )
    not_articles: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "doc": "name of a result → pattern of the addresses that lead to one; the home page always, `/search` and `/tag/` by default"
        },
    )
    gives_away: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"doc": "name of a result → CSS of what only such pages have, whatever their address"},
    )
    names: tuple[str, ...] = _value("names of the outlet that may appear in place of a person", ())
    roles: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "doc": 'role word in its bylines, in lower case → "authors", "editors" or "sources", or "" to ignore the names'
        },
    )
    canonical: tuple[tuple[str, str], ...] = _value(
        "pairs of pattern and replacement, applied in order (after http → https), that give an article's twins one address",
        (),
    )
    dateline: str | None = _regex("the dateline of layouts without one of their own")
    capture: Capture = field(default_factory=Capture, metadata={"doc": "rules for plain-text captures"})
    language: str = _value("its language, as a BCP 47 tag", "id")
    languages: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "host → its language, for hosts whose language differs"}
    )
    zone: timezone = _value("the time zone of dates that name none", WIB)
    discover: tuple[Source, ...] = _value("where to find its articles, the politest source first", ())
    id: str | None = _regex(
        "the part of a canonical address that identifies the article for good: its groups, joined (default: `{host}`, "
        "`{id}` and `{code}` of the templates)"
    )

    def _built(self, file: str) -> None:
        place = f"{file}: family {self.name!r}"
        for name, problem in getattr(self, "_problems", ()):
            raise RuleError(f"{place}, field {name!r}: {problem}" if name else f"{place}: {problem}")
        self._share()

    def _share(self) -> None:
        """Give its own layouts what they have in common."""
        if isinstance(self.common, Layout) and self.layouts:
            object.__setattr__(self, "layouts", tuple(x.over(self.common) for x in self.layouts))


@_lenient
@dataclass(frozen=True, kw_only=True)
class Outlet(Family):
    """One news outlet: where its articles are and what its pages look like.

    It has the fields of a ``Family`` too. What it does not state is what its ``family`` states.
    """

    title: str = _value("the name as readers know it", "")
    domains: tuple[str, ...] = _value(
        "registered domains; subdomains are included; `bbc.com/indonesia` is only what is in that folder", ()
    )
    hosts: str = _value(
        "the subdomains known to publish articles, separated by blanks; a host below another domain, or without a "
        "subdomain, is written in full (default: the hosts of its examples)",
        "",
    )
    examples: tuple[str, ...] = _value(
        "addresses of articles as the outlet writes them, to test `articles`", ()
    )
    family: Family | None = _value("the family that it belongs to")

    def _built(self, file: str) -> None:
        self._share()
        if isinstance(self.family, Family):
            self._inherit(self.family)
        self._spread()
        _check(self, file)
        object.__setattr__(self, "_file", file)
        if not _postponed.get():
            self.compiled()

    def _spread(self) -> None:
        """Make a source on ``{host}`` one for each host."""
        sources = self.discover or ()
        if self.known_hosts and any(isinstance(source, Source) and source.per_host for source in sources):
            spread = tuple(
                one
                for source in sources
                for one in (source.on(self.known_hosts) if isinstance(source, Source) else (source,))
            )
            object.__setattr__(self, "discover", spread)

    def _inherit(self, family: Family) -> None:
        """Take from the family what the outlet does not state."""
        for name, unsaid in _UNSAID.items():
            own, theirs = getattr(self, name), getattr(family, name)
            if name == "layouts" and not own and isinstance(self.common, Layout):
                object.__setattr__(self, name, tuple(x.changed(self.common) for x in theirs))
            elif isinstance(own, Mapping) and isinstance(theirs, Mapping):
                object.__setattr__(self, name, {**theirs, **own})
            elif own == unsaid:
                object.__setattr__(self, name, theirs)

    def compiled(self) -> Outlet:
        """This outlet with its selectors and patterns compiled. Raises RuleError if one is invalid."""
        if file := vars(self).get("_file"):
            _compile(self, file)
            object.__setattr__(self, "_file", "")
        return self

    @cached_property
    def article_pattern(self) -> re.Pattern[str]:
        return _re(article_pattern(self.articles, self.domains, self.no_articles_on))

    @cached_property
    def id_pattern(self) -> re.Pattern[str] | None:
        pattern = self.id or id_pattern(self.articles, self.domains)
        return _re(pattern) if pattern else None

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """What the outlet may be called in place of a person."""
        return (*self.names, self.title, self.name)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Its names and domains, casefolded: a line with nothing else says nothing about the article."""
        return frozenset(name.casefold() for name in (*self.own_names, *self.domains))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The names of its channels, from all sources."""
        return tuple(dict.fromkeys(name for source in self.discover for name in source.names))

    @cached_property
    def result_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        kinds = (
            *self.not_articles.items(),
            *((k, v) for k, v in COMMON.items() if k not in self.not_articles),
        )
        return (*((kind, _re(pattern)) for kind, pattern in kinds), ("index page", _HOME))

    @cached_property
    def canonical_patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return ((_PLAIN_HTTP, "https://"), *((_re(pattern), to) for pattern, to in self.canonical))

    @cached_property
    def page_parameters(self) -> tuple[str, ...]:
        """Query parameters that name a page of a split article, from all layouts."""
        return tuple({name for layout in self.layouts if layout.pages for name in layout.pages.parameters})

    @cached_property
    def page_endings(self) -> tuple[re.Pattern[str], ...]:
        """What names a page of a split article at the end of its path, from all layouts."""
        endings = (layout.pages.endings for layout in self.layouts if layout.pages)
        return tuple({pattern for pattern in endings if pattern is not None})

    @cached_property
    def known_hosts(self) -> tuple[str, ...]:
        """The hosts that are known to publish its articles: those of ``hosts``, or else of its examples."""
        if isinstance(self.hosts, str) and self.hosts and self.domains:
            return tuple(word if "." in word else f"{word}.{self._roots[0]}" for word in self.hosts.split())
        hosts = (urlsplit(url).hostname or "" for url in self.examples if isinstance(url, str))
        return tuple(dict.fromkeys(hosts))

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """Its domains without the folders that some of them name."""
        return tuple(domain.partition("/")[0] for domain in self.domains)

    def owns(self, host: str) -> bool:
        """Whether a host (lower case) belongs to this outlet."""
        return any(host == domain or host.endswith("." + domain) for domain in self._roots)

    def first_page(self, url: str) -> str:
        """The article's own address, if this one names a further page of it by its path."""
        for ending in self.page_endings:
            if found := ending.search(url):
                first = url[: found.start()] + url[found.end() :]
                if self.article_pattern.match(first):
                    return first
        return url

    def is_article(self, url: str) -> bool:
        """Whether an address looks like one of this outlet's articles."""
        if self.result_for(url) is not None:
            return False
        return bool(self.article_pattern.match(url)) or self.first_page(url) != url

    def result_for(self, url: str) -> str | None:
        """The kind of non-article that an address belongs to, or None."""
        for kind, pattern in self.result_patterns:
            if pattern.search(url):
                return kind
        return None

    def id_of(self, canonical: str) -> tuple[str, ...]:
        """What identifies the article in its canonical address; () if only the whole address does."""
        found = self.id_pattern.search(canonical) if self.id_pattern else None
        return tuple(group for group in found.groups() if group) if found else ()

    def layout(self, name: str) -> Layout:
        """The layout of that name. Raises LookupError, which lists the existing ones."""
        for layout in self.layouts:
            if layout.name == name:
                return layout
        raise LookupError(
            f"outlet {self.name} has no layout {name!r}; it has {', '.join(x.name for x in self.layouts)}"
        )


# the fields that an outlet takes from its family, with what they hold where nothing was said
_UNSAID: Mapping[str, Any] = {
    f.name: f.default_factory() if f.default_factory is not MISSING else f.default
    for f in fields(Family)
    if f.name not in ("name", "common")
}
_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def uncompiled() -> Iterator[None]:
    """Outlets built inside this context keep selectors and patterns as text until ``compiled`` is called."""
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
    """All rules of an outlet, each with its layout and where it is, for error messages."""
    yield outlet, None, ""
    for layout in outlet.layouts or ():
        yield layout, layout.name, ""
        if layout.pages is not None:
            yield layout.pages, layout.name, ""
        if layout.data is not None:
            yield layout.data, layout.name, ""
    yield outlet.capture, None, ""
    for source in outlet.discover or ():
        yield source, None, f"discover, {type(source).__name__}({source.url!r})"


def _texts(rule: Any) -> Iterator[tuple[str, str, Any]]:
    """The selectors and patterns of a rule, as field, kind and text."""
    for f in fields(rule):
        if kind := f.metadata.get("kind", ""):
            value = getattr(rule, f.name)
            for item in (value or ()) if kind.endswith("list") else (value,):
                if item is not None:
                    yield f.name, kind, item


def _check(outlet: Outlet, file: str) -> None:
    """Check everything about an outlet that needs no compiling."""
    fail = _failing(outlet, file)
    if outlet.family is not None and not isinstance(outlet.family, Family):
        fail(None, "family", f"this must be a Family, not {outlet.family!r}")
    if not isinstance(outlet.hosts, str):
        fail(
            None, "hosts", f"this must be one string of subdomains separated by blanks, not {outlet.hosts!r}"
        )
    for source in outlet.discover or ():
        if not isinstance(source, KINDS):
            kinds = ", ".join(kind.__name__ for kind in KINDS)
            fail(None, "discover", f"{source!r} is not a source; sources are {kinds}")
        if source.per_host:
            fail(None, "hosts", f"the outlet names no hosts and no examples, but {source.url!r} needs hosts")
    for rule, layout, place in _rules(outlet):
        for name, problem in getattr(rule, "_problems", ()):
            fail(layout, ", ".join(x for x in (place, name) if x), problem)
        for f in fields(rule):
            label = f"{place}, {f.name}" if place else f.name
            value = getattr(rule, f.name)
            if f.metadata.get("kind", "").endswith("list") and isinstance(value, str):
                fail(layout, label, f"this must be a tuple of strings: ({value!r},) rather than {value!r}")
            if not value and f.name in REQUIRED.get(type(rule), ()):
                fail(layout, label, "this field is required")
        if isinstance(rule, Pages | PageJSON) and (wrong := rule.problem()):
            fail(layout, f"{'pages' if isinstance(rule, Pages) else 'data'}, {wrong[0]}", wrong[1])
        for name, _, item in _texts(rule):
            if not isinstance(item, str):
                fail(layout, f"{place}, {name}" if place else name, f"this must be a string, not {item!r}")
        for name in _WORDS:
            if not isinstance(word := getattr(rule, name, ""), str | None):
                fail(layout, name, f"this must be a string, not {word!r}")
    if not isinstance(outlet.articles, str) and not all(isinstance(x, str) for x in outlet.articles or ()):
        fail(None, "articles", f"this must be templates or a pattern, not {outlet.articles!r}")
    for name in ("domains", "examples", "no_articles_on"):
        if isinstance(text := getattr(outlet, name), str):
            fail(None, name, f"this must be a tuple of strings: ({text!r},) rather than {text!r}")
    for host in outlet.known_hosts if outlet.hosts else ():
        if not outlet.owns(host):
            fail(
                None,
                "hosts",
                f"{host!r} is not below any of the outlet's domains ({', '.join(outlet.domains)})",
            )
    for domain in outlet.domains or ():
        if not _DOMAIN.fullmatch(domain):
            fail(
                None,
                "domains",
                f"{domain!r} is neither a domain in lower case nor one with a folder (bbc.com/indonesia)",
            )
    for name, problem in getattr(outlet.common, "_problems", ()):
        fail(None, f"common, {name}", problem)
    names = [layout.name for layout in outlet.layouts or ()]
    for name in {name for name in names if names.count(name) > 1}:
        fail(name, "name", "two layouts have this name")
    for word, names_go in (outlet.roles or {}).items():
        if word != word.lower() or names_go not in ("authors", "editors", "sources", ""):
            allowed = 'this must map role words in lower case to "authors", "editors", "sources" or ""'
            fail(None, "roles", f"{allowed}, not {word!r} to {names_go!r}")
    for name in ("not_articles", "gives_away"):
        for kind in getattr(outlet, name):
            if kind not in RESULTS:
                fail(None, name, f"{kind!r} is not a result; results are {', '.join(RESULTS)}")


def _compile(outlet: Outlet, file: str) -> None:
    """Compile every selector and pattern, which caches them, and try them on the examples."""
    fail = _failing(outlet, file)

    def pattern(text: str, layout: str | None, label: str) -> re.Pattern[str]:
        try:
            return _re(text)
        except re.error as error:
            fail(layout, label, f"{text!r} is not a regular expression ({error})")

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
        if isinstance(rule, Layout) and rule.dateline and _re(rule.dateline).groups < 1:
            fail(layout, "dateline", "the pattern needs a group around the dateline")
        if isinstance(rule, Layout) and rule.desk_code:
            for group in _re(rule.desk_code).groupindex:
                if group not in ("author", "editor"):
                    fail(layout, "desk_code", f"its group {group!r} must be named 'author' or 'editor'")
    for text in outlet.not_articles.values():
        pattern(text, None, "not_articles")
    for text in outlet.gives_away.values():
        try:
            select(text)
        except ValueError as error:
            fail(None, "gives_away", str(error))
    for text, _ in outlet.canonical:
        pattern(text, None, "canonical")
    if outlet.id and _re(outlet.id).groups < 1:
        fail(None, "id", "the pattern needs a group around the id")
    try:
        articles = article_pattern(outlet.articles, outlet.domains, outlet.no_articles_on)
    except ValueError as error:
        fail(None, "articles", str(error))
    pattern(articles, None, "articles")
    for url in outlet.examples:
        if result := outlet.result_for(url):
            fail(None, "examples", f"according to `not_articles`, {url!r} is the address of a {result}")
        if not outlet.is_article(url) or not outlet.owns((urlsplit(url).hostname or "").lower()):
            fail(None, "examples", f"according to `articles`, {url!r} is not the address of an article")
    canonical = list(outlet.examples)
    for twin, to in outlet.canonical_patterns:
        canonical = [twin.sub(to, url) for url in canonical]
    if canonical and outlet.id_pattern and not any(map(outlet.id_of, canonical)):
        fail(
            None,
            "examples",
            "none of them contains an id as described by `id` or by the templates of `articles`",
        )
    for source in outlet.discover or ():
        place = f"discover, {type(source).__name__}({source.url!r})"
        for name, problem in source.problems():
            fail(None, f"{place}, {name}" if name else place, problem)
        if not outlet.owns((urlsplit(source.page(**source.sample())).hostname or "").lower()):
            fail(
                None,
                f"{place}, url",
                f"the host is not below any of the outlet's domains ({', '.join(outlet.domains)})",
            )


REQUIRED: dict[type, tuple[str, ...]] = {
    Layout: ("name", "headline", "body"),
    Outlet: ("name", "title", "domains", "articles"),  # the last may be its family's
    Pages: (),
    PageJSON: (),
    Capture: (),
    Family: ("name",),
}
