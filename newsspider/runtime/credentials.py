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
from typing import Self
from urllib.parse import unquote
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

__all__ = ["PRIVATE_HEADERS", "Redact", "redact"]

PRIVATE_HEADERS = frozenset((b"authorization", b"proxy-authorization", b"cookie", b"cookie2"))

HIDDEN = "***"
_SHORTEST = 4  # a shorter word would match everywhere
_USER = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#\"'<>\\]*@")
_HEADER = re.compile(
    r"(?i)((?:proxy-)?authorization|cookie)(['\"]?\]?\s*[:=]\s*\[?(?:b?['\"])?)(?!\*\*\*)[^'\"\r\n\]}]+"
)
_NAMES = re.compile(r"(?:^|_)(?:PASS|PASSWORD|PASSWD|SECRET|TOKEN|USERPASS)(?:_|$)|_KEY(?:_ID)?$|^HTTPAUTH_")
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
    before, at, _ = address.rpartition("@")
    if not at:
        return
    user, _, password = before.rpartition("//")[2].partition(":")
    learn(user, password)


class _Record(logging.LogRecord):
    """A log record whose text, and whose traceback, is redacted when it is asked for."""

    _exc_text: str | None = None

    def getMessage(self) -> str:  # noqa: N802
        return redact(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = redact(text) if text else text


class Redact:
    """The add-on; see the module."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

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
        logging.setLogRecordFactory(_Record)
