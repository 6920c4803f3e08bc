"""What a text must have for a pattern to match, which takes a fraction of the pattern's time to find out.

A screen decides nothing: what it lets through is for the pattern, and what it holds back the pattern does not match.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["may_have"]

# İ in lower case, ı and ſ: with ``re.IGNORECASE`` they are an i and an s
_ALIKE = ("\u0307", "ı", "ſ")


def may_have(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words may be in a text, in whatever case; the words are ASCII in lower case.

    >>> may_have("SUMBER: Kabar Desa", ("sumber",)), may_have("Sumur itu dalam.", ("sumber",))
    (True, False)
    """
    text = text.lower()
    for word in words:
        if word in text:
            return True
    return not text.isascii() and any(letter in text for letter in _ALIKE)
