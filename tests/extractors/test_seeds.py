"""The seeds: five plain-text captures as given, and their goldens. Two independent proofs each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors import clean_capture
from extractors.score import GOLDEN_KEYS, diff
from tests.conftest import SEEDS

NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))


def read(name: str) -> tuple[str, dict[str, Any]]:
    golden = json.loads((SEEDS / f"{name}.golden.json").read_text(encoding="utf-8"))
    return (SEEDS / f"{name}.txt").read_bytes().decode("utf-8"), golden


def test_there_are_five() -> None:
    assert len(NAMES) == 5
    for name in NAMES:
        assert set(read(name)[1]["article"]) == set(GOLDEN_KEYS)


# -- a. the capture is cleaned into the golden, and each of its lines is what the golden says ------------


@pytest.mark.parametrize("name", NAMES)
def test_a_the_capture_gives_the_golden_key_by_key(name: str) -> None:
    text, golden = read(name)
    record = clean_capture(text, golden["outlet"]).to_dict()
    difference = diff(record, golden["article"])
    assert not difference, difference
    for key in GOLDEN_KEYS:
        assert record[key] == golden["article"][key], key


@pytest.mark.parametrize("name", NAMES)
def test_a_every_line_has_the_label_of_the_golden(name: str) -> None:
    text, golden = read(name)
    article = clean_capture(text, golden["outlet"], explain=True)
    lines = {str(line.number): line.label for line in article.explanation}
    assert lines == golden["lines"]
    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert [line.number for line in article.explanation] == filled
    assert article.layout == "capture"


@pytest.mark.parametrize("name", NAMES)
def test_a_windows_line_ends_and_a_byte_order_mark_change_nothing(name: str) -> None:
    text, golden = read(name)
    plain = clean_capture(text, golden["outlet"], explain=True)
    other = clean_capture("\ufeff" + text.replace("\n", "\r\n"), golden["outlet"], explain=True)
    assert other == plain
    assert other.explanation == plain.explanation


def test_every_seed_lies_beside_its_golden() -> None:
    assert {Path(path).name for path in SEEDS.iterdir()} == {
        f"{name}{suffix}" for name in NAMES for suffix in (".txt", ".golden.json")
    }
