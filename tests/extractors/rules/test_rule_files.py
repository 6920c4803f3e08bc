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

FILES = sorted((Path(extractors.__file__).parent / "outlets").glob("[a-z]*.py"))


def layouts(path: Path) -> list[ast.Call]:
    """The calls that make the layouts of a rule file, and what they have in common."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [
        x for x in calls if isinstance(x.func, ast.Name) and x.func.id in ("Layout", "replace", "wordpress")
    ]


def test_a_layout_takes_twelve_lines() -> None:
    lines = [(call.end_lineno or 0) - call.lineno + 1 for path in FILES for call in layouts(path)]
    assert len(lines) >= len([x for outlet in OUTLETS.values() for x in outlet.layouts])
    assert median(lines) <= 12


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
