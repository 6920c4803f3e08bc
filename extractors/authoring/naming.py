"""How to name an element: CSS selectors for it, the most robust first.

What a template calls a thing (an id, an itemprop, a class that is a word) outlives its place on the page;
names made up by a build tool (``css-1x2y3z``) or that only describe looks (``mt-4``, ``col-md-8``) do
not. Every candidate has a cost: the higher, the less we want to rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

__all__ = ["NAMED", "Candidate", "candidates", "own_names"]

# Above this cost a selector says where a thing is or how it looks, not what it is.
NAMED = 4.5
_MADE_UP = 7.0  # a class of which the next build may make another
MOST = 60  # candidates for one element
LEVELS = 7  # ancestors that may take part in a name


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A selector and its cost; the cheaper, the more likely it survives a redesign."""

    cost: float
    css: str


_WORD = re.compile(r"-?[A-Za-z_][\w-]*")
# names that build tools append or make up
_GENERATED = re.compile(
    r"(?:css|jsx|sc|svelte|emotion|astro|chakra|mui|makestyles|jss|styled|data-v|ng|ember|yui|uid|v)-?[_-]?(?=\w*\d)\w{4,}$"
    r"|sc-[a-zA-Z]{5,}$|_?ng(?:content|host)-",
    re.I,
)
_MODULE = re.compile(r"(?P<stem>[A-Za-z][A-Za-z-]*_[A-Za-z-]+__)[\w-]{5,}$")
_MIXED = re.compile(r"(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])[A-Za-z\d]{5,}$")
_NUMBER = re.compile(r"\d{4,}")
# utility classes of Tailwind and Bootstrap, and homemade ones like them
_UTILITY = re.compile(
    r"(?:(?:sm|md|lg|xl|xs|2xl|hover|focus|dark|group|first|last|print):)?-?"
    r"(?:[mp][trblxyse]?-?(?:\d+(?:px)?|auto)|(?:mar|pad|margin|padding|pd|mg)[a-z]*-?(?:[trblxy]{1,2}-?)?\d*(?:-[trblxy])?|"
    r"fs-?\d+|(?:text|font|bg|border|rounded|shadow|leading|tracking|space|gap|z|w|h|min|max|top|left|right|bottom|"
    r"inset|order|opacity|color|divide|ring|align|justify|items|self|content|object|overflow|whitespace|line|size)"
    r"-(?:[a-z]{1,2}|\d[\w./%-]*|\[.*\]|xs|sm|base|lg|[2-9]?xl|full|screen|auto|none|left|right|center|top|bottom|middle|start|end|between|"
    r"around|justify|bold|semibold|medium|normal|light|thin|italic|hidden|wrap|nowrap|gray|grey|white|black|red|blue|green|primary|"
    r"secondary|muted|dark|neutral|slate|zinc|cover|contain|height|clamp|weight)(?:-[\w./%\[\]-]+)?|"
    r"flex(?:-[\w-]+)?|grid(?:-[\w-]+)?|col(?:umn)?s?(?:-[\w-]+)?|span\d+|row|block|inline(?:-\w+)?|hidden|relative|absolute|"
    r"fixed|sticky|static|container(?:-\w+)?|clearfix|clear|cf|fl|fr|pull-\w+|float-?\w+|left|right|center|tleft|tright|tcenter|"
    r"small|big|bold|italic|underline|uppercase|d-[\w-]+|img-(?:responsive|fluid)|list-unstyled|no-?\w{0,8}|is-\w+|has-\w+|"
    r"active|show|hide|visible|open|first|last|odd|even|mb\d*|mt\d*|ml\d*|mr\d*|pt\d*|pb\d*|pl\d*|pr\d*|txt\w?|red|grey|gray|blue|"
    r"black|white|orange|track-[\w-]+)$",
    re.I,
)
# words that name nothing in particular
_VAGUE = frozenset(
    "box inner wrap wrapper outer main page content-box area block section item list link links text txt div "
    "column col side panel group holder layout desktop mobile new news berita portlet widget module".split()
)
_TAGS = {
    "h1": 1.6,
    "figcaption": 2.0,
    "time": 2.2,
    "blockquote": 3.0,
    "article": 3.0,
    "main": 3.0,
    "address": 3.0,
    "h2": 3.5,
    "h3": 4.0,
    "header": 4.0,
    "footer": 4.0,
    "aside": 3.5,
    "figure": 3.0,
    "a": 4.5,
}
_OTHER_TAG = 5.0
_TAG = re.compile(r"(?:^|(?<=[\s>+(]))[a-z][a-z0-9]*")


def _quoted(value: str) -> str:
    return value if _WORD.fullmatch(value) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def word_cost(word: str) -> float | None:
    """The cost of relying on an id or class; None if it cannot be relied on at all."""
    if not _WORD.fullmatch(word) or len(word) > 60 or _NUMBER.search(word):
        return None
    if _GENERATED.fullmatch(word) or _MODULE.fullmatch(word) or _is_random(word):
        return None
    if _UTILITY.fullmatch(word):
        return 3.2
    cost = 0.0
    if word.casefold() in _VAGUE:
        cost += 0.8
    digits = sum(ch.isdigit() for ch in word)
    if len(word) < 3:
        cost += 1.2
    return cost + 0.25 * digits


def is_made_up(word: str) -> bool:
    """Whether a class is a name that a build tool makes up, and may make up anew with the next build."""
    return bool(_WORD.fullmatch(word)) and _GENERATED.fullmatch(word) is not None


def _is_random(word: str) -> bool:
    """Whether a name mixes cases and digits as no person would ("aB3xK9")."""
    return any(_MIXED.fullmatch(part) and not part[:1].isupper() for part in re.split(r"[_-]+", word)) or (
        bool(_MIXED.fullmatch(word)) and len(re.findall(r"[A-Z]", word)) > 1
    )


def own_names(element: etree._Element) -> list[Candidate]:
    """Selectors from the element's own attributes, cheapest first; not its bare tag."""
    tag = str(element.tag)
    found: list[Candidate] = []
    if (name := element.get("id")) and (cost := word_cost(name)) is not None:
        found.append(Candidate(1.0 + cost, f"#{name}"))
    if prop := element.get("itemprop"):
        found.append(Candidate(1.0, f"[itemprop={_quoted(prop)}]"))
        found.append(Candidate(1.2, f"{tag}[itemprop={_quoted(prop)}]"))
    for attribute in ("property", "name"):
        if tag == "meta" and (value := element.get(attribute)):
            found.append(Candidate(2.0, f"meta[{attribute}={_quoted(value)}]"))
    if tag == "a":
        rel = element.get("rel") or ""
        if rel in ("tag", "author", "category", "category tag"):
            found.append(Candidate(1.5, f"a[rel={_quoted(rel)}]"))
        if match := re.search(
            r"/(tag|tags|topik|topic|penulis|author|reporter|kategori|category|kanal|editor)/",
            element.get("href") or "",
        ):
            found.append(Candidate(3.4, f'a[href*="/{match[1]}/"]'))
    for attribute in ("data-testid", "data-role", "data-component", "role"):
        value = element.get(attribute)
        if value and _WORD.fullmatch(value) and word_cost(value) is not None:
            found.append(Candidate(2.2, f"[{attribute}={value}]"))
    classes = [
        Candidate(1.2 + cost, f".{name}")
        for name in dict.fromkeys((element.get("class") or "").split())
        if (cost := word_cost(name)) is not None
    ]
    classes.sort()
    for one in classes[:5]:
        found.append(one)
        found.append(Candidate(one.cost + 0.3, f"{tag}{one.css}"))
    for number, one in enumerate(classes[:4]):
        for other in classes[number + 1 : 4]:
            found.append(Candidate(0.4 + one.cost + other.cost * 0.7, f"{one.css}{other.css}"))
    if len(classes) > 2:
        found.append(
            Candidate(1.5 + sum(x.cost for x in classes[:4]) * 0.6, tag + "".join(x.css for x in classes[:4]))
        )
    for name in (element.get("class") or "").split():
        if match := _MODULE.fullmatch(name):
            found.append(Candidate(3.0, f'[class*="{match["stem"]}"]'))
    if not found:  # better than none, for as long as the build lasts
        found = [
            Candidate(_MADE_UP, f".{name}")
            for name in (element.get("class") or "").split()
            if is_made_up(name)
        ]
    return sorted(set(found))


