"""All pages of an outlet in files and folders, examined and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.rules.model import Outlet
from newsspider.archive.parts import NoWarc, check
from newsspider.archive.warc import reason
from newsspider.authoring.survey.counts import EXAMPLES, Addresses, Bounded
from newsspider.authoring.survey.examine import KEYS, Seen
from newsspider.authoring.survey.parts import SurveyPart, SurveyTask, files_of, survey_part, tasks
from newsspider.authoring.survey.sightings import SHORT
from newsspider.recording.saved_pages import CASSETTES, PAGES
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.processes import Bar, WorkerDied, in_order, processors

_MOST_TEXTS = 50_000  # blocks counted at once
_MOST_GROUPS = 2_000  # of anything else
_LOOKED_AT_WHOLE = (
    20 * 1024 * 1024
)  # bytes of pages that are all looked at for boxes; of more every second, third ...
_LEAST_LOOKED_AT = 8  # ... up to every eighth: to explain a page takes twice as long as to read it
_NAMED_FAULTS = 5  # of one part; more are counted
_WORTH = 2 * 1024 * 1024  # bytes that take as long as starting a process
_NUMBER = re.compile(r"\d+")


@dataclass
class Survey:
    """Everything that was counted over the pages of one outlet."""

    outlet: Outlet
    pages: Counter[str] = field(default_factory=Counter)  # by layout
    looked: Counter[str] = field(default_factory=Counter)  # of these, how many were looked at for boxes
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    unfilled: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    repeated: int = 0
    groups: Bounded = field(default_factory=lambda: Bounded(_MOST_GROUPS))
    texts: Bounded = field(default_factory=lambda: Bounded(_MOST_TEXTS))
    seen: Addresses = field(default_factory=Addresses)

    @property
    def total(self) -> int:
        """Pages of the outlet that are articles by their address or their looks."""
        return self.pages.total() + self.unread + self.refused.total()

    def add(self, one: Seen) -> None:
        """Count one page."""
        if one.kind == "passed":
            self.passed[one.detail] += 1
            return
        if not self.seen.is_new(one.key or one.url):
            self.repeated += 1
            return
        if one.kind in ("refused", "failed"):
            self.refused[one.detail] += 1
            self.groups.add(("refused", "", one.detail), one.url, one.reason[:SHORT])
        elif one.kind == "unread":
            self.unread += 1
            self.groups.add(("unread", "", one.detail), one.url, one.reason[:SHORT])
        else:
            self._add_read(one)

    def _add_read(self, one: Seen) -> None:
        layout = one.detail
        self.pages[layout] += 1
        self.looked[layout] += one.looked
        for key in KEYS:
            if key in one.filled:
                self.filled[layout, key] += 1
            else:
                examples = self.unfilled.setdefault((layout, key), [])
                if len(examples) < EXAMPLES:
                    examples.append(one.url)
        for mark in one.marks:
            self.groups.add((mark.kind, layout, mark.name), one.url, mark.text)
        texts = [_NUMBER.sub("0", text.casefold()) for text in one.blocks]
        words: dict[str, str] = {}
        for text, block in zip(texts, one.blocks, strict=True):
            words.setdefault(text, block)
        for text, block in words.items():
            count = self.texts.add((layout, text), one.url, block)
            count.first += text == texts[0]
            count.last += text == texts[-1]


def survey(
    outlet: Outlet,
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    faults: Callable[[str], None],
) -> Survey:
    """Read all pages of an outlet in these files and folders; ``jobs`` None chooses how many processes.

    ``faults`` gets what is wrong with a file, in one sentence each. Raises Fault where there is nothing of
    this outlet, or it cannot go on.
    """
    warcs, saved = _files(paths, faults)
    total = sum(size for _, size in (*warcs, *saved))
    count = processors(total, _WORTH) if jobs is None else jobs
    every = min(_LEAST_LOOKED_AT, 1 + total // _LOOKED_AT_WHOLE)
    result = Survey(outlet)
    ends: dict[str, int] = {}
    try:
        with Bar("pages", total) as bar:
            for task, part in in_order(survey_part, tasks(outlet, warcs, saved, count, every), count):
                _name_faults(task, part, faults)
                # what lies before the end of the part before only looked like records
                before = ends.get(task.paths[0], 0) if task.end >= 0 else -1
                found = [one for one in part.seen if one.offset >= before]
                if part.end is not None:
                    ends[task.paths[0]] = max(before, part.end)
                for one in found:
                    result.add(one)
                bar.advance(task.size, sum(one.kind == "read" for one in found), Path(task.paths[0]).name)
    except WorkerDied as death:
        raise Fault(f"outlet survey: {death}; fewer --jobs need less memory") from None
    if not result.total:
        where = ", ".join(shown(path) for path in paths)
        raise Fault(f"{where}: there is no article page of {outlet.name} in it")
    return result


Sized = list[tuple[Path, int]]  # files with their sizes in bytes


def _files(paths: Sequence[Path], faults: Callable[[str], None]) -> tuple[Sized, Sized]:
    """WARC files that can be read, and saved pages."""
    warcs: Sized = []
    saved: Sized = []
    for path in files_of(paths):
        size = path.stat().st_size
        if path.suffix in (*PAGES, *CASSETTES):
            saved.append((path, size))
            continue
        try:
            check(path)
            warcs.append((path, size))
        except NoWarc as error:
            if size or not path.name.endswith(".open"):
                faults(f"{shown(path)}: {error}")
        except OSError as error:
            faults(f"{shown(path)}: {reason(error)}")
    return warcs, saved


def _name_faults(task: SurveyTask, part: SurveyPart, faults: Callable[[str], None]) -> None:
    for fault in part.faults[:_NAMED_FAULTS]:
        faults(fault)
    if (more := len(part.faults) - _NAMED_FAULTS) > 0:
        faults(f"{shown(Path(task.paths[0]))}: {more} more like these")
