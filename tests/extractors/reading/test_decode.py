"""Bytes are read as a browser reads them, except where the page lies about them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.reading import decode
from extractors.reading.decode import LONG_TAG, parse, to_utf8, without_marks
from tests.work import work

PAGE = '<html><head><meta charset="{}"></head><body><p>“Rp5” – café</p></body></html>'
WORDS = "“Rp5” – café"


@pytest.mark.parametrize(
    ("data", "http"),
    [
        (PAGE.format("utf-8").encode(), None),
        (PAGE.format("windows-1252").encode("cp1252"), None),
        (PAGE.format("x").encode("cp1252"), "windows-1252"),
        (PAGE.format("utf-8").encode("cp1252"), None),
        (PAGE.format("utf-8").encode("cp1252"), "utf-8"),
        (PAGE.format("iso-8859-1").encode(), "iso-8859-1"),
        (codecs.BOM_UTF8 + PAGE.format("windows-1252").encode(), "windows-1252"),
        (codecs.BOM_UTF16_LE + PAGE.format("utf-8").encode("utf-16-le"), "utf-8"),
    ],
    ids=["utf-8", "meta", "http", "lie in meta", "lie in http", "utf-8 called latin-1", "bom", "utf-16 bom"],
)
def test_every_way_to_say_the_encoding(data: bytes, http: str | None) -> None:
    assert WORDS in to_utf8(data, http).decode()


def test_a_stray_byte_does_not_spoil_the_rest() -> None:
    data = "<p>“satu” ".encode() + b"\x93dua\x94</p>"
    assert to_utf8(data).decode() == "<p>“satu” “dua”</p>"


WIDE = '<html><head><meta charset="{}"></head><body><p>“Rp5” – café</p></body></html>'


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "utf-16be", "utf-32", "unicode"])
@pytest.mark.parametrize("http", [None, "utf-16"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_label_that_says_utf_16_in_vain(label: str, http: str | None, bom: bytes) -> None:
    data = bom + WIDE.format(label).encode()
    assert WORDS in to_utf8(data, http).decode()
    assert to_utf8(data, http).startswith(b"<html>")


@pytest.mark.parametrize("label", ["utf-16", "utf-8", "latin-1"])
@pytest.mark.parametrize("real", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_bytes_that_are_two_or_four_to_a_character_need_no_label(label: str, real: str) -> None:
    assert to_utf8(WIDE.format(label).encode(real)) == WIDE.format(label).encode()


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "iso-8859-15", "us-ascii", "macintosh"])
@pytest.mark.parametrize("wrong", [b"\xe9", b"\x93", b"\xff", b"\xe2\x80"])
def test_one_wrong_byte_does_not_make_a_page_what_its_label_says(label: str, wrong: bytes) -> None:
    page = WIDE.format(label).encode().replace(b"</p>", b" " + wrong + b"</p>")
    assert WORDS in to_utf8(page).decode()


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
def test_a_page_that_is_what_its_label_says_stays_it(label: str) -> None:
    assert (
        "café à la carte, naïve"
        in to_utf8(f"<meta charset={label}><p>café à la carte, naïve".encode("cp1252")).decode()
    )


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u2060", "\ufeff", "\xad", "&#8203;", "&#x200B;", "&#xFEFF;", "&shy;", "&shy", "&zwnj;", "&ZeroWidthSpace;", "&#0173;"])  # fmt: skip
def test_what_has_no_width_is_not_there(mark: str) -> None:
    assert parse(f"<p title='a{mark}b'>Pasar{mark} ikan</p>".encode(), "u").xpath("string()") == "Pasar ikan"


def test_nul_and_lone_surrogates_are_survived() -> None:
    assert parse(b"<p>a\x00b</p>", "u").xpath("string()") == "ab"
    assert parse("<p>a\ud800b</p>", "u").xpath("string()") == "a?b"


@pytest.mark.parametrize("name", ["utf-99", "", "🙂"])
def test_an_unknown_charset_is_passed_over(name: str) -> None:
    assert WORDS in to_utf8(PAGE.format(name).encode(), name).decode()


def test_a_page_of_bytes_that_are_not_utf_8_is_not_read_byte_by_byte() -> None:
    data = b"<html><meta charset=utf-8><p>caf\xe9 " + b"\xa4\xff" * 1_000_000
    assert to_utf8(data).startswith("<html><meta charset=utf-8><p>café ¤ÿ".encode())
    assert work(lambda: to_utf8(data)) < 3_000  # to fix each of them takes a call each: two million


_WRITTEN = st.sampled_from(
    b"""<a|<p |<script|</script>|<textarea|<|>|><p |=| |  \n|x|/|"|'|="|='|= '|" |a=b|\x85""".split(b"|")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_WRITTEN, max_size=60).map(b"".join), st.integers(2, 12), st.integers(1, 4))
