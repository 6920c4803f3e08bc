"""Every pattern of ``extractors``, and for each the texts that would be the worst for it.

A pattern takes more than linear time where it repeats something, fails behind it, and tries again from the next
place. So for every repetition in a pattern its attack is: the least that leads up to it, what it repeats ``size``
times, and something that lets the rest fail.
"""

from __future__ import annotations

import importlib
import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import extractors
from extractors import OUTLETS
from extractors.reading.blocks import clean
from extractors.rules import Outlet
from extractors.vocabulary import bylines, picture_credits

# How the engine uses the patterns of rules; those of modules are looked for in the source.
_RULES = {
    "dateline": ("match",),
    "desk_code": ("search",),
    "caption_prefix": ("sub",),
    "articles": ("match",),
    "canonical": ("sub",),
    "not_articles": ("search",),
    "id": ("search",),
    "chrome": ("fullmatch",),
    "related": ("fullmatch",),
}
# What is longer never gets to them: the functions that ask them look at the length first.
LONGEST = {
    "vocabulary.furniture._AD": 120,
    "vocabulary.bylines._AUTHOR_BOX": bylines.BOX,
    "vocabulary.picture_credits._CREDIT": picture_credits.CAPTION,
    "vocabulary.picture_credits._BRACKETED": 300,
    "vocabulary.picture_credits._BEHIND": 300,
    "vocabulary.picture_credits._OF": 300,
    "vocabulary.picture_credits._IN_DASHES": 300,
    "vocabulary.furniture._REPUBLISHED": 420,
}
_ALL = ("finditer", "findall", "split", "sub")  # all find the same
_RAW = ("captures.lines._BULLET", "captures.lines._PREFIX")  # all others see texts with single blanks

OTHERS = (" ", "a", "A", "a ", "A ", "A.", "1", ". ", "(", "[", "/", "-", '"', "a/", "baca juga: ", "\n")


def owners() -> list[str]:
    """Whose patterns there are: outlets, and modules that compile some."""
    root = Path(extractors.__file__).parent
    modules = (
        path
        for path in root.rglob("*.py")
        if path.parent.name != "outlets" and "re.compile(" in path.read_text("utf-8")
    )
    return sorted([*OUTLETS, *(".".join(path.relative_to(root).with_suffix("").parts) for path in modules)])


def patterns_of(owner: str) -> dict[str, re.Pattern[str]]:
    """By a name that tells where each stands: those of an outlet's rules, or of a module."""
    if owner in OUTLETS:
        found = {
            name: re.compile(text, re.I if ".capture." in name else 0)
            for name, text in _rules(OUTLETS[owner], owner)
        }
    else:
        found = {
            f"{owner}.{name}" + (f"[{number}]" if number else ""): pattern
            for name, value in vars(importlib.import_module(f"extractors.{owner}")).items()
            for number, pattern in enumerate(_compiled(value))
        }
    unique = {(pattern.pattern, pattern.flags): name for name, pattern in reversed(found.items())}
    return {name: found[name] for name in sorted(unique.values())}


@cache
def _sources() -> str:
    return "".join(path.read_text("utf-8") for path in Path(extractors.__file__).parent.rglob("*.py"))


@cache
def uses(name: str) -> tuple[str, ...]:
    """The methods by which a pattern is asked."""
    name = re.sub(r"\blayouts\[[^\]]*\]\.", "", name)  # a layout's field is a field
    field = (
        re.split(r"[:\[]", name)[0].rpartition(".")[2]
        if ":" in name or "[" in name
        else name.rpartition(".")[2]
    )
    if field in _RULES:
        return _RULES[field]
    methods = re.findall(
        rf"\b{re.escape(field)}\.(match|fullmatch|search|sub|split|finditer|findall)\(", _sources()
    )
    methods = ["sub" if method in _ALL else method for method in methods]
    if "search" in methods:  # which asks more than from the beginning alone
        methods = [method for method in methods if "match" not in method]
    return tuple(dict.fromkeys(methods)) or ("search",)


def longest(name: str) -> int:
    """The longest text that gets to a pattern."""
    fitting = [size for key, size in LONGEST.items() if name.startswith(key)]
    return min(fitting) if fitting else 10**9


