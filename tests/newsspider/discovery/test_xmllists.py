"""Sitemaps and feeds are read as a stream, whatever their state."""

from __future__ import annotations

import gzip
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from newsspider.discovery.xmllists import CHUNK, ListEntry, XMLList, sniff
from tests.conftest import CASES

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
  xmlns:xhtml="http://www.w3.org/1999/xhtml">
 <url>
  <image:image><image:loc>https://foto.example/1.jpg</image:loc><image:title>Perahu</image:title></image:image>
  <xhtml:link rel="alternate" hreflang="en" href="https://en.example/1"/>
  <loc> https://a.example/news/pasar-pagi </loc>
  <lastmod>2024-01-31T10:00:00+07:00</lastmod>
  <news:news>
   <news:publication><news:name>Contoh</news:name><news:language>id</news:language></news:publication>
   <news:publication_date>2024-01-30T09:15:00+07:00</news:publication_date>
   <news:title>Pasar Pagi &amp; Kopi</news:title>
   <news:keywords>pasar, kopi</news:keywords>
  </news:news>
 </url>
 <url><loc>https://a.example/news/kabut</loc></url>
 <url><lastmod>2024-01-01</lastmod></url>
</urlset>"""

RSS = b"""\xef\xbb\xbf
<!-- made by hand --><?xml-stylesheet href="x.xsl"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
 <title>Saluran</title><link>https://a.example/</link><atom:link rel="self" href="https://a.example/rss"/>
 <item><media:title>Gambar</media:title><title><![CDATA[Judul <b>satu</b>]]></title>
  <atom:link rel="self" href="https://a.example/rss/1"/>
  <link>https://a.example/news/satu</link><img>https://a.example/1.jpg</img>
  <description>Isi &nbsp; dengan <![CDATA[<p>markup</p>]]></description>
  <pubDate>Tue, 30 Jan 2024 09:15:00 +0700</pubDate><guid isPermaLink="false">17</guid></item>
 <item><title>Dua</title><guid>https://a.example/news/dua</guid><dc:date>2024-01-29</dc:date></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Saluran</title><link href="https://a.example/"/>
 <entry><title>Satu</title><link rel="edit" href="https://a.example/edit/1"/>
  <link href="https://a.example/news/satu"/><id>tag:a.example,2024:1</id>
  <published>2024-01-30T09:15:00+07:00</published><updated>2024-01-31T00:00:00Z</updated></entry></feed>"""


def test_a_news_sitemap_gives_dates_and_title() -> None:
    reader = XMLList(NEWS)
    first, second = reader
    assert first == ListEntry(
        url="https://a.example/news/pasar-pagi",
        published="2024-01-30T09:15:00+07:00",
        lastmod="2024-01-31T10:00:00+07:00",
        title="Pasar Pagi & Kopi",
    )
    assert second == ListEntry(url="https://a.example/news/kabut")
    assert reader.problem is None
    assert reader.count == 2


def test_a_sitemap_index_names_lists() -> None:
    body = b"<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc><lastmod>2024-01-01</lastmod></sitemap></sitemapindex>"
    assert list(XMLList(body)) == [
        ListEntry("https://a.example/1.xml.gz", lastmod="2024-01-01", is_list=True)
    ]


def test_rss_gives_link_or_permalink_and_date() -> None:
    first, second = XMLList(RSS)
    assert (first.url, first.title) == ("https://a.example/news/satu", "Judul <b>satu</b>")
    assert first.published == "Tue, 30 Jan 2024 09:15:00 +0700"
    assert (second.url, second.published) == ("https://a.example/news/dua", "2024-01-29")


def test_atom_gives_the_alternate_link_and_both_dates() -> None:
    (entry,) = XMLList(ATOM)
    assert entry.url == "https://a.example/news/satu"
    assert (entry.published, entry.lastmod) == ("2024-01-30T09:15:00+07:00", "2024-01-31T00:00:00Z")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (NEWS, "sitemap"),
        (RSS, "feed"),
        (ATOM, "feed"),
        (gzip.compress(NEWS), "sitemap"),
        (b"<sitemapindex/>", "sitemaps"),
        (b'<?xml version="1.0"?><!-- <rss> --><urlset></urlset>', "sitemap"),
        (b"<sm:urlset xmlns:sm='x'></sm:urlset>", "sitemap"),
        (b"<rdf:RDF></rdf:RDF>", "feed"),
        (b"<!DOCTYPE html><html><body><rss></rss></body></html>", None),
        (b"", None),
        (b"{}", None),
        (b"\x1f\x8b", None),
        (b"<", None),
    ],
)
def test_what_a_body_is(body: bytes, kind: str | None) -> None:
    assert sniff(body) == kind


def test_gzip_in_one_or_several_members() -> None:
    half = len(NEWS) // 2
    assert list(XMLList(gzip.compress(NEWS))) == list(XMLList(NEWS))
    assert list(XMLList(gzip.compress(NEWS[:half]) + gzip.compress(NEWS[half:]))) == list(XMLList(NEWS))


def test_what_is_cut_off_yields_what_came_and_says_so() -> None:
    many = b"<urlset>" + b"".join(b"<url><loc>https://a.example/%d</loc></url>" % n for n in range(9_000))
    reader = XMLList(gzip.compress(many + b"</urlset>")[:-3_000])
    assert 0 < len(list(reader)) < 9_000
    assert reader.problem
    assert "gzip" in reader.problem
    plain = XMLList(many[:-7])
    assert len(list(plain)) == 8_999
    assert plain.problem == "cut off: it ends before its root element does"
    whole = XMLList(many + b"</urlset>")
    assert len(list(whole)) == 9_000 and whole.problem is None


def test_a_size_limit_holds_for_unpacked_data() -> None:
    bomb = gzip.compress(b"<urlset><url><loc>https://a.example/1</loc></url>" + b" " * 50_000_000)
    reader = XMLList(bomb, max_bytes=1_000_000)
    assert [entry.url for entry in reader] == ["https://a.example/1"]
    assert reader.problem == "larger than 1 MB; the rest was not read"


def test_entities_are_not_expanded_and_files_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text("rahasia")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f"""<!DOCTYPE urlset [<!ENTITY a0 "ha">{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">]>
    <urlset><url><loc>https://a.example/&a9;</loc><lastmod>&file;</lastmod></url>
    <url><loc>https://a.example/2</loc></url></urlset>""".encode()
    entries = list(XMLList(body))
    assert all(len(entry.url) < 9_000 and "rahasia" not in entry.lastmod for entry in entries)


def test_what_stands_behind_an_entity_bomb_is_read() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f"""<?xml version="1.0"?><!-- <!DOCTYPE x [ -->
    <!DOCTYPE urlset [<!-- ]> ' --><!ENTITY a0 "ha ]>"><?x ]>?>{laughs}]>
    <urlset><url><loc>https://a.example/1&a9;</loc></url><url><loc>https://a.example/2&a0;</loc></url></urlset>"""
    reader = XMLList(body.encode())
    assert [entry.url for entry in reader] == ["https://a.example/1", "https://a.example/2"]
    assert reader.problem is None


@pytest.mark.parametrize("part", [b"<", b"<!--", b"<?", b"'", b"[", b"<!ENTITY a 'b"])
def test_a_document_type_without_an_end_is_said(part: bytes) -> None:
    reader = XMLList(
        b"<!DOCTYPE x [" + part * 20_000 + b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"
    )
    assert not list(reader)
    assert reader.problem == "its document type has no end; nothing of it was read"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#55357;&#56832;", "\N{GRINNING FACE}"),
        ("&#xD83D;&#xde00;", "\N{GRINNING FACE}"),
        ("&#xD800;", "\ufffd"),
        ("&#56832;&#55357;", "\ufffd\ufffd"),
        ("&#55203;&#57400;", "\ud7a3\ue038"),
    ],
)
@pytest.mark.parametrize("before", [0, *range(CHUNK - 80, CHUNK - 50)])
def test_halves_of_characters_end_no_list(written: str, read: str, before: int) -> None:
    head = "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>" + " " * before
    title = f"<n:news><n:title>Pasar {written}</n:title></n:news>"
    row = f"<url><loc>https://a.example/1</loc>{title}</url>"
    found = list(reader := XMLList((head + row + row.replace("/1", "/2", 1) + "</urlset>").encode()))
    assert [entry.url for entry in found] == ["https://a.example/1", "https://a.example/2"]
    assert found[1].title == f"Pasar {read}" and reader.problem is None


