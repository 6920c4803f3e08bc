"""What dumps of whole pages show around a text, in forms that several outlets share; the wording is invented."""

from __future__ import annotations

import pytest

from extractors import Article, clean_capture

TITLE = "Petani Lembah Memanen Kopi Lebih Awal"
BODY = (
    "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani.",
    "Hujan yang turun teratur membuat buah masak serempak, sehingga pemetik harus bekerja sejak pagi sampai petang.",
    "Hasil panen disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh setempat.",
)
OPENINGS = {
    "kompas": "KOMPAS.com - ",
    "detik": "Jakarta - ",
    "jpnn": "jpnn.com, SLEMAN - ",
    "tempo": "TEMPO.CO, Jakarta - ",
}
OUTLETS = ("kompas", "jpnn", "tempo")


def capture(outlet: str, above: str = "", behind: str = "", last: str = "") -> str:
    first, second, third = BODY
    return "\n\n".join(
        part for part in (TITLE, above, OPENINGS[outlet] + first, second, third + last, behind) if part
    )


def texts(article: Article) -> tuple[str, ...]:
    return tuple(block.text for block in article.body)


@pytest.mark.parametrize(
    ("outlet", "line"),
    [
        ("kompas", "Kompas.com - 06/03/2020, 16:46 WIB"),
        ("kompas", "Kompas.com, 6 Maret 2020, 16:46 WIB"),
        ("jpnn", "jpnn.com - 6 Maret 2020, 16:46 WIB"),
        ("tempo", "Tempo.co | Jumat, 6 Maret 2020 16:46 WIB"),
    ],
)
def test_the_outlets_name_and_a_date_are_the_date(outlet: str, line: str) -> None:
    article = clean_capture(capture(outlet, line), outlet)
    assert texts(article) == BODY
    assert (
        article.datePublished is not None and article.datePublished.isoformat() == "2020-03-06T16:46:00+07:00"
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_of_comments_above_the_text_does_not_end_it(outlet: str) -> None:
    assert (
        texts(clean_capture(capture(outlet, "6 Maret 2020, 16:46 WIB\nBagikan:\nKomentar"), outlet)) == BODY
    )


@pytest.mark.parametrize(
    ("outlet", "line"),
    [
        ("detik", "Rani Wulandari - detikFinance"),
        ("detik", "Rani Wulandari - Sepakbola"),
        ("kompas", "Rani Wulandari - Kompas.com"),
        ("jpnn", "Rani Wulandari , Jurnalis"),
    ],
)
def test_a_name_with_its_medium_above_the_date_is_the_author(outlet: str, line: str) -> None:
    article = clean_capture(capture(outlet, f"{line}\nJumat, 6 Mar 2020 16:46 WIB"), outlet)
    assert (article.headline, article.authors, texts(article)) == (TITLE, ("Rani Wulandari",), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_role_word_needs_no_colon(outlet: str) -> None:
    above = "6 Maret 2020, 16:46 WIB\nPenulis Kontributor Sleman, Rani Wulandari\nEditor Bagus Adi"
    article = clean_capture(capture(outlet, above), outlet)
    assert (article.authors, article.editors, article.images) == (("Rani Wulandari",), ("Bagus Adi",), ())


@pytest.mark.parametrize(
    "line", ["Penulis muda itu tidak menyerah", "Editor", "Penulis Laskar pelangi menulis lagi"]
)
def test_a_sentence_that_begins_with_a_role_word_is_none(line: str) -> None:
    assert clean_capture(capture("kompas", line), "kompas").authors == ()


def test_a_lone_name_above_the_date_is_no_headline() -> None:
    text = "Menu\n\n" + capture("jpnn", "Rani Wulandari\n6 Maret 2020, 16:46 WIB")
    assert clean_capture(text, "jpnn").headline == TITLE


@pytest.mark.parametrize("outlet", ["detik", "kompas", "jpnn"])
def test_a_code_closes_the_text_and_what_follows_is_chrome(outlet: str) -> None:
    behind = "panen kopi\nkopi lembah\nKontak Informasi\nX Close"
    article = clean_capture(capture(outlet, behind=behind, last=" (abc/def)"), outlet)
    assert texts(article) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_lines_behind_the_last_sentence_are_chrome(outlet: str) -> None:
    behind = "Kabar Video Pilihan\n\n• Ikuti kuis berhadiah\n\n• 0%suka\n\nKredit\n\nPejabat"
    assert texts(clean_capture(capture(outlet, behind=behind), outlet)) == BODY


def test_results_and_a_list_behind_the_last_sentence_are_text() -> None:
    rows = "1. Persib 21 poin\n2. Arema 19 poin\n3. Persija 18 poin"
    assert texts(clean_capture(capture("kompas", behind=rows), "kompas"))[-3:] == tuple(rows.split("\n"))


def test_an_agency_behind_the_last_sentence_is_the_source() -> None:
    assert clean_capture(capture("tempo", behind="REUTERS"), "tempo").sources == ("REUTERS",)


@pytest.mark.parametrize("prefix", ["date 2021-04 ", "date 2021-04-17 "])
def test_what_a_dump_writes_before_a_line_is_none_of_it(prefix: str) -> None:
    text = capture("jpnn").replace(BODY[1], prefix + BODY[1])
    assert texts(clean_capture(prefix + text, "jpnn")) == BODY


def test_an_offer_to_read_without_advertisements_is_no_text() -> None:
    offer = "Baca berita tanpa iklan. Gabung Kabar Plus"
    text = capture("kompas").replace(BODY[1], f"{offer}\n\n{BODY[1]}\n\n{offer}")
    assert texts(clean_capture(text, "kompas")) == BODY