def enough(pattern: re.Pattern[str]) -> int:
    """A length at which every bounded repetition of a pattern is full: within it, work may grow faster."""
    return max(60, *_bounds(parser.parse(pattern.pattern, pattern.flags)))


def _bounds(tree: Any) -> Iterator[int]:
    yield 0
    for operator, argument in tree:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, inner = argument
            width = max((len(item) for item in _choices(inner)), default=1)
            yield most * width if most is not sre.MAXREPEAT else 0
            yield from _bounds(inner)
        elif operator is sre.BRANCH:
            for branch in argument[1]:
                yield from _bounds(branch)
        elif operator is sre.SUBPATTERN:
            yield from _bounds(argument[-1])
        elif operator is sre.ATOMIC_GROUP:
            yield from _bounds(argument)
        elif operator in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _bounds(argument[1])


def _compiled(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _compiled(item)


def _rules(rule: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(rule, Outlet):
        yield f"{name}.articles: {rule.article_pattern.pattern[:60]}", rule.article_pattern.pattern
        if rule.id_pattern:
            yield f"{name}.id: {rule.id_pattern.pattern[:60]}", rule.id_pattern.pattern
    for field in fields(rule):
        value, kind = getattr(rule, field.name), field.metadata.get("kind", "")
        place = f"{name}.{field.name}"
        if kind.startswith("regex"):
            for text in (value or ()) if kind.endswith("list") else (value,):
                if text:
                    yield f"{place}: {text[:60]}", text
        elif field.name == "not_articles":
            yield from ((f"{place}[{kind}]", text) for kind, text in value.items())
        elif field.name == "canonical":
            yield from ((f"{place}: {text[:60]}", text) for text, _ in value)
        elif is_dataclass(value):
            yield from _rules(value, place)
        elif isinstance(value, tuple):
            for item in value:
                if is_dataclass(item):
                    yield from _rules(item, f"{place}[{getattr(item, 'name', type(item).__name__)}]")


def attacks(name: str, pattern: re.Pattern[str], size: int) -> Iterator[str]:
    """Texts of about ``size`` characters on which the pattern would be slow if it were slow on any."""
    pumps = {(*pump, "\x00") for pump in _pumps(parser.parse(pattern.pattern, pattern.flags), "")}
    for before, repeated, end in sorted(
        {*pumps, *(("", other, end) for other in OTHERS for end in ("", "\x00"))}
    ):
        text = before + repeated * (size // len(repeated)) + end
        yield text if name in _RAW else clean(text)


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """For every repetition of a parsed pattern: the least in front of it, and what it repeats."""
    for operator, argument in tree:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, inner = argument
            for item in _choices(inner):
                if item and most > 8:
                    yield before, item
            yield from _pumps(inner, before)
        elif operator is sre.SUBPATTERN:
            yield from _pumps(argument[-1], before)
        elif operator is sre.ATOMIC_GROUP:
            yield from _pumps(argument, before)
        elif operator is sre.BRANCH:
            for branch in argument[1]:
                yield from _pumps(branch, before)
        before += _least([(operator, argument)])


def _choices(tree: Any) -> set[str]:
    return {_least(tree), _least(tree).replace("a", " ") or " "}


def _least(tree: Any) -> str:
    """A shortest text that a parsed pattern takes, more or less."""
    text = ""
    for operator, argument in tree:
        if operator is sre.LITERAL:
            text += chr(argument)
        elif operator in (sre.NOT_LITERAL, sre.ANY):
            text += "a"
        elif operator is sre.IN:
            text += _one_of(argument)
        elif operator is sre.SUBPATTERN:
            text += _least(argument[-1])
        elif operator is sre.ATOMIC_GROUP:
            text += _least(argument)
        elif operator is sre.BRANCH:
            text += _least(argument[1][0])
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _least(argument[2]) * argument[0]
    return text


_OF_CATEGORY = {
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_WORD: " ",
}


def _one_of(items: Any) -> str:
    if items[0][0] is sre.NEGATE:
        excluded = {chr(value) for kind, value in items if kind is sre.LITERAL}
        return next(char for char in "aAb1 é" if char not in excluded)
    kind, value = items[0]
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.RANGE:
        return chr(value[0])
    return _OF_CATEGORY.get(value, "a")
