"""What the frontier takes and gives: new requests, leases, failures, and the states between."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DONE", "FAILED", "LATER", "LEASED", "QUEUED", "STATES", "Failed", "Lease", "NewRequest"]

QUEUED, LATER, LEASED, FAILED, DONE = range(5)
STATES = ("queued", "later", "leased", "failed", "done")
"""The names of the states, in the order of their numbers."""


class NewRequest(NamedTuple):
    """A request to be kept. ``again`` asks for it even if this run had it before (``dont_filter``)."""

    fingerprint: bytes
    url: str
    host: str
    payload: str = "{}"
    priority: int = 0
    depth: int = 0
    not_before: float = 0.0
    again: bool = False


class Lease(NamedTuple):
    """A request as its owner gets it; *attempts* counts the earlier ones."""

    id: int
    fingerprint: bytes
    url: str
    payload: str
    priority: int
    place: int
    host: str
    attempts: int
    depth: int


class Failed(NamedTuple):
    """A request that was given up, with the reason."""

    url: str
    reason: str
    attempts: int
    finished: float
