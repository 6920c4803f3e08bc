"""Where the text ends, what belongs to it behind its last sentence, and what stands inside of it; the wording is invented."""

from __future__ import annotations

import pytest

from extractors import Article, clean_capture
from tests.work import grows_linearly, work

TITLE = "Petani Lembah Memanen Kopi Lebih Awal"
BODY = (
    "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani.",
    "Hujan yang turun teratur membuat buah masak serempak, sehingga pemetik harus bekerja sejak pagi sampai petang.",
    "Hasil panen disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh setempat.",
)
OPENINGS = {
    "kompas": "KOMPAS.com - ",
    "jpnn": "jpnn.com, SLEMAN - ",
    "tempo": "TEMPO.CO, Sleman - ",
    None: "",
}
OUTLETS = tuple(OPENINGS)


def read(outlet: str | None, *parts: str, by: str = "\n\n") -> Article:
    return clean_capture(by.join((TITLE, OPENINGS[outlet] + parts[0], *parts[1:])), outlet)


def texts(article: Article) -> tuple[str, ...]:
    return tuple(block.text for block in article.body)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("by", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "inside",
    [
        ("Baca juga: Harga Kopi Dunia Naik Dua Kali Lipat",),
        ("Petani memetik kopi di lembah utara, Senin. (Foto: Kabar/Rani Wulandari)",),
        (),
    ],
)
def test_the_sentence_in_which_a_capture_breaks_off_is_text(
    outlet: str | None, by: str, inside: tuple[str, ...]
) -> None:
    last = "Panen kopi di lembah itu menjadi s"
    assert texts(read(outlet, *BODY, *inside, last, by=by)) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_is_text_whose_words_the_sentence_below_it_has_where_the_capture_breaks_off(
    outlet: str | None,
) -> None:
    parts = (
        *BODY,
        "Koperasi Beli Dua Truk Baru",
        "Koperasi Sumber Rejeki Makmur Sleman membeli dua truk bar",
    )
    assert texts(read(outlet, *parts)) == parts


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_label_in_which_a_capture_ends_is_no_text(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY, "Baca juga: Harga Kopi Naik", "Kabar Pilihan Hari Ini")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("code", ["(abc/def)", "(mg10/abc)"])
def test_a_list_that_is_announced_behind_the_code_of_the_desk_is_text(outlet: str | None, code: str) -> None:
    *rest, third = BODY
    listed = ("Berikut rincian hasil panen menurut koperasi:", "1. Kopi arabika, 12 ton dari lembah utara.")
    article = read(
        outlet, *rest, f"{third} {code}", *listed, "2. Kopi robusta, tujuh ton dari lembah selatan."
    )
    assert texts(article) == (*BODY, *listed, "2. Kopi robusta, tujuh ton dari lembah selatan.")


