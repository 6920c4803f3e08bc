"""Which addresses are of one and the same article.

``https://m.jpnn.com/amp/news/kabut-di-bromo?page=2&utm_source=x`` is jpnn's
``https://www.jpnn.com/news/kabut-di-bromo``; ``https://amp.kontan.co.id/news/harga-emas`` and
``https://investasi.kontan.co.id/news/harga-emas`` are both ``kontan:harga-emas``.
"""

from __future__ import annotations

import hashlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.request import RequestFingerprinter

from extractors import outlet_for
from extractors.rules.model import Outlet
from extractors.urls import canonical_url, without_tracking
from newsspider.discovery.link import META

__all__ = ["Fingerprinter", "first_page", "identity"]


def identity(url: str, outlet: Outlet | None) -> str:
    """What names an article whatever the address: its id where the address has one, otherwise its canonical URL.

    Tracking and page parameters, mobile and AMP twins and old addresses make no difference, nor, where
    there is an id, do host and title.
    """
    address = canonical_url(url, outlet)
    if outlet is not None and (names := outlet.id_of(address)):
        return ":".join((outlet.name, *names))
    return address


def first_page(url: str, outlet: Outlet | None) -> str:
    """The address to fetch: without fragment, tracking and what names a page of a split article."""
    address = without_tracking(url, outlet.page_parameters if outlet else ())
    return outlet.first_page(address) if outlet else address


class Fingerprinter:
    """Scrapy's fingerprints, but one article has one: two addresses of it are asked for once.

    ``REQUEST_FINGERPRINTER_CLASS = "newsspider.discovery.Fingerprinter"``. It concerns requests that carry
    a discovered link; addresses that a person has named are all fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.plain = RequestFingerprinter.from_crawler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def fingerprint(self, request: Request) -> bytes:
        if META in request.meta:
            name = request.meta[META].get("identity")
            if name and request.meta.get("redirect_urls"):
                # http to https, or to the desktop twin: the same article again, and yet not asked for twice
                now = identity(request.url, outlet_for(request.url))
                name = now if now != name else None
            if name:
                return hashlib.sha1(b"article " + name.encode("utf-8", "replace")).digest()
        return self.plain.fingerprint(request)
