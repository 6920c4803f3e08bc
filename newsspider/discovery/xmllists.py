"""Sitemaps and feeds, read as a stream: a million entries take no more memory than a hundred.

Nothing but the few texts that are wanted is ever kept: no tree is built, entities are not expanded, nothing
is fetched. A document type is cut out unread: no list needs one, and it is where entities are declared. A list
that is broken or cut off yields its entries up to there, and says so.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from w3lib.encoding import read_bom

from extractors.reading.decode import whole, wide_encoding

CHUNK = 64 * 1024
MAX_BYTES = 512 * 1024 * 1024  # ten times what the sitemap protocol allows, unpacked
MAX_TEXT = 8_192  # no address or title is longer

_GZIP = b"\x1f\x8b"
_ROOTS = {"urlset": "sitemap", "sitemapindex": "sitemaps", "rss": "feed", "feed": "feed", "rdf": "feed"}
_ENTRIES = {"url": "page", "sitemap": "sitemap", "item": "page", "entry": "page"}
# element of an entry, with the depth at which it counts → field
_FIELDS = {
    ("loc", 1): "url",
    ("link", 1): "url",
    ("guid", 1): "guid",
    ("id", 1): "guid",
    ("lastmod", 1): "lastmod",
    ("updated", 1): "lastmod",
    ("modified", 1): "lastmod",
    ("pubdate", 1): "published",
    ("published", 1): "published",
    ("issued", 1): "published",
    ("date", 1): "published",
    ("publication_date", 2): "published",
    ("title", 1): "title",
    ("title", 2): "title",
}
_PICTURES = ("image", "video", "mrss")  # namespaces whose titles and links are of pictures


_MARK = re.compile(rb"[\"'\[\]<>]")
_SPACE = re.compile(rb"\s*")


@dataclass(slots=True)
class ListEntry:
    """One entry as it is written. ``is_list``: it is a sitemap that a sitemap index names."""

    url: str = ""
    published: str = ""
    lastmod: str = ""
    title: str = ""
    guid: str = ""
    is_list: bool = False


class _Target:
    """Receives the parser's events; finished entries gather in ``done``."""

    def __init__(self) -> None:
        self.root: str | None = None
        self.done: list[ListEntry] = []
        self.entry: ListEntry | None = None
        self.depth = 0
        self.parent = ""  # the element of the entry that is open
        self.field: str | None = None
        self.text: list[str] = []
        self.names: dict[str, tuple[str, str]] = {}
        self.open = 0  # elements that were begun and not ended
        self.begun = 0

    def name(self, tag: str) -> tuple[str, str]:
        """Local name in lower case, and what its namespace is of: ``news``, ``pictures`` or nothing special."""
        if tag not in self.names:
            space, _, local = tag.rpartition("}")
            if len(self.names) > 1_000:  # somebody invents names to fill the memory
                self.names.clear()
            space = space.lower()
            pictures = any(word in space for word in _PICTURES)
            self.names[tag] = (local or tag).lower(), "pictures" if pictures else "news" * ("news" in space)
        return self.names[tag]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.open += 1
        self.begun += 1
        local, space = self.name(tag)
        if self.root is None:
            self.root = local
        if self.entry is None:
            if local in _ENTRIES and local != self.root:
                self.entry, self.depth = ListEntry(is_list=local == "sitemap"), 0
            return
        self.depth += 1
        if self.depth == 1:
            self.parent = local
        elif not space and self.parent == "news":  # the parser drops a prefix that the list does not declare
            space = "news"
        field = _FIELDS.get((local, self.depth))
        if field is None or space == "pictures" or (self.depth == 2 and space != "news"):
            return
        if local == "link":
            href = attributes.get("href")
            if self.root == "urlset" or attributes.get("rel", "alternate") != "alternate":
                return
            if href:
                self.entry.url = self.entry.url or href[:MAX_TEXT].strip()
                return
        if field == "guid" and attributes.get("isPermaLink", "true").lower() != "true":
            return
        self.field, self.text = field, []

    def data(self, text: str) -> None:
        if self.field is not None and len(self.text) < 100:
            self.text.append(text[:MAX_TEXT])

    def end(self, tag: str) -> None:
        self.open -= 1
        if self.entry is None:
            return
        if self.depth == 0:
            if not self.entry.url and self.entry.guid.startswith(("http://", "https://")):
                self.entry.url = self.entry.guid
            if self.entry.url:
                self.done.append(self.entry)
            self.entry = None
            return
        if self.field is not None and (self.name(tag)[0], self.depth) in _FIELDS:
            text = "".join(self.text)[:MAX_TEXT].strip()
            if text and not getattr(self.entry, self.field):
                setattr(self.entry, self.field, text)
            self.field, self.text = None, []
        self.depth -= 1

    def close(self) -> None:
        pass


