"""Scrapy's robots.txt middleware, obeyed by every request and when there is no answer too.

Two things are mended. In Scrapy 2.19 several requests that wait for the same robots.txt wait on one
``Deferred``, whose result only the first of them gets: the others are let through unasked. And a
robots.txt that cannot be had (no connection, 5xx) allows everything there, where RFC 9309 says that
everything is forbidden until it can.
"""

from __future__ import annotations

import asyncio
import logging

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from newsspider.politeness.outcomes import RequestOutcome, status_name
from newsspider.safety.address_policy import Refusal

logger = logging.getLogger(__name__)
NOTHING = b"User-agent: *\nDisallow: /\n"


class RobotsMiddleware(RobotsTxtMiddleware):
    """Asks each host once for its robots.txt and keeps every request to it waiting until then."""

    _hosts: dict[str, asyncio.Future[RobotParser]]

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of a request's host."""
        if not hasattr(self, "_hosts"):
            self._hosts = {}
        url = urlparse_cached(request)
        waiting = self._hosts.get(url.netloc)
        if waiting is None:
            waiting = self._hosts[url.netloc] = asyncio.get_running_loop().create_future()
            try:
                waiting.set_result(await self._ask(request, f"{url.scheme}://{url.netloc}/robots.txt"))
            except Refusal as refusal:  # what is wrong with the host is what is wrong with its pages
                waiting.set_exception(refusal)
            except BaseException:
                waiting.cancel()
                del self._hosts[url.netloc]
                raise
        return await asyncio.shield(waiting)

    async def _ask(self, request: Request, url: str) -> RobotParser:
        stats = self.crawler.stats
        stats.inc_value("robotstxt/request_count")
        robots_request = Request(
            url, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        try:
            response = await self.crawler.engine.download_async(robots_request)
        except IgnoreRequest as error:
            if isinstance(error, Refusal) and error.kind in (
                RequestOutcome.NOT_PUBLIC,
                RequestOutcome.CERTIFICATE,
            ):
                raise
            body, problem = NOTHING, str(error) or RequestOutcome.IGNORED
        except Exception as error:  # whatever a download can raise, there is no answer
            stats.inc_value(f"robotstxt/exception_count/{type(error)}")
            body, problem = NOTHING, f"{type(error).__name__}: {error}"
        else:
            stats.inc_value("robotstxt/response_count")
            stats.inc_value(f"robotstxt/response_status_count/{response.status}")
            body, problem = response.body, ""
            if response.status >= 500:
                body, problem = NOTHING, status_name(response.status)
            elif response.status >= 400:
                body = b""
        if problem:
            logger.warning("%s cannot be had (%s): nothing of this host is asked for", url, problem)
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser
