"""Pages that no rule describes: the library's survey is the one that is made of lxml's tree, and so are the Articles."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from lxml import etree

from extractors import NotAnArticle, SiteProfile, extract, learn_page
from extractors.reading import engine, native
from extractors.reading.blocks import Credits, read_blocks
from extractors.reading.decode import parse_prepared, prepared
from extractors.reading.generic.reader import LAYOUT
from extractors.reading.generic.survey import Survey, document_of
from extractors.reading.native.document import Document
from tests.cases import find_cases, read_case
from tests.conftest import FIXTURES
from tests.fuzz.mutations import case
from tests.fuzz.properties import Page

URL = "https://kabar-contoh.id/berita/panen-kopi-2024"
TEXT = "Warga Desa Lembah memanen kopi lebih awal karena hujan turun sebelum waktunya tahun ini, kata Ani."
ODD = (
    "<body><p>satu<p class=isi id=x itemprop=articleBody>dua &amp; tiga<!-- x -->empat</body>",
    "<div><svg><path/>5</svg>lima</div><noscript><p>enam</p></noscript><button>7<b>8</b>9</button>",
    "<amp-img src=x><noscript>1</noscript><p>dua</p></amp-img><amp-ad><p>tiga</p></amp-ad>",
    "<section style='display:none' class='halaman page-2'><p>satu.<p>dua</section><div hidden><p>x<p>y</div>",
    "<div style='display:none' data-page=Content><p>satu.<p>dua</div><span class='sr-only'>x</span>",
    "<nav itemtype='https://schema.org/BreadcrumbList' aria-label=breadcrumb><a href='?page=2'>1</a></nav>",
    f"<div class='{'x' * 130} sr-only'>satu</div><div class='{'é' * 119} b'>dua</div>",
    "<table><tr><td>satu<td>dua<th>tiga</table><p>empat<br>lima<br/><br/>enam",
    "<a href=/satu>satu <b>dua”</b> <i>٣</i></a> ½ empat <a>lima</a>",
    "<h1>\u00a0 Judul \u2003</h1><p>\u3000</p><p>a\u0301 b</p><title>x</title>",
    "<p hidden>satu <span>2</span></p><p placeholder=x>tiga</p><p fallback>empat</p>",
    "teks saja",
    "<ul><li>satu<li><span>dua</span> <a href=http://x.example/berita/2>3</a></ul>",
)


def _by_lxml(page: bytes) -> etree._Element | None:
    try:
        return parse_prepared(page, URL)
    except NotAnArticle:
        return None


def _document(page: bytes) -> Document | None:
    return document_of(page)


def _compare_surveys(page: bytes) -> bool:
    """Whether a page was read by the library; raises AssertionError where its survey is not lxml's."""
    document, tree = _document(page), _by_lxml(page)
    if document is None or tree is None:
        return False
    numbers = {element: number for number, element in enumerate(tree.iter())}
    mine, other = Survey(document.root), Survey(tree)
    for row in ("tags", "parents", "kinds", "texts", "links", "holders", "values", "telling", "by_kind"):
        assert getattr(mine, row) == getattr(other, row), row
    for row in ("ends", "seen", "closed", "dead"):
        assert list(getattr(mine, row)) == list(map(int, getattr(other, row))), row
    assert list(document.ids) == [numbers[element] for element in other.elements]
    assert {mine.place_of(x) for x in mine.later} == {other.place_of(x) for x in other.later}
    for place in range(len(other.elements)):
        for ask in (Survey.own_text, Survey.text_behind, Survey.has_digits, Survey.size, Survey.text):
            assert ask(mine, place) == ask(other, place), (ask.__name__, place)
    for tags in (("a",), ("img", "amp-img", "picture"), ("h1", "h2", "p"), ("x-y",)):
        assert list(mine.tagged(tags)) == list(other.tagged(tags))
    return True


def _compare_elements(page: bytes) -> None:
    """All that is asked of an element says the same of both trees."""
    document, tree = _document(page), _by_lxml(page)
    if document is None or tree is None:
        return
    elements, nodes = list(tree.iter()), list(document.root.iter())
    numbers = {element: number for number, element in enumerate(elements)}
    places = {node: number for number, node in enumerate(nodes)}
    assert len(elements) == len(nodes)
    for element, node in zip(elements, nodes, strict=True):
        assert node.tag == element.tag
        assert node.text == element.text
        assert element is tree or node.tail == element.tail
        assert node.items() == element.items()
        assert list(node.keys()) == list(element.keys())
        assert node.get("class") == element.get("class") and node.get("none-such") is None
        assert len(node) == len(element)
        assert [places[x] for x in node] == [numbers[x] for x in element]
        assert [places[x] for x in node.iterancestors()] == [numbers[x] for x in element.iterancestors()]
        parent = element.getparent()
        mine = node.getparent()
        assert (mine is None) == (parent is None)
        assert parent is None or mine is None or places[mine] == numbers[parent]
        assert [places[x] for x in node.iter("p", "a")] == [numbers[x] for x in element.iter("p", "a")]
        assert [places[x] for x in node.findall("p")] == [numbers[x] for x in element.findall("p")]
        assert "".join(map(str, node.itertext())) == "".join(map(str, element.itertext()))


def _fixtures() -> list[Page]:
    """The pages of all fixtures under addresses that no rule file knows."""
    found = []
    for folder in find_cases(FIXTURES):
        for page in read_case(folder).pages:
            found.append(Page(page.body, _disguised(page.url)))
    return found


