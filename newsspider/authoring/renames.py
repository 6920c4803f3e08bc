"""What a page calls by another name now: candidates for a selector that finds nothing any more.

A template that is changed keeps most of its names. So a new name is one that this page has and none of the pages on
which the rule still works. Of those, the likeliest is on elements that hold what the old name's elements hold on the
other pages (the goldens say what that is), and resembles the old name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from lxml import etree

from extractors import OUTLETS, NotAnArticle
from extractors.authoring.induce import KEY_FIELDS
from extractors.authoring.naming import word_cost
from extractors.authoring.page_view import PageView, squeeze
from extractors.rules.model import Layout, Outlet
from extractors.vocabulary.dates import parse_date
from newsspider.authoring.checked import Checked, Rule, css_rules, page_views
from newsspider.recording.fixtures import Case

__all__ = ["Renames", "names_in"]

_NAMES = re.compile(r"[.#]([\w-]+)|\[(?:class|id|itemprop)[*^$~|]?=[\"']?([\w-]+)")
_ENDING = re.compile(r"[-_][^-_]+$")
_LISTS = ("authors", "editors", "sources", "articleSection", "keywords", "readAlso")
_DATES = ("datePublished", "dateModified")
_SHORT = 400  # characters: what is longer is not an element of a date
_MUCH = 0.7  # of a key's texts must be in an element that holds the key
_PAGES = 3  # the most pages that are read to see what the old name held
_SEVERAL = 40  # the most elements of one name that are looked at
_ALIKE = 0.6  # from here on one name resembles another
_MOST = 2  # names that are told
_CLOSE = 0.8  # a second name is told only if it is nearly as likely as the first


def names_in(css: str) -> list[str]:
    """The class names and ids of a selector."""
    return [a or b for a, b in _NAMES.findall(css)]


@dataclass(frozen=True)
class _Likeness:
    """One element of a name: its tag, the keys of the golden that it holds, and how much of its text they are."""

    tag: str
    held: frozenset[str]
    share: float


class _Page:
    """A case's pages, with the elements of each name and what they hold."""

    def __init__(self, views: Sequence[PageView], golden: Mapping[str, Any], outlet: Outlet | None) -> None:
        self.views, self.golden, self.outlet = views, golden, outlet
        self._likenesses: dict[etree._Element, _Likeness] = {}

    @cached_property
    def named(self) -> dict[str, list[tuple[PageView, etree._Element]]]:
        """The elements of each class, id and itemprop."""
        found: dict[str, list[tuple[PageView, etree._Element]]] = {}
        for view in self.views:
            for element in view.tree.iter(etree.Element):
                own = [*(element.get("class") or "").split(), element.get("id"), element.get("itemprop")]
                for name in dict.fromkeys(filter(None, own)):
                    found.setdefault(name, []).append((view, element))
        return found

    def likenesses(self, elements: Iterable[tuple[PageView, etree._Element]]) -> set[_Likeness]:
        return {self._likeness(view, element) for view, element in list(elements)[:_SEVERAL]}

    def _likeness(self, view: PageView, element: etree._Element) -> _Likeness:
        if (known := self._likenesses.get(element)) is None:
            known = self._likenesses[element] = self._looked_at(view, element)
        return known

    def _looked_at(self, view: PageView, element: etree._Element) -> _Likeness:
        text, plain = view.squeezed(element).casefold(), view.text(element)
        size = {key: held for key, values in self._values if (held := _held(text, values))}
        for key in _DATES:
            if len(plain) < _SHORT and self._shows_date(plain, key):
                size[key] = len(text)
        share = min(1.0, max(size.values(), default=0) / (len(text) or 1))
        return _Likeness(str(element.tag), frozenset(size), share)

    @cached_property
    def _values(self) -> list[tuple[str, list[str]]]:
        """The golden's texts of each key, squeezed, without dates."""
        golden = self.golden
        found = {key: [golden.get(key)] for key in ("headline", "alternativeHeadline")}
        found |= {key: list(golden.get(key) or ()) for key in _LISTS}
        found["images"] = [image.get("text") for image in golden.get("images") or ()]
        found["body"] = [block.get("text") for block in golden.get("body") or ()]
        squeezed = {key: [squeeze(str(x)).casefold() for x in values if x] for key, values in found.items()}
        return [(key, values) for key, values in squeezed.items() if values]

    def _shows_date(self, text: str, key: str) -> bool:
        value = self.golden.get(key)
        if not isinstance(value, str) or not any(ch.isdigit() for ch in text):
            return False
        zone = self.outlet.zone if self.outlet else None
        date = parse_date(text, zone=zone) if zone else parse_date(text)
        try:
            return date is not None and date.value.date() == datetime.fromisoformat(value).date()
        except ValueError:
            return False


def _held(text: str, values: Sequence[str]) -> int:
    """How many characters of a key's values a text holds: of most of them, otherwise none."""
    held = sum(len(value) for value in values if value in text)
    return held if held >= _MUCH * sum(map(len, values)) else 0


