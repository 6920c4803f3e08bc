"""From a page and a layout to an Article.

The steps: decode and parse, read the metadata, refuse what is not an article, choose the first
layout that fits, claim the elements that its fields match, walk the body once, judge the blocks, settle
the dates. Whatever is taken out of the text is taken out by ``Judge``, with the name of the rule that decided.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lxml import etree
from w3lib.url import url_query_cleaner

from extractors.article import Article, Line
from extractors.reading import native
from extractors.reading import refuse as detect
from extractors.reading.apart import apart
from extractors.reading.assemble import assemble
from extractors.reading.blocks import Role, clean, text_content
from extractors.reading.decode import parse, parse_prepared, prepared
from extractors.reading.explain import Walked, explained
from extractors.reading.fallback import MIN_WORDS, RECOGNIZED, extract_generic, headline_of, title_of
from extractors.reading.generic.reader import read_generic, read_unshown
from extractors.reading.generic.site import SiteProfile
from extractors.reading.generic.survey import document_of
from extractors.reading.judge import Judge
from extractors.reading.metadata import Metadata, metadata_of, read_metadata, text_of
from extractors.reading.page_json import fits, searched
from extractors.reading.parts import Parts, find_parts, text_values
from extractors.reading.settle import settle_dates
from extractors.registry import outlet_for
from extractors.results import ChallengePage, EmptyShell, NotAnArticle, NoText
from extractors.rules.model import Layout, Outlet
from extractors.rules.pages import WHOLE
from extractors.rules.selectors import TreeIndex, select
from extractors.urls import canonical_url, host_of, resolve
from extractors.version import __version__
from extractors.vocabulary import bylines, sentences

RULES = f"rules/{__version__}"
FEW_WORDS = 20  # the least a layout's body must contain if its headline is not found

_PEOPLE = {"byline": "authors", "editors": "editors", "sources": "sources"}  # what a name without a role is
_NO_SECTION = frozenset(("home", "beranda", "depan"))
_NO_KEYWORD = frozenset(("tags", "tag", "tags:", "tag:", "topik", "topik:", "topic:", "terkait", "terkait:"))


def extract(
    html: bytes | str,
    url: str,
    *,
    encoding: str | None = None,
    fetched: datetime | None = None,
    explain: bool = False,
    site: SiteProfile | None = None,
) -> Article:
    """The article on a page.

    ``html`` is the page as served, ``url`` its address (which determines the outlet), ``encoding`` the charset
    from the HTTP header, ``fetched`` the time of the fetch as an aware datetime: relative dates count from it, and
    later dates are refused. ``explain`` fills ``Article.explanation``; ``site`` is what other pages of the site have in
    common, which helps where no layout fits (see ``learn_page``).

    Raises a subclass of ``NotAnArticle`` if the page is not an article, ValueError if ``fetched`` has no time
    zone. A page that no layout fits goes to the generic reader, and if that finds no text to the
    fallback (``layout`` None).
    """
    if fetched is not None and fetched.tzinfo is None:
        raise ValueError("fetched: the datetime needs a time zone")
    outlet = outlet_for(url)
    detect.refuse_address(url, outlet)
    page = prepared(html, url, encoding, plain=native.is_plain(html, encoding))
    if outlet is not None and not explain:  # an explanation names elements of lxml's tree
        article = _extract_natively(page, url, outlet, fetched)
        if article is not None:
            return article
    elif outlet is None and not explain:
        article = _extract_unruled(page, url, fetched, site)
        if article is not None:
            return article
    return extract_tree(parse_prepared(page, url), url, outlet, fetched=fetched, explain=explain, site=site)


def _extract_natively(page: bytes, url: str, outlet: Outlet, fetched: datetime | None) -> Article | None:
    """The article of a page that one of the outlet's layouts fits; None where lxml is to read the page."""
    reading = native.read(page, outlet)
    if reading is None:
        return None
    metadata = metadata_of(reading.told, url)
    detect.refuse_live(metadata, url)
    detect.refuse_kind_shown(reading.kind, url, outlet, metadata)
    while reading is not None and reading.parts is not None:
        layout = outlet.layouts[reading.layout]
        article = _LayoutReading(reading.parts, url, outlet, layout, metadata, fetched).article()
        if article is not None:
            return article
        reading = native.read(page, outlet, reading.layout + 1)
    return None


