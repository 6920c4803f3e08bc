"""The least of an input that still breaks the same property."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from tests.fuzz.properties import Page, Planted, Subject, Violation, check
from tests.fuzz.readers import NAME as READERS
from tests.fuzz.readers import same

SECONDS = 20.0  # what shrinking may take


def shrink(subject: Subject, name: str) -> Subject:
    """Leave out halves, quarters, eighths … as long as property ``name`` stays broken."""
    if isinstance(subject, Planted) and name != READERS:  # what is left out of it is missing
        return subject
    end = time.monotonic() + SECONDS
    content: Any = subject.content
    size = len(content) // 2
    while size:
        start = 0
        while start < len(content):
            if time.monotonic() > end:
                return _with(subject, content)
            shorter = content[:start] + content[start + size :]
            if _breaks(_with(subject, shorter), name):
                content = shorter
            else:
                start += size
        size //= 2
    return _with(subject, content)


def _with(subject: Subject, content: Any) -> Subject:
    return replace(subject, content=content)


def _breaks(subject: Subject, name: str) -> bool:
    try:
        same(subject) if name == READERS and isinstance(subject, Page) else check(subject, timed=True)
    except Violation as violation:
        return violation.name == name
    except Exception:
        return False
    return False
