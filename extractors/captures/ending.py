"""Where the text of a capture ends: behind its last sentence, and behind what that announces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from extractors.captures.lines import (
    NEAR,
    PARAGRAPH,
    PROSE,
    TextLine,
    Told,
    below,
    is_paragraph,
    is_statement,
)
from extractors.captures.readout import Readout
from extractors.vocabulary import endings, read_also, sentences

NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
SENTENCES = 3  # of a text, from which on what follows the last of them is told by that
_FEWEST = 2  # sentences that a text has at least
SHORT_TITLE = 4  # words: as many may be a heading of the text's own
_COUNTED = re.compile(r"(\d{1,2})[.)]\s+\S")
_SKIPPED = 3  # numbers of headings that a capture may lack
_ROW = re.compile(r"\d{1,3}(?:[.)]|\s)\s*\S")
_FIGURE = re.compile(r"\d|\bvs\b")
_RESULT = re.compile(r"\s\d{1,2}\s?[-–]\s?\d{1,2}\s")
_MATCH = re.compile(r"\bvs\b|\bRp\b|\d-\d|\(\d")
# "… skala Richter. – Kabar.com", "… kata Budi. ©Kabar": a sentence, and who is named for it
_NAMED_FOR = re.compile(r"[.!?”\"]\s?(?:[–—-]{1,2}\s?\w[\w. ]{1,30}|©\s?\w[\w. ]{1,30})$")
_QUOTED = re.compile(r"[\"“][^\"“”]{30,},[\"”]\s[a-z]\w{2,}(?:\s\w+){0,8}$")  # "…," ujarnya
_ANNOUNCES = re.compile(
    r"\b(?:berikut|rincian\w*|daftar\w*|antara\s+lain|yaitu|yakni|sebagai\s+berikut)\b", re.I
)
_PAGE = re.compile(r"\d{1,2}\s+dari\s+\d{1,2}\s+halaman|halaman\s+\d{1,2}", re.I)
_INSIDE = re.compile(r"[.!?][”\"]?\s+\S")  # a sentence ends inside of a text
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?”\"])\s+(?=\S)")
_OTHER = ("bullet", "related", "byline")  # kinds of lines that no text goes on behind
_WITHIN = ("read_also", "ad", "caption", "picture", "credit")  # what stands between paragraphs of one text
_OPENS_QUOTATION = '"“'
_MOST_BETWEEN = 3  # lines that are no text between the last sentence and one that breaks off
_BROKEN, _LEAST = 5, 2  # words of a sentence that breaks off
_FRAGMENT = 3  # characters of a word that is cut off
_CUT_LABEL = re.compile(r"(?:Baca|Simak|Lihat|BACA)\s[JjUuGgAa]{1,4}")  # "Baca jug"
_REPEATED = 40  # characters that only a second copy of the text begins with
_STATEMENT = 4  # words of a short sentence
_ONE_WORD = 12  # characters of a word that begins a sentence, and is cut off
_WORDS_ONLY = re.compile(r"[^\W\d_]+")
_ABBREVIATED = re.compile(r"\([A-Z]{2,10}\)\s\w")  # "Badan Penanggulangan Bencana (BPBD) dan"
# words behind which a sentence goes on, and what reporters say of who speaks: no title ends with the former, or has the latter
_GOES_ON = frozenset(
    "di ke dari dan yang untuk pada dengan oleh dalam bagi para atau bahwa karena serta sebagai adalah".split()
)
_TELLS = re.compile(r"\s(?:mengatakan|menuturkan|mengungkapkan|menjelaskan|menambahkan|menerangkan)\s")
_SIGNS = "ax"  # of buttons: "A" for the size of letters, "X" to close
_FEW = 3  # words
_PASSIVE = re.compile(r"(?:Di|Me)[a-z]{4,12}\s")  # "Dilansir T": what is said of whom, as no label does
_SUFFIXES = frozenset("nya an kan i lah pun ku mu s".split())
# words that stand alone below a text: sections of a paper, and media
_LABELS = frozenset(
    "nasional internasional dunia daerah regional lokal ekonomi bisnis keuangan olahraga sport sports bola sepakbola "
    "hiburan selebriti seleb lifestyle tekno teknologi otomotif travel wisata kuliner kesehatan pendidikan politik "
    "hukum kriminal peristiwa opini kolom video foto galeri indeks index home beranda menu kontak redaksi karier "
    "terkini terbaru populer trending lainnya berikutnya selanjutnya sebelumnya bagikan sumber penulis editor "
    "reporter jakarta antara kompas tempo detik reuters advertorial pencarian search login masuk daftar tentang "
    "privasi disclaimer facebook twitter instagram whatsapp telegram youtube tiktok line email".split()
)
_KNOWN_ENDS = re.compile(r"(?:com|news)$")
_LOW = 2  # words in lower case, beside particles, that a title has not
_HEAD = 9  # words of a heading above it
_HEADINGS = 2  # lines without a figure between rows
_ROWS = 3  # numbered lines: results, a ranking
# results and line-ups: their headings, "Kabar FC (4-4-2): …", "Pelatih: …"
LINE_UP = re.compile(
    r"(?:hasil\s+pertandingan|(?:prediksi\s+)?(?:susunan|daftar)\s+pemain)\b.{0,60}$|(?:pelatih|cadangan|wasit)\s?:"
    r"|[^:.!?]{2,60}\(\d(?:-\d){2,4}\)\s?(?::|$)",
    re.I,
)
# what songs and poems are called, and the names of their parts
_SUNG = re.compile(r"\b(?:lirik(?:nya)?|syair|puisi|sajak|pantun|chord|lyrics?)\b", re.I)
_PART_OF_SONG = re.compile(
    r"[\[(]?(?:intro|verse|pre[-\s]?chorus|chorus|ref+|reffrain|bridge|outro|interlude|bait)(?:\s\d)?[\])]?\s?(?::.*)?",
    re.I,
)
_ENTRY = re.compile(r"[A-Z][\w. ]{2,20}\s?:\s\S")  # "Cipta: Rani & Bagus"
_TOLD_OF = 3  # lines above a song that may say that it is one
_VERSE, _VERSES = 80, 4  # characters of a line of verse, and lines that a song has at least
_GAP = 3  # lines between sentences of one text that are none themselves
_ITEM = 5  # words of an item of a list
_PRICED = re.compile(r":\s(?:Rp|US\$|\$)\s?\d")
_GAPS = 20  # of a capture that are looked at


def find_end(readout: Readout) -> int:
    """The index of the line that what is not text begins with: no sentence is below it, and no list of the text's."""
    lines, start = readout.lines, readout.opening.start
    said = _without_others(lines, _sentences(lines, start))
    if len(said) < _FEWEST:
        return len(lines)
    if _breaks_off(lines, start, said[-1], readout.opening.title):
        return len(lines)
    index = _unended(lines, start, said[-1] + 1)
    # a list, or results, that the last sentence announces
    if lines[said[-1]].text.endswith(":"):
        while index < len(lines) and lines[index].kind in ("text", "bullet"):
            if len(lines[said[-1]].text) < PARAGRAPH and _is_titled_row(lines[index].text):
                break
            index += 1
    announced = announces_list(lines, said[-1])
    while (
        index < len(lines)
        and lines[index].mark == "bullet"
        and (announced or lines[index - 1].mark == "bullet")
    ):
        index += 1
    return max(
        index,
        _rows_end(lines, start, index),
        _coded(lines, index, readout.rules.desk_code),
        _counted_end(lines, start, index),
        _verses_end(lines, start, index, readout.opening.title),
    )


