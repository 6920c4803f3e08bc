"""From a page and a layout to an Article.

The steps: decode and parse, read the metadata, refuse what is not an article, choose the first
layout that fits, claim the elements that its fields match, walk the body once, judge the blocks, settle
the dates. Whatever is taken out of the text is taken out by ``Judge``, with the name of the rule that decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lxml import etree
from w3lib.url import url_query_cleaner

from extractors.article import Article, Line
from extractors.reading import refuse as detect
from extractors.reading.apart import apart
from extractors.reading.assemble import assemble
from extractors.reading.blocks import Raw, Role, clean, read_blocks, text_content, text_lines
from extractors.reading.decode import parse
from extractors.reading.explain import Walked, explained
from extractors.reading.fallback import MIN_WORDS, RECOGNIZED, extract_generic, headline_of, title_of
from extractors.reading.generic.reader import read_generic, read_unshown
from extractors.reading.generic.site import SiteProfile
from extractors.reading.judge import CLAIMS, Judge, Ruling
from extractors.reading.metadata import Metadata, read_metadata, text_of
from extractors.reading.page_json import fits, searched
from extractors.reading.settle import settle_dates
from extractors.registry import outlet_for
from extractors.results import EmptyShell, NotAnArticle, NoText
from extractors.rules.model import Layout, Outlet
from extractors.rules.pages import WHOLE
from extractors.rules.selectors import TreeIndex, outermost, select, within
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
    tree = parse(html, url, encoding)
    return extract_tree(tree, url, outlet, fetched=fetched, explain=explain, site=site)


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
    if unruled is None:
        unruled = read_unshown(tree, url, outlet, metadata, fetched=fetched, least=least)
    if unruled is not None:
        return unruled
    least = max(least, MIN_WORDS)
    return extract_generic(tree, url, outlet, metadata, fetched=fetched, explain=explain, least=least)


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
    return _LayoutReading(there, url, outlet, layout, metadata, fetched, explain).article(told)


def text_values(element: etree._Element) -> list[str]:
    """What an element displays; for ``meta``, ``link`` and ``time`` also the value of its attribute."""
    values = []
    if element.tag in ("meta", "link"):
        values.append(clean(element.get("content") or element.get("href") or ""))
    else:
        values.append(clean(text_content(element, {})))
        if element.tag == "time":
            values.append(element.get("datetime") or "")
    return [value for value in values if value]


class _LayoutReading:
    """One page being read with one layout."""

    def __init__(
        self,
        index: TreeIndex,
        url: str,
        outlet: Outlet,
        layout: Layout,
        metadata: Metadata,
        fetched: datetime | None,
        explain: bool,
    ) -> None:
        self.index, self.tree, self.url, self.outlet, self.layout = index, index.tree, url, outlet, layout
        self.metadata, self.fetched, self.explain = metadata, fetched, explain
        self.roles: dict[etree._Element, Role] = {}
        self.found: dict[str, list[etree._Element]] = {}

    def article(self, told: str | None = None) -> Article | None:
        """The article, or None if the layout does not fit after all (no headline or no body)."""
        layout = self.layout
        scope = self.tree if layout.scope is None else select(layout.scope).first(self.tree, self.index)
        if scope is None:
            return None
        self._claim(scope)
        headline = next((x for e in self.found["headline"] for x in text_values(e)), told)
        parts = select(layout.body).all(scope, self.index)
        bodies = outermost(parts)
        if headline is None or not bodies:
            return None
        deck = clean(" ".join(x for e in self.found["deck"][:1] for x in text_values(e))) or None
        judge = Judge(
            self.outlet,
            headline,
            deck=deck,
            dateline=layout.dateline or self.outlet.dateline,
            layout=layout,
            found=self.found,
        )
        for raw in self._lead_captions(bodies):
            judge.take_caption(raw, lead=True)
        walked: dict[etree._Element, tuple[Sequence[Raw], Sequence[Ruling]]] = {}
        shown = frozenset(parts)
        for body in bodies:
            blocks = apart(read_blocks(body, self.roles, everything=self.explain, shown=shown))
            walked[body] = blocks, judge.read(blocks)
        judged = judge.finish(self._synopses(deck))
        cut = judged.paywalled or self.found["paywall"]
        if not judged.body or not (cut or any(sentences.may_be_text(block.text) for block in judged.body)):
            return None  # nothing, or labels of the site alone
        dates = settle_dates(
            [x for e in self.found["published"] for x in text_values(e)],
            [x for e in self.found["modified"] for x in text_values(e)],
            self.metadata,
            self.outlet,
            local=layout.local_dates,
            fetched=self.fetched,
        )
        earlier, further = self._pages(scope)
        return assemble(
            replace(judged, people=self._people(judged.people, bodies)),
            dates,
            headline=headline or None,
            deck=deck,
            section=self._section(headline),
            keywords=self._keywords(),
            extractor=RULES,
            outlet=self.outlet,
            layout=layout.name,
            language=language_of(self.url, self.outlet),
            free=False if self.found["paywall"] else self.metadata.free,
            url=self.url,
            declared=self.metadata.declared,
            explanation=self._explanation(walked) if self.explain else (),
            earlier=earlier,
            further=further,
        )

    def _explanation(self, walked: Walked) -> list[Line]:
        lines = explained(self.tree, self.roles, walked, self.layout.body)
        data = self.layout.data
        if data is None:
            return lines
        origin = f"from the page's JSON, {' > '.join((data.script, *data.path))}"
        # the elements made of it are none of the page's
        return [replace(line, rule=f"{origin}; {line.rule}", nodes=()) for line in lines]

    # -- claims ---------------------------------------------------------------------------------------

    def _claim(self, scope: etree._Element) -> None:
        """Find what each field matches. An element belongs to one field; ``drop`` comes first.

        Only names may share an element with the date ("Ani Rahma • 5 Maret 2024").
        """
        layout, roles = self.layout, self.roles
        for dropped in layout.drop:
            for element in select(dropped).all(scope, self.index):
                roles[element] = ("drop", dropped)
        for name in CLAIMS:
            css: str | None = getattr(layout, name) if name != "drop" else None
            elements: list[etree._Element] = []
            if css is not None:
                for element in select(css).all(scope, self.index):
                    owner = roles.setdefault(element, (name, css))[0]
                    if owner == name or (name == "byline" and owner == "published"):
                        elements.append(element)
            self.found[name] = elements

    def _lead_captions(self, bodies: Sequence[etree._Element]) -> list[Raw]:
        """Take captions and credits outside the body, which belong to the picture above the text."""
        inside = set(bodies)
        found = []
        for name in ("caption", "credit"):
            for element in self.found[name]:
                if not within(element, inside) and not self._in_claimed(element):
                    lines = text_lines(element, self.roles)
                    found.append(Raw(clean(" ".join(lines)), kind=name, lines=lines, element=element))
        return found

    def _in_claimed(self, element: etree._Element) -> bool:
        """Whether an ancestor is already claimed (a credit inside a caption, anything dropped)."""
        return any(ancestor in self.roles for ancestor in element.iterancestors())

    def _people(self, inner: bylines.People, bodies: Sequence[etree._Element]) -> bylines.People:
        """Bylines above and below the body, in page order around the names in the body itself."""
        above, below = self._people_outside(bodies)
        people = bylines.People(
            authors=[*above.authors, *inner.authors, *below.authors],
            editors=[*above.editors, *inner.editors, *below.editors],
            sources=[*above.sources, *inner.sources, *below.sources],
        )
        if self.layout.byline_meta and not people.authors:
            own = {name.casefold() for name in self.outlet.own_names}
            people.authors += [x for x in self.metadata.authors if not bylines.is_house(x, own)]
        return people

    def _people_outside(self, bodies: Sequence[etree._Element]) -> tuple[bylines.People, bylines.People]:
        inside = set(bodies)
        above = bylines.People([], [], [])
        below = bylines.People([], [], [])
        fields = [
            (element, name)
            for name in _PEOPLE
            for element in self.found[name]
            if not within(element, inside) and not self._in_claim(element, name)
        ]
        if not fields:
            return above, below
        inner = [bodies[0], *(element for element, _ in fields)]
        place = {element: number for number, element in enumerate(self.index.in_order(inner))}
        named = {inner: role for inner, role in self.roles.items() if role[0] in ("drop", *_PEOPLE)}
        for element, name in fields:
            others = {inner: role for inner, role in named.items() if role[0] != name}
            people = bylines.parse_people(
                text_lines(element, others) or text_values(element),
                default=_PEOPLE[name],
                own_names=self.outlet.own_names,
                roles=self.outlet.roles,
            )
            target = above if place[element] < place[bodies[0]] else below
            target.authors.extend(people.authors)
            target.editors.extend(people.editors)
            target.sources.extend(people.sources)
        return above, below

    def _in_claim(self, element: etree._Element, name: str) -> bool:
        """Whether an ancestor is dropped, or matched by the same field (then its text is already read)."""
        claims = (self.roles.get(ancestor, ("", ""))[0] for ancestor in element.iterancestors())
        return any(claim in ("drop", name) for claim in claims)

    # -- single values --------------------------------------------------------------------------------

    def _synopses(self, deck: str | None) -> tuple[str, ...]:
        """Texts that templates repeat after the article: its deck and its description."""
        values = (deck, self.metadata.description, self.metadata.article.get("description"))
        return tuple(x for value in values if (x := text_of(value)))

    def _section(self, headline: str) -> tuple[str, ...]:
        found = [item for element in self.found["section"] for item in text_values(element)[:1]]
        if self.layout.section_meta and not found:
            found = list(self.metadata.breadcrumb)
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
        items = [x for e in self.found["keywords"] for x in text_values(e)[:1]]
        items = [item.lstrip("#").strip(" ,") for item in items]
        return tuple(item for item in items if item and item.casefold() not in _NO_KEYWORD)

    def _pages(self, scope: etree._Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The other pages of a split article, as its pager names them: those before and those after this one."""
        rule = self.layout.pages
        if rule is None or rule.links is None:
            return (), ()
        here = rule.number(self.url)
        if here == WHOLE:
            return (), ()
        numbers: dict[int, str] = {}
        article = canonical_url(self.url, self.outlet)
        for link in select(rule.links).all(scope, self.index):
            address = resolve(self.url, link.get("href") or link.get("value") or "")
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
