"""A folder of somebody's own: a Scrapy project of three files, and the command ``newsspider`` run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.newsspider.conftest import Run
from tests.newsspider.forkserver import shared

RULES = '''"""{title}."""

from extractors.rules import Layout, Outlet

RULES = Outlet(
    name="{name}",
    title="{title}",
    domains=("{name}.example",),
    articles=r"https://{name}\\.example/berita/[a-z-]+",
    layouts=(Layout("satu", years="2026", headline="h1.judul", body="div.isi"),),
)
'''
PAGE = (
    "<html><head><title>Panen Apel Dimulai</title></head><body>"
    '<h1 class="judul">Panen Apel Dimulai</h1><div class="isi"><p>Petani memetik apel sejak pagi.</p></div>'
    "</body></html>"
)


def rules(name: str) -> str:
    return RULES.format(name=name, title=name.capitalize())


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def own_project(folder: Path, entries: str = '["outlets"]', **files: str) -> Path:
    """A project whose OUTLET_MODULES are these, with further files by name (``/`` as ``__``, without ``.py``)."""
    write(
        folder,
        {
            "scrapy.cfg": "[settings]\ndefault = news_settings\n",
            "news_settings.py": f"from newsspider.settings import *\n\nOUTLET_MODULES = {entries}\n",
            **{f"{name.replace('__', '/')}.py": text for name, text in files.items()},
        },
    )
    return folder


def newsspider(folder: Path, *args: str, **environment: str) -> Run:
    """``newsspider ARGS`` in a folder, in a process of its own."""
    return _run("newsspider", folder, args, environment)


def pytest_in(folder: Path, *args: str, **environment: str) -> Run:
    """``pytest -q ARGS`` in a folder, in a process of its own."""
    return _run("pytest", folder, ("-p", "no:cacheprovider", "-q", *args), environment)


def _run(command: str, folder: Path, args: Sequence[str], environment: dict[str, str]) -> Run:
    process = shared().start(list(args), folder, _clean(environment), command=command)
    run = Run.of(process)
    assert "Traceback" not in run.err, run.err
    return run


def python(folder: Path, code: str, *args: str, **environment: str) -> Run:
    """A program in a folder, in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=folder,
        env=_clean(environment),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


def _clean(environment: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SCRAPY_")}
    return {**kept, "PYTHONPATH": str(ROOT), **environment}
