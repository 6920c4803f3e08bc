"""The text of a capture, line by line, to where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from extractors.article import Label
from extractors.captures.ending import (
    LINE_UP,
    NUMBERED,
    SENTENCES,
    SHORT_TITLE,
    announces_list,
    find_end,
    find_verses,
    is_over,
    opens_as_prose,
    text_goes_on,
)
from extractors.captures.kinds import (
    SIGNATURE,
    is_crew,
    is_dateline_alone,
    is_person,
    is_table_rule,
    without_crew,
    without_site,
)
from extractors.captures.lines import (
    NEAR,
    PARAGRAPH,
    PROSE,
    TextLine,
    Told,
    below,
    content,
    is_title,
    words,
)
from extractors.captures.opening import is_alt, is_doubled
from extractors.captures.readout import Readout
from extractors.captures.tools import is_right_of_reply, is_tool
from extractors.reading.blocks import Raw, clean
from extractors.vocabulary import bylines, endings, furniture, read_also, sentences

_CUT = re.compile(r"\.{3}|…")
# the first letters of the next word, where the text is cut off: "… kata dia. Ta..."
_CUT_WORD = re.compile(r"(?<=[.!?”\"])\s[^\W\d_]{1,8}(?:\.{3}|…)$")
_SOURCE_ALONE = re.compile(r"Sumber\s(?P<name>(?:[A-Z][\w.&'’-]*\s?){1,5})")
_NEXT_PAGE = re.compile(r"(?:halaman\s+)?(?:selanjutnya|berikutnya)\s*[>»]*", re.I)
_VIDEO_BELOW = re.compile(
    r"(?:yuk,?\s+)?(?:saksikan|simak|tonton|lihat)\b.{0,30}\bvideo\b.{0,40}(?:berikut|di\s?bawah)(?:\s+ini)?\s*:?",
    re.I,
)
_SHOWN = 40  # characters of a caption, at least
_INSIDE = re.compile(r"[.!?][”\"]?\s+\S")  # a sentence ends inside of a text
# "Bupati Sleman Rani Wulandari saat meninjau sawah": no sentence, as a caption without a credit
_SHOWN_DOING = re.compile(
    r"(?:[A-Z][\w.'’-]*,?\s){2,8}(?:\([^()]{2,30}\)\s)?(?:saat|ketika|usai)\s(?:me|ber|di|ter)\w+[^.!?;:\"”]{0,160}"
)
_INITIALS = re.compile(
    r"(?<=[.!?”\"])\s*(?:\((?P<who>[A-Z]{2,4}|\d{3}|(?i:tim(?:\sredaksi)?|redaksi)|\*\s?/\s?[A-Z][\w .]{1,16})\)|\[\s?\])$"
)  # "… petugas. (RW)", "… petugas. (900)", "… petugas. (*/Rani W)", "… petugas. []"
# "… petugas. ***", "… petugas. ***(Rani)"
_STARS = re.compile(r"(?<=[.!?”\"’])\s+\*{2,3}$")
_STARRED_NAME = re.compile(r"(?<=[.!?”\"’])\s?\*{2,3}\s?\((?P<name>[A-Z][\w.'’ ]{2,30})\)$")
_HEADED_CAPTION = re.compile(r"[A-Z][A-Z ]{2,30}[.:]\s[A-Z]")  # "MERIAH. Suasana panen kopi"
_PULLED = 30, 300  # characters of a pull quote
_QUOTES, _OPENING_QUOTES = '"“” ', '"“'
_RESULT = re.compile(r"\d\s?[-–:]\s?\d")
_CLOSES_BRACKET = ")]"
_CODE = 28  # characters of what closes a text
_ONE_NAME = re.compile(r"\((?P<name>[A-Z][a-z'’]{3,20})\s?\)")
# words: of some 300 headings inside real articles, those without a number have no more, but one; the title of another
# article often has
_HEADING, _TITLE, _COMMAS = 9, 22, 3
_HEADINGS = 2  # of a text that has more
_LONGEST_WORD = 20  # characters
_LAST = "the last sentence"
_COPYRIGHT_LINE = re.compile(r"(?:copyright|hak\s+cipta)\b|©\s?(?:19|20)\d\d", re.I)
_NAMED, _OTHERS = 3, 7  # words of who is shown; of the title of another article
_STARRED = re.compile(r"\*[^\s*][^*]*[^\s*]\*")  # "*Gudang Baru*", as messengers mark bold type
_NUMBER = re.compile(r"\d{1,3}")
_ANNOUNCING = ("", ":", ";")
_NO_TITLE_END = ".,:;…"


def _breaks_inside(text: str) -> bool:
    """Whether a paragraph ends inside of a sentence, behind another one: a line break of the page is all that parts it."""
    return len(text) >= PROSE and text[-1].isalnum() and _INSIDE.search(text) is not None


def _signed_alone(text: str) -> tuple[str, ...]:
    """The names on a line that has nothing but names in brackets, perhaps with their media: "(Kabar.com/Rani Wulandari)"."""
    if (named := endings.name_in_brackets(text)) and not named[0]:
        return (named[1],)
    if found := _ONE_NAME.fullmatch(text):
        return (found["name"],)
    if is_crew(text):
        parts = (part.rpartition("/")[2].strip() for part in text.strip("() .").split(","))
        return tuple(part for part in parts if part)
    return ()


class BodyReader:
    """Reads lines into a readout: each goes to the judge, is taken by its kind, or is left out."""

    def __init__(self, readout: Readout) -> None:
        self.readout = readout
        self._box = False  # after a read-also label, whose titles follow
        self._verses = range(0)  # the indexes of the lines of a song
        self._closed = ""  # the rule that ended the text, if it has ended
        self._bio = False  # what follows is about the author
        self._topics: list[Sequence[TextLine]] | None = None  # runs of bullets after the heading of topics

    def read(self) -> None:
        """Read from the beginning of the text to the end of the capture."""
        lines = self.readout.lines
        index = self.readout.opening.start
        tail = find_end(self.readout)
        self._verses = find_verses(self.readout, tail)
        while index < len(lines):
            line = lines[index]
            if index == tail and not self._closed:
                self._closed = _LAST
            if line.ruling is not None:
                pass
            elif self._closed == "related":
                if not self.readout.explains:
                    break  # nothing below it is read
                chrome = line.kind in ("chrome", "empty")
                self.readout.note(
                    line, "chrome" if chrome else "related", "after the heading of a related list"
                )
            elif line.mark == "bullet" and line.kind in ("bullet", "text"):
                index = self._bullets(index)
                continue
            else:
                self.read_line(line, index)
            index += 1
        self._settle_topics()

    def read_line(self, line: TextLine, index: int | None = None) -> None:
        """Read a line that is not a bullet, by its kind; ``index`` is given if its neighbors matter."""
        readout, kind = self.readout, line.kind
        if kind not in ("text", "read_also"):
            self._box = False
        if kind == "empty":
            readout.note(line, "chrome", "a bullet without text")
        elif kind == "picture":
            again = line.text == readout.opening.title
            readout.note(line, "headline_repeat" if again else "chrome", "alt text of a picture")
        elif kind == "related":
            self._related(line, index)
        elif kind == "date":
            readout.take_date(line)
        elif kind == "role":
            if index is not None:
                readout.take_role(index)
        elif kind == "byline":
            readout.take_byline(line)
            if index is not None and is_over(readout, index):
                self._closed = self._closed or "byline"
        elif kind == "author_box":
            self._author_box(bylines.author_box(line.text) or "", line)
        elif kind == "credit":
            readout.take_credit(line)
        elif kind == "caption" and index is not None and self._is_last_paragraph(line, index):
            readout.judge.add_people(sources=[line.text[len(without_site(line.text)) :].strip(" ().")])
            self._judge(line, line.raw(without_site(line.text)))
        elif kind == "caption":
            readout.take_caption(line, self._without_alt(line.text), "caption")
        elif kind in ("text", "bullet"):
            self._text(line, index)
        else:
            self._vocabulary(line, index)

    # -- what is not text ---------------------------------------------------------------------------------

    def _related(self, line: TextLine, index: int | None) -> None:
        if self.readout.judge.blocks and not text_goes_on(self.readout.lines, index or 0):
            self._closed = "related"
            self.readout.note(line, "related", "heading of a related list")
        else:
            self.readout.note(line, "chrome", "heading of a list above the text, or inside it")

    def _author_box(self, name: str, *lines: TextLine) -> None:
        for line in lines:
            self.readout.note(line, "byline", "author's box", kept=True)
        self.readout.judge.add_people(authors=[name])
        self._closed, self._bio = self._closed or "author's box", True

    def _vocabulary(self, line: TextLine, index: int | None) -> None:
        """Read a line that the shared vocabulary or the outlet's chrome patterns know."""
        judge = self.readout.judge
        if line.kind == "shared":
            self.readout.note(line, "chrome", "on other captures of the site too")
            return
        tool = is_tool(line.text) and not is_right_of_reply(line.text)
        if furniture.is_share_bar(line.text) or is_table_rule(line.text) or tool:
            self.readout.note(line, "chrome", "a share bar, a button, or a rule in a table")
            return
        if is_right_of_reply(line.text):
            self.readout.note(line, "chrome", "to whom the site gives a right of reply")
            if judge.blocks:
                self._close("disclaimer", index)
            return
        if is_dateline_alone(line.text):
            self.readout.note(line, "chrome", "a place and a site alone")
            return
        if _CUT.fullmatch(line.text) and judge.blocks:
            judge.cut()
            self.readout.note(line, "chrome", "dots where the text is cut off")
            self._close("the cut", index)
            return
        if line.kind == "chrome" and self.readout.rules.is_chrome(line.text):
            self.readout.note(line, "chrome", "a line of the outlet's chrome")
        else:
            self._judge(line, line.raw(line.text))
        if not judge.blocks:
            return
        if furniture.is_topics_heading(line.text):
            self._topics = self._topics or []
            self._close("topics", index)
        if _COPYRIGHT_LINE.match(line.text) and len(judge.blocks) >= SENTENCES:
            self._closed = self._closed or "copyright"
        if line.kind == "disclaimer":
            self._bio = False
            self._close("disclaimer", index)
        elif line.kind == "paywall":
            self._close("paywall", index)

    def _close(self, rule: str, index: int | None) -> None:
        """End the text here, unless paragraphs follow."""
        if not self._closed and index is not None and self._paragraphs_behind(index) < 2:
            self._closed = rule

    def _paragraphs_behind(self, index: int) -> int:
        count = 0
        for line in below(self.readout.lines, index):
            if line.kind == "related":
                break
            count += line.is_running and line.mark != "bullet" and len(line.text) >= 100
        return count

    def _without_alt(self, text: str) -> str:
        """A caption without the alt text (the headline) that a tool glued to its front."""
        title = self.readout.opening.title
        if title and len(title) >= 20 and text.startswith(title) and len(text) > len(title):
            return text[len(title) :].strip()
        return text

    # -- text ---------------------------------------------------------------------------------------------

    def _text(self, line: TextLine, index: int | None) -> None:
        readout = self.readout
        if readout.is_headline_again(line):
            return
        if line.text == readout.deck_text and not (readout.texts and line.is_running):
            readout.note(line, "deck", "the deck again")
            return
        if index is not None and (rule := self._furniture(line, index)):
            readout.note(line, "chrome", rule)
            return
        if not line.is_prose and self._is_taken(line, index):
            return
        if self._closed:
            label: Label = "author_bio" if self._bio else "chrome"
            readout.note(line, label, f"after the end of the text ({self._closed})")
            return
        self._box = False
        rest, titles = self._without_titles(line.text)
        if index is not None:
            rest = self._without_code(self._without_end(rest, index), index)
            if self._continues(index) and readout.texts:
                line.ruling = readout.judge.join(rest)
                return
        self._judge(line, self._block(line, rest, index))
        if index is not None:
            start = endings.desk_code_start(line.text, readout.rules.desk_code)
            if start is None or announces_list(readout.lines, index + 1):
                pass
            elif endings.is_sure_code(line.text[start:]) and len(readout.texts) >= SENTENCES:
                self._closed = self._closed or "the desk code"
            else:
                self._close("the desk code", index)
        if titles and line.ruling is not None:
            line.ruling.rule += f"; read-also {'; '.join(titles)!r} taken off"

    def _is_last_paragraph(self, line: TextLine, index: int) -> bool:
        """Whether a line that a site in brackets closes is the end of the text, which is from there, and no caption."""
        return (
            self._closed in ("", _LAST)
            and len(self.readout.texts) >= SENTENCES
            and without_site(line.text) != ""
            and not any(
                other.is_running or other.kind == "caption" for other in below(self.readout.lines, index)
            )
            and self._says_of(line.text)
        )

    def _furniture(self, line: TextLine, index: int) -> str:
        """What a line is that belongs to a picture, a video or the next page; "" for any other."""
        if self._is_alt(index):
            return "alt text above the caption of a picture"
        if self._is_teaser(index):
            return "how the next page begins"
        line = self.readout.lines[index]
        text = line.text
        if self._is_again_below_ad(line):
            return "the paragraph above the ad again"
        if self._is_pulled(line):
            return "a pull quote, which the text has"
        if text[0].islower() and text.islower() and self._is_of_headline(line):
            return "words of the headline: alt text of a picture"
        if self._is_caption_twice(index) or (
            is_doubled(self.readout.lines, index) and (text in self._above or self._is_named_twice(index))
        ):
            return "there twice: what a picture shows"
        if self.readout.texts and self.readout.rules.is_own(text):
            return "the outlet's own name"
        if (
            not line.is_prose
            and _SHOWN_DOING.fullmatch(text)
            and self.readout.texts
            and self._paragraphs_behind(index)
        ):
            return "who is shown, and doing what: a caption"
        return "what the video at the end shows" if self._is_of_a_video(index) else ""

    def _is_caption_twice(self, index: int) -> bool:
        """Whether a line that a word in capitals heads is there twice in a row, the second perhaps cut off: alt text and caption."""
        lines = self.readout.lines
        text = lines[index].text
        if len(text) > PROSE or not _HEADED_CAPTION.match(text):
            return False
        if is_doubled(lines, index):
            return True
        last = lines[-1].text
        cut = len(lines) > 1 and len(last) >= _SHOWN and lines[-2].text.startswith(last)
        return cut and index >= len(lines) - 2

    def _is_again_below_ad(self, line: TextLine) -> bool:
        """Whether a line is the paragraph above an ad label once more, as some pages for telephones have it."""
        lines, index = self.readout.lines, line.index
        return (
            index > 1
            and lines[index - 2].text == line.text
            and line.is_prose
            and lines[index - 1].kind == "ad"
        )

    def _is_pulled(self, line: TextLine) -> bool:
        """Whether a line is a pull quote: without an end mark, or in quotation marks, and a quotation of the text begins with it."""
        least, most = _PULLED
        text = line.text
        if not least <= len(text) <= most or (sentences.ends_sentence(text) and text[0] not in _QUOTES):
            return False
        bare = text.strip(_QUOTES)
        own = len(text) >= PARAGRAPH  # it is one of the paragraphs itself
        return any(
            self._quoting.count(f"{mark}{bare}") > (own and text.startswith(mark)) for mark in _OPENING_QUOTES
        )

    @cached_property
    def _quoting(self) -> str:
        """The paragraphs, one below the other, in which a quotation may be."""
        start = self.readout.opening.start
        near = [line.text for line in self.readout.lines[start : start + NEAR]]
        return "\n".join([text for text in near if len(text) >= PARAGRAPH and ('"' in text or "“" in text)])

    def _is_of_headline(self, line: TextLine) -> bool:
        """Whether a block of few words in lower case has only words of the headline."""
        lines, title = self.readout.lines, self.readout.opening.title
        near = lines[max(0, line.index - 1) : line.index + 2]
        own = line.text.split()
        return (
            title is not None
            and 1 < len(own) <= _HEADING
            and [other.block for other in near].count(line.block) == 1
            and set(own) <= set(words(title))
        )

    def _is_named_twice(self, index: int) -> bool:
        """Whether a line of names is there just twice, as alt text and caption; chords and verses come back."""
        line, lines = self.readout.lines[index], self.readout.lines
        if (
            not index
            or len(line.text) > PROSE
            or len(line.told) < _NAMED
            or not sentences.is_titled(line.text)
        ):
            return False
        return [other.text for other in lines[max(0, index - NEAR) : index + NEAR]].count(line.text) == 2

    def _is_taken(self, line: TextLine, index: int | None) -> bool:
        """Whether a short line closes the text, is signed or credited behind it, or is the title of something else."""
        readout = self.readout
        if index is not None and self._closes(line, index):
            return True
        if self._closed == _LAST and (names := bylines.agencies(line.text)):
            readout.judge.add_people(sources=names)
            readout.note(line, "source", "credit line", kept=True)
            return True
        found = _SOURCE_ALONE.fullmatch(line.text)
        if found and index is not None and not self._paragraphs_behind(index):
            readout.judge.add_people(sources=[found["name"]])
            readout.note(line, "source", "credit line", kept=True)
            return True
        if self._closed == _LAST and readout.rules.ends.signature and (names := bylines.signature(line.text)):
            readout.judge.sign(names)
            readout.note(line, "byline", "signature", kept=True)
            return True
        if self._closed == _LAST and (named := _signed_alone(line.text)):
            self._sign(line.text, named)
            readout.note(line, "byline", "signature", kept=True)
            return True
        if self._closed:
            return False
        if self._box and is_title(line.text) and sentences.is_titled(line.text, 2):
            self._box = index is not None and self._lists_on(index)
            self._take_titles([line], "title below a read-also label")
            return True
        if index is not None and self._is_of_another(line, index):
            readout.note(line, "related", "a title of which the text says nothing")
            return True
        return False

    def _lists_on(self, index: int) -> bool:
        """Whether the line below a title of a read-also box is another one: no text stands below it."""
        lines = self.readout.lines
        under = lines[index + 1 : index + 3]
        return (
            len(under) == 2
            and under[0].kind == "text"
            and not under[1].is_running
            and len(under[0].text.split()) > SHORT_TITLE
            and is_title(under[0].text)
            and sentences.is_titled(under[0].text)
        )

    def _without_titles(self, text: str) -> tuple[str, Sequence[str]]:
        """A text without the read-also lines that are glued to it, and their titles."""
        if not read_also.may_have_glued(text):
            return text, ()
        rest, titles = read_also.split_read_also(text)
        if not titles or not rest:
            return text, ()
        self.readout.judge.add_read_also(titles)
        return rest, titles

    def _without_end(self, text: str, index: int) -> str:
        """The text without the first letters of what a paywall hides, and without the name that signs it."""
        if text.endswith(("…", "...")) and (cut := _CUT_WORD.search(text, max(0, len(text) - _LONGEST_WORD))):
            if not self._paragraphs_behind(index):
                self.readout.judge.cut()
                return text[: cut.start()]
        elif starred := _STARRED_NAME.search(text, max(0, len(text) - SIGNATURE)):
            if not self._paragraphs_behind(index):
                self.readout.judge.add_people(authors=[starred["name"]])
                return text[: starred.start()]
        elif signed := self._signed(text, index):
            self.readout.judge.add_people(authors=[signed[1]])
            return signed[0]
        elif (said := without_crew(text)) and not self._paragraphs_behind(index):
            self.readout.judge.add_people(authors=_signed_alone(text[len(said) :].strip()))
            return said
        return text

    def _without_code(self, text: str, index: int) -> str:
        """The text without the desk code that the end of an article has: initials, or one behind which only a list follows."""
        if (
            text[-1] in _CLOSES_BRACKET
            and (initials := _INITIALS.search(text, max(0, len(text) - _CODE)))
            and not self._paragraphs_behind(index)
        ):
            return text if bylines.is_agency(initials["who"] or "") else text[: initials.start()]
        if text[-1] == "*" and (stars := _STARS.search(text, max(0, len(text) - _CODE))):
            return text if self._paragraphs_behind(index) else text[: stars.start()]
        if not announces_list(self.readout.lines, index + 1):
            return text
        start = endings.desk_code_start(text, self.readout.rules.desk_code)
        return text[:start].rstrip() if start else text

    def _block(self, line: TextLine, text: str, index: int | None) -> Raw:
        """A line of text, as input for the judge."""
        raw = line.raw(text)
        if line.mark == "quote":
            raw.type = "quote"
        elif line.mark == "bullet":
            raw.type = "list_item"
        elif line.mark in ("heading", "title") or (index is not None and self._is_subheading(index)):
            raw.type = "heading"
        if text.isupper() and len(text) <= 120 and "|" not in text and text[-1] not in '"”':
            raw.bold = True  # in a capture, capitals are what is left of a bold signature
        return raw

    def _judge(self, line: TextLine, raw: Raw) -> None:
        blocks = len(self.readout.judge.blocks)
        judge = self.readout.judge
        # what is a paragraph by its kind needs no second look
        line.ruling = judge.keep(raw) if line.is_prose and raw.text is line.text else judge.text(raw)
        self._box = line.ruling.opens_box
        if len(self.readout.judge.blocks) > blocks:
            self.readout.texts.append(line)

    def _take_titles(self, run: Sequence[TextLine], rule: str) -> None:
        self.readout.judge.add_read_also([read_also.without_label(line.text) for line in run])
        self._note_all(run, "read_also", rule, kept=True)

    def _continues(self, index: int) -> bool:
        """Whether a line continues the sentence of the line above it, in the same block."""
        lines = self.readout.lines
        if index == 0:
            return False
        above, line = lines[index - 1], lines[index]
        if lines[0].block == lines[-1].block and not _breaks_inside(above.text):
            return False  # without blank lines, every line is a block
        if index in self._verses and index - 1 in self._verses:
            return above.block == line.block and above.ruling is not None
        return (
            above.block == line.block
            and above.ruling is not None
            and above.ruling.label == "paragraph"
            and above.kind == line.kind == "text"
            and len(above.text) >= 40
            and line.text[0].islower()
            and not sentences.ends_sentence(above.text)
        )

    def _is_subheading(self, index: int) -> bool:
        lines, text = self.readout.lines, self.readout.lines[index].text
        numbered = bool(NUMBERED.match(text))
        under = lines[index + 1 : index + 2]
        if (
            numbered
            and under
            and under[0].kind in ("caption", "picture")
            and text.rstrip("*")[-1:] not in _NO_TITLE_END
        ):
            return True
        if under and under[0].kind == "caption" and text.isalpha() and not text.isupper():
            return index > 0 and lines[index - 1].block != lines[index].block != under[0].block
        if not numbered and not self._may_be_subheading(text):
            return False
        skipped = ("caption", "picture", "ad", "chrome")
        follows = next((e for e in below(lines, index) if e.kind not in skipped), None)
        if follows is None:
            return numbered and self._counts_on(text) and text.rstrip("*")[-1:] not in _NO_TITLE_END
        if follows.kind == "bullet" and numbered:
            return text[-1] not in _NO_TITLE_END
        if follows.kind != "text" or not self._may_be_subheading(text):
            return False
        if numbered:
            return not NUMBERED.match(follows.text)
        if LINE_UP.match(text):
            return ":" not in text and LINE_UP.match(follows.text) is not None
        if self._is_last_row(index) or (len(text.split()) > _HEADING and not self._is_apart(index)):
            return False
        titled = sentences.is_titled(text, 2) or (index > 0 and lines[index - 1].is_running)
        if follows is lines[-1] and not self._closed and titled:
            return True  # of a text that is cut off there
        goes_on = sentences.ends_sentence(follows.text) or (
            follows.text.endswith(":") and len(follows.text) >= PARAGRAPH
        )
        return len(text) <= 110 and len(follows.text) > len(text) and goes_on

    def _is_apart(self, index: int) -> bool:
        """Whether a line is a block of its own between blocks of several paragraphs, as only headings are."""
        lines = self.readout.lines
        if not 1 < index < len(lines) - 2:
            return False
        line, above, under = lines[index], lines[index - 1], lines[index + 1]
        if line.block in (above.block, under.block):
            return False
        return (
            (above.is_running or (above.text.endswith(":") and len(above.text) >= PARAGRAPH))
            and under.is_running
            and (lines[index - 2].block == above.block or lines[index + 2].block == under.block)
        )

    def _counts_on(self, text: str) -> bool:
        """Whether a number goes on with that of the heading above it."""
        above = next((b.text for b in reversed(self.readout.judge.blocks) if b.type == "heading"), "")
        counted = _NUMBER.match(above)
        return counted is not None and _NUMBER.match(text)[0] == str(int(counted[0]) + 1)  # type: ignore[index]

    def _is_last_row(self, index: int) -> bool:
        """Whether a line is the last of the rows that a line with a colon announces; a heading behind them is a title."""
        lines = self.readout.lines
        if sentences.is_titled(lines[index].text, 2):
            return False
        at = index - 1
        while at > 0 and lines[at].kind == "text" and len(lines[at].text.split()) <= _HEADING:
            if lines[at].text.endswith(":"):
                return index - at > 1
            if sentences.ends_sentence(lines[at].text):
                return False
            at -= 1
        return at >= 0 and index - at > 2 and lines[at].text.endswith(":")

    def _may_be_subheading(self, text: str) -> bool:
        """Whether a text can be the heading of the one below: short, without an end mark, not a signature."""
        rules = self.readout.rules
        if len(text) > 160 or not 1 < len(text.split()) <= 22:
            return False
        if text[0] in "-–—" or text.rstrip("*")[-1:] in _ANNOUNCING:
            return False  # a row, or the line above rows
        if "|" in text or text[-1] in ".,:;…\"”'’!-–—" or text[0].islower() or bylines.agencies(text):
            return False
        if endings.desk_code_start(text, rules.desk_code) is not None:
            return False
        if text[-1] == "?" and not (sentences.is_titled(text) or NUMBERED.match(text)):
            return False
        return not rules.dateline_at(text)

    def _closes(self, line: TextLine, index: int) -> bool:
        """Whether a line closes the text: a two-line author's box, or an agency or signature that no paragraph follows."""
        judge, lines = self.readout.judge, self.readout.lines
        if self._closed not in ("", _LAST) or not judge.blocks:
            return False
        under = lines[index + 1 : index + 2]
        if under and (name := bylines.author_box(f"{line.text} {under[0].text}")):
            self._author_box(name, line, under[0])
            return True
        if self._closed:
            return False
        names = bylines.agencies(line.text)
        signs = self.readout.rules.ends.signature and " " in line.text
        signed = bylines.signature(line.text) if signs and not names else ()
        if named := _signed_alone(line.text):
            signed = named
        if not (names or signed):
            return False
        follows = next((e for e in below(lines, index) if e.kind == "text"), None)
        if (follows is None and not named) or self._paragraphs_behind(index):
            return False  # the very last block is for the judge
        if names:
            judge.add_people(sources=names)
            self.readout.note(line, "source", "credit line", kept=True)
            self._closed = "credit line"
            return True
        if follows is None or not sentences.ends_sentence(follows.text):
            self._sign(line.text, signed)
            self.readout.note(line, "byline", "signature", kept=True)
            self._closed = "signature"
            return True
        return False

    def _sign(self, text: str, names: Sequence[str]) -> None:
        """Take the names that sign the text, in the role that the outlet's rules say."""
        code = self.readout.rules.desk_code
        found = code.search(text.replace(" )", ")")) if code and code.groupindex else None
        if found and found.groupdict().get("editor"):
            self.readout.judge.add_people(editors=names)
        else:
            self.readout.judge.sign(names)

    def _signed(self, text: str, index: int) -> tuple[str, str] | None:
        """The text and the name of its writer, if this is the end and a name in brackets follows the last sentence."""
        named = endings.name_in_brackets(text)
        if named and sentences.ends_sentence(named[0]) and not self._paragraphs_behind(index):
            return named
        return None

    def _is_teaser(self, index: int) -> bool:
        """Whether a line is the beginning of the next page's text, below the pager and cut off."""
        lines = self.readout.lines
        above = lines[index - 1] if index else None
        return (
            lines[index].text.endswith(("…", "..."))
            and above is not None
            and above.kind == "chrome"
            and _NEXT_PAGE.fullmatch(above.text) is not None
        )

    def _is_of_a_video(self, index: int) -> bool:
        """Whether a paragraph describes the video that the line above it announces; no other paragraph follows."""
        above = self.readout.lines[index - 1] if index else None
        return (
            above is not None
            and bool(self.readout.texts)
            and above.kind == "chrome"
            and _VIDEO_BELOW.match(above.text) is not None
            and not self._paragraphs_behind(index)
            and not self._heads(index)
        )

    def _heads(self, index: int) -> bool:
        """Whether a few words that end no sentence have a line of text below them."""
        line = self.readout.lines[index]
        few = len(line.text.split()) <= _HEADING and not sentences.ends_sentence(line.text)
        return few and any(other.kind == "text" for other in self.readout.lines[index + 1 : index + 4])

    def _is_of_another(self, line: TextLine, index: int) -> bool:
        """Whether a line between paragraphs is the title of another article."""
        return (
            bool(self.readout.texts)
            and not line.mark
            and len(line.text.split()) > SHORT_TITLE
            and is_title(line.text)
            and sentences.is_titled(line.text, SHORT_TITLE)
            and not line.text.isupper()
            and not _STARRED.fullmatch(line.text)
            and not opens_as_prose(line.text)
            and not NUMBERED.match(line.text)
            and not (":" in line.text and line.text.count(",") > _COMMAS)  # who plays
            and (self._is_long_title(line.text) or not self._says_of(line.text))
            and not self._says_most_of(line.text)
            and not self._is_one_of_headings(line.text)
            and not self._is_apart(index)
            and (self._paragraphs_behind(index) > 0 or self._is_above_the_cut(index))
        )

    def _is_above_the_cut(self, index: int) -> bool:
        """Whether the only line below is a long one in which the capture breaks off."""
        last = self.readout.lines[-1]
        whole = sentences.ends_sentence(last.text) or sentences.is_titled(last.text)
        return (
            index == len(self.readout.lines) - 2
            and last.kind == "text"
            and len(last.text) >= PROSE
            and not whole
        )

    def _is_long_title(self, text: str) -> bool:
        """Whether a title is longer than the headings inside a text are, and no list of names and figures."""
        return _HEADING < len(text.split()) <= _TITLE and text.count(",") <= _COMMAS and text[0] not in "#@"

    def _says_of(self, text: str) -> bool:
        """Whether the text has some of the words of a title, as that of its own subheadings does."""
        own = content((text,))
        return 4 * self._told.has(own) > len(own)

    def _is_one_of_headings(self, text: str) -> bool:
        """Whether a few words are another subheading of a text that has several: the places, or persons, that it lists."""
        if len(text.split()) > _HEADING - SHORT_TITLE:
            return False
        return sum(block.type == "heading" for block in self.readout.judge.blocks) >= _HEADINGS

    @cached_property
    def _above(self) -> frozenset[str]:
        """The captions above the text: where a page shows the picture again, it shows them again."""
        opening = self.readout.opening
        first = opening.first if opening.headline is None else opening.headline + 1
        lines = self.readout.lines[first : opening.start]
        return frozenset(line.text for line in lines if len(line.text) >= _SHOWN and line is not self._deck)

    @property
    def _deck(self) -> TextLine | None:
        return None if self.readout.deck is None else self.readout.lines[self.readout.deck]

    def _says_most_of(self, text: str) -> bool:
        """Whether the text has nearly all words of a title: so it has of its own headings, long as they may be."""
        if text[-1] in ")|" or ":" in text:
            return False  # a caption with its credit
        own = content((text,))
        return 5 * self._told.has(own) >= 4 * len(own)

    @cached_property
    def _told(self) -> Told:
        start = self.readout.opening.start
        return Told(line for line in self.readout.lines[start : start + NEAR] if line.is_running)

    def _is_alt(self, index: int) -> bool:
        """Whether a line is the picture's alt text: a few words right above a caption, in its block."""
        lines = self.readout.lines
        line, under = lines[index], lines[index + 1 : index + 2]
        return is_alt(lines, index) or (
            bool(under)
            and under[0].kind == "caption"
            and (under[0].block == line.block or under[0].text.startswith("©"))
            and lines[0].block != lines[-1].block
            and len(line.text.split()) <= 8
            and not sentences.ends_sentence(line.text)
        )

    # -- bullets ------------------------------------------------------------------------------------------

    def _bullets(self, index: int) -> int:
        """Read a run of bulleted lines; returns the index after it."""
        lines = self.readout.lines
        stop = index
        while stop < len(lines) and lines[stop].mark == "bullet" and lines[stop].kind in ("bullet", "text"):
            stop += 1
        run = lines[index:stop]
        titled = all(is_title(line.text) and sentences.is_titled(line.text) for line in run)
        if self._topics is not None:
            self._topics.append(run)
        elif self._box:
            self._take_titles(run, "bullet below a read-also label")
            self._box = False
        elif self._closed:
            self._note_all(
                run, "related" if titled else "chrome", f"after the end of the text ({self._closed})"
            )
        elif titled and announces_list(lines, index - 1):
            for line in run:
                self._text(line, None)
        elif (
            titled
            and stop > self.readout.opening.last
            and self.readout.judge.blocks
            and not self._are_results(run)
        ):
            self._note_all(run, "related", "bulleted titles at the end of the capture")
        elif (
            titled
            and all(len(e.text.split()) > 4 for e in run)
            and (
                self.readout.rules.rules.bullet_links
                or not any(self._says_of(e.text) for e in run)
                or self._is_no_list(run, index)
            )
        ):
            self._take_titles(run, "bulleted titles between paragraphs")
        else:
            typed = self._are_typed(run)
            for line in run:
                if typed:
                    line.mark, line.text = "", clean(line.line)
                self._text(line, None)
        return stop

    def _are_results(self, run: Sequence[TextLine]) -> bool:
        """Whether bullets are matches with their results, of which the text tells."""
        return (
            len(run) > 1
            and _RESULT.search(run[0].text) is not None
            and all(any(map(str.isdigit, line.text)) and self._says_of(line.text) for line in run)
        )

    def _is_no_list(self, run: Sequence[TextLine], index: int) -> bool:
        """Whether a long title with a bullet stands alone between two paragraphs, of which the first announces nothing."""
        lines = self.readout.lines
        around = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
        return (
            len(run) == 1
            and len(around) == 2
            and len(run[0].text.split()) >= _OTHERS
            and all(sentences.ends_sentence(line.text) and line.kind == "text" for line in around)
            and any(sentences.is_prose(line.text) for line in around)
        )

    def _are_typed(self, run: Sequence[TextLine]) -> bool:
        """Whether dashes are typed at the head of paragraphs: each is a block, as no item of a list is, and not indented."""
        lines = self.readout.lines
        return (
            len({line.block for line in run}) == len(run) > 1
            and all(line.line[:2] == "- " and line.plain is None for line in run)
            and not any(line.mark == "bullet" and line.line[:1].isspace() for line in lines)
        )

    def _settle_topics(self) -> None:
        """Read bullets after the text: topics and, if the outlet lists them last, the editors."""
        groups = self._topics or []
        for group in groups:
            if group is groups[-1] and self._are_editors(group):
                for line in group:
                    self.readout.judge.add_people(editors=bylines.split_names(line.text))
                self._note_all(group, "editor", "the last bulleted names", kept=True)
            else:
                self.readout.keywords += [line.text.lstrip("#").strip() for line in group]
                self._note_all(group, "keyword", "topic", kept=True)

    def _note_all(self, run: Sequence[TextLine], label: Label, rule: str, kept: bool = False) -> None:
        for line in run:
            self.readout.note(line, label, rule, kept)

    def _are_editors(self, group: Sequence[TextLine]) -> bool:
        names = all(is_person(line.text) and " " in line.text for line in group)
        return self.readout.rules.rules.editors_last and len(group) <= 3 and names
