"""What a page can be other than an article, each with a name.

``extract`` raises one of these instead of returning an Article with page chrome as its body. The message
is one sentence that names the page and the reason; ``kind`` is the short name used in reports.
"""

from __future__ import annotations

from typing import ClassVar


class NotAnArticle(Exception):
    """The page was read but is not an article. ``url`` is the page, ``reason`` the evidence."""

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
    """No rule file has this outlet name; the message lists the existing ones."""
