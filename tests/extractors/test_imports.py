"""What the extraction package may touch."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import extractors

PACKAGE = Path(extractors.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
LOADER = PACKAGE / "reading" / "native" / "library.py"  # it asks the environment which reader is to be used


def test_importing_extractors_pulls_in_neither_scrapy_nor_twisted_nor_trafilatura() -> None:
    code = (
        "import sys, extractors; "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('scrapy', 'twisted', 'trafilatura', 'newsspider', 'requests', 'vcr')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_opens_a_file_or_reads_the_clock_or_imports_scrapy(source: Path) -> None:
    tree = ast.parse(source.read_text())
    barred = {"scrapy", "newsspider", "time", "socket"} | ({"os"} if source != LOADER else set())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {a.name.split(".")[0] for a in node.names} & barred
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in barred
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in {"open", "read_text", "read_bytes", "now", "today", "utcnow"}, ast.unparse(
                node
            )


def test_the_tests_of_the_extraction_package_import_no_newsspider() -> None:
    """Nor does what they import of ``tests``: they run where nothing but ``extractors`` is installed."""
    folder = Path(__file__).parent
    modules = [
        ".".join(path.relative_to(folder.parents[1]).with_suffix("").parts)
        for path in sorted(folder.rglob("*.py"))
        if path != Path(__file__)
    ]
    code = (
        f"import sys, importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
        "print(sorted(name for name in sys.modules if name.startswith(('newsspider', 'scrapy'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder.parents[1], check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
    sources = "".join(path.read_text("utf-8") for path in folder.rglob("*.py") if path != Path(__file__))
    assert not re.search(r"^\s*(from|import) newsspider\b", sources, re.M)
