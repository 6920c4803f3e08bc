"""From the pages of a visit to a verdict on each layout: verified, or what differs and which rule is to blame."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors.authoring.induce import KEY_FIELDS
from extractors.rules.model import Layout, Outlet
from extractors.urls import host_of
from newsspider.authoring.blame import MUST_FIND, blame
from newsspider.authoring.check import check_case
from newsspider.authoring.checked import Checked
from newsspider.authoring.floors import read_floors
from newsspider.authoring.places import place_of
from newsspider.authoring.renames import Renames
from newsspider.authoring.verify.compare import Compared
from newsspider.authoring.verify.evidence import UNREAD, Kind, Verdict
from newsspider.authoring.verify.visit import ListAnswer, SeenPage, Visit, forbidden
from newsspider.politeness.outcomes import Group, RequestOutcome
from newsspider.recording.fixtures import Case, FixtureError, project_cases, read_case

__all__ = ["Bench", "is_past", "judge"]

SPARE = 5  # pages from which on one may differ: an odd page is no changed template
IDLE = 3  # pages of which a selector has to find something on one
UNREAD_SHARE = 0.2  # of an outlet's pages that no layout reads
EXAMPLES = 5
_YEARS = re.compile(r"(\d{4})(?:\s*[–-]\s*(\d{4})?)?")
_ALWAYS = ("published", *MUST_FIND)  # what every article displays
_OFTEN = ("byline", "section", "keywords", "deck", "editors")  # what some articles do not have


def is_past(outlet: Outlet, layout: Layout) -> bool:
    """Whether an outlet no longer uses a layout: its years are over, and another one's began after them."""
    spans = {one.name: span for one in outlet.layouts if (span := _span(one.years))}
    own = spans.get(layout.name)
    return own is not None and any(
        begin >= own[1] for name, (begin, _) in spans.items() if name != layout.name
    )


def _span(years: str) -> tuple[int, float] | None:
    """The first and the last year, infinity where it goes on."""
    found = _YEARS.match(years)
    if found is None:
        return None
    begin = int(found[1])
    goes_on = found[0].rstrip().endswith(("–", "-"))
    return begin, float("inf") if goes_on else int(found[2] or begin)


@dataclass
class Bench:
    """What the verdicts on an outlet's pages are measured by: its project's fixtures and floors."""

    project: Path
    _checked: dict[str, list[Checked]] = field(default_factory=dict)
    _floors: dict[str, dict[str, Any]] | None = None

    def checked(self, outlet: Outlet) -> list[Checked]:
        """The outlet's cases, with what its rules make of them."""
        if outlet.name not in self._checked:
            self._checked[outlet.name] = list(self._check(outlet))
        return self._checked[outlet.name]

    def renames(self, outlet: Outlet, one: Checked | None) -> Renames:
        """What elements of the outlet's cases are called on this page."""
        return Renames([*self.checked(outlet), *([one] if one else [])])

    def _check(self, outlet: Outlet) -> Iterator[Checked]:
        for folder in project_cases(self.project, outlet.name):
            try:
                yield check_case(read_case(folder), outlet)
            except FixtureError:  # what is wrong with it is for `outlet check` to say
                continue

    def always_found(self, outlet: Outlet, layout: str, name: str) -> bool | None:
        """Whether a field's selector found something on every golden; None where there are no goldens."""
        if self._floors is None:
            self._floors = read_floors(self.project / "fixtures" / "floors.json")
        found = self._floors.get(outlet.name, {}).get("found", {}).get(layout, {})
        cases = found.get("cases", 0)
        return bool(found.get(name, 0) >= cases) if cases else None


