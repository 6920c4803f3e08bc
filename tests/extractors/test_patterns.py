"""Every pattern takes linear time on any text."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from functools import cache

import pytest

from tests.extractors.patterns import attacks, enough, longest, owners, patterns_of, uses
from tests.extractors.steps import Machine, TooMany

pytestmark = pytest.mark.slow

A_CHARACTER = 50  # steps that any pattern may take for each, however they grow


def test_the_patterns_of_all_modules_and_rules_are_found() -> None:
    found = {
        name
        for owner in ("captures.lines", "jpnn", "tempo", "urls", "vocabulary.dates", "vocabulary.furniture")
        for name in patterns_of(owner)
    }
    assert {
        "vocabulary.furniture._PROMPT",
        "vocabulary.dates._DATE",
        "captures.lines._BULLET",
        "urls._HOST",
    } <= found
    for field in ("dateline", "articles", "not_articles", "canonical", "capture.chrome", "desk_code"):
        assert any(field in name for name in found), field


@pytest.mark.parametrize("pattern", ["a*a*b", "[a-z]*[a-z]*[0-9]", "[a-z]+x", "(?:ab)*c", "(a|b|ab)*c"])
def test_an_attack_is_found_on_a_pattern_that_is_not_linear(pattern: str) -> None:
    slow = re.compile(pattern)
    assert any(not _linear(slow, "search", few, many) for few, many in _pairs("x", slow))


@pytest.mark.parametrize(
    ("pattern", "method", "text", "steps"),
    [
        ("ab", "match", "ab", 2),
        (
            "a*b",
            "match",
            "aaab",
            3 + 1 + 4 + 1 + 1,
        ),  # the run and its end, the ends, one of them tried, the b
        ("a*b", "match", "aaa", 3 + 1 + 4),  # … none of them is before a b
        ("a*[bc]", "match", "aaa", 3 + 1 + 4 + 4),  # … each of them tried, and the class there
        ("a*+b", "match", "aaa", 3 + 1 + 1),  # … its end alone
        ("a", "search", "bbb", 4 + 4),  # each place, and the a there
    ],
)
def test_steps_are_those_of_the_pattern(pattern: str, method: str, text: str, steps: int) -> None:
    assert Machine(re.compile(pattern)).count(method, text) == steps


def test_a_pattern_of_a_layout_is_asked_like_one_of_all_layouts() -> None:
    assert uses("contoh.layouts[article-2].dateline") == uses("contoh.common.dateline") == ("match",)


@pytest.mark.parametrize("owner", owners())
def test_no_pattern_takes_more_than_linear_steps_on_any_text(owner: str) -> None:
    """Patterns of a module, or of an outlet's rules."""
    for name, pattern in patterns_of(owner).items():
        for method in uses(name):
            assert (slow := _slow(name, method, pattern)) is None, f"{name}, {method}: {slow[:80]!r}…"


_known: dict[tuple[str, re.Pattern[str], int], str | None] = {}  # outlets share most of their patterns


def _slow(name: str, method: str, pattern: re.Pattern[str]) -> str | None:
    """A text on which it takes more, None where there is none."""
    question = (method, pattern, longest(name))
    if question not in _known:
        _known[question] = next(
            (many for few, many in _pairs(name, pattern) if not _linear(pattern, method, few, many)), None
        )
    return _known[question]


def _pairs(name: str, pattern: re.Pattern[str]) -> Iterable[tuple[str, str]]:
    """Texts that are attacks, each with one four times as long."""
    size = min(4 * enough(pattern), longest(name))
    return zip(attacks(name, pattern, size // 4), attacks(name, pattern, size), strict=True)


@cache
def _machine(pattern: re.Pattern[str]) -> Machine:
    return Machine(pattern)


def _linear(pattern: re.Pattern[str], method: str, few: str, many: str) -> bool:
    machine = _machine(pattern)
    with contextlib.suppress(TooMany):
        machine.count(method, many, most=A_CHARACTER * len(many))
        return True
    with contextlib.suppress(TooMany):
        little = machine.count(method, few, most=4 * enough(pattern) * len(few) + 1_000)
        machine.count(method, many, most=8 * little)
        return True
    return False
