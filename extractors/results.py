"""What a page can be besides an article, each with a name.

``extract`` raises one of these instead of handing out an Article with chrome as its body. The message
is one sentence that names the page and the reason; ``kind`` is the short name that reports count by.
"""

from __future__ import annotations

from typing import ClassVar


class NotAnArticle(Exception):
    """The page was read and holds no article. ``url`` is the page, ``reason`` what shows it."""

    kind: ClassVar[str] = "no article"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {self.kind}: {reason}")
        self.url = url
        self.reason = reason


class EmptyPage(NotAnArticle):
    kind = "empty page"


class NotHTML(NotAnArticle):
    kind = "not HTML"


class IndexPage(NotAnArticle):
    kind = "index page"


class TagPage(NotAnArticle):
    kind = "tag page"


class SearchPage(NotAnArticle):
    kind = "search page"


class VideoPage(NotAnArticle):
    kind = "video page"


class GalleryPage(NotAnArticle):
    kind = "photo gallery"


class LivePage(NotAnArticle):
    kind = "live page"


class ErrorPage(NotAnArticle):
    kind = "error page"


class ChallengePage(NotAnArticle):
    kind = "challenge page"


class LoginWall(NotAnArticle):
    kind = "login wall"


class ConsentWall(NotAnArticle):
    kind = "consent wall"


class EmptyShell(NotAnArticle):
    kind = "empty shell"


class NoText(NotAnArticle):
    kind = "no article text"


RESULTS: dict[str, type[NotAnArticle]] = {
    result.kind: result
    for result in (
        EmptyPage,
        NotHTML,
        IndexPage,
        TagPage,
        SearchPage,
        VideoPage,
        GalleryPage,
        LivePage,
        ErrorPage,
        ChallengePage,
        LoginWall,
        ConsentWall,
        EmptyShell,
        NoText,
    )
}


class UnknownOutlet(LookupError):
    """An outlet name that no rule file carries; the message names those that exist."""
