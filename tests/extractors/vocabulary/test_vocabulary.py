"""The vocabulary: what it takes off, and what it must leave alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.article import Image
from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also, sentences

# -- whole blocks ----------------------------------------------------------------------------------------

BLOCKS = """
read_also  | Baca Juga: Pasar Ikan Dibuka Lagi
read_also  | Baca juga : Pasar Ikan Dibuka Lagi
read_also  | BACA JUGA: Pasar Ikan Dibuka Lagi
read_also  | BACA ARTIKEL LAINNYA... Pasar Ikan Dibuka Lagi
read_also  | Baca: Pasar Ikan Dibuka Lagi
read_also  | Simak Juga: Pasar Ikan Dibuka Lagi
read_also  | Lihat juga: Pasar Ikan Dibuka Lagi
read_also  | Pilihan Editor: Pasar Ikan Dibuka Lagi
read_also  | Selanjutnya: Pasar Ikan Dibuka Lagi
read_also  | Menarik Dibaca: Pasar Ikan Dibuka Lagi
read_also  | Baca: Kapan Pasar Ikan Dibuka Lagi?
read_also  | Baca Juga
ad         | Iklan
ad         | IKLAN
ad         | Advertising
ad         | Advertisement
ad         | AdvertisementIklan
ad         | Scroll Untuk Melanjutkan
ad         | Scroll ke bawah untuk melanjutkan membaca
ad         | ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT
ad         | Baca berita dengan sedikit iklan, klik di sini
ad         | Baca berita dengan sedikit iklan, klik disini
ad         | Lanjutkan membaca artikel di bawah
paywall    | Berlangganan untuk lanjutkan membaca.
paywall    | Sudah berlangganan? Masuk di sini
paywall    | Ini Artikel Spesial
paywall    | Akses edisi mingguan dari Tahun 1971
chrome     | Cek Berita dan Artikel yang lain di Google News
chrome     | Silakan baca konten menarik lainnya dari Kabar Kampung di Google News
chrome     | Halaman selanjutnya>>>
chrome     | Halaman: 1 2 3
chrome     | 1 2 3 4
chrome     | Perbesar
chrome     | Topik:
chrome     | Yuk, Simak Juga Video ini!
chrome     | Video Terpopuler Hari ini:
chrome     | ***
chrome     | Copyright © 2021 Kabar Kampung
chrome     | Dapatkan kabar pilihan setiap hari. Mari bergabung di Grup Telegram “Kabar Kampung”, caranya klik tautan https://t.me/contoh
disclaimer | IDN Times Community adalah media yang menyediakan platform untuk menulis. Semua karya tulis yang dibuat adalah sepenuhnya tanggung jawab dari penulis.
author_bio | Member IDN Times Community ini masih malu-malu menulis tentang dirinya
source     | Artikel ini telah tayang di Kabar Kampung dengan judul Pasar Ikan Dibuka Lagi
"""

TEXT = """
“Baca juga aturan barunya,” kata Rahmat.
"Baca juga: lampiran kedua," tulis Rahmat.
'Baca juga' adalah judul rubrik di majalah itu.
Baca juga bisa dilakukan sambil menunggu perahu.
Baca doa bersama digelar di alun-alun pada Jumat pagi.
Iklan rokok di tepi jembatan diturunkan petugas.
Iklan itu berbunyi: beli dua dapat satu.
Selanjutnya, papan diganti satu per satu.
Selanjutnya Rahmat meninjau dermaga.
Warga pun bersorak.
Tidak ada jawaban.
Cukup.
Simak penjelasan Rahmat berikut ini.
Video itu ditonton ribuan orang dalam sehari.
Foto itu diambil pada 1987.
Halaman sekolah itu becek.
Halaman belakang rumahnya menjadi kolam.
Berlangganan koran masih menjadi kebiasaannya.
Berlangganan air bersih kini lebih mudah.
Editor buku itu pernah tinggal di kampung ini.
Sumber air terdekat berjarak dua kilometer.
Terkait hal itu, warga diminta bersabar.
Berita itu belum dapat dipastikan.
Lihat saja nanti.
Bagikan beras itu, kata ibunya.
Komentar Rahmat tentang hal itu singkat saja.
Next time, kata dia, jembatannya akan lebih kuat.
Copyright atas lagu itu dipegang keluarganya.
Ikuti saya, katanya.
Telegram itu tiba tiga hari kemudian.
Grup Telegram warga ramai sejak pagi karena foto jembatan itu beredar.
Rekomendasi itu disampaikan kepada wali kota.
Adalah jembatan gantung itu yang dibangun pertama kali.
Artikel ini membahas cara merawat papan kayu.
""".strip().split("\n")


@pytest.mark.parametrize("row", BLOCKS.strip().split("\n"))
def test_a_block_that_is_no_text_is_named(row: str) -> None:
    label, _, text = row.partition("|")
    verdict = furniture.classify(text.strip())
    assert verdict is not None and verdict.label == label.strip(), verdict


@pytest.mark.parametrize("text", TEXT)
def test_what_an_article_says_is_no_chrome(text: str) -> None:
    assert furniture.classify(text) is None
    assert not bylines.is_byline(text)
    assert not picture_credits.is_caption(text)
    assert not furniture.is_related_heading(text)
    assert not furniture.is_share_bar(text)
    assert bylines.agencies(text) == bylines.source_line(text) == bylines.signature(text) == ()
    assert endings.desk_code_start(text) is None
    assert read_also.split_read_also(text) == (text, ())


@pytest.mark.parametrize(
    "text, titles",
    [
        ("Baca Juga: Pasar Ikan Dibuka Lagi", ("Pasar Ikan Dibuka Lagi",)),
        ("Baca Juga: Pasar Ikan Dibuka Lagi [4 Mei 2021]", ("Pasar Ikan Dibuka Lagi",)),
        ("BACA ARTIKEL LAINNYA... Pasar Ikan Dibuka Lagi", ("Pasar Ikan Dibuka Lagi",)),
        ("Baca Juga:", ()),
    ],
)
def test_a_read_also_line_gives_its_title(text: str, titles: tuple[str, ...]) -> None:
    verdict = furniture.classify(text)
    assert verdict is not None and verdict.titles == titles
    assert verdict.opens_box == (titles == ())


def test_links_decide_where_a_page_shows_them() -> None:
    title = "Pasar Ikan Dibuka Lagi"
    linked = furniture.classify(f"Baca {title}", links=(title,), plain="Baca")
    assert linked is None  # a label without its colon is a word
    linked = furniture.classify(f"Baca: {title}", links=(title,), plain="Baca:")
    assert linked is not None and linked.titles == (title,)
    assert furniture.classify(f"Baca: {title}", links=(), plain=f"Baca: {title}") is None


# -- people ----------------------------------------------------------------------------------------------

PEOPLE = [
    ("Reporter: Sari Anggraini", "Sari Anggraini", "", ""),
    ("Reporter: Sari Anggraini | Editor: Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Reporter: Sari Anggraini, Tono Prakoso | Editor: Wira", "Sari Anggraini+Tono Prakoso", "Wira", ""),
    ("Sumber: Yahoo News | Editor: Wira Saputra", "", "Wira Saputra", "Yahoo News"),
    ("Redaktur & Reporter : Antoni", "Antoni", "Antoni", ""),
    ("Redaktur : Antoni Reporter : Budi", "Budi", "Antoni", ""),
    ("Penulis: Sari dan Tono", "Sari+Tono", "", ""),
    ("Sari Anggraini", "Sari Anggraini", "", ""),
    ("Editor: Budi Santoso, S.H., M.H.", "", "Budi Santoso, S.H., M.H.", ""),
    ("Oleh: Kabar Kampung", "", "", ""),
]


@pytest.mark.parametrize("line, authors, editors, sources", PEOPLE)
def test_people_of_a_byline(line: str, authors: str, editors: str, sources: str) -> None:
    people = bylines.parse_people((line,), own_names=("Kabar Kampung",))
    found = [people.authors, people.editors, people.sources]
    assert found == [[x for x in names.split("+") if x] for names in (authors, editors, sources)]


def test_a_role_on_a_line_of_its_own_holds_for_the_names_below() -> None:
    people = bylines.parse_people(("Reporter", "Sari Anggraini", "Editor", "Wira Saputra"))
    assert (people.authors, people.editors) == (["Sari Anggraini"], ["Wira Saputra"])


@pytest.mark.parametrize("line", [line for line, *_ in PEOPLE if ":" in line])
def test_a_byline_is_one(line: str) -> None:
    assert bylines.is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sari Anggraini",
        "Editor: jangan lupa menutup pintu setelah semua orang pulang.",
        "Reporter: apakah Anda melihat sendiri kejadian itu?",
        "Sumber: data itu diolah dari laporan tahunan dan belum diaudit siapa pun sampai hari ini",
        "Oleh karena itu, warga diminta bersabar.",
        "By the river stands an old bridge.",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert not bylines.is_byline(line)


@pytest.mark.parametrize(
    "text, name",
    [
        ("Lestari Putri Photo Verified Writer Lestari Putri", "Lestari Putri"),
        ("Lestari Photo Community Writer Lestari", "Lestari"),
        ("Lestari Putri Photo Lestari Putri", "Lestari Putri"),
        ("Lestari Putri Photo Verified Writer Bagas", None),
        ("Lestari suka memotret.", None),
    ],
)
def test_the_remains_of_an_authors_box(text: str, name: str | None) -> None:
    assert bylines.author_box(text) == name


# -- credits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, names",
    [
        ("REUTERS", ("REUTERS",)),
        ("REUTERS | ANTARA", ("REUTERS", "ANTARA")),
        ("ANTARA, BBC Indonesia", ()),
        ("Sumber: REUTERS", ("REUTERS",)),
        ("AL JAZEERA", ("AL JAZEERA",)),
        ("Reuters melaporkan hal itu pada Sabtu.", ()),
        ("ANTARA LAIN", ()),
        ("TIMNAS", ()),
    ],
)
def test_agencies_of_a_line_that_is_nothing_else(text: str, names: tuple[str, ...]) -> None:
    assert bylines.agencies(text) == names


@pytest.mark.parametrize(
    "text, names",
    [
        ("Sumber: Antara", ("Antara",)),
        ("Sumber Antara", ("Antara",)),
        ("Sumber Jawa Pos", ("Jawa Pos",)),
        ("Sumber air terdekat", ()),
        ("Sumber dana itu dari pusat.", ()),
    ],
)
def test_a_source_line(text: str, names: tuple[str, ...]) -> None:
    assert bylines.source_line(text) == names


@pytest.mark.parametrize(
    "text, names",
    [
        ("DEWI LARASATI", ("DEWI LARASATI",)),
        ("DEWI LARASATI, SENO ADI (BOGOR)", ("DEWI LARASATI", "SENO ADI")),
        ("DEWI LARASATI | SENO ADI", ("DEWI LARASATI", "SENO ADI")),
        ("Dewi Larasati", ()),
        ("DEWI meninjau jembatan.", ()),
    ],
)
def test_a_signature_in_capitals(text: str, names: tuple[str, ...]) -> None:
    assert bylines.signature(text) == names


@pytest.mark.parametrize(
    "text, kept",
    [
        ("Warga lega. (boy/jpnn)", "Warga lega."),
        ("Warga lega.(sha/c7/jpnn)", "Warga lega."),
        ("“Kami lega.” (ant/dil/jpnn)", "“Kami lega.”"),
        ("''Kami lega'' (dms)", "''Kami lega''"),
        ("Warga lega. (E-2)", "Warga lega."),
        ("(boy/jpnn)", ""),
        ("Lajunya 10 kilometer per jam (km/jam)", None),
        ("Rapat digelar di dewan (DPR)", None),
        ("Rapat digelar Selasa (31/8)", None),
        ("Rapat digelar Selasa (31/8).", None),
        ("Ia tertawa (haha) lalu pergi.", None),
    ],
)
def test_a_desk_code_counts_behind_a_sentence_only(text: str, kept: str | None) -> None:
    start = endings.desk_code_start(text)
    assert (None if start is None else text[:start].rstrip()) == kept


def test_an_outlets_own_code_may_stand_behind_a_sentence_without_its_full_stop() -> None:
    code = re.compile(r"\s*\([a-z/]+/jpnn\)$")
    assert endings.desk_code_start("Warga lega (boy/jpnn)") is None
    assert endings.desk_code_start("Warga lega (boy/jpnn)", code) == len("Warga lega")


# -- captions --------------------------------------------------------------------------------------------

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
    ("Kapal bersandar di dermaga. TEMPO/Ana Bela", "Kapal bersandar di dermaga.", "TEMPO/Ana Bela"),
]


@pytest.mark.parametrize("text, shown, credit", CAPTIONS)
def test_the_credit_of_a_caption_is_split_off(text: str, shown: str, credit: str) -> None:
    assert picture_credits.caption(text, lead=True) == Image(shown, credit, True)
    assert picture_credits.is_caption(text)


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


# -- where markup cannot be seen -------------------------------------------------------------------------

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


@pytest.mark.parametrize(
    "text, titled",
    [
        ("Jembatan Gantung Kampung Seberang Mulai Diperbaiki", True),
        ("Rusia Serang Mal di Ukraina saat Jam Ramai, 13 Warga Sipil Tewas", True),
        ("Apa Itu Jembatan Gantung?", True),
        ("Jembatan gantung mulai diperbaiki", False),
        ("Warga Kampung Seberang menunggu perahu.", False),
        ("Pasar Ikan", False),
    ],
)
def test_headlines_are_written_in_capitals(text: str, titled: bool) -> None:
    assert sentences.is_titled(text) is titled


@pytest.mark.parametrize(
    "text", ["Berita terkait", "BERITA TERKAIT", "TERBARU", "Berita Terkini Lainnya", "Komentar"]
)
def test_headings_of_lists_of_other_articles(text: str) -> None:
    assert furniture.is_related_heading(text)


@pytest.mark.parametrize(
    "text, bar",
    [
        ("Facebook Twitter Whatsapp Telegram", True),
        ("Facebook Kabar Twitter Kabar Pinterest Kabar Whatsapp Kabar", True),
        ("Ia aktif di Facebook, Twitter, dan Instagram.", False),
        ("Facebook", False),
    ],
)
def test_a_share_bar(text: str, bar: bool) -> None:
    assert furniture.is_share_bar(text) is bar


# -- properties ------------------------------------------------------------------------------------------


@given(st.text(min_size=1, max_size=300))
def test_nothing_raises(text: str) -> None:
    furniture.classify(text)
    bylines.is_byline(text)
    bylines.parse_people((text,))
    picture_credits.caption(text)
    picture_credits.is_caption(text)
    endings.desk_code_start(text)
    bylines.agencies(text), bylines.source_line(text), bylines.signature(text)
    bylines.author_box(text)
    left, titles = read_also.split_read_also(text)
    assert titles or left == text


@pytest.mark.parametrize(
    "piece", ["(", "[", "/", "Baca juga: ", "A/", "Foto: ", "a. (", "google news ", "A B/C "]
)
def test_no_pattern_takes_for_ever(piece: str) -> None:
    text = piece * (400 // len(piece))
    for _ in range(20):
        furniture.classify(text[:420])
        picture_credits.is_caption(text)
        picture_credits.caption(text)
        endings.desk_code_start(text)
        read_also.split_read_also(text)


@pytest.mark.parametrize(
    "text",
    [
        "Baca selengkapnya di halaman berikutnya",
        "Simak selengkapnya di halaman selanjutnya.",
        "Halaman 2 dari 3",
        "Dilarang keras mengambil konten di situs ini tanpa izin tertulis.",
    ],
)
def test_pointers_to_a_next_page_and_notices_to_crawlers_are_no_text(text: str) -> None:
    assert furniture.classify(text, plain=text)


def test_a_bare_video_address_is_what_the_text_says_and_a_title_is_not() -> None:
    assert furniture.classify("Video: https://video.example/lebah", plain="Video:") is None
    assert furniture.classify("Video: Lebah Pulang ke Sarang", plain="Video: Lebah Pulang ke Sarang")


def test_a_byline_may_name_its_medium() -> None:
    line = "Laporan Wartawan Tribunnews.com, Ani Rahma"
    assert bylines.is_byline(line)
    assert bylines.parse_people([line]).authors == ["Ani Rahma"]
    assert not bylines.is_byline("Laporan wartawan itu, menurut polisi, belum lengkap")


def test_a_copyright_line_behind_a_byline_names_nobody() -> None:
    people = bylines.parse_people(["Pewarta: Ani Rahma", "Editor: Budi", "COPYRIGHT © ANTARA 2019"])
    assert (people.authors, people.editors) == (["Ani Rahma"], ["Budi"])


def test_rep_and_red_are_reporter_and_editor() -> None:
    people = bylines.parse_people(["Rep: Ani Rahma/ Red: Budi"])
    assert (people.authors, people.editors) == (["Ani Rahma"], ["Budi"])


def test_an_illustration_is_no_credit() -> None:
    image = picture_credits.caption("Jamaah berjalan kaki (Ilustrasi)")
    assert image and (image.text, image.credit) == ("Jamaah berjalan kaki (Ilustrasi)", None)


VOCABULARY = (
    "_STRONG_LABEL",
    "_WEAK_LABEL",
    "_LINKED_LABEL",
    "_ORNAMENT",
    "_AD",
    "_PAYWALL",
    "_PROMPT",
    "_DISCLAIMER",
    "_BIO",
    "_REPUBLISHED",
)


@pytest.mark.parametrize("name", VOCABULARY)
@given(st.data())
def test_no_text_that_a_pattern_knows_is_spared_by_its_first_letters(name: str, data: st.DataObject) -> None:
    text = data.draw(
        st.from_regex(getattr(furniture, name, None) or getattr(read_also, name), fullmatch=True)
    ).strip()
    assert not text or furniture._may_be_boilerplate(text)


# -- what thousands of served pages showed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("Kontributor Jawa Tengah, Sari Dewi", ["Sari Dewi"], []),
        ("Kontributor Solo, Sari Dewi, Kontributor Bali, Made Arta", ["Sari Dewi", "Made Arta"], []),
        ("(Penulis Sari Dewi | Editor Made Arta)", ["Sari Dewi"], ["Made Arta"]),
        ("Tim Contoh - contohNews", [], []),
    ],
)
def test_places_teams_and_bars_in_bylines(line: str, authors: list[str], editors: list[str]) -> None:
    people = bylines.parse_people([line], own_names=["Tim Contoh"])
    assert (people.authors, people.editors) == (authors, editors)


def test_the_house_itself_is_a_source_and_never_an_author() -> None:
    people = bylines.parse_people(["Sumber: Contoh.com"], own_names=["Contoh.com"])
    assert people.sources == ["Contoh.com"]


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
