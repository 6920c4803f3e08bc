"""A page read by the library: its metadata as written, and what the first layout that fits finds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from unicodedata import is_normalized

from extractors.reading.blocks import Raw, with_initials, words_of_post
from extractors.reading.decode import MAX_TAGS
from extractors.reading.metadata import Told
from extractors.reading.native import library
from extractors.reading.native.program import FIELDS, Unsupported, program
from extractors.reading.parts import Parts
from extractors.rules.model import Layout, Outlet

KINDS = ("text", *FIELDS, "drop")
_TYPES = ("paragraph", "heading", "list_item", "quote")


class Reading(NamedTuple):
    """``told`` is what the page says about itself, ``kind`` the result that its markup gives away (a key of the
    outlet's ``gives_away``), ``layout`` the place of the first layout that fits, ``parts`` what it finds. Only the first
    reading of a page has ``told`` and ``kind``."""

    told: Told
    kind: str | None
    layout: int
    parts: Parts | None


# by the outlet's name: its rules, and the number under which the library keeps them (None: it cannot follow them)
_kept: dict[str, tuple[Outlet, int | None]] = {}
_places = count()


def read(page: bytes, outlet: Outlet, first: int = 0) -> Reading | None:
    """Read a page (UTF-8) with the outlet's layouts from place ``first`` on; None where lxml is to read it."""
    native = library.library
    if native is None:
        return None
    rules, number = _kept.get(outlet.name, (None, None))
    if rules is not outlet:
        number = _keep(native, outlet)
    if number is None:
        return None
    text = native.read(number, first, page).decode()
    # the library composes no characters
    if text[0] != "[" or not (text.isascii() or is_normalized("NFC", text)):
        return None
    told, kind, found = json.loads(text)
    return Reading(
        Told() if told is None else told_of(*told),
        None if kind is None else tuple(outlet.gives_away)[kind],
        len(outlet.layouts) if found is None else found[0],
        None if found is None else _parts(found, outlet.layouts[found[0]]),
    )


def is_plain(page: bytes | str, encoding: str | None) -> bool:
    """Whether a page that was served with this charset is known to be decoded as it is; if not, it may still be so.

    In ISO-2022 and HZ, valid UTF-8 means something else.
    """
    if library.library is None or not isinstance(page, bytes) or not page:
        return False
    if encoding is not None and any(name in encoding.lower() for name in ("2022", "hz")):
        return False
    return library.library.is_plain(page, MAX_TAGS)


def _keep(native: library.Library, outlet: Outlet) -> int | None:
    _, number = _kept.get(outlet.name, (None, None))
    place = next(_places) if number is None else number
    try:
        kept = native.keep(place, program(outlet)).startswith(b"[")
    except Unsupported:
        kept = False
    _kept[outlet.name] = outlet, place if kept else None
    return place if kept else None


def told_of(meta: list[str], canonical: list[str], scripts: list[str], titles: list[str]) -> Told:
    pairs = (list(zip(some[::2], some[1::2], strict=True)) for some in (meta, scripts))
    return Told(next(pairs), canonical, next(pairs), lambda: titles)


def _parts(found: list[Any], layout: Layout) -> Parts:
    (
        _,
        headline,
        deck,
        published,
        modified,
        section,
        keywords,
        lead,
        bodies,
        people,
        bylines,
        paywall,
        pager,
    ) = found
    return Parts(
        headline=headline,
        deck=deck or None,
        published=published,
        modified=modified,
        section=section,
        keywords=keywords,
        lead=[
            Raw(text, kind=KINDS[kind], lines=tuple(lines), credit=credit)
            for kind, text, lines, credit in lead
        ],
        bodies=[blocks_of(body, layout) for body in bodies],
        people=[(KINDS[kind], lines, bool(above)) for kind, lines, above in people],
        bylines=bylines,
        paywall=bool(paywall),
        pager=pager,
    )


def blocks_of(items: Sequence[list[Any]], layout: Layout) -> list[Raw]:
    blocks: list[Raw] = []
    for item in items:
        size = len(item)
        if size == 3:  # plain text: text, type, tag
            text, kind, tag = item
            blocks.append(Raw(text, _TYPES[kind], tag=tag, plain=text))
        elif size == 10:
            blocks.append(_marked(item))
        elif size == 7:
            text, number, tag, lines, links, of_itself, credit = item
            kind = KINDS[number]
            rule = "figcaption" if of_itself else getattr(layout, kind) or ""
            blocks.append(
                Raw(
                    text, kind=kind, rule=rule, tag=tag, lines=tuple(lines), links=tuple(links), credit=credit
                )
            )
        elif size == 2:  # an embedded post
            bare, paragraphs = item
            for paragraph in paragraphs:
                blocks += words_of_post(blocks_of(paragraph, layout), bare=bool(bare))
        else:  # a box that is not read
            kind = KINDS[item[0]]
            blocks.append(Raw("", kind=kind, rule=getattr(layout, kind)))
    return with_initials(blocks)


def _marked(item: list[Any]) -> Raw:
    """Text with breaks, links or bold type in it. None stands for no lines, pieces, links, and for ``plain`` as ``text``."""
    text, kind, tag, bold, linked, opening, lines, pieces, links, plain = item
    return Raw(
        text,
        _TYPES[kind],
        tag=tag,
        bold=bool(bold),
        linked=bool(linked),
        opening=opening,
        lines=tuple(lines) if lines else (),
        pieces=tuple(map(_marked, pieces)) if pieces else (),
        links=tuple(links) if links else (),
        plain=text if plain is None else plain,
    )
