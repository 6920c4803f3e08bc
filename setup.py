"""What ``pyproject.toml`` cannot say: build the native reader into the package where cargo is installed.

The library is called through its C functions, so that one wheel of a platform serves every version of Python.
"""

from __future__ import annotations

import runpy
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

native = runpy.run_path(str(Path(__file__).parent / "native" / "build.py"))


class BuildPy(build_py):
    def run(self) -> None:
        native["build"]()
        super().run()


class BinaryDistribution(Distribution):
    def has_ext_modules(self) -> bool:
        return native["build"]() is not None


class Wheel(bdist_wheel):
    def get_tag(self) -> tuple[str, str, str]:
        tag = super().get_tag()
        return tag if self.root_is_pure else ("py3", "none", tag[2])


setup(distclass=BinaryDistribution, cmdclass={"build_py": BuildPy, "bdist_wheel": Wheel})