class Renames:
    """The cases of an outlet, to find on one of them what others have by another name."""

    def __init__(self, cases: Sequence[Checked] = ()) -> None:
        self._cases = cases
        self._read: dict[str, _Page | None] = {}

    def near(self, one: Checked, rule: Rule) -> str:
        """What a page has in place of the names of a selector that finds nothing there, in brackets."""
        found = self.names(one, rule)
        return f" (nearest on the page: {', '.join(found)})" if found else ""

    def lost(self, one: Checked, css: str) -> set[str]:
        """The names of a selector that the page of a case does not have."""
        page = self._page(one.case)
        return {name for name in names_in(css) if page is None or name not in page.named}

    def names(self, one: Checked, rule: Rule) -> list[str]:
        """The likeliest new names, the best first."""
        page = self._page(one.case)
        if page is None:
            return []
        pages = [read for other in self._working(one, rule) if (read := self._page(other.case))]
        options = set(page.named).difference(*(other.named for other in pages)) - _in_rules(one)
        lost = self.lost(one, rule[1])
        was = {name: _was(pages[:_PAGES], name, rule) for name in lost}
        varying = _varying(pages)
        worth = {option: _worth(page, option, was) - _doubt(option, varying) for option in options}
        ranked = sorted(((worth[option], option) for option in options), key=lambda x: (-x[0], x[1]))
        ranked = [(much, option) for much, option in ranked if much > 0][:_MOST]
        return [option for much, option in ranked if much >= _CLOSE * ranked[0][0]]

    def _working(self, one: Checked, rule: Rule) -> Iterator[Checked]:
        """The other cases of the layout on which the rule still finds something."""
        for other in self._cases:
            case = other.case
            same = (case.outlet, case.layout) == (one.case.outlet, one.case.layout)
            if same and case.id != one.case.id and rule not in other.missing:
                yield other

    def _page(self, case: Case) -> _Page | None:
        if case.id not in self._read:
            try:
                golden = case.golden.get("article") or {}
                views = page_views(case, _layout_of(case))
                self._read[case.id] = _Page(views, golden, OUTLETS.get(case.outlet))
            except NotAnArticle:
                self._read[case.id] = None
        return self._read[case.id]


def _in_rules(one: Checked) -> set[str]:
    """What a rule of the layout names has its name already."""
    layout = _layout_of(one.case)
    rules = css_rules(layout) if layout else ()
    return {name for _, css in rules for name in names_in(css)}


def _layout_of(case: Case) -> Layout | None:
    outlet = OUTLETS.get(case.outlet)
    return next((x for x in outlet.layouts if x.name == case.layout), None) if outlet else None


def _was(pages: Sequence[_Page], name: str, rule: Rule) -> set[_Likeness]:
    """What the elements of a name are like where the rule works; without such a page, what its field says."""
    if pages:
        return {like for page in pages for like in page.likenesses(page.named.get(name, ()))}
    if rule[0] == "when":  # around both of them, or either
        kinds = [frozenset(kind) for kind in (["headline"], ["body"], ["headline", "body"])]
    else:
        kinds = [frozenset([key]) for key, fields in KEY_FIELDS.items() if rule[0] == fields[0]]
    return {_Likeness("", kind, 1.0) for kind in kinds}


def _worth(page: _Page, option: str, was: Mapping[str, set[_Likeness]]) -> float:
    """How likely a name is the new one of any that is lost; 0 where nothing speaks for it."""
    return max((_alike(page, option, name, likenesses) for name, likenesses in was.items()), default=0.0)


def _alike(page: _Page, option: str, name: str, likenesses: set[_Likeness]) -> float:
    sound = _sound(name.casefold(), option.casefold())
    pairs = [(now, old) for now in page.likenesses(page.named[option]) for old in likenesses]
    holds = max((_overlap(now, old) for now, old in pairs), default=0.0)
    if sound < _ALIKE and holds < 1:
        return 0.0
    looks = max((_overlap(now, old) + 0.3 * (now.tag == old.tag) for now, old in pairs), default=0.0)
    seen = any(old.tag for old in likenesses)  # otherwise the names themselves say more
    return looks + (1 if seen else 2) * sound


def _varying(pages: Sequence[_Page]) -> set[str]:
    """How names begin that another page has with another ending, as ``topic`` does in ``topic-rice``."""
    every = set(pages[0].named).intersection(*(page.named for page in pages)) if pages else set()
    return {_begin(name) for page in pages for name in page.named if name not in every} - {""}


def _begin(name: str) -> str:
    return _ENDING.sub("", name) if _ENDING.search(name) else ""


def _doubt(option: str, varying: set[str]) -> float:
    """Whether a name was made for one article, or by a build tool, and so names nothing."""
    return 1.0 * (word_cost(option) is None or _begin(option) in varying)


def _sound(old: str, new: str) -> float:
    """How alike two names are, from 0 to 1; half more where one is the other with something added."""
    grown = min(len(old), len(new)) > 3 and (old in new or new in old)
    return difflib.SequenceMatcher(None, old, new).ratio() + 0.5 * grown


def _overlap(now: _Likeness, old: _Likeness) -> float:
    """From 0 to 2: whether two elements hold the same keys and nearly as much else."""
    if not old.held:
        return 0.0
    same = len(now.held & old.held) / len(now.held | old.held)
    return same * (2 - abs(now.share - old.share))
