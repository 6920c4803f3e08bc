"""The displayed title: an ``h1``, or what else of the page is set as one and is the title that its metadata tell."""

from __future__ import annotations

import re

from lxml import etree

from extractors.reading.blocks import HEADINGS
from extractors.reading.generic.letters import key
from extractors.reading.generic.site import SiteProfile
from extractors.reading.generic.survey import Survey
from extractors.reading.metadata import Metadata, text_of
from extractors.vocabulary.sentences import PARTICLES

_HEADINGS = tuple(sorted(HEADINGS))
_SUFFIX = re.compile(r"\s+[|\-–—•·:»«~]{1,2}\s+(?=[^|–—•·»«~]{2,60}$)")
_WORD = re.compile(r"[^\W_]{3,}")
_WORDED = 3  # words of a title that shares half of them with what the metadata tell
_PART = 0.6  # of a told title that a displayed one has to be
_LEAST = 10  # characters of a headline
_LONGEST = 300
_MOST = 300  # headings that are looked at
_TITLED, _ALIKE = 10.0, 2.0  # what a title is worth that is the told one, and one with half of its words


def told_titles(tree: etree._Element, metadata: Metadata) -> list[str]:
    """The page's title as its metadata tell it, those first that are nearest to what is displayed."""
    title = next((x for x in tree.iter("title") if x is not tree), None)
    values = (
        text_of(metadata.article.get("headline")),
        text_of(metadata.meta.get("og:title")),
        text_of(metadata.meta.get("twitter:title")),
        text_of(metadata.meta.get("title")),
        text_of("".join(map(str, title.itertext()))) if title is not None else None,
    )
    return list(dict.fromkeys(x[:_LONGEST].rstrip() for x in values if x))


def without_suffix(title: str, names: frozenset[str]) -> str:
    """A title without the outlet's name behind it; ``names`` are those it is known by, as keys."""
    for match in _SUFFIX.finditer(title):
        if key(title[match.end() :]) in names or len(title) - match.end() < 25:
            return title[: match.start()]
    return title


def title_of(tree: etree._Element, metadata: Metadata) -> str | None:
    """The title of a page that displays none, as its metadata tell it."""
    told = told_titles(tree, metadata)
    return without_suffix(told[0], frozenset()) if told else None


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if word not in PARTICLES}


def find_headline(
    survey: Survey, metadata: Metadata, names: frozenset[str], site: SiteProfile | None = None
) -> tuple[str | None, int | None]:
    """The headline and the place of the element that displays it, None for what the page has not."""
    told = told_titles(survey.tree, metadata)
    keys = list(dict.fromkeys(key(x) for title in told for x in (title, without_suffix(title, names))))
    words = set().union(*map(_words, told))
    best: tuple[float, int, str] | None = None
    looked = 0
    named = survey.by_kind.get("headline", ())
    for place in sorted({*survey.tagged(_HEADINGS), *named}):
        tag = survey.tags[place]
        heading = tag in HEADINGS
        if not survey.seen[place] or survey.size(place) > _LONGEST + 100:
            continue
        looked += 1
        if looked > _MOST:
            break
        more = 3.0 if tag == "h1" else 1.0 if heading else 0.0
        more += 0.5 if survey.kinds[place] == "headline" else 0.0
        more += 0.0 if site is None else 3.0
        if best is not None and _TITLED + more < best[0]:  # whatever it says
            continue
        text = survey.text(place)
        if not 3 < len(text) <= _LONGEST:
            continue
        mine = key(text)
        if not mine or mine in names:
            continue
        rank = 0.0
        for number, other in enumerate(keys):
            if mine == other:
                rank = max(rank, _TITLED - number / 10)
            elif len(mine) >= _LEAST and (
                other.startswith(mine) or (mine.startswith(other) and len(other) > 20)
            ):
                share = min(len(mine), len(other)) / max(len(mine), len(other))
                rank = max(rank, 5 + 4 * share - number / 10 if share >= _PART else 0)
            elif len(mine) > 20 and mine in other:
                rank = max(rank, 4.0)
        if (
            not rank
            and survey.links[place] == 0
            and not (best is not None and _ALIKE + more < best[0])
            and len(own := _words(text)) >= _WORDED
        ):
            # a title for readers, and another one for search engines
            rank = _ALIKE if len(own & words) * 2 >= len(own) else 0.0
        if tag == "h1":
            rank += 3.0 if len(text) > 15 or not keys else 1.0
        elif heading:
            rank += 1.0 if rank else 0.0
        if survey.kinds[place] == "headline":
            rank += 0.5
        if survey.links[place] > survey.texts[place]:
            rank -= 1.0
        if site is not None and site.is_headline(survey, place):
            rank += 3.0
        if rank > (best[0] if best else 2.0):
            best = rank, place, text
    if best is not None:
        return best[2], best[1]
    if told:
        return without_suffix(told[-1] if len(told) == 1 else told[0], names), None
    return None, None
