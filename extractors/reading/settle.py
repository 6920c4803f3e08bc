"""Weigh displayed dates against those in the metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from extractors.reading.metadata import Metadata
from extractors.rules.model import Outlet
from extractors.vocabulary.dates import ParsedDate, parse_date, reconcile, said_dates

CLOCK_SKEW = timedelta(minutes=10)  # a publisher's clock may run this far ahead of ours


@dataclass(frozen=True)
class Dates:
    """The settled dates of a page, and the publication date as displayed.

    ``agree``: whether the metadata's date of publication is the displayed one; None where one of them is missing.
    """

    published: datetime | None
    modified: datetime | None
    raw: str | None
    agree: bool | None = None


def settle_dates(
    displayed: Sequence[str],
    modified: Sequence[str],
    metadata: Metadata,
    outlet: Outlet | None,
    *,
    local: bool = False,
    fetched: datetime | None = None,
) -> Dates:
    """Settle displayed dates and the metadata's; disagreements stay visible in ``raw``."""
    zone = outlet.zone if outlet else None
    remarks: list[str] = []

    def read(text: str | None, false_offset: bool = False) -> ParsedDate | None:
        if not text:
            return None
        parsed = parse_date(text, now=fetched, local=false_offset, **({"zone": zone} if zone else {}))
        if parsed and fetched and parsed.value > fetched + CLOCK_SKEW:
            remarks.append(f"{parsed.raw} is refused: the page was fetched {fetched.isoformat()}")
            return None
        return parsed

    parts = [part for text in displayed for part in said_dates(text)]
    shown = next((date for text, kind in parts if kind != "modified" and (date := read(text))), None)
    told = read(metadata.published, local)
    value, remark = reconcile(shown, told, **({"zone": zone} if zone else {}))
    if remark:
        remarks.append(remark)
    raw = shown.raw if shown else metadata.published if told else None
    if remarks:
        raw = f"{raw or ''} ({'; '.join(remarks)})".strip()
    changes = (*modified, *(text for text, kind in parts if kind == "modified"))
    changed = next((date for text in changes if (date := read(text))), None)
    changed_value, _ = reconcile(changed, read(metadata.modified, local), **({"zone": zone} if zone else {}))
    agree = remark is None if shown is not None and told is not None else None
    return Dates(value, changed_value, raw, agree)
