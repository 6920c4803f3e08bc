"""Rule files as text: writing them in the house style, and finding the line of a rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import timezone
from typing import Any

from extractors.rules.datelines import Dateline
from extractors.rules.model import Capture, Layout, Outlet, PageJSON
from extractors.rules.pages import Pages
from extractors.rules.sources import Source

__all__ = ["OUTLET_ORDER", "layout_source", "line_of", "outlet_source"]

WIDTH = 110
_IMPORTANT = (
    "name",
    "title",
    "domains",
    "names",
    "articles",
    "not_articles",
    "canonical",
    "languages",
    "roles",
    "language",
)
# ... of an outlet; its layouts follow, and contain what they have in common
OUTLET_ORDER = (
    "name title domains hosts articles examples no_articles_on not_articles gives_away names roles canonical dateline "
    "capture language languages zone discover id"
).split()
# the order of fields in the house style: from the top of a page to its end
_ORDER = (
    "name years data when scope headline deck published modified byline byline_meta editors sources section section_meta "
    "caption caption_prefix credit body dateline read_also keywords until drop paywall desk_code signature local_dates pages"
).split()


def layout_source(layout: Layout, indent: int = 0) -> str:
    """``Layout(...)`` as written in a rule file."""
    return "\n".join(_layout(layout, indent))


def outlet_source(
    outlet: Outlet, doc: str, notes: Mapping[str, str] | None = None, *, family: str | None = None
) -> str:
    """A whole rule file; ``notes`` are comments above fields of the outlet.

    With a ``family``, its layouts are the outlet's.
    """
    notes = notes or {}
    kinds = sorted({type(source).__name__ for source in outlet.discover})
    written = () if family else outlet.layouts
    years = next((layout.years for layout in outlet.layouts), "") if family else ""
    parts = [part for x in written for part in (x, x.pages, x.data) if part is not None]
    rules = sorted({"Outlet", *(["Layout"] if years else ()), *(type(part).__name__ for part in parts)})
    if outlet.capture != Capture():
        rules = sorted({*rules, "Capture"})
    if any(isinstance(x, Dateline) for x in (outlet.dateline, *(layout.dateline for layout in written))):
        rules = sorted({*rules, "Dateline"})
    lines = [f'"""{doc}"""', ""]
    if family:
        lines.append(f"from extractors.families.{family.lower()} import {family}")
    lines += [f"from extractors.rules import {', '.join(sorted({*rules, *kinds}))}"]
    lines += ["", f"{outlet.name.upper()} = Outlet("]
    by_name = {f.name: f for f in fields(outlet)}
    for f in (by_name[name] for name in OUTLET_ORDER):
        value = getattr(outlet, f.name)
        if _is_default(f, value):
            continue
        if note := notes.get(f.name):
            lines.append(f"    # {note}")
        lines += _field(f.name, value, 4, raw=f.metadata.get("kind") == "regex" or f.name == "articles")
    if not outlet.layouts and not family:
        return "\n".join([*lines, ")"]) + "\n"
    if note := notes.get("layouts"):
        lines.append(f"    # {note}")
    if family:
        lines += [f"    family={family},", *([f"    common=Layout(years={_text(years)}),"] if years else ())]
        return "\n".join([*lines, ")"]) + "\n"
    lines.append("    layouts=(")
    for layout in outlet.layouts:
        lines += [*_layout(layout, 8)[:-1], "        ),"]
    return "\n".join([*lines, "    ),", ")"]) + "\n"


def _layout(layout: Layout, indent: int) -> list[str]:
    pad = " " * indent
    lines = [f"{pad}Layout(", f"{pad}    {_text(layout.name)},"]
    by_name = {f.name: f for f in fields(layout)}
    for name in _ORDER[1:]:
        value = getattr(layout, name)
        f = by_name[name]
        said_already = (name, value) in (("when", layout.headline), ("years", layout.name))
        if not _is_default(f, value) and not said_already:
            lines += _field(name, value, indent + 4, raw="regex" in f.metadata.get("kind", ""))
    return [*lines, f"{pad})"]


def _is_default(f: Field[Any], value: Any) -> bool:
    if f.default is not MISSING:
        return bool(value == f.default)
    return f.default_factory is not MISSING and bool(value == f.default_factory())


def _field(name: str, value: Any, indent: int, raw: bool = False) -> list[str]:
    pad = " " * indent
    if isinstance(value, str) and not isinstance(value, Dateline):
        line = f"{pad}{name}={_text(value, raw)},"
        if len(line) <= WIDTH:
            return [line]
        pieces = _pieces(value, WIDTH - indent - 8, raw)
        if len(pieces) == 1:
            return [line]
        return [f"{pad}{name}=(", *(f"{pad}    {_text(piece, raw)}" for piece in pieces), f"{pad}),"]
    written = _value(value, raw)
    line = f"{pad}{name}={written},"
    if len(line) <= WIDTH or not isinstance(value, (tuple, Mapping)):
        return [line]
    opening, closing = ("{", "}") if isinstance(value, Mapping) else ("(", ")")
    items = (
        [f"{_text(key)}: {_value(item, True)}," for key, item in value.items()]
        if isinstance(value, Mapping)
        else [f"{_value(item, raw)}," for item in value]
    )
    return [f"{pad}{name}={opening}", *(f"{pad}    {item}" for item in items), f"{pad}{closing},"]


def _pieces(text: str, width: int, raw: bool) -> list[str]:
    """A long selector list or pattern in pieces that fit on a line; a pattern is split at ``|``."""
    parts: list[str] = []
    cut = "|" if raw else ", "
    piece = ""
    for part in text.split(cut):
        joined = f"{piece}{cut}{part}" if piece else part
        if piece and len(joined) > width - 4:
            parts.append(piece + cut)
            piece = part
        else:
            piece = joined
    return [*parts, piece]


def _value(value: Any, raw: bool = False) -> str:
    if isinstance(value, Dateline):
        return repr(value)
    if isinstance(value, str):
        return _text(value, raw)
    if isinstance(value, tuple):
        inner = ", ".join(_value(item, raw) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_value(item, True)}" for key, item in value.items()) + "}"
    if isinstance(value, (PageJSON, Pages, Source)):
        return _call(value)
    if isinstance(value, timezone):
        return str(value)
    return repr(value)


def _call(value: Any) -> str:
    parts = []
    for f in fields(value):
        item = getattr(value, f.name)
        if not _is_default(f, item):
            written = _value(item, "regex" in f.metadata.get("kind", ""))
            parts.append(written if isinstance(value, Source) and f.name == "url" else f"{f.name}={written}")
    return f"{type(value).__name__}({', '.join(parts)})"


def _text(text: str, raw: bool = False) -> str:
    """A string literal in the house style: double quotes, raw if there are backslashes."""
    if raw and "\\" in text and '"' not in text:
        return f'r"{text}"'
    if '"' in text and "'" not in text:
        return "'" + text.replace("\\", "\\\\") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# -- where a rule is ------------------------------------------------------------------------------------------


def line_of(
    source: str,
    layout: str | None = None,
    name: str | None = None,
    *,
    outlet: str | None = None,
    whole: bool = False,
) -> int | None:
    """The line of a layout's field in a rule file; without ``name``, of the layout; without ``layout``,
    of the outlet's field. None if the text does not show it. ``outlet`` says which one, if the file has
    several. With ``whole``, only a layout that is written out there counts."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return error.lineno
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    outlets = [call for call in calls if _called(call) == "Outlet"]
    outlets = [call for call in outlets if _name_of(call) == outlet] or outlets
    if layout is None:
        return _keyword(outlets, name)
    written = [x for x in calls if _called(x) in ("Layout", "replace") and _name_of(x) == layout]
    if written:
        shared = [k.value for call in outlets for k in call.keywords if k.arg == "common"]
        common = [value for value in shared if isinstance(value, ast.Call)]
        found = _keyword([*written, *_bases(written[0], tree), *common], name, exact=True)
        return found or written[0].lineno
    if whole:
        return None
    # a layout of a family: the outlet writes only what differs, in `common`
    said = {k.arg: k.value for call in outlets for k in call.keywords}
    inner = [x for x in (said.get("common"), said.get("layouts")) if isinstance(x, ast.Call)]
    made = said.get("family") or said.get("layouts")
    return _keyword(inner, name, exact=True) or (made.lineno if made is not None else None)


def _bases(call: ast.Call, tree: ast.Module) -> Iterable[ast.Call]:
    """The layouts from which a layout is made with ``replace(OTHER, name="amp")``, nearest first."""
    made = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    while _called(call) == "replace" and call.args and isinstance(base := call.args[0], ast.Name):
        if base.id not in made:
            return
        call = made.pop(base.id)
        yield call


def _keyword(calls: Iterable[ast.Call], name: str | None, exact: bool = False) -> int | None:
    calls = list(calls)
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg == name and name is not None:
                return keyword.value.lineno if keyword.value.lineno == keyword.lineno else keyword.lineno
    return None if exact or not calls else calls[0].lineno


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _name_of(call: ast.Call) -> str | None:
    values = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "name")]
    return next((v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)), None)
