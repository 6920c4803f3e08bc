"""The spider of every outlet: fetch article pages, hand them to ``extract``, yield what it says."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, extract, join_pages, outlet_for
from extractors.rules import Outlet
from newsspider.cassettes import CassetteMiss, Replay, tape_for
from newsspider.links import find_links, first_page, is_list

ARGUMENTS = ("urls", "limit", "cassette", "record", "overwrite")
MAX_PAGES = 50  # no article of these outlets has a tenth of it; a pager that goes on is broken
CHALLENGED = (401, 403, 429, 503)  # what challenge pages are served with


class _PageMissing(Exception):
    """A further page of a split article cannot be had; the message says which and why."""


class ArgumentError(ValueError):
    """A spider argument that cannot be followed; the message is one sentence."""


class OutletSpider(scrapy.Spider):
    """Articles of one outlet.

    Arguments: ``urls`` (addresses, comma-separated, or a file with one a line), ``limit`` (article
    addresses to ask for at most), ``cassette``, ``record`` and ``overwrite`` (see ``cassettes``).
    With a cassette and no ``urls`` the crawl follows the index, feed or sitemap recorded in it.

    A subclass names its ``outlet``; without one any address is taken for an article's.
    """

    outlet: ClassVar[Outlet | None] = None
    explain: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.check_arguments(kwargs)
        self.addresses = read_urls(kwargs.pop("urls", None))
        self.left = read_limit(kwargs.pop("limit", None))
        super().__init__(*args, **kwargs)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if isinstance(tape_for(crawler, kwargs), Replay):
            # nobody is there to be polite to
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
        if not read_urls(arguments.get("urls")) and not arguments.get("cassette"):
            raise ArgumentError(
                "there is nothing to crawl: name addresses with -a urls=URL,URL or -a urls=FILE, "
                "or recorded pages with -a cassette=PATH"
            )

    # -- where it starts ------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        for request in self._from_addresses() if self.addresses else self._from_tape():
            yield request

    def _from_addresses(self) -> Iterator[Request]:
        for url in self.addresses:
            owner = outlet_for(url)
            if self.outlet is not None and owner is not self.outlet:
                where = f"it belongs to {owner.name}" if owner else f"{self.name} is {self._domains()}"
                self._refuse(url, "address of another outlet", where, fault=True)
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
                yield self._request(url, self.parse_index)
        if not seen:
            self._refuse(
                str(getattr(self, "cassette", "")), "cassette without pages of this outlet", fault=True
            )

    def _domains(self) -> str:
        return ", ".join(self.outlet.domains) if self.outlet else ""

    def _request(self, url: str, callback: Callable[..., Any]) -> Request:
        return Request(url, callback=callback, errback=self.failed)

    def _article(self, url: str) -> Iterator[Request]:
        if self.left == 0:
            return
        if self.left is not None:
            self.left -= 1
        yield self._request(url, self.parse)

    # -- what comes back ------------------------------------------------------------------------------

    async def parse_unknown(self, response: Response) -> AsyncIterator[Any]:
        """An address that is no article's by its looks: a feed, a sitemap, or for ``extract`` to judge."""
        if is_list(response.body):
            for request in self.parse_index(response):
                yield request
        else:
            async for item in self.parse(response):
                yield item

    def parse_index(self, response: Response) -> Iterator[Any]:
        """Follow an index page, a feed, a sitemap or a sitemap of sitemaps."""
        if self.outlet is None:
            return
        links = find_links(response.body, response.url, self.outlet)
        if not links.articles and not links.lists:
            self._refuse(response.url, "index without articles", f"no link to an article of {self.name}")
        for url in links.lists:
            yield self._request(url, self.parse_index)
        for url in links.articles:
            yield from self._article(url)

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """One article: its further pages are fetched here, so that it is done when this is."""
        self._count("pages")
        try:
            pages = [self.read(response)]
            await self._read_on(pages, response.url)
            article = join_pages(pages)
        except NotAnArticle as result:
            self._refuse(response.url, result.kind, result.reason)
            return
        except _PageMissing as missing:
            # half a text must not pass for a whole one
            self._refuse(response.url, "split article without all its pages", str(missing))
            return
        except Exception as error:  # a page must never end a crawl
            self.logger.exception("%s: the extractor failed; please report it with the page", response.url)
            self._refuse(response.url, f"extractor failed ({type(error).__name__})", quiet=True, fault=True)
            return
        self._count("articles")
        if article.layout is None:
            self._count("fallback")
        else:
            self._count(f"layout/{article.outlet}/{article.layout}")
        yield self.item(article)

    async def _read_on(self, pages: list[Article], url: str) -> None:
        """Add the further pages of a split article, as far as its pagers name them.

        A page that repeats an earlier one (page 9 of an article of two) names no others. Raises
        ``_PageMissing`` where one cannot be had, unless the recording says that it is not known.
        """
        tape = tape_for(self.crawler)
        partial = isinstance(tape, Replay) and url in tape.partial
        asked, bodies = {url}, {pages[0].body}
        todo = deque(pages[0].pageUrls)
        while todo and len(asked) < MAX_PAGES:
            further = todo.popleft()
            if further in asked:
                continue
            asked.add(further)
            try:
                page = await self._further(further, partial)
            except _PageMissing:
                if not partial:
                    raise
                self._count("partial")
                continue
            if page.body not in bodies:
                bodies.add(page.body)
                pages.append(page)
                todo.extend(page.pageUrls)

    async def _further(self, url: str, partial: bool) -> Article:
        try:
            response = await self.crawler.engine.download_async(Request(url))
        except CassetteMiss as miss:
            if not partial:
                self._missed(miss)
            raise _PageMissing(f"{url}: not recorded") from None
        except Exception as error:  # whatever a download can raise, the page is not there
            raise _PageMissing(f"{url}: {self._why(error)[0]}") from None
        self._count("pages")
        if response.status != 200:
            raise _PageMissing(f"{url}: HTTP {response.status}")
        try:
            return self.read(response)
        except NotAnArticle as result:
            raise _PageMissing(str(result)) from None

    def read(self, response: Response) -> Article:
        """What ``extract`` makes of a response."""
        return extract(
            response.body,
            response.url,
            encoding=_charset(response),
            fetched=_sent(response),
            explain=self.explain,
        )

    def item(self, article: Article) -> Any:
        """The item of an article: its record, keys in their order."""
        return article.to_dict()

    def failed(self, failure: Failure) -> None:
        """A request without a page: count it by its reason, in one line."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, CassetteMiss):
            self._missed(failure.value)
        else:
            self._refuse(request.url, *self._why(failure.value))

    def _missed(self, miss: CassetteMiss) -> None:
        self._count("misses")
        self.logger.error("Not recorded: %s", miss)

    def _why(self, error: BaseException | None) -> tuple[str, str]:
        if isinstance(error, HttpError):
            response = error.response
            if response.status in CHALLENGED:
                try:
                    self.read(response)
                except NotAnArticle as result:
                    if result.kind in ("challenge page", "login wall"):
                        return result.kind, f"HTTP {response.status}, {result.reason}"
                except Exception:
                    self.logger.debug("%s: its body could not be read", response.url, exc_info=True)
            return f"HTTP {response.status}", ""
        if isinstance(error, IgnoreRequest):
            text = str(error) or "ignored"
            return ("forbidden by robots.txt", "") if "robots.txt" in text else ("ignored", text)
        return f"not fetched ({type(error).__name__})", str(error).splitlines()[0] if str(error) else ""

    # -- counting -------------------------------------------------------------------------------------

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(f"newsspider/{name}")

    def _refuse(
        self, url: str, kind: str, reason: str = "", *, quiet: bool = False, fault: bool = False
    ) -> None:
        self._count(f"refused/{kind}")
        if fault:
            self._count("faults")
        if not quiet:
            self.logger.warning("Refused: %s: %s%s", url, kind, f": {reason}" if reason else "")


def _charset(response: Response) -> str | None:
    header = response.headers.get("Content-Type") or b""
    return http_content_type_encoding(header.decode("latin-1"))


def _sent(response: Response) -> datetime | None:
    """When the server sent the page: its own word, so that a recording says the same for ever."""
    header = response.headers.get("Date") or b""
    try:
        sent = parsedate_to_datetime(header.decode("latin-1"))
    except (TypeError, ValueError):
        return None
    return sent if sent.tzinfo is not None else None


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
            raise ArgumentError(f"urls: {url!r} is no address; it begins with http:// or https://")
    if not urls:
        raise ArgumentError(f"urls: there is no address in {value!r}")
    return list(dict.fromkeys(urls))


def read_limit(value: str | int | None) -> int | None:
    """A number of articles from ``-a limit=``. Raises ArgumentError for anything but 1, 2, 3 …"""
    if value is None or value == "":
        return None
    if not str(value).isdecimal() or int(value) < 1:
        raise ArgumentError(f"limit: {value!r} is no number of articles; say 1 or more")
    return int(value)
