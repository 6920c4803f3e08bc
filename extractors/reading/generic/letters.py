"""Texts compared by their letters and digits."""

from __future__ import annotations

_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def key(text: str) -> str:
    """The letters and digits of a text: marks and blanks differ between the places that repeat one."""
    if text.isascii():
        return text.encode().translate(None, _ASCII_MARKS).decode().lower()
    return "".join(filter(str.isalnum, text.casefold()))
