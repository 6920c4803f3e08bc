"""A pytest plugin: ``pytest --newsspider`` makes every fixture of your own outlets a test.

The page has to give its golden, key by key and block by block, by the layout that its folder names; what differs, and
the line of the rule to look at, is the failure's text. ``newsspider = true`` in pytest's configuration turns it
on for good. While it is off, nothing of newsspider is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from newsspider.authoring.checked import Checked

__all__ = ["Fixture", "Mismatch", "Page"]

CASSETTE = "cassette.yaml"  # newsspider.recording.fixtures.CASSETTE, without the import


def pytest_addoption(parser: pytest.Parser) -> None:
    about = "collect the fixtures of the project's outlets as tests"
    parser.getgroup("newsspider").addoption("--newsspider", action="store_true", default=False, help=about)
    parser.addini("newsspider", about, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("newsspider") or config.getini("newsspider"):
        config.pluginmanager.register(_Fixtures(config), "newsspider-fixtures")


class Mismatch(Exception):
    """A page that does not give its golden; the message says what differs."""


class _Fixtures:
    """Loads the project's outlets and has their fixtures collected."""

    def __init__(self, config: pytest.Config) -> None:
        from scrapy.utils.conf import closest_scrapy_cfg

        from newsspider.recording.fixtures import fixture_roots
        from newsspider.runtime.entry import project_settings
        from newsspider.runtime.own_outlets import load_outlets

        with chdir(config.rootpath):
            found = closest_scrapy_cfg()
            self.project = Path(found).parent.resolve() if found else config.rootpath
            try:
                _, settings = project_settings()
                load_outlets(settings.getlist("OUTLET_MODULES"), self.project)
            except Exception as error:  # RuleError, and whatever an import of settings raises
                raise pytest.UsageError(f"newsspider: {error}") from None
        self.roots = [root.resolve() for root in fixture_roots(self.project) if root.is_dir()]
        if config.args_source is not pytest.Config.ArgsSource.ARGS:  # no test was named
            given = [Path(arg.partition("::")[0]).resolve() for arg in config.args]
            for root in self.roots:
                if not any(root.is_relative_to(path) for path in given):
                    config.args.append(str(root))

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.name != CASSETTE or not any(file_path.is_relative_to(root) for root in self.roots):
            return None
        fixture: Fixture = Fixture.from_parent(parent, path=file_path)
        fixture.project = self.project
        return fixture


class Fixture(pytest.File):
    """One fixture folder."""

    project: Path

    def collect(self) -> Iterator[pytest.Item]:
        yield Page.from_parent(self, name="golden")


class Page(pytest.Item):
    """The page of a fixture, against its golden."""

    def runtest(self) -> None:
        from extractors import OUTLETS
        from extractors.registry import BROKEN
        from newsspider.authoring.blame import blame
        from newsspider.authoring.check import check_case
        from newsspider.authoring.fixture_problems import golden_problems
        from newsspider.recording.fixtures import FixtureError, read_case

        assert isinstance(self.parent, Fixture)
        try:
            case = read_case(self.path.parent)
        except FixtureError as error:
            raise Mismatch(str(error)) from None
        outlet = OUTLETS.get(case.outlet)
        if outlet is None:
            raise Mismatch(BROKEN.get(case.outlet, f"{case.id}: no outlet is called {case.outlet!r}"))
        if problems := list(golden_problems(case)):
            raise Mismatch("\n".join(f"{case.id}: {problem}" for problem in problems))
        checked = check_case(case, outlet)
        if not checked.exact:
            breaks = [str(one) for one in blame(self.parent.project, checked, outlet)]
            raise Mismatch("\n".join([*breaks, _difference(checked)]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        if isinstance(excinfo.value, Mismatch):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, "/".join(self.path.parts[-4:-1])


def _difference(checked: Checked) -> str:
    if checked.problem:
        return f"{checked.case.id}: {checked.problem}"
    layout = checked.article.layout if checked.article else None
    return f"{checked.case.id} by layout {layout}, + is what the rules read, - what the golden says:\n{checked.difference}"
