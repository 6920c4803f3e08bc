"""Addresses: which outlet, which article, and what pages call addresses that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import OUTLETS, outlet_for
from extractors.urls import canonical_url, host_of, other_article, query_value, resolve, without_tracking


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
        # an outlet that is one folder of a domain
        ("https://www.bbc.com/indonesia/articles/c1d2e3f4g5ho", "bbc"),
        ("https://bbc.com/indonesia?x", "bbc"),
        ("https://www.bbc.com/news/articles/c1d2e3f4g5ho", None),
        ("https://www.bbc.com/indonesian/articles/c1d2e3f4g5ho", None),
        ("https://www.bbc.com/", None),
        ("https://evil.example/indonesia", None),
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


@pytest.mark.parametrize("port", ["99999", "65536", "x", "8o", "-1", "٣"])
def test_an_address_with_a_port_that_there_is_not_has_no_host_and_no_outlet(port: str) -> None:
    url = f"https://www.kontan.co.id:{port}/news/judul"
    assert host_of(url) == "" and outlet_for(url) is None


@pytest.mark.parametrize("end", ["", ":", ":443", ":65535"])
def test_a_port_is_no_part_of_the_host(end: str) -> None:
    assert [
        host_of(f"https://A@www.kontan.co.id{end}{rest}") for rest in ("", "/x:y", "?a=:b", "#:c", "\\@d")
    ] == ["www.kontan.co.id"] * 5


def test_a_broken_link_is_no_address() -> None:
    assert resolve("https://www.jpnn.com/", "http://[x") == ""
    assert query_value("http://[x?page=2", "page") == ""


@pytest.mark.parametrize("parameter", ["igsh=x", "igshid=x", "gad_source=1", "gbraid=x", "_gl=1*x*_ga", "_ga=2.1", "sfnsn=wiwspmo", "xtor=AL-73", "jxconn=x", "utm_source=x", "UTM_Medium=x", "utm_anything=1", "fbclid=x", "mibextid=x", "srsltid=x", "fb_action_ids=1", "mc_cid=x", "msclkid=x", "twclid=x", "ttclid=x", "outputType=amp", "__twitter_impression=true", "ref_src=twsrc"])  # fmt: skip
def test_what_says_where_a_reader_came_from_is_no_address(parameter: str) -> None:
    for url, whole in (
        (f"https://www.jpnn.com/news/judul?{parameter}", "https://www.jpnn.com/news/judul"),
        (f"https://www.jpnn.com/news/judul?{parameter}&id=7#atas", "https://www.jpnn.com/news/judul?id=7"),
        (f"https://www.jpnn.com/news/judul?id=7&{parameter}&b", "https://www.jpnn.com/news/judul?id=7&b"),
    ):
        assert canonical_url(url, outlet_for(url)) == whole


@pytest.mark.parametrize(
    "parameter", ["id=4711", "p=12", "s=kata", "from=2024-03-05", "tag=a", "judul=utm_source", "glow=1"]
)
def test_what_may_name_an_article_stays(parameter: str) -> None:
    url = f"https://contoh.example/read?{parameter}"
    assert canonical_url(url, None) == without_tracking(url) == url


@pytest.mark.parametrize("other", ["https://www.jpnn.com/news/pasar-ikan-baru/", "https://www.jpnn.com/news/pasar%2Dikan%2dbaru", "http://m.jpnn.com/amp/news/pasar-ikan-baru/?page=2", "https://www.jpnn.com:443/news/pasar-ikan-baru", "HTTPS://WWW.JPNN.COM/news/pasar-ikan-baru#isi", "https://www.jpnn.com/news/pasar-ikan-bar%75"])  # fmt: skip
def test_one_article_has_one_identity_however_its_address_is_written(other: str) -> None:
    url = "https://www.jpnn.com/news/pasar-ikan-baru"
    assert canonical_url(other, outlet_for(other)) == url


def test_an_escape_that_is_needed_stays() -> None:
    assert (
        canonical_url("https://contoh.example/a%2fb%3Fc%20d", None) == "https://contoh.example/a%2Fb%3Fc%20d"
    )
    assert canonical_url("https://contoh.example/", None) == "https://contoh.example/"


JPNN, KOMPAS = (
    "https://www.jpnn.com/news/pasar-ikan-dibuka",
    "https://regional.kompas.com/read/2024/03/05/101500578/pasar-ikan",
)
LIES = [
    (JPNN, "https://www.jpnn.com/news/harga-beras-naik"),
    (JPNN, "/news/harga-beras-naik"),
    (KOMPAS, "https://regional.kompas.com/read/2024/03/05/101500579/pasar-ikan"),
    (KOMPAS, "https://money.kompas.com/read/2023/01/01/070000526/harga-beras"),
    ("https://www.tempo.co/ekonomi/pasar-ikan-2277913", "https://www.tempo.co/ekonomi/pasar-ikan-2277914"),
]
TRUE = [
    (JPNN + "?page=2", JPNN),
    (JPNN, "http://m.jpnn.com/amp/news/pasar-ikan-dibuka/"),
    (KOMPAS, "https://www.kompas.com/read/2024/03/05/101500578/pasar-ikan-baru-dibuka"),
    ("https://amp.kontan.co.id/news/harga-emas", "https://investasi.kontan.co.id/news/harga-emas"),
]


@pytest.mark.parametrize(("url", "declared"), LIES)
def test_the_canonical_of_another_article_is_not_believed(url: str, declared: str) -> None:
    outlet = outlet_for(url)
    assert canonical_url(url, outlet, declared) == canonical_url(url, outlet)
    assert other_article(url, outlet, declared) == canonical_url(resolve(url, declared), outlet)


@pytest.mark.parametrize(("url", "declared"), TRUE)
def test_the_canonical_of_the_same_article_is(url: str, declared: str) -> None:
    outlet = outlet_for(url)
    assert canonical_url(url, outlet, declared) == canonical_url(declared, outlet)
    assert other_article(url, outlet, declared) is None


def test_without_an_outlet_the_host_and_the_title_must_agree() -> None:
    url = "https://contoh.example/2024/03/pasar-ikan-dibuka"
    assert canonical_url(url, None, "https://contoh.example/berita/pasar-ikan-dibuka.html").endswith(
        "berita/pasar-ikan-dibuka.html"
    )
    assert canonical_url(url, None, "https://contoh.example/2024/03/harga-beras-naik") == url
    assert canonical_url("https://contoh.example/?p=12", None, url) == url
    assert canonical_url(url, None, "https://evil.example/2024/03/pasar-ikan-dibuka") == url
