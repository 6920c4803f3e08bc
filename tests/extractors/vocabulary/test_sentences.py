"""Where a sentence ends, and what is a headline."""

from __future__ import annotations

import pytest

from extractors.vocabulary import sentences


@pytest.mark.parametrize(
    "text, titled",
    [
        ("Jembatan Gantung Kampung Seberang Mulai Diperbaiki", True),
        ("Rusia Serang Mal di Ukraina saat Jam Ramai, 13 Warga Sipil Tewas", True),
        ("Apa Itu Jembatan Gantung?", True),
        ("Jembatan gantung mulai diperbaiki", False),
        ("Warga Kampung Seberang menunggu perahu.", False),
        ("Pasar Ikan", False),
    ],
)
def test_headlines_are_written_in_capitals(text: str, titled: bool) -> None:
    assert sentences.is_titled(text) is titled
