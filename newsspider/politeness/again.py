"""A request put back, to be sent later as if it had never been sent."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from newsspider.frontier import NOT_BEFORE
from newsspider.politeness.throttle import frontier_of

__all__ = ["fresh", "put_back"]

# What a request of ours carries; the rest was put there on its way.
_OWN = ("link", "step", "handle_httpstatus_list", "download_maxsize", "download_warnsize", "depth")


def fresh(request: Request, until: float, **meta: Any) -> Request:
    """A request as it was before it was sent, for the frontier: not before ``until`` (as of ``time.time()``)."""
    own = {name: request.meta[name] for name in _OWN if name in request.meta}
    url = request.meta.get("redirect_urls", [request.url])[0]
    return request.replace(url=url, meta={**own, **meta, NOT_BEFORE: until}, dont_filter=True)


def put_back(crawler: Crawler, request: Request | None) -> None:
    """Put a request back into the frontier until its host may be asked."""
    frontier = frontier_of(crawler)
    if frontier is not None and request is not None:
        frontier.enqueue_request(
            fresh(request, frontier.paused_until(urlparse_cached(request).hostname or ""))
        )
