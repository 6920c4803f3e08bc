"""``Dateline("TEMPO.CO", place=True)``: how a text opens, as a short rule."""

from __future__ import annotations

import re
from json import dumps
from typing import Any

from extractors.vocabulary.datelines import dateline_pattern

__all__ = ["Dateline"]


class Dateline(str):
    """How texts open: ``Dateline("TEMPO.CO", place=True)``. It is a pattern and can be used wherever one can.

    The names are what the outlet calls itself in its datelines; case does not matter. A host may include its
    subdomain ("jatim.jpnn.com"); ``*`` stands for any letters ("TRIBUN*.com"). Any dash closes the dateline.

    - ``place``: the name may come with a place: "Jakarta, NAME", "NAME, Jakarta", "NAME - JAKARTA",
      "Jakarta (NAME)". If no name is given, a place alone opens the text.
    - ``alone``: a place in capitals may also open the text without the name.
    - ``stop``: a period may close it, as in "NAME - Jakarta. Harga emas".
    - ``dashless``: the dash may be missing after "NAME, Jakarta".

    Places are "Pare-Pare", "KAB. BANDUNG", "Jakarta/Bandung", "Mataram, NTB" and the like
    (``extractors.vocabulary.datelines``).
    """

    __slots__ = ("names", "words")

    names: tuple[str, ...]
    words: dict[str, bool]  # only those that were set, all True

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

    @property
    def needs(self) -> tuple[str, ...]:
        """Letters of which some are in every text that it matches (see ``screen``); () if none have to be."""
        if "alone" in self.words:  # a place is enough
            return ()
        parts = ((part for part in re.split(r"[*\s]", name)) for name in self.names)
        needs = tuple(max(part, key=len).lower() for part in parts)
        return needs if all(need and need.isascii() for need in needs) else ()

    def __repr__(self) -> str:
        said = [
            *(dumps(name, ensure_ascii=False) for name in self.names),
            *(f"{word}=True" for word in self.words),
        ]
        return f"Dateline({', '.join(said)})"

    def __getnewargs_ex__(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        return self.names, self.words
