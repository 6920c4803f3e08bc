"""All outlets, by name and by host."""

from __future__ import annotations

import difflib
import logging
import pkgutil
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from extractors import outlets
from extractors.results import UnknownOutlet
from extractors.rules.datelines import Dateline
from extractors.rules.fields import RuleError, short_path
from extractors.rules.model import Outlet, uncompiled
from extractors.urls import folder_of, host_of

GROUP = "newsspider.outlets"

# This many outlets that come together are compiled on first use: a process uses only a few of them.
MANY = 100

logger = logging.getLogger(__name__)


class _Outlets(Mapping[str, Outlet]):
    """Outlets by name; each is compiled when it is first looked up."""

    def __init__(self) -> None:
        self._found: dict[str, Outlet] = {}

    def put(self, outlet: Outlet) -> None:
        self._found[outlet.name] = outlet

    def take(self, name: str) -> None:
        del self._found[name]

    def raw(self, name: str) -> Outlet | None:
        """The outlet as it was built, compiled or not."""
        return self._found.get(name)

    def __getitem__(self, name: str) -> Outlet:
        return self._found[name].compiled()

    def __contains__(self, name: object) -> bool:
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)


_FEW = 12  # outlets that a message can list
_OUTLETS = _Outlets()
OUTLETS: Mapping[str, Outlet] = _OUTLETS
# Outlet name → path of the module it was read from.
SOURCES: dict[str, str] = {}
# Invalid rule files that were left out: file name without its suffix → why, in one sentence.
BROKEN: dict[str, str] = {}
_BY_DOMAIN: dict[str, Outlet] = {}


def add_outlets(module: str) -> None:
    """Register the outlets of a module, or of all modules of a package (except those with a leading underscore).

    An invalid rule file is left out with a warning; asking for its outlet repeats the error. Raises RuleError if
    there is no such module, if it has no outlet, and if an outlet's name or domain is already taken; then nothing
    from that file is registered.
    """
    before = set(_OUTLETS)
    _take_in(module)
    _compile([name for name in _OUTLETS if name not in before])


def _take_in(module: str, *, helper: bool = False) -> None:
    """Import and register. A ``helper``, a module inside a package, may have no outlet of its own."""
    try:
        loaded = _imported(module)
    except Exception as error:  # an import runs whatever is in the module
        if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
            raise RuleError(f"{module}: no such module") from None
        _leave_out(module, _why(error, module))
        return
    found = _register(loaded)
    if hasattr(loaded, "__path__"):
        for inner in pkgutil.iter_modules(loaded.__path__):
            if not inner.name.startswith("_"):
                _take_in(f"{module}.{inner.name}", helper=True)
    elif not found and not helper:
        raise RuleError(f"{_place(loaded)}: the module defines no Outlet")


def _imported(module: str) -> ModuleType:
    with uncompiled():
        return import_module(module)


def _register(module: ModuleType, only: Outlet | None = None) -> list[Outlet]:
    """Register a module's outlets, all or none, and return them. Raises RuleError if a name or domain is taken."""
    values = vars(module).values() if only is None else (only,)
    found = [value for value in values if isinstance(value, Outlet)]
    place = _place(module)
    fresh = {id(outlet): outlet for outlet in found if _OUTLETS.raw(outlet.name) is not outlet}
    names: set[str] = set()
    domains: dict[str, Outlet] = {}
    for outlet in fresh.values():
        if outlet.name in _OUTLETS or outlet.name in names:
            other = f" ({short_path(SOURCES[outlet.name])})" if outlet.name in SOURCES else ""
            raise RuleError(f"{place}: outlet {outlet.name!r} already exists{other}")
        names.add(outlet.name)
        for domain in outlet.domains:
            if other_outlet := _BY_DOMAIN.get(domain) or domains.get(domain):
                raise RuleError(f"{place}: domain {domain!r} already belongs to outlet {other_outlet.name!r}")
        domains |= dict.fromkeys(outlet.domains, outlet)
    for outlet in fresh.values():
        _OUTLETS.put(outlet)
        SOURCES[outlet.name] = module.__file__ or module.__name__
    _BY_DOMAIN.update(domains)
    return found


def _compile(names: list[str]) -> None:
    """Compile the outlets unless these are many: each takes four milliseconds, and errors show at once."""
    if len(names) >= MANY:
        return
    for name in names:
        try:
            _OUTLETS[name]
        except RuleError as error:
            for domain in [domain for domain, outlet in _BY_DOMAIN.items() if outlet.name == name]:
                del _BY_DOMAIN[domain]
            _OUTLETS.take(name)
            _leave_out(name, str(error))


def _leave_out(name: str, sentence: str) -> None:
    BROKEN[name.rpartition(".")[2]] = sentence
    logger.warning("%s (this outlet is left out)", sentence)


def _place(module: ModuleType) -> str:
    return short_path(module.__file__) if module.__file__ else module.__name__


