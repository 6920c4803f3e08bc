"""Where a capture's headline is and where its text begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from extractors.captures.kinds import (
    CaptureRules,
    dateline_above,
    is_path_of_names,
    is_person,
    is_summary_heading,
    is_ticker_heading,
)
from extractors.captures.lines import (
    NEAR,
    PARAGRAPH,
    TextLine,
    Told,
    below,
    is_paragraph,
    is_statement,
    is_title,
    overlap,
)
from extractors.captures.tools import is_disowned
from extractors.vocabulary import sentences

_PICTURE = 4  # lines between the alt text of a picture and its caption
_ENOUGH = 15  # paragraphs of the text, in which the words of its headline are
_LONG = 5  # words: as many as most headlines have at least
_TAKEN_BY = re.compile(r"[A-Z][\w.& ]{2,40}\s?/\s?[A-Z][\w.,& ]{2,40}")
_OPENINGS = 3  # paragraphs of which one may be the first of the text: a caption and a deck are above it
_TICKER, _TEASERS = 2, 3  # lines of furniture above a text, and teasers below them
DECK = 320  # characters: no deck is longer
_LIST = 20  # lines of a list of related titles
_ABOVE = 8  # lines between what is told of the writer and the headline
_PLACE = re.compile(r"\s\([^()]{2,30}\)$")  # "Rani Wulandari (Papua)"
_NAMES = 4  # as many names may stand beside a date
# what only captions of pictures say: a date in brackets, who took it
_CAPTIONED = re.compile(
    r"\(\d{1,2}/\d{1,2}/\d{2,4}\)|^[A-Z][A-Za-z.]{2,20}/[A-Z]{2}|\s[-–]\s(?:Foto|Photo):|\b(?:Image|Foto|Dok):\s"
)
_PICTURED = re.compile(r"\(\d{1,2}/\s?\d{1,2}/\s?\d{2,4}\)")
_AGO = re.compile(r"(?:\d{1,3}|se)\s?(?:detik|menit|jam|hari|minggu|bulan|tahun)\s(?:yang\s)?lalu", re.I)
_NUMBERED = re.compile(r"\d{1,3}[.)]\s")
_COUNTED = re.compile(r"(\d{1,2})[.)]\s+\S")
_SHOWN = 40  # characters that no headline shares with the beginning of a sentence
_RUNS_ON = re.compile(r"\s[^\W\d_A-Z]")  # behind words that a sentence begins with
_MARKS = re.compile(r"^\s*[-|–—:]\s*")
_PARTS = re.compile(r",|\s[-–—]\s|[()]")
_CLOSED = re.compile(r"[-–—]$")
_CERTAIN = 220  # characters: a line as long is text, however it ends
_DATELINE = 60  # characters
_LABEL = 2  # words that no headline is
_PATH_WORDS = 8  # of the path of a page
_PATH = 4  # words: what a picture shows and who took it
_ADDRESS = ("http://", "https://")
_LATIN = re.compile(r"[A-Za-z]")
_SITE_BEHIND = re.compile(r"\s(?:[|«»·]|[-–—]{1,2})\s")  # "Headline | Kabar Desa"
_ONE_SENTENCE = 160  # characters
_QUOTED = re.compile(r"[\"“][^\"“”]{20,200}[^\"“”.!?,][\"”]")  # a title in quotation marks
_TOLD_AGAIN = 60  # characters of a deck that comes back in the text
_BELOW_PAGE_TITLE = 40  # lines: a menu may be between a page's title and the headline
_GLUED = 24  # characters of what may be glued to the front of a headline
_CUT = ("...", "…")  # what is left of a headline in a page's path
_COPIED = 3  # sentences of a text that a page shows twice; the deck that the text begins with has fewer


@dataclass(frozen=True)
class Opening:
    """Line indexes: ``first`` is the first line that matters, ``start`` the one that begins the text.

    ``headline`` is None if the capture shows none; ``title`` is its text. ``last`` is the last line of text
    that is not a bullet, before any related list; -1 if there is none. ``dateline`` is the pattern of the
    dateline that the text opens with, otherwise the outlet's; ``medium`` is the dateline itself, or "". ``alone`` is the
    line above the text that has nothing but the dateline, or None.
    """

    first: int
    headline: int | None
    title: str | None
    start: int
    last: int
    dateline: str | None
    medium: str = ""
    alone: int | None = None


def find_opening(lines: Sequence[TextLine], rules: CaptureRules) -> Opening:
    """Find the headline of a capture and the beginning of its text."""
    first = _behind_first_copy(lines)
    end = _related_list(lines, first)
    last = _last_plain(lines, first, end)
    texts = [i for i in range(first, end) if lines[i].kind == "text"]
    datelined = _datelined(lines, texts, rules)
    if datelined is None and (late := _datelined_behind(lines, end, rules)) is not None:
        # the list of related titles stood above the text
        datelined, end = late, _related_list(lines, late)
        last = _last_plain(lines, first, end)
        texts = [i for i in range(first, end) if lines[i].kind == "text"]
    shown = sentence = _first_sentence(lines, texts)
    if datelined is None:
        datelined = _opened_elsewhere(lines, texts, rules)
    if datelined is None and sentence is not None:
        sentence = _behind_biography(lines, texts, sentence) or _behind_teasers(lines, texts, sentence)
    limit = datelined if datelined is not None else sentence if sentence is not None else end
    alone = _dateline_alone(lines, limit)
    headline = _headline(lines, first, limit, [i for i in texts if i != alone], rules)
    title = None if headline is None else lines[headline].text
    if datelined is not None:
        start = datelined
    else:
        behind = sentence if sentence is not None and shown is not None and _in_strip(lines, shown) else first
        start = max(behind, _Start(lines, rules, headline, first, end, limit).find())
    own = (
        (rules.dateline_at(lines[start].text) or rules.any_dateline_at(lines[start].text))
        if start < len(lines)
        else None
    )
    if own is None and start + 1 < len(lines) and len(lines[start].text) <= _DATELINE:
        own = rules.any_dateline_at(f"{lines[start].text} {lines[start + 1].text}")  # on a line of its own
        own = own if own and _CLOSED.search(lines[start].text) else None
    if own is None and start < len(lines) and not any(lines[i].is_running for i in texts if i < start):
        own = rules.dated_at(lines[start].text)
    if alone is not None and own is None and first <= alone <= start <= limit:
        return Opening(
            *(first, headline, title, max(start, alone + 1), last, rules.outlet.dateline),
            *(dateline_above(lines[alone].text), alone),
        )
    found = own.match(lines[start].text) if own else None
    title = _without_medium(title, found[1] or "") if title and found else title
    return Opening(
        first,
        headline,
        title,
        start,
        last,
        own.pattern if own else rules.outlet.dateline,
        found[1] or "" if found else "",
    )


def _without_medium(title: str, dateline: str) -> str:
    """A headline without the name of the medium behind it, as the dateline has it: "Panen Kopi Dimulai - Kabar"."""
    for mark in (" - ", " | ", " – ", " — "):
        head, _, tail = title.rpartition(mark)
        named = (part.strip() for part in _PARTS.split(dateline))
        if len(head.split()) >= _LONG and any(
            part.casefold() == tail.casefold() and not part.isupper() for part in named if part
        ):
            return head
    return title


def _dateline_alone(lines: Sequence[TextLine], limit: int) -> int | None:
    """The line right above the first paragraph, if it is a dateline and nothing else."""
    above = limit - 1
    if not 0 < limit < len(lines) or not lines[limit].is_running or not dateline_above(lines[above].text):
        return None
    return above


def is_kicker(lines: Sequence[TextLine], index: int, title: str | None) -> bool:
    """Whether a line belongs to a two-line block that repeats words of the headline."""
    around = lines[max(index - 4, 0) : index + 5]
    block = [e for e in around if e.block == lines[index].block and e.kind == "text" and e.text != title]
    if len(block) != 2 or not title or any(sentences.ends_sentence(e.text) for e in block):
        return False
    return overlap(f"{block[0].text} {block[1].text}", (title,)) >= 0.5


def is_short_label(text: str) -> bool:
    """Whether a line is two to four capitalized words: a name, or a label."""
    name = _PLACE.sub("", text).rstrip(" ,")
    least = 1 if text.endswith(",") else 2  # of several names, each may be one word
    return len(name) <= 40 and least <= len(name.split()) <= 4 and is_person(name)


def is_beside_a_date(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a short line is a name: a date or a byline is beside it, or beside the names that it is one of."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(lines) and abs(at - index) <= _NAMES and is_short_label(lines[at].text):
            if lines[at].kind not in ("text", "bullet"):
                break
            at += step
        if 0 <= at < len(lines) and lines[at].kind in ("date", "byline", "role"):
            return True
    return False


def summary_end(lines: Sequence[TextLine], index: int) -> int:
    """Where the summary ends whose heading is at ``index``: its bullets, or the lines of its block."""
    end = index + 1
    block = lines[index].block
    if end < len(lines) and lines[end].block == block + 1 and lines[end].mark != "bullet":
        block += 1
    while (
        end < len(lines)
        and lines[0].block != lines[-1].block
        and (lines[end].mark == "bullet" or lines[end].block == block)
    ):
        end += 1
    return end


def is_alt(lines: Sequence[TextLine], index: int) -> bool:
    """Whether the caption below a line begins with it: it is the picture's alt text."""
    under = lines[index + 1] if index + 1 < len(lines) else None
    return under is not None and under.text.startswith(lines[index].text) and under.kind == "caption"


