"""A package of this project at another place, some of it to be changed there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import ROOT


def linked(name: str, folder: Path, own: Iterable[str] = ()) -> Path:
    """The package, below ``folder``: links to the checkout's modules, since copying them takes longer than most tests do.

    ``own`` are files that are copied, named from the package on. A folder that holds one of them holds nothing else.
    """
    package, copied = folder / name, [Path(one) for one in own]
    real = {"__pycache__", *(one.parts[0] for one in copied)}
    package.mkdir(parents=True)
    for path in (ROOT / name).iterdir():
        if path.name not in real:
            (package / path.name).symlink_to(path)
    for one in copied:
        (package / one).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name / one, package / one)
    # or each start would compile the modules anew
    shutil.copytree(ROOT / name / "__pycache__", package / "__pycache__")
    return package
