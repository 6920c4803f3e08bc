"""Lines of a paragraph that are not part of its text: a read-also line or an ad label between two ``<br>``.

A single ``<br>`` counts as a space, so such a line would be joined to the sentence before it. Here it becomes a block
of its own, after its paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.reading.blocks import Raw, clean
from extractors.vocabulary import furniture, read_also
from extractors.vocabulary.read_also import Verdict
from extractors.vocabulary.sentences import ends_sentence

_LEAVES = frozenset(("read_also", "ad"))


def apart(blocks: Iterable[Raw]) -> list[Raw]:
    """The same blocks, with lines taken out of a paragraph placed after what is left of it."""
    found: list[Raw] = []
    for block in blocks:
        if block.pieces and block.kind == "text" and not block.rule:
            found += _apart(block)
        else:
            found.append(block)
    return found


def _apart(block: Raw) -> Sequence[Raw]:
    kept: list[Raw] = []
    left: list[Raw] = []
    box = False  # after a label, whose linked titles follow
    quotation = _Quotation()  # of the lines kept so far
    passed = -1  # the number of a title that was read with its label
    for number, piece in enumerate(block.pieces):
        if number == passed:
            continue
        verdict = None if quotation.open else _judge(piece)
        if verdict or (box and piece.links and piece.linked):
            left.append(piece)
            box = box if verdict is None else verdict.opens_box
        elif not piece.links and _is_label(piece) and _is_linked(block.pieces[number + 1 : number + 2]):
            # with the title behind it, a label that says nothing alone
            title = block.pieces[number + 1]
            nodes = (*piece.nodes, *title.nodes)
            text = f"{piece.text} {title.text}"
            left.append(replace(title, text=text, plain=piece.text, linked=False, nodes=nodes))
            passed = number + 1
        else:
            kept.append(piece)
            quotation.read(piece.text)
            box = False
    if not left:
        return (block,)
    if not kept:
        return left
    text = clean(" ".join(piece.text for piece in kept))
    # an unlinked title after its label: the lines are one read-also line
    if not ends_sentence(text) and (whole := _judge(block)) and whole.titles:
        return (block,)
    rest = replace(
        block,
        text=text,
        bold=all(piece.bold for piece in kept),
        linked=all(piece.linked for piece in kept),
        opening=kept[0].opening,
        lines=tuple(piece.text for piece in kept) if len(kept) > 1 else (),
        pieces=(),
        links=tuple(link for piece in kept for link in piece.links),
        plain=clean(" ".join(piece.plain or "" for piece in kept)),
        nodes=tuple(node for piece in kept for node in piece.nodes),
    )
    first = block.pieces[0] is kept[0]
    return (rest, *left) if first else (*left, rest)


def _is_label(piece: Raw) -> bool:
    return read_also.is_label(furniture.undecorated(piece.text))


def _is_linked(pieces: Sequence[Raw]) -> bool:
    return (
        bool(pieces)
        and bool(pieces[0].links)
        and (pieces[0].linked or not furniture.undecorated(pieces[0].plain or ""))
    )


def _judge(piece: Raw) -> Verdict | None:
    verdict = furniture.classify(piece.text, links=piece.links, plain=piece.plain, linked=piece.linked)
    return verdict if verdict and verdict.label in _LEAVES else None


class _Quotation:
    """Whether the lines read so far have an open quotation."""

    def __init__(self) -> None:
        self._curly = self._straight = 0

    def read(self, text: str) -> None:
        self._curly += text.count("“") - text.count("”")
        self._straight += text.count('"')

    @property
    def open(self) -> bool:
        return self._curly > 0 or self._straight % 2 == 1
