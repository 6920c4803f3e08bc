"""What becomes of a request besides an article, by name; and what to do when an outlet lets nothing through.

The spider tells every outcome (signal ``outcome``). ``Guard`` counts those that mean *blocked* by outlet and
host, keeps an example of each, and after so many in a row gives the host a rest: its requests stay in the
frontier, those of the row with them, and a later crawl goes on with them. Everything else goes on.

Settings::

    EXTENSIONS = {"newsspider.politeness.blocked.Guard": 300}
    DOWNLOADER_MIDDLEWARES = {
        "newsspider.politeness.blocked.Rest": 50,       # for crawls without a frontier
        "newsspider.politeness.blocked.Astray": 610,    # sees redirects before RedirectMiddleware
    }
    BLOCKED_IN_A_ROW = 10       # 0: no host is ever given a rest
    BLOCKED_PAUSE = 21600       # seconds of rest
    BLOCKED_RETRY_TIMES = 2     # how often a request may be blocked in such a row and be asked again
    RETRY_FAILED = True         # what failed in an earlier crawl is tried once more at the start

When the row spans several hosts of an outlet, the outlet rests: each further host of it at its first
blocked answer. A page that the paywall cuts is served as it is meant to be; it is counted and breaks no row.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from w3lib.encoding import http_content_type_encoding
from w3lib.url import safe_url_string

from extractors import Article, NotAnArticle
from extractors.decode import parse
from extractors.detect import refuse_address, refuse_shell, refuse_wall
from extractors.results import (
    ChallengePage,
    ConsentWall,
    EmptyShell,
    ErrorPage,
    IndexPage,
    LoginWall,
)
from extractors.rules import Outlet
from extractors.urls import host_of
from newsspider.discovery.walk import CUT, SHELL, UNREAD
from newsspider.discovery.walk import FORBIDDEN as LIST_FORBIDDEN
from newsspider.frontier import NOT_BEFORE
from newsspider.politeness.throttle import frontier_of
from newsspider.safety.address_policy import NOT_PUBLIC, NOT_WEB, WITH_USER, Reach, Refusal
from newsspider.safety.guarded_download import CERTIFICATE, TOO_LARGE

__all__ = [
    "WALLS",
    "Guard",
    "Outcome",
    "Rest",
    "group_of",
    "is_stub",
    "kind_of",
    "outcome",
    "tell",
    "wall_of",
]

logger = logging.getLogger(__name__)

outcome = object()
"""Scrapy signal: a request has come to its end without an article. Its receivers get ``what``, an Outcome."""

SOFT_404 = "soft 404"
SENT_HOME = "redirected to the home page"
STUB = "paywall stub"
LOOP = "redirected in a circle"
OFF_SITE = "redirected to another site"
TOO_OFTEN = "redirected too often"
RESTING = "not asked: its host blocks us"
NOT_MODIFIED = "not modified"
FORBIDDEN = "forbidden by robots.txt"
OUT_OF_WINDOW = "out of window"
STUB_WORDS = 100  # a text the outlet charges for that is shorter than this was cut

Group = Literal["blocked", "gone", "failed", "robots", "unwanted", "unchanged", "not an article"]

WALLS = (ChallengePage.kind, LoginWall.kind, ConsentWall.kind)
_GROUPS: dict[str, Group] = {
    **dict.fromkeys((*WALLS, EmptyShell.kind, SHELL, SOFT_404, SENT_HOME, STUB, RESTING), "blocked"),
    **dict.fromkeys((f"HTTP {status}" for status in (401, 402, 403, 407, 429, 451)), "blocked"),
    "HTTP 404": "gone",
    "HTTP 410": "gone",
    FORBIDDEN: "robots",
    LIST_FORBIDDEN: "robots",
    OUT_OF_WINDOW: "unwanted",
    "other section": "unwanted",
    NOT_MODIFIED: "unchanged",
    UNREAD: "failed",
    CUT: "failed",
    "split article without all its pages": "failed",
    "no list of the outlet could be read": "failed",
    "address of another outlet": "failed",
    "cassette without pages of this outlet": "failed",
    "ignored": "failed",
    **dict.fromkeys((LOOP, OFF_SITE, TOO_OFTEN), "failed"),
    **dict.fromkeys((NOT_PUBLIC, NOT_WEB, WITH_USER, CERTIFICATE, TOO_LARGE), "failed"),
}
# Asked again some other day, the same page may be there.
_PASSING = frozenset((*WALLS, EmptyShell.kind, "HTTP 401", "HTTP 403", "HTTP 429"))
_REDIRECTS = (301, 302, 303, 307, 308)
_HOME = ("", "/", "/index.php", "/index.html", "/home")


def group_of(kind: str) -> Group:
    """What an outcome means.

    >>> group_of("challenge page"), group_of("HTTP 404"), group_of("HTTP 500"), group_of("video page")
    ('blocked', 'gone', 'failed', 'not an article')
    """
    if known := _GROUPS.get(kind):
        return known
    return "failed" if kind.startswith(("HTTP ", "not fetched", "extractor failed")) else "not an article"


def kind_of(result: NotAnArticle, response: Response) -> str:
    """What to call a page that holds no article, by how it came as well."""
    if isinstance(result, ErrorPage):
        return SOFT_404  # the status said that all was well
    sent_on = response.request is not None and "redirect_urls" in response.request.meta
    if sent_on and isinstance(result, IndexPage) and urlsplit(response.url).path in _HOME:
        return SENT_HOME
    return result.kind


def wall_of(response: Response) -> tuple[str, str] | None:
    """The wall that stands before a page which is no article's, and what shows it; None where there is none."""
    charset = http_content_type_encoding((response.headers.get("Content-Type") or b"").decode("latin-1"))
    try:
        tree = parse(response.body, response.url, charset)
        refuse_wall(tree, response.url)
        refuse_shell(tree, response.url)
        if (response.request is not None) and "redirect_urls" in response.request.meta:
            refuse_address(response.url, None)
    except NotAnArticle as result:
        kind = kind_of(result, response)
        if group_of(kind) == "blocked" and not (kind == SOFT_404 and response.status >= 400):
            return kind, result.reason
    return None