@pytest.mark.parametrize("outlet", OUTLETS)
def test_bullets_that_a_sentence_announces_are_text_though_they_are_written_as_titles(
    outlet: str | None,
) -> None:
    said = "Tiga desa menyetor hasil panen ke gudang itu. Berikut daftar desa dan kepala desanya."
    rows = ("Desa Melati, Rani Wulandari", "Desa Kenanga, Bagus Adi", "Desa Mawar, Dewi Lestari")
    article = read(outlet, *BODY, said, "\n".join(f"• {row}" for row in rows))
    assert texts(article) == (*BODY, said, *rows)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_paragraph_that_lacks_only_its_last_full_stop_is_text(outlet: str | None) -> None:
    last = (
        "Tidak hanya itu, koperasi di kabupaten tetangga sedang menurunkan harga belinya sejak awal pekan. "
        "Dalam sepekan terakhir, harganya turun 0,74%"
    )
    parts = (*BODY, "Periode", "|", "Harga Januari", "|", "Harga Maret", "|", "Rp14.037", "|", last)
    assert texts(read(outlet, *parts, by="\n"))[-1] == last


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_line_break_inside_of_a_sentence_parts_no_paragraphs(outlet: str | None) -> None:
    first, second, third = BODY
    broken = f"{second} Hujan juga turun di 14", "desa di tiga kecamatan, kata petugas."
    assert texts(read(outlet, first, *broken, third, by="\n")) == (first, " ".join(broken), third)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_that_counts_on_is_of_the_text_though_lines_without_a_full_stop_part_it(
    outlet: str | None,
) -> None:
    bare = ("Paspor yang masih berlaku", "Surat penerimaan dari kampus", "Bukti dana untuk tiga bulan")
    parts = (
        *BODY[:2],
        "1. Kopi dijemur",
        BODY[2],
        *bare,
        "3. Asuransi",
        "Asuransi wajib dimiliki semua petani sejak hari pertama panen.",
    )
    assert texts(read(outlet, *parts)) == parts


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_is_shown_and_doing_what_is_a_caption(outlet: str | None) -> None:
    first, second, third = BODY
    shown = "Bupati Sleman, Rani Wulandari saat meninjau panen kopi"
    assert texts(read(outlet, first, shown, second, third)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_sentence_about_what_somebody_says_while_doing_something_is_text(outlet: str | None) -> None:
    said = 'Bupati Sleman Rani Wulandari saat meninjau panen berkata, "Gudang baru dibuka bulan depan."'
    first, second, third = BODY
    assert texts(read(outlet, first, said, second, third)) == (first, said, second, third)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_somebody_says_is_no_caption_though_its_writer_signs_it_with_the_site(
    outlet: str | None,
) -> None:
    said = '"Gudang baru dibuka bulan depan, dan truk sudah dipesan," kata bupati yang dikutip Kabar Desa.'
    article = read(outlet, *BODY, f"{said} (KabarDesa.com/Rani Wulandari)")
    assert (texts(article), article.authors) == ((*BODY, said), ("Rani Wulandari",))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_follows_two_sentences_is_no_text(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY[:2], "Bagikan", "Kabar Kring", "+6221 1234 567")) == BODY[:2]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_where_the_text_was_first_published_is_no_text(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY, "Berita ini telah terbit pertama kali di Kabar Desa")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_row_of_a_list_is_no_caption_whatever_is_in_brackets_at_its_end(outlet: str | None) -> None:
    rows = tuple(
        f"{n}. {100 + n} karung kopi dari lembah utara, dijadwalkan tiba di gudang koperasi pada pukul 12.00 dan disimpan di sana (Melati/{n}05)."
        for n in range(1, 4)
    )
    assert texts(read(outlet, *BODY, "Rinciannya adalah sebagai berikut:", *rows))[-3:] == rows


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_last_paragraph_is_text_though_the_site_that_it_is_from_closes_it(outlet: str | None) -> None:
    last = "Adapun hasil panen petani di lembah utara sampai pekan ini sudah mencapai dua ratus ton kopi kering di gudang desa."
    article = read(outlet, *BODY, f"{last} (panen.go.id)")
    assert (texts(article), article.sources) == ((*BODY, last), ("panen.go.id",))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_picture_that_is_shown_again_inside_the_text_is_no_text(outlet: str | None) -> None:
    first, second, third = BODY
    shown = "Ketua kelompok tani Rani Wulandari ditemui di gudang desa pada Kamis (6/3/2020)."
    above = (
        f"{TITLE}\n\nJumat, 6 Maret 2020 11:38 WIB\n\n{shown}\n\n{OPENINGS[outlet] or 'SLEMAN -- '}{first}"
    )
    article = clean_capture(f"{above}\n\n{second}\n\n{shown}\n{shown}\n\n{third}", outlet)
    assert texts(article) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_long_heading_all_of_whose_words_the_text_says_is_its_own(outlet: str | None) -> None:
    first, second, third = BODY
    heading = "Petani Lembah Utara Panen Kopi Dua Pekan Lebih Awal daripada Tahun Lalu"
    said = "Panen kopi petani di lembah utara itu berlangsung selama tiga hari sampai gudang desa penuh, kata panitia."
    assert texts(read(outlet, first, second, heading, said, third)) == (first, second, heading, said, third)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_read_also_lines_part_no_sentences_of_one_text(outlet: str | None) -> None:
    also = (
        "Baca juga: Harga beras naik dua kali lipat",
        "Baca juga: Banjir merendam dua kecamatan di pesisir",
    )
    more = (
        "Pantai Melati, Nusa Tenggara Timur",
        "Kemungkinan turis bertemu dengan turis lain sangat kecil, kecuali dengan warga yang mencari ikan.",
    )
    parts = (
        *BODY,
        "Gunung Kenanga, Maluku",
        "Jalan ke puncaknya terjal dan licin, sehingga pendaki harus membawa tali sendiri dari rumah masing-masing.",
        "Danau Mawar, Papua",
        "Airnya jernih sampai dasar, dan perahu dapat disewa dari nelayan yang tinggal di tepi danau sepanjang tahun.",
    )
    assert texts(read(outlet, *parts, *also, *more)) == (*parts, *more)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_reports_for_which_medium_is_no_text(outlet: str | None) -> None:
    article = read(outlet, *BODY, "Laporan Rani Wulandari/ Kabar Desa")
    assert (texts(article), article.authors) == (BODY, ("Rani Wulandari",))


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("code", ["(RW)", "(FRI)", "[]"])
def test_initials_in_brackets_behind_the_last_sentence_are_no_text(outlet: str | None, code: str) -> None:
    first, second, third = BODY
    assert texts(read(outlet, first, second, f"{third} {code}")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_abbreviation_in_brackets_that_ends_a_sentence_stays(outlet: str | None) -> None:
    first, second, _ = BODY
    last = "Hasil panen disimpan di gudang desa sampai harga di tingkat pengepul membaik, kata ketua koperasi unit desa (KUD)"
    assert texts(read(outlet, first, second, last)) == (first, second, last)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("last", ["Pada S", "Namun, ke", "Menurut dia"])
def test_the_first_words_of_a_sentence_in_which_a_capture_breaks_off_are_text(
    outlet: str | None, last: str
) -> None:
    assert texts(read(outlet, *BODY, last)) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_sentence_full_of_names_is_no_title_of_another_article(outlet: str | None) -> None:
    first, second, third = BODY
    named = (
        "Mereka adalah Bagus Adi, Dewi Lestari, Rani Wulandari, dan Kepala Dusun Sumber Rejeki Joko Santoso"
    )
    assert texts(read(outlet, first, second, named, third)) == (first, second, named, third)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("by", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "last",
    [
        "Kemam",  # "Kemampuan …"
        "Sebelum panen",
        "Kepala Dinas Pertanian Pet",  # the text has "Petani"
        "Relawan dari Badan Penanggulangan Bencana (BPBD) Kabupaten S",
    ],
)
def test_a_few_words_in_which_a_capture_breaks_off_are_text(outlet: str | None, by: str, last: str) -> None:
    assert texts(read(outlet, *BODY, last, by=by)) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "last", ["Olahraga", "kopi", "Petani", "Rani Wulandari", "REUTERS", "#kopi", "KabarDesa.com"]
)
def test_a_label_or_a_name_behind_a_whole_text_is_no_text(outlet: str | None, last: str) -> None:
    assert texts(read(outlet, *BODY, last)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_capture_may_break_off_below_a_title_in_a_read_also_box(outlet: str | None) -> None:
    box = ("Baca Juga", "Viral Panen Raya di Lembah Selatan usai Malam Pergantian Tahun Baru")
    last = "Tetapi harga kopi belum membaik, kata petugas itu. Saa"
    article = read(outlet, *BODY, *box, last, by="\n")
    assert (texts(article), article.readAlso) == ((*BODY, last), box[1:])


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_stays_one_where_the_capture_breaks_off_below_it(outlet: str | None) -> None:
    article = read(outlet, *BODY, "Tidak Ada Gudang", "BPS menghitu")
    assert [(block.type, block.text) for block in article.body[-2:]] == [
        ("heading", "Tidak Ada Gudang"),
        ("paragraph", "BPS menghitu"),
    ]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_rows_that_a_short_line_announces_part_no_text(outlet: str | None) -> None:
    rows = (
        "Petugas mencatat tiga kebutuhan:",
        "bahan bakar;",
        "rak yang tahan air laut;",
        "seorang mekanik tetap.",
    )
    last = "Dinas setempat membagikan lembar geomembran agar garam lebih cepat mengkristal di tambak."
    assert texts(read(outlet, *BODY, *rows, last)) == (*BODY, *rows, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_rows_that_a_colon_announces_part_no_text(outlet: str | None) -> None:
    rows = (
        "Fasilitas yang tersedia di gudang:",
        "Area cuci",
        "Bengkel 24 jam",
        "Gerbang otomatis",
        "Tentang Koperasi",
    )
    last = "Berdiri pada 1994, perusahaan mengoperasikan 23 kapal dan tujuh depo peti kemas di Indonesia."
    assert texts(read(outlet, *BODY, *rows, last)) == (*BODY, *rows, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_last_of_rows_in_lower_case_is_no_heading(outlet: str | None) -> None:
    rows = ("Buah kopi mengandung:", "Kalium lebih banyak", "Zat besi lebih tinggi dari bayam")
    article = read(outlet, BODY[0], *rows, *BODY[1:], by="\n")
    assert [block.type for block in article.body] == ["paragraph"] * 6


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    "last", ['Rani melanjutkan "Alha', "Petani itu berkata, “Kopi", "Dilansir T", "Menurutnya, ha"]
)
def test_a_capture_may_break_off_in_a_quotation_or_behind_a_verb(outlet: str | None, last: str) -> None:
    assert texts(read(outlet, *BODY, last, by="\n")) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_right_of_reply_ends_the_text(outlet: str | None) -> None:
    notice = (
        "Tetap Terhubung Dengan Kami:",
        "CATATAN REDAKSI: Apabila Ada Pihak Yang Merasa Dirugikan Dan/Atau Keberatan Dengan Berita Ini, Anda Dapat Mengirimkan Sanggahan,",
        "Sebagaimana Diatur Dalam Pasal (1) Ayat (11) Undang-Undang Nomor 40 Tahun 1999 Tentang Pers.",
    )
    assert texts(read(outlet, *BODY, *notice, by="\n")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_rows_with_dashes_and_what_announces_them_are_no_headings(outlet: str | None) -> None:
    rows = (
        "1. Kecamatan dengan panen tertinggi:*",
        "– Lembah Utara (Sleman): 26,98%",
        "– Lembah Timur: 29,70%",
    )
    article = read(outlet, BODY[0], *rows, *BODY[1:], by="\n")
    assert [(block.type, block.text) for block in article.body[1:4]] == [("paragraph", row) for row in rows]


def test_a_last_line_with_the_words_of_the_headline_is_a_synopsis() -> None:
    title = "Lima Ton Kopi Lembah Utara Rencananya Dikirim ke Semarang"
    last = (
        "Koperasi menyiapkan pengiriman lima ton kopi lembah utara yang rencananya akan dikirim ke Semarang."
    )
    told = (
        "Kopi itu rencananya dikirim ke Semarang setelah disimpan di gudang koperasi dua pekan, kata Rani.",
    )
    article = clean_capture(
        "\n".join((title, f"jpnn.com, SLEMAN - {BODY[0]}", *told, *BODY[1:], last)), "jpnn"
    )
    assert texts(article) == (BODY[0], *told, *BODY[1:])


@pytest.mark.parametrize("outlet", [None, "kompas", "jpnn", "tempo"])
@pytest.mark.parametrize("by", ["\n", "\n\n"])
@pytest.mark.parametrize("above", [(TITLE,), ()])
@pytest.mark.parametrize(
    "text",
    [
        ("1. Gudang desa", BODY[0], "2. Lumbung kayu", BODY[1], "3. Karung rami"),
        ("4. Gudang desa", BODY[0], "5. Lumbung kayu", *BODY[1:]),
        (
            "2. Gudang desa",
            BODY[0],
            "3. Lumbung kayu",
            *BODY[1:],
            "4. Karung Rami dari Jepara",
            "Karung rami men",
        ),
    ],
)
def test_numbered_headings_begin_and_end_a_text(
    outlet: str | None, by: str, above: tuple[str, ...], text: tuple[str, ...]
) -> None:
    article = clean_capture(by.join((*above, *text)), outlet)
    assert (article.headline, texts(article)) == (above[0] if above else None, text)
    assert all((block.type == "heading") == block.text[0].isdigit() for block in article.body)


def test_a_synopsis_may_be_cut_off_behind_the_desk_code() -> None:
    last = (
        "HUJAN disertai angin kencang melanda kebun, Minggu (27/12). Meski hanya sebentar, sejumlah pohon di"
    )
    text = "\n".join((TITLE, f"jpnn.com, SLEMAN - {BODY[0]}", BODY[1], f"{BODY[2]} (*/no/mas)", last))
    assert texts(clean_capture(text, "jpnn")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_in_lower_case_stays_one_where_the_capture_breaks_off_below_it(outlet: str | None) -> None:
    parts = (
        *BODY,
        "Penanganan hama kopi di lembah",
        "Isu hama kopi masih mendominasi pemberitaan di lembah dan",
    )
    assert [block.type for block in read(outlet, *parts).body[-2:]] == ["heading", "paragraph"]


@pytest.mark.parametrize("outlet", OUTLETS)
def test_one_letter_in_which_a_capture_breaks_off_is_text_and_a_buttons_is_not(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY, "D", by="\n")) == (*BODY, "D")
    assert texts(read(outlet, *BODY, "X", by="\n")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_capture_may_break_off_below_a_numbered_heading_and_its_picture(outlet: str | None) -> None:
    head, last = (
        "1. Gudang desa siap menampung 181,5 ton kopi dari lembah",
        "Lonjakan panen membuat koperasi terus",
    )
    article = read(outlet, *BODY, head, f"{TITLE}KD/Humas Koperasi", last)
    assert texts(article) == (*BODY, head, last)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("code", [" (900)", " (*/Rani W)"])
def test_numbers_and_names_behind_an_asterisk_close_the_text(outlet: str | None, code: str) -> None:
    parts = (*BODY[:2], BODY[2] + code, "More Stories", "Harga Kopi Dunia Naik Dua Kali Lipat")
    assert texts(read(outlet, *parts)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_long_sentence_may_break_off_below_the_title_of_another_article(outlet: str | None) -> None:
    other = "Bank Daerah Lakukan Upaya Preventif Agar Pasokan Uang Tetap Aman di Musim Liburan"
    last = "Petugas penyuluh juga memberi contoh bahwa hujan yang turun teratur membuat buah kopi di lembah utara masak serempak atau"
    assert texts(read(outlet, *BODY, other, last, by="\n")) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_below_the_announcement_of_a_video_is_one(outlet: str | None) -> None:
    parts = (
        *BODY,
        "Saksikan video pilihan berikut ini:",
        "Ada Sekitar 120 Petani",
        "Pagi ini, panen kopi di lembah terpantau meningkat. Petani",
    )
    article = read(outlet, *parts)
    assert [block.type for block in article.body[-2:]] == ["heading", "paragraph"]


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("by", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "last",
    [
        "Ketua Koperasi Rani Wulandari meminta harga di",  # a preposition
        "Terkait Gudang Baru Koperasi Desa Wukirsari, Petugas menunggu d",  # a letter
        "Kepada Kabar Desa, Bupati Sleman Rani Wulandari mengatakan dua",  # a reporter's verb
        "Perkiraan Harga Kopi:",
    ],
)
def test_the_capture_breaks_off_in_what_no_title_ends_with(outlet: str | None, by: str, last: str) -> None:
    assert texts(read(outlet, *BODY, last, by=by)) == (*BODY, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_letters_of_an_abbreviation_in_which_a_capture_breaks_off_are_text(outlet: str | None) -> None:
    told = (
        "Badan Penyuluhan Pertanian Daerah (BPPD) mencatat panen di lembah itu naik dua kali lipat tahun ini."
    )
    assert texts(read(outlet, *BODY, told, "BPP")) == (*BODY, told, "BPP")
    assert texts(read(outlet, *BODY, told, "LPD")) == (*BODY, told)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_short_sentence_does_not_hide_that_the_capture_breaks_off_below_it(outlet: str | None) -> None:
    parts = (*BODY, "Namun, harga belum naik.", '"Kami menunggu kabar dari pengepul yang m')
    assert texts(read(outlet, *parts, by="\n")) == parts


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_lead_once_more_at_the_end_of_a_capture_is_no_text(outlet: str | None) -> None:
    again = (OPENINGS[outlet] + BODY[0])[:75].rsplit(" ", 1)[0] + " di"
    lead = f"{OPENINGS[outlet]}{BODY[0]}".replace(again[:-3] + " ", f"{again} ")
    article = clean_capture(
        "\n\n".join((TITLE, lead, *BODY[1:], "Baca juga: Harga Kopi Naik", again)), outlet
    )
    assert again not in texts(article)
    assert len(article.body) == 3


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_next_heading_of_a_list_is_text_though_the_capture_has_nothing_of_its_part(
    outlet: str | None,
) -> None:
    listed = ("1. Lembah Utara", BODY[1], "2. Lembah Selatan", BODY[2], "3. Lembah Timur")
    article = read(
        outlet, BODY[0], *listed, "Berita Terkait", "Harga Kopi Dunia Naik Dua Kali Lipat", by="\n"
    )
    assert texts(article) == (BODY[0], *listed)
    other = read(
        outlet, BODY[0], *listed[:4], "7. Lembah Timur", "Berita Terkait", "Harga Kopi Naik", by="\n"
    )
    assert texts(other) == (BODY[0], *listed[:4])


SONG = (
    ("Embun turun di kebun kopi", "kau menunggu di ujung jalan", "hujan pun datang lagi"),
    ("Biar lembah menjadi saksi", "aku pulang membawa janji", "tak kulupa pagi itu"),
)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_song_that_a_text_announces_is_part_of_it(outlet: str | None) -> None:
    told = "Petani di lembah utara menyanyikan lagu baru; berikut lirik lagu itu selengkapnya, kata ketua kelompok."
    lines = [line for verse in SONG for line in verse]
    assert texts(read(outlet, *BODY, told, *lines, by="\n")) == (*BODY, told, *lines)
    verses = ["\n".join(verse) for verse in SONG]
    joined = tuple(" ".join(verse) for verse in SONG)  # a line break is a blank
    behind = "Simak breaking news dan berita pilihan kami langsung di ponselmu. Pilih saluran WhatsApp kami: https://wa.example/1"
    assert texts(read(outlet, *BODY, told, *verses, behind)) == (*BODY, told, *joined)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_short_lines_behind_a_text_that_speaks_of_no_song_are_none(outlet: str | None) -> None:
    lines = [line for verse in SONG for line in verse]
    assert texts(read(outlet, *BODY, *lines, by="\n")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_parts_of_a_song_tell_that_it_is_one(outlet: str | None) -> None:
    lines = ["Verse 1:", *SONG[0], "Chorus", *SONG[1]]
    assert texts(read(outlet, *BODY, *lines, by="\n")) == (*BODY, *lines)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("code", [" (rls/*)", " ***"])
def test_stars_close_the_text(outlet: str | None, code: str) -> None:
    *rest, third = BODY
    assert texts(read(outlet, *rest, third + code)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_name_behind_stars_signs_the_text(outlet: str | None) -> None:
    *rest, third = BODY
    article = read(outlet, *rest, f"{third}***(Rani)")
    assert (texts(article), article.authors) == (BODY, ("Rani",))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_matches_with_bullets_of_which_the_text_tells_are_text(outlet: str | None) -> None:
    told = "Kabar Desa merangkum lima pertemuan terakhir antara Persileman melawan Kendal FC di lembah utara sejak lama."
    results = ("12 Februari 2023: Persileman 2 – 0 Kendal", "28 Agustus 2022: Kendal 0 – 1 Persileman")
    article = read(outlet, *BODY, told, "5 Pertemuan Terakhir", "\n".join(f"  • {x}" for x in results))
    assert texts(article) == (*BODY, told, "5 Pertemuan Terakhir", *results)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_pull_quote_is_no_text_where_the_quotation_is(outlet: str | None) -> None:
    pulled = "Mudah-mudahan panen ini bisa selesai dalam satu pekan"
    said = f'"{pulled}. Sejauh ini tidak ada kendala yang berarti bagi kami," kata ketua kelompok tani di lembah.'
    for shown in (pulled, f"“{pulled}.”"):
        assert texts(read(outlet, BODY[0], shown, BODY[1], said, by="\n")) == (*BODY[:2], said)
    other = "Mudah-mudahan Jalan Baru ke Gudang"  # of which nobody says anything: a heading
    assert other in texts(read(outlet, BODY[0], other, BODY[1], said, by="\n"))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_paragraph_above_an_ad_is_not_there_twice(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY[:2], "Advertisement", BODY[1], BODY[2])) == BODY
    twice = (*BODY[:2], BODY[1], BODY[2])  # what a text itself says twice
    assert texts(read(outlet, *twice)) == twice


@pytest.mark.parametrize("outlet", OUTLETS)
def test_words_of_the_headline_in_lower_case_are_a_picture(outlet: str | None) -> None:
    assert texts(read(outlet, *BODY[:2], "petani memanen kopi", BODY[2])) == BODY
    assert "petani menjual kopi" in texts(read(outlet, *BODY[:2], "petani menjual kopi", BODY[2]))


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("label", ["Baca jug", "Simak ju", "BACA JUG"])
def test_a_label_that_breaks_off_is_no_text(outlet: str | None, label: str) -> None:
    assert texts(read(outlet, *BODY, label, by="\n")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_one_result_of_those_of_whom_the_text_tells_is_text(outlet: str | None) -> None:
    told = (
        "Pertandingan antara Persileman melawan Kendal digelar di stadion lembah utara pada Senin sore besok."
    )
    ends = ("Prediksi Skor Akhir", "Persileman 2-1 Kendal")
    assert texts(read(outlet, *BODY, told, "Baca juga: Harga Kopi Naik", *ends)) == (*BODY, told, *ends)
    other = ("Skor Pekan Lalu", "Bantul United 2-1 Magelang")
    assert texts(read(outlet, *BODY, told, "Baca juga: Harga Kopi Naik", *other)) == (*BODY, told)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_picture_in_the_text_may_be_credited_in_english(outlet: str | None) -> None:
    shown = "Gudang koperasi di lembah. (Doc: Kabar Desa/ Rani)"
    assert texts(read(outlet, BODY[0], shown, *BODY[1:])) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_a_word_in_capitals_heads_twice_in_a_row_is_a_caption(outlet: str | None) -> None:
    shown = "MERIAH. Suasana panen kopi di lembah tampak meriah."
    assert texts(read(outlet, BODY[0], shown, shown, *BODY[1:])) == BODY
    assert texts(read(outlet, *BODY, shown, shown[:-8])) == BODY  # the second is cut off


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_site_that_is_the_source_of_the_text_is_no_credit_of_a_caption(outlet: str | None) -> None:
    *rest, third = BODY
    last = "Petani dan pemetik di lembah utara menunggu harga kopi di tingkat pengepul membaik, kata ketua kelompok tani itu."
    article = read(outlet, *rest, third, f"{last} (Sumber: KabarDesa.com)")
    assert texts(article)[-1] == last


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_list_is_no_list_of_titles_though_what_follows_speaks_of_something_else(outlet: str | None) -> None:
    items = (
        "Cuka putih 200 ml",
        "Sikat gigi bekas",
        "Kain lap berserat halus",
        "Ember: Rp 45.000",
        "Rak besi: Rp 90.000",
    )
    after = "Muatan berlebih membuat sabuk melar, dan tagihan listrik naik pula."
    assert texts(read(outlet, *BODY, *items, after)) == (*BODY, *items, after)
    titles = ("Harga Emas Naik Lagi", "Tiga Kapal Baru Tiba di Bitung", "Siapa Pemilik Dermaga Itu")
    assert texts(read(outlet, *BODY, *titles, after)) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_read_also_line_in_brackets_may_have_a_semicolon(outlet: str | None) -> None:
    glued = f"{BODY[1]} (Baca juga; Harga Kopi Dunia Naik Dua Kali Lipat )"
    article = read(outlet, BODY[0], glued, BODY[2])
    assert (texts(article), article.readAlso) == (BODY, ("Harga Kopi Dunia Naik Dua Kali Lipat",))


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_desk_in_brackets_closes_the_text(outlet: str | None) -> None:
    *rest, third = BODY
    assert texts(read(outlet, *rest, f"{third} (tim redaksi)", by="\n")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize(
    ("heading", "last"),
    [
        (
            "Waspada Kabar Bohong",
            "Di tengah panen, sempat beredar video yang menarasikan gudang Koperasi Lemb",
        ),
        ("Kesaksian Pemetik", "Truk yang ditumpangi P"),
    ],
)
def test_a_sentence_that_breaks_off_below_a_heading_is_text(
    outlet: str | None, heading: str, last: str
) -> None:
    assert texts(read(outlet, *BODY, heading, last, by="\n")) == (*BODY, heading, last)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_heading_whose_words_the_text_has_is_one_though_the_capture_breaks_off_at_it(
    outlet: str | None,
) -> None:
    heading = "Pemetik Bekerja Sejak Pagi"
    read_also = "Baca juga: Harga Kopi Dunia Naik Dua Kali Lipat"
    assert texts(read(outlet, *BODY, read_also, heading)) == (*BODY, heading)
    assert texts(read(outlet, *BODY, read_also, "Pemetik Teh Bekerja Malam")) == BODY


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_line_up_whose_lines_close_with_semicolons_is_text(outlet: str | None) -> None:
    ends = (
        "Susunan Pemain Persileman vs Kendal:",
        "Persileman (4-3-3)",
        "Rani;",
        "Bagus, Adi, Wulan;",
        "Pelatih: Dwi",
    )
    assert texts(read(outlet, *BODY, *ends)) == (*BODY, *ends)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_who_plays_is_no_title_of_another_article(outlet: str | None) -> None:
    team = "Persileman Raya: Rani Wulandari, Bagus Adi, Dwi Lestari, Eka Putra, Gita Wardani, Hadi Santosa"
    parts = (*BODY[:2], "Prediksi Susunan Pemain", team, BODY[2])
    assert texts(read(outlet, *parts)) == parts


@pytest.mark.parametrize("outlet", OUTLETS)
def test_what_a_picture_shows_has_its_source_below_it(outlet: str | None) -> None:
    shown = "Ketua Koperasi, Rani Wulandari Lestari"
    source = "Sumber :\n  • Kabar/Bagus Adi"
    article = read(outlet, *BODY[:2], shown, source, BODY[2])
    assert texts(article) == BODY
    above = clean_capture(
        "\n\n".join((TITLE, f"{shown}\n{source}", OPENINGS[outlet] + BODY[0], *BODY[1:])), outlet
    )
    assert (above.headline, texts(above)) == (TITLE, BODY)
    bare = clean_capture("\n\n".join((TITLE, source, OPENINGS[outlet] + BODY[0], *BODY[1:])), outlet)
    assert bare.headline == TITLE  # the picture has no caption


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_title_that_was_read_also_breaks_nothing_off(outlet: str | None) -> None:
    title = "Harga Emas Batangan Hari Ini Turun Dua Persen Lagi"
    assert texts(read(outlet, *BODY[:2], f">> Berita lainnya: {title}", BODY[2], title)) == BODY


def test_a_list_article_costs_no_more_than_it_is_long() -> None:
    titles = ("Harga Emas Naik Lagi", "Tiga Kapal Baru Tiba di Bitung", "Siapa Pemilik Dermaga Itu")

    def cost(count: int) -> int:
        parts = [
            line
            for number in range(count)
            for line in (*titles, f"{number % 90 + 1}. Cara Merawat Kopi", *BODY[number % 3 : number % 3 + 1])
        ]
        text = "\n".join((TITLE, *BODY, *parts))
        return work(lambda: clean_capture(text, None), lines=False)

    assert grows_linearly(cost, 120)
