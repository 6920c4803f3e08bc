"""A survey as JSON: written, and read again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from newsspider.archive.warc import reason
from newsspider.authoring.survey.examine import KEYS
from newsspider.authoring.survey.findings import Finding
from newsspider.authoring.survey.run import Survey
from newsspider.recording.golden_rates import golden_rates
from newsspider.runtime.console import Fault, shown

_FINDING = frozenset(one.name for one in fields(Finding))


def document(result: Survey, found: Sequence[Finding], project: Path) -> dict[str, Any]:
    """The survey as JSON holds it."""
    rates = golden_rates(project, result.outlet.name)
    layouts = {}
    for layout, pages in sorted(result.pages.items()):
        count, keys = rates.get(layout, (0, Counter()))
        layouts[layout] = {
            "pages": pages,
            "goldens": count,
            "filled": {key: {"pages": result.filled[layout, key], "goldens": keys[key]} for key in KEYS},
        }
    return {
        "outlet": result.outlet.name,
        "pages": result.total,
        "read": result.pages.total(),
        "unread": result.unread,
        "repeated": result.repeated,
        "countsMayLack": max(result.groups.lost, result.texts.lost),
        "layouts": layouts,
        "refused": dict(result.refused.most_common()),
        "passed": dict(result.passed.most_common()),
        "findings": [asdict(one) for one in found],
    }


def read_survey(path: Path) -> dict[str, Any]:
    """A document that ``document`` made, from a file. Raises Fault for a file that is missing or not a survey."""
    try:
        record = json.loads(path.read_text("utf-8"))
        found = [_FINDING.issubset(one) for one in record["findings"]]
        if not all(found) or not isinstance(record["outlet"], str) or not isinstance(record["pages"], int):
            raise ValueError
    except OSError as error:
        raise Fault(f"{shown(path)}: {reason(error)}") from None
    except (ValueError, TypeError, KeyError):
        raise Fault(f"{shown(path)}: this is not what `scrapy outlet survey --json` prints") from None
    return dict(record)
