"""Rows of a site without rules: what they share is no part of any of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.extractors.reading.generic.test_site import OFFER, page, url
from tests.newsspider.conftest import Run, read_items


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rows_of_one_site_teach_each_other(command: Callable[..., Run], tmp_path: Path, jobs: str) -> None:
    rows = tmp_path / "rows.jsonl"
    lines = [json.dumps({"url": url(number), "html": page(number)}) for number in range(12)]
    rows.write_text("\n".join(lines), "utf-8")
    run = command("extract", str(rows), "-o", str(tmp_path / "out.jsonl"), "--jobs", jobs)
    assert run.code == 0, run.err
    items = read_items(tmp_path / "out.jsonl")
    assert len(items) == 12
    assert not any(OFFER in json.dumps(item) for item in items), "the first of them either"


def test_two_rows_say_nothing_about_each_other(command: Callable[..., Run], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n".join(json.dumps({"url": url(n), "html": page(n)}) for n in range(2)), "utf-8")
    assert command("extract", str(rows), "-o", str(tmp_path / "out.jsonl")).code == 0
    assert all(OFFER in json.dumps(item) for item in read_items(tmp_path / "out.jsonl"))
