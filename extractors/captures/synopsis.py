"""The synopsis that some outlets' pages repeat after the text."""

from __future__ import annotations

import re

from extractors.captures.lines import content, overlap, words
from extractors.captures.readout import Readout
from extractors.vocabulary import endings, sentences

_PARAPHRASE, _PART, _SAME = 0.4, 0.6, 0.75  # of the words: told again, or nearly repeated
_SHORT, _TITLE = 200, 4  # characters of a synopsis, words of a headline


def find_synopsis(readout: Readout) -> tuple[str, ...]:
    """The last block of the text, if it is a synopsis of the text.

    It is one if a desk code or a video teaser has ended the text before it, or if it has the words of the lead.
    """
    blocks = readout.judge.blocks
    if not readout.rules.rules.synopsis or len(blocks) < 2:
        return ()
    text, lead = blocks[-1].text, blocks[0].text
    if _has_desk_code(readout, text):
        return ()
    if len(text) >= 40 and text.rstrip(" .…") in lead:
        return (text,)
    if len(text) > 320:
        return ()
    closed = _has_desk_code(readout, blocks[-2].text) or _is_announced(readout)
    if closed and overlap(text, [block.text for block in blocks[:-1]]) >= _PARAPHRASE:
        return (text,)
    if _has_desk_code(readout, blocks[-2].text) and not sentences.ends_sentence(text):
        return (text,)  # cut off, behind the end
    said = len(blocks) > 2 and (_says_the_lead(readout, text) or _says_the_headline(readout, text))
    return (text,) if said else ()


def _has_desk_code(readout: Readout, text: str) -> bool:
    return endings.desk_code_start(text, readout.rules.desk_code) is not None


def _is_announced(readout: Readout) -> bool:
    """Whether there is chrome, such as a video teaser, between the last two blocks."""
    start, stop = (readout.lines.index(line) for line in readout.texts[-2:])
    between = (line.ruling for line in readout.lines[start + 1 : stop])
    return any(ruling is not None and ruling.label == "chrome" for ruling in between)


def _says_the_headline(readout: Readout, text: str) -> bool:
    """Whether a short text has most of the headline's words, and says nothing else: no last paragraph does."""
    title = content((readout.opening.title or "",))
    said = content((text,))
    told = content(block.text for block in readout.judge.blocks[:-1])
    return (
        len(text) <= _SHORT
        and len(title) >= _TITLE
        and sum(word in said for word in title) >= _SAME * len(title)
        and sum(word in told or word in title for word in said) >= _PART * len(said)
    )


def _says_the_lead(readout: Readout, text: str) -> bool:
    sentence = re.split(r"(?<=[.!?])\s", text)[0]
    lead = (readout.opening.title or "", *(block.text for block in readout.judge.blocks[:2]))
    return len(words(sentence)) >= 8 and overlap(sentence, lead) >= _SAME
