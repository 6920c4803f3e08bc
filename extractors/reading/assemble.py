"""From judged blocks and everything else known about a page to the Article."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.article import Article, Line
from extractors.reading.judge import Judged
from extractors.reading.settle import Dates
from extractors.rules.model import Outlet
from extractors.urls import canonical_url, host_of, other_article


def assemble(
    judged: Judged,
    dates: Dates,
    *,
    headline: str | None,
    extractor: str,
    outlet: Outlet | None,
    layout: str | None,
    language: str | None,
    free: bool | None,
    deck: str | None = None,
    section: Sequence[str] = (),
    keywords: Sequence[str] = (),
    url: str | None = None,
    declared: str | None = None,
    explanation: Sequence[Line] = (),
    earlier: Sequence[str] = (),
    further: Sequence[str] = (),
    observed: Sequence[str] = (),
) -> Article:
    """The article, with every name once.

    ``free`` is ``isAccessibleForFree`` according to the metadata, unless the words of a paywall decide it; ``declared``
    is what the page calls its canonical address; ``earlier`` and ``further`` are the other pages of a split article, as
    its pager names them; ``observed`` is as in ``Article``.
    """
    people = judged.people
    canonical = canonical_url(url, outlet, declared) if url else None
    if canonical and outlet is None and host_of(canonical) != host_of(url or ""):
        canonical = None  # an address whose host holds what no host may
    return Article(
        headline=headline,
        alternativeHeadline=deck,
        datePublished=dates.published,
        dateModified=dates.modified,
        authors=_once(people.authors),
        editors=_once(people.editors),
        sources=_once(people.sources),
        dateline=judged.dateline,
        articleSection=tuple(section),
        keywords=_once(keywords),
        isAccessibleForFree=False if judged.paywalled else free,
        images=judged.images,
        body=judged.body,
        readAlso=judged.read_also,
        url=url,
        canonicalUrl=canonical,
        outlet=outlet.name if outlet else None,
        layout=layout,
        extractor=extractor,
        inLanguage=language,
        datePublishedRaw=dates.raw,
        explanation=tuple(explanation),
        missingPages=(*earlier, *further),
        pageUrls=tuple(further),
        otherCanonical=other_article(url, outlet, declared) if url and declared else None,
        observed=tuple(observed),
    )


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
