"""The outlets of a rule file as it stands on disk, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from extractors import RuleError
from extractors.rules.model import Outlet
from newsspider.authoring.workbench import rulefile
from newsspider.authoring.workbench.edits import Problem
from newsspider.authoring.workbench.files import Stamp
from newsspider.authoring.workbench.rulefile import CannotSave


@dataclass
class RuleSet:
    """A rule file as it stands on disk, with an outlet that it defines or what is wrong with it."""

    name: str
    path: Path
    text: str
    stamp: Stamp
    outlet: Outlet | None = None
    names: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


def read_rules(path: Path, stamp: Stamp) -> list[RuleSet]:
    """The outlets of a rule file, at least one; ``problem`` says what is wrong with it, with its line if known."""
    text = path.read_bytes().decode()  # with the line breaks that it has
    rules = RuleSet(path.stem, path, text, stamp)
    try:
        outlets, rules.names = rulefile.load(text, path)
    except SyntaxError as error:
        rules.problem = Problem("", "", f"{path.name}, line {error.lineno}: {error.msg}", error.lineno)
    except RuleError as error:
        rules.problem = _located(str(error), text, path.name)
    except Exception as error:
        trace, line = error.__traceback__, None
        while trace is not None:
            line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == str(path) else line
            trace = trace.tb_next
        where = f", line {line}" if line else ""
        message = f"{path.name}{where}: {type(error).__name__}: {error}"
        rules.problem = Problem("", "", message, line)
    else:
        if outlets:
            return [replace(rules, name=outlet.name, outlet=outlet) for outlet in outlets]
        rules.problem = Problem("", "", f"{path.name}: there is no Outlet(...) in it")
    return [rules]


def _located(message: str, text: str, file: str) -> Problem:
    """A RuleError with the line of the field that it names."""
    layout = _named(message, "layout")
    name = _named(message, "field")
    line = None
    try:
        place = rulefile.places(text, file).get(layout, {}).get(name)
        line = place.line if place else None
    except CannotSave:
        pass
    reason = message.rpartition(f"field {name!r}: ")[2] if name else message
    where = f"{file}, line {line}" if line else file
    return Problem(layout, name, f"{where}: {reason}", line)


def _named(message: str, what: str) -> str:
    _, found, rest = message.partition(f"{what} '")
    return rest.partition("'")[0] if found else ""