def is_stub(article: Article) -> bool:
    """Whether a paywall has cut an article down to a few words."""
    return article.isAccessibleForFree is False and article.wordCount < STUB_WORDS


class Outcome(NamedTuple):
    """What became of a request: the name, the address it is about, and what is known besides."""

    kind: str
    url: str
    request: Request | None = None
    response: Response | None = None
    published: datetime | None = None

    @property
    def settled(self) -> bool:
        """Blocked, and asking again soon would give the same."""
        return group_of(self.kind) == "blocked" and self.kind not in _PASSING and self.kind != SHELL


def tell(crawler: Crawler, what: Outcome) -> None:
    """Send the signal ``outcome``."""
    crawler.signals.send_catch_log(outcome, what=what)


@dataclass
class _Row:
    """Blocked answers without another one between them."""

    requests: list[Request] = field(default_factory=list)
    count: int = 0
    hosts: set[str] = field(default_factory=set)

    def add(self, host: str, request: Request | None) -> None:
        self.count += 1
        self.hosts.add(host)
        if request is not None:
            self.requests.append(request)

    def clear(self) -> None:
        self.requests.clear()
        self.hosts.clear()
        self.count = 0


class Guard:
    """Scrapy extension: counts who blocks, and gives a host that only blocks a rest. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.most = settings.getint("BLOCKED_IN_A_ROW", 10) if settings.getbool("BLOCKED_REST", True) else 0
        self.pause = settings.getfloat("BLOCKED_PAUSE", 6 * 3600)
        self.retries = settings.getint("BLOCKED_RETRY_TIMES", 2)
        self.resting: dict[str, float] = {}  # hosts, and until when
        self.outlet_rests = False
        self._rows: dict[str, _Row] = {}
        self._row = _Row()  # of all hosts together
        connect = crawler.signals.connect
        connect(self.opened, signal=signals.spider_opened)
        connect(self.told, signal=outcome)
        connect(self.scraped, signal=signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        frontier = frontier_of(self.crawler)
        if frontier is not None and not frontier.stopped:
            if self.crawler.settings.getbool("RETRY_FAILED", True):
                frontier.db.requeue_failed(frontier.name)
            for host, (until, reason) in frontier.db.paused().items():
                self.crawler.stats.set_value(f"newsspider/resting/{host}", [until, reason])

    def told(self, what: Outcome) -> None:
        group = group_of(what.kind)
        host = _host(what)
        if what.kind == LIST_FORBIDDEN:
            self.crawler.stats.set_value(f"newsspider/forbidden/{what.url}", True)
        if group == "blocked":
            self._count(what, host)
            if what.kind == STUB:
                return
            self._settle(what, group)
            if self.most and what.kind not in (SHELL, RESTING):
                self._blocked(what, host)
            return
        self._settle(what, group)
        if group in ("not an article", "unwanted", "unchanged"):
            self._let_through(host)

    def scraped(self, response: Response) -> None:
        if response.request is not None:
            self._let_through(urlparse_cached(response).hostname or "")

    def _let_through(self, host: str) -> None:
        if host in self._rows:
            self._rows[host].clear()
        self._row.clear()

    def _count(self, what: Outcome, host: str) -> None:
        stats = self.crawler.stats
        stats.inc_value(f"newsspider/blocked/{host}/{what.kind}")
        if stats.get_value(f"newsspider/example/{host}/{what.kind}") is None:
            stats.set_value(f"newsspider/example/{host}/{what.kind}", what.url)

    def _settle(self, what: Outcome, group: str) -> None:
        """Let the frontier know why this request is done, or that it failed and may be tried again."""
        frontier = frontier_of(self.crawler)
        if frontier is None or what.request is None:
            return
        if group == "failed" or (group == "blocked" and not what.settled):
            frontier.went_wrong(what.request, what.kind)
        elif group != "unchanged":
            frontier.not_wanted(what.request, what.kind)

    # -- rows

    def _blocked(self, what: Outcome, host: str) -> None:
        row = self._rows.setdefault(host, _Row())
        row.add(host, what.request)
        self._row.add(host, what.request)
        if host in self.resting:  # one that was under way
            self._again([what.request] if what.request else [], self.resting[host])
            row.clear()
        elif self._row.count >= self.most and len(self._row.hosts) > 1:
            self.outlet_rests = True
            requests = list(self._row.requests)
            hosts = set(self._row.hosts)
            self._row.clear()
            until = max(self._rest(one, what.kind) for one in sorted(hosts))
            self._again(requests, until)
        elif row.count >= self.most or self.outlet_rests:
            requests = list(row.requests)
            row.clear()
            self._again(requests, self._rest(host, what.kind))

    def _rest(self, host: str, kind: str) -> float:
        """Ask a host no more for a while; until when."""
        if host in self.resting:
            return self.resting[host]
        until = self.resting[host] = time.time() + self.pause
        frontier = frontier_of(self.crawler)
        reason = f"{kind}, again and again"
        if frontier is not None:
            frontier.pause_host(host, until, reason)
        self.crawler.stats.set_value(f"newsspider/resting/{host}", [until, reason])
        later = (
            "the rest of its pages waits for a crawl after that"
            if frontier is not None
            else "its other pages are left"
        )
        logger.warning(
            "Blocked: %s answered with nothing but %s: it is not asked before %s, and %s",
            host,
            kind,
            datetime.fromtimestamp(until).strftime("%Y-%m-%d %H:%M"),
            later,
        )
        return until

    def _again(self, requests: Iterable[Request], until: float) -> None:
        """Put what was blocked back into the frontier, to be asked for after the rest."""
        from newsspider.crawl.visits import Visits  # it imports this module

        frontier = frontier_of(self.crawler)
        if frontier is None:
            return
        visits = self.crawler.get_extension(Visits)
        for request in requests:
            if visits is not None:
                visits.forget([request])
            times = request.meta.get("blocked_times", 0)
            if times < self.retries:
                frontier.enqueue_request(_fresh(request, times + 1, until))


class Rest:
    """Downloader middleware: without a frontier to keep them, requests to a resting host are let go."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        guard = self.crawler.get_extension(Guard)
        if guard is None or not guard.resting or frontier_of(self.crawler) is not None:
            return
        if (urlparse_cached(request).hostname or "") in guard.resting:
            raise Refusal(RESTING)


