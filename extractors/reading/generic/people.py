"""Who wrote, edited and supplied the text, by the words beside the names and by where they stand.

The texts around the body are read one after the other as role words and names: "Editor" may stand before a name or
behind it, with a colon or in an element of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from extractors.reading.generic.letters import key
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata, names_of, text_of
from extractors.vocabulary import bylines

_ABOVE, _BEHIND = (
    15,
    110,
)  # elements above the headline, and behind the text, in which its people are looked for
_BETWEEN = 400  # elements above the text
_LONGEST = 200
_MOST = 12  # names of one page
_ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:redaktur|editor|penulis|reporter)\s*(?:&|dan|/)\s*(?:redaktur|editor|penulis|reporter)",
        ("authors", "editors"),
    ),
    (r"(?:editors?|redaktur|penyunting|red)", ("editors",)),
    (r"(?:sumber|sources?)(?:\s+berita)?", ("sources",)),
    (
        r"(?:penulis|reporters?|pewarta|jurnalis|wartawan|kontributor|laporan|oleh|authors?|writers?|written\s+by|by|teks"
        r"|penyumbang\s+bahan|rep)",
        ("authors",),
    ),
)
_ROLE_ALONE = tuple(
    (re.compile(rf"\(?\s*{words}\s*(?P<colon>[:：])?\s*\)?", re.I), roles) for words, roles in _ROLES
)
_SOURCE = re.compile(r"(?i:sumber)\s+(?P<name>[A-Z][^:.!?]{1,40})")
_OPENED = re.compile(r"[\s/|,](\w{2,12}\s*:)$")
# What stands behind a name and is none: a date, a place in brackets, a badge.
_REST = re.compile(
    r"\s*(?:[|,–—-]\s*)?(?:\b(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b.*"
    r"|\b\d.*|\([^()]*\)\s*$)",
    re.I | re.S,
)
_NO_NAME = re.compile(
    r"\d|^(?:home|beranda|redaksi|admin|administrator|tim|team|editor|editorial|penulis|reporter|jurnalis|author|follow|ikuti|lihat"
    r"|baca|share|bagikan|whatsapp|facebook|twitter|telegram|copy|line|email|news|berita|tags?|topik|foto|photo|video|komentar"
    r"|dok|shutterstock|getty|istimewa|ilustrasi|updated?|diperbarui|diterbitkan|dipublikasikan|published|posted|terbit|tayang"
    r"|verified|photo|image|kategori|dibaca|views?|iklan|advertisement|terkait|rekomendasi|terpopuler)\b|[?!:@#<>»/]|https?|\.com$|…",
    re.I,
)


class _Piece(NamedTuple):
    """One text of the page: the element that it stands in, its text, and what the markup around it is named as."""

    place: int
    text: str
    named: str


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person."""
    words = text.split()
    return 0 < len(words) < 6 and 2 < len(text) < 50 and text[0].isupper() and not _NO_NAME.search(text)


def find_people(
    survey: Survey, headline: int | None, first: int, end: int, own_names: Iterable[str]
) -> tuple[bylines.People, bylines.People]:
    """The people named above the text and behind it: it runs from the place ``first`` to the one before ``end``."""
    own = frozenset(key(name) for name in own_names if len(key(name)) > 3)
    start = headline if headline is not None and headline < first else max(0, first - 40)
    last = len(survey.elements)
    above = _read(survey, max(0, start - _ABOVE, first - _BETWEEN), first, own, near=True)
    below = _read(survey, end, min(last, end + _BEHIND), own, near=False)
    return above, below


def _pieces(survey: Survey, first: int, last: int) -> list[_Piece]:
    """The texts of a part of the page in document order."""
    kinds, parents, ends, dead = survey.kinds, survey.parents, survey.ends, survey.dead
    spoken, followed = survey.spoken, survey.followed
    found: list[_Piece] = []
    open_: list[int] = []
    named = [""]

    def close() -> None:
        """Take the text behind an element."""
        closed = open_.pop()
        named.pop()
        parent = parents[closed]
        if not followed[closed] or parent < 0 or dead[parent]:
            return
        if text := survey.text_behind(closed):
            found.append(_Piece(parent, text, named[-1]))

    for place in range(first, last):
        while open_ and ends[open_[-1]] <= place:
            close()
        kind = kinds[place]
        named.append(kind if kind in ("byline", "editor") else named[-1])
        open_.append(place)
        # most elements have no text of their own, which is the cheapest to see
        if not spoken[place] or dead[place]:
            continue
        if (text := survey.own_text(place)) and not _of_picture(survey, place):
            found.append(_Piece(place, text, named[-1]))
    while open_ and ends[open_[-1]] <= last:
        close()
    return found


