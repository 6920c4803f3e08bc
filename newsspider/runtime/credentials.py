"""Credentials never reach logs or files: not a report, a message, nor the frontier.

A Scrapy add-on (``ADDONS = {"newsspider.runtime.credentials.Redact": 50}``). It learns the credentials that a crawl is set up
with: those of the proxies in the environment, and the settings whose names say so (HTTPAUTH_PASS, …_TOKEN). It
replaces them with *** in every log record and traceback, along with the user and password in any address and the
value of any Authorization header, whatever wrote them there. The archive and the cassettes leave private headers out
on their own.
"""

from __future__ import annotations

import base64
import logging
import re
from typing import Any, Self
from urllib.parse import unquote
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from newsspider.runtime.json_logs import FORMAT, JsonLine, spider_of_logs, wants_json

__all__ = ["PRIVATE_HEADERS", "Redact", "learn_address", "prepare_logs", "redact"]

PRIVATE_HEADERS = frozenset((b"authorization", b"proxy-authorization", b"cookie", b"cookie2"))

HIDDEN = "***"
_SHORTEST = 4  # a shorter word would match everywhere
_USER = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#\"'<>\\]*@")
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|cookie)(['\"]?\]?\s*[:=]\s*\[?(?:b?['\"])?)(?!\*\*\*)[^'\"\r\n\]}]+"
)
_NAMES = re.compile(r"(?:^|_)(?:PASS|PASSWORD|PASSWD|SECRET|TOKEN|USERPASS)(?:_|$)|_KEY(?:_ID)?$|^HTTPAUTH_")
_PARAMETER = re.compile(r"[?&](?:ssl)?password=([^&#]+)")  # of a database's address
_known: set[str] = set()


def redact(text: str) -> str:
    """A text without the credentials in it.

    >>> redact("proxy http://saya:sandi@proxy.example:3128 is down; Authorization: Basic c2F5YTpzYW5kaQ==")
    'proxy http://***@proxy.example:3128 is down; Authorization: ***'
    """
    for secret in _known:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    if "@" in text:
        text = _USER.sub(rf"\1{HIDDEN}@", text)
    if "uthorization" in text or "ookie" in text:
        text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    return text


def learn(user: str, password: str) -> None:
    """Remember a user's password, as it is and as it goes over the wire."""
    pair = f"{unquote(user)}:{unquote(password)}"
    for secret in (password, unquote(password), pair, f"{user}:{password}"):
        _remember(secret)
    for encoding in ("latin-1", "utf-8"):
        _remember(base64.b64encode(pair.encode(encoding, "replace")).decode())


def _remember(secret: str) -> None:
    if len(secret.strip(":")) >= _SHORTEST:
        _known.add(secret)


def learn_address(address: str) -> None:
    """Remember the credentials in an address, where it has any."""
    for password in _PARAMETER.findall(address):
        for secret in (password, unquote(password)):
            _remember(secret)
    before, at, _ = address.rpartition("@")
    if not at:
        return
    user, _, password = before.rpartition("//")[2].partition(":")
    learn(user, password)


class _Record(logging.LogRecord):
    """A log record whose text, and whose traceback, is redacted when it is asked for.

    ``json`` is all of it as one line, for ``LOG_FORMAT = "json"``; a traceback then is in that line and not below it.
    """

    _exc_text: str | None = None
    as_json = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.as_json:
            self.json = _Redacted(self)

    def getMessage(self) -> str:  # noqa: N802
        return redact(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        return "" if self.as_json else self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = redact(text) if text else text


class _Redacted(JsonLine):
    def __str__(self) -> str:
        return redact(super().__str__())


def prepare_logs(settings: BaseSettings) -> None:
    """Redact what is logged from here on, and log lines of JSON where ``LOG_FORMAT`` says so."""
    if wants_json(settings["LOG_FORMAT"]):
        settings.set("LOG_FORMAT", FORMAT, priority=settings.getpriority("LOG_FORMAT") or 0)
        _Record.as_json = True
    logging.setLogRecordFactory(_Record)


class Redact:
    """The add-on; see the module."""

    def __init__(self, crawler: Crawler | None = None) -> None:
        self.spider = str(getattr(crawler.spidercls, "name", "") or "") if crawler is not None else ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:
        for address in getproxies().values():
            learn_address(address)
        default = SETTINGS_PRIORITIES["default"]
        for name in settings:
            if not isinstance(value := settings[name], str) or (settings.getpriority(name) or 0) <= default:
                continue
            if _NAMES.search(str(name)):
                _remember(value)
            elif "://" in value:
                learn_address(value)
        if settings["HTTPAUTH_PASS"]:
            learn(str(settings["HTTPAUTH_USER"] or ""), str(settings["HTTPAUTH_PASS"]))
        spider_of_logs(self.spider)
        prepare_logs(settings)
