"""Articles out of a page's own JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import Article
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.reading.page_json import MAX_VALUES, searched
from extractors.results import EmptyShell, NotAnArticle
from extractors.rules.model import Layout, Outlet, PageJSON
from extractors.rules.selectors import TreeIndex, select

LAYOUT = Layout(
    "next",
    data=PageJSON(path=("props", "article")),
    headline=".article > .title",
    published=".published_at",
    byline=".authors > .name",
    section=".category > .name",
    keywords=".tags > .name",
    caption=".content figcaption",
    body=".article > .content",
    read_also=".content .readmore",
    paywall=".locked",
)
OUTLET = Outlet(
    name="kabar",
    title="Kabar",
    domains=("kabar.example",),
    articles="/{id}/{slug}",
    dateline=r"(Kabar) -\s*",
    layouts=(LAYOUT,),
)
URL = "https://kabar.example/41/panen"
STORY = {
    "title": "Panen Garam Dimulai",
    "published_at": "2026-07-24 08:10:08",
    "content": "<figure><img src='x'><figcaption>Tambak garam. (Foto: Ani)</figcaption></figure><p><b>Kabar</b> - Panen garam"
    ' dimulai.</p><p class="readmore">Baca Juga: <a href="/1/x">Harga Garam Turun</a></p><h2>Cuaca</h2><p>Hujan belum turun.</p>',
    "authors": [{"name": "Ani Rahma"}, {"name": "Budi Santoso"}],
    "category": {"name": "Ekonomi", "parent": None},
    "tags": [{"name": "garam"}, {"name": "laut"}],
    "locked": False,
    "related": [{"title": "Harga Garam Turun", "content": "<p>Bukan bagian dari berita ini.</p>"}],
}


def page(data: Any, script: str = '<script id="__NEXT_DATA__" type="application/json">{}</script>') -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return (
        f'<html><head><title>x</title></head><body><div id="__next"></div>{script.format(text)}</body></html>'
    )


def read(html: str, layout: Layout = LAYOUT, **values: object) -> Article:
    return extract_tree(parse(html, URL), URL, replace(OUTLET, layouts=(layout,)), **values)  # type: ignore[arg-type]


def test_an_article_is_read_from_the_data_as_from_elements() -> None:
    article = read(page({"props": {"article": STORY}}))
    assert (article.layout, article.headline, article.dateline) == ("next", "Panen Garam Dimulai", "Kabar")
    assert article.datePublished and article.datePublished.isoformat() == "2026-07-24T08:10:08+07:00"
    assert (article.authors, article.keywords) == (("Ani Rahma", "Budi Santoso"), ("garam", "laut"))
    assert (article.articleSection, article.readAlso) == (("Ekonomi",), ("Harga Garam Turun",))
    assert [(image.text, image.credit, image.lead) for image in article.images] == [
        ("Tambak garam.", "Foto: Ani", True)
    ]
    assert [(block.type, block.text) for block in article.body] == [
        ("paragraph", "Panen garam dimulai."),
        ("heading", "Cuaca"),
        ("paragraph", "Hujan belum turun."),
    ]
    assert article.isAccessibleForFree is None


def test_a_member_that_is_true_is_there() -> None:
    assert read(page({"props": {"article": {**STORY, "locked": True}}})).isAccessibleForFree is False


def test_the_explanation_says_that_the_data_is_where_it_comes_from() -> None:
    data = {"props": {"article": STORY}}
    lines = read(page(data), explain=True).explanation
    origin = "from the page's JSON, script#__NEXT_DATA__ > props > article; "
    assert all(line.rule.startswith(origin) and not line.nodes for line in lines)
    rules = {line.text: line.rule.removeprefix(origin) for line in lines if line.kept}
    assert rules["Panen Garam Dimulai"] == "headline: .article > .title"
    assert rules["laut"] == "keywords: .tags > .name"
    assert rules["Hujan belum turun."] == "body"
    assert read(page(data)) == read(page(data), explain=True)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (
            [
                {"data": 1},
                {"story": 2},
                ["Reactive", 3],
                {"title": 4, "content": 5},
                "Judul",
                "<p>Satu kalimat.</p>",
            ],
            ("data", "story"),
        ),
        (
            [
                ["ShallowReactive", 1],
                {"story": 2},
                {"title": 3, "content": 4},
                "Judul",
                "<p>Satu kalimat.</p>",
            ],
            ("story",),
        ),
        (
            'window.__NUXT__ = {"story": {"title": "Judul", "content": "Satu kalimat.\\nDua kalimat."}};',
            ("story",),
        ),
        (
            {"story": [{"title": "Lain"}, {"title": "Judul", "content": ["Satu kalimat.", "Dua kalimat."]}]},
            ("story",),
        ),
    ],
    ids=["nuxt", "nuxt in a wrapper", "assigned, plain text", "a list of paragraphs"],
)
def test_ways_to_write_data(data: Any, path: tuple[str, ...]) -> None:
    layout = Layout(
        "nuxt",
        data=PageJSON("script", path=path),
        scope=".story:has(.content)",
        headline=".title",
        body=".content",
    )
    article = read(page(data, "<script>{}</script>"), layout)
    assert article.headline == "Judul"
    assert article.body[0].text == "Satu kalimat."


@pytest.mark.parametrize(
    "data", ["", "{", {"props": {}}, {"props": {"article": {"title": "Judul"}}}, {"props": [1]}]
)
def test_a_page_without_such_data_is_not_of_the_layout(data: Any) -> None:
    with pytest.raises(EmptyShell):
        read(page(data))


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(),
        st.sampled_from(("<p>Kabar - Panen.</p>", "</div><p>", "a\nb")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(VALUES, st.dictionaries(st.sampled_from(tuple(STORY)), VALUES))
def test_any_data_gives_an_article_or_says_why_not(anything: Any, members: dict[str, Any]) -> None:
    for story in ({**STORY, **members}, anything):
        try:
            assert read(page({"props": {"article": story}}, "<script id=__NEXT_DATA__>{}</script>")).headline
        except NotAnArticle as error:
            assert str(error)


@pytest.mark.parametrize(
    "data",
    [
        [{"a": 1}, [1] * 5_000],
        [{f"a{number}": 0 for number in range(5_000)}],
        {"a": [["x"] * 300] * 300},
        {"a": ["<b>"] * 30_000},
        json.loads("[" * 500 + "]" * 500),
    ],
    ids=["a list of itself", "an object of itself", "many items", "many texts", "deep"],
)
def test_few_elements_are_made_of_endless_data(data: Any) -> None:
    index = searched(replace(LAYOUT, data=PageJSON()), TreeIndex(parse(page(data), URL)))
    assert index is not None
    assert len(list(index.tree.iter())) < 3 * MAX_VALUES
    assert not select("script").all(index.tree, index)


def test_a_text_that_ends_all_markup_holds_nothing_of_what_is_put_around_it() -> None:
    story = {**STORY, "content": "<p>Panen garam dimulai.</p><plaintext>Hujan belum turun."}
    article = read(page({"props": {"article": story}}))
    assert [block.text for block in article.body] == ["Panen garam dimulai.", "Hujan belum turun."]
