"""Selectors find in the native reader what they find in lxml's tree."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from extractors import OUTLETS
from extractors.reading.decode import parse_prepared, prepared
from extractors.reading.native import library
from extractors.reading.native.program import Unsupported, program, selector
from extractors.rules.selectors import TreeIndex, select
from tests.cases import read_pages
from tests.conftest import FIXTURES
from tests.extractors.rules.test_selectors import LISTS

PAGE = b"""<html class="a"><body class="a"><div id="x" class="a b"><p class="b">1</p><p>2<span class="c d">3</span></p>
    <div class="a"><p class="c">4</p><ul><li class="d">5</li><li>6</li></ul></div></div><h2></h2>
    <article class="b d"><h1>7</h1><p class="b c">8</p><a href="/t/1">9</a><a class="c" href="/u">10</a><meta content="m">
    <div id="x"><p>11</p></div><time datetime="z"></time></article><p id="y" class="a" data-cy="k-l">12</p></body></html>"""


def native(css: str, page: bytes, root: int = 0) -> list[int]:
    assert library.library is not None
    found: list[int] = json.loads(library.library.select(selector(select(css)), root, page))
    return found


def by_lxml(css: str, page: bytes, root: int = 0) -> list[int]:
    tree = parse_prepared(page, "")
    elements = list(tree.iter())
    places = {element: place for place, element in enumerate(elements)}
    return [places[element] for element in select(css).all(elements[root], TreeIndex(tree))]


@settings(max_examples=150)
@given(LISTS)
def test_any_list_of_selectors(css: str) -> None:
    for root in (0, 3, 12):
        try:
            assert native(css, PAGE, root) == by_lxml(css, PAGE, root), css
        except Unsupported:
            assert ":is(" in css


@pytest.mark.parametrize(
    "css",
    [
        ".a", "html", "html.a", "*", "p", "P.B", "#x", "div#x.a", "[data-cy]", "[data-cy^=k]", "[DATA-CY$='l']", "[data-cy*='-']",
        "[class='a b']", "[class='']", "[class^='']", ".a > p", ".a p", ".b + p", ".b ~ p", ".b ~ .a ~ *", "p:not(.b)",
        "div:not([id])", "p:not(:contains('1'))", ":has(.c)", "div:has(> .c)", "p:has(+ p)", "p:has(~ div .d)", "div:has(> p, > h1)",
        "div:has(p.b) .d", "div:has(.b .c)", "p:contains('1')", "body:contains('1 2')", ":contains(\"12\")", "li:first-child",
        "li:last-child", "p:nth-child(2)", "p:nth-child(1)", "h2 || h1 || p", "h2 || .zz", ".zz || .yy", ".zz, p, .a, h1",
        "meta || p", "h2 || time || p", "article meta || p", ".a .b .c .d", "ul > li + li", "[href]:not([href^='/t'])",
    ],
)  # fmt: skip
def test_each_kind_of_selector(css: str) -> None:
    for root in range(12):
        assert native(css, PAGE, root) == by_lxml(css, PAGE, root)


@pytest.mark.parametrize(
    "css", ["p:nth-child(2n+1)", "[lang|=id]", "p:checked", "p::before", ":not(a b)", "[a!=b]", "[a=b i]"]
)
def test_what_it_cannot_follow_is_said(css: str) -> None:
    try:
        compiled = select(css)
    except ValueError:
        return
    with pytest.raises(Unsupported):
        selector(compiled)


def _selectors(name: str) -> Iterable[str]:
    outlet = OUTLETS[name]
    yield from outlet.gives_away.values()
    for layout in outlet.layouts:
        values = (
            getattr(layout, field)
            for field in vars(layout)
            if field not in ("name", "years", "pages", "data")
        )
        for value in values:
            for css in value if isinstance(value, tuple) else (value,):
                try:
                    yield select(css).css
                except (ValueError, TypeError):
                    continue


def test_every_selector_of_an_outlet_on_a_page_of_it() -> None:
    count = 0
    for name in OUTLETS:
        assert program(OUTLETS[name])  # which it can follow
        path = next(iter(sorted((FIXTURES / name).rglob("cassette.yaml"))), None)
        if path is None:
            continue
        page = prepared(read_pages(path)[0].body, "")
        tree = parse_prepared(page, "")
        index = TreeIndex(tree)
        places = {element: place for place, element in enumerate(tree.iter())}
        for css in set(_selectors(name)):
            expected = [places[element] for element in select(css).all(tree, index)]
            assert native(css, page) == expected, (name, css)
            count += 1
    assert count > 800


def test_selectors_that_would_take_too_long_are_declined() -> None:
    assert library.library is not None
    page = b"<p class=a>x</p>" * 30_000
    answer = library.library.select(selector(select(".a ~ b, .b ~ p, div ~ p")), 0, page)
    assert json.loads(answer) in (
        "its selectors take too long",
        "too many elements have the name that a selector begins with",
    )
