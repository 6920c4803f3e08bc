"""Lines that are not the article's: what they are called, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.vocabulary import furniture, read_also

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


@pytest.mark.parametrize("row", BLOCKS.strip().split("\n"))
def test_a_block_that_is_no_text_is_named(row: str) -> None:
    label, _, text = row.partition("|")
    verdict = furniture.classify(text.strip())
    assert verdict is not None and verdict.label == label.strip(), verdict


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


@pytest.mark.parametrize("name", VOCABULARY)
@given(st.data())
def test_no_text_that_a_pattern_knows_is_spared_by_its_first_letters(name: str, data: st.DataObject) -> None:
    text = data.draw(
        st.from_regex(getattr(furniture, name, None) or getattr(read_also, name), fullmatch=True)
    ).strip()
    assert not text or furniture._may_be_boilerplate(text)


@given(
    st.text(alphabet="»>«→()[]{}【】-–—•·*#.:,…!?\"'“”’👉📌©®°a B1①²é ", min_size=1)
    .map(str.strip)
    .filter(bool)
)
def test_a_plain_line_has_no_decoration(text: str) -> None:
    assert furniture.undecorated(text) == text or not furniture._is_plain(text)
