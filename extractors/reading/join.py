"""Join the pages of a split article seamlessly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.article import Article, Block, Image

_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', "'", "’", ")", "]")


def join_pages(articles: Sequence[Article]) -> Article:
    """One article from its pages, given in order.

    The first page gives headline, dates and dateline; later pages fill in what it lacks. A page that
    repeats an earlier one (some sites answer page 9 with page 1) adds nothing; text that a page repeats from the
    end of the one before it is taken once; pictures and names are listed once.
    ``pageCount`` is the number of pages that added text; ``missingPages`` are pages that the pagers name but
    that are not among ``articles``, by their ``url``.

    Raises ValueError if there are no pages.
    """
    if not articles:
        raise ValueError("there are no pages to join")
    first = articles[0]
    body = list(first.body)
    images, read_also = list(first.images), list(first.readAlso)
    seen = {first.body}
    used = [first]
    for page in articles[1:]:
        if page.body in seen or not page.body:
            continue
        seen.add(page.body)
        fresh = list(page.body[_overlap(body, page.body) :])
        if not fresh:
            continue
        used.append(page)
        if _is_whole(page.body, body):
            body = list(page.body)
            read_also += page.readAlso[_overlap(read_also, page.readAlso) :]
        else:
            _append(body, fresh)
            read_also += page.readAlso
        images += [image for image in map(_not_lead, page.images) if not _listed(image, images)]
    if len(used) == 1 and len(articles) == 1:
        return first
    return replace(
        first,
        body=tuple(body),
        images=tuple(images),
        readAlso=tuple(read_also),
        authors=_union(page.authors for page in used),
        editors=_union(page.editors for page in used),
        sources=_union(page.sources for page in used),
        keywords=_union(page.keywords for page in used),
        articleSection=next((page.articleSection for page in used if page.articleSection), ()),
        alternativeHeadline=next((p.alternativeHeadline for p in used if p.alternativeHeadline), None),
        dateline=next((page.dateline for page in used if page.dateline), None),
        datePublished=next((page.datePublished for page in used if page.datePublished), None),
        dateModified=next((page.dateModified for page in used if page.dateModified), None),
        datePublishedRaw=next((page.datePublishedRaw for page in used if page.datePublishedRaw), None),
        isAccessibleForFree=_free(used),
        pageCount=len(used),
        confidence=min((page.confidence for page in used if page.confidence is not None), default=None),
        missingPages=_missing(articles, used),
        explanation=tuple(line for page in used for line in page.explanation),
        pageUrls=(),
    )


def _missing(articles: Sequence[Article], used: Sequence[Article]) -> tuple[str, ...]:
    """Pages named by a pager, before the first or after any given one, that were not given."""
    given = {_address(page.url or "") for page in articles}
    named = [*articles[0].missingPages, *(address for page in used for address in page.pageUrls)]
    return tuple(dict.fromkeys(address for address in named if _address(address) not in given))


def _address(url: str) -> str:
    """What identifies a page: its address without scheme and fragment."""
    return url.partition("#")[0].partition("://")[2]


def _is_whole(page: Sequence[Block], body: Sequence[Block]) -> bool:
    """Whether a page contains all of the text so far and continues it (``?page=all`` after page 1).

    The page break may have cut the last block.
    """
    last = len(body) - 1
    return (
        len(page) > last
        and list(page[:last]) == list(body[:last])
        and page[last].type == body[last].type
        and page[last].text.startswith(body[last].text)
    )


def _overlap(body: Sequence[object], page: Sequence[object]) -> int:
    """How many blocks (or titles) at the start of ``page`` repeat the end, or the start, of those so far."""
    for size in range(min(len(body), len(page)), 0, -1):
        if list(body[-size:]) == list(page[:size]):
            return size
    size = 0  # a template may repeat the opening of page 1 on every page
    while size < min(len(body), len(page)) and body[size] == page[size]:
        size += 1
    return size


def _append(body: list[Block], fresh: list[Block]) -> None:
    """Add blocks, and rejoin a sentence that the page break has cut."""
    last, head = body[-1], fresh[0]
    if (
        last.type == head.type == "paragraph"
        and not last.text.endswith(_ENDS)
        and (head.text[0].islower() or head.text[0] in ",;")
    ):
        glue = "" if head.text[0] in ",;" else " "
        body[-1] = Block("paragraph", f"{last.text}{glue}{head.text}")
        fresh = fresh[1:]
    body += fresh


def _not_lead(image: Image) -> Image:
    return image if not image.lead else replace(image, lead=False)


def _listed(image: Image, images: Sequence[Image]) -> bool:
    return any(image.text == other.text and image.credit == other.credit for other in images)


def _union(lists: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))  # type: ignore[attr-defined]


def _free(pages: Sequence[Article]) -> bool | None:
    values = [page.isAccessibleForFree for page in pages]
    return False if False in values else True if True in values else None
