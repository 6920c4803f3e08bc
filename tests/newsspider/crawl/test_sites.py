"""A site that nobody wrote rules for, by its address: found, read, kept, and read better by what its pages share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import OUTLETS, SiteProfile, registry
from newsspider.crawl.sites import is_address, site_outlet
from newsspider.runtime.console import Fault
from tests.newsspider.conftest import Run, read_items
from tests.newsspider.server import Answer, Server

pytestmark = pytest.mark.slow

HOST = "http://www.kabar-lereng.example"
OFFER = "Dapatkan kabar pilihan redaksi setiap pagi langsung di kotak surat Anda, tanpa biaya apa pun."
PLACES = "Sleman Bantul Wonosari Wates Klaten Boyolali Salatiga Ungaran Kendal Batang".split()
NOW = datetime.now(UTC).isoformat(timespec="seconds")


def path_of(place: str) -> str:
    return f"/2026/11/petani-{place.lower()}-panen-lebih-awal"


def page(place: str, part: int = 0) -> str:
    title = f"Petani {place} Memanen Lebih Awal"
    pager = f'<a href="{path_of(place)}?page=1">1</a><a href="{path_of(place)}?page=2">2</a>' if part else ""
    texts = (
        f"Petani di {place} mulai memanen padi dua pekan lebih awal daripada tahun lalu{' lagi' * part}.",
        f"Hujan yang turun teratur membuat padi di {place} masak serempak, kata ketua kelompok tani{' itu' * part}.",
        OFFER,
        f"Hasil panen disimpan di gudang desa {place} sampai harganya membaik{' kembali' * part}.",
        f"Pemerintah {place} menjanjikan pupuk bagi para petani pada musim berikutnya{' juga' * part}.",
    )
    return (
        f'<html lang="id"><head><title>{title}</title><meta property="article:published_time" content="{NOW}"></head>'
        f"<body><div class=q1><h1 class=q2>{title}</h1><div class=q3>{''.join(f'<p>{x}</p>' for x in texts)}</div>{pager}"
        "</div></body></html>"
    )


def answers() -> dict[str, list[Answer]]:
    home = "".join(f'<h2><a href="{path_of(place)}">{place}</a></h2>' for place in PLACES[:3])
    home = f'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>{home}</body></html>'
    sitemap = "".join(
        f"<url><loc>{HOST}{path_of(x)}</loc><lastmod>{NOW}</lastmod></url>" for x in PLACES[2:8]
    )
    feed = "".join(f"<item><title>{x}</title><link>{HOST}{path_of(x)}</link></item>" for x in PLACES[7:])
    found = {
        f"{HOST}/": home,
        f"{HOST}/robots.txt": f"User-agent: *\nDisallow: /wp-admin\nSitemap: {HOST}/peta.xml\n",
        f"{HOST}/peta.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{sitemap}</urlset>',
        f"{HOST}/feed": f'<rss version="2.0"><channel>{feed}</channel></rss>',
        **{f"{HOST}{path_of(x)}": page(x) for x in PLACES[:-1]},
        f"{HOST}{path_of(PLACES[-1])}": page(PLACES[-1], 1),
        f"{HOST}{path_of(PLACES[-1])}?page=2": page(PLACES[-1], 2),
    }
    return {url: [Answer(text.encode())] for url, text in found.items()}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(answers()) as server:
        yield server


SETTINGS = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "ALLOWED_NETWORKS=127.0.0.1")


def test_any_site_is_crawled_by_its_address(
    crawl: Callable[..., Run], server: Server, tmp_path: Path
) -> None:
    out = tmp_path / "a.jsonl"
    run = crawl(
        "crawl", "http://www.kabar-lereng.example", "-O", str(out), *SETTINGS, http_proxy=server.proxy
    )
    assert run.code == 0, run.err
    items = {item["url"].partition("/2026")[2]: item for item in read_items(out)}
    assert len(items) == len(PLACES), "from the home page, the sitemap that robots.txt names, and the feed"
    assert {item["layout"] for item in items.values()} == {None}
    assert all(item["extractor"].startswith("generic/") and item["confidence"] for item in items.values())
    assert {item["outlet"] for item in items.values()} == {"kabarlereng"}
    with_offer = sum(OFFER in json.dumps(item) for item in items.values())
    assert with_offer < 5, "what pages share is no text, once three of them have shown it"
    split = items[path_of(PLACES[-1]).removeprefix("/2026")]
    assert split["pageCount"] == 2 and not split["missingPages"]
    command = run.err.splitlines()[-1].split()
    assert command[:4] == ["newsspider", "outlet", "new", "kabarlereng"]
    assert len(command) == 7 and set(command[4:]) <= {item["canonicalUrl"] for item in items.values()}

    sites = tmp_path / "data" / "sites"
    profile = SiteProfile.from_dict(json.loads((sites / "kabar-lereng.example.json").read_text()))
    assert profile.pages == len(PLACES)
    assert (sites / "kabar_lereng_example.py").is_file()

    read = crawl(
        "reextract",
        str(tmp_path / "data" / "warc"),
        "-s",
        f"DATA_DIR={tmp_path / 'data'}",
        "-o",
        str(tmp_path / "b.jsonl"),
    )
    assert read.code == 0, read.err
    anew = read_items(tmp_path / "b.jsonl")
    assert len(anew) == len(PLACES)
    assert not any(OFFER in json.dumps(item) for item in anew), "its profile is there from the first page on"

    asked = sum(server.asked.values())
    again = crawl(
        "crawl", "http://www.kabar-lereng.example", "-O", str(out), *SETTINGS, http_proxy=server.proxy
    )
    assert again.code == 0, again.err
    assert sum(server.asked.values()) - asked < len(PLACES), "it remembers them as an outlet's"


def test_a_known_host_is_its_outlets(tmp_path: Path) -> None:
    assert site_outlet("https://nasional.kontan.co.id/", tmp_path) == "kontan"
    assert site_outlet("kontan.co.id", tmp_path) == "kontan"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "word",
    [
        "https://",
        "ftp://kabar.example/",
        "https://localhost/",
        "https://[::1]/",
        "http://[",
        "https://kabar.example:99999/",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(word: str, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="is not the address of a site"):
        site_outlet(word, tmp_path)


@pytest.mark.parametrize(
    ("word", "address"),
    [
        ("kontan", False),
        ("idntimes", False),
        ("tempo-english", False),
        ("kabar.example", True),
        ("http://a.id/x", True),
    ],
)
def test_the_name_of_an_outlet_is_no_address(word: str, address: bool) -> None:
    assert is_address(word) is address


@pytest.fixture
def site_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test makes an outlet of is none for the tests after it."""
    before = set(OUTLETS)
    monkeypatch.setattr(registry, "_BY_DOMAIN", dict(registry._BY_DOMAIN))
    yield
    for name in set(OUTLETS) - before:
        registry._OUTLETS.take(name)


@pytest.mark.usefixtures("site_forgotten")
@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("/2026/11/panen-kopi-datang-lebih-awal", True),
        ("/berita/d-7812345/panen-kopi", True),
        ("/ekonomi/2026/11/29/panen.html", True),
        ("/ekonomi", False),
        ("/tag/panen-kopi-datang-lebih-awal", False),
        ("/foto/panen-kopi-datang-lebih-awal", False),
        ("/unggahan/panen-kopi-datang-lebih-awal.jpg", False),
        ("/", False),
    ],
)
def test_what_looks_like_an_article_by_its_address(path: str, article: bool, tmp_path: Path) -> None:
    name = site_outlet("https://kabar-pesisir.example/", tmp_path)
    assert OUTLETS[name].is_article(f"https://kabar-pesisir.example{path}") is article


@pytest.mark.usefixtures("site_forgotten")
def test_a_rule_file_holds_an_address_as_it_is(tmp_path: Path) -> None:
    name = site_outlet('https://kabar-muara.example/kanal/"{x}"', tmp_path)
    assert OUTLETS[name].discover[0].url == "https://kabar-muara.example/kanal/%22%7Bx%7D%22"
