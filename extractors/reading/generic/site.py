"""What the pages of one site have in common, learned from some of them, and what that says about each page.

A text that several pages show is no part of an article; a box whose blocks are dropped on most pages holds none; the
element that displays the headline, and the one that holds the text, are the same on all pages of a template.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol, Self

from lxml import etree

from extractors.reading.blocks import Raw, Role
from extractors.reading.generic.letters import key
from extractors.reading.generic.survey import Survey
from extractors.reading.judge import Ruling
from extractors.vocabulary import bylines
from extractors.vocabulary.datelines import DASH
from extractors.vocabulary.dates import parse_date

__all__ = ["SHARED", "Learner", "Seen", "SiteProfile", "signature"]

SHARED = "on other pages of the site too"
MOST_PAGES = 50  # that a profile learns from
_LEAST = 3  # pages that show something before it counts
_PART = 8  # ... and at least one in so many
_SHARE = 0.8  # of the pages, from which on what a box holds on the others holds here
_TEMPLATE = 0.6  # of the pages that have one element in the same place
_LONGEST, _SHORTEST = 600, 4  # characters of a text that pages may share
_KEPT_LINES = 500  # of a saved profile
_FORGOTTEN = 10  # pages after which a text that one page alone showed is forgotten
_DIGITS = re.compile(r"\d+")
_OPENING = re.compile(rf"([^\W\d_][\w.,/ ()-]{{1,38}}[\w.)])\s*(?:\s{DASH}{{1,2}}\s|{DASH}{{2}})")
_OPENS = re.compile(rf"{DASH}\s*$")


class Seen(NamedTuple):
    """An article that was read: where its headline and its text are, and what became of its blocks.

    ``blocks`` name their text nodes.
    """

    survey: Survey
    title: str
    headline: int | None
    body: int
    blocks: Sequence[Raw]
    rulings: Sequence[Ruling]
    keywords: Collection[str]


class Learner(Protocol):
    """What may look on while an article is read; ``SiteProfile`` is one."""

    def take(self, page: Seen) -> bool:
        """Learn from an article; False if there is nothing to learn, and nobody wants the article."""


class SiteProfile:
    """What pages of one site share. ``extract`` takes it as ``site``; ``learn_page`` adds a page to it.

    ``pages`` is the number of articles that it was learned from; with fewer than three of them it says nothing, and
    from 50 on it learns no more. ``to_dict`` gives it as JSON types, a few kB, and ``from_dict`` reads that again.
    """

    def __init__(self) -> None:
        self.pages = 0
        self._titles: set[str] = set()
        self._lines: Counter[str] = Counter()
        self._seen_first: dict[str, int] = {}
        self._keywords: Counter[str] = Counter()
        self._containers: Counter[str] = Counter()
        self._headlines: Counter[str] = Counter()
        self._openings: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    @property
    def is_full(self) -> bool:
        """Whether more pages would teach it nothing."""
        return self.pages >= MOST_PAGES

    # -- learning ---------------------------------------------------------------------------------------------

    def take(self, page: Seen) -> bool:
        """Learn from an article that was read.

        False for a page whose title is known: the same article under another address shows the same text, and a
        further page of it the same headline.
        """
        survey, title, headline, body, blocks, rulings, keywords = page
        if self.is_full or _hash(key(title)) in self._titles:
            return False
        self._titles.add(_hash(key(title)))
        self.pages += 1
        self._containers[signature(survey, body)] += 1
        if headline is not None:
            self._headlines[signature(survey, headline)] += 1
        if keywords:
            self._keywords[_list_hash(keywords)] += 1
        first = next(
            (raw for raw, one in zip(blocks, rulings, strict=True) if one.kept and raw.kind == "text"), None
        )
        if first is not None and (found := _OPENING.match(first.text)):
            self._openings[found[1]] += 1
        self._take_lines(survey, [raw.text for raw in blocks if raw.kind == "text"])
        kept, dropped = set[str](), set[str]()
        for raw, ruling in zip(blocks, rulings, strict=True):
            for place in _places(survey, raw):
                (kept if ruling.kept else dropped).add(signature(survey, place))
        self._kept.update(kept)
        self._dropped.update(dropped - kept)
        return True

    def _take_lines(self, survey: Survey, blocks: Iterable[str]) -> None:
        shown = (*(survey.text(place) for place in _texts(survey)), *blocks)
        for line in {_hash(key(text)) for text in shown}:
            self._lines[line] += 1
            self._seen_first.setdefault(line, self.pages)
        if self.pages % _FORGOTTEN == 0:
            for line in [x for x, count in self._lines.items() if count == 1]:
                if self.pages - self._seen_first.get(line, 0) >= _FORGOTTEN:
                    del self._lines[line]
                    self._seen_first.pop(line, None)

    def add(self, other: SiteProfile) -> None:
        """Take in what somebody else has learned from other pages of the site."""
        if self.is_full:
            return
        self.pages += other.pages
        self._titles |= other._titles
        self._lines += other._lines
        for name, counter in other._counters().items():
            self._counters()[name].update(counter)

    # -- what it says -----------------------------------------------------------------------------------------

    def repeated(self, survey: Survey) -> list[int]:
        """The places of texts that other pages show as well; bylines, datelines and dates are not among them."""
        if self.pages < _LEAST:
            return []
        return [place for place in _texts(survey) if self.shares(survey.text(place))]

    def shares(self, text: str) -> bool:
        """Whether other pages show a text as well; see ``repeated``."""
        if self.pages < _LEAST or not _SHORTEST <= len(text) <= _LONGEST:
            return False
        return self._lines[_hash(key(text))] >= self._least and not _varies_little(text)

    def is_container(self, survey: Survey, place: int) -> bool:
        """Whether the text of most pages stands in such an element."""
        return self._is_usual(self._containers, survey, place)

    def is_headline(self, survey: Survey, place: int) -> bool:
        """Whether most pages display their headline in such an element."""
        return self._is_usual(self._headlines, survey, place)

    def shares_keywords(self, keywords: Iterable[str]) -> bool:
        """Whether other pages have exactly these tags: they are the site's, not the article's."""
        return self.pages >= _LEAST and self._keywords[_list_hash(keywords)] >= self._least

    def claim(
        self, survey: Survey, body: int, repeated: Iterable[int], roles: dict[etree._Element, Role]
    ) -> None:
        """Claim what stands in the container and is no text on other pages: shared texts, boxes that are dropped."""
        for place in repeated:
            if survey.within(place, body) and survey.ends[place] <= survey.ends[body]:
                roles.setdefault(survey.elements[place], ("drop", SHARED))
        if self.pages < _LEAST:
            return
        place, end = body + 1, survey.ends[body]
        while place < end:
            element = survey.elements[place]
            if element in roles:
                place = survey.ends[place]
                continue
            # itself: on this page, it may hold what others have elsewhere
            if (
                survey.holders[place] == place
                and survey.texts[place] + survey.links[place]
                and survey.values[place] <= survey.texts[place]
            ):
                name = signature(survey, place)
                dropped = self._dropped[name]
                if dropped >= self._least and dropped >= _SHARE * (dropped + self._kept[name]):
                    roles[element] = "drop", "dropped on other pages of the site"
            place += 1

    @property
    def openings(self) -> list[str]:
        """What texts of the site open with, before a dash, the longest first."""
        if self.pages < _LEAST:
            return []
        found = [text for text, count in self._openings.items() if count >= self._least]
        return sorted(found, key=lambda text: (-len(text), text))

    @property
    def _least(self) -> int:
        return max(_LEAST, self.pages // _PART)

    def _is_usual(self, places: Counter[str], survey: Survey, place: int) -> bool:
        if self.pages < _LEAST:
            return False
        return places[signature(survey, place)] >= _TEMPLATE * self.pages

    # -- as data ----------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The profile as JSON types."""
        return {
            "version": 1,
            "pages": self.pages,
            "titles": sorted(self._titles),
            "lines": {x: n for x, n in self._lines.most_common(_KEPT_LINES) if n > 1},
            **{name: dict(counter.most_common(200)) for name, counter in self._counters().items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The profile that ``to_dict`` gave. Raises ValueError for anything else."""
        profile = cls()
        try:
            if data["version"] != 1:
                raise ValueError(f"a profile of version {data['version']!r}, not 1")
            profile.pages = int(data["pages"])
            profile._titles = {str(x) for x in data["titles"]}
            profile._lines = Counter({str(x): int(n) for x, n in data["lines"].items()})
            for name, counter in profile._counters().items():
                counter.update({str(x): int(n) for x, n in data[name].items()})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a profile of a site ({error!r})") from error
        return profile

    def _counters(self) -> dict[str, Counter[str]]:
        return {
            "keywords": self._keywords,
            "containers": self._containers,
            "headlines": self._headlines,
            "openings": self._openings,
            "kept": self._kept,
            "dropped": self._dropped,
        }


def signature(survey: Survey, place: int) -> str:
    """An element as other pages of the template have it: its tag and names and those of its parent, without numbers."""
    parent = survey.parents[place]
    return f"{_named(survey.elements[parent]) if parent >= 0 else ''}>{_named(survey.elements[place])}"


def _named(element: etree._Element) -> str:
    names = ".".join((element.get("class") or element.get("id") or "").split()[:3])
    return f"{element.tag}.{_DIGITS.sub('0', names[:60])}"


def _texts(survey: Survey) -> Iterable[int]:
    """The places of the blocks that hold text themselves."""
    for place, holder in enumerate(survey.holders):
        if (
            holder == place
            and survey.seen[place]
            and survey.texts[place] + survey.links[place]
            and _SHORTEST <= survey.size(place) <= _LONGEST
        ):
            yield place


def _places(survey: Survey, raw: Raw) -> set[int]:
    """The blocks that the text nodes of a block stand in."""
    found = set()
    for element, tail in raw.nodes:
        place = survey.place_of(element)
        if place is not None and tail:
            place = survey.parents[place]
        if place is not None and place >= 0:
            found.add(survey.holders[place])
    return found


def _varies_little(text: str) -> bool:
    """Whether a text is one that articles of their own have in common: who wrote it, where and when."""
    return bool(
        bylines.is_byline(text)
        or bylines.source_line(text)
        or _OPENS.search(text)
        or text.startswith("(")
        or (len(text) < 60 and parse_date(text))
    )


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _list_hash(words: Iterable[str]) -> str:
    return _hash("\n".join(sorted(map(key, words))))
