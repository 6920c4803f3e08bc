"""Scrapy's robots.txt middleware, obeyed by every request, and when robots.txt is unreachable too.

Three things are fixed. In Scrapy 2.19 several requests that wait for the same robots.txt wait on one ``Deferred``,
whose result only the first of them gets: the others go through unchecked. An unreachable robots.txt (no
connection, 5xx, 429) allows everything there, where RFC 9309 forbids everything until it can be read. And what is
forbidden for that reason is not forbidden for good: robots.txt is tried again, and meanwhile the requests wait in the
frontier.

Settings::

    DOWNLOADER_MIDDLEWARES = {"newsspider.politeness.robots.RobotsMiddleware": 100}
    ROBOTSTXT_RETRY_SECONDS = 60    # until an unreachable robots.txt is tried again; then twice as long …
    ROBOTSTXT_RETRY_TIMES = 5       # … this many times; after that the requests to its host fail

Without a frontier nothing can wait, and the requests fail at once.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import dataclass

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from newsspider.politeness.again import fresh
from newsspider.politeness.outcomes import RequestOutcome
from newsspider.politeness.throttle import frontier_of
from newsspider.safety.address_policy import CERTIFICATE, NOT_PUBLIC, Refusal

__all__ = ["RobotsMiddleware"]

logger = logging.getLogger(__name__)


class _Unreachable(Exception):
    """A robots.txt is unreachable; the message says why."""


@dataclass(slots=True)
class _Host:
    """What is known of a host's robots.txt."""

    answer: asyncio.Future[RobotParser]
    failures: int = 0
    again: float = math.inf  # when it is asked for again (time.monotonic()), after a failure


class RobotsMiddleware(RobotsTxtMiddleware):
    """Asks each host for its robots.txt and keeps every request to it waiting until then. See the module."""

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of a request's host. Raises Refusal where they cannot be known now."""
        if not hasattr(self, "_known"):
            self._known: dict[str, _Host] = {}
        url = urlparse_cached(request)
        host = self._known.get(url.netloc)
        if host is None or time.monotonic() >= host.again:
            host = _Host(asyncio.get_running_loop().create_future(), host.failures if host else 0)
            self._known[url.netloc] = host
            await self._fill(host, request)
        try:
            return await asyncio.shield(host.answer)
        except _Unreachable as problem:
            raise self._later(host, request, str(problem)) from None

    async def _fill(self, host: _Host, request: Request) -> None:
        """Ask for a robots.txt, for all who wait for it."""
        url = urlparse_cached(request)
        try:
            host.answer.set_result(await self._ask(request, f"{url.scheme}://{url.netloc}/robots.txt"))
        except Refusal as refusal:  # what is wrong with the host is what is wrong with its pages
            host.answer.set_exception(refusal)
        except _Unreachable as problem:
            self._note(host, url.netloc, str(problem))
            host.answer.set_exception(problem)
        except BaseException:
            host.answer.cancel()
            del self._known[url.netloc]
            raise

    def _note(self, host: _Host, name: str, problem: str) -> None:
        """Say that a robots.txt is unreachable, and when it is tried again."""
        host.failures += 1
        settings = self.crawler.settings
        waits = frontier_of(self.crawler) is not None
        if not waits or host.failures > settings.getint("ROBOTSTXT_RETRY_TIMES", 5):
            logger.warning(
                "%s: robots.txt is unreachable (%s): nothing is fetched from this host", name, problem
            )
            return
        seconds = settings.getfloat("ROBOTSTXT_RETRY_SECONDS", 60) * 2 ** (host.failures - 1)
        host.again = time.monotonic() + seconds
        logger.warning(
            "%s: robots.txt is unreachable (%s): it is tried again in %g seconds, and its pages wait",
            name,
            problem,
            seconds,
        )

    def _later(self, host: _Host, request: Request, problem: str) -> Refusal:
        """Put a request back until robots.txt is tried again; returns what to raise for it."""
        frontier = frontier_of(self.crawler)
        if frontier is None or host.again == math.inf:
            return Refusal(RequestOutcome.NO_ROBOTS, problem)
        if frontier.holds(request):  # what a page asks for past the frontier is asked for again with it
            frontier.enqueue_request(fresh(request, time.time() + max(0.0, host.again - time.monotonic())))
        return Refusal(RequestOutcome.WAITS, problem)

    async def _ask(self, request: Request, url: str) -> RobotParser:
        """What a robots.txt says. Raises _Unreachable, or Refusal where its host must not be asked at all."""
        stats = self.crawler.stats
        stats.inc_value("robotstxt/request_count")
        robots_request = Request(
            url, priority=self.DOWNLOAD_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        try:
            response = await self.crawler.engine.download_async(robots_request)
        except IgnoreRequest as error:
            if isinstance(error, Refusal) and error.kind in (NOT_PUBLIC, CERTIFICATE):
                raise
            raise _Unreachable(str(error) or "ignored") from error
        except Exception as error:  # whatever a download can raise, there is no answer
            stats.inc_value(f"robotstxt/exception_count/{type(error)}")
            raise _Unreachable(f"{type(error).__name__}: {error}") from error
        stats.inc_value("robotstxt/response_count")
        stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= 500 or response.status == 429:
            raise _Unreachable(f"HTTP {response.status}")
        parser: RobotParser = build_from_crawler(
            self._parserimpl, self.crawler, b"" if response.status >= 400 else response.body
        )
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser
