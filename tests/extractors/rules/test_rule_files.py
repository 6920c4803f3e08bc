"""The rule files as somebody reads them: short, each thing said once, nothing that the shared rules know."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

import pytest

import extractors
from extractors import OUTLETS
from extractors.rules import Outlet
from extractors.vocabulary.furniture import is_related_heading

RULES = Path(extractors.__file__).parent
FILES = sorted((RULES / "outlets").glob("[a-z]*.py"))
FAMILIES = sorted((RULES / "families").glob("[a-z]*.py"))


def layouts(path: Path) -> list[ast.Call]:
    """The calls that make the layouts of a rule file, and what they have in common."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [x for x in calls if isinstance(x.func, ast.Name) and x.func.id in ("Layout", "replace")]


def size(node: ast.stmt | ast.expr) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_a_layout_takes_twelve_lines() -> None:
    lines = [size(call) for path in FILES for call in layouts(path)]
    assert len(lines) > 60 and median(lines) <= 12


def test_an_outlet_of_a_family_takes_ten_lines_at_most() -> None:
    lines = []
    for path in FILES:
        calls = [x for x in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(x, ast.Call)]
        made = [x for x in calls if isinstance(x.func, ast.Name) and x.func.id == "Outlet"]
        said = [{k.arg for k in call.keywords} for call in made]
        lines += [
            size(x) for x, keys in zip(made, said, strict=True) if "family" in keys and "layouts" not in keys
        ]
    assert len(lines) > 50 and median(lines) <= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_outlet_file_is_data(path: Path) -> None:
    for node in ast.parse(path.read_text("utf-8")).body:
        doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert doc or isinstance(node, (ast.Assign, ast.ImportFrom)), f"{path.name}, line {node.lineno}"
        assert not [x for x in ast.walk(node) if isinstance(x, (ast.Lambda, ast.comprehension, ast.IfExp))]


def test_every_outlet_compiles() -> None:
    assert all(outlet.compiled() is outlet for outlet in OUTLETS.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_layouts_do_not_repeat_what_they_have_in_common(path: Path) -> None:
    keywords = [x for x in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(x, ast.keyword)]
    shared = [x.value for x in keywords if x.arg == "common" and isinstance(x.value, ast.Call)]
    common = {k.arg: ast.unparse(k.value) for call in shared for k in call.keywords}
    own = [k for k in keywords if all(k not in call.keywords for call in shared)]
    in_layouts = {id(k) for call in layouts(path) for k in call.keywords}
    assert not [
        f"{path.name}, line {k.lineno}: {k.arg} is what `common` says"
        for k in own
        if id(k) in in_layouts and common.get(k.arg) == ast.unparse(k.value)
    ]


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS)
def test_no_outlet_names_a_heading_that_the_vocabulary_holds(outlet: Outlet) -> None:
    held = [
        x
        for x in outlet.capture.related
        if re.fullmatch(r"[\w ]+(?::\?)?", x) and is_related_heading(x.rstrip("?"))
    ]
    assert not held


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_layout_does_not_say_what_follows_by_itself(path: Path) -> None:
    for call in layouts(path):
        said = {k.arg: k.value.value for k in call.keywords if k.arg and isinstance(k.value, ast.Constant)}
        first = call.args[0] if call.args else None
        name = first.value if isinstance(first, ast.Constant) else said.get("name")
        assert said.get("when", "") != said.get("headline"), f"{path.name}, line {call.lineno}: `when`"
        assert said.get("years", "") != name, f"{path.name}, line {call.lineno}: `years`"
