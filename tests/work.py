"""How much work a call does, counted and not timed: the same on every machine, however busy it is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from cssselect import GenericTranslator, HTMLTranslator
from cssselect.xpath import XPathExpr
from lxml import etree

__all__ = ["counted_contains", "grows_linearly", "work"]


def work(call: Callable[[], object], *, lines: bool = True) -> int:
    """Lines of Python that a call runs, and functions that it asks, those of C among them.

    What a function of C does is not counted: for regular expressions see ``tests.extractors.steps``, for what XPath
    asks see ``counted_contains``. Without ``lines``, which cost a third of a microsecond each, functions alone.
    """
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def asked(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        if event == "c_call" or (event == "call" and not lines):
            count += 1

    tracing, profiling = sys.gettrace(), sys.getprofile()
    collecting = gc.isenabled()
    gc.disable()  # when it runs does not depend on the call
    if lines:
        sys.settrace(line)
    sys.setprofile(asked)
    try:
        call()
    finally:
        sys.setprofile(profiling)
        sys.settrace(tracing)
        if collecting:
            gc.enable()
    return count


def grows_linearly(cost: Callable[[int], int], small: int) -> bool:
    """Whether eight times as much costs less than 16 times as much (64 times if it were quadratic).

    ``cost(size)`` gives counted work.
    """
    cost(small)  # what is made once, at first use
    return cost(8 * small) < 16 * cost(small)


@contextmanager
def counted_contains() -> Iterator[list[str]]:
    """The texts that ``:contains()`` of selectors is asked about meanwhile.

    Of selectors compiled inside of it: ``Selector(css)``, not ``select(css)``, which remembers them.
    """
    texts: list[str] = []

    def contains(context: object, whole: list[Any], part: str) -> bool:
        texts.append("".join(map(str, whole[0].itertext())))
        return part in texts[-1]

    def condition(self: object, xpath: XPathExpr, function: Any) -> XPathExpr:
        return xpath.add_condition(
            f"counted(., {GenericTranslator.xpath_literal(function.arguments[0].value)})"
        )

    functions: Any = etree.FunctionNamespace(None)
    functions["counted"] = contains
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(HTMLTranslator, "xpath_contains_function", condition)
            yield texts
    finally:
        del functions["counted"]
