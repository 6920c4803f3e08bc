"""The engine on small pages of a made-up outlet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from extractors import OUTLETS, Article, NotAnArticle, extract, outlet_for
from extractors.reading.blocks import read_blocks
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree, read_with
from extractors.reading.metadata import read_metadata
from extractors.results import (
    RESULTS,
    ChallengePage,
    EmptyPage,
    GalleryPage,
    IndexPage,
    LivePage,
    NoText,
    NotHTML,
    VideoPage,
)
from extractors.rules.model import Layout, Outlet
from extractors.rules.pages import Pages
from extractors.rules.selectors import TreeIndex
from tests.cases import read_pages
from tests.conftest import FIXTURES
from tests.work import grows_linearly, work

OUTLET = Outlet(
    name="contoh",
    title="Contoh",
    domains=("contoh.example",),
    articles=r"https?://contoh\.example/berita/",
    dateline=r"((?:CONTOH\.ID, )?[A-Z][A-Za-z]+) -\s*",
    layouts=(
        Layout(
            "satu",
            years="2020–",
            when="div.isi",
            headline="h1",
            deck="p.deck",
            published=".tanggal",
            byline=".penulis",
            editors=".penyunting",
            section=".remah a",
            keywords=".tag a",
            caption=".keterangan",
            credit=".kredit",
            read_also=".baca",
            paywall=".langganan",
            until=".bagikan",
            drop=(".iklan",),
            signature=True,
            body="div.isi",
            pages=Pages(query="page", links=".halaman a"),
        ),
    ),
)
URL = "https://contoh.example/berita/satu"


def page(body: str, top: str = "", bottom: str = "", head: str = "") -> str:
    return (
        f"<html><head>{head}</head><body><nav>Beranda Nasional</nav><h1>Judul berita</h1>{top}"
        f'<div class="isi">{body}</div>{bottom}<footer>Hak cipta</footer></body></html>'
    )


def read(html: str, **values: object) -> Article:
    return extract_tree(parse(html, URL), URL, OUTLET, **values)  # type: ignore[arg-type]


def body(html: str) -> list[tuple[str, str]]:
    return [(block.type, block.text) for block in read(html).body]


P = "paragraph"


def test_two_breaks_separate_paragraphs_as_two_elements_do() -> None:
    expected = [(P, "Satu kalimat."), (P, "Dua kalimat.")]
    assert body(page("<p>Satu kalimat.</p><p>Dua kalimat.</p>")) == expected
    assert body(page("<p>Satu kalimat.<br> <br/>&nbsp;Dua kalimat.</p>")) == expected
    assert body(page("Satu kalimat.<br><br>Dua kalimat.")) == expected


def test_one_break_is_a_blank() -> None:
    assert body(page("<p>Satu<br>dua.</p>")) == [(P, "Satu dua.")]


def test_bold_above_a_single_break_is_a_section_title() -> None:
    assert body(page("<p>Mula.<br><br><b>Soal Harga</b><br>Harga naik.</p>")) == [
        (P, "Mula."),
        ("heading", "Soal Harga"),
        (P, "Harga naik."),
    ]


def test_a_paragraph_bold_from_end_to_end_is_a_heading_unless_it_is_a_sentence() -> None:
    assert body(page("<p><strong>1. Asam urat </strong></p><p>Isi.</p>"))[0] == ("heading", "1. Asam urat")
    assert body(page("<p><b>Ini kalimat tebal yang utuh.</b></p><p>Isi.</p>"))[0][0] == P


def test_lists_and_quotes_keep_their_kind() -> None:
    html = page(
        "<p>A:</p><ul><li><p>satu</p></li><li>dua <b>tebal</b></li></ul><blockquote><p>kata.</p></blockquote>"
    )
    assert body(html)[1:] == [("list_item", "satu"), ("list_item", "dua tebal"), ("quote", "kata.")]


def test_an_embedded_post_keeps_its_words_without_the_attribution() -> None:
    post = '<blockquote class="twitter-tweet"><p>Kami hadir.</p>— Akun (@akun) <a href="#">1 Mei</a></blockquote>'
    assert body(page(f"<p>Cuitan itu:</p>{post}"))[1:] == [("quote", "Kami hadir.")]


def test_an_embedded_post_with_a_claimed_element_that_is_empty_has_no_empty_block() -> None:
    post = '<blockquote class="twitter-tweet"><p>Kami hadir.<span class="baca"></span></p></blockquote>'
    assert [block.text for block in read(page(f"<p>Isi berita ini.</p>{post}")).body[1:]] == ["Kami hadir."]


@pytest.mark.parametrize("mark", ["tag", "baca", "tanggal"])
def test_what_a_rule_claims_inside_an_embedded_post_is_no_word_of_it(mark: str) -> None:
    claim = f'<span class="{mark}"><a href="/x">Terkait</a></span>'
    post = f'<blockquote class="twitter-tweet"><p>Kami hadir. {claim}</p></blockquote>'
    html = page(f"<p>Isi berita ini.</p>{post}<p>Akhir berita.</p>")
    for explain in (False, True):
        assert [block.text for block in read(html, explain=explain).body[1:]] == [
            "Kami hadir.",
            "Akhir berita.",
        ]


def test_a_claim_behind_the_end_of_the_text_is_read_with_and_without_an_explanation() -> None:
    html = page(
        '<p>Isi berita ini.</p><p class="bagikan">Bagikan</p><p>Lagi</p><p class="tag"><a>Beras</a></p>'
    )
    plain, explained = read(html), read(html, explain=True)
    assert plain == replace(explained, explanation=())
    assert (plain.keywords, len(plain.body)) == (("Beras",), 1)
    assert [line.text for line in explained.explanation][-4:-1] == ["Bagikan", "Lagi", "Beras"]


def test_a_pull_quote_that_repeats_the_text_is_left_out() -> None:
    sentence = "Harga beras naik sejak bulan lalu di semua pasar"
    assert body(page(f"<p>{sentence}, kata dia.</p><blockquote>“{sentence}”</blockquote><p>Akhir.</p>")) == [
        (P, f"{sentence}, kata dia."),
        (P, "Akhir."),
    ]


def test_no_break_spaces_and_decomposed_letters_are_normalised() -> None:
    assert body(page("<p>Rp&nbsp;5\u2009\u202f juta  cafe\u0301.</p>")) == [(P, "Rp 5 juta café.")]


def test_dateline_is_taken_off_and_kept() -> None:
    article = read(page("<p><b>CONTOH.ID, Jakarta</b> - Isi berita.</p>"))
    assert (article.dateline, article.body[0].text) == ("CONTOH.ID, Jakarta", "Isi berita.")


def test_dateline_spread_over_two_paragraphs() -> None:
    article = read(page("<p><b>CONTOH.ID,</b></p><p><b>Jakarta</b> - Isi berita.</p><p>Dua.</p>"))
    assert article.dateline == "CONTOH.ID, Jakarta"
    assert [block.text for block in article.body] == ["Isi berita.", "Dua."]


@pytest.mark.parametrize("code", ["(boy/jpnn)", "(ant/dil/jpnn)", "(E-2)", "(sha/c7/sof)", "(dil)", "(*)"])
def test_desk_codes_leave_the_end(code: str) -> None:
    assert body(page(f"<p>Satu.</p><p>Tegasnya. <strong>{code}&nbsp;</strong></p>"))[-1] == (P, "Tegasnya.")
    assert body(page(f"<p>Satu.</p><p>{code}</p>")) == [(P, "Satu.")]


def test_brackets_inside_a_sentence_stay() -> None:
    assert body(page("<p>Laju itu 100 (km/jam).</p>")) == [(P, "Laju itu 100 (km/jam).")]


def test_sentence_code_and_video_prompt_in_one_element() -> None:
    html = "<p>Kata dia.&nbsp;<b>(boy/jpnn)&nbsp;</b><br/><br/><b>Yuk, Simak Juga Video ini!</b><br/><iframe></iframe></p>"
    assert body(page(html)) == [(P, "Kata dia.")]


def test_read_also_lines_boxes_and_labels_over_lists() -> None:
    article = read(
        page(
            "<p>Satu.</p><p><b>Baca Juga: <a href='/a'>Judul A</a></b></p>"
            "<div class='baca'><a href='/b'>Judul B</a><a href='/c'>Judul C</a></div>"
            "<p>Baca juga:</p><ul><li><a href='/d'>Judul D</a></li></ul><p>Dua.</p>"
        )
    )
    assert article.readAlso == ("Judul A", "Judul B", "Judul C", "Judul D")
    assert [block.text for block in article.body] == ["Satu.", "Dua."]


@pytest.mark.parametrize(
    "text",
    [
        '"Baca juga: buku itu," kata guru kepada muridnya.',
        "“Baca juga tulisan saya,” ujarnya.",
        "Baca juga menjadi kegemaran anak di kampung itu.",
        "Iklan rokok kembali diatur pemerintah.",
        "Ia pun pergi.",
        "Selanjutnya, ia pulang ke rumah.",
        "Video itu beredar luas sejak Senin.",
        "Halaman rumah itu luas.",
        "Share saham itu naik 2 persen.",
        "Sumber air di desa itu kering.",
        "Oleh karena itu, ia pergi.",
    ],
)
def test_what_the_article_itself_says_stays(text: str) -> None:
    assert body(page(f"<p>Mula.</p><p>{text}</p><p>Akhir.</p>"))[1] == (P, text)


def test_an_agency_that_closes_the_text_is_its_source() -> None:
    article = read(page("<p>Satu.</p><p>REUTERS | AL JAZEERA</p>"))
    assert article.sources == ("REUTERS", "AL JAZEERA")
    assert len(article.body) == 1


@pytest.mark.parametrize("closing", ["<p>(Rina Lestari)</p>", "<p><strong>(Rina Lestari)</strong></p>"])
def test_a_full_name_in_brackets_alone_is_a_signature(closing: str) -> None:
    article = read(page(f"<p>Satu kalimat.</p>{closing}", '<p class="penulis">Rina lestari</p>'))
    assert [block.text for block in article.body] == ["Satu kalimat."]
    assert article.authors == ("Rina lestari",)  # the byline has the name already
    assert read(page(f"<p>Satu kalimat.</p>{closing}")).authors == ("Rina Lestari",)


@pytest.mark.parametrize(
    "end", ["<p>(Rina)</p>", "<p>(rapat itu ditunda)</p>", "<p>Itu kata ketua (Rina Lestari)</p>"]
)
def test_other_words_in_brackets_at_the_end_are_no_signature(end: str) -> None:
    article = read(page(f"<p>Satu kalimat.</p>{end}"))
    assert (len(article.body), article.authors) == (2, ())


def test_a_signature_in_capitals_is_the_author() -> None:
    article = read(
        page("<p>Satu.</p><p><b>DINI TEJA, BUDI S. (BOGOR)</b></p>", '<p class="penulis">Dini Teja</p>')
    )
    assert article.authors == ("Dini Teja", "BUDI S.")


def test_roles_in_a_byline() -> None:
    top = '<div class="penulis">Reporter: Ani, Budi | Editor: Citra</div>'
    article = read(page("<p>Satu.</p>", top))
    assert (article.authors, article.editors) == (("Ani", "Budi"), ("Citra",))


def test_people_in_page_order_above_inside_and_below() -> None:
    article = read(
        page(
            "<p>Satu.</p><p>Penulis: Dewi<br>Editor: Eka</p>",
            '<div class="penulis">Reporter: Ani</div>',
            '<div class="penyunting">Editor: Fajar</div>',
        )
    )
    assert (article.authors, article.editors) == (("Ani", "Dewi"), ("Eka", "Fajar"))


def test_captions_credits_and_which_picture_leads() -> None:
    article = read(
        page(
            '<p>Satu.</p><div class="keterangan">Dua orang. <span class="kredit">ANTARA/Ani</span></div>'
            "<figure><img><figcaption>Tiga orang (Dok. Kota)</figcaption></figure>",
            '<div class="keterangan">Satu orang. REUTERS/Budi/Pool</div>',
        )
    )
    assert [(i.text, i.credit, i.lead) for i in article.images] == [
        ("Satu orang.", "REUTERS/Budi/Pool", True),
        ("Dua orang.", "ANTARA/Ani", False),
        ("Tiga orang", "Dok. Kota", False),
    ]
    assert [block.text for block in article.body] == ["Satu."]


def test_text_behind_until_and_in_dropped_boxes_is_gone() -> None:
    html = page(
        '<p>Satu.</p><div class="iklan"><p>Beli!</p></div><p>Dua.</p><div class="bagikan">x</div><p>Lain.</p>'
    )
    assert body(html) == [(P, "Satu."), (P, "Dua.")]


def test_a_paywall_says_so_and_leaves_the_text_that_is_there() -> None:
    article = read(page('<p>Satu kalimat yang terpo</p><div class="langganan">Bayar dulu</div>'))
    assert article.isAccessibleForFree is False
    assert [block.text for block in article.body] == ["Satu kalimat yang terpo"]


def test_metadata_add_seconds_and_a_disagreement_stays_visible() -> None:
    top = '<p class="tanggal">Minggu, 18 Juli 2021 15:00 WIB</p>'

    def published(value: str) -> Article:
        return read(
            page("<p>A.</p>", top, head=f'<meta property="article:published_time" content="{value}">')
        )

    assert published("2021-07-18T15:00:42+07:00").datePublished.isoformat() == "2021-07-18T15:00:42+07:00"  # type: ignore[union-attr]
    assert published("2021-07-18T15:00:42Z").datePublished.isoformat() == "2021-07-18T15:00:42+07:00"  # type: ignore[union-attr]
    other = published("2021-07-19T10:00:00+07:00")
    assert other.datePublished.isoformat() == "2021-07-18T15:00:00+07:00"  # type: ignore[union-attr]
    assert "2021-07-19" in (other.datePublishedRaw or "")


def test_a_date_after_the_fetch_is_refused_and_said() -> None:
    html = page("<p>A.</p>", '<p class="tanggal">1 Januari 2035 10:00 WIB</p>')
    article = read(html, fetched=datetime(2026, 1, 1, tzinfo=UTC))
    assert article.datePublished is None
    assert "refused" in (article.datePublishedRaw or "")


def test_relative_dates_count_from_the_fetch() -> None:
    html = page("<p>A.</p>", '<p class="tanggal">10 menit lalu</p>')
    article = read(html, fetched=datetime(2026, 1, 1, 10, 0, tzinfo=UTC))
    assert article.datePublished == datetime(2026, 1, 1, 9, 50, tzinfo=UTC)


def test_a_fetch_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        extract(page("<p>A.</p>"), URL, fetched=datetime(2026, 1, 1))


def test_section_and_keywords_without_home_title_and_hash() -> None:
    top = '<div class="remah"><a>Home</a><a>Contoh</a><a>Nasional »</a><a>Judul berita</a></div>'
    bottom = '<div class="tag"><a>TAGS</a><a>#Beras</a><a>Beras</a><a>Jagung</a></div>'
    article = read(page("<p>A.</p>", top, bottom))
    assert (article.articleSection, article.keywords) == (("Nasional",), ("Beras", "Jagung"))


def test_names_may_share_an_element_with_the_date() -> None:
    layout = replace(OUTLET.layouts[0], byline=".tanggal", editors=".tanggal a")
    html = page(
        "<p>Satu kalimat.</p>",
        '<p class="tanggal">Selasa, 5 Maret 2024 | 10:00 WIB<br>Oleh: Ani Rahma / <a>BTS</a></p>',
    )
    article = extract_tree(parse(html, URL), URL, replace(OUTLET, layouts=(layout,)))
    assert (article.authors, article.editors) == (("Ani Rahma",), ("BTS",))
    assert article.datePublished and article.datePublished.isoformat() == "2024-03-05T10:00:00+07:00"


def test_further_pages_are_named_from_the_pager() -> None:
    pager = (
        '<div class="halaman"><a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=2">Next</a></div>'
    )
    urls = read(page("<p>A.</p>", bottom=pager)).pageUrls
    assert urls == ()  # the outlet is not registered, so its addresses are nobody's: nothing is followed


@pytest.mark.parametrize(
    ("here", "links", "earlier", "further"),
    [
        ("", '<a href="{}">1</a><a href="{}/5">2</a><a href="{}/10">3</a>', [], ["/5", "/10"]),
        ("/5", '<a href="{}">1</a><a href="{}/5">2</a><a href="{}/10">3</a>', [""], ["/10"]),
        ("/10", '<a href="{}/5">2</a>', ["", "/5"], []),
        ("", '<a href="{}/5">2</a><a href="{}?showpage=all">Semua</a>', [], ["?showpage=all"]),
        ("?showpage=all", '<a href="{}/5">2</a>', [], []),
        ("", '<option value="{}">1</option><option value="{}/5">2</option>', [], ["/5"]),
        ("", '<a href="/read/9/1/lain/5">2</a><a href="/indeks/5">5</a><a href="#">2</a>', [], []),
    ],
)
def test_pages_by_path_are_named_from_the_pager(
    here: str, links: str, earlier: list[str], further: list[str]
) -> None:
    url = "https://ekbis.sindonews.com/read/1805311/34/bengkel-perahu-1779262212"
    layout = replace(
        OUTLET.layouts[0], pages=Pages(path="/{page}", links=".halaman *", whole="?showpage=all")
    )
    sindonews = OUTLETS["sindonews"]
    html = page("<p>Satu kalimat.</p>", bottom=f'<div class="halaman">{links.replace("{}", url)}</div>')
    index = TreeIndex(parse(html, url))
    article = read_with(layout, sindonews, index, url + here, read_metadata(index.tree))
    assert article is not None
    assert article.pageUrls == tuple(url + end for end in further)
    assert article.missingPages == tuple(url + end for end in (*earlier, *further))


def test_every_visible_block_is_explained_in_order() -> None:
    html = page(
        "<p>CONTOH.ID, Jakarta - Satu.</p><p>Baca juga: <a href='#'>Judul A</a></p><div class='iklan'><p>Beli</p></div>"
        "<p>Dua. (boy/jpnn)</p>",
        '<p class="tanggal">1 Mei 2021</p>',
    )
    lines = read(html, explain=True).explanation
    assert [(line.text, line.label, line.kept) for line in lines] == [
        ("Beranda Nasional", "chrome", False),
        ("Judul berita", "headline", True),
        ("1 Mei 2021", "published", True),
        ("CONTOH.ID, Jakarta - Satu.", "paragraph", True),
        ("Baca juga: Judul A", "read_also", True),
        ("Beli", "chrome", False),
        ("Dua. (boy/jpnn)", "paragraph", True),
        ("Hak cipta", "chrome", False),
    ]
    assert [line.number for line in lines] == list(range(1, 9))
    rules = [line.rule for line in lines]
    assert "dateline" in rules[3] and ".iklan" in rules[5] and "desk code" in rules[6]


def test_explaining_changes_nothing() -> None:
    html = page("<p>A.</p><div class='iklan'><p>x</p></div><p>B.</p>", '<p class="tanggal">1 Mei 2021</p>')
    assert read(html) == read(html, explain=True)


# -- pages that are no article ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "result"),
    [
        (b"", EmptyPage),
        (b"   \n", EmptyPage),
        (b"%PDF-1.7 ...", NotHTML),
        (b"\x89PNG\r\n\x1a\n", NotHTML),
        (b"just words, no markup", NotHTML),
        (b"<html><head><title>Just a moment...</title></head><body><p>x</p></body></html>", ChallengePage),
        (b"<html><body></body></html>", NoText),
        (
            b'<html><head><script type="application/ld+json">{"@type":"LiveBlogPosting"}</script></head>'
            b'<body><h1>x</h1><div class="isi"><p>y.</p></div></body></html>',
            LivePage,
        ),
    ],
)
def test_a_page_that_is_no_article_raises_its_name(html: bytes, result: type[NotAnArticle]) -> None:
    with pytest.raises(result) as caught:
        extract(html, URL)
    assert str(caught.value).startswith(URL)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("title", "said", "gate"),
    [
        ("Just a moment...", '<script src="/cdn-cgi/challenge-platform/x.js"></script>', "Cloudflare"),
        ("Access denied | kabar.example used Cloudflare to restrict access", "<p>Error 1015</p>", "1015"),
        ("You are being rate limited", "<p>x</p>", "1015"),
        ("Access Denied", "<p>Generated by cloudfront (CloudFront)</p>", "CloudFront"),
        ("Access Denied", "<p>You have no permission.</p>", ""),
    ],
)
def test_a_gate_is_said_by_its_name(title: str, said: str, gate: str) -> None:
    with pytest.raises(ChallengePage) as caught:
        extract(f"<html><head><title>{title}</title></head><body>{said}</body></html>", URL)
    assert gate in caught.value.reason
    assert ("(" in caught.value.reason) == bool(gate)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("404 Not Found", "error page"),
        ("Halaman tidak ditemukan", "error page"),
        ("Attention Required! | Cloudflare", "challenge page"),
        ("Login - Contoh", "login wall"),
        ("Hasil Pencarian: beras", "search page"),
        ("Before you continue to Contoh", "consent wall"),
    ],
)
def test_walls_are_known_by_their_title(title: str, kind: str) -> None:
    words = "<p>Ini paragraf panjang tentang sesuatu yang bukan berita. </p>" * 30
    with pytest.raises(RESULTS[kind]):
        extract(f"<html><head><title>{title}</title></head><body>{words}</body></html>", URL)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://contoh.example/login?next=/news/a", "login wall"),
        ("https://contoh.example/account/masuk", "login wall"),
        ("https://sso.contoh.example/?to=x", "login wall"),
        ("https://consent.contoh.example/m?continue=x", "consent wall"),
    ],
)
def test_walls_are_known_by_their_address(url: str, kind: str) -> None:
    with pytest.raises(RESULTS[kind]):
        extract("<html><body><h1>Selamat datang</h1></body></html>", url)


def test_an_article_may_have_such_words_in_its_address() -> None:
    for slug in ("masuk-sekolah-lebih-pagi", "login-kini-lebih-mudah", "consent"):
        with pytest.raises(NotAnArticle) as caught:
            extract("<html><body><p>x</p></body></html>", f"https://contoh.example/news/{slug}")
        assert caught.value.kind == "no article text"


def test_a_short_text_in_what_scripts_fill_is_read_though_its_headline_has_moved() -> None:
    page = (
        '<meta property="og:title" content="Warga Panen Kopi di Lereng">'
        '<div id="__next"><div class="isi"><p>Warga desa memanen kopi di lereng gunung sejak pagi buta, lalu menjemurnya '
        "di halaman balai desa bersama anak-anak. Hujan belum turun.</p></div></div>"
    )
    assert len(read(page).body) == 1
    with pytest.raises(RESULTS["empty shell"]):
        read(
            page.replace("Warga desa memanen", "Memuat").split(" kopi di lereng gunung")[0]
            + "</p></div></div>"
        )


@pytest.mark.parametrize(
    "line",
    [
        '<b>Berita lainnya</b>:<br><a class="baca" href="/x">Kopi Lereng Gunung Juara Dunia</a>',
        '<a class="baca" href="/x">Kopi Lereng Gunung Juara Dunia</a><br>Artikel lainnya:',
        '[ <b>Rekomendasi untuk Anda</b>: <a class="baca" href="/x">Kopi Lereng Gunung Juara Dunia</a> ].',
    ],
)
def test_a_label_goes_with_the_link_that_a_selector_takes(line: str) -> None:
    article = read(page(f"<p>Warga memanen kopi.</p><p>{line}</p><p>Lalu hujan turun.</p>"))
    assert [block.text for block in article.body] == ["Warga memanen kopi.", "Lalu hujan turun."]
    assert article.readAlso == ("Kopi Lereng Gunung Juara Dunia",)


def test_an_empty_element_for_a_credit_is_none() -> None:
    caption = '<p class="keterangan">Warga memanen kopi. (Foto: Ani)<b class="kredit"> </b></p>'
    image = read(page(f"{caption}<p>Satu.</p>")).images[0]
    assert (image.text, image.credit) == ("Warga memanen kopi.", "Foto: Ani")


def test_what_looks_like_a_label_stays_where_no_link_is_beside_it() -> None:
    article = read(
        page(
            "<p>Warga memanen kopi.</p><p><b>Berita lainnya:</b></p><p>Hujan turun.</p><p class=baca>Satu Dua Tiga</p>"
        )
    )
    assert [block.text for block in article.body] == [
        "Warga memanen kopi.",
        "Berita lainnya:",
        "Hujan turun.",
    ]


@pytest.mark.parametrize("root", ["__nuxt", "__next", "app"])
def test_a_page_without_its_script_s_text_is_an_empty_shell(root: str) -> None:
    script = "<script>window.state = '" + "kata " * 200 + "'</script>"
    menu = "<nav><a href=/>Beranda</a> <a href=/news>Berita</a></nav>"
    html = f"<html><head><title>Contoh</title></head><body>{menu}<div id={root}></div>{script}</body></html>"
    with pytest.raises(RESULTS["empty shell"]):
        extract(html, URL)


def test_a_home_page_is_an_index() -> None:
    with pytest.raises(IndexPage):
        extract("<html><body><h1>x</h1></body></html>", "https://contoh.example/")


def test_a_truncated_page_gives_what_is_there() -> None:
    html = page("<p>Satu.</p><p>Dua kalimat.</p>")
    article = read(html[: html.index("kalimat")])
    assert [block.text for block in article.body] == ["Satu.", "Dua"]


def test_nesting_without_end_neither_crashes_nor_hangs() -> None:
    html = page("<p>Satu.</p>" + "<div>" * 45_000 + "x" + "</div>" * 45_000)
    assert read(html).body[0].text == "Satu."


def test_fifty_megabytes_are_read() -> None:
    html = page("<p>Satu.</p>" + "<p>" + "kata " * 10_000_000 + "</p>")
    assert read(html).body[0].text == "Satu."


def test_a_self_closed_html_element_is_no_empty_page() -> None:
    html = page("<p>Satu.</p>").replace("<html>", '<html class="no-js" lang="id" itemscope />')
    assert read(html).body[0].text == "Satu."


# -- the fallback -----------------------------------------------------------------------------------------

LONG = (
    "<p>Pemerintah kota menata kembali pasar lama itu mulai pekan depan, kata wali kota kepada warga. </p>"
    * 1
)


def generic() -> str:
    parts = "".join(
        f"<p>Paragraf nomor {n} menceritakan rencana penataan pasar lama di kota itu secara lebih lengkap.</p>"
        for n in range(12)
    )
    return (
        "<html><head><title>Pasar lama ditata</title></head><body><nav><a href='/'>Beranda</a></nav><article>"
        f"<h1>Pasar lama ditata</h1>{parts}<p>Baca juga: <a href='/x'>Judul lain</a></p></article></body></html>"
    )


def test_a_page_no_layout_knows_goes_to_the_generic_reader_and_says_so() -> None:
    article = extract(generic(), "https://tidak-dikenal.example/berita/pasar")
    assert (article.outlet, article.layout) == (None, None)
    assert article.extractor.startswith("generic/")
    assert article.headline == "Pasar lama ditata"
    assert not any("Baca juga" in block.text for block in article.body)
    assert len(article.body) == 12


def test_a_broken_element_name_does_not_break_the_fallback() -> None:
    # a lost blank makes a name that lxml reads and refuses to write
    html = generic().replace("<p>Paragraf nomor 3", '<p\u00fcclass="x">Paragraf nomor 3')
    assert len(extract(html, "https://tidak-dikenal.example/berita/pasar").body) >= 11


def test_the_tree_that_is_read_stays_as_it_was() -> None:
    tree = parse(page("<p>A.</p><div class='iklan'>x</div>"), URL)
    before = etree.tostring(tree)
    extract_tree(tree, URL, OUTLET, explain=True)
    assert etree.tostring(tree) == before


def test_an_explanation_says_where_each_line_stands() -> None:
    page = read_pages(FIXTURES / "kontan/setup/list-article/cassette.yaml")[0]
    tree = parse(page.body, page.url)
    elements = list(tree.iter())
    article = extract_tree(tree, page.url, outlet_for(page.url), explain=True)
    body = {block.text for block in article.body}
    for line in article.explanation:
        told = "".join(
            (elements[number].tail if tail else elements[number].text) or "" for number, tail in line.nodes
        )
        assert told.strip(), line
        if line.text in body:
            assert "".join(told.split()) == "".join(line.text.split())


@pytest.mark.parametrize(
    ("name", "content", "free"),
    [
        ("article:content_tier", "free", True),
        ("article:content_tier", "locked", False),
        ("article:content_tier", "metered", None),
        ("subscription", "False", True),
        ("subscription", "True", False),
    ],
)
def test_meta_tags_may_say_whether_a_text_is_free(name: str, content: str, free: bool | None) -> None:
    page = f'<html><head><meta property="{name}" content="{content}"></head><body><p>Isi.</p></body></html>'
    tree = parse(page, "https://www.example.co.id/")
    assert read_metadata(tree).free is free


def test_a_template_whose_headline_has_moved_keeps_its_text() -> None:
    text = "<p>" + "Warga desa memanen padi di sawah terasering pada musim kemarau. " * 4 + "</p>"
    told = '<meta property="og:title" content="Judul berita - Contoh">'
    moved = page(text, head=told).replace("h1>", "h2>")
    article = read(moved)
    assert (article.layout, article.headline) == ("satu", "Judul berita")
    assert len(article.body) == 1
    # a few words are no proof that the layout fits
    with pytest.raises(NoText):
        read(page("<p>Hanya sedikit kata.</p>", head=told).replace("h1>", "h2>"))


def test_a_later_page_without_a_headline_has_none() -> None:
    text = "<p>" + "Warga desa memanen padi di sawah terasering pada musim kemarau. " * 4 + "</p>"
    html = page(text, head="<title>Judul berita - Contoh</title>").replace("<h1>Judul berita</h1>", "")
    assert read(html).headline == "Judul berita - Contoh"
    later = f"{URL}?page=2"
    article = extract_tree(parse(html, later), later, OUTLET)
    assert (article.layout, article.headline, len(article.body)) == ("satu", None, 1)
    told = html.replace("</title>", '</title><meta property="og:title" content="Judul berita">')
    assert extract_tree(parse(told, later), later, OUTLET).headline == "Judul berita"


def test_two_fields_with_one_selector_share_its_element() -> None:
    layout = replace(OUTLET.layouts[0], published=".penulis", byline=".penulis")
    outlet = replace(OUTLET, layouts=(layout,))
    html = page("<p>Isi berita.</p>", top='<p class="penulis">Rani Puspita • 31 Januari 2024 08:30</p>')
    article = extract_tree(parse(html, URL), URL, outlet)
    assert list(article.authors) == ["Rani Puspita"]
    assert article.datePublished == datetime(2024, 1, 31, 1, 30, tzinfo=UTC)


def test_the_offers_behind_a_paywall_leave_the_text_with_it() -> None:
    offers = "<p>Sudah berlangganan? Masuk di sini</p><h4>12 BULAN</h4><ul><li>*Hemat Rp 102.000</li></ul>"
    article = read(page(f"<p>Satu kalimat.</p>{offers}"))
    assert (article.text, article.isAccessibleForFree) == ("Satu kalimat.", False)
    # where sentences follow it was no end
    assert read(page(f"<p>Satu kalimat.</p>{offers}<p>Dua kalimat.</p>")).text.endswith("Dua kalimat.")


def test_what_stands_behind_an_embed_is_not_lost() -> None:
    tree = parse("<div><p>satu</p><embed src='x'><p>dua</p><p>tiga</p></div>", "https://contoh.example/")
    assert [block.text for block in read_blocks(tree, {})] == ["satu", "dua", "tiga"]


# -- what thousands of served pages showed ------------------------------------------------------------------------


def test_bold_type_alone_sets_a_dateline_apart() -> None:
    dateline = r"(Contoh\.id(?:,\s[A-Z]\w+(?=\s*-))?)\s*-\s*"
    outlet = replace(OUTLET, dateline=dateline, layouts=(replace(OUTLET.layouts[0], dateline=dateline),))

    def opening(first: str) -> tuple[str | None, str]:
        article = extract_tree(parse(page(f"<p>{first}</p><p>Dua kalimat.</p>"), URL), URL, outlet)
        return article.dateline, article.body[0].text

    assert opening("<b>Contoh.id, Jakarta</b> Pasar dibuka.") == ("Contoh.id, Jakarta", "Pasar dibuka.")
    assert opening("<b>Contoh.id, Jakarta -</b> Pasar dibuka.") == ("Contoh.id, Jakarta", "Pasar dibuka.")
    assert opening("<b>Pasar, Jalan</b> dan jembatan dibuka.")[0] is None


def test_a_page_that_its_own_markup_gives_away_is_refused_under_every_address() -> None:
    outlet = replace(
        OUTLET,
        not_articles={"photo gallery": r"//contoh\.example/foto/"},
        gives_away={"video page": 'script:contains(\'"type":"VideoGallery"\')'},
    )
    html = page("<p>Satu kalimat.</p>", head='<script>x = {"type":"VideoGallery"}</script>')
    with pytest.raises(VideoPage):
        extract_tree(parse(html, URL), URL, outlet)
    html = page("<p>Satu.</p>", head='<link rel="canonical" href="https://contoh.example/foto/1">')
    with pytest.raises(GalleryPage):
        extract_tree(parse(html, URL), URL, outlet)
    assert extract_tree(parse(page("<p>Satu kalimat.</p>"), URL), URL, outlet).body


def test_a_table_of_contents_and_the_credit_of_a_picture_are_no_text() -> None:
    html = page(
        '<div>Daftar Isi</div><ul><li><a href="#a">Bahan Kue</a></li></ul><p>Satu kalimat.</p>'
        "<table><tr><td>Foto: Koperasi Susu</td></tr></table><ul><li>Tepung satu kilo</li></ul>"
    )
    assert body(html) == [(P, "Satu kalimat."), ("list_item", "Tepung satu kilo")]
    assert [image.credit for image in read(html).images] == ["Foto: Koperasi Susu"]


def test_a_bold_first_line_of_a_table_of_lines_is_no_heading() -> None:
    lines = "<b>Lomba Perahu</b><br>Muara Sungai<br>Sabtu (7/3)<br>Pukul 14.00"
    assert body(page(f"<p>{lines}</p>")) == [(P, "Lomba Perahu Muara Sungai Sabtu (7/3) Pukul 14.00")]
    assert body(page("<p><b>Soal Harga</b><br>Harga turun lagi.</p>"))[0] == ("heading", "Soal Harga")


def test_a_title_as_search_engines_are_told_it_is_no_section() -> None:
    head = '<meta property="og:title" content="Harga Beras Turun di Tiga Kota">'
    top = '<div class="remah"><a>Nasional</a><a>Harga Beras Turun di Tiga Kota</a></div>'
    assert read(page("<p>Satu kalimat.</p>", top=top, head=head)).articleSection == ("Nasional",)


def test_a_page_whose_body_holds_no_words_is_refused_whatever_its_chrome_says() -> None:
    chrome = "".join(
        f"<p>Masuk atau daftar untuk membaca edisi nomor {n} dari terbitan kami.</p>" for n in range(9)
    )
    with pytest.raises(NoText, match="contains no text"):
        read(page('<figure><img src="a.jpg"></figure>', bottom=f"<div>{chrome}</div>"))


def test_without_a_layout_a_page_laid_out_as_a_list_has_paragraphs_and_titles() -> None:
    sentence = "Pemerintah kota menata kembali pasar lama di tepi sungai agar pedagang kecil tetap berjualan setiap hari."
    parts = "".join(f"<p>{sentence} Ini bagian ke-{n}.</p>" for n in range(4))
    html = (
        '<html><head><meta property="og:title" content="Pasar Lama Ditata Kembali"></head><body><ul><li>'
        f"<h1>Pasar Lama Ditata Kembali</h1>{parts}<p><strong>Soal Harga Sewa</strong></p>{parts.replace('ke', 'x')}"
        "</li></ul></body></html>"
    )
    url = "https://www.tanpa-aturan.example/kota/pasar-lama"
    blocks = extract(html.encode(), url).body
    assert len([block for block in blocks if block.type == "paragraph"]) == 8
    assert [block.text for block in blocks if block.type == "heading"] == ["Soal Harga Sewa"]


def test_a_whole_name_that_closes_the_text_as_a_code_does_may_be_the_author() -> None:
    outlet = replace(OUTLET, layouts=(replace(OUTLET.layouts[0], desk_code=r"^\((?P<author>\w+ \w+)\)$"),))
    html = page("<p>Satu kalimat.</p><p>(Rina Lestari)</p>")
    assert extract_tree(parse(html, URL), URL, outlet).authors == ("Rina Lestari",)


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<div>P</div><p>asar itu sepi.</p>", ["Pasar itu sepi."]),
        (
            '<p class="cap">P</p> <p>asar <a href="/x">itu</a> sepi.<br>Baca juga: Pasar</p>',
            ["Pasar itu sepi."],
        ),
        ("<p>A</p><p>Pilihan pertama itu benar.</p>", ["A", "Pilihan pertama itu benar."]),
        ("<h2>P</h2><p>asar itu sepi.</p>", ["P", "asar itu sepi."]),
        ("<ul><li>P</li></ul><p>asar itu sepi.</p>", ["P", "asar itu sepi."]),
    ],
)
def test_an_initial_in_an_element_of_its_own_begins_its_paragraph(html: str, texts: list[str]) -> None:
    assert [text for _, text in body(page(html))] == texts


def test_a_whole_name_that_closes_the_text_as_a_code_does_is_the_editor() -> None:
    code = r"\s*\([a-z]{2,5}\)$|^\((?P<editor>[A-Z]\w+(?: [A-Z]\w+)+)\)$"
    outlet = replace(OUTLET, layouts=(replace(OUTLET.layouts[0], desk_code=code),))
    for closing, editors in (("(Rina Lestari)", ("Rina Lestari",)), ("(abc)", ())):
        html = page(f"<p>Satu kalimat.</p><p><strong>{closing}</strong></p>")
        article = extract_tree(parse(html, URL), URL, outlet)
        assert (article.editors, [block.text for block in article.body]) == (editors, ["Satu kalimat."])


CHROME = (
    """<div class="menu"><a href="/a">Beranda</a><p>Masuk dengan email atau nomor telepon Anda</p></div>
