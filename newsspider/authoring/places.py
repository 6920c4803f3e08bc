"""Where a rule stands: the file and the line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extractors import OUTLETS
from extractors.authoring.rulefile import line_of
from newsspider.runtime.console import shown
from newsspider.runtime.own_outlets import rule_file


def place_of(project: Path, outlet: str, layout: str, name: str | None, selector: str = "") -> str:
    """``extractors/outlets/kontan.py:123``: where a rule stands, as exactly as it is known."""
    path = rule_file(project, outlet)
    text = _read(path)
    if text is None:
        return shown(path)
    line = line_of(text, layout, name, outlet=outlet)
    for file in _families(path, outlet, name) if f'"{layout}"' not in text else ():
        family = _read(file)
        if family and (inside := line_of(family, layout, name, whole=True)):
            path, text, line = file, family, inside
            break
    if line and selector and name == "drop":
        rows = [number for number, row in enumerate(text.splitlines(), 1) if selector in row]
        line = next((number for number in rows if number >= line), rows[0] if rows else line)
    return f"{shown(path)}:{line}" if line else shown(path)


def _families(path: Path, outlet: str, name: str | None) -> list[Path]:
    """The files of families in which a field of an outlet may stand: none if the outlet states it itself."""
    files = sorted((path.parent.parent / "families").glob("*.py"))
    known = OUTLETS.get(outlet)
    if known is None or known.family is None:
        return files
    if known.common and name and name != "drop" and getattr(known.common, name, None):
        return []
    return [file for file in files if f'name="{known.family.name}"' in (_read(file) or "")]


@cache
def _text(path: Path, changed: int) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> str | None:
    return _text(path, path.stat().st_mtime_ns) if path.is_file() else None
