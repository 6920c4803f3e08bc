"""Addresses of articles as templates: ``/[amp/]read/{id}/{slug}``.

A template is the whole path of an address, on any host of the outlet. If it begins with two slashes, it names the
host too (``//{host}.example.com/…``). ``[…]`` is optional, ``(one|other)`` is either one, and

- ``{id}``: the article's number; ``{code}``: its id made of letters and digits;
- ``{host}``: a subdomain that numbers its articles on its own, so that it is part of the id;
- ``{slug}``: the title as one path segment; ``{words}``: the same, at least two words joined by hyphens;
- ``{channel}``: a segment that is a channel's name; ``{path}``: one to three of these;
- ``{date}``: ``2024/01/31``; ``{number}``: digits that identify nothing.

A slash, a query and a fragment may follow. What does not begin with a slash is a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["PLACEHOLDERS", "article_pattern", "id_pattern"]

# not channel names: addresses below these are not articles, or are articles of another form
_NO_CHANNEL = "amp tag tags topic search indeks index author penulis video videos foto photo".split()
_CHANNEL = rf"(?!(?:{'|'.join(_NO_CHANNEL)})/)(?=[^/?#]*[a-z])[a-z0-9-]+"

PLACEHOLDERS = {
    "id": r"\d+",
    "code": r"(?=[a-z]*\d)[a-z0-9]{6,14}",
    "host": "[a-z0-9-]+",
    "slug": "[^/?#]+",
    "words": "[a-z0-9]+(?:-[a-z0-9]+)+",
    "channel": _CHANNEL,
    "path": f"{_CHANNEL}(?:/{_CHANNEL}){{0,2}}",
    "date": r"(?:\d\d)?\d\d/\d\d/\d\d",
    "number": r"\d+",
}
_NAMING = ("id", "code", "host")
_TOKENS = re.compile(r"\{(?P<name>[^{}]*)\}|(?P<mark>[\[\]()|])|(?P<text>[^{}\[\]()|]+)|(?P<odd>.)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
_END = r"/?(?:[?#]|$)"


def article_pattern(articles: str | Sequence[str], domains: Sequence[str], others: Sequence[str] = ()) -> str:
    """The pattern of article addresses.

    ``articles`` are templates or one pattern; ``others`` are subdomains without articles. Raises ValueError, one
    sentence, if a template is malformed.
    """
    written = (articles,) if isinstance(articles, str) else articles
    return "|".join(one if not one.startswith("/") else _compiled(one, domains, others) for one in written)


def id_pattern(articles: str | Sequence[str], domains: Sequence[str]) -> str | None:
    """The pattern whose groups identify an article; None if no template has an ``{id}`` or ``{code}``."""
    written = (articles,) if isinstance(articles, str) else articles
    naming = [one for one in written if one.startswith("/") and re.search(r"\{(?:id|code)\}", one)]
    return "|".join(_compiled(one, domains, (), groups=True) for one in naming) or None


def _compiled(template: str, domains: Sequence[str], others: Sequence[str], groups: bool = False) -> str:
    pattern, opened = "", list[str]()
    but = f"(?!(?:{'|'.join(map(re.escape, others))})\\.)" if others else ""
    for token in _TOKENS.finditer(template):
        if token["text"]:
            pattern += re.escape(token["text"]).replace(r"\-", "-")
        elif (name := token["name"]) is not None:
            if name not in PLACEHOLDERS:
                known = ", ".join(f"{{{word}}}" for word in PLACEHOLDERS)
                raise ValueError(f"{template!r}: {{{name}}} is not a placeholder; placeholders are {known}")
            part = (but if name == "host" else "") + PLACEHOLDERS[name]
            pattern += f"({part})" if groups and name in _NAMING else f"(?:{part})"
        elif mark := token["mark"]:
            if mark in "[(":
                opened.append("]" if mark == "[" else ")")
            elif mark in "])" and (not opened or opened.pop() != mark):
                raise ValueError(f"{template!r}: {mark!r} has no opening bracket")
            elif mark == "|" and not opened:
                raise ValueError(f"{template!r}: alternatives with '|' must be in brackets or parentheses")
            pattern += _MARKS[mark]
        else:
            raise ValueError(f"{template!r}: {token['odd']!r} is unmatched")
    if opened:
        raise ValueError(f"{template!r}: a closing {opened[-1]!r} is missing")
    if template.startswith("//"):
        return f"https?:{pattern}{_END}"
    sites = "|".join(re.escape(domain).replace(r"\-", "-") for domain in domains)
    return rf"https?://{but}(?:[a-z0-9-]+\.)*(?:{sites}){pattern}{_END}"
