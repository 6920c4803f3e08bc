"""What a rule file is written with: ``Outlet``, ``Layout`` and ``Pages``.

Rules are data. They are checked when they are imported: a misspelt field, a selector that is no CSS or
a pattern that is no regular expression raises ``RuleError``, which names file, outlet, layout and field.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timezone
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from extractors.dates import WIB
from extractors.results import RESULTS
from extractors.selectors import select


class RuleError(ValueError):
    """A rule file that is wrong; the message names file, outlet, layout and field, and what to do."""


def _css(default: str | None = None) -> Any:
    return field(default=default, metadata={"kind": "css"})


def _regex(default: str | None = None) -> Any:
    return field(default=default, metadata={"kind": "regex"})


T = TypeVar("T")


def _lenient(cls: type[T]) -> type[T]:
    """Let a rule be built with fields that do not exist, so that the error can name outlet and layout.

    Type checkers still see the dataclass' own signature.
    """
    build = cls.__init__
    names = [f.name for f in fields(cls)]  # type: ignore[arg-type]

    def __init__(self: Any, *args: Any, **values: Any) -> None:
        problems = []
        for name in [name for name in values if name not in names]:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"fields are {', '.join(names)}"
            problems.append((name, f"there is no such field; {hint}"))
            del values[name]
        try:
            build(self, *args, **values)
        except TypeError as error:
            problems.append(("", str(error).replace("Layout.__init__() ", "").replace("__init__() ", "")))
            for f in fields(cls):  # type: ignore[arg-type]
                object.__setattr__(self, f.name, values.get(f.name))
            if args:
                object.__setattr__(self, "name", args[0])
        object.__setattr__(self, "_problems", problems)
        if isinstance(self, Outlet):
            _check(self, _caller_file())

    cls.__init__ = __init__  # type: ignore[method-assign]
    return cls


@_lenient
@dataclass(frozen=True, kw_only=True)
class Pages:
    """How an article is split over several addresses.

    ``query`` is the parameter that counts pages (``?page=2``), ``whole`` its value that gives the whole
    text at once, if there is one, ``links`` the pager's links.
    """

    query: str
    links: str | None = _css()
    whole: str | None = None


@_lenient
@dataclass(frozen=True)
class Layout:
    """One template of an outlet's article pages.

    Selectors are CSS and are looked up below the first match of ``scope`` (the whole page without it).
    Whatever a selector claims inside the body is taken out of the running text.

    ``when`` is the page's own evidence that this layout fits; layouts are tried in order.
    ``body`` may match several elements: their texts follow one another (an element inside another match
    is not counted twice). Text from the first match of ``until`` on does not belong to the body.
    ``byline`` holds people with or without role words ("Reporter: A | Editor: B"; a name without a role
    is an author), ``editors`` and ``sources`` hold names of that one kind.
    ``caption`` matches captions of the article's pictures, in and above the body, ``credit`` the credit
    inside or beside them. ``read_also`` matches boxes and links to other articles inside the body,
    ``paywall`` what stands where the text is cut.
    ``dateline`` is a pattern at the start of the text; its first group is the dateline, the rest is
    punctuation to drop. ``desk_code`` is a pattern at the end of the text. ``caption_prefix`` is dropped
    from captions. ``signature``: bold names that close the text are its authors.
    ``local_dates``: offsets in the page's metadata are false, the wall clock is right.
    ``byline_meta``: where the page displays no author, ``meta[name=author]`` or JSON-LD name them.
    """

    name: str
    when: str = _css()
    headline: str = _css()
    body: str = _css()
    years: str = ""
    scope: str | None = _css()
    deck: str | None = _css()
    published: str | None = _css()
    modified: str | None = _css()
    byline: str | None = _css()
    editors: str | None = _css()
    sources: str | None = _css()
    section: str | None = _css()
    keywords: str | None = _css()
    caption: str | None = _css()
    credit: str | None = _css()
    read_also: str | None = _css()
    paywall: str | None = _css()
    until: str | None = _css()
    drop: tuple[str, ...] = field(default=(), metadata={"kind": "css list"})
    dateline: str | None = _regex()
    desk_code: str | None = _regex()
    caption_prefix: str | None = _regex()
    signature: bool = False
    local_dates: bool = False
    byline_meta: bool = False
    pages: Pages | None = None


@dataclass(frozen=True, kw_only=True)
class Capture:
    """What a plain-text capture of an outlet's pages holds besides the article.

    ``related`` are headings after which nothing belongs to the article, ``chrome`` whole lines that
    never do; both are patterns that match a whole line, without regard to case.
    """

    related: tuple[str, ...] = field(default=(), metadata={"kind": "regex list"})
    chrome: tuple[str, ...] = field(default=(), metadata={"kind": "regex list"})


@_lenient
@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One news outlet: where it is found and what its pages look like.

    ``domains`` are registered domains (subdomains belong to them). ``articles`` is a pattern that the
    address of an article matches, ``not_articles`` maps the name of a result (``results.RESULTS``) to
    the pattern of addresses that are one. ``names`` are names of the outlet itself that may stand where
    a person is expected. ``canonical`` rewrites addresses of the same article to one: pairs of pattern
    and replacement, applied in order. ``language`` is a BCP 47 tag, ``languages`` names hosts that
    differ. ``zone`` is the zone of dates that name none.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    articles: str = _regex()
    layouts: tuple[Layout, ...]
    not_articles: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    canonical: tuple[tuple[str, str], ...] = ()
    dateline: str | None = _regex()
    capture: Capture = field(default_factory=Capture)
    language: str = "id"
    languages: Mapping[str, str] = field(default_factory=dict)
    zone: timezone = WIB

    @cached_property
    def article_pattern(self) -> re.Pattern[str]:
        return re.compile(self.articles)

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


def _caller_file() -> str:
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename in (__file__, "<string>"):
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    return "/".join(path.parts[-3:])


def _check(outlet: Outlet, file: str) -> None:
    def fail(layout: str | None, name: str, problem: str) -> None:
        place = f"{file}: outlet {outlet.name!r}"
        if layout is not None:
            place += f", layout {layout!r}"
        if name:
            place += f", field {name!r}"
        raise RuleError(f"{place}: {problem}")

    def check(rule: Any, layout: str | None) -> None:
        for name, problem in getattr(rule, "_problems", ()):
            fail(layout, name, problem)
        for f in fields(rule):
            value, kind = getattr(rule, f.name), f.metadata.get("kind", "")
            if kind.endswith("list") and isinstance(value, str):
                fail(layout, f.name, f"a tuple of strings is wanted, ({value!r},) rather than {value!r}")
            for item in (value or ()) if kind.endswith("list") else (value,):
                if item is None or not kind:
                    continue
                if not isinstance(item, str):
                    fail(layout, f.name, f"a string is wanted, not {item!r}")
                try:
                    select(item) if kind.startswith("css") else re.compile(item)
                except ValueError as error:
                    fail(layout, f.name, str(error))
                except re.error as error:
                    fail(layout, f.name, f"{item!r} is no regular expression ({error})")
            if kind in ("css", "regex") and value is None and f.name in REQUIRED[type(rule)]:
                fail(layout, f.name, "this field is required")

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


REQUIRED: dict[type, tuple[str, ...]] = {
    Layout: ("when", "headline", "body"),
    Outlet: ("articles",),
    Pages: (),
    Capture: (),
}
