"""A plain-text capture of a page → the Article that the page would give.

A capture has lost the markup and kept the words: lines, blank lines between blocks, bullets, the texts of
links and pictures. Extraction tools write it in two families, "a blank line between blocks, bullets as
`  • `" and "a line a block, bullets as `- `"; some write Markdown. The outlet's ``Capture`` rules and the
shared vocabulary replace the selectors; what the text is and where it ends is decided by the same ``Judge``.

The rules, in the order in which they are applied:

1. A line is what it is by itself: chrome (the outlet's list), a date, a byline, a caption that shows its
   credit, an ad label, a read-also line, a bullet, or text.
2. The text starts at its dateline; without one, at the first sentence. A date, a byline or the headline
   again may still follow a single line there: such a line was the deck.
3. The headline stands above the start: a Markdown title, a line that is repeated, or the first line that
   is written as a title. What precedes it is chrome, the article's own text included (some pages carry it
   twice). A capture may show none.
4. Between headline and start: the headline again, a kicker (a block of two lines that repeats words of
   the headline), a deck (one line, before any date), captions.
5. From the start on a line is a paragraph, a subheading (short, without an end mark, a paragraph behind
   it), a list item, or one of the things of rule 1.
6. The text ends at the heading of a related list, an author's box, a disclaimer, a paywall that no
   paragraphs follow, or the bulleted titles that close the capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.article import Article, Label, Line
from extractors.reading import refuse as detect
from extractors.reading.blocks import Raw, clean
from extractors.reading.decode import whole
from extractors.reading.engine import RULES
from extractors.reading.judge import Decision, Judge
from extractors.registry import outlet_named
from extractors.results import EmptyPage, NoText
from extractors.rules.model import Capture, Layout, Outlet
from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also, sentences
from extractors.vocabulary.dates import ParsedDate, parse_date

LAYOUT = "capture"
FEW_WORDS = 40  # a text shorter than this is looked at as what a wall may say
NEAR = 200  # lines: what a line is judged by stands no farther away
PARAGRAPH = 80  # letters from which a line that closes a sentence is a paragraph beyond doubt

# What the engine calls by finer names than a capture's lines need.
_LABELS: dict[Label, Label] = {
    "list_item": "paragraph",
    "quote": "paragraph",
    "keyword": "chrome",
    "section": "chrome",
    "paywall": "chrome",
}


def clean_capture(text: str, outlet: str, *, explain: bool = False) -> Article:
    """The article in a plain-text capture of one of the outlet's pages.

    ``outlet`` is the outlet's name. ``explain`` fills ``Article.explanation`` with one ``Line`` for every
    line of the capture that is not empty; ``number`` is the line's number in the capture, from 1.

    Raises UnknownOutlet, and a subclass of ``NotAnArticle`` where the text holds no article.
    """
    return _Reader(text, outlet_named(outlet)).article(explain)


@dataclass(slots=True, eq=False)
class Entry:
    """One line that is not empty. ``line`` is the line, ``text`` the same without bullet and Markdown.

    ``mark`` is what the line's own marks say: "bullet", "title" and "heading" (Markdown's # and ##),
    "quote", "picture" (its text is the alt text). ``block`` counts the blocks between blank lines.
    """

    number: int
    line: str
    text: str
    block: int
    mark: str = ""
    bold: bool = False
    linked: bool = False
    links: tuple[str, ...] = ()
    plain: str | None = None
    kind: str = "text"
    decision: Decision | None = None


# -- lines -----------------------------------------------------------------------------------------------

_NEWLINE = re.compile(r"\r\n|\r|\n")
_PREFIX = re.compile(r"\s*date\s+\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?(?:\s+|$)")
_BULLET = re.compile(r"\s*(?:[•‣▪●◦*+-](?:\s+|$)|(?<=\s\s)\d{1,2}\.\s+)")
# bounded, so that a line of a million brackets costs no more than it weighs
_MARKDOWN = re.compile(
    r"^#{1,6}\s\S|!\[[^\]\n]{0,500}\]\([^)\n]{0,999}\)|\[[^\]\n]{1,500}\]\((?:https?:|/)[^)\n]{0,999}\)|\*\*\S[^*\n]{0,999}\*\*",
    re.M,
)
_PICTURE = re.compile(r"\[?!\[(?P<alt>[^\]]{0,500})\]\([^)]{0,999}\)(?:\]\([^)]{0,999}\))?")
_LINK = re.compile(r"\[(?P<text>[^\]]{1,500})\]\([^)]{0,999}\)")
_HASHES = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<text>.{1,999}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>-])")


def _read(text: str) -> list[Entry]:
    entries: list[Entry] = []
    block = 0
    text = whole(text).removeprefix("\ufeff")
    markdown = bool(_MARKDOWN.search(text))
    for number, line in enumerate(_NEWLINE.split(text), 1):
        shown = clean(line)
        if not shown:
            block += 1
            continue
        if not entries and (match := _PREFIX.match(line)):
            line = line[match.end() :]
        entry = Entry(number, shown, "", block)
        if match := _BULLET.match(line):
            entry.mark, line = "bullet", line[match.end() :]
        if markdown:
            line = _read_markdown(line, entry)
        entry.text = clean(line)
        entries.append(entry)
    return entries


def _read_markdown(line: str, entry: Entry) -> str:
    """Take Markdown's marks off a line and keep what they say."""
    line = line.strip()
    if match := _PICTURE.fullmatch(line):
        entry.mark = "picture"
        return match["alt"]
    line = _PICTURE.sub(" ", line)
    if match := _HASHES.fullmatch(line):
        entry.mark = "title" if match["level"] == "#" else "heading"
        line = match["text"].rstrip("#").rstrip()
    elif line.startswith("> "):
        entry.mark, line = "quote", line[2:]
    if match := _STRONG.fullmatch(line):
        entry.bold = "**" not in match["text"]
    line = _STRONG.sub(lambda m: m["text"], line)
    entry.links = tuple(clean(m["text"]) for m in _LINK.finditer(line))
    entry.plain = clean(_LINK.sub(" ", line))
    entry.linked = bool(entry.links) and not entry.plain
    return _ESCAPE.sub(r"\1", _LINK.sub(lambda m: m["text"], line))


