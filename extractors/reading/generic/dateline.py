"""How the text of an outlet that nobody has described opens: its name, a place, or both, and what closes them."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.vocabulary.datelines import CAPITALS, CLOSE, DASH, PLACE, dateline_pattern

_HOSTS = ("*.com", "*.co.id", "*.co", "*.id", "*.net")
_BIG = r"[^\W\d_a-zà-öø-ÿ]"
# "Mataram, NTB (ANTARA News) -", and "JAKARTA (Kabar) - "
_AGENCY = rf"{PLACE}(?:,\s\d{{1,2}}\s\w{{3,9}}\s\d{{4}})?\s?\([A-Z][\w./ -]{{1,30}}\)(?={CLOSE})"
# "Jakarta - Warga …": one to three words, and a sentence begins behind the dash
_PLACE = rf"(?=(?:\S+\s){{1,4}}{DASH}){PLACE}(?=\s{DASH}{{1,2}}\s*(?:{_BIG}|[\"“‘'\d]))"
_NAMED_PLACE = rf"{PLACE}(?=\s{DASH}{{1,2}}\s*(?:{_BIG}|[\"“‘'\d]))"
# "KABAR.CO.ID - JAKARTA. Warga …"
_STOP = rf"[A-Z][\w-]*(?:\.[A-Za-z]{{2,3}}){{1,2}}\s?{DASH}\s?(?:{CAPITALS}|{PLACE})(?=\s*\.\s)"


def opening_of(names: Sequence[str]) -> str:
    """The pattern of the datelines of an outlet that is called by one of the names; its group 1 is the dateline."""
    known = tuple(name for name in names if 2 < len(name) <= 40 and name.strip() == name)
    base = dateline_pattern(*_HOSTS, *known[:8], place=True, alone=True, stop=True)
    return f"({_STOP}|{_AGENCY}|{_NAMED_PLACE}|{base[1:]}"
