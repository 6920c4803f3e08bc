"""All outlets, by name and by host."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from extractors import outlets
from extractors.results import UnknownOutlet
from extractors.rules.fields import RuleError
from extractors.rules.model import Outlet, uncompiled
from extractors.urls import host_of

GROUP = "newsspider.outlets"


def _load() -> dict[str, Outlet]:
    """Every ``Outlet`` in ``extractors/outlets/*.py``, one more file there is one more outlet; and those of others.

    Another package brings outlets of its own by an entry point of the group ``newsspider.outlets``, which names
    a module of rules or an ``Outlet``. Raises RuleError where two have one name, or an entry point is broken.
    """
    found: dict[str, Outlet] = {}
    for module in pkgutil.iter_modules(outlets.__path__):
        with uncompiled():
            rules = import_module(f"{outlets.__name__}.{module.name}")
        for value in vars(rules).values():
            if isinstance(value, Outlet):
                if found.get(value.name, value) is not value:
                    raise RuleError(f"outlets/{module.name}.py: outlet {value.name!r} exists already")
                found[value.name] = value
    for point in entry_points(group=GROUP):
        for outlet in _of_entry(point):
            if found.get(outlet.name, outlet) is not outlet:
                raise RuleError(
                    f"entry point {point.name!r} ({point.value}): outlet {outlet.name!r} exists already"
                )
            found[outlet.name] = outlet
    return dict(sorted(found.items()))


def _of_entry(point: EntryPoint) -> list[Outlet]:
    """The outlets that another package brings: a module of rules, or an ``Outlet``."""
    try:
        with uncompiled():
            value = point.load()
    except RuleError:
        raise
    except Exception as error:  # an import runs whatever the package holds
        raise RuleError(f"entry point {point.name!r} ({point.value}) cannot be loaded ({error})") from error
    found = [
        x
        for x in (vars(value).values() if isinstance(value, ModuleType) else (value,))
        if isinstance(x, Outlet)
    ]
    if not found:
        raise RuleError(f"entry point {point.name!r} ({point.value}) holds no Outlet")
    return found


# Outlets, from which on each is compiled when it is first asked for: a process asks for few of many.
MANY = 100


class _Outlets(Mapping[str, Outlet]):
    """Outlets by name; of many, each is compiled when it is first given out."""

    def __init__(self, found: dict[str, Outlet]) -> None:
        self._found = found
        if len(found) < MANY:  # four milliseconds each, and a broken rule is an error at import
            for outlet in found.values():
                outlet.compiled()

    def __getitem__(self, name: str) -> Outlet:
        return self._found[name].compiled()

    def __contains__(self, name: object) -> bool:
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


_LOADED = _load()
OUTLETS: Mapping[str, Outlet] = _Outlets(_LOADED)
_BY_DOMAIN = {domain: outlet for outlet in _LOADED.values() for domain in outlet.domains}


def outlet_for(url: str) -> Outlet | None:
    """The outlet that an address belongs to, None where no rule file knows its host."""
    host = host_of(url)
    while host:
        if outlet := _BY_DOMAIN.get(host):
            return outlet.compiled()
        _, _, host = host.partition(".")
    return None


def outlet_named(name: str) -> Outlet:
    """The outlet of that name. Raises UnknownOutlet naming those that exist."""
    try:
        return OUTLETS[name]
    except KeyError:
        raise UnknownOutlet(f"no outlet is called {name!r}; there are {', '.join(OUTLETS)}") from None
