"""The two things the frontier needs from Scrapy's engine that are not in its public interface.

Scrapy sends no signal when a request has gone all its way (downloaded, called back, every item through
the pipelines, every new request handed over). Its own record of that is the slot's set of requests in
progress. It is used in this one place, with a clear error should a later Scrapy rename it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

__all__ = ["in_progress", "poke"]


def _slot(crawler: Crawler) -> Any:
    return getattr(crawler.engine, "_slot", None)


def in_progress(crawler: Crawler) -> Collection[Request]:
    """The requests the engine got from the scheduler and has not finished with."""
    slot = _slot(crawler)
    if slot is None:
        return ()
    try:
        requests: Collection[Request] = slot.inprogress
    except AttributeError:
        raise RuntimeError(
            "this release of Scrapy keeps its requests in progress elsewhere; see frontier/engine.py"
        ) from None
    return requests


def poke(crawler: Crawler) -> None:
    """Make the engine ask the scheduler again, or notice that everything is done."""
    slot = _slot(crawler)
    if slot is not None and slot.closing is None:
        slot.nextcall.schedule()
