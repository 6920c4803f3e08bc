"""Work in a thread that waits for a database to come back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place

__all__ = ["patiently"]

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_FIRST, _LONGEST = 0.1, 5.0  # seconds between two attempts
_AT_THE_END = 10.0  # seconds that it is waited for once the work is to end


def patiently(work: Callable[[], _Result], place: Place, stop: threading.Event) -> _Result:
    """Do ``work``, and again while its connection is lost, until it is done.

    What it does twice has to be the same as once: whether a transaction was committed is not always heard. Raises the
    BackendError of a fault that will not pass, and of one that has not passed some time after ``stop``.
    """
    began, pause, said = time.monotonic(), _FIRST, False
    ends = 0.0
    while True:
        try:
            result = work()
        except BackendError as error:
            now = time.monotonic()
            if stop.is_set():
                ends = ends or now + _AT_THE_END
            if not error.lost or (ends and now > ends):
                raise
            if not said:
                said = True
                logger.warning("%s: %s. What is to be written is kept until it is back.", place, error)
            time.sleep(pause) if stop.is_set() else stop.wait(pause)
            pause = min(2 * pause, _LONGEST)
            continue
        if said:
            logger.warning("%s is back after %.1f s.", place, time.monotonic() - began)
        return result
