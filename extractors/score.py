"""Compare an extracted article with its golden: which keys differ, and how much of the body is right.

    >>> score(article.to_dict(), golden).exact
    True

The contract of the goldens decides what is compared: every key must be equal, the two dates to the minute and
with the same offset, the body block by block in type and text. The block and word figures cover only the body.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from extractors.reading.decode import WIDTHLESS

__all__ = ["GOLDEN_KEYS", "Mean", "Score", "diff", "mean", "score"]

GOLDEN_KEYS = (
    "headline",
    "alternativeHeadline",
    "datePublished",
    "dateModified",
    "authors",
    "editors",
    "sources",
    "dateline",
    "articleSection",
    "keywords",
    "isAccessibleForFree",
    "images",
    "body",
    "readAlso",
)
"""The keys of a golden's `article`, in the contract's order. Other keys are not compared."""

_DATES = frozenset({"datePublished", "dateModified"})


@dataclass(frozen=True, slots=True)
class Score:
    """How one article compares with its golden.

    `exact`: every key equals the golden's. `differing`: the keys that do not, in the order of `GOLDEN_KEYS`.
    Precision, recall and F1 are fractions from 0 to 1 over multisets of the body's blocks (compared by text
    alone, with white space and Unicode normalized) and of its words. If both bodies are empty, all are 1; if
    only one is, all are 0.
    """

    exact: bool
    differing: tuple[str, ...]
    block_precision: float
    block_recall: float
    block_f1: float
    word_precision: float
    word_recall: float
    word_f1: float


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of many scores; every page counts the same.

    `exact` and `pages` are numbers of pages, `differing` maps each key that differs to the number of pages
    where it does, the others are means of the figures of `Score`. Without any pages the figures are 0.
    """

    pages: int
    exact: int
    differing: Mapping[str, int]
    block_precision: float
    block_recall: float
    block_f1: float
    word_precision: float
    word_recall: float
    word_f1: float


def score(article: Mapping[str, Any], golden: Mapping[str, Any]) -> Score:
    """Compare an article (as `Article.to_dict()` gives it) with the `article` of a golden.

    A key that is missing on one side differs, even from null. Odd values raise nothing; they just differ.
    Zero-width characters in a golden do not count; they got there by copying.
    """
    golden = _without_marks(golden)
    differing = tuple(key for key in GOLDEN_KEYS if not _equal(key, article, golden))
    got = [_normal(text) for _, text in _blocks(article)]
    want = [_normal(text) for _, text in _blocks(golden)]
    got_words = [word for text in got for word in text.split()]
    want_words = [word for text in want for word in text.split()]
    return Score(not differing, differing, *_figures(got, want), *_figures(got_words, want_words))


def mean(scores: Iterable[Score]) -> Mean:
    """The overall figures of many pages. Takes any iterable, even an empty one."""
    pages = list(scores)
    counts = Counter(key for page in pages for key in page.differing)
    size = len(pages) or 1
    return Mean(
        pages=len(pages),
        exact=sum(page.exact for page in pages),
        differing={key: counts[key] for key in GOLDEN_KEYS if counts[key]},
        block_precision=sum(page.block_precision for page in pages) / size,
        block_recall=sum(page.block_recall for page in pages) / size,
        block_f1=sum(page.block_f1 for page in pages) / size,
        word_precision=sum(page.word_precision for page in pages) / size,
        word_recall=sum(page.word_recall for page in pages) / size,
        word_f1=sum(page.word_f1 for page in pages) / size,
    )


