"""Who wrote, edited and supplied the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lxml import etree

from extractors.authoring.induce.boxes import SHORT, is_label
from extractors.authoring.induce.search import Lesson, Search, Trial, options_for
from extractors.authoring.page_view import PageView, squeeze

_KEYS = ("authors", "editors", "sources")


def find_people(search: Search, base: Trial) -> Trial:
    """Find bylines: one element that names everybody, or one for each role."""
    if _are_right(search, base) and _are_shown(base):
        return base
    together = _naming_elements(search, *_KEYS)
    trial = max(
        _named(search, base, "byline", together, least=0.0), _apart(search, base), key=lambda one: one.value
    )
    if not _are_right(search, trial):
        trial = _named(search, trial, "byline", together, add=True)
    for toggle in ("signature", "byline_meta"):
        if not _are_right(search, trial):
            trial = search.toggled(trial, **{toggle: True})
    _say_who_is_missing(search, trial)
    return trial


def _are_right(search: Search, trial: Trial) -> bool:
    return all(search.is_right(trial, key) for key in _KEYS)


def _are_shown(trial: Trial) -> bool:
    return trial.layout.byline is not None or not any(
        article and (article.authors or article.editors) for article in trial.articles
    )


def _named(search: Search, base: Trial, name: str, targets: list[etree._Element], **how: Any) -> Trial:
    options = options_for("byline", targets, most=8.0)
    return search.better(base, name, options, single=True, fits=partial(is_label, search), **how)


def _apart(search: Search, base: Trial) -> Trial:
    """Separate elements for authors, editors and sources; otherwise together in the byline."""
    targets = {key: _naming_elements(search, key) for key in _KEYS}
    trial = _named(search, base, "byline", targets["authors"])
    for key in ("editors", "sources"):
        if not search.is_right(trial, key):
            trial = _named(search, trial, key, targets[key])
    for key in _KEYS:
        if not search.is_right(trial, key):
            trial = _named(search, trial, "byline", targets[key], add=True)
    return trial


def _naming_elements(search: Search, *keys: str) -> list[etree._Element]:
    """Small elements on first and last pages that show all the names of these keys."""
    return [
        element
        for lesson in search.lessons
        for view in lesson.views[:1] + lesson.views[-1:]
        for element in _naming(view, [name for key in keys for name in lesson.texts(key)])
    ]


def _naming(view: PageView, names: Sequence[str]) -> list[etree._Element]:
    """Small elements that show all these names, the smallest first, then their boxes."""
    wanted = [squeeze(name).casefold() for name in names]
    if not wanted:
        return []
    found = []
    for element in view.elements:
        text = view.text(element)
        if text and len(text) <= SHORT:
            plain = squeeze(text).casefold()
            if all(name in plain for name in wanted):
                found.append(element)
    found.sort(key=lambda e: len(view.text(e)))
    return found[:14]


def _say_who_is_missing(search: Search, trial: Trial) -> None:
    for key in _KEYS:
        missing = {name for lesson in search.lessons for name in _missing(lesson, key)}
        if missing and not search.is_right(trial, key):
            search.why[key] = f"{', '.join(sorted(missing))}: the page shows no such name"


def _missing(lesson: Lesson, key: str) -> Iterator[str]:
    """The names of a key that no page of a sample shows."""
    pages = [view.text(view.root).casefold() for view in lesson.views]
    return (name for name in lesson.texts(key) if not any(name.casefold() in page for page in pages))
