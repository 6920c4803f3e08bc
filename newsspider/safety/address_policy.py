"""Where a crawl may go: to hosts of the public web, by http or https, and nowhere else.

What a page, a list, a redirect or a name server says is written by others. None of it may lead a crawl to this
machine, its neighbours or the metadata service of its cloud. ``Gate`` looks at every address that is about to be
asked for; ``newsspider.safety.guarded_download`` looks at the IP addresses behind the names, before and after connecting.

Settings::

    DOWNLOADER_MIDDLEWARES = {"newsspider.safety.address_policy.Gate": 20}
    ALLOWED_NETWORKS = []     # what is allowed besides: "10.1.0.0/16", "127.0.0.1", "wiki", ".intranet.example"

A network or an IP address in it allows those addresses, however one comes to them. A host name allows this very
host, wherever it is; with a leading dot the hosts below that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self
from urllib.parse import ParseResult, SplitResult

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from newsspider.recording.cassettes import Replay, tape_for

__all__ = [
    "CERTIFICATE",
    "NOT_PUBLIC",
    "NOT_WEB",
    "TOO_LARGE",
    "WITH_USER",
    "Gate",
    "Reach",
    "ReachError",
    "Refusal",
]

NOT_PUBLIC = "not a public address"
NOT_WEB = "neither http nor https"
WITH_USER = "address with a user name"
CERTIFICATE = "certificate not accepted"
TOO_LARGE = "larger than allowed"

_SCHEMES = ("http", "https")
_REMEMBERED = 10_000  # hosts, and addresses, whose verdict is kept
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
# Names that no public host has, by standard or by the convention of routers and clouds.
_LOCAL = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
)
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# What some versions of Python's ipaddress take for public, or what only a cloud's machines can see.
_SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20"))
)


class ReachError(ValueError):
    """ALLOWED_NETWORKS cannot be followed; the message is one sentence."""


class Refusal(IgnoreRequest):
    """A request that is not made, or whose answer is not taken: its outcome's name, and why."""

    def __init__(self, kind: str, reason: str = "") -> None:
        super().__init__(f"{kind}: {reason}" if reason else kind)
        self.kind = kind
        self.reason = reason


class Reach:
    """The public web, and what is allowed besides.

    >>> reach = Reach(["10.1.0.0/16"])
    >>> reach.refusal("www.kontan.co.id"), reach.refusal("10.1.2.3")
    (None, None)
    >>> reach.refusal("169.254.169.254")
    '169.254.169.254 is a link-local address'
    >>> reach.refusal("0x7f.1")
    "'0x7f.1' is an IP address in disguise"
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._hosts: set[str] = set()
        self._below: tuple[str, ...] = ()
        self._allowed = tuple(allowed)
        for entry in self._allowed:
            self._allow(str(entry).strip().lower())
        self.refusal = lru_cache(_REMEMBERED)(self._refusal)
        self.refusal_of_address = lru_cache(_REMEMBERED)(self._refusal_of_address)

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[str, ...]]]:
        return type(self), (self._allowed,)  # without what it remembers

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Raises ReachError."""
        return cls(settings.getlist("ALLOWED_NETWORKS"))

    def _allow(self, entry: str) -> None:
        try:
            self._networks.append(ip_network(entry))
            return
        except ValueError:
            if "/" in entry or not _NAME.fullmatch(entry.removeprefix(".")) or _is_number(entry):
                raise ReachError(
                    f"ALLOWED_NETWORKS: {entry!r} is neither a network (10.1.0.0/16) nor a host (wiki.example)"
                ) from None
        if entry.startswith("."):
            self._below += (entry,)
        else:
            self._hosts.add(entry)

    def misfit(self, url: SplitResult | ParseResult) -> tuple[str, str] | None:
        """What is wrong with an address: the name of the outcome, and why. None for one of the public web."""
        if url.scheme not in _SCHEMES:
            return NOT_WEB, f"{url.scheme}:"
        if "@" in url.netloc:
            return WITH_USER, ""
        reason = self.refusal(url.hostname or "")
        return (NOT_PUBLIC, reason) if reason else None

    def allows_host(self, host: str) -> bool:
        """Whether a host is allowed by its name, wherever it is."""
        return host in self._hosts or host.endswith(self._below)

    def _refusal(self, host: str) -> str | None:
        """Why a host, as an address has it, is not to be asked; None for one of the public web."""
        host = host.lower().removesuffix(".")
        if self.allows_host(host):
            return None
        try:
            address = ip_address(host)
        except ValueError:
            pass
        else:
            return self.refusal_of_address(str(address))
        if _is_number(host):
            return f"{host!r} is an IP address in disguise"
        if not _NAME.fullmatch(host):
            return f"{host!r} is not a host name"
        if "." not in host:
            return f"{host!r} belongs to a local network"
        if host.rpartition(".")[2] in _LOCAL:
            return f"{host!r} is not a public host name"
        return None

    def _refusal_of_address(self, text: str, host: str = "") -> str | None:
        """Why an IP address, which a host's name led to, is not to be connected to; None for a public one."""
        if host and self.allows_host(host.lower().removesuffix(".")):
            return None
        address = ip_address(text.partition("%")[0])
        if any(address in network for network in self._networks):
            return None
        if isinstance(address, IPv6Address) and (inner := _embedded(address)) is not None:
            what = self.refusal_of_address(str(inner))
            return f"{text} stands for {what}" if what else None
        what = _special(address)
        return f"{text} is {what}" if what else None


def _is_number(host: str) -> bool:
    """Whether a host is what a browser, or the system's resolver, would read as an IPv4 address."""
    return bool(_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]))


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address is another spelling of, or a way to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _special(address: IPv4Address | IPv6Address) -> str | None:
    """Why an IP address is not of the public web, None for one that is."""
    for name in ("unspecified", "loopback", "link_local", "multicast", "reserved"):
        if getattr(address, f"is_{name}"):
            return f"a{'n' * (name[0] in 'aeiou')} {name.replace('_', '-')} address"
    public = address.is_global and not any(address in network for network in _SPECIAL)
    if public and isinstance(address, IPv6Address):
        public = address in _UNICAST
    return None if public else "a private address"


class Gate:
    """Downloader middleware: the first to see a request, and the one that refuses what leads elsewhere."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.spider is not None and isinstance(tape_for(crawler), Replay):
            raise NotConfigured  # nothing leaves the machine
        return cls(Reach.from_settings(crawler.settings))

    def process_request(self, request: Request) -> None:
        if wrong := self.reach.misfit(urlparse_cached(request)):
            raise Refusal(*wrong)
