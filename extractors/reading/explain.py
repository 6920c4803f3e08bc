"""Every visible block of a page, in order, with what became of it and which rule decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from extractors.article import Label, Line
from extractors.reading.blocks import Raw, Role, read_blocks
from extractors.reading.judge import CLAIMS, Ruling

# The containers of a body that were read: their blocks, and what was made of each.
Walked = Mapping[etree._Element, tuple[Sequence[Raw], Sequence[Ruling]]]


def explained(
    tree: etree._Element, claims: Mapping[etree._Element, Role], walked: Walked, body: str
) -> list[Line]:
    """The lines of a page whose elements were claimed so; ``body`` is the rule by which its containers were found."""
    root = next(iter(tree.iter("body")), tree)
    roles = dict(claims)
    for container in walked:
        roles[container] = ("body", body)
    lines: list[Line] = []
    numbers = {element: number for number, element in enumerate(tree.iter())}

    def add(raw: Raw, text: str, label: Label, kept: bool, rule: str) -> None:
        if text:
            nodes = tuple((numbers[element], tail) for element, tail in raw.nodes)
            lines.append(Line(len(lines) + 1, text, label, kept, rule, nodes))

    for raw in read_blocks(root, roles, everything=True):
        if raw.kind == "body" and raw.element is not None:
            for block, ruling in zip(*walked[raw.element], strict=True):
                add(block, ruling.text, ruling.label, ruling.kept, ruling.rule)
        elif raw.kind == "text":
            add(raw, raw.text, "chrome", False, "outside the body")
        else:
            label = CLAIMS.get(raw.kind, "chrome")
            kept = raw.kind not in ("drop", "paywall", "until")
            add(raw, raw.text, label, kept, f"{raw.kind}: {raw.rule}")
    return lines
