"""Texts compared by their letters and digits."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """The letters and digits of a text: marks and blanks differ between the places that repeat one."""
    return _MARKS.sub("", text.casefold())