def is_doubled(lines: Sequence[TextLine], index: int) -> bool:
    """Whether the line above or below a line is the same: a strip of the page, not text."""
    text = lines[index].text
    return (index > 0 and _is_same(text, lines[index - 1].text)) or (
        index + 1 < len(lines) and _is_same(text, lines[index + 1].text)
    )


def _is_same(text: str, other: str) -> bool:
    return len(text) == len(other) and text.casefold() == other.casefold()


def _is_captioned(text: str) -> bool:
    """Whether a line says what only captions do; all of it has a slash or a colon."""
    return ("/" in text or ":" in text) and _CAPTIONED.search(text) is not None


def is_dated(lines: Sequence[TextLine], headline: int, index: int) -> bool:
    """Whether there is a date, a byline or a caption between the headline and a line."""
    above = lines[max(headline, index - NEAR) : index]
    return any(line.kind in ("date", "byline", "caption") for line in above)


def behind_title(text: str, title: str | None, rules: CaptureRules) -> str | None:
    """What follows the headline on a line that repeats it; None if the line does not repeat it.

    The line may be only the headline, also with the outlet's name after it (both give ""), or the headline glued
    to the front of a caption.
    """
    if not title:
        return None
    if text.endswith(title) and len(title) >= 20 and 0 < len(text) - len(title) <= _GLUED:
        if (own := rules.dateline_at(text)) and own.match(text)[0] == text[: -len(title)]:  # type: ignore[index]
            return None  # the text begins with the words of the headline
        return ""  # the name of an icon, or the page's path, is glued to it
    if not text.startswith(title):
        return None
    rest = text[len(title) :]
    if not rest or rules.is_own(marked := _MARKS.sub("", rest)):
        return ""
    if marked != rest and len(marked.split()) <= _LONG and rules.is_edition(marked):
        return ""
    return rest if len(title) >= 20 and (rest[0].isalnum() or rest[0] in "([") else None


