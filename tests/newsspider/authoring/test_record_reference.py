"""docs/record.md says of the record and of the store what the code says."""

from __future__ import annotations

import pytest

from extractors.article import json_schema
from newsspider.authoring import record_reference
from newsspider.authoring.record_reference import KEYS, keys_table, store_tables
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "record.md"


def test_the_page_is_the_one_generated_from_the_schemas() -> None:
    page = PAGE.read_text("utf-8")
    assert record_reference.record_reference(page) == page, (
        "python -m newsspider.authoring.record_reference docs/record.md renews it"
    )


def test_every_key_of_the_record_has_a_row() -> None:
    rows = {line.split("`")[1] for line in keys_table().splitlines()[2:]}
    assert rows == set(json_schema()["properties"])


def test_a_key_that_cannot_be_empty_is_not_said_to_be() -> None:
    for name, kind in json_schema()["properties"].items():
        nullable = isinstance(kind["type"], list) and "null" in kind["type"]
        assert nullable <= bool(KEYS[name].empty), f"{name} may be null: say when"


def test_a_key_or_a_column_without_a_meaning_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_reference, "KEYS", {name: KEYS[name] for name in KEYS if name != "dateline"})
    with pytest.raises(KeyError, match="dateline"):
        keys_table()
    purpose, columns = record_reference.STORE["revisions"]
    shorter = {name: columns[name] for name in columns if name != "warc_offset"}
    monkeypatch.setattr(record_reference, "STORE", {"revisions": (purpose, shorter)})
    with pytest.raises(KeyError, match="warc_offset"):
        store_tables()


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="<!-- keys -->"):
        record_reference.record_reference("# The record\n")
