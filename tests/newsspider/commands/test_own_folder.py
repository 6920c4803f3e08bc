"""The ways of an outlet of one's own, in a folder that is no checkout: new, check, record, induce, survey, score."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import FIXTURES
from tests.newsspider.commands.lembah import STORIES, page
from tests.newsspider.own import newsspider, own_project, rules, write

pytestmark = pytest.mark.slow


def read_all(folder: Path) -> None:
    """Take all goldens below a folder for read."""
    for golden in folder.rglob("golden.json"):
        text = golden.read_text("utf-8")
        golden.write_text(text.replace('  "draft": true,\n', ""), "utf-8")


def test_from_an_empty_folder_to_a_crawl(tmp_path: Path) -> None:
    (tmp_path / "simpanan").mkdir()
    saved = [f"simpanan/{number}.html" for number in range(len(STORIES))]
    write(tmp_path, {path: page(story) for path, story in zip(saved, STORIES, strict=True)})
    run = newsspider(tmp_path, "outlet", "new", "lembah", *saved[:2])
    assert (run.code, run.err) == (0, ""), run.err
    written = run.out.partition("Written:\n")[2].partition("\n\n")[0].split()
    assert [written[0], *written[-3:]] == [
        "outlets/lembah.py",
        "fixtures/lembah/index.yaml",
        "scrapy.cfg",
        "news_settings.py",
    ]
    assert "newsspider outlet check lembah" in run.out and "scrapy " not in run.out
    run = newsspider(tmp_path, "outlet", "check")
    assert run.code == 1 and "a draft: read the page" in run.out and "jpnn" not in run.out
    read_all(tmp_path / "fixtures")
    run = newsspider(tmp_path, "outlet", "check", "--floors")
    assert run.code == 0 and "fixtures/floors.json: floors of lembah written" in run.out
    run = newsspider(tmp_path / "simpanan", "outlet", "induce", "lembah")  # from any folder of the project
    assert run.code == 0 and "article: 2 of 2 goldens exact" in run.out
    run = newsspider(tmp_path, "outlet", "record", "lembah", saved[2])
    assert run.code == 0 and "Written: fixtures/lembah/article/" in run.out
    run = newsspider(tmp_path, "score", "--outlet", "lembah")
    assert run.code == 0 and "mean of 3" in run.out
    run = newsspider(tmp_path, "outlets")
    assert run.code == 0 and "lembah\t1\t–\tarticle\t2025\t3 real\t" in run.out and "3 of 3" in run.out
    run = newsspider(tmp_path, "outlet", "survey", "lembah", "simpanan", "--json")
    assert run.code == 0 and json.loads(run.out)["outlet"] == "lembah"
    run = newsspider(tmp_path, "crawl", "lembah", "-a", "cassette=fixtures/lembah", "-O", "a.jsonl")
    assert run.code == 0 and len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 3
    run = newsspider(tmp_path, "outlet", "new", "lembah", *saved[:2])
    assert run.code == 2 and "outlet lembah exists (outlets/lembah.py)" in run.err


def test_a_project_of_ones_own_is_told_the_line_it_lacks(tmp_path: Path) -> None:
    own_project(tmp_path, entries="[]")
    write(tmp_path, {f"{number}.html": page(story) for number, story in enumerate(STORIES[:2])})
    before = (tmp_path / "news_settings.py").read_text("utf-8")
    run = newsspider(tmp_path, "outlet", "new", "lembah", "0.html", "1.html")
    assert run.code == 0 and 'Add to the settings of this project: OUTLET_MODULES = ["outlets"]' in run.out
    assert (tmp_path / "news_settings.py").read_text("utf-8") == before


def test_fixtures_beside_a_package_are_found(tmp_path: Path) -> None:
    package = rules("jpnnlama").replace('"satu"', '"2020"')
    own_project(tmp_path, '["paket.aturan"]', paket__aturan__jpnnlama=package)
    shutil.copytree(
        FIXTURES / "jpnn" / "2020" / "daftar-abc", tmp_path / "paket/fixtures/jpnnlama/2020/daftar-abc"
    )
    run = newsspider(
        tmp_path, "outlet", "check"
    )  # the pages are of another outlet, so its rules find nothing
    assert run.code == 1
    assert "(paket/aturan/jpnnlama.py:10) finds nothing on jpnnlama/2020/daftar-abc" in run.out


@pytest.mark.parametrize("text", ["X = (\n", "import tidak_ada\n"])
def test_a_check_fails_where_a_rule_file_is_wrong(tmp_path: Path, text: str) -> None:
    own_project(tmp_path, outlets__lereng=text)
    run = newsspider(tmp_path, "outlet", "check")
    assert run.code == 1 and "outlets/lereng.py:1: " in run.out.splitlines()[0]


def test_a_check_without_any_outlet_says_so(tmp_path: Path) -> None:
    run = newsspider(tmp_path, "outlet", "check")
    assert run.code == 2 and "there is no outlet here" in run.err
