"""How a text opens: "TEMPO.CO, Jakarta - ", "Pare-Pare (ANTARA) — ", "JAKARTA/BANDUNG, KOMPAS.com – ".

One grammar of places and dashes, for rules and for texts that no rule describes:

>>> import re
>>> opening = re.compile(dateline_pattern("TEMPO.CO", place=True))
>>> opening.match("TEMPO.CO, Kab. Bandung – Warga desa memanen kopi.")[1]
'TEMPO.CO, Kab. Bandung'
>>> re.match(f"{PLACE}{CLOSE}", "Jerez de la Frontera -- Marquez menang.")[0]
'Jerez de la Frontera -- '

``PLACE``, ``CAPITALS`` and ``CLOSE`` are pieces of patterns, without groups, for use in longer ones; they must not
be compiled with ``re.IGNORECASE``. They run in time linear in the length of the text.
"""

from __future__ import annotations

import re

__all__ = ["CAPITALS", "CLOSE", "DASH", "PLACE", "dateline_pattern", "opens_an_aside"]

_BIG = r"[^\W\d_a-zà-öø-ÿ]"
_SMALL = r"[a-zà-öø-ÿ]"
_HYPHEN = "[-\u2010\u2011]"

DASH = "[-\u2010\u2011\u2012\u2013\u2014\u2015\u2212]"
"""One dash of any kind."""

CLOSE = rf"\s*{DASH}+\s*"
"""What closes a dateline, including the spaces around it."""

# "KAB." and "D.I." include a period; after any other word, a period ends the place
_SHORT = rf"(?:(?={_BIG})(?i:kab|kec|kel|kep|prov|st|mt|tj|tg)\.|(?:{_BIG}\.){{2,3}})"
_UPPER = rf"{_BIG}(?:{_BIG}|['’.](?={_BIG}))*+(?!{_SMALL})"
_CAPITAL = rf"(?:{_SHORT}|{_UPPER}(?:{_HYPHEN}{_UPPER}){{0,3}}(?!\w))"
_LETTERS = r"(?:\w|['’.](?=\w))*+"
_TITLE = rf"(?={_BIG}['’]?{_SMALL}){_BIG}{_LETTERS}(?:{_HYPHEN}\w{_LETTERS}){{0,2}}"
_WORD = rf"(?:{_CAPITAL}|{_TITLE})"
_BETWEEN = r"(?:\s?/\s?|,?\s)"
# in foreign names: "Jerez de la Frontera", "Rio de Janeiro", "Isle of Man"
_PARTICLES = r"(?:(?:de|del|della|da|do|dos|la|las|los|le|al|el|van|der|den|of|sur)\s){0,2}"

PLACE = rf"{_WORD}(?:{_BETWEEN}{_PARTICLES}{_WORD}){{0,5}}(?:\s\({_BIG}[\w.' ]{{1,24}}\))?"
"""A place, with its province or a second place: "Pare-Pare", "Mataram, NTB", "Jakarta/Bandung", "Solo (Jateng)"."""

CAPITALS = rf"{_CAPITAL}(?:{_BETWEEN}{_CAPITAL}){{0,4}}(?:\s\({_BIG}{{2,24}}\))?"
"""A place in capitals: "JAKARTA-BANDUNG", "KAB. BANDUNG"."""

_DATE = r"(?:,\s\d{1,2}\s\w{3,9}\s\d{4})?"
# without a closing dash, the place is one word, or two that are known to be one name
_ONE = (
    r"(?:(?:Bandar|Banda|Tanjung|Pangkal|Kuala|Labuan|Nusa|New|Los|San|Hong|Abu|Tel)\s)?"
    rf"{_BIG}\w+(?=\s+[^\W\d_a-z]|\s+[“\"])"
)


def dateline_pattern(
    *names: str, place: bool = False, alone: bool = False, stop: bool = False, dashless: bool = False
) -> str:
    """A pattern for the opening of a text; its first group is the dateline, and what closes it follows the group.

    The arguments are those of ``extractors.rules.Dateline``, which explains them.

    Raises ValueError without a name or a place.
    """
    forms = []
    if names:
        name = f"(?:{'|'.join(map(_name, sorted(names, key=len, reverse=True)))})(?!\\w)"
        if place:
            forms.append(rf"{PLACE}{_DATE}\s?\({name}[^()]{{0,30}}\)")
            forms.append(rf"{PLACE},\s?{name}(?={CLOSE})")
            closed = rf"(?={CLOSE})"
            behind = [rf"\s?,\s?{PLACE}{closed}", rf"\s?{DASH}\s?{CAPITALS}{closed}"]
            if stop:
                behind.insert(0, rf"\s*{DASH}\s*{PLACE}(?=\s*\.(?:\s|$))")
            if dashless:
                behind.append(rf"\s?,\s?{_ONE}")
            forms.append(f"{name}(?:{'|'.join(behind)}{'' if dashless else '|'})")
        if not place or dashless:
            forms.append(rf"{name}(?={CLOSE})")
        forms.append(rf"\({name}\)(?={CLOSE})")
    elif place:
        forms.append(rf"{PLACE}(?=\s{DASH}|{DASH}\s)")
    if alone:
        # at least four letters, or another word: "KPK - " is not a place
        forms.append(rf"(?={_BIG}{{4}}|{_BIG}{{1,3}}[.'’\s-]{{1,2}}{_BIG}){CAPITALS}(?=\s{DASH}|{DASH}\s)")
    if not forms:
        raise ValueError("a dateline needs a name, a place or both")
    close = rf"\s*(?:{DASH}+{'|[.]' if stop else ''})"
    return f"({'|'.join(forms)}){f'(?:{close})?' if dashless else close}\\s*"


def _name(name: str) -> str:
    written = r"[\w-]+".join(re.escape(part).replace(r"\ ", r"\s") for part in name.split("*"))
    written = written.replace(r"\s[\w-]+", r"\s\w[\w-]*")  # a dash behind a blank closes the dateline
    host = r"(?:[a-z]+\.)?" if "." in name.strip(".") else ""
    return f"{host}(?i:{written})"


_ASIDE = 300  # characters of a sentence that an aside is looked for in
_SENTENCE = re.compile(rf"(?:[^.!?]|[.!?](?!\s|$)){{0,{_ASIDE}}}")
_SPACED = re.compile(rf"\s{DASH}{{1,2}}\s")


def opens_an_aside(line: str, rest: str) -> bool:
    """Whether what looks like a place is the subject of a sentence, and its dash opens an aside.

    "Gunung Semeru - gunung tertinggi di Jawa - kembali mengeluarkan abu": another dash follows, and the sentence
    continues in lower case. A dateline that names its medium is a dateline whatever follows.

    >>> opens_an_aside("Gunung Semeru", "gunung tertinggi di Jawa - kembali mengeluarkan abu.")
    True
    >>> opens_an_aside("Jakarta", "Persib - juara tahun lalu - kalah lagi.")
    False
    """
    if "." in line or "(" in line:
        return False
    if not _SPACED.search(rest, 0, _ASIDE):
        return False
    sentence = _SENTENCE.match(rest)
    dashes = list(_SPACED.finditer(sentence[0])) if sentence else []
    if len(dashes) != 1:
        return False
    aside, behind = rest[: dashes[0].start()], rest[dashes[0].end() :]
    return behind[:1].islower() and (aside[:1].islower() or ("," not in aside and len(aside) <= 60))
