"""A visit to an outlet: its lists, and the newest pages of each of its layouts, one request after the other.

A visit ends as soon as there are enough pages of every layout that is looked for. It goes where it learns most: to a host
of which it has seen no page, to one whose layout it has too few pages of, to the twins that a page names (for phones,
AMP), to a list that it has not asked yet, and only then further down in what it knows already.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from extractors.urls import host_of
from newsspider.authoring.verify.compare import PageToCompare
from newsspider.authoring.verify.visit import ListAnswer, SeenPage, Visit
from newsspider.crawl.reader_processes import Extraction
from newsspider.crawl.spiders.outlet import MAX_LIST, OutletSpider
from newsspider.discovery import Link, Step, WalkNote
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.discovery.walk import CUT, PASSED, WalkItem
from newsspider.politeness.outcomes import (
    Ending,
    Group,
    RequestOutcome,
    extractor_failed,
    group_of,
    tell,
    wall_of,
)
from newsspider.recording.fixtures import RecordedPage

__all__ = ["VisitSpider"]

FRESH = timedelta(days=30)  # an article that its list calls older is asked for last
FROM_A_LIST = 400  # links of one sitemap that are kept, the newest
PER_HOST = 200  # links of one host that wait
DATED = ("feed", "index", "rubric", "json")  # lists that begin with what is new, dated or not


class _Late(Exception):
    """The time of a visit is over."""


class _Waiting:
    """The links that wait, by host: what is new first, then what is old or undated."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.new: dict[str, deque[Link]] = {}
        self.old: dict[str, list[tuple[float, int, Link]]] = {}
        self._taken: set[str] = set()
        self._turns = itertools.count()

    def add(self, link: Link) -> bool:
        """Whether the link was not there before."""
        if (link.identity or link.url) in self._taken:
            return False
        self._taken.add(link.identity or link.url)
        host = host_of(link.url)
        stamp = link.published or link.lastmod
        if (self.now - stamp <= FRESH) if stamp else (link.source in DATED):
            waiting = self.new.setdefault(host, deque())
            if len(waiting) < PER_HOST:
                waiting.append(link)
        else:
            age = -stamp.timestamp() if stamp else 0.0
            waiting_old = self.old.setdefault(host, [])
            heapq.heappush(waiting_old, (age, next(self._turns), link))
            del waiting_old[PER_HOST:]
        return True

    def hosts(self, *, old: bool) -> list[str]:
        return [host for host, links in (self.old if old else self.new).items() if links]

    def take(self, host: str, *, old: bool) -> Link:
        if old:
            return heapq.heappop(self.old[host])[2]
        return self.new[host].popleft()


