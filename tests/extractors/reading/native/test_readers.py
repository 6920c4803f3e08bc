"""Both readers give the same Articles, refusals and parts; and the native one is optional."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from extractors import NotAnArticle, extract
from extractors.reading import engine, native
from extractors.reading.decode import to_utf8
from extractors.reading.native import library
from extractors.rules.model import Outlet
from tests.cases import read_pages
from tests.conftest import FIXTURES, ROOT
from tests.fuzz import readers
from tests.fuzz.mutations import case
from tests.fuzz.properties import Page, Violation
from tests.fuzz.readers import same, tree_difference

URL = "https://www.jpnn.com/news/judul-berita-yang-panjang"
TEXT = "Harga bawang putih di pasar induk naik lagi pada Senin pagi, kata seorang pedagang yang ditemui di sana. "


def page(body: str, head: str = "") -> str:
    """A page of jpnn's 2020 layout, with something inside its text and its head."""
    return (
        f'<html><head><title>Judul</title>{head}</head><body><div class="page-content"><h1 class="judul">Judul Berita'
        f'</h1><div itemprop="articleBody"><p>{TEXT}</p>{body}<p>{TEXT * 2}</p></div></div></body></html>'
    )


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """lxml reads no page, so that what comes out is the native reader's."""

    def refuse(*_: object) -> None:
        raise AssertionError("lxml was asked")

    monkeypatch.setattr(engine, "parse_prepared", refuse)


def test_every_fixture() -> None:
    count = 0
    for path in sorted(FIXTURES.rglob("cassette.yaml")):
        for recorded in read_pages(path):
            if recorded.content_type.startswith("text/html"):
                same(Page(recorded.body, recorded.url))
                count += 1
    assert count > 300


def test_every_real_page(real_pages: Path) -> None:
    for golden in sorted(real_pages.glob("*/*.golden.json")):
        html = golden.with_name(golden.name.replace(".golden.json", ".html"))
        if html.is_file():
            same(Page(html.read_bytes(), json.loads(golden.read_text("utf-8"))["url"]))


@pytest.mark.slow
def test_pages_that_are_broken_or_written_by_a_grammar() -> None:
    for number in range(400):
        if isinstance(subject := case(17, number).subject, Page):
            same(subject)


def test_a_difference_between_the_readers_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    read = engine.native.read

    def changed(page: bytes, outlet: Outlet, first: int = 0) -> native.Reading | None:
        reading = read(page, outlet, first)
        if reading is None or reading.parts is None:
            return reading
        return reading._replace(parts=replace(reading.parts, headline="Judul Lain"))

    monkeypatch.setattr(engine.native, "read", changed)
    with pytest.raises(Violation, match="headline is 'Judul Lain', by lxml 'Judul Berita'"):
        same(Page(page(""), URL))


def test_a_difference_between_the_trees_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.Library, "tree", lambda _, page: b'[["p",0,"a","",[]],["b",1,"","",[]]]')
    monkeypatch.setattr(readers, "lxml_tree", lambda page: [("p", 0, "a", "", []), ("b", 0, "", "", [])])
    assert tree_difference(b"").startswith("element 0: ('p', 1, ")


@pytest.mark.parametrize(
    "body",
    [
        "<br><b>Judul bagian</b><br>Kalimat yang panjang di bawah judul itu, yang berakhir dengan titik.<br><br>Lagi.",
        "<p>Baca juga: <a href=/x>Harga <b>naik</b></a><a href=/x> lagi</a><br>Iklan<br>Kata dia, <q>ya</q> dan <q>“tidak”</q>.</p>",
        "<ul><li>Satu<p>a</p><br><br>dua</li><li><p>x</p><p>y</p><p>z</p></li></ul><ol><li>Tiga</ol>",
        "<blockquote class='twitter-tweet'><p>Kata-kata.</p>&mdash; A (@a)</blockquote><blockquote cite='https://x.com/a'>Lagi",
        "<amp-instagram><blockquote class='Instagram-Media x'>Kata-kata sebuah kiriman.</blockquote></amp-instagram><amp-ad>x</amp-ad>",
        "<amp-fit-text>Terlihat.</amp-fit-text><table><tr><td>a</td><th>b</th></tr></table><figure><figcaption>Foto</figcaption></figure>",
        "<p style='display : none'>x</p><p style='COLOR:red;left:-9999px'>x</p><p style='clip:rect( 1px,1px)'>x</p><p style=left:-999px>y</p>",
        "<p class='sr-only'>x</p><p hidden>x</p><div fallback>x</div><p class='sr-onlyx hidden'>y</p><p placeholder=''>x</p>",
        "<span>H</span><p>arga naik lagi.</p><b>A</b>b<p>K</p><p>alimat kedua.</p>",
        "<p>a  b c</p><p>“d” – e…</p><p>f\u2028g h</p><p>“i”\u202fj\u205fk</p><p>l\u3000m n\u1680o\u200ap q</p><p>r \u2060 s</p><p>\ufefft u</p>",
        "<p>a&#8203b &shy c\u00a0 \u2003d \x1c e</p><p>\u200b</p><p>&#x85;</p>",
        "<a href=/x>Tautan <p>dengan paragraf</p> di dalamnya</a><a><br></a><a href=1></a>",
        "<script>x</script><noscript>y</noscript><svg><text>z</text></svg><select><option>w</select><math>v</math>",
        "<p>Jakarta<!-- x -->rta &amp; Bogor</p>\r\nteks\r\n<p>e\u0301</p>",
        "<pre>a\n b\n\n c</pre><dl><dt>a<dd>b</dl><address>c</address><center>d</center><font>e</font>",
    ],
)
def test_each_way_to_write_a_text(body: str, unread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    composed = "\u0301" not in body
    if composed:
        extract(page(body), URL)  # natively
    monkeypatch.undo()
    same(Page(page(body), URL))


def test_a_page_that_a_layout_fits_is_not_read_by_lxml(unread: None) -> None:
    assert extract(page(""), URL).headline == "Judul Berita"
    with pytest.raises(AssertionError, match="lxml was asked"):
        extract(page(""), URL, explain=True)


def test_what_it_declines_is_read_by_lxml() -> None:
    deep = page("<div>" * 80 + "Kalimat di dalam sana, kata dia." + "</div>" * 80)
    assert any("di dalam sana" in block.text for block in extract(deep, URL).body)
    same(Page(deep, URL))


def test_a_refusal_has_the_same_words() -> None:
    live = page("", '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>')
    with pytest.raises(NotAnArticle, match="LiveBlogPosting"):
        extract(live, URL)
    same(Page(live, URL))
    same(Page("<html><body><p>Tidak ada apa-apa di sini.</p></body></html>", URL))


PLAIN = "<!doctype html><html><p>Teks é “kutipan” &amp; &#8220; &nbsp; 🧅 </p>"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), None), (PLAIN.encode(), "utf-8"), (PLAIN.encode(), "latin-1"), (PLAIN.encode() + b"~", "utf-8"),
        (b"<meta charset=utf-16>" + PLAIN.encode(), None),
    ],
)  # fmt: skip
def test_a_page_with_nothing_to_replace_is_plain(content: bytes, encoding: str | None) -> None:
    assert native.is_plain(content, encoding)
    assert to_utf8(content, encoding) == content


