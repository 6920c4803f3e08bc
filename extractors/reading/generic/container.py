"""Where the text stands: the element that holds the running text of the article and little else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from extractors.reading.blocks import LAID_OUT
from extractors.reading.generic.letters import key
from extractors.reading.generic.site import SiteProfile
from extractors.reading.generic.survey import Survey

# What an element is worth as the container of the text that says it is one.
_DECLARED = 2.5
_NAMED = 1.06
_USUAL = 2.0  # ... in which the text of other pages of the site stands
_NO_CONTAINER = frozenset(
    "p ul ol li td blockquote table tbody tr figure h1 h2 h3 h4 h5 h6 span a b strong em i font".split()
)
_RIVALS = 4
_FIRST, _LONG = 4, 5_000  # running texts that may be the one that the page describes, and characters of one
_NEAR = 150  # elements between a headline and its text


def find_container(
    survey: Survey, headline: int | None, told: str, site: SiteProfile | None = None
) -> int | None:
    """The place of the element that holds the text, None where the page has no running text.

    ``headline`` is the place of the displayed title, ``told`` the page's description of the article,
    ``site`` what other pages of the site have shown.
    """
    best: tuple[float, int] | None = None
    taken: list[int] = []
    opening = key(told)[:40]
    # most elements hold no running text, or no more than others take from it
    holding = survey.holding()
    for _ in range(_RIVALS):
        found = _largest(survey, holding, taken, site)
        if found is None:
            break
        worth, place = found
        taken.append(place)
        if headline is not None:
            if survey.within(headline, place) or 0 <= place - headline < _NEAR:
                worth *= 2
            elif place < headline:
                worth *= 0.5
        if len(opening) > 20 and opening in key(_beginning(survey, place)):
            worth *= 3
        if best is None or worth > best[0]:
            best = worth, place
    return best[1] if best else None


def _beginning(survey: Survey, place: int) -> str:
    """The first running texts of an element."""
    running = (x for x in range(place, survey.ends[place]) if survey.runs(x) and survey.size(x) < _LONG)
    return " ".join(survey.text(x) for x in islice(running, _FIRST))


def _largest(
    survey: Survey, holding: Iterable[int], taken: Sequence[int], site: SiteProfile | None
) -> tuple[float, int] | None:
    """The container with the most running text of those that neither hold nor stand in one that is taken."""
    best, found = 0.0, None
    for place in holding:
        value = survey.values[place]
        if value <= best * (0.6 if site is None else 0.3):
            continue
        element, tag = survey.elements[place], survey.tags[place]
        if tag in _NO_CONTAINER and not (tag in ("li", "td") and len(element.findall("p")) >= LAID_OUT):
            continue
        worth = value * survey.worth(place)
        if "articlebody" in (element.get("itemprop") or "").lower():
            worth *= _DECLARED
        elif survey.kinds[place] == "body":
            worth *= _NAMED
        if site is not None and site.is_container(survey, place):
            worth *= _USUAL
        if worth < best or any(survey.within(place, x) or survey.within(x, place) for x in taken):
            continue
        best, found = worth, place  # of those that hold the same, the innermost
    return (best, found) if found is not None else None
