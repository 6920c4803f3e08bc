"""The spider of every outlet: fetch article pages, hand them to ``extract``, yield what it says."""

from __future__ import annotations

import difflib
import heapq
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider, IgnoreRequest, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from extractors import Article, NotAnArticle, outlet_for
from extractors.rules.model import Outlet
from extractors.urls import host_of
from newsspider.archive.extension import PAGES, RECORD
from newsspider.archive.warc import without_user
from newsspider.crawl.reader_processes import Extraction, PageToRead
from newsspider.crawl.revisit import JUST_NOW
from newsspider.crawl.visits import Known, Visits
from newsspider.discovery import Asked, AskedError, Link, Step, WalkNote, first_page, read_asked, sniff
from newsspider.discovery.asked import ARGUMENTS as ASKED
from newsspider.discovery.link import META as LINK
from newsspider.discovery.split_article import Chain, charset_of, sent_at
from newsspider.discovery.walk import BARE, CUT, PASSED, SHELL, UNREAD, WalkItem
from newsspider.drift.signals import tell_article, tell_list
from newsspider.politeness.again import put_back
from newsspider.politeness.outcomes import (
    Ending,
    Group,
    RequestOutcome,
    extractor_failed,
    group_of,
    is_stub,
    name_of,
    not_fetched,
    status_name,
    tell,
    wall_of,
)
from newsspider.recording.cassettes import CassetteMiss, Replay, tape_for
from newsspider.runtime.counts import counts_of
from newsspider.runtime.site_profiles import sites_in
from newsspider.safety.address_policy import Refusal

ARGUMENTS = ("urls", "limit", *ASKED, "cassette", "record", "overwrite")
STEP = "step"  # the key of request.meta that holds a list's place in the walk
MAX_LIST = 128 * 1024 * 1024  # bytes of one list; a sitemap may have 50 million by its protocol
NOT_READ = "lists not read"  # the name they are counted under
CHALLENGED = (401, 403, 429, 503)  # what challenge pages are served with


