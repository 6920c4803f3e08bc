"""What a page puts into a text and what is no part of it: labels, decorations, posts, components, hidden words.

Forms times decorations: each must leave the text whole, and go where it belongs.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors import Article
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.rules.model import Layout, Outlet

OUTLET = Outlet(
    name="contoh",
    title="Contoh",
    domains=("contoh.example",),
    articles=r"https?://contoh\.example/berita/",
    layouts=(Layout("satu", headline="h1", body="div.isi"),),
)
URL = "https://contoh.example/berita/satu"
FIRST, LAST = "Warga memanen padi di lereng gunung sejak pagi.", "Penutup yang biasa."
TITLE = "Nelayan Dapat Kapal"


def read(inner: str, *, explain: bool = False) -> Article:
    html = f'<h1>Panen Raya</h1><div class="isi"><p>{FIRST}</p>{inner}<p>{LAST}</p></div>'
    return extract_tree(parse(html, URL), URL, OUTLET, explain=explain)


def between(inner: str) -> list[tuple[str, str]]:
    """The blocks that ``inner`` gives between two paragraphs, which both must be there."""
    body = [(block.type, block.text) for block in read(inner).body]
    assert body[0] == ("paragraph", FIRST)
    assert body[-1] == ("paragraph", LAST)
    return body[1:-1]


DECORATIONS = ["{}", ">> {}", "» {}", "[{}]", "({})", "• {}", "- {}", "👉 {}", "*** {} ***", "— {} —", "► {}", "{} <<", "<b>{}</b>", "\u200b{}", "[ {} ].", "📌 {}", "| {} |", "<em>&gt;&gt;&gt; {}</em>"]  # fmt: skip
LABELS = ["Baca juga:", "BACA JUGA :", "Baca Juga", "BacaJuga:", "Baca juga artikel:", "Baca Juga Berita Lainnya:", "Baca juga ya:", "Simak juga:", "Simak Pula:", "Lihat juga:", "Tonton juga:", "Baca pula:", "Cek juga:", "Baca juga -", "Baca juga –", "Baca juga »", "Baca juga →", "Baca juga!", "Baca juga…", "Baca&nbsp;juga:", "Baca:", "Selengkapnya:", "Artikel terkait:", "Artikel menarik lainnya:", "Berita lainnya:", "Rekomendasi untuk Anda:", "Halaman selanjutnya:", "Selanjutnya:", "Berita sebelumnya:", "Pilihan Redaksi:", "Jangan lewatkan:", "Yuk, baca juga:", "Read also:", "Related:", "See also:"]  # fmt: skip


@pytest.mark.parametrize("decoration", DECORATIONS)
@pytest.mark.parametrize("label", LABELS)
def test_a_read_also_line_is_one_however_it_is_decorated(label: str, decoration: str) -> None:
    for block in ("<p>{}</p>", "<div>{}</div>", "<p><strong>{}</strong></p>", "<p>Satu kalimat.<br>{}</p>"):
        line = block.format(decoration.format(f'{label} <a href="/x">{TITLE}</a>'))
        article = read(line)
        assert article.readAlso == (TITLE,), line
        kept = ["Satu kalimat."] if "kalimat" in block else []
        assert [b.text for b in article.body] == [FIRST, *kept, LAST], line


@pytest.mark.parametrize("label", [label for label in LABELS if label.endswith(":")])
@pytest.mark.parametrize("mark", ['<a href="/x">{} {}</a>', '<a href="/x"><b>{}</b> {}</a>'])
def test_the_label_may_stand_in_the_link(label: str, mark: str) -> None:
    article = read("<p>" + mark.format(label, TITLE) + "</p>")
    assert (article.readAlso, len(article.body)) == ((TITLE,), 2)


STAY = [
    '"Baca juga: peraturan pasar"',
    '"Baca juga: peraturan pasar," kata dia.',
    "“Baca juga: peraturan pasar,” kata dia.",
    "Baca juga kitab lama, begitu pesan guru.",
    'Baca juga <a href="/x">kitab lama</a>, begitu pesan guru.',
    "Lembaga itu diawasi Komisi Pemberantasan Korupsi (KPK).",
    "(KPK).",
    "(5/3).",
    "(tertawa)",
    "Ia datang pada Selasa (5/3).",
    "Simak juga penjelasan dia.",
    "- Pasar buka pukul 05.00",
    "- Cetak",
    "• Komentar",
    "3 dari 5",
    "12 dari 20 warga",
    "Iklan dan promosi",
    "Lanjutkan membaca buku itu.",
    "Halaman rumah",
    "Hal terakhir",
    "Artikel lain: KUHP",
    "Jangan lewatkan sarapan.",
    "Berlanjut setelah ini",
    "Selengkapnya: lampiran kedua",
]


@pytest.mark.parametrize("text", STAY)
@pytest.mark.parametrize("block", ["<p>{}</p>", "<div>{}</div>", "<p>Satu kalimat.<br>{}</p>", "<p>{}<br>Satu kalimat.</p>", "<p>Satu kalimat.<br>{}<br>Dua kalimat.</p>"])  # fmt: skip
def test_what_the_article_says_stays(text: str, block: str) -> None:
    article = read(block.format(text))
    shown = text.replace('<a href="/x">', "").replace("</a>", "")
    assert shown in article.text
    assert not article.readAlso


def test_a_line_inside_a_quotation_stays() -> None:
    for lines in (
        "Ia menulis: “Bawa uang pas.<br>Baca juga: aturan pasar.<br>Pulang sebelum siang.”",
        'Ia menulis: "Bawa uang pas.<br>Baca juga: aturan pasar."',
    ):
        assert between(f"<p>{lines}</p>") == [("paragraph", lines.replace("<br>", " "))]
    assert len(between("<p>“Bawa uang pas.</p><p>Baca juga: aturan pasar.”</p>")) == 2


LINE = f'Baca juga: <a href="/x">{TITLE}</a>'


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (f"Satu selesai.<br>{LINE}<br>Dua selesai.", "Satu selesai. Dua selesai."),
        (f"{LINE}<br>Dua selesai.", "Dua selesai."),
        (f"Satu selesai.<br>{LINE}", "Satu selesai."),
        (f"Satu selesai.<br>Baca juga:<br><a href='/x'>{TITLE}</a><br>Dua.", "Satu selesai. Dua."),
        (f"Satu<br>dua.<br>[{LINE}]<br>Tiga<br>empat.", "Satu dua. Tiga empat."),
        (f"Satu selesai.<br>Iklan<br>{LINE}<br>Dua.", "Satu selesai. Dua."),
    ],
)
def test_a_line_that_a_single_break_sets_apart_leaves_its_paragraph(lines: str, text: str) -> None:
    article = read(f"<p>{lines}</p>", explain=True)
    assert [b.text for b in article.body] == [FIRST, text, LAST]
    assert article.readAlso == (TITLE,)
    assert TITLE in " ".join(line.text for line in article.explanation if line.label == "read_also")


def test_several_lines_of_links_and_nothing_else() -> None:
    article = read(f'<p>{LINE}<br>Baca juga: <a href="/y">Harga Beras Naik</a></p>')
    assert (article.readAlso, len(article.body)) == ((TITLE, "Harga Beras Naik"), 2)


ADS = ["Iklan", "IKLAN", "Advertisement", "ADVERTISEMENT", "Advertising", "Ads", "Sponsored Content", "Pariwara", "Artikel berlanjut setelah iklan", "Berita ini berlanjut setelah iklan berikut", "Konten berlanjut di bawah ini", "Lanjut baca di bawah iklan", "Advertisement. Scroll to continue reading.", "Iklan. Gulir ke bawah untuk melanjutkan", "ADVERTISEMENT - CONTINUE READING BELOW", "Story continues below advertisement", "Scroll kebawah untuk melanjutkan", "Geser ke bawah untuk lanjut membaca", "Tutup iklan", "Ads by Google"]  # fmt: skip


@pytest.mark.parametrize("label", ADS)
@pytest.mark.parametrize("decoration", ["{}", "- {} -", "--{}--", "[{}]", "*{}*", "~ {} ~", ">>> {} <<<", "= {} =", "({})", "{} ▼", "\u200b{}"])  # fmt: skip
def test_an_ad_label_is_one_however_it_is_decorated(label: str, decoration: str) -> None:
    line = decoration.format(label)
    assert between(f"<p>{line}</p>") == []
    assert between(f"<p>Satu.<br>{line}<br>Dua.</p>") == [("paragraph", "Satu. Dua.")]


@pytest.mark.parametrize("line", ["1 2 3 Next", "Halaman 1 2 3 Tampilkan Semua", "Halaman: 1 2 3", "Hal. 1 dari 3", "Page 1 of 3", "‹ Prev 1 2 3 Next ›", "1 2 3 4 … 10 Selanjutnya »", "1 2 3 ... 5 Last", "Halaman 2 / 3", "Laman 1 2", "Lihat Semua Halaman", "[1] [2] [3]", "Pages: 1 2 3", "Sebelumnya 1 2 Selanjutnya", "Prev | Next", "Next page", "« 1 2 3 »", "Baca halaman selanjutnya", "(Halaman 1 2 3)"])  # fmt: skip
def test_a_pager_is_no_text(line: str) -> None:
    assert between(f"<p>{line}</p>") == []
    assert between(f"<div>{''.join(f'<a href=/x>{part}</a> ' for part in line.split())}</div>") == []


# -- posts -------------------------------------------------------------------------------------------------

SAID = "Kami pulang sore."
POSTS = {
    "tweet": '<blockquote class="twitter-tweet"><p lang="in">{}</p>&mdash; Ratna (@ratna) <a href="#">March 4, 2024</a></blockquote>',
    "tweet without p": '<blockquote class="twitter-tweet">{} &mdash; Ratna (@ratna)</blockquote>',
    "tweet with a date": '<blockquote class="twitter-tweet tw-align-center">{}<br>— Ratna W. (@ratna_w) <a>March 4, 2024</a></blockquote>',
    "instagram": '<blockquote class="instagram-media" data-instgrm-permalink="x"><div><p><a>{}</a></p><p>A post shared by <a>Ratna</a> (@ratna) on <time>Mar 4</time></p></div></blockquote>',
    "facebook": '<blockquote cite="x" class="fb-xfbml-parse-ignore"><p>{}</p>Dikirim oleh <a>Ratna</a> pada <a>Senin, 4 Maret 2024</a></blockquote>',
    "facebook without p": '<div class="fb-post"><blockquote class="fb-xfbml-parse-ignore">{} Posted by <a>Ratna</a> on <a>Monday, March 4, 2024</a></blockquote></div>',
    "bluesky": '<blockquote class="bluesky-embed" data-bluesky-uri="at://x"><p lang="id">{}<br><br><a href="x">[image or embed]</a></p>&mdash; Ratna (<a>@ratna.bsky.social</a>) <a>March 4, 2024 at 5:00 PM</a></blockquote>',
    "threads": '<blockquote class="text-post-media" data-text-post-permalink="x"><p>{}</p><div><a>Lihat di Threads</a></div></blockquote>',
    "tiktok": '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@ratna/video/1"><section><a>@ratna</a> <p>{}</p> <a>♬ suara asli - Ratna</a></section></blockquote>',
    "reddit": '<blockquote class="reddit-embed-bq"><a href="x">{}</a><br> by<a>u/ratna</a> in<a>indonesia</a></blockquote>',
    "mastodon": '<blockquote class="mastodon-embed"><p>{}</p><a>View on Mastodon</a></blockquote>',
    "amp": '<amp-twitter data-tweetid="1"><blockquote placeholder class="twitter-tweet"><p>{}</p>&mdash; Ratna (@ratna)</blockquote></amp-twitter>',
}  # fmt: skip


@pytest.mark.parametrize("network", POSTS)
@pytest.mark.parametrize("said", [SAID, "Harga naik – lagi (5/3)", "Kami (bertiga) pulang — besok kembali."])
def test_the_words_of_a_post_are_a_quote_and_its_attribution_is_none(network: str, said: str) -> None:
    post = POSTS[network].format(said)
    for around in ("{}", "<div>{}</div>", "<figure>{}</figure>", "<center>{}</center>"):
        assert between(around.format(post)) == [("quote", said)]


@pytest.mark.parametrize(
    "post",
    [
        '<blockquote class="text-post-media"><div><a>Lihat di Threads</a></div></blockquote>',
        '<blockquote class="instagram-media"><div><a>Lihat postingan ini di Instagram</a><p><a>Sebuah kiriman dibagikan oleh Ratna (@ratna)</a></p></div></blockquote>',
        '<blockquote class="tiktok-embed"><section><a>@ratna</a></section></blockquote>',
        '<blockquote class="fb-xfbml-parse-ignore">Dikirim oleh <a>Ratna</a> pada Senin, 4 Maret 2024</blockquote>',
        '<blockquote class="bluesky-embed">&mdash; Ratna (@ratna.bsky.social)</blockquote>',
    ],
)  # fmt: skip
def test_a_post_without_words_gives_none(post: str) -> None:
    assert between(post) == []


def test_a_quotation_of_the_article_is_no_post() -> None:
    said = "Kami pulang — begitu kata Ratna (@ratna)."
    assert between(f'<blockquote class="kutipan">{said}</blockquote>') == [("quote", said)]


# -- what is not shown -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["a", "b", "strong", "i", "em", "span", "font", "u", "small", "sup", "mark", "q", "time"])  # fmt: skip
@pytest.mark.parametrize("how", ['style="display:none"', 'style="color:red; display : none"', "hidden", 'style="visibility:hidden"', 'style="position:absolute;left:-9999px"', 'class="x sr-only"', 'class="u-visually-hidden"', 'style="position:absolute; clip: rect(0 0 0 0)"', 'style="DISPLAY:NONE"'])  # fmt: skip
def test_a_hidden_element_is_not_read(tag: str, how: str) -> None:
    assert between(f"<p>Awal <{tag} {how}>rahasia</{tag}> akhir.</p>") == [("paragraph", "Awal akhir.")]


@pytest.mark.parametrize(
    "how", ['style="display:block"', 'style="left:-5px"', 'class="hidden-gem"', 'style="opacity:0.9"']
)
def test_a_shown_element_is(how: str) -> None:
    assert between(f"<p>Awal <b {how}>terang</b> akhir.</p>") == [("paragraph", "Awal terang akhir.")]


@pytest.mark.parametrize(
    "component",
    [
        '<amp-instagram data-shortcode="x"><p>Memuat kiriman</p></amp-instagram>',
        '<amp-list src="x"><div fallback>Gagal memuat</div><div placeholder>Memuat...</div></amp-list>',
        "<amp-video><div fallback><p>Peramban ini lama</p></div></amp-video>",
        "<amp-img><noscript><img></noscript><span fallback>Gambar gagal</span></amp-img>",
        '<amp-facebook data-href="x"><div placeholder>Memuat Facebook</div></amp-facebook>',
        "<amp-next-page><p>Artikel lain</p></amp-next-page>",
        "<amp-carousel><p placeholder>Memuat</p></amp-carousel>",
        "<amp-iframe><amp-img placeholder></amp-img><p>tunggu</p></amp-iframe>",
        '<amp-state id="x">teks</amp-state>',
    ],
)
def test_what_a_component_shows_while_it_loads_is_no_text(component: str) -> None:
    assert between(component) == []
    assert between(f"<p>Awal {component} akhir.</p>".replace("<p>tunggu</p>", "")) in (
        [("paragraph", "Awal akhir.")],
        [("paragraph", "Awal"), ("paragraph", "akhir.")],
    )


def test_components_that_hold_a_text_are_read() -> None:
    assert between("<amp-fit-text><p>Satu.</p></amp-fit-text>") == [("paragraph", "Satu.")]


@pytest.mark.parametrize(
    "mark", ["\u200b", "\ufeff", "\xad", "&#8203;", "&shy;", "\u2060", "\u200e", "&nbsp;", " "]
)
def test_a_paragraph_that_shows_nothing_is_none(mark: str) -> None:
    assert between(f"<p>{mark}</p><p>{mark * 3}</p><p><b>{mark}</b></p>") == []
    assert between(f"<p>Satu.<br>{mark}<br>Dua.</p>") == [("paragraph", "Satu."), ("paragraph", "Dua.")]


# -- lists and quotations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("item", ["Satu.<br><br>Masih satu.", "Satu.<br>Masih satu.", "<p>Satu.</p><p>Masih satu.</p>", "<div>Satu.<br><br></div>Masih satu.", "<b>Satu.</b><br>Masih satu.", "Satu.<br/> <br/>\n<br>Masih satu."])  # fmt: skip
def test_one_list_item_is_one_block(item: str) -> None:
    assert between(f"<ul><li>{item}</li><li>Dua.</li></ul>") == [
        ("list_item", "Satu. Masih satu."),
        ("list_item", "Dua."),
    ]


def test_a_list_in_an_item_has_items_of_its_own() -> None:
    assert [text for _, text in between("<ol><li>Satu<br><br>lagi<ul><li>A<br><br>B</li></ul></li></ol>")] == [
        "Satu lagi",
        "A B",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [("<q>pulang</q>", "“pulang”"), ("<q>“pulang”</q>", "“pulang”"), ('<q>"pulang"</q>', '"pulang"'), ("<q><b>pulang</b></q>", "“pulang”")],
)  # fmt: skip
def test_a_q_is_shown_in_quotation_marks(quoted: str, shown: str) -> None:
    assert between(f"<p>Kata dia, {quoted} saja.</p>") == [("paragraph", f"Kata dia, {shown} saja.")]


def test_a_hidden_cell_is_not_read() -> None:
    row = '<table><tr><td>Beras</td><td style="display:none">rahasia</td><td>Rp 14.000</td></tr></table>'
    assert between(row) == [("paragraph", "Beras Rp 14.000")]


def test_role_words_of_a_rule_file_count_in_the_text_too() -> None:
    outlet = replace(OUTLET, roles={"juru ketik": "", "penata kata": "editors"})
    html = (
        f'<h1>Panen Raya</h1><div class="isi"><p>{FIRST}</p><p>Juru Ketik: Tono | Penata Kata: Wira</p></div>'
    )
    article = extract_tree(parse(html, URL), URL, outlet)
    assert ([b.text for b in article.body], article.authors, article.editors) == ([FIRST], (), ("Wira",))


TWO = (TITLE, "Harga Beras Naik")
LINKS = [f'<a href="/{number}">{title}</a>' for number, title in enumerate(TWO)]


@pytest.mark.parametrize("between", [" | ", ", ", " dan ", "; ", " / ", "<br>", "<br>- ", " • ", "<br>2. "])
@pytest.mark.parametrize(
    "label", ["Baca juga: ", "Baca juga:<br>", "Baca Juga<br>- ", "Baca juga:<br>1. ", "[BACA JUGA] "]
)
@pytest.mark.parametrize("before", ["", "Satu kalimat.<br>"])
def test_one_label_may_have_several_links(between: str, label: str, before: str) -> None:
    article = read(f"<p>{before}{label}{between.join(LINKS)}</p>")
    assert article.readAlso == TWO
    assert [b.text for b in article.body] == [FIRST, *(["Satu kalimat."] if before else []), LAST]


@pytest.mark.parametrize("line", ["[BACA JUGA] {}", "Baca juga: “{}”", 'Baca juga: "{}"', "👉🏻 Baca juga: {}", "🗞️ Baca juga: {}", "Baca Juga; {}", "Baca juga = {}", "Baca Juga :: {}", "Baca juga {}", "<table><tr><td>Baca juga:</td><td>{}</td></tr></table>"])  # fmt: skip
def test_other_ways_to_write_a_read_also_line(line: str) -> None:
    article = read(f"<div>{line.format(LINKS[0])}</div>")
    assert (article.readAlso, len(article.body)) == ((TITLE,), 2)


@pytest.mark.parametrize("end", ["{}", "{}.", "({})", "[{}]", "<b>{}</b>"])
@pytest.mark.parametrize("label", ["Baca juga: ", "BACA JUGA:", "Simak pula: ", "Lihat juga : "])
def test_a_paragraph_may_end_in_a_read_also_line(label: str, end: str) -> None:
    article = read(f"<p>Kata dia, harga naik. {end.format(label + LINKS[0])}</p>")
    assert article.readAlso == (TITLE,)
    assert [b.text for b in article.body] == [FIRST, "Kata dia, harga naik.", LAST]


@pytest.mark.parametrize(
    "text",
    [
        'Ia berkata, "Harga naik. Baca juga: {}"',
        "Ia menulis: “Harga naik. Baca juga: {}.”",
        "Harga naik, baca juga: {}",
        "Harga naik. Baca juga: {} itu, kata dia.",
        "Harga naik. Baca juga {}",
    ],
)
def test_a_link_at_the_end_of_a_sentence_is_a_part_of_it(text: str) -> None:
    article = read(f"<p>{text.format(LINKS[0])}</p>")
    assert article.body[1].text == text.format(TITLE)
    assert not article.readAlso


def test_a_mark_of_a_video_between_breaks_leaves_the_paragraph() -> None:
    assert between("<p>Satu.<br>[Gambas:Video 20detik]<br>Dua.</p>") == [("paragraph", "Satu. Dua.")]
    assert between("<p>Satu.<br>[dua] tiga.</p>") == [("paragraph", "Satu. [dua] tiga.")]
