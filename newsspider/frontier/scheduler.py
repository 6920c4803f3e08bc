"""Scrapy's scheduler on the frontier's tables: leases instead of a queue that forgets.

Settings to use it::

    SCHEDULER = "newsspider.frontier.LeaseScheduler"
    SPIDER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 990}
    DOWNLOADER_MIDDLEWARES = {"newsspider.frontier.Acknowledge": 5}
    DOWNLOAD_DELAY_JITTER = 0             # share of the delay added or taken off at random; with a frontier use FRONTIER_JITTER

and, with their defaults::

    FRONTIER_PATH = "data/frontier.sqlite"    # the SQLite file; a live crawl's lies below its DATA_DIR
    FRONTIER_QUEUE = ""                   # name of the queue of requests; by default the spider's name
    FRONTIER_SYNCHRONOUS = "NORMAL"       # FULL: not even a power cut repeats a page, at the cost of a flush per commit
    FRONTIER_LEASE_SECONDS = 120          # seconds after which a silent owner on another machine counts as dead
    FRONTIER_BATCH = 32                   # leases taken at a time
    FRONTIER_MAX_LEASES = 2000            # leases held at most, including finished ones that wait for the disk
    FRONTIER_COMMIT_SECONDS = 0.25        # seconds between two writes of finished requests
    FRONTIER_COMMIT_TIMEOUT = 60          # seconds; a store that commits nothing for so long stops the crawl
    FRONTIER_POLL_SECONDS = 0.5           # seconds between two looks of an idle crawl at what other processes do
    FRONTIER_MAX_WAIT = 1800              # seconds; when nothing is due for longer, the crawl closes and the next start goes on
    FRONTIER_LONGEST_WAIT = 86400         # seconds; what is to wait longer (the clock was set back) does not wait
    FRONTIER_JITTER = 0.5                 # up to this share of a host's delay is added at random
    FRONTIER_RETRY_SECONDS = 2            # seconds until a failed fetch is tried again, the next time twice as long, and so on
    FRONTIER_SEEN = "run"                 # "ever": what one run fetched is never fetched again by a later one
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

import logging
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
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newsspider.frontier.ahead import FrontierAhead
from newsspider.frontier.engine import in_progress, poke
from newsspider.frontier.held import Held, ReadyQueue
from newsspider.frontier.incoming import Incoming
from newsspider.frontier.model import Lease, NewRequest
from newsspider.frontier.opening import open_frontier
from newsspider.frontier.options import FrontierOptions
from newsspider.frontier.payload import Unkeepable, decode, encode
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.frontier.protocol import Frontier
from newsspider.frontier.settling import Settling
from newsspider.frontier.shutdown import Shutdown
from newsspider.frontier.spacing import Spacing
from newsspider.runtime.backend import BackendError
from newsspider.runtime.counts import counts_of
from newsspider.runtime.durable import mark_of, when_durable
from newsspider.runtime.mailbox import Mailbox

__all__ = ["NOT_BEFORE", "START", "LeaseScheduler", "acknowledging"]

NOT_BEFORE = "not_before"
START = "frontier_start"  # set by Acknowledge on what spider.start() yields; taken off again at once
logger = logging.getLogger(__name__)

# how many of its two places Acknowledge has been put in; without it no request could ever be done
acknowledging: WeakKeyDictionary[Crawler, int] = WeakKeyDictionary()


class LeaseScheduler(BaseScheduler):
    """Takes requests from, and keeps them in, a :class:`~newsspider.frontier.protocol.Frontier`."""

    db: Frontier

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.options = FrontierOptions.from_settings(crawler.settings)
        self._started = False
        self._closed = False
        self._ready = ReadyQueue()  # leased, not yet asked for
        self._held: dict[bytes, Held] = {}
        self._in_engine: dict[Request, Held] = {}
        self._settling = Settling()
        self._spacing = Spacing(crawler)
        self._shutdown = Shutdown(crawler, self.options.place)
        self._mailbox = Mailbox()
        self._ahead: FrontierAhead | None = None  # the frontier, where it is behind a network
        self._incoming = Incoming()
        self._rewritten: dict[int, NewRequest] = {}
        self._watching = False
        self._counted: defaultdict[str, int] = defaultdict(int)
        self._dry_until = 0.0
        self._renewed = 0.0
        self._parked = False
        self._warned_unkeepable = False
        self._wake: CallLaterResult | None = None
        self._hurried: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LeaseScheduler:
        self = cls(crawler)
        crawler.signals.connect(self._spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self._spider_idle, signal=signals.spider_idle)
        crawler.signals.connect(self._spider_error, signal=signals.spider_error)
        crawler.signals.connect(self._item_error, signal=signals.item_error)
        return self

    @property
    def stopped(self) -> str:
        """The reason, once the frontier cannot go on."""
        return self._shutdown.stopped or ("closed" if self._closed else "")

    # -- Scrapy's interface -------------------------------------------------------------------------------

    def open(self, spider: Spider) -> None:
        if acknowledging.get(self.crawler, 0) < 2:
            raise ValueError(
                "LeaseScheduler needs newsspider.frontier.Acknowledge in SPIDER_MIDDLEWARES (990)"
                " and in DOWNLOADER_MIDDLEWARES (5)"
            )
        self.spider = spider
        self.name = self.options.queue or spider.name
        fingerprinter = self.crawler.request_fingerprinter
        assert fingerprinter is not None
        self._fingerprint = fingerprinter.fingerprint
        try:
            self.db = open_frontier(
                self.options.place,
                synchronous=self.options.synchronous,
                longest_wait=self.options.longest_wait,
                longest_gap=self.options.longest_gap,
            )
            if isinstance(self.db, PgFrontier):
                self.db = self._ahead = FrontierAhead(
                    self.db, poll_seconds=self.options.poll_seconds, longest_lease=self._longest_lease
                )
            back = self.db.reap(longest=self._longest_lease)
            self.run, resumed = self.db.begin_run(self.name, fresh=not self.options.resume)
            if not resumed and not self.options.ever:
                self.db.forget(self.name, self.run)
            self.owner = self.db.join(self.name, self.options.lease_seconds)
            counts = self.db.counts(self.name)
        except BackendError as error:
            # not raised here: the other parts are to be opened first, or they could not be closed
            logger.error("The frontier %s cannot be opened: %s.", self.options.place, error)
            self._shutdown.stopped = "disk_full" if error.full else "frontier_error"
            return
        self._renewed = time.monotonic()
        waiting = counts["queued"] + counts["later"]
        if resumed:
            logger.info(
                "Going on with run %d of %s: %d requests wait, %d of them taken back from a process that ended;"
                " %d are done, %d failed",
                self.run, self.name, waiting, back, counts["done"], counts["failed"], extra={"spider": spider},
            )  # fmt: skip
        self._stat("frontier/resumed", waiting)
        self._started = True
        if self._ahead is not None:
            self._mailbox.listen()
            self._ahead.begin(
                self.name,
                self.owner,
                self.options.lease_seconds,
                lambda: self._mailbox.post(self._frontier_woke),
            )
        self._ticker = create_looping_call(self._tick)
        self._ticker.start(self.options.commit_seconds, now=False)

    def close(self, reason: str) -> Deferred[None] | None:
        if not self._started:
            return None
        closing = self._shutdown.begin(reason, self.options.commit_timeout)
        self._tick()
        return closing if self._shutdown.closing is not None else None

    def has_pending_requests(self) -> bool:
        self._parked = False
        if self.stopped or not self._started:
            return False
        if self._ready or self._incoming.new:
            return True
        # What waits for the disk brings no more requests. The closing crawl makes the stores commit, and
        # close() waits for them.
        self._sweep()
        if self._in_engine or self._ready:
            return True
        try:
            if self.db.others(self.name, self.owner):
                return True
            due = self.db.next_due(self.name, self._spacing.delay)
        except BackendError as error:
            return not self._trouble(error)
        if due is None:
            return False
        self._parked = due > time.time() + self.options.max_wait
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
        if not again and fingerprint in self._incoming:
            return self._filtered()
        try:
            payload = encode(request, self.spider)
        except Unkeepable as why:
            return self._keep_in_memory(request, fingerprint, why, again=again)
        new = NewRequest(
            fingerprint,
            request.url,
            self._host(request),
            payload,
            request.priority,
            meta.get("depth", 0),
            meta.get(NOT_BEFORE, 0.0),
            again,
        )
        self._incoming.add(new, request)
        self._dry_until = 0.0
        self._stat("scheduler/enqueued")
        if len(self._incoming.new) >= 1000:
            self._write()
        return True

    def next_request(self) -> Request | None:
        if self.stopped or not self._started:
            return None
        if not self._ready and not self._take():
            return None
        ready = self._ready.pop()
        self._in_engine[ready.request] = ready.held
        self._stat("scheduler/dequeued")
        return ready.request

    def __len__(self) -> int:
        counts = self.db.counts(self.name)
        return counts["queued"] + counts["later"] + counts["leased"] + len(self._incoming.new)

    # -- for other components -----------------------------------------------------------------------------

    def pause_host(self, host: str, until: float, reason: str = "") -> None:
        """No process takes a request of *host* before *until* (as of ``time.time()``)."""

        def not_begun(held: Held) -> bool:
            return held.host == host and bool(held.id)

        try:
            self.db.pause_host(host, until, reason)
            # what was taken for this host and not begun goes back, or it would be fetched all the same
            back = self._ready.which(not_begun)
            self.db.give_back([held.id for held in back], self.owner)
        except BackendError as error:
            self._trouble(error)
            return
        self._ready.drop(not_begun)
        for held in back:
            self._forget_try(held)

    def _forget_try(self, held: Held) -> None:
        held.tries -= 1
        if not held.tries:
            self._held.pop(held.fingerprint, None)

    def slow_host(self, host: str, delay: float) -> None:
        """At least *delay* seconds between two requests to *host*, over all processes."""
        try:
            self.db.slow_host(host, delay)
        except BackendError as error:
            self._trouble(error)

    def answered(self, request: Request | None) -> None:
        """A response reached the callback of *request*."""
        held = self._find(request)
        if held is not None:
            held.answered = True

    def holds(self, request: Request) -> bool:
        """Whether a request came out of the frontier; one that did not keeps to no pause by itself."""
        return self._find(request) is not None

    def paused_until(self, host: str) -> float:
        """Until when (as of ``time.time()``) no process asks *host*; 0 where it does not rest."""
        try:
            return self.db.paused().get(host, (0.0, ""))[0]
        except BackendError as error:
            self._trouble(error)
            return 0.0

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
        now = time.monotonic()
        if now < self._dry_until:
            return False
        room = min(self.options.batch, self.options.max_leases - len(self._held))
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
                    delay=self._spacing.delay,
                    jitter=self.options.jitter,
                    busy=self._spacing.busy_hosts(),
                    alone=self._spacing.alone if self._ahead else self._alone,
                )
                # fewer than there is room for: nothing else is to be had now, and that need not be asked again
                dry = len(leases) < room
                due = self.db.next_due(self.name, self._spacing.delay) if dry else None
        except BackendError as error:
            self._trouble(error)
            return False
        self._incoming.new.clear()
        for lease in leases:
            self._make_ready(lease)
        if dry or not self._ready:
            wait = self.options.poll_seconds
            if due is not None:
                wait = min(max(due - time.time(), 0.01), wait)
            self._dry_until = now + wait
            self._wake_in(wait)
        return bool(self._ready)

    def _make_ready(self, lease: Lease) -> None:
        held = Held(lease.id, lease.fingerprint, lease.host)
        request = self._incoming.object_of(lease)
        if request is None:
            try:
                request = decode(lease.url, lease.payload, self.spider, priority=lease.priority)
            except Exception as error:
                logger.error("A kept request cannot be rebuilt: %s: %s", lease.url, error)
                held.reason = f"cannot be rebuilt: {error}"
                self._held[lease.fingerprint] = held
                self._settling.finish(held)
                return
        self._held[lease.fingerprint] = held
        if self._ahead is not None:
            self._alone(lease.host)
        self._ready.push(request, held, lease.place)

    def _host(self, request: Request) -> str:
        slot = request._meta.get("download_slot") if request._meta else None
        return slot or urlparse_cached(request).hostname or ""

    def _watch_downloader(self) -> None:
        """From the first delay on; without one, two signals per page would be wasted."""
        if not self._watching:
            self._watching = True
            connect = self.crawler.signals.connect
            connect(self._reached_downloader, signal=signals.request_reached_downloader)
            connect(self._left_downloader, signal=signals.request_left_downloader)

    def _alone(self, host: str) -> bool:
        """True where one request at a time is the rule: then for all processes together."""
        self._watch_downloader()
        if not self._spacing.alone(host):
            return False
        self._spacing.hold(host)
        return True

    def _let_go(self) -> None:
        if not self._spacing.holding:
            return
        asking = self._ready.hosts()
        asking.update(held.host for held in self._in_engine.values() if held.open)
        free = self._spacing.free(asking)
        if free:
            try:
                self.db.let_go(free, self.owner)
            except BackendError as error:
                self._trouble(error)
                return
            self._spacing.holding -= free

    def _wake_in(self, seconds: float) -> None:
        if self._wake is not None:
            self._wake.cancel()
        self._wake = call_later(seconds, self._woken)

    def _frontier_woke(self) -> None:
        """The thread of the frontier has leases, or has seen what others do."""
        if self._closed:
            return
        self._dry_until = 0.0
        if self._ahead is not None and not self._shutdown.stopped:
            try:
                if not self._ahead.renew(self.owner):
                    self._lost_leases()
            except BackendError as error:
                self._trouble(error)
        poke(self.crawler)

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

    def _try_again(self, held: Held, request: Request) -> bool:
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
            except BackendError as error:
                self._trouble(error)
                return False
            self._rewritten.pop(held.id, None)
            self._held.pop(held.fingerprint, None)
            held.id = 0  # no longer ours to acknowledge
            self._dry_until = 0.0
            return True
        if held.id and new is not None:
            self._rewritten[held.id] = new
        self._ready.push(request, held, 0)
        return True

    def _when(self, request: Request) -> float:
        """Before what time a request that comes back is not to be made."""
        meta = request._meta or {}
        when = float(meta.get(NOT_BEFORE, 0.0))
        tries = meta.get("retry_times", 0)
        if tries and self.options.retry_seconds:
            when = max(when, time.time() + self.options.retry_seconds * 2 ** (tries - 1))
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
        held = Held(0, fingerprint, self._host(request))
        for parent in {id(one): one for one in self._in_engine.values()}.values():
            parent.waits_for += 1
            held.holds.append(parent)
        self._held[fingerprint] = held
        self._incoming.see(fingerprint)
        self._ready.push(request, held, 0)
        return True

    def _known(self, fingerprint: bytes) -> bool:
        if fingerprint in self._incoming:
            return True
        try:
            return self.db.known(self.name, self.run, fingerprint)
        except BackendError as error:
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
        settling = self._settling
        if settling.finished:
            number = settling.ask()
            when_durable(self.crawler, lambda: self._on_disk(number))
        wrote = bool(settling.stored)
        if not self.stopped:
            self._write()
            self._let_go()
            self._renew()
            self._watch_stores()
        if self._shutdown.closing is not None:
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
                self._settling.finish(held)

    def _on_disk(self, number: int) -> None:
        self._settling.on_disk(number, wanted=not self._closed)
        if not self._closed and not self._in_engine and not self._ready and not self._settling.asking:
            self._hurry()

    def _write_new(self) -> None:
        if self._incoming.new:
            added = self.db.enqueue(self.name, self.run, self._incoming.new.values(), ever=self.options.ever)
            if added < len(self._incoming.new):
                self._stat("dupefilter/filtered", len(self._incoming.new) - added)

    def _write(self) -> None:
        """New requests, changed ones and finished ones, in one transaction."""
        if not (self._incoming.new or self._rewritten or self._settling.stored):
            return
        settled = self._settling.settled()
        try:
            with self.db.transaction():
                self._write_new()
                if self._rewritten:
                    gone = {held.id for held in settled.held}
                    self.db.rewrite(
                        ((one, new) for one, new in self._rewritten.items() if one not in gone), self.owner
                    )
                if settled.done:
                    self.db.acknowledge(settled.done, self.owner)
                for held in settled.outcomes:
                    self.db.acknowledge([held.id], self.owner, held.outcome)
                if settled.failed:
                    self.db.fail(settled.failed, self.owner)
                if (settled.done or settled.outcomes) and (mark := mark_of(self.crawler)) is not None:
                    self.db.note_store(self.run, mark)
        except BackendError as error:
            self._trouble(error)
            return
        self._incoming.new.clear()
        self._rewritten.clear()
        for held in settled.held:
            if self._held.get(held.fingerprint) is held:
                del self._held[held.fingerprint]
        self._settling.written(settled)
        self._stat("frontier/done", len(settled.done) + len(settled.outcomes))
        self._stat("frontier/failed", len(settled.failed))

    def _renew(self) -> None:
        if self._ahead is not None:  # its thread does
            return
        now = time.monotonic()
        if now - self._renewed < self.options.lease_seconds / 4 and not self._idle_poll(now):
            return
        try:
            if now - self._renewed >= self.options.lease_seconds / 4:
                self._renewed = now
                if not self.db.renew(self.owner, self.options.lease_seconds):
                    self._lost_leases()
            if self.db.reap(but=self.owner, longest=self._longest_lease):
                self._dry_until = 0.0
                poke(self.crawler)
        except BackendError as error:
            self._trouble(error)

    _polled = 0.0

    def _idle_poll(self, now: float) -> bool:
        """True now and then while there is nothing to do but wait for what others hold."""
        if self._ready or self._incoming.new or now - self._polled < self.options.poll_seconds:
            return False
        self._polled = now
        return True

    def _lost_leases(self) -> None:
        """This process was silent for so long that its leases were given away."""
        logger.warning(
            "This process stood still for over %d s, and its leases were given to others; it goes on with new ones.",
            self.options.lease_seconds, extra={"spider": self.spider},
        )  # fmt: skip
        self.owner = self.db.join(self.name, self.options.lease_seconds)
        lost = self._ready.which(_is_kept)
        self._ready.drop(_is_kept)
        for held in lost:
            self._forget_try(held)

    def _watch_stores(self) -> None:
        if self._ahead is not None and self._ahead.lost:
            self._settling.wait_anew()
        elif self._settling.asking and self._shutdown.closing is None:
            timeout = self.options.commit_timeout
            if time.monotonic() - self._settling.asked_since > timeout:
                self._shutdown.stop(
                    "store_stuck",
                    f"What was fetched {timeout:.0f} s ago is still not on disk: the crawl stops."
                    " Nothing of it is marked done; it is fetched again at the next start.",
                )

    # -- the end ------------------------------------------------------------------------------------------

    def _trouble(self, error: BackendError) -> bool:
        """Stop when trying again is no use; True if so."""
        if error.retry:
            logger.warning("The frontier %s is busy and is tried again: %s", self.options.place, error)
            self._dry_until = time.monotonic() + self.options.poll_seconds
            self._wake_in(self.options.poll_seconds)
            return False
        self._shutdown.broken(error)
        return True

    def _close_if_settled(self) -> None:
        settling, shutdown = self._settling, self._shutdown
        # besides the stores: pages that waited for a request in memory; or the file is busy
        unsettled = bool(settling.asking or settling.finished or settling.stored)
        unsettled |= self._ahead is not None and not self._ahead.flushed
        if counts_of(self.crawler).not_kept:  # since the closing began, perhaps
            shutdown.wait_no_longer_than(1.0)
        if unsettled and not self.stopped and time.monotonic() < shutdown.close_by:
            return
        if settling.asking:
            self._stat("frontier/unstored", settling.unstored)
            logger.log(
                logging.INFO if shutdown.said_full else logging.ERROR,
                "%d fetched pages are not on disk; they are fetched again at the next start.",
                settling.unstored,
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
            if shutdown.reason == "finished":
                self.db.end_run(self.name, self.run)
        except BackendError as error:
            # the leases come back by themselves: this process will be gone
            said = shutdown.said_full and error.fatal
            logger.log(
                logging.INFO if said else logging.ERROR,
                "The frontier %s could not be closed in order: %s.",
                self.options.place,
                error,
            )
        self._tell_stats()
        self.db.close()
        shutdown.end()

    # -- signals ------------------------------------------------------------------------------------------

    def _spider_opened(self) -> None:
        if self._shutdown.stopped:
            raise CloseSpider(self._shutdown.stopped)

    def _spider_idle(self) -> None:
        if self.stopped:
            raise CloseSpider(self.stopped)
        if self._parked:
            due = self.db.next_due(self.name, self._spacing.delay) or 0.0
            why = ", ".join(f"{host} ({reason})" for host, (_, reason) in self.db.paused().items())
            logger.warning(
                "Nothing is due for %.0f minutes%s: the crawl closes and leaves the rest for the next start.",
                (due - time.time()) / 60, f"; paused: {why}" if why else "", extra={"spider": self.spider},
            )  # fmt: skip
            raise CloseSpider("frontier_waiting")

    def _reached_downloader(self, request: Request) -> None:
        """Let the others know when a request to a host with a delay goes out later than it was leased for, or unleased."""
        if self.stopped or not self._started:
            return
        wait = self._spacing.wait(request)
        if wait is not None and (wait.seconds > 0.01 or request not in self._in_engine):
            try:
                self.db.book(request.meta["download_slot"], time.time() + wait.seconds + wait.gap)
            except BackendError as error:
                self._trouble(error)

    def _left_downloader(self, request: Request) -> None:
        held = self._in_engine.get(request)
        if held is not None:
            held.open = False
        # the host may have become free
        self._dry_until = 0.0

    def _spider_error(self, failure: Failure, response: Any) -> None:
        self._shutdown.watch_disk(failure.value)
        request = getattr(response, "request", None)
        self.went_wrong(request, f"{type(failure.value).__name__} in the callback: {failure.value}")

    def _item_error(self, response: Any, failure: Failure) -> None:
        self._shutdown.watch_disk(failure.value)
        request = getattr(response, "request", None)
        if request is not None:
            self.went_wrong(
                request, f"{type(failure.value).__name__} while its item was stored: {failure.value}"
            )

    # -- small things -------------------------------------------------------------------------------------

    @property
    def _longest_lease(self) -> float:
        """Seconds that no lease lasts, whatever lease time the owner was given."""
        return max(600.0, 10 * self.options.lease_seconds)

    def _find(self, request: Request | None) -> Held | None:
        if request is None or not self._started:
            return None
        return self._in_engine.get(request) or self._held.get(self._fingerprint(request))

    def _stat(self, name: str, count: int = 1) -> None:
        # several per page: handed over with each tick, at a tenth of the cost
        self._counted[name] += count

    def _tell_stats(self) -> None:
        if self.crawler.stats is not None:
            for name, count in self._counted.items():
                if count:
                    self.crawler.stats.inc_value(name, count)
        self._counted.clear()


def _is_kept(held: Held) -> bool:
    """Whether a request is in the frontier too, and leased, not in memory alone."""
    return bool(held.id)
