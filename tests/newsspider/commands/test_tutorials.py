"""The documents do what they say, block by block, on a made-up outlet on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsspider.authoring.new_outlet import Fetched, propose, write_outlet
from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.session import Bench
from newsspider.recording.fixtures import GOLDEN, RecordedPage
from tests.conftest import FIXTURES, ROOT
from tests.linked import linked
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client
from tests.newsspider.commands.lembah import STORIES, answers, page
from tests.newsspider.commands.tutorial import Block, blocks, run
from tests.newsspider.server import Server


def sources(project: Path) -> dict[str, str]:
    return {
        str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder, _, files in os.walk(project, followlinks=True)
        for path in (Path(folder, name) for name in files if name.endswith(".py"))
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with the fixtures of one small outlet, hurried: nobody real is asked."""
    outlet = "viva"
    linked("newsspider", tmp_path, ("settings.py",))
    linked("extractors", tmp_path, ("outlets/__init__.py", f"outlets/{outlet}.py"))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for name in ("scrapy.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(FIXTURES / outlet, tmp_path / "fixtures" / outlet)
    shutil.copy(FIXTURES / "real.json", tmp_path / "fixtures")
    (tmp_path / "fixtures" / "real.json").write_text("{}", "utf-8")
    settings = tmp_path / "newsspider" / "settings.py"
    text = settings.read_text("utf-8")
    hurried = text.replace("DOWNLOAD_DELAY = 2", "DOWNLOAD_DELAY = 0").replace(
        "AUTOTHROTTLE_ENABLED = True", "AUTOTHROTTLE_ENABLED = False"
    )
    assert hurried != text
    settings.write_text(hurried, "utf-8")
    return tmp_path


@pytest.fixture
def environment(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Commands find this Python, the copy, and the made-up outlet behind a proxy."""
    folder = tmp_path_factory.mktemp("bin")
    for name, module in (("scrapy", "scrapy"), ("pytest", "pytest")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', "utf-8")
        script.chmod(0o755)
    with Server(answers()) as server:
        yield {
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(project),
            "http_proxy": server.proxy,
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
        }


def test_an_outlet_is_added_in_ten_minutes(project: Path, environment: dict[str, str]) -> None:
    before = sources(project)
    for block in blocks(ROOT / "docs" / "add-an-outlet-in-ten-minutes.md"):
        run(block, project, environment)
    rules = project / "extractors" / "outlets" / "lembah.py"
    assert len(rules.read_text("utf-8").splitlines()) <= 30
    after = sources(project)
    assert {name for name in after if after[name] != before.get(name)} == {str(rules.relative_to(project))}
    assert "| lembah | article |" in (project / "README.md").read_text("utf-8")
    assert len(STORIES) == 3
    # the workbench shows it, and all of its pages are right (in this process, which does not know the outlet)
    bench = Bench(project / "fixtures", project / "extractors" / "outlets")
    shown = Client(make_app(bench, TOKEN)).get("/")
    row = next(row for row in shown.text.split("<tr") if ">lembah<" in row)
    assert "4 of 4" in row and "Kabar Lembah" in row


WRONG = {
    "another line": "$ printf 'satu\\ndua\\n'\nsatu\ntiga\n",
    "a line between": "$ printf 'satu\\nlain\\ndua\\n'\nsatu\ndua\n",
    "a line behind": "$ printf 'satu\\ndua\\n'\nsatu\n",
    "lines in another order": "$ printf 'dua\\nsatu\\n'\n…\nsatu\ndua\n…\n",
    "it fails": "$ false\n",
    "it does not fail": "$ true   # exit 1\n",
}


@pytest.mark.parametrize("what", WRONG)
def test_a_document_that_says_what_does_not_happen_fails(what: str, tmp_path: Path) -> None:
    run(
        Block("console", "", "$ printf 'satu\\nlain\\ndua\\n'\nsatu\n…\ndua\n$ false   # exit 1\n", 1),
        tmp_path,
        {},
    )
    with pytest.raises(AssertionError, match="line 7"):
        run(Block("console", "", WRONG[what], 7), tmp_path, {})


def test_a_change_that_does_not_fit_its_file_fails(tmp_path: Path) -> None:
    (tmp_path / "aturan.py").write_text("satu\ndua\n", "utf-8")
    run(Block("diff", "aturan.py", "-dua\n+tiga\n", 1), tmp_path, {})
    assert (tmp_path / "aturan.py").read_text("utf-8") == "satu\ntiga\n"
    with pytest.raises(AssertionError, match="line 7"):
        run(Block("diff", "aturan.py", "-dua\n+tiga\n", 7), tmp_path, {})


def test_an_outlet_that_changed_is_fixed(project: Path, environment: dict[str, str]) -> None:
    pages = tuple(RecordedPage(story.url, page(story).encode()) for story in STORIES)
    proposal = propose("lembah", Fetched(pages))
    _, *folders, _ = write_outlet(project, proposal, Fetched(pages))
    for folder, story in zip(folders, STORIES, strict=True):
        golden = json.loads((folder / GOLDEN).read_text("utf-8"))
        del golden["draft"]
        assert golden["article"]["articleSection"] == [story.section]
        (folder / GOLDEN).write_text(json.dumps(golden, indent=2, ensure_ascii=False), "utf-8")
    run(Block("console", "", "$ scrapy outlet check lembah --floors\n…\n", 0), project, environment)
    for block in blocks(ROOT / "docs" / "fix-an-outlet-that-changed.md"):
        run(block, project, environment)
