"""A running site that all tests of this folder share, and a client that trusts its host names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site import Server, Site, running
from tests.site.client import Client


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running(Site(articles_per_outlet=120, since="2024-01-01", until="2024-01-20")) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A fresh client; faults are switched off after every test."""
    with Client(server) as client:
        yield client
    server.clear()
