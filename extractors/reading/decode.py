"""From bytes as a server sent them to an lxml tree."""

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


# Python codecs that are not the charset of any page.
_NO_CHARSET = frozenset("idna punycode undefined unicode-escape raw-unicode-escape utf-7".split())
# With this many invalid UTF-8 bytes, a page is not UTF-8 at all; fixing each takes a microsecond.
NOT_UTF_8 = 10_000


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _cp1252)


SAMPLE = 200_000  # bytes of a page to examine for its charset
# Single-byte charsets: a page labeled with one is UTF-8 if it contains UTF-8 sequences, despite an invalid byte.
_SINGLE_BYTE = re.compile(r"cp125\d|iso8859|latin|ascii|mac|koi8|tis|cp8")
# How text with two or four bytes per character begins: with a tag or white space, and zeros next to it.
_WIDE = (
    (re.compile(rb"[<\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<\s]"), "utf-32-be"),
    (re.compile(rb"[<\s]\x00[!-~\s]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<\s]\x00[!-~\s]"), "utf-16-be"),
)


def wide_encoding(data: bytes) -> str | None:
    """The charset of text with two or four bytes per character, by its first bytes; None for other text."""
    if data[:4].count(0) < 2:
        return None
    return next((name for begins, name in _WIDE if begins.match(data)), None)


def to_utf8(html: bytes | str, encoding: str | None = None) -> bytes:
    """The page as UTF-8, without zero-width characters.

    A byte order mark decides, then ``encoding`` (the HTTP charset), then the page's meta tag, as in a
    browser, with exceptions for wrong labels: non-ASCII bytes that are valid UTF-8, or nearly all valid, are UTF-8
    whatever the label says; an invalid byte among them is read as windows-1252; and a UTF-16 label is ignored if the
    text does not have two bytes per character.
    """
    return without_marks(_to_utf8(html, encoding))


def _to_utf8(html: bytes | str, encoding: str | None) -> bytes:
    if isinstance(html, str):
        return html.encode("utf-8", "replace").replace(b"\x00", b"")
    bom_encoding, bom = read_bom(html)
    if bom_encoding and bom:
        html = html[len(bom) :]
        if bom_encoding != "utf-8" and b"\x00" in html[:200]:
            return html.decode(bom_encoding, "replace").encode("utf-8", "replace").replace(b"\x00", b"")
    if wide := wide_encoding(html):
        return html.decode(wide, "replace").encode("utf-8", "replace").replace(b"\x00", b"")
    valid = _is_utf8(html)
    if valid and not any(mark in html for mark in _SHIFTS):
        return html.replace(b"\x00", b"") if b"\x00" in html else html
    declared = _charset(resolve_encoding(encoding) if encoding else html_body_declared_encoding(html))
    if declared.startswith(("utf-16", "utf-32")):
        declared = "utf-8"  # if this were true, the label itself could not be read
    if valid and not declared.startswith(("iso2022", "hz")):
        return html.replace(b"\x00", b"") if b"\x00" in html else html
    if declared in ("utf-8", "ascii") or (_SINGLE_BYTE.match(declared) and _mostly_utf8(html)):
        bad = html.decode("utf-8", "replace").count("\ufffd")
        text = html.decode("utf-8", "cp1252") if bad < NOT_UTF_8 else html.decode("cp1252", "replace")
    else:
        text = html.decode(declared, "replace")
    return text.encode("utf-8", "replace").replace(b"\x00", b"")


# In charsets whose characters are valid UTF-8 and something else (ISO-2022, HZ), one of these precedes the others.
_SHIFTS = (b"\x1b", b"~")


def _is_utf8(html: bytes) -> bool:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(html: bytes) -> bool:
    """Whether most of the non-ASCII bytes are valid UTF-8."""
    text = html[:SAMPLE].decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond >= 2 * text.count("\ufffd")


