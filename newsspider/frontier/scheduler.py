"""Scrapy's scheduler on the frontier's tables: leases instead of a queue that forgets.

Settings to use it::

    SCHEDULER = "newsspider.frontier.LeaseScheduler"
    SPIDER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 990}
    DOWNLOADER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 5}
    DOWNLOAD_DELAY_JITTER = 0             # share of the delay added or taken off at random; with a frontier use FRONTIER_JITTER

and, with their defaults::

    FRONTIER_PATH = "data/frontier.sqlite"    # the SQLite file; a live crawl's lies below its DATA_DIR
    FRONTIER_QUEUE = ""                   # whose requests these are; the spider's name unless set
    FRONTIER_SYNCHRONOUS = "NORMAL"       # FULL: a power cut repeats nothing either, at a flush per commit
    FRONTIER_LEASE_SECONDS = 120          # after this a silent owner on another machine counts as dead
    FRONTIER_BATCH = 32                   # leases taken at a time
    FRONTIER_MAX_LEASES = 2000            # held at most, finished ones that wait for the disk included
    FRONTIER_COMMIT_SECONDS = 0.25        # how often finished requests are looked for and written
    FRONTIER_COMMIT_TIMEOUT = 60          # a store that commits nothing for so long stops the crawl
    FRONTIER_POLL_SECONDS = 0.5           # how often an idle crawl looks at what other processes do
    FRONTIER_MAX_WAIT = 1800              # nothing due for longer than this: close and leave it for the next start
    FRONTIER_JITTER = 0.5                 # up to this share of a host's delay is added to it at random
    FRONTIER_RETRY_SECONDS = 2            # a failed fetch waits so long, the next time twice as long, and so on
    FRONTIER_SEEN = "run"                 # "ever": what one run had is never fetched again by a later one
    FRONTIER_RESUME = True                # False: drop what an unfinished run left

A request counts as finished when the engine has let go of it: its callback's output is exhausted, the
new requests were handed over, every item has left the pipelines. It is marked done when, besides, all
that keeps pages and items (see :mod:`newsspider.runtime.durable`) says it is on disk. New requests are
written before or together with that mark. So after a kill at any moment, a page is either done, with
its items kept and its links queued, or it will be fetched again.

For other components, through ``crawler.engine.scheduler``: :meth:`~LeaseScheduler.pause_host`,
:meth:`~LeaseScheduler.slow_host`; and a request that comes back with ``meta["not_before"]`` (a time as
of ``time.time()``) is not taken before then, by any process.
"""

from __future__ import annotations

import errno
import heapq
import itertools
import logging
import sqlite3
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import CallLaterResult, call_later, create_looping_call
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newsspider.frontier.db import FrontierDB, Lease, NewRequest, is_fatal
from newsspider.frontier.engine import in_progress, poke
from newsspider.frontier.payload import Unkeepable, decode, encode
from newsspider.runtime.durable import when_durable

__all__ = ["NOT_BEFORE", "START", "LeaseScheduler", "acknowledging"]

NOT_BEFORE = "not_before"
START = "frontier_start"  # set by Acknowledge on what spider.start() yields; taken off again at once
_SEEN_MOST = 100_000  # fingerprints remembered, about 10 MB; beyond that the table is asked
_FRESH_MOST = 2_000  # requests of our own kept as objects, to save reading them back

logger = logging.getLogger(__name__)

# how many of its two places Acknowledge has been put in; without it no request could ever be done
acknowledging: WeakKeyDictionary[Crawler, int] = WeakKeyDictionary()


class _Held:
    """A leased request on its way through this process."""

    __slots__ = (
        "answered",
        "fingerprint",
        "finished",
        "holds",
        "host",
        "id",
        "open",
        "outcome",
        "reason",
        "round",
        "tries",
        "waits_for",
    )

    def __init__(self, number: int, fingerprint: bytes, host: str) -> None:
        self.id = number  # 0: a request that cannot be kept and lives in memory alone
        self.fingerprint = fingerprint
        self.host = host
        self.tries = 0  # request objects of it that are ready or in the engine
        self.round = 0  # counts up when it is to be fetched again, so that older news of it is told apart
        self.open = False  # no answer yet
        self.answered = False  # a response reached its callback
        self.reason: str | None = None  # why it failed
        self.outcome: str | None = None  # why it is done without a page
        self.finished = False
        self.waits_for = 0  # requests in memory alone that it may have asked for
        self.holds: list[_Held] = []


