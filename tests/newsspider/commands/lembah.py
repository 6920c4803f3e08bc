"""A made-up outlet for the tutorial: three articles as a small publisher's system serves them, and a fourth.

Nothing here is anybody's text. The pages have what makes real ones hard: a class that a build tool made up, a
read-also box, an advertisement, a newsletter box, a writer in a byline with a role word, a desk code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.newsspider.server import Answer

HOST = "http://www.lembah.example"


@dataclass(frozen=True)
class Story:
    path: str
    title: str
    deck: str
    shown: str
    published: str
    writer: str
    editor: str
    section: str
    tags: tuple[str, ...]
    caption: tuple[str, str]
    body: tuple[str, ...]
    also: str
    place: str

    @property
    def url(self) -> str:
        return f"{HOST}{self.path}"


STORIES = (
    Story(
        "/warga/2025/11/04/88120/sekolah-tani-lembah-buka-kelas-malam",
        "Sekolah Tani Lembah Buka Kelas Malam untuk Petani Muda",
        "Kelas gratis itu diadakan dua kali sepekan di balai desa",
        "Selasa, 4 November 2025 | 19:20 WIB",
        "2025-11-04T19:20:11+07:00",
        "Rukmini Sasongko",
        "Harjo Winata",
        "Warga",
        ("sekolah tani", "petani muda"),
        ("Peserta kelas malam mencatat cara menyemai benih cabai.", "Kabar Lembah/Tirta"),
        (
            "Sekolah Tani Lembah membuka kelas malam bagi petani muda yang pada siang hari bekerja di sawah.",
            "Pengelola sekolah, Wiryo Atmaja, mengatakan kelas itu lahir dari permintaan para peserta sendiri.",
            "<strong>Belajar sambil menanam</strong>",
            "Setiap peserta membawa pulang dua puluh bibit untuk ditanam di pekarangan rumah masing-masing.",
            "“Kami ingin mereka melihat sendiri hasilnya,” kata Wiryo di balai desa, Selasa malam.",
            "Pendaftaran kelas berikutnya dibuka sampai akhir bulan tanpa dipungut biaya. (rus/kl)",
        ),
        "Harga Cabai di Pasar Lembah Turun Sepekan Ini",
        "Lembah Asri",
    ),
    Story(
        "/ekonomi/2025/11/06/88201/koperasi-susu-tambah-mesin-pendingin",
        "Koperasi Susu Tambah Mesin Pendingin di Tiga Dusun",
        "Susu sore tidak lagi terbuang karena terlambat diangkut",
        "Kamis, 6 November 2025 | 08:05 WIB",
        "2025-11-06T08:05:40+07:00",
        "Damar Prakoso",
        "Harjo Winata",
        "Ekonomi",
        ("koperasi", "susu", "peternak"),
        ("Petugas koperasi memeriksa suhu mesin pendingin di Dusun Karang.", "Kabar Lembah/Damar"),
        (
            "Koperasi Susu Sumber Rejeki memasang tiga mesin pendingin baru di dusun yang paling jauh dari jalan raya.",
            "Sebelumnya peternak di sana harus menuang susu perahan sore karena truk hanya datang pagi hari.",
            "Ketua koperasi, Ningsih Purwanti, menyebut kapasitas tiap mesin mencapai delapan ratus liter.",
            "<strong>Dibayar dari tabungan anggota</strong>",
            "Mesin itu dibeli dari simpanan anggota selama empat tahun dan tidak memakai pinjaman bank.",
            "Koperasi berharap pendapatan peternak naik seperlima sebelum musim kemarau. (dmr/kl)",
        ),
        "Peternak Lembah Belajar Membuat Keju",
        "Karang Jaya",
    ),
    Story(
        "/warga/2025/11/09/88275/perpustakaan-gerobak-keliling-kampung",
        "Perpustakaan Gerobak Keliling Kampung Setiap Ahad",
        "Seorang penjual sayur menyisihkan satu rak untuk buku anak",
        "Minggu, 9 November 2025 | 10:45 WIB",
        "2025-11-09T10:45:02+07:00",
        "Rukmini Sasongko",
        "Laras Pertiwi",
        "Warga",
        ("perpustakaan", "literasi"),
        ("Anak-anak memilih buku dari rak gerobak sayur milik Darmi.", "Kabar Lembah/Tirta"),
        (
            "Gerobak sayur milik Darmi kini berhenti lebih lama di setiap gang sejak ia memasang satu rak buku anak.",
            "Buku-buku itu sumbangan guru sekolah dasar yang pensiun dan warga yang pindah rumah.",
            "Anak boleh membawa pulang satu buku dan menukarnya pada Ahad berikutnya.",
            "Darmi mencatat peminjam di buku tulis yang sama dengan catatan utang pelanggan sayurnya.",
            "“Utang sayur boleh lupa, utang buku jangan,” ujarnya sambil tertawa. (rus/kl)",
        ),
        "Guru Pensiun Membuka Rumah Baca",
        "Lembah Asri",
    ),
)
LATER = Story(
    "/ekonomi/2025/11/12/88340/pasar-pagi-pindah-ke-lapangan-timur",
    "Pasar Pagi Pindah ke Lapangan Timur Mulai Senin",
    "Pedagang menempati kios sementara selama perbaikan",
    "Rabu, 12 November 2025 | 14:30 WIB",
    "2025-11-12T14:30:25+07:00",
    "Damar Prakoso",
    "Laras Pertiwi",
    "Ekonomi",
    ("pasar pagi", "pedagang"),
    ("Pekerja memasang tenda kios sementara di Lapangan Timur.", "Kabar Lembah/Damar"),
    (
        "Pasar Pagi dipindahkan ke Lapangan Timur mulai Senin depan karena atap bangunan lama diperbaiki.",
        "Sebanyak seratus dua belas pedagang sudah menerima nomor kios sementara dari pengelola pasar.",
        "Pengelola menjanjikan perbaikan selesai sebelum bulan puasa tahun depan. (dmr/kl)",
    ),
    "Kios Sementara Bebas Sewa Tiga Bulan",
    "Lembah Asri",
)

ROBOTS = f"User-agent: *\nDisallow: /cari\n\nSitemap: {HOST}/sitemap.xml\n"


def page(story: Story, *, date_class: str = "kl-artikel__waktu") -> str:
    """An article page."""
    paragraphs = [f"<p>{text}</p>" for text in story.body]
    paragraphs[0] = f"<p><b>KABARLEMBAH, {story.place}</b> - {story.body[0]}</p>"
    box = f'<div class="kl-baca"><span>Baca juga:</span> <a href="{HOST}/warga/2025/10/30/1/lain">{story.also}</a></div>'
    promo = '<div class="kl-surel css-8f2k1q"><h4>Surat Lembah</h4><p>Kabar pilihan tiba di surel Anda setiap pagi.</p></div>'
    paragraphs[2:2] = [box, '<div class="kl-iklan" id="slot-77120">Iklan</div>']
    paragraphs.insert(5, promo)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published,
        "author": {"@type": "Person", "name": story.editor},
    }
    tags = " ".join(
        f'<a class="css-19ab77" href="{HOST}/tag/{tag.replace(" ", "-")}">#{tag}</a>' for tag in story.tags
    )
    text, credit = story.caption
    return f"""<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<title>{story.title} - Kabar Lembah</title>
