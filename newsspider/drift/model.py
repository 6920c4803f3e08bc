"""What the ledger takes and gives, and what any backend of it has to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

__all__ = ["CRAWLED", "STORED", "Alert", "Count", "Counts", "Hour", "Ledger"]

CRAWLED, STORED = "crawl", "store"  # sources of counts; the others are names of WARC files


class Count(NamedTuple):
    """What is counted: of which outlet, layout ("" for the outlet as a whole) and key, in which hour since 1970 (UTC)."""

    outlet: str
    layout: str
    key: str
    hour: int


Counts = Mapping[Count, int]


class Hour(NamedTuple):
    """The counts of an outlet in one hour: (layout, key) → number."""

    hour: int
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Alert:
    """Something that has changed, as one thing.

    ``kind``: ``key`` (a key of a layout), ``text`` (its length), ``selector``, ``metadata``, ``template`` (all of a
    layout), ``mix`` (how often a layout is used), ``outlet`` (all layouts), ``blocked``, ``refused``, ``lists``.
    ``since`` and ``raised`` are hours since 1970 (UTC), ``closed`` too; ``pages`` and ``filled`` what was seen since then and
    ``usual`` the share before. ``nearest`` names the element that seems to hold the key now, ``examples`` are addresses to look at. ``told`` are the channels that know of it.
    """

    outlet: str
    kind: str
    layout: str
    key: str
    since: int
    raised: int
    pages: int
    filled: int
    usual: float
    provisional: bool
    message: str
    nearest: str = ""
    examples: tuple[str, ...] = ()
    id: int = 0
    acknowledged: bool = False
    closed: int | None = None
    told: tuple[str, ...] = field(default=(), compare=False)

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What makes two alerts the same one."""
        return self.outlet, self.kind, self.layout, self.key


class Ledger(Protocol):
    """Counts by the hour, the state of the watch over them, and its alerts; ``LedgerDB`` keeps it in SQLite.

    Several processes and machines may write to one ledger: ``add`` adds to what is there. Another backend has these
    methods and raises ``BackendError`` where it cannot be read or written.
    """

    def add(self, counts: Counts, source: str = CRAWLED) -> None:
        """Add to the counts of a source."""

    def replace(self, source: str, counts: Counts, outlet: str | None = None) -> None:
        """Put counts in place of all that a source had (of one outlet): what was read again counts once."""

    def hours(self, outlet: str, since: int = 0) -> Iterator[Hour]:
        """The hours of an outlet from one on, in order: of each the source that saw the most articles."""

    def outlets(self) -> list[str]:
        """The outlets that have counts."""

    def thin_out(self, before: int) -> int:
        """Add the hours before one up to days; returns how many rows that saved."""

    def state(self, outlet: str) -> str | None:
        """What the watch keeps between two crawls, as JSON; None where there is nothing, or counts were replaced."""

    def set_state(self, outlet: str, state: str | None) -> None:
        """Keep the state of the watch over an outlet."""

    def alerts(self, outlet: str | None = None, *, closed: bool = False) -> list[Alert]:
        """The open alerts, the newest last; all of them with ``closed``."""

    def put_alerts(self, alerts: Iterable[Alert]) -> list[Alert]:
        """Write alerts: new ones (id 0), which get their numbers here, and changed ones.

        A new one that is about the same as an open one becomes that one.
        """

    def close(self) -> None: ...