<p>Maaf email atau password Anda salah</p><p>Satu Akun, Untuk Semua Akses</p><div>Berita Terpopuler Pekan Ini di Seluruh Nusantara</div>
<p>Apakah Anda yakin akan menghapus berita ini dari daftar bacaan yang Anda simpan di akun ini?</p><p>Jenis Kelamin</p>
<p>Nelayan Dapat Kapal Baru dari Pemerintah Pusat</p><p>Harga Beras Naik Lagi di Pasar Induk Kota</p><p>Pilih Kota</p>"""
    * 3
)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<figure><img src=a></figure>",
        "<p>Bagikan</p><p>Simpan</p><p>Lihat Galeri</p>",
        "<ul><li>Politik</li><li>Ekonomi Bisnis</li></ul>",
        "<p>ADVERTISEMENT</p><p>Baca juga: <a href=/x>Nelayan Dapat Kapal</a></p>",
    ],
)
@pytest.mark.parametrize("container", [True, False])
def test_a_page_of_the_site_s_own_words_alone_is_no_article(inner: str, container: bool) -> None:
    html = page(inner, bottom=CHROME)
    if not container:
        html = html.replace('<div class="isi">', "<div>")
    with pytest.raises(NotAnArticle) as refused:
        read(html)
    assert type(refused.value) in RESULTS.values()


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://video.tanpa-aturan.example/peristiwa/banjir", VideoPage),
        ("https://tanpa-aturan.example/video/news/81755-banjir", VideoPage),
        ("https://www.tanpa-aturan.example/amp/videos/banjir", VideoPage),
        ("https://foto.tanpa-aturan.example/banjir", GalleryPage),
        ("https://tanpa-aturan.example/galeri/banjir", GalleryPage),
        ("https://video.merdeka.com/peristiwa/banjir-di-kota.html", VideoPage),
    ],
)
def test_a_video_or_gallery_is_refused_under_every_address(url: str, result: type[NotAnArticle]) -> None:
    text = "<p>Warga memanen padi di lereng gunung sejak pagi dan pulang sore hari bersama-sama.</p>" * 6
    with pytest.raises(result):
        extract(page(text), url)


def test_many_bodies_with_claims_in_each_cost_no_more_than_they_are() -> None:
    def cost(count: int) -> int:
        part = '<div class="isi"><p class="baca">x</p></div><p class="penulis">Ani</p>'
        tree = parse(f'<h1>Warga Panen</h1><div class="isi">Satu.</div>{part * count}', URL)
        return work(lambda: extract_tree(tree, URL, OUTLET))

    assert grows_linearly(cost, 100)
