"""A layout put into a rule file, wherever its layouts stand, and nothing else in it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.rules.model import Layout, Outlet
from newsspider.authoring.repair.patch import changed_source, difference
from newsspider.authoring.repair.propose import Candidate
from newsspider.runtime.console import Fault

LAYOUT = Layout("2026", headline=".story-title", body=".story-text")
HEAD = '"""Harian."""\n\nfrom extractors.rules import Layout, Outlet\n\n# ä comment – with wide characters\n'
FACTS = 'name="harian", title="Härian", domains=("harian.example",), articles="/berita/{id}/{slug}"'
OLD = 'Layout("baca", headline="h1.judul", body="div.isi")'
FILES = [
    f"{HEAD}RULES = Outlet({FACTS}, layouts=({OLD},))\n",
    f"{HEAD}RULES = Outlet(\n    {FACTS},\n    layouts=({OLD},),  # one\n)\n",
    f"{HEAD}RULES = Outlet(\n    {FACTS},\n    layouts=(\n        # the old one\n        {OLD},\n    ),\n)\n",
]


def candidate(text: str, field: str = "", layout: Layout = LAYOUT) -> Candidate:
    return Candidate(outlet_in(text), layout, field, ())


def outlet_in(text: str) -> Outlet:
    names: dict[str, object] = {}
    exec(text, names)
    found = names["RULES"]
    assert isinstance(found, Outlet)
    return found


@pytest.mark.parametrize("text", FILES)
def test_a_new_layout_stands_before_the_old_ones(text: str) -> None:
    new = changed_source(text, Path("harian.py"), "harian", candidate(text))
    assert [layout.name for layout in outlet_in(new).layouts] == ["2026", "baca"]
    assert outlet_in(new).layouts[1] == outlet_in(text).layouts[0]
    assert outlet_in(new).layouts[0].body == ".story-text"
    kept = [line for line in difference(text, new, Path("harian.py")).splitlines() if line.startswith("-")]
    assert all("baca" in line or line.startswith("---") for line in kept)


@pytest.mark.parametrize("layouts", ["LAYOUTS", "()", "tuple(LAYOUTS)"])
def test_layouts_that_are_made_elsewhere_are_left_to_a_person(layouts: str) -> None:
    text = f"{HEAD}LAYOUTS = ({OLD},)\nRULES = Outlet({FACTS}, layouts={layouts})\n"
    with pytest.raises(Fault, match=r"harian.py: the layouts of harian are not written out there") as fault:
        changed_source(text, Path("harian.py"), "harian", candidate(text))
    assert "body=" in str(fault.value)


def test_one_field_gets_a_second_selector() -> None:
    text = FILES[2]
    layout = Layout("baca", headline="h1.judul, .story-title", body="div.isi")
    new = changed_source(text, Path("harian.py"), "harian", candidate(text, "headline", layout))
    assert new == text.replace('"h1.judul"', '"h1.judul, .story-title"')
