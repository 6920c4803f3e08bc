"""How texts open: one grammar of places, names and dashes."""

from __future__ import annotations

import doctest
import re

import pytest

from extractors.vocabulary import datelines
from extractors.vocabulary.datelines import CAPITALS, PLACE, dateline_pattern, opens_an_aside

PLACES = [
    "Jakarta",
    "JAKARTA",
    "Pare-Pare",
    "Pare-pare",
    "PARE-PARE",
    "JAKARTA-BANDUNG",
    "Jakarta-Bandung",
    "Jakarta/Bandung",
    "JAKARTA / BANDUNG",
    "KAB. BANDUNG",
    "Kab. Bandung",
    "Kab Bandung",
    "KOTA BANDA ACEH",
    "Aceh Tamiang, Aceh",
    "Mataram, NTB",
    "D.I. Yogyakarta",
    "Washington, D.C.",
    "Washington DC",
    "Jerez de la Frontera",
    "São Paulo",
    "Solo (Jateng)",
    "SOLO (JATENG)",
]
DASHES = ["-", "--", "–", "—", "\u2011", "\u2212"]


def test_the_docstring_is_right() -> None:
    assert doctest.testmod(datelines).failed == 0


def opened(pattern: str, text: str) -> tuple[str, str] | None:
    """The dateline, and what is left of the text."""
    match = re.match(pattern, text)
    return (match[1], text[match.end() :]) if match else None


@pytest.mark.parametrize("place", PLACES)
def test_places(place: str) -> None:
    assert re.fullmatch(PLACE, place)
    assert bool(re.fullmatch(CAPITALS, place)) == (place.upper() == place)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("dash", DASHES)
@pytest.mark.parametrize(
    "form",
    ["WARTA.ID, {}", "WARTA.ID , {}", "Warta.id,{}", "{}, WARTA.ID", "{} (WARTA.ID)", "{} (Warta.id/AFP)"],
)
def test_a_place_stands_before_or_behind_the_name(form: str, dash: str, place: str) -> None:
    line = form.format(place)
    pattern = dateline_pattern("WARTA.ID", place=True)
    assert opened(pattern, f"{line} {dash} Warga desa memanen kopi.") == (line, "Warga desa memanen kopi.")


@pytest.mark.parametrize("dash", DASHES)
@pytest.mark.parametrize(
    "line", ["WARTA.ID", "Warta.id", "jatim.WARTA.ID", "(WARTA.ID)", "WARTA.ID - JAKARTA"]
)
def test_the_name_alone_and_a_place_in_capitals_behind_a_dash(line: str, dash: str) -> None:
    pattern = dateline_pattern("WARTA.ID", place=True)
    assert opened(pattern, f"{line} {dash} Warga desa.") == (line, "Warga desa.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("WARTA.ID - Timnas U-23 menang.", "WARTA.ID"),  # no place behind the dash
        ("WARTA.ID, JAKARTA-Warga desa memanen kopi.", "WARTA.ID, JAKARTA"),  # the dash is no hyphen
        ("WARTA.ID, JAKARTA-DPR menyetujui anggaran.", "WARTA.ID, JAKARTA"),
        ("Jakarta, 23 Februari 2016 (WARTA.ID/AFP) -- Warga.", "Jakarta, 23 Februari 2016 (WARTA.ID/AFP)"),
        ("WARTA.ID, Jakarta memanen kopi.", None),
        ("WARTA.IDN - Warga", None),
        ("Warga desa, WARTA.ID - kata mereka", None),
        ("Jakarta - Warga desa", None),
    ],
)
def test_what_is_a_dateline_and_what_is_none(text: str, line: str | None) -> None:
    match = re.match(dateline_pattern("WARTA.ID", place=True), text)
    assert (match and match[1]) == line


def test_without_a_name_a_place_opens_the_text() -> None:
    pattern = dateline_pattern(place=True)
    assert opened(pattern, "Jerez de la Frontera - Warga.") == ("Jerez de la Frontera", "Warga.")
    assert opened(pattern, "Aceh Tamiang, Aceh- Warga.") == ("Aceh Tamiang, Aceh", "Warga.")
    assert opened(pattern, "Jakarta-Bandung ditempuh kereta.") is None
    assert opened(pattern, "Warga desa memanen kopi - kata mereka.") is None


def test_a_place_alone_is_written_in_capitals() -> None:
    pattern = dateline_pattern("WARTA.ID", place=True, alone=True)
    assert opened(pattern, "BANDAR LAMPUNG -- Warga.") == ("BANDAR LAMPUNG", "Warga.")
    assert opened(pattern, "NEW YORK - Warga.") == ("NEW YORK", "Warga.")
    assert opened(pattern, "Jakarta - Warga.") is None
    assert opened(pattern, "KPK - lembaga antirasuah itu.") is None
    assert opened(pattern, "JAKARTA-BANDUNG ditempuh kereta.") is None