<link rel="canonical" href="{story.url}">
<link rel="alternate" type="application/rss+xml" href="{HOST}/feed.xml">
<meta property="og:site_name" content="Kabar Lembah">
<meta property="og:title" content="{story.title}">
<meta property="og:description" content="{story.deck}">
<script type="application/ld+json">{json.dumps(data)}</script>
</head>
<body class="css-0aa1zz">
<header class="kl-kepala"><a href="{HOST}/">Kabar Lembah</a> <span class="kl-hari">Jumat, 14 November 2025</span>
<nav><a href="{HOST}/warga">Warga</a> <a href="{HOST}/ekonomi">Ekonomi</a> <a href="{HOST}/olahraga">Olahraga</a></nav></header>
<main class="css-1q9mzx">
<ul class="kl-remah"><li><a href="{HOST}/">Beranda</a></li><li><a href="{HOST}/{story.section.lower()}">{story.section}</a></li></ul>
<article class="kl-artikel mt-4">
<h1 class="kl-artikel__judul text-3xl">{story.title}</h1>
<p class="kl-artikel__sub">{story.deck}</p>
<div class="{date_class} flex">{story.shown}</div>
<div class="kl-artikel__penulis">Penulis: {story.writer} | Editor: {story.editor}</div>
<figure class="kl-foto"><img src="/f.jpg" alt=""><figcaption>{text} ({credit})</figcaption></figure>
<div class="kl-artikel__isi">
{chr(10).join(paragraphs)}
</div>
<div class="kl-tagar">{tags}</div>
</article>
<aside class="kl-populer"><h3>Terpopuler</h3><ol><li><a href="{HOST}/a">Jembatan gantung diperbaiki warga</a></li></ol></aside>
</main>
<footer>Hak cipta Kabar Lembah</footer>
</body>
</html>
"""


def answers(*, date_class: str = "kl-artikel__waktu") -> dict[str, list[Answer]]:
    """What the outlet's server says."""
    found = {f"{HOST}/robots.txt": [Answer(ROBOTS.encode(), headers={"Content-Type": "text/plain"})]}
    for story in (*STORIES, LATER):
        found[story.url] = [Answer(page(story, date_class=date_class).encode())]
    return found
