"""The records of outlets out of the files of CC-NEWS: each file passes by once, and can be left at any time.

>>> with Selection(source, folder, ["kontan"], faults=print) as selection:     # doctest: +SKIP
...     found = selection.run([month])

A file of CC-NEWS becomes a WARC file of the same name with the records of the outlets, byte for byte, and the record that
says who collected them. Records are written and synced in groups, and then the ledger notes how far that was. What was
written after the last note is cut off by the next run, which asks the server for the rest of the file only.

A place that cannot be read is read once more, since it may have been the connection; then it is noted as a flaw, and reading
goes on at the next record behind it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from extractors import OUTLETS, outlet_for
from newsspider.archive.stream import BadRecord, BrokenMember, Member, Members, as_record
from newsspider.archive.warc import reason
from newsspider.archive.warc_file import WarcFile, lock, path_of
from newsspider.corpora.commoncrawl.ledger import BEGUN, LEDGER, Flaw, Ledger, Noted, State
from newsspider.corpora.commoncrawl.sources import NotThere, Opened, Source, Trouble
from newsspider.runtime.console import Fault, NotKept, shown
from newsspider.runtime.processes import Bar, WorkerDied, in_order

__all__ = ["AGAIN", "FileSelection", "NotHad", "Patience", "Selected", "Selection", "Task", "Work"]

_GROUP = 1 << 20  # bytes that are written at once
# bytes of a file after which it is noted how far it has been read, whatever there was in them
_STRETCH = 1 << 24
_MOST_FLAWS = 100  # of a file; each costs the server two requests
_LOCK = ".lock"
_SHARES = 1_000  # of the progress bar, for a file
_TOO_LARGE = "the record is too large for a page"
_NO_RECORD = "what is compressed there is not a record"
_NOT_OURS = f"this file exists already, and {LEDGER} does not know it; move it away, or name another folder with --warc"
AGAIN = "the same command goes on from there"


class NotHad(Fault):
    """Not all is there that was asked for, and the same command may bring the rest: one sentence."""

    code = 1


class Patience(NamedTuple):
    """After so many failures in a row it is another day's work; the pause doubles with each, from ``first`` up to ``most``."""

    tries: int
    first: float
    most: float

    def wait(self, failures: int, trouble: Trouble, say: Callable[[str], None]) -> None:
        """Wait after so many failures, and as long as the server asks for; ``say`` is told why nothing goes on."""
        seconds = max(trouble.wait, min(self.first * 2**failures, self.most))
        say(f"{trouble}: waits for {seconds:,.0f} s")
        time.sleep(seconds)


class Task(NamedTuple):
    """A file to be read, and where what is kept of it goes."""

    source: Source
    folder: Path
    path: str
    names: frozenset[str]
    patience: Patience


Work = Callable[[Sequence[Task], Ledger], Iterator[tuple[Trouble | None, Task]]]
"""Reads files elsewhere, notes in the ledger how far that went, and says for which Trouble each was given up, if it was."""


@dataclass
class Selected:
    """What a run has come to: how far it is with each file, the places that could not be read, and what went wrong."""

    states: list[State] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    trouble: str = ""  # for which the run was given up

    @property
    def left(self) -> list[State]:
        return [state for state in self.states if not state.done]


