"""Rule files as text: written so that they read back, formatted as the house formats, searched for lines."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS
from extractors.authoring.rulefile import OUTLET_ORDER, layout_source, line_of, outlet_source
from extractors.families.wordpress import WORDPRESS
from extractors.rules.datelines import Dateline
from extractors.rules.model import Layout, Outlet, PageJSON
from extractors.rules.pages import Pages
from extractors.rules.sources import Feed, Sitemap
from tests.conftest import ROOT

OUTLET = Outlet(
    name="contoh",
    title='Contoh "Raya"',
    domains=("contoh.example",),
    articles=r"https?://contoh\.example/berita/\d+",
    canonical=((r"^http://", "https://"), (r"//m\.", "//")),
    not_articles={"tag page": r"/tag/", "video page": r"//tv\.contoh\.example/"},
    discover=(
        Sitemap("https://contoh.example/sitemap.xml"),
        Feed("https://{channel}.contoh.example/rss", channels=("a", "b")),
    ),
    layouts=(
        Layout(
            "satu",
            years="2020–",
            when=".isi",
            headline="h1",
            section='a[href*="/kanal/"]',
            caption=", ".join(f".keterangan-{number}" for number in range(12)),
            body=".isi",
            dateline=r"(CONTOH(?:, [A-Z]\w+)?)\s*[-–]\s*",
            drop=(".iklan",),
            byline_meta=True,
            pages=Pages(query="page", links=".halaman a", whole="all"),
        ),
        Layout("dua", when="#lama", headline="h2", body="#lama"),
        Layout(
            "tiga",
            data=PageJSON(path=("props", "article")),
            headline=".title",
            body=".content",
            pages=Pages(path="/{page}", whole="/all"),
        ),
    ),
)


def read(source: str) -> Outlet:
    space: dict[str, Any] = {}
    exec(compile(source, "contoh.py", "exec"), space)
    return next(value for value in space.values() if isinstance(value, Outlet))


def test_what_is_written_reads_back_the_same() -> None:
    assert read(outlet_source(OUTLET, "Contoh.")) == OUTLET


@pytest.mark.parametrize("name", sorted(OUTLETS))
def test_the_layouts_of_every_outlet_can_be_written(name: str) -> None:
    for layout in OUTLETS[name].layouts:
        space: dict[str, Any] = {"Dateline": Dateline, "Layout": Layout, "PageJSON": PageJSON, "Pages": Pages}
        assert eval(layout_source(layout), space) == layout


def test_it_is_formatted_as_the_house_formats(tmp_path: Path) -> None:
    path = tmp_path / "contoh.py"
    path.write_text(outlet_source(OUTLET, "Contoh."), "utf-8")
    options = ["--config", str(ROOT / "pyproject.toml"), str(path)]
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + path.read_text("utf-8")


def test_a_family_makes_the_layouts() -> None:
    source = outlet_source(OUTLET, "Contoh.", family="WORDPRESS")
    assert '    family=WORDPRESS,\n    common=Layout(years="2020–"),\n' in source
    made = read(source)
    assert [layout.name for layout in made.layouts] == ["wordpress"]
    assert made.family is WORDPRESS and made.layouts[0].years == "2020–"


def test_the_line_of_a_rule() -> None:
    source = outlet_source(OUTLET, "Contoh.")
    lines = source.splitlines()
    for layout, name, text in (
        ("satu", "headline", 'headline="h1",'),
        ("dua", "headline", 'headline="h2",'),
        ("satu", "drop", 'drop=(".iklan",),'),
        ("dua", None, "Layout("),
        (None, "articles", "articles="),
    ):
        line = line_of(source, layout, name)
        assert line is not None and text in lines[line - 1], (layout, name)
    assert line_of(source, "drei", "headline", whole=True) is None
    assert line_of("layouts=(", "satu", "headline") == 1  # where the file is broken: there


def test_a_field_that_a_layout_lacks_has_the_line_of_the_layout() -> None:
    source = outlet_source(OUTLET, "Contoh.")
    assert line_of(source, "dua", "deck") == line_of(source, "dua")


def test_a_field_that_layouts_share_has_the_line_where_it_stands() -> None:
    source = """MEJA = Layout(
    "meja",
    headline="h1",
    body=".isi",
)
AMP = replace(MEJA, name="amp", when=".amp")
CONTOH = Outlet(
    name="contoh",
    common=Layout(
        section=".remah a",
    ),
    layouts=(MEJA, AMP, replace(AMP, name="kecil", body="#isi")),
)
"""
    lines = [line_of(source, "kecil", name) for name in ("body", "when", "headline", "section", "deck")]
    assert lines == [12, 6, 3, 10, 12]


def test_a_dateline_is_written_as_it_is_read() -> None:
    outlet = replace(OUTLET, dateline=Dateline("CONTOH.EXAMPLE", place=True), articles=("/{id}/{slug}",))
    source = outlet_source(outlet, "Contoh.")
    assert '    dateline=Dateline("CONTOH.EXAMPLE", place=True),\n' in source
    assert '    articles=("/{id}/{slug}",),\n' in source
    assert read(source) == outlet


def test_every_field_of_an_outlet_has_its_place() -> None:
    apart = {"layouts", "common", "family"}
    assert {f.name for f in fields(Outlet)} == {*OUTLET_ORDER, *apart}
