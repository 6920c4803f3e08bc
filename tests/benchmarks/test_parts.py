"""Parts that need no peers, at their smallest."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import pages, peers, table
from benchmarks.parts import Scale, captures, copies, lookup, stages
from extractors.reading import engine


class Silent:
    def __init__(self) -> None:
        self.total = self.done = 0

    def steps(self, total: int) -> None:
        self.total = total

    def step(self, what: str) -> None:
        self.done += 1

    def say(self, sentence: str) -> None:
        raise AssertionError(sentence)


def test_made_up_outlets_are_imported_and_found() -> None:
    watch = Silent()
    told = lookup.measure(Scale(quick=True, outlets=3), watch)
    assert told["outlets"] == 3 and told["addresses"] == 12
    assert told["us_per_url"] > 0 and told["import_rest_s"] > 0
    assert watch.done == watch.total


def test_made_up_outlets_are_all_different() -> None:
    found = lookup.addresses(["outlet001", "outlet002"])
    assert len({url for url, _ in found}) == len(found) == 8
    assert [name for _, name in found].count(None) == 2


def test_captures_are_measured_in_megabytes_a_second() -> None:
    watch = Silent()
    told = captures.measure(Scale(quick=True), watch)
    assert told["captures"] == 5 and told["mb_per_second"] > 0 and watch.done == watch.total


def test_a_step_that_another_calls_is_counted_once_and_the_engine_is_as_it_was_afterwards() -> None:
    clock, before = stages.Clock(), engine.prepared

    def inner() -> None:
        time.sleep(0.02)

    timed = clock.of("dates", inner)
    clock.of("decode", timed)()
    assert clock.spent["dates"] > 15e6 > clock.spent["decode"]
    with stages.timing(clock):
        assert engine.prepared is not before
    assert engine.prepared is before


def test_the_steps_of_a_page_are_all_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = pages.fixtures()[:3]
    monkeypatch.setattr(stages, "real", lambda: samples)
    watch = Silent()
    told = stages.measure(Scale(quick=True), watch)
    assert told["pages"] == watch.done == 3
    assert all(figures[0] > 0 for step, figures in told["times_parse"].items())
    assert "together" in table.stages(told)


def test_every_environment_has_its_packages_pinned() -> None:
    names = {engine.environment for engine in peers.ENGINES if engine.environment}
    for name in {*names, "datatrove", "matplotlib"}:
        lines = (peers.REQUIREMENTS / f"{name}.txt").read_text().split()
        assert lines and all("==" in line for line in lines)
        assert any(line.partition("==")[0].replace("_", "-") == name for line in lines)


def test_what_stands_in_the_projects_environment_is_used_from_there(tmp_path: Path) -> None:
    assert peers.python("").exists()


def test_a_peer_that_cannot_be_installed_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nobody.txt").write_text("./no-such-folder-here\n")
    monkeypatch.setattr(peers, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path / "environments")
    with pytest.raises(peers.Unavailable, match="nobody could not be installed: "):
        peers.python("nobody")
    assert not (tmp_path / "environments" / "nobody" / "installed.txt").exists()


def test_copies_are_found_and_others_are_not() -> None:
    watch = Silent()
    told = copies.measure(Scale(quick=True, stored_articles=2_000), watch)
    assert set(told["recall"]) == set(copies.KINDS) and told["least_recall"] >= 0.9
    assert told["precision"] >= 0.99 and told["pairs"] > 200 and told["query"]["found"]
    assert watch.done == watch.total
    assert "Copies of a text" in table.page({"copies": told}, every=False)


def test_figures_of_a_shared_frontier_are_told() -> None:
    shared_frontier = pytest.importorskip("benchmarks.shared_frontier", reason="psycopg is not installed")
    if shared_frontier.binaries() is None:
        pytest.skip("there is no PostgreSQL server here")
    small = shared_frontier.Size(requests=2_000, seconds=1.0, done=500)
    told = shared_frontier.measure(small, lambda _: None, only=("speed", "polite", "snapshot"))
    assert told["speed"]["per_second"] > 0 and told["speed"]["double"] == 0
    assert told["polite"]["double"] == told["polite"]["short"] == 0 < told["polite"]["gaps"]
    assert told["snapshot"]["p50_ms"] <= told["snapshot"]["p95_ms"]
    assert "A frontier that many crawls share" in table.page({"shared": told}, every=False)
