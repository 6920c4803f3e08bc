"""Pages, captures and rules as an enemy would write them."""

from __future__ import annotations

import contextlib
import json
from urllib.parse import urlsplit

import pytest
from lxml import etree

from extractors import Article, NotAnArticle, clean_capture, extract, outlet_for
from extractors.reading.blocks import clean
from extractors.reading.decode import MAX_DEPTH, parse, to_utf8
from extractors.reading.fallback import MAX_ELEMENTS, MAX_LENGTH, extract_generic
from extractors.reading.metadata import read_metadata
from extractors.results import NoText, NotHTML
from extractors.urls import canonical_url, host_of
from extractors.vocabulary.picture_credits import CAPTION, caption
from tests.extractors.monsters import MONSTERS, TEXT, URL, measure, page
from tests.fuzz.properties import MEGABYTES, Page, check
from tests.work import grows_linearly, work

pytestmark = pytest.mark.slow

KONTAN = "https://nasional.kontan.co.id/news/judul-berita-yang-panjang"
CALLS = 4_000_000  # of functions of Python and C, for any page up to 10 MB: a second or so

# -- size: each in a process of its own ------------------------------------------------------------------------


def test_the_program_measures_what_it_says() -> None:
    size, outcome, grown, calls = measure("a paragraph of 10 MB")
    assert (outcome, size > 9_000_000) == ("2020", True)
    assert grown > 5  # the tree holds the text at least
    assert calls > 100


@pytest.mark.parametrize("name", MONSTERS)
def test_no_page_up_to_10_MB_takes_more_than_4_million_calls_or_300_MB(name: str) -> None:
    size, outcome, grown, calls = measure(name)
    assert size <= 10_100_000
    assert calls <= CALLS, f"{calls:,} calls for {size:,} bytes ({outcome})"
    assert grown <= MEGABYTES, f"{grown:.0f} MB for {size:,} bytes ({outcome})"


def test_more_tags_than_a_page_has_are_a_named_result() -> None:
    with pytest.raises(NotHTML, match=r"1,000,0.. tags, more than any real page"):
        extract(page("<div>" * 1_000_000), URL)


def test_what_is_nested_too_deep_stands_flat_with_all_its_text() -> None:
    html = page("".join(f"<div>{n} " for n in range(300)) + "".join(f"</div>x{n}" for n in range(300)))
    tree = parse(html, URL)
    assert max(sum(1 for _ in element.iterancestors()) for element in tree.iter()) <= MAX_DEPTH
    deep = etree.fromstring(html, etree.HTMLParser(huge_tree=True))
    assert "".join(map(str, tree.itertext())) == "".join(map(str, deep.itertext()))


def test_a_long_tag_loses_its_attributes_and_nothing_else() -> None:
    long = "<p " + " ".join(f"a{n}='>'" for n in range(20_000)) + ">Ini isinya.</p>"
    article = extract(page(long + "<p>Dan ini.</p><!-- it's -->" + f"<p>{TEXT}</p>" * 900), URL)
    assert [block.text for block in article.body[1:3]] == ["Ini isinya.", "Dan ini."]


def test_a_script_with_half_a_tag_in_it_is_no_long_tag() -> None:
    script = "<script>var x = '<a href=\"" + "y" * 200_000 + "</script>"
    assert len(extract(page(script + "<p>Dan ini.</p>"), URL).body) == 3