class _PageMissing(Exception):
    """A further page of a split article cannot be fetched; the message says which and why.

    ``gone``: it will not be there in a moment either, for all that its server says.
    """

    def __init__(self, message: str, *, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


class _Revised(Exception):
    """The pages of an article are those of different texts; the message says in what."""


class _Postponed(Exception):
    """The host of a further page rests: the article is asked for again afterwards."""


class ArgumentError(ValueError):
    """A spider argument that cannot be followed; the message is one sentence."""


class OutletSpider(scrapy.Spider):
    """Articles of one outlet.

    Arguments: ``since`` and ``until`` (dates, or "3 days"), ``section``, ``source`` (``sitemap,feed``) and
    ``tag`` say which articles are wanted and where to look for them (see ``discovery``); ``urls``
    (addresses, comma-separated, or a file with one per line) names them; ``limit`` is how many article
    addresses to ask for at most; for ``cassette``, ``record`` and ``overwrite`` see ``cassettes``.
    With a cassette and no ``urls`` the crawl follows the index, feed or sitemap recorded in it.

    A subclass names its ``outlet``; without one any address counts as an article's.
    """

    outlet: ClassVar[Outlet | None] = None
    explain: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.check_arguments(kwargs)
        self.arguments = {name: value for name, value in kwargs.items() if name != "name"}
        self.addresses = read_urls(kwargs.pop("urls", None))
        self.left = read_limit(kwargs.pop("limit", None))
        now = datetime.now(UTC)
        self.asked = _asked(kwargs, self.outlet, now)
        limited = self.left is not None
        self.walk = self.asked.walk(self.outlet, now, limited=limited) if self.outlet else None
        # only while there is a limit: lists that wait their turn, articles counted already
        self._lists: list[tuple[int, int, Step]] = []
        self._turns = itertools.count()
        self._taken: set[str] = set()
        self._whole = True  # all lists were read to their ends
        super().__init__(*args, **kwargs)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.go_on, signal=signals.spider_idle)
        if isinstance(tape_for(crawler, kwargs), Replay):
            # there is no server to be polite to
            crawler.settings.set("DOWNLOAD_DELAY", 0, priority="spider")
            crawler.settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")
        return spider

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, Any]) -> None:
        """Raise ArgumentError, one sentence, where the arguments cannot be followed."""
        for name in arguments:
            if name not in ARGUMENTS and name != "name":
                near = difflib.get_close_matches(name, ARGUMENTS, 1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ARGUMENTS)}"
                raise ArgumentError(f"-a {name}=: no such argument; {hint}")
        read_limit(arguments.get("limit"))
        _asked(arguments, cls.outlet, datetime.now(UTC))
        if read_urls(arguments.get("urls")) or arguments.get("cassette"):
            return
        if cls.outlet is None or not cls.outlet.discover:
            raise ArgumentError(
                "there is nothing to crawl: name addresses with -a urls=URL,URL or -a urls=FILE, "
                "or recorded pages with -a cassette=PATH"
            )

    # -- where it starts ------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        if self.addresses:
            requests = self._from_addresses()
        elif isinstance(tape_for(self.crawler), Replay):
            requests = self._from_tape()
        else:
            requests = self._from_sources(await self._begin_walk())
        for request in requests:
            yield request

    async def _begin_walk(self) -> Known:
        """What is known of the outlet, where all that is new is asked for."""
        visits = self.visits
        if visits is None or self.walk is None or self.left is not None:
            return Known()
        # what may have changed is asked for with all of the outlet, not with a part of it
        whole = not (self.asked.sections or self.asked.kinds or self.asked.tags)
        known = await visits.begin_walk(self.name, self.asked, self.walk.now, due=whole)
        self.walk.covered, self.walk.newest = known.covered, known.newest
        self.walk.known, self.walk.expect = visits.knows, visits.expect
        return known

    def _from_sources(self, known: Known) -> Iterator[Request]:
        if self.walk is not None:
            yield from self._follow(self.walk.begin())
            for link in self._expected(known.due):
                if isinstance(link, Link):
                    self._count("links/revisit")
                    yield from self._article(link.url, link)

    @property
    def visits(self) -> Visits | None:
        """What is known from earlier crawls, None where nothing is remembered."""
        return self.crawler.get_extension(Visits)

    def _from_addresses(self) -> Iterator[Request]:
        for url in self.addresses:
            owner = outlet_for(url)
            if self.outlet is not None and owner is not self.outlet:
                where = f"it belongs to {owner.name}" if owner else f"{self.name} is {self._domains()}"
                self._refuse(url, RequestOutcome.OTHER_OUTLET, where, fault=True)
            elif self.outlet is None or self.outlet.is_article(url):
                yield from self._article(url)
            else:
                yield self._request(url, self.parse_unknown)

    def _from_tape(self) -> Iterator[Request]:
        tape = tape_for(self.crawler)
        seen: set[str] = set()
        for url in tape.starts() if isinstance(tape, Replay) else ():
            if self.outlet is not None and outlet_for(url) is not self.outlet:
                continue
            address = first_page(url, self.outlet)
            if address in seen:
                continue
            seen.add(address)
            if self.outlet is None or self.outlet.is_article(url):
                yield from self._article(url)
            else:
                yield from self._follow([Step(url)])
        if not seen:
            self._refuse(str(getattr(self, "cassette", "")), RequestOutcome.EMPTY_CASSETTE, fault=True)

    def _domains(self) -> str:
        return ", ".join(self.outlet.domains) if self.outlet else ""

    def _request(self, url: str, callback: Callable[..., Any]) -> Request:
        return Request(url, callback=callback, errback=self.failed)

    def _article(self, url: str, link: Link | None = None) -> Iterator[Request]:
        """The request for an article, unless there is enough, or nothing new to be expected."""
        if self.left is not None:
            name = link.identity if link else url
            if self.left == 0 or name in self._taken:
                return
            self.left -= 1
            self._taken.add(name)
        request = self._request(url, self.parse)
        if link is not None and (visits := self.visits) is not None:
            decision, headers = visits.decide(link, self.asked.window)
            if decision.action == "skip":
                if decision is not JUST_NOW:
                    self._count("known")
                return
            if headers:
                request.headers.update(headers)
                request.meta["handle_httpstatus_list"] = [304]
        if link is not None and self.walk is not None:
            request.meta[LINK] = link.to_dict()
            request.priority = self.walk.priority(link)
        if (beside := self.crawler.get_extension(Extraction)) is not None:
            beside.prepare()
        yield request

    # -- lists ----------------------------------------------------------------------------------------

    def _follow(self, found: Iterable[WalkItem]) -> Iterator[Request]:
        """The walk's steps and links as requests; its notes are logged.

        With a limit, lists are asked for one at a time, until there is enough.
        """
        for one in self._expected(found):
            if isinstance(one, Link):
                self._count(f"links/{one.source or 'list'}")
                yield from self._article(one.url, one)
            elif isinstance(one, WalkNote):
                self._tell(one)
            elif self.left is None:
                yield self._list(one)
            else:
                heapq.heappush(self._lists, (-one.priority, next(self._turns), one))
        yield from self._next_list()

    def _expected(self, found: Iterable[WalkItem]) -> Iterable[WalkItem]:
        """The same, a group at a time where each question about what is known takes its time."""
        visits = self.visits
        if visits is None or not visits.asks_ahead or self.left is not None:
            yield from found
            return
        found = iter(found)
        while group := list(itertools.islice(found, 200)):
            visits.expect(one for one in group if isinstance(one, Link))
            yield from group

    def _next_list(self) -> Iterator[Request]:
        if self._lists and self.left:
            yield self._list(heapq.heappop(self._lists)[2])

    def go_on(self) -> None:
        """Idle: if a list that waits was never asked for (its predecessor had been, earlier), ask for it."""
        requests = list(self._next_list())
        if not requests and self.walk is not None:
            requests = list(self._follow(self.walk.release()))
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _list(self, step: Step) -> Request:
        return Request(
            step.url,
            callback=self.parse_list,
            errback=self.list_failed,
            priority=step.priority,
            meta={STEP: step.to_dict(), "download_maxsize": MAX_LIST, "download_warnsize": 0},
        )

    def _tell(self, note: WalkNote) -> None:
        if note.kind == PASSED:
            self._count(PASSED, note.count)
            self.logger.info("Passed over: %s: %d, %s", note.url, note.count, note.text)
        else:
            self._whole &= note.kind not in (UNREAD, CUT, SHELL)
            self._refuse(note.url, note.kind, note.text)

    def parse_list(self, response: Response) -> Iterator[Any]:
        """Follow an index page, a feed, a sitemap or a sitemap of sitemaps."""
        if self.walk is None or self.left == 0:
            return
        step = Step.from_dict(response.meta[STEP])
        self._count("lists")
        found = self.walk.read(step, response.body, response.url, self.left)
        yield from self._follow(self._noted(self._unless_wall(found, response)))

    def _noted(self, found: Iterable[WalkItem]) -> Iterator[WalkItem]:
        """What a list says; at its end those who watch the outlet's lists are told."""
        links = lists = 0
        newest: datetime | None = None
        for one in found:
            if isinstance(one, Link):
                links += 1
                if (moment := one.published or one.lastmod) is not None:
                    newest = max(moment, newest or moment)
            elif not isinstance(one, WalkNote):
                lists += 1
            yield one
        if self.left is None and not self.asked.scope:  # otherwise it is a part of the outlet
            if links and newest is None and self.visits is not None:
                newest = self.visits.newest(self.name, datetime.now(UTC))
            tell_list(self.crawler, links, lists, newest)

    def _unless_wall(self, found: Iterable[WalkItem], response: Response) -> Iterator[WalkItem]:
        """What a list says; where that is nothing, the wall that stands in front of it."""
        for one in found:
            if (
                isinstance(one, WalkNote)
                and one.kind in (UNREAD, BARE, SHELL)
                and (wall := wall_of(response))
            ):
                self._whole = False
                self._refuse(response.url, *wall, of=response)
            else:
                yield one

    def list_failed(self, failure: Failure) -> Iterator[Any]:
        """A list that cannot be fetched: say so, and go on without it."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, CassetteMiss):
            self._missed(failure.value)
        if self.walk is None or isinstance(failure.value, CassetteMiss):
            return
        kind, reason = self._why(failure.value)
        if group_of(kind) is Group.WAITING:
            self._tell_outcome(kind, request.url, failure)
            return
        self._count(NOT_READ)
        status = failure.value.response.status if isinstance(failure.value, HttpError) else 0
        found = self.walk.failed(
            Step.from_dict(request.meta[STEP]),
            f"{kind}: {reason}" if reason else kind,
            forbidden=kind == RequestOutcome.FORBIDDEN,
            missing=status in (404, 410),
        )
        if group_of(kind) is Group.BLOCKED or kind == RequestOutcome.NEEDS_BROWSER:
            self._whole = False
            self._refuse(request.url, kind, reason, of=failure)
            found = (one for one in found if not (isinstance(one, WalkNote) and one.kind == UNREAD))
        else:
            self._tell_outcome(kind, request.url, failure)
        yield from self._follow(found)

    def closed(self, reason: str) -> None:
        """A crawl that could read none of the outlet's lists has failed.

        One that read them all to their ends saves the next one that work.
        """
        visits = self.visits
        whole = self._whole and self.walk is not None and not self.addresses and self.left is None
        # what failed is found once more by the next walk, whatever becomes of the frontier
        whole &= not any(group_of(kind) is Group.FAILED for kind in counts_of(self.crawler).refused)
        if whole and reason == "finished" and visits is not None:
            visits.end_walk(self.name, self.asked)
        got = counts_of(self.crawler).numbers
        if got[NOT_READ] and not got["lists"] and not got["pages"]:
            self._refuse(self.name, RequestOutcome.NO_LISTS, fault=True)

    # -- what comes back ------------------------------------------------------------------------------

    async def parse_unknown(self, response: Response) -> AsyncIterator[Any]:
        """An address that does not look like an article's: a feed, a sitemap, or for ``extract`` to judge."""
        if self.walk is not None and sniff(response.body):
            self._count("lists")
            for request in self._follow(
                self.walk.read(Step(response.url), response.body, response.url, self.left)
            ):
                yield request
        else:
            async for item in self.parse(response):
                yield item

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """One article: its further pages are fetched here, so that it is done when this is."""
        if response.status == 304:
            self._count(RequestOutcome.NOT_MODIFIED)
            self._tell_outcome(RequestOutcome.NOT_MODIFIED, response.url, response)
            return
        self._count("pages")
        if not self._owns(response.url):
            self._refuse(response.url, RequestOutcome.OFF_SITE, of=response)
            return
        try:
            article = await self._whole_article(response)
        except _Postponed as rest:
            put_back(self.crawler, response.request)
            self._tell_outcome(RequestOutcome.HOST_RESTS, response.url, response)
            self.logger.info("Later: %s: %s", response.url, rest)
            return
        except NotAnArticle as result:
            self._refuse(response.url, name_of(result, response), result.reason, of=response)
            return
        except _PageMissing as missing:
            # half a text must not pass for a whole one
            kind = RequestOutcome.PAGE_GONE if missing.gone else RequestOutcome.INCOMPLETE
            self._refuse(response.url, kind, str(missing), of=response)
            return
        except _Revised as difference:
            self._refuse(response.url, RequestOutcome.REVISED, str(difference), of=response)
            return
        except Exception as error:  # a page must never end a crawl
            self.logger.exception("%s: the extractor failed; please report it with the page", response.url)
            self._refuse(response.url, extractor_failed(error), quiet=True, fault=True, of=response)
            return
        if unwanted := self.asked.refusal(article, Link.of(response.meta), self.outlet):
            self._count(unwanted)
            self._tell_outcome(unwanted, response.url, response, article.datePublished)
            self.logger.info("Not wanted: %s: %s", response.url, unwanted)
            return
        self._count("articles")
        tell_article(self.crawler, article, response)
        if is_stub(article):
            self._tell_outcome(RequestOutcome.STUB, response.url, response)
        if article.datePublished is None:
            self._count("undated")
        if article.otherCanonical:
            self._count("other canonical")
            other = article.otherCanonical
            self.logger.warning("%s says that it is %s, another article: not believed", response.url, other)
        if article.layout is None:
            self._count("fallback")
        else:
            counts_of(self.crawler).read_with(article.outlet or "", article.layout)
        yield self.item(article)

    async def _whole_article(self, response: Response) -> Article:
        """The article of a response with its further pages, all of one text.

        When it was revised while its pages were fetched, or a page is gone that the first one still named, all of
        them are fetched once more. Raises NotAnArticle, _PageMissing, _Postponed and _Revised.
        """
        first, replayed = response, isinstance(tape_for(self.crawler), Replay)
        for again in (not replayed, False):
            chain = Chain(await self.read(first), response.url)
            try:
                await self._read_on(chain, response)
            except _PageMissing as missing:
                if not (again and missing.gone):
                    raise
            else:
                problem = chain.disagreement()
                if not problem or replayed:
                    return chain.article()
                if not again:
                    raise _Revised(problem)
            first = await self._first_page_again(response)
        raise AssertionError("the second time around gives an article or a reason")

    async def _first_page_again(self, response: Response) -> Response:
        """The first page as it is now; the store gets this one."""
        first = await self._download(response.url)
        response.meta.pop(PAGES, None)
        if record := first.meta.get(RECORD):
            response.meta[RECORD] = record
        return first

    async def _read_on(self, chain: Chain, response: Response) -> None:
        """Add the further pages of a split article.

        Raises ``_PageMissing`` where one cannot be fetched, unless the recording says that it is not known.
        """
        tape = tape_for(self.crawler)
        partial = isinstance(tape, Replay) and response.url in tape.partial
        while (further := chain.next()) is not None:
            try:
                chain.add(await self._further(further, partial, response))
            except _PageMissing:
                if not partial:
                    raise
                self._count("partial")

    def _owns(self, url: str) -> bool:
        return self.outlet is None or self.outlet.owns(host_of(url))

    async def _further(self, url: str, partial: bool, first: Response) -> Article:
        if not self._owns(url):
            raise _PageMissing(f"{url}: a page of another site", gone=True)
        response = await self._download(url, partial)
        self._count("pages")
        try:
            page = await self.read(response)
        except NotAnArticle as result:
            kind = name_of(result, response)
            tell(self.crawler, Ending(kind, url))
            raise _PageMissing(str(result), gone=group_of(kind) is not Group.BLOCKED) from None
        if record := response.meta.get(RECORD):  # the store is to know where all pages lie
            first.meta.setdefault(PAGES, []).append(record)
        return page

    async def _download(self, url: str, partial: bool = False) -> Response:
        """A page of an article past the frontier. Raises _PageMissing and _Postponed."""
        try:
            response = await self.crawler.engine.download_async(Request(url))
        except CassetteMiss as miss:
            if not partial:
                self._missed(miss)
            raise _PageMissing(f"{url}: not recorded") from None
        except Exception as error:  # whatever a download can raise, the page is not there
            kind, reason = self._why(error)
            if group_of(kind) is Group.WAITING:
                raise _Postponed(f"{url}: {reason}") from None
            raise _PageMissing(f"{url}: {kind}") from None
        if response.status != 200:
            kind = self._status(response)[0]
            tell(self.crawler, Ending(kind, url))
            raise _PageMissing(f"{url}: {kind}", gone=group_of(kind) is Group.GONE)
        return response

    async def read(self, response: Response) -> Article:
        """What ``extract`` makes of a response, beside the crawl where there is a process for it."""
        page = self.page(response)
        beside = self.crawler.get_extension(Extraction)
        return page.read() if beside is None else await beside.read(page)

    def page(self, response: Response) -> PageToRead:
        """The arguments of ``extract`` for a response."""
        return PageToRead(
            response.body,
            response.url,
            encoding=charset_of(response.headers.get("Content-Type")),
            fetched=sent_at(response.headers.get("Date")),
            explain=self.explain,
            sites=self._profiles(),
        )

    def _profiles(self) -> str:
        """The folder of what pages without rules have in common; "" where there are rules, or nothing is kept."""
        without = self.outlet is not None and not self.outlet.layouts
        return sites_in(self.settings["DATA_DIR"]) if without else ""

    def item(self, article: Article) -> Any:
        """The item of an article: its record, keys in their order."""
        return article.to_dict()

    def failed(self, failure: Failure) -> None:
        """A request without a page: count it by its reason, in one line."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, CassetteMiss):
            self._missed(failure.value)
            return
        kind, reason = self._why(failure.value)
        if group_of(kind) is Group.WAITING:
            self._tell_outcome(kind, request.url, failure)
        else:
            self._refuse(request.url, kind, reason, of=failure)

    def _missed(self, miss: CassetteMiss) -> None:
        self._count("misses")
        self.logger.error("Not recorded: %s", miss)

    def _why(self, error: BaseException | None) -> tuple[str, str]:
        if isinstance(error, HttpError):
            return self._status(error.response)
        if isinstance(error, IgnoreRequest):
            if isinstance(error, Refusal):
                return error.kind, error.reason
            text = str(error) or RequestOutcome.IGNORED
            if "DOWNLOAD_MAXSIZE" in text:  # Scrapy's word for what was too large when it was unpacked
                return RequestOutcome.TOO_LARGE, f"unpacked {text.partition('because its body ')[2] or text}"
            if text == "max redirections reached":
                return RequestOutcome.TOO_OFTEN, ""
            if "robots.txt" in text:
                return RequestOutcome.FORBIDDEN, ""
            return RequestOutcome.IGNORED, text
        if isinstance(error, ResponseDataLossError):
            return RequestOutcome.CUT_OFF, str(error) or "less arrived than its Content-Length says"
        return not_fetched(error), str(error).splitlines()[0] if str(error) else ""

    def _status(self, response: Response) -> tuple[str, str]:
        """The outcome of a response that is not a page: by its wall, where it shows one, or by its status."""
        if response.status in CHALLENGED and (wall := wall_of(response)):
            return wall[0], f"{status_name(response.status)}, {wall[1]}"
        return status_name(response.status), ""

    # -- counting -------------------------------------------------------------------------------------

    def _count(self, name: str, count: int = 1) -> None:
        counts_of(self.crawler).add(name, count)

    def _refuse(
        self,
        url: str,
        kind: str,
        reason: str = "",
        *,
        quiet: bool = False,
        fault: bool = False,
        of: Response | Failure | None = None,
    ) -> None:
        counts_of(self.crawler).refuse(kind)
        if fault:
            self._count("faults")
        if not quiet:
            self.logger.warning("Refused: %s: %s%s", url, kind, f": {reason}" if reason else "")
        self._tell_outcome(kind, url, of)

    def _tell_outcome(
        self, kind: str, url: str, of: Response | Failure | None, published: datetime | None = None
    ) -> None:
        """Report what became of the request behind ``of`` to those who count and remember."""
        request: Request | None = of.request if of is not None else None  # type: ignore[union-attr]
        response = of if isinstance(of, Response) else None
        if isinstance(of, Failure) and isinstance(of.value, HttpError):
            response = of.value.response
        tell(self.crawler, Ending(kind, url, request, response, published))


def _asked(arguments: Mapping[str, Any], outlet: Outlet | None, now: datetime) -> Asked:
    try:
        return read_asked(arguments, outlet, now)
    except AskedError as error:
        raise ArgumentError(str(error)) from None


def read_urls(value: str | None) -> list[str]:
    """Addresses from ``-a urls=``. Raises ArgumentError for what is neither addresses nor a file of them."""
    if not value:
        return []
    if "://" in value:
        lines = value.split(",")
    else:
        try:
            lines = Path(value).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise ArgumentError(
                f"urls: {value!r} is neither an address (https://…) nor a text file"
            ) from None
    urls = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for url in urls:
        try:
            sound = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
        except ValueError:
            sound = False
        if not sound:
            raise ArgumentError(f"urls: {url!r} is not an address; it begins with http:// or https://")
        if "@" in urlsplit(url).netloc:
            raise ArgumentError(f"urls: {without_user(url)!r} has a user name in it; leave that out")
    if not urls:
        raise ArgumentError(f"urls: there is no address in {value!r}")
    return list(dict.fromkeys(urls))


def read_limit(value: str | int | None) -> int | None:
    """A number of articles from ``-a limit=``. Raises ArgumentError for anything but 1, 2, 3 …"""
    if value is None or value == "":
        return None
    if not str(value).isdecimal() or int(value) < 1:
        raise ArgumentError(f"limit: {value!r} is not a number of articles; give 1 or more")
    return int(value)
