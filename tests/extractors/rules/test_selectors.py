"""The quick way to ask a page gives what a plain XPath translation gives."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extractors.reading.decode import parse
from extractors.rules.selectors import _VALUES, Selector, TreeIndex, select
from tests.work import counted_contains, grows_linearly, work

PAGE = parse(
    """<html><body class="a"><div id="x" class="a b"><p class="b">1</p><p>2<span class="c d">3</span></p>
    <div class="a"><p class="c">4</p><ul><li class="d">5</li><li>6</li></ul></div></div>
    <article class="b d"><h1>7</h1><p class="b c">8</p><a href="/t/1">9</a><a class="c" href="/u">10</a>
    <div id="x"><p>11</p></div></article><p id="y" class="a">12</p></body></html>""",
    "u",
)

COMPOUND = st.sampled_from(
    ".a .b .c .d #x #y p div a span li * article h1 p.b div.a .b.c .a:not(.b) p:first-child li:last-child "
    "[href] [href^='/t'] a[href*='u'] [class^=a] [class*=b] [class$='d'] p[class^=b] [id^=x] [id=y] .d[id^=x] div#x.a p.b.c :is(.b,.c) div:has(.c) p:contains('1')".split()
)
COMPLEX = st.builds(
    lambda parts, joins: parts[0] + "".join(j + p for j, p in zip(joins, parts[1:], strict=False)),
    st.lists(COMPOUND, min_size=1, max_size=3),
    st.lists(st.sampled_from([" ", " > ", " + ", " ~ "]), min_size=2, max_size=2),
)
LISTS = st.lists(COMPLEX, min_size=1, max_size=3).map(", ".join)


@given(LISTS)
def test_every_selector_finds_what_plain_xpath_finds_in_the_same_order(css: str) -> None:
    everywhere = PAGE.xpath(HTMLTranslator().css_to_xpath(css, prefix="/descendant::"))
    assert select(css).all(PAGE, TreeIndex(PAGE)) == [
        element for element in everywhere if element is not PAGE
    ]


@given(LISTS)
def test_below_an_element_only_what_stands_below_it_is_found(css: str) -> None:
    index = TreeIndex(PAGE)
    root = select("article").first(PAGE, index)
    assert root is not None
    below = [e for e in select(css).all(PAGE, index) if root in e.iterancestors()]
    assert select(css).all(root, index) == below


@pytest.mark.parametrize("css", ["p..x", "div[", "", "p:melayang", ">", "a:nth-child(x)"])
def test_broken_css_is_one_sentence(css: str) -> None:
    with pytest.raises(ValueError, match="not a CSS selector") as caught:
        select(css)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("css", "texts"),
    [
        (".judul || h1", ["A"]),
        ("h1 || .judul", ["B", "C"]),
        (".kosong || h1", ["B", "C"]),  # an empty element gives nothing
        (".asing || .kosong", [""]),  # ... unless nothing else is there
        (".asing || .lain", []),
        ("meta[name=t] || h1", [""]),  # what an attribute says counts
        ("time || h1", [""]),
        (".asing || .kosong, .judul", ["", "A"]),  # a comma binds closer
        ("[title='a || b'] || h1", ["A"]),
    ],
)
def test_or_else_takes_the_first_choice_that_gives_something(css: str, texts: list[str]) -> None:
    page = parse(
        "<html><head><meta name=t content=x></head><body><p class=kosong> </p><time datetime=2024></time>"
        "<p class=judul title='a || b'>A</p><h1>B</h1><h1>C</h1></body></html>",
        "u",
    )
    assert ["".join(x.itertext()).strip() for x in select(css).all(page, TreeIndex(page))] == texts


@pytest.mark.parametrize("css", ["|| h1", "h1 ||", "h1 || || h2", "h1 || p..x"])
def test_an_empty_or_broken_choice_is_an_error(css: str) -> None:
    with pytest.raises(ValueError, match="not a CSS selector"):
        select(css)


def test_an_index_keeps_its_elements_alive() -> None:
    tree = etree.fromstring(b"<div><p class='a'/></div>")
    index = TreeIndex(tree)
    assert select(".a").all(tree, index)[0] is select("p").all(tree, index)[0]


def test_a_page_of_many_ids_costs_no_more_than_they_are() -> None:
    def cost(count: int) -> int:
        tree = parse(
            "<body>" + "".join(f'<p id="n{n}" class="c{n}">x</p>' for n in range(count)) + "</body>", "u"
        )
        selector = select("#n7, .c7, [id^=n], [title]")
        assert len(selector.all(tree, TreeIndex(tree))) == count
        return work(lambda: selector.all(tree, TreeIndex(tree)))

    assert grows_linearly(cost, 500)


def test_an_index_walks_the_attributes_and_never_asks_for_their_elements_in_xpath() -> None:
    """libxml2 puts the parents of attributes in order one by one, each compared with all before it."""
    assert {xpath.path for xpath in _VALUES.values()} == {
        f"descendant-or-self::*/@{name}" for name in _VALUES
    }


def test_what_stands_in_an_element_is_asked_once_however_deep_its_like_are_nested() -> None:
    def asked(count: int) -> int:
        nested = '<div class="a"><i class="b">x</i><i class="c">y</i>' * 60
        tree = parse(f"<body>{(nested + '</div>' * 60) * count}</body>", "u")
        with counted_contains() as texts:
            found = Selector('.a:has(.b:contains("x")) .c').all(tree, TreeIndex(tree))
        assert len(found) >= 60
        return len(texts)

    # Each of 60 asks those in it, 60 at most. It was 60 times as often when each in them asked all 60 around it.
    assert asked(1) == 60 * 61 / 2
    assert asked(4) < 4 * asked(1)


def test_a_relation_left_of_a_name_finds_what_it_found() -> None:
    tree = etree.fromstring(
        b"<div class='a'><p class='b'>Penulis</p><i class='c'>1</i><div class='a'><p class='b'>Editor</p>"
        b"<i class='c'>2</i></div></div>"
    )
    index = TreeIndex(tree)
    assert [e.text for e in select('.a:has(> .b:contains("Penulis")) .c').all(tree, index)] == ["1", "2"]
    assert [e.text for e in select('.a:has(> .b:contains("Penulis")) > .c').all(tree, index)] == ["1"]
    assert [e.text for e in select('.a:has(> .b:contains("Editor")) .c').all(tree, index)] == ["2"]
    assert [e.text for e in select("div.a .a:has(.b) .c").all(tree, index)] == ["2"]


def test_what_follows_is_found_in_document_order_where_it_stands_in_what_follows_another() -> None:
    tree = parse(
        "<div><b class=a></b><p>1<i class=a></i><p>2</p></p><div><b class=a></b><p>3</p></div><p>4</p></div>",
        "u",
    )
    assert [e.text for e in select(".a ~ p").all(tree, TreeIndex(tree))] == [e.text for e in tree.iter("p")]


def test_what_follows_many_of_one_name_is_asked_once() -> None:
    count = 300
    tree = parse(
        "<body>" + f"<p class=a>x</p><div>{'isi ' * 20}</div>" * count + "<div>Sumber</div></body>", "u"
    )
    with counted_contains() as texts:
        assert len(Selector(".a ~ div:contains('Sumber')").all(tree, TreeIndex(tree))) == 1
    assert len(texts) == count + 1  # asked by each of them it is half of the square


def test_what_stands_before_many_of_one_name_is_asked_once() -> None:
    count = 300
    tree = parse("<body><div>" + "<i class=a>isi</i><b class=b>x</b>" * count + "</div></body>", "u")
    with counted_contains() as texts:
        assert Selector(".a:contains('Sumber') ~ .b").all(tree, TreeIndex(tree)) == []
    assert len(texts) == count  # asked by each that may follow it is half of the square


def test_of_many_that_stand_before_another_none_is_put_in_order() -> None:
    """libxml2 walks over the siblings between two elements to put them in order: 240 of 40,000 took two seconds."""
    paths = [part.test.path for part in select("h1 ~ * .b").choices[0] if isinstance(part.test, etree.XPath)]
    assert len(paths) == 1 and "preceding-sibling::h1[1]" in paths[0]
