"""One value of one layout changed in place, everything else left as its author wrote it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import OUTLETS
from extractors.registry import SOURCES
from extractors.rules import Dateline
from newsspider.authoring.workbench.rulefile import (
    CannotSave,
    Value,
    change,
    difference,
    load,
    places,
    quoted,
    write,
)

HEAD = '''"""Contoh, contoh.example."""

from extractors.rules import Layout, Outlet

TITLE = "h1.judul"  # both have it
ADS = (".iklan", ".ads")

'''
TEXT = (
    HEAD
    + """CONTOH = Outlet(
    name="contoh",
    title="Contoh",
    domains=("contoh.example",),
    articles=r"https?://contoh\\.example/",
    layouts=(
        Layout(
            "satu",
            years="2020–",
            when="div.isi",  # since the redesign
            headline=TITLE,
            body="div.isi",
            # what the shop puts in
            drop=(
                ".toko",  # the shop
                ".promo",
                ADS[0],
            ),
            dateline=(
                r"((?:CONTOH, )?"
                r"[A-Z]+)\\s*-\\s*"
            ),
        ),
        Layout(name="dua", when="div.lama", headline=f"{TITLE} b", body="div.lama", drop=ADS),
    ),
)
"""
)
FILE = Path("contoh.py")


def changed(
    layout: str, field: str, value: Value, text: str = TEXT, own: bool = False
) -> tuple[list[str], str]:
    """The lines that go and come, and the new text; the new text must load and mean what was asked."""
    outlet, names = load(text, FILE)
    new = change(text, layout, field, value, FILE.name, names, own=own)
    outlets, _ = load(new, FILE)
    for old_layout, new_layout in zip(outlet[0].layouts, outlets[0].layouts, strict=True):
        for name in old_layout.__dataclass_fields__:
            wanted = getattr(old_layout, name)
            if (old_layout.name, name) == (layout, field):
                wanted = value
            assert (getattr(new_layout, name) or None) == (wanted or None), name
    lines = difference(text, new, FILE.name).splitlines()[2:]
    return [line for line in lines if line[0] in "+-"], new


@pytest.mark.parametrize(
    ("layout", "field", "value", "lines"),
    [
        (
            "satu",
            "when",
            "div.baru",
            [
                '-            when="div.isi",  # since the redesign',
                '+            when="div.baru",  # since the redesign',
            ],
        ),
        ("satu", "deck", "p.deck", ['+            deck="p.deck",']),
        (
            "satu",
            "body",
            'p:contains("Sumber")',
            ['-            body="div.isi",', "+            body='p:contains(\"Sumber\")',"],
        ),
        ("satu", "drop", (".toko", ".promo", ".iklan", ".baru"), ['+                ".baru",']),
        ("satu", "drop", (".toko", ".iklan"), ['-                ".promo",']),
        (
            "satu",
            "drop",
            (".kios", ".promo", ".iklan"),
            ['-                ".toko",  # the shop', '+                ".kios",  # the shop'],
        ),
        (
            "satu",
            "dateline",
            r"((?:CONTOH, )?[A-Za-z]+)\s*-\s*",
            [r'-                r"[A-Z]+)\s*-\s*"', r'+                r"[A-Za-z]+)\s*-\s*"'],
        ),
        ("satu", "signature", True, ["+            signature=True,"]),
        (
            "dua",
            "body",
            "div.tua",
            [
                '-        Layout(name="dua", when="div.lama", headline=f"{TITLE} b", body="div.lama", drop=ADS),',
                '+        Layout(name="dua", when="div.lama", headline=f"{TITLE} b", body="div.tua", drop=ADS),',
            ],
        ),
    ],
)
def test_only_the_value_changes(layout: str, field: str, value: Value, lines: list[str]) -> None:
    assert changed(layout, field, value)[0] == lines


@pytest.mark.parametrize(
    ("layout", "field", "value", "words"),
    [
        ("satu", "headline", "h2", ["contoh.py, line 18", "the constant TITLE", "line 5", "serves 2 places"]),
        ("dua", "headline", "h2", ["contoh.py, line 31", "headline is written as f"]),
        ("dua", "drop", (".x",), ["line 31", "drop is the constant ADS"]),
        ("satu", "drop", (".toko", ".promo"), ["ADS[0] is a shared constant"]),
        ("tiga", "body", "p", ["layout 'tiga' is not written out"]),
        ("satu", "name", "", ["name is required"]),
    ],
)
def test_what_is_no_literal_is_refused(layout: str, field: str, value: Value, words: list[str]) -> None:
    with pytest.raises(CannotSave) as error:
        change(TEXT, layout, field, value, FILE.name, load(TEXT, FILE)[1])
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_layout_may_be_given_a_value_of_its_own() -> None:
    assert '+            headline="h2",' in changed("satu", "headline", "h2", own=True)[0]
    lines, text = changed("dua", "drop", (".iklan", ".ads", ".x"), own=True)
    assert 'drop=(*ADS, ".x")' in lines[1]
    again, _ = changed("dua", "drop", (".iklan", ".ads", ".y"), text)
    assert 'drop=(*ADS, ".y")' in again[1]


SHARED = """from dataclasses import replace

