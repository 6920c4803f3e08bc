"""A page as a reader saw it, as boxes and text: nothing in it can run, load, hide or lead away.

Nothing of the page is copied but its text. Every element becomes a ``div`` or a ``span`` of ours with the
name of what it was as a class and its number in document order; no attribute, style sheet, address or
picture of the page is written. So there is no list of dangers that could miss one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml import etree

from extractors import Article
from extractors.reading.blocks import BLOCK, hidden

__all__ = ["Mark", "marks_of", "page_html", "path_of"]

# What a reader does not see, and what only a script would fill.
SKIPPED = frozenset(
    "script style noscript template head title link meta base math map area param "
    "amp-analytics amp-pixel amp-auto-ads amp-consent".split()
)
BOXES = {
    "img": "picture",
    "amp-img": "picture",
    "picture": "picture",
    "svg": "drawing",
    "iframe": "frame",
    "amp-iframe": "frame",
    "frame": "frame",
    "object": "object",
    "embed": "object",
    "applet": "object",
    "video": "video",
    "amp-video": "video",
    "amp-youtube": "video",
    "amp-dailymotion": "video",
    "audio": "sound",
    "canvas": "canvas",
    "input": "form field",
    "select": "form field",
    "textarea": "form field",
    "button": "button",
    "amp-ad": "advertisement",
    "amp-embed": "embedded",
}
KNOWN = frozenset(
    "h1 h2 h3 h4 h5 h6 p ul ol li blockquote figure figcaption a b strong i em u small sup sub table tr td th "
    "hr pre nav header footer aside time".split()
)
_OWN_LINE = (BLOCK | {"td", "th", "picture"}) - {"tbody", "thead", "tfoot"}
MOST = 40_000  # elements; what is beyond is not shown


@dataclass(frozen=True)
class Mark:
    """What became of a text node: "k" kept, "d" dropped, "g" unaccounted for; and by which line."""

    state: str
    line: int


def marks_of(article: Article | None) -> dict[tuple[int, bool], Mark]:
    """Text node → what became of it."""
    marks: dict[tuple[int, bool], Mark] = {}
    for line in article.explanation if article else ():
        state = "k" if line.kept else "g" if line.rule == "outside the body" else "d"
        for node in line.nodes:
            if node not in marks or marks[node].state == "g":
                marks[node] = Mark(state, line.number)
    return marks


def lines_of(article: Article | None) -> dict[str, dict[str, Any]]:
    """The lines of an explanation by number, for the browser."""
    return {
        str(line.number): {"label": line.label, "kept": line.kept, "rule": line.rule}
        for line in (article.explanation if article else ())
    }


def page_html(tree: etree._Element, marks: Mapping[tuple[int, bool], Mark]) -> str:
    """The page's body as harmless HTML."""
    numbers = {element: number for number, element in enumerate(tree.iter())}
    root = next(iter(tree.iter("body")), tree)
    parts: list[str] = []
    stack: list[tuple[etree._Element, bool]] = [
        (root, False)
    ]  # no recursion: pages may be nested very deeply
    written = 0
    while stack:
        element, closing = stack.pop()
        tag = element.tag
        number = numbers.get(element, -1)
        if closing:
            parts.append("</div>" if tag in _OWN_LINE else "</span>")
            if element is not root:
                _text(parts, element.tail, number, True, marks)
            continue
        if not isinstance(tag, str) or tag in SKIPPED or written > MOST:
            if element is not root:
                _text(parts, element.tail, number, True, marks)
            continue
        written += 1
        if tag in BOXES:
            parts.append(_box(element, tag, number))
            if tag != "embed":  # what libxml2 takes for its content comes after it
                _text(parts, element.tail, number, True, marks)
                continue
        if tag == "br":
            parts.append("<br>")
        name = f" t-{tag}" if tag in KNOWN else ""
        unseen = " unseen" if hidden(element) else ""
        parts.append(f'<{"div" if tag in _OWN_LINE else "span"} class="e{name}{unseen}" data-e="{number}">')
        _text(parts, element.text, number, False, marks)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    if written > MOST:
        parts.append('<div class="cut">The page goes on; the rest of it is not shown.</div>')
    return "".join(parts)


def _text(
    parts: list[str], text: str | None, number: int, tail: bool, marks: Mapping[tuple[int, bool], Mark]
) -> None:
    if not text:
        return
    if text.isspace():
        parts.append(" ")
        return
    mark = marks.get((number, tail))
    state, line = (mark.state, f' data-l="{mark.line}"') if mark else ("g", "")
    node = f"{number}t" if tail else str(number)
    parts.append(f'<span class="n {state}" data-n="{node}"{line}>{_safe(text)}</span>')


def _box(element: etree._Element, tag: str, number: int) -> str:
    words = [BOXES[tag]]
    size = [element.get(name, "").strip() for name in ("width", "height")]
    if all(value.isdecimal() and len(value) < 7 for value in size):
        words.append("×".join(size))
    if alt := " ".join((element.get("alt") or "").split())[:120]:
        words.append(f"“{alt}”")
    return f'<span class="box" data-e="{number}">{_safe(" · ".join(words))}</span>'


def _safe(text: str) -> str:
    # marks that turn the direction of writing could make a page look like what it is not
    return escape("".join(c for c in text if c not in _TURNING))


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def path_of(element: etree._Element) -> Iterable[tuple[etree._Element, str]]:
    """The element and its ancestors below the body, nearest first, each with a short name."""
    for one in (element, *element.iterancestors()):
        if one.tag in ("html", "body") or not isinstance(one.tag, str):
            return
        name = one.tag
        if value := one.get("id"):
            name += f"#{value[:30]}"
        for token in (one.get("class") or "").split()[:2]:
            name += f".{token[:30]}"
        yield one, name