def _extract_unruled(
    page: bytes, url: str, fetched: datetime | None, site: SiteProfile | None
) -> Article | None:
    """The article of a page that no rule describes; None where lxml is to read the page from the beginning."""
    document = document_of(page)
    told = document.told if document is not None else None
    if document is None or told is None:
        return None
    metadata = metadata_of(told, url)
    detect.refuse_live(metadata, url)
    try:
        detect.refuse_title(clean(detect.told_title(document.root)), url)
        detect.refuse_shell(document.root, url)
    except (ChallengePage, EmptyShell):
        return None
    detect.refuse_type(metadata, url)
    article = read_generic(document.root, url, None, metadata, fetched=fetched, site=site)
    if article is not None:
        return article
    return _last_resort(parse_prepared(page, url), url, None, metadata, fetched=fetched)


def learn_page(html: bytes | str, url: str, site: SiteProfile, *, encoding: str | None = None) -> bool:
    """Let a profile learn from a page; False for a page that is no article, or one that it knows.

    Five to fifty pages of one site are enough. A page that a layout fits teaches nothing that its rules do not say
    better, and is read here as if there were none.
    """
    try:
        detect.refuse_address(url, None)
        tree = parse(html, url, encoding)
        metadata = read_metadata(tree, url)
        detect.refuse_live(metadata, url)
        detect.refuse_wall(tree, url)
        detect.refuse_shell(tree, url)
        detect.refuse_type(metadata, url)
        return read_generic(tree, url, None, metadata, learn=site) is not None
    except NotAnArticle:
        return False


def extract_tree(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
    site: SiteProfile | None = None,
) -> Article:
    """``extract`` for a page that is already parsed, with the given outlet's rules."""
    metadata = read_metadata(tree, url)
    detect.refuse_live(metadata, url)
    index = TreeIndex(tree)
    if outlet is not None:
        detect.refuse_kind(index, url, outlet, metadata)
    fitting = []
    for layout in outlet.layouts if outlet else ():
        if fits(layout, index):
            assert outlet is not None
            if article := read_with(layout, outlet, index, url, metadata, fetched=fetched, explain=explain):
                return article
            fitting.append(layout)
    detect.refuse_wall(tree, url)
    try:
        detect.refuse_shell(tree, url)
    except EmptyShell:
        if (unshown := read_unshown(tree, url, outlet, metadata, fetched=fetched)) is not None:
            return unshown
        if not any(_says_something(layout, index) for layout in fitting):
            raise
    detect.refuse_type(metadata, url)
    for layout in fitting:
        if _is_without_text(layout, index):
            raise NoText(url, f"layout {layout.name} fits, but its body {layout.body!r} contains no text")
    # a template whose headline has moved: the text is where it was, and metadata has the headline
    told = headline_of(tree, metadata) if fitting else None
    for layout in fitting if told else ():
        assert outlet is not None
        # ... but a later page of a split article need not show one, and the title of its tab is not it
        if told == clean(title_of(tree)) and layout.pages and (layout.pages.number(url) or 0) > 1:
            told = ""
        article = read_with(layout, outlet, index, url, metadata, fetched=fetched, explain=explain, told=told)
        if article and article.wordCount >= FEW_WORDS:
            return article
    # a layout fits and has no text: a page of pictures, or a text that has moved
    least = RECOGNIZED if fitting else MIN_WORDS if outlet else 0
    unruled = read_generic(
        tree, url, outlet, metadata, fetched=fetched, explain=explain, least=least, site=site
    )
    if unruled is not None:
        return unruled
    return _last_resort(tree, url, outlet, metadata, fetched=fetched, explain=explain, least=least)


def _last_resort(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    metadata: Metadata,
    *,
    fetched: datetime | None,
    explain: bool = False,
    least: int = 0,
) -> Article:
    """What the page's JSON holds, or what the fallback finds, where the generic reader finds no text."""
    unshown = read_unshown(tree, url, outlet, metadata, fetched=fetched, least=least)
    if unshown is not None:
        return unshown
    least = max(least, MIN_WORDS)
    return extract_generic(tree, url, outlet, metadata, fetched=fetched, explain=explain, least=least)


