"""What an index page, a feed or a sitemap leads to."""

from __future__ import annotations

import pytest

from extractors import OUTLETS
from newsspider.links import find_links, first_page, is_list

JPNN = OUTLETS["jpnn"]
INDEX = "https://www.jpnn.com/indeks"
A, B = "https://www.jpnn.com/news/harga-cabai-naik", "https://jatim.jpnn.com/jatim-terkini/12345/pasar-dibuka"


@pytest.mark.parametrize(
    "body",
    [
        f"<html><a href='/news/harga-cabai-naik'>a</a><p><a href=' {B} '>b</a><a href='{A}#komentar'>a</a>",
        f"<base href='https://www.jpnn.com/x/'><a href='../news/harga-cabai-naik'>a</a><a href='{B}'>b</a>",
        f"<a href='{A}?page=2'>2</a><a href='{A}'>1</a><a href='{B}'>b</a><a>no address</a><a href=''>empty</a>",
        f"<?xml version='1.0'?><rss><channel><link>https://www.jpnn.com/</link><item><link>{A}</link></item>"
        f"<item><guid>{B}</guid></item></channel></rss>",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='alternate' href='{A}'/></entry>"
        f"<entry><link href='{B}'/><link rel='edit' href='https://www.jpnn.com/news/edit-ini'/></entry></feed>",
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='i'><url><loc> {A}\n</loc>"
        f"<image:image><image:loc>https://www.jpnn.com/news/a-picture</image:loc></image:image></url>"
        f"<url><loc>{B}</loc></url></urlset>",
    ],
)
def test_articles_in_their_order_each_once(body: str) -> None:
    links = find_links(body.encode(), INDEX, JPNN)
    assert [first_page(url, JPNN) for url in links.articles] == [A, B]


def test_other_outlets_and_other_pages_are_not_followed() -> None:
    body = b"""<a href="https://nasional.kontan.co.id/news/rupiah-menguat">k</a><a href="/tag/cabai">t</a>
    <a href="mailto:a@jpnn.com">m</a><a href="javascript:void(0)">j</a><a href="http://[broken">b</a>"""
    assert find_links(body, INDEX, JPNN).articles == ()


def test_a_sitemap_of_sitemaps_leads_on() -> None:
    body = b"<sitemapindex><sitemap><loc>https://www.jpnn.com/s1.xml</loc></sitemap></sitemapindex>"
    links = find_links(body, "https://www.jpnn.com/sitemap.xml", JPNN)
    assert (links.articles, links.lists) == ((), ("https://www.jpnn.com/s1.xml",))


@pytest.mark.parametrize(
    "body", [b"", b" ", b"\x89PNG\x00", b"<rss><channel><item><link>", b"<urlset", b"<a href="]
)
def test_broken_bodies_lead_nowhere(body: bytes) -> None:
    assert find_links(body, INDEX, JPNN).articles == ()


def test_lists_are_told_from_pages() -> None:
    assert is_list(b"<?xml version='1.0'?>\n<rdf:RDF xmlns:rdf='x'>")
    assert not is_list(b"<!doctype html><html><body>about rss feeds")
