"""How a request may end without an article: its outcomes, their groups, and the signals that report them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle
from extractors.reading.decode import parse
from extractors.reading.refuse import refuse_address, refuse_shell, refuse_wall
from extractors.results import (
    ChallengePage,
    ConsentWall,
    EmptyShell,
    ErrorPage,
    IndexPage,
    LoginWall,
)
from newsspider.discovery import asked, walk
from newsspider.safety import address_policy

__all__ = [
    "UNWANTED",
    "Ending",
    "Group",
    "RequestOutcome",
    "extractor_failed",
    "group_of",
    "is_stub",
    "name_of",
    "not_fetched",
    "outcome",
    "status_name",
    "tell",
    "unanswered",
    "wall_of",
]

outcome = object()
"""Scrapy signal: a request has come to its end without an article. Its receivers get ``what``, an Ending."""

unanswered = object()
"""Scrapy signal: the answers to these requests do not count as answers. Its receivers get ``requests``."""

STUB_WORDS = 100  # a text the outlet charges for that is shorter than this was cut
HOME = ("", "/", "/index.php", "/index.html", "/home")


class Group(StrEnum):
    """What an outcome means for the crawl."""

    BLOCKED = "blocked"
    GONE = "gone"
    FAILED = "failed"
    ROBOTS = "robots"
    UNWANTED = "unwanted"
    UNCHANGED = "unchanged"
    NOT_AN_ARTICLE = "not an article"
    WAITING = "waiting"


class RequestOutcome(StrEnum):
    """The outcomes that mean more than that a page is no article, by the names they are counted under.

    Besides these there are any other status (``status_name``), any error of a download (``not_fetched``) or of
    the extractor (``extractor_failed``), all of them failures; and the kinds of ``NotAnArticle``.
    """

    group: Group

    def __new__(cls, name: str, group: Group) -> RequestOutcome:
        member = str.__new__(cls, name)
        member._value_ = name
        member.group = group
        return member

    CHALLENGE = ChallengePage.kind, Group.BLOCKED
    LOGIN = LoginWall.kind, Group.BLOCKED
    CONSENT = ConsentWall.kind, Group.BLOCKED
    EMPTY = EmptyShell.kind, Group.BLOCKED
    EMPTY_LIST = walk.SHELL, Group.BLOCKED
    SOFT_404 = "soft 404", Group.BLOCKED
    SENT_HOME = "redirected to the home page", Group.BLOCKED
    STUB = "paywall stub", Group.BLOCKED
    RESTING = "not asked: its host blocks us", Group.BLOCKED
    HTTP_401 = "HTTP 401", Group.BLOCKED
    HTTP_402 = "HTTP 402", Group.BLOCKED
    HTTP_403 = "HTTP 403", Group.BLOCKED
    HTTP_407 = "HTTP 407", Group.BLOCKED
    HTTP_429 = "HTTP 429", Group.BLOCKED
    HTTP_451 = "HTTP 451", Group.BLOCKED
    HTTP_404 = "HTTP 404", Group.GONE
    HTTP_410 = "HTTP 410", Group.GONE
    FORBIDDEN = "forbidden by robots.txt", Group.ROBOTS
    LIST_FORBIDDEN = walk.FORBIDDEN, Group.ROBOTS
    OUT_OF_WINDOW = asked.OUT_OF_WINDOW, Group.UNWANTED
    OTHER_SECTION = asked.OTHER_SECTION, Group.UNWANTED
    NOT_MODIFIED = "not modified", Group.UNCHANGED
    NO_ROBOTS = "robots.txt unreachable", Group.FAILED
    WAITS = "waits for robots.txt", Group.WAITING
    HOST_RESTS = "waits until its host may be asked", Group.WAITING
    STOPPED = "the crawl ended before its scripts", Group.WAITING
    NEEDS_BROWSER = "needs a browser", Group.FAILED
    NOT_FILLED = "not filled by its scripts in time", Group.FAILED
    BROWSER_FAILED = "failed in the browser", Group.FAILED
    LIST_UNREAD = walk.UNREAD, Group.FAILED
    LIST_CUT = walk.CUT, Group.FAILED
    NO_LISTS = "no list of the outlet could be read", Group.FAILED
    INCOMPLETE = "split article without all its pages", Group.FAILED
    PAGE_GONE = "split article with a page that is gone", Group.FAILED
    REVISED = "split article revised while it was fetched", Group.FAILED
    OTHER_OUTLET = "address of another outlet", Group.FAILED
    EMPTY_CASSETTE = "cassette without pages of this outlet", Group.FAILED
    IGNORED = "ignored", Group.FAILED
    LOOP = "redirect loop", Group.FAILED
    OFF_SITE = "redirected to another site", Group.FAILED
    TOO_OFTEN = "redirected too often", Group.FAILED
    CUT_OFF = "cut off", Group.FAILED
    NOT_PUBLIC = address_policy.NOT_PUBLIC, Group.FAILED
    NOT_WEB = address_policy.NOT_WEB, Group.FAILED
    WITH_USER = address_policy.WITH_USER, Group.FAILED
    CERTIFICATE = address_policy.CERTIFICATE, Group.FAILED
    TOO_LARGE = address_policy.TOO_LARGE, Group.FAILED


UNWANTED = (RequestOutcome.OUT_OF_WINDOW, RequestOutcome.OTHER_SECTION)
# On another day the same page may be there.
_PASSING = frozenset(
    (
        RequestOutcome.CHALLENGE,
        RequestOutcome.LOGIN,
        RequestOutcome.CONSENT,
        RequestOutcome.EMPTY,
        RequestOutcome.EMPTY_LIST,
        RequestOutcome.HTTP_401,
        RequestOutcome.HTTP_403,
        RequestOutcome.HTTP_429,
    )
)
_KNOWN = {str(one): one.group for one in RequestOutcome}
_STATUS, _NOT_FETCHED, _EXTRACTOR = "HTTP ", "not fetched", "extractor failed"


def status_name(status: int) -> str:
    """The outcome of an answer that has nothing but its status."""
    return f"{_STATUS}{status}"


def not_fetched(error: BaseException | None) -> str:
    """The outcome of a download that failed."""
    return f"{_NOT_FETCHED} ({type(error).__name__})"


def extractor_failed(error: BaseException) -> str:
    """The outcome of a page that the extractor failed on."""
    return f"{_EXTRACTOR} ({type(error).__name__})"


def group_of(name: str) -> Group:
    """What an outcome means.

    >>> [str(group_of(name)) for name in ("challenge page", "HTTP 404", "HTTP 500", "video page")]
    ['blocked', 'gone', 'failed', 'not an article']
    """
    if known := _KNOWN.get(name):
        return known
    return Group.FAILED if name.startswith((_STATUS, _NOT_FETCHED, _EXTRACTOR)) else Group.NOT_AN_ARTICLE


def name_of(result: NotAnArticle, response: Response) -> str:
    """The outcome of a page that holds no article, by how it came as well."""
    if isinstance(result, ErrorPage):
        return RequestOutcome.SOFT_404  # the status said that all was well
    sent_on = response.request is not None and "redirect_urls" in response.request.meta
    if sent_on and isinstance(result, IndexPage) and urlsplit(response.url).path in HOME:
        return RequestOutcome.SENT_HOME
    return result.kind


def wall_of(response: Response) -> tuple[str, str] | None:
    """The wall in front of a page that holds no article, and what shows it; None where there is no wall."""
    charset = http_content_type_encoding((response.headers.get("Content-Type") or b"").decode("latin-1"))
    try:
        tree = parse(response.body, response.url, charset)
        refuse_wall(tree, response.url)
        refuse_shell(tree, response.url)
        if (response.request is not None) and "redirect_urls" in response.request.meta:
            refuse_address(response.url, None)
    except NotAnArticle as result:
        name = name_of(result, response)
        if group_of(name) is Group.BLOCKED and not (
            name == RequestOutcome.SOFT_404 and response.status >= 400
        ):
            return name, result.reason
    return None


def is_stub(article: Article) -> bool:
    """Whether a paywall has cut an article down to a few words."""
    return article.isAccessibleForFree is False and article.wordCount < STUB_WORDS


class Ending(NamedTuple):
    """How a request ended: its outcome, the address it is about, and what is known besides."""

    outcome: str
    url: str
    request: Request | None = None
    response: Response | None = None
    published: datetime | None = None

    @property
    def group(self) -> Group:
        return group_of(self.outcome)

    @property
    def settled(self) -> bool:
        """Not had, and asking again soon would give the same."""
        if self.outcome == RequestOutcome.PAGE_GONE:
            return True
        return self.group is Group.BLOCKED and self.outcome not in _PASSING


def tell(crawler: Crawler, what: Ending) -> None:
    """Send the signal ``outcome``."""
    crawler.signals.send_catch_log(outcome, what=what)
