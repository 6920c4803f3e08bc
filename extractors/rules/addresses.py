"""Addresses of articles as templates: ``/[amp/]read/{id}/{slug}``.

A template is the whole path of an address, below any host of the outlet; with two slashes in front it names the
host too (``//{host}.example.com/…``). ``[…]`` may be missing, ``(one|other)`` is either, and

- ``{id}``, ``{code}``: what names the article, digits, or letters and digits mixed;
- ``{host}``: a subdomain whose numbers are its own; it belongs to the name;
- ``{slug}``: the title as one part; ``{words}``: the same, two words or more with hyphens between them;
- ``{channel}``: a part that is a channel's name; ``{path}``: one to three of these;
- ``{date}``: ``2024/01/31``; ``{number}``: digits that name nothing.

A query, a fragment and a slash may follow. An address that begins with no slash is a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["PLACEHOLDERS", "article_pattern", "id_pattern"]

# no channel is called so, and the addresses below lead to no article, or to one of another form
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
    """The pattern of addresses of articles.

    ``articles`` are templates, or one pattern; ``others`` are subdomains that hold no articles. Raises ValueError in
    one sentence where a template is broken.
    """
    written = (articles,) if isinstance(articles, str) else articles
    return "|".join(one if not one.startswith("/") else _compiled(one, domains, others) for one in written)


def id_pattern(articles: str | Sequence[str], domains: Sequence[str]) -> str | None:
    """The pattern whose groups name an article, None where no template has a part that does."""
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
                raise ValueError(f"{template!r}: {{{name}}} has no meaning here; there are {known}")
            part = (but if name == "host" else "") + PLACEHOLDERS[name]
            pattern += f"({part})" if groups and name in _NAMING else f"(?:{part})"
        elif mark := token["mark"]:
            if mark in "[(":
                opened.append("]" if mark == "[" else ")")
            elif mark in "])" and (not opened or opened.pop() != mark):
                raise ValueError(f"{template!r}: {mark!r} closes nothing")
            elif mark == "|" and not opened:
                raise ValueError(f"{template!r}: what '|' divides stands in brackets")
            pattern += _MARKS[mark]
        else:
            raise ValueError(f"{template!r}: {token['odd']!r} stands alone")
    if opened:
        raise ValueError(f"{template!r}: {opened[-1]!r} is missing")
    if template.startswith("//"):
        return f"https?:{pattern}{_END}"
    sites = "|".join(re.escape(domain).replace(r"\-", "-") for domain in domains)
    return rf"https?://{but}(?:[a-z0-9-]+\.)*(?:{sites}){pattern}{_END}"
