"""No crawl outlives its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.newsspider.frontier import harness


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    yield
    while harness.started:
        process = harness.started.pop()
        if process.poll() is None:
            harness.kill(process)
