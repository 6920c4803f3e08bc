"""What a person looks at before saying yes: written beside the patch, shown in the terminal and the workbench."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from newsspider.authoring.repair.prove import FixtureResult, KeyResult, PageResult
from newsspider.authoring.repair.run import Repair
from newsspider.drift.wording import as_record, sentence

__all__ = ["EVIDENCE", "FOLDER", "PATCH", "read_repairs", "summary", "write_evidence"]

EVIDENCE, PATCH = "evidence.json", "repair.patch"
FOLDER = "repairs"  # below DATA_DIR
_SHOWN = 10


def write_evidence(folder: Path, repair: Repair, *, applied: bool = False) -> None:
    """The patch and everything that speaks for it and against it. Raises OSError."""
    alert, candidate, proof = repair.alert, repair.candidate, repair.proof
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "alert": as_record(alert),
        "layout": candidate.layout.name,
        "field": candidate.field or None,
        "sound": proof.sound,
        "pages": [asdict(page) for page in proof.pages],
        "exact": proof.exact,
        "taught": proof.taught,
        "keys": [asdict(key) for key in proof.keys],
        "fixtures": [asdict(one) | {"worse": one.worse} for one in proof.fixtures],
        "notes": [str(note) for note in candidate.notes],
        "applied": applied,
    }
    (folder / EVIDENCE).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / PATCH).write_text(repair.patch, "utf-8")


def read_repairs(folder: Path) -> list[dict[str, Any]]:
    """The repairs in a folder, each with its patch, the newest last; what cannot be read is left out."""
    found = []
    for path in sorted(folder.glob(f"*/{EVIDENCE}"), key=lambda path: path.stat().st_mtime):
        try:
            record = json.loads(path.read_text("utf-8"))
            patch = path.with_name(PATCH).read_text("utf-8")
        except (OSError, ValueError):
            continue
        if _is_evidence(record):
            found.append({**record, "patch": patch, "name": path.parent.name})
    return found


def _is_evidence(record: Any) -> bool:
    """Whether a record has all that ``write_evidence`` writes; one of another version may not."""
    if not isinstance(record, dict) or not all(
        isinstance(record.get(key), kind) for key, kind in _KINDS.items()
    ):
        return False
    return "message" in record["alert"] and all(
        isinstance(one, dict) and one.keys() >= {field.name for field in fields(kind)}
        for key, kind in _ROWS.items()
        for one in record[key]
    )


_KINDS = {"alert": dict, "layout": str, "sound": bool, "exact": int, "taught": int, "applied": bool}
_KINDS |= dict.fromkeys(("pages", "keys", "fixtures"), list)
_ROWS: dict[str, type[Any]] = {"pages": PageResult, "keys": KeyResult, "fixtures": FixtureResult}


def summary(repair: Repair) -> Iterator[str]:
    """The evidence in lines: the pages by key before and after, the fixtures, and what differs."""
    alert, candidate, proof = repair.alert, repair.candidate, repair.proof
    yield f"#{alert.id}  {sentence(alert)}"
    what = f"the field `{candidate.field}` of layout" if candidate.field else "a new layout"
    count = len(proof.pages)
    teachers = sum(page.taught.startswith("the same") for page in proof.pages)
    yield ""
    yield f"Learned: {what} {candidate.layout.name}, from {proof.taught:,} of {count:,} pages since the change"
    yield f"({teachers:,} were fetched before it too; the others as the generic reader reads them)."
    yield f"Exact: {proof.exact:,} of {proof.taught:,} pages are read as their teachers say, in every key that these found."
    worse = [one for one in proof.fixtures if one.worse]
    yield f"Fixtures: {len(proof.fixtures):,} tried, {len(worse):,} read worse."
    yield from (f"  {one.case}: {', '.join(set(one.after) - set(one.before))}" for one in worse[:_SHOWN])
    yield ""
    yield f"{'key':<20}{'before':>8}{'after':>8}{'right':>8}"
    for key in proof.keys:
        yield f"{key.key:<20}{key.before:>8,}{key.after:>8,}{key.right:>8,}"
    unlike = [page for page in proof.pages if not page.exact and page.taught]
    if unlike:
        yield ""
        yield "Not as their teachers say:"
        yield from (f"  {page.url}: {', '.join(page.differing)}" for page in unlike[:_SHOWN])
