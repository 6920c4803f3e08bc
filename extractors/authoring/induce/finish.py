"""The end of an induction: remove what is no longer needed, find ``when`` and the pager, write the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from extractors.authoring.induce.keys import HINTS, KEY_FIELDS
from extractors.authoring.induce.model import KeyNote
from extractors.authoring.induce.search import LEAST, Lesson, Search, Trial, shortened
from extractors.authoring.naming import NAMED, candidates, is_made_up
from extractors.authoring.rulefile import layout_source
from extractors.rules.model import Layout
from extractors.rules.pages import Pages
from extractors.rules.selectors import select, within
from extractors.score import GOLDEN_KEYS
from extractors.urls import resolve

_AMP = "style[amp-boilerplate]"
_OPTIONAL = ("credit", "caption_prefix", "sources", "editors", "modified", "desk_code")
_SWITCHES = ("signature", "byline_meta", "section_meta", "local_dates")
_HIGH = 6  # steps above body or headline at which ``when`` may stand


def leave_out(search: Search, base: Trial) -> Trial:
    """Remove what is no longer needed: a drop after ``until``, a field that adds nothing."""
    trial = base
    for css in base.layout.drop:
        shorter = tuple(one for one in trial.layout.drop if one != css)
        if shorter and not search.spent and _is_inside(search, css, shorter):
            trial = _unless_worse(search, trial, drop=shorter)
    for name in _OPTIONAL:
        if getattr(trial.layout, name) is not None:
            trial = _unless_worse(search, trial, **{name: None})
    for name in _SWITCHES:
        if getattr(trial.layout, name):
            trial = _unless_worse(search, trial, **{name: False})
    return trial


def _unless_worse(search: Search, trial: Trial, **values: Any) -> Trial:
    if search.spent:
        return trial
    other = search.run(replace(trial.layout, **values))
    return other if other.value >= trial.value - LEAST else trial


def _is_inside(search: Search, css: str, others: tuple[str, ...]) -> bool:
    """Whether everything a selector finds is inside what the others find."""
    boxes = {element for _, view in search.pages for other in others for element in view.all(other)}
    return all(within(element, boxes, itself=True) for _, element in search.matches(css))


# -- when --------------------------------------------------------------------------------------------------


def find_when(search: Search, layout: Layout) -> str:
    """An element that all samples have and no other page."""
    if _tells_apart(search, _AMP):
        return _AMP
    options = {css: cost for css, cost in _when_options(search, layout).items() if _tells_apart(search, css)}
    if options:
        return min(options, key=lambda css: (options[css], css))
    search.why["layout"] = "nothing distinguishes these pages from the others; `when` matches both"
    return layout.body


def _tells_apart(search: Search, css: str) -> bool:
    return all(lesson.first.all(css) for lesson in search.lessons) and not any(
        select(css).first(tree, index) is not None for tree, index in search.others
    )


def _when_options(search: Search, layout: Layout) -> dict[str, float]:
    """Selectors of body and headline and of the elements around them, each with its cost."""
    options: dict[str, float] = {}

    def put(css: str, cost: float) -> None:
        options[css] = min(options.get(css, 99), cost)

    for weight, css in ((0.0, layout.body), (0.1, layout.headline)):
        if "meta[" not in css:
            put(css, weight + (0 if _is_named(css) else 3))
    for lesson in search.lessons[:2]:
        for css in (layout.body, layout.headline):
            for element in lesson.first.all(css)[:1]:
                for steps, around in enumerate(_around(element)):
                    for one in candidates(around, HINTS["body"])[:8]:
                        if one.cost < NAMED:
                            put(one.css, one.cost + 0.4 * steps)
    return options


def _around(element: etree._Element) -> Iterator[etree._Element]:
    for steps, around in enumerate((element, *element.iterancestors())):
        if around.tag == "html" or steps > _HIGH:
            break
        yield around


def _is_named(css: str) -> bool:
    return "." in css or "#" in css or "[" in css


# -- pager -------------------------------------------------------------------------------------------------


def find_pager(search: Search) -> Pages | None:
    """How the pages of a split article are addressed, according to its samples."""
    for lesson in search.lessons:
        if len(lesson.views) > 1:
            for way in _ways(lesson.views[0].url, lesson.views[1].url):
                if pages := _with_links(lesson, way):
                    return pages
    return None


def _ways(first: str, second: str) -> Iterator[Pages]:
    """How the address of a second page may differ from that of the first."""
    for query, value in re.findall(r"[?&]([\w-]+)=([\w-]+)", second):
        yield Pages(query=query, whole=None if value.isdecimal() else value)
    base = first.rstrip("/")
    ending = second.removeprefix(base).rstrip("/") if second.startswith(f"{base}/") else ""
    if re.fullmatch(r"/(?:\d{1,3}|[a-z]+)", ending):
        yield Pages(path="/{page}", whole=None if ending[1:].isdecimal() else ending)


def _with_links(lesson: Lesson, way: Pages) -> Pages | None:
    first, second = lesson.views[:2]

    def number(link: etree._Element) -> int | None:
        return way.number(resolve(first.url, link.get("href") or ""))

    links = [link for link in first.tree.iter("a") if number(link) == way.number(second.url)]
    if not links:
        return None
    for one in candidates(links[-1], ("pag", "halaman")):
        found = first.all(one.css)
        if found and all(number(x) is not None or x.get("href", "#") in ("#", first.url) for x in found):
            return replace(way, links=one.css)
    return None


# -- notes -------------------------------------------------------------------------------------------------


def notes(search: Search, trial: Trial) -> tuple[KeyNote, ...]:
    """What became of every key, and of the layout if nothing distinguishes it from the others."""
    found = [_note(search, trial, key) for key in GOLDEN_KEYS]
    if "layout" in search.why:
        found.append(KeyNote("layout", 0, len(search.lessons), (), search.why["layout"]))
    if names := _made_up(trial.layout):
        why = f"{', '.join(names)}: made up by a build tool; the next build of the site may call these otherwise"
        found.append(KeyNote("names", len(search.lessons), len(search.lessons), names, why))
    return tuple(found)


def _made_up(layout: Layout) -> tuple[str, ...]:
    """The classes in a layout's selectors that will not outlive the site's next build."""
    words = re.findall(r"\.([\w-]+)", layout_source(layout))
    return tuple(f".{word}" for word in dict.fromkeys(words) if is_made_up(word))


def _note(search: Search, trial: Trial, key: str) -> KeyNote:
    rules: list[str] = []
    for name in KEY_FIELDS[key]:
        value = getattr(trial.layout, name)
        if name == "drop":
            rules += [f"drop={css}" for css in value]
        elif value is not None and value is not False:
            rules.append(f"{name}={value}")
    why = ""
    if not search.is_right(trial, key):
        why = search.why.get(key) or _difference(search, trial, key)
    wanted = any(lesson.golden.get(key) not in (None, []) for lesson in search.lessons)
    return KeyNote(key, trial.right(key), len(search.lessons), tuple(rules), why, wanted)


def _difference(search: Search, trial: Trial, key: str) -> str:
    for lesson, record, one in zip(search.lessons, trial.records, trial.scores, strict=True):
        if key in one.differing:
            got, want = record.get(key), lesson.golden.get(key)
            return f"{lesson.name}: got {shortened(got)}, want {shortened(want)}"
    return ""
