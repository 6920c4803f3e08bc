"""Pages, captures and rules as an enemy would write them."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time

import pytest

from extractors import OUTLETS, Article, NotAnArticle, clean_capture, extract, outlet_for
from extractors.decode import MAX_DEPTH, MAX_TAGS, parse, to_utf8
from extractors.fallback import MAX_ELEMENTS
from extractors.hygiene import CAPTION, caption
from extractors.selectors import MANY
from extractors.urls import canonical_url, host_of
from tests.extractors.patterns import ask, attacks, every_pattern, longest, uses
from tests.fuzz.properties import MEGABYTES, SECONDS, Page, check

URL = "https://www.jpnn.com/news/judul-berita-yang-panjang"
KONTAN = "https://nasional.kontan.co.id/news/judul-berita-yang-panjang"
TEXT = "Harga bawang putih di pasar induk naik lagi pada Senin pagi, kata seorang pedagang yang ditemui di sana. "


def page(body: str, head: str = "") -> str:
    """A page of jpnn's 2020 layout, with something inside its text and its head."""
    return (
        f'<html><head><title>Judul</title>{head}</head><body><div class="page-content"><h1 class="judul">Judul Berita'
        f'</h1><div itemprop="articleBody"><p>{TEXT}</p>{body}<p>{TEXT * 2}</p></div></div></body></html>'
    )


def of(article: Article) -> str:
    return article.text


MOST = MAX_TAGS - 100

# -- size: each in a process of its own, whose memory is measured ---------------------------------------------

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
    "a million meta tags": "page('', '<meta name=a content=b>' * 430_000)",
}  # fmt: skip

_PROGRAM = """
import json, resource, sys, time
from extractors import NotAnArticle, extract
from tests.extractors.test_hostile import MONSTERS, MOST, TEXT, URL, page
html = eval(MONSTERS[sys.argv[1]]).encode()
extract(page("").encode(), URL)
try:
    extract(b"<h1>Judul Berita</h1>" + ("<p>" + TEXT + "</p>").encode() * 20, "https://news.example/2024/cerita")
except NotAnArticle:
    pass
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    outcome = extract(html, URL).layout
except NotAnArticle as result:
    outcome = result.kind
spent = time.process_time() - begun
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([len(html), outcome, spent, grown / 1024]))
"""


def measure(name: str) -> tuple[int, str, float, float]:
    """Bytes of a monster, what came of it, seconds of CPU time, megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, name], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{name}: {done.returncode} {done.stderr[-600:]}"
    size, outcome, spent, grown = json.loads(done.stdout)
    return size, outcome, spent, grown


@pytest.mark.parametrize("name", MONSTERS)
def test_no_page_up_to_10_MB_takes_longer_than_a_second_or_more_than_300_MB(name: str) -> None:
    size, outcome, spent, grown = min(measure(name) for _ in range(1))
    if spent > SECONDS:  # a busy machine may slow one run down
        size, outcome, spent, grown = measure(name)
    assert size <= 10_100_000
    assert spent <= SECONDS, f"{spent:.1f} s for {size:,} bytes ({outcome})"
    assert grown <= MEGABYTES, f"{grown:.0f} MB for {size:,} bytes ({outcome})"
