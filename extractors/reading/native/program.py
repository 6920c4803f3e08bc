"""The rules of an outlet as the library reads them: one string of bytes (``native/src/program.rs``).

Numbers have two bytes, the low one first; a text is its length and its bytes; a list is its length and its items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from cssselect.parser import (
    Attrib,
    Class,
    CombinedSelector,
    Element,
    Function,
    Hash,
    Negation,
    Pseudo,
    Relation,
    parse_series,
)
from cssselect.parser import Selector as CSSTree

from extractors.reading.blocks import AMP_SHOWN, BLOCK, FOR_READERS, INVISIBLE
from extractors.reading.embeds import ATTRIBUTES, CLASSES, NETWORKS
from extractors.reading.judge import CLAIMS
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import Part, Selector, select

FIELDS = tuple(name for name in CLAIMS if name != "drop")
"""The fields that claim elements, in order; a field's number is one more than its place, and ``drop`` is last."""

_OPERATORS = {"exists": b"?", "=": b"=", "^=": b"^", "$=": b"$", "*=": b"*"}

WORDS = "\n".join(
    " ".join(sorted(group))
    for group in (BLOCK, INVISIBLE, AMP_SHOWN, FOR_READERS, CLASSES, ATTRIBUTES, NETWORKS)
)
"""What shows text, and how: each group of words as one line."""

T = TypeVar("T")


class Unsupported(ValueError):
    """A rule that the library cannot follow."""


def program(outlet: Outlet) -> bytes:
    """The rules of an outlet. Raises ``Unsupported``."""
    return (
        _text(WORDS)
        + _list(map(select, outlet.gives_away.values()), selector)
        + _list(outlet.layouts, lambda layout: _option(None if layout.data else layout, _layout))
    )


def selector(css: Selector) -> bytes:
    """A selector. Raises ``Unsupported``."""
    return _list(css.choices, lambda parts: _list(parts, _part))


def _number(number: int) -> bytes:
    if not 0 <= number < 1 << 16:
        raise Unsupported(f"{number} is too large")
    return number.to_bytes(2, "little")


def _text(text: str) -> bytes:
    data = text.encode()
    return _number(len(data)) + data


def _list(items: Iterable[T], one: Callable[[T], bytes]) -> bytes:
    made = [one(item) for item in items]
    return _number(len(made)) + b"".join(made)


def _option(item: T | None, one: Callable[[T], bytes]) -> bytes:
    return b"\0" if item is None else b"\1" + one(item)


def _css(css: str) -> bytes:
    return selector(select(css))


def _layout(layout: Layout) -> bytes:
    pager = layout.pages.links if layout.pages else None
    return (
        _css(layout.when)
        + _option(layout.scope, _css)
        + _css(layout.body)
        + _list(FIELDS, lambda name: _option(getattr(layout, name), _css))
        + _list(layout.drop, _css)
        + _option(pager, _css)
    )


def _part(part: Part) -> bytes:
    anchor = b"\0"
    if part.anchor is not None:
        operator = part.anchor.operator
        how = b"." if operator == "." else _OPERATORS[operator]
        anchor = (
            b"\1" + _text(part.anchor.attribute) + how + _text(part.anchor.value) + _number(part.most or 0)
        )
    return anchor + _chain(part.tree)


def _chain(tree: CSSTree) -> bytes:
    if tree.pseudo_element is not None:
        raise Unsupported("a pseudo-element")
    node, left = tree.parsed_tree, []
    last = node.subselector if isinstance(node, CombinedSelector) else node
    while isinstance(node, CombinedSelector):
        combinator, node = node.combinator, node.selector
        if combinator not in (" ", ">", "+", "~"):
            raise Unsupported(f"the combinator {combinator!r}")
        right = node.subselector if isinstance(node, CombinedSelector) else node
        left.append(combinator.encode() + _compound(right))
    return _compound(last) + _number(len(left)) + b"".join(left)


def _compound(node: object) -> bytes:
    tests: list[bytes] = []
    while not isinstance(node, Element):
        tests.append(_test(node))
        node = getattr(node, "selector")  # noqa: B009 - each kind has it, their union has no name
    if node.namespace:
        raise Unsupported("a namespace")
    name = node.element.lower() if node.element else None
    return _option(name, _text) + _number(len(tests)) + b"".join(reversed(tests))


def _test(node: object) -> bytes:
    if isinstance(node, Class):
        return b"." + _text(str(node.class_name))
    if isinstance(node, Hash):
        return b"[" + _text("id") + b"=" + _text(str(node.id))
    if isinstance(node, Attrib) and not node.namespace and node.operator in _OPERATORS and not node.flag:
        value = str(node.value.value) if node.value else ""
        return b"[" + _text(node.attrib.lower()) + _OPERATORS[node.operator] + _text(value)
    if isinstance(node, Negation) and not isinstance(node.subselector, CombinedSelector):
        return b"!" + _compound(node.subselector)
    if isinstance(node, Relation):
        return b"h" + _list(node.arguments, lambda one: str(one[0].value).encode() + _chain(one[1]))
    if isinstance(node, Pseudo) and node.ident in ("first-child", "last-child"):
        return node.ident[:1].encode()
    if isinstance(node, Function) and node.name == "contains":
        return b"c" + _text(str(node.arguments[0].value))
    if isinstance(node, Function) and node.name == "nth-child":
        step, offset = parse_series(node.arguments)
        if step == 0 and offset > 0:
            return b"n" + _number(offset)
    raise Unsupported(f"{node!r}")
