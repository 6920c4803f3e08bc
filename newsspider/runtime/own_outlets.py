"""Your own outlets, without a fork: the rule files that a setting names, as ``SPIDER_MODULES`` names spiders::

    OUTLET_MODULES = []      # rule files of your own: folders, files or modules, relative to the folder of `scrapy.cfg`

An entry that is a folder or a file there is read as such, anything else is imported; of a folder and of a package every
module is read but those with a leading underscore, and they may import one another (``from ._shared import BASE``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from extractors import RuleError, outlets
from extractors.registry import SOURCES, add_outlets

__all__ = [
    "in_checkout",
    "load_outlets",
    "loaded_entries",
    "outlet_folders",
    "own_rule_files",
    "rule_file",
    "rules_folder",
]

_loaded: dict[str, None] = {}


def load_outlets(entries: Iterable[str], folder: Path) -> None:
    """Load the outlets that OUTLET_MODULES names, each entry once in a process. ``folder`` is the project's.

    A rule file that is wrong is left out with a warning. Raises RuleError, one sentence, for an entry that is not
    there, and for an outlet whose name or domain is taken.
    """
    for entry in filter(None, entries):
        path = folder.resolve() / entry
        found = str(path) if path.exists() else entry
        if found in _loaded:
            continue
        try:
            if path.exists():
                _load_path(path)
            else:
                _load_module(entry, folder)
        except RuleError as error:
            raise RuleError(f"OUTLET_MODULES: {error}") from None
        _loaded[found] = None


def loaded_entries() -> list[str]:
    """What was loaded here, for another process to load: absolute paths and modules."""
    return list(_loaded)


def outlet_folders() -> list[Path]:
    """The folders among what was loaded."""
    return [path for path in map(Path, _loaded) if path.is_absolute() and path.is_dir()]


def own_rule_files() -> dict[str, Path]:
    """The outlets that did not come with this package, and the file of each."""
    shipped = Path(outlets.__path__[0])
    return {name: Path(file) for name, file in sorted(SOURCES.items()) if Path(file).parent != shipped}


def in_checkout(project: Path) -> bool:
    """Whether a folder is a checkout of newsspider, where the rules of all its outlets are."""
    return (project / "extractors" / "outlets").is_dir()


def rules_folder(project: Path) -> Path:
    """Where a new rule file belongs: in a checkout beside the others, elsewhere in a folder of OUTLET_MODULES."""
    if in_checkout(project):
        return project / "extractors" / "outlets"
    return next(iter(outlet_folders()), project / "outlets")


def rule_file(project: Path, name: str) -> Path:
    """Where the rules of an outlet are, or would be: in the project before an installed package."""
    path = rules_folder(project) / f"{name}.py"
    return path if path.exists() or name not in SOURCES else Path(SOURCES[name])


def _load_path(path: Path) -> None:
    """A folder as a package without a name of its own, a file as a module of such a package."""
    if not path.is_dir() and path.suffix != ".py":
        raise RuleError(f"{path}: neither a folder nor a .py file")
    folder = path if path.is_dir() else path.parent
    name = "outlets_of_" + re.sub(r"\W", "_", str(folder))
    if name not in sys.modules:
        package = ModuleType(name, f"The rule files in {folder}.")
        package.__file__, package.__path__ = None, [str(folder)]
        sys.modules[name] = package
    add_outlets(name if path.is_dir() else f"{name}.{path.stem}")


def _load_module(entry: str, folder: Path) -> None:
    if "/" in entry or entry.endswith(".py"):
        raise RuleError(f"{entry}: there is no such file or folder in {folder.resolve()}")
    if (place := str(folder.resolve())) not in sys.path:  # as scrapy does with the folder of scrapy.cfg
        sys.path.append(place)
    try:
        add_outlets(entry)
    except (ValueError, TypeError) as error:  # RuleError, and names that are no module's
        raise RuleError(str(error)) from None
