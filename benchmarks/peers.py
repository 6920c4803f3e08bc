"""The engines: this project, a bare parse to compare with, and its peers, each with what it needs.

A peer lives in an environment of its own below ``.venv-bench``, made from ``requirements/NAME.txt``, where every
package is pinned; so none of them is a dependency of the project, and none restricts the versions of another. What
is in the project's environment anyway (trafilatura, resiliparse) is used from there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).parent / "requirements"
ENVIRONMENTS = ROOT / ".venv-bench"

PARSE, OURS, EXPLAIN, BY_LXML = "lxml parse", "extract", "extract, explain", "extract, read by lxml"
SELECTOLAX = "selectolax parse"
PARSERS = frozenset((PARSE, SELECTOLAX))
"""They make a tree and read nothing of it."""
TRAFILATURA, FUNDUS = "trafilatura, metadata", "fundus"


class Unavailable(Exception):
    """A peer that is not available here; the message is one sentence that says why."""


@dataclass(frozen=True)
class Engine:
    """One way to read a page: an entry of ``worker.ENGINES``.

    ``package`` is its distribution, ``environment`` the name of its requirements file ("": the project's own).
    ``outlets`` are those it has rules for; None: it reads any page.
    """

    name: str
    package: str
    environment: str = ""
    outlets: frozenset[str] | None = None

    def reads(self, outlet: str) -> bool:
        return self.outlets is None or outlet in self.outlets


NEWS_WATCH = frozenset(
    "antara detik idntimes jpnn kompas kontan liputan6 mediaindonesia merdeka okezone republika tempo"
    " tribunnews viva".split()
)
ENGINES = (
    Engine(PARSE, "lxml"),
    Engine(OURS, "newsspider"),
    Engine(EXPLAIN, "newsspider"),
    Engine(BY_LXML, "newsspider"),
    Engine(TRAFILATURA, "trafilatura"),
    Engine("trafilatura, fast", "trafilatura"),
    Engine("newspaper4k", "newspaper4k", "newspaper4k"),
    Engine("readability-lxml", "readability-lxml", "readability-lxml"),
    Engine("jusText", "justext", "justext"),
    Engine("goose3", "goose3", "goose3"),
    Engine("boilerpy3", "boilerpy3", "boilerpy3"),
    Engine("news-please", "news-please", "news-please"),
    Engine("resiliparse", "resiliparse"),
    Engine("turbohtml", "turbohtml", "turbohtml"),
    Engine(SELECTOLAX, "selectolax", "selectolax"),
    Engine("news-watch", "news-watch", "news-watch", NEWS_WATCH),
    Engine(FUNDUS, "fundus", "fundus", frozenset({"mediaindonesia"})),
)


def python(environment: str) -> Path:
    """The interpreter of an environment, made or renewed where its requirements are new.

    Raises Unavailable where its packages cannot be installed.
    """
    if not environment:
        return Path(sys.executable)
    folder, wanted = ENVIRONMENTS / environment, REQUIREMENTS / f"{environment}.txt"
    inside, stamp = folder / "bin" / "python", folder / "installed.txt"
    if stamp.is_file() and stamp.read_bytes() == wanted.read_bytes() and _runs(inside):
        return inside
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, symlinks=True)
    # everything is pinned in the file: there is nothing to resolve
    command = [sys.executable, "-m", "pip", "--python", str(inside), "install", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise Unavailable(f"{environment} could not be installed: {told[-1].removeprefix('ERROR: ')}")
    stamp.write_bytes(wanted.read_bytes())
    return inside


def _runs(interpreter: Path) -> bool:
    try:
        return subprocess.run([interpreter, "-c", ""]).returncode == 0
    except OSError:
        return False
