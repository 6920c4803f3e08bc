"""Bytes as a server sent them → an lxml tree."""

from __future__ import annotations

import codecs
import re
from typing import cast

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from extractors.results import EmptyPage, NotHTML

# `<html ... />` makes libxml2 return an empty document (seen on idntimes in 2021)
_SELF_CLOSED_HTML = re.compile(rb"<html(\s[^>]*?)?/\s*>", re.I)
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x28\xb5\x2f\xfd",
)
_TAG = re.compile(rb"<\s*(?:!doctype|[a-z])", re.I)


# Codecs of Python that are no charset of any page.
_NO_CHARSET = frozenset("idna punycode undefined unicode-escape raw-unicode-escape utf-7".split())
# Bytes that are no UTF-8, from which on none of the page is: to mend each takes a microsecond.
NOT_UTF_8 = 10_000


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _cp1252)


def to_utf8(html: bytes | str, encoding: str | None = None) -> bytes:
    """The page as UTF-8.

    A byte order mark decides, then ``encoding`` (the HTTP charset), then the page's meta tag, as in a
    browser, with two exceptions for pages that lie: bytes that are valid UTF-8 beyond ASCII are UTF-8
    whatever the label says, and a byte that is no UTF-8 in a page labelled so is read as windows-1252.
    """
    if isinstance(html, str):
        return html.encode("utf-8", "replace").replace(b"\x00", b"")
    bom_encoding, bom = read_bom(html)
    if bom_encoding and bom:
        html = html[len(bom) :]
        if bom_encoding != "utf-8":
            return html.decode(bom_encoding, "replace").encode("utf-8", "replace").replace(b"\x00", b"")
    declared = _charset(resolve_encoding(encoding) if encoding else html_body_declared_encoding(html))
    if not declared.startswith(("utf-16", "utf-32", "iso2022", "hz")):
        try:
            html.decode("utf-8")
            return html.replace(b"\x00", b"") if b"\x00" in html else html
        except UnicodeDecodeError:
            pass
    if declared in ("utf-8", "ascii"):
        bad = html.decode("utf-8", "replace").count("\ufffd")
        text = html.decode("utf-8", "cp1252") if bad < NOT_UTF_8 else html.decode("cp1252", "replace")
    else:
        text = html.decode(declared, "replace")
    return text.encode("utf-8", "replace").replace(b"\x00", b"")


def _charset(name: str | None) -> str:
    """The charset of that name, UTF-8 where Python knows the name for something else ("rot13", "base64")."""
    try:
        if name and name not in _NO_CHARSET and isinstance(b"a".decode(name, "replace"), str):
            return name
    except LookupError:
        pass
    return "utf-8"


def whole(text: str) -> str:
    """A text that any file and any database can hold: without NULs, U+FFFD for a half of a surrogate pair."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


MAX_TAGS = 100_000  # the largest real page has 2,500; each takes 400 bytes and more
# libxml2 looks through all attributes of a tag for each further one: a tag of 10 MB would take it ten minutes.
LONG_TAG = 64 * 1024
LONG_PAGE = 150_000  # bytes, below which no tag holds enough of them
# As browsers do it, which put at depth 512 what is nested deeper: the deepest real page has a depth of 22, and
# what asks an element for its ancestors must not pay for a million of them.
MAX_DEPTH = 64
_TOO_DEEP = etree.XPath("/*" * MAX_DEPTH)
_TAGS = re.compile(
    rb"""<(?:(script|style|textarea)\b|([a-z][^\s/>]*+))((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+)"""
    rb"""(?(1)(?:[^<]++|<(?!/(?:script|style|textarea)\b))*+|)""",
    re.I,
)


def _without_long_tags(data: bytes) -> bytes:
    """A page whose longest tags have lost their attributes."""
    parts, end = [], 0
    for tag in _TAGS.finditer(data):
        if tag.end(3) - tag.start(3) > LONG_TAG:
            parts += [data[end : tag.start(3)], b" "]
            end = tag.end(3)
    return b"".join((*parts, data[end:])) if parts else data


def _parser() -> etree.HTMLParser:
    # without a table of ids, which pages repeat anyway: nothing asks for it, and it costs a twentieth of the parse
    return etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def parse(html: bytes | str, url: str, encoding: str | None = None) -> etree._Element:
    """The page's tree. Raises EmptyPage or NotHTML where there is none."""
    if not html or not html.strip():
        raise EmptyPage(url, "the server sent nothing")
    if isinstance(html, bytes) and html.startswith(_MAGIC):
        raise NotHTML(url, "the bytes are a file of another kind (PDF, picture, archive)")
    data = to_utf8(html, encoding)
    if not _TAG.search(data):
        raise NotHTML(url, "there is no tag in it")
    # counting costs a large page a twentieth of its parse; "<p>" is the shortest tag
    if len(data) > 3 * MAX_TAGS and (tags := data.count(b"<")) > MAX_TAGS:
        raise NotHTML(url, f"{tags:,} tags are no page")
    if len(data) > LONG_PAGE:
        data = _without_long_tags(data)
    head = data[:4_000]
    if b"/" in head and (match := _SELF_CLOSED_HTML.search(head)):
        data = data[: match.start()] + b"<html" + (match[1] or b"") + b">" + data[match.end() :]
    try:
        tree = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        raise NotHTML(url, "no element could be read from it")
    for element in cast("list[etree._Element]", _TOO_DEEP(tree)):
        _flatten(element)
    return tree


_NOT_SETTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def settable(text: str) -> str:
    """A text without the characters that lxml reads in a page and refuses to write."""
    return _NOT_SETTABLE.sub("", text)


def _flatten(root: etree._Element) -> None:
    """Make all that is below an element its children, in document order; no text is lost."""
    below = list(root.iterdescendants())
    last: dict[etree._Element, etree._Element] = {}  # element → the last one in it, itself without any
    for element in reversed(below):
        end = last.setdefault(element, element)
        if (parent := element.getparent()) is not None:
            last.setdefault(parent, end)
    for element in reversed(below):  # what follows an element stands behind all that was in it
        if (end := last[element]) is not element and element.tail:
            end.tail, element.tail = settable((end.tail or "") + element.tail), None
    for element in reversed(below):  # the innermost first: what is moved is empty by then
        root.insert(0, element)
