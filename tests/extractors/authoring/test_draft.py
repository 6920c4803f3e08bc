"""Drafts of new outlets: goldens that nobody has to correct, on invented templates that are hard in known ways."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from extractors.authoring.draft import Draft, draft
from extractors.authoring.outlet_of import SamplePage
from extractors.reading.decode import parse
from extractors.score import diff


@dataclass(frozen=True)
class Story:
    number: int
    place: str
    title: str
    writer: str
    editor: str
    section: str
    tags: tuple[str, ...]
    body: tuple[str, ...]
    also: str
    code: str

    @property
    def url(self) -> str:
        slug = "-".join(self.title.lower().split())
        return f"https://www.warta-teluk.example/{self.section.lower()}/{2026_000 + self.number}/{slug}.html"

    @property
    def truth(self) -> dict[str, Any]:
        return {
            "headline": self.title,
            "alternativeHeadline": None,
            "datePublished": f"2026-03-{self.number + 10}T0{self.number}:15:00+07:00",
            "dateModified": None,
            "authors": [self.writer],
            "editors": [self.editor],
            "sources": [],
            "dateline": f"{self.place}, Warta Teluk",
            "articleSection": [self.section],
            "keywords": list(self.tags),
            "isAccessibleForFree": None,
            "images": [{"text": f"Suasana di {self.place}.", "credit": "Dok. Warga", "lead": True}],
            "body": [{"type": "paragraph", "text": text} for text in self.body],
            "readAlso": [self.also],
        }


STORIES = (
    Story(
        1,
        "TELUK BAYAN",
        "Nelayan Teluk Bayan Membuat Rumpon dari Bambu",
        "Sri Rahayu",
        "Agus Wibowo",
        "Daerah",
        ("nelayan", "rumpon"),
        (
            "Puluhan nelayan membuat rumpon dari bambu agar ikan kembali berkumpul di dekat pantai.",
            "Bambu ditanam sedalam dua belas meter dan diberi pemberat dari karung pasir.",
            "“Sejak bulan lalu tangkapan kami naik dua kali lipat,” kata Samsul, ketua kelompok nelayan.",
            "Pemerintah desa akan menambah lima puluh rumpon lagi pada musim kemarau nanti.",
        ),
        "Pelabuhan Lama Teluk Bayan Ditata Menjadi Pasar Ikan",
        "(sri/agw)",
    ),
    Story(
        2,
        "MUARA SARI",
        "Perempuan Muara Sari Mengolah Rumput Laut Menjadi Kerupuk",
        "Dedi Kurnia",
        "Agus Wibowo",
        "Ekonomi",
        ("rumput laut", "UMKM"),
        (
            "Kelompok perempuan di muara itu mengolah rumput laut menjadi kerupuk yang dijual sampai ke kota.",
            "Dalam sehari mereka menghasilkan empat puluh bungkus dengan bantuan alat pengering sederhana.",
            "“Awalnya kami hanya mencoba-coba,” ujar Marlina, yang memulai usaha itu bersama enam tetangganya.",
            "Penjualan bulan lalu mencapai Rp 12 juta, kata petugas pendamping dari dinas setempat.",
        ),
        "Harga Garam Rakyat Naik Menjelang Musim Hujan",
        "(ded/agw)",
    ),
    Story(
        3,
        "KARANG ANYAR",
        "Sekolah di Karang Anyar Memanen Air Hujan",
        "Sri Rahayu",
        "Lina Marlina",
        "Pendidikan",
        ("air hujan", "sekolah"),
        (
            "Sebuah sekolah dasar memanen air hujan untuk menyiram kebun dan mengisi bak cuci tangan.",
            "Air dari atap mengalir ke empat tangki besar yang dibeli dengan iuran orang tua murid.",
            "“Anak-anak belajar bahwa air tidak datang begitu saja,” tutur kepala sekolah, Yohanes.",
            "Tiga sekolah lain di kecamatan itu akan meniru cara yang sama mulai tahun depan.",
        ),
        "Perpustakaan Apung Singgah di Sepuluh Pulau Kecil",
        "(sri/lin)",
    ),
)
OFFER = "Ikuti kabar terbaru dari kami lewat saluran pesan, gratis setiap hari."


def _shown(story: Story) -> str:
    months = "Maret"
    return f"{story.number + 10} {months} 2026 | 0{story.number}:15 WIB"


def broken_lines(story: Story) -> str:
    """Hashed names, text between line breaks, a byline in ``<font>``, bold read-also inside a paragraph."""
    first, second, third, last = story.body
    return (
        f'<html lang="id"><head><title>{story.title} - Warta Teluk</title>'
        f'<meta property="og:title" content="{story.title}"><meta property="og:site_name" content="Warta Teluk">'
        f'</head><body><div class="x0"><a href="/">Warta Teluk</a> <a href="/daerah">Daerah</a> <a href="/ekonomi">Ekonomi</a>'
        f' <a href="/olahraga">Olahraga</a> <a href="/budaya">Budaya</a> <a href="/wisata">Wisata</a></div>'
        f'<div class="a9f3"><ul class="b7c1"><li><a href="/">Home</a></li><li><a href="/x">{story.section}</a></li></ul>'
        f'<h1 class="c2d8">{story.title}</h1><div class="d4e6">{_shown(story)}</div>'
        f'<font color="#666">Penulis: {story.writer} | Editor: {story.editor}</font>'
        f'<div class="e5f7"><img src="/g.jpg"><span class="f6a8">Suasana di {story.place}. (Dok. Warga)</span></div>'
        f'<div class="g7b9"><b>{story.place}, Warta Teluk</b> - {first}<br><br>{second}<br><b>Baca Juga: '
        f'<a href="/lain-{story.number}">{story.also}</a></b><br><br>{third}<br><br>{OFFER}<br><br>{last} {story.code}</div>'
        f'<div class="tags">{"".join(f"<a href=/tag/{n}>{tag}</a>" for n, tag in enumerate(story.tags))}</div>'
        "</div></body></html>"
    )


def plain(story: Story) -> str:
    """Another template of the same outlet."""
    first, second, third, last = story.body
    told = {"@type": "NewsArticle", "headline": story.title, "datePublished": story.truth["datePublished"]}
    return (
        f'<html lang="id"><head><title>{story.title}</title><meta property="og:site_name" content="Warta Teluk">'
        f'<script type="application/ld+json">{json.dumps(told)}</script></head><body><main>'
        f'<nav class="jejak"><a href="/">Beranda</a> <a href="/x">{story.section}</a></nav>'
        f'<h1 class="judul">{story.title}</h1><p class="waktu">{_shown(story)}</p>'
        f'<p class="penulis">Oleh: {story.writer}</p><p class="editor">Editor: {story.editor}</p>'
        f'<figure><img src="/g.jpg"><figcaption>Suasana di {story.place}. (Dok. Warga)</figcaption></figure>'
        f'<section class="isi"><p>{story.place}, Warta Teluk - {first}</p><p>{second}</p>'
        f'<p class="baca-juga">Baca juga: <a href="/lain-{story.number}">{story.also}</a></p><p>{third}</p>'
        f"<p class=ajakan>{OFFER}</p><p>{last} {story.code}</p></section>"
        f'<div class="topik">{"".join(f"<a href=/tag/{n}>{tag}</a>" for n, tag in enumerate(story.tags))}</div>'
        "</main></body></html>"
    )


def drafted(*html: tuple[Story, str]) -> Draft:
    return draft([SamplePage(parse(text, story.url), story.url) for story, text in html], "wartateluk")


@pytest.mark.parametrize("template", [broken_lines, plain])
def test_the_goldens_of_three_pages_need_no_correction(template: Any) -> None:
    made = drafted(*((story, template(story)) for story in STORIES))
    for story, golden in zip(STORIES, made.goldens, strict=True):
        assert golden == story.truth, diff(golden, story.truth)
    assert all(sure is not None for sure in made.confidence)
    assert len(made.outlet.layouts) == 1


def test_the_rules_give_the_drafts_and_say_that_nobody_has_read_them() -> None:
    made = drafted(*((story, plain(story)) for story in STORIES))
    assert "the rules give 3 of 3 drafts in all keys; nobody has read the drafts yet" in made.remarks


def test_two_templates_give_two_layouts_and_each_page_its_own() -> None:
    pages = [(story, broken_lines(story)) for story in STORIES] + [
        (story, plain(story)) for story in STORIES[:2]
    ]
    made = drafted(*pages)
    assert made.layouts == ("article", "article", "article", "article-2", "article-2")
    for (story, _), golden in zip(pages, made.goldens, strict=True):
        assert golden == story.truth, diff(golden, story.truth)
    assert [layout.name for layout in made.outlet.layouts] == ["article", "article-2"]


def test_the_addresses_fit_ids_of_any_length() -> None:
    made = drafted(*((story, plain(story)) for story in STORIES))
    assert made.outlet.is_article(STORIES[0].url)
    assert made.outlet.is_article("https://www.warta-teluk.example/budaya/77/panggung-rakyat-di-pulau.html")
    assert not made.outlet.is_article("https://www.warta-teluk.example/budaya/")
