"""How the text of an outlet that nobody has described opens: its name, a place, or both, and what closes them."""

from __future__ import annotations

from extractors.vocabulary.datelines import CAPITALS, CLOSE, DASH, PLACE, dateline_pattern

_HOSTS = ("*.com", "*.co.id", "*.co", "*.id", "*.net")
_BIG = r"[^\W\d_a-zà-öø-ÿ]"
# "Mataram, NTB (ANTARA News) -", and "JAKARTA (Kabar) - "
_AGENCY = rf"{PLACE}(?:,\s\d{{1,2}}\s\w{{3,9}}\s\d{{4}})?\s?\([A-Z][\w./ -]{{1,30}}\)(?={CLOSE})"
# "Jakarta - Warga …", "JAKARTA, Kabar – Warga …": a sentence begins behind the dash
_PLACE = rf"{PLACE}(?=\s{DASH}{{1,2}}\s*(?:{_BIG}|[\"“‘'\d]))"
# "KABAR.CO.ID - JAKARTA. Warga …"
_STOP = rf"[A-Z][\w-]*(?:\.[A-Za-z]{{2,3}}){{1,2}}\s?{DASH}\s?(?:{CAPITALS}|{PLACE})(?=\s*\.\s)"

OPENING = f"({_STOP}|{_AGENCY}|{_PLACE}|{dateline_pattern(*_HOSTS, place=True, alone=True, stop=True)[1:]}"
"""The pattern of all of these; its group 1 is the dateline."""
