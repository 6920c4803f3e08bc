"""The addresses of a split article's further pages."""

from __future__ import annotations

import pytest

from extractors.rules.model import Layout, Outlet
from extractors.rules.pages import WHOLE, Pages
from extractors.urls import canonical_url

QUERY = Pages(query="page", whole="all")
SINGLE = Pages(query="single", whole="1")
PATH = Pages(path="/{page}", whole="/all")
STEPS = Pages(path="/{page}", whole="?showpage=all")
PART = Pages(path="-part{page}")
HOME = "https://kabar.example/read/41/panen-garam"


@pytest.mark.parametrize(
    ("pages", "ending", "number"),
    [
        (QUERY, "", None),
        (QUERY, "?page=2", 2),
        (QUERY, "?a=b&page=12#isi", 12),
        (QUERY, "?page=all", WHOLE),
        (QUERY, "?page=allang", None),
        (QUERY, "?page=1234", None),
        (QUERY, "?halaman=2", None),
        (SINGLE, "?single=1", WHOLE),
        (PATH, "", None),
        (PATH, "/2", 2),
        (PATH, "/2/?utm_source=x", 2),
        (PATH, "/2#isi", 2),
        (PATH, "/0", 1),
        (PATH, "/all", WHOLE),
        (PATH, "/allang", None),
        (PATH, "/2024", None),
        (PATH, "?page=2", None),
        (STEPS, "/15", 15),
        (STEPS, "?showpage=all", WHOLE),
        (STEPS, "?showpage=allang", None),
        (PART, "-part3", 3),
        (PART, "-part", None),
    ],
)
def test_the_number_in_an_address(pages: Pages, ending: str, number: int | None) -> None:
    assert pages.number(HOME + ending) == number


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (Pages(links="a"), "'query', 'path'"),
        (Pages(query="page", path="/{page}"), "only one"),
        (Pages(path="/2"), "{page}"),
        (Pages(path="/{page}/x"), "{page}"),
        (Pages(path="/{page}", whole="all"), "'all'"),
        (Pages(path="/{page}", whole="?"), "'?'"),
    ],
)
def test_what_is_wrong_is_said(pages: Pages, words: str) -> None:
    problem = pages.problem()
    assert problem and (words in problem[1] or "either" in problem[1])


def outlet(pages: Pages) -> Outlet:
    layout = Layout("satu", headline="h1", body="p", pages=pages)
    return Outlet(
        name="kabar",
        title="Kabar",
        domains=("kabar.example",),
        articles="/read/{id}/{slug}",
        layouts=(layout,),
    )


@pytest.mark.parametrize(
    ("pages", "endings"),
    [
        (QUERY, ("?page=2", "?page=all")),
        (SINGLE, ("?single=1",)),
        (PATH, ("/2", "/2/", "/all", "/all?utm_source=x", "/2#isi")),
        (STEPS, ("/5", "/15", "?showpage=all")),
        (PART, ("-part2",)),
    ],
)
def test_every_page_is_the_article_of_its_first(pages: Pages, endings: tuple[str, ...]) -> None:
    kabar = outlet(pages)
    for ending in endings:
        assert canonical_url(HOME + ending, kabar) == HOME
        assert kabar.is_article(HOME + ending)
        assert kabar.id_of(canonical_url(HOME + ending, kabar)) == ("41",)


@pytest.mark.parametrize(
    "url",
    ["https://kabar.example/read/41", "https://kabar.example/read/41/15", "https://kabar.example/read/2"],
)
def test_a_number_that_belongs_to_the_address_stays(url: str) -> None:
    assert canonical_url(url, outlet(PATH)) == url


def test_a_page_is_no_article_if_its_first_is_none() -> None:
    assert not outlet(PATH).is_article("https://kabar.example/indeks/2")