@pytest.mark.parametrize(
    "added",
    [
        *("\u00ad \u200b \u200f \u2060 \ufeff \0 &shy &shy; &zwj; &zwnj; &lrm; &rlm; &ZeroWidthSpace; &NoBreak;".split(" ")),
        *("&#173; &#0173; &#8203; &#8288; &#65279; &#xAD; &#Xad; &#x200f; &#x02060; &#xfeff;".split(" ")),
    ],
)  # fmt: skip
def test_a_page_with_what_has_no_width_is_not_plain(added: str) -> None:
    for content in (PLAIN + added, PLAIN + "x" * 31 + added, added + PLAIN):
        assert not native.is_plain(content.encode(), None)
        assert to_utf8(content.encode()) != content.encode()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode("utf-16"), None), (PLAIN.encode("utf-32"), None), (PLAIN.encode("cp1252", "replace"), None), (PLAIN, None),
        (b"<meta charset=hz><p>~{VP~}", None), (b"<p>~{VP~}", "hz"), (b"<p>\x1b$B", "iso-2022-jp"), (b"no tag", None), (b"", None),
        (b"<meta charset=ISO-2022-JP><p>\x1b$B", None), (b"<p>" * 100_001, None), (b"\xef\xbb\xbf" + PLAIN.encode(), None),
    ],
)  # fmt: skip
def test_what_is_decoded_is_not_plain(content: bytes | str, encoding: str | None) -> None:
    assert not native.is_plain(content, encoding)


# -- it is optional ------------------------------------------------------------------------------------------


def _told(reader: str | None, code: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key != native.READER}
    if reader is not None:
        env[native.READER] = reader
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT, check=False
    )


STATE = "from extractors.reading import native; print(*native.state())"


def test_the_environment_chooses_the_reader() -> None:
    assert _told(None, STATE).stdout == "native \n"
    assert _told("native", STATE).stdout == "native \n"
    assert _told("lxml", STATE).stdout == f"lxml {native.READER} says so\n"
    wrong = _told("html5lib", STATE)
    assert wrong.stdout == "native \n"
    assert f"{native.READER} must be native or lxml, not 'html5lib'" in wrong.stderr


def test_without_the_library_lxml_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    monkeypatch.delenv(native.READER, raising=False)
    assert library._chosen() == (None, "the native reader was not built")
    (tmp_path / library.NAME).write_bytes(b"no library")
    assert library._chosen()[1].startswith("the native reader cannot be loaded (")
    monkeypatch.setenv(native.READER, "native")
    with pytest.warns(
        RuntimeWarning, match="NEWSSPIDER_READER is native, but the native reader cannot be loaded"
    ):
        assert library._chosen()[0] is None


def test_without_cargo_one_line_says_so(tmp_path: Path) -> None:
    copied = tmp_path / "native"
    (copied / "src").mkdir(parents=True)
    for path in (ROOT / "native").glob("*.*"):
        (copied / path.name).write_bytes(path.read_bytes())
    (tmp_path / "extractors" / "reading" / "native").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, str(copied / "build.py")],
        capture_output=True,
        text=True,
        env={"PATH": ""},
        check=True,
    )
    assert (
        done.stdout == "The native reader is not built, as there is no cargo (Rust): lxml reads all pages\n"
    )


def test_a_call_with_what_it_does_not_know_says_so() -> None:
    assert library.library is not None
    assert library.library.read(99_999, 0, b"<p>") == b'"there are no such rules"'
    assert library.library.keep(99_998, b"\x05") == b'"the rules cannot be read"'
    assert library.library.keep(10**9, b"") == b'"the rules cannot be read"'
    assert library.library.select(b"\xff\xff", 0, b"<p>") == b'"the rules cannot be read"'