def _of_picture(survey: Survey, place: int) -> bool:
    """Whether an element says something of a picture: whoever is named there took it."""
    for up in (place, survey.parents[place]):
        if up < 0:
            return False
        if survey.kinds[up] == "caption" or survey.tags[up] in ("figure", "figcaption"):
            return True
    return (
        survey.kinds[place] in ("byline", "credit")
        and survey.kinds[survey.parents[place]] not in ("byline", "editor", "body")
        and any(
            child.tag in ("img", "amp-img", "picture")
            for child in islice(survey.elements[survey.parents[place]], 4)
        )
        and all(link is survey.elements[place] for link in survey.elements[place].iter("a"))
    )


def _role_of(text: str) -> tuple[tuple[str, ...], bool] | None:
    """What a role word alone says of the names beside it, and whether a colon closes it."""
    return _told_role(text) if len(text) <= 30 else None


@lru_cache(maxsize=2048)
def _told_role(text: str) -> tuple[tuple[str, ...], bool] | None:
    for pattern, roles in _ROLE_ALONE:
        if match := pattern.fullmatch(text):
            return roles, bool(match["colon"])
    return None


def _read(survey: Survey, first: int, last: int, own: frozenset[str], *, near: bool) -> bylines.People:
    people = bylines.People([], [], [])
    pieces = _pieces(survey, first, last)
    taken: set[int] = set()
    unnamed: list[str] = []  # writers by their markup alone
    leads: bool | None = None  # whether role words stand before their names
    for number, piece in enumerate(pieces):
        text = piece.text
        if len(text) > _LONGEST or number in taken:
            continue
        if told := _role_of(text.strip(" |,;·•")):
            roles, colon = told
            before = (
                number - 1 if number and number - 1 not in taken and _name(pieces[number - 1], own) else None
            )
            behind = number + 1 < len(pieces) and bool(_name(pieces[number + 1], own, roles))
            if colon:
                leads = True
            else:
                closer = _closer(survey, pieces, number)
                leads = closer if closer is not None else before is None if leads is None else leads
            if leads and behind:
                _take_following(survey, pieces, number + 1, roles, people, own, taken)
            elif before is not None and not leads and "sources" not in roles:
                _move(people, _name(pieces[before], own), roles)
                taken.add(before)
            continue
        if bylines.is_byline(text):
            found = bylines.parse_people((_REST.sub("", text) if "|" not in text else text,))
            people.authors += [x for x in found.authors if is_name(x) and key(x) not in own]
            people.editors += [x for x in found.editors if is_name(x)]
            people.sources += found.sources
            if (
                (opened := _OPENED.search(text))
                and (told := _role_of(opened[1]))
                and number + 1 < len(pieces)
            ):
                _take_following(survey, pieces, number + 1, told[0], people, own, taken)
        elif match := _SOURCE.fullmatch(text):
            people.sources.append(match["name"].strip())
        elif near and piece.named and (name := _name(piece, own)):
            # a name without a role word, where the markup says that a person is named
            followed = number + 1 < len(pieces) and _role_of(pieces[number + 1].text.strip(" |,;·•"))
            if followed and not followed[1] and leads is not True:
                continue
            for one in bylines.split_names(name):
                if is_name(one):
                    (people.editors if piece.named == "editor" else people.authors).append(one)
                    unnamed.append(one)
    if any(" " in name for name in people.authors):  # a word beside a name is the channel's, or a badge
        people.authors[:] = [name for name in people.authors if " " in name or name not in unnamed]
    for names in (people.authors, people.editors, people.sources):
        names[:] = list(dict.fromkeys(names))[:_MOST]
    return people


