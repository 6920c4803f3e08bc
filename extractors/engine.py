"""One page and one layout → an Article.

The order of things: decode and parse, read the metadata, refuse what is no article, choose the first
layout that fits, claim the elements that its fields match, walk the body once, judge the blocks, settle
the dates. Whatever leaves the text leaves it in ``_Judge``, with the name of the rule that decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from lxml import etree

from extractors import detect, hygiene
from extractors.article import Article, Block, Image, Label, Line
from extractors.blocks import HEADINGS, SILENT, Raw, Role, clean, read_blocks, text_content, text_lines
from extractors.dates import ParsedDate, parse_date, reconcile
from extractors.decode import parse
from extractors.metadata import Metadata, read_metadata, text_of
from extractors.registry import outlet_for
from extractors.results import NoText
from extractors.rules import Layout, Outlet
from extractors.selectors import Index, outermost, select, within
from extractors.urls import canonical_url, host_of, query_value, resolve
from extractors.version import __version__

RULES = f"rules/{__version__}"
FEW_WORDS = 20  # what a layout's body must hold at least where its headline is not found
MOST_QUOTES = 100  # a text of more has no pull quotes: each is looked for in all of the text
MOST_IMAGES = 500  # of one article; a page with more shows no article's pictures
CLOCK_SKEW = timedelta(minutes=10)  # a publisher's clock may run this far ahead of ours

# The fields whose matches are claimed, and what a block of each is called.
CLAIMS: dict[str, Label] = {
    "headline": "headline",
    "deck": "deck",
    "published": "published",
    "modified": "published",
    "byline": "byline",
    "editors": "editor",
    "sources": "source",
    "section": "section",
    "keywords": "keyword",
    "caption": "caption",
    "credit": "caption",
    "read_also": "read_also",
    "paywall": "paywall",
    "until": "chrome",
    "drop": "chrome",
}
# ... of which these are read wherever they stand, behind the end of the text too.
TAKEN_ANYWHERE = SILENT - {"drop"}
_NO_SECTION = frozenset(("home", "beranda", "depan"))
_NO_KEYWORD = frozenset(("tags", "tag", "tags:", "tag:", "topik", "topik:", "topic:", "terkait", "terkait:"))


def extract(
    html: bytes | str,
    url: str,
    *,
    encoding: str | None = None,
    fetched: datetime | None = None,
    explain: bool = False,
) -> Article:
    """The article on a page.

    ``html`` is the page as served, ``url`` its address (it decides the outlet), ``encoding`` the charset
    of the HTTP header, ``fetched`` the aware time of the fetch: relative dates count from it and a
    date after it is refused. ``explain`` fills ``Article.explanation``.

    Raises a subclass of ``NotAnArticle`` where the page holds no article, ValueError where ``fetched``
    has no zone. A page that no layout fits goes to the generic fallback (``layout`` None).
    """
    if fetched is not None and fetched.tzinfo is None:
        raise ValueError("fetched: a time without a zone says nothing; give it one")
    outlet = outlet_for(url)
    detect.refuse_address(url, outlet)
    tree = parse(html, url, encoding)
    return extract_tree(tree, url, outlet, fetched=fetched, explain=explain)


def extract_tree(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
) -> Article:
    """``extract`` for a page that is parsed already, with the rules of the outlet given."""
    metadata = read_metadata(tree)
    detect.refuse_live(metadata, url)
    index = Index(tree)
    if outlet is not None:
        detect.refuse_kind(index, url, outlet, metadata)
    fitting = []
    for layout in outlet.layouts if outlet else ():
        if select(layout.when).first(tree, index) is not None:
            assert outlet is not None
            if article := read_with(layout, outlet, index, url, metadata, fetched=fetched, explain=explain):
                return article
            fitting.append(layout)
    detect.refuse_wall(tree, url)
    detect.refuse_shell(tree, url)
    detect.refuse_type(metadata, url)
    for layout in fitting:
        if _is_without_text(layout, index):
            raise NoText(url, f"layout {layout.name} fits and its body {layout.body!r} holds no text")
    from extractors.fallback import extract_generic, headline_of

    # a template whose headline has moved: the text is where it was, and the metadata know the headline
    told = headline_of(tree, metadata) if fitting else None
    for layout in fitting if told else ():
        assert outlet is not None
        article = read_with(layout, outlet, index, url, metadata, fetched=fetched, explain=explain, told=told)
        if article and article.wordCount >= FEW_WORDS:
            return article
    return extract_generic(tree, url, outlet, metadata, fetched=fetched, explain=explain)


def _is_without_text(layout: Layout, index: Index) -> bool:
    """Whether a page has what a layout calls headline and body, and no words there (a picture essay)."""
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
    index: Index,
    url: str,
    metadata: Metadata,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
    told: str | None = None,
) -> Article | None:
    """What one layout makes of a page, whatever its ``when`` says; None where it does not fit.

    ``told`` is the headline where the layout's own selector finds none.
    For those who try many layouts on one page: index and metadata are read once, by the caller.
    """
    return _Page(index, url, outlet, layout, metadata, fetched, explain).article(told)


@dataclass
class Dates:
    """The settled dates of a page, and the publication date as the page words it."""

    published: datetime | None
    modified: datetime | None
    raw: str | None


def settle_dates(
    displayed: Sequence[str],
    modified: Sequence[str],
    metadata: Metadata,
    outlet: Outlet | None,
    *,
    local: bool = False,
    fetched: datetime | None = None,
) -> Dates:
    """Weigh displayed dates against the metadata's; what disagrees stays visible in ``raw``."""
    zone = outlet.zone if outlet else None
    remarks: list[str] = []

    def read(text: str | None, false_offset: bool = False) -> ParsedDate | None:
        if not text:
            return None
        parsed = parse_date(text, now=fetched, local=false_offset, **({"zone": zone} if zone else {}))
        if parsed and fetched and parsed.value > fetched + CLOCK_SKEW:
            remarks.append(f"{parsed.raw} is refused: the page was fetched {fetched.isoformat()}")
            return None
        return parsed

    shown = next((date for text in displayed if (date := read(text))), None)
    told = read(metadata.published, local)
    value, remark = reconcile(shown, told, **({"zone": zone} if zone else {}))
    if remark:
        remarks.append(remark)
    raw = shown.raw if shown else metadata.published if told else None
    if remarks:
        raw = f"{raw or ''} ({'; '.join(remarks)})".strip()
    changed = next((date for text in modified if (date := read(text))), None)
    changed_value, _ = reconcile(changed, read(metadata.modified, local), **({"zone": zone} if zone else {}))
    return Dates(value, changed_value, raw)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def text_values(element: etree._Element) -> list[str]:
    """What an element displays; for ``meta``, ``link`` and ``time`` also what its attribute says."""
    values = []
    if element.tag in ("meta", "link"):
        values.append(element.get("content") or element.get("href") or "")
    else:
        values.append(clean(text_content(element, {})))
        if element.tag == "time":
            values.append(element.get("datetime") or "")
    return [value for value in values if value]


