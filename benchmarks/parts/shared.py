"""A frontier in PostgreSQL that many crawls share: its speed, its exactness, and what kills and restarts do to it."""

from __future__ import annotations

from benchmarks import shared_frontier
from benchmarks.parts import Figures, Scale, Watch

STEPS = 7


def measure(scale: Scale, watch: Watch) -> Figures:
    """The figures; none, with a sentence, where there is no server to be started."""
    watch.steps(STEPS)
    try:
        return shared_frontier.measure(
            shared_frontier.QUICK if scale.quick else shared_frontier.Size(), watch.step
        )
    except RuntimeError as error:
        watch.say(f"shared: {error}")
        return {}
