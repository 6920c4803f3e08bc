"""Rules against every golden: what breaks, by which rule, and what has stopped being of use.

A break is named by outlet, layout, key, field and selector, with the line of the rule file: those are what one
needs to mend it. The floors (``fixtures/floors.json``) hold what was reached before; nothing falls below them
unseen.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from extractors import OUTLETS, Article, NotAnArticle
from extractors.authoring.induce import KEY_FIELDS
from extractors.authoring.page_view import PageView, squeeze
from extractors.authoring.rulefile import line_of
from extractors.reading.decode import parse
from extractors.registry import BROKEN
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import select
from extractors.score import GOLDEN_KEYS, Mean, Score, diff, mean, score
from extractors.vocabulary import bylines
from newsspider.recording.fixtures import (
    CASSETTE,
    GOLDEN,
    INDEX,
    PROVENANCE,
    Case,
    FixtureError,
    fixture_folder,
    fixture_roots,
    read_case,
    read_json,
)
from newsspider.recording.saved_pages import article_of
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import in_checkout, own_rule_files, rule_file

FLOORS = "floors.json"
FIGURES = ("cases", "exact", "block_f1", "word_f1")
REQUIRED = ("when", "headline", "body")
_FILES = frozenset((CASSETTE, GOLDEN, PROVENANCE))
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]|ï»¿|\ufffd|&(?:nbsp|amp|quot|lt|gt|#\\d{1,6});")
_READ_ALSO = re.compile(r"(?:baca|simak|lihat|tonton)\s+(?:juga|pula)\s*:", re.I)
_NAMES = re.compile(r"[.#]([\w-]+)|\[(?:class|id|itemprop)[*^$~|]?=[\"']?([\w-]+)")

# A field's selector, by its name; each of the drops by itself.
Rule = tuple[str, str]


@dataclass(frozen=True)
class Break:
    """A rule that does not give what a golden says."""

    outlet: str
    layout: str
    key: str
    field: str
    selector: str
    place: str
    text: str
    case: str = ""

    def __str__(self) -> str:
        rule = f"{self.field}={self.selector!r}" if self.selector else self.field
        where = f" on {self.case}" if self.case else ""
        return f"{self.outlet}/{self.layout} {self.key}: {rule} ({self.place}) {self.text}{where}"


@dataclass(frozen=True)
class Checked:
    """One case: what the rules made of it."""

    case: Case
    article: Article | None
    score: Score | None
    problem: str = ""
    missing: tuple[Rule, ...] = ()
    difference: str = ""

    @property
    def exact(self) -> bool:
        """Every key right, by the layout that the folder names."""
        return bool(
            self.score and self.score.exact and self.article and self.article.layout == self.case.layout
        )


@dataclass
class Report:
    """Everything that a check found."""

    breaks: list[Break] = field(default_factory=list)
    lost: list[Break] = field(default_factory=list)  # selectors that found more before
    cases: list[Checked] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # of goldens and folders
    idle: list[str] = field(default_factory=list)  # rules that no fixture needs
    fallen: list[str] = field(default_factory=list)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.breaks or self.problems or self.fallen)


def css_rules(layout: Layout) -> Iterator[Rule]:
    """The selectors of a layout that look for something on a page."""
    for f in fields(layout):
        kind, value = f.metadata.get("kind", ""), getattr(layout, f.name)
        if kind == "css" and value:
            yield f.name, value
        elif kind == "css list":
            yield from ((f.name, one) for one in value)


def check(project: Path, names: Sequence[str] = ()) -> Report:
    """Check outlets (all without names). Raises Fault for a name that nothing has."""
    report = Report()
    here = {path.name for root in fixture_roots(project) for path in root.glob("*") if path.is_dir()}
    here |= set(OUTLETS if in_checkout(project) else own_rule_files()) | set(BROKEN)
    known = here | set(OUTLETS)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise Fault(f"no outlet is called {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    if not here and not names:
        raise Fault("outlet check: there is no outlet here; name one, or make one with outlet new")
    for name in sorted(names or here):
        _check_outlet(project, name, report)
    _compare(project, report)
    return report


def _check_outlet(project: Path, name: str, report: Report) -> None:
    folder, outlet = fixture_folder(project, name), OUTLETS.get(name)
    report.problems += list(orphans(folder))
    cases = []
    for path in sorted(folder.glob(f"*/*/{CASSETTE}")):
        try:
            cases.append(read_case(path.parent))
        except FixtureError as error:
            report.problems.append(str(error))
    for case in cases:
        report.problems += [f"{shown(case.folder / GOLDEN)}: {text}" for text in golden_problems(case)]
    if outlet is None:
        missing = f"{shown(folder)}: there are no rules for it: {shown(rule_file(project, name))} is missing"
        report.problems.append(BROKEN.get(name, missing))
        return
    checked = [check_case(case, outlet) for case in cases]
    report.cases += checked
    found = _found(outlet, checked)
    for one in checked:
        report.breaks += blame(project, one, outlet, found)
    layouts = {layout.name: layout for layout in outlet.layouts}
    for unknown in sorted({case.layout for case in cases} - set(layouts)):
        report.problems.append(f"{shown(folder / unknown)}: outlet {name} has no layout {unknown!r}")
    for layout in outlet.layouts:
        if not any(one.case.layout == layout.name for one in checked):
            place = place_of(project, name, layout.name, None)
            report.idle.append(f"{name}/{layout.name} ({place}): no fixture covers this layout")
            continue
        for rule in css_rules(layout):
            if not found[layout.name].get(rule):
                place = place_of(project, name, layout.name, *rule)
                what = "drops nothing" if rule[0] == "drop" else "finds nothing"
                report.idle.append(
                    f"{name}/{layout.name} {rule[0]}={rule[1]!r} ({place}): {what} on any fixture"
                )
    report.figures[name] = _figures([one.score for one in checked], checked, found)


# -- one case -----------------------------------------------------------------------------------------------------


def check_case(case: Case, outlet: Outlet) -> Checked:
    """Extract, compare, and see which selectors of the case's layout find nothing."""
    layout = next((x for x in outlet.layouts if x.name == case.layout), None)
    missing: tuple[Rule, ...] = ()
    try:
        if layout is not None:
            views = [_view(page.body, page.url, page.content_type) for page in case.pages]
            missing = tuple(
                rule for rule in css_rules(layout) if not any(_finds(view, rule[1]) for view in views)
            )
        article = article_of(case.pages)
    except NotAnArticle as result:
        return Checked(case, None, None, f"{result.kind}: {result.reason}", missing)
    except Exception as error:  # a rule must not end the check of the others
        return Checked(case, None, None, f"the extractor failed ({type(error).__name__}: {error})", missing)
    record, golden = article.to_dict(), case.golden.get("article") or {}
    return Checked(case, article, score(record, golden), "", missing, diff(record, golden))