def test_a_half_of_a_character_in_a_list_in_utf_16_ends_nothing() -> None:
    body = "<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>https://a.example/1</loc></url>&#xD800;</urlset>"
    reader = XMLList(body.encode("utf-16"))
    assert [entry.url for entry in reader] == ["https://a.example/1"]
    assert reader.problem is None


# -- what programs do to lists ---------------------------------------------------------------------------------

DECLARATION = '<?xml version="1.0" encoding="{}"?>'
URLS = ["https://a.example/satu?id=12&judul=café", "https://a.example/dua"]
ENTRIES = "<url><loc>https://a.example/satu?id=12&amp;judul=café</loc><lastmod>2024-03-05</lastmod></url><url><loc>https://a.example/dua</loc></url>"
URLSET = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{ENTRIES}</urlset>'


def listed(body: bytes) -> tuple[list[str], str | None, bool]:
    assert sniff(body) == "sitemap"
    reader = XMLList(body)
    return [entry.url for entry in reader], reader.problem, reader.whole


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "utf-32", "unicode", "utf8mb4", "none-such", "UTF-8", "iso-8859-1", "windows-1252", "base64"])  # fmt: skip
@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n  "])
def test_a_label_that_is_false(label: str, before: str) -> None:
    assert listed((before + DECLARATION.format(label) + URLSET).encode()) == (URLS, None, True)


