"""The frontier's settings, read once; ``scheduler`` says what each means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from scrapy.settings import BaseSettings

from newsspider.runtime.database import Place, place_of

__all__ = ["FrontierOptions"]


_LONGEST_GAP = 600.0  # seconds; no Crawl-delay is followed beyond it


@dataclass(frozen=True, slots=True)
class FrontierOptions:
    """How a frontier is kept. Times are in seconds."""

    place: Place
    synchronous: str
    queue: str
    lease_seconds: float
    batch: int
    max_leases: int
    commit_seconds: float
    commit_timeout: float
    poll_seconds: float
    max_wait: float
    longest_wait: float
    longest_gap: float
    jitter: float
    retry_seconds: float
    resume: bool
    ever: bool

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Raises ValueError, in one sentence, for a setting that cannot be followed."""
        seen = str(settings.get("FRONTIER_SEEN", "run"))
        if seen not in ("run", "ever"):
            raise ValueError(f'FRONTIER_SEEN is "run" or "ever", not {seen!r}')
        batch = settings.getint("FRONTIER_BATCH", 32)
        if batch < 1:
            raise ValueError("FRONTIER_BATCH is at least 1")
        return cls(
            place=place_of(settings, "FRONTIER_PATH") or Path("data/frontier.sqlite"),
            synchronous=str(settings.get("FRONTIER_SYNCHRONOUS", "NORMAL")),
            queue=str(settings.get("FRONTIER_QUEUE") or ""),
            lease_seconds=settings.getfloat("FRONTIER_LEASE_SECONDS", 120),
            batch=batch,
            max_leases=settings.getint("FRONTIER_MAX_LEASES", 2000),
            commit_seconds=settings.getfloat("FRONTIER_COMMIT_SECONDS", 0.25),
            commit_timeout=settings.getfloat("FRONTIER_COMMIT_TIMEOUT", 60),
            poll_seconds=settings.getfloat("FRONTIER_POLL_SECONDS", 0.5),
            max_wait=settings.getfloat("FRONTIER_MAX_WAIT", 1800),
            longest_wait=max(
                settings.getfloat("FRONTIER_LONGEST_WAIT", 86_400),
                settings.getfloat("RETRY_AFTER_MAX", 86_400),
                settings.getfloat("BLOCKED_PAUSE", 21_600),
            ),
            longest_gap=max(
                settings.getfloat("BACKOFF_MAX", 600),
                settings.getfloat("AUTOTHROTTLE_MAX_DELAY", 60),
                settings.getfloat("DOWNLOAD_DELAY"),
                _LONGEST_GAP,
            ),
            jitter=settings.getfloat("FRONTIER_JITTER", 0.5),
            retry_seconds=settings.getfloat("FRONTIER_RETRY_SECONDS", 2),
            resume=settings.getbool("FRONTIER_RESUME", True),
            ever=seen == "ever",
        )
