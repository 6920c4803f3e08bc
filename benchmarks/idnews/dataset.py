"""Pages with the truth about them: those of the project that may be given away, and folders that others have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import ROOT

GIVEN_AWAY = ("synthetic", "reconstructed")
"""Kinds of pages whose text belongs to nobody else."""


@dataclass(frozen=True)
class Item:
    """One page. ``kind`` is what its text is (synthetic, reconstructed, real), ``golden`` the article on it."""

    id: str
    outlet: str
    url: str
    kind: str
    html: bytes
    golden: Mapping[str, Any]


def of_project(root: Path = ROOT / "fixtures") -> list[Item]:
    """The fixtures of one page whose text was invented or belongs to a seed."""
    from newsspider.recording.fixtures import find_cases, read_case

    found = []
    for folder in find_cases(root):
        case = read_case(folder)
        kind = case.provenance.get("kind", "")
        if kind in GIVEN_AWAY and len(case.pages) == 1 and "article" in case.golden:
            page = case.pages[0]
            name = case.id.replace("/", "--")
            found.append(Item(name, case.outlet, page.url, kind, page.body, case.golden["article"]))
    return found


def of_folder(folder: Path) -> list[Item]:
    """The pages that ``write`` wrote, or somebody by hand: ``ID.html`` and ``ID.json`` with url, outlet, kind, article.

    Raises ValueError, which names the file and what is missing.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            about = json.loads(path.read_text("utf-8"))
            page = path.with_suffix(".html").read_bytes()
            found.append(
                Item(path.stem, about["outlet"], about["url"], about["kind"], page, about["article"])
            )
        except FileNotFoundError:
            raise ValueError(f"{path}: its page, {path.stem}.html, is not beside it") from None
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: not a golden with outlet, url, kind and article ({error})") from None
    if not found:
        raise ValueError(f"{folder}: there is no ID.json with its ID.html in it")
    return found


def write(items: Iterable[Item], folder: Path) -> None:
    """Write pages as ``of_folder`` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        about = {"outlet": item.outlet, "url": item.url, "kind": item.kind, "article": dict(item.golden)}
        (folder / f"{item.id}.html").write_bytes(item.html)
        text = json.dumps(about, ensure_ascii=False, indent=1)
        (folder / f"{item.id}.json").write_text(text + "\n", "utf-8")
