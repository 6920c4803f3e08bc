"""The judge by itself: what goes in with the constructor, and what it gives back."""

from __future__ import annotations

import pytest

from extractors import OUTLETS
from extractors.reading.blocks import Raw
from extractors.reading.judge import Judge

FIRST = "KOTA LEMBAH - Pasar ikan di tepi sungai kembali dibuka setelah dua bulan diperbaiki."
SECOND = "Para pedagang menempati kios baru yang lantainya lebih tinggi dari sungai."
TITLE = "Harga Ikan Asin Naik Menjelang Musim Hujan"


def test_rulings_are_those_of_the_blocks_in_order() -> None:
    judge = Judge(None, "Pasar Ikan Dibuka Lagi", deck="Kiosnya baru", dateline=r"(KOTA LEMBAH) - ")
    rulings = judge.read([Raw("Pasar Ikan Dibuka Lagi"), Raw("Kiosnya baru"), Raw(FIRST), Raw(SECOND)])
    assert [ruling.label for ruling in rulings] == ["headline_repeat", "deck", "paragraph", "paragraph"]
    judged = judge.finish()
    assert judged.dateline == "KOTA LEMBAH"
    assert [block.text for block in judged.body] == [FIRST.removeprefix("KOTA LEMBAH - "), SECOND]
    assert judged.lines == tuple(rulings) and judged.rulings == tuple(rulings[2:])
    assert "dateline" in rulings[2].rule  # said where the block was ruled on, though the end decided it


def test_a_block_taken_off_the_end_has_no_ruling_of_the_body() -> None:
    judge = Judge(None, "Pasar Ikan Dibuka Lagi")
    judge.read([Raw(FIRST), Raw(SECOND)])
    judged = judge.finish(synopses=(SECOND,))
    assert [block.text for block in judged.body] == [FIRST]
    assert len(judged.rulings) == 1 and judged.lines[1].label == "deck"


@pytest.mark.parametrize("follows", [True, False])
def test_the_titles_of_a_box_are_the_judges_or_the_callers(follows: bool) -> None:
    judge = Judge(None, "Pasar Ikan Dibuka Lagi", follows_boxes=follows)
    label = judge.text(Raw("Baca juga:"))
    judge.text(Raw(TITLE, links=(TITLE,), linked=True))
    assert label.opens_box
    assert judge.finish().read_also == ((TITLE,) if follows else ())


def test_people_are_given_back_and_the_outlet_is_nobody() -> None:
    outlet = OUTLETS["kontan"]
    judge = Judge(outlet, "Pasar Ikan Dibuka Lagi")
    added = judge.take_people([f"Reporter: Sari Wening, {outlet.title} | Editor: Bagus Lintang"])
    assert (added.authors, added.editors) == (["Sari Wening"], ["Bagus Lintang"])
    judge.add_people(sources=["Antara"])
    people = judge.finish().people
    assert (people.authors, people.editors, people.sources) == (
        ["Sari Wening"],
        ["Bagus Lintang"],
        ["Antara"],
    )


def test_a_line_goes_on_with_the_block_before_it() -> None:
    judge = Judge(None, "Pasar Ikan Dibuka Lagi")
    first = judge.text(Raw("Pasar ikan di tepi sungai kembali"))
    assert judge.join("dibuka.") is first
    assert [block.text for block in judge.finish().body] == ["Pasar ikan di tepi sungai kembali dibuka."]
