"""Lists and pages that only a script fills, opened in a browser where one is installed and asked for.

A rule says ``browser=True`` of such a list, or of the layout of such pages. What came is looked at first: where it
holds entries, or a text, no browser is needed. Where it does not, ``Browser`` (a downloader middleware) opens it in
Chromium, through scrapy-playwright, and passes on the page as its scripts have made it. Without a browser the list or
page counts as not had, under a name of its own, and the crawl goes on.

The browser has no network. All that a page asks for is handed to the crawl, which asks for it as for any other address:
robots.txt, the delay of the host, the checked addresses, the limits and the archive are the same. Only scripts and data of
the outlet's own hosts are asked for, by GET; pictures, styles, frames, other sites, web sockets, downloads and other
pages are not. A page has no cookies, no permissions and nothing of the page before it.

Settings::

    DOWNLOADER_MIDDLEWARES = {"newsspider.crawl.browser.Browser": 540}  # after what unpacks, redirects and tries again
    BROWSER = False         # whether lists and pages that only a script fills are opened in a browser (extra `[browser]`)
    BROWSER_PATH = ""       # the Chromium to use; empty: Playwright's own, else one on PATH
    BROWSER_SANDBOX = True  # False: Chromium without its sandbox, for containers that allow none; root has none in any case
    BROWSER_TIMEOUT = 180   # seconds for one page, with all that it asks for
    BROWSER_REQUESTS = 50   # how much one page may ask for; scripts that an earlier page had are not asked for again
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
import sys
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, HtmlResponse, Request, Response
from scrapy.http.request import NO_CALLBACK

from extractors import NotAnArticle
from extractors.reading.decode import parse
from extractors.rules.model import Outlet
from extractors.rules.selectors import TreeIndex, select
from extractors.urls import host_of
from newsspider.archive.extension import RECORD, WarcArchive
from newsspider.discovery.split_article import charset_of
from newsspider.politeness.outcomes import RequestOutcome
from newsspider.recording.cassettes import UNRECORDED, Recorder, tape_for
from newsspider.safety.address_policy import Refusal

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

__all__ = ["RENDERED", "Browser"]

logger = logging.getLogger(__name__)

RENDERED = "X-Archive-Rendered"  # the header of a page that is not as it came, in archives and recordings
QUIET = 2.0  # seconds after which a page that asks for nothing is taken to be done
_LOOK = 0.1  # seconds between two looks at a page
_CLOSING = 10.0  # seconds that a page may take to close; after that the whole browser is closed
_LATE = 0.5  # seconds that Ctrl-C, which the browser hears too, may reach the crawl later
_NEEDED = ("script", "xhr", "fetch")
# headers of a page's requests that are the crawl's to say, and of the answers that were true of the connection only
_OURS = ("accept-encoding", "connection", "cookie", "host", "user-agent")
_UNDONE = ("connection", "content-encoding", "content-length", "set-cookie", "transfer-encoding")
_ARGUMENTS = (
    # whatever is not handed to the crawl finds no host, no proxy and no way around it
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-gpu",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}
_FILLED = "css => [...document.querySelectorAll(css)].some(e => e.textContent.trim())"
_SIZE = "() => document.documentElement ? document.documentElement.outerHTML.length : 0"
_INSTALL = "pip install 'newsspider[browser]'"


class _NotMade(Exception):
    """A request of a page that is not made, or has no answer; the message says why."""


class _Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """Downloader middleware: passes on pages as their scripts have made them. See the module."""

    def __init__(self, crawler: Crawler, outlet: Outlet) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.outlet = outlet
        self.seconds = settings.getfloat("BROWSER_TIMEOUT", 180)
        self.requests = settings.getint("BROWSER_REQUESTS", 50)
        self.most = settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize
        self.scripts: dict[str, _Answer] = {}
        self._plain: set[int] = set()  # lists that come filled: a page of theirs without entries is empty
        self._turn = asyncio.Lock()  # one page at a time
        self._handler: Any = None
        self.missing = self._prepare()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        outlet: Outlet | None = getattr(crawler.spider, "outlet", None)
        if outlet is None or not any(
            getattr(one, "browser", False) for one in (*outlet.discover, *outlet.layouts)
        ):
            raise NotConfigured
        return cls(crawler, outlet)

    def _prepare(self) -> str:
        """Have a browser ready; what to do for one where that is not possible."""
        settings = self.crawler.settings
        installed = importlib.util.find_spec("scrapy_playwright") is not None
        if not settings.getbool("BROWSER"):
            return "-s BROWSER=1 opens one" if installed else f"{_INSTALL}, then -s BROWSER=1"
        if not installed:
            return f"{_INSTALL} (BROWSER is on, but scrapy-playwright is not installed)"
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)  # what fails is said here
        self._handler = handler = ScrapyPlaywrightDownloadHandler(self.crawler)
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        options = {
            "args": list(_ARGUMENTS),
            "proxy": _NOWHERE,
            "chromium_sandbox": settings.getbool("BROWSER_SANDBOX", True) and not root,
            # the crawl hears them and closes the browser
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }
        if path := settings["BROWSER_PATH"]:
            options["executable_path"] = path
        # what PLAYWRIGHT_… settings say of another browser does not hold: it would have a network
        config = handler.config
        config.cdp_url = config.connect_url = None
        config.browser_type_name = "chromium"
        config.startup_context_kwargs = {}
        config.launch_options = options
        config.navigation_timeout_ms = 0  # there is a limit for all of it together
        config.target_closed_max_retries = 0
        self.crawler.signals.connect(self.end, signal=signals.engine_stopped)
        return ""

    async def end(self) -> None:
        """Close the browser."""
        if not self.crawler.crawling:  # a signal has ended the browser too, and asyncio would say so
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        await self._handler.close()

    async def process_response(self, request: Request, response: Response) -> Response:
        if response.status != 200 or RENDERED in response.headers:
            return response
        awaited = _awaited(self.outlet, request)
        if awaited is None or awaited.source in self._plain:
            return response
        if _filled(response, awaited.served):
            if awaited.source is not None:
                self._plain.add(awaited.source)
            return response
        if self.missing:
            raise Refusal(RequestOutcome.NEEDS_BROWSER, self.missing)
        async with self._turn:
            html = await self._open(_Visit(self, response, awaited.rendered))
        return self._keep(request, response, html)

    async def _open(self, visit: _Visit) -> str:
        """The page as its scripts have made it. Raises Refusal."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(self.seconds):
                try:
                    return await self._unless_stopped(visit.html())
                except Error as error:
                    if "executable doesn't exist" not in error.message.lower():
                        raise
                self._handler.config.launch_options["executable_path"] = self._on_path()
                return await self._unless_stopped(visit.html())
        except TimeoutError:
            reason = f"its scripts were not done after {self.seconds:g} seconds"
            raise Refusal(RequestOutcome.NOT_FILLED, reason) from None
        except Error as error:
            await asyncio.sleep(_LATE)
            if not self.crawler.crawling:
                raise Refusal(RequestOutcome.STOPPED) from None
            raise Refusal(RequestOutcome.BROWSER_FAILED, _sentence(error.message)) from None
        finally:
            await self._close(visit.page)
            visit.tell()

    async def _unless_stopped(self, opening: Coroutine[Any, Any, str]) -> str:
        """What comes of opening a page, which a busy page may hold up. Raises Refusal when the crawl ends before."""
        task = asyncio.ensure_future(opening)
        try:
            while not task.done():
                if not self.crawler.crawling:
                    raise Refusal(RequestOutcome.STOPPED)
                await asyncio.wait({task}, timeout=_LOOK)
            return await task
        finally:
            task.cancel()

    def _on_path(self) -> str:
        """A Chromium on PATH, where the one that was to be used is not there. Raises Refusal."""
        names = () if self.crawler.settings["BROWSER_PATH"] else _NAMES
        if path := next(filter(None, map(shutil.which, names)), None):
            return path
        hint = "there is no Chromium: `playwright install chromium` brings one, or name yours with -s BROWSER_PATH=FILE"
        self.missing = hint
        raise Refusal(RequestOutcome.NEEDS_BROWSER, hint)

    async def _close(self, page: Page | None) -> None:
        """Close a page with all that belongs to it; a page that does not let itself be closed, with the browser."""
        if page is None:
            return
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(_CLOSING):
                await page.context.close()
        except (TimeoutError, Error):
            with suppress(TimeoutError, Error):
                async with asyncio.timeout(_CLOSING):
                    await self._handler.browser.close()

    def _keep(self, request: Request, response: Response, html: str) -> Response:
        """The response of a page as its scripts have made it, for archive and recording as well.

        The archive gets it as one more `response` of the address, with a header that says what it is and names the
        record of what came. WARC has the type `conversion` for this; but what reads archives, ours and others', looks
        for responses, and finds the text in this one alone.
        """
        headers = Headers(response.headers)
        headers["Content-Type"] = "text/html; charset=utf-8"
        record = request.meta.get(RECORD)
        headers[RENDERED] = f"by scripts; as it came: <urn:uuid:{record}>" if record else "by scripts"
        body = html.encode("utf-8", "replace")
        headers["Content-Length"] = str(len(body))
        rendered = HtmlResponse(
            response.url, headers=headers, body=body, request=request, encoding="utf-8", flags=["rendered"]
        )
        if isinstance(tape := tape_for(self.crawler), Recorder):
            tape.keep_instead(request, rendered)
        if (archive := self.crawler.get_extension(WarcArchive)) is not None:
            archive.downloaded(rendered, request)
        return rendered

    def remember(self, url: str, answer: _Answer) -> None:
        """Keep a script for the pages to come; the oldest go when they are too many."""
        self.scripts[url] = answer
        while sum(len(one.body) for one in self.scripts.values()) > self.most:
            del self.scripts[next(iter(self.scripts))]