class VisitSpider(OutletSpider):
    """Makes a visit. A subclass names its ``visit`` (``of``), and the outlet with it."""

    visit: ClassVar[Visit]

    @staticmethod
    def of(visit: Visit) -> type[VisitSpider]:
        """The spider of a visit."""
        return type(
            "Visit", (VisitSpider,), {"name": visit.outlet.name, "outlet": visit.outlet, "visit": visit}
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.walk is not None
        self.walk.limited = True  # it is ended here, when there is enough
        self.end = time.monotonic() + self.visit.budget.seconds
        self.waiting = _Waiting(self.walk.now)
        self.steps: list[tuple[int, int, int, Step]] = []
        self.twins: deque[str] = deque()
        self.asked_lists: Counter[tuple[int | None, str | None]] = Counter()
        self.by_host: dict[str, Counter[str]] = {}

    async def start(self) -> AsyncIterator[Any]:
        """All of the visit; it yields nothing, since one request leads to the next."""
        assert self.walk is not None
        try:
            self._note(self.walk.begin())
            while (action := self._next()) is not None:
                await action()
            self.visit.finished = True
        except _Late:
            self.visit.late = self.visit.finished = True
        except CloseSpider:
            pass
        return
        yield

    def closed(self, reason: str) -> None:
        """What a visit has found is told by its verdicts."""

    def go_on(self) -> None:
        """Nothing waits when a visit is over."""

    # -- what comes next --------------------------------------------------------------------------------

    def _next(self) -> Callable[[], Awaitable[None]] | None:
        """What to ask for next; None when there is enough, or nothing left."""
        visit = self.visit
        if not self.crawler.crawling:
            raise CloseSpider("shutdown")
        if time.monotonic() >= self.end:
            raise _Late
        lacking = visit.lacking
        if not lacking:
            return None
        if len(visit.seen) + len(visit.missed) < visit.budget.most:
            for old in (False, True):
                if old and (step := self._least_asked(fresh=True)):
                    return step
                if link := self._link(lacking, old=old):
                    return partial(self._look_at, link)
                if not old and self.twins:
                    return partial(self._look_at, Link(self.twins.popleft()))
            if step := self._least_asked(fresh=False):
                return step
            if link := self._any_link():
                return partial(self._look_at, link)
        return None

    def _link(self, lacking: set[str], *, old: bool) -> Link | None:
        """An article of a host of which nothing was seen, or one that may have the layout that is lacking."""
        hosts = self.waiting.hosts(old=old)
        unseen = [host for host in hosts if host not in self.by_host]
        useful = [host for host in hosts if host in self.by_host and self._is_useful(host, lacking)]
        for host in (*unseen, *sorted(useful, key=lambda x: self.by_host[x].total())):
            return self.waiting.take(host, old=old)
        return None

    def _is_useful(self, host: str, lacking: set[str]) -> bool:
        seen = self.by_host[host]
        if any(seen):  # it has shown a layout
            return not lacking.isdisjoint(seen)
        return seen.total() < self.visit.budget.pages

    def _any_link(self) -> Link | None:
        """An article of any host that has not given its share yet."""
        share = self.visit.budget.pages
        for old in (False, True):
            for host in self.waiting.hosts(old=old):
                seen = self.by_host.get(host, Counter())
                if seen.total() - seen[""] < share and seen.total() < 2 * share:
                    return self.waiting.take(host, old=old)
        return None

    def _least_asked(self, *, fresh: bool) -> Callable[[], Awaitable[None]] | None:
        """The list that was asked least; ``fresh``: only one that was not asked at all."""
        if len(self.visit.lists) >= self.visit.budget.lists or not self.steps:
            return None
        times, _, _, step = self.steps[0]
        if times != self.asked_lists[_chain(step)]:  # it was asked since
            heapq.heappop(self.steps)
            self._push(step)
            return self._least_asked(fresh=fresh)
        if fresh and times and not self._nothing_from(step):
            return None
        heapq.heappop(self.steps)
        return partial(self._read_list, step)

    def _nothing_from(self, step: Step) -> bool:
        """Whether the list that named this one led to no article: a sitemap of sitemaps."""
        return bool(step.depth) and not self.visit.links

    def _push(self, step: Step) -> None:
        entry = (self.asked_lists[_chain(step)], -step.priority, next(self._turns), step)
        heapq.heappush(self.steps, entry)

    # -- lists --------------------------------------------------------------------------------------------

    async def _read_list(self, step: Step) -> None:
        assert self.walk is not None
        self.asked_lists[_chain(step)] += 1
        answer = await self._fetch(
            Request(step.url, meta={"download_maxsize": MAX_LIST, "download_warnsize": 0})
        )
        if isinstance(answer, ListAnswer):
            self.visit.lists.append(answer)
            found = self.walk.failed(
                step,
                answer.outcome,
                forbidden=answer.outcome == RequestOutcome.FORBIDDEN,
                missing=answer.outcome in (RequestOutcome.HTTP_404, RequestOutcome.HTTP_410),
            )
            self._note(one for one in found if not isinstance(one, WalkNote))
            return
        notes = self._note(self.walk.read(step, answer.body, answer.url, FROM_A_LIST))
        outcome, reason = next(((note.kind, note.text) for note in notes), ("", ""))
        if outcome and (wall := wall_of(answer)):
            outcome, reason = wall
            tell(self.crawler, Ending(outcome, answer.url, answer.request, answer))
        self.visit.lists.append(ListAnswer(step.url, outcome, reason))

    def _note(self, found: Iterable[WalkItem]) -> list[WalkNote]:
        """Keep links and further lists; the notes on what could not be read."""
        notes = []
        for one in found:
            if isinstance(one, Link):
                self.visit.links += self.waiting.add(one)
            elif isinstance(one, Step):
                self._push(one)
            elif one.kind not in (PASSED, CUT):
                notes.append(one)
        return notes

    # -- articles -----------------------------------------------------------------------------------------

    async def _look_at(self, link: Link) -> None:
        counts = self.by_host.setdefault(host_of(link.url), Counter())
        answer = await self._fetch(Request(link.url))
        if isinstance(answer, ListAnswer):
            self.visit.missed.append(answer)
            counts[""] += 1
            return
        kind = (answer.headers.get("Content-Type") or b"text/html; charset=utf-8").decode("latin-1")
        page = RecordedPage(answer.url, answer.body, kind)
        task = PageToCompare(
            answer.body,
            answer.url,
            encoding=charset_of(answer.headers.get("Content-Type")),
            fetched=sent_at(answer.headers.get("Date")),
            title=link.title,
            published=link.published,
        )
        try:
            if not self._owns(answer.url):
                raise ValueError(RequestOutcome.OFF_SITE)
            beside = self.crawler.get_extension(Extraction)
            compared = task.read() if beside is None else await beside.read(task)
        except Exception as error:  # a page must not end the visit
            outcome = str(error) if str(error) == RequestOutcome.OFF_SITE else extractor_failed(error)
            self.visit.missed.append(ListAnswer(answer.url, outcome, str(error)))
            counts[""] += 1
            return
        if compared.refused and group_of(compared.refused) is Group.BLOCKED:
            tell(self.crawler, Ending(compared.refused, answer.url, answer.request, answer))
            self.visit.missed.append(ListAnswer(answer.url, compared.refused, compared.reason))
            counts[""] += 1
            return
        right = compared.layout and not compared.differs and not compared.missing
        self.visit.seen.append(SeenPage(compared, None if right else page))
        counts[compared.best] += 1
        if self.visit.lacking - self.visit.layouts.keys():  # one that no list has led to yet
            self.twins.extend(twin for twin in compared.twins if twin not in self.twins)

    async def _fetch(self, request: Request) -> Response | ListAnswer:
        """A response of status 200, or what became of the request."""
        left = self.end - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.01)):
                response = await self.crawler.engine.download_async(request)
            if response.status != 200:
                raise HttpError(response)
        except Exception as error:  # whatever a download can raise, there is no page
            if isinstance(error, TimeoutError) and time.monotonic() >= self.end:
                raise _Late from None
            if not self.crawler.crawling:
                raise CloseSpider("shutdown") from None
            kind, reason = self._why(error)
            refusal = error.response if isinstance(error, HttpError) else None
            if group_of(kind) is not Group.WAITING:
                tell(self.crawler, Ending(kind, request.url, request, refusal))
            return ListAnswer(request.url, kind, reason)
        return response


def _chain(step: Step) -> tuple[int | None, str | None]:
    return step.source, step.channel
