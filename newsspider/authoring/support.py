"""What is supported, and on what evidence: a line for each layout, as tables and for programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from extractors import OUTLETS
from extractors.rules.model import Outlet
from newsspider.authoring.goldens import KINDS, Exhibit, exhibits, judge
from newsspider.authoring.verify.evidence import read_evidence
from newsspider.recording.fixtures import FixtureError, read_json
from newsspider.runtime.console import Fault, shown

__all__ = ["REAL", "Support", "as_json", "counted", "full", "gather", "measure", "short"]

REAL = "real.json"  # counts only: the real pages are other people's text and stay outside of the project
_BEST = 3  # real pages, from which a layout counts among the best proved
_MARK = re.compile(r"\s*\((?:unverified|mirror)\)")


@dataclass
class Support:
    """One layout: pages by kind of evidence, how many of them are exact, and what stands behind unverified ones."""

    outlet: Outlet
    layout: str
    years: str
    pages: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    sources: int = 0
    seen: str = ""
    verified: str = ""
    """What `newsspider verify` last saw of it, in short."""

    @property
    def evidence(self) -> str:
        """ "3 real, 2 synthetic"; an unverified page with its years and how many sources name its elements."""
        parts = [f"{self.pages[kind]} {kind}" for kind in KINDS if self.pages[kind]]
        if parts and self.pages["unverified"]:
            many = f"{self.sources} source{'' if self.sources == 1 else 's'}" if self.sources else "no source"
            parts[-1] += f" ({', '.join(x for x in (self.seen, many) if x)})"
        return ", ".join(parts) or "–"

    @property
    def score(self) -> str:
        total = sum(self.pages.values())
        return f"{self.exact} of {total}" if total else "–"

    @property
    def since(self) -> str:
        """Its years, without the mark that the evidence spells out."""
        return _MARK.sub("", self.years) or "–"

    def add(self, exhibit: Exhibit, exact: bool) -> None:
        self.pages[exhibit.kind] += 1
        self.exact += exact
        if exhibit.kind == "unverified" and exhibit.sources >= self.sources:
            self.sources, self.seen = exhibit.sources, _MARK.sub("", exhibit.years)


def gather(roots: Iterable[Path], real: Path, verified: Path) -> tuple[list[Support], list[Fault]]:
    """Every layout of every outlet with the pages below ``roots`` that prove it, and what is wrong with these.

    ``real`` and ``verified`` are the files that hold the counts of real pages and the verdicts of ``verify``.
    """
    lines = {
        (outlet.name, layout.name): Support(outlet, layout.name, layout.years)
        for outlet in OUTLETS.values()
        for layout in outlet.layouts
    }
    faults = []
    for exhibit in chain.from_iterable(map(exhibits, roots)):
        if isinstance(exhibit, Fault):
            faults.append(exhibit)
            continue
        name, layout = exhibit.outlet, exhibit.layout or "–"
        if name not in OUTLETS:
            faults.append(Fault(f"{shown(exhibit.path)}: no outlet is called {name!r}"))
            continue
        result = judge(exhibit)
        if isinstance(result, Fault):
            faults.append(result)
        line = lines.setdefault((name, layout), Support(OUTLETS[name], layout, ""))
        line.add(exhibit, not isinstance(result, Fault) and result.score.exact)
    for name, layouts in read_real(real).items():
        for layout, (pages, exact) in layouts.items() if name in OUTLETS else ():
            line = lines.setdefault((name, layout), Support(OUTLETS[name], layout, ""))
            line.pages["real"] += pages
            line.exact += exact
    for (name, layout), verdict in read_evidence(verified).items():
        if name in OUTLETS:
            line = lines.setdefault((name, layout), Support(OUTLETS[name], layout, ""))
            line.verified = verdict.short
    return list(lines.values()), faults


def measure(folder: Path) -> dict[str, dict[str, list[int]]]:
    """Pages and exact pages below a folder, by outlet and layout, of the outlets that have rules."""
    counts: dict[str, dict[str, list[int]]] = {}
    for exhibit in exhibits(folder):
        if isinstance(exhibit, Fault) or exhibit.outlet not in OUTLETS:
            continue
        result = judge(exhibit)
        layout = "–" if isinstance(result, Fault) else result.article.layout or "–"
        count = counts.setdefault(exhibit.outlet, {}).setdefault(layout, [0, 0])
        count[0] += 1
        count[1] += not isinstance(result, Fault) and result.score.exact
    return {outlet: dict(sorted(layouts.items())) for outlet, layouts in sorted(counts.items())}


def read_real(path: Path) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """The counts of real pages, none where they were never taken. Raises Fault for a broken file."""
    if not path.is_file():
        return {}
    try:
        data = read_json(path)
        return {
            outlet: {layout: (int(pages), int(exact)) for layout, (pages, exact) in layouts.items()}
            for outlet, layouts in data.items()
        }
    except (FixtureError, AttributeError, TypeError, ValueError) as error:
        raise Fault(f"{shown(path)}: not as --measure writes it ({error})") from None


# -- how it is shown ------------------------------------------------------------------------------------------

HEADER = ("outlet", "hosts", "family", "layout", "years", "evidence", "lists", "exact", "verified")


def row(line: Support) -> tuple[str, ...]:
    outlet = line.outlet
    family = outlet.family.name if outlet.family else "–"
    hosts = str(len(outlet.known_hosts))
    return (
        outlet.name,
        hosts,
        family,
        line.layout,
        line.since,
        line.evidence,
        lists(outlet),
        line.score,
        line.verified or "–",
    )


def lists(outlet: Outlet) -> str:
    """The kinds of its lists: "sitemap, feed (2026-02), index (browser)".

    A date is when it was last known to answer; "browser" is said where a script may have to fill it.
    """
    seen: dict[str, str] = {}
    browser = {source.kind for source in outlet.discover if getattr(source, "browser", False)}
    for source in outlet.discover:
        seen[source.kind] = max(seen.get(source.kind, ""), source.seen)

    def shown(kind: str) -> str:
        known = [word for word in (seen[kind], "browser" * (kind in browser)) if word]
        return f"{kind} ({', '.join(known)})" if known else kind

    return ", ".join(map(shown, seen)) or "–"


def counted() -> str:
    """How many outlets there are, and on how many hosts."""
    hosts = sum(len(outlet.known_hosts) for outlet in OUTLETS.values())
    return f"{len(OUTLETS)} outlets on {hosts} hosts"


def short(lines: Sequence[Support]) -> str:
    """The counts and the layouts that are proved best, as Markdown."""
    kinds = Counter(next((kind for kind in KINDS if line.pages[kind]), "unverified") for line in lines)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    best = sorted((x for x in lines if x.pages["real"] >= _BEST), key=lambda x: -x.pages["real"])
    table = [(x.outlet.name, x.layout, x.since, x.evidence, x.score) for x in best]
    return "\n\n".join(
        (
            f"{counted()}; {len(lines)} layouts, by the best evidence for each: {told}.",
            _markdown(("outlet", "layout", "years", "evidence", "exact"), table),
        )
    )


def full(lines: Sequence[Support]) -> str:
    """Every layout, and every outlet's hosts, as Markdown."""
    titled = [(f"{x.outlet.name}<br>{x.outlet.title}", *row(x)[1:]) for x in lines]
    hosts = [(name, ", ".join(outlet.known_hosts)) for name, outlet in OUTLETS.items()]
    return "\n\n".join(
        (f"{counted()}.", _markdown(HEADER, titled), "## Hosts", _markdown(("outlet", "hosts"), hosts))
    )


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows))


def as_json(lines: Sequence[Support]) -> str:
    """Every outlet with its hosts, its lists and its layouts, and how many there are."""
    outlets = [
        {
            "outlet": name,
            "title": outlet.title,
            "family": outlet.family.name if outlet.family else None,
            "hosts": list(outlet.known_hosts),
            "lists": list(dict.fromkeys(source.kind for source in outlet.discover)),
            "layouts": [_layout_json(line) for line in lines if line.outlet is outlet],
        }
        for name, outlet in OUTLETS.items()
    ]
    hosts = sum(len(outlet.known_hosts) for outlet in OUTLETS.values())
    told = {"outlets": len(outlets), "hosts": hosts, "supported": outlets}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _layout_json(line: Support) -> dict[str, Any]:
    return {
        "layout": line.layout,
        "years": line.years,
        "pages": dict(line.pages),
        "exact": line.exact,
        "sources": line.sources,
        "verified": line.verified or None,
    }