class Selection:
    """Keeps the records of outlets in a folder, which one run at a time works in; ``work`` reads files elsewhere. Raises Fault."""

    def __init__(
        self,
        source: Source,
        folder: Path,
        outlets: Sequence[str],
        *,
        patience: Patience,
        jobs: int = 1,
        work: Work | None = None,
    ) -> None:
        self._work = work
        self.source, self.folder, self.patience = source, folder, patience
        self.names = frozenset(outlets)
        self.jobs = jobs if source.jobs is None else min(jobs, source.jobs)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise NotKept(f"{shown(folder)}: cannot be written: {reason(error)}") from None
        if not lock(self._lock):
            os.close(self._lock)
            raise Fault(f"{shown(folder)}: another run is at work in this folder")
        with ExitStack() as stack:
            stack.callback(os.close, self._lock)
            self.ledger = stack.enter_context(closing(Ledger(folder)))
            self.ledger.is_of(domain for name in outlets for domain in OUTLETS[name].domains)
            self._open = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def run(self, months: Sequence[datetime]) -> Selected:
        """Read what has not been read yet. Raises Fault, where a month cannot be had or nothing can be written."""
        selected = Selected()
        paths = [
            path for month in months for path in self._patiently(partial(self.source.paths, month), month)
        ]
        with Bar("pages", len(paths) * _SHARES) as bar:
            tasks = []
            for path in paths:
                if self._is_done(path):
                    bar.advance(_SHARES)
                else:
                    tasks.append(Task(self.source, self.folder, path, self.names, self.patience))
            try:
                for found, task in self._worked(tasks, bar):
                    if isinstance(found, Trouble):
                        selected.trouble = f"{task.path}: {found}"
                        break
            except WorkerDied as death:
                raise Fault(f"commoncrawl: {death}; fewer --jobs need less memory") from None
        selected.states = [self.ledger.state(path) for path in paths]
        selected.flaws = [flaw for path in paths for flaw in self.ledger.flaws(path)]
        return selected

    def _worked(self, tasks: Sequence[Task], bar: Bar) -> Iterator[tuple[Trouble | None, Task]]:
        if self._work is not None:
            for found, task in self._work(tasks, self.ledger):
                bar.advance(_SHARES, self.ledger.state(task.path).kept)
                yield found, task
            return
        if self.jobs > 1:
            for task, found in in_order(_select, tasks, self.jobs):
                bar.advance(_SHARES, self.ledger.state(task.path).kept)
                yield found, task
            return
        for task in tasks:
            with closing(FileSelection(task, self.ledger, partial(_show, bar, task.path))) as file:
                yield file.select(), task

    def _patiently(self, ask: Callable[[], list[str]], month: datetime) -> list[str]:
        failures = 0
        while True:
            try:
                return ask()
            except Trouble as trouble:
                failures += 1
                if failures >= self.patience.tries:
                    raise NotHad(
                        f"commoncrawl: the list of {month:%Y-%m} was not to be had ({trouble}); {AGAIN}"
                    ) from None
                self.patience.wait(failures, trouble, lambda _: None)
            except NotThere as error:
                raise Fault(f"commoncrawl: the list of {month:%Y-%m} is not to be had: {error}") from None

    def _is_done(self, path: str) -> bool:
        """Whether a file has been read to its end, and what was kept of it is there."""
        state = self.ledger.state(path)
        if not state.done:
            return False
        kept = self.folder / state.name
        if state.written and not (kept.is_file() and kept.stat().st_size == state.written):
            self.ledger.forget(path)
            return False
        return True


def _show(bar: Bar, path: str, share: float, found: int, text: str = "") -> None:
    bar.advance(round(share * _SHARES), found, text or path.rpartition("/")[2])


def _unseen(share: float, found: int, text: str = "") -> None:
    """What a process of its own shows."""


def _select(task: Task) -> Trouble | None:
    """Read one file in a process of its own."""
    with (
        closing(Ledger(task.folder)) as ledger,
        closing(FileSelection(task, ledger)) as file,
    ):
        return file.select()


