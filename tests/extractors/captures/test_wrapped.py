"""Paragraphs that a width has broken into lines come back whole; the wording is invented."""

from __future__ import annotations

from textwrap import wrap

import pytest

from extractors import clean_capture
from extractors.captures.lines import read_lines
from extractors.captures.wrapped import unwrapped

PARAGRAPHS = (
    "PETANI di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani "
    "di balai desa. Hujan yang turun teratur membuat buah masak serempak, sehingga pemetik harus bekerja.",
    "Hasil panen disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh setempat. "
    "Gudang itu berdiri di dekat pasar lama dan dapat menampung dua ratus ton biji kopi kering.",
    "Pemerintah kabupaten meminjamkan mesin penjemur kepada koperasi yang anggotanya paling banyak, begitu katanya.",
)


def broken(width: int) -> str:
    return "\n".join(line for text in PARAGRAPHS for line in wrap(text, width, break_on_hyphens=False))


@pytest.mark.parametrize("outlet", ["tempo", "kontan", "kompas", None])
@pytest.mark.parametrize("width", [58, 61, 64])
def test_lines_of_one_width_are_joined_to_paragraphs(outlet: str | None, width: int) -> None:
    assert tuple(block.text for block in clean_capture(broken(width), outlet).body) == PARAGRAPHS


def test_every_line_is_explained_with_its_own_number() -> None:
    text = broken(64)
    explained = clean_capture(text, "tempo", explain=True).explanation
    assert [(line.number, line.text) for line in explained] == list(enumerate(text.split("\n"), 1))
    assert {line.label for line in explained} == {"paragraph"}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "\n".join(f"Petani di lembah nomor {n} memanen kopi lebih awal tahun ini." for n in range(20)),
        "\n".join(f"Desa Melati Nomor {n} Menang Atas Desa Kenanga di Lapangan" for n in range(20)),
        broken(64)[:300],
    ],
    ids=["paragraphs", "short sentences", "titles", "a few lines"],
)
def test_lines_that_no_width_has_parted_stay(text: str) -> None:
    lines = read_lines(text)
    assert unwrapped(lines) is lines


@pytest.mark.parametrize("outlet", ["tempo", "kontan", None])
def test_blank_lines_and_bullets_are_not_joined(outlet: str | None) -> None:
    text = broken(64) + "\n\n- " + "\n- ".join(("Kopi dari lembah utara", "Kopi dari lembah selatan"))
    joined = unwrapped(read_lines(text))
    assert [line.text for line in joined[-2:]] == ["Kopi dari lembah utara", "Kopi dari lembah selatan"]


@pytest.mark.parametrize("outlet", ["tempo", "kontan", "kompas", None])
def test_a_dateline_begins_a_paragraph_below_the_headline_and_goes_on_though_it_is_short(
    outlet: str | None,
) -> None:
    title = "Kopi di Lembah Utara Dipanen Lebih Awal, Gudang Koperasi Siap"
    first, rest = broken(64).split(" ", 1)
    article = clean_capture(f"{title}\nSLEMAN – {first.title()}\n{rest}", outlet)
    assert article.headline == title
    assert article.body[0].text.removeprefix("SLEMAN – ").startswith("Petani di lembah utara mulai")