def test_no_long_tag_passes_the_screen(data: bytes, longest: int, blanks: int) -> None:
    exactly = any(tag.end(3) - tag.start(3) > longest for tag in decode._TAGS.finditer(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "_BLANKS", blanks)
        assert decode._may_have_long_tags(data, longest) or not exactly


LONG = b"x" * (LONG_TAG + 1)


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (b"<p " + LONG + b">a</p>", b"<p >a</p>"),
        (b'<p a=">' + LONG + b'">a</p>', b"<p >a</p>"),
        (b"<p a= \n '" + LONG + b"'>a</p>", b"<p >a</p>"),
        (b"<p a=" + b" " * LONG_TAG + b"'>'>a</p>", b"<p >a</p>"),
    ],
)
def test_a_long_tag_is_found_wherever_it_stands(page: bytes, left: bytes) -> None:
    for before in (b"", b"<p class='b'>b</p>" * 5_000, b"<i>" * 30_001):
        found = decode._without_long_tags(before + page)
        assert found.replace(b" >", b">") == before + left.replace(b" >", b">")


@pytest.mark.parametrize(
    "page",
    [
        b'<p class="a">Warga</p>' * 20_000,
        b'<script type="application/json">' + b'{"a":"b","c":[]},' * 20_000 + b"</script>",
        b"<style>" + b"a{color:#fff}" * 20_000 + b"</style>",
        b"<p>" + LONG * 3 + b"</p>",
    ],
    ids=["markup", "JSON", "CSS", "text"],
)
def test_what_is_no_tag_needs_no_search_for_long_ones(page: bytes) -> None:
    assert not decode._may_have_long_tags(page, LONG_TAG)


def test_marks_are_removed_wherever_the_first_of_their_bytes_also_begins_others() -> None:
    quoted = "<p>“Rp5” – café, ﬁﬁ &amp; so on</p>" * 500  # more of these bytes than are tried one by one
    for mark in ("\u200b", "\u2060", "\u00ad", "\ufeff", "&shy;", "&#8203;", "&#x200B;", "&zwnj;"):
        data = f"{quoted}sa{mark}tu{quoted}".encode()
        assert without_marks(data) == f"{quoted}satu{quoted}".encode()
        assert without_marks(f"sa{mark}tu".encode()) == b"satu"
    assert without_marks(quoted.encode()) == quoted.encode()


@pytest.mark.parametrize(
    ("label", "codec", "words"), [("iso-2022-jp", "iso-2022-jp", "漢字"), ("hz-gb-2312", "hz", "汉字")]
)
def test_what_is_valid_utf_8_is_utf_8_unless_it_shifts_to_another_charset(
    label: str, codec: str, words: str
) -> None:
    page = PAGE.format(label)
    assert to_utf8(page.encode()) == page.encode()
    shifted = page.replace(WORDS, words)
    assert to_utf8(shifted.encode(codec), label) == shifted.encode()
