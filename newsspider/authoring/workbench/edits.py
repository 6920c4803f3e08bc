"""Edits of a rule: what the browser sends as a field's value, and the outlet with it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from extractors import RuleError
from extractors.rules.datelines import Dateline
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.workbench.rulefile import Value

Edits: TypeAlias = Mapping[str, Mapping[str, Value]]  # layout → field → value
FIELDS = {f.name: f for f in fields(Layout)}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a rule: in which layout, which field, and why, for a person."""

    layout: str
    field: str
    message: str
    line: int | None = None


def kind_of(name: str) -> str:
    """How a field is written: "css", "regex", "css list", "bool", "text" or "other"."""
    f = FIELDS[name]
    kind = str(f.metadata.get("kind", ""))
    if kind:
        return kind
    return "bool" if isinstance(f.default, bool) else "other" if name == "pages" else "text"


def as_value(name: str, given: object) -> Value:
    """What the browser sent → the value of a field. Raises TypeError where it cannot be one."""
    kind = kind_of(name) if name in FIELDS else ""
    if kind == "bool" and isinstance(given, bool):
        return given
    if kind.endswith("list") and isinstance(given, str):
        return tuple(line.strip() for line in given.splitlines() if line.strip())
    if kind in ("css", "regex", "text") and isinstance(given, str):
        if kind == "regex" and given.startswith("Dateline("):
            return as_dateline(given)
        text = given if kind == "regex" else " ".join(given.split())
        return text or (None if FIELDS[name].default is None else "")
    raise TypeError(f"{name} cannot be edited here")


def as_dateline(written: str) -> Dateline:
    """``Dateline("NAME", place=True)`` as somebody typed it. Raises TypeError where it is nothing of the kind."""
    try:
        call = ast.parse(written.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "Dateline":
            raise TypeError("it is no Dateline(...)")
        words = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
        return Dateline(*map(ast.literal_eval, call.args), **words)
    except (SyntaxError, ValueError, TypeError, AttributeError) as error:
        raise TypeError(f'{written}: write Dateline("NAME", place=True), or a pattern ({error})') from None


def edits_of(given: object) -> tuple[dict[str, dict[str, Value]], list[Problem]]:
    """What the browser sent as edits; a value of the wrong kind is refused."""
    edits: dict[str, dict[str, Value]] = {}
    problems: list[Problem] = []
    for layout, values in given.items() if isinstance(given, dict) else ():
        for key, value in values.items() if isinstance(values, dict) else ():
            try:
                edits.setdefault(str(layout), {})[str(key)] = as_value(str(key), value)
            except TypeError as error:
                problems.append(Problem(str(layout), str(key), str(error)))
    return edits, problems


def shown(value: Value) -> str | bool:
    """A field's value as the browser edits it."""
    if isinstance(value, Dateline):
        return repr(value)
    return "\n".join(value) if isinstance(value, tuple) else value if value is not None else ""


def edited(outlet: Outlet, edits: Edits) -> tuple[Outlet, list[Problem]]:
    """The outlet with edits made to its layouts; an edit that is wrong is left out and named."""
    problems: list[Problem] = []
    for layout, values in edits.items():
        for key, value in values.items():
            try:
                outlet = with_value(outlet, layout, key, value)
            except (RuleError, LookupError, TypeError) as error:
                problems.append(Problem(layout, key, reason_of(error, key)))
    return outlet, problems


def with_value(outlet: Outlet, layout: str, key: str, value: Value) -> Outlet:
    """The outlet with one field of one layout changed. Raises RuleError or LookupError."""
    if key not in FIELDS:
        raise LookupError(f"there is no field {key!r}")
    old = outlet.layout(layout)
    # a layout that does not say what only its pages hold is known by its headline
    follows = {"when": ""} if key == "headline" and old.when == old.headline else {}
    new = replace(old, **{key: value}, **follows)  # type: ignore[arg-type]
    return replace(outlet, layouts=tuple(new if x is old else x for x in outlet.layouts))


def reason_of(error: Exception, key: str) -> str:
    """Why an edit of a field is wrong, without the place that everybody knows."""
    return str(error).rpartition(f"field {key!r}: ")[2]
