"""A repair from its alert to its patch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from extractors.authoring.induce import KEY_FIELDS
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.new_outlet import parsed
from newsspider.authoring.repair.gather import ArchivedPage, gather
from newsspider.authoring.repair.patch import changed_source, difference
from newsspider.authoring.repair.propose import Candidate, new_layout, second_selector
from newsspider.authoring.repair.prove import Proof, prove
from newsspider.authoring.repair.teach import lessons
from newsspider.authoring.workbench.files import replace_file
from newsspider.drift.model import Alert
from newsspider.recording.fixtures import FixtureError, project_cases, read_case
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.own_outlets import rule_file
from newsspider.runtime.remote import File

__all__ = ["REPAIRABLE", "Repair", "repair"]

REPAIRABLE = ("key", "selector", "template", "outlet", "unread", "refused", "mix")
_FEWEST = 3  # pages from which something can be learned


@dataclass(frozen=True)
class Repair:
    """A candidate with its proof, and the rule file as it is and as it would be."""

    alert: Alert
    candidate: Candidate
    proof: Proof
    path: Path
    old: str
    new: str

    @property
    def patch(self) -> str:
        return difference(self.old, self.new, self.path)

    def apply(self) -> None:
        """Write the rule file, if nobody has changed it meanwhile. Raises Fault, OSError."""
        if self.path.read_bytes().decode() != self.old:
            raise Fault(f"{shown(self.path)}: somebody has changed it meanwhile; run the repair again")
        replace_file(self.path, self.new.encode())


def repair(
    project: Path,
    outlet: Outlet,
    alert: Alert,
    files: Sequence[File],
    faults: Callable[[object], None],
) -> Repair:
    """What would repair an outlet, and what speaks for it; nothing is written.

    ``files`` are the archive's; ``faults`` hears which of them cannot be read. Raises Fault where nothing can be learned, or the rule file has to be changed by hand.
    """
    if alert.kind not in REPAIRABLE:
        raise Fault(
            f"outlet repair: #{alert.id} is about {alert.kind}, which no rule of a layout repairs: {alert.message}"
        )
    path = rule_file(project, outlet.name)
    if not path.is_file():
        raise Fault(
            f"outlet repair: {shown(path)}: the rules of {outlet.name} are not in a file of this folder"
        )
    gathered = gather(outlet, files, datetime.fromtimestamp(alert.since * 3600, UTC), faults)
    pages = [page for page in gathered.after if _concerns(page, alert)]
    if len(pages) < _FEWEST:
        raise Fault(
            f"outlet repair: the archive has {len(pages)} pages that #{alert.id} speaks of; {_FEWEST} are needed"
        )
    key = _key(alert)
    learned = lessons(outlet, pages, gathered, key)
    if len(learned) < _FEWEST:
        what = f"{key} is found" if key else "a text is found"
        raise Fault(
            f"outlet repair: {what} on {len(learned)} of {len(pages)} pages; it has to be done by hand"
        )
    if key is None:
        year = max(page.fetched for page in pages).year
        others = [
            *(page.tree for page in (*gathered.before, *gathered.after) if _is_read(page)),
            *_fixture_trees(project, outlet),
        ]
        candidate = new_layout(outlet, _name(outlet, year), f"{year}–", learned, others)
    else:
        layout = _layout(outlet, alert)
        found = second_selector(outlet, layout, key, learned)
        if found is None:
            raise Fault(f"outlet repair: no selector gives {key} on these pages; it has to be done by hand")
        candidate = found
    proof = prove(candidate, outlet, project, pages, learned)
    old = path.read_bytes().decode()
    return Repair(alert, candidate, proof, path, old, changed_source(old, path, outlet.name, candidate))


def _is_read(page: ArchivedPage) -> bool:
    """Whether a layout of today reads a page."""
    return page.article is not None and page.article.layout is not None


def _concerns(page: ArchivedPage, alert: Alert) -> bool:
    """Whether an alert speaks of a page."""
    article = page.article
    if alert.kind in ("key", "selector"):
        if article is None or article.layout != alert.layout:
            return False
        if alert.kind == "selector":
            return f"found/{alert.key}" not in article.observed
        return getattr(article, alert.key) in (None, ())
    return not _is_read(page)


def _key(alert: Alert) -> str | None:
    """The key that is to be found again; None where a whole layout is."""
    if alert.kind == "key":
        return alert.key
    if alert.kind == "selector":
        return next((key for key, fields in KEY_FIELDS.items() if fields[0] == alert.key), None)
    return None


def _layout(outlet: Outlet, alert: Alert) -> Layout:
    try:
        return outlet.layout(alert.layout)
    except LookupError as error:
        raise Fault(f"outlet repair: {error}") from None


def _name(outlet: Outlet, year: int) -> str:
    """A name for a layout that no other has: the year, with a letter where that is taken."""
    taken = {layout.name for layout in outlet.layouts}
    return next(name for name in (str(year), *(f"{year}-{n}" for n in range(2, 99))) if name not in taken)


def _fixture_trees(project: Path, outlet: Outlet) -> list[etree._Element]:
    trees: list[etree._Element] = []
    for folder in project_cases(project, outlet.name):
        try:
            trees += [parsed(page) for page in read_case(folder).pages[:1]]
        except (FixtureError, Fault):
            continue
    return trees
