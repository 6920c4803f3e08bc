"""Addresses: which outlet, which article, and what pages call addresses that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import OUTLETS, outlet_for
from extractors.urls import canonical_url, host_of, query_value, resolve


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://nasional.tempo.co/read/1/x", "tempo"),
        ("HTTPS://WWW.TEMPO.CO:443/x", "tempo"),
        ("https://www.momsmoney.id/news/x", "kontan"),
        ("https://notempo.co/x", None),
        ("https://tempo.co.evil.example/x", None),
        ("https://evil.example/tempo.co", None),
        ("https://evil.example#@tempo.co", None),
        ("https://tempo.co@evil.example/", None),
        ("ftp://tempo.co/x", None),
        ("", None),
    ],
)
def test_an_address_belongs_to_the_outlet_of_its_host(url: str, name: str | None) -> None:
    outlet = outlet_for(url)
    assert (outlet.name if outlet else None) == name


@pytest.mark.parametrize(
    ("url", "declared", "canonical"),
    [
        (
            "https://nasional.tempo.co/read/1698650/judul?utm_source=x&page_num=2#atas",
            None,
            "https://nasional.tempo.co/read/1698650/judul",
        ),
        (
            "https://nasional.tempo.co/amp/1698650/judul",
            "https://nasional.tempo.co/read/1698650/judul",
            "https://nasional.tempo.co/read/1698650/judul",
        ),
        ("https://m.jpnn.com/amp/news/judul?page=2", None, "https://www.jpnn.com/news/judul"),
        ("https://www.jpnn.com/news/judul", "https://www.jpnn.com/", "https://www.jpnn.com/news/judul"),
        ("https://www.jpnn.com/news/judul", "https://evil.example/x", "https://www.jpnn.com/news/judul"),
        ("https://www.jpnn.com/news/judul", "http://[", "https://www.jpnn.com/news/judul"),
    ],
)
def test_twins_pages_and_trackers_fold_to_one_address(url: str, declared: str | None, canonical: str) -> None:
    assert canonical_url(url, outlet_for(url), declared) == canonical


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_a_page_calls_an_address_raises(base: str, href: str) -> None:
    for url in (resolve(base, href), resolve("https://www.jpnn.com/news/a", href)):
        host_of(url)
        query_value(url, "page")
        canonical_url("https://www.jpnn.com/news/a", OUTLETS["jpnn"], href)
        canonical_url(href, None, base)


def test_a_broken_link_is_no_address() -> None:
    assert resolve("https://www.jpnn.com/", "http://[x") == ""
    assert query_value("http://[x?page=2", "page") == ""
