"""How the text of an outlet that nobody has described opens: its name, a place, or both, and what closes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extractors.vocabulary.datelines import CAPITALS, CLOSE, DASH, PLACE, dateline_pattern

_LETTERS = 4  # of a name that a text may open with
_HOSTS = ("*.com", "*.co.id", "*.co", "*.id", "*.net")
_BIG = r"[^\W\d_a-zà-öø-ÿ]"
# "Mataram, NTB (ANTARA News) -", and "JAKARTA (Kabar) - "
_AGENCY = rf"{PLACE}(?:,\s\d{{1,2}}\s\w{{3,9}}\s\d{{4}})?\s?\([A-Z][\w./ -]{{1,30}}\)(?={CLOSE})"
# "Jakarta - Warga …", "JAKARTA, Kabar – Warga …": a sentence begins behind the dash
_PLACE = rf"{PLACE}(?=\s{DASH}{{1,2}}\s*(?:{_BIG}|[\"“‘'\d]))"
# "KABAR.CO.ID - JAKARTA. Warga …"
_STOP = rf"[A-Z][\w-]*(?:\.[A-Za-z]{{2,3}}){{1,2}}\s?{DASH}\s?(?!(?:Dr|Drs|Ir|Prof|KH|St)\.)(?:{CAPITALS}|{PLACE})(?=\s*\.\s)"
_STOPPED = rf")\s*(?:{DASH}+|[.])\s*"
_CLOSED = rf")\s*(?:{DASH}+|[.](?!\w))\s*"  # "Kabar.co" is not the name of "Kabar.co.id"
# "Jakarta -", which is all that a paragraph says
_ALL = rf"{PLACE}(?=\s?{DASH}{{1,2}}\s*$)"

_HOST = dateline_pattern(*_HOSTS, place=True, alone=True, stop=True)
_FORMS = f"{_STOP}|{_AGENCY}|{_HOST[1 : _HOST.rindex(_STOPPED)]}|{_PLACE}|{_ALL}"
OPENING = f"({_FORMS}{_CLOSED}"
"""The pattern of all of these; its group 1 is the dateline."""


def opening(names: Iterable[str], told: Iterable[str], texts: Sequence[str]) -> str:
    """The same pattern for an outlet that is known by some names ("VIVAnews -"), whose texts open with ``told``.

    Only what one of ``texts`` begins with is in it: to compile a pattern for each host takes longer than to read a page.
    """
    begun: dict[str, list[str]] = {}
    for text in texts:
        begun.setdefault(text[:1].casefold()[:1], []).append(text)
    forms = [
        rf"(?i:{re.escape(name)})[\w.]{{0,8}}(?=\s{DASH}{{1,2}}\s)"
        for name in names
        if len(name) >= _LETTERS and _begins(begun, name)
    ]
    forms += [rf"{re.escape(text)}(?={CLOSE})" for text in told if _begins(begun, text)]
    # behind the others, which take a place with the name
    return f"({'|'.join((_FORMS, *forms))}{_CLOSED}" if forms else OPENING


def _begins(begun: Mapping[str, Iterable[str]], name: str) -> bool:
    """Whether a text may begin with a name; one that is shorter may with the text that follows it."""
    name = name.casefold()
    texts = begun.get(name[:1], ())
    return any((begin := text[: len(name)].casefold()) and name.startswith(begin) for text in texts)
