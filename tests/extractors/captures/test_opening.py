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


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("below", ["\n\n", "\n"])
@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("Sleman, KABARDESA.ID", "Sleman, KABARDESA.ID"),
        ("KABARDESA.COM - SLEMAN", "KABARDESA.COM - SLEMAN"),
        ("Sleman,Jateng,Kabar Desa.com-", "Sleman,Jateng,Kabar Desa.com"),
        ("Sleman, Kabar Desa --", "Sleman, Kabar Desa"),
        ("Sleman, KABAR", "Sleman, KABAR"),
    ],
)
def test_a_dateline_on_the_line_above_the_text_is_the_dateline(
    outlet: str | None, below: str, line: str, dateline: str
) -> None:
    first, *rest = BODY
    text = f"{line}{below}-{first}\n\n" + "\n\n".join(rest)
    article = clean_capture(f"{TITLE}\n\n6 Maret 2020\n\n{text}", outlet)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)
    bare = clean_capture(text, outlet)
    assert (bare.headline, bare.dateline, texts(bare)) == (None, dateline, BODY)


@pytest.mark.parametrize("dateline", ["Sleman, 6 Maret 2020", "Sleman, Jumat 6 Maret 2020"])
def test_a_text_of_an_unknown_site_may_open_with_a_place_and_a_date(dateline: str) -> None:
    article = read(None, TITLE, opening=f"{dateline} – ")
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)


@pytest.mark.parametrize("outlet", ["kompas", "jpnn", "tempo"])
def test_a_release_that_an_outlet_prints_keeps_its_place_and_date(outlet: str) -> None:
    article = read(outlet, TITLE, opening="Sleman, 6 Maret 2020 – ")
    assert (article.dateline, texts(article)) == (None, (f"Sleman, 6 Maret 2020 – {BODY[0]}", *BODY[1:]))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_line_that_a_paragraph_begins_with_is_who_is_shown_or_the_deck_and_no_headline(
    outlet: str | None,
) -> None:
    shown = "Ketua Kelompok Tani Lembah Utara dan Koperasi, Rani Wulandari"
    told = f"{shown} mengatakan, panen kopi yang lebih awal membuat gudang dan jalan baru harus segera siap."
    above = read(
        outlet, "Berita", shown, "Nusantara", TITLE, "6 Maret 2020, 16:46 WIB", opening=f"{told}\n\n"
    )
    assert (above.headline, texts(above)) == (TITLE, (told, *BODY))
    deck = "Gudang koperasi belum siap tetapi panen kopi di lembah sudah mulai"
    told = f"{deck} sejak pekan lalu, kata ketua kelompok tani di lembah utara, Senin pagi."
    below = read(
        outlet, "6 Maret 2020, 16:46 WIB", TITLE, "Penulis: Rani Wulandari", deck, opening=f"{told}\n\n"
    )
    assert (below.headline, texts(below)) == (TITLE, (told, *BODY))


@pytest.mark.parametrize("title", [TITLE, "Koperasi Siapkan Gudang dan Jalan Baru di Lembah"])
def test_a_text_that_begins_with_the_words_of_its_headline_keeps_them(title: str) -> None:
    first = f"jpnn.com - SLEMAN – {title}"
    article = clean_capture("\n".join((title, first, *BODY)), "jpnn")
    assert (article.headline, article.dateline, texts(article)) == (
        title,
        "jpnn.com - SLEMAN",
        (title, *BODY),
    )