@pytest.mark.parametrize(
    ("paragraphs", "much"),
    [
        ([TEXT] * (MAX_ELEMENTS + 1), "8,000 elements"),
        ([TEXT * (MAX_LENGTH // len(TEXT) // 1_000 + 1)] * 1_000, "500,000 characters of text"),
    ],
    ids=["elements", "text"],
)
def test_a_page_without_a_layout_that_is_too_much_for_the_fallback_is_a_named_result(
    paragraphs: list[str], much: str
) -> None:
    html = "<h1>Judul Berita</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    url = "https://news.example/2024/cerita"
    tree = parse(html, url)
    with pytest.raises(NoText, match=f"more than {much}"):
        extract_generic(tree, url, None, read_metadata(tree, url))


def test_scripts_do_not_make_a_page_without_a_layout_too_long_for_the_fallback() -> None:
    html = f"<script>{'x' * (MAX_LENGTH + 1)}</script><h1>Judul Berita</h1>" + f"<p>{TEXT}</p>" * 9
    assert extract(html, "https://news.example/2024/cerita").body


@pytest.mark.parametrize("tag", ["title\x04", "scr\x04ipt", "text\uffffarea"])
def test_a_tag_with_a_control_character_in_it_shows_no_markup_in_the_fallback(tag: str) -> None:
    told = "".join(f"<p><i>{n}</i> {TEXT}</p>" for n in range(9))
    html = f"<html><body><h1>Harga Bawang Naik</h1><{tag}>{told}</{tag}></body></html>"
    article = extract(html, "https://news.example/2024/cerita")
    assert "<" not in article.text
    assert len(article.body) == 9


def test_posts_embedded_in_the_paragraphs_of_posts_are_read_once() -> None:
    post = "<p>Kata dia.</p>"
    for number in range(20):
        post = f'<blockquote class="twitter-tweet"><a><p>Kata {number}.{post}</p></a></blockquote>'
    quotes = [block.text for block in extract(page(post), URL).body if block.type == "quote"]
    assert len(quotes) == len(set(quotes)) == 21


# -- growth: twice the page, twice the work ----------------------------------------------------------------

GROWING = {
    "lines in bold": "<b>Judul bagian</b><br>",
    "lines, the first ones bold": "<b>a</b><br>" * 30 + "isi<br>" * 30,
    "words of a paywall": "<p>Berlangganan untuk membaca</p><p>a</p>",
    "captions": '<p class="caption">Foto: A.A.A. (REUTERS/Budi)</p>',
    "quotes": "<blockquote>Kutipan yang cukup panjang untuk ini</blockquote>",
    "desk codes": "<p>(boy/jpnn)</p>",
    "agencies": "<p>REUTERS</p>",
    "nested boxes": "<div class=caption><div class=tags>",
    "headings": "<h2>Judul</h2>",
    "links": "<a href=/x>Baca juga: x</a>",
}


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("explain", [False, True], ids=["", "explained"])
def test_what_a_page_costs_grows_as_the_page(name: str, explain: bool) -> None:
    def cost(count: int) -> int:
        html = page("".join(f"<i>{n}</i>{GROWING[name]}" for n in range(count)))
        return work(lambda: extract(html, URL, explain=explain))

    assert grows_linearly(cost, 25 if name.startswith("lines, ") else 125)


@pytest.mark.parametrize("quadratic", [False, True])
def test_growth_that_is_not_linear_is_seen(quadratic: bool) -> None:
    """A stand-in for what was done once: every paragraph is compared with all before it."""
    seen: list[str] = []

    def compared(element: etree._Element) -> bool:
        seen.append(str(element.text))
        return any(one == element.text for one in (seen if quadratic else seen[:1]))

    def cost(count: int) -> int:
        seen.clear()
        tree = parse(page("".join(f"<p>{n}</p>" for n in range(count))), URL)
        return work(lambda: [compared(element) for element in tree.iter("p")])

    assert grows_linearly(cost, 50) is not quadratic


# -- characters ------------------------------------------------------------------------------------------------


def test_no_text_holds_a_NUL_or_half_of_a_surrogate_pair() -> None:
    sly = "Isi\x00 \ud800 berita \udfff \ud83e\uddc5"
    html = page(f"<p>{sly}</p>")
    captured = clean_capture(f"Judul Berita Yang Panjang\n\n{TEXT}\n\n{sly}. {TEXT}", "jpnn")
    for article in (extract(html, URL), extract(html.encode("utf-8", "surrogatepass"), URL), captured):
        line = json.dumps(article.to_dict(), ensure_ascii=False).encode("utf-8")
        assert b"\x00" not in line
        assert b"\\u0000" not in line
        assert "berita" in article.text


def test_metadata_hold_neither() -> None:
    script = '{"@type":"NewsArticle","author":{"name":"Budi\\u0000 \\ud800"},"description":"\\udc80"}'
    html = page("", f'<script type="application/ld+json">{script}</script>')
    assert read_metadata(parse(html, URL)).authors == ["Budi \ufffd"]


@pytest.mark.parametrize(
    "name", ["rot13", "base64", "idna", "punycode", "unicode_escape", "undefined", "zip", "x" * 999]
)
def test_a_charset_that_is_a_codec_of_Python_is_none(name: str) -> None:
    html = f'<html><head><meta charset="{name}"></head><p>café \\x41</p>'.encode("latin-1")
    assert "café \\x41".encode() in to_utf8(html)
    assert "café \\x41".encode() in to_utf8(html, name)


def test_bidi_controls_stay_in_the_text_as_published() -> None:
    article = extract(page("<p>Harga \u202e001\u202c rupiah \u2066x\u2069.</p>"), URL)
    assert article.body[1].text == "Harga \u202e001\u202c rupiah \u2066x\u2069."


def test_a_page_without_a_charset_is_read_as_utf_8_by_the_fallback_too() -> None:
    html = "<html><body><h1>Harga Bawang</h1>" + "".join(f"<p>“Naik” – {n} {TEXT}</p>" for n in range(9))
    article = extract(html.encode(), "https://news.example/2024/cerita")
    assert article.body[0].text.startswith("“Naik” –")


# -- addresses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "www.jрnn.com",  # a Cyrillic р
        "www.jpnn．com",
        "www.jpnn.com。evil.example",
        "xn--jnn-7cd.com",
        "jpnn.com.evil.example",
        "notjpnn.com",
        "www.jpnn.com@evil.example",
        "evil.example/www.jpnn.com",
        "evil.example#www.jpnn.com",
        "evil.example?www.jpnn.com",
        "evil.example\\@www.jpnn.com",
        "www.jpnn.com%2eevil.example",
        "www.jpnn.com\u200b",
        "www.jpnn.com\x00.evil.example",
        "[www.jpnn.com]",
        "ｊｐｎｎ.com",
        "JPNN.COM.",
    ],
)
def test_a_host_that_looks_like_an_outlet_s_is_not_the_outlet_s(host: str) -> None:
    expected = "jpnn" if host == "JPNN.COM." else None
    assert getattr(outlet_for(f"https://{host}/news/x"), "name", None) == expected


BASES = (
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)//",
    "\\\\evil.example\\",
    "http://[",
    "data:,",
)
TARGETS = ("//evil.example/news/x", "news/x", "?page=2", "https:\\\\evil.example/news/x", "https://www.jpnn.com@evil.example/news/x", "\t//evil.example/news/x", "https://www.jpnn.com\\@evil.example/news/x")  # fmt: skip


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("target", TARGETS)
def test_base_and_canonical_and_pager_never_lead_out_of_the_outlet(base: str, target: str) -> None:
    head = f'<base href="{base}"><link rel="canonical" href="{target}"><meta property="og:url" content="{target}">'
    pager = f'<div class="pagination"><a href="{target}">2</a><a href="//evil.example/?page=2">2</a><a href="//evil.example/?page=all">all</a></div>'
    for url in (URL, KONTAN):
        article = extract(page(pager, head) if url == URL else kontan(pager, head), url)
        assert article.outlet in ("jpnn", "kontan")
        for address in (article.canonicalUrl, *article.pageUrls, *article.missingPages):
            assert address is not None
            assert outlet_for(address) is outlet_for(url), address
            assert urlsplit(address).hostname == host_of(address)