from extractors.rules import Dateline, Layout, Outlet

MEJA = Layout(
    "meja",
    headline="h1",
    body=".isi",
    keywords=".topik a",
)
CONTOH = Outlet(
    name="contoh",
    title="Contoh",
    domains=("contoh.example",),
    articles="/{id}",
    common=Layout(
        section=".remah a",
        drop=(".iklan", ".bagikan"),
    ),
    layouts=(
        replace(
            MEJA,
            name="amp",
            when="style[amp-boilerplate]",
            drop=(".pita",),
        ),
        MEJA,
        Layout(
            "lama",
            headline="h2",
            body="#isi",
            dateline=Dateline("CONTOH", place=True),
        ),
    ),
)
"""


@pytest.mark.parametrize(
    ("layout", "field", "value", "lines"),
    [
        ("amp", "when", ".amp", ['-            when="style[amp-boilerplate]",', '+            when=".amp",']),
        ("amp", "deck", ".dek", ['+            deck=".dek",']),
        (
            "amp",
            "drop",
            (".iklan", ".bagikan", ".pita", ".baru"),
            ['-            drop=(".pita",),', '+            drop=(".pita", ".baru"),'],
        ),
        ("lama", "drop", (".iklan", ".bagikan", ".baru"), ['+            drop=(".baru",),']),
        (
            "lama",
            "dateline",
            Dateline("CONTOH", alone=True),
            [
                '-            dateline=Dateline("CONTOH", place=True),',
                '+            dateline=Dateline("CONTOH", alone=True),',
            ],
        ),
        (
            "lama",
            "dateline",
            "(CONTOH) -",
            ['-            dateline=Dateline("CONTOH", place=True),', '+            dateline="(CONTOH) -",'],
        ),
    ],
)
def test_layouts_that_share_what_they_say(layout: str, field: str, value: Value, lines: list[str]) -> None:
    assert changed(layout, field, value, SHARED)[0] == lines


@pytest.mark.parametrize(
    ("layout", "field", "value", "words"),
    [
        ("lama", "section", ".x", ["line 17: section is what all layouts have in common; change it there"]),
        ("amp", "section", ".x", ["line 17: section is what all layouts have in common"]),
        ("amp", "keywords", ".x", ["line 9: keywords is what MEJA says; change it there"]),
        ("lama", "drop", (".iklan",), ["line 18: .bagikan is dropped in all layouts"]),
    ],
)
def test_what_layouts_share_is_changed_where_it_stands(
    layout: str, field: str, value: Value, words: list[str]
) -> None:
    names = load(SHARED, FILE)[1]
    with pytest.raises(CannotSave) as error:
        change(SHARED, layout, field, value, FILE.name, names)
    assert all(word in str(error.value) for word in words), str(error.value)
    place = places(SHARED, FILE.name)[layout].get(field)
    assert field == "drop" or (place and place.refusal == str(error.value))


def test_a_layout_may_be_given_a_value_of_its_own_of_what_it_shares() -> None:
    lines, text = changed("amp", "section", ".x", SHARED, own=True)
    assert lines == ['+            section=".x",']
    with pytest.raises(CannotSave, match="not left out here"):
        change(text, "amp", "section", None, FILE.name, load(text, FILE)[1])
    lines, text = changed("amp", "keywords", ".x", SHARED, own=True)
    assert lines == ['+            keywords=".x",']
    assert "+            keywords=None," in changed("amp", "keywords", None, text)[0]


def test_a_dateline_needs_its_import() -> None:
    with pytest.raises(CannotSave, match="Dateline is not imported"):
        change(TEXT, "dua", "dateline", Dateline("CONTOH"), FILE.name, load(TEXT, FILE)[1])


def test_no_python_is_said_so() -> None:
    with pytest.raises(CannotSave, match=r"contoh\.py, line 2"):
        places("a = 1\nb = (", "contoh.py")


WORDS = st.text(st.sampled_from("abc.#> :[]'\"\\=*^$()\n\t{}é“ "), max_size=40)


@given(WORDS)
def test_every_string_is_quoted_so_that_it_reads_back(text: str) -> None:
    assert eval(quoted(text)) == text


SELECTORS = st.sampled_from(
    [f".{name}-{number}" for name in ("iklan", "promo", "panjang-sekali") for number in range(9)]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(SELECTORS, unique=True, max_size=9), st.lists(SELECTORS, unique=True, max_size=9))
def test_lists_change_into_any_other_and_stay_in_the_formatters_style(one: list[str], two: list[str]) -> None:
    text = TEXT.replace("                ADS[0],\n", "")
    for values in (tuple(one), tuple(two)):
        _, text = changed("satu", "drop", values, text)
    if shutil.which("ruff") or (Path(sys.executable).parent / "ruff").exists():
        assert formatted(text) == text


def formatted(text: str) -> str:
    ruff = shutil.which("ruff") or str(Path(sys.executable).parent / "ruff")
    command = [ruff, "format", "--line-length", "110", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", sorted(OUTLETS))
def test_every_literal_of_every_rule_file_can_be_changed_alone(name: str) -> None:
    path = Path(SOURCES[name])
    text = path.read_text(encoding="utf-8")
    names = load(text, path)[1]
    seen: set[str] = set()
    own = {layout.name for layout in OUTLETS[name].layouts}  # others are of other outlets in the file
    written = [(layout, fields) for layout, fields in places(text, path.name).items() if layout in own]
    for layout, fields in written:
        for field, place in fields.items():
            if place.refusal or field in ("name", "pages") or field in seen:
                continue
            seen.add(field)
            value = getattr(OUTLETS[name].layout(layout), field)
            if field == "drop":  # what all layouts drop is written elsewhere
                common = OUTLETS[name].common
                assert common is None or set(common.drop) <= set(value)
            new: Value = (*value, ".baru") if isinstance(value, tuple) else f"{value}x" if value else True
            if isinstance(value, bool):
                new = not value
            after = change(text, layout, field, new, path.name, names)
            assert isinstance(value, str) or change(text, layout, field, value, path.name, names) == text
            gone = [x for x in difference(text, after, "").splitlines()[2:] if x.startswith("-")]
            assert len(gone) <= 1 + (len(value) if isinstance(value, tuple) else 0)


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")
    path.chmod(0o640)
    write(path, "new ü\r\n")
    assert path.read_bytes() == "new ü\r\n".encode() and path.stat().st_mode & 0o777 == 0o640
    assert [x.name for x in tmp_path.iterdir()] == ["a.py"]
