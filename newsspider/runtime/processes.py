"""Work in several processes: tasks go in one after the other, results come out in the same order."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self, TextIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from newsspider.runtime.own_outlets import load_outlets, loaded_entries
from newsspider.runtime.stopping import STOPPING, unheard

__all__ = ["Bar", "Pool", "WorkerDied", "in_order", "processors"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class WorkerDied(Exception):
    """A process ended in the middle of its work: out of memory, or killed. ``task`` is the first one undone."""

    def __init__(self, task: object) -> None:
        super().__init__("a process ended in the middle of its work (killed, or out of memory)")
        self.task = task


def processors(size: int, worth: int) -> int:
    """How many processes to use for ``size`` bytes: as many as can run at once here, each with ``worth`` at least."""
    try:
        most = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        most = os.cpu_count() or 1
    return max(1, min(most, size // worth))


class Pool:
    """Processes that are started when there is work for them, and end with the ``with`` block."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None:
            if kind is not None and issubclass(kind, KeyboardInterrupt | GeneratorExit):
                _kill(self._pool)
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def in_order(
        self, work: Callable[[_Task], _Result], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Result]]:
        """Every task with its result, in the order of the tasks.

        No more than a few tasks are taken ahead of the results, so that memory stays flat however many
        there are. With one job, or one task, the work is done in this process. ``work`` has to be a module's
        function, and tasks and results have to be picklable. Raises WorkerDied.
        """
        tasks = iter(tasks)
        if self.jobs <= 1:
            for task in tasks:
                yield task, work(task)
            return
        first = list(itertools.islice(tasks, 2))
        if len(first) < 2:
            for task in first:
                yield task, work(task)
            return
        waiting: deque[tuple[_Task, Future[_Result]]] = deque()
        # what is left is not canceled here: Python before 3.12 stumbles over canceled work when its processes are killed
        try:
            for task in itertools.chain(first, tasks):
                with unheard():  # a process that is being started would be nobody's
                    future = self._started(work).submit(work, task)
                waiting.append((task, future))
                if len(waiting) > self.jobs + 1:
                    yield _done(waiting)
            while waiting:
                yield _done(waiting)
        except BrokenProcessPool:
            self._pool = None
            raise WorkerDied(waiting[0][0] if waiting else None) from None

    def _started(self, work: Callable[[_Task], _Result]) -> ProcessPoolExecutor:
        if self._pool is None:
            method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(method)
            if method == "forkserver":  # modules are imported once, not once a process
                context.set_forkserver_preload(["newsspider.runtime.quiet", work.__module__])
                from multiprocessing import forkserver, resource_tracker  # not on every system

                for helper in (resource_tracker, forkserver):
                    with unheard():
                        helper.ensure_running()
            self._pool = ProcessPoolExecutor(
                self.jobs, context, initializer=_begin, initargs=(loaded_entries(),)
            )
        return self._pool


def in_order(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], jobs: int
) -> Iterator[tuple[_Task, _Result]]:
    """``Pool.in_order``, with processes for these tasks alone."""
    with Pool(jobs) as pool:
        yield from pool.in_order(work, tasks)


def _done(waiting: deque[tuple[_Task, Future[_Result]]]) -> tuple[_Task, _Result]:
    task, future = waiting[0]
    result = future.result()
    waiting.popleft()
    return task, result


def _kill(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool: nobody waits for what they are at."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    # one that was killed while it wrote leaves half a result: its reader waits for the rest as long as there is a writer
    writer = getattr(getattr(pool, "_result_queue", None), "_writer", None)
    if writer is not None and not writer.closed:
        writer.close()
    # Python before 3.12 goes on writing tasks for them, and waits until they are read (its issue 94777)
    reader = getattr(getattr(pool, "_call_queue", None), "_reader", None)
    if reader is not None and not reader.closed:
        reader.close()


def _begin(outlets: list[str]) -> None:
    for one in STOPPING:
        signal.signal(one, signal.SIG_IGN)  # the parent hears it and ends its children
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load_outlets(outlets, Path())


def _end_with_parent() -> None:
    """End when the parent has: each process holds the pipes that it would hear the end of."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Bar:
    """A progress bar on a terminal; nothing anywhere else.

    >>> with Bar("articles", total=1_000_000) as bar:      # doctest: +SKIP
    ...     bar.advance(4_096, found=12)
    """

    def __init__(self, what: str, total: int, stream: TextIO | None = None) -> None:
        self.found = 0
        self._progress: Progress | None = None
        stream = stream or sys.stderr
        if stream.isatty():
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[found]} " + what),
                TimeRemainingColumn(),
                console=Console(file=stream),
                transient=True,
            )
            self._task = self._progress.add_task("", total=max(total, 1), found=0)

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, amount: int, found: int = 0, description: str | None = None) -> None:
        """So much more is done, and so many more were found in it."""
        self.found += found
        if self._progress is not None:
            self._progress.update(self._task, advance=amount, found=self.found)
            if description is not None:
                self._progress.update(self._task, description=description)
