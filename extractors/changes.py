"""Two records of an article side by side, key by key and paragraph by paragraph, with the words that differ.

For an article beside its golden, in rows that a person can judge one by one, and for two revisions of an article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, TypeAlias

from extractors.score import GOLDEN_KEYS, score

__all__ = ["BlockRow", "KeyRow", "SideBySide", "State", "Word", "compare", "text_of", "word_changes"]

State: TypeAlias = Literal["equal", "changed", "missing", "extra"]
Word: TypeAlias = tuple[str, str]  # "", "del" or "ins", and the words
_ALIKE = 0.4  # from this share of common words on, two paragraphs are one, changed
_PAIRS = 20_000


@dataclass(frozen=True)
class BlockRow:
    """One paragraph (or item of a list): the golden's and the article's, side by side.

    ``place`` is where it stands, or would be put, in the golden; ``missing`` is only in the golden, ``extra``
    only in the article.
    """

    number: int
    state: State
    place: int
    want: Any
    got: Any
    words: tuple[Word, ...] = ()

    @property
    def type(self) -> str:
        item = self.got if self.got is not None else self.want
        return str(item.get("type", "")) if isinstance(item, Mapping) else ""

    @property
    def leads(self) -> str:
        """Whether a picture stands above the text; who says so, where golden and article do not agree."""
        said = {
            name: bool(item.get("lead"))
            for name, item in (("golden", self.want), ("article", self.got))
            if isinstance(item, Mapping) and "lead" in item
        }
        if not any(said.values()):
            return ""
        return "above the text" + ("" if all(said.values()) else f": {max(said, key=said.__getitem__)} only")

    @property
    def retyped(self) -> str:
        """What the golden calls it, where only that differs or differs too."""
        kinds = [item.get("type") for item in (self.want, self.got) if isinstance(item, Mapping)]
        return str(kinds[0]) if len(set(kinds)) == 2 else ""


@dataclass(frozen=True)
class KeyRow:
    """One key of the contract."""

    key: str
    equal: bool
    want: Any
    got: Any
    rows: tuple[BlockRow, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def changes(self) -> int:
        return sum(row.state != "equal" for row in self.rows) or int(not self.equal)


@dataclass(frozen=True)
class SideBySide:
    """All keys of an article and its golden."""

    keys: tuple[KeyRow, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        return tuple(row.key for row in self.keys if not row.equal)

    def key(self, name: str) -> KeyRow:
        return next(row for row in self.keys if row.key == name)


def compare(article: Mapping[str, Any], golden: Mapping[str, Any]) -> SideBySide:
    """The rows of an article (as ``Article.to_dict()`` gives it) against the ``article`` of a golden."""
    differing = set(score(article, golden).differing)
    keys = []
    for key in GOLDEN_KEYS:
        want, got = golden.get(key), article.get(key)
        rows: tuple[BlockRow, ...] = ()
        words: tuple[Word, ...] = ()
        if isinstance(want, list) or isinstance(got, list):
            rows = _rows(want if isinstance(want, list) else [], got if isinstance(got, list) else [])
        elif key in differing and isinstance(want, str) and isinstance(got, str):
            words = word_changes(want, got)
        keys.append(KeyRow(key, key not in differing, want, got, rows, words))
    return SideBySide(tuple(keys))


def text_of(item: Any) -> str:
    """An item of a list as text: a block's words, a caption with its credit, a name."""
    if not isinstance(item, Mapping):
        return "" if item is None else str(item)
    text = str(item.get("text") or "")
    if item.get("credit"):
        text = f"{text} [{item['credit']}]".strip()
    return text


def _rows(want: Sequence[Any], got: Sequence[Any]) -> tuple[BlockRow, ...]:
    rows: list[BlockRow] = []

    def add(state: State, place: int, old: Any, new: Any) -> None:
        changes = word_changes(text_of(old), text_of(new)) if state == "changed" else ()
        rows.append(BlockRow(len(rows), state, place, old, new, changes))

    a = c = 0
    for b, d in [*_common([_key(x) for x in want], [_key(x) for x in got]), (len(want), len(got))]:
        place = a
        for old, new in _pairs(want[a:b], got[c:d]):
            state: State = "changed" if old is not None and new is not None else "extra"
            state = "missing" if new is None else state
            add(state, place, old, new)
            place += old is not None
        if b < len(want):
            add("equal", b, want[b], got[d])
        a, c = b + 1, d + 1
    return tuple(rows)


def _common(want: Sequence[str], got: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of places.

    No shorter one: every row that is taken over then brings golden and article nearer, until nothing is left. What
    difflib finds starts at the longest run and can go around in circles where paragraphs repeat.
    """
    head, most = 0, min(len(want), len(got))
    while head < most and want[head] == got[head]:
        head += 1
    tail = 0
    while tail < most - head and want[-1 - tail] == got[-1 - tail]:
        tail += 1
    old, new = want[head : len(want) - tail], got[head : len(got) - tail]
    lengths = [[0] * (len(new) + 1)]  # of the rests, from the end
    for text in reversed(old):
        row, below = [0], lengths[-1]
        for at, other in enumerate(reversed(new), 1):
            row.append(below[at - 1] + 1 if text == other else max(below[at], row[-1]))
        lengths.append(row)
    pairs = [(place, place) for place in range(head)]
    a = b = 0
    while a < len(old) and b < len(new):
        if old[a] == new[b]:
            pairs.append((head + a, head + b))
            a, b = a + 1, b + 1
        elif lengths[len(old) - a - 1][len(new) - b] >= lengths[len(old) - a][len(new) - b - 1]:
            a += 1
        else:
            b += 1
    return [*pairs, *((len(want) - n, len(got) - n) for n in range(tail, 0, -1))]


def _key(item: Any) -> str:
    return repr(sorted(item.items())) if isinstance(item, Mapping) else repr(item)


def _pairs(want: Sequence[Any], got: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Items of one change in order, those that resemble each other side by side."""
    if len(want) * len(got) > _PAIRS:
        return [*((old, None) for old in want), *((None, new) for new in got)]
    pairs: list[tuple[Any, Any]] = []
    done = 0
    for old in want:
        own = set(text_of(old).split())
        shares = [
            2 * len(own & (other := set(text_of(new).split()))) / ((len(own) + len(other)) or 1)
            for new in got[done:]
        ]
        best = max(shares, default=0.0)
        if best < _ALIKE:
            pairs.append((old, None))
            continue
        place = done + shares.index(best)
        pairs += [(None, new) for new in got[done:place]]
        pairs.append((old, got[place]))
        done = place + 1
    return pairs + [(None, new) for new in got[done:]]


def word_changes(want: str, got: str) -> tuple[Word, ...]:
    """Stretches of words: what both have, what only the golden has (del), what only the article has (ins)."""
    before, after = re.findall(r"\s+|[^\s]+", want), re.findall(r"\s+|[^\s]+", got)
    if len(before) * len(after) > 4_000_000:
        return (("del", want), ("ins", got))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    common = sum(
        len(x) for a, _, size in matcher.get_matching_blocks() for x in before[a : a + size] if x.strip()
    )
    if common * 4 < min(len(want), len(got)):  # two texts, not one that changed
        return tuple(word for word in (("del", want), ("ins", got)) if word[1])
    words: list[Word] = []
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            words.append(("", "".join(before[a:b])))
            continue
        if b > a:
            words.append(("del", "".join(before[a:b])))
        if d > c:
            words.append(("ins", "".join(after[c:d])))
    return tuple(words)