def _disguised(url: str) -> str:
    return urlsplit(url)._replace(netloc="www.kabar-contoh.id").geturl()


def _said(page: Page, site: SiteProfile | None = None) -> object:
    try:
        article = extract(page.content, page.url, encoding=page.encoding, site=site)
    except NotAnArticle as result:
        return type(result), result.reason
    return article.to_dict(), article.evidence, article.confidence


@pytest.mark.parametrize("markup", ODD)
def test_elements_and_survey_of_odd_markup_are_those_of_lxml(markup: str) -> None:
    page = markup.encode()
    assert _compare_surveys(page)
    _compare_elements(page)


def test_elements_and_surveys_of_fixtures_are_those_of_lxml() -> None:
    pages = [prepared(page.content, page.url) for page in _fixtures()[::9]]
    assert sum(map(_compare_surveys, pages)) > len(pages) * 0.9
    for page in pages[::5]:
        _compare_elements(page)


def test_surveys_of_broken_pages_are_those_of_lxml() -> None:
    compared = 0
    for number in range(150):
        subject = case(23, number).subject
        if isinstance(subject, Page):
            try:
                page = prepared(subject.content, subject.url, subject.encoding)
            except NotAnArticle:
                continue
            compared += _compare_surveys(page)
    assert compared > 80


def test_articles_and_refusals_are_the_same_on_either_reader() -> None:
    for page in _fixtures()[::3]:
        mine = _said(page)
        with native.switched("lxml"):
            assert mine == _said(page), page.url


def test_broken_pages_give_the_same_on_either_reader() -> None:
    with patch.object(engine, "extract_generic", side_effect=lambda tree, url, *_, **__: engine_left(url)):
        for number in range(200):
            subject = case(31, number).subject
            if isinstance(subject, Page):
                page = replace(subject, url=_disguised(subject.url))
                mine = _said(page)
                with native.switched("lxml"):
                    assert mine == _said(page), number


def engine_left(url: str) -> None:
    raise engine.NoText(url, "left to the fallback")


def _page(number: int) -> str:
    return (
        f"<html lang=id><head><title>Panen {number}</title></head><body><div class=menu>Menu situs ini</div>"
        f"<h1>Panen Kopi Desa {number}</h1><div class=isi>{f'<p>{TEXT} Nomor {number}.</p>' * 5}"
        "<p>Kalimat milik situs ini yang tampil di semua halaman.</p></div></body></html>"
    )


def test_what_pages_share_is_known_to_either_reader() -> None:
    site = SiteProfile()
    for number in range(5):
        assert learn_page(_page(number), f"{URL}-{number}", site)
    page = Page(_page(9).encode(), f"{URL}-9")
    mine = _said(page, site)
    assert "semua halaman" not in str(mine)
    with native.switched("lxml"):
        assert mine == _said(page, site)


def test_blocks_are_read_by_python_where_another_page_was_surveyed_meanwhile() -> None:
    document = document_of(_page(1).encode())
    assert document is not None
    survey = Survey(document.root)
    body = survey.tags.index("div", survey.tags.index("h1"))
    container = survey.elements[body]
    natively = document.blocks_in(container, {}, (), LAYOUT)
    assert natively is not None and len(natively) == 6
    assert document_of(_page(2).encode()) is not None
    assert document.blocks_in(container, {}, (), LAYOUT) is None
    assert [raw.text for raw in survey.blocks(body, {}, (), LAYOUT)] == [raw.text for raw in natively]


def test_claims_and_credits_of_blocks_are_those_of_python() -> None:
    page = (
        "<div><h2>Sub</h2><p>Satu <b>dua</b><br>tiga.</p><figure><figcaption>Kopi <i>(Foto: Ani)</i></figcaption></figure>"
        "<p class=also>Baca juga: <a href=/x>Harga kopi</a></p><p class=x>Bukan teks.</p><div hidden><p>Kelak.</p></div></div>"
    )
    document = document_of(page.encode())
    assert document is not None
    survey = Survey(document.root)
    at = {name: survey.elements[survey.tags.index(name)] for name in ("h2", "figcaption", "i")}
    also, dropped = (survey.elements[x] for x in survey.tagged(("p",))[1:3])
    later = survey.elements[survey.tagged(("div",))[1]]
    roles = {
        at["h2"]: ("headline", ""),
        at["figcaption"]: ("caption", ""),
        at["i"]: ("credit", ""),
        also: ("read_also", ""),
        dropped: ("drop", ""),
    }
    root = survey.elements[0]
    mine = document.blocks_in(root, roles, (root, later), LAYOUT)
    other = read_blocks(root, roles, shown=frozenset((root, later)))
    Credits([at["i"]]).add_to(other)
    assert mine == [replace(raw, element=None, rule="") for raw in other]
    assert [(raw.kind, raw.credit) for raw in mine if raw.kind != "text"] == [
        ("caption", "(Foto: Ani)"),
        ("read_also", None),
    ]


def test_no_tree_of_lxml_is_made_for_a_page_without_rules() -> None:
    with patch.object(engine, "parse_prepared", side_effect=AssertionError("lxml reads the page")):
        assert extract(_page(1), f"{URL}-1").headline == "Panen Kopi Desa 1"


def test_lxml_reads_what_the_library_declines() -> None:
    declined = _page(1).replace("<h1>", "<h1 style='é:display:none'>").encode()
    assert document_of(declined) is None
    assert extract(declined, f"{URL}-1").body
    with native.switched("lxml"):
        assert document_of(_page(1).encode()) is None
