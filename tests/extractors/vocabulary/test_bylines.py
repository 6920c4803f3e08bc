"""People, agencies and sources of bylines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.vocabulary import bylines

PEOPLE = [
    ("Sari Anggraini", "Sari Anggraini", "", ""),
    ("Reporter: Sari Anggraini", "Sari Anggraini", "", ""),
    ("Reporter: Sari Anggraini | Editor: Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Reporter: Sari Anggraini, Tono Prakoso | Editor: Wira", "Sari Anggraini+Tono Prakoso", "Wira", ""),
    ("Sumber: Yahoo News | Editor: Wira Saputra", "", "Wira Saputra", "Yahoo News"),
    ("Redaktur & Reporter : Antoni", "Antoni", "Antoni", ""),
    ("Redaktur : Antoni Reporter : Budi", "Budi", "Antoni", ""),
    ("Penulis: Sari dan Tono", "Sari+Tono", "", ""),
    ("Editor: Budi Santoso, S.H., M.H.", "", "Budi Santoso, S.H., M.H.", ""),
    ("Oleh: Kabar Kampung", "", "", ""),
    ("Penerjemah: Sari Anggraini", "", "", ""),
    ("Penulis: Sari / Penerjemah: Wira Saputra", "Sari", "", ""),
    ("Ditulis oleh: Sari Anggraini", "Sari Anggraini", "", ""),
    ("Ditulis oleh Sari Anggraini", "Sari Anggraini", "", ""),
    ("Disunting oleh: Wira Saputra", "", "Wira Saputra", ""),
    ("Penulis Sari Anggraini | Editor Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("(Penulis Sari Anggraini | Editor Wira Saputra)", "Sari Anggraini", "Wira Saputra", ""),
    ("(Penulis Kontributor Jawa Tengah, Sari | Editor Wira Saputra)", "Sari", "Wira Saputra", ""),
    ("Reporter Sari Anggraini Editor Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Reporter Sari Anggraini, Editor Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Reporter Sari dan Tono Prakoso / Editor Wira", "Sari+Tono Prakoso", "Wira", ""),
    ("Redaktur Pelaksana: Wira Saputra", "", "Wira Saputra", ""),
    ("Asisten Redaktur : Wira Saputra", "", "Wira Saputra", ""),
    ("Pemimpin Redaksi: Wira Saputra", "", "Wira Saputra", ""),
    ("Editor in Chief: Wira Saputra", "", "Wira Saputra", ""),
    ("Reporter/Editor: Sari", "Sari", "Sari", ""),
    ("Sari Anggraini, Jurnalis", "Sari Anggraini", "", ""),
    ("Sari Anggraini (Jurnalis)", "Sari Anggraini", "", ""),
    ("Wira Saputra, Editor", "", "Wira Saputra", ""),
    ("Wira Saputra - Redaktur", "", "Wira Saputra", ""),
    ("Laporan Sari Anggraini, disunting oleh Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Ditulis oleh Sari dan disunting oleh Wira", "Sari", "Wira", ""),
    ("Written by Sari Anggraini, Edited by Wira Saputra", "Sari Anggraini", "Wira Saputra", ""),
    ("Pewarta: Sari Anggraini Uploader: Wira Saputra", "Sari Anggraini", "", ""),
    ("Pewarta : Sari | Editor: Wira | Uploader: Tono", "Sari", "Wira", ""),
    ("Reporter: Sari Fotografer: Tono Editor: Wira", "Sari", "Wira", ""),
    ("Publisher: Wira Saputra", "", "", ""),
    ("Alih Bahasa: Wira Saputra", "", "", ""),
]


@pytest.mark.parametrize("line, authors, editors, sources", PEOPLE)
def test_people_of_a_byline(line: str, authors: str, editors: str, sources: str) -> None:
    people = bylines.parse_people((line,), own_names=("Kabar Kampung",))
    found = [people.authors, people.editors, people.sources]
    assert found == [[x for x in names.split("+") if x] for names in (authors, editors, sources)]


def test_a_role_on_a_line_of_its_own_holds_for_the_names_below() -> None:
    people = bylines.parse_people(("Reporter", "Sari Anggraini", "Editor", "Wira Saputra"))
    assert (people.authors, people.editors) == (["Sari Anggraini"], ["Wira Saputra"])


@pytest.mark.parametrize(
    "line",
    [
        "Sari Anggraini - Kabar Kampung",
        "Sari Anggraini – KABAR KAMPUNG",
        "Sari Anggraini - kabarkampung.co.id",
        "Sari Anggraini | Kabar Kampung",
        "Sari Anggraini, Selasa 5 Maret 2024",
        "Sari Anggraini - Selasa, 5 Maret 2024 10:15 WIB",
        "Selasa, 5 Maret 2024 | Sari Anggraini",
        "Reporter: Sari Anggraini, 05/03/2024 10:15",
        "Oleh Sari Anggraini, 5 Maret 2024",
        "Sari Anggraini - 2 jam yang lalu",
    ],
)
def test_an_outlet_or_a_date_behind_a_name_is_none_of_it(line: str) -> None:
    people = bylines.parse_people((line,), own_names=("Kabar Kampung",))
    assert (people.authors, people.editors, people.sources) == (["Sari Anggraini"], [], [])


NAME_FIRST = re.compile(
    r"[A-Z][a-z]+ [A-Z][a-z]+(?:,| \(| -) ?[A-Z][a-z]+\)?"
)  # it may be all that is said of somebody


@pytest.mark.parametrize(
    "line", [line for line, *_ in PEOPLE if " " in line and not NAME_FIRST.fullmatch(line)][1:]
)
def test_a_byline_is_one(line: str) -> None:
    assert bylines.is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sari Anggraini",
        "Editor: jangan lupa menutup pintu setelah semua orang pulang.",
        "Reporter: apakah Anda melihat sendiri kejadian itu?",
        "Sumber: data itu diolah dari laporan tahunan dan belum diaudit siapa pun sampai hari ini",
        "Oleh karena itu, warga diminta bersabar.",
        "By the river stands an old bridge.",
        "Penulis Sari Anggraini pernah tinggal di sini.",
        "Laporan Bank Dunia, disusun tahun lalu",
        "Laporan Keuangan Tahunan",
        "Reporter Sari Anggraini melaporkan dari Jakarta.",
        "Penulis Novel Laskar",
        "Disunting oleh mesin.",
        "Sari Anggraini, Jurnalis",
        "Publisher: itu pekerjaan berat",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert not bylines.is_byline(line)


@pytest.mark.parametrize(
    "text, name",
    [
        ("Lestari Putri Photo Verified Writer Lestari Putri", "Lestari Putri"),
        ("Lestari Photo Community Writer Lestari", "Lestari"),
        ("Lestari Putri Photo Lestari Putri", "Lestari Putri"),
        ("Lestari Putri Photo Verified Writer Bagas", None),
        ("Lestari suka memotret.", None),
    ],
)
def test_the_remains_of_an_authors_box(text: str, name: str | None) -> None:
    assert bylines.author_box(text) == name


@pytest.mark.parametrize(
    "text, names",
    [
        ("REUTERS", ("REUTERS",)),
        ("REUTERS | ANTARA", ("REUTERS", "ANTARA")),
        ("ANTARA, BBC Indonesia", ()),
        ("Sumber: REUTERS", ("REUTERS",)),
        ("AL JAZEERA", ("AL JAZEERA",)),
        ("Reuters melaporkan hal itu pada Sabtu.", ()),
        ("ANTARA LAIN", ()),
        ("TIMNAS", ()),
    ],
)
def test_agencies_of_a_line_that_is_nothing_else(text: str, names: tuple[str, ...]) -> None:
    assert bylines.agencies(text) == names


@pytest.mark.parametrize(
    "text, names",
    [
        ("Sumber: Antara", ("Antara",)),
        ("Sumber Antara", ("Antara",)),
        ("Sumber Jawa Pos", ("Jawa Pos",)),
        ("Sumber air terdekat", ()),
        ("Sumber dana itu dari pusat.", ()),
    ],
)
def test_a_source_line(text: str, names: tuple[str, ...]) -> None:
    assert bylines.source_line(text) == names


@pytest.mark.parametrize(
    "text, names",
    [
        ("DEWI LARASATI", ("DEWI LARASATI",)),
        ("DEWI LARASATI, SENO ADI (BOGOR)", ("DEWI LARASATI", "SENO ADI")),
        ("DEWI LARASATI | SENO ADI", ("DEWI LARASATI", "SENO ADI")),
        ("Dewi Larasati", ()),
        ("DEWI meninjau jembatan.", ()),
    ],
)
def test_a_signature_in_capitals(text: str, names: tuple[str, ...]) -> None:
    assert bylines.signature(text) == names


def test_a_byline_may_name_its_medium() -> None:
    line = "Laporan Wartawan Tribunnews.com, Ani Rahma"
    assert bylines.is_byline(line)
    assert bylines.parse_people([line]).authors == ["Ani Rahma"]
    assert not bylines.is_byline("Laporan wartawan itu, menurut polisi, belum lengkap")


def test_a_copyright_line_behind_a_byline_names_nobody() -> None:
    people = bylines.parse_people(["Pewarta: Ani Rahma", "Editor: Budi", "COPYRIGHT © ANTARA 2019"])
    assert (people.authors, people.editors) == (["Ani Rahma"], ["Budi"])


@pytest.mark.parametrize("line", ["Rep: Ani Rahma/ Red: Budi", "Rep: Ani Rahma/Red: Budi"])
def test_rep_and_red_are_reporter_and_editor(line: str) -> None:
    people = bylines.parse_people([line])
    assert (people.authors, people.editors) == (["Ani Rahma"], ["Budi"])


@pytest.mark.parametrize(
    "line",
    [
        "Tim detikcom - detikNews",
        "Tim",
        "Tim Redaksi",
        "Redaksi Jatim",
        "Redaksi",
        "Tim Liputan Khusus",
        "Oleh: Tim Kabar Kampung",
        "Tim kabar.co.id",
    ],
)
def test_a_team_is_nobodys_name(line: str) -> None:
    assert bylines.parse_people([line], own_names=["Kabar Kampung"]) == bylines.People([], [], [])


@pytest.mark.parametrize(
    "name", ["Tim Wijaya", "Timothy Data", "Sari Redaksi", "Ani Wartawan", "Ani Kontributor Wire"]
)
def test_a_person_whose_name_sounds_like_a_team_or_a_role_is_one(name: str) -> None:
    assert bylines.parse_people([name]).authors == [name]


@pytest.mark.parametrize("role", ["Wartawan", "Jurnalis Warga", "Kontributor Solo", "(Kontributor Solo)"])
def test_a_role_after_a_full_name_is_not_part_of_it(role: str) -> None:
    assert bylines.parse_people([f"Ani Rahma {role}"]).authors == ["Ani Rahma"]


@pytest.mark.parametrize(
    ("line", "authors", "editors"),
    [
        ("Kontributor Jawa Tengah, Sari Dewi", ["Sari Dewi"], []),
        ("Kontributor Solo, Sari Dewi, Kontributor Bali, Made Arta", ["Sari Dewi", "Made Arta"], []),
        ("(Penulis Sari Dewi | Editor Made Arta)", ["Sari Dewi"], ["Made Arta"]),
        ("Tim Contoh - contohNews", [], []),
    ],
)
def test_places_teams_and_bars_in_bylines(line: str, authors: list[str], editors: list[str]) -> None:
    people = bylines.parse_people([line], own_names=["Tim Contoh"])
    assert (people.authors, people.editors) == (authors, editors)


def test_the_house_itself_is_a_source_and_never_an_author() -> None:
    people = bylines.parse_people(["Sumber: Contoh.com"], own_names=["Contoh.com"])
    assert people.sources == ["Contoh.com"]


def test_role_words_of_a_rule_file() -> None:
    roles = {"penata kata": "editors", "tukang cerita": "authors", "juru ketik": "", "reporter": "editors"}
    line = "Tukang Cerita: Sari | Penata  Kata: Wira | Juru Ketik: Tono"
    people = bylines.parse_people([line], roles=roles)
    assert (people.authors, people.editors, people.sources) == (["Sari"], ["Wira"], [])
    assert bylines.is_byline(line, roles=roles)
    assert not bylines.is_byline(line)
    people = bylines.parse_people(["Penata Kata", "Wira", "Reporter: Tono"], roles=roles)
    assert (people.authors, people.editors) == ([], ["Wira", "Tono"])


_SAID = st.sampled_from(
    "Reporter editor Redaktur Oleh Ditulis oleh written by Laporan Kontributor kontributor \u212aontributor Jawa Tengah, Ani "
    "Rahma Jurnalis, (Editor) | ( ) : ： - Sumber kata 2024 .".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_SAID, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=2))
def test_no_byline_is_passed_over_by_how_its_first_line_begins(lines: list[str]) -> None:
    text = " ".join(lines)
    found = bylines.is_byline(text, lines), bylines.is_byline(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bylines, "_may_begin", lambda line, pattern: True)
        patch.setattr(bylines, "_is_report", lambda line: True)
        assert found == (bylines.is_byline(text, lines), bylines.is_byline(text))
