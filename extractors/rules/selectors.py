"""CSS selectors for lxml, fast enough to run twenty of them on every page.

Rules use only CSS: it is what a page's author writes and what a browser's inspector shows. There is one addition:
``||`` means "or else". ``.judul || h1`` is the first choice that shows words on a page (an empty heading does not
count); if none does, the first that finds any element. A comma takes both in page order, as always.

A page's elements are indexed once by class, id and the like (0.18 ms on a 73 kB page, where a single ``.name`` costs
0.2 ms as XPath over the whole page). A selector then looks only at the few elements with its rightmost name. What
is to the left of that name is a test on them (``.isi > .x``: "is the parent ``.isi``?"); what is to the right is
reached from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, TypeAlias, cast

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, Relation
from cssselect.parser import Selector as CSSTree
from cssselect.xpath import XPathExpr
from lxml import etree

Elements: TypeAlias = list[etree._Element]

# Attributes by which authors and scripts identify elements; a page is indexed only by those that selectors use.
_NAMES = ("class", "id", "itemprop", "data-testid", "data-cy")
# The attributes themselves, as lxml's strings that know their element: walking over them and asking each string for
# its element takes less than half as long as `//*[@class]` and `get`.
_VALUES = {name: etree.XPath(f"descendant-or-self::*/@{name}") for name in _NAMES}


class _FromTheRight(HTMLTranslator):
    """Combinators as conditions on the rightmost element, the one to find."""

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"ancestor::{left}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"parent::{left}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::*[1]/self::{left}")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::{left}[1]")  # all of them would be put in order

    # Counting siblings, as cssselect does, takes time for each sibling; asking for one neighbor does not.
    def xpath_first_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(preceding-sibling::*[1])")

    def xpath_last_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(following-sibling::*[1])")


_TRANSLATOR = _FromTheRight()


class _Attribute:
    """One attribute of a page's elements, by its full value: a template repeats a few values many times."""

    __slots__ = ("places", "values")

    def __init__(self, xpath: etree.XPath, tree: etree._Element) -> None:
        self.values = cast("list[etree._ElementUnicodeResult]", xpath(tree))
        self.places: dict[str, list[int]] = {}  # text → its positions in ``values``
        places = self.places
        for place, text in enumerate(self.values):
            if text in places:
                places[text].append(place)
            else:
                places[text] = [place]

    def carrying(self, texts: Iterable[str]) -> Elements:
        """The elements whose attribute has one of these values, in document order."""
        found = [self.places[text] for text in texts]
        places = found[0] if len(found) == 1 else sorted(chain.from_iterable(found))
        values = self.values
        return [cast("etree._Element", values[place].getparent()) for place in places]


class TreeIndex:
    """The elements of one page by the attributes that name them, in document order; built on first use."""

    __slots__ = ("_attributes", "_classes", "_places", "data", "tree")

    def __init__(self, tree: etree._Element) -> None:
        self.tree = tree
        self.data: dict[
            object, TreeIndex | None
        ] = {}  # what the page's own JSON says, by the rule that finds it
        self._attributes: dict[str, _Attribute] = {}
        self._classes: dict[str, list[str]] | None = None  # class → the attribute values that contain it
        self._places: dict[etree._Element, int] = {}

    def _attribute(self, name: str) -> _Attribute:
        if name not in self._attributes:
            self._attributes[name] = _Attribute(_VALUES[name], self.tree)
        return self._attributes[name]

    def of_class(self, name: str) -> Elements:
        """Elements that have a class."""
        attribute = self._attribute("class")
        if self._classes is None:
            self._classes = {}
            for text in attribute.places:
                for one in set(text.split()):
                    self._classes.setdefault(one, []).append(text)
        texts = self._classes.get(name)
        return attribute.carrying(texts) if texts else []

    def named(self, attribute: str, text: str) -> Elements:
        """Elements whose attribute equals a text; several even for ``id``, which pages repeat."""
        found = self._attribute(attribute)
        return found.carrying((text,)) if text in found.places else []

    def where(self, attribute: str, test: Callable[[str], bool]) -> Elements:
        """Elements whose attribute value passes the test."""
        found = self._attribute(attribute)
        return found.carrying([text for text in found.places if test(text)])

    def in_order(self, elements: Iterable[etree._Element]) -> Elements:
        """These elements of the page in document order, each once."""
        found = list(dict.fromkeys(elements))
        return sorted(found, key=self._order_of(len(found)))

    def following(self, elements: Elements, others: Iterable[etree._Element]) -> Elements:
        """Those of the elements that have a sibling before them among the others, which are in document order."""
        first: dict[etree._Element | None, etree._Element] = {}
        for other in others:
            first.setdefault(other.getparent(), other)
        pairs = [(first[parent], element) for element in elements if (parent := element.getparent()) in first]
        place = self._order_of(len(pairs))
        return [element for other, element in pairs if place(other) < place(element)]

    def _order_of(self, count: int) -> Callable[[etree._Element], Any]:
        """What sorts so many elements in document order."""
        if count < _FEW:
            return position
        if not self._places:  # an element's path takes time for each sibling: many are numbered at once
            self._places = {element: place for place, element in enumerate(self.tree.iter())}
        return self._places.__getitem__