def _view(body: bytes, url: str, content_type: str) -> PageView:
    return PageView(parse(body, url, http_content_type_encoding(content_type)), url)


def _finds(view: PageView, css: str) -> list[etree._Element]:
    return select(css).all(view.tree, view.index)


def _found(outlet: Outlet, checked: Sequence[Checked]) -> dict[str, dict[Rule, int]]:
    """On how many cases of its layout each selector finds something."""
    counts: dict[str, dict[Rule, int]] = {}
    for layout in outlet.layouts:
        own = [one for one in checked if one.case.layout == layout.name]
        counts[layout.name] = {
            rule: sum(rule not in one.missing for one in own) for rule in css_rules(layout)
        }
    return counts


def blame(
    project: Path, one: Checked, outlet: Outlet, found: Mapping[str, Mapping[Rule, int]] | None = None
) -> list[Break]:
    """Which rules are to blame for a case that is not what its golden says; none for one that is.

    ``found`` says on how many cases a selector finds something: one that works elsewhere is suspected first.
    """
    case = one.case
    layout = next((x for x in outlet.layouts if x.name == case.layout), None)
    if layout is None:
        return []
    elsewhere = (found or {}).get(layout.name, {})
    golden = case.golden.get("article") or {}
    breaks: list[Break] = []

    def add(key: str, name: str, selector: str, text: str) -> None:
        place = place_of(project, outlet.name, case.layout, name, selector)
        breaks.append(Break(outlet.name, case.layout, key, name, selector, place, text, case.id))

    lost = {name: css for name, css in one.missing if name != "drop"}
    for name in REQUIRED:
        if name in lost:
            told = "; the page's metadata told it" if name == "headline" and one.exact else ""
            add(
                "layout" if name == "when" else name,
                name,
                lost[name],
                f"finds nothing{told}{_near(one, lost[name])}",
            )
    if one.exact:
        return breaks
    differing = one.score.differing if one.score else ("body",)
    for key in differing:
        if one.score and any(item.key == key for item in breaks):
            continue
        if not one.score and breaks:
            break
        suspects = [
            (name, lost[name])
            for name in KEY_FIELDS[key]
            if name in lost
            and name not in REQUIRED
            and (elsewhere.get((name, lost[name]), 0) or golden.get(key))
        ]
        drops = (
            [css for name, css in one.missing if name == "drop"]
            if key in ("body", "images", "readAlso")
            else []
        )
        if suspects:
            for name, css in suspects[:2]:
                add(key, name, css, f"finds nothing{_near(one, css)}")
        elif key == "body" and (extra := _extra(one)):
            text, element, names = extra
            nearest = _nearest(names, drops)
            if nearest:
                add(key, "drop", nearest, f"finds nothing; {_quoted(text)} in {element} is too much")
            else:
                add(key, "body", layout.body, f"holds {_quoted(text)} in {element}, which the golden has not")
        else:
            name = next((x for x in KEY_FIELDS[key] if getattr(layout, x)), KEY_FIELDS[key][0])
            value = getattr(layout, name)
            selector = (
                value if isinstance(value, str) else ", ".join(value) if isinstance(value, tuple) else ""
            )
            add(key, name, selector, f"does not give the golden's: {_short(one, key)}")
    if not breaks:
        reason = one.problem or f"layout {one.article.layout if one.article else None!r} was taken instead"
        add("layout", "when", layout.when, f"finds its page, but {reason}")
    return breaks


