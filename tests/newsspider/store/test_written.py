"""What a file of articles already holds, however it was interrupted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.store.written import FeedError, addresses_in

ROWS = [
    {"headline": f'Judul "{n}"\nkedua', "canonicalUrl": f"https://contoh.example/{n}", "textHash": "x"}
    for n in range(5)
]


def _csv() -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(ROWS[0]))
    writer.writeheader()
    writer.writerows(ROWS)
    return text.getvalue().encode()


WHOLE = {"csv": _csv(), "jsonlines": b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)}


@pytest.mark.parametrize("format", WHOLE)
def test_a_whole_file_stays_as_it_is(format: str, tmp_path: Path) -> None:
    path = tmp_path / "articles"
    path.write_bytes(WHOLE[format])
    assert {row["canonicalUrl"] for row in ROWS} <= addresses_in(path, format)
    assert path.read_bytes() == WHOLE[format]


@pytest.mark.parametrize("format", WHOLE)
@given(share=st.floats(0, 1))
def test_of_a_file_that_was_cut_anywhere_the_whole_records_are_left(
    format: str, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cut") / "articles"
    path.write_bytes(WHOLE[format][: int(len(WHOLE[format]) * share)])
    found = addresses_in(path, format) - {"canonicalUrl", ""}
    left = path.read_bytes()
    assert WHOLE[format].startswith(left)
    with path.open("ab") as file:  # what is added now can be read
        file.write(WHOLE[format][len(left) :])
    text = path.read_bytes().decode()
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    else:
        rows = [json.loads(line) for line in text.splitlines()]
    assert [row["canonicalUrl"] for row in rows] == [row["canonicalUrl"] for row in ROWS]
    assert found == {row["canonicalUrl"] for row in ROWS[: len(found)]}


def test_no_file_holds_nothing_and_a_document_cannot_be_added_to(tmp_path: Path) -> None:
    assert addresses_in(tmp_path / "none", "json") == set()
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(FeedError, match="use -O"):
        addresses_in(tmp_path / "a.json", "json")
