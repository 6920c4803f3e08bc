"""The wheel, in an environment of its own and an empty folder: no checkout and no ``scrapy.cfg``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import FIXTURES, ROOT
from tests.newsspider.commands.lembah import STORIES, page

RULES = """
from extractors.rules import Layout, Outlet

LERENG = Outlet(
    name="lereng",
    title="Lereng Pos",
    domains=("lereng.example",),
    articles=r"https://lereng\\.example/berita/[a-z-]+",
    layouts=(Layout("satu", when="h1.judul", headline="h1.judul", body="div.isi"),),
)
"""
PAGE = (
    '<html><h1 class="judul">Panen Apel Dimulai</h1><div class="isi"><p>Petani memetik apel.</p></div></html>'
)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # tests that run Scrapy in this process leave its settings in the environment
    env = {key: value for key, value in os.environ.items() if not key.startswith("SCRAPY_")}
    return subprocess.run(
        [str(x) for x in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an environment that holds the wheel; what it depends on is this environment's."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"  # building in the checkout would leave files there
    tracked = run(
        "git",
        "ls-files",
        "-z",
        "extractors",
        "newsspider",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        cwd=ROOT,
    )
    if tracked.returncode:
        pytest.skip("the wheel is built from what git tracks, and this is no checkout")
    for name in filter(None, tracked.stdout.split("\0")):
        if (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    built = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, source, cwd=folder
    )
    wheels = list(folder.glob("newsspider-*.whl"))
    if not wheels:
        pytest.skip(f"no wheel could be built here: {built.stderr.strip()[-200:]}")
    venv = folder / "venv"
    assert run(sys.executable, "-m", "venv", venv, cwd=folder).returncode == 0
    done = run(venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", wheels[0], cwd=folder)
    assert done.returncode == 0, done.stderr
    library = next((venv / "lib").glob("python*/site-packages"))
    (library / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    own = library / "lereng-1.0.dist-info"
    own.mkdir()
    (own / "METADATA").write_text("Metadata-Version: 2.1\nName: lereng\nVersion: 1.0\n")
    (own / "entry_points.txt").write_text("[newsspider.outlets]\nlereng = lereng_rules\n")
    (library / "lereng_rules.py").write_text(RULES)
    return venv / "bin"


def test_a_crawl_runs_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed / "newsspider",
        "crawl",
        "jpnn",
        "-a",
        f"cassette={FIXTURES / 'jpnn'}",
        "-O",
        "a.jsonl",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 13 and {json.loads(line)["outlet"] for line in lines} == {"jpnn"}
    where = run(installed / "python", "-c", "import newsspider; print(newsspider.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where.stdout  # the wheel's, not the checkout's


def test_an_outlet_of_ones_own_comes_by_an_entry_point(installed: Path, tmp_path: Path) -> None:
    assert "lereng" in run(installed / "newsspider", "list", cwd=tmp_path).stdout.split()
    (tmp_path / "page.html").write_text(PAGE)
    code = (
        "from extractors import extract; "
        "a = extract(open('page.html','rb').read(), 'https://lereng.example/berita/panen-apel'); "
        "print(a.outlet, a.layout, a.body[0].text)"
    )
    assert (
        run(installed / "python", "-c", code, cwd=tmp_path).stdout.strip()
        == "lereng satu Petani memetik apel."
    )


def test_a_broken_entry_point_is_named_in_one_sentence(installed: Path, tmp_path: Path) -> None:
    rules = next((installed.parent / "lib").glob("python*/site-packages")) / "lereng_rules.py"
    try:
        rules.write_text("import tidak_ada\n")
        done = run(installed / "python", "-c", "import extractors", cwd=tmp_path)
        assert "entry point 'lereng' (lereng_rules) cannot be loaded" in done.stderr.splitlines()[-1]
    finally:
        rules.write_text(RULES)


def test_an_outlet_is_made_checked_tested_and_crawled_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    saved = []
    for number, story in enumerate(STORIES):
        saved.append(f"{number}.html")
        (tmp_path / saved[-1]).write_text(page(story), "utf-8")
    made = run(installed / "newsspider", "outlet", "new", "lembah", *saved, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "outlets" / "lembah.py").is_file()
    goldens = list((tmp_path / "fixtures" / "lembah").rglob("golden.json"))
    assert len(goldens) == 3
    for golden in goldens:  # a person reads them
        golden.write_text(golden.read_text("utf-8").replace('  "draft": true,\n', ""), "utf-8")
    checked = run(installed / "newsspider", "outlet", "check", "lembah", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = run(installed / "python", "-m", "pytest", "-q", "--newsspider", cwd=tmp_path)
    assert tested.returncode == 0 and "3 passed" in tested.stdout, tested.stdout + tested.stderr
    crawled = run(
        installed / "newsspider",
        "crawl",
        "lembah",
        "-a",
        "cassette=fixtures/lembah",
        "-O",
        "a.jsonl",
        cwd=tmp_path,
    )
    assert crawled.returncode == 0, crawled.stderr
    assert len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 3
