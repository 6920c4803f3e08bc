"""What every test may use: where the fixtures, the seeds and the real pages are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# Where libcst is installed, hypothesis would use it to suggest a patch for a failing test; that fails itself
# as soon as zope.interface is loaded (Twisted loads it) and takes the whole run down.
sys.modules["hypothesis.extra._patching"] = None  # type: ignore[assignment]

# Commands are run hundreds of times; each of them would compile the project anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SEEDS = ROOT / "seeds"
# Real pages are other people's text: they lie beside the project, never in it.
PAGES = Path(os.environ.get("NEWSSPIDER_PAGES", ROOT.parent / "shared" / "pages"))

CASES = Path(os.environ.get("NEWSSPIDER_CASES", ROOT.parent / "shared" / "cases"))


@pytest.fixture(scope="session")
def cases() -> Path:
    if not CASES.is_dir():
        pytest.skip(f"the cases are not here ({CASES}); set NEWSSPIDER_CASES to their folder")
    return CASES


@pytest.fixture(scope="session")
def real_pages() -> Path:
    if not PAGES.is_dir():
        pytest.skip(f"the real pages are not here ({PAGES}); set NEWSSPIDER_PAGES to their folder")
    return PAGES


# A busy machine is no failure: what tests prove is never a time.
settings.register_profile("newsspider", deadline=None)
settings.load_profile("newsspider")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spark's tests go first: they hold one process for a minute, and would be the last to end."""
    items.sort(key=lambda item: "newsspider/spark" not in item.nodeid)
