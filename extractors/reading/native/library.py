"""The library, if it was built; ``NEWSSPIDER_READER`` says which reader is used."""

from __future__ import annotations

import ctypes
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READER = "NEWSSPIDER_READER"
"""The environment variable: ``native`` or ``lxml``; without it native where the library was built."""

VERSION = 6  # of the functions; `VERSION` in native/src/abi.rs
FOLDER = Path(__file__).parent
NAME = "newsspider_native.bin"  # by another ending Python would take it for a module


class Library:
    """The functions of the library. What they give back is JSON, but for ``survey``."""

    def __init__(self, path: Path) -> None:
        library = ctypes.CDLL(str(path))
        size, data = ctypes.c_size_t, ctypes.c_char_p
        self._take = library.ns_take
        self._take.restype, self._take.argtypes = size, (ctypes.c_void_p, size)
        self._version = library.ns_version
        self._version.restype, self._version.argtypes = size, ()
        self._calls = {
            name: getattr(library, f"ns_{name}")
            for name in ("rules", "read", "survey", "blocks", "tree", "select")
        }
        self._plain = library.ns_plain
        self._plain.restype, self._plain.argtypes = size, (size, data, size)
        for name, before in (
            ("rules", (size,)),
            ("read", (size, size)),
            ("survey", (data, size)),
            ("blocks", (size, size)),
            ("tree", ()),
            ("select", (data, size, size)),
        ):
            self._calls[name].restype = size
            self._calls[name].argtypes = (*before, data, size)
        if self._version() != VERSION:
            raise OSError(f"{path} is of another version; `make` builds it again")

    def is_plain(self, page: bytes, most: int) -> bool:
        """Whether a page is UTF-8 with nothing that decoding replaces, and has tags, no more than ``most``."""
        return bool(self._plain(most, page, len(page)))

    def keep(self, number: int, program: bytes) -> bytearray:
        """Keep the rules of an outlet under a number."""
        return self._answer(self._calls["rules"](number, program, len(program)))

    def read(self, number: int, first: int, page: bytes) -> bytearray:
        """Read a page with the rules of that number, from their layout ``first`` on."""
        return self._answer(self._calls["read"](number, first, page, len(page)))

    def survey(self, notes: bytes, page: bytes) -> bytearray:
        """The survey of a page that no rule describes (``survey.rs``): columns, or a JSON text that says why it is declined."""
        return self._answer(self._calls["survey"](notes, len(notes), page, len(page)))

    def blocks(self, serial: int, body: int, claims: bytes) -> bytearray:
        """The blocks below an element of the page that was surveyed last, if it has that number (``ns_blocks``)."""
        return self._answer(self._calls["blocks"](serial, body, claims, len(claims)))

    def tree(self, page: bytes) -> bytearray:
        """All elements of a page: name, depth, text, tail, attributes."""
        return self._answer(self._calls["tree"](page, len(page)))

    def select(self, selector: bytes, root: int, page: bytes) -> bytearray:
        """The numbers of the elements below element ``root`` that match a compiled selector."""
        return self._answer(self._calls["select"](selector, len(selector), root, page, len(page)))

    def _answer(self, length: int) -> bytearray:
        result = bytearray(length)  # at least two quotation marks
        if self._take(ctypes.byref(ctypes.c_char.from_buffer(result)), length) != length:
            return bytearray(b'"another call came between"')  # out of a signal handler, say
        return result


def _loaded(path: Path) -> tuple[Library | None, str]:
    if not path.is_file():
        return None, "the native reader was not built"
    try:
        return Library(path), ""
    except (OSError, AttributeError) as error:
        return None, f"the native reader cannot be loaded ({error})"


def _chosen() -> tuple[Library | None, str]:
    said = os.environ.get(READER, "").strip().lower()
    if said == "lxml":
        return None, f"{READER} says so"
    library, why = _loaded(FOLDER / NAME)
    # both give the same, so that the other one is no error
    if said not in ("", "native"):
        warnings.warn(f"{READER} must be native or lxml, not {said!r}", RuntimeWarning, stacklevel=2)
    elif library is None and said:
        warnings.warn(f"{READER} is native, but {why}: lxml reads all pages", RuntimeWarning, stacklevel=2)
    return library, why


library, _why = _chosen()


def state() -> tuple[str, str]:
    """Which reader is in use, "native" or "lxml", and why it is not the native one."""
    return ("native", "") if library is not None else ("lxml", _why)


@contextmanager
def switched(reader: str) -> Iterator[None]:
    """Read with "lxml" or "native" meanwhile, in all threads. Raises ValueError where that one is not built."""
    global library
    before = library
    if reader == "lxml":
        library = None
    elif before is None:
        library, why = _loaded(FOLDER / NAME)
        if library is None:
            raise ValueError(why)
    try:
        yield
    finally:
        library = before
