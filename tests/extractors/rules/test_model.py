"""A wrong rule file fails when it is imported, and says where to look."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from extractors import OUTLETS, RuleError
from extractors.rules.model import Layout, Outlet, uncompiled
from tests.conftest import ROOT
from tests.linked import linked

FILE = """
from extractors.rules.model import Capture, Layout, Outlet, PageJSON
from extractors.rules.pages import Pages

EXAMPLE = Outlet(
    name="contoh",
    title="Contoh",
    domains=("contoh.example",),
    articles=r"https?://contoh\\.example/\\d+",
    layouts=(
        Layout("baru", when="div.baru", headline="h1", body="div.isi", {layout}),
    ),
    {outlet}
)
"""


def load(folder: Path, layout: str = "", outlet: str = "") -> Outlet:
    path = folder / "contoh.py"
    path.write_text(FILE.format(layout=layout, outlet=outlet))
    spec = importlib.util.spec_from_file_location("contoh", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.EXAMPLE
    assert isinstance(found, Outlet)
    return found


def test_a_right_file_loads(tmp_path: Path) -> None:
    assert load(tmp_path, layout="drop=('.iklan',), dateline=r'(JAKARTA) -'").name == "contoh"


@pytest.mark.parametrize(
    ("layout", "outlet", "words"),
    [
        ("headlnie='h1'", "", ["layout 'baru'", "'headlnie'", "did you mean 'headline'"]),
        ("deck='p..kosong'", "", ["layout 'baru'", "'deck'", "not a CSS selector"]),
        ("deck='p:melayang'", "", ["layout 'baru'", "'deck'", "not a CSS selector"]),
        ("drop=('.a', 'div[')", "", ["layout 'baru'", "'drop'", "not a CSS selector"]),
        ("drop='.iklan'", "", ["layout 'baru'", "'drop'", "tuple"]),
        ("deck=3", "", ["layout 'baru'", "'deck'", "must be a string"]),
        ("years=2025", "", ["layout 'baru'", "'years'", "must be a string"]),
        ("dateline='(TEMPO'", "", ["layout 'baru'", "'dateline'", "not a regular expression"]),
        ("dateline='TEMPO -'", "", ["layout 'baru'", "'dateline'", "group"]),
        ("pages=Pages(qurey='page')", "", ["layout 'baru'", "'qurey'", "'query'"]),
        ("pages=Pages(query='page', links='a[')", "", ["layout 'baru'", "'links'", "not a CSS selector"]),
        ("pages=Pages(links='a')", "", ["layout 'baru'", "'pages, query'", "`path`"]),
        ("pages=Pages(path='/2', links='a')", "", ["layout 'baru'", "'pages, path'", "{page}"]),
        ("data=PageJSON(script='a[')", "", ["layout 'baru'", "'script'", "not a CSS selector"]),
        ("data=PageJSON(path='props.article')", "", ["layout 'baru'", "'data, path'", "a tuple of keys"]),
        ("data=PageJSON(jalan=('a',))", "", ["layout 'baru'", "'jalan'", "fields are"]),
        ("", "domain=('x',)", ["'domain'", "did you mean 'domains'"]),
        ("", "roles={'Penata': 'authors'}", ["'roles'", "lower case"]),
        ("", "roles={'penata': 'penulis'}", ["'roles'", "'penulis'"]),
        ("", "not_articles={'vidoe page': 'x'}", ["'not_articles'", "'vidoe page'"]),
        ("", "not_articles={'video page': '('}", ["'not_articles'", "not a regular expression"]),
        ("", "canonical=(('(', ''),)", ["'canonical'", "not a regular expression"]),
        ("", "capture=Capture(chrome=('(',))", ["'chrome'", "not a regular expression"]),
        ("", "common=Layout(sektion='p')", ["'common, sektion'", "did you mean 'section'"]),
        ("", "common=Layout(deck='p..kosong')", ["layout 'baru'", "'deck'", "not a CSS selector"]),
        ("deck='p ||'", "", ["layout 'baru'", "'deck'", "not a CSS selector"]),
        ("", "examples='https://contoh.example/1'", ["'examples'", "tuple"]),
        ("", "examples=('https://contoh.example/berita',)", ["'examples'", "according to `articles`"]),
        ("", "examples=('https://lain.example/1',)", ["'examples'", "according to `articles`"]),
        ("", "id=r'//(id)/', examples=('https://contoh.example/1',)", ["'examples'", "contains an id"]),
        (
            "",
            "not_articles={'video page': '/1'}, examples=('https://contoh.example/1',)",
            ["'examples'", "video page"],
        ),
    ],
)
def test_a_wrong_rule_names_file_outlet_layout_and_field(
    tmp_path: Path, layout: str, outlet: str, words: list[str]
) -> None:
    with pytest.raises(RuleError) as caught:
        load(tmp_path, layout, outlet)
    message = str(caught.value)
    for word in ["contoh.py", "outlet 'contoh'", *words]:
        assert word in message
    assert "\n" not in message and message.count("contoh.py") == 1


def test_a_wrong_pattern_of_addresses_names_its_place_once(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="not a regular expression") as caught:
        replace(load(tmp_path), articles="(contoh").compiled()
    assert str(caught.value).count("field 'articles'") == 1


def test_what_layouts_have_in_common_stands_once(tmp_path: Path) -> None:
    one = load(
        tmp_path,
        layout="section='.a', drop=('.pita',)",
        outlet="common=Layout(section='.b', deck='.dek', drop=('.iklan',), signature=True),",
    ).layout("baru")
    assert (one.section, one.deck, one.drop, one.signature) == (".a", ".dek", (".iklan", ".pita"), True)
    assert (one.name, one.headline, one.body) == ("baru", "h1", "div.isi")


def test_a_layout_that_is_named_for_a_year_was_used_in_it() -> None:
    assert Layout("2017", headline="h1", body="p").years == "2017"
    assert Layout("2017", headline="h1", body="p", years="2017–2025").years == "2017–2025"
    assert Layout("lama", headline="h1", body="p").years == ""


def test_a_layout_without_a_body_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contoh.py"
    path.write_text(FILE.format(layout="", outlet="").replace('body="div.isi", ', ""))
    spec = importlib.util.spec_from_file_location("contoh", path)
    assert spec and spec.loader
    with pytest.raises(RuleError, match=r"contoh.py: outlet 'contoh', layout 'baru'.*'body'.*required"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.mark.parametrize(
    "domain", ["Contoh.example", "https://contoh.example", "contoh.example/a/b", "/a", ""]
)
def test_a_domain_is_a_host_and_at_most_one_folder(tmp_path: Path, domain: str) -> None:
    path = tmp_path / "contoh.py"
    text = FILE.format(layout="", outlet="")
    path.write_text(text.replace('("contoh.example",)', f'("contoh.example/berita", "{domain}")'))
    spec = importlib.util.spec_from_file_location("contoh", path)
    assert spec and spec.loader
    with pytest.raises(RuleError, match=r"contoh.py: outlet 'contoh', field 'domains'.*neither a domain"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_in_a_registry_a_broken_selector_is_said_when_its_outlet_is_first_asked_for(tmp_path: Path) -> None:
    with uncompiled():
        outlet = load(tmp_path, "deck='p:melayang'")
    for _ in range(2):  # and every time again
        with pytest.raises(
            RuleError, match=r"contoh.py: outlet 'contoh', layout 'baru', field 'deck'.*not a CSS"
        ):
            outlet.compiled()


@pytest.mark.parametrize("layout", ["dekk='p'", "drop='.iklan'", "deck=3"])
def test_in_a_registry_too_a_wrong_field_is_an_error_at_import(tmp_path: Path, layout: str) -> None:
    with uncompiled(), pytest.raises(RuleError, match=r"contoh.py: outlet 'contoh', layout 'baru'"):
        load(tmp_path, layout)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FILE.format(layout="dekk='p'", outlet=""), "outlet 'zona', layout 'baru', field 'dekk'"),
        ("from extractors.rules import Outlet\n\nX = Outlet(\n", "extractors/outlets/zona.py:3: '(' was never"),
        ("import tidak_ada\n", "extractors/outlets/zona.py:1: ModuleNotFoundError: No module named 'tidak_ada'"),
        (FILE.format(layout="", outlet="").replace('"contoh"', '"jpnn"'), "outlet 'jpnn' already exists"),
        (FILE.format(layout="", outlet="").replace("contoh.example", "jpnn.com"), "domain 'jpnn.com' already belongs to outlet 'jpnn'"),
    ],
    ids=["field", "syntax", "import", "name", "domain"],
)  # fmt: skip
def test_a_rule_file_that_is_wrong_leaves_out_its_outlet_alone(
    tmp_path: Path, text: str, problem: str
) -> None:
    names, found, said, err = with_a_rule_file(tmp_path, text)
    assert (names, found) == (list(OUTLETS), "jpnn")
    assert problem in said and err == f"{said} (this outlet is left out)\n"


def test_a_broken_selector_is_said_when_its_outlet_is_asked_for(tmp_path: Path) -> None:
    text = FILE.format(layout="deck='p:melayang'", outlet="")
    names, found, said, err = with_a_rule_file(tmp_path, text)
    assert (names, found, err) == ([*OUTLETS, "zona"], "jpnn", "")
    assert "outlet 'zona', layout 'baru', field 'deck'" in said


def with_a_rule_file(tmp_path: Path, text: str) -> tuple[list[str], str, str, str]:
    """The names in a registry that has one more rule file, the outlet of an address, what asking for the new one
    says, and what went to the error stream."""
    text = text.replace("contoh", "zona")  # which is read after jpnn
    rules = (path for path in (ROOT / "extractors" / "outlets").rglob("*") if path.is_file())
    linked("extractors", tmp_path, (str(path.relative_to(ROOT / "extractors")) for path in rules))
    (tmp_path / "extractors" / "outlets" / "zona.py").write_text(text, "utf-8")
    code = (
        "import extractors; print(*extractors.OUTLETS, extractors.outlet_for('https://www.jpnn.com/x').name)\n"
        "try: extractors.outlet_named('zona')\n"
        "except extractors.RuleError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    words, said = done.stdout.splitlines()
    *names, found = words.split()
    return names, found, said, done.stderr


def test_a_sound_outlet_is_compiled_once_and_stays_the_same(tmp_path: Path) -> None:
    with uncompiled():
        outlet = load(tmp_path)
    assert outlet.compiled() is outlet and outlet.compiled() is outlet
    assert outlet == load(tmp_path)


def test_the_registry_names_all_outlets_and_gives_out_compiled_ones() -> None:
    assert list(OUTLETS) == sorted(OUTLETS) and len(OUTLETS) == len(list(OUTLETS.values()))
    assert "kontan" in OUTLETS and "asing" not in OUTLETS and OUTLETS.get("asing") is None
    assert all(outlet.name == name and outlet.compiled() is outlet for name, outlet in OUTLETS.items())


def test_two_layouts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "contoh.py"
    text = FILE.format(layout="", outlet="")
    line = next(x for x in text.splitlines() if "Layout(" in x)
    path.write_text(text.replace(line, line + "\n" + line))
    spec = importlib.util.spec_from_file_location("contoh", path)
    assert spec and spec.loader
    with pytest.raises(RuleError, match="two layouts"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_the_five_outlets_are_registered() -> None:
    assert {"tempo", "kontan", "jpnn", "idntimes", "beritautama"} <= set(OUTLETS)


def test_every_layout_names_its_years() -> None:
    assert not [f"{o.name}/{x.name}" for o in OUTLETS.values() for x in o.layouts if not x.years]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Sitemap('https://contoh.example/sitemap.xml', gzip=True)", ["gzip", "no such field"]),
        ("Sitemap()", ["url", "required"]),
        ("Feed('https://contoh.example/{kanal}/rss')", ["{kanal} is not a placeholder", "{channel}"]),
        ("Feed('https://contoh.example/{channel}/rss')", ["`channels` needs {channel}"]),
        ("Feed('https://contoh.example/rss', channels=('a',))", ["`channels` needs {channel}"]),
        ("Feed('https://contoh.example/{channel}/rss', channels='a')", ["a tuple of names"]),
        ("Index('https://contoh.example/indeks')", ["{date} is missing"]),
        ("Index('https://contoh.example/{date:%Y}', links='a[')", ["links", "not a CSS selector"]),
        ("Rubric('https://contoh.example/{page')", ["is not a placeholder"]),
        ("Tag('https://contoh.example/tag/x')", ["{tag} is missing"]),
        ("Sitemap('https://lain.example/sitemap.xml')", ["host", "contoh.example"]),
        ("Sitemap('https://contoh.example/s.xml', follow='(')", ["follow", "not a regular expression"]),
        ("'https://contoh.example/rss'", ["not a source", "Sitemap"]),
    ],
)
def test_a_wrong_source_names_file_outlet_and_source(tmp_path: Path, source: str, words: list[str]) -> None:
    names = "Feed, Index, Rubric, Sitemap, Tag"
    text = FILE.format(layout="", outlet=f"discover=({source},),")
    path = tmp_path / "contoh.py"
    path.write_text(f"from extractors.rules.sources import {names}\n{text}")
    spec = importlib.util.spec_from_file_location("contoh", path)
    assert spec and spec.loader
    with pytest.raises(RuleError) as caught:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    message = str(caught.value)
    for word in ["contoh.py", "outlet 'contoh'", "discover", *words]:
        assert word in message
    assert "\n" not in message


def test_an_id_pattern_needs_a_group(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"field 'id'.*group"):
        load(tmp_path, outlet=r"id=r'\d+',")
