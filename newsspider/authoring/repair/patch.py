"""A candidate as a change of the rule file, which leaves everything else in it as it stands."""

from __future__ import annotations

import ast
from difflib import unified_diff
from pathlib import Path

from extractors.authoring.rulefile import layout_source
from extractors.rules.model import Layout
from newsspider.authoring.repair.propose import Candidate
from newsspider.runtime.console import Fault, shown

__all__ = ["changed_source", "difference"]


def changed_source(text: str, path: Path, outlet: str, candidate: Candidate) -> str:
    """The rule file with the candidate in it. Raises Fault where it has to be written by hand, with what to write."""
    if candidate.field:
        return _with_field(text, path, candidate)
    return _with_layout(text, path, outlet, candidate.layout)


def _with_field(text: str, path: Path, candidate: Candidate) -> str:
    value = getattr(candidate.layout, candidate.field)
    by_hand = f"write {candidate.field}={value!r} into layout {candidate.layout.name!r}"
    try:
        from newsspider.authoring.workbench.rulefile import CannotSave, change, load
    except ImportError:
        raise Fault(
            f"{shown(path)}: install newsspider[workbench] to have it changed, or {by_hand}"
        ) from None
    try:
        _, names = load(text, path)
        return change(text, candidate.layout.name, candidate.field, value, path.name, names)
    except CannotSave as error:
        raise Fault(f"{shown(path)}: {error}; {by_hand}") from None


def _with_layout(text: str, path: Path, outlet: str, layout: Layout) -> str:
    """A layout before the others in ``layouts=(…)`` of the outlet."""
    source = layout_source(layout)
    tuple_ = _layouts(ast.parse(text), outlet)
    lines = text.splitlines(keepends=True)
    if tuple_ is None or not tuple_.elts or lines[tuple_.lineno - 1][_column(lines, tuple_)] != "(":
        raise Fault(
            f"{shown(path)}: the layouts of {outlet} are not written out there as layouts=(…); put this before them:\n{source},"
        )
    first = tuple_.elts[0]
    row, column = first.lineno - 1, len(lines[first.lineno - 1].encode()[: first.col_offset].decode())
    if first.lineno > tuple_.lineno:
        indent = " " * column
        new = "".join(f"{indent}{line}\n" for line in f"{source},".splitlines())
        return "".join([*lines[:row], new, *lines[row:]])
    indent = " " * (len(lines[row]) - len(lines[row].lstrip()) + 4)
    new = "\n" + "".join(f"{indent}{line}\n" for line in f"{source},".splitlines()) + indent
    line = lines[row]
    return "".join([*lines[:row], line[:column].rstrip() + new + line[column:], *lines[row + 1 :]])


def _column(lines: list[str], node: ast.expr) -> int:
    return len(lines[node.lineno - 1].encode()[: node.col_offset].decode())


def _layouts(tree: ast.Module, outlet: str) -> ast.Tuple | None:
    """The tuple of an outlet's layouts, where it is written out."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        name, layouts = given.get("name"), given.get("layouts")
        if isinstance(name, ast.Constant) and name.value == outlet and isinstance(layouts, ast.Tuple):
            return layouts
    return None


def difference(old: str, new: str, path: Path) -> str:
    """A patch that ``patch -p0`` and ``git apply -p0`` take."""
    name = shown(path)
    lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
