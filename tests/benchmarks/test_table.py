"""Targets, tables and the places they stand in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import __main__ as bench
from benchmarks import table
from benchmarks.peers import OURS, TRAFILATURA
from benchmarks.targets import TARGETS, Target, Verdict, at, growth_of_memory, verdicts

RESULTS = json.loads(bench.RESULTS.read_text("utf-8"))


@pytest.mark.parametrize(
    ("least", "figure", "word"),
    [
        (False, 1.79, "met"),
        (False, 1.8, "met"),
        (False, 1.81, "not met"),
        (True, 1.79, "not met"),
        (True, 1.8, "met"),
        (True, 0.0, "not met"),
        (False, None, "not measured"),
    ],
)
def test_a_target_is_met_up_to_its_limit_and_no_further(least: bool, figure: float | None, word: str) -> None:
    target = Target("what", 1.8, at("x"), least=least)
    assert Verdict(target, figure).word == word


def test_a_figure_is_looked_up_and_may_be_missing_anywhere() -> None:
    figure = at("a", "b")
    assert figure({"a": {"b": 2}}) == 2.0
    nothing: list[dict[str, Any]] = [{}, {"a": None}, {"a": {}}, {"a": {"b": None}}, {"a": 3}]
    assert [figure(results) for results in nothing] == [None] * 5


def test_memory_is_that_of_the_largest_process_of_the_larger_file_beside_the_smaller() -> None:
    memory = {"1000": {"collector": 90, "worker": 150}, "250": {"collector": 100, "worker": 80}}
    assert growth_of_memory({"reextract": {"memory_mb": memory}}) == 1.5
    assert growth_of_memory({}) is None


def test_without_results_no_target_is_judged() -> None:
    assert {verdict.word for verdict in verdicts({})} == {"not measured"}


def test_targets_find_their_figures_in_what_a_run_writes() -> None:
    part = {
        "drift": "drift",
        "copies": "copies",
        "reextract": "reextract",
        "outlet": "lookup",
        "import": "lookup",
        "crawl": "crawl",
        "clean_capture": "captures",
        "without rules": "generic",
    }
    for verdict in verdicts(RESULTS):
        name = next((part[word] for word in part if word in verdict.target.what), "extract")
        measured = name in RESULTS and not RESULTS[name].get("skipped")
        assert verdict.met is not None or not measured, verdict.target.what


def test_what_was_not_measured_is_only_left_out_when_asked() -> None:
    assert table.targets({}).count("not measured") == len(TARGETS)
    assert "not measured" not in table.targets({}, every=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("x", "x"),
        (7, "7"),
        (12345, "12,345"),
        (0.123, "0.12"),
        (9.999, "10.00"),
        (12.34, "12.3"),
    ],
)
def test_a_figure_is_shown_with_the_digits_that_say_something(value: Any, text: str) -> None:
    assert table.shown(value) == text


def test_a_table_is_aligned_and_its_figures_stand_to_the_right() -> None:
    assert table.markdown(("", "ms"), [("extract", 1.5), ("x", None)]).splitlines() == [
        "|         |   ms |",
        "| ------- | ---: |",
        "| extract | 1.50 |",
        "| x       |    – |",
    ]


def test_content_is_put_between_its_markers_and_nothing_else_changes() -> None:
    text = "before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n"
    once = table.put(text, "speed", "new")
    assert once == "before\n<!-- speed -->\nnew\n<!-- /speed -->\nafter\n"
    assert table.put(once, "speed", "new") == once


def test_a_file_without_markers_is_said() -> None:
    with pytest.raises(ValueError, match="<!-- speed -->"):
        table.put("no markers", "speed", "new")


@pytest.mark.parametrize(
    ("path", "name", "content"),
    [(bench.PAGE, "benchmarks", table.page), (bench.README, "speed", table.readme)],
    ids=["page", "readme"],
)
def test_the_documents_show_the_figures_of_the_kept_run(path: Any, name: str, content: Any) -> None:
    text = path.read_text("utf-8")
    assert table.put(text, name, content(RESULTS)) == text, "make bench ARGS=--tables renews it"


def test_the_picture_is_there() -> None:
    assert b"<svg" in bench.PICTURE.read_bytes()


def test_parts_are_chosen_by_name_and_a_wrong_one_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.options(["--only", "extract,lookup"]).only == ["extract", "lookup"]
    with pytest.raises(SystemExit):
        bench.options(["--only", "extrakt"])
    assert "there is no part 'extrakt'; parts are extract," in capsys.readouterr().err


def test_whole_pages_are_told_apart_where_there_are_fragments_too() -> None:
    one = {"whole_times_parse": 2.4, "whole_times_extract": 10.5}
    told = {"pages": 41, "whole": 28, "engines": {OURS: one, TRAFILATURA: one}}
    (sentence,) = table.of_whole_pages(told)
    assert "13 of them" in sentence and "2.40 times" in sentence and "10.5 times" in sentence
    assert table.of_whole_pages({**told, "whole": 41}) == []
