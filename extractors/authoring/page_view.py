"""A page whose texts are needed again and again: by induction, checks and drafts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from lxml import etree

from extractors.reading.blocks import INVISIBLE, clean, text_content
from extractors.reading.metadata import Metadata, read_metadata
from extractors.rules.selectors import TreeIndex, select

__all__ = ["PageView", "squeeze"]


def squeeze(text: str) -> str:
    """A text without any white space, so that breaks into elements and lines do not matter."""
    return "".join(text.split())


class PageView:
    """A page with cached texts, places and metadata."""

    def __init__(self, tree: etree._Element, url: str) -> None:
        self.tree, self.url = tree, url
        self.index = TreeIndex(tree)
        self.metadata: Metadata = read_metadata(tree)
        self.root = next(iter(tree.iter("body")), tree)
        self._texts: dict[etree._Element, str] = {}
        self._squeezed: dict[etree._Element, str] = {}
        self._found: dict[str, list[etree._Element]] = {}
        self.inside: set[etree._Element] = set()  # the containers of the text, once known

    @cached_property
    def elements(self) -> list[etree._Element]:
        """The elements that may show text, in document order; also hidden ones, which a script may show."""
        out: list[etree._Element] = []
        stack = [self.root]
        while stack:
            element = stack.pop()
            out.append(element)
            stack += [
                child
                for child in reversed(element)
                if isinstance(child.tag, str) and child.tag not in INVISIBLE
            ]
        return out

    @cached_property
    def place(self) -> dict[etree._Element, int]:
        return {element: number for number, element in enumerate(self.elements)}

    def text(self, element: etree._Element) -> str:
        """The text of an element on one line."""
        if (text := self._texts.get(element)) is None:
            text = self._texts[element] = clean(text_content(element, {}))
        return text

    def squeezed(self, element: etree._Element) -> str:
        if (text := self._squeezed.get(element)) is None:
            text = self._squeezed[element] = squeeze(self.text(element))
        return text

    def all(self, css: str) -> list[etree._Element]:
        if (found := self._found.get(css)) is None:
            found = self._found[css] = select(css).all(self.tree, self.index)
        return found

    def with_text(self, text: str) -> list[etree._Element]:
        """Elements that show this text and nothing else, the innermost last."""
        wanted = squeeze(text)
        return [
            e for e in self.elements if len(self.text(e)) < 2 * len(text) + 9 and self.squeezed(e) == wanted
        ]

    def smallest_with(self, text: str, below: Iterable[etree._Element] = ()) -> etree._Element | None:
        """The smallest element (below one of these) that contains a text."""
        wanted = squeeze(text)
        best: etree._Element | None = None
        for root in below or (self.root,):
            element = root
            if wanted not in self.squeezed(root):
                continue
            while True:
                inner = next(
                    (
                        child
                        for child in element
                        if isinstance(child.tag, str)
                        and child in self.place
                        and wanted in self.squeezed(child)
                    ),
                    None,
                )
                if inner is None:
                    break
                element = inner
            if best is None or len(self.text(element)) < len(self.text(best)):
                best = element
        return best