class Astray:
    """Downloader middleware: a redirect that leads away from what was asked for is not followed.

    Articles that are gone, or not for us, all lead to the same home page: asked for once, it would be the
    outcome of the first of them alone, and the others would vanish without a word. So would a redirect that
    comes back to where it has been. What another site says is no article of the outlet; its lists may lie
    elsewhere, since only the outlet's own addresses are taken from them. Nor does a redirect lead out of the
    public web.
    """

    def __init__(self, reach: Reach, outlet: Outlet | None = None) -> None:
        self.reach = reach
        self.outlet = outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Reach.from_settings(crawler.settings), getattr(crawler.spider, "outlet", None))

    def process_response(self, request: Request, response: Response) -> Response:
        place = response.headers.get("Location")
        if not place or response.status not in _REDIRECTS:
            return response
        try:
            target = urldefrag(urljoin(request.url, safe_url_string(place.decode("latin-1")))).url
            where = urlsplit(target)
            host = where.hostname or ""
        except ValueError:  # "http://[": no address, as Scrapy will say
            return response
        if wrong := self.reach.misfit(where):
            kind, why = wrong
            told = why if kind == NOT_WEB else "; ".join(filter(None, (host, why)))
            raise Refusal(kind, f"redirected to {told}")
        path = urlparse_cached(request).path
        if path == "/robots.txt":
            return response
        foreign = self.outlet is not None and not self.outlet.owns(host_of(target))
        if foreign and "step" not in request.meta:
            raise Refusal(OFF_SITE, target)
        if path in _HOME:
            return response
        if where.path in _HOME and not where.query:
            raise Refusal(SENT_HOME)
        if target in (*request.meta.get("redirect_urls", ()), request.url):
            raise Refusal(LOOP)
        return response


def _host(what: Outcome) -> str:
    """The host that was asked: of the first address, where it sent us on to another."""
    if what.request is not None:
        return urlsplit(what.request.meta.get("redirect_urls", [what.request.url])[0]).hostname or ""
    try:
        return urlsplit(what.url).hostname or ""
    except ValueError:
        return ""


_OWN = ("link", "step")  # what a request of ours carries; the rest was put there on its way


def _fresh(request: Request, times: int, until: float) -> Request:
    """A request as it was before it was sent."""
    meta: dict[str, Any] = {name: value for name, value in request.meta.items() if name in _OWN}
    kept = ("handle_httpstatus_list", "download_maxsize", "download_warnsize", "depth")
    meta |= {name: request.meta[name] for name in kept if name in request.meta}
    meta |= {"blocked_times": times, NOT_BEFORE: until}
    url = request.meta.get("redirect_urls", [request.url])[0]
    return request.replace(url=url, meta=meta, dont_filter=True)
