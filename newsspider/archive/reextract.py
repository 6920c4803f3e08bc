"""Today's rules over every response ever archived.

>>> with Reextraction(paths, jobs=2) as run:            # doctest: +SKIP
...     for article in run.articles():
...         out.write(article.line + b"\\n")
>>> run.counts["articles"], run.refused                  # doctest: +SKIP

It is done in two steps. First the files are read in parts, by several processes, and what ``extract`` says
of each response is written to a temporary file, in the archive's order. Then that file is read from its
beginning: the pages of split articles are looked up in it and joined as the crawl joins them, and every
article comes out where its first page lies. No step holds more than a few parts in memory; the temporary file
needs about as much room as the articles will.

What a crawl would have done decides what is an article here:

- the date that relative dates count from is the server's (header ``Date``), else the record's;
- responses other than 2xx, robots.txt, feeds, sitemaps and lists, hosts of no outlet are passed over;
- a page whose address is not one of its outlet's articles counts where a layout fits: the generic
  fallback is not asked about lists;
- a split article without all its pages is left out, and so is a further page without its first; with
  ``incomplete`` they come out, and ``missingPages`` says what they lack;
- a further page whose first page is there is not an article of its own;
- an article that was archived again and says the same comes out once.
"""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from newsspider.archive.index import place_beside
from newsspider.archive.joined import MISSING, Joined, Reread
from newsspider.archive.judge import (
    JudgedPart,
    JudgedResponse,
    PartTask,
    RevisitTask,
    as_line,
    read_part,
    read_revisits,
)
from newsspider.archive.notes import Lost, Notes, Revisit
from newsspider.archive.parts import Damage, NoWarc, Others, check, spans
from newsspider.archive.warc import Location, reason
from newsspider.archive.warc_file import OPEN
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, NotKept, shown
from newsspider.runtime.database import Database
from newsspider.runtime.processes import Bar, WorkerDied, in_order, processors
from newsspider.runtime.remote import File, Folder, Unreachable, size_of

__all__ = ["MISSING", "NAMED_DAMAGES", "Reextraction", "Reread", "as_line", "damaged", "without_pages"]

logger = logging.getLogger(__name__)

NAMED_DAMAGES = 5  # in one file; more are counted
_REVISITS = 200  # read at once
_WORTH = 2 * 1024 * 1024  # bytes that take as long as starting a process