class XMLList:
    """The entries of a sitemap or a feed, one after the other.

    After iteration ``problem`` says what is wrong with it, if anything is, and ``whole`` whether it was read to its
    end nevertheless.
    """

    def __init__(self, body: bytes, max_bytes: int = MAX_BYTES) -> None:
        self.body = body
        self.max_bytes = max_bytes
        self.problem: str | None = None
        self.whole = True
        self.count = 0

    def __iter__(self) -> Iterator[ListEntry]:
        target = _Target()
        receiver: Any = target
        parser = etree.XMLParser(
            target=receiver, recover=True, resolve_entities=False, no_network=True, load_dtd=False
        )
        total = 0
        tail = b""
        first = True
        try:
            for chunk in _mended(_in_utf8(self._chunks())):
                if first:
                    chunk = chunk.lstrip(_BLANK)
                    if not chunk:
                        continue
                    first = False
                    if begin := _junk(chunk):
                        self.problem = f"{begin} bytes before its first element do not belong to it"
                        chunk = chunk[begin:]
                    if (start := _after_doctype(chunk)) is None:
                        self._cut("its document type has no end; nothing of it was read")
                        return
                    chunk = chunk[start:]
                total += len(chunk)
                tail = (tail + chunk[-1_000:])[-1_000:]
                if total > self.max_bytes:
                    self._cut(f"larger than {self.max_bytes // 1_000_000} MB; the rest was not read")
                    break
                parser.feed(chunk)
                if target.done:
                    self.count += len(target.done)
                    done, target.done = target.done, []
                    yield from done
            if not first:
                self._cut(_unfinished(parser, target, tail))
                parser.close()
        except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
            self._cut(f"broken XML ({str(error).splitlines()[0]})")
        self.count += len(target.done)
        yield from target.done

    def _cut(self, problem: str | None) -> None:
        """Take note that the rest was not read, and why; the first reason counts."""
        if problem:
            self.problem = problem if self.whole else self.problem
            self.whole = False

    def _chunks(self) -> Iterator[bytes]:
        view = memoryview(self.body)
        parts = (bytes(view[start : start + CHUNK]) for start in range(0, len(view), CHUNK))
        if not self.body.startswith(_GZIP):
            yield from parts
            return
        unpack = zlib.decompressobj(wbits=31)
        try:
            for part in parts:
                while part:
                    yield unpack.decompress(part, CHUNK)
                    part = unpack.unconsumed_tail
                    if unpack.eof:
                        if not unpack.unused_data.startswith(_GZIP):
                            return
                        # several members in one file
                        part, unpack = unpack.unused_data, zlib.decompressobj(wbits=31)
            while rest := unpack.decompress(unpack.unconsumed_tail, CHUNK):
                yield rest
            if not unpack.eof:
                self._cut("cut off: the gzip data end early")
        except zlib.error as error:
            self._cut(f"broken gzip data ({error})")


# -- what is repaired before the parser sees it ---------------------------------------------------------------------

_BLANK = b"\xef\xbb\xbf \t\r\n"
_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?\?>", re.I)
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([\w.:-]{1,40})""", re.I)


def _in_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same in UTF-8 where it is in UTF-16 or UTF-32, or where its declaration names what it is not."""
    first = next(chunks, b"")
    while 0 < len(first) < 4 and (more := next(chunks, b"")):
        first += more
    name, bom = read_bom(first)
    wide = name if name and name != "utf-8" else wide_encoding(first)
    if wide:
        decoder = codecs.getincrementaldecoder(wide)("replace")
        first = decoder.decode(first[len(bom or b"") :]).encode("utf-8", "replace")
        chunks = (decoder.decode(chunk).encode("utf-8", "replace") for chunk in chunks)
    if (declaration := _DECLARATION.search(first[:HEAD])) and (wide or _is_false(declaration[0], first)):
        # without a declaration a document is in UTF-8
        first = first[: declaration.start()] + first[declaration.end() :].lstrip()
    yield first
    yield from chunks


def _is_false(declaration: bytes, head: bytes) -> bool:
    """Whether a declaration names an encoding that the bytes are not in."""
    found = _DECLARED.search(declaration)
    if not found:
        return False
    try:
        name = codecs.lookup(found[1].decode()).name
    except LookupError:
        return True
    if name.startswith(("utf-16", "utf-32")) or name not in _CHARSETS:
        return True
    if name in ("utf-8", "ascii") or head.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


# what the parser knows of what lists are written in
_CHARSETS = frozenset(("utf-8", "ascii", "cp1252", *(f"iso8859-{part}" for part in (1, 2, 4, 5, 7, 9, 15))))

HEAD = 8_192  # bytes within which a list has to begin
_BEGIN = re.compile(rb"<\?xml\s|<(?:[\w-]{1,20}:)?(?:urlset|sitemapindex|rss|feed|rdf)[\s>]", re.I)
_PAGE = re.compile(rb"<(?:html|head|body|script|!doctype\s+html)\b", re.I)


def _junk(head: bytes) -> int:
    """How many bytes before a list do not belong to it, such as warnings of a program on the server."""
    begin = _BEGIN.search(head, 0, HEAD)
    if begin is None or head.startswith((b"<?", b"<!")) or _PAGE.search(head, 0, begin.start()):
        return 0
    return begin.start()