# -- what a line is by itself ----------------------------------------------------------------------------

_PUBLISHED = re.compile(
    r"(?:di)?(?:publish(?:ed)?|terbit(?:kan)?|publikasikan|tayang|rilis)(?:\s+(?:pada|at|on))?\s*:?", re.I
)
_MODIFIED = re.compile(
    r"(?:terakhir\s+)?(?:di)?(?:perbarui|per?baharui|update[d]?|modified|last\s+updated?)(?:\s+(?:pada|at|on))?\s*:?",
    re.I,
)
_RELATIVE = re.compile(
    r"(?:\d{1,3}|se)\s?(?:detik|menit|jam|hari|minggu|bulan|tahun)\s+(?:yang\s+)?lalu", re.I
)
_ROLE_ALONE = re.compile(r"(?:reporter|penulis|pewarta|editor|redaktur|penyunting|author|oleh)\s*:?", re.I)
_PERSON = re.compile(
    r"(?:[A-Z][\w.'’-]*|bin|binti|van|de|al)(?:\s+(?:[A-Z][\w.'’-]*|bin|binti|van|de|al)){0,4}"
)
_WRITTEN_BY = re.compile(r"(?:oleh|by|penulis)\s+(?P<name>.+)", re.I)
_CUT = re.compile(r"\.{3}|…")
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
_TABLE_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+[\s:-]*")
_WORDS = re.compile(r"[^\W_]+")


def _date_of(text: str, outlet: Outlet) -> tuple[str, ParsedDate, str] | None:
    """A line that is a date and nothing else but people: "published" or "modified", date, byline or ""."""
    if len(text) > 140 or text.endswith("."):
        return None
    date = parse_date(text, zone=outlet.zone)
    if date is None:
        return None
    rest = " ".join(text.replace(date.raw, " | ").split()).strip(" |,/–—-·•()")
    if not rest or _PUBLISHED.fullmatch(rest):
        return "published", date, ""
    if _MODIFIED.fullmatch(rest):
        return "modified", date, ""
    if (match := _WRITTEN_BY.fullmatch(rest)) and _PERSON.fullmatch(match["name"]):
        return "published", date, match["name"]
    return ("published", date, rest) if bylines.is_byline(rest) else None


def _is_title(text: str) -> bool:
    """Whether a line can be a headline or a deck: it says something and closes no sentence."""
    if not 3 <= len(text) <= 220 or not any(ch.isalpha() for ch in text) or text[-1] in ",;:-–—":
        return False
    return not text.endswith(".") or text.endswith("..")


def _is_paragraph(text: str) -> bool:
    return len(text) >= PARAGRAPH and sentences.ends_sentence(text)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _overlap(text: str, others: Sequence[str]) -> float:
    """How much of a text's words the others have."""
    words = _words(text)
    known = {word for other in others for word in _words(other)}
    return sum(word in known for word in words) / len(words) if words else 0.0


@cache
def _whole_line(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I) if patterns else None


@cache
def _first_of(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in dict.fromkeys(patterns))


def _ends_of(outlet: Outlet) -> Layout:
    """What the outlet's layouts together say about the ends of a text and about captions.

    Which of them made the captured page is not seen, so each may speak.
    """

    def either(name: str) -> str | None:
        patterns = dict.fromkeys(x for layout in outlet.layouts if (x := getattr(layout, name)))
        return "|".join(f"(?:{pattern})" for pattern in patterns) or None

    return Layout(
        LAYOUT,
        when="html",
        headline="h1",
        body="body",
        desk_code=either("desk_code"),
        caption_prefix=either("caption_prefix"),
        signature=any(layout.signature for layout in outlet.layouts),
    )


