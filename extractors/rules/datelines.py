"""``Dateline("TEMPO.CO", place=True)``: the opening of a text in two words."""

from __future__ import annotations

from json import dumps
from typing import Any

from extractors.vocabulary.datelines import dateline_pattern

__all__ = ["Dateline"]


class Dateline(str):
    """How texts open: ``Dateline("TEMPO.CO", place=True)``. It is a pattern, and stands where one may stand.

    The names are what the outlet calls itself there, in letters of any case. A host may bring its subdomain
    ("jatim.jpnn.com"); ``*`` stands for letters ("TRIBUN*.com"). Any dash closes it.

    - ``place``: a place may stand with the name: "Jakarta, NAME", "NAME, Jakarta", "NAME - JAKARTA",
      "Jakarta (NAME)". Without any name, a place opens the text.
    - ``alone``: a place in capitals opens texts too, without the name.
    - ``stop``: a full stop may close it, as in "NAME - Jakarta. Harga emas".
    - ``dashless``: behind "NAME, Jakarta" the dash may be missing.

    Places are "Pare-Pare", "KAB. BANDUNG", "Jakarta/Bandung", "Mataram, NTB" and the like
    (``extractors.vocabulary.datelines``).
    """

    __slots__ = ("names", "words")

    names: tuple[str, ...]
    words: dict[str, bool]  # those that were said, all True

    def __new__(
        cls,
        *names: str,
        place: bool = False,
        alone: bool = False,
        stop: bool = False,
        dashless: bool = False,
    ) -> Dateline:
        words = {"place": place, "alone": alone, "stop": stop, "dashless": dashless}
        self = super().__new__(cls, dateline_pattern(*names, **words))
        self.names, self.words = names, {word: True for word, said in words.items() if said}
        return self

    def __repr__(self) -> str:
        said = [
            *(dumps(name, ensure_ascii=False) for name in self.names),
            *(f"{word}=True" for word in self.words),
        ]
        return f"Dateline({', '.join(said)})"

    def __getnewargs_ex__(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        return self.names, self.words
