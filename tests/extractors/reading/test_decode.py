"""Bytes are read as a browser reads them, except where the page lies about them."""

from __future__ import annotations

import codecs

import pytest

from extractors.reading.decode import parse, to_utf8
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


def test_nul_and_lone_surrogates_are_survived() -> None:
    assert parse(b"<p>a\x00b</p>", "u").xpath("string()") == "ab"
    assert parse("<p>a\ud800b</p>", "u").xpath("string()") == "a?b"


@pytest.mark.parametrize("name", ["utf-99", "", "🙂"])
def test_an_unknown_charset_is_passed_over(name: str) -> None:
    assert WORDS in to_utf8(PAGE.format(name).encode(), name).decode()


def test_a_page_of_bytes_that_are_not_utf_8_is_not_read_byte_by_byte() -> None:
    data = b"<html><meta charset=utf-8><p>caf\xe9 " + b"\xa4\xff" * 1_000_000
    assert to_utf8(data).startswith("<html><meta charset=utf-8><p>café ¤ÿ".encode())
    assert work(lambda: to_utf8(data)) < 1_000  # to fix each of them takes a call each: two million