class _Reader:
    """One capture being read."""

    def __init__(self, text: str, outlet: Outlet) -> None:
        self.outlet = outlet
        self.rules: Capture = outlet.capture
        self.name = f"capture of {outlet.name}"
        self.own = {name.casefold() for name in (*outlet.names, outlet.title, outlet.name, *outlet.domains)}
        self.ends = _ends_of(outlet)
        self.desk_code = re.compile(self.ends.desk_code) if self.ends.desk_code else None
        self.datelines = _first_of(
            tuple(x for x in (outlet.dateline, *(layout.dateline for layout in outlet.layouts)) if x)
        )
        self.entries = _read(text)
        for entry in self.entries:
            entry.kind = self._kind(entry)
        self.decks = any(layout.deck for layout in outlet.layouts)
        self.last = -1  # the last line of text that is no bullet, before any related list
        self.headline: str | None = None
        self.deck: str | None = None
        self.published: ParsedDate | None = None
        self.modified: ParsedDate | None = None
        self.caption = ("", 0)  # the last one, and how much text stood above it
        self.keywords: list[str] = []
        self.box = False  # a read-also label has been seen, its titles follow
        self.closed = ""  # the text has ended: by which rule
        self.bio = False
        self.topics: list[list[Entry]] | None = None
        self.judge = Judge(outlet, None, "", None, self.ends)

    def article(self, explain: bool) -> Article:
        if not self.entries:
            raise EmptyPage(self.name, "the text is empty")
        first = self._skip_first_copy()
        headline, start = self._opening(first)
        for index in range(first, start):
            if headline is None or index > headline:
                self._above(index, headline, start)
            elif index < headline:
                self._before(index)
        self.judge.deck = self.deck
        self._body(start)
        self._settle_topics()
        judge = self.judge
        judge.dateline_pattern = self._dateline_pattern(start)
        judge.finish(self._synopsis())
        self._last_is_no_heading()
        self._refuse()
        outlet = self.outlet
        return Article(
            headline=self.headline,
            alternativeHeadline=self.deck,
            datePublished=self.published.value if self.published else None,
            dateModified=self.modified.value if self.modified else None,
            authors=tuple(dict.fromkeys(judge.people.authors)),
            editors=tuple(dict.fromkeys(judge.people.editors)),
            sources=tuple(dict.fromkeys(judge.people.sources)),
            dateline=judge.dateline,
            keywords=tuple(dict.fromkeys(self.keywords)),
            isAccessibleForFree=False if judge.paywalled else None,
            images=tuple(judge.images),
            body=tuple(judge.out),
            readAlso=tuple(judge.read_also),
            outlet=outlet.name,
            layout=LAYOUT,
            extractor=RULES,
            inLanguage=outlet.language,
            datePublishedRaw=self.published.raw if self.published else None,
            explanation=tuple(self._lines()) if explain else (),
        )

    def _last_is_no_heading(self) -> None:
        """What looked like a subheading heads nothing once the end is mended: a paragraph, perhaps cut."""
        judge = self.judge
        if judge.out and judge.out[-1].type == "heading" and not _NUMBERED.match(judge.out[-1].text):
            judge.retype(len(judge.out) - 1, judge.out[-1].text, "heads nothing", "paragraph")

    def _refuse(self) -> None:
        """Say what a text without an article is; a few words may be a wall's, and say so themselves."""
        out = self.judge.out
        if sum(len(block.text.split()) for block in out) < FEW_WORDS:
            shown = [block.text for block in out] or [entry.text for entry in self.entries[:5]]
            for text in (self.headline or "", *shown):
                detect.refuse_title(text, self.name)
        if not out:
            raise NoText(self.name, "no paragraph is left when what surrounds a text is taken off")

    def _lines(self) -> Iterator[Line]:
        for entry in self.entries:
            decision = entry.decision or Decision(entry.text, "chrome", False, "not read")
            label = _LABELS.get(decision.label, decision.label)
            if decision.rule.startswith("synopsis"):
                label = "chrome"  # the deck is shown above the text; this is the page repeating itself
            yield Line(entry.number, entry.line, label, decision.kept, decision.rule)

    def _note(self, entry: Entry, label: Label, rule: str, kept: bool = False) -> None:
        entry.decision = self.judge.note(entry.text, label, rule, kept)

    # -- what a line is ---------------------------------------------------------------------------------

    def _kind(self, entry: Entry) -> str:
        text = entry.text
        if not text:
            return "empty"
        if (chrome := _whole_line(self.rules.chrome)) and chrome.fullmatch(text):
            return "chrome"
        if entry.mark == "picture":
            return "picture"
        if _TABLE_RULE.fullmatch(text):
            return "chrome"
        if furniture.is_related_heading(text) or (
            (related := _whole_line(self.rules.related)) and related.fullmatch(text)
        ):
            return "related"
        if _date_of(text, self.outlet):
            return "date"
        if _ROLE_ALONE.fullmatch(text):
            return "role"
        rest, titles = read_also.split_read_also(text)
        if titles and rest:
            return "text"
        if verdict := furniture.classify(text, links=entry.links, plain=entry.plain, linked=entry.linked):
            return verdict.label
        if bylines.is_byline(text) or bylines.source_line(text):
            return "byline"
        if bylines.author_box(text):
            return "author_box"
        if furniture.is_share_bar(text):
            return "chrome"
        if self._has_caption_prefix(text) or picture_credits.is_caption(text):
            return "caption"
        return "bullet" if entry.mark == "bullet" else "text"

    def _has_caption_prefix(self, text: str) -> bool:
        prefix = self.ends.caption_prefix
        return bool(prefix and (match := re.match(prefix, text)) and match.end())

    def _dateline_at(self, text: str) -> re.Pattern[str] | None:
        return next((pattern for pattern in self.datelines if (m := pattern.match(text)) and m.end()), None)

    def _dateline_pattern(self, start: int) -> str | None:
        """The pattern that fits the beginning of the text, else the outlet's."""
        if start < len(self.entries) and (pattern := self._dateline_at(self.entries[start].text)):
            return pattern.pattern
        return self.outlet.dateline

    # -- where the text begins --------------------------------------------------------------------------

    def _skip_first_copy(self) -> int:
        """Skip the text where the page carries it twice, above its headline and below it."""
        entries = self.entries
        long = [i for i, e in enumerate(entries) if e.kind == "text" and _is_paragraph(e.text)]
        if len(long) < 2 or long[0] > 12:
            return 0
        for index in range(long[0] + 1, min(long[-1], NEAR)):
            entry = entries[index]
            if entry.kind != "text" or not _is_title(entry.text):
                continue
            if sentences.ends_sentence(entry.text) and not sentences.is_titled(entry.text):
                continue
            before = [entries[i].text for i in long if i < index]
            after = " ".join(e.text for e in entries[index + 1 : index + NEAR])
            parts = [
                part for text in before for part in re.split(r"(?<=[.!?”\"])\s+", text) if len(part) > 30
            ]
            if parts and sum(part in after for part in parts) >= 0.7 * len(parts):
                for other in entries[:index]:
                    self._note(other, "chrome", "the text again: it follows below the headline")
                return index
        return 0

    def _opening(self, first: int) -> tuple[int | None, int]:
        """Indices of the headline (None where there is none) and of the line that begins the text."""
        entries = self.entries
        end, running = len(entries), False
        for index in range(first, len(entries)):
            running = running or _is_paragraph(entries[index].text)
            if running and entries[index].kind == "related":
                end = index
                break
        self.last = max((i for i in range(first, end) if self._is_plain(i)), default=-1)
        texts = [i for i in range(first, end) if entries[i].kind == "text"]
        datelined = self._datelined(texts)
        sentence = self._first_sentence(texts)
        limit = datelined if datelined is not None else sentence if sentence is not None else end
        headline = self._headline(first, limit, texts)
        self.headline = self._title_of(headline)
        self.judge.headline = self.headline or ""
        if datelined is not None:
            return headline, datelined
        return headline, self._start(first if headline is None else headline + 1, end, limit, headline)

    def _is_plain(self, index: int) -> bool:
        return self.entries[index].kind == "text" and self.entries[index].mark != "bullet"

    def _near(self, index: int) -> list[Entry]:
        """The lines below a line, as far as they matter to it."""
        return self.entries[index + 1 : index + 1 + NEAR]

    def _datelined(self, texts: Sequence[int]) -> int | None:
        """The line with the dateline, unless a running text precedes it: then it belongs to something else."""
        run = 0
        for index in texts:
            text = self.entries[index].text
            if self._dateline_at(text):
                return index
            run = run + 1 if _is_paragraph(text) else 0
            if run > 3:
                return None
        return None

    def _first_sentence(self, texts: Sequence[int]) -> int | None:
        """The first line that is a sentence; a question in the first place may be the headline."""
        for place, index in enumerate(texts):
            entry = self.entries[index]
            if entry.mark == "title" or (place == 0 and _is_title(entry.text) and len(entry.text) <= 160):
                continue
            if len(entry.text) > 220 or (
                sentences.ends_sentence(entry.text) and not sentences.is_titled(entry.text)
            ):
                return index
        return None

    def _headline(self, first: int, limit: int, texts: Sequence[int]) -> int | None:
        entries = self.entries
        for index in texts:
            if entries[index].mark == "title":
                return index
        candidates = [i for i in texts if i < limit and self._may_be_headline(entries[i].text)]
        candidates = [i for i in candidates if not entries[i].text[0].islower()] or candidates
        if len(candidates) > NEAR:  # a page's navigation; the headline stands below it
            candidates = candidates[-NEAR:]
        # of what is long enough to be one: what the page repeats, then what stands right above a date
        ranks = {i: self._rank(i, first) for i in candidates if len(entries[i].text.split()) >= 3}
        if best := max(ranks.values(), default=0):
            return next(i for i in candidates if ranks.get(i) == best)
        if candidates:
            return next(iter(ranks), candidates[0])
        for index in range(first, min(limit, len(entries))):
            if entries[index].kind == "picture" and len(entries[index].text.split()) >= 3:
                return index
        return None

    def _may_be_headline(self, text: str) -> bool:
        return _is_title(text) and text.casefold() not in self.own and " » " not in text

    def _rank(self, index: int, first: int) -> int:
        """2 for a line that occurs again, alone or glued before a caption, 1 for one with a date close below."""
        entry = self.entries[index]
        again = any(
            other.text.startswith(entry.text)
            and (len(other.text) == len(entry.text) or len(entry.text) >= 20)
            and other is not entry
            for other in self.entries[max(first, index - NEAR) : index + NEAR]
        )
        below = [e.kind for e in self.entries[index + 1 : index + 8]]
        dated = "date" in below and below[: below.index("date")].count("text") <= 2
        return 2 * again + dated

    def _title_of(self, index: int | None) -> str | None:
        if index is None:
            return None
        entry = self.entries[index]
        self._note(entry, "headline", "headline", kept=True)
        return entry.text

    def _start(self, first: int, end: int, limit: int, headline: int | None) -> int:
        """Where the text begins when no dateline says so."""
        entries = self.entries
        last = first - 1
        paragraphs = 0
        for index in range(first, min(end, first + 10)):
            entry = entries[index]
            if entry.kind in ("date", "picture") or entry.text == self.headline:
                followed = any(e.kind == "text" for e in self._near(index))
                if paragraphs == 0 or (paragraphs == 1 and followed):
                    last = index
            elif entry.kind in ("byline", "role", "caption") and not paragraphs:
                last = index
            paragraphs += (
                entry.kind == "text" and entry.text != self.headline and sentences.ends_sentence(entry.text)
            )
        for index in range(last + 1, end):
            entry = entries[index]
            if entry.kind != "text" or entry.text == self.headline or self._is_kicker(index):
                continue
            more = any(e.kind == "text" for e in self._near(index))
            exclaims = (
                index == limit and self.decks and len(entry.text) <= PARAGRAPH and entry.text[-1] in "!?"
            )
            deck = headline is not None and (index < limit or exclaims) and not self._dated(headline, index)
            if not (deck and more and _is_title(entry.text)) or any(
                e.kind == "text" and e.text != self.headline and not self._is_kicker(i)
                for i, e in enumerate(entries[max(first, index - NEAR) : index], max(first, index - NEAR))
            ):
                return index
        return last + 1

    # -- above the text ---------------------------------------------------------------------------------

    def _before(self, index: int) -> None:
        """A line above the headline: chrome, unless it names the date or the people that nothing below names."""
        entry = self.entries[index]
        if entry.kind == "date" and not any(e.kind == "date" for e in self._near(index)):
            self._take_date(entry)
        elif entry.kind in ("ad", "byline"):
            self._line(entry)
        else:
            self._note(entry, "chrome", "above the headline")

    def _above(self, index: int, headline: int | None, start: int) -> None:
        """A line between the headline and the text."""
        entry = self.entries[index]
        if entry.decision is not None:
            return
        if entry.kind == "bullet":
            self._note(entry, "chrome", "a list above the text")
        elif entry.kind != "text":
            self._line(entry, index)
        elif self._is_headline_again(entry):
            pass
        elif self._is_kicker(index):
            self._note(entry, "kicker", "a block of two lines that repeats the headline's words")
        elif entry.text.casefold() in self.own:
            self._note(entry, "chrome", "the outlet's own name")
        elif self._is_person(index):
            self._note(entry, "byline", "a name beside the date", kept=True)
            self.judge.take_people((entry.text,))
        elif self._is_short_label(entry.text):
            self._note(entry, "chrome", "a label")
        elif headline is not None and self.deck is None and self._is_deck(index, headline, start):
            self.deck = entry.text
            self._note(entry, "deck", "the line below the headline", kept=True)
        else:
            self._take_caption(entry, entry.text, "between headline and text")

    def _is_deck(self, index: int, headline: int, start: int) -> bool:
        """Right below the headline, or below the date where the picture has a caption of its own."""
        captioned = any(
            entry.kind == "caption" for entry in self.entries[index + 1 : min(start, index + NEAR)]
        )
        return len(self.entries[index].text) <= 320 and (captioned or not self._dated(headline, index))

    def _dated(self, headline: int, index: int) -> bool:
        return any(
            e.kind in ("date", "byline", "caption") for e in self.entries[max(headline, index - NEAR) : index]
        )

    def _is_person(self, index: int) -> bool:
        """Two to four capitalised words beside a date or a byline are a name."""
        entry = self.entries[index]
        beside = self.entries[max(index - 1, 0) : index] + self.entries[index + 1 : index + 2]
        return self._is_short_label(entry.text) and any(e.kind in ("date", "byline") for e in beside)

    @staticmethod
    def _is_short_label(text: str) -> bool:
        return len(text) <= 40 and 2 <= len(text.split()) <= 4 and bool(_PERSON.fullmatch(text))

    def _is_kicker(self, index: int) -> bool:
        entry = self.entries[index]
        around = self.entries[max(index - 4, 0) : index + 5]
        lines = [e for e in around if e.block == entry.block and e.kind == "text" and e.text != self.headline]
        if len(lines) != 2 or not self.headline or any(sentences.ends_sentence(e.text) for e in lines):
            return False
        return _overlap(f"{lines[0].text} {lines[1].text}", (self.headline,)) >= 0.5

    # -- the text ---------------------------------------------------------------------------------------

    def _body(self, start: int) -> None:
        entries = self.entries
        index = start
        while index < len(entries):
            entry = entries[index]
            if entry.decision is not None:
                pass
            elif self.closed == "related":
                chrome = entry.kind in ("chrome", "empty")
                self._note(entry, "chrome" if chrome else "related", "behind the heading of a related list")
            elif entry.mark == "bullet" and entry.kind in ("bullet", "text"):
                index = self._bullets(index)
                continue
            else:
                self._line(entry, index)
            index += 1

    def _line(self, entry: Entry, index: int | None = None) -> None:
        """One line that is not a bullet, by its kind."""
        kind, judge = entry.kind, self.judge
        if kind not in ("text", "read_also"):
            self.box = False
        if kind == "empty":
            self._note(entry, "chrome", "a bullet without text")
        elif kind == "chrome" and not entry.text:
            self._note(entry, "chrome", "empty")
        elif kind == "picture":
            again = entry.text == self.headline
            self._note(entry, "headline_repeat" if again else "chrome", "alt text of a picture")
        elif kind == "related":
            if judge.out and not self._text_goes_on(index):
                self.closed = "related"
                self._note(entry, "related", "heading of a related list")
            else:
                self._note(entry, "chrome", "heading of a list above the text, or inside it")
        elif kind == "date":
            self._take_date(entry)
        elif kind == "role":
            self._take_role(entry, index)
        elif kind == "byline":
            self._take_byline(entry)
        elif kind == "author_box":
            self._note(entry, "byline", "author's box", kept=True)
            judge.people.authors.append(bylines.author_box(entry.text) or "")
            self.closed, self.bio = self.closed or "author's box", True
        elif kind == "caption":
            self._take_caption(entry, self._without_alt(entry.text), "caption")
        elif kind in ("text", "bullet"):
            self._text(entry, index)
        else:
            self._vocabulary(entry, index)

    def _text_goes_on(self, index: int | None) -> bool:
        """Whether sentences follow one another below a heading: a list of titles does not read so."""
        below = [e for e in self._near(index or 0) if e.kind not in ("ad", "chrome", "empty")][:2]
        return len(below) == 2 and all(
            e.kind == "text" and sentences.ends_sentence(e.text) and not sentences.is_titled(e.text)
            for e in below
        )

    def _vocabulary(self, entry: Entry, index: int | None) -> None:
        """A line that the shared vocabulary knows."""
        judge = self.judge
        if furniture.is_share_bar(entry.text) or _TABLE_RULE.fullmatch(entry.text):
            self._note(entry, "chrome", "a share bar, or the rule of a table")
            return
        if _CUT.fullmatch(entry.text) and judge.out:
            judge.paywalled = True
            self._note(entry, "chrome", "dots where the text is cut")
            self._close("the cut", index)
            return
        if (
            entry.kind == "chrome"
            and (chrome := _whole_line(self.rules.chrome))
            and chrome.fullmatch(entry.text)
        ):
            self._note(entry, "chrome", "a line of the outlet's chrome")
        else:
            self._judge(entry, Raw(entry.text, links=entry.links, plain=entry.plain, linked=entry.linked))
        if furniture.is_topics_heading(entry.text) and judge.out:
            self.topics = self.topics or []
            self._close("topics", index)
        if entry.kind == "disclaimer" and judge.out:
            self.bio = False
            self._close("disclaimer", index)
        elif entry.kind == "paywall" and judge.out:
            self._close("paywall", index)

    def _close(self, rule: str, index: int | None) -> None:
        """The text ends here, unless paragraphs follow."""
        if not self.closed and index is not None and self._paragraphs_from(index + 1) < 2:
            self.closed = rule

    def _paragraphs_from(self, index: int) -> int:
        count = 0
        for entry in self.entries[index : index + NEAR]:
            if entry.kind == "related":
                break
            count += (
                entry.kind == "text"
                and entry.mark != "bullet"
                and len(entry.text) >= 100
                and _is_paragraph(entry.text)
            )
        return count

    def _text(self, entry: Entry, index: int | None) -> None:
        if self._is_headline_again(entry):
            return
        if index is not None and self._is_alt(index):
            self._note(entry, "chrome", "alt text above the caption of a picture")
            return
        if index is not None and self._closes(entry, index):
            return
        if self.closed:
            label: Label = "author_bio" if self.bio else "chrome"
            self._note(entry, label, f"behind the end of the text ({self.closed})")
            return
        if self.box:
            self.box = False
            if _is_title(entry.text) and sentences.is_titled(entry.text, 2):
                self.judge.read_also.append(entry.text)
                self._note(entry, "read_also", "title below a read-also label", kept=True)
                return
        rest, titles = read_also.split_read_also(entry.text)
        if titles and rest:
            self.judge.read_also += titles
        else:
            rest = entry.text
        raw = Raw(rest, links=entry.links, plain=entry.plain, linked=entry.linked, bold=entry.bold)
        if entry.mark == "quote":
            raw.type = "quote"
        elif entry.mark == "bullet":
            raw.type = "list_item"
        elif entry.mark in ("heading", "title") or (index is not None and self._is_subheading(index)):
            raw.type = "heading"
        if rest.isupper() and len(rest) <= 120:
            raw.bold = True  # capitals are how a capture shows a signature
        joined = index is not None and self._continues(index)
        if joined and self.judge.kept:
            self._join(entry, rest)
            return
        self._judge(entry, raw)
        if titles and entry.decision is not None:
            entry.decision.rule += f"; read-also {'; '.join(titles)!r} taken off"

    def _judge(self, entry: Entry, raw: Raw) -> None:
        self.judge.text(raw)
        entry.decision = self.judge.lines[-1]
        self.box, self.judge.box = self.judge.box, False

    def _continues(self, index: int) -> bool:
        """Whether a line goes on with the sentence of the line above it, in the same block."""
        if index == 0 or self.entries[0].block == self.entries[-1].block:
            return False  # without blank lines every line is a block
        above, entry = self.entries[index - 1], self.entries[index]
        return (
            above.block == entry.block
            and above.decision is not None
            and above.decision.label == "paragraph"
            and above.kind == entry.kind == "text"
            and len(above.text) >= 40
            and entry.text[0].islower()
            and not sentences.ends_sentence(above.text)
        )

    def _join(self, entry: Entry, text: str) -> None:
        judge = self.judge
        judge.out[-1] = replace(judge.out[-1], text=f"{judge.out[-1].text} {text}")
        entry.decision = judge.kept[-1][1]

    def _is_subheading(self, index: int) -> bool:
        entry = self.entries[index]
        text = entry.text
        nxt = next(
            (e for e in self._near(index) if e.kind not in ("caption", "picture", "ad", "chrome")),
            None,
        )
        below = self.entries[index + 1 : index + 2]
        if (
            _NUMBERED.match(text)
            and below
            and below[0].kind in ("caption", "picture")
            and text[-1] not in ".,:;…"
        ):
            return True
        if nxt is not None and nxt.kind == "bullet" and _NUMBERED.match(text):
            return text[-1] not in ".,:;…"
        if nxt is None or nxt.kind != "text" or not 1 < len(text.split()) <= 22 or len(text) > 160:
            return False
        if "|" in text or text[-1] in ".,:;…\"”'’!-–—" or text[0].islower() or bylines.agencies(text):
            return False
        if endings.desk_code_start(text, self.desk_code) is not None:
            return False
        if text[-1] == "?" and not (sentences.is_titled(text) or _NUMBERED.match(text)):
            return False
        if self._dateline_at(text):
            return False
        if _NUMBERED.match(text):
            return not _NUMBERED.match(nxt.text)
        return len(text) <= 110 and len(nxt.text) > len(text) and sentences.ends_sentence(nxt.text)

    def _closes(self, entry: Entry, index: int) -> bool:
        """An author's box on two lines, or an agency or a signature behind which no paragraph follows."""
        if self.closed or not self.judge.out:
            return False
        judge, below = self.judge, self.entries[index + 1 : index + 2]
        if below and (name := bylines.author_box(f"{entry.text} {below[0].text}")):
            for line in (entry, below[0]):
                self._note(line, "byline", "author's box", kept=True)
            judge.people.authors.append(name)
            self.closed, self.bio = "author's box", True
            return True
        names = bylines.agencies(entry.text)
        if not (names or (self.ends.signature and " " in entry.text and bylines.signature(entry.text))):
            return False
        nxt = next((e for e in self._near(index) if e.kind == "text"), None)
        if nxt is None or self._paragraphs_from(index + 1):
            return False  # the last block of all is for the judge
        if names:
            judge.people.sources += [name for name in names if name not in judge.people.sources]
            self._note(entry, "source", "credit line", kept=True)
            self.closed = "credit line"
            return True
        if not sentences.ends_sentence(nxt.text):
            judge.people.authors += bylines.signature(entry.text)
            self._note(entry, "byline", "signature", kept=True)
            self.closed = "signature"
            return True
        return False

    def _is_alt(self, index: int) -> bool:
        """Whether a few words stand right above a caption, in its block: what the picture is called."""
        entry, below = self.entries[index], self.entries[index + 1 : index + 2]
        return (
            bool(below)
            and below[0].kind == "caption"
            and below[0].block == entry.block
            and self.entries[0].block != self.entries[-1].block
            and len(entry.text.split()) <= 8
            and not sentences.ends_sentence(entry.text)
        )

    def _is_headline_again(self, entry: Entry) -> bool:
        """The headline again, alone, with the outlet's name behind it, or glued before a caption."""
        headline, text = self.headline, entry.text
        if not headline or not text.startswith(headline):
            return False
        rest = text[len(headline) :]
        if not rest or re.sub(r"^\s*[-|–—:]\s*", "", rest).casefold() in self.own:
            self._note(entry, "headline_repeat", "the headline again")
            return True
        if len(headline) >= 20 and (rest[0].isalnum() or rest[0] in "(["):
            self._take_caption(entry, rest, "caption behind the picture's alt text")
            return True
        return False

    def _without_alt(self, text: str) -> str:
        """A caption without the alt text that a tool glued before it: the alt is the headline."""
        headline = self.headline
        if headline and len(headline) >= 20 and text.startswith(headline) and len(text) > len(headline):
            return text[len(headline) :].strip()
        return text

    # -- bullets ----------------------------------------------------------------------------------------

    def _bullets(self, index: int) -> int:
        """A run of bulleted lines; returns the index behind it."""
        entries = self.entries
        stop = index
        while (
            stop < len(entries)
            and entries[stop].mark == "bullet"
            and entries[stop].kind in ("bullet", "text")
        ):
            stop += 1
        run = entries[index:stop]
        titled = all(_is_title(e.text) and sentences.is_titled(e.text) for e in run)
        last = stop > self.last
        if self.topics is not None:
            self.topics.append(run)
        elif self.box:
            for entry in run:
                self.judge.read_also.append(entry.text)
                self._note(entry, "read_also", "bullet below a read-also label", kept=True)
            self.box = False
        elif self.closed:
            for entry in run:
                self._note(
                    entry, "related" if titled else "chrome", f"behind the end of the text ({self.closed})"
                )
        elif titled and last and self.judge.out:
            for entry in run:
                self._note(entry, "related", "bulleted titles that close the capture")
        elif titled and self.rules.bullet_links and all(len(e.text.split()) > 4 for e in run):
            for entry in run:
                self.judge.read_also.append(entry.text)
                self._note(entry, "read_also", "bulleted titles between paragraphs", kept=True)
        else:
            for entry in run:
                self._text(entry, None)
        return stop

    def _settle_topics(self) -> None:
        """Bullets behind the text: topics, and where the outlet lists them last, the editors."""
        groups = self.topics or []
        for place, group in enumerate(groups):
            editors = (
                self.rules.editors_last
                and place == len(groups) - 1
                and len(group) <= 3
                and all(_PERSON.fullmatch(e.text) and " " in e.text for e in group)
            )
            for entry in group:
                if editors:
                    self.judge.people.editors += bylines.split_names(entry.text)
                    self._note(entry, "editor", "the last bulleted names", kept=True)
                else:
                    self.keywords.append(entry.text.lstrip("#").strip())
                    self._note(entry, "keyword", "topic", kept=True)

    # -- dates, people, pictures ------------------------------------------------------------------------

    def _take_date(self, entry: Entry) -> None:
        found = _date_of(entry.text, self.outlet)
        if found is None:
            return
        what, date, people = found
        if people:
            self.judge.take_people((people,))
        if what == "modified" and self.modified is None:
            self.modified = date
        elif what == "published" and not self.judge.out and self._is_better(date):
            self.published = date
        else:
            self._note(entry, "chrome", "another date")
            return
        self._note(entry, "published", what, kept=True)

    def _is_better(self, date: ParsedDate) -> bool:
        """The first date counts, unless it lacks the time of day that another line of that day has."""
        known = self.published
        if known is None:
            return True
        return date.has_time and not known.has_time and date.value.date() == known.value.date()

    def _take_byline(self, entry: Entry) -> None:
        judge = self.judge
        before = len(judge.people.authors), len(judge.people.editors)
        if bylines.is_byline(entry.text):
            judge.take_people((entry.text,))
        else:
            judge.people.sources += [
                x for x in bylines.source_line(entry.text) if x.casefold() not in self.own
            ]
        after = len(judge.people.authors), len(judge.people.editors)
        first = re.match(r"\W*(sumber|editor|redaktur(?!\s*(?:&|dan|/)))", entry.text, re.I)
        label: Label = "byline"
        if first and first[1].lower() == "sumber":
            label = "source"
        elif first and after[0] == before[0]:
            label = "editor"
        self._note(entry, label, "byline", kept=True)

    def _take_role(self, entry: Entry, index: int | None) -> None:
        """Role words on lines of their own; the name below several of them belongs to each."""
        if index is None:
            return
        stop = index
        roles = []
        while stop < len(self.entries) and self.entries[stop].kind == "role":
            roles.append(self.entries[stop])
            stop += 1
        name = self.entries[stop] if stop < len(self.entries) else None
        label: Label = "byline"
        if name is not None and name.kind == "text" and len(name.text) <= 90 and self._are_names(name.text):
            for role in roles:
                self.judge.take_people((role.text.rstrip(" :") + ":", name.text))
            editors = all(re.match(r"editor|redaktur|penyunting", role.text, re.I) for role in roles)
            label = "editor" if editors else "byline"
            self._note(name, label, "name below a role", kept=True)
        for role in roles:
            if role.decision is None:
                self._note(role, label, "role of the name below")

    @staticmethod
    def _are_names(text: str) -> bool:
        names = bylines.split_names(text)
        return bool(names) and all(
            _PERSON.fullmatch(name) or re.fullmatch(r"\w+\.co(?:\.id|m)?", name, re.I) for name in names
        )

    def _take_caption(self, entry: Entry, text: str, rule: str) -> None:
        if self.caption == (text, len(self.judge.out)):
            self._note(entry, "caption", "the caption again")
            return
        self.caption = text, len(self.judge.out)
        self.judge.take_caption(Raw(text, kind="caption"), lead=not self.judge.out)
        self._note(entry, "caption", rule, kept=True)

    # -- the synopsis -----------------------------------------------------------------------------------

    def _synopsis(self) -> tuple[str, ...]:
        """The synopsis that the outlet's pages repeat behind the text, if the last block is one.

        It is one where a desk code or the announcement of a video has closed the text before it, or where
        its words are those of the lead.
        """
        judge = self.judge
        last = len(judge.out) - 1
        if not self.rules.synopsis or last < 1:
            return ()
        text, lead = judge.out[last].text, judge.out[0].text
        places = [
            next(i for i, x in enumerate(judge.lines) if x is judge.kept[j][1]) for j in (last - 1, last)
        ]
        between = judge.lines[places[0] + 1 : places[1]]
        closed = endings.desk_code_start(judge.out[last - 1].text, self.desk_code) is not None
        announced = any(decision.label == "chrome" for decision in between)
        if endings.desk_code_start(text, self.desk_code) is not None:
            return ()
        repeated = len(text) >= 40 and text.rstrip(" .…") in lead
        sentence = re.split(r"(?<=[.!?])\s", text)[0]
        shared = (
            len(_words(sentence)) >= 8
            and _overlap(sentence, (self.headline or "", *(b.text for b in judge.out[:2]))) >= 0.8
        )
        if repeated or (len(text) <= 320 and (closed or announced or (last > 1 and shared))):
            return (text,)
        return ()