class LeaseScheduler(BaseScheduler):
    """Takes requests from, and keeps them in, a :class:`~newsspider.frontier.db.FrontierDB`."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.path = str(settings.get("FRONTIER_PATH", "data/frontier.sqlite"))
        self.synchronous = str(settings.get("FRONTIER_SYNCHRONOUS", "NORMAL"))
        self.lease_seconds = settings.getfloat("FRONTIER_LEASE_SECONDS", 120)
        self.batch = settings.getint("FRONTIER_BATCH", 32)
        self.max_leases = settings.getint("FRONTIER_MAX_LEASES", 2000)
        self.commit_seconds = settings.getfloat("FRONTIER_COMMIT_SECONDS", 0.25)
        self.commit_timeout = settings.getfloat("FRONTIER_COMMIT_TIMEOUT", 60)
        self.poll_seconds = settings.getfloat("FRONTIER_POLL_SECONDS", 0.5)
        self.max_wait = settings.getfloat("FRONTIER_MAX_WAIT", 1800)
        self.jitter = settings.getfloat("FRONTIER_JITTER", 0.5)
        self.retry_seconds = settings.getfloat("FRONTIER_RETRY_SECONDS", 2)
        self.resume = settings.getbool("FRONTIER_RESUME", True)
        seen = str(settings.get("FRONTIER_SEEN", "run"))
        if seen not in ("run", "ever"):
            raise ValueError(f'FRONTIER_SEEN is "run" or "ever", not {seen!r}')
        self.ever = seen == "ever"
        if self.batch < 1:
            raise ValueError("FRONTIER_BATCH is at least 1")

        self.stopped = ""  # the reason, once the frontier cannot go on
        self._started = False
        self._closed = False
        self._order = itertools.count()
        self._ready: list[tuple[int, int, int, Request, _Held]] = []  # a heap: leased, not yet asked for
        self._held: dict[bytes, _Held] = {}
        self._in_engine: dict[Request, _Held] = {}
        self._finished: list[_Held] = []  # to be put to the stores with the next batch
        self._asked: dict[
            int, tuple[float, list[tuple[_Held, int]]]
        ] = {}  # batches the stores were asked about
        self._batches = itertools.count()
        self._stored: list[tuple[_Held, int]] = []  # on disk, to be marked done with the next write
        self._new: dict[bytes, NewRequest] = {}
        self._rewritten: dict[int, NewRequest] = {}
        self._fresh: dict[bytes, tuple[str, Request | None]] = {}
        self._stale = 0  # leases since one was found in _fresh
        self._holding: set[str] = set()  # hosts that no other process may ask while we do
        self._seen: dict[bytes, None] = {}
        self._watching = False
        self._counted: defaultdict[str, int] = defaultdict(int)
        self._dry_until = 0.0
        self._renewed = 0.0
        self._parked = False
        self._warned_unkeepable = False
        self._wake: CallLaterResult | None = None
        self._hurried: CallLaterResult | None = None
        self._closing: Deferred[None] | None = None
        self._close_reason = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LeaseScheduler:
        self = cls(crawler)
        crawler.signals.connect(self._spider_idle, signal=signals.spider_idle)
        crawler.signals.connect(self._spider_error, signal=signals.spider_error)
        crawler.signals.connect(self._item_error, signal=signals.item_error)
        return self

    # -- Scrapy's interface -------------------------------------------------------------------------------

    def open(self, spider: Spider) -> None:
        if acknowledging.get(self.crawler, 0) < 2:
            raise ValueError(
                "LeaseScheduler needs newsspider.frontier.Acknowledge in SPIDER_MIDDLEWARES (990)"
                " and in DOWNLOADER_MIDDLEWARES (5)"
            )
        self.spider = spider
        self.name = str(self.crawler.settings.get("FRONTIER_QUEUE") or spider.name)
        fingerprinter = self.crawler.request_fingerprinter
        assert fingerprinter is not None
        self._fingerprint = fingerprinter.fingerprint
        try:
            self.db = FrontierDB(self.path, synchronous=self.synchronous)
            back = self.db.reap()
            self.run, resumed = self.db.begin_run(self.name, fresh=not self.resume)
            if not resumed and not self.ever:
                self.db.forget(self.name, self.run)
            self.owner = self.db.join(self.name, self.lease_seconds)
        except sqlite3.Error as error:
            logger.error("The frontier %s cannot be opened: %s.", self.path, error)
            raise CloseSpider("disk_full" if is_fatal(error) else "frontier_error") from error
        self._renewed = time.time()
        counts = self.db.counts(self.name)
        waiting = counts["queued"] + counts["later"]
        if resumed:
            logger.info(
                "Going on with run %d of %s: %d requests wait, %d of them taken back from a process that ended;"
                " %d are done, %d failed",
                self.run, self.name, waiting, back, counts["done"], counts["failed"], extra={"spider": spider},
            )  # fmt: skip
        self._stat("frontier/resumed", waiting)
        self._started = True
        self._ticker = create_looping_call(self._tick)
        self._ticker.start(self.commit_seconds, now=False)

    def close(self, reason: str) -> Deferred[None] | None:
        if not self._started:
            return None
        done: Deferred[None] = Deferred()
        self._closing = done
        self._close_reason = reason
        # what keeps the results has given up: nobody will say that they are on disk
        lost = reason in ("disk_full", "not_kept")
        self._close_by = time.monotonic() + (min(1.0, self.commit_timeout) if lost else self.commit_timeout)
        self._tick()
        if self._closing is None:
            return None
        return done

    def has_pending_requests(self) -> bool:
        self._parked = False
        if self.stopped or not self._started:
            return False
        if self._ready or self._new:
            return True
        # What waits for the disk brings no more requests. The closing crawl makes the stores commit, and
        # close() waits for them.
        self._sweep()
        if self._in_engine or self._ready:
            return True
        try:
            if self.db.others(self.name, self.owner):
                return True
            due = self.db.next_due(self.name)
        except sqlite3.Error as error:
            return not self._trouble(error)
        if due is None:
            return False
        self._parked = due > time.time() + self.max_wait
        return not self._parked

    def enqueue_request(self, request: Request) -> bool:
        if self.stopped or self._closed:
            return False
        fingerprint = self._fingerprint(request)
        meta = request._meta or {}
        if "redirect_urls" in meta:
            self._redirected(meta["redirect_urls"][-1:], request)
        # a start request has dont_filter by default, and comes again at each restart of the same run
        first = meta.pop(START, False)
        again = request.dont_filter and not first
        held = self._held.get(fingerprint)
        if held is not None:
            return self._try_again(held, request) if again else self._filtered()
        if not again and (fingerprint in self._seen or fingerprint in self._new):
            return self._filtered()
        try:
            payload = encode(request, self.spider)
        except Unkeepable as why:
            return self._keep_in_memory(request, fingerprint, why, again=again)
        self._new[fingerprint] = NewRequest(
            fingerprint,
            request.url,
            self._host(request),
            payload,
            request.priority,
            meta.get("depth", 0),
            meta.get(NOT_BEFORE, 0.0),
            again,
        )
        if len(self._fresh) < _FRESH_MOST or fingerprint in self._fresh:
            self._fresh[fingerprint] = (payload, request)
        if not again:
            if len(self._seen) >= _SEEN_MOST:
                for old in list(itertools.islice(self._seen, _SEEN_MOST // 10)):
                    del self._seen[old]
            self._seen[fingerprint] = None
        self._dry_until = 0.0
        self._stat("scheduler/enqueued")
        if len(self._new) >= 1000:
            self._write()
        return True

    def next_request(self) -> Request | None:
        if self.stopped or not self._started:
            return None
        if not self._ready and not self._take():
            return None
        _, _, _, request, held = heapq.heappop(self._ready)
        self._in_engine[request] = held
        self._stat("scheduler/dequeued")
        return request

    def __len__(self) -> int:
        counts = self.db.counts(self.name)
        return counts["queued"] + counts["later"] + counts["leased"] + len(self._new)

    # -- for other components -----------------------------------------------------------------------------

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """No process takes a request of *host* before *until* (as of ``time.time()``)."""
        try:
            self.db.pause_host(host, until, reason)
            # what was taken for this host and not begun goes back, or it would be fetched all the same
            back = [entry for entry in self._ready if entry[4].host == host and entry[4].id]
            self.db.give_back([entry[4].id for entry in back], self.owner)
            for entry in back:
                entry[4].tries -= 1
                if not entry[4].tries:
                    self._held.pop(entry[4].fingerprint, None)
        except sqlite3.Error as error:
            self._trouble(error)
            return
        if back:
            self._ready = [entry for entry in self._ready if entry not in back]
            heapq.heapify(self._ready)

    def slow_host(self, host: str, delay: float) -> None:
        """At least *delay* seconds between two requests to *host*, over all processes."""
        try:
            self.db.slow_host(host, delay)
        except sqlite3.Error as error:
            self._trouble(error)

    def answered(self, request: Request | None) -> None:
        """A response reached the callback of *request*."""
        held = self._find(request)
        if held is not None:
            held.answered = True

    def went_wrong(self, request: Request | None, reason: str) -> None:
        """Remember why *request* failed; the first reason counts."""
        held = self._find(request)
        if held is not None and held.reason is None:
            held.reason = reason

    def not_wanted(self, request: Request | None, why: str) -> None:
        """*request* is done without a page, with that as its outcome: not made on purpose (robots.txt), or gone.

        It takes back what :meth:`went_wrong` said.
        """
        held = self._find(request)
        if held is not None:
            held.outcome = why
            held.reason = None

    # -- taking leases ------------------------------------------------------------------------------------

    def _take(self) -> bool:
        """Fill the ready heap; False when there is nothing to be had now."""
        now = time.time()
        if now < self._dry_until:
            return False
        room = min(self.batch, self.max_leases - len(self._held))
        if room <= 0:
            # woken by the write that frees leases
            return False
        try:
            with self.db.transaction():
                self._write_new()
                leases = self.db.lease(
                    self.name,
                    self.owner,
                    room,
                    delay=self._delay,
                    jitter=self.jitter,
                    busy=self._busy_hosts(),
                    alone=self._alone,
                )
                # fewer than there is room for: nothing else is to be had now, and that need not be asked again
                dry = len(leases) < room
                due = self.db.next_due(self.name) if dry else None
        except sqlite3.Error as error:
            self._trouble(error)
            return False
        self._new.clear()
        for lease in leases:
            self._make_ready(lease)
        if dry or not self._ready:
            wait = self.poll_seconds
            if due is not None:
                wait = min(max(due - now, 0.01), wait)
            self._dry_until = now + wait
            self._wake_in(wait)
        return bool(self._ready)

    def _make_ready(self, lease: Lease) -> None:
        held = _Held(lease.id, lease.fingerprint, lease.host)
        payload, request = self._fresh.pop(lease.fingerprint, ("", None))
        if request is not None and payload == lease.payload and request.priority == lease.priority:
            self._stale = 0
        else:
            self._stale += 1
            if self._stale > 2 * _FRESH_MOST:
                # others have taken these
                self._fresh.clear()
                self._stale = 0
            try:
                request = decode(lease.url, lease.payload, self.spider, priority=lease.priority)
            except Exception as error:
                logger.error("A kept request cannot be made again: %s: %s", lease.url, error)
                held.reason = f"cannot be made again: {error}"
                self._held[lease.fingerprint] = held
                self._finish(held)
                return
        self._held[lease.fingerprint] = held
        self._push(request, held, lease.place)

    def _push(self, request: Request, held: _Held, place: int) -> None:
        held.tries += 1
        held.open = True
        heapq.heappush(self._ready, (-request.priority, place, next(self._order), request, held))

    def _host(self, request: Request) -> str:
        slot = request._meta.get("download_slot") if request._meta else None
        return slot or urlparse_cached(request).hostname or ""

    def _delay(self, host: str) -> float:
        """The least seconds between two requests to *host*, by this process's settings and slots."""
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        if downloader is None:
            return 0.0
        slot = downloader.slots.get(host)
        if slot is not None:
            # a slot waits up to this long by itself; spaced by less, requests would bunch up behind it
            return slot.delay * (1 + slot.jitter)
        given = downloader.per_slot_settings.get(host, {})
        return float(given.get("delay", downloader._delay)) * (
            1 + float(given.get("jitter", downloader._jitter))
        )

    def _busy_hosts(self) -> list[str]:
        """Hosts with a delay that this process has all the requests open with that it may have."""
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        if downloader is None:
            return []
        return [
            host
            for host, slot in downloader.slots.items()
            if slot.delay and len(slot.active) >= slot.concurrency > 0
        ]

    def _watch_downloader(self) -> None:
        """From the first delay on; where there is none, two signals a page would be for nothing."""
        if not self._watching:
            self._watching = True
            connect = self.crawler.signals.connect
            connect(self._reached_downloader, signal=signals.request_reached_downloader)
            connect(self._left_downloader, signal=signals.request_left_downloader)

    def _alone(self, host: str) -> bool:
        """True where one request at a time is the rule: then for all processes together."""
        self._watch_downloader()
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        if downloader is None:
            return False
        slot = downloader.slots.get(host)
        if slot is not None:
            concurrency = slot.concurrency
        else:
            given = downloader.per_slot_settings.get(host, {})
            concurrency = given.get("concurrency", downloader.domain_concurrency)
        if concurrency == 1:
            self._holding.add(host)
        return bool(concurrency == 1)

    def _let_go(self) -> None:
        if not self._holding:
            return
        asking = {entry[4].host for entry in self._ready}
        asking.update(held.host for held in self._in_engine.values() if held.open)
        free = self._holding - asking
        if free:
            try:
                self.db.let_go(free, self.owner)
            except sqlite3.Error as error:
                self._trouble(error)
                return
            self._holding -= free

    def _wake_in(self, seconds: float) -> None:
        if self._wake is not None:
            self._wake.cancel()
        self._wake = call_later(seconds, self._woken)

    def _woken(self) -> None:
        self._wake = None
        if not self._closed:
            poke(self.crawler)

    # -- special ways in ----------------------------------------------------------------------------------

    def _redirected(self, came_from: list[str], request: Request) -> None:
        """The request that was answered with a redirect has its outcome: this one."""
        for old, held in self._in_engine.items():
            if not held.answered and old.url in came_from:
                held.outcome = f"redirected to {request.url}"

    def _filtered(self) -> bool:
        self._stat("dupefilter/filtered")
        return False

    def _try_again(self, held: _Held, request: Request) -> bool:
        """A request that is leased here comes back: RetryMiddleware's copy, or a callback's."""
        held.answered = held.finished = False
        held.reason = held.outcome = None
        held.round += 1
        when = self._when(request)
        new: NewRequest | None = None
        with suppress(Unkeepable):  # then the one on disk stands for it
            payload = encode(request, self.spider)
            new = NewRequest(held.fingerprint, request.url, self._host(request), payload, request.priority)
        self._stat("scheduler/enqueued")
        if held.id and when > time.time():
            try:
                self.db.retry_later(held.id, self.owner, when, "to be tried again", new)
            except sqlite3.Error as error:
                self._trouble(error)
                return False
            self._rewritten.pop(held.id, None)
            self._held.pop(held.fingerprint, None)
            held.id = 0  # no longer ours to acknowledge
            self._dry_until = 0.0
            return True
        if held.id and new is not None:
            self._rewritten[held.id] = new
        self._push(request, held, 0)
        return True

    def _when(self, request: Request) -> float:
        """Before what time a request that comes back is not to be made."""
        meta = request._meta or {}
        when = float(meta.get(NOT_BEFORE, 0.0))
        tries = meta.get("retry_times", 0)
        if tries and self.retry_seconds:
            when = max(when, time.time() + self.retry_seconds * 2 ** (tries - 1))
        return when

    def _keep_in_memory(self, request: Request, fingerprint: bytes, why: Unkeepable, *, again: bool) -> bool:
        """Hold a request that has no form on disk, and with it the pages that may have asked for it."""
        if not again and self._known(fingerprint):
            return self._filtered()
        if not self._warned_unkeepable:
            self._warned_unkeepable = True
            logger.warning(
                "%s cannot be kept on disk: %s. It waits in memory, and the pages before it are not done until it is.",
                request, why, extra={"spider": self.spider},
            )  # fmt: skip
        self._stat("scheduler/unserializable")
        self._stat("scheduler/enqueued")
        held = _Held(0, fingerprint, self._host(request))
        for parent in {id(one): one for one in self._in_engine.values()}.values():
            parent.waits_for += 1
            held.holds.append(parent)
        self._held[fingerprint] = held
        self._seen[fingerprint] = None
        self._push(request, held, 0)
        return True

    def _known(self, fingerprint: bytes) -> bool:
        if fingerprint in self._seen or fingerprint in self._new:
            return True
        try:
            return self.db.known(self.name, self.run, fingerprint)
        except sqlite3.Error as error:
            self._trouble(error)
            return False

    # -- letting go ---------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Look for finished requests, ask the stores about them, write, renew; a few times a second."""
        self._hurried = None
        if self._closed:
            return
        self._tell_stats()
        self._sweep()
        if self._finished:
            batch, self._finished = [(held, held.round) for held in self._finished], []
            number = next(self._batches)
            self._asked[number] = (time.monotonic(), batch)
            when_durable(self.crawler, lambda: self._on_disk(number))
        wrote = bool(self._stored)
        if not self.stopped:
            self._write()
            self._let_go()
            self._renew()
            self._watch_stores()
        if self._closing is not None:
            self._close_if_settled()
        elif wrote:
            # leases became free, or all is done
            poke(self.crawler)

    def _hurry(self) -> None:
        if self._hurried is None:
            self._hurried = call_later(0, self._tick)

    def _sweep(self) -> None:
        busy = in_progress(self.crawler)
        for request in [one for one in self._in_engine if one not in busy]:
            held = self._in_engine.pop(request)
            held.tries -= 1
            if not held.tries:
                self._finish(held)

    def _finish(self, held: _Held) -> None:
        if not held.finished and not held.waits_for:
            held.finished = True
            self._finished.append(held)

    def _on_disk(self, number: int) -> None:
        _, batch = self._asked.pop(number)
        if self._closed:
            return
        for held, asked in batch:
            if held.round == asked:
                self._stored.append((held, asked))
        if not self._in_engine and not self._ready and not self._asked:
            self._hurry()

    def _write_new(self) -> None:
        if self._new:
            added = self.db.enqueue(self.name, self.run, self._new.values(), ever=self.ever)
            if added < len(self._new):
                self._stat("dupefilter/filtered", len(self._new) - added)

    def _write(self) -> None:
        """New requests, changed ones and finished ones, in one transaction."""
        if not (self._new or self._rewritten or self._stored):
            return
        done: list[int] = []
        outcomes: list[_Held] = []
        failed: dict[int, str] = {}
        settled = [held for held, stored in self._stored if held.round == stored]
        for held in settled:
            if not held.id:
                continue
            if held.reason is not None:
                failed[held.id] = held.reason
            elif held.outcome is not None:
                outcomes.append(held)
            elif held.answered:
                done.append(held.id)
            else:
                failed[held.id] = "it did not reach its callback"
        try:
            with self.db.transaction():
                self._write_new()
                if self._rewritten:
                    gone = {held.id for held in settled}
                    self.db.rewrite(
                        ((one, new) for one, new in self._rewritten.items() if one not in gone), self.owner
                    )
                if done:
                    self.db.acknowledge(done, self.owner)
                for held in outcomes:
                    self.db.acknowledge([held.id], self.owner, held.outcome)
                if failed:
                    self.db.fail(failed, self.owner)
        except sqlite3.Error as error:
            self._trouble(error)
            return
        self._new.clear()
        self._rewritten.clear()
        self._stored.clear()
        for held in settled:
            if self._held.get(held.fingerprint) is held:
                del self._held[held.fingerprint]
            for parent in held.holds:
                parent.waits_for -= 1
                if not parent.tries:
                    self._finish(parent)
        self._stat("frontier/done", len(done) + len(outcomes))
        self._stat("frontier/failed", len(failed))

    def _renew(self) -> None:
        now = time.time()
        if now - self._renewed < self.lease_seconds / 4 and not self._idle_poll(now):
            return
        try:
            if now - self._renewed >= self.lease_seconds / 4:
                self._renewed = now
                if not self.db.renew(self.owner, self.lease_seconds):
                    self._lost_leases()
            if self.db.reap(but=self.owner):
                self._dry_until = 0.0
                poke(self.crawler)
        except sqlite3.Error as error:
            self._trouble(error)

    _polled = 0.0

    def _idle_poll(self, now: float) -> bool:
        """True now and then while there is nothing to do but wait for what others hold."""
        if self._ready or self._new or now - self._polled < self.poll_seconds:
            return False
        self._polled = now
        return True

    def _lost_leases(self) -> None:
        """This process was silent for so long that its leases were given away."""
        logger.warning(
            "This process stood still for over %d s, and its leases were given to others; it goes on with new ones.",
            self.lease_seconds, extra={"spider": self.spider},
        )  # fmt: skip
        self.owner = self.db.join(self.name, self.lease_seconds)
        kept = [entry for entry in self._ready if not entry[4].id]
        for entry in self._ready:
            held = entry[4]
            if held.id:
                held.tries -= 1
                if not held.tries:
                    self._held.pop(held.fingerprint, None)
        self._ready = kept
        heapq.heapify(self._ready)

    def _watch_stores(self) -> None:
        if self._asked and self._closing is None:
            since = min(asked for asked, _ in self._asked.values())
            if time.monotonic() - since > self.commit_timeout:
                self._stop(
                    "store_stuck",
                    f"What was fetched {self.commit_timeout:.0f} s ago is still not on disk: the crawl stops."
                    " Nothing of it is marked done; it is fetched again at the next start.",
                )

    # -- the end ------------------------------------------------------------------------------------------

    def _trouble(self, error: sqlite3.Error) -> bool:
        """Stop when trying again is no use; True if so."""
        if isinstance(error, sqlite3.OperationalError) and not is_fatal(error):
            logger.warning("The frontier %s is busy and is tried again: %s", self.path, error)
            self._dry_until = time.time() + self.poll_seconds
            self._wake_in(self.poll_seconds)
            return False
        full = "full" in str(error)
        self._stop(
            "disk_full" if full else "frontier_error",
            f"The frontier {self.path} cannot be written: {'the disk is full' if full else error}. The crawl stops;"
            " nothing is marked done that is not on disk, and the next start goes on from there.",
        )
        return True

    def _stop(self, reason: str, sentence: str) -> None:
        if self.stopped:
            return
        said = reason == "disk_full" and self._said_full
        self.stopped = reason
        logger.log(logging.INFO if said else logging.ERROR, sentence, extra={"spider": self.spider})
        if self.crawler.engine is not None and self._closing is None:
            closing = deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
            closing.addErrback(lambda _: None)  # the engine is on its way out already

    @property
    def _said_full(self) -> bool:
        """Whether it has been said, by this or by what keeps the results, that the disk is full."""
        return "disk_full" in (self.stopped, self._close_reason)

    def _close_if_settled(self) -> None:
        if self._asked and not self.stopped and time.monotonic() < self._close_by:
            return
        if (self._finished or self._stored) and not self.stopped and time.monotonic() < self._close_by:
            # pages that waited for a request in memory; or the file is busy
            return
        if self._asked:
            unstored = sum(len(batch) for _, batch in self._asked.values())
            self._stat("frontier/unstored", unstored)
            logger.log(
                logging.INFO if self._said_full else logging.ERROR,
                "%d fetched pages are not on disk; they are fetched again at the next start.",
                unstored,
            )
        self._closed = True
        if self._ticker.running:
            self._ticker.stop()
        if self._wake is not None:
            self._wake.cancel()
        try:
            self.db.release(self.owner)
            counts = self.db.counts(self.name)
            for state in ("queued", "later", "failed"):
                self._stat(f"frontier/left/{state}", counts[state])
            if self._close_reason == "finished":
                self.db.end_run(self.name, self.run)
        except sqlite3.Error as error:
            # the leases come back by themselves: this process will be gone
            said = self._said_full and is_fatal(error)
            logger.log(
                logging.INFO if said else logging.ERROR,
                "The frontier %s could not be closed in order: %s.",
                self.path,
                error,
            )
        self._tell_stats()
        self.db.close()
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.callback(None)

    # -- signals ------------------------------------------------------------------------------------------

    def _spider_idle(self) -> None:
        if self.stopped:
            raise CloseSpider(self.stopped)
        if self._parked:
            due = self.db.next_due(self.name) or 0.0
            why = ", ".join(f"{host} ({reason})" for host, (_, reason) in self.db.paused().items())
            logger.warning(
                "Nothing is due for %.0f minutes%s: the crawl closes and leaves the rest for the next start.",
                (due - time.time()) / 60, f"; paused: {why}" if why else "", extra={"spider": self.spider},
            )  # fmt: skip
            raise CloseSpider("frontier_waiting")

    def _reached_downloader(self, request: Request) -> None:
        """Tell the others when a request to a host with a delay goes out later than it was leased for, or unleased."""
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        slot = downloader.slots.get(request.meta.get("download_slot", "")) if downloader else None
        if slot is None or not slot.delay or self.stopped or not self._started:
            return
        gap = slot.delay * (1 + slot.jitter)
        wait = max(0.0, slot.lastseen + gap - time.monotonic()) + gap * len(slot.queue)
        if wait > 0.01 or request not in self._in_engine:
            try:
                self.db.book(request.meta["download_slot"], time.time() + wait + gap)
            except sqlite3.Error as error:
                self._trouble(error)

    def _left_downloader(self, request: Request) -> None:
        held = self._in_engine.get(request)
        if held is not None:
            held.open = False
        # the host may have become free
        self._dry_until = 0.0

    def _spider_error(self, failure: Failure, response: Any) -> None:
        self._watch_disk(failure.value)
        request = getattr(response, "request", None)
        self.went_wrong(request, f"{type(failure.value).__name__} in the callback: {failure.value}")

    def _item_error(self, response: Any, failure: Failure) -> None:
        self._watch_disk(failure.value)
        request = getattr(response, "request", None)
        if request is not None:
            self.went_wrong(
                request, f"{type(failure.value).__name__} while its item was stored: {failure.value}"
            )

    def _watch_disk(self, error: BaseException | None) -> None:
        """A store that has no room left fails every page that follows: stop before that."""
        if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or (
            isinstance(error, sqlite3.Error) and is_fatal(error)
        ):
            self._stop(
                "disk_full",
                f"An item cannot be stored: {error}. The crawl stops; nothing is marked done that is not on disk,"
                " and the next start goes on from there.",
            )

    # -- small things -------------------------------------------------------------------------------------

    def _find(self, request: Request | None) -> _Held | None:
        if request is None or not self._started:
            return None
        return self._in_engine.get(request) or self._held.get(self._fingerprint(request))

    def _stat(self, name: str, count: int = 1) -> None:
        # several a page: handed over with each tick, at a tenth of the cost
        self._counted[name] += count

    def _tell_stats(self) -> None:
        if self.crawler.stats is not None:
            for name, count in self._counted.items():
                if count:
                    self.crawler.stats.inc_value(name, count)
        self._counted.clear()
