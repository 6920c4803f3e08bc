"""What the counts of a survey say: each finding with the pages, the words and the rule it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.authoring.induce import HINTS, KEY_FIELDS
from extractors.authoring.rulefile import line_of
from extractors.rules.model import Layout, Outlet
from extractors.vocabulary import picture_credits
from newsspider.authoring.places import place_of
from newsspider.authoring.survey.counts import DIFFERENT, Count
from newsspider.authoring.survey.examine import KEYS
from newsspider.authoring.survey.run import Survey
from newsspider.recording.golden_rates import golden_rates
from newsspider.runtime.console import shown
from newsspider.runtime.own_outlets import rule_file

RECURS = 3  # pages on which a block repeats before it is a finding
SHORTFALL = 0.2  # of the pages: a key filled less than in the goldens by this is a finding

# What a block of the text may be instead, and the field that would take it.
LOOKS: dict[str, str] = {
    "caption": "caption",
    "byline": "byline",
    "share bar": "drop",
    "read-also": "read_also",
    "desk code": "desk_code",
    "prompt": "drop",
}


@dataclass(frozen=True)
class Finding:
    """Something to look at. ``pages`` is how many pages a fix would help, ``of`` how many there are.

    ``kind`` is filled, recurs, looks, box, metadata, refused or unread; ``place`` the rule it touches.
    """

    kind: str
    layout: str
    pages: int
    of: int
    text: str
    place: str
    example: str = ""
    addresses: tuple[str, ...] = ()


def findings(result: Survey, project: Path) -> list[Finding]:
    """What the counts say, the most pages first."""
    found = [
        *_of_keys(result, project),
        *_of_groups(result, project),
        *_of_texts(result, project),
    ]
    return sorted(found, key=lambda one: (-one.pages, one.kind, one.layout, one.text))


def _place(project: Path, outlet: Outlet, layout: str, name: str) -> str:
    """The line of a field, of its layout where the layout has no such field, of the layouts without one."""
    known = next((x for x in outlet.layouts if x.name == layout), None)
    if known is not None:
        value = getattr(known, name, None)
        return place_of(project, outlet.name, layout, name if value else None)
    path = rule_file(project, outlet.name)
    try:
        line = line_of(path.read_text("utf-8"), None, "layouts", outlet=outlet.name)
    except OSError:
        line = None
    return f"{shown(path)}:{line}" if line else shown(path)


def _field(layout: Layout | None, key: str) -> str:
    names = KEY_FIELDS[key]
    return next((name for name in names if layout is not None and getattr(layout, name)), names[0])


def _of_keys(result: Survey, project: Path) -> Iterator[Finding]:
    rates = golden_rates(project, result.outlet.name)
    for layout, pages in result.pages.items():
        rules = next((x for x in result.outlet.layouts if x.name == layout), None)
        count, keys = rates.get(layout, (0, Counter()))
        for key in KEYS:
            filled = result.filled[layout, key]
            wanted = keys[key] / count if count else 0.0
            missing = round(wanted * pages) - filled
            name = _field(rules, key)
            text = f"{key} is filled on {filled} of {pages} pages ({filled / pages:.0%})"
            if count and missing > 0 and wanted - filled / pages >= SHORTFALL:
                text += f", in {keys[key]} of {count} goldens"
            elif not count and not filled and rules is not None and getattr(rules, KEY_FIELDS[key][0]):
                text, missing = f"{text}, though {KEY_FIELDS[key][0]} looks for it", pages
            else:
                continue
            place = _place(project, result.outlet, layout, name)
            examples = tuple(result.unfilled.get((layout, key), ()))
            yield Finding("filled", layout, missing, pages, text, place, "", examples)


def _of_groups(result: Survey, project: Path) -> Iterator[Finding]:
    for (kind, layout, name), count in result.groups.counts.items():
        of = result.pages[layout] if layout else result.total
        pages = count.pages
        rules = next((x for x in result.outlet.layouts if x.name == layout), None)
        if kind == "box":
            if count.pages >= RECURS and len(count.texts) < min(DIFFERENT, max(2, count.pages / 3)):
                continue  # the same on many pages: the site's, not the article's
            text = f"{name} holds sentences beside the text and is neither read nor dropped"
            if (looked := result.looked[layout]) < of:
                text += f" (on {pages} of {looked} pages that were looked at)"
                pages = round(pages * of / looked)
            pictured = picture_credits.is_caption(count.text) or any(
                hint in name for hint in HINTS["caption"]
            )
            rule = "caption" if pictured else "body"
        elif kind == "looks":
            text, rule = f"the text holds what looks like a {name}", LOOKS[name]
        elif kind == "metadata":
            text, rule = f"{name}: the page's metadata say something else", _field(rules, name)
        elif kind == "refused":
            text, rule = f"refused: {name}", "layouts"
        else:
            text, rule = f"no layout reads pages with {name}", "layouts"
        place = _place(project, result.outlet, layout, rule)
        yield Finding(kind, layout, pages, of, text, place, count.text, tuple(count.addresses))


def _of_texts(result: Survey, project: Path) -> Iterator[Finding]:
    """Blocks that come back; those that come back on the same few pages are one text published again."""
    together: dict[tuple[str, int, tuple[str, ...]], list[Count]] = {}
    for (layout, _), count in result.texts.counts.items():
        if count.pages >= RECURS:
            together.setdefault((layout, count.pages, tuple(count.addresses)), []).append(count)
    for (layout, pages, addresses), counts in together.items():
        one = counts[0]
        where = (
            "as the first block " if one.first == pages else "as the last block " if one.last == pages else ""
        )
        text = f"a block of the text comes back {where}on {pages} pages"
        if len(counts) > 1:
            text = f"{len(counts)} blocks of the text come back together on {pages} pages"
        place = _place(project, result.outlet, layout, "drop")
        yield Finding("recurs", layout, pages, result.pages[layout], text, place, one.text, addresses)
