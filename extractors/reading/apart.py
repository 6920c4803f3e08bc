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
        parts: Sequence[Raw] = (block,)
        if block.kind == "text" and not block.rule and (block.pieces or block.links):
            parts = _apart(block) if block.pieces else parts
            parts = [part for one in parts for part in _without_tail(one)]
        found += parts
    if any(block.kind == "read_also" for block in found):
        return [
            replace(block, kind="drop", rule=_LABEL) if _is_beside(found, number) else block
            for number, block in enumerate(found)
        ]
    return found


_LABEL = "the label of a read-also link"


def _is_beside(blocks: Sequence[Raw], number: int) -> bool:
    """Whether a block is a label that says nothing alone, and the link that it labels was found by a selector."""
    block = blocks[number]
    if block.kind != "text" or block.links or not any(colon in block.text for colon in ":："):
        return False
    text = furniture.undecorated(block.text)
    return (
        text.endswith((":", "："))
        and read_also.is_label(text)
        and _judge(block) is None
        and any(one.kind == "read_also" for one in blocks[max(0, number - 1) : number + 2])
    )


def _without_tail(block: Raw) -> Sequence[Raw]:
    """A paragraph, and the read-also line that it ends with: "… kata dia. Baca juga: TITLE", the title a link."""
    if not block.links or block.linked or not (at := read_also.tail_of(block.text, block.links[-1])):
        return (block,)
    text, line = block.text[:at].rstrip(), block.text[at:]
    title = block.links[-1]
    plain = (block.plain or "")[: len(block.plain or "") - len(line.removesuffix(title).rstrip())].rstrip()
    rest = replace(block, text=text, pieces=(), lines=(), links=block.links[:-1], plain=plain)
    label = line[: line.rindex(title)].rstrip()
    return (rest, replace(block, text=line, pieces=(), lines=(), links=(title,), plain=label))


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
        if verdict:
            left.append(piece)
            box = verdict.label == "read_also"
        elif box and _is_linked((piece,)):
            left.append(replace(piece, kind="read_also", rule="a link behind a label"))
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
        and read_also.is_linked_title(pieces[0].text, pieces[0].links)
        and (pieces[0].linked or furniture.only_links(pieces[0].plain or ""))
    )


def _judge(piece: Raw) -> Verdict | None:
    verdict = furniture.classify(piece.text, links=piece.links, plain=piece.plain, linked=piece.linked)
    return verdict if verdict and (verdict.label in _LEAVES or piece.text.startswith("[")) else None


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
