"""The measure of the reader without rules: made-up addresses, means over outlets."""

from __future__ import annotations

import pytest

from benchmarks.generic import Read, disguised, over_outlets
from benchmarks.pages import Sample
from extractors import outlet_for
from extractors.score import score


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://bola.kabarlama.com/read/1/a?page=2", "https://bola.kabar-contoh.id/read/1/a?page=2"),
        ("https://www.kabarlama.co.id/kabarlama.co.id", "https://www.kabar-contoh.id/kabarlama.co.id"),
        ("http://kabarlama.id/a", "http://kabar-contoh.id/a"),
    ],
)
def test_a_made_up_address_keeps_channel_path_and_query(url: str, told: str) -> None:
    assert disguised(url) == told
    assert outlet_for(told) is None


def test_every_outlet_counts_the_same_however_many_pages_it_has() -> None:
    golden = {"headline": "Panen kopi", "body": [{"type": "paragraph", "text": "Panen tiba."}]}
    wrong = {"headline": "Panen", "body": []}
    found = [
        Read(Sample("x", outlet, "", b"", golden), article, score(article, golden), 0.0)
        for outlet, article in (("one", golden), ("two", wrong), ("two", wrong), ("two", wrong))
    ]
    figures = over_outlets(found)
    assert figures["headline"] == figures["block_f1"] == figures["all keys"] == 0.5
