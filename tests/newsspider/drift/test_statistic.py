"""The statistic: what it notices, how soon, and what it lets pass."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.drift.statistic import (
    THRESHOLD,
    WARM_UP,
    SeriesWatch,
    expected_share,
    log_odds,
    lower_shares,
    overdispersion,
)

HOURS = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=60
)


def numbered(hours: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    return [(hour, n, k) for hour, (n, k) in enumerate(hours)]


def seasoned(share: float = 0.98, pages: int = 20, hours: int = 300, seed: int = 3) -> SeriesWatch:
    """A series with enough history."""
    random = Random(seed)
    watch = SeriesWatch()
    for hour in range(hours):
        watch.see(hour, pages, sum(random.random() < share for _ in range(pages)))
    assert watch.alarm is None and watch.expected is not None and not watch.expected.provisional
    return watch


@given(HOURS, st.integers(0, 60))
def test_the_state_between_two_crawls_is_all_that_is_needed(hours: list[tuple[int, int]], cut: int) -> None:
    whole = SeriesWatch.over(numbered(hours), (4, 3))
    part = SeriesWatch.over(numbered(hours)[:cut], (4, 3))
    resumed = SeriesWatch.from_dict(json.loads(json.dumps(part.to_dict())))
    for hour in numbered(hours)[cut:]:
        resumed.see(*hour)
    assert resumed == whole


@given(st.dictionaries(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.just(1.0), min_size=1))  # fmt: skip
def test_the_expected_share_is_careful_and_the_overdispersion_a_correlation(
    pairs: dict[tuple[int, int], float],
) -> None:
    low, share = expected_share(pairs, 0.05)
    assert 0 <= low <= share <= 1
    assert 0 < overdispersion(pairs, share) < 1


@given(st.integers(1, 40), st.floats(0.06, 0.99), st.floats(0.001, 0.5))
def test_fewer_pages_with_the_key_never_speak_less_for_a_fall(n: int, share: float, rho: float) -> None:
    for lower in lower_shares(share):
        assert 0 < lower < share
        odds = [log_odds(n, k, share, lower, rho) for k in range(n + 1)]
        assert all(a >= b - 1e-9 for a, b in pairwise(odds))
        assert odds[0] > 0 > odds[-1]
        assert all(map(math.isfinite, odds))


def test_overdispersion_is_found_again() -> None:
    random, found = Random(1), []
    for rho in (0.01, 0.1, 0.3):
        a, b = 0.8 * (1 - rho) / rho, 0.2 * (1 - rho) / rho
        pairs: dict[tuple[int, int], float] = {}
        for _ in range(2_000):
            share = random.betavariate(a, b)
            pair = (20, sum(random.random() < share for _ in range(20)))
            pairs[pair] = pairs.get(pair, 0.0) + 1
        found.append(overdispersion(pairs, 0.8))
    assert found == pytest.approx([0.01, 0.1, 0.3], rel=0.9)
    assert found == sorted(found)


@settings(max_examples=15)
@given(st.integers(2, 40), st.sampled_from([0.9, 0.95, 0.98, 1.0]), st.integers(0, 99))
def test_a_key_that_vanishes_is_noticed_within_two_hours_or_forty_pages(
    pages: int, share: float, seed: int
) -> None:
    watch = seasoned(share, 20, seed=seed)
    hour, seen = 300, 0
    while watch.alarm is None:
        watch.see(hour, pages, 0)
        hour, seen = hour + 1, seen + pages
    assert hour - 300 <= 2 or seen <= 40 + pages
    assert watch.alarm.since <= 300 < watch.alarm.since + 2
    assert watch.alarm.filled <= 20


def test_a_key_that_halves_and_one_that_falls_to_nine_in_ten() -> None:
    for lower, within in ((0.49, 5), (0.9, 48)):
        random, hours = Random(7), []
        for seed in range(9):
            watch = seasoned(0.98, seed=seed)
            hour = 300
            while watch.alarm is None:
                watch.see(hour, 20, sum(random.random() < lower for _ in range(20)))
                hour += 1
            hours.append(hour - 300)
        assert sorted(hours)[4] <= within


def test_what_is_as_it_was_raises_nothing_and_a_single_bad_hour_passes() -> None:
    watch = seasoned(0.98)
    for hour in range(300, 1_300):
        watch.see(hour, 20, 17 if hour % 40 == 0 else 20)
    assert watch.alarm is None
    assert max(watch.sums) < THRESHOLD


def test_a_share_that_comes_back_ends_the_alarm_and_the_fall_never_becomes_usual() -> None:
    watch = seasoned()
    before = watch.expected
    for hour in range(300, 700):
        watch.see(hour, 20, 0)
    assert watch.alarm is not None and watch.alarm.pages == 8_000 and watch.expected == before
    for hour in range(700, 703):
        watch.see(hour, 20, 20)
    assert watch.alarm is None


def test_before_the_warm_up_the_goldens_speak_and_the_alarm_says_so() -> None:
    watch = SeriesWatch(goldens=(8, 8))
    for hour in range(5):
        watch.see(hour, 20, 0)
    assert watch.alarm is not None and watch.alarm.provisional and watch.alarm.raised < 3


def test_without_goldens_a_day_of_hours_is_the_least() -> None:
    watch = SeriesWatch.over([(hour, 10, 10 if hour < 12 else 0) for hour in range(20)])
    assert watch.expected is None and watch.alarm is None
    watch = SeriesWatch.over([(hour, 10, 10 if hour < 30 else 0) for hour in range(36)])
    assert watch.alarm is not None and watch.alarm.provisional and watch.alarm.since == 30


def test_a_rare_key_is_not_watched() -> None:
    watch = SeriesWatch.over([(hour, 20, hour % 30 == 0) for hour in range(WARM_UP + 80)])
    for hour in range(400, 2_000):
        watch.see(hour, 20, 0)
    assert watch.alarm is None


def test_hours_without_pages_are_no_hours() -> None:
    watch = seasoned()
    for hour in range(300, 800):
        watch.see(hour, 0, 0)
    assert watch.alarm is None and watch.sums == seasoned().sums
