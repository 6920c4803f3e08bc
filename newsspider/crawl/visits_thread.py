"""Visits in a database, written in a thread: the crawl's thread waits neither for a commit nor for a lost connection."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial

from newsspider.crawl.visits_db import VisitsDB
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.patience import patiently

__all__ = ["VisitsThread"]

logger = logging.getLogger(__name__)


class VisitsThread:
    """Does what is ``posted``, in its order, with a connection of its own; a fault is given to ``on_failure``."""

    def __init__(self, place: Database, mailbox: Mailbox, on_failure: Callable[[BackendError], None]) -> None:
        self.place = place
        self.mailbox = mailbox
        self.on_failure = on_failure
        self._db = VisitsDB(place)
        self._posted: queue.SimpleQueue[Callable[[VisitsDB], object] | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="visits", daemon=True)
        self._thread.start()

    def post(self, work: Callable[[VisitsDB], object]) -> None:
        """Have something done that is the same if it is done twice."""
        self._posted.put(work)

    def reopen(self, have: Callable[[VisitsDB], None]) -> None:
        """Have a new connection, in the crawl's thread, once the database can be reached."""

        def connect(_: VisitsDB) -> None:
            made = VisitsDB(self.place)
            self.mailbox.post(lambda: have(made))

        self.post(connect)

    def close(self) -> None:
        """Do what is left, unless the database is gone and stays so."""
        self._ending.set()
        self._posted.put(None)
        self._thread.join()
        self._db.close()

    def _run(self) -> None:
        while (work := self._posted.get()) is not None:
            try:
                patiently(partial(work, self._db), self.place, self._ending)
            except BackendError as error:
                if error.lost:  # and the crawl is over
                    logger.warning(
                        "%s cannot be written, so more will be asked for again: %s", self.place, error
                    )
                    return
                self.mailbox.post(partial(self.on_failure, error))