# Limit on elements of one name whose ancestors and siblings are tested. The largest real page has 2,500 elements in
# all; a page with more of one name was built to be slow.
MANY = 3_000
MANY_BELOW = 100  # ... and whose descendants are tested
_AXES = ("ancestor::", "sibling::", "descendant::")
_FEW = 32  # up to this many elements are sorted by their paths instead of numbering the page

# How to follow a combinator downward.
_DOWN = {
    " ": "descendant::",
    ">": "child::",
    "+": "following-sibling::*[1]/self::",
    "~": "following-sibling::",
}


class Part:
    """One selector of a comma list.

    Its rightmost compound with a class or an id is the ``anchor``: the index gives the candidates, ``test``
    checks whether one and what is to its left match, ``down`` leads from there to the right end. A compound with
    ``:has()`` is the anchor if possible: it is then tested once, not for each element in it. Of ``A ~ B`` the elements
    that are A are found once (``before``), not among the siblings of each B. Without an anchor, ``find`` searches the whole page.
    """

    __slots__ = ("anchor", "before", "descends", "down", "find", "follows", "most", "test", "tree")

    def __init__(self, tree: CSSTree) -> None:
        self.tree = tree
        self.anchor: Anchor | None = None
        self.test: Callable[[etree._Element], object] | None = None
        self.before: Part | None = None
        self.find = self.down = None
        self.descends = self.follows = False
        self.most: int | None = None
        compound, rest = tree.parsed_tree, ""
        while True:
            right = compound.subselector if isinstance(compound, CombinedSelector) else compound
            self.anchor = _anchor_of(right)
            if not isinstance(compound, CombinedSelector):
                break
            if self.anchor and not _asks_below(compound.selector):
                break
            step = str(_TRANSLATOR.xpath(right))
            rest = f"{_DOWN[compound.combinator]}{step}" + (f"/{rest}" if rest else "")
            compound = compound.selector
        if self.anchor is None:
            self.find = etree.XPath(f"descendant::{_TRANSLATOR.selector_to_xpath(tree, prefix='')}")
            return
        asked = str(_TRANSLATOR.xpath(compound))
        if isinstance(compound, CombinedSelector) and compound.combinator == "~":
            self.before, compound = Part(CSSTree(compound.selector)), compound.subselector
        if not (isinstance(compound, Class | Hash | Attrib) and _is_any(compound.selector)):
            self.test = _plain_test(compound) or etree.XPath(f"boolean(self::{_TRANSLATOR.xpath(compound)})")
        self.down = etree.XPath(rest) if rest else None
        self.descends = rest.startswith(_DOWN[" "])
        self.follows = rest.startswith(_DOWN["~"]) and not rest.startswith(_DOWN["+"])
        if "descendant::" in asked:
            self.most = MANY_BELOW
        elif any(axis in asked + rest for axis in _AXES):
            self.most = MANY

    def all(self, root: etree._Element, index: TreeIndex) -> Elements:
        if self.anchor is None:
            return cast("Elements", self.find(root)) if self.find else []
        found = self.anchor.candidates(index)[: self.most]
        if found and self.test is not None:
            found = list(filter(self.test, found))
        if found and self.before is not None:
            found = index.following(found, self.before.all(index.tree, index))
        if found and self.down is not None:
            down, anchors = self.down, found[: self.most]
            outer = outermost(anchors) if len(anchors) > 1 else anchors
            if self.descends:
                anchors = outer
            elif self.follows:  # what follows one element also follows those before it
                anchors = list({element.getparent(): element for element in reversed(anchors)}.values())
            found = list(dict.fromkeys(e for anchor in anchors for e in cast("Elements", down(anchor))))
            # a nested anchor's finds are between those of the outer anchor, or inside one of them
            if len(outer) < len(anchors) or (self.follows and len(anchors) > 1):
                found = index.in_order(found)
        if found and root is not index.tree:
            found = [element for element in found if _is_below(element, root)]
        return found


_BETWEEN = re.compile(r"""\|\||"[^"]*"|'[^']*'""")  # separators of choices; inside quotes they are text


def _choices_of(css: str) -> list[str]:
    cuts = [match.span() for match in _BETWEEN.finditer(css) if match[0] == "||"]
    return [css[a:b] for (_, a), (b, _) in zip([(0, 0), *cuts], [*cuts, (len(css), 0)], strict=True)]


