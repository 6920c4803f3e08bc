"""Names for elements: what is preferred to what."""

from __future__ import annotations

import pytest
from lxml import etree

from extractors.authoring.naming import candidates, word_cost
from extractors.reading.decode import parse
from extractors.rules.selectors import TreeIndex, select


def element(html: str, css: str) -> etree._Element:
    tree = parse(f"<html><body>{html}</body></html>", "https://contoh.example/a")
    found = select(css).all(tree, TreeIndex(tree))
    assert found
    return found[0]


@pytest.mark.parametrize(
    "word",
    [
        "css-1x2y3z",
        "sc-bdVaJa",
        "jsx-2871293847",
        "post-12345",
        "Title_title__2xKJd",
        "aB3xK9d",
        "svelte-1a2b3c",
        "md:flex",
    ],
)
def test_what_a_build_tool_or_a_counter_made_up_is_no_name(word: str) -> None:
    assert word_cost(word) is None


@pytest.mark.parametrize(
    "word", ["mt-4", "col-md-8", "text-neutral-900", "flex", "clearfix", "fs14", "font-gray", "mar-t-10"]
)
def test_what_says_how_a_thing_looks_costs_more_than_what_says_what_it_is(word: str) -> None:
    cost, meaning = word_cost(word), word_cost("artikel__judul")
    assert cost is not None and meaning is not None and cost > meaning + 2


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h1 id="judul" class="css-1x2y3z">x</h1>', "#judul"),
        ('<h1 itemprop="headline" class="text-3xl">x</h1>', "[itemprop=headline]"),
        ('<h1 class="css-1x2y3z mt-4 artikel__judul">x</h1>', ".artikel__judul"),
        ('<h1 class="css-1x2y3z">x</h1>', "h1"),
        ('<div class="kepala"><h1 class="mt-4">x</h1></div>', "h1"),
        ('<h1 class="Title_title__2xKJd">x</h1>', "h1"),
    ],
)
def test_the_best_name_of_a_title(html: str, expected: str) -> None:
    assert candidates(element(html, "h1"), ("judul", "title"))[0].css == expected


def test_a_nameless_element_is_named_by_what_stands_around_it_before_it_is_counted() -> None:
    html = '<div class="kepala"><p>a</p></div><div id="isi"><p>b</p><p>c</p></div>'
    css = [one.css for one in candidates(element(html, "#isi p"))]
    assert css.index("#isi p") < css.index("#isi > p:nth-of-type(1)")
    assert css.index("#isi p") < css.index("p")


def test_every_candidate_finds_the_element_and_costs_go_up() -> None:
    html = (
        '<main><div class="isi css-9x8y7z"><h3 class="anak">a</h3><p class="baca"><strong><a class="tautan" '
        'href="/tag/x" rel="tag">b</a></strong></p></div></main>'
    )
    for css in (".tautan", ".baca", "strong"):
        target = element(html, css)
        tree = target.getroottree().getroot()
        found = candidates(target)
        assert [one.cost for one in found] == sorted(one.cost for one in found)
        assert all(target in select(one.css).all(tree, TreeIndex(tree)) for one in found), css
        assert not any("css-9x8y7z" in one.css for one in found)
