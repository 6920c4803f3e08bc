"""The arithmetic of side-by-side figures, and the line to a worker."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import measuring
from benchmarks.measuring import Growth, Readings, Worker, median_of, per_100_kb, ratio, turns
from benchmarks.peers import ENGINES, Engine, Unavailable
from benchmarks.worker import ENGINES as KNOWN


def test_a_ratio_is_the_median_over_the_pages_that_both_read() -> None:
    own = {"a": 2.0, "b": 30.0, "c": 5.0, "only own": 1000.0}
    others = {"a": 1.0, "b": 10.0, "c": 1.0, "only theirs": 1.0}
    assert ratio(own, others) == 3.0
    assert ratio(own, others, {"a", "only own"}) == 2.0


def test_no_shared_page_is_no_ratio() -> None:
    assert ratio({"a": 1.0}, {"b": 1.0}) is None


@given(st.dictionaries(st.text(), st.floats(0.01, 1e6), min_size=1), st.floats(0.1, 100))
def test_a_ratio_does_not_depend_on_how_large_the_pages_are(times: dict[str, float], factor: float) -> None:
    found = ratio({page: time * factor for page, time in times.items()}, times)
    assert found == pytest.approx(factor)


def test_milliseconds_are_told_per_100_000_bytes() -> None:
    assert per_100_kb(6.0, 300_000) == pytest.approx(2.0)


def test_the_best_reading_of_a_page_counts() -> None:
    readings = Readings()
    for milliseconds in (5.0, 3.0, 4.0):
        readings.add("page", {"ms": milliseconds, "blocks": 2})
    assert readings.times == {"page": 3.0}


def test_a_page_without_text_is_no_reading_however_quick() -> None:
    readings = Readings()
    readings.add("empty", {"ms": 0.1, "blocks": 0})
    readings.add("broken", {"error": "ValueError: no"})
    assert readings.times == {} and readings.unread == {"empty": "no text", "broken": "ValueError: no"}
    assert readings.speed({"empty": 1000}) == {}


def test_a_parse_gives_no_text_and_is_a_reading_all_the_same() -> None:
    readings = Readings()
    readings.add("page", {"ms": 2.0, "blocks": 0}, needs_text=False)
    readings.add("other", {"ms": 8.0, "blocks": 0}, needs_text=False)
    speed = readings.speed({"page": 50_000, "other": 150_000, "unread": 10**9})
    assert speed == {"ms_per_100_kb": pytest.approx(5.0), "pages_per_second": pytest.approx(200.0)}


def test_growth_is_told_per_100_kb_and_as_the_cost_of_a_byte_more() -> None:
    growth = Growth()
    # 50 kB that cost 1 ms, then 2 ms for every 100 kB: linear, though a large page costs more per kB
    for size in (100, 300, 1000):
        growth.add(size, size * 1000, 1 + (size - 50) / 50)
    assert growth.times() == pytest.approx(2.0 / 2.0)
    assert growth.slope() == pytest.approx(1.0)


@given(st.floats(0.1, 100), st.floats(0.1, 10))
def test_a_quadratic_engine_is_seen_by_its_slope(start: float, factor: float) -> None:
    growth = Growth()
    for size in (100, 300, 1000):
        growth.add(size, size * 1000, start + factor * size**2)
    slope = growth.slope()
    assert slope is not None and slope == pytest.approx(1300 / 400, rel=1e-3)


def test_growth_without_its_sizes_is_none() -> None:
    growth = Growth()
    growth.add(100, 100_000, 2.0)
    assert growth.times() is None and growth.slope() is None
    assert median_of([None, 3.0, None, 1.0, 2.0]) == 2.0 and median_of([None]) is None


def test_each_turn_another_one_begins_and_all_have_one() -> None:
    names = ["a", "b", "c"]
    assert [turns(names, number)[0] for number in range(4)] == ["a", "b", "c", "a"]
    assert all(sorted(turns(names, number)) == names for number in range(7))
    assert turns([], 3) == []


def test_every_engine_has_a_reader_in_the_worker() -> None:
    assert {engine.name for engine in ENGINES} == set(KNOWN)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    found = tmp_path / "page.html"
    found.write_text("<html><body><p>Harga beras naik.</p></body></html>")
    return found


@pytest.fixture
def parse() -> Iterator[Worker]:
    worker = Worker(ENGINES[0])
    yield worker
    worker.close()


def test_a_worker_says_what_it_cost_to_get_ready_and_reads_pages(parse: Worker, page: Path) -> None:
    assert parse.hello["version"] and parse.hello["import"] > 0
    told = parse.ask(page, "https://contoh.example/", calls=3, seconds=1.0)
    assert told["ms"] > 0 and told["blocks"] == 0 and parse.memory >= told["memory"] > 1


def test_a_page_that_breaks_an_engine_is_an_answer(parse: Worker, page: Path, tmp_path: Path) -> None:
    told = parse.ask(tmp_path / "none.html", "https://contoh.example/", calls=1, seconds=1.0)
    assert told["error"].startswith("FileNotFoundError")
    assert "ms" in parse.ask(page, "https://contoh.example/", calls=1, seconds=1.0)


def test_an_engine_that_is_ended_is_started_again(parse: Worker, page: Path) -> None:
    parse._process.kill()
    parse._process.wait()
    assert "ms" in parse.ask(page, "https://contoh.example/", calls=1, seconds=1.0)


def test_an_engine_that_takes_too_long_is_ended(
    parse: Worker, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "PATIENCE", 0.0)
    told = parse.ask(page, "https://contoh.example/", calls=10**9, seconds=60.0)
    assert "longer than" in told["error"]


def test_an_engine_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(Unavailable, match="PackageNotFoundError"):
        Worker(Engine("lxml parse", "no-such-package-here"))


def test_the_machine_is_named() -> None:
    told = measuring.machine()
    assert told["cpu"] and told["cores"] >= 1
    assert told["python"] == ".".join(map(str, sys.version_info[:3]))