def _name(piece: _Piece, own: frozenset[str], roles: Sequence[str] = ()) -> str:
    """The name that a piece is, "" where it is none."""
    if piece.text[0] in "-–—(/|":
        return ""
    text = _REST.sub("", piece.text).strip(" |,;·•-–—/")
    if "sources" in roles:
        return text if 1 < len(text) <= 60 else ""
    mine = key(text)
    if not text or any(mine.startswith(name) for name in own):
        return ""
    names = bylines.split_names(text)
    return text if names and all(map(is_name, names)) else ""


def _closer(survey: Survey, pieces: Sequence[_Piece], number: int) -> bool | None:
    """Whether a piece stands closer to the one behind it than to the one before; None where to both alike."""
    here = pieces[number].place
    before = _box(survey, pieces[number - 1].place, here) if number else len(survey.elements)
    behind = (
        _box(survey, here, pieces[number + 1].place) if number + 1 < len(pieces) else len(survey.elements)
    )
    return None if before == behind else behind < before


def _box(survey: Survey, one: int, other: int) -> int:
    """The size of the smallest element that holds two, in elements."""
    first, last = min(one, other), max(one, other)
    while first >= 0 and survey.ends[first] <= last:
        first = survey.parents[first]
    return survey.ends[first] - first if first >= 0 else len(survey.elements)


def _take_following(
    survey: Survey,
    pieces: Sequence[_Piece],
    number: int,
    roles: Sequence[str],
    people: bylines.People,
    own: frozenset[str],
    taken: set[int],
) -> None:
    """Take the name behind a role word, and those beside it."""
    first = pieces[number]
    while number < len(pieces):
        piece = pieces[number]
        name = _name(piece, own, roles)
        if not name:
            if piece.text in (",", "&", "dan", "/", "|"):
                number += 1
                continue
            return
        same = piece is first or _beside(survey, first.place, piece.place)
        if not same or (
            number + 1 < len(pieces) and piece is not first and _role_of(pieces[number + 1].text)
        ):
            return
        for target in roles:
            getattr(people, target).extend(bylines.split_names(name))
        taken.add(number)
        number += 1


def _beside(survey: Survey, one: int, other: int) -> bool:
    parents, tag = survey.parents, survey.tags[one]
    return (
        tag == survey.tags[other]
        and tag in ("a", "span", "li", "b", "strong")
        and parents[one] >= 0
        and (parents[one] == parents[other] or _grand(survey, one) == _grand(survey, other))
    )


def _grand(survey: Survey, place: int) -> int:
    parent = survey.parents[place]
    return survey.parents[parent] if parent >= 0 and survey.tags[parent] == "li" else place


def _move(people: bylines.People, name: str, roles: Sequence[str]) -> None:
    for one in bylines.split_names(name):
        if one in people.authors and "authors" not in roles:
            people.authors.remove(one)
        for target in roles:
            getattr(people, target).append(one)


_EDITOR_META = ("content_editor", "editor", "article:editor", "content_editor_name")


def settle_people(people: bylines.People, metadata: Metadata, own_names: Iterable[str]) -> bylines.People:
    """The people with what the metadata know of them: who of them is an editor, who wrote where the page shows nobody."""
    own = {key(name) for name in own_names}
    told = [*names_of(metadata.article.get("editor")), text_of(metadata.first(_EDITOR_META)) or ""]
    editors = {key(name) for name in told if name}
    writers = {key(name) for name in metadata.authors}
    moved = [x for x in people.authors if key(x) in editors and key(x) not in writers]
    authors = [x for x in people.authors if x not in moved]
    known = list(dict.fromkeys([*people.editors, *moved]))
    if editors & {key(x) for x in authors} and len(authors) > 1 and not known:
        known = [x for x in authors if key(x) in editors]
    if not authors:
        taken = {key(name) for name in known}
        authors = [x for x in metadata.authors if is_name(x) and key(x) not in own and key(x) not in taken]
    return bylines.People(_folded(authors), _folded(known), list(dict.fromkeys(people.sources)))


def _folded(names: Iterable[str]) -> list[str]:
    """Each name once, however it is capitalized; in capitals only where the page writes it in no other way."""
    found: dict[str, str] = {}
    for name in names:
        low = key(name)
        if low not in found or (found[low].isupper() and not name.isupper()):
            found[low] = name
    return list(found.values())
