"""Settings as they are given on a command line: slips in their names, and in their numbers."""

from __future__ import annotations

import difflib

from scrapy.settings import BaseSettings

__all__ = ["WITHOUT_DEFAULT", "slip_in"]

_ALIKE = 0.85  # how much of a name is that of a setting
WITHOUT_DEFAULT = frozenset(
    """
    ARCHIVE_COLD ARCHIVE_DIR ARCHIVE_GZIP_LEVEL ARCHIVE_NAME ARCHIVE_ROLL_BYTES ARCHIVE_SYNC_SECONDS
    ARCHIVE_UPLOAD BACKOFF_ENABLED BACKOFF_START BLOCKED_REST BROWSER BROWSER_PATH BROWSER_REQUESTS
    BROWSER_SANDBOX BROWSER_TIMEOUT DATABASE_URL DRIFT_COMMAND DRIFT_FILE DRIFT_HOURLY_DAYS DRIFT_MAIL_FROM
    DRIFT_MAIL_TO DRIFT_PATH DRIFT_SMTP DRIFT_TRIES DRIFT_WEBHOOK DRIFT_WEBHOOK_SECRET FEED_CRAWL FRONTIER_BATCH
    FRONTIER_COMMIT_SECONDS FRONTIER_COMMIT_TIMEOUT FRONTIER_JITTER FRONTIER_LEASE_SECONDS FRONTIER_LONGEST_WAIT
    FRONTIER_MAX_LEASES FRONTIER_MAX_WAIT FRONTIER_PATH FRONTIER_POLL_SECONDS FRONTIER_QUEUE FRONTIER_RESUME
    FRONTIER_RETRY_SECONDS FRONTIER_SEEN FRONTIER_SYNCHRONOUS REPORT_DIR REPORT_FILE REPORT_TABLE RETRY_FAILED
    STORE_COMMIT_SECONDS STORE_PATH VISITS_PATH
    """.split()
)
"""Settings that are read where they are given; a test compares them with those that are documented."""


def slip_in(given: str, settings: BaseSettings) -> str:
    """What is wrong with ``NAME=VALUE``, beside the settings that have a default; "" where nothing seems to be.

    A name that is not known may be an extension's. It is a slip where it is nearly one that is.
    """
    name, _, value = given.partition("=")
    if name not in settings and name not in WITHOUT_DEFAULT:
        near = difflib.get_close_matches(name.upper(), [*settings, *WITHOUT_DEFAULT], 1, _ALIKE)
        return f"-s {name}: there is no such setting; did you mean {near[0]}?" if near else ""
    if type(settings[name]) in (int, float):
        try:
            float(value)
        except ValueError:
            return f"-s {name}: {value!r} is not a number"
    return ""
