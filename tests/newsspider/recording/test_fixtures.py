"""Cassettes are written so that a person can read them, and read back byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from vcr.serialize import deserialize as vcr_deserialize
from vcr.serializers import yamlserializer

from newsspider.recording import fixtures
from newsspider.recording.fixtures import (
    FixtureError,
    RecordedPage,
    deserialize,
    interaction,
    read_pages,
    serialize,
    write_cassette,
)

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
AWKWARD = st.text(
    st.one_of(
        st.sampled_from(" \t\n\r\x85\u2028\ufeff\xa0\"'\\:#-|>%\x00\x1f\x7f😀é"), st.characters(codec="utf-8")
    ),
    max_size=60,
)


def _text(body: bytes) -> str:
    return serialize({"interactions": [interaction(RecordedPage("https://a.example/x", body))], "version": 1})


@given(AWKWARD)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    written = _text(text.encode())
    for loader in LOADERS:
        assert yaml.load(written, Loader=loader)["interactions"][0]["response"]["body"]["string"] == text


@given(st.binary(max_size=60))
def test_any_bytes_come_back_as_they_were(body: bytes) -> None:
    _, responses = vcr_deserialize(_text(body), yamlserializer)
    assert responses[0]["body"]["string"] == body


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\t\n", "\u2028\n"])
def test_one_line_of_the_page_is_one_line_of_the_file(end: str) -> None:
    page = end.join(f"\t <p>baris {number}</p>" for number in range(30)) + end
    lines = _text(page.encode()).splitlines()
    assert sum("<p>baris" in line for line in lines) == 30
    assert max(line.count("<p>") for line in lines) == 1


def test_pages_round_trip_through_a_file(tmp_path: Path) -> None:
    pages = (
        RecordedPage("https://a.example/satu", "<p>satu\xa0dua</p>\r\n".encode()),
        RecordedPage("https://a.example/dua", b"\xe9\xff latin", "text/html; charset=iso-8859-1", 404),
    )
    write_cassette(tmp_path / "deep" / "cassette.yaml", pages)
    assert read_pages(tmp_path / "deep" / "cassette.yaml") == pages


@pytest.mark.parametrize("text", ["", "just text", "a: [", "interactions: 3", "\x00"])
def test_what_is_no_cassette_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(FixtureError, match=r"^not a cassette: [^\n]+$"):
        deserialize(text)


def test_a_cassette_that_lacks_something_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "half.yaml"
    path.write_text("interactions:\n- request: {method: GET, uri: 'https://a.example/'}\n", "utf-8")
    with pytest.raises(FixtureError, match=r"half\.yaml: an interaction lacks 'response'"):
        read_pages(path)
    with pytest.raises(FixtureError, match=r"none\.yaml: no such cassette"):
        read_pages(path.with_name("none.yaml"))


def test_the_module_is_a_vcrpy_serializer() -> None:
    assert callable(fixtures.serialize) and callable(fixtures.deserialize)