def _last_plain(lines: Sequence[TextLine], first: int, end: int) -> int:
    """The last line of text that is no bullet, -1 if there is none."""
    plain = (
        i for i in range(end - 1, first - 1, -1) if lines[i].mark != "bullet" and lines[i].kind == "text"
    )
    return next(plain, -1)


# -- the text twice ------------------------------------------------------------------------------------------


def _behind_first_copy(lines: Sequence[TextLine]) -> int:
    """Where the second copy begins if a page has its text both above and below the headline; else 0."""
    running = (i for i, line in enumerate(lines) if line.is_running)
    top = next(running, None)
    if top is None or top > 12 or not _comes_back(lines, top):
        return 0
    long = [top, *running]
    for index in range(long[0] + 1, min(long[-1], NEAR)):
        line = lines[index]
        if line.kind != "text" or not is_title(line.text) or is_statement(line.text):
            continue
        before = [lines[i].text for i in long if i < index]
        after = " ".join(other.text for other in lines[index + 1 : index + NEAR])
        if _is_told_again(before, after):
            return index
    return 0


def _comes_back(lines: Sequence[TextLine], first: int) -> bool:
    """Whether a sentence of the first paragraph, or of the one below it, occurs again: if not, no text is there twice."""
    again = " ".join(other.text for other in lines[first + 1 : first + 2 * NEAR])
    parts = [
        part for line in lines[first : first + 1] for part in _SENTENCES.split(line.text) if len(part) > 30
    ]
    return not parts or any(part in again for part in parts)