@pytest.mark.parametrize("label", ["utf-16", "UTF-8", "iso-8859-1"])
@pytest.mark.parametrize("real", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_list_in_two_or_four_bytes_a_character(label: str, real: str) -> None:
    body = (DECLARATION.format(label) + URLSET).encode(real)
    assert listed(body) == listed(gzip.compress(body)) == (URLS, None, True)
    long = DECLARATION.format(label) + URLSET.replace(ENTRIES, ENTRIES * 2_000)
    assert listed(long.encode(real)) == (URLS * 2_000, None, True)


def test_a_list_in_the_charset_that_it_names() -> None:
    assert listed((DECLARATION.format("iso-8859-1") + URLSET).encode("latin-1")) == (URLS, None, True)


@pytest.mark.parametrize(
    "junk",
    [
        "\nNotice: Undefined variable: x in /var/www/s.php on line 12\n",
        "<br />\n<b>Warning</b>:  include(x.php): failed in <b>/var/www/s.php</b> on line <b>3</b><br />\n",
        "Deprecated: Function & more in s.php\nNotice: a < b\n",
        "\ufeff\ufeff bukan apa-apa ",
        "<pre>debug</pre>",
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_what_a_program_complained_of_before_the_list(junk: str, declared: bool) -> None:
    urls, problem, whole = listed(
        (junk + (DECLARATION.format("UTF-8") if declared else "") + URLSET).encode()
    )
    assert (urls, whole) == (URLS, True)
    assert problem is not None and "before its first element" in problem


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html><body><rss></body></html>", "<html><head><script>'<urlset>'</script>", "<body>x<feed>", "bukan daftar", ""])  # fmt: skip
def test_a_page_is_no_list_whatever_stands_in_it(page: str) -> None:
    assert sniff(page.encode()) is None


@pytest.mark.parametrize("text, meant", [("a?b=1&c=2", "a?b=1&c=2"), ("a?b&c&", "a?b&c&"), ("a?b=1&amp;c=2", "a?b=1&c=2"), ("a&#38;b", "a&b"), ("a?x&lt=5&y;=2", "a?x&lt=5=2"), ("<![CDATA[a?b=1&c=2]]>", "a?b=1&c=2"), ("<![CDATA[a]b&amp;c]]>", "a]b&amp;c"), ("a&&b", "a&&b")])  # fmt: skip
@pytest.mark.parametrize("before", range(12))
def test_an_ampersand_that_is_none_in_xml(text: str, meant: str, before: int) -> None:
    head = "<urlset><!--" + "x" * (CHUNK - 50 + 3 * before) + "-->"  # so that it stands where one chunk ends
    reader = XMLList(f"{head}<url><loc>{text}</loc></url><url><loc>z</loc></url></urlset>".encode())
    assert [entry.url for entry in reader] == [meant, "z"]
    assert reader.problem is None


@pytest.mark.parametrize("prefix", ["news", "News", "NEWS"])
@pytest.mark.parametrize("root", ["<urlset>", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'])
def test_a_prefix_that_is_not_declared(prefix: str, root: str) -> None:
    body = (
        f"{root}<url><loc>https://a.example/1</loc><image:image><image:title>Foto</image:title></image:image><news:news>"
        "<news:publication_date>2024-03-05</news:publication_date><news:title>Pasar</news:title></news:news></url></urlset>"
    )
    reader = XMLList(body.replace("news:", f"{prefix}:").encode())
    (entry,) = reader
    assert (entry.published, entry.title, reader.problem) == ("2024-03-05", "Pasar", None)


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in CASES.glob("*/sitemap.xml")) or ["(none here)"]
)
def test_the_cases_are_read_whole(name: str, cases: Path) -> None:
    body = (cases / name / "sitemap.xml").read_bytes()
    reader = XMLList(body)
    assert sniff(body) == "sitemap"
    assert len([entry.url for entry in reader]) == 2
    assert reader.whole


def test_where_the_parser_gives_up_is_said() -> None:
    entry = b"<url><loc>https://a.example/1</loc></url>"
    reader = XMLList(b"<urlset>" + entry + b"<" + b"y" * 120_000 + b"/>" + entry + b"</urlset>")
    assert len(list(reader)) == 1
    assert reader.problem == "broken XML; the rest was not read"


def test_a_million_addresses_take_no_memory() -> None:
    script = textwrap.dedent("""
        import resource, zlib
        from newsspider.discovery.xmllists import XMLList
        def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pack = zlib.compressobj(1, zlib.DEFLATED, 31)
        parts = [pack.compress(b"<urlset>")]
        for n in range(1_000_000):
            parts.append(pack.compress(
                b"<url><loc>https://www.contoh.example/news/judul-berita-nomor-%d</loc>"
                b"<lastmod>2024-01-31T10:00:00+07:00</lastmod></url>\\n" % n))
        parts.append(pack.compress(b"</urlset>") + pack.flush())
        body = b"".join(parts)
        del parts
        list(XMLList(b"<urlset><url><loc>x</loc></url></urlset>"))
        before = peak()
        count = sum(1 for entry in XMLList(body) if entry.url and entry.lastmod)
        print(count, round(peak() - before))
    """)
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    count, growth = map(int, out.split())
    assert count == 1_000_000
    assert growth < 30


@pytest.mark.parametrize("body", [b"", b"   ", b"<", b"<urlset", b"\x1f\x8b\x00\x00", b"\x00" * 100, b"{}"])
def test_nothing_raises(body: bytes) -> None:
    assert list(XMLList(body)) == []
