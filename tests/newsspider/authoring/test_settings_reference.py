"""Every setting that the code reads is documented, with the default that the code takes."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from functools import cache

import pytest
from scrapy.settings import Settings, default_settings

from newsspider.authoring.settings_reference import PACKAGE, documented, settings_reference
from newsspider.runtime.given_settings import WITHOUT_DEFAULT, slip_in
from tests.conftest import ROOT


def default_of(node: ast.Call) -> object:
    """The default that a call of ``settings.get…`` names, ... where there is none or it is no literal."""
    if len(node.args) < 2:
        return ...
    with contextlib.suppress(NameError):
        return eval(compile(ast.Expression(node.args[1]), "", "eval"), {"__builtins__": {}})
    return ...


@cache
def read_in_code() -> list[tuple[str, object]]:
    """Names that are read from settings, and the default beside them where it is a literal."""
    return list(_read_in_code())


def _read_in_code() -> Iterator[tuple[str, object]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))):
                    default: object = ...
                case ast.Call(
                    func=ast.Attribute(value=owner, attr=attr), args=[ast.Constant(value=str(name)), *_]
                ):
                    if not attr.startswith("get"):
                        continue
                    default = default_of(node)
                case _:
                    continue
            if _last_name(owner).endswith("settings"):
                yield name, default


def _last_name(node: ast.expr) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def test_every_setting_that_is_read_is_documented() -> None:
    known = {one.name for one in documented()}
    missing = {name for name, _ in read_in_code()} - known - set(dir(default_settings))
    assert not missing


def test_the_documented_default_is_the_one_that_the_code_takes() -> None:
    told = {one.name: one.default for one in documented()}
    for name, default in read_in_code():
        if default is not ... and name in told:
            assert eval(told[name], {"__builtins__": {}}) == default, name


def test_the_settings_reference_is_the_one_generated_from_the_modules() -> None:
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == settings_reference()


def test_settings_without_a_default_are_known_on_the_command_line() -> None:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    assert {one.name for one in documented() if one.name not in settings} == WITHOUT_DEFAULT
    for one in documented():
        assert slip_in(f"{one.name}=", settings) in ("", f"-s {one.name}: '' is not a number")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("DOWNLOD_DELAY=5", "-s DOWNLOD_DELAY: there is no such setting; did you mean DOWNLOAD_DELAY?"),
        ("DATABSE_URL=x", "-s DATABSE_URL: there is no such setting; did you mean DATABASE_URL?"),
        ("contact=a@b.example", "-s contact: there is no such setting; did you mean CONTACT?"),
        ("DOWNLOAD_DELAY=cepat", "-s DOWNLOAD_DELAY: 'cepat' is not a number"),
        ("DOWNLOAD_DELAY=2.5", ""),
        ("CONTACT=a@b.example", ""),
        ("MY_OWN_EXTENSION=1", ""),
    ],
)
def test_a_slip_in_a_setting_is_said(given: str, said: str) -> None:
    settings = Settings()
    settings.setmodule("newsspider.settings")
    assert slip_in(given, settings) == said
