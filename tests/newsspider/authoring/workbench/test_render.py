"""A page in the frame: its text, what became of it, and nothing that could do anything."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from extractors.reading.decode import parse
from newsspider.authoring.workbench.cases import Sheet
from newsspider.authoring.workbench.render import marks_of, page_html
from newsspider.authoring.workbench.session import Bench
from newsspider.recording.fixtures import RecordedPage, find_cases, read_pages
from tests.conftest import FIXTURES
from tests.newsspider.authoring.workbench.conftest import Client
from tests.newsspider.authoring.workbench.hostile import add_hostile

HOSTILE = Path(__file__).with_name("hostile.html").read_bytes()


class Strict(HTMLParser):
    """Fails at any element or attribute that is not ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("div", "span", "br"), tag
        for name, value in attrs:
            assert name in ("class", "data-e", "data-n", "data-l"), name
            pattern = r"[\w -]+" if name == "class" else r"-?\d+t?"
            assert re.fullmatch(pattern, value or ""), (name, value)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def checked(html: str) -> str:
    """The text of harmless HTML."""
    reader = Strict()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return "".join(reader.text)


def test_nothing_of_a_hostile_page_is_left_but_its_text() -> None:
    tree = parse(HOSTILE, "https://evil.invalid/")
    html = page_html(tree, {})
    text = checked(html)
    assert "Judul halaman yang jahat sekali" in text
    assert "Paragraf ketiga disembunyikan" in text, "what is hidden is shown"
    assert "<script>parent.ran = true</script> yang ditulis sebagai teks" in text
    assert "tanpa skrip" not in text
    assert "picture" in text and "frame" in text and "video" in text
    assert "http:" not in html and "javascript:" not in html and "url(" not in html
    assert "9999999999999" not in html


@pytest.mark.parametrize("name", [str(x.relative_to(FIXTURES)) for x in find_cases(FIXTURES)][::5])
def test_every_kept_text_of_a_fixture_is_green_on_its_page(name: str) -> None:
    outlet = name.split("/")[0]
    rules = Bench(FIXTURES, FIXTURES.parent / "extractors" / "outlets").rule_set(outlet)
    assert rules and rules.outlet
    for page in read_pages(FIXTURES / name / "cassette.yaml"):
        sheet = Sheet(page)
        article = sheet.explained(rules.outlet) if page.status == 200 else None
        if article is None or sheet.tree is None:
            continue
        html = page_html(sheet.tree, marks_of(article))
        checked(html)
        green = "".join(re.findall(r'class="n k"[^>]*>([^<]*)<', html))
        squeezed = re.sub(r"\W", "", unescape(green))
        for block in article.body:
            words = re.sub(r"\W", "", block.text)
            assert words in squeezed, block.text


def tree_of(html: bytes) -> etree._Element:
    """A tree as no page that is read has it: that is flat, and has fewer elements."""
    return etree.fromstring(html, etree.HTMLParser(huge_tree=True))


def test_a_page_may_nest_as_deep_as_it_likes() -> None:
    deep = b"<body>" + b"<div><b>" * 30_000 + b"teks di dasar" + b"</b></div>" * 30_000
    html = page_html(tree_of(deep), {})
    checked(html)


def test_a_page_of_a_million_elements_is_cut() -> None:
    wide = b"<body>" + b"<p>teks</p>" * 200_000
    html = page_html(tree_of(wide), {})
    assert "the rest of it is not shown" in checked(html) and len(html) < 10_000_000


def test_signs_that_turn_the_writing_are_left_out() -> None:
    tree = parse("<p>abc\u202edef\u2066</p>", "https://x.example/")
    assert checked(page_html(tree, {})).strip() == "abcdef"


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"%PDF-1.4", b"no tag at all", b"<", b"<!doctype html>", b"\x00"]
)
def test_what_is_no_page_is_said_so(body: bytes) -> None:
    sheet = Sheet(RecordedPage("https://x.example/", body))
    assert sheet.tree is not None or sheet.fault


def test_templates_escape_what_an_outlet_says(client: Client, project: Path) -> None:
    add_hostile(project)
    for path in ("/", "/o/jahat", "/o/jahat/isi/satu"):
        text = client.get(path).text
        assert "<script>parent" not in text and "<img src=http" not in text, path
    asked = {"outlet": "jahat", "case": "isi/satu", "page": 1, "layout": "isi", "edits": {}}
    compared = client.post("try", asked).json()["compare"]
    assert "&lt;script&gt;" in compared and "<script" not in compared and "<img" not in compared
