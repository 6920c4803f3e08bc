"""Lines that captures of one site share are no text, whatever they say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import SiteLines, clean_capture
from extractors.captures.shared import ENOUGH

BODY = (
    "Petani petak {n} di lembah utara mulai memanen kopi dua pekan lebih awal, kata ketua kelompok tani itu.",
    "Hujan yang turun di petak {n} membuat buah masak serempak, sehingga pemetik harus bekerja sejak pagi hari.",
    "Hasil petak {n} disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh.",
)
STRIP = "Kabar Terhangat dari Lembah Utara untuk Pembaca Setia"


def capture(number: int, *, title: str = "", lists: tuple[str, ...] = ()) -> str:
    first, *rest = (text.format(n=number) for text in BODY)
    shown = title or f"Panen Kopi Petak {number} Lebih Awal"
    return "\n\n".join(
        (STRIP, *lists, shown, "6 Mei 2024 10:00 WIB", f"KOMPAS.com - {first}", STRIP, *rest, STRIP)
    )


def learned(*captures: str) -> SiteLines:
    lines = SiteLines()
    for text in captures:
        lines.learn(text)
    return lines


def body(number: int) -> tuple[str, ...]:
    return tuple(text.format(n=number) for text in BODY)


def test_a_strip_that_other_captures_have_is_neither_headline_nor_text() -> None:
    lines = learned(*map(capture, range(5)))
    article = clean_capture(capture(7), "kompas", lines=lines, explain=True)
    assert (article.headline, tuple(block.text for block in article.body)) == (
        "Panen Kopi Petak 7 Lebih Awal",
        body(7),
    )
    rules = {line.rule for line in article.explanation if line.text == STRIP}
    assert rules == {"on other captures of the site too", "above the headline"}


def test_two_captures_teach_nothing() -> None:
    assert not learned(capture(1), capture(2)).shares(STRIP)


def test_the_same_text_under_other_addresses_teaches_nothing() -> None:
    lines = learned(*[capture(1)] * 5, capture(1) + "\n\nTambahan")
    assert lines.captures == 1 and not lines.shares(body(1)[0])


def test_a_headline_that_stands_in_the_lists_of_other_captures_stays_the_headline() -> None:
    title = "Panen Kopi Petak 9 Lebih Awal"
    lines = learned(*(capture(n, lists=(title,)) for n in range(4)))
    assert lines.shares(title)
    assert clean_capture(capture(9), "kompas", lines=lines).headline == title


@pytest.mark.parametrize("line", ["Rani Wulandari", "KOMPAS.com -", "6 Mei 2024 10:00 WIB"])
def test_names_datelines_and_dates_recur_and_are_read_all_the_same(line: str) -> None:
    def shown(number: int) -> str:
        return capture(number).replace("10:00 WIB", "10:00 WIB\n\nRani Wulandari").replace(" - ", " -\n\n")

    article = clean_capture(shown(7), "kompas", lines=learned(*map(shown, range(5))))
    assert (article.authors, article.dateline) == (("Rani Wulandari",), "KOMPAS.com")
    assert article.datePublished is not None and tuple(b.text for b in article.body) == body(7)


def test_it_is_saved_without_what_one_capture_alone_has_and_says_the_same() -> None:
    lines = learned(*map(capture, range(5)))
    data = json.loads(json.dumps(lines.to_dict()))
    assert len(data["lines"]) == 2  # the strip and the date
    again = SiteLines.from_dict(data)
    assert again.shares(STRIP) and not again.shares(body(1)[0])


@pytest.mark.parametrize("data", [{}, {"version": 2}, {"version": 1, "captures": 3, "lines": None}])
def test_what_it_did_not_write_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="lines of a site"):
        SiteLines.from_dict(data)


def test_it_learns_from_so_many_captures_and_no_more() -> None:
    lines = learned(*map(capture, range(ENOUGH + 5)))
    assert lines.captures == ENOUGH and lines.is_full


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(6)))
def test_what_several_have_learned_adds_up_in_any_order(order: list[int]) -> None:
    together = SiteLines()
    for number in order:
        together.add(learned(capture(number)))
    assert (together.captures, together.shares(STRIP), together.shares(body(3)[0])) == (6, True, False)
