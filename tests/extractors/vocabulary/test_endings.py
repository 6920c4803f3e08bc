"""Desk codes at the end of a text."""

from __future__ import annotations

import re

import pytest

from extractors.vocabulary import endings


@pytest.mark.parametrize(
    "text, kept",
    [
        ("Warga lega. (boy/jpnn)", "Warga lega."),
        ("Warga lega.(sha/c7/jpnn)", "Warga lega."),
        ("“Kami lega.” (ant/dil/jpnn)", "“Kami lega.”"),
        ("''Kami lega'' (dms)", "''Kami lega''"),
        ("Warga lega. (E-2)", "Warga lega."),
        ("(boy/jpnn)", ""),
        ("Lajunya 10 kilometer per jam (km/jam)", None),
        ("Rapat digelar di dewan (DPR)", None),
        ("Rapat digelar Selasa (31/8)", None),
        ("Rapat digelar Selasa (31/8).", None),
        ("Ia tertawa (haha) lalu pergi.", None),
    ],
)
def test_a_desk_code_counts_behind_a_sentence_only(text: str, kept: str | None) -> None:
    start = endings.desk_code_start(text)
    assert (None if start is None else text[:start].rstrip()) == kept


def test_an_outlets_own_code_may_stand_behind_a_sentence_without_its_full_stop() -> None:
    code = re.compile(r"\s*\([a-z/]+/jpnn\)$")
    assert endings.desk_code_start("Warga lega (boy/jpnn)") is None
    assert endings.desk_code_start("Warga lega (boy/jpnn)", code) == len("Warga lega")
