"""Requests that this process made: not in the frontier yet, or remembered since they were put there."""

from __future__ import annotations

import itertools

from scrapy import Request

from newsspider.frontier.model import Lease, NewRequest

__all__ = ["Incoming"]

_SEEN_MOST = 100_000  # fingerprints remembered, about 10 MB; beyond that the table is asked
_FRESH_MOST = 2_000  # requests of our own kept as objects, to save reading them back


class Incoming:
    """``new`` waits for the next write; a fingerprint is *in* this while it is known to be there or to wait."""

    def __init__(self) -> None:
        self.new: dict[bytes, NewRequest] = {}
        self._seen: dict[bytes, None] = {}
        self._fresh: dict[bytes, tuple[str, Request]] = {}
        self._stale = 0  # leases since one was found in _fresh

    def __contains__(self, fingerprint: bytes) -> bool:
        return fingerprint in self._seen or fingerprint in self.new

    def add(self, new: NewRequest, request: Request) -> None:
        """Take a request, to be written."""
        fingerprint = new.fingerprint
        self.new[fingerprint] = new
        if len(self._fresh) < _FRESH_MOST or fingerprint in self._fresh:
            self._fresh[fingerprint] = (new.payload, request)
        if not new.again:
            if len(self._seen) >= _SEEN_MOST:
                for old in list(itertools.islice(self._seen, _SEEN_MOST // 10)):
                    del self._seen[old]
            self.see(fingerprint)

    def see(self, fingerprint: bytes) -> None:
        """Remember a request that is not to be made again."""
        self._seen[fingerprint] = None

    def object_of(self, lease: Lease) -> Request | None:
        """The very request that a lease is about; None where it has to be made again from its text."""
        payload, request = self._fresh.pop(lease.fingerprint, ("", None))
        if request is not None and payload == lease.payload and request.priority == lease.priority:
            self._stale = 0
            return request
        self._stale += 1
        if self._stale > 2 * _FRESH_MOST:
            # other processes have taken these
            self._fresh.clear()
            self._stale = 0
        return None