def judge(visit: Visit, day: date, bench: Bench, before: Mapping[tuple[str, str], Verdict]) -> list[Verdict]:
    """A verdict on each layout that was looked for or seen, and one on the pages that no layout reads."""
    outlet = visit.outlet
    pages = _by_layout(visit, before)
    unread = pages.pop(UNREAD, [])
    verdicts = []
    for layout in outlet.layouts:
        own = pages.get(layout.name, [])
        if own:
            verdicts.append(_on_pages(outlet, layout, own, day, bench))
        elif layout.name in visit.wanted:
            kind, reason = _why_none(visit)
            verdicts.append(Verdict(outlet.name, layout.name, kind, day, reason=reason))
        elif is_past(outlet, layout):
            reason = f"{layout.years}; newer pages have another layout, so it was not looked for"
            verdicts.append(Verdict(outlet.name, layout.name, Kind.PAST, day, reason=reason))
    total = sum(map(len, pages.values())) + len(unread)
    if len(unread) > 1 and len(unread) > UNREAD_SHARE * total:
        verdicts.append(_on_unread(outlet, unread, total, day))
    return verdicts


def _by_layout(visit: Visit, before: Mapping[tuple[str, str], Verdict]) -> dict[str, list[SeenPage]]:
    """The pages by the layout that reads them, or should: by its selectors, by its host, or the only one there is."""
    used = {
        host: layout
        for (name, layout), one in before.items()
        if name == visit.outlet.name
        for host in one.hosts
    }
    only = visit.wanted[0] if len(visit.wanted) == 1 else UNREAD
    found: dict[str, list[SeenPage]] = {}
    for one in visit.seen:
        compared = one.compared
        host = used.get(host_of(compared.url), "")
        name = host if host in compared.likely else compared.best
        if not name and compared.counts:
            name = host or only
        if name:
            found.setdefault(name, []).append(one)
    return found


# -- pages of a layout --------------------------------------------------------------------------------------


def _on_pages(outlet: Outlet, layout: Layout, own: Sequence[SeenPage], day: date, bench: Bench) -> Verdict:
    lost, empty = _idle(outlet, layout, [one.compared for one in own], bench)
    wrong = [one for one in own if one.compared.differs or not one.compared.layout]
    right = [one for one in own if one not in wrong]
    urls = [one.compared.url for one in (*wrong, *right)]
    differs: dict[str, str] = {}
    if lost or len(wrong) > (len(own) >= SPARE):
        differs = dict(_differences(outlet, layout, own, wrong, lost, bench))
    return Verdict(
        outlet.name,
        layout.name,
        Kind.DIFFERS if differs else Kind.VERIFIED,
        day,
        len(own),
        0 if lost else len(right),
        differs,
        empty=empty,
        hosts=tuple(sorted({host_of(url) for url in urls})),
        examples=tuple(urls[:EXAMPLES]),
    )


def _idle(
    outlet: Outlet, layout: Layout, pages: Sequence[Compared], bench: Bench
) -> tuple[list[str], tuple[str, ...]]:
    """Fields that find nothing on any page though they should, and those of which nobody can say."""
    read = [one for one in pages if one.layout]
    if len(read) < IDLE:
        return [], ()
    none = [name for name in read[0].missing if all(name in one.missing for one in read)]
    lost: list[str] = []
    empty: list[str] = []
    for name in none:
        always = bench.always_found(outlet, layout.name, name)
        known = sum(_key_of(name) in one.known for one in read)
        if name in _ALWAYS and always is not False:
            lost.append(name)
        elif name in _OFTEN and always:
            (lost if known * 2 > len(read) else empty).append(name)
    return lost, tuple(empty)


def _key_of(name: str) -> str:
    return next((key for key, fields in KEY_FIELDS.items() if fields[0] == name), name)


def _differences(
    outlet: Outlet,
    layout: Layout,
    own: Sequence[SeenPage],
    wrong: Sequence[SeenPage],
    lost: Sequence[str],
    bench: Bench,
) -> Iterator[tuple[str, str]]:
    """Each key that differs, with the rule to blame where one is, and on how many pages."""
    counts: Counter[str] = Counter()
    said: dict[str, str] = {}
    if lost:
        read = next(one for one in own if one.compared.layout)
        checked = _checked(outlet, layout, read)
        renames = bench.renames(outlet, checked)
        for name in lost:
            css, key = getattr(layout, name), _key_of(name)
            place = place_of(bench.project, outlet.name, layout.name, name, css)
            near = renames.near(checked, (name, css)) if checked else ""
            said[key] = f"{name}={css!r} ({place}) finds nothing{near}"
            counts[key] = len(own)
    for one in wrong:
        for key, words in _blamed(outlet, layout, one, bench).items():
            counts[key] = min(counts[key] + 1, len(own))
            said.setdefault(key, words)
    for key, words in said.items():
        yield key, f"{words} (on {counts[key]} of {len(own)})"


