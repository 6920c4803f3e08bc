"""Datelines that were seen → a pattern of datelines like them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.rules.model import Outlet

__all__ = ["dateline_patterns"]

_PLACE = r"[A-Z][\w.'’]*(?:[ /-][A-Z][\w.'’]*){0,3}"
_PLACES = rf"{_PLACE}(?:, {_PLACE})?"
_CAPITALS = r"[A-Z][A-Z.]+(?:[ ,/-]+[A-Z][A-Z.]*){0,4}"
_CLOSE = r"\s*[-–—.:]+\s*"
_HOST = re.compile(r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|co\.id|co|id|net|org|tv|news)\b", re.I)


def dateline_patterns(openings: Sequence[tuple[str, str]], outlet: Outlet) -> list[str]:
    """Patterns for datelines like these, the most general first.

    ``openings`` are pairs of a dateline and of what follows it on the page.
    """
    closed = all(re.match(_CLOSE, rest) for _, rest in openings)
    close = _CLOSE if closed else r"(?:\s*[-–—.:]+\s*|\s+)"
    own = sorted({*outlet.names, outlet.title, outlet.name, *outlet.domains} - {""}, key=len, reverse=True)
    datelines = list(dict.fromkeys(dateline for dateline, _ in openings))
    forms: list[str] = []
    for form in sorted({_general(dateline, own) for dateline in datelines}, key=len, reverse=True):
        covered = [line for line in datelines if re.fullmatch(form, line)]
        if not all(any(re.fullmatch(known, line) for known in forms) for line in covered):
            forms.append(form)
    literal = [_escaped(dateline) for dateline in datelines]
    return [f"({'|'.join(several)}){close}" for several in (forms, literal)]


def _escaped(text: str) -> str:
    return re.sub(r"([.()\[\]+*?^${}|\\])", r"\\\1", text)


def _general(dateline: str, own: Sequence[str]) -> str:
    """The dateline with its places open and the outlet's name as it is."""
    span = None
    if match := _HOST.search(dateline):
        span = match.span()
    else:
        for name in own:
            at = dateline.casefold().find(name.casefold())
            if at >= 0:  # "ANTARA News" for outlet Antara
                rest = re.match(r"(?: ?[A-Za-z.]+)*", dateline[at + len(name) :])
                span = (at, at + len(name) + (rest.end() if rest else 0))
                break
    if span is None:
        return _CAPITALS if dateline.isupper() else _PLACES if "," in dateline else _PLACE
    before, name, behind = dateline[: span[0]], dateline[span[0] : span[1]], dateline[span[1] :]
    host = _HOST.fullmatch(name)
    if before.endswith("(") and behind.endswith(")"):  # Jakarta, 23 Februari 2016 (ANTARA/AFP)
        first = _escaped(re.match(r"\w+", name)[0])  # type: ignore[index]
        return rf"{_PLACES}(?:, \d{{1,2}} \w+ \d{{4}})? \((?i:{first})[^()]{{0,30}}\)"
    pattern = _escaped(name)
    if host and name.endswith(".COM"):  # the papers of one house sign with hosts of their own
        pattern = rf"(?:{pattern}|[A-Z][A-Z-]+\.{_escaped(name.rpartition('.')[2])})"
    if before:
        match = re.fullmatch(r"(?P<place>.*?\w\.?)(?P<gap>[\s,(/–-]+)", before)
        # a place beside the outlet may bring its province
        if match and host:  # where a text names no place the host stands alone
            pattern = f"(?:{_PLACES}{_escaped(match['gap'])})?{pattern}"
        else:
            pattern = f"{_PLACES}{_escaped(match['gap'])}{pattern}" if match else _escaped(before) + pattern
    if not before and not behind:  # where a text names no place others may
        # a host in capitals has its place behind it
        first = rf"(?:{_PLACES},\s?)?" if host and not name.isupper() else ""
        return rf"{first}{pattern}(?:\s*[-–,/]\s*{_PLACE})?"
    if behind:
        match = re.fullmatch(r"(?P<gap>[\s,/–-]+)(?P<place>\w.*?)(?P<end>\)?)", behind)
        if match:
            places = _PLACES if "," in match["place"] else _PLACE
            gap = rf"\s*{_escaped(match['gap'].strip())}\s*" if match["gap"].strip() else r"\s+"
            pattern += f"(?:{gap}{places})?{_escaped(match['end'])}"
        else:
            pattern += _escaped(behind)
    return pattern
