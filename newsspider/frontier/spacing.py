"""How far apart this process's downloader keeps the requests to a host."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler

__all__ = ["Spacing", "Wait"]


class Wait(NamedTuple):
    """How long, in seconds, a request still waits in its slot, and the gap that follows it."""

    seconds: float
    gap: float


class Spacing:
    """Delays and concurrency by host, from the settings and the downloader's slots.

    ``holding`` has the hosts that no other process may ask while this one does.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.holding: set[str] = set()

    @property
    def _downloader(self) -> Downloader | None:
        return self.crawler.engine.downloader if self.crawler.engine else None

    def delay(self, host: str) -> float:
        """The minimum seconds between two requests to *host*, by this process's settings and slots."""
        downloader = self._downloader
        if downloader is None:
            return 0.0
        slot = downloader.slots.get(host)
        if slot is not None:
            # a slot waits up to this long by itself; spaced by less, requests would bunch up behind it
            return _gap(slot)
        given = downloader.per_slot_settings.get(host, {})
        return float(given.get("delay", downloader._delay)) * (
            1 + float(given.get("jitter", downloader._jitter))
        )

    def busy_hosts(self) -> list[str]:
        """Hosts with a delay to which this process has as many open requests as it may have."""
        downloader = self._downloader
        if downloader is None:
            return []
        return [
            host
            for host, slot in downloader.slots.items()
            if slot.delay and len(slot.active) >= slot.concurrency > 0
        ]

    def alone(self, host: str) -> bool:
        """True where one request at a time is the rule: then for all processes together."""
        downloader = self._downloader
        if downloader is None:
            return False
        slot = downloader.slots.get(host)
        if slot is not None:
            concurrency = slot.concurrency
        else:
            given = downloader.per_slot_settings.get(host, {})
            concurrency = given.get("concurrency", downloader.domain_concurrency)
        return bool(concurrency == 1)

    def hold(self, host: str) -> None:
        """No other process asks *host* until it is free."""
        self.holding.add(host)

    def free(self, asking: Iterable[str]) -> set[str]:
        """The hosts that are held and that nothing is being asked of."""
        return self.holding - set(asking)

    def wait(self, request: Request) -> Wait | None:
        """What a request that has reached the downloader has before it; None where its host has no delay."""
        downloader = self._downloader
        slot = downloader.slots.get(request.meta.get("download_slot", "")) if downloader else None
        if slot is None or not slot.delay:
            return None
        gap = _gap(slot)
        return Wait(max(0.0, slot.lastseen + gap - time.monotonic()) + gap * len(slot.queue), gap)


def _gap(slot: Slot) -> float:
    return float(slot.delay * (1 + slot.jitter))
