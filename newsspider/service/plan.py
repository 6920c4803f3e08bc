"""What a service is to crawl, and how often: a file in TOML, or what the command line says.

every = "1h"                    # for all; without it each outlet's pace is learned
since = "2 days"                # arguments of the crawls, as after -a
jobs = 2                        # crawls at once

[outlets.kontan]
every = "15m"
source = "feed"                 # an argument of this outlet's crawls

[outlets.tempo]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from extractors.registry import unknown_outlet
from newsspider.crawl.revisit import read_span
from newsspider.runtime.console import Fault, shown

__all__ = ["OutletPlan", "Plan", "read_every", "read_plan"]

ARGUMENTS = ("since", "until", "section", "source", "tag", "limit")
SINCE = "2 days"


@dataclass(frozen=True)
class OutletPlan:
    """One outlet: the arguments of its crawls, and their interval (None: it is learned)."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    every: timedelta | None = None


@dataclass(frozen=True)
class Plan:
    """All of them, by name, and how many are crawled at once."""

    outlets: Mapping[str, OutletPlan]
    jobs: int = 2

    @classmethod
    def of(
        cls, names: Iterable[str], arguments: Mapping[str, str], every: timedelta | None = None, jobs: int = 2
    ) -> Plan:
        """The same for all outlets."""
        asked = {"since": SINCE, **arguments}
        return cls({name: OutletPlan(name, asked, every) for name in dict.fromkeys(names)}, jobs)


def read_every(text: str, where: str) -> timedelta:
    """An interval such as "15m", "1h", "2 days". Raises Fault."""
    span = read_span(text)
    if span is None or span < timedelta(minutes=1):
        raise Fault(f'{where}: {text!r} is no interval of a minute or more; say "15m", "1h" or "1 day"')
    return span


def read_plan(path: Path, given: Mapping[str, str], known: Iterable[str]) -> Plan:
    """The plan in a file; ``given`` are arguments of the command line, which a file's own come before.

    Raises Fault, which names the file and the key, for anything that cannot be followed.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Fault(f"{shown(path)}: cannot be read ({error.strerror or error})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Fault(f"{shown(path)}: not a TOML file: {error}") from None
    names = set(known)
    outlets = told.pop("outlets", None)
    jobs = told.pop("jobs", 2)
    if not isinstance(jobs, int) or isinstance(jobs, bool) or jobs < 1:
        raise Fault(f"{shown(path)}: jobs: {jobs!r} is not a number of 1 or more")
    if isinstance(outlets, list):
        outlets = {name: {} for name in outlets if isinstance(name, str)}
    if not isinstance(outlets, dict) or not outlets:
        raise Fault(f'{shown(path)}: it names no outlets; say [outlets.kontan], or outlets = ["kontan"]')
    common = _outlet(path, "", told, OutletPlan("", {"since": SINCE, **given}))
    found = {}
    for name, own in outlets.items():
        if name not in names:
            raise Fault(f"{shown(path)}: {unknown_outlet(name, sorted(names))}")
        if not isinstance(own, dict):
            raise Fault(f"{shown(path)}: outlets.{name} is not a table of keys")
        found[name] = replace(_outlet(path, f"outlets.{name}.", own, common), name=name)
    return Plan(found, jobs)


def _outlet(path: Path, where: str, told: Mapping[str, Any], common: OutletPlan) -> OutletPlan:
    arguments, every = dict(common.arguments), common.every
    for key, value in told.items():
        if key == "every":
            every = read_every(str(value), f"{shown(path)}: {where}every")
        elif key in ARGUMENTS and isinstance(value, str | int) and not isinstance(value, bool):
            arguments[key] = str(value)
        elif key in ARGUMENTS:
            raise Fault(f"{shown(path)}: {where}{key}: a text is expected")
        else:
            raise Fault(
                f"{shown(path)}: {where}{key} is not a key of it; there are every, {', '.join(ARGUMENTS)}"
            )
    return OutletPlan(common.name, arguments, every)