# -- what pictures above a text show, where nothing says who took them -------------------------------------------


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("credit", ["Foto:", "Foto: Kabar Desa"])
def test_what_stands_above_the_word_for_a_picture_is_its_caption(outlet: str | None, credit: str) -> None:
    shown = "Petani memetik kopi di lembah utara bersama bupati dan para anggota koperasi, Senin lalu."
    article = read(outlet, TITLE, "6 Maret 2020", f"{shown}\n{credit}")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "shown",
    [
        "Petani memetik kopi di lembah utara, Senin (6/3/ 2020). Koperasi menyiapkan gudang untuk panen raya",
        f"{TITLE}\nKetua Koperasi Lembah Utara di Sleman, Rani Wulandari",
    ],
)
def test_a_line_without_an_end_above_paragraphs_is_a_caption(outlet: str | None, shown: str) -> None:
    article = read(outlet, TITLE, "6 Maret 2020", shown)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_words_of_a_switch_above_a_text_are_no_text(outlet: str | None) -> None:
    article = read(outlet, TITLE, "6 Maret 2020", "AA", "Text Sizes", "Medium", "Large", "Larger")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_a_site_says_of_the_readers_who_write_for_it_is_above_the_text(outlet: str | None) -> None:
    shown = "Panen kopi di lembah tidak selalu harus raya, ada banyak cara untuk merayakannya. Rani Wulandari"
    disowned = "Tulisan dari Rani Wulandari tidak mewakili pandangan dari redaksi Kabar Desa"
    article = read(outlet, TITLE, "6 Maret 2020", f"{shown}\n{disowned}")
    assert (article.headline, texts(article)) == (TITLE, BODY)
    told = "Terverifikasi Administratif dan Faktual oleh Dewan Pers"
    assert texts(read(outlet, told, TITLE)) == BODY
    assert read(outlet, told).headline is None


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("SLEMAN,KABAR-DESA — ", "SLEMAN,KABAR-DESA"),
        ("SLEMAN | ", "SLEMAN"),
        ("Sleman-KabarDesa.com,- ", "Sleman-KabarDesa.com"),
        ("Sleman- ", "Sleman"),
        ("Ketua koperasi, Rani Wulandari (Dok: Kabar Desa).KabarDesa.com — ", "KabarDesa.com"),
    ],
)
def test_datelines_as_local_papers_write_them(outlet: str | None, opening: str, dateline: str) -> None:
    article = read(outlet, TITLE, "6 Maret 2020", opening=opening)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("first", ["Anak- Anak", "Gunung Semeru-Bromo", "Kopi-kopi"])
