"""Ctrl-C, SIGTERM and SIGHUP, all of which end a command in the same way."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["STOPPING", "stoppable", "unheard"]

# those that the system has; SIGHUP comes when a terminal is closed, SIGBREAK is Windows's Ctrl-Break
STOPPING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt, once, whichever signal says that the work is to end; what says so again is not heard.

    Whoever cleans up is not interrupted by an impatient second Ctrl-C. A crawl has handlers of its own for SIGINT and
    SIGTERM, and SIGHUP is the same to it as SIGTERM. What is ignored stays ignored (``nohup``).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in STOPPING}

    stopped = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        for one in STOPPING:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    def hang_up(number: int, frame: FrameType | None) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    for one, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(one, hang_up if one == getattr(signal, "SIGHUP", None) else interrupt)
    try:
        yield
    finally:
        if not stopped:  # else the process is about to end, and may do so in peace
            for one, handler in before.items():
                signal.signal(one, handler)


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started within do not hear these signals; this one hears them at the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
