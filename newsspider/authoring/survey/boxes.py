"""Text near an article that no rule takes and no rule drops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from extractors import Article
from extractors.article import Line
from extractors.authoring.naming import NAMED, own_names
from extractors.reading.blocks import clean, text_content
from extractors.reading.metadata import Metadata
from extractors.rules.model import Layout
from extractors.rules.selectors import TreeIndex, outermost, select, within
from extractors.vocabulary import picture_credits, sentences
from newsspider.authoring.survey.sightings import SHORT, Sighting, bare

_MOST_BOXES = 20
_WEAK = 4.0  # a name that costs more describes looks; one further out is preferred
_AROUND = 3  # lines of the page beside the text that count as near
_NO_BOX = frozenset(("nav", "footer", "script", "style", "noscript", "form", "button", "select"))


def unread_boxes(
    article: Article, tree: etree._Element, layout: Layout, metadata: Metadata
) -> Iterator[Sighting]:
    """Text near the article that no rule takes and no rule drops, by the smallest element with a name.

    What repeats the page's description or a block of the text does not count.
    """
    known = {bare(block.text) for block in article.body}
    known |= {bare(text) for text in (metadata.description, article.alternativeHeadline) if text}
    index = TreeIndex(tree)
    scope = tree if layout.scope is None else select(layout.scope).first(tree, index)
    if scope is None:
        return
    bodies = outermost(select(layout.body).all(scope, index))
    heads = select(layout.headline).all(scope, index)[:1]
    container = _common([*heads, *bodies])
    lines = article.explanation
    first, last = _span(lines)
    elements: list[etree._Element] | None = None
    said: dict[str, str] = {}
    for line in lines:
        if line.rule != "outside the body" or not line.nodes or not _is_prose(line.text):
            continue
        if bare(line.text) in known:
            continue
        if elements is None:
            elements = list(tree.iter())
        number, tail = line.nodes[0]
        if number >= len(elements):
            continue
        element = elements[number]
        holder = element.getparent() if tail else element
        if holder is None:
            continue
        around = [holder, *holder.iterancestors()]
        near = first - _AROUND <= line.number <= last + _AROUND
        if not near and (container is None or container not in around):
            continue
        if any(one.tag in _NO_BOX for one in around) or _is_linked(holder):
            continue
        name = _name(holder, container, bodies)
        if name and name not in said:
            said[name] = line.text[:SHORT]
            if len(said) >= _MOST_BOXES:
                break
    for name, text in said.items():
        yield Sighting("box", name, text)


def _span(lines: Sequence[Line]) -> tuple[int, int]:
    """The numbers of the first and last line that went into the article's text or headline."""
    kept = [
        line.number
        for line in lines
        if line.kept and line.label in ("headline", "paragraph", "subheading", "list_item", "quote")
    ]
    return (kept[0], kept[-1]) if kept else (0, -_AROUND - 1)


def _is_prose(text: str) -> bool:
    """Whether a text holds a sentence, or is a picture's caption."""
    words = len(text.split())
    return (words >= 5 and (sentences.ends_sentence(text) or picture_credits.is_caption(text))) or words >= 25


def _is_linked(element: etree._Element) -> bool:
    """Whether what an element shows is a link to elsewhere, or mostly links."""
    if any(one.tag == "a" for one in (element, *element.iterancestors())):
        return True
    whole = len(clean(text_content(element, {})))
    return sum(len(clean(text_content(a, {}))) for a in element.iter("a")) * 2 > whole


def _common(elements: Sequence[etree._Element]) -> etree._Element | None:
    """The smallest element around all of these, None where that is the whole page."""
    if not elements:
        return None
    for one in elements[0].iterancestors():
        if all(within(other, {one}) for other in elements):
            return None if one.tag in ("body", "html") else one
    return None


def _name(
    element: etree._Element, container: etree._Element | None, bodies: Sequence[etree._Element]
) -> str | None:
    """The selector of the smallest element around a text that has a name; None where only the container has."""
    weak: str | None = None
    for one in (element, *element.iterancestors()):
        if one is container or one in bodies or one.tag in ("body", "html"):
            break
        names = own_names(one)
        if names and names[0].cost <= _WEAK:
            return names[0].css
        if one.tag in ("figcaption", "blockquote"):
            return str(one.tag)
        if names and names[0].cost <= NAMED:
            weak = weak or names[0].css
    return weak
