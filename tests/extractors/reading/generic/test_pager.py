"""Split articles of outlets that nobody described."""

from __future__ import annotations

import pytest

from extractors import extract, join_pages
from extractors.reading.decode import parse
from extractors.reading.generic.pager import find_pages, first_address, number_of

URL = "https://kabar.example/2024/panen-kopi-datang-lebih-awal"


def pages(url: str, *links: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    html = "".join(f'<a href="{link}">x</a>' for link in links)
    return find_pages(parse(f"<html><body>{html}</body></html>", url), url)


@pytest.mark.parametrize("form", ["?page={}", "?halaman={}", "/{}", "/page/{}"])
def test_pages_in_the_query_or_in_the_path(form: str) -> None:
    two, three = URL + form.format(2), URL + form.format(3)
    assert pages(URL, URL, two, three, two) == ((), (two, three))
    assert pages(two, URL, two, three) == ((URL,), (three,))
    assert (first_address(three), number_of(three)) == (URL, 3)


def test_the_whole_text_on_one_page_is_the_only_further_one() -> None:
    assert pages(URL, f"{URL}?page=2", f"{URL}?page=all") == ((), (f"{URL}?page=all",))
    assert pages(f"{URL}?page=all", URL, f"{URL}?page=2") == ((), ())


@pytest.mark.parametrize(
    "link",
    [
        "https://kabar.example/2024/lain-lagi?page=2",
        f"{URL}?page=2#komentar",
        f"{URL}/comment-page-2",
        "https://lain.example/2024/panen-kopi-datang-lebih-awal?page=2",
        "/indeks/2",
        "?page=1",
    ],
)
def test_links_that_are_no_pages_of_the_article(link: str) -> None:
    assert pages(URL, link) == ((), ())


def test_a_list_by_number_is_no_split_article() -> None:
    assert pages("https://kabar.example/berita/2", "/berita/1", "/berita/3") == ((), ())


def test_the_pages_are_joined_as_those_of_an_outlet_with_rules() -> None:
    def page(number: int) -> str:
        text = "".join(
            f"<p>Kalimat nomor {n} dari halaman {number} berita ini ditulis dengan lengkap.</p>"
            for n in range(6)
        )
        return (
            "<html><head><title>Panen Kopi Datang Lebih Awal</title></head><body><h1>Panen Kopi Datang Lebih Awal</h1>"
            f'<div>{text}</div><div><a href="?page=1">1</a><a href="?page=2">2</a></div></body></html>'
        )

    one, two = extract(page(1), URL), extract(page(2), f"{URL}?page=2")
    assert one.missingPages == one.pageUrls == (f"{URL}?page=2",)
    joined = join_pages([one, two])
    assert (joined.pageCount, joined.missingPages, len(joined.body)) == (2, (), 12)
