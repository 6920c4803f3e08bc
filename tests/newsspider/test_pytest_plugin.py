"""The pytest plugin: fixtures of one's own outlets as tests, when they are asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.score import GOLDEN_KEYS
from newsspider.recording.fixtures import GOLDEN, RecordedPage, read_json, write_case
from tests.newsspider.own import PAGE, own_project, pytest_in, python, rules

pytestmark = pytest.mark.slow

URL = "https://lereng.example/berita/panen-apel"
LISTS = ("authors", "editors", "sources", "articleSection", "keywords", "images", "readAlso")
CASE = "fixtures/lereng/satu/panen-apel"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    own_project(
        tmp_path, outlets__lereng=rules("lereng"), test_lain="def test_of_ones_own():\n    assert True\n"
    )
    empty: dict[str, Any] = dict.fromkeys(GOLDEN_KEYS) | {key: [] for key in LISTS}
    body = [{"type": "paragraph", "text": "Petani memetik apel sejak pagi."}]
    article = {**empty, "headline": "Panen Apel Dimulai", "body": body}
    golden = {"article": article, "notes": "Invented."}
    provenance = {"kind": "synthetic", "years": "2026", "sources": ["invented"], "notes": ""}
    write_case(tmp_path / CASE, [RecordedPage(URL, PAGE.encode())], golden, provenance)
    return tmp_path


def test_every_fixture_is_a_test_when_asked_for(project: Path) -> None:
    run = pytest_in(project)
    assert run.code == 0 and "1 passed" in run.out  # their own test alone
    for arguments in (["--newsspider"], ["-o", "newsspider=true"], ["--newsspider", "-n", "2"]):
        run = pytest_in(project, *arguments)
        assert run.code == 0 and "2 passed" in run.out, run.out
    (project / "pytest.ini").write_text("[pytest]\ntestpaths = test_lain.py\nnewsspider = true\n", "utf-8")
    run = pytest_in(project, "-vv")
    assert "2 passed" in run.out and f"{CASE}/cassette.yaml::golden PASSED" in run.out, run.out
    run = pytest_in(project, f"{CASE}/cassette.yaml")  # what is named is all that runs
    assert "1 passed" in run.out, run.out


def test_a_page_that_differs_fails_with_its_paragraphs_and_the_rule(project: Path) -> None:
    path = project / CASE / GOLDEN
    golden = read_json(path)
    golden["article"]["body"][0]["text"] = "Petani memetik jeruk sejak pagi."
    path.write_text(json.dumps(golden), "utf-8")
    run = pytest_in(project, "--newsspider")
    assert run.code == 1 and "1 failed, 1 passed" in run.out
    assert "outlets/lereng.py:10" in run.out and "Traceback" not in run.out, run.out
    assert "- paragraph: Petani memetik [-jeruk-] sejak pagi." in run.out
    assert "+ paragraph: Petani memetik {+apel+} sejak pagi." in run.out


def test_what_is_wrong_with_a_fixture_or_a_rule_file_is_said(project: Path) -> None:
    (project / CASE / GOLDEN).unlink()
    run = pytest_in(project, "--newsspider")
    assert run.code == 1 and "golden.json: missing" in run.out
    (project / "news_settings.py").write_text(
        "from newsspider.settings import *\nOUTLET_MODULES = ['tidak.ada']\n", "utf-8"
    )
    run = pytest_in(project, "--newsspider")
    assert run.code == 4 and "OUTLET_MODULES: tidak.ada: no such module" in run.err


def test_it_costs_nothing_when_it_is_not_asked_for(project: Path) -> None:
    (project / "test_lain.py").write_text(
        "import sys\n\n\ndef test_nothing_is_imported():\n"
        "    found = {x for x in sys.modules if x.split('.')[0] in ('newsspider', 'extractors')}\n"
        "    assert found == {'newsspider', 'newsspider.pytest_plugin'}\n",
        "utf-8",
    )
    # in an interpreter that has imported nothing yet
    run = python(project, "import sys, pytest; sys.exit(pytest.main(['-p', 'no:cacheprovider', '-q']))")
    assert run.code == 0, run.out