def test_a_word_with_a_dash_is_no_place(outlet: str | None, first: str) -> None:
    text = (
        f"{first} di lembah utara dijaga petani yang memanen kopi dua pekan lebih awal daripada tahun lalu."
    )
    article = clean_capture("\n\n".join((TITLE, "6 Maret 2020", text, *BODY)), outlet)
    assert (article.dateline, texts(article)) == (None, (text, *BODY))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_path_with_the_sites_name_at_both_ends_is_no_headline(outlet: str | None) -> None:
    assert read(outlet, "Kabar Tani panen kopi kabar tani", TITLE, "6 Maret 2020").headline == TITLE


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_is_told_of_a_writer_above_the_headline_is_none(outlet: str | None) -> None:
    title = "Musim yang Tak Mudah: Bagaimana Gudang Membantu Kopi Menghadapi Hujan Deras"
    told = (
        "Rani Wulandari Mahasiswa Ilmu Tanah Universitas Lembah, angkatan 2020",
        "Mahasiswa Jurusan Ilmu Tanah",
    )
    article = read(outlet, *told, "Tutup", title, "7 April 2025   20:00 Diperbarui: 7 April 2025   19:57 247")
    assert (article.headline, texts(article)) == (title, BODY)
    assert (
        article.datePublished is not None and article.datePublished.isoformat() == "2025-04-07T20:00:00+07:00"
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_caption_that_names_its_source_is_not_who_took_the_picture_below(outlet: str | None) -> None:
    article = read(
        outlet, TITLE, "6 Maret 2020", "Lihat foto\nPanen di Lembah Utara. Sumber: Dokumentasi Pribadi"
    )
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("above", [(), ("2.",)])
def test_two_words_above_a_page_that_shows_no_headline_are_a_heading(
    outlet: str | None, above: tuple[str, ...]
) -> None:
    article = clean_capture("\n".join((*above, *BODY)), outlet)
    assert (article.headline, texts(article)) == (None, BODY)
    article = clean_capture("\n".join(("Babak Kedua", *BODY)), outlet)
    assert (article.headline, texts(article), article.body[0].type) == (
        None,
        ("Babak Kedua", *BODY),
        "heading",
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_took_a_picture_stands_below_the_button_that_opens_it(outlet: str | None) -> None:
    shown = "Petani memetik kopi di lembah utara bersama bupati dan para anggota koperasi, Jumat, (6/3/2020)."
    piece = f"Penulis: Rani Wulandari\nEditor: Bagus Adi\nzoom-in {TITLE}\nSekretariat Koperasi\n{shown}"
    article = read(outlet, TITLE, piece)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_size_of_letters_is_no_headline(outlet: str | None) -> None:
    article = read(outlet, "Smallest Font Largest Font")
    assert (article.headline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_alt_text_of_two_pictures_is_no_headline(outlet: str | None) -> None:
    title = "Dengar Suara Guntur, Pemilik Warung Lari Tunggang-langgang ke Gudang"
    shown = "Panen Kopi Lembah\nPanen Kopi Lembah. (Kabar.com/Istimewa)"
    first, *rest = BODY
    above = f"{title}\n\n6 Maret 2020, 10:01 WIB\n{shown}"
    article = clean_capture("\n\n".join((above, first, *rest, shown, first)), outlet)
    assert article.headline == title


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_rule_of_dashes_is_no_text(outlet: str | None) -> None:
    first, *rest = BODY
    assert texts(clean_capture("\n".join((TITLE, first, "-" * 14, *rest)), outlet)) == BODY


@pytest.mark.parametrize(
    "outlet", ["kompas", "liputan6", None]
)  # no texts of theirs open with capitals alone
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("KABAR DESA - SLEMAN - ", "KABAR DESA - SLEMAN"),
        ("KABAR DESA - SLEMAN -", "KABAR DESA - SLEMAN"),
        ("SLEMAN, Kabar Desa—", "SLEMAN, Kabar Desa"),
        ("SLEMAN ,Kabar desa – ", "SLEMAN ,Kabar desa"),
    ],
)
def test_a_paper_and_a_place_open_the_text_however_they_are_parted(
    outlet: str | None, opening: str, dateline: str
) -> None:
    article = read(outlet, TITLE, opening=opening)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("mark", [" - ", " | "])
def test_the_name_of_the_medium_behind_the_headline_is_none_of_it(outlet: str | None, mark: str) -> None:
    article = read(outlet, f"{TITLE}{mark}Kabar", opening="Kabar, SLEMAN - ")
    assert (article.headline, article.dateline) == (TITLE, "Kabar, SLEMAN")
    assert read(outlet, f"{TITLE}{mark}Lembah", opening="Kabar, SLEMAN - ").headline == f"{TITLE}{mark}Lembah"


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_somebody_says_is_no_headline(outlet: str | None) -> None:
    said = '"Sejak pagi kami memetik kopi di lembah utara dan tidak ada pemetik lain dari luar desa,"'
    article = read(outlet, said)
    assert (article.headline, texts(article)) == (None, (said, *BODY))


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "Laporan Wartawan Kabar Desa Rani Wulandari",
        "Laporan Reporter KABAR-DESA.COM, Rani Mu'in",
        "Kontributor Sleman, Rani Wulandari ,",
    ],
)
def test_who_has_reported_is_no_headline(outlet: str | None, line: str) -> None:
    assert read(outlet, line, opening="SLEMAN -- ").headline is None
    assert read(outlet, TITLE, line, opening="SLEMAN -- ").headline == TITLE


@pytest.mark.parametrize(
    ("outlet", "line", "author"),
    [
        ("tribunnews", "Laporan Wartawan Tribun Sleman Rani Wulandari", "Rani Wulandari"),
        ("kompas", "Laporan Reporter KABAR-DESA.COM, Rani Mu'in", "Rani Mu'in"),
        (None, "Laporan Wartawan Kabar Desa, Rani Wulandari", "Rani Wulandari"),
        (None, "Kontributor Sleman, Rani Wulandari ,", "Rani Wulandari"),
    ],
)
def test_who_has_reported_is_the_author_where_the_name_is_told_from_the_paper(
    outlet: str | None, line: str, author: str
) -> None:
    assert read(outlet, TITLE, line, opening="SLEMAN -- ").authors == (author,)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_clock_may_have_blanks(outlet: str | None) -> None:
    article = read(outlet, TITLE, "21 Januari 2019, 15: 21: 05 WIB | editor : Rani Wulandari")
    assert article.datePublished is not None
    assert article.datePublished.isoformat()[:16] == "2019-01-21T15:21"
    assert article.editors == ("Rani Wulandari",)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "iBaca Juga: Harga Kopi Dunia Naik Dua Kali Lipat",
        "READ  Harga Kopi Dunia naik lagi pekan ini",
        "BACA JUGAHarga Kopi Dunia Naik",
    ],
)
def test_an_icon_or_capitals_may_mark_what_is_to_be_read_also(outlet: str | None, line: str) -> None:
    first, *rest = BODY
    article = clean_capture("\n\n".join((TITLE, first, line, *rest)), outlet)
    assert texts(article) == BODY
    assert len(article.readAlso) == 1


