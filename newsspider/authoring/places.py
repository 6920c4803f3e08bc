"""Where a rule stands: the file and the line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

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
    for file in sorted((path.parent.parent / "families").glob("*.py")):
        family = _read(file)
        if family and f'"{layout}"' not in text and (inside := line_of(family, layout, name, whole=True)):
            path, text, line = file, family, inside
            break
    if line and selector and name == "drop":
        rows = [number for number, row in enumerate(text.splitlines(), 1) if selector in row]
        line = next((number for number in rows if number >= line), rows[0] if rows else line)
    return f"{shown(path)}:{line}" if line else shown(path)


@cache
def _text(path: Path, changed: int) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _read(path: Path) -> str | None:
    return _text(path, path.stat().st_mtime_ns) if path.is_file() else None
