"""Where the headline is and where the text begins, by the words and places of lines; the wording is invented."""

from __future__ import annotations

import pytest

from extractors import Article, clean_capture

TITLE = "Menanti Panen Kopi Lembah Utara, Koperasi Siapkan Gudang dan Jalan Baru"
DECK = "Koperasi menyiapkan gudang dan jalan untuk panen yang datang lebih awal."
BODY = (
    "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani.",
    "Hujan yang turun teratur membuat buah masak serempak, sehingga pemetik harus bekerja sejak pagi sampai petang.",
    "Hasil panen disimpan di gudang koperasi sampai harga di tingkat pengepul membaik, ujar petugas penyuluh setempat.",
)
OUTLETS = ("kompas", "jpnn", "tempo", None)


def read(outlet: str | None, *above: str, opening: str = "") -> Article:
    first, *rest = BODY
    return clean_capture("\n\n".join((*above, opening + first, *rest)), outlet)


def texts(article: Article) -> tuple[str, ...]:
    return tuple(block.text for block in article.body)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("SLEMAN -- ", "SLEMAN"),
        ("Sleman, KD – ", "Sleman, KD"),
        ("KabarDesa.co.id, Sleman ", "KabarDesa.co.id, Sleman"),
        ("Kabardesa.com | ", "Kabardesa.com"),
        ("kabardesa.co.id | Sleman - ", "kabardesa.co.id | Sleman"),
        ("Kabardesa.com - SLEMAN - ", "Kabardesa.com - SLEMAN"),
    ],
)
def test_the_text_opens_with_the_dateline_of_any_outlet_below_a_caption_and_a_deck(
    outlet: str | None, opening: str, dateline: str
) -> None:
    caption = (
        "Petani memetik kopi di lembah utara, Sleman, ketika hujan turun sejak pagi sampai sore hari itu."
    )
    article = read(outlet, caption, TITLE, DECK, opening=opening)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_release_that_is_quoted_inside_a_text_does_not_open_it(outlet: str | None) -> None:
    first, second, third = BODY
    quoted = f"Kendal, 7 Februari 2023 – {second}"
    article = clean_capture("\n\n".join((TITLE, first, quoted, third)), outlet)
    assert texts(article) == (first, quoted, third)


@pytest.mark.parametrize("outlet", ["kompas", "liputan6", None])  # no texts of theirs open so
def test_a_caption_that_opens_in_capitals_is_not_the_text_above_one_with_a_dateline(
    outlet: str | None,
) -> None:
    caption = "PANEN RAYA- Petani memetik kopi di lembah utara bersama bupati dan para anggota koperasi, Senin lalu."
    article = read(outlet, TITLE, caption, opening="Sleman, KD – ")
    assert (article.headline, article.dateline, texts(article)) == (TITLE, "Sleman, KD", BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_dateline_that_no_paragraph_follows_is_kept_out_of_the_text(outlet: str | None) -> None:
    told = f"Jakarta, Kabar Desa - {BODY[0]} {BODY[1]} Berikut harga kopi di tingkat pengepul pada pukul 10:13 WIB:"
    article = clean_capture(
        f"Search\n\n{TITLE}\n\n{told}\n\nMay 20, 2019 at 05:21PM\n\nPost a Comment", outlet
    )
    assert (article.headline, article.dateline) == (TITLE, "Jakarta, Kabar Desa")
    assert texts(article) == (told.partition(" - ")[2],)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("mark", [" | ", " - ", " – ", " « "])
def test_the_title_of_the_page_is_not_the_headline_below_it(outlet: str | None, mark: str) -> None:
    article = read(outlet, f"{TITLE}{mark}Kabar Desa{mark}Situs Berita Warga", "Menu", TITLE, "6 Maret 2020")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_alt_text_of_a_picture_is_not_the_headline(outlet: str | None) -> None:
    alt = "Kopi petani di lembah"  # the text has all of its words, and not many of the headline's
    picture = f"6 Maret 2020 14:27 WIB\n{alt}\n{alt} ( Kabar FM / Rani Wulandari)"
    assert read(outlet, TITLE, picture).headline == TITLE


@pytest.mark.parametrize("outlet", OUTLETS)
def test_signs_that_are_no_words_are_no_headline(outlet: str | None) -> None:
    article = read(outlet, "โ€บ", TITLE)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_name_that_a_picture_repeats_in_capitals_is_no_text(outlet: str | None) -> None:
    article = read(outlet, TITLE, DECK, "Oleh\nBagus Wulandari", "Rani Adi\nRANI ADI\n\nRani Adi")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_caption_with_the_network_that_a_picture_is_from_is_no_text(outlet: str | None) -> None:
    article = read(outlet, TITLE, "Petani memetik kopi di lembah utara sejak pagi(kabardesa/instagram)")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_a_picture_shows_and_who_took_it_is_no_headline(outlet: str | None) -> None:
    assert read(outlet, "Kopi Lembah/ Shutterstock", opening="SLEMAN -- ").headline is None


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_notice_of_a_platform_above_the_text_is_none_of_it(outlet: str | None) -> None:
    notice = "Kabar Desa adalah platform blog. Konten ini menjadi tanggung jawab bloger dan tidak mewakili pandangan redaksi."
    article = read(outlet, TITLE, "6 Maret 2020   08:05", "Laporkan Konten", notice)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_keywords_above_the_text_are_no_headline(outlet: str | None) -> None:
    article = read(outlet, "panen kopi, kopi lembah utara, koperasi", opening="SLEMAN -- ")
    assert (article.headline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_address_is_no_headline(outlet: str | None) -> None:
    article = read(
        outlet, "6 Maret 2020", "https://kabar.example/panen/petani-lembah-memanen-kopi", opening="SLEMAN — "
    )
    assert (article.headline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_place_and_a_site_on_a_line_of_their_own_are_no_text(outlet: str | None) -> None:
    article = read(outlet, TITLE, "Sleman, KABAR.ID")
    assert (article.headline, texts(article)) == (TITLE, BODY)
