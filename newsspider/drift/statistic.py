"""Whether a share has fallen: a CUSUM of hourly counts, on a beta-binomial distribution that is fitted to the history.

A share (of pages that have an editor, say) varies more from hour to hour than chance alone makes it: one person's
articles come together. ``overdispersion`` is how much more, fitted from the history, and the share that is expected is
the lower end of what the history allows. Each hour then speaks for the expected share or for a lower one; the log of
the odds is added up, never below zero, and an alarm is raised when the sum passes ``THRESHOLD``. Three lower
shares are watched side by side: nearly none, half, and a quarter of the odds.

Everything here is a pure function, or a fold over hours whose state can be written as JSON.

>>> series = SeriesWatch()
>>> for hour in range(300):
...     series.see(hour, 20, 19 + hour % 2)
>>> series.alarm
>>> series.see(300, 20, 0)
>>> series.alarm.since, series.alarm.filled, series.alarm.pages
(300, 0, 20)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

__all__ = [
    "THRESHOLD",
    "WARM_UP",
    "Alarm",
    "Expected",
    "SeriesWatch",
    "expected_share",
    "log_odds",
    "lower_shares",
    "overdispersion",
]

THRESHOLD = 16.0
WARM_UP = 240  # hours with pages until a history can be judged by itself
PROVISIONAL = 24  # hours with pages, where there is no golden to compare with either
LAG = 72  # hours that wait before they belong to the history: a change must not become what is usual
FIT_EVERY = 336  # hours between two fits
LONGEST = 2_000  # hours of history that count fully; older ones count half, a quarter …
CAREFUL = 1.645  # standard errors: the lower 5 %
MOST = 0.995  # the highest share that is expected of anything: a page may always be odd
LEAST = 0.05  # a share below this is not watched: its end could not be told from a quiet week
SEASON = 1.15  # times by which the odds of a key may fall at a weekend or a feast: ten days need not have shown one
USUAL_RHO = 0.2  # overdispersion where nothing is known of it
BACK = 8.0  # evidence that a share has come back
_LOWER = 3  # shares that are watched side by side
_RHO = [10 ** (-3.5 + 0.25 * step) for step in range(14)]  # 0.0003 to 0.56

Pairs = Mapping[tuple[int, int], float]
"""(pages, of them with the key) → how many hours had that."""


class Expected(NamedTuple):
    """The share that is expected of a series (careful, and as it was), and its overdispersion.

    ``provisional``: there is less history than ``WARM_UP``, so that it rests on goldens or on few hours.
    """

    share: float
    usual: float
    rho: float
    provisional: bool


class Alarm(NamedTuple):
    """A share has fallen: since which hour, and what was seen since then."""

    since: int
    pages: int
    filled: int
    raised: int
    usual: float
    provisional: bool


def overdispersion(pairs: Pairs, share: float) -> float:
    """The intra-class correlation ρ of a beta-binomial with this mean: the careful end of the likeliest values.

    Few misses say little about how they cluster, so the largest value that the history allows is taken (a
    likelihood within 1.35 of the best, one-sided 5 %).
    """
    if not 0 < share < 1:
        return _RHO[6]
    likelihoods = [
        sum(weight * _log_likelihood(n, k, share, rho) for (n, k), weight in pairs.items()) for rho in _RHO
    ]
    best = max(likelihoods)
    return max(rho for rho, one in zip(_RHO, likelihoods, strict=True) if one >= best - 0.5)


def expected_share(pairs: Pairs, rho: float) -> tuple[float, float]:
    """The share over a history: the lower 5 % of what it may be (Wilson's interval), and the plain mean.

    Pages of one hour say less than as many of different hours: each counts as 1 / (1 + (pages - 1) ρ).
    """
    pages = sum(weight * n for (n, _), weight in pairs.items())
    if not pages:
        return 0.0, 0.0
    share = sum(weight * k for (_, k), weight in pairs.items()) / pages
    size = sum(weight * n / (1 + (n - 1) * rho) for (n, _), weight in pairs.items())
    z2 = CAREFUL * CAREFUL
    middle = share + z2 / (2 * size)
    spread = CAREFUL * math.sqrt(share * (1 - share) / size + z2 / (4 * size * size))
    return min(share, max(0.0, (middle - spread) / (1 + z2 / size))), share


def lower_shares(share: float) -> tuple[float, ...]:
    """What an expected share is held against: nearly none, half of it, and a quarter of its odds (5 points less)."""
    odds = share / (1 - share) / 4
    return share / 20, share / 2, min(odds / (1 + odds), share - min(0.05, share / 2))


def log_odds(n: int, k: int, share: float, lower: float, rho: float) -> float:
    """How much k of n speak for the lower share rather than for the expected one."""
    return _log_likelihood(n, k, lower, rho) - _log_likelihood(n, k, share, rho)


def _log_likelihood(n: int, k: int, share: float, rho: float) -> float:
    """Of k out of n under a beta-binomial, without the binomial coefficient, which cancels."""
    size = (1 - rho) / rho
    a, b = share * size, (1 - share) * size
    lgamma = math.lgamma
    return lgamma(k + a) - lgamma(a) + lgamma(n - k + b) - lgamma(b) - lgamma(n + size) + lgamma(size)


@dataclass
class SeriesWatch:
    """One series, hour by hour in order. ``goldens`` is (pages, of them with the key) of its fixtures."""

    goldens: tuple[int, int] = (0, 0)
    history: dict[tuple[int, int], float] = field(default_factory=dict)
    waiting: list[tuple[int, int, int]] = field(default_factory=list)
    hours: float = 0.0
    expected: Expected | None = None
    fitted: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0] * _LOWER)
    began: list[list[int]] = field(default_factory=lambda: [[0, 0, 0] for _ in range(_LOWER)])
    alarm: Alarm | None = None
    fallen: int = 0
    back: float = 0.0
    _odds: dict[tuple[int, int], tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)

    def see(self, hour: int, n: int, k: int) -> None:
        """Take the counts of the next hour: ``k`` of ``n`` pages have the key. Hours without pages are left out."""
        if n <= 0:
            return
        self._fit(hour)
        if self.expected is not None and self.expected.share >= LEAST:
            self._judge(hour, n, k)
        if self.alarm is None:
            self.waiting.append((hour, n, k))

    def _judge(self, hour: int, n: int, k: int) -> None:
        assert self.expected is not None
        pair = (n, k)
        if (odds := self._odds.get(pair)) is None:
            share, rho = self.expected.share, self.expected.rho
            odds = tuple(log_odds(n, k, share, lower, rho) for lower in lower_shares(share))
            self._odds[pair] = odds
        if self.alarm is not None:
            self.alarm = self.alarm._replace(pages=self.alarm.pages + n, filled=self.alarm.filled + k)
            self.back = max(0.0, self.back - odds[self.fallen])
            if self.back > BACK:
                self.alarm, self.back, self.sums = None, 0.0, [0.0] * _LOWER
            return
        for which, one in enumerate(odds):
            if self.sums[which] <= 0.0:
                self.began[which] = [hour, 0, 0]
            self.sums[which] = max(0.0, self.sums[which] + one)
            self.began[which][1] += n
            self.began[which][2] += k
        worst = max(range(_LOWER), key=self.sums.__getitem__)
        if self.sums[worst] > THRESHOLD:
            self._raise(hour, *self.began[worst])

    def _raise(self, hour: int, since: int, pages: int, filled: int) -> None:
        assert self.expected is not None
        self.alarm = Alarm(since, pages, filled, hour, self.expected.usual, self.expected.provisional)
        self.waiting = [one for one in self.waiting if one[0] < since]
        lower, now = lower_shares(self.expected.share), filled / pages
        # what it fell to is what its return is held against
        self.fallen, self.back = min(range(_LOWER), key=lambda which: abs(lower[which] - now)), 0.0

    def _fit(self, hour: int) -> None:
        """Let what is old enough into the history, and fit anew where it is time to."""
        if self.alarm is not None:
            return
        ready = 0
        for ready, (then, n, k) in enumerate(self.waiting):  # noqa: B007
            if then > hour - LAG:
                break
            self.history[n, k] = self.history.get((n, k), 0.0) + 1.0
            self.hours += 1
        else:
            ready = len(self.waiting)
        del self.waiting[:ready]
        if self.hours > LONGEST:
            self.history = {pair: weight / 2 for pair, weight in self.history.items() if weight > 0.05}
            self.hours /= 2
        known = self.hours + len(self.waiting)
        if self.expected is None or self.expected.provisional:
            due = self.expected is None or hour - self.fitted >= 24 or known >= WARM_UP
        else:
            due = hour - self.fitted >= FIT_EVERY
        if due:
            self._fit_now(hour, known)

    def _fit_now(self, hour: int, known: float) -> None:
        pairs = dict(self.history)
        if self.hours < WARM_UP:
            for _, n, k in self.waiting:
                pairs[n, k] = pairs.get((n, k), 0.0) + 1.0
        provisional = known < WARM_UP
        rho = USUAL_RHO
        if provisional:
            n, k = self.goldens
            if n < 3 and known < PROVISIONAL:
                return
            if n:  # goldens are chosen pages: each counts as one of another hour
                pairs[1, 1] = pairs.get((1, 1), 0.0) + k
                pairs[1, 0] = pairs.get((1, 0), 0.0) + n - k
        else:
            _, share = expected_share(pairs, rho)
            rho = overdispersion(pairs, share)
        low, share = expected_share(pairs, rho)
        odds = low / (1 - low) / SEASON if low < 1 else math.inf
        self.expected = Expected(min(odds / (1 + odds) if low < 1 else 1.0, MOST), share, rho, provisional)
        self.fitted = hour
        self._odds = {}

    def learn_anew(self) -> None:
        """Take what is seen from now on for what is usual."""
        self.__init__(goldens=(0, 0))  # type: ignore[misc]

    # -- as JSON

    def to_dict(self) -> dict[str, Any]:
        return {
            "goldens": self.goldens,
            "history": [[n, k, weight] for (n, k), weight in self.history.items()],
            "waiting": self.waiting,
            "hours": self.hours,
            "expected": self.expected,
            "fitted": self.fitted,
            "sums": self.sums,
            "began": self.began,
            "alarm": self.alarm,
            "fallen": self.fallen,
            "back": self.back,
        }

    @classmethod
    def from_dict(cls, state: Mapping[str, Any]) -> Self:
        return cls(
            goldens=(state["goldens"][0], state["goldens"][1]),
            history={(n, k): weight for n, k, weight in state["history"]},
            waiting=[(hour, n, k) for hour, n, k in state["waiting"]],
            hours=state["hours"],
            expected=Expected(*state["expected"]) if state["expected"] else None,
            fitted=state["fitted"],
            sums=list(state["sums"]),
            began=[list(one) for one in state["began"]],
            alarm=Alarm(*state["alarm"]) if state["alarm"] else None,
            fallen=state["fallen"],
            back=state["back"],
        )

    @classmethod
    def over(cls, hours: Iterable[tuple[int, int, int]], goldens: tuple[int, int] = (0, 0)) -> Self:
        """The watch of a whole series."""
        watch = cls(goldens)
        for hour, n, k in hours:
            watch.see(hour, n, k)
        return watch
