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


# -- every form of furniture, in every place where captures have it ------------------------------------------------

DATE = "Jumat, 6 Maret 2020 16:46 WIB"
OTHER = "Harga Beras Dunia Naik Dua Kali Lipat Sejak Januari"
PLACES = ("top", "above", "between", "behind")


def dump(outlet: str, piece: str, place: str) -> str:
    """A capture with a piece of furniture at one place."""
    at = {name: piece if name == place else "" for name in PLACES}
    first, second, third = BODY
    parts = (
        *(at["top"], TITLE, DATE, at["above"]),
        *(OPENINGS[outlet] + first, at["between"], second, third, at["behind"]),
    )
    return "\n\n".join(part for part in parts if part)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "piece",
    [
        "Baca berita tanpa iklan. Gabung Kabar.com+",
        "AA / Text Sizes",
        "AA\n\nText Sizes",
        "Dapatkan Berita Pilihan\ndi WhatsApp Anda",
        "Dapatkan Berita Pilihan di WhatsApp Anda",
        "Follow kabarFinance @kabarfinance",
        "Follow Kabar Desa di Google News",
        'Simak juga video terkait "Harga Beras Naik 1.800 Rupiah":',
        "Simak juga Video: Harga Beras Naik 1.800 Rupiah",
        "Saksikan Video Pilihan Berikut Ini:",
        "Baca di App",
        "Lanjutkan membaca di aplikasi",
        "Bagikan ke Facebook",
        "[]",
        "* Fakta atau Hoaks?",
        "Selengkapnya",
        "Grafis",
        "Lihat Foto",
        "0 hari menuju",
        "27th",
        "• 0%suka\n\n• 12%sedih",
        "Tulis komentar dengan menyertakan tagar #KabarBaik dan menangkan hadiah.",
        "Syarat & Ketentuan",
        "Laporkan Komentar",
        "— Rani (@rani_w) March 6, 2020",
    ],
)
def test_what_the_page_says_of_itself_is_nowhere_text(piece: str, outlet: str, place: str) -> None:
    article = clean_capture(dump(outlet, piece, place), outlet)
    assert (article.headline, texts(article), article.images) == (TITLE, BODY, ())


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("place", ["above", "between", "behind"])
def test_the_price_of_reading_on_is_a_paywall(outlet: str, place: str) -> None:
    article = clean_capture(dump(outlet, "Hanya Rp 5.000 untuk membaca artikel ini.", place), outlet)
    assert (texts(article), article.isAccessibleForFree) == (BODY, False)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "piece",
    [
        OTHER,
        f"-\n\n{OTHER}\n\n-\n\nBanjir Merendam Dua Kecamatan di Pesisir",
        f"• {OTHER}\n\n• Banjir Merendam Dua Kecamatan di Pesisir",
        f"- {OTHER}\n- Banjir Merendam Dua Kecamatan di Pesisir\n- Warga Kota Gelar Pasar Murah Lagi",
        f"(Baca juga: {OTHER})",
    ],
)
def test_titles_of_other_articles_between_paragraphs_are_not_text(piece: str, outlet: str) -> None:
    assert texts(clean_capture(dump(outlet, piece, "between"), outlet)) == BODY


def test_a_subheading_says_what_the_text_below_it_does() -> None:
    heading = "Hujan Teratur Membuat Buah Masak Serempak"
    got = texts(clean_capture(dump("kompas", heading, "between"), "kompas"))
    assert got == (BODY[0], heading, *BODY[1:])


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("last", [f" (Baca juga: {OTHER})", f" Baca Juga: {OTHER}"])
def test_a_read_also_line_glued_to_the_text_is_taken_off(last: str, outlet: str) -> None:
    article = clean_capture(capture(outlet, DATE, last=last), outlet)
    assert (texts(article), article.readAlso) == (BODY, (OTHER,))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_box_of_pictures_with_titles_ends_the_text(outlet: str) -> None:
    box = f"img_title\n{OTHER}\nimg_title\nBanjir Merendam Dua Kecamatan di Pesisir\n{BODY[0].replace('kopi', 'teh')}"
    assert texts(clean_capture(capture(outlet, DATE, behind=box), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "code", ["(abc/def)", "(els)", "(Z-8)", "(OL-13)", "(ABC)", "(*)", "[abc]", "(abc/def/ghi)"]
)
def test_every_code_closes_the_text_on_a_line_of_its_own_or_glued_to_it(code: str, outlet: str) -> None:
    behind = "Kontak Informasi\n\nNews Feed\n\nX Close"
    glued = clean_capture(capture(outlet, DATE, last=f" {code}", behind=behind), outlet)
    alone = clean_capture(capture(outlet, DATE, behind=f"{code}\n\n{behind}"), outlet)
    assert (texts(glued), texts(alone)) == (BODY, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("name", ["Arief Setyadi ", "Qur'anul Hidayat"])
def test_a_name_in_brackets_at_the_end_signs_the_text(name: str, outlet: str) -> None:
    glued = clean_capture(capture(outlet, DATE, last=f" ({name})"), outlet)
    alone = clean_capture(capture(outlet, DATE, behind=f"({name})\n\nNews Feed"), outlet)
    assert (texts(glued), glued.authors) == (BODY, (name.strip(),))
    assert (texts(alone), alone.authors) == (BODY, (name.strip(),))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_signed_sentence_is_no_caption(outlet: str) -> None:
    signed = "Biji itu dijual ke kota dengan harga yang lebih baik. (Rani Wulandari/Kabar Desa)"
    assert texts(clean_capture(dump(outlet, signed, "between"), outlet)) == (BODY[0], signed, *BODY[1:])


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("JAKARTA. ", "JAKARTA"),
        ("KABARDESA.COM, SEMARANG - ", "KABARDESA.COM, SEMARANG"),
        ("SEMARANG, KABARDESA.COM - ", "SEMARANG, KABARDESA.COM"),
        ("Kabardesa.com, Semarang ", "Kabardesa.com, Semarang"),
        ("Jakarta (ANTARA) - ", "Jakarta (ANTARA)"),
    ],
)
def test_a_text_may_open_as_that_of_any_outlet(opening: str, dateline: str, outlet: str) -> None:
    text = capture(outlet, DATE).replace(OPENINGS[outlet], opening)
    article = clean_capture(text, outlet)
    assert (article.dateline, texts(article)) == (dateline, BODY)


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
def test_a_text_may_open_in_capitals(outlet: str) -> None:
    text = capture("kompas", DATE).replace("KOMPAS.com - Petani di", "PETANI di")
    article = clean_capture(text, outlet)
    assert texts(article) == ("PETANI" + BODY[0][6:], *BODY[1:])


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("above", "authors", "editors"),
    [
        ("Rani Wulandari,\nBagus Adi\nTim Redaksi", ("Rani Wulandari", "Bagus Adi"), ()),
        ("Rep: Rani Wulandari/ Red: Bagus Adi", ("Rani Wulandari",), ("Bagus Adi",)),
        ("Penulis Rani Wulandari\n| Editor Bagus Adi", ("Rani Wulandari",), ("Bagus Adi",)),
        ("Rani Wulandari , Jurnalis", ("Rani Wulandari",), ()),
    ],
)
def test_people_stand_beside_the_date(
    above: str, authors: tuple[str, ...], editors: tuple[str, ...], outlet: str
) -> None:
    article = clean_capture(capture(outlet, f"{DATE}\n{above}"), outlet)
    assert (article.authors, article.editors, article.images, texts(article)) == (authors, editors, (), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "Rani Wulandari , Jurnalis · Jum'at 06 Maret 2020 16:46 WIB",
        "Rani Wulandari, JurnalisJum'at, 06 Maret 2020 | 16:46 WIB",
        "oleh Rani Wulandari diterbitkan 06 Mar 2020, 16:46 WIB",
    ],
)
def test_a_writer_may_be_glued_to_the_date(line: str, outlet: str) -> None:
    article = clean_capture(capture(outlet, line), outlet)
    assert (article.authors, texts(article)) == (("Rani Wulandari",), BODY)
    assert article.datePublished is not None and article.datePublished.hour == 16


