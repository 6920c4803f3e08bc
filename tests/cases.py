"""Fixture folders as the pure tests read them: what a cassette says, and nothing of ``newsspider``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Page:
    """A recorded page."""

    url: str
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Case:
    """A fixture folder ``OUTLET/LAYOUT/CASE``: the pages that were served, and what a person wrote of them."""

    folder: Path
    pages: tuple[Page, ...]
    golden: dict[str, Any]
    provenance: dict[str, Any]

    @property
    def id(self) -> str:
        return "/".join(self.folder.parts[-3:])

    @property
    def outlet(self) -> str:
        return self.folder.parts[-3]

    @property
    def layout(self) -> str:
        return self.folder.parts[-2]


def find_cases(root: Path) -> list[Path]:
    """The folders of all cases, sorted."""
    return sorted(path.parent for path in root.glob("*/*/*/cassette.yaml"))


def read_case(folder: Path) -> Case:
    """One fixture folder."""
    golden, provenance = (
        json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("golden", "provenance")
    )
    return Case(folder, tuple(read_pages(folder / "cassette.yaml")), golden, provenance)


def read_pages(path: Path) -> list[Page]:
    """The pages of a cassette that were served (status 200), in recorded order."""
    pages = []
    for item in yaml.load(path.read_text("utf-8"), _Loader)["interactions"]:
        response = item["response"]
        body = response["body"]["string"]
        types = [values for name, values in response["headers"].items() if name.lower() == "content-type"]
        if response["status"]["code"] == 200:
            body = body.encode() if isinstance(body, str) else body
            pages.append(
                Page(item["request"]["uri"], body, types[0][0] if types else "text/html; charset=utf-8")
            )
    return pages
