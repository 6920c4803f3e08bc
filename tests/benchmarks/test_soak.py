"""The soak at its smallest: a day of a service, with everything that a month has."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.soak import soak
from tests.newsspider.conftest import commands
from tests.newsspider.forkserver import Commands

__all__ = ["commands"]  # a fixture


@pytest.mark.slow
def test_a_day_of_a_service_loses_and_doubles_nothing(tmp_path: Path, commands: Commands) -> None:
    outcome = soak(1, ("beritautama",), tmp_path, commands)
    assert (outcome.lost, outcome.doubled, outcome.stale) == ([], [], [])
    assert outcome.due > 20 and outcome.outcomes["done"] > 5
    assert outcome.told["service restarted"] == 1 and outcome.told["down: unavailable"] == 1
    assert outcome.outcomes["killed"] + outcome.outcomes["failed"] >= 1
    assert outcome.growth < 1.25, "a day is too short to say more"
