"""Pages as large as any that is read, made of one thing alone, and what reading each of them takes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from extractors import NotAnArticle, extract
from extractors.reading.decode import MAX_TAGS
from tests.fuzz.worker import most_memory
from tests.work import work

URL = "https://www.jpnn.com/news/judul-berita-yang-panjang"
TEXT = "Harga bawang putih di pasar induk naik lagi pada Senin pagi, kata seorang pedagang yang ditemui di sana. "


def page(body: str, head: str = "") -> str:
    """A page of jpnn's 2020 layout, with something inside its text and its head."""
    return (
        f'<html><head><title>Judul</title>{head}</head><body><div class="page-content"><h1 class="judul">Judul Berita'
        f'</h1><div itemprop="articleBody"><p>{TEXT}</p>{body}<p>{TEXT * 2}</p></div></div></body></html>'
    )


def data(members: str) -> str:
    """A page of jawapos, whose article is in its JSON, with further members in that."""
    return (
        '<html><head><title>Judul</title></head><body><div id="__next"></div><script id="__NEXT_DATA__">{"props": {"pageProps": '
        f'{{"article": {{"title": "Judul Berita", "content": "<p>{TEXT}</p>", {members}}}}}}}}}</script></body></html>'
    )


JAWAPOS = "https://www.jawapos.com/ekonomi/2607240073/judul-berita"
MOST = MAX_TAGS - 100  # nearly as many tags as are read
MONSTERS = {
    "a million nested tags": "page('<div>' * 1_000_000)",
    "a million nested tags, closed": "page('<b>' * 1_000_000 + 'x' + '</b>' * 1_000_000)",
    "a million nested lists": "page('<ul><li class=x>a' * 500_000)",
    "a million links that are not closed": "page('<a href=/x>' * 800_000)",
    "as many nested tags as are read": "page('<div class=caption>' * MOST)",
    "as many nested tags as are read, closed": "page('<b>' * (MOST // 2) + 'x' + '</b>' * (MOST // 2))",
    "as many nested lists as are read": "page('<ul><li class=tags>a' * (MOST // 2))",
    "as many links as are read": "page('<a href=/x>y' * MOST)",
    "as many line breaks as are read": "page('a<br>' * MOST)",
    "as many captions as are read": "page('<p class=caption>A.A.A. Foto: x (y)</p>' * (MOST // 2))",
    "as many read-also lines as are read": "page('<p>Baca juga: <a href=/x>y</a></p>' * (MOST // 4))",
    "as many dropped boxes as are read": "page('<div class=ans-x><ins class=adsbygoogle>' * (MOST // 2))",
    "as many tags as are read": "page('<div class=tags><a>x</a></div>' * (MOST // 4))",
    "as many headings as are read": "'<h2>Judul</h2>' * (MOST // 2)",
    "as many quotes as are read": "page('<blockquote>Ini kutipan yang panjang sekali</blockquote>' * (MOST // 2))",
    "as many sentences in capitals as are read": "page('<p>BUDI SANTOSO</p>' * (MOST // 2))",
    "an attribute of 10 MB": "page('<p class=\"' + 'x' * 10_000_000 + '\">y</p>')",
    "an attribute of a million classes": "page('<p class=\"' + 'caption x ' * 900_000 + '\">y</p>')",
    "a million attributes": "page('<p ' + ' '.join(f'a{i}=1' for i in range(1_000_000)) + '>y</p>')",
    "a million ids": "page(''.join(f'<i id=i{i}>' for i in range(600_000)))",
    "a million line breaks": "page('<br>' * 1_500_000)",
    "a million entities": "page('&amp;&nbsp;' * 900_000)",
    "a paragraph of 10 MB": "page('<p>' + TEXT * 95_000 + '</p>')",
    "a paragraph of 10 MB without a blank": "page('<p>' + 'A.' * 4_900_000 + '</p>')",
    "an unclosed comment of 10 MB": "page('<!--' + '-' * 9_900_000)",
    "an unclosed script of 10 MB": "page('<script>' + '<' * 9_900_000)",
    "10 MB of opening brackets": "page('<' * 9_900_000)",
    "10 MB of text without a layout": "'<h1>Judul Berita</h1>' + ('<p>' + TEXT + '</p>') * 90_000",
    "10 MB of headings": "'<h2>Judul</h2>' * 700_000",
    "10 MB of JSON-LD": "page('', '<script type=\"application/ld+json\">' + '[' * 9_900_000 + '</script>')",
    "10 MB of JSON-LD nodes": "page('', '<script type=\"application/ld+json\">[' + '{\"@type\":\"Article\"},' * 470_000 + '{}]</script>')",
    "as much JSON as is read": "data('\"a\": [' + '{\"b\": \"c\"},' * 200_000 + '0]')",
    "as much markup in JSON as is read": "data('\"a\": [' + '\"<b>x<i>y\",' * 200_000 + '0]')",
    "a text in JSON as long as is read": "data('\"a\": \"' + '<p>x' * 700_000 + '\"')",
    "10 MB of JSON": "data('\"a\": [' + '0,' * 4_900_000 + '0]')",
    "a million meta tags": "page('', '<meta name=a content=b>' * 430_000)",
}  # fmt: skip

# Each is read in a process of its own, whose memory is measured, forked from one that has imported all this.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


class Measured(NamedTuple):
    """What reading a page took: its bytes, its layout or why it has none, MB beyond what was held before, calls."""

    size: int
    outcome: str | None
    grown: int
    calls: int


def measure(name: str) -> Measured:
    """Read one of ``MONSTERS``. Raises BrokenProcessPool where that ends its process."""
    with ProcessPoolExecutor(1, mp_context=_FORKS) as pool:
        return pool.submit(_measure, name).result(timeout=300)


def _measure(name: str) -> Measured:
    html = eval(MONSTERS[name]).encode()
    _read(page("").encode(), URL)
    _read(b"<h1>Judul Berita</h1>" + f"<p>{TEXT}</p>".encode() * 20, "https://news.example/2024/cerita")
    before = most_memory()
    outcomes: list[str | None] = []
    url = JAWAPOS if b"__NEXT_DATA__" in html else URL
    calls = work(lambda: outcomes.append(_read(html, url)), lines=False)
    return Measured(len(html), outcomes[0], most_memory() - before, calls)


def _read(html: bytes, url: str) -> str | None:
    try:
        return extract(html, url).layout
    except NotAnArticle as result:
        return result.kind
