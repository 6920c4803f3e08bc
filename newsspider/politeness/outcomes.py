"""What becomes of a request besides an article: its names, their groups, and the signals that say so."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple
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
from newsspider.discovery.walk import CUT, SHELL, UNREAD
from newsspider.discovery.walk import FORBIDDEN as LIST_FORBIDDEN
from newsspider.safety.address_policy import NOT_PUBLIC, NOT_WEB, WITH_USER
from newsspider.safety.guarded_download import CERTIFICATE, TOO_LARGE

__all__ = [
    "UNWANTED",
    "WALLS",
    "Group",
    "Outcome",
    "group_of",
    "is_stub",
    "kind_of",
    "outcome",
    "tell",
    "unanswered",
    "wall_of",
]

outcome = object()
"""Scrapy signal: a request has come to its end without an article. Its receivers get ``what``, an Outcome."""

unanswered = object()
"""Scrapy signal: what these requests were answered with was no answer. Its receivers get ``requests``."""

SOFT_404 = "soft 404"
SENT_HOME = "redirected to the home page"
STUB = "paywall stub"
LOOP = "redirected in a circle"
OFF_SITE = "redirected to another site"
TOO_OFTEN = "redirected too often"
CUT_OFF = "cut off"
RESTING = "not asked: its host blocks us"
NOT_MODIFIED = "not modified"
FORBIDDEN = "forbidden by robots.txt"
OUT_OF_WINDOW = "out of window"
UNWANTED = (OUT_OF_WINDOW, "other section")
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
    **dict.fromkeys((LOOP, OFF_SITE, TOO_OFTEN, CUT_OFF), "failed"),
    **dict.fromkeys((NOT_PUBLIC, NOT_WEB, WITH_USER, CERTIFICATE, TOO_LARGE), "failed"),
}
# Asked again some other day, the same page may be there.
_PASSING = frozenset((*WALLS, EmptyShell.kind, "HTTP 401", "HTTP 403", "HTTP 429"))
HOME = ("", "/", "/index.php", "/index.html", "/home")


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
    if sent_on and isinstance(result, IndexPage) and urlsplit(response.url).path in HOME:
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