def _short(one: Checked, key: str) -> str:
    golden = one.case.golden.get("article") or {}
    got = one.article.to_dict().get(key) if one.article else None
    if key == "body":
        return next(
            (line.strip() for line in one.difference.splitlines() if line.startswith("  ")), "it differs"
        )[:160]
    return f"got {_quoted(got)}, want {_quoted(golden.get(key))}"


def _quoted(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 90 else f"{text[:86]}…{text[-1]}"


def _page_names(view: PageView) -> set[str]:
    names: set[str] = set()
    for element in view.tree.iter():
        if isinstance(element.tag, str):
            names.update((element.get("class") or "").split())
            names.update(x for x in (element.get("id"), element.get("itemprop")) if x)
    return names


def _near(one: Checked, css: str) -> str:
    """What the page has that resembles the names of a selector that finds nothing there."""
    wanted = [a or b for a, b in _NAMES.findall(css)]
    try:
        names = set().union(*(_page_names(_view(p.body, p.url, p.content_type)) for p in one.case.pages))
    except NotAnArticle:
        return ""
    lost = [name for name in wanted if name not in names]
    outlet = OUTLETS.get(one.case.outlet)
    for layout in outlet.layouts if outlet else ():
        if layout.name == one.case.layout:  # what another rule names is something else
            names -= {a or b for _, other in css_rules(layout) for a, b in _NAMES.findall(other)}
    near = [close for name in lost for close in difflib.get_close_matches(name, sorted(names), 2, 0.6)]
    return f" (nearest on the page: {', '.join(dict.fromkeys(near))})" if near else ""


def _extra(one: Checked) -> tuple[str, str, list[str]] | None:
    """A block that the golden has not: its text, the element that shows it, the names around it."""
    if one.article is None:
        return None
    want = {squeeze(block["text"]) for block in one.case.golden["article"]["body"]}
    for block in one.article.body:
        if squeeze(block.text) in want:
            continue
        for page in one.case.pages:
            view = _view(page.body, page.url, page.content_type)
            element = view.smallest_with(block.text)
            if element is None:
                continue
            names: list[str] = []
            for around in (element, *element.iterancestors()):
                if any(text in view.squeezed(around) for text in want if len(text) > 20):
                    break
                names += [*(around.get("class") or "").split(), *filter(None, [around.get("id")])]
            shape = f"<{element.tag}{''.join(f' class={x!r}' for x in [element.get('class')] if x)}>"
            return block.text, shape, names
    return None


def _nearest(names: Sequence[str], drops: Sequence[str]) -> str | None:
    """The drop whose names resemble these most, if any does."""
    best, found = 0.6, None
    for css in drops:
        for wanted in (a or b for a, b in _NAMES.findall(css)):
            for name in names:
                alike = difflib.SequenceMatcher(None, wanted, name).ratio()
                if alike > best:
                    best, found = alike, css
    return found


# -- where a rule stands ----------------------------------------------------------------------------------------------


def place_of(project: Path, outlet: str, layout: str, name: str | None, selector: str = "") -> str:
    """``extractors/outlets/kontan.py:123``: where a rule stands, as near as can be said."""
    path = rule_file(project, outlet)
    text = _read(path)
    if text is None:
        return shown(path)
    line = line_of(text, layout, name)
    for file in sorted((path.parent.parent / "families").glob("*.py")):
        family = _read(file)
        if family and f'"{layout}"' not in text and (inside := line_of(family, layout, name, whole=True)):
            path, text, line = file, family, inside
            break
    if line and selector and name == "drop":
        rows = [number for number, row in enumerate(text.splitlines(), 1) if selector in row]
        line = next((number for number in rows if number >= line), rows[0] if rows else line)
    return f"{shown(path)}:{line}" if line else shown(path)


@cache
def _text(path: Path, changed: int) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> str | None:
    return _text(path, path.stat().st_mtime_ns) if path.is_file() else None


# -- goldens and folders ----------------------------------------------------------------------------------------------


def golden_problems(case: Case) -> list[str]:
    """What in a golden cannot be the truth about a page, whatever the page says."""
    article = case.golden.get("article")
    if not isinstance(article, dict):
        return ["there is no `article` in this golden"]
    found = []
    if case.golden.get("draft"):
        found.append(f"a draft: read the page, set it right, `scrapy outlet accept {case.id}`")
    if tuple(article) != GOLDEN_KEYS:
        odd = [key for key in article if key not in GOLDEN_KEYS] + [
            key for key in GOLDEN_KEYS if key not in article
        ]
        return [*found, f"keys are missing, needless or out of order: {', '.join(odd) or 'the order'}"]
    texts = [str(block.get("text")) for block in article["body"]]
    if not texts:
        found.append("the body is empty")
    captions = {str(image.get("text")) for image in article["images"] if image.get("text")}
    people = {name.casefold() for key in ("authors", "editors") for name in article[key]}
    seen: set[str] = set()
    for block, text in zip(article["body"], texts, strict=True):
        if _READ_ALSO.match(text):
            found.append(f"a read-also line in the body: {_quoted(text)}")
        if text in captions:
            found.append(f"a caption in the body: {_quoted(text)}")
        if bylines.is_byline(text) or text.strip(" .()").casefold() in people:
            found.append(f"a byline in the body: {_quoted(text)}")
        if text != " ".join(text.split()) or not text:
            found.append(f"white space that no reader sees: {_quoted(text)}")
        if block.get("type") == "paragraph" and text in seen:
            found.append(f"two equal paragraphs: {_quoted(text)}")
        seen.add(text)
    for text in _strings(article):
        if _MOJIBAKE.search(text):
            found.append(f"mojibake: {_quoted(text)}")
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def orphans(folder: Path) -> Iterator[str]:
    """Files of an outlet's fixtures that belong to no case, and cases that lack a file."""
    for path in sorted(folder.rglob("*")):
        depth = len(path.relative_to(folder).parts)
        if path.is_dir():
            if depth == 2 and not (path / CASSETTE).is_file():
                yield f"{shown(path)}: no {CASSETTE} in it; a case is {', '.join(sorted(_FILES))}"
            continue
        if path.name.startswith("."):
            continue
        if not (depth == 1 and path.name == INDEX) and not (depth == 3 and path.name in _FILES):
            yield f"{shown(path)}: belongs to no case"


# -- floors -------------------------------------------------------------------------------------------------------------


def _figures(
    scores: Iterable[Score | None], checked: Sequence[Checked], found: Mapping[str, Mapping[Rule, int]]
) -> dict[str, Any]:
    zero = Score(False, GOLDEN_KEYS, 0, 0, 0, 0, 0, 0)
    total: Mean = mean(one or zero for one in scores)
    return {
        "cases": len(checked),
        "exact": sum(one.exact for one in checked),
        "block_f1": round(total.block_f1, 4),
        "word_f1": round(total.word_f1, 4),
        "found": {
            layout: {"cases": sum(one.case.layout == layout for one in checked)}
            | {_label(rule): count for rule, count in counts.items()}
            for layout, counts in found.items()
        },
    }


def _label(rule: Rule) -> str:
    """How a rule is named in the floors: a field by its name, so that its selector may be improved."""
    return f"drop {rule[1]}" if rule[0] == "drop" else rule[0]


def read_floors(path: Path) -> dict[str, dict[str, Any]]:
    """The floors, none where the file is not there. Raises Fault for a broken file."""
    if not path.is_file():
        return {}
    try:
        data: dict[str, dict[str, Any]] = read_json(path)
    except FixtureError as error:
        raise Fault(str(error)) from None
    if not all(
        isinstance(floor, dict) and isinstance(floor.get("found", {}), dict) for floor in data.values()
    ):
        raise Fault(f"{shown(path)}: not as `scrapy outlet check --floors` writes it")
    return data


def _compare(project: Path, report: Report) -> None:
    """What has fallen below its floor; a selector that found more before is the first suspect of all."""
    floors = read_floors(project / "fixtures" / FLOORS)
    for name, now in report.figures.items():
        for figure, floor, value in falls(floors.get(name, {}), now):
            layout, _, label = figure.partition(" ")
            if not label:
                report.fallen.append(f"{name}: {figure} is {value}, it was {floor}")
                continue
            without = [
                (one, rule)
                for one in report.cases
                if (one.case.outlet, one.case.layout) == (name, layout)
                for rule in one.missing
                if _label(rule) == label
            ]
            for one, rule in without[: floor - value]:
                place = place_of(project, name, layout, *rule)
                text = f"finds nothing{_near(one, rule[1])}; cases where it finds something: {value}, before: {floor}"
                report.lost.append(Break(name, layout, _key_of(rule[0]), *rule, place, text, one.case.id))
    known = {(one.case, one.field, one.selector) for one in report.lost}
    report.breaks = [one for one in report.breaks if (one.case, one.field, one.selector) not in known]


def _key_of(name: str) -> str:
    """The key that a field decides: the one it is the first to decide, where it has a say in several."""
    deciding = [key for key, names in KEY_FIELDS.items() if name in names]
    return min(deciding, key=lambda key: KEY_FIELDS[key].index(name), default="layout")


def falls(floor: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Figures that are lower than they were: name, floor, value. A rule that is gone has not fallen."""
    for figure in FIGURES:
        if now[figure] < floor.get(figure, 0):
            yield figure, floor[figure], now[figure]
    for layout, counts in floor.get("found", {}).items():
        values = now["found"].get(layout, {})
        gone = max(0, counts.get("cases", 0) - values.get("cases", 0))  # what a case that is gone explains
        for label, count in counts.items():
            value = values.get(label)
            if label != "cases" and value is not None and value < count - gone:
                yield f"{layout} {label}", count, value


def write_floors(path: Path, report: Report, *, lower: bool = False) -> list[str]:
    """Put the floors up to what was reached now; down only with ``lower``, which the file then tells.

    Gives the names of the outlets that changed.
    """
    floors = read_floors(path)
    before = json.dumps(floors, sort_keys=True)
    changed = []
    for name, now in report.figures.items():
        floor = floors.get(name, {})
        fallen = list(falls(floor, now))
        if fallen and not lower:
            continue
        fresh: dict[str, Any] = dict(now)
        if fallen:
            fresh["lowered"] = {figure: [old, new] for figure, old, new in fallen}
        elif "lowered" in floor and {k: v for k, v in floor.items() if k != "lowered"} == now:
            fresh["lowered"] = floor["lowered"]
        if fresh != floor:
            changed.append(name)
            floors[name] = fresh
    if json.dumps(floors, sort_keys=True) != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_floors_text(floors), encoding="utf-8")
    return changed


def _floors_text(floors: Mapping[str, Mapping[str, Any]]) -> str:
    """JSON with a line for each layout, so that a diff shows what moved."""
    parts = []
    for name, floor in sorted(floors.items()):
        lines = [
            f'    "{key}": {json.dumps(floor[key], ensure_ascii=False)}'
            for key in (*FIGURES, "lowered")
            if key in floor
        ]
        found = [
            f"      {json.dumps(layout, ensure_ascii=False)}: {json.dumps(counts, ensure_ascii=False)}"
            for layout, counts in sorted(floor.get("found", {}).items())
        ]
        lines.append('    "found": {\n' + ",\n".join(found) + "\n    }" if found else '    "found": {}')
        parts.append(f'  "{name}": {{\n' + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"