def diff(article: Mapping[str, Any], golden: Mapping[str, Any]) -> str:
    """What differs, key by key, as text for a person; empty if `score` says exact.

    A short value is shown as `key: got … / want …`. The body and long lists are shown item by item: `-`
    marks what only the golden has, `+` what only the article has, and equal items are counted. In similar
    items the changed words are marked as `[-…-]` and `{+…+}`. Invisible characters are written as escapes.
    """
    golden = _without_marks(golden)
    lines: list[str] = []
    for key in GOLDEN_KEYS:
        if _equal(key, article, golden):
            continue
        got, want = article.get(key, _MISSING), golden.get(key, _MISSING)
        if key == "body" and _is_list(got) and _is_list(want):
            lines += _list_diff(key, _blocks(article), _blocks(golden))
            continue
        short = f"{key}: got {_show(got)} / want {_show(want)}"
        if len(short) > 120 and _is_list(got) and _is_list(want):
            lines += _list_diff(
                key, [("", _item(item)) for item in got], [("", _item(item)) for item in want]
            )
        else:
            lines.append(short)
    return "\n".join(lines)


class _Missing:
    """Stands for a key that is not there, so that it differs from null."""


_MISSING = _Missing()
_Item = tuple[str, str]


def _equal(key: str, article: Mapping[str, Any], golden: Mapping[str, Any]) -> bool:
    got, want = article.get(key, _MISSING), golden.get(key, _MISSING)
    if key == "body" and _is_list(got) and _is_list(want):
        return _blocks(article) == _blocks(golden)
    if key in _DATES:
        got, want = _moment(got), _moment(want)
    elif _is_list(got) and _is_list(want):
        return list(got) == list(want)
    return type(got) is type(want) and bool(got == want)


