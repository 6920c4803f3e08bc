"""How the fields of a rule are declared: with their kind, so that they can be checked, and with their meaning."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar


class RuleError(ValueError):
    """An error in a rule file; the message names file, outlet, layout and field, and says what to do."""


def css(doc: str) -> Any:
    return field(default=None, metadata={"kind": "css", "doc": doc})


def regex(doc: str) -> Any:
    return field(default=None, metadata={"kind": "regex", "doc": doc})


def several(kind: str, doc: str) -> Any:
    return field(default=(), metadata={"kind": f"{kind} list", "doc": doc})


def value(doc: str, default: Any = None) -> Any:
    return field(default=default, metadata={"doc": doc})


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern; each text is compiled once, however many outlets there are (``re`` remembers only 512)."""
    return re.compile(pattern)


T = TypeVar("T")


def lenient(cls: type[T]) -> type[T]:
    """Accept fields that do not exist while a rule is built, so that the error can name outlet and layout.

    Type checkers still see the dataclass's own signature. If the class has a method ``_built``, it is called at the
    end with the name of the rule file.
    """
    build = cls.__init__
    names = [f.name for f in fields(cls)]  # type: ignore[arg-type]

    def __init__(self: Any, *args: Any, **values: Any) -> None:
        problems = []
        for name in [name for name in values if name not in names]:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"fields are {', '.join(names)}"
            problems.append((name, f"no such field; {hint}"))
            del values[name]
        try:
            build(self, *args, **values)
        except TypeError as error:
            problems.append(("", str(error).replace("Layout.__init__() ", "").replace("__init__() ", "")))
            for f in fields(cls):  # type: ignore[arg-type]
                object.__setattr__(self, f.name, values.get(f.name))
            if args:
                object.__setattr__(self, names[0], args[0])
        object.__setattr__(self, "_problems", problems)
        if built := getattr(self, "_built", None):
            built(_caller_file())

    cls.__init__ = __init__  # type: ignore[method-assign]
    return cls


def _caller_file() -> str:
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename in (__file__, "<string>"):
        frame = frame.f_back
    return short_path(frame.f_code.co_filename)


def short_path(file: str) -> str:
    """The end of a file's path, enough for a person to recognize it: ``extractors/outlets/kontan.py``."""
    return "/".join(Path(file).parts[-3:])