def _says_something(layout: Layout, index: TreeIndex) -> bool:
    """Whether a sentence stands where a layout has its text."""
    bodies = select(layout.body).all(index.tree, index)
    return any(sentences.is_prose(clean(text_content(body, {}))) for body in bodies)


def _is_without_text(layout: Layout, index: TreeIndex) -> bool:
    """Whether a page has a layout's headline and body, but no words in them (a picture essay)."""
    there = searched(layout, index)
    if there is None:
        return False
    index = there
    headline = select(layout.headline).first(index.tree, index)
    bodies = select(layout.body).all(index.tree, index)
    if headline is None or not text_values(headline) or not bodies:
        return False
    dropped: dict[etree._Element, Role] = {
        element: ("drop", css) for css in layout.drop for element in select(css).all(index.tree, index)
    }
    return not any(clean(text_content(body, dropped)) for body in bodies)


def read_with(
    layout: Layout,
    outlet: Outlet,
    index: TreeIndex,
    url: str,
    metadata: Metadata,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
    told: str | None = None,
) -> Article | None:
    """Read a page with one layout, whatever its ``when`` says; None if it does not fit.

    ``told`` is the headline to use if the layout's own selector finds none; "" if none is needed.
    For callers that try many layouts on one page: they build index and metadata only once.
    """
    there = searched(layout, index)
    if there is None:
        return None
    parts = find_parts(layout, there, everything=explain, headline=told)
    if parts is None:
        return None
    return _LayoutReading(
        parts, url, outlet, layout, metadata, fetched, there.tree if explain else None, told
    ).article()


def _letters(text: str) -> str:
    """A title as it is compared: quotes, dashes and blanks differ between a page and its metadata."""
    return "".join(filter(str.isalnum, text)).casefold()