def find_verses(readout: Readout, end: int) -> range:
    """The indexes of the lines of the song or poem at the end of the text; none if there is none."""
    lines = readout.lines
    first = end
    while first > readout.opening.start and _is_verse(lines[first - 1]) and not _says(lines[first - 1].text):
        first -= 1
    sung = first < end and _verses_end(lines, readout.opening.start, first, readout.opening.title) == end
    return range(first, end) if sung else range(0)


def announces_list(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line says that a list follows ("Berikut daftar korban:"), and one does: numbered lines or bullets."""
    if not 0 <= index < len(lines) - 1:
        return False
    said, first = lines[index].text, lines[index + 1]
    if said[-1:] not in (".", ":") or not (first.mark == "bullet" or NUMBERED.match(first.text)):
        return False
    return lines[index].kind == "text" and _ANNOUNCES.search(_BETWEEN_SENTENCES.split(said)[-1]) is not None


def is_over(readout: Readout, index: int) -> bool:
    """Whether nothing below a byline speaks of what the text above it does."""
    above, behind = readout.texts[-NEAR:], below(readout.lines, index)
    if len(above) < SENTENCES:
        return False
    told = Told(above)
    return not any(line.is_running and _is_about(line, told) for line in behind)


def opens_as_prose(text: str) -> bool:
    """Whether a line begins with a word that begins sentences and goes on in lower case, or is cut off there: "Pada S"."""
    rest = text.partition(" ")[2]
    return _opens(text) and (rest[:1].islower() or 0 < len(rest) <= _FRAGMENT)


def _opens(text: str) -> bool:
    """Whether a line begins with a word that begins sentences."""
    first = text.partition(" ")[0]
    return first[:1].isupper() and first.rstrip(",").lower() in read_also.OPENERS


def text_goes_on(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a heading is followed by consecutive sentences, unlike the heading of a list of titles."""
    follow = tuple(islice((e for e in below(lines, index) if e.kind not in ("ad", "chrome", "empty")), 3))
    if len(follow) > 2 and len(follow[0].text.split()) <= SHORT_TITLE and is_statement(follow[2].text):
        follow = follow[1:]  # a heading of the text's own
    follow = follow[:2]
    if len(follow) < 2 or not all(e.kind == "text" for e in follow) or not is_statement(follow[0].text):
        return False
    cut_off = follow[1] is lines[-1] and is_paragraph(follow[0].text)
    return cut_off or is_statement(follow[1].text)


def _sentences(lines: Sequence[TextLine], start: int) -> list[int]:
    """The indexes of the sentences, up to the heading of a related list."""
    said: list[int] = []
    for index in range(start, len(lines)):
        line = lines[index]
        if line.kind == "related" and said and not text_goes_on(lines, index):
            break
        if line.kind in ("text", "bullet") and _says(line.text):
            said.append(index)
    return said


def _says(text: str) -> bool:
    """Whether a line says something in a sentence, or announces a list."""
    text = text.rstrip("* ")
    if is_paragraph(text) or (sentences.is_prose(text) and not sentences.is_titled(text)):
        return True
    if text.endswith(".") and len(text.split()) >= _STATEMENT and _opens(text):
        return True
    if _QUOTED.match(text) or (text.endswith(":") and _ANNOUNCES.search(text)):
        return True
    if (
        len(text) >= PROSE
        and _INSIDE.search(text)
        and not text.endswith("...")
        and sentences.may_be_text(text)
    ):
        return True  # only its last sentence lacks a full stop
    return len(text) >= PARAGRAPH and (
        text.endswith(":") or _NAMED_FOR.search(text, len(text) - 40) is not None
    )


def _breaks_off(lines: Sequence[TextLine], start: int, last: int, title: str | None) -> bool:
    """Whether the capture breaks off in a sentence: its very last line begins one, or quotes somebody, and ends none."""
    line = lines[-1]
    if last + 1 >= len(lines) or line.mark or line.kind != "text":
        return False
    if _CUT_LABEL.fullmatch(line.text):
        return False
    if len(line.text) >= _REPEATED and lines[start].text.startswith(line.text):
        return False  # the page begins again
    linked = (other.text for other in lines[start:last] if other.kind == "read_also")
    if len(line.text.split()) >= SHORT_TITLE and any(text.endswith(line.text) for text in linked):
        return False  # the title of a read-also line again
    parting = (
        other
        for other in lines[last + 1 : -1]
        if not (_is_in_box(lines, other) or _is_alt_text(lines, other, title))
    )
    between = list(islice(parting, _MOST_BETWEEN + 1))
    if len(between) > _MOST_BETWEEN:
        return False
    parted = any(other.kind not in _WITHIN and not NUMBERED.match(other.text) for other in between)
    headed = [other for other in between if other.kind == "text" and not NUMBERED.match(other.text)]
    if any(other.kind in _OTHER for other in between):
        return False
    if any(len(other.text.split()) > _HEAD for other in headed):  # titles of other articles
        told = Told(lines[start : last + 1])
        return len(line.text) >= PROSE and not _is_title(line.text) and _is_about(line, told)
    if not headed and (line.text[0] in _OPENS_QUOTATION or _quotes_on(line.text)):
        return True
    if not headed and (opens_as_prose(line.text) or _is_left_open(line.text) or _is_cut_inside(lines, last)):
        return True
    if not parted and not headed and _is_own_heading(line, lines[start : last + 1]):
        return True
    if len(headed) == len(between) == 1 and _is_begun(line.text):
        return True
    if not between and line.text.endswith(":") and len(line.text.split()) > 1:
        return True  # it announces what the cut has taken
    if between and not headed and NUMBERED.match(between[-1].text) and line.text[-1].isalnum():
        return line.text[0].isalnum()  # what a numbered heading is above
    if _is_title(line.text) or line.text.endswith(("…", "...")) or line.text[0] in "#@(":
        return False
    count = len(line.text.split())
    paged = any(_PAGE.fullmatch(other.text) for other in between)
    if not headed and (_INSIDE.search(line.text) or ((paged or not parted) and count >= _BROKEN)):
        return True
    if headed and (_is_headed_by(line, between[-1]) or (len(between) == 1 and _begins(line.text))):
        return True
    if not between and count >= _LEAST and _runs_on(line.text):
        return True
    if len(line.text) < PARAGRAPH:
        return False
    if line.text.split()[0].lower() in read_also.OPENERS or _INSIDE.search(line.text):
        return True
    return _is_about(line, Told(lines[start : last + 1]))


def _is_in_box(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line is the title below a read-also label."""
    above = lines[line.index - 1]
    return (
        len(above.text.split()) < SHORT_TITLE
        and len(line.text.split()) > SHORT_TITLE
        and not sentences.ends_sentence(line.text)
        and above.kind == "read_also"
    )


def _is_alt_text(lines: Sequence[TextLine], line: TextLine, title: str | None) -> bool:
    """Whether a line is what is shown where a picture is missing: the headline, or what its caption begins with."""
    under = lines[line.index + 1]
    shown = under.kind == "caption" and under.text.startswith(line.text)
    return shown or (title is not None and title != "" and line.text.startswith(title))


def _begins(text: str) -> bool:
    """Whether a few words can only begin a sentence: a capital, and words in lower case behind it."""
    return len(text.split()) >= _LEAST and text[:1].isupper() and _runs_on(text) and text[-1].isalnum()


def _quotes_on(text: str) -> bool:
    """Whether a text opens a quotation and does not close it: 'Rani melanjutkan "Alha'."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _is_own_heading(line: TextLine, text: Sequence[TextLine]) -> bool:
    """Whether a title at which the capture breaks off heads a part of the text, which has all of its words."""
    own = line.told
    few = len(own) >= _FEW and len(line.text.split()) <= _HEAD
    said = (other for other in text if other.is_running)
    return few and sentences.is_titled(line.text) and Told(said).has(own) == len(own)


def _is_begun(text: str) -> bool:
    """Whether a line below a heading begins a sentence: most of its words are in lower case, and it closes as no title does."""
    words = text.split()
    low = sum(word[0].islower() for word in words)
    return (
        len(words) >= _BROKEN - 1
        and words[1][0].islower()
        and 2 * low >= len(words)
        and text[0].isupper()
        and text[-1].isalnum()
        and (len(words) > _HEAD or len(words[-1]) == 1)
    )


def _is_left_open(text: str) -> bool:
    """Whether a line can only be a sentence that breaks off: it ends with a word or a letter behind which it goes on, or tells who says."""
    words = text.split()
    if len(words) < _FEW or not text[0].isupper():
        return False
    end = words[-1]
    return end in _GOES_ON or (len(end) == 1 and end.islower()) or _TELLS.search(text) is not None


def _is_cut_inside(lines: Sequence[TextLine], last: int) -> bool:
    """Whether the very last line ends inside of a word, right below a paragraph.

    Of one word only, the text has no such word, and no page such a label; of several, the last begins a word of the text, or
    is a letter behind an abbreviation in brackets, as no title has one.
    """
    line = lines[-1]
    rows = _WORDS_ONLY.findall(line.text)
    if not rows or not lines[last].is_running or not line.text[0].isupper():
        return False
    if line.text.isupper() and len(line.text) > 1:  # "BPB", where the text has "BPBD"
        begun = re.compile(rf"\b{re.escape(line.text)}[A-Z]")
        return line.text == rows[0] and any(begun.search(other.text) for other in lines[:-1])
    end = rows[-1].casefold()
    if not line.text.endswith(rows[-1]):
        return False
    known = {word.casefold() for other in lines[:-1] for word in _WORDS_ONLY.findall(other.text)}
    if line.text == rows[-1]:
        return (
            (1 < len(end) <= _ONE_WORD or (len(end) == 1 and end not in _SIGNS))
            and end not in known
            and end not in _LABELS
            and not _KNOWN_ENDS.search(end)
        )
    if len(rows) <= _FEW and _PASSIVE.match(line.text):
        return True
    if len(end) == 1:
        return _ABBREVIATED.search(line.text) is not None
    return end not in known and any(
        word.startswith(end) and word[len(end) :] not in _SUFFIXES for word in known if len(word) > len(end)
    )


def _is_headed_by(line: TextLine, heading: TextLine) -> bool:
    """Whether a line is below a heading and says what that announces, in its words."""
    own, below = heading.told, line.told
    return bool(own) and 2 * sum(word in below for word in own) >= len(own) and len(below) > len(own)


def _is_title(text: str) -> bool:
    """Whether a line that ends no sentence is a title: most words capitalized, and none that begins sentences is the first."""
    if not sentences.is_titled(text) or text.split()[0].rstrip(",").lower() in read_also.OPENERS:
        return False
    low = (
        word for word in sentences.WORD.findall(text) if word[0].islower() and word not in sentences.PARTICLES
    )
    return sum(1 for _ in low) < _LOW


def _runs_on(text: str) -> bool:
    """Whether all words of a text but the first are in lower case."""
    return all(word[0].islower() for word in text.split()[1:])


def _without_others(lines: Sequence[TextLine], said: list[int]) -> list[int]:
    """The sentences up to a gap behind which all of them are about something else: teasers of other articles."""
    counted = _Counted(lines, said[0] if said else 0)
    gaps = (
        n
        for n in range(SENTENCES, len(said))
        if _part(lines, said[n - 1], said[n]) and not counted.goes_on(said[n - 1], said[n])
    )
    for n in islice(gaps, _GAPS):
        told = Told(lines[at] for at in said[:n])
        if not any(_is_about(lines[at], told) for at in said[n:]):
            return said[:n]
    return said


class _Counted:
    """The numbers of the headings of a list article, read from the top as far as they are asked for."""

    def __init__(self, lines: Sequence[TextLine], start: int) -> None:
        self._lines, self._next, self._number = lines, start, -1

    def goes_on(self, above: int, below: int) -> bool:
        """Whether a numbered heading between two sentences goes on with those above them; they are asked in order."""
        for line in self._lines[self._next : above + 1]:
            if found := _COUNTED.match(line.text):
                self._number = int(found[1])
        self._next = max(self._next, above + 1)
        between = self._lines[above:below]
        number = next((int(found[1]) for line in between if (found := _COUNTED.match(line.text))), 0)
        return 0 <= self._number < number <= self._number + _SKIPPED


def _part(lines: Sequence[TextLine], above: int, below: int) -> bool:
    """Whether so many lines part two sentences that they need not be of one text; short sentences part nothing."""
    if below - above <= _GAP:
        return False
    between = lines[above + 1 : below]
    if any(_PAGE.fullmatch(line.text) for line in between):
        return False  # the next page of the same article
    said = between[0].text
    if said.endswith(":") and between[0].kind == "text" and len(said.split()) >= SHORT_TITLE:
        return False  # it announces the lines below it
    return (
        sum(
            not (sentences.ends_sentence(line.text) or _is_row(line.text) or _is_item(line))
            and line.kind not in _WITHIN
            for line in between
        )
        >= _GAP
    )


def _is_item(line: TextLine) -> bool:
    """Whether a line is rather an item of a list than a title: a few words that are not written as titles are, or a price."""
    few = 1 < len(line.text.split()) <= _ITEM and not sentences.is_titled(line.text, 2)
    return line.kind == "text" and (few or _PRICED.search(line.text) is not None)


def _is_row(text: str) -> bool:
    """Whether a line announces rows or is one of them: "tiga kebutuhan:", "rak buku yang tahan air;"."""
    return text.endswith((":", ";")) or text[:1].islower()


def _is_about(line: TextLine, told: Told) -> bool:
    """Whether a line speaks of what a text speaks of, by some of its words."""
    own = line.told
    return 4 * told.has(own) >= len(own)


def _unended(lines: Sequence[TextLine], start: int, index: int) -> int:
    """Where the lines end that follow the last sentence and say more of the same without a full stop."""
    end, told = index, None
    for at in range(index, min(index + _GAP, len(lines))):
        line = lines[at]
        if line.kind != "text" or line.text.endswith(("…", "...")):
            break
        if NUMBERED.match(line.text):
            continue
        if len(line.text.split()) < sentences.SENTENCE or sentences.is_titled(line.text):
            break
        told = told or Told(lines[start:index])
        if not _is_about(line, told):
            break
        end = at + 1
    return end


def _rows_end(lines: Sequence[TextLine], start: int, index: int) -> int:
    """Where results, a ranking or prices end that follow the last sentence: rows with figures, and their headings.

    One row is enough if it is the result of those of whom the text tells.
    """
    rows, end = 0, index
    for at in range(index, len(lines)):
        line = lines[at]
        if line.kind in ("ad", "caption", "read_also"):
            continue
        if line.kind not in ("text", "bullet") or at - end > _HEADINGS:
            break
        row = _ROW.match(line.text) or LINE_UP.match(line.text)
        if row or line.text.endswith(";") or (_FIGURE.search(line.text) and not _is_titled_row(line.text)):
            rows, end = rows + 1, at + 1
            if _RESULT.search(line.text) and line.told and len(line.text.split()) > 2:
                rows += _ROWS * (Told(lines[start:index]).has(line.told) == len(line.told))
    return end if rows >= _ROWS else index


def _is_titled_row(text: str) -> bool:
    """Whether a line with a figure in it is rather a title: written as one, and neither a match nor a price."""
    titled = len(text.split()) > SHORT_TITLE and sentences.is_titled(text) and not NUMBERED.match(text)
    return titled and not _MATCH.search(text)


def _counted_end(lines: Sequence[TextLine], start: int, index: int) -> int:
    """Where the next numbered heading of a list article ends, which is all that the capture has of its part."""
    found = _COUNTED.match(lines[index].text) if index < len(lines) and lines[index].kind == "text" else None
    if found is None or sentences.ends_sentence(lines[index].text):
        return index
    counted = [int(other[1]) for line in lines[start:index] if (other := _COUNTED.match(line.text))]
    return index + 1 if len(counted) > 1 and counted[-1] + 1 == int(found[1]) else index


def _verses_end(lines: Sequence[TextLine], start: int, index: int, title: str | None) -> int:
    """Where a song or a poem ends that the text speaks of: short lines, not written as titles, behind its last sentence."""
    told = (title or "", *(line.text for line in lines[max(start, index - _TOLD_OF) : index]))
    end = index
    while end < len(lines) and _is_verse(lines[end]):
        end += 1
    parts = any(_PART_OF_SONG.fullmatch(line.text) for line in lines[index:end])
    if end - index < _VERSES or not (parts or any(_SUNG.search(text) for text in told)):
        return index
    return end


def _is_verse(line: TextLine) -> bool:
    """Whether a line may be one of a song: short, and neither a title nor furniture."""
    return (
        line.kind == "text"
        and len(line.text) <= _VERSE
        and (
            len(line.text.split()) <= SHORT_TITLE
            or _ENTRY.match(line.text) is not None
            or not sentences.is_titled(line.text)
        )
    )


def _coded(lines: Sequence[TextLine], index: int, desk_code: re.Pattern[str] | None) -> int:
    """Where the text ends with a desk code, if lines that are no sentences precede it."""
    for at in range(index, min(index + NEAR, len(lines))):
        if lines[at].kind == "related":
            break
        if endings.desk_code_start(lines[at].text, desk_code) is not None:
            return at + 1
    return index