class Selector:
    """A compiled selector. Raises ValueError, one sentence, if the CSS is invalid."""

    __slots__ = ("choices", "css")

    def __init__(self, css: str) -> None:
        try:
            self.choices = tuple(tuple(Part(tree) for tree in parse(choice)) for choice in _choices_of(css))
        except (SelectorError, etree.XPathError) as error:
            raise ValueError(f"{css!r} is not a CSS selector ({error})") from None
        self.css = css

    def all(self, root: etree._Element, index: TreeIndex) -> list[etree._Element]:
        """Every match below ``root`` of the first choice that shows something, in document order.

        ``index`` covers the whole page.
        """
        if len(self.choices) == 1:
            return _matches(self.choices[0], root, index)
        each = [found for choice in self.choices if (found := _matches(choice, root, index))]
        return next((found for found in each if any(map(_shows, found))), each[0] if each else [])

    def first(self, root: etree._Element, index: TreeIndex) -> etree._Element | None:
        """The first match below ``root``."""
        found = self.all(root, index)
        return found[0] if found else None

    def __repr__(self) -> str:
        return f"Selector({self.css!r})"


def _matches(parts: Sequence[Part], root: etree._Element, index: TreeIndex) -> Elements:
    if len(parts) == 1:
        return parts[0].all(root, index)
    several = [found for part in parts if (found := part.all(root, index))]
    if len(several) < 2:
        return several[0] if several else []
    return index.in_order(chain.from_iterable(several))


def _shows(element: etree._Element) -> bool:
    """Whether an element says anything, in words or in the attribute that holds its value."""
    if element.tag in ("meta", "link", "time") and any(
        element.get(x) for x in ("content", "href", "datetime")
    ):
        return True
    return any(text.strip() for text in element.itertext())


@cache
def select(css: str) -> Selector:
    """The compiled selector of a CSS text; each text is compiled once."""
    return Selector(css)


def position(element: etree._Element) -> tuple[int, ...]:
    """An element's place in document order: the path of child numbers from the root."""
    path = []
    parent = element.getparent()
    while parent is not None:
        path.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return tuple(reversed(path))


def within(element: etree._Element, others: Iterable[etree._Element], *, itself: bool = True) -> bool:
    """Whether an element is one of the others or inside one of them."""
    others = others if isinstance(others, set) else set(others)
    if itself and element in others:
        return True
    return any(ancestor in others for ancestor in element.iterancestors())


def outermost(elements: Elements) -> Elements:
    """The elements that are not inside any of the others."""
    others = set(elements)
    return [element for element in elements if not within(element, others, itself=False)]


def _is_below(element: etree._Element, root: etree._Element) -> bool:
    return any(ancestor is root for ancestor in element.iterancestors())


def _asks_below(left: object) -> bool:
    """Whether the compound to the left tests its descendants and has a name to find it by."""
    compound = left.subselector if isinstance(left, CombinedSelector) else left
    if _anchor_of(compound) is None:
        return False
    while compound is not None and not isinstance(compound, Element):
        if isinstance(compound, Relation):
            return True
        compound = getattr(compound, "selector", None)
    return False


def _is_any(tree: object) -> bool:
    return isinstance(tree, Element) and tree.element is None


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """How the index finds what may match: by a class or an id that every match has, or by part of one.

    ``operator`` is one of attribute selectors, or "." for a class.
    """

    attribute: str
    operator: str
    value: str

    def candidates(self, index: TreeIndex) -> Elements:
        if self.operator == ".":
            return index.of_class(self.value)
        if self.operator == "=":
            return index.named(self.attribute, self.value)
        test, value = _TESTS[self.operator], self.value
        return index.where(self.attribute, lambda text: test(text, value))


def _anchor_of(compound: object) -> Anchor | None:
    by_text: Anchor | None = None
    while compound is not None and not isinstance(compound, Element):
        if isinstance(compound, Class):
            return Anchor("class", ".", str(compound.class_name))
        if isinstance(compound, Hash):
            return Anchor("id", "=", str(compound.id))
        if isinstance(compound, Attrib) and by_text is None:
            by_text = _by_text(compound)
        compound = getattr(compound, "selector", None)
    return by_text


def _by_text(attrib: Attrib) -> Anchor | None:
    value = attrib.value and attrib.value.value
    if attrib.attrib not in _NAMES or attrib.namespace or not value:
        return None
    if attrib.operator != "=" and attrib.operator not in _TESTS:
        return None
    return Anchor(attrib.attrib, attrib.operator, value)


def _plain_test(compound: object) -> Callable[[etree._Element], bool] | None:
    """A test in Python for tag, classes and ids alone: it takes a third of XPath's time per element."""
    names: list[str] = []
    ids: list[str] = []
    while isinstance(compound, Class | Hash):
        if isinstance(compound, Class):
            names.append(str(compound.class_name))
        else:
            ids.append(str(compound.id))
        compound = compound.selector
    if not isinstance(compound, Element) or compound.namespace or len(names) + len(ids) == 0:
        return None
    tag = compound.element and compound.element.lower()
    if len(names) + len(ids) == 1:  # the index has checked the name already
        return lambda element: element.tag == tag

    def test(element: etree._Element) -> bool:
        if tag is not None and element.tag != tag:
            return False
        carried = (element.get("class") or "").split()
        return all(name in carried for name in names) and all(element.get("id") == one for one in ids)

    return test
