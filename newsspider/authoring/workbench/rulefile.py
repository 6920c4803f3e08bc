"""Changing one value of one ``Layout(...)`` in a rule file, and nothing else in it.

Comments, order, line breaks and quotes stay as their author wrote them. What is not written out as plain
text (a constant that several layouts share, a layout that a function makes) is refused: it would have to
be changed elsewhere. The same holds for what a layout takes from the outlet's ``common``, or from the layout whose
fields it replaces (``replace(OTHER, name="amp", …)``), unless it is to have a value of its own.

>>> change(text, "setup", "headline", "h1.judul", "kontan.py")
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher, unified_diff
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from extractors.rules.datelines import Dateline
from extractors.rules.model import Layout, Outlet
from newsspider.authoring.workbench.files import replace_file

__all__ = ["ORDER", "CannotSave", "Place", "Value", "change", "difference", "load", "places", "write"]

Value: TypeAlias = str | bool | tuple[str, ...] | None
WIDTH = 110  # as the project's formatter has it
# what a reader sees, from the top of a page to its end
ORDER = (
    "name years when scope headline deck published modified byline byline_meta editors sources section "
    "section_meta caption caption_prefix credit body dateline read_also keywords until drop paywall desk_code "
    "signature local_dates pages"
).split()
ORDER += [f.name for f in fields(Layout) if f.name not in ORDER]
_POSITIONS = [f.name for f in fields(Layout)]


class CannotSave(Exception):
    """A value that cannot be written into the file; one sentence that says where to change it."""


@dataclass(frozen=True)
class Place:
    """Where a field of a layout stands: its line, its source, and why it cannot be changed there ("")."""

    line: int
    source: str
    refusal: str = ""


# -- reading ------------------------------------------------------------------------------------------


class _Finder(cst.CSTVisitor):
    """Every ``Layout(...)`` and ``replace(OTHER, ...)`` that is written out with its name, and ``common``."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.calls: dict[str, cst.Call] = {}
        self.bases: dict[str, str] = {}  # layout → the name of the one that it replaces fields of
        self.made: dict[str, cst.Call] = {}  # constant → the call that makes it
        self.common: cst.Call | None = None
        self.lines: dict[cst.CSTNode, int] = {}
        self.names: list[str] = []
        self.constants: dict[str, int] = {}

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802 (libcst's name)
        function = node.func.value if isinstance(node.func, cst.Name) else ""
        if function in ("Layout", "replace") and node.args:
            for arg in node.args:
                self.lines[arg] = self.get_metadata(PositionProvider, arg).start.line
            named = [arg for arg in node.args if arg.keyword and arg.keyword.value == "name"]
            first = named[0] if named else node.args[0]
            if isinstance(first.value, cst.SimpleString) and (named or first.keyword is None):
                name = str(first.value.evaluated_value)
                self.calls[name] = node
                if function == "replace" and isinstance(base := node.args[0].value, cst.Name):
                    self.bases[name] = base.value

    def visit_Arg(self, node: cst.Arg) -> None:  # noqa: N802
        if node.keyword and node.keyword.value == "common" and isinstance(node.value, cst.Call):
            self.common = node.value

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802
        self.names.append(node.value)

    def visit_Assign(self, node: cst.Assign) -> None:  # noqa: N802
        for target in node.targets:
            if isinstance(target.target, cst.Name):
                if isinstance(node.value, cst.Call):
                    self.made[target.target.value] = node.value
                self.constants[target.target.value] = self.get_metadata(PositionProvider, node).start.line


@lru_cache(maxsize=8)
def _find(text: str, file: str) -> tuple[cst.Module, _Finder]:
    try:
        wrapper = MetadataWrapper(cst.parse_module(text))
    except cst.ParserSyntaxError as error:
        raise CannotSave(f"{file}, line {error.raw_line}: this is not Python; fix it in an editor") from None
    finder = _Finder()
    wrapper.visit(finder)
    return wrapper.module, finder


def places(text: str, file: str) -> dict[str, dict[str, Place]]:
    """For every layout that a file writes out: where its fields stand. Raises CannotSave for what is not Python."""
    module, finder = _find(text, file)
    found: dict[str, dict[str, Place]] = {}
    for name, call in finder.calls.items():
        found[name] = {
            field: Place(
                finder.lines[arg],
                module.code_for_node(arg.value),
                _refusal(arg, field, finder, module, file),
            )
            for field, arg in _fields(call).items()
        }
        for field, arg in _shared(name, finder).items():
            if field not in found[name]:
                source = module.code_for_node(arg.value)
                refusal = _shared_refusal(name, field, arg, finder, file)
                found[name][field] = Place(finder.lines[arg], source, refusal)
    return found


def _fields(call: cst.Call) -> dict[str, cst.Arg]:
    """The fields that a call says, with where it says them."""
    made = (
        isinstance(call.func, cst.Name) and call.func.value == "replace"
    )  # its first argument is not a field
    named = ((_field_of(arg, position, made), arg) for position, arg in enumerate(call.args))
    return {field: arg for field, arg in named if field}


def _shared(layout: str, finder: _Finder) -> dict[str, cst.Arg]:
    """The fields that a layout has from the layouts below it, or from what all have in common."""
    found: dict[str, cst.Arg] = {}
    seen = set()
    while (base := finder.bases.get(layout)) and base not in seen:
        seen.add(base)
        # the constant and the layout have names of their own
        layout = next((name for name, call in finder.calls.items() if finder.made.get(base) is call), "")
        if layout:
            found = {**{f: a for f, a in _fields(finder.calls[layout]).items() if f != "name"}, **found}
    common = _fields(finder.common) if finder.common else {}
    # what is dropped comes on top of what a layout drops itself
    return {**{field: arg for field, arg in common.items() if field != "drop"}, **found}


def _shared_refusal(layout: str, field: str, arg: cst.Arg, finder: _Finder, file: str) -> str:
    line = finder.lines[arg]
    what = "all layouts have in common" if _is_common(arg, finder) else f"{finder.bases[layout]} says"
    return f"{file}, line {line}: {field} is what {what}; change it there"


def _is_common(arg: cst.Arg, finder: _Finder) -> bool:
    return finder.common is not None and any(arg is other for other in finder.common.args)


def _field_of(arg: cst.Arg, position: int, made: bool = False) -> str:
    if arg.keyword is not None:
        return arg.keyword.value
    if made:
        return ""
    return _POSITIONS[position] if not arg.star and position < len(_POSITIONS) else ""


def _refusal(arg: cst.Arg, field: str, finder: _Finder, module: cst.Module, file: str) -> str:
    """Why this value cannot be changed where it stands."""
    value = arg.value
    if _is_literal(value) or isinstance(value, cst.Tuple):  # a tuple is looked at item by item
        return ""
    where = f"{file}, line {finder.lines[arg]}"
    if isinstance(value, cst.Name):
        line = finder.constants.get(value.value)
        uses = finder.names.count(value.value) - 1
        defined = f"in line {line}" if line else "where it is defined"
        serves = f"; it serves {uses} places" if uses > 1 else ""
        return f"{where}: {field} is the constant {value.value}; change it {defined}{serves}"
    source = " ".join(module.code_for_node(value).split())
    return f"{where}: {field} is written as {source[:60]}, not as plain text; change it in the file"


def _is_literal(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.SimpleString):
        return "b" not in node.prefix.lower()
    if isinstance(node, cst.ConcatenatedString):
        return _is_literal(node.left) and _is_literal(node.right)
    if isinstance(node, cst.Call):  # Dateline("TEMPO.CO", place=True)
        dateline = isinstance(node.func, cst.Name) and node.func.value == "Dateline"
        return dateline and all(not arg.star and _is_literal(arg.value) for arg in node.args)
    return isinstance(node, cst.Name) and node.value in ("True", "False", "None")


# -- writing values -----------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A string as the project's formatter writes it: double quotes unless the other kind saves escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    if "\\" in text and quote not in text and not text.endswith("\\") and text.isprintable():
        return f"r{quote}{text}{quote}"
    escaped = "".join(
        "\\\\" if c == "\\" else f"\\{c}" if c == quote else c if c.isprintable() else ascii(c)[1:-1]
        for c in text
    )
    return f"{quote}{escaped}{quote}"


def _string(text: str) -> cst.BaseExpression:
    return cst.SimpleString(quoted(text))


Item = TypeVar("Item", cst.Arg, cst.BaseElement)


def _newline(space: object) -> cst.ParenthesizedWhitespace | None:
    return space if isinstance(space, cst.ParenthesizedWhitespace) else None


def _joined(
    items: Sequence[Item],
    opening: cst.BaseParenthesizableWhitespace,
    last_line: cst.SimpleWhitespace | None,
    *,
    lonely_comma: bool,
) -> list[Item]:
    """Items with the commas that fit their number: one per line where the list began with a line break."""
    multi = _newline(opening)
    done: list[Item] = []
    for number, item in enumerate(items):
        last = number == len(items) - 1
        comma = item.comma if isinstance(item.comma, cst.Comma) else None
        if multi is None:
            space = cst.SimpleWhitespace("" if last else " ")
            wanted = cst.Comma(whitespace_after=space)
            keep = not last or (lonely_comma and len(items) == 1)
            done.append(item.with_changes(comma=wanted if keep else cst.MaybeSentinel.DEFAULT))
            continue
        after = _newline(comma.whitespace_after) if comma else None
        line = last_line if last and last_line is not None else multi.last_line
        if after is None:
            after = cst.ParenthesizedWhitespace(first_line=cst.TrailingWhitespace(), indent=True)
        done.append(
            item.with_changes(
                comma=cst.Comma(whitespace_after=after.with_changes(last_line=line, indent=True))
            )
        )
    return done


def _closing(items: Sequence[Item], before: object = None) -> cst.SimpleWhitespace | None:
    """The blanks before the closing bracket, where it stands on a line of its own."""
    comma = items[-1].comma if items else None
    space = _newline(comma.whitespace_after) if isinstance(comma, cst.Comma) else None
    space = space or _newline(before)
    return space.last_line if space else None


def _tuple(
    old: cst.Tuple | None, values: tuple[str, ...], names: Mapping[str, Any], module: cst.Module, where: str
) -> cst.Tuple:
    """A tuple of strings; items that stay keep their source, comments and all."""
    if old is None or not old.elements:
        return cst.Tuple([cst.Element(_string(value)) for value in values])
    held: list[tuple[cst.BaseElement, tuple[str, ...], bool]] = []
    for element in old.elements:
        literal = not isinstance(element, cst.StarredElement) and _is_literal(element.value)
        source = module.code_for_node(element.value)
        try:
            value = eval(source, dict(names))  # the file's own source, in the file's own names
        except Exception:
            raise CannotSave(f"{where}: {source} cannot be read; change it in the file") from None
        held.append((element, tuple(value) if isinstance(element, cst.StarredElement) else (value,), literal))
    flat = [(number, text) for number, (_, texts, _) in enumerate(held) for text in texts]
    kept: dict[int, int] = {}  # how many strings of an item stay
    items: list[cst.BaseElement] = []
    matcher = SequenceMatcher(None, [text for _, text in flat], values, autojunk=False)
    for change, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if change == "equal":
            for number, _ in flat[old_from:old_to]:
                kept[number] = kept.get(number, 0) + 1
                if kept[number] == 1:
                    items.append(held[number][0])
            continue
        gone = [number for number, _ in flat[old_from:old_to]]
        for place, value in enumerate(values[new_from:new_to]):
            if place < len(gone) and held[gone[place]][2]:  # in the place of the one that goes
                items.append(held[gone[place]][0].with_changes(value=_string(value)))
            else:
                items.append(cst.Element(_string(value)))
    for number, (element, texts, literal) in enumerate(held):
        if not literal and kept.get(number, 0) != len(texts):
            source = module.code_for_node(element.value)
            raise CannotSave(f"{where}: {source} is a shared constant; change it where it is defined")
    opening: cst.BaseParenthesizableWhitespace = (
        old.lpar[0].whitespace_after if old.lpar else cst.SimpleWhitespace("")
    )
    closing = _closing(old.elements, old.rpar[0].whitespace_before if old.rpar else None)
    joined = _joined(items, opening, closing, lonely_comma=True)
    rpar = [cst.RightParen()] if _newline(opening) else old.rpar
    whole = old.with_changes(elements=joined, rpar=rpar)
    if len(items) == 1 and "#" not in module.code_for_node(whole):  # the formatter puts one item on one line
        return cst.Tuple(_joined(items, cst.SimpleWhitespace(""), None, lonely_comma=True))
    return whole


def _spread(value: cst.Tuple, indent: str) -> cst.Tuple:
    """A tuple with a line for each item."""
    opening = cst.ParenthesizedWhitespace(
        first_line=cst.TrailingWhitespace(), indent=True, last_line=cst.SimpleWhitespace(indent + "    ")
    )
    items = _joined(value.elements, opening, cst.SimpleWhitespace(indent), lonely_comma=True)
    return value.with_changes(elements=items, lpar=[cst.LeftParen(whitespace_after=opening)])


def _starred(old: cst.BaseExpression | None, names: Mapping[str, Any], value: Value) -> cst.Tuple | None:
    """``(*ADS,)`` for ``ADS`` where the new list still holds all that the constant does."""
    if isinstance(old, cst.Name) and isinstance(value, tuple):
        shared = names.get(old.value)
        if isinstance(shared, tuple) and shared and all(item in value for item in shared):
            return cst.Tuple([cst.StarredElement(cst.Name(old.value), comma=cst.Comma())])
    return None


def _pieces(node: cst.BaseExpression) -> list[cst.SimpleString]:
    if isinstance(node, cst.ConcatenatedString):
        return [*_pieces(node.left), *_pieces(node.right)]
    return [node] if isinstance(node, cst.SimpleString) else []


def _text(old: cst.BaseExpression | None, value: str, module: cst.Module, where: str) -> cst.BaseExpression:
    """A string; of one that is written in several pieces only the piece that changed is written anew."""
    if isinstance(value, Dateline):
        return cst.parse_expression(repr(value))
    pieces = _pieces(old) if isinstance(old, cst.ConcatenatedString) else []
    if old is None or not pieces:
        return _string(value)
    texts = [str(piece.evaluated_value) for piece in pieces]
    for number, piece in enumerate(pieces):
        head, tail = "".join(texts[:number]), "".join(texts[number + 1 :])
        if len(head) + len(tail) <= len(value) and value.startswith(head) and value.endswith(tail):
            middle = value[len(head) : len(value) - len(tail)]
            if middle:
                return cast("cst.ConcatenatedString", old.deep_replace(piece, _string(middle)))
    if "#" in "".join(line.partition("#")[1] for line in module.code_for_node(old).splitlines()[1:]):
        raise CannotSave(f"{where}: the value is written in pieces with comments; change it in the file")
    return _string(value)


# -- changing -----------------------------------------------------------------------------------------


def change(
    text: str,
    layout: str,
    field: str,
    value: Value,
    file: str,
    names: Mapping[str, Any] | None = None,
    *,
    own: bool = False,
) -> str:
    """The file's text with one field of one layout set to ``value`` (None, "" and () take it out).

    ``names`` are the module's names, for tuples that hold constants. ``own`` gives the layout a value of
    its own where a shared constant stands; the constant is left as it is. Raises CannotSave.
    """
    module, finder = _find(text, file)
    call = finder.calls.get(layout)
    if call is None:
        raise CannotSave(
            f"{file}: layout {layout!r} is not written out there as Layout({layout!r}, …); "
            "change it where it is made"
        )
    args = list(call.args)
    made = layout in finder.bases
    if field == "drop" and isinstance(value, tuple):
        value = _own_drops(value, finder, names or {}, file)
    shared = _shared(layout, finder).get(field)
    position = next((i for i, arg in enumerate(args) if _field_of(arg, i, made) == field), None)
    if position is None and shared is not None and not own:
        raise CannotSave(_shared_refusal(layout, field, shared, finder, file))
    if isinstance(value, Dateline) and "Dateline" not in (names or {}):
        raise CannotSave(
            f"{file}: Dateline is not imported; add it to the line `from extractors.rules import …`"
        )
    where = file if position is None else f"{file}, line {finder.lines[args[position]]}"
    old = args[position].value if position is not None else None
    if position is not None and (refusal := _refusal(args[position], field, finder, module, file)):
        if not own or not isinstance(value, str | tuple | None):
            raise CannotSave(refusal)
        old = _starred(old, names or {}, value)
    opening = call.whitespace_before_args
    closing = _closing(args)
    if value is None or value == "" or value == () or value is False:
        if position is None:
            return text
        if args[position].keyword is None:
            raise CannotSave(f"{where}: {field} is required")
        if shared is not None and _is_common(shared, finder):
            raise CannotSave(f"{_shared_refusal(layout, field, shared, finder, file)}, not left out here")
        if shared is not None:  # the other layout has a value
            nothing = cst.Tuple([]) if value == () else cst.Name("False" if value is False else "None")
            args[position] = args[position].with_changes(value=nothing)
        else:
            del args[position]
    else:
        new = _value(old, value, names or {}, module, where)
        if position is not None:
            args[position] = args[position].with_changes(value=new)
        else:
            known = {_field_of(arg, i, made): i for i, arg in enumerate(args)}
            before = [i for name, i in known.items() if name in ORDER[: ORDER.index(field)]]
            position = max(before, default=len(args) - 1) + 1
            equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
            args.insert(position, cst.Arg(new, keyword=cst.Name(field), equal=equal))
        args = _joined(args, opening, closing, lonely_comma=False)
        if isinstance(new, cst.Tuple) and (multi := _newline(opening)):
            indent = multi.last_line.value
            width = len(indent) + len(module.code_for_node(args[position]).split("\n")[0].rstrip())
            if width > WIDTH and "\n" not in module.code_for_node(new):
                args[position] = args[position].with_changes(value=_spread(new, indent))
    changed = call.with_changes(args=_joined(args, opening, closing, lonely_comma=False))
    return cast("cst.Module", module.deep_replace(call, changed)).code


def _own_drops(
    value: tuple[str, ...], finder: _Finder, names: Mapping[str, Any], file: str
) -> tuple[str, ...]:
    """What a layout drops itself, of all that is dropped in it. Raises CannotSave where a common one is missing."""
    arg = _fields(finder.common).get("drop") if finder.common else None
    if arg is None:
        return value
    outlets = [x for x in names.values() if isinstance(x, Outlet) and x.common is not None]
    shared = outlets[0].common.drop if outlets and outlets[0].common else ()
    for item in shared:
        if item not in value:
            raise CannotSave(
                f"{file}, line {finder.lines[arg]}: {item} is dropped in all layouts; change it there"
            )
    return tuple(item for item in value if item not in shared)


def _value(
    old: cst.BaseExpression | None, value: Value, names: Mapping[str, Any], module: cst.Module, where: str
) -> cst.BaseExpression:
    if isinstance(value, bool):
        return cst.Name(str(value))
    if isinstance(value, tuple):
        return _tuple(old if isinstance(old, cst.Tuple) else None, value, names, module, where)
    return _text(old, value if isinstance(value, str) else str(value), module, where)


def load(text: str, file: Path) -> tuple[list[Outlet], dict[str, Any]]:
    """The outlets that a rule file defines, and its names. Raises what importing it would raise."""
    names: dict[str, Any] = {"__name__": f"extractors.outlets.{file.stem}", "__file__": str(file)}
    exec(compile(ast.parse(text, str(file)), str(file), "exec"), names)
    found = {id(value): value for value in names.values() if isinstance(value, Outlet)}
    return list(found.values()), names


def write(path: Path, text: str) -> None:
    """Replace a file whole, with the line breaks that the text has."""
    replace_file(path, text.encode())


def difference(old: str, new: str, file: str) -> str:
    """What changed in a file, as a unified diff."""
    lines = unified_diff(old.splitlines(), new.splitlines(), file, file, lineterm="", n=2)
    return "\n".join(lines)