# A character that was written as the two halves UTF-16 has for it ("&#55357;&#56832;"): lxml stops at one.
_HALVES = re.compile(rb"(?:&#(?:x0{0,4}d[89a-f][0-9a-f]{2}|0{0,4}5[5-7][0-9]{3});)+", re.I)
_REFERENCE = re.compile(rb"#(?:x([0-9a-f]+)|([0-9]+));", re.I)
# An ampersand that begins no reference, outside of CDATA: "?id=12&judul=x".
_AMPERSAND = re.compile(
    rb"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][\w.-]{0,31});)|<!\[CDATA\[(?:[^\]]+|\](?!\]>))*(?:\]\]>|\Z)"
)
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_LONGEST = 36  # bytes of a reference


def _mended(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, with halves of characters put together (U+FFFD for one that stands alone), and ``&`` written out."""
    begun = b""
    inside = False  # of a CDATA section, where an ampersand is one
    for chunk in chunks:
        chunk = begun + chunk
        begun = chunk[_unended(chunk) :]
        chunk = chunk[: len(chunk) - len(begun)]
        ready = b""
        if inside:
            end = chunk.find(_CDATA_END)
            ready, chunk = (chunk, b"") if end < 0 else (chunk[: end + 3], chunk[end + 3 :])
            inside = end < 0
        if b"&" in chunk or _CDATA in chunk:
            inside |= chunk.rfind(_CDATA) > chunk.rfind(_CDATA_END)
            chunk = _AMPERSAND.sub(lambda found: b"&amp;" if found[0] == b"&" else found[0], chunk)
        yield _HALVES.sub(_whole_characters, ready + chunk)
    if begun:
        yield _AMPERSAND.sub(lambda found: b"&amp;" if found[0] == b"&" else found[0], begun)


def _unended(chunk: bytes) -> int:
    """Where something begins at the end of a chunk that its next part may end."""
    at = chunk.rfind(b"&", -_LONGEST)
    if at >= 0 and b";" not in chunk[at:]:
        return at
    at = chunk.rfind(b"<", -len(_CDATA))
    if at >= 0 and _CDATA.startswith(chunk[at:]):
        return at
    return max(len(chunk) - 2, len(chunk.rstrip(b"]")))


def _whole_characters(found: re.Match[bytes]) -> bytes:
    units = [int(hexa, 16) if hexa else int(number) for hexa, number in _REFERENCE.findall(found[0])]
    return whole("".join(map(chr, units))).encode("ascii", "xmlcharrefreplace")


def _after_doctype(head: bytes) -> int | None:
    """Where a document goes on behind its document type, 0 without one; None where that has no end."""
    at = _skip_space(head, 0)
    while (end := _aside(head, at)) is not None:
        at = _skip_space(head, end)
    if head[at : at + 9].upper() != b"<!DOCTYPE":
        return 0
    at += 9
    inside = False
    while found := _MARK.search(head, at):
        mark, at = found[0], found.end()
        if mark in (b'"', b"'"):
            at = head.find(mark, at) + 1
            if not at:
                break
        elif mark == b"<":
            at = _aside(head, at - 1) or at
        elif mark == b">" and not inside:
            return at
        else:
            inside = mark == b"[" or (inside and mark != b"]")
    return None


def _skip_space(text: bytes, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _aside(text: bytes, at: int) -> int | None:
    """The end of a comment or a processing instruction that begins here; of the text, where it has none."""
    for start, close in ((b"<!--", b"-->"), (b"<?", b"?>")):
        if text.startswith(start, at):
            end = text.find(close, at + len(start))
            return end + len(close) if end >= 0 else len(text)
    return None


def _unfinished(parser: Any, target: _Target, tail: bytes) -> str | None:
    """What kept the parser from reading on to the end of the root element, if anything did."""
    if not target.open:
        return None
    before = target.begun
    parser.feed(b"<end/>")  # a parser that has given up says nothing of it otherwise
    if target.begun == before:
        return "broken XML; the rest was not read"
    if not re.search(rb"(?i)</(?:[\w.-]+:)?%s\s*>" % re.escape(target.root or "").encode(), tail):
        return "cut off: it ends before its root element does"
    return None


def sniff(body: bytes) -> str | None:
    """What a body is: ``sitemap``, ``sitemaps`` (a list of them) or ``feed``; None for anything else."""
    head = body[:HEAD]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
        except zlib.error:
            return None
    head = next(_in_utf8(iter((head,)))).lstrip(_BLANK)
    head = head[_junk(head) :]
    if not head.startswith(b"<"):
        return None
    found = _first_element(head)
    return _ROOTS.get(found) if found else None


def _first_element(head: bytes) -> str | None:
    position = 0
    while (position := head.find(b"<", position)) >= 0:
        if head.startswith(b"<!--", position):
            end = head.find(b"-->", position)
            position = end + 3 if end >= 0 else len(head)
        elif head[position + 1 : position + 2] in (b"?", b"!"):
            position += 2
        else:
            name = head[position + 1 : position + 64].replace(b"/", b" ").replace(b">", b" ").split()
            return name[0].split(b":")[-1].decode("latin-1").lower() if name else None
    return None
