"""Closed WARC files moved to an address (``s3://bucket/folder``), by a thread.

A file leaves the folder once it is there whole. Until then it stays, and whoever opens the archive of that folder next
moves it: what a killed crawl left, and what could not be moved because nothing answered.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from pathlib import Path

from newsspider.archive.index import RecordIndex
from newsspider.archive.warc import reason
from newsspider.archive.warc_file import is_at, lock
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault
from newsspider.runtime.remote import RemoteFolder, upload

__all__ = ["Uploads"]

logger = logging.getLogger(__name__)

_FIRST, _LONGEST = 1.0, 60.0  # seconds between two attempts
_AT_THE_END = 30.0  # seconds that it is tried once the crawl is over


class Uploads:
    """Moves the closed files of ``folder``, and those that are ``add``-ed. The index learns which of them are there.

    ``moved`` counts them; ``left``, after ``close``, are those that are in the folder still.
    """

    def __init__(
        self,
        folder: Path,
        target: RemoteFolder,
        index: RecordIndex,
        *,
        first: float = _FIRST,
        at_the_end: float = _AT_THE_END,
    ) -> None:
        self.folder, self.target, self.index = folder, target, index
        self.moved = 0
        self.left: list[str] = []
        self._first, self._at_the_end = first, at_the_end
        self._waiting = deque(sorted(path.name for path in folder.glob("*.warc.gz")))
        self._change = threading.Condition()
        self._ends: float | None = None  # when it is given up
        self._thread = threading.Thread(target=self._run, name="uploads", daemon=True)
        self._thread.start()

    def add(self, name: str) -> None:
        """Have a file moved that is closed now."""
        with self._change:
            self._waiting.append(name)
            self._change.notify()

    def close(self) -> None:
        """Move what is left, as long as that works."""
        with self._change:
            self._ends = time.monotonic() + self._at_the_end
            self._change.notify()
        self._thread.join()

    def _run(self) -> None:
        pause, failed = self._first, ""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._ends is not None)
                if not self._waiting:
                    return
                name = self._waiting.popleft()
            try:
                self.moved += self._move(name)
            except (OSError, BackendError, Fault) as error:
                if not failed:
                    logger.warning(
                        "%s cannot be moved to %s: %s. It stays in %s and is tried again.",
                        *(name, self.target, reason(error), self.folder),
                    )
                failed = str(reason(error))
                with self._change:
                    self._waiting.append(name)
                    if self._ends is not None and time.monotonic() > self._ends:
                        break
                    self._change.wait_for(lambda: self._ends is not None, pause)
                if self._ends is not None:
                    time.sleep(min(pause, max(0.0, self._ends - time.monotonic())))
                pause = min(2 * pause, _LONGEST)
                continue
            if failed:
                logger.warning("%s takes files again.", self.target)
                pause, failed = self._first, ""
            if self._ends is not None:  # what moves is not given up
                self._ends = time.monotonic() + self._at_the_end
        self.left = sorted({*self._waiting})
        logger.warning(
            "%d WARC file%s in %s could not be moved to %s: %s. The next crawl that keeps its files there moves them.",
            *(len(self.left), "s" * (len(self.left) != 1), self.folder, self.target, failed),
        )

    def _move(self, name: str) -> bool:
        """Move one file; False where another process does, or has done so."""
        path, there = self.folder / name, self.target / name
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            if not (lock(file.fileno()) and is_at(file.fileno(), path)):
                return False
            try:
                whole = there.size() == path.stat().st_size  # a crawl that was killed had come so far
            except FileNotFoundError:
                whole = False
            if not whole:
                upload(path, there)
            self.index.close_file(name)
            path.unlink()
        logger.info("Moved %s to %s", name, self.target)
        return True
