"""Reports to the frontier how each request ended: answered, failed and why, or not wanted.

One class for both chains::

    SPIDER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 990}      # next to the spider: sees it first
    DOWNLOADER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 5}    # next to the engine: sees it last

Next to the spider, an error is seen before another middleware swallows it (HttpError is swallowed);
next to the engine, only what RetryMiddleware has given up arrives.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.misc import load_object

from newsspider.frontier.scheduler import START, LeaseScheduler, acknowledging

__all__ = ["Acknowledge"]


class Acknowledge:
    """Spider middleware and downloader middleware of :class:`LeaseScheduler`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._scheduler: LeaseScheduler | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Acknowledge:
        scheduler = load_object(crawler.settings["SCHEDULER"])
        if not (isinstance(scheduler, type) and LeaseScheduler in scheduler.__mro__):
            raise NotConfigured("Acknowledge works with SCHEDULER = newsspider.frontier.LeaseScheduler only")
        acknowledging[crawler] = acknowledging.get(crawler, 0) + 1
        return cls(crawler)

    @property
    def scheduler(self) -> LeaseScheduler:
        if self._scheduler is None:
            assert self.crawler.engine is not None
            scheduler = self.crawler.engine.scheduler
            assert isinstance(scheduler, LeaseScheduler)
            self._scheduler = scheduler
        return self._scheduler

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for one in start:
            if isinstance(one, Request):
                one.meta[START] = True
            yield one

    def process_spider_input(self, response: Response) -> None:
        self.scheduler.answered(response.request)

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        if isinstance(exception, HttpError):
            self.scheduler.went_wrong(response.request, f"HTTP {exception.response.status}")
        elif not isinstance(exception, CloseSpider):
            reason = f"{type(exception).__name__} in the callback: {exception}"
            self.scheduler.went_wrong(response.request, reason)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, IgnoreRequest):
            self.scheduler.not_wanted(request, str(exception) or "ignored")
        else:
            self.scheduler.went_wrong(request, f"{type(exception).__name__}: {exception}".rstrip(": "))
