"""Lines that a page says of itself are known for what they are, and lines of an article are not; the wording is invented."""

from __future__ import annotations

import pytest

from extractors import clean_capture
from extractors.captures.tools import is_tool

TITLE = "Petani Lembah Memanen Kopi Lebih Awal"
BODY = (
    "Petani di lembah utara mulai memanen kopi dua pekan lebih awal daripada tahun lalu, kata ketua kelompok tani.",
    "Hujan yang turun teratur membuat buah masak serempak, sehingga pemetik harus bekerja sejak pagi sampai petang.",
    "Hasil panen disimpan di gudang desa sampai harga di tingkat pengepul membaik, ujar petugas penyuluh setempat.",
)
TOOLS = (
    "https://cdn.kabar.example/AbC=/1024x678/filters:watermark(logo.png,-16p)/https%3A%2F%2Fkabar.example%2F01_kopi.jpg",
    "· 1 menit baca",
    "ยท 12 menit baca",
    "Logo Kabar",
    "Logo iosLogo android",
    "Sebarkan artikel ini",
    "×",
    "Baca Koran",
    "dok.ist",
    "Space Iklan",
    "Iklan Utama",
    "Laporkan Konten",
    "Laporkan Akun",
    "Kabar Desa adalah platform blog. Isinya menjadi tanggung jawab penulis dan tidak mewakili redaksi.",
    "Akun ini diblokir karena melanggar Syarat dan Ketentuan Kabar Desa.",
    "Untuk informasi lebih lanjut Anda dapat menghubungi kami melalui fitur bantuan.",
    "Mohon tunggu...",
    '0 Response to "Petani Lembah Memanen Kopi"',
    "Post a Comment",
    "mg1",
    "badge-check",
    "Selanjutnya…",
    "Published",
    "Connect with us",
    "Artikel ini bisa dilihat di : https://kabar.example/artikel/1/panen-kopi",
    "Selalu update berita panen terbaru hanya di Kabardesa.com",
    "This is AI generated summarization, which may have errors. For context, refer to the full article.",
    "Untuk mengetahui kebenaran informasi yang beredar, silakan WhatsApp ke nomor 0800 1234 567 dengan kata kunci.",
    "Powered by Blogger.",
    "Halaman Selanjutnya --> Harga Kopi Naik Lagi",
    "Kantor Redaksi",
    "+6221 1234 567",
    "Gedung Kabar Lantai 2, Jalan Melati 21, Sleman, Indonesia, 55281.",
)


@pytest.mark.parametrize("text", TOOLS)
def test_what_a_page_says_of_itself_is_a_tool(text: str) -> None:
    assert is_tool(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://kabar.example/berita/panen-kopi",  # an address in the text is part of it
        "Logo baru koperasi itu dipilih lewat sayembara.",
        "Iklan layanan masyarakat itu tayang tiga kali sehari.",
        "Rapat itu berlangsung di Jalan Melati sejak pukul 10.30.",
        "Kantor desa itu berdiri pada 1951.",
        "1945-1950",
    ],
)
def test_a_line_of_an_article_is_none(text: str) -> None:
    assert not is_tool(text)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    ("outlet", "opening"), [("kompas", "KOMPAS.com - "), ("jpnn", "jpnn.com, SLEMAN - "), (None, "")]
)
def test_a_tool_is_no_text_wherever_it_stands(outlet: str | None, opening: str, tool: str) -> None:
    first, second, third = BODY
    lines = (TITLE, tool, opening + first, tool, second, third, tool)
    article = clean_capture("\n\n".join(lines), outlet)
    assert (article.headline, tuple(block.text for block in article.body)) == (TITLE, BODY)