class _LayoutReading:
    """One page being read with one layout."""

    def __init__(
        self,
        parts: Parts,
        url: str,
        outlet: Outlet,
        layout: Layout,
        metadata: Metadata,
        fetched: datetime | None,
        tree: etree._Element | None = None,
        told: str | None = None,
    ) -> None:
        self.told = told  # the headline that stands in for one that the layout does not find
        self.parts, self.url, self.outlet, self.layout = parts, url, outlet, layout
        self.metadata, self.fetched = metadata, fetched
        self.tree = tree  # only for an explanation

    def article(self) -> Article | None:
        """The article, or None if the layout does not fit after all (no text in the body)."""
        layout, parts = self.layout, self.parts
        judge = Judge(
            self.outlet,
            parts.headline or "",
            deck=parts.deck,
            dateline=layout.dateline or self.outlet.dateline,
            layout=layout,
            writers=parts.bylines,
        )
        for raw in parts.lead:
            judge.take_caption(raw, lead=True)
        bodies = [apart(body) for body in parts.bodies]
        rulings = [judge.read(blocks) for blocks in bodies]
        judged = judge.finish(self._synopses(parts.deck))
        cut = judged.paywalled or parts.paywall
        if not judged.body or not (cut or any(sentences.may_be_text(block.text) for block in judged.body)):
            return None  # nothing, or labels of the site alone
        dates = settle_dates(
            parts.published,
            parts.modified,
            self.metadata,
            self.outlet,
            local=layout.local_dates,
            fetched=self.fetched,
        )
        earlier, further = self._pages()
        walked = dict(zip(parts.containers, zip(bodies, rulings, strict=True), strict=False))
        return assemble(
            replace(judged, people=self._people(judged.people)),
            dates,
            headline=parts.headline or None,
            deck=parts.deck,
            section=self._section(parts.headline or ""),
            keywords=self._keywords(),
            extractor=RULES,
            outlet=self.outlet,
            layout=layout.name,
            language=language_of(self.url, self.outlet),
            free=False if parts.paywall else self.metadata.free,
            url=self.url,
            declared=self.metadata.declared,
            explanation=() if self.tree is None else self._explanation(self.tree, walked),
            earlier=earlier,
            further=further,
            observed=self._observed(dates.agree),
        )

    def _observed(self, dates_agree: bool | None) -> list[str]:
        """Which fields found something, and whether JSON-LD and the page say the same; see ``Article.observed``."""
        fields = [*self.parts.fields, *(["headline"] if self.told is None else [])]
        seen = [f"found/{name}" for name in fields]
        agree = {"datePublished": dates_agree}
        if "headline" in fields and (told := text_of(self.metadata.article.get("headline"))):
            agree["headline"] = _letters(told) == _letters(self.parts.headline or "")
        for key, same in agree.items():
            if same is not None:
                seen += [f"told/{key}", *([f"agrees/{key}"] if same else [])]
        return seen

    def _explanation(self, tree: etree._Element, walked: Walked) -> list[Line]:
        lines = explained(tree, self.parts.roles, walked, self.layout.body)
        data = self.layout.data
        if data is None:
            return lines
        origin = f"from the page's JSON, {' > '.join((data.script, *data.path))}"
        # the elements made of it are none of the page's
        return [replace(line, rule=f"{origin}; {line.rule}", nodes=()) for line in lines]

    # -- people ---------------------------------------------------------------------------------------

    def _people(self, inner: bylines.People) -> bylines.People:
        """Bylines above and below the body, in page order around the names in the body itself."""
        above, below = self._people_outside()
        people = bylines.People(
            authors=[*above.authors, *inner.authors, *below.authors],
            editors=[*above.editors, *inner.editors, *below.editors],
            sources=[*above.sources, *inner.sources, *below.sources],
        )
        if self.layout.byline_meta and not people.authors:
            own = {name.casefold() for name in self.outlet.own_names}
            people.authors += [x for x in self.metadata.authors if not bylines.is_house(x, own)]
        return people

    def _people_outside(self) -> tuple[bylines.People, bylines.People]:
        above = bylines.People([], [], [])
        below = bylines.People([], [], [])
        for name, lines, stands_above in self.parts.people:
            people = bylines.parse_people(
                lines,
                default=_PEOPLE[name],
                own_names=self.outlet.own_names,
                roles=self.outlet.roles,
            )
            target = above if stands_above else below
            target.authors.extend(people.authors)
            target.editors.extend(people.editors)
            target.sources.extend(people.sources)
        return above, below

    # -- single values --------------------------------------------------------------------------------

    def _synopses(self, deck: str | None) -> tuple[str, ...]:
        """Texts that templates repeat after the article: its deck and its description."""
        values = (deck, self.metadata.description, self.metadata.article.get("description"))
        return tuple(x for value in values if (x := text_of(value)))

    def _section(self, headline: str) -> tuple[str, ...]:
        found = self.parts.section
        if self.layout.section_meta and not found:
            found = self.metadata.breadcrumb
        # the last item may be the title as given to search engines
        told = {
            text_of(x) for x in (self.metadata.article.get("headline"), self.metadata.meta.get("og:title"))
        }
        items = []
        for item in found:
            item = item.strip(" /»›>|")
            low = item.casefold()
            titled = item == headline or (item in told and len(item.split()) > 3)
            if item and low not in _NO_SECTION and low not in self.outlet.own_words and not titled:
                items.append(item)
        return tuple(items)

    def _keywords(self) -> tuple[str, ...]:
        items = [item.lstrip("#").strip(" ,") for item in self.parts.keywords]
        return tuple(item for item in items if item and item.casefold() not in _NO_KEYWORD)

    def _pages(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The other pages of a split article, as its pager names them: those before and those after this one."""
        rule = self.layout.pages
        if rule is None or rule.links is None:
            return (), ()
        here = rule.number(self.url)
        if here == WHOLE:
            return (), ()
        numbers: dict[int, str] = {}
        article = canonical_url(self.url, self.outlet)
        for link in self.parts.pager:
            address = resolve(self.url, link)
            number = rule.number(address)
            if number is None or outlet_for(address) is not self.outlet:
                continue
            # a number ends many paths
            if rule.path and canonical_url(address, self.outlet) != article:
                continue
            if number == WHOLE:
                return (), (address,)
            numbers.setdefault(number, address)
        current = here or 1  # page 1 may have no number
        if current > 1:  # and so may a link to it
            names = rule.parameters
            first = url_query_cleaner(self.url, names, remove=True, unique=False) if names else self.url
            numbers[1] = self.outlet.first_page(first)
        pages = sorted(numbers.items())
        return (
            tuple(address for number, address in pages if number < current),
            tuple(address for number, address in pages if number > current),
        )


def language_of(url: str, outlet: Outlet) -> str:
    """The language of a page of this outlet, according to its host."""
    return outlet.languages.get(host_of(url), outlet.language)
