"""What is to be fetched, kept on disk and leased, so that a killed crawl loses no page."""

from __future__ import annotations

from newsspider.frontier.acknowledge import Acknowledge
from newsspider.frontier.db import FrontierDB
from newsspider.frontier.model import Failed, Lease, NewRequest
from newsspider.frontier.opening import open_frontier
from newsspider.frontier.protocol import Frontier
from newsspider.frontier.scheduler import NOT_BEFORE, LeaseScheduler
from newsspider.runtime.durable import Durable, register

__all__ = [
    "NOT_BEFORE",
    "Acknowledge",
    "Durable",
    "Failed",
    "Frontier",
    "FrontierDB",
    "Lease",
    "LeaseScheduler",
    "NewRequest",
    "open_frontier",
    "register",
]
