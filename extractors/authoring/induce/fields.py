"""Single values and lists: deck, dates, section, keywords, paywall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial

from lxml import etree

from extractors.authoring.induce.boxes import is_sound
from extractors.authoring.induce.keys import HINTS
from extractors.authoring.induce.search import LEAST, Lesson, Search, Trial, options_for
from extractors.authoring.naming import Candidate
from extractors.authoring.page_view import PageView, squeeze
from extractors.reading.parts import text_values
from extractors.rules.selectors import within
from extractors.vocabulary.dates import ParsedDate, parse_date

_ITEM = 120  # characters: what is longer is not an item of a list


def find_deck(search: Search, base: Trial) -> Trial:
    """The line below the headline."""
    golden = [
        (lesson, str(deck)) for lesson in search.lessons if (deck := lesson.golden.get("alternativeHeadline"))
    ]
    targets = [element for lesson, deck in golden for element in lesson.first.with_text(deck)[-4:]]
    if golden and not targets:
        search.why["alternativeHeadline"] = "no element shows it as the golden has it"
    return _covered(search, base, "alternativeHeadline", "deck", options_for("deck", targets))


def _covered(
    search: Search,
    base: Trial,
    key: str,
    name: str,
    options: Sequence[Candidate],
    least: float = LEAST,
) -> Trial:
    """A field of single elements; it gets a second selector if the first does not fit all samples."""
    sound = partial(is_sound, search)
    trial = search.better(base, name, options, least=least, single=True, fits=sound)
    for _ in range(2):
        if trial is base or search.is_right(trial, key):
            break
        more = search.better(trial, name, options, add=True, single=True, fits=sound)
        if more is trial:
            break
        trial = more
    return trial


# -- dates -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Moments:
    """What the goldens say about one date, sample by sample."""

    lessons: Sequence[Lesson]
    values: Sequence[datetime | None]
    zone: timezone

    def targets(self) -> list[etree._Element]:
        """Elements that show the golden's date."""
        return [
            element
            for lesson, moment in zip(self.lessons, self.values, strict=True)
            if moment is not None
            for element in self._showing(lesson.first, moment)
        ]

    def _showing(self, view: PageView, moment: datetime) -> list[etree._Element]:
        found, day = [], str(moment.day)
        for element in view.elements:
            text = view.text(element)
            if 5 < len(text) < 180 and day in text:
                date = parse_date(text, zone=self.zone)
                if date and _same(date, moment):
                    found.append(element)
        return found[-12:]

    def are_first(self, css: str) -> bool:
        """Whether the first date a selector finds is the golden's, on every sample it matches."""
        for lesson, moment in zip(self.lessons, self.values, strict=True):
            first = self._first(lesson, css)
            if first is not None and (moment is None or not _same(first, moment)):
                return False
        return True

    def _first(self, lesson: Lesson, css: str) -> ParsedDate | None:
        values = (value for element in lesson.first.all(css) for value in text_values(element))
        return next((date for value in values if (date := parse_date(value, zone=self.zone))), None)

    def are_everywhere(self, css: str) -> bool:
        """Whether a selector finds something on each sample whose golden has the date."""
        return all(
            lesson.first.all(css)
            for lesson, moment in zip(self.lessons, self.values, strict=True)
            if moment is not None
        )


def find_dates(search: Search, base: Trial) -> Trial:
    """The elements that show when the article was published and updated."""
    trial = _dated(search, base, "datePublished", "published")
    return _dated(search, trial, "dateModified", "modified")


def _dated(search: Search, base: Trial, key: str, name: str) -> Trial:
    values = [_moment(lesson.golden.get(key)) for lesson in search.lessons]
    moments = _Moments(search.lessons, values, search.outlet.zone)
    targets = moments.targets()
    options = options_for(name, targets)
    trial = base
    # few pages display it: if the metadata is already right, no selector is needed
    if name == "published" or not search.is_right(trial, key):
        sound = [one for one in options if moments.are_first(one.css)]
        everywhere = [one for one in sound if moments.are_everywhere(one.css)]
        trial = _covered(search, trial, key, name, everywhere or sound, 0.0)
    if not search.is_right(trial, key):
        trial = _covered(search, trial, key, name, options)
    if not search.is_right(trial, key):
        trial = search.toggled(trial, local_dates=True)
    if not search.is_right(trial, key) and not targets:
        search.why[key] = "no element shows this date, and the metadata differs"
    return trial


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _same(date: ParsedDate, moment: datetime) -> bool:
    """Whether a displayed date is this moment: to the minute, or to the day if it shows no time."""
    value = date.value
    if value.date() != moment.date():
        return value.replace(second=0) == moment.replace(second=0) if date.has_time else False
    if not date.has_time:
        return True
    return (value.hour, value.minute) == (moment.hour, moment.minute)


