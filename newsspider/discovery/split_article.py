"""What a crawl and an archive read in the same way: one page as it was sent, and the pages of one article."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from w3lib.encoding import http_content_type_encoding

from extractors import Article, join_pages

__all__ = ["MAX_PAGES", "Chain", "charset_of", "sent_at"]

MAX_PAGES = 50  # no article of these outlets has a tenth as many; a pager that goes on is broken


def charset_of(content_type: bytes | None) -> str | None:
    """The charset that a Content-Type header names."""
    return http_content_type_encoding((content_type or b"").decode("latin-1"))


def sent_at(date: bytes | None) -> datetime | None:
    """When the server sent the page, by its Date header: its own clock, so that a recording always says
    the same."""
    try:
        sent = parsedate_to_datetime((date or b"").decode("latin-1"))
    except (TypeError, ValueError):
        return None
    return sent if sent.tzinfo is not None else None


class Chain:
    """The pages of one article, from its first on, as far as its pagers name them.

    >>> chain = Chain(extract(body, url), url)                      # doctest: +SKIP
    >>> while (address := chain.next()) is not None:                # doctest: +SKIP
    ...     chain.add(extract(fetch(address), address))
    >>> article = chain.article()                                   # doctest: +SKIP

    A page that repeats an earlier one (page 9 of an article of two) is left out, and what it names too. An
    address that no page is added for stays in the article's ``missingPages``.
    """

    def __init__(self, first: Article, url: str) -> None:
        self.pages = [first]
        self._asked = {url}
        self._bodies = {first.body}
        self._todo = deque(first.pageUrls)
        self._address = url

    def next(self) -> str | None:
        """The address of the next page, each named once; None where there is no further one."""
        while self._todo and len(self._asked) < MAX_PAGES:
            address = self._todo.popleft()
            if address not in self._asked:
                self._asked.add(address)
                self._address = address
                return address
        return None

    def add(self, page: Article) -> None:
        """The page behind the address that ``next`` gave last."""
        if page.body in self._bodies:
            page = replace(page, pageUrls=())
        self._bodies.add(page.body)
        self._todo.extend(page.pageUrls)
        # by the address that it was asked for under, whatever redirects there were
        self.pages.append(replace(page, url=self._address))

    def disagreement(self) -> str:
        """What the pages say differently that all pages of one text say alike, ``""`` for nothing.

        An article that is revised between two of its pages gives halves of two texts.
        """
        first, *others = self.pages
        for name in ("headline", "datePublished", "dateModified"):
            for page in others:
                own, other = getattr(first, name), getattr(page, name)
                if own and other and own != other:
                    return f"{page.url}: {name} {str(other)[:60]!r}, on the first page {str(own)[:60]!r}"
        return ""

    def article(self) -> Article:
        """All pages as one article."""
        return join_pages(self.pages)
