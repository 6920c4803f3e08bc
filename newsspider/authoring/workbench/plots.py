"""Small plots of a share over time, as SVG without scripts or styles of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Plot"]


@dataclass(frozen=True)
class Plot:
    """A share by steps of time: (pages, of them with the key) for each step, None where there was none.

    ``usual`` is drawn as a dashed line; ``since`` is the step in which an alert began. As SVG it is ``width`` by
    ``height`` pixels, with what it shows in words for those who cannot see it.
    """

    title: str
    steps: Sequence[tuple[int, int] | None]
    usual: float | None = None
    since: int | None = None
    width: int = 150
    height: int = 34

    @property
    def last(self) -> float | None:
        """The share of the last step with pages."""
        return next((k / n for n, k in reversed([step for step in self.steps if step]) if n), None)

    @property
    def label(self) -> str:
        """The plot in words."""
        last = "no pages" if self.last is None else f"{self.last:.0%} last"
        usual = "" if self.usual is None else f", {self.usual:.0%} before"
        return f"{self.title}: {last}{usual}"

    @property
    def lines(self) -> list[str]:
        """The points of the line, one list of them for each stretch without a gap."""
        found: list[list[str]] = [[]]
        for number, step in enumerate(self.steps):
            if step and step[0]:
                found[-1].append(f"{self.x(number):.1f},{self.y(step[1] / step[0]):.1f}")
            elif found[-1]:
                found.append([])
        # a stretch of one step is a short line, or nothing would be seen of it
        return [" ".join(one if len(one) > 1 else [*one, _beside(one[0])]) for one in found if one]

    def x(self, step: int) -> float:
        return 1 + (self.width - 3) * step / max(1, len(self.steps) - 1)

    def y(self, share: float) -> float:
        return 2 + (self.height - 4) * (1 - share)


def _beside(point: str) -> str:
    x, _, y = point.partition(",")
    return f"{float(x) + 1.5:.1f},{y}"
