"""CSS selectors for lxml, quick enough to ask a page for twenty of them.

Rules speak CSS only: it is what a page's author writes and what a browser's inspector shows.

A page's elements are indexed by class and id once (0.12 ms on a 73 kB page, where a single ``.name`` costs
0.2 ms as XPath over the whole page); a selector then looks at the few elements that carry its rightmost
name: what stands left of the name is a question to them (``.isi > .x``: "is your parent ``.isi``?"), what
stands right of it is reached from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TypeAlias, cast

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash
from cssselect.parser import Selector as CSSTree
from cssselect.xpath import XPathExpr
from lxml import etree

Elements: TypeAlias = list[etree._Element]

_CLASSED = etree.XPath("descendant-or-self::*[@class]")
_NAMED = etree.XPath("descendant-or-self::*/@id/parent::*")


class _FromTheRight(HTMLTranslator):
    """Combinators as conditions on the rightmost element, which is the one that is looked for."""

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"ancestor::{left}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"parent::{left}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::*[1]/self::{left}")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::{left}")


_TRANSLATOR = _FromTheRight()


class Index:
    """The elements of one page by class and by id, in document order; made when it is first asked."""

    __slots__ = ("_by_class", "_by_id", "tree")

    def __init__(self, tree: etree._Element) -> None:
        self.tree = tree
        self._by_class: dict[str, list[etree._Element]] | None = None
        self._by_id: dict[str, list[etree._Element]] | None = None

    def of_class(self, name: str) -> list[etree._Element]:
        """Elements that carry a class."""
        if self._by_class is None:
            self._by_class = {}
            for element in cast("Elements", _CLASSED(self.tree)):
                for token in (element.get("class") or "").split():
                    self._by_class.setdefault(token, []).append(element)
        return self._by_class.get(name, [])

    def of_id(self, name: str) -> list[etree._Element]:
        """Elements that carry an id; pages repeat ids that ought to be unique."""
        if self._by_id is None:
            self._by_id = {}
            for element in cast("Elements", _NAMED(self.tree)):
                self._by_id.setdefault(element.get("id") or "", []).append(element)
        return self._by_id.get(name, [])


# How a combinator is walked downwards.
_DOWN = {
    " ": "descendant::",
    ">": "child::",
    "+": "following-sibling::*[1]/self::",
    "~": "following-sibling::",
}


class _Part:
    """One selector of a comma list.

    Its rightmost compound with a class or an id is the anchor: the index gives the candidates, ``test``
    asks one whether it and what is left of it match, ``down`` leads from there to the right end.
    Without any anchor ``find`` looks through the whole page.
    """

    __slots__ = ("anchor", "by_id", "down", "find", "test")

    def __init__(self, tree: CSSTree) -> None:
        self.anchor, self.by_id = None, False
        self.find = self.test = self.down = None
        compound, rest = tree.parsed_tree, ""
        while True:
            right = compound.subselector if isinstance(compound, CombinedSelector) else compound
            self.anchor, self.by_id = _name_of(right)
            if self.anchor or not isinstance(compound, CombinedSelector):
                break
            step = str(_TRANSLATOR.xpath(right))
            rest = f"{_DOWN[compound.combinator]}{step}" + (f"/{rest}" if rest else "")
            compound = compound.selector
        if self.anchor is None:
            step = _TRANSLATOR.selector_to_xpath(tree, prefix="")
            # going through the attributes is ten times as quick as through all elements
            attribute = _attribute_of(tree.parsed_tree) if step.startswith("*") else None
            by_attribute = f"descendant::*/@{attribute}/parent::{step}"
            self.find = etree.XPath(by_attribute if attribute else f"descendant::{step}")
            return
        plain = isinstance(compound, Class | Hash) and _is_any(compound.selector)
        self.test = None if plain else etree.XPath(f"boolean(self::{_TRANSLATOR.xpath(compound)})")
        self.down = etree.XPath(rest) if rest else None

    def all(self, root: etree._Element, index: Index) -> list[etree._Element]:
        if self.anchor is None:
            return cast("Elements", self.find(root)) if self.find else []
        found = index.of_id(self.anchor) if self.by_id else index.of_class(self.anchor)
        if found and self.test is not None:
            found = [element for element in found if self.test(element)]
        if found and self.down is not None:
            down, anchors = self.down, found
            found = list(dict.fromkeys(e for anchor in anchors for e in cast("Elements", down(anchor))))
            if len(anchors) > 1 and any(within(anchor, anchors, itself=False) for anchor in anchors):
                found.sort(key=position)  # what a nested anchor leads to stands between its outer's finds
        if found and root is not index.tree:
            found = [element for element in found if _is_below(element, root)]
        return found


class Selector:
    """A compiled selector. Raises ValueError, in one sentence, where the CSS is broken."""

    __slots__ = ("_parts", "css")

    def __init__(self, css: str) -> None:
        try:
            self._parts = tuple(_Part(tree) for tree in parse(css))
        except (SelectorError, etree.XPathError) as error:
            raise ValueError(f"{css!r} is no CSS selector ({error})") from None
        self.css = css

    def all(self, root: etree._Element, index: Index) -> list[etree._Element]:
        """Every match below ``root``, in document order. ``index`` is that of the whole page."""
        if len(self._parts) == 1:
            return list(self._parts[0].all(root, index))
        several = [found for part in self._parts if (found := part.all(root, index))]
        if len(several) < 2:
            return list(several[0]) if several else []
        return sorted({element for found in several for element in found}, key=position)

    def first(self, root: etree._Element, index: Index) -> etree._Element | None:
        """The first match below ``root``."""
        found = self.all(root, index)
        return found[0] if found else None

    def __repr__(self) -> str:
        return f"Selector({self.css!r})"


@cache
def select(css: str) -> Selector:
    """The compiled selector of a CSS text; the same text is compiled once."""
    return Selector(css)


def position(element: etree._Element) -> tuple[int, ...]:
    """Where an element stands in document order: the path of child numbers from the root."""
    path = []
    parent = element.getparent()
    while parent is not None:
        path.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return tuple(reversed(path))


def within(element: etree._Element, others: Iterable[etree._Element], *, itself: bool = True) -> bool:
    """Whether an element is one of the others or stands in one of them."""
    others = others if isinstance(others, set) else set(others)
    if itself and element in others:
        return True
    return any(ancestor in others for ancestor in element.iterancestors())


def _is_below(element: etree._Element, root: etree._Element) -> bool:
    return any(ancestor is root for ancestor in element.iterancestors())


def _is_any(tree: object) -> bool:
    return isinstance(tree, Element) and tree.element is None


def _name_of(compound: object) -> tuple[str | None, bool]:
    """A class, or an id, that every match carries, and whether it is an id."""
    while compound is not None and not isinstance(compound, Element):
        if isinstance(compound, Class):
            return str(compound.class_name), False
        if isinstance(compound, Hash):
            return str(compound.id), True
        compound = getattr(compound, "selector", None)
    return None, False


def _attribute_of(compound: object) -> str | None:
    """An attribute that every match carries."""
    if isinstance(compound, CombinedSelector):
        compound = compound.subselector
    while compound is not None and not isinstance(compound, Element):
        if isinstance(compound, Attrib) and compound.operator != "!=" and compound.namespace is None:
            return str(compound.attrib)
        compound = getattr(compound, "selector", None)
    return None