@pytest.mark.parametrize(
    ("text", "line", "rest"),
    [
        ("WARTA.ID - Jakarta. Harga emas", "WARTA.ID - Jakarta", "Harga emas"),
        ("WARTA.ID -Kudus . Harga emas", "WARTA.ID -Kudus", "Harga emas"),
        ("WARTA.ID-KAB. KUDUS. Harga emas", "WARTA.ID-KAB. KUDUS", "Harga emas"),
        ("WARTA.ID. Harga emas", "WARTA.ID", "Harga emas"),
        ("WARTA.ID - Harga emas naik. Besok", "WARTA.ID", "Harga emas naik. Besok"),
    ],
)
def test_a_full_stop_may_close_it(text: str, line: str, rest: str) -> None:
    assert opened(dateline_pattern("WARTA.ID", place=True, stop=True), text) == (line, rest)


@pytest.mark.parametrize(
    ("text", "line", "rest"),
    [
        ("WARTA.ID, Jakarta Warga desa", "WARTA.ID, Jakarta", "Warga desa"),
        ("WARTA.ID, Banda Aceh Warga desa", "WARTA.ID, Banda Aceh", "Warga desa"),
        ("WARTA.ID, Jakarta “Kami memanen", "WARTA.ID, Jakarta", "“Kami memanen"),
        ("WARTA.ID, Muara Enim - Warga desa", "WARTA.ID, Muara Enim", "Warga desa"),
        ("WARTA.ID - Warga desa", "WARTA.ID", "Warga desa"),
    ],
)
def test_the_dash_may_be_missing(text: str, line: str, rest: str) -> None:
    assert opened(dateline_pattern("WARTA.ID", place=True, dashless=True), text) == (line, rest)


def test_a_star_stands_for_letters() -> None:
    pattern = dateline_pattern("WARTA*.id", "WARTA *", place=True)
    assert opened(pattern, "WARTA-SOLO.ID, SOLO - Warga.") == ("WARTA-SOLO.ID, SOLO", "Warga.")
    assert opened(pattern, "Warta Bola – Warga.") == ("Warta Bola", "Warga.")


def test_a_dateline_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="a name, a place or both"):
        dateline_pattern()


@pytest.mark.parametrize("piece", ["Jakarta ", "JAKARTA-", "A.", "A/", "Kab. ", "d'", "Xx-"])
def test_a_long_text_costs_what_it_weighs(piece: str) -> None:
    """Ten times the text, ten times the steps; a pattern that is worse does not come back from this."""
    pattern = dateline_pattern("WARTA.ID", place=True, alone=True, stop=True, dashless=True)
    assert re.match(pattern, piece * 200_000) is None


SUBJECTS = [
    "Gunung Semeru - gunung tertinggi di Jawa - kembali mengeluarkan abu.",
    "Gunung Semeru – gunung tertinggi di Jawa – kembali mengeluarkan abu.",
    "Gunung Semeru -- gunung tertinggi di Jawa -- kembali mengeluarkan abu.",
    "Gunung Semeru — yang tertinggi di Jawa, kata orang — kembali mengeluarkan abu.",
    "Ratna Wulandari - Kepala Dinas Perikanan - meresmikan pasar.",
    "Klaten - kota di kaki gunung - dikenal karena airnya.",
]
OPENINGS = [
    "Jakarta - Persib - juara tahun lalu - kalah lagi.",
    "Jakarta - Kereta cepat Jakarta - Bandung beroperasi.",
    "Jakarta - Persija menang 2 - 1 atas tamunya.",
    "Jakarta - Harga naik. Pasar Baru - yang tertua - sepi.",
    "Jakarta - pemerintah menaikkan harga.",
    "WARTA.ID, Jakarta - warga - semuanya - pulang.",
    "Jakarta (WARTA.ID) - warga desa - semuanya",
]


@pytest.mark.parametrize("text", SUBJECTS)
def test_a_subject_with_an_aside_is_no_dateline(text: str) -> None:
    match = re.match(dateline_pattern(place=True), text)
    assert match is not None
    assert opens_an_aside(match[1], text[match.end() :])


@pytest.mark.parametrize("text", OPENINGS)
def test_a_dateline_may_open_a_sentence_with_an_aside(text: str) -> None:
    match = re.match(dateline_pattern("WARTA.ID", place=True), text) or re.match(
        dateline_pattern(place=True), text
    )
    assert match is not None
    assert not opens_an_aside(match[1], text[match.end() :])


@pytest.mark.parametrize("place", [place for place in PLACES if place.upper() == place])
@pytest.mark.parametrize("dash", DASHES)
def test_any_place_in_capitals_may_open_a_text_alone(place: str, dash: str) -> None:
    assert opened(dateline_pattern(alone=True), f"{place} {dash} Warga desa.") == (place, "Warga desa.")


@pytest.mark.parametrize(
    "place", ["BAU-BAU", "PARE-PARE", "JAKARTA-BANDUNG", "KAB. BANDUNG", "Pare-Pare", "D.I. Yogyakarta"]
)
def test_a_hyphen_in_a_place_does_not_close_it(place: str) -> None:
    pattern = dateline_pattern("WARTA.ID", place=True, stop=True)
    assert opened(pattern, f"WARTA.ID - {place}. Harga emas") == (f"WARTA.ID - {place}", "Harga emas")


def test_a_star_stands_for_no_dash() -> None:
    assert opened(dateline_pattern("WARTA *", "WARTA", place=True), "WARTA -- Warga desa.") == (
        "WARTA",
        "Warga desa.",
    )
