"""The evidence file (``fixtures/verified.json``): what was last seen of each layout at its outlet, and who says so."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from newsspider.recording.fixtures import FixtureError, read_json
from newsspider.runtime.console import Fault, NotKept, shown

__all__ = ["EVIDENCE", "Kind", "Verdict", "read_evidence", "signer", "write_evidence"]

EVIDENCE = "verified.json"
UNREAD = "–"  # in place of a layout: pages that none reads


class Kind(StrEnum):
    """What a verdict says."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    NOT_SEEN = "not seen"
    PAST = "past"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    NO_LIST = "no list"
    UNREACHABLE = "unreachable"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Verdict:
    """What was seen of one layout. ``reason`` is one sentence where it is not verified and no key says why."""

    outlet: str
    layout: str
    kind: Kind
    date: date
    pages: int = 0
    """Pages of it that were seen."""
    agree: int = 0
    """Of these, the ones on which nothing differs."""
    differs: Mapping[str, str] = field(default_factory=dict)
    """Key → what differs, which rule is to blame, and where it stands."""
    reason: str = ""
    empty: tuple[str, ...] = ()
    """Fields whose selectors found something on goldens and nothing here; no other source knows better."""
    hosts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Addresses of pages, those first on which something differs."""
    by: str = ""
    """Who signs it off."""
    before: str = ""
    """The last verdict that was "verified", where this one is not."""

    @property
    def name(self) -> str:
        return f"{self.outlet}/{self.layout}"

    @property
    def good(self) -> bool:
        return self.kind is Kind.VERIFIED

    def __str__(self) -> str:
        if self.good:
            return f"verified {self.date}, {self.agree} of {self.pages}"
        if self.kind is Kind.DIFFERS:
            keys = "; ".join(f"{key}: {words}" for key, words in self.differs.items())
            return f"differs {self.date}, {self.agree} of {self.pages} right: {keys}"
        return f"{self.kind} {self.date}: {self.reason}"

    @property
    def short(self) -> str:
        """For a cell of a table: without the reasons."""
        if self.good:
            return str(self)
        what = f"{self.kind} {self.date}"
        if self.kind is Kind.DIFFERS:
            what += f" ({', '.join(self.differs)})"
        return f"{what}; {self.before}" if self.before else what

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, without what is empty; the verdict as one sentence first."""
        values: dict[str, Any] = {"verdict": str(self), "kind": str(self.kind), "date": self.date.isoformat()}
        for name in ("by", "before", "pages", "agree", "differs", "reason", "empty", "hosts", "examples"):
            if value := getattr(self, name):
                values[name] = list(value) if isinstance(value, tuple) else value
        return values

    @classmethod
    def from_dict(cls, outlet: str, layout: str, values: Mapping[str, Any]) -> Verdict:
        """Raises KeyError, TypeError or ValueError for anything that ``to_dict`` does not write."""
        return cls(
            outlet,
            layout,
            Kind(values["kind"]),
            date.fromisoformat(values["date"]),
            int(values.get("pages", 0)),
            int(values.get("agree", 0)),
            {str(key): str(words) for key, words in dict(values.get("differs", {})).items()},
            str(values.get("reason", "")),
            empty=tuple(map(str, values.get("empty", ()))),
            hosts=tuple(map(str, values.get("hosts", ()))),
            examples=tuple(map(str, values.get("examples", ()))),
            by=str(values.get("by", "")),
            before=str(values.get("before", "")),
        )


def read_evidence(path: Path) -> dict[tuple[str, str], Verdict]:
    """The verdicts by outlet and layout, none where the file is not there. Raises Fault for a broken file."""
    if not path.is_file():
        return {}
    try:
        return {
            (outlet, layout): Verdict.from_dict(outlet, layout, values)
            for outlet, layouts in read_json(path).items()
            for layout, values in layouts.items()
        }
    except (FixtureError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Fault(f"{shown(path)}: not as `newsspider verify` writes it ({error})") from None


def write_evidence(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Put verdicts into the file; those on other layouts stay. Raises NotKept where it cannot be written.

    Outlets and layouts are sorted, and each of them has its lines, so that a diff shows what changed. Pages of an outlet
    that no layout reads are forgotten as soon as its layouts are seen without any.
    """
    kept = read_evidence(path)
    fresh = list(verdicts)
    visited = {one.outlet for one in fresh if one.pages}
    for key in [key for key in kept if key[1] == UNREAD and key[0] in visited]:
        del kept[key]
    kept |= {(one.outlet, one.layout): one for one in fresh}
    outlets: dict[str, dict[str, Any]] = {}
    for (outlet, layout), verdict in sorted(kept.items()):
        outlets.setdefault(outlet, {})[layout] = verdict.to_dict()
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(outlets, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise NotKept(f"{shown(path)}: the verdicts cannot be written: {error.strerror or error}") from None


def signer(given: str | None, folder: Path) -> str:
    """Who signs verdicts off: the name that was given, otherwise Git's. Raises Fault where there is none."""
    if given is not None:
        if not given.strip():
            raise Fault("verify: --by is empty; give your name, and an address that reaches you")
        return " ".join(given.split())
    name, mail = (_git_config(key, folder) for key in ("user.name", "user.email"))
    if not name and not mail:
        raise Fault("verify: who signs the verdicts off? Give --by 'NAME <ADDRESS>', or set Git's user.name")
    return " ".join(filter(None, (name, f"<{mail}>" if mail else "")))


def _git_config(key: str, folder: Path) -> str:
    try:
        done = subprocess.run(
            ["git", "config", "--get", key], cwd=folder, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):  # there is no Git
        return ""
    return done.stdout.strip()
