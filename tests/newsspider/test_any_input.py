"""Whatever a file, a list or an archive holds: what can be read of it, or one sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsspider.archive.judge import judge
from newsspider.archive.parts import ENGINES, Captured, Damage, NoWarc, responses
from newsspider.archive.parts import check as check_warc
from newsspider.authoring import new_outlet as adding
from newsspider.corpora.output import plain
from newsspider.discovery.xmllists import MAX_TEXT, XMLList, sniff
from newsspider.recording.cassettes import CassetteError, Replay
from newsspider.recording.fixtures import FixtureError, read_pages
from newsspider.runtime.console import Fault, visible, visible_json
from newsspider.safety.cells import defused, restored
from tests import strategies as any_

MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "any.yaml"


def one_sentence(error: Exception) -> None:
    text = str(error)
    assert text
    assert "\n" not in text
    assert "Traceback" not in text


@MANY
@given(any_.PACKED_LISTS)
def test_any_sitemap_or_feed_gives_entries_and_says_what_is_wrong_with_it(body: bytes) -> None:
    sniff(body)
    entries = XMLList(body)
    found = list(entries)
    assert entries.count == len(found)
    assert len(found) <= len(body)
    for entry in found:
        assert entry.url
        for text in (entry.url, entry.published, entry.lastmod, entry.title, entry.guid):
            assert len(text) <= MAX_TEXT
            assert "root:" not in text
    assert entries.problem is None or "\n" not in entries.problem


@pytest.mark.parametrize("engine", ENGINES)
@MANY
@given(data=any_.warcs())
def test_any_archive_gives_records_and_named_damages(engine: str, file: Path, data: bytes) -> None:
    path = file.with_suffix(".warc.gz" if data.startswith(b"\x1f\x8b") else ".warc")
    path.write_bytes(data)
    try:
        check_warc(path)
    except NoWarc as error:
        one_sentence(error)
        return
    for one in responses(path, engine=engine):
        if isinstance(one, Damage):
            one_sentence(Exception(str(one)))
        elif isinstance(one, Captured):
            judge(one, None)


@MANY
@given(any_.CASSETTES)
def test_any_recording_is_played_or_refused_in_a_sentence(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    try:
        for page in read_pages(file):
            assert isinstance(page.url, str)
            assert isinstance(page.body, bytes)
            assert isinstance(page.status, int)
    except FixtureError as error:
        one_sentence(error)
    try:
        Replay(file)
    except CassetteError as error:
        one_sentence(error)


@MANY
@given(any_.URLS, st.text(max_size=80))
def test_any_address_gives_a_case_a_name_that_is_a_plain_folder_s(url: str, text: str) -> None:
    for address in (url, f"https://www.jpnn.com/{text}"):
        try:
            name = adding.case_name(address, set())
        except ValueError:
            continue  # an address that is none is refused before
        assert name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@MANY
@given(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(("..", ".", "", "a/b", "a\\b", "a\x00", "con\n", "~", "-x", "A")),
    )
)
def test_any_name_of_an_outlet_is_a_module_s_name_or_refused(name: str) -> None:
    try:
        adding.check_name(name)
    except (Fault, ValueError) as error:
        one_sentence(error)
    else:
        assert name.isascii()
        assert name.isidentifier()


@given(any_.TEXTS)
def test_a_defused_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert defused(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert restored(defused(text)) == text


@given(any_.TEXTS)
def test_nothing_that_is_printed_steers_a_terminal(text: str) -> None:
    for shown in (visible(text), visible_json(text), plain(text)):
        assert not any((char < " " and char not in "\t\n") or "\x7f" <= char <= "\x9f" for char in shown)
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
