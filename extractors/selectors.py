"""CSS selectors, compiled once to XPath for lxml.

Rules speak CSS only: it is what a page's author writes and what a browser's inspector shows.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

_TRANSLATOR = HTMLTranslator()


class Selector:
    """A compiled selector. Raises ValueError, in one sentence, where the CSS is broken."""

    __slots__ = ("_find", "css")

    def __init__(self, css: str) -> None:
        try:
            xpath = _TRANSLATOR.css_to_xpath(css, prefix="descendant::")
            self._find = etree.XPath(xpath)
        except (SelectorError, etree.XPathError) as error:
            raise ValueError(f"{css!r} is no CSS selector ({error})") from None
        self.css = css

    def all(self, root: etree._Element) -> list[etree._Element]:
        """Every match below ``root``, in document order."""
        return cast("list[etree._Element]", self._find(root))

    def first(self, root: etree._Element) -> etree._Element | None:
        """The first match below ``root``."""
        found = self.all(root)
        return found[0] if found else None

    def __repr__(self) -> str:
        return f"Selector({self.css!r})"


@cache
def select(css: str) -> Selector:
    """The compiled selector of a CSS text; the same text is compiled once."""
    return Selector(css)
