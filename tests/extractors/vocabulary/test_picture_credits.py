"""Captions, and the credit that is split off."""

from __future__ import annotations

import pytest

from extractors.article import Image
from extractors.vocabulary import picture_credits

CAPTIONS = [
    (
        "Kapal bersandar di dermaga. REUTERS/Ana Bela/Pool",
        "Kapal bersandar di dermaga.",
        "REUTERS/Ana Bela/Pool",
    ),
    (
        "Kapal bersandar, 14 Juli 2021.[REUTERS / Ana Bela]",
        "Kapal bersandar, 14 Juli 2021.",
        "REUTERS / Ana Bela",
    ),
    ("Kapal bersandar (ANTARA FOTO/Ana Bela)", "Kapal bersandar", "ANTARA FOTO/Ana Bela"),
    ("Kapal bersandar (instagram.com/anabela)", "Kapal bersandar", "instagram.com/anabela"),
    ("ilustrasi kapal (pexels.com/Ana Bela)", "ilustrasi kapal", "pexels.com/Ana Bela"),
    ("Kapal bersandar (Dok. Istimewa)", "Kapal bersandar", "Dok. Istimewa"),
    ("Kapal bersandar (Foto: AFP/Ana (Pool))", "Kapal bersandar", "Foto: AFP/Ana (Pool)"),
    ("Kapal bersandar [ANTARA FOTO/Ana (Humas)].", "Kapal bersandar", "ANTARA FOTO/Ana (Humas)"),
    ("Kapal bersandar ((Foto: Ana))", "Kapal bersandar", "Foto: Ana"),
    ("Kapal bersandar (Foto: Ana))", "Kapal bersandar", "Foto: Ana"),
    ("Kapal bersandar ((Foto: Ana)", "Kapal bersandar", "Foto: Ana"),
    ("Kapal (kiri) bersandar (Dok. Polres [Humas])", "Kapal (kiri) bersandar", "Dok. Polres [Humas]"),
    ("Kapal bersandar (IDN Times/Ana)", "Kapal bersandar", "IDN Times/Ana"),
    ("Kapal bersandar. Kredit Foto: Ana Bela", "Kapal bersandar.", "Kredit Foto: Ana Bela"),
    ("Kapal bersandar di dermaga. TEMPO/Ana Bela", "Kapal bersandar di dermaga.", "TEMPO/Ana Bela"),
]


@pytest.mark.parametrize("text, shown, credit", CAPTIONS)
def test_the_credit_of_a_caption_is_split_off(text: str, shown: str, credit: str) -> None:
    assert picture_credits.caption(text, lead=True) == Image(shown, credit, True)
    assert picture_credits.is_caption(text)


@pytest.mark.parametrize("before", [". ", ", ", " - ", " ", "\n"])
def test_the_national_agency_is_a_credit_in_any_case(before: str) -> None:
    for credit in ("ANTARA FOTO/Ana Bela/wsj", "antara foto/Ana Bela/ama/26", "Antarafoto/Ana"):
        image = picture_credits.caption(f"Kapal bersandar{before}{credit}.")
        assert image and (image.text or "").rstrip(".") == "Kapal bersandar" and image.credit == credit
        assert picture_credits.is_caption(f"Kapal bersandar{before}{credit}.")


@pytest.mark.parametrize(
    "text",
    [
        "Kapal bersandar di dermaga",
        "Kapal bersandar di dermaga (kiri).",
        "Kapal bersandar di dermaga, Selasa (31/8).",
    ],
)
def test_a_caption_without_a_credit_is_left_whole(text: str) -> None:
    assert picture_credits.caption(text) == Image(text, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "Kecepatannya 60 kilometer per jam (km/jam)",
        "Rapat digelar Selasa (31/8)",
        "Harga tahun ajaran 2021/2022",
        "Rasionya 3/4",
        "Warga lega. (boy/jpnn)",
        "Warga lega. (Antara/jpnn)",
        "Harganya Rp 2.000/kg",
        "Foto itu diambil dari udara.",
        "Ilustrasi itu menjelaskan cara kerja jembatan.",
        "Sumber: Antara",
    ],
)
def test_a_paragraph_is_no_caption(text: str) -> None:
    assert not picture_credits.is_caption(text)


def test_an_illustration_is_no_credit() -> None:
    image = picture_credits.caption("Jamaah berjalan kaki (Ilustrasi)")
    assert image and (image.text, image.credit) == ("Jamaah berjalan kaki (Ilustrasi)", None)


@pytest.mark.parametrize(
    "text", ["contoh.com", "foto.contoh.co.id", "pixabay", "Dok. Koperasi Susu", "pexels/nama"]
)
def test_a_caption_that_is_only_where_the_picture_is_from_is_a_credit(text: str) -> None:
    assert picture_credits.caption(text) == Image(None, text, False)


def test_two_brackets_around_a_credit_leave_none_in_the_caption() -> None:
    assert picture_credits.caption("Perahu ((Foto: Nama/Kantor)") == Image(
        "Perahu", "Foto: Nama/Kantor", False
    )


@pytest.mark.parametrize(
    ("text", "shown", "credit"),
    [
        ("Kapal bersandar (Foto: AFP/Ana", "Kapal bersandar", "Foto: AFP/Ana"),
        ("Kapal bersandar. Foto: AFP/Ana)", "Kapal bersandar.", "Foto: AFP/Ana"),
        ("Kapal bersandar (kiri", "Kapal bersandar (kiri", None),
        ("(Foto: Ana)", None, "Foto: Ana"),
        ("(Foto: AFP/Ana (Pool))", None, "Foto: AFP/Ana (Pool)"),
    ],
)
def test_a_bracket_without_its_other_half_is_no_part_of_a_credit(
    text: str, shown: str | None, credit: str | None
) -> None:
    assert picture_credits.caption(text) == Image(shown, credit, False)


@pytest.mark.parametrize(
    ("text", "bare"),
    [("(Ana (Pool))", "Ana (Pool)"), ("Ana (Pool)", "Ana (Pool)"), ("Ana)", "Ana"), ("(Ana", "Ana"), ("[Ana].", "Ana"), ("(Ana) (Pool)", "(Ana) (Pool)"), ("(Ana).", "Ana"), (")", ""), ("()", "")],
)  # fmt: skip
def test_a_credit_loses_the_brackets_around_it_and_no_others(text: str, bare: str) -> None:
    assert picture_credits.without_brackets(text) == bare


def test_a_bar_before_a_copyright_sign_belongs_to_neither() -> None:
    image = picture_credits.caption("Kapal bersandar/©Ana Bela®/Ani Rahma")
    assert image == Image("Kapal bersandar", "©Ana Bela®/Ani Rahma", False)


@pytest.mark.parametrize(
    ("text", "shown", "credit"),
    [
        ("Kapal bersandar. /Reuters/Ana Bela", "Kapal bersandar.", "Reuters/Ana Bela"),
        ("Kapal bersandar /pixabay/", "Kapal bersandar", "pixabay"),
        ("Kapal bersandar. /ANTARA FOTO/Ana Bela", "Kapal bersandar.", "ANTARA FOTO/Ana Bela"),
        ("Ana Bela /Instagram/@anabela", "Ana Bela", "Instagram/@anabela"),
        ("Beras Rp 12.000 /kg", "Beras Rp 12.000 /kg", None),
    ],
)
def test_a_slash_behind_a_blank_opens_a_credit(text: str, shown: str, credit: str | None) -> None:
    assert picture_credits.caption(text) == Image(shown, credit, False)