class _Visit:
    """A page while it is open in the browser, and what it asks for."""

    def __init__(self, browser: Browser, response: Response, awaited: str) -> None:
        self.browser = browser
        self.outlet = browser.outlet
        self.crawler = browser.crawler
        self.response = response
        self.awaited = awaited.replace("||", ",")
        self.page: Page | None = None
        self.begun = False
        self.left = browser.requests
        self.bytes = browser.most
        self.refused: Counter[str] = Counter()
        self._open = 0  # what was asked for and has not come
        self._latest = 0.0  # when the page last asked for something, or got it
        self._one = asyncio.Lock()  # one at a time: what a page no longer needs is never asked for

    async def html(self) -> str:
        """The page's text once it holds what is awaited, or asks for nothing more."""
        request = Request(
            self.response.url,
            meta={
                "playwright": True,
                "playwright_include_page": True,
                "playwright_context": f"{id(self)}",
                "playwright_context_kwargs": {
                    "user_agent": self.crawler.settings["USER_AGENT"],
                    "locale": self.outlet.language,
                    "accept_downloads": False,
                    "service_workers": "block",
                    "permissions": [],
                },
                "playwright_page_init_callback": self._begin,
                "playwright_page_goto_kwargs": {"wait_until": "commit"},
            },
        )
        await self.browser._handler.download_request(request)
        page = request.meta["playwright_page"]
        self._latest = asyncio.get_running_loop().time()
        while not await page.evaluate(_FILLED, self.awaited):
            if not self._open and asyncio.get_running_loop().time() - self._latest > QUIET:
                break  # the page after a list's last one, for example
            await asyncio.sleep(_LOOK)
        size = await page.evaluate(_SIZE)
        html: str = await page.content() if size <= self.browser.most else ""
        if max(size, len(html)) > self.browser.most:
            raise Refusal(
                RequestOutcome.TOO_LARGE, f"its scripts made {max(size, len(html)):,} characters of it"
            )
        return html

    async def _begin(self, page: Page, request: Request) -> None:
        self.page = page
        # the last one that is added is asked first, so nothing goes past it
        await page.route("**/*", self._answer)
        page.on("popup", lambda popup: popup.close())
        await page.context.route("**/*", lambda route: route.abort())

    async def _answer(self, route: Route) -> None:
        """Answer a request of the page with what the crawl gets for it, if it is one that is made."""
        from playwright.async_api import Error

        self._open += 1
        try:
            answer = await self._answer_to(route)
            await route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)
        except _NotMade as reason:
            self.refused[str(reason)] += 1
            with suppress(Error):
                await route.abort(
                    "aborted"
                )  # any other error would put a page of its own in this one's place
        except Error:
            pass  # the page is closed
        finally:
            self._open -= 1
            self._latest = asyncio.get_running_loop().time()

    async def _answer_to(self, route: Route) -> _Answer:
        """The answer to a request of the page. Raises _NotMade."""
        request = route.request
        if request.is_navigation_request():
            if self.begun or self.page is None or request.frame is not self.page.main_frame:
                raise _NotMade("another page")
            self.begun = True
            return _answer_of(self.response)
        if request.resource_type not in _NEEDED:
            raise _NotMade(request.resource_type)
        if request.method != "GET":
            raise _NotMade(f"by {request.method}")
        if not self.outlet.owns(host := host_of(request.url)):
            raise _NotMade(host)
        if known := self.browser.scripts.get(request.url):
            return known
        async with self._one:
            return await self._fetch(request.url, request.resource_type, request.headers)

    async def _fetch(self, url: str, kind: str, headers: dict[str, str]) -> _Answer:
        if self.page is None or self.page.is_closed():
            raise _NotMade("the page is closed")
        if self.left < 1 or self.bytes < 1:
            raise _NotMade("too many requests" if self.left < 1 else "too large together")
        self.left -= 1
        request = Request(
            url,
            headers={k: v for k, v in headers.items() if k not in _OURS and not k.startswith(("sec-", ":"))},
            callback=NO_CALLBACK,
            meta={UNRECORDED: True, "download_maxsize": self.bytes},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever a download can raise, the page does without
            raise _NotMade(str(error).partition("\n")[0] or type(error).__name__) from None
        self.bytes -= len(response.body)
        answer = _answer_of(response)
        if kind == "script" and response.status == 200:
            self.browser.remember(url, answer)
        return answer

    def tell(self) -> None:
        """Say what the page asked for and did not get."""
        if self.refused:
            named = ", ".join(f"{what} {count}" for what, count in self.refused.most_common(10))
            logger.info("In the browser: %s: not asked for: %s", self.response.url, named)


class _Awaited(NamedTuple):
    """CSS of what a page is to hold: one that needs no browser, and one that its scripts have filled.

    ``source`` is the number of the list it is of, None for a page of an article.
    """

    served: str
    rendered: str
    source: int | None = None


def _awaited(outlet: Outlet, request: Request) -> _Awaited | None:
    """What the page of a request is to hold, None where no script fills it."""
    if UNRECORDED in request.meta:  # asked for by a page in the browser
        return None
    if (step := request.meta.get("step")) is not None:
        number = step.get("source")
        source: Any = outlet.discover[number] if number is not None else None
        return _Awaited(source.entry, source.entry, number) if getattr(source, "browser", False) else None
    filled = [layout.body for layout in outlet.layouts if layout.browser]
    if not filled or not outlet.is_article(request.url):
        return None
    return _Awaited(", ".join(layout.body for layout in outlet.layouts), ", ".join(filled))


def _filled(response: Response, css: str) -> bool:
    """Whether a page holds words where a script would put them."""
    charset = charset_of(response.headers.get("Content-Type"))
    try:
        tree = parse(response.body, response.url, charset)
    except NotAnArticle:
        return True  # no page, so there is nothing to fill
    found = select(css.replace("||", ",")).all(tree, TreeIndex(tree))
    return any("".join(str(text) for text in element.itertext()).strip() for element in found)


def _answer_of(response: Response) -> _Answer:
    headers = {
        str(name): str(value)
        for name, value in response.headers.to_unicode_dict().items()
        if str(name).lower() not in _UNDONE
    }
    return _Answer(response.status, headers, response.body)


def _sentence(message: str) -> str:
    if "sandbox" in message:
        return "Chromium found no sandbox to run in here; -s BROWSER_SANDBOX=0 goes without one"
    return message.partition("\n")[0] or "it has ended"
