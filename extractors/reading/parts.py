"""What a layout finds on a page, as texts and blocks: all that reading an article needs of its elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from extractors.reading.blocks import Credits, Raw, Role, Roles, clean, read_blocks, text_content, text_lines
from extractors.reading.judge import CLAIMS
from extractors.rules.model import Layout
from extractors.rules.selectors import TreeIndex, outermost, select, within

PEOPLE = ("byline", "editors", "sources")
_SINGLE = ("deck", "published", "modified", "section", "keywords", "paywall")
_CLAIMED = frozenset(CLAIMS) - {"drop", "until"}


@dataclass(slots=True)
class Parts:
    """What a layout finds on one page.

    ``published`` and ``modified`` are what the elements of the dates display, ``section`` and ``keywords`` have one
    text per element. ``lead`` are captions and credits outside the text; ``bodies`` the blocks of each container;
    ``people`` the lines of each byline outside the text: the field, the lines, and whether it stands above the text.
    ``bylines`` are the lines of all bylines; ``pager`` the addresses in the pager's links, as written.
    """

    headline: str | None
    deck: str | None
    published: Sequence[str]
    modified: Sequence[str]
    section: Sequence[str]
    keywords: Sequence[str]
    lead: Sequence[Raw]
    bodies: Sequence[Sequence[Raw]]
    people: Sequence[tuple[str, Sequence[str], bool]]
    bylines: Sequence[str]
    paywall: bool
    pager: Sequence[str]
    # only for an explanation: what claims which element, and the container of each of ``bodies``
    roles: dict[etree._Element, Role] = field(default_factory=dict)
    containers: Sequence[etree._Element] = ()

    @property
    def fields(self) -> list[str]:
        """The fields of the layout that gave something, but for the headline and the body, without which there is no page."""
        single = {name: getattr(self, name) for name in _SINGLE}
        raws = [*self.lead, *(raw for body in self.bodies for raw in body if raw.kind != "text")]
        inside = {raw.kind for raw in raws} | {"credit" for raw in raws if raw.credit}
        people = {name for name, _, _ in self.people} | ({"byline"} if self.bylines else set())
        return sorted({name for name, value in single.items() if value} | people | inside & _CLAIMED)


def find_parts(
    layout: Layout, index: TreeIndex, *, everything: bool = False, headline: str | None = None
) -> Parts | None:
    """The parts of a page by a layout's selectors; None without a headline or a body.

    ``index`` is of what the layout searches; ``everything`` also reads what is dropped, for an explanation.
    ``headline`` is the headline to use if the page has none where the layout looks for it.
    """
    scope = index.tree if layout.scope is None else select(layout.scope).first(index.tree, index)
    return None if scope is None else _Finder(layout, index, scope).parts(everything, headline)


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


class _Finder:
    def __init__(self, layout: Layout, index: TreeIndex, scope: etree._Element) -> None:
        self.layout, self.index, self.scope = layout, index, scope
        self.roles: dict[etree._Element, Role] = {}
        self.found: dict[str, list[etree._Element]] = {}

    def parts(self, everything: bool, headline: str | None) -> Parts | None:
        self._claim()
        headline = next((x for e in self.found["headline"] for x in text_values(e)), headline)
        shown = select(self.layout.body).all(self.scope, self.index)
        bodies = outermost(shown)
        if headline is None or not bodies:
            return None
        pager = self.layout.pages.links if self.layout.pages else None
        links = select(pager).all(self.scope, self.index) if pager else ()
        all_shown, others = frozenset(shown), dict[str, Roles]()
        blocks = [
            read_blocks(body, self.roles, everything=everything, shown=all_shown, others=others)
            for body in bodies
        ]
        lead = self._lead_captions(bodies)
        credits = Credits(self.found["credit"])
        for captions in (lead, *blocks):
            credits.add_to(captions)
        return Parts(
            headline=headline,
            deck=clean(" ".join(x for e in self.found["deck"][:1] for x in text_values(e))) or None,
            published=[x for e in self.found["published"] for x in text_values(e)],
            modified=[x for e in self.found["modified"] for x in text_values(e)],
            section=[x for e in self.found["section"] for x in text_values(e)[:1]],
            keywords=[x for e in self.found["keywords"] for x in text_values(e)[:1]],
            lead=lead,
            bodies=blocks,
            people=self._people(bodies),
            bylines=[line for e in self.found["byline"] for line in text_lines(e, {})],
            paywall=bool(self.found["paywall"]),
            pager=[link.get("href") or link.get("value") or "" for link in links],
            roles=self.roles,
            containers=bodies,
        )

    def _claim(self) -> None:
        """Find what each field matches. An element belongs to one field; ``drop`` comes first.

        Only names may share an element with the date ("Ani Rahma • 5 Maret 2024").
        """
        layout, roles = self.layout, self.roles
        for dropped in layout.drop:
            for element in select(dropped).all(self.scope, self.index):
                roles[element] = ("drop", dropped)
        for name in CLAIMS:
            css: str | None = getattr(layout, name) if name != "drop" else None
            elements: list[etree._Element] = []
            if css is not None:
                for element in select(css).all(self.scope, self.index):
                    owner = roles.setdefault(element, (name, css))[0]
                    if owner == name or (name == "byline" and owner == "published"):
                        elements.append(element)
            self.found[name] = elements

    def _lead_captions(self, bodies: Sequence[etree._Element]) -> list[Raw]:
        """Captions and credits outside the body, which belong to the picture above the text."""
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

    def _people(self, bodies: Sequence[etree._Element]) -> list[tuple[str, Sequence[str], bool]]:
        inside = set(bodies)
        fields = [
            (element, name)
            for name in PEOPLE
            for element in self.found[name]
            if not within(element, inside) and not self._in_claim(element, name)
        ]
        if not fields:
            return []
        inner = [bodies[0], *(element for element, _ in fields)]
        place = {element: number for number, element in enumerate(self.index.in_order(inner))}
        named = {inner: role for inner, role in self.roles.items() if role[0] in ("drop", *PEOPLE)}
        others = {
            name: {inner: role for inner, role in named.items() if role[0] != name}
            for name in {name for _, name in fields}
        }
        found: list[tuple[str, Sequence[str], bool]] = []
        for element, name in fields:
            lines = text_lines(element, others[name]) or text_values(element)
            found.append((name, lines, place[element] < place[bodies[0]]))
        return found

    def _in_claim(self, element: etree._Element, name: str) -> bool:
        """Whether an ancestor is dropped, or matched by the same field (then its text is already read)."""
        claims = (self.roles.get(ancestor, ("", ""))[0] for ancestor in element.iterancestors())
        return any(claim in ("drop", name) for claim in claims)