def _why(error: Exception, module: str) -> str:
    """What is wrong with a rule file, in one sentence with file and line."""
    if isinstance(error, RuleError):
        return str(error)
    if isinstance(error, SyntaxError) and error.filename:
        return f"{short_path(error.filename)}:{error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    place = f"{short_path(inside[0].filename)}:{inside[0].lineno}" if inside else module
    return f"{place}: {type(error).__name__}: {' '.join(str(error).split())}"


def _add_entry_point(point: EntryPoint) -> None:
    """Register the outlets of another package: a module of rules, or an ``Outlet``. An invalid one is left out."""
    place = f"entry point {point.name!r} ({point.value})"
    try:
        module = _imported(point.module)
        value = point.load()
        only = value if isinstance(value, Outlet) else None
        if not _register(module, only) or (only is None and not isinstance(value, ModuleType)):
            raise RuleError("it defines no Outlet")
    except RuleError as error:
        _leave_out(point.name, f"{place}: {error}")
    except Exception as error:
        _leave_out(point.name, f"{place} cannot be loaded ({_why(error, point.module)})")


def _load() -> None:
    """Register every ``Outlet`` in ``extractors/outlets/*.py``, and those of other packages.

    A package adds outlets with an entry point in the group ``newsspider.outlets``, which names a module of rules or
    an ``Outlet``. An error in one file or entry point leaves out only that one.
    """
    for inner in pkgutil.iter_modules(outlets.__path__):
        name = f"{outlets.__name__}.{inner.name}"
        try:
            _take_in(name, helper=True)
        except RuleError as error:
            _leave_out(name, str(error))
    for point in entry_points(group=GROUP):
        _add_entry_point(point)
    _compile(list(_OUTLETS))


_load()


def outlet_for(url: str) -> Outlet | None:
    """The outlet that an address belongs to, None if no rule file names its domain, or the folder of it."""
    host, folder = host_of(url), folder_of(url)
    while host:
        if outlet := _BY_DOMAIN.get(f"{host}{folder}") or _BY_DOMAIN.get(host):
            return outlet.compiled()
        _, _, host = host.partition(".")
    return None


def outlet_in_dateline(dateline: str) -> Outlet | None:
    """The outlet that a dateline names ("Jakarta (ANTARA)", "KOMPAS.com, Jakarta"); None if it is none with rules."""
    parts = (part.strip(" ,").casefold() for part in _PARTS_OF_A_DATELINE.split(dateline))
    return next((OUTLETS[name] for part in parts if (name := _media().get(part))), None)


@cache
def _media() -> Mapping[str, str]:
    """What outlets call themselves in their datelines, each with the outlet's name; a name that two use is left out."""
    found: dict[str, set[str]] = {}
    for name in _OUTLETS:
        outlet = _OUTLETS.raw(name)
        layouts = outlet.layouts if outlet else ()
        for line in (outlet and outlet.dateline, *(layout.dateline for layout in layouts)):
            for medium in line.names if isinstance(line, Dateline) else ():
                found.setdefault(medium.casefold(), set()).add(name)
    return {medium: min(names) for medium, names in found.items() if len(names) == 1}


def outlet_credited(source: str) -> Outlet | None:
    """The outlet that the name of a source means ("LKBN Antara", "Kompas.com"); None if it is none with rules."""
    name = _called().get(_bare(source))
    return OUTLETS[name] if name else None


@cache
def _called() -> Mapping[str, str]:
    """What outlets are called, each with the outlet's name; what two are called is left out."""
    found: dict[str, set[str]] = {}
    for name in _OUTLETS:
        outlet = _OUTLETS.raw(name)
        for called in (*outlet.own_names, *outlet.domains) if outlet else ():
            found.setdefault(_bare(called), set()).add(name)
    return {called: min(names) for called, names in found.items() if len(names) == 1}


def _bare(name: str) -> str:
    """A name without what is put around it: "LKBN Antara", "Antaranews.com" and "ANTARA" are the same."""
    name, before = " ".join(name.casefold().split()).strip(" .()"), ""
    while name != before:
        name, before = _AROUND_A_NAME.sub("", name), name
    return name


_AROUND_A_NAME = re.compile(r"^(?:www\.|(?:lkbn|kantor berita|dok\.?)\s+)|(?:\.com|\.co\.id|\.id|\s*news)$")
_PARTS_OF_A_DATELINE = re.compile(r"[(),]|\s[-–—]\s")


def outlet_named(name: str) -> Outlet:
    """The outlet of that name. Raises UnknownOutlet, which names the nearest, or RuleError if its rules are invalid."""
    try:
        return OUTLETS[name]
    except KeyError:
        if name in BROKEN:
            raise RuleError(BROKEN[name]) from None
        raise UnknownOutlet(unknown_outlet(name, OUTLETS)) from None


def unknown_outlet(name: str, known: Iterable[str]) -> str:
    """The sentence about a name that no outlet has: the nearest one, all where they are few, or where they are listed."""
    names = list(known)
    if near := difflib.get_close_matches(name.lower(), names, 1):
        hint = f"did you mean {near[0]}?"
    elif 0 < len(names) <= _FEW:
        hint = f"outlets are {', '.join(names)}"
    else:
        hint = "`newsspider list` names them"
    return f"no outlet is called {name!r}; {hint}"
