"""Pages that were fetched together, by the article that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, extract
from newsspider.discovery.split_article import Chain
from newsspider.recording.fixtures import RecordedPage

__all__ = ["by_article"]

Pages = tuple[RecordedPage, ...]


def by_article(pages: Sequence[RecordedPage]) -> list[Pages]:
    """The pages of each article in order, in the order of their first pages.

    A further page was fetched after the one that names it, so the first that is left always begins an article.
    """
    left = {page.url: page for page in pages}
    found = []
    while left:
        first = left.pop(next(iter(left)))
        found.append((first, *_further(first, left)))
    return found


def _further(first: RecordedPage, left: dict[str, RecordedPage]) -> Iterator[RecordedPage]:
    """The pages that continue an article; they are taken out of ``left``."""
    article = _article(first)
    if article is None:
        return
    chain = Chain(article, first.url)
    while (address := chain.next()) is not None:
        page = left.pop(address, None)
        read = _article(page) if page else None
        if page is not None:
            yield page
        if read is not None:
            chain.add(read)


def _article(page: RecordedPage) -> Article | None:
    try:
        return extract(page.body, page.url, encoding=http_content_type_encoding(page.content_type))
    except NotAnArticle:
        return None
