"""Pages that nobody wrote a rule for: what the generic reader makes of templates that never existed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from extractors import Article, NotAnArticle, extract
from extractors.results import EmptyShell

URL = "https://ekonomi.kabar-contoh.id/pasar/2024/03/05/panen-kopi"
WIB = timezone(timedelta(hours=7))

HEAD = """
<title>Panen Kopi di Lereng Utara Datang Lebih Awal - Kabar Contoh</title>
<meta property="og:title" content="Panen Kopi di Lereng Utara Datang Lebih Awal">
<meta property="og:site_name" content="Kabar Contoh">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2024-03-05T09:30:12+07:00">
"""
MENU = "".join(f'<li><a href="/kanal/{n}">Kanal nomor {n}</a></li>' for n in range(12))
PARAGRAPHS = [
    "Petani di lereng utara mulai memetik kopi dua pekan lebih awal dari tahun lalu.",
    "Hujan yang turun teratur sejak November membuat buah masak serempak, kata Wiryo, ketua kelompok tani.",
    "“Kami kekurangan pemetik,” ujarnya.",
    "Harga di tingkat pengepul naik menjadi Rp 14.500 per kilogram.",
    "Pemerintah desa menyiapkan gudang bersama agar biji tidak perlu segera dijual.",
]


def hashed(inside: str = "", *, opening: str = "<b>SLEMAN, Kabar Contoh</b> - ") -> str:
    """A page whose class names say nothing, with something inside its text."""
    first, *rest = PARAGRAPHS
    text = f"<p>{opening}{first}</p>{inside}" + "".join(f"<p>{x}</p>" for x in rest)
    return (
        f'<html><head>{HEAD}</head><body><div class="x1"><ul class="x2">{MENU}</ul></div><div class="x3">'
        '<div class="breadcrumb"><a href="/">Beranda</a><a href="/ekonomi">Ekonomi</a><a href="/pasar">Pasar</a></div>'
        '<h1 class="x4">Panen Kopi di Lereng Utara Datang Lebih Awal</h1>'
        '<div class="x5">Selasa, 5 Maret 2024 | 09:30 WIB</div><div class="x6">Penulis: Ratna Wulan | Editor: Bagus Adi</div>'
        '<div class="x7"><img src="/a.jpg"><span>Petani memetik kopi. (Dok. Kelompok Tani)</span></div>'
        f'<div class="x8">{text}</div>'
        '<div class="tags"><a href="/tag/kopi">Kopi</a><a href="/tag/panen">#Panen</a></div>'
        '<div class="x9"><h3>Berita Terkait</h3><a href="/1">Pasar lama di kota bawah ditata ulang tahun ini</a>'
        '<a href="/2">Jalan desa ke kebun diperbaiki sebelum musim hujan</a></div></div></body></html>'
    )


def read(html: str, url: str = URL) -> Article:
    article = extract(html, url)
    assert article.extractor.startswith("generic/") and article.layout is None
    return article


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


def test_all_parts_of_a_page_with_hashed_class_names() -> None:
    article = read(hashed())
    assert article.headline == "Panen Kopi di Lereng Utara Datang Lebih Awal"
    assert texts(article) == PARAGRAPHS
    assert article.dateline == "SLEMAN, Kabar Contoh"
    assert article.datePublished == datetime(2024, 3, 5, 9, 30, 12, tzinfo=WIB)
    assert (article.authors, article.editors) == (("Ratna Wulan",), ("Bagus Adi",))
    assert article.articleSection == ("Ekonomi", "Pasar")
    assert article.keywords == ("Kopi", "Panen")
    assert [(image.text, image.credit, image.lead) for image in article.images] == [
        ("Petani memetik kopi.", "Dok. Kelompok Tani", True)
    ]


@pytest.mark.parametrize(
    "inside",
    [
        '<p>Baca juga: <a href="/3">Gudang bersama dibangun di tiga desa</a></p>',
        '<div class="baca-juga"><a href="/3">Gudang bersama dibangun di tiga desa</a></div>',
        '<p><b><a href="/3">Gudang bersama dibangun di tiga desa</a></b></p>',
    ],
)
def test_a_link_to_another_article_inside_the_text_is_read_also(inside: str) -> None:
    article = read(hashed(inside))
    assert texts(article) == PARAGRAPHS
    assert article.readAlso == ("Gudang bersama dibangun di tiga desa",)


def test_a_linked_word_inside_a_sentence_stays_whatever_its_class_is_called() -> None:
    sentence = (
        'Biji <a class="tag-link" href="/tag/kopi">kopi</a> dijemur lima hari di halaman gudang bersama.'
    )
    assert "Biji kopi dijemur lima hari di halaman gudang bersama." in texts(
        read(hashed(f"<p>{sentence}</p>"))
    )


def test_a_text_in_one_element_with_line_breaks_has_paragraphs() -> None:
    html = hashed().replace("</p><p>", "<br><br>").replace("<p>", "").replace("</p>", "")
    assert texts(read(html)) == PARAGRAPHS


@pytest.mark.parametrize("code", ["(rtn/bgs)", "(Rtn/Bgs)", "</p><p>(ADI)"])
def test_a_desk_code_that_closes_the_text_is_none_of_it(code: str) -> None:
    html = hashed().replace(PARAGRAPHS[-1], f"{PARAGRAPHS[-1]} {code}")
    assert texts(read(html)) == PARAGRAPHS


@pytest.mark.parametrize(
    ("markup", "authors", "editors"),
    [
        (
            "<span>Ratna Wulan</span><span>Penulis</span><span>Bagus Adi</span><span>Editor</span>",
            ("Ratna Wulan",),
            ("Bagus Adi",),
        ),
        (
            "<ul><li>Penulis</li><li>Ratna Wulan</li><li>Editor</li><li>Bagus Adi</li></ul>",
            ("Ratna Wulan",),
            ("Bagus Adi",),
        ),
        ("<font>Oleh : Ratna Wulan</font>", ("Ratna Wulan",), ()),
        ('<span class="author">Ratna Wulan</span>', ("Ratna Wulan",), ()),
        ("Reporter: <b>Ratna Wulan</b> | Editor: <b>Bagus Adi</b>", ("Ratna Wulan",), ("Bagus Adi",)),
    ],
)
def test_people_by_the_role_words_before_or_behind_their_names(
    markup: str, authors: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    article = read(hashed().replace("Penulis: Ratna Wulan | Editor: Bagus Adi", markup))
    assert (article.authors, article.editors) == (authors, editors)


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("<strong>KABARCONTOH.ID - SLEMAN.</strong> ", "KABARCONTOH.ID - SLEMAN"),
        ("Sleman (Kabar Contoh) - ", "Sleman (Kabar Contoh)"),
        ("<b>Sleman</b> - ", "Sleman"),
        ("KabarContoh.com, Sleman - ", "KabarContoh.com, Sleman"),
        ("", None),
    ],
)
def test_the_dateline_of_an_outlet_that_nobody_described(opening: str, dateline: str | None) -> None:
    article = read(hashed(opening=opening))
    assert article.dateline == dateline
    assert texts(article) == PARAGRAPHS


def test_parts_of_the_text_that_a_script_turns_to_are_read() -> None:
    later = (
        '<div class="page-2" style="display:none"><p>Pada halaman kedua, petani menjemur biji di halaman gudang.</p>'
        "<p>Penjemuran berlangsung lima hari bila cuaca cerah.</p></div>"
    )
    html = hashed().replace('</div><div class="tags">', f'{later}</div><div class="tags">')
    assert texts(read(html))[-2:] == [
        "Pada halaman kedua, petani menjemur biji di halaman gudang.",
        "Penjemuran berlangsung lima hari bila cuaca cerah.",
    ]


def test_an_offer_in_a_box_behind_the_text_is_none_of_it() -> None:
    offer = '<div class="q1"><p>Dukung kami agar dapat terus menulis kabar dari desa setiap hari.</p></div>'
    html = hashed().replace('</div><div class="tags">', f'{offer}</div><div class="tags">')
    assert texts(read(html)) == PARAGRAPHS


def test_a_page_of_links_is_no_article() -> None:
    items = "".join(
        f'<p><a href="/{n}">Kabar nomor {n} dari desa di lereng utara yang ditulis pagi ini.</a></p>'
        for n in range(30)
    )
    with pytest.raises(NotAnArticle):
        extract(f"<html><body><h1>Kabar Terbaru Hari Ini</h1><div>{items}</div></body></html>", URL)


def test_every_line_of_the_page_is_explained() -> None:
    article = extract(hashed('<div class="iklan">Iklan</div>'), URL, explain=True)
    lines = {line.text: line for line in article.explanation}
    assert [line.text for line in article.explanation if line.label == "paragraph" and line.kept][
        1:
    ] == PARAGRAPHS[1:]
    assert not lines["Kanal nomor 3"].kept and not lines["Iklan"].kept
    assert lines["Iklan"].rule == "drop: named as ad: iklan"
    plain = extract(hashed('<div class="iklan">Iklan</div>'), URL)
    assert plain == article


def test_the_tree_stays_as_it_was() -> None:
    from lxml import etree

    from extractors.reading.decode import parse
    from extractors.reading.engine import extract_tree

    tree = parse(hashed(), URL)
    before = etree.tostring(tree)
    extract_tree(tree, URL, None, explain=True)
    assert etree.tostring(tree) == before


STORY = "".join(f"<p>{text}</p>" for text in [f"<b>SLEMAN</b> - {PARAGRAPHS[0]}", *PARAGRAPHS[1:]])


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">'
        + json.dumps({"props": {"pageProps": {"menu": ["a", "b"], "article": {"content": STORY}}}})
        + "</script>",
        '<script type="application/json" id="__NUXT_DATA__">'
        + json.dumps([{"data": 1}, "x", STORY, 7])
        + "</script>",
        "<script>window.__NUXT__={}</script><script>self.__next_f.push([1,"
        + json.dumps(f"1a:T{len(STORY.encode()):x},{STORY}1b:[]\n")
        + "])</script>",
        '<script type="application/ld+json">'
        + json.dumps(
            {
                "@type": "NewsArticle",
                "headline": "Panen Kopi di Lereng Utara Datang Lebih Awal",
                "articleBody": "\n".join([f"SLEMAN - {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]),
            }
        )
        + "</script>",
    ],
    ids=["next", "nuxt", "server components", "json-ld"],
)
def test_a_text_that_stands_in_the_json_of_the_page_only(script: str) -> None:
    article = read(f'<html><head>{HEAD}</head><body><div id="__next"></div>{script}</body></html>')
    assert texts(article) == PARAGRAPHS
    assert (article.headline, article.dateline) == ("Panen Kopi di Lereng Utara Datang Lebih Awal", "SLEMAN")


def test_a_shell_without_a_text_in_its_json_is_an_empty_shell() -> None:
    script = (
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"menu": ["Kabar", "Pasar"]}}</script>'
    )
    with pytest.raises(EmptyShell):
        extract(f'<html><head>{HEAD}</head><body><div id="__next"></div>{script}</body></html>', URL)


def test_the_confidence_falls_where_the_text_is_cut_up() -> None:
    sure = read(hashed()).confidence
    labels = "".join(f"<p>Harga {name}</p>" for name in ("Kopi", "Teh", "Gula", "Beras", "Cabai"))
    unsure = read(hashed(labels)).confidence
    assert sure is not None and unsure is not None and 0 <= unsure < sure <= 1