class Reextraction:
    """Reads WARC files again. ``counts``, ``layouts``, ``refused`` and ``passed`` are complete at the end.

    ``jobs`` None chooses the number of processes by the size of the files. ``faults`` gets what is wrong with a
    file, in one sentence each, as soon as it is known. ``incomplete``: whether split articles that lack pages
    come out. ``sites`` is the folder of what crawls have learned of sites without layouts. ``cold`` are folders that files of the archive were moved to; ``index`` is where its
    index is, if not in their folder. ``lost``, at the end, says which pages
    are not had whole.
    """

    def __init__(
        self,
        paths: Sequence[File],
        *,
        outlet: str | None = None,
        sites: str = "",
        incomplete: bool = False,
        jobs: int | None = 1,
        faults: Any = logger.error,
        folder: Path | None = None,
        cold: Sequence[Folder] = (),
        index: Database | None = None,
        judged: Callable[[str, JudgedResponse], None] = lambda *_: None,
    ) -> None:
        self.index = index
        self.judged = judged
        self.paths = list(paths)
        self.cold = tuple(cold)
        self.outlet = outlet
        self.sites = sites
        self.jobs: int | None = jobs
        self.faults = faults
        self._folder = tempfile.TemporaryDirectory(prefix=".reextract-", dir=folder)
        self._notes = Notes(Path(self._folder.name) / "found.sqlite")
        self._joined = Joined(self._notes, self.files, incomplete=incomplete)
        self.counts = self._joined.counts
        self.layouts = self._joined.layouts
        self.refused = self._joined.refused
        self.passed = self._joined.passed
        self.lost: list[Lost] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._notes.close()
        self._folder.cleanup()

    @property
    def files(self) -> list[str]:
        """The names of the files, as the archive knows them."""
        return [path.name.removesuffix(OPEN) for path in self.paths]

    def articles(self) -> Iterator[Reread]:
        """Every article, in the order of the archive. Raises Fault where it cannot go on."""
        try:
            self._read()
            self._resolve()
            self._notes.index("url")
            self._notes.begin()
            yield from self._joined.articles()
            self.lost = self._notes.lost()
        except BackendError as error:
            raise NotKept(
                f"{self._folder.name}: what was read cannot be written to a temporary file: {reason(error)}"
            ) from None
        except WorkerDied as death:
            task = death.task
            where = f"{shown(task.path)}, byte {task.start} on: " if isinstance(task, PartTask) else ""
            raise Fault(f"{where}{death}; fewer --jobs need less memory") from None

    def came_out(self, canonical: str) -> bool:
        """Whether an article of that address has come out."""
        return self._notes.came_out(canonical)

    def fate(self, location: Location) -> str:
        """Why the response at a place gave no article."""
        for number, name in enumerate(self.files):
            if name == location.file:
                fate = self._notes.fate(number, location.offset)
                if fate is None:
                    continue
                kind, detail, why = fate
                if kind == "article":
                    return "it has another canonical address, or lacks pages, now"
                return f"{detail}: {why}" if why else detail or kind
        return "its page is not there"

    # -- step one

    def _read(self) -> None:
        sizes: dict[int, int] = {}
        for number, path in enumerate(self.paths):
            try:
                check(path)
                sizes[number] = size_of(path)
            except NoWarc as error:
                if not (path.name.endswith(OPEN) and size_of(path) == 0):
                    self.faults(f"{shown(path)}: {error}")
            except Unreachable as error:
                self.faults(str(error))
            except OSError as error:
                self.faults(f"{shown(path)}: {reason(error)}")
        if self.jobs is None:
            self.jobs = processors(sum(sizes.values()), _WORTH)
        tasks = [
            PartTask(str(self.paths[number]), start, end, self.outlet, self.sites)
            for number, size in sizes.items()
            for start, end in spans(size, self.jobs)
        ]
        numbers = {str(path): number for number, path in enumerate(self.paths)}
        ends: dict[str, int] = dict.fromkeys(numbers, 0)
        damages: Counter[str] = Counter()
        responding: Counter[str] = Counter()
        others: dict[str, Others] = {}
        with Bar("articles", sum(sizes.values())) as bar:
            for task, part in in_order(_try_part, tasks, self.jobs):
                if isinstance(part, str):
                    self.faults(part)
                    continue
                # what lies before the end of the part before only looked like records
                before = ends[task.path]
                found = [one for one in part.found if one.offset >= before]
                self._notes.add(numbers[task.path], found)
                if part.end is not None:
                    ends[task.path] = max(before, part.end)
                for damage in part.damages:
                    if damage.offset >= before and not task.path.endswith(OPEN):
                        damages[task.path] += 1
                        if damages[task.path] <= NAMED_DAMAGES:
                            self.faults(damaged(task.path, damage))
                responding[task.path] += len(found)
                others.setdefault(task.path, Others()).update(part.others)
                articles = 0
                for one in found:
                    self.judged(self.files[numbers[task.path]], one)
                    self.counts["responses"] += 1
                    articles += one.kind == "article"
                    if one.kind == "failed":
                        self.faults(
                            f"{shown(Path(task.path))}: {one.url}: {one.detail}: {one.reason}; please report it"
                        )
                bar.advance(task.end - task.start, articles, Path(task.path).name)
        for name, count in damages.items():
            if count > NAMED_DAMAGES:
                self.faults(f"{shown(name)}: damaged in {count - NAMED_DAMAGES} more places")
        for name, kinds in others.items():
            if not responding[name] and not name.endswith(OPEN):
                self.faults(f"{shown(name)}: {without_pages(kinds)}")

    # -- between: bodies that lie elsewhere

    def _resolve(self) -> None:
        if not self._notes.has("revisit"):
            return
        self._notes.index("record")
        for task, found in in_order(read_revisits, self._revisits(), self.jobs or 1):
            self._notes.begin()
            for number, place, one in zip(task.numbers, task.places, found, strict=True):
                if one is not None:
                    self._notes.replace(number, one)
                    self.judged(Path(place[0]).name.removesuffix(OPEN), one)
            self._notes.commit()
        self._notes.give_up_revisits()

    def _revisits(self) -> Iterator[RevisitTask]:
        last = 0
        while revisits := self._notes.revisits(last, _REVISITS):
            last = revisits[-1].number
            task = RevisitTask([], [], self.outlet, self.sites)
            for one in revisits:
                path = self.paths[one.file]
                if place := self._original(one) or place_beside(path, one.record, self.cold, self.index):
                    task.numbers.append(one.number)
                    task.places.append((str(path), one.offset, *place))
            yield task

    def _original(self, one: Revisit) -> tuple[str, int] | None:
        """A record in the files that are read."""
        place = self._notes.original(one.record, one.original_url or one.url, one.time)
        return (str(self.paths[place[0]]), place[1]) if place else None


def without_pages(kinds: Others) -> str:
    """Why a WARC file has no page, by the kinds of its records."""
    if kinds["conversion"]:
        return (
            f"it holds {kinds['conversion']:,} texts of pages (WET, records of the type `conversion`) and no page;"
            " the WARC files that they were made from have the pages"
        )
    others = ", ".join(f"{count:,} of the type {kind or '(none)'!r}" for kind, count in kinds.most_common())
    return f"there is no response in it{f', but records {others}' if others else ''}"


def damaged(path: str, damage: Damage) -> str:
    """The sentence about a stretch of a file that is no record."""
    return (
        f"{shown(path)}: damaged at byte {damage.offset} ({damage.reason}); whole records after it are read"
    )


def _try_part(task: PartTask) -> JudgedPart | str:
    """``read_part``, or why the file cannot be read."""
    try:
        return read_part(task)
    except NoWarc as error:
        return f"{shown(task.path)}: {error}"
    except Unreachable as error:
        return str(error)
    except OSError as error:
        return f"{shown(task.path)}: {reason(error)}"
