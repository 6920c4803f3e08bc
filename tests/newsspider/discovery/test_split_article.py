"""The pages of one article, whatever their pagers say."""

from __future__ import annotations

from dataclasses import replace

from extractors import Article, Block
from newsspider.discovery.split_article import MAX_PAGES, Chain

URL = "https://news.example/cerita"


def page(number: int, *further: int, text: str | None = None) -> Article:
    return Article(
        headline="Judul",
        body=(Block("paragraph", text or f"Isi halaman {number}."),),
        missingPages=tuple(f"{URL}?page={one}" for one in further),
        pageUrls=tuple(f"{URL}?page={one}" for one in further),
    )


def test_a_page_that_cannot_be_had_is_said_to_be_missing() -> None:
    chain = Chain(page(1, 2, 3, 4), URL)
    assert chain.next() == f"{URL}?page=2"
    chain.add(replace(page(2, 3, 4, 5), url="https://m.news.example/redirected"))
    assert chain.next() == f"{URL}?page=3"  # and nothing comes of it
    assert chain.next() == f"{URL}?page=4"
    chain.add(page(4))
    assert chain.article().missingPages == (f"{URL}?page=3", f"{URL}?page=5")
    assert chain.next() == f"{URL}?page=5"
    chain.add(page(4))  # which repeats the one before
    assert chain.article().missingPages == (f"{URL}?page=3",)


def test_a_pager_without_an_end_is_followed_for_so_many_pages() -> None:
    chain, number = Chain(page(1, 2), URL), 1
    while chain.next() is not None:
        number += 1
        chain.add(page(number, number + 1))
    assert number == MAX_PAGES == len(chain.article().body)


def test_a_pager_that_leads_in_a_circle_is_followed_once() -> None:
    chain = Chain(page(1, 2, 3), URL)
    asked = []
    while (address := chain.next()) is not None:
        asked.append(address)
        chain.add(page(len(asked) + 1, 1, 2, 3))
    assert asked == [f"{URL}?page={number}" for number in (2, 3, 1)]


def test_pages_that_repeat_an_earlier_one_are_left_out_with_what_they_name() -> None:
    chain = Chain(page(1, 2), URL)
    assert chain.next() == f"{URL}?page=2"
    chain.add(page(2, 3, text="Isi halaman 1."))
    assert chain.next() is None
    assert [block.text for block in chain.article().body] == ["Isi halaman 1."]