# -- lists -------------------------------------------------------------------------------------------------


def find_section(search: Search, base: Trial) -> Trial:
    """The breadcrumb, from the page or from its metadata."""
    return _listed(search, base, "articleSection", "section", "section_meta")


def find_keywords(search: Search, base: Trial) -> Trial:
    """The tags."""
    return _listed(search, base, "keywords", "keywords", None)


def _listed(search: Search, base: Trial, key: str, name: str, meta: str | None) -> Trial:
    """A list with one element per item; ``meta`` is the field that turns on the metadata's list."""
    targets = [element for lesson in search.lessons for element in _items(lesson.first, lesson.texts(key))]
    trial = search.better(base, name, options_for(name, targets))
    if meta and not search.is_right(trial, key):
        # besides the displayed list if some pages lack it, otherwise in its place
        beside = search.toggled(trial, **{meta: True})
        instead = search.toggled(base, **{meta: True})
        trial = max((trial, beside, instead), key=lambda one: one.value)
    wanted = any(lesson.texts(key) for lesson in search.lessons)
    if wanted and not targets and not search.is_right(trial, key):
        search.why[key] = "no elements show these items"
    return trial


def _items(view: PageView, items: Sequence[str]) -> list[etree._Element]:
    """Elements that show one item each; of several sets, the one closest together."""
    shown = _showing(view, {squeeze(item).casefold() for item in items})
    if not shown:
        return []
    rarest = min(shown.values(), key=len)
    boxes = (_box(view, element, shown) for element in rarest[:12])
    best = min(boxes, key=lambda found: len(view.text(found[0])) - 1000 * found[1])[0]
    inside = [e for group in shown.values() for e in group if e is best or within(e, {best})]
    return [*inside, *rarest[-3:]][:24]


def _showing(view: PageView, wanted: set[str]) -> dict[str, list[etree._Element]]:
    """The elements that show each of these items."""
    shown: dict[str, list[etree._Element]] = {}
    for element in view.elements if wanted else ():
        text = view.text(element)
        if len(text) < _ITEM:
            plain = squeeze(text.lstrip("#").strip(" /»›>|,")).casefold()
            if plain in wanted:
                shown.setdefault(plain, []).append(element)
    return shown


def _box(
    view: PageView, element: etree._Element, shown: Mapping[str, Sequence[etree._Element]]
) -> tuple[etree._Element, int]:
    """The smallest box around an element that shows the most items, and how many it shows."""
    box, count = element, 0
    for ancestor in (element, *element.iterancestors()):
        inside = sum(any(within(e, {ancestor}, itself=True) for e in group) for group in shown.values())
        if inside > count:
            box, count = ancestor, inside
        if count == len(shown) or ancestor is view.root:
            break
    return box, count


# -- paywall -----------------------------------------------------------------------------------------------


def find_paywall(search: Search, base: Trial) -> Trial:
    """A named element that only pages with a cut-off text have."""
    cut = [lesson for lesson in search.lessons if lesson.golden.get("isAccessibleForFree") is False]
    if not cut or search.is_right(base, "isAccessibleForFree"):
        return base
    targets = [element for lesson in cut for element in _walls(lesson.first)]
    trial = search.better(base, "paywall", options_for("paywall", targets[:20], most=5))
    if trial is base:
        search.why["isAccessibleForFree"] = (
            "neither the metadata nor a named element says that the text is cut off"
        )
    return trial


def _walls(view: PageView) -> Iterator[etree._Element]:
    for element in view.tree.iter():
        if isinstance(element.tag, str):
            names = f"{element.get('class') or ''} {element.get('id') or ''}".casefold()
            if any(word in names for word in HINTS["paywall"]):
                yield element
