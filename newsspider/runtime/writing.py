"""What a crawl keeps in a database, written in a thread: the crawl's waits neither for a commit nor for a lost connection."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.patience import patiently

__all__ = ["WritingThread"]

logger = logging.getLogger(__name__)

Tables = TypeVar("Tables")


class WritingThread(Generic[Tables]):
    """Does what is ``posted``, in its order, with tables that are its own until it is closed.

    A fault is given to ``on_failure`` in the crawl's thread. ``lost`` is what follows where the database is still gone at the end.
    """

    def __init__(
        self,
        name: str,
        tables: Tables,
        place: Database,
        mailbox: Mailbox,
        on_failure: Callable[[BackendError], None],
        lost: str,
    ) -> None:
        self.place = place
        self.mailbox = mailbox
        self.on_failure = on_failure
        self.lost = lost
        self._tables = tables
        self._posted: queue.SimpleQueue[Callable[[Tables], object] | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def post(self, work: Callable[[Tables], object]) -> None:
        """Have something done. Where the connection is lost meanwhile it is done again."""
        self._posted.put(work)

    def close(self) -> None:
        """Do what is left, unless the database is gone and stays so."""
        self._ending.set()
        self._posted.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (work := self._posted.get()) is not None:
            try:
                patiently(partial(work, self._tables), self.place, self._ending)
            except BackendError as error:
                if error.lost:  # and the crawl is over
                    logger.warning("%s cannot be written, so %s: %s", self.place, self.lost, error)
                    return
                self.mailbox.post(partial(self.on_failure, error))
