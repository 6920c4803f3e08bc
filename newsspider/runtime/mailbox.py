"""Work done in a thread, and its results brought back to the thread of the crawl."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

__all__ = ["Mailbox"]

logger = logging.getLogger(__name__)


class Mailbox:
    """Calls, in the thread that made it ``listen``, what other threads ``post``.

    Scrapy runs on a Twisted reactor or on asyncio alone; this works on both. Without a listener
    (no crawl, as in a command or a test) what was posted waits for ``drain``.
    """

    def __init__(self) -> None:
        self._due: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._wake: Callable[[], None] | None = None

    def listen(self) -> None:
        """Say that the calling thread, and its event loop, is where calls are made."""
        # Importing the reactor would install one; Scrapy has done so by now wherever it wants one. It need
        # not be running yet.
        reactor: Any = sys.modules.get("twisted.internet.reactor")
        if reactor is not None:
            self._wake = lambda: reactor.callFromThread(self.drain)
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._wake = lambda: _wake_loop(loop, self.drain)

    def post(self, call: Callable[[], None]) -> None:
        """Have ``call`` made, in the order of posting."""
        with self._lock:
            first = not self._due
            self._due.append(call)
        if first and self._wake is not None:
            self._wake()

    def after_others(self, call: Callable[[], None]) -> None:
        """Make a call of the listening thread's own: at once, or behind what waits."""
        with self._lock:
            if self._due:
                self._due.append(call)
                return
        call()

    def drain(self) -> None:
        """Make every call that waits, now; the calling thread must be the listening one."""
        while True:
            with self._lock:
                if not self._due:
                    return
                call = self._due.popleft()
            try:
                call()
            except Exception:
                logger.exception("A callback failed")


def _wake_loop(loop: asyncio.AbstractEventLoop, drain: Callable[[], None]) -> None:
    # a loop that is closed already is drained by whoever closes the crawl
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(drain)