def test_two_dates_without_a_blank_are_both_read() -> None:
    line = "6 Mar 2020, 14:54 WIBDiperbarui 6 Mar 2020, 15:12 WIB"
    article = clean_capture(capture("kompas", line), "kompas")
    assert article.datePublished is not None and article.datePublished.hour == 14
    assert (article.alternativeHeadline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
@pytest.mark.parametrize(
    "biography",
    [
        "Rani Wulandari\n\nWartawan yang menulis tentang pertanian sejak 2015. Lulusan ilmu komunikasi, suka sepeda.",
        "Rani Wulandari adalah jurnalis yang meliput isu pendidikan dan kesehatan di Jawa Tengah sejak tahun 2015.",
    ],
)
def test_what_is_told_of_the_writer_above_the_headline_is_not_text(biography: str, outlet: str) -> None:
    opened = dump("kompas", biography, "top").replace("KOMPAS.com - ", OPENINGS.get(outlet, ""))
    article = clean_capture(opened, outlet)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
@pytest.mark.parametrize("joint", ["\n\n• ", "\n"])
def test_a_summary_above_the_text_is_not_text(joint: str, outlet: str) -> None:
    said = ("Petani di lembah utara memanen kopi dua pekan lebih awal.", "Hujan membuat buah masak serempak.")
    summary = joint.join(("Ringkasan Berita:", *said))
    opened = dump("kompas", summary, "above").replace("KOMPAS.com - ", OPENINGS.get(outlet, ""))
    article = clean_capture(opened, outlet)
    assert (article.alternativeHeadline, article.images, texts(article)) == (None, (), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_ticker_above_the_headline_is_no_headline(outlet: str) -> None:
    ticker = "Breaking News\n\nHarga Emas Naik Lagi Hari Ini\n\nBanjir Merendam Dua Kecamatan di Pesisir\n\nTerkini"
    article = clean_capture(dump(outlet, ticker, "top"), outlet)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_caption_said_twice_is_no_headline(outlet: str) -> None:
    caption = "Petani memetik kopi di kebun lembah utara, Kamis (5/3/2020). (KABAR/RANI WULANDARI)"
    article = clean_capture(dump(outlet, f"{caption}\n\n{caption}", "top"), outlet)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_caption_its_credit_and_its_alt_text_on_one_line_are_a_caption(outlet: str) -> None:
    line = "Petani memetik kopi di lembah utara.KABAR/RANI WULANDARI Petani memetik kopi di lembah utara."
    article = clean_capture(dump(outlet, line, "between"), outlet)
    assert texts(article) == BODY
    assert [(image.text, image.credit) for image in article.images] == [
        ("Petani memetik kopi di lembah utara.", "KABAR/RANI WULANDARI")
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_deck_that_recurs_is_the_deck(outlet: str) -> None:
    deck = "Hujan teratur membuat buah masak serempak."
    article = clean_capture(dump(outlet, deck, "between").replace(DATE, f"{deck}\n\n{DATE}"), outlet)
    assert (article.alternativeHeadline, texts(article)) == (deck, BODY)


def test_a_synopsis_in_other_words_at_the_end_is_not_text() -> None:
    said = "Petani di lembah utara panen kopi dua pekan lebih cepat daripada tahun lalu."
    assert texts(clean_capture(capture("jpnn", DATE, behind=said), "jpnn")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(("last", "behind"), [(" Ta...", ""), ("", "...")])
def test_a_text_that_breaks_off_is_behind_a_paywall(last: str, behind: str, outlet: str) -> None:
    article = clean_capture(capture(outlet, DATE, last=last, behind=behind), outlet)
    assert (texts(article), article.isAccessibleForFree) == (BODY, False)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_how_the_next_page_begins_is_not_text(outlet: str) -> None:
    behind = "Halaman Selanjutnya\n\nHarga di tingkat pengepul…"
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == BODY


@pytest.mark.parametrize("outlet", ["liputan6", "kompas", "jpnn"])
def test_what_a_video_at_the_end_shows_is_not_text(outlet: str) -> None:
    behind = "Saksikan video pilihan di bawah ini:\n\nPresiden meninjau kebun teh dan berbincang dengan para pemetik."
    text = capture("kompas", DATE, behind=behind)
    assert texts(clean_capture(text, outlet)) == BODY


def test_results_that_end_with_a_code_are_text() -> None:
    rows = ("Hasil Lengkap", "Persib vs Arema 2-1 (menang)", "Persija vs Persik", "Bali vs Madura 0-0")
    behind = "\n\n".join((*rows, "(abc/def)", "hasil liga 1", "persib"))
    assert texts(clean_capture(capture("detik", DATE, behind=behind), "detik"))[3:] == rows


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_source_at_the_end_needs_no_colon(outlet: str) -> None:
    article = clean_capture(capture(outlet, DATE, behind="Sumber Kabar Kebun"), outlet)
    assert (texts(article), article.sources) == (BODY, ("Kabar Kebun",))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_teasers_of_other_articles_behind_the_text_are_not_text(outlet: str) -> None:
    others = (
        "Presiden meresmikan jalan tol baru yang menghubungkan dua kota besar di pesisir barat Sumatra kemarin siang.",
        "Kementerian Perhubungan membuka pendaftaran mudik gratis bagi dua puluh ribu penumpang kapal laut tahun ini.",
    )
    titles = "\n\n".join(("Terbaru Hari Ini", "Kanal Pilihan", "Lihat Lainnya", "Indeks Kanal"))
    behind = "\n\n".join((titles, *others))
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_copyright_line_closes_the_text(outlet: str) -> None:
    behind = "COPYRIGHT © 2016\n\nPresiden meresmikan jalan tol yang menghubungkan dua kota besar di pesisir kemarin siang."
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_titles_below_a_label_are_a_list_whatever_their_number(outlet: str) -> None:
    titles = ("Harga Beras Naik Lagi Sejak Kemarin Sore", "Selat Ditutup, Kapal Menunggu Dua Hari Lagi")
    behind = "\n\n".join(("Baca juga:", OTHER, *titles, "(abc/def)"))
    article = clean_capture(capture(outlet, DATE, behind=behind), outlet)
    assert texts(article) == BODY and article.readAlso[0] == OTHER


@pytest.mark.parametrize("outlet", ["kompas", "jpnn"])
def test_a_list_of_related_titles_may_stand_above_the_text(outlet: str) -> None:
    lead = "Petani memetik kopi di lembah utara, seperti yang terlihat dari jalan desa pada Kamis pagi kemarin lusa."
    above = f"{DATE}\n\n{lead}\n\nBerita Terkait\n\n• {OTHER}\n\n• Banjir Merendam Dua Kecamatan"
    assert texts(clean_capture(capture(outlet, above), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_goes_on_without_a_full_stop_is_text(outlet: str) -> None:
    more = "Tidak ada bukti bahwa hujan yang turun teratur membuat kopi di lembah utara lebih cepat masak"
    assert texts(clean_capture(capture(outlet, DATE, behind=more), outlet)) == (*BODY, more)


@pytest.mark.parametrize(
    ("outlet", "opening", "dateline"),
    [
        ("tempo", "TEMPO.CO, Jakarta", "TEMPO.CO, Jakarta"),
        ("kompas", "SLEMAN, KOMPAS.com", "SLEMAN, KOMPAS.com"),
    ],
)
def test_a_dateline_may_be_glued_to_the_text(outlet: str, opening: str, dateline: str) -> None:
    article = clean_capture(capture(outlet, DATE).replace(OPENINGS[outlet], opening), outlet)
    assert (article.dateline, texts(article)) == (dateline, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "Oleh Rani Wulandari pada 06 Mar 2020, 16:46 WIB",
        "GAYA | 06 Maret 2020 16:46 Reporter : Rani Wulandari",
    ],
)
def test_the_date_and_its_writer_share_a_line(line: str, outlet: str) -> None:
    article = clean_capture(capture(outlet, line), outlet)
    assert (article.authors, article.alternativeHeadline, texts(article)) == (("Rani Wulandari",), None, BODY)
    assert article.datePublished is not None and article.datePublished.hour == 16


def test_an_editor_among_the_names_beside_the_date_is_no_author() -> None:
    above = f"{DATE}\nRani Wulandari,\nBagus Adi\nTim Redaksi\n\nEditor Bagus Adi"
    article = clean_capture(capture("kompas", above), "kompas")
    assert (article.authors, article.editors) == (("Rani Wulandari",), ("Bagus Adi",))


def test_a_caption_with_a_date_in_brackets_is_no_headline() -> None:
    caption = "Petani memetik kopi di lembah utara, Sleman, Kamis (5/3/2020)"
    text = capture("kompas", DATE).replace(TITLE, f"{caption}\n\n{TITLE}")
    assert clean_capture(text, "kompas").headline == TITLE


def test_the_signature_behind_the_last_sentence_is_the_authors() -> None:
    article = clean_capture(capture("tempo", DATE, behind="DINI TEJA"), "tempo")
    assert (article.authors, texts(article)) == (("DINI TEJA",), BODY)


def test_a_colon_may_close_a_dateline_and_a_code_in_capitals_the_text() -> None:
    deck = "Panen kopi di lembah dimulai lebih awal. Petugas memeriksa gudang desa sejak Senin."
    text = capture("kompas", deck, last="(ADI/ANS)").replace("KOMPAS.com - ", "Liputan6.com, Jakarta: ")
    article = clean_capture(f"Sukses\n\n{text}", "liputan6")
    assert (article.headline, article.dateline, texts(article)) == (TITLE, "Liputan6.com, Jakarta", BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_ticker_of_sentences_is_neither_headline_nor_text(outlet: str) -> None:
    ticker = ". AS kembali memundurkan waktu pemberlakuan tarif menjadi 1 Agustus."
    article = clean_capture(dump(outlet, f"Headline\n{ticker}\n{ticker}", "top"), outlet)
    assert (article.headline, texts(article)) == (TITLE, BODY)


def test_who_took_a_picture_stands_alone_above_its_caption() -> None:
    caption = "Petani memetik kopi di kebun lembah utara bersama ketua kelompok tani, Minggu (1/10/2017)."
    text = capture("kompas", DATE).replace("KOMPAS.com - ", f"Kabar Desa/Budi Santoso\n{caption}\n\n")
    article = clean_capture(text, "tribunnews")
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_byline_closes_the_text_if_nothing_below_it_is_about_the_same(outlet: str) -> None:
    teaser = "Pengadilan menjatuhkan hukuman kepada seorang politisi sayap kanan karena menghina kelompok minoritas di s..."
    behind = f"Editor : Bagus Adi\n\nPengadilan Hukum Politisi Karena Menghina...\n\n{teaser}"
    article = clean_capture(capture(outlet, DATE, behind=behind), outlet)
    assert (article.editors, texts(article)) == (("Bagus Adi",), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_advertisement_may_ask_to_scroll_for_the_content(outlet: str) -> None:
    assert (
        texts(clean_capture(dump(outlet, "Advertisement . Scroll to see content", "between"), outlet)) == BODY
    )


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "last",
    [
        '"Kami akan menjemur bi',
        '"Kami menjemur biji kopi," ujar Ket',
        "Ketua kelompok tani menunggu harga. Gudang desa masih memuat hasil pan",
        "Petugas penyuluh setempat juga meminta petani menjemur bi",
    ],
)
def test_a_capture_may_break_off_in_a_sentence(last: str, outlet: str) -> None:
    assert texts(clean_capture(capture(outlet, DATE, behind=last), outlet)) == (*BODY, last)
    below_links = clean_capture(
        capture(outlet, DATE, behind=f"Baca juga:\n- {OTHER}\n{BODY[1]}\n{last}"), outlet
    )
    assert texts(below_links) == (*BODY, BODY[1], last)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "last", ["Kabar Video Pilihan", "Ikuti kanal kabar…", "#panen #kopi lembah utara desa kami"]
)
def test_what_ends_a_capture_is_text_only_if_it_is_part_of_a_sentence(last: str, outlet: str) -> None:
    assert texts(clean_capture(capture(outlet, DATE, behind=last), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("sign", [" – Kabar.com", " ©KabarDesa"])
def test_a_sentence_may_name_its_medium(sign: str, outlet: str) -> None:
    more = (
        "Dinas pertanian mencatat panen tahun ini dua kali lebih banyak daripada panen dua tahun sebelumnya."
        + sign
    )
    assert texts(clean_capture(capture(outlet, DATE, behind=more), outlet)) == (*BODY, more)


@pytest.mark.parametrize("outlet", ["kompas", "tribunnews", "okezone"])
@pytest.mark.parametrize(
    "credit", ["Instagram", "Kabardesa.com/Rani Wulandari", "Kepala Penerangan Kodam/Kolonel Inf Budi"]
)
def test_who_took_a_picture_and_what_it_shows_are_the_two_lines_of_a_block(credit: str, outlet: str) -> None:
    deck = "Panen kopi di lembah dimulai lebih awal. Petugas memeriksa gudang desa sejak Senin."
    shown = "Petani memetik kopi di kebun lembah utara."
    text = capture("kompas", f"{deck}\n\n{credit}\n{shown}").replace("KOMPAS.com - ", "")
    article = clean_capture(text, outlet)
    assert (article.headline, article.alternativeHeadline, texts(article)) == (TITLE, deck, BODY)
    assert [(image.text, image.credit) for image in article.images] == [(shown, credit)]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_deck_that_the_text_begins_with_is_no_first_copy_of_it(outlet: str) -> None:
    deck = BODY[0].replace(", kata ketua kelompok tani", "")
    text = capture(outlet, f"{deck}\n\nPetani memetik kopi di lembah utara").replace(BODY[0], deck)
    article = clean_capture(text, outlet)
    assert (article.headline, article.alternativeHeadline, texts(article)) == (TITLE, deck, (deck, *BODY[1:]))


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
def test_names_part_the_deck_from_a_text_without_a_dateline(outlet: str) -> None:
    deck = "Panen kopi di lembah dimulai lebih awal. Petugas memeriksa gudang desa sejak Senin."
    text = capture("kompas", f"{deck}\nPenulis: Rani Wulandari\nEditor: Bagus Adi").replace(
        "KOMPAS.com - ", ""
    )
    article = clean_capture(text, outlet)
    assert (article.alternativeHeadline, article.authors, texts(article)) == (deck, ("Rani Wulandari",), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("icon", ["zoom-in ", "Perbesar ", "HomeHeadline", "Beranda Ekonomi "])
def test_the_headline_may_have_an_icon_or_a_path_glued_to_it(icon: str, outlet: str) -> None:
    for place in ("top", "above"):
        article = clean_capture(dump(outlet, f"{icon}{TITLE}", place), outlet)
        assert (article.headline, article.alternativeHeadline, article.images) == (TITLE, None, ())
        assert texts(article) == BODY


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
def test_a_strip_that_repeats_is_not_where_a_text_begins(outlet: str) -> None:
    strip = "Ketegangan antara bupati dan warga jangan berlarut-larut."
    text = f"Headline\n{strip}\n{strip}\n" + "\n".join(("PETANI" + BODY[0][6:], *BODY[1:]))
    article = clean_capture(text, outlet)
    assert (texts(article)[0], len(article.body), article.images) == ("PETANI" + BODY[0][6:], 3, ())


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "title",
    [
        "Petani Lembah Utara Menjemur Kopi di Gudang Desa, Penyuluh: Harga di Tingkat Pengepul Membaik",
        "BACA: 5 Petani Kopi Lembah Utara yang Memanen Lebih Awal",
        "BACA:5 Petani Kopi Lembah Utara yang Memanen Lebih Awal",
        "Berita Rekomendasi",
    ],
)
def test_a_title_between_paragraphs_is_of_another_article_if_it_is_long_or_labeled(
    title: str, outlet: str
) -> None:
    assert texts(clean_capture(dump(outlet, title, "between"), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_paragraph_without_a_full_stop_is_no_heading(outlet: str) -> None:
    line = "Menurut penyuluh, panen kopi itu kini tengah dijemur di gudang desa"
    article = clean_capture(dump(outlet, line, "between"), outlet)
    assert [(block.type, block.text) for block in article.body][1] == ("paragraph", line)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_sentence_case_deck_is_no_headline(outlet: str) -> None:
    title = "(VIDEO) Pameran Biji Arabika"
    deck = "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu. Panen ini"
    text = capture(outlet, f"{deck}\nPenulis: Rani Wulandari").replace(TITLE, title)
    article = clean_capture(text, outlet)
    assert (article.headline, article.alternativeHeadline, texts(article)) == (title, deck, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("(Setyadi)", ("Setyadi",)),
        ("(Kabar.com/Rani Wulandari, Desa.com/Bagus Adi)", ("Rani Wulandari", "Bagus Adi")),
        ("Video Editor | Bagus Adi", ()),
        ("Videografer:\nBagus Adi\nVideo Editor:\nRani Wulandari", ()),
        ("LAPORAN WARTAWAN KABAR LEMBAH: RANI WULANDARI", ("RANI WULANDARI",)),
    ],
)
def test_who_made_the_article_stands_behind_it(line: str, authors: tuple[str, ...], outlet: str) -> None:
    article = clean_capture(capture(outlet, DATE, behind=line), outlet)
    assert (texts(article), article.authors, article.images) == (BODY, authors, ())


@pytest.mark.parametrize("outlet", OUTLETS)
def test_names_behind_a_sentence_are_no_credit(outlet: str) -> None:
    signed = "Panen kopi di lembah utara disimpan di gudang desa. (Rani Wulandari/Bagus Adi/Dewi Larasati)"
    assert texts(clean_capture(dump(outlet, signed, "between"), outlet))[1] == signed


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("lines", "shown", "credit"),
    [
        (
            "Panen kopi melimpah. Ilustrasi Foto: Kabar Grup/dok.KABAR.com",
            "Panen kopi melimpah. Ilustrasi",
            None,
        ),
        ("Ketua tani, Budi.\nKetua tani, Budi. //Kabar.com", "Ketua tani, Budi.", "Kabar.com"),
    ],
)
def test_a_caption_names_the_site_of_its_picture(
    lines: str, shown: str, credit: str | None, outlet: str
) -> None:
    article = clean_capture(dump(outlet, lines, "above"), outlet)
    assert (article.alternativeHeadline, texts(article)) == (None, BODY)
    assert article.images[0].text == shown and (credit is None or article.images[0].credit == credit)


def test_below_a_list_the_outlets_dateline_begins_the_text_however_far_below() -> None:
    tags = "\n".join(f"#topik {number}" for number in range(30))
    article = clean_capture(capture("kompas", f"Komentar:\n{tags}\nTren\n{TITLE}\n{DATE}"), "kompas")
    assert (article.dateline, texts(article)) == ("KOMPAS.com", BODY)


def test_reporter_and_editor_in_one_line_are_people_at_republika_too() -> None:
    text = capture("kompas", f"{DATE}\nRep: Rani Wulandari/ Red: Bagus Adi")
    article = clean_capture(text.replace("KOMPAS.com - ", "REPUBLIKA.CO.ID, JAKARTA -- "), "republika")
    assert (article.authors, article.editors, texts(article)) == (("Rani Wulandari",), ("Bagus Adi",), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_rubric_may_stand_before_the_date(outlet: str) -> None:
    text = capture(outlet, "Peristiwa | 6 Maret 2020, 16:46 WIB")
    article = clean_capture(text, outlet)
    assert article.datePublished is not None and article.datePublished.hour == 16
    assert (article.alternativeHeadline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_below_the_button_that_opens_a_picture_stand_its_credit_and_its_caption(outlet: str) -> None:
    shown = "Petani memetik kopi di kebun lembah utara."
    article = clean_capture(
        capture(outlet, f"Lihat Foto\nDinas Pertanian\n{shown}\n|\nEditor: Bagus Adi"), outlet
    )
    assert (article.alternativeHeadline, article.editors, texts(article)) == (None, ("Bagus Adi",), BODY)
    assert [(image.text, image.credit) for image in article.images] == [(shown, "Dinas Pertanian")]


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("Kontributor Sleman, Rani Wulandari", ("Rani Wulandari",), ()),
        ("Penulis | : | Rani Wulandari |\nEditor | : | Bagus Adi |", ("Rani Wulandari",), ("Bagus Adi",)),
        ("Setyadi,\nBagus Adi", ("Setyadi", "Bagus Adi"), ()),
    ],
)
def test_names_beside_the_date_in_other_forms(
    line: str, authors: tuple[str, ...], editors: tuple[str, ...], outlet: str
) -> None:
    article = clean_capture(capture(outlet, f"{DATE}\n{line}"), outlet)
    assert (article.authors, article.editors, article.images, texts(article)) == (authors, editors, (), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_list_that_the_text_announces_is_text(outlet: str) -> None:
    rows = (
        "Berikut rincian harga kopi:",
        "Robusta",
        "- Rp 52.000 per kilogram",
        "Arabika: Rp 98.000 per kilogram",
    )
    got = texts(clean_capture(capture(outlet, DATE, behind="\n\n".join(rows)), outlet))
    assert got == (*BODY, *(row.removeprefix("- ") for row in rows))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_capture_may_break_off_below_a_heading(outlet: str) -> None:
    more = (
        "Harga di Pengepul",
        "Ketua kelompok tani menunggu harga kopi di tingkat pengepul membaik sebelum hasil pan",
    )
    assert texts(clean_capture(capture(outlet, DATE, behind="\n\n".join(more)), outlet)) == (*BODY, *more)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_quotation_needs_no_full_stop(outlet: str) -> None:
    said = '"Kami akan menjemur biji di gudang desa sampai harga membaik," ujarnya'
    behind = f"{said}\n\nBACA SELENGKAPNYA KLIK DI SINI\n\nTeruskan membaca klik di sini."
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == (*BODY, said)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("code", ["(Ant/Z-11)", "(abc/def)"])
def test_behind_a_sure_code_even_sentences_about_the_same_are_of_other_articles(
    code: str, outlet: str
) -> None:
    teasers = "\n".join(f"{line[:-1]} tahun {number}." for number, line in enumerate(BODY, 2021))
    assert texts(clean_capture(capture(outlet, DATE, last=f" {code}", behind=teasers), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_label_in_front_of_a_bulleted_title_is_none_of_it(outlet: str) -> None:
    article = clean_capture(dump(outlet, f"- Baca Juga {OTHER}", "between"), outlet)
    assert (texts(article), article.readAlso) == (BODY, (OTHER,))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_bracket_left_open_hides_no_label(outlet: str) -> None:
    article = clean_capture(dump(outlet, f"(BACA: {OTHER}", "between"), outlet)
    assert (texts(article), article.readAlso) == (BODY, (OTHER,))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_account_behind_a_slash_credits_a_picture(outlet: str) -> None:
    assert (
        texts(clean_capture(dump(outlet, "Panen kopi di lembah/instagram@kabardesa", "between"), outlet))
        == BODY
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_name_in_square_brackets_signs_the_text(outlet: str) -> None:
    article = clean_capture(capture(outlet, DATE, last=" [Rani Wulandari]", behind="(abc)"), outlet)
    assert (texts(article), article.authors) == (BODY, ("Rani Wulandari",))


def test_a_dateline_alone_on_its_line_begins_the_text_of_any_site() -> None:
    text = capture("kompas", DATE).replace("KOMPAS.com - ", "Jakarta -\n\n")
    article = clean_capture(text, None)
    assert (article.dateline, texts(article)) == ("Jakarta", BODY)


def test_rows_of_a_table_in_capitals_are_no_headings() -> None:
    rows = "1 | KOPI | 1.515 | 4,14 |\n2 | TEH | 360 | 5,22 |\n3 | LADA | 110 | 5,86 |"
    article = clean_capture(capture("kompas", DATE, behind=rows), "kompas")
    assert [block.type for block in article.body[3:]] == ["paragraph"] * 3


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_deck_that_comes_back_as_a_paragraph_of_the_text_is_both(outlet: str) -> None:
    article = clean_capture(dump(outlet, BODY[2], "above").replace(f"{DATE}\n\n", ""), outlet)
    assert (article.alternativeHeadline, texts(article)) == (BODY[2], BODY)
    bare = "\n".join((TITLE, BODY[2], "PETANI" + BODY[0][6:], *BODY[1:]))
    article = clean_capture(bare, outlet)
    assert (article.alternativeHeadline, texts(article)[1:]) == (BODY[2], BODY[1:])


@pytest.mark.parametrize("outlet", [*OUTLETS, None])
def test_a_text_opens_with_the_dateline_of_a_site_below_its_deck_and_picture(outlet: str | None) -> None:
    shown = "Petani memetik kopi di kebun lembah utara/Kabardesa.id"
    deck = "Panen kopi di lembah dimulai lebih awal, dan petugas memeriksa gudang desa sejak Senin."
    text = capture("kompas", f"{deck}\n{shown}\n{shown}").replace("KOMPAS.com - ", "Kabardesa.id, SLEMAN - ")
    article = clean_capture(text, outlet)
    assert (article.dateline, article.alternativeHeadline, texts(article)) == (
        "Kabardesa.id, SLEMAN",
        deck,
        BODY,
    )
    assert len(article.images) == 1


@pytest.mark.parametrize("outlet", [*OUTLETS, "mediaindonesia"])
def test_a_strip_of_news_without_a_headline_is_no_text(outlet: str) -> None:
    strip = "Kasus kuota haji diperkirakan merugikan negara."
    more = "Pemerintah kota berupaya agar seni dan tradisi tetap tumbuh."
    first = "PETANI" + BODY[0][6:]
    for lines in (
        (strip, "Kumpulan Berita Dewan"),
        (strip, strip, more),
        (strip, strip, "Kumpulan Berita Dewan"),
    ):
        article = clean_capture("\n".join(("Headline", *lines, first, *BODY[1:])), outlet)
        assert (article.headline, article.images, texts(article)) == (None, (), (first, *BODY[1:]))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_numbered_heading_is_no_headline(outlet: str) -> None:
    text = "\n\n".join((TITLE, DATE, "3. Petani Lembah Utara Memanen Kopi Lebih Awal", *BODY))
    assert clean_capture(text, outlet).headline == TITLE


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_next_page_of_an_article_is_text(outlet: str) -> None:
    more = "Presiden meresmikan jalan tol baru yang menghubungkan dua kota besar di pesisir barat Sumatra kemarin."
    pager = "Simak Video Pilihan Berikut Ini:\n\n* Fakta atau Hoaks? Untuk mengetahui kebenaran, kirim pesan ke redaksi.\n\n2 dari 2 halaman"
    behind = f"{pager}\n\nJalan Tol Baru\n\n{more}"
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == (
        *BODY,
        "Jalan Tol Baru",
        more,
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_asterisks_close_a_text(outlet: str) -> None:
    more = "Dinas pertanian mencatat panen tahun ini dua kali lebih banyak daripada panen dua tahun sebelumnya.***"
    behind = f"{more}\n\nHalaman:\nDilarang mengambil dan/atau menayangkan ulang sebagian atau keseluruhan artikel\ndi atas untuk konten akun media sosial komersil tanpa seizin redaksi."
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet)) == (*BODY, more)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_names_of_icons_and_marks_of_cells_are_no_text(outlet: str) -> None:
    for piece in ("blank", "photo author", "avatar"):
        article = clean_capture(dump(outlet, piece, "above"), outlet)
        assert (article.headline, article.alternativeHeadline, texts(article)) == (TITLE, None, BODY)
    article = clean_capture(dump(outlet, "Panen kopi di lembah utara. (Dok. Istimewa) |", "between"), outlet)
    assert texts(article) == BODY


def test_a_medium_in_brackets_opens_the_text_of_any_site() -> None:
    article = clean_capture(capture("kompas", DATE).replace("KOMPAS.com - ", "(KABARDESA) – "), None)
    assert (article.dateline, texts(article)) == ("(KABARDESA)", BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_job_may_be_glued_to_the_weekday(outlet: str) -> None:
    article = clean_capture(
        capture(outlet, "Rani Wulandari , Jurnalis-Jum'at, 06 Maret 2020 |16:46 WIB"), outlet
    )
    assert (article.authors, article.alternativeHeadline, texts(article)) == (("Rani Wulandari",), None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_quotation_in_capitals_between_paragraphs_is_text(outlet: str) -> None:
    said = 'HARGA KOPI NAIK DUA KALI LIPAT SEJAK JANUARI LALU"'
    article = clean_capture(dump(outlet, said, "between"), outlet)
    assert [(block.type, block.text) for block in article.body][1] == ("paragraph", said)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "last",
    [
        "Namun, Ketua Kelompok Tani Lembah Utara Sleman Budi Santoso enggan memberikan penjelasan",
        "Petugas penyu",
        "Menutup tahun",
    ],
)
def test_a_capture_may_break_off_soon(last: str, outlet: str) -> None:
    assert texts(clean_capture(capture(outlet, DATE, behind=last), outlet)) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("Penulis: rani wulandari | Editor: bagus", ("rani wulandari",), ("bagus",)),
        ("Rani Wulandari , CNN Indonesia | Jumat, 06/03/2020 16:46 WIB", ("Rani Wulandari",), ()),
    ],
)
def test_names_in_any_case_and_with_any_medium(
    line: str, authors: tuple[str, ...], editors: tuple[str, ...], outlet: str
) -> None:
    article = clean_capture(capture(outlet, line), outlet)
    assert (article.authors, article.editors, article.alternativeHeadline) == (authors, editors, None)
    assert texts(article) == BODY


def test_of_several_names_beside_the_date_none_is_the_headline() -> None:
    text = "\n".join(
        (DATE, "Rani C. Wulandari,", "Bagus Adi Nugroho", "", OPENINGS["kompas"] + BODY[0], *BODY[1:])
    )
    article = clean_capture(text, "kompas")
    assert (article.headline, article.authors) == (None, ("Rani C. Wulandari", "Bagus Adi Nugroho"))


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("piece", ["Logo", "inline", "1491945 Adx_Kabar_InPage_Mobile"])
@pytest.mark.parametrize("place", PLACES)
def test_names_of_slots_and_icons_are_nowhere_text(piece: str, place: str, outlet: str) -> None:
    article = clean_capture(dump(outlet, piece, place), outlet)
    assert (article.headline, texts(article), article.images) == (TITLE, BODY, ())


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "Petani memetik kopi di lembah utara -KABAR/Rani-",
        "Panen kopi. (kabar.com/Rani Wulandari)... Selengkapnya",
    ],
)
def test_a_credit_may_stand_between_dashes_or_above_a_button(line: str, outlet: str) -> None:
    article = clean_capture(dump(outlet, line, "between"), outlet)
    assert (texts(article), len(article.images)) == (BODY, 1)
    assert "Selengkapnya" not in (article.images[0].text or "") + (article.images[0].credit or "")


@pytest.mark.parametrize("credit", ["Kabar Lembah/Rani Wulandari", "KABARLEMBAH.COM/Al Jazeera"])
def test_names_may_stand_above_a_pictures_credit_in_its_block(credit: str) -> None:
    shown = "PANEN KOPI - Petani memetik kopi di kebun lembah utara"
    text = capture("kompas", f"Penulis: Rani Wulandari | Editor: Bagus Adi\n{credit}\n{shown}")
    article = clean_capture(text, "kompas")
    assert [(image.text, image.credit) for image in article.images] == [(shown, credit)]
    assert (article.authors, texts(article)) == (("Rani Wulandari",), BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "piece",
    [
        "copy-link-circle",
        "zoom-in-whitePerbesar",
        "#Kopi #PanenRaya #LembahUtara",
        "Kembali ke video...",
        "Login untuk memaksimalkan pengalaman membaca",
        "Musik: Senja di Lembah - Rani",
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_icons_tags_and_switches_are_nowhere_text(piece: str, place: str, outlet: str) -> None:
    article = clean_capture(dump(outlet, piece, place), outlet)
    assert (article.headline, texts(article), article.images) == (TITLE, BODY, ())


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "line",
    [
        "Saksikan tayangan video selengkapnya dalam tautan ini.",
        "Syarat & KetentuanSegera lengkapi data dirimu untuk ikutan program #JernihBerpikir.",
        "Baca artikel selengkapnya di sini",
    ],
)
def test_terms_and_buttons_below_a_text_are_no_text(line: str, outlet: str) -> None:
    assert texts(clean_capture(capture(outlet, DATE, behind=line), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_row_of_tags_is_no_headline(outlet: str) -> None:
    behind = (
        "Artikel ini telah tayang di KabarDesa.com dengan judul Panen Kopi\n\n# kopi # lembah utara # Sleman"
    )
    article = clean_capture(capture(outlet, DATE, behind=behind), outlet)
    assert (article.headline, texts(article)) == (TITLE, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("label", ["VIDEO: ", "Berita Populer: "])
def test_a_headline_may_begin_as_a_label_does(label: str, outlet: str) -> None:
    title = f"{label}Petani Lembah Utara Memanen Kopi Lebih Awal"
    article = clean_capture(capture(outlet, DATE).replace(TITLE, title), outlet)
    assert (article.headline, texts(article)) == (title, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_line_of_which_the_lead_is_made_is_the_deck(outlet: str) -> None:
    deck = (
        "Kelompok Tani Lembah Utara Kabupaten Sleman memanen Kopi Robusta dua pekan lebih awal di Kebun Desa"
    )
    lead = f"{deck}, Sabtu (7/3/2020) pagi, sebelum hujan turun lagi."
    title = "Hujan Reda, Petani Lembah Memanen Kopi"
    text = "\n\n".join((title, deck, "Penulis: Rani Wulandari", OPENINGS[outlet] + lead, *BODY))
    article = clean_capture(text, outlet)
    assert (article.headline, article.alternativeHeadline) == (title, deck)
    assert texts(article) == (lead, *BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_headline_that_a_path_cuts_off_is_not_the_headline(outlet: str) -> None:
    above = f"logo Kabar\nEkonomi{TITLE[:24]}...\nIklan\n\n"
    article = clean_capture(above + capture(outlet, DATE), outlet)
    assert (article.headline, article.alternativeHeadline, texts(article)) == (TITLE, None, BODY)


@pytest.mark.parametrize("outlet", [*OUTLETS, None])
def test_a_place_and_a_paper_in_capitals_open_the_text(outlet: str | None) -> None:
    deck = "Panen kopi di lembah utara lebih awal daripada tahun lalu karena hujan turun teratur."
    text = "\n".join((TITLE, deck, f"SLEMAN, KABAR — {BODY[0]}", *BODY[1:]))
    article = clean_capture(text, outlet)
    assert (article.alternativeHeadline, article.dateline) == (deck, "SLEMAN, KABAR")
    assert texts(article) == BODY


def test_the_text_goes_on_behind_the_mark_of_the_next_page() -> None:
    behind = "Baca artikel selengkapnya di sini\n\n3 dari 4 halaman\n\n2. Presiden Resmikan Jalan Tol Baru\n\nPresiden meresmikan jalan tol baru kem"
    article = clean_capture(capture("kompas", DATE, behind=behind), "kompas")
    assert texts(article) == (
        *BODY,
        "2. Presiden Resmikan Jalan Tol Baru",
        "Presiden meresmikan jalan tol baru kem",
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_label_of_related_titles_ends_no_text_that_breaks_off_behind_it(outlet: str) -> None:
    more = (
        "Dinas pertanian mencatat panen tahun ini dua kali lebih banyak daripada panen dua tahun sebelumnya."
    )
    behind = f"BERITA REKOMENDASI\n\n{more}\n\nKepala dinas itu menambahkan bahwa gud"
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet))[3:4] == (more,)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_reported_for_a_medium_is_the_writer(outlet: str) -> None:
    line = "Laporan Wartawan Kabar Desa/Rani Wulandari"
    article = clean_capture(capture(outlet, f"{DATE}\n\n{line}"), outlet)
    assert (article.authors, article.images, texts(article)) == (("Rani Wulandari",), (), BODY)


def test_a_papers_edition_beside_the_date_is_no_writer() -> None:
    text = "\n".join((TITLE, DATE, "Kompas Sleman", "", "KOMPAS.com - " + BODY[0], *BODY[1:]))
    assert clean_capture(text, "kompas").authors == ()


@pytest.mark.parametrize("outlet", [*OUTLETS, None])
def test_a_caption_twice_above_the_text_is_no_strip(outlet: str | None) -> None:
    shown = "Petani memetik kopi di kebun lembah utara, Sabtu (7/3/2020). Foto/Rani"
    lead = "SLEMAN- Setelah lama menanti, pembeli dari tiga kota datang ke gudang, dan gudang tidak pernah sepi lagi."
    article = clean_capture("\n\n".join((TITLE, f"{shown}\n{shown}", lead, *BODY)), outlet)
    assert (article.headline, texts(article)) == (TITLE, (lead.removeprefix("SLEMAN- "), *BODY))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_of_the_texts_own_may_follow_a_label_of_related_titles(outlet: str) -> None:
    more = (
        "Dinas pertanian mencatat panen tahun ini dua kali lebih banyak daripada panen dua tahun sebelumnya."
    )
    behind = f"Berita Rekomendasi\n\nCuti panjang\n\n{more}\n\nKepala dinas itu menambahkan bahwa gudang desa sudah penuh."
    assert texts(clean_capture(capture(outlet, DATE, behind=behind), outlet))[3:5] == ("Cuti panjang", more)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_alt_text_and_the_same_with_a_credit_are_a_picture(outlet: str) -> None:
    shown = "Gudang kopi di Sleman, jadi tujuan hari ini."
    article = clean_capture(dump(outlet, f"{shown}\n{shown} (Twitter)", "between"), outlet)
    assert (texts(article), len(article.images)) == (BODY, 1)


@pytest.mark.parametrize("outlet", [*OUTLETS, None])
def test_blanks_may_stand_inside_of_the_brackets_of_a_credit(outlet: str | None) -> None:
    shown = "Petani memetik kopi di kebun lembah utara, sebelum hujan turun lagi, Sabtu (7/3/2020). ( RANI WULANDARI/KABAR.COM )"
    text = "\n".join((TITLE, DATE, shown, *BODY))
    article = clean_capture(text, outlet)
    assert (texts(article), len(article.images)) == (BODY, 1)


def test_a_path_of_the_page_and_the_papers_edition_are_not_part_of_the_headline() -> None:
    title = "Kelompok Tani Merahasiakan Harga Kopi di Lembah Utara, Ada Apa?"
    text = "\n\n".join(
        (
            f"JPNN.com Jateng Ekonomi {title}",
            title,
            f"{DATE}\n{title} - JPNN.com Jateng",
            OPENINGS["jpnn"] + BODY[0],
            *BODY[1:],
        )
    )
    article = clean_capture(text, "jpnn")
    assert (article.headline, article.alternativeHeadline, article.images) == (title, None, ())
    assert texts(article) == BODY


def test_the_banner_of_an_app_is_no_headline() -> None:
    banner = "Close Banner Apps JPNN.com\nJPNN.com App\nAplikasi Berita Terbaru dan Terpopuler\nDapatkan di Play Store atau Apps Store\nDownload Apps JPNN.com"
    article = clean_capture(f"{banner}\n\n{capture('jpnn', DATE)}", "jpnn")
    assert (article.headline, texts(article)) == (TITLE, BODY)


def test_initials_and_the_outlets_name_are_no_deck() -> None:
    text = "\n".join((TITLE, "", "rwi | Kompas.com", DATE, "KOMPAS.com - " + BODY[0], *BODY[1:]))
    article = clean_capture(text, "kompas")
    assert (article.alternativeHeadline, texts(article)) == (None, BODY)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_a_picture_shows_stands_twice_inside_the_text_and_who_took_it_below(outlet: str) -> None:
    shown = "Ketua Koperasi, Rani Wulandari"
    piece = f"{shown}\n{shown}\nSumber :\n  • Dok. Koperasi"
    assert texts(clean_capture(dump(outlet, piece, "between"), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_dashes_that_are_typed_before_paragraphs_stay(outlet: str) -> None:
    rows = ("- Panen tahun pertama: 35 ton/hari", "- Panen tahun kedua: 50 ton/hari")
    article = clean_capture(dump(outlet, "\n\n".join(rows), "between"), outlet)
    assert [(block.type, block.text) for block in article.body[1:3]] == [("paragraph", row) for row in rows]
    article = clean_capture(dump(outlet, "\n".join(rows), "between"), outlet)
    assert [(block.type, block.text) for block in article.body[1:3]] == [
        ("list_item", row[2:]) for row in rows
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_between_asterisks_is_one(outlet: str) -> None:
    article = clean_capture(dump(outlet, "*Gudang Baru untuk Koperasi Warga*", "between"), outlet)
    assert [block.type for block in article.body] == ["paragraph", "heading", "paragraph", "paragraph"]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_one_title_with_a_bullet_between_two_paragraphs_is_no_list(outlet: str) -> None:
    other = "Selain Panen Kopi di Lembah, Lima Gudang Ini Juga Dibangun pada Musim Hujan dan Kemarau"
    article = clean_capture("\n".join((TITLE, OPENINGS[outlet] + BODY[0], f"• {other}", *BODY[1:])), outlet)
    assert (texts(article), article.readAlso) == (BODY, (other,))


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("label", ["Bacaan Lainnya", "waktu baca 4 menitADVERTISEMENT"])
@pytest.mark.parametrize("place", ["above", "between"])
def test_labels_of_boxes_are_no_text(outlet: str, label: str, place: str) -> None:
    assert texts(clean_capture(dump(outlet, label, place), outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "other",
    [
        "Koperasi Lembah Kontra Tengkulak: Pembuktian Tiga Petani",
        "Panen Kopi di Lembah Utara Ditunda Dua Pekan",
    ],
)
def test_a_title_with_a_bullet_between_short_sentences_is_no_list(outlet: str, other: str) -> None:
    between = (
        "Kopi sudah masak.",
        f"• {other}",
        "Harga kopi di lembah masih rendah menurut pengepul setempat.",
    )
    article = clean_capture("\n".join((TITLE, OPENINGS[outlet] + BODY[0], *between, *BODY[1:])), outlet)
    assert (texts(article), article.readAlso) == ((BODY[0], between[0], between[2], *BODY[1:]), (other,))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_long_heading_that_is_a_block_of_its_own_is_one(outlet: str) -> None:
    heading = "Tak Cuma Hujan dan Angin, Gudang dan Jalan pun Dikeluhkan Petani soal Panen"
    first, second, third = BODY
    text = f"{TITLE}\n\n{OPENINGS[outlet]}{first}\n{second}\n\n{heading}\n\n{third}\nPengepul menunggu harga kopi naik lagi sebelum musim hujan, kata seorang pedagang di pasar desa itu."
    article = clean_capture(text, outlet)
    assert [block.type for block in article.body] == [
        "paragraph",
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_results_and_line_ups_end_a_text(outlet: str) -> None:
    rows = (
        "Susunan Pemain Kedua Tim",
        "Lembah FC (4-4-2): Rani Wulandari; Bagus Adi, Sari Dewi; Budi Santoso, Tono Hadi",
        "Pelatih: Roberto Hadi",
        "Gunung FC (4-2-3-1): Dewi Sartika; Agus Salim, Rudi Hartono; Made Wirawan, Putu Ayu",
    )
    article = clean_capture("\n".join((TITLE, OPENINGS[outlet] + BODY[0], *BODY[1:], *rows)), outlet)
    assert texts(article) == (*BODY, *rows)
    assert [block.type for block in article.body[3:]] == ["heading", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("outlet", "name"), [("tempo", "TEMPO.CO"), ("jpnn", "jpnn.com"), ("liputan6", "Liputan6.com")]
)
def test_a_place_is_told_from_a_word_with_a_hyphen_that_is_glued_to_it(outlet: str, name: str) -> None:
    first = f"Start-up {BODY[0][0].lower()}{BODY[0][1:]}"
    article = clean_capture("\n\n".join((TITLE, f"{name}, Jakarta{first}", *BODY[1:])), outlet)
    assert (article.dateline, texts(article)) == (f"{name}, Jakarta", (first, *BODY[1:]))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_second_dash_behind_a_dateline_is_none_of_the_text(outlet: str) -> None:
    article = clean_capture("\n".join((TITLE, f"{OPENINGS[outlet]}- {BODY[0]}", *BODY[1:])), outlet)
    assert texts(article) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_one_word_above_a_picture_is_a_heading(outlet: str) -> None:
    article = clean_capture(dump(outlet, "Gudang\n\n(Foto: Wulandari/Kabar Desa)", "between"), outlet)
    assert [(block.type, block.text) for block in article.body[:2]] == [
        ("paragraph", BODY[0]),
        ("heading", "Gudang"),
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_word_beside_a_picture_in_markdown_is_none_of_the_text(outlet: str) -> None:
    text = "\n".join((TITLE, OPENINGS[outlet] + BODY[0], "![]() Panen |", *BODY[1:]))
    assert texts(clean_capture(text, outlet)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("verse", ["D Dmaj7 D6 D", "Kopi Lembah Kopi Gunung Kopi Rakyat"])
def test_chords_and_verses_that_come_back_are_text(outlet: str, verse: str) -> None:
    rows = ("Kopi kami panen pagi,", verse, verse, "kopi kami jemur siang,", verse, verse)
    article = clean_capture("\n".join((TITLE, OPENINGS[outlet] + BODY[0], *rows, *BODY[1:])), outlet)
    assert [text for text in texts(article) if text == verse] == [verse] * 4


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_few_words_with_a_bullet_between_paragraphs_are_an_item(outlet: str) -> None:
    row = "Didorong Kredit Koperasi atau Bank"
    article = clean_capture(
        "\n".join((TITLE, OPENINGS[outlet] + BODY[0], f"- {row} kopi lembah", *BODY[1:])), outlet
    )
    assert article.readAlso == () and len(article.body) == 4