class FileSelection:
    """One file of CC-NEWS, and the WARC file that is made of it."""

    def __init__(self, task: Task, ledger: Noted, show: Callable[..., None] = _unseen) -> None:
        self.task, self.ledger, self.show = task, ledger, show
        self.state = ledger.state(task.path)
        self.warc: WarcFile | None = None
        self._group: list[bytes] = []
        self._flaws: list[Flaw] = []
        self._shown = (0.0, 0)  # the share of it that has been read, and what was kept, as the bar knows them
        self._search = False  # whether the next record is looked for, as the one at the offset cannot be read

    def close(self) -> None:
        """Leave the file as it is; the next run goes on from there."""
        if self.warc is not None:
            self.warc.leave()
            self.warc = None

    def select(self) -> Trouble | None:
        """Read the file to its end; the Trouble for which that was given up."""
        failures, anew, broken = 0, 0, -1
        if self.state.offset:
            self._go_on()
        while True:
            before = self.state.offset
            try:
                if self._is_at_end():
                    self._finish()
                    return None
                with self.task.source.open(self.task.path, self.state.offset + self._search) as opened:
                    if not self._is_same(opened):
                        anew += 1
                        if anew < self.task.patience.tries:
                            continue
                        raise NotThere("it is another file each time")
                    self._pass(opened)
                self._finish()
                return None
            except BrokenMember as error:
                if error.offset != broken:
                    broken = error.offset
                    continue
                if len(self.ledger.flaws(self.task.path)) >= _MOST_FLAWS:
                    self._give_up(f"it is damaged in more than {_MOST_FLAWS} places")
                    return None
                self._flaws.append(Flaw(self.task.path, error.offset, error.reason))
                self.state.offset, self._search = error.offset, True
            except Trouble as trouble:
                failures = 1 if self.state.offset > before else failures + 1
                if failures >= self.task.patience.tries:
                    self._give_up(str(trouble))
                    return trouble
                self.task.patience.wait(failures, trouble, lambda text: self.show(0.0, 0, text))
            except NotThere as error:
                self._give_up(str(error))
                return None

    def _is_at_end(self) -> bool:
        """Whether nothing is left to be asked for: the last run ended at this very moment, or on a broken last byte."""
        return 0 < self.state.size <= self.state.offset + self._search

    def _give_up(self, why: str) -> None:
        self.state.why = why
        self.ledger.save(self.state, self._flaws)

    def _go_on(self) -> None:
        """Cut the WARC file back to what is noted; begin anew where it is gone."""
        state = self.state
        if not state.written:
            return
        path = path_of(self.task.folder, state.name)
        try:
            if path.is_file() and path.stat().st_size >= state.written:
                self.warc = WarcFile(self.task.folder, state.name, state.written)
            else:
                self._anew()
        except OSError as error:
            raise NotKept(f"{shown(path)}: cannot be written: {reason(error)}") from None

    def _anew(self) -> None:
        self.close()
        path_of(self.task.folder, self.state.name).unlink(missing_ok=True)
        self.state = self.ledger.forget(self.task.path)
        self._search = False

    def _is_same(self, opened: Opened) -> bool:
        """Whether a file is the one that was begun; if not, it is begun anew."""
        state = self.state
        if state.offset and (opened.size, opened.tag) != (state.size, state.tag):
            self._anew()
            return False
        state.size, state.tag = opened.size, opened.tag
        return True

    def _pass(self, opened: Opened) -> None:
        state, search = self.state, self._search
        members = Members(
            opened.read,
            wanted=partial(_is_wanted, self.task.names),
            offset=state.offset + search,
            search=search,
        )
        size, noted = 0, state.offset
        try:
            for member in members:
                self._search = False
                if packed := self._kept(member):
                    self._group.append(packed)
                    size += len(packed)
                state.offset = member.behind
                if size >= _GROUP or state.offset - noted >= _STRETCH:
                    self._note()
                    size, noted = 0, state.offset
        except Exception:  # from the members, so that what is kept and how far that is agree; not so a Ctrl-C
            self._note()
            raise
        self._note()

    def _kept(self, member: Member) -> bytes:
        """What of a member is kept: nothing, or its record."""
        state = self.state
        state.records += member.kind in ("response", "revisit", "resource")
        if not member.kind:
            self._flaws.append(Flaw(state.path, member.offset, _NO_RECORD))
        if not member.wanted or not member.kind:
            return b""
        try:
            if member.too_large:
                raise BadRecord(_TOO_LARGE)
            packed, mended = as_record(member)
        except BadRecord as error:
            self._flaws.append(Flaw(state.path, member.offset, str(error)))
            return b""
        if member.kind == "warcinfo":
            state.head = packed
            return b""
        if not _is_wanted(self.task.names, member.url):  # the first of a file that does not say who wrote it
            return b""
        state.kept += 1
        state.truncated += bool(member.truncated)
        state.mended += mended
        packed, state.head = state.head + packed, b""
        return packed

    def _note(self) -> None:
        """Put on disk what is kept so far, and note how far the file has been read."""
        state = self.state
        try:
            if self._group:
                if self.warc is None:
                    if state.why != BEGUN and (self.task.folder / state.name).exists():
                        raise Fault(f"{shown(self.task.folder / state.name)}: {_NOT_OURS}")
                    self.warc = WarcFile(self.task.folder, state.name, 0)
                self.warc.append(b"".join(self._group))
                state.written = self.warc.size
        except OSError as error:
            raise NotKept(
                f"{shown(self.task.folder / state.name)}: cannot be written: {reason(error)}"
            ) from None
        self.ledger.save(state, self._flaws)
        self._group, self._flaws = [], []
        self._show(state.offset / state.size if state.size else 0.0)

    def _show(self, share: float) -> None:
        before, kept = self._shown
        self._shown = (share, self.state.kept)
        self.show(share - before, self.state.kept - kept)

    def _finish(self) -> None:
        if self.warc is not None:
            self.warc.close()
            self.warc = None
        self.state.done, self.state.why = True, ""
        self.ledger.save(self.state, self._flaws)
        self._flaws = []
        self._show(1.0)


def _is_wanted(names: frozenset[str], url: str) -> bool:
    outlet = outlet_for(url)
    return outlet is not None and outlet.name in names
