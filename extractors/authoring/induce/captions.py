"""Captions and credits of the article's pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product

from lxml import etree

from extractors.authoring.induce.boxes import is_sound
from extractors.authoring.induce.search import LEAST, Search, Trial, options_for, with_selector
from extractors.authoring.naming import Candidate
from extractors.authoring.page_view import PageView, squeeze


@dataclass
class _Shown:
    """Where pages show the goldens' captions, what precedes them there, and where their credits are."""

    captions: list[etree._Element] = field(default_factory=list)
    prefixes: Counter[str] = field(default_factory=Counter)
    credits: list[etree._Element] = field(default_factory=list)

    @property
    def prefix(self) -> str | None:
        """The pattern of what most captions begin with."""
        common = self.prefixes.most_common(1)
        return re.escape(common[0][0]) + r"\s*" if common else None


def find_captions(search: Search, base: Trial) -> Trial:
    """Selectors of captions and credits, the prefix of captions, and what to drop from them."""
    shown = _shown(search)
    if not shown.captions:
        if any(image.get("text") or image.get("credit") for x in search.lessons for image in x.images):
            search.why["images"] = "no element shows these captions as the goldens have them"
        return base
    captions, credits = options_for("caption", shown.captions), options_for("credit", shown.credits)
    trial = base
    for _ in range(2):
        if search.is_right(trial, "images"):
            break
        best = max(_tries(search, trial, shown, captions, credits), key=lambda one: one.value)
        if best.value <= trial.value + LEAST:
            break
        trial = best
        if shown.credits and not search.is_right(trial, "images"):
            trial = search.better(trial, "credit", credits, fits=partial(is_sound, search))
        trial = _lone_credits(search, trial)
    return trial


def _tries(
    search: Search, trial: Trial, shown: _Shown, captions: list[Candidate], credits: list[Candidate]
) -> Iterator[Trial]:
    """The layouts that one step can make for captions; the unchanged one first."""

    def captioned(base: Trial) -> Trial:
        return search.better(base, "caption", captions, add=True, fits=partial(is_sound, search))

    yield trial
    yield captioned(trial)
    if trial.layout.caption:
        yield search.better(
            trial, "caption", _ordered(trial.layout.caption, captions), fits=partial(is_sound, search)
        )
    if shown.prefix:
        yield captioned(search.run(replace(trial.layout, caption_prefix=shown.prefix)))
    for css in _bare_captions(search, shown.prefixes):
        for prefix in (None, shown.prefix) if shown.prefix else (None,):
            alone = replace(trial.layout, caption_prefix=prefix or trial.layout.caption_prefix)
            bare = search.run(with_selector(alone, "caption", css, add=True))
            yield search.better(bare, "credit", credits, fits=partial(is_sound, search))
    for css in _caption_rests(search):
        yield captioned(search.run(with_selector(trial.layout, "drop", css)))


def _ordered(present: str, captions: Iterable[Candidate]) -> list[Candidate]:
    """Each selector where the present one shows nothing, and the other way round.

    What one template has under the captions' name of another must not be read as captions.
    """
    found = []
    for one in captions:
        found.append(Candidate(one.cost + 0.1, f"{one.css} || {present}"))
        found.append(Candidate(one.cost + 0.1, f"{present} || {one.css}"))
    return found


def _shown(search: Search) -> _Shown:
    shown = _Shown()
    for lesson in search.lessons:
        for image in lesson.images:
            text, credit = str(image.get("text") or ""), str(image.get("credit") or "")
            if not squeeze(text or credit):
                continue
            for view in lesson.views:
                _add_captions(shown, view, text, credit)
                if credit and text:
                    shown.credits += view.with_text(credit)[-3:] + view.with_text(f"({credit})")[-3:]
    return shown


def _add_captions(shown: _Shown, view: PageView, caption: str, credit: str) -> None:
    """Elements that show a caption, or a credit alone, and little else."""
    wanted = squeeze(caption or credit)
    for element in view.elements:
        text = view.text(element)
        if not text or len(text) >= len(wanted) * 2 + 160 or wanted not in squeeze(text):
            continue
        shown.captions.append(element)
        before = text.partition(caption or "\0")[0].strip()
        if before and len(before) < 30 and before != text:
            shown.prefixes[before] += 1


def _lone_credits(search: Search, base: Trial) -> Trial:
    """Whether a picture shows only its credit."""
    alone = [
        element
        for lesson, view in search.pages
        for image in lesson.images
        if image.get("credit") and not image.get("text")
        for element in view.with_text(str(image["credit"]))[-3:]
    ]
    if not alone or search.is_right(base, "images"):
        return base
    options = options_for("credit", alone)
    return search.better(base, "credit", options, add=True, fits=partial(is_sound, search))


def _bare_captions(search: Search, prefixes: Iterable[str]) -> list[str]:
    """The best selectors for elements that show a caption without its credit."""
    begins = ("", *prefixes)
    shown = [
        element
        for lesson, view in search.pages
        for image in lesson.images
        if image.get("text") and image.get("credit")
        for begun in begins
        for element in view.with_text(f"{begun}{image['text']}")[-2:]
    ]
    options = sorted(options_for("caption", shown, most=6.4))
    return [one.css for one in options if is_sound(search, one)][:3]


def _caption_rests(search: Search) -> list[str]:
    """The best selectors for what is inside a caption's element but not part of it."""
    rests: list[etree._Element] = []
    for lesson in search.lessons:
        for image, view in product(lesson.images, lesson.views):
            wanted = squeeze(str(image.get("text") or ""))
            element = view.smallest_with(wanted) if wanted else None
            if element is not None and len(view.squeezed(element)) > len(wanted):
                rests += [
                    inner
                    for inner in element.iterdescendants()
                    if inner in view.place and view.text(inner) and view.squeezed(inner) not in lesson.shown
                ]
    options = sorted(options_for("drop", rests[:8], most=6))
    return [one.css for one in options if is_sound(search, one)][:2]
