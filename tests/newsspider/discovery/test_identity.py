"""Addresses of one article fold to one, addresses of two do not."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler

from extractors import OUTLETS
from newsspider.discovery import Fingerprinter, first_page, identity
from newsspider.recording.fixtures import read_case
from tests.conftest import FIXTURES


@pytest.mark.parametrize(
    ("outlet", "name", "addresses"),
    [
        (
            "tempo",
            "tempo:read:1484537",
            [
                "https://dunia.tempo.co/read/1484537/putin-tawarkan-pangkalan",
                "http://dunia.tempo.co/read/1484537/putin-tawarkan-pangkalan?page_num=2",
                "https://dunia.tempo.co/amp/1484537/judul-yang-lain?utm_source=twitter",
                "https://nasional.tempo.co/read/1484537/judul-yang-lain#komentar",
            ],
        ),
        (
            "sindonews",
            "sindonews:1805311",
            [
                "https://ekbis.sindonews.com/read/1805311/34/bengkel-perahu-1779262212",
                "https://ekbis.sindonews.com/read/1805311/34/bengkel-perahu-1779262212/5",
                "https://ekbis.sindonews.com/read/1805311/34/bengkel-perahu-1779262212?showpage=all",
            ],
        ),
        (
            "cnnindonesia",
            "cnnindonesia:1408123",
            [
                "https://www.cnnindonesia.com/ekonomi/20260519081530-92-1408123/lumbung-terapung",
                "https://www.cnnindonesia.com/ekonomi/20260519081530-92-1408123/lumbung-terapung/2",
                "https://www.cnnindonesia.com/ekonomi/20260519081530-92-1408123/lumbung-terapung/amp",
            ],
        ),
        (
            "republika",
            "republika:tio9zt472",
            [
                "https://ekonomi.republika.co.id/berita/tio9zt472/panen-garam-di-rembang",
                "https://ekonomi.republika.co.id/berita/tio9zt472/panen-garam-di-rembang-part2",
            ],
        ),
        (
            "tempo",
            "tempo:2277913",
            [
                "https://www.tempo.co/ekonomi/tarif-baru-diumumkan-2277913",
                "https://tempo.co/internasional/tarif-baru--2277913?fbclid=1",
            ],
        ),
        (
            "tempo",
            "tempo:read:078637910",
            [
                "http://www.tempo.co/read/news/2015/01/27/078637910/Judul-Lama",
                "https://tempo.co/read/news/2015/01/27/078637910/x",
            ],
        ),
        ("tempo", "tempo:en:read:1484537", ["https://en.tempo.co/amp/1484537/bases-offered"]),
        ("tempo", "tempo:koran:read:470001", ["https://koran.tempo.co/read/nasional/470001/judul"]),
        (
            "kontan",
            "kontan:harga-emas-naik",
            [
                "https://investasi.kontan.co.id/news/harga-emas-naik",
                "http://amp.kontan.co.id/news/harga-emas-naik?page=3",
                "https://investasi.kontan.co.id/news/harga-emas-naik?page=all&ref=home",
            ],
        ),
        ("kontan", "kontan:momsmoney:resep-sayur", ["https://www.momsmoney.id/news/resep-sayur"]),
        (
            "jpnn",
            "https://www.jpnn.com/news/kabut-di-bromo",
            [
                "https://www.jpnn.com/news/kabut-di-bromo",
                "http://jpnn.com/news/kabut-di-bromo?page=2",
                "https://m.jpnn.com/amp/news/kabut-di-bromo?utm_medium=x",
            ],
        ),
        (
            "jpnn",
            "jpnn:jatim:18266",
            [
                "https://jatim.jpnn.com/jatim-terkini/18266/pasar-dibuka",
                "https://jatim.jpnn.com/politik/18266/pasar-pagi-dibuka?page=2",
            ],
        ),
        (
            "idntimes",
            "idntimes:7knxc4",
            [
                "https://www.idntimes.com/news/world/rel-ganda-01-78mbs-7knxc4",
                "https://www.idntimes.com/news/world/rel-ganda-01-78mbs-7knxc4/amp",
                "https://www.idntimes.com/news/indonesia/rel-ganda-rampung-c1c2-00-zzzzz-7knxc4?utm_source=x",
            ],
        ),
        (
            "idntimes",
            "https://www.idntimes.com/life/diy/sekar/tanaman-hias-awet",
            [
                "https://www.idntimes.com/life/diy/sekar/tanaman-hias-awet",
                "https://www.idntimes.com/life/diy/amp/sekar/tanaman-hias-awet",
                "https://www.idntimes.com/life/diy/sekar/tanaman-hias-awet/full",
            ],
        ),
        (
            "beritautama",
            "https://beritautama.net/panen-garam",
            ["http://www.beritautama.net/panen-garam/", "https://beritautama.net/panen-garam/amp/"],
        ),
    ],
)
def test_one_article_has_one_identity(outlet: str, name: str, addresses: list[str]) -> None:
    assert {identity(url, OUTLETS[outlet]) for url in addresses} == {name}


def test_articles_of_the_fixtures_are_told_apart() -> None:
    for outlet in OUTLETS.values():
        names: dict[str, str] = {}
        for case in sorted((FIXTURES / outlet.name).glob("*/*/")):
            url = read_case(case).pages[0].url
            name = identity(url, outlet)
            assert name not in names, f"{url} and {names[name]} are one article"
            names[name] = url


def test_what_is_fetched_is_the_first_page_without_tracking() -> None:
    kontan = OUTLETS["kontan"]
    url = "https://amp.kontan.co.id/news/emas?page=2&utm_source=x&edisi=pagi#isi"
    assert first_page(url, kontan) == "https://amp.kontan.co.id/news/emas?edisi=pagi"
    assert first_page(url, None) == "https://amp.kontan.co.id/news/emas?page=2&edisi=pagi"


def test_the_fingerprint_of_a_discovered_article_is_its_identity() -> None:
    prints = Fingerprinter.from_crawler(get_crawler())

    def of(url: str, name: str = "", **meta: object) -> bytes:
        link = {"link": {"url": url, "identity": name}} if name else {}
        return prints.fingerprint(Request(url, meta={**link, **meta}))

    desktop = "https://dunia.tempo.co/read/17/judul"
    amp = "https://dunia.tempo.co/amp/17/judul"
    assert of(desktop, "tempo:read:17") == of(amp, "tempo:read:17")
    # named by a person: fetched as named
    assert of(desktop) != of(amp)
    # a redirect to the article itself must not pass for a repetition of it
    home = {"redirect_urls": ["http://dunia.tempo.co/read/17/judul"]}
    assert of(desktop, "tempo:read:17", **home) != of(desktop, "tempo:read:17")
    # one to another article is that article
    assert of("https://dunia.tempo.co/read/18/x", "tempo:read:17", **home) == of(
        "https://dunia.tempo.co/amp/18/x", "tempo:read:18"
    )


@pytest.mark.parametrize(
    "parameter", ["igsh=x", "gad_source=1", "_gl=1*x", "sfnsn=x", "xtor=AL-73", "jxconn=x", "utm_id=1"]
)
def test_what_says_where_a_reader_came_from_is_not_asked_for(parameter: str) -> None:
    url = "https://www.jpnn.com/news/pasar-ikan-baru"
    outlet = OUTLETS["jpnn"]
    assert identity(f"{url}?{parameter}", outlet) == identity(url, outlet)
    assert first_page(f"{url}?{parameter}&page=2", outlet) == url


@pytest.mark.parametrize(
    "other", ["pasar-ikan-baru/", "pasar%2Dikan%2dbaru", "pasar-ikan-baru/?page=2#isi", "pasar-ikan-bar%75"]
)
def test_slashes_and_needless_escapes_make_no_second_identity(other: str) -> None:
    one = identity("https://www.jpnn.com/news/pasar-ikan-baru", OUTLETS["jpnn"])
    assert identity(f"https://www.jpnn.com/news/{other}", OUTLETS["jpnn"]) == one