@pytest.mark.parametrize("outlet", ["kompas", "jpnn", "tempo"])
def test_what_is_shown_and_the_outlet_behind_a_slash_is_no_headline(outlet: str) -> None:
    name = {"kompas": "KOMPAS.com", "jpnn": "JPNN", "tempo": "TEMPO"}[outlet]
    shown = f"Ketua koperasi di lembah utara, Rani Wulandari/{name}"
    assert read(outlet, shown, shown).headline is None


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_word_or_the_source_of_a_picture_is_no_deck(outlet: str | None) -> None:
    for line in ("Pertanian", "kopi-lembah_b_c/pixabay-"):
        assert read(outlet, TITLE, line, opening="SLEMAN -- ").alternativeHeadline is None


@pytest.mark.parametrize("outlet", ["kompas", "liputan6", None])
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("Sleman - KABARDESA.COM ", "Sleman - KABARDESA.COM"),
        ("SLEMAN, kabardesa.com | ", "SLEMAN, kabardesa.com"),
        ("KABARDESA.COM, SLEMAN.\n", "KABARDESA.COM, SLEMAN"),
    ],
)
def test_a_blank_a_bar_or_a_period_may_close_what_the_text_opens_with(
    outlet: str | None, opening: str, dateline: str
) -> None:
    article = read(outlet, TITLE, opening=opening)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_sentence_that_the_paragraph_below_it_says_again_is_the_deck(outlet: str | None) -> None:
    deck = "Petani di lembah utara memanen kopi dua pekan lebih awal."
    article = read(outlet, TITLE, deck)
    assert (article.alternativeHeadline, texts(article)) == (deck, BODY)
    lead = "Gudang koperasi belum siap menampung kopi dari lembah utara."
    assert texts(read(outlet, TITLE, lead)) == (lead, *BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_title_in_quotation_marks_above_the_text_is_none_of_it(outlet: str | None) -> None:
    quoted = '"Menata Gudang Kopi Lembah Utara: Rencana Koperasi Menyambut Panen Raya"'
    article = read(outlet, TITLE, "gudang_k_r/pixabay-", TITLE, quoted)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_took_the_picture_is_no_deck(outlet: str | None) -> None:
    assert read(outlet, TITLE, "KABAR/RANI WULANDARI W", opening="SLEMAN -- ").alternativeHeadline is None


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_button_may_follow_the_date_and_the_name_on_its_line(outlet: str | None) -> None:
    article = read(
        outlet, TITLE, "16 Mei 2021 23:57 WIB Rani Dwi Wulandari Sleman Share :", opening="SLEMAN -- "
    )
    assert article.datePublished is not None
    assert article.datePublished.isoformat()[:16] == "2021-05-16T23:57"
    assert article.authors == ()  # nothing parts the name from the rubric


@pytest.mark.parametrize("outlet", ["kompas", "liputan6", None])
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [("SLEMAN-", "SLEMAN"), ("SLEMAN.kabardesa.com ~ ", "SLEMAN.kabardesa.com")],
)
def test_a_place_may_be_hyphened_to_the_text_or_to_a_site(
    outlet: str | None, opening: str, dateline: str
) -> None:
    article = read(outlet, TITLE, opening=opening)
    assert (article.headline, article.dateline, texts(article)) == (TITLE, dateline, BODY)
    parties = f"PSSI-{BODY[0]}"  # too short for a place
    assert clean_capture("\n\n".join((TITLE, parties, *BODY[1:])), outlet).dateline is None
