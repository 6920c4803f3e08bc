"""The rooms of newsspider and the order in which they stand on one another, read off the imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# From the ground up: a room imports only itself and what stands before it here.
ORDER = (
    "runtime",
    "discovery",
    "recording",
    "safety",
    "frontier",
    "politeness",
    "drift",
    "archive",
    "store",
    "crawl",
    "corpora",
    "spark",
    "authoring",
    "service",
    "commands",
)
# The same of the pure package; its face (article, results, urls, registry, score) is free to be imported.
PURE_ORDER = ("vocabulary", "rules", "families", "outlets", "reading", "captures", "authoring")
PACKAGE = ROOT / "newsspider"
PURE = ROOT / "extractors"
FILES = sorted((*PACKAGE.rglob("*.py"), *(ROOT / "extractors").rglob("*.py")))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}


def imports(path: Path) -> Iterator[tuple[str, str, bool]]:
    """The modules of this project that a file imports: module, name, and whether inside a function."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body} | {
        id(inner) for node in tree.body if isinstance(node, ast.If) for inner in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (
            "newsspider",
            "extractors",
        ):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else str(node.module)), alias.name, id(node) not in top
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in ("newsspider", "extractors"):
                    yield alias.name, "", id(node) not in top


def test_the_rooms_each_with_its_purpose_and_nothing_beside_them() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(ORDER)
    for room in rooms:
        assert ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8"))), room
    assert {path.name for path in PACKAGE.glob("*.py")} == {
        "__init__.py",
        "settings.py",
        "components.py",
        "addon.py",  # the face that other projects see
        "pytest_plugin.py",  # the face that their tests see
    }


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=module_of)
def test_a_room_stands_on_those_before_it_only(path: Path) -> None:
    here = module_of(path).split(".")
    if len(here) < 3 and here[-1] not in ORDER:
        return  # settings and components name what runs, by its path
    level = ORDER.index(here[1])
    for module, _, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "newsspider" and len(parts) > 1 and parts[1] in ORDER:
            assert ORDER.index(parts[1]) <= level, f"{'.'.join(here)} imports {module}"


def test_the_rooms_of_the_pure_package_have_purposes_and_stand_on_those_before_them_only() -> None:
    rooms = {path.name for path in PURE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(PURE_ORDER)
    for room in rooms:
        assert ast.get_docstring(ast.parse((PURE / room / "__init__.py").read_text("utf-8"))), room
        for path in (PURE / room).rglob("*.py"):
            for module, _, _ in imports(path):
                other = module.split(".")[1] if "." in module else ""
                if other in PURE_ORDER:
                    assert PURE_ORDER.index(other) <= PURE_ORDER.index(room), f"{path} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_no_private_name_crosses_a_module(path: Path) -> None:
    for module, name, _ in imports(path):
        assert not name.startswith("_") or name.startswith("__"), f"{module_of(path)}: {module}.{name}"


def test_no_circle_of_imports_hidden_or_not() -> None:
    graph = {module: {to for to, _, _ in imports(path) if to in MODULES} for module, path in MODULES.items()}
    done: set[str] = set()
    way: list[str] = []

    def walk(module: str) -> None:
        if module in way:
            pytest.fail(" → ".join((*way[way.index(module) :], module)))
        if module in done:
            return
        way.append(module)
        for other in sorted(graph[module] - {module}):
            # a package's face imports its modules; they never import the face, but by its own name
            walk(other)
        way.pop()
        done.add(module)

    for module in sorted(graph):
        walk(module)


def test_the_pictures_of_the_architecture_show_the_rooms_and_arrows_that_there_are() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    picture = text.split("<!-- rooms -->")[1].split("<!-- /rooms -->")[0]
    drawn = set(re.findall(r"^\s*(\w+) --> (\w+)$", picture, re.M))
    real = {
        (module_of(path).split(".")[1], module.split(".")[1])
        for path in PACKAGE.rglob("*.py")
        for module, _, _ in imports(path)
        if module.count(".") and module.split(".")[0] == "newsspider" and module_of(path).count(".")
    }
    assert drawn == {(a, b) for a, b in real if a != b and a in ORDER and b in ORDER}


def test_sqlite_is_known_by_one_module_and_everybody_else_catches_its_own_errors() -> None:
    users = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import) and any(alias.name == "sqlite3" for alias in node.names)
    }
    assert users == {"newsspider.runtime.sqlite"}
