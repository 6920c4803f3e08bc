"""From observed datelines to a rule for such datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.rules.datelines import Dateline
from extractors.rules.model import Outlet
from extractors.vocabulary.datelines import CLOSE

__all__ = ["dateline_patterns"]

_HOST = re.compile(r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|co\.id|co|id|net|org|tv|news)\b", re.I)


def dateline_patterns(openings: Sequence[tuple[str, str]], outlet: Outlet) -> list[str]:
    """Rules for datelines like these, the most general first; each is a pattern.

    ``openings`` are pairs of a dateline and what follows it on the page.
    """
    own = sorted({*outlet.own_names, *outlet.domains} - {""}, key=len, reverse=True)
    datelines = list(dict.fromkeys(dateline for dateline, _ in openings))
    shared = _shared(datelines)
    signed = {dateline: _name(dateline, own) or shared for dateline in datelines}
    names = sorted({name for name in signed.values() if name}, key=len)
    alone = [dateline for dateline, name in signed.items() if not name]
    capitals = all(dateline.isupper() for dateline in alone)
    closed = all(re.match(CLOSE, rest) for _, rest in openings)
    found: list[str] = []
    if names and capitals:
        stops = any(re.match(r"\s*\.", rest) for _, rest in openings)
        words = {"alone": bool(alone), "stop": stops, "dashless": not closed and not stops}
        # other texts may name a place even if these do not; papers of one publisher sign with hosts of their own
        for several in ([*names, *dict.fromkeys(filter(None, map(_house, names)))], names):
            found.append(Dateline(*several, place=True, **words))
    elif not names:
        found.append(Dateline(place=not capitals, alone=capitals))
    found = [pattern for pattern in found if all(_opens(pattern, *opening) for opening in openings)]
    close = CLOSE if closed else rf"(?:{CLOSE}|\s*[.:]+\s*|\s+)"
    return [*found, f"({'|'.join(map(_escaped, datelines))}){close}"]


def _opens(pattern: str, dateline: str, rest: str) -> bool:
    match = re.match(pattern, f"{dateline}{rest}")
    return bool(match and match[1] == dateline)


def _escaped(text: str) -> str:
    return re.sub(r"([.()\[\]+*?^${}|\\])", r"\\\1", text)


def _name(dateline: str, own: Sequence[str]) -> str:
    """What the outlet calls itself in a dateline, verbatim; "" if the dateline is only a place."""
    if host := _HOST.search(dateline):
        return host[0]
    for name in own:
        # "KABARLEMBAH" is Kabar Lembah
        written = r"\s?".join(map(re.escape, name.split()))
        # "Antara News" for the outlet Antara, unless parentheses follow it
        if found := re.search(rf"(?<!\w){written}(?: [A-Za-z.]+)*", dateline, re.I):
            return found[0]
    return ""


def _shared(datelines: Sequence[str]) -> str:
    """What several datelines begin with, before a comma or a dash: the name of who writes them."""
    first = {re.split(r"\s*[,/–—-]\s*", dateline)[0] for dateline in datelines}
    return first.pop() if len(datelines) > 1 and len(first) == 1 else ""


def _house(name: str) -> str:
    """The hosts with which a publisher signs in capitals: "TRIBUNNEWS.COM" → "*.COM"."""
    return "*." + name.partition(".")[2] if name.isupper() and _HOST.fullmatch(name) else ""
