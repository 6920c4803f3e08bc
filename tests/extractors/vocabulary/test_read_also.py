"""Links to other articles, on lines of their own and glued to a text."""

from __future__ import annotations

import pytest

from extractors.vocabulary import read_also

LEFT = "Menurut Rahmat, pekerjaan itu memakan waktu tiga pekan."


@pytest.mark.parametrize(
    "text, left, titles",
    [
        (f"{LEFT} Baca Juga: Pasar Ikan Dibuka Lagi", LEFT, ("Pasar Ikan Dibuka Lagi",)),
        (f"Baca Juga: Pasar Ikan Dibuka Lagi {LEFT}", LEFT, ("Pasar Ikan Dibuka Lagi",)),
        (f"“{LEFT}” BACA JUGA: Pasar Ikan Dibuka Lagi", f"“{LEFT}”", ("Pasar Ikan Dibuka Lagi",)),
        ("Baca Juga: Pasar Ikan Dibuka Lagi", "", ("Pasar Ikan Dibuka Lagi",)),
        ("Baca Juga: Ini 5 Cara merawat Papan Kayu", "", ("Ini 5 Cara merawat Papan Kayu",)),
        (f'Ia menulis: "Perhatikan. Baca juga: Lampiran Kedua Surat." {LEFT}', None, ()),
        (f"{LEFT} Baca juga: semua aturan itu ada di papan.", None, ()),
        (f"{LEFT} Baca juga aturannya.", None, ()),
    ],
)
def test_read_also_glued_to_a_text(text: str, left: str | None, titles: tuple[str, ...]) -> None:
    assert read_also.split_read_also(text) == (text if left is None else left, titles)