_SENTENCES = re.compile(r"(?<=[.!?”\"])\s+")


def _is_told_again(before: Iterable[str], after: str) -> bool:
    parts = [part for text in before for part in _SENTENCES.split(text) if len(part) > 30]
    return len(parts) >= _COPIED and sum(part in after for part in parts) >= 0.7 * len(parts)


def _related_list(lines: Sequence[TextLine], first: int) -> int:
    """Where the first heading of a related list after the first paragraph is; else the end."""
    running = False
    for index in range(first, len(lines)):
        running = running or (is_paragraph(lines[index].text) and not sentences.is_titled(lines[index].text))
        if running and lines[index].kind == "related":
            return index
    return len(lines)


# -- dateline, sentence, headline ----------------------------------------------------------------------------


def _datelined(lines: Sequence[TextLine], texts: Sequence[int], rules: CaptureRules) -> int | None:
    """The line with the dateline, unless text precedes it: then it belongs to something else."""
    run = 0
    for index in texts:
        if rules.opens_at(lines[index].text) or rules.opens_with_site(lines[index].text):
            return index
        run = run + 1 if lines[index].is_running else 0
        if run > 3:
            return None
    return None


def _opened_elsewhere(lines: Sequence[TextLine], texts: Sequence[int], rules: CaptureRules) -> int | None:
    """The paragraph that opens as those of any outlet may, below a caption and a deck that are sentences.

    The last of the first few that do so: captions open in capitals, too ("PANEN RAYA- Petani …").
    """
    running = (i for i in texts if lines[i].is_running or len(lines[i].text) > _CERTAIN)
    opened = [i for i in islice(running, _OPENINGS) if rules.any_dateline_at(lines[i].text)]
    return opened[-1] if opened else None


def _datelined_behind(lines: Sequence[TextLine], end: int, rules: CaptureRules) -> int | None:
    """A paragraph with the outlet's dateline soon below the heading of a related list, with another paragraph below it."""
    told = any(line.is_running and not sentences.is_titled(line.text) for line in lines[:end])
    for index in range(end + 1, min(end + (_LIST if told else NEAR), len(lines))):
        line = lines[index]
        if line.is_running and rules.opens_at(line.text):
            goes_on = any(other.is_running for other in lines[index + 1 : index + 4])
            return index if goes_on else None
    return None


def _first_sentence(lines: Sequence[TextLine], texts: Sequence[int]) -> int | None:
    """The first line that is a sentence; a question in the first place may be the headline."""
    for place, index in enumerate(texts):
        line = lines[index]
        if line.mark == "title" or (place == 0 and is_title(line.text) and len(line.text) <= 160):
            continue
        if (len(line.text) > _CERTAIN or is_statement(line.text)) and not (
            _is_credited(lines, index) or is_doubled(lines, index)
        ):
            return index
    return None