class _Page:
    """One page being read with one layout."""

    def __init__(
        self,
        index: Index,
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
        """The article, or None where the layout does not fit after all (no headline or no body)."""
        layout = self.layout
        scope = self.tree if layout.scope is None else select(layout.scope).first(self.tree, self.index)
        if scope is None:
            return None
        self._claim(scope)
        headline = next((x for e in self.found["headline"] for x in text_values(e)), told)
        parts = select(layout.body).all(scope, self.index)
        bodies = outermost(parts)
        if not headline or not bodies:
            return None
        deck = clean(" ".join(x for e in self.found["deck"][:1] for x in text_values(e))) or None
        judge = Judge(self.outlet, layout.dateline or self.outlet.dateline, headline, deck, layout)
        judge.found = self.found
        self._lead_captions(judge, bodies)
        walked, shown = {}, frozenset(parts)
        for body in bodies:
            blocks = read_blocks(body, self.roles, everything=self.explain, shown=shown)
            walked[body] = blocks, len(judge.lines)  # the judge notes one line a block
            judge.read(blocks)
        judge.finish(self._synopses(deck))
        paywalled = bool(self.found["paywall"]) or judge.paywalled
        if not judge.out:
            return None
        self._people_outside(judge, bodies)
        if layout.byline_meta and not judge.people.authors:
            own = {name.casefold() for name in self._own_names()}
            judge.people.authors += [x for x in self.metadata.authors if x.casefold() not in own]
        dates = settle_dates(
            [x for e in self.found["published"] for x in text_values(e)],
            [x for e in self.found["modified"] for x in text_values(e)],
            self.metadata,
            self.outlet,
            local=layout.local_dates,
            fetched=self.fetched,
        )
        pages = self._pages(scope)
        return Article(
            headline=headline,
            alternativeHeadline=deck,
            datePublished=dates.published,
            dateModified=dates.modified,
            authors=_unique(judge.people.authors),
            editors=_unique(judge.people.editors),
            sources=_unique(judge.people.sources),
            dateline=judge.dateline,
            articleSection=self._section(headline),
            keywords=self._keywords(),
            isAccessibleForFree=False if paywalled else self.metadata.free,
            images=tuple(judge.images),
            body=tuple(judge.out),
            readAlso=tuple(judge.read_also),
            url=self.url,
            canonicalUrl=canonical_url(
                self.url, self.outlet, self.metadata.canonical or self.metadata.meta.get("og:url")
            ),
            outlet=self.outlet.name,
            layout=layout.name,
            extractor=RULES,
            inLanguage=language_of(self.url, self.outlet),
            datePublishedRaw=dates.raw,
            explanation=self._explain(judge, walked) if self.explain else (),
            pageUrls=pages,
        )

    # -- claims ---------------------------------------------------------------------------------------

    def _claim(self, scope: etree._Element) -> None:
        """Find what each field matches. An element belongs to one field; ``drop`` comes before all."""
        layout, roles = self.layout, self.roles
        for dropped in layout.drop:
            for element in select(dropped).all(scope, self.index):
                roles[element] = ("drop", dropped)
        for name in CLAIMS:
            css: str | None = getattr(layout, name) if name != "drop" else None
            elements: list[etree._Element] = []
            if css is not None:
                for element in select(css).all(scope, self.index):
                    if roles.setdefault(element, (name, css))[0] == name:
                        elements.append(element)
            self.found[name] = elements

    def _own_names(self) -> tuple[str, ...]:
        return (*self.outlet.names, self.outlet.title, self.outlet.name)

    def _lead_captions(self, judge: Judge, bodies: Sequence[etree._Element]) -> None:
        """Captions and credits that stand outside the body belong to the picture above the text."""
        inside = set(bodies)
        for name in ("caption", "credit"):
            for element in self.found[name]:
                if not within(element, inside) and not self._in_claimed(element):
                    lines = text_lines(element, self.roles)
                    raw = Raw(clean(" ".join(lines)), kind=name, lines=lines, element=element)
                    judge.take_caption(raw, lead=True)

    def _in_claimed(self, element: etree._Element) -> bool:
        """Whether an ancestor has been claimed already (a credit inside a caption, anything dropped)."""
        return any(ancestor in self.roles for ancestor in element.iterancestors())

    def _people_outside(self, judge: Judge, bodies: Sequence[etree._Element]) -> None:
        """Bylines above and below the body, in page order around what the body itself names."""
        inside = set(bodies)
        above = hygiene.People([], [], [])
        below = hygiene.People([], [], [])
        fields = [
            (element, default)
            for name, default in (("byline", "authors"), ("editors", "editors"), ("sources", "sources"))
            for element in self.found[name]
            if not within(element, inside) and not self._in_claim(element, name)
        ]
        if not fields:
            return
        inner = [bodies[0], *(element for element, _ in fields)]
        place = {element: number for number, element in enumerate(self.index.in_order(inner))}
        dropped = {inner: role for inner, role in self.roles.items() if role[0] == "drop"}
        for element, default in fields:
            people = hygiene.parse_people(
                text_lines(element, dropped) or text_values(element),
                default=default,
                own_names=self._own_names(),
            )
            target = above if place[element] < place[bodies[0]] else below
            for kind in ("authors", "editors", "sources"):
                getattr(target, kind).extend(getattr(people, kind))
        for kind in ("authors", "editors", "sources"):
            names = getattr(judge.people, kind)
            names[:] = [*getattr(above, kind), *names, *getattr(below, kind)]

    def _in_claim(self, element: etree._Element, name: str) -> bool:
        """Whether an ancestor is dropped, or matched by the same field (its text is read already)."""
        claims = (self.roles.get(ancestor, ("", ""))[0] for ancestor in element.iterancestors())
        return any(claim in ("drop", name) for claim in claims)

    # -- single values --------------------------------------------------------------------------------

    def _synopses(self, deck: str | None) -> tuple[str, ...]:
        """Texts that templates repeat behind the article: its deck, its description."""
        values = (deck, self.metadata.description, self.metadata.article.get("description"))
        return tuple(x for value in values if (x := text_of(value)))

    def _section(self, headline: str) -> tuple[str, ...]:
        own = {name.casefold() for name in (*self._own_names(), *self.outlet.domains)}
        found = [item for element in self.found["section"] for item in text_values(element)[:1]]
        if self.layout.section_meta and not found:
            found = list(self.metadata.breadcrumb)
        # the last item may be the title as search engines are told it
        told = {
            text_of(x) for x in (self.metadata.article.get("headline"), self.metadata.meta.get("og:title"))
        }
        items = []
        for item in found:
            item = item.strip(" /»›>|")
            low = item.casefold()
            titled = item == headline or (item in told and len(item.split()) > 3)
            if item and low not in _NO_SECTION and low not in own and not titled:
                items.append(item)
        return tuple(items)

    def _keywords(self) -> tuple[str, ...]:
        items = [x for e in self.found["keywords"] for x in text_values(e)[:1]]
        items = [item.lstrip("#").strip(" ,") for item in items]
        return _unique(item for item in items if item and item.casefold() not in _NO_KEYWORD)

    def _pages(self, scope: etree._Element) -> tuple[str, ...]:
        rule = self.layout.pages
        if rule is None or rule.links is None:
            return ()
        here = query_value(self.url, rule.query)
        if rule.whole is not None and here == rule.whole:
            return ()
        numbers: dict[int, str] = {}
        for link in select(rule.links).all(scope, self.index):
            href = link.get("href") or ""
            if f"{rule.query}=" not in href:
                continue
            address = resolve(self.url, href)
            value = query_value(address, rule.query)
            if outlet_for(address) is not self.outlet:
                continue
            if value == rule.whole and value:
                return (address,)
            if value.isdecimal() and len(value) < 4:
                numbers.setdefault(int(value), address)
        current = int(here) if here.isdecimal() else 1  # page 1 need not say so
        return tuple(address for number, address in sorted(numbers.items()) if number > current)

    # -- explanation ----------------------------------------------------------------------------------

    def _explain(self, judge: Judge, walked: dict[etree._Element, tuple[list[Raw], int]]) -> tuple[Line, ...]:
        """Every visible block of the whole page, in order, with what became of it."""
        root = next(iter(self.tree.iter("body")), self.tree)
        roles = dict(self.roles)
        for body in walked:
            roles[body] = ("body", self.layout.body)
        lines: list[Line] = []

        numbers = {element: number for number, element in enumerate(self.tree.iter())}

        def add(raw: Raw, text: str, label: Label, kept: bool, rule: str) -> None:
            if text:
                nodes = tuple((numbers[element], tail) for element, tail in raw.nodes)
                lines.append(Line(len(lines) + 1, text, label, kept, rule, nodes))

        for raw in read_blocks(root, roles, everything=True):
            if raw.kind == "body" and raw.element is not None:
                blocks, start = walked[raw.element]
                for block, decision in zip(blocks, judge.lines[start:], strict=False):
                    add(block, decision.text, decision.label, decision.kept, decision.rule)
            elif raw.kind == "text":
                add(raw, raw.text, "chrome", False, "outside the body")
            else:
                label = CLAIMS.get(raw.kind, "chrome")
                kept = raw.kind not in ("drop", "paywall", "until")
                name = f"{raw.kind}: {raw.rule}"
                add(raw, raw.text, label, kept, name)
        return tuple(lines)


@dataclass
class Decision:
    """What the judge made of one block; ``at`` is its place in the body while it is kept."""

    text: str
    label: Label
    kept: bool
    rule: str


LABELS: dict[str, Label] = {
    "paragraph": "paragraph",
    "heading": "subheading",
    "list_item": "list_item",
    "quote": "quote",
}


@dataclass
class Judge:
    """Decides, block by block, what is text; then mends the two ends of it.

    It serves the layouts' bodies and the fallback's alike: one vocabulary, one way to decide.
    """

    outlet: Outlet | None
    dateline_pattern: str | None
    headline: str
    deck: str | None
    layout: Layout | None = None
    out: list[Block] = field(default_factory=list)
    kept: list[tuple[Raw, Decision]] = field(default_factory=list)  # beside ``out``, place by place
    lines: list[Decision] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    read_also: list[str] = field(default_factory=list)
    people: hygiene.People = field(default_factory=lambda: hygiene.People([], [], []))
    dateline: str | None = None
    paywalled: bool = False
    wall: int | None = None  # how many blocks stand above the words of a paywall
    barren: int = 0  # how many blocks are known to hold no sentence behind a paywall's words
    republished: bool = False
    found: dict[str, list[etree._Element]] = field(default_factory=dict)
    credit: str | None = None  # displayed before the caption it belongs to
    credits: dict[etree._Element, list[etree._Element]] | None = None  # by what they stand in, once asked
    contents: bool = False  # inside a table of contents: its label has been seen, its links follow
    box: bool = False  # inside a read-also box: its label has been seen, its links follow

    # -- one block at a time --------------------------------------------------------------------------

    def read(self, blocks: Sequence[Raw]) -> None:
        """Judge the blocks of one body container."""
        stopped = ""
        for raw in blocks:
            if stopped and raw.kind not in TAKEN_ANYWHERE:
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "until":
                stopped = f"until: {raw.rule}"
                self.note(raw.text, "chrome", stopped)
            elif raw.kind == "text":
                self.text(raw)
            else:
                self.claimed(raw)
        self.box = False

    def note(self, text: str, label: Label, rule: str, kept: bool = False) -> Decision:
        decision = Decision(text, label, kept, rule)
        self.lines.append(decision)
        return decision

    def claimed(self, raw: Raw) -> None:
        rule = f"{raw.kind}: {raw.rule}"
        kept = raw.kind not in ("drop", "paywall")
        self.note(raw.text, CLAIMS.get(raw.kind, "chrome"), rule, kept)
        if raw.kind in ("caption", "credit"):
            self.take_caption(raw, lead=not self.out)
        elif raw.kind == "read_also":
            titles = hygiene.titles_of(raw.links) or (hygiene.strip_label(raw.text),)
            self.read_also += [title for title in titles if title]
        elif raw.kind in ("byline", "editors", "sources"):
            default = "authors" if raw.kind == "byline" else raw.kind
            self.take_people(raw.lines or (raw.text,), default)
        elif raw.kind == "paywall":
            self.paywalled = True

    def take_people(self, lines: Sequence[str], default: str = "authors") -> None:
        own = (*self.outlet.names, self.outlet.title, self.outlet.name) if self.outlet else ()
        people = hygiene.parse_people(lines, default=default, own_names=own)
        self.people.authors += people.authors
        self.people.editors += people.editors
        self.people.sources += people.sources

    def take_caption(self, raw: Raw, *, lead: bool) -> None:
        text = raw.text
        if len(self.images) >= MOST_IMAGES:
            return
        if raw.kind == "credit":
            if self.images and self.images[-1].credit is None:
                self.images[-1] = replace(self.images[-1], credit=text.strip(" ()[]") or None)
            else:
                self.credit = text
            return
        if self.layout and self.layout.caption_prefix:
            text = _pattern(self.layout.caption_prefix).sub("", text, count=1)
        credit = self.credit
        if raw.element is not None and (inner := self._credits_in(raw.element)):
            credit = clean(" ".join(text_content(e, {}) for e in inner))
        self.credit = None
        if image := hygiene.caption(text, credit=credit, lead=lead):
            self.images.append(image)

    def _credits_in(self, caption: etree._Element) -> Sequence[etree._Element]:
        if self.credits is None:
            self.credits = {}
            for credit in self.found.get("credit", ()):
                for element in (credit, *credit.iterancestors()):
                    self.credits.setdefault(element, []).append(credit)
        return self.credits.get(caption, ())

    def text(self, raw: Raw) -> None:
        text = raw.text
        if self.box:
            if raw.links and (raw.linked or not raw.plain):
                self.read_also += hygiene.titles_of(raw.links)
                self.note(text, "read_also", "link in a read-also box", kept=True)
                return
            self.box = False
        if self.contents and raw.linked and raw.type == "list_item":
            self.note(text, "chrome", "entry of a table of contents")
            return
        self.contents = hygiene.is_contents_label(text)
        if self.contents:
            self.note(text, "chrome", "table of contents")
            return
        if raw.plain is not None and hygiene.is_credit_line(text):
            self.note(text, "caption", "caption by its credit", kept=True)
            self.take_caption(raw, lead=not self.out)
            return
        if not self.out and text == self.headline:
            self.note(text, "headline_repeat", "the headline again")
            return
        if not self.out and self.deck is not None and text == self.deck:
            self.note(text, "deck", "the deck again", kept=True)
            return
        heading = raw.type == "heading"
        verdict = hygiene.classify(text, links=raw.links, plain=raw.plain, linked=raw.linked, heading=heading)
        if verdict:
            if verdict.label == "read_also":
                self.read_also += verdict.titles
                self.box = verdict.opens_box
            elif verdict.label == "source":
                self.people.sources += verdict.titles
                self.republished = True
            elif verdict.label == "paywall":
                self.paywalled = True
                if self.wall is None or self._goes_on():
                    self.wall = len(self.out)
            self.note(text, verdict.label, verdict.rule, kept=bool(verdict.titles))
            return
        if hygiene.is_byline(text, raw.lines):
            self.take_people(raw.lines or (text,))
            self.note(text, "byline", "byline", kept=True)
            return
        kind = raw.type
        if kind == "paragraph" and raw.bold and is_title(text):
            kind = "heading"
        decision = self.note(text, LABELS[kind], "body", kept=True)
        self.out.append(Block(kind, text))  # type: ignore[arg-type]
        self.kept.append((raw, decision))

    # -- the ends -------------------------------------------------------------------------------------

    def finish(self, synopses: Sequence[str] = ()) -> None:
        """Take off what stands at the ends of the text: dateline, codes, credits, repeated synopsis."""
        self._dateline()
        self._offers()
        while self.out and self._tail(synopses):
            pass
        self._pull_quotes()

    def remove(self, index: int, label: Label, rule: str, kept: bool = False) -> None:
        decision = self.kept[index][1]
        decision.label, decision.rule, decision.kept = label, rule, kept
        del self.out[index], self.kept[index]

    def retype(self, index: int, text: str, rule: str, kind: str | None = None) -> None:
        """Put a trimmed text in the place of a block."""
        block = self.out[index]
        self.out[index] = Block(kind or block.type, text)  # type: ignore[arg-type]
        decision = self.kept[index][1]
        decision.label, decision.rule = LABELS[self.out[index].type], f"{decision.rule}; {rule}"

    def _dateline(self) -> None:
        if not self.dateline_pattern:
            return
        pattern = _pattern(self.dateline_pattern)
        for index in range(min(3, len(self.out))):
            text = self.out[index].text
            if match := self._set_apart(index, text, pattern):
                self._take_dateline(index, text, match)
                return
            match = pattern.match(text)
            if index + 1 < len(self.out) and len(text) <= 60 and (match is None or match.end() >= len(text)):
                joined = f"{text} {self.out[index + 1].text}"
                longer = pattern.match(joined)
                if longer and longer.end() > len(text):
                    self._take_dateline(index + 1, joined, longer)
                    self.remove(index, "paragraph", "dateline", kept=True)
                    return
            if match:
                self._take_dateline(index, text, match)
                return

    def _set_apart(self, index: int, text: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The dateline where bold type alone, and no dash, sets it apart from the text that follows."""
        opening = self.kept[index][0].opening
        rest = text[len(opening) :].lstrip()
        if not ("." in opening or "," in opening):  # a place alone may be the first word of a sentence
            return None
        if not rest or not (rest[0].isalnum() or rest[0] in "\"“‘'"):
            return None
        return pattern.fullmatch(f"{opening} - ")

    def _take_dateline(self, index: int, text: str, match: re.Match[str]) -> None:
        """Leave of a block what stands behind its dateline."""
        self.dateline = _shown_dateline(match)
        # a dateline that was set apart by its type was matched with a dash that the page does not show
        end = match.end() if text.startswith(match[0]) else len(self.kept[index][0].opening)
        rest = text[end:].strip()
        if not rest:
            self.remove(index, "paragraph", "dateline", kept=True)
        else:
            kind = "paragraph" if self.out[index].type == "heading" else None
            self._leave(index, rest, f"dateline {self.dateline!r} taken off", kind)

    def _leave(self, index: int, rest: str, rule: str, kind: str | None = None) -> None:
        """Leave of a block what it is without its opening or its end: a text, or a line of the vocabulary."""
        if verdict := hygiene.classify(rest, plain=rest):
            self.remove(index, verdict.label, verdict.rule)
        else:
            self.retype(index, rest, rule, kind)

    def _tail(self, synopses: Sequence[str]) -> bool:
        """Take one thing off the end; False when nothing is left to take."""
        index = len(self.out) - 1
        text = self.out[index].text
        raw = self.kept[index][0]
        code = _pattern(self.layout.desk_code) if self.layout and self.layout.desk_code else None
        start = hygiene.desk_code_start(text, code)
        if start is not None:
            editor = code.search(text, start) if code and "editor" in code.groupindex else None
            if editor and editor["editor"]:
                self.people.editors += hygiene.split_names(editor["editor"])
            rest = text[:start].rstrip()
            if rest:
                self._leave(index, rest, f"desk code {text[start:].strip()!r} taken off")
            else:
                self.remove(index, "byline", "desk code")
            return True
        if names := hygiene.agencies(text) or hygiene.source_line(text):
            self.people.sources[:0] = [name for name in names if name not in self.people.sources]
            self.remove(index, "source", "credit line", kept=True)
            return True
        marked = raw.bold or raw.tag in HEADINGS or " " in text  # plain type signs with a whole name
        signed = self.layout and self.layout.signature and marked
        if signed and (names := hygiene.signature(text)):
            self._sign(names)
            self.remove(index, "byline", "signature", kept=True)
            return True
        if self.republished and (named := hygiene.name_in_brackets(text)):
            self.people.authors.append(named[1])
            self._leave(index, named[0], f"writer {named[1]!r} taken off")
            return True
        if index > 0 and text in synopses:
            self.remove(index, "deck", "synopsis repeated behind the text")
            return True
        return False

    def _goes_on(self) -> bool:
        """Whether sentences follow the words of a paywall: then the text is not cut there."""
        start = max(self.wall or 0, self.barren)  # what held no sentence before holds none now
        if any(hygiene.ends_sentence(x.text) or len(x.text) > 120 for x in self.out[start:]):
            return True
        self.barren = len(self.out)
        return False

    def _offers(self) -> None:
        """Behind the words of a paywall nothing but its offers: packages, prices, terms."""
        self.barren = 0  # a dateline may have moved the blocks
        while self.wall and len(self.out) > self.wall and not self._goes_on():
            self.remove(len(self.out) - 1, "paywall", "offer of a paywall")

    def _sign(self, names: Sequence[str]) -> None:
        """Sign the text, minding that a byline may have named the same person in other letters."""
        known = {name.casefold() for name in self.people.authors}
        for element in self.found.get("byline", ()):
            known |= {line.casefold() for line in text_lines(element, {})}
        for name in names:
            if hygiene.agencies(name):
                self.people.sources.append(name)
            elif name.casefold() not in known:
                self.people.authors.append(name)

    def _pull_quotes(self) -> None:
        """A pull quote repeats a sentence of the body; it is left out."""
        quotes = [i for i, block in enumerate(self.out) if block.type == "quote"]
        if len(quotes) > MOST_QUOTES:
            return
        for index in reversed(quotes):
            words = self.out[index].text.strip(" \"“”'‘’").rstrip(".")
            if len(words) > 20 and any(words in b.text for i, b in enumerate(self.out) if i != index):
                self.remove(index, "chrome", "pull quote: a sentence of the body again")


def _shown_dateline(match: re.Match[str]) -> str | None:
    return clean(match[1] or "").strip(" ") or None


_NUMBERED = re.compile(r"(?:\d{1,3}|[A-Za-z])[.)]\s")


def is_title(text: str) -> bool:
    """Whether a text that is bold from end to end stands as a section title."""
    if len(text) > 160 or text[0] in '"“‘(':
        return False
    if _NUMBERED.match(text):
        return True
    return text[-1] not in ".,;-–—"


def language_of(url: str, outlet: Outlet) -> str:
    """The language of a page of this outlet, by its host."""
    return outlet.languages.get(host_of(url), outlet.language)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