def kontan(body: str, head: str) -> str:
    return (
        f'<html><head><title>Judul</title>{head}</head><body><h1 class="detail-desk">Judul Berita</h1>'
        f'<div class="tmpt-desk-kon"><p>{TEXT}</p>{body}<p>{TEXT * 2}</p></div></body></html>'
    )


def test_an_address_that_is_none_is_no_outlet_s_and_stays_what_it_is() -> None:
    for url in (
        "",
        "http://[",
        "https://",
        "javascript:alert(1)",
        "//www.jpnn.com/",
        "file:///etc/passwd",
        "\x00",
    ):
        assert outlet_for(url) is None
        canonical_url(url, None, "http://[")


# -- JSON-LD -----------------------------------------------------------------------------------------------------

LIES = {
    "deep": '{"@graph":' * 100_000 + "[]" + "}" * 100_000,
    "deep lists": "[" * 200_000 + "]" * 200_000,
    "wide": '[{"@type":"NewsArticle"}' + ',{"@type":"VideoObject"}' * 50_000 + "]",
    "a long number": '{"@type":"NewsArticle","datePublished":' + "9" * 100_000 + "}",
    "no number": '{"@type":"NewsArticle","datePublished":NaN,"isAccessibleForFree":Infinity}',
    "lists for strings": '{"@type":[["NewsArticle"]],"headline":[["x"]],"author":[[[[{"name":[{}]}]]]],"datePublished":[]}',
    "a cycle by name": '{"@type":"NewsArticle","@id":"#a","mainEntity":{"@id":"#a","@type":"NewsArticle"}}',
    "a million authors": '{"@type":"NewsArticle","author":[' + '"A",' * 300_000 + '"B"]}',
    "another page's": '{"@type":"NewsArticle","headline":"Bohong","articleBody":"Bohong.","datePublished":"1901-01-01"}',
    "a date far ahead": '{"@type":"NewsArticle","datePublished":"9999-12-31T23:59:59+14:00"}',
    "cut": '{"@type":"NewsArticle","headline":"Ju',
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_json_ld_that_is_huge_or_deep_or_wrong_or_lying_changes_no_text(name: str) -> None:
    script = f'<script type="application/ld+json">{LIES[name]}</script>'
    true, told = extract(page(""), URL), check(Page(page("", script), URL))
    assert isinstance(told, Article)
    assert (told.headline, told.body) == (true.headline, true.body)


# -- captures ----------------------------------------------------------------------------------------------------

CAPTURES = {
    "10 MB on a line": TEXT * 95_000,
    "a million lines": "x\n" * 1_000_000,
    "a million blank lines": "\n" * 5_000_000 + TEXT,
    "100,000 paragraphs": f"{TEXT}\n\n" * 90_000,
    "a million bullets": "  • x\n" * 500_000,
    "a line of brackets": "[" * 5_000_000,
    "a line of pictures": "![](" * 1_000_000,
    "a line of stars": "**" * 2_000_000,
    "a table": "|---" * 1_000_000,
    "headings": f"# Judul\n\n{TEXT}\n\n" * 40_000,
    "titles": "Ini Judul Berita Yang Panjang\n" * 200_000,
    "datelines": f"JPNN.com, JAKARTA - {TEXT}\n\n" * 50_000,
    "sentences with titles between them": f"{TEXT}\n\n"
    + "Satu Dua\n\nTiga Empat\n\nLima Enam\n\nTujuh\n\n" * 5 * 4_000,
    "teasers": f"{TEXT}\n\nSatu Dua\n\nTiga Empat\n\nLima Enam\n\nTujuh Delapan\n\n" * 20_000,
    "labels with titles": "Baca juga:\nIni Judul Berita Yang Panjang\n" * 100_000,
    "summaries": f"Ringkasan Berita:\n• {TEXT}\n\n" * 30_000,
    "names beside dates": "Rani Wulandari\n6 Maret 2024, 10:00 WIB\n" * 100_000,
}


@pytest.mark.parametrize("name", CAPTURES)
def test_what_a_capture_costs_grows_as_the_capture(name: str) -> None:
    def cost(share: int) -> int:
        text = CAPTURES[name][: len(CAPTURES[name]) * share // 512]

        def read() -> None:
            with contextlib.suppress(NotAnArticle):
                clean_capture(text, "jpnn")

        return work(read)

    assert grows_linearly(cost, 1)


# -- texts that look like something else ------------------------------------------------------------------------


def test_a_long_text_that_a_selector_takes_for_a_caption_is_not_searched_for_a_credit() -> None:
    image = caption("A." * CAPTION)
    assert image is not None
    assert image.credit is None


def test_entities_of_the_page_s_own_are_not_expanded() -> None:
    doctype = (
        "<!DOCTYPE html ["
        + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
        + '<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    article = extract(doctype + page("<p>&e12; &x; &e0;</p>"), URL)
    assert len(article.text) < 1_000
    assert "root:" not in article.text


def test_external_references_of_a_page_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a page made us open something")

    monkeypatch.setattr("socket.socket.connect", never)
    monkeypatch.setattr("builtins.open", never)
    html = (
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>'
        + page(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        )
    )
    assert "root:" not in extract(html, URL).text


# -- what fuzzing found ------------------------------------------------------------------------------------------


def desk(*paragraphs: str) -> Article:
    """An article of detik's, whose datelines and codes are like many others'."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = f'<div class="detail"><h1 class="detail__title">Judul Berita</h1><div class="detail__body-text">{body}</div></div>'
    article = extract(f"<html><body>{html}</body></html>", "https://news.detik.com/berita/d-1/judul")
    assert article.layout == "detail"
    return article


def test_what_stands_behind_a_dateline_is_judged_too() -> None:
    assert [block.text for block in desk("Jakarta - SCROLL TO CONTINUE WITH CONTENT", TEXT).body] == [
        clean(TEXT)
    ]


def test_what_stands_before_a_desk_code_is_judged_too() -> None:
    assert [block.text for block in desk(TEXT, "[Gambas:Video 20detik] (kwl/suc)").body] == [clean(TEXT)]


def test_a_dateline_over_two_blocks_leaves_no_empty_one() -> None:
    article = desk("Banyumas", "SCROLL UNTUK MELANJUTKAN MEMBACA -", TEXT)
    assert all(block.text for block in article.body)
    assert article.body[-1].text == clean(TEXT)


def test_a_read_also_line_that_is_nothing_but_a_date_names_no_title() -> None:
    assert extract(page("<p>Baca juga: [Senin, 5 Agustus 2024]</p>"), URL).readAlso == ()


def test_an_author_s_meta_tag_is_cleaned_like_any_text() -> None:
    metadata = read_metadata(
        parse(page("", '<meta name="author" content="Danu\u3000Prakoso &amp;\n Ani">'), URL)
    )
    assert metadata.authors == ["Danu Prakoso & Ani"]


@pytest.mark.parametrize("mark", ["\x01", "\x1b", "\ufffe", "\uffff"])
def test_what_lxml_reads_and_refuses_to_write_breaks_neither_depth_nor_fallback(mark: str) -> None:
    deep = page(f"<div>{mark}" * 200 + f"x{mark}" + f"</div>{mark}" * 200)
    assert extract(deep, URL).body
    told = (
        "".join(f"<p>{n} {TEXT}</p>" for n in range(9))
        + f'<p>{TEXT} <a href="/x{mark}">tautan{mark}</a> {TEXT}</p>'
    )
    article = extract(
        f"<html><body><h1>Harga Bawang Naik</h1>{told}</body></html>", "https://news.example/2024/cerita"
    )
    assert "tautan" in article.text


def test_an_address_that_is_none_is_read_like_that_of_nobody() -> None:
    article = extract(f"<h1>Harga Bawang Naik</h1><p>{TEXT * 3}</p><p>{TEXT * 3}</p>", "https://[")
    assert (article.outlet, article.url) == (None, "https://[")
