"""Redirects that lead away from what was asked for.

Settings::

    DOWNLOADER_MIDDLEWARES = {"newsspider.politeness.redirects.RedirectGuard": 610}   # before RedirectMiddleware
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from w3lib.url import safe_url_string

from extractors.rules.model import Outlet
from extractors.urls import host_of
from newsspider.politeness.outcomes import HOME, RequestOutcome
from newsspider.safety.address_policy import NOT_WEB, Reach, Refusal

__all__ = ["RedirectGuard"]

_REDIRECTS = (301, 302, 303, 307, 308)


class RedirectGuard:
    """Downloader middleware: a redirect that leads away from what was asked for is not followed.

    Articles that are gone, or not for us, all lead to the same home page: fetched once, it would be the outcome
    of the first of them alone, and the others would vanish without a trace. So would a redirect loop. A page of
    another site is not an article of the outlet; its lists may lie elsewhere, since only the outlet's own
    addresses are taken from them. Nor may a redirect lead out of the public web.
    """

    def __init__(self, reach: Reach, outlet: Outlet | None = None) -> None:
        self.reach = reach
        self.outlet = outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Reach.from_settings(crawler.settings), getattr(crawler.spider, "outlet", None))

    def process_response(self, request: Request, response: Response) -> Response:
        place = response.headers.get("Location")
        if not place or response.status not in _REDIRECTS:
            return response
        try:
            target = urldefrag(urljoin(request.url, safe_url_string(place.decode("latin-1")))).url
            where = urlsplit(target)
            host = where.hostname or ""
        except ValueError:  # "http://[": not an address, as Scrapy will say
            return response
        if wrong := self.reach.misfit(where):
            kind, why = wrong
            reason = why if kind == NOT_WEB else "; ".join(filter(None, (host, why)))
            raise Refusal(kind, f"redirected to {reason}")
        path = urlparse_cached(request).path
        if path == "/robots.txt":
            return response
        foreign = self.outlet is not None and not self.outlet.owns(host_of(target))
        if foreign and "step" not in request.meta:
            raise Refusal(RequestOutcome.OFF_SITE, target)
        if path in HOME:
            return response
        if where.path in HOME and not where.query:
            raise Refusal(RequestOutcome.SENT_HOME)
        if target in (*request.meta.get("redirect_urls", ()), request.url):
            raise Refusal(RequestOutcome.LOOP)
        return response
