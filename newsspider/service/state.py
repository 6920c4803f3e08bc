"""What a service remembers of each outlet, on disk, so that a restart neither crawls all at once nor forgets one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = ["FILE", "OutletState", "load", "save"]

FILE = "serve.json"


@dataclass
class OutletState:
    """How an outlet stands: its last crawl, and when the next one is due. Moments are aware; ``code`` is the exit code."""

    began: datetime | None = None
    ended: datetime | None = None
    due: datetime | None = None
    code: int | None = None
    failures: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    verdict: str = ""


def load(folder: Path) -> dict[str, OutletState]:
    """By outlet; nothing where there is no file, or none that can be read."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        return {name: _revived(one) for name, one in told["outlets"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save(folder: Path, states: Mapping[str, OutletState]) -> None:
    """Write the file, whole or not at all. Raises OSError."""
    outlets = {name: asdict(one) for name, one in states.items()}
    draft = folder / f"{FILE}.part"
    draft.write_text(json.dumps({"outlets": outlets}, default=datetime.isoformat, indent=1) + "\n", "utf-8")
    os.replace(draft, folder / FILE)


def _revived(told: Mapping[str, Any]) -> OutletState:
    values = dict(told)
    for name in ("began", "ended", "due"):
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    return OutletState(**values)
