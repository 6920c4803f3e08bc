"""Plain-text captures in the forms in which pages of these outlets are met, with wording of our own.

A case is written with what each line is in front of it; the capture is what stands behind the bar:

    headline  | Pasar Malam Kembali Ramai
              |
    paragraph | Pasar malam di tepi sungai kembali ramai.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import Article, NotAnArticle, UnknownOutlet, clean_capture
from extractors.reading.blocks import clean
from extractors.reading.decode import WIDTHLESS, whole
from extractors.results import ChallengePage, EmptyPage, NoText

ONE = (
    "Pemerintah kota mulai memperbaiki jembatan gantung di Kampung Seberang setelah papan kayunya "
    "lapuk dimakan usia."
)
TWO = (
    "Jembatan itu dipakai ratusan anak sekolah setiap pagi, kata Kepala Dinas Pekerjaan Umum Rahmat Wibisana."
)
THREE = (
    "“Kami menargetkan perbaikan rampung sebelum musim hujan,” ujar Rahmat di sela peninjauan lapangan, "
    "Selasa, 4 Mei 2021."
)
FOUR = "Warga diminta memakai perahu penyeberangan yang disediakan gratis selama pekerjaan berlangsung tiga pekan."
TITLE = "Jembatan Gantung Kampung Seberang Mulai Diperbaiki"


def parse(case: str) -> tuple[str, dict[int, str]]:
    """The capture of a case, and the label that each of its lines wants."""
    lines: list[str] = []
    labels: dict[int, str] = {}
    for row in case.strip("\n").split("\n"):
        label, _, line = row.partition("|")
        lines.append(line.removeprefix(" "))
        if label.strip():
            labels[len(lines)] = label.strip()
    return "\n".join(lines).format(one=ONE, two=TWO, three=THREE, four=FOUR, title=TITLE), labels


def check(case: str, outlet: str, **wanted: Any) -> Article:
    """Clean a case; compare every label and the keys given, body texts as ``texts``."""
    text, labels = parse(case)
    article = clean_capture(text, outlet, explain=True)
    found = {line.number: line.label for line in article.explanation}
    shown = "\n".join(f"{line.label:16}| {line.text[:90]}  [{line.rule}]" for line in article.explanation)
    record = article.to_dict() | {"texts": [block.text for block in article.body]}
    assert found == labels, shown
    for key, value in wanted.items():
        assert record[key] == value, (key, shown)
    return article


# -- tempo -----------------------------------------------------------------------------------------------


def test_tempo_login_modal_and_sponsored_widget() -> None:
    check(
        """
chrome    | Lupa Kata Sandi? Klik di Sini
          |
chrome    | atau Masuk melalui
          |
chrome    | Belum Memiliki Akun Daftar di Sini
          |
chrome    | atau Daftar melalui
          |
chrome    | Sudah Memiliki Akun Masuk di Sini
          |
chrome    | Konfirmasi Email
          |
chrome    | Kami telah mengirimkan link aktivasi melalui email ke pembaca.setia@contoh.example.
          |
chrome    | Klik link aktivasi dan dapatkan akses membaca 2 artikel gratis non Laput di koran dan Majalah Tempo
          |
chrome    | Jika Anda tidak menerima email,
chrome    | Kirimkan Lagi Sekarang
          |
headline  | {title}
          |
published | Selasa, 4 Mei 2021 15:07 WIB
byline    | Reporter
byline    | Dewi Larasati
          |
chrome    | image-gnews
caption   | Pekerja memasang papan baru di jembatan gantung Kampung Seberang. TEMPO/Seno Adi
          |
ad        | Iklan
          |
paragraph | TEMPO.CO, Jakarta - {one}
          |
paragraph | {two}
          |
ad        | Iklan
ad        | Scroll Untuk Melanjutkan
ad        | Iklan
          |
paragraph | {three}
          |
related   | Rekomendasi Artikel
          |
related   | Konten sponsor pada widget ini merupakan konten yang dibuat dan ditampilkan pihak ketiga.
""",
        "tempo",
        headline=TITLE,
        datePublished="2021-05-04T15:07:00+07:00",
        authors=["Dewi Larasati"],
        dateline="TEMPO.CO, Jakarta",
        texts=[ONE, TWO, THREE],
        images=[
            {
                "text": "Pekerja memasang papan baru di jembatan gantung Kampung Seberang.",
                "credit": "TEMPO/Seno Adi",
                "lead": True,
            }
        ],
    )


def test_tempo_font_bullets_with_the_body_indented_below() -> None:
    check(
        """
headline         | {title}
                 |
published        | Selasa, 4 Mei 2021 15:07 WIB
                 |
byline           | Reporter:
byline           | Editor:
byline           | Dewi Larasati
                 |
caption          | Jembatan gantung di Kampung Seberang, Senin, 3 Mei 2021. ANTARA FOTO/Yoga Pramana
                 |
