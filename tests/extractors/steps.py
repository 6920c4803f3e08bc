"""How many steps a regular expression takes: the same on every machine, however busy it is.

Python's engine does not say how much it did. This one walks the same parsed pattern in the same order (greedy,
lazy, possessive, backtracking) and counts: a step for each thing it tries at a place, and one for each character
that a repetition of single characters runs over.
"""

from __future__ import annotations

import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

Continue = Callable[[int], bool]
Node = Callable[[int, Continue], bool]

_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)


class TooMany(Exception):
    """More steps than were allowed."""


class Machine:
    """Counts what a pattern does on texts. ``steps`` is the sum of all calls so far."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.flags = pattern.flags
        self.steps = 0
        self.most = sys.maxsize
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        tree = parser.parse(pattern.pattern, pattern.flags)
        self._state = tree.state
        self._start = self._sequence(tree)

    def count(self, method: str, text: str, start: int = 0, *, most: int = sys.maxsize) -> int:
        """The steps of one call of ``pattern.method(text, start)``; TooMany where they are more than ``most``."""
        before, self._text = self.steps, text
        self.most = before + most
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(1_000_000)
        try:
            self._go(method, start)
        finally:
            sys.setrecursionlimit(limit)
        return self.steps - before

    def _go(self, method: str, start: int) -> None:
        size = len(self._text)
        end = -1

        def reached(place: int) -> bool:
            nonlocal end
            end = place
            return method != "fullmatch" or place == size

        if method in ("match", "fullmatch"):
            self._groups.clear()
            self._start(start, reached)
            return
        place = start
        while place <= size:
            self._step()
            self._groups.clear()
            if not self._start(place, reached):
                place += 1
            elif method == "search":
                return
            else:
                place = max(end, place + 1)

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > self.most:
            raise TooMany

    # -- what a parsed pattern does at a place ---------------------------------------------------------------

    def _sequence(self, tree: Any) -> Node:
        nodes = [
            self._node(operator, argument, self._literal(tree[number + 1]) if number + 1 < len(tree) else "")
            for number, (operator, argument) in enumerate(tree)
        ]
        if len(nodes) == 1:
            return nodes[0]

        def run(place: int, then: Continue) -> bool:
            def at(number: int, place: int) -> bool:
                if number == len(nodes):
                    return then(place)
                return nodes[number](place, lambda next_place: at(number + 1, next_place))

            return at(0, place)

        return run

    def _literal(self, item: Any) -> str:
        """The character that an item of a parsed pattern stands for, where it is one and no other."""
        operator, argument = item
        return chr(argument) if operator is sre.LITERAL and not self.flags & re.IGNORECASE else ""

    def _node(self, operator: Any, argument: Any, follows: str = "") -> Node:
        if operator in _SINGLE or operator is sre.AT:
            return self._one(operator, argument)
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = argument
            most = sys.maxsize if most is sre.MAXREPEAT else most
            if len(inner) == 1 and inner[0][0] in _SINGLE:
                return self._run(operator, least, most, inner, follows)
            return self._repeat(operator, least, most, self._sequence(inner))
        if operator is sre.SUBPATTERN:
            return self._group(argument[0], self._sequence(argument[-1]))
        if operator is sre.ATOMIC_GROUP:
            return self._once(self._sequence(argument))
        if operator is sre.BRANCH:
            return self._branch([self._sequence(branch) for branch in argument[1]])
        if operator in (sre.ASSERT, sre.ASSERT_NOT):
            direction, tree = argument
            back = tree.getwidth()[0] if direction < 0 else 0
            return self._look(operator is sre.ASSERT, back, self._sequence(tree))
        if operator is sre.GROUPREF:
            return self._same(argument)
        raise NotImplementedError(f"{operator} in {self.pattern.pattern!r}")

    def _compiled(self, operator: Any, argument: Any) -> re.Pattern[str]:
        tree = parser.SubPattern(self._state, [(operator, argument)])
        return compiler.compile(tree, self.flags)  # type: ignore[no-any-return]

    def _one(self, operator: Any, argument: Any) -> Node:
        match = self._compiled(operator, argument).match
        width = int(operator is not sre.AT)

        def run(place: int, then: Continue) -> bool:
            self._step()
            return match(self._text, place) is not None and then(place + width)

        return run

    def _run(self, operator: Any, least: int, most: int, inner: Any, follows: str) -> Node:
        """Single characters, so many times: how far they go is asked at once and counted as so many.

        So are the ends that are no end because they are not before the character that ``follows``.
        """
        whole = self._compiled(sre.MAX_REPEAT, (0, sre.MAXREPEAT if most == sys.maxsize else most, inner))

        def run(place: int, then: Continue) -> bool:
            found = whole.match(self._text, place)
            assert found is not None
            first, last = place + least, found.end()
            if operator is not sre.MIN_REPEAT:
                self._step(last - place + 1)
            ends: Sequence[int] = range(first, last + 1)
            if operator is sre.POSSESSIVE_REPEAT:
                return last >= first and then(last)
            if operator is sre.MAX_REPEAT:
                ends = ends[::-1]
            if follows:
                self._step(len(ends))
                ends = [end for end in ends if self._text.startswith(follows, end)]
            for end in ends:
                self._step()
                if then(end):
                    return True
            return False

        return run

    def _repeat(self, operator: Any, least: int, most: int, inner: Node) -> Node:
        def run(place: int, then: Continue) -> bool:
            def more(count: int, place: int) -> bool:
                return count < most and inner(
                    place, lambda end: (end > place or count < least) and at(count + 1, end)
                )

            def at(count: int, place: int) -> bool:
                self._step()
                if count < least:
                    return more(count, place)
                if operator is sre.MIN_REPEAT:
                    return then(place) or more(count, place)
                return more(count, place) or then(place)

            return at(0, place)

        if operator is not sre.POSSESSIVE_REPEAT:
            return run

        def possessive(place: int, then: Continue) -> bool:
            count = 0
            while count < most:
                self._step()
                ends: list[int] = []
                if not inner(place, lambda end, ends=ends: not ends.append(end)) or (  # type: ignore[misc, func-returns-value]
                    ends[0] == place and count >= least
                ):
                    break
                place, count = ends[0], count + 1
            return count >= least and then(place)

        return possessive

    def _once(self, inner: Node) -> Node:
        def run(place: int, then: Continue) -> bool:
            ends: list[int] = []
            return inner(place, lambda end: not ends.append(end)) and then(ends[0])  # type: ignore[func-returns-value]

        return run

    def _group(self, number: int | None, inner: Node) -> Node:
        if number is None:
            return inner

        def run(place: int, then: Continue) -> bool:
            def closed(end: int) -> bool:
                before = self._groups.get(number)
                self._groups[number] = place, end
                if then(end):
                    return True
                if before is None:
                    del self._groups[number]
                else:
                    self._groups[number] = before
                return False

            return inner(place, closed)

        return run

    def _same(self, number: int) -> Node:
        def run(place: int, then: Continue) -> bool:
            self._step()
            if number not in self._groups:
                return False
            start, end = self._groups[number]
            text = self._text[start:end]
            self._step(len(text))
            return self._text.startswith(text, place) and then(place + len(text))

        return run

    def _branch(self, branches: list[Node]) -> Node:
        def run(place: int, then: Continue) -> bool:
            self._step()
            return any(branch(place, then) for branch in branches)

        return run

    def _look(self, wanted: bool, back: int, inner: Node) -> Node:
        def run(place: int, then: Continue) -> bool:
            self._step()
            seen = place >= back and inner(place - back, lambda end: True)
            return seen is wanted and then(place)

        return run


class Counted:
    """A pattern that counts what it is asked, to stand in for a module's own. ``steps`` is the sum so far."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._machine = Machine(pattern)

    @property
    def steps(self) -> int:
        return self._machine.steps

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def ask(text: str, start: int = 0) -> Any:
            self._machine.count(method, text, start)
            return getattr(self._pattern, method)(text, start)

        return ask


@contextmanager
def counted_patterns(module: ModuleType) -> Iterator[Callable[[], int]]:
    """The patterns of a module count their steps meanwhile; gives what tells the sum so far."""
    counted = {name: Counted(value) for name, value in vars(module).items() if isinstance(value, re.Pattern)}
    with pytest.MonkeyPatch.context() as patch:
        for name, pattern in counted.items():
            patch.setattr(module, name, pattern)
        yield lambda: sum(pattern.steps for pattern in counted.values())
