"""Logs as lines of JSON, for what collects them.

Setting::

    LOG_FORMAT = "%(levelname)s %(message)s"  # how a line of the log looks; "json": each record as a line of JSON

Each record is one line with ``time`` (UTC), ``level``, ``logger``, ``message``, ``spider`` in a crawl, and ``exception``
where there is one.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

__all__ = ["FORMAT", "JsonLine", "spider_of_logs", "wants_json"]

FORMAT = "%(json)s"  # what Scrapy's handler is given: a record knows itself as JSON
_common: dict[str, Any] = {}


def wants_json(format: str | None) -> bool:
    """Whether a ``LOG_FORMAT`` asks for lines of JSON."""
    return (format or "").strip().casefold() in ("json", FORMAT)


def spider_of_logs(name: str) -> None:
    """Put the name of the spider into every line."""
    _common["spider"] = name


class JsonLine:
    """A record as one line of JSON, made when it is written."""

    def __init__(self, record: logging.LogRecord) -> None:
        self.record = record

    def __str__(self) -> str:
        record = self.record
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_common,
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