def _is_credited(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is the caption of a picture: who took it stands alone on the line above ("Kabar/Rani Wulandari")."""
    above = lines[index - 1] if index else None
    return above is not None and above.mark != "bullet" and _TAKEN_BY.fullmatch(above.text) is not None


def _behind_teasers(lines: Sequence[TextLine], texts: Sequence[int], sentence: int) -> int:
    """The first sentence that speaks of what those below it do: below a ticker, teasers of other articles may come first."""
    above = range(max(0, sentence - NEAR), sentence)
    headed = _in_strip(lines, sentence)
    if not headed and sum(lines[i].kind == "chrome" or is_doubled(lines, i) for i in above) < _TICKER:
        return sentence
    near = [i for i in texts if i == sentence or (sentence < i < sentence + NEAR and lines[i].is_running)]
    for place, index in enumerate(near[:_TEASERS]):
        told = Told(lines[i] for i in near[place + 1 : place + 1 + _ENOUGH])
        strip = _in_strip(lines, index)
        least = 0.3 if strip else 0.15
        if len(near) - place <= _TEASERS or _share(lines[index], told) >= least:
            return index
    return sentence


def _in_strip(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is part of the strip of news at the top of a page: below its heading, or below a line that is there twice."""
    if not index:
        return False
    above = lines[index - 1]
    if is_ticker_heading(above.text):
        return True
    shown = above.kind == "caption" or _is_captioned(above.text)  # alt text, and a caption
    return len(above.text) >= _GLUED and not shown and is_doubled(lines, index - 1)


def _behind_biography(lines: Sequence[TextLine], texts: Sequence[int], sentence: int) -> int | None:
    """Where the text begins if its first sentence is about its writer: a headline and a date follow, and the text.

    That the headline belongs to the text below it, and what is above does not, is told by the words they share.
    """
    for index in texts:
        if not sentence < index <= sentence + _ABOVE:
            continue
        line = lines[index]
        dated = any(other.kind in ("date", "byline") for other in lines[index + 1 : index + 4])
        if not (is_title(line.text) and not is_statement(line.text) and dated):
            continue
        told = Told(e for e in lines[index + 1 : index + NEAR] if e.is_running)
        if _share(line, told) >= 0.5 and _share(lines[sentence], told) < 0.5:
            return _first_sentence(lines, [i for i in texts if i > index])
    return None


def _share(line: TextLine, told: Told) -> float:
    """The share of a line's words that a text has, from 0 to 1."""
    own = line.told
    return told.has(own) / len(own) if own else 0.0


def _headline(
    lines: Sequence[TextLine], first: int, limit: int, texts: Sequence[int], rules: CaptureRules
) -> int | None:
    for index in texts:
        if lines[index].mark == "title":
            return index
    candidates = [i for i in texts if i < limit and _may_be_headline(lines[i].text, rules)]
    candidates = [i for i in candidates if not lines[i].text[0].islower()] or candidates
    candidates = [i for i in candidates if not _is_writer(lines, i)] or candidates
    candidates = [i for i in candidates if not _is_named_beside(lines, i)]
    numbered = [i for i in candidates if _NUMBERED.match(lines[i].text)]
    counted = [i for i in numbered if is_counted(lines, i)]
    candidates = [i for i in candidates if i not in numbered] or [i for i in candidates if i not in counted]
    candidates = [i for i in candidates if not _has_glued(lines, i)]
    candidates = [i for i in candidates if not _is_path(lines[i].text)] or candidates
    candidates = [
        i for i in candidates if not (_names_site(lines, i) or _is_only_alt(lines, i))
    ] or candidates
    if len(candidates) > NEAR:  # a page's navigation; the headline is below it
        candidates = candidates[-NEAR:]
    # among those long enough: one whose words the text uses, one that the page repeats, one right above a date
    told = Told(islice((line for line in lines[limit : limit + NEAR] if line.is_running), _ENOUGH))
    named = any(_share(lines[i], told) >= 0.5 for i in candidates if len(lines[i].text.split()) >= 3)
    kinds = ("shared",) if named else ("shared", "chrome", "read_also")
    candidates += [
        i for i in range(first, limit) if lines[i].kind in kinds and _is_told_title(lines[i], told)
    ]
    ranks = {i: _rank(lines, i, first, told) for i in candidates if len(lines[i].text.split()) >= 3}
    if best := max(ranks.values(), default=0):
        found = min(i for i in candidates if ranks.get(i) == best)
        return _above_deck(lines, found, candidates)
    if candidates and not (len(candidates) == 1 and _heads_first(lines, candidates[0], limit, told)):
        return next(iter(ranks), candidates[0])
    for index in range(first, min(limit, len(lines))):
        if lines[index].kind == "picture" and len(lines[index].text.split()) >= 3:
            return index
    return None


def _above_deck(lines: Sequence[TextLine], index: int, candidates: Collection[int]) -> int:
    """The headline, if a line is its deck: long, below a line written as a title, and itself not so, or part of a paragraph."""
    above, text = index - 1, lines[index].text
    if len(text) < PARAGRAPH or above not in candidates or not sentences.is_titled(lines[above].text):
        return index
    told = any(text in line.text for line in lines[index + 1 : index + NEAR] if line.is_running)
    return above if told or not sentences.is_titled(text) else index


def _is_told_title(line: TextLine, told: Told) -> bool:
    """Whether a line that is a label elsewhere, or that other captures have in a list, may be the headline: the text has its words."""
    return len(line.text.split()) >= _LONG and is_title(line.text) and _share(line, told) >= 0.5


def _may_be_headline(text: str, rules: CaptureRules) -> bool:
    return (
        is_title(text)
        and _LATIN.search(text) is not None
        and not rules.is_own(text)
        and not text.startswith(_ADDRESS)
        and not (text.islower() and "," in text)  # keywords
        and " » " not in text
        and not _is_captioned(text)
        and not (is_path_of_names(text) and len(text.split()) <= _PATH)
        and not _AGO.fullmatch(text)
        and not rules.is_own(text.rpartition("/")[2])  # "Rani Wulandari, ketua koperasi/KABAR"
    )


def _heads_first(lines: Sequence[TextLine], index: int, limit: int, told: Told) -> bool:
    """Whether two words that the text has not are all that is above it: the heading of a part, and no headline."""
    few = index == 0 and limit == 1 < len(lines) and len(lines[0].text.split()) <= _LABEL
    return few and _share(lines[0], told) < 0.5


def is_counted(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is a numbered heading of the text: the next number is on a line below it."""
    found = _COUNTED.match(lines[index].text)
    if found is None:
        return False
    near = (_COUNTED.match(line.text) for line in lines[index + 2 : index + NEAR])
    return any(other is not None and int(other[1]) == int(found[1]) + 1 for other in near)


def _is_path(text: str) -> bool:
    """Whether a line is the page's path, with the site's name at both ends: "Kabar Desa daerah berita kabar desa"."""
    parts = text.casefold().split()
    return len(parts) <= _PATH_WORDS and len(parts) - len(set(parts)) > 1 and not sentences.is_titled(text)


def _is_writer(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is a name above the date: who wrote the text."""
    text, under = lines[index].text, lines[index + 1 : index + 2]
    return 2 <= len(text.split()) <= 4 and is_person(text) and bool(under) and under[0].kind == "date"


def _is_named_beside(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is the last of several names beside the date: the one above it ends with a comma."""
    return (
        index > 0
        and lines[index - 1].text.endswith(",")
        and is_short_label(lines[index].text)
        and is_beside_a_date(lines, index)
    )


def _has_glued(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is the headline, perhaps cut off, with the page's path or the name of an icon glued to its front."""
    text = lines[index].text
    if text.endswith(_CUT):
        text = text.rstrip(".… ")
        near = {other.text for other in lines[index + 1 : index + 8]}
        return any(
            text[at:] == one[: len(text) - at] for one in near for at in range(min(_GLUED, len(text) - 15))
        )
    return any(
        len(other.text) >= 20
        and 0 < len(text) - len(other.text) <= _longest_path(other.text)
        and text.endswith(other.text)
        for other in lines[index + 1 : index + 8]
    )


def _names_site(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is the title of the page: the headline, which is soon below, and the name of the site."""
    text = lines[index].text
    below = lines[index + 1 : index + _BELOW_PAGE_TITLE]
    return _SITE_BEHIND.search(text) is not None and any(
        len(other.text) >= 20
        and text.startswith(other.text)
        and _SITE_BEHIND.match(text, len(other.text)) is not None
        for other in below
    )


def _is_only_alt(lines: Sequence[TextLine], index: int) -> bool:
    """Whether a line is a picture's alt text, which the caption below it repeats, and nowhere else."""
    text = lines[index].text
    return is_alt(lines, index) and not any(
        other.text == text and other.index != index and not is_alt(lines, other.index)
        for other in lines[max(0, index - NEAR) : index + NEAR]
    )


def _longest_path(title: str) -> int:
    """How many characters of a path may be glued to a headline: more to one that no other line ends with by chance."""
    return _GLUED if len(title) < 2 * _GLUED else 2 * _GLUED


def _rank(lines: Sequence[TextLine], index: int, first: int, told: Told) -> float:
    """How much speaks for a headline: that the text has its words, a date below, that it is long and occurs again.

    It may occur again alone or glued to a caption. What a picture shows and a strip that repeats do so, too. A line that
    a sentence begins with says who is shown, or is the deck.
    """
    line, text = lines[index], lines[index].text
    near = lines[max(first, index - NEAR) : index + NEAR]
    again = opens = False
    for other in [other for other in near if other.text.startswith(text)]:
        if abs(other.number - line.number) <= _PICTURE:
            continue
        if _RUNS_ON.match(other.text, len(text)):
            opens = opens or len(text) >= _SHOWN
        elif len(other.text) == len(text) or len(text) >= 20:
            again = True
    kinds = [other.kind for other in lines[index + 1 : index + 8]]
    dated = "date" in kinds and kinds[: kinds.index("date")].count("text") <= 2
    share = _share(line, told)
    return (
        (3 if share >= 0.5 else 2 * again + share) + dated + (len(text.split()) >= _LONG) + again / 2 - opens
    )


# -- the beginning without a dateline ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Start:
    """Finds the line that begins a text without a dateline; ``limit`` is the first sentence."""

    lines: Sequence[TextLine]
    rules: CaptureRules
    headline: int | None
    first_line: int
    end: int
    limit: int

    @cached_property
    def _summary(self) -> int:
        """Where the summary above the text ends, 0 if there is none."""
        near = range(self.first_line, min(self.end, self.first_line + NEAR))
        heading = next((i for i in near if is_summary_heading(self.lines[i].text)), None)
        return 0 if heading is None or heading > self.limit else summary_end(self.lines, heading)

    @property
    def title(self) -> str | None:
        return None if self.headline is None else self.lines[self.headline].text

    @property
    def first(self) -> int:
        return self.first_line if self.headline is None else self.headline + 1

    def find(self) -> int:
        last = self._last_above()
        for index in range(last + 1, self.end):
            if self._is_title_matter(index) or self._is_shown(index):
                continue
            if not (self._is_deck(index) or self._recurs(index)) or self._has_text_above(index):
                return index
        return last + 1

    def _last_above(self) -> int:
        """The last line that is certainly above the text: a date, a byline, the repeated headline."""
        last, paragraphs = self.first - 1, 0
        for index in range(self.first, min(self.end, self.first + 10)):
            line = self.lines[index]
            if line.kind in ("date", "picture") or line.text == self.title or is_disowned(line.text):
                if paragraphs == 0 or (paragraphs == 1 and self._is_followed(index)):
                    last = index
            elif line.kind in ("byline", "role", "caption", "credit") and (
                not paragraphs or (paragraphs == 1 and self._is_below_deck(index))
            ):
                last = index
            paragraphs += (
                line.kind == "text" and line.text != self.title and sentences.ends_sentence(line.text)
            )
        return last

    def _is_below_deck(self, index: int) -> bool:
        """Whether names, or a picture with who took it above its caption, part the line below the headline from the text."""
        lines = self.lines
        parted = lines[index].kind in ("byline", "role", "credit") or lines[index - 1].kind == "credit"
        near = lines[index + 1 : index + 9]
        first = lines[self.first]
        return (
            parted
            and first.kind == "text"
            and sentences.ends_sentence(first.text)
            and len(first.text) <= DECK
            and sum(line.is_running for line in near) > 1
        )

    def _is_followed(self, index: int) -> bool:
        return any(line.kind == "text" for line in below(self.lines, index))

    def _is_title_matter(self, index: int) -> bool:
        """Whether a line is not text, or repeats the headline."""
        line = self.lines[index]
        if index < self._summary or (is_short_label(line.text) and is_beside_a_date(self.lines, index)):
            return True
        if _TAKEN_BY.fullmatch(line.text) or _is_credited(self.lines, index) or is_doubled(self.lines, index):
            return True
        if _QUOTED.fullmatch(line.text) and sentences.is_titled(line.text) and self._is_followed(index):
            return True
        return line.kind != "text" or line.text == self.title or is_kicker(self.lines, index, self.title)

    def _is_shown(self, index: int) -> bool:
        """Whether a line without an end mark is what a picture above the text shows, and no part of that.

        It is right below the headline's second copy, the alt text; or long, with the date of the picture in brackets; or one
        word above others, a switch. Paragraphs that end as such follow.
        """
        line = self.lines[index]
        if line.kind != "text" or sentences.ends_sentence(line.text) or line.text[-1] in ":,;-–—":
            return False
        under = self.lines[index + 1 : index + 3]
        if line.text.isalpha():  # one word
            return len(under) == 2 and not (under[0].is_running and not self.lines[index - 1].text.isalpha())
        if self.headline is None or sum(other.is_running for other in under) < 2:
            return False
        again = index > self.headline + 1 and self.lines[index - 1].text == self.title
        return (again and len(line.text.split()) >= _LONG) or (
            len(line.text) >= PARAGRAPH and _PICTURED.search(line.text) is not None
        )

    def _is_deck(self, index: int) -> bool:
        """Whether a line may be a deck: a title right below the headline, with text after it."""
        if (
            self.headline is None
            or is_dated(self.lines, self.headline, index)
            or is_counted(self.lines, index)
        ):
            return False
        text = self.lines[index].text
        exclaims = index == self.limit and self.rules.decks and len(text) <= PARAGRAPH and text[-1] in "!?"
        return (index < self.limit or exclaims) and self._is_followed(index) and is_title(text)

    def _recurs(self, index: int) -> bool:
        """Whether the line below the headline comes back in the text: then it is the deck."""
        if self.headline is None or self._has_text_above(index) or not self._is_followed(index):
            return False
        if self._is_retold(index):
            return True
        text = self.lines[index].text.rstrip(".")
        return len(text) >= _TOLD_AGAIN and any(
            text in line.text for line in self.lines[index + 1 : index + NEAR]
        )

    def _is_retold(self, index: int) -> bool:
        """Whether the paragraph below a short sentence right below the headline has nearly all its words, as no second one has."""
        line, under = self.lines[index], self.lines[index + 1 : index + 2]
        own = line.told
        return (
            index == self.first
            and len(line.text) <= _ONE_SENTENCE
            and len(own) >= _LONG
            and bool(under)
            and under[0].is_running
            and len(under[0].text) > len(line.text)
            and 5 * Told(under).has(own) >= 4 * len(own)
        )

    def _has_text_above(self, index: int) -> bool:
        above = range(max(self.first, index - NEAR), index)
        return any(not self._is_title_matter(i) for i in above)
