"""Files of CC-NEWS read by the tasks of Spark: a file is a task, which goes on where the ledger says, and tells the driver how far it came.

The ledger is the driver's alone. A task that dies, or whose word is not heard, is done again from what the ledger knew: it
cuts the WARC file that it left back to that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from pyspark.sql import SparkSession

from newsspider.corpora.commoncrawl.ledger import BEGUN, Flaw, Ledger, State
from newsspider.corpora.commoncrawl.selection import FileSelection, Task, Work
from newsspider.corpora.commoncrawl.sources import Trouble
from newsspider.runtime.console import Fault, NotKept, shown
from newsspider.runtime.own_outlets import load_outlets, loaded_entries
from newsspider.spark.spans import batches_of

__all__ = ["selecting"]

_ROUND = 4  # files for each core, after which the ledger is told how far they are
_COLUMNS = "file int, detail string"


class _Begun(NamedTuple):
    task: Task
    state: State


class _Notes:
    """What a task would write into the ledger, to be told to the driver."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.anew = False
        self.found: list[Flaw] = []

    def state(self, path: str) -> State:
        return self._state

    def save(self, state: State, flaws: Sequence[Flaw] = ()) -> None:
        self._state = state
        self.found += flaws

    def forget(self, path: str) -> State:
        self.anew, self.found = True, []
        return State(path, why=BEGUN)

    def flaws(self, path: str) -> list[Flaw]:
        return self.found


def selecting(session: SparkSession, show: Callable[[int], None] = lambda files: None) -> Work:
    """What reads files on Spark; ``show`` is told how many have been read, some at a time."""

    def work(tasks: Sequence[Task], ledger: Ledger) -> Iterator[tuple[Trouble | None, Task]]:
        count = _ROUND * session.sparkContext.defaultParallelism
        for start in range(0, len(tasks), count):
            some = [_begun(task, ledger) for task in tasks[start : start + count]]
            parts = min(len(some), some[0].task.source.jobs or len(some))
            select = partial(_select, files=some, entries=loaded_entries())
            rows = session.range(len(some), numPartitions=parts).mapInArrow(select, _COLUMNS).collect()
            for row in sorted(rows, key=lambda row: row.file):
                task = some[row.file].task
                yield _noted(json.loads(row.detail), task, ledger), task
            show(len(some))

    return work


def _begun(task: Task, ledger: Ledger) -> _Begun:
    """A task with what is known of its file. One that is not begun yet is, so that what it leaves is known to be ours."""
    state = ledger.state(task.path)
    if not state.offset and not (task.folder / state.name).exists():
        state.why = BEGUN
        ledger.save(state)
    return _Begun(task, state)


def _noted(told: dict[str, Any], task: Task, ledger: Ledger) -> Trouble | None:
    """Note what a task said; the Trouble for which it gave up. Raises Fault."""
    if told["fault"]:
        raise (NotKept if told["full"] else Fault)(told["fault"])
    state = State(**{**told["state"], "head": bytes.fromhex(told["state"]["head"])})
    if told["anew"]:
        ledger.forget(task.path)
    kept = task.folder / state.name
    if state.done and state.written and not kept.is_file():
        raise Fault(
            f"{shown(kept)}: an executor has written it, and it is not here; name a folder that all machines share with --warc"
        )
    ledger.save(state, [Flaw(task.path, *flaw) for flaw in told["flaws"]])
    return Trouble(told["trouble"]) if told["trouble"] else None


def _select(
    batches: Iterator[pa.RecordBatch], files: Sequence[_Begun], entries: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    load_outlets(entries, Path())
    numbers = (number for batch in batches for number in batch.column(0).to_pylist())
    rows = ({"file": number, "detail": json.dumps(_told(files[number]))} for number in numbers)
    yield from batches_of(rows, _COLUMNS)


def _told(file: _Begun) -> dict[str, Any]:
    notes = _Notes(file.state)
    selection = FileSelection(file.task, notes)
    trouble, fault = None, None
    try:
        trouble = selection.select()
    except Fault as error:
        fault = error
    finally:
        selection.close()
    state = asdict(notes.state(file.task.path))
    return {
        "state": {**state, "head": state["head"].hex()},
        "flaws": [(flaw.offset, flaw.reason) for flaw in notes.found],
        "anew": notes.anew,
        "trouble": str(trouble) if trouble else "",
        "fault": str(fault) if fault else "",
        "full": isinstance(fault, NotKept),
    }
