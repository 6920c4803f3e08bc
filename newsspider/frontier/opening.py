"""A frontier, in whatever keeps it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from newsspider.frontier.db import FrontierDB
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.frontier.protocol import Frontier
from newsspider.runtime.database import Place

__all__ = ["open_frontier"]


def open_frontier(
    place: Place,
    *,
    synchronous: str = "NORMAL",
    clock: Callable[[], float] | None = None,
    longest_wait: float = 86_400.0,
    longest_gap: float = 3_600.0,
    seed: int | None = None,
) -> Frontier:
    """The frontier in a SQLite file or in a database. Raises BackendError.

    ``synchronous`` is SQLite's; a database has its own setting for it. ``clock`` and ``seed`` are for tests.
    """
    if not isinstance(place, Path):
        return PgFrontier(place, clock=clock, longest_wait=longest_wait, longest_gap=longest_gap, seed=seed)
    return FrontierDB(
        place,
        synchronous=synchronous,
        clock=clock or time.time,
        longest_wait=longest_wait,
        longest_gap=longest_gap,
        seed=seed,
    )