caption          | Jembatan gantung di Kampung Seberang, Senin, 3 Mei 2021. ANTARA FOTO/Yoga Pramana
                 |
chrome           |   • Font:
chrome           |   • Ukuran Font: - +
                 |
paragraph        |     TEMPO.CO, Jakarta - {one}
                 |
read_also        |     Baca: Dana Perbaikan Jembatan Naik Dua Kali Lipat
                 |
paragraph        |     {two}
                 |
source           |     ANTARA
""",
        "tempo",
        authors=["Dewi Larasati"],
        editors=["Dewi Larasati"],
        sources=["ANTARA"],
        readAlso=["Dana Perbaikan Jembatan Naik Dua Kali Lipat"],
        texts=[ONE, TWO],
        images=[
            {
                "text": "Jembatan gantung di Kampung Seberang, Senin, 3 Mei 2021.",
                "credit": "ANTARA FOTO/Yoga Pramana",
                "lead": True,
            }
        ],
    )


@pytest.mark.parametrize(
    "icon", ["zoom-inPerbesar", "Perbesaricon_fullscreen", "Perbesar", "fullscreen Perbesar"]
)
def test_tempo_perbesar_fused_to_the_name_of_an_icon(icon: str) -> None:
    check(
        f"""
headline  | {{title}}
          |
published | 4 Mei 2021 | 15.07 WIB
          |
chrome    | {icon}
          |
paragraph | {{one}}
          |
paragraph | {{two}}
""",
        "tempo",
        datePublished="2021-05-04T15:07:00+07:00",
        texts=[ONE, TWO],
        dateline=None,
    )


def test_tempo_prompts_between_paragraphs() -> None:
    check(
        """
paragraph | TEMPO.CO, Jakarta -- {one}
ad        | Baca berita dengan sedikit iklan, klik di sini
paragraph | {two}
ad        | Baca berita dengan sedikit iklan, klik disini
read_also | Baca juga: Perahu Penyeberangan Gratis untuk Anak Sekolah
paragraph | {three}
chrome    | Ingin tahu kabar terbaru setiap saat? Ikuti berita pilihan redaksi di kanal Telegram “Kabar Kampung”. Klik https://t.me/contoh lalu bergabung. Pasang dulu aplikasi Telegram di ponsel Anda.
""",
        "tempo",
        headline=None,
        dateline="TEMPO.CO, Jakarta",
        texts=[ONE, TWO, THREE],
        readAlso=["Perahu Penyeberangan Gratis untuk Anak Sekolah"],
        isAccessibleForFree=None,
    )


def test_tempo_stub_with_the_ad_line_first_and_benefits_behind() -> None:
    check(
        """
ad        | Baca berita dengan sedikit iklan, klik di sini
paragraph | {one}
chrome    | - Akses edisi mingguan dari Tahun 1971
chrome    | - Akses penuh seluruh artikel Tempo+
chrome    | - Baca dengan lebih sedikit gangguan iklan
chrome    | - Fitur baca cepat di edisi Mingguan
chrome    | - Anda Mendukung Independensi Jurnalisme Tempo
""",
        "tempo",
        headline=None,
        texts=[ONE],
        isAccessibleForFree=False,
    )


def test_tempo_weekly_cut_in_the_middle_of_a_word() -> None:
    check(
        """
headline  | Jembatan di Ujung Kampung
          |
deck      | Perbaikan jembatan gantung tertunda bertahun-tahun. Penyebabnya sengketa lahan di tepi sungai.
          |
published | Senin, 3 Mei 2021
          |
paragraph | {one}
          |
paragraph | Rahmat Wibisana berkali-kali menyurati kantor gubernur. Jawabannya baru datang dua tahun kemudian, ketika papan jembatan sudah tidak la
          |
chrome    | ...
          |
chrome    | Berlangganan untuk lanjutkan membaca.
chrome    | Kami mengemas berita, dengan cerita.
chrome    | Manfaat berlangganan Tempo Digital? Lihat Disini
""",
        "tempo",
        headline="Jembatan di Ujung Kampung",
        datePublished="2021-05-03T00:00:00+07:00",
        isAccessibleForFree=False,
        texts=[
            ONE,
            "Rahmat Wibisana berkali-kali menyurati kantor gubernur. Jawabannya baru datang dua tahun kemudian, "
            "ketika papan jembatan sudah tidak la",
        ],
    )


def test_tempo_daily_amp() -> None:
    check(
        """
headline  | {title}
          |
deck      | "Anak-anak tak perlu lagi memutar sejauh dua kilometer."
          |
chrome    | Tempo
          |
published | Selasa, 4 Mei 2021
          |
paragraph | MAKASSAR -- {one} {two}
          |
paragraph | Rahmat mengatakan warga sudah menunggu perbaikan itu sejak tiga tahun lalu, tetapi anggarannya ber
          |
chrome    | ...
          |
related   | Berita Lainnya
""",
        "tempo",
        alternativeHeadline='"Anak-anak tak perlu lagi memutar sejauh dua kilometer."',
        dateline="MAKASSAR",
        datePublished="2021-05-04T00:00:00+07:00",
        isAccessibleForFree=False,
    )


@pytest.mark.parametrize(
    "opening, dateline",
    [
        ("TEMPO.CO, Jakarta - ", "TEMPO.CO, Jakarta"),
        ("TEMPO.CO, Jakarta – ", "TEMPO.CO, Jakarta"),
        ("TEMPO.CO, Jakarta-", "TEMPO.CO, Jakarta"),
        ("TEMPO.CO, Bandar Lampung -- ", "TEMPO.CO, Bandar Lampung"),
        ("TEMPO.CO, Jakarta ", "TEMPO.CO, Jakarta"),
        ("TEMPO.CO, Bandar Lampung ", "TEMPO.CO, Bandar Lampung"),
        ("TEMPO Interaktif, Jakarta - ", "TEMPO Interaktif, Jakarta"),
        ("MAKASSAR -- ", "MAKASSAR"),
        ("MAKASSAR - ", "MAKASSAR"),
    ],
)
def test_tempo_datelines_whose_dash_varies_or_is_missing(opening: str, dateline: str) -> None:
    article = clean_capture(f"{TITLE}\n\n{opening}{ONE}\n\n{TWO}", "tempo")
    assert article.dateline == dateline
    assert [block.text for block in article.body] == [ONE, TWO]


def test_tempo_markdown() -> None:
    check(
        """
headline        | # {title}
                |