def _without_marks(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.translate(WIDTHLESS)
    if isinstance(value, Mapping):
        return {key: _without_marks(inner) for key, inner in value.items()}
    return [_without_marks(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _moment(value: Any) -> Any:
    """A date as (wall clock to the minute, offset), so that both must agree; anything else as it is."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0, tzinfo=None), value.utcoffset()
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _blocks(article: Mapping[str, Any]) -> list[_Item]:
    body = article.get("body")
    if not _is_list(body) or body is None:
        return []
    return [
        (str(block.get("type")), str(block.get("text"))) if isinstance(block, Mapping) else ("?", str(block))
        for block in body
    ]


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _figures(got: Sequence[Hashable], want: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of one multiset against another."""
    if not got and not want:
        return 1.0, 1.0, 1.0
    if not got or not want:
        return 0.0, 0.0, 0.0
    common = (Counter(got) & Counter(want)).total()
    return common / len(got), common / len(want), 2 * common / (len(got) + len(want))


# Below: the diff.

_ALIKE = 0.5
"""With at least this share of words in common, two items are one that changed."""
_LONG = 280
"""How many characters of an unmatched item are shown; the rest is in the files."""
_CONTEXT = 6
"""How many unchanged words are shown on either side of a change."""
_PAIRS = 10_000
"""The most pairs of items to compare within one change; beyond it they stay unpaired, for speed."""

_WORD_PAIRS = 1_000_000
"""Likewise for the words of two items; beyond it, everything between their common ends counts as changed."""
_BLANK = "\\x20"
"""How a space next to another one is written."""


def _show(value: Any) -> str:
    if value is _MISSING:
        return "nothing (no such key)"
    return _visible(json.dumps(value, ensure_ascii=False, default=str))


def _item(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _visible(text: str) -> str:
    """The text with escapes for what is invisible: no-break spaces, zero-width characters, line breaks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char.isprintable() and not unicodedata.combining(char) else ascii(char)[1:-1] for char in text
    )


def _spelled(text: str) -> str:
    return "".join(char if char.isascii() and char.isprintable() else ascii(char)[1:-1] for char in text)


def _list_diff(key: str, got: list[_Item], want: list[_Item]) -> Iterator[str]:
    lines: list[str] = []
    equal = changed = missing = extra = 0
    matcher = SequenceMatcher(None, want, got, autojunk=False)
    for change, want_from, want_to, got_from, got_to in matcher.get_opcodes():
        if change == "equal":
            equal += want_to - want_from
            lines.append(f"    … {want_to - want_from} equal")
            continue
        for old, new in _pairs(want[want_from:want_to], got[got_from:got_to]):
            if old is not None and new is not None:
                changed += 1
                removed, added = _marked(old[1], new[1])
                lines += [_line("-", old[0], removed), _line("+", new[0], added)]
            elif old is not None:
                missing += 1
                lines.append(_line("-", old[0], _shortened(old[1])))
            elif new is not None:
                extra += 1
                lines.append(_line("+", new[0], _shortened(new[1])))
    yield f"{key}: {equal} equal, {changed} changed, {missing} missing (-), {extra} extra (+)"
    yield from lines


def _line(sign: str, kind: str, text: str) -> str:
    return f"  {sign} {kind}: {text}" if kind else f"  {sign} {text}"


def _shortened(text: str) -> str:
    text = _visible(text)
    if len(text) <= _LONG:
        return text
    return f"{text[:_LONG]}… ({len(text) - _LONG} characters more)"


def _pairs(want: list[_Item], got: list[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """The items of one change, in order, similar ones side by side."""
    if len(want) * len(got) > _PAIRS:
        yield from ((item, None) for item in want)
        yield from ((None, item) for item in got)
        return
    words = [Counter(text.split()) for _, text in got]
    done = 0
    for old in want:
        own = Counter(old[1].split())
        best, place = 0.0, None
        for index in range(done, len(got)):
            alike = 2 * (own & words[index]).total() / ((own.total() + words[index].total()) or 1)
            if alike > best:
                best, place = alike, index
        if place is None or best < _ALIKE:
            yield old, None
            continue
        yield from ((None, item) for item in got[done:place])
        yield old, got[place]
        done = place + 1
    yield from ((None, item) for item in got[done:])


def _marked(old: str, new: str) -> tuple[str, str]:
    """Both texts with their changed words marked and long unchanged stretches elided."""
    if old == new:  # only the type differs
        return _shortened(old), _shortened(new)
    # Split only at plain spaces: any other white space stays in its word and shows as a change of it.
    before, after = old.split(" "), new.split(" ")
    removed: list[str] = []
    added: list[str] = []
    changes = _word_changes(before, after)
    for place, (equal, old_from, old_to, new_from, new_to) in enumerate(changes):
        if equal:
            kept = _elided(before[old_from:old_to], first=place == 0, last=place == len(changes) - 1)
            removed.append(kept)
            added.append(kept)
            continue
        gone, come = " ".join(before[old_from:old_to]), " ".join(after[new_from:new_to])
        # Words that differ but look the same (composed and decomposed characters) are escaped in full.
        write = _spelled if _normal(gone) == _normal(come) else _visible
        if old_to > old_from:
            removed.append(f"[-{write(gone) or _BLANK}-]")
        if new_to > new_from:
            added.append(f"{{+{write(come) or _BLANK}+}}")
    return " ".join(removed), " ".join(added)


def _word_changes(before: list[str], after: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """Stretches (equal, from, to, from, to) that turn one list of words into the other."""
    most = min(len(before), len(after))
    head = 0
    while head < most and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < most - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old_end, new_end = len(before) - tail, len(after) - tail
    changes = [(True, 0, head, 0, head)] if head else []
    if (old_end - head) * (new_end - head) > _WORD_PAIRS:
        changes.append((False, head, old_end, head, new_end))
    else:
        matcher = SequenceMatcher(None, before[head:old_end], after[head:new_end], autojunk=False)
        changes += [
            (change == "equal", head + a, head + b, head + c, head + d)
            for change, a, b, c, d in matcher.get_opcodes()
        ]
    if tail:
        changes.append((True, old_end, len(before), new_end, len(after)))
    return changes


def _elided(words: list[str], *, first: bool, last: bool) -> str:
    """Unchanged words; of a long stretch, only those next to a change."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    if len(words) <= head + tail + _CONTEXT:
        return _visible(" ".join(words))
    return " ".join([*map(_visible, words[:head]), "…", *map(_visible, words[len(words) - tail :])])
