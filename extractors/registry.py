"""All outlets, by name and by host."""

from __future__ import annotations

import logging
import pkgutil
import traceback
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from extractors import outlets
from extractors.results import UnknownOutlet
from extractors.rules.fields import RuleError, short_path
from extractors.rules.model import Outlet, uncompiled
from extractors.urls import host_of

GROUP = "newsspider.outlets"

# Outlets, from which on each is compiled when it is first asked for: a process asks for few of many.
MANY = 100

logger = logging.getLogger(__name__)


class _Outlets(Mapping[str, Outlet]):
    """Outlets by name; of many, each is compiled when it is first given out."""

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


_OUTLETS = _Outlets()
OUTLETS: Mapping[str, Outlet] = _OUTLETS
# What an outlet was read from: the path of a module.
SOURCES: dict[str, str] = {}
# Rule files that are wrong and were left out, by the file's name without its ending: why, in one sentence.
BROKEN: dict[str, str] = {}
_BY_DOMAIN: dict[str, Outlet] = {}


def add_outlets(module: str) -> None:
    """Take in the outlets of a module, or of all modules of a package (but those with a leading underscore).

    A rule file that is wrong is left out with a warning, and said again when its outlet is asked for. Raises
    RuleError where there is no such module, where it holds no outlet, and where an outlet's name or domain belongs
    to another one already; nothing of that file is then taken in.
    """
    before = set(_OUTLETS)
    _take_in(module)
    _compile([name for name in _OUTLETS if name not in before])


def _take_in(module: str, *, helper: bool = False) -> None:
    """Import and register; a module inside a package may hold no outlet and help the others."""
    try:
        loaded = _imported(module)
    except Exception as error:  # an import runs whatever the module holds
        if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
            raise RuleError(f"{module}: there is no such module") from None
        _leave_out(module, _why(error, module))
        return
    found = _register(loaded)
    if hasattr(loaded, "__path__"):
        for inner in pkgutil.iter_modules(loaded.__path__):
            if not inner.name.startswith("_"):
                _take_in(f"{module}.{inner.name}", helper=True)
    elif not found and not helper:
        raise RuleError(f"{_place(loaded)}: there is no Outlet in it")


def _imported(module: str) -> ModuleType:
    with uncompiled():
        return import_module(module)


def _register(module: ModuleType, only: Outlet | None = None) -> list[Outlet]:
    """The outlets that a module holds, registered, all or none. Raises RuleError where one is taken."""
    values = vars(module).values() if only is None else (only,)
    found = [value for value in values if isinstance(value, Outlet)]
    place = _place(module)
    fresh = {id(outlet): outlet for outlet in found if _OUTLETS.raw(outlet.name) is not outlet}
    names: set[str] = set()
    domains: dict[str, Outlet] = {}
    for outlet in fresh.values():
        if outlet.name in _OUTLETS or outlet.name in names:
            other = f" ({short_path(SOURCES[outlet.name])})" if outlet.name in SOURCES else ""
            raise RuleError(f"{place}: outlet {outlet.name!r} exists already{other}")
        names.add(outlet.name)
        for domain in outlet.domains:
            if other_outlet := _BY_DOMAIN.get(domain) or domains.get(domain):
                raise RuleError(f"{place}: domain {domain!r} belongs to outlet {other_outlet.name!r} already")
        domains |= dict.fromkeys(outlet.domains, outlet)
    for outlet in fresh.values():
        _OUTLETS.put(outlet)
        SOURCES[outlet.name] = module.__file__ or module.__name__
    _BY_DOMAIN.update(domains)
    return found


def _compile(names: list[str]) -> None:
    """Compile outlets where there are few: four milliseconds each, and what is wrong is said at once."""
    if len(_OUTLETS) >= MANY:
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
    """What is wrong with a rule file, with the file and the line, in one sentence."""
    if isinstance(error, RuleError):
        return str(error)
    if isinstance(error, SyntaxError) and error.filename:
        return f"{short_path(error.filename)}:{error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    place = f"{short_path(inside[0].filename)}:{inside[0].lineno}" if inside else module
    return f"{place}: {type(error).__name__}: {' '.join(str(error).split())}"


def _add_entry_point(point: EntryPoint) -> None:
    """The outlets that another package brings: a module of rules, or an ``Outlet``. A broken one is left out."""
    place = f"entry point {point.name!r} ({point.value})"
    try:
        module = _imported(point.module)
        value = point.load()
        only = value if isinstance(value, Outlet) else None
        if not _register(module, only) or (only is None and not isinstance(value, ModuleType)):
            raise RuleError("there is no Outlet in it")
    except RuleError as error:
        _leave_out(point.name, f"{place}: {error}")
    except Exception as error:
        _leave_out(point.name, f"{place} cannot be loaded ({_why(error, point.module)})")


def _load() -> None:
    """Every ``Outlet`` in ``extractors/outlets/*.py``, one more file there is one more outlet; and those of others.

    Another package brings outlets of its own by an entry point of the group ``newsspider.outlets``, which names
    a module of rules or an ``Outlet``. What is wrong with one file or entry point leaves out that one.
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
    """The outlet that an address belongs to, None where no rule file knows its host."""
    host = host_of(url)
    while host:
        if outlet := _BY_DOMAIN.get(host):
            return outlet.compiled()
        _, _, host = host.partition(".")
    return None


def outlet_named(name: str) -> Outlet:
    """The outlet of that name. Raises UnknownOutlet naming those that exist, RuleError where its rules are wrong."""
    try:
        return OUTLETS[name]
    except KeyError:
        if name in BROKEN:
            raise RuleError(BROKEN[name]) from None
        raise UnknownOutlet(f"no outlet is called {name!r}; there are {', '.join(OUTLETS)}") from None