def _checked(outlet: Outlet, layout: Layout, one: SeenPage) -> Checked | None:
    """A page as if it were a case whose golden is what the others say; None where the page was not kept."""
    if one.page is None:
        return None
    name = urlsplit(one.page.url).path.strip("/").replace("/", "-") or "page"
    golden = {"article": dict(one.compared.wanted)}
    return check_case(Case(Path(outlet.name, layout.name, name), (one.page,), golden, {}), outlet)


def _blamed(outlet: Outlet, layout: Layout, one: SeenPage, bench: Bench) -> dict[str, str]:
    """What differs on one page, by key: the rule that is to blame, or else what was read and what others say."""
    compared = one.compared
    if compared.refused:
        return {"body": f"{compared.refused}: {compared.reason}"}
    said = dict(compared.differs)
    checked = _checked(outlet, layout, one)
    if checked is not None:
        for broken in blame(bench.project, checked, outlet, renames=bench.renames(outlet, checked)):
            if compared.layout and broken.key not in compared.differs:
                continue
            rule = f"{broken.field}={broken.selector!r}" if broken.selector else broken.field
            finds = broken.text.startswith("finds nothing") or not compared.layout
            said[broken.key] = (
                f"{rule} ({broken.place}) {broken.text}"
                if finds
                else (f"{rule} ({broken.place}): {compared.differs[broken.key]}")
            )
    return said or {"layout": "no layout reads it"}


# -- pages of none, and none at all ----------------------------------------------------------------------------


def _on_unread(outlet: Outlet, unread: Sequence[SeenPage], total: int, day: date) -> Verdict:
    urls = [one.compared.url for one in unread]
    return Verdict(
        outlet.name,
        UNREAD,
        Kind.DIFFERS,
        day,
        total,
        total - len(unread),
        {
            "layout": f"no layout reads {len(unread)} of {total} pages, and none resembles them: a template without rules"
        },
        hosts=tuple(sorted({host_of(url) for url in urls})),
        examples=tuple(urls[:EXAMPLES]),
    )


def _why_none(visit: Visit) -> tuple[Kind, str]:
    """Why there is no page of a layout, in one sentence."""
    name = visit.outlet.name
    if visit.pages:
        reason = f"no page of it among {visit.pages}"
        return Kind.NOT_SEEN, f"{reason} before the time was over" if visit.late else reason
    asked = [one for one in visit.missed or visit.lists if one.outcome != RequestOutcome.RESTING]
    if not asked:
        return (
            (Kind.UNFINISHED, "the time was over before anything came") if visit.late else _none_named(visit)
        )
    failed = [one for one in asked if one.outcome]
    what = "articles" if visit.missed else "lists"
    if failed and all(map(forbidden, failed)) and len(failed) == len(asked):
        return (
            Kind.FORBIDDEN,
            f"robots.txt does not allow its {what} to be fetched, so none was: {_first(failed)}",
        )
    if blocks := [one for one in failed if one.group is Group.BLOCKED]:
        return Kind.BLOCKED, f"{name} refuses us {len(blocks)} of {len(asked)} {what}: {_first(blocks)}"
    if visit.missed and failed:
        return Kind.UNREACHABLE, f"none of {len(asked)} articles came: {_first(failed)}"
    if len(failed) == len(asked):
        return Kind.NO_LIST, f"no list of it answers: {_first(failed)}"
    return _none_named(visit)


def _none_named(visit: Visit) -> tuple[Kind, str]:
    refused = Counter(one.compared.refused for one in visit.seen if one.compared.refused)
    if refused:
        kinds = ", ".join(f"{kind} {count}" for kind, count in refused.most_common(3))
        return Kind.NOT_SEEN, f"none of {len(visit.seen)} pages is an article ({kinds})"
    return Kind.NO_LIST, f"its {len(visit.lists)} lists name no article"


def _first(answers: Sequence[ListAnswer]) -> str:
    more = len(answers) - 1
    return f"{answers[0]}{f', and {more} more' if more else ''}"
