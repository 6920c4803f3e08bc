"""The lines of a capture: the text of each, without bullets and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from unicodedata import is_normalized

from extractors.reading.blocks import Raw, clean
from extractors.reading.decode import whole, without_width
from extractors.reading.judge import Ruling
from extractors.vocabulary import endings, sentences

NEAR = 200  # lines: only those this close matter for judging a line
PARAGRAPH = 80  # characters: a line this long that ends a sentence is certainly a paragraph
PROSE = 110  # characters: what is as long and ends a sentence is no date, no byline, no label

_PREFIX = re.compile(r"\s*date\s+\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?)?(?:\s+|$)")
_BULLET = re.compile(r"\s*(?:[•‣▪●◦*+-](?:\s+|$)|(?<=\s\s)\d{1,2}\.\s+)")
_BULLETS = frozenset("•‣▪●◦*+-0123456789")  # what a bulleted line may begin with
_OPENS = _BULLETS | {"d"}  # ... and one with a date before it
# bounded, so that a line of a million brackets takes linear time
_MARKDOWN = re.compile(
    r"^#{1,6}\s\S|!\[[^\]\n]{0,500}\]\([^)\n]{0,999}\)|\[[^\]\n]{1,500}\]\((?:https?:|/)[^)\n]{0,999}\)|\*\*\S[^*\n]{0,999}\*\*",
    re.M,
)
_MARKS = ("](", "**", "# ")  # one of these is in every line of Markdown
_PICTURE = re.compile(r"\[?!\[(?P<alt>[^\]]{0,500})\]\([^)]{0,999}\)(?:\]\([^)]{0,999}\))?")
_SHOWN = 3  # words
_BEHIND_ICON = ("Baca", "Sima", "Liha")
_ICON = re.compile(r"[a-z](?=(?:Baca|Simak|Lihat)\s[Jj]uga\b)")  # a letter that a font shows as a picture
_LINK = re.compile(r"\[(?P<text>[^\]]{1,500})\]\([^)]{0,999}\)")
_HASHES = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<text>.{1,999}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>-])")
_WORDS, _LONG_WORDS = re.compile(r"[^\W_]+"), re.compile(r"[^\W_]{4,}")


class TextLine:
    """One line that is not empty. ``line`` is the line, ``text`` the same without bullet and Markdown.

    ``mark`` is what the line's markup says: "bullet", "title" and "heading" (Markdown's # and ##),
    "quote", "picture" (its text is the alt text). ``block`` counts the blocks between blank lines. ``kind`` is
    what the line is on its own (see ``kinds``), ``ruling`` what became of it. ``index`` is its place among the lines;
    ``rest`` are the lines that a width has parted from it, whose text it has taken.

    """

    __slots__ = (
        *(
            "_kind",
            "_running",
            "_told",
            "block",
            "bold",
            "find",
            "index",
            "line",
            "linked",
            "links",
            "mark",
            "number",
            "plain",
        ),
        *("rest", "ruling", "signed", "text"),
    )

    def __init__(self, number: int, line: str, block: int, index: int) -> None:
        self.number, self.line, self.text, self.block, self.index = number, line, line, block, index
        self.mark = ""
        self.bold = self.linked = False
        self.links: tuple[str, ...] = ()
        self.rest: tuple[TextLine, ...] = ()
        self.plain: str | None = None
        self.signed = ""  # the name on a line that has a name and its medium
        self.ruling: Ruling | None = None
        self.find: Callable[[TextLine], str] = _text
        self._kind = ""
        self._running: bool | None = None
        self._told: tuple[str, ...] | None = None

    def take(self, line: TextLine) -> None:
        """Take in the line that continues this one."""
        self.text = f"{self.text} {line.text}"
        self.rest = (*self.rest, line)

    @property
    def kind(self) -> str:
        """What the line is on its own; found out when it is first asked for."""
        if not self._kind:
            self._kind = self.find(self)
        return self._kind

    @property
    def told(self) -> tuple[str, ...]:
        """The words that say what the line is about."""
        if self._told is None:
            self._told = tuple(content((self.text,)))
        return self._told

    @property
    def is_prose(self) -> bool:
        """Whether it is text and as long as only paragraphs are."""
        return len(self.text) >= PROSE and sentences.ends_sentence(self.text) and self.kind == "text"

    @property
    def is_running(self) -> bool:
        """Whether it is text and certainly a paragraph."""
        if self._running is None:  # asked for many times
            self._running = len(self.text) >= PARAGRAPH and is_paragraph(self.text) and self.kind == "text"
        return self._running

    def raw(self, text: str) -> Raw:
        """The line with this text, as input for the judge."""
        return Raw(text, links=self.links, plain=self.plain, linked=self.linked, bold=self.bold)


def _text(_: TextLine) -> str:
    return "text"


def read_lines(text: str) -> list[TextLine]:
    """The lines of a capture, without the empty ones."""
    lines: list[TextLine] = []
    block = 0
    text = without_width(whole(text))
    markdown = any(mark in text for mark in _MARKS) and bool(_MARKDOWN.search(text))
    normal = text.isascii() or is_normalized("NFC", text)
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        shown = line.strip()
        if shown and not (normal and "  " not in shown and shown.isprintable()):
            shown = clean(shown)
        if not shown:
            block += 1
            continue
        one = TextLine(number, shown, block, len(lines))
        lines.append(one)
        if shown[1:5] in _BEHIND_ICON and _ICON.match(shown):
            one.text = shown[1:]
        if markdown or shown[0] in _OPENS or shown[-1] == "|":
            _read_marks(line, one, markdown)
    return lines


def _read_marks(line: str, one: TextLine, markdown: bool) -> None:
    """Strip what a line is marked with: the date of a dump, a bullet, a bar, Markdown."""
    if one.text.startswith("date ") and (match := _PREFIX.match(line)):  # a dump's own
        line = line[match.end() :]
        one.text = clean(line)
    if one.text[:1] in _BULLETS and (match := _BULLET.match(line)):
        one.mark, line = "bullet", line[match.end() :]
        one.text = clean(line)
    if one.text.endswith(" |") and one.text.count("|") == 1:  # what is left of a table's cell
        line = line[: line.rindex("|")]
        one.text = clean(line)
    if markdown:
        one.text = clean(_read_markdown(line, one))


def _read_markdown(line: str, one: TextLine) -> str:
    """Strip Markdown from a line and keep what it says."""
    line = line.strip()
    if match := _PICTURE.fullmatch(line):
        one.mark = "picture"
        return match["alt"]
    if (match := _PICTURE.match(line)) and len(line[match.end() :].split()) <= _SHOWN:
        one.mark = "picture"  # and a few words that are left of its caption
        return line[match.end() :] if line[match.end() :].strip() else match["alt"]
    line = _PICTURE.sub(" ", line)
    if (match := _HASHES.fullmatch(line)) and " # " not in match["text"]:  # "# banjir # sawah" are tags
        one.mark = "title" if match["level"] == "#" else "heading"
        line = match["text"].rstrip("#").rstrip()
    elif line.startswith("> "):
        one.mark, line = "quote", line[2:]
    if match := _STRONG.fullmatch(line):
        one.bold = "**" not in match["text"]
    line = _STRONG.sub(lambda m: m["text"], line)
    one.links = tuple(clean(m["text"]) for m in _LINK.finditer(line))
    one.plain = clean(_LINK.sub(" ", line))
    one.linked = bool(one.links) and not one.plain
    return _ESCAPE.sub(r"\1", _LINK.sub(lambda m: m["text"], line))


def below(lines: Sequence[TextLine], index: int) -> Sequence[TextLine]:
    """The lines below a line that matter for it."""
    return lines[index + 1 : index + 1 + NEAR]


# -- what a text looks like --------------------------------------------------------------------------------


def is_title(text: str) -> bool:
    """Whether a line can be a headline or a deck: it has words and does not end a sentence."""
    if not 3 <= len(text) <= 220 or text.rstrip('"”')[-1:] in ",;:-–—":
        return False
    if not text[0].isalpha() and not any(map(str.isalpha, text)):
        return False
    return not text.endswith(".") or text.endswith("..")


def is_paragraph(text: str) -> bool:
    """Whether a line is certainly a paragraph."""
    if len(text) < PARAGRAPH:
        return False
    return sentences.ends_sentence(text.rstrip("* ")) or endings.desk_code_start(text) is not None


def is_statement(text: str) -> bool:
    """Whether a line is a sentence and not a title that ends like one."""
    return sentences.ends_sentence(text) and not sentences.is_titled(text)


def words(text: str) -> list[str]:
    """The words of a text, casefolded."""
    if text.isascii():
        return _WORDS.findall(text.lower())
    return [word.casefold() for word in _WORDS.findall(text)]


def content(texts: Iterable[str]) -> list[str]:
    """The words that say what texts are about, casefolded."""
    told: list[str] = _LONG_WORDS.findall(" ".join(texts).casefold())
    return [word for word in told if word not in sentences.PARTICLES]


class Told:
    """The words that say what lines are about, as ``content`` finds them: whether one is among them.

    Mostly the few words of a title are asked for, and looked for in the text; only for many are all words found.
    """

    def __init__(self, lines: Iterable[TextLine]) -> None:
        self._text = " ".join([line.text for line in lines]).casefold()
        self._known: dict[str, bool] = {}
        self._tries = _TRIES
        self._words: frozenset[str] | None = None

    def has(self, words: Sequence[str]) -> int:
        """How many of the words are among them; those of a ``TextLine.told``."""
        known, count = self._known, 0
        for word in words:
            if word not in known:
                known[word] = self._has(word)
            count += known[word]
        return count

    def _has(self, word: str) -> bool:
        text, size, at = self._text, len(word), -1
        while self._words is None:
            self._tries -= 1  # a text of one letter a million times has it everywhere
            if self._tries < 0:
                self._words = frozenset(_LONG_WORDS.findall(text))
                break
            at = text.find(word, at + 1)
            end = at + size
            if at < 0 or not (text[end : end + 1].isalnum() or (at and text[at - 1].isalnum())):
                return at >= 0
        return word in self._words


_TRIES = 80  # places that are looked at: to find all words takes as long


def overlap(text: str, others: Sequence[str]) -> float:
    """The share of a text's words that the others have, from 0 to 1."""
    own = words(text)
    known = {word for other in others for word in words(other)}
    return sum(word in known for word in own) / len(own) if own else 0.0
