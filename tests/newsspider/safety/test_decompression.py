"""Bodies are unpacked as Scrapy unpacks them, and refused as it refuses them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from unittest.mock import patch

import brotli
import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from newsspider.components import ALWAYS
from newsspider.runtime.packing import zstd
from newsspider.safety.decompression import Decompression

PAGE = (
    "<html><body>" + "".join(f"<p>Warga {n} memanen kopi.</p>" for n in range(5_000)) + "</body></html>"
).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def unpacked(body: bytes, coding: str, most: int = 0) -> tuple[Response, Response]:
    """What Scrapy makes of a response, and what this middleware does."""
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": most, "DOWNLOAD_WARNSIZE": 0})
    found = []
    for middleware in (HttpCompressionMiddleware(crawler=crawler), Decompression(crawler=crawler)):
        headers = {"Content-Encoding": coding, "Content-Type": "text/html"}
        response = Response("https://kabar.example/berita/1", headers=headers, body=body)
        got = middleware.process_response(Request(response.url), response)
        assert isinstance(got, Response)
        found.append(got)
    return found[0], found[1]


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_is_unpacked_as_by_scrapy_and_by_the_quick_engine(coding: str) -> None:
    with patch.object(
        HttpCompressionMiddleware, "_decode", side_effect=HttpCompressionMiddleware._decode
    ) as slow:
        scrapys, ours = unpacked(PACKERS[coding](PAGE), coding)
        assert slow.call_count == 1  # Scrapy's own
    assert ours.body == scrapys.body == PAGE
    assert type(ours) is type(scrapys) is HtmlResponse
    assert "Content-Encoding" not in ours.headers


def test_two_codings_are_undone_in_order() -> None:
    scrapys, ours = unpacked(zlib.compress(gzip.compress(PAGE)), "gzip, deflate")
    assert ours.body == scrapys.body == PAGE


@pytest.mark.parametrize("size", [1_000, len(PAGE) - 1])
def test_what_is_too_large_is_refused(size: int) -> None:
    for body in (gzip.compress(PAGE), gzip.compress(PAGE[:size]) + gzip.compress(PAGE[size:])):
        with pytest.raises(IgnoreRequest, match="exceeded DOWNLOAD_MAXSIZE"):
            Decompression(crawler=get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": size})).process_response(
                Request("https://kabar.example/"),
                Response("https://kabar.example/", headers={"Content-Encoding": "gzip"}, body=body),
            )
    assert unpacked(gzip.compress(PAGE), "gzip", len(PAGE))[1].body == PAGE


def test_what_is_cut_is_what_scrapy_makes_of_it() -> None:
    scrapys, ours = unpacked(gzip.compress(PAGE)[:-300], "gzip")
    assert ours.body == scrapys.body and 0 < len(ours.body) < len(PAGE)


def test_it_stands_where_scrapys_own_stood() -> None:
    named = ALWAYS["DOWNLOADER_MIDDLEWARES"]
    assert named["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"] is None
    assert named["newsspider.safety.decompression.Decompression"] == 590