# Zero-width characters, for ``str.translate``.
WIDTHLESS = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
# The same characters as UTF-8 bytes, by the byte that they begin with, and as character references.
_MARKS = (
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\x8b-\x8f]|\x81\xa0)")),
    (b"\xc2", re.compile(rb"\xc2\xad")),
    (b"\xef", re.compile(rb"\xef\xbb\xbf")),
)
_REFERENCES = (
    b"&",
    re.compile(
        rb"&(?:#0*(?:173|820[3-7]|8288|65279);|#[xX]0*(?:[aA][dD]|200[b-fB-F]|2060|[fF][eE][fF][fF]);|shy;?|zwn?j;|[lr][rl]m;"
        rb"|ZeroWidthSpace;|NoBreak;)"
    ),
)
_TRIES = 300  # places where a pattern may match; ``bytes.find`` goes from one to the next 20 times as fast as a search


def without_marks(data: bytes) -> bytes:
    """UTF-8 without zero-width characters: no text, selector or rule should see one."""
    for first, marks in _MARKS if not data.isascii() else ():
        data = _without(data, first, marks)
    return _without(data, *_REFERENCES)


def _without(data: bytes, first: bytes, pattern: re.Pattern[bytes]) -> bytes:
    """The bytes without what matches a pattern, all of whose matches begin with the byte ``first``."""
    at = data.find(first)
    for _ in range(_TRIES):
        if at < 0:
            return data
        if pattern.match(data, at):
            break
        at = data.find(first, at + 1)
    return pattern.sub(b"", data)


def _charset(name: str | None) -> str:
    """The charset of that name; UTF-8 if the name is unknown or is another kind of codec ("rot13", "base64")."""
    try:
        if name and name not in _NO_CHARSET and isinstance(b"a".decode(name, "replace"), str):
            return name
    except LookupError:
        pass
    return "utf-8"


def _is_whole(text: str) -> bool:
    """Whether a text has no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def without_width(text: str) -> str:
    """A text without the characters that have no width; most have none, which is found out faster than by translating."""
    if text.isascii() or not any(character in text for character in _NO_WIDTH):
        return text
    return text.translate(WIDTHLESS)


_NO_WIDTH = tuple(map(chr, WIDTHLESS))


def whole(text: str) -> str:
    """A text that any file or database accepts: without NULs, and with U+FFFD for half a surrogate pair."""
    if text.isascii() or _is_whole(text):
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


MAX_TAGS = 100_000  # the largest real page has 2,500; each takes 400 bytes and more
# For each attribute of a tag, libxml2 searches all earlier ones: a tag of 10 MB would take ten minutes.
LONG_TAG = 64 * 1024
LONG_PAGE = 150_000  # bytes; in a smaller page no tag has enough attributes to matter
# What is nested deeper is moved up to this depth, as browsers do at 512: the deepest real page has a depth of 22, and
# code that looks at an element's ancestors must not see a million of them.
MAX_DEPTH = 64
_TOO_DEEP = etree.XPath("/*" * MAX_DEPTH)
_TAGS = re.compile(
    rb"""<(?:(script|style|textarea)\b|([a-z][^\s/>]*+))((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+)"""
    rb"""(?(1)(?:[^<]++|<(?!/(?:script|style|textarea)\b))*+|)""",
    re.I,
)


def _without_long_tags(data: bytes, longest: int = LONG_TAG) -> bytes:
    """The page with the attributes of very long tags removed: those of more than ``longest`` bytes."""
    if not _may_have_long_tags(data, longest):
        return data
    parts, end = [], 0
    for tag in _TAGS.finditer(data):
        if tag.end(3) - tag.start(3) > longest:
            parts += [data[end : tag.start(3)], b" "]
            end = tag.end(3)
    return b"".join((*parts, data[end:])) if parts else data


# The attributes of ``_TAGS``, from anywhere between two of them or inside one that has no quotes.
_ATTRIBUTES = re.compile(rb"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|))*+""")
_BLANKS = 1_000  # that may be between "=" and a value; with more, any tag may be long


