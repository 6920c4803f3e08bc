"""Read the almost-JSON that pages contain, as far as possible.

Templates assemble JSON-LD by hand: extra or missing commas, missing or doubled braces, comments, CDATA,
quotation marks inside strings, escapes that JSON does not know, entities, two documents in one script. What the
strict parser accepts is left to it; the rest is read here in linear time, and no input raises.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

MAX_LENGTH = 200_000  # characters to read loosely; the longest real document has 60,000
MAX_DEPTH = 60  # of nested values; nothing after a deeper one is read

_STRICT = json.JSONDecoder(strict=False)
# What may separate two tokens: white space, zero-width characters, JavaScript and HTML comments, CDATA.
_ASIDE = re.compile(
    r"(?:[\s;\u00ad\u200b-\u200f\u2060\ufeff]+|//(?=\s*(?:<!\[CDATA\[|\]\]>|<!--|-->))|//[^\n]*|/\*.*?(?:\*/|$)"
    r"|<!\[CDATA\[|\]\]>|<!--|-->)+",
    re.S,
)
_MARK = re.compile(r"[\\\"'\u201c\u201d]")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = {"u": re.compile(r"[0-9a-fA-F]{4}"), "x": re.compile(r"[0-9a-fA-F]{2}")}
_WORD = re.compile(r"[^,{}\[\]\"\n]{0,500}")
_NAME = re.compile(r"[A-Za-z_@$][\w@$.-]{0,80}(?=\s{0,9}:)")
_MEMBER = re.compile(r"[A-Za-z_@$][\w@$.-]{0,80}\s{0,9}:\s{0,9}[\"'{\[\d]")
_BARE = re.compile(r"(?:-?\d[\d.eE+-]{0,40}|true|false|null)\s{0,99}[,\]}]")
_NO_KEY = re.compile(r"[\w@$.-]+|.", re.S)
_KEY = re.compile(r"[\"'\u201c\u201d][\w@$.:/#-]{1,80}[\"'\u201c\u201d]\s{0,99}:")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "none": None, "undefined": None}
_CLOSED = frozenset("}]")
_BEGINS = frozenset("\"'{[")
_QUOTES = {'"': '"', "'": "'", "\u201c": '\u201d"\u201c', "\u201d": '\u201d"'}


def documents(text: str) -> tuple[list[Any], int]:
    """All values in a text that is JSON or was meant to be, in order, and how much had to be read loosely.

    The latter is in characters: 0 if the text is valid JSON.
    """
    text = text.strip()
    if not text:
        return [], 0
    try:
        return [_STRICT.decode(text)], 0
    except (ValueError, RecursionError):
        pass
    if '"' not in text and "&" in text:
        text = unescape(text)
    found: list[Any] = []
    end = 0
    if text[:1] in ("{", "["):  # the first document may be valid, with something after it
        try:
            begun, end = _STRICT.raw_decode(text)
            found = [begun]
        except (ValueError, RecursionError):
            pass
    rest = text[end : end + MAX_LENGTH]
    return _Reader(rest, found).documents(), len(rest)


class _Reader:
    def __init__(self, text: str, found: list[Any]) -> None:
        self.text, self.at, self.end = text, 0, len(text)
        self.found = found  # what was read before it

    def documents(self) -> list[Any]:
        found = self.found
        while True:
            self.skip()
            while self.peek() in (",", "}", "]", ")", "("):
                self.at += 1
                self.skip()
            if self.at >= self.end:
                return found
            mark = self.peek()
            if mark in "{[":
                found.append(self.value(0))
            elif _KEY.match(self.text, self.at):
                # members without a brace: it is missing, or the previous object was closed too early
                members = self.members({}, 0)
                if found and isinstance(found[-1], dict) and "@type" not in members:
                    found[-1] = {**members, **found[-1]}
                else:
                    found.append(members)
            else:  # "var data =" and the like
                begin = min((x for x in map(self.find, "{[") if x >= 0), default=self.end)
                self.at = max(begin, self.at + 1)

    def find(self, mark: str) -> int:
        return self.text.find(mark, self.at)

    def peek(self) -> str:
        return self.text[self.at] if self.at < self.end else ""

    def skip(self) -> None:
        if found := _ASIDE.match(self.text, self.at):
            self.at = found.end()

    def value(self, depth: int, *, item: bool = False, bare: bool = False) -> Any:
        """The value that begins here: an ``item`` of an array, or a member, whose key may be ``bare`` (unquoted)."""
        if depth > MAX_DEPTH:
            self.at = self.end
            return None
        self.skip()
        mark = self.peek()
        if mark == "{":
            self.at += 1
            return self.members({}, depth + 1)
        if mark == "[":
            self.at += 1
            return self.items(depth + 1)
        if mark in _QUOTES:
            return self.string(item=item, bare=bare)
        found = _WORD.match(self.text, self.at)
        word = found[0].strip(" \t\r;") if found else ""
        self.at = max(found.end() if found else 0, self.at + (not word and mark not in ",}]"))
        if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        try:
            return _STRICT.decode(word)
        except (ValueError, RecursionError):
            return word or None

    def members(self, into: dict[str, Any], depth: int) -> dict[str, Any]:
        """The members of an object up to its closing brace or the end; its opening brace is already read."""
        while self.at < self.end:
            self.skip()
            mark = self.peek()
            if mark == ",":
                self.at += 1
            elif mark == "}":
                self.at += 1
                break
            elif mark == "]":
                if depth > 1:  # the brace is missing; the bracket closes an array around it
                    break
                self.at += 1
            elif (key := self.key(mark)) is not None:
                self.skip()
                if self.peek() in (":", "="):
                    self.at += 1
                    into.setdefault(key, self.value(depth, bare=mark not in _QUOTES))
            elif no_key := _NO_KEY.match(self.text, self.at):
                self.at = no_key.end()
        return into

    def key(self, mark: str) -> str | None:
        if mark in _QUOTES and mark:
            return self.string(key=True)
        if found := _NAME.match(self.text, self.at):
            self.at = found.end()
            return found[0]
        return None

    def items(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while self.at < self.end:
            self.skip()
            mark = self.peek()
            if mark == ",":
                self.at += 1
            elif mark == "]":
                self.at += 1
                break
            elif mark == "}" or (mark in _QUOTES and _KEY.match(self.text, self.at)):
                break  # the bracket is missing: what follows belongs to the object around it
            elif mark:
                found.append(self.value(depth, item=True))
        return found

    def string(self, *, key: bool = False, item: bool = False, bare: bool = False) -> str:
        """The string that begins here. A quotation mark ends it only if what follows can follow a string."""
        quotes = _QUOTES[self.text[self.at]]
        self.at += 1
        parts: list[str] = []
        while found := _MARK.search(self.text, self.at):
            parts.append(self.text[self.at : found.start()])
            self.at = found.end()
            if found[0] == "\\":
                parts.append(self.escape())
            elif found[0] not in quotes:
                parts.append(found[0])
            elif (
                not key
                and _KEY.match(self.text, found.start())
                and "".join(parts).rstrip(" \t")[-1:] in "\n,"
            ):
                self.at = found.start()  # its own quotation mark is missing: this one opens the next key
                return _whole("".join(parts).rstrip(" \t\r\n,"))
            elif self.ends(key, item, bare):
                return _whole("".join(parts))
            else:
                parts.append(found[0])
        parts.append(self.text[self.at :])
        self.at = self.end
        return _whole("".join(parts))

    def ends(self, key: bool, item: bool, bare: bool) -> bool:
        """Whether a quotation mark can end a key, an item or a member, judging by what follows."""
        at = self.after(self.at)
        mark = self.text[at : at + 1]
        if key:
            return mark in (":", "=")
        while mark == ",":
            at = self.after(at + 1)
            mark = self.text[at : at + 1]
            if item and (mark in _BEGINS or _BARE.match(self.text, at)):
                return True
            if not item and _MEMBER.match(self.text, at):
                return True
        if mark in _CLOSED or not mark or _KEY.match(self.text, at):
            return True
        return bare and _NAME.match(self.text, at) is not None

    def after(self, at: int) -> int:
        found = _ASIDE.match(self.text, at)
        return found.end() if found else at

    def escape(self) -> str:
        letter = self.peek()
        self.at += 1
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter in _HEX and (digits := _HEX[letter].match(self.text, self.at)):
            self.at = digits.end()
            return chr(int(digits[0], 16))
        return "" if letter in "\r\n" else letter


def _whole(text: str) -> str:
    """The character of a surrogate pair written as two escapes."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
