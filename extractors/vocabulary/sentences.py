"""How Indonesian news is written: where a sentence ends, what is written as a title."""

from __future__ import annotations

import re

_END_MARKS = (".", "!", "?", "…")

PARTICLES = frozenset(
    "di ke dari dan atau yang untuk pada dengan oleh dalam bagi para per vs saat soal agar hingga jadi karena "
    "tentang akan tak tidak ini itu usai demi bak a an and at by for from in is of on or the to with".split()
)

WORD = re.compile(r"[^\W_][\w'’.&/-]*")


def ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence; two apostrophes also close a quotation."""
    return text.rstrip("'\"”’)")[-1:] in _END_MARKS


SENTENCE = 7  # words: what is shorter is as likely a label with a full stop


def is_prose(text: str) -> bool:
    """Whether a text says something in sentences, as an article does and a menu, a form or a row of teasers does not."""
    return ends_sentence(text) and _has_words(text)


def may_be_text(text: str) -> bool:
    """Whether a text may be a part of an article at all: it closes as a sentence, or is as long as one."""
    return ends_sentence(text) or _has_words(text)


def _has_words(text: str) -> bool:
    return len(text.split(None, SENTENCE)) >= SENTENCE


def is_titled(text: str, least: int = 3) -> bool:
    """Whether a text is written like a headline: most of its words capitalized, no period.

    Indonesian outlets capitalize all words of a headline except particles.
    """
    if text.endswith(".") and not text.endswith(".."):
        return False
    words = [word for word in WORD.findall(text) if word.lower() not in PARTICLES]
    if len(words) < least:
        return False
    return sum(not word[0].islower() for word in words) >= 0.7 * len(words)
