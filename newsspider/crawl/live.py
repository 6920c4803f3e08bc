"""What a live crawl has and a replay does not: a contact in its name, and a place where everything is kept.

A Scrapy add-on (``ADDONS = {"newsspider.crawl.live.Live": 100}``). For the crawl of an outlet it turns on the
frontier, the archive, the store, the memory of visits, the watch for drift and the report file, all below one folder::

    DATA_DIR = "data"     # folder for frontier, WARC files, store, visits, counts and reports of a live crawl; "" keeps nothing
    CONTACT = ""          # an e-mail or web address of yours that outlets can write to; required for a live crawl

What a user has set keeps its value: another SCHEDULER, STORE_PATH or ARCHIVE_DIR (empty for none) …
With ``-a cassette=`` there is no server to be polite to and nothing to keep; recording keeps only its tape.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.misc import load_object

from newsspider.components import LIVE, SCHEDULER
from newsspider.crawl.revisit import RevisitError, read_missed, read_rule
from newsspider.drift.ledger_db import ledger_path
from newsspider.recording.cassettes import Recorder, Replay, tape_for
from newsspider.runtime.backend import BackendError
from newsspider.runtime.credentials import redact
from newsspider.runtime.database import DatabaseError, database_of
from newsspider.runtime.databases import ask
from newsspider.runtime.remote import unusable

__all__ = ["CannotKeep", "Live", "LiveError", "check_live", "user_agent"]

_CONTACT = re.compile(r"[^\s@(<+;,]+@[^\s@)>;,]+\.[a-z]{2,}|https?://[^\s/)>;,]+\.[a-z]{2,}", re.I)
_SPIDER = SETTINGS_PRIORITIES["spider"]
_PLACES = (
    "DATA_DIR",
    "STORE_PATH",
    "ARCHIVE_DIR",
    "FRONTIER_PATH",
    "VISITS_PATH",
    "DRIFT_PATH",
    "REPORT_DIR",
    "REPORT_FILE",
)


class LiveError(ValueError):
    """A live crawl may not begin like this; the message is one sentence."""


class CannotKeep(LiveError):
    """What a crawl keeps could not be kept: its database cannot be reached, its folder not be made."""


def user_agent(settings: BaseSettings) -> str:
    """The User-Agent of a live crawl. Raises LiveError where it has no contact."""
    agent, contact = str(settings["USER_AGENT"] or ""), str(settings["CONTACT"] or "").strip()
    if contact and not _CONTACT.search(contact):
        raise LiveError(f"CONTACT: {contact!r} is neither an e-mail address nor a web address (https://…)")
    if contact and contact not in agent:
        return f"{agent} (+{contact})"
    if not _CONTACT.search(agent):
        raise LiveError(
            "outlets need a way to write to you: give -s CONTACT=you@your-domain or a web address of yours"
            " (or name it in USER_AGENT) before you crawl a live site"
        )
    return agent


def check_live(crawler: Crawler, arguments: Mapping[str, Any] | None = None) -> None:
    """Raise LiveError where the crawl of an outlet, if it is live, lacks what it needs.

    Nothing has been fetched then. A single page that a person asks for (``scrapy extract URL``) is not a crawl.
    """
    if isinstance(tape_for(crawler, arguments), Replay) or not getattr(crawler.spidercls, "outlet", None):
        return
    user_agent(crawler.settings)
    try:
        read_rule(crawler.settings.get("REVISIT"))
        read_missed(crawler.settings.get("REVISIT_MISSED"))
    except RevisitError as error:
        raise LiveError(str(error)) from None
    for name in _PLACES:
        if "://" in (value := str(crawler.settings[name] or "")):
            hint = "; ARCHIVE_UPLOAD takes an address" if name == "ARCHIVE_DIR" else ""
            raise LiveError(f"{name}: {redact(value)} is an address; give a path{hint}")
    if (value := str(crawler.settings["ARCHIVE_UPLOAD"] or "")) and (fault := unusable(value)):
        raise LiveError(f"ARCHIVE_UPLOAD: {redact(fault)}")
    _check_database(crawler.settings)
    folder = str(crawler.settings["DATA_DIR"] or "")
    if folder and Path(folder).exists() and not Path(folder).is_dir():
        raise LiveError(f"DATA_DIR: {folder} is not a folder")
    if folder:
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotKeep(f"DATA_DIR: {folder} cannot be made: {error.strerror}") from None


def _check_database(settings: BaseSettings) -> None:
    """Raise LiveError where there is a database to be used, and it cannot be."""
    try:
        place = database_of(settings)
        if place is not None:
            ask(place)
    except (DatabaseError, BackendError) as error:
        where = "" if isinstance(error, DatabaseError) else f"DATABASE_URL: {place}: "
        away = isinstance(error, BackendError) and error.lost
        raise (CannotKeep if away else LiveError)(f"{where}{error}") from None


class Live:
    """The add-on; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:
        spider = self.crawler.spider
        tape = tape_for(self.crawler) if spider is not None else None
        if isinstance(tape, Replay):
            for name in ("BACKOFF_ENABLED", "BLOCKED_REST"):
                settings.set(name, False, priority="spider")
            return
        if spider is None or not getattr(spider, "outlet", None):
            return
        check_live(self.crawler)
        agent = user_agent(settings)
        settings.set("USER_AGENT", agent, priority=max(_SPIDER, settings.getpriority("USER_AGENT") or 0))
        if not agent.startswith("newsspider/") and settings["ROBOTSTXT_USER_AGENT"] == "newsspider":
            # a crawl under another name obeys the rules for that name
            settings.set("ROBOTSTXT_USER_AGENT", agent.split("/")[0].split()[0], priority="spider")
        if settings["DATA_DIR"] and not isinstance(tape, Recorder):
            self._keep(settings, Path(settings["DATA_DIR"]), spider.name, getattr(spider, "arguments", {}))

    def _keep(self, settings: BaseSettings, folder: Path, name: str, arguments: Mapping[str, Any]) -> None:
        for setting, value in (
            ("SCHEDULER", SCHEDULER),
            ("FRONTIER_PATH", str(folder / "frontier.sqlite")),
            ("FRONTIER_QUEUE", queue_name(name, arguments)),
            ("ARCHIVE_DIR", str(folder / "warc")),
            ("STORE_PATH", str(folder / "articles.sqlite")),
            ("VISITS_PATH", str(folder / "visits.sqlite")),
            ("DRIFT_PATH", str(ledger_path(folder))),
            ("REPORT_DIR", str(folder)),
        ):
            settings.set(setting, value, priority="addon")
        leased = settings["SCHEDULER"] == SCHEDULER
        if leased:  # the frontier adds it, for all processes
            settings.set("DOWNLOAD_DELAY_JITTER", 0, priority="spider")
        for setting, components in LIVE.items():
            for path, order in components.items():
                if leased or "Acknowledge" not in path:
                    settings.setdefault_in_component_priority_dict(setting, load_object(path), order)


def queue_name(spider: str, arguments: Mapping[str, Any]) -> str:
    """Whose requests these are: a crawl goes on where one *of the same arguments* was broken off.

    >>> queue_name("kontan", {"since": "2024-01-01"})
    'kontan since=2024-01-01'
    """
    words = [spider]
    for name, value in sorted(arguments.items()):
        text = " ".join(str(value).split())
        if len(text) > 60:
            text = hashlib.sha256(str(value).encode()).hexdigest()[:16]
        words.append(f"{name}={text}")
    return " ".join(words)