def _bare(element: etree._Element) -> Candidate:
    tag = str(element.tag)
    return Candidate(_TAGS.get(tag, _OTHER_TAG), tag)


def _contexts(element: etree._Element) -> Iterator[tuple[int, Candidate]]:
    """Names of the element's ancestors with their distance, nearest first."""
    distance = 0
    for ancestor in element.iterancestors():
        distance += 1
        if distance > LEVELS or ancestor.tag in ("html", "body"):
            if ancestor.tag == "body":
                for name in own_names(ancestor)[:2]:
                    yield (
                        distance,
                        Candidate(name.cost + 0.6, f"body{name.css}" if name.css[0] in ".#[" else name.css),
                    )
            if distance > LEVELS:
                return
            continue
        names = own_names(ancestor)[:3]
        bare = _bare(ancestor)
        if bare.cost < 4:
            names.append(bare)
        for name in names:
            yield distance, name


def candidates(element: etree._Element, hints: tuple[str, ...] = ()) -> list[Candidate]:
    """Selectors that match the element (and perhaps others), the most robust first.

    ``hints`` are words for what the element is ("title", "judul"): a name that contains one is preferred.
    """
    bare = _bare(element)
    own = [*own_names(element), bare]
    found = {one.css: one.cost for one in own}

    def add(cost: float, css: str) -> None:
        if cost < found.get(css, 1e9):
            found[css] = cost

    short = [*[one for one in own if one is not bare][:4], bare]
    for distance, outer in _contexts(element):
        for one in short:
            inner = one.cost * 0.55 if one is not bare else 0.5 + one.cost * 0.2
            add(outer.cost + inner + 0.5 + 0.06 * distance, f"{outer.css} {one.css}")
            if distance == 1:
                add(outer.cost + inner + 0.75, f"{outer.css} > {one.css}")
    previous = _previous(element)
    if previous is not None:
        for before in [*own_names(previous)[:2], _bare(previous)]:
            if before.cost < 4.2:
                for one in short:
                    inner = one.cost * 0.55 if one is not bare else 0.5 + one.cost * 0.2
                    add(before.cost + inner + 2.2, f"{before.css} + {one.css}")
    for inner_element, step in _children(element):
        for one in own_names(inner_element)[:2]:
            if one.cost < 3:
                add(bare.cost * 0.2 + one.cost + 1.6, f"{bare.css}:has({step}{one.css})")
    place = _place(element)
    parent = element.getparent()
    if parent is not None:
        for outer in [*own_names(parent)[:2], _bare(parent)]:
            if outer.cost < 5:
                add(outer.cost + 6.0, f"{outer.css} > {bare.css}:nth-of-type({place})")
    hinted = []
    for css, cost in found.items():
        names = _TAG.sub("", css).casefold()  # the tag name is not a hint: every caption is a figcaption
        hinted.append(Candidate(round(cost - 0.5 * any(hint in names for hint in hints), 3), css))
    return sorted(hinted)[:MOST]


def _previous(element: etree._Element) -> etree._Element | None:
    previous = element.getprevious()
    while previous is not None and not isinstance(previous.tag, str):
        previous = previous.getprevious()
    return previous


def _children(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for child in element:
        if isinstance(child.tag, str):
            yield child, "> "
            for grandchild in child:
                if isinstance(grandchild.tag, str):
                    yield grandchild, ""


def _place(element: etree._Element) -> int:
    return 1 + sum(1 for other in element.itersiblings(element.tag, preceding=True))
