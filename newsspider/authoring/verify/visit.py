"""What a visit to an outlet is to bring, and what it brought: pages, lists, and what became of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from extractors.rules.model import Outlet
from newsspider.authoring.verify.compare import Compared
from newsspider.discovery.walk import FORBIDDEN
from newsspider.politeness.outcomes import Group, RequestOutcome, group_of
from newsspider.recording.fixtures import RecordedPage

__all__ = ["Budget", "ListAnswer", "SeenPage", "Visit", "forbidden"]


@dataclass(frozen=True)
class Budget:
    """How much of an outlet is asked for: pages of each layout, pages and lists in all, and seconds."""

    pages: int = 5
    most: int = 40
    lists: int = 20
    seconds: float = 900


@dataclass(frozen=True)
class SeenPage:
    """A page that came, what there is to say of it, and the page itself where something is wrong with it."""

    compared: Compared
    page: RecordedPage | None = None


@dataclass(frozen=True)
class ListAnswer:
    """What became of a request: the name of the outcome ("" for an answer that could be read), and why."""

    url: str
    outcome: str = ""
    reason: str = ""

    @property
    def group(self) -> Group | None:
        return group_of(self.outcome) if self.outcome else None

    def __str__(self) -> str:
        return f"{self.url}: {self.outcome}{f' ({self.reason})' if self.reason else ''}"


@dataclass
class Visit:
    """What one outlet gave."""

    outlet: Outlet
    wanted: tuple[str, ...]
    """The layouts that are looked for."""
    budget: Budget = field(default_factory=Budget)
    seen: list[SeenPage] = field(default_factory=list)
    lists: list[ListAnswer] = field(default_factory=list)
    missed: list[ListAnswer] = field(default_factory=list)
    """Articles that were asked for and did not come."""
    links: int = 0
    """Articles that the lists named."""
    finished: bool = False
    """Whether it came to its end: it was not stopped."""
    late: bool = False
    """Whether its time was over before its end."""

    @property
    def layouts(self) -> Counter[str]:
        """Pages by the layout that reads them, or most likely should."""
        return Counter(one.compared.best for one in self.seen if one.compared.counts)

    @property
    def pages(self) -> int:
        """Pages that are articles, or should be."""
        return sum(one.compared.counts for one in self.seen)

    @property
    def lacking(self) -> set[str]:
        """The layouts of which there are too few pages."""
        counts = self.layouts
        return {name for name in self.wanted if counts[name] < self.budget.pages}


def forbidden(answer: ListAnswer) -> bool:
    """Whether robots.txt does not allow what was asked for."""
    return answer.outcome in (RequestOutcome.FORBIDDEN, FORBIDDEN)