headline_repeat | ![{title}](https://contoh.example/a.jpg)
                |
published       | 4 Mei 2021 | 15.07 WIB
                |
paragraph       | **TEMPO.CO**, **Jakarta** - {one}
                |
read_also       | **Baca Juga:** [Perahu Penyeberangan Gratis](https://contoh.example/b)
                |
subheading      | ## Dua Tahun Menunggu
                |
paragraph       | {two}
                |
paragraph       | {three}
""",
        "tempo",
        headline=TITLE,
        dateline="TEMPO.CO, Jakarta",
        readAlso=["Perahu Penyeberangan Gratis"],
        body=[
            {"type": "paragraph", "text": ONE},
            {"type": "heading", "text": "Dua Tahun Menunggu"},
            {"type": "paragraph", "text": TWO},
            {"type": "paragraph", "text": THREE},
        ],
    )


def test_a_picture_names_the_title_where_no_line_does() -> None:
    check(
        """
headline  | ![{title}](https://contoh.example/a.jpg)
          |
paragraph | {one}
          |
paragraph | {two}
""",
        "tempo",
        headline=TITLE,
        texts=[ONE, TWO],
    )


def test_the_prefix_of_a_collection_is_no_date_of_the_page() -> None:
    check(
        """
headline  |  date 2025-09-16 {title}
          |
paragraph | TEMPO.CO, Jakarta - {one}
""",
        "tempo",
        headline=TITLE,
        datePublished=None,
        texts=[ONE],
    )


# -- kontan ----------------------------------------------------------------------------------------------


def test_kontan_byline_first_and_titles_as_bullets_between_paragraphs() -> None:
    check(
        """
byline    | Reporter: Sari Anggraini, Tono Prakoso | Editor: Wira Saputra
paragraph | KONTAN.CO.ID - JAKARTA. {one}
read_also | Baca Juga: Anggaran Jembatan Tahun Depan Bertambah [4 Mei 2021]
paragraph | {two}
read_also | - Harga Semen Naik Tipis di Awal Bulan Mei
read_also | - Kontraktor Daerah Berebut Proyek Jembatan Gantung
paragraph | {three}
chrome    | Halaman selanjutnya>>>
""",
        "kontan",
        headline=None,
        authors=["Sari Anggraini", "Tono Prakoso"],
        editors=["Wira Saputra"],
        dateline="KONTAN.CO.ID - JAKARTA",
        readAlso=[
            "Anggaran Jembatan Tahun Depan Bertambah",
            "Harga Semen Naik Tipis di Awal Bulan Mei",
            "Kontraktor Daerah Berebut Proyek Jembatan Gantung",
        ],
        texts=[ONE, TWO, THREE],
    )


def test_kontan_a_list_of_the_articles_own_stays() -> None:
    check(
        """
paragraph | KONTAN.CO.ID - JAKARTA. {one}
paragraph | Berikut rincian biaya perbaikan:
paragraph | - Papan kayu ulin: Rp 40 juta
paragraph | - kabel baja dan angkur
paragraph | {two}
""",
        "kontan",
        readAlso=[],
        body=[
            {"type": "paragraph", "text": ONE},
            {"type": "paragraph", "text": "Berikut rincian biaya perbaikan:"},
            {"type": "list_item", "text": "Papan kayu ulin: Rp 40 juta"},
            {"type": "list_item", "text": "kabel baja dan angkur"},
            {"type": "paragraph", "text": TWO},
        ],
    )


def test_kontan_amp_merged_blocks_with_read_also_glued_to_either_end() -> None:
    check(
        """
headline  | {title}
          |
published | Selasa, 04 Mei 2021 / 15:07 WIB
          |
byline    | Reporter: Sari Anggraini | Editor: Wira Saputra
          |
paragraph | KONTAN.CO.ID - JAKARTA. {one} {two} Baca Juga: Anggaran Jembatan Tahun Depan Bertambah
          |
paragraph | Baca Juga: Harga Semen Naik Tipis di Awal Mei Menurut Rahmat, pekerjaan itu memakan waktu tiga pekan.
""",
        "kontan",
        readAlso=["Anggaran Jembatan Tahun Depan Bertambah", "Harga Semen Naik Tipis di Awal Mei"],
        texts=[f"{ONE} {TWO}", "Menurut Rahmat, pekerjaan itu memakan waktu tiga pekan."],
    )


def test_kontan_amp_whole_text_before_and_after_the_headline() -> None:
    check(
        """
chrome    | KONTAN.CO.ID - JAKARTA. {one} {two} {three}
          |
headline  | {title}
          |
published | Selasa, 04 Mei 2021 / 15:07 WIB
caption   | ILUSTRASI. Jembatan gantung di tepi kota. KONTAN/Bayu Aji/03/05/2021
          |
paragraph | KONTAN.CO.ID - JAKARTA. {one}
          |
paragraph | {two}
          |
paragraph | {three}
""",
        "kontan",
        headline=TITLE,
        texts=[ONE, TWO, THREE],
        dateline="KONTAN.CO.ID - JAKARTA",
    )


def test_kontan_insight_paywall() -> None:
    check(
        """
chrome          | Berita Bisnis
                |
headline        | {title}
                |
published       | Selasa, 04 Mei 2021 | 05:47 WIB
headline_repeat | {title}
                |
caption         | ILUSTRASI. Pekerja memeriksa jembatan gantung. KONTAN/Bayu Aji/03/05/2021
                |
byline          | Reporter: Sari Anggraini | Editor: Wira Saputra
                |
paragraph       | KONTAN.CO.ID - JAKARTA. {one}
                |
paragraph       | {two}
                |
chrome          | Ini Artikel Spesial
                |
chrome          | Agar bisa lanjut membaca sampai tuntas artikel ini, pastikan Anda sudah berlangganan atau membeli artikel ini.
                |
chrome          | Sudah berlangganan? Masuk
                |
chrome          | Berlangganan dengan Google
                |
chrome          | Rp 20.000
                |
chrome          | Gratis uji coba 7 hari pertama. Anda dapat memakai akun Google untuk membayar.
                |
related         | Terbaru
related         | Bunga Acuan Tetap
""",
        "kontan",
        isAccessibleForFree=False,
        texts=[ONE, TWO],
        authors=["Sari Anggraini"],
    )


# -- jpnn ------------------------------------------------------------------------------------------------

SYNOPSIS = "Pemerintah kota memperbaiki jembatan gantung di Kampung Seberang karena papan kayunya lapuk."
SIX = """
related   | - Perahu Wisata Ditambah Jelang Libur Sekolah
related   | - Wali Kota Minta Proyek Sungai Dipercepat
related   | - Anak Sekolah Dapat Bantuan Sepatu Baru
related   | - Hujan Deras Bikin Jalan Kampung Tergenang
related   | - Dinas Pekerjaan Umum Buka Posko Aduan
related   | - Jembatan Lama Bakal Jadi Cagar Budaya"""


@pytest.mark.parametrize("code", [" (ant/dil/jpnn)", "(sha/c7/jpnn)", " (boy/jpnn)"])
def test_jpnn_order_of_the_tail(code: str) -> None:
    check(
        f"""
headline  | {{title}}
paragraph | jpnn.com, MAKASSAR - {{one}}
paragraph | {{two}}
read_also | BACA JUGA: Perahu Gratis untuk Anak Sekolah
paragraph | Warga lega.{code}
chrome    | Video Terpopuler Hari ini:
chrome    | {SYNOPSIS}
byline    | Redaktur & Reporter : Antoni Wijaya{SIX}
""",
        "jpnn",
        headline=TITLE,
        dateline="jpnn.com, MAKASSAR",
        authors=["Antoni Wijaya"],
        editors=["Antoni Wijaya"],
        readAlso=["Perahu Gratis untuk Anak Sekolah"],
        texts=[ONE, TWO, "Warga lega."],
    )


def test_jpnn_first_page_of_a_split_article() -> None:
    check(
        f"""
headline  | {{title}}
paragraph | jpnn.com, MAKASSAR - {{one}}
paragraph | {{two}}
paragraph | Menurut Rahmat, pekerjaan tahap kedua akan menyusul setelah kabel baja tiba dari pelabuhan
chrome    | {SYNOPSIS}{SIX}
""",
        "jpnn",
        texts=[
            ONE,
            TWO,
            "Menurut Rahmat, pekerjaan tahap kedua akan menyusul setelah kabel baja tiba dari pelabuhan",
        ],
    )


def test_jpnn_the_lead_repeated_and_cut() -> None:
    check(
        """
headline        | {title}
published       | Selasa, 04 Mei 2021 – 15:07 WIB
                |
headline_repeat | {title}
paragraph       | MAKASSAR -- {one}
read_also       | Baca Juga:
paragraph       | {two}
paragraph       | {three} (dms)
chrome          | MAKASSAR -- Pemerintah kota mulai memperbaiki jembatan gantung di Kampung Seberang setelah papan
related         | BERITA TERKAIT
related         | - Perahu Wisata Ditambah
""",
        "jpnn",
        datePublished="2021-05-04T15:07:00+07:00",
        dateline="MAKASSAR",
        texts=[ONE, TWO, THREE],
        readAlso=[],
    )


def test_jpnn_later_page_has_no_dateline() -> None:
    check(
        f"""
headline  | {{title}}
paragraph | {{three}}
paragraph | Selanjutnya, warga diminta menjaga papan jembatan yang baru dipasang itu bersama-sama.
paragraph | ''Kami sudah lama menunggu,'' kata Mina, pedagang di dekat jembatan. ''Sekarang tidak takut lagi''
paragraph | {{four}} (ant/jpnn)
chrome    | {SYNOPSIS}
editor    | Redaktur : Antoni Wijaya
source    | Sumber Antara
chrome    | Silakan baca konten menarik lainnya dari JPNN.com di Google News{SIX}
""",
        "jpnn",
        dateline=None,
        editors=["Antoni Wijaya"],
        sources=["Antara"],
        texts=[
            THREE,
            "Selanjutnya, warga diminta menjaga papan jembatan yang baru dipasang itu bersama-sama.",
            "''Kami sudah lama menunggu,'' kata Mina, pedagang di dekat jembatan. ''Sekarang tidak takut lagi''",
            FOUR,
        ],
    )


def test_jpnn_older_form() -> None:
    check(
        """
headline  | {title}
published | Selasa, 04 Mei 2021 – 15:07 WIB
paragraph | jpnn.com - JAKARTA – {one}
paragraph | {two} BACA JUGA: Perahu Gratis untuk Anak Sekolah
read_also | BACA ARTIKEL LAINNYA... Warga Gotong Royong Bersihkan Sungai
paragraph | {three}(jpnn)
editor    | Redaktur : Antoni Wijaya
""",
        "jpnn",
        dateline="jpnn.com - JAKARTA",
        editors=["Antoni Wijaya"],
        authors=[],
        readAlso=["Perahu Gratis untuk Anak Sekolah", "Warga Gotong Royong Bersihkan Sungai"],
        texts=[ONE, TWO, THREE],
    )


# -- idntimes --------------------------------------------------------------------------------------------


def test_idntimes_amp_with_a_lone_caption_first() -> None:
    check(
        """
caption   | ilustrasi jembatan gantung (pexels.com/Contoh Nama)
paragraph | {one}
paragraph | Papan kayu cepat lapuk di tempat lembap.
read_also | Baca Juga: 5 Jembatan Gantung Terpanjang di Pulau Jawa
caption   | ilustrasi papan kayu (unsplash.com/Contoh)
paragraph | {two}
""",
        "idntimes",
        headline=None,
        datePublished=None,
        texts=[ONE, "Papan kayu cepat lapuk di tempat lembap.", TWO],
        images=[
            {"text": "ilustrasi jembatan gantung", "credit": "pexels.com/Contoh Nama", "lead": True},
            {"text": "ilustrasi papan kayu", "credit": "unsplash.com/Contoh", "lead": False},
        ],
        readAlso=["5 Jembatan Gantung Terpanjang di Pulau Jawa"],
    )


def test_idntimes_amp_with_a_dateline() -> None:
    check(
        """
paragraph | Makassar, IDN Times - {one}
paragraph | {two}
""",
        "idntimes",
        dateline="Makassar, IDN Times",
        texts=[ONE, TWO],
    )


def test_idntimes_community_page() -> None:
    check(
        """
headline    | {title}
            |
deck        | Warga tak perlu lagi memutar jauh
            |
paragraph   | Makassar, IDN Times - {one}
            |
subheading  | 1. Papan jembatan sudah lama lapuk
            |
caption     | {title}Jembatan gantung di tepi kota (instagram.com/contoh)
            |
paragraph   | {two}
            |
subheading  | 2. Perbaikan selesai sebelum musim hujan
            |
paragraph   | {three}
            |
byline      | Lestari Putri Photo Verified Writer Lestari Putri
            |
author_bio  | Suka menulis tentang kampung dan sungai
            |
disclaimer  | IDN Times Community adalah media yang menyediakan platform untuk menulis. Semua karya tulis yang dibuat adalah sepenuhnya tanggung jawab dari penulis.
            |
chrome      | Topik:
            |
chrome      |   • jembatan gantung
chrome      |   • #kampung
            |
chrome      | Editorial Team
            |
editor      |   • Bagas Pratama
            |
related     | Berita Terkini Lainnya
            |
related     | Sungai Bersih Lagi
""",
        "idntimes",
        alternativeHeadline="Warga tak perlu lagi memutar jauh",
        authors=["Lestari Putri"],
        editors=["Bagas Pratama"],
        keywords=["jembatan gantung", "kampung"],
        dateline="Makassar, IDN Times",
    )


# -- beritautama -----------------------------------------------------------------------------------------


def test_beritautama_without_a_kicker() -> None:
    check(
        """
chrome          | Berita Utama
                |
chrome          | Berita tentang Indonesia
                |
headline        | Jembatan gantung mulai diperbaiki
                |
headline_repeat | Jembatan gantung mulai diperbaiki
                |
paragraph       | {one}
                |
subheading      | Warga sudah lama menunggu
                |
paragraph       | {two}
""",
        "beritautama",
        headline="Jembatan gantung mulai diperbaiki",
        alternativeHeadline=None,
        texts=[ONE, "Warga sudah lama menunggu", TWO],
    )


# -- whole pages -----------------------------------------------------------------------------------------


def test_navigation_above_and_below() -> None:
    check(
        """
chrome          |   • Beranda
chrome          |   • Nasional
chrome          |   • Ekonomi
                |
chrome          | More +
chrome          | Kabar Utama » Daerah
chrome          | More +
                |
headline        | {title}
                |
published       | Selasa, 04 Mei 2021 – 15:07 WIB
                |
headline_repeat | {title}
chrome          | Facebook JPNN.com Twitter JPNN.com Pinterest JPNN.com Whatsapp JPNN.com
caption         | Pekerja memasang papan jembatan. Foto: Ricardo/JPNN.com
                |
paragraph       | jpnn.com, MAKASSAR - {one}
                |
paragraph       | {two} (boy/jpnn)
                |
chrome          | Yuk, Simak Juga Video ini!
                |
byline          | Redaktur & Reporter : Antoni Wijaya
                |
chrome          | Silakan baca konten menarik lainnya dari JPNN.com di Google News
                |
related         | Terpopuler
related         | {four}
""",
        "jpnn",
        headline=TITLE,
        dateline="jpnn.com, MAKASSAR",
        authors=["Antoni Wijaya"],
        texts=[ONE, TWO],
        images=[
            {"text": "Pekerja memasang papan jembatan.", "credit": "Foto: Ricardo/JPNN.com", "lead": True},
        ],
    )


def test_date_and_people_on_one_line() -> None:
    check(
        """
headline  | {title}
published | Selasa, 04 Mei 2021 | 15:07 WIB Sumber: Kabar Kampung | Editor: Wira Saputra
paragraph | KONTAN.CO.ID - JAKARTA. {one}
""",
        "kontan",
        datePublished="2021-05-04T15:07:00+07:00",
        datePublishedRaw="Selasa, 04 Mei 2021 | 15:07 WIB",
        sources=["Kabar Kampung"],
        editors=["Wira Saputra"],
    )


def test_the_date_with_a_time_of_day_is_the_better_one() -> None:
    check(
        """
chrome    | Selasa, 4 Mei 2021
headline  | {title}
published | Selasa, 4 Mei 2021 | 15:07 WIB
byline    | Dewi Larasati
published | Diperbarui: Rabu, 5 Mei 2021 08:00 WIB
paragraph | TEMPO.CO, Jakarta - {one}
chrome    | Kamis, 6 Mei 2021
paragraph | {two}
""",
        "tempo",
        datePublished="2021-05-04T15:07:00+07:00",
        dateModified="2021-05-05T08:00:00+07:00",
        authors=["Dewi Larasati"],
        texts=[ONE, TWO],
    )


def test_an_authors_box_on_two_lines_and_a_deck_that_exclaims() -> None:
    check(
        """
headline   | {title}
           |
deck       | Gak perlu memutar jauh lagi, kok!
           |
paragraph  | {one}
           |
subheading | 1. Papan jembatan diganti
           |
caption    | {title}pixabay.com/contoh
           |
ad         | AdvertisementIklan
           |
paragraph  | {two}
           |
byline     | Lestari Putri Photo
           |
byline     | Community Writer Lestari Putri
           |
author_bio | Suka menulis tentang kampung dan sungai. Instagram: @contoh
           |
disclaimer | IDN Times Community adalah media yang menyediakan platform untuk menulis.
""",
        "idntimes",
        alternativeHeadline="Gak perlu memutar jauh lagi, kok!",
        authors=["Lestari Putri"],
        texts=[ONE, "1. Papan jembatan diganti", TWO],
    )


def test_an_agency_closes_the_text_before_the_tools_of_the_page() -> None:
    check(
        """
headline  | {title}
          |
paragraph | TEMPO.CO, Jakarta - {one}
          |
paragraph | {two}
          |
source    | REUTERS | ANTARA
          |
chrome    | Nilai tulisan ini
          |
related   | Kolom Komentar
""",
        "tempo",
        sources=["REUTERS", "ANTARA"],
        texts=[ONE, TWO],
    )


def test_a_list_heading_inside_the_text_does_not_end_it() -> None:
    check(
        """
headline  | {title}
          |
paragraph | TEMPO.CO, Jakarta - {one}
          |
chrome    | Video Terkini
          |
paragraph | {two}
          |
paragraph | {three}
""",
        "tempo",
        texts=[ONE, TWO, THREE],
    )


def test_a_caption_that_returns_further_down_is_another_picture() -> None:
    check(
        """
headline  | {title}
caption   | Jembatan gantung. ANTARA FOTO/Yoga Pramana
caption   | Jembatan gantung. ANTARA FOTO/Yoga Pramana
paragraph | TEMPO.CO, Jakarta - {one}
caption   | Jembatan gantung. ANTARA FOTO/Yoga Pramana
paragraph | {two}
""",
        "tempo",
        images=[
            {"text": "Jembatan gantung.", "credit": "ANTARA FOTO/Yoga Pramana", "lead": lead}
            for lead in (True, False)
        ],
    )


def test_markdown_quotes_lists_and_headings() -> None:
    article = check(
        """
headline   | # {title}
           |
paragraph  | Makassar, IDN Times - {one}
           |
paragraph  | > Kami sudah lama menunggu jembatan itu.
           |
subheading | **Biaya Perbaikan Jembatan**
           |
paragraph  | * papan kayu ulin
paragraph  | * kabel baja
           |
paragraph  | {two}
""",
        "idntimes",
    )
    assert [block.type for block in article.body] == [
        "paragraph",
        "quote",
        "heading",
        "list_item",
        "list_item",
        "paragraph",
    ]


# -- what must not be eaten ------------------------------------------------------------------------------


@pytest.mark.parametrize("outlet", ["tempo", "kontan", "jpnn", "idntimes", "beritautama"])
@pytest.mark.parametrize(
    "sentence",
    [
        "“Baca juga aturan terbarunya sebelum menyeberang,” kata Rahmat kepada warga.",
        '"Baca juga: lampiran kedua dari surat itu," tulis Rahmat dalam pesannya.',
        "Warga pun bersorak.",
        "Iklan rokok di tepi jembatan juga diturunkan petugas pada hari yang sama.",
        "Selanjutnya, papan diganti satu per satu.",
        "Simak penjelasan Rahmat tentang anggaran perbaikan jembatan itu.",
        "Editor buku itu, kata Rahmat, pernah tinggal di Kampung Seberang.",
        "Video itu ditonton ribuan orang dalam sehari.",
        "Sumber dana perbaikan berasal dari anggaran kota.",
        "Terkait hal itu, warga diminta bersabar.",
        "Berlangganan air bersih kini lebih mudah bagi warga di seberang sungai.",
        "Laju perahu dibatasi 10 kilometer per jam (km/jam) demi keselamatan.",
        "Rahmat lahir pada 4 Mei 1970.",
    ],
)
def test_what_the_article_says_stays(sentence: str, outlet: str) -> None:
    article = clean_capture(f"{TITLE}\n\n{ONE}\n\n{sentence}\n\n{TWO}\n\n{THREE}", outlet)
    assert [block.text for block in article.body] == [ONE, sentence, TWO, THREE]
    assert {block.type for block in article.body} == {"paragraph"}
    line_a_block = clean_capture(f"{TITLE}\n{ONE}\n{sentence}\n{TWO}\n{THREE}", outlet)
    assert line_a_block.body == article.body


def test_a_paragraph_that_begins_with_the_headlines_words_stays() -> None:
    text = (
        f"Jembatan Gantung\n\n{ONE}\n\nJembatan Gantung itu dibangun pada 1987 oleh warga kampung.\n\n{TWO}"
    )
    assert len(clean_capture(text, "tempo").body) == 3


def test_a_line_that_goes_on_in_the_same_block_is_one_paragraph() -> None:
    text = f"{TITLE}\n\n{ONE}\n\nWarga menyeberang dengan perahu kecil yang disediakan\ndinas setempat setiap pagi.\n\n{TWO}"
    article = clean_capture(text, "tempo")
    assert (
        article.body[1].text
        == "Warga menyeberang dengan perahu kecil yang disediakan dinas setempat setiap pagi."
    )


# -- results ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", " \t \u00a0\n"])
def test_an_empty_text_is_no_article(text: str) -> None:
    with pytest.raises(EmptyPage, match="capture of tempo"):
        clean_capture(text, "tempo")


@pytest.mark.parametrize("text", ["Iklan\n\nIklan", TITLE, "Berita terkait\n\nTERBARU", "  •\n  • "])
def test_chrome_alone_is_no_article(text: str) -> None:
    with pytest.raises(NoText):
        clean_capture(text, "tempo")


def test_a_challenge_is_named() -> None:
    with pytest.raises(ChallengePage):
        clean_capture("Just a moment...\n\nVerifying you are human", "tempo")


def test_an_unknown_outlet_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownOutlet, match=r"'Tenpo'; did you mean tempo\?"):
        clean_capture(ONE, "Tenpo")


def test_the_record_says_what_made_it() -> None:
    article = clean_capture(f"{TITLE}\n\n{ONE}", "kontan")
    assert (article.layout, article.outlet, article.inLanguage) == ("capture", "kontan", "id")
    assert article.url is None and article.canonicalUrl is None
    assert article.extractor.startswith("rules/")
    assert article.explanation == ()
    assert Article.from_dict(article.to_dict()) == article


# -- properties ------------------------------------------------------------------------------------------

OUTLET = st.sampled_from(["tempo", "kontan", "jpnn", "idntimes", "beritautama"])
PIECES = f"""
Iklan
Baca Juga:
Baca Juga: {TITLE}
REUTERS
...
Selasa, 4 Mei 2021 15:07 WIB
Reporter:
Editor: Budi
- Satu Dua Tiga Empat Lima
  • satu
(boy/jpnn)
Berita terkait
Topik:
ILUSTRASI. Jembatan
# {TITLE}
![a](b)
[a](https://b)
TEMPO.CO, Jakarta -
KONTAN.CO.ID - JAKARTA. {ONE}
{TITLE}Gambar (x.com/y)
jpnn.com, A - {TWO}
Ani Rahma Photo Verified Writer Ani Rahma
date 2025-09-16
**Tebal**
> kutipan
Sumber: Antara
"""
LINE = st.one_of(
    st.sampled_from([ONE, TWO, THREE, FOUR, TITLE, "", "", *PIECES.split("\n")]), st.text(max_size=40)
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINE, max_size=14), OUTLET)
def test_any_text_is_an_article_or_a_named_result(lines: list[str], outlet: str) -> None:
    text = "\n".join(lines)
    try:
        article = clean_capture(text, outlet, explain=True)
    except NotAnArticle:
        return
    assert article.body
    shown = whole(text).translate(WIDTHLESS)
    filled = [number for number, line in enumerate(re.split(r"\r\n|\r|\n", shown), 1) if line.split()]
    numbers = [line.number for line in article.explanation]
    assert numbers == [number for number in filled if number in numbers]
    assert len(filled) == len(numbers)
    assert Article.from_dict(article.to_dict()) == article


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_any_outlet_name_that_does_not_exist_is_refused(text: str, outlet: str) -> None:
    with pytest.raises((UnknownOutlet, NotAnArticle)):
        clean_capture(text, f"x{outlet}")


WORD = st.sampled_from(
    "warga kampung sungai jembatan papan kayu perahu pagi anak sekolah petugas kota hujan pasar pedagang kabel "
    "baja tua baru panjang kecil besar menyeberang memperbaiki menunggu membawa melihat di ke dari dan yang".split()
)
SENTENCE = st.builds(
    lambda words, end: f"{' '.join(words).capitalize()}{end}",
    st.lists(WORD, min_size=3, max_size=30),
    st.sampled_from([".", ".", ".", "!", ".”", "?"]),
)
PARAGRAPH = st.builds(" ".join, st.lists(SENTENCE, min_size=1, max_size=4))
PARAGRAPHS = st.lists(PARAGRAPH, min_size=1, max_size=8).map(lambda items: [ONE, *items, TWO])


@settings(max_examples=200, deadline=None)
@given(PARAGRAPHS, OUTLET, st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\n\n\n"]))
def test_cleaning_a_clean_text_changes_nothing(paragraphs: list[str], outlet: str, between: str) -> None:
    article = clean_capture(between.join(paragraphs), outlet)
    assert [block.text for block in article.body] == paragraphs
    assert {block.type for block in article.body} == {"paragraph"}
    assert clean_capture(article.text, outlet).body == article.body


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINE.filter(lambda line: not re.search(r"[*_\[\]\\#>]", line)), max_size=14), OUTLET)
def test_every_kept_text_stands_in_the_capture(lines: list[str], outlet: str) -> None:
    text = "\n".join(lines)
    try:
        article = clean_capture(text, outlet)
    except NotAnArticle:
        return
    words = clean(text.replace("\x00", ""))  # which no text keeps
    for block in article.body:
        assert block.text in words


def test_a_line_of_a_million_letters_costs_no_more_than_it_weighs() -> None:
    for line in ("[" * 1_000_000, "a" * 1_000_000, "**" * 500_000, "Baca Juga: " * 90_000, "a b. " * 200_000):
        with suppress(NotAnArticle):
            clean_capture(f"{TITLE}\n\n{line}\n\n{ONE}", "kontan")
