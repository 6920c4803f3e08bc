"""The generic fallback for pages that no layout fits: trafilatura, then our own vocabulary."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import cast

from lxml import etree

from extractors.article import Article, Line
from extractors.reading.apart import apart
from extractors.reading.assemble import assemble
from extractors.reading.blocks import LAID_OUT, clean, read_blocks, text_content
from extractors.reading.decode import settable
from extractors.reading.judge import Judge
from extractors.reading.metadata import Metadata, text_of
from extractors.reading.settle import settle_dates
from extractors.results import IndexPage, NotAnArticle, NoText
from extractors.rules.model import Outlet
from extractors.vocabulary import sentences
from extractors.vocabulary.datelines import dateline_pattern

# Limits for trafilatura, for its time and memory: twice as much takes it a second. The largest real page has 2,500
# elements, the longest real text 45,000 characters.
MAX_ELEMENTS = 8_000
MAX_LENGTH = 500_000
_COUNT = etree.XPath("count(descendant::*)")
_LENGTH = etree.XPath("string-length()")
MIN_WORDS = 40  # a shorter text is a teaser or chrome
RECOGNIZED = 100  # ... where a layout fits and has no text: a page of pictures, or a text that has moved
# "TEMPO.CO, Jakarta -", "JAKARTA, KOMPAS.com –", "KAB. BANDUNG --": any medium, or a place in capitals
DATELINE = dateline_pattern("*.com", "*.co.id", "*.co", "*.id", "*.net", place=True, alone=True)

# Elements whose content is not markup: serializing and parsing them again would turn their tags into text.
_RAW = "script style textarea title plaintext xmp listing noembed noframes noscript iframe".split()


@cache
def _extractor() -> str:
    return f"trafilatura/{version('trafilatura')}"


def extract_generic(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    metadata: Metadata,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
    least: int = MIN_WORDS,
) -> Article:
    """An article from the text that trafilatura finds, cleaned by our vocabulary.

    ``least`` is how many words of it must be sentences. Raises NoText or IndexPage if what it finds is not an article.
    """
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            _lean(tree, url),
            url=url,
            include_comments=False,
            favor_precision=True,
            with_metadata=False,
            include_links=True,
            include_formatting=True,
        )
    except NotAnArticle:
        raise
    except Exception as error:  # on malformed markup it raises ValueError and others
        raise NoText(url, f"no layout of the outlet fits and trafilatura failed on it ({error})") from error
    if found is None or isinstance(found, dict) or found.body is None:
        raise NoText(url, "no layout of the outlet fits and no text was found")
    headline = headline_of(tree, metadata)
    if not headline:
        raise NoText(url, "no layout of the outlet fits and no headline was found")
    judge = Judge(outlet, headline, dateline=(outlet.dateline if outlet else None) or DATELINE)
    judge.read(apart(read_blocks(_as_html(found.body), {}, everything=explain)))
    judged = judge.finish(tuple(x for x in (metadata.description,) if x))
    words = sum(len(block.text.split()) for block in judged.body)
    if words < MIN_WORDS:
        raise NoText(url, f"no layout of the outlet fits and only {words} words of text were found")
    prose = sum(len(block.text.split()) for block in judged.body if sentences.is_prose(block.text))
    if prose < least or prose * 2 < words:
        raise NoText(
            url,
            f"no layout of the outlet fits, and of {words} words {prose} are sentences: what is left is chrome",
        )
    if judged.linked * 2 > len(judged.body):
        raise IndexPage(url, "most of its blocks are links")
    if not judged.people.authors:
        own = {name.casefold() for name in outlet.own_names} if outlet else set()
        told = [x for x in metadata.authors if x.casefold() not in own]
        judged = replace(judged, people=replace(judged.people, authors=told))
    return assemble(
        judged,
        settle_dates((), (), metadata, outlet, fetched=fetched),
        headline=headline,
        extractor=_extractor(),
        outlet=outlet,
        layout=None,
        language=outlet.language if outlet else tree.get("lang"),
        free=metadata.free,
        url=url,
        declared=metadata.declared,
        explanation=[
            Line(number, line.text, line.label, line.kept, f"fallback; {line.rule}")
            for number, line in enumerate(judged.lines, 1)
        ],
    )


def _lean(tree: etree._Element, url: str) -> etree._Element:
    """The page in a form that trafilatura can read. Raises NoText if the page is too large for it."""
    from lxml import html as lxml_html

    if cast("float", _COUNT(tree)) > MAX_ELEMENTS:
        raise NoText(url, f"no layout of the outlet fits and it has more than {MAX_ELEMENTS:,} elements")
    lean = deepcopy(tree)
    etree.strip_elements(lean, *_RAW, with_tail=False)
    if cast("float", _LENGTH(lean)) > MAX_LENGTH:
        raise NoText(
            url, f"no layout of the outlet fits and it has more than {MAX_LENGTH:,} characters of text"
        )
    for element in lean.iter():  # "title\x04" would be serialized as a title, and the tags inside as text
        if isinstance(element.tag, str) and settable(element.tag) != element.tag:
            element.tag = "span"
        elif element.tag == "li" and sum(1 for _ in element.iter("p")) >= LAID_OUT:
            element.tag = "div"  # a part of the page that is laid out as a list
    # without control characters, on which trafilatura fails, and with an explicit encoding: a page without
    # a meta charset would be read as latin-1
    text = settable(etree.tostring(lean, encoding="unicode", method="html"))
    return lxml_html.fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))


_TITLE = etree.XPath("string(descendant::title)")


def title_of(tree: etree._Element) -> str:
    """The title of a page's tab or window, with whatever the outlet appends to it."""
    return str(_TITLE(tree))


def headline_of(tree: etree._Element, metadata: Metadata) -> str | None:
    """The displayed title: the heading that the metadata repeats, otherwise the only ``h1``.

    An ``h1`` may be the channel and the title an ``h2`` (kompas and republika in 2016), and ``title`` appends the
    outlet's name to the headline; so a heading counts if the metadata begins with it.
    """
    told = [
        text
        for value in (metadata.article.get("headline"), metadata.meta.get("og:title"), title_of(tree))
        if (text := text_of(value))
    ]
    headings = [clean(text_content(e, {})) for e in tree.iter("h1", "h2", "h3")]
    for text in told:
        low = text.casefold()
        fitting = [h for h in headings if len(h) > 9 and low.startswith(h.casefold())]
        if fitting:
            return max(fitting, key=len)
    first = [clean(text_content(e, {})) for e in tree.iter("h1")]
    if len(first := [text for text in first if text]) == 1:
        return first[0]
    return told[0] if told else None


# trafilatura returns TEI: its names for HTML's p, h2, li, a, b, br
_TEI = {
    "head": "h2",
    "item": "li",
    "list": "ul",
    "quote": "blockquote",
    "ref": "a",
    "lb": "br",
    "main": "div",
}


def _as_html(body: etree._Element) -> etree._Element:
    for element in body.iter():
        if isinstance(element.tag, str):
            if element.tag == "hi" and element.get("rend") == "#b":
                element.tag = "b"
            elif element.tag == "ref":
                element.set("href", settable(element.get("target") or ""))
            if element.tag in _TEI:  # a malformed name is left alone: lxml reads it but refuses to write it
                element.tag = _TEI[element.tag]
    return body