def _may_have_long_tags(data: bytes, longest: int) -> bool:
    """Whether a page may have a very long tag; to search it tag by tag takes half as long as to parse it.

    A tag with more attributes than that fills a block of half the size. At the beginning of a block there are three
    ways to be among attributes: outside of quotes, or in one of the two kinds. Each of them tells where the attributes
    end, and nearly always it is in the same block.
    """
    size = longest // 2
    last = dict.fromkeys((b"<", b">", b'"', b"'"), -1)  # of each, the last before the block
    ends: dict[int, int] = {}  # of attributes, by their beginning
    before = 0
    between = False  # whether the last ">" closes a tag: it is in no attribute's quotes
    for block in range(size, len(data) - size + 1, size):
        if (tag := data.rfind(b">", before, block)) >= 0:
            last[b">"] = tag
            quotes = [max(data.rfind(quote, before, tag), last[quote]) for quote in (b'"', b"'")]
            between = all(_equals(data, quote) < 0 for quote in quotes)
        for mark in (b"<", b'"', b"'"):
            last[mark] = max(data.rfind(mark, before, block), last[mark])
        before = block
        if between and last[b"<"] < last[b">"]:
            continue
        begins = [block, *(_equals(data, place) for place in (block, last[b'"'], last[b"'"]))]
        for begin in begins:
            if begin >= 0 and begin not in ends:
                found = _ATTRIBUTES.match(data, begin)
                ends[begin] = found.end() if found else begin
            if begin >= 0 and ends[begin] >= block + size:
                return True
    return False


def _equals(data: bytes, value: int) -> int:
    """Where the "=" before a value is, -1 without one; the end of the page where only blanks are found."""
    least = max(0, value - _BLANKS)
    before = data[least : max(0, value)].rstrip()
    if not before and least:
        return len(data)
    return least + len(before) - 1 if before.endswith(b"=") else -1


def _parser() -> etree.HTMLParser:
    # no table of ids: nothing uses it, pages repeat ids anyway, and it takes a twentieth of the parsing time
    return etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def parse(html: bytes | str, url: str, encoding: str | None = None) -> etree._Element:
    """The page's tree. Raises EmptyPage or NotHTML if there is none."""
    return parse_prepared(prepared(html, url, encoding), url)


def prepared(html: bytes | str, url: str, encoding: str | None = None, *, plain: bool = False) -> bytes:
    """The page as a parser may read it: UTF-8, and nothing that makes parsing slow. Raises EmptyPage or NotHTML.

    ``plain`` means that the caller knows the page to be what ``to_utf8`` would make of it, with as many tags as it may have.
    """
    if not html or not html.strip():
        raise EmptyPage(url, "the server sent nothing")
    if isinstance(html, bytes) and html.startswith(_MAGIC):
        raise NotHTML(url, "the bytes are a file of another kind (PDF, picture, archive)")
    if plain and isinstance(html, bytes):
        data = html
    else:
        data = to_utf8(html, encoding)
        if not _TAG.search(data):
            raise NotHTML(url, "it contains no HTML tag")
        # counting takes a twentieth of the parsing time of a large page; "<p>" is the shortest tag
        if len(data) > 3 * MAX_TAGS and (tags := data.count(b"<")) > MAX_TAGS:
            raise NotHTML(url, f"it has {tags:,} tags, more than any real page")
    if len(data) > LONG_PAGE:
        data = _without_long_tags(data)
    head = data[:4_000]
    if b"/" in head and (match := _SELF_CLOSED_HTML.search(head)):
        data = data[: match.start()] + b"<html" + (match[1] or b"") + b">" + data[match.end() :]
    return data


def parse_prepared(data: bytes, url: str) -> etree._Element:
    """The tree of a prepared page. Raises NotHTML if there is none."""
    try:
        tree = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        raise NotHTML(url, "the HTML parser found no element in it")
    for element in cast("list[etree._Element]", _TOO_DEEP(tree)):
        _flatten(element)
    return tree


_NOT_SETTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def settable(text: str) -> str:
    """A text without the characters that lxml reads in a page but refuses to write."""
    return _NOT_SETTABLE.sub("", text)


def _flatten(root: etree._Element) -> None:
    """Make all descendants of an element its children, in document order; no text is lost."""
    below = list(root.iterdescendants())
    last: dict[etree._Element, etree._Element] = {}  # element → its last descendant, or itself without any
    for element in reversed(below):
        end = last.setdefault(element, element)
        if (parent := element.getparent()) is not None:
            last.setdefault(parent, end)
    for element in reversed(below):  # an element's tail now follows all that was in it
        if (end := last[element]) is not element and element.tail:
            end.tail, element.tail = settable((end.tail or "") + element.tail), None
    for element in reversed(below):  # innermost first, so that what is moved is already empty
        root.insert(0, element)
